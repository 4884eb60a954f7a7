//! The same amount in another unit: 2.5 hours are 150 minutes, 90 degrees are half of pi radians.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::expr::{self, Tree, Unit};
use crate::lexicon::units::{self, Factor};

/// An amount as a formula: how many of the bases of its units it is.
pub(super) struct Amount {
    /// The number of the bases.
    pub(super) bases: String,
    /// The bases and their powers.
    pub(super) dimension: BTreeMap<usize, i32>,
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
fn term(tree: &Tree) -> Option<(String, String, BTreeMap<usize, i32>)> {
    match tree {
        Tree::Degree(core) => measured(core, &[("degree".to_owned(), 1)]),
        Tree::Quantity(core, Unit { parts, known: true }) => measured(core, parts),
        _ => None,
    }
}

fn measured(core: &Tree, parts: &[(String, i32)]) -> Option<(String, String, BTreeMap<usize, i32>)> {
    let (mut size, mut dimension) = (String::new(), BTreeMap::new());
    for (name, power) in parts {
        let part = units::part(name)?;
        let power = power * i32::from(part.power);
        let unit = part.unit();
        if power == 0 || unit.offset.is_some() {
            return None;
        }
        write_factor(&mut size, unit.factor, power);
        if let Some(prefix) = part.prefix() {
            write_factor(&mut size, prefix.factor, power);
        }
        for (base, times) in unit.dimension {
            *dimension.entry(*base).or_insert(0) += times * power;
        }
    }
    dimension.retain(|_, power| *power != 0);
    Some((expr::print(core), size, dimension))
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
