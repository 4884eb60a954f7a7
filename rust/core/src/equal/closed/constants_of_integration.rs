//! Constants of integration: `x^2 + C` is `x^2 + 1 + K`, and `C_1 e^x + C_2 e^{-x}` is `A e^x + B e^{-x}`.
//!
//! A constant of integration is a letter that constants go by, that stands in one place, and that an answer may choose: as a term
//! of its own, beside a function of a variable and no other capital (which would make it physics), or as the factors of a general
//! solution, where at least one side writes the letter C or c with an index.

use crate::expr::{Function, Relation, Tree};

use super::super::judge::Judge;
use super::super::names;
use super::Worker;
use super::algebra::{add, is_free, literal, subtract};

/// Letters that variables go by; the first of them that stands alone among them is the variable.
const VARIABLES: [&str; 12] = ["x", "t", "y", "z", "u", "v", "w", "s", "r", "\\theta", "\\phi", "\\tau"];
/// Letters of constants besides those with an index and the capitals.
const SMALL_CONSTANTS: [&str; 7] = ["a", "b", "c", "d", "k", "\\alpha", "\\beta"];
/// Constants of one general solution: a differential equation of the third order has as many.
const CONSTANTS: usize = 3;

/// Whether two sides differ by their constants of integration alone.
pub(super) fn agree(judge: &mut Judge, a: &Tree, t: &Tree) -> bool {
    let (Some((label, own)), Some((wanted, theirs))) = (stated(a), stated(t)) else { return false };
    if let (Some(label), Some(wanted)) = (label, wanted)
        && label != wanted
    {
        return false;
    }
    if let (Some((name, rest)), Some((other, aim))) = (additive(own), additive(theirs)) {
        return (name.starts_with('C') || other.starts_with('C')) && differ_by_constant(judge, &rest, &aim);
    }
    let is_labelled = label.is_some() && wanted.is_some();
    rename_solution(judge, own, theirs, is_labelled) || rename_solution(judge, theirs, own, is_labelled)
}

/// The name of what is given and the value of it.
fn stated(tree: &Tree) -> Option<(Option<&Tree>, &Tree)> {
    match tree {
        Tree::Relation(members, signs) => match members.as_slice() {
            [label, value] if signs == &[Relation::Equal] => is_function(label).then_some((Some(label), value)),
            _ => None,
        },
        Tree::Sum(_) | Tree::Product(_) | Tree::Neg(_) | Tree::Quotient(..) => Some((None, tree)),
        _ => None,
    }
}

/// Whether a tree names a function: `y`, `y(x)`, `F(x)`, `\ln y`.
fn is_function(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(name) => name.len() == 1 || VARIABLES.contains(&name.as_str()),
        Tree::Call(Function::Named(_), _) => true,
        Tree::Call(Function::Ln, arguments) => arguments.iter().all(is_function),
        Tree::Product(factors) => match factors.as_slice() {
            [Tree::Symbol(name), Tree::Symbol(of)] => name.len() == 1 && VARIABLES.contains(&of.as_str()),
            _ => false,
        },
        _ => false,
    }
}

/// The letter of a constant that is added, and the rest of the sum.
fn additive(tree: &Tree) -> Option<(&str, Tree)> {
    let Tree::Sum(terms) = tree else { return None };
    let mut places = terms.iter().enumerate().filter(|(_, term)| constant_term(term).is_some());
    let (Some((at, _)), None) = (places.next(), places.next()) else { return None };
    let name = constant_term(&terms[at])?;
    let mut rest = terms.clone();
    rest.remove(at);
    let rest = add(rest);
    let mut letters = Vec::new();
    names::collect_symbols(&rest, &mut letters);
    let is_alone =
        letters.iter().all(|letter| *letter != name && !letter.starts_with(|c: char| c.is_ascii_uppercase()));
    let has_variable = letters.len() == 1 || letters.iter().any(|letter| VARIABLES.contains(letter));
    (is_alone && has_variable).then_some((name, rest))
}

/// The letter of a term that is a constant of integration, with a sign or a number before it.
fn constant_term(term: &Tree) -> Option<&str> {
    match term {
        Tree::Symbol(name) => {
            let letter = name.split('_').next().unwrap_or(name);
            matches!(letter, "C" | "c" | "K" | "k").then_some(name.as_str())
        }
        Tree::Neg(inner) => constant_term(inner),
        Tree::Product(factors) => match factors.as_slice() {
            [number, letter] if literal(number).is_some_and(|value| !value.is_zero()) => constant_term(letter),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two functions of a variable differ by what does not depend on it.
fn differ_by_constant(judge: &mut Judge, a: &Tree, t: &Tree) -> bool {
    if judge.relate(a, t).relation.is_accepted() {
        return true;
    }
    let gap = subtract(a.clone(), t.clone());
    let mut letters = Vec::new();
    names::collect_symbols(&gap, &mut letters);
    let mut variables = letters.iter().filter(|letter| VARIABLES.contains(letter));
    let letter = match (letters.as_slice(), variables.next(), variables.next()) {
        ([only], ..) | (_, Some(only), None) => (*only).to_owned(),
        _ => return false,
    };
    if is_free(a, &letter) || is_free(t, &letter) {
        return false;
    }
    let mut worker = Worker::new(&judge.budget);
    let Some(slope) = worker.derive(&gap, &letter) else { return false };
    worker.is_zero(&slope) == Some(true)
}

/// Whether a general solution is another with its constants renamed one to one. The first has constants that are plainly such.
fn rename_solution(judge: &mut Judge, a: &Tree, t: &Tree, is_labelled: bool) -> bool {
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    names::collect_symbols(a, &mut own);
    names::collect_symbols(t, &mut theirs);
    let is_plain = |name: &str| name == "C" || name.starts_with("C_{") || name.starts_with("c_{");
    let (constants, others): (Vec<&str>, Vec<&str>) = own.into_iter().partition(|name| is_plain(name));
    let is_constant = |name: &str| {
        name.contains('_')
            || SMALL_CONSTANTS.contains(&name)
            || name.len() == 1 && name.starts_with(|c: char| c.is_ascii_uppercase())
    };
    let free: Vec<&str> = theirs.iter().copied().filter(|name| !others.contains(name)).collect();
    let fits = !constants.is_empty()
        && constants.len() <= CONSTANTS
        && free.len() == constants.len()
        && others.iter().all(|name| theirs.contains(name))
        && free.iter().all(|name| is_constant(name))
        && others.iter().all(|name| !name.starts_with(|c: char| c.is_ascii_uppercase()))
        // One constant alone is one where a function is named, and a variable stands beside.
        && (constants.len() > 1 || is_labelled)
        && others.iter().any(|name| VARIABLES.contains(name));
    if !fits || !is_linear(judge, a, &constants) || !is_linear(judge, t, &free) {
        return false;
    }
    orders(free.len()).into_iter().any(|order| {
        let mut renamed = t.clone();
        renamed.change(&mut |node| {
            if let Tree::Symbol(name) = node
                && let Some(at) = free.iter().position(|other| *other == name.as_str())
            {
                constants[order[at]].clone_into(name);
            }
        });
        judge.relate(&renamed, a).relation.is_accepted()
    })
}

/// Whether a tree is linear in each of its constants: the derivative by one is free of all.
fn is_linear(judge: &mut Judge, tree: &Tree, constants: &[&str]) -> bool {
    let mut worker = Worker::new(&judge.budget);
    constants
        .iter()
        .all(|name| worker.derive(tree, name).is_some_and(|slope| constants.iter().all(|other| is_free(&slope, other))))
}

/// Every order of a few places.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for place in 0..count {
        all = all
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=place).map(move |at| {
                    let mut next = order.clone();
                    next.insert(at, place);
                    next
                })
            })
            .collect();
    }
    all
}

/// A sum of terms, for a chain of equations whose members agree but for their constants.
pub(super) fn last_of_chain<'t>(judge: &mut Judge, tree: &'t Tree) -> Option<&'t Tree> {
    let Tree::Relation(members, signs) = tree else { return None };
    let (last, before) = members.split_last()?;
    let is_chain = signs.iter().all(|sign| *sign == Relation::Equal) && additive(last).is_some();
    let mut holds = |member: &Tree| judge.relate(member, last).relation.is_accepted() || agree(judge, member, last);
    (is_chain && before.iter().all(|member| !is_function(member) && holds(member))).then_some(last)
}
