//! Expressions as people and models write them: LaTeX, plain text, Python and `SymPy`, Unicode, read into one tree.

mod tree;

pub use tree::{Bracket, Constant, Fold, FoldKind, Function, Interval, Joint, Relation, SetOperator, Time, Tree, Unit};

/// The numeral of a [`Tree::Number`] by its digits, until the number reader lands.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// As written.
    pub digits: String,
}
