//! Where expressions may change their form: the inner expressions of functions that are not analytic everywhere, and their levels.

use crate::expr::{Constant, Function, Tree};
use crate::limits;

use super::super::budget::Budget;
use super::super::walk::Stop;
use super::super::{exact, names};
use super::letters::Letter;
use super::roots::is_positive;

/// At which values of an inner expression its function changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// At zero.
    Zero,
    /// At every integer.
    Integers,
    /// At every multiple of a quarter of a turn.
    Quarters,
}

/// An inner expression with its level.
#[derive(Clone, Debug)]
pub(super) struct Critical {
    /// The inner expression.
    pub(super) tree: Tree,
    /// Where its function changes.
    pub(super) level: Level,
    /// Whether its function has no values below the level.
    pub(super) is_domain: bool,
}

/// Terms beside the first whose branches are looked at one by one.
const BRANCHING_TERMS: usize = 2;

/// Reads the critical parts out of trees.
pub(super) struct Reader<'r> {
    letters: &'r [Letter],
    budget: &'r Budget,
    bound: Vec<&'r str>,
    /// What was found.
    pub(super) found: Vec<Critical>,
}

impl<'r> Reader<'r> {
    /// A reader that has found nothing yet.
    pub(super) fn new(letters: &'r [Letter], budget: &'r Budget) -> Self {
        Self { letters, budget, bound: Vec::new(), found: Vec::new() }
    }

    /// Whether a letter of the pair stands in a tree.
    fn varies(&self, tree: &Tree) -> bool {
        let own = match tree {
            Tree::Symbol(name) => {
                self.letters.iter().any(|letter| letter.name == *name) && !self.bound.contains(&name.as_str())
            }
            Tree::Indexed(..) => true,
            _ => false,
        };
        own || tree.children().any(|child| self.varies(child))
    }

    /// Whether a letter that a fold binds stands in a tree.
    fn is_bound(&self, tree: &Tree) -> bool {
        matches!(tree, Tree::Symbol(name) if self.bound.contains(&name.as_str()))
            || tree.children().any(|child| self.is_bound(child))
    }

    /// Whether all letters of a tree are integers.
    fn is_whole(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Symbol(name) => {
                self.bound.contains(&name.as_str())
                    || self.letters.iter().any(|letter| letter.name == *name && letter.is_integer)
            }
            Tree::Indexed(..) | Tree::Call(..) | Tree::Root(..) | Tree::Quotient(..) => false,
            Tree::Number(number) => number.value.is_integer(),
            Tree::Constant(_) => false,
            _ => tree.children().all(|child| self.is_whole(child)),
        }
    }

    /// Notes an expression and its level.
    fn note(&mut self, tree: Tree, level: Level, is_domain: bool) -> Result<(), Stop> {
        if !self.varies(&tree) {
            return Ok(());
        }
        // What changes with each term of a sum can't be followed; integers are looked at one by one all the same.
        if self.is_bound(&tree) {
            return if self.is_whole(&tree) { Ok(()) } else { Err(Stop::Unknown) };
        }
        if let Some([even, odd]) = self.signs_by_parity(&tree) {
            self.note(even, level, is_domain)?;
            return self.note(odd, level, is_domain);
        }
        if let Some(known) = self.found.iter_mut().find(|known| known.level == level && known.tree == tree) {
            known.is_domain |= is_domain;
            return Ok(());
        }
        if self.found.len() >= limits::CRITICAL_PARTS {
            return Err(Stop::Unknown);
        }
        self.found.push(Critical { tree, level, is_domain });
        Ok(())
    }

    /// A tree with 1 and with -1 in place of a power of -1, whose exponent is an integer that varies: no line follows its turns,
    /// while each half lies still. None where there is no such power, or more than one exponent.
    fn signs_by_parity(&self, tree: &Tree) -> Option<[Tree; 2]> {
        let mut exponents = Vec::new();
        self.collect_turns(tree, &mut exponents);
        let first = exponents.first()?;
        if exponents.iter().any(|other| other != first) {
            return None;
        }
        let put = |is_even: bool| {
            let mut tree = tree.clone();
            tree.change(&mut |node| {
                if matches!(node, Tree::Power(base, exponent) if is_minus_one(base) && **exponent == *first) {
                    let one = crate::expr::integer(1);
                    *node = if is_even { one } else { Tree::negate(one) };
                }
            });
            tree
        };
        Some([put(true), put(false)])
    }

    /// Collects the exponents of the powers of -1 that vary.
    fn collect_turns(&self, tree: &Tree, exponents: &mut Vec<Tree>) {
        if let Tree::Power(base, exponent) = tree
            && is_minus_one(base)
            && self.varies(exponent)
            && self.is_whole(exponent)
        {
            exponents.push((**exponent).clone());
        }
        for child in tree.children() {
            self.collect_turns(child, exponents);
        }
    }

    /// Notes where an expression is zero, factor by factor.
    fn note_zeros(&mut self, tree: &Tree) -> Result<(), Stop> {
        match tree {
            Tree::Neg(inner) | Tree::Percent(inner) | Tree::Degree(inner) => self.note_zeros(inner),
            Tree::Group(_, members) if members.len() == 1 => self.note_zeros(&members[0]),
            Tree::Call(Function::Abs, arguments) if arguments.len() == 1 => self.note_zeros(&arguments[0]),
            Tree::Product(factors) => factors.iter().try_for_each(|factor| self.note_zeros(factor)),
            Tree::Quotient(a, b) => {
                self.note_zeros(a)?;
                self.note_zeros(b)
            }
            Tree::Root(radicand, _) => self.note_zeros(radicand),
            _ if is_positive(tree) => Ok(()),
            _ if let Some(branches) = self.branches(tree) => {
                branches.iter().try_for_each(|branch| self.note_zeros(branch))
            }
            Tree::Power(base, exponent) if !self.varies(exponent) => self.note_zeros(base),
            _ => self.note(tree.clone(), Level::Zero, false),
        }
    }

    /// Expressions of several letters whose signs decide the sign of a tree: `\max(g, h)` has the signs of `g` and `h`, and
    /// `s - |g|` those of `s - g` and `s + g`. Where each has a letter of its own, lines along the letters meet all their cells,
    /// while the places of the whole may lie on none that is drawn.
    fn branches(&self, tree: &Tree) -> Option<Vec<Tree>> {
        let mut names = Vec::new();
        names::collect_symbols(tree, &mut names);
        names.iter().filter(|name| self.letters.iter().any(|letter| letter.name == **name)).nth(1)?;
        let Tree::Sum(terms) = tree else { return choices(tree) };
        let mut chosen = terms.iter().enumerate().filter_map(|(at, term)| choices(term).map(|all| (at, all)));
        let (at, all) = chosen.next()?;
        if chosen.count() >= BRANCHING_TERMS {
            return None;
        }
        let put = |one: Tree| {
            let mut terms = terms.clone();
            terms[at] = one;
            Tree::sum(terms)
        };
        Some(all.into_iter().map(put).collect())
    }

    fn note_difference(&mut self, a: &Tree, b: &Tree) -> Result<(), Stop> {
        self.note_zeros(&Tree::sum(vec![a.clone(), Tree::negate(b.clone())]))
    }

    /// Notes where an expression is one, or one of either sign.
    fn note_ones(&mut self, tree: &Tree, both: bool) -> Result<(), Stop> {
        let one = crate::expr::integer(1);
        self.note(Tree::sum(vec![tree.clone(), Tree::negate(one.clone())]), Level::Zero, false)?;
        if both { self.note(Tree::sum(vec![tree.clone(), one]), Level::Zero, false) } else { Ok(()) }
    }

    /// Reads a tree. Inside of a function that is not analytic everywhere the poles count too.
    pub(super) fn read(&mut self, tree: &'r Tree, inside: bool) -> Result<(), Stop> {
        self.budget.pay(1)?;
        match tree {
            Tree::Root(radicand, index) => {
                self.note_zeros(radicand)?;
                self.read(radicand, true)?;
                index.as_deref().map_or(Ok(()), |index| self.read(index, true))
            }
            Tree::Quotient(a, b) => {
                if inside {
                    self.note_zeros(b)?;
                }
                self.read(a, inside)?;
                self.read(b, inside)
            }
            Tree::Power(base, exponent) => self.read_power(base, exponent, inside),
            Tree::Call(function, arguments) => self.read_call(function, arguments, inside),
            Tree::Factorial(inner, _) => {
                self.note(Tree::clone(inner), Level::Zero, true)?;
                self.read(inner, true)
            }
            Tree::Binomial(n, k) => {
                self.note(Tree::clone(n), Level::Zero, true)?;
                self.note(Tree::clone(k), Level::Zero, false)?;
                self.note_difference(n, k)?;
                self.read(n, true)?;
                self.read(k, true)
            }
            Tree::Fold(fold) => {
                if let (Some(lower), Some(upper)) = (&fold.lower, &fold.upper) {
                    let count = Tree::sum(vec![upper.clone(), Tree::negate(lower.clone())]);
                    self.note(count, Level::Zero, true)?;
                    self.read(lower, true)?;
                    self.read(upper, true)?;
                }
                self.bound.extend(fold.variable.as_deref());
                let read = self.read(&fold.body, inside);
                if fold.variable.is_some() {
                    self.bound.pop();
                }
                read
            }
            _ => tree.children().try_for_each(|child| self.read(child, inside)),
        }
    }

    fn read_power(&mut self, base: &'r Tree, exponent: &'r Tree, inside: bool) -> Result<(), Stop> {
        let known = if names::has_symbols(exponent) { None } else { exact::evaluate(exponent, self.budget).ok() };
        let is_integer =
            known.as_ref().is_some_and(crate::number::Exact::is_integer) || known.is_none() && self.is_whole(exponent);
        if !self.varies(base) {
            return self.read(exponent, inside);
        }
        if is_integer {
            // A letter in the exponent may be negative.
            if inside && known.is_none_or(|known| known.is_negative()) {
                self.note_zeros(base)?;
            }
            return self.read(base, inside);
        }
        self.note_zeros(base)?;
        self.read(base, true)?;
        self.read(exponent, true)
    }

    fn read_call(&mut self, function: &Function, arguments: &'r [Tree], inside: bool) -> Result<(), Stop> {
        let mut inner = true;
        match (function, arguments) {
            (Function::Abs | Function::Norm | Function::Sign | Function::Arg | Function::Ln, [of]) => {
                self.note_zeros(of)?;
            }
            (Function::Log, [of, rest @ ..]) => {
                self.note_zeros(of)?;
                for base in rest {
                    self.note_zeros(base)?;
                    self.note_ones(base, false)?;
                }
            }
            (Function::Max | Function::Min, all) => {
                for (at, one) in all.iter().enumerate() {
                    for other in &all[at + 1..] {
                        self.note_difference(one, other)?;
                    }
                }
            }
            (Function::Floor | Function::Ceil, [of]) => self.note(of.clone(), Level::Integers, false)?,
            (Function::Mod, [of, modulus]) => {
                self.note_zeros(modulus)?;
                self.note(Tree::quotient(of.clone(), modulus.clone()), Level::Integers, false)?;
            }
            (Function::Arcsin | Function::Arccos | Function::Artanh, [of]) => self.note_ones(of, true)?,
            (Function::Arcsec | Function::Arccsc, [of]) => {
                self.note_ones(of, true)?;
                self.note_zeros(of)?;
            }
            (Function::Arcosh, [of]) => self.note_ones(of, false)?,
            (
                Function::Arctan
                | Function::Arccot
                | Function::Arsinh
                | Function::Gcd
                | Function::Lcm
                | Function::Named(_),
                _,
            ) => {}
            (Function::Tan | Function::Cot | Function::Sec | Function::Csc, [of]) => {
                inner = inside;
                if inside {
                    self.note(of.clone(), Level::Quarters, false)?;
                }
            }
            (Function::Coth, [of]) => {
                inner = inside;
                if inside {
                    self.note_zeros(of)?;
                }
            }
            _ => inner = inside,
        }
        arguments.iter().try_for_each(|argument| self.read(argument, inner))
    }
}

/// Whether a tree is -1 as it is written.
fn is_minus_one(tree: &Tree) -> bool {
    match tree {
        Tree::Neg(one) => matches!(&**one, Tree::Number(number) if number.value == crate::number::Exact::ONE),
        Tree::Group(_, members) => matches!(members.as_slice(), [one] if is_minus_one(one)),
        _ => false,
    }
}

/// What a largest, a smallest or an absolute value is on each of its branches, under a sign and beside constant factors.
fn choices(tree: &Tree) -> Option<Vec<Tree>> {
    match tree {
        Tree::Call(Function::Max | Function::Min, arguments) if arguments.len() > 1 => Some(arguments.clone()),
        Tree::Call(Function::Abs, arguments) => match arguments.as_slice() {
            [of] => Some(vec![of.clone(), Tree::negate(of.clone())]),
            _ => None,
        },
        Tree::Neg(inner) => Some(choices(inner)?.into_iter().map(Tree::negate).collect()),
        Tree::Group(_, members) if members.len() == 1 => choices(&members[0]),
        Tree::Product(factors) => {
            let mut moving = factors.iter().enumerate().filter(|(_, factor)| names::has_symbols(factor));
            let ((at, factor), None) = (moving.next()?, moving.next()) else { return None };
            let put = |one: Tree| {
                let mut factors = factors.clone();
                factors[at] = one;
                Tree::product(factors)
            };
            Some(choices(factor)?.into_iter().map(put).collect())
        }
        _ => None,
    }
}

/// The largest absolute value of a constant that stands in a tree, and of what constants make of each other.
pub(super) fn size(tree: &Tree, line_of: &dyn Fn(&Tree) -> Option<f64>) -> f64 {
    let own = match tree {
        Tree::Number(number) => number.value.to_f64().abs(),
        Tree::Constant(Constant::Pi | Constant::E) => 3.0,
        Tree::Symbol(_) => 0.0,
        _ if !names::has_symbols(tree) => line_of(tree).map_or(0.0, f64::abs),
        _ => 0.0,
    };
    let own = if own.is_finite() { own } else { 0.0 };
    tree.children().map(|child| size(child, line_of)).fold(own, f64::max)
}
