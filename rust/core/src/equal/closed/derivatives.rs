//! Derivatives of explicit functions, by the rules of sums, products, quotients, powers and chains.

use crate::expr::{Function, Tree};

use super::Worker;
use super::algebra::{
    Dependence, add, call, depends, divide, int, is_free, literal, multiply, negate, power, root, substitute, subtract,
};

impl Worker<'_> {
    /// The derivative of a tree by a letter. None where a rule is missing, or the tree hides how it depends on the letter.
    pub(super) fn derive(&mut self, tree: &Tree, letter: &str) -> Option<Tree> {
        self.pay(1)?;
        match depends(tree, letter) {
            Dependence::Free => return Some(int(0)),
            Dependence::Hidden => return None,
            Dependence::Plain => self.pay(tree.count_nodes())?,
        }
        match tree {
            Tree::Symbol(_) => Some(int(1)),
            Tree::Group(_, items) if items.len() == 1 => self.derive(&items[0], letter),
            // The fundamental theorem: only the bounds depend on the letter.
            Tree::Fold(fold) => {
                let (Some(low), Some(high), Some(inner)) = (&fold.lower, &fold.upper, &fold.variable) else {
                    return None;
                };
                let mut at = |bound: &Tree| {
                    Some(multiply(vec![self.derive(bound, letter)?, substitute(&fold.body, inner, bound)]))
                };
                let (from, to) = (at(low)?, at(high)?);
                Some(subtract(to, from))
            }
            Tree::Sum(terms) => {
                let terms: Option<Vec<Tree>> = terms.iter().map(|term| self.derive(term, letter)).collect();
                Some(add(terms?))
            }
            Tree::Neg(inner) => self.derive(inner, letter).map(negate),
            Tree::Percent(inner) => Some(divide(self.derive(inner, letter)?, int(100))),
            Tree::Product(factors) => {
                let mut terms = Vec::with_capacity(factors.len());
                for (at, factor) in factors.iter().enumerate() {
                    if is_free(factor, letter) {
                        continue;
                    }
                    let mut parts = factors.clone();
                    parts[at] = self.derive(factor, letter)?;
                    self.pay(parts.iter().map(Tree::count_nodes).sum())?;
                    terms.push(multiply(parts));
                }
                Some(add(terms))
            }
            Tree::Quotient(above, below) => {
                let slope = self.derive(above, letter)?;
                if is_free(below, letter) {
                    return Some(divide(slope, (**below).clone()));
                }
                let other = self.derive(below, letter)?;
                self.pay(2 * tree.count_nodes())?;
                let top = subtract(multiply(vec![slope, (**below).clone()]), multiply(vec![(**above).clone(), other]));
                Some(divide(top, power((**below).clone(), int(2))))
            }
            Tree::Power(base, exponent) => self.derive_power(base, exponent, letter),
            Tree::Root(radicand, index) => {
                let slope = self.derive(radicand, letter)?;
                let Some(index) = index else {
                    return Some(divide(slope, multiply(vec![int(2), root((**radicand).clone())])));
                };
                if !is_free(index, letter) {
                    return None;
                }
                // The slope of the n-th root of u is u' times the root over n u.
                Some(divide(
                    multiply(vec![slope, tree.clone()]),
                    multiply(vec![(**index).clone(), (**radicand).clone()]),
                ))
            }
            Tree::Call(Function::Log, arguments) if arguments.len() == 2 => {
                if !is_free(&arguments[1], letter) {
                    return None;
                }
                let slope = self.derive(&arguments[0], letter)?;
                let below = multiply(vec![arguments[0].clone(), call(Function::Ln, arguments[1].clone())]);
                Some(divide(slope, below))
            }
            Tree::Call(function, arguments) if arguments.len() == 1 => {
                let inner = &arguments[0];
                let slope = self.derive(inner, letter)?;
                self.pay(2 * inner.count_nodes())?;
                Some(multiply(vec![slope, slope_of(function, inner)?]))
            }
            _ => None,
        }
    }

    /// The derivative of a power whose base or exponent, or both, depend on the letter.
    fn derive_power(&mut self, base: &Tree, exponent: &Tree, letter: &str) -> Option<Tree> {
        self.pay(base.count_nodes() + exponent.count_nodes())?;
        let whole = power(base.clone(), exponent.clone());
        match (is_free(base, letter), is_free(exponent, letter)) {
            (_, true) => {
                let slope = self.derive(base, letter)?;
                let less = subtract(exponent.clone(), int(1));
                Some(multiply(vec![exponent.clone(), power(base.clone(), less), slope]))
            }
            (true, _) => {
                let slope = self.derive(exponent, letter)?;
                if matches!(base, Tree::Constant(crate::expr::Constant::E)) {
                    return Some(multiply(vec![slope, whole]));
                }
                // A power of a negative number is no function of a real letter.
                if literal(base).is_some_and(|base| base <= dashu_ratio::RBig::ZERO) {
                    return None;
                }
                Some(multiply(vec![slope, whole, call(Function::Ln, base.clone())]))
            }
            _ => {
                let (below, above) = (self.derive(base, letter)?, self.derive(exponent, letter)?);
                let first = multiply(vec![above, call(Function::Ln, base.clone())]);
                let second = divide(multiply(vec![exponent.clone(), below]), base.clone());
                Some(multiply(vec![whole, add(vec![first, second])]))
            }
        }
    }
}

/// The derivative of a function at an argument.
fn slope_of(function: &Function, x: &Tree) -> Option<Tree> {
    let of = |function: Function| call(function, x.clone());
    let square = |tree: Tree| power(tree, int(2));
    let one_over = |tree: Tree| divide(int(1), tree);
    let x2 = || power(x.clone(), int(2));
    Some(match function {
        Function::Sin => of(Function::Cos),
        Function::Cos => negate(of(Function::Sin)),
        Function::Tan => one_over(square(of(Function::Cos))),
        Function::Cot => negate(one_over(square(of(Function::Sin)))),
        Function::Sec => divide(of(Function::Sin), square(of(Function::Cos))),
        Function::Csc => negate(divide(of(Function::Cos), square(of(Function::Sin)))),
        Function::Arcsin => one_over(root(subtract(int(1), x2()))),
        Function::Arccos => negate(one_over(root(subtract(int(1), x2())))),
        Function::Arctan => one_over(add(vec![int(1), x2()])),
        Function::Arccot => negate(one_over(add(vec![int(1), x2()]))),
        Function::Arcsec => one_over(multiply(vec![of(Function::Abs), root(subtract(x2(), int(1)))])),
        Function::Arccsc => negate(one_over(multiply(vec![of(Function::Abs), root(subtract(x2(), int(1)))]))),
        Function::Sinh => of(Function::Cosh),
        Function::Cosh => of(Function::Sinh),
        Function::Tanh => one_over(square(of(Function::Cosh))),
        Function::Coth => negate(one_over(square(of(Function::Sinh)))),
        Function::Arsinh => one_over(root(add(vec![x2(), int(1)]))),
        // Two roots, so that the domain stays that of the function.
        Function::Arcosh => {
            one_over(multiply(vec![root(subtract(x.clone(), int(1))), root(add(vec![x.clone(), int(1)]))]))
        }
        Function::Artanh => one_over(subtract(int(1), x2())),
        // A logarithm without a base is natural where it is differentiated.
        Function::Ln | Function::Log => one_over(x.clone()),
        Function::Exp => super::algebra::exp(x.clone()),
        Function::Abs => divide(x.clone(), of(Function::Abs)),
        _ => return None,
    })
}
