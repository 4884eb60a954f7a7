//! Expressions as people and models write them: LaTeX, plain text, Python and `SymPy`, Unicode, read into one tree.
//!
//! [`parse`] reads, [`print`](fn@print) writes LaTeX that is read back as the same tree. What has several readings keeps its form for
//! the comparer: `(1, 2)` may be a point or an interval, `3:45` a ratio or a time. Where one reading must be chosen:
//!
//! | written | read as |
//! |---|---|
//! | `-3^2` | `-(3^2)` |
//! | `2^3^2`, `2**3**2` | `2^(3^2)` |
//! | `x^10`, `\sqrt17` | all digits belong to it; `\frac12` takes single ones |
//! | `1/2x`, `1/2 \pi` | `(1/2) x`: division and products side by side, left to right |
//! | `a/bc` | `a/(bc)`: letters that touch stay together below a slash |
//! | `\sin 2x`, `\sin x \cos x` | `\sin(2x)`, `\sin(x) \cos(x)`; `\sin\pi/6` is `\sin(\pi/6)` |
//! | `\sin^{-1} x` | the inverse, not the reciprocal |
//! | `3 1/2`, `3\frac{1}{2}` | a mixed number, when the fraction is less than one |
//! | `f(x)`, `P(A)`, `y(t)`, `E[X]` | applications; `a(x+1)` a product; `b(t) =` an application |
//! | `1,234` | one number; in brackets, `(1,234)`, two |
//! | `xy` | a product, `ABC` one name; four letters and more are words |
//! | `2e-3` | a number in plain text, a difference in LaTeX; `2.5e-3` and `2e-10` are numbers |
//! | `5 \text{ cm} + 3 \text{ cm}`, `2 + 3 \text{ cm}` | a sum of quantities, a sum with a unit |
//! | `n!!` | a double factorial |
//! | `p \land \lnot q`, `~p` | a formula of logic; `x = 1 \lor x = 2` a list of solutions |
//! | `f \circ g`, `A \otimes B`, `\nabla \cdot F` | operators that keep the order of what they join |
//! | `n % 2` | a remainder; `20%` and `20% x` percentages |

mod build;
mod code;
mod faces;
mod lexer;
mod names;
mod parser;
mod print;
mod prose;
mod spelling;
mod token;
mod tree;
mod unit;

pub(crate) use prose::ordinal_ending;
pub use tree::{
    Bracket, Connective, Constant, Fold, FoldKind, Function, Interval, Joint, Relation, SetOperator, Time, Tree, Unit,
};

use crate::limits;
use crate::number;

/// Why a text has no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing is written.
    Empty,
    /// Deeper than [`limits::EXPR_DEPTH`], or higher than [`limits::EXPR_HEIGHT`].
    TooDeep,
    /// More than [`limits::EXPR_TOKENS`] signs or [`limits::EXPR_BYTES`] bytes.
    TooLong,
    /// Neither mathematics nor words.
    NotMath,
}

/// Reads a text. What is no mathematics but has words is a [`Tree::Text`] as a whole.
///
/// ```
/// use rewards_core::expr::{parse, print};
/// let tree = parse(r"\dfrac12 + x**2").unwrap();
/// assert_eq!(print(&tree), r"\frac{1}{2} + x^{2}");
/// assert_eq!(tree, parse("1/2 + x²").unwrap());
/// ```
///
/// # Errors
///
/// [`Unreadable`] says what is wrong with the text; it is never the caller's mistake.
pub fn parse(text: &str) -> Result<Tree, Unreadable> {
    if text.len() > limits::EXPR_BYTES {
        return Err(Unreadable::TooLong);
    }
    let normal = spelling::normalize(text);
    let normal = spelling::name_crosses(spelling::name_strokes(normal));
    let normal = prose::peel(&normal);
    if normal.is_empty() {
        return Err(Unreadable::Empty);
    }
    let compound = prose::name_compound(normal);
    let normal = compound.as_deref().unwrap_or(normal);
    if let Some(name) = code::read(normal) {
        return Ok(Tree::Symbol(name));
    }
    if let Some((letter, rest)) = prose::label(normal) {
        let content = read(rest)?;
        return Ok(Tree::Labelled(letter, Box::new(content)));
    }
    read(normal)
}

/// Whether a word beside a number is a unit of measure or money.
pub(crate) fn is_unit(word: &str) -> bool {
    unit::parse(word).is_some_and(|unit| unit.known)
}

/// Whether a word is the name of a function: `sin`, `gcd`.
pub(crate) fn is_function(word: &str) -> bool {
    names::function_name(word).is_some()
}

/// Reads a text in the notation of Boolean algebra: sums, products, bars and primes over letters, nought and one. None where it is
/// none; with it, whether no other notation is written so.
pub fn parse_boolean(text: &str) -> Option<(Tree, bool)> {
    if text.len() > limits::EXPR_BYTES {
        return None;
    }
    let normal = spelling::normalize(text);
    parser::logic::read_boolean(prose::peel(&normal))
}

/// Reads a peeled text, as words where it is no mathematics.
fn read(text: &str) -> Result<Tree, Unreadable> {
    let tree = match prose::phrase(text).or_else(|| parser::logic::read(text)) {
        Some(tree) => tree,
        None => match parser::read(text) {
            Err(Unreadable::NotMath) => Tree::Text(prose::words(text).ok_or(Unreadable::NotMath)?),
            other => other?,
        },
    };
    // A tree can't be higher than its text is long.
    if text.len() > limits::EXPR_HEIGHT && tree.height() > limits::EXPR_HEIGHT {
        return Err(Unreadable::TooDeep);
    }
    Ok(tree)
}

/// Writes a tree as LaTeX. Reading that gives a tree of the same value, and the same tree where it was read from text
/// (an interval with two finite ends of one kind comes back as a [`Tree::Group`], a repeating decimal as a fraction).
pub fn print(tree: &Tree) -> String {
    print::latex(tree)
}

/// The numeral of a small integer.
pub(crate) fn integer(value: i64) -> Tree {
    Tree::Number(number::Number {
        value: number::Exact::from_i64(value),
        form: number::Form::Integer,
        places: 0,
        significant: value.unsigned_abs().to_string().len() as u32,
        ambiguous: false,
    })
}

#[cfg(test)]
mod tests;
