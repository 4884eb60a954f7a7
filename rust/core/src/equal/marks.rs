//! What stands beside a value: percent, degrees, currency, units.

use std::borrow::Cow;

use crate::expr::{Tree, Unit};
use crate::lexicon::phrases;
use crate::lexicon::units::{self, List};

use super::budget::Budget;
use super::judge::Judge;
use super::{Decision, Relation, Rule, Units, names, values};

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
    /// The direction of an angle.
    thing: Option<&'t Unit>,
}

/// Takes the marks off a tree.
pub(super) fn peel(tree: &Tree) -> Marked<'_> {
    match tree {
        Tree::Quantity(inner, unit) => {
            let mut marked = peel(inner);
            match unit.parts.as_slice() {
                [(name, 1)] if name == "degree" => marked.degree = true,
                [(name, 1)] if name == "%" => marked.percent = true,
                // "units" and "square units" are units of nothing in particular.
                [(name, _)] if name == "unit" => {}
                // The direction of an angle.
                [(_, 0)] => {
                    marked.thing = Some(unit);
                }
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
    Marked { core: Cow::Borrowed(tree), percent: false, degree: false, unit: None, thing: None }
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
    is_one.then(|| Marked {
        core: Cow::Owned(Tree::sum(amounts)),
        percent: false,
        degree: false,
        unit: Some(unit),
        thing: None,
    })
}

/// Whether two names of parts stand for the same unit: a pound is a weight beside weights, and money beside money.
fn is_same_part(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (Some(a), Some(b)) = (units::part(a), units::part(b)) else { return false };
    a == b || a.prefix().is_none() && b.prefix().is_none() && a.unit().may_be(b.unit())
}

/// Whether two units are the same: known ones by their factors, nouns by a word that both have.
fn is_same_unit(a: &Unit, b: &Unit) -> bool {
    if a.known != b.known {
        let (known, noun) = if a.known { (a, b) } else { (b, a) };
        return counts_unit(known, noun);
    }
    let measured = |unit: &'_ Unit| unit.parts.iter().filter(|part| part.1 != 0).count();
    let has_all = a.parts.iter().filter(|part| part.1 != 0).all(|(name, power)| {
        let is_same = |(other, other_power): &(String, i32)| power == other_power && is_same_part(name, other);
        b.parts.iter().any(is_same)
    });
    if measured(a) == measured(b) && has_all {
        return is_same_thing(a, b);
    }
    if a.known {
        return false;
    }
    // "children tickets" and "tickets" count the same things, "green apples" and "red apples" do not: what one says the other
    // says too, and both end in the thing itself.
    let counted = |unit: &Unit| -> Vec<String> {
        match unit.parts.as_slice() {
            [(name, 1)] => name.split_whitespace().map(|word| word.trim_end_matches('s').to_owned()).collect(),
            _ => Vec::new(),
        }
    };
    let (a, b) = (counted(a), counted(b));
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    if let Some(head) = long.iter().position(|word| word == phrases::UNITS_OF)
        && long[..head] == short[..]
    {
        return true;
    }
    // "5 pairs of shoes" counts pairs, "5 fewer apples" takes apples away.
    if long.iter().any(|word| !short.contains(word) && (word == phrases::UNITS_OF || tells(word))) {
        return false;
    }
    !short.is_empty() && long.last() == short.last() && short.iter().all(|word| long.contains(word))
}

/// Whether two amounts are of the same thing and in the same direction, where both say of what.
pub(super) fn is_same_thing(a: &Unit, b: &Unit) -> bool {
    let thing = |unit: &Unit| -> Vec<String> {
        let words = unit.parts.iter().filter(|part| part.1 == 0).flat_map(|part| part.0.split(' '));
        words.map(|word| word.trim_end_matches('s').to_owned()).collect()
    };
    let (a, b) = (thing(a), thing(b));
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    if short.is_empty() {
        return !long.iter().any(|word| tells(word) && word != phrases::UNITS_MORE);
    }
    long.last() == short.last() && short.iter().all(|word| long.contains(word))
}

/// Whether a noun with words before it counts what the table calls a unit: "red pieces" and "pieces".
fn counts_unit(known: &Unit, noun: &Unit) -> bool {
    let ([(name, 1)], [(words, 1)]) = (known.parts.as_slice(), noun.parts.as_slice()) else { return false };
    let (before, last) = words.rsplit_once(' ').unwrap_or(("", words));
    units::find_name(last).and_then(units::Measure::single).is_some_and(|part| part.symbol() == name.as_str())
        && !before.split(' ').any(|word| tells(word) || units::find(word).is_some())
}

/// The number in a product of a number and letters, `9.8 \frac{m}{s^2}`, where the letters are those of a unit.
fn without_letters(tree: &Tree, unit: &Unit, budget: &Budget) -> Option<Tree> {
    /// Gathers letters with their powers and numbers that multiply them; whether there is nothing else.
    fn collect(
        tree: &Tree,
        sign: i32,
        parts: &mut Vec<(String, i32)>,
        values: &mut Vec<Tree>,
        budget: &Budget,
    ) -> bool {
        match tree {
            Tree::Symbol(name) => parts.push((name.clone(), sign)),
            Tree::Power(base, exponent) => {
                let power = super::exact::evaluate(exponent, budget).ok().and_then(|power| power.to_i64());
                let (Tree::Symbol(name), Some(power @ -9..=9)) = (&**base, power) else { return false };
                parts.push((name.clone(), power as i32 * sign));
            }
            Tree::Quantity(inner, unit) if sign == 1 => {
                parts.extend(unit.parts.iter().cloned());
                return collect(inner, sign, parts, values, budget);
            }
            Tree::Quotient(above, below) if !names::is_plain_number(tree) => {
                let own = collect(above, sign, parts, values, budget);
                let count = values.len();
                return own && collect(below, -sign, parts, values, budget) && values.len() == count;
            }
            Tree::Product(factors) => return factors.iter().all(|factor| collect(factor, sign, parts, values, budget)),
            number if names::is_plain_number(number) => values.push(number.clone()),
            _ => return false,
        }
        true
    }
    if let Tree::Neg(inner) = tree {
        return without_letters(inner, unit, budget).map(Tree::negate);
    }
    if !matches!(tree, Tree::Product(_) | Tree::Quotient(..)) {
        return None;
    }
    let (mut parts, mut values) = (Vec::new(), Vec::new());
    if !collect(tree, 1, &mut parts, &mut values, budget) || values.len() != 1 {
        return None;
    }
    // `6d` beside "6 days": the letter is the unit's symbol.
    let names_part = |(name, power): &(String, i32)| {
        parts
            .iter()
            .any(|(letter, own)| own == power && (letter == name || letter.len() == 1 && is_same_part(letter, name)))
    };
    (parts.len() == unit.parts.len() && unit.parts.iter().all(names_part)).then(|| values.swap_remove(0))
}

/// Whether a word before a noun, its plural's ending aside, makes another number of what is counted, or other things.
fn tells(word: &str) -> bool {
    [List::Changing, List::Telling]
        .iter()
        .any(|&list| units::is_in(list, word) || !word.ends_with('s') && units::is_in(list, &format!("{word}s")))
}

/// Whether what was read as a counted noun, or as what an amount is of, changes the value instead.
fn changes_value(unit: &Unit) -> bool {
    unit.parts.iter().any(|(name, power)| (!unit.known || *power == 0) && units::change_number(name))
}

/// Whether two values have units of nothing in particular, of another power: square units and cubic units.
fn has_other_power(a: &Tree, t: &Tree) -> bool {
    match (a, t) {
        (Tree::Quantity(_, x), Tree::Quantity(_, y)) => {
            matches!((x.parts.as_slice(), y.parts.as_slice()), ([(x, m)], [(y, n)]) if x == "unit" && y == "unit" && m != n)
        }
        _ => false,
    }
}

/// Relates values of which one at least has a mark.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let (own, theirs) = (peel(a), peel(t));
    let marked =
        |m: &Marked| m.thing.is_some() || m.percent || m.degree || m.unit.is_some() || matches!(m.core, Cow::Owned(_));
    let bare = !marked(&own) && !marked(&theirs);
    if bare && !matches!(a, Tree::Quantity(..)) && !matches!(t, Tree::Quantity(..)) {
        return None;
    }
    let (is_needed, counts) = (judge.options.units == Units::Required, judge.options.units != Units::Ignore);
    if let (Some(x), Some(y)) = (own.unit, theirs.unit)
        && counts
        && !is_same_unit(x, y)
    {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    if let (Some(x), Some(y)) = (own.thing, theirs.thing)
        && counts
        && !is_same_thing(x, y)
    {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    let is_apart = own.percent && theirs.degree
        || own.degree && theirs.percent
        || (own.percent && !theirs.percent || own.degree && !theirs.degree) && theirs.unit.is_some()
        || (theirs.percent && !own.percent || theirs.degree && !own.degree) && own.unit.is_some()
        || has_other_power(a, t);
    if is_apart && counts {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    // "3m" beside "3 m" is no product: the other side says what the letter is.
    if let Some(value) = own.unit.and_then(|unit| without_letters(t, unit, &judge.budget)) {
        return Some(judge.relate(&own.core, &value));
    }
    if let Some(value) = theirs.unit.and_then(|unit| without_letters(a, unit, &judge.budget)) {
        return Some(judge.relate(&value, &theirs.core));
    }
    // "42 squared" is no 42.
    if own.unit.is_some() != theirs.unit.is_some() && own.unit.or(theirs.unit).is_some_and(changes_value) {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    if is_needed && own.unit.is_none() && theirs.unit.is_some_and(|unit| unit.known) {
        return Some(Decision::new(Relation::Different, Rule::Unit));
    }
    let rule = if own.percent || theirs.percent { Rule::Percent } else { Rule::Unit };
    // Without its sign an angle is one in radians.
    let plain = if is_needed && theirs.degree && !own.degree {
        Decision::new(Relation::Different, rule)
    } else {
        judge.relate(&own.core, &theirs.core)
    };
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
    if let (Some(unit), None) | (None, Some(unit)) = (own.unit, theirs.unit)
        && matches!(unit.parts.as_slice(), [(name, 1)] if name == "‰")
        && !own.percent
        && !theirs.percent
    {
        // 25 per mille are 0.025.
        let wrap = |marked: &Marked| {
            let core = marked.core.clone().into_owned();
            if marked.unit.is_some() { Tree::quotient(core, crate::expr::integer(1000)) } else { core }
        };
        let other = judge.strictly(|judge| values::relate(judge, &wrap(&own), &wrap(&theirs)));
        if matches!(other.relation, Relation::Equal) {
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
