//! Answers that are one plain value: how large it is, so that most pairs of different values need no comparison, and its exact
//! value, which all of its spellings share.

use crate::expr::{Constant, Tree, Unit};
use crate::number::Exact;

use super::budget::Budget;
use super::numbers::read_digits;
use super::numeric::{self, Point};
use super::{Truth, exact};

/// The size of a value: bounds, the unit of its last digit where it is a decimal, which may stand for other values, and the unit
/// of measure behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Magnitude {
    low: f64,
    high: f64,
    grain: f64,
    unit: Option<Unit>,
}

/// How far apart values must lie, as a part of their size, to be different for certain.
const APART: f64 = 1e-9;

impl Magnitude {
    /// The size of what a text says, where that is one value without a letter or another reading.
    pub(crate) fn read(truth: &Truth) -> Option<Self> {
        if let Some(plain) = truth.plain() {
            let grain = 10_f64.powi(-i32::from(plain.places));
            let value = plain.mantissa as f64 * grain;
            let grain = if plain.places > 0 { grain } else { 0.0 };
            return Some(Self { low: value, high: value, grain, unit: None });
        }
        let (tree, unit) = match one_tree(truth)? {
            Tree::Quantity(core, unit) if unit.known => (&**core, Some(unit.clone())),
            tree => (tree, None),
        };
        if !is_value(tree) {
            return None;
        }
        let number = match tree {
            Tree::Neg(inner) => inner,
            other => other,
        };
        let grain = match number {
            Tree::Number(number) => read_digits(number).map_or(0.0, |digits| 10_f64.powf(-(digits.places as f64))),
            // A decimal inside a formula is given to digits that are not worked out here.
            _ if has_decimal(tree) => return None,
            _ => 0.0,
        };
        let (value, _) = numeric::evaluate(tree, &Point::NOWHERE, &Budget::for_bytes(truth.text().len())).ok()?;
        let (low, high) = value.re.bounds();
        (value.is_real() && value.re.is_finite() && grain.is_finite()).then_some(Self { low, high, grain, unit })
    }

    /// Whether two values are too far apart to be equal, or to be roundings of each other. Two units may be of different size.
    pub(crate) fn is_apart(&self, other: &Self) -> bool {
        if self.unit.is_some() && other.unit.is_some() && self.unit != other.unit {
            return false;
        }
        let gap = (self.low - other.high).max(other.low - self.high);
        let size = self.high.abs().max(other.high.abs()).max(self.low.abs()).max(other.low.abs());
        gap > 2.0 * self.grain.max(other.grain) + APART * size
    }
}

/// The canonical spelling of the exact value that a text says, of the letter that it chooses, or of its words; none for what has
/// no such spelling.
pub(crate) fn spell_key(truth: &Truth) -> Option<String> {
    if truth.is_plain_number() || one_tree(truth).is_some_and(is_value) {
        return read_exact(truth).map(|value| value.to_string());
    }
    let reading = truth.reading();
    reading.chosen_letter().map(String::from).or_else(|| reading.plain_words().map(str::to_owned))
}

fn read_exact(truth: &Truth) -> Option<Exact> {
    let tree = truth.reading().tree.as_ref().ok()?;
    exact::evaluate(tree, &Budget::for_bytes(truth.text().len())).ok()
}

/// Whether a text is a formula of letters and numbers without decimals, and nothing else.
pub(crate) fn is_formula(truth: &Truth) -> bool {
    one_tree(truth).is_some_and(|tree| is_algebra(tree) && !has_decimal(tree))
}

/// The tree of a text that has no other reading.
fn one_tree(truth: &Truth) -> Option<&Tree> {
    let reading = truth.reading();
    let tree = reading.tree.as_ref().ok()?;
    (truth.value() == truth.text() && reading.has_one_reading()).then_some(tree)
}

fn is_algebra(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(_) | Tree::Constant(Constant::Pi | Constant::E | Constant::I) => true,
        Tree::Number(number) => !number.ambiguous,
        Tree::Sum(_) | Tree::Product(_) | Tree::Neg(_) | Tree::Quotient(..) | Tree::Power(..) | Tree::Root(..) => {
            tree.children().all(is_algebra)
        }
        _ => false,
    }
}

/// Whether a tree is arithmetic on numbers. What could be a date, a score or a range of years (`5/3/2024`, `3-2`) is not.
fn is_value(tree: &Tree) -> bool {
    match tree {
        Tree::Number(number) => !number.ambiguous,
        Tree::Constant(constant) => *constant == Constant::Pi,
        Tree::Neg(inner) => is_value(inner),
        Tree::Sum(terms) => {
            let is_numeral = |term: &Tree| match term {
                Tree::Neg(inner) => matches!(**inner, Tree::Number(_)),
                term => matches!(term, Tree::Number(_)),
            };
            !terms.iter().all(is_numeral) && terms.iter().all(is_value)
        }
        Tree::Product(factors) => factors.iter().all(is_value),
        Tree::Quotient(above, below) => {
            is_value(above) && is_value(below) && !matches!(**below, Tree::Product(_) | Tree::Quotient(..))
        }
        Tree::Power(base, exponent) => is_value(base) && is_value(exponent),
        Tree::Root(radicand, index) => is_value(radicand) && index.as_deref().is_none_or(is_value),
        Tree::Factorial(inner, 1) => is_value(inner),
        Tree::Binomial(n, k) => is_value(n) && is_value(k),
        _ => false,
    }
}

fn has_decimal(tree: &Tree) -> bool {
    match tree {
        Tree::Number(number) => read_digits(number).is_some(),
        tree => tree.children().any(has_decimal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::equal::math_equal;

    const TEXTS: [&str; 56] = [
        "0",
        "5",
        "-5",
        "12",
        "120",
        "0.5",
        "0.33",
        "0.3333",
        "1/3",
        r"\frac{1}{2}",
        "3/8",
        "0.375",
        "25",
        "2.50",
        "2 1/2",
        "3.14",
        r"\pi",
        r"16\pi",
        r"\sqrt{2}",
        r"\frac{\sqrt{2}}{2}",
        "1.41",
        r"5!",
        r"\binom{10}{3}",
        r"3\cdot 10^8",
        "300000000",
        "4.8e10",
        "4.82e10",
        r"2+\sqrt{3}",
        "3.732",
        "2024/5/3",
        "2024-5-3",
        "5/3/2024",
        "3-2",
        "1",
        "1:2",
        "50%",
        "$5",
        "5 cm",
        "x",
        "1,5",
        "50 mm",
        "5 dozen",
        "60",
        "60 min",
        "1 h",
        "5 m",
        "500 cm",
        "$0.05",
        "5 cents",
        "300 K",
        "2 gross",
        "288",
        "12 hundred",
        "1200",
        "90 degrees",
        "5.0 cm",
    ];

    fn magnitude(text: &str) -> Option<Magnitude> {
        Magnitude::read(&Truth::new(text))
    }

    #[test]
    fn what_is_apart_is_never_equal() {
        let mut apart = 0;
        for (a, b) in TEXTS.iter().flat_map(|a| TEXTS.iter().map(move |b| (a, b))) {
            if let (Some(one), Some(other)) = (magnitude(a), magnitude(b))
                && one.is_apart(&other)
            {
                apart += 1;
                assert!(!math_equal(a, b), "{a} {b}");
            }
        }
        assert!(apart > 600, "{apart}");
    }

    #[test]
    fn plain_values_have_a_size_and_nothing_else_has() {
        for text in ["12", "-3/4", r"\frac{\sqrt{2}}{2}", r"16\pi", "2 1/2", "1e-7", r"2+\sqrt{3}", "twelve", "5 cm"] {
            assert!(magnitude(text).is_some(), "{text}");
        }
        for text in
            ["x", "50%", "3-2", "2024-5-3", "5/3/2024", "1:2", "B", "1,5", "1011_2", "(1,2)", r"\log 3", "2+3i", ""]
        {
            assert_eq!(magnitude(text), None, "{text}");
        }
    }

    #[test]
    fn formulas_are_equal_in_both_directions_or_in_none() {
        const FORMULAS: [&str; 16] = [
            "x+1",
            "1+x",
            "(x+1)^2",
            "x^2+2x+1",
            "ab",
            "ba",
            "AB",
            "BA",
            "4k+1",
            "4k+5",
            r"\sqrt{x^2}",
            "x",
            "2x",
            r"\frac{x}{y}",
            r"\frac{x^2-1}{x-1}",
            "2-x",
        ];
        let is_formula = |text: &str| super::is_formula(&Truth::new(text));
        for (a, b) in FORMULAS.iter().flat_map(|a| FORMULAS.iter().map(move |b| (a, b))) {
            if is_formula(a) && is_formula(b) {
                assert_eq!(math_equal(a, b), math_equal(b, a), "{a} {b}");
            }
        }
        for (text, formula) in
            [("x+1", true), (r"\frac{x}{y}", true), ("0.5x", false), ("x=1", false), ("B", false), ("5 cm", false)]
        {
            assert_eq!(is_formula(text), formula, "{text}");
        }
    }

    #[test]
    fn neighbours_of_a_decimal_are_not_apart() {
        for (a, b, apart) in
            [("0.33", "1/3", false), ("0.33", "0.36", true), ("3.14", r"\pi", false), ("4.8e10", "4.82e10", false)]
        {
            assert_eq!(magnitude(a).unwrap().is_apart(&magnitude(b).unwrap()), apart, "{a} {b}");
        }
    }

    #[test]
    fn spellings_of_one_exact_value_share_a_key() {
        let key = |text: &str| spell_key(&Truth::new(text));
        for (texts, wanted) in [
            (["1/2", "0.50", r"\frac{3}{6}", "one half"].as_slice(), "0.5"),
            (&["120", "1.2e2", r"5!", r"\binom{10}{3}", r"\sqrt{14400}"], "120"),
            (&["2/6", r"\frac13", r"0.\overline{3}"], "1/3"),
            (&["B", "(B)", r"\textbf{(B)}"], "B"),
            (&["Paris", "paris.", r"\text{Paris}"], "paris"),
        ] {
            for text in texts {
                assert_eq!(key(text).as_deref(), Some(wanted), "{text}");
            }
        }
        for text in [r"\sqrt{2}", "x+1", "(1, 2)", "5 cm", "50%", "2024-5-3", ""] {
            assert_eq!(key(text), None, "{text}");
        }
    }
}
