//! Values that are linear in an integer letter: multiples of one, of pi and of a degree, and terms that change their sign with
//! the letter's parity.

use dashu_int::IBig;
use dashu_ratio::RBig;

use crate::expr::{Constant, Tree};
use crate::limits;

use super::budget::Budget;
use super::surds::write_number;
use super::{exact, names};

/// What a term is a multiple of.
pub(super) const ONE: usize = 0;
/// Multiples of pi.
pub(super) const PI: usize = 1;
/// Degrees.
pub(super) const DEGREE: usize = 2;

/// A sum of rational multiples of 1, the letter and `(-1)` to the letter, each times 1, pi and a degree; and what is left.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The term without the letter, in each unit.
    pub(super) constant: [RBig; 3],
    /// The letter's factor, in each unit.
    pub(super) slope: [RBig; 3],
    /// The factor of `(-1)^k`, in each unit.
    pub(super) turn: [RBig; 3],
    /// Terms without the letter that are no such multiples.
    pub(super) rest: Option<Tree>,
}

impl Form {
    fn zero() -> Self {
        Self { constant: Default::default(), slope: Default::default(), turn: Default::default(), rest: None }
    }

    fn number(value: RBig, unit: usize) -> Self {
        let mut form = Self::zero();
        form.constant[unit] = value;
        form
    }

    /// The rational number that the form is.
    fn rational(&self) -> Option<&RBig> {
        let zero = RBig::ZERO;
        let others = self.constant[1..].iter().chain(&self.slope).chain(&self.turn);
        (self.rest.is_none() && others.into_iter().all(|part| *part == zero)).then_some(&self.constant[ONE])
    }

    fn add(mut self, other: Self) -> Self {
        for unit in [ONE, PI, DEGREE] {
            self.constant[unit] += &other.constant[unit];
            self.slope[unit] += &other.slope[unit];
            self.turn[unit] += &other.turn[unit];
        }
        self.rest = match (self.rest, other.rest) {
            (Some(one), Some(two)) => Some(Tree::sum(vec![one, two])),
            (one, two) => one.or(two),
        };
        self
    }

    fn scale(mut self, by: &RBig) -> Self {
        for part in self.constant.iter_mut().chain(&mut self.slope).chain(&mut self.turn) {
            *part *= by;
        }
        self.rest = self.rest.map(|rest| {
            if *by == RBig::ONE {
                rest
            } else if *by == -RBig::ONE {
                Tree::negate(rest)
            } else {
                Tree::product(vec![write_number(by), rest])
            }
        });
        self
    }

    fn multiply(self, other: Self) -> Option<Self> {
        if let Some(value) = self.rational().cloned() {
            return Some(other.scale(&value));
        }
        if let Some(value) = other.rational().cloned() {
            return Some(self.scale(&value));
        }
        // A multiple of the letter alone, times a multiple of pi or a degree.
        let (plain, marked) = if self.is_plain() { (self, other) } else { (other, self) };
        let unit = [PI, DEGREE].into_iter().find(|&unit| marked.constant[unit] != RBig::ZERO)?;
        let value = marked.constant[unit].clone();
        let is_pure = Self::number(value.clone(), unit).is_same(&marked);
        if !plain.is_plain() || !is_pure {
            return None;
        }
        let mut product = Self::zero();
        product.constant[unit] = &plain.constant[ONE] * &value;
        product.slope[unit] = &plain.slope[ONE] * &value;
        product.turn[unit] = &plain.turn[ONE] * &value;
        Some(product)
    }

    /// Whether it has no unit.
    fn is_plain(&self) -> bool {
        let has_unit = |parts: &[RBig; 3]| parts[1..].iter().any(|part| *part != RBig::ZERO);
        self.rest.is_none() && !has_unit(&self.constant) && !has_unit(&self.slope) && !has_unit(&self.turn)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.rest.is_none()
            && other.rest.is_none()
            && self.constant == other.constant
            && self.slope == other.slope
            && self.turn == other.turn
    }

    /// The one unit of the factors of the letter, or of the term without it.
    pub(super) fn unit(&self) -> Option<usize> {
        let used = |parts: &[RBig; 3], unit: usize| parts[unit] != RBig::ZERO;
        let moving: Vec<usize> =
            [ONE, PI, DEGREE].into_iter().filter(|&unit| used(&self.slope, unit) || used(&self.turn, unit)).collect();
        match moving.as_slice() {
            [unit] => Some(*unit),
            [] => [PI, DEGREE].into_iter().find(|&unit| used(&self.constant, unit)).or(Some(ONE)),
            _ => None,
        }
    }

    /// What does not belong to the unit, as a tree.
    pub(super) fn remainder(&self, unit: usize) -> Option<Tree> {
        let mut terms: Vec<Tree> = self.rest.iter().cloned().collect();
        for (other, value) in self.constant.iter().enumerate() {
            if other != unit && *value != RBig::ZERO {
                terms.push(match other {
                    PI => Tree::product(vec![write_number(value), Tree::Constant(Constant::Pi)]),
                    DEGREE => Tree::Degree(Box::new(write_number(value))),
                    _ => write_number(value),
                });
            }
        }
        (!terms.is_empty()).then(|| Tree::sum(terms))
    }
}

/// Reads a value that is linear in a letter. None where it is not.
pub(super) fn read(tree: &Tree, letter: Option<&str>, budget: &Budget) -> Option<Form> {
    if !contains(tree, letter) {
        return read_constant(tree, budget);
    }
    match tree {
        Tree::Symbol(_) => {
            let mut form = Form::zero();
            form.slope[ONE] = RBig::ONE;
            Some(form)
        }
        Tree::Neg(inner) => Some(read(inner, letter, budget)?.scale(&-RBig::ONE)),
        Tree::Sum(terms) => {
            terms.iter().try_fold(Form::zero(), |total, term| Some(total.add(read(term, letter, budget)?)))
        }
        Tree::Product(factors) => {
            let one = Form::number(RBig::ONE, ONE);
            factors.iter().try_fold(one, |total, factor| total.multiply(read(factor, letter, budget)?))
        }
        Tree::Group(_, members) if members.len() == 1 => read(&members[0], letter, budget),
        Tree::Degree(inner) => {
            let form = read(inner, letter, budget)?;
            form.multiply(Form::number(RBig::ONE, DEGREE))
        }
        Tree::Quotient(above, below) => {
            let below = read(below, letter, budget)?.rational().filter(|value| **value != RBig::ZERO)?.clone();
            Some(read(above, letter, budget)?.scale(&(RBig::ONE / below)))
        }
        Tree::Power(base, exponent) => {
            // (-1)^k
            if read(base, letter, budget)?.rational()? != &-RBig::ONE {
                return None;
            }
            let exponent = read(exponent, letter, budget)?;
            let (shift, slope) = (exponent.constant[ONE].clone(), exponent.slope[ONE].clone());
            let mut plain = Form::number(shift.clone(), ONE);
            plain.slope[ONE].clone_from(&slope);
            if !exponent.is_same(&plain) || !shift.is_int() || !slope.is_int() {
                return None;
            }
            let is_odd = |value: &RBig| value.numerator() % IBig::from(2) != IBig::ZERO;
            let sign = if is_odd(&shift) { -RBig::ONE } else { RBig::ONE };
            let mut form = Form::zero();
            if is_odd(&slope) {
                form.turn[ONE] = sign;
            } else {
                form.constant[ONE] = sign;
            }
            Some(form)
        }
        _ => None,
    }
}

/// Whether the letter stands in a tree.
fn contains(tree: &Tree, letter: Option<&str>) -> bool {
    matches!(tree, Tree::Symbol(name) if Some(name.as_str()) == letter)
        || tree.children().any(|child| contains(child, letter))
}

/// A value without the letter.
fn read_constant(tree: &Tree, budget: &Budget) -> Option<Form> {
    match tree {
        Tree::Constant(Constant::Pi) => return Some(Form::number(RBig::ONE, PI)),
        Tree::Constant(Constant::E | Constant::I) => {}
        Tree::Constant(_) | Tree::Text(_) | Tree::Relation(..) | Tree::List(..) | Tree::Set(_) | Tree::Blank => {
            return None;
        }
        Tree::Group(_, members) if members.len() == 1 => return read_constant(&members[0], budget),
        Tree::Group(..) | Tree::Interval(_) | Tree::Sets(..) | Tree::SetBuilder(..) | Tree::Matrix(_) => return None,
        Tree::Ratio(_) | Tree::Time(_) | Tree::Quantity(..) | Tree::Percent(_) | Tree::PlusMinus(_) => return None,
        Tree::Neg(inner) => return Some(read_constant(inner, budget)?.scale(&-RBig::ONE)),
        Tree::Sum(terms) => {
            return terms.iter().try_fold(Form::zero(), |total, term| Some(total.add(read_constant(term, budget)?)));
        }
        Tree::Degree(inner) => {
            if let Some(value) = read_constant(inner, budget)?.rational() {
                return Some(Form::number(value.clone(), DEGREE));
            }
        }
        Tree::Product(factors) => {
            let forms: Option<Vec<Form>> = factors.iter().map(|factor| read_constant(factor, budget)).collect();
            let one = Form::number(RBig::ONE, ONE);
            if let Some(product) = forms?.into_iter().try_fold(one, Form::multiply) {
                return Some(product);
            }
        }
        Tree::Quotient(above, below) => {
            if let Some(below) = read_constant(below, budget)?.rational().filter(|value| **value != RBig::ZERO) {
                return Some(read_constant(above, budget)?.scale(&(RBig::ONE / below)));
            }
        }
        _ => {}
    }
    if !names::has_symbols(tree)
        && let Ok(value) = exact::evaluate(tree, budget)
    {
        return Some(Form::number(value.to_rbig(limits::FORM_DIGITS)?, ONE));
    }
    Some(Form { rest: Some(tree.clone()), ..Form::zero() })
}
