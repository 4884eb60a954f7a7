//! Definitions of functions, whose letters are bound: `f(x) = x^2` and `f(t) = t^2` are one; and points with a name, `P(3, -1)`.

use std::borrow::Cow;

use crate::expr::{Bracket, Function, Relation, Tree};

use super::names;

/// What a definition says of its left side.
struct Head<'t> {
    /// The function's name.
    name: &'t str,
    /// The letters that it binds: `f(x, y) = …` has x and y, `a_n = …` has n.
    letters: Vec<&'t str>,
    /// Whether the letter is an index.
    is_index: bool,
}

/// Reads the left side of a definition: its letters are different, and stand in its right side.
fn read_head(tree: &Tree) -> Option<Head<'_>> {
    let Tree::Relation(members, signs) = tree else { return None };
    let ([left, right @ ..], [Relation::Equal, ..]) = (members.as_slice(), signs.as_slice()) else { return None };
    let mut used = Vec::new();
    for member in right {
        names::collect_symbols(member, &mut used);
    }
    let mut letters: Vec<&str> = Vec::new();
    match left {
        Tree::Call(Function::Named(name), arguments) => {
            for argument in arguments {
                let Tree::Symbol(letter) = argument else { return None };
                if letters.contains(&letter.as_str()) {
                    return None;
                }
                letters.push(letter);
            }
            // "P(A) = 1/2" and "f(x) = 3" are about their arguments and define nothing.
            let defines = letters.iter().any(|letter| used.contains(letter));
            (defines && !letters.is_empty()).then_some(Head { name, letters, is_index: false })
        }
        Tree::Symbol(name) => {
            let (letter, index) = name.split_once("_{")?;
            let index = index.strip_suffix('}')?;
            let is_bound = matches!(index.as_bytes(), [b'a'..=b'z']) && used.contains(&index);
            // A recurrence has the name on its right side too.
            let is_recurrent =
                used.iter().any(|other| other.split_once("_{").is_some_and(|(other, _)| other == letter));
            (is_bound && !is_recurrent).then(|| Head { name: letter, letters: vec![index], is_index: true })
        }
        _ => None,
    }
}

/// A definition with the left side of another of the same name: its letters are put in place of its own. None where they are the
/// same, or where a new letter stands free in it: `f(x) = ax^2` is no `f(a) = a^3`. Beside `A = …`, `A(r) = …` leaves its letters out.
pub(super) fn rename(own: &Tree, other: &Tree) -> Option<Tree> {
    let head = read_head(own)?;
    let Tree::Relation(theirs, _) = other else { return None };
    let wanted = theirs.first()?;
    if !head.is_index && matches!(wanted, Tree::Symbol(name) if name == head.name) {
        return with_left(own, wanted);
    }
    let target = read_head(other)?;
    if (head.name, head.letters.len(), head.is_index) != (target.name, target.letters.len(), target.is_index)
        || head.letters == target.letters
    {
        return None;
    }
    let mut used = Vec::new();
    names::collect_symbols(own, &mut used);
    if target.letters.iter().any(|letter| used.contains(letter) && !head.letters.contains(letter)) {
        return None;
    }
    let pairs: Vec<(String, &str)> =
        head.letters.iter().map(|&letter| letter.to_owned()).zip(target.letters.iter().copied()).collect();
    let mut renamed = own.clone();
    renamed.change(&mut |node| {
        if let Tree::Symbol(name) = node
            && let Some((_, letter)) = pairs.iter().find(|(from, _)| from == name)
        {
            *node = Tree::Symbol((*letter).to_owned());
        }
    });
    with_left(&renamed, wanted)
}

/// An equation with another left side.
fn with_left(tree: &Tree, left: &Tree) -> Option<Tree> {
    let Tree::Relation(members, signs) = tree else { return None };
    let members = std::iter::once(left).chain(members.iter().skip(1)).cloned().collect();
    Some(Tree::Relation(members, signs.clone()))
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
