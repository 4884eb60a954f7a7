//! Several values: sets and bare lists in any order, tuples in order, a value beside several.

use crate::expr::{Bracket, Function, Joint, Relation as Sign, Tree};
use crate::limits;
use crate::number;
use crate::sorting;

use super::judge::Judge;
use super::pairing::{cancel, pair_off};
use super::signs::{split_signs, spread};
use super::{Decision, Relation, Rule, names, numbers, points};

/// How the members of several values stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// In braces.
    Set,
    /// With commas or "and" between.
    Bare,
    /// With "or" between.
    Either,
    /// In brackets.
    Tuple(Bracket),
}

/// Several values.
struct Many {
    kind: Kind,
    /// Whether the members are the two values of one `\pm`, which have no order.
    is_pair: bool,
    /// Whether nothing but commas stand between the members.
    has_commas: bool,
    members: Vec<Tree>,
}

impl Many {
    /// Whether two members in square brackets are the ends of an interval, the lower one first. Letters of choices are no ends, and
    /// where a text has a space behind the comma, as a program prints a list of integers, it is that list.
    fn is_interval(&self, judge: &Judge, has_commas: bool) -> bool {
        let is_letter = |member: &Tree| match member {
            Tree::Symbol(name) => name.len() == 1 && name.starts_with(|c: char| c.is_ascii_uppercase()),
            Tree::Text(_) => true,
            _ => false,
        };
        let is_integer = |member: &Tree| match member {
            Tree::Number(number) => number.form == number::Form::Integer,
            Tree::Neg(inner) => matches!(&**inner, Tree::Number(number) if number.form == number::Form::Integer),
            _ => false,
        };
        match self.members.as_slice() {
            members if members.iter().all(is_letter) => false,
            members if members.iter().all(is_integer) && has_commas && judge.prints_list() => false,
            [low, high] => match (sketch(judge, low), sketch(judge, high)) {
                (Some(low), Some(high)) => low <= high,
                _ => true,
            },
            _ => false,
        }
    }
}

/// Takes several values apart; `\pm` is its two values.
fn read_many(tree: &Tree) -> Option<Many> {
    match tree {
        Tree::List(joint, members) => {
            let kind = if *joint == Joint::Or { Kind::Either } else { Kind::Bare };
            Some(Many { kind, is_pair: false, has_commas: *joint == Joint::Comma, members: spread(members) })
        }
        Tree::Set(members) => {
            Some(Many { kind: Kind::Set, is_pair: false, has_commas: false, members: spread(members) })
        }
        Tree::Group(Bracket::Round, members) if members.len() == 1 => read_many(&members[0]),
        // A point and its letter: `A(1, 2)`.
        Tree::Product(factors) => match factors.as_slice() {
            [Tree::Symbol(name), Tree::Group(Bracket::Round, members)] if members.len() > 1 && name.len() == 1 => {
                Some(Many {
                    kind: Kind::Tuple(Bracket::Round),
                    is_pair: false,
                    has_commas: false,
                    members: members.clone(),
                })
            }
            _ => split_signs(tree).map(|members| Many { kind: Kind::Bare, is_pair: true, has_commas: false, members }),
        },
        Tree::Group(bracket, members) => Some(match split_signs(tree) {
            Some(points) => Many { kind: Kind::Bare, is_pair: true, has_commas: false, members: points },
            None => Many { kind: Kind::Tuple(*bracket), is_pair: false, has_commas: false, members: members.clone() },
        }),
        _ => split_signs(tree).map(|members| Many { kind: Kind::Bare, is_pair: true, has_commas: false, members }),
    }
}

/// Relates where one side at least is several values.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    // "And" and "or" both list values; between statements they say different things.
    // "3 and 1/2" beside a number is one.
    if let Some(mixed) = read_mixed(a).filter(|_| names::is_plain_number(t)) {
        return Some(judge.relate(&mixed, t));
    }
    if let Some(mixed) = read_mixed(t).filter(|_| names::is_plain_number(a)) {
        return Some(judge.relate(a, &mixed));
    }
    if let (Tree::List(one, own), Tree::List(other, theirs)) = (a, t)
        && matches!((one, other), (Joint::And, Joint::Or) | (Joint::Or, Joint::And))
        && (own.iter().all(is_statement)
            || theirs.iter().all(is_statement)
            || names_differ(own)
            || names_differ(theirs))
    {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    // "x = 1 or y = 2" leaves open what "x = 1, y = 2" says; of one letter both list its values.
    if let (Tree::List(one, own), Tree::List(other, theirs)) = (a, t)
        && (*one == Joint::Or) != (*other == Joint::Or)
        && (names_differ(own) || names_differ(theirs))
    {
        return Some(Decision::new(Relation::Different, Rule::Set));
    }
    // "ACD" beside "A, C and D": letters of choices that are run together, in their order.
    if let Some(own) = spell_choices(a, t) {
        return Some(judge.relate(&own, t));
    }
    if let Some(theirs) = spell_choices(t, a) {
        return Some(judge.relate(a, &theirs));
    }
    match (read_many(a), read_many(t)) {
        (None, None) => None,
        (Some(own), Some(theirs)) => Some(relate_many(judge, own, theirs)),
        (Some(own), None) => Some(relate_one(judge, &own, t)),
        (None, Some(theirs)) => relate_single(judge, a, &theirs),
    }
}

/// Letters that are run together, as the list that the other side is.
fn spell_choices(together: &Tree, list: &Tree) -> Option<Tree> {
    let is_letter = |member: &Tree| matches!(member, Tree::Symbol(name) if name.len() == 1 && matches!(name.as_bytes()[0], b'A'..=b'J'));
    let Tree::List(joint, members) = list else { return None };
    let letters = names::capitals(together).filter(|_| members.iter().all(is_letter))?.to_ascii_uppercase();
    let ascends = letters.as_bytes().windows(2).all(|pair| pair[0] < pair[1]);
    ascends.then(|| Tree::List(*joint, letters.chars().map(|letter| Tree::Symbol(letter.to_string())).collect()))
}

/// The mixed number that "and" makes of a whole number and a fraction below one.
fn read_mixed(tree: &Tree) -> Option<Tree> {
    let Tree::List(Joint::And, members) = tree else { return None };
    let [Tree::Number(whole), Tree::Quotient(above, below)] = members.as_slice() else { return None };
    let (Tree::Number(above), Tree::Number(below)) = (&**above, &**below) else { return None };
    let is_whole = [whole, above, below].iter().all(|number| number.form == number::Form::Integer);
    let value = above.value.div(&below.value).and_then(|part| whole.value.add(&part))?;
    let mixed = number::Number { value, form: number::Form::Mixed, ..whole.clone() };
    (is_whole && above.value < below.value).then_some(Tree::Number(mixed))
}

/// Whether a member says something rather than being a value: a letter of logic, an inequality.
fn is_statement(member: &Tree) -> bool {
    match member {
        Tree::Symbol(_) => true,
        Tree::Relation(_, signs) => signs.iter().all(|sign| *sign != Sign::Equal),
        _ => false,
    }
}

/// Several values beside one: they are it only if each of them is.
fn relate_one(judge: &mut Judge, own: &Many, t: &Tree) -> Decision {
    if let Kind::Tuple(bracket) = own.kind {
        return match own.members.as_slice() {
            // Square brackets round one expression with letters are Gauss's: the largest integer that is not above it.
            [one] if bracket == Bracket::Square && names::has_symbols(one) => {
                judge.relate(&Tree::Call(Function::Floor, vec![one.clone()]), t)
            }
            [one] if bracket == Bracket::Square => judge.relate(one, t),
            _ => Decision::new(Relation::Different, Rule::Tuple),
        };
    }
    if own.members.len() > limits::LIST_MEMBERS {
        return Decision::new(Relation::TooMany, Rule::Set);
    }
    if own.kind == Kind::Set && !judge.is_decorated(0) {
        return Decision::new(Relation::Different, Rule::Set);
    }
    let mut all = Decision::new(Relation::Equal, Rule::Set);
    let mut any = false;
    for member in &own.members {
        let part = judge.relate(member, t);
        any |= part.relation.is_accepted();
        all = all.and(part, Rule::Set);
    }
    if all.relation.is_accepted() && is_one_value(judge, &own.members) {
        return all;
    }
    let candidates = own.kind == Kind::Either || any;
    Decision::new(if candidates { Relation::TooMany } else { Relation::Different }, Rule::Set)
}

/// One value beside several: it is them only if they are all the same.
fn relate_single(judge: &mut Judge, a: &Tree, theirs: &Many) -> Option<Decision> {
    match (theirs.kind, theirs.members.as_slice()) {
        // A set is not its member.
        (Kind::Set, _) if !judge.is_decorated(1) => Some(Decision::new(Relation::Different, Rule::Set)),
        (Kind::Tuple(Bracket::Square), [one]) if names::has_symbols(one) => {
            Some(judge.relate(a, &Tree::Call(Function::Floor, vec![one.clone()])))
        }
        (_, [one]) if !matches!(theirs.kind, Kind::Tuple(Bracket::Round)) => Some(judge.relate(a, one)),
        (Kind::Tuple(_), _) => None,
        (_, members) if members.len() <= limits::LIST_MEMBERS => {
            let mut all = Decision::new(Relation::Equal, Rule::Set);
            for member in members {
                all = all.and(judge.relate(a, member), Rule::Set);
            }
            let is_one = !all.relation.is_accepted() || is_one_value(judge, members);
            Some(if is_one { all } else { Decision::new(Relation::Different, Rule::Set) })
        }
        _ => Some(Decision::new(Relation::Different, Rule::Set)),
    }
}

/// Whether members that are all near enough to one value are one value.
fn is_one_value(judge: &mut Judge, members: &[Tree]) -> bool {
    !judge.is_widened() || members.windows(2).all(|pair| judge.agree(&pair[0], &pair[1]))
}

/// Several values beside several.
fn relate_many(judge: &mut Judge, own: Many, theirs: Many) -> Decision {
    match (own.kind, theirs.kind) {
        // An interval, or a point: neither is the list of its ends. Python's list of two values goes down or is not in order.
        (Kind::Tuple(Bracket::Square), Kind::Bare | Kind::Either) if own.is_interval(judge, theirs.has_commas) => {
            Decision::new(Relation::Different, Rule::Interval)
        }
        (Kind::Bare | Kind::Either, Kind::Tuple(Bracket::Square)) if theirs.is_interval(judge, own.has_commas) => {
            Decision::new(Relation::Different, Rule::Interval)
        }
        (Kind::Tuple(Bracket::Square), _) if theirs.is_pair => relate_unordered(judge, own, theirs),
        (_, Kind::Tuple(Bracket::Square)) if own.is_pair => relate_unordered(judge, own, theirs),
        // The two values of a sign have no order, so they are no point.
        (Kind::Tuple(_), Kind::Bare) if theirs.is_pair => Decision::new(Relation::Different, Rule::Tuple),
        (Kind::Bare, Kind::Tuple(_)) if own.is_pair => Decision::new(Relation::Different, Rule::Tuple),
        (Kind::Tuple(_), Kind::Either) | (Kind::Either, Kind::Tuple(_)) => {
            Decision::new(Relation::Different, Rule::Tuple)
        }
        // One letter's values have no order: they are no point.
        (Kind::Tuple(_), Kind::Bare) if is_one_letter(&theirs.members) => {
            Decision::new(Relation::Different, Rule::Tuple)
        }
        (Kind::Bare, Kind::Tuple(_)) if is_one_letter(&own.members) => Decision::new(Relation::Different, Rule::Tuple),
        // The one solution of a system, as a set of points or a list of them.
        (Kind::Set | Kind::Tuple(Bracket::Square), Kind::Bare) if is_point(judge, &own) && theirs.members.len() > 1 => {
            judge.relate(&own.members[0], &Tree::List(Joint::Comma, theirs.members))
        }
        (Kind::Bare, Kind::Set | Kind::Tuple(Bracket::Square)) if is_point(judge, &theirs) && own.members.len() > 1 => {
            judge.relate(&Tree::List(Joint::Comma, own.members), &theirs.members[0])
        }
        (Kind::Tuple(Bracket::Square), Kind::Tuple(Bracket::Round)) if is_point(judge, &own) => {
            judge.relate(&own.members[0], &Tree::Group(Bracket::Round, theirs.members))
        }
        (Kind::Tuple(Bracket::Round), Kind::Tuple(Bracket::Square)) if is_point(judge, &theirs) => {
            judge.relate(&Tree::Group(Bracket::Round, own.members), &theirs.members[0])
        }
        // The two values of a sign are of one letter.
        _ if own.is_pair && names_differ(&theirs.members) || theirs.is_pair && names_differ(&own.members) => {
            Decision::new(Relation::Different, Rule::Set)
        }
        // The members of a set have no names.
        (Kind::Set, Kind::Bare | Kind::Either) if names_differ(&theirs.members) => {
            Decision::new(Relation::Different, Rule::Set)
        }
        (Kind::Bare | Kind::Either, Kind::Set) if names_differ(&own.members) => {
            Decision::new(Relation::Different, Rule::Set)
        }
        (Kind::Tuple(x), Kind::Tuple(y)) => {
            // Two members in round and in square brackets may be different intervals.
            if x != y && own.members.len() == 2 && x != Bracket::Angle && y != Bracket::Angle {
                return Decision::new(Relation::Different, Rule::Interval);
            }
            relate_in_order(judge, &own.members, &theirs.members)
        }
        (Kind::Tuple(_), Kind::Bare) | (Kind::Bare, Kind::Tuple(_)) => {
            relate_in_order(judge, &order_by_name(own.members), &order_by_name(theirs.members))
        }
        (Kind::Tuple(_), Kind::Set) | (Kind::Set, Kind::Tuple(_)) => Decision::new(Relation::Different, Rule::Tuple),
        // Values of several letters beside values without any: their places are their names.
        (Kind::Bare, Kind::Bare) if names_differ(&own.members) != names_differ(&theirs.members) => {
            relate_in_order(judge, &order_by_name(own.members), &order_by_name(theirs.members))
        }
        _ => relate_unordered(judge, own, theirs),
    }
}

/// The name that a member gives its value: that of a letter, perhaps with an index.
fn read_name(member: &Tree) -> Option<&str> {
    let Tree::Relation(sides, signs) = member else { return None };
    match (sides.as_slice(), signs.as_slice()) {
        ([Tree::Symbol(name), ..], [Sign::Equal, ..]) => Some(name),
        _ => None,
    }
}

/// Whether members are values of different letters; the indices of one letter are no names.
fn names_differ(members: &[Tree]) -> bool {
    let letter = |member: &Tree| read_name(member).and_then(|name| name.split('_').next()).map(str::to_owned);
    let first = members.first().and_then(letter);
    first.is_some() && members.iter().any(|member| letter(member).is_some_and(|other| Some(other) != first))
}

/// The letters of a list whose members all name their values, without indices.
pub(super) fn read_letters(tree: &Tree) -> Option<Vec<String>> {
    let Tree::List(_, members) = tree else { return None };
    let letter = |member: &Tree| read_name(member).and_then(|name| name.split('_').next()).map(str::to_owned);
    members.iter().map(letter).collect()
}

/// Whether members are values of one and the same letter.
fn is_one_letter(members: &[Tree]) -> bool {
    let first = members.first().and_then(read_name);
    first.is_some() && members.iter().all(|member| read_name(member) == first)
}

/// Whether the one member is a point. In sets of sets nesting counts.
fn is_point(judge: &Judge, many: &Many) -> bool {
    !judge.has_nested_sets()
        && matches!(many.members.as_slice(), [Tree::Group(Bracket::Round, members)] if members.len() > 1)
}

/// A letter's place in its alphabet, and the index that goes with it.
fn read_place(name: &str) -> Option<(u32, u32)> {
    const GREEK: [&str; 24] = [
        "\\alpha",
        "\\beta",
        "\\gamma",
        "\\delta",
        "\\epsilon",
        "\\zeta",
        "\\eta",
        "\\theta",
        "\\iota",
        "\\kappa",
        "\\lambda",
        "\\mu",
        "\\nu",
        "\\xi",
        "\\omicron",
        "\\pi",
        "\\rho",
        "\\sigma",
        "\\tau",
        "\\upsilon",
        "\\phi",
        "\\chi",
        "\\psi",
        "\\omega",
    ];
    let (letter, index) = match name.split_once("_{") {
        Some((letter, rest)) => (letter, rest.strip_suffix('}')?.parse().ok()?),
        None => (name, 0),
    };
    let mut characters = letter.chars();
    let place = match (characters.next()?, characters.next()) {
        (c, None) if c.is_ascii_alphabetic() => u32::from(c),
        _ => 1_000 + u32::try_from(GREEK.iter().position(|greek| *greek == letter)?).ok()?,
    };
    Some((place, index))
}

/// Members that are named by neighbours in the alphabet, or by one letter with indices that follow on each other, in the order of
/// their names; others as they stand.
fn order_by_name(mut members: Vec<Tree>) -> Vec<Tree> {
    let place = |member: &Tree| read_name(member).and_then(read_place);
    let mut places: Vec<(u32, u32)> = members.iter().filter_map(place).collect();
    if places.len() < members.len() {
        return members;
    }
    sorting::sort(&mut places);
    let follows = |pair: &[(u32, u32)]| match (pair[0], pair[1]) {
        ((x, 0), (y, 0)) => y == x + 1,
        ((x, i), (y, j)) => x == y && j == i + 1,
    };
    if places.windows(2).all(follows) {
        sorting::sort_by_key(&mut members, place);
    }
    members
}

/// Whether a member is a set in braces, which inside of another equals nothing but a set.
fn is_set(member: &Tree) -> bool {
    matches!(member, Tree::Set(_))
}

/// Members one by one.
pub(super) fn relate_in_order(judge: &mut Judge, own: &[Tree], theirs: &[Tree]) -> Decision {
    if own.len() != theirs.len() {
        return Decision::new(Relation::Different, Rule::Tuple);
    }
    let mut all = Decision::new(Relation::Equal, Rule::Tuple);
    for (a, t) in own.iter().zip(theirs) {
        if is_set(a) != is_set(t) {
            return Decision::new(Relation::Different, Rule::Tuple);
        }
        all = all.and(judge.relate(a, t), Rule::Tuple);
        if !all.relation.is_accepted() {
            break;
        }
    }
    all
}

/// Members in any order: each of one side has its own partner on the other.
fn relate_unordered(judge: &mut Judge, own: Many, theirs: Many) -> Decision {
    let (mut own, mut theirs) = (own, theirs);
    if own.kind == Kind::Set || theirs.kind == Kind::Set || own.is_pair || theirs.is_pair {
        // In a set a member counts once, and so do values of signs that come out the same.
        own.members = drop_repeated(judge, own.members);
        theirs.members = drop_repeated(judge, theirs.members);
    }
    let count = theirs.members.len();
    if own.members.len() != count {
        return Decision::new(Relation::Different, Rule::Set);
    }
    // "f(x) = 3, f(y) = 4": the letters of one function's values are no bound letters.
    let is_exact = names_arguments(&own.members) || names_arguments(&theirs.members);
    if judge.is_widened() && count <= limits::LIST_MEMBERS {
        let may_be = |a: &Tree, t: &Tree| is_set(a) == is_set(t) && (!is_exact || read_left(a) == read_left(t));
        return pair_off(judge, &own.members, &theirs.members, may_be);
    }
    let (free, wanted) = cancel(&own.members, &theirs.members);
    if wanted.len() > limits::LIST_MEMBERS {
        return Decision::new(Relation::Budget, Rule::Set);
    }
    let mut free: Vec<(&Tree, Option<f64>)> = free.into_iter().map(|a| (a, sketch(judge, a))).collect();
    let mut all = Decision::new(Relation::Equal, Rule::Set);
    for t in wanted {
        let size = sketch(judge, t);
        let found = free
            .iter()
            .enumerate()
            .filter(|(_, (a, other))| {
                is_set(a) == is_set(t) && !is_far(*other, size) && (!is_exact || read_left(a) == read_left(t))
            })
            .map(|(at, (a, _))| (at, judge.relate(a, t).relation))
            .find(|(_, relation)| relation.is_accepted() || *relation == Relation::Budget);
        match found {
            Some((at, relation)) => {
                free.remove(at);
                all = all.and(Decision::new(relation, Rule::Set), Rule::Set);
            }
            None => return Decision::new(Relation::Different, Rule::Set),
        }
    }
    all
}

/// The left side of an equation.
fn read_left(member: &Tree) -> Option<&Tree> {
    match member {
        Tree::Relation(sides, _) => sides.first(),
        _ => None,
    }
}

/// Whether members are values of one function at different arguments.
fn names_arguments(members: &[Tree]) -> bool {
    let mut first = None;
    members.iter().filter_map(read_left).filter(|left| matches!(left, Tree::Call(..))).any(|left| {
        let (Tree::Call(function, arguments), Tree::Call(other, others)) = (left, *first.get_or_insert(left)) else {
            return false;
        };
        function == other && arguments != others
    })
}

/// The rough size of a member that is a plain real constant, exact as it stands.
fn sketch(judge: &Judge, tree: &Tree) -> Option<f64> {
    fn is_plain(tree: &Tree) -> bool {
        match tree {
            Tree::Number(number) => numbers::read_digits(number).is_none(),
            Tree::Constant(_) => true,
            Tree::Neg(_) | Tree::Sum(_) | Tree::Product(_) | Tree::Quotient(..) | Tree::Power(..) | Tree::Root(..) => {
                tree.children().all(is_plain)
            }
            _ => false,
        }
    }
    let (low, high) = is_plain(tree).then(|| points::bound_roughly(tree, &judge.budget))??;
    Some(f64::midpoint(low, high))
}

/// Whether two plain constants are too far from each other to be compared at all.
fn is_far(a: Option<f64>, b: Option<f64>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if (a - b).abs() > 1e-6 * a.abs().max(b.abs()))
}

/// Members without those that an earlier one equals.
fn drop_repeated(judge: &mut Judge, members: Vec<Tree>) -> Vec<Tree> {
    if members.len() > limits::LIST_MEMBERS {
        return members;
    }
    let mut kept: Vec<Tree> = Vec::with_capacity(members.len());
    for member in members {
        if !kept.iter().any(|earlier| judge.agree(&member, earlier)) {
            kept.push(member);
        }
    }
    kept
}
