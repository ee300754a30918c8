//! What there is to see: each system's life, how many are ruined beside the exact chance, and the largest cost.

use std::fmt::Write as _;

use super::Stakes;
use super::chances::{Cost, largest_mean, largest_median, ruined_by};
use super::largest::{Largest, REPEATS, RUNS};
use super::learner::novikoff;
use crate::lab::words::thousands;
use crate::lab::{Axis, Chart, Data, Figure, Reading, Scale, Series, Tone};
use crate::worlds::extremes::MOST_DRAWN;

/// Systems that are drawn.
const SHOWN: usize = 40;
/// Places at which exact curves are worked out.
const PLACES: u32 = 80;

const NOT_YET: &str = "no decision has been made yet";
const NO_LEARNER: &str = "only for a learner; here nothing is learned";
const ALIKE: &str = "all costs are 1 here";

/// The whole figure.
pub fn figure(run: &Stakes) -> Figure {
    // Found by sorting tens of thousands of costs: once for all that is shown.
    let medians = run.largest.as_ref().map_or(vec![], Largest::medians);
    let mut charts = vec![lives(run), ruin(run)];
    if run.fleet.rules.lessons.is_some() {
        charts.push(learning(run));
    }
    if let (Some(largest), Cost::Pareto(alpha)) = (&run.largest, run.fleet.rules.cost) {
        charts.push(largest_cost(&medians, alpha, run.n));
        charts.push(settling(largest, alpha, run.n));
    }
    Figure { charts, images: vec![], readouts: readouts(run, &medians), sentence: sentence(run, &medians).into() }
}

/// Decisions, from the first to the last.
fn time(run: &Stakes) -> Axis {
    let end = if run.n < 2.0 { 2.0 } else { run.n };
    if run.fleet.rules.lessons.is_some() {
        Axis::new("decisions", "count", Scale::Log, (1.0, end))
    } else {
        Axis::new("decisions", "count", Scale::Linear, (0.0, end))
    }
}

fn first(run: &Stakes) -> f64 {
    f64::from(u8::from(run.fleet.rules.lessons.is_some()))
}

/// A line a system, drawn in one stroke like a comb: it ends now, or at the system's ruin.
fn lives(run: &Stakes) -> Chart {
    let start = first(run);
    let shown = run.fleet.systems.len().min(SHOWN);
    let (mut alive, mut gone, mut ruins) = (Vec::new(), Vec::new(), Vec::new());
    if run.fleet.now > 0.0 {
        for (i, system) in run.fleet.systems[..shown].iter().enumerate() {
            let row = i as f64 + 1.0;
            let end = system.ruined.unwrap_or(run.fleet.now);
            let comb = if system.ruined.is_some() { &mut gone } else { &mut alive };
            comb.extend([[start, row], [end, row], [start, row]]);
            if system.ruined.is_some() {
                ruins.push([end, row]);
            }
        }
    }
    Chart {
        id: "lives".into(),
        title: if shown < run.fleet.systems.len() {
            format!("{shown} of the systems until now, or their ruin").into()
        } else {
            "Each system until now, or its ruin".into()
        },
        x: time(run),
        y: Axis::linear("system", "number", (0.0, shown as f64 + 1.0)),
        series: vec![
            Series::line("gone", "ruined", Tone::Level, gone),
            Series::line("alive", "going on", Tone::Truth, alive),
            Series::new("ruins", "ruin", Tone::Belief, Data::Points(ruins)),
        ],
    }
}

/// Share ruined, counted and exact.
fn ruin(run: &Stakes) -> Chart {
    let rules = &run.fleet.rules;
    let counted = run.fleet.history.iter().map(|(now, share, _)| [*now, *share]).filter(|p| p[0] > 0.0);
    let counted: Vec<_> = counted.collect();
    // One of ten is marked, so that the line beside it is seen.
    let dots = counted.iter().skip(9).step_by(10).copied().collect();
    let exact = if rules.lessons.is_some() {
        run.fleet.history.iter().filter_map(|(now, _, exact)| Some([*now, (*exact)?])).collect()
    } else {
        places(run).filter_map(|n| Some([n, rules.exact(n)?])).collect::<Vec<_>>()
    };
    let mut series = vec![Series::line("exact", "exactly", Tone::Truth, exact)];
    if !rules.single() && rules.lessons.is_none() && rules.cost != Cost::Constant {
        let alone = places(run).map(|n| [n, ruined_by(rules.p * rules.alone(), n)]).collect();
        // What has no closed form has at least this chance.
        series = vec![Series::line("least", "by one cost alone", Tone::Level, alone)];
    }
    series.push(Series::new("counted", "counted", Tone::Belief, Data::Points(dots)));
    Chart {
        id: "ruin".into(),
        title: "How many are ruined".into(),
        x: time(run),
        y: Axis::linear("share of systems ruined", "", (0.0, 1.0)),
        series,
    }
}

fn places(run: &Stakes) -> impl Iterator<Item = f64> {
    let n = run.n;
    (0..=PLACES).map(move |i| libm::floor(n * f64::from(i) / f64::from(PLACES)))
}

/// Mistakes of the learners beside the bound.
fn learning(run: &Stakes) -> Chart {
    let bound = run.fleet.rules.lessons.as_ref().map_or(1.0, |(_, margin)| novikoff(*margin));
    let end = if run.n < 2.0 { 2.0 } else { run.n };
    let curve = |of: fn(&(f64, f64, f64)) -> f64| {
        run.mistakes.iter().map(|row| [row.0, of(row)]).filter(|p| p[1] > 0.0).collect::<Vec<_>>()
    };
    Chart {
        id: "learning".into(),
        title: "Mistakes made while learning".into(),
        x: time(run),
        y: Axis::new("mistakes so far", "count", Scale::Log, (1.0, 2.0 * bound)),
        series: vec![
            Series::line("bound", "Novikoff's bound", Tone::Level, vec![[1.0, bound], [end, bound]]),
            Series::line("most", "most of any system", Tone::Belief, curve(|row| row.1)),
            Series::line("free", "mean, if none ruined", Tone::Chance, curve(|row| row.2)),
        ],
    }
}

/// The largest of n costs, by n.
fn largest_cost(medians: &[[f64; 2]], alpha: f64, n: f64) -> Chart {
    let end = if n < 2.0 { 2.0 } else { n };
    let sizes = || (0..=PLACES).map(|i| libm::pow(end, f64::from(i) / f64::from(PLACES)));
    let mut series = Vec::new();
    if alpha > 1.0 {
        let mean = sizes().filter_map(|size| Some([size, largest_mean(size, alpha)?])).collect();
        series.push(Series::line("mean_exact", "mean, exactly", Tone::Level, mean));
    }
    let median = sizes().map(|size| [size, largest_median(size, alpha)]).collect();
    series.push(Series::line("median_exact", "median, exactly", Tone::Truth, median));
    series.push(Series::new("median", "median, counted", Tone::Belief, Data::Points(medians.to_vec())));
    Chart {
        id: "largest".into(),
        title: "The largest of so many costs".into(),
        x: Axis::new("costs", "count", Scale::Log, (1.0, end)),
        y: Axis::new("largest cost", "x the least", Scale::Log, (1.0, 2.0 * largest_median(end, alpha))),
        series,
    }
}

/// Means of the largest of n costs in four runs, by how often it was drawn.
fn settling(largest: &Largest, alpha: f64, n: f64) -> Chart {
    let end = (REPEATS / RUNS) as f64;
    let mut series = Vec::new();
    if let Some(mean) = largest_mean(n, alpha) {
        series.push(Series::line("exact", "mean, exactly", Tone::Truth, vec![[1.0, mean], [end, mean]]));
    }
    let runs = [("run_1", "run 1"), ("run_2", "run 2"), ("run_3", "run 3"), ("run_4", "run 4")];
    for (run, (id, label)) in runs.into_iter().enumerate() {
        series.push(Series::line(id, label, Tone::Chance, largest.means(run)));
    }
    let middle = largest_median(n, alpha);
    Chart {
        id: "settling".into(),
        title: "Its mean, in four runs: does it settle?".into(),
        x: Axis::new("samples in the mean", "", Scale::Log, (1.0, end)),
        y: Axis::new("mean of the largest cost", "x the least", Scale::Log, (0.5 * middle, 4.0 * middle)),
        series,
    }
}

/// In the order of [`super::controls::READOUTS`].
fn readouts(run: &Stakes, medians: &[[f64; 2]]) -> Vec<Reading> {
    let fleet = &run.fleet;
    let rules = &fleet.rules;
    let begun = fleet.now > 0.0;
    let of = |value: f64| if begun { Reading::of(value) } else { Reading::none(NOT_YET) };
    let count = fleet.systems.len() as f64;
    let share = fleet.ruined();
    let exact = |value: &dyn Fn(f64) -> f64| match fleet.exact() {
        Some(p) => of(value(p)),
        None if rules.lessons.is_some() => Reading::none("costs that add up over a learner's mistakes: no closed form"),
        None => Reading::none("costs with a heavy tail that add up: no closed form"),
    };
    let largest = |value: &dyn Fn(&Largest, f64) -> Reading| match (&run.largest, rules.cost) {
        (Some(largest), Cost::Pareto(alpha)) => value(largest, alpha),
        _ => Reading::none(ALIKE),
    };
    let drawn = |value: Option<f64>| Reading::maybe(value, "nothing has been drawn yet");
    let mean = |means: [f64; RUNS]| means.iter().fold(0.0, |sum, m| sum + m) / RUNS as f64;
    let (most, mistakes) = fleet.mistakes();
    vec![
        of(most),
        Reading::maybe(rules.lessons.as_ref().map(|(_, margin)| novikoff(*margin)), NO_LEARNER),
        of(fleet.cost()),
        of(share),
        exact(&|p| p),
        of(1.0 - share),
        exact(&|p| ruined_by(p, count)),
        exact(&|p| (p * (1.0 - p) / count).sqrt()),
        of(share * count),
        of(mistakes),
        if rules.lessons.is_some() { of(fleet.lessons()) } else { Reading::none(NO_LEARNER) },
        largest(&|_, _| drawn(medians.last().map(|p| p[1]))),
        largest(&|_, alpha| Reading::of(largest_median(run.n, alpha))),
        largest(&|largest, _| drawn(largest.run_means().map(mean))),
        largest(&|_, alpha| Reading::maybe(largest_mean(run.n, alpha), "infinite, as alpha is at most 1")),
        largest(&|largest, _| {
            drawn(largest.run_means().map(|means| {
                let highest = means.iter().fold(means[0], |a, b| if *b > a { *b } else { a });
                highest / means.iter().fold(means[0], |a, b| if *b < a { *b } else { a })
            }))
        }),
    ]
}

fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        0.1.. => format!("{percent:.1}%"),
        // Two digits.
        1e-9.. => format!("{percent:.*}%", (1.0 - libm::floor(libm::log10(percent))) as usize),
        _ if percent > 0.0 => "less than 0.000000001%".into(),
        _ => "0.0%".into(),
    }
}

/// A cost in words, however large.
fn amount(x: f64) -> String {
    if x < 1e12 { thousands((x + 0.5) as u64) } else { format!("{x:.1e}") }
}

fn sentence(run: &Stakes, medians: &[[f64; 2]]) -> String {
    let fleet = &run.fleet;
    let rules = &fleet.rules;
    let count = fleet.systems.len();
    let decisions = |n: f64| format!("{} {}", thousands(n as u64), if n == 1.0 { "decision" } else { "decisions" });
    if fleet.now <= 0.0 {
        return format!("{} systems are about to make {} each.", thousands(count as u64), decisions(run.n));
    }
    let ruined = fleet.systems.iter().filter(|s| s.ruined.is_some()).count();
    let mut text = format!(
        "After {} {ruined} of {} {} ruined ({}",
        decisions(fleet.now),
        thousands(count as u64),
        if count == 1 { "system is" } else { "systems are" },
        percent(fleet.ruined()),
    );
    match fleet.exact() {
        Some(p) => write!(text, "; exactly {}).", percent(p)),
        None => write!(text, "; this has no closed form)."),
    }
    .ok();
    if let Some((_, margin)) = &rules.lessons {
        let _ = write!(
            text,
            " The most mistakes of any learner: {}, where {} are allowed by Novikoff's bound.",
            fleet.mistakes().0,
            thousands((novikoff(*margin) + 0.5) as u64),
        );
    }
    if let (Some([_, median]), Cost::Pareto(alpha)) = (medians.last(), rules.cost) {
        let _ = write!(
            text,
            " The largest of {} costs{} has the median {} (exactly {}).",
            thousands(run.n as u64),
            if run.n > MOST_DRAWN { ", drawn by its own law," } else { "" },
            amount(*median),
            amount(largest_median(run.n, alpha)),
        );
    }
    if fleet.crowd {
        text.push_str(" Failures are so many that they are counted in lots.");
    }
    text
}
