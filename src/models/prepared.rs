//! A classifier made ready for a search: trained, then surveyed on pictures that it has not seen.

use std::sync::Arc;

use ndarray::{Array2, ArrayViewMut2};

use super::classifier::{Recipe, Training, centre, correct, draw};
use super::encoder::FaceJudge;
use crate::nn::{Net, Workspace};
use crate::rng::Rng;
use crate::worlds::faces::{Negatives, PIXELS, Pose, distort::white_noise, sample_face};

/// Real faces surveyed (the texts say 4,000), and how many in a tick.
const REAL_FACES: u32 = 4_000;
const FACES_A_TICK: u32 = 160;
/// Real faces kept as the most face-like.
pub const BEST: usize = 8;
/// Held-out pictures for the final accuracy, and how many in a tick.
const HELD_OUT: u32 = 2_000;
const HELD_OUT_A_TICK: u32 = 125;
/// Held-out pictures for the accuracy during training, and steps between.
const PROBE: usize = 256;
const PROBE_EVERY: u32 = 20;
/// Real faces, and as many pictures of white noise, whose truth is measured; one of each in a tick.
const JUDGED: u32 = 31;

/// Radius of the adversarial training's attack in pictures of values in [-1, 1]: 1.5 in [0, 1].
const RADIUS: f32 = 3.0;
/// Attack steps a training step.
pub const ATTACK_STEPS: usize = 3;
/// Share of the training over which the radius grows from 0; from the start it would teach the net nothing.
const RAMP: f32 = 0.3;

/// Which classifier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// Adversarially trained.
    pub robust: bool,
    /// The pictures that are no faces.
    pub negatives: Negatives,
    /// The poses of the faces.
    pub pose: Pose,
}

impl Kind {
    /// From the options' ids that experiments share: `negatives` hard or easy, `pose` jittered or aligned.
    pub fn named(robust: bool, negatives: &str, pose: &str) -> Self {
        Self {
            robust,
            negatives: if negatives == "easy" { Negatives::Easy } else { Negatives::Hard },
            pose: if pose == "aligned" { Pose::Aligned } else { Pose::Jittered },
        }
    }

    fn recipe(self) -> Recipe {
        let Self { robust, negatives, pose } = self;
        // On easy non-faces both kinds of training get the same net, so that nothing but the training differs.
        if robust || negatives == Negatives::Easy {
            Recipe { sizes: &[PIXELS, 128, 1], rate: 1.5e-3, steps: 800, negatives, pose }
        } else {
            Recipe { sizes: &[PIXELS, 128, 64, 1], rate: 2e-3, steps: 800, negatives, pose }
        }
    }

    /// Ticks that the preparation takes.
    pub fn ticks(self) -> u32 {
        self.recipe().steps + REAL_FACES / FACES_A_TICK + HELD_OUT / HELD_OUT_A_TICK + JUDGED
    }
}

/// A trained classifier and what was found out about it.
#[derive(Debug)]
pub struct Prepared {
    /// Which it is.
    pub kind: Kind,
    /// Of pictures with values in [0, 1].
    pub net: Net,
    /// Share of 2,000 held-out pictures told right.
    pub accuracy: f64,
    /// `[training step, accuracy on 256 held-out pictures]`.
    pub curve: Vec<[f64; 2]>,
    /// The real faces with the highest logits, highest first.
    pub best: Vec<(f32, [f32; PIXELS])>,
    /// Mean of the 4,000 real faces.
    pub mean: Vec<f32>,
    /// Median truth of real faces.
    pub truth_real: f64,
    /// Median truth of white noise.
    pub truth_noise: f64,
}

/// The preparation on its way.
#[derive(Clone)]
pub struct Preparation {
    kind: Kind,
    training: Training,
    probe: Array2<f32>,
    probe_labels: Vec<f32>,
    images: Array2<f32>,
    labels: Vec<f32>,
    ws: Workspace,
    /// The trained net, once there is one.
    net: Option<Net>,
    probe_rng: Rng,
    face_rng: Rng,
    held_out_rng: Rng,
    judged_rng: Rng,
    curve: Vec<[f64; 2]>,
    best: Vec<(f32, [f32; PIXELS])>,
    sum: Vec<f32>,
    correct: usize,
    /// Sorted.
    truth_real: Vec<f32>,
    /// Sorted.
    truth_noise: Vec<f32>,
    done: u32,
}

impl Preparation {
    /// Begins with an untrained net.
    pub fn new(kind: Kind, seed: u64) -> Self {
        let training = Training::new(kind.recipe(), seed);
        let room = PROBE.max(FACES_A_TICK as usize).max(HELD_OUT_A_TICK as usize);
        Self {
            kind,
            probe: Array2::zeros((PROBE, PIXELS)),
            probe_labels: vec![0.0; PROBE],
            images: Array2::zeros((room, PIXELS)),
            labels: vec![0.0; room],
            ws: Workspace::new(training.centred_net(), room),
            training,
            net: None,
            probe_rng: Rng::stream(seed, "survey/probe"),
            face_rng: Rng::stream(seed, "survey/faces"),
            held_out_rng: Rng::stream(seed, "survey/held-out"),
            judged_rng: Rng::stream(seed, "survey/judged"),
            curve: Vec::new(),
            best: Vec::new(),
            sum: vec![0.0; PIXELS],
            correct: 0,
            truth_real: Vec::new(),
            truth_noise: Vec::new(),
            done: 0,
        }
    }

    /// What is being done, in words.
    pub fn label(&self) -> &'static str {
        if self.training.finished() {
            "looking at 4,000 real faces"
        } else if self.kind.robust {
            "training the classifier against attacks"
        } else {
            "training the classifier"
        }
    }

    /// Which classifier.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Ticks done, of [`Kind::ticks`].
    pub fn done(&self) -> u32 {
        self.done
    }

    /// The net as it is trained, of pictures brought to [-1, 1]: what `harden` of [`Self::step`] is given.
    pub fn centred_net(&self) -> &Net {
        self.training.centred_net()
    }

    /// `[training step, accuracy]` so far.
    pub fn curve(&self) -> &[[f64; 2]] {
        &self.curve
    }

    /// The real faces found so far with the highest logits.
    pub fn best(&self) -> &[(f32, [f32; PIXELS])] {
        &self.best
    }

    /// Whether the next tick measures truths.
    pub fn judges(&self) -> bool {
        self.done + JUDGED >= self.kind.ticks()
    }

    /// One tick; the result with the last. `harden` is the attack of adversarial training: it moves each picture of
    /// [B, I], values in [-1, 1], by at most the L2 radius given, against its label (1 a face, 0 not).
    pub fn step(
        &mut self,
        judge: &mut FaceJudge,
        harden: impl FnOnce(&Net, ArrayViewMut2<f32>, &[f32], f32),
    ) -> Option<Arc<Prepared>> {
        let recipe = self.kind.recipe();
        let surveyed = self.done.saturating_sub(recipe.steps);
        let face_ticks = REAL_FACES / FACES_A_TICK;
        let held_out_ticks = HELD_OUT / HELD_OUT_A_TICK;
        if self.done < recipe.steps {
            self.train(recipe, harden);
        } else if surveyed < face_ticks {
            self.survey_faces();
        } else if surveyed < face_ticks + held_out_ticks {
            self.survey_held_out();
        } else {
            let mut image = [0.0; PIXELS];
            sample_face(self.kind.pose, &mut self.judged_rng, &mut image);
            insert(&mut self.truth_real, judge.measure(&image).truth);
            white_noise(&mut self.judged_rng, &mut image);
            insert(&mut self.truth_noise, judge.measure(&image).truth);
        }
        self.done += 1;
        (self.done == self.kind.ticks()).then(|| self.finish())
    }

    fn train(&mut self, recipe: Recipe, harden: impl FnOnce(&Net, ArrayViewMut2<f32>, &[f32], f32)) {
        if self.done == 0 {
            let Kind { negatives, pose, .. } = self.kind;
            draw(negatives, pose, &mut self.probe_rng, self.probe.view_mut(), &mut self.probe_labels);
            centre(self.probe.view_mut());
            self.probe_accuracy();
        }
        let grown = self.done as f32 / (RAMP * recipe.steps as f32);
        let radius = if self.kind.robust { RADIUS * grown.clamp(0.0, 1.0) } else { 0.0 };
        self.training.step(|net, images, labels| harden(net, images, labels, radius));
        if self.training.done().is_multiple_of(PROBE_EVERY) {
            self.probe_accuracy();
        }
    }

    fn probe_accuracy(&mut self) {
        let logits = self.training.centred_net().forward(self.probe.view(), &mut self.ws);
        let share = correct(logits, &self.probe_labels) as f64 / PROBE as f64;
        self.curve.push([f64::from(self.training.done()), share]);
    }

    fn survey_faces(&mut self) {
        let net = self.net.get_or_insert_with(|| self.training.net());
        let mut faces = self.images.slice_mut(ndarray::s![..FACES_A_TICK as usize, ..]);
        for mut row in faces.rows_mut() {
            let out = row.as_slice_mut().expect("rows in standard layout");
            sample_face(self.kind.pose, &mut self.face_rng, out);
            self.sum.iter_mut().zip(&*out).for_each(|(sum, p)| *sum += p);
        }
        let logits = net.forward(faces.view(), &mut self.ws);
        for (row, &logit) in faces.rows().into_iter().zip(logits.iter()) {
            if self.best.len() < BEST || self.best.last().is_some_and(|(worst, _)| logit > *worst) {
                let mut image = [0.0; PIXELS];
                image.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
                let at = self.best.partition_point(|(other, _)| *other >= logit);
                self.best.insert(at, (logit, image));
                self.best.truncate(BEST);
            }
        }
    }

    fn survey_held_out(&mut self) {
        let n = HELD_OUT_A_TICK as usize;
        let mut images = self.images.slice_mut(ndarray::s![..n, ..]);
        let Kind { negatives, pose, .. } = self.kind;
        draw(negatives, pose, &mut self.held_out_rng, images.view_mut(), &mut self.labels[..n]);
        centre(images.view_mut());
        let logits = self.training.centred_net().forward(images.view(), &mut self.ws);
        self.correct += correct(logits, &self.labels[..n]);
    }

    fn finish(&mut self) -> Arc<Prepared> {
        Arc::new(Prepared {
            kind: self.kind,
            net: self.net.take().unwrap_or_else(|| self.training.net()),
            accuracy: self.correct as f64 / f64::from(HELD_OUT),
            curve: self.curve.clone(),
            best: self.best.clone(),
            mean: self.sum.iter().map(|s| s / REAL_FACES as f32).collect(),
            truth_real: median(&self.truth_real),
            truth_noise: median(&self.truth_noise),
        })
    }
}

/// Puts a value in its place among sorted ones.
fn insert(sorted: &mut Vec<f32>, value: f32) {
    sorted.insert(sorted.partition_point(|other| *other <= value), value);
}

/// The middle one of an odd number of sorted values.
fn median(sorted: &[f32]) -> f64 {
    f64::from(sorted[sorted.len() / 2])
}
