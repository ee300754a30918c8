//! The picture that goes with a link to the essay: four moments of the first figure's run, each with what the model
//! believes and what the world says.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use super::SiteError;
use super::figure::Place;
use super::runs::{Record, Runs};
use crate::lab::Size;

/// Width and height that sites which show links ask for.
pub const SIZE: (usize, usize) = (1200, 630);

/// What the model believes and what the world says, as readouts.
const READOUTS: [&str; 2] = ["logit", "truth"];
/// Steps at which the run is shown, and at its end.
const STEPS: [u32; 3] = [0, 3, 20];

const PAPER: Rgb = [0x15, 0x17, 0x1a];
const INK: Rgb = [0xf4, 0xf2, 0xee];
const MUTED: Rgb = [0xa3, 0xa9, 0xb1];
const BELIEF: Rgb = [0xf5, 0x8b, 0x3d];
const TRUTH: Rgb = [0x5c, 0xb6, 0xea];

const MARGIN: usize = 60;
const SIDE: usize = 240;
const GAP: usize = (SIZE.0 - 2 * MARGIN - (STEPS.len() + 1) * SIDE) / STEPS.len();
const TOP: usize = 208;

type Rgb = [u8; 3];

/// A picture being drawn.
struct Canvas {
    pixels: Vec<u8>,
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

/// The picture as a PNG, for an experiment that has the readouts and a large image; the runs are kept like others.
pub fn picture(place: &Place, runs: &mut Runs) -> Result<Option<Vec<u8>>, SiteError> {
    let spec = place.state.spec;
    let readouts = READOUTS.map(|id| spec.readouts.iter().position(|readout| readout.id == id));
    let [Some(belief), Some(truth)] = readouts else { return Ok(None) };
    let wrong = |why: String| SiteError::Run { run: place.id.clone(), why };
    let whole = runs.get(&place.state, None)?;
    let mut moments = Vec::new();
    for step in STEPS {
        let frame = whole.frames.iter().find(|frame| frame.step == step);
        let frame = frame.ok_or_else(|| wrong(format!("the picture for links needs its step {step}")))?;
        moments.push((step, runs.get(&place.state, Some(frame.tick))?));
    }
    moments.push((whole.frames.last().map_or(0, |frame| frame.step), whole));
    let mut canvas = Canvas::new().map_err(wrong)?;
    canvas.write(INK, true, 68.0, (MARGIN, 122), super::citing::TITLE);
    canvas.write(MUTED, false, 32.0, (MARGIN, 170), super::citing::SUBTITLE);
    for (i, (step, record)) in moments.iter().enumerate() {
        let left = MARGIN + i * (SIDE + GAP);
        canvas.image(record, left).ok_or_else(|| wrong("it has no large image".into()))?;
        let said = |at: usize| record.figure.readouts[at].value.unwrap_or_default();
        let when = if *step == 0 { "at the start".into() } else { format!("after {step} steps") };
        canvas.write(MUTED, false, 26.0, (left, TOP + SIDE + 38), &when);
        let lines = [(BELIEF, "the net says", said(belief), 1), (TRUTH, "the world says", said(truth), 2)];
        for (row, (colour, who, value, decimals)) in lines.into_iter().enumerate() {
            let text = format!("{who} {value:.decimals$}").replace('-', "\u{2212}");
            canvas.write(colour, true, 28.0, (left, TOP + SIDE + 82 + 42 * row), &text);
        }
    }
    canvas.encoded().map(Some).map_err(|error| wrong(error.to_string()))
}

impl Canvas {
    fn new() -> Result<Self, String> {
        let font = |data| FontRef::try_from_slice(data).map_err(|error| error.to_string());
        Ok(Self {
            pixels: PAPER.repeat(SIZE.0 * SIZE.1),
            regular: font(include_bytes!("../../www/font/facelike-sans-400.ttf"))?,
            bold: font(include_bytes!("../../www/font/facelike-sans-600.ttf"))?,
        })
    }

    /// Lays `colour` over a pixel; `cover` is from 0 to 1.
    fn blend(&mut self, x: usize, y: usize, colour: Rgb, cover: f32) {
        if x < SIZE.0 && y < SIZE.1 {
            let at = 3 * (y * SIZE.0 + x);
            for (below, above) in self.pixels[at..at + 3].iter_mut().zip(colour) {
                *below = (f32::from(*below) + cover * (f32::from(above) - f32::from(*below))).round() as u8;
            }
        }
    }

    /// The large image of a run, from the left edge `left`; none if there is none.
    fn image(&mut self, record: &Record, left: usize) -> Option<()> {
        let grid = record.figure.images.iter().find(|grid| grid.size == Size::Large && grid.count() > 0)?;
        let (width, height) = (grid.width as usize, grid.height as usize);
        let grey = grid.image(0);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let value = grey[y * height / SIDE * width + x * width / SIDE];
                self.blend(left + x, TOP + y, [value; 3], 1.0);
            }
        }
        Some(())
    }

    /// Writes a line from (x, y), y on its base line, letters `size` high.
    fn write(&mut self, colour: Rgb, bold: bool, size: f32, (x, y): (usize, usize), text: &str) {
        let font = if bold { self.bold.clone() } else { self.regular.clone() };
        // The scale is from the highest to the lowest point of the font, the size that of its em.
        let units = font.units_per_em().unwrap_or(1000.0);
        let scale = PxScale::from(size * font.height_unscaled() / units);
        let scaled = font.as_scaled(scale);
        let mut pen = x as f32;
        for letter in text.chars() {
            let glyph = scaled.glyph_id(letter).with_scale_and_position(scale, point(pen, y as f32));
            pen += scaled.h_advance(glyph.id);
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let from = outline.px_bounds().min;
            outline.draw(|dx, dy, cover| {
                let (px, py) = (from.x + dx as f32, from.y + dy as f32);
                if px >= 0.0 && py >= 0.0 {
                    self.blend(px as usize, py as usize, colour, if cover < 1.0 { cover } else { 1.0 });
                }
            });
        }
    }

    fn encoded(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, SIZE.0 as u32, SIZE.1 as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}
