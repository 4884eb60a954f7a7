//! Equality (stand-in).

/// Which rung decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Spelling.
    Spelling,
}

impl Rule {
    /// The slug.
    pub fn as_str(self) -> &'static str {
        "spelling"
    }
}

/// Are the two equal?
pub fn math_equal(a: &str, b: &str) -> bool {
    a.trim() == b.trim()
}
