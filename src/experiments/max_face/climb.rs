//! The climb itself: a picture goes up the classifier's logit, a random push of equal size goes beside it, and
//! the world judges both.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::lab::{Budget, Settings};
use crate::models::encoder::FaceJudge;
use crate::models::prepared::Prepared;
use crate::models::prior::Prior;
use crate::nn::{Net, Workspace};
use crate::rng::Rng;
use crate::search::ascent::{Ascent, Regulariser, random_push, rms};
use crate::search::latent::LatentAscent;
use crate::worlds::faces::{PIXELS, Pose, SIDE, render, sample_face};

/// Standard deviation of the noise that a climb may start from, around mid grey.
const START_NOISE: f32 = 0.1;

/// How a picture climbs: pixel by pixel, or among pictures like ordinary faces.
#[derive(Clone)]
enum Search {
    Pixels(Box<Ascent>),
    Prior(Box<LatentAscent>),
}

/// What is known of a picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct Judged {
    /// What the classifier believes.
    pub logit: f64,
    /// What the world says, 0 to 1.
    pub truth: f64,
}

/// A climb on its way.
#[derive(Clone)]
pub struct Climb {
    /// The classifier.
    pub prepared: Arc<Prepared>,
    search: Search,
    /// The picture before the first step.
    pub start: [f32; PIXELS],
    /// Where the random push goes.
    direction: Vec<f32>,
    /// The random push of the same size.
    pub random: [f32; PIXELS],
    /// The nearest picture that the world can draw.
    pub closest: [f32; PIXELS],
    /// Step by step, the climbing picture and the random push.
    pub history: Vec<(Judged, Judged)>,
    /// Root mean square change from the start.
    pub push: f64,
    /// How many steps it takes.
    pub budget: Budget,
    /// Whether a logit has left the range of numbers.
    pub lost: bool,
    /// Its buffers carry nothing from one use to the next, so that copies may share it.
    ws: Rc<RefCell<Workspace>>,
}

/// The picture a climb starts from; the mean face must be known already.
pub fn start(settings: &Settings, pose: Pose, seed: u64, mean: Option<&[f32]>) -> Option<[f32; PIXELS]> {
    let mut rng = Rng::stream(seed, "climb/start");
    let mut image = [0.5; PIXELS];
    match settings.choice("start") {
        "noise" => image.iter_mut().for_each(|p| *p = (0.5 + START_NOISE * rng.normal()).clamp(0.0, 1.0)),
        "face" => {
            sample_face(pose, &mut rng, &mut image);
        }
        "mean" => image.copy_from_slice(mean?),
        "own" => image = settings.picture("own").greys(),
        _ => {}
    }
    Some(image)
}

impl Climb {
    /// At the foot, already judged.
    pub fn new(
        prepared: Arc<Prepared>,
        prior: Option<&Prior>,
        settings: &Settings,
        seed: u64,
        judge: &mut FaceJudge,
    ) -> Self {
        let net = &prepared.net;
        let mut start =
            start(settings, prepared.kind.pose, seed, Some(&prepared.mean)).expect("the mean face is known by now");
        let search = match prior {
            Some(prior) => {
                let ascent = LatentAscent::new(net, &prior.mean, prior.components.view(), &start);
                start.copy_from_slice(ascent.image());
                Search::Prior(Box::new(ascent))
            }
            None => Search::Pixels(Box::new(Ascent::new(net, SIDE, &start, Rng::stream(seed, "climb/jitter")))),
        };
        let mut rng = Rng::stream(seed, "climb/random");
        let mut climb = Self {
            search,
            direction: (0..PIXELS).map(|_| rng.normal()).collect(),
            random: start,
            closest: start,
            start,
            history: Vec::with_capacity(settings.number("steps") as usize + 1),
            push: 0.0,
            budget: Budget::default(),
            lost: false,
            ws: Rc::new(RefCell::new(Workspace::new(net, 1))),
            prepared,
        };
        climb.judge(judge);
        climb
    }

    /// The climbing picture.
    pub fn image(&self) -> &[f32] {
        match &self.search {
            Search::Pixels(ascent) => ascent.image(),
            Search::Prior(ascent) => ascent.image(),
        }
    }

    /// How improbable the picture is under the prior, in nats from the mean face.
    pub fn improbability(&self) -> Option<f64> {
        match &self.search {
            Search::Pixels(_) => None,
            Search::Prior(ascent) => Some(f64::from(ascent.improbability())),
        }
    }

    /// Steps taken.
    pub fn steps(&self) -> u32 {
        self.history.len().saturating_sub(1) as u32
    }

    /// The step with the highest truth so far, and that truth.
    pub fn peak(&self) -> Option<(usize, f64)> {
        let truths = self.history.iter().map(|(climb, _)| climb.truth).enumerate();
        truths.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// One step up, judged.
    pub fn step(&mut self, settings: &Settings, judge: &mut FaceJudge) {
        self.step_kept_smooth(regulariser(settings), settings, judge);
    }

    /// The same with another regulariser than the settings'.
    pub fn step_kept_smooth(&mut self, regulariser: Regulariser, settings: &Settings, judge: &mut FaceJudge) {
        let rate = settings.number("rate") as f32;
        match &mut self.search {
            Search::Pixels(ascent) => ascent.step(&self.prepared.net, rate, regulariser),
            Search::Prior(ascent) => {
                ascent.step(&self.prepared.net, rate, settings.number("prior_weight") as f32);
            }
        }
        self.judge(judge);
    }

    /// The classifier's logit of any picture.
    pub fn logit(&self, image: &[f32; PIXELS]) -> f64 {
        logit(&self.prepared.net, image, &mut self.ws.borrow_mut())
    }

    fn judge(&mut self, judge: &mut FaceJudge) {
        let mut image = [0.0; PIXELS];
        image.copy_from_slice(self.image());
        let mut change = [0.0; PIXELS];
        for ((change, image), start) in change.iter_mut().zip(&image).zip(&self.start) {
            *change = image - start;
        }
        let push = rms(&change);
        random_push(&self.start, &self.direction, push, &mut self.random);
        self.push = f64::from(push);
        let fit = judge.measure(&image);
        render(&fit.parameters, &mut self.closest);
        let climbing = Judged { logit: self.logit(&image), truth: f64::from(fit.truth) };
        let random = Judged { logit: self.logit(&self.random), truth: f64::from(judge.measure(&self.random).truth) };
        if climbing.logit.is_finite() && random.logit.is_finite() {
            self.history.push((climbing, random));
        } else {
            self.lost = true;
        }
    }
}

/// The regulariser that the settings ask for.
pub fn regulariser(settings: &Settings) -> Regulariser {
    match settings.choice("regulariser") {
        "blur" => Regulariser::Blur,
        "jitter" => Regulariser::Jitter,
        "tv" => Regulariser::Tv,
        _ => Regulariser::None,
    }
}

fn logit(net: &Net, image: &[f32; PIXELS], ws: &mut Workspace) -> f64 {
    let row = ndarray::ArrayView2::from_shape((1, PIXELS), image).expect("one row");
    f64::from(net.forward(row, ws)[[0, 0]])
}
