//! Derivatives, integrals, limits, sums, products and angles, whose values the tests work out themselves.

use super::formula::{call, int, over, power, times};
use super::pieces::shift;
use super::{Case, Dice, Formula, Q, show};
use Formula::{Name, Num, Pi, Product, Root, Sum};

/// A polynomial, its coefficients from the constant on.
type Poly = Vec<Q>;

fn poly(dice: &mut Dice, degree: i64) -> Poly {
    let mut all: Poly = (0..=degree).map(|_| if dice.one_in(3) { Q::ZERO } else { Q::any(dice, 12) }).collect();
    if all.iter().skip(1).all(|q| q.is_zero()) {
        all[1] = Q::any(dice, 12);
    }
    all
}

fn formula(poly: &[Q], letter: &'static str) -> Formula {
    let terms: Vec<Formula> = poly
        .iter()
        .enumerate()
        .filter(|(_, q)| !q.is_zero())
        .map(|(at, q)| match at {
            0 => Num(*q),
            1 => times(*q, Name(letter)),
            _ => times(*q, power(Name(letter), int(at as i64))),
        })
        .collect();
    if terms.is_empty() { int(0) } else { Sum(terms) }
}

fn derive(poly: &[Q]) -> Poly {
    poly.iter().enumerate().skip(1).map(|(at, q)| *q * Q::int(at as i64)).collect()
}

fn integrate(poly: &[Q]) -> Poly {
    let mut all = vec![Q::ZERO];
    all.extend(poly.iter().enumerate().map(|(at, q)| *q * Q::new(1, at as i128 + 1)));
    all
}

fn at(poly: &[Q], x: Q) -> Q {
    poly.iter().rev().fold(Q::ZERO, |sum, q| sum * x + *q)
}

fn slip(poly: &[Q], dice: &mut Dice) -> Poly {
    let mut other = poly.to_vec();
    let at = dice.range(1, poly.len() as i64 - 1) as usize;
    other[at] = other[at].slip(dice);
    other
}

/// A polynomial in brackets, written for a computation that is left to do.
fn bracketed(poly: &[Q], letter: &'static str, dice: &mut Dice) -> String {
    let hand = super::formula::Hand::latex();
    format!("\\left({}\\right)", super::formula::write(&formula(poly, letter), hand, dice))
}

pub(crate) fn derivatives(dice: &mut Dice) -> Case {
    let letter = dice.pick(&["x", "t", "y"]);
    let degree = dice.range(1, 4);
    let own = poly(dice, degree);
    let ask = |p: &[Q], dice: &mut Dice| {
        let inner = bracketed(p, letter, dice);
        match dice.range(0, 1) {
            0 => format!("\\frac{{d}}{{d{letter}}} {inner}"),
            _ => format!("\\frac{{d}}{{d{letter}}}{inner}"),
        }
    };
    let derived = derive(&own);
    let mut other = vec![show(&formula(&own, letter), dice)];
    let changed = slip(&own, dice);
    other.push(ask(&changed, dice));
    other.push(show(&formula(&derive(&changed), letter), dice));
    other.push(show(&Sum(vec![formula(&derived, letter), int(dice.nonzero(-3, 3))]), dice));
    other.retain(|_| own != derived);
    let same = vec![ask(&own, dice), show(&formula(&derived, letter), dice)];
    Case { truth: show(&formula(&derived, letter), dice), same, other }
}

pub(crate) fn integrals(dice: &mut Dice) -> Case {
    let letter = dice.pick(&["x", "t", "y"]);
    let degree = dice.range(1, 3);
    let own = poly(dice, degree);
    let (a, b) = (Q::int(dice.range(-9, 9)), Q::int(dice.range(-9, 9)));
    let b = if a == b { b + Q::ONE } else { b };
    let worth = |p: &[Q], a: Q, b: Q| at(&integrate(p), b) + -at(&integrate(p), a);
    let ask = |p: &[Q], a: Q, b: Q, dice: &mut Dice| {
        let inner = bracketed(p, letter, dice);
        let space = dice.pick(&["\\,", "\\;", " "]);
        format!("\\int_{{{}}}^{{{}}} {inner}{space}d{letter}", a.n, b.n)
    };
    let own_worth = worth(&own, a, b);
    let mut other = Vec::new();
    for _ in 0..3 {
        let (p, a, b) = match dice.range(0, 2) {
            0 => (slip(&own, dice), a, b),
            1 => (own.clone(), a, b + Q::ONE),
            _ => (own.clone(), a + -Q::ONE, b),
        };
        if worth(&p, a, b) != own_worth {
            other.push(if dice.coin() { ask(&p, a, b, dice) } else { show(&Num(worth(&p, a, b)), dice) });
        }
    }
    Case { truth: show(&Num(own_worth), dice), same: vec![ask(&own, a, b, dice)], other }
}

pub(crate) fn antiderivatives(dice: &mut Dice) -> Case {
    let letter = dice.pick(&["x", "t", "y"]);
    let degree = dice.range(1, 3);
    let own = poly(dice, degree);
    let whole = integrate(&own);
    let write = |p: &[Q], constant: &str, dice: &mut Dice| format!("{} + {constant}", show(&formula(p, letter), dice));
    let mut shifted = whole.clone();
    shifted[0] = Q::any(dice, 9);
    let same =
        vec![write(&whole, "C", dice), write(&whole, dice.pick(&["C", "c", "K"]), dice), write(&shifted, "C", dice)];
    let changed = integrate(&slip(&own, dice));
    let other = vec![
        write(&changed, "C", dice),
        write(&own, "C", dice),
        write(&whole, &format!("C{letter}"), dice),
        show(&formula(&shifted, letter), dice),
    ];
    let other = if own == whole { Vec::new() } else { other };
    Case { truth: write(&whole, "C", dice), same, other }
}

/// Limits of rational functions, at a common zero and far out.
pub(crate) fn limits(dice: &mut Dice) -> Case {
    let latex = |p: &[Q], dice: &mut Dice| super::formula::write(&formula(p, "x"), super::formula::Hand::latex(), dice);
    let times = |a: &[Q], b: &[Q]| {
        let mut all = vec![Q::ZERO; a.len() + b.len() - 1];
        for (i, p) in a.iter().enumerate() {
            for (j, q) in b.iter().enumerate() {
                all[i + j] = all[i + j] + *p * *q;
            }
        }
        all
    };
    let integers = |dice: &mut Dice| vec![Q::int(dice.range(-9, 9)), Q::int(dice.nonzero(-9, 9))];
    let (top, bottom) = (integers(dice), integers(dice));
    let (worth, ask) = if dice.coin() {
        let c = Q::int(dice.range(-9, 9));
        if at(&bottom, c).is_zero() {
            return limits(dice);
        }
        let zero = vec![-c, Q::ONE];
        let (a, b) = (latex(&times(&top, &zero), dice), latex(&times(&bottom, &zero), dice));
        (at(&top, c) * at(&bottom, c).inverse(), format!("\\lim_{{x \\to {}}} \\frac{{{a}}}{{{b}}}", c.n))
    } else {
        let (a, b) = (latex(&top, dice), latex(&bottom, dice));
        (top[1] * bottom[1].inverse(), format!("\\lim_{{x \\to \\infty}} \\frac{{{a}}}{{{b}}}"))
    };
    let other = (0..3).map(|_| show(&Num(worth.slip(dice)), dice)).collect();
    Case { truth: show(&Num(worth), dice), same: vec![ask], other }
}

/// Infinite sums that have rational values: geometric and telescoping ones.
pub(crate) fn infinite_sums(dice: &mut Dice) -> Case {
    let (worth, ask) = if dice.coin() {
        let q = dice.range(2, 12);
        let p = loop {
            let p = dice.nonzero(1 - q, q - 1);
            if Q::new(p.into(), q.into()).d == i128::from(q) {
                break p;
            }
        };
        let ratio = Q::new(p.into(), q.into());
        let from = dice.range(0, 3);
        let k = dice.nonzero(-9, 9);
        let worth = Q::int(k) * ratio.power(from as u32) * (Q::ONE + -ratio).inverse();
        let body = format!("\\left({}\\frac{{{}}}{{{q}}}\\right)^n", if p < 0 { "-" } else { "" }, p.abs());
        (worth, format!("\\sum_{{n={from}}}^{{\\infty}} ({k}) \\cdot {body}"))
    } else {
        let (from, gap) = (dice.range(1, 5), dice.range(1, 4));
        let worth: Q = (from..from + gap).fold(Q::ZERO, |sum, k| sum + Q::new(1, (k * gap).into()));
        (worth, format!("\\sum_{{n={from}}}^\\infty \\frac{{1}}{{n(n+{gap})}}"))
    };
    let other = (0..3).map(|_| show(&Num(worth.slip(dice)), dice)).collect();
    Case { truth: show(&Num(worth), dice), same: vec![ask], other }
}

/// Finite sums of powers, with numbers or up to a letter.
pub(crate) fn finite_sums(dice: &mut Dice) -> Case {
    let (a, b) = (dice.range(1, 9), dice.range(-9, 9));
    let (from, to) = (dice.range(0, 9), dice.range(10, 60));
    let power = dice.range(1, 3);
    let worth = |from: i64, to: i64, a: i64, b: i64| (from..=to).map(|k| a * k.pow(power as u32) + b).sum::<i64>();
    let own = worth(from, to, a, b);
    let index = dice.pick(&["k", "i", "j", "n"]);
    let ask = |from: i64, to: i64, a: i64, b: i64| {
        let body = if b < 0 { format!("{a}{index}^{power}{b}") } else { format!("{a}{index}^{power}+{b}") };
        format!("\\sum_{{{index}={from}}}^{{{to}}} ({body})")
    };
    let mut other = Vec::new();
    for (from, to, a, b) in [(from, to + 1, a, b), (from, to, a + 1, b), (from, to, a, b - 1), (from + 1, to, a, b)] {
        if worth(from, to, a, b) != own {
            other.push(ask(from, to, a, b));
            other.push(worth(from, to, a, b).to_string());
        }
    }
    Case { truth: own.to_string(), same: vec![ask(from, to, a, b)], other }
}

/// Sums up to a letter against their closed forms.
pub(crate) fn sums_to_a_letter(dice: &mut Dice) -> Case {
    let n = || Name("n");
    let next = |by: i64| Sum(vec![n(), int(by)]);
    let k = dice.range(2, 9);
    let q = Q::int(k);
    let (ask, worth, strangers): (String, Formula, Vec<Formula>) = match dice.range(0, 4) {
        0 => (
            format!("\\sum_{{k=1}}^{{n}} {k}k"),
            times(q, over(Product(vec![n(), next(1)]), int(2))),
            vec![times(q, over(Product(vec![n(), next(-1)]), int(2))), over(Product(vec![n(), next(1)]), int(2))],
        ),
        1 => (
            format!("\\sum_{{k=1}}^{{n}} {k}k^2"),
            times(q, over(Product(vec![n(), next(1), Sum(vec![times(Q::int(2), n()), int(1)])]), int(6))),
            vec![times(q, over(Product(vec![n(), next(1), Sum(vec![times(Q::int(2), n()), int(-1)])]), int(6)))],
        ),
        2 => (
            "\\sum_{k=1}^{n} k^3".to_owned(),
            over(power(Product(vec![n(), next(1)]), int(2)), int(4)),
            vec![over(Product(vec![n(), next(1)]), int(4)), over(power(Product(vec![n(), next(-1)]), int(2)), int(4))],
        ),
        3 => (
            format!("\\sum_{{k=0}}^{{n}} {k}^k"),
            over(Sum(vec![power(int(k), next(1)), int(-1)]), int(k - 1)),
            vec![over(Sum(vec![power(int(k), n()), int(-1)]), int(k - 1)), Sum(vec![power(int(k), next(1)), int(-k)])],
        ),
        _ => (format!("\\sum_{{k=1}}^{{n}} {k}"), times(q, n()), vec![times(q, next(1)), times(q, next(-1)), int(k)]),
    };
    let other = strangers.iter().map(|f| show(f, dice)).collect();
    Case { truth: show(&worth, dice), same: vec![ask, show(&worth, dice)], other }
}

/// Sines, cosines and tangents of multiples of a twelfth of a turn's half, by the table that everybody knows.
pub(crate) fn angles(dice: &mut Dice) -> Case {
    // Values at 0, 15, …, 90 degrees: (√a ± √b)/c.
    let sine = |step: i64| -> Formula {
        let root = |n: i64| Root(2, Box::new(int(n)));
        let step = step.rem_euclid(24);
        let (sign, step) = if step > 12 { (-1, 24 - step) } else { (1, step) };
        let step = if step > 6 { 12 - step } else { step };
        let minus = |f: Formula| Product(vec![int(-1), f]);
        let value = match step {
            0 => int(0),
            1 => over(Sum(vec![root(6), minus(root(2))]), int(4)),
            2 => Num(Q::new(1, 2)),
            3 => over(root(2), int(2)),
            4 => over(root(3), int(2)),
            5 => over(Sum(vec![root(6), root(2)]), int(4)),
            _ => int(1),
        };
        if sign < 0 { minus(value) } else { value }
    };
    let step = dice.range(-60, 60);
    let is_sine = dice.coin();
    let name = if is_sine { "sin" } else { "cos" };
    let worth = |step: i64| if is_sine { sine(step) } else { sine(step + 6) };
    let angle = times(Q::new(step.into(), 12), Pi);
    let same = vec![show(&call(name, angle), dice)];
    let class = |step: i64| {
        let step = (if is_sine { step } else { step + 6 }).rem_euclid(24);
        if step <= 12 { step.min(12 - step) } else { -((24 - step).min(step - 12)) }
    };
    let mut other = Vec::new();
    for _ in 0..3 {
        let away = step + dice.nonzero(-13, 13);
        if class(away) != class(step) {
            other.push(show(&call(name, times(Q::new(away.into(), 12), Pi)), dice));
            other.push(show(&worth(away), dice));
        }
    }
    Case { truth: show(&worth(step), dice), same, other }
}

/// Nested radicals and their sums, and differences of roots of large numbers, where a slip is a tiny difference.
pub(crate) fn nested_radicals(dice: &mut Dice) -> Case {
    let root = |f: Formula| Root(2, Box::new(f));
    let minus = |f: Formula| Product(vec![int(-1), f]);
    match dice.range(0, 2) {
        0 => {
            let (a, b) = loop {
                let (a, b) = (dice.range(2, 40), dice.range(1, 39));
                if a > b {
                    break (a, b);
                }
            };
            let sign = if dice.coin() { 1 } else { -1 };
            let nest = |sum: i64, product: i64| root(Sum(vec![int(sum), times(Q::int(2 * sign), root(int(product)))]));
            let flat = |a: i64, b: i64| Sum(vec![root(int(a)), times(Q::int(sign), root(int(b)))]);
            let mut other =
                vec![show(&flat(a + 1, b), dice), show(&nest(a + b + 1, a * b), dice), show(&minus(flat(a, b)), dice)];
            if (a + b) * (a + b) >= 4 * (a * b + 1) || sign > 0 {
                other.push(show(&nest(a + b, a * b + 1), dice));
            }
            Case { truth: show(&flat(a, b), dice), same: vec![show(&nest(a + b, a * b), dice)], other }
        }
        1 => {
            let big = 10i64.pow(dice.range(1, 15) as u32) + dice.range(0, 99);
            let apart = |a: i64, b: i64| Sum(vec![root(int(a)), minus(root(int(b)))]);
            let joined = |a: i64, b: i64| over(int(1), Sum(vec![root(int(a)), root(int(b))]));
            let other = vec![
                show(&joined(big + 1, big + 1), dice),
                show(&joined(big, big - 1), dice),
                show(&over(int(1), times(Q::int(2), root(int(big)))), dice),
                show(&apart(big + 2, big + 1), dice),
                "0".to_owned(),
            ];
            Case { truth: show(&apart(big + 1, big), dice), same: vec![show(&joined(big + 1, big), dice)], other }
        }
        _ => {
            let c = shift(dice);
            let (s, d) = (dice.pick(&[2i64, 3, 5, 7, 11]), dice.range(2, 9));
            let own = Sum(vec![Num(c), times(Q::int(d), root(int(s)))]);
            let big = Sum(vec![Num(c), root(int(s * d * d))]);
            let other = vec![
                show(&Sum(vec![Num(c), root(int(s * d * d + 1))]), dice),
                show(&Sum(vec![Num(-c), times(Q::int(d), root(int(s)))]), dice),
                show(&Sum(vec![Num(c), times(Q::int(-d), root(int(s)))]), dice),
            ];
            Case { truth: show(&own, dice), same: vec![show(&big, dice)], other }
        }
    }
}

/// Roots and absolute values of letters, whichever letters they are.
pub(crate) fn letters_alike(dice: &mut Dice) -> Case {
    const REAL: [&str; 14] = ["a", "b", "c", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"];
    let (a, b) = loop {
        let (a, b) = (dice.pick(&REAL), dice.pick(&REAL));
        if a != b {
            break (a, b);
        }
    };
    let (a, b) = (Name(a), Name(b));
    let abs = |f: &Formula| Formula::Abs(Box::new(f.clone()));
    let root = |f: Formula| Root(2, Box::new(f));
    let square = |f: &Formula| power(f.clone(), int(2));
    let minus = |f: Formula| Product(vec![int(-1), f]);
    let (own, same, other) = match dice.range(0, 4) {
        0 => (
            Product(vec![abs(&b), root(a.clone())]),
            vec![root(Product(vec![a.clone(), square(&b)]))],
            vec![Product(vec![b.clone(), root(a.clone())]), Product(vec![minus(b.clone()), root(a.clone())])],
        ),
        1 => (
            Product(vec![abs(&a), abs(&b)]),
            vec![abs(&Product(vec![a.clone(), b.clone()]))],
            vec![
                Product(vec![a.clone(), b.clone()]),
                Product(vec![a.clone(), abs(&b)]),
                Product(vec![abs(&a), b.clone()]),
            ],
        ),
        2 => (
            abs(&Sum(vec![a.clone(), minus(b.clone())])),
            vec![root(square(&Sum(vec![b.clone(), minus(a.clone())])))],
            vec![
                Sum(vec![a.clone(), minus(b.clone())]),
                Sum(vec![b.clone(), minus(a.clone())]),
                Sum(vec![abs(&a), minus(abs(&b))]),
                Sum(vec![abs(&a), abs(&b)]),
            ],
        ),
        3 => (
            root(power(a.clone(), int(4))),
            vec![square(&a)],
            vec![a.clone(), minus(square(&a)), Product(vec![a.clone(), abs(&a)])],
        ),
        _ => (
            root(Sum(vec![square(&a), square(&b)])),
            vec![root(Sum(vec![square(&abs(&a)), square(&b)]))],
            vec![Sum(vec![a.clone(), b.clone()]), Sum(vec![abs(&a), abs(&b)]), abs(&Sum(vec![a.clone(), b.clone()]))],
        ),
    };
    Case {
        truth: show(&own, dice),
        same: same.iter().map(|f| show(f, dice)).collect(),
        other: other.iter().map(|f| show(f, dice)).collect(),
    }
}

/// Inverse functions of functions: they give the angle back within one branch only.
pub(crate) fn inverses(dice: &mut Dice) -> Case {
    let letter = dice.pick(&["x", "t", "u"]);
    let k = dice.range(1, 60);
    let x = if k == 1 { Name(letter) } else { over(Name(letter), int(k)) };
    let c = Q::int(dice.range(-60, 60));
    let moved = if c.is_zero() { x.clone() } else { Sum(vec![x.clone(), Num(c)]) };
    let (own, same, other) = match dice.range(0, 4) {
        0 => (
            call("arcsin", call("sin", moved.clone())),
            vec![],
            vec![moved.clone(), Formula::Abs(Box::new(moved.clone()))],
        ),
        1 => (call("arccos", call("cos", moved.clone())), vec![], vec![moved.clone(), x.clone()]),
        2 => (call("arctan", call("tan", moved.clone())), vec![], vec![moved.clone(), Sum(vec![moved.clone(), Pi])]),
        3 => (
            call("tan", call("arctan", moved.clone())),
            vec![moved.clone()],
            vec![Product(vec![int(-1), moved.clone()])],
        ),
        _ => (call("ln", call("exp", moved.clone())), vec![moved.clone()], vec![Sum(vec![moved.clone(), int(1)])]),
    };
    Case {
        truth: show(&own, dice),
        same: same.iter().chain([&own]).map(|f| show(f, dice)).collect(),
        other: other.iter().map(|f| show(f, dice)).collect(),
    }
}
