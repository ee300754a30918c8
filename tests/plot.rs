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
