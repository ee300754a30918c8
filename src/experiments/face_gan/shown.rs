//! What there is to see of a run.

use std::fmt::Write as _;

use super::preparation::{Preparation, Prepared};
use super::recogniser::RECOGNISED;
use super::survey::{KINDS, PICTURES, SHOWN, Survey};
use super::training::Measured;
use super::{FaceGan, Phase};
use crate::lab::words::thousands;
use crate::lab::{Axis, Chart, Data, Figure, ImageGrid, Reading, Scale, Series, Size, Text, Tone};
use crate::worlds::faces::{PIXELS, SIDE};

const BILLION: f64 = 1e9;

impl FaceGan {
    /// The figure.
    pub(super) fn shown(&self) -> Figure {
        Figure {
            charts: vec![self.truth_chart(), self.variety_chart(), self.work_chart()],
            images: self.images(),
            readouts: self.readouts(),
            sentence: self.sentence().into(),
        }
    }

    fn history(&self) -> &[Measured] {
        self.run().map_or(&[], |run| &run.history)
    }

    fn preparation(&self) -> Option<&Preparation> {
        match &self.phase {
            Phase::Prepare(preparation, _) => Some(preparation),
            Phase::Train(_) => None,
        }
    }

    /// What real faces get, and their distance to the nearest training face.
    fn real(&self) -> Option<(Survey, f64)> {
        self.prepared().map_or_else(|| self.preparation()?.real(), |p| Some((p.real, p.real_distance)))
    }

    fn truth_chart(&self) -> Chart {
        let steps = f64::from(self.steps());
        let curve = |value: &dyn Fn(&Measured) -> f64| {
            Data::Line(self.history().iter().map(|m| [f64::from(m.step), value(m)]).collect())
        };
        let level = |value: Option<f64>| Data::Line(value.map_or(vec![], |v| vec![[0.0, v], [steps, v]]));
        let band = self.history().iter().map(|m| [f64::from(m.step), m.survey.tenths.0, m.survey.tenths.1]).collect();
        let baseline = |m: &Measured| self.prepared().map_or(0.0, |p| p.baseline(m.survey.kinds));
        Chart {
            id: "truth".into(),
            title: "What the critic believes, what the world says".into(),
            x: Axis::new("training steps", "", Scale::Linear, (0.0, steps)),
            y: Axis::new("truth (1 = a face), probability (1 = real)", "", Scale::Linear, (0.0, 1.0)),
            series: vec![
                Series::new("real", "real faces", Tone::Level, level(self.real().map(|(real, _)| real.median))),
                Series::new("noise", "white noise", Tone::Level, level(self.prepared().map(|p| p.noise))),
                Series::new("tenths", "generator, 10 to 90%", Tone::Truth, Data::Band(band)),
                Series::new("baseline", "untrained, as varied", Tone::Chance, curve(&baseline)),
                Series::new("belief", "the critic's belief", Tone::Belief, curve(&|m| m.belief)),
                Series::new("median", "generator, median", Tone::Truth, curve(&|m| m.survey.median)),
            ],
        }
    }

    fn variety_chart(&self) -> Chart {
        let at = |survey: &Survey| [survey.kinds as f64, survey.median];
        let gaussians = self.prepared().map(|p| &p.gaussians).or_else(|| self.preparation().map(|p| &p.gaussians));
        Chart {
            id: "variety".into(),
            title: "True and varied: up and to the right is better".into(),
            x: Axis::new("kinds of face among 256 pictures", "", Scale::Linear, (0.0, KINDS as f64)),
            y: Axis::new("truth, median", "", Scale::Linear, (0.0, 1.0)),
            series: vec![
                Series::new(
                    "gaussians",
                    "untrained Gaussians",
                    Tone::Chance,
                    Data::Points(gaussians.map_or(vec![], |all| all.iter().map(&at).collect())),
                ),
                Series::new(
                    "real",
                    "real faces",
                    Tone::Level,
                    Data::Points(self.real().map_or(vec![], |(real, _)| vec![at(&real)])),
                ),
                Series::new(
                    "path",
                    "generator, learning",
                    Tone::Truth,
                    Data::Line(self.history().iter().map(|m| at(&m.survey)).collect()),
                ),
            ],
        }
    }

    fn work_chart(&self) -> Chart {
        let tests = self.prepared().map(|p| &p.recogniser).or_else(|| self.preparation().map(|p| &p.tests));
        let tests = tests.map_or(vec![], |tests| tests.iter().map(|[work, a]| [work / BILLION, *a]).collect());
        // On a logarithmic axis nothing can stand where no work is done.
        let drawn = self.history().iter().filter(|m| m.step > 0).map(|m| [m.work / BILLION, m.survey.median]);
        let range = (0.05, 100.0);
        Chart {
            id: "work".into(),
            title: "The work of recognising and of drawing".into(),
            x: Axis::new("work of training", "billion multiply-adds", Scale::Log, range),
            y: Axis::new("accuracy, truth", "", Scale::Linear, (0.0, 1.0)),
            series: vec![
                Series::new("goal", "99%", Tone::Level, Data::Line(vec![[range.0, RECOGNISED], [range.1, RECOGNISED]])),
                Series::new("recogniser", "recogniser, accuracy", Tone::Belief, Data::Line(tests)),
                Series::new("generator", "generator, truth", Tone::Truth, Data::Line(drawn.collect())),
            ],
        }
    }

    fn images(&self) -> Vec<ImageGrid> {
        let (pictures, nearest, captions) = match &self.phase {
            Phase::Prepare(_, None) => (vec![], vec![], vec![]),
            Phase::Prepare(_, Some(pictures)) => (grey(pictures), vec![], vec![]),
            Phase::Train(run) => (
                run.shown.iter().flat_map(|shown| grey(&shown.picture)).collect(),
                run.shown.iter().flat_map(|shown| run.prepared.bank.row(shown.nearest).mapv(byte)).collect(),
                run.shown.iter().map(|shown| Text::Owned(format!("{:.2}", shown.truth))).collect(),
            ),
        };
        vec![
            grid("pictures", "Drawn by the generator, not selected (truth)", captions, pictures),
            ImageGrid::new("nearest", "The nearest of its 2,048 training faces", [SIDE; 2], Size::Small, nearest)
                .with_room(SHOWN),
        ]
    }

    /// In the order of [`super::controls::READOUTS`].
    fn readouts(&self) -> Vec<Reading> {
        let last = self.history().last();
        let now = |value: &dyn Fn(&Measured) -> f64| Reading::maybe(last.map(value), NOT_JUDGED);
        let known = |value: &dyn Fn(&Prepared) -> f64| Reading::maybe(self.prepared().map(|p| value(p)), NOT_JUDGED);
        let losses = self.run().and_then(|run| run.losses);
        let loss = |value: Option<f64>| Reading::maybe(value, "no step has been done yet");
        let recognised = self.prepared().map(|p| p.recognised);
        let work = |value: &dyn Fn(f64) -> Option<f64>| match recognised {
            None => Reading::none("the recogniser has not been trained yet"),
            Some(None) => Reading::none("the recogniser did not get there"),
            Some(Some(work)) => Reading::maybe(value(work), "the generator has not begun"),
        };
        let drawn = self.run().map(super::training::Run::work);
        vec![
            now(&|m| m.survey.median),
            now(&|m| self.prepared().map_or(f64::NAN, |p| p.baseline(m.survey.kinds))),
            now(&|m| m.survey.worst),
            known(&|p| p.real.median),
            known(&|p| p.noise),
            now(&|m| m.survey.kinds as f64),
            known(&|p| p.real.kinds as f64),
            now(&|m| m.belief),
            loss(losses.map(|(critic, _)| critic)),
            loss(losses.map(|(_, generator)| generator)),
            now(&|m| self.prepared().map_or(f64::NAN, |p| m.distance / p.real_distance)),
            work(&|recognise| Some(recognise / BILLION)),
            Reading::maybe(drawn.map(|work| work / BILLION), "the generator has not begun"),
            work(&|recognise| drawn.map(|drawn| drawn / recognise)),
        ]
    }

    fn sentence(&self) -> String {
        let (Some(prepared), Some(run), Some(now)) = (self.prepared(), self.run(), self.history().last()) else {
            let stage = self.stage_in_words();
            return format!("Still preparing: {stage}.");
        };
        let Survey { median, worst, kinds, .. } = now.survey;
        let baseline = prepared.baseline(kinds);
        let mut text = format!(
            "After {} training {} the middle one of {PICTURES} pictures has truth {median:.2} and the worst {worst:.2}, \
             where a real face has {:.2}. They show {kinds} of {KINDS} kinds of face, real ones {}. Untrained, but as \
             varied, truth is {baseline:.2}: ",
            thousands(now.step.into()),
            if now.step == 1 { "step" } else { "steps" },
            prepared.real.median,
            prepared.real.kinds,
        );
        text += if median > baseline + 0.03 {
            "the generator is ahead."
        } else if median < baseline - 0.03 {
            "the generator is behind."
        } else {
            "the generator is no better."
        };
        if self.settings.choice("net") == "pixels" {
            text += " (That mixes principal components, which it lacks.)";
        }
        if let Some(recognised) = prepared.recognised {
            let _ = write!(
                text,
                " To draw took {} to learn, to recognise {:.1}.",
                billions(run.work()),
                recognised / BILLION
            );
        }
        text
    }

    fn stage_in_words(&self) -> String {
        self.preparation().map_or_else(
            || "judging the untrained generator".into(),
            |preparation| {
                let stage = preparation.stage();
                format!("{}, {} of {}", stage.label, stage.done, stage.total)
            },
        )
    }
}

const NOT_JUDGED: &str = "nothing has been judged yet";

/// Work in words.
fn billions(work: f64) -> String {
    format!("{:.1} billion multiply-adds", work / BILLION)
}

/// A grid of small pictures; places still empty have an empty caption, so that the room for captions is always kept.
fn grid(id: &'static str, label: &'static str, mut captions: Vec<Text>, pixels: Vec<u8>) -> ImageGrid {
    captions.resize(SHOWN, Text::Borrowed(""));
    ImageGrid::new(id, label, [SIDE; 2], Size::Small, pixels).captioned(captions)
}

fn byte(p: f32) -> u8 {
    (p * 255.0 + 0.5) as u8
}

/// Grey values 0 to 255.
fn grey(pictures: &[f32]) -> Vec<u8> {
    debug_assert!(pictures.len().is_multiple_of(PIXELS));
    pictures.iter().map(|p| byte(*p)).collect()
}
