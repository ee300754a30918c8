//! Widths of texts in the shipped font, and fitting texts to a width.

use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/widths.rs"));

/// The font's name in canvases and pictures.
pub const FAMILY: &str = "Facelike Sans";

/// Height of capitals and digits, in em.
pub(super) const CAP: f64 = 0.66;

/// Advance of a character that the font lacks, in em / 1000; another font draws it.
const UNKNOWN: u16 = 600;

/// How a text is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    /// Size of the em, in CSS pixels.
    pub size: f64,
    /// Semibold instead of regular.
    pub bold: bool,
}

impl Face {
    pub(super) const fn regular(size: f64) -> Self {
        Self { size, bold: false }
    }

    pub(super) const fn bold(size: f64) -> Self {
        Self { size, bold: true }
    }

    /// Width of `text` in CSS pixels: the sum of its advances, as the shipped font has no kerning.
    pub fn width(self, text: &str) -> f64 {
        let table: &[(u32, u16)] = if self.bold { &SEMIBOLD } else { &REGULAR };
        let advance = |c: char| {
            // Printable ASCII comes first and without holes.
            let code = u32::from(c);
            let slot = match code {
                0x20..0x7f => Ok(code as usize - 0x20),
                _ => table.binary_search_by_key(&code, |entry| entry.0),
            };
            u32::from(slot.map_or(UNKNOWN, |i| table[i].1))
        };
        f64::from(text.chars().map(advance).sum::<u32>()) * self.size / 1000.0
    }

    /// `text` cut to `room` CSS pixels, with an ellipsis if something is lost.
    pub(super) fn fit(self, text: &str, room: f64) -> Cow<'_, str> {
        if self.width(text) <= room {
            return Cow::Borrowed(text);
        }
        let ends = text.char_indices().map(|(i, _)| i).rev();
        for end in ends {
            let cut = format!("{}\u{2026}", text[..end].trim_end());
            if self.width(&cut) <= room {
                return Cow::Owned(cut);
            }
        }
        Cow::Borrowed("")
    }

    /// `text` on at most `lines` lines no wider than `room` CSS pixels; what is left over is cut.
    pub(super) fn wrap(self, text: &str, room: f64, lines: usize) -> Vec<String> {
        let mut wrapped: Vec<String> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            if wrapped.len() + 1 == lines || self.width(rest) <= room {
                wrapped.push(self.fit(rest, room).into_owned());
                break;
            }
            let breaks = rest.match_indices(' ').map(|(i, _)| i);
            let end = breaks.take_while(|&i| self.width(&rest[..i]) <= room).last();
            // A first word that is too wide alone is cut on a line of its own.
            let end = end.or_else(|| rest.find(' ')).unwrap_or(rest.len());
            wrapped.push(self.fit(&rest[..end], room).into_owned());
            rest = rest[end..].trim_start();
        }
        wrapped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_come_from_the_font() {
        for table in [&REGULAR[..], &SEMIBOLD[..]] {
            for (i, code) in (0x20..0x7f).enumerate() {
                assert_eq!(table[i].0, code);
            }
            for symbol in ['\u{2212}', '\u{d7}', '\u{b0}', '\u{b1}', '\u{b7}', '\u{2026}'] {
                assert!(table.iter().any(|entry| entry.0 == u32::from(symbol)), "{symbol}");
            }
        }
        assert!((Face::regular(10.0).width("00") - 9.94).abs() < 1e-9);
        assert!(Face::bold(10.0).width("face") > Face::regular(10.0).width("face"));
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing_they_need_not() {
        let face = Face::regular(12.0);
        let text = "random push of the same size";
        assert_eq!(face.wrap(text, 1000.0, 2), [text]);
        assert_eq!(face.wrap(text, 110.0, 2).join(" "), text);
        for room in [0.0, 5.0, 20.0, 50.0, 90.0] {
            for lines in 1..4 {
                let wrapped = face.wrap(text, room, lines);
                assert!(wrapped.len() <= lines && wrapped.iter().all(|l| face.width(l) <= room), "{wrapped:?}");
            }
        }
        assert!(face.wrap("", 100.0, 2).is_empty());
    }
}
