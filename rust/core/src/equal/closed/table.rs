//! What antiderivatives are looked up by: the factors of a term, and the table of functions.

use dashu_ratio::RBig;

use crate::expr::{Function, Tree};

use super::algebra::{add, call, divide, exp, int, is_free, literal, multiply, negate, power, root, subtract};

/// The factors of a term: constants apart, each other factor with its exponent.
pub(super) struct Factors {
    /// Factors without the letter.
    pub(super) constants: Vec<Tree>,
    /// The others.
    pub(super) others: Vec<Tree>,
}

/// The functions inside a factor that may be taken as a new letter.
pub(super) fn collect_inner(tree: &Tree, letter: &str, out: &mut Vec<Tree>) {
    let mut push = |inner: &Tree| {
        if !is_free(inner, letter) && !matches!(inner, Tree::Symbol(_)) && !out.contains(inner) {
            out.push(inner.clone());
        }
    };
    match tree {
        Tree::Call(_, arguments) if arguments.len() == 1 => {
            push(&arguments[0]);
            push(tree);
        }
        Tree::Power(base, exponent) if is_free(base, letter) => {
            push(exponent);
            push(tree);
        }
        Tree::Power(base, _) => push(base),
        Tree::Root(radicand, _) => push(radicand),
        _ => {}
    }
    for child in tree.children() {
        collect_inner(child, letter, out);
    }
}

/// Splits a tree into factors, each with its exponent's sign.
pub(super) fn split(tree: &Tree, letter: &str, below: bool, out: &mut Factors) {
    let invert = |tree: &Tree| if below { power(tree.clone(), int(-1)) } else { tree.clone() };
    match tree {
        _ if is_free(tree, letter) => {
            out.constants.push(if below { divide(int(1), tree.clone()) } else { tree.clone() });
        }
        Tree::Product(factors) => factors.iter().for_each(|factor| split(factor, letter, below, out)),
        Tree::Neg(inner) => {
            out.constants.push(int(-1));
            split(inner, letter, below, out);
        }
        Tree::Quotient(a, b) => {
            split(a, letter, below, out);
            split(b, letter, !below, out);
        }
        Tree::Group(_, items) if items.len() == 1 => split(&items[0], letter, below, out),
        Tree::Call(Function::Exp, arguments) if arguments.len() == 1 => {
            let exponent = if below { negate(arguments[0].clone()) } else { arguments[0].clone() };
            out.others.push(exp(exponent));
        }
        Tree::Power(base, exponent) if below => {
            out.others.push(power((**base).clone(), negate((**exponent).clone())));
        }
        other => out.others.push(invert(other)),
    }
}

/// An antiderivative of a power of a letter, at an argument.
pub(super) fn power_rule(base: &Tree, exponent: &Tree) -> Tree {
    if literal(exponent) == Some(-RBig::ONE) {
        return call(Function::Ln, call(Function::Abs, base.clone()));
    }
    let more = add(vec![exponent.clone(), int(1)]);
    divide(power(base.clone(), more.clone()), more)
}

/// An antiderivative of a function of a letter, at an argument.
pub(super) fn integral_of(function: &Function, x: &Tree) -> Option<Tree> {
    let of = |function: Function| call(function, x.clone());
    let log = |tree: Tree| call(Function::Ln, call(Function::Abs, tree));
    let square = |sign: i64| add(vec![int(1), multiply(vec![int(sign), power(x.clone(), int(2))])]);
    let times = |tree: Tree| multiply(vec![x.clone(), tree]);
    Some(match function {
        Function::Sin => negate(of(Function::Cos)),
        Function::Cos => of(Function::Sin),
        Function::Tan => negate(log(of(Function::Cos))),
        Function::Cot => log(of(Function::Sin)),
        Function::Sec => log(add(vec![of(Function::Sec), of(Function::Tan)])),
        Function::Csc => negate(log(add(vec![of(Function::Csc), of(Function::Cot)]))),
        Function::Sinh => of(Function::Cosh),
        Function::Cosh => of(Function::Sinh),
        Function::Tanh => call(Function::Ln, of(Function::Cosh)),
        Function::Ln | Function::Log => subtract(times(of(Function::Ln)), x.clone()),
        Function::Exp => exp(x.clone()),
        Function::Abs => divide(times(of(Function::Abs)), int(2)),
        Function::Arctan => subtract(times(of(Function::Arctan)), divide(call(Function::Ln, square(1)), int(2))),
        Function::Arcsin => add(vec![times(of(Function::Arcsin)), root(square(-1))]),
        Function::Arccos => subtract(times(of(Function::Arccos)), root(square(-1))),
        _ => return None,
    })
}
