//! Exact values: radicals, combinations of constants, complex numbers, factorials and sums.

use super::formula::{Hand, call, int, over, power, show_freely, times, write};
use super::{Case, Dice, Formula, Q, show};
use Formula::{Binomial, Factorial, Log, Name, Num, Pi, Product, Root, Sum};

fn sqrt(n: i64) -> Formula {
    Root(2, Box::new(int(n)))
}

/// Values of which no rational combination is zero: a changed coefficient changes the sum.
fn independent() -> Vec<Formula> {
    vec![
        sqrt(2),
        sqrt(3),
        sqrt(5),
        sqrt(7),
        Pi,
        Name("e"),
        call("ln", int(2)),
        call("ln", int(3)),
        Root(3, Box::new(int(2))),
    ]
}

/// A term of a combination: a rational times a basic value, the first of which is one.
type Term = (Q, usize);

fn combine(terms: &[Term]) -> Formula {
    let basis = independent();
    Sum(terms.iter().map(|(q, at)| if *at == 0 { Num(*q) } else { times(*q, basis[at - 1].clone()) }).collect())
}

fn terms(dice: &mut Dice) -> Vec<Term> {
    let mut places: Vec<usize> = (0..=independent().len()).collect();
    dice.shuffle(&mut places);
    let count = dice.range(1, 3) as usize;
    places[..count].iter().map(|at| (Q::any(dice, 9), *at)).collect()
}

fn slip(terms: &[Term], dice: &mut Dice) -> Vec<Term> {
    let mut all = terms.to_vec();
    let at = dice.range(0, all.len() as i64 - 1) as usize;
    match dice.range(0, 3) {
        // Another basic value that none of the terms has.
        0 => loop {
            let other = dice.range(0, independent().len() as i64) as usize;
            if terms.iter().all(|(_, used)| *used != other) {
                all[at].1 = other;
                return all;
            }
        },
        1 if all.len() > 1 => {
            all.remove(at);
        }
        _ => all[at].0 = all[at].0.slip(dice),
    }
    all.retain(|(q, _)| !q.is_zero());
    if all.is_empty() { vec![(Q::ZERO, 0)] } else { all }
}

/// The terms over a common denominator.
fn over_common(terms: &[Term]) -> Formula {
    let common: i128 = terms.iter().map(|(q, _)| q.d).product();
    let top: Vec<Term> = terms.iter().map(|(q, at)| (*q * Q::new(common, 1), *at)).collect();
    if common == 1 { combine(terms) } else { over(combine(&top), Num(Q::new(common, 1))) }
}

/// Whether `3e+5` stands in it, which is a power of ten to some and Euler's number to others.
fn is_ambiguous(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|w| w[0].is_ascii_digit() && w[1] == b'e' && b"+-".contains(&w[2]) && w[3].is_ascii_digit())
}

pub(crate) fn combinations(dice: &mut Dice) -> Case {
    let own = terms(dice);
    let mut truth = show(&combine(&own), dice);
    while is_ambiguous(&truth) {
        truth = show(&combine(&own), dice);
    }
    let mut same = vec![show_freely(&combine(&own), dice), show(&over_common(&own), dice)];
    let mut other: Vec<String> = (0..4).map(|_| show_freely(&combine(&slip(&own, dice)), dice)).collect();
    same.retain(|text| !is_ambiguous(text));
    other.retain(|text| !is_ambiguous(text));
    Case { truth, same, other }
}

/// Numbers without a square factor, each of which has a root of its own.
const FREE: [i64; 8] = [2, 3, 5, 6, 7, 10, 11, 13];

/// `a + b √d` in ways that differ in more than order.
fn surd(a: Q, b: Q, d: i64, dice: &mut Dice) -> Formula {
    let root = match dice.range(0, 4) {
        // A square drawn into the root.
        0 => {
            let k = dice.range(2, 4);
            times(b * Q::new(1, k.into()), sqrt(d * k * k))
        }
        // A root in the denominator.
        1 => over(Num(b * Q::int(d)), sqrt(d)),
        2 => times(b, power(int(d), Num(Q::new(1, 2)))),
        _ => times(b, sqrt(d)),
    };
    if a.is_zero() {
        return root;
    }
    match dice.range(0, 3) {
        0 => {
            let common = a.d * b.d;
            over(Sum(vec![Num(a * Q::new(common, 1)), times(b * Q::new(common, 1), sqrt(d))]), Num(Q::new(common, 1)))
        }
        // The conjugate below: a + b√d = (a² − b²d) / (a − b√d).
        1 => over(Num(a * a - b * b * Q::int(d)), Sum(vec![Num(a), times(-b, sqrt(d))])),
        _ => Sum(vec![Num(a), root]),
    }
}

pub(crate) fn radicals(dice: &mut Dice) -> Case {
    let a = if dice.one_in(3) { Q::ZERO } else { Q::any(dice, 12) };
    let (b, d) = (Q::any(dice, 9), dice.pick(&FREE));
    let mut other = Vec::new();
    for _ in 0..4 {
        let changed = match dice.range(0, 4) {
            0 => (a, -b, d),
            1 => (a + Q::ONE, b, d),
            2 => (a, b.slip(dice), d),
            3 if !a.is_zero() => (-a, b, d),
            _ => (a, b, FREE[(FREE.iter().position(|f| *f == d).unwrap_or(0) + dice.range(1, 7) as usize) % 8]),
        };
        if !changed.1.is_zero() {
            let formula = surd(changed.0, changed.1, changed.2, dice);
            other.push(show_freely(&formula, dice));
        }
    }
    let again = |dice: &mut Dice| {
        let formula = surd(a, b, d, dice);
        show(&formula, dice)
    };
    let (truth, same) = (again(dice), vec![again(dice), again(dice)]);
    Case { truth, same, other }
}

/// Roots of any index of numbers that are no powers.
pub(crate) fn roots(dice: &mut Dice) -> Case {
    let (index, inner, factor) = (dice.range(2, 6), dice.pick(&FREE), Q::any(dice, 9));
    let root = |factor: Q, index: i64, inner: i64, dice: &mut Dice| {
        let root = Root(index, Box::new(int(inner)));
        let formula = match dice.range(0, 3) {
            0 => times(factor, power(int(inner), Num(Q::new(1, index.into())))),
            1 => {
                let k = dice.range(2, 3);
                times(factor * Q::new(1, k.into()), Root(index, Box::new(int(inner * k.pow(index as u32)))))
            }
            _ => times(factor, root),
        };
        show(&formula, dice)
    };
    let (truth, same) =
        (root(factor, index, inner, dice), vec![root(factor, index, inner, dice), root(factor, index, inner, dice)]);
    let next = if index == 6 { 2 } else { index + 1 };
    let slip = factor.slip(dice);
    let mut other = vec![
        root(factor, next, inner, dice),
        root(-factor, index, inner, dice),
        root(factor, index, inner + 1, dice),
        show(&Num(factor), dice),
    ];
    if !slip.is_zero() {
        other.push(root(slip, index, inner, dice));
    }
    Case { truth, same, other }
}

/// `a + bi`, in order or not, or as a product that is it.
fn complex(a: Q, b: Q, dice: &mut Dice) -> Formula {
    let i = || Name("i");
    match dice.range(0, 4) {
        0 if !a.is_zero() => {
            let common = Q::new(a.d * b.d, 1);
            over(Sum(vec![Num(a * common), times(b * common, i())]), Num(common))
        }
        // i (b − a i)
        1 if !a.is_zero() => Product(vec![i(), Sum(vec![Num(b), times(-a, i())])]),
        // Divided by i: (−b + a i) / i = a + b i.
        2 if !a.is_zero() => over(Sum(vec![Num(-b), times(a, i())]), i()),
        _ if a.is_zero() => times(b, i()),
        _ => Sum(vec![Num(a), times(b, i())]),
    }
}

pub(crate) fn complex_numbers(dice: &mut Dice) -> Case {
    let a = if dice.one_in(4) { Q::ZERO } else { Q::any(dice, 12) };
    let b = Q::any(dice, 12);
    let mut other = Vec::new();
    let mut put = |a: Q, b: Q, dice: &mut Dice| {
        let formula = complex(a, b, dice);
        other.push(show_freely(&formula, dice));
    };
    put(a, -b, dice);
    put(a + Q::ONE, b, dice);
    let slip = b.slip(dice);
    if !slip.is_zero() {
        put(a, slip, dice);
    }
    if !a.is_zero() {
        put(-a, b, dice);
        if a != b {
            put(b, a, dice);
        }
    }
    let again = |dice: &mut Dice| {
        let formula = complex(a, b, dice);
        show(&formula, dice)
    };
    let (truth, same) = (again(dice), vec![again(dice), again(dice)]);
    Case { truth, same, other }
}

fn factorial(n: i64) -> i128 {
    (1..=n).map(i128::from).product()
}

fn choose(n: i64, k: i64) -> i128 {
    (0..k).fold(1, |all, at| all * i128::from(n - at) / i128::from(at + 1))
}

pub(crate) fn factorials(dice: &mut Dice) -> Case {
    let whole = |value: i128| Num(Q::new(value, 1));
    if dice.coin() {
        let n = dice.range(3, 20);
        let fact = |n: i64| Factorial(Box::new(int(n)));
        let next = if n > 4 { n - 1 } else { n + 1 };
        let same = vec![
            factorial(n).to_string(),
            show(&Product(vec![fact(n - 1), int(n)]), dice),
            show(&over(fact(n + 1), int(n + 1)), dice),
        ];
        let other = vec![
            show(&fact(next), dice),
            factorial(next).to_string(),
            (factorial(n) + 1).to_string(),
            show(&whole(factorial(n) * 2), dice),
            format!("{n}!!"),
            format!("-{n}!"),
        ];
        return Case { truth: show(&fact(n), dice), same, other };
    }
    let (n, k) = loop {
        let (n, k) = (dice.range(4, 30), dice.range(1, 12));
        if k < n && 2 * k != n {
            break (n, k);
        }
    };
    let binomial = |n: i64, k: i64| Binomial(Box::new(int(n)), Box::new(int(k)));
    let value = choose(n, k);
    let mut other = vec![
        show(&binomial(k, n), dice),
        (value + 1).to_string(),
        show(&binomial(n + 1, k), dice),
        format!("-{value}"),
    ];
    if choose(n, k + 1) != value {
        other.push(show(&binomial(n, k + 1), dice));
    }
    let below = Product(vec![Factorial(Box::new(int(k))), Factorial(Box::new(int(n - k)))]);
    let same =
        vec![value.to_string(), show(&binomial(n, n - k), dice), show(&over(Factorial(Box::new(int(n))), below), dice)];
    Case { truth: show(&binomial(n, k), dice), same, other }
}

pub(crate) fn sums(dice: &mut Dice) -> Case {
    let (low, high, factor, exponent) =
        (dice.range(0, 4), dice.range(5, 14), dice.nonzero(-5, 7), dice.range(1, 3) as u32);
    let value = |low: i64, high: i64, factor: i64, exponent: u32, product: bool| -> Q {
        let terms = (low..=high).map(|k| Q::int(factor) * Q::int(k).power(exponent) + Q::ONE);
        if product { terms.fold(Q::ONE, |a, b| a * b) } else { terms.fold(Q::ZERO, |a, b| a + b) }
    };
    let write = |low: i64, high: i64, factor: i64, exponent: u32, product: bool, dice: &mut Dice| {
        let letter = dice.pick(&["k", "n", "j", "m"]);
        let body = match factor {
            1 => String::new(),
            -1 => "-".to_owned(),
            _ => factor.to_string(),
        };
        let sign = if product { "\\prod" } else { "\\sum" };
        let high = if high < 10 && dice.coin() { high.to_string() } else { format!("{{{high}}}") };
        format!("{sign}_{{{letter}={low}}}^{high} ({body}{letter}^{exponent}+1)")
    };
    let product = dice.one_in(3) && exponent == 1 && high < 9;
    let own = value(low, high, factor, exponent, product);
    let mut other = vec![(own + Q::ONE).n.to_string(), (own + Q::int(10)).n.to_string()];
    if !own.is_zero() {
        other.push((-own).n.to_string());
    }
    for _ in 0..4 {
        let (l, h, f, e, p) = match dice.range(0, 4) {
            0 => (low + 1, high, factor, exponent, product),
            1 => (low, high - 1, factor, exponent, product),
            2 => (low, high, -factor, exponent, product),
            3 => (low, high, factor, exponent % 3 + 1, product),
            _ => (low, high, factor, exponent, !product),
        };
        let within = !p || e == 1 && h < 9;
        if within && value(l, h, f, e, p) != own {
            other.push(write(l, h, f, e, p, dice));
        }
    }
    let same = vec![own.n.to_string(), write(low, high, factor, exponent, product, dice)];
    Case { truth: write(low, high, factor, exponent, product, dice), same, other }
}

/// A logarithm of a power of its base, a power with a rational exponent: values with names.
pub(crate) fn values(dice: &mut Dice) -> Case {
    let (base, exponent) = (dice.range(2, 12), Q::new(dice.nonzero(-6, 9).into(), dice.pick(&[1, 1, 2, 3]).into()));
    let hand = Hand::any(dice, false);
    let inside = if exponent.d == 1 && exponent.n > 0 {
        Num(Q::int(base).power(exponent.n as u32))
    } else {
        power(int(base), Num(exponent))
    };
    let truth = write(&Log(base, Box::new(inside.clone())), hand, dice);
    let same = vec![show(&Num(exponent), dice), show(&over(call("ln", inside.clone()), call("ln", int(base))), dice)];
    let mut other = vec![
        show(&Num(exponent.slip(dice)), dice),
        show(&over(call("ln", int(base)), call("ln", inside.clone())), dice),
        show(&Log(base + 1, Box::new(inside)), dice),
        show(&Num(-exponent), dice),
    ];
    if exponent == Q::ONE || exponent == -Q::ONE {
        other.remove(1);
    }
    Case { truth, same, other }
}
