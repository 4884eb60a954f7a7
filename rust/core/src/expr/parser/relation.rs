//! Relations, sets joined by operators, ratios and times.

use super::super::Unreadable;
use super::super::lexer::{Side, Token};
use super::super::tree::{Bracket, Constant, Function, Joint, Relation, SetOperator, Time, Tree};
use super::group::interval_of;
use super::{Parser, Read, list_of};
use crate::lexicon::phrases;

/// How often set operators may alternate in one chain: each change nests the tree.
const ALTERNATIONS: usize = 16;

impl<'t> Parser<'t> {
    /// An item of a list: an expression, or a chain of relations; conditions that `SymPy` joins by `&` and `|` are one item.
    pub(super) fn relation(&mut self) -> Read {
        let first = self.chain()?;
        if !is_condition(&first) || self.condition_joint().is_none() {
            return Ok(first);
        }
        let mut groups = Vec::new();
        let mut group = vec![first];
        while let Some(joint) = self.condition_joint() {
            self.advance();
            let next = self.chain()?;
            if joint == Joint::Or {
                groups.push(list_of(std::mem::take(&mut group), Joint::And));
            }
            group.push(next);
        }
        groups.push(list_of(group, Joint::And));
        Ok(list_of(groups, Joint::Or))
    }

    /// What joins the condition before to one behind.
    fn condition_joint(&self) -> Option<Joint> {
        match self.token {
            Token::Joint(false) if self.ahead().starts_with('&') => Some(Joint::And),
            Token::Bar(Side::Either) if !self.context.bar && !self.context.set => Some(Joint::Or),
            _ => None,
        }
    }

    /// An expression, or a chain of relations.
    fn chain(&mut self) -> Read {
        self.pass_hedge();
        let mut members = Vec::new();
        let mut operators = Vec::new();
        if let Some((relation, end)) = phrase(self.ahead(), matches!(self.token, Token::Word(_))) {
            self.advance_from(self.start + end);
            members.push(Tree::Blank);
            operators.push(relation);
        } else if matches!(self.token, Token::Relation(_)) {
            members.push(Tree::Blank);
        } else if let Some((name, end)) = self.definition_ahead() {
            let argument = &self.lexer.text[self.start + end - 2..self.start + end - 1];
            self.advance_from(self.start + end);
            members.push(Tree::Call(Function::Named(name.to_owned()), vec![Tree::Symbol(argument.to_owned())]));
        } else {
            members.push(self.sets()?);
        }
        let outer = self.context.congruent;
        loop {
            if members.len() > operators.len() {
                // A bar behind a relation joins another to it.
                let joins = matches!(self.token, Token::Bar(Side::Either))
                    && operators.iter().any(|sign| *sign != Relation::Divides)
                    && !self.context.set;
                match members.last().filter(|_| !joins).and_then(|before| self.relation_sign(before)) {
                    Some(relation) => operators.push(relation),
                    None => break,
                }
            }
            self.context.congruent |= operators.last() == Some(&Relation::Equivalent);
            let member = self.sets()?;
            let contained = matches!(
                operators.last(),
                Some(Relation::In | Relation::NotIn | Relation::Subset | Relation::SubsetEqual)
            );
            members.push(if contained { as_interval(member) } else { member });
        }
        self.context.congruent = outer;
        turn_back(&mut members, &mut operators);
        let tree = if operators.is_empty() { members.swap_remove(0) } else { Tree::Relation(members, operators) };
        match self.modulus()? {
            Some(modulus) => Ok(Tree::Modulo(Box::new(tree), Box::new(modulus))),
            None => Ok(tree),
        }
    }

    /// Passes over "about" and its kin: about 3 is 3.
    fn pass_hedge(&mut self) {
        loop {
            match self.token {
                Token::Relation(Relation::Approx) => self.advance(),
                Token::Word("about" | "approximately" | "roughly" | "either" | "both" | "exactly" | "approx")
                    if !self.ahead().as_bytes()[..self.ahead().len().min(80)].contains(&b'=') =>
                {
                    self.advance();
                    if self.token == Token::Stop {
                        self.advance();
                    }
                }
                _ => return,
            }
        }
    }

    /// Passes a relation sign, if there is one, and gives what it says.
    fn relation_sign(&mut self, before: &Tree) -> Option<Relation> {
        let relation = match self.token {
            Token::Relation(Relation::Divides) if self.context.set => return None,
            Token::Relation(relation) => relation,
            Token::Bar(Side::Either) if !self.context.set && !self.context.bar && !is_condition(before) => {
                Relation::Divides
            }
            Token::Word("is" | "equals" | "are") => {
                let rest = self.lexer.rest();
                let spaces = rest.len() - rest.trim_start().len();
                if let Some((relation, end)) = phrase(&rest[spaces..], true) {
                    self.advance_from(self.lexer.at + spaces + end);
                    return Some(relation);
                }
                Relation::Equal
            }
            Token::Word("in") => Relation::In,
            Token::Not => {
                self.advance();
                let Token::Relation(relation) = self.token else { return None };
                match relation {
                    Relation::Equal | Relation::Equivalent => Relation::NotEqual,
                    Relation::In => Relation::NotIn,
                    Relation::Less => Relation::GreaterEqual,
                    Relation::Greater => Relation::LessEqual,
                    Relation::LessEqual => Relation::Greater,
                    Relation::GreaterEqual => Relation::Less,
                    _ => return None,
                }
            }
            _ => return None,
        };
        self.advance();
        Some(relation)
    }

    /// The name and length of `f(x)` with an `=` after it: a definition applies its name, whatever the letter.
    fn definition_ahead(&self) -> Option<(&'t str, usize)> {
        let ahead = self.ahead();
        let bytes = ahead.as_bytes();
        let fits = bytes.len() > 4
            && bytes[0].is_ascii_alphabetic()
            && bytes[1] == b'('
            && bytes[2].is_ascii_alphabetic()
            && bytes[3] == b')'
            && ahead[4..].trim_start().starts_with('=');
        fits.then(|| (&ahead[..1], 4))
    }

    /// `\pmod{m}`, `(mod m)`, `\mod m` after a relation.
    fn modulus(&mut self) -> Read<Option<Tree>> {
        match self.token {
            Token::Command("pmod") => {
                self.advance();
                self.argument().map(Some)
            }
            Token::Command("mod" | "pod" | "bmod") | Token::Word("mod" | "modulo") => {
                self.advance();
                self.sum().map(Some)
            }
            Token::Open('(') if self.is_modulus_ahead() => {
                self.advance();
                if let Token::Command("text" | "mathrm" | "operatorname") = self.token {
                    self.lexer.skip_argument();
                }
                self.advance();
                let modulus = self.deeper(Self::sum)?;
                self.expect(Token::Close(')'))?;
                Ok(Some(modulus))
            }
            _ => Ok(None),
        }
    }

    /// Whether the round bracket here opens a modulus.
    pub(super) fn is_modulus_ahead(&self) -> bool {
        let rest = self.lexer.rest().trim_start_matches([' ', '\\']);
        ["mod", "bmod", "text{mod", "mathrm{mod", "operatorname{mod"].iter().any(|start| rest.starts_with(start))
    }

    /// Sets joined by `\cup`, `\cap`, `\setminus`; an intersection binds closest.
    fn sets(&mut self) -> Read {
        let first = self.ratio()?;
        let Some(mut operator) = self.set_sign() else { return Ok(first) };
        let mut items = vec![as_interval(first)];
        let mut alternations = 0;
        loop {
            let mut next = as_interval(self.ratio()?);
            let mut following = self.set_sign();
            if operator != SetOperator::Intersection && following == Some(SetOperator::Intersection) {
                let mut met = vec![next];
                while following == Some(SetOperator::Intersection) {
                    met.push(as_interval(self.ratio()?));
                    following = self.set_sign();
                }
                next = Tree::Sets(SetOperator::Intersection, met);
            }
            items.push(next);
            match following {
                None => return Ok(Tree::Sets(operator, items)),
                Some(following) if following == operator => {}
                Some(following) => {
                    alternations += 1;
                    if alternations > ALTERNATIONS {
                        return Err(Unreadable::TooDeep);
                    }
                    items = vec![Tree::Sets(operator, items)];
                    operator = following;
                }
            }
        }
    }

    /// Whether the triangle here takes a set behind it, and is no figure: one letter or a bracket follows.
    pub(super) fn is_difference_ahead(&self) -> bool {
        let rest = self.lexer.rest().trim_start();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        letters == 1 || rest.starts_with(['(', '\\', '{'])
    }

    /// Passes a set operator, if there is one.
    fn set_sign(&mut self) -> Option<SetOperator> {
        let operator = match self.token {
            Token::Sets(operator) => operator,
            Token::Command("triangle" | "bigtriangleup" | "vartriangle" | "ominus") if self.is_difference_ahead() => {
                SetOperator::SymmetricDifference
            }
            Token::Word("U" | "u" | "union" | "Union")
                if self.lexer.rest().trim_start().starts_with(['(', '[', '\\', '{', ']']) =>
            {
                SetOperator::Union
            }
            _ => return None,
        };
        self.advance();
        Some(operator)
    }

    /// `a : b : c`, and times of day.
    fn ratio(&mut self) -> Read {
        if let Some((time, end)) = time_ahead(self.ahead()).filter(|_| self.token == Token::Numeral) {
            self.advance_from(self.start + end);
            return Ok(Tree::Time(time));
        }
        let first = self.sum()?;
        if !matches!(self.token, Token::Colon | Token::Word(_) | Token::Command(_)) {
            return Ok(first);
        }
        let mut items = vec![first];
        loop {
            match self.token {
                Token::Colon if !self.context.set => self.advance(),
                Token::Word("to") => self.advance(),
                Token::Command(_) if self.text_ahead() == Some("to") => {
                    self.lexer.skip_argument();
                    self.advance();
                }
                _ => break,
            }
            items.push(self.sum()?);
        }
        Ok(if items.len() == 1 { items.swap_remove(0) } else { Tree::Ratio(items) })
    }
}

/// Whether what stands before a bar is a condition, which the bar joins to the next as "or" does.
fn is_condition(tree: &Tree) -> bool {
    match tree {
        Tree::Relation(..) => true,
        Tree::List(_, members) => members.iter().all(is_condition),
        _ => false,
    }
}

/// A pair in brackets as the interval that its surroundings make it.
pub(super) fn as_interval(tree: Tree) -> Tree {
    match tree {
        Tree::Group(bracket @ (Bracket::Round | Bracket::Square), mut items) if items.len() == 2 => {
            let closed = bracket == Bracket::Square;
            let (high, low) = (items.swap_remove(1), items.swap_remove(0));
            interval_of(low, high, closed, closed)
        }
        other => other,
    }
}

/// Whether a tree is plus or minus infinity.
pub(super) fn is_infinite(tree: &Tree) -> bool {
    match tree {
        Tree::Constant(Constant::Infinity) => true,
        Tree::Neg(inner) => matches!(**inner, Tree::Constant(Constant::Infinity)),
        _ => false,
    }
}

/// The relation that words at the start of `text` say, and their length: "at least 3".
fn phrase(text: &str, is_word: bool) -> Option<(Relation, usize)> {
    if !is_word {
        return None;
    }
    let matches = |words: &str| text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
    let (words, sign) = phrases::RELATIONS_WORDS.iter().find(|(words, _)| matches(words))?;
    let relation = match *sign {
        ">=" => Relation::GreaterEqual,
        "<=" => Relation::LessEqual,
        ">" => Relation::Greater,
        "<" => Relation::Less,
        "!=" => Relation::NotEqual,
        _ => Relation::Equal,
    };
    Some((relation, words.len()))
}

/// A time of day at the start of `text` and its length: `3:45`  with am or pm or a leading zero in its minutes, `12:30:05`.
fn time_ahead(text: &str) -> Option<(Time, usize)> {
    let bytes = text.as_bytes();
    let two = |at: usize| -> Option<u8> {
        let pair = bytes.get(at..at + 2)?;
        let ends = bytes.get(at + 2).is_none_or(|byte| !byte.is_ascii_digit());
        (ends && pair.iter().all(u8::is_ascii_digit)).then(|| (pair[0] - b'0') * 10 + pair[1] - b'0')
    };
    let digits = bytes.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let hour = text.get(..digits)?.parse::<u8>().ok().filter(|&hour| hour <= 24)?;
    let mut at = digits;
    let mut minute = None;
    let mut second = None;
    if bytes.get(at) == Some(&b':') {
        minute = Some(two(at + 1).filter(|&minute| minute < 60)?);
        at += 3;
        if bytes.get(at) == Some(&b':') {
            second = Some(two(at + 1).filter(|&second| second < 60)?);
            at += 3;
        }
    }
    let (afternoon, length) =
        meridiem(&text[at..], minute.is_some()).map_or((None, 0), |(pm, length)| (Some(pm), length));
    let is_time = afternoon.is_some()
        || minute.is_some_and(|minute| minute < 10) && bytes[digits + 1] == b'0'
        || second.is_some();
    let time = Time { hour, minute: minute.unwrap_or(0), second, afternoon };
    is_time.then_some((time, at + length))
}

/// Whether am or pm stands at the start of a text, and up to where. Behind an hour alone `Pm` is a unit.
fn meridiem(text: &str, has_minutes: bool) -> Option<(bool, usize)> {
    let inner = text.trim_start_matches([' ', '~']);
    let inner = ["\\ ", "\\,", "\\;", "\\:"].iter().find_map(|space| inner.strip_prefix(space)).unwrap_or(inner);
    let (inner, closed) =
        match ["\\text{", "\\mbox{", "\\textrm{", "\\mathrm{"].iter().find_map(|open| inner.strip_prefix(open)) {
            Some(inner) => (inner.trim_start(), true),
            None => (inner, false),
        };
    let bytes = inner.as_bytes();
    let afternoon = match bytes.first()?.to_ascii_lowercase() {
        b'a' => false,
        b'p' => true,
        _ => return None,
    };
    let stop = usize::from(bytes.get(1) == Some(&b'.'));
    if !bytes.get(1 + stop)?.eq_ignore_ascii_case(&b'm') {
        return None;
    }
    if !has_minutes && bytes[0].is_ascii_uppercase() && bytes[1 + stop].is_ascii_lowercase() {
        return None;
    }
    let mut end = 2 + stop + usize::from(stop == 1 && bytes.get(3) == Some(&b'.'));
    // `3pm^2 + p` is a formula.
    let behind = inner.get(end..).unwrap_or("").trim_start();
    if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) || behind.starts_with(['^', '_', '*', '/', '+']) {
        return None;
    }
    if closed {
        end += inner.as_bytes()[end..].iter().take(4).position(|&byte| byte == b'}')? + 1;
    }
    Some((afternoon, text.len() - inner.len() + end))
}

/// Turns `A \supseteq B` and `q \Leftarrow p` so that they are read from left to right.
fn turn_back(members: &mut [Tree], operators: &mut [Relation]) {
    let turned = |sign: &Relation| match sign {
        Relation::Superset => Some(Relation::Subset),
        Relation::SupersetEqual => Some(Relation::SubsetEqual),
        Relation::From => Some(Relation::To),
        _ => None,
    };
    let Some(mut signs) = operators.iter().map(turned).collect::<Option<Vec<Relation>>>() else { return };
    signs.reverse();
    operators.copy_from_slice(&signs);
    members.reverse();
}
