//! The one syntax tree that every notation is read into.
//!
//! The tree keeps what the notation says and decides nothing: `(1, 2)` is a [`Tree::Group`] whether it is a point or an
//! open interval, `72^\circ` keeps its degree sign, `x = 4` stays an equation. What is the same however it is written is
//! one node: `\frac{1}{2}`, `1/2` and `½` are all a [`Tree::Quotient`] of two numbers; `√3`, `sqrt(3)` and `\sqrt 3` one
//! [`Tree::Root`]; `**`, `^` and `²` one [`Tree::Power`].
//!
//! # Shape
//!
//! Trees that the parser makes are in this form, and [`Tree::sum`], [`Tree::product`], [`Tree::negate`] keep it:
//! a number is never negative (`-3` is `Neg(Number(3))`, `-3^2` is `Neg(Power(3, 2))`); a [`Tree::Sum`] and a
//! [`Tree::Product`] have at least two members, none of which is a sum (a product) itself; `a - b` is `Sum[a, Neg(b)]`;
//! `a / b * c` is `Product[Quotient(a, b), c]` and `a / b / c` is `Quotient(a, Product[b, c])`.
//! No tree that is read is higher than [`crate::limits::EXPR_HEIGHT`] or of more nodes than twice
//! [`crate::limits::EXPR_TOKENS`], so walking one by recursion, and dropping it, is safe on any stack.

use crate::number::Number;

/// An expression, a structure of expressions, or words.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A numeral that is not negative: integer, decimal, repeating or scientific, as written. A mixed number
    /// (`137\frac{1}{2}`, `3 1/2`) is one numeral; a fraction alone is a [`Tree::Quotient`].
    Number(Number),
    /// A value with a name of its own.
    Constant(Constant),
    /// A variable, by its canonical LaTeX spelling: `x`, `\alpha`, `x_{1}`, `a_{n+1}`, `f'`, `\vec{v}`, `ABC` (three or more
    /// capitals stay one name). `e` and `i` are [`Tree::Constant`]s.
    Symbol(String),
    /// Words, one space between them, letter case as written: `\text{east}`, `no solution`. A text that is prose as a
    /// whole is one such node.
    Text(String),

    /// Terms that are added; a subtracted term is a [`Tree::Neg`], `a \pm b` has a [`Tree::PlusMinus`] term.
    Sum(Vec<Tree>),
    /// Factors that are multiplied, in order, whether written with `\cdot`, `\times`, `*` or nothing.
    Product(Vec<Tree>),
    /// The opposite.
    Neg(Box<Tree>),
    /// `\pm x`: both `x` and `-x`.
    PlusMinus(Box<Tree>),
    /// `\mp x`: both `-x` and `x`, the lower sign where a [`Tree::PlusMinus`] of the same expression has the upper.
    MinusPlus(Box<Tree>),
    /// Numerator and denominator.
    Quotient(Box<Tree>, Box<Tree>),
    /// Base and exponent.
    Power(Box<Tree>, Box<Tree>),
    /// Radicand and index; no index is a square root.
    Root(Box<Tree>, Option<Box<Tree>>),
    /// A function of its arguments.
    Call(Function, Vec<Tree>),
    /// `n!` has order 1, `n!!` order 2 (every second factor), and so on.
    Factorial(Box<Tree>, u32),
    /// `\binom{n}{k}`, `C(n, k)`, `{}_nC_k`.
    Binomial(Box<Tree>, Box<Tree>),
    /// `\sum`, `\prod`, `\int`, `\lim` with what is bound and between which bounds.
    Fold(Box<Fold>),

    /// `x\%`.
    Percent(Box<Tree>),
    /// `x^\circ`, `x` degrees of an angle.
    Degree(Box<Tree>),
    /// A value with a unit or a currency: `15\mbox{ cm}^2`, `\$36`, `5 \text{ inches/second}`, `18 \text{ ways}`.
    Quantity(Box<Tree>, Unit),
    /// A numeral in a stated base: `1011_2`, `52_{8}`, `4210_{\text{five}}`: its digits (capitals past 9) and the base.
    Based(String, u32),
    /// `of_{index}` where that is no name and no base: `100_b`, `(a_n)_{n}`.
    Indexed(Box<Tree>, Box<Tree>),
    /// `3:45 pm`.
    Time(Time),
    /// `a : b`, `a : b : c`.
    Ratio(Vec<Tree>),

    /// Members separated by commas, "and" or "or", with no brackets around.
    List(Joint, Vec<Tree>),
    /// Members in brackets, whose meaning the brackets alone don't settle: `(1, 2)`, `[1, 2]`, `[53]`, `\langle 1, 2\rangle`.
    /// Round brackets around one member are dropped, they only group. `\{…\}` is a [`Tree::Set`].
    Group(Bracket, Vec<Tree>),
    /// `\{1, 2\}`, `FiniteSet(1, 2)`, `\{1, 2, \dots\}`; `\{\}` is [`Constant::EmptySet`].
    Set(Vec<Tree>),
    /// `\{x \mid x > 2\}`: member and condition.
    SetBuilder(Box<Tree>, Box<Tree>),
    /// What can only be an interval: `[0, 1)`, `]0, 1[`, `(-\infty, 3)`, `Interval(1, 2)`, a pair in brackets that is joined by
    /// `\cup` or follows `\in`.
    Interval(Box<Interval>),
    /// Sets that are joined, met or taken away, left to right.
    Sets(SetOperator, Vec<Tree>),
    /// Rows of equal length. Python's `[[1, 2], [3, 4]]` and `Matrix([1, 2])` (a column) are matrices too. A determinant
    /// (`vmatrix`) is [`Function::Det`] of one.
    Matrix(Vec<Vec<Tree>>),
    /// Value and condition of each case of `\begin{cases}`; no condition where a row has one cell.
    Cases(Vec<(Tree, Option<Tree>)>),

    /// A chain of relations `a < b \le c`: members, and one operator less.
    Relation(Vec<Tree>, Vec<Relation>),
    /// `a \equiv b \pmod m`: the relation and the modulus.
    Modulo(Box<Tree>, Box<Tree>),
    /// Statements under a connective: `p \land \lnot q`, `\exists x\, P(x)`. A quantifier has the letter that it binds, the domain
    /// where one is written, and the statement.
    Logic(Connective, Vec<Tree>),
    /// What stands where nothing is written: the left side of `\ge 3` and of "at least 3", `…` has [`Constant::Dots`].
    Blank,
    /// A choice's letter and its content: `\textbf{(C)}\ 12`, `B) 12`, `(B) 12`.
    Labelled(char, Box<Tree>),
}

/// Values and sets with names of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// `\pi`.
    Pi,
    /// Euler's number: the letter `e`, `\mathrm{e}`, `SymPy`'s `E`.
    E,
    /// The imaginary unit: the letter `i`, `\mathrm{i}`, `SymPy`'s `I`.
    I,
    /// `\infty`, `oo`.
    Infinity,
    /// `\emptyset`, `\{\}`.
    EmptySet,
    /// `\mathbb{N}`.
    Naturals,
    /// `\mathbb{Z}`.
    Integers,
    /// `\mathbb{Q}`.
    Rationals,
    /// `\mathbb{R}`, "all real numbers".
    Reals,
    /// `\mathbb{C}`.
    Complexes,
    /// `\dots`, `...`: more of the same.
    Dots,
}

/// Functions that the notation itself names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `\sin x`; its powers are [`Tree::Power`]s of the call, `\sin^{-1}` is [`Function::Arcsin`].
    Sin,
    /// `\cos x`.
    Cos,
    /// `\tan x`.
    Tan,
    /// `\cot x`.
    Cot,
    /// `\sec x`.
    Sec,
    /// `\csc x`.
    Csc,
    /// `\arcsin x`, `\sin^{-1} x`, `asin(x)`.
    Arcsin,
    /// `\arccos x`.
    Arccos,
    /// `\arctan x`.
    Arctan,
    /// `\operatorname{arccot} x`.
    Arccot,
    /// `\operatorname{arcsec} x`.
    Arcsec,
    /// `\operatorname{arccsc} x`.
    Arccsc,
    /// `\sinh x`.
    Sinh,
    /// `\cosh x`.
    Cosh,
    /// `\tanh x`.
    Tanh,
    /// `\coth x`.
    Coth,
    /// `\operatorname{arsinh} x`.
    Arsinh,
    /// `\operatorname{arcosh} x`.
    Arcosh,
    /// `\operatorname{artanh} x`.
    Artanh,
    /// `\log x` with one argument (base not stated), `\log_b x` with `[x, b]`.
    Log,
    /// `\ln x`; the plain-text `log(x)` too is [`Function::Log`].
    Ln,
    /// `\exp x`; `e^x` is a [`Tree::Power`].
    Exp,
    /// `|x|`, `Abs(x)`; of a matrix, the determinant is meant.
    Abs,
    /// `\|v\|`.
    Norm,
    /// `\lfloor x \rfloor`.
    Floor,
    /// `\lceil x \rceil`.
    Ceil,
    /// `\gcd(a, b)`.
    Gcd,
    /// `\operatorname{lcm}(a, b)`.
    Lcm,
    /// `\max(a, b)`.
    Max,
    /// `\min(a, b)`.
    Min,
    /// `a \bmod b`.
    Mod,
    /// `\operatorname{sgn} x`.
    Sign,
    /// `\operatorname{Re} z`.
    Re,
    /// `\operatorname{Im} z`.
    Im,
    /// `\arg z`.
    Arg,
    /// `\overline{z}`, `\bar z`: a conjugate, a segment, a mean.
    Bar,
    /// `\det A`, `\begin{vmatrix}`.
    Det,
    /// `\vec a \times \vec b`.
    Cross,
    /// `\mathbf A \mathbf B`: vectors and matrices side by side, in their order.
    Ordered,
    /// `A^T`-like operators and everything else that is applied by name: `f(x)`, `f'`, `f^{-1}`, `P(A)`, `\phi(n)`.
    Named(String),
}

/// Which fold of a body over a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FoldKind {
    /// `\sum`.
    Sum,
    /// `\prod`.
    Product,
    /// `\int`, with `\,dx` taken off the body.
    Integral,
    /// `\lim`, whose `lower` is what the variable tends to, and `upper` the sign of the side it comes from where one is written.
    Limit,
    /// `\frac{d^n}{dx^n}`, whose `upper` is the order where it is not one, and `lower` the point where it is taken.
    Derivative,
}

/// A body under a big operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold {
    /// Which operator.
    pub kind: FoldKind,
    /// The bound variable's name, where one is written.
    pub variable: Option<String>,
    /// Where it begins, or tends to.
    pub lower: Option<Tree>,
    /// Where it ends.
    pub upper: Option<Tree>,
    /// What is summed, multiplied, integrated.
    pub body: Tree,
}

/// A unit: powers of names. `\text{cm}^2` is `[("cm", 2)]`, `miles per hour` `[("mi", 1), ("h", -1)]`.
///
/// Known units have one short name whatever their spelling (`centimeters`, `cm` → `cm`; dollars, `\$` → `$`); others are kept
/// as written in lower case, words joined by one space (`children tickets`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// Name and power of each factor, in the order written.
    pub parts: Vec<(String, i32)>,
    /// Whether every name is a unit of measure or money, rather than any noun.
    pub known: bool,
}

/// A time of day, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// 0 to 24.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59, where written.
    pub second: Option<u8>,
    /// `Some(true)` is pm, `Some(false)` am.
    pub afternoon: Option<bool>,
}

/// What joins the members of a bare list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joint {
    /// Commas only (or semicolons).
    Comma,
    /// An "and" before the last.
    And,
    /// An "or" before the last.
    Or,
}

/// Brackets whose kind alone settles no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bracket {
    /// `(…)`.
    Round,
    /// `[…]`.
    Square,
    /// `\langle…\rangle`.
    Angle,
}

/// An interval with its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The left end.
    pub low: Tree,
    /// The right end.
    pub high: Tree,
    /// Whether the left end belongs to it.
    pub low_closed: bool,
    /// Whether the right end belongs to it.
    pub high_closed: bool,
}

/// Operations on sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetOperator {
    /// `\cup`.
    Union,
    /// `\cap`.
    Intersection,
    /// `\setminus`.
    Difference,
    /// `\triangle` between sets.
    SymmetricDifference,
}

/// What joins statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Connective {
    /// `\top`; it joins nothing.
    True,
    /// `\bot`; it joins nothing.
    False,
    /// `\lnot`.
    Not,
    /// `\land`.
    And,
    /// `\lor`.
    Or,
    /// `\oplus`, `\veebar`: an odd number of them hold.
    Xor,
    /// `\to`.
    Implies,
    /// `\leftrightarrow`.
    Iff,
    /// `\uparrow`: not both.
    Nand,
    /// `\downarrow`: neither.
    Nor,
    /// `\forall`.
    ForAll,
    /// `\exists`.
    Exists,
    /// `\exists!`.
    ExistsOne,
}

/// Relations between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `=`, `:=`, `==`, "equals".
    Equal,
    /// `\ne`.
    NotEqual,
    /// `<`.
    Less,
    /// `\le`.
    LessEqual,
    /// `>`.
    Greater,
    /// `\ge`.
    GreaterEqual,
    /// `\approx`, `\simeq`, `\sim`.
    Approx,
    /// `\equiv`, `\cong`.
    Equivalent,
    /// `\in`.
    In,
    /// `\notin`.
    NotIn,
    /// `\subset`, `\subsetneq`.
    Subset,
    /// `\subseteq`.
    SubsetEqual,
    /// `\supset`, `\supsetneq`.
    Superset,
    /// `\supseteq`.
    SupersetEqual,
    /// `\propto`.
    Proportional,
    /// `\to`, `\rightarrow`, `\mapsto`, `\Rightarrow`.
    To,
    /// `\Leftarrow`.
    From,
    /// `\parallel`.
    Parallel,
    /// `\perp`.
    Perpendicular,
    /// `a \mid b`.
    Divides,
}
