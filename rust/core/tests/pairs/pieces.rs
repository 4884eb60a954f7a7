//! Functions by pieces: whatever differs on one side of a kink only, or at one step, differs.

use super::formula::{call, int, over, power, show_freely, times};
use super::oracle::{constants, is_whole, tell_apart};
use super::{Case, Dice, Formula, Q, show};
use Formula::{Abs, Binomial, Factorial, Mod, Most, Name, Num, Over, Power, Product, Root, Sign, Sum, Whole};

/// Letters that stand for real numbers.
pub(crate) const REAL: [&str; 14] = ["a", "b", "c", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"];

fn boxed(a: &Formula) -> Box<Formula> {
    Box::new(a.clone())
}

fn minus(a: &Formula) -> Formula {
    match a {
        Num(q) => Num(-*q),
        Sum(terms) => Sum(terms.iter().map(minus).collect()),
        Product(factors) => match factors.as_slice() {
            [Num(q), rest @ ..] if *q == -Q::ONE && rest.len() == 1 => rest[0].clone(),
            [Num(q), rest @ ..] => Product([vec![Num(-*q)], rest.to_vec()].concat()),
            _ => Product([vec![int(-1)], factors.clone()].concat()),
        },
        _ => Product(vec![int(-1), a.clone()]),
    }
}

fn plus(a: &Formula, b: &Formula) -> Formula {
    let terms = |f: &Formula| if let Sum(terms) = f { terms.clone() } else { vec![f.clone()] };
    Sum([terms(a), terms(b)].concat())
}

fn square(a: &Formula) -> Formula {
    power(a.clone(), int(2))
}

fn half(a: Formula) -> Formula {
    over(a, int(2))
}

fn abs(a: &Formula) -> Formula {
    Abs(boxed(a))
}

fn most(larger: bool, a: &Formula, b: &Formula) -> Formula {
    Most(larger, boxed(a), boxed(b))
}

/// A number of either sign and of any size up to a million.
pub(crate) fn shift(dice: &mut Dice) -> Q {
    let size = dice.pick(&[9, 9, 30, 100, 1000, 10_000, 1_000_000]);
    let n = dice.nonzero(-size, size);
    if dice.one_in(5) { Q::new(n.into(), dice.pick(&[2, 3, 4, 5, 10])) } else { Q::int(n) }
}

/// A term that is linear in a letter: `k(x - c)`, multiplied out.
fn linear(dice: &mut Dice, letter: &'static str) -> Formula {
    let k = if dice.one_in(3) { Q::int(dice.nonzero(-9, 9)) } else { Q::ONE };
    let c = shift(dice);
    Sum(vec![times(k, Name(letter)), Num(-(k * c))])
}

/// One of the things that are written by pieces, over smaller ones.
fn piece(dice: &mut Dice, letters: &[&'static str], depth: i64) -> Formula {
    let letter = dice.pick(letters);
    if depth == 0 {
        return match dice.range(0, 4) {
            0 => Name(letter),
            1 => Num(shift(dice)),
            _ => linear(dice, letter),
        };
    }
    let inner = |dice: &mut Dice| piece(dice, letters, depth - 1);
    let a = inner(dice);
    match dice.range(0, if is_whole(letter) { 9 } else { 7 }) {
        0 | 1 => abs(&a),
        2 => {
            let b = inner(dice);
            most(dice.coin(), &a, &b)
        }
        3 => Whole(dice.coin(), Box::new(over(a, int(dice.range(2, 60))))),
        4 => Sign(Box::new(a)),
        5 => {
            let b = inner(dice);
            Product(vec![a, b])
        }
        6 => Root(2, Box::new(square(&a))),
        // `k(-1)` would be a value of a function.
        8 if !matches!(a, Name(_)) => Product(vec![power(int(-1), Name(letter)), a]),
        9 => Mod(Box::new(Name(letter)), dice.range(2, 90)),
        _ => {
            let b = inner(dice);
            plus(&a, &b)
        }
    }
}

/// The same function in another shape.
fn reshape(formula: &Formula, dice: &mut Dice) -> Formula {
    let shaped = match formula {
        Sum(terms) => Sum(terms.iter().map(|term| reshape(term, dice)).collect()),
        Product(factors) => Product(factors.iter().map(|factor| reshape(factor, dice)).collect()),
        Over(a, b) => over(reshape(a, dice), reshape(b, dice)),
        Power(a, b) => power(reshape(a, dice), (**b).clone()),
        Root(index, a) => Root(*index, Box::new(reshape(a, dice))),
        Abs(a) => Abs(Box::new(reshape(a, dice))),
        Most(larger, a, b) => Most(*larger, Box::new(reshape(a, dice)), Box::new(reshape(b, dice))),
        Whole(below, a) => Whole(*below, Box::new(reshape(a, dice))),
        Sign(a) => Sign(Box::new(reshape(a, dice))),
        other => other.clone(),
    };
    match &shaped {
        Abs(a) => match dice.range(0, 5) {
            0 => Root(2, Box::new(square(a))),
            1 => most(true, a, &minus(a)),
            2 => abs(&minus(a)),
            3 => Product(vec![Sign(a.clone()), (**a).clone()]),
            _ => shaped,
        },
        Most(larger, a, b) => match dice.range(0, 4) {
            0 => most(*larger, b, a),
            1 => minus(&most(!larger, &minus(a), &minus(b))),
            2 => {
                let apart = abs(&plus(a, &minus(b)));
                half(Sum(vec![(**a).clone(), (**b).clone(), if *larger { apart } else { minus(&apart) }]))
            }
            _ => shaped,
        },
        Whole(below, a) => match dice.range(0, 3) {
            0 => minus(&Whole(!below, Box::new(minus(a)))),
            1 => {
                let by = dice.range(1, 9);
                Sum(vec![Whole(*below, Box::new(plus(a, &int(by)))), int(-by)])
            }
            _ => shaped,
        },
        Root(2, a) => match (&**a, dice.coin()) {
            (Power(base, two), true) if matches!(**two, Num(q) if q == Q::int(2)) => abs(base),
            _ => shaped,
        },
        Mod(a, by) if dice.coin() => {
            Sum(vec![(**a).clone(), times(Q::int(-by), Whole(true, Box::new(over((**a).clone(), int(*by)))))])
        }
        Product(factors) => match (factors.as_slice(), dice.coin()) {
            ([a, Sum(terms)], true) => Sum(terms.iter().map(|term| Product(vec![a.clone(), term.clone()])).collect()),
            _ => shaped,
        },
        Sign(a) if dice.one_in(3) => minus(&Sign(Box::new(minus(a)))),
        _ => shaped,
    }
}

/// The places of a formula where one thing may change.
fn count(formula: &Formula) -> usize {
    1 + match formula {
        Sum(items) | Product(items) => items.iter().map(count).sum(),
        Over(a, b) | Power(a, b) | Most(_, a, b) => count(a) + count(b),
        Root(_, a) | Abs(a) | Whole(_, a) | Sign(a) => count(a),
        _ => 0,
    }
}

/// Changes what stands at one place.
fn change(formula: &Formula, at: &mut usize, dice: &mut Dice) -> Formula {
    if *at == 0 {
        *at = usize::MAX;
        return slip(formula, dice);
    }
    *at -= 1;
    let mut go = |a: &Formula| if *at == usize::MAX { a.clone() } else { change(a, at, dice) };
    match formula {
        Sum(items) => Sum(items.iter().map(go).collect()),
        Product(items) => Product(items.iter().map(go).collect()),
        Over(a, b) => {
            let a = go(a);
            over(a, go(b))
        }
        Power(a, b) => {
            let a = go(a);
            power(a, go(b))
        }
        Most(larger, a, b) => {
            let a = go(a);
            Most(*larger, Box::new(a), Box::new(go(b)))
        }
        Root(index, a) => Root(*index, Box::new(go(a))),
        Abs(a) => Abs(Box::new(go(a))),
        Whole(below, a) => Whole(*below, Box::new(go(a))),
        Sign(a) => Sign(Box::new(go(a))),
        other => other.clone(),
    }
}

/// What a careless writer, or one who hopes for a careless grader, would write instead.
fn slip(formula: &Formula, dice: &mut Dice) -> Formula {
    match formula {
        Num(q) => Num(q.slip(dice)),
        Name(_) => plus(formula, &int(dice.nonzero(-2, 2))),
        Abs(a) => match dice.range(0, 3) {
            0 => minus(a),
            1 => abs(&plus(a, &int(1))),
            _ => (**a).clone(),
        },
        Most(larger, a, b) => match dice.range(0, 3) {
            0 => most(!larger, a, b),
            1 => (**a).clone(),
            _ => (**b).clone(),
        },
        Whole(below, a) => {
            if dice.coin() {
                Whole(!below, a.clone())
            } else {
                (**a).clone()
            }
        }
        Sign(a) => match dice.range(0, 3) {
            0 => int(1),
            1 => int(-1),
            2 => Sign(Box::new(minus(a))),
            _ => (**a).clone(),
        },
        Root(2, a) => match &**a {
            Power(base, _) => {
                if dice.coin() {
                    (**base).clone()
                } else {
                    minus(base)
                }
            }
            _ => minus(formula),
        },
        Mod(a, by) => {
            if dice.coin() {
                Mod(a.clone(), by + 1)
            } else {
                (**a).clone()
            }
        }
        Sum(terms) if terms.len() > 1 => {
            let mut terms = terms.clone();
            let at = dice.range(0, terms.len() as i64 - 1) as usize;
            if dice.coin() {
                terms.remove(at);
            } else {
                terms[at] = minus(&terms[at]);
            }
            Sum(terms)
        }
        Power(a, _) if dice.coin() => (**a).clone(),
        Product(factors) if dice.coin() => Product(factors[1..].to_vec()),
        _ => minus(formula),
    }
}

/// A case of a formula: shapes of it, and what differs from it at a point that the oracle finds.
fn build(own: &Formula, letters: &[&'static str], others: usize, dice: &mut Dice) -> Case {
    let mut other = Vec::new();
    for _ in 0..others * 3 {
        if other.len() == others {
            break;
        }
        let mut at = dice.range(0, count(own) as i64 - 1) as usize;
        let changed = change(own, &mut at, dice);
        if tell_apart(own, &changed, letters, false, dice) {
            let shaped = if dice.coin() { reshape(&changed, dice) } else { changed };
            other.push(show(&shaped, dice));
        }
    }
    let same = vec![show(own, dice), show(&reshape(own, dice), dice)];
    Case { truth: show(own, dice), same, other }
}

/// Any functions by pieces of one letter.
pub(crate) fn all_pieces(dice: &mut Dice) -> Case {
    let letter = dice.pick(&REAL);
    pieces_of(letter, dice)
}

/// Functions by pieces of a given letter: other letters make the same case of the same dice.
pub(crate) fn pieces_of(letter: &'static str, dice: &mut Dice) -> Case {
    let depth = dice.range(1, 2);
    let own = piece(dice, &[letter], depth);
    build(&own, &[letter], 4, dice)
}

/// Any functions by pieces of two letters.
pub(crate) fn pieces_of_two(dice: &mut Dice) -> Case {
    let (one, two) = loop {
        let (one, two) = (dice.pick(&REAL), dice.pick(&REAL));
        if one != two {
            break (one, two);
        }
    };
    let own = piece(dice, &[one, two], 2);
    build(&own, &[one, two], 4, dice)
}

/// Whether a formula is no line. A line `4k + 1` stands for a family of integers, as `4k + 5` does.
fn is_bent(formula: &Formula) -> bool {
    match formula {
        _ if !has_name(formula) => false,
        Name(_) => false,
        Sum(items) => items.iter().any(is_bent),
        Product(factors) => {
            let moving: Vec<&Formula> = factors.iter().filter(|factor| has_name(factor)).collect();
            moving.len() > 1 || moving.into_iter().any(is_bent)
        }
        Over(above, below) => has_name(below) || is_bent(above),
        _ => true,
    }
}

/// Whether a letter stands in a formula.
fn has_name(formula: &Formula) -> bool {
    match formula {
        Name(_) => true,
        Sum(items) | Product(items) => items.iter().any(has_name),
        Over(a, b) | Power(a, b) | Most(_, a, b) | Binomial(a, b) => has_name(a) || has_name(b),
        Root(_, a) | Abs(a) | Whole(_, a) | Sign(a) | Mod(a, _) | Factorial(a) => has_name(a),
        _ => false,
    }
}

/// Functions of integers: parities, remainders, factorials and binomials beside what changes far out.
pub(crate) fn integer_pieces(dice: &mut Dice) -> Case {
    let letter = dice.pick(&["n", "m", "k"]);
    let depth = dice.range(1, 2);
    let own = piece(dice, &[letter], depth);
    // A positive factor asks for natural numbers and hides nothing.
    let n = || Box::new(Name(letter));
    let factor = match dice.range(0, 5) {
        0 => Some(Factorial(n())),
        1 => Some(power(int(dice.range(2, 5)), Name(letter))),
        2 => Some(Binomial(Box::new(Product(vec![int(2), Name(letter)])), n())),
        _ => None,
    };
    // Far out a factorial or an exponential is not worked out.
    let mut sizes = Vec::new();
    constants(&own, &mut sizes);
    let factor = factor.filter(|_| sizes.iter().all(|q| q.n.abs() < 3000));
    let wrap = |f: &Formula| match &factor {
        Some(factor) => Product(vec![factor.clone(), f.clone()]),
        None => f.clone(),
    };
    let mut other = Vec::new();
    for _ in 0..9 {
        let mut at = dice.range(0, count(&own) as i64 - 1) as usize;
        let changed = change(&own, &mut at, dice);
        let is_family = factor.is_none() && !is_bent(&own) && !is_bent(&changed);
        if !is_family && tell_apart(&own, &changed, &[letter], true, dice) {
            other.push(show(&wrap(&changed), dice));
        }
        if other.len() == 4 {
            break;
        }
    }
    let same = vec![show(&wrap(&own), dice), show(&wrap(&reshape(&own, dice)), dice)];
    Case { truth: show(&wrap(&own), dice), same, other }
}

/// Pairs that differ on one side of one place only, anywhere on the line, beside their neighbours that don't.
pub(crate) fn kinks(dice: &mut Dice) -> Case {
    let letter = dice.pick(&REAL);
    let x = Name(letter);
    let c = shift(dice);
    let from = |c: Q| Sum(vec![x.clone(), Num(-c)]);
    let u = from(c);
    let next = from(c + Q::ONE);
    let d = c + Q::int(dice.range(1, 40));
    let v = from(d);
    let k = Q::int(dice.range(2, 9));
    let zero = int(0);
    let (own, same, other): (Formula, Vec<Formula>, Vec<Formula>) = match dice.range(0, 8) {
        0 => (
            abs(&u),
            vec![Root(2, Box::new(square(&u))), most(true, &u, &minus(&u)), abs(&minus(&u))],
            vec![u.clone(), minus(&u), abs(&next), most(true, &u, &zero), plus(&abs(&x), &Num(-c))],
        ),
        1 => (
            most(true, &x, &Num(c)),
            vec![half(Sum(vec![x.clone(), Num(c), abs(&u)])), plus(&most(true, &u, &zero), &Num(c))],
            vec![x.clone(), Num(c), most(false, &x, &Num(c)), most(true, &x, &Num(c + Q::ONE))],
        ),
        2 => (
            Sum(vec![abs(&u), abs(&v)]),
            vec![most(true, &abs(&Sum(vec![times(Q::int(2), x.clone()), Num(-(c + d))])), &Num(d + -c))],
            vec![
                Num(d + -c),
                Sum(vec![times(Q::int(2), x.clone()), Num(-(c + d))]),
                Sum(vec![Num(c + d), times(Q::int(-2), x.clone())]),
                Sum(vec![abs(&u), v.clone()]),
            ],
        ),
        3 => (
            Sum(vec![square(&x), Product(vec![u.clone(), abs(&u)])]),
            vec![Sum(vec![square(&x), Product(vec![Sign(boxed(&u)), square(&u)])])],
            vec![
                Sum(vec![square(&x), square(&u)]),
                Sum(vec![square(&x), minus(&square(&u))]),
                Sum(vec![square(&x), Product(vec![u.clone(), abs(&next)])]),
            ],
        ),
        4 => (
            times(k, abs(&u)),
            vec![abs(&Sum(vec![times(k, x.clone()), Num(-(k * c))])), times(k, Root(2, Box::new(square(&u))))],
            vec![times(k, u.clone()), times(-k, u.clone()), Sum(vec![times(k, abs(&x)), Num(-(k * c))])],
        ),
        5 => (
            // A bump: nothing before the kink, a power of the distance behind it.
            Sum(vec![x.clone(), power(half(Sum(vec![u.clone(), abs(&u)])), int(dice.range(1, 3)))]),
            vec![],
            vec![x.clone(), Sum(vec![x.clone(), u.clone()]), Sum(vec![x.clone(), square(&u)])],
        ),
        6 => (
            call("ln", abs(&u)),
            vec![half(call("ln", square(&u))), call("ln", abs(&minus(&u)))],
            vec![
                call("ln", abs(&next)),
                call("ln", abs(&v)),
                half(call("ln", abs(&u))),
                call("ln", plus(&abs(&u), &int(1))),
            ],
        ),
        7 => {
            let by = Q::int(dice.range(2, 90));
            let whole = |by: Q| Whole(true, Box::new(over(x.clone(), Num(by))));
            (
                whole(by),
                vec![Sum(vec![Whole(true, Box::new(Sum(vec![over(x.clone(), Num(by)), int(3)]))), int(-3)])],
                vec![
                    whole(by + Q::int(dice.range(1, 20))),
                    Whole(false, Box::new(over(x.clone(), Num(by)))),
                    over(x.clone(), Num(by)),
                    zero,
                ],
            )
        }
        _ => (
            over(abs(&u), u.clone()),
            vec![Sign(boxed(&u)), over(u.clone(), abs(&u))],
            vec![int(1), int(-1), over(abs(&v), v.clone()), over(abs(&x), x.clone())],
        ),
    };
    let add = if dice.one_in(3) { Q::any(dice, 9) } else { Q::ZERO };
    let dress = |f: &Formula| if add.is_zero() { f.clone() } else { Sum(vec![f.clone(), times(add, x.clone())]) };
    Case {
        truth: show(&dress(&own), dice),
        same: same.iter().chain([&own]).map(|f| show(&dress(f), dice)).collect(),
        other: other.iter().map(|f| show(&dress(f), dice)).collect(),
    }
}

/// Roots, logarithms and powers whose domains begin anywhere on the line.
pub(crate) fn shifted_domains(dice: &mut Dice) -> Case {
    let letter = dice.pick(&REAL);
    let x = Name(letter);
    let (c, k) = (shift(dice), dice.range(2, 9));
    let from = |k: Q, c: Q| Sum(vec![times(k, x.clone()), Num(-(k * c))]);
    let root = |f: Formula| Root(2, Box::new(f));
    let u = from(Q::ONE, c);
    let ln = |f: Formula| call("ln", f);
    let q = Q::int(k);
    let (own, same, other): (Formula, Vec<Formula>, Vec<Formula>) = match dice.range(0, 4) {
        0 => (
            times(q, root(u.clone())),
            vec![root(from(q * q, c))],
            vec![
                root(from(q, c)),
                root(from(q * q, c + Q::ONE)),
                times(q + Q::ONE, root(u.clone())),
                times(-q, root(u.clone())),
                root(from(-(q * q), c)),
            ],
        ),
        1 => (
            Sum(vec![ln(u.clone()), ln(int(k))]),
            vec![ln(from(q, c))],
            vec![
                ln(from(q + Q::ONE, c)),
                ln(from(q, c + Q::ONE)),
                Sum(vec![ln(u.clone()), int(k)]),
                Product(vec![ln(u.clone()), ln(int(k))]),
                ln(Sum(vec![x.clone(), Num(Q::int(k) + -c)])),
            ],
        ),
        2 => (
            power(u.clone(), Num(Q::new(3, 2))),
            vec![Product(vec![u.clone(), root(u.clone())])],
            vec![
                power(u.clone(), Num(Q::new(5, 2))),
                Product(vec![minus(&u), root(u.clone())]),
                root(u.clone()),
                power(from(Q::ONE, c + Q::ONE), Num(Q::new(3, 2))),
            ],
        ),
        3 => (
            over(int(1), root(u.clone())),
            vec![over(root(u.clone()), u.clone()), power(u.clone(), Num(Q::new(-1, 2)))],
            vec![
                root(u.clone()),
                over(int(1), u.clone()),
                over(int(1), root(from(Q::ONE, c + Q::ONE))),
                over(int(-1), root(u.clone())),
            ],
        ),
        _ => (
            root(Sum(vec![Num(c), minus(&x)])),
            vec![root(minus(&u)), over(root(times(q * q, Sum(vec![Num(c), minus(&x)]))), int(k))],
            vec![
                root(Sum(vec![Num(c + Q::ONE), minus(&x)])),
                minus(&root(minus(&u))),
                times(q, root(minus(&u))),
                Sum(vec![root(Num(if c.n < 0 { -c } else { c })), minus(&root(x.clone()))]),
            ],
        ),
    };
    Case {
        truth: show(&own, dice),
        same: same.iter().chain([&own]).map(|f| show(f, dice)).collect(),
        other: other.iter().map(|f| show(f, dice)).collect(),
    }
}

/// Rational functions with constants of any size, different at a rational point that the oracle finds.
pub(crate) fn large_constants(dice: &mut Dice) -> Case {
    let letter = dice.pick(&REAL);
    let (a, b) = (linear(dice, letter), linear(dice, letter));
    let (c, d) = (Num(shift(dice)), linear(dice, letter));
    let own = match dice.range(0, 3) {
        0 => Product(vec![a, b]),
        1 => over(a, b),
        2 => Sum(vec![Product(vec![a, b]), c]),
        _ => Sum(vec![over(a, b), d]),
    };
    build(&own, &[letter], 4, dice)
}

/// The same or different things under a function that is one to one, so that what differs still differs.
pub(crate) fn wrapped(dice: &mut Dice) -> Case {
    let letter = dice.pick(&REAL);
    let own = piece(dice, &[letter], 1);
    let kind = dice.range(0, 3);
    let wrap = |f: &Formula| match kind {
        0 => call("arctan", f.clone()),
        1 => power(f.clone(), int(3)),
        2 => Product(vec![f.clone(), Sum(vec![square(f), int(1)])]),
        _ => power(f.clone(), int(5)),
    };
    let mut other = Vec::new();
    for _ in 0..9 {
        let mut at = dice.range(0, count(&own) as i64 - 1) as usize;
        let changed = change(&own, &mut at, dice);
        if tell_apart(&own, &changed, &[letter], false, dice) {
            other.push(show_freely(&wrap(&changed), dice));
        }
    }
    let same = vec![show(&wrap(&own), dice), show(&wrap(&reshape(&own, dice)), dice)];
    Case { truth: show(&wrap(&own), dice), same, other }
}
