//! The rungs for single values: exact numbers first.

use crate::expr::Tree;

use super::judge::Judge;
use super::numbers::{self, Given};
use super::walk::Stop;
use super::{Decision, Relation, Rule, bases, exact, names};

/// The number that a tree is, with the digits it is given to.
pub(super) fn read_given(tree: &Tree) -> Result<Given, Stop> {
    match tree {
        Tree::Number(number) => Ok(Given::from_number(number)),
        Tree::Neg(inner) => {
            let inner = read_given(inner)?;
            Ok(Given { value: inner.value.neg(), decimal: inner.decimal })
        }
        Tree::Percent(inner) => {
            let mut inner = read_given(inner)?;
            inner.value = exact::evaluate(tree)?;
            if let Some(digits) = &mut inner.decimal {
                digits.places += 2;
            }
            Ok(inner)
        }
        _ => Ok(Given::exact(exact::evaluate(tree)?)),
    }
}

/// Whether nothing is left to do in a tree: no sum, difference, product or quotient of plain numbers but a fraction and a
/// power of ten with its factor.
pub(super) fn is_evaluated(tree: &Tree) -> bool {
    let rational = |items: &[Tree]| items.iter().filter(|item| exact::evaluate(item).is_ok()).count() > 1;
    let own = match tree {
        Tree::Sum(terms) => !rational(terms),
        Tree::Product(factors) => !rational(factors) || is_scientific(factors),
        Tree::Quotient(a, b) => {
            names::is_plain_number(tree) || exact::evaluate(a).is_err() || exact::evaluate(b).is_err()
        }
        _ => true,
    };
    own && (matches!(tree, Tree::Product(_)) && is_product_scientific(tree)
        || tree.children().into_iter().all(is_evaluated))
}

/// A numeral times a power of ten.
fn is_scientific(factors: &[Tree]) -> bool {
    let [factor, Tree::Power(base, exponent)] = factors else { return false };
    names::is_plain_number(factor)
        && names::is_plain_number(exponent)
        && matches!(&**base, Tree::Number(number) if number.value.to_i64() == Some(10))
}

fn is_product_scientific(tree: &Tree) -> bool {
    matches!(tree, Tree::Product(factors) if is_scientific(factors))
}

/// Relates two values.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Decision {
    if let Some(decision) = bases::relate(judge, a, t) {
        return decision;
    }
    match (read_given(a), read_given(t)) {
        (Ok(own), Ok(theirs)) => {
            let relation = numbers::relate(&own, &theirs, judge.options);
            let exactly = own.value == theirs.value;
            let rule = if relation == Relation::Equal && !exactly { Rule::Rounding } else { Rule::Number };
            if is_evaluated(a) || !names::is_plain_number(t) {
                return Decision::new(relation, rule);
            }
            // What is left to do is not a number yet: equal is nearly right, near is not.
            let relation = if relation == Relation::Equal { Relation::NotEvaluated } else { Relation::Different };
            Decision::new(relation, rule)
        }
        (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => Decision::new(Relation::Different, Rule::Number),
        (own, theirs) => {
            let same = a == t;
            let past = matches!(own, Err(Stop::Budget)) || matches!(theirs, Err(Stop::Budget));
            let relation = match (same, past) {
                (true, _) => Relation::Equal,
                (false, true) => Relation::Budget,
                (false, false) => Relation::Different,
            };
            Decision::new(relation, Rule::Structure)
        }
    }
}
