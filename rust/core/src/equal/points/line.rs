//! A line: one letter moves, the others stay where they are.

use crate::expr::Tree;
use crate::number::Exact;

use super::super::budget::Budget;
use super::super::names;
use super::super::numeric::{self, Point};
use super::super::walk::Stop;
use super::letters::Letter;

/// A line through a point, along one letter.
pub(super) struct Line<'p> {
    /// All letters.
    pub(super) letters: &'p [Letter],
    /// The values of all letters.
    pub(super) values: &'p [Exact],
    /// Which letter moves.
    pub(super) moving: usize,
    /// What pays.
    pub(super) budget: &'p Budget,
}

impl Line<'_> {
    /// Whether a tree has the moving letter in it.
    pub(super) fn moves(&self, tree: &Tree) -> bool {
        self.is_moving(tree) || tree.children().any(|child| self.moves(child))
    }

    /// Whether a tree is the moving letter itself.
    pub(super) fn is_moving(&self, tree: &Tree) -> bool {
        let name = &self.letters[self.moving].name;
        match tree {
            Tree::Symbol(symbol) => symbol == name,
            Tree::Indexed(..) => names::print(tree) == *name,
            _ => false,
        }
    }

    /// The value of a letter by its name.
    fn letter(&self, name: &str) -> Option<Exact> {
        self.letters.iter().position(|letter| letter.name == name).map(|at| self.values[at].clone())
    }

    /// The value of a tree without the moving letter: exactly where it is cheap, else nearly.
    pub(super) fn constant(&self, tree: &Tree) -> Option<Exact> {
        match tree {
            Tree::Number(number) => Some(number.value.clone()),
            Tree::Symbol(name) => self.letter(name),
            Tree::Neg(inner) => Some(self.constant(inner)?.neg()),
            Tree::Sum(terms) => terms.iter().try_fold(Exact::ZERO, |sum, term| sum.add(&self.constant(term)?)),
            Tree::Product(factors) => {
                factors.iter().try_fold(Exact::ONE, |product, factor| product.mul(&self.constant(factor)?))
            }
            Tree::Quotient(a, b) => self.constant(a)?.div(&self.constant(b)?),
            Tree::Power(base, exponent) => {
                let exponent = self.constant(exponent)?.to_i64();
                match exponent {
                    Some(n) if n.unsigned_abs() <= 64 => self.constant(base)?.pow_small(n),
                    _ => self.nearly(tree),
                }
            }
            _ => self.nearly(tree),
        }
    }

    /// The value of a tree in doubles.
    fn nearly(&self, tree: &Tree) -> Option<Exact> {
        Exact::from_f64_shortest(self.double(tree).ok()?)
    }

    /// The value of a tree at the point of the line.
    pub(super) fn double(&self, tree: &Tree) -> Result<f64, Stop> {
        let point = Point { letters: self.letters, values: self.values, real_only: true };
        let (value, _) = numeric::evaluate(tree, &point, self.budget)?;
        if value.is_real() { Ok(super::super::real::Real::to_f64(&value.re)) } else { Err(Stop::Unknown) }
    }
}
