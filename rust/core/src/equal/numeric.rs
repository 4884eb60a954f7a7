//! Values of trees at points, as complex numbers known to within an error.

use std::cmp::Ordering;

use crate::expr::{Constant, Function, Tree};
use crate::limits;
use crate::number::Exact;

use super::ball::Ball;
use super::budget::Budget;
use super::complex::Complex;
use super::interval::Interval;
use super::points::Letter;
use super::real::Real;
use super::walk::{Arithmetic, Stop, Walk};

/// Where and how trees are evaluated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point<'p> {
    /// The letters.
    pub(super) letters: &'p [Letter],
    /// Their values.
    pub(super) values: &'p [Exact],
    /// Whether what leaves the real numbers is outside the domain.
    pub(super) real_only: bool,
}

impl Point<'_> {
    /// The place of constants.
    pub(super) const NOWHERE: Point<'static> = Point { letters: &[], values: &[], real_only: false };

    /// The value of a letter.
    pub(super) fn value_of(&self, name: &str) -> Option<&Exact> {
        let at = self.letters.iter().position(|letter| letter.name == name)?;
        self.values.get(at)
    }

    /// The letters that are integers, with their values.
    pub(super) fn integers(&self) -> Vec<(String, i64)> {
        let mut integers = Vec::new();
        for (letter, value) in self.letters.iter().zip(self.values) {
            if letter.is_integer
                && let Some(value) = value.to_i64()
            {
                integers.push((letter.name.clone(), value));
            }
        }
        integers
    }
}

/// The arithmetic at a point.
struct Numeric<'p> {
    point: Point<'p>,
    bits: u32,
    /// The largest base-two logarithm, of either sign, of any value on the way: how small a difference may be.
    depth: i64,
}

/// A value in doubles, and how far from one the values on the way to it were.
pub(super) fn evaluate(tree: &Tree, point: &Point, budget: &Budget) -> Result<(Complex<Interval>, i64), Stop> {
    evaluate_in(tree, point, 53, budget)
}

/// A value in balls of so many bits, and how far from one the values on the way to it were.
pub(super) fn evaluate_closely(
    tree: &Tree,
    point: &Point,
    bits: u32,
    budget: &Budget,
) -> Result<(Complex<Ball>, i64), Stop> {
    evaluate_in(tree, point, bits, budget)
}

/// A value in one kind of real numbers.
fn evaluate_in<R: Real>(tree: &Tree, point: &Point, bits: u32, budget: &Budget) -> Result<(Complex<R>, i64), Stop> {
    let mut numeric = Tagged { inner: Numeric { point: *point, bits, depth: 0 }, real: std::marker::PhantomData };
    let value = Walk::with_integers(&mut numeric, point.integers(), budget).value(tree)?;
    Ok((value, numeric.inner.depth))
}

/// The arithmetic over one kind of real numbers.
struct Tagged<'p, R> {
    inner: Numeric<'p>,
    real: std::marker::PhantomData<R>,
}

impl<R: Real> Tagged<'_, R> {
    fn small(&self, n: i32) -> Complex<R> {
        Complex::real(R::from_small(n, self.inner.bits))
    }

    fn ratio(&self, value: &Exact) -> Result<Complex<R>, Stop> {
        Ok(Complex::real(R::from_exact(value, self.inner.bits)?))
    }

    /// Notes how large or small a value is.
    fn note(&mut self, value: Complex<R>) -> Complex<R> {
        for part in [&value.re, &value.im] {
            if let Some(log) = part.log2() {
                self.inner.depth = self.inner.depth.max(log.abs());
            }
        }
        value
    }

    /// Refuses to leave the real numbers where the variables are real: what is negative for certain is outside the domain.
    fn stay_real(&self, value: &Complex<R>, allowed: bool) -> Result<(), Stop> {
        if allowed || !self.inner.point.real_only || !value.is_real() {
            return Ok(());
        }
        Err(if value.re.sign() == Some(Ordering::Less) { Stop::Undefined } else { Stop::Unknown })
    }

    fn is_negative(value: &Complex<R>) -> bool {
        value.is_real() && value.re.sign() != Some(Ordering::Greater) && !value.is_zero()
    }

    /// A logarithm, which real variables have of positive numbers only.
    fn ln(&self, value: &Complex<R>) -> Result<Complex<R>, Stop> {
        self.stay_real(value, !Self::is_negative(value))?;
        value.ln()
    }

    /// A small integer that a value is exactly.
    fn integer(value: &Complex<R>) -> Option<i64> {
        let middle = value.re.to_f64();
        let near = middle.round();
        if !value.is_real() || near.abs() > 1e4 || (middle - near).abs() > 1e-9 {
            return None;
        }
        let exact = R::from_small(near as i32, value.re.bits());
        value.re.subtract(&exact).is_zero().then_some(near as i64)
    }
}

impl<R: Real> Arithmetic for Tagged<'_, R> {
    type Value = Complex<R>;

    fn effort(&self, node: &Tree) -> usize {
        let bits = self.inner.bits as usize;
        if bits <= 64 {
            return 1;
        }
        // A series has as many terms as bits, and its terms as many words.
        let series = |steps: usize| steps * bits * bits / (256 * 256);
        match node {
            Tree::Root(_, None) => series(limits::ROOT_STEPS),
            Tree::Quotient(..) => series(limits::ROOT_STEPS),
            Tree::Power(_, exponent) if let Tree::Number(number) = &**exponent => {
                // Two multiplications for each bit of the exponent.
                let bits = number
                    .value
                    .to_i64()
                    .map_or(1, |exponent| exponent.unsigned_abs().checked_ilog2().unwrap_or(0) as usize);
                series(limits::ROOT_STEPS) * (1 + bits / 4)
            }
            Tree::Power(..) | Tree::Root(..) => series(2 * limits::SERIES_STEPS),
            Tree::Call(Function::Log, arguments) => series(arguments.len() * limits::SERIES_STEPS),
            Tree::Call(..) => series(limits::SERIES_STEPS),
            _ => bits.div_ceil(limits::BALL_BITS_A_STEP),
        }
    }

    fn exact(&mut self, value: &Exact) -> Result<Complex<R>, Stop> {
        let value = self.ratio(value)?;
        Ok(self.note(value))
    }

    fn symbol(&mut self, name: &str) -> Result<Complex<R>, Stop> {
        self.ratio(self.inner.point.value_of(name).ok_or(Stop::Unknown)?)
    }

    fn constant(&mut self, constant: Constant) -> Result<Complex<R>, Stop> {
        match constant {
            Constant::Pi => Ok(Complex::real(R::pi(self.inner.bits))),
            Constant::E => self.small(1).exp(),
            Constant::I => Ok(Complex { re: R::from_small(0, self.inner.bits), im: R::from_small(1, self.inner.bits) }),
            _ => Err(Stop::Unknown),
        }
    }

    fn add(&mut self, a: &Complex<R>, b: &Complex<R>) -> Result<Complex<R>, Stop> {
        Ok(a.add(b))
    }

    fn multiply(&mut self, a: &Complex<R>, b: &Complex<R>) -> Result<Complex<R>, Stop> {
        Ok(self.note(a.multiply(b)))
    }

    fn divide(&mut self, a: &Complex<R>, b: &Complex<R>) -> Result<Complex<R>, Stop> {
        let value = a.divide(b)?;
        Ok(self.note(value))
    }

    fn negate(&mut self, a: &Complex<R>) -> Result<Complex<R>, Stop> {
        Ok(a.negate())
    }

    fn power_exact(&mut self, base: &Complex<R>, exponent: &Exact) -> Result<Complex<R>, Stop> {
        let value = match exponent.to_i64() {
            Some(n) if n.unsigned_abs() <= limits::POWER_SIZE => {
                if n < 0 && base.is_zero() {
                    return Err(Stop::Undefined);
                }
                base.power_integer(n)?
            }
            Some(_) => return Err(Stop::Budget),
            None if exponent.is_integer() => return Err(Stop::Budget),
            None => {
                self.stay_real(base, !Self::is_negative(base))?;
                let doubled = exponent.add(exponent).ok_or(Stop::Budget)?;
                match doubled.to_i64() {
                    Some(n) if n.unsigned_abs() <= limits::POWER_SIZE && !(n < 0 && base.is_zero()) => {
                        base.sqrt()?.power_integer(n)?
                    }
                    _ => base.power(&self.ratio(exponent)?)?,
                }
            }
        };
        Ok(self.note(value))
    }

    fn power(&mut self, base: &Complex<R>, exponent: &Complex<R>) -> Result<Complex<R>, Stop> {
        if let Some(n) = Self::integer(exponent) {
            return self.power_exact(base, &Exact::from_i64(n));
        }
        self.stay_real(base, !Self::is_negative(base))?;
        let value = base.power(exponent)?;
        Ok(self.note(value))
    }

    fn root(&mut self, radicand: &Complex<R>, index: u32) -> Result<Complex<R>, Stop> {
        if index == 2 {
            self.stay_real(radicand, !Self::is_negative(radicand))?;
            return radicand.sqrt();
        }
        if radicand.is_zero() {
            return Ok(radicand.clone());
        }
        let index = i64::from(index);
        let inverse = Exact::ONE.div(&Exact::from_i64(index)).ok_or(Stop::Unknown)?;
        let inverse = self.ratio(&inverse)?;
        if radicand.is_real() && radicand.re.sign() == Some(Ordering::Less) && index % 2 == 1 {
            return Ok(radicand.negate().power(&inverse)?.negate());
        }
        self.stay_real(radicand, !Self::is_negative(radicand))?;
        radicand.power(&inverse)
    }

    fn call(&mut self, function: &Function, arguments: &[Complex<R>]) -> Result<Complex<R>, Stop> {
        let one = self.small(1);
        let value = match (function, arguments) {
            (Function::Sin, [z]) => z.sin_cos()?.0,
            (Function::Cos, [z]) => z.sin_cos()?.1,
            (Function::Tan, [z]) => {
                let (sin, cos) = z.sin_cos()?;
                sin.divide(&cos)?
            }
            (Function::Cot, [z]) => {
                let (sin, cos) = z.sin_cos()?;
                cos.divide(&sin)?
            }
            (Function::Sec, [z]) => one.divide(&z.sin_cos()?.1)?,
            (Function::Csc, [z]) => one.divide(&z.sin_cos()?.0)?,
            (Function::Arcsin, [z]) => self.arcsine(z)?,
            (Function::Arccos, [z]) => self.quarter()?.subtract(&self.arcsine(z)?),
            (Function::Arctan, [z]) => z.atan()?,
            (Function::Arccot, [z]) => self.quarter()?.subtract(&z.atan()?),
            (Function::Arcsec, [z]) => self.quarter()?.subtract(&self.arcsine(&one.divide(z)?)?),
            (Function::Arccsc, [z]) => self.arcsine(&one.divide(z)?)?,
            (Function::Sinh, [z]) => self.halve(&z.exp()?.subtract(&z.negate().exp()?))?,
            (Function::Cosh, [z]) => self.halve(&z.exp()?.add(&z.negate().exp()?))?,
            (Function::Tanh, [z]) => {
                let (up, down) = self.turn_up(z)?;
                up.subtract(&down).divide(&up.add(&down))?
            }
            (Function::Coth, [z]) => {
                let (up, down) = self.turn_up(z)?;
                up.add(&down).divide(&up.subtract(&down))?
            }
            (Function::Arsinh, [z]) => self.ln(&z.add(&z.multiply(z).add(&one).sqrt()?))?,
            (Function::Arcosh, [z]) => {
                let root = self.root(&z.multiply(z).subtract(&one), 2)?;
                self.ln(&z.add(&root))?
            }
            (Function::Artanh, [z]) => self.halve(&self.ln(&one.add(z).divide(&one.subtract(z))?)?)?,
            (Function::Ln, [z]) => self.ln(z)?,
            (Function::Log, [z]) => self.ln(z)?.divide(&self.ln(&self.small(10))?)?,
            (Function::Log, [z, base]) => self.ln(z)?.divide(&self.ln(base)?)?,
            (Function::Exp, [z]) => z.exp()?,
            (Function::Abs | Function::Norm, [z]) => Complex::real(z.abs()?),
            (Function::Floor, [z]) if z.is_real() => Complex::real(z.re.floor()?),
            (Function::Ceil, [z]) if z.is_real() => Complex::real(z.re.negate().floor()?.negate()),
            (Function::Max | Function::Min, [first, rest @ ..]) => {
                let mut best = first.clone();
                for other in rest {
                    let order = other.re.subtract(&best.re).sign().ok_or(Stop::Unknown)?;
                    let wanted = if *function == Function::Max { Ordering::Greater } else { Ordering::Less };
                    if !other.is_real() || !best.is_real() {
                        return Err(Stop::Unknown);
                    }
                    if order == wanted {
                        best = other.clone();
                    }
                }
                best
            }
            (Function::Mod, [a, b]) if a.is_real() && b.is_real() => {
                let whole = Complex::real(a.re.divide(&b.re)?.floor()?);
                a.subtract(&whole.multiply(b))
            }
            (Function::Sign, [z]) if z.is_real() => self.small(z.re.sign().ok_or(Stop::Unknown)? as i32),
            (Function::Re, [z]) => Complex::real(z.re.clone()),
            (Function::Im, [z]) => Complex::real(z.im.clone()),
            (Function::Arg, [z]) => Complex::real(z.argument()?),
            (Function::Bar, [z]) => Complex { re: z.re.clone(), im: z.im.negate() },
            (Function::Named(name), [z]) if name == "\\Gamma" => self.gamma(z)?,
            _ => return Err(Stop::Unknown),
        };
        Ok(self.note(value))
    }

    fn combine(&mut self, name: &'static str, arguments: &[Complex<R>]) -> Result<Complex<R>, Stop> {
        let product =
            |from: i64, to: i64| (from..=to).fold(self.small(1), |total, k| total.multiply(&self.small(k as i32)));
        match (name, arguments) {
            ("!", [n]) => match Self::integer(n) {
                Some(n @ 0..=100) => Ok(product(1, n)),
                Some(n) if n < 0 => Err(Stop::Undefined),
                _ => Err(Stop::Unknown),
            },
            ("binomial", [n, k]) => match (Self::integer(n), Self::integer(k)) {
                (Some(n @ 0..=100), Some(k)) if (0..=n).contains(&k) => product(n - k + 1, n).divide(&product(1, k)),
                (Some(0..=100), Some(_)) => Ok(self.small(0)),
                _ => Err(Stop::Unknown),
            },
            _ => Err(Stop::Unknown),
        }
    }

    fn degree(&mut self, a: &Complex<R>) -> Result<Complex<R>, Stop> {
        let turn = Complex::real(R::pi(self.inner.bits)).divide(&self.small(180))?;
        Ok(a.multiply(&turn))
    }
}

impl<R: Real> Tagged<'_, R> {
    /// A quarter of a turn.
    fn quarter(&self) -> Result<Complex<R>, Stop> {
        self.halve(&Complex::real(R::pi(self.inner.bits)))
    }

    /// Γ at halves of odd integers: Γ(1/2) = √π, and Γ(z + 1) = z Γ(z).
    fn gamma(&self, z: &Complex<R>) -> Result<Complex<R>, Stop> {
        let doubled = Self::integer(&z.add(z)).filter(|n| n % 2 != 0 && n.abs() < 200).ok_or(Stop::Unknown)?;
        let mut value = Complex::real(R::pi(self.inner.bits)).sqrt()?;
        let half = |n: i64| self.halve(&self.small(n as i32));
        for n in (1..doubled).step_by(2) {
            value = value.multiply(&half(n)?);
        }
        for n in (doubled..1).step_by(2) {
            value = value.divide(&half(n)?)?;
        }
        Ok(value)
    }

    /// The arc sine. Where the variables are real, numbers past one are outside its domain.
    fn arcsine(&self, z: &Complex<R>) -> Result<Complex<R>, Stop> {
        if self.inner.point.real_only && z.is_real() {
            let one = R::from_small(1, self.inner.bits);
            if z.re.multiply(&z.re).subtract(&one).sign() == Some(Ordering::Greater) {
                return Err(Stop::Undefined);
            }
        }
        z.asin()
    }

    /// The exponential functions of a number and of its opposite. Their ratio is how near to one a hyperbolic tangent is.
    fn turn_up(&mut self, z: &Complex<R>) -> Result<(Complex<R>, Complex<R>), Stop> {
        let (up, down) = (z.exp()?, z.negate().exp()?);
        self.note(up.multiply(&up));
        Ok((up, down))
    }

    fn halve(&self, z: &Complex<R>) -> Result<Complex<R>, Stop> {
        z.divide(&self.small(2))
    }
}
