//! Before the generator learns: the training faces and their principal components, what real faces and Gaussians get, and
//! the work that recognising a face takes.

use std::sync::Arc;

use ndarray::{Array2, s};

use super::recogniser::Recogniser;
use super::survey::{Judging, PICTURES, SHOWN, Shown, Survey};
use crate::lab::Stage;
use crate::models::encoder::FaceJudge;
use crate::models::prior::{COMPONENTS, Coordinates, Prior, PriorTraining};
use crate::rng::Rng;
use crate::worlds::faces::distort::white_noise;
use crate::worlds::faces::{PIXELS, Pose, sample_face};

/// Training faces (the texts say 2,048), and how many are drawn in a tick.
pub const BANK: usize = 2_048;
const FACES_A_TICK: usize = 128;
/// Pictures of white noise judged.
const NOISE: usize = 31;
/// The untrained ones: faces made by drawing the coefficients of so many principal components from N(0, T^2), where among
/// faces they have variance 1, the others 0; components and T. Of 96 tried, those that are best at some variety.
const GAUSSIANS: &[(usize, f32)] = &[
    (4, 1.0),
    (6, 0.85),
    (8, 0.7),
    (6, 1.2),
    (8, 1.0),
    (12, 0.7),
    (16, 0.7),
    (12, 0.85),
    (64, 0.7),
    (12, 1.0),
    (12, 1.2),
    (16, 1.0),
];

/// Of the coordinates that both nets work on ([`Coordinates`]).
const POWER: f32 = 0.35;

/// All that is known beforehand; the same for every setting.
#[derive(Debug)]
pub struct Prepared {
    /// Pictures as combinations of the principal components of faces.
    pub coordinates: Arc<Coordinates>,
    /// The training faces [`BANK`, I].
    pub bank: Arc<Array2<f32>>,
    /// Their coordinates [`BANK`, K].
    pub encoded: Arc<Array2<f32>>,
    /// Of real faces that are not among the training faces.
    pub real: Survey,
    /// Median root mean square difference of these to the nearest training face.
    pub real_distance: f64,
    /// Median truth of white noise.
    pub noise: f64,
    /// What was made without training.
    pub gaussians: Vec<Survey>,
    /// The recogniser's multiply-adds and accuracy, test by test.
    pub recogniser: Vec<[f64; 2]>,
    /// Multiply-adds until it recognised faces, if it did.
    pub recognised: Option<f64>,
    /// Ticks that all this took.
    pub ticks: u32,
}

impl Prepared {
    /// The best that is made without training and as varied as `kinds` kinds of face ([`baseline`]).
    pub fn baseline(&self, kinds: usize) -> f64 {
        baseline(&self.gaussians, kinds)
    }
}

/// The highest median truth of those that show at least so many kinds of face; if none do, that of the one that shows most.
pub fn baseline(surveys: &[Survey], kinds: usize) -> f64 {
    let better = |a: Survey, b: Survey| {
        let b_wins = match (a.kinds >= kinds, b.kinds >= kinds) {
            (true, true) => b.median > a.median,
            (false, false) => b.kinds > a.kinds,
            (_, b_varied) => b_varied,
        };
        if b_wins { b } else { a }
    };
    surveys.iter().copied().reduce(better).map_or(0.0, |best| best.median)
}

#[derive(Clone)]
enum Part {
    Prior(Box<PriorTraining>),
    Bank,
    Recogniser(Box<Recogniser>),
    Real,
    Noise,
    Gaussians,
}

/// The preparation on its way.
#[derive(Clone)]
pub struct Preparation {
    part: Part,
    /// Ticks done in all, and of this part.
    done: u32,
    done_here: u32,
    seed: u64,
    faces: Rng,
    fresh: Rng,
    prior: Option<Arc<Prior>>,
    /// Pictures as combinations of components, once these are known.
    pub coordinates: Option<Arc<Coordinates>>,
    /// Shared with snapshots.
    bank: Arc<Array2<f32>>,
    encoded: Arc<Array2<f32>>,
    /// The recogniser's tests so far.
    pub tests: Vec<[f64; 2]>,
    recognised: Option<f64>,
    judging: Judging,
    real: Option<(Survey, f64)>,
    noise: f64,
    /// Those judged so far.
    pub gaussians: Vec<Survey>,
}

impl Preparation {
    /// Begins with nothing; the streams `prior`, `classifier/...` and `face-gan/...` of `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            part: Part::Prior(Box::new(PriorTraining::new(Pose::Aligned, seed))),
            done: 0,
            done_here: 0,
            seed,
            faces: Rng::stream(seed, "face-gan/training-faces"),
            fresh: Rng::stream(seed, "face-gan/survey"),
            prior: None,
            coordinates: None,
            bank: Arc::new(Array2::zeros((BANK, PIXELS))),
            encoded: Arc::new(Array2::zeros((BANK, COMPONENTS))),
            tests: Vec::new(),
            recognised: None,
            judging: Judging::new(PICTURES, SHOWN),
            real: None,
            noise: 0.0,
            gaussians: Vec::new(),
        }
    }

    /// Whether the next tick measures truths.
    pub fn judges(&self) -> bool {
        matches!(self.part, Part::Real | Part::Noise | Part::Gaussians)
    }

    /// What is being done.
    pub fn stage(&self) -> Stage {
        let (label, total) = match &self.part {
            Part::Prior(_) => ("finding what faces have in common", PriorTraining::STEPS),
            Part::Bank => ("drawing the training faces", (BANK / FACES_A_TICK) as u32),
            Part::Recogniser(_) => ("teaching a recogniser, for comparison", Recogniser::TICKS),
            Part::Real => ("judging real faces", Judging::ticks(PICTURES, SHOWN)),
            Part::Noise => ("judging white noise", Judging::ticks(NOISE, 0)),
            Part::Gaussians => ("judging faces made without training", Self::gaussian_ticks()),
        };
        Stage { label: label.into(), done: self.done_here, total, watch: false }
    }

    fn gaussian_ticks() -> u32 {
        GAUSSIANS.len() as u32 * Judging::ticks(PICTURES, 0)
    }

    /// What is known of real faces, and the median distance of these to the nearest training face.
    pub fn real(&self) -> Option<(Survey, f64)> {
        self.real
    }

    /// One tick; the result with the last.
    pub fn step(&mut self, judge: &mut FaceJudge) -> Option<Arc<Prepared>> {
        self.done += 1;
        self.done_here += 1;
        let next = match &mut self.part {
            Part::Prior(training) => {
                training.step();
                training.finished().then(|| {
                    let prior = training.prior();
                    self.coordinates = Some(Arc::new(prior.coordinates(POWER)));
                    self.prior = Some(Arc::new(prior));
                    Part::Bank
                })
            }
            Part::Bank => self.draw_faces().then(|| Part::Recogniser(Box::new(Recogniser::new(self.seed)))),
            Part::Recogniser(recogniser) => {
                let done = recogniser.step();
                if recogniser.tests.len() > self.tests.len() {
                    self.tests.clone_from(&recogniser.tests);
                    self.recognised = recogniser.recognised;
                }
                done.then_some(Part::Real)
            }
            Part::Real => self.judge_real(judge).then_some(Part::Noise),
            Part::Noise => self.judge_noise(judge).then_some(Part::Gaussians),
            Part::Gaussians => {
                if self.judge_gaussians(judge) {
                    return Some(Arc::new(self.finish()));
                }
                None
            }
        };
        if let Some(part) = next {
            self.part = part;
            self.done_here = 0;
        }
        None
    }

    /// Draws some training faces; whether they are all there.
    fn draw_faces(&mut self) -> bool {
        let until = self.done_here as usize * FACES_A_TICK;
        let rows = s![until - FACES_A_TICK..until, ..];
        let coordinates = self.coordinates.as_ref().expect("the prior comes first");
        let (bank, encoded) = (Arc::make_mut(&mut self.bank), Arc::make_mut(&mut self.encoded));
        let (mut bank, mut encoded) = (bank.slice_mut(rows), encoded.slice_mut(rows));
        for (mut face, mut coded) in bank.rows_mut().into_iter().zip(encoded.rows_mut()) {
            let face = face.as_slice_mut().expect("rows in standard layout");
            sample_face(Pose::Aligned, &mut self.faces, face);
            coordinates.encode(face, coded.as_slice_mut().expect("rows in standard layout"));
        }
        until == BANK
    }

    fn judge_real(&mut self, judge: &mut FaceJudge) -> bool {
        let fresh = &mut self.fresh;
        let survey = self.judging.step(self.bank.view(), judge, |_, out| {
            sample_face(Pose::Aligned, fresh, out);
        });
        self.real = survey.map(|survey| (survey, median_distance(&self.judging.shown)));
        if self.real.is_some() {
            self.judging = Judging::new(NOISE, 0);
        }
        self.real.is_some()
    }

    fn judge_noise(&mut self, judge: &mut FaceJudge) -> bool {
        let fresh = &mut self.fresh;
        let survey = self.judging.step(self.bank.view(), judge, |_, out| white_noise(fresh, out));
        if let Some(survey) = survey {
            self.noise = survey.median;
            self.judging = Judging::new(PICTURES, 0);
        }
        survey.is_some()
    }

    /// Judges some faces of the next Gaussian; whether all are judged.
    fn judge_gaussians(&mut self, judge: &mut FaceJudge) -> bool {
        let (components, temperature) = GAUSSIANS[self.gaussians.len()];
        let prior = self.prior.as_ref().expect("the prior comes first");
        let fresh = &mut self.fresh;
        let survey = self.judging.step(self.bank.view(), judge, |_, out| {
            out.copy_from_slice(&prior.mean);
            for component in prior.components.rows().into_iter().take(components) {
                let a = temperature * fresh.normal();
                out.iter_mut().zip(component).for_each(|(p, c)| *p += a * c);
            }
        });
        if let Some(survey) = survey {
            self.gaussians.push(survey);
            self.judging = Judging::new(PICTURES, 0);
        }
        self.gaussians.len() == GAUSSIANS.len()
    }

    fn finish(&mut self) -> Prepared {
        let (real, real_distance) = self.real.expect("real faces come before Gaussians");
        Prepared {
            coordinates: self.coordinates.clone().expect("the prior comes first"),
            bank: self.bank.clone(),
            encoded: self.encoded.clone(),
            real,
            real_distance,
            noise: self.noise,
            gaussians: self.gaussians.clone(),
            recogniser: self.tests.clone(),
            recognised: self.recognised,
            ticks: self.done,
        }
    }
}

/// The middle of the distances to the nearest training face.
pub fn median_distance(shown: &[Shown]) -> f64 {
    let mut distances: Vec<f32> = shown.iter().map(|shown| shown.distance).collect();
    distances.sort_by(f32::total_cmp);
    let n = distances.len();
    0.5 * f64::from(distances[(n - 1) / 2] + distances[n / 2])
}

const _: () = assert!(BANK.is_multiple_of(FACES_A_TICK) && SHOWN <= PICTURES);
