//! The oracle: exact values of formulas at rational points that the tests choose themselves.

use super::{Dice, Formula, Q};
use Formula::{Abs, Binomial, Factorial, Mod, Most, Name, Num, Over, Power, Product, Root, Sign, Sum, Whole};

/// Values of letters.
pub(crate) type Point = Vec<(&'static str, Q)>;

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// A quotient in lowest terms, small enough that one more operation can't overflow unseen.
fn ratio(n: i128, d: i128) -> Option<Q> {
    let divisor = gcd(n, d).max(1) * d.signum();
    (d != 0).then(|| Q { n: n / divisor, d: d / divisor })
}

fn add(a: Q, b: Q) -> Option<Q> {
    ratio(a.n.checked_mul(b.d)?.checked_add(b.n.checked_mul(a.d)?)?, a.d.checked_mul(b.d)?)
}

fn mul(a: Q, b: Q) -> Option<Q> {
    ratio(a.n.checked_mul(b.n)?, a.d.checked_mul(b.d)?)
}

fn divide(a: Q, b: Q) -> Option<Q> {
    if b.is_zero() { None } else { mul(a, b.inverse()) }
}

fn less(a: Q, b: Q) -> Option<bool> {
    Some(a.n.checked_mul(b.d)? < b.n.checked_mul(a.d)?)
}

/// The integer square root of a perfect square.
fn square_root(n: i128) -> Option<i128> {
    if n < 0 {
        return None;
    }
    let mut root = (n as f64).sqrt() as i128;
    while root.checked_mul(root)? > n {
        root -= 1;
    }
    while (root + 1).checked_mul(root + 1)? <= n {
        root += 1;
    }
    (root * root == n).then_some(root)
}

fn raise(base: Q, exponent: Q) -> Option<Q> {
    if exponent.d != 1 {
        return None;
    }
    // Powers of minus one ask for the parity alone.
    if base == -Q::ONE {
        return Some(if exponent.n % 2 == 0 { Q::ONE } else { base });
    }
    let mut result = Q::ONE;
    for _ in 0..exponent.n.unsigned_abs().min(200) {
        result = mul(result, base)?;
    }
    if exponent.n.unsigned_abs() > 200 {
        return None;
    }
    if exponent.n < 0 { divide(Q::ONE, result) } else { Some(result) }
}

/// The exact value, or nothing where there is none, it is irrational, or it is too large for machine words.
pub(crate) fn value(formula: &Formula, point: &Point) -> Option<Q> {
    match formula {
        Num(q) => Some(*q),
        Name(name) => point.iter().find(|(letter, _)| letter == name).map(|(_, q)| *q),
        Sum(terms) => terms.iter().try_fold(Q::ZERO, |sum, term| add(sum, value(term, point)?)),
        Product(factors) => factors.iter().try_fold(Q::ONE, |all, factor| mul(all, value(factor, point)?)),
        Over(a, b) => divide(value(a, point)?, value(b, point)?),
        Power(a, b) => raise(value(a, point)?, value(b, point)?),
        Root(2, a) => {
            let a = value(a, point)?;
            Some(Q { n: square_root(a.n)?, d: square_root(a.d)? })
        }
        Abs(a) => value(a, point).map(|a| if a.n < 0 { -a } else { a }),
        Most(larger, a, b) => {
            let (a, b) = (value(a, point)?, value(b, point)?);
            Some(if less(a, b)? == *larger { b } else { a })
        }
        Whole(below, a) => {
            let a = value(a, point)?;
            Some(Q { n: if *below { a.n.div_euclid(a.d) } else { -(-a.n).div_euclid(a.d) }, d: 1 })
        }
        Mod(a, by) => {
            let (a, by) = (value(a, point)?, Q::int(*by));
            let times = divide(a, by)?;
            add(a, -mul(by, Q { n: times.n.div_euclid(times.d), d: 1 })?)
        }
        Sign(a) => value(a, point).map(|a| Q { n: a.n.signum(), d: 1 }),
        Factorial(a) => {
            let a = value(a, point)?;
            (a.d == 1 && (0..=30).contains(&a.n)).then_some(())?;
            (1..=a.n).try_fold(Q::ONE, |all, n| mul(all, Q { n, d: 1 }))
        }
        Binomial(a, b) => {
            let (a, b) = (value(a, point)?, value(b, point)?);
            (a.d == 1 && b.d == 1 && a.n >= 0 && b.n >= 0 && b.n < 12).then_some(())?;
            (0..b.n).try_fold(Q::ONE, |all, k| mul(all, ratio(a.n - k, k + 1)?))
        }
        _ => None,
    }
}

/// The numbers in a formula.
pub(crate) fn constants(formula: &Formula, found: &mut Vec<Q>) {
    match formula {
        Num(q) => found.push(*q),
        Sum(items) | Product(items) => items.iter().for_each(|item| constants(item, found)),
        Over(a, b) | Power(a, b) | Binomial(a, b) | Most(_, a, b) => {
            constants(a, found);
            constants(b, found);
        }
        Root(_, a) | Abs(a) | Whole(_, a) | Sign(a) | Factorial(a) => constants(a, found),
        Mod(a, by) => {
            constants(a, found);
            found.push(Q::int(*by));
        }
        _ => {}
    }
}

/// A number that a letter may take: near a constant of the formulas, or of any size; an integer where one is asked for.
fn number(near: &[Q], whole: bool, dice: &mut Dice) -> Q {
    let far = 10i64.pow(dice.range(0, 7) as u32);
    let any = Q::new(dice.range(-far, far).into(), if whole { 1 } else { dice.range(1, 9).into() });
    if near.is_empty() || dice.one_in(3) {
        return any;
    }
    let (one, two) = (dice.pick(near), dice.pick(near));
    let centre = match dice.range(0, 4) {
        0 => -one,
        1 => divide(one, two).unwrap_or(one),
        2 => -divide(one, two).unwrap_or(one),
        _ => one,
    };
    let step = Q::new(dice.range(-30, 30).into(), if whole { 1 } else { dice.pick(&[1, 2, 7, 10, 1000]) });
    let number = add(centre, step).unwrap_or(any);
    if whole { Q { n: number.n.div_euclid(number.d), d: 1 } } else { number }
}

/// Whether a letter stands for integers.
pub(crate) fn is_whole(letter: &str) -> bool {
    matches!(letter, "n" | "m" | "k" | "j")
}

/// A point at which two formulas have different values, if one is found; only where the letters that stand for integers in formulas that
/// ask for integers are natural numbers if `natural`.
pub(crate) fn tell_apart(a: &Formula, b: &Formula, letters: &[&'static str], natural: bool, dice: &mut Dice) -> bool {
    let mut near = Vec::new();
    constants(a, &mut near);
    constants(b, &mut near);
    (0..60).any(|_| {
        let point: Point = letters
            .iter()
            .map(|letter| {
                let number = number(&near, is_whole(letter), dice);
                (*letter, if natural && number.n < 0 { -number } else { number })
            })
            .collect();
        matches!((value(a, &point), value(b, &point)), (Some(p), Some(q)) if p != q)
    })
}
