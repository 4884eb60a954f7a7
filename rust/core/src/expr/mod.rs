//! Expressions as people and models write them: LaTeX, plain text, Python and `SymPy`, Unicode, read into one tree.

mod sketch;
mod tree;

pub use sketch::{parse, print};
pub use tree::{Bracket, Constant, Fold, FoldKind, Function, Interval, Joint, Relation, SetOperator, Time, Tree, Unit};
