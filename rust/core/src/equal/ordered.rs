//! Matrices by name: sums of products of letters that do not commute, with inverses, transposes and adjoints.
//!
//! A tree is brought to a sum of words, each with a coefficient: `(AB)^{-1}` is `B^{-1}A^{-1}`, `(AB)^T` is `B^TA^T`,
//! `A(B+C)` is `AB+AC`. What is left is compared letter by letter.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::{Function, Relation as Sign, Tree};
use crate::limits;
use crate::number::Exact;
use crate::sorting;

use super::budget::Budget;
use super::judge::Judge;
use super::walk::Stop;
use super::{Decision, Relation, Rule, names};

/// One letter of a word: a matrix, perhaps inverted, with the mark over it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Letter {
    name: String,
    inverted: bool,
    /// `T` of a transpose, `*` of an adjoint.
    mark: Option<char>,
}

type Word = Vec<Letter>;
/// Words and how often each is taken.
type Words = BTreeMap<Word, Exact>;

/// Relates where one side at least has matrices by name and the other can be read so.
pub(super) fn relate(judge: &Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    let single = |tree: &Tree| matches!(tree, Tree::Relation(_, signs) if signs.as_slice() == [Sign::Equal]);
    if !has_matrices(a) && !has_matrices(t) || single(a) != single(t) {
        return None;
    }
    judge.budget.pay(a.count_nodes() + t.count_nodes()).ok()?;
    let (own, theirs) = match (read_side(a, &judge.budget), read_side(t, &judge.budget)) {
        (Ok(own), Ok(theirs)) => (own, theirs),
        (Err(Stop::Budget), Ok(_) | Err(Stop::Budget)) | (Ok(_), Err(Stop::Budget)) => {
            return Some(Decision::new(Relation::Budget, Rule::Matrix));
        }
        // One side has what no matrix has.
        _ => return None,
    };
    let same = if single(a) { is_multiple(&own, &theirs) } else { own == theirs };
    Some(Decision::equal_if(same, if single(t) { Rule::Equation } else { Rule::Matrix }))
}

/// Whether two equations' differences are the same, up to a factor.
fn is_multiple(own: &Words, theirs: &Words) -> bool {
    let (Some((word, first)), Some((other, second))) = (own.iter().next(), theirs.iter().next()) else {
        return own.is_empty() && theirs.is_empty();
    };
    word == other
        && own.len() == theirs.len()
        && own.iter().zip(theirs).all(|((word, x), (other, y))| word == other && x.mul(second) == y.mul(first))
}

/// Whether matrices stand in a tree: a capital is transposed, or a product of different capitals alone has an inverse.
fn has_matrices(tree: &Tree) -> bool {
    fn look(tree: &Tree, inverts: &mut bool, marks: &mut bool) {
        if let Tree::Power(base, exponent) = tree {
            let (is_mark, is_inverse) = (read_mark(exponent).is_some(), is_minus_one(exponent));
            if is_mark || is_inverse {
                let mut letters = Vec::new();
                names::collect_symbols(base, &mut letters);
                let has_capital = letters.iter().any(|name| is_matrix(name));
                *marks |= has_capital && is_mark;
                *inverts |= has_capital && is_inverse;
            }
        }
        for child in tree.children() {
            look(child, inverts, marks);
        }
    }
    if has_two_orders(tree) {
        return true;
    }
    let (mut inverts, mut marks) = (false, false);
    look(tree, &mut inverts, &mut marks);
    if marks {
        return true;
    }
    let mut letters = Vec::new();
    names::collect_symbols(tree, &mut letters);
    inverts && letters.len() > 1 && letters.iter().all(|name| is_matrix(name))
}

/// Whether products of the same capitals stand in a tree in two orders, which says that they do not commute: `AB - BA`.
fn has_two_orders(tree: &Tree) -> bool {
    fn collect<'t>(tree: &'t Tree, all: &mut BTreeMap<Vec<&'t str>, Vec<&'t str>>) -> bool {
        if let Tree::Product(factors) = tree {
            let letter = |factor: &'t Tree| match factor {
                Tree::Symbol(name) if is_matrix(name) => Some(name.as_str()),
                _ => None,
            };
            let letters: Vec<&str> = factors.iter().filter_map(letter).collect();
            let mut sorted = letters.clone();
            sorting::sort(&mut sorted);
            if letters.len() > 1 && *all.entry(sorted).or_insert_with(|| letters.clone()) != letters {
                return true;
            }
        }
        tree.children().any(|child| collect(child, all))
    }
    collect(tree, &mut BTreeMap::new())
}

/// Whether a capital and a bold letter beside each other stand in one side only as `A\mathbf{x}` and in the other as `\mathbf{x}A`.
pub(super) fn turns_product(a: &Tree, t: &Tree) -> bool {
    fn collect<'t>(tree: &'t Tree, pairs: &mut BTreeSet<(&'t str, &'t str)>) {
        if let Tree::Product(factors) | Tree::Call(Function::Ordered, factors) = tree {
            for pair in factors.windows(2) {
                if let [Tree::Symbol(x), Tree::Symbol(y)] = pair
                    && is_bold(x) != is_bold(y)
                    && is_matrix(x)
                    && is_matrix(y)
                {
                    pairs.insert((x, y));
                }
            }
        }
        for child in tree.children() {
            collect(child, pairs);
        }
    }
    let (mut own, mut theirs) = (BTreeSet::new(), BTreeSet::new());
    collect(a, &mut own);
    if own.is_empty() {
        return false;
    }
    collect(t, &mut theirs);
    own.iter().any(|&(x, y)| theirs.contains(&(y, x)) && !theirs.contains(&(x, y)))
}

/// Whether a name is a bold letter's.
fn is_bold(name: &str) -> bool {
    name.starts_with("\\mathbf{")
}

/// Whether a name is a matrix's: a capital, or a bold letter.
fn is_matrix(name: &str) -> bool {
    let letter = name.strip_prefix('\\').unwrap_or(name);
    letter.starts_with(|c: char| c.is_ascii_uppercase()) && !name.starts_with("\\Delta ") || is_bold(name)
}

fn is_minus_one(exponent: &Tree) -> bool {
    matches!(exponent, Tree::Neg(one) if matches!(&**one, Tree::Number(number) if number.value == Exact::ONE))
}

/// The mark that an exponent is.
fn read_mark(exponent: &Tree) -> Option<char> {
    let Tree::Symbol(name) = exponent else { return None };
    match name.as_str() {
        "T" => Some('T'),
        "*" | "H" | "\\dagger" => Some('*'),
        _ => None,
    }
}

/// A value, or the difference of an equation's sides.
fn read_side(tree: &Tree, budget: &Budget) -> Result<Words, Stop> {
    match tree {
        Tree::Relation(sides, _) => {
            let [left, right] = sides.as_slice() else { return Err(Stop::Unknown) };
            let mut words = read(left, budget)?;
            add(&mut words, read(right, budget)?, true)?;
            Ok(words)
        }
        other => read(other, budget),
    }
}

/// Adds words, or takes them away.
fn add(words: &mut Words, more: Words, negative: bool) -> Result<(), Stop> {
    for (word, count) in more {
        let count = if negative { count.neg() } else { count };
        let total = match words.get(&word) {
            Some(known) => known.add(&count).ok_or(Stop::Budget)?,
            None => count,
        };
        if total.is_zero() {
            words.remove(&word);
        } else {
            words.insert(word, total);
        }
    }
    if words.len() <= limits::MATRIX_WORDS { Ok(()) } else { Err(Stop::Budget) }
}

fn one(word: Word) -> Words {
    Words::from([(word, Exact::ONE)])
}

/// The sum of words that a tree is; None where it has anything else.
fn read(tree: &Tree, budget: &Budget) -> Result<Words, Stop> {
    match tree {
        Tree::Number(number) => {
            let mut words = Words::new();
            add(&mut words, Words::from([(Vec::new(), number.value.clone())]), false)?;
            Ok(words)
        }
        Tree::Symbol(name) if name == "I" => Ok(one(Vec::new())),
        // Three capitals and more are one name elsewhere.
        Tree::Symbol(name) if name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            let letter = |letter: char| Letter { name: letter.to_string(), inverted: false, mark: None };
            Ok(one(name.chars().map(letter).collect()))
        }
        Tree::Symbol(name) => Ok(one(vec![Letter { name: name.clone(), inverted: false, mark: None }])),
        Tree::Neg(inner) => {
            let mut words = Words::new();
            add(&mut words, read(inner, budget)?, true)?;
            Ok(words)
        }
        Tree::Sum(terms) => {
            let mut words = Words::new();
            for term in terms {
                add(&mut words, read(term, budget)?, false)?;
            }
            Ok(words)
        }
        Tree::Product(factors) | Tree::Call(Function::Ordered, factors) => {
            let mut words = one(Vec::new());
            for factor in factors {
                words = multiply(&words, &read(factor, budget)?, budget)?;
            }
            Ok(words)
        }
        Tree::Power(base, exponent) => raise(&read(base, budget)?, exponent, budget),
        _ => Err(Stop::Unknown),
    }
}

fn multiply(left: &Words, right: &Words, budget: &Budget) -> Result<Words, Stop> {
    let mut words = Words::new();
    for (before, x) in left {
        for (behind, y) in right {
            // Every letter is copied.
            budget.pay(2 * (before.len() + behind.len()) + 4)?;
            let mut word = before.clone();
            for letter in behind {
                match word.last() {
                    Some(last)
                        if last.name == letter.name && last.mark == letter.mark && last.inverted != letter.inverted =>
                    {
                        word.pop();
                    }
                    _ => word.push(letter.clone()),
                }
            }
            if word.len() > limits::MATRIX_WORDS {
                return Err(Stop::Budget);
            }
            add(&mut words, Words::from([(word, x.mul(y).ok_or(Stop::Budget)?)]), false)?;
        }
    }
    Ok(words)
}

/// A power of a sum of words: an inverse, a transpose, an adjoint, or a small one.
fn raise(base: &Words, exponent: &Tree, budget: &Budget) -> Result<Words, Stop> {
    if let Some(mark) = read_mark(exponent) {
        let mut words = Words::new();
        for (word, count) in base {
            let turned: Option<Word> = word.iter().rev().map(|letter| turn(letter, mark)).collect();
            add(&mut words, Words::from([(turned.ok_or(Stop::Unknown)?, count.clone())]), false)?;
        }
        return Ok(words);
    }
    if is_minus_one(exponent) {
        return invert(base);
    }
    let (times, inverse) = match exponent {
        Tree::Number(number) => (number.value.to_i64().ok_or(Stop::Unknown)?, false),
        Tree::Neg(inner) => match &**inner {
            Tree::Number(number) => (number.value.to_i64().ok_or(Stop::Unknown)?, true),
            _ => return Err(Stop::Unknown),
        },
        _ => return Err(Stop::Unknown),
    };
    if !(1..=limits::MATRIX_POWER).contains(&times) {
        return Err(Stop::Budget);
    }
    let base = if inverse { invert(base)? } else { base.clone() };
    let mut words = one(Vec::new());
    for _ in 0..times {
        words = multiply(&words, &base, budget)?;
    }
    Ok(words)
}

/// A letter transposed.
fn turn(letter: &Letter, mark: char) -> Option<Letter> {
    let mark = match letter.mark {
        None => Some(mark),
        Some(own) if own == mark => None,
        Some(_) => return None,
    };
    Some(Letter { mark, ..letter.clone() })
}

/// The inverse: of a word, its letters inverted from the last to the first. What has marks in it may be of matrices that have no
/// inverse of their own, as `A^TA`: it is inverted as a whole.
fn invert(base: &Words) -> Result<Words, Stop> {
    let mut words = base.iter();
    if let (Some((word, count)), None) = (words.next(), words.next()) {
        let is_single = word.len() == 1 || word.iter().all(|letter| letter.mark.is_none());
        if is_single {
            let turned =
                word.iter().rev().map(|letter| Letter { inverted: !letter.inverted, ..letter.clone() }).collect();
            return Ok(Words::from([(turned, Exact::ONE.div(count).ok_or(Stop::Undefined)?)]));
        }
    }
    let name = format!("{base:?}");
    if name.len() > limits::FORMULA_BYTES {
        return Err(Stop::Budget);
    }
    Ok(one(vec![Letter { name, inverted: true, mark: None }]))
}

#[cfg(test)]
mod tests {
    use crate::equal::math_equal;

    #[test]
    fn matrices_keep_their_order() {
        for (a, b) in [
            ("(AB)^{-1}", "B^{-1}A^{-1}"),
            ("(ABC)^T", "C^TB^TA^T"),
            ("(AB)^T", "B^TA^T"),
            ("P^{-1}(A+B)P", "P^{-1}AP+P^{-1}BP"),
            ("A^T(B-2C)", "A^TB-2A^TC"),
            ("(M^T)^{-1}", "(M^{-1})^T"),
            ("X = A^{-1}B", "2X - 2A^{-1}B = 0"),
        ] {
            assert!(math_equal(a, b) && math_equal(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("(AB)^{-1}", "A^{-1}B^{-1}"),
            ("A^{-1}B", "BA^{-1}"),
            ("(AB)^T", "A^TB^T"),
            ("P^{-1}AP", "A"),
            ("(X^TX)^{-1}X^Ty", "X^{-1}y"),
            ("A^TB", "B^TA"),
            ("A^T", "A"),
        ] {
            assert!(!math_equal(a, b) && !math_equal(b, a), "{a} {b}");
        }
    }
}
