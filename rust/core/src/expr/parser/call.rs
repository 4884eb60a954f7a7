//! Functions with their arguments, with brackets and without, and the calls of `SymPy` and Python.

use super::super::Unreadable;
use super::super::lexer::{Side, Token};
use super::super::names;
use super::super::tree::{Bracket, Constant, Function, Relation, SetOperator, Tree};
use super::group::interval_of;
use super::product::ungroup;
use super::relation::as_interval;
use super::{Context, Parser, Read, is_text};

impl Parser<'_> {
    /// A function that is written by its name: `\sin^2 x`, `\log_2 8`, `\ln|x|`, `\max(a, b)`.
    pub(super) fn function(&mut self, name: &'static str) -> Read {
        self.advance();
        let mut function = names::function_of(name);
        let mut power = None;
        let mut base = (name == "lg").then(|| super::super::integer(10));
        // `log2(8)`, `log10(50)`
        if name == "log"
            && !self.spaced
            && let Some(digits) = ["2(", "10("].into_iter().find(|digits| self.ahead().starts_with(digits))
        {
            base = Some(super::super::integer(if digits == "2(" { 2 } else { 10 }));
            self.advance_from(self.start + digits.len() - 1);
        }
        for _ in 0..2 {
            match self.token {
                Token::Caret if power.is_none() => {
                    self.advance();
                    power = Some(self.deeper(Self::exponent)?);
                }
                Token::Underscore if function == Function::Log && base.is_none() => {
                    self.advance();
                    base = Some(self.deeper(Self::exponent)?);
                }
                _ => break,
            }
        }
        if let Some(Tree::Neg(one)) = &power
            && matches!(&**one, Tree::Number(number) if number.value.to_i64() == Some(1))
            && let Some(inverse) = names::inverse_of(&function)
        {
            function = inverse;
            power = None;
        }
        let mut arguments = match self.token {
            Token::Open('(') => self.deeper(Self::arguments)?,
            Token::Open('[') if !self.closes_interval() && !self.context.reversed => {
                vec![ungroup(self.deeper(|parser| parser.bracket('['))?)]
            }
            Token::Open('{') => vec![self.deeper(|parser| parser.bracket('{'))?],
            Token::GroupOpen => match self.group_argument()? {
                Tree::Blank => Vec::new(),
                Tree::Group(Bracket::Round, items) => items,
                other => vec![other],
            },
            _ => self.bare_argument()?.into_iter().collect(),
        };
        if let Some(base) = base {
            arguments.truncate(1);
            arguments.push(base);
        }
        let call = match <[Tree; 1]>::try_from(arguments) {
            Ok([angle]) if name == "cis" => cis(angle),
            Ok(argument) => Tree::Call(function, argument.into()),
            Err(arguments) => Tree::Call(function, arguments),
        };
        Ok(match power {
            Some(power) => Tree::power(call, power),
            None => call,
        })
    }

    /// A function's power or base: a group, a sign and a digit, or one letter.
    fn exponent(&mut self) -> Read {
        match self.token {
            Token::Numeral if !self.lexer.plain => {
                // `\sin^2 2x`, `\log_2 8`, `\log_28`: one digit, unless a space ends a longer numeral.
                let rest = self.ahead().as_bytes();
                let length = super::super::lexer::digits(rest);
                if length > 1 && rest.get(length).is_some_and(|byte| matches!(byte, b' ' | b'(' | b'{' | b'\\')) {
                    self.numeral()
                } else {
                    self.argument()
                }
            }
            Token::Numeral => self.numeral(),
            Token::Open('(') => self.bracket('('),
            _ => self.argument(),
        }
    }

    /// The argument of a function without brackets: what stands side by side, up to a sign or the next function.
    fn bare_argument(&mut self) -> Read<Option<Tree>> {
        let negative = self.token == Token::Minus;
        if negative {
            self.advance();
        }
        let mut factors = Vec::new();
        loop {
            let goes_on = match self.token {
                Token::Numeral => factors.is_empty(),
                Token::Symbol(_) | Token::GroupOpen => true,
                Token::Constant(constant) => constant != Constant::Dots,
                Token::Word(word) if self.context.integral && word.len() <= 2 && word.starts_with('d') => false,
                Token::Word(word) => factors.is_empty() || (word.len() <= 2 && !super::super::unit::is_known(word)),
                Token::Command(name) => {
                    !is_text(name)
                        && !matches!(name, "end" | "pmod" | "bmod" | "mod")
                        && (name != "begin" || factors.is_empty())
                        || factors.is_empty() && is_text(name)
                }
                Token::Bar(Side::Left) => factors.is_empty(),
                Token::Bar(Side::Either) => factors.is_empty() && !self.context.bar,
                Token::Open('f' | 'c') => factors.is_empty(),
                Token::Function(_) | Token::Fold(_) => factors.is_empty(),
                // `\sin\pi/6`: an angle's fraction belongs to it.
                Token::Slash if !self.spaced && matches!(factors.last(), Some(Tree::Constant(Constant::Pi))) => {
                    if !self.lexer.rest().starts_with(|c: char| c.is_ascii_digit()) {
                        break;
                    }
                    self.advance();
                    let below = self.numeral()?;
                    let above = Tree::product(std::mem::take(&mut factors));
                    factors.push(Tree::quotient(above, below));
                    break;
                }
                _ => false,
            };
            if !goes_on {
                break;
            }
            let factor = self.deeper(Self::operand)?;
            let stops = matches!(factor, Tree::Call(..) | Tree::Degree(_));
            factors.push(factor);
            if stops {
                break;
            }
        }
        if factors.is_empty() {
            return if negative { Err(Unreadable::NotMath) } else { Ok(None) };
        }
        let argument = Tree::product(factors.into_iter().map(ungroup).collect());
        Ok(Some(if negative { Tree::negate(argument) } else { argument }))
    }

    /// `name(…)` of `SymPy`, Python or plain text, where `name` is one that is known.
    pub(super) fn call(&mut self, name: &str) -> Read<Option<Tree>> {
        let Some((name, length)) = callable(name, self.lexer.rest()) else { return Ok(None) };
        self.lexer.at += length;
        self.advance();
        if self.token != Token::Open('(') {
            return Err(Unreadable::NotMath);
        }
        let arguments = self.call_arguments()?;
        build(name, arguments).map(Some).ok_or(Unreadable::NotMath)
    }

    /// Arguments in round brackets, kept apart even where they look like an interval; `True` and `False` are texts.
    fn call_arguments(&mut self) -> Read<Vec<Tree>> {
        let context = Context { listed: true, ..Context::default() };
        let items = self.within(context, |parser| {
            parser.advance();
            if matches!(parser.token, Token::Close(_)) {
                return Ok(Vec::new());
            }
            parser.items().map(|(items, _)| items)
        })?;
        if self.token != Token::End {
            self.expect(Token::Close(')'))?;
        }
        Ok(items)
    }
}

/// The canonical name of a known call and what follows its first word: `Interval.open(` has five bytes more.
fn callable(name: &str, rest: &str) -> Option<(&'static str, usize)> {
    const CALLS: [&str; 67] = [
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
fn build(name: &str, mut arguments: Vec<Tree>) -> Option<Tree> {
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
        "And" => Some(super::list_of(arguments, super::super::tree::Joint::And)).filter(|_| count > 0),
        "Or" => Some(super::list_of(arguments, super::super::tree::Joint::Or)).filter(|_| count > 0),
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
        "Piecewise" => arguments.into_iter().map(case).collect::<Option<_>>().filter(|_| count > 0).map(Tree::Cases),
        _ => None,
    }
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
fn cis(angle: Tree) -> Tree {
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
