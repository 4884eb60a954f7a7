//! What stands beside a value: percent, degrees, currency, units.

use std::borrow::Cow;

use crate::expr::{Tree, Unit};

use super::judge::Judge;
use super::{Decision, Relation, Rule, values};

/// A value and its marks.
pub(super) struct Marked<'t> {
    /// The value.
    pub(super) core: Cow<'t, Tree>,
    /// Whether a percent sign follows.
    pub(super) percent: bool,
    /// Whether a degree sign follows.
    pub(super) degree: bool,
    /// The unit or currency.
    pub(super) unit: Option<&'t Unit>,
}

/// Takes the marks off a tree.
pub(super) fn peel(tree: &Tree) -> Marked<'_> {
    match tree {
        Tree::Quantity(inner, unit) => {
            let mut marked = peel(inner);
            match unit.parts.as_slice() {
                [(name, 1)] if matches!(name.as_str(), "°" | "deg" | "degree" | "degrees") => marked.degree = true,
                [(name, 1)] if matches!(name.as_str(), "%" | "percent") => marked.percent = true,
                // "units" and "square units" are units of nothing in particular.
                [(name, _)] if matches!(name.as_str(), "unit" | "units") => {}
                _ => marked.unit = Some(unit),
            }
            marked
        }
        Tree::Percent(inner) => Marked { percent: true, ..peel(inner) },
        Tree::Degree(inner) => Marked { degree: true, ..peel(inner) },
        Tree::Neg(inner) if matches!(**inner, Tree::Quantity(..) | Tree::Percent(_) | Tree::Degree(_)) => {
            let inner = peel(inner);
            Marked { core: Cow::Owned(Tree::negate(inner.core.into_owned())), ..inner }
        }
        Tree::Sum(terms) => add_up(terms).unwrap_or_else(|| bare(tree)),
        _ => bare(tree),
    }
}

/// A tree without marks.
fn bare(tree: &Tree) -> Marked<'_> {
    Marked { core: Cow::Borrowed(tree), percent: false, degree: false, unit: None }
}

/// A sum of amounts of one unit, "$5 + $3": the sum of the amounts, of that unit.
fn add_up(terms: &[Tree]) -> Option<Marked<'_>> {
    if !terms.iter().all(|term| {
        matches!(term, Tree::Quantity(..)) || matches!(term, Tree::Neg(inner) if matches!(**inner, Tree::Quantity(..)))
    }) {
        return None;
    }
    let marked: Vec<Marked> = terms.iter().map(peel).collect();
    let unit = marked.first()?.unit?;
    let is_one = marked.iter().all(|other| other.unit == Some(unit) && !other.percent && !other.degree);
    let amounts = marked.into_iter().map(|term| term.core.into_owned()).collect();
    is_one.then(|| Marked { core: Cow::Owned(Tree::sum(amounts)), percent: false, degree: false, unit: Some(unit) })
}

/// Whether two units are the same: known ones by their factors, nouns by a word that both have.
fn is_same_unit(a: &Unit, b: &Unit) -> bool {
    if a.known != b.known {
        return false;
    }
    let sorted = |unit: &Unit| {
        let mut parts = unit.parts.clone();
        parts.sort();
        parts
    };
    if sorted(a) == sorted(b) {
        return true;
    }
    // "children tickets" and "tickets" count the same things.
    let counted = |unit: &Unit| match unit.parts.as_slice() {
        [(name, 1)] => name.split_whitespace().next_back().map(|word| word.trim_end_matches('s').to_owned()),
        _ => None,
    };
    !a.known && counted(a).is_some() && counted(a) == counted(b)
}

/// Whether what was read as a counted noun changes the value instead.
fn changes_value(unit: &Unit) -> bool {
    const WORDS: [&str; 34] = [
        "squared",
        "cubed",
        "dozen",
        "dozens",
        "score",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "trillion",
        "trillions",
        "k",
        "factorial",
        "half",
        "halves",
        "thirds",
        "quarters",
        "fourths",
        "fifths",
        "tenths",
        "hundredths",
        "doubled",
        "tripled",
        "halved",
        "wrong",
        "incorrect",
        "false",
        "maybe",
        "repeating",
        "recurring",
    ];
    !unit.known && unit.parts.iter().any(|(name, _)| name.split_whitespace().any(|word| WORDS.contains(&word)))
}

/// Relates values of which one at least has a mark.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let (own, theirs) = (peel(a), peel(t));
    let marked = |m: &Marked| m.percent || m.degree || m.unit.is_some() || matches!(m.core, Cow::Owned(_));
    let bare = !marked(&own) && !marked(&theirs);
    if bare && !matches!(a, Tree::Quantity(..)) && !matches!(t, Tree::Quantity(..)) {
        return None;
    }
    if let (Some(x), Some(y)) = (own.unit, theirs.unit)
        && !is_same_unit(x, y)
    {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    // "42 squared" is no 42.
    if own.unit.is_some() != theirs.unit.is_some() && own.unit.or(theirs.unit).is_some_and(changes_value) {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    // An angle is not a length, nor is a percentage.
    let is_other = |degree: bool, unit: Option<&Unit>| degree && unit.is_some_and(|unit| unit.known);
    if is_other(own.degree, theirs.unit) || is_other(theirs.degree, own.unit) {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    if own.percent && theirs.unit.is_some_and(|unit| unit.known)
        || theirs.percent && own.unit.is_some_and(|unit| unit.known)
    {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    let rule = if own.percent || theirs.percent { Rule::Percent } else { Rule::Unit };
    let plain = judge.relate(&own.core, &theirs.core);
    if plain.relation.is_accepted() {
        return Some(Decision::new(plain.relation, rule));
    }
    if own.percent != theirs.percent {
        let wrap = |marked: &Marked| {
            let core = marked.core.clone().into_owned();
            if marked.percent { Tree::Percent(Box::new(core)) } else { core }
        };
        let other = values::relate(judge, &wrap(&own), &wrap(&theirs));
        if other.relation.is_accepted() || plain.relation != Relation::Close && other.relation == Relation::Close {
            return Some(Decision::new(other.relation, rule));
        }
    }
    if own.degree != theirs.degree && own.unit.is_none() && theirs.unit.is_none() {
        // 30 degrees and pi/6 are the same angle.
        let wrap = |marked: &Marked| {
            let core = marked.core.clone().into_owned();
            if marked.degree { Tree::Degree(Box::new(core)) } else { core }
        };
        let other = values::relate(judge, &wrap(&own), &wrap(&theirs));
        if other.relation.is_accepted() {
            return Some(Decision::new(other.relation, rule));
        }
    }
    let relation = plain.relation;
    Some(Decision::new(relation, if relation == Relation::Close { plain.rule } else { rule }))
}
