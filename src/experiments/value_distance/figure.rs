//! What there is to see of two values: growth with the search, the onion of those that are near enough, and both ways.

use std::fmt::Write as _;

use super::ValueDistance;
use crate::lab::words::{hundredths, thousands};
use crate::lab::{Axis, Chart, Data, Figure, Reading, Scale, Series, Tone};
use crate::worlds::extremes::MOST_DRAWN;

/// Points of a ring.
const RING: u32 = 72;
/// Where on its circle the other values' point is drawn: an eighth of a turn.
const TURN: f64 = core::f64::consts::FRAC_1_SQRT_2;

impl ValueDistance {
    /// All there is to see.
    pub fn draw_figure(&self) -> Figure {
        Figure {
            charts: vec![self.growth(), self.onion(), self.both_ways()],
            images: vec![],
            readouts: self.readings(),
            sentence: self.sentence().into(),
        }
    }

    fn onion(&self) -> Chart {
        let ring = |rho: Option<f64>| {
            let radius = rho.map(|rho| 1.0 - rho);
            let turn = |i: u32| libm::sincos(core::f64::consts::TAU * f64::from(i) / f64::from(RING));
            Data::Line(radius.map_or(vec![], |r| (0..=RING).map(turn).map(|(y, x)| [r * x, r * y]).collect()))
        };
        let away = (1.0 - self.rho()) * TURN;
        Chart {
            id: "onion".into(),
            title: "Near enough: better for me than what?".into(),
            x: Axis::linear("difference from my values", "1 - correlation", (-2.2, 2.2)),
            y: Axis::linear("difference", "1 - correlation", (-1.1, 1.1)),
            series: vec![
                Series::new("nothing", "than a random world", Tone::Level, ring(Some(0.0))),
                Series::new("today", "than today", Tone::Level, ring(self.breakeven(self.status_quo()))),
                Series::new("own", "than my own rule", Tone::Chance, ring(self.breakeven(self.own))),
                Series::new("mine", "my values", Tone::Truth, Data::Points(vec![[0.0, 0.0]])),
                Series::new("theirs", "their values", Tone::Belief, Data::Points(vec![[away, away]])),
            ],
        }
    }

    fn growth(&self) -> Chart {
        let rho = self.rho();
        let normal = self.law.normal();
        // Where tails are heavy the lines of bell curves stay, for comparison.
        let bell = self.bell.iter();
        let line = |part: f64| Data::Line(bell.clone().map(|[n, best]| [*n, part * best]).collect());
        let drawn = self.tallies.iter().filter(|tally| tally.count > 0.0);
        let worth = drawn.clone().map(|tally| [tally.n, tally.worth(rho)]).collect();
        let distance = drawn.map(|tally| [tally.n, tally.best() - tally.worth(rho)]).collect();
        let today = Data::Line(vec![[1.0, self.status_quo()], [1e6, self.status_quo()]]);
        let label = |exact, other| if normal { exact } else { other };
        Chart {
            id: "growth".into(),
            title: "What I get and what I lose, searched harder".into(),
            x: Axis::new("worlds to choose from", "count", Scale::Log, (1.0, 1e6)),
            y: Axis::linear("by my values", "sd", (-0.5, 3.0)),
            series: vec![
                Series::new("today", "today", Tone::Level, today),
                Series::new("value", label("worth, exact", "worth, bell curves"), Tone::Truth, line(rho)),
                Series::new("value_drawn", "worth, drawn", Tone::Chance, Data::Points(worth)),
                Series::new(
                    "distance",
                    label("distance, exact", "distance, bell curves"),
                    Tone::Belief,
                    line(1.0 - rho),
                ),
                Series::new("distance_drawn", "distance, drawn", Tone::Belief, Data::Points(distance)),
            ],
        }
    }

    fn both_ways(&self) -> Chart {
        let here = &self.here;
        let mean = if here.count > 0.0 { vec![[here.distance(), here.back()]] } else { vec![] };
        let far = here.first.iter().flatten().fold(4.0, |far, x| if *x > far { *x } else { far });
        Chart {
            id: "both_ways".into(),
            title: "One draw, both ways".into(),
            x: Axis::linear("I lose by their choice", "sd", (0.0, 4.0)),
            y: Axis::linear("they lose by mine", "sd", (0.0, 4.0)),
            series: vec![
                Series::line("equal", "if it were the same", Tone::Level, vec![[0.0, 0.0], [far, far]]),
                Series::new("draws", "one draw", Tone::Chance, Data::Points(here.first.clone())),
                Series::new("mean", "mean of all", Tone::Belief, Data::Points(mean)),
            ],
        }
    }

    /// In the order of [`super::controls::READOUTS`].
    fn readings(&self) -> Vec<Reading> {
        let (rho, here) = (self.rho(), &self.here);
        let drawn = |value: f64| {
            if here.count > 0.0 { Reading::of(value) } else { Reading::none("not drawn among so many worlds yet") }
        };
        let exact = |part: f64| {
            if self.law.normal() {
                Reading::of(part * self.best_exact)
            } else {
                Reading::none("there is a closed form for bell curves only")
            }
        };
        let from = |worth: f64| Reading::maybe(self.breakeven(worth), "not even my own values get that much");
        vec![
            drawn(here.distance()),
            exact(1.0 - rho),
            drawn(here.value()),
            exact(rho),
            from(self.status_quo()),
            from(self.own),
            drawn(here.best()),
            drawn(here.spread()),
            drawn(here.back()),
            drawn(here.asymmetry()),
            Reading::of(here.count),
        ]
    }

    fn sentence(&self) -> String {
        let Some(now) = self.tallies.last().filter(|tally| tally.count > 0.0) else {
            return "Still drawing the first worlds, of which there are few at first.".into();
        };
        let (n, rho) = (thousands(now.n as u64), self.rho());
        let worlds = if now.n == 1.0 { "1 world".into() } else { format!("{n} worlds") };
        let (value, distance) = if self.here.count > 0.0 {
            (self.here.value(), self.here.distance())
        } else {
            (now.worth(rho), now.best() - now.worth(rho))
        };
        let mut text = format!(
            "Of {worlds} those with values correlated by {} choose one worth {} to me; I would get {} more. ",
            hundredths(rho),
            hundredths(value),
            hundredths(distance),
        );
        let _ = match self.breakeven(self.status_quo()) {
            Some(rho) => write!(text, "From {} on they beat today. ", hundredths(rho)),
            None => write!(text, "Not even my own values beat today. "),
        };
        if self.here.count > 1.0 {
            let _ = write!(
                text,
                "From draw to draw the distance varies by {}, and in one draw the two ways differ by {}.",
                hundredths(self.here.spread()),
                hundredths(self.here.asymmetry()),
            );
        }
        if now.n > MOST_DRAWN {
            let _ = write!(text, " Only the worlds furthest out are drawn.");
        }
        text
    }
}
