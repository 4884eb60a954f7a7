//! Sums, products, units, and everything that is decided by what stands beside what.

use super::super::Unreadable;
use super::super::lexer::{Side, Token};
use super::super::tree::{Bracket, Constant, Function, SetOperator, Tree};
use super::derivative::differential;
use super::factors::Factors;
use super::measure::{is_numeric, lift_unit, share_unit};
use super::mixed::mixed;
use super::{Parser, Read, is_text, joint_of};

impl Parser<'_> {
    /// Terms that are added and subtracted.
    pub(super) fn sum(&mut self) -> Read {
        let first = self.term()?;
        // An integral ends at its differential.
        if self.context.integral && ends_integral(&first) {
            return Ok(first);
        }
        if !matches!(self.token, Token::Plus | Token::Minus | Token::PlusMinus | Token::MinusPlus | Token::Numeral) {
            return Ok(first);
        }
        let mut terms = vec![first];
        loop {
            let wrap: fn(Tree) -> Tree = match self.token {
                Token::Plus => |term| term,
                Token::Minus => negate,
                Token::PlusMinus => |term| Tree::PlusMinus(Box::new(term)),
                Token::MinusPlus => |term| Tree::MinusPlus(Box::new(term)),
                // `30^\circ 15'`
                Token::Numeral if matches!(terms.last(), Some(Tree::Degree(_))) && self.is_arc_ahead() => {
                    terms.push(self.term()?);
                    continue;
                }
                // `2 \text{ ft } 3 \text{ in}`
                Token::Numeral if matches!(terms.last(), Some(Tree::Quantity(..))) => {
                    terms.push(self.term()?);
                    continue;
                }
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
            let ends = self.context.integral && ends_integral(&term);
            terms.push(wrap(term));
            if ends {
                break;
            }
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
        // Most operands stand alone.
        if self.at_end() || matches!(self.token, Token::Plus | Token::Minus | Token::Comma | Token::Relation(_)) {
            return Ok(first);
        }
        factors.bare = bare && matches!(first, Tree::Number(_));
        factors.items.push(first);
        loop {
            match self.token {
                Token::Times => {
                    let crosses = self.ahead().starts_with("\\times");
                    self.advance();
                    let bare = self.token == Token::Numeral;
                    let next = self.signed_operand()?;
                    factors.bare = bare && matches!(next, Tree::Number(_));
                    if crosses && factors.join(&next, Function::Cross) {
                        continue;
                    }
                    factors.push(next)?;
                }
                Token::Slash => {
                    if self.attach_rate(&mut factors) {
                        continue;
                    }
                    self.advance();
                    self.divide(&mut factors)?;
                }
                Token::Word("over") if factors.bare && self.lexer.plain => {
                    self.advance();
                    self.divide(&mut factors)?;
                }
                Token::Operator(name) if !factors.items.is_empty() => self.operate(name, &mut factors)?,
                Token::Degree if self.composes(factors.items.last()) => self.operate("\\circ", &mut factors)?,
                Token::Percent if factors.items.last().is_some_and(|last| self.is_remainder(last)) => {
                    self.advance();
                    let modulus = self.signed_operand()?;
                    let value = Tree::product(std::mem::take(&mut factors.items));
                    factors = Factors {
                        items: vec![Tree::Call(Function::Mod, vec![value, modulus])],
                        undivided: 0,
                        bare: false,
                    };
                }
                // `33 1/3 %`
                Token::Percent if is_numeric(&factors.items) => {
                    self.advance();
                    let value = Tree::product(std::mem::take(&mut factors.items));
                    factors = Factors { items: vec![Tree::Percent(Box::new(value))], undivided: 1, bare: false };
                }
                Token::Word("choose" | "C" | "P") if self.chooses(&factors) => {
                    self.choose(&mut factors)?;
                }
                Token::Command("bmod" | "mod") | Token::Word("mod" | "modulo")
                    if factors.items.iter().all(|factor| !matches!(factor, Tree::Text(_)))
                        && !self.context.congruent =>
                {
                    self.advance();
                    let modulus = self.signed_operand()?;
                    let value = Tree::product(std::mem::take(&mut factors.items));
                    factors = Factors {
                        items: vec![Tree::Call(Function::Mod, vec![value, modulus])],
                        undivided: 0,
                        bare: false,
                    };
                }
                Token::Numeral if factors.bare => self.mix(&mut factors)?,
                _ => {
                    if self.attach(&mut factors)? {
                        continue;
                    }
                    let measured = self.token == Token::Numeral
                        && match factors.items.last() {
                            Some(Tree::Quantity(..)) => true,
                            Some(Tree::Degree(_)) => self.is_arc_ahead(),
                            _ => false,
                        };
                    if measured || !self.is_operand_ahead() {
                        break;
                    }
                    let start = self.start;
                    let fraction = matches!(self.token, Token::Command(_));
                    let next = self.operand()?;
                    let written = &self.lexer.text[start..self.start];
                    factors.place(next, fraction, written.contains("{\\text{") || written.contains("{\\mathrm{"))?;
                }
            }
        }
        Ok(Tree::product(factors.items))
    }

    /// Whether the number here is of minutes or seconds of arc.
    fn is_arc_ahead(&self) -> bool {
        let behind =
            self.ahead().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start_matches([' ', '~']);
        let behind = behind.strip_prefix("\\,").unwrap_or(behind).trim_start();
        let behind = behind.strip_prefix("\\text{").unwrap_or(behind).trim_start();
        ["'", "^{\\prime", "^\\prime", "min", "sec", "arc"].iter().any(|start| behind.starts_with(start))
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
        // `d/dx (…)`, `d^2y/dx^2`
        let above = Tree::product(factors.items[factors.undivided..].to_vec());
        if below.len() > 1
            && let Some(quotient) = differential(&above, &Tree::product(below.clone()))
            && let Some(tree) = self.derive(&quotient)?
        {
            factors.items.truncate(factors.undivided);
            factors.items.push(tree);
            factors.bare = false;
            return Ok(());
        }
        factors.divide(below);
        Ok(())
    }

    /// Whether a word here joins items or relations instead of naming something.
    pub(super) fn is_joint_word(&self) -> bool {
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

    /// Whether a numeral follows the "choose" or the letter here, which count choices of what stands before.
    fn chooses(&self, factors: &Factors) -> bool {
        let rest = self.lexer.rest();
        let follows = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        // `5C2`, with no space, and "5 choose 2".
        factors.bare && follows && (self.token == Token::Word("choose") || !self.spaced && !rest.starts_with(' '))
    }

    /// `5C2`, `5P2`, "5 choose 2".
    fn choose(&mut self, factors: &mut Factors) -> Read<()> {
        let counts_orders = self.token == Token::Word("P");
        self.advance();
        let lower = self.plain_numeral()?;
        let upper = factors.items.pop().ok_or(Unreadable::NotMath)?;
        factors.bare = false;
        factors.items.push(if counts_orders {
            permutations(upper, lower)
        } else {
            Tree::Binomial(Box::new(upper), Box::new(lower))
        });
        Ok(())
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

    /// Whether what stands here is multiplied without a sign.
    pub(super) fn is_operand_ahead(&self) -> bool {
        match self.token {
            Token::Numeral | Token::Symbol(_) | Token::Function(_) | Token::GroupOpen | Token::Fold(_) => true,
            Token::Constant(constant) => constant != Constant::Dots,
            Token::Word(_) => !self.is_joint_word(),
            Token::Command(name) if is_text(name) => {
                self.text_ahead().is_some_and(|text| !is_condition(text) && text != "to" && joint_of(text).is_none())
            }
            Token::Command("triangle" | "bigtriangleup" | "vartriangle" | "ominus") => !self.is_difference_ahead(),
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

/// Whether a term has the differential behind its factors, or in the numerator of its last fraction.
fn ends_integral(term: &Tree) -> bool {
    let is_differential = |factors: &[Tree]| matches!(factors, [.., Tree::Symbol(d), Tree::Symbol(_)] if d == "d");
    match term {
        Tree::Product(factors) => is_differential(factors) || factors.last().is_some_and(ends_integral),
        Tree::Quotient(above, _) => matches!(&**above, Tree::Product(factors) if is_differential(factors)),
        Tree::Neg(inner) => ends_integral(inner),
        _ => false,
    }
}

/// The number of ways to put `lower` of `upper` things in order.
pub(super) fn permutations(upper: Tree, lower: Tree) -> Tree {
    let left = Tree::sum(vec![upper.clone(), Tree::negate(lower)]);
    Tree::quotient(Tree::Factorial(Box::new(upper), 1), Tree::Factorial(Box::new(left), 1))
}

/// The opposite; a quantity's is the quantity of the opposite.
pub(super) fn negate(tree: Tree) -> Tree {
    lift_unit(ungroup(tree), Tree::negate)
}

/// Square brackets around one operand of an operation only group it.
pub(super) fn ungroup(tree: Tree) -> Tree {
    match tree {
        Tree::Group(Bracket::Square, mut items) if items.len() == 1 => items.swap_remove(0),
        other => other,
    }
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
