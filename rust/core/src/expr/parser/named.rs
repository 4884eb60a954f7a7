//! The calls of `SymPy` and Python: which names are known, and what their arguments make.

use super::super::tree::{Bracket, Constant, Fold, FoldKind, Function, Relation, SetOperator, Tree};
use super::derivative::derivative;
use super::group::interval_of;
use super::list_of;
use super::relation::as_interval;

/// The canonical name of a known call and what follows its first word: `Interval.open(` has five bytes more.
pub(super) fn callable(name: &str, rest: &str) -> Option<(&'static str, usize)> {
    const CALLS: [&str; 76] = [
        "Sum",
        "summation",
        "Product",
        "Integral",
        "integrate",
        "diff",
        "Derivative",
        "limit",
        "Limit",
        "sqrt",
        "cbrt",
        "root",
        "Rational",
        "Fraction",
        "Integer",
        "Float",
        "Interval",
        "FiniteSet",
        "Union",
        "Intersection",
        "Complement",
        "Matrix",
        "ImmutableMatrix",
        "ImmutableDenseMatrix",
        "MutableDenseMatrix",
        "Eq",
        "Equality",
        "Ne",
        "Lt",
        "Le",
        "Gt",
        "Ge",
        "StrictLessThan",
        "LessThan",
        "StrictGreaterThan",
        "GreaterThan",
        "And",
        "Or",
        "Abs",
        "abs",
        "floor",
        "ceil",
        "ceiling",
        "binomial",
        "binom",
        "comb",
        "factorial",
        "Pow",
        "pow",
        "Add",
        "Mul",
        "Tuple",
        "Point",
        "Point2D",
        "tuple",
        "list",
        "set",
        "frozenset",
        "conjugate",
        "re",
        "im",
        "sign",
        "Max",
        "Min",
        "Mod",
        "array",
        "Symbol",
        "C",
        "nCr",
        "choose",
        "Min",
        "cis",
        "norm",
        "complex",
        "gamma",
        "Piecewise",
    ];
    if name == "Interval"
        && let Some(kind) = rest.strip_prefix('.')
    {
        return ["open", "Lopen", "Ropen"]
            .iter()
            .find(|open| kind.starts_with(**open))
            .map(|open| (*open, open.len() + 1));
    }
    if matches!(name, "np" | "sp" | "sympy" | "math" | "numpy")
        && let Some(inner) = rest.strip_prefix('.')
    {
        let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
        return CALLS.iter().find(|call| **call == &inner[..length]).map(|call| (*call, length + 1));
    }
    if !rest.starts_with('(') || name == "C" && !is_pair(rest) {
        return None;
    }
    CALLS.iter().find(|call| **call == name).map(|call| (*call, 0))
}

/// Whether `(…, …)` stands at the start of `rest`.
fn is_pair(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    let window = &bytes[..bytes.len().min(40)];
    memchr::memchr(b')', window).is_some_and(|end| window[..end].contains(&b','))
}

/// The tree of a call.
pub(super) fn build(name: &str, mut arguments: Vec<Tree>) -> Option<Tree> {
    let count = arguments.len();
    let one = |mut arguments: Vec<Tree>| if arguments.len() == 1 { arguments.pop() } else { None };
    let pair = |arguments: Vec<Tree>| -> Option<(Tree, Tree)> {
        let [a, b] = <[Tree; 2]>::try_from(arguments).ok()?;
        Some((a, b))
    };
    let relate = |arguments: Vec<Tree>, relation| (count == 2).then(|| Tree::Relation(arguments, vec![relation]));
    let function = |function: Function, arguments: Vec<Tree>| (count > 0).then(|| Tree::Call(function, arguments));
    match name {
        "sqrt" => one(arguments).map(|a| Tree::Root(Box::new(a), None)),
        "cbrt" => one(arguments).map(|a| Tree::Root(Box::new(a), Some(Box::new(super::super::integer(3))))),
        "root" => pair(arguments).map(|(a, n)| Tree::Root(Box::new(a), Some(Box::new(n)))),
        "Rational" | "Fraction" if count == 2 => pair(arguments).map(|(a, b)| Tree::quotient(a, b)),
        "Rational" | "Fraction" | "Integer" | "Float" | "Symbol" => one(arguments),
        "Interval" | "open" | "Lopen" | "Ropen" => interval(name, arguments),
        "FiniteSet" | "set" | "frozenset" => Some(match arguments.pop() {
            None => Tree::Constant(Constant::EmptySet),
            Some(Tree::Group(Bracket::Square, items) | Tree::Set(items)) if count == 1 => Tree::Set(items),
            Some(last) => {
                arguments.push(last);
                Tree::Set(arguments)
            }
        }),
        "Union" => sets(SetOperator::Union, arguments),
        "Intersection" => sets(SetOperator::Intersection, arguments),
        "Complement" => sets(SetOperator::Difference, arguments),
        "Matrix" | "ImmutableMatrix" | "ImmutableDenseMatrix" | "MutableDenseMatrix" | "array" => matrix(arguments),
        "Eq" | "Equality" => relate(arguments, Relation::Equal),
        "Ne" => relate(arguments, Relation::NotEqual),
        "Lt" | "StrictLessThan" => relate(arguments, Relation::Less),
        "Le" | "LessThan" => relate(arguments, Relation::LessEqual),
        "Gt" | "StrictGreaterThan" => relate(arguments, Relation::Greater),
        "Ge" | "GreaterThan" => relate(arguments, Relation::GreaterEqual),
        "And" => Some(list_of(arguments, super::super::tree::Joint::And)).filter(|_| count > 0),
        "Or" => Some(list_of(arguments, super::super::tree::Joint::Or)).filter(|_| count > 0),
        "Abs" | "abs" => function(Function::Abs, arguments),
        "norm" => function(Function::Norm, arguments),
        "floor" => function(Function::Floor, arguments),
        "ceil" | "ceiling" => function(Function::Ceil, arguments),
        "binomial" | "binom" | "comb" | "C" | "nCr" | "choose" => {
            pair(arguments).map(|(n, k)| Tree::Binomial(Box::new(n), Box::new(k)))
        }
        "factorial" => one(arguments).map(|n| Tree::Factorial(Box::new(n), 1)),
        "Pow" | "pow" => pair(arguments).map(|(a, n)| Tree::power(a, n)),
        "Add" => Some(Tree::sum(arguments)).filter(|_| count > 0),
        "Mul" => Some(Tree::product(arguments)).filter(|_| count > 0),
        "Tuple" | "Point" | "Point2D" | "tuple" => Some(match arguments.pop() {
            Some(Tree::Group(_, items)) if count == 1 => Tree::Group(Bracket::Round, items),
            last => {
                arguments.extend(last);
                Tree::Group(Bracket::Round, arguments)
            }
        }),
        "list" => one(arguments),
        "conjugate" => function(Function::Bar, arguments),
        "re" => function(Function::Re, arguments),
        "im" => function(Function::Im, arguments),
        "sign" => function(Function::Sign, arguments),
        "Max" => function(Function::Max, arguments),
        "Min" => function(Function::Min, arguments),
        "Mod" => function(Function::Mod, arguments),
        "cis" => one(arguments).map(cis),
        "complex" => {
            let (re, im) = pair(arguments)?;
            Some(Tree::sum(vec![re, Tree::product(vec![Tree::Constant(Constant::I), im])]))
        }
        "gamma" => one(arguments).map(|of| Tree::Call(Function::Named("\\Gamma".to_owned()), vec![of])),
        "Sum" | "summation" => fold(FoldKind::Sum, arguments),
        "Product" => fold(FoldKind::Product, arguments),
        "Integral" | "integrate" => fold(FoldKind::Integral, arguments),
        "diff" | "Derivative" => differentiate(arguments),
        "limit" | "Limit" => limit(arguments),
        "Piecewise" => arguments.into_iter().map(case).collect::<Option<_>>().filter(|_| count > 0).map(Tree::Cases),
        _ => None,
    }
}

/// The letter that an operator binds. The `i` of `SymPy` is a letter like others where it is bound.
fn letter_of(tree: &Tree, body: &mut Tree) -> Option<String> {
    let (constant, name) = match tree {
        Tree::Symbol(name) => return Some(name.clone()),
        Tree::Constant(constant @ Constant::I) => (*constant, "i"),
        Tree::Constant(constant @ Constant::E) => (*constant, "e"),
        _ => return None,
    };
    body.change(&mut |node| {
        if *node == Tree::Constant(constant) {
            *node = Tree::Symbol(name.to_owned());
        }
    });
    Some(name.to_owned())
}

/// The members of `(k, 1, 10)`.
fn members(tree: Tree) -> Vec<Tree> {
    match tree {
        Tree::Group(Bracket::Round, items) => items,
        Tree::Interval(pair) => vec![pair.low, pair.high],
        other => vec![other],
    }
}

/// `Sum(k, (k, 1, 10))`, `integrate(x**2, (x, 0, 3))`, `integrate(x, x)`: the first bounds are the innermost.
fn fold(kind: FoldKind, arguments: Vec<Tree>) -> Option<Tree> {
    let mut arguments = arguments.into_iter();
    let mut body = arguments.next()?;
    let mut is_bound = false;
    for bounds in arguments {
        let mut bounds = members(bounds);
        let (lower, upper) = match bounds.len() {
            1 if kind == FoldKind::Integral => (None, None),
            3 => {
                let upper = bounds.pop();
                (bounds.pop(), upper)
            }
            _ => return None,
        };
        let variable = Some(letter_of(&bounds[0], &mut body)?);
        body = Tree::Fold(Box::new(Fold { kind, variable, lower, upper, body }));
        is_bound = true;
    }
    is_bound.then_some(body)
}

/// `diff(x**3, x)`, `diff(x**3, x, 2)`, `Derivative(x**3, (x, 2))`.
fn differentiate(arguments: Vec<Tree>) -> Option<Tree> {
    let mut arguments = arguments.into_iter();
    let mut body = arguments.next()?;
    let mut letters: Vec<(String, i64)> = Vec::new();
    let count = |tree: &Tree| match tree {
        Tree::Number(number) => number.value.to_i64().filter(|order| (1..=99).contains(order)),
        _ => None,
    };
    for argument in arguments {
        if let (Some(order), Some(last)) = (count(&argument), letters.last_mut()) {
            last.1 = order;
            continue;
        }
        let pair = members(argument);
        let order = match pair.as_slice() {
            [_] => 1,
            [_, order] => count(order)?,
            _ => return None,
        };
        letters.push((letter_of(&pair[0], &mut body)?, order));
    }
    if letters.is_empty() {
        return None;
    }
    Some(letters.into_iter().fold(body, |body, (letter, order)| derivative(body, letter, order, None)))
}

/// `limit(sin(x)/x, x, 0)`, from both sides.
fn limit(arguments: Vec<Tree>) -> Option<Tree> {
    let mut arguments = arguments.into_iter();
    let mut body = arguments.next()?;
    let variable = Some(letter_of(&arguments.next()?, &mut body)?);
    let lower = Some(arguments.next()?);
    if arguments.next().is_some() {
        return None;
    }
    Some(Tree::Fold(Box::new(Fold { kind: FoldKind::Limit, variable, lower, upper: None, body })))
}

/// `(value, condition)` of a case; `True` is otherwise.
fn case(row: Tree) -> Option<(Tree, Option<Tree>)> {
    let (value, condition) = match row {
        Tree::Group(Bracket::Round, items) => {
            let [value, condition] = <[Tree; 2]>::try_from(items).ok()?;
            (value, condition)
        }
        _ => return None,
    };
    let otherwise = matches!(&condition, Tree::Text(word) if word == "True");
    Some((value, Some(if otherwise { Tree::Text("otherwise".to_owned()) } else { condition })))
}

/// `\operatorname{cis} x` is `e^{ix}`.
pub(super) fn cis(angle: Tree) -> Tree {
    let power = Tree::product(vec![Tree::Constant(Constant::I), angle]);
    Tree::power(Tree::Constant(Constant::E), power)
}

/// `Interval(a, b)`, `Interval.open(a, b)`, `Interval(a, b, True, False)`.
fn interval(name: &str, arguments: Vec<Tree>) -> Option<Tree> {
    let mut arguments = arguments.into_iter();
    let low = arguments.next()?;
    let high = arguments.next()?;
    let mut is_open = |by_name: bool| match arguments.next() {
        None => Some(by_name),
        Some(Tree::Text(flag)) => Some(flag == "True" || flag == "true"),
        Some(_) => None,
    };
    let low_closed = !is_open(matches!(name, "open" | "Lopen"))?;
    let high_closed = !is_open(matches!(name, "open" | "Ropen"))?;
    Some(interval_of(low, high, low_closed, high_closed))
}

fn sets(operator: SetOperator, arguments: Vec<Tree>) -> Option<Tree> {
    let items: Vec<Tree> = arguments.into_iter().map(as_interval).collect();
    match items.len() {
        0 => None,
        1 => items.into_iter().next(),
        _ => Some(Tree::Sets(operator, items)),
    }
}

/// `Matrix([[1, 2], [3, 4]])`, `Matrix([1, 2])` (a column), `Matrix(2, 2, [1, 2, 3, 4])`.
fn matrix(arguments: Vec<Tree>) -> Option<Tree> {
    let size = |tree: &Tree| match tree {
        Tree::Number(number) => {
            number.value.to_i64().and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0)
        }
        _ => None,
    };
    let shape = (arguments.len() == 3).then(|| Some((size(&arguments[0])?, size(&arguments[1])?))).flatten();
    match (arguments.into_iter().next_back()?, shape) {
        (matrix @ Tree::Matrix(_), None) => Some(matrix),
        (Tree::Group(Bracket::Square, items), None) => {
            Some(Tree::Matrix(items.into_iter().map(|item| vec![item]).collect()))
        }
        (Tree::Group(Bracket::Square, items), Some((height, width)))
            if height.checked_mul(width) == Some(items.len()) =>
        {
            let mut items = items.into_iter();
            let rows = (0..height).map(|_| items.by_ref().take(width).collect()).collect();
            Some(Tree::Matrix(rows))
        }
        _ => None,
    }
}
