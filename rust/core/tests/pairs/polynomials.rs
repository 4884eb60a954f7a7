//! Polynomials and rational functions in up to three letters, with exact arithmetic of their own.

use std::collections::BTreeMap;

use super::formula::{int, over, power, show_freely, times};
use super::{Case, Dice, Formula, Q, show};
use Formula::{Name, Num, Product, Sum};

/// Coefficients by the exponents of the three letters; none is zero.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Poly(pub(crate) BTreeMap<[u32; 3], Q>);

impl Poly {
    pub(crate) fn constant(q: Q) -> Self {
        Self(BTreeMap::from([([0; 3], q)])).tidy()
    }

    fn tidy(mut self) -> Self {
        self.0.retain(|_, q| !q.is_zero());
        self
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        let mut all = self.0.clone();
        for (at, q) in &other.0 {
            let sum = all.get(at).copied().unwrap_or(Q::ZERO) + *q;
            all.insert(*at, sum);
        }
        Self(all).tidy()
    }

    pub(crate) fn by(&self, other: &Self) -> Self {
        let mut all = Self(BTreeMap::new());
        for (x, p) in &self.0 {
            for (y, q) in &other.0 {
                all = all.plus(&Self(BTreeMap::from([([x[0] + y[0], x[1] + y[1], x[2] + y[2]], *p * *q)])));
            }
        }
        all
    }

    pub(crate) fn scale(&self, q: Q) -> Self {
        self.by(&Self::constant(q))
    }

    /// A polynomial of some terms in the first letters.
    pub(crate) fn any(dice: &mut Dice, letters: usize, terms: i64, degree: i64) -> Self {
        loop {
            let mut all = Self(BTreeMap::new());
            for _ in 0..dice.range(1, terms) {
                let mut at = [0; 3];
                for exponent in at.iter_mut().take(letters) {
                    *exponent = dice.range(0, degree) as u32;
                }
                all = all.plus(&Self(BTreeMap::from([(at, Q::any(dice, 9))])));
            }
            // A constant is a number, which other laws are about.
            if all.0.keys().any(|at| *at != [0; 3]) {
                return all;
            }
        }
    }

    /// The terms added up.
    pub(crate) fn formula(&self, names: &[&'static str]) -> Formula {
        if self.0.is_empty() {
            return int(0);
        }
        Sum(self
            .0
            .iter()
            .rev()
            .map(|(at, q)| {
                let mut factors = vec![];
                if *q != Q::ONE || *at == [0; 3] {
                    factors.push(Num(*q));
                }
                for (name, exponent) in names.iter().zip(at) {
                    match exponent {
                        0 => {}
                        1 => factors.push(Name(name)),
                        _ => factors.push(power(Name(name), int(i64::from(*exponent)))),
                    }
                }
                if factors.len() == 1 { factors[0].clone() } else { Product(factors) }
            })
            .collect())
    }

    /// The same with one slip: a coefficient, an exponent, a term more or less.
    pub(crate) fn slip(&self, dice: &mut Dice, letters: usize) -> Self {
        loop {
            let at = dice.pick(&self.0.keys().copied().collect::<Vec<_>>());
            let mut all = self.0.clone();
            let q = all.remove(&at).unwrap_or(Q::ZERO);
            match dice.range(0, 4) {
                0 => {}
                1 => {
                    let mut moved = at;
                    moved[dice.range(0, letters as i64 - 1) as usize] += 1;
                    all.insert(moved, q);
                }
                2 => {
                    all.insert(at, -q);
                }
                _ => {
                    all.insert(at, q.slip(dice));
                }
            }
            let other = Self(all).tidy();
            if other != *self {
                return other;
            }
        }
    }
}

pub(crate) fn letters(dice: &mut Dice) -> [&'static str; 3] {
    dice.pick(&[["x", "y", "z"], ["a", "b", "c"], ["n", "u", "v"], ["t", "s", "r"], ["n", "p", "q"]])
}

/// Ways to write a product of factors, expanded or not.
fn spell(factors: &[Poly], names: &[&'static str], dice: &mut Dice) -> Formula {
    let expanded = factors.iter().fold(Poly::constant(Q::ONE), |all, factor| all.by(factor));
    match dice.range(0, 4) {
        0 if factors.len() > 1 => Product(factors.iter().map(|factor| factor.formula(names)).collect()),
        1 => {
            // A common factor in front.
            let q = Q::int(dice.pick(&[2, 3, -1, -2, 5]));
            Product(vec![Num(q), expanded.scale(q.inverse()).formula(names)])
        }
        2 => {
            let q = Q::int(dice.pick(&[2, 3, 4, 6, 12]));
            over(expanded.scale(q).formula(names), Num(q))
        }
        3 => {
            // A part taken away and added again.
            let part = Poly::any(dice, 1, 2, 2);
            Sum(vec![expanded.plus(&part).formula(names), Product(vec![int(-1), part.formula(names)])])
        }
        _ => expanded.formula(names),
    }
}

fn polynomials(dice: &mut Dice, count: usize) -> Case {
    let names = letters(dice);
    let factors: Vec<Poly> =
        (0..dice.range(1, 3)).map(|_| Poly::any(dice, count, 3, if count == 1 { 2 } else { 1 })).collect();
    let expanded = factors.iter().fold(Poly::constant(Q::ONE), |all, factor| all.by(factor));
    let mut other = Vec::new();
    for _ in 0..3 {
        let slipped = expanded.slip(dice, count);
        other.push(show_freely(&slipped.formula(&names), dice));
    }
    if factors.len() > 1 {
        let mut changed = factors.clone();
        changed[0] = changed[0].slip(dice, count);
        let whole = changed.iter().fold(Poly::constant(Q::ONE), |all, factor| all.by(factor));
        if whole != expanded {
            other.push(show(&Product(changed.iter().map(|factor| factor.formula(&names)).collect()), dice));
        }
    }
    // Another name is another letter.
    let renamed = [names[1], names[0], "w"];
    let swapped = Poly(expanded.0.iter().map(|(at, q)| ([at[1], at[0], at[2]], *q)).collect());
    if swapped != expanded {
        other.push(show(&expanded.formula(&renamed), dice));
    }
    let same = (0..2)
        .map(|_| {
            let formula = spell(&factors, &names, dice);
            show_freely(&formula, dice)
        })
        .collect();
    let formula = spell(&factors, &names, dice);
    Case { truth: show(&formula, dice), same, other }
}

pub(crate) fn in_one_letter(dice: &mut Dice) -> Case {
    polynomials(dice, 1)
}

pub(crate) fn in_several_letters(dice: &mut Dice) -> Case {
    let count = dice.range(2, 3) as usize;
    polynomials(dice, count)
}

pub(crate) fn rational_functions(dice: &mut Dice) -> Case {
    let names = letters(dice);
    let count = dice.range(1, 2) as usize;
    let (top, bottom) = (Poly::any(dice, count, 3, 2), Poly::any(dice, count, 3, 2));
    let spell = |top: &Poly, bottom: &Poly, dice: &mut Dice| match dice.range(0, 4) {
        0 => {
            let common = Poly::any(dice, count, 2, 1);
            over(top.by(&common).formula(&names), bottom.by(&common).formula(&names))
        }
        1 => {
            // A whole part split off.
            let part = Poly::any(dice, 1, 2, 1);
            let rest = top.plus(&part.by(bottom).scale(-Q::ONE));
            Sum(vec![part.formula(&names), over(rest.formula(&names), bottom.formula(&names))])
        }
        2 => times(-Q::ONE, over(top.scale(-Q::ONE).formula(&names), bottom.formula(&names))),
        3 => Product(vec![top.formula(&names), power(bottom.formula(&names), int(-1))]),
        _ => over(top.formula(&names), bottom.formula(&names)),
    };
    let mut other = Vec::new();
    for at in 0..4 {
        let (a, b) = match at {
            0 => (bottom.clone(), top.clone()),
            1 => (top.clone(), bottom.slip(dice, count)),
            2 => (top.scale(-Q::ONE), bottom.clone()),
            _ => (top.slip(dice, count), bottom.clone()),
        };
        if !b.0.is_empty() && a.by(&bottom) != top.by(&b) {
            let formula = spell(&a, &b, dice);
            other.push(show_freely(&formula, dice));
        }
    }
    let again = |dice: &mut Dice| {
        let formula = spell(&top, &bottom, dice);
        show(&formula, dice)
    };
    let (truth, same) = (again(dice), vec![again(dice), again(dice)]);
    Case { truth, same, other }
}

/// Whether two polynomials are a factor of each other: their equations say the same.
pub(crate) fn is_multiple(a: &Poly, b: &Poly) -> bool {
    match (a.0.iter().next(), b.0.iter().next()) {
        (Some((x, p)), Some((y, q))) => x == y && a.scale(p.inverse()) == b.scale(q.inverse()),
        (None, None) => true,
        _ => false,
    }
}

/// Equations `p = 0`, with terms moved from side to side and a factor.
pub(crate) fn equations(dice: &mut Dice) -> Case {
    let names = letters(dice);
    let count = dice.range(2, 3) as usize;
    let own = loop {
        let poly = Poly::any(dice, count, 4, 2);
        // Two terms at least, and not all with a letter in common, so that no solution `x = 0` can be split off.
        if poly.0.len() > 1 && (0..3).all(|letter| poly.0.keys().any(|at| at[letter] == 0)) {
            break poly;
        }
    };
    let write = |poly: &Poly, dice: &mut Dice| {
        let scaled = poly.scale(Q::any(dice, 5));
        let moved = Poly(scaled.0.iter().filter(|_| dice.coin()).map(|(at, q)| (*at, *q)).collect());
        let left = scaled.plus(&moved.scale(-Q::ONE));
        let right = moved.scale(-Q::ONE);
        let (a, b) = (left.formula(&names), right.formula(&names));
        let sign = dice.pick(&["=", " = "]);
        format!("{}{sign}{}", show(&a, dice), show(&b, dice))
    };
    let mut other = Vec::new();
    for _ in 0..4 {
        let changed = own.slip(dice, count);
        if !is_multiple(&changed, &own) && changed.0.len() > 1 {
            other.push(write(&changed, dice));
        }
    }
    Case { truth: write(&own, dice), same: vec![write(&own, dice), write(&own, dice)], other }
}

/// Lines `y = mx + b` in any arrangement.
pub(crate) fn lines(dice: &mut Dice) -> Case {
    let (m, b) = (Q::any(dice, 9), Q::any(dice, 9));
    let (x, y) = (Name("x"), Name("y"));
    let write = |m: Q, b: Q, dice: &mut Dice| {
        let slope = |dice: &mut Dice| {
            let formula = Sum(vec![times(m, x.clone()), Num(b)]);
            show(&formula, dice)
        };
        match dice.range(0, 5) {
            0 => format!("{} = y", slope(dice)),
            1 => {
                let common = Q::new(m.d * b.d, 1);
                let left = Sum(vec![times(-m * common, x.clone()), times(common, y.clone())]);
                format!("{} = {}", show(&left, dice), show(&Num(b * common), dice))
            }
            2 => {
                let all = Sum(vec![times(m, x.clone()), times(-Q::ONE, y.clone()), Num(b)]);
                format!("{} = 0", show(&all, dice))
            }
            3 => {
                // Through a point.
                let x0 = Q::int(dice.range(1, 6));
                let left = Sum(vec![y.clone(), Num(-(m * x0 + b))]);
                let right = Product(vec![Num(m), Sum(vec![x.clone(), Num(-x0)])]);
                format!("{} = {}", show(&left, dice), show(&right, dice))
            }
            _ => format!("y = {}", slope(dice)),
        }
    };
    let slips = [(m.slip(dice), b), (m, b.slip(dice)), (-m, b), (m, -b)];
    let mut other: Vec<String> = slips.iter().map(|(m, b)| write(*m, *b, dice)).collect();
    let swapped = Sum(vec![times(m, y.clone()), Num(b)]);
    if !(m == -Q::ONE || m == Q::ONE && b.is_zero()) {
        other.push(format!("x = {}", show(&swapped, dice)));
    }
    Case { truth: write(m, b, dice), same: vec![write(m, b, dice), write(m, b, dice)], other }
}
