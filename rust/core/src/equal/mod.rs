//! When two answers are equal: a ladder of rules, the cheapest first, each of which either decides or passes on.
//!
//! Spelling, plain numbers, exact values, rational functions in a prime field, values with error bounds, structures. "Can't
//! tell" is an outcome of its own and never an accept.

// Answers and truths go by single letters, as do the parts of a formula; `if let … else` hides which case is the rule.
// Lengths in bits are far from the ends of a word, and exponents become sizes behind a test of their sign.
#![allow(clippy::many_single_char_names, clippy::single_match_else, clippy::cast_possible_wrap, clippy::cast_sign_loss)]

mod ball;
mod bases;
mod budget;
mod cases;
mod chains;
mod choice;
mod closed;
mod complex;
mod computed;
mod conditions;
mod convert;
mod dates;
mod definitions;
mod exact;
mod families;
mod family;
mod field;
mod forms;
mod groups;
mod integers;
mod interval;
mod judge;
mod labelled;
mod labels;
mod letters;
mod lists;
mod logic;
mod magnitude;
mod marks;
mod matrices;
mod names;
mod notation;
mod notations;
mod numbers;
mod numeric;
mod opaque;
mod opposites;
mod ordered;
mod pairing;
mod parameters;
mod parts;
mod phrases;
mod points;
mod policy;
mod polynomial;
mod products;
mod quantifiers;
mod quantities;
mod quick;
mod real;
mod reals;
mod relations;
mod restated;
mod rows;
mod rule;
mod segments;
mod series;
mod signs;
mod solve;
pub(crate) mod spell;
mod spelled;
mod surds;
#[cfg(test)]
mod tests;
mod tolerance;
mod truth;
mod values;
mod walk;
mod written;

pub(crate) use budget::count_steps;
pub(crate) use computed::read_computed;
pub(crate) use magnitude::{Magnitude, is_formula, spell_key};
pub use policy::{Options, Positive, Units};
pub use restated::{Said, compare_read, is_said_again};
pub(crate) use restated::{compare_noted, same_value};
pub use rule::{Decision, Relation, Rule};
pub use truth::Truth;

use crate::answer;

/// Compares an answer with a truth and says which rule decided.
///
/// ```
/// use rewards_core::equal::{Options, Relation, Truth, compare};
/// let truth = Truth::new("3/8");
/// assert_eq!(compare("0.375", &truth, &Options::default()).relation, Relation::Equal);
/// assert_eq!(compare("0.38", &truth, &Options::default()).relation, Relation::Close);
/// ```
pub fn compare(answer: &str, truth: &Truth, options: &Options) -> Decision {
    if let (Some(plain), Some(own)) = (truth.plain(), quick::read_amount(answer))
        && let Some(relation) = quick::compare_plain(own, plain, options)
    {
        // A sign of currency that the other side has not is weighed as a unit is; what is near is near as a number.
        let unit = relation != Relation::Close && answer.starts_with('$');
        return Decision { relation, rule: if unit { Rule::Unit } else { Rule::Number } };
    }
    judge::decide(answer, truth, options)
}

/// [`compare`] of what a statement says, which may have been read already.
fn compare_value(said: &Said<'_>, truth: &Truth, options: &Options) -> Decision {
    match said.read {
        Some(read) if read.plain().is_none() && read.value() == said.value => {
            judge::decide_read(said.value, Some(read.reading()), truth, options)
        }
        _ => compare(said.value, truth, options),
    }
}

/// Whether two texts say the same, the second being the truth where the rules on decimals differ.
///
/// ```
/// use rewards_core::equal::math_equal;
/// assert!(math_equal("1/2", r"\frac{1}{2}"));
/// assert!(!math_equal("0.33", "1/3"));
/// ```
pub fn math_equal(a: &str, b: &str) -> bool {
    math_equal_by(a, b, &Options::default())
}

/// [`math_equal`] by the options of a caller.
pub fn math_equal_by(a: &str, b: &str, options: &Options) -> bool {
    if let (Some(a), Some(b)) = (quick::read_plain(a), quick::read_plain(b))
        && a == b
    {
        return true;
    }
    let read = answer::read(a, 0..a.len(), None);
    compare_read(&Said::of(a, &read), &Truth::new(b), options).relation.is_accepted()
}

/// How a text was read, printed back in LaTeX.
pub fn read(text: &str) -> String {
    judge::read(text)
}
