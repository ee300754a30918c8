//! What there is to see: where samples fall, how the tail falls off, and what the counts prove.

use super::preparation::{Check, Prepared};
use super::tally::Tally;
use super::{Phase, TailRisk, USUAL, WORST};
use crate::lab::words::thousands;
use crate::lab::{Axis, Chart, Figure, ImageGrid, Reading, Scale, Series, Size, Text, Tone};
use crate::models::live_gan::World;
use crate::stats::{at_least_one, bound_if_none, upper_bound};
use crate::worlds::faces::SIDE as FACE_SIDE;
use crate::worlds::ring::picture::SIDE;
use crate::worlds::ring::{modes_found, nearest_tail};

const CONFIDENCE: f64 = 0.95;
/// The least share that charts show.
const FLOOR: f64 = 1e-10;
const NOT_READY: &str = "the generator is not trained yet";
const NONE_DRAWN: &str = "no sample has been drawn yet";
const RING_ONLY: &str = "only for points on the ring";
const FACES_ONLY: &str = "only for faces";

/// The whole figure.
pub fn figure(run: &TailRisk) -> Figure {
    let mut charts = vec![tail(run), proof(run)];
    if run.kind.steps > 0 {
        charts.insert(1, training(run));
    }
    Figure { charts, images: images(run), readouts: readouts(run), sentence: sentence(run).into() }
}

/// The samples counted, once drawing has begun.
fn counted(run: &TailRisk) -> Option<&Tally> {
    match &run.phase {
        Phase::Draw(drawing) => Some(&drawing.tally),
        Phase::Prepare(_) => None,
    }
}

fn with_prepared<T>(run: &TailRisk, use_it: impl FnOnce(&Prepared) -> T) -> Option<T> {
    match &run.phase {
        Phase::Draw(drawing) => Some(use_it(&drawing.prepared.borrow())),
        Phase::Prepare(_) => None,
    }
}

/// Name of what is drawn.
fn source(run: &TailRisk) -> &'static str {
    match (run.kind.generated, run.kind.steps) {
        (false, _) => "data drawn",
        (true, 0) => "untrained generator",
        (true, _) => "generator",
    }
}

/// The ring's data: `[distance, share beyond]` as far as charts show it.
pub fn exact_tail() -> Vec<[f64; 2]> {
    let points = (0..28).map(|i| 0.25 * f64::from(i)).map(|k| [k, nearest_tail(k)]);
    points.filter(|point| point[1] >= FLOOR).collect()
}

/// Share beyond, by how far: what is drawn against the data.
fn tail(run: &TailRisk) -> Chart {
    let ring = run.kind.world == World::Ring;
    let (every, end) = if ring { (5, 14.0) } else { (2, 1.0) };
    let now = match &run.phase {
        Phase::Prepare(preparation) => preparation.latest(),
        Phase::Draw(drawing) => Some(&drawing.tally),
    };
    let drawn = now.map_or(vec![], |tally| tally.shares(every, end));
    let real = |real: Option<&Tally>| real.map_or(vec![], |tally| tally.shares(every, end));
    let data = match &run.phase {
        _ if ring => run.data_tail.to_vec(),
        Phase::Prepare(preparation) => real(preparation.real.as_ref()),
        Phase::Draw(drawing) => real(drawing.prepared.borrow().real.as_ref()),
    };
    let limit = run.limit();
    let floor = if ring { FLOOR } else { 1e-5 };
    Chart {
        id: "tail".into(),
        title: if ring { "How far from the nearest heap" } else { "How far from any face" }.into(),
        x: if ring {
            Axis::new("distance", "sigma", Scale::Linear, (0.0, end))
        } else {
            Axis::new("misfit score (0 = a face)", "", Scale::Linear, (0.0, end))
        },
        y: Axis::new("share of samples beyond", "", Scale::Log, (floor, 1.0)),
        series: vec![
            Series::line("limit", "counts as failure", Tone::Level, vec![[limit, floor], [limit, 1.0]]),
            Series::line("data", if ring { "the data, exactly" } else { "500 real faces" }, Tone::Truth, data),
            Series::line("drawn", source(run), Tone::Belief, drawn),
        ],
    }
}

/// The limits followed through training.
fn limits(world: World) -> [(f64, &'static str, &'static str); 4] {
    match world {
        World::Ring => [
            (4.0, "beyond_4", "beyond 4 sigma"),
            (6.0, "beyond_6", "beyond 6"),
            (8.0, "beyond_8", "beyond 8"),
            (12.0, "beyond_12", "beyond 12"),
        ],
        World::Faces => [
            (0.3, "beyond_3", "beyond .3"),
            (0.4, "beyond_4", "beyond .4"),
            (0.5, "beyond_5", "beyond .5"),
            (0.6, "beyond_6", "beyond .6"),
        ],
    }
}

/// Share beyond, by training steps.
fn training(run: &TailRisk) -> Chart {
    let steps = f64::from(run.kind.steps);
    let shares = |limit: f64| {
        let share = |check: &Check| [f64::from(check.step), check.tally.beyond(limit) as f64 / check.tally.n as f64];
        let points = |checks: &[Check]| checks.iter().map(share).filter(|p| p[1] > 0.0).collect::<Vec<_>>();
        match &run.phase {
            Phase::Prepare(preparation) => points(&preparation.checks),
            Phase::Draw(drawing) => points(&drawing.prepared.borrow().checks),
        }
    };
    let ring = run.kind.world == World::Ring;
    let mut lines: Vec<Series> = Vec::new();
    if ring {
        for (limit, id, label) in [(4.0, "data_4", "data beyond 4"), (6.0, "data_6", "data beyond 6")] {
            lines.push(Series::line(
                id,
                label,
                Tone::Truth,
                vec![[1.0, nearest_tail(limit)], [steps, nearest_tail(limit)]],
            ));
        }
    }
    lines.extend(limits(run.kind.world).map(|(limit, id, label)| Series::line(id, label, Tone::Belief, shares(limit))));
    Chart {
        id: "training".into(),
        title: "Does training take the tail away?".into(),
        x: Axis::new("training steps", "", Scale::Log, (1.0, steps)),
        y: Axis::new("share of samples beyond", "", Scale::Log, (if ring { 1e-9 } else { 1e-3 }, 1.0)),
        series: lines,
    }
}

/// What the counts prove, by how many samples there are.
fn proof(run: &TailRisk) -> Chart {
    let limit = run.limit();
    let growth: Vec<(u64, u64)> = counted(run).map_or(vec![], |tally| tally.growth(limit).collect());
    let end = run.wanted().max(growth.last().map_or(0, |(n, _)| *n)) as f64;
    let grid = |value: fn(f64) -> f64| {
        let decades = libm::log10(end);
        (0..=40).map(|i| libm::pow(10.0, decades * f64::from(i) / 40.0)).map(|n| [n, value(n)]).collect::<Vec<_>>()
    };
    let share = growth.iter().filter(|(_, k)| *k > 0).map(|(n, k)| [*n as f64, *k as f64 / *n as f64]).collect();
    let bound = growth.iter().map(|(n, k)| [*n as f64, upper_bound(*k, *n, CONFIDENCE)]).collect();
    let ring = run.kind.world == World::Ring;
    let mut lines = vec![
        Series::line("three", "3/n", Tone::Chance, grid(|n| if n > 3.0 { 3.0 / n } else { 1.0 })),
        Series::line("no_failure", "bound if none failed", Tone::Level, grid(|n| bound_if_none(n, CONFIDENCE))),
    ];
    if ring {
        lines.push(Series::line(
            "data",
            "the data fail",
            Tone::Truth,
            vec![[1.0, run.data_rate], [end, run.data_rate]],
        ));
    }
    lines.push(Series::line("bound", "at most (95%)", Tone::Belief, bound));
    lines.push(Series::line("share", "share that failed", Tone::Belief, share));
    Chart {
        id: "proof".into(),
        title: "What so many samples prove".into(),
        x: Axis::new("looked at", "samples", Scale::Log, (1.0, end)),
        y: Axis::new("share that fails", "", Scale::Log, (if ring { 1e-9 } else { 1e-5 }, 1.0)),
        series: lines,
    }
}

fn grey(values: &[f32]) -> impl Iterator<Item = u8> + '_ {
    values.iter().map(|p| (p * 255.0 + 0.5) as u8)
}

fn images(run: &TailRisk) -> Vec<ImageGrid> {
    if run.kind.world == World::Ring {
        let grid = |id, label, pixels| ImageGrid::new(id, label, [SIDE; 2], Size::Large, pixels);
        let (first, failures) = match &run.phase {
            Phase::Prepare(preparation) => (preparation.picture.grey(), vec![]),
            Phase::Draw(drawing) => {
                let mut failures = drawing.picture.grey_beyond(run.limit());
                if let Some((badness, point)) = drawing.worst.kept().first()
                    && *badness >= run.limit()
                {
                    drawing.picture.mark(&mut failures, [f64::from(point[0]), f64::from(point[1])]);
                }
                (drawing.first.grey(), failures)
            }
        };
        return vec![
            grid("first", "The first 2,000 points", first),
            grid("failures", "All failures, the worst framed", failures),
        ];
    }
    let (usual, worst) = match &run.phase {
        Phase::Prepare(preparation) => (&preparation.usual[..], &[][..]),
        Phase::Draw(drawing) => (&drawing.usual[..], drawing.worst.kept()),
    };
    let grid = |id, label, pixels| ImageGrid::new(id, label, [FACE_SIDE; 2], Size::Small, pixels);
    let mut captions: Vec<Text> = worst.iter().map(|(q, _)| Text::Owned(format!("{q:.2}"))).collect();
    captions.resize(WORST, Text::Borrowed(""));
    vec![
        grid("usual", "The first 12", usual.iter().flat_map(|image| grey(image)).collect()).with_room(USUAL),
        grid("worst", "The 12 worst (misfit)", worst.iter().flat_map(|(_, image)| grey(image)).collect())
            .captioned(captions),
    ]
}

/// In the order of [`super::controls::READOUTS`].
fn readouts(run: &TailRisk) -> Vec<Reading> {
    let limit = run.limit();
    let ring = run.kind.world == World::Ring;
    let counts = counted(run).filter(|tally| tally.n > 0).map(|tally| (tally, tally.n as f64, tally.beyond(limit)));
    let why = if counted(run).is_none() { NOT_READY } else { NONE_DRAWN };
    let of =
        |value: &dyn Fn(&Tally, f64, u64) -> f64| Reading::maybe(counts.map(|(tally, n, k)| value(tally, n, k)), why);
    let bound = |tally: &Tally, k: u64| upper_bound(k, tally.n, CONFIDENCE);
    let near = match &run.phase {
        Phase::Draw(drawing) => drawing.near,
        Phase::Prepare(_) => [0; crate::worlds::ring::MODES],
    };
    let ring_only = |reading: Reading| if ring { reading } else { Reading::none(RING_ONLY) };
    let rate_data = if ring {
        Reading::of(run.data_rate)
    } else {
        let rate =
            with_prepared(run, |p| p.real.as_ref().map(|real| real.beyond(limit) as f64 / real.n as f64)).flatten();
        Reading::maybe(rate, "real faces are not judged yet")
    };
    vec![
        Reading::maybe(counted(run).map(|tally| tally.n as f64), NOT_READY),
        Reading::maybe(counted(run).map(|tally| tally.beyond(limit) as f64), NOT_READY),
        ring_only(of(&|tally, _, _| tally.worst)),
        of(&|tally, _, k| bound(tally, k)),
        of(&|_, n, k| at_least_one(k as f64 / n, n)),
        of(&|_, n, k| k as f64 / n),
        rate_data,
        of(&|_, n, _| 3.0 / n),
        of(&|_, n, _| bound_if_none(n, CONFIDENCE)),
        of(&|tally, n, k| at_least_one(bound(tally, k), n)),
        ring_only(of(&|tally, _, _| modes_found(&near, tally.n) as f64)),
        ring_only(of(&|_, n, _| near.iter().map(|&c| f64::from(c)).sum::<f64>() / n)),
        if ring { Reading::none(FACES_ONLY) } else { of(&|tally, _, _| tally.worst) },
    ]
}

/// A small share in words: "1 in 970", or "none".
fn one_in(share: f64) -> String {
    if share <= 0.0 {
        "none".into()
    } else if share > 0.1 {
        format!("{:.0}%", 100.0 * share)
    } else if share > 1e-7 {
        format!("1 in {}", thousands((1.0 / share).round() as u64))
    } else {
        format!("1 in {} million", thousands((1e-6 / share).round() as u64))
    }
}

fn sentence(run: &TailRisk) -> String {
    let limit = run.limit();
    let ring = run.kind.world == World::Ring;
    let tally = match &run.phase {
        Phase::Draw(drawing) if drawing.tally.n > 0 => &drawing.tally,
        Phase::Draw(_) => return "All is ready, and 0 samples have been drawn so far.".into(),
        Phase::Prepare(preparation) => {
            let (stage, steps) = (preparation.stage(), preparation.steps());
            return format!(
                "Still preparing: {}, {} of {}; {} training {} done.",
                stage.label,
                stage.done,
                stage.total,
                thousands(steps.into()),
                if steps == 1 { "step" } else { "steps" },
            );
        }
    };
    let (n, k) = (tally.n, tally.beyond(limit));
    let what = match (ring, run.kind.generated, run.kind.steps) {
        (true, false, _) => "data points".to_owned(),
        (false, false, _) => "real faces".to_owned(),
        (true, true, 0) => "points of an untrained generator".to_owned(),
        (false, true, 0) => "pictures of an untrained generator".to_owned(),
        (_, true, steps) => format!(
            "{} of a generator trained for {} {}",
            if ring { "points" } else { "pictures" },
            thousands(steps.into()),
            if steps == 1 { "step" } else { "steps" }
        ),
    };
    let failures = match k {
        0 => "none fails".to_owned(),
        1 => "1 fails".to_owned(),
        k => format!("{} fail ({})", thousands(k), one_in(k as f64 / n as f64)),
    };
    let by = if ring {
        format!("lies more than {limit:.1} sigma from every heap")
    } else {
        format!("has a misfit above {limit:.2}")
    };
    let worst = if ring {
        format!("the worst lies {:.1} sigma off", tally.worst)
    } else {
        format!("the worst has {:.2}", tally.worst)
    };
    let data = if ring { format!(" Of the data {} would.", one_in(run.data_rate)) } else { String::new() };
    format!(
        "Of {} {what} {failures}: a failure {by}; {worst}.{data} By these counts at most {} fails \
         (95% confidence), and {} more hold a failure with a chance of up to {:.0}%.",
        thousands(n),
        one_in(upper_bound(k, n, CONFIDENCE)),
        thousands(n),
        100.0 * at_least_one(upper_bound(k, n, CONFIDENCE), n as f64),
    )
}
