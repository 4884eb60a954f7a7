//! Roots of polynomials as they are written: fractions, sums with a square root, roots of numbers.

use dashu_int::ops::{Abs, BitTest};
use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::expr::Tree;
use crate::limits;
use crate::number::{Exact, Form, Number};

use super::budget::Budget;
use super::polynomial::{Place, Polynomial};

/// `q x - p` for p / q.
pub(super) fn linear(root: &RBig) -> Polynomial {
    let letter = Polynomial::letter();
    let times = Polynomial::constant(root.denominator().clone().into());
    let shift = Polynomial::constant(-root.numerator());
    letter.multiply(&times).and_then(|product| product.add(&shift)).unwrap_or(letter)
}

/// An irrational root of a polynomial without rational ones, of whose real roots these are the places in order.
pub(super) fn write_root(factor: &Polynomial, places: &[Place], wanted: &Place, budget: &Budget) -> Option<Tree> {
    let index = places.iter().position(|place| place.low == wanted.low && place.high == wanted.high)?;
    let coefficients = factor.coefficients();
    if let [c, b, a] = coefficients {
        // The larger root has the upper sign where the leading coefficient is positive.
        return Some(write_surd(a, b, c, (index == 1) == (*a > IBig::ZERO)));
    }
    let degree = factor.degree()?;
    let is_even = coefficients.iter().enumerate().all(|(power, coefficient)| power % 2 == 0 || coefficient.is_zero());
    let is_pure = coefficients[1..degree].iter().all(IBig::is_zero);
    if is_pure {
        let ratio = RBig::from_parts_signed(-&coefficients[0], coefficients[degree].clone());
        let is_negative = degree % 2 == 1 && ratio < RBig::ZERO || degree % 2 == 0 && index == 0;
        let size = if ratio < RBig::ZERO { -ratio } else { ratio };
        let order = Box::new(crate::expr::integer(i64::try_from(degree).ok()?));
        let root = Tree::Root(Box::new(write_number(&size)), Some(order));
        return Some(if is_negative { Tree::negate(root) } else { root });
    }
    if let (true, [c, _, b, _, a]) = (is_even, coefficients) {
        // In terms of the square: from the outside in, the larger square first.
        let upper = if places.len() == 4 { matches!(index, 0 | 3) } else { true };
        let square = write_surd(a, b, c, upper == (*a > IBig::ZERO));
        let root = Tree::Root(Box::new(square), None);
        return Some(if index < places.len() / 2 { Tree::negate(root) } else { root });
    }
    // A quadratic factor of two of the roots.
    let lead = RBig::from(factor.coefficients().last()?.clone().abs());
    let mut wanted = wanted.clone();
    sharpen(factor, &mut wanted, &lead, budget)?;
    for place in places.iter().filter(|place| place.low != wanted.low) {
        let mut other = place.clone();
        sharpen(factor, &mut other, &lead, budget)?;
        let sum = (&wanted.low + &other.low) * &lead;
        let product = &wanted.low * &other.low * &lead;
        let whole = lead.numerator().clone();
        let quadratic = [product.round(), -sum.round(), whole];
        let [c, b, a] = &quadratic;
        let letter = Polynomial::letter();
        let square = letter.multiply(&letter)?.multiply(&Polynomial::constant(a.clone()))?;
        let quadratic = square.add(&letter.multiply(&Polynomial::constant(b.clone()))?)?;
        let quadratic = quadratic.add(&Polynomial::constant(c.clone()))?;
        if factor.divide_exactly(&quadratic).is_some() {
            return Some(write_surd(a, b, c, wanted.low > other.low));
        }
    }
    None
}

/// Brings the bounds of a root near enough to tell integers that are made of it.
fn sharpen(factor: &Polynomial, place: &mut Place, lead: &RBig, budget: &Budget) -> Option<()> {
    let least = RBig::from_parts(IBig::ONE, UBig::ONE << (60 + 2 * lead.numerator().bit_len()));
    for _ in 0..limits::SOLVED_STEPS {
        if &place.high - &place.low < least {
            break;
        }
        factor.halve(place, budget)?;
    }
    Some(())
}

/// The root of `a x^2 + b x + c` with the upper or the lower sign before the square root.
fn write_surd(a: &IBig, b: &IBig, c: &IBig, upper: bool) -> Tree {
    let whole = |value: IBig| write_number(&RBig::from(value));
    let inner = b * b - IBig::from(4) * a * c;
    let root = Tree::Root(Box::new(whole(inner)), None);
    let root = if upper { root } else { Tree::negate(root) };
    let above = if b.is_zero() { root } else { Tree::sum(vec![whole(-b), root]) };
    let below = IBig::from(2) * a;
    if below < IBig::ZERO {
        Tree::negate(Tree::quotient(above, whole(-below)))
    } else {
        Tree::quotient(above, whole(below))
    }
}

/// A rational number as a tree.
pub(super) fn write_number(value: &RBig) -> Tree {
    let is_negative = *value < RBig::ZERO;
    let size = if is_negative { -value } else { value.clone() };
    let numeral = |value: UBig| {
        Tree::Number(Number {
            value: Exact::from_ratio(RBig::from(IBig::from(value))),
            form: Form::Integer,
            places: 0,
            significant: 1,
            ambiguous: false,
        })
    };
    let (above, below) = size.into_parts();
    let above = numeral(above.into_parts().1);
    let tree = if below.is_one() { above } else { Tree::Quotient(Box::new(above), Box::new(numeral(below))) };
    if is_negative { Tree::negate(tree) } else { tree }
}
