//! Amounts in other units, where the caller asks for conversion: an amount is written in the truth's own unit and compared there.
//!
//! The factors of the table are exact rational numbers and powers of pi, so that nothing is rounded. A decimal keeps its
//! significant digits, by which the rules on decimals go. A unit whose factor is measured, or fixed by several conventions, says
//! how exact that factor is, and amounts are compared to so many digits.

use std::borrow::Cow;

use dashu_int::{IBig, UBig};

use crate::expr::{self, Constant, Tree, Unit};
use crate::lexicon::units::{self, Factor, Part};
use crate::limits;
use crate::number::{Exact, Form, Number};

use super::convert::{self, Dimension};
use super::judge::Judge;
use super::numbers::Digits;
use super::{Decision, Relation, Rule, Units, marks, numbers, products, spelled, values};

/// Terms of an amount in several units at most: "1 day 3 hours 20 minutes 5 seconds".
const TERMS: usize = 6;
/// The meanings of a unit that are tried: the sign of a foot is one of a minute, and of an angle's minute, as well.
const MEANINGS: usize = 3;
/// Significant digits of a rounding that is equal to an amount in a unit whose factor is measured.
const MEASURED_DIGITS: u32 = 3;

/// How much one unit is.
#[derive(Clone, Debug)]
struct Size {
    factor: Exact,
    pi: i32,
    dimension: Dimension,
    /// Where the scale's own zero is, in its units, for a temperature.
    zero: Option<Exact>,
    /// Whether it measures no angle but in radians, which may be left out.
    is_plain: bool,
    /// To how many digits the factor is known, where it is not exact.
    accuracy: Option<u8>,
}

/// An amount: numbers of units, to be added up.
struct Amount<'t> {
    terms: Vec<(Cow<'t, Tree>, Size)>,
    /// The unit, of an amount of one.
    unit: Option<Cow<'t, Unit>>,
}

impl Amount<'_> {
    /// The unit in which the amount is compared.
    fn size(&self) -> &Size {
        &self.terms[0].1
    }
}

/// The factor of a unit to a power.
fn raise(factor: Factor, power: i32) -> Option<(Exact, i32)> {
    let ratio = dashu_ratio::RBig::from_parts(IBig::from(factor.above), UBig::from(factor.below));
    let ten = Exact::from_i64(10).pow_small(i64::from(factor.ten))?;
    Some((Exact::from_ratio(ratio).mul(&ten)?.pow_small(i64::from(power))?, factor.pi * power))
}

/// The index of the base that radians are.
fn radian() -> Option<usize> {
    units::part("radian")?.unit().dimension.first().map(|(base, _)| *base)
}

/// What the parts of a unit are worth in their first, second or further meaning.
fn measure(parts: &[(String, i32)], meaning: usize, is_step: bool) -> Option<Size> {
    let mut parts: Vec<(String, i32)> = parts.iter().filter(|part| part.1 != 0).cloned().collect();
    // "bps" are bits a second, and basis points.
    if meaning > 0
        && let Some(other) = other_unit(&parts)
    {
        parts = vec![(other.to_owned(), 1)];
    }
    let choose = |part: Part| {
        let unit = part.unit();
        unit.meanings().nth(meaning.wrapping_sub(1)).filter(|_| meaning > 0).unwrap_or(unit)
    };
    let known: Vec<Part> = parts.iter().map(|(name, _)| units::part(name)).collect::<Option<_>>()?;
    let accuracy = known.iter().filter_map(|part| part.unit().accuracy).min();
    // A temperature alone is a point of its scale.
    if let ([(_, 1)], [part]) = (parts.as_slice(), known.as_slice())
        && let Some(offset) = part.unit().offset
    {
        let zero = if is_step { None } else { Some(raise(offset, 1)?.0) };
        let dimension = part.unit().dimension.iter().copied().collect();
        return Some(Size {
            factor: raise(part.unit().factor, 1)?.0,
            pi: 0,
            dimension,
            zero,
            is_plain: true,
            accuracy,
        });
    }
    let (mut factor, mut pi) = (Some(Exact::ONE), 0);
    let dimension = convert::multiply_out(&parts, &choose, &mut |own, power| {
        let product = factor.take().zip(raise(own, power));
        factor = product.and_then(|(product, (own, turns))| {
            pi += turns;
            product.mul(&own)
        });
    })?;
    let radian = radian();
    let is_plain = known.iter().all(|part| {
        let is_angle = part.unit().dimension.iter().any(|(base, _)| Some(*base) == radian);
        !is_angle || part.unit().id == "radian"
    });
    Some(Size { factor: factor?, pi, dimension, zero: None, is_plain, accuracy })
}

/// A number by itself, as an amount of nothing.
fn bare(tree: &Tree) -> Amount<'_> {
    let size =
        Size { factor: Exact::ONE, pi: 0, dimension: Dimension::new(), zero: None, is_plain: true, accuracy: None };
    Amount { terms: vec![(Cow::Borrowed(tree), size)], unit: None }
}

/// The amount of one unit.
fn one<'t>(core: &'t Tree, unit: Cow<'t, Unit>, meaning: usize, is_step: bool) -> Option<Amount<'t>> {
    let size = measure(&unit.parts, meaning, is_step)?;
    Some(Amount { terms: vec![(Cow::Borrowed(core), size)], unit: Some(unit) })
}

/// Reads an amount with known units in one of their meanings.
fn read(tree: &Tree, meaning: usize, is_step: bool) -> Option<Amount<'_>> {
    let named = |name: &str| Cow::Owned(Unit { parts: vec![(name.to_owned(), 1)], known: true });
    match tree {
        Tree::Quantity(core, unit) if unit.known => one(core, Cow::Borrowed(unit), meaning, is_step),
        Tree::Degree(core) => one(core, named("degree"), meaning, is_step),
        Tree::Percent(core) => one(core, named("%"), meaning, is_step),
        Tree::Neg(inner) => {
            let mut amount = read(inner, meaning, is_step)?;
            for (core, _) in &mut amount.terms {
                *core = Cow::Owned(Tree::negate(core.clone().into_owned()));
            }
            Some(amount)
        }
        Tree::Sum(terms) if terms.len() <= TERMS => {
            let mut all = Vec::with_capacity(terms.len());
            for term in terms {
                all.append(&mut read(term, meaning, is_step)?.terms);
            }
            let first = all.first()?.1.dimension.clone();
            let alike = all.iter().all(|(_, size)| size.dimension == first && size.zero.is_none());
            alike.then_some(Amount { terms: all, unit: None })
        }
        _ => None,
    }
}

/// Whether two units measure the same; radians may be left out.
fn is_same_dimension(a: &Size, b: &Size) -> bool {
    let Some(radian) = radian() else { return a.dimension == b.dimension };
    let others = |size: &Size| -> Dimension {
        size.dimension.iter().filter(|(base, _)| **base != radian).map(|(base, power)| (*base, *power)).collect()
    };
    a.dimension == b.dimension || a.is_plain && b.is_plain && others(a) == others(b) && !others(a).is_empty()
}

/// Relates two amounts in the truth's unit. None where a side is no amount, or both are of one unit: the other rules go on. Where
/// only scales may be left out, shares are compared alone: percent, basis points, parts per million.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let is_step = judge.states_difference();
    let is_all = judge.options.units == Units::Convert;
    let (own, theirs) = (read(a, 0, is_step), read(t, 0, is_step));
    match (&own, &theirs) {
        (Some(own), Some(theirs)) => {
            if let (Some(x), Some(y)) = (&own.unit, &theirs.unit) {
                if x == y {
                    return None;
                }
                if is_all && !marks::is_same_thing(x, y) {
                    return Some(Decision::new(Relation::Different, Rule::Unit));
                }
            }
            let decision = relate_meanings(judge, a, t);
            decision.or_else(|| is_all.then_some(Decision::new(Relation::Different, Rule::Unit)))
        }
        // "1.5 d" beside "36 h": the letter is the unit's symbol. Letters on both sides are variables, but for particles' masses.
        (None, None) if !is_all || !spelled::names_particles(a) || !spelled::names_particles(t) => None,
        (None, _) | (_, None) if is_all => {
            let spell = |tree: &Tree, is_amount: bool| {
                if is_amount { vec![tree.clone()] } else { spelled::read(tree, &judge.budget) }
            };
            let (spelled_own, spelled_theirs) = (spell(a, own.is_some()), spell(t, theirs.is_some()));
            let is_one = own.is_some() != theirs.is_some();
            let mut pairs = spelled_own.iter().flat_map(|a| spelled_theirs.iter().map(move |t| (a, t)));
            let decision = pairs.find_map(|(a, t)| relate_meanings(judge, a, t));
            decision.or_else(|| if is_one { relate_share(judge, a, t) } else { None })
        }
        _ => relate_share(judge, a, t),
    }
}

/// Relates a share beside a bare number: as it stands, else as a part of one.
fn relate_share(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let may_be_share =
        |tree: &Tree| (0..=1).any(|meaning| read(tree, meaning, false).is_some_and(|own| is_share(&own)));
    if !may_be_share(a) && !may_be_share(t) {
        return None;
    }
    let plain = marks::relate(judge, a, t);
    if plain.is_some_and(|plain| plain.relation.is_accepted()) {
        return plain;
    }
    relate_meanings(judge, a, t)
}

/// Relates two amounts in the first of their meanings that measure the same: the sign of a foot is a minute's as well, a pound is
/// one of money.
fn relate_meanings(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    if judge.budget.pay(limits::CONVERSION_STEPS).is_err() {
        return Some(Decision::new(Relation::Budget, Rule::Unit));
    }
    let is_step = judge.states_difference();
    let is_all = judge.options.units == Units::Convert;
    let (most, other) = (count_meanings(a), count_meanings(t));
    for (x, y) in (0..=most).flat_map(|x| (0..=other).map(move |y| (x, y))) {
        let (own, theirs) = match (read(a, x, is_step), read(t, y, is_step)) {
            (Some(own), Some(theirs)) => (own, theirs),
            // 500 ppm are 0.0005.
            (Some(own), None) if is_share(&own) && is_number(judge, t) => (own, bare(t)),
            (None, Some(theirs)) if is_share(&theirs) && is_number(judge, a) => (bare(a), theirs),
            _ => continue,
        };
        if is_same_dimension(own.size(), theirs.size()) && (is_all || is_share(&own)) {
            return Some(relate_amounts(judge, &own, &theirs));
        }
    }
    None
}

/// The meanings of the units of an amount, beside the one that they have by themselves.
fn count_meanings(tree: &Tree) -> usize {
    match tree {
        Tree::Neg(inner) => count_meanings(inner),
        Tree::Sum(terms) => terms.iter().map(count_meanings).max().unwrap_or(0),
        Tree::Quantity(_, unit) => {
            let count = |(name, _): &(String, i32)| units::part(name).map_or(0, |part| part.unit().meanings().count());
            let most = unit.parts.iter().map(count).max().unwrap_or(0).min(MEANINGS);
            if most > 1 || other_unit(&unit.parts).is_some() { most } else { 0 }
        }
        _ => 0,
    }
}

/// The unit that the sign of a compound one may stand for as well.
fn other_unit(parts: &[(String, i32)]) -> Option<&'static str> {
    let is_own = |own: &[(&str, i32)]| {
        own.len() == parts.len() && own.iter().zip(parts).all(|(own, part)| (own.0, own.1) == (&*part.0, part.1))
    };
    units::OTHERS.iter().find(|(own, _)| is_own(own)).map(|(_, other)| *other)
}

/// Whether an amount is a share of nothing in particular: parts per million.
fn is_share(amount: &Amount) -> bool {
    amount.terms.len() == 1 && amount.size().dimension.is_empty()
}

/// Whether a tree is a number without any mark.
fn is_number(judge: &Judge, tree: &Tree) -> bool {
    !matches!(tree, Tree::Percent(_) | Tree::Degree(_) | Tree::Quantity(..))
        && values::read_given(tree, &judge.budget).is_ok()
}

/// Relates two amounts of one dimension.
fn relate_amounts(judge: &mut Judge, own: &Amount, theirs: &Amount) -> Decision {
    let different = Decision::new(Relation::Different, Rule::Unit);
    let wanted = theirs.size();
    // A point of a scale of temperature is none of a compound unit, and no sum.
    let has_zero = |amount: &Amount| amount.terms.iter().any(|(_, size)| size.zero.is_some());
    if (has_zero(own) || has_zero(theirs)) && (own.terms.len() > 1 || theirs.terms.len() > 1) {
        return different;
    }
    let (Some(answer), Some(truth)) = (add_up(judge, own, wanted), add_up(judge, theirs, wanted)) else {
        return different;
    };
    let is_evaluated = own.terms.iter().all(|(core, _)| values::is_evaluated(core));
    let decision = judge.relate(&answer, &truth);
    // What a factor is known to, and what the caller asks for, counts where the amounts are not the same to the last digit.
    let accuracy = own.terms.iter().chain(&theirs.terms).filter_map(|(_, size)| size.accuracy).min();
    let is_near = |digits: u8| {
        is_measured(judge, &answer, &truth, digits)
            || is_rounding(judge, own, theirs, MEASURED_DIGITS, true)
            || is_rounding(judge, theirs, own, MEASURED_DIGITS, true)
    };
    let is_asked = |digits: u32| is_rounding(judge, own, theirs, digits, false);
    let is_enough = || accuracy.is_some_and(is_near) || judge.options.significant_digits.is_some_and(is_asked);
    let relation = match decision.relation {
        Relation::Equal | Relation::NotEvaluated if is_evaluated => Relation::Equal,
        relation if relation.is_accepted() => Relation::NotEvaluated,
        _ if is_evaluated && is_enough() => Relation::Equal,
        relation => relation,
    };
    Decision::new(relation, if relation == Relation::Close { decision.rule } else { Rule::Unit })
}

/// Whether an amount is a truth as nearly as a factor of theirs is known.
fn is_measured(judge: &Judge, answer: &Tree, truth: &Tree, digits: u8) -> bool {
    let given = |tree: &Tree| values::read_given(tree, &judge.budget).ok();
    let (Some(answer), Some(truth)) = (given(answer), given(truth)) else { return false };
    let tolerance = Exact::from_i64(10).pow_small(-i64::from(digits));
    tolerance.is_some_and(|most| !truth.value.is_zero() && numbers::is_near(&answer.value, &truth.value, &most))
}

/// Whether a decimal of one unit, or a whole number too, is as it is written the correct rounding of another amount to so many
/// digits at least.
fn is_rounding(judge: &Judge, written: &Amount, other: &Amount, wanted: u32, whole: bool) -> bool {
    let ([(core, size)], Some(exact)) = (written.terms.as_slice(), add_up(judge, other, written.size())) else {
        return false;
    };
    let given = |tree: &Tree| values::read_given(tree, &judge.budget).ok();
    let (Some(own), Some(exact)) = (given(core), given(&exact)) else { return false };
    let last_digit = || match &**core {
        Tree::Number(number) if whole && number.form == Form::Integer && size.zero.is_none() => {
            Some(Digits { places: 0, significant: number.significant })
        }
        _ => None,
    };
    let digits = own.decimal.or_else(last_digit).filter(|digits| digits.significant >= wanted);
    digits.is_some_and(|digits| numbers::is_rounded(&exact.value, &own.value, digits.places))
}

/// The number of an amount in a unit.
fn add_up(judge: &Judge, amount: &Amount, unit: &Size) -> Option<Tree> {
    let mut terms = Vec::with_capacity(amount.terms.len());
    for (core, size) in &amount.terms {
        let ratio = size.factor.div(&unit.factor)?;
        let pi = size.pi - unit.pi;
        if size.zero.is_none() && unit.zero.is_none() {
            terms.push(scale(judge, core, &ratio, pi));
            continue;
        }
        // Where both scales have their zero, in steps of each.
        let [own, wanted] = [size, unit].map(|size| size.zero.clone().unwrap_or(Exact::ZERO));
        if own == wanted && ratio == Exact::ONE {
            terms.push(core.clone().into_owned());
            continue;
        }
        let given = values::read_given(core, &judge.budget).ok()?;
        let value = given.value.add(&own)?.mul(&ratio)?.sub(&wanted)?;
        terms.push(write(value, given.decimal.map(|digits| Written::Places(digits.places))));
    }
    if let [one] = terms.as_slice() {
        return Some(one.clone());
    }
    let exactly = |tree: &Tree| values::read_given(tree, &judge.budget).ok().map(|given| given.value);
    let sum = terms.iter().try_fold(Exact::ZERO, |sum, term| sum.add(&exactly(term)?));
    Some(sum.map_or_else(|| Tree::sum(terms), |sum| products::write(&sum)))
}

/// A number, or each of several, times a factor.
fn scale(judge: &Judge, core: &Tree, ratio: &Exact, pi: i32) -> Tree {
    let each = |members: &[Tree]| members.iter().map(|member| scale(judge, member, ratio, pi)).collect();
    match core {
        _ if *ratio == Exact::ONE && pi == 0 => return core.clone(),
        Tree::Group(bracket, members) => return Tree::Group(*bracket, each(members)),
        Tree::List(joint, members) => return Tree::List(*joint, each(members)),
        Tree::Set(members) => return Tree::Set(each(members)),
        Tree::Matrix(rows) => return Tree::Matrix(rows.iter().map(|row| each(row)).collect()),
        Tree::PlusMinus(inner) => return Tree::PlusMinus(Box::new(scale(judge, inner, ratio, pi))),
        _ => {}
    }
    if pi == 0
        && let Ok(given) = values::read_given(core, &judge.budget)
        && let Some(value) = given.value.mul(ratio)
    {
        return write(value, given.decimal.map(|digits| Written::Significant(digits.significant)));
    }
    let mut factors = vec![products::write(ratio), core.clone()];
    if pi != 0 {
        let power = expr::integer(i64::from(pi));
        factors.push(Tree::Power(Box::new(Tree::Constant(Constant::Pi)), Box::new(power)));
    }
    Tree::product(factors)
}

/// How exactly a number is given.
enum Written {
    /// To so many digits after the point.
    Places(i64),
    /// To so many significant digits.
    Significant(u32),
}

/// A number as a tree, a decimal where it is given to some digits.
fn write(value: Exact, digits: Option<Written>) -> Tree {
    if value.is_negative() {
        return Tree::negate(write(value.neg(), digits));
    }
    let Some(digits) = digits else { return products::write(&value) };
    let (form, places, significant) = match digits {
        Written::Places(places) => {
            let significant = (value.leading_place() + 1 + places).max(1);
            (Form::Decimal, u32::try_from(places).unwrap_or(0), u32::try_from(significant).unwrap_or(u32::MAX))
        }
        Written::Significant(significant) => (Form::Scientific, 0, significant),
    };
    Tree::Number(Number { value, form, places, significant, ambiguous: false })
}
