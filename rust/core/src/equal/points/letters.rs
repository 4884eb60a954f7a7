//! The letters of a pair, in an order that does not depend on what they are called, and which of them are integers.

use std::borrow::Cow;

use crate::expr::{Constant, Function, Tree};
use crate::number::Exact;

use super::super::budget::Budget;
use super::super::names;
use super::bound_roughly;

/// A letter, or an indexed name.
#[derive(Clone, Debug)]
pub(in crate::equal) struct Letter {
    /// Its name.
    pub(in crate::equal) name: String,
    /// Whether its values are integers.
    pub(in crate::equal) is_integer: bool,
    /// Whether it stands in an exponent of what may be negative.
    pub(in crate::equal) is_exponent: bool,
    /// Whether its values are positive, because the caller says so.
    pub(in crate::equal) is_positive: bool,
}

impl Letter {
    /// A value of the letter in place of one that it can't have.
    pub(super) fn admit(&self, value: Exact) -> Exact {
        if !self.is_positive {
            value
        } else if value.is_zero() {
            Exact::ONE
        } else {
            value.abs()
        }
    }

    /// Whether the letter may have a value.
    pub(super) fn may_be(&self, value: &Exact) -> bool {
        !self.is_positive || value.sign() > 0
    }
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
            mark_exponents(tree, &mut letters);
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
        letters.push(Letter { name: name.into_owned(), is_integer: false, is_exponent: false, is_positive: false });
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
                && (matches!(**base, Tree::Constant(Constant::I))
                    || bound_roughly(base, budget).is_some_and(|(_, high)| high < 0.0)) =>
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

/// Marks the letters that stand in exponents of what has letters in it.
fn mark_exponents(tree: &Tree, letters: &mut [Letter]) {
    if let Tree::Power(base, exponent) = tree
        && names::has_symbols(base)
        && names::has_symbols(exponent)
    {
        let mut own = Vec::new();
        gather(exponent, &mut Vec::new(), &mut own);
        for letter in letters.iter_mut() {
            letter.is_exponent |= own.iter().any(|own| own.name == letter.name);
        }
    }
    for child in tree.children() {
        mark_exponents(child, letters);
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
