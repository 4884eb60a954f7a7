//! Complex numbers over real ones that are known to within an error; principal branches.

use std::cmp::Ordering;

use super::real::Real;
use super::walk::Stop;

/// A complex number; a real one has an imaginary part that is exactly zero.
#[derive(Clone, Debug)]
pub(super) struct Complex<R> {
    /// The real part.
    pub(super) re: R,
    /// The imaginary part.
    pub(super) im: R,
}

impl<R: Real> Complex<R> {
    /// A real number.
    pub(super) fn real(re: R) -> Self {
        let im = R::from_small(0, re.bits());
        Self { re, im }
    }

    fn small(n: i32, like: &Self) -> Self {
        Self::real(R::from_small(n, like.re.bits()))
    }

    /// Whether the value is real for certain.
    pub(super) fn is_real(&self) -> bool {
        self.im.is_zero()
    }

    /// Whether the value is zero for certain.
    pub(super) fn is_zero(&self) -> bool {
        self.re.is_zero() && self.im.is_zero()
    }

    /// The sum.
    pub(super) fn add(&self, other: &Self) -> Self {
        Self { re: self.re.add(&other.re), im: self.im.add(&other.im) }
    }

    /// The opposite.
    pub(super) fn negate(&self) -> Self {
        Self { re: self.re.negate(), im: self.im.negate() }
    }

    /// The difference.
    pub(super) fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    /// The product.
    pub(super) fn multiply(&self, other: &Self) -> Self {
        if self.is_real() && other.is_real() {
            return Self::real(self.re.multiply(&other.re));
        }
        Self {
            re: self.re.multiply(&other.re).subtract(&self.im.multiply(&other.im)),
            im: self.re.multiply(&other.im).add(&self.im.multiply(&other.re)),
        }
    }

    /// The quotient.
    pub(super) fn divide(&self, other: &Self) -> Result<Self, Stop> {
        if other.is_zero() {
            return Err(Stop::Undefined);
        }
        if other.is_real() {
            let im = if self.is_real() { self.im.clone() } else { self.im.divide(&other.re)? };
            return Ok(Self { re: self.re.divide(&other.re)?, im });
        }
        let size = other.re.multiply(&other.re).add(&other.im.multiply(&other.im));
        let top = self.multiply(&Self { re: other.re.clone(), im: other.im.negate() });
        Ok(Self { re: top.re.divide(&size)?, im: top.im.divide(&size)? })
    }

    /// An integer power, by squaring.
    pub(super) fn power_integer(&self, exponent: i64) -> Result<Self, Stop> {
        let mut result: Option<Self> = None;
        let mut base = self.clone();
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                result = Some(result.map_or_else(|| base.clone(), |result| result.multiply(&base)));
            }
            left >>= 1;
            if left > 0 {
                base = base.square();
            }
        }
        let result = result.unwrap_or_else(|| Self::small(1, self));
        if exponent < 0 { Self::small(1, self).divide(&result) } else { Ok(result) }
    }

    /// The value times itself.
    fn square(&self) -> Self {
        if self.is_real() {
            return self.multiply(self);
        }
        let cross = self.re.multiply(&self.im);
        Self { re: self.re.subtract(&self.im).multiply(&self.re.add(&self.im)), im: cross.add(&cross) }
    }

    /// The absolute value.
    pub(super) fn abs(&self) -> Result<R, Stop> {
        if !self.is_real() {
            return self.re.multiply(&self.re).add(&self.im.multiply(&self.im)).sqrt();
        }
        match self.re.sign().ok_or(Stop::Unknown)? {
            Ordering::Less => Ok(self.re.negate()),
            _ => Ok(self.re.clone()),
        }
    }

    /// The angle, between -π and π.
    pub(super) fn argument(&self) -> Result<R, Stop> {
        let bits = self.re.bits();
        let (re, im) = (self.re.sign(), self.im.sign());
        let half = |r: R| r.divide(&R::from_small(2, bits));
        match (re, im) {
            (Some(Ordering::Equal), Some(Ordering::Equal)) => Err(Stop::Undefined),
            (Some(Ordering::Greater), Some(Ordering::Equal)) => Ok(R::from_small(0, bits)),
            (Some(Ordering::Less), Some(Ordering::Equal)) => Ok(R::pi(bits)),
            (Some(Ordering::Greater), _) => self.im.divide(&self.re)?.atan(),
            (_, Some(Ordering::Greater)) => {
                let turned = self.re.divide(&self.im)?.atan()?;
                Ok(half(R::pi(bits))?.subtract(&turned))
            }
            (_, Some(Ordering::Less)) => {
                let turned = self.re.divide(&self.im)?.atan()?;
                Ok(half(R::pi(bits))?.negate().subtract(&turned))
            }
            _ => Err(Stop::Unknown),
        }
    }

    /// The natural logarithm.
    pub(super) fn ln(&self) -> Result<Self, Stop> {
        if self.is_zero() {
            return Err(Stop::Undefined);
        }
        let re = self.abs()?.ln()?;
        Ok(Self { re, im: self.argument()? })
    }

    /// e to this power.
    pub(super) fn exp(&self) -> Result<Self, Stop> {
        let size = self.re.exp()?;
        if self.is_real() {
            return Ok(Self::real(size));
        }
        let (sin, cos) = self.im.sin_cos()?;
        Ok(Self { re: size.multiply(&cos), im: size.multiply(&sin) })
    }

    /// Any power.
    pub(super) fn power(&self, exponent: &Self) -> Result<Self, Stop> {
        if self.is_zero() {
            return match exponent.re.sign() {
                Some(Ordering::Greater) => Ok(self.clone()),
                Some(Ordering::Less) => Err(Stop::Undefined),
                _ => Err(Stop::Unknown),
            };
        }
        self.ln()?.multiply(exponent).exp()
    }

    /// The square root in the right half plane.
    pub(super) fn sqrt(&self) -> Result<Self, Stop> {
        if self.is_zero() {
            return Ok(self.clone());
        }
        if self.is_real() {
            return match self.re.sign().ok_or(Stop::Unknown)? {
                Ordering::Less => Ok(Self { re: R::from_small(0, self.re.bits()), im: self.re.negate().sqrt()? }),
                _ => Ok(Self::real(self.re.sqrt()?)),
            };
        }
        let half = Self::real(R::from_small(1, self.re.bits()).divide(&R::from_small(2, self.re.bits()))?);
        self.power(&half)
    }

    /// Sine and cosine.
    pub(super) fn sin_cos(&self) -> Result<(Self, Self), Stop> {
        if self.is_real() {
            let (sin, cos) = self.re.sin_cos()?;
            return Ok((Self::real(sin), Self::real(cos)));
        }
        // e^(iz) and e^(-iz).
        let turned = Self { re: self.im.negate(), im: self.re.clone() };
        let (up, down) = (turned.exp()?, turned.negate().exp()?);
        let two = Self::small(2, self);
        let sum = up.add(&down).divide(&two)?;
        let difference = up.subtract(&down).divide(&two)?;
        // Dividing by i turns by a quarter.
        Ok((Self { re: difference.im.clone(), im: difference.re.negate() }, sum))
    }

    /// The arc tangent of a real number.
    pub(super) fn atan(&self) -> Result<Self, Stop> {
        if self.is_real() { Ok(Self::real(self.re.atan()?)) } else { Err(Stop::Unknown) }
    }

    /// The arc sine of a real number between -1 and 1.
    pub(super) fn asin(&self) -> Result<Self, Stop> {
        let one = Self::small(1, self);
        let rest = one.subtract(&self.multiply(self));
        match rest.re.sign() {
            Some(Ordering::Less) => Err(Stop::Unknown),
            Some(Ordering::Equal) if rest.is_real() => {
                let quarter = R::pi(self.re.bits()).divide(&R::from_small(2, self.re.bits()))?;
                Ok(Self::real(quarter).multiply(self))
            }
            _ if !self.is_real() => Err(Stop::Unknown),
            _ => self.divide(&rest.sqrt()?)?.atan(),
        }
    }
}
