//! What is a name, what is words, what is a plain number.

use crate::expr::{Function, Tree};

/// Whether a tree is what stands left of `=` to name a value: `x`, `f(x)`, `AB`, `\angle B`, "area".
pub(super) fn is_name(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(_) | Tree::Indexed(..) | Tree::Text(_) | Tree::Blank => true,
        Tree::Call(Function::Named(_) | Function::Bar | Function::Det | Function::Norm, _) => true,
        Tree::Product(factors) => factors.iter().all(|factor| matches!(factor, Tree::Symbol(_) | Tree::Text(_))),
        Tree::Group(_, members) if members.len() == 1 => is_name(&members[0]),
        Tree::Quantity(inner, _) | Tree::Labelled(_, inner) => is_name(inner),
        _ => false,
    }
}

/// Whether a tree is words rather than a formula.
pub(super) fn is_wordy(tree: &Tree) -> bool {
    match tree {
        Tree::Text(_) => true,
        Tree::List(_, members) => members.iter().any(is_wordy),
        Tree::Quantity(..) | Tree::Labelled(..) => true,
        Tree::Product(factors) => factors.iter().any(|factor| matches!(factor, Tree::Text(_))),
        _ => false,
    }
}

/// Whether a tree is a plain number: a numeral or a fraction of two, with its sign.
pub(super) fn is_plain_number(tree: &Tree) -> bool {
    match tree {
        Tree::Number(_) => true,
        Tree::Neg(inner) | Tree::Percent(inner) | Tree::Degree(inner) | Tree::Quantity(inner, _) => {
            is_plain_number(inner)
        }
        Tree::Quotient(a, b) => is_numeral(a) && is_numeral(b),
        _ => false,
    }
}

/// Whether a tree can stand for one number without more ado.
pub(super) fn is_number_like(tree: &Tree) -> bool {
    is_plain_number(tree)
}

/// A numeral with its sign.
fn is_numeral(tree: &Tree) -> bool {
    match tree {
        Tree::Number(_) => true,
        Tree::Neg(inner) => matches!(**inner, Tree::Number(_)),
        _ => false,
    }
}

/// Whether a tree has a variable in it.
pub(super) fn has_symbols(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(_) | Tree::Indexed(..) | Tree::Text(_) => true,
        _ => tree.children().into_iter().any(has_symbols),
    }
}

/// A tree's own spelling, to serve as a name.
pub(super) fn print(tree: &Tree) -> String {
    crate::expr::print(tree)
}

/// A number that trees of the same notation share.
pub(super) fn fingerprint(tree: &Tree) -> u64 {
    use std::fmt::Write;

    use std::hash::Hasher;

    /// Hashes what is written to it.
    struct Sink(std::hash::DefaultHasher);
    impl Write for Sink {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    let mut sink = Sink(std::hash::DefaultHasher::new());
    // Writing to a hasher never fails.
    let _ = write!(sink, "{tree:?}");
    sink.0.finish()
}
