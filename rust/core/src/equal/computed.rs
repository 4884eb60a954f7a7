//! The numbers that a formula comes to, where some of them stand under a function: `\sqrt{16}` is 4, `10!` is 3628800.

use memchr::memchr3;

use super::budget::Budget;
use super::exact;
use crate::expr::{self, Function, Relation as Sign, Tree};
use crate::number::Exact;

/// The values that a text gives, where a number in it stands under a function, a power or a second sign; `None` where no number
/// does, or words stand among them. A value that is no rational number is left out.
pub(crate) fn read_computed(text: &str) -> Option<Vec<Exact>> {
    let may_work = |c: char| matches!(c, '\\' | '^' | '!' | '|' | '(' | '√' | '∛' | '⌊' | '⌈');
    // The signs beyond ASCII all begin with one byte.
    let first = memchr3(b'\\', b'^', b'!', text.as_bytes()).or_else(|| memchr3(b'|', b'(', 0xE2, text.as_bytes()));
    if first.is_none() || !text.contains(may_work) {
        return None;
    }
    let tree = expr::parse(text).ok()?;
    let opens_sign = text.contains("-(") || text.contains("−(");
    if !(is_worked(&tree) || opens_sign) || has_words(&tree) {
        return None;
    }
    let mut values = Vec::new();
    collect(&tree, &Budget::for_bytes(text.len()), &mut values);
    Some(values)
}

/// Whether a function stands in a tree.
fn is_worked(tree: &Tree) -> bool {
    match tree {
        Tree::Call(Function::Named(_), _) => false,
        Tree::Call(..)
        | Tree::Root(..)
        | Tree::Power(..)
        | Tree::Factorial(..)
        | Tree::Binomial(..)
        | Tree::Fold(_) => true,
        Tree::Neg(inner) => matches!(**inner, Tree::Neg(_)) || is_worked(inner),
        _ => tree.children().any(is_worked),
    }
}

/// Whether words stand in a tree.
fn has_words(tree: &Tree) -> bool {
    matches!(tree, Tree::Text(_)) || tree.children().any(has_words)
}

/// Collects the values of the members of a tree.
fn collect(tree: &Tree, budget: &Budget, values: &mut Vec<Exact>) {
    match tree {
        Tree::List(_, members) | Tree::Set(members) | Tree::Group(_, members) => {
            for member in members {
                collect(member, budget, values);
            }
        }
        Tree::Quantity(inner, _) | Tree::Percent(inner) | Tree::Degree(inner) | Tree::Labelled(_, inner) => {
            collect(inner, budget, values);
        }
        // "5! = 120" is its result, "\sqrt{2} \approx 1.41" what is near it; a bound gives no number.
        Tree::Relation(members, signs) if signs.iter().all(|sign| matches!(sign, Sign::Equal | Sign::Approx)) => {
            if let Some(last) = members.last() {
                collect(last, budget, values);
            }
        }
        Tree::Relation(..) => {}
        tree => values.extend(exact::evaluate(tree, budget)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_under_a_function_is_the_value() {
        let values =
            |text: &str| read_computed(text).map(|values| values.iter().map(Exact::to_f64).collect::<Vec<_>>());
        for (text, expected) in [
            (r"\sqrt{16}", vec![4.0]),
            ("10!", vec![3_628_800.0]),
            ("-(-5)", vec![5.0]),
            ("-(3)", vec![-3.0]),
            ("2^{10}", vec![1024.0]),
            (r"\sqrt{2}", vec![]),
            ("5! = 120", vec![120.0]),
            (r"\sqrt{16}, 3", vec![4.0, 3.0]),
        ] {
            assert_eq!(values(text), Some(expected), "{text}");
        }
        for text in ["16", "(3, 4)", "18 cm", "4, 5", r"\frac{1}{2}", "P(3)"] {
            assert_eq!(values(text), None, "{text}");
        }
    }
}
