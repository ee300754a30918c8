//! What there is to see when one thing is left out: the value on the way, what it is made of, and the days.

use std::fmt::Write as _;

use super::goods::{self, ENOUGH, GOODS, START};
use super::point::{DAYS, KINDS, Shares, World};
use super::{Boredom, Left, Part, life, point};
use crate::lab::words::hundredths;
use crate::lab::{Axis, Chart, Data, Figure, ImageGrid, Reading, Scale, Series, Size, Tone};

/// Least pressure shown, and points of an exact curve.
const LOW: f64 = 0.01;
const CURVE: u32 = 120;
/// Every so many ticks the ascent has a point in the chart.
const EVERY: usize = 12;

impl Boredom {
    /// All there is to see.
    pub fn draw(&self) -> Figure {
        match &self.part {
            Part::Days(world, ascent) => self.days(world, ascent),
            Part::Goods(ascent) => self.goods(ascent),
        }
    }

    fn days(&self, world: &World, ascent: &point::Ascent) -> Figure {
        let (best_life, best) = world.best(self.lambda());
        let days = world.days(&ascent.shares);
        let grid = |id, label, days: &[usize]| {
            ImageGrid::new(id, label, [life::WIDTH, life::HEIGHT], Size::Large, life::picture(days))
        };
        Figure {
            charts: vec![self.days_value(world, ascent, best), shares(&ascent.shares, &best_life)],
            images: vec![
                grid("life", "48 days of the life that the search makes", &days),
                grid("best", "48 days of the best life", &world.days(&best_life)),
            ],
            readouts: self.days_readouts(world, ascent, &days, best),
            sentence: self.days_sentence(world, ascent, &days, best).into(),
        }
    }

    fn days_value(&self, world: &World, ascent: &point::Ascent, best: f64) -> Chart {
        let (most, lambda, left) = (self.pressure(), self.lambda(), self.left());
        let now = ascent.history.last().map_or(LOW, |last| last.pressure);
        let curve = |of: &dyn Fn(&Shares) -> f64| {
            let at = (0..=CURVE).map(|i| LOW * libm::pow(now / LOW, f64::from(i) / f64::from(CURVE)));
            let points = at.map(|t| [t, of(&world.after(t, lambda, left))]);
            Data::Line(if ascent.history.is_empty() { vec![] } else { points.collect() })
        };
        let climbed = ascent.history.iter().step_by(EVERY).map(|row| [row.pressure, row.truth]).collect();
        let level = |y: f64| Data::Line(vec![[LOW, y], [most, y]]);
        Chart {
            id: "value".into(),
            title: "The value of the life, pushed harder".into(),
            x: Axis::new("pressure: steps uphill", "", Scale::Log, (LOW, most)),
            y: Axis::linear("value of the life", "points", (0.0, 1.0)),
            series: vec![
                Series::new("best", "the best life", Tone::Level, level(best)),
                Series::new("moment", "one day for ever", Tone::Level, level(world.u[0])),
                Series::new("proxy", "by what it is told", Tone::Belief, curve(&|p| world.proxy(p, lambda, left))),
                Series::new("truth", "true, exact", Tone::Truth, curve(&|p| world.truth(p, lambda))),
                Series::new("climbed", "true, climbed", Tone::Chance, Data::Points(climbed)),
            ],
        }
    }

    /// In the order of [`super::controls::READOUTS`].
    fn days_readouts(&self, world: &World, ascent: &point::Ascent, days: &[usize], best: f64) -> Vec<Reading> {
        let (lambda, left) = (self.lambda(), self.left());
        let truth = world.truth(&ascent.shares, lambda);
        let peak = ascent.history.iter().fold(None, |peak: Option<&point::Standing>, row| {
            peak.filter(|peak| peak.truth >= row.truth).or(Some(row))
        });
        let found = |value: Option<f64>| Reading::maybe(value, "the search has not begun");
        vec![
            Reading::of(world.proxy(&ascent.shares, lambda, left)),
            Reading::of(truth),
            Reading::of(best),
            Reading::of(best - truth),
            Reading::of(world.loss(lambda, left)),
            found(peak.map(|row| row.truth)),
            found(peak.map(|row| row.pressure)),
            Reading::of(distinct(days) as f64),
            Reading::of(100.0 * ascent.shares[0]),
            Reading::none("only where a life is made of goods"),
        ]
    }

    fn days_sentence(&self, world: &World, ascent: &point::Ascent, days: &[usize], best: f64) -> String {
        let truth = world.truth(&ascent.shares, self.lambda());
        let missing = match self.left() {
            Left::Nothing => "Nothing is left out",
            Left::Boredom => "Boredom is left out",
            Left::Attribute => "The worth of the best experience is left out",
        };
        let now = ascent.history.last().map_or_else(|| "0".into(), |last| pressure(last.pressure));
        let mut text = format!(
            "{missing}. After pressure {now} the {DAYS} days hold {} of {KINDS} experiences, {:.0}% of all days are the \
             favourite, and the life is worth {}, where the best there is is worth {}.",
            distinct(days),
            100.0 * ascent.shares[0],
            hundredths(truth),
            hundredths(best),
        );
        let _ = write!(text, " In the end {} is lost.", hundredths(world.loss(self.lambda(), self.left())));
        text
    }

    fn goods(&self, ascent: &goods::Ascent) -> Figure {
        Figure {
            charts: vec![self.goods_value(ascent), amounts(ascent), self.floor()],
            images: vec![],
            readouts: self.goods_readouts(ascent),
            sentence: self.goods_sentence(ascent).into(),
        }
    }

    fn goods_value(&self, ascent: &goods::Ascent) -> Chart {
        let rules = self.rules();
        let most = if self.pressure() < ENOUGH { self.pressure() } else { ENOUGH };
        let now = ascent.history.last().map_or(0.0, |last| last.pressure);
        let at = |i: u32| now * f64::from(i) / f64::from(CURVE);
        let curve = |of: &dyn Fn(&[f64; GOODS]) -> f64| {
            Data::Line((0..=CURVE).map(|i| [at(i), of(&rules.after(at(i)))]).collect())
        };
        let sampled = ascent.history.iter().step_by(EVERY / 2).map(|row| [row.pressure, goods::truth(&row.s)]);
        let level = Data::Line(vec![[0.0, goods::best()], [most, goods::best()]]);
        Chart {
            id: "value".into(),
            title: "The value of four goods, pushed harder".into(),
            x: Axis::linear("pressure: steps uphill", "", (0.0, most)),
            y: Axis::linear("value", "points", (-4.0, 1.0)),
            series: vec![
                Series::new("best", "the best there is", Tone::Level, level),
                Series::new("proxy", "by what it is told", Tone::Belief, curve(&|s| goods::proxy(s, rules.all))),
                Series::new("truth", "true, exact", Tone::Truth, curve(&goods::truth)),
                Series::new("sampled", "true, sampled", Tone::Chance, Data::Points(sampled.collect())),
            ],
        }
    }

    /// The true value in the end for every floor: nothing here depends on the run but the point.
    fn floor(&self) -> Chart {
        let rules = self.rules();
        let end = |b: f64| goods::Rules { b, ..rules }.limit();
        let at = |i: u32| libm::pow(10.0, -9.0 + 8.6 * f64::from(i) / f64::from(CURVE));
        Chart {
            id: "floor".into(),
            title: "In the end, by the least amount".into(),
            x: Axis::new("least amount of a good", "units", Scale::Log, (1e-9, 0.4)),
            y: Axis::linear("true value in the end", "points", (-20.0, 0.0)),
            series: vec![
                Series::line("exact", "exact", Tone::Truth, (0..=CURVE).map(|i| [at(i), end(at(i))]).collect()),
                Series::new("here", "here", Tone::Belief, Data::Points(vec![[rules.b, end(rules.b)]])),
            ],
        }
    }

    /// In the order of [`super::controls::READOUTS`].
    fn goods_readouts(&self, ascent: &goods::Ascent) -> Vec<Reading> {
        let rules = self.rules();
        let truth = goods::truth(&ascent.s);
        let peak = ascent.history.iter().fold((f64::NEG_INFINITY, 0.0), |peak, row| {
            let value = goods::truth(&row.s);
            if value > peak.0 { (value, row.pressure) } else { peak }
        });
        let days = || Reading::none("only where a life is made of days");
        vec![
            Reading::of(goods::proxy(&ascent.s, rules.all)),
            Reading::of(truth),
            Reading::of(goods::best()),
            Reading::of(goods::best() - truth),
            Reading::of(rules.loss()),
            Reading::of(peak.0),
            Reading::of(peak.1),
            days(),
            days(),
            if rules.all { Reading::none("all goods are seen") } else { Reading::of(ascent.s[GOODS - 1]) },
        ]
    }

    fn goods_sentence(&self, ascent: &goods::Ascent) -> String {
        let rules = self.rules();
        let now = ascent.history.last().map_or(0.0, |last| last.pressure);
        let mut text = format!(
            "After pressure {} the search believes in {} and the truth is {} (worked out exactly: {}), from {} at first.",
            hundredths(now),
            hundredths(goods::proxy(&ascent.s, rules.all)),
            hundredths(goods::truth(&ascent.s)),
            hundredths(goods::truth(&rules.after(now))),
            hundredths(goods::truth(&[START; GOODS])),
        );
        let _ = if rules.all {
            write!(text, " It sees all four goods.")
        } else if rules.slack {
            write!(text, " The unseen good costs nothing, and {} of it is left.", hundredths(ascent.s[GOODS - 1]))
        } else {
            write!(text, " Of the good that it does not see {} is left.", hundredths(ascent.s[GOODS - 1]))
        };
        text
    }
}

/// How the days are shared out, beside the best life.
fn shares(p: &Shares, best: &Shares) -> Chart {
    let bars = (1_u32..).zip(p).map(|(i, p)| [f64::from(i) - 0.4, f64::from(i) + 0.4, 100.0 * p]).collect();
    let line = (1_u32..).zip(best).map(|(i, p)| [f64::from(i), 100.0 * p]).collect();
    Chart {
        id: "shares".into(),
        title: "How the days are shared out".into(),
        x: Axis::linear("experience, the best first", "rank", (0.0, KINDS as f64 + 1.0)),
        y: Axis::linear("share of all days", "%", (0.0, 30.0)),
        series: vec![
            Series::new("now", "this life", Tone::Belief, Data::Bars(bars)),
            Series::new("best", "the best life", Tone::Level, Data::Line(line)),
        ],
    }
}

/// How much there is of each good.
fn amounts(ascent: &goods::Ascent) -> Chart {
    let bar = |(i, s): (u32, &f64)| [f64::from(i) - 0.35, f64::from(i) + 0.35, *s];
    let (seen, unseen) = ascent.s.split_at(GOODS - 1);
    let ends = [0.5, GOODS as f64 + 0.5];
    Chart {
        id: "amounts".into(),
        title: "How much there is of each good".into(),
        x: Axis::linear("good", "number", (ends[0], ends[1])),
        y: Axis::linear("amount", "units", (0.0, 1.4)),
        series: vec![
            Series::line("start", "at first", Tone::Level, ends.map(|x| [x, START]).to_vec()),
            Series::new("seen", "first three", Tone::Belief, Data::Bars((1..).zip(seen).map(bar).collect())),
            Series::new(
                "fourth",
                "the fourth",
                Tone::Truth,
                Data::Bars((GOODS as u32..).zip(unseen).map(bar).collect()),
            ),
        ],
    }
}

fn distinct(days: &[usize]) -> usize {
    (0..KINDS).filter(|kind| days.contains(kind)).count()
}

/// A pressure with about three digits.
fn pressure(t: f64) -> String {
    if t < 10.0 { hundredths(t) } else { crate::lab::words::thousands((t + 0.5) as u64) }
}
