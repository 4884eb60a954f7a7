//! Reading sets with an integer letter: congruences, families of values, set-builders.

use dashu_ratio::RBig;

use crate::expr::{Constant, Joint, Relation as Sign, SetOperator, Tree};
use crate::lexicon::phrases;
use crate::limits;

use super::budget::Budget;
use super::conditions::{self, Naturals};
use super::forms::{self, Form, ONE};
use super::integers::{self, Run};
use super::signs::spread;
use super::{names, reals};

/// Values `offset + slope k` for the integers `k` of a domain, in one unit, all added to what is no multiple of it.
pub(super) struct Part {
    pub(super) rest: Option<Tree>,
    pub(super) unit: usize,
    pub(super) offset: RBig,
    pub(super) slope: RBig,
    pub(super) domain: Vec<Run>,
}

/// A set of values with an integer letter.
pub(super) struct Family {
    /// What the values are called.
    pub(super) name: Option<Tree>,
    /// The letter, where there is one.
    pub(super) letter: Option<String>,
    /// Whether the domain of the letter is stated, or a congruence states a class.
    pub(super) is_stated: bool,
    /// Whether it is written in braces.
    pub(super) is_set: bool,
    /// Whether it is told by conditions on its letter.
    pub(super) is_conditional: bool,
    pub(super) parts: Vec<Part>,
}

impl Family {
    fn new(parts: Vec<Part>) -> Self {
        Self { name: None, letter: None, is_stated: false, is_set: false, is_conditional: false, parts }
    }

    /// Whether it has more values than are written.
    pub(super) fn is_endless(&self) -> bool {
        self.parts.iter().any(|part| part.slope != RBig::ZERO)
    }
}

/// Reads a tree as a set of values with an integer letter.
pub(super) fn read(tree: &Tree, naturals: Naturals, budget: &Budget) -> Option<Family> {
    if let Some(runs) = conditions::read_domain(tree, naturals, budget) {
        return Some(Family { is_stated: true, is_set: true, ..Family::new(vec![part_of(runs)]) });
    }
    match tree {
        Tree::SetBuilder(member, condition) => read_builder(member, condition, naturals, budget),
        Tree::Constant(Constant::EmptySet) => Some(Family { is_set: true, ..Family::new(Vec::new()) }),
        Tree::Set(members) => match conditions::read_dots(members, budget) {
            Some(runs) => Some(Family { is_stated: true, is_set: true, ..Family::new(vec![part_of(runs)]) }),
            None => Some(Family { is_set: true, ..read_list(Joint::Or, members, naturals, budget)? }),
        },
        Tree::List(joint, members) => match conditions::read_congruences(tree, budget) {
            Some((name, runs)) => Some(Family { name, is_stated: true, ..Family::new(vec![part_of(runs)]) }),
            None => read_list(*joint, members, naturals, budget),
        },
        Tree::Modulo(..) => {
            let (name, runs) = conditions::read_congruences(tree, budget)?;
            Some(Family { name, is_stated: true, ..Family::new(vec![part_of(runs)]) })
        }
        // An interval cut with a set of integers.
        Tree::Sets(SetOperator::Intersection, members) => {
            let mut runs: Option<Vec<Run>> = None;
            let mut is_stated = false;
            for member in members {
                let next = match conditions::read_domain(member, naturals, budget) {
                    Some(domain) => {
                        is_stated = true;
                        domain
                    }
                    None => {
                        let letter = Tree::Symbol("x".to_owned());
                        let condition = Tree::Relation(vec![letter, member.clone()], vec![Sign::In]);
                        reals::read_integers(&condition, "x", budget)?
                    }
                };
                runs = Some(match runs {
                    Some(known) => integers::intersect(&known, &next, budget)?,
                    None => next,
                });
            }
            // Without a set of integers among them they are real numbers.
            let runs = runs.filter(|_| is_stated)?;
            Some(Family { is_stated, is_set: true, ..Family::new(vec![part_of(runs)]) })
        }
        Tree::Sets(SetOperator::Union, members) => {
            let mut all = Family { is_set: true, ..Family::new(Vec::new()) };
            for member in members {
                let next = read(member, naturals, budget).filter(|family| family.is_set)?;
                all.is_stated |= next.is_stated;
                all.parts.extend(next.parts);
            }
            Some(all)
        }
        Tree::Relation(members, signs) => match (members.as_slice(), signs.as_slice()) {
            ([name @ Tree::Symbol(_), set], [Sign::In]) => {
                let family = read(set, naturals, budget).filter(|family| family.is_set)?;
                Some(Family { name: Some(name.clone()), ..family })
            }
            _ => read_list(Joint::Comma, std::slice::from_ref(tree), naturals, budget),
        },
        _ => read_list(Joint::Comma, std::slice::from_ref(tree), naturals, budget),
    }
}

/// A set of integers as a part of a family.
fn part_of(domain: Vec<Run>) -> Part {
    Part { rest: None, unit: ONE, offset: RBig::ZERO, slope: RBig::ONE, domain }
}

/// `\{2k : k \in \mathbb{Z}, k > 1\}`, `\{x \in \mathbb{Z} : x^2 < 10\}`, `\{x : x = k\pi, k \in \mathbb{Z}\}`.
fn read_builder(member: &Tree, condition: &Tree, naturals: Naturals, budget: &Budget) -> Option<Family> {
    let conditions: Vec<Tree> = match condition {
        Tree::List(Joint::Comma | Joint::And, members) => members.clone(),
        other => vec![other.clone()],
    };
    // A member that is a letter with its domain.
    let (member, stated) = match member {
        Tree::Relation(sides, signs) => match (sides.as_slice(), signs.as_slice()) {
            ([letter, _], [Sign::In]) => (letter, Some(member.clone())),
            _ => return None,
        },
        other => (other, None),
    };
    if let Tree::Symbol(name) = member {
        let is_value = |tree: &Tree| {
            matches!(tree, Tree::Relation(sides, signs)
                if sides.len() == 2 && signs == &[Sign::Equal] && sides[0] == *member && names::has_symbols(&sides[1]))
        };
        if conditions.iter().any(is_value) || matches!(condition, Tree::List(Joint::Or, _)) && stated.is_none() {
            let family = match condition {
                Tree::List(joint, members) => read_list(*joint, members, naturals, budget)?,
                other => read_list(Joint::Comma, std::slice::from_ref(other), naturals, budget)?,
            };
            let is_own = family.name.as_ref() == Some(member);
            return is_own.then_some(Family { name: None, is_set: true, ..family });
        }
        let all: Vec<Tree> = stated.into_iter().chain(conditions).collect();
        if !conditions::states_integers(&all, budget) {
            return None;
        }
        let domain = conditions::read_all(&all, name, naturals, budget)?;
        let parts = vec![part_of(domain)];
        return Some(Family { is_stated: true, is_set: true, is_conditional: true, ..Family::new(parts) });
    }
    let values = [member.clone()];
    let all: Vec<Tree> = values.into_iter().chain(stated).chain(conditions).collect();
    let family = read_list(Joint::Comma, &all, naturals, budget)?;
    family.is_stated.then_some(Family { is_set: true, ..family })
}

/// Values, and what is said about their letter.
fn read_list(joint: Joint, members: &[Tree], naturals: Naturals, budget: &Budget) -> Option<Family> {
    if members.len() > limits::LIST_MEMBERS {
        return None;
    }
    let mut values: Vec<Tree> = Vec::new();
    let mut said: Vec<Tree> = Vec::new();
    let mut names: Vec<Tree> = Vec::new();
    let mut letter: Option<String> = None;
    let mut sort = |tree: &Tree| -> Option<()> {
        match tree {
            Tree::Relation(sides, signs) => match (sides.as_slice(), signs.as_slice()) {
                ([Tree::Symbol(own), domain], [Sign::In])
                    if conditions::read_domain(domain, naturals, budget).is_some() =>
                {
                    if letter.get_or_insert_with(|| own.clone()) != own {
                        return None;
                    }
                    said.push(tree.clone());
                }
                ([name @ (Tree::Symbol(_) | Tree::Blank), value], [Sign::Equal]) => {
                    names.push(name.clone());
                    values.push(value.clone());
                }
                _ => said.push(tree.clone()),
            },
            Tree::Modulo(..) => said.push(tree.clone()),
            Tree::Quantity(letter_of, unit) if matches!(&**letter_of, Tree::Symbol(_)) => {
                // "k an integer".
                let is_integer = matches!(unit.parts.as_slice(), [(name, 1)]
                    if phrases::DOMAINS_UNITS.contains(&name.as_str()));
                let Tree::Symbol(own) = &**letter_of else { return None };
                if !is_integer || letter.get_or_insert_with(|| own.clone()) != own {
                    return None;
                }
                let domain = Tree::Constant(Constant::Integers);
                said.push(Tree::Relation(vec![Tree::Symbol(own.clone()), domain], vec![Sign::In]));
            }
            other => values.push(other.clone()),
        }
        Some(())
    };
    for member in members {
        match member {
            Tree::List(Joint::And | Joint::Comma | Joint::Or, inner) => {
                for member in inner {
                    sort(member)?;
                }
            }
            other => sort(other)?,
        }
    }
    let mut values: Vec<Tree> = spread(&values);
    let mut aside = Vec::new();
    for value in &mut values {
        take_domains(value, &mut aside);
    }
    for tree in aside {
        let Tree::Relation(sides, _) = &tree else { continue };
        if let [Tree::Symbol(own), _] = sides.as_slice() {
            if letter.get_or_insert_with(|| own.clone()) != own {
                return None;
            }
            said.push(tree);
        }
    }
    names.dedup();
    let name = match names.as_slice() {
        [] | [Tree::Blank] => None,
        [name] => Some(name.clone()),
        _ => return None,
    };
    let is_stated = letter.is_some();
    if letter.is_none() {
        letter = guess_letter(&values)?;
    }
    if joint == Joint::And && !is_stated && values.len() > 1 && name.is_some() {
        return None;
    }
    let domain = match &letter {
        Some(letter) => conditions::read_all(&said, letter, naturals, budget)?,
        None if said.is_empty() => vec![Run::between(None, None)],
        None => return None,
    };
    if name.as_ref().is_some_and(|name| matches!(name, Tree::Symbol(own) if Some(own) == letter.as_ref())) {
        return None;
    }
    if values.is_empty() {
        // Nothing but a letter and its domain: `x \in \mathbb{Z}, x > 0`.
        let letter = letter.filter(|_| is_stated)?;
        let parts = vec![part_of(domain)];
        let name = Some(Tree::Symbol(letter));
        return Some(Family { name, is_stated, is_conditional: true, ..Family::new(parts) });
    }
    let mut parts = Vec::new();
    for value in &values {
        parts.extend(read_parts(&forms::read(value, letter.as_deref(), budget)?, &domain, budget)?);
    }
    Some(Family { name, letter, is_stated, is_set: false, is_conditional: false, parts })
}

/// Takes domains in brackets behind a value off it: `\frac{\pi}{3} (k \in \mathbb{Z})`.
fn take_domains(value: &mut Tree, aside: &mut Vec<Tree>) {
    value.change(&mut |node| {
        if let Tree::Product(factors) = node
            && matches!(factors.last(), Some(Tree::Relation(_, signs)) if signs == &[Sign::In])
        {
            aside.extend(factors.pop());
            *node = Tree::product(std::mem::take(factors));
        }
    });
}

/// The one letter of values that can stand for any integer. None where there are several, no letter where there is none.
#[allow(clippy::option_option, reason = "no letter and too many of them are two things")]
fn guess_letter(values: &[Tree]) -> Option<Option<String>> {
    let mut all = Vec::new();
    for value in values {
        names::collect_symbols(value, &mut all);
    }
    all.retain(|name| matches!(*name, "k" | "n" | "m" | "l" | "j" | "p" | "q" | "r" | "t"));
    match all.as_slice() {
        [] => Some(None),
        [letter @ ("k" | "n" | "m" | "l" | "j")] => Some(Some((*letter).to_owned())),
        _ => None,
    }
}

/// The parts of a value that is linear in its letter.
fn read_parts(form: &Form, domain: &[Run], budget: &Budget) -> Option<Vec<Part>> {
    let unit = form.unit()?;
    let part = |offset: RBig, domain: Vec<Run>| Part {
        rest: form.remainder(unit),
        unit,
        offset,
        slope: form.slope[unit].clone(),
        domain,
    };
    let (constant, turn) = (&form.constant[unit], &form.turn[unit]);
    if *turn == RBig::ZERO {
        return Some(vec![part(constant.clone(), domain.to_vec())]);
    }
    let of_parity = |parity: i64| integers::intersect(domain, &[Run::classes(2, [parity])?], budget);
    Some(vec![part(constant + turn, of_parity(0)?), part(constant - turn, of_parity(1)?)])
}

/// Inequalities in one letter, of integers as the other side is.
pub(super) fn read_inequality(tree: &Tree, beside: &Family, naturals: Naturals, budget: &Budget) -> Option<Family> {
    let is_inequality = |tree: &Tree| {
        matches!(tree, Tree::Relation(_, signs) if signs.iter().all(|sign| {
            matches!(sign, Sign::Less | Sign::LessEqual | Sign::Greater | Sign::GreaterEqual | Sign::NotEqual)
        }))
    };
    let is_bare = match tree {
        Tree::List(_, members) => members.iter().all(is_inequality),
        other => is_inequality(other),
    };
    if !is_bare || !beside.is_conditional {
        return None;
    }
    let mut letters = Vec::new();
    names::collect_symbols(tree, &mut letters);
    let [letter] = letters.as_slice() else { return None };
    let domain = conditions::read_all(std::slice::from_ref(tree), letter, naturals, budget)?;
    let name = Some(Tree::Symbol((*letter).to_owned()));
    Some(Family { name, is_stated: true, ..Family::new(vec![part_of(domain)]) })
}
