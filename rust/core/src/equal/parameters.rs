//! Letters that a domain or a set binds, which may be called otherwise: `(1 + 2t, 3 - t), t \in \mathbb{R}`, `\{(x, y) : y = x^2\}`.

use crate::expr::{Bracket, Constant, Joint, Relation as Sign, Tree};
use crate::limits;

use super::judge::Judge;
use super::{Decision, Relation, Rule, conditions, names};

/// What is said in terms of bound letters.
struct Bound {
    /// The letters, with their domains where those are stated.
    letters: Vec<(String, Option<Tree>)>,
    /// What depends on them.
    bodies: Vec<Tree>,
    /// What else is said about them.
    conditions: Vec<Tree>,
}

/// Relates where a letter is bound on one side at least; only says where both sides are the same.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let (own, theirs) = match (read(a), read(t)) {
        (None, None) => return None,
        (Some(own), Some(theirs)) => (own, theirs),
        (Some(own), None) => {
            let theirs = read_beside(t, &own)?;
            (own, theirs)
        }
        (None, Some(theirs)) => (read_beside(a, &theirs)?, theirs),
    };
    if own.letters.len() != theirs.letters.len()
        || own.letters.len() > limits::BOUND_LETTERS
        || own.bodies.len() != theirs.bodies.len()
        || own.conditions.len() != theirs.conditions.len()
        || own.conditions.len() > limits::LIST_MEMBERS
    {
        return None;
    }
    // Neither side may have a bound letter of the other as a free one.
    let (used, others) = (own.free_letters(), theirs.free_letters());
    let clash =
        |letters: &[(String, Option<Tree>)], free: &[String]| letters.iter().any(|(name, _)| free.contains(name));
    if clash(&theirs.letters, &used) || clash(&own.letters, &others) {
        return None;
    }
    let count = own.letters.len();
    let mut order: Vec<usize> = (0..count).collect();
    loop {
        let fits = own.letters.iter().zip(&order).all(|((_, x), &at)| match (x, &theirs.letters[at].1) {
            (Some(x), Some(y)) => x == y,
            _ => true,
        });
        if fits && agree(judge, &own, &theirs, &order) {
            return Some(Decision::new(Relation::Equal, Rule::Structure));
        }
        if !step(&mut order) {
            return None;
        }
    }
}

impl Bound {
    /// The letters that stand free in it.
    fn free_letters(&self) -> Vec<String> {
        let mut all = Vec::new();
        for tree in self.bodies.iter().chain(&self.conditions) {
            names::collect_symbols(tree, &mut all);
        }
        let is_bound = |name: &str| self.letters.iter().any(|(letter, _)| letter == name);
        all.into_iter().filter(|name| !is_bound(name)).map(str::to_owned).collect()
    }
}

/// The next order of letters, until they stand from the last to the first.
fn step(order: &mut [usize]) -> bool {
    let Some(at) = (1..order.len()).rev().find(|&at| order[at - 1] < order[at]) else { return false };
    let Some(with) = (at..order.len()).rev().find(|&with| order[with] > order[at - 1]) else { return false };
    order.swap(at - 1, with);
    order[at..].reverse();
    true
}

/// Whether both say the same when the letters of one are called as those of the other.
fn agree(judge: &mut Judge, own: &Bound, theirs: &Bound, order: &[usize]) -> bool {
    let rename = |tree: &Tree| {
        let mut tree = tree.clone();
        tree.change(&mut |node| {
            if let Tree::Symbol(name) = node
                && let Some(place) = own.letters.iter().position(|(letter, _)| letter == name)
            {
                name.clone_from(&theirs.letters[order[place]].0);
            }
        });
        tree
    };
    if !own.bodies.iter().zip(&theirs.bodies).all(|(x, y)| judge.agree(&rename(x), y)) {
        return false;
    }
    let mut free: Vec<Tree> = own.conditions.iter().map(rename).collect();
    theirs.conditions.iter().all(|wanted| {
        let found = free.iter().position(|condition| judge.agree(condition, wanted));
        found.map(|at| free.swap_remove(at)).is_some()
    })
}

/// The letter and the domain of `t \in \mathbb{R}`.
fn read_domain(tree: &Tree) -> Option<(&str, &Tree)> {
    let Tree::Relation(sides, signs) = tree else { return None };
    let ([Tree::Symbol(name), domain], [Sign::In]) = (sides.as_slice(), signs.as_slice()) else { return None };
    let is_numbers = matches!(domain, Tree::Constant(Constant::Reals | Constant::Rationals | Constant::Complexes))
        || matches!(domain, Tree::Indexed(set, _) if matches!(**set, Tree::Constant(_)))
        || conditions::is_domain(domain);
    is_numbers.then_some((name, domain))
}

/// Takes the domains out of what is said: `s, t \in \mathbb{R}` is one for both.
fn sort(members: &[Tree]) -> (Vec<(String, Option<Tree>)>, Vec<Tree>) {
    let (mut letters, mut others): (Vec<(String, Option<Tree>)>, Vec<Tree>) = (Vec::new(), Vec::new());
    for member in members {
        let Some((name, domain)) = read_domain(member) else {
            others.push(member.clone());
            continue;
        };
        while let Some(Tree::Symbol(before)) = others.last() {
            letters.push((before.clone(), Some(domain.clone())));
            others.pop();
        }
        letters.push((name.to_owned(), Some(domain.clone())));
    }
    (letters, others)
}

/// Reads what binds letters. None where nothing does.
fn read(tree: &Tree) -> Option<Bound> {
    match tree {
        Tree::List(Joint::Comma | Joint::And, members) if members.len() <= limits::LIST_MEMBERS => {
            let (letters, others) = sort(members);
            let (conditions, bodies): (Vec<Tree>, Vec<Tree>) = others.into_iter().partition(is_condition);
            // A letter of which something is asked is no parameter.
            let is_asked = |body: &Tree| match body {
                Tree::Relation(sides, _) => {
                    sides.iter().any(|side| letters.iter().any(|(name, _)| is_letter(side, name)))
                }
                Tree::Symbol(_) => true,
                _ => false,
            };
            let fits = !letters.is_empty() && !bodies.is_empty() && !bodies.iter().any(is_asked);
            fits.then_some(Bound { letters, bodies, conditions })
        }
        Tree::SetBuilder(member, condition) => {
            let mut said: Vec<Tree> = match &**condition {
                Tree::List(Joint::Comma | Joint::And, members) => members.clone(),
                other => vec![other.clone()],
            };
            let body = match read_domain(member) {
                Some((name, _)) => {
                    said.insert(0, (**member).clone());
                    Tree::Symbol(name.to_owned())
                }
                None => (**member).clone(),
            };
            let (mut letters, conditions) = sort(&said);
            let mut own = Vec::new();
            names::collect_symbols(&body, &mut own);
            let mut told = Vec::new();
            for condition in &conditions {
                names::collect_symbols(condition, &mut told);
            }
            let is_pattern = match &body {
                Tree::Symbol(_) => true,
                Tree::Group(Bracket::Round | Bracket::Angle, members) => {
                    members.iter().all(|member| matches!(member, Tree::Symbol(_)))
                }
                _ => false,
            };
            for name in own {
                if !letters.iter().any(|(letter, _)| letter == name)
                    && (is_pattern || letters.is_empty() && told.contains(&name))
                {
                    letters.push((name.to_owned(), None));
                }
            }
            (!letters.is_empty()).then_some(Bound { letters, bodies: vec![body], conditions })
        }
        _ => None,
    }
}

/// Whether a tree says something about letters, and gives nothing.
fn is_condition(tree: &Tree) -> bool {
    matches!(tree, Tree::Relation(_, signs) if signs.iter().any(|sign| *sign != Sign::Equal))
}

fn is_letter(tree: &Tree, name: &str) -> bool {
    matches!(tree, Tree::Symbol(own) if own == name)
}

/// Reads what leaves out the domain that the other side states: its letters are those that the other side has not.
fn read_beside(tree: &Tree, other: &Bound) -> Option<Bound> {
    // A set and what stands in it are not the same, and a family of values is no single one.
    let bodies = match tree {
        Tree::List(Joint::Comma | Joint::And, members) => members.clone(),
        Tree::SetBuilder(..) | Tree::Set(_) => return None,
        single => vec![single.clone()],
    };
    let (conditions, bodies): (Vec<Tree>, Vec<Tree>) = bodies.into_iter().partition(is_condition);
    let free = other.free_letters();
    let mut letters = Vec::new();
    for body in bodies.iter().chain(&conditions) {
        names::collect_symbols(body, &mut letters);
    }
    let letters: Vec<(String, Option<Tree>)> = letters
        .into_iter()
        .filter(|name| !free.iter().any(|free| free == name))
        .map(|name| (name.to_owned(), None))
        .collect();
    (letters.len() == other.letters.len()).then_some(Bound { letters, bodies, conditions })
}
