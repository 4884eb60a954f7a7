//! What stands beside a value: percent, degrees, currency, units.

use std::borrow::Cow;

use crate::expr::{Tree, Unit};

use super::budget::Budget;
use super::judge::Judge;
use super::{Decision, Relation, Rule, names, values};

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
    let is_known = a.known;
    // A pound is a weight, or money beside money.
    // The sign of the yen is the yuan's too.
    let unsigned = |unit: &Unit, other: &Unit| match (unit.parts.as_slice(), other.parts.as_slice()) {
        ([(sign, 1)], [(name, 1)]) => sign == "¥" && matches!(name.as_str(), "yen" | "yuan"),
        _ => false,
    };
    if unsigned(a, b) || unsigned(b, a) {
        return true;
    }
    let is_money = [a, b].iter().any(|unit| unit.parts.iter().any(|(name, _)| name == "£"));
    let sorted = |unit: &Unit| {
        let mut parts = unit.parts.clone();
        for (name, _) in &mut parts {
            if name == "pound" {
                if is_money { "£" } else { "lb" }.clone_into(name);
            }
        }
        parts.sort();
        parts
    };
    if sorted(a) == sorted(b) {
        return true;
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
    if let Some(head) = long.iter().position(|word| word == "of")
        && !is_known
        && long[..head] == short[..]
    {
        return true;
    }
    // "5 pairs of shoes" counts pairs, "5 fewer apples" takes apples away.
    if long.iter().any(|word| !short.contains(word) && (word == "of" || changes(word))) {
        return false;
    }
    !is_known && !short.is_empty() && long.last() == short.last() && short.iter().all(|word| long.contains(word))
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
    let mut wanted = unit.parts.clone();
    parts.sort();
    wanted.sort();
    (parts == wanted).then(|| values.swap_remove(0))
}

/// Words that do something to the number before them, deny it or turn its sign.
const CHANGING: [&str; 68] = [
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
    "sixths",
    "sevenths",
    "eighths",
    "ninths",
    "tenths",
    "elevenths",
    "twelfths",
    "hundredths",
    "thousandths",
    "millionths",
    "doubled",
    "tripled",
    "halved",
    "wrong",
    "incorrect",
    "false",
    "invalid",
    "untrue",
    "maybe",
    "perhaps",
    "repeating",
    "recurring",
    "inverse",
    "inverted",
    "reciprocal",
    "modulo",
    "zero",
    "below",
    "under",
    "beneath",
    "above",
    "over",
    "beyond",
    "negative",
    "minus",
    "opposite",
    "negated",
    "loss",
    "losses",
    "deficit",
    "debt",
    "short",
    "fewer",
    "off",
    "never",
];

/// Whether a word before a noun, its plural's ending aside, makes another number of what is counted.
fn changes(word: &str) -> bool {
    let is_changing = |list: &[&str]| list.iter().any(|other| other.trim_end_matches('s') == word);
    is_changing(&CHANGING)
        || is_changing(&[
            "pair",
            "gross",
            "couple",
            "more",
            "les",
            "fewer",
            "extra",
            "additional",
            "double",
            "triple",
            "twice",
            "thrice",
            "quarter",
            "third",
            "percent",
            "non",
            "un",
            "missing",
            "lost",
            "remaining",
            "other",
            "different",
        ])
}

/// Whether what was read as a counted noun changes the value instead.
fn changes_value(unit: &Unit) -> bool {
    !unit.known && unit.parts.iter().any(|(name, _)| name.split_whitespace().any(|word| CHANGING.contains(&word)))
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
    if own.percent && theirs.degree
        || own.degree && theirs.percent
        || (own.percent && !theirs.percent || own.degree && !theirs.degree) && theirs.unit.is_some()
        || (theirs.percent && !own.percent || theirs.degree && !own.degree) && own.unit.is_some()
        || has_other_power(a, t)
    {
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
