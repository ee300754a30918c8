//! Figures to draw: one like the essay's at several moments, and strange ones.

use facelike::lab::{Axis, Chart, Data, Figure, ImageGrid, Scale, Series, Size, Tone};

/// Named figures of all kinds.
pub fn all() -> Vec<(&'static str, Figure)> {
    vec![
        ("demo", demo(400)),
        ("early", demo(60)),
        ("empty", demo(0)),
        ("kinds", kinds()),
        ("long", long()),
        ("strange", strange()),
    ]
}

/// A figure like those of the essay, `steps` of 400 into its run.
pub fn demo(steps: u32) -> Figure {
    let at = |f: &dyn Fn(f64) -> f64| -> Vec<[f64; 2]> {
        (0..=steps).filter(|_| steps > 0).map(|i| [f64::from(i), f(f64::from(i))]).collect()
    };
    let level = |y: f64| Data::Line(if steps == 0 { vec![] } else { vec![[0.0, y], [400.0, y]] });
    let wiggle = |x: f64| 0.02 * libm::sin(x * 0.9) + 0.015 * libm::sin(x * 0.37);
    let bump = |x: f64| 0.2 * libm::exp(-(x - 60.0) * (x - 60.0) / 2e3);
    let push = "random push of the same size";
    let belief = vec![
        series("gradient ascent", Tone::Belief, Data::Line(at(&|x| -3.0 + 34.0 * x / (x + 120.0)))),
        series(push, Tone::Chance, Data::Line(at(&|x| -3.0 + x * 0.002 + 8.0 * wiggle(x)))),
        series("best real face", Tone::Level, level(9.4)),
    ];
    let truth = vec![
        series("gradient ascent", Tone::Truth, Data::Line(at(&|x| 0.08 + bump(x)))),
        series(push, Tone::Chance, Data::Line(at(&|x| 0.07 + wiggle(x)))),
        series("typical real face", Tone::Level, level(0.91)),
    ];
    let learned = at(&|x| 0.97 - 0.46 * libm::exp(-x / 40.0) + 0.3 * wiggle(x));
    let learned = Data::Line(learned.into_iter().map(|[x, y]| [x * 5.0, y]).collect());
    let steps_axis = || axis("ascent steps", "", Scale::Linear, (0.0, 400.0));
    let charts = vec![
        chart(
            "What the classifier believes",
            steps_axis(),
            axis("logit of \"face\"", "", Scale::Linear, (-4.0, 12.0)),
            belief,
        ),
        chart("How much of a face it is", steps_axis(), axis("truth, 0 to 1", "", Scale::Linear, (0.0, 1.0)), truth),
        chart(
            "Training",
            axis("training steps", "", Scale::Linear, (0.0, 2000.0)),
            axis("accuracy on unseen pictures", "", Scale::Linear, (0.5, 1.0)),
            vec![series("held-out accuracy", Tone::Belief, learned)],
        ),
    ];
    let images = vec![
        grid("what the search has made", Size::Large, 1, 1, false),
        grid(push, Size::Medium, 1, 1, false),
        grid("fitted face", Size::Medium, 1, u32::from(steps > 0), false),
        grid("the faces it finds most face-like of 4,000", Size::Small, 8, 8.min(steps / 10), true),
    ];
    figure(charts, images)
}

/// Every kind of series, log axes, no images.
fn kinds() -> Figure {
    let dots = |seed: u32, n: u32| -> Vec<[f64; 2]> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1 << 24)
        };
        (0..n).map(|_| [next() + next() + next() - 1.5, next() * next()]).collect()
    };
    let bars = |middle: f64| -> Vec<[f64; 3]> {
        (0..20)
            .map(|i| (f64::from(i) * 0.5 - 5.0, libm::pow(f64::from(i) - 10.0 - middle, 2.0)))
            .map(|(x, d)| [x, x + 0.5, (900.0 * libm::exp(-d / 8.0)).floor()])
            .collect()
    };
    let power = |k: f64, c: f64| {
        (0..=60).map(|i| libm::pow(10.0, f64::from(i) / 12.0)).map(|x| [x, c * libm::pow(x, k)]).collect::<Vec<_>>()
    };
    let band = power(0.4, 1.0).into_iter().map(|[x, y]| [x, y * 0.7, y * 1.5]).collect();
    let mut scaling = chart(
        "Best of n, by size of the search",
        axis("pictures looked at", "", Scale::Log, (1.0, 1e5)),
        axis("error", "%", Scale::Log, (0.1, 100.0)),
        vec![
            series("spread over seeds", Tone::Belief, Data::Band(band)),
            series("believed", Tone::Belief, Data::Line(power(0.4, 1.0))),
            series("true", Tone::Truth, Data::Line(power(0.1, 2.0))),
            series("true, second world", Tone::Truth, Data::Line(power(0.12, 1.6))),
            series("chance", Tone::Chance, Data::Line(power(0.0, 3.0))),
        ],
    );
    scaling.id = "scaling".into();
    let score = || axis("score", "", Scale::Linear, (-5.0, 5.0));
    let charts = vec![
        scaling,
        chart(
            "Scores of both kinds",
            score(),
            axis("pictures", "", Scale::Linear, (0.0, 10.0)),
            vec![
                series("faces", Tone::Truth, Data::Bars(bars(4.0))),
                series("others", Tone::Chance, Data::Bars(bars(-3.0))),
            ],
        ),
        chart(
            "Many points",
            axis("first direction", "", Scale::Linear, (-1.0, 1.0)),
            axis("second direction", "", Scale::Linear, (0.0, 1.0)),
            vec![
                series("chance", Tone::Chance, Data::Points(dots(1, 3000))),
                series("believed", Tone::Belief, Data::Points(dots(2, 40))),
                series("true", Tone::Truth, Data::Points(dots(3, 40))),
                series("level", Tone::Level, Data::Points(dots(4, 10))),
            ],
        ),
        chart(
            "One point",
            score(),
            axis("share", "", Scale::Linear, (0.0, 1.0)),
            vec![series("one", Tone::Truth, Data::Line(vec![[0.0, 0.5]]))],
        ),
    ];
    figure(charts, vec![])
}

/// Words that are far too long, everywhere.
fn long() -> Figure {
    let words = "what the machine takes for the very best of all the faces it has ever been shown in training";
    let line = |y: f64| Data::Line(vec![[0.0, y], [1.0, y + 0.001]]);
    let tones = [Tone::Belief, Tone::Truth, Tone::Chance, Tone::Level, Tone::Level, Tone::Belief];
    let series = tones.iter().map(|&tone| series(words, tone, line(0.5))).collect();
    let one = chart(
        words,
        axis(words, "milliseconds", Scale::Linear, (0.0, 1.0)),
        axis(words, "%", Scale::Linear, (0.0, 1.0)),
        series,
    );
    let mut small = grid(words, Size::Small, 5, 5, false);
    small.captions = vec![words.into(); 5];
    figure(
        vec![one.clone(), one],
        vec![grid(words, Size::Medium, 3, 3, true), small, grid(words, Size::Small, 1, 1, false)],
    )
}

/// Values at the edge of what numbers can say.
fn strange() -> Figure {
    let line = |values: &[f64]| Data::Line(values.iter().enumerate().map(|(i, v)| [i as f64, *v]).collect());
    let all = [0.0, 1.0, f64::NAN, 1e300, -1e300, f64::INFINITY, f64::NEG_INFINITY, 5.0, f64::MIN_POSITIVE];
    let make = |scale, range, values: &[f64]| {
        chart(
            "Strange",
            axis("step", "", Scale::Linear, (0.0, 0.0)),
            axis("value", "", scale, range),
            vec![
                series("a line", Tone::Belief, line(values)),
                series("points", Tone::Truth, line(&values.iter().map(|v| v * 0.5).collect::<Vec<_>>())),
            ],
        )
    };
    let charts = vec![
        make(Scale::Linear, (0.0, 1.0), &all),
        make(Scale::Log, (0.0, 0.0), &all),
        make(Scale::Linear, (-1e9, -1e9), &[-1e9, -1e9 + 1.0]),
        make(Scale::Linear, (0.0, 0.0), &[-3e-7, 4e-9]),
        make(Scale::Linear, (0.0, 1.0), &[-2e7, 9.9e12]),
        make(Scale::Log, (1e-6, 1e12), &[1e-6, 3e11, 0.0, -1.0]),
    ];
    figure(charts, vec![grid("one", Size::Large, 1, 0, false)])
}

fn figure(charts: Vec<Chart>, images: Vec<ImageGrid>) -> Figure {
    Figure { charts, images, readouts: vec![], sentence: "".into() }
}

fn axis(label: &'static str, unit: &'static str, scale: Scale, range: (f64, f64)) -> Axis {
    Axis { label: label.into(), unit: unit.into(), scale, range }
}

fn chart(title: &'static str, x: Axis, y: Axis, series: Vec<Series>) -> Chart {
    Chart { id: "chart".into(), title: title.into(), x, y, series }
}

fn series(label: &'static str, tone: Tone, data: Data) -> Series {
    Series { id: "series".into(), label: label.into(), tone, data }
}

fn grid(label: &'static str, size: Size, room: u32, count: u32, captions: bool) -> ImageGrid {
    let side = 24_u32;
    let pixel = |i: u32| {
        let (image, x, y) = (i / (side * side), f64::from(i % side) - 11.5, f64::from(i / side % side) - 11.5);
        let spot = |cx: f64, cy: f64, r: f64| libm::exp(-((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (r * r));
        let shift = f64::from(image % 4) * 0.6;
        let face = spot(0.0, 0.0, 9.0) - 0.6 * (spot(-4.0 + shift, -3.0, 2.0) + spot(4.0, -3.0, 2.0));
        let face = face - 0.4 * (spot(-1.5, 5.0 - shift, 1.8) + spot(1.5, 5.0, 1.8));
        ((face + 0.1 * libm::sin(f64::from(i) * 12.9)).clamp(0.0, 1.0) * 255.0) as u8
    };
    let caption = |i: u32| format!("{:.2}", 0.99 - 0.01 * f64::from(i)).into();
    ImageGrid {
        id: "grid".into(),
        label: label.into(),
        width: side,
        height: side,
        room,
        size,
        captions: if captions { (0..room).map(caption).collect() } else { vec![] },
        pixels: (0..count * side * side).map(pixel).collect(),
    }
}
