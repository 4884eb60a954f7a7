//! Formulas of logic and of Boolean algebra, read as a whole by a strict grammar: a text that has anything else in it is none.
//!
//! From the loosest to the closest: `\leftrightarrow`, `\to`, `\lor`, `\oplus`, `\land`, `\lnot`. Arrows that follow each other
//! without brackets are read by nobody alike, so they are no formula.

mod quantifiers;
mod signs;

use super::super::names;
use super::super::tree::{Connective, Function, Tree};
use super::read_nested;
use crate::limits;
use signs::{Dialect, Sign, Token, cut};

/// How deep formulas may stand in brackets and under negations.
const DEPTH: usize = 48;

/// Reads a normalized text as a formula of logic.
pub(in super::super) fn read(text: &str) -> Option<Tree> {
    if !may_be_logic(text) {
        return None;
    }
    let mut reader = Reader::new(text, Dialect::Logic)?;
    let says = |token: &Token| match token.sign {
        Sign::Not | Sign::Quantify(_) | Sign::Join(Connective::Xor, _) => true,
        Sign::Join(_, sure) => sure,
        _ => false,
    };
    if !reader.tokens.iter().any(says) {
        return None;
    }
    let tree = reader.whole()?;
    reader.is_logic().then(|| reader.name_constants(tree))
}

/// Reads a normalized text in Boolean algebra, and whether it can be nothing else.
pub(in super::super) fn read_boolean(text: &str) -> Option<(Tree, bool)> {
    if text.len() > limits::FORMULA_BYTES
        || !text.bytes().any(|byte| byte.is_ascii_alphabetic()) && !matches!(text, "0" | "1")
    {
        return None;
    }
    // A probability or an expectation of something is no product.
    if ["P(", "E(", "P\\left(", "Pr(", "P[", "E["].iter().any(|name| text.contains(name)) {
        return None;
    }
    let mut reader = Reader::new(text, Dialect::Algebra)?;
    let tree = reader.whole()?;
    let sure = reader.is_algebra();
    Some((tree, sure))
}

/// Whether a sign that only logic has may stand in a text.
fn may_be_logic(text: &str) -> bool {
    const COMMANDS: [&str; 22] = [
        "lnot",
        "land",
        "lor",
        "neg",
        "wedge",
        "vee",
        "leftrightarrow",
        "Leftrightarrow",
        "iff",
        "sim",
        "oplus",
        "uparrow",
        "downarrow",
        "barwedge",
        "forall",
        "exists",
        "nexists",
        "longleftrightarrow",
        "Longleftrightarrow",
        "text",
        "mathrm",
        "operatorname",
    ];
    const WORDS: [&str; 10] = ["xor", "XOR", "iff", "implies", "nand", "nor", "NAND", "NOR", "IFF", "IMPLIES"];
    if text.len() > limits::FORMULA_BYTES {
        return false;
    }
    let bytes = text.as_bytes();
    memchr::memchr3(b'~', b'!', b'&', bytes).is_some()
        || text.contains("||")
        || text.contains("<->")
        || memchr::memchr2_iter(b' ', b'(', bytes).any(|at| {
            let ends_with = |words: &[&str]| words.iter().any(|word| bytes[..at].ends_with(word.as_bytes()));
            ends_with(&["not", "NOT"]) || bytes[at] == b' ' && ends_with(&WORDS)
        })
        || memchr::memchr_iter(b'\\', bytes)
            .any(|at| COMMANDS.iter().any(|command| bytes[at + 1..].starts_with(command.as_bytes())))
}

struct Reader<'t> {
    text: &'t str,
    dialect: Dialect,
    tokens: Vec<Token>,
    /// Where the bracket that each token opens is closed.
    closes: Vec<usize>,
    at: usize,
    depth: usize,
    seen: Seen,
}

/// What a formula has.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each says another thing about the signs")]
struct Seen {
    /// A sign that only logic has.
    sure: bool,
    /// A negation by a sign of its own.
    negation: bool,
    /// A quantifier.
    quantifier: bool,
    /// A wedge where vectors may be meant.
    only_wedges: bool,
    /// An exclusive or by `\oplus`.
    circled: bool,
    /// Statements that are no letters.
    statements: bool,
    /// A bar, or a prime behind a bracket, over a sum or a product.
    compound: bool,
    /// Bars over two capitals alone, which may be segments.
    segments: usize,
    /// A bar over one letter.
    barred: bool,
    /// A prime behind a letter.
    primed: bool,
    /// A sum or a product outside of bars that may be segments'.
    joined: bool,
    /// The first letters of all names.
    initials: Vec<char>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, dialect: Dialect) -> Option<Self> {
        let tokens = cut(text, dialect);
        if tokens.len() > limits::EXPR_TOKENS {
            return None;
        }
        let mut closes = vec![0; tokens.len()];
        let mut open = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match token.sign {
                Sign::Open => open.push(at),
                Sign::Close => closes[open.pop()?] = at,
                _ => {}
            }
        }
        let seen = Seen { only_wedges: true, ..Seen::default() };
        open.is_empty().then_some(Reader { text, dialect, tokens, closes, at: 0, depth: 0, seen })
    }

    fn whole(&mut self) -> Option<Tree> {
        let tree = self.formula(0)?;
        (self.at == self.tokens.len()).then_some(tree)
    }

    fn sign(&self) -> Option<Sign> {
        self.tokens.get(self.at).map(|token| token.sign)
    }

    fn written(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    /// Whether the text is one of logic: it has a sign that no other notation has, between operands that other notations would not have.
    fn is_logic(&self) -> bool {
        let seen = &self.seen;
        let vectors = self.seen.only_wedges && seen.initials.iter().all(|letter| matches!(letter, 'u' | 'v' | 'w'));
        let lower = seen.initials.iter().all(|letter| !letter.is_ascii_uppercase());
        let is_sure = seen.negation || seen.quantifier || seen.sure && !vectors || seen.circled && lower;
        is_sure && if seen.statements { seen.negation || seen.quantifier } else { !seen.initials.is_empty() }
    }

    /// Whether the text can only be one of Boolean algebra.
    fn is_algebra(&self) -> bool {
        let seen = &self.seen;
        let capitals = seen.initials.iter().all(char::is_ascii_uppercase);
        let lower = seen
            .initials
            .iter()
            .all(|letter| letter.is_ascii_lowercase() && !matches!(letter, 'u'..='w' | 'z' | 'e' | 'i'));
        if capitals {
            // Beside letters without a bar, two with one are no segment.
            let is_mixed = seen.segments > 0 && seen.initials.len() > 2 * seen.segments;
            seen.compound || is_mixed || seen.joined && (seen.primed || seen.barred || seen.negation)
        } else {
            lower && seen.compound && !seen.primed
        }
    }

    /// Reads `T` and `F` beside small letters as what always and never holds.
    fn name_constants(&self, mut tree: Tree) -> Tree {
        let others = self.seen.initials.iter().filter(|letter| !matches!(letter, 'T' | 'F'));
        if others.clone().next().is_some() && others.clone().all(char::is_ascii_lowercase) {
            tree.change(&mut |node| {
                if let Tree::Symbol(name) = node
                    && (name == "T" || name == "F")
                {
                    let constant = if name == "T" { Connective::True } else { Connective::False };
                    *node = Tree::Logic(constant, Vec::new());
                }
            });
        }
        tree
    }

    /// Operands joined by connectives of a level, from the loosest.
    fn formula(&mut self, level: usize) -> Option<Tree> {
        if level > 4 {
            return self.operand();
        }
        let first = self.formula(level + 1)?;
        let mut items = vec![first];
        let mut joint = None;
        loop {
            match self.sign() {
                Some(Sign::Join(connective, sure)) if level_of(connective) == level => {
                    if joint.is_some_and(|joint| joint != connective) {
                        return None;
                    }
                    joint = Some(connective);
                    self.seen.sure |= sure;
                    self.seen.only_wedges &= self.written(self.at) == "\\wedge";
                    self.seen.circled |= self.written(self.at) == "\\oplus";
                    self.seen.joined = true;
                    self.at += 1;
                }
                // Letters side by side are multiplied.
                Some(Sign::Letter | Sign::Open | Sign::Not | Sign::Bar | Sign::Constant(_))
                    if self.dialect == Dialect::Algebra && level == level_of(Connective::And) =>
                {
                    if joint.is_some_and(|joint| joint != Connective::And) {
                        return None;
                    }
                    joint = Some(Connective::And);
                    self.seen.joined = true;
                }
                _ => break,
            }
            items.push(self.formula(level + 1)?);
        }
        let Some(joint) = joint else { return Some(items.swap_remove(0)) };
        let chains = matches!(joint, Connective::And | Connective::Or | Connective::Xor);
        (chains || items.len() == 2).then_some(Tree::Logic(joint, items))
    }

    /// An operand with its negations.
    fn operand(&mut self) -> Option<Tree> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut tree = match self.sign()? {
            Sign::Not => {
                self.seen.negation = true;
                let first = self.at;
                while self.sign() == Some(Sign::Not) {
                    self.at += 1;
                }
                // Two negations take each other out.
                let is_odd = (self.at - first) % 2 == 1;
                let inner = self.operand()?;
                if is_odd { negate(inner) } else { inner }
            }
            Sign::Bar => self.bar()?,
            Sign::Quantify(quantifier) => self.quantified(quantifier)?,
            Sign::Constant(holds) => {
                self.at += 1;
                constant(holds)
            }
            Sign::Open | Sign::Letter | Sign::Piece => self.statement()?,
            Sign::Prime | Sign::Join(..) | Sign::Close => return None,
        };
        while self.sign() == Some(Sign::Prime) {
            match tree {
                Tree::Symbol(_) => self.seen.primed = true,
                _ => self.seen.compound = true,
            }
            self.at += 1;
            tree = negate(tree);
        }
        self.depth -= 1;
        Some(tree)
    }

    /// What stands under a bar.
    fn bar(&mut self) -> Option<Tree> {
        self.at += 1;
        if self.sign() != Some(Sign::Open) {
            self.seen.barred = true;
            return if self.sign() == Some(Sign::Letter) { self.statement().map(negate) } else { None };
        }
        let close = self.closes[self.at];
        let is_letter = close == self.at + 2;
        let is_segment = close == self.at + 3
            && (1..3).all(|ahead| self.written(self.at + ahead).starts_with(|c: char| c.is_ascii_uppercase()));
        let before = self.seen.joined;
        self.at += 1;
        let inner = self.formula(0)?;
        if self.at != close {
            return None;
        }
        self.at += 1;
        if is_segment {
            // `\overline{AB}` alone may be a segment.
            self.seen.joined = before;
            self.seen.segments += 1;
        }
        self.seen.barred |= is_letter;
        self.seen.compound |= !is_letter && !is_segment;
        Some(negate(inner))
    }

    /// A letter, a formula in brackets, or a statement in other notation.
    fn statement(&mut self) -> Option<Tree> {
        let first = self.at;
        let mut end = first;
        if self.dialect == Dialect::Algebra {
            end += 1;
            if self.sign() == Some(Sign::Open) {
                end = self.closes[first] + 1;
            }
        } else {
            while let Some(token) = self.tokens.get(end) {
                match token.sign {
                    Sign::Open => end = self.closes[end] + 1,
                    Sign::Letter | Sign::Piece | Sign::Constant(_) => end += 1,
                    _ => break,
                }
            }
        }
        if self.sign() == Some(Sign::Open) && self.closes[first] + 1 == end {
            self.at += 1;
            let inner = self.formula(0)?;
            if self.at + 1 != end {
                return None;
            }
            self.at = end;
            return Some(inner);
        }
        self.at = end;
        if end == first + 1 && self.tokens[first].sign == Sign::Letter {
            let name = letter_name(self.written(first));
            self.seen.initials.push(name.chars().next().filter(char::is_ascii_alphabetic).unwrap_or('p'));
            return Some(Tree::Symbol(name));
        }
        if self.dialect == Dialect::Algebra {
            return None;
        }
        self.seen.statements = true;
        // `P(x)`
        if self.tokens[first].sign == Sign::Letter
            && self.written(first + 1) == "("
            && self.closes[first + 1] + 1 == end
        {
            let arguments = match self.other_part(first + 1, end)? {
                Tree::Group(_, items) | Tree::List(_, items) => items,
                Tree::Interval(pair) => vec![pair.low, pair.high],
                one => vec![one],
            };
            return Some(Tree::Call(Function::Named(letter_name(self.written(first))), arguments));
        }
        self.other(first, end)
    }

    /// Reads some tokens as other notation.
    fn other(&self, first: usize, end: usize) -> Option<Tree> {
        match self.other_part(first, end)? {
            Tree::Text(_) | Tree::List(..) | Tree::Blank | Tree::Number(_) => None,
            tree => Some(tree),
        }
    }

    /// The tree of some tokens, whatever it is.
    fn other_part(&self, first: usize, end: usize) -> Option<Tree> {
        let text = &self.text[self.tokens.get(first)?.start..self.tokens.get(end.checked_sub(1)?)?.end];
        read_nested(text, 1, self.depth).ok()
    }
}

/// How closely a connective binds: the larger, the closer.
fn level_of(connective: Connective) -> usize {
    match connective {
        Connective::Iff => 0,
        Connective::Implies => 1,
        Connective::Or | Connective::Nor => 2,
        Connective::Xor => 3,
        _ => 4,
    }
}

fn negate(tree: Tree) -> Tree {
    Tree::Logic(Connective::Not, vec![tree])
}

fn constant(holds: bool) -> Tree {
    Tree::Logic(if holds { Connective::True } else { Connective::False }, Vec::new())
}

/// The canonical name of a letter with its index.
fn letter_name(written: &str) -> String {
    let letters = written.strip_prefix('\\').unwrap_or(written);
    let length = letters.bytes().take_while(u8::is_ascii_alphabetic).count();
    let index: String = letters[length..].chars().filter(char::is_ascii_alphanumeric).collect();
    let name = &letters[..length];
    let name = if written.starts_with('\\') { names::greek(name).unwrap_or(name) } else { name };
    if index.is_empty() { name.to_owned() } else { format!("{name}_{{{index}}}") }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Tree, parse, print};

    fn is_formula(text: &str) -> bool {
        matches!(parse(text), Ok(Tree::Logic(..)))
    }

    #[test]
    fn formulas_are_read_and_lists_stay_lists() {
        for text in [
            r"p \land \lnot q",
            "~p",
            "~(p & q)",
            "p && !q",
            "not p or q",
            r"p_1 \lor \neg p_2",
            r"\forall x\, P(x)",
            r"\exists! x \in \mathbb{R} : x^2 = 0",
            r"a \oplus b",
            r"\lnot(x < 1)",
        ] {
            assert!(is_formula(text), "{text}");
            let tree = parse(text).unwrap();
            assert_eq!(parse(&print(&tree)).as_ref(), Ok(&tree), "{text}");
        }
        for text in [
            "p and q",
            "A & C",
            r"x = 1 \lor x = 2",
            r"x < 1 \vee x > 3",
            "5!",
            "~5",
            r"5~\text{m}",
            "a | b",
            r"A \to B",
            r"A \oplus B",
            r"u \wedge v",
            "x and not",
            r"p \to q \to \lnot r",
            r"\land p",
            r"(p \land q",
        ] {
            assert!(!is_formula(text), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_and_negations_are_counted() {
        assert_eq!(parse(&format!("{}p", "~".repeat(4001))), parse("~p"));
        let deep = format!("{}p{}", r"\lnot(".repeat(500), ")".repeat(500));
        assert!(!is_formula(&deep));
    }
}
