//! Figures are drawn whole: nothing overlaps, nothing runs out, nothing moves the page.

#![allow(clippy::unwrap_used)]

#[path = "plot/figures.rs"]
mod figures;

use std::convert::Infallible;

use facelike::lab::{Data, Figure};
use facelike::plot::{Anchor, Grey, Place, Surface, Theme, UNITS, Words, draw, height};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};

const WIDTHS: [u32; 10] = [280, 320, 360, 500, 640, 719, 720, 960, 1280, 1400];

type Kind = DrawingErrorKind<Infallible>;

/// What was drawn where.
#[derive(Default)]
struct Record {
    words: Vec<(String, Place)>,
    images: Vec<Place>,
    /// Of the images, one after the other.
    greys: Vec<Vec<u8>>,
    points: Vec<BackendCoord>,
    /// Lines from one point to another.
    lines: Vec<[BackendCoord; 2]>,
}

/// Writes down what is drawn.
struct Recorder<'a>(&'a mut Record);

impl DrawingBackend for Recorder<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (0, 0)
    }

    fn ensure_prepared(&mut self) -> Result<(), Kind> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), Kind> {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, _: BackendColor) -> Result<(), Kind> {
        self.0.points.push(point);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, _: &S, _: bool) -> Result<(), Kind> {
        self.0.points.extend([from, to]);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Result<(), Kind> {
        let path: Vec<BackendCoord> = path.into_iter().collect();
        self.0.lines.extend(<[BackendCoord; 2]>::try_from(path.as_slice()));
        self.0.points.extend(path);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, r: u32, _: &S, _: bool) -> Result<(), Kind> {
        let r = r.cast_signed();
        self.0.points.extend([(x - r, y - r), (x + r, y + r)]);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        _: &S,
    ) -> Result<(), Kind> {
        self.0.points.extend(path);
        Ok(())
    }
}

impl Surface for Recorder<'_> {
    fn words(&mut self, words: &Words) -> Result<(), Kind> {
        let (width, size) = (words.face.width(words.text), words.face.size);
        let x = match words.anchor {
            Anchor::Start => words.x,
            Anchor::Middle => words.x - width / 2.0,
            Anchor::End => words.x - width,
        };
        // From the top of "d" to the bottom of "g".
        let place = Place { x, y: words.y - 0.72 * size, width, height: 0.93 * size };
        self.0.words.push((words.text.into(), place));
        Ok(())
    }

    fn image(&mut self, place: Place, image: Grey) -> Result<(), Kind> {
        self.0.images.push(place);
        self.0.greys.push(image.pixels.to_vec());
        Ok(())
    }

    fn dash(&mut self, _: &[f64]) -> Result<(), Kind> {
        Ok(())
    }
}

fn record(figure: &Figure, width: u32) -> Record {
    let mut record = Record::default();
    draw(figure, Theme::Light, width, Recorder(&mut record)).unwrap();
    record
}

fn overlap(a: &Place, b: &Place) -> bool {
    let slack = 0.5;
    a.x + a.width > b.x + slack
        && b.x + b.width > a.x + slack
        && a.y + a.height > b.y + slack
        && b.y + b.height > a.y + slack
}

#[test]
fn words_and_images_overlap_nothing_and_stay_inside() {
    for (name, figure) in figures::all() {
        for width in WIDTHS {
            let (drawn, height) = (record(&figure, width), f64::from(height(&figure, width)));
            let words = drawn.words.iter().map(|(text, place)| (text.as_str(), place));
            let boxes: Vec<(&str, &Place)> = words.chain(drawn.images.iter().map(|place| ("image", place))).collect();
            assert!(!boxes.is_empty());
            for (i, (text, place)) in boxes.iter().enumerate() {
                let inside = place.x >= -0.01
                    && place.x + place.width <= f64::from(width) + 0.01
                    && place.y >= -0.01
                    && place.y + place.height <= height + 0.01;
                assert!(inside, "{name} at {width}: \"{text}\" {place:?} runs out (height {height})");
                for (other, there) in &boxes[..i] {
                    assert!(!overlap(place, there), "{name} at {width}: \"{text}\" {place:?} on \"{other}\" {there:?}");
                }
            }
        }
    }
}

#[test]
fn lines_and_marks_stay_inside() {
    for (name, figure) in figures::all() {
        for width in WIDTHS {
            let (wide, high) = (width.cast_signed() * UNITS, height(&figure, width).cast_signed() * UNITS);
            for (x, y) in record(&figure, width).points {
                assert!((0..=wide).contains(&x) && (0..=high).contains(&y), "{name} at {width}: {x}, {y}");
            }
        }
    }
}

#[test]
fn the_lines_of_a_chart_lie_on_its_grid_and_not_beside_it() {
    for width in WIDTHS {
        let lines = record(&figures::demo(0), width).lines;
        // Longer than the samples of a key.
        let long = |from: i32, to: i32| (to - from).abs() > 60 * UNITS;
        let level: Vec<_> = lines.into_iter().filter(|[from, to]| from.1 == to.1 && long(from.0, to.0)).collect();
        assert!(level.len() > 10);
        for [from, to] in &level {
            assert_eq!(from.1.rem_euclid(UNITS), UNITS / 2, "at {width}: {from:?} is not in the middle of a pixel");
            for [other, end] in level.iter().filter(|[other, end]| other.0 < to.0 && from.0 < end.0) {
                let apart = (other.1 - from.1).abs();
                assert!(apart == 0 || apart > 4 * UNITS, "at {width}: {from:?} {to:?} beside {other:?} {end:?}");
            }
        }
    }
}

#[test]
fn realistic_words_are_not_cut() {
    for steps in [0, 1, 60, 400] {
        for width in WIDTHS {
            let cut: Vec<_> = record(&figures::demo(steps), width).words;
            let cut: Vec<_> = cut.iter().filter(|(text, _)| text.contains('\u{2026}')).collect();
            assert!(cut.is_empty(), "at {width}: {cut:?}");
        }
    }
}

#[test]
fn height_and_the_place_of_images_depend_on_structure_alone() {
    for (name, figure) in figures::all() {
        let mut other = figure.clone();
        for chart in &mut other.charts {
            chart.title = "another".into();
            chart.x.label = "".into();
            chart.y.range = (-1e9, 1e9);
            for series in &mut chart.series {
                series.label = "a name that is much longer than the one that there was before".into();
                series.data = Data::Line(vec![[1e6, 1e6]]);
            }
        }
        for grid in &mut other.images {
            grid.label = "".into();
            grid.pixels = vec![0; (grid.width * grid.height * grid.room) as usize];
        }
        for width in WIDTHS {
            assert_eq!(height(&figure, width), height(&other, width), "{name} at {width}");
            for place in record(&figure, width).images {
                assert!(record(&other, width).images.contains(&place), "{name} at {width}: {place:?}");
            }
        }
    }
}

#[test]
fn an_image_grid_is_drawn_in_whole_multiples_of_its_pixels() {
    for width in WIDTHS {
        for place in record(&figures::demo(400), width).images {
            assert_eq!(
                (place.width % 24.0, place.height % 24.0, place.x.fract(), place.y.fract()),
                (0.0, 0.0, 0.0, 0.0)
            );
        }
    }
}

#[test]
fn long_lines_are_thinned_and_keep_their_extremes() {
    let mut figure = figures::demo(400);
    let spike = 123_456;
    let line = |i: u32| [f64::from(i) / 1000.0, if i == spike { 11.5 } else { f64::from(i % 7) * 0.1 }];
    figure.charts.truncate(1);
    figure.images.clear();
    figure.charts[0].series.truncate(1);
    figure.charts[0].series[0].data = Data::Line((0..400_000).map(line).collect());
    let all = record(&figure, 800).points;
    assert!(all.len() < 800 * 8 + 100, "{} points", all.len());
    figure.charts[0].series[0].data = Data::Line(vec![line(0), [f64::from(spike) / 1000.0, 11.5]]);
    let top =
        |points: &[BackendCoord]| points.iter().filter(|p| p.0 % UNITS != 0 || p.1 % UNITS != 0).map(|p| p.1).min();
    assert_eq!(top(&all), top(&record(&figure, 800).points));
}

mod reading {
    use super::*;
    use facelike::lab::{Axis, Chart, Scale};
    use facelike::plot::{Move, Reader, Spot, Value};

    const MOVES: [Move; 8] =
        [Move::Next, Move::Before, Move::Up, Move::Down, Move::NextPart, Move::PartBefore, Move::First, Move::Last];

    /// `[x from, x to, y from, y to]` of the points that have a place on a chart's axes.
    fn placed(chart: &Chart, data: &Data) -> usize {
        let rows: Vec<[f64; 4]> = match data {
            Data::Line(points) | Data::Points(points) => points.iter().map(|&[x, y]| [x, x, y, y]).collect(),
            Data::Bars(bars) => bars.iter().map(|&[a, b, y]| [a, b, y, y]).collect(),
            Data::Band(band) => band.iter().map(|&[x, a, b]| [x, x, a, b]).collect(),
        };
        let fits = |axis: &Axis, v: f64| v.abs() <= 1e250 && (axis.scale == Scale::Linear || v >= 1e-250);
        let all = |row: &&[f64; 4]| {
            row[..2].iter().all(|v| fits(&chart.x, *v)) && row[2..].iter().all(|v| fits(&chart.y, *v))
        };
        rows.iter().filter(all).count()
    }

    /// Goes on as long as that leads anywhere; what is passed, from `spot` on.
    fn walk(reader: &Reader, spot: Spot, to: Move) -> Vec<Spot> {
        let mut passed = vec![spot];
        while let Some(next) = reader.go(passed.last().copied(), to).filter(|next| next != passed.last().unwrap()) {
            passed.push(next);
        }
        passed
    }

    /// What keys reach: for every chart, and after these every image, its series from the foremost on, each from its first
    /// point to its last.
    fn reached(reader: &Reader) -> Vec<Vec<Vec<Spot>>> {
        let Some(first) = reader.go(None, Move::First) else { return vec![] };
        let parts = walk(reader, first, Move::NextPart);
        let series = |part: &Spot| walk(reader, *part, Move::Down);
        let points = |at: &Spot| walk(reader, reader.go(Some(*at), Move::First).unwrap(), Move::Next);
        parts.iter().map(|part| series(part).iter().map(points).collect()).collect()
    }

    /// Charts that have points, each with the series that have, the foremost first.
    fn charts(figure: &Figure) -> Vec<Vec<&Data>> {
        let series = |chart: &'_ Chart| -> Vec<usize> {
            (0..chart.series.len()).rev().filter(|&i| placed(chart, &chart.series[i].data) > 0).collect()
        };
        let data = figure.charts.iter().map(|c| series(c).into_iter().map(|i| &c.series[i].data).collect::<Vec<_>>());
        data.filter(|series| !series.is_empty()).collect()
    }

    #[test]
    fn keys_reach_every_point_of_every_series_and_every_pixel_of_an_image() {
        for (name, figure) in figures::all() {
            let reader = Reader::new(&figure, 680);
            let reached = reached(&reader);
            let charts = figure.charts.iter().map(|c| c.series.iter().rev().map(|s| placed(c, &s.data)));
            let charts = charts.map(|series| series.filter(|n| *n > 0).collect::<Vec<_>>()).filter(|c| !c.is_empty());
            let images = figure.images.iter().flat_map(|grid| (0..grid.count()).map(|_| vec![24; 24]));
            let counts: Vec<Vec<usize>> = reached.iter().map(|part| part.iter().map(Vec::len).collect()).collect();
            assert_eq!(counts, charts.chain(images).collect::<Vec<_>>(), "{name}");
            for spot in reached.iter().flatten().flatten() {
                let Value { mark, name, y, x } = reader.tell(*spot).unwrap();
                let all = [mark.x, mark.y, mark.width, mark.height];
                assert!(all.iter().all(|v| v.is_finite()) && mark.width >= 0.0 && mark.height >= 0.0, "{mark:?}");
                assert!(mark.x >= 0.0 && mark.x + mark.width <= 680.5 && mark.y >= 0.0, "{name}: {mark:?}");
                assert!(mark.y + mark.height <= f64::from(height(&figure, 680)) + 0.5, "{name}: {mark:?}");
                let told = format!("{name}{y}{x}");
                assert!(!told.contains("NaN") && !told.contains("inf") && !y.is_empty() && !x.is_empty(), "{told}");
            }
            // And back: the same points the other way round.
            for part in reached.iter().take(3) {
                let mut back = walk(&reader, *part[0].last().unwrap(), Move::Before);
                back.reverse();
                assert_eq!(back, part[0], "{name}");
            }
        }
    }

    fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
        libm::hypot(a.0 - b.0, a.1 - b.1)
    }

    /// How far `at` is from a line through `points`, found by trying many places on it, and how exact that is.
    fn from_line(at: (f64, f64), points: &[(f64, f64)]) -> (f64, f64) {
        const TRIED: u32 = 50;
        let mut found = (apart(at, points[0]), 0.0);
        for pair in points.windows(2) {
            let length = apart(pair[0], pair[1]);
            for i in 0..=TRIED {
                let t = f64::from(i) / f64::from(TRIED);
                let on = (pair[0].0 + (pair[1].0 - pair[0].0) * t, pair[0].1 + (pair[1].1 - pair[0].1) * t);
                found = (f64::min(found.0, apart(at, on)), f64::max(found.1, length / f64::from(TRIED)));
            }
        }
        found
    }

    /// How far a series is from `at`, give or take.
    fn away(data: &Data, marks: &[Place], at: (f64, f64)) -> (f64, f64) {
        let corners = |y: fn(&Place) -> f64| marks.iter().map(|m| (m.x, y(m))).collect::<Vec<_>>();
        let (top, bottom) = (corners(|m| m.y), corners(|m| m.y + m.height));
        match data {
            Data::Line(_) => from_line(at, &top),
            Data::Points(_) => (top.iter().map(|p| apart(at, *p)).fold(f64::INFINITY, f64::min), 0.0),
            Data::Band(_) => {
                let (a, b) = (from_line(at, &top), from_line(at, &bottom));
                (f64::min(a.0, b.0), f64::max(a.1, b.1))
            }
            Data::Bars(_) => (marks.iter().map(|m| bar(m, at)).fold(f64::INFINITY, f64::min), 0.6),
        }
    }

    fn bar(mark: &Place, (x, y): (f64, f64)) -> f64 {
        apart((x, y), (x.clamp(mark.x, mark.x + mark.width), y.clamp(mark.y, mark.y + mark.height)))
    }

    #[test]
    fn what_is_read_at_a_place_is_the_nearest_point_of_the_nearest_series() {
        let mut read = 0;
        for (name, figure) in figures::all() {
            // Where words are long nothing is left of the plots.
            for width in [340, 1040] {
                let reader = Reader::new(&figure, width);
                let series = charts(&figure);
                let reached = reached(&reader);
                let marks = |spots: &Vec<Spot>| spots.iter().map(|s| reader.tell(*s).unwrap().mark).collect::<Vec<_>>();
                for (chart, spots) in series.iter().zip(&reached) {
                    let marks: Vec<Vec<Place>> = spots.iter().map(marks).collect();
                    let all = marks.iter().flatten();
                    let (left, right) = all.clone().fold((1e9, 0.0), |(l, r), m| (f64::min(l, m.x), f64::max(r, m.x)));
                    let (top, bottom) = all.fold((1e9, 0.0), |(t, b), m| (f64::min(t, m.y), f64::max(b, m.y)));
                    for i in 0..30_u32 {
                        let share = |k: u32| f64::from((i * k + 7) % 31) / 31.0;
                        let at = (left + (right - left) * share(11), top + (bottom - top) * share(17));
                        let told = reader.tell(reader.at(at.0, at.1).unwrap()).unwrap();
                        let far: Vec<_> = chart.iter().zip(&marks).map(|(data, marks)| away(data, marks, at)).collect();
                        let least = far.iter().map(|(far, _)| *far).fold(f64::INFINITY, f64::min);
                        // The series that could be meant: as near as any, within what was tried.
                        let hit =
                            chart.iter().zip(&marks).zip(&far).filter(|(_, (far, slack))| *far <= least + slack + 1e-6);
                        let right = |((data, marks), _): ((&&Data, &Vec<Place>), _)| match data {
                            Data::Line(p) if p.len() == 2 && p[0][1] == p[1][1] => {
                                told.mark.y == marks[0].y && (told.mark.x - at.0).abs() < 1e-6 && told.x.is_empty()
                            }
                            Data::Line(_) | Data::Points(_) => {
                                let near = marks.iter().map(|m| apart(at, (m.x, m.y))).fold(f64::INFINITY, f64::min);
                                marks.contains(&told.mark) && apart(at, (told.mark.x, told.mark.y)) <= near + 1e-6
                            }
                            Data::Band(_) => {
                                let near = marks.iter().map(|m| (m.x - at.0).abs()).fold(f64::INFINITY, f64::min);
                                marks.contains(&told.mark) && (told.mark.x - at.0).abs() <= near + 1e-6
                            }
                            Data::Bars(_) => marks.contains(&told.mark) && bar(&told.mark, at) <= least + 0.6,
                        };
                        assert!(hit.into_iter().any(right), "{name} at {width}, {at:?}: {told:?}");
                        read += 1;
                    }
                }
            }
        }
        assert!(read > 500, "{read}");
    }

    #[test]
    fn nothing_breaks_wherever_one_points_and_goes() {
        let mut before: Option<Spot> = None;
        for (_, figure) in figures::all() {
            for width in [0, 240, 320, 641, 5000] {
                let reader = Reader::new(&figure, width);
                for at in [0.0, -5.0, 33.0, 250.0, 900.0, f64::NAN, f64::INFINITY, 1e300] {
                    for down in [0.0, 120.0, 480.0, f64::NEG_INFINITY] {
                        before = reader.at(at, down).or(before);
                        for to in MOVES {
                            // Also from what was read off another figure.
                            before = reader.go(before, to).or(before);
                            let kept = before.and_then(|spot| reader.keep(spot));
                            assert!(kept.is_none_or(|spot| reader.tell(spot).is_some()));
                        }
                    }
                }
            }
        }
        assert!(before.is_some());
    }

    #[test]
    fn a_figure_without_data_has_nothing_to_read() {
        let reader_of = |figure: &Figure| Reader::new(figure, 680).go(None, Move::Next);
        assert_eq!(reader_of(&Figure::default()), None);
        assert_eq!(reader_of(&figures::demo(0)).map(|_| ()), Some(()), "the large picture is there at once");
        let mut figure = figures::demo(0);
        figure.images.clear();
        assert_eq!(reader_of(&figure), None);
    }

    #[test]
    fn a_value_is_told_with_what_it_measures_and_no_more_digits_than_can_be_seen() {
        let figure = figures::demo(400);
        let reader = Reader::new(&figure, 680);
        let mut spot = reader.go(None, Move::First);
        // Of the first chart's series the foremost is a level, below it are the random push and the climb.
        for _ in 0..2 {
            spot = reader.go(spot, Move::Down);
        }
        for _ in 0..120 {
            spot = reader.go(spot, Move::Next);
        }
        let told = reader.tell(spot.unwrap()).unwrap();
        assert_eq!((told.name.as_str(), told.x.as_str()), ("gradient ascent", "ascent steps 120"));
        assert_eq!(told.y, "logit of \"face\" 14.00");
        // A bar from where to where, a band from what to what, a unit, whole numbers and three digits on a log axis.
        let all = figures::all();
        let kinds = &all.iter().find(|(name, _)| *name == "kinds").unwrap().1;
        let reader = Reader::new(kinds, 680);
        let reached = reached(&reader);
        let tell = |part: usize, series: usize, point: usize| reader.tell(reached[part][series][point]).unwrap();
        let band = tell(0, 4, 12);
        assert_eq!((band.x.as_str(), band.y.as_str()), ("pictures looked at 10.0", "error 1.76 to 3.77\u{2009}%"));
        let bar = tell(1, 1, 10);
        assert_eq!((bar.x.as_str(), bar.y.as_str()), ("score 0 to 0.50", "pictures 121"));
        assert!(bar.mark.width > 1.0 && bar.mark.height > 1.0);
    }

    #[test]
    fn a_place_on_an_image_reads_its_pixel() {
        let figure = figures::demo(400);
        let width = 680;
        let reader = Reader::new(&figure, width);
        let drawn = record(&figure, width);
        for (place, greys) in drawn.images.iter().zip(&drawn.greys) {
            for (row, column) in [(0, 0), (5, 17), (23, 23)] {
                let pixel = |from: f64, size: f64, i: u32| from + size / 24.0 * (f64::from(i) + 0.5);
                let at = (pixel(place.x, place.width, column), pixel(place.y, place.height, row));
                let told = reader.tell(reader.at(at.0, at.1).unwrap()).unwrap();
                assert_eq!(told.y, format!("grey {} of 255", greys[(row * 24 + column) as usize]));
                assert_eq!(told.x, format!("column {}, row {}", column + 1, row + 1));
            }
        }
        let small = reader.tell(reader.at(drawn.images[4].x, drawn.images[4].y).unwrap()).unwrap();
        assert_eq!(small.name, "the faces it finds most face-like of 4,000, 2 of 8: 0.98");
    }

    #[test]
    fn what_is_read_stays_at_its_x_while_a_run_goes_on_and_goes_when_it_starts_over() {
        let (early, late, new) = (figures::demo(60), figures::demo(400), figures::demo(0));
        let reader = Reader::new(&early, 680);
        let spot = reader.go(reader.go(None, Move::First), Move::Down).unwrap();
        let spot = reader.go(Some(spot), Move::Last).unwrap();
        let told = |figure: &Figure, spot: Spot| {
            let reader = Reader::new(figure, 680);
            reader.keep(spot).and_then(|spot| reader.tell(spot)).map(|value| (value.name, value.x))
        };
        let there = Some(("random push of the same size".to_string(), "ascent steps 60".to_string()));
        assert_eq!(told(&early, spot), there);
        assert_eq!(told(&late, spot), there);
        assert_eq!(told(&new, spot), None);
    }
}

/// Figures of all experiments, as they are after a while.
mod registered {
    use super::*;
    use facelike::experiments::ALL;
    use facelike::lab::Axis;
    use facelike::session::{Session, State};
    use std::collections::BTreeSet;
    use std::mem::discriminant;

    /// What an axis without a unit may measure: counts, and numbers that have none.
    const PURE: [&str; 13] = [
        "steps",
        "pictures",
        "samples",
        "games",
        "moves",
        "rounds",
        "logit",
        "truth",
        "accuracy",
        "share",
        "probability",
        "score",
        "reward",
    ];

    #[test]
    fn every_axis_says_what_it_measures_and_in_what_unit() {
        for spec in ALL {
            for chart in Session::open(State::of(spec)).figure().charts {
                for Axis { label, unit, .. } in [&chart.x, &chart.y] {
                    let name = format!("{}, {}: `{label}`", spec.id, chart.id);
                    assert!(!label.trim().is_empty(), "{name} has no label");
                    let pure = label.split(|c: char| !c.is_alphanumeric()).any(|word| PURE.contains(&word));
                    assert!(pure || !unit.is_empty(), "{name} has no unit and is none of {PURE:?}");
                    assert!(!(unit.is_empty() && label.contains('%')), "{name} has its unit in its label");
                }
            }
        }
    }

    #[test]
    fn every_series_has_its_name_in_the_chart_and_a_look_of_its_own() {
        for spec in ALL {
            let mut session = Session::open(State::of(spec));
            session.run(40);
            let figure = session.figure();
            for width in WIDTHS.into_iter().filter(|width| *width >= 320) {
                let words = record(&figure, width).words;
                // A long name may stand on two lines.
                let words: BTreeSet<&str> = words.iter().flat_map(|(text, _)| text.split(' ')).collect();
                for series in figure.charts.iter().flat_map(|chart| &chart.series) {
                    let there = series.label.split(' ').all(|word| words.contains(word));
                    assert!(!series.label.is_empty() && there, "{} at {width}: `{}`", spec.id, series.label);
                }
            }
            for chart in &figure.charts {
                for (i, series) in chart.series.iter().enumerate() {
                    let alike = |other: &&facelike::lab::Series| {
                        other.tone == series.tone && discriminant(&other.data) == discriminant(&series.data)
                    };
                    // A tone has four dashes, and one mark.
                    let looks = if matches!(series.data, Data::Points(_) | Data::Band(_)) { 1 } else { 4 };
                    let before = chart.series[..i].iter().filter(alike).count();
                    assert!(before < looks, "{}, {}: `{}` looks like another", spec.id, chart.id, series.label);
                }
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod pictures {
    use super::*;
    use facelike::plot::{FontSource, SvgOptions, svg};

    fn options() -> SvgOptions<'static> {
        SvgOptions { title: "a < b & \"c\"", description: "d", ..SvgOptions::default() }
    }

    #[test]
    fn hold_only_finite_numbers_and_escaped_words() {
        for (name, figure) in figures::all() {
            for width in WIDTHS {
                let picture = svg(&figure, Theme::Dark, width, &options()).unwrap();
                assert!(!picture.contains("NaN") && !picture.contains("inf"), "{name} at {width}");
                assert!(picture.contains("<title>a &lt; b &amp; &quot;c&quot;</title><desc>d</desc>"));
                assert!(picture.starts_with("<svg xmlns=") && picture.contains("role=\"img\""));
                assert!(picture.contains(&format!("height=\"{}\"", height(&figure, width))));
                assert_eq!(picture, svg(&figure, Theme::Dark, width, &options()).unwrap());
            }
        }
    }

    /// Colours and opacities, and what is left without them.
    fn parted(picture: &str) -> (Vec<String>, String) {
        let mut colours = Vec::new();
        let mut rest = String::new();
        for (i, part) in picture.split('#').enumerate() {
            let start = if i == 0 { 0 } else { 6.min(part.len()) };
            colours.push(part[..start].to_owned());
            rest.push_str(&part[start..]);
        }
        (colours, rest)
    }

    #[test]
    fn differ_between_themes_in_colours_only() {
        for (name, figure) in figures::all() {
            let (light, shape) = parted(&svg(&figure, Theme::Light, 640, &options()).unwrap());
            let (dark, same) = parted(&svg(&figure, Theme::Dark, 640, &options()).unwrap());
            assert_eq!(shape, same, "{name}");
            assert!(light[1..].iter().zip(&dark[1..]).all(|(a, b)| a != b), "{name}: a colour is the same in both");
        }
    }

    #[test]
    fn carry_their_font_background_and_margin_only_when_asked() {
        let figure = figures::demo(60);
        let plain = svg(&figure, Theme::Light, 360, &options()).unwrap();
        let all = SvgOptions { font: FontSource::Embedded, background: true, ..options() };
        let all = svg(&figure, Theme::Light, 360, &all).unwrap();
        assert!(!plain.contains("@font-face") && all.matches("@font-face").count() == 2);
        assert_eq!(all.matches("<rect").count(), plain.matches("<rect").count() + 1);
        assert!(plain.contains("data:image/png;base64,iVBOR"));
        assert!(plain.contains(" width=\"360\"") && plain.contains("viewBox=\"0 0 2880 "));
        assert!(all.contains(" width=\"360\"") && all.contains("viewBox=\"-128 -128 2880 "));
        assert!(all.contains(&format!(" height=\"{}\"", height(&figure, 360 - 32) + 32)));
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod rasters {
    use super::*;
    use facelike::lab::{Axis, Chart, Scale, Series, Tone};
    use facelike::plot::{PngOptions, png};

    /// Around the figure, in CSS pixels.
    const MARGIN: u32 = 16;
    const WHITE: [u8; 3] = [255; 3];

    /// A decoded picture.
    struct Picture {
        width: usize,
        rgb: Vec<[u8; 3]>,
        texts: Vec<(String, String)>,
    }

    impl Picture {
        fn height(&self) -> usize {
            self.rgb.len() / self.width
        }

        fn row(&self, y: usize) -> &[[u8; 3]] {
            &self.rgb[y * self.width..(y + 1) * self.width]
        }
    }

    fn decoded(file: &[u8]) -> Picture {
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        assert_eq!((reader.info().color_type, reader.info().bit_depth as u8), (::png::ColorType::Rgb, 8));
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        let info = reader.info();
        let texts = info.utf8_text.iter().map(|text| (text.keyword.clone(), text.get_text().unwrap())).collect();
        let rgb = bytes.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect();
        Picture { width: info.width as usize, rgb, texts }
    }

    fn drawn(figure: &Figure, theme: Theme, width: u32, scale: u32) -> Picture {
        decoded(&png(figure, theme, width, &PngOptions { scale, ..PngOptions::default() }).unwrap())
    }

    fn away(pixel: [u8; 3], from: [u8; 3]) -> u8 {
        pixel.iter().zip(from).map(|(a, b)| a.abs_diff(b)).max().unwrap()
    }

    #[test]
    fn any_figure_becomes_a_picture_of_the_size_asked_for() {
        for (name, figure) in figures::all() {
            for width in WIDTHS {
                let picture = drawn(&figure, Theme::Light, width, 1);
                let high = height(&figure, width - 2 * MARGIN) + 2 * MARGIN;
                assert_eq!((picture.width, picture.height()), (width as usize, high as usize), "{name} at {width}");
                let ink = picture.rgb.iter().filter(|pixel| **pixel != WHITE).count();
                assert!(ink * 100 > picture.rgb.len() / 2, "{name} at {width}: the picture is as good as empty");
            }
        }
        let figure = figures::demo(400);
        let one = drawn(&figure, Theme::Light, 500, 1);
        for scale in 2..=4 {
            let picture = drawn(&figure, Theme::Light, 500, scale);
            let scale = scale as usize;
            assert_eq!((picture.width, picture.height()), (one.width * scale, one.height() * scale));
        }
    }

    /// The words of `figure` in a picture `width` wide, with where they are in device pixels.
    fn places(figure: &Figure, width: u32, scale: u32) -> Vec<(String, [f64; 4])> {
        let device = |px: f64| (px + f64::from(MARGIN)) * f64::from(scale);
        let words = record(figure, width - 2 * MARGIN).words.into_iter();
        let place = |p: Place| [device(p.x), device(p.x + p.width), device(p.y), device(p.y + p.height)];
        words.map(|(text, p)| (text, place(p))).collect()
    }

    #[test]
    fn words_are_as_wide_and_where_the_layout_puts_them() {
        let figure = figures::demo(400);
        for (width, scale) in [(340, 1), (680, 2), (1040, 3)] {
            let picture = drawn(&figure, Theme::Light, width, scale);
            let words = places(&figure, width, scale);
            assert!(words.len() > 30);
            for (text, [left, right, top, bottom]) in words {
                // Letters keep a little space at their sides, and their edges are soft.
                let slack = 1.6 * f64::from(scale);
                let columns = (left - slack) as usize..=((right + slack) as usize).min(picture.width - 1);
                let rows = top as usize..=bottom as usize;
                let inked = |x: &usize| rows.clone().any(|y| away(picture.row(y)[*x], WHITE) > 60);
                let ink: Vec<usize> = columns.filter(inked).collect();
                let (Some(first), Some(last)) = (ink.first(), ink.last()) else { panic!("no ink of \"{text}\"") };
                let ends = (*first as f64 - left, right - *last as f64 - 1.0);
                assert!(
                    ends.0.abs() <= slack && ends.1.abs() <= slack,
                    "\"{text}\" at {width}, {scale}: {ends:?} device pixels off its place"
                );
            }
        }
    }

    #[test]
    fn letters_are_drawn_in_the_shipped_font_bold_where_they_should_be() {
        // Words of stems alone, so that their ink tells how wide a stem is.
        let mut figure = figures::demo(0);
        figure.images.clear();
        figure.charts.truncate(1);
        figure.charts[0].series.clear();
        figure.charts[0].title = "l l l l l l l l".into();
        figure.charts[0].y.label = "l l l l l l l l".into();
        let picture = drawn(&figure, Theme::Light, 500, 4);
        let ink = |place: &[f64; 4]| -> f64 {
            let rows = place[2] as usize..place[3] as usize;
            let columns = place[0] as usize..place[1] as usize;
            let shade = |x: usize, y: usize| f64::from(away(picture.row(y)[x], WHITE));
            rows.flat_map(|y| columns.clone().map(move |x| (x, y))).map(|(x, y)| shade(x, y)).sum()
        };
        let words = places(&figure, 500, 4);
        let words: Vec<_> = words.iter().filter(|(text, _)| text.starts_with('l')).map(|(_, place)| place).collect();
        let [title, label] = words[..] else { panic!("{words:?}") };
        // Per area of the em, so that neither size nor colour makes the difference alone.
        let (bold, regular) = (ink(title) / (14.5 * 14.5) / 224.0, ink(label) / (12.5 * 12.5) / 166.0);
        let ratio = bold / regular;
        assert!((1.25..1.8).contains(&ratio), "{bold} and {regular}");
    }

    #[test]
    fn themes_differ() {
        let figure = figures::demo(60);
        let light = drawn(&figure, Theme::Light, 680, 2);
        let dark = drawn(&figure, Theme::Dark, 680, 2);
        for (picture, theme) in [(&light, Theme::Light), (&dark, Theme::Dark)] {
            let (r, g, b) = theme.background().rgb;
            let corners = [picture.rgb[0], *picture.rgb.last().unwrap()];
            assert_eq!(corners, [[r, g, b]; 2]);
        }
        assert_eq!(light.rgb.len(), dark.rgb.len());
        let ink = |picture: &Picture, wanted: [u8; 3]| picture.rgb.contains(&wanted);
        // Of titles, dark on light and light on dark.
        assert!(ink(&light, [0x1f, 0x23, 0x28]) && !ink(&dark, [0x1f, 0x23, 0x28]));
        assert!(ink(&dark, [0xe8, 0xe6, 0xe1]) && !ink(&light, [0xe8, 0xe6, 0xe1]));
    }

    #[test]
    fn every_pixel_of_an_image_is_a_square_of_its_very_grey() {
        let figure = figures::demo(400);
        for (width, scale) in [(360, 1), (680, 2), (1280, 3)] {
            let picture = drawn(&figure, Theme::Dark, width, scale);
            let record = record(&figure, width - 2 * MARGIN);
            assert!(record.images.len() >= 11);
            for (place, greys) in record.images.iter().zip(&record.greys) {
                let device = |px: f64| ((px + f64::from(MARGIN)) * f64::from(scale)) as usize;
                let (left, top) = (device(place.x), device(place.y));
                let side = (place.width / 24.0 * f64::from(scale)) as usize;
                // The outermost CSS pixel lies under the image's frame.
                let frame = scale as usize;
                let inner = frame..24 * side - frame;
                for (y, x) in inner.clone().flat_map(|y| inner.clone().map(move |x| (y, x))) {
                    let grey = greys[y / side * 24 + x / side];
                    assert_eq!(picture.row(top + y)[left + x], [grey; 3], "{x}, {y} of an image at {width}, {scale}");
                }
            }
        }
    }

    /// Lengths of the runs of `colour` in the row that has most of it, left of where the name may be.
    fn runs(picture: &Picture, colour: [u8; 3]) -> Vec<usize> {
        let near = |pixel: &[u8; 3]| away(*pixel, colour) < 25;
        let rows = (0..picture.height()).map(|y| &picture.row(y)[..picture.width * 9 / 10]);
        let row = rows.max_by_key(|row| row.iter().filter(|pixel| near(pixel)).count()).unwrap();
        row.split(|pixel| !near(pixel)).map(<[_]>::len).filter(|length| *length > 0).collect()
    }

    #[test]
    fn dashes_leave_gaps_and_solid_lines_none() {
        let axis = || Axis { label: "x".into(), unit: "".into(), scale: Scale::Linear, range: (0.0, 1.0) };
        for (tone, colour, every) in [
            (Tone::Belief, [0xd5, 0x5e, 0x00], None),
            (Tone::Chance, [0x78, 0x7f, 0x89], Some(9.5)),
            (Tone::Level, [0x00, 0x82, 0x60], Some(3.7)),
        ] {
            let data = Data::Line(vec![[0.0, 0.55], [1.0, 0.55]]);
            let series = vec![Series { id: "s".into(), label: "s".into(), tone, data }];
            let chart = Chart { id: "c".into(), title: "c".into(), x: axis(), y: axis(), series };
            let figure = Figure { charts: vec![chart], ..Figure::default() };
            let scale = 3;
            let runs = runs(&drawn(&figure, Theme::Light, 680, scale), colour);
            match every {
                None => assert!(runs.len() == 1 && runs[0] > 1500, "{tone:?}: {runs:?}"),
                Some(every) => {
                    let period = every * f64::from(scale);
                    let count = 564.0 * f64::from(scale) / period;
                    assert!((runs.len() as f64 - count).abs() < count * 0.1, "{tone:?}: {} runs", runs.len());
                    // Round ends take half a line's width from the gap at each side.
                    assert!(runs.iter().all(|length| (*length as f64) < period), "{tone:?}: {runs:?}");
                }
            }
        }
    }

    #[test]
    fn pictures_tell_what_they_are_and_are_the_same_twice() {
        let figure = figures::demo(60);
        let options = PngOptions { title: "a < b", description: "falls to \u{2212}22.6", scale: 2 };
        let file = png(&figure, Theme::Dark, 680, &options).unwrap();
        let texts = decoded(&file).texts;
        let texts: Vec<_> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(texts, [("Title", "a < b"), ("Description", "falls to \u{2212}22.6")]);
        assert_eq!(file, png(&figure, Theme::Dark, 680, &options).unwrap());
        assert_ne!(file, png(&figures::demo(61), Theme::Dark, 680, &options).unwrap());
        assert!(decoded(&png(&figure, Theme::Dark, 680, &PngOptions::default()).unwrap()).texts.is_empty());
    }
}
