//! One tolerant parser for all notations: precedence by recursive descent, one token of lookahead, no backtracking.
//!
//! Looking ahead further than a token is done on the text itself and is bounded (a bracket's first word, a command's
//! argument), so the whole takes linear time. Nesting is counted where it happens ([`Parser::deeper`]), so the stack is safe.

mod amount;
mod application;
mod atom;
mod base;
mod call;
mod command;
mod derivative;
mod factors;
mod group;
pub(super) mod logic;
mod measure;
mod mixed;
mod named;
mod numeral;
pub(super) mod operator;
mod product;
mod relation;
mod rows;
mod word;

use super::Unreadable;
use super::lexer::{Lexer, Token};
use super::tree::{Joint, Tree};
use crate::limits;
use product::is_condition;

/// What a part of the grammar gives: a tree, or why there is none.
pub(super) type Read<T = Tree> = Result<T, Unreadable>;

/// What the surroundings say about commas, bars and brackets.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each says another thing about the surroundings")]
pub(super) struct Context {
    /// Commas separate members, they group no digits.
    listed: bool,
    /// An absolute value is open: the next bar closes it.
    bar: bool,
    /// A bracket `]` has opened an interval: `[` closes it.
    reversed: bool,
    /// In a set: a bar or colon separates member and condition.
    set: bool,
    /// After `\equiv`: a `mod` belongs to the relation.
    congruent: bool,
    /// Under an integral sign: a `d` ends a function's argument.
    integral: bool,
    /// In `aligned` rows: `&` means nothing.
    aligned: bool,
}

/// The state of reading one text.
pub(super) struct Parser<'t> {
    lexer: Lexer<'t>,
    /// The token that is read next.
    token: Token<'t>,
    /// Where it begins.
    start: usize,
    /// Whether space, or something unseen, stands before it.
    spaced: bool,
    context: Context,
    depth: usize,
    tokens: usize,
    too_long: bool,
    /// How many texts inside texts are read: `\text{…}` in `\text{…}`.
    nesting: usize,
    /// The letters that are applied to an atom in the text, once they are looked for.
    applied: std::cell::OnceCell<u64>,
    /// Whether what is read stands behind a sign of currency.
    money: bool,
}

/// Reads a normalized text as one expression or list.
pub(super) fn read(text: &str) -> Read {
    read_nested(text, 0, 0)
}

/// Reads the text of a `\text{…}` that is itself mathematics.
fn read_nested(text: &str, nesting: usize, depth: usize) -> Read {
    let mut parser = Parser::new(text, nesting, depth);
    let tree = parser.list();
    if parser.too_long {
        return Err(Unreadable::TooLong);
    }
    let tree = tree?;
    // What may stand after an answer: a full stop, a bracket or dollar that was never opened.
    while matches!(parser.token, Token::Stop | Token::GroupClose | Token::Close(_) | Token::Row) {
        parser.advance();
    }
    if parser.token == Token::End { Ok(tree) } else { Err(Unreadable::NotMath) }
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, nesting: usize, depth: usize) -> Self {
        let mut parser = Parser {
            lexer: Lexer::new(text),
            token: Token::End,
            start: 0,
            spaced: false,
            context: Context::default(),
            depth,
            tokens: 0,
            too_long: false,
            nesting,
            applied: std::cell::OnceCell::new(),
            money: false,
        };
        parser.advance();
        parser
    }

    /// Goes on to the next token.
    fn advance(&mut self) {
        let end = self.lexer.at;
        loop {
            (self.token, self.start) = self.lexer.next();
            if !(self.context.aligned && self.token == Token::Ampersand) {
                break;
            }
        }
        self.spaced = is_space(&self.lexer.text[end..self.start]);
        self.tokens += 1;
        if self.tokens > limits::EXPR_TOKENS {
            self.too_long = true;
            self.token = Token::End;
            self.lexer.at = self.lexer.text.len();
        }
    }

    /// Goes on after a token that ends at `end`, which the lexer has not passed yet.
    fn advance_from(&mut self, end: usize) {
        self.lexer.at = end;
        self.advance();
    }

    /// The text from the current token on.
    fn ahead(&self) -> &'t str {
        &self.lexer.text[self.start..]
    }

    /// Runs `read` one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= limits::EXPR_DEPTH {
            return Err(Unreadable::TooDeep);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Runs `read` one level deeper, in other surroundings.
    fn within<T>(&mut self, context: Context, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let outer = std::mem::replace(&mut self.context, context);
        let result = self.deeper(read);
        self.context = outer;
        result
    }

    /// Passes over the token if it is `token`; otherwise this is no mathematics.
    fn expect(&mut self, token: Token<'_>) -> Read<()> {
        if self.token != token {
            return Err(Unreadable::NotMath);
        }
        self.advance();
        Ok(())
    }

    /// Whether nothing more can belong to a list here.
    fn at_end(&self) -> bool {
        match self.token {
            Token::End | Token::Close(_) | Token::GroupClose | Token::Ampersand | Token::Stop => true,
            Token::Row => self.lexer.rows > 0,
            Token::Command(name) => name == "end",
            _ => false,
        }
    }

    /// One item, or several joined by commas, "and", "or"; `a \over b` and `n \choose k` of them.
    fn list(&mut self) -> Read {
        let (items, joint) = self.items()?;
        let tree = list_of(items, joint);
        match self.token {
            Token::Over => {
                self.advance();
                let below = self.deeper(Self::list)?;
                Ok(Tree::quotient(tree, below))
            }
            Token::Choose => {
                self.advance();
                let below = self.deeper(Self::list)?;
                Ok(Tree::Binomial(Box::new(tree), Box::new(below)))
            }
            _ => Ok(tree),
        }
    }

    /// The items of a list and what joins them. "And" binds closer than "or" where both stand.
    fn items(&mut self) -> Read<(Vec<Tree>, Joint)> {
        let mut groups: Vec<Vec<Tree>> = Vec::new();
        let mut items = Vec::new();
        let (mut has_and, mut has_or) = (false, false);
        loop {
            items.push(self.relation()?);
            let mut joint = None;
            while let Some(next) = self.joint_ahead() {
                self.pass_joint();
                joint = if next == Joint::Comma { joint.or(Some(next)) } else { Some(next) };
            }
            match joint {
                None => break,
                Some(Joint::Comma) if self.at_end() => break,
                Some(Joint::Comma) => {}
                Some(Joint::And) => has_and = true,
                Some(Joint::Or) => {
                    has_or = true;
                    groups.push(std::mem::take(&mut items));
                }
            }
        }
        if !has_or && let Some(amount) = measure::compound(&items) {
            return Ok((vec![amount], Joint::Comma));
        }
        if !has_or {
            return Ok((items, if has_and { Joint::And } else { Joint::Comma }));
        }
        groups.push(items);
        let items = if has_and {
            groups.into_iter().map(|group| list_of(group, Joint::And)).collect()
        } else {
            groups.into_iter().flatten().collect()
        };
        Ok((items, Joint::Or))
    }

    /// What joins the next item to this one, if anything does.
    fn joint_ahead(&self) -> Option<Joint> {
        match self.token {
            Token::Comma | Token::Semicolon => Some(Joint::Comma),
            Token::Row if self.lexer.rows == 0 => Some(Joint::Comma),
            Token::Joint(or) => Some(if or { Joint::Or } else { Joint::And }),
            Token::Command(_) => joint_of(self.text_ahead()?),
            _ => None,
        }
    }

    fn pass_joint(&mut self) {
        if let Token::Command(_) = self.token {
            self.lexer.skip_argument();
        }
        self.advance();
    }

    /// The content of the `\text{…}` that is the current token, without passing it.
    fn text_ahead(&self) -> Option<&'t str> {
        match self.token {
            Token::Command(name) if is_text(name) => {
                Some(self.lexer.clone().skip_argument().trim_matches([' ', '~', '\n']))
            }
            _ => None,
        }
    }
}

/// Whether what lies between two tokens sets them apart: a space of any width, not a style.
fn is_space(between: &str) -> bool {
    between.contains([' ', '\n', '~']) || ["\\,", "\\;", "\\:", "quad"].iter().any(|space| between.contains(space))
}

/// A list of more than one item, or the item.
fn list_of(mut items: Vec<Tree>, joint: Joint) -> Tree {
    if items.len() == 1 { items.swap_remove(0) } else { Tree::List(joint, items) }
}

/// Commands whose argument is words.
fn is_text(name: &str) -> bool {
    matches!(
        name,
        "text"
            | "mbox"
            | "textbf"
            | "textit"
            | "textrm"
            | "textsf"
            | "texttt"
            | "textnormal"
            | "textup"
            | "emph"
            | "hbox"
            | "mathrm"
            | "operatorname"
            | "textmd"
            | "textsc"
    )
}

/// What a text between two items says about them.
fn joint_of(text: &str) -> Option<Joint> {
    Some(match text.trim_matches([' ', ',', ';', '~']) {
        "and" | "And" | "&" => Joint::And,
        "or" | "Or" => Joint::Or,
        "" if text.contains([',', ';']) => Joint::Comma,
        _ => return None,
    })
}
