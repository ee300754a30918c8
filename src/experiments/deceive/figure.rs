//! What there is to see.

use super::mirror::Mirror;
use super::net::{MOST, Policy};
use super::world::{ACTIONS, FEATURES, Standing, Table, best, evaluation, first, good, truth};
use crate::lab::words::hundredths;
use crate::lab::{Axis, Chart, Data, Figure, ImageGrid, Reading, Series, Size, Text, Tone};

/// Most pressure that a reader can set.
const PRESSURE: f64 = 30.0;

/// Of all actions at once.
pub fn exact(run: &Mirror) -> Figure {
    let path: Vec<(f64, Standing)> = (0..).map(f64::from).zip(run.path.iter().copied()).collect();
    Figure {
        charts: vec![pressure(run), steps(&path, "mirror steps", &run.closed()), spread(run)],
        images: vec![actions(run)],
        readouts: readouts(&run.now(), &run.people, run.j(), &run.closed(), Some(run.distance())),
        sentence: sentence(&run.now(), run.j(), run.beta(), "").into(),
    }
}

/// Of a net.
pub fn net(run: &Policy) -> Figure {
    let path: Vec<(f64, Standing)> = run.path.iter().map(|(step, at)| (f64::from(*step), *at)).collect();
    let (j, beta) = (run.settings.number("j") as usize, run.settings.number("beta"));
    let closed = best(&run.people, j, beta);
    let who = match run.settings.number("capacity") as u32 {
        0 => " by a net that cannot tell what is seen".into(),
        1 => " by a net of 1 hidden unit".into(),
        units => format!(" by a net of {units} hidden units"),
    };
    Figure {
        charts: vec![
            steps(&path, "training steps", &closed),
            shares(&path, best(&run.people, j, 0.0).approved_but_bad, &closed),
        ],
        images: situations(run),
        readouts: readouts(&run.now(), &run.people, j, &closed, None),
        sentence: sentence(&run.now(), j, beta, &who).into(),
    }
}

/// Shares by pressure: exact curves, and where the run is.
fn pressure(run: &Mirror) -> Chart {
    let curve = |j: usize, of: fn(&Standing) -> f64| {
        let at = (0..=60).map(|i| PRESSURE * f64::from(i) / 60.0);
        Data::Line(at.map(|beta| [beta, of(&best(&run.people, j, beta))]).collect())
    };
    let here = vec![[run.beta(), run.now().approved_but_bad]];
    Chart {
        id: "pressure".into(),
        title: "Approved, and approved but bad".into(),
        x: Axis::linear("pressure", "nats", (0.0, PRESSURE)),
        y: Axis::linear("share of actions", "", (0.0, 1.0)),
        series: vec![
            Series::new("all", "but bad, if all is seen", Tone::Level, curve(FEATURES, |at| at.approved_but_bad)),
            Series::new("approved", "approved", Tone::Belief, curve(run.j(), |at| at.approved)),
            Series::new("bad", "approved, but bad", Tone::Truth, curve(run.j(), |at| at.approved_but_bad)),
            Series::new("here", "this run", Tone::Truth, Data::Points(here)),
        ],
    }
}

/// Approval and true value, step by step.
fn steps(path: &[(f64, Standing)], label: &'static str, closed: &Standing) -> Chart {
    let end = path.last().map_or(1.0, |(step, _)| step.max(100.0));
    let curve = |of: fn(&Standing) -> f64| Data::Line(path.iter().map(|(step, at)| [*step, of(at)]).collect());
    let level = |y: f64| Data::Line(vec![[0.0, y], [end, y]]);
    Chart {
        id: "steps".into(),
        title: "How good it looks, and how good it is".into(),
        x: Axis::linear(label, "", (0.0, end)),
        y: Axis::linear("mean score, -1 to 1", "", (-0.5, 1.0)),
        series: vec![
            Series::new("most", "approval, closed form", Tone::Level, level(closed.approval)),
            Series::new("then", "true, closed form", Tone::Level, level(closed.truth)),
            Series::new("approval", "approval", Tone::Belief, curve(|at| at.approval)),
            Series::new("truth", "true value", Tone::Truth, curve(|at| at.truth)),
        ],
    }
}

/// The shares approved and bad, training step by step.
fn shares(path: &[(f64, Standing)], people: f64, closed: &Standing) -> Chart {
    let end = path.last().map_or(1.0, |(step, _)| step.max(100.0));
    let curve = |of: fn(&Standing) -> f64| Data::Line(path.iter().map(|(step, at)| [*step, of(at)]).collect());
    let level = |y: f64| Data::Line(vec![[0.0, y], [end, y]]);
    Chart {
        id: "shares".into(),
        title: "Approved, but bad".into(),
        x: Axis::linear("training steps", "", (0.0, end)),
        y: Axis::linear("share of actions", "", (0.0, 0.15)),
        series: vec![
            Series::new("people", "people", Tone::Chance, level(people)),
            Series::new("closed", "closed form", Tone::Level, level(closed.approved_but_bad)),
            Series::new("bad", "the net", Tone::Truth, curve(|at| at.approved_but_bad)),
        ],
    }
}

/// How many actions there are of each true value: of people's, and now.
fn spread(run: &Mirror) -> Chart {
    let mut shares = [[0.0; 2]; FEATURES + 1];
    for (action, (log, usual)) in run.logs.iter().zip(&run.people).enumerate() {
        let well = (0..FEATURES).filter(|i| good(action, *i)).count();
        shares[well][0] += libm::exp(*usual);
        shares[well][1] += libm::exp(*log);
    }
    // The true values are a third apart.
    let bars = |which: usize, from: f64, to: f64| {
        let bar = |(well, shares): (usize, &[f64; 2])| {
            let middle = (2.0 * well as f64 - 6.0) / 6.0;
            [middle + from, middle + to, shares[which]]
        };
        Data::Bars(shares.iter().enumerate().map(bar).collect())
    };
    Chart {
        id: "spread".into(),
        title: "What the actions are worth".into(),
        x: Axis::linear("true value, a score from -1 to 1", "", (-1.2, 1.2)),
        y: Axis::linear("share of actions", "", (0.0, 0.5)),
        series: vec![
            Series::new("people", "people's", Tone::Chance, bars(0, -0.14, 0.0)),
            Series::new("now", "under pressure", Tone::Truth, bars(1, 0.0, 0.14)),
        ],
    }
}

fn grey(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// All actions as fields of a board: how often each is taken now, what it looks like, what it is worth.
fn actions(run: &Mirror) -> ImageGrid {
    // Rows by features 1 to 3, columns by features 4 to 6, each from all bad to all good.
    const ORDER: [usize; 8] = [0, 1, 2, 4, 3, 5, 6, 7];
    let board = || ORDER.into_iter().flat_map(|row| ORDER.into_iter().map(move |column| 8 * row + column));
    let most = run.logs.iter().fold(f64::MIN, |most, log| most.max(*log));
    let mask = first(run.j());
    let mut pixels = Vec::with_capacity(3 * ACTIONS);
    pixels.extend(board().map(|action| grey(libm::exp(run.logs[action] - most))));
    pixels.extend(board().map(|action| grey(0.5 + 0.5 * evaluation(action, mask))));
    pixels.extend(board().map(|action| grey(0.5 + 0.5 * truth(action))));
    ImageGrid::new("actions", "All 64 actions, white is most", [8, 8], Size::Large, pixels)
        .captioned(["how often", "looks", "is"].map(Text::Borrowed).to_vec())
}

/// Situations as columns, features as rows: what is seen, and how surely it is done well.
fn situations(run: &Policy) -> Vec<ImageGrid> {
    let (mut seen, mut done) = (vec![0; FEATURES * MOST], vec![0; FEATURES * MOST]);
    for (column, (mask, chances)) in run.masks.iter().zip(&run.chances).enumerate() {
        for (i, chance) in chances.iter().enumerate() {
            seen[i * MOST + column] = if good(*mask, i) { 255 } else { 60 };
            done[i * MOST + column] = grey(f64::from(*chance));
        }
    }
    let size = [MOST, FEATURES];
    vec![
        ImageGrid::new("seen", "Seen (white), by situation", size, Size::Large, seen),
        ImageGrid::new("done", "Done well (white), by the net", size, Size::Large, done),
    ]
}

/// In the order of [`super::controls::READOUTS`].
fn readouts(now: &Standing, people: &Table, j: usize, closed: &Standing, distance: Option<f64>) -> Vec<Reading> {
    vec![
        Reading::of(now.approval),
        Reading::of(now.truth),
        Reading::of(now.approved),
        Reading::of(now.approved_but_bad),
        Reading::maybe(now.bad_if_approved(), "nothing is approved"),
        Reading::of(best(people, j, 0.0).approved_but_bad),
        Reading::of(closed.approved_but_bad),
        Reading::of(closed.truth),
        Reading::of(now.log_likelihood),
        // Rounding may leave a little less than nothing.
        Reading::of(if now.kl > 0.0 { now.kl } else { 0.0 }),
        Reading::maybe(distance, "only where all actions are moved at once"),
    ]
}

fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.0005 { "fewer than 0.1%".into() } else { format!("{:.1}%", 100.0 * share) }
}

fn sentence(now: &Standing, j: usize, beta: f64, who: &str) -> String {
    let seen = if j == FEATURES { "all six features".into() } else { format!("{j} of 6 features") };
    let bad = if now.approved_but_bad == 0.0 { "none".into() } else { percent(now.approved_but_bad) };
    format!(
        "The evaluator sees {seen}. Pressed at {beta:.1} nats{who}, {} of the actions are approved, and {bad} of all are \
         approved though bad. Approval is {} on average, true value {}.",
        percent(now.approved),
        hundredths(now.approval),
        hundredths(now.truth),
    )
}
