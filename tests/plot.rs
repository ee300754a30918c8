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
    points: Vec<BackendCoord>,
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

    fn image(&mut self, place: Place, _: Grey) -> Result<(), Kind> {
        self.0.images.push(place);
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
    fn carry_their_font_and_background_only_when_asked() {
        let figure = figures::demo(60);
        let plain = svg(&figure, Theme::Light, 360, &options()).unwrap();
        let all = SvgOptions { font: FontSource::Embedded, background: true, ..options() };
        let all = svg(&figure, Theme::Light, 360, &all).unwrap();
        assert!(!plain.contains("@font-face") && all.matches("@font-face").count() == 2);
        assert_eq!(all.matches("<rect").count(), plain.matches("<rect").count() + 1);
        assert!(plain.contains("data:image/png;base64,iVBOR"));
    }
}
