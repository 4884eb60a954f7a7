//! `\boxed{…}`: balanced braces, and boxes that make one answer of several values.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

use super::peel;
use crate::answer::parts;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Role, Roles};
use crate::text::sentence;

/// Where each brace from some place on is closed: one pass, however many boxes are never closed.
pub(super) struct Closes {
    pairs: Vec<(usize, usize)>,
}

impl Closes {
    pub(super) fn new(text: &str, from: usize) -> Self {
        let bytes = text.as_bytes();
        let mut open = Vec::new();
        let mut pairs = Vec::new();
        let mut at = from;
        while let Some(next) = memchr2(b'{', b'}', &bytes[at..]) {
            at += next;
            // Braces come in runs.
            while let Some(brace @ (b'{' | b'}')) = bytes.get(at) {
                if !escaped(bytes, at) {
                    if *brace == b'{' {
                        open.push(at);
                    } else if let Some(start) = open.pop() {
                        pairs.push((start, at));
                    }
                }
                at += 1;
            }
        }
        pairs.sort_unstable();
        Self { pairs }
    }

    /// The content of the braces that open at or, after spaces, behind `end`, and one past the closing brace.
    pub(super) fn content(&self, text: &str, end: usize) -> Option<(Range<usize>, usize)> {
        let rest = &text[end..];
        let open = end + rest.len() - rest.trim_start_matches([' ', '\n']).len();
        let Ok(found) = self.pairs.binary_search_by_key(&open, |pair| pair.0) else { return broken(text, open) };
        let close = self.pairs[found].1;
        let content = peel::peel_formula(text, open + 1..close);
        (!content.is_empty()).then_some((content, close + 1))
    }
}

/// The content of a box without braces: `\boxed[42]`, `\boxed 10`.
fn broken(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let rest = &text[at..text.floor_char_boundary((at + GAP).min(text.len()))];
    let line = rest.split('\n').next().unwrap_or_default();
    if let Some(inside) = line.strip_prefix('[') {
        let content = at + 1..at + 1 + inside.find(']')?;
        let after = text[content.end + 1..].starts_with('{');
        return (!after && !content.is_empty()).then(|| (content.clone(), content.end + 1));
    }
    let number = line.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '-'))).unwrap_or(line.len());
    let length = line[..number].trim_end_matches(['.', ',']).len();
    let ends =
        line[length..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '$' | '.' | ',' | '*' | '\\'));
    (ends && line[..length].bytes().any(|byte| byte.is_ascii_digit())).then_some((at..at + length, at + length))
}

/// Whether an odd number of backslashes stands before `at`.
fn escaped(bytes: &[u8], at: usize) -> bool {
    at > 0
        && bytes[at - 1] == b'\\'
        && bytes[..at].iter().rev().take(16).take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// How a box stands to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    /// Only conjunctions and commas part them: one list of answers.
    Listed,
    /// Names or labels of parts stand between them in one sentence.
    Named,
    /// Each is a statement by itself.
    Apart,
}

/// Bytes between two boxes that belong together.
const GAP: usize = 80;

/// Roles of words with which a new statement begins.
const BEGINS: Roles = Roles::of(&[
    Role::Answer,
    Role::Result,
    Role::Gets,
    Role::Break,
    Role::Filler,
    Role::Because,
    Role::Restates,
    Role::Suppose,
    Role::Not,
    Role::Wrong,
    Role::Maybe,
    Role::Wait,
    Role::Revises,
    Role::This,
    Role::Instead,
    Role::Final,
]);

/// What the text between two boxes makes of them.
pub(super) fn between(text: &str, gap: Range<usize>) -> Between {
    let content = &text[gap.clone()];
    if gap.len() > GAP {
        return Between::Apart;
    }
    let lines = content.contains('\n');
    let blank = |c: char| c.is_whitespace() || matches!(c, '$' | '*');
    // Delimiters of displayed formulas are no words.
    let bare = content.replace("\\]", " ").replace("\\[", " ");
    if content.chars().all(blank) || lines && bare.chars().all(blank) {
        // On a line of its own a box without a word is the next statement; in one line none is the answer more than another.
        return if lines { Between::Apart } else { Between::Listed };
    }
    let words = gap_words(text, gap);
    let joins = |word: &Word| word.roles.meets(Roles::of(&[Role::And, Role::Or]));
    let sign = |word: &Word, source: &str| match word.kind {
        Kind::Sign => ",;&/|$()[]!*{}，；、،\\".contains(word.of(source)),
        Kind::Break => true,
        Kind::Formula => {
            word.of(source).trim_start_matches('\\').chars().all(|c| c.is_ascii_alphabetic() || c == '$' || c == ' ')
        }
        _ => false,
    };
    let (source, words) = words;
    let source = source.as_deref().unwrap_or(text);
    if words.iter().all(|word| joins(word) || sign(word, source))
        && words.iter().filter(|word| joins(word)).count() <= 2
    {
        return Between::Listed;
    }
    let doubted =
        words.iter().any(|word| word.roles.meets(BEGINS) && !joins(word) || word.kind == Kind::Stop && !lines);
    let parted =
        words.iter().any(|word| joins(word) || matches!(word.of(source), "," | ";" | "，" | "；" | "、" | "،"));
    let labelled = parts::ends_with_label(source, &words);
    let valued = words.iter().any(|word| word.kind == Kind::Number) && !labelled;
    if doubted || valued || lines && !labelled || !(parted || labelled) { Between::Apart } else { Between::Named }
}

/// The words between two boxes, in the language of their sentence; with the text that they stand in where it is another.
fn gap_words(text: &str, gap: Range<usize>) -> (Option<String>, Vec<Word>) {
    if let Some(plain) = parts::undressed(&text[gap.clone()]) {
        let words = words::read(&plain, 0, plain.len(), None);
        return (Some(plain), words);
    }
    let start = sentence::start_before(text, gap.start);
    let words = words::read(text, start, gap.end, None);
    let first = words.partition_point(|word| word.start < gap.start);
    (None, words[first..].to_vec())
}

/// The boxes of one answer.
#[derive(Clone, Debug)]
pub(super) struct Boxes {
    /// The content of each, and where it closes.
    pub(super) parts: Vec<(Range<usize>, usize)>,
    /// Names or labels stand between them: their order counts.
    pub(super) ordered: bool,
}

impl Boxes {
    /// The text of all boxes as one answer, its span, and how equality reads it, where that is another text.
    pub(super) fn join<'t>(&self, text: &'t str) -> Option<(Cow<'t, str>, Range<usize>, Option<String>)> {
        let (first, last) = (self.parts.first()?, self.parts.last()?);
        let span = first.0.start..last.0.end;
        if self.parts.iter().all(|part| text[part.0.clone()] == text[last.0.clone()]) && !self.ordered {
            return Some((Cow::Borrowed(&text[last.0.clone()]), last.0.clone(), None));
        }
        let contents = || self.parts.iter().map(|part| &text[part.0.clone()]);
        let offered = self.parts.windows(2).any(|pair| {
            let words = gap_words(text, pair[0].1..pair[1].0.start).1;
            words.iter().any(|word| word.has(Role::Or))
        });
        let joined = contents().collect::<Vec<_>>().join(if offered { " or " } else { ", " });
        let spelled = self.ordered.then(|| parts::spell(contents()));
        Some((Cow::Owned(joined), span, spelled))
    }
}
