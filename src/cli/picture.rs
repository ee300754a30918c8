//! Pictures in files: read as greys, and shrunk to what a control takes.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use facelike::lab::Picture;
use facelike::lab::picture::SIDE;
use png::{Decoder, Transformations};

use super::problem::Problem;

/// Most pixels of a picture that is shrunk: what is larger is no photo, and may be made to fill the memory.
const MOST_PIXELS: u64 = 100_000_000;

/// A grey picture of any size.
pub struct Greys {
    width: usize,
    height: usize,
    /// Row by row, 0 black to 1 white.
    pub values: Vec<f64>,
}

/// Reads a PNG of a size that `fits` takes as greys, colours as bright as they look; what is transparent lies on white.
/// The error says why not.
pub fn read(path: &Path, fits: impl Fn(u32, u32) -> Result<(), String>) -> Result<Greys, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut decoder = Decoder::new(BufReader::new(file));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let (width, height) = reader.info().size();
    fits(width, height)?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let info = reader.next_frame(&mut bytes).map_err(|error| error.to_string())?;
    let samples = info.color_type.samples();
    let grey = |pixel: &[u8]| {
        let unit = |i: usize| f64::from(pixel[i]) / 255.0;
        let (value, alpha) = match samples {
            1 => (unit(0), 1.0),
            2 => (unit(0), unit(1)),
            // How bright each colour looks (ITU-R BT.601).
            n => (0.299 * unit(0) + 0.587 * unit(1) + 0.114 * unit(2), if n == 4 { unit(3) } else { 1.0 }),
        };
        value * alpha + (1.0 - alpha)
    };
    Ok(Greys {
        width: width as usize,
        height: height as usize,
        values: bytes.chunks_exact(samples).map(grey).collect(),
    })
}

/// The middle square of the PNG at `path`, shrunk.
pub fn shrunk(path: &Path) -> Result<Picture, Problem> {
    let fits = |width, height| {
        let few = u64::from(width) * u64::from(height) <= MOST_PIXELS;
        few.then_some(()).ok_or_else(|| format!("it has {width} x {height} pixels, more than {MOST_PIXELS}"))
    };
    let picture = read(path, fits).and_then(|greys| Picture::of(greys.shrink()).ok_or("it is empty".into()));
    picture.map_err(|why| Problem::Given(format!("cannot take `{}`: {why}; a picture is a PNG", path.display())))
}

impl Greys {
    /// The middle square on `SIDE` x `SIDE` cells, each as bright as what lies in it on average: as the page does it
    /// (www/lab/picture.js).
    fn shrink(&self) -> Vec<f64> {
        let side = self.width.min(self.height);
        let (left, top) = ((self.width - side) / 2, (self.height - side) / 2);
        let mut cells = Vec::with_capacity(SIDE * SIDE);
        for down in 0..SIDE {
            for across in 0..SIDE {
                let (mut sum, mut area) = (0.0, 0.0);
                for (y, high) in covered(down, side) {
                    for (x, wide) in covered(across, side) {
                        let share = high * wide;
                        sum += share * self.values[(top + y) * self.width + left + x];
                        area += share;
                    }
                }
                cells.push(sum / area);
            }
        }
        cells
    }
}

/// The pixels that cell `at` of `SIDE` covers in a row of `side`, and how much of each.
fn covered(at: usize, side: usize) -> impl Iterator<Item = (usize, f64)> {
    let edge = |at: usize| (at * side) as f64 / SIDE as f64;
    let (from, to) = (edge(at), edge(at + 1));
    (from.floor() as usize..to.ceil() as usize).map(move |pixel| {
        let (start, end) = (pixel as f64, (pixel + 1) as f64);
        (pixel, if end < to { end } else { to } - if start > from { start } else { from })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greys(width: usize, height: usize, value: impl Fn(usize, usize) -> f64) -> Greys {
        let values = (0..width * height).map(|i| value(i % width, i / width)).collect();
        Greys { width, height, values }
    }

    #[test]
    fn a_picture_of_the_right_size_stays_as_it_is() {
        let value = |x, y| (x * 7 + y * 3) as f64 / 300.0;
        for (cell, given) in greys(SIDE, SIDE, value).shrink().iter().zip(greys(SIDE, SIDE, value).values) {
            assert!((cell - given).abs() < 1e-12);
        }
    }

    #[test]
    fn the_middle_square_is_averaged_over_cells() {
        // A slope across, whose mean over a cell is its value in the cell's middle; what is beside the square is white.
        for (width, height, side) in [(480, 480, 480), (1000, 100, 100), (37, 90, 37), (25, 24, 24), (7, 5, 5)] {
            let (left, top) = ((width - side) / 2, (height - side) / 2);
            let slope = |x: usize, y: usize| {
                let inside = (left..left + side).contains(&x) && (top..top + side).contains(&y);
                if inside { (x - left) as f64 / side as f64 } else { 9.0 }
            };
            for (i, cell) in greys(width, height, slope).shrink().iter().enumerate() {
                let middle = ((i % SIDE) as f64 + 0.5) / SIDE as f64 - 0.5 / side as f64;
                // Where a cell is smaller than a pixel it has that pixel's grey.
                let slack = if side < 5 * SIDE { 0.5 / side as f64 } else { 1e-9 };
                assert!((cell - middle).abs() <= slack, "{width} x {height}, cell {i}: {cell} for {middle}");
            }
        }
    }
}
