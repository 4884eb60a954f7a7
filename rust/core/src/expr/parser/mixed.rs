//! Numbers that several signs make: mixed numbers and numbers with a scale.

use super::super::tree::Tree;
use crate::number::{self, Form};

/// The mixed number of a whole number and a fraction smaller than one.
pub(super) fn mixed(whole: &Tree, numerator: &number::Number, denominator: &number::Number) -> Option<Tree> {
    let Tree::Number(whole) = whole else { return None };
    let integer = |value: &number::Number| (value.form == Form::Integer).then(|| value.value.to_string());
    if numerator.value >= denominator.value || numerator.value.is_zero() {
        return None;
    }
    let text = format!("{} {}/{}", integer(whole)?, integer(numerator)?, integer(denominator)?);
    number::parse(&text).filter(|number| number.form == Form::Mixed).map(Tree::Number)
}

/// The mixed number of a whole number and a tree that is a fraction, under a percent or degree sign.
pub(super) fn mixed_with(whole: &Tree, fraction: &Tree) -> Option<Tree> {
    match fraction {
        Tree::Quotient(above, below) => match (&**above, &**below) {
            (Tree::Number(above), Tree::Number(below)) => mixed(whole, above, below),
            _ => None,
        },
        Tree::Percent(inner) => mixed_with(whole, inner).map(|mixed| Tree::Percent(Box::new(mixed))),
        Tree::Degree(inner) => mixed_with(whole, inner).map(|mixed| Tree::Degree(Box::new(mixed))),
        _ => None,
    }
}

/// The word of scale that a text begins with, and the rest of it.
pub(super) fn scale_of(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    matches!(word, "thousand" | "million" | "billion" | "trillion").then(|| (word, rest.trim()))
}

/// A number times what a word says: `2.5 million`.
pub(super) fn scaled(value: &number::Number, word: &str) -> Option<number::Number> {
    let text = format!("{} {word}", value.value);
    number::parse(&text).filter(|number| number.form == Form::Scaled)
}
