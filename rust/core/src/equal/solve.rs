//! Where a relation between two expressions of one letter holds: absolute values, polynomials and quotients of them, exactly.
//!
//! The line is cut at every root of a numerator, a denominator or the argument of an absolute value. Between two cuts a relation
//! holds everywhere or nowhere, which one rational number tells; on a cut it is looked at by itself.

use std::cmp::Ordering;

use dashu_int::IBig;
use dashu_ratio::RBig;

use crate::expr::{Function, Relation as Sign, Tree};
use crate::limits;
use crate::number::Exact;
use crate::sorting;

use super::budget::Budget;
use super::exact;
use super::polynomial::{Place, Polynomial};
use super::segments::{End, Segment};
use super::surds::{linear, write_number, write_root};
use super::walk::Stop;

/// A quotient of polynomials.
struct Fraction {
    above: Polynomial,
    below: Polynomial,
}

/// Reads expressions as quotients of polynomials, choosing a side at each absolute value.
struct Reader<'l> {
    letter: &'l str,
    budget: &'l Budget,
    /// The side that each absolute value is read by, one bit each.
    choices: u32,
    /// Absolute values passed so far.
    passed: u32,
    /// Polynomials at whose roots the expression may change.
    cuts: Vec<Polynomial>,
    /// For each absolute value, what it is taken of.
    arguments: Vec<Polynomial>,
}

/// Where a relation holds: the cuts, and for the parts between and on them whether it does.
pub(super) struct Solution {
    cuts: Vec<Place>,
    /// Polynomials whose roots the cuts are.
    factors: Vec<Polynomial>,
    /// Below the first cut, on it, between it and the second, and so on.
    holds: Vec<bool>,
}

/// Solves a relation between two expressions of one letter. None where it is past what is solved.
pub(super) fn solve(left: &Tree, sign: Sign, right: &Tree, letter: &str, budget: &Budget) -> Option<Solution> {
    let bends = count_bends(left) + count_bends(right);
    if bends > limits::SOLVED_BENDS || !is_solvable(left, letter, budget) || !is_solvable(right, letter, budget) {
        return None;
    }
    let mut cuts: Vec<Polynomial> = Vec::new();
    let mut branches: Vec<(Polynomial, Vec<Polynomial>)> = Vec::new();
    let mut product = Polynomial::constant(IBig::ONE);
    for choices in 0..1u32 << bends {
        budget.pay(limits::DIVISION_STEPS * (left.count_nodes() + right.count_nodes())).ok()?;
        let mut reader = Reader { letter, budget, choices, passed: 0, cuts: Vec::new(), arguments: Vec::new() };
        let (own, theirs) = (reader.read(left)?, reader.read(right)?);
        let difference = own.add(&theirs.negate())?;
        reader.cuts.push(difference.above.clone());
        for cut in reader.cuts {
            if !cut.is_constant() && !cuts.contains(&cut) {
                product = product.join(&cut)?;
                cuts.push(cut);
            }
        }
        branches.push((difference.above, reader.arguments));
    }
    let places = product.find_roots(budget)?;
    let mut holds = Vec::with_capacity(2 * places.len() + 1);
    for at in 0..=places.len() {
        let sample = sample(at.checked_sub(1).and_then(|at| places.get(at)), places.get(at));
        holds.push(test(left, sign, right, letter, &sample, budget)?);
        let Some(place) = places.get(at) else { break };
        holds.push(match place.rational() {
            Some(root) => test(left, sign, right, letter, root, budget)?,
            None => {
                let near = &place.low;
                // The branch that holds beside the cut holds on it too.
                let branch = branches.iter().enumerate().find(|(choices, (_, arguments))| {
                    arguments.iter().enumerate().all(|(bend, argument)| {
                        let is_flipped = choices >> bend & 1 == 1;
                        (argument.sign_at(near) == Ordering::Less) == is_flipped
                    })
                })?;
                let is_zero = branch.1.0.is_constant() && branch.1.0.degree().is_none()
                    || has_root(&branch.1.0.simplify()?, place);
                if is_zero {
                    // On the root both sides are equal, where both are defined.
                    is_defined(left, right, letter, place, budget)?
                        && matches!(sign, Sign::Equal | Sign::LessEqual | Sign::GreaterEqual)
                } else {
                    is_defined(left, right, letter, place, budget)? && test(left, sign, right, letter, near, budget)?
                }
            }
        });
    }
    let mut factors: Vec<Polynomial> = cuts.iter().map(Polynomial::simplify).collect::<Option<_>>()?;
    sorting::sort_by_key(&mut factors, Polynomial::degree);
    Some(Solution { cuts: places, factors, holds })
}

/// The difference of two expressions of one letter as a polynomial with integer coefficients.
pub(super) fn read_polynomial(left: &Tree, right: &Tree, letter: &str, budget: &Budget) -> Option<Polynomial> {
    if !is_solvable(left, letter, budget)
        || !is_solvable(right, letter, budget)
        || count_bends(left) + count_bends(right) > 0
    {
        return None;
    }
    let mut reader = Reader { letter, budget, choices: 0, passed: 0, cuts: Vec::new(), arguments: Vec::new() };
    let difference = reader.read(left)?.add(&reader.read(right)?.negate())?;
    (difference.below == Polynomial::constant(IBig::ONE)).then_some(difference.above)
}

/// Whether a polynomial with simple roots has the one that lies here.
fn has_root(polynomial: &Polynomial, place: &Place) -> bool {
    let (low, high) = (polynomial.sign_at(&place.low), polynomial.sign_at(&place.high));
    low == Ordering::Equal || high == Ordering::Equal || low != high
}

/// Whether no denominator vanishes at an irrational cut.
fn is_defined(left: &Tree, right: &Tree, letter: &str, place: &Place, budget: &Budget) -> Option<bool> {
    fn check(tree: &Tree, letter: &str, place: &Place, budget: &Budget) -> Option<bool> {
        let below = match tree {
            Tree::Quotient(_, below) => Some(&**below),
            Tree::Power(base, exponent) if exact::evaluate(exponent, budget).is_ok_and(|power| power.is_negative()) => {
                Some(&**base)
            }
            _ => None,
        };
        if let Some(below) = below {
            let bends = count_bends(below);
            for choices in 0..1u32 << bends {
                let mut reader = Reader { letter, budget, choices, passed: 0, cuts: Vec::new(), arguments: Vec::new() };
                let below = reader.read(below)?.above;
                if !below.is_constant() && has_root(&below.simplify()?, place) {
                    return Some(false);
                }
            }
        }
        for child in tree.children() {
            if !check(child, letter, place, budget)? {
                return Some(false);
            }
        }
        Some(true)
    }
    Some(check(left, letter, place, budget)? && check(right, letter, place, budget)?)
}

/// A number between two cuts.
fn sample(before: Option<&Place>, after: Option<&Place>) -> RBig {
    match (before, after) {
        (None, None) => RBig::ZERO,
        (Some(before), None) => &before.high + RBig::ONE,
        (None, Some(after)) => &after.low - RBig::ONE,
        (Some(before), Some(after)) => (&before.high + &after.low) / RBig::from(2),
    }
}

/// Whether a relation holds at a rational number.
fn test(left: &Tree, sign: Sign, right: &Tree, letter: &str, at: &RBig, budget: &Budget) -> Option<bool> {
    let value = write_number(at);
    let value_of = |tree: &Tree| {
        let mut tree = tree.clone();
        tree.change(&mut |node| {
            if matches!(node, Tree::Symbol(name) if name == letter) {
                *node = value.clone();
            }
        });
        exact::evaluate(&tree, budget)
    };
    let (own, theirs) = match (value_of(left), value_of(right)) {
        (Ok(own), Ok(theirs)) => (own, theirs),
        (Err(Stop::Undefined), _) | (_, Err(Stop::Undefined)) => return Some(false),
        _ => return None,
    };
    let order = own.cmp(&theirs);
    Some(match sign {
        Sign::Equal => order == Ordering::Equal,
        Sign::NotEqual => order != Ordering::Equal,
        Sign::Less => order == Ordering::Less,
        Sign::LessEqual => order != Ordering::Greater,
        Sign::Greater => order == Ordering::Greater,
        Sign::GreaterEqual => order != Ordering::Less,
        _ => return None,
    })
}

/// How many absolute values, maxima and minima stand in a tree.
fn count_bends(tree: &Tree) -> usize {
    let own = usize::from(matches!(tree, Tree::Call(Function::Abs | Function::Max | Function::Min, _)));
    own + tree.children().map(count_bends).sum::<usize>()
}

/// Whether a tree is made of what is solved, in one letter alone.
fn is_solvable(tree: &Tree, letter: &str, budget: &Budget) -> bool {
    match tree {
        Tree::Symbol(name) => name == letter,
        Tree::Number(_)
        | Tree::Sum(_)
        | Tree::Product(_)
        | Tree::Neg(_)
        | Tree::Quotient(..)
        | Tree::Power(..)
        | Tree::Percent(_)
        | Tree::Call(Function::Abs | Function::Max | Function::Min, _) => {
            tree.children().all(|child| is_solvable(child, letter, budget))
        }
        Tree::Root(..) => exact::evaluate(tree, budget).is_ok(),
        _ => false,
    }
}

impl Fraction {
    fn constant(value: &Exact) -> Option<Self> {
        let (above, below) = value.to_rbig(limits::SOLVED_BITS / 3)?.into_parts();
        Some(Self { above: Polynomial::constant(above), below: Polynomial::constant(below.into()) })
    }

    fn add(&self, other: &Self) -> Option<Self> {
        if self.below == other.below {
            return Some(Self { above: self.above.add(&other.above)?, below: self.below.clone() });
        }
        let (one, two) = (self.above.multiply(&other.below)?, other.above.multiply(&self.below)?);
        Some(Self { above: one.add(&two)?, below: self.below.multiply(&other.below)? })
    }

    fn negate(&self) -> Self {
        Self { above: self.above.negate(), below: self.below.clone() }
    }

    fn multiply(&self, other: &Self) -> Option<Self> {
        Some(Self { above: self.above.multiply(&other.above)?, below: self.below.multiply(&other.below)? })
    }
}

impl Reader<'_> {
    fn read(&mut self, tree: &Tree) -> Option<Fraction> {
        if !matches!(tree, Tree::Number(_) | Tree::Symbol(_))
            && count_bends(tree) == 0
            && let Ok(value) = exact::evaluate(tree, self.budget)
        {
            return Fraction::constant(&value);
        }
        match tree {
            Tree::Number(number) => Fraction::constant(&number.value),
            Tree::Symbol(name) if name == self.letter => {
                Some(Fraction { above: Polynomial::letter(), below: Polynomial::constant(IBig::ONE) })
            }
            Tree::Neg(inner) => Some(self.read(inner)?.negate()),
            Tree::Percent(inner) => {
                let hundred = Fraction::constant(&Exact::ONE.div(&Exact::from_i64(100))?)?;
                self.read(inner)?.multiply(&hundred)
            }
            Tree::Sum(terms) => {
                let mut terms = terms.iter();
                let mut total = self.read(terms.next()?)?;
                for term in terms {
                    total = total.add(&self.read(term)?)?;
                }
                Some(total)
            }
            Tree::Product(factors) => {
                let mut factors = factors.iter();
                let mut total = self.read(factors.next()?)?;
                self.cuts.push(total.above.clone());
                for factor in factors {
                    let next = self.read(factor)?;
                    self.cuts.push(next.above.clone());
                    total = total.multiply(&next)?;
                }
                Some(total)
            }
            Tree::Quotient(above, below) => {
                let (above, below) = (self.read(above)?, self.read(below)?);
                self.divide(&above, &below)
            }
            Tree::Power(base, exponent) => {
                let power = exact::evaluate(exponent, self.budget).ok()?.to_i64()?;
                let base = self.read(base)?;
                self.cuts.push(base.above.clone());
                let mut total = Fraction::constant(&Exact::ONE)?;
                if power.unsigned_abs() > limits::SOLVED_DEGREE as u64 {
                    return None;
                }
                for _ in 0..power.unsigned_abs() {
                    total = total.multiply(&base)?;
                }
                if power < 0 { self.divide(&Fraction::constant(&Exact::ONE)?, &total) } else { Some(total) }
            }
            Tree::Call(Function::Abs, arguments) => {
                let [argument] = arguments.as_slice() else { return None };
                let argument = self.read(argument)?;
                Some(if self.bend(&argument)? { argument.negate() } else { argument })
            }
            Tree::Call(function @ (Function::Max | Function::Min), arguments) => {
                let [one, other] = arguments.as_slice() else { return None };
                let (one, other) = (self.read(one)?, self.read(other)?);
                let is_below = self.bend(&one.add(&other.negate())?)?;
                Some(if is_below == (*function == Function::Max) { other } else { one })
            }
            _ => None,
        }
    }

    fn divide(&mut self, above: &Fraction, below: &Fraction) -> Option<Fraction> {
        below.above.degree()?;
        self.cuts.push(below.above.clone());
        above.multiply(&Fraction { above: below.below.clone(), below: below.above.clone() })
    }

    /// Notes where an argument changes its sign, and says whether this reading takes it as negative.
    fn bend(&mut self, argument: &Fraction) -> Option<bool> {
        // The sign of a quotient is that of the product.
        let sign = argument.above.multiply(&argument.below)?;
        self.cuts.push(argument.above.clone());
        self.cuts.push(sign.clone());
        self.arguments.push(sign);
        let is_flipped = self.choices >> self.passed & 1 == 1;
        self.passed += 1;
        Some(is_flipped)
    }
}

impl Solution {
    /// The set as segments, with ends that are written. None where an end has no such form.
    pub(super) fn segments(&self, budget: &Budget) -> Option<Vec<Segment>> {
        let mut segments = Vec::new();
        let mut low: Option<End> = None;
        for (at, &holds) in self.holds.iter().enumerate() {
            let is_cut = at % 2 == 1;
            match (&low, holds) {
                (None, true) => {
                    low = Some(if at == 0 { End::Low } else { End::At(self.write_cut((at - 1) / 2, budget)?, is_cut) });
                }
                (Some(_), false) => {
                    let high = End::At(self.write_cut((at - 1) / 2, budget)?, !is_cut);
                    segments.extend(low.take().map(|low| Segment { low, high }));
                }
                _ => {}
            }
        }
        segments.extend(low.map(|low| Segment { low, high: End::High }));
        Some(segments)
    }

    /// The runs of integers in the set: the first and the last, where there is one.
    pub(super) fn integers(&self, budget: &Budget) -> Option<Vec<(Option<IBig>, Option<IBig>)>> {
        let mut runs = Vec::new();
        for (at, &holds) in self.holds.iter().enumerate() {
            if !holds {
                continue;
            }
            if at % 2 == 1 {
                if let Some(root) = self.cuts[at / 2].rational().filter(|root| root.is_int()) {
                    runs.push((Some(root.floor()), Some(root.floor())));
                }
                continue;
            }
            let low = if at > 0 { Some(self.floor((at - 1) / 2, budget)? + IBig::ONE) } else { None };
            let high = match self.cuts.get(at / 2).map(Place::rational) {
                Some(Some(root)) => Some(root.ceil() - IBig::ONE),
                Some(None) => Some(self.floor(at / 2, budget)?),
                None => None,
            };
            if low.as_ref().zip(high.as_ref()).is_none_or(|(low, high)| low <= high) {
                runs.push((low, high));
            }
        }
        Some(runs)
    }

    /// The largest integer that is not above a cut.
    fn floor(&self, at: usize, budget: &Budget) -> Option<IBig> {
        let mut place = self.cuts[at].clone();
        let Some(factor) = self.factor_of(at) else { return Some(place.low.floor()) };
        // An integer between the bounds is no root: the bounds leave it sooner or later.
        for _ in 0..limits::SOLVED_STEPS {
            if place.low.floor() == place.high.floor() {
                break;
            }
            factor.halve(&mut place, budget)?;
        }
        Some(place.low.floor())
    }

    /// The simplest polynomial that vanishes on a cut.
    fn factor_of(&self, at: usize) -> Option<&Polynomial> {
        self.factors.iter().find(|factor| has_root(factor, &self.cuts[at]))
    }

    /// A cut as a number, a root, or a sum with a square root.
    fn write_cut(&self, at: usize, budget: &Budget) -> Option<Tree> {
        let place = &self.cuts[at];
        if let Some(root) = place.rational() {
            return Some(write_number(root));
        }
        let mut factor = self.factor_of(at)?.clone();
        // Rational roots are other cuts.
        let own: Vec<&Place> = self.cuts.iter().filter(|cut| has_root(&factor, cut)).collect();
        let mut irrational = Vec::new();
        for cut in own {
            match cut.rational() {
                Some(root) => factor = factor.divide_exactly(&linear(root))?,
                None => irrational.push(cut.clone()),
            }
        }
        write_root(&factor, &irrational, place, budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(left: &str, sign: Sign, right: &str) -> Option<Solution> {
        let read = |text: &str| crate::expr::parse(text).unwrap();
        solve(&read(left), sign, &read(right), "n", &Budget::for_bytes(100))
    }

    #[test]
    fn finds_the_integers_between_roots_that_are_far_apart() {
        let solution = solved("n^4-10^{12}n^2+7", Sign::Less, "0").unwrap();
        let million = IBig::from(1_000_000);
        let small = &million - IBig::ONE;
        let runs = solution.integers(&Budget::for_bytes(100)).unwrap();
        assert_eq!(runs, [(Some(-&small), Some(-IBig::ONE)), (Some(IBig::ONE), Some(small))]);
    }
}
