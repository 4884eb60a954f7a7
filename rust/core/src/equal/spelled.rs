//! Products of a number and letters that are the symbols of units: `9.8 \frac{m}{s^2}`, `1.5 d`, `5 MeV/c^2`.
//!
//! Without a text sign letters are variables. Beside an amount they may be units, if all of them are.

use crate::expr::{Constant, Tree, Unit};
use crate::lexicon::units;

use super::budget::Budget;
use super::{exact, names};

/// A letter or several, the power that they have, and whether they may be joined with what stands before them.
struct Name {
    text: String,
    power: i32,
    joins: bool,
}

/// Whether a product may be a particle's mass or momentum: it has electronvolts and the speed of light.
pub(super) fn names_particles(tree: &Tree) -> bool {
    fn has(tree: &Tree, is_wanted: fn(&str) -> bool) -> bool {
        match tree {
            Tree::Symbol(name) => is_wanted(name),
            Tree::Quantity(inner, unit) => unit.parts.iter().any(|(name, _)| is_wanted(name)) || has(inner, is_wanted),
            _ => tree.children().any(|child| has(child, is_wanted)),
        }
    }
    matches!(tree, Tree::Quotient(..) | Tree::Product(_) | Tree::Neg(_))
        && has(tree, |name| name == units::LIGHT_LETTER)
        && has(tree, |name| name == units::LIGHT_VOLT || name.ends_with(units::LIGHT_ENERGY))
}

/// The amounts that a product of a number and letters may be: with letters side by side as one symbol, and each by itself.
pub(super) fn read(tree: &Tree, budget: &Budget) -> Vec<Tree> {
    let mut found: Vec<Tree> = Vec::new();
    for joined in [true, false] {
        found.extend(read_one(tree, joined, budget).filter(|amount| !found.contains(amount)));
    }
    found
}

fn read_one(tree: &Tree, joined: bool, budget: &Budget) -> Option<Tree> {
    if let Tree::Neg(inner) = tree {
        return read_one(inner, joined, budget).map(Tree::negate);
    }
    let (mut letters, mut values) = (Vec::new(), Vec::new());
    if !collect(tree, 1, &mut letters, &mut values, budget) || letters.is_empty() || values.len() != 1 {
        return None;
    }
    let mut parts: Vec<(String, i32)> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let sign = letters[at].power.signum();
        let beside = |name: &&Name| joined && name.joins && name.power.signum() == sign;
        let run = 1 + letters[at + 1..].iter().take_while(beside).count();
        // The longest symbol that letters side by side make; a power is the last one's.
        let found = (1..=run).rev().find_map(|count| {
            let symbols = &letters[at..at + count];
            let (last, before) = symbols.split_last()?;
            if before.iter().any(|name| name.power.abs() != 1) {
                return None;
            }
            let text: String = symbols.iter().map(|name| name.text.as_str()).collect();
            Some((count, symbol(&text, count > 1)?, last.power))
        });
        let (count, text, power) = match found {
            Some(found) => found,
            // Masses and momenta of particles are in units of the speed of light.
            None if letters[at].text == units::LIGHT_LETTER
                && parts.iter().any(|(name, _)| name.ends_with(units::LIGHT_ENERGY)) =>
            {
                (1, units::LIGHT_UNIT.to_owned(), letters[at].power)
            }
            None => return None,
        };
        parts.push((text, power));
        at += count;
    }
    Some(Tree::Quantity(Box::new(values.swap_remove(0)), Unit { parts, known: true }))
}

/// The symbol of the unit that a text names; `u` may stand for the sign of a millionth.
fn symbol(text: &str, is_joined: bool) -> Option<String> {
    let found = units::find_symbol(text).and_then(units::Measure::single).or_else(|| {
        let rest = text.strip_prefix('u').filter(|_| is_joined)?;
        units::find_symbol(&format!("µ{rest}")).and_then(units::Measure::single)
    })?;
    Some(found.symbol().into_owned())
}

/// Gathers letters with their powers and numbers that multiply them; whether there is nothing else.
fn collect(tree: &Tree, sign: i32, letters: &mut Vec<Name>, values: &mut Vec<Tree>, budget: &Budget) -> bool {
    let joins = !letters.is_empty();
    match tree {
        Tree::Symbol(name) => letters.push(Name { text: plain(name), power: sign, joins }),
        Tree::Constant(Constant::E) => letters.push(Name { text: "e".to_owned(), power: sign, joins }),
        Tree::Power(base, exponent) => {
            let power = exact::evaluate(exponent, budget).ok().and_then(|power| power.to_i64());
            let (Tree::Symbol(name), Some(power @ -9..=9)) = (&**base, power) else {
                return is_number(tree) && push(tree, sign, values);
            };
            letters.push(Name { text: plain(name), power: power as i32 * sign, joins });
        }
        Tree::Quantity(inner, unit) if unit.known => {
            let parts = unit.parts.iter();
            letters.extend(parts.map(|(name, power)| Name { text: name.clone(), power: power * sign, joins: false }));
            return matches!(**inner, Tree::Blank) || collect(inner, sign, letters, values, budget);
        }
        Tree::Quotient(above, below) if !names::is_plain_number(tree) => {
            let own = collect(above, sign, letters, values, budget);
            let count = values.len();
            return own && collect(below, -sign, letters, values, budget) && values.len() == count;
        }
        Tree::Product(factors) => {
            // A number times a power of ten is one number.
            if let [mantissa, power @ Tree::Power(..), ..] = factors.as_slice()
                && names::is_plain_number(mantissa)
                && is_number(power)
            {
                values.push(Tree::Product(factors[..2].to_vec()));
                return factors[2..].iter().all(|factor| collect(factor, sign, letters, values, budget));
            }
            return factors.iter().all(|factor| collect(factor, sign, letters, values, budget));
        }
        number => return names::is_plain_number(number) && push(number, sign, values),
    }
    true
}

/// Whether a tree is a power of plain numbers.
fn is_number(tree: &Tree) -> bool {
    matches!(tree, Tree::Power(base, exponent) if names::is_plain_number(base) && names::is_plain_number(exponent))
}

/// Takes a number that is no divisor.
fn push(tree: &Tree, sign: i32, values: &mut Vec<Tree>) -> bool {
    values.push(tree.clone());
    sign == 1
}

/// A letter as units have it.
fn plain(name: &str) -> String {
    match name {
        "\\mu" => "µ".to_owned(),
        "\\Omega" => "Ω".to_owned(),
        name => name.to_owned(),
    }
}
