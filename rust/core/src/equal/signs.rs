//! `\pm` as its two values.

use crate::expr::Tree;

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

/// The two values of a tree with `\pm` in it, the upper signs together and the lower signs together.
pub(super) fn split_signs(tree: &Tree) -> Option<Vec<Tree>> {
    if !has_signs(tree) {
        return None;
    }
    Some(vec![take_sign(tree, true), take_sign(tree, false)])
}

/// Whether `\pm` stands in a single value.
fn has_signs(tree: &Tree) -> bool {
    match tree {
        Tree::PlusMinus(_) | Tree::MinusPlus(_) => true,
        Tree::List(..)
        | Tree::Set(_)
        | Tree::Group(..)
        | Tree::Matrix(_)
        | Tree::Relation(..)
        | Tree::Interval(_)
        | Tree::Sets(..) => false,
        _ => tree.children().into_iter().any(has_signs),
    }
}

/// A tree with every `\pm` read as its upper, or its lower, sign.
fn take_sign(tree: &Tree, upper: bool) -> Tree {
    let side = |tree: &Tree| take_sign(tree, upper);
    let boxed = |tree: &Tree| Box::new(take_sign(tree, upper));
    let each = |trees: &[Tree]| trees.iter().map(side).collect::<Vec<_>>();
    match tree {
        Tree::PlusMinus(inner) => {
            if upper {
                side(inner)
            } else {
                Tree::negate(side(inner))
            }
        }
        Tree::MinusPlus(inner) => {
            if upper {
                Tree::negate(side(inner))
            } else {
                side(inner)
            }
        }
        Tree::Sum(terms) => Tree::sum(each(terms)),
        Tree::Product(factors) => Tree::product(each(factors)),
        Tree::Neg(inner) => Tree::Neg(boxed(inner)),
        Tree::Quotient(a, b) => Tree::Quotient(boxed(a), boxed(b)),
        Tree::Power(a, b) => Tree::Power(boxed(a), boxed(b)),
        Tree::Root(a, index) => Tree::Root(boxed(a), index.clone()),
        Tree::Call(function, arguments) => Tree::Call(function.clone(), each(arguments)),
        Tree::Percent(inner) => Tree::Percent(boxed(inner)),
        Tree::Degree(inner) => Tree::Degree(boxed(inner)),
        Tree::Quantity(inner, unit) => Tree::Quantity(boxed(inner), unit.clone()),
        Tree::Labelled(letter, inner) => Tree::Labelled(*letter, boxed(inner)),
        other => other.clone(),
    }
}
