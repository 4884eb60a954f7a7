//! Relations: names that are left out, chains that stand for their last member.

use crate::expr::{Function, Relation as Sign, Tree};

use super::judge::Judge;
use super::{Decision, Relation, Rule, exact, names, values};

/// What a chain of equations says.
enum Chain<'t> {
    /// A value, with the name that it is given.
    Value(Option<&'t Tree>, &'t Tree),
    /// Equal members that are not.
    False,
    /// Something else.
    Open,
}

/// Relates where one side at least is a relation.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let own = read_chain(judge, a);
    if matches!(own, Chain::False) {
        return Some(Decision::new(Relation::FalseChain, Rule::Chain));
    }
    match (own, read_chain(judge, t)) {
        (Chain::Open, Chain::Open) => match (named_quantity(a), named_quantity(t)) {
            (Some(v), None) if !is_relation(t) && !names::has_symbols(t) => Some(judge.relate(v, t)),
            (None, Some(w)) if !is_relation(a) && !names::has_symbols(a) => Some(judge.relate(a, w)),
            _ => None,
        },
        (Chain::Value(Some(x), v), Chain::Value(Some(y), w)) => {
            if is_relation(a) && is_relation(t) && !is_same_name(x, y) {
                return None;
            }
            Some(judge.relate(v, w))
        }
        (Chain::Value(_, v), Chain::Value(_, w)) => Some(judge.relate(v, w)),
        (Chain::Value(_, v), _) if !is_relation(t) => Some(judge.relate(v, t)),
        (_, Chain::Value(_, w)) if !is_relation(a) => Some(judge.relate(a, w)),
        _ => None,
    }
}

/// Whether a tree is a relation itself.
fn is_relation(tree: &Tree) -> bool {
    matches!(tree, Tree::Relation(..))
}

/// The value of a quantity that has no name of its own, "a + b = 5", "sin A = 2/5": of several variables, or a function of an
/// angle, without numbers. "x + 1 = 5" is an equation to solve.
fn named_quantity(tree: &Tree) -> Option<&Tree> {
    let Tree::Relation(members, signs) = tree else { return None };
    let ([left, value], [Sign::Equal | Sign::Approx]) = (members.as_slice(), signs.as_slice()) else { return None };
    let mut symbols = Vec::new();
    names::collect_symbols(left, &mut symbols);
    let of_angle = matches!(left, Tree::Call(function, arguments)
        if matches!(function, Function::Sin | Function::Cos | Function::Tan | Function::Cot | Function::Sec | Function::Csc)
            && matches!(arguments.as_slice(), [Tree::Symbol(name)] if name != "x"));
    let is_quantity = of_angle || symbols.len() > 1 && !names::has_numbers(left);
    (is_quantity && !names::has_symbols(value)).then_some(value)
}

/// Whether two names are the same, or both are what a function's value is called.
fn is_same_name(x: &Tree, y: &Tree) -> bool {
    let value = |tree: &Tree| match tree {
        Tree::Call(..) => true,
        Tree::Symbol(name) => name == "y",
        _ => false,
    };
    // Two functions of the same letter are not two names of one value.
    x == y || value(x) && value(y) && !matches!((x, y), (Tree::Call(..), Tree::Call(..)))
}

/// Reads a chain of equations.
fn read_chain<'t>(judge: &mut Judge, tree: &'t Tree) -> Chain<'t> {
    let Tree::Relation(members, signs) = tree else { return Chain::Open };
    if let ([name, set @ Tree::Set(_)], [Sign::In]) = (members.as_slice(), signs.as_slice())
        && names::is_name(name)
    {
        return Chain::Value(Some(name), set);
    }
    if signs.iter().any(|sign| !matches!(sign, Sign::Equal | Sign::Approx)) {
        return Chain::Open;
    }
    let Some((last, before)) = members.split_last() else { return Chain::Open };
    let (name, rest) = match before.split_first() {
        Some((first, rest)) if names::is_name(first) => (Some(first), rest),
        _ => (None, before),
    };
    // Members without variables must be the same number; a decimal may be the rounding of what it follows.
    let mut value = last;
    for (place, member) in rest.iter().enumerate() {
        if names::has_symbols(member) || names::has_symbols(last) {
            // Without a name, "x^2 - 1 = (x - 1)(x + 1)" is an equation, unless it is an identity.
            if name.is_none() && (is_relation(member) || !judge.agree(last, member)) {
                return Chain::Open;
            }
            continue;
        }
        if is_false(judge, member, last) {
            return Chain::False;
        }
        // "2/3 = 0.667" and "2/3 \approx 0.667" say 2/3.
        if place == 0 && signs.contains(&Sign::Approx) && is_decimal(judge, last) {
            value = member;
        }
    }
    match (name, rest) {
        (None, []) => Chain::Open,
        _ => Chain::Value(name, value),
    }
}

/// Whether a tree is a decimal numeral.
fn is_decimal(judge: &Judge, tree: &Tree) -> bool {
    values::read_given(tree, &judge.budget).is_ok_and(|given| given.decimal.is_some())
}

/// Whether the last member of a chain is for certain not what an earlier one is: neither the same nor its correct rounding. What
/// can't be told is not called false.
fn is_false(judge: &mut Judge, member: &Tree, last: &Tree) -> bool {
    let decided = |decision: Decision| {
        decision.relation == Relation::Close
            || decision.relation == Relation::Different
                && matches!(decision.rule, Rule::Number | Rule::Polynomial | Rule::Values | Rule::Percent | Rule::Unit)
    };
    if !decided(judge.relate(last, member)) || !decided(judge.relate(member, last)) {
        return false;
    }
    let (Ok(given), Ok(value)) = (values::read_given(last, &judge.budget), exact::evaluate(member, &judge.budget))
    else {
        return true;
    };
    given.decimal.is_none_or(|digits| value.round_to_places(digits.places) != given.value)
}
