//! Operands: numerals, letters, words, and the marks that follow them.

use super::super::Unreadable;
use super::super::lexer::{Side, Token, digits};
use super::super::print;
use super::super::tree::{Bracket, Constant, Function, Tree, Unit};
use super::super::{names, unit};
use super::product::{base_value, ungroup, with_unit};
use super::{Parser, Read, is_text};
use crate::number::{self, Form};

/// How many marks one operand may have: each nests the tree.
const MARKS: usize = 16;

impl<'t> Parser<'t> {
    /// An atom with its powers, indices, factorials and signs of percent and degree.
    pub(super) fn operand(&mut self) -> Read {
        let atom = self.deeper(Self::atom)?;
        self.marks(atom)
    }

    /// The marks after `value`.
    fn marks(&mut self, mut value: Tree) -> Read {
        for _ in 0..MARKS {
            match self.token {
                Token::Bang => {
                    let mut order = 0;
                    while self.token == Token::Bang && (order == 0 || !self.spaced) {
                        order += 1;
                        self.advance();
                    }
                    value = Tree::Factorial(Box::new(ungroup(value)), order);
                }
                Token::Percent => {
                    self.advance();
                    value = Tree::Percent(Box::new(ungroup(value)));
                }
                Token::Degree => {
                    self.advance();
                    value = Tree::Degree(Box::new(ungroup(value)));
                }
                Token::Prime => {
                    self.advance();
                    value = prime(value)?;
                }
                Token::Caret => {
                    self.advance();
                    value = self.raise(value)?;
                }
                Token::Underscore => {
                    self.advance();
                    value = self.lower(value)?;
                }
                Token::Open('(') if !self.spaced && is_function(&value) => value = self.apply(value)?,
                _ => return Ok(value),
            }
        }
        Err(Unreadable::TooDeep)
    }

    /// What a caret does to `base`: a power, a degree, a prime, an ordinal's ending.
    fn raise(&mut self, base: Tree) -> Read {
        if self.lexer.rest().starts_with("\\circ") && self.token == Token::GroupOpen {
            self.lexer.at += "\\circ".len();
            if self.lexer.rest().trim_start().starts_with('}') {
                self.advance();
                self.advance();
                return Ok(Tree::Degree(Box::new(ungroup(base))));
            }
            self.lexer.at -= "\\circ".len();
        }
        match self.token {
            Token::Degree => {
                self.advance();
                return Ok(Tree::Degree(Box::new(ungroup(base))));
            }
            Token::Prime => return Ok(base),
            Token::GroupOpen
                if matches!(ordinal_ahead(self.lexer.rest()), Some(length) if {
                    self.lexer.at += length;
                    true
                }) =>
            {
                self.advance();
                return Ok(base);
            }
            Token::Command(name) if is_text(name) && matches!(self.text_ahead(), Some("st" | "nd" | "rd" | "th")) => {
                self.lexer.skip_argument();
                self.advance();
                return Ok(base);
            }
            _ => {}
        }
        let exponent = self.script()?;
        if exponent == Tree::Blank {
            return Ok(base);
        }
        if let Tree::Symbol(name) = &exponent
            && name == "'"
        {
            return prime(base);
        }
        Ok(match base {
            // `x_1^2` and `x^2_1` are the same.
            Tree::Call(function, arguments) if arguments.is_empty() => Tree::Call(
                Function::Named(format!("{}^{{{}}}", print::function(&function), print::latex(&exponent))),
                Vec::new(),
            ),
            base => Tree::power(ungroup(base), exponent),
        })
    }

    /// An exponent or index: a group, or one operand with its sign; `2^3^2` is `2^(3^2)`.
    fn script(&mut self) -> Read {
        let sign = self.token;
        if matches!(sign, Token::Minus | Token::Plus) {
            self.advance();
            let script = self.deeper(Self::script)?;
            return Ok(if sign == Token::Minus { Tree::negate(script) } else { script });
        }
        let script = match self.token {
            Token::GroupOpen => self.group_argument()?,
            Token::Numeral => self.plain_numeral()?,
            _ => ungroup(self.deeper(Self::atom)?),
        };
        if self.token == Token::Caret {
            self.advance();
            let above = self.deeper(Self::script)?;
            return Ok(Tree::power(script, above));
        }
        if self.token == Token::Bang && matches!(script, Tree::Number(_) | Tree::Symbol(_)) && self.lexer.plain {
            self.advance();
            return Ok(Tree::Factorial(Box::new(script), 1));
        }
        Ok(script)
    }

    /// What an index does to `value`: a variable's name grows, a numeral gets its base.
    fn lower(&mut self, value: Tree) -> Read {
        let index = match self.token {
            Token::GroupOpen => self.group_argument()?,
            Token::Numeral => self.numeral()?,
            _ => self.deeper(Self::atom)?,
        };
        Ok(match value {
            Tree::Symbol(name) => Tree::Symbol(format!("{name}_{{{}}}", print::latex(&index))),
            Tree::Power(base, exponent) if matches!(*base, Tree::Symbol(_)) => match *base {
                Tree::Symbol(name) => {
                    Tree::power(Tree::Symbol(format!("{name}_{{{}}}", print::latex(&index))), *exponent)
                }
                base => Tree::Indexed(Box::new(Tree::power(base, *exponent)), Box::new(index)),
            },
            Tree::Number(number) if number.form == Form::Integer => match base_of(&index) {
                Some(base) => Tree::Based(number.value.to_string(), base),
                None => Tree::Indexed(Box::new(Tree::Number(number)), Box::new(index)),
            },
            value => Tree::Indexed(Box::new(ungroup(value)), Box::new(index)),
        })
    }

    /// The application of a function's letter: `f(x)`, `f'(x)`, `f^{-1}(x)`.
    fn apply(&mut self, function: Tree) -> Read {
        let arguments = self.arguments()?;
        let name = match function {
            Tree::Symbol(name) => name,
            Tree::Power(base, exponent) => format!("{}^{{{}}}", print::latex(&base), print::latex(&exponent)),
            other => print::latex(&other),
        };
        Ok(Tree::Call(Function::Named(name), arguments))
    }

    /// One operand without its marks.
    pub(super) fn atom(&mut self) -> Read {
        match self.token {
            Token::Numeral => self.numeral(),
            Token::Word(word) => self.word(word),
            Token::Symbol(name) => {
                self.advance();
                Ok(Tree::Symbol(name.to_owned()))
            }
            Token::Constant(constant) => {
                self.advance();
                Ok(Tree::Constant(constant))
            }
            Token::Function(name) => self.function(name),
            Token::Command(name) => self.command(name),
            Token::Open(open) => self.bracket(open),
            Token::Close(']') if self.context.listed || self.is_reversed_ahead() => self.bracket(']'),
            Token::GroupOpen => self.group_operand(),
            Token::Bar(Side::Left | Side::Either) => self.absolute(),
            Token::DoubleBar => self.norm(),
            Token::Fold(kind) => self.fold(kind),
            Token::Currency(sign) => self.money(sign),
            Token::Underscore | Token::Caret => self.prescript(),
            Token::Prime => {
                self.advance();
                Ok(Tree::Symbol("'".to_owned()))
            }
            _ => Err(Unreadable::NotMath),
        }
    }

    /// A numeral, in its base where one is written: `1011_2`, `3F_{16}`.
    pub(super) fn numeral(&mut self) -> Read {
        let start = self.start;
        let window = self.lexer.numeral_window(start, self.context.listed);
        let repeating = if self.lexer.is_repeating(start) {
            number::parse_prefix(self.ahead()).filter(|(number, _)| number.form == Form::Repeating)
        } else {
            None
        };
        let (number, length) =
            repeating.or_else(|| self.spaced_numeral()).or_else(|| number::lex(window)).ok_or(Unreadable::NotMath)?;
        let end = start + length;
        // Digits past nine, before a base.
        let bytes = self.lexer.text.as_bytes();
        let more = bytes[end..].iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')).count();
        if more > 0 && is_high_base(&bytes[end + more..]) && number.form == Form::Integer {
            let numeral = self.lexer.text[start..end + more].to_owned();
            self.advance_from(end + more);
            return self.based(numeral);
        }
        let numeral = &self.lexer.text[start..end];
        let plain = digits(numeral.as_bytes()) == numeral.len();
        self.advance_from(end);
        if number.form == Form::Decimal && self.start == end && self.token == Token::Constant(Constant::Dots) {
            // `3.14159...` breaks off: what is written is what is known.
            self.advance();
        }
        if plain && self.token == Token::Underscore && numeral.len() <= 64 {
            return self.based(numeral.to_owned());
        }
        Ok(Tree::Number(number))
    }

    /// A numeral that no index belongs to: in `x^2_1` it is the variable's.
    fn plain_numeral(&mut self) -> Read {
        let window = self.lexer.numeral_window(self.start, self.context.listed);
        let (number, length) = number::lex(window).ok_or(Unreadable::NotMath)?;
        self.advance_from(self.start + length);
        Ok(Tree::Number(number))
    }

    /// A numeral whose digits spaces group: `1 234 567`, outside of brackets.
    fn spaced_numeral(&self) -> Option<(number::Number, usize)> {
        let bytes = self.ahead().as_bytes();
        let first = digits(bytes);
        let grouped = (1..=3).contains(&first) && bytes.get(first) == Some(&b' ') && digits(&bytes[first + 1..]) == 3;
        if !grouped || self.context.listed {
            return None;
        }
        number::parse_prefix(self.ahead())
            .filter(|(number, length)| matches!(number.form, Form::Integer | Form::Decimal) && *length > first)
    }

    /// The numeral whose digits have been read, in the base that its index states.
    fn based(&mut self, numeral: String) -> Read {
        self.expect(Token::Underscore)?;
        let index = match self.token {
            Token::GroupOpen => self.group_argument()?,
            Token::Numeral => {
                let window = self.lexer.numeral_window(self.start, true);
                let length = digits(window.as_bytes()).max(1);
                let (number, length) = number::lex(&window[..length.min(window.len())]).ok_or(Unreadable::NotMath)?;
                self.advance_from(self.start + length);
                Tree::Number(number)
            }
            _ => self.deeper(Self::atom)?,
        };
        match base_of(&index) {
            Some(base) if numeral.chars().all(|digit| digit.is_digit(base)) => Ok(Tree::Based(numeral, base)),
            _ => {
                let number = number::parse(&numeral).ok_or(Unreadable::NotMath)?;
                Ok(Tree::Indexed(Box::new(Tree::Number(number)), Box::new(index)))
            }
        }
    }

    /// A run of letters that is no name: a call, a number in words, a variable, a product of variables, or words.
    fn word(&mut self, word: &'t str) -> Read {
        let called = self.lexer.rest().starts_with('(') || self.lexer.rest().starts_with('.') && word.len() > 2;
        if called && let Some(call) = self.call(word)? {
            return Ok(call);
        }
        if self.lexer.plain
            && word.len() > 2
            && let Some((number, length)) = number::parse_prefix(self.ahead())
        {
            self.advance_from(self.start + length);
            return Ok(Tree::Number(number));
        }
        if word.len() == 1 {
            if word == "I" && self.lexer.plain && self.lexer.text.trim().len() > 1 && !self.lexer.text.contains(", ") {
                self.advance();
                return Ok(Tree::Constant(Constant::I));
            }
            if word == "E" && self.lexer.rest().starts_with("**") {
                self.advance();
                return Ok(Tree::Constant(Constant::E));
            }
            self.advance();
            return Ok(Tree::Symbol(word.to_owned()));
        }
        if !word.is_ascii() {
            return self.words();
        }
        if self.lexer.rest().starts_with('_')
            && word.len() <= 16
            && word.bytes().all(|byte| matches!(byte, b'A'..=b'F'))
        {
            // `FF_{16}`
            let base = self.lexer.rest()[1..].trim_start_matches(['{', ' ']);
            if base.starts_with("16") {
                self.advance();
                return self.based(word.to_owned());
            }
        }
        if is_prose(word) || unit::is_known(word) && word.len() > 3 {
            return self.words();
        }
        if word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.advance();
            return Ok(Tree::Symbol(word.to_owned()));
        }
        if let Some(length) = joined_name(word) {
            // `sinx`, `pir`: the name, then the rest letter by letter.
            self.lexer.letters_until = self.lexer.at;
            let name = &word[..length];
            self.lexer.at = self.start + length;
            self.token = names::word(name, "").unwrap_or(Token::Word(name));
            return self.atom();
        }
        if word.len() <= 3 {
            self.lexer.letters_until = self.lexer.at;
            self.lexer.at = self.start;
            self.advance();
            return self.atom();
        }
        self.words()
    }

    /// Words that name something as a whole, up to a sign or a joint.
    fn words(&mut self) -> Read {
        let start = self.start;
        let mut end = start;
        while let Token::Word(word) = self.token {
            if is_prose(word) && end > start && matches!(word, "is" | "are" | "if" | "equals") {
                break;
            }
            end = self.lexer.at;
            self.advance();
        }
        let words: Vec<&str> = self.lexer.text[start..end].split_whitespace().collect();
        // A sentence is no answer's part.
        if words.len() > 6 || words.iter().any(|word| is_prose(word)) {
            return Err(Unreadable::NotMath);
        }
        Ok(Tree::Text(words.join(" ")))
    }

    /// `\$36`, `\$-5`, `\$2x`: what the sign stands before.
    fn money(&mut self, sign: &'static str) -> Read {
        self.advance();
        let minus = self.token == Token::Minus;
        if minus {
            self.advance();
        }
        if self.token != Token::Numeral && !matches!(self.token, Token::Word(_) | Token::Command(_) | Token::Open('('))
        {
            return Err(Unreadable::NotMath);
        }
        let amount = self.product()?;
        let mut unit = Unit { parts: vec![(sign.to_owned(), 1)], known: true };
        // `\$2 \text{ per pound}`
        let amount = match amount {
            Tree::Quantity(amount, more) => {
                unit.parts.extend(more.parts);
                unit.known &= more.known;
                *amount
            }
            amount => amount,
        };
        Ok(with_unit(if minus { Tree::negate(amount) } else { amount }, unit))
    }

    /// `_7C_4`, `{}_7C_4`: a number of combinations or permutations.
    fn prescript(&mut self) -> Read {
        self.advance();
        let upper = self.script()?;
        let Token::Word(letter @ ("C" | "P")) = self.token else { return Err(Unreadable::NotMath) };
        self.advance();
        self.expect(Token::Underscore)?;
        let lower = self.script()?;
        Ok(if letter == "C" {
            Tree::Binomial(Box::new(upper), Box::new(lower))
        } else {
            Tree::Call(Function::Named("P".to_owned()), vec![upper, lower])
        })
    }

    /// `|x|`.
    fn absolute(&mut self) -> Read {
        let context = super::Context { bar: true, ..super::Context::default() };
        let inner = self.within(context, |parser| {
            parser.advance();
            parser.list()
        })?;
        if !matches!(self.token, Token::Bar(Side::Right | Side::Either)) {
            return Err(Unreadable::NotMath);
        }
        self.advance();
        Ok(Tree::Call(Function::Abs, vec![inner]))
    }

    /// `\|v\|`.
    fn norm(&mut self) -> Read {
        self.advance();
        let inner = self.deeper(Self::list)?;
        self.expect(Token::DoubleBar)?;
        Ok(Tree::Call(Function::Norm, vec![inner]))
    }

    /// The arguments in the brackets that stand here.
    pub(super) fn arguments(&mut self) -> Read<Vec<Tree>> {
        Ok(match self.bracket('(')? {
            Tree::Group(Bracket::Round, items) => items,
            Tree::Interval(pair) => vec![pair.low, pair.high],
            other => vec![other],
        })
    }
}

/// Whether `_{16}` or another base past ten stands here: its digits may be letters.
fn is_high_base(bytes: &[u8]) -> bool {
    let ([b'_', b'{', rest @ ..] | [b'_', rest @ ..]) = bytes else { return false };
    digits(rest) == 2 && rest[0] != b'0'
}

/// A variable with one more prime.
fn prime(value: Tree) -> Read {
    match value {
        Tree::Symbol(name) if name.len() < 200 => Ok(Tree::Symbol(name + "'")),
        // Feet, minutes: `5'`.
        _ => Err(Unreadable::NotMath),
    }
}

/// Whether a tree is a letter that names functions, perhaps primed or inverted.
fn is_function(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(name) => {
            let letter = name.trim_end_matches('\'');
            matches!(letter.split('_').next(), Some("f" | "g" | "h" | "\\phi" | "\\Phi" | "\\Gamma" | "\\zeta"))
                || letter.len() < name.len()
        }
        Tree::Power(base, exponent) => {
            matches!(&**base, Tree::Symbol(name) if matches!(name.as_str(), "f" | "g" | "h"))
                && matches!(&**exponent, Tree::Neg(one) if matches!(&**one, Tree::Number(number) if number.value.to_i64() == Some(1)))
        }
        _ => false,
    }
}

/// The base that an index states.
fn base_of(index: &Tree) -> Option<u32> {
    match index {
        Tree::Number(number) => {
            number.value.to_i64().and_then(|base| u32::try_from(base).ok()).filter(|base| (2..=36).contains(base))
        }
        Tree::Text(word) => base_value(word),
        _ => None,
    }
}

/// The length of `th}` after a numeral's caret and brace.
fn ordinal_ahead(rest: &str) -> Option<usize> {
    let (inner, close) = match ["\\text{", "\\mathrm{", "\\textrm{"].iter().find_map(|open| rest.strip_prefix(open)) {
        Some(inner) => (inner, "}}"),
        None => (rest, "}"),
    };
    let is_ending = ["st", "nd", "rd", "th"].iter().any(|ending| inner.starts_with(ending));
    (is_ending && inner[2..].starts_with(close)).then(|| rest.len() - inner.len() + 2 + close.len())
}

/// The length of the name that a run of letters begins with, when at most two letters follow it.
fn joined_name(word: &str) -> Option<usize> {
    const NAMES: [&str; 10] = ["sin", "cos", "tan", "cot", "sec", "csc", "log", "sqrt", "ln", "pi"];
    NAMES.iter().find(|name| word.starts_with(**name) && word.len() <= name.len() + 2).map(|name| name.len())
}

/// Words that only sentences have.
fn is_prose(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "The"
            | "is"
            | "are"
            | "was"
            | "of"
            | "for"
            | "if"
            | "not"
            | "has"
            | "have"
            | "all"
            | "All"
            | "any"
            | "no"
            | "No"
            | "so"
            | "than"
            | "that"
            | "this"
            | "there"
            | "it"
            | "It"
            | "we"
            | "We"
            | "you"
            | "when"
            | "with"
            | "from"
            | "but"
            | "as"
            | "at"
            | "by"
            | "on"
            | "an"
            | "be"
            | "does"
            | "can"
            | "because"
            | "since"
            | "then"
            | "which"
            | "where"
            | "equals"
            | "their"
            | "its"
            | "only"
            | "none"
            | "None"
            | "yes"
            | "Yes"
            | "odd"
            | "Odd"
            | "one"
            | "set"
            | "red"
    )
}
