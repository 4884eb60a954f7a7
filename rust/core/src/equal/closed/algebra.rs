//! Making trees that stay small: plain numbers are worked out, zeros and ones are left away.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use crate::expr::{self, Constant, FoldKind, Function, Tree};
use crate::limits;
use crate::number::{Exact, Form, Number};

/// The numeral of a small integer.
pub(super) fn int(value: i64) -> Tree {
    rational(&RBig::from(value))
}

/// A rational number as the parser would read it: a numeral, a quotient of two, or the opposite of these.
pub(super) fn rational(value: &RBig) -> Tree {
    let (numerator, denominator) = value.clone().into_parts();
    let (sign, size) = numerator.into_parts();
    let above = numeral(&size);
    let tree =
        if denominator == UBig::ONE { above } else { Tree::Quotient(Box::new(above), Box::new(numeral(&denominator))) };
    if sign == dashu_int::Sign::Negative { Tree::negate(tree) } else { tree }
}

/// The numeral of a natural number.
fn numeral(value: &UBig) -> Tree {
    Tree::Number(Number {
        value: Exact::from_ratio(RBig::from(value.clone())),
        form: Form::Integer,
        places: 0,
        significant: 1,
        ambiguous: false,
    })
}

/// The rational number that a tree is as it is written, with nothing to work out but a quotient.
pub(super) fn literal(tree: &Tree) -> Option<RBig> {
    match tree {
        Tree::Number(number) => number.value.to_rbig(limits::CLOSED_DIGITS),
        Tree::Neg(inner) => literal(inner).map(|value| -value),
        Tree::Quotient(a, b) => match (&**a, &**b) {
            (Tree::Number(_), Tree::Number(_)) => {
                let below = literal(b).filter(|below| !below.is_zero())?;
                Some(literal(a)? / below)
            }
            _ => None,
        },
        Tree::Group(_, items) if items.len() == 1 => literal(&items[0]),
        _ => None,
    }
}

/// A rational number as a machine integer.
pub(super) fn to_i64(value: &RBig) -> Option<i64> {
    if *value.denominator() != UBig::ONE {
        return None;
    }
    i64::try_from(value.numerator()).ok()
}

/// Whether a number is short enough to be worked with.
pub(super) fn is_short(value: &RBig) -> bool {
    use dashu_int::ops::BitTest;
    value.numerator().bit_len() + value.denominator().bit_len() < limits::CLOSED_BITS
}

/// The sum of terms, its plain numbers added up.
pub(super) fn add(terms: Vec<Tree>) -> Tree {
    let mut total = RBig::ZERO;
    let mut rest = Vec::with_capacity(terms.len());
    let mut push = |term: Tree| match literal(&term) {
        Some(value) if is_short(&total) => total += value,
        _ => rest.push(term),
    };
    for term in terms {
        match term {
            Tree::Sum(inner) => inner.into_iter().for_each(&mut push),
            other => push(other),
        }
    }
    if !total.is_zero() || rest.is_empty() {
        rest.push(rational(&total));
    }
    Tree::sum(rest)
}

/// a - b.
pub(super) fn subtract(a: Tree, b: Tree) -> Tree {
    add(vec![a, negate(b)])
}

/// The opposite.
pub(super) fn negate(tree: Tree) -> Tree {
    match tree {
        Tree::Neg(inner) => *inner,
        other => match literal(&other) {
            Some(value) => rational(&-value),
            None => Tree::negate(other),
        },
    }
}

/// The product of factors, its plain numbers multiplied.
pub(super) fn multiply(factors: Vec<Tree>) -> Tree {
    let mut total = RBig::ONE;
    let mut rest = Vec::with_capacity(factors.len());
    let mut open: Vec<Tree> = factors.into_iter().rev().collect();
    while let Some(factor) = open.pop() {
        match factor {
            Tree::Product(inner) => open.extend(inner.into_iter().rev()),
            other => match (literal(&other), other) {
                (Some(value), _) if is_short(&total) => total *= value,
                (None, Tree::Neg(inner)) => {
                    total = -total;
                    open.push(*inner);
                }
                (_, other) => rest.push(other),
            },
        }
    }
    if total.is_zero() {
        return int(0);
    }
    if rest.is_empty() {
        return rational(&total);
    }
    let negative = total < RBig::ZERO;
    let size = if negative { -total } else { total };
    if size != RBig::ONE {
        rest.insert(0, rational(&size));
    }
    let product = Tree::product(rest);
    if negative { Tree::negate(product) } else { product }
}

/// a / b.
pub(super) fn divide(a: Tree, b: Tree) -> Tree {
    match (literal(&a), literal(&b)) {
        (Some(a), Some(b)) if !b.is_zero() => rational(&(a / b)),
        (Some(zero), _) if zero.is_zero() => a,
        (_, Some(b)) if !b.is_zero() => multiply(vec![rational(&(RBig::ONE / b)), a]),
        _ => Tree::Quotient(Box::new(a), Box::new(b)),
    }
}

/// A power; of a plain number to a small integer, its value.
pub(super) fn power(base: Tree, exponent: Tree) -> Tree {
    if let Some(exponent) = literal(&exponent) {
        if exponent.is_zero() {
            return int(1);
        }
        if exponent == RBig::ONE {
            return base;
        }
        if let (Some(value), Some(n)) = (literal(&base), to_i64(&exponent))
            && let Some(value) = power_of(&value, n)
        {
            return rational(&value);
        }
        if let Tree::Power(inner, first) = &base
            && let (Some(first), Some(n)) = (literal(first), to_i64(&exponent))
            && to_i64(&first).is_some()
        {
            return power((**inner).clone(), rational(&(first * RBig::from(n))));
        }
    }
    if literal(&base) == Some(RBig::ONE) {
        return int(1);
    }
    Tree::power(base, exponent)
}

/// The power of a rational number to an integer that isn't too large.
pub(super) fn power_of(base: &RBig, exponent: i64) -> Option<RBig> {
    use dashu_int::ops::BitTest;
    let size = usize::try_from(exponent.unsigned_abs()).ok()?;
    let bits = base.numerator().bit_len().max(base.denominator().bit_len());
    if bits.checked_mul(size)? > limits::CLOSED_BITS {
        return None;
    }
    let value = base.pow(isize::try_from(size).ok()?);
    if exponent >= 0 {
        return Some(value);
    }
    (!value.is_zero()).then(|| RBig::ONE / value)
}

/// The square root of a tree: of a square of a rational number, that number.
pub(super) fn root(tree: Tree) -> Tree {
    if let Some(value) = literal(&tree).filter(|value| *value >= RBig::ZERO) {
        let (above, below) = value.into_parts();
        let (above, below) = (above.into_parts().1, below);
        let (a, b) = (above.nth_root(2), below.nth_root(2));
        if a.sqr() == above && b.sqr() == below {
            return rational(&(RBig::from(a) / RBig::from(b)));
        }
    }
    Tree::Root(Box::new(tree), None)
}

/// A function of one argument.
pub(super) fn call(function: Function, argument: Tree) -> Tree {
    Tree::Call(function, vec![argument])
}

/// e to the power of a tree.
pub(super) fn exp(exponent: Tree) -> Tree {
    power(Tree::Constant(Constant::E), exponent)
}

/// Pi.
pub(super) fn pi() -> Tree {
    Tree::Constant(Constant::Pi)
}

/// A letter.
pub(super) fn symbol(name: &str) -> Tree {
    Tree::Symbol(name.to_owned())
}

/// n!, of a small number.
pub(super) fn factorial(n: u64) -> RBig {
    RBig::from((1..=n).fold(IBig::ONE, |total, factor| total * factor))
}

/// How a tree depends on a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dependence {
    /// Not at all.
    Free,
    /// Through the letter alone.
    Plain,
    /// Through names, marks or big operators that no rule looks into.
    Hidden,
}

/// How a tree depends on a letter.
pub(super) fn depends(tree: &Tree, letter: &str) -> Dependence {
    match tree {
        Tree::Symbol(name) if name == letter => Dependence::Plain,
        Tree::Symbol(name) if is_hiding(name, letter) => Dependence::Hidden,
        Tree::Fold(fold) if mentions(tree, letter) => {
            let is_integral = fold.kind == FoldKind::Integral
                && fold.variable.as_deref().is_some_and(|bound| bound != letter)
                && !mentions(&fold.body, letter)
                && [&fold.lower, &fold.upper]
                    .into_iter()
                    .all(|bound| bound.as_ref().is_some_and(|bound| depends(bound, letter) != Dependence::Hidden));
            if is_integral { Dependence::Plain } else { Dependence::Hidden }
        }
        Tree::Call(Function::Named(_), arguments) if arguments.iter().any(|argument| mentions(argument, letter)) => {
            Dependence::Hidden
        }
        _ => {
            let mut all = Dependence::Free;
            for child in tree.children() {
                match depends(child, letter) {
                    Dependence::Hidden => return Dependence::Hidden,
                    Dependence::Plain => all = Dependence::Plain,
                    Dependence::Free => {}
                }
            }
            all
        }
    }
}

/// Whether a tree does not depend on a letter.
pub(super) fn is_free(tree: &Tree, letter: &str) -> bool {
    depends(tree, letter) == Dependence::Free
}

/// Whether a letter stands anywhere in a tree, also in a name.
fn mentions(tree: &Tree, letter: &str) -> bool {
    match tree {
        Tree::Symbol(name) => name == letter || is_hiding(name, letter),
        Tree::Fold(fold) if fold.variable.as_deref() == Some(letter) => true,
        _ => tree.children().any(|child| mentions(child, letter)),
    }
}

/// Whether a name has a letter in its index or under its mark: `a_{n+1}`, `\frac{dy}{dx}`.
fn is_hiding(name: &str, letter: &str) -> bool {
    let rest = if name.starts_with("\\frac") || name.contains('\'') {
        name
    } else {
        name.find('_').map_or("", |at| &name[at..])
    };
    rest.contains(letter)
}

/// A tree with a value put in for a letter.
pub(super) fn substitute(tree: &Tree, letter: &str, value: &Tree) -> Tree {
    let mut tree = tree.clone();
    tree.change(&mut |node| {
        if matches!(node, Tree::Symbol(name) if name == letter) {
            *node = value.clone();
        }
    });
    tree
}

/// The product of a tree and a whole number of halves of pi, and other small helpers need one half.
pub(super) fn half() -> Tree {
    expr::Tree::quotient(int(1), int(2))
}
