//! Many faces under attack with one size of the push: how many are still told right, and what the world says of them.

use ndarray::{Array2, s};

use crate::models::encoder::FaceJudge;
use crate::models::prepared::Kind;
use crate::nn::{Net, Workspace};
use crate::rng::Rng;
use crate::search::attack::{Signs, random_signs};
use crate::stats::median;
use crate::worlds::faces::{PIXELS, sample_face, sample_negative};

/// Faces attacked (the texts say 256), and how many in a tick.
pub const FACES: usize = 256;
const FACES_A_TICK: usize = 8;
/// Ticks that one size of the push takes.
pub const TICKS: u32 = (FACES / FACES_A_TICK) as u32;
/// Other pictures in a tick, and in all (the texts say 128).
const OTHERS_A_TICK: usize = 4;
const OTHERS: usize = TICKS as usize * OTHERS_A_TICK;
const A_TICK: usize = FACES_A_TICK + OTHERS_A_TICK;
/// Of the faces of a tick, the first are judged, since truth takes longest (the texts say 64 in all).
const JUDGED_A_TICK: usize = 2;
/// Steps of the attack.
pub const STEPS: usize = 20;
/// Attacked faces kept to be seen: those of the first tick.
pub const KEPT: usize = FACES_A_TICK;

/// Buffers, which carry nothing from one use to the next.
pub struct Tools {
    signs: Signs,
    ws: Workspace,
    /// Pictures as they were drawn, and as they are attacked [A_TICK, PIXELS].
    drawn: Array2<f32>,
    moved: Array2<f32>,
    labels: Vec<f32>,
}

impl Tools {
    /// For `net`.
    pub fn new(net: &Net) -> Self {
        Self {
            signs: Signs::new(net, A_TICK),
            ws: Workspace::new(net, A_TICK),
            drawn: Array2::zeros((A_TICK, PIXELS)),
            moved: Array2::zeros((A_TICK, PIXELS)),
            labels: (0..A_TICK).map(|i| f32::from(u8::from(i < FACES_A_TICK))).collect(),
        }
    }

    /// Attacks one picture by 20 steps of `eps` in all, away from what the net says of it.
    pub fn attack(&mut self, net: &Net, image: &mut [f32; PIXELS], eps: f32) {
        let label = f32::from(u8::from(self.logit(net, image) > 0.0));
        let mut row = self.moved.slice_mut(s![..1, ..]);
        row.iter_mut().zip(&*image).for_each(|(to, from)| *to = *from);
        self.signs.pgd(net, row.view_mut(), &[label], eps, STEPS);
        image.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
    }

    /// The net's output for `image`.
    pub fn logit(&mut self, net: &Net, image: &[f32; PIXELS]) -> f32 {
        let row = ndarray::ArrayView2::from_shape((1, PIXELS), image).expect("one row");
        net.forward(row, &mut self.ws)[[0, 0]]
    }
}

/// A size of the push, tried on the same pictures as every other.
#[derive(Clone)]
pub struct Trial {
    /// The most that a pixel moves, in [0, 1].
    pub eps: f64,
    kind: Kind,
    pictures: Rng,
    coins: Rng,
    ticks: u32,
    random: usize,
    one_step: usize,
    twenty_steps: usize,
    others: usize,
    /// Truth of the judged faces after 20 steps, and after random signs.
    truths: Vec<f64>,
    truths_random: Vec<f64>,
    /// Attacked faces and their logits, if they are to be seen.
    pub kept: Vec<(f32, [f32; PIXELS])>,
    keeps: bool,
}

impl Trial {
    /// Nothing tried yet; the streams `adversarial/pictures` and `adversarial/coins` of `seed`. Where it `keeps`, the
    /// first attacked faces are kept to be seen.
    pub fn new(kind: Kind, seed: u64, eps: f64, keeps: bool) -> Self {
        Self {
            eps,
            kind,
            pictures: Rng::stream(seed, "adversarial/pictures"),
            coins: Rng::stream(seed, "adversarial/coins"),
            ticks: 0,
            random: 0,
            one_step: 0,
            twenty_steps: 0,
            others: 0,
            truths: Vec::with_capacity(TICKS as usize * JUDGED_A_TICK),
            truths_random: Vec::with_capacity(TICKS as usize * JUDGED_A_TICK),
            kept: Vec::new(),
            keeps,
        }
    }

    /// Ticks done.
    pub fn ticks(&self) -> u32 {
        self.ticks
    }

    /// Whether all pictures have been attacked.
    pub fn over(&self) -> bool {
        self.ticks >= TICKS
    }

    /// Attacks the next pictures.
    pub fn step(&mut self, net: &Net, tools: &mut Tools, judge: &mut FaceJudge) {
        let Tools { signs, ws, drawn, moved, labels } = tools;
        for (i, mut row) in drawn.rows_mut().into_iter().enumerate() {
            let out = row.as_slice_mut().expect("rows in standard layout");
            if i < FACES_A_TICK {
                sample_face(self.kind.pose, &mut self.pictures, out);
            } else {
                sample_negative(self.kind.negatives, self.kind.pose, &mut self.pictures, out);
            }
        }
        let eps = self.eps as f32;
        let mut right = |moved: &Array2<f32>| {
            let logits = net.forward(moved.view(), ws);
            let told =
                |rows: std::ops::Range<usize>, face: bool| rows.filter(|&i| (logits[[i, 0]] > 0.0) == face).count();
            let first: [f32; KEPT] = core::array::from_fn(|i| logits[[i, 0]]);
            (told(0..FACES_A_TICK, true), told(FACES_A_TICK..A_TICK, false), first)
        };
        let mut judged = |moved: &Array2<f32>, truths: &mut Vec<f64>| {
            for row in moved.rows().into_iter().take(JUDGED_A_TICK) {
                truths.push(f64::from(judge.measure(row.as_slice().expect("rows in standard layout")).truth));
            }
        };

        moved.assign(drawn);
        random_signs(moved.view_mut(), eps, &mut self.coins);
        self.random += right(moved).0;
        judged(moved, &mut self.truths_random);

        moved.assign(drawn);
        signs.fgsm(net, moved.view_mut(), labels, eps);
        self.one_step += right(moved).0;

        moved.assign(drawn);
        signs.pgd(net, moved.view_mut(), labels, eps, STEPS);
        let (faces, others, logits) = right(moved);
        self.twenty_steps += faces;
        self.others += others;
        judged(moved, &mut self.truths);
        if self.keeps && self.ticks == 0 {
            self.kept.extend(logits.into_iter().zip(moved.rows()).map(|(logit, row)| {
                let mut image = [0.0; PIXELS];
                image.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
                (logit, image)
            }));
        }
        self.ticks += 1;
    }

    /// Share of the faces told right after random signs.
    pub fn random(&self) -> f64 {
        self.random as f64 / FACES as f64
    }

    /// The same after one step.
    pub fn one_step(&self) -> f64 {
        self.one_step as f64 / FACES as f64
    }

    /// The same after 20 steps.
    pub fn twenty_steps(&self) -> f64 {
        self.twenty_steps as f64 / FACES as f64
    }

    /// Share of the other pictures told right after 20 steps.
    pub fn others(&self) -> f64 {
        self.others as f64 / OTHERS as f64
    }

    /// Median truth of the judged faces after 20 steps.
    pub fn truth(&self) -> f64 {
        median(&mut self.truths.clone())
    }

    /// The same after random signs.
    pub fn truth_random(&self) -> f64 {
        median(&mut self.truths_random.clone())
    }

    /// Median change of the truth since `before`, the trial of a push of 0: after 20 steps, and after random signs.
    pub fn truth_changes(&self, before: &Self) -> [f64; 2] {
        [&self.truths, &self.truths_random].map(|after| {
            let mut changes: Vec<f64> =
                after.iter().zip(&before.truths).map(|(after, before)| after - before).collect();
            median(&mut changes)
        })
    }
}
