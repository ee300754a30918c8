//! Colours, widths and dashes: what each tone looks like on a light and on a dark page, and with more contrast.

use std::str::FromStr;

use plotters_backend::BackendColor;

use super::PlotError;
use crate::lab::Tone;

/// A light or a dark page, each also for readers who ask for more contrast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on a light page.
    Light,
    /// Light ink on a dark page.
    Dark,
    /// Black on white.
    LightContrast,
    /// White on black.
    DarkContrast,
}

/// Every theme with its name.
pub const THEMES: [(&str, Theme); 4] = [
    ("light", Theme::Light),
    ("dark", Theme::Dark),
    ("light-contrast", Theme::LightContrast),
    ("dark-contrast", Theme::DarkContrast),
];

impl FromStr for Theme {
    type Err = PlotError;

    fn from_str(text: &str) -> Result<Self, PlotError> {
        let known = THEMES.iter().find(|(name, _)| *name == text);
        known.map(|(_, theme)| *theme).ok_or_else(|| PlotError::Theme(text.chars().take(40).collect()))
    }
}

/// A colour, with an opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red, green and blue.
    pub rgb: (u8, u8, u8),
    /// 0 transparent to 1 opaque.
    pub alpha: f64,
}

impl Colour {
    const fn hex(rgb: u32) -> Self {
        Self { rgb: ((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8), alpha: 1.0 }
    }

    pub(super) const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    pub(super) const fn backend(self) -> BackendColor {
        BackendColor { alpha: self.alpha, rgb: self.rgb }
    }
}

/// The colours of a theme.
pub(super) struct Palette {
    /// Titles.
    pub ink: Colour,
    /// Axis titles, tick labels, captions.
    pub muted: Colour,
    /// Grid lines.
    pub grid: Colour,
    /// Base line, zero line and the frames of images.
    pub rule: Colour,
    /// Places where an image will be.
    pub empty: Colour,
}

impl Theme {
    /// The colour of the page that the theme is made for.
    pub const fn background(self) -> Colour {
        match self {
            Self::Light | Self::LightContrast => Colour::hex(0xff_ff_ff),
            Self::Dark => Colour::hex(0x15_17_1a),
            Self::DarkContrast => Colour::hex(0x00_00_00),
        }
    }

    pub(super) const fn palette(self) -> Palette {
        let (ink, muted, more) = match self {
            Self::Light => (Colour::hex(0x1f_23_28), Colour::hex(0x59_60_6a), 1.0),
            Self::Dark => (Colour::hex(0xe8_e6_e1), Colour::hex(0xa3_a9_b1), 1.0),
            Self::LightContrast => (Colour::hex(0x00_00_00), Colour::hex(0x26_2b_31), 2.0),
            Self::DarkContrast => (Colour::hex(0xff_ff_ff), Colour::hex(0xe2_e5_e9), 2.0),
        };
        Palette { ink, muted, grid: ink.alpha(0.12 * more), rule: ink.alpha(0.35 * more), empty: ink.alpha(0.05) }
    }

    /// Lines and marks of a tone: after Okabe and Ito's colours, which colour-blind readers can tell apart.
    pub(super) const fn line(self, tone: Tone) -> Colour {
        match (self, tone) {
            (Self::Light, Tone::Belief) => Colour::hex(0xd5_5e_00),
            (Self::Light, Tone::Truth) => Colour::hex(0x00_68_a6),
            (Self::Light, Tone::Chance) => Colour::hex(0x78_7f_89),
            (Self::Light, Tone::Level) => Colour::hex(0x00_82_60),
            (Self::Dark, Tone::Belief) => Colour::hex(0xf5_8b_3d),
            (Self::Dark, Tone::Truth) => Colour::hex(0x5c_b6_ea),
            (Self::Dark, Tone::Chance) => Colour::hex(0x9a_a2_ac),
            (Self::Dark, Tone::Level) => Colour::hex(0x3d_c0_96),
            (Self::LightContrast, Tone::Belief) => Colour::hex(0x8c_36_00),
            (Self::LightContrast, Tone::Truth) => Colour::hex(0x00_4c_80),
            (Self::LightContrast, Tone::Chance) => Colour::hex(0x45_4b_53),
            (Self::LightContrast, Tone::Level) => Colour::hex(0x00_56_3f),
            (Self::DarkContrast, Tone::Belief) => Colour::hex(0xff_a8_66),
            (Self::DarkContrast, Tone::Truth) => Colour::hex(0x86_cd_ff),
            (Self::DarkContrast, Tone::Chance) => Colour::hex(0xc4_ca_d2),
            (Self::DarkContrast, Tone::Level) => Colour::hex(0x5f_de_b4),
        }
    }

    /// The same colour, dark or light enough to read words in.
    pub(super) const fn word(self, tone: Tone) -> Colour {
        match (self, tone) {
            (Self::Light, Tone::Belief) => Colour::hex(0xb2_47_00),
            (Self::Light, Tone::Chance) => Colour::hex(0x64_6b_75),
            (Self::Light, Tone::Level) => Colour::hex(0x00_75_56),
            _ => self.line(tone),
        }
    }
}

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Disc,
    Square,
    Cross,
    Triangle,
}

/// How the lines and marks of a series look, apart from the colour: the second cue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cue {
    /// Width of lines, in CSS pixels.
    pub width: f64,
    /// Lengths of dashes and gaps in CSS pixels, drawn with round ends; empty for a solid line.
    pub dash: &'static [f64],
    /// Whether marks stand along a line.
    pub marked: bool,
    /// The mark.
    pub shape: Shape,
}

/// The look of the `nth` series (from 0) of `tone` in a chart: a tone that repeats gets another dash.
pub(super) fn cue(tone: Tone, nth: usize) -> Cue {
    const SOLID: [&[f64]; 4] = [&[], &[9.0, 5.0], &[3.0, 5.0], &[9.0, 5.0, 0.1, 5.0]];
    const DASHED: [&[f64]; 4] = [&[5.0, 4.5], &[10.0, 4.5], &[5.0, 4.0, 0.1, 4.0], &[1.5, 4.0]];
    const DOTTED: [&[f64]; 4] = [&[0.1, 3.6], &[0.1, 6.5], &[0.1, 3.2, 0.1, 7.5], &[0.1, 10.0]];
    let (width, dashes, marked, shape) = match tone {
        Tone::Belief => (2.5, SOLID, false, Shape::Disc),
        Tone::Truth => (2.0, SOLID, true, Shape::Square),
        Tone::Chance => (1.75, DASHED, false, Shape::Cross),
        Tone::Level => (1.75, DOTTED, false, Shape::Triangle),
    };
    Cue { width, dash: dashes[nth % dashes.len()], marked, shape }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TONES: [Tone; 4] = [Tone::Belief, Tone::Truth, Tone::Chance, Tone::Level];

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Colour) -> f64 {
        let linear = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { libm::pow((v + 0.055) / 1.055, 2.4) }
        };
        let (r, g, b) = colour.rgb;
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn lines_and_words_stand_out_from_the_page() {
        let papers = [
            (Theme::Light, [0xff_ff_ff, 0xf8_f6_f1]),
            (Theme::Dark, [0x10_12_14, 0x1f_22_27]),
            (Theme::LightContrast, [0xff_ff_ff; 2]),
            (Theme::DarkContrast, [0x00_00_00; 2]),
        ];
        for (theme, pages) in papers {
            for page in pages.map(Colour::hex).into_iter().chain([theme.background()]) {
                for tone in TONES {
                    assert!(contrast(theme.line(tone), page) >= 3.0, "{theme:?} {tone:?} line");
                    assert!(contrast(theme.word(tone), page) >= 4.5, "{theme:?} {tone:?} word");
                }
                assert!(contrast(theme.palette().ink, page) >= 7.0);
                assert!(contrast(theme.palette().muted, page) >= 4.5);
                if matches!(theme, Theme::LightContrast | Theme::DarkContrast) {
                    assert!(TONES.iter().all(|tone| contrast(theme.line(*tone), page) >= 7.0), "{theme:?}");
                    assert!(contrast(theme.palette().muted, page) >= 12.0);
                }
            }
        }
    }

    #[test]
    fn tones_and_repeats_differ_in_more_than_colour() {
        let mut seen = Vec::new();
        for tone in TONES {
            for nth in 0..4 {
                let cue = cue(tone, nth);
                assert!(!seen.contains(&cue), "{tone:?} {nth}");
                seen.push(cue);
            }
        }
    }

    #[test]
    fn a_theme_is_read_by_name() {
        for (name, theme) in THEMES {
            assert_eq!(name.parse(), Ok(theme));
        }
        assert!("blue".parse::<Theme>().unwrap_err().to_string().contains("blue"));
    }
}
