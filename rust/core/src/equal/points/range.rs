//! Bounds of the values of an expression while one letter runs through an interval.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use crate::expr::{Constant, Function, Tree};
use crate::number::Exact;

use super::super::walk::Stop;
use super::line::Line;

/// The bounds, and whether a periodic function ran through more than its period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    /// No value is below this.
    pub(super) low: f64,
    /// No value is above this.
    pub(super) high: f64,
    /// Whether a periodic function ran through more than its period.
    pub(super) turns: bool,
}

const WHOLE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

impl Range {
    /// Bounds that were worked out in doubles, moved outward by what rounding may have done.
    fn new((low, high): (f64, f64), turns: bool) -> Self {
        // What overflows is somewhere past the largest double.
        let low = if low.is_nan() { f64::NEG_INFINITY } else { low.min(f64::MAX) };
        let high = if high.is_nan() { f64::INFINITY } else { high.max(f64::MIN) };
        Self { low: low - low.abs() * 4e-15 - 1e-300, high: high + high.abs() * 4e-15 + 1e-300, turns }
    }

    fn bounds(self) -> (f64, f64) {
        (self.low, self.high)
    }

    fn map(self, function: impl Fn(f64) -> f64) -> Self {
        Self::new((function(self.low), function(self.high)), self.turns)
    }

    /// The part between two bounds; nowhere defined where there is none.
    fn clip(self, low: f64, high: f64) -> Result<Self, Stop> {
        if self.high < low || self.low > high {
            return Err(Stop::Undefined);
        }
        Ok(Self { low: self.low.max(low), high: self.high.min(high), turns: self.turns })
    }

    fn negate(self) -> Self {
        Self { low: -self.high, high: -self.low, turns: self.turns }
    }

    fn add(self, other: Self) -> Self {
        Self::new((self.low + other.low, self.high + other.high), self.turns || other.turns)
    }

    fn multiply(self, other: Self) -> Self {
        // An infinite bound is never reached: times zero it is zero.
        let times = |x: f64, y: f64| if x == 0.0 || y == 0.0 { 0.0 } else { x * y };
        let products = [
            times(self.low, other.low),
            times(self.low, other.high),
            times(self.high, other.low),
            times(self.high, other.high),
        ];
        let low = products.iter().copied().fold(f64::INFINITY, f64::min);
        let high = products.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self::new((low, high), self.turns || other.turns)
    }

    fn invert(self) -> Result<Self, Stop> {
        let (low, high) = self.bounds();
        let bounds = match (low, high) {
            _ if low > 0.0 || high < 0.0 => (1.0 / high, 1.0 / low),
            _ if low == 0.0 && high == 0.0 => return Err(Stop::Undefined),
            (0.0, _) => (1.0 / high, f64::INFINITY),
            (_, 0.0) => (f64::NEG_INFINITY, 1.0 / low),
            _ => WHOLE,
        };
        Ok(Self::new(bounds, self.turns))
    }

    fn power_integer(self, n: i64) -> Result<Self, Stop> {
        if n < 0 {
            return self.power_integer(n.checked_neg().ok_or(Stop::Unknown)?)?.invert();
        }
        let power = i32::try_from(n).map_err(|_| Stop::Unknown)?;
        let (x, y) = (self.low.powi(power), self.high.powi(power));
        let bounds = match n {
            0 => (1.0, 1.0),
            _ if n % 2 == 1 || self.low >= 0.0 => (x, y),
            _ if self.high <= 0.0 => (y, x),
            _ => (0.0, x.max(y)),
        };
        Ok(Self::new(bounds, self.turns))
    }

    /// Sine, its argument moved by a quarter of a turn for the cosine.
    fn sine(self) -> Self {
        if !(self.high - self.low < TAU && self.low.abs() < 1e12 && self.high.abs() < 1e12) {
            return Self { low: -1.0, high: 1.0, turns: true };
        }
        let (x, y) = (self.low.sin(), self.high.sin());
        let reaches = |top: f64| ((self.low - top) / TAU).ceil() <= ((self.high - top) / TAU).floor();
        let high = if reaches(FRAC_PI_2) { 1.0 } else { x.max(y) };
        let low = if reaches(-FRAC_PI_2) { -1.0 } else { x.min(y) };
        // A large argument is itself rounded.
        let slack = 1e-15 + self.low.abs().max(self.high.abs()) * 4e-16;
        Self { low: (low - slack).max(-1.0), high: (high + slack).min(1.0), turns: self.turns }
    }

    fn cosine(self) -> Self {
        self.add(Self::new((FRAC_PI_2, FRAC_PI_2), false)).sine()
    }

    fn abs(self) -> Self {
        let (low, high) = self.bounds();
        let bounds = if low >= 0.0 {
            (low, high)
        } else if high <= 0.0 {
            (-high, -low)
        } else {
            (0.0, high.max(-low))
        };
        Self { low: bounds.0, high: bounds.1, turns: self.turns }
    }

    fn ln(self) -> Result<Self, Stop> {
        Ok(self.clip(0.0, f64::INFINITY)?.map(f64::ln))
    }
}

/// The bounds of a tree while the letter of a line runs between two numbers. Undefined is nowhere defined there.
pub(super) fn bound(tree: &Tree, line: &Line, span: (f64, f64)) -> Result<Range, Stop> {
    line.budget.pay(1)?;
    let of = |tree: &Tree| bound(tree, line, span);
    match tree {
        Tree::Number(number) => {
            let x = number.value.to_f64();
            Ok(Range::new((x, x), false))
        }
        Tree::Symbol(_) | Tree::Indexed(..) if line.is_moving(tree) => {
            Ok(Range { low: span.0, high: span.1, turns: false })
        }
        Tree::Symbol(_) | Tree::Indexed(..) => {
            let x = line.constant(tree).as_ref().map(Exact::to_f64).ok_or(Stop::Unknown)?;
            Ok(Range::new((x, x), false))
        }
        Tree::Constant(Constant::Pi) => Ok(Range::new((PI, PI), false)),
        Tree::Constant(Constant::E) => Ok(Range::new((std::f64::consts::E, std::f64::consts::E), false)),
        Tree::Neg(inner) => Ok(of(inner)?.negate()),
        Tree::Sum(terms) => terms.iter().try_fold(Range::new((0.0, 0.0), false), |sum, term| Ok(sum.add(of(term)?))),
        Tree::Product(factors) => {
            factors.iter().try_fold(Range::new((1.0, 1.0), false), |product, factor| Ok(product.multiply(of(factor)?)))
        }
        Tree::Quotient(a, b) => Ok(of(a)?.multiply(of(b)?.invert()?)),
        Tree::Percent(inner) => Ok(of(inner)?.multiply(Range::new((0.01, 0.01), false))),
        Tree::Degree(inner) => Ok(of(inner)?.multiply(Range::new((PI / 180.0, PI / 180.0), false))),
        Tree::Group(_, members) if members.len() == 1 => of(&members[0]),
        Tree::Power(base, exponent) => {
            if !line.moves(exponent) {
                let known = line.constant(exponent).ok_or(Stop::Unknown)?;
                if let Some(n) = known.to_i64() {
                    return of(base)?.power_integer(n);
                }
            }
            let exponent = of(exponent)?;
            Ok(exponential(of(base)?.ln()?.multiply(exponent)))
        }
        Tree::Root(radicand, index) => {
            let index = match index {
                None => 2,
                Some(index) if !line.moves(index) => {
                    line.constant(index).and_then(|index| index.to_i64()).filter(|n| *n > 0).ok_or(Stop::Unknown)?
                }
                Some(_) => return Err(Stop::Unknown),
            };
            let radicand = of(radicand)?;
            let part = 1.0 / index as f64;
            if index % 2 == 1 {
                return Ok(radicand.map(|x| x.abs().powf(part).copysign(x)));
            }
            Ok(radicand.clip(0.0, f64::INFINITY)?.map(|x| x.powf(part)))
        }
        Tree::Call(function, arguments) => {
            let values = arguments.iter().map(of).collect::<Result<Vec<_>, _>>()?;
            call(function, &values)
        }
        _ => Err(Stop::Unknown),
    }
}

fn exponential(x: Range) -> Range {
    let x = x.map(f64::exp);
    Range { low: x.low.max(0.0), ..x }
}

fn call(function: &Function, arguments: &[Range]) -> Result<Range, Stop> {
    let range = match (function, arguments) {
        (Function::Sin, [x]) => x.sine(),
        (Function::Cos, [x]) => x.cosine(),
        (Function::Tan, [x]) => x.sine().multiply(x.cosine().invert()?),
        (Function::Cot, [x]) => x.cosine().multiply(x.sine().invert()?),
        (Function::Sec, [x]) => x.cosine().invert()?,
        (Function::Csc, [x]) => x.sine().invert()?,
        (Function::Arcsin, [x]) => x.clip(-1.0, 1.0)?.map(f64::asin),
        (Function::Arccos, [x]) => {
            x.clip(-1.0, 1.0)?.map(f64::asin).negate().add(Range::new((FRAC_PI_2, FRAC_PI_2), false))
        }
        (Function::Arctan, [x]) => x.map(f64::atan),
        (Function::Arccot, [x]) => x.map(f64::atan).negate().add(Range::new((FRAC_PI_2, FRAC_PI_2), false)),
        (Function::Sinh, [x]) => x.map(f64::sinh),
        (Function::Cosh, [x]) => x.abs().map(f64::cosh),
        (Function::Tanh, [x]) => x.map(f64::tanh),
        (Function::Coth, [x]) => x.map(f64::tanh).invert()?,
        (Function::Arsinh, [x]) => x.map(f64::asinh),
        (Function::Arcosh, [x]) => x.clip(1.0, f64::INFINITY)?.map(f64::acosh),
        (Function::Artanh, [x]) => x.clip(-1.0, 1.0)?.map(f64::atanh),
        (Function::Ln, [x]) => x.ln()?,
        (Function::Log, [x]) => {
            x.ln()?.multiply(Range::new((std::f64::consts::LOG10_E, std::f64::consts::LOG10_E), false))
        }
        (Function::Log, [x, base]) => x.ln()?.multiply(base.ln()?.invert()?),
        (Function::Exp, [x]) => exponential(*x),
        (Function::Abs | Function::Norm, [x]) => x.abs(),
        (Function::Floor, [x]) => Range { low: x.low.floor(), high: x.high.floor(), turns: x.turns },
        (Function::Ceil, [x]) => Range { low: x.low.ceil(), high: x.high.ceil(), turns: x.turns },
        (Function::Sign, [x]) => {
            let sign = |x: f64| if x == 0.0 { 0.0 } else { x.signum() };
            Range { low: sign(x.low), high: sign(x.high), turns: x.turns }
        }
        (Function::Max, [first, rest @ ..]) => rest.iter().fold(*first, |a, b| Range {
            low: a.low.max(b.low),
            high: a.high.max(b.high),
            turns: a.turns || b.turns,
        }),
        (Function::Min, [first, rest @ ..]) => rest.iter().fold(*first, |a, b| Range {
            low: a.low.min(b.low),
            high: a.high.min(b.high),
            turns: a.turns || b.turns,
        }),
        (Function::Mod, [a, m]) => {
            let (x, y) = (a.low / m.low, a.high / m.low);
            if m.high - m.low < 1e-9 * m.low.abs() && (x.floor() - y.floor()).abs() < 0.5 {
                a.add(m.multiply(Range::new((-x.floor(), -x.floor()), false)))
            } else {
                Range { low: m.low.min(0.0), high: m.high.max(0.0), turns: true }
            }
        }
        _ => return Err(Stop::Unknown),
    };
    Ok(range)
}
