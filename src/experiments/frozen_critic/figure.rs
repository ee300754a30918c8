//! What there is to see: samples before and after, what the world says of them and what the critic believes.

use std::fmt::Write as _;

use ndarray::ArrayView2;

use super::play::{Play, frozen};
use super::probe::Row;
use super::{Between, FrozenCritic, Phase, between};
use crate::lab::words::tenths;
use crate::lab::{Axis, Chart, Experiment, Figure, ImageGrid, Reading, Series, Size, Text, Tone};
use crate::models::live_gan::World;
use crate::worlds::faces::SIDE as FACE_SIDE;
use crate::worlds::ring::Picture;
use crate::worlds::ring::picture::SIDE;

/// Half of the picture's edge at the least; it doubles until nineteen in twenty points are inside.
const REACH: f64 = 1.5;
/// Pictures shown from before and from now.
const WALL: usize = 12;

/// The whole figure.
pub fn figure(run: &FrozenCritic) -> Figure {
    Figure {
        charts: vec![truth(run), belief(run), accuracy(run)],
        images: images(run),
        readouts: readouts(run),
        sentence: sentence(run).into(),
    }
}

fn play(run: &FrozenCritic) -> Option<&Play> {
    if let Phase::Play(play) = &run.phase { Some(play) } else { None }
}

fn end(run: &FrozenCritic) -> f64 {
    let taken = play(run).map_or(0, Play::steps);
    f64::from(if taken > run.wanted() { taken } else { run.wanted() })
}

fn step_axis(run: &FrozenCritic) -> Axis {
    Axis::linear("training steps since the freezing", "", (0.0, end(run)))
}

fn curve(run: &FrozenCritic, value: fn(&Row) -> f64) -> Vec<[f64; 2]> {
    play(run).map_or(vec![], |play| play.rows.iter().enumerate().map(|(i, row)| [i as f64, value(row)]).collect())
}

fn level(run: &FrozenCritic, value: Option<f64>) -> Vec<[f64; 2]> {
    value.map_or(vec![], |v| vec![[0.0, v], [end(run), v]])
}

fn truth(run: &FrozenCritic) -> Chart {
    let (y, series) = match run.world {
        World::Ring => (
            "share",
            vec![
                Series::line(
                    "start",
                    "at the freezing",
                    Tone::Level,
                    level(run, play(run).and_then(|play| play.rows.first()).map(|row| row.quality)),
                ),
                Series::line("quality", "points near a heap", Tone::Truth, curve(run, |row| row.quality)),
                Series::line("modes", "heaps found, of 8", Tone::Truth, curve(run, |row| row.modes / 8.0)),
            ],
        ),
        World::Faces => (
            "truth, diversity",
            vec![
                Series::line(
                    "real",
                    "real faces",
                    Tone::Level,
                    level(run, run.joint().and_then(|joint| joint.truth_real)),
                ),
                Series::line("truth", "truth", Tone::Truth, play(run).map_or(vec![], |play| play.truths.clone())),
                Series::line("diversity", "diversity", Tone::Truth, curve(run, |row| row.diversity)),
            ],
        ),
    };
    Chart {
        id: "truth".into(),
        title: "What the world says of the samples".into(),
        x: step_axis(run),
        y: Axis::linear(y, "", (0.0, 1.0)),
        series,
    }
}

fn belief(run: &FrozenCritic) -> Chart {
    Chart {
        id: "belief".into(),
        title: "What the critic believes".into(),
        x: step_axis(run),
        y: Axis::linear("mean logit for \"real\"", "", (-2.0, 4.0)),
        series: vec![
            Series::line("data", "of real data", Tone::Chance, curve(run, |row| row.data_logit)),
            Series::line("made", "of samples", Tone::Belief, curve(run, |row| row.made_logit)),
        ],
    }
}

fn accuracy(run: &FrozenCritic) -> Chart {
    let mut lines = vec![Series::line("guessing", "guessing", Tone::Chance, level(run, Some(0.5)))];
    if between(&run.settings) == Between::Bound {
        let bound = play(run).and_then(|play| play.bound);
        lines.push(Series::line("bound", "best possible", Tone::Level, level(run, bound)));
    }
    lines.push(Series::line("accuracy", "the critic", Tone::Belief, curve(run, |row| row.accuracy)));
    Chart {
        id: "accuracy".into(),
        title: "How well it tells real from made".into(),
        x: step_axis(run),
        y: Axis::linear("accuracy", "", (0.0, 1.0)),
        series: lines,
    }
}

/// Points as a picture, and its scale in words.
fn points(made: ArrayView2<f32>) -> (Vec<u8>, Text) {
    let point = |row: ndarray::ArrayView1<f32>| [f64::from(row[0]), f64::from(row[1])];
    let mut picture = Picture::new(REACH);
    let most = made.nrows() as u32 / 20;
    loop {
        made.rows().into_iter().for_each(|row| picture.add(point(row)));
        // Numbers that are none are outside at any scale.
        if picture.outside() <= most || picture.reach() > 1e9 {
            break;
        }
        picture.clear(2.0 * picture.reach());
    }
    let caption = format!("{} across", plain(2.0 * picture.reach()));
    (picture.grey(), caption.into())
}

/// A length that is three times a power of two, in words.
fn plain(length: f64) -> String {
    if length < 1e5 { format!("{length:.0}") } else { format!("{length:.1e}") }
}

fn images(run: &FrozenCritic) -> Vec<ImageGrid> {
    let now = match &run.phase {
        Phase::Joint(training) => Some(training.probe.made.view()),
        Phase::Sharpen(_, joint) | Phase::Bound(_, joint) => Some(joint.made.view()),
        Phase::Play(play) => Some(play.probe.made.view()),
    };
    let before = play(run).map(|play| play.before.view());
    let grid = |id: &'static str, label: &'static str, made: Option<ArrayView2<f32>>| match run.world {
        World::Ring => {
            let (pixels, caption) = made.map_or((vec![], "".into()), points);
            ImageGrid::new(id, label, [SIDE; 2], Size::Large, pixels).captioned(vec![caption])
        }
        World::Faces => {
            let pixels = made.map_or(vec![], |made| {
                made.rows().into_iter().take(WALL).flatten().map(|p| (p * 255.0 + 0.5) as u8).collect()
            });
            ImageGrid::new(id, label, [FACE_SIDE; 2], Size::Small, pixels).with_room(WALL)
        }
    };
    vec![grid("now", "Samples now", now), grid("before", "At the freezing", before)]
}

const TRAINING: &str = "both nets are still being trained together";
const RING_ONLY: &str = "only for points on the ring";
const FACES_ONLY: &str = "only for faces";

/// In the order of [`super::controls::READOUTS`].
fn readouts(run: &FrozenCritic) -> Vec<Reading> {
    let ring = run.world == World::Ring;
    let play = play(run);
    let of = |row: Option<&Row>, value: fn(&Row) -> f64| Reading::maybe(row.map(value), TRAINING);
    let now = |value: fn(&Row) -> f64| of(play.and_then(|play| play.rows.last()), value);
    let first = play.and_then(|play| play.rows.first());
    let on = |here: bool, why: &'static str, reading: Reading| if here { reading } else { Reading::none(why) };
    let truth = |row: Option<&[f64; 2]>| Reading::maybe(row.map(|row| row[1]), "the pictures are not judged yet");
    let real = run.joint().and_then(|joint| joint.truth_real);
    let bound = match (between(&run.settings), play.and_then(|play| play.bound)) {
        (Between::Bound, Some(bound)) => Reading::of(bound),
        (Between::Bound, None) => Reading::none("it is not measured yet"),
        _ => Reading::none("only for a frozen generator on the ring"),
    };
    vec![
        on(ring, RING_ONLY, now(|row| row.quality)),
        on(ring, RING_ONLY, now(|row| row.modes)),
        on(ring, RING_ONLY, now(|row| row.radius)),
        now(|row| row.made_logit),
        now(|row| row.accuracy),
        on(!ring, FACES_ONLY, truth(play.and_then(|play| play.truths.last()))),
        now(|row| row.diversity),
        Reading::maybe(play.map(|play| f64::from(play.steps())), TRAINING),
        on(ring, RING_ONLY, of(first, |row| row.quality)),
        on(!ring, FACES_ONLY, truth(play.and_then(|play| play.truths.first()))),
        on(!ring, FACES_ONLY, Reading::maybe(real, TRAINING)),
        now(|row| row.data_logit),
        bound,
    ]
}

fn sentence(run: &FrozenCritic) -> String {
    let Some(play) = play(run) else {
        return run.stage().preparing();
    };
    let (steps, first, last) = (play.steps(), play.rows[0], play.rows[play.rows.len() - 1]);
    let doing = match frozen(&run.settings) {
        [true, true] => "both nets frozen",
        [true, false] => "the critic frozen",
        [false, true] => "the generator frozen",
        [false, false] => "neither net frozen",
    };
    let samples = match run.world {
        World::Ring => format!(
            "{:.0}% of the points lie near a heap, on {} of 8 heaps (at the freezing {:.0}%, on {})",
            100.0 * last.quality,
            last.modes,
            100.0 * first.quality,
            first.modes,
        ),
        World::Faces => match (play.truths.first(), play.truths.last()) {
            (Some(first_truth), Some(last_truth)) => format!(
                "the pictures' median truth is {:.2} and they differ {:.0}% as much as real faces (at the freezing {:.2} \
                 and {:.0}%)",
                last_truth[1],
                100.0 * last.diversity,
                first_truth[1],
                100.0 * first.diversity,
            ),
            _ => format!("the pictures differ {:.0}% as much as real faces", 100.0 * last.diversity),
        },
    };
    let mut text = format!(
        "{} {} after the joint training, with {doing}: {samples}. The critic's mean logit for \"real\" is {} for samples and {} \
         for real data; it tells {:.0}% right, where guessing tells 50%.",
        steps,
        if steps == 1 { "step" } else { "steps" },
        tenths(last.made_logit),
        tenths(last.data_logit),
        100.0 * last.accuracy,
    );
    if let Some(bound) = play.bound {
        let _ = write!(text, " No critic of this generator could tell more than about {:.0}% right.", 100.0 * bound);
    }
    text
}
