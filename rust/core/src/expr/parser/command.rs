//! Commands with arguments: fractions, roots, binomials, accents, texts, big operators.

use super::super::Unreadable;
use super::super::lexer::Token;
use super::super::tree::{Bracket, Connective, Constant, Fold, FoldKind, Function, Relation, Tree};
use super::super::{names, print, unit};
use super::derivative::differential;
use super::product::ungroup;
use super::{Context, Parser, Read, is_text, read_nested};
use crate::lexicon::{phrases, units};
use crate::number;

/// How many texts may stand in texts: each is read again by itself.
const NESTED_TEXTS: usize = 4;

impl<'t> Parser<'t> {
    /// An operand that a command begins.
    pub(super) fn command(&mut self, name: &'t str) -> Read {
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "nicefrac" | "sfrac" | "flatfrac" => {
                self.advance();
                let above = self.argument()?;
                let below = self.argument()?;
                if above == Tree::Blank || below == Tree::Blank {
                    return Err(Unreadable::NotMath);
                }
                if let Some(quotient) = differential(&above, &below)
                    && let Some(tree) = self.derive(&quotient)?
                {
                    return Ok(tree);
                }
                Ok(Tree::quotient(above, below))
            }
            "binom" | "dbinom" | "tbinom" => {
                self.advance();
                let upper = self.argument()?;
                Ok(Tree::Binomial(Box::new(upper), Box::new(self.argument()?)))
            }
            "sqrt" => self.root(),
            "surd" => {
                self.advance();
                Ok(Tree::Root(Box::new(ungroup(self.operand()?)), None))
            }
            "begin" => self.environment(),
            "pmatrix" | "bmatrix" | "matrix" => self.plain_matrix(),
            "mathbb" | "Bbb" | "mathds" => self.blackboard(),
            "overline" | "bar" | "widebar" => {
                self.advance();
                let inner = self.argument()?;
                Ok(Tree::Call(Function::Bar, vec![inner]))
            }
            "vec" | "hat" | "tilde" | "widehat" | "widetilde" | "dot" | "ddot" | "overrightarrow"
            | "overleftrightarrow" | "acute" | "check" | "breve" => {
                self.advance();
                let inner = self.argument()?;
                Ok(Tree::Symbol(format!("\\{name}{{{}}}", print::latex(&inner))))
            }
            // Bold letters are vectors and matrices, whose order counts.
            "mathbf" => {
                let letters = self.letter_argument();
                let mut names: Vec<Tree> =
                    letters.chars().map(|letter| Tree::Symbol(format!("\\mathbf{{{letter}}}"))).collect();
                Ok(if names.len() == 1 { names.swap_remove(0) } else { Tree::Call(Function::Ordered, names) })
            }
            // A face makes another letter.
            "mathcal" | "mathscr" | "mathfrak" | "underline" => {
                let letters = self.letter_argument();
                Ok(Tree::Symbol(format!("\\{name}{{{letters}}}")))
            }
            "mathring" | "dddot" | "grave" => {
                self.advance();
                let inner = self.argument()?;
                Ok(Tree::Symbol(format!("\\{name}{{{}}}", print::latex(&inner))))
            }
            "nabla" => self.nabla(),
            "top" | "bot" => {
                self.advance();
                let constant = if name == "top" { Connective::True } else { Connective::False };
                Ok(Tree::Logic(constant, Vec::new()))
            }
            "complement" => {
                self.advance();
                if self.token == Token::Underscore {
                    self.advance();
                    self.argument()?;
                }
                let of = self.operand()?;
                Ok(Tree::Call(Function::Named("\\complement".to_owned()), vec![of]))
            }
            "bigcup" | "bigcap" | "bigoplus" | "bigotimes" | "bigsqcup" | "bigvee" | "bigwedge" | "biguplus"
            | "coprod" | "sup" | "inf" | "limsup" | "liminf" | "argmax" | "argmin" | "oint" | "iint" | "iiint"
            | "oiint" | "dim" | "ker" | "deg" | "hom" | "varlimsup" | "varliminf" | "varinjlim" | "varprojlim"
            | "injlim" | "projlim" => {
                self.advance();
                self.bounded(&format!("\\{name}"))
            }
            "angle" | "triangle" | "measuredangle" | "overarc" | "widearc" | "square" => Ok(self.figure(name)),
            "overset" | "underset" | "stackrel" => {
                let mark = self.lexer.skip_argument().trim();
                self.advance();
                let inner = print::latex(&self.argument()?);
                Ok(Tree::Symbol(match (name, mark) {
                    ("overset", "\\frown") => format!("\\overarc {}", inner.replace(' ', "")),
                    ("overset", "\\rightarrow" | "\\to" | "\\longrightarrow") if inner.len() == 1 => {
                        format!("\\vec{{{inner}}}")
                    }
                    ("overset", "\\rightarrow" | "\\to" | "\\longrightarrow") => format!("\\overrightarrow{{{inner}}}"),
                    _ => format!("\\{name}{{{mark}}}{{{inner}}}"),
                }))
            }
            "substack" | "underbrace" | "overbrace" => {
                self.advance();
                self.argument()
            }
            "SI" | "qty" | "num" | "ang" => self.siunitx(name),
            _ if is_text(name) => self.text(name),
            // A command that isn't known might hide what follows it.
            _ => Err(Unreadable::NotMath),
        }
    }

    /// A command's argument: a group, or one sign, of a numeral one digit.
    pub(super) fn argument(&mut self) -> Read {
        match self.token {
            Token::GroupOpen => self.group_argument(),
            Token::Numeral => {
                let end = self.start + 1;
                let (number, _) = number::lex(&self.lexer.text[self.start..end]).ok_or(Unreadable::NotMath)?;
                self.advance_from(end);
                Ok(Tree::Number(number))
            }
            Token::Word(word) if word.is_ascii() => {
                // One letter; the others are read letter by letter.
                self.lexer.letters_until = self.lexer.letters_until.max(self.lexer.at);
                self.lexer.at = self.start;
                self.advance();
                match self.token {
                    // A digit behind the letter is the next argument: `\frac x2`.
                    Token::Word(letter) => {
                        self.advance();
                        Ok(Tree::Symbol(letter.to_owned()))
                    }
                    _ => self.deeper(Self::atom),
                }
            }
            Token::Minus => {
                self.advance();
                self.deeper(Self::argument).map(Tree::negate)
            }
            _ => self.deeper(Self::atom).map(ungroup),
        }
    }

    /// The letters in a command's braces, or the letter behind it.
    fn letter_argument(&mut self) -> &'t str {
        let rest = self.lexer.rest();
        let blanks = rest.len() - rest.trim_start().len();
        if rest[blanks..].starts_with('{') {
            let letters = self.lexer.skip_argument().trim();
            self.advance();
            return letters;
        }
        let at = self.lexer.at + blanks;
        let end = (at + 1).min(self.lexer.text.len());
        self.advance_from(end);
        &self.lexer.text[at..end]
    }

    /// `\sqrt{x}`, `\sqrt[3]{x}`, `\sqrt2`, `sqrt(x)`, `√x`.
    fn root(&mut self) -> Read {
        self.advance();
        let mut index = None;
        if self.token == Token::Open('[') && !self.lexer.plain {
            match self.bracket('[')? {
                Tree::Group(Bracket::Square, mut items) if items.len() == 1 => index = items.pop(),
                _ => return Err(Unreadable::NotMath),
            }
        }
        let radicand = match self.token {
            // Writers of `\sqrt17` and `√17` mean seventeen.
            Token::Numeral => self.numeral()?,
            _ => self.argument()?,
        };
        if radicand == Tree::Blank {
            return Err(Unreadable::NotMath);
        }
        let index = index.filter(|index| !matches!(index, Tree::Number(two) if two.value.to_i64() == Some(2)));
        Ok(Tree::Root(Box::new(ungroup(radicand)), index.map(Box::new)))
    }

    /// `\mathbb{R}`; other letters are variables.
    fn blackboard(&mut self) -> Read {
        self.advance();
        let letter = match self.token {
            Token::GroupOpen => {
                self.lexer.at = self.start;
                self.lexer.skip_argument().trim()
            }
            Token::Word(word) => word,
            _ => return Err(Unreadable::NotMath),
        };
        self.advance();
        Ok(match names::blackboard(letter) {
            Some(constant) => Tree::Constant(constant),
            None => Tree::Symbol(format!("\\mathbb{{{letter}}}")),
        })
    }

    /// `\angle ABC`: the sign and the letters are one name.
    fn figure(&mut self, name: &'t str) -> Tree {
        self.advance();
        let mut letters = String::new();
        if self.token == Token::GroupOpen {
            self.lexer.at = self.start;
            letters.extend(self.lexer.skip_argument().chars().filter(char::is_ascii_alphanumeric));
            self.advance();
        } else {
            while let Token::Word(word) = self.token {
                letters.push_str(word);
                self.advance();
                if self.spaced {
                    break;
                }
            }
        }
        // An angle is named from either side.
        if name.ends_with("angle") && name != "triangle" && letters.len() == 3 {
            let turned: String = letters.chars().rev().collect();
            if turned < letters {
                letters = turned;
            }
        }
        Tree::Symbol(if letters.is_empty() { format!("\\{name}") } else { format!("\\{name} {letters}") })
    }

    /// `\text{…}` at an operand's place: a name, mathematics, or words.
    fn text(&mut self, command: &'t str) -> Read {
        let content = self.lexer.skip_argument();
        let text = content.trim_matches([' ', '~', '\n']);
        if text.is_empty() {
            self.advance();
            return if self.at_end() { Err(Unreadable::NotMath) } else { self.deeper(Self::atom) };
        }
        if let Some(name) = names::function_name(text) {
            return self.function(name);
        }
        let sign = text.trim_start_matches('\\');
        if phrases::is_money_sign(sign)
            && let Some(sign) = units::currency(sign)
        {
            return self.money(sign);
        }
        self.advance();
        if command == "operatorname" && matches!(text, "argmax" | "argmin" | "arg\\,max" | "arg\\,min" | "sup" | "inf")
        {
            return self.bounded(&format!("\\{}", text.replace("\\,", "")));
        }
        if (command == "operatorname" || is_word(content))
            && self.is_application_ahead()
            && let Token::Open(open @ ('(' | '[')) = self.token
        {
            let arguments = self.deeper(|parser| parser.arguments_in(open))?;
            return Ok(Tree::Call(Function::Named(text.to_owned()), arguments));
        }
        if matches!(command, "mathrm" | "operatorname") || text.len() == 1 {
            if text.len() == 1 && text.as_bytes()[0].is_ascii_alphabetic() {
                return Ok(match names::letter(text).filter(|_| command == "mathrm" || text == "i") {
                    Some(Token::Constant(constant)) => Tree::Constant(constant),
                    _ => Tree::Symbol(text.to_owned()),
                });
            }
            if let Some(Token::Constant(constant)) = names::word(text, "") {
                return Ok(Tree::Constant(constant));
            }
        }
        if is_mathematics(text) { self.nested(text) } else { Ok(Tree::Text(words_of(text))) }
    }

    /// Reads a text inside this one as mathematics.
    pub(super) fn nested(&mut self, text: &str) -> Read {
        if self.nesting >= NESTED_TEXTS {
            return Err(Unreadable::TooDeep);
        }
        self.deeper(|parser| read_nested(text, parser.nesting + 1, parser.depth))
    }

    /// `\sum_{k=1}^{n} …` and its kin.
    pub(super) fn fold(&mut self, kind: FoldKind) -> Read {
        self.advance();
        let mut fold = Fold { kind, variable: None, lower: None, upper: None, body: Tree::Blank };
        let mut bound = None;
        for _ in 0..2 {
            match self.token {
                Token::Underscore => {
                    let start = match sided(self.lexer.clone().skip_argument()) {
                        Some((text, side)) if kind == FoldKind::Limit => {
                            self.lexer.skip_argument();
                            self.advance();
                            fold.upper = Some(Tree::Symbol(side.to_owned()));
                            self.nested(text)?
                        }
                        _ => {
                            self.advance();
                            if self.token == Token::GroupOpen { self.group_argument()? } else { self.argument()? }
                        }
                    };
                    (fold.variable, fold.lower) = match start {
                        Tree::Relation(members, operators)
                            if matches!(operators.as_slice(), [Relation::Equal | Relation::To])
                                && matches!(members.first(), Some(Tree::Symbol(_) | Tree::Constant(_))) =>
                        {
                            let mut members = members.into_iter();
                            let name = members.next();
                            if let Some(Tree::Constant(constant)) = name {
                                bound = Some(constant);
                            }
                            (name.map(|name| print::latex(&name)), members.next())
                        }
                        other => (None, Some(other)),
                    };
                }
                Token::Caret => {
                    self.advance();
                    fold.upper = Some(match self.token {
                        Token::GroupOpen => self.group_argument()?,
                        Token::Numeral => self.numeral()?,
                        _ => self.argument()?,
                    });
                }
                _ => break,
            }
        }
        let is_inner = self.context.integral;
        let body = if kind == FoldKind::Integral {
            self.within(Context { integral: true, ..self.context }, Self::sum)?
        } else {
            self.deeper(Self::product)?
        };
        fold.body = body;
        // In a sum over i the letter is no imaginary unit.
        if let Some(letter @ (Constant::I | Constant::E)) = bound {
            let name = if letter == Constant::I { "i" } else { "e" };
            let parts = fold.lower.iter_mut().chain(&mut fold.upper).chain(std::iter::once(&mut fold.body));
            for part in parts {
                part.change(&mut |node| {
                    if *node == Tree::Constant(letter) {
                        *node = Tree::Symbol(name.to_owned());
                    }
                });
            }
        }
        if kind == FoldKind::Integral {
            let outer = if is_inner { take_outer(&mut fold.body) } else { Vec::new() };
            fold.variable = split_differential(&mut fold.body);
            let mut factors = vec![Tree::Fold(Box::new(fold))];
            factors.extend(outer);
            return Ok(Tree::product(factors));
        }
        Ok(Tree::Fold(Box::new(fold)))
    }
}

/// A limit's point without its side, and the side: `x \to 0^+`.
fn sided(text: &str) -> Option<(&str, &'static str)> {
    let text = text.trim();
    let ends = [("^{+}", "+"), ("^{-}", "-"), ("^+", "+"), ("^-", "-"), ("+", "+"), ("-", "-")];
    ends.into_iter().find_map(|(end, side)| Some((text.strip_suffix(end)?, side))).filter(|(text, _)| !text.is_empty())
}

/// The name of a differential `dx`.
fn differential_name<'a>(d: &Tree, letter: &'a Tree) -> Option<&'a str> {
    match (d, letter) {
        (Tree::Symbol(d), Tree::Symbol(name)) if d == "d" => Some(name),
        _ => None,
    }
}

/// Takes the differentials off the end of an inner integral's body that belong to the integrals around it: all but the first.
fn take_outer(body: &mut Tree) -> Vec<Tree> {
    let Tree::Product(factors) = body else { return Vec::new() };
    let mut count = 0;
    while let Some([.., d, letter]) = factors.get(..factors.len() - 2 * count)
        && differential_name(d, letter).is_some()
    {
        count += 1;
    }
    let outer = factors.split_off(factors.len() - 2 * count.saturating_sub(1));
    if !outer.is_empty() {
        let left = std::mem::take(factors);
        *body = Tree::product(left);
    }
    outer
}

/// Takes `dx` off an integral's body, from its end, its beginning or a numerator.
fn split_differential(body: &mut Tree) -> Option<String> {
    match body {
        Tree::Product(factors) => {
            let count = factors.len();
            let at = if let [.., d, letter] = factors.as_slice()
                && differential_name(d, letter).is_some()
            {
                count - 2
            } else if let Some(name) = factors.iter_mut().find_map(|factor| match factor {
                Tree::Quotient(..) => split_differential(factor),
                _ => None,
            }) {
                return Some(name);
            } else {
                0
            };
            let name = differential_name(factors.get(at)?, factors.get(at + 1)?)?.to_owned();
            factors.drain(at..at + 2);
            let left = std::mem::take(factors);
            *body = if left.is_empty() { Tree::Blank } else { Tree::product(left) };
            Some(name)
        }
        Tree::Quotient(above, _) => {
            let name = split_differential(above)?;
            if **above == Tree::Blank {
                **above = super::super::integer(1);
            }
            Some(name)
        }
        Tree::Sum(terms) => split_differential(terms.last_mut()?),
        Tree::Neg(inner) => split_differential(inner),
        _ => None,
    }
}

/// Whether a text is to be read as mathematics rather than as words.
fn is_mathematics(text: &str) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    first.is_ascii_digit()
        || matches!(first, '-' | '$' | '.')
        || text.contains(['\\', '^', '=', '+'])
        || matches!(first, '(' | '[') && text.contains(|c: char| c.is_ascii_digit())
        || text.contains(", ") && text.split(", ").all(|part| part.trim().len() == 1)
        || unit::parse(text).is_none() && text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a text is one word of several letters with nothing around.
pub(super) fn is_word(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Words with one space between them.
pub(super) fn words_of(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '~').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
