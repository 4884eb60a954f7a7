//! The signs that a text is cut into.

use super::tree::{Constant, FoldKind, Relation, SetOperator};

/// One sign of the notation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'t> {
    /// The text is over.
    End,
    /// A numeral begins here.
    Numeral,
    /// A run of letters that is no name known to mathematics.
    Word(&'t str),
    /// A variable's canonical spelling: a Greek letter, `\ell`.
    Symbol(&'static str),
    /// A named value.
    Constant(Constant),
    /// A function's canonical name.
    Function(&'static str),
    /// A command whose arguments the parser reads.
    Command(&'t str),
    /// An operator between operands that keep their order.
    Operator(&'static str),
    /// A big operator.
    Fold(FoldKind),
    /// `(`, `[`, `<` for an angle, `{` for `\{`, and the same closed.
    Open(char),
    /// The closing bracket: `)`, `]`, `>`, `}`.
    Close(char),
    /// `{` that groups.
    GroupOpen,
    /// `}` that groups.
    GroupClose,
    /// `|`, and whether `\left`, `\right` or `\lvert` say which side it is.
    Bar(Side),
    /// `\|`.
    DoubleBar,
    /// A relation sign.
    Relation(Relation),
    /// `\not`, before a relation sign.
    Not,
    /// A set operation.
    Sets(SetOperator),
    /// A joint of a list: "and", "or" (`true`).
    Joint(bool),
    /// A currency sign.
    Currency(&'static str),
    /// `+`.
    Plus,
    /// `-`.
    Minus,
    /// `\pm`.
    PlusMinus,
    /// `\mp`.
    MinusPlus,
    /// `*`, `\cdot`, `\times`.
    Times,
    /// `/`, `\div`.
    Slash,
    /// `:`.
    Colon,
    /// `^`, `**`.
    Caret,
    /// `_`.
    Underscore,
    /// `!`.
    Bang,
    /// `%`, `\%`.
    Percent,
    /// `'`, `\prime`.
    Prime,
    /// `\circ`, `\degree`.
    Degree,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// `&`.
    Ampersand,
    /// `\\` between rows.
    Row,
    /// `\over`.
    Over,
    /// `\choose`.
    Choose,
    /// `.` that is in no numeral.
    Stop,
    /// Anything else.
    Other(char),
}

/// Which side of its content a bar stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// `\left|`, `\lvert`.
    Left,
    /// `\right|`, `\rvert`.
    Right,
    /// `|`.
    Either,
}
