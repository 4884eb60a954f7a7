//! The rungs for single values: exact numbers, rational functions in prime fields, values at points.

use crate::expr::Tree;
use crate::limits;
use crate::number::Exact;

use super::budget::Budget;
use super::field::{self, Verdict};
use super::judge::Judge;
use super::numbers::{self, Given};
use super::points::{self, Setting};
use super::walk::Stop;
use super::{Decision, Relation, Rule, bases, exact, letters, names, opaque};

/// The number that a tree is, with the digits it is given to.
pub(super) fn read_given(tree: &Tree, budget: &Budget) -> Result<Given, Stop> {
    match tree {
        Tree::Number(number) => Ok(Given::from_number(number)),
        Tree::Neg(inner) => {
            let inner = read_given(inner, budget)?;
            Ok(Given { value: inner.value.neg(), decimal: inner.decimal })
        }
        Tree::Percent(inner) => {
            let mut inner = read_given(inner, budget)?;
            inner.value = exact::evaluate(tree, budget)?;
            if let Some(digits) = &mut inner.decimal {
                digits.places += 2;
            }
            Ok(inner)
        }
        Tree::Product(factors) if let Some(given) = read_scientific(factors) => Ok(given),
        _ => Ok(Given::exact(exact::evaluate(tree, budget)?)),
    }
}

/// A numeral times a power of ten, given to the digits of the numeral.
fn read_scientific(factors: &[Tree]) -> Option<Given> {
    let [Tree::Number(mantissa), Tree::Power(base, exponent)] = factors else { return None };
    let (Tree::Number(base), exponent) = (&**base, &**exponent) else { return None };
    let exponent = match exponent {
        Tree::Number(number) => number.value.to_i64()?,
        Tree::Neg(inner) => match &**inner {
            Tree::Number(number) => -number.value.to_i64()?,
            _ => return None,
        },
        _ => return None,
    };
    if base.value.to_i64() != Some(10) || exponent.unsigned_abs() > limits::MAX_EXPONENT.unsigned_abs() {
        return None;
    }
    numbers::scale(&Given::from_number(mantissa), exponent)
}

/// The coefficient of a multiple of one letter, and the letter.
fn split_coefficient(tree: &Tree) -> Option<(Given, &str)> {
    match tree {
        Tree::Product(factors) => match factors.as_slice() {
            [Tree::Number(number), Tree::Symbol(name)] => Some((Given::from_number(number), name)),
            _ => None,
        },
        Tree::Neg(inner) => {
            let (given, name) = split_coefficient(inner)?;
            Some((Given { value: given.value.neg(), ..given }, name))
        }
        _ => None,
    }
}

/// Whether nothing is left to do in a tree: no sum, difference, product or quotient of plain numbers but a fraction and a
/// power of ten with its factor.
pub(super) fn is_evaluated(tree: &Tree) -> bool {
    let several = |items: &[Tree]| items.iter().filter(|item| is_rational(item)).nth(1).is_some();
    match tree {
        Tree::Sum(terms) => !several(terms) && terms.iter().all(is_evaluated),
        Tree::Product(factors) => is_scientific(factors) || !several(factors) && factors.iter().all(is_evaluated),
        Tree::Quotient(a, b) => {
            names::is_plain_number(tree) || !(is_rational(a) && is_rational(b)) && is_evaluated(a) && is_evaluated(b)
        }
        _ => tree.children().all(is_evaluated),
    }
}

/// Whether a tree is made of plain numbers alone.
fn is_rational(tree: &Tree) -> bool {
    match tree {
        Tree::Number(_) => true,
        Tree::Neg(inner) | Tree::Percent(inner) | Tree::Factorial(inner, _) => is_rational(inner),
        Tree::Sum(items) | Tree::Product(items) => items.iter().all(is_rational),
        Tree::Quotient(a, b) | Tree::Power(a, b) | Tree::Binomial(a, b) => is_rational(a) && is_rational(b),
        _ => false,
    }
}

/// A numeral times a power of ten.
fn is_scientific(factors: &[Tree]) -> bool {
    let [factor, Tree::Power(base, exponent)] = factors else { return false };
    names::is_plain_number(factor)
        && names::is_plain_number(exponent)
        && matches!(&**base, Tree::Number(number) if number.value.to_i64() == Some(10))
}

/// Relates two values.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Decision {
    if let Some(decision) = bases::relate(judge, a, t) {
        return decision;
    }
    let decision = relate_values(judge, a, t);
    // A logarithm without a base is to base ten, or natural on both sides.
    if matches!(decision.relation, Relation::Different | Relation::Close)
        && decision.rule != Rule::Structure
        && (letters::has_bare_log(a) || letters::has_bare_log(t))
        && let (Some(own), Some(theirs)) =
            (letters::read_naturally(a, &judge.budget), letters::read_naturally(t, &judge.budget))
    {
        let natural = relate(judge, &own, &theirs);
        if natural.relation.is_accepted() {
            return natural;
        }
    }
    if is_evaluated(a) || !names::is_plain_number(t) {
        return decision;
    }
    // What is left to do is not a number yet: equal is nearly right, near is not.
    let relation = match decision.relation {
        Relation::Equal => Relation::NotEvaluated,
        Relation::Close => Relation::Different,
        other => other,
    };
    Decision::new(relation, decision.rule)
}

/// Relates two values as they are written.
fn relate_values(judge: &mut Judge, a: &Tree, t: &Tree) -> Decision {
    match (read_given(a, &judge.budget), read_given(t, &judge.budget)) {
        (Ok(own), Ok(theirs)) => {
            let relation = judge.relate_numbers(&own, &theirs, t);
            let exactly = own.value == theirs.value;
            let rule = if relation == Relation::Equal && !exactly { Rule::Rounding } else { Rule::Number };
            Decision::new(relation, rule)
        }
        (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => Decision::new(Relation::Different, Rule::Number),
        (own, theirs) => {
            // 0.372 Q is 0.37 Q, given more closely.
            if let (Some((x, letter)), Some((y, other))) = (split_coefficient(a), split_coefficient(t))
                && letter == other
                && y.decimal.is_some()
            {
                let relation = judge.relate_numbers(&x, &y, t);
                let relation = if relation == Relation::Equal { relation } else { Relation::Different };
                return Decision::new(relation, Rule::Rounding);
            }
            let beyond = matches!(own, Err(Stop::Budget)) || matches!(theirs, Err(Stop::Budget));
            relate_functions(judge, a, t, own.as_ref().ok(), theirs.as_ref().ok(), beyond)
        }
    }
}

/// Relates two trees of which one at least is no rational number, or one of too many digits.
fn relate_functions(
    judge: &mut Judge,
    a: &Tree,
    t: &Tree,
    own: Option<&Given>,
    theirs: Option<&Given>,
    beyond: bool,
) -> Decision {
    let replaced = opaque::replace(judge, a, t);
    let (a, t) = replaced.as_ref().map_or((a, t), |(a, t)| (a, t));
    // An application that no letter stands for has no values to be drawn.
    let is_known = replaced.is_none() || !opaque::has_applications(a) && !opaque::has_applications(t);
    let seed = names::seed(0, a, t);
    let setting = &Setting::new(a, t, &judge.budget).with_positive(&judge.options.positive);
    let Ok((verdict, has_unknowns)) = field::compare(a, t, seed, &judge.budget) else {
        return Decision::new(Relation::Budget, Rule::Polynomial);
    };
    match verdict {
        // Agreement in the fields is agreement wherever both are defined; see that this is somewhere.
        Verdict::Equal if !has_unknowns || !is_known || points::are_defined(setting, &judge.budget) => {
            return Decision::new(Relation::Equal, Rule::Polynomial);
        }
        Verdict::Different if !setting.is_constant && !has_double(a) => {
            return Decision::new(Relation::Different, Rule::Polynomial);
        }
        Verdict::Undefined => return Decision::new(Relation::Different, Rule::Polynomial),
        _ if !is_known => return Decision::new(Relation::Different, Rule::Structure),
        _ => {}
    }
    let outcome = points::compare(setting, &judge.budget);
    if outcome == Ok(Verdict::Equal) {
        return Decision::new(Relation::Equal, Rule::Values);
    }
    if setting.is_constant && judge.is_near(a, t, own, theirs) {
        return Decision::new(Relation::Equal, Rule::Rounding);
    }
    if setting.is_constant {
        let relation = relate_roundings(judge, a, t, own, theirs);
        if let Some(relation) = relation {
            let rule = if relation == Relation::Equal { Rule::Rounding } else { Rule::Values };
            return Decision::new(relation, rule);
        }
    }
    if has_double(a) && !has_decimal(t) && points::agree_nearly(setting, &judge.budget) {
        return Decision::new(Relation::Equal, Rule::Rounding);
    }
    match outcome {
        _ if verdict == Verdict::Different && !setting.is_constant => {
            Decision::new(Relation::Different, Rule::Polynomial)
        }
        Ok(Verdict::Different | Verdict::Undefined) => Decision::new(Relation::Different, Rule::Values),
        Err(Stop::Budget) => Decision::new(Relation::Budget, Rule::Values),
        _ if beyond && verdict != Verdict::Different => Decision::new(Relation::Budget, Rule::Values),
        _ => Decision::new(Relation::Different, Rule::Structure),
    }
}

/// More than a value can be from its rounding to two digits, relative to it.
const FARTHEST_ROUNDING: f64 = 0.1;

/// The rules on decimals where one side is no rational number, by close bounds on it.
fn relate_roundings(
    judge: &mut Judge,
    a: &Tree,
    t: &Tree,
    own: Option<&Given>,
    theirs: Option<&Given>,
) -> Option<Relation> {
    let options = judge.options;
    let both = |low: Relation, high: Relation| (low == high).then_some(low);
    let close = |low: Option<Relation>| low.filter(|relation| matches!(relation, Relation::Equal | Relation::Close));
    // What is too far away for any rounding is so in doubles.
    if options.significant_digits.is_none_or(|digits| digits > 1)
        && let (Some((low, high)), Some((first, last))) =
            (points::bound_roughly(a, &judge.budget), points::bound_roughly(t, &judge.budget))
    {
        let gap = (low - last).max(first - high);
        let size = [low, high, first, last].into_iter().fold(0.0, |most: f64, bound| most.max(bound.abs()));
        if gap > FARTHEST_ROUNDING.max(2.0 * options.tolerance.to_f64()) * size {
            return None;
        }
    }
    match (own, theirs) {
        (Some(own), None) => {
            let (low, high) = points::bound_closely(t, &judge.budget)?;
            let at = |bound: Exact| numbers::relate(own, &Given::exact(bound), options);
            close(both(at(low), at(high)))
        }
        (None, Some(theirs)) => {
            let (low, high) = points::bound_closely(a, &judge.budget)?;
            let at = |bound: Exact| numbers::relate(&Given::exact(bound), theirs, options);
            close(both(at(low), at(high)))
        }
        _ => {
            let ((a, b), (c, d)) = (points::bound_roughly(a, &judge.budget)?, points::bound_roughly(t, &judge.budget)?);
            let scale = c.abs().min(d.abs());
            let gap = (a - d).abs().max((b - c).abs());
            let sure = c.signum() == d.signum() && scale > 0.0 && gap <= options.tolerance.to_f64() * scale;
            sure.then_some(Relation::Close)
        }
    }
}

/// Whether a decimal with a double's digits stands in a tree.
fn has_double(tree: &Tree) -> bool {
    match tree {
        Tree::Number(number) => {
            numbers::read_digits(number).is_some_and(|digits| digits.significant >= limits::DOUBLE_DIGITS)
        }
        _ => tree.children().any(has_double),
    }
}

/// Whether any decimal stands in a tree.
fn has_decimal(tree: &Tree) -> bool {
    match tree {
        Tree::Number(number) => numbers::read_digits(number).is_some(),
        _ => tree.children().any(has_decimal),
    }
}
