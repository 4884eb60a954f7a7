//! One walk over a tree for every arithmetic: exact rationals, a prime field, intervals of doubles, balls of many bits.

use crate::expr::{Constant, Fold, FoldKind, Function, Tree};
use crate::limits;
use crate::number::Exact;

use super::budget::Budget;

/// Why a tree has no value under an arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The notation asks for what does not exist: a division by zero, the tangent of a right angle.
    Undefined,
    /// The arithmetic knows no such thing, or not well enough.
    Unknown,
    /// It would cost too much.
    Budget,
}

/// What an arithmetic must be able to do.
pub(super) trait Arithmetic {
    /// Its values.
    type Value: Clone;
    /// Whether its values are exact rational numbers: what is none to it has no exact part either.
    const IS_EXACT: bool = false;

    /// What one node costs, in steps of the budget.
    fn effort(&self, node: &Tree) -> usize;

    /// The value of a rational number.
    fn exact(&mut self, value: &Exact) -> Result<Self::Value, Stop>;
    /// The value of a variable.
    fn symbol(&mut self, name: &str) -> Result<Self::Value, Stop>;
    /// The value of a named constant.
    fn constant(&mut self, constant: Constant) -> Result<Self::Value, Stop>;
    /// a + b.
    fn add(&mut self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, Stop>;
    /// a · b.
    fn multiply(&mut self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, Stop>;
    /// a / b.
    fn divide(&mut self, a: &Self::Value, b: &Self::Value) -> Result<Self::Value, Stop>;
    /// -a.
    fn negate(&mut self, a: &Self::Value) -> Result<Self::Value, Stop>;
    /// A power whose exponent is a known rational number.
    fn power_exact(&mut self, base: &Self::Value, exponent: &Exact) -> Result<Self::Value, Stop>;
    /// Any other power.
    fn power(&mut self, base: &Self::Value, exponent: &Self::Value) -> Result<Self::Value, Stop>;
    /// The principal root; a real odd root of a negative number is negative.
    fn root(&mut self, radicand: &Self::Value, index: u32) -> Result<Self::Value, Stop>;
    /// A function of its arguments.
    fn call(&mut self, function: &Function, arguments: &[Self::Value]) -> Result<Self::Value, Stop>;
    /// A factorial of any order, or a binomial coefficient, of what is no known integer.
    fn combine(&mut self, name: &'static str, arguments: &[Self::Value]) -> Result<Self::Value, Stop>;
    /// x degrees as an angle.
    fn degree(&mut self, a: &Self::Value) -> Result<Self::Value, Stop>;
}

/// An operation of two values.
type Join<A> =
    fn(&mut A, &<A as Arithmetic>::Value, &<A as Arithmetic>::Value) -> Result<<A as Arithmetic>::Value, Stop>;

/// A walk: the arithmetic, the budget that pays for it, the variables that folds have bound.
pub(super) struct Walk<'a, A> {
    /// The arithmetic.
    pub(super) arithmetic: &'a mut A,
    budget: &'a Budget,
    bound: Vec<(String, i64)>,
}

impl<'a, A: Arithmetic> Walk<'a, A> {
    /// A walk that pays from a budget.
    pub(super) fn new(arithmetic: &'a mut A, budget: &'a Budget) -> Self {
        Self { arithmetic, budget, bound: Vec::new() }
    }

    /// A walk in which some letters are known integers.
    pub(super) fn with_integers(arithmetic: &'a mut A, integers: Vec<(String, i64)>, budget: &'a Budget) -> Self {
        Self { arithmetic, budget, bound: integers }
    }

    /// The value of a tree.
    pub(super) fn value(&mut self, tree: &Tree) -> Result<A::Value, Stop> {
        self.budget.pay(self.arithmetic.effort(tree))?;
        match tree {
            Tree::Number(number) => self.arithmetic.exact(&number.value),
            Tree::Constant(constant) => self.arithmetic.constant(*constant),
            Tree::Symbol(name) => match self.bound.iter().rev().find(|(bound, _)| bound == name) {
                Some((_, value)) => {
                    let value = Exact::from_i64(*value);
                    self.arithmetic.exact(&value)
                }
                // `a_k` in a sum over k is another letter in each term.
                None if self.bound.iter().any(|(bound, _)| super::letters::has_index(name, bound)) => {
                    Err(Stop::Unknown)
                }
                None => self.arithmetic.symbol(name),
            },
            Tree::Sum(terms) => self.reduce(terms, A::add),
            Tree::Product(factors) => self.reduce(factors, A::multiply),
            Tree::Neg(a) => {
                let a = self.value(a)?;
                self.arithmetic.negate(&a)
            }
            Tree::Quotient(a, b) => {
                let (a, b) = (self.value(a)?, self.value(b)?);
                self.arithmetic.divide(&a, &b)
            }
            Tree::Power(base, exponent) => self.power(base, exponent),
            Tree::Root(radicand, index) => self.root(radicand, index.as_deref()),
            Tree::Call(function, arguments) => self.call(function, arguments),
            Tree::Factorial(a, order) => self.factorial(a, *order),
            Tree::Binomial(n, k) => self.binomial(n, k),
            Tree::Percent(a) => {
                let a = self.value(a)?;
                let hundred = self.arithmetic.exact(&Exact::from_i64(100))?;
                self.arithmetic.divide(&a, &hundred)
            }
            Tree::Degree(a) => {
                let a = self.value(a)?;
                self.arithmetic.degree(&a)
            }
            Tree::Based(digits, base) => {
                let value = super::bases::read_based(digits, *base).ok_or(Stop::Unknown)?;
                self.arithmetic.exact(&value)
            }
            Tree::Fold(fold) => self.fold(fold),
            Tree::Group(_, members) if members.len() == 1 => self.value(&members[0]),
            Tree::Indexed(..) => {
                let name = super::names::print(tree);
                self.arithmetic.symbol(&name)
            }
            _ => Err(Stop::Unknown),
        }
    }

    /// An exact rational value of a part, with bound variables put in. None where another arithmetic may know more.
    fn exact_part(&mut self, tree: &Tree) -> Result<Option<Exact>, Stop> {
        match tree {
            Tree::Number(number) => Ok(Some(number.value.clone())),
            _ => {
                let mut arithmetic = super::exact::Rational::new(self.budget);
                let mut walk =
                    Walk { arithmetic: &mut arithmetic, budget: self.budget, bound: std::mem::take(&mut self.bound) };
                let value = walk.value(tree);
                self.bound = std::mem::take(&mut walk.bound);
                match value {
                    Ok(value) => Ok(Some(value)),
                    Err(stop) if A::IS_EXACT => Err(stop),
                    Err(_) => Ok(None),
                }
            }
        }
    }

    fn reduce(&mut self, items: &[Tree], join: Join<A>) -> Result<A::Value, Stop> {
        let mut items = items.iter();
        let mut total = self.value(items.next().ok_or(Stop::Unknown)?)?;
        for item in items {
            let next = self.value(item)?;
            total = join(self.arithmetic, &total, &next)?;
        }
        Ok(total)
    }

    fn power(&mut self, base: &Tree, exponent: &Tree) -> Result<A::Value, Stop> {
        // \sin^{-1} and its kin are calls of their own; here a power is a power.
        let known = self.exact_part(exponent)?;
        if matches!(base, Tree::Constant(Constant::E)) && !known.as_ref().is_some_and(Exact::is_integer) {
            let exponent = self.value(exponent)?;
            return self.arithmetic.call(&Function::Exp, &[exponent]);
        }
        let base = self.value(base)?;
        if let Some(known) = known {
            return self.arithmetic.power_exact(&base, &known);
        }
        let exponent = self.value(exponent)?;
        self.arithmetic.power(&base, &exponent)
    }

    fn root(&mut self, radicand: &Tree, index: Option<&Tree>) -> Result<A::Value, Stop> {
        let value = self.value(radicand)?;
        let Some(index) = index else { return self.arithmetic.root(&value, 2) };
        match self.exact_part(index)? {
            Some(index) => match index.to_i64() {
                Some(n) if n > 0 => self.arithmetic.root(&value, u32::try_from(n).map_err(|_| Stop::Budget)?),
                Some(0) => Err(Stop::Undefined),
                _ => {
                    let inverse = Exact::ONE.div(&index).ok_or(Stop::Unknown)?;
                    self.arithmetic.power_exact(&value, &inverse)
                }
            },
            None => {
                let index = self.value(index)?;
                let one = self.arithmetic.exact(&Exact::ONE)?;
                let inverse = self.arithmetic.divide(&one, &index)?;
                self.arithmetic.power(&value, &inverse)
            }
        }
    }

    fn call(&mut self, function: &Function, arguments: &[Tree]) -> Result<A::Value, Stop> {
        if matches!(function, Function::Det) {
            return match arguments {
                [Tree::Matrix(rows)] => self.determinant(rows),
                _ => self.call(&Function::Named("det".to_owned()), arguments),
            };
        }
        if let (Function::Abs, [Tree::Matrix(rows)]) = (function, arguments) {
            return self.determinant(rows);
        }
        if let (Function::Floor, [Tree::Root(radicand, None)]) = (function, arguments)
            && let Some(value) = self.exact_part(radicand)?.and_then(|radicand| super::exact::floor_of_root(&radicand))
        {
            return self.arithmetic.exact(&value);
        }
        if let (Function::Exp, [argument]) = (function, arguments) {
            return self.power(&Tree::Constant(Constant::E), argument);
        }
        if let (Function::Named(name), [argument]) = (function, arguments)
            && name == "cis"
        {
            let turned = Tree::product(vec![Tree::Constant(Constant::I), argument.clone()]);
            return self.power(&Tree::Constant(Constant::E), &turned);
        }
        // Γ(n) = (n - 1)!
        if let (Function::Named(name), [argument]) = (function, arguments)
            && name == "\\Gamma"
            && let Some(n) = self.exact_part(argument)?.and_then(|n| n.to_i64()).filter(|&n| n > 0)
        {
            return self.product_of((1..n).rev(), n - 1);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.value(argument)?);
        }
        self.arithmetic.call(function, &values)
    }

    /// The determinant of a small matrix, by its first row.
    fn determinant(&mut self, rows: &[Vec<Tree>]) -> Result<A::Value, Stop> {
        let n = rows.len();
        if n == 0 || n > limits::DETERMINANT_ROWS || rows.iter().any(|row| row.len() != n) {
            return Err(Stop::Unknown);
        }
        let mut values = Vec::with_capacity(n * n);
        for cell in rows.iter().flatten() {
            values.push(self.value(cell)?);
        }
        let columns: Vec<usize> = (0..n).collect();
        self.minor(&values, n, 0, &columns)
    }

    fn minor(&mut self, cells: &[A::Value], n: usize, row: usize, columns: &[usize]) -> Result<A::Value, Stop> {
        if let [column] = columns {
            return Ok(cells[row * n + column].clone());
        }
        let mut total: Option<A::Value> = None;
        for (position, &column) in columns.iter().enumerate() {
            self.budget.pay(1)?;
            let rest: Vec<usize> = columns.iter().copied().filter(|&other| other != column).collect();
            let below = self.minor(cells, n, row + 1, &rest)?;
            let mut term = self.arithmetic.multiply(&cells[row * n + column], &below)?;
            if position % 2 == 1 {
                term = self.arithmetic.negate(&term)?;
            }
            total = Some(match total {
                Some(sum) => self.arithmetic.add(&sum, &term)?,
                None => term,
            });
        }
        total.ok_or(Stop::Unknown)
    }

    fn factorial(&mut self, tree: &Tree, order: u32) -> Result<A::Value, Stop> {
        let Some(n) = self.exact_part(tree)? else {
            let value = self.value(tree)?;
            return self.arithmetic.combine(if order == 1 { "!" } else { "!!" }, &[value]);
        };
        let n = n.to_i64().ok_or(Stop::Budget)?;
        if n < 0 {
            return Err(Stop::Undefined);
        }
        let (order, stride) = (i64::from(order.max(1)), order.max(1) as usize);
        self.product_of((1..=n).rev().step_by(stride).take_while(|&k| k > 0), n / order)
    }

    fn product_of(&mut self, factors: impl Iterator<Item = i64>, count: i64) -> Result<A::Value, Stop> {
        let count = usize::try_from(count).map_err(|_| Stop::Budget)?;
        self.budget.pay(count)?;
        // Factors are gathered in machine words, and these multiplied by twos, so that large factorials take few long
        // multiplications.
        let mut parts = Vec::new();
        let mut gathered = 1i64;
        for factor in factors {
            gathered = if let Some(product) = gathered.checked_mul(factor) {
                product
            } else {
                parts.push(self.arithmetic.exact(&Exact::from_i64(gathered))?);
                factor
            };
        }
        let mut last = self.arithmetic.exact(&Exact::from_i64(gathered))?;
        while !parts.is_empty() {
            parts.push(last);
            let mut joined = Vec::with_capacity(parts.len().div_ceil(2));
            for pair in parts.chunks(2) {
                joined.push(match pair {
                    [a, b] => self.arithmetic.multiply(a, b)?,
                    [only, ..] => only.clone(),
                    [] => continue,
                });
            }
            last = joined.pop().ok_or(Stop::Unknown)?;
            parts = joined;
        }
        Ok(last)
    }

    fn binomial(&mut self, n: &Tree, k: &Tree) -> Result<A::Value, Stop> {
        let (Some(top), Some(bottom)) = (self.exact_part(n)?, self.exact_part(k)?) else {
            let (n, k) = (self.value(n)?, self.value(k)?);
            return self.arithmetic.combine("binomial", &[n, k]);
        };
        let (Some(n), Some(k)) = (top.to_i64(), bottom.to_i64()) else { return Err(Stop::Budget) };
        if n < 0 {
            return Err(Stop::Unknown);
        }
        if k < 0 || k > n {
            return self.arithmetic.exact(&Exact::ZERO);
        }
        let k = k.min(n - k);
        let above = self.product_of((n - k + 1)..=n, k)?;
        let below = self.product_of(1..=k, k)?;
        self.arithmetic.divide(&above, &below)
    }

    /// A finite sum or product between known integers.
    fn fold(&mut self, fold: &Fold) -> Result<A::Value, Stop> {
        let kind = match fold.kind {
            FoldKind::Sum | FoldKind::Product => fold.kind,
            FoldKind::Integral | FoldKind::Limit | FoldKind::Derivative => return Err(Stop::Unknown),
        };
        let (Some(variable), Some(lower), Some(upper)) = (&fold.variable, &fold.lower, &fold.upper) else {
            return Err(Stop::Unknown);
        };
        let (Some(lower), Some(upper)) = (self.exact_part(lower)?, self.exact_part(upper)?) else {
            return Err(Stop::Unknown);
        };
        let (Some(lower), Some(upper)) = (lower.to_i64(), upper.to_i64()) else { return Err(Stop::Budget) };
        let count = usize::try_from(upper.saturating_sub(lower).saturating_add(1).max(0)).map_err(|_| Stop::Budget)?;
        if count > limits::FOLD_TERMS || self.bound.len() >= limits::FOLD_DEPTH {
            return Err(Stop::Budget);
        }
        // What can't be paid to its end is not begun.
        if self.bound.is_empty() && !self.budget.covers(count.saturating_mul(least_steps(&fold.body))) {
            return Err(Stop::Budget);
        }
        let neutral = if kind == FoldKind::Sum { Exact::ZERO } else { Exact::ONE };
        let mut total = self.arithmetic.exact(&neutral)?;
        self.bound.push((variable.clone(), lower));
        for k in lower..=upper {
            if let Some(last) = self.bound.last_mut() {
                last.1 = k;
            }
            let term = self.value(&fold.body)?;
            total = if kind == FoldKind::Sum {
                self.arithmetic.add(&total, &term)?
            } else {
                self.arithmetic.multiply(&total, &term)?
            };
        }
        self.bound.pop();
        Ok(total)
    }
}

/// Steps that a tree takes at least: folds between numerals take theirs once for each term.
fn least_steps(tree: &Tree) -> usize {
    let numeral = |bound: &Option<Tree>| match bound {
        Some(Tree::Number(number)) => number.value.to_i64(),
        _ => None,
    };
    match tree {
        Tree::Fold(fold) => {
            let count = match (numeral(&fold.lower), numeral(&fold.upper)) {
                (Some(lower), Some(upper)) => upper.saturating_sub(lower).saturating_add(1).max(0),
                _ => 1,
            };
            usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(least_steps(&fold.body))
        }
        _ => tree.children().map(least_steps).fold(1, usize::saturating_add),
    }
}
