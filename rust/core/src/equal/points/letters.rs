//! The letters of a pair, in an order that does not depend on what they are called, and which of them are integers.

use std::borrow::Cow;

use crate::expr::{Function, Tree};

use super::super::budget::Budget;
use super::super::{field, names};
use super::bound_roughly;

/// A letter, or what stands for one: an indexed name, a function that only its name is known of.
#[derive(Clone, Debug)]
pub(in crate::equal) struct Letter {
    /// Its name.
    pub(in crate::equal) name: String,
    /// Whether its values are integers.
    pub(in crate::equal) is_integer: bool,
}

/// The letters of two trees, each once, in the order of writing.
pub(super) fn collect(a: &Tree, b: &Tree, budget: &Budget) -> Vec<Letter> {
    let mut letters = Vec::new();
    for tree in [a, b] {
        gather(tree, &mut Vec::new(), &mut letters);
    }
    if !letters.is_empty() {
        for tree in [a, b] {
            mark_integers(tree, &mut letters, budget);
        }
    }
    letters
}

/// Gathers the letters of a tree that no fold binds.
fn gather<'t>(tree: &'t Tree, bound: &mut Vec<&'t str>, letters: &mut Vec<Letter>) {
    let name = match tree {
        Tree::Symbol(name) => Cow::Borrowed(name.as_str()),
        Tree::Indexed(..) => Cow::Owned(names::print(tree)),
        Tree::Fold(fold) => {
            for bound_by in fold.lower.iter().chain(&fold.upper) {
                gather(bound_by, bound, letters);
            }
            bound.extend(fold.variable.as_deref());
            gather(&fold.body, bound, letters);
            if fold.variable.is_some() {
                bound.pop();
            }
            return;
        }
        _ => {
            for child in tree.children() {
                gather(child, bound, letters);
            }
            return;
        }
    };
    if !bound.contains(&&*name) && !letters.iter().any(|letter| letter.name == name) {
        letters.push(Letter { name: name.into_owned(), is_integer: false });
    }
}

/// Whether a letter is one that integers go by.
fn names_integer(name: &str) -> bool {
    matches!(name.as_bytes(), [b'j'..=b'n'])
}

/// Marks the letters that stand where only integers make sense.
fn mark_integers(tree: &Tree, letters: &mut [Letter], budget: &Budget) {
    match tree {
        Tree::Factorial(inner, _) => mark_all(inner, letters, |_| true),
        Tree::Binomial(n, k) => {
            mark_all(n, letters, |_| true);
            mark_all(k, letters, |_| true);
        }
        Tree::Call(Function::Gcd | Function::Lcm, arguments) => {
            for argument in arguments {
                mark_all(argument, letters, |_| true);
            }
        }
        Tree::Call(Function::Mod, arguments) => {
            for argument in arguments {
                mark_all(argument, letters, names_integer);
            }
        }
        Tree::Call(Function::Named(name), arguments) if name == "\\Gamma" => {
            for argument in arguments {
                mark_all(argument, letters, names_integer);
            }
        }
        Tree::Power(base, exponent)
            if !matches!(**exponent, Tree::Number(_))
                && names::has_symbols(exponent)
                && !names::has_symbols(base)
                && bound_roughly(base, budget).is_some_and(|(_, high)| high < 0.0) =>
        {
            mark_all(exponent, letters, names_integer);
        }
        Tree::Fold(fold) => {
            for bound_by in fold.lower.iter().chain(&fold.upper) {
                mark_all(bound_by, letters, |_| true);
            }
        }
        _ => {}
    }
    for child in tree.children() {
        mark_integers(child, letters, budget);
    }
}

/// Marks the letters of a tree that a test lets through.
fn mark_all(tree: &Tree, letters: &mut [Letter], test: fn(&str) -> bool) {
    let mut names = Vec::new();
    gather(tree, &mut Vec::new(), &mut names);
    for letter in letters.iter_mut() {
        letter.is_integer |= test(&letter.name) && names.iter().any(|own| own.name == letter.name);
    }
}

/// Whether a function stands in a tree of which nothing but its name is known.
pub(super) fn has_opaque(tree: &Tree) -> bool {
    is_opaque(tree) || tree.children().into_iter().any(has_opaque)
}

fn is_opaque(tree: &Tree) -> bool {
    match tree {
        Tree::Call(Function::Named(name), _) => name != "cis" && name != "\\Gamma",
        Tree::Call(Function::Ordered | Function::Cross, _) => true,
        _ => false,
    }
}

/// Puts a letter for each application of a function that only its name is known of: the same where name and arguments are.
pub(super) fn replace_opaque(tree: &Tree, seed: u64, budget: &Budget) -> Option<Tree> {
    let mut tree = tree.clone();
    let mut is_clear = true;
    replace(&mut tree, seed, budget, &mut is_clear);
    is_clear.then_some(tree)
}

fn replace(tree: &mut Tree, seed: u64, budget: &Budget, is_clear: &mut bool) {
    if is_opaque(tree)
        && let Tree::Call(function, arguments) = &*tree
    {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match field::name(argument, seed, budget) {
                Some(value) => values.push(value),
                None => *is_clear = false,
            }
        }
        // A cross product turned round is its opposite.
        let is_turned = *function == Function::Cross && values.len() == 2 && values[0] > values[1];
        if is_turned {
            values.swap(0, 1);
        }
        let name = Tree::Symbol(format!("{}{values:x?}", names::print(&Tree::Call(function.clone(), Vec::new()))));
        *tree = if is_turned { Tree::negate(name) } else { name };
        return;
    }
    tree.change_parts(&mut |part| replace(part, seed, budget, is_clear));
}
