//! Elementary functions in fixed point: an integer `n` stands for `n / 2^places`. Each result is off by less than a few dozen
//! units of its last place, as its comment says.

use std::sync::OnceLock;

use dashu_int::{IBig, UBig};

use crate::limits;

/// Bits that are carried beyond those asked for, so that rounding in the steps stays out of the result.
const GUARD: usize = 40;
/// Bits at which the constants are kept: for the first precision, and for the largest with room for the arguments' own size,
/// which counts twice where turns are taken off it.
const NARROW_BITS: usize = limits::FIRST_BALL_BITS as usize + 256;
const WIDE_BITS: usize = 3 * limits::BALL_BITS as usize + 256;

/// The series of atan(1/n), or of atanh(1/n).
fn arc_of_inverse(n: u32, alternate: bool, places: usize) -> IBig {
    let square = IBig::from(u64::from(n) * u64::from(n));
    let mut power = (IBig::ONE << places) / IBig::from(n);
    let mut total = IBig::ZERO;
    let mut k = 0u32;
    while !power.is_zero() {
        let term = &power / IBig::from(2 * k + 1);
        if alternate && k % 2 == 1 {
            total -= term;
        } else {
            total += term;
        }
        power /= &square;
        k += 1;
    }
    total
}

/// π, off by less than one.
pub(super) fn pi(places: usize) -> IBig {
    static NARROW: OnceLock<IBig> = OnceLock::new();
    static WIDE: OnceLock<IBig> = OnceLock::new();
    keep(places, &NARROW, &WIDE, |places| {
        arc_of_inverse(5, true, places) * IBig::from(16) - arc_of_inverse(239, true, places) * IBig::from(4)
    })
}

/// The logarithm of two, off by less than one.
fn ln_two(places: usize) -> IBig {
    static NARROW: OnceLock<IBig> = OnceLock::new();
    static WIDE: OnceLock<IBig> = OnceLock::new();
    keep(places, &NARROW, &WIDE, |places| arc_of_inverse(3, false, places) * IBig::from(2))
}

/// A constant that is worked out once at an everyday precision, and once more at the largest if that is ever asked for.
fn keep(places: usize, narrow: &OnceLock<IBig>, wide: &OnceLock<IBig>, compute: fn(usize) -> IBig) -> IBig {
    if places > WIDE_BITS {
        return compute(places + GUARD) >> GUARD;
    }
    let (kept, bits) = if places <= NARROW_BITS { (narrow, NARROW_BITS) } else { (wide, WIDE_BITS) };
    let value = kept.get_or_init(|| compute(bits + GUARD) >> GUARD);
    value >> (bits - places)
}

/// The nearest integer to `a / b`.
fn round_quotient(a: &IBig, b: &IBig) -> IBig {
    let doubled: IBig = (a << 1) + b;
    let divisor: IBig = b << 1;
    let quotient = &doubled / &divisor;
    // Division cuts towards zero; the floor is one less where something negative was cut.
    if doubled < IBig::ZERO && &quotient * &divisor != doubled { quotient - IBig::ONE } else { quotient }
}

/// e^x as mantissa and power of two, for |x| below 2^32; the mantissa is off by less than 64.
pub(super) fn exp(x: &IBig, places: usize) -> (IBig, i64) {
    let inner = places + GUARD;
    let wide = x << GUARD;
    let two = ln_two(inner);
    let count = round_quotient(&wide, &two);
    // The count has 34 bits: its multiple of the constant needs as many more.
    let exact = ln_two(inner + GUARD);
    let rest = ((wide << GUARD) - &count * exact) >> GUARD;
    // e^r = (e^(r / 2^8))^(2^8).
    let small = rest >> 8;
    let mut term = IBig::ONE << inner;
    let mut total = term.clone();
    let mut k = 1u32;
    while !term.is_zero() && k < 10_000 {
        term = ((term * &small) >> inner) / IBig::from(k);
        total += &term;
        k += 1;
    }
    for _ in 0..8 {
        total = (&total * &total) >> inner;
    }
    (total >> GUARD, i64::try_from(count).unwrap_or(0))
}

/// ln(y · 2^k) for y between 1/2 and 1, off by less than 64.
pub(super) fn ln(y: &IBig, k: i64, places: usize) -> IBig {
    let inner = places + GUARD;
    let one = IBig::ONE << inner;
    let y = y << GUARD;
    let z = ((&y - &one) << inner) / (&y + &one);
    let square = (&z * &z) >> inner;
    let mut power = z;
    let mut total = IBig::ZERO;
    let mut n = 1u32;
    while !power.is_zero() && power != IBig::NEG_ONE && n < 20_000 {
        total += &power / IBig::from(n);
        power = (power * &square) >> inner;
        n += 2;
    }
    let multiple = (ln_two(inner + GUARD) * IBig::from(k)) >> GUARD;
    ((total << 1) + multiple) >> GUARD
}

/// Sine and cosine, off by less than 64.
pub(super) fn sin_cos(x: &IBig, places: usize) -> (IBig, IBig) {
    let inner = places + GUARD;
    let wide = x << GUARD;
    let quarter = pi(inner) >> 1;
    let count = round_quotient(&wide, &quarter);
    let extra = dashu_int::ops::BitTest::bit_len(&count) + 8;
    let rest = ((wide << extra) - &count * (pi(inner + extra) >> 1)) >> extra;
    let square = (&rest * &rest) >> inner;
    let series = |first: IBig, mut k: u32| {
        let (mut term, mut total) = (first.clone(), first);
        while !term.is_zero() && term != IBig::NEG_ONE && k < 20_000 {
            term = -((term * &square) >> inner) / IBig::from(k * (k + 1));
            total += &term;
            k += 2;
        }
        total >> GUARD
    };
    let cos = series(IBig::ONE << inner, 1);
    let sin = series(rest, 2);
    let four = IBig::from(4);
    let turn = ((count % &four) + &four) % &four;
    match u8::try_from(turn).unwrap_or(0) {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// The arc tangent for |x| up to 2, off by less than 64.
pub(super) fn atan(x: &IBig, places: usize) -> IBig {
    let inner = places + GUARD;
    let one = IBig::ONE << inner;
    let mut x: IBig = x << GUARD;
    // atan x = 2 atan(x / (1 + sqrt(1 + x²))), three times.
    for _ in 0..3 {
        let square: IBig = ((&x * &x) >> inner) + &one;
        let root = IBig::from(UBig::try_from(square << inner).unwrap_or(UBig::ZERO).nth_root(2));
        x = (x << inner) / (&one + root);
    }
    let square = (&x * &x) >> inner;
    let mut power = x;
    let mut total = IBig::ZERO;
    let mut n = 1u32;
    let mut minus = false;
    while !power.is_zero() && power != IBig::NEG_ONE && n < 20_000 {
        let term = &power / IBig::from(n);
        if minus {
            total -= term;
        } else {
            total += term;
        }
        power = (power * &square) >> inner;
        minus = !minus;
        n += 2;
    }
    (total << 3) >> GUARD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_f64(n: &IBig, places: usize) -> f64 {
        i64::try_from(n >> (places - 50)).unwrap() as f64 / 2f64.powi(50)
    }

    fn fixed(x: f64, places: usize) -> IBig {
        IBig::from((x * 2f64.powi(40)) as i64) << (places - 40)
    }

    #[test]
    fn functions_agree_with_doubles() {
        let places = 200;
        assert!((to_f64(&pi(places), places) - std::f64::consts::PI).abs() < 1e-13);
        for x in [-7.25, -1.5, -0.125, 0.03125, 0.75, 1.0, 1.96875, 100.5] {
            let n = fixed(x, places);
            let (sin, cos) = sin_cos(&n, places);
            assert!((to_f64(&sin, places) - x.sin()).abs() < 1e-12, "sin {x}");
            assert!((to_f64(&cos, places) - x.cos()).abs() < 1e-12, "cos {x}");
            let (mantissa, k) = exp(&n, places);
            let value = to_f64(&mantissa, places) * 2f64.powi(i32::try_from(k).unwrap());
            assert!((value / x.exp() - 1.0).abs() < 1e-12, "exp {x}");
            if x.abs() <= 2.0 {
                assert!((to_f64(&atan(&n, places), places) - x.atan()).abs() < 1e-12, "atan {x}");
            }
        }
        for y in [0.5, 0.625, 0.984_375] {
            assert!((to_f64(&ln(&fixed(y, places), 3, places), places) - (y * 8.0).ln()).abs() < 1e-12, "ln {y}");
        }
    }

    #[test]
    fn constants_have_as_many_places_as_are_asked_for() {
        for constant in [pi, ln_two] {
            let all = constant(2 * WIDE_BITS);
            for places in [1, 50, NARROW_BITS, NARROW_BITS + 1, WIDE_BITS, WIDE_BITS + 1] {
                let gap = constant(places) - (&all >> (2 * WIDE_BITS - places));
                assert!(gap.is_zero() || gap.is_one() || gap == IBig::NEG_ONE, "{places} places");
            }
        }
    }

    #[test]
    fn turns_are_taken_off_large_angles() {
        let places = limits::BALL_BITS as usize;
        let small = sin_cos(&(IBig::ONE << places), places).0;
        // Many bits of whole turns, known well enough to leave the sine of one as it is.
        let turns = IBig::ONE << places;
        let wide = 2 * places;
        let angle = (IBig::ONE << wide) + ((turns * pi(wide + places) * IBig::from(2)) >> places);
        let gap = (sin_cos(&angle, wide).0 >> places) - small;
        assert!(dashu_int::ops::BitTest::bit_len(&gap) < 12, "{gap}");
    }
}
