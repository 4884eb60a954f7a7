//! Functions of a letter: powers, exponentials, logarithms, trigonometry, absolute values.

use super::formula::{call, int, over, power, show_freely, times};
use super::{Case, Dice, Formula, Q, show};
use Formula::{Abs, Log, Name, Num, Product, Root, Sum};

fn square(a: Formula) -> Formula {
    power(a, int(2))
}

fn multiple(k: i64, x: &Formula) -> Formula {
    times(Q::int(k), x.clone())
}

/// Two formulas that are the same function.
type Twins = (Formula, Formula);

/// Builds a case of functions: sums of them with coefficients, either of the twins each; a changed coefficient changes the sum,
/// and so does a function in the place of one that is not it.
fn build(dice: &mut Dice, make: fn(&mut Dice, &Formula) -> (Twins, Vec<Formula>)) -> Case {
    let x = Name(dice.pick(&["x", "t", "y", "a"]));
    let ((left, right), strangers) = make(dice, &x);
    let (q, rest) = (Q::any(dice, 9), if dice.coin() { Q::any(dice, 9) } else { Q::ZERO });
    let linear = if dice.one_in(3) { Q::any(dice, 5) } else { Q::ZERO };
    let combine = |q: Q, linear: Q, rest: Q, f: &Formula| {
        let mut terms = vec![times(q, f.clone())];
        if !linear.is_zero() {
            terms.push(times(linear, x.clone()));
        }
        if !rest.is_zero() {
            terms.push(Num(rest));
        }
        Sum(terms)
    };
    let mut other = Vec::new();
    let slip = q.slip(dice);
    if !slip.is_zero() {
        other.push(show_freely(&combine(slip, linear, rest, &left), dice));
    }
    other.push(show_freely(&combine(q, linear, rest + Q::ONE, &right), dice));
    other.push(show_freely(&combine(q, linear + Q::ONE, rest, &left), dice));
    other.push(show(&combine(-q, linear, rest, &right), dice));
    for stranger in strangers {
        other.push(show(&combine(q, linear, rest, &stranger), dice));
    }
    let same =
        vec![show_freely(&combine(q, linear, rest, &left), dice), show_freely(&combine(q, linear, rest, &right), dice)];
    let truth = show(&combine(q, linear, rest, if dice.coin() { &left } else { &right }), dice);
    Case { truth, same, other }
}

pub(crate) fn powers(dice: &mut Dice) -> Case {
    build(dice, |dice, x| {
        let (a, b, base) = (dice.range(2, 5), dice.range(2, 7), dice.pick(&[2, 3, 5, 7, 10]));
        let exponential = |k: i64| power(Name("e"), multiple(k, x));
        match dice.range(0, 5) {
            0 => (
                (exponential(a), power(exponential(1), int(a))),
                vec![exponential(a + 1), exponential(-a), power(int(3), multiple(a, x))],
            ),
            1 => (
                (
                    power(int(base), Sum(vec![x.clone(), int(b)])),
                    Product(vec![int(base.pow(b as u32)), power(int(base), x.clone())]),
                ),
                vec![
                    power(int(base), Sum(vec![x.clone(), int(b + 1)])),
                    power(int(base), Sum(vec![x.clone(), int(-b)])),
                    power(x.clone(), int(base)),
                ],
            ),
            2 => (
                (power(int(base * base), x.clone()), power(int(base), multiple(2, x))),
                vec![
                    power(int(base), square(x.clone())),
                    power(int(base), multiple(3, x)),
                    power(int(base * base + 1), x.clone()),
                ],
            ),
            3 => (
                (
                    Root(2, Box::new(Sum(vec![square(x.clone()), int(b)]))),
                    power(Sum(vec![square(x.clone()), int(b)]), Num(Q::new(1, 2))),
                ),
                vec![
                    Sum(vec![x.clone(), Root(2, Box::new(int(b)))]),
                    Root(2, Box::new(Sum(vec![square(x.clone()), int(b + 1)]))),
                    Root(3, Box::new(Sum(vec![square(x.clone()), int(b)]))),
                ],
            ),
            4 => (
                (
                    power(x.clone(), Num(Q::new(i128::from(2 * a + 1), 2))),
                    Product(vec![power(x.clone(), int(a)), Root(2, Box::new(x.clone()))]),
                ),
                vec![power(x.clone(), Num(Q::new(i128::from(2 * a + 3), 2))), power(x.clone(), int(a))],
            ),
            _ => (
                (call("exp", Sum(vec![x.clone(), int(b)])), Product(vec![power(Name("e"), int(b)), exponential(1)])),
                vec![call("exp", Sum(vec![x.clone(), int(b + 1)])), call("exp", multiple(b, x))],
            ),
        }
    })
}

pub(crate) fn logarithms(dice: &mut Dice) -> Case {
    build(dice, |dice, x| {
        let (k, base) = (dice.range(2, 9), dice.range(2, 9));
        let ln = |a: Formula| call("ln", a);
        match dice.range(0, 4) {
            0 => (
                (ln(multiple(k, x)), Sum(vec![ln(int(k)), ln(x.clone())])),
                vec![ln(multiple(k + 1, x)), multiple(k, &ln(x.clone())), ln(Sum(vec![x.clone(), int(k)]))],
            ),
            1 => (
                (ln(power(x.clone(), int(3))), multiple(3, &ln(x.clone()))),
                vec![ln(power(x.clone(), int(5))), power(ln(x.clone()), int(3))],
            ),
            2 => (
                (Log(base, Box::new(x.clone())), over(ln(x.clone()), ln(int(base)))),
                vec![
                    Log(base + 1, Box::new(x.clone())),
                    ln(x.clone()),
                    over(ln(int(base)), ln(x.clone())),
                    Log(base, Box::new(Sum(vec![x.clone(), int(1)]))),
                ],
            ),
            3 => (
                (ln(over(x.clone(), int(k))), Sum(vec![ln(x.clone()), times(-Q::ONE, ln(int(k)))])),
                vec![over(ln(x.clone()), ln(int(k))), ln(over(int(k), x.clone()))],
            ),
            _ => (
                (Log(base, Box::new(multiple(base, x))), Sum(vec![int(1), Log(base, Box::new(x.clone()))])),
                vec![Log(base, Box::new(multiple(base + 1, x))), Log(base + 2, Box::new(multiple(base, x)))],
            ),
        }
    })
}

pub(crate) fn trigonometry(dice: &mut Dice) -> Case {
    build(dice, |dice, x| {
        let (k, b) = (dice.range(1, 4), dice.range(1, 6));
        let kx = multiple(k, x);
        let (sin, cos, tan) = (
            |a: &Formula| call("sin", a.clone()),
            |a: &Formula| call("cos", a.clone()),
            |a: &Formula| call("tan", a.clone()),
        );
        let next = multiple(k + 1, x);
        match dice.range(0, 7) {
            0 => (
                (square(sin(&kx)), Sum(vec![int(1), times(-Q::ONE, square(cos(&kx)))])),
                vec![square(cos(&kx)), sin(&square(kx.clone())), square(sin(&next))],
            ),
            1 => (
                (call("sin", multiple(2 * k, x)), Product(vec![int(2), sin(&kx), cos(&kx)])),
                vec![multiple(2, &sin(&kx)), call("cos", multiple(2 * k, x))],
            ),
            2 => ((tan(&kx), over(sin(&kx), cos(&kx))), vec![over(cos(&kx), sin(&kx)), sin(&kx), tan(&next)]),
            3 => (
                (call("cos", multiple(2 * k, x)), Sum(vec![int(1), times(Q::int(-2), square(sin(&kx)))])),
                vec![
                    Sum(vec![int(1), times(Q::int(-2), square(cos(&kx)))]),
                    call("cos", multiple(3 * k, x)),
                    call("sin", multiple(2 * k, x)),
                ],
            ),
            4 => (
                (call("sin", Sum(vec![kx.clone(), over(Formula::Pi, int(2))])), cos(&kx)),
                vec![sin(&kx), call("sin", Sum(vec![kx.clone(), over(Formula::Pi, int(3))]))],
            ),
            5 => (
                (
                    sin(&Sum(vec![kx.clone(), int(b)])),
                    Sum(vec![
                        Product(vec![sin(&kx), call("cos", int(b))]),
                        Product(vec![cos(&kx), call("sin", int(b))]),
                    ]),
                ),
                vec![sin(&Sum(vec![kx.clone(), int(b + 1)])), Sum(vec![sin(&kx), call("sin", int(b))])],
            ),
            6 => (
                (call("sec", kx.clone()), over(int(1), cos(&kx))),
                vec![cos(&kx), call("csc", kx.clone()), over(int(1), sin(&kx))],
            ),
            _ => (
                (call("arctan", kx.clone()), call("arctan", kx.clone())),
                vec![tan(&kx), call("arcsin", kx.clone()), call("arctan", next.clone())],
            ),
        }
    })
}

pub(crate) fn absolute_values(dice: &mut Dice) -> Case {
    build(dice, |dice, x| {
        let (k, b) = (dice.range(2, 9), dice.range(1, 9));
        let abs = |a: Formula| Abs(Box::new(a));
        let apart = Sum(vec![x.clone(), int(-b)]);
        match dice.range(0, 3) {
            0 => (
                (abs(x.clone()), Root(2, Box::new(square(x.clone())))),
                vec![x.clone(), times(-Q::ONE, x.clone()), square(x.clone())],
            ),
            1 => (
                (abs(apart.clone()), abs(Sum(vec![int(b), times(-Q::ONE, x.clone())]))),
                vec![apart, Sum(vec![abs(x.clone()), int(-b)]), abs(Sum(vec![x.clone(), int(b)]))],
            ),
            2 => (
                (abs(multiple(k, x)), multiple(k, &abs(x.clone()))),
                vec![multiple(k, x), abs(multiple(k + 1, x)), abs(Sum(vec![x.clone(), int(k)]))],
            ),
            _ => (
                (square(abs(x.clone())), square(x.clone())),
                vec![abs(x.clone()), Product(vec![x.clone(), abs(x.clone())])],
            ),
        }
    })
}
