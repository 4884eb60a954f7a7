//! Sets with an integer letter: congruences, families of values, sets of integers under conditions.

use dashu_int::ops::Abs;
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::expr::{Constant, Joint, Relation as Sign, SetOperator, Tree};
use crate::limits;

use super::budget::Budget;
use super::conditions::{self, Naturals};
use super::forms::{self, DEGREE, Form, ONE, PI};
use super::integers::{self, Run};
use super::judge::Judge;
use super::signs::spread;
use super::{Decision, Relation, Rule, names};

/// Values `offset + slope k` for the integers `k` of a domain, in one unit, all added to what is no multiple of it.
struct Part {
    rest: Option<Tree>,
    unit: usize,
    offset: RBig,
    slope: RBig,
    domain: Vec<Run>,
}

/// A set of values with an integer letter.
struct Family {
    /// What the values are called.
    name: Option<Tree>,
    /// The letter, where there is one.
    letter: Option<String>,
    /// Whether the domain of the letter is stated, or a congruence states a class.
    is_stated: bool,
    /// Whether it is written in braces.
    is_set: bool,
    /// Whether it is told by conditions on its letter.
    is_conditional: bool,
    parts: Vec<Part>,
}

impl Family {
    fn new(parts: Vec<Part>) -> Self {
        Self { name: None, letter: None, is_stated: false, is_set: false, is_conditional: false, parts }
    }

    /// Whether it has more values than are written.
    fn is_endless(&self) -> bool {
        self.parts.iter().any(|part| part.slope != RBig::ZERO)
    }
}

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
        Tree::Symbol(name) => matches!(name.as_str(), "k" | "l" | "m" | "n" | "j"),
        Tree::Text(_) | Tree::Number(_) => false,
        _ => conditions::is_domain(tree) || tree.children().into_iter().any(may_be_family),
    }
}

fn decide(judge: &mut Judge, a: &Tree, t: &Tree, naturals: Naturals) -> Option<Decision> {
    let (own, theirs) = match (read(a, naturals, &judge.budget), read(t, naturals, &judge.budget)) {
        (Some(own), Some(theirs)) => (own, theirs),
        // An inequality names no domain, and takes the other's.
        (Some(own), None) => {
            let theirs = read_inequality(t, &own, naturals, &judge.budget)?;
            (own, theirs)
        }
        (None, Some(theirs)) => (read_inequality(a, &theirs, naturals, &judge.budget)?, theirs),
        (None, None) => return None,
    };
    let is_stated = own.is_stated || theirs.is_stated;
    if !is_stated && !(own.is_endless() && theirs.is_endless() && are_plausible(&own, &theirs)) {
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
    let same = are_same(judge, &own, &theirs);
    match same {
        Some(true) => Some(Decision::new(Relation::Equal, Rule::Set)),
        Some(false) if is_stated => Some(Decision::new(Relation::Different, Rule::Set)),
        None if is_stated => Some(Decision::new(Relation::Budget, Rule::Set)),
        _ => None,
    }
}

/// Inequalities in one letter, of integers as the other side is.
fn read_inequality(tree: &Tree, beside: &Family, naturals: Naturals, budget: &Budget) -> Option<Family> {
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

/// Reads a tree as a set of values with an integer letter.
fn read(tree: &Tree, naturals: Naturals, budget: &Budget) -> Option<Family> {
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
                    if matches!(name.as_str(), "an integer" | "integer" | "is an integer" | "any integer"));
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
