//! Attackers look for unsafe inputs that the filter lets pass, and pay for every question that they ask it.
//!
//! Both know what is unsafe, as people know an injury. One asks about unsafe inputs as they come up: on average it needs one over
//! the share that passes. The other asks about a few, goes back to the one with the lowest score and follows the slope of the
//! score downhill within the disc (projected gradient, Madry et al. 2017, arXiv 1706.06083, section 2.1); then it starts anew.

use ndarray::Array2;

use super::training::{INPUTS, Training, encode};
use super::world::World;
use crate::nn::{Net, Workspace};
use crate::rng::Rng;

/// Attacks side by side.
pub const ATTACKS: usize = 32;
/// Questions that an attack asks at most.
pub const MOST: u32 = 1_000;
/// Questions from one start to the next, of which the first are tries and the others go downhill; and how far each of these
/// goes, in radii of the disc.
const CYCLE: u32 = 10;
const TRIES: u32 = 5;
const STRIDE: f64 = 0.4;

/// How an attacker looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Random,
    Gradient,
}

/// All attacks of one attacker on one filter.
#[derive(Clone, Debug)]
pub struct Attack {
    pub way: Way,
    rng: Rng,
    ws: Workspace,
    /// Where each stands: its disc and its point.
    at: Vec<(usize, [f64; 2])>,
    /// The lowest score since each last started anew, and where.
    best: Vec<(f32, (usize, [f64; 2]))>,
    x: Array2<f32>,
    ones: Array2<f32>,
    /// After how many questions each found a failure, and which.
    pub found: Vec<Option<(u32, [f64; 2])>>,
    pub asked: u32,
}

impl Attack {
    pub fn new(net: &Net, world: &World, way: Way, mut rng: Rng) -> Self {
        let at: Vec<_> = (0..ATTACKS).map(|_| world.draw_unsafe(&mut rng)).collect();
        Self {
            way,
            ws: Workspace::new(net, ATTACKS),
            best: at.iter().map(|at| (f32::INFINITY, *at)).collect(),
            at,
            rng,
            x: Array2::zeros((ATTACKS, INPUTS)),
            ones: Array2::ones((ATTACKS, 1)),
            found: vec![None; ATTACKS],
            asked: 0,
        }
    }

    pub fn over(&self) -> bool {
        self.asked >= MOST || self.found.iter().all(Option::is_some)
    }

    /// One question of each attack that has found nothing yet.
    pub fn step(&mut self, filter: &Training, world: &World) {
        for ((_, point), row) in self.at.iter().zip(self.x.rows_mut()) {
            encode(*point, filter.places[0], row.into_slice().expect("rows in standard layout"));
        }
        self.asked += 1;
        let z = filter.net.forward(self.x.view(), &mut self.ws);
        for ((z, found), (_, point)) in z.iter().zip(&mut self.found).zip(&self.at) {
            if *z < 0.0 && found.is_none() {
                *found = Some((self.asked, *point));
            }
        }
        let turn = self.asked % CYCLE;
        if self.way == Way::Random || turn == 0 {
            self.best.iter_mut().for_each(|best| best.0 = f32::INFINITY);
            self.at.iter_mut().for_each(|at| *at = world.draw_unsafe(&mut self.rng));
            return;
        }
        if turn <= TRIES {
            for ((z, best), at) in z.iter().zip(&mut self.best).zip(&mut self.at) {
                *best = if *z < best.0 { (*z, *at) } else { *best };
                *at = if turn == TRIES { best.1 } else { world.draw_unsafe(&mut self.rng) };
            }
            return;
        }
        let slope = filter.net.input_gradient(self.ones.view(), &mut self.ws);
        for ((disc, point), slope) in self.at.iter_mut().zip(slope.rows()) {
            let [a, b] = [f64::from(slope[0]), f64::from(slope[1])];
            let length = (a * a + b * b).sqrt();
            if length > 0.0 {
                let disc = &world.discs[*disc];
                let stride = STRIDE * disc.radius / length;
                *point = disc.nearest([point[0] - stride * a, point[1] - stride * b]);
            }
        }
    }

    /// The median of the questions asked until a failure, where those that found none count as more than all; none if it
    /// is among these.
    pub fn median(&self) -> Option<f64> {
        let mut asked: Vec<u32> = self.found.iter().map(|found| found.map_or(u32::MAX, |(asked, _)| asked)).collect();
        asked.sort_unstable();
        let (low, high) = (asked[ATTACKS / 2 - 1], asked[ATTACKS / 2]);
        (high < u32::MAX).then(|| f64::midpoint(f64::from(low), f64::from(high)))
    }

    /// Attacks that found a failure.
    pub fn successes(&self) -> usize {
        self.found.iter().flatten().count()
    }
}
