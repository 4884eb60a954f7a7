//! Sets of real numbers: intervals and unions of them, inequalities in one variable, the reals without some points.

use crate::expr::{Bracket, Constant, Function, Joint, Relation as Sign, SetOperator, Tree};
use crate::limits;

use super::budget::Budget;
use super::judge::Judge;
use super::segments::{End, Segment, complement, intersect, point, tidy};
use super::{Decision, Relation, Rule, exact, names};

/// A set of real numbers, and the name of its member where an inequality gives one.
struct Reals<'t> {
    segments: Vec<Segment>,
    name: Option<&'t Tree>,
}

/// Whether a tree can only be a set of real numbers.
fn is_set(tree: &Tree) -> bool {
    match tree {
        Tree::Interval(_)
        | Tree::Sets(..)
        | Tree::SetBuilder(..)
        | Tree::Constant(Constant::Reals | Constant::EmptySet) => true,
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
    if !is_set(a) && !is_set(t) {
        return None;
    }
    let (Some(own), Some(theirs)) = (read(a, &judge.budget), read(t, &judge.budget)) else { return None };
    let rule = if matches!(t, Tree::Relation(..)) { Rule::Inequality } else { Rule::Interval };
    if let (Some(x), Some(y)) = (own.name, theirs.name)
        && x != y
        && !matches!(x, Tree::Blank)
        && !matches!(y, Tree::Blank)
    {
        return Some(Decision::new(Relation::Different, rule));
    }
    Some(relate_segments(judge, own.segments, theirs.segments, rule))
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
pub(super) fn read_regions<'t>(
    rows: &'t [(Tree, Option<Tree>)],
    budget: &Budget,
) -> Option<(Vec<Vec<Segment>>, Option<&'t Tree>)> {
    let all = || vec![Segment { low: End::Low, high: End::High }];
    let mut rest = all();
    let mut regions = Vec::with_capacity(rows.len());
    let mut letter: Option<&Tree> = None;
    for (_, condition) in rows {
        let own = match condition {
            None => all(),
            Some(Tree::Text(word)) if word == "otherwise" => all(),
            Some(condition) => {
                let set = read(condition, budget)?;
                let name = set.name?;
                if *letter.get_or_insert(name) != name {
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

/// Whether two unions of segments are the same.
pub(super) fn is_same_region(judge: &mut Judge, own: &[Segment], theirs: &[Segment]) -> bool {
    relate_segments(judge, own.to_vec(), theirs.to_vec(), Rule::Interval).relation.is_accepted()
}

/// Reads a tree as a set of real numbers.
fn read<'t>(tree: &'t Tree, budget: &Budget) -> Option<Reals<'t>> {
    let nameless = |segments| Some(Reals { segments, name: None });
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
        Tree::Set(members) if members.len() <= limits::LIST_MEMBERS => nameless(members.iter().map(point).collect()),
        Tree::Sets(operator, members) => {
            let mut members = members.iter();
            let mut total = read(members.next()?, budget)?.segments;
            for member in members {
                let next = read(member, budget)?.segments;
                total = match operator {
                    SetOperator::Union => total.into_iter().chain(next).collect(),
                    SetOperator::Intersection => intersect(&total, &next, budget)?,
                    SetOperator::Difference => intersect(&total, &complement(&next, budget)?, budget)?,
                };
            }
            nameless(total)
        }
        Tree::SetBuilder(member, condition) => {
            let name = match &**member {
                Tree::Relation(members, signs) if matches!(signs.as_slice(), [Sign::In]) => members.first()?,
                other => other,
            };
            let set = read(condition, budget)?;
            (set.name == Some(name)).then_some(Reals { segments: set.segments, name: None })
        }
        Tree::Relation(members, signs) => read_relation(members, signs, budget),
        Tree::List(joint, members) => read_list(*joint, members, budget),
        _ => None,
    }
}

/// Several inequalities of one variable: "or" joins them, "and" lets all hold, commas whichever makes sense.
fn read_list<'t>(joint: Joint, members: &'t [Tree], budget: &Budget) -> Option<Reals<'t>> {
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
        return Some(Reals { segments: complement(&points, budget)?, name: Some(name) });
    }
    if members.iter().all(|member| matches!(member, Tree::Interval(_))) {
        // "(-\infty, 1) and (2, \infty)" names the parts of a union.
        let parts: Vec<Reals> = members.iter().map(|member| read(member, budget)).collect::<Option<_>>()?;
        return Some(Reals { segments: parts.into_iter().flat_map(|part| part.segments).collect(), name: None });
    }
    if !members.iter().all(|member| matches!(member, Tree::Relation(..))) {
        return None;
    }
    let sets: Vec<Reals> = members.iter().map(|member| read(member, budget)).collect::<Option<_>>()?;
    let name = sets.first()?.name;
    if sets.iter().any(|set| set.name != name) {
        return None;
    }
    let excludes = |tree: &Tree| matches!(tree, Tree::Relation(_, signs) if signs.contains(&Sign::NotEqual));
    let mut common = vec![Segment { low: End::Low, high: End::High }];
    for set in &sets {
        common = intersect(&common, &set.segments, budget)?;
    }
    let is_union = match joint {
        Joint::Or => !members.iter().any(excludes),
        Joint::And => false,
        Joint::Comma => common.is_empty(),
    };
    let segments = if is_union { sets.into_iter().flat_map(|set| set.segments).collect() } else { common };
    Some(Reals { segments, name })
}

/// `x < b`, `a \le x < b`, `x \in S`, `x \ne a`, `|x| < b`.
fn read_relation<'t>(members: &'t [Tree], signs: &[Sign], budget: &Budget) -> Option<Reals<'t>> {
    match (members, signs) {
        ([name, set], [Sign::In]) if names::is_name(name) => {
            Some(Reals { segments: read(set, budget)?.segments, name: Some(name) })
        }
        ([name, set], [Sign::NotIn]) if names::is_name(name) => {
            Some(Reals { segments: complement(&read(set, budget)?.segments, budget)?, name: Some(name) })
        }
        ([name, value], [Sign::NotEqual]) if names::is_name(name) => {
            Some(Reals { segments: complement(&spread(value), budget)?, name: Some(name) })
        }
        ([Tree::Call(Function::Abs, inner), bound], [sign]) => {
            let [name] = inner.as_slice() else { return None };
            // What lies outside is open where what lies inside is closed.
            let closed = matches!(sign, Sign::LessEqual | Sign::Greater);
            let (below, above) = (Tree::negate(bound.clone()), bound.clone());
            let inside = Segment { low: End::At(below, closed), high: End::At(above, closed) };
            let is_positive =
                exact::evaluate(bound, budget).is_ok_and(|value| !value.is_negative() && !value.is_zero());
            if !names::is_name(name) || !is_positive {
                return None;
            }
            match sign {
                Sign::Less | Sign::LessEqual => Some(Reals { segments: vec![inside], name: Some(name) }),
                Sign::Greater | Sign::GreaterEqual => {
                    Some(Reals { segments: complement(&[inside], budget)?, name: Some(name) })
                }
                _ => None,
            }
        }
        ([left, right], [sign]) => {
            if names::is_name(left) && !names::is_name(right) {
                Some(Reals { segments: vec![half_line(right, *sign)?], name: Some(left) })
            } else if names::is_name(right) && !names::is_name(left) {
                Some(Reals { segments: vec![half_line(left, turn(*sign)?)?], name: Some(right) })
            } else {
                None
            }
        }
        ([low, name, high], [first, second]) if names::is_name(name) => {
            let (below, above) = (half_line(low, turn(*first)?)?, half_line(high, *second)?);
            let segment = match (below, above) {
                (Segment { low, high: End::High }, Segment { low: End::Low, high })
                | (Segment { low: End::Low, high }, Segment { low, high: End::High }) => Segment { low, high },
                _ => return None,
            };
            Some(Reals { segments: vec![segment], name: Some(name) })
        }
        _ => None,
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
