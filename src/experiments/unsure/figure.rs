//! What there is to see of judges that are unsure: worth of the choice by rule, and what disagreement tells of error.

use super::judges::{Bench, JUDGES, RULES, Seen, Sums};
use super::nets::{Choice, Choices, MEMBERS, Nets};
use super::{Part, Unsure};
use crate::lab::words::{hundredths, thousands};
use crate::lab::{Axis, Chart, Data, Experiment as _, Figure, Reading, Scale, Series, Tone};

const NO_CHOICE: &str = "no choice has been made yet";
const UNKNOWN: &str = "the nets have not judged all sequences yet";

impl Unsure {
    /// All there is to see.
    pub fn draw(&self) -> Figure {
        match &self.part {
            Part::Judges(bench) => Figure {
                charts: vec![by_judges(bench, false), by_judges(bench, true), self.told_by_judges(bench)],
                images: vec![],
                readouts: self.judges_readouts(bench),
                sentence: self.judges_sentence(bench).into(),
            },
            Part::Nets(nets) => {
                let choices = nets.choices(self.settings.number("n"));
                let now = choices.map(|choices| choices[self.rule()]);
                Figure {
                    charts: vec![by_search(nets), told_by_nets(nets, now)],
                    images: vec![],
                    readouts: nets_readouts(nets, now, choices),
                    sentence: self.nets_sentence(nets, choices).into(),
                }
            }
        }
    }

    /// What disagreement tells of the error.
    fn told_by_judges(&self, bench: &Bench) -> Chart {
        let k = self.k();
        let points = |seen: &[Seen]| Data::Points(seen.iter().map(|seen| seen.of(k)).collect());
        let chosen = bench.found(self.uneven(), k, self.rule()).map(|sums| [sums.deviation(), sums.excess().abs()]);
        Chart {
            id: "told".into(),
            title: "What disagreement tells".into(),
            x: Axis::linear("disagreement of the judges", "sd", (0.0, 3.0)),
            y: Axis::linear("error of their mean", "sd", (0.0, 3.0)),
            series: vec![
                Series::new("uneven", "larger in some places", Tone::Truth, points(&bench.kept[1])),
                Series::new("even", "alike everywhere", Tone::Chance, points(&bench.kept[0])),
                Series::new("chosen", "chosen, mean", Tone::Belief, Data::Points(chosen.into_iter().collect())),
            ],
        }
    }

    /// In the order of [`super::controls::READOUTS`].
    fn judges_readouts(&self, bench: &Bench) -> Vec<Reading> {
        let (k, uneven) = (self.k(), self.uneven());
        let made = |value: Option<f64>| Reading::maybe(value, NO_CHOICE);
        let now = bench.found(uneven, k, self.rule());
        let by = |rule: usize| made(bench.found(uneven, k, rule).map(Sums::value));
        let exact = if uneven || self.rule() != 0 {
            Reading::none("only by the mean, where errors are alike everywhere")
        } else {
            Reading::of(bench.question.exact(k as f64, bench.best))
        };
        vec![
            made(now.map(Sums::value)),
            exact,
            by(0),
            by(1),
            by(2),
            made(now.map(Sums::deviation)),
            made(bench.usual(uneven, k)),
            made(now.map(Sums::excess)),
            made(now.map(|sums| bench.best - sums.value())),
            Reading::of(bench.question.r.sqrt()),
            Reading::none("only for nets"),
            Reading::of(bench.choices()),
        ]
    }

    fn judges_sentence(&self, bench: &Bench) -> String {
        let k = self.k();
        let all = |uneven| {
            let value = |rule| bench.found(uneven, k, rule).map(|sums| hundredths(sums.value()));
            Some([value(0)?, value(1)?, value(2)?])
        };
        let (Some(even), Some(uneven)) = (all(false), all(true)) else {
            return "Still looking at the first worlds, to choose one of them.".into();
        };
        let judges = if k == 1 { "1 judge".into() } else { format!("{k} judges") };
        format!(
            "Of {} worlds, marked by {judges}, the mean chooses one worth {} where errors are alike everywhere, the lowest \
             mark {}, the mean less disagreement {}; where errors are larger in some places {}, {} and {}. A perfect judge \
             would get {}.",
            thousands(u64::from(bench.question.n)),
            even[0],
            even[1],
            even[2],
            uneven[0],
            uneven[1],
            uneven[2],
            hundredths(bench.best),
        )
    }

    fn nets_sentence(&self, nets: &Nets, choices: Option<Choices>) -> String {
        let Some([mean, min, less, best]) = choices else { return self.stage().preparing() };
        format!(
            "Of {} sequences the mean of {MEMBERS} nets chooses one worth {} and believes in {}; the lowest mark chooses one \
             worth {}, the mean less disagreement {}, and a perfect judge {}. The errors of two nets correlate by {}.",
            thousands(self.settings.number("n") as u64),
            hundredths(mean.value),
            hundredths(mean.mean),
            hundredths(min.value),
            hundredths(less.value),
            hundredths(best.value),
            hundredths(nets.said.shared.unwrap_or(0.0)),
        )
    }
}

/// What disagreement tells of the error.
fn told_by_nets(nets: &Nets, now: Option<Choice>) -> Chart {
    let chosen = now.map(|choice| [choice.deviation, (choice.mean - choice.value).abs()]);
    Chart {
        id: "told".into(),
        title: "What disagreement tells".into(),
        x: Axis::linear("disagreement of the nets", "sd", (0.0, 1.0)),
        y: Axis::linear("error of their mean", "sd", (0.0, 3.0)),
        series: vec![
            Series::new("sequences", "one sequence in 211", Tone::Chance, Data::Points(nets.scatter())),
            Series::new("chosen", "chosen, mean", Tone::Belief, Data::Points(chosen.into_iter().collect())),
        ],
    }
}

/// In the order of [`super::controls::READOUTS`].
fn nets_readouts(nets: &Nets, now: Option<Choice>, choices: Option<Choices>) -> Vec<Reading> {
    let known = |value: Option<f64>| Reading::maybe(value, UNKNOWN);
    let by = |rule: usize| known(choices.map(|choices| choices[rule].value));
    let judges = || Reading::none("only for judges");
    vec![
        known(now.map(|choice| choice.value)),
        judges(),
        by(0),
        by(1),
        by(2),
        known(now.map(|choice| choice.deviation)),
        known(nets.usual()),
        known(now.map(|choice| choice.mean - choice.value)),
        known(now.zip(choices).map(|(choice, choices)| choices[RULES].value - choice.value)),
        judges(),
        known(nets.said.shared),
        judges(),
    ]
}

/// Worth of the choice by the number of judges.
fn by_judges(bench: &Bench, uneven: bool) -> Chart {
    let most = JUDGES as f64;
    let drawn = |rule: usize| {
        let point = |k: usize| Some([k as f64, bench.found(uneven, k, rule)?.value()]);
        (1..=JUDGES).filter_map(point).collect::<Vec<_>>()
    };
    let (lowest, less) = (Data::Line(drawn(1)), Data::Line(drawn(2)));
    let lowest = Series::new("min", "lowest mark", Tone::Belief, lowest);
    let less = Series::new("pessimist", "mean less disagreement", Tone::Belief, less);
    let mut series = vec![
        Series::line("perfect", "a perfect judge", Tone::Level, vec![[1.0, bench.best], [most, bench.best]]),
        lowest,
        less,
    ];
    if uneven {
        series.push(Series::line("mean", "mean", Tone::Truth, drawn(0)));
    } else {
        let (question, limit) = (bench.question, bench.question.limit(bench.best));
        let exact = (10..=10 * JUDGES).map(|k| k as f64 / 10.0).map(|k| [k, question.exact(k, bench.best)]);
        series
            .insert(1, Series::line("limit", "judges without number", Tone::Level, vec![[1.0, limit], [most, limit]]));
        series.push(Series::line("exact", "mean, exact", Tone::Truth, exact.collect()));
        series.push(Series::new("mean", "mean, drawn", Tone::Chance, Data::Points(drawn(0))));
    }
    Chart {
        id: if uneven { "uneven" } else { "even" }.into(),
        title: if uneven { "Errors larger in some places" } else { "Errors alike everywhere" }.into(),
        x: Axis::linear("judges", "count", (1.0, most)),
        y: Axis::linear("worth of the choice", "sd", (if uneven { 0.0 } else { 0.6 * bench.best }, bench.best)),
        series,
    }
}

/// Worth of the choice by the size of the search.
fn by_search(nets: &Nets) -> Chart {
    let curve = |rule: usize| Data::Line(nets.curves[rule].clone());
    Chart {
        id: "search".into(),
        title: "Worth of the choice, searched harder".into(),
        x: Axis::new("sequences to choose from", "count", Scale::Log, (1.0, 65_536.0)),
        y: Axis::linear("true worth of the choice", "sd", (0.0, 4.0)),
        series: vec![
            Series::new("perfect", "a perfect judge", Tone::Level, curve(RULES)),
            Series::new("min", "lowest mark", Tone::Belief, curve(1)),
            Series::new("pessimist", "mean less disagreement", Tone::Belief, curve(2)),
            Series::new("mean", "mean", Tone::Truth, curve(0)),
        ],
    }
}
