//! Values in a prime field, where even `10^(10^9)` is one machine word.

use dashu_int::{Sign, UBig};

use super::exact::{Exact, Mantissa};

/// `a * b` in the field of a prime below 2^62.
pub(crate) fn multiply(a: u64, b: u64, prime: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(prime)) as u64
}

/// `base ^ exponent` in the field of a prime.
pub(crate) fn power(mut base: u64, mut exponent: u64, prime: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base, prime);
        }
        base = multiply(base, base, prime);
        exponent >>= 1;
    }
    result
}

impl Exact {
    /// The value in the field of an odd prime that is not 5; `None` where the prime divides the denominator.
    pub(crate) fn residue(&self, prime: u64) -> Option<u64> {
        let (negative, numerator, denominator) = match &self.mantissa {
            Mantissa::Small { numerator, denominator } => {
                (*numerator < 0, numerator.unsigned_abs() % prime, denominator % prime)
            }
            Mantissa::Long { negative, digits } => {
                let chunk = |total: u64, bytes: &[u8]| {
                    let word = bytes.iter().fold(0u64, |word, b| word * 10 + u64::from(b - b'0'));
                    let scale = 10u64.pow(bytes.len() as u32);
                    (multiply(total, scale % prime, prime) + word % prime) % prime
                };
                (*negative, digits.as_bytes().chunks(18).fold(0, chunk), 1)
            }
            Mantissa::Ratio(parts) => {
                let rest = |n: &UBig| u64::try_from(n % UBig::from(prime)).unwrap_or(0);
                let (sign, numerator) = parts.0.clone().into_parts();
                (sign == Sign::Negative, rest(&numerator), rest(&parts.1))
            }
        };
        if denominator == 0 {
            return None;
        }
        let scale = power(10, self.exponent.unsigned_abs() % (prime - 1), prime);
        let invert = |n: u64| power(n, prime - 2, prime);
        let scale = if self.exponent < 0 { invert(scale) } else { scale };
        let mut value = multiply(numerator, scale, prime);
        if denominator != 1 {
            value = multiply(value, invert(denominator), prime);
        }
        Some(if negative && value != 0 { prime - value } else { value })
    }
}

#[cfg(test)]
mod tests {
    use crate::number::parse;

    #[test]
    fn residues_follow_the_arithmetic() {
        let prime = 1_000_000_007;
        for (text, want) in
            [("12", 12), ("-1", prime - 1), ("1/3", 333_333_336), ("123456789012345678901234567890", 197_434_842)]
        {
            let got = parse(text).and_then(|number| number.value.residue(prime));
            assert_eq!(got.map(|r| super::multiply(r, 1, prime)), Some(want), "{text}");
        }
    }
}
