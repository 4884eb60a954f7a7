//! Numerals in a stated base.

use crate::expr::Tree;
use crate::limits;
use crate::number::{Exact, Form};

use super::judge::Judge;
use super::{Decision, Relation, Rule, products, values};

/// The value of a numeral: digits and capitals, at most one point.
pub(super) fn read_based(digits: &str, base: u32) -> Option<Exact> {
    if !(2..=36).contains(&base) || digits.len() > limits::BASED_DIGITS {
        return None;
    }
    let base = Exact::from_i64(i64::from(base));
    let mut value = Exact::ZERO;
    let mut scale: Option<Exact> = None;
    for c in digits.chars().filter(|c| !c.is_whitespace() && *c != ',') {
        if c == '.' && scale.is_none() {
            scale = Some(Exact::ONE);
            continue;
        }
        let digit = Exact::from_i64(i64::from(c.to_digit(36)?));
        if digit >= base {
            return None;
        }
        value = value.mul(&base)?.add(&digit)?;
        if let Some(scale) = &mut scale {
            *scale = scale.mul(&base)?;
        }
    }
    match scale {
        Some(scale) => value.div(&scale),
        None => Some(value),
    }
}

/// Relates numerals of which one at least states a base. A base that only one side states is left out.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let by = |equal| Some(Decision::equal_if(equal, Rule::Base));
    match (a, t) {
        (Tree::Based(x, p), Tree::Based(y, q)) => match (read_based(x, *p), read_based(y, *q)) {
            (Some(x), Some(y)) => by(x == y),
            _ => by(p == q && x == y),
        },
        // A digit that the base does not have makes it no numeral at all.
        (Tree::Based(digits, base), _) | (_, Tree::Based(digits, base)) if read_based(digits, *base).is_none() => {
            by(false)
        }
        (Tree::Based(digits, _), other) | (other, Tree::Based(digits, _)) => match other {
            // "2516 base 8" says the base itself.
            Tree::Number(_) if judge.is_qualified() => by(false),
            // A number in words has no digits that could be the same.
            Tree::Number(number) if !matches!(number.form, Form::Integer | Form::Decimal) => by(false),
            // "2516" beside "2516_8": the same digits, the base is known from the question.
            Tree::Number(_) => {
                // To give the value, or the digits that it was asked for, is no conversion: that is another number.
                let plain = crate::number::parse(digits).map(Tree::Number);
                by(plain.is_some_and(|plain| values::relate(judge, other, &plain).relation == Relation::Equal))
            }
            Tree::Symbol(name) => by(*name == *digits),
            // One index more on either side: each step takes one off.
            Tree::Indexed(inner, _) if matches!(a, Tree::Based(..)) => relate(judge, a, inner),
            Tree::Indexed(inner, _) => relate(judge, inner, t),
            // Arithmetic with numerals of stated bases has a value, and so has the numeral beside it.
            other if holds_based(other) => {
                let plain = |tree: &Tree| match tree {
                    Tree::Based(digits, base) => read_based(digits, *base).map(|value| products::write(&value)),
                    other => Some(other.clone()),
                };
                let (a, t) = (plain(a)?, plain(t)?);
                Some(values::relate(judge, &a, &t))
            }
            _ => by(false),
        },
        // "100100_b": an index that is no base, beside the digits alone.
        (Tree::Indexed(inner, index), Tree::Number(_)) if is_unknown_base(inner, index) => {
            by(values::relate(judge, inner, t).relation == Relation::Equal)
        }
        (Tree::Number(_), Tree::Indexed(inner, index)) if is_unknown_base(inner, index) => {
            by(values::relate(judge, a, inner).relation == Relation::Equal)
        }
        _ => None,
    }
}

/// Whether a numeral in a stated base stands in a tree.
fn holds_based(tree: &Tree) -> bool {
    matches!(tree, Tree::Based(..)) || tree.children().any(holds_based)
}

/// Whether a numeral's index names a base by a letter.
fn is_unknown_base(inner: &Tree, index: &Tree) -> bool {
    matches!((inner, index), (Tree::Number(_), Tree::Symbol(_)))
}
