//! Formulas in a text as Math-Verify finds them: between dollar signs, `\[…\]`, `\(…\)`, brackets with white space around,
//! and fractions of plain numbers. All of them are found in one pass, so that no search tries a place twice.

use std::ops::Range;

use memchr::{memchr_iter, memchr3, memchr3_iter, memmem};

use super::python;

/// A formula in its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Environment {
    /// Where its first mark begins.
    pub(super) start: usize,
    /// What stands between the marks.
    pub(super) content: Range<usize>,
    /// Where its last mark ends.
    pub(super) end: usize,
    /// Whether there is a box in it.
    pub(super) boxed: bool,
}

/// Formulas that follow one another, joined by commas, `and` or `or`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Each content, and whether a percent sign follows it.
    pub(super) parts: Vec<(Range<usize>, bool)>,
}

/// All formulas of a text, in order.
pub(super) struct Environments<'t> {
    text: &'t str,
    list: Vec<Environment>,
}

/// Formulas of a chain at most.
const LINKS: usize = 6;

impl<'t> Environments<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, list: Finder::new(text).run() }
    }

    /// The first formula that begins at `from` or later.
    pub(super) fn first_from(&self, from: usize) -> Option<&Environment> {
        self.list.get(self.list.partition_point(|found| found.start < from))
    }

    /// The last of the chains that a search from the left finds, one after the other.
    pub(super) fn last_chain(&self, boxed: bool) -> Option<Chain> {
        let mut last = None;
        let mut from = 0;
        for found in self.list.iter().filter(|found| found.boxed || !boxed) {
            if found.start >= from {
                let chain = self.chain(found, boxed);
                from = chain.end;
                last = Some(chain);
            }
        }
        last
    }

    /// The chain that begins with a formula.
    pub(super) fn chain(&self, first: &Environment, boxed: bool) -> Chain {
        let (end, percent) = self.behind(first.end);
        let mut chain = Chain { start: first.start, end, parts: vec![(first.content.clone(), percent)] };
        while chain.parts.len() < LINKS {
            let Some(next) = self.joined(chain.end).filter(|next| next.boxed || !boxed) else { break };
            let (end, percent) = self.behind(next.end);
            chain.end = end;
            chain.parts.push((next.content.clone(), percent));
        }
        chain
    }

    /// Goes over the white space behind a formula, and over the percent sign behind that.
    fn behind(&self, end: usize) -> (usize, bool) {
        let after = skip_space(self.text, end);
        for sign in [r"\%", "%", "Percent", "percent", "Pct", "pct"] {
            if self.text[after..].starts_with(sign) {
                return (after + sign.len(), true);
            }
        }
        (after, false)
    }

    /// The formula that a joining word or comma at `at` joins.
    fn joined(&self, at: usize) -> Option<&Environment> {
        let at = skip_space(self.text, at);
        let rest = &self.text[at..];
        let mark = [",and", "and", ",or", "or", ","].into_iter().find(|mark| rest.starts_with(mark))?;
        self.at(at + mark.len())
    }

    /// The formula that begins at `at`, or behind the white space there.
    pub(super) fn at(&self, at: usize) -> Option<&Environment> {
        let after = skip_space(self.text, at);
        // The last white space may be the first mark of a formula in brackets.
        let space = self.text[at..after].chars().next_back().map_or(0, char::len_utf8);
        [after, after - space].into_iter().find_map(|start| self.first_from(start).filter(|found| found.start == start))
    }
}

/// The place behind the white space at `at`.
pub(super) fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches(python::is_space).len()
}

/// The pass that finds all formulas. Each look ahead starts where the one before it ended.
struct Finder<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// Dollar signs without a backslash before them.
    dollars: Ahead,
    double_dollars: Ahead,
    brackets: Ahead,
    parentheses: Ahead,
    lines: Ahead,
    boxes: Ahead,
    /// The last box that was looked at, and the brace that may close it.
    closed: Option<(usize, Option<usize>)>,
}

/// Where something stands, in order, looked up from left to right.
struct Ahead {
    places: Vec<usize>,
    seen: usize,
}

impl Ahead {
    fn new(places: impl Iterator<Item = usize>) -> Self {
        Self { places: places.collect(), seen: 0 }
    }

    /// The first place at `from` or later; `from` never goes back by more than a few bytes.
    fn next(&mut self, from: usize) -> Option<usize> {
        while self.seen > 0 && self.places[self.seen - 1] >= from {
            self.seen -= 1;
        }
        while self.places.get(self.seen).is_some_and(|place| *place < from) {
            self.seen += 1;
        }
        self.places.get(self.seen).copied()
    }
}

impl<'t> Finder<'t> {
    fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let pairs = |pair: &'static [u8; 2]| {
            Ahead::new(memchr_iter(pair[0], bytes).filter(move |at| bytes.get(at + 1) == Some(&pair[1])))
        };
        Self {
            text,
            bytes,
            dollars: Ahead::new(memchr_iter(b'$', bytes).filter(|at| !escaped(bytes, *at))),
            double_dollars: pairs(b"$$"),
            brackets: pairs(br"\]"),
            parentheses: pairs(br"\)"),
            lines: Ahead::new(memchr_iter(b'\n', bytes)),
            boxes: Ahead::new(memmem::find_iter(bytes, r"\boxed{")),
            closed: None,
        }
    }

    fn run(mut self) -> Vec<Environment> {
        let mut list = Vec::new();
        for at in memchr3_iter(b'$', b'\\', b'[', self.bytes) {
            let found = match self.bytes[at] {
                b'$' => self.dollar(at),
                b'\\' => self.command(at),
                _ => self.bracket(at),
            };
            list.extend(found);
        }
        list
    }

    fn dollar(&mut self, at: usize) -> Option<Environment> {
        if escaped(self.bytes, at) {
            return None;
        }
        if self.bytes.get(at + 1) == Some(&b'$') {
            let close = self.double_dollars.next(at + 2)?;
            return self.environment(at, at + 2, close, close + 2);
        }
        if self.text[..at].chars().next_back().is_some_and(python::is_digit) {
            return None;
        }
        let close = self.dollars.next(at + 1)?;
        self.on_one_line(at + 1, close)?;
        self.environment(at, at + 1, close, close + 1)
    }

    fn command(&mut self, at: usize) -> Option<Environment> {
        if self.bytes[at..].starts_with(br"\frac{") {
            return self.fraction(at);
        }
        if escaped(self.bytes, at) {
            return None;
        }
        match self.bytes.get(at + 1)? {
            b'[' => {
                let close = self.brackets.next(at + 2)?;
                self.environment(at, at + 2, close, close + 2)
            }
            b'(' => {
                let close = self.parentheses.next(at + 2)?;
                self.on_one_line(at + 2, close)?;
                self.environment(at, at + 2, close, close + 2)
            }
            _ => None,
        }
    }

    /// A formula in brackets, which have white space around them.
    fn bracket(&mut self, at: usize) -> Option<Environment> {
        let space = |c: char| python::is_space(c).then(|| c.len_utf8());
        let before = self.text[..at].chars().next_back().and_then(space)?;
        let close = at + 1 + memchr3(b'[', b']', b'\n', &self.bytes[at + 1..])?;
        let after = self.text[close..].strip_prefix(']')?.chars().next().and_then(space)?;
        let boxed = self.boxed(at + 1, close);
        let content = at + 1..close;
        (close > at + 1).then_some(Environment { start: at - before, content, end: close + 1 + after, boxed })
    }

    /// A fraction of two plain numbers needs no marks.
    fn fraction(&self, at: usize) -> Option<Environment> {
        let numerator = simple_number(self.text, at + r"\frac{".len())?;
        let between = self.text[numerator..].strip_prefix("}{").map(|_| numerator + 2)?;
        let denominator = simple_number(self.text, between)?;
        let end = self.text[denominator..].strip_prefix('}').map(|_| denominator + 1)?;
        let start = if at > 0 && self.bytes[at - 1] == b'-' { at - 1 } else { at };
        Some(Environment { start, content: start..end, end, boxed: false })
    }

    fn environment(&mut self, start: usize, from: usize, close: usize, end: usize) -> Option<Environment> {
        if close <= from || escaped(self.bytes, close) {
            return None;
        }
        let boxed = self.boxed(from, close);
        Some(Environment { start, content: from..close, end, boxed })
    }

    fn on_one_line(&mut self, from: usize, to: usize) -> Option<()> {
        self.lines.next(from).is_none_or(|line| line >= to).then_some(())
    }

    /// Whether there is a box that is not empty between two places.
    fn boxed(&mut self, from: usize, to: usize) -> bool {
        let Some(at) = self.boxes.next(from).filter(|at| *at < to) else { return false };
        let close = match self.closed {
            Some((known, close)) if known == at => close,
            _ => {
                let inside = at + r"\boxed{".len();
                // One character at least stands in the box, whatever it is.
                let first = self.text[inside..].chars().next().map_or(0, char::len_utf8);
                let close = memchr::memchr(b'}', &self.bytes[inside + first..]).map(|close| inside + first + close);
                self.closed = Some((at, close));
                close
            }
        };
        close.is_some_and(|close| close < to)
    }
}

/// Whether a backslash stands before a place.
fn escaped(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1] == b'\\'
}

/// The end of a number at `at`: a sign, digits, one mark and digits.
fn simple_number(text: &str, at: usize) -> Option<usize> {
    let digits = |at: usize| text.len() - text[at..].trim_start_matches(python::is_digit).len();
    let from = if text[at..].starts_with('-') { at + 1 } else { at };
    let whole = digits(from);
    if whole == from {
        return None;
    }
    let end = if text[whole..].starts_with(['.', ',']) { digits(whole + 1) } else { whole };
    Some(if end > whole + 1 { end } else { whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(text: &str) -> Vec<&str> {
        Environments::new(text).list.iter().map(|found| &text[found.content.clone()]).collect()
    }

    #[test]
    fn formulas_are_found_in_their_marks() {
        assert_eq!(contents(r"\(b\) \[c\] $$d$$"), ["b", "c", "d", "d"]);
        assert_eq!(contents(r"$a$, [e] -\frac{1}{-2} x"), ["a", "e", r"-\frac{1}{-2}"]);
        assert_eq!(contents(r"5$a \$b\$ \\(c\\) [d]"), [""; 0]);
        assert_eq!(contents("$a\n$ \\(a\n\\) [a\n] "), [""; 0]);
        assert_eq!(contents("$$a\n$$ \\[a\n\\]"), ["a\n", "a\n"]);
        assert_eq!(contents(r"$$$$ \(\) []"), [""; 0]);
    }

    #[test]
    fn chains_go_on_behind_commas_and_words() {
        let chain = |text: &str| Environments::new(text).last_chain(false).map(|chain| chain.parts.len());
        assert_eq!(chain("$1$, $2$ and $3$"), Some(3));
        assert_eq!(chain("$1$ then $2$"), Some(1));
        assert_eq!(chain("$1$,$2$,$3$,$4$,$5$,$6$,$7$"), Some(1));
        assert_eq!(chain("none"), None);
    }
}
