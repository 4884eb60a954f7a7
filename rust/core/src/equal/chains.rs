//! Relations: names that are left out, chains that stand for their last member.

use crate::expr::{self, Bracket, Function, Joint, Relation as Sign, Tree};

use super::judge::Judge;
use super::{Decision, Relation, Rule, bases, exact, labels, lists, names, numbers, products, restated, values};

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
    // "(x, y) = (1, 2)" names each of its values.
    if let Some(own) = name_members(a) {
        return Some(judge.relate(&own, t));
    }
    if let Some(theirs) = name_members(t) {
        return Some(judge.relate(a, &theirs));
    }
    // `\min = 3` and `\max = 3` are values of two names.
    if let (Some(own), Some(theirs)) = (read_operator(a), read_operator(t))
        && own != theirs
    {
        return Some(Decision::new(Relation::Different, Rule::Equation));
    }
    // "5 km = 5000 m" gives one amount in two units.
    if let Some(members) = read_measured(a) {
        let all = members.iter().map(|member| judge.relate(member, t)).collect::<Vec<_>>();
        return all.iter().find(|decision| decision.relation.is_accepted()).or(all.first()).copied();
    }
    if let Some(members) = read_measured(t) {
        let all = members.iter().map(|member| judge.relate(a, member)).collect::<Vec<_>>();
        return all.iter().find(|decision| decision.relation.is_accepted()).or(all.first()).copied();
    }
    // An expression left of a value is a label in an answer, where the truth is a plain value.
    let own = read_chain(judge, a, if is_relation(t) || names::has_symbols(t) { names::is_name } else { names_value });
    if matches!(own, Chain::False) {
        return Some(Decision::new(Relation::FalseChain, Rule::Chain));
    }
    let theirs = read_chain(judge, t, if is_relation(a) { names::is_name } else { labels::is_proper_name });
    // "x = \pm 2" names no value of y.
    if names_others(a, t) || names_others(t, a) {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    match (own, theirs) {
        (Chain::Value(Some(x), v), Chain::Value(Some(y), w)) => {
            if is_relation(a) && is_relation(t) && !labels::is_same_name((x, v), (y, w)) {
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

/// Members of a chain of amounts at most.
const MEASURED: usize = 4;

/// The members of a chain that are the same amount in several units.
fn read_measured(tree: &Tree) -> Option<&[Tree]> {
    let Tree::Relation(members, signs) = tree else { return None };
    let has_unit = |member: &Tree| matches!(member, Tree::Quantity(_, unit) if unit.known);
    if members.len() > MEASURED
        || !members.iter().all(has_unit)
        || signs.iter().any(|sign| *sign != Sign::Equal)
        || members.windows(2).all(|pair| has_same_unit(&pair[0], &pair[1]))
    {
        return None;
    }
    let spelled: Vec<String> = members.iter().map(expr::print).collect();
    spelled.windows(2).all(|pair| restated::is_converted(&pair[0], &pair[1])).then_some(members)
}

/// Whether two amounts have one unit.
fn has_same_unit(a: &Tree, b: &Tree) -> bool {
    matches!((a, b), (Tree::Quantity(_, one), Tree::Quantity(_, other)) if one == other)
}

/// Whether a tree is a chain of equal members that are not.
pub(super) fn is_false_chain(judge: &mut Judge, tree: &Tree) -> bool {
    matches!(read_chain(judge, tree, names_value), Chain::False)
}

/// The name of an operator that is given a value without being applied to anything.
fn read_operator(tree: &Tree) -> Option<&Function> {
    match tree {
        Tree::Relation(members, _) => match members.first() {
            Some(Tree::Call(function, arguments)) if arguments.is_empty() => Some(function),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a list gives values to letters of which a chain names none: the indices of one letter are no other letters.
fn names_others(chain: &Tree, list: &Tree) -> bool {
    let (Tree::Relation(members, signs), Some(listed)) = (chain, lists::read_letters(list)) else { return false };
    let letter = |member: &Tree| match member {
        Tree::Symbol(name) => name.split('_').next().map(str::to_owned),
        _ => None,
    };
    let named: Vec<String> = members.iter().filter_map(letter).collect();
    let is_named = signs.iter().all(|sign| *sign == Sign::Equal) && !named.is_empty();
    is_named && listed.iter().any(|name| !named.contains(name))
}

/// The equations of letters that the equation of two points is.
fn name_members(tree: &Tree) -> Option<Tree> {
    let Tree::Relation(sides, signs) = tree else { return None };
    let ([Tree::Group(Bracket::Round, letters), Tree::Group(Bracket::Round, values)], [Sign::Equal]) =
        (sides.as_slice(), signs.as_slice())
    else {
        return None;
    };
    if letters.len() != values.len()
        || letters.len() < 2
        || !letters.iter().all(|letter| matches!(letter, Tree::Symbol(_)))
    {
        return None;
    }
    let name = |(letter, value): (&Tree, &Tree)| Tree::Relation(vec![letter.clone(), value.clone()], vec![Sign::Equal]);
    Some(Tree::List(Joint::Comma, letters.iter().zip(values).map(name).collect()))
}

/// Whether what stands left of a plain value names it.
fn names_value(left: &Tree) -> bool {
    names::is_name(left) || labels::is_label(left)
}

/// Whether a tree is a relation itself.
fn is_relation(tree: &Tree) -> bool {
    matches!(tree, Tree::Relation(..))
}

/// Reads a chain of equations, whose first member may be a name or a label.
fn read_chain<'t>(judge: &mut Judge, tree: &'t Tree, is_name: fn(&Tree) -> bool) -> Chain<'t> {
    let Tree::Relation(members, signs) = tree else { return Chain::Open };
    if let ([name, set @ Tree::Set(_)], [Sign::In]) = (members.as_slice(), signs.as_slice())
        && names::is_name(name)
    {
        return Chain::Value(Some(name), set);
    }
    // "7 = x" gives x its value as "x = 7" does.
    if let ([value, name @ Tree::Symbol(_)], [Sign::Equal]) = (members.as_slice(), signs.as_slice())
        && names::is_plain_number(value)
    {
        return Chain::Value(Some(name), value);
    }
    if signs.iter().any(|sign| !matches!(sign, Sign::Equal | Sign::Approx)) {
        return Chain::Open;
    }
    // Two letters that are about the same are not one.
    if let ([Tree::Symbol(_), Tree::Symbol(_)], [Sign::Approx]) = (members.as_slice(), signs.as_slice()) {
        return Chain::Open;
    }
    let Some((last, before)) = members.split_last() else { return Chain::Open };
    let (name, rest) = match before.split_first() {
        Some((first, rest)) if is_name(first) && !is_determinant(first) => (Some(first), rest),
        _ => (None, before),
    };
    // Members without variables must be the same number; a decimal may be the rounding of what it follows.
    let mut value = last;
    if let Some(Tree::Symbol(letter)) = name
        && !rest.is_empty()
        && holds(members, letter)
    {
        // "x = 2x - 5 = 5": what it says of x is still to be found.
        return Chain::Open;
    }
    for member in rest {
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
    }
    // "x = 2/3 \approx 0.667" says 2/3.
    if let Some(before) = signs.iter().position(|sign| *sign == Sign::Approx)
        && (before > 0 || name.is_none())
        && is_decimal(judge, last)
    {
        value = &members[before];
    }
    match (name, rest) {
        (None, []) => Chain::Open,
        _ => Chain::Value(name, value),
    }
}

/// Whether a member is a determinant or a norm of numbers, which is a value and no name.
fn is_determinant(member: &Tree) -> bool {
    matches!(member, Tree::Call(Function::Det | Function::Norm, _)) && !names::has_symbols(member)
}

/// Whether a letter stands in one of the members behind the first.
fn holds(members: &[Tree], letter: &str) -> bool {
    let mut symbols = Vec::new();
    members.iter().skip(1).for_each(|member| names::collect_symbols(member, &mut symbols));
    symbols.contains(&letter)
}

/// Whether a tree is a decimal numeral.
fn is_decimal(judge: &Judge, tree: &Tree) -> bool {
    values::read_given(tree, &judge.budget).is_ok_and(|given| given.decimal.is_some())
}

/// Whether the last member of a chain is for certain not what an earlier one is: neither the same nor its correct rounding. What
/// can't be told is not called false.
fn is_false(judge: &mut Judge, member: &Tree, last: &Tree) -> bool {
    // A numeral in a stated base is its value here; beside other digits it only says that they are not its own.
    if let Tree::Based(digits, base) = member
        && names::is_plain_number(last)
    {
        let value = bases::read_based(digits, *base).map(|value| products::write(&value));
        let is_written = judge.relate(last, member).relation.is_accepted();
        return !is_written && value.is_some_and(|value| is_false(judge, &value, last));
    }
    let decided = |decision: Decision| {
        decision.relation == Relation::Close
            || decision.relation == Relation::Different
                && matches!(
                    decision.rule,
                    Rule::Number
                        | Rule::Polynomial
                        | Rule::Values
                        | Rule::Percent
                        | Rule::Unit
                        | Rule::Tuple
                        | Rule::Set
                        | Rule::Interval
                        | Rule::Matrix
                )
    };
    if !decided(judge.relate(last, member)) || !decided(judge.relate(member, last)) {
        return false;
    }
    let (Ok(given), Ok(value)) = (values::read_given(last, &judge.budget), exact::evaluate(member, &judge.budget))
    else {
        return true;
    };
    given.decimal.is_none_or(|digits| !numbers::is_rounded(&value, &given.value, digits.places))
}
