//! Axes: from data to a range, ticks and their labels.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::lab::{Axis, Scale};

/// Values beyond this are treated like infinite ones, so that differences stay finite.
const HUGE: f64 = 1e250;

/// An axis with its range and ticks.
#[derive(Clone, Debug)]
pub(super) struct Span {
    low: f64,
    high: f64,
    log: bool,
    /// Where ticks stand and what they say, rising.
    pub ticks: Vec<(f64, String)>,
}

/// Whether `value` has a place on a linear or a log axis.
fn usable(value: f64, log: bool) -> bool {
    value.abs() <= HUGE && (!log || value >= 1.0 / HUGE)
}

impl Span {
    /// The least range of `axis`, grown to hold `data`.
    pub fn new(axis: &Axis, data: impl Iterator<Item = f64>) -> Self {
        let log = axis.scale == Scale::Log;
        let (a, b) = axis.range;
        let mut least = (f64::INFINITY, f64::NEG_INFINITY);
        for end in [a, b].into_iter().filter(|&v| usable(v, log)) {
            least = (f64::min(least.0, end), f64::max(least.1, end));
        }
        let mut held = least;
        for value in data.filter(|&v| usable(v, log)) {
            held = (f64::min(held.0, value), f64::max(held.1, value));
        }
        if held.0 > held.1 {
            (least, held) = ((1.0, 10.0), (1.0, 10.0));
        }
        let (mut low, mut high) = held;
        if log {
            if high / low < 1.1 {
                (low, high) = (low / 2.0, high * 2.0);
            }
        } else {
            let size = f64::max(low.abs(), high.abs());
            if high - low <= size * 1e-9 {
                let pad = if size == 0.0 { 0.5 } else { size * 0.05 };
                (low, high) = (low - pad, high + pad);
            }
            // An end that data pushed out goes on to a round number, lest the range tremble.
            let step = step(high - low, 6);
            if held.0 < least.0 {
                low = (low / step).floor() * step;
            }
            if held.1 > least.1 {
                high = (high / step).ceil() * step;
            }
        }
        Self { low, high, log, ticks: Vec::new() }
    }

    /// Whether `value` has a place here.
    pub fn holds(&self, value: f64) -> bool {
        usable(value, self.log)
    }

    /// Where `value` stands, from 0 at the low end to 1 at the high end.
    pub fn unit(&self, value: f64) -> f64 {
        let at = if self.log {
            libm::log10(value / self.low) / libm::log10(self.high / self.low)
        } else {
            (value - self.low) / (self.high - self.low)
        };
        at.clamp(-1.0, 2.0)
    }

    /// `value` in words, as exactly as it can be seen: to the tenth power below a pixel or so, or on a log axis to three
    /// digits; or as a whole number.
    pub fn text(&self, value: f64, whole: bool) -> String {
        let largest = f64::max(self.low.abs(), self.high.abs());
        // In full where that can be read.
        let largest = if (1e-4..1e12).contains(&largest) { 1.0 } else { 1e15 };
        let seen = if self.log { value / 99.0 } else { (self.high - self.low) / 500.0 };
        let step = if whole { 1.0 } else { libm::pow(10.0, libm::log10(seen).floor()) };
        label((value / step).round() * step, largest, step)
    }

    /// The value that a bar or an area stands on.
    pub fn floor(&self) -> f64 {
        if self.log { self.low } else { 0.0_f64.clamp(self.low, self.high) }
    }

    /// Whether 0 is strictly within the range.
    pub fn crosses_zero(&self) -> bool {
        !self.log && self.low < 0.0 && self.high > 0.0
    }

    /// Sets at most about `count` ticks at nice places.
    pub fn set_ticks(&mut self, count: usize) {
        self.ticks = if self.log { self.log_ticks(count) } else { self.linear_ticks(count) };
    }

    fn linear_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let step = step(self.high - self.low, count);
        let first = (self.low / step - 1e-6).ceil();
        let last = (self.high / step + 1e-6).floor();
        let n = (last - first).clamp(0.0, 40.0) as u32;
        let values = (0..=n).map(|i| (first + f64::from(i)) * step + 0.0);
        let largest = f64::max(self.low.abs(), self.high.abs());
        values.map(|v| (v, label(v, largest, step))).collect()
    }

    fn log_ticks(&self, count: usize) -> Vec<(f64, String)> {
        let (low, high) = (libm::log10(self.low), libm::log10(self.high));
        let powers = (high + 1e-9).floor() - (low - 1e-9).ceil() + 1.0;
        let every = (powers / count.max(1) as f64).ceil().max(1.0);
        let mut ticks = Vec::new();
        let mut power = (low - 1e-9).floor();
        while power <= high + 1e-9 && ticks.len() < 60 {
            let digits: &[f64] = if powers >= 2.0 { &[1.0] } else { &[1.0, 2.0, 5.0] };
            for digit in digits {
                let at = power + libm::log10(*digit);
                if at >= low - 1e-9 && at <= high + 1e-9 && (power / every).fract() == 0.0 {
                    let value = digit * libm::pow(10.0, power);
                    ticks.push((value, label(value, value, value)));
                }
            }
            power += 1.0;
        }
        if ticks.len() < 2 { self.linear_ticks(count) } else { ticks }
    }
}

/// The nice step (1, 2, 2.5 or 5 times a power of 10) that divides `range` into at most `count` parts or so.
fn step(range: f64, count: usize) -> f64 {
    let raw = range / count.max(1) as f64;
    let power = libm::pow(10.0, libm::log10(raw).floor());
    let lead = raw / power;
    let nice = [1.0, 2.0, 2.5, 5.0].into_iter().find(|nice| lead <= nice * 1.0001).unwrap_or(10.0);
    nice * power
}

/// `value` in words that tell it from its neighbours a `step` away, on an axis that goes up to `largest`.
fn label(value: f64, largest: f64, step: f64) -> String {
    let magnitude = |v: f64| (libm::log10(v) + 1e-9).floor() as i32;
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let size = value.abs();
    if size < step * 1e-6 {
        return "0".into();
    }
    let (unit, name) = match largest {
        l if l >= 1e15 => (0.0, ""),
        l if l >= 1e12 => (1e12, "T"),
        l if l >= 1e9 => (1e9, "G"),
        l if l >= 1e6 => (1e6, "M"),
        l if l >= 1e5 => (1e3, "k"),
        l if l < 1e-4 => (0.0, ""),
        _ => (1.0, ""),
    };
    // A step of 2.5 needs a digit more than its size tells.
    let step = if unit == 0.0 { step } else { step / unit };
    let part = step / libm::pow(10.0, f64::from(magnitude(step)));
    let extra = i32::from((part - part.round()).abs() > 1e-6);
    if unit == 0.0 {
        let power = magnitude(size);
        let digits = (power - magnitude(step) + extra).clamp(0, 6) as usize;
        let lead = size / libm::pow(10.0, f64::from(power));
        let minus = if power < 0 { "\u{2212}" } else { "" };
        return format!("{sign}{lead:.digits$}e{minus}{}", power.abs());
    }
    let digits = (extra - magnitude(step)).clamp(0, 9) as usize;
    let plain = format!("{:.digits$}", size / unit);
    let whole = plain.find('.').unwrap_or(plain.len());
    let mut text = String::from(sign);
    for (i, c) in plain.char_indices() {
        if i > 0 && i < whole && (whole - i) % 3 == 0 {
            text.push(',');
        }
        text.push(c);
    }
    text + name
}

impl Ranged for Span {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + (self.unit(*value) * f64::from(to - from)).round() as i32
    }

    fn key_points<H: KeyPointHint>(&self, hint: H) -> Vec<f64> {
        // plotters asks twice: once for a finer grid, of which there is none.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.iter().map(|tick| tick.0).collect() }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Span {
    fn format_ext(&self, value: &f64) -> String {
        self.ticks.iter().find(|tick| tick.0 == *value).map_or_else(String::new, |tick| tick.1.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(scale: Scale, range: (f64, f64), data: &[f64], count: usize) -> Vec<String> {
        let axis = Axis { label: "".into(), unit: "".into(), scale, range };
        let mut span = Span::new(&axis, data.iter().copied());
        span.set_ticks(count);
        assert!(data.iter().filter(|v| span.holds(**v)).all(|v| (-1e-9..=1.0 + 1e-9).contains(&span.unit(*v))));
        span.ticks.into_iter().map(|tick| tick.1).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        use Scale::{Linear, Log};
        assert_eq!(ticks(Linear, (0.0, 1.0), &[], 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"].map(trim));
        assert_eq!(ticks(Linear, (0.0, 4000.0), &[], 4), ["0", "1,000", "2,000", "3,000", "4,000"]);
        assert_eq!(ticks(Linear, (-5.0, 5.0), &[17.0], 5), ["\u{2212}5", "0", "5", "10", "15", "20"]);
        assert_eq!(ticks(Linear, (0.0, 2e6), &[], 4), ["0", "0.5M", "1.0M", "1.5M", "2.0M"]);
        assert_eq!(ticks(Log, (1.0, 1000.0), &[], 5), ["1", "10", "100", "1,000"]);
        assert_eq!(ticks(Log, (2.0, 30.0), &[], 5), ["2", "5", "10", "20"]);
        assert_eq!(ticks(Log, (1e-3, 1e3), &[], 4), ["0.01", "1", "100"]);
        assert_eq!(ticks(Log, (1e-8, 1e-2), &[], 4), ["1e\u{2212}8", "1e\u{2212}6", "0.0001", "0.01"]);
    }

    fn trim(text: &str) -> String {
        if text == "0.0" { "0".into() } else { text.into() }
    }

    #[test]
    fn strange_ranges_give_few_and_different_ticks() {
        let strange = [
            (0.0, 0.0),
            (7.0, 7.0),
            (-1e300, 1e300),
            (f64::NAN, f64::INFINITY),
            (1e-9, 3e-9),
            (5.0, -5.0),
            (1e9, 1e9 + 1.0),
            (-3e5, 2e-5),
        ];
        for range in strange {
            for data in [&[][..], &[1.0], &[-1e240, 1e240], &[f64::NAN, 3.0, f64::INFINITY], &[1e-200, 2e-200]] {
                for scale in [Scale::Linear, Scale::Log] {
                    for count in [2, 4, 6] {
                        let labels = ticks(scale, range, data, count);
                        assert!(labels.len() <= 2 * count + 3, "{range:?} {data:?} {labels:?}");
                        let mut unique = labels.clone();
                        unique.dedup();
                        assert_eq!(labels, unique, "{range:?} {data:?} {scale:?}");
                        assert!(labels.iter().all(|l| !l.contains("NaN") && !l.contains("inf")), "{labels:?}");
                    }
                }
            }
        }
    }
}
