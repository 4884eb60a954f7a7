//! The same amount in another unit: 2.5 hours are 150 minutes, 90 degrees are half of pi radians.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::expr::{self, Tree, Unit};
use crate::lexicon::units::{self, Factor, Part};

/// An amount as a formula: how many of the bases of its units it is.
pub(super) struct Amount {
    /// The number of the bases.
    pub(super) bases: String,
    /// The bases and their powers.
    pub(super) dimension: Dimension,
    /// What is written before its unit, and how many bases that unit is; none where it is a sum of several units.
    pub(super) single: Option<(String, String)>,
}

/// Terms of an amount in several units at most: "1 day 3 hours 20 minutes 5 seconds".
const TERMS: usize = 6;

/// Reads an amount with known units, which none of them offsets.
pub(super) fn read(text: &str) -> Option<Amount> {
    let tree = expr::parse(text).ok()?;
    if let Tree::Sum(terms) = &tree {
        let terms = terms.iter().take(TERMS + 1).map(term).collect::<Option<Vec<_>>>()?;
        let dimension = terms.first()?.2.clone();
        let alike = terms.len() <= TERMS && terms.iter().all(|term| term.2 == dimension);
        let bases = terms.iter().map(|(core, size, _)| format!("({core}){size}")).collect::<Vec<_>>().join("+");
        return alike.then_some(Amount { bases, dimension, single: None });
    }
    let (core, size, dimension) = term(&tree)?;
    Some(Amount { bases: format!("({core}){size}"), dimension, single: Some((core, size)) })
}

/// The number of an amount, what one of its unit is worth as a factor behind it, and the dimension of the unit.
fn term(tree: &Tree) -> Option<(String, String, Dimension)> {
    match tree {
        Tree::Degree(core) => measured(core, &[("degree".to_owned(), 1)]),
        Tree::Quantity(core, Unit { parts, known: true }) => measured(core, parts),
        _ => None,
    }
}

fn measured(core: &Tree, parts: &[(String, i32)]) -> Option<(String, String, Dimension)> {
    if parts.iter().any(|(name, _)| units::part(name).is_some_and(|part| part.unit().offset.is_some())) {
        return None;
    }
    let mut size = String::new();
    let mut write = |factor, power| write_factor(&mut size, factor, power);
    let dimension = multiply_out(parts, &|part| part.unit(), &mut write)?;
    Some((expr::print(core), size, dimension))
}

/// Bases of the table and their powers.
pub(super) type Dimension = BTreeMap<usize, i32>;

/// Multiplies out the parts of a unit, each in one of its meanings: the factors and their powers are handed over, the dimension is
/// returned. None where there is no factor: a temperature alone has its own zero, and what an amount is of is no factor.
pub(super) fn multiply_out(
    parts: &[(String, i32)],
    meaning: &dyn Fn(Part) -> &'static units::Unit,
    take: &mut dyn FnMut(Factor, i32),
) -> Option<Dimension> {
    let mut dimension = Dimension::new();
    let is_alone = matches!(parts, [(_, 1)]);
    for (name, power) in parts {
        let part = units::part(name)?;
        let power = power * i32::from(part.power);
        let unit = meaning(part);
        if power == 0 || is_alone && unit.offset.is_some() {
            return None;
        }
        take(unit.factor, power);
        if let Some(prefix) = part.prefix() {
            take(prefix.factor, power);
        }
        for (base, times) in unit.dimension {
            *dimension.entry(*base).or_insert(0) += times * power;
        }
    }
    dimension.retain(|_, power| *power != 0);
    Some(dimension)
}

/// Writes a factor and its power behind a formula.
fn write_factor(out: &mut String, factor: Factor, power: i32) {
    let Factor { above, below, ten, pi } = factor;
    if (above, below) != (1, 1) {
        let _ = write!(out, "\\cdot(\\frac{{{above}}}{{{below}}})^{{{power}}}");
    }
    for (base, exponent) in [("10", ten), ("\\pi", pi)] {
        if exponent != 0 {
            let _ = write!(out, "\\cdot {base}^{{{}}}", exponent * power);
        }
    }
}
