//! Definitions of functions, whose letters are bound: `f(x) = x^2` and `f(t) = t^2` are one; and points with a name, `P(3, -1)`.

use std::borrow::Cow;

use crate::expr::{Bracket, Function, Relation, Tree};

use super::names;

/// The letters of the arguments that a definition binds: `f(x, y) = …` has x and y.
fn bound_letters(tree: &Tree) -> Option<(&str, Vec<&str>)> {
    let Tree::Relation(members, signs) = tree else { return None };
    let (Tree::Call(Function::Named(name), arguments), [Relation::Equal, ..]) = (members.first()?, signs.as_slice())
    else {
        return None;
    };
    let mut letters = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let Tree::Symbol(letter) = argument else { return None };
        if letters.contains(&letter.as_str()) {
            return None;
        }
        letters.push(letter.as_str());
    }
    (!letters.is_empty()).then_some((name, letters))
}

/// A definition with the letters of another of the same name in place of its own. None where they are the same, or where a new
/// letter stands free in it: `f(x) = ax^2` is no `f(a) = a^3`.
pub(super) fn rename(own: &Tree, other: &Tree) -> Option<Tree> {
    let ((name, from), (wanted, to)) = (bound_letters(own)?, bound_letters(other)?);
    if name != wanted || from.len() != to.len() || from == to {
        return None;
    }
    let mut used = Vec::new();
    names::collect_symbols(own, &mut used);
    if to.iter().any(|letter| used.contains(letter) && !from.contains(letter)) {
        return None;
    }
    let pairs: Vec<(String, &str)> = from.iter().map(|&letter| letter.to_owned()).zip(to).collect();
    let mut renamed = own.clone();
    renamed.change(&mut |node| {
        if let Tree::Symbol(name) = node
            && let Some((_, letter)) = pairs.iter().find(|(from, _)| from == name)
        {
            *node = Tree::Symbol((*letter).to_owned());
        }
    });
    Some(renamed)
}

/// A point without its name, where the other side is a point without one: `P(3, -1)` beside `(3, -1)`.
pub(super) fn strip_point<'t>(tree: &'t Tree, other: &Tree) -> Cow<'t, Tree> {
    match (tree, other) {
        (Tree::Call(Function::Named(name), arguments), Tree::Group(Bracket::Round, members))
            if arguments.len() == members.len()
                && arguments.len() > 1
                && name.len() == 1
                && name.starts_with(|c: char| c.is_ascii_uppercase()) =>
        {
            Cow::Owned(Tree::Group(Bracket::Round, arguments.clone()))
        }
        _ => Cow::Borrowed(tree),
    }
}
