//! What there is to see: how long attackers look, what passes, and where.

use std::fmt::Write as _;

use super::attack::{ATTACKS, MOST};
use super::view::{PLANE, TILE};
use super::{Experiment as _, Filter, Phase, Round};
use crate::lab::words::{tenths, thousands};
use crate::lab::{Axis, Chart, Data, Figure, ImageGrid, Reading, Scale, Series, Size, Tone};

/// The least share that charts show.
const FLOOR: f64 = 1e-5;

const NOT_YET: &str = "the filter has not been attacked yet";
const NO_BOX: &str = "there is no box";
const NOT_OUT: &str = "it is not let out yet";
const TOO_MANY: &str = "more than half of the attacks find nothing in 1,000 questions";

/// The whole figure.
pub fn figure(run: &Filter) -> Figure {
    Figure {
        charts: vec![questions(run), misses(run)],
        images: images(run),
        readouts: readouts(run),
        sentence: sentence(run).into(),
    }
}

/// The median number of unsafe inputs tried until one passes, where a share `p` does; none if hardly any does.
fn exact_median(p: f64) -> Option<f64> {
    let median = libm::ceil(-core::f64::consts::LN_2 / libm::log1p(-p));
    if p >= 1.0 { Some(1.0) } else { (p > 0.0 && median.is_finite()).then_some(median) }
}

fn axis(run: &Filter) -> Axis {
    let end = run.wanted().max(run.rounds.len().saturating_sub(1));
    Axis::linear("rounds of teaching", "", (0.0, end.max(1) as f64))
}

fn curve(run: &Filter, value: impl Fn(&Round) -> Option<f64>) -> Vec<[f64; 2]> {
    run.rounds.iter().enumerate().filter_map(|(i, round)| Some([i as f64, value(round)?])).collect()
}

fn questions(run: &Filter) -> Chart {
    let x = axis(run);
    let most = f64::from(MOST);
    let level = vec![[0.0, most], [x.range.1, most]];
    // What is not found within so many questions stands at their line.
    let or_most = |median: Option<f64>| Some(median.unwrap_or(most));
    Chart {
        id: "questions".into(),
        title: "Questions until a failure is found".into(),
        x,
        y: Axis::new("median questions", "count", Scale::Log, (1.0, 2.0 * most)),
        series: vec![
            Series::line("most", "gave up", Tone::Level, level),
            Series::line(
                "exact",
                "by trying, exactly",
                Tone::Truth,
                curve(run, |round| exact_median(round.found.false_negatives).filter(|median| *median <= most)),
            ),
            Series::new("random", "by trying", Tone::Chance, Data::Points(curve(run, |round| or_most(round.random)))),
            Series::line("gradient", "downhill", Tone::Belief, curve(run, |round| or_most(round.gradient))),
        ],
    }
}

fn misses(run: &Filter) -> Chart {
    let seen = |share: f64| (share >= 0.5 * FLOOR).then_some(share);
    Chart {
        id: "misses".into(),
        title: "What passes, and what is told wrong".into(),
        x: axis(run),
        y: Axis::new("share", "", Scale::Log, (FLOOR, 1.0)),
        series: vec![
            Series::line(
                "passes",
                "of the unsafe, passing",
                Tone::Truth,
                curve(run, |r| seen(r.found.false_negatives)),
            ),
            Series::line("wrong", "of all, told wrong", Tone::Chance, curve(run, |r| seen(1.0 - r.found.accuracy))),
        ],
    }
}

fn images(run: &Filter) -> Vec<ImageGrid> {
    let (plane, tiles) = run.view.pixels.split_at(PLANE * PLANE);
    vec![
        ImageGrid::new("plane", "All inputs: what it stops is lighter", [PLANE; 2], Size::Large, plane.to_vec()),
        ImageGrid::new("discs", "Each unsafe place: white passes", [TILE; 2], Size::Small, tiles.to_vec())
            .with_room(run.world.discs.len()),
    ]
}

/// In the order of [`super::controls::READOUTS`].
fn readouts(run: &Filter) -> Vec<Reading> {
    let last = run.rounds.last();
    let first = run.rounds.first();
    let of = |value: Option<f64>| Reading::maybe(value, NOT_YET);
    let asked = |round: Option<&Round>, value: fn(&Round) -> Option<f64>| match round {
        None => Reading::none(NOT_YET),
        Some(round) => Reading::maybe(value(round), TOO_MANY),
    };
    let out = |value: &dyn Fn(&super::Out) -> f64| match &run.out {
        _ if !run.boxed() => Reading::none(NO_BOX),
        Some(out) if matches!(run.phase, Phase::Over) => Reading::of(value(out)),
        _ => Reading::none(NOT_OUT),
    };
    vec![
        of(last.map(|_| (run.rounds.len() - 1) as f64)),
        asked(last, |round| round.gradient),
        of(last.map(|round| round.found.false_negatives)),
        of(last.map(|round| round.found.accuracy)),
        asked(first, |round| round.gradient),
        asked(last, |round| round.random),
        match last {
            None => Reading::none(NOT_YET),
            Some(round) => Reading::maybe(
                exact_median(round.found.false_negatives),
                "no unsafe input passes, as far as is resolved",
            ),
        },
        of(last.map(|round| round.successes as f64)),
        of(last.map(|_| returns(&run.rounds) as f64)),
        of(first.map(|round| round.found.false_negatives)),
        of(last.zip(first).map(|(last, first)| 100.0 * (last.found.accuracy - first.found.accuracy))),
        Reading::of(run.training.known.len() as f64),
        out(&|out| f64::from(out.failures[0])),
        out(&|out| f64::from(out.failures[1])),
        out(&|out| out.false_negatives),
    ]
}

/// Rounds with a failure after one without.
fn returns(rounds: &[Round]) -> usize {
    rounds.iter().skip_while(|round| round.successes > 0).filter(|round| round.successes > 0).count()
}

fn sentence(run: &Filter) -> String {
    let Some(last) = run.rounds.last() else {
        return run.stage().preparing();
    };
    let rounds = run.rounds.len() - 1;
    let mut text = format!(
        "After {rounds} {} of teaching {:.3}% of the unsafe inputs pass, and {:.3}% of all inputs are told right. Downhill \
         {} of {ATTACKS} attacks find one that passes",
        if rounds == 1 { "round" } else { "rounds" },
        100.0 * last.found.false_negatives,
        100.0 * last.found.accuracy,
        last.successes,
    );
    let _ = match last.gradient {
        Some(median) => write!(text, ", the median one after {} questions.", tenths(median)),
        None => write!(text, " within {} questions.", thousands(MOST.into())),
    };
    if let (Some(out), Phase::Over) = (&run.out, &run.phase) {
        let _ = write!(
            text,
            " Of a million inputs {} got through in the box, and {} in the world.",
            out.failures[0], out.failures[1]
        );
    }
    text
}
