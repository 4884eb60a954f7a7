//! Sums, products, units, and everything that is decided by what stands beside what.

use super::super::Unreadable;
use super::super::lexer::{Side, Token};
use super::super::tree::{Constant, SetOperator, Tree, Unit};
use super::super::unit;
use super::{Parser, Read, is_text, joint_of};
use crate::number::{self, Form};

/// The factors read so far of one product.
struct Factors {
    items: Vec<Tree>,
    /// Where the factors begin that a slash divides: after the last slash's quotient.
    undivided: usize,
    /// Whether the last item is a numeral that nothing has been attached to.
    bare: bool,
}

impl Parser<'_> {
    /// Terms that are added and subtracted.
    pub(super) fn sum(&mut self) -> Read {
        let first = self.term()?;
        let mut terms = vec![first];
        loop {
            let wrap: fn(Tree) -> Tree = match self.token {
                Token::Plus => |term| term,
                Token::Minus => negate,
                Token::PlusMinus => |term| Tree::PlusMinus(Box::new(term)),
                Token::MinusPlus => |term| Tree::MinusPlus(Box::new(term)),
                _ => break,
            };
            let minus = self.token == Token::Minus;
            self.advance();
            let term = self.term()?;
            // `\mathbb{R} - \{1\}` takes a set away.
            if minus && is_set(&term) && terms.len() == 1 && is_set(&terms[0]) {
                let whole = terms.swap_remove(0);
                terms.push(Tree::Sets(SetOperator::Difference, vec![whole, term]));
                continue;
            }
            terms.push(wrap(term));
        }
        if terms.len() == 1 {
            return Ok(terms.swap_remove(0));
        }
        if terms.iter().any(|term| matches!(term, Tree::Text(_))) {
            return Err(Unreadable::NotMath);
        }
        Ok(share_unit(terms))
    }

    /// A product with any signs before it.
    fn term(&mut self) -> Read {
        match self.token {
            Token::Minus => {
                self.advance();
                self.deeper(Self::term).map(negate)
            }
            Token::Plus => {
                self.advance();
                self.deeper(Self::term)
            }
            Token::PlusMinus => {
                self.advance();
                let term = self.deeper(Self::term)?;
                Ok(lift_unit(term, |value| Tree::PlusMinus(Box::new(value))))
            }
            Token::MinusPlus => {
                self.advance();
                let term = self.deeper(Self::term)?;
                Ok(lift_unit(term, |value| Tree::MinusPlus(Box::new(value))))
            }
            _ => self.product(),
        }
    }

    /// Factors: multiplied by a sign or by standing side by side, divided by a slash. `1/2x` is half of `x`, `a/bc` is `a`
    /// over `bc`: letters that touch stay together.
    pub(super) fn product(&mut self) -> Read {
        let mut factors = Factors { items: Vec::new(), undivided: 0, bare: false };
        let bare = self.token == Token::Numeral;
        let first = self.operand()?;
        factors.bare = bare && matches!(first, Tree::Number(_));
        factors.items.push(first);
        loop {
            match self.token {
                Token::Times => {
                    self.advance();
                    let bare = self.token == Token::Numeral;
                    let next = self.signed_operand()?;
                    factors.bare = bare && matches!(next, Tree::Number(_));
                    factors.push(next)?;
                }
                Token::Slash => {
                    self.advance();
                    self.divide(&mut factors)?;
                }
                Token::Command("bmod" | "mod") | Token::Word("mod" | "modulo")
                    if factors.items.iter().all(|factor| !matches!(factor, Tree::Text(_)))
                        && !self.context.congruent =>
                {
                    self.advance();
                    let modulus = self.signed_operand()?;
                    let value = Tree::product(std::mem::take(&mut factors.items));
                    factors = Factors {
                        items: vec![Tree::Call(super::super::tree::Function::Mod, vec![value, modulus])],
                        undivided: 0,
                        bare: false,
                    };
                }
                Token::Numeral if factors.bare => self.mix(&mut factors)?,
                _ => {
                    if self.attach(&mut factors)? {
                        continue;
                    }
                    if !self.is_operand_ahead() {
                        break;
                    }
                    let fraction = matches!(self.token, Token::Command(_));
                    let next = self.operand()?;
                    factors.place(next, fraction)?;
                }
            }
        }
        Ok(Tree::product(factors.items))
    }

    /// What a slash divides by.
    fn divide(&mut self, factors: &mut Factors) -> Read<()> {
        let letters = matches!(self.token, Token::Word(_) | Token::Symbol(_));
        let mut below = vec![self.signed_operand()?];
        while letters
            && !self.spaced
            && matches!(self.token, Token::Word(_) | Token::Symbol(_))
            && !self.is_joint_word()
        {
            below.push(self.operand()?);
        }
        factors.divide(below);
        Ok(())
    }

    /// Whether a word here joins items or relations instead of naming something.
    fn is_joint_word(&self) -> bool {
        match self.token {
            Token::Word("in" | "is" | "equals" | "are" | "mod" | "modulo" | "to" | "if" | "base") => true,
            Token::Word("U") => self.spaced,
            _ => false,
        }
    }

    /// An operand with any signs before it, as `2 * -3` has.
    pub(super) fn signed_operand(&mut self) -> Read {
        match self.token {
            Token::Minus => {
                self.advance();
                self.deeper(Self::signed_operand).map(negate)
            }
            Token::Plus => {
                self.advance();
                self.deeper(Self::signed_operand)
            }
            Token::PlusMinus => {
                self.advance();
                Ok(Tree::PlusMinus(Box::new(self.deeper(Self::signed_operand)?)))
            }
            _ => self.operand(),
        }
    }

    /// `3 1/2` and `3 million`: a second numeral is only possible as a fraction's.
    fn mix(&mut self, factors: &mut Factors) -> Read<()> {
        let Tree::Number(numerator) = self.numeral()? else { return Err(Unreadable::NotMath) };
        self.expect(Token::Slash)?;
        if self.token != Token::Numeral {
            return Err(Unreadable::NotMath);
        }
        let Tree::Number(denominator) = self.numeral()? else { return Err(Unreadable::NotMath) };
        factors.bare = false;
        let whole = factors.items.last().ok_or(Unreadable::NotMath)?;
        let mixed = mixed(whole, &numerator, &denominator).ok_or(Unreadable::NotMath)?;
        *factors.items.last_mut().ok_or(Unreadable::NotMath)? = mixed;
        Ok(())
    }

    /// Attaches a unit, a scale or a temperature's letter to what has been read, if one stands here.
    fn attach(&mut self, factors: &mut Factors) -> Read<bool> {
        match self.token {
            Token::Word(word) => {
                if self.is_joint_word() && word != "in" {
                    return if word == "base" { self.attach_base(factors) } else { Ok(false) };
                }
                if word == "in"
                    && matches!(
                        self.lexer.rest().trim_start().bytes().next(),
                        Some(b'[' | b'(' | b'\\' | b'{' | b']' | b'I')
                    )
                {
                    return Ok(false);
                }
                if let (true, Some(Tree::Number(value))) = (factors.bare, factors.items.last())
                    && matches!(word, "thousand" | "million" | "billion" | "trillion" | "dozen" | "hundred")
                    && let Some(scaled) = scaled(value, word)
                {
                    self.advance();
                    *factors.items.last_mut().ok_or(Unreadable::NotMath)? = Tree::Number(scaled);
                    factors.bare = false;
                    return Ok(true);
                }
                if matches!(word, "C" | "F")
                    && !self.spaced
                    && let Some(Tree::Degree(_)) = factors.items.last()
                {
                    self.advance();
                    factors.measure(Unit { parts: vec![(format!("°{word}"), 1)], known: true });
                    return Ok(true);
                }
                Ok(self.attach_words(factors, word))
            }
            Token::Command(name) if is_text(name) => self.attach_text(factors),
            Token::Currency(sign) if is_numeric(&factors.items) => {
                // `36\$`, not `\$5 \$6`.
                if self.lexer.rest().starts_with(|c: char| c.is_ascii_digit()) {
                    return Ok(false);
                }
                self.advance();
                factors.measure(Unit { parts: vec![(sign.to_owned(), 1)], known: true });
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Attaches a unit in plain words: `18 cm^2`, `5 miles per hour`, `12 apples`.
    fn attach_words(&mut self, factors: &mut Factors, word: &str) -> bool {
        let known = unit::is_known(word) || factors.bare && self.is_lone_unit(word);
        if !known && (word.len() < 3 || factors.items.len() > 1 && word.len() < 4) || !is_numeric(&factors.items) {
            return false;
        }
        // `5abc` is a product, `5 abc` may count something.
        if !known && !self.spaced || self.lexer.text.as_bytes().get(self.lexer.at) == Some(&b'(') {
            return false;
        }
        let end = unit_end(self.ahead());
        let Some(unit) = unit::parse(&self.ahead()[..end]) else { return false };
        self.advance_from(self.start + end);
        factors.measure(unit);
        true
    }

    /// Whether one letter after a number is a unit: in plain text, with a space before and nothing but a power behind.
    fn is_lone_unit(&self, word: &str) -> bool {
        matches!(word, "m" | "g" | "s" | "h" | "L" | "l") && self.lexer.plain && self.spaced && {
            let rest = self.lexer.rest();
            let power =
                rest.strip_prefix("^{").and_then(|inner| inner.get(2..)).or_else(|| rest.strip_prefix('^')?.get(1..));
            power.unwrap_or(rest).trim().is_empty()
        }
    }

    /// Attaches a unit in `\text{…}`; words that are no unit and join nothing make this prose.
    fn attach_text(&mut self, factors: &mut Factors) -> Read<bool> {
        let Some(text) = self.text_ahead() else { return Ok(false) };
        if text.is_empty() {
            self.lexer.skip_argument();
            self.advance();
            return Ok(true);
        }
        let known = unit::parse(text).is_some_and(|unit| unit.known) && is_numeric(&factors.items);
        if joint_of(text).is_some()
            || is_condition(text)
            || text == "to"
            || !known && super::super::names::function_name(text).is_some()
        {
            return Ok(false);
        }
        if let Some(base) = base_of(text) {
            self.lexer.skip_argument();
            self.advance();
            return factors.set_base(base);
        }
        let command = self.token;
        if command == Token::Command("mathrm") && text.len() == 1 && !is_numeric(&factors.items) {
            return Ok(false);
        }
        let last_degree = matches!(factors.items.last(), Some(Tree::Degree(_)));
        let unit = match text {
            "C" | "F" if last_degree => Unit { parts: vec![(format!("°{text}"), 1)], known: true },
            "st" | "nd" | "rd" | "th" if !self.spaced && factors.bare => {
                self.lexer.skip_argument();
                self.advance();
                return Ok(true);
            }
            _ => match unit::parse(text) {
                Some(unit) if unit.known || is_numeric(&factors.items) => unit,
                _ => return Err(Unreadable::NotMath),
            },
        };
        self.lexer.skip_argument();
        self.advance();
        let unit = self.unit_power(unit)?;
        factors.measure(unit);
        Ok(true)
    }

    /// The power after a unit: `\text{cm}^2`, `\mathrm{m}\,\mathrm{s}^{-1}`, `\text{m}/\text{s}`.
    fn unit_power(&mut self, mut unit: Unit) -> Read<Unit> {
        if self.token == Token::Caret {
            let end = self.lexer.at;
            let rest = &self.lexer.text[self.start..];
            let length = if self.lexer.rest().trim_start().starts_with('{') {
                rest.find('}').map_or(rest.len(), |close| close + 1)
            } else {
                let bytes = self.lexer.rest().as_bytes();
                let sign = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
                end - self.start + sign + usize::from(bytes.get(sign).is_some_and(u8::is_ascii_digit))
            };
            // The power of a unit is read by the unit's own reader, after a name that stands for the last part.
            let spelled = format!("m{}", &rest[..length].replace("**", "^"));
            let power = unit::parse(&spelled)
                .and_then(|unit| unit.parts.first().map(|part| part.1))
                .ok_or(Unreadable::NotMath)?;
            if let Some(last) = unit.parts.last_mut() {
                last.1 *= power;
            }
            self.advance_from(self.start + length);
        }
        if self.token == Token::Slash && self.lexer.rest().trim_start().starts_with(['\\']) {
            self.advance();
            let Some(below) = self.text_ahead().and_then(unit::parse) else { return Err(Unreadable::NotMath) };
            self.lexer.skip_argument();
            self.advance();
            let below = self.deeper(|parser| parser.unit_power(below))?;
            unit.known &= below.known;
            unit.parts.extend(below.parts.into_iter().map(|(name, power)| (name, -power)));
        }
        Ok(unit)
    }

    /// `1011 base 2`.
    fn attach_base(&mut self, factors: &mut Factors) -> Read<bool> {
        let ahead = self.ahead();
        let end = ahead.find([',', ';', ')', '}', '=']).unwrap_or(ahead.len()).min(20);
        let Some(base) = ahead.get(..end).and_then(base_of) else { return Ok(false) };
        self.advance_from(self.start + end);
        factors.set_base(base)
    }

    /// Whether what stands here is multiplied without a sign.
    fn is_operand_ahead(&self) -> bool {
        match self.token {
            Token::Numeral | Token::Symbol(_) | Token::Function(_) | Token::GroupOpen | Token::Fold(_) => true,
            Token::Constant(constant) => constant != Constant::Dots,
            Token::Word(_) => !self.is_joint_word(),
            Token::Command(name) if is_text(name) => {
                self.text_ahead().is_some_and(|text| !is_condition(text) && text != "to" && joint_of(text).is_none())
            }
            Token::Command(name) => !matches!(name, "end" | "pmod" | "bmod" | "mod" | "pod"),
            Token::Open('(') => !self.is_modulus_ahead(),
            Token::Open('[') => !(self.context.reversed || self.closes_interval()),
            Token::Open(_) => true,
            Token::Bar(Side::Left) => true,
            Token::Bar(Side::Either) => {
                let rest = self.lexer.rest().as_bytes();
                let window = &rest[..rest.len().min(200)];
                !self.context.bar
                    && !self.context.set
                    && memchr::memchr(b'|', window).is_some_and(|end| !window[..end].contains(&b'='))
            }
            _ => false,
        }
    }

    /// Whether the `[` here closes an interval, as in `[0, 1[`: nothing that could be in it follows.
    pub(super) fn closes_interval(&self) -> bool {
        let rest = self.lexer.rest().trim_start_matches([' ', '$']);
        self.context.listed
            && (rest.is_empty()
                || rest.starts_with([',', ')', '}', '.', ';'])
                || rest.starts_with("\\cup")
                || rest.starts_with("\\cap"))
    }
}

impl Factors {
    /// Multiplies by `next`.
    fn push(&mut self, next: Tree) -> Read<()> {
        if matches!(next, Tree::Text(_)) || matches!(self.items.last(), Some(Tree::Text(_))) {
            return Err(Unreadable::NotMath);
        }
        let last = self.items.last_mut();
        if let Some(last) = last {
            let value = std::mem::replace(last, Tree::Blank);
            *last = ungroup(value);
        }
        self.items.push(ungroup(next));
        Ok(())
    }

    /// Puts `next` beside the last factor: a fraction after a whole number makes a mixed number.
    fn place(&mut self, next: Tree, fraction: bool) -> Read<()> {
        let bare = std::mem::take(&mut self.bare);
        if bare
            && fraction
            && let Some(last) = self.items.last_mut()
            && let Some(mixed) = mixed_with(last, &next)
        {
            *last = mixed;
            return Ok(());
        }
        // `5 \frac{\text{m}}{\text{s}}`
        if fraction
            && is_numeric(&self.items)
            && let Some(unit) = unit_quotient(&next)
        {
            self.measure(unit);
            return Ok(());
        }
        // `5 \text{ ft } 3 \text{ in}` is a sum of quantities: their reader comes here with the bare number.
        self.push(next)
    }

    /// Divides by the product of `below`.
    fn divide(&mut self, below: Vec<Tree>) {
        self.bare = false;
        let below = ungroup(Tree::product(below));
        if self.undivided == self.items.len()
            && let Some(Tree::Quotient(_, denominator)) = self.items.last_mut()
        {
            // `a / b / c`
            match &mut **denominator {
                Tree::Product(items) => items.push(below),
                other => {
                    let first = std::mem::replace(other, Tree::Blank);
                    *other = Tree::product(vec![first, below]);
                }
            }
            return;
        }
        let above: Vec<Tree> = self.items.drain(self.undivided..).map(ungroup).collect();
        self.items.push(Tree::quotient(Tree::product(above), below));
        self.undivided = self.items.len();
    }

    /// Gives the whole product a unit.
    fn measure(&mut self, unit: Unit) {
        self.bare = false;
        let value = Tree::product(std::mem::take(&mut self.items));
        self.items.push(with_unit(value, unit));
        self.undivided = 0;
    }

    /// Reads the last numeral in a base.
    fn set_base(&mut self, base: u32) -> Read<bool> {
        match self.items.last_mut() {
            Some(last @ Tree::Number(_)) if self.bare => {
                let digits = match last {
                    Tree::Number(value) if value.form == Form::Integer => value.value.to_string(),
                    _ => return Err(Unreadable::NotMath),
                };
                *last = Tree::Based(digits, base);
                self.bare = false;
                Ok(true)
            }
            Some(Tree::Based(_, stated)) if *stated == base => Ok(true),
            _ => Err(Unreadable::NotMath),
        }
    }
}

/// The opposite; a quantity's is the quantity of the opposite.
pub(super) fn negate(tree: Tree) -> Tree {
    lift_unit(ungroup(tree), Tree::negate)
}

/// Applies `wrap` to the value of a quantity, or to the whole of anything else.
fn lift_unit(tree: Tree, wrap: fn(Tree) -> Tree) -> Tree {
    match tree {
        Tree::Quantity(value, unit) => Tree::Quantity(Box::new(wrap(*value)), unit),
        other => wrap(other),
    }
}

/// `2 + 3 \text{ cm}` measures the whole sum when only its last term has a unit.
fn share_unit(terms: Vec<Tree>) -> Tree {
    let mut terms: Vec<Tree> = terms.into_iter().map(ungroup).collect();
    let measured = terms.iter().filter(|term| unit_of(term).is_some()).count();
    if measured == 1
        && let Some(unit) = terms.last().and_then(unit_of).cloned()
    {
        if let Some(last) = terms.pop() {
            terms.push(strip_unit(last));
        }
        return Tree::Quantity(Box::new(Tree::sum(terms)), unit);
    }
    Tree::sum(terms)
}

/// The unit of a term, under its sign.
fn unit_of(term: &Tree) -> Option<&Unit> {
    match term {
        Tree::Quantity(_, unit) => Some(unit),
        Tree::PlusMinus(inner) | Tree::MinusPlus(inner) => unit_of(inner),
        _ => None,
    }
}

/// A term without the unit that [`unit_of`] finds.
fn strip_unit(term: Tree) -> Tree {
    match term {
        Tree::Quantity(value, _) => *value,
        Tree::PlusMinus(inner) => Tree::PlusMinus(Box::new(strip_unit(*inner))),
        Tree::MinusPlus(inner) => Tree::MinusPlus(Box::new(strip_unit(*inner))),
        other => other,
    }
}

/// Gives a value a unit. Degrees and percent have nodes of their own; a second unit joins the first.
pub(super) fn with_unit(value: Tree, unit: Unit) -> Tree {
    let single = if let [(name, 1)] = unit.parts.as_slice() { name.as_str() } else { "" };
    match (value, single) {
        (value, "degree") => Tree::Degree(Box::new(value)),
        (value, "%") => Tree::Percent(Box::new(value)),
        (Tree::Degree(value), "°C" | "°F") => Tree::Quantity(value, unit),
        (value, _) if matches!(unit.parts.as_slice(), [(degree, 1), (scale, 1)] if degree == "degree" && scale.starts_with('°')) => {
            Tree::Quantity(Box::new(value), Unit { parts: unit.parts[1..].to_vec(), known: unit.known })
        }
        (Tree::Quantity(value, mut first), _) => {
            first.parts.extend(unit.parts);
            first.known &= unit.known;
            Tree::Quantity(value, first)
        }
        (value, _) => Tree::Quantity(Box::new(value), unit),
    }
}

/// Round and square brackets around one operand only group it.
pub(super) fn ungroup(tree: Tree) -> Tree {
    match tree {
        Tree::Group(_, mut items) if items.len() == 1 => items.swap_remove(0),
        other => other,
    }
}

/// Whether factors have no variable: only numbers are counted.
fn is_numeric(items: &[Tree]) -> bool {
    fn walk(tree: &Tree, steps: &mut usize) -> bool {
        *steps += 1;
        *steps < 200
            && !matches!(tree, Tree::Symbol(_) | Tree::Text(_))
            && tree.children().into_iter().all(|child| walk(child, steps))
    }
    let mut steps = 0;
    items.iter().all(|item| walk(item, &mut steps))
}

fn is_set(tree: &Tree) -> bool {
    match tree {
        Tree::Set(_) | Tree::SetBuilder(..) | Tree::Interval(_) | Tree::Sets(..) => true,
        Tree::Constant(constant) => matches!(
            constant,
            Constant::Reals
                | Constant::Integers
                | Constant::Naturals
                | Constant::Rationals
                | Constant::Complexes
                | Constant::EmptySet
        ),
        _ => false,
    }
}

/// Words that begin a condition.
pub(super) fn is_condition(text: &str) -> bool {
    let first = text.split([' ', '~', ',']).find(|word| !word.is_empty()).unwrap_or("");
    matches!(first.to_ascii_lowercase().as_str(), "if" | "when" | "for" | "where" | "otherwise" | "else" | "otherwise.")
}

/// The base that "(base 5)" or "base five" states.
fn base_of(text: &str) -> Option<u32> {
    let rest = text.trim_matches(['(', ')', ' ']).strip_prefix("base")?;
    base_value(rest.trim_matches([' ', '~', '$', '}', ')']))
}

/// The value of a base as digits or a word.
pub(super) fn base_value(text: &str) -> Option<u32> {
    let base = match text {
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "sixteen" => 16,
        digits => digits.parse().ok()?,
    };
    (2..=36).contains(&base).then_some(base)
}

/// The unit of a fraction of words: `\frac{\text{m}}{\text{s}}`.
fn unit_quotient(tree: &Tree) -> Option<Unit> {
    let Tree::Quotient(above, below) = tree else { return None };
    let (Tree::Text(above), Tree::Text(below)) = (&**above, &**below) else { return None };
    let mut unit = unit::parse(above)?;
    let below = unit::parse(below)?;
    unit.known &= below.known;
    unit.parts.extend(below.parts.into_iter().map(|(name, power)| (name, -power)));
    Some(unit)
}

/// Where the words of a unit in plain text end.
fn unit_end(text: &str) -> usize {
    let mut at = 0;
    let mut end = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let rest = &text[at..];
        let word = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if word > 0 {
            if matches!(&rest[..word], "and" | "or" | "if" | "is" | "in" | "to" | "for" | "when") && end > 0 {
                break;
            }
            at += word;
            end = at;
            // A power.
            let after = &text[at..];
            if after.starts_with("^{") {
                at += after.find('}').map_or(0, |close| close + 1);
            } else if after.starts_with('^') {
                at += 2.min(after.len());
            } else if after.starts_with("**") {
                at += 3.min(after.len());
            }
            if !text.is_char_boundary(at) {
                return end;
            }
            end = at;
        } else if matches!(bytes[at], b' ' | b'/' | b'~' | b'-') {
            at += 1;
        } else {
            break;
        }
    }
    end
}

/// The mixed number of a whole number and a fraction smaller than one.
fn mixed(whole: &Tree, numerator: &number::Number, denominator: &number::Number) -> Option<Tree> {
    let Tree::Number(whole) = whole else { return None };
    let integer = |value: &number::Number| (value.form == Form::Integer).then(|| value.value.to_string());
    if numerator.value >= denominator.value || numerator.value.is_zero() {
        return None;
    }
    let text = format!("{} {}/{}", integer(whole)?, integer(numerator)?, integer(denominator)?);
    number::parse(&text).filter(|number| number.form == Form::Mixed).map(Tree::Number)
}

/// The mixed number of a whole number and a tree that is a fraction, under a percent or degree sign.
fn mixed_with(whole: &Tree, fraction: &Tree) -> Option<Tree> {
    match fraction {
        Tree::Quotient(above, below) => match (&**above, &**below) {
            (Tree::Number(above), Tree::Number(below)) => mixed(whole, above, below),
            _ => None,
        },
        Tree::Percent(inner) => mixed_with(whole, inner).map(|mixed| Tree::Percent(Box::new(mixed))),
        Tree::Degree(inner) => mixed_with(whole, inner).map(|mixed| Tree::Degree(Box::new(mixed))),
        _ => None,
    }
}

/// A number times what a word says: `2.5 million`.
fn scaled(value: &number::Number, word: &str) -> Option<number::Number> {
    let text = format!("{} {word}", value.value);
    number::parse(&text).filter(|number| number.form == Form::Scaled)
}
