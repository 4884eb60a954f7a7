//! Brackets: groups, points, intervals, sets, arguments.

use super::super::Unreadable;
use super::super::lexer::{Side, Token};
use super::super::tree::{Bracket, Constant, Function, Interval, Joint, Relation, Tree};
use super::relation::is_infinite;
use super::rows::system_of;
use super::{Context, Parser, Read, list_of};

impl Parser<'_> {
    /// What stands in the brackets that open here.
    pub(super) fn bracket(&mut self, open: char) -> Read {
        let context = Context {
            listed: true,
            reversed: open == ']',
            set: open == '{',
            aligned: self.context.aligned,
            ..Context::default()
        };
        let (items, joint, condition) = self.within(context, |parser| {
            parser.advance();
            if matches!(parser.token, Token::Close(_)) {
                return Ok((Vec::new(), Joint::Comma, None));
            }
            let (items, joint) = parser.items_or_over()?;
            let condition = if open == '{' { parser.condition()? } else { None };
            Ok((items, joint, condition))
        })?;
        let close = match self.token {
            Token::Close(close) => close,
            Token::GroupClose if open == '{' => '}',
            Token::Open('[') if matches!(open, ']' | '[' | '(') => '[',
            // A bracket that is never closed is closed by the end.
            Token::End | Token::Stop => closing(open),
            _ => return Err(Unreadable::NotMath),
        };
        let unclosed = matches!(self.token, Token::End | Token::Stop);
        self.advance();
        if let Some(condition) = condition {
            return Ok(Tree::SetBuilder(Box::new(list_of(items, joint)), Box::new(condition)));
        }
        match open {
            '{' if close == '}' => Ok(set_of(items, joint, unclosed)),
            // A mean, or what else the brackets make of one thing.
            '<' if close == '>' && items.len() == 1 => Ok(Tree::Call(Function::Named("\\langle".to_owned()), items)),
            '<' if close == '>' => Ok(Tree::Group(Bracket::Angle, items)),
            'f' if matches!(close, 'f') => Ok(Tree::Call(Function::Floor, vec![list_of(items, joint)])),
            'c' if matches!(close, 'c') => Ok(Tree::Call(Function::Ceil, vec![list_of(items, joint)])),
            '(' | '[' | ']' if matches!(close, ')' | ']' | '[') => group_of(open, close, items, joint),
            _ => Err(Unreadable::NotMath),
        }
    }

    /// Items, or one `a \over b`.
    fn items_or_over(&mut self) -> Read<(Vec<Tree>, Joint)> {
        let (items, joint) = self.items()?;
        let build: fn(Box<Tree>, Box<Tree>) -> Tree = match self.token {
            Token::Over => Tree::Quotient,
            Token::Choose => Tree::Binomial,
            _ => return Ok((items, joint)),
        };
        self.advance();
        let below = self.deeper(Self::list)?;
        Ok((vec![build(Box::new(list_of(items, joint)), Box::new(below))], Joint::Comma))
    }

    /// The condition of a set, after its bar or colon.
    fn condition(&mut self) -> Read<Option<Tree>> {
        match self.token {
            Token::Bar(Side::Either) | Token::Relation(Relation::Divides) | Token::Colon => {
                self.advance();
                self.context.set = false;
                self.list().map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A `{…}` that stands as an operand: it groups, or is a set whose backslashes are missing.
    pub(super) fn group_operand(&mut self) -> Read {
        let context = Context {
            listed: true,
            set: self.is_builder_ahead() || self.lexer.plain && self.lexer.rest().starts_with('('),
            aligned: self.context.aligned,
            ..Context::default()
        };
        let (items, joint, condition) = self.group(context)?;
        if let Some(condition) = condition {
            return Ok(Tree::SetBuilder(Box::new(list_of(items, joint)), Box::new(condition)));
        }
        match items.len() {
            0 if self.lexer.plain && self.token != Token::Underscore && self.token != Token::Caret => {
                Ok(Tree::Constant(Constant::EmptySet))
            }
            0 if self.at_end() => Err(Unreadable::NotMath),
            0 => self.deeper(Self::atom),
            // In plain text `{5}` alone is a set, `|{5}|` a group.
            1 if !self.lexer.plain
                || !matches!(self.token, Token::End | Token::Sets(_) | Token::Comma | Token::Joint(_)) =>
            {
                Ok(list_of(items, joint))
            }
            _ if joint == Joint::Comma => Ok(Tree::Set(items)),
            _ => Ok(Tree::List(joint, items)),
        }
    }

    /// A `{…}` that is a command's or a script's argument.
    pub(super) fn group_argument(&mut self) -> Read {
        let (items, joint, _) = self.group(Context { aligned: self.context.aligned, ..Context::default() })?;
        if items.is_empty() { Ok(Tree::Blank) } else { Ok(list_of(items, joint)) }
    }

    /// Whether a letter and a sign that gives it a condition follow: `{x : x > 2}`.
    fn is_builder_ahead(&self) -> bool {
        let rest = self.lexer.rest().trim_start();
        let Some(rest) = rest.strip_prefix(|c: char| c.is_ascii_alphabetic()) else { return false };
        [":", "|", "\\mid", "\\in"].iter().any(|sign| rest.trim_start().starts_with(sign))
    }

    fn group(&mut self, context: Context) -> Read<(Vec<Tree>, Joint, Option<Tree>)> {
        let held = self.within(context, |parser| {
            parser.advance();
            if parser.token == Token::GroupClose {
                return Ok((Vec::new(), Joint::Comma, None));
            }
            let (items, joint) = parser.items_or_over()?;
            let condition = if context.set { parser.condition()? } else { None };
            Ok((items, joint, condition))
        })?;
        match self.token {
            Token::GroupClose | Token::Close('}') => self.advance(),
            // A full stop may slip into a group.
            Token::Stop => {
                self.advance();
                if self.token == Token::GroupClose {
                    self.advance();
                }
            }
            Token::End => {}
            _ => return Err(Unreadable::NotMath),
        }
        Ok(held)
    }

    /// Whether a `]` at an operand's place opens an interval that is closed later: `]0, 1[`.
    pub(super) fn is_reversed_ahead(&self) -> bool {
        let rest = self.lexer.rest();
        let window = rest.as_bytes().get(..rest.len().min(120)).unwrap_or_default();
        memchr::memchr2(b'[', b']', window).is_some_and(|end| window[..end].contains(&b','))
    }
}

/// The bracket that closes `open`.
fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '<' => '>',
        other => other,
    }
}

/// What `\{…\}` holds. One matrix, with no bracket to close it, is a system of rows.
fn set_of(mut items: Vec<Tree>, joint: Joint, unclosed: bool) -> Tree {
    if items.is_empty() {
        return Tree::Constant(Constant::EmptySet);
    }
    if items.len() == 1 && unclosed && matches!(items[0], Tree::Matrix(_)) {
        return system_of(items.swap_remove(0));
    }
    if joint == Joint::Or { Tree::Set(vec![Tree::List(joint, items)]) } else { Tree::Set(items) }
}

/// An interval; no end at infinity belongs to it.
pub(super) fn interval_of(low: Tree, high: Tree, low_closed: bool, high_closed: bool) -> Tree {
    let (low_closed, high_closed) = (low_closed && !is_infinite(&low), high_closed && !is_infinite(&high));
    Tree::Interval(Box::new(Interval { low, high, low_closed, high_closed }))
}

/// What round and square brackets hold: one operand, a point, an interval, a matrix of nested lists.
fn group_of(open: char, close: char, mut items: Vec<Tree>, joint: Joint) -> Read {
    if joint != Joint::Comma {
        items = vec![Tree::List(joint, items)];
    }
    let low_closed = open == '[';
    let high_closed = close == ']';
    let matched = matches!((open, close), ('(', ')') | ('[', ']'));
    if items.len() == 2 && (!matched || items.iter().any(is_infinite)) {
        let (high, low) = (items.swap_remove(1), items.swap_remove(0));
        return Ok(interval_of(low, high, low_closed, high_closed));
    }
    if !matched {
        return Err(Unreadable::NotMath);
    }
    if items.len() == 1 && (open == '(' || matches!(items[0], Tree::Matrix(_))) && !(open == '[' && is_row(&items[0])) {
        return Ok(items.swap_remove(0));
    }
    if open == '[' && !items.is_empty() && items.iter().all(is_row) {
        let width = items[0].children().count();
        if items.iter().all(|row| row.children().count() == width) {
            let rows = items
                .into_iter()
                .map(|row| match row {
                    Tree::Group(_, cells) => cells,
                    other => vec![other],
                })
                .collect();
            return Ok(Tree::Matrix(rows));
        }
    }
    Ok(Tree::Group(if open == '(' { Bracket::Round } else { Bracket::Square }, items))
}

/// Whether a tree is a bracketed list that can be a matrix's row.
fn is_row(tree: &Tree) -> bool {
    matches!(tree, Tree::Group(Bracket::Square, cells) if !cells.is_empty())
}
