//! `\pm` as its values.

use crate::expr::{Bracket, Tree};
use crate::limits;

/// Members, with each `\pm` among them spread out.
pub(super) fn spread(members: &[Tree]) -> Vec<Tree> {
    let mut all = Vec::with_capacity(members.len());
    for member in members {
        match split_signs(member) {
            Some(both) => all.extend(both),
            None => all.push(member.clone()),
        }
    }
    all
}

/// The values of a tree with `\pm` in it. Each `\pm` goes its own way, unless a `\mp` says that they go together. None where there
/// is no such sign, or there are too many.
pub(super) fn split_signs(tree: &Tree) -> Option<Vec<Tree>> {
    if is_structure(tree) {
        return None;
    }
    let (upper, lower) = count_signs(tree)?;
    match (upper, lower) {
        (0, 0) => None,
        (_, 1..) => Some(vec![take_signs(tree, Choices::Linked(true)), take_signs(tree, Choices::Linked(false))]),
        _ if upper > limits::FREE_SIGNS => None,
        _ => Some((0..1u32 << upper).map(|bits| take_signs(tree, Choices::Free(bits))).collect()),
    }
}

/// Which signs stand for the `\pm` of a tree.
#[derive(Clone, Copy)]
enum Choices {
    /// The upper ones, or the lower ones, everywhere.
    Linked(bool),
    /// For each sign a bit, the lowest for the first: the upper sign where it is not set.
    Free(u32),
}

impl Choices {
    /// Whether the next sign is the upper one.
    fn take(&mut self) -> bool {
        match self {
            Self::Linked(upper) => *upper,
            Self::Free(bits) => {
                let upper = *bits & 1 == 0;
                *bits >>= 1;
                upper
            }
        }
    }
}

/// Whether a tree is several values, whose signs belong to each of them; a point is one value.
fn is_structure(tree: &Tree) -> bool {
    match tree {
        Tree::Group(Bracket::Round | Bracket::Angle, members) => members.len() < 2,
        Tree::List(..)
        | Tree::Set(_)
        | Tree::Group(..)
        | Tree::Matrix(_)
        | Tree::Relation(..)
        | Tree::Interval(_)
        | Tree::Sets(..) => true,
        _ => false,
    }
}

/// How many `\pm` and how many `\mp` stand in a single value. None where some stand in a structure inside of it.
fn count_signs(tree: &Tree) -> Option<(usize, usize)> {
    let mut total = match tree {
        Tree::PlusMinus(_) => (1, 0),
        Tree::MinusPlus(_) => (0, 1),
        _ => (0, 0),
    };
    for child in tree.children() {
        let (upper, lower) = count_signs(child)?;
        if upper + lower > 0 && is_structure(child) {
            return None;
        }
        total = (total.0 + upper, total.1 + lower);
    }
    Some(total)
}

/// A tree with a sign chosen for every `\pm` and `\mp`.
fn take_signs(tree: &Tree, mut choices: Choices) -> Tree {
    let mut tree = tree.clone();
    tree.change(&mut |node| {
        *node = match std::mem::replace(node, Tree::Blank) {
            Tree::PlusMinus(inner) if choices.take() => *inner,
            Tree::PlusMinus(inner) => Tree::negate(*inner),
            Tree::MinusPlus(inner) if choices.take() => Tree::negate(*inner),
            Tree::MinusPlus(inner) => *inner,
            // A term may have become a sum, a factor a product.
            Tree::Sum(terms) => Tree::sum(terms),
            Tree::Product(factors) => Tree::product(factors),
            other => other,
        };
    });
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Option<Vec<String>> {
        split_signs(&crate::expr::parse(text).unwrap()).map(|values| values.iter().map(crate::expr::print).collect())
    }

    #[test]
    fn signs_are_free_unless_they_are_linked() {
        assert_eq!(values(r"\pm 3").unwrap().len(), 2);
        assert_eq!(values(r"\pm 5\pm 2").unwrap().len(), 4);
        assert_eq!(values(r"\pm 5\mp 2").unwrap().len(), 2);
        assert_eq!(values(r"(\pm 5, \pm 2)").unwrap().len(), 4);
        assert_eq!(values(r"(\pm 5, \mp 2)").unwrap().len(), 2);
        assert_eq!(values(r"\pm\sqrt{3\pm\sqrt{5}}").unwrap().len(), 4);
    }

    #[test]
    fn structures_and_too_many_signs_stay_as_they_are() {
        assert_eq!(values("5 - 2"), None);
        assert_eq!(values(r"\pm 1, \pm 2"), None);
        assert_eq!(values(r"\{\pm 1\}"), None);
        let many = [r"\pm x"; limits::FREE_SIGNS + 1].join(" ");
        assert_eq!(values(&many), None);
    }
}
