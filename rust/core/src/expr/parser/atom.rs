//! Operands: numerals, letters, words, and the marks that follow them.

use super::super::Unreadable;
use super::super::lexer::{Side, Token};
use super::super::print;
use super::super::tree::{Constant, Function, Tree, Unit};
use super::base::{base_of, digits_of};
use super::measure::{is_ordinal, with_unit};
use super::product::{permutations, ungroup};
use super::{Parser, Read, is_text};
use crate::number::Form;

/// The sign that says which part of a set of numbers is meant, at the start of a script, and the script's length: `\mathbb{Z}^+`,
/// `\mathbb{R}_{\ge 0}`.
fn domain_mark(script: &str) -> Option<(&'static str, usize)> {
    const MARKS: [(&str, &str); 22] = [
        ("+", "+"),
        ("-", "-"),
        ("*", "*"),
        ("\\ast", "*"),
        ("\\times", "*"),
        (">0", ">0"),
        ("\\gt0", ">0"),
        ("<0", "<0"),
        ("\\lt0", "<0"),
        ("\\ge0", ">=0"),
        ("\\geq0", ">=0"),
        ("\\geqslant0", ">=0"),
        (">=0", ">=0"),
        ("\\le0", "<=0"),
        ("\\leq0", "<=0"),
        ("\\leqslant0", "<=0"),
        ("<=0", "<=0"),
        ("\\ne0", "!=0"),
        ("\\neq0", "!=0"),
        ("\\not=0", "!=0"),
        ("!=0", "!=0"),
        ("0", "0"),
    ];
    let inner = script.trim_start();
    let before = script.len() - inner.len();
    let (written, length) = if let Some(braced) = inner.strip_prefix('{') {
        let end = braced.bytes().take(24).position(|byte| byte == b'}')?;
        match braced[..end].trim_start().strip_prefix("\\text{") {
            Some(text) if braced[end + 1..].starts_with('}') => (text, end + 3),
            Some(_) => return None,
            None => (&braced[..end], end + 2),
        }
    } else {
        // Without braces one sign is the script; a plus before a term adds it.
        let sign = inner.get(..1).filter(|sign| matches!(*sign, "+" | "-" | "*" | "0"))?;
        let after = inner[1..].trim_start();
        if after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(') {
            return None;
        }
        (sign, 1)
    };
    let written: String = written.chars().filter(|c| *c != ' ').collect();
    MARKS.iter().find(|(spelled, _)| *spelled == written).map(|&(_, mark)| (mark, before + length))
}

/// Whether a constant is a number, of which a zero is an exponent or an index: `e^0`.
fn is_number(constant: Constant) -> bool {
    matches!(constant, Constant::Pi | Constant::E | Constant::I)
}

/// How many marks one operand may have: each nests the tree.
const MARKS: usize = 16;
/// Signs of one multifactorial: nobody writes more than four.
const FACTORIAL_SIGNS: u32 = 4;

impl Parser<'_> {
    /// An atom with its powers, indices, factorials and signs of percent and degree.
    pub(super) fn operand(&mut self) -> Read {
        let start = self.start;
        let atom = self.deeper(Self::atom)?;
        self.marks(atom, start)
    }

    /// The marks after `value`, which begins at `start`.
    fn marks(&mut self, mut value: Tree, start: usize) -> Read {
        for _ in 0..MARKS {
            value = count_choices(value);
            match self.token {
                Token::Bang => {
                    let mut order = 0;
                    while self.token == Token::Bang && (order == 0 || !self.spaced) {
                        order += 1;
                        self.advance();
                    }
                    // Long runs are shouting; as a multifactorial they would be the number itself.
                    if order > FACTORIAL_SIGNS {
                        return Err(Unreadable::TooDeep);
                    }
                    value = Tree::Factorial(Box::new(ungroup(value)), order);
                }
                Token::Percent if self.is_remainder(&value) => return Ok(value),
                Token::Degree if self.composes(Some(&value)) => return Ok(value),
                Token::Open('(')
                    if !self.spaced && matches!(&value, Tree::Call(Function::Named(name), _) if name == "\\circ") =>
                {
                    let Tree::Call(_, functions) = value else { return Err(Unreadable::NotMath) };
                    value = self.apply_composed(functions)?;
                }
                // A letter is no percentage of the words behind it.
                Token::Percent
                    if matches!(value, Tree::Symbol(_))
                        && self.lexer.rest().trim_start().starts_with(|c: char| c.is_ascii_alphabetic()) =>
                {
                    return Err(Unreadable::NotMath);
                }
                Token::Percent => {
                    self.advance();
                    value = Tree::Percent(Box::new(ungroup(value)));
                }
                Token::Degree => {
                    self.advance();
                    value = Tree::Degree(Box::new(ungroup(value)));
                }
                // Feet and inches, minutes and seconds of arc: `5'`, `30''`.
                Token::Prime if matches!(value, Tree::Number(_)) => {
                    self.advance();
                    let is_double = self.token == Token::Prime && !self.spaced;
                    if is_double {
                        self.advance();
                    }
                    let sign = if is_double { "″" } else { "′" };
                    let unit = Unit { parts: vec![(sign.to_owned(), 1)], known: true };
                    return Ok(Tree::Quantity(Box::new(value), unit));
                }
                Token::Prime => {
                    self.advance();
                    value = prime(value)?;
                }
                Token::Caret | Token::Underscore
                    if let Tree::Constant(constant) = value
                        && let Some((mark, end)) = domain_mark(self.lexer.rest())
                        && !(is_number(constant) && mark == "0") =>
                {
                    self.advance_from(self.lexer.at + end);
                    value = Tree::Indexed(Box::new(value), Box::new(Tree::Text(mark.to_owned())));
                }
                Token::Caret => {
                    self.advance();
                    value = self.raise(value)?;
                }
                Token::Underscore => {
                    self.advance();
                    value = self.lower(value)?;
                }
                Token::Open(open @ ('(' | '[')) if self.applies(&value, start, open) => {
                    value = self.apply(value, open)?;
                }
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
            // The ring of a standard state is part of a name: `\Delta H^\circ`.
            Token::Degree
                if let Tree::Symbol(name) = &base
                    && name.starts_with("\\Delta ") =>
            {
                self.advance();
                return Ok(Tree::Symbol(format!("{name}^{{\\circ}}")));
            }
            Token::Degree => {
                self.advance();
                return Ok(Tree::Degree(Box::new(ungroup(base))));
            }
            Token::Prime => return Ok(base),
            // `A^*`, `A^\top`, `A^\dagger`, `A^\complement`
            Token::Times
            | Token::Operator("\\ast" | "\\star")
            | Token::Command("top" | "intercal" | "dagger" | "complement") => {
                return Ok(Tree::power(ungroup(base), self.mark_above()));
            }
            Token::GroupOpen if let Some(length) = mark_ahead(self.lexer.rest()) => {
                self.advance();
                let mark = self.mark_above();
                debug_assert!(length > 0);
                self.expect(Token::GroupClose)?;
                return Ok(Tree::power(ungroup(base), mark));
            }
            // `f^{(4)}` is a derivative, whose order is no power.
            Token::GroupOpen
                if let Tree::Symbol(name) = &base
                    && let Some((order, length)) = order_ahead(self.lexer.rest()) =>
            {
                let name = match order {
                    "2" => format!("{name}''"),
                    "3" => format!("{name}'''"),
                    order => format!("{name}^{{({order})}}"),
                };
                self.lexer.at += length;
                self.advance();
                return Ok(Tree::Symbol(name));
            }
            Token::GroupOpen
                if let Some((ending, length)) = ordinal_ahead(self.lexer.rest())
                    && self.ends_ordinal(Some(&base), ending, &self.lexer.rest()[length..]) =>
            {
                self.lexer.at += length;
                self.advance();
                return Ok(base);
            }
            Token::Command(name)
                if is_text(name) && self.text_ahead().is_some_and(|text| is_ordinal(Some(&base), text)) =>
            {
                self.lexer.skip_argument();
                self.advance();
                return Ok(base);
            }
            _ => {}
        }
        let exponent = self.script()?;
        match &exponent {
            Tree::Blank => return Ok(base),
            // `50^o`, `50^\text{o}`: a letter for the ring.
            Tree::Symbol(ring) if ring == "o" && matches!(base, Tree::Number(_)) => {
                return Ok(Tree::Degree(Box::new(base)));
            }
            _ => {}
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

    /// The mark that is raised here, as the letter that stands for it.
    fn mark_above(&mut self) -> Tree {
        let name = match self.token {
            Token::Command("top" | "intercal") => "T",
            Token::Command("dagger") => "\\dagger",
            Token::Command("complement") => "\\complement",
            _ => "*",
        };
        self.advance();
        Tree::Symbol(name.to_owned())
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
            // `\rho_-` has a sign for its index, which no digit follows.
            Token::Plus | Token::Minus
                if matches!(value, Tree::Symbol(_))
                    && !self.lexer.rest().trim_start().starts_with(|c: char| c.is_ascii_digit()) =>
            {
                let sign = if self.token == Token::Plus { "+" } else { "-" };
                self.advance();
                Tree::Symbol(sign.to_owned())
            }
            // The same in braces, `\rho_{-}`.
            Token::GroupOpen
                if matches!(value, Tree::Symbol(_))
                    && let [sign @ (b'+' | b'-'), b'}', ..] = self.lexer.rest().trim_start().as_bytes() =>
            {
                let sign = char::from(*sign).to_string();
                self.advance();
                self.advance();
                self.expect(Token::GroupClose)?;
                Tree::Symbol(sign)
            }
            Token::GroupOpen => self.group_argument()?,
            // `N_02^{-t}` has the index 0.
            Token::Numeral
                if self.ahead().starts_with('0') && self.ahead()[1..].starts_with(|c: char| c.is_ascii_digit()) =>
            {
                self.argument()?
            }
            Token::Numeral => self.numeral()?,
            _ => self.deeper(Self::atom)?,
        };
        let index = join_index(sort_index(index));
        Ok(match value {
            Tree::Symbol(name)
                if name.len() > 1
                    && base_of(&index) == Some(16)
                    && name.bytes().all(|byte| matches!(byte, b'A'..=b'F')) =>
            {
                Tree::Based(name, 16)
            }
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
            value => match (base_of(&index).filter(|&base| base > 10), digits_of(&value)) {
                (Some(base), Some(digits)) if digits.chars().all(|digit| digit.is_digit(base)) => {
                    Tree::Based(digits, base)
                }
                _ => Tree::Indexed(Box::new(ungroup(value)), Box::new(index)),
            },
        })
    }

    /// One operand without its marks.
    pub(super) fn atom(&mut self) -> Read {
        if matches!(self.token, Token::Open('(') | Token::Command(_))
            && let Some((digits, end)) = self.enclosed_digits()
        {
            self.advance_from(end);
            return self.based(digits);
        }
        match self.token {
            Token::Numeral => self.numeral(),
            Token::Word(word) => self.word(word),
            Token::Symbol("\\Delta") => self.difference(),
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

    /// `\$36`, `\$-5`, `\$2x`: what the sign stands before.
    pub(super) fn money(&mut self, sign: &'static str) -> Read {
        self.advance();
        self.amount_of(sign)
    }

    /// The amount that stands here, of the currency that a sign before it names.
    pub(super) fn amount_of(&mut self, sign: &'static str) -> Read {
        let minus = self.token == Token::Minus;
        if minus {
            self.advance();
        }
        if self.token != Token::Numeral && !matches!(self.token, Token::Word(_) | Token::Command(_) | Token::Open('('))
        {
            return Err(Unreadable::NotMath);
        }
        let outer = std::mem::replace(&mut self.money, true);
        let amount = self.product();
        self.money = outer;
        let amount = amount?;
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
        Ok(if letter == "C" { Tree::Binomial(Box::new(upper), Box::new(lower)) } else { permutations(upper, lower) })
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
}

/// `C_5^2` with two numerals, the upper one not above the lower, is how many choices there are in Chinese schools; so is `A_5^2`
/// with orders.
fn count_choices(value: Tree) -> Tree {
    let Tree::Power(base, exponent) = &value else { return value };
    let (Tree::Symbol(name), Tree::Number(taken)) = (&**base, &**exponent) else { return value };
    let Some(of) = name.strip_prefix(['C', 'A']).and_then(|rest| rest.strip_prefix("_{")?.strip_suffix('}')) else {
        return value;
    };
    let Ok(of) = of.parse::<u16>() else { return value };
    match taken.value.to_i64() {
        Some(taken) if (1..=i64::from(of)).contains(&taken) && of > 1 => {
            let (of, taken) = (super::super::integer(i64::from(of)), super::super::integer(taken));
            if name.starts_with('C') { Tree::Binomial(Box::new(of), Box::new(taken)) } else { permutations(of, taken) }
        }
        _ => value,
    }
}

/// A derivative's order in brackets, and the length of it with the brace that closes it: `(4)}`, `(n)}`.
fn order_ahead(rest: &str) -> Option<(&str, usize)> {
    let (order, behind) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    let order = order.trim();
    let is_order = matches!(order, "n" | "k" | "m" | "r" | "i" | "j" | "N")
        || (1..=3).contains(&order.len()) && order.bytes().all(|byte| byte.is_ascii_digit());
    let behind = behind.trim_start().strip_prefix('}')?;
    is_order.then(|| (order, rest.len() - behind.len()))
}

/// The length of a mark that stands alone in a group: `*}`, `\top}`.
fn mark_ahead(rest: &str) -> Option<usize> {
    let inner = rest.trim_start();
    ["*", "\\ast", "\\star", "\\top", "\\intercal", "\\dagger", "\\complement"]
        .iter()
        .find(|mark| inner.strip_prefix(**mark).is_some_and(|rest| rest.trim_start().starts_with('}')))
        .map(|mark| mark.len())
}

/// An index of letters alone as one name: `F_{\text{net}}` is `F_{net}`.
fn join_index(index: Tree) -> Tree {
    let Tree::Product(factors) = &index else {
        return match index {
            Tree::Text(word) if word.bytes().all(|byte| byte.is_ascii_alphabetic()) => Tree::Symbol(word),
            other => other,
        };
    };
    let mut name = String::new();
    for factor in factors {
        match factor {
            Tree::Symbol(letter) if letter.len() == 1 => name.push_str(letter),
            Tree::Constant(Constant::I) => name.push('i'),
            Tree::Constant(Constant::E) => name.push('e'),
            _ => return index,
        }
    }
    Tree::Symbol(name)
}

/// An index with its terms in one order, letters first: `a_{1+n}` is `a_{n+1}`.
fn sort_index(index: Tree) -> Tree {
    let Tree::Sum(mut terms) = index else { return index };
    let is_numeral = |term: &Tree| match term {
        Tree::Neg(inner) => matches!(**inner, Tree::Number(_)),
        term => matches!(term, Tree::Number(_)),
    };
    terms.sort_by_cached_key(|term| (is_numeral(term), matches!(term, Tree::Neg(_)), print::latex(term)));
    Tree::Sum(terms)
}

/// A variable with one more prime.
fn prime(value: Tree) -> Read {
    match value {
        Tree::Symbol(name) if name.len() < 200 => Ok(Tree::Symbol(name + "'")),
        // The complement of a set.
        Tree::Sets(..) => Ok(Tree::power(value, Tree::Symbol("'".to_owned()))),
        // Feet, minutes: `5'`.
        _ => Err(Unreadable::NotMath),
    }
}

/// An ordinal's ending after a caret and a brace, and the length of it with the brace that closes it: `th}`.
fn ordinal_ahead(rest: &str) -> Option<(&str, usize)> {
    let (inner, close) = match ["\\text{", "\\mathrm{", "\\textrm{"].iter().find_map(|open| rest.strip_prefix(open)) {
        Some(inner) => (inner, "}}"),
        None => (rest, "}"),
    };
    let is_ending = ["st", "nd", "rd", "th"].iter().any(|ending| inner.starts_with(ending));
    (is_ending && inner[2..].starts_with(close)).then(|| (&inner[..2], rest.len() - inner.len() + 2 + close.len()))
}
