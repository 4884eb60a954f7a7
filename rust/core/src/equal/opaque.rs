//! Applications of names, which no arithmetic looks into: `P(A)`, `E[X]`, `f(2)`, `\bar z`, `\det A`.
//!
//! Before two values are compared, every application in both is replaced by a letter of its own. Two applications get one letter
//! where their names are the same and their arguments are proved to be equal. So `f(2x)` and `f(x + x)` are one value, `f(2)` and
//! `f(3)` are two, and nothing is ever multiplied out of the brackets.

use crate::expr::{Bracket, Function, Tree};
use crate::limits;
use crate::sorting;

use super::judge::Judge;
use super::{exact, logic, names};

/// How the letters begin that stand for applications; no text can write one.
const MARK: char = '@';

/// The applications met so far.
struct Table {
    /// Name and arguments of each; its place is the number in its letter.
    entries: Vec<(Function, Vec<Tree>)>,
    /// Comparisons of arguments that may still be made.
    comparisons: usize,
    /// Letters that the sums and integrals around the current node bind: under them an application is no single value.
    bound: Vec<String>,
}

/// Both trees with letters in place of applications. None where there are none.
pub(super) fn replace(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<(Tree, Tree)> {
    if !has_applications(a) && !has_applications(t) {
        return None;
    }
    let mut table = Table { entries: Vec::new(), comparisons: limits::OPAQUE_COMPARISONS, bound: Vec::new() };
    let (mut a, mut t) = (a.clone(), t.clone());
    table.visit(judge, &mut a);
    table.visit(judge, &mut t);
    Some((a, t))
}

/// Whether an application stands in a tree.
pub(super) fn has_applications(tree: &Tree) -> bool {
    matches!(tree, Tree::Call(function, arguments) if is_opaque(function, arguments))
        || is_mean(tree)
        || tree.children().any(has_applications)
}

/// Whether a tree is the mean of what stands in pointed brackets: `\langle x^2\rangle`.
fn is_mean(tree: &Tree) -> bool {
    matches!(tree, Tree::Group(Bracket::Angle, members) if members.len() == 1 && members.iter().any(names::has_symbols))
}

/// Whether a function of these arguments is a value that no arithmetic knows.
pub(super) fn is_opaque(function: &Function, arguments: &[Tree]) -> bool {
    match function {
        Function::Named(name) if name == "cis" => false,
        Function::Named(name) if name == "\\Gamma" => arguments.len() != 1 || arguments.iter().any(names::has_symbols),
        Function::Named(_) | Function::Ordered | Function::Cross => true,
        Function::Det => !matches!(arguments, [Tree::Matrix(_)]),
        // The largest of one letter is the largest member of what it names.
        Function::Max | Function::Min => matches!(arguments, [Tree::Symbol(_)]),
        // The letters of values are real; those of applications need not be.
        Function::Bar | Function::Norm | Function::Re | Function::Im | Function::Arg => {
            arguments.iter().any(names::has_symbols)
        }
        _ => false,
    }
}

/// What stands under a bar that only names a figure: the two capitals of a segment.
pub(super) fn segment(function: &Function, arguments: &[Tree]) -> Option<Tree> {
    let (Function::Bar, [inner @ Tree::Product(factors)]) = (function, arguments) else { return None };
    let is_point =
        |tree: &Tree| matches!(tree, Tree::Symbol(name) if name.starts_with(|c: char| c.is_ascii_uppercase()));
    (factors.len() == 2 && factors.iter().all(is_point)).then(|| inner.clone())
}

impl Table {
    /// Replaces the applications in a tree, the inner ones first.
    fn visit(&mut self, judge: &mut Judge, tree: &mut Tree) {
        if let Tree::Fold(fold) = tree {
            let depth = self.bound.len();
            self.bound.extend(fold.variable.clone());
            self.visit(judge, &mut fold.body);
            self.bound.truncate(depth);
            for bound in fold.lower.iter_mut().chain(&mut fold.upper) {
                self.visit(judge, bound);
            }
            return;
        }
        for child in tree.children_mut() {
            self.visit(judge, child);
        }
        if is_mean(tree)
            && let Tree::Group(_, members) = tree
        {
            *tree = Tree::Call(Function::Named("\\langle".to_owned()), std::mem::take(members));
        }
        let Tree::Call(function, arguments) = tree else { return };
        if !is_opaque(function, arguments) {
            return;
        }
        if !self.bound.is_empty() {
            let mut letters = Vec::new();
            for argument in arguments.iter() {
                names::collect_symbols(argument, &mut letters);
            }
            if letters.iter().any(|letter| self.bound.iter().any(|bound| bound == letter)) {
                return;
            }
        }
        // A cross product turned round is its opposite.
        let is_turned = matches!((&*function, arguments.as_slice()), (Function::Cross, [a, b]) if names::fingerprint(a) > names::fingerprint(b));
        if is_turned {
            arguments.reverse();
        }
        if let Some(place) = self.place(judge, function, arguments) {
            let letter = Tree::Symbol(format!("{MARK}{place}"));
            *tree = if is_turned { Tree::negate(letter) } else { letter };
        }
    }

    /// The number of an application; None past the budget.
    fn place(&mut self, judge: &mut Judge, function: &Function, arguments: &[Tree]) -> Option<usize> {
        judge.budget.pay(self.entries.len() / 16 + 1).ok()?;
        // Most applications that are the same are spelled the same.
        let same = |(other, theirs): &(Function, Vec<Tree>)| other == function && theirs == arguments;
        if let Some(place) = self.entries.iter().position(same) {
            return Some(place);
        }
        for (place, (other, theirs)) in self.entries.iter().enumerate() {
            if other != function || theirs.len() != arguments.len() {
                continue;
            }
            let mut pairs = arguments.iter().zip(theirs);
            // Two numerals that are spelled differently are told apart at no cost.
            if pairs.clone().any(|(own, other)| is_other_numeral(own, other)) {
                continue;
            }
            self.comparisons = self.comparisons.checked_sub(1)?;
            if pairs.all(|(own, other)| is_same(judge, own, other)) {
                return Some(place);
            }
        }
        self.entries.push((function.clone(), arguments.to_vec()));
        Some(self.entries.len() - 1)
    }
}

/// Whether two arguments are numerals of different values.
fn is_other_numeral(a: &Tree, b: &Tree) -> bool {
    match (a, b) {
        (Tree::Number(a), Tree::Number(b)) => a.value != b.value,
        (Tree::Neg(a), Tree::Neg(b)) => is_other_numeral(a, b),
        _ => false,
    }
}

/// Whether two arguments are the same, with no rule on rounding, labels or choices.
fn is_same(judge: &mut Judge, a: &Tree, b: &Tree) -> bool {
    if a == b {
        return true;
    }
    if matches!((a, b), (Tree::Symbol(_), _) | (_, Tree::Symbol(_))) && !(is_compound(a) || is_compound(b)) {
        return false;
    }
    if let (Ok(a), Ok(b)) = (exact::evaluate(a, &judge.budget), exact::evaluate(b, &judge.budget)) {
        return a == b;
    }
    if let Some(decision) = logic::relate(judge, a, b) {
        return decision.relation.is_accepted();
    }
    // An event is about its own letters: "X > 2" and "Y > 2" have one interval, and are two events.
    let is_event = |tree: &Tree| !is_compound(tree);
    if is_event(a) || is_event(b) {
        let letters = |tree| {
            let mut letters = Vec::new();
            names::collect_symbols(tree, &mut letters);
            sorting::sort(&mut letters);
            letters.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        if std::mem::discriminant(a) != std::mem::discriminant(b) || letters(a) != letters(b) {
            return false;
        }
    }
    judge.agree(a, b) && judge.agree(b, a)
}

/// Whether a tree is a value made by arithmetic.
fn is_compound(tree: &Tree) -> bool {
    names::is_arithmetic(tree) || matches!(tree, Tree::Factorial(..) | Tree::Binomial(..) | Tree::Fold(_))
}

/// A tree with its applications read as products, where each may be one: a small letter before a letter or a numeral in brackets,
/// `a(b)`, `x(2)`, and quantities before a sum, `g(m_1 - m_2)`. None where there is none, where another application stands in it,
/// or where it is an equation that defines one.
pub(super) fn multiply_out(tree: &Tree) -> Option<Tree> {
    if !has_applications(tree) {
        return None;
    }
    if let Tree::Relation(members, _) = tree {
        let is_value = |member: &Tree| matches!(member, Tree::Call(_, arguments) if !matches!(arguments.as_slice(), [Tree::Sum(_)]));
        if members.first().is_some_and(has_applications) || members.iter().any(is_value) {
            return None;
        }
    }
    let mut tree = tree.clone();
    expand(&mut tree);
    (!has_applications(&tree)).then_some(tree)
}

/// Turns applications that may be products into them; a power behind the brackets is the factor's.
fn expand(tree: &mut Tree) {
    if let Tree::Power(base, exponent) = tree
        && let Some((letter, factor)) = read_factor(base)
    {
        *tree = Tree::product(vec![letter, Tree::power(factor, (**exponent).clone())]);
    } else if let Some((letter, factor)) = read_factor(tree) {
        *tree = Tree::product(vec![letter, factor]);
    } else {
        tree.children_mut().into_iter().for_each(expand);
        // Products stay flat.
        if let Tree::Product(factors) = tree {
            *tree = Tree::product(std::mem::take(factors));
        }
    }
}

/// The letter and the factor of an application that may be a product.
fn read_factor(tree: &Tree) -> Option<(Tree, Tree)> {
    let Tree::Call(Function::Named(name), arguments) = tree else { return None };
    let [factor] = arguments.as_slice() else { return None };
    // Gravity, Planck's constant, a height and the golden ratio stand before sums as often as functions do.
    let is_quantity = matches!(name.as_str(), "g" | "h" | "\\phi");
    let is_letter = matches!(name.as_bytes(), [b'a'..=b'c' | b'k'..=b'z']);
    let may_multiply = match factor {
        Tree::Sum(_) => is_quantity,
        _ if !is_letter => false,
        // At 0 and at 1 functions are named, nobody multiplies by them.
        Tree::Number(number) => number.value.to_i64().is_none_or(|value| value > 1),
        // A vector is where a field is taken.
        Tree::Symbol(letter) if letter.contains('{') && !letter.contains('_') => false,
        Tree::Symbol(letter) => !matches!(letter.as_str(), "t" | "x" | "n" | "s" | "z"),
        Tree::Constant(_) => true,
        _ => false,
    };
    may_multiply.then(|| (Tree::Symbol(name.clone()), factor.clone()))
}
