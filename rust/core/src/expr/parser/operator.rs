//! Operators that keep the order of their operands: products of tensors, compositions, nabla, differences, operators with bounds.

use super::super::Unreadable;
use super::super::lexer::Token;
use super::super::print;
use super::super::tree::{Constant, Function, Tree};
use super::factors::Factors;
use super::product::ungroup;
use super::{Parser, Read};

impl Parser<'_> {
    /// Joins the last factor and the operand behind an operator; `f \circ g(x)` is `f(g(x))`.
    pub(super) fn operate(&mut self, name: &'static str, factors: &mut Factors) -> Read<()> {
        self.advance();
        let right = ungroup(self.signed_operand()?);
        let left = ungroup(factors.items.pop().ok_or(Unreadable::NotMath)?);
        factors.bare = false;
        factors.undivided = factors.undivided.min(factors.items.len());
        if name == "\\ast" && matches!(left, Tree::Number(_)) && matches!(right, Tree::Number(_)) {
            factors.items.extend([left, right]);
            return Ok(());
        }
        factors.items.push(match (left, right) {
            (left, Tree::Call(Function::Named(inner), arguments)) if name == "\\circ" && !inner.starts_with('\\') => {
                let inner = Tree::Call(Function::Named(inner), arguments);
                Tree::Call(Function::Named(print::latex(&left)), vec![inner])
            }
            (Tree::Call(Function::Named(same), mut items), right) if same == name => {
                items.push(right);
                Tree::Call(Function::Named(same), items)
            }
            (left, Tree::Call(Function::Named(same), mut items)) if same == name => {
                items.insert(0, left);
                Tree::Call(Function::Named(same), items)
            }
            (left, right) => Tree::Call(Function::Named(name.to_owned()), vec![left, right]),
        });
        Ok(())
    }

    /// Whether the `\circ` here composes functions: a name stands before it, and another follows.
    pub(super) fn composes(&self, before: Option<&Tree>) -> bool {
        let is_name = match before {
            Some(Tree::Symbol(_) | Tree::Call(Function::Named(_), _)) => true,
            Some(Tree::Power(base, _)) => matches!(&**base, Tree::Symbol(_)),
            _ => false,
        };
        let rest = self.lexer.rest().trim_start();
        let next = rest.as_bytes();
        let follows = match next {
            [b'\\', b'l', b'e', b'f', b't', ..] => true,
            [b'\\', ..] => {
                !["\\text", "\\mathrm", "\\)", "\\]", "\\,", "\\ ", "\\right", "\\cdot", "\\times", "\\le", "\\ge"]
                    .iter()
                    .any(|other| rest.starts_with(other))
            }
            [first, ..] => first.is_ascii_alphabetic() || *first == b'(',
            [] => false,
        };
        is_name && follows && self.ahead().starts_with("\\circ")
    }

    /// The value of composed functions at what stands in the brackets here: `(f \circ g)(x)` is `f(g(x))`.
    pub(super) fn apply_composed(&mut self, functions: Vec<Tree>) -> Read {
        let mut value = self.deeper(|parser| parser.arguments_in('('))?;
        for function in functions.into_iter().rev() {
            value = vec![Tree::Call(Function::Named(print::latex(&function)), value)];
        }
        value.pop().ok_or(Unreadable::NotMath)
    }

    /// `\nabla f`, `\nabla \cdot F`, `\nabla \times F`, `\nabla^2 f`.
    pub(super) fn nabla(&mut self) -> Read {
        self.advance();
        let mut name = "\\nabla".to_owned();
        for mark in [Token::Underscore, Token::Caret] {
            if self.token == mark {
                self.advance();
                let script = self.deeper(Self::script_argument)?;
                let sign = if mark == Token::Caret { '^' } else { '_' };
                name.push(sign);
                name.push('{');
                name.push_str(&print::latex(&script));
                name.push('}');
            }
        }
        if self.token == Token::Times {
            name.push_str(if self.ahead().starts_with("\\times") { "\\times" } else { "\\cdot" });
            self.advance();
        } else if !matches!(
            self.token,
            Token::Word(_) | Token::Symbol(_) | Token::Command(_) | Token::Open('(' | '[') | Token::Function(_)
        ) || self.at_end()
        {
            return Ok(Tree::Symbol(name));
        }
        let operand = ungroup(self.deeper(Self::operand)?);
        Ok(Tree::Call(Function::Named(name), vec![operand]))
    }

    /// `\Delta`: alone a letter, before a letter a difference's name, before a bracket applied to what is in it.
    pub(super) fn difference(&mut self) -> Read {
        self.advance();
        match self.token {
            Token::Word(word) if word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                self.advance();
                Ok(Tree::Symbol(format!("\\triangle {word}")))
            }
            Token::Word(word) if word.is_ascii() && (word.len() == 1 || !self.is_joint_word()) => {
                let start = self.start;
                self.lexer.letters_until = self.lexer.letters_until.max(self.lexer.at);
                self.advance_from(start + 1);
                Ok(Tree::Symbol(format!("\\Delta {}", &word[..1])))
            }
            Token::Symbol(name) => {
                self.advance();
                Ok(Tree::Symbol(format!("\\Delta {name}")))
            }
            Token::Command("vec" | "mathbf" | "hat" | "bar" | "dot" | "overline" | "tilde") => {
                let of = self.deeper(Self::atom)?;
                Ok(match of {
                    Tree::Symbol(name) => Tree::Symbol(format!("\\Delta {name}")),
                    other => Tree::Call(Function::Named("\\Delta".to_owned()), vec![other]),
                })
            }
            Token::Open('(') => {
                let of = self.deeper(|parser| parser.arguments_in('('))?;
                Ok(Tree::Call(Function::Named("\\Delta".to_owned()), of))
            }
            _ => Ok(Tree::Symbol("\\Delta".to_owned())),
        }
    }

    /// An operator with bounds and a body: `\bigcup_{i=1}^{n} A_i`, `\sup_{x} f(x)`. The name says which bounds are written.
    pub(super) fn bounded(&mut self, name: &str) -> Read {
        let mut name = name.to_owned();
        let mut parts = Vec::new();
        for (mark, sign) in [(Token::Underscore, '_'), (Token::Caret, '^')] {
            if self.token == mark {
                self.advance();
                parts.push(self.deeper(Self::script_argument)?);
                name.push(sign);
            }
        }
        let ends = self.at_end()
            || !matches!(
                self.token,
                Token::Word(_)
                    | Token::Symbol(_)
                    | Token::Command(_)
                    | Token::Function(_)
                    | Token::Open(_)
                    | Token::GroupOpen
                    | Token::Numeral
                    | Token::Bar(_)
                    | Token::Constant(_)
                    | Token::Fold(_)
                    | Token::Minus
            );
        if ends {
            return if parts.is_empty() {
                Ok(Tree::Symbol(name))
            } else {
                Ok(Tree::Call(Function::Named(name), parts))
            };
        }
        parts.push(self.deeper(Self::signed_product)?);
        // A letter that is bound is no imaginary unit.
        if let Some(Tree::Relation(members, _)) = parts.first()
            && members.contains(&Tree::Constant(Constant::I))
        {
            for part in &mut parts {
                part.change(&mut |node| {
                    if *node == Tree::Constant(Constant::I) {
                        *node = Tree::Symbol("i".to_owned());
                    }
                });
            }
        }
        Ok(Tree::Call(Function::Named(name), parts))
    }

    /// A product with a sign before it.
    fn signed_product(&mut self) -> Read {
        if self.token == Token::Minus {
            self.advance();
            return self.deeper(Self::product).map(Tree::negate);
        }
        self.product()
    }

    /// A bound or an index: a group, a numeral, or one sign.
    fn script_argument(&mut self) -> Read {
        match self.token {
            Token::GroupOpen => self.group_argument(),
            Token::Numeral => self.plain_numeral(),
            _ => self.argument(),
        }
    }

    /// Whether the percent sign here asks for a remainder: an operand follows, and what stands before is no percentage.
    pub(super) fn is_remainder(&self, before: &Tree) -> bool {
        let rest = self.lexer.rest();
        let next = rest.trim_start();
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        let letters = next.bytes().take_while(u8::is_ascii_alphabetic).count();
        if matches!(before, Tree::Number(_)) {
            // `17 % 5`, `17 % n`; "10% 20%" are two, and `20% x` is a part of x.
            let apart = self.spaced && rest.starts_with(' ');
            return self.lexer.plain
                && (digits > 0 && !next[digits..].trim_start().starts_with(['%', '.', ',']) || apart && letters == 1);
        }
        let is_value =
            matches!(before, Tree::Symbol(_) | Tree::Sum(_) | Tree::Power(..) | Tree::Call(..) | Tree::Product(_));
        is_value && (digits > 0 || letters == 1 || next.starts_with('('))
    }
}

/// Whether a function is an operator that is written between its operands.
pub(in super::super) fn is_infix(name: &str) -> bool {
    matches!(
        name,
        "\\otimes"
            | "\\oplus"
            | "\\circ"
            | "\\ast"
            | "\\star"
            | "\\odot"
            | "\\wedge"
            | "\\oslash"
            | "\\boxtimes"
            | "\\boxplus"
            | "\\rtimes"
            | "\\ltimes"
            | "\\bowtie"
            | "\\diamond"
            | "\\amalg"
            | "\\wr"
            | "\\sqcap"
            | "\\sqcup"
            | "\\uplus"
            | "\\circledast"
    )
}
