//! Values of zeta and digamma functions at rational numbers.

use dashu_ratio::RBig;

use crate::expr::{Function, Tree};

use super::algebra::{
    add, call, divide, factorial, half, int, multiply, negate, pi, power, power_of, rational, to_i64,
};

/// Terms that are left out at the beginning of a series, one by one.
pub(super) const LEFT_OUT: i64 = 200;
/// The largest denominator of an argument of digamma.
const DIGAMMA_DENOMINATOR: i64 = 12;
/// The largest argument of zeta that is worked out.
const ZETA_ARGUMENT: u32 = 40;

/// The Bernoulli number of an even index.
fn bernoulli(n: u32) -> RBig {
    let n = n as usize;
    let mut row: Vec<RBig> = Vec::with_capacity(n + 1);
    for m in 0..=n {
        row.push(RBig::ONE / RBig::from(m + 1));
        for j in (1..=m).rev() {
            row[j - 1] = RBig::from(j) * (row[j - 1].clone() - row[j].clone());
        }
    }
    row.swap_remove(0)
}

/// zeta(n): of an even number by Bernoulli's numbers, of an odd one by its name.
pub(super) fn zeta(n: u32) -> Option<Tree> {
    if !(2..=ZETA_ARGUMENT).contains(&n) {
        return None;
    }
    if n % 2 == 1 {
        return Some(Tree::Call(Function::Named("\\zeta".to_owned()), vec![int(i64::from(n))]));
    }
    let sign = if n / 2 % 2 == 1 { 1 } else { -1 };
    let factor =
        bernoulli(n) * RBig::from(sign) * power_of(&RBig::from(2), i64::from(n) - 1)? / factorial(u64::from(n));
    Some(multiply(vec![rational(&factor), power(pi(), int(i64::from(n)))]))
}

/// Dirichlet's beta at an odd number, by Euler's numbers: `1 - 1/3^n + 1/5^n - …`.
pub(super) fn beta(n: u32) -> Option<Tree> {
    if n.is_multiple_of(2) || n > ZETA_ARGUMENT {
        return None;
    }
    let k = (n / 2) as usize;
    // The secant's numbers: sum of C(2m, 2j) E_2j over j is zero.
    let mut euler: Vec<RBig> = vec![RBig::ONE];
    for m in 1..=k {
        let total = (0..m).fold(RBig::ZERO, |all, j| {
            let choose = factorial(2 * m as u64) / (factorial(2 * j as u64) * factorial(2 * (m - j) as u64));
            all + choose * &euler[j]
        });
        euler.push(-total);
    }
    let size = if euler[k] < RBig::ZERO { -euler[k].clone() } else { euler[k].clone() };
    let factor = size / (power_of(&RBig::from(4), k as i64 + 1)? * factorial(2 * k as u64));
    Some(multiply(vec![rational(&factor), power(pi(), int(i64::from(n)))]))
}

/// The sum of `1 / (z + j)^n` over j from 0 on. None where no closed form is known.
pub(super) fn hurwitz(n: u32, z: &RBig) -> Option<Tree> {
    let (start, first) = reduce(z)?;
    let whole = if first == RBig::ONE {
        zeta(n)?
    } else if first == RBig::ONE / RBig::from(2) {
        multiply(vec![rational(&(power_of(&RBig::from(2), i64::from(n))? - RBig::ONE)), zeta(n)?])
    } else {
        return None;
    };
    let less = partial(&first, start, n)?;
    Some(add(vec![whole, rational(&-less)]))
}

/// digamma(z) + Euler's constant.
pub(super) fn digamma(z: &RBig) -> Option<Tree> {
    let (start, first) = reduce(z)?;
    let more = rational(&partial(&first, start, 1)?);
    if first == RBig::ONE {
        return Some(more);
    }
    let (p, q) = (to_i64(&RBig::from(first.numerator().clone()))?, to_i64(&RBig::from(first.denominator().clone()))?);
    if q > DIGAMMA_DENOMINATOR {
        return None;
    }
    // Gauss's theorem.
    let angle = |times: i64, over: i64| multiply(vec![rational(&(RBig::from(times) / RBig::from(over))), pi()]);
    let mut terms = vec![more, negate(call(Function::Ln, int(2 * q)))];
    if 2 * p != q {
        let turn = angle(p, q);
        let slope = divide(call(Function::Cos, turn.clone()), call(Function::Sin, turn));
        terms.push(negate(multiply(vec![half(), pi(), slope])));
    }
    for j in 1..=(q - 1) / 2 {
        let wave = call(Function::Cos, angle(2 * p * j, q));
        let log = call(Function::Ln, call(Function::Sin, angle(j, q)));
        terms.push(multiply(vec![int(2), wave, log]));
    }
    Some(add(terms))
}

/// A positive number as a start and a number above zero and up to one.
fn reduce(z: &RBig) -> Option<(i64, RBig)> {
    let whole = to_i64(&RBig::from(z.ceil()))? - 1;
    let first = z - RBig::from(whole);
    (-LEFT_OUT..=LEFT_OUT).contains(&whole).then_some((whole, first))
}

/// The sum of `1 / (first + j)^n` for j below `start`; less than nothing for a negative start.
fn partial(first: &RBig, start: i64, n: u32) -> Option<RBig> {
    let mut total = RBig::ZERO;
    for j in start.min(0)..start.max(0) {
        let value = first + RBig::from(j);
        if value.is_zero() {
            return None;
        }
        let part = power_of(&value, -i64::from(n))?;
        total = if start > 0 { total + part } else { total - part };
    }
    Some(total)
}
