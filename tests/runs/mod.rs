//! Random settings, and what every figure must be, whichever experiment it comes from.

use facelike::lab::picture::SIDE;
use facelike::lab::{Control, Data, Figure, Kind, MOST_POINTS, Picture, Span, Spec};
use facelike::rng::Rng;
use facelike::session::{MAX_SEED, State};

/// Every sixth value of a slider is one of its ends.
const ENDS: f32 = 1.0 / 6.0;

/// Whether the full tests are asked for.
pub fn full() -> bool {
    std::env::var_os("FACELIKE_FULL").is_some()
}

/// A random allowed value, in the form of a link; none for a button.
pub fn random_value(control: &Control, rng: &mut Rng) -> Option<String> {
    Some(match control.kind {
        Kind::Slider { min, max, whole, log, .. } => {
            let u = f64::from(if rng.chance(ENDS) { rng.below(2) as f32 } else { rng.uniform() });
            let x = if log && min > 0.0 { min * libm::pow(max / min, u) } else { min + (max - min) * u };
            let x = if whole { x.round() } else { x };
            x.clamp(min, max).to_string()
        }
        Kind::Choice { options, .. } => options[rng.below(options.len())].id.into(),
        Kind::Toggle { .. } => if rng.chance(0.5) { "on" } else { "off" }.into(),
        Kind::Button => return None,
        Kind::Image => picture(rng).to_string(),
        Kind::Line { x, y, .. } => line(&x, &y, rng),
    })
}

/// No points, or some, of which the first and the last may be at the ends of what is allowed.
fn line(x: &Span, y: &Span, rng: &mut Rng) -> String {
    let count = rng.below(MOST_POINTS + 1);
    let points: Vec<String> = (0..count)
        .map(|i| {
            let across = x.min + (x.max - x.min) * i as f64 / (count - 1).max(1) as f64;
            let u = if rng.chance(ENDS) { rng.below(2) as f64 } else { f64::from(rng.uniform()) };
            format!("{}:{}", across.clamp(x.min, x.max), (y.min + (y.max - y.min) * u).clamp(y.min, y.max))
        })
        .collect();
    if points.is_empty() { "none".into() } else { points.join("_") }
}

/// Nothing, one grey all over, strokes, or noise.
fn picture(rng: &mut Rng) -> Picture {
    let longest = [SIDE * SIDE, 60, 1][rng.below(3)];
    if rng.chance(ENDS) {
        return Picture::BLANK;
    }
    let mut greys = [0.0; SIDE * SIDE];
    let mut at = 0;
    while at < greys.len() {
        let end = (at + 1 + rng.below(longest)).min(greys.len());
        greys[at..end].fill(if rng.chance(ENDS) { rng.below(2) as f64 } else { f64::from(rng.uniform()) });
        at = end;
    }
    Picture::of(greys).expect("as many greys as a picture has")
}

/// The start of a run with everything random.
pub fn random_state(spec: &'static Spec, rng: &mut Rng) -> State {
    let mut state = State::of(spec);
    state.seed = [0, MAX_SEED, u64::from(rng.bits()), u64::from(rng.bits())][rng.below(4)];
    for control in spec.controls {
        if let Some(value) = random_value(control, rng) {
            state.take(control.id, &value).unwrap();
        }
    }
    state
}

/// What must be the same from the first tick to the last.
pub fn structure(figure: &Figure) -> Vec<String> {
    let charts = figure.charts.iter().map(|c| {
        let series: Vec<_> = c.series.iter().map(|s| format!("{}={:?}", s.id, s.tone)).collect();
        format!("{} {} {} {}", c.id, c.title, series.join(","), c.series.len())
    });
    let images = figure
        .images
        .iter()
        .map(|g| format!("{} {} {}x{} {} {:?} {}", g.id, g.label, g.width, g.height, g.room, g.size, g.captions.len()));
    charts.chain(images).collect()
}

/// Fails if `figure` lacks words somewhere, or holds a number that is none.
pub fn check(spec: &Spec, figure: &Figure) {
    // On a phone there is room for ten lines.
    let letters = figure.sentence.chars().count();
    assert!((1..=360).contains(&letters), "{}: a sentence of {letters} letters: {}", spec.id, figure.sentence);
    let (given, wanted) = (figure.readouts.len(), spec.readouts.len());
    assert_eq!(given, wanted, "{}: the figure gives {given} readouts, the description names {wanted}", spec.id);
    for (reading, readout) in figure.readouts.iter().zip(spec.readouts) {
        match reading.value {
            Some(value) => assert!(value.is_finite() && reading.why.is_empty(), "{}: {value}", readout.id),
            None => assert!(said(&reading.why), "{}: no value and no why", readout.id),
        }
    }
    assert!(!figure.charts.is_empty() || !figure.images.is_empty(), "{}: there is nothing to see", spec.id);
    for chart in &figure.charts {
        let name = format!("chart `{}` of {}", chart.id, spec.id);
        assert!(said(&chart.title), "{name}: it has no title");
        for axis in [&chart.x, &chart.y] {
            let (from, to) = axis.range;
            assert!(
                from.is_finite() && to.is_finite() && from < to,
                "{name}: the range of `{}` must be finite and go up, not from {from} to {to}",
                axis.label
            );
            assert!(said(&axis.label), "{name}: an axis has no label");
        }
        for series in &chart.series {
            assert!(said(&series.label), "{name}: series `{}` has no label", series.id);
            let finite = match &series.data {
                Data::Line(points) | Data::Points(points) => points.iter().flatten().all(|v| v.is_finite()),
                Data::Bars(rows) | Data::Band(rows) => rows.iter().flatten().all(|v| v.is_finite()),
            };
            assert!(finite, "{name}: series `{}` has a point that is not finite", series.id);
        }
    }
    for grid in &figure.images {
        let name = format!("grid `{}` of {}", grid.id, spec.id);
        assert!(said(&grid.label), "{name}: it has no label");
        assert!(grid.count() <= grid.room as usize, "{name}: {} images, room for {}", grid.count(), grid.room);
        assert_eq!(grid.pixels.len(), grid.count() * (grid.width * grid.height) as usize, "{name}: a broken image");
        let captions = grid.captions.len();
        assert!(
            captions == 0 || captions == grid.room as usize,
            "{name}: {captions} captions for {} places",
            grid.room
        );
    }
    let sentence = &figure.sentence;
    assert!(sentence.len() > 20 && !tells_no_number(sentence), "{}: the sentence is `{sentence}`", spec.id);
}

/// Whether a text says something.
fn said(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Whether a text has a number in it that is none, in the form that Rust writes it.
pub fn tells_no_number(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "NaN" | "inf"))
}
