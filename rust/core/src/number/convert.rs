//! Exact values out to floats, big rationals and text.

use std::fmt::{self, Write};

use dashu_int::ops::BitTest;
use dashu_int::{IBig, Sign, UBig};
use dashu_ratio::RBig;

use super::exact::{Exact, Mantissa, ten_to};

/// Longest run of zeros that is written out rather than as a power of ten.
const WRITTEN_ZEROS: i64 = 40;

impl Exact {
    /// The nearest double, ties to even; infinite only past the largest double, zero only below the smallest.
    pub fn to_f64(&self) -> f64 {
        if let Mantissa::Small { numerator, denominator: 1 } = self.mantissa
            && numerator.unsigned_abs() <= 1 << 53
            && self.exponent.abs() <= 22
        {
            // Both operands are exact doubles, so that the one operation rounds correctly.
            let power = 10f64.powi(self.exponent.unsigned_abs() as i32);
            return if self.exponent < 0 { numerator as f64 / power } else { numerator as f64 * power };
        }
        if self.is_zero() {
            return 0.0;
        }
        let (low, high) = self.bounds();
        let magnitude = if low > 310 {
            f64::INFINITY
        } else if high < -330 {
            0.0
        } else {
            match &self.mantissa {
                Mantissa::Small { numerator, denominator: 1 } => {
                    decimal_to_f64(&numerator.unsigned_abs().to_string(), self.exponent)
                }
                Mantissa::Long { digits, .. } => decimal_to_f64(digits, self.exponent),
                _ => {
                    let (numerator, denominator) = self.parts();
                    let power = ten_to(self.exponent.unsigned_abs() as usize);
                    if self.exponent < 0 {
                        ratio_to_f64(numerator, denominator * power)
                    } else {
                        ratio_to_f64(numerator * power, denominator)
                    }
                }
            }
        };
        if self.is_negative() { -magnitude } else { magnitude }
    }

    /// The value as a big rational, unless writing it out takes more than `limit` decimal digits.
    pub fn to_rbig(&self, limit: usize) -> Option<RBig> {
        if self.exponent.unsigned_abs().saturating_add(self.size().unsigned_abs()) > limit.max(40) as u64 {
            return None;
        }
        let (mut numerator, mut denominator) = self.parts();
        let power = ten_to(self.exponent.unsigned_abs() as usize);
        if self.exponent < 0 {
            denominator *= power;
        } else {
            numerator *= power;
        }
        let sign = if self.is_negative() { Sign::Negative } else { Sign::Positive };
        Some(RBig::from_parts(IBig::from_parts(sign, numerator), denominator))
    }

    /// The value as the digits of an integer: `None` when it is none, or takes more than `limit` digits.
    ///
    /// ```
    /// use rewards_core::number::parse;
    /// assert_eq!(parse("1.2e3").unwrap().value.to_integer_text(10).as_deref(), Some("1200"));
    /// ```
    pub fn to_integer_text(&self, limit: usize) -> Option<String> {
        if !self.is_integer() || !self.is_zero() && self.bounds().1 > limit as i64 {
            return None;
        }
        let mut text = String::new();
        if self.is_negative() {
            text.push('-');
        }
        self.push_digits(&mut text);
        text.extend(std::iter::repeat_n('0', self.exponent as usize));
        Some(text)
    }

    /// The digits of a decimal's mantissa, or the numerator's.
    fn push_digits(&self, out: &mut String) {
        // Writing into a String can't fail.
        let _ = match &self.mantissa {
            Mantissa::Small { numerator, .. } => write!(out, "{}", numerator.unsigned_abs()),
            Mantissa::Long { digits, .. } => out.write_str(digits),
            Mantissa::Ratio(parts) => write!(out, "{}", parts.0.clone().into_parts().1),
        };
    }
}

/// A whole number, a decimal, or a fraction in lowest terms; with a power of ten where plain digits would be absurd.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        if !self.is_decimal() {
            let (mut numerator, mut denominator) = self.parts();
            if self.exponent.abs() > WRITTEN_ZEROS {
                return write!(f, "{numerator}e{}/{denominator}", self.exponent);
            }
            let power = ten_to(self.exponent.unsigned_abs() as usize);
            if self.exponent < 0 {
                denominator *= power;
            } else {
                numerator *= power;
            }
            let (numerator, denominator) = RBig::from_parts(numerator.into(), denominator).into_parts();
            return write!(f, "{numerator}/{denominator}");
        }
        let mut digits = String::new();
        self.push_digits(&mut digits);
        let point = digits.len() as i64 + self.exponent;
        if self.exponent > WRITTEN_ZEROS || point < -WRITTEN_ZEROS {
            write!(f, "{digits}e{}", self.exponent)
        } else if self.exponent >= 0 {
            write!(f, "{digits}{:0<1$}", "", self.exponent as usize)
        } else if point <= 0 {
            write!(f, "0.{:0<1$}{digits}", "", point.unsigned_abs() as usize)
        } else {
            let (whole, decimals) = digits.split_at(point as usize);
            write!(f, "{whole}.{decimals}")
        }
    }
}

/// Rounds `digits * 10^exponent` with the standard library, which is exact for any length.
fn decimal_to_f64(digits: &str, exponent: i64) -> f64 {
    format!("{digits}e{exponent}").parse().unwrap_or(f64::NAN)
}

/// The double nearest to `numerator / denominator`, both positive.
fn ratio_to_f64(numerator: UBig, denominator: UBig) -> f64 {
    // A quotient of at least 66 bits, with a last bit that says whether anything was cut off, rounds like the whole quotient.
    let shift = 67 + denominator.bit_len() as i64 - numerator.bit_len() as i64;
    let (above, below) = if shift >= 0 {
        (numerator << shift as usize, denominator)
    } else {
        (numerator, denominator << shift.unsigned_abs() as usize)
    };
    let quotient = &above / &below;
    let exact = &quotient * &below == above;
    let bits = u128::try_from(&quotient).unwrap_or(u128::MAX) | u128::from(!exact);
    // Below the normal doubles fewer bits are kept: the last one stands for 2^-1074.
    let length = i64::from(128 - bits.leading_zeros());
    let dropped = (length - 53).max(shift - 1074);
    if dropped >= 127 {
        return 0.0;
    }
    let kept = bits >> dropped;
    let (rest, half) = (bits & ((1 << dropped) - 1), 1 << (dropped - 1));
    let up = rest > half || rest == half && kept & 1 == 1;
    let kept = (kept + u128::from(up)) as f64;
    let power = dropped - shift;
    if power > 1023 { f64::INFINITY } else { kept * power_of_two(power) }
}

/// 2^power for a power from -1074 to 1023.
fn power_of_two(power: i64) -> f64 {
    if power < -1022 { f64::from_bits(1 << (power + 1074)) } else { f64::from_bits(((power + 1023) as u64) << 52) }
}
