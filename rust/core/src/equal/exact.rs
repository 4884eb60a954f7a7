//! Exact rational values of trees, where they are cheap.

use crate::expr::{Constant, Function, Tree};
use crate::limits;
use crate::number::Exact;

use super::budget::Budget;
use super::numeric::Point;
use super::walk::{Arithmetic, Stop, Walk};

/// The arithmetic of rational numbers, with the budget that pays for their digits.
pub(super) struct Rational<'b> {
    budget: &'b Budget,
    /// The values of the letters, where they have any.
    point: Point<'b>,
}

impl<'b> Rational<'b> {
    /// The arithmetic that pays from a budget.
    pub(super) fn new(budget: &'b Budget) -> Self {
        Self { budget, point: Point::NOWHERE }
    }

    /// Pays for so many digits, if any.
    fn pay_digits(&self, digits: i64) -> Result<(), Stop> {
        self.budget.pay(usize::try_from(digits).unwrap_or(0))
    }

    /// Pays for an operation on long numbers by their digits.
    fn pay(&self, a: &Exact, b: &Exact) -> Result<(), Stop> {
        // Numbers of machine words cost next to nothing.
        self.pay_digits(a.size().max(b.size()) - 40)
    }
}

/// The exact rational value of a tree.
pub(super) fn evaluate(tree: &Tree, budget: &Budget) -> Result<Exact, Stop> {
    if let Tree::Number(number) = tree {
        return Ok(number.value.clone());
    }
    Walk::new(&mut Rational::new(budget), budget).value(tree)
}

/// The exact rational value of a tree at a point.
pub(super) fn evaluate_at(tree: &Tree, point: &Point, budget: &Budget) -> Result<Exact, Stop> {
    Walk::with_integers(&mut Rational { budget, point: *point }, point.integers(), budget).value(tree)
}

/// A result of bounded arithmetic: None is what would have been too long.
fn bounded(value: Option<Exact>) -> Result<Exact, Stop> {
    value.ok_or(Stop::Budget)
}

impl Arithmetic for Rational<'_> {
    type Value = Exact;
    const IS_EXACT: bool = true;

    fn effort(&self, _: &Tree) -> usize {
        1
    }

    fn exact(&mut self, value: &Exact) -> Result<Exact, Stop> {
        Ok(value.clone())
    }

    fn symbol(&mut self, name: &str) -> Result<Exact, Stop> {
        self.point.value_of(name).cloned().ok_or(Stop::Unknown)
    }

    fn constant(&mut self, _: Constant) -> Result<Exact, Stop> {
        Err(Stop::Unknown)
    }

    fn add(&mut self, a: &Exact, b: &Exact) -> Result<Exact, Stop> {
        self.pay(a, b)?;
        bounded(a.add(b))
    }

    fn multiply(&mut self, a: &Exact, b: &Exact) -> Result<Exact, Stop> {
        self.pay(a, b)?;
        bounded(a.mul(b))
    }

    fn divide(&mut self, a: &Exact, b: &Exact) -> Result<Exact, Stop> {
        if b.is_zero() {
            return Err(Stop::Undefined);
        }
        self.pay(a, b)?;
        bounded(a.div(b))
    }

    fn negate(&mut self, a: &Exact) -> Result<Exact, Stop> {
        Ok(a.neg())
    }

    fn power_exact(&mut self, base: &Exact, exponent: &Exact) -> Result<Exact, Stop> {
        if base.is_zero() {
            return if exponent.is_negative() {
                Err(Stop::Undefined)
            } else {
                Ok(if exponent.is_zero() { Exact::ONE } else { Exact::ZERO })
            };
        }
        if *base == Exact::ONE {
            return Ok(Exact::ONE);
        }
        if let Some(n) = exponent.to_i64() {
            // The digits of the result, known before it is worked out.
            let each = if base.is_integer() { base.to_f64().abs().log10() } else { base.size() as f64 };
            let digits = each * n.unsigned_abs() as f64;
            if !(digits < limits::POWER_DIGITS && base.size() < limits::EXACT_DIGITS) {
                return Err(Stop::Budget);
            }
            self.pay_digits(digits as i64 - 40)?;
            return bounded(base.pow_small(n));
        }
        if exponent.is_integer() {
            return Err(Stop::Budget);
        }
        // A rational exponent: the root of a perfect power, of a base that is not negative.
        let ratio = exponent.to_rbig(limits::ROOT_DIGITS).ok_or(Stop::Budget)?;
        let index = u32::try_from(ratio.denominator()).map_err(|_| Stop::Unknown)?;
        let power = i64::try_from(ratio.numerator()).map_err(|_| Stop::Budget)?;
        if base.is_negative() {
            return Err(Stop::Unknown);
        }
        bounded(root_exactly(base, index)?.pow_small(power))
    }

    fn power(&mut self, _: &Exact, _: &Exact) -> Result<Exact, Stop> {
        Err(Stop::Unknown)
    }

    fn root(&mut self, radicand: &Exact, index: u32) -> Result<Exact, Stop> {
        if radicand.is_negative() {
            return if index % 2 == 1 { Ok(root_exactly(&radicand.neg(), index)?.neg()) } else { Err(Stop::Unknown) };
        }
        root_exactly(radicand, index)
    }

    fn call(&mut self, function: &Function, arguments: &[Exact]) -> Result<Exact, Stop> {
        match (function, arguments) {
            (Function::Abs, [a]) => Ok(a.abs()),
            (Function::Floor, [a]) => floor(a),
            (Function::Ceil, [a]) => Ok(floor(&a.neg())?.neg()),
            (Function::Sign, [a]) => {
                Ok(Exact::from_i64(i64::from(!a.is_zero()) * if a.is_negative() { -1 } else { 1 }))
            }
            (Function::Max, [first, rest @ ..]) => {
                Ok(rest.iter().fold(first, |a, b| if b > a { b } else { a }).clone())
            }
            (Function::Min, [first, rest @ ..]) => {
                Ok(rest.iter().fold(first, |a, b| if b < a { b } else { a }).clone())
            }
            (Function::Mod, [a, b]) => {
                if b.is_zero() {
                    return Err(Stop::Undefined);
                }
                let whole = floor(&bounded(a.div(b))?)?;
                bounded(a.sub(&bounded(whole.mul(b))?))
            }
            (Function::Gcd | Function::Lcm, [first, rest @ ..]) => {
                let mut total = first.to_i64().ok_or(Stop::Unknown)?.unsigned_abs();
                for other in rest {
                    let other = other.to_i64().ok_or(Stop::Unknown)?.unsigned_abs();
                    let divisor = gcd(total, other);
                    total = if *function == Function::Gcd {
                        divisor
                    } else {
                        total.checked_div(divisor).unwrap_or(0).checked_mul(other).ok_or(Stop::Budget)?
                    };
                }
                Ok(Exact::from_i64(i64::try_from(total).map_err(|_| Stop::Budget)?))
            }
            (Function::Re | Function::Bar, [a]) => Ok(a.clone()),
            (Function::Im, [_]) => Ok(Exact::ZERO),
            _ => Err(Stop::Unknown),
        }
    }

    fn combine(&mut self, _: &'static str, _: &[Exact]) -> Result<Exact, Stop> {
        Err(Stop::Unknown)
    }

    fn degree(&mut self, _: &Exact) -> Result<Exact, Stop> {
        Err(Stop::Unknown)
    }
}

/// The greatest common divisor.
fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The largest integer that is not above a value.
fn floor(value: &Exact) -> Result<Exact, Stop> {
    if value.is_integer() {
        return Ok(value.clone());
    }
    if let Some(short) = value.floor_of_words() {
        return Ok(short);
    }
    let ratio = value.to_rbig(limits::ROOT_DIGITS).ok_or(Stop::Budget)?;
    Ok(Exact::from_ratio(ratio.floor().into()))
}

/// The largest integer that is not above the square root of a value that is not negative.
pub(super) fn floor_of_root(value: &Exact) -> Option<Exact> {
    if value.is_negative() {
        return None;
    }
    let whole = value.to_rbig(limits::ROOT_DIGITS)?.floor().into_parts().1;
    Some(Exact::from_ratio(dashu_ratio::RBig::from(whole.nth_root(2))))
}

/// The root of a value that is not negative, if it is rational.
fn root_exactly(value: &Exact, index: u32) -> Result<Exact, Stop> {
    if index == 0 {
        return Err(Stop::Undefined);
    }
    if value.is_zero() || *value == Exact::ONE || index == 1 {
        return Ok(value.clone());
    }
    let ratio = value.to_rbig(limits::ROOT_DIGITS).ok_or(Stop::Budget)?;
    let (numerator, denominator) = ratio.into_parts();
    let (_, numerator) = numerator.into_parts();
    let take = |n: dashu_int::UBig| {
        let root = n.nth_root(index as usize);
        (root.pow(index as usize) == n).then_some(root)
    };
    match (take(numerator), take(denominator)) {
        (Some(a), Some(b)) => Ok(Exact::from_ratio(dashu_ratio::RBig::from_parts(a.into(), b))),
        _ => Err(Stop::Unknown),
    }
}
