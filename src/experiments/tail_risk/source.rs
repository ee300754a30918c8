//! Where samples come from: a generator in some state of training, or the data; each with how far wrong it is.

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::{Array2, s};

use crate::models::encoder::FaceJudge;
use crate::models::gan::Draw;
use crate::models::live_gan::{LiveGan, World};
use crate::rng::Rng;
use crate::worlds::ring::Ring;

/// Points drawn in a tick.
pub const POINTS_A_TICK: usize = 4_096;
/// Faces drawn in a tick: judging one takes about as long as drawing a thousand points.
pub const FACES_A_TICK: usize = 8;

/// Samples in a tick.
pub fn a_tick(world: World) -> usize {
    match world {
        World::Ring => POINTS_A_TICK,
        World::Faces => FACES_A_TICK,
    }
}

/// Buffers and the judge; they carry nothing from one draw to the next, so that copies of a run may share them.
pub struct Bench {
    world: World,
    ring: Ring,
    judge: Option<FaceJudge>,
    latents: Array2<f32>,
    samples: Array2<f32>,
}

/// A bench that is shared.
pub type SharedBench = Rc<RefCell<Bench>>;

impl Bench {
    /// For that world.
    pub fn shared(world: World) -> SharedBench {
        Rc::new(RefCell::new(Self {
            world,
            ring: Ring::new(),
            judge: (world == World::Faces).then(FaceJudge::new),
            latents: Array2::zeros((a_tick(world), world.latents())),
            samples: Array2::zeros((a_tick(world), world.values())),
        }))
    }

    /// Draws `count` samples of a generator, at most a tick's, and tells each with its badness.
    pub fn generate(&mut self, learner: &mut LiveGan, rng: &mut Rng, count: usize, tell: &mut dyn FnMut(f64, &[f32])) {
        let mut latents = self.latents.slice_mut(s![..count, ..]);
        latents.as_slice_mut().expect("whole rows").fill_with(|| rng.normal());
        learner.gan.sample_into(Draw::Average, latents.view(), self.samples.slice_mut(s![..count, ..]));
        self.judge(count, tell);
    }

    /// Draws `count` samples of the data, at most a tick's, and tells each with its badness.
    pub fn observe(&mut self, rng: &mut Rng, count: usize, tell: &mut dyn FnMut(f64, &[f32])) {
        if self.world == World::Ring {
            // In double precision, as they are drawn: rounding is no part of the data.
            for _ in 0..count {
                let point = self.ring.sample(rng);
                tell(self.ring.nearest(point).1, &point.map(|x| x as f32));
            }
            return;
        }
        self.world.fill(rng, self.samples.slice_mut(s![..count, ..]));
        self.judge(count, tell);
    }

    fn judge(&mut self, count: usize, tell: &mut dyn FnMut(f64, &[f32])) {
        for row in self.samples.slice(s![..count, ..]).rows() {
            let sample = row.as_slice().expect("rows in standard layout");
            let badness = match &mut self.judge {
                Some(judge) => f64::from(judge.measure(sample).q),
                None => self.ring.nearest([f64::from(sample[0]), f64::from(sample[1])]).1,
            };
            tell(badness, sample);
        }
    }
}
