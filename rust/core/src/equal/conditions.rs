//! What is said about an integer: its domain, inequalities, congruences.

use dashu_int::IBig;

use crate::expr::{Constant, Joint, Relation as Sign, SetOperator, Tree};
use crate::limits;

use super::budget::Budget;
use super::integers::{self, Run, points, runs_of};
use super::signs::split_signs;
use super::{exact, names, reals, solve};

/// Where the natural numbers begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naturals {
    FromOne,
    FromZero,
}

/// Whether the natural numbers are named in a tree, without the sign that says where they begin.
pub(super) fn mentions_naturals(tree: &Tree) -> bool {
    match tree {
        Tree::Constant(Constant::Naturals) => true,
        Tree::Indexed(..) | Tree::Power(..) if is_domain(tree) => false,
        _ => tree.children().any(mentions_naturals),
    }
}

/// Whether a tree is a domain of integers.
pub(super) fn is_domain(tree: &Tree) -> bool {
    matches!(tree, Tree::Constant(Constant::Integers | Constant::Naturals))
        || matches!(tree, Tree::Indexed(..) | Tree::Power(..)) && read_marked(tree).is_some()
}

/// The integers of `\mathbb{Z}`, `\mathbb{N}`, `\mathbb{Z}^+`, a set of numbers, a part of the integers.
pub(super) fn read_domain(tree: &Tree, naturals: Naturals, budget: &Budget) -> Option<Vec<Run>> {
    let from = |low| vec![Run::between(Some(low), None)];
    match tree {
        Tree::Constant(Constant::Integers) => Some(vec![Run::between(None, None)]),
        Tree::Constant(Constant::Naturals) => Some(from(i64::from(naturals == Naturals::FromOne))),
        Tree::Indexed(..) | Tree::Power(..) => read_marked(tree),
        Tree::Sets(SetOperator::Difference, members) => {
            let [whole, Tree::Set(out)] = members.as_slice() else { return None };
            let mut runs = read_domain(whole, naturals, budget)?;
            for member in out {
                let value = integer(member, budget)?;
                let apart =
                    [Run::between(None, Some(value.checked_sub(1)?)), Run::between(Some(value.checked_add(1)?), None)];
                runs = integers::intersect(&runs, &apart, budget)?;
            }
            Some(runs)
        }
        Tree::Sets(SetOperator::Union, members) => {
            let parts = members.iter().map(|member| match member {
                Tree::Set(members) => {
                    members.iter().map(|member| integer(member, budget)).collect::<Option<Vec<i64>>>().map(points)
                }
                other => read_domain(other, naturals, budget),
            });
            let parts: Vec<Vec<Run>> = parts.collect::<Option<_>>()?;
            members.iter().any(|member| !matches!(member, Tree::Set(_))).then(|| parts.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// `\mathbb{Z}^+`, `\mathbb{Z}_{\ge 0}`, `\mathbb{N}_0`, `\mathbb{N}^*`.
fn read_marked(tree: &Tree) -> Option<Vec<Run>> {
    let (Tree::Indexed(set, mark) | Tree::Power(set, mark)) = tree else { return None };
    let Tree::Text(mark) = &**mark else { return None };
    let from = |low| Some(vec![Run::between(Some(low), None)]);
    match (&**set, mark.as_str()) {
        (Tree::Constant(Constant::Integers), "+" | ">0") => from(1),
        (Tree::Constant(Constant::Integers), ">=0") => from(0),
        (Tree::Constant(Constant::Integers), "-" | "<0") => Some(vec![Run::between(None, Some(-1))]),
        (Tree::Constant(Constant::Integers), "*" | "!=0") => {
            Some(vec![Run::between(None, Some(-1)), Run::between(Some(1), None)])
        }
        (Tree::Constant(Constant::Naturals), "+" | "*" | ">0") => from(1),
        (Tree::Constant(Constant::Naturals), "0" | ">=0") => from(0),
        _ => None,
    }
}

/// Whether something is said about a letter's domain, which is one of integers.
pub(super) fn states_integers(said: &[Tree], budget: &Budget) -> bool {
    said.iter().any(|tree| match tree {
        Tree::Relation(sides, signs) => {
            signs == &[Sign::In]
                && sides.last().is_some_and(|domain| {
                    read_domain(domain, Naturals::FromOne, budget).is_some() || matches!(domain, Tree::Set(_))
                })
        }
        Tree::List(Joint::And | Joint::Comma, members) => states_integers(members, budget),
        Tree::Modulo(..) => true,
        _ => false,
    })
}

/// The integer that a tree is.
fn integer(tree: &Tree, budget: &Budget) -> Option<i64> {
    exact::evaluate(tree, budget).ok()?.to_i64().and_then(integers::bounded)
}

/// `1, 2, 3, \dots`; `1, 2, \dots, 10`; `\dots, -2, 0, 2, \dots`.
pub(super) fn read_dots(members: &[Tree], budget: &Budget) -> Option<Vec<Run>> {
    let is_dots = |tree: &Tree| matches!(tree, Tree::Constant(Constant::Dots));
    let first = members.iter().position(is_dots)?;
    let (members, opens) = if first == 0 { (&members[1..], true) } else { (members, false) };
    let end = members.iter().position(is_dots);
    let (listed, last) = match end {
        Some(end) => (&members[..end], &members[end + 1..]),
        None => (members, &[][..]),
    };
    let values: Vec<i64> = listed.iter().map(|member| integer(member, budget)).collect::<Option<_>>()?;
    let [one, two, ..] = values.as_slice() else { return None };
    let step = two.checked_sub(*one)?;
    let is_even = values.windows(2).all(|pair| pair[1].checked_sub(pair[0]) == Some(step));
    let known = values.len() > 2 || step == 1 && end.is_some() && last.len() == 1;
    if !is_even || step == 0 || !known {
        return None;
    }
    let class = Run::classes(step.checked_abs()?, [*one])?;
    let (low, high) = match (opens, end, last) {
        (true, Some(_), []) => (None, None),
        (true, None, []) => (None, values.last().copied()),
        (false, Some(_), []) => (Some(*one), None),
        (false, Some(_), [last]) => {
            let last = integer(last, budget)?;
            if (last - one) % step != 0 || (last - values[values.len() - 1]).signum() * step.signum() < 0 {
                return None;
            }
            (Some(*one), Some(last))
        }
        _ => return None,
    };
    let (low, high) = if step < 0 { (high, low) } else { (low, high) };
    integers::intersect(&[class], &[Run::between(low, high)], budget)
}

/// The integers of which all is true that is said about a letter.
pub(super) fn read_all(said: &[Tree], letter: &str, naturals: Naturals, budget: &Budget) -> Option<Vec<Run>> {
    let mut all = vec![Run::between(None, None)];
    for condition in said {
        all = integers::intersect(&all, &read_one(condition, letter, naturals, budget)?, budget)?;
    }
    Some(all)
}

/// The integers of which one thing is true.
fn read_one(condition: &Tree, letter: &str, naturals: Naturals, budget: &Budget) -> Option<Vec<Run>> {
    match condition {
        Tree::List(Joint::Or, members) => {
            let parts: Vec<Vec<Run>> =
                members.iter().map(|member| read_one(member, letter, naturals, budget)).collect::<Option<_>>()?;
            Some(parts.into_iter().flatten().collect())
        }
        Tree::List(_, members) => read_all(members, letter, naturals, budget),
        Tree::Modulo(..) => {
            let (name, runs) = read_congruences(condition, budget)?;
            matches!(name, Some(Tree::Symbol(own)) if own == letter).then_some(runs)
        }
        Tree::Relation(sides, signs) => {
            if let ([Tree::Symbol(own), domain], [Sign::In]) = (sides.as_slice(), signs.as_slice()) {
                if own != letter {
                    return None;
                }
                return match domain {
                    Tree::Set(members) => {
                        members.iter().map(|member| integer(member, budget)).collect::<Option<Vec<i64>>>().map(points)
                    }
                    other => {
                        read_domain(other, naturals, budget).or_else(|| reals::read_integers(condition, letter, budget))
                    }
                };
            }
            let mut all = vec![Run::between(None, None)];
            for (pair, sign) in sides.windows(2).zip(signs) {
                let own = match solve::solve(&pair[0], *sign, &pair[1], letter, budget) {
                    Some(solution) => runs_of(solution.integers(budget)?)?,
                    None => {
                        let link = Tree::Relation(pair.to_vec(), vec![*sign]);
                        reals::read_integers(&link, letter, budget)?
                    }
                };
                all = integers::intersect(&all, &own, budget)?;
            }
            Some(all)
        }
        _ => None,
    }
}

/// What is congruent, and the integers that are: one congruence, several residues of one modulus, several congruences.
pub(super) fn read_congruences(tree: &Tree, budget: &Budget) -> Option<(Option<Tree>, Vec<Run>)> {
    match tree {
        Tree::Modulo(inner, modulus) => {
            let modulus = integer(modulus, budget).filter(|&modulus| modulus > 0)?;
            let (name, run) = read_congruence(inner, modulus, budget)?;
            Some((name, vec![run]))
        }
        Tree::List(joint, members) => {
            let Some(Tree::Modulo(_, last)) = members.last() else { return None };
            if members.len() > limits::LIST_MEMBERS {
                return None;
            }
            let is_list = members[1..].iter().all(|member| !matches!(member, Tree::Relation(..)))
                && members[1..]
                    .iter()
                    .all(|member| !matches!(member, Tree::Modulo(inner, _) if matches!(**inner, Tree::Relation(..))));
            let modulus = integer(last, budget).filter(|&modulus| modulus > 0)?;
            if is_list {
                // The modulus stands behind the last residue, the sign before the first.
                let residues = |tree: &Tree| match tree {
                    Tree::Modulo(inner, _) => (**inner).clone(),
                    other => other.clone(),
                };
                let first = residues(&members[0]);
                let (left, first, sign) = match first {
                    Tree::Relation(mut sides, signs) if sides.len() == 2 => {
                        let value = sides.pop()?;
                        (sides.pop(), value, signs.first().copied())
                    }
                    other => (None, other, None),
                };
                if !matches!(sign, None | Some(Sign::Equivalent | Sign::Equal)) {
                    return None;
                }
                let values = std::iter::once(first).chain(members[1..].iter().map(residues));
                let mut name = None;
                let mut runs = Vec::new();
                for value in values {
                    let one = match &left {
                        Some(left) => Tree::Relation(vec![left.clone(), value], vec![Sign::Equivalent]),
                        None => value,
                    };
                    let (own, run) = read_congruence(&one, modulus, budget)?;
                    name = own;
                    runs.push(run);
                }
                return Some((name, runs));
            }
            let mut name: Option<Option<Tree>> = None;
            let mut all: Option<Vec<Run>> = None;
            let moduli: Vec<&Tree> = members
                .iter()
                .filter_map(|member| match member {
                    Tree::Modulo(_, modulus) => Some(&**modulus),
                    _ => None,
                })
                .collect();
            let is_union =
                *joint == Joint::Or || *joint == Joint::Comma && moduli.iter().all(|other| *other == moduli[0]);
            for member in members {
                let member = match member {
                    // "x \equiv 1 or x \equiv 2 \pmod 5" has one modulus for both.
                    Tree::Relation(_, signs) if signs == &[Sign::Equivalent] => {
                        Tree::Modulo(Box::new(member.clone()), Box::new((**last).clone()))
                    }
                    Tree::Modulo(..) => member.clone(),
                    _ => return None,
                };
                let (own, runs) = read_congruences(&member, budget)?;
                if *name.get_or_insert_with(|| own.clone()) != own {
                    return None;
                }
                all = Some(match all {
                    None => runs,
                    Some(before) if is_union => before.into_iter().chain(runs).collect(),
                    Some(before) => integers::intersect(&before, &runs, budget)?,
                });
            }
            Some((name?, all?))
        }
        _ => None,
    }
}

/// One congruence: a residue by itself, or a relation of one letter.
fn read_congruence(inner: &Tree, modulus: i64, budget: &Budget) -> Option<(Option<Tree>, Run)> {
    if let Some(both) = split_signs(inner) {
        let parts: Vec<(Option<Tree>, Run)> =
            both.iter().map(|one| read_congruence(one, modulus, budget)).collect::<Option<_>>()?;
        return join_classes(parts, modulus, budget);
    }
    let Tree::Relation(sides, signs) = inner else {
        if let Tree::List(_, members) = inner {
            let parts: Vec<(Option<Tree>, Run)> =
                members.iter().map(|one| read_congruence(one, modulus, budget)).collect::<Option<_>>()?;
            return join_classes(parts, modulus, budget);
        }
        return Some((None, Run::classes(modulus, [integer(inner, budget)?.rem_euclid(modulus)])?));
    };
    let ([left, right], [sign]) = (sides.as_slice(), signs.as_slice()) else { return None };
    if let Some(both) = split_signs(right) {
        let one = |value: Tree| Tree::Relation(vec![left.clone(), value], vec![*sign]);
        let parts: Vec<(Option<Tree>, Run)> =
            both.into_iter().map(|value| read_congruence(&one(value), modulus, budget)).collect::<Option<_>>()?;
        return (*sign != Sign::NotEqual).then(|| join_classes(parts, modulus, budget))?;
    }
    let mut letters = Vec::new();
    names::collect_symbols(left, &mut letters);
    names::collect_symbols(right, &mut letters);
    let [letter] = letters.as_slice() else { return None };
    let polynomial = solve::read_polynomial(left, right, letter, budget)?;
    let size = IBig::from(modulus);
    let coefficients: Vec<i128> = polynomial
        .coefficients()
        .iter()
        .map(|coefficient| i128::try_from(coefficient % &size).ok())
        .collect::<Option<_>>()?;
    let wide = i128::from(modulus);
    let residues: Vec<i64> = match coefficients.as_slice() {
        [] => return None,
        // a x + c = 0
        [c, a] => {
            let a = i64::try_from(a.rem_euclid(wide)).ok()?;
            let c = i64::try_from((-c).rem_euclid(wide)).ok()?;
            let common = integers::gcd(a, modulus);
            if c % common != 0 {
                Vec::new()
            } else {
                let small = modulus / common;
                let residue = i128::from(c / common) * inverse(a / common, small)? % i128::from(small);
                let run = Run::classes(small, [i64::try_from(residue).ok()?])?;
                return name_class(letter, *sign, run);
            }
        }
        _ if modulus <= limits::TRIED_RESIDUES => (0..modulus)
            .filter(|&residue| {
                let value = coefficients.iter().rev().fold(0i128, |total, c| (total * i128::from(residue) + c) % wide);
                value == 0
            })
            .collect(),
        _ => return None,
    };
    name_class(letter, *sign, Run::classes(modulus, residues)?)
}

/// A class with the letter that is in it, or in none of it.
fn name_class(letter: &str, sign: Sign, run: Run) -> Option<(Option<Tree>, Run)> {
    let run = match sign {
        Sign::Equivalent | Sign::Equal => run,
        Sign::NotEqual => integers::complement(&run)?,
        _ => return None,
    };
    Some((Some(Tree::Symbol(letter.to_owned())), run))
}

/// Several classes of one modulus as one.
fn join_classes(parts: Vec<(Option<Tree>, Run)>, modulus: i64, budget: &Budget) -> Option<(Option<Tree>, Run)> {
    let name = parts.first()?.0.clone();
    let mut residues = Vec::new();
    for (own, run) in parts {
        if own != name {
            return None;
        }
        residues.extend(run.residues_of(modulus, budget)?);
    }
    Some((name, Run::classes(modulus, residues)?))
}

/// The number that times another leaves one.
fn inverse(value: i64, modulus: i64) -> Option<i128> {
    let (mut a, mut b) = (i128::from(value), i128::from(modulus));
    let (mut x, mut y) = (1i128, 0i128);
    while b != 0 {
        let times = a / b;
        (a, b) = (b, a - times * b);
        (x, y) = (y, x - times * y);
    }
    (a == 1).then(|| x.rem_euclid(i128::from(modulus)))
}
