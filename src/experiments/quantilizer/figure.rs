//! What there is to see: actions by score with the cut, their costs, the bound that no costs cross, and what many steps
//! do to it.

use super::Quantilizer;
use super::controls::{POINTS, POWERS};
use super::cut::Cut;
use super::world::{ALL, BUILDER, HARM, ORDINARY};
use crate::lab::words::hundredths;
use crate::lab::{Axis, Chart, Data, Experiment as _, Figure, Reading, Scale, Series, Tone};
use crate::stats::at_least_one;

/// The imitation must be expected to have done an action so often for a count to be shown.
const FEW: f64 = 5.0;
/// Powers of ten that the chart of many steps shows at least.
const LEAST_TOP: f64 = 4.0;
const FREE: &str = "people's own cost is 0, and so is every multiple";

/// The whole figure.
pub fn figure(run: &Quantilizer) -> Figure {
    Figure {
        charts: vec![bound(run), often(run), costs(run), scores(run), many(run)],
        images: vec![],
        readouts: readouts(run),
        sentence: sentence(run).into(),
    }
}

/// Costs of a decision: exactly, as counted, and of the imitation.
fn per_decision(run: &Quantilizer) -> [f64; 2] {
    [run.cut.expected(&run.costs), run.cut.usual(&run.costs)]
}

/// Every share kept, with the same costs.
fn bound(run: &Quantilizer) -> Chart {
    let usual = run.cut.usual(&run.costs);
    let shares = || (0..=48).map(|i| libm::pow(10.0, f64::from(i - 48) / 16.0));
    let exact = |q| [q, Cut::new(&run.cut.base, &run.cut.scores, q).expected(&run.costs)];
    let limit = shares().map(|q| [q, usual / q]);
    let counted = run.counts.cost().map(|[cost, _]| [run.cut.q, cost]);
    // From about a tenth of people's own cost on; what costs less, or nothing, is left out.
    let least = libm::pow(10.0, libm::floor(libm::log10(if usual > 0.01 { usual } else { 0.01 })) - 1.0);
    let usually = vec![[0.001, usual], [1.0, usual]];
    let seen = |point: &[f64; 2]| point[1] >= least;
    Chart {
        id: "bound".into(),
        title: "The line that no costs cross".into(),
        x: Axis::new("share kept (q)", "", Scale::Log, (0.001, 1.0)),
        y: Axis::new("expected cost of a decision", POINTS, Scale::Log, (least, 1e4 * least)),
        series: vec![
            Series::line("limit", "bound", Tone::Level, limit.filter(seen).collect()),
            Series::line("usual", "imitation", Tone::Chance, usually.into_iter().filter(seen).collect()),
            Series::line("exact", "quantilizer", Tone::Truth, shares().map(exact).filter(seen).collect()),
            Series::new("counted", "counted", Tone::Truth, Data::Points(counted.into_iter().filter(seen).collect())),
        ],
    }
}

/// Each action over its own part of the base's mass, best score first: `[from, to, height]`.
fn bars(cut: &Cut, of: &[f64; ALL]) -> Vec<[f64; 3]> {
    let mut from = 0.0;
    let bar = |i: &usize| {
        let to = from + cut.base[*i];
        let bar = [from, to, of[*i]];
        from = to;
        bar
    };
    cut.order.iter().map(bar).filter(|[from, to, _]| to > from).collect()
}

fn mass() -> Axis {
    Axis::linear("share of what people do, from the top", "", (0.0, 1.0))
}

/// How many times as often as the imitation the quantilizer does each action: at most 1/q times, whence the bound.
fn often(run: &Quantilizer) -> Chart {
    let Quantilizer { cut, counts, .. } = run;
    let times = std::array::from_fn(|i| if cut.base[i] > 0.0 { cut.chosen[i] / cut.base[i] } else { 0.0 });
    let all = f64::from(counts.decisions);
    let bars = bars(cut, &times);
    let counted = bars.iter().zip(cut.order.iter().filter(|i| cut.base[**i] > 0.0)).filter_map(|([from, to, _], i)| {
        // What is hardly ever done has no steady share.
        let expected = all * cut.base[*i];
        (expected >= FEW).then(|| [f64::midpoint(*from, *to), f64::from(counts.chosen[*i]) / expected])
    });
    let most = 1.0 / cut.q;
    Chart {
        id: "often".into(),
        title: "How often each action is done".into(),
        x: mass(),
        y: Axis::linear("against the imitation", "times", (0.0, 1.1 * most)),
        series: vec![
            Series::line("most", "1/q", Tone::Level, vec![[0.0, most], [1.0, most]]),
            Series::new("counted", "counted", Tone::Truth, Data::Points(counted.collect())),
            Series::new("exact", "quantilizer", Tone::Truth, Data::Bars(bars)),
        ],
    }
}

fn costs(run: &Quantilizer) -> Chart {
    let drawn = if run.settings.choice("cost") == "drawn" {
        let line = run.settings.line("drawn");
        let ends = [0.0, 1.0].map(|x| line.at(x).map(|y| [x, y]));
        let [first, last] = ends;
        first.into_iter().chain(line.points().iter().copied()).chain(last).collect()
    } else {
        vec![]
    };
    Chart {
        id: "costs".into(),
        title: "What each action costs".into(),
        x: mass(),
        y: Axis::linear("cost", POINTS, (0.0, HARM)),
        series: vec![
            Series::new("cost", "cost", Tone::Truth, Data::Bars(bars(&run.cut, &run.costs))),
            Series::line("drawn", "as you drew it", Tone::Belief, drawn),
            Series::line("cut", "cut", Tone::Level, vec![[run.cut.q, 0.0], [run.cut.q, HARM]]),
        ],
    }
}

fn scores(run: &Quantilizer) -> Chart {
    let worth = bars(&run.cut, &run.world.values).into_iter().map(|[from, to, y]| [f64::midpoint(from, to), y]);
    Chart {
        id: "scores".into(),
        title: "What each action scores, and is worth".into(),
        x: mass(),
        y: Axis::linear("score and true worth", "sd", (-5.0, 5.0)),
        series: vec![
            Series::new("score", "score", Tone::Belief, Data::Bars(bars(&run.cut, &run.cut.scores))),
            Series::new("worth", "true worth", Tone::Truth, Data::Points(worth.collect())),
            Series::line("cut", "cut", Tone::Level, vec![[run.cut.q, -5.0], [run.cut.q, 5.0]]),
        ],
    }
}

/// How many times the imitation's cost, by the number of decisions: added up, and where only a whole run does harm.
fn many(run: &Quantilizer) -> Chart {
    let steps = f64::from(run.decisions());
    let last = if steps > 10.0 { steps } else { 10.0 };
    let [expected, usual] = per_decision(run);
    let power = -libm::log10(run.cut.q) + 0.0;
    let top = if last * power > LEAST_TOP { last * power } else { LEAST_TOP };
    let straight = |flat: bool, height: f64| vec![[1.0, height], [last, if flat { height } else { last * height }]];
    let ratio = (expected > 0.0 && usual > 0.0).then(|| libm::log10(expected / usual));
    let line = |flat| ratio.map_or(vec![], |height| straight(flat, height));
    let counted = |cost: Option<f64>, base: f64| {
        cost.filter(|cost| *cost > 0.0 && base > 0.0).map(|cost| [steps, libm::log10(cost / base)])
    };
    let added = counted(run.counts.cost().map(|[cost, _]| cost), usual);
    let whole = counted(run.counts.whole(), HARM * libm::pow(usual / HARM, steps));
    Chart {
        id: "many".into(),
        title: "What many steps do to the bound".into(),
        x: Axis::linear("steps in a row", "", (1.0, last)),
        y: Axis::linear("cost against the imitation's", POWERS, (0.0, LEAST_TOP)),
        series: vec![
            Series::line("here", "this run", Tone::Chance, vec![[steps, 0.0], [steps, top]]),
            Series::line("limit_sum", "bound, added up", Tone::Level, straight(true, power)),
            Series::line("limit_whole", "bound, whole run", Tone::Level, straight(false, power)),
            Series::line("sum", "added up", Tone::Truth, line(true)),
            Series::line("whole", "whole run", Tone::Truth, line(false)),
            Series::new("counted", "counted", Tone::Truth, Data::Points(added.into_iter().chain(whole).collect())),
        ],
    }
}

/// In the order of [`super::controls::READOUTS`].
fn readouts(run: &Quantilizer) -> Vec<Reading> {
    let Quantilizer { cut, world, counts, .. } = run;
    let steps = f64::from(run.decisions());
    let [expected, usual] = per_decision(run);
    let chosen = cut.chosen[BUILDER];
    let counted = |at: usize| Reading::maybe(counts.cost().map(|cost| steps * cost[at]), "nothing has been chosen yet");
    let whole = if usual <= 0.0 {
        Reading::none(FREE)
    } else if expected <= 0.0 {
        Reading::none("the quantilizer does nothing that costs anything")
    } else {
        Reading::of(steps * libm::log10(expected / usual))
    };
    let builder = cut.base[BUILDER];
    let people: f64 = (0..ORDINARY).map(|i| (1.0 - builder) * world.people[i] * run.costs[i]).sum();
    vec![
        Reading::of(cut.expected(&cut.scores)),
        Reading::of(cut.expected(&world.values)),
        Reading::of(steps * expected),
        Reading::of(steps * usual / cut.q),
        Reading::of(chosen),
        Reading::of(built(run)),
        Reading::of(steps * usual),
        counted(0),
        counted(1),
        Reading::of(cut.usual(&cut.scores)),
        Reading::of(cut.usual(&world.values)),
        Reading::of(cut.best(&cut.scores)),
        Reading::of(cut.best(&world.values)),
        whole,
        Reading::of(-steps * libm::log10(cut.q) + 0.0),
        Reading::of(run.imitation.off(world)),
        Reading::of(steps * (people + builder * run.costs[BUILDER])),
    ]
}

/// The probability that a run builds a maximiser at least once.
fn built(run: &Quantilizer) -> f64 {
    let chosen = run.cut.chosen[BUILDER];
    if chosen >= 1.0 { 1.0 } else { at_least_one(chosen, f64::from(run.decisions())) }
}

fn sentence(run: &Quantilizer) -> String {
    if !run.imitation.finished() {
        return run.stage().preparing();
    }
    let steps = f64::from(run.decisions());
    let [expected, usual] = per_decision(run).map(|cost| steps * cost);
    let percent = |share: f64| {
        let text = format!("{:.2}", 100.0 * share);
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    };
    let of = match run.decisions() {
        1 => "A decision".into(),
        n => format!("A run of {n} decisions"),
    };
    format!(
        "{of} drawn from the best-scored {}% of what people do costs {} points, where the imitation of people costs {} \
         and no costs could come to more than {}. It is worth {} standard deviations, the imitation's {}. It builds a \
         maximiser with a probability of {}%.",
        percent(run.cut.q),
        hundredths(expected),
        hundredths(usual),
        hundredths(usual / run.cut.q),
        hundredths(run.cut.expected(&run.world.values)),
        hundredths(run.cut.usual(&run.world.values)),
        percent(built(run)),
    )
}
