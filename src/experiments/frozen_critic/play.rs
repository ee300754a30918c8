//! After the freezing: what is not frozen trains on, step by step.

use std::rc::Rc;

use ndarray::Array2;

use super::preparation::{Joint, held};
use super::probe::{Probe, Row, SharedJudge, truth};
use crate::lab::{Budget, Settings};
use crate::models::live_gan::{LiveGan, World};
use crate::stats::median;

/// Pictures judged, and how many in a tick.
const JUDGED: usize = 24;
const JUDGED_A_TICK: usize = 8;

/// Training on.
#[derive(Clone)]
pub struct Play {
    /// Where it started.
    pub joint: Rc<Joint>,
    learner: LiveGan,
    /// What the generator makes now.
    pub probe: Probe,
    /// And what it made at the freezing.
    pub before: Rc<Array2<f32>>,
    /// Step by step.
    pub rows: Vec<Row>,
    /// `[step, median truth]` of pictures.
    pub truths: Vec<[f64; 2]>,
    /// Truths of the pictures at hand, as far as they are judged.
    judging: Option<Vec<f64>>,
    next_truth: u32,
    /// How many steps it takes.
    pub budget: Budget,
    /// 1/2 + TV/2 of the frozen generator.
    pub bound: Option<f64>,
    /// Whether a number has left the range of numbers.
    pub lost: bool,
}

/// Whether the critic and the generator are frozen.
pub fn frozen(settings: &Settings) -> [bool; 2] {
    let (mode, thaw) = (settings.choice("mode"), settings.on("thaw"));
    let critic = mode == "frozen-critic" || settings.on("freeze_critic");
    let generator = mode == "frozen-generator" || settings.on("freeze_generator");
    [critic && !thaw, generator && !thaw]
}

impl Play {
    /// At the freezing; `strong` is what the critic's extra steps came to.
    pub fn new(joint: Rc<Joint>, strong: Option<&LiveGan>, bound: Option<f64>, settings: &Settings, seed: u64) -> Self {
        let mut learner = strong.unwrap_or(&joint.learner).clone();
        let world = learner.world();
        if settings.choice("mode") == "frozen-critic" && settings.choice("stage") == "early" {
            learner.gan.critic_mut().parameters_mut().copy_from_slice(&joint.early);
        }
        let (rate, noise) = held(world);
        learner.gan.hold(rate, noise);
        let mut probe = Probe::new(world, seed);
        let rows = vec![probe.look(&mut learner)];
        Self {
            before: Rc::new(probe.made.clone()),
            joint,
            learner,
            probe,
            rows,
            truths: Vec::new(),
            judging: (world == World::Faces).then(Vec::new),
            next_truth: 1,
            budget: Budget::default(),
            bound,
            lost: false,
        }
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.rows.len() as u32 - 1
    }

    /// Whether the next tick judges pictures instead of training.
    pub fn judging(&self) -> bool {
        self.judging.is_some()
    }

    /// One tick: pictures are judged, or a step is taken if fewer than `wanted` have been.
    pub fn step(&mut self, settings: &Settings, wanted: u32, judge: &SharedJudge) {
        if let Some(truths) = &mut self.judging {
            for _ in 0..JUDGED_A_TICK {
                let image = self.probe.picture(truths.len());
                truths.push(truth(judge, image.as_slice().expect("rows in standard layout")));
            }
            if truths.len() >= JUDGED {
                let value = median(truths);
                self.truths.push([f64::from(self.steps()), value]);
                self.judging = None;
            }
            return;
        }
        if self.steps() >= wanted || self.lost {
            return;
        }
        let [critic, generator] = frozen(settings).map(|frozen| !frozen);
        (self.learner.gan.train_critic, self.learner.gan.train_generator) = (critic, generator);
        if critic || generator {
            self.learner.step();
        }
        let row = self.probe.look(&mut self.learner);
        let all = [row.radius, row.diversity, row.made_logit, row.data_logit];
        if all.iter().all(|v| v.is_finite()) {
            self.rows.push(row);
        } else {
            self.lost = true;
        }
        let step = self.steps();
        if self.learner.world() == World::Faces && (step >= self.next_truth || step == wanted) {
            self.judging = Some(Vec::with_capacity(JUDGED));
            // Ever more rarely, at round numbers: what happens at first happens fast.
            let gap = [100, 50, 20, 10, 5, 2, 1].into_iter().find(|gap| 8 * gap <= step).unwrap_or(1);
            self.next_truth = step / gap * gap + gap;
        }
    }
}
