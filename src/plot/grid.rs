//! Image grids: a label, images in thin frames with captions, and empty places for those still to come.

use super::PlotError;
use super::layout::{GridPlace, LABEL_LINE};
use super::surface::{Anchor, Grey, Pen, Place, Stroke, UNITS, Words, units};
use super::text::Face;
use super::theme::Theme;
use crate::lab::{ImageGrid, Size};

/// Draws `grid` at `place`.
pub(super) fn draw(grid: &ImageGrid, place: &GridPlace, pen: &mut dyn Pen, theme: Theme) -> Result<(), PlotError> {
    let palette = theme.palette();
    let large = grid.size == Size::Large;
    let face = if large { Face::bold(14.5) } else { Face::regular(12.5) };
    let face = shrunk(face, &grid.label, place.width, place.lines);
    let lines = face.wrap(&grid.label, place.width, place.lines);
    let colour = if large { palette.ink } else { palette.muted };
    // The lines end right above the images, however many there are.
    let above = (place.lines - lines.len()) as f64 * LABEL_LINE;
    for (i, text) in lines.iter().enumerate() {
        let y = place.y + above + i as f64 * LABEL_LINE + 13.0;
        pen.words(&Words { text, x: place.x, y, anchor: Anchor::Start, face, colour })?;
    }
    for i in 0..place.room {
        let at = place.image(i);
        let (from, to) = (corner(at.x, at.y), corner(at.x + at.width, at.y + at.height));
        let there = i < grid.count() && grid.width > 0 && grid.height > 0;
        if there {
            pen.image(at, Grey { pixels: grid.image(i), width: grid.width, height: grid.height })?;
        } else {
            pen.rect(from, to, Stroke::new(palette.empty, 1.0), true)?;
        }
        // The frame's line lies on the outermost pixels, as around them it could run out of the surface.
        let half = UNITS / 2;
        let (from, to) = ((from.0 + half, from.1 + half), (to.0 - half, to.1 - half));
        pen.rect(from, to, Stroke::new(palette.grid, 1.0), false)?;
        if let Some(caption) = grid.captions.get(i).filter(|_| there) {
            draw_caption(caption, at, place.gap, pen, theme)?;
        }
    }
    Ok(())
}

fn draw_caption(caption: &str, at: Place, gap: f64, pen: &mut dyn Pen, theme: Theme) -> Result<(), PlotError> {
    let room = at.width + gap - 4.0;
    let face = shrunk(Face::regular(12.0), caption, room, 1);
    let text = &face.fit(caption, room);
    let (x, y) = (at.x + at.width / 2.0, at.y + at.height + 13.0);
    // In the first column a caption wider than its image would run out at the left.
    let x = x.max(face.width(text) / 2.0);
    pen.words(&Words { text, x, y, anchor: Anchor::Middle, face, colour: theme.palette().muted })
}

/// `face`, or up to a fifth smaller if the text then fits.
fn shrunk(face: Face, text: &str, room: f64, lines: usize) -> Face {
    let sizes = (0..5).map(|i| Face { size: face.size * (1.0 - 0.05 * f64::from(i)), ..face });
    let mut last = face;
    for smaller in sizes {
        last = smaller;
        if smaller.wrap(text, room, lines).join(" ").len() == text.trim().len() {
            break;
        }
    }
    last
}

fn corner(x: f64, y: f64) -> (i32, i32) {
    (units(x), units(y))
}
