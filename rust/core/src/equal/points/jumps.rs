//! Functions that jump, and what they are at a place where one of them does: there its argument is exactly a level, even where the
//! place is known to within an error only.

use crate::expr::{Function, Tree, integer};

use super::super::budget::Budget;
use super::super::names;
use super::super::numeric::{Point, evaluate};
use super::super::real::Real;
use super::super::walk::Stop;

/// How near to a level an argument must be at a place to count as being there, for arguments up to one in size.
const NEAR: f64 = 1e-6;

/// Whether a function that jumps has letters in it.
pub(super) fn has_jumps(tree: &Tree) -> bool {
    let own = matches!(tree, Tree::Call(Function::Sign | Function::Floor | Function::Ceil | Function::Mod, _))
        && names::has_symbols(tree);
    own || tree.children().any(has_jumps)
}

/// Writes the values of functions that jump at a point in their places, inner ones first. An argument that is near a level counts
/// as the level. Returns whether any was.
pub(super) fn settle(tree: &mut Tree, point: &Point, budget: &Budget) -> Result<bool, Stop> {
    budget.pay(1)?;
    let mut is_near = false;
    for child in tree.children_mut() {
        is_near |= settle(child, point, budget)?;
    }
    let Tree::Call(function, arguments) = &*tree else { return Ok(is_near) };
    let value = |tree: &Tree| -> Result<f64, Stop> {
        let (value, _) = evaluate(tree, point, budget)?;
        if value.is_real() { Ok(value.re.to_f64()) } else { Err(Stop::Unknown) }
    };
    let (x, modulus) = match (function, arguments.as_slice()) {
        (Function::Sign | Function::Floor | Function::Ceil, [of]) => (value(of)?, None),
        (Function::Mod, [of, modulus]) => (value(of)? / value(modulus)?, Some((of, modulus))),
        _ => return Ok(is_near),
    };
    if x.is_nan() || x.abs() >= 1e9 {
        return Err(Stop::Unknown);
    }
    let level = if *function == Function::Sign { 0.0 } else { x.round() };
    let is_level = (x - level).abs() <= (NEAR * x.abs().max(1.0)).min(0.1);
    let whole = match function {
        _ if is_level => level,
        Function::Sign => x.signum(),
        Function::Ceil => x.ceil(),
        _ => x.floor(),
    };
    let whole = integer(whole as i64);
    *tree = match modulus {
        Some((of, modulus)) => Tree::sum(vec![of.clone(), Tree::negate(Tree::product(vec![whole, modulus.clone()]))]),
        None => whole,
    };
    Ok(is_near || is_level)
}
