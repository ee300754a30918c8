//! What the generator makes of the same latents at every step, and what critic and world say to it.

use std::cell::RefCell;
use std::rc::Rc;

use ndarray::{Array2, ArrayView2, s};

use crate::models::encoder::FaceJudge;
use crate::models::gan::Draw;
use crate::models::live_gan::{LiveGan, World};
use crate::rng::Rng;
use crate::worlds::ring::{MODES, NEAR, Ring, modes_found};

/// Its buffers carry nothing from one measurement to the next, so that copies of a run may share it; none on the ring.
pub type SharedJudge = Option<Rc<RefCell<FaceJudge>>>;

/// A judge where the world has one.
pub fn judge(world: World) -> SharedJudge {
    (world == World::Faces).then(|| Rc::new(RefCell::new(FaceJudge::new())))
}

/// The truth of a picture; 0 where there is no judge.
pub fn truth(judge: &SharedJudge, image: &[f32]) -> f64 {
    judge.as_ref().map_or(0.0, |judge| f64::from(judge.borrow_mut().measure(image).truth))
}

/// What is known at a step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    /// Share of points near a mode.
    pub quality: f64,
    /// Modes found.
    pub modes: f64,
    /// Root mean square distance from the middle.
    pub radius: f64,
    /// Spread of samples over that of data.
    pub diversity: f64,
    /// The critic's mean logit of samples.
    pub made_logit: f64,
    /// And of data.
    pub data_logit: f64,
    /// Share of both told right.
    pub accuracy: f64,
}

/// Latents and data that stay the same.
struct Fixed {
    latents: Array2<f32>,
    data: Array2<f32>,
    data_spread: f64,
}

/// Looks at a GAN.
#[derive(Clone)]
pub struct Probe {
    world: World,
    fixed: Rc<Fixed>,
    /// What the generator made when it was looked at last [n, D].
    pub made: Array2<f32>,
    logits: Vec<f32>,
}

impl Probe {
    /// With the streams `frozen-critic/latents` and `frozen-critic/data` of `seed`.
    pub fn new(world: World, seed: u64) -> Self {
        let n = if world == World::Ring { 1_024 } else { 128 };
        let mut rng = Rng::stream(seed, "frozen-critic/latents");
        let latents = Array2::from_shape_simple_fn((n, world.latents()), || rng.normal());
        let mut data = Array2::zeros((n, world.values()));
        world.fill(&mut Rng::stream(seed, "frozen-critic/data"), data.view_mut());
        let data_spread = spread(data.view());
        Self {
            world,
            fixed: Rc::new(Fixed { latents, data, data_spread }),
            made: Array2::zeros((n, world.values())),
            logits: vec![0.0; n],
        }
    }

    /// Lets the generator make its samples, as it is being trained.
    pub fn make(&mut self, learner: &mut LiveGan) {
        learner.gan.sample_into(Draw::Latest, self.fixed.latents.view(), self.made.view_mut());
    }

    /// Makes them and measures all but the truth of pictures.
    pub fn look(&mut self, learner: &mut LiveGan) -> Row {
        self.make(learner);
        let mut row = Row { diversity: spread(self.made.view()) / self.fixed.data_spread, ..Row::default() };
        let n = self.logits.len() as f64;
        let mut judged = |data: ArrayView2<f32>, real: bool| {
            learner.gan.critic_logits(data, &mut self.logits);
            row.accuracy += self.logits.iter().filter(|logit| (**logit > 0.0) == real).count() as f64 / (2.0 * n);
            self.logits.iter().map(|logit| f64::from(*logit)).sum::<f64>() / n
        };
        let data_logit = judged(self.fixed.data.view(), true);
        let made_logit = judged(self.made.view(), false);
        (row.data_logit, row.made_logit) = (data_logit, made_logit);
        if self.world == World::Ring {
            let ring = Ring::new();
            let mut near = [0; MODES];
            let mut square = 0.0;
            for point in self.made.rows() {
                let [x, y] = [f64::from(point[0]), f64::from(point[1])];
                square += x * x + y * y;
                let (mode, distance) = ring.nearest([x, y]);
                near[mode] += u32::from(distance <= NEAR);
            }
            row.quality = near.iter().map(|&count| f64::from(count)).sum::<f64>() / n;
            row.modes = modes_found(&near, self.logits.len() as u64) as f64;
            row.radius = (square / n).sqrt();
        }
        row
    }

    /// A picture made.
    pub fn picture(&self, i: usize) -> ArrayView2<'_, f32> {
        self.made.slice(s![i..=i, ..])
    }
}

/// Root mean square difference of rows from their mean.
fn spread(rows: ArrayView2<f32>) -> f64 {
    let n = rows.nrows() as f64;
    let mut sum = 0.0;
    for column in rows.columns() {
        let mean = column.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
        sum += column.iter().map(|&x| (f64::from(x) - mean) * (f64::from(x) - mean)).sum::<f64>();
    }
    (sum / (n * rows.ncols() as f64)).sqrt()
}
