//! Comparing sets with an integer letter: congruences, families of values, sets of integers under conditions.

use dashu_int::ops::Abs;
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::expr::{Constant, Relation as Sign, Tree};
use crate::limits;

use super::budget::Budget;
use super::conditions::{self, Naturals};
use super::family::{self, Family, Part};
use super::forms::{DEGREE, ONE, PI};
use super::integers::{self, Run};
use super::judge::Judge;
use super::{Decision, Relation, Rule, names};

/// Relates where one side at least is a family or a set of integers.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    if let Some(decision) = relate_solution(judge, a, t) {
        return Some(decision);
    }
    if !may_be_family(a) && !may_be_family(t) {
        return None;
    }
    // A residue that is called by a name is a label of it.
    if let Tree::Modulo(inner, _) = a
        && let Tree::Relation(sides, signs) = &**inner
        && let ([Tree::Symbol(_), residue], [Sign::Equivalent]) = (sides.as_slice(), signs.as_slice())
        && names::is_plain_number(t)
        && names::is_plain_number(residue)
    {
        return Some(judge.relate(residue, t));
    }
    let mentions = [a, t].map(conditions::mentions_naturals);
    let Some(one) = decide(judge, a, t, Naturals::FromOne) else {
        let (own, theirs) = (list_values(a, &judge.budget), list_values(t, &judge.budget));
        if own.is_none() && theirs.is_none() {
            return None;
        }
        return Some(judge.relate(own.as_ref().unwrap_or(a), theirs.as_ref().unwrap_or(t)));
    };
    if mentions == [false, false] {
        return Some(one);
    }
    // With the natural numbers from one and from zero; where only one side names them, both must hold.
    let other = decide(judge, a, t, Naturals::FromZero)?;
    if one.relation == other.relation {
        return Some(one);
    }
    let is_same = mentions == [true, true] && one.relation.is_accepted();
    Some(Decision::equal_if(is_same, Rule::Set))
}

/// The values of a set-builder, one for each integer of a small domain: `\{k^2 : k \in \mathbb{Z}, 1 \le k \le 3\}`.
fn list_values(tree: &Tree, budget: &Budget) -> Option<Tree> {
    let Tree::SetBuilder(member, condition) = tree else { return None };
    let mut letters = Vec::new();
    names::collect_symbols(member, &mut letters);
    let ([letter], false) = (letters.as_slice(), matches!(**member, Tree::Symbol(_) | Tree::Relation(..))) else {
        return None;
    };
    let said = std::slice::from_ref(&**condition);
    if conditions::mentions_naturals(condition) || !conditions::states_integers(said, budget) {
        return None;
    }
    let domain = conditions::read_all(said, letter, Naturals::FromOne, budget)?;
    let values = integers::list(&domain, limits::LIST_MEMBERS, budget)?;
    budget.pay(values.len() * member.count_nodes()).ok()?;
    let put = |value: i64| {
        let size = crate::expr::integer(value.saturating_abs());
        let value = if value < 0 { Tree::negate(size) } else { size };
        let mut tree = (**member).clone();
        tree.change(&mut |node| {
            if matches!(node, Tree::Symbol(name) if name == letter) {
                *node = value.clone();
            }
        });
        tree
    };
    (!values.is_empty()).then(|| Tree::Set(values.into_iter().map(put).collect()))
}

/// Relates a named value with the set that holds it alone: `x = 5`, `x \in \{5\}`, `\{5\}`.
fn relate_solution(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let read = |tree: &Tree| match tree {
        Tree::Set(members) => match members.as_slice() {
            [one] => Some((None, one.clone())),
            _ => None,
        },
        Tree::Relation(sides, signs) => match (sides.as_slice(), signs.as_slice()) {
            ([name @ Tree::Symbol(_), Tree::Set(members)], [Sign::In]) => match members.as_slice() {
                [one] => Some((Some(name.clone()), one.clone())),
                _ => None,
            },
            ([name @ Tree::Symbol(_), value], [Sign::Equal]) => Some((Some(name.clone()), value.clone())),
            _ => None,
        },
        _ => None,
    };
    let is_set = |tree: &Tree| {
        matches!(tree, Tree::Set(_))
            || matches!(tree, Tree::Relation(sides, signs) if signs == &[Sign::In] && matches!(sides[1], Tree::Set(_)))
    };
    // Two sets, and two equations, are compared elsewhere.
    if is_set(a) == is_set(t)
        && !matches!((a, t), (Tree::Set(_), Tree::Relation(..)) | (Tree::Relation(..), Tree::Set(_)))
    {
        return None;
    }
    let ((name, own), (other, theirs)) = (read(a)?, read(t)?);
    if name.is_some() && other.is_some() && name != other {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    if matches!(own, Tree::Set(_) | Tree::Constant(Constant::EmptySet))
        != matches!(theirs, Tree::Set(_) | Tree::Constant(Constant::EmptySet))
    {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    Some(judge.relate(&own, &theirs))
}

/// Whether a tree may be read here: a cheap look before the long one.
fn may_be_family(tree: &Tree) -> bool {
    match tree {
        Tree::Modulo(..) | Tree::SetBuilder(..) | Tree::Constant(Constant::Integers | Constant::Naturals) => true,
        Tree::Set(members) if members.contains(&Tree::Constant(Constant::Dots)) => true,
        Tree::Symbol(name) => matches!(name.as_str(), "k" | "l" | "m" | "n" | "j"),
        Tree::Text(_) | Tree::Number(_) => false,
        _ => conditions::is_domain(tree) || tree.children().any(may_be_family),
    }
}

fn decide(judge: &mut Judge, a: &Tree, t: &Tree, naturals: Naturals) -> Option<Decision> {
    let (own, theirs) = match (family::read(a, naturals, &judge.budget), family::read(t, naturals, &judge.budget)) {
        (Some(own), Some(theirs)) => (own, theirs),
        // An inequality names no domain, and takes the other's.
        (Some(own), None) => {
            let theirs = family::read_inequality(t, &own, naturals, &judge.budget)?;
            (own, theirs)
        }
        (None, Some(theirs)) => (family::read_inequality(a, &theirs, naturals, &judge.budget)?, theirs),
        (None, None) => return None,
    };
    let is_stated = own.is_stated || theirs.is_stated;
    if !(is_stated || own.is_endless() && theirs.is_endless() && are_plausible(&own, &theirs)) {
        return None;
    }
    if let (Some(x), Some(y)) = (&own.name, &theirs.name)
        && x != y
    {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    // A single value is no set, and a value that is called by a name is none of several.
    let is_single =
        |family: &Family| !family.is_set && !family.is_stated && !family.is_endless() && family.name.is_none();
    if is_single(&own) && own.parts.len() == 1 || is_single(&theirs) && theirs.parts.len() == 1 {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    // A parameter that is any real number is no integer.
    if is_stated && has_real_parameter(a) != has_real_parameter(t) {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    // Congruences without a solution are different questions.
    let is_empty = |family: &Family| {
        family.parts.iter().all(|part| integers::are_same(&part.domain, &[], &judge.budget) == Some(true))
    };
    if matches!((a, t), (Tree::Modulo(..), Tree::Modulo(..))) && is_empty(&own) && is_empty(&theirs) {
        return None;
    }
    let same = are_same(judge, &own, &theirs);
    match same {
        Some(true) => Some(Decision::new(Relation::Equal, Rule::Set)),
        Some(false) if is_stated => Some(Decision::new(Relation::Different, Rule::Set)),
        None if is_stated => Some(Decision::new(Relation::Budget, Rule::Set)),
        _ => None,
    }
}

/// Whether values are given in terms of a letter that is said to be any real, rational or complex number.
fn has_real_parameter(tree: &Tree) -> bool {
    let Tree::List(_, members) = tree else { return false };
    let parameter = |member: &'_ Tree| match member {
        Tree::Relation(sides, signs) => match (sides.as_slice(), signs.as_slice()) {
            (
                [Tree::Symbol(name), Tree::Constant(Constant::Reals | Constant::Rationals | Constant::Complexes)],
                [Sign::In],
            ) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    };
    members.iter().filter_map(parameter).any(|letter| {
        members.iter().filter(|member| parameter(member).is_none()).any(|member| {
            let value = match member {
                Tree::Relation(sides, signs) if signs == &[Sign::Equal] => sides.last().unwrap_or(member),
                Tree::Relation(..) => return false,
                other => other,
            };
            let mut letters = Vec::new();
            names::collect_symbols(value, &mut letters);
            letters.contains(&letter.as_str())
        })
    })
}

/// Whether two expressions that state no domain are families rather than values in terms of a letter: their letters differ, or are
/// the one that stands for any integer; their steps are three or more, two where the letters differ, and no value is a multiple of
/// the step. Solutions for a named angle always are.
fn are_plausible(own: &Family, theirs: &Family) -> bool {
    let (Some(x), Some(y)) = (&own.letter, &theirs.letter) else { return false };
    let are_named = own.name.is_some() && theirs.name.is_some();
    let of_angle = |family: &Family| family.parts.iter().all(|part| part.unit != ONE);
    if are_named && of_angle(own) && of_angle(theirs) {
        return true;
    }
    let least = IBig::from(if x == y { 3 } else { 2 });
    let is_wide = |family: &Family| {
        family.parts.iter().all(|part| {
            let is_still = part.slope == RBig::ZERO;
            let is_multiple = is_still || (&part.offset / &part.slope).is_int() && part.rest.is_none();
            if part.unit == ONE {
                let is_whole = part.slope.is_int() && part.offset.is_int();
                is_whole && part.slope.numerator().clone().abs() >= least && !is_multiple
            } else {
                !is_multiple || are_named || family.parts.len() > 1
            }
        })
    };
    (x != y || x == "k") && is_wide(own) && is_wide(theirs)
}

/// Whether two families have the same values. None where that can't be told.
fn are_same(judge: &mut Judge, own: &Family, theirs: &Family) -> Option<bool> {
    let has = |unit: usize| own.parts.iter().chain(&theirs.parts).any(|part| part.unit == unit && !is_zero(part));
    let (has_one, has_pi, has_degree) = (has(ONE), has(PI), has(DEGREE));
    if has_one && has_pi {
        return Some(false);
    }
    let scale = |part: &Part| {
        if part.unit == DEGREE && has_pi { RBig::from_parts(IBig::ONE, UBig::from(180u8)) } else { RBig::ONE }
    };
    if has_one && has_degree && has_pi {
        return Some(false);
    }
    // One denominator makes integers of all values.
    let mut denominator = 1i64;
    for part in own.parts.iter().chain(&theirs.parts) {
        for value in [&part.offset, &part.slope] {
            let below = (value * scale(part)).denominator().clone();
            denominator = integers::lcm(denominator, i64::try_from(below).ok()?)?;
        }
    }
    let whole = RBig::from(denominator);
    let mut kinds: Vec<(Option<Tree>, [Vec<Run>; 2])> = Vec::new();
    for (side, family) in [own, theirs].into_iter().enumerate() {
        for part in &family.parts {
            let factor = scale(part) * &whole;
            let times = i64::try_from((&part.slope * &factor).numerator().clone()).ok()?;
            let shift = i64::try_from((&part.offset * &factor).numerator().clone()).ok()?;
            let runs = integers::image(&part.domain, times, shift)?;
            let found = kinds.iter().position(|(rest, _)| match (rest, &part.rest) {
                (None, None) => true,
                (Some(x), Some(y)) => judge.agree(x, y),
                _ => false,
            });
            let at = found.unwrap_or_else(|| {
                kinds.push((part.rest.clone(), [Vec::new(), Vec::new()]));
                kinds.len() - 1
            });
            kinds[at].1[side].extend(runs);
        }
        if kinds.len() > limits::LIST_MEMBERS {
            return None;
        }
    }
    for (_, [own, theirs]) in &kinds {
        if !integers::are_same(own, theirs, &judge.budget)? {
            return Some(false);
        }
    }
    Some(true)
}

fn is_zero(part: &Part) -> bool {
    part.offset == RBig::ZERO && part.slope == RBig::ZERO
}
