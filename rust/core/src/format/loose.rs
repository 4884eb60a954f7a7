//! Whether a text fills the format's placeholders, whatever the wording: half a match.
//!
//! Every placeholder is filled in turn by the next thing in the text that fits it, each found once and never looked at
//! again. What the text has of the format's own literals is blanked first, so that the 2 of "Step 2:" fills nothing.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::parse::{Hole, Piece};
use super::pattern::{compile, word};
use super::units::{Tag, Units};
use crate::error::Misuse;
use crate::number::{Form, scan};

/// Words: what can fill `[WORD]`.
static WORD: LazyLock<Regex> = LazyLock::new(|| fixed(word()));

/// A word or one symbol: what can fill `[TEXT]`; punctuation alone says nothing.
static TEXT: LazyLock<Regex> = LazyLock::new(|| fixed(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*|\p{S}"));

/// Something mathematical: a run with a digit, an operator or a LaTeX command, or a single letter that is no word.
static FORMULA: LazyLock<Regex> = LazyLock::new(|| {
    fixed(
        r"\S*(?:\p{Nd}|[+=^√∞π]|[[\p{Sm}]--[|~<>]]|\\[A-Za-z])\S*|(?:\A|[^\p{L}\p{N}'’])[B-HJ-Zb-hj-zα-ωΑ-Ω](?:\z|[^\p{L}\p{N}'’])",
    )
});

/// Compiles one of the fixed patterns above, which are tested.
fn fixed(pattern: &str) -> Regex {
    compile(pattern).expect("a pattern of ours compiles")
}

/// A format made ready for half matches.
#[derive(Debug)]
pub(super) struct Loose {
    /// The placeholders in order, each with the opening tag that it stands right after, if any.
    holes: Vec<(Hole, Option<Tag>)>,
    /// The words and tags of the format, half of which must be there in order: for formats of `[TEXT]` alone.
    units: Option<Units>,
    /// Literals that would fill a placeholder, as they may be written.
    literals: Vec<Regex>,
    /// The format's words, when words can fill a placeholder.
    words: Vec<String>,
    tagged: bool,
}

impl Loose {
    pub(super) fn new(pieces: &[Piece]) -> Result<Self, Misuse> {
        let mut holes = Vec::new();
        let mut within = None;
        for piece in pieces {
            match piece {
                Piece::Tag(tag) => within = Tag::read(tag).filter(|tag| !tag.closes),
                Piece::Hole(hole) => holes.push((*hole, within.clone())),
                _ => {}
            }
        }
        let has = |wanted: Hole| holes.iter().any(|(hole, _)| *hole == wanted);
        let wordy = has(Hole::Word) || has(Hole::Text);
        Ok(Self {
            units: holes.iter().all(|(hole, _)| *hole == Hole::Text).then(|| Units::new(pieces)),
            literals: literal_patterns(pieces, has(Hole::Formula))?,
            words: if wordy { words(pieces) } else { Vec::new() },
            tagged: pieces.iter().any(|piece| matches!(piece, Piece::Tag(_))),
            holes,
        })
    }

    /// Whether `text` fills every placeholder, in order.
    pub(super) fn fills(&self, text: &str) -> bool {
        if self.units.as_ref().is_some_and(|units| !units.half_in(text)) {
            return false;
        }
        let (text, elements) = self.bare(text);
        let mut at = 0;
        self.holes.iter().all(|(hole, within)| {
            while let Some(found) = next_filler(*hole, &text, at) {
                at = found.end;
                let element = elements.partition_point(|(range, _)| range.end <= found.start);
                match elements.get(element).filter(|(range, _)| range.start <= found.start) {
                    Some((_, tag)) if within.as_ref() != Some(tag) => {}
                    _ => return true,
                }
            }
            false
        })
    }

    /// The text without tags and without the format's own literals, and the elements of the format that it holds: what
    /// stands inside one fills only a placeholder that does so in the format.
    fn bare<'t>(&self, text: &'t str) -> (Cow<'t, str>, Vec<(Range<usize>, Tag)>) {
        let mut hidden = Vec::new();
        let mut elements: Vec<(Range<usize>, Tag)> = Vec::new();
        if self.tagged {
            let mut open: Option<(usize, Tag)> = None;
            for (range, tag) in Tag::find_all(text) {
                if let Some((start, tag)) = open.take() {
                    elements.push((start..range.start, tag));
                }
                if self.holes.len() > 1 && self.holes.iter().any(|(_, within)| within.as_ref() == Some(&tag)) {
                    open = Some((range.end, tag));
                }
                hidden.push(range);
            }
            if let Some((start, tag)) = open {
                elements.push((start..text.len(), tag));
            }
        }
        let mut from = 0;
        for literal in &self.literals {
            if let Some(found) = literal.find_at(text, from).filter(|found| !cuts_number(text, found.range())) {
                from = found.end();
                hidden.push(found.range());
            }
        }
        self.hide_words(text, &mut hidden);
        if hidden.is_empty() {
            return (Cow::Borrowed(text), elements);
        }
        let mut bare = String::with_capacity(text.len());
        hidden.sort_by_key(|range| range.start);
        for range in hidden {
            let start = range.start.max(bare.len());
            if range.end > start {
                bare.push_str(&text[bare.len()..start]);
                bare.extend(std::iter::repeat_n(' ', range.end - start));
            }
        }
        bare.push_str(&text[bare.len()..]);
        (Cow::Owned(bare), elements)
    }

    /// Hides each word of the format once.
    fn hide_words(&self, text: &str, hidden: &mut Vec<Range<usize>>) {
        let mut left: Vec<&str> = self.words.iter().map(String::as_str).collect();
        for found in TEXT.find_iter(text) {
            if left.is_empty() {
                return;
            }
            let folded = found.as_str().to_lowercase();
            if let Some(index) = left.iter().position(|word| *word == folded) {
                left.swap_remove(index);
                hidden.push(found.range());
            }
        }
    }
}

/// The next thing in `text` from `at` on that can fill the placeholder.
fn next_filler(hole: Hole, text: &str, at: usize) -> Option<Range<usize>> {
    match hole {
        Hole::Number => next_number(text, at, false),
        Hole::Integer => next_number(text, at, true),
        Hole::Word => WORD.find_at(text, at).map(|found| found.range()),
        Hole::Formula => FORMULA.find_at(text, at).map(|found| found.range()),
        Hole::Text => TEXT.find_at(text, at).map(|found| found.range()),
    }
}

/// The next number; for `[INT]` one that is written as an integer.
fn next_number(text: &str, at: usize, whole: bool) -> Option<Range<usize>> {
    let (range, _) = scan(&text[at..]).find(|(_, number)| !whole || number.form == Form::Integer)?;
    Some(at + range.start..at + range.end)
}

/// Whether `range` ends inside a number: "Step 2" does not stand in "Step 25".
fn cuts_number(text: &str, range: Range<usize>) -> bool {
    let mut after = text[range.end..].chars();
    let inside = match after.next() {
        Some('.' | ',') => after.next().is_some_and(char::is_numeric),
        Some(c) => c.is_numeric(),
        None => false,
    };
    inside && text[range].chars().next_back().is_some_and(char::is_numeric)
}

/// The words of the literals, folded; those with digits are left to `literal_patterns`.
fn words(pieces: &[Piece]) -> Vec<String> {
    let literals =
        pieces.iter().filter_map(|piece| if let Piece::Literal(literal) = piece { Some(literal) } else { None });
    literals
        .flat_map(|literal| TEXT.find_iter(literal))
        .filter(|word| !word.as_str().contains(char::is_numeric))
        .map(|word| word.as_str().to_lowercase())
        .collect()
}

/// Patterns of the literals that could fill a placeholder: those with digits, and for `[EXPR]` those with mathematics.
fn literal_patterns(pieces: &[Piece], formulas: bool) -> Result<Vec<Regex>, Misuse> {
    let mut patterns = Vec::new();
    for run in pieces.split(|piece| matches!(piece, Piece::Hole(_) | Piece::Tag(_))) {
        let chunks: Vec<&str> = run
            .iter()
            .filter_map(|piece| if let Piece::Literal(literal) = piece { Some(literal.as_str()) } else { None })
            .collect();
        if chunks.iter().any(|chunk| chunk.contains(char::is_numeric) || (formulas && FORMULA.is_match(chunk))) {
            patterns.push(compile(&literal_pattern(&chunks))?);
        }
    }
    Ok(patterns)
}

/// A literal as it may be written: other letter case and spaces, and where it has words, other punctuation.
fn literal_pattern(chunks: &[&str]) -> String {
    let is_mark = |c: char| !c.is_alphanumeric();
    if chunks.iter().any(|chunk| chunk.contains(char::is_alphabetic)) {
        let words: Vec<String> = chunks
            .iter()
            .flat_map(|chunk| chunk.split(is_mark))
            .filter(|word| !word.is_empty())
            .map(regex::escape)
            .collect();
        return format!("(?i){}", words.join(r"[^\p{L}\p{N}]*"));
    }
    let mut pattern = String::new();
    let mut digits = false;
    for c in chunks.iter().flat_map(|chunk| chunk.chars()) {
        if !(pattern.is_empty() || digits && c.is_numeric()) {
            pattern.push_str(r"\s*");
        }
        digits = c.is_numeric();
        pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }
    pattern
}
