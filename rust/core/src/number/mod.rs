//! Numbers as people and models write them, read exactly.

/// An exact value (stand-in).
#[derive(Clone, Debug, PartialEq)]
pub struct Exact(pub f64);

impl Exact {
    /// From a machine integer.
    pub fn from_i64(value: i64) -> Self {
        Self(value as f64)
    }
}

/// A number (stand-in).
#[derive(Clone, Debug)]
pub struct Number {
    /// Its value.
    pub value: Exact,
}

/// Reads a whole numeral (stand-in).
pub fn parse(text: &str) -> Option<Number> {
    let text = text.trim();
    if let Some((a, b)) = text.split_once('/') {
        return Some(Number { value: Exact(a.parse::<f64>().ok()? / b.parse::<f64>().ok()?) });
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| Number { value: Exact(value) })
}
