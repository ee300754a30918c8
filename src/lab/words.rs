//! Numbers as sentences and captions have them.

/// With one decimal and a true minus sign; what rounds to zero is zero.
pub fn tenths(x: f64) -> String {
    signed(format!("{x:.1}"))
}

/// With two decimals, likewise.
pub fn hundredths(x: f64) -> String {
    signed(format!("{x:.2}"))
}

fn signed(text: String) -> String {
    match text.strip_prefix('-') {
        None => text,
        Some(size) if size.bytes().all(|b| b == b'0' || b == b'.') => size.into(),
        Some(size) => format!("\u{2212}{size}"),
    }
}

/// A whole number with its thousands set apart.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_people_write_them() {
        assert_eq!([-0.04, 0.0, 1.25, -12.34].map(tenths), ["0.0", "0.0", "1.2", "\u{2212}12.3"]);
        assert_eq!([-0.004, -0.006, 3.0].map(hundredths), ["0.00", "\u{2212}0.01", "3.00"]);
        assert_eq!([0, 999, 1_000, 65_536, 1_000_000].map(thousands), ["0", "999", "1,000", "65,536", "1,000,000"]);
    }
}
