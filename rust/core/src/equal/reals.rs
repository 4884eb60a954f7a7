//! Sets of real numbers: intervals and unions of them, inequalities in one variable, the reals without some points.

use crate::expr::{Bracket, Constant, Function, Joint, Relation as Sign, SetOperator, Tree};
use crate::limits;

use super::budget::Budget;
use super::integers::Run;
use super::judge::Judge;
use super::segments::{End, Segment, complement, count_integers, intersect, is_empty, point, tidy};
use super::{Decision, Relation, Rule, conditions, forms, names, points, solve, surds};

/// A set of real numbers, and the name of its member where an inequality gives one.
struct Reals {
    segments: Vec<Segment>,
    name: Option<Tree>,
}

/// Whether a tree can only be a set of real numbers.
fn is_set(tree: &Tree) -> bool {
    match tree {
        Tree::Interval(_)
        | Tree::Sets(..)
        | Tree::SetBuilder(..)
        | Tree::Constant(Constant::Reals | Constant::EmptySet) => true,
        Tree::Indexed(set, _) => matches!(**set, Tree::Constant(Constant::Reals)),
        Tree::Relation(_, signs) => signs.iter().any(|sign| {
            matches!(
                sign,
                Sign::Less
                    | Sign::LessEqual
                    | Sign::Greater
                    | Sign::GreaterEqual
                    | Sign::NotEqual
                    | Sign::In
                    | Sign::NotIn
            )
        }),
        Tree::List(_, members) => members.iter().any(|member| matches!(member, Tree::Relation(..)) && is_set(member)),
        _ => false,
    }
}

/// Relates where one side at least can only be a set of real numbers.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    // A closed interval from a number to itself is that number's set.
    match (a, t) {
        (Tree::Group(..), Tree::Set(members)) if let (Some(one), [other]) = (read_point(a), members.as_slice()) => {
            return Some(judge.relate(one, other));
        }
        (Tree::Set(members), Tree::Group(..)) if let (Some(one), [other]) = (read_point(t), members.as_slice()) => {
            return Some(judge.relate(other, one));
        }
        _ => {}
    }
    if !is_set(a) && !is_set(t) {
        return None;
    }
    let rule = if matches!(t, Tree::Relation(..)) { Rule::Inequality } else { Rule::Interval };
    let (own, theirs) = (read_pair(a), read_pair(t));
    if [&own, &theirs].into_iter().flatten().any(|pair| falls(pair, &judge.budget)) {
        // Brackets whose ends fall hold no numbers, and mean what they are written for.
        let (Some(own), Some(theirs)) = (own, theirs) else { return Some(Decision::new(Relation::Different, rule)) };
        if (own.low_closed, own.high_closed) != (theirs.low_closed, theirs.high_closed) {
            return Some(Decision::new(Relation::Different, rule));
        }
        return Some(judge.relate(own.low, theirs.low).and(judge.relate(own.high, theirs.high), rule));
    }
    if is_domain_apart(a, t) || is_domain_apart(t, a) {
        return Some(Decision::new(Relation::Different, rule));
    }
    // "x^2 - 6x + 9 \le 0" is the equation "x = 3".
    let as_points =
        |tree: &Tree, other: &Tree| is_union(other) || is_equation(tree) && has_one_point(other, &judge.budget);
    let (Some(own), Some(theirs)) = (read(a, as_points(a, t), &judge.budget), read(t, as_points(t, a), &judge.budget))
    else {
        return None;
    };
    if let (Some(x), Some(y)) = (&own.name, &theirs.name)
        && !is_same_name(x, y)
        && !matches!(x, Tree::Blank)
        && !matches!(y, Tree::Blank)
    {
        return Some(Decision::new(Relation::Different, rule));
    }
    // Ends in the wrong order make no interval, and nothing but itself.
    let is_backward = |tree: &Tree, set: &Reals| {
        matches!(tree, Tree::Interval(_) | Tree::Group(..)) && tidy(set.segments.clone(), &judge.budget).is_empty()
    };
    if is_backward(a, &own) || is_backward(t, &theirs) {
        return Some(Decision::new(Relation::Different, rule));
    }
    Some(relate_segments(judge, own.segments, theirs.segments, rule))
}

/// Whether a tree is one equation.
fn is_equation(tree: &Tree) -> bool {
    matches!(tree, Tree::Relation(sides, signs)
        if signs == &[Sign::Equal] && sides.first().is_some_and(|side| matches!(side, Tree::Symbol(_))))
}

/// Whether a tree is an inequality that one number alone solves.
fn has_one_point(tree: &Tree, budget: &Budget) -> bool {
    if !matches!(tree, Tree::Relation(_, signs) if signs.iter().all(|sign| turn(*sign).is_some())) {
        return false;
    }
    let Some(set) = read(tree, false, budget) else { return false };
    matches!(tidy(set.segments, budget).as_slice(), [Segment { low: End::At(low, true), high: End::At(high, true) }] if low == high)
}

/// The number that a closed interval holds alone: `[3, 3]`.
fn read_point(tree: &Tree) -> Option<&Tree> {
    let Tree::Group(Bracket::Square, ends) = tree else { return None };
    match ends.as_slice() {
        [low, high] if low == high && names::is_plain_number(low) => Some(low),
        _ => None,
    }
}

/// Two ends and which of them belong to what is between.
struct Pair<'t> {
    low: &'t Tree,
    high: &'t Tree,
    low_closed: bool,
    high_closed: bool,
}

/// The ends of what is written as an interval.
fn read_pair(tree: &Tree) -> Option<Pair<'_>> {
    match tree {
        Tree::Interval(pair) => {
            Some(Pair { low: &pair.low, high: &pair.high, low_closed: pair.low_closed, high_closed: pair.high_closed })
        }
        Tree::Group(bracket @ (Bracket::Round | Bracket::Square), members) => {
            let [low, high] = members.as_slice() else { return None };
            let closed = *bracket == Bracket::Square;
            Some(Pair { low, high, low_closed: closed, high_closed: closed })
        }
        _ => None,
    }
}

/// Whether the ends of a pair fall, or are one number that doesn't belong to it.
fn falls(pair: &Pair, budget: &Budget) -> bool {
    match (read_end(pair.low, pair.low_closed), read_end(pair.high, pair.high_closed)) {
        (Some(low), Some(high)) => is_empty(&Segment { low, high }, budget) == Some(true),
        _ => false,
    }
}

/// Relates two unions of segments, end by end.
fn relate_segments(judge: &mut Judge, own: Vec<Segment>, theirs: Vec<Segment>, rule: Rule) -> Decision {
    let (own, theirs) = (tidy(own, &judge.budget), tidy(theirs, &judge.budget));
    if own.len() != theirs.len() {
        return Decision::new(Relation::Different, rule);
    }
    let mut all = Decision::new(Relation::Equal, rule);
    for (x, y) in own.iter().zip(&theirs) {
        for (a, t) in [(&x.low, &y.low), (&x.high, &y.high)] {
            let part = match (a, t) {
                (End::Low, End::Low) | (End::High, End::High) => continue,
                (End::At(a, closed), End::At(t, wanted)) if closed == wanted => judge.relate(a, t),
                _ => return Decision::new(Relation::Different, rule),
            };
            all = all.and(part, rule);
        }
    }
    all
}

/// Where each case of a function holds, those before it not, and the letter that is asked about. None where a condition is no set of numbers.
pub(super) fn read_regions(
    rows: &[(Tree, Option<Tree>)],
    budget: &Budget,
) -> Option<(Vec<Vec<Segment>>, Option<Tree>)> {
    let all = || vec![Segment { low: End::Low, high: End::High }];
    let mut rest = all();
    let mut regions = Vec::with_capacity(rows.len());
    let mut letter: Option<Tree> = None;
    for (_, condition) in rows {
        let own = match condition {
            None => all(),
            Some(Tree::Text(word)) if word == "otherwise" => all(),
            Some(condition) => {
                let set = read(condition, true, budget)?;
                let name = set.name?;
                if *letter.get_or_insert_with(|| name.clone()) != name {
                    return None;
                }
                set.segments
            }
        };
        regions.push(intersect(&own, &rest, budget)?);
        rest = intersect(&rest, &complement(&own, budget)?, budget)?;
    }
    Some((regions, letter))
}

/// Whether two names are one: letters that are multiplied have no order.
fn is_same_name(x: &Tree, y: &Tree) -> bool {
    match (x, y) {
        (Tree::Product(own), Tree::Product(theirs)) => {
            own.len() == theirs.len() && {
                let count = |all: &[Tree], factor: &Tree| all.iter().filter(|other| *other == factor).count();
                own.iter().all(|factor| count(own, factor) == count(theirs, factor))
            }
        }
        _ => x == y,
    }
}

/// Whether a tree joins or meets sets: beside it equations are its points.
fn is_union(tree: &Tree) -> bool {
    match tree {
        Tree::Sets(..) => true,
        Tree::Relation(sides, signs) => signs == &[Sign::In] && matches!(sides.last(), Some(Tree::Sets(..))),
        _ => false,
    }
}

/// Whether one side is a set of integers and the other an interval.
fn is_domain_apart(integers: &Tree, reals: &Tree) -> bool {
    let is_stated = match integers {
        Tree::SetBuilder(member, condition) => {
            let states = |tree: &Tree| {
                matches!(tree, Tree::Relation(sides, signs)
                    if signs.contains(&Sign::In) && sides.last().is_some_and(conditions::is_domain))
            };
            states(member) || states(condition) || condition.children().any(states)
        }
        _ => false,
    };
    is_stated && matches!(reals, Tree::Interval(_) | Tree::Constant(Constant::Reals) | Tree::Group(..))
}

/// The integers in a set of real numbers that is told of a letter.
pub(super) fn read_integers(condition: &Tree, letter: &str, budget: &Budget) -> Option<Vec<Run>> {
    let set = read(condition, true, budget)?;
    let is_own = matches!(&set.name, Some(Tree::Symbol(own)) if own == letter);
    if is_own { set.segments.iter().map(|segment| count_integers(segment, budget)).collect() } else { None }
}

/// Reads a tree as a set of real numbers; with equations as their roots where they stand among conditions.
fn read(tree: &Tree, equations: bool, budget: &Budget) -> Option<Reals> {
    let nameless = |segments| Some(Reals { segments, name: None });
    if read_pair(tree).is_some_and(|pair| falls(&pair, budget)) {
        return None;
    }
    match tree {
        Tree::Interval(interval) => nameless(vec![Segment {
            low: read_end(&interval.low, interval.low_closed)?,
            high: read_end(&interval.high, interval.high_closed)?,
        }]),
        Tree::Group(bracket @ (Bracket::Round | Bracket::Square), members) => {
            let [low, high] = members.as_slice() else { return None };
            let closed = *bracket == Bracket::Square;
            nameless(vec![Segment { low: read_end(low, closed)?, high: read_end(high, closed)? }])
        }
        Tree::Constant(Constant::Reals) => nameless(vec![Segment { low: End::Low, high: End::High }]),
        Tree::Constant(Constant::EmptySet) => nameless(Vec::new()),
        Tree::Indexed(set, mark) if matches!(**set, Tree::Constant(Constant::Reals)) => {
            let Tree::Text(mark) = &**mark else { return None };
            let zero = crate::expr::integer(0);
            nameless(match mark.as_str() {
                "+" | ">0" => vec![half_line(&zero, Sign::Greater)?],
                ">=0" => vec![half_line(&zero, Sign::GreaterEqual)?],
                "-" | "<0" => vec![half_line(&zero, Sign::Less)?],
                "<=0" => vec![half_line(&zero, Sign::LessEqual)?],
                "*" | "!=0" => complement(&[point(&zero)], budget)?,
                _ => return None,
            })
        }
        Tree::Set(members) if members.len() <= limits::LIST_MEMBERS && members.iter().all(is_number) => {
            nameless(members.iter().flat_map(spread).collect())
        }
        Tree::Sets(operator, members) => {
            let mut members = members.iter();
            let mut total = read(members.next()?, equations, budget)?.segments;
            for member in members {
                let next = read(member, equations, budget)?.segments;
                total = match operator {
                    SetOperator::Union => total.into_iter().chain(next).collect(),
                    SetOperator::Intersection => intersect(&total, &next, budget)?,
                    SetOperator::Difference => intersect(&total, &complement(&next, budget)?, budget)?,
                    SetOperator::SymmetricDifference => return None,
                };
            }
            nameless(total)
        }
        Tree::SetBuilder(member, condition) => {
            let (name, domain) = match &**member {
                Tree::Relation(members, signs) => match (members.as_slice(), signs.as_slice()) {
                    ([name, domain], [Sign::In]) => (name, read(domain, false, budget)?.segments),
                    _ => return None,
                },
                other => (other, vec![Segment { low: End::Low, high: End::High }]),
            };
            let set = read(condition, true, budget)?;
            let segments = intersect(&domain, &set.segments, budget)?;
            (set.name.as_ref() == Some(name)).then_some(Reals { segments, name: None })
        }
        Tree::Relation(members, signs) => read_relation(members, signs, equations, budget),
        Tree::List(joint, members) => read_list(*joint, members, equations, budget),
        _ => None,
    }
}

/// Whether a member of a set can be a number.
fn is_number(tree: &Tree) -> bool {
    !matches!(
        tree,
        Tree::Text(_)
            | Tree::Relation(..)
            | Tree::List(..)
            | Tree::Group(..)
            | Tree::Set(_)
            | Tree::Interval(_)
            | Tree::Matrix(_)
            | Tree::Constant(Constant::EmptySet | Constant::Dots)
    )
}

/// Several inequalities of one variable: "or" joins them, "and" lets all hold, commas whichever makes sense.
fn read_list(joint: Joint, members: &[Tree], equations: bool, budget: &Budget) -> Option<Reals> {
    if members.len() > limits::LIST_MEMBERS {
        return None;
    }
    if let [Tree::Relation(sides, signs), rest @ ..] = members
        && let ([name, first], [Sign::NotEqual]) = (sides.as_slice(), signs.as_slice())
        && rest.iter().all(|member| !matches!(member, Tree::Relation(..)))
        && names::is_name(name)
    {
        // What follows "x is not 1," is left out too.
        let points: Vec<Segment> = std::iter::once(first).chain(rest).map(point).collect();
        return Some(Reals { segments: complement(&points, budget)?, name: Some(name.clone()) });
    }
    if members.iter().all(|member| matches!(member, Tree::Interval(_))) {
        // "(-\infty, 1) and (2, \infty)" names the parts of a union.
        let parts: Vec<Reals> = members.iter().map(|member| read(member, equations, budget)).collect::<Option<_>>()?;
        return Some(Reals { segments: parts.into_iter().flat_map(|part| part.segments).collect(), name: None });
    }
    if !members.iter().all(|member| matches!(member, Tree::Relation(..) | Tree::List(..))) {
        return None;
    }
    // Beside inequalities an equation is a point.
    let equations = equations || members.iter().any(is_set);
    let sets: Vec<Reals> = members.iter().map(|member| read(member, equations, budget)).collect::<Option<_>>()?;
    let name = sets.first()?.name.clone();
    if sets.iter().any(|set| set.name != name) {
        return None;
    }
    let mut common = vec![Segment { low: End::Low, high: End::High }];
    for set in &sets {
        common = intersect(&common, &set.segments, budget)?;
    }
    let is_union = match joint {
        Joint::Or => true,
        Joint::And => false,
        Joint::Comma => common.is_empty(),
    };
    let segments = if is_union { sets.into_iter().flat_map(|set| set.segments).collect() } else { common };
    Some(Reals { segments, name })
}

/// `x < b`, `a \le x < b`, `x \in S`, `x \ne a`, `|x - 1| < b`, and what else can be solved.
fn read_relation(members: &[Tree], signs: &[Sign], equations: bool, budget: &Budget) -> Option<Reals> {
    let named = |segments, name: &Tree| Some(Reals { segments, name: Some(name.clone()) });
    match (members, signs) {
        ([name, set], [Sign::In]) if is_variable(name) => named(read(set, equations, budget)?.segments, name),
        ([name, set], [Sign::NotIn]) if is_variable(name) => {
            named(complement(&read(set, equations, budget)?.segments, budget)?, name)
        }
        ([name, value], [Sign::NotEqual]) if is_variable(name) && is_free(value, name) => {
            named(complement(&spread(value), budget)?, name)
        }
        ([name, value], [Sign::Equal]) if equations && is_variable(name) && is_free(value, name) => {
            named(spread(value), name)
        }
        ([left, right], [sign]) if turn(*sign).is_some() => {
            if is_variable(left) && !is_variable(right) && is_free(right, left) {
                named(vec![half_line(right, *sign)?], left)
            } else if is_variable(right) && !is_variable(left) && is_free(left, right) {
                named(vec![half_line(left, turn(*sign)?)?], right)
            } else {
                read_solved(members, signs, budget)
            }
        }
        ([low, name, high], [first, second]) if is_variable(name) && is_free(low, name) && is_free(high, name) => {
            let (below, above) = (half_line(low, turn(*first)?)?, half_line(high, *second)?);
            let segment = match (below, above) {
                (Segment { low, high: End::High }, Segment { low: End::Low, high })
                | (Segment { low: End::Low, high }, Segment { low, high: End::High }) => Segment { low, high },
                _ => return None,
            };
            named(vec![segment], name)
        }
        (_, signs) if signs.contains(&Sign::Equal) && !equations => None,
        _ => read_solved(members, signs, budget),
    }
}

/// Whether a tree names one number of a set: letters that are multiplied do not, unless they are a figure's corners.
fn is_variable(tree: &Tree) -> bool {
    let is_small =
        |tree: &Tree| matches!(tree, Tree::Symbol(name) if !name.starts_with(|c: char| c.is_ascii_uppercase()));
    names::is_name(tree) && !matches!(tree, Tree::Product(factors) if factors.iter().any(is_small))
}

/// Whether a name does not stand in a tree.
fn is_free(tree: &Tree, name: &Tree) -> bool {
    tree != name && tree.children().all(|child| is_free(child, name))
}

/// A chain of relations between expressions of one letter, link by link.
fn read_solved(members: &[Tree], signs: &[Sign], budget: &Budget) -> Option<Reals> {
    let mut letters = Vec::new();
    for member in members {
        names::collect_symbols(member, &mut letters);
    }
    let [letter] = letters.as_slice() else { return None };
    let mut common = vec![Segment { low: End::Low, high: End::High }];
    for (pair, sign) in members.windows(2).zip(signs) {
        let [left, right] = pair else { return None };
        let segments = match solve::solve(left, *sign, right, letter, budget) {
            Some(solution) => solution.segments(budget)?,
            None => solve_linear(left, *sign, right, letter, budget)?,
        };
        common = intersect(&common, &segments, budget)?;
    }
    Some(Reals { segments: common, name: Some(Tree::Symbol((*letter).to_owned())) })
}

/// Relations of a linear expression, or of its absolute value, with constants that are not rational.
fn solve_linear(left: &Tree, sign: Sign, right: &Tree, letter: &str, budget: &Budget) -> Option<Vec<Segment>> {
    if let (Tree::Call(Function::Abs, arguments), false) = (left, names::has_symbols(right)) {
        let [argument] = arguments.as_slice() else { return None };
        let is_positive = points::bound_roughly(right, budget).is_some_and(|(low, _)| low > 0.0);
        let inside = match sign {
            Sign::Less | Sign::GreaterEqual => Sign::Less,
            Sign::LessEqual | Sign::Greater => Sign::LessEqual,
            _ => return None,
        };
        if !is_positive {
            return None;
        }
        let above = solve_linear(argument, inside, right, letter, budget)?;
        let below = solve_linear(argument, turn(inside)?, &Tree::negate(right.clone()), letter, budget)?;
        let within = intersect(&above, &below, budget)?;
        return if inside == sign { Some(within) } else { complement(&within, budget) };
    }
    if let (false, Tree::Call(Function::Abs, _)) = (names::has_symbols(left), right) {
        return solve_linear(right, turn(sign)?, left, letter, budget);
    }
    let difference = Tree::sum(vec![left.clone(), Tree::negate(right.clone())]);
    let form = forms::read(&difference, Some(letter), budget)?;
    let (slope, others) = form.slope.split_first()?;
    let zero = dashu_ratio::RBig::ZERO;
    if *slope == zero || others.iter().chain(&form.turn).any(|part| *part != zero) {
        return None;
    }
    let constant = form.remainder(usize::MAX).unwrap_or_else(|| crate::expr::integer(0));
    let end = Tree::product(vec![surds::write_number(&(-dashu_ratio::RBig::ONE / slope)), constant]);
    let sign = if *slope < zero { turn(sign)? } else { sign };
    match sign {
        Sign::Equal => Some(vec![point(&end)]),
        Sign::NotEqual => complement(&[point(&end)], budget),
        _ => Some(vec![half_line(&end, sign)?]),
    }
}

/// The relation read from right to left.
fn turn(sign: Sign) -> Option<Sign> {
    match sign {
        Sign::Less => Some(Sign::Greater),
        Sign::LessEqual => Some(Sign::GreaterEqual),
        Sign::Greater => Some(Sign::Less),
        Sign::GreaterEqual => Some(Sign::LessEqual),
        _ => None,
    }
}

/// What is related to a bound so.
fn half_line(bound: &Tree, sign: Sign) -> Option<Segment> {
    match sign {
        Sign::Less => Some(Segment { low: End::Low, high: read_end(bound, false)? }),
        Sign::LessEqual => Some(Segment { low: End::Low, high: read_end(bound, true)? }),
        Sign::Greater => Some(Segment { low: read_end(bound, false)?, high: End::High }),
        Sign::GreaterEqual => Some(Segment { low: read_end(bound, true)?, high: End::High }),
        _ => None,
    }
}

/// The points of a value or a list of them.
fn spread(value: &Tree) -> Vec<Segment> {
    match value {
        Tree::List(_, members) | Tree::Set(members) => members.iter().map(point).collect(),
        Tree::PlusMinus(inner) => vec![point(&Tree::Neg(inner.clone())), point(inner)],
        other => vec![point(other)],
    }
}

/// An end of an interval; an infinite one is never closed, whatever the bracket.
fn read_end(tree: &Tree, closed: bool) -> Option<End> {
    match tree {
        Tree::Constant(Constant::Infinity) => Some(End::High),
        Tree::Neg(inner) if matches!(**inner, Tree::Constant(Constant::Infinity)) => Some(End::Low),
        Tree::Text(_) | Tree::Relation(..) | Tree::List(..) | Tree::Group(..) | Tree::Set(_) => None,
        other => Some(End::At(other.clone(), closed)),
    }
}
