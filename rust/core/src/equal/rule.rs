//! What a comparison says: the relation, and the rule that decided it.

use std::fmt;

/// How an answer relates to a truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same value or object.
    Equal,
    /// The same value, with sums, differences, products or quotients of plain numbers left to do.
    NotEvaluated,
    /// A real number within the tolerance of a numeric truth.
    Close,
    /// Something else.
    Different,
    /// The answer can't be read.
    Unparseable,
    /// Several candidates where the truth is one value.
    TooMany,
    /// A chain of equations that does not hold.
    FalseChain,
    /// The work that would decide it is past the limits.
    Budget,
}

impl Relation {
    /// The relation's name in traces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::NotEvaluated => "not_evaluated",
            Self::Close => "close",
            Self::Different => "different",
            Self::Unparseable => "unparseable",
            Self::TooMany => "too_many",
            Self::FalseChain => "false_chain",
            Self::Budget => "budget",
        }
    }

    /// Whether the answer is the truth.
    pub fn is_accepted(self) -> bool {
        matches!(self, Self::Equal | Self::NotEvaluated)
    }
}

/// The rung of the ladder that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The same text, spacing and style aside.
    Spelling,
    /// Exact rational numbers.
    Number,
    /// A decimal and what it rounds, or a number within a tolerance that makes it right.
    Rounding,
    /// A percent sign on either side.
    Percent,
    /// Units or currency on either side.
    Unit,
    /// The letter of a choice.
    Choice,
    /// Words.
    Text,
    /// Members in any order.
    Set,
    /// Members in order.
    Tuple,
    /// Intervals, unions of them, sets of real numbers.
    Interval,
    /// Rows and columns.
    Matrix,
    /// Equations, up to a factor.
    Equation,
    /// Inequalities.
    Inequality,
    /// A chain of equations.
    Chain,
    /// Ratios.
    Ratio,
    /// Times of day.
    Time,
    /// Numerals in a stated base.
    Base,
    /// Polynomials and rational functions, in a prime field.
    Polynomial,
    /// Values at points, with error bounds.
    Values,
    /// The same tree, part by part.
    Structure,
}

impl Rule {
    /// Every rule, in the order of the ladder.
    pub const ALL: [Self; 20] = [
        Self::Spelling,
        Self::Number,
        Self::Rounding,
        Self::Percent,
        Self::Unit,
        Self::Choice,
        Self::Text,
        Self::Set,
        Self::Tuple,
        Self::Interval,
        Self::Matrix,
        Self::Equation,
        Self::Inequality,
        Self::Chain,
        Self::Ratio,
        Self::Time,
        Self::Base,
        Self::Polynomial,
        Self::Values,
        Self::Structure,
    ];

    /// The rule's name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spelling => "spelling",
            Self::Number => "number",
            Self::Rounding => "rounding",
            Self::Percent => "percent",
            Self::Unit => "unit",
            Self::Choice => "choice",
            Self::Text => "text",
            Self::Set => "set",
            Self::Tuple => "tuple",
            Self::Interval => "interval",
            Self::Matrix => "matrix",
            Self::Equation => "equation",
            Self::Inequality => "inequality",
            Self::Chain => "chain",
            Self::Ratio => "ratio",
            Self::Time => "time",
            Self::Base => "base",
            Self::Polynomial => "polynomial",
            Self::Values => "values",
            Self::Structure => "structure",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A relation, and the rule that decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// How the answer relates to the truth.
    pub relation: Relation,
    /// The rung of the ladder that decided.
    pub rule: Rule,
}

impl Decision {
    /// A decision by a rule.
    pub(crate) fn new(relation: Relation, rule: Rule) -> Self {
        Self { relation, rule }
    }

    /// Equal by a rule, or different by it.
    pub(super) fn equal_if(equal: bool, rule: Rule) -> Self {
        Self { relation: if equal { Relation::Equal } else { Relation::Different }, rule }
    }

    /// Both of two decisions hold: the worse one; what is only near is not a part of an equal whole.
    pub(super) fn and(self, other: Self, rule: Rule) -> Self {
        let rank = |relation| match relation {
            Relation::Equal => 0,
            Relation::NotEvaluated => 1,
            Relation::Budget => 2,
            _ => 3,
        };
        let worse = if rank(other.relation) > rank(self.relation) { other.relation } else { self.relation };
        let relation = if rank(worse) == 3 { Relation::Different } else { worse };
        Self { relation, rule }
    }
}
