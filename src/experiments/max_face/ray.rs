//! On along the line from the start through the climbed picture, far beyond black and white: the logit of a ReLU net
//! becomes a straight line there (Hein, Andriushchenko & Bitterwolf 2019, arXiv 1812.05720, theorem 3.1), so that its
//! certainty grows without end, whatever there is to see.

use std::fmt::Write as _;

use super::MaxFace;
use super::climb::Climb;
use super::parts::{grid, put, readouts};
use crate::lab::words::tenths;
use crate::lab::{
    Axis, Chart, Data, Experiment, Figure, ImageGrid, Reading, Series, Settings, Size, Stage, Status, Text, Tone, Value,
};
use crate::models::encoder::FaceJudge;
use crate::search::ascent::rms;
use crate::worlds::faces::{PIXELS, grey};

/// How far the line is drawn, root mean square change of a pixel, and at how many places.
const REACH: f64 = 5.0;
const PLACES: usize = 81;
const PLACES_A_TICK: usize = 4;
/// Where it is far out.
const FAR: f32 = 1e4;
/// Places whose pictures are shown.
const SHOWN: [f64; 6] = [0.0, 0.25, 0.5, 1.0, 2.0, 5.0];
/// A push too small to tell a direction.
const NO_PUSH: f64 = 1e-6;

#[derive(Clone)]
pub struct Ray {
    climb: MaxFace,
    /// Once the climb is over.
    line: Option<Line>,
}

/// What was found along the line.
#[derive(Clone)]
struct Line {
    /// Steps of the climb whose picture it goes through, and how far that is from the start.
    steps: u32,
    push: f64,
    start: [f32; PIXELS],
    /// Of root mean square 1: through the climbed picture, and through the random push.
    directions: [[f32; PIXELS]; 2],
    /// Place by place: how far out, and for both directions logit and truth.
    places: Vec<(f64, [(f64, f64); 2])>,
    /// The slope and the value at 0 of the straight line that it becomes, and by how much of itself it bends.
    far: Option<(f64, f64, f64)>,
}

impl Line {
    fn new(climb: &Climb) -> Self {
        let direction = |to: &[f32]| {
            let mut along = [0.0; PIXELS];
            for ((along, to), from) in along.iter_mut().zip(to).zip(&climb.start) {
                *along = to - from;
            }
            let size = rms(&along);
            if size > 0.0 {
                along.iter_mut().for_each(|d| *d /= size);
            }
            along
        };
        Self {
            steps: climb.steps(),
            push: climb.push,
            start: climb.start,
            directions: [direction(climb.image()), direction(&climb.random)],
            places: Vec::with_capacity(PLACES),
            far: None,
        }
    }

    /// Whether there is nothing left to find.
    fn over(&self) -> bool {
        self.push < NO_PUSH || (self.places.len() == PLACES && self.far.is_some())
    }

    /// The picture `distance` out, not brought back between black and white.
    fn picture(&self, which: usize, distance: f32) -> [f32; PIXELS] {
        core::array::from_fn(|i| self.start[i] + distance * self.directions[which][i])
    }

    fn step(&mut self, climb: &Climb, judge: &mut FaceJudge) {
        if self.places.len() == PLACES {
            let [a, b, c] = [FAR, 2.0 * FAR, 3.0 * FAR].map(|distance| climb.logit(&self.picture(0, distance)));
            let slope = (c - a) / (2.0 * f64::from(FAR));
            let bend = if b == 0.0 { 0.0 } else { ((a - 2.0 * b + c) / b).abs() };
            self.far = Some((slope, b - 2.0 * f64::from(FAR) * slope, bend));
            return;
        }
        for _ in 0..PLACES_A_TICK.min(PLACES - self.places.len()) {
            let distance = REACH * self.places.len() as f64 / (PLACES - 1) as f64;
            let found = [0, 1].map(|which| {
                let image = self.picture(which, distance as f32);
                (climb.logit(&image), f64::from(judge.measure(&image).truth))
            });
            self.places.push((distance, found));
        }
    }
}

impl Ray {
    /// Once `climb` is over, the line.
    pub fn new(climb: MaxFace) -> Self {
        Self { climb, line: None }
    }

    /// The line through the picture as it is now.
    fn line(&self) -> Option<&Line> {
        let steps = self.climb.climb()?.steps();
        self.line.as_ref().filter(|line| line.steps == steps)
    }
}

impl Experiment for Ray {
    fn step(&mut self) -> Status {
        let climbed = self.climb.climb().is_some_and(|climb| climb.steps() >= self.climb.wanted_steps());
        if !climbed {
            self.line = None;
            // The last step of the climb is not the end.
            return match self.climb.step() {
                Status::Diverged(why) => Status::Diverged(why),
                _ => Status::Running,
            };
        }
        let Some(climb) = self.climb.climb() else { return Status::Running };
        let steps = climb.steps();
        if self.line.as_ref().is_none_or(|line| line.steps != steps) {
            self.line = Some(Line::new(climb));
        }
        let Some(line) = &mut self.line else { return Status::Running };
        if !line.over() {
            line.step(climb, &mut self.climb.judge.borrow_mut());
        }
        if line.over() { Status::Done } else { Status::Running }
    }

    fn judges(&self) -> bool {
        self.climb.judges()
    }

    fn stage(&self) -> Stage {
        match self.line() {
            Some(line) => Stage {
                label: "going on along the line".into(),
                done: line.places.len() as u32,
                total: PLACES as u32,
                watch: true,
            },
            None => self.climb.stage(),
        }
    }

    fn figure(&self) -> Figure {
        Figure {
            charts: self.charts(),
            images: self.images(),
            readouts: self.readouts(),
            sentence: self.sentence().into(),
        }
    }

    fn set(&mut self, control: &str, value: Value) {
        // The line is laid from where the climb has ended.
        self.climb.settings.set(control, value);
    }

    fn snapshot(&self) -> Box<dyn Experiment> {
        Box::new(self.clone())
    }

    fn head_start(&self, settings: &Settings) -> Option<(u64, Box<dyn Experiment>)> {
        self.climb.head_start(settings)
    }
}

impl Ray {
    fn charts(&self) -> Vec<Chart> {
        let line = self.line();
        let curve = |which: usize, value: fn(&(f64, f64)) -> f64| {
            let places = line.map_or(&[][..], |line| &line.places);
            Data::Line(places.iter().map(|(distance, found)| [*distance, value(&found[which])]).collect())
        };
        let straight = line.and_then(|line| line.far).map_or(vec![], |(slope, at_start, _)| {
            [0.0, REACH].map(|distance| [distance, at_start + slope * distance]).to_vec()
        });
        let here = |value: fn(&super::Judged) -> f64| {
            let place = line.zip(self.climb.history().last()).map(|(line, (now, _))| [line.push, value(now)]);
            Data::Points(place.into_iter().collect())
        };
        let out = || Axis::linear("change of a pixel, root mean square", "white = 1", (0.0, REACH));
        let mut charts = self.climb.charts();
        let training = charts.pop();
        let mut charts = vec![
            Chart {
                id: "ray_belief".into(),
                title: "What the model believes along the line".into(),
                x: out(),
                y: Axis::linear("logit for \"a face\"", "", (-10.0, 30.0)),
                series: vec![
                    Series::new("straight", "the straight line it becomes", Tone::Level, Data::Line(straight)),
                    Series::new("random", "a random line", Tone::Chance, curve(1, |found| found.0)),
                    Series::new("line", "the line", Tone::Belief, curve(0, |found| found.0)),
                    Series::new("here", "the climbed picture", Tone::Belief, here(|now| now.logit)),
                ],
            },
            Chart {
                id: "ray_truth".into(),
                title: "What the world says along the line".into(),
                x: out(),
                y: Axis::linear("truth (1 = a face)", "", (0.0, 1.0)),
                series: vec![
                    Series::new("random", "a random line", Tone::Chance, curve(1, |found| found.1)),
                    Series::new("line", "the line", Tone::Truth, curve(0, |found| found.1)),
                    Series::new("here", "the climbed picture", Tone::Truth, here(|now| now.truth)),
                ],
            },
        ];
        charts.extend(training);
        charts
    }

    fn images(&self) -> Vec<ImageGrid> {
        let mut images = self.climb.images();
        images.truncate(2);
        let (pixels, captions) = self.line().map_or_else(
            || (vec![], vec![Text::Borrowed(""); SHOWN.len()]),
            |line| {
                let screen = |distance: f64| grey(&line.picture(0, distance as f32).map(|p| p.clamp(0.0, 1.0)));
                let captions = SHOWN.map(|distance| Text::Owned(format!("{distance}")));
                (SHOWN.iter().flat_map(|distance| screen(*distance)).collect(), captions.to_vec())
            },
        );
        images.push(grid("line", "Along the line, as a screen shows it", SHOWN.len(), Size::Medium, captions, pixels));
        images
    }

    fn readouts(&self) -> Vec<Reading> {
        let prepared = self.climb.prepared().map(std::convert::AsRef::as_ref);
        let mut all = readouts(prepared, self.climb.climb());
        let reading = match self.line() {
            Some(line) if line.push < NO_PUSH => Reading::none("the climb has led nowhere"),
            Some(Line { far: Some((_, _, bend)), .. }) => Reading::of(*bend),
            _ => Reading::none("the line has not been followed yet"),
        };
        put(&mut all, "ray_second_difference", reading);
        all
    }

    fn sentence(&self) -> String {
        let ended = self.climb.history().last().map(|(now, _)| *now);
        let found = self.line().and_then(|line| Some((line, line.places.last()?, ended?)));
        let Some((line, (distance, found), ended)) = found else { return self.climb.sentence() };
        let mut text = format!(
            "Where the climb ended, {:.2} from the start (root mean square), the logit was {} and the truth {:.2}. Straight \
             on to {distance:.1}{} the logit is {} and the truth {:.2}; along a random line logit {} and truth {:.2}.",
            line.push,
            tenths(ended.logit),
            ended.truth,
            if *distance > 1.0 { ", far beyond black and white," } else { "" },
            tenths(found[0].0),
            found[0].1,
            tenths(found[1].0),
            found[1].1,
        );
        if let Some((slope, _, bend)) = line.far {
            let _ = write!(
                text,
                " Far out the logit is a straight line that gains {} with every 1 further: it bends by {} of itself.",
                tenths(slope),
                if bend < 1e-6 { "less than a millionth".into() } else { format!("{:.1} millionths", 1e6 * bend) },
            );
        }
        text
    }
}
