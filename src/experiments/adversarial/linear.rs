//! Points of two clouds and a linear classifier: what the worst push does is exact, and grows with the dimension.

use std::fmt::Write as _;
use std::rc::Rc;

use super::{chart, percent};
use crate::lab::words::thousands;
use crate::lab::{Chart, Data, Figure, Reading, Scale, Series, Settings, Stage, Status, Tone};
use crate::rng::Rng;
use crate::worlds::clouds::{Clouds, Linear};

/// Points learned from, and tried afterwards (the texts say 25,600).
const LEARNED: usize = 4_096;
pub const TRIED: usize = 25_600;
/// Features drawn in a tick at most, so that a tick takes some milliseconds at every dimension.
const FEATURES_A_TICK: usize = 120_000;
/// Points that are attacked feature by feature, so that the change of the logit is measured and not assumed.
const ATTACKED: usize = 32;
/// Steps of the attack.
const STEPS: usize = 20;
/// Phi(z) = 0.1.
const TENTH: f64 = -1.281_551_565_544_600_4;

/// What is kept of a point tried: all else follows at every size of the push.
#[derive(Clone, Copy)]
struct Tried {
    /// y w . x
    margin: f32,
    /// y w . r for random signs r: what a random push of 1 adds to the margin.
    random: f32,
    /// y times the strong feature, and y times its random sign.
    strong: f32,
    strong_random: f32,
}

/// Points attacked in full.
struct Attacked {
    /// [ATTACKED, d]
    x: Vec<f64>,
    y: Vec<f64>,
}

#[derive(Clone)]
pub struct Points {
    clouds: Clouds,
    /// In units of the features.
    eps: f64,
    rng: Rng,
    /// One point.
    x: Vec<f64>,
    /// Sum of y x over the points learned from.
    sum: Vec<f64>,
    learned: usize,
    /// Known once all has been learned.
    classifier: Option<Rc<Linear>>,
    tried: Rc<Vec<Tried>>,
    attacked: Option<Rc<Attacked>>,
    /// Once they were attacked.
    change: Option<Change>,
}

/// What attacking a few points in full came to.
#[derive(Clone, Copy)]
struct Change {
    /// The size of the push.
    eps: f64,
    /// By how much one step, and 20, lower y w . x in the mean.
    by: [f64; 2],
}

impl Points {
    pub fn new(settings: &Settings, seed: u64) -> Self {
        let dimension = settings.number("dimension") as usize;
        Self {
            clouds: Clouds { dimension, sigma: settings.number("sigma") },
            eps: settings.number("eps") / 255.0,
            rng: Rng::stream(seed, "adversarial/points"),
            x: vec![0.0; dimension],
            sum: vec![0.0; dimension],
            learned: 0,
            classifier: None,
            tried: Rc::new(Vec::with_capacity(TRIED)),
            attacked: None,
            change: None,
        }
    }

    pub fn set_eps(&mut self, eps: f64) {
        self.eps = eps / 255.0;
    }

    fn a_tick(&self) -> usize {
        (FEATURES_A_TICK / self.clouds.dimension).clamp(16, 2_048)
    }

    /// The classifier learned so far: w = 2 mean(y x) / sigma^2, the log odds with the means estimated (Fisher 1936).
    fn estimate(&self) -> Linear {
        let scale = 2.0 / (self.clouds.sigma * self.clouds.sigma * self.learned.max(1) as f64);
        Linear::new(self.sum.iter().map(|sum| scale * sum).collect())
    }

    fn now(&self) -> Rc<Linear> {
        self.classifier.clone().unwrap_or_else(|| Rc::new(self.estimate()))
    }

    pub fn step(&mut self) -> Status {
        if self.classifier.is_none() {
            self.learn();
        } else if self.tried.len() < TRIED {
            self.try_points();
        } else if self.change.is_none_or(|change| change.eps != self.eps) {
            self.attack();
        }
        let over = self.tried.len() == TRIED && self.change.is_some_and(|change| change.eps == self.eps);
        if over { Status::Done } else { Status::Running }
    }

    fn draw(&mut self) -> f64 {
        let y = if self.rng.chance(0.5) { 1.0 } else { -1.0 };
        self.clouds.sample(y, &mut self.rng, &mut self.x);
        y
    }

    fn learn(&mut self) {
        for _ in 0..self.a_tick().min(LEARNED - self.learned) {
            let y = self.draw();
            self.sum.iter_mut().zip(&self.x).for_each(|(sum, x)| *sum += y * x);
            self.learned += 1;
        }
        if self.learned == LEARNED {
            self.classifier = Some(Rc::new(self.estimate()));
        }
    }

    fn try_points(&mut self) {
        let Some(classifier) = self.classifier.clone() else { return };
        if self.attacked.is_none() {
            let (mut x, mut y) = (Vec::with_capacity(ATTACKED * self.clouds.dimension), Vec::with_capacity(ATTACKED));
            for _ in 0..ATTACKED {
                y.push(self.draw());
                x.extend_from_slice(&self.x);
            }
            self.attacked = Some(Rc::new(Attacked { x, y }));
        }
        for _ in 0..self.a_tick().min(TRIED - self.tried.len()) {
            let y = self.draw();
            let (mut random, mut first, mut coins) = (0.0, 0.0, 0);
            for (i, w) in classifier.w.iter().enumerate() {
                if i % 32 == 0 {
                    coins = self.rng.bits();
                }
                let sign = if coins >> (i % 32) & 1 == 1 { 1.0 } else { -1.0 };
                random += w * sign;
                first = if i == 0 { sign } else { first };
            }
            let tried = Tried {
                margin: (y * classifier.logit(&self.x)) as f32,
                random: (y * random) as f32,
                strong: (y * self.x[0]) as f32,
                strong_random: (y * first) as f32,
            };
            Rc::make_mut(&mut self.tried).push(tried);
        }
    }

    /// Attacks a few points in full, without using that the classifier is linear beyond its gradient, w.
    fn attack(&mut self) {
        let (Some(classifier), Some(attacked)) = (&self.classifier, &self.attacked) else { return };
        let (d, eps) = (self.clouds.dimension, self.eps);
        let mut change = [0.0; 2];
        let mut moved = vec![0.0; d];
        for (x, y) in attacked.x.chunks_exact(d).zip(&attacked.y) {
            let before = y * classifier.logit(x);
            for (change, steps) in change.iter_mut().zip([1, STEPS]) {
                let length = if steps == 1 { eps } else { 2.5 * eps / steps as f64 };
                moved.copy_from_slice(x);
                for _ in 0..steps {
                    for ((moved, x), w) in moved.iter_mut().zip(x).zip(&classifier.w) {
                        let downhill = -y * sign(*w);
                        *moved = (*moved + length * downhill).clamp(x - eps, x + eps);
                    }
                }
                *change += (before - y * classifier.logit(&moved)) / ATTACKED as f64;
            }
        }
        self.change = Some(Change { eps, by: change });
    }

    pub fn stage(&self) -> Stage {
        let (label, done, total) = if self.classifier.is_none() {
            ("learning from points", self.learned, LEARNED)
        } else if self.tried.len() < TRIED {
            ("trying new points", self.tried.len(), TRIED)
        } else {
            ("attacking points", TRIED, TRIED)
        };
        Stage { label: label.into(), done: done as u32, total: total as u32, watch: true }
    }

    /// Share of the points tried for which `right` holds.
    fn share(&self, right: impl Fn(&Tried) -> bool) -> Option<f64> {
        let n = self.tried.len();
        (n > 0).then(|| self.tried.iter().filter(|tried| right(tried)).count() as f64 / n as f64)
    }

    /// Of the worst push of size `eps`.
    fn worst(&self, classifier: &Linear, eps: f64) -> Option<f64> {
        let lost = (eps * classifier.l1) as f32;
        self.share(|tried| tried.margin > lost)
    }

    fn random(&self, eps: f64) -> Option<f64> {
        self.share(|tried| tried.margin + eps as f32 * tried.random > 0.0)
    }

    /// Whose strong feature tells their class when it was pushed against it.
    fn told(&self, classifier: &Linear, eps: f64) -> Option<f64> {
        // The push goes along the sign of the strong feature's weight, whichever that is.
        let lost = (eps * sign(classifier.w[0])) as f32;
        self.share(|tried| tried.strong > lost)
    }

    fn told_random(&self, eps: f64) -> Option<f64> {
        self.share(|tried| tried.strong + eps as f32 * tried.strong_random > 0.0)
    }

    pub fn figure(&self) -> Figure {
        let classifier = self.now();
        Figure {
            charts: vec![self.by_push(&classifier), self.by_dimension(&classifier)],
            images: vec![],
            readouts: self.readouts(&classifier),
            sentence: self.sentence(&classifier).into(),
        }
    }

    fn by_push(&self, classifier: &Linear) -> Chart {
        // Every half power of 2, and for the exact curve every eighth.
        let curve = |of: &dyn Fn(f64) -> Option<f64>, each: u32| {
            let at = (0..=56 / each).map(|i| libm::pow(2.0, f64::from(i * each) / 8.0 - 1.0));
            at.filter_map(|eps| Some([eps, of(eps / 255.0)?])).collect::<Vec<_>>()
        };
        let exact = |eps| (self.learned > 0).then(|| classifier.robust_accuracy(&self.clouds, eps));
        let told = Data::Line(curve(&|eps| self.told(classifier, eps), 4));
        let worst = Data::Points(curve(&|eps| self.worst(classifier, eps), 4));
        chart(
            ["accuracy", "The same points, a larger push"],
            ("most that a feature moves", "/255", (0.5, 64.0), Scale::Log),
            ("share told right", (0.0, 1.0)),
            vec![
                Series::new("strong", "by the strong feature", Tone::Truth, told),
                Series::new("random", "random signs", Tone::Chance, Data::Line(curve(&|eps| self.random(eps), 4))),
                Series::new("exact", "worst push, exact", Tone::Belief, Data::Line(curve(&exact, 1))),
                Series::new("worst", "worst push, tried", Tone::Belief, worst),
            ],
        )
    }

    /// Of the best classifier at every dimension: nothing here depends on the run but the point.
    fn by_dimension(&self, classifier: &Linear) -> Chart {
        let curve = |of: &dyn Fn(&Clouds) -> f64| {
            let dimension = |i| libm::floor(libm::pow(2.0, 0.5 * f64::from(i)) + 0.5) as usize;
            let at = (0..=24).map(|i| Clouds { dimension: dimension(i), ..self.clouds });
            Data::Line(at.map(|clouds| [clouds.dimension as f64, of(&clouds)]).collect())
        };
        let eps = self.eps;
        let told = curve(&|clouds| clouds.told_by_strong(eps));
        let random = curve(&|clouds| clouds.best().random_accuracy(clouds, eps));
        let exact = curve(&|clouds| clouds.best().robust_accuracy(clouds, eps));
        let here = self.worst(classifier, eps).map(|share| [self.clouds.dimension as f64, share]);
        chart(
            ["dimension", "The same push, more features"],
            ("features", "count", (1.0, 4096.0), Scale::Log),
            ("share told right", (0.0, 1.0)),
            vec![
                Series::new("strong", "by the strong feature", Tone::Truth, told),
                Series::new("random", "random signs", Tone::Chance, random),
                Series::new("exact", "worst push, exact", Tone::Belief, exact),
                Series::new("here", "this run", Tone::Belief, Data::Points(here.into_iter().collect())),
            ],
        )
    }

    /// In the order of [`super::controls::READOUTS`].
    fn readouts(&self, classifier: &Linear) -> Vec<Reading> {
        let tried = |value: Option<f64>| Reading::maybe(value, "no points have been tried yet");
        let pgd = self.worst(classifier, self.eps);
        let learned = |value: Option<f64>| {
            if self.learned == 0 {
                Reading::none("nothing has been learned yet")
            } else {
                Reading::maybe(value, "every push leaves fewer")
            }
        };
        let flip = classifier.push_that_leaves(&self.clouds, TENTH);
        let faces = || Reading::none("only for faces");
        let change = self.change.filter(|change| change.eps == self.eps);
        vec![
            tried(self.worst(classifier, 0.0)),
            tried(self.random(self.eps)),
            tried(pgd),
            tried(pgd),
            tried(pgd.map(|p| (p * (1.0 - p) / self.tried.len() as f64).sqrt())),
            learned(Some(classifier.robust_accuracy(&self.clouds, self.eps))),
            faces(),
            tried(
                self.told(classifier, self.eps).zip(self.told(classifier, 0.0)).map(|(after, before)| after - before),
            ),
            tried(self.told_random(self.eps).zip(self.told_random(0.0)).map(|(after, before)| after - before)),
            learned(flip.map(|eps| 255.0 * eps)),
            tried(flip.and_then(|eps| self.told(classifier, eps))),
            faces(),
            faces(),
            Reading::maybe(change.map(|c| c.by[1]), "no points have been attacked yet"),
            learned(Some(self.eps * classifier.l1)),
        ]
    }

    fn sentence(&self, classifier: &Linear) -> String {
        let Clouds { dimension, .. } = self.clouds;
        let features =
            if dimension == 1 { "1 feature".into() } else { format!("{} features", thousands(dimension as u64)) };
        let (Some(clean), Some(random), Some(worst), Some(told)) = (
            self.worst(classifier, 0.0),
            self.random(self.eps),
            self.worst(classifier, self.eps),
            self.told(classifier, self.eps),
        ) else {
            let (seen, all) = (thousands(self.learned as u64), thousands(LEARNED as u64));
            return format!("Still learning: {seen} of {all} points with {features} seen.");
        };
        let mut text = format!(
            "With {features} the classifier is right on {} of {} new points. The worst push of {:.1}/255 in every \
             feature leaves {} (worked out exactly: {}), random signs of that size {}. By the strong feature alone, \
             which the classes are about, {} could still be told then.",
            percent(clean),
            thousands(self.tried.len() as u64),
            255.0 * self.eps,
            percent(worst),
            percent(classifier.robust_accuracy(&self.clouds, self.eps)),
            percent(random),
            percent(told),
        );
        if let Some(eps) = classifier.push_that_leaves(&self.clouds, TENTH) {
            let _ = write!(text, " Nine in ten are fooled at {:.1}/255.", 255.0 * eps);
        }
        text
    }
}

/// -1, 0 or 1.
fn sign(x: f64) -> f64 {
    f64::from(u8::from(x > 0.0)) - f64::from(u8::from(x < 0.0))
}
