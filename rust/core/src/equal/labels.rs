//! What stands left of a value and only says whose value it is: names, expressions, words.

use crate::expr::{FoldKind, Function, Tree};
use crate::lexicon::phrases;

use super::names;

/// Whether words before a value work on it: "twice the answer is", "the reciprocal is".
pub(super) fn says_operation(label: &str) -> bool {
    let words: Vec<String> =
        label.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let holds = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // "The reciprocal of 3 is" says whose value is asked for; so does "the opposite side is".
    let is_whole = !holds(&phrases::LABELS_OF) || holds(&phrases::LABELS_VALUES);
    is_whole && holds(&phrases::LABELS_OPERATIONS) && !is_opposite_side(&words)
        || holds(&phrases::LABELS_VALUES) && holds(&phrases::LABELS_WORKS) && holds(&phrases::LABELS_OF)
}

/// Whether the one operation is the word for what lies opposite: "the opposite side", "opposite angle".
fn is_opposite_side(words: &[String]) -> bool {
    let count = words.iter().filter(|word| phrases::LABELS_OPERATIONS.contains(&word.as_str())).count();
    count == 1
        && words.windows(2).any(|pair| {
            phrases::LABELS_OPPOSITE.contains(&pair[0].as_str()) && !phrases::LABELS_OPPOSED.contains(&pair[1].as_str())
        })
}

/// Whether an expression left of a value in an answer only says whose value it is: `xy`, `x^2 + y^2`, `P(X \ge 2)`. What is linear
/// in its only letter, and more than that letter, is an equation that is still to be solved.
pub(super) fn is_label(left: &Tree) -> bool {
    let mut symbols = Vec::new();
    names::collect_symbols(left, &mut symbols);
    match symbols.as_slice() {
        // A matrix that is transposed is a value, and so is what binds all its letters.
        _ if holds_matrix(left) || !names::has_symbols(left) => false,
        [] => false,
        [one] => matches!(left, Tree::Symbol(_)) || !is_linear(left, one),
        _ => true,
    }
}

/// Whether a written matrix stands in a tree.
fn holds_matrix(tree: &Tree) -> bool {
    matches!(tree, Tree::Matrix(_)) || tree.children().any(holds_matrix)
}

/// Whether a tree is linear in a letter that it holds: a sum of multiples of it and of numbers.
fn is_linear(tree: &Tree, letter: &str) -> bool {
    let holds = |tree: &Tree| names::has_symbols(tree);
    match tree {
        Tree::Symbol(name) => name == letter,
        Tree::Neg(inner) | Tree::Percent(inner) | Tree::Degree(inner) | Tree::Quantity(inner, _) => {
            is_linear(inner, letter)
        }
        Tree::Quotient(above, below) => !holds(below) && is_linear(above, letter),
        Tree::Sum(terms) => terms.iter().all(|term| !holds(term) || is_linear(term, letter)),
        Tree::Product(factors) => {
            let mut with = factors.iter().filter(|factor| holds(factor));
            matches!((with.next(), with.next()), (Some(one), None) if is_linear(one, letter))
        }
        _ => false,
    }
}

/// Whether a truth's left side is a name, which may be left out. A product of small letters is an expression: `xy = 12` is that
/// equation.
pub(super) fn is_proper_name(left: &Tree) -> bool {
    match left {
        // A letter that is applied to a statement, `P(X > 2)`, and a change, `\Delta p`.
        Tree::Product(factors) if is_applied_to_statement(factors) => true,
        Tree::Product(factors) if matches!(factors.as_slice(), [Tree::Symbol(delta), Tree::Symbol(_)] if delta == "\\Delta") => {
            true
        }
        Tree::Product(factors) => {
            let is_capital = |factor: &Tree| match factor {
                Tree::Symbol(name) => name.trim_start_matches('\\').starts_with(|c: char| c.is_ascii_uppercase()),
                _ => true,
            };
            names::is_name(left) && factors.iter().all(is_capital)
        }
        // "a : b = 3 : 2".
        Tree::Ratio(parts) => parts.iter().all(names::is_name),
        // A determinant, a norm, a limit.
        Tree::Call(Function::Abs, arguments) => {
            matches!(arguments.as_slice(), [Tree::Symbol(name)] if name.starts_with(|c: char| c.is_ascii_uppercase()))
        }
        Tree::Fold(fold) => fold.kind == FoldKind::Limit,
        _ => names::is_name(left),
    }
}

/// Whether factors are a letter and a statement behind it.
fn is_applied_to_statement(factors: &[Tree]) -> bool {
    matches!(factors, [Tree::Symbol(_), Tree::Relation(..)])
}

/// Whether two names are of one value: the same, `y` and `f(x)`, or `S` and `S_n` of a value that `n` stands in.
pub(super) fn is_same_name(own: (&Tree, &Tree), theirs: (&Tree, &Tree)) -> bool {
    let (x, y) = (own.0, theirs.0);
    x == y
        || is_same_symbol(x, y)
        || drops_words(x, y)
        || drops_words(y, x)
        || is_segment(x, y)
        || is_segment(y, x)
        || is_applied(x) && is_ordinate(y)
        || is_ordinate(x) && is_applied(y)
        || drops_index(x, y, theirs.1)
        || drops_index(y, x, own.1)
}

/// Whether a name is a figure's two corners under a bar, and the other name the corners alone.
fn is_segment(barred: &Tree, bare: &Tree) -> bool {
    let is_corner =
        |tree: &Tree| matches!(tree, Tree::Symbol(name) if name.starts_with(|c: char| c.is_ascii_uppercase()));
    match barred {
        Tree::Call(Function::Bar, inner) => {
            matches!(inner.as_slice(), [of @ Tree::Product(corners)]
                if of == bare && corners.len() == 2 && corners.iter().all(is_corner))
        }
        _ => false,
    }
}

/// Whether a name is a function's letter applied to letters: `f(x)`, and not `f(2)`, `f'(x)` or `f^{-1}(x)`.
fn is_applied(name: &Tree) -> bool {
    matches!(name, Tree::Call(Function::Named(letter), arguments)
        if letter.len() == 1 && arguments.iter().all(|argument| matches!(argument, Tree::Symbol(_))))
}

/// Whether a name is the letter of a function's values.
fn is_ordinate(name: &Tree) -> bool {
    matches!(name, Tree::Symbol(letter) if letter == "y")
}

/// Whether two names differ only in how the words of their indices are set: `W_{\max}` and `W_{\text{max}}`.
fn is_same_symbol(x: &Tree, y: &Tree) -> bool {
    let (Tree::Symbol(x), Tree::Symbol(y)) = (x, y) else { return false };
    let (Some((name, index)), Some((other, theirs))) = (x.split_once("_{"), y.split_once("_{")) else { return false };
    let bare = |index: &str| index.replace("\\text", "").replace(['\\', '{', '}'], "");
    name == other && bare(index) == bare(theirs) && bare(index).len() > 1
}

/// Whether one name is the other without an index that says which of the quantities is meant: `T_f` and `T`, and not `x_1` and `x`.
fn drops_words(short: &Tree, long: &Tree) -> bool {
    let (Tree::Symbol(short), Tree::Symbol(long)) = (short, long) else { return false };
    let index = long.strip_prefix(short.as_str()).and_then(|rest| rest.strip_prefix("_{"));
    let index = index.and_then(|rest| rest.strip_suffix('}'));
    index.is_some_and(|index| {
        index.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'\\')
            && !matches!(index, "i" | "j" | "k" | "m" | "n")
            && !index.is_empty()
    })
}

/// Whether one name is the other without its index, a letter that stands in the value.
fn drops_index(short: &Tree, long: &Tree, value: &Tree) -> bool {
    let (Tree::Symbol(short), Tree::Symbol(long)) = (short, long) else { return false };
    let Some(index) = long
        .strip_prefix(short.as_str())
        .and_then(|rest| rest.strip_prefix("_{"))
        .and_then(|rest| rest.strip_suffix('}'))
    else {
        return false;
    };
    let mut symbols = Vec::new();
    names::collect_symbols(value, &mut symbols);
    index.len() == 1 && symbols.contains(&index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::parse;

    #[test]
    fn words_that_work_on_a_value_are_no_label() {
        for label in [
            "twice the answer",
            "the reciprocal",
            "half of the answer",
            "the answer plus one",
            "the square root of the result",
        ] {
            assert!(says_operation(label), "{label}");
        }
        for label in [
            "the answer",
            "the sum",
            "the area of the square",
            "the opposite side",
            "the square root",
            "the reciprocal of 3",
            "the final result",
        ] {
            assert!(!says_operation(label), "{label}");
        }
    }

    #[test]
    fn expressions_are_labels_unless_they_are_linear_equations() {
        for left in ["x", "uv", "u^2+v^2", r"\sin A", "10u+v", "u^2"] {
            assert!(is_label(&parse(left).unwrap()), "{left}");
        }
        for left in ["-x", "3x", "x+1", r"\frac{x}{4}", "2x-7", "5"] {
            assert!(!is_label(&parse(left).unwrap()), "{left}");
        }
    }
}
