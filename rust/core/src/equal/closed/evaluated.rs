//! What is left to do in an answer.

use dashu_ratio::RBig;

use crate::expr::{Function, Relation, Tree};

use super::super::names;
use super::algebra::literal;

/// What a chain of equations stands for: its last member.
pub(super) fn stated(tree: &Tree) -> &Tree {
    match tree {
        Tree::Relation(members, signs) if signs.iter().all(|sign| *sign == Relation::Equal) => {
            members.last().unwrap_or(tree)
        }
        _ => tree,
    }
}

/// Whether an operator stands in a tree that asks for work: a sum, product, limit, integral or derivative; of plain numbers a
/// determinant, a divisor or multiple, a remainder, a maximum or minimum, a floor or ceiling, a factorial, a binomial. Where
/// letters stand in these, nothing more can be done.
pub(super) fn has_operator(tree: &Tree) -> bool {
    let own = match tree {
        Tree::Fold(_) => true,
        Tree::Factorial(..) | Tree::Binomial(..) => !names::has_symbols(tree),
        Tree::Call(Function::Abs, arguments) => {
            matches!(arguments.as_slice(), [Tree::Matrix(_)]) && !names::has_symbols(tree)
        }
        // What is less than the modulus is its own remainder.
        Tree::Call(Function::Mod, arguments) => {
            let values: Vec<Option<RBig>> = arguments.iter().map(literal).collect();
            let is_reduced = matches!(values.as_slice(), [Some(value), Some(modulus)]
                if *value >= RBig::ZERO && value < modulus);
            !is_reduced && !names::has_symbols(tree)
        }
        Tree::Call(function, arguments) => {
            !arguments.is_empty() && asks_for_work(function) && !names::has_symbols(tree)
        }
        _ => false,
    };
    own || tree.children().any(has_operator)
}

/// Whether a function of plain numbers asks for work.
fn asks_for_work(function: &Function) -> bool {
    matches!(
        function,
        Function::Floor
            | Function::Ceil
            | Function::Gcd
            | Function::Lcm
            | Function::Max
            | Function::Min
            | Function::Det
    )
}

/// Whether any such operator stands in a tree, of letters too.
pub(super) fn mentions_operator(tree: &Tree) -> bool {
    let own = match tree {
        Tree::Factorial(..) | Tree::Binomial(..) => true,
        Tree::Call(function, arguments) => {
            !arguments.is_empty() && (asks_for_work(function) || *function == Function::Mod)
        }
        _ => has_operator(tree),
    };
    own || tree.children().any(mentions_operator)
}

/// Whether a text has a sign of division that no fraction has, in what it states last.
pub(super) fn has_division(text: &str) -> bool {
    let last = text.rsplit('=').next().unwrap_or(text);
    last.contains('÷') || last.contains("\\div")
}
