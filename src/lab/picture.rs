//! A small grey picture as the value of a control, and its form in links.
//!
//! A picture is written grey by grey, row by row from the top left, each as a digit of base64url (RFC 4648, section 5),
//! from `A`, black, to `_`, white. A dot and a digit after a grey repeat it as many times more as the digit says, so
//! that what is painted is short; the picture without anything on it is `blank`.

use std::fmt;

/// Pixels across and down.
pub const SIDE: usize = 24;

/// Pixels of a picture.
const PIXELS: usize = SIDE * SIDE;

/// Greys from black to white, both included.
pub const LEVELS: u8 = 64;

const DIGITS: &[u8; LEVELS as usize] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How the picture without anything on it is written.
const BLANK: &str = "blank";

/// Shortest row of further equal greys that is written by their number.
const WORTH_COUNTING: usize = 3;

/// A picture of `SIDE` x `SIDE` greys, each below `LEVELS`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Picture([u8; PIXELS]);

impl Picture {
    /// Mid grey all over.
    pub const BLANK: Self = Self([LEVELS / 2; PIXELS]);

    /// The picture nearest to greys from 0, black, to 1, white; none if they are not `SIDE` x `SIDE`.
    pub fn of(greys: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut levels = [0; PIXELS];
        let mut greys = greys.into_iter();
        for level in &mut levels {
            // A cast keeps to the range of its type, and makes 0 of what is no number.
            let nearest = (greys.next()? * f64::from(LEVELS - 1) + 0.5) as u8;
            *level = if nearest < LEVELS { nearest } else { LEVELS - 1 };
        }
        greys.next().is_none().then_some(Self(levels))
    }

    /// Reads what a picture is displayed as.
    pub fn parse(text: &str) -> Option<Self> {
        if text == BLANK {
            return Some(Self::BLANK);
        }
        let mut levels = [0; PIXELS];
        let mut filled = 0_usize;
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            let (level, times) =
                if byte == b'.' { (levels[filled.checked_sub(1)?], digit(bytes.next()?)?) } else { (digit(byte)?, 1) };
            let end = filled + usize::from(times);
            levels.get_mut(filled..end)?.fill(level);
            filled = end;
        }
        (filled == PIXELS).then_some(Self(levels))
    }

    /// Its greys, row by row from the top left, 0 black to 1 white.
    pub fn greys(&self) -> [f32; SIDE * SIDE] {
        self.0.map(|level| f32::from(level) / f32::from(LEVELS - 1))
    }
}

/// The value of a digit.
fn digit(byte: u8) -> Option<u8> {
    DIGITS.iter().position(|&digit| digit == byte).map(|value| value as u8)
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::BLANK {
            return f.write_str(BLANK);
        }
        let mut text = String::with_capacity(PIXELS);
        let mut rest = &self.0[..];
        while let Some((&level, mut after)) = rest.split_first() {
            text.push(char::from(DIGITS[usize::from(level)]));
            let more = after.iter().take_while(|&&next| next == level).take(DIGITS.len() - 1).count();
            if more >= WORTH_COUNTING {
                text.extend(['.', char::from(DIGITS[more])]);
                after = &after[more..];
            }
            rest = after;
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn a_picture_is_read_back_from_what_it_is_displayed_as() {
        let mut rng = Rng::stream(1, "picture");
        for round in 0..200 {
            // Rows of equal greys of all lengths, from single pixels to all of it.
            let longest = 1 + rng.below(1 + 4 * round);
            let mut levels = [0; PIXELS];
            let mut at = 0;
            while at < PIXELS {
                let end = (at + 1 + rng.below(longest)).min(PIXELS);
                levels[at..end].fill(rng.below(LEVELS.into()) as u8);
                at = end;
            }
            let picture = Picture(levels);
            let text = picture.to_string();
            assert_eq!(Picture::parse(&text), Some(picture), "{text}");
            assert!(text.len() <= PIXELS && text.bytes().all(|b| b == b'.' || DIGITS.contains(&b)), "{text}");
        }
    }

    #[test]
    fn what_is_plain_is_short_and_what_is_blank_has_a_name() {
        assert_eq!(Picture::BLANK.to_string(), "blank");
        assert_eq!(Picture::parse("blank"), Some(Picture::BLANK));
        // 576 = 9 * 64.
        assert_eq!(Picture([0; PIXELS]).to_string(), "A._".repeat(9));
        assert_eq!(Picture::parse(&format!("A{}.I", "._".repeat(9))), Some(Picture([0; PIXELS])), "repeats add up");
        assert_eq!(Picture::parse(&"A".repeat(PIXELS)), Some(Picture([0; PIXELS])), "and need not be counted");
    }

    #[test]
    fn what_is_no_picture_is_none() {
        let all = "A".repeat(PIXELS);
        let bad = ["", "Blank", "blank ", ".", ".A", "A.", &all[1..], &format!("{all}A"), &format!("{all}.A."), "A._"];
        for text in bad {
            assert_eq!(Picture::parse(text), None, "{text}");
        }
        for strange in ['+', '/', '=', ' ', '\u{e9}'] {
            assert_eq!(Picture::parse(&format!("{}{strange}", &all[1..])), None, "{strange}");
        }
        assert_eq!(Picture::of([0.5; PIXELS - 1]), None);
        assert_eq!(Picture::of([0.5; PIXELS + 1]), None);
    }

    #[test]
    fn greys_are_taken_to_the_nearest_level_and_back() {
        let steps: Vec<f64> = (0..PIXELS).map(|i| i as f64 / (PIXELS - 1) as f64).collect();
        let picture = Picture::of(steps.iter().copied()).unwrap();
        for (grey, step) in picture.greys().into_iter().zip(&steps) {
            assert!((f64::from(grey) - step).abs() <= 0.5 / 63.0 + 1e-6, "{grey} for {step}");
        }
        let strange = [f64::NAN, f64::NEG_INFINITY, -0.5, f64::INFINITY, 1.5, 1.0, 0.0];
        let picture = Picture::of(strange.into_iter().chain([0.0; PIXELS - 7])).unwrap();
        assert_eq!(picture.greys()[..7], [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0]);
        assert_eq!(Picture::of(picture.greys().map(f64::from)), Some(picture));
    }
}
