//! Formulas, and the many ways in which people write one down.

use super::{Dice, Q};

/// A formula.
#[derive(Clone, Debug)]
pub(crate) enum Formula {
    Num(Q),
    Name(&'static str),
    Pi,
    Sum(Vec<Formula>),
    Product(Vec<Formula>),
    Over(Box<Formula>, Box<Formula>),
    Power(Box<Formula>, Box<Formula>),
    /// A root with its index.
    Root(i64, Box<Formula>),
    /// A function by its name without a backslash.
    Call(&'static str, Box<Formula>),
    /// A logarithm to a base.
    Log(i64, Box<Formula>),
    Abs(Box<Formula>),
    Factorial(Box<Formula>),
    Binomial(Box<Formula>, Box<Formula>),
    /// The larger or the smaller of two.
    Most(bool, Box<Formula>, Box<Formula>),
    /// The next integer below or above.
    Whole(bool, Box<Formula>),
    /// The remainder by a positive integer.
    Mod(Box<Formula>, i64),
    Sign(Box<Formula>),
}

use Formula::{
    Abs, Binomial, Call, Factorial, Log, Mod, Most, Name, Num, Over, Pi, Power, Product, Root, Sign, Sum, Whole,
};

pub(crate) fn int(n: i64) -> Formula {
    Num(Q::int(n))
}

pub(crate) fn over(a: Formula, b: Formula) -> Formula {
    Over(Box::new(a), Box::new(b))
}

pub(crate) fn power(a: Formula, b: Formula) -> Formula {
    Power(Box::new(a), Box::new(b))
}

pub(crate) fn call(name: &'static str, a: Formula) -> Formula {
    Call(name, Box::new(a))
}

/// A rational times a formula, written without a factor of one.
pub(crate) fn times(q: Q, a: Formula) -> Formula {
    if q == Q::ONE { a } else { Product(vec![Num(q), a]) }
}

/// How a text is written throughout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dialect {
    Latex,
    Plain,
}

/// How tightly a text holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Hold {
    Sum,
    Product,
    Power,
    Whole,
}

/// A writer's habits within one text.
#[derive(Clone, Copy)]
pub(crate) struct Hand {
    dialect: Dialect,
    /// Whether terminating decimals may be written as such.
    decimals: bool,
    /// Whether fractions are reduced and terms stay in order.
    neat: bool,
    /// Whether text may have letters outside ASCII.
    unicode: bool,
}

impl Hand {
    /// A hand of any habits; decimals are for texts that are exact and not the truth.
    pub(crate) fn any(dice: &mut Dice, decimals: bool) -> Self {
        let dialect = if dice.one_in(3) { Dialect::Plain } else { Dialect::Latex };
        Self { dialect, decimals, neat: dice.one_in(3), unicode: dice.one_in(4) }
    }

    /// A hand that writes LaTeX in ASCII.
    pub(crate) fn latex() -> Self {
        Self { dialect: Dialect::Latex, decimals: false, neat: false, unicode: false }
    }

    pub(crate) fn is_latex(self) -> bool {
        self.dialect == Dialect::Latex
    }
}

/// Writes a formula in some hand.
pub(crate) fn show(formula: &Formula, dice: &mut Dice) -> String {
    let hand = Hand::any(dice, false);
    write(formula, hand, dice)
}

/// Writes a formula in some hand that may use terminating decimals.
pub(crate) fn show_freely(formula: &Formula, dice: &mut Dice) -> String {
    let decimals = dice.coin();
    let hand = Hand::any(dice, decimals);
    write(formula, hand, dice)
}

/// Writes a formula in a given hand.
pub(crate) fn write(formula: &Formula, hand: Hand, dice: &mut Dice) -> String {
    Writer { hand, dice }.any(formula).0
}

struct Writer<'d> {
    hand: Hand,
    dice: &'d mut Dice,
}

impl Writer<'_> {
    fn latex(&self) -> bool {
        self.hand.is_latex()
    }

    fn enclose(&mut self, text: &str) -> String {
        if self.latex() && self.dice.coin() { format!("\\left({text}\\right)") } else { format!("({text})") }
    }

    /// A formula that must hold at least so tightly.
    fn held(&mut self, formula: &Formula, wanted: Hold) -> String {
        let (text, hold) = self.any(formula);
        if hold < wanted { self.enclose(&text) } else { text }
    }

    fn number(&mut self, q: Q) -> (String, Hold) {
        let sign = if q.n < 0 { "-" } else { "" };
        let hold = if q.n < 0 { Hold::Sum } else { Hold::Whole };
        if q.d == 1 {
            return (q.n.to_string(), hold);
        }
        if self.hand.decimals
            && let Some(text) = q.decimals()
        {
            return (text, hold);
        }
        let scale = if self.hand.neat { 1 } else { self.dice.pick(&[1, 1, 1, 2, 3]) };
        let (n, d) = (q.n.abs() * scale, q.d * scale);
        if !self.latex() {
            return (format!("{sign}{n}/{d}"), if q.n < 0 { Hold::Sum } else { Hold::Product });
        }
        match self.dice.range(0, 6) {
            0 if n < 10 && d < 10 => (format!("{sign}\\frac{n}{d}"), hold),
            1 => (format!("{sign}\\dfrac{{{n}}}{{{d}}}"), hold),
            2 => (format!("{sign}\\tfrac{{{n}}}{{{d}}}"), hold),
            3 => (format!("\\frac{{{sign}{n}}}{{{d}}}"), hold),
            4 => (format!("{sign}{n}/{d}"), if q.n < 0 { Hold::Sum } else { Hold::Product }),
            _ => (format!("{sign}\\frac{{{n}}}{{{d}}}"), hold),
        }
    }

    fn sum(&mut self, terms: &[Formula]) -> String {
        let mut terms: Vec<&Formula> = terms.iter().collect();
        if !self.hand.neat {
            self.dice.shuffle(&mut terms);
        }
        let spaced = self.dice.pick(&["", " "]);
        let mut text = String::new();
        for (index, term) in terms.into_iter().enumerate() {
            let (written, hold) = self.any(term);
            // A term that is itself a sum needs brackets, one with a sign of its own does not.
            let is_sum = matches!(term, Sum(terms) if terms.len() > 1);
            let written = if is_sum && hold == Hold::Sum { self.enclose(&written) } else { written };
            match (index, written.strip_prefix('-')) {
                (0, _) => text.push_str(&written),
                (_, Some(rest)) => text.push_str(&format!("{spaced}-{spaced}{rest}")),
                (_, None) => text.push_str(&format!("{spaced}+{spaced}{written}")),
            }
        }
        text
    }

    fn product(&mut self, factors: &[Formula]) -> (String, Hold) {
        let mut sign = false;
        let mut ordered: Vec<Formula> = Vec::new();
        for factor in factors {
            match factor {
                Num(q) if *q == -Q::ONE => sign = !sign,
                Num(q) if q.n < 0 => {
                    sign = !sign;
                    ordered.push(Num(-*q));
                }
                Num(q) if *q == Q::ONE => {}
                other => ordered.push(other.clone()),
            }
        }
        if ordered.is_empty() {
            ordered.push(Num(Q::ONE));
        }
        let (mut numbers, mut rest): (Vec<_>, Vec<_>) =
            ordered.into_iter().partition(|factor| matches!(factor, Num(_)));
        if !self.hand.neat {
            self.dice.shuffle(&mut numbers);
            self.dice.shuffle(&mut rest);
        }
        // Some write a rational factor as a denominator: 3x/4.
        if let ([Num(q)], true) = (numbers.as_slice(), self.dice.coin())
            && q.d != 1
            && !rest.is_empty()
        {
            let top = if q.n == 1 { rest } else { [vec![Num(Q::new(q.n, 1))], rest].concat() };
            let top = if top.len() == 1 { top[0].clone() } else { Product(top) };
            let (text, hold) = self.any(&over(top, Num(Q::new(q.d, 1))));
            return if sign { (format!("-{text}"), Hold::Sum) } else { (text, hold) };
        }
        let ordered = [numbers, rest].concat();
        let count = ordered.len();
        if count == 1 && !sign {
            return self.any(&ordered[0]);
        }
        let mut text = String::new();
        let style = self.dice.range(0, 3);
        for (index, factor) in ordered.iter().enumerate() {
            let last = index + 1 == count;
            let (written, hold) = self.any(factor);
            // A function without brackets would swallow what follows.
            let called = |at: usize| matches!(ordered.get(at), Some(Call(..) | Log(..)));
            let open = called(index) && !written.ends_with(')') && !last && !called(index + 1);
            let slashed = hold == Hold::Product && (index > 0 || !last) && (!called(index) || written.contains('/'));
            let written = if hold == Hold::Sum || open || slashed { self.enclose(&written) } else { written };
            if index > 0 {
                let first = written.chars().next().unwrap_or(' ');
                let before = &ordered[index - 1];
                let clash = first.is_ascii_digit()
                    || written.starts_with("\\frac")
                    || written.starts_with("\\dfrac")
                    || written.starts_with("\\tfrac")
                    || written.starts_with("\\cfrac")
                    || first == '|'
                    || matches!(before, Abs(_) | Most(..) | Whole(..) | Mod(..) | Sign(_))
                    || matches!(factor, Most(..) | Whole(..) | Mod(..) | Sign(_))
                    || matches!(before, Factorial(_))
                    || matches!(before, Call(..) | Log(..)) && !called(index)
                    || text.ends_with(|c: char| c.is_alphabetic())
                        && first.is_alphabetic()
                        && !matches!(before, Name(_));
                let joint = match (self.latex(), style) {
                    (true, 0 | 1) if !clash => "",
                    // `5\,s` is five seconds.
                    (true, 2) if !clash && !text.ends_with(|c: char| c.is_ascii_digit()) => "\\,",
                    (true, _) => self.dice.pick(&["\\cdot ", " \\cdot ", " \\times "]),
                    (false, 0) => " * ",
                    (false, 1) if self.hand.unicode => "·",
                    (false, _) => "*",
                };
                // A command needs a space before a letter.
                if joint.is_empty() && first.is_alphabetic() && ends_in_command(&text) {
                    text.push(' ');
                }
                text.push_str(joint);
            }
            text.push_str(&written);
        }
        if sign { (format!("-{text}"), Hold::Sum) } else { (text, Hold::Product) }
    }

    fn exponent(&mut self, exponent: &Formula) -> String {
        let (text, hold) = self.any(exponent);
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        if digits && self.hand.unicode && self.dice.coin() {
            return text
                .chars()
                .map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c.to_digit(10).unwrap_or(0) as usize).unwrap_or(c))
                .collect();
        }
        if self.latex() {
            return if text.len() == 1 && self.dice.coin() { format!("^{text}") } else { format!("^{{{text}}}") };
        }
        let sign = self.dice.pick(&["^", "**"]);
        if hold == Hold::Whole && text.chars().all(char::is_alphanumeric) {
            format!("{sign}{text}")
        } else {
            format!("{sign}({text})")
        }
    }

    /// The argument of a function, with brackets or, where it is one thing, without.
    fn argument(&mut self, argument: &Formula) -> String {
        let (text, _) = self.any(argument);
        let simple = match argument {
            Name(_) | Pi => true,
            Num(q) => q.d == 1 && q.n >= 0,
            Product(factors) => {
                matches!(factors.as_slice(), [Num(q), Name(_)] if q.d == 1 && q.n > 0) && !text.contains(['\\', '*'])
            }
            _ => false,
        };
        if self.latex() && simple && self.dice.coin() { format!(" {text}") } else { self.enclose(&text) }
    }

    /// A function by pieces: the larger of two, the integer below, the remainder, the sign.
    fn step(&mut self, formula: &Formula) -> String {
        let latex = self.latex();
        match formula {
            Most(larger, a, b) => {
                let (a, b) = (self.any(a).0, self.any(b).0);
                let name = if *larger { "max" } else { "min" };
                match (latex, self.dice.range(0, 2)) {
                    (true, 0) => format!("\\{name}\\{{{a}, {b}\\}}"),
                    (true, 1) => format!("\\{name}\\left({a}, {b}\\right)"),
                    (true, _) => format!("\\{name}({a},{b})"),
                    (false, _) => format!("{name}({a}, {b})"),
                }
            }
            Whole(below, a) => {
                let a = self.any(a).0;
                let name = if *below { "floor" } else { "ceil" };
                match (latex, self.dice.range(0, 1)) {
                    (true, 0) => format!("\\left\\l{name} {a} \\right\\r{name}"),
                    (true, _) => format!("\\l{name} {a} \\r{name}"),
                    (false, _) => format!("{name}({a})"),
                }
            }
            Mod(a, by) => {
                let a = self.held(a, Hold::Power);
                if latex { format!("({a} \\bmod {by})") } else { format!("({a} mod {by})") }
            }
            Sign(a) => {
                let a = self.any(a).0;
                let name = if latex { self.dice.pick(&["\\operatorname{sgn}", "\\text{sgn}"]) } else { "sgn" };
                format!("{name}({a})")
            }
            _ => self.any(formula).0,
        }
    }

    fn any(&mut self, formula: &Formula) -> (String, Hold) {
        match formula {
            Num(q) => self.number(*q),
            Name(name) => ((*name).to_owned(), Hold::Whole),
            Pi => match (self.latex(), self.hand.unicode) {
                (_, true) => ("π".to_owned(), Hold::Whole),
                (true, _) => ("\\pi".to_owned(), Hold::Whole),
                _ => ("pi".to_owned(), Hold::Whole),
            },
            Sum(terms) if terms.len() == 1 => self.any(&terms[0]),
            Sum(terms) => (self.sum(terms), Hold::Sum),
            Product(factors) => self.product(factors),
            Over(a, b) => {
                if self.latex() && !self.dice.one_in(4) {
                    let (a, b) = (self.any(a).0, self.any(b).0);
                    let frac = self.dice.pick(&["\\frac", "\\frac", "\\dfrac", "\\tfrac", "\\cfrac"]);
                    (format!("{frac}{{{a}}}{{{b}}}"), Hold::Whole)
                } else {
                    let (a, b) = (self.held(a, Hold::Product), self.held(b, Hold::Power));
                    (format!("{a}/{b}"), Hold::Product)
                }
            }
            Power(base, exponent) => {
                if let (Call(name, argument), Num(q), true) = (&**base, &**exponent, self.latex())
                    && q.d == 1
                    && q.n > 1
                    && self.dice.coin()
                {
                    let exponent = self.exponent(exponent);
                    let argument = self.argument(argument);
                    return (format!("\\{name}{exponent}{argument}"), Hold::Product);
                }
                // A function's own brackets don't hold an exponent.
                let (text, hold) = self.any(base);
                let bare = matches!(**base, Name(_) | Pi) || matches!(&**base, Num(q) if q.d == 1 && q.n >= 0);
                let plain_call = !self.latex()
                    && matches!(**base, Call(..) | Root(..))
                    && hold == Hold::Whole
                    && text.ends_with(')');
                let text = if bare || plain_call { text } else { self.enclose(&text) };
                let exponent = self.exponent(exponent);
                (format!("{text}{exponent}"), Hold::Power)
            }
            Root(index, inner) => {
                let (text, _) = self.any(inner);
                match (self.latex(), *index) {
                    (true, 2) if text.len() == 1 && self.dice.coin() => (
                        format!("\\sqrt{}{text}", if text.as_bytes()[0].is_ascii_digit() { "" } else { " " }),
                        Hold::Power,
                    ),
                    (true, 2) => (format!("\\sqrt{{{text}}}"), Hold::Power),
                    (true, index) => (format!("\\sqrt[{index}]{{{text}}}"), Hold::Power),
                    (false, 2) if self.hand.unicode => {
                        let digits = text.bytes().all(|b| b.is_ascii_digit());
                        (if digits { format!("√{text}") } else { format!("√({text})") }, Hold::Power)
                    }
                    (false, 2) if self.dice.coin() => (format!("sqrt({text})"), Hold::Whole),
                    (false, 3) if self.dice.coin() => (format!("cbrt({text})"), Hold::Whole),
                    (false, index) => (format!("({text})^(1/{index})"), Hold::Power),
                }
            }
            Call(name, argument) => {
                let argument = self.argument(argument);
                let hold = if argument.ends_with(')') { Hold::Whole } else { Hold::Product };
                (if self.latex() { format!("\\{name}{argument}") } else { format!("{name}{argument}") }, hold)
            }
            Log(base, argument) => {
                let argument_text = self.argument(argument);
                if self.latex() {
                    let base = if *base < 10 && self.dice.coin() { format!("_{base}") } else { format!("_{{{base}}}") };
                    let hold = if argument_text.ends_with(')') { Hold::Whole } else { Hold::Product };
                    (format!("\\log{base}{argument_text}"), hold)
                } else {
                    let bare = &argument_text[1..argument_text.len() - 1];
                    let text =
                        if self.dice.coin() { format!("log({bare}, {base})") } else { format!("log_{base}({bare})") };
                    (text, Hold::Whole)
                }
            }
            Abs(inner) => {
                let (text, _) = self.any(inner);
                if self.latex() {
                    let bars = self.dice.pick(&[("|", "|"), ("\\left|", "\\right|"), ("\\lvert ", "\\rvert ")]);
                    (format!("{}{text}{}", bars.0, bars.1), Hold::Power)
                } else if self.dice.coin() {
                    (format!("|{text}|"), Hold::Power)
                } else {
                    (format!("abs({text})"), Hold::Whole)
                }
            }
            Factorial(inner) => {
                let text = self.held(inner, Hold::Whole);
                (format!("{text}!"), Hold::Power)
            }
            Most(..) | Whole(..) | Mod(..) | Sign(..) => (self.step(formula), Hold::Whole),
            Binomial(a, b) => {
                let (a, b) = (self.any(a).0, self.any(b).0);
                if self.latex() {
                    let command = self.dice.pick(&["\\binom", "\\dbinom", "\\tbinom"]);
                    (format!("{command}{{{a}}}{{{b}}}"), Hold::Whole)
                } else {
                    let command = self.dice.pick(&["binomial", "binom", "C"]);
                    (format!("{command}({a}, {b})"), Hold::Whole)
                }
            }
        }
    }
}

/// Whether a text ends in a command that a letter would become part of.
fn ends_in_command(text: &str) -> bool {
    text.rfind('\\').is_some_and(|at| text.len() > at + 1 && text[at + 1..].bytes().all(|b| b.is_ascii_alphabetic()))
}
