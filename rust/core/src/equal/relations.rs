//! Equations up to a factor, inequalities up to a positive one, congruences, orderings.

use crate::expr::{Function, Joint, Relation as Sign, Tree};

use super::judge::Judge;
use super::points::{self, Setting};
use super::{Decision, Relation, Rule, exact, field, lists, names, opaque};

/// Relates where one side at least is a relation that stands for no single value.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    match (a, t) {
        (Tree::Relation(own, signs), Tree::Relation(theirs, wanted)) => {
            if let ([x, y], [v, w], [sign], [other]) =
                (own.as_slice(), theirs.as_slice(), signs.as_slice(), wanted.as_slice())
            {
                return Some(relate_pair(judge, (x, *sign, y), (v, *other, w)));
            }
            // Chains part by part.
            if signs != wanted {
                let turned: Option<Vec<Sign>> = signs.iter().rev().map(|sign| turn(*sign)).collect();
                if turned.as_ref() != Some(wanted) {
                    return Some(Decision::new(Relation::Different, Rule::Inequality));
                }
                let own: Vec<Tree> = own.iter().rev().cloned().collect();
                return Some(lists::relate_in_order(judge, &own, theirs));
            }
            Some(lists::relate_in_order(judge, own, theirs))
        }
        // An ordering named in full, and its members in their order.
        (Tree::List(Joint::Comma, own), Tree::Relation(theirs, signs))
            if theirs.len() > 2 && signs.iter().all(|sign| *sign == signs[0]) && turn(signs[0]).is_some() =>
        {
            Some(lists::relate_in_order(judge, own, theirs))
        }
        (Tree::Modulo(x, m), Tree::Modulo(y, n)) if is_open(x) || is_open(y) => {
            // Both sides of a congruence may change places, and terms may change sides.
            let (Some(own), Some(theirs)) = (read_difference(x), read_difference(y)) else {
                return Some(Decision::new(Relation::Different, Rule::Number));
            };
            let same =
                judge.agree(m, n) && (judge.agree(&own, &theirs) || judge.agree(&own, &Tree::negate(theirs.clone())));
            Some(Decision::equal_if(same, Rule::Number))
        }
        (Tree::Modulo(x, m), Tree::Modulo(y, n)) => {
            let (x, y) = (strip_name(x), strip_name(y));
            let same = judge.agree(m, n);
            let difference = Tree::sum(vec![x.clone(), Tree::negate(y.clone())]);
            let multiple = match (exact::evaluate(&difference, &judge.budget), exact::evaluate(m, &judge.budget)) {
                (Ok(difference), Ok(modulus)) => {
                    !modulus.is_zero() && difference.div(&modulus).is_some_and(|quotient| quotient.is_integer())
                }
                _ => judge.agree(x, y),
            };
            Some(Decision::equal_if(same && multiple, Rule::Number))
        }
        // So is "5 mod 7" in words: nothing is left to work out of it.
        (Tree::Call(Function::Mod, of), other) | (other, Tree::Call(Function::Mod, of))
            if judge.has_worded_modulus() && names::is_plain_number(other) && is_residue(of) =>
        {
            Some(Decision::new(Relation::Different, Rule::Number))
        }
        // "5 modulo 7" is a class of numbers.
        (Tree::Modulo(x, _), other) | (other, Tree::Modulo(x, _))
            if judge.is_qualified() && names::is_plain_number(x) && names::is_plain_number(other) =>
        {
            Some(Decision::new(Relation::Different, Rule::Number))
        }
        // A residue stands for itself; what is congruent is not what is equal.
        (Tree::Modulo(x, _), _) if names::is_plain_number(strip_name(x)) => Some(judge.relate(strip_name(x), t)),
        (_, Tree::Modulo(y, _)) if names::is_plain_number(strip_name(y)) => Some(judge.relate(a, strip_name(y))),
        (Tree::Modulo(..), _) | (_, Tree::Modulo(..)) => Some(Decision::new(Relation::Different, Rule::Number)),
        _ => None,
    }
}

/// `3 \mid n` as the congruence that it is: `n \equiv 0 \pmod 3`.
pub(super) fn read_division(tree: &Tree) -> Option<Tree> {
    let Tree::Relation(members, signs) = tree else { return None };
    let ([by, of], [Sign::Divides]) = (members.as_slice(), signs.as_slice()) else { return None };
    let congruence = Tree::Relation(vec![of.clone(), crate::expr::integer(0)], vec![Sign::Equivalent]);
    Some(Tree::Modulo(Box::new(congruence), Box::new(by.clone())))
}

/// Whether a congruence is of two sides, neither a name of the other's value.
fn is_open(tree: &Tree) -> bool {
    matches!(tree, Tree::Relation(members, _)
        if !matches!(members.as_slice(), [name, value] if names::is_name(name) && names::is_plain_number(value)))
}

/// The difference of the two sides of a congruence.
fn read_difference(tree: &Tree) -> Option<Tree> {
    let Tree::Relation(members, signs) = tree else { return None };
    match (members.as_slice(), signs.as_slice()) {
        ([left, right], [Sign::Equivalent | Sign::Equal]) => {
            Some(Tree::sum(vec![left.clone(), Tree::negate(right.clone())]))
        }
        _ => None,
    }
}

/// Whether a number is a residue of a modulus already.
fn is_residue(of: &[Tree]) -> bool {
    matches!(of, [Tree::Number(value), Tree::Number(modulus)] if value.value < modulus.value)
}

/// The residue of a congruence: what stands right of its sign.
fn strip_name(tree: &Tree) -> &Tree {
    match tree {
        Tree::Relation(members, _) => match members.as_slice() {
            [name, value] if names::is_name(name) => value,
            _ => tree,
        },
        other => other,
    }
}

/// The relation read from right to left.
fn turn(sign: Sign) -> Option<Sign> {
    match sign {
        Sign::Less => Some(Sign::Greater),
        Sign::LessEqual => Some(Sign::GreaterEqual),
        Sign::Greater => Some(Sign::Less),
        Sign::GreaterEqual => Some(Sign::LessEqual),
        Sign::Equal | Sign::NotEqual => Some(sign),
        _ => None,
    }
}

/// Two relations between two sides each.
fn relate_pair(judge: &mut Judge, own: (&Tree, Sign, &Tree), theirs: (&Tree, Sign, &Tree)) -> Decision {
    let rule = if theirs.1 == Sign::Equal { Rule::Equation } else { Rule::Inequality };
    let in_order = |judge: &mut Judge| {
        let sides = judge.relate(own.0, theirs.0).and(judge.relate(own.2, theirs.2), rule);
        Decision::new(if own.1 == theirs.1 { sides.relation } else { Relation::Different }, rule)
    };
    // Every comparison becomes "difference, sign, zero" with the sign among =, !=, >, >=.
    let upward = |(left, sign, right): (&Tree, Sign, &Tree)| {
        let difference = |x: &Tree, y: &Tree| Tree::sum(vec![x.clone(), Tree::negate(y.clone())]);
        match sign {
            Sign::Equal | Sign::NotEqual | Sign::Greater | Sign::GreaterEqual => Some((difference(left, right), sign)),
            Sign::Less | Sign::LessEqual => Some((difference(right, left), turn(sign)?)),
            _ => None,
        }
    };
    // "10 > 7" is "7 < 10": without letters the sides say it.
    if own.1 != theirs.1
        && turn(own.1) == Some(theirs.1)
        && ![own.0, own.2, theirs.0, theirs.2].into_iter().any(names::has_symbols)
    {
        return judge.relate(own.2, theirs.0).and(judge.relate(own.0, theirs.2), rule);
    }
    let (Some((x, sign)), Some((y, wanted))) = (upward(own), upward(theirs)) else { return in_order(judge) };
    if sign != wanted {
        return Decision::new(Relation::Different, rule);
    }
    if is_scalar(own.0) && is_scalar(own.2) && is_scalar(theirs.0) && is_scalar(theirs.2) {
        let either_sign = matches!(sign, Sign::Equal | Sign::NotEqual);
        if is_multiple(judge, &x, &y, either_sign) {
            return Decision::new(Relation::Equal, rule);
        }
        if either_sign && is_small(&x) && is_small(&y) && is_multiple(judge, &clear(&x).0, &clear(&y).0, true) {
            return Decision::new(Relation::Equal, rule);
        }
        return Decision::new(Relation::Different, rule);
    }
    in_order(judge)
}

/// Whether a tree can be a number.
fn is_scalar(tree: &Tree) -> bool {
    !matches!(
        tree,
        Tree::Text(_)
            | Tree::List(..)
            | Tree::Set(_)
            | Tree::Matrix(_)
            | Tree::Interval(_)
            | Tree::Sets(..)
            | Tree::Relation(..)
            | Tree::Blank
            | Tree::Time(_)
            | Tree::Ratio(_)
            | Tree::Cases(_)
    ) && !matches!(tree, Tree::Group(_, members) if members.len() > 1)
}

/// Whether two functions are constant multiples of each other, neither being zero; by a positive constant unless either sign will do.
fn is_multiple(judge: &mut Judge, a: &Tree, t: &Tree, either_sign: bool) -> bool {
    let replaced = opaque::replace(judge, a, t);
    let (a, t) = replaced.as_ref().map_or((a, t), |(a, t)| (a, t));
    let seed = names::seed(1, a, t);
    let setting = &Setting::new(a, t, &judge.budget).with_positive(&judge.options.positive);
    if setting.is_constant {
        // "0 = 0" says nothing, and is nothing but itself.
        return false;
    }
    match field::is_multiple(a, t, seed, &judge.budget) {
        field::Verdict::Equal => {}
        field::Verdict::Unknown => {
            if points::compare_ratios(setting, &judge.budget) != Ok(field::Verdict::Equal) {
                return false;
            }
        }
        _ => return false,
    }
    either_sign || points::is_ratio_positive(setting, &judge.budget)
}

/// Whether a tree has few enough nodes to be rewritten.
fn is_small(tree: &Tree) -> bool {
    fn count(tree: &Tree, left: &mut usize) -> bool {
        *left = left.saturating_sub(1);
        *left > 0 && tree.children().all(|child| count(child, left))
    }
    count(tree, &mut crate::limits::REWRITTEN_NODES.clone())
}

/// A tree as one fraction.
fn clear(tree: &Tree) -> (Tree, Tree) {
    let one = || crate::expr::Tree::product(Vec::new());
    let is_one = |tree: &Tree| matches!(tree, Tree::Product(factors) if factors.is_empty());
    let times = |a: Tree, b: Tree| {
        if is_one(&a) {
            b
        } else if is_one(&b) {
            a
        } else {
            Tree::product(vec![a, b])
        }
    };
    match tree {
        Tree::Neg(inner) => {
            let (top, bottom) = clear(inner);
            (Tree::negate(top), bottom)
        }
        Tree::Quotient(a, b) => {
            let ((a, b), (c, d)) = (clear(a), clear(b));
            (times(a, d), times(b, c))
        }
        Tree::Product(factors) => {
            factors.iter().map(clear).fold((one(), one()), |(top, bottom), (a, b)| (times(top, a), times(bottom, b)))
        }
        Tree::Sum(terms) => {
            let parts: Vec<(Tree, Tree)> = terms.iter().map(clear).collect();
            let bottom = parts.iter().fold(one(), |total, (_, bottom)| times(total, bottom.clone()));
            let tops = (0..parts.len()).map(|at| {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
                others.fold(parts[at].0.clone(), |total, (_, (_, bottom))| times(total, bottom.clone()))
            });
            (Tree::sum(tops.collect()), bottom)
        }
        other => (other.clone(), one()),
    }
}
