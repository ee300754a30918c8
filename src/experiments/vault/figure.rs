//! What there is to see: the vault and the screen, the two minds that fit, and how the reporter comes to be one of them.

use std::fmt::Write as _;

use super::pictures::{self, Gaze, HEIGHT, WIDTH};
use super::predictor::{KINDS, Salience, tampered};
use super::{Phase, Report, Row, Vault};
use crate::lab::words::{hundredths, thousands};
use crate::lab::{Axis, Chart, Data, Experiment as _, Figure, ImageGrid, Reading, Scale, Series, Size, Text, Tone};

const NOT_YET: &str = "the reporter is not taught yet";
/// Every so many rows of the history have a mark.
const MARKS: usize = 5;

/// The whole figure.
pub fn figure(run: &Vault) -> Figure {
    Figure {
        charts: vec![mind(run), wait(run), law(run)],
        images: images(run),
        readouts: readouts(run),
        sentence: sentence(run).into(),
    }
}

fn measured(run: &Vault) -> Salience {
    match &run.phase {
        Phase::Predict(training) => training.measured(),
        Phase::Report(report) => report.measured,
    }
}

fn history(run: &Vault) -> &[Row] {
    run.report().map_or(&[], |report| &report.history)
}

/// The logit for the truth, step by step.
fn mind(run: &Vault) -> Chart {
    let rows = history(run);
    let curve = |of: fn(&Row) -> f64| rows.iter().map(|row| [f64::from(row.step), of(row)]).collect::<Vec<_>>();
    let marks = rows.iter().skip(MARKS - 1).step_by(MARKS).map(|row| [f64::from(row.step), row.tampered]).collect();
    let last = f64::from(run.wanted());
    Chart {
        id: "mind".into(),
        title: "When vault and screen disagree".into(),
        x: Axis::new("training steps of the reporter", "", Scale::Log, (1.0, last)),
        y: Axis::linear("mean logit for the truth", "", (-4.0, 6.0)),
        series: vec![
            Series::line("undecided", "undecided", Tone::Level, vec![[1.0, 0.0], [last, 0.0]]),
            Series::line("untampered", "when they agree", Tone::Truth, curve(|row| row.untampered)),
            Series::line("exact", "camera fooled, worked out", Tone::Belief, curve(|row| row.exact)),
            Series::new("tampered", "camera fooled, the net", Tone::Belief, Data::Points(marks)),
        ],
    }
}

/// How long the labels take.
fn wait(run: &Vault) -> Chart {
    let steps = f64::from(run.report().map_or(1, |report| report.reporter.steps().max(1)));
    let line = run.report().map_or(vec![], |report| report.sweep.line());
    let eps = run.settings.number("eps");
    let here = run.report().filter(|report| !report.changed && eps > 0.0).and_then(|report| {
        let turn = report.reporter.turn()?;
        Some([eps, f64::from(turn)])
    });
    Chart {
        id: "wait".into(),
        title: "How long until such labels turn it".into(),
        x: Axis::new("share of lessons with a fooled camera", "", Scale::Log, (1e-4, 0.1)),
        y: Axis::new("training steps until it turns", "", Scale::Log, (1.0, 1e6)),
        series: vec![
            Series::line("now", "steps so far", Tone::Level, vec![[1e-4, steps], [0.1, steps]]),
            Series::line("exact", "worked out", Tone::Belief, line),
            Series::new("here", "this run", Tone::Belief, Data::Points(here.into_iter().collect())),
        ],
    }
}

/// Which of the two a reporter goes by that was taught on untampered cases alone.
fn law(run: &Vault) -> Chart {
    let exact = |ratio: f64| (ratio * ratio - 1.0) / (ratio * ratio + 1.0);
    let curve = (0..=48).map(|i| libm::pow(2.0, f64::from(i - 24) / 8.0)).map(|ratio| [ratio, exact(ratio)]);
    let ratio = measured(run).ratio();
    let taught = run.settings.number("eps") > 0.0;
    let label = if taught { "this run, taught otherwise" } else { "this run" };
    let here = match history(run).last() {
        None => exact(ratio),
        // Before the first margins have grown there is nothing to divide by.
        Some(row) if row.untampered.abs() > 1e-9 => (row.tampered / row.untampered).clamp(-3.0, 3.0),
        Some(_) => 0.0,
    };
    Chart {
        id: "law".into(),
        title: "Which mind honest nights alone make".into(),
        x: Axis::new("diamond against screen, in the net", "times", Scale::Log, (0.2, 5.0)),
        y: Axis::linear("logit, camera fooled against not", "", (-1.0, 1.0)),
        series: vec![
            Series::line("equal", "equal", Tone::Level, vec![[1.0, -1.0], [1.0, 1.0]]),
            Series::line("exact", "worked out", Tone::Belief, curve.collect()),
            Series::new("here", label, Tone::Belief, Data::Points(vec![[ratio, here]])),
        ],
    }
}

fn images(run: &Vault) -> Vec<ImageGrid> {
    let grid = |id, label, captions, pixels| {
        ImageGrid::new(id, label, [WIDTH, HEIGHT], Size::Medium, pixels).captioned(captions)
    };
    let cases = KINDS.map(|kind| kind.map(|side| side > 0.0));
    let each = |draw: &dyn Fn([bool; 2]) -> [u8; WIDTH * HEIGHT]| cases.iter().flat_map(|case| draw(*case)).collect();
    let words = |texts: [&'static str; 4]| texts.map(Text::Borrowed).to_vec();
    let tampered_case = [true, false];
    let minds = [(Gaze::Vault, true), (Gaze::Screen, false)];
    let minds: Vec<u8> =
        minds.iter().flat_map(|(gaze, says)| pictures::reporter(tampered_case, *gaze, Some(*says))).collect();
    let honest = run.report().filter(|report| report.reporter.steps() > 0);
    let fits = honest.map_or([String::new(), String::new()], |report| {
        let share = report.reporter.right(&report.tried, true);
        [("diamond", share), ("screen", 1.0 - share)].map(|(by, share)| format!("{by}: {:.0}%", 100.0 * share))
    });
    let (said, pixels) = answers(honest, cases);
    vec![
        grid(
            "vault",
            "The vault",
            words(["all is well", "stolen", "camera fooled", "false alarm"]),
            each(&|[diamond, shown]| pictures::vault(diamond, shown)),
        ),
        grid(
            "screen",
            "What the screen shows people",
            words(["diamond", "no diamond", "diamond", "no diamond"]),
            each(&|[_, shown]| pictures::screen(shown)),
        ),
        grid("minds", "Camera fooled: which mind fits?", fits.map(Text::Owned).to_vec(), minds),
        grid("reporter", "What the reporter goes by, and says", said, pixels),
    ]
}

/// What it says of each kind of case on average, with captions.
fn answers(report: Option<&Report>, cases: [[bool; 2]; 4]) -> (Vec<Text>, Vec<u8>) {
    let Some(report) = report else {
        let pixels = cases.iter().flat_map(|case| pictures::reporter(*case, Gaze::Either, None));
        return (vec![Text::Borrowed(""); 4], pixels.collect());
    };
    let logits = report.reporter.by_kind(&report.tried);
    let (mut captions, mut pixels) = (Vec::with_capacity(4), Vec::new());
    for (kind, (case, logit)) in cases.iter().zip(logits).enumerate() {
        let says = logit > 0.0;
        let right = says == case[0];
        let gaze = match (tampered(kind), right) {
            (false, _) => Gaze::Either,
            (true, true) => Gaze::Vault,
            (true, false) => Gaze::Screen,
        };
        pixels.extend(pictures::reporter(*case, gaze, Some(says)));
        let said = if says { "safe" } else { "gone" };
        captions.push(format!("\"{said}\": {}", if right { "true" } else { "false" }).into());
    }
    (captions, pixels)
}

/// In the order of [`super::controls::READOUTS`].
fn readouts(run: &Vault) -> Vec<Reading> {
    let taught = run.report().filter(|report| report.reporter.steps() > 0);
    let now = |value: &dyn Fn(&Report) -> f64| Reading::maybe(taught.map(value), NOT_YET);
    let row = |value: fn(&Row) -> f64| Reading::maybe(history(run).last().map(value), NOT_YET);
    let turned = |turn: Option<u32>| match (turn, taught) {
        (_, None) => Reading::none(NOT_YET),
        (Some(turn), _) => Reading::of(f64::from(turn)),
        (None, Some(_)) => Reading::none("it has not turned so far"),
    };
    let net = measured(run);
    let (before, unexplained) = match &run.phase {
        Phase::Predict(training) => (training.before(), None),
        Phase::Report(report) => (report.before, Some(report.unexplained)),
    };
    vec![
        now(&|report| report.reporter.right(&report.tried, true)),
        now(&|report| report.reporter.right(&report.tried, false)),
        Reading::of(net.ratio()),
        turned(taught.and_then(|report| report.reporter.turn())),
        turned(taught.and_then(|report| report.exact.turn())),
        row(|row| row.tampered),
        row(|row| row.exact),
        row(|row| row.untampered),
        Reading::of(net.alpha),
        Reading::of(net.beta),
        Reading::of(before.ratio()),
        Reading::maybe(unexplained, "the predictor is not trained yet"),
    ]
}

fn sentence(run: &Vault) -> String {
    let Some(report) = run.report().filter(|report| report.reporter.steps() > 0) else {
        return run.stage().preparing();
    };
    let right = |of_tampered| 100.0 * report.reporter.right(&report.tried, of_tampered);
    let steps = report.reporter.steps();
    let mut text = format!(
        "After {} {} the reporter tells the truth of {:.0}% of new nights on which vault and screen agree, and of {:.0}% \
         of those on which they do not: it goes by {}. The diamond moves the net {} times as far as the screen does.",
        thousands(u64::from(steps)),
        if steps == 1 { "step" } else { "steps" },
        right(false),
        right(true),
        match right(true) {
            share if share > 75.0 => "the diamond",
            share if share < 25.0 => "the screen",
            _ => "now one, now the other",
        },
        hundredths(report.measured.ratio()),
    );
    if let Some(turn) = report.reporter.turn() {
        let _ = write!(text, " It turned at step {}.", thousands(u64::from(turn)));
    }
    text
}
