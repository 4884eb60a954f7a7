//! Functions with their arguments, with brackets and without, and the calls of `SymPy` and Python.

use super::super::Unreadable;
use super::super::lexer::{Side, Token};
use super::super::names;
use super::super::tree::{Bracket, Constant, Function, Tree};
use super::named::{build, callable, cis};
use super::product::ungroup;
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
        if self.token == Token::Underscore && matches!(function, Function::Max | Function::Min) {
            return self.bounded(if function == Function::Max { "\\max" } else { "\\min" });
        }
        // `\arg\max_x f`
        if function == Function::Arg
            && let Token::Function(of @ ("max" | "min")) = self.token
        {
            self.advance();
            return self.bounded(if of == "max" { "\\argmax" } else { "\\argmin" });
        }
        if let Some(Tree::Neg(one)) = &power
            && matches!(&**one, Tree::Number(number) if number.value.to_i64() == Some(1))
            && let Some(inverse) = names::inverse_of(&function)
        {
            function = inverse;
            power = None;
        }
        let mut arguments = match self.token {
            Token::Open('(') => self.deeper(|parser| parser.arguments_in('('))?,
            Token::Open('[') if !self.closes_interval() && !self.context.reversed => {
                vec![ungroup(self.deeper(|parser| parser.bracket('['))?)]
            }
            Token::Open('{') => match self.deeper(|parser| parser.bracket('{'))? {
                // The greatest of a set is the greatest of its members.
                Tree::Set(members)
                    if matches!(function, Function::Max | Function::Min | Function::Gcd | Function::Lcm) =>
                {
                    members
                }
                other => vec![other],
            },
            Token::GroupOpen => match self.group_argument()? {
                Tree::Blank => Vec::new(),
                Tree::Group(Bracket::Round, items) => items,
                other => vec![other],
            },
            _ => self.bare_argument()?.into_iter().collect(),
        };
        if matches!(function, Function::Max | Function::Min | Function::Gcd | Function::Lcm)
            && matches!(arguments.as_slice(), [Tree::Set(_)])
            && let Some(Tree::Set(members)) = arguments.pop()
        {
            arguments = members;
        }
        if let Some(base) = base {
            // `\log_2(8, 5)` has an argument too many.
            if arguments.len() > 1 {
                return Err(Unreadable::NotMath);
            }
            arguments.push(base);
        }
        let is_choosing = matches!(function, Function::Max | Function::Min);
        let call = match <[Tree; 1]>::try_from(arguments) {
            Ok([angle]) if name == "cis" => cis(angle),
            // The greatest of a set that isn't given is no member of it that is known.
            Ok(of) if is_choosing && !matches!(of, [Tree::Number(_) | Tree::List(..) | Tree::Group(..)]) => {
                Tree::Call(Function::Named(format!("\\{name}")), of.into())
            }
            // Reciprocals, as the secant is of the cosine.
            Ok(argument) if matches!(name, "sech" | "csch") => {
                let below = if name == "sech" { Function::Cosh } else { Function::Sinh };
                Tree::quotient(super::super::integer(1), Tree::Call(below, argument.into()))
            }
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
                // A power of e is a factor of its own: `\cos x\,e^{x}`.
                Token::Constant(Constant::E)
                    if self.lexer.rest().trim_start().starts_with('^')
                        && factors.iter().any(|factor| matches!(factor, Tree::Symbol(_))) =>
                {
                    false
                }
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
