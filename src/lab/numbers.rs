//! Numbers read from text and written as JSON without the tables of powers of ten with which std and serde_json are
//! faster at it: 20 KB in each of the page's modules, of which compression leaves 10.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// The nearest number to what `text` says in decimal digits, as `str::parse` has it; spaces around it are left out.
pub(crate) fn read(text: &str) -> Option<f64> {
    lexical_core::parse(text.trim().as_bytes()).ok()
}

/// `value` as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    let mut written = Vec::new();
    let told = value.serialize(&mut Serializer::with_formatter(&mut written, Plain));
    told.ok().and_then(|()| String::from_utf8(written).ok()).unwrap_or_default()
}

/// Numbers as Rust shows them: the shortest digits that are read as the same number.
struct Plain;

impl Formatter for Plain {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn what_is_written_is_read_as_the_same_number() {
        let mut rng = Rng::stream(3, "numbers");
        for _ in 0..100_000 {
            let number = f64::from_bits(u64::from(rng.bits()) << 32 | u64::from(rng.bits()));
            if number.is_finite() {
                assert_eq!(read(&json(&number)), Some(number));
                assert_eq!(json(&number).parse(), Ok(number));
            }
        }
    }

    #[test]
    fn numbers_are_read_as_std_reads_them() {
        // The last three lie half between two numbers, or a hair beside it.
        for text in [
            "0",
            "-0",
            "+1",
            "1.",
            ".5",
            "5e-324",
            "2e-324",
            "1.7976931348623157e308",
            "1e-7",
            "1E3",
            " 12 ",
            "9007199254740993",
            "9007199254740993.00000000000000000000000000000001",
            "0.500000000000000166533453693773481063544750213623046875",
        ] {
            assert_eq!(read(text).map(f64::to_bits), Some(text.trim().parse::<f64>().unwrap().to_bits()), "{text}");
        }
        for text in ["", " ", "1x", "0x10", "1,5", "--1", "e5", "1e", "."] {
            assert_eq!(read(text), None, "{text}");
            assert!(text.trim().parse::<f64>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_has_no_value_is_null() {
        assert_eq!(json(&[f64::NAN, f64::INFINITY, 0.1, -0.0, 1e300]), "[null,null,0.1,-0.0,1e300]");
    }
}
