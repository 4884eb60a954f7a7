//! Whether a text fills the format's placeholders, whatever the wording: half a match.
//!
//! Every placeholder is filled in turn by the next thing in the text that fits it, each found once and never looked at
//! again. What the text has of the format's own literals is blanked first, so that the 2 of "Step 2:" fills nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Speed;
use super::fillers::{FORMULA, TEXT, fixed, has_plain_number, next_filler, next_text};
use super::parse::{Hole, Piece};
use super::pattern::compile;
use super::units::{Known, Tag, Units};
use crate::error::Misuse;
use crate::sorting;
use crate::text::calm::Open;

/// A digit behind a letter of a script that puts no spaces between words.
static UNSPACED: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{Nd}"));

/// A word with a number stuck to it.
static STUCK: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"(?:\A|[^\p{L}\p{N}_])([\p{L}\p{M}]+)(\p{Nd}+)(?:\z|[^\p{L}\p{N}_])"));

/// A format made ready for half matches.
#[derive(Debug)]
pub(super) struct Loose {
    /// The format's tags, each once.
    tags: Vec<Known>,
    /// The placeholders in order, each with the opening tag that it stands behind (by its place in `tags`), if any.
    holes: Vec<(Hole, Option<usize>)>,
    /// The words and tags of the format, half of which must be there in order: for formats of `[TEXT]` alone.
    units: Option<Units>,
    /// Literals that would fill a placeholder, as they may be written.
    literals: Vec<Regex>,
    /// The format's words, sorted, each with how often it stands there, when words can fill a placeholder.
    words: Vec<(String, usize)>,
    /// The words, folded, that stand before a number; `None` where no number is wanted.
    numbered: Option<Vec<String>>,
    /// What the format is made of, if it is simple.
    kind: Kind,
}

/// Formats that are simple to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One number, and no literal that could be taken for it.
    Number,
    /// Tags and `[TEXT]` alone.
    Tags,
    Other,
}

/// A tag in a text.
type Found<'t> = (Range<usize>, Tag<'t>);

/// A part of a text between an opening tag of the format (by its place in `tags`) and the format's next tag.
type Element = (Range<usize>, usize);

impl Loose {
    pub(super) fn new(pieces: &[Piece]) -> Result<Self, Misuse> {
        let mut tags: Vec<Known> = Vec::new();
        let mut holes = Vec::new();
        let mut within = None;
        for piece in pieces {
            match piece {
                Piece::Tag(text) => {
                    let Some(tag) = Tag::read(text) else { continue };
                    let known = tags.iter().position(|known: &Known| known.is(tag));
                    within = (!tag.closes).then_some(known.unwrap_or(tags.len()));
                    if known.is_none() {
                        tags.push(Known::new(tag));
                    }
                }
                Piece::Hole(hole) => holes.push((*hole, within)),
                _ => {}
            }
        }
        let has = |wanted: Hole| holes.iter().any(|(hole, _)| *hole == wanted);
        let wordy = has(Hole::Word) || has(Hole::Text);
        let literals = literal_patterns(pieces, has(Hole::Formula))?;
        let only_tags =
            pieces.iter().all(|piece| matches!(piece, Piece::Tag(_) | Piece::Space | Piece::Hole(Hole::Text)));
        let kind = match holes[..] {
            [(Hole::Number, _)] if tags.is_empty() && literals.is_empty() => Kind::Number,
            _ if only_tags && !tags.is_empty() => Kind::Tags,
            _ => Kind::Other,
        };
        Ok(Self {
            kind,
            units: holes.iter().all(|(hole, _)| *hole == Hole::Text).then(|| Units::new(pieces)),
            literals,
            numbered: numbered(pieces),
            words: if wordy { words(pieces) } else { Vec::new() },
            tags,
            holes,
        })
    }

    /// Whether no part of `response` can fill the placeholders, as a look at its bytes says; `prefilled` where the prompt
    /// opened a tag of the format.
    pub(super) fn is_out_of_reach(&self, response: &str, prefilled: bool) -> bool {
        self.units.as_ref().is_some_and(|units| units.are_out_of_reach(response, prefilled))
    }

    /// Whether `text` fills every placeholder, in order. The answer is the same without the ways of `speed`, and without the
    /// places of `opens`, where tags may begin.
    pub(super) fn fills(&self, text: &str, opens: Option<&[Open]>, speed: Speed) -> bool {
        let kind = if speed == Speed::Fast { self.kind } else { Kind::Other };
        if kind == Kind::Number && has_plain_number(text) {
            return true;
        }
        let sought = !self.tags.is_empty() || self.units.as_ref().is_some_and(Units::are_few_tags);
        let tags: Vec<_> = match opens.filter(|_| sought) {
            Some(opens) => opens.iter().filter_map(|open| Tag::find_at(text, open.at as usize)).collect(),
            None if sought => Tag::find_all(text).collect(),
            None => Vec::new(),
        };
        if self.units.as_ref().is_some_and(|units| !units.half_in(text, &tags)) {
            return false;
        }
        let elements = self.elements(text, &tags);
        if kind == Kind::Tags {
            return self.fill_from(&elements, |_, at| next_between(text, &tags, at));
        }
        let bare = self.bare(text, &tags);
        self.fill_from(&elements, |hole, at| next_filler(hole, &bare, at)) || {
            // "is17" and 是17 are a word and a number with no space between them, where the number is wanted.
            let parted = self.part(&bare);
            matches!(parted, Cow::Owned(_)) && self.fill_from(&elements, |hole, at| next_filler(hole, &parted, at))
        }
    }

    fn fill_from(&self, elements: &[Element], next_filler: impl Fn(Hole, usize) -> Option<Range<usize>>) -> bool {
        let mut at = 0;
        self.holes.iter().all(|(hole, within)| {
            while let Some(found) = next_filler(*hole, at) {
                let next = elements.partition_point(|(range, _)| range.end <= found.start);
                match elements.get(next).filter(|(range, _)| range.start <= found.start) {
                    Some((range, tag)) if *within != Some(*tag) => at = range.end,
                    _ => {
                        at = found.end;
                        return true;
                    }
                }
            }
            false
        })
    }

    /// The text without the words that digits are stuck to.
    fn part<'t>(&self, text: &'t str) -> Cow<'t, str> {
        // Most texts have no digit behind a letter.
        let sticks = |pair: &[u8]| {
            (pair[0].is_ascii_alphabetic() || !pair[0].is_ascii()) && (pair[1].is_ascii_digit() || !pair[1].is_ascii())
        };
        let words = self.numbered.as_ref().filter(|_| text.as_bytes().windows(2).any(sticks));
        let Some(words) = words else { return Cow::Borrowed(text) };
        let stuck = STUCK.captures_iter(text).filter_map(|found| {
            let word = found.get(1).filter(|word| words.iter().any(|known| is_same_word(word.as_str(), known)))?;
            Some(word.range())
        });
        let unspaced = UNSPACED.find_iter(text).map(|found| {
            let digit = found.as_str().chars().next_back().map_or(0, char::len_utf8);
            found.start()..found.end() - digit
        });
        blank(text, stuck.chain(unspaced).collect())
    }

    /// The elements of the format in a text with these tags: where there are several placeholders, what stands inside one
    /// fills only those that do so in the format.
    fn elements(&self, text: &str, tags: &[Found<'_>]) -> Vec<Element> {
        let mut elements: Vec<Element> = Vec::new();
        if self.tags.is_empty() || self.holes.len() < 2 {
            return elements;
        }
        let mut open: Option<(usize, usize)> = None;
        for (range, tag) in tags {
            if let Some(known) = self.tags.iter().position(|known| known.is(*tag)) {
                elements.extend(open.take().map(|(start, name)| (start..range.start, name)));
                open = (!tag.closes).then_some((range.end, known));
            }
        }
        elements.extend(open.map(|(start, name)| (start..text.len(), name)));
        elements
    }

    /// The text without its tags and without the format's own literals.
    fn bare<'t>(&self, text: &'t str, tags: &[Found<'_>]) -> Cow<'t, str> {
        let mut hidden = Vec::new();
        if !self.tags.is_empty() {
            hidden.extend(tags.iter().map(|(range, _)| range.clone()));
        }
        let mut from = 0;
        for literal in &self.literals {
            if let Some(found) = literal.find_at(text, from).filter(|found| !cuts_number(text, found.range())) {
                from = found.end();
                hidden.push(found.range());
            }
        }
        self.hide_words(text, &mut hidden);
        blank(text, hidden)
    }

    /// Hides each word of the format once.
    fn hide_words(&self, text: &str, hidden: &mut Vec<Range<usize>>) {
        if self.words.is_empty() {
            return;
        }
        let mut left: Vec<usize> = self.words.iter().map(|(_, count)| *count).collect();
        let mut wanted: usize = left.iter().sum();
        for found in TEXT.find_iter(text) {
            if wanted == 0 {
                return;
            }
            if let Some(index) = self.find_word(found.as_str()).filter(|index| left[*index] > 0) {
                left[index] -= 1;
                wanted -= 1;
                hidden.push(found.range());
            }
        }
    }

    /// The place of a word in `words`, letter case aside.
    fn find_word(&self, word: &str) -> Option<usize> {
        let folded = if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
        let bytes = || folded.bytes().map(|byte| byte.to_ascii_lowercase());
        self.words.binary_search_by(|(known, _)| known.bytes().cmp(bytes())).ok()
    }
}

/// `text` with semicolons in place of these ranges: they fill nothing, and what they part stays parted.
fn blank(text: &str, mut ranges: Vec<Range<usize>>) -> Cow<'_, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    sorting::sort_by_key(&mut ranges, |range| range.start);
    let mut blanked = String::with_capacity(text.len());
    for range in ranges {
        let start = range.start.max(blanked.len());
        if range.end > start {
            blanked.push_str(&text[blanked.len()..start]);
            blanked.extend(std::iter::repeat_n(';', range.end - start));
        }
    }
    blanked.push_str(&text[blanked.len()..]);
    Cow::Owned(blanked)
}

/// The next thing from `at` on that can fill `[TEXT]` and stands in none of these tags.
fn next_between(text: &str, tags: &[Found<'_>], mut at: usize) -> Option<Range<usize>> {
    let mut next = tags.partition_point(|(range, _)| range.end <= at);
    loop {
        let Some((tag, _)) = tags.get(next) else { return next_text(text, at) };
        let found = (at < tag.start).then(|| next_text(&text[..tag.start], at)).flatten();
        if found.is_some() {
            return found;
        }
        at = tag.end;
        next += 1;
    }
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

/// Whether `word` is `folded` in some letter case.
fn is_same_word(word: &str, folded: &str) -> bool {
    word.eq_ignore_ascii_case(folded) || !word.is_ascii() && word.to_lowercase() == folded
}

/// The words of the literals, folded, sorted and counted; those with digits are left to `literal_patterns`.
fn words(pieces: &[Piece]) -> Vec<(String, usize)> {
    let mut words = BTreeMap::new();
    for piece in pieces {
        if let Piece::Literal(literal) = piece {
            for word in TEXT.find_iter(literal).filter(|word| !word.as_str().contains(char::is_numeric)) {
                *words.entry(word.as_str().to_lowercase()).or_default() += 1;
            }
        }
    }
    words.into_iter().collect()
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

/// Marks that may stand between the words of a literal: those that writers put there. All that is neither a letter nor a
/// digit would make a pattern fifty times as large.
const MARKS: &str = r"[\x00-/:-@\[-`{-\x7F\u{80}-\u{A9}\u{AB}-\u{B1}\u{BB}\u{BF}\u{2000}-\u{206F}\u{3000}-\u{3004}\u{3008}-\u{3020}\u{FF01}-\u{FF0F}\u{FF1A}-\u{FF20}]*";

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
        return format!("(?i){}", words.join(MARKS));
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

/// The words right before `[NUM]` and `[INT]`, folded, if the format has any of these.
fn numbered(pieces: &[Piece]) -> Option<Vec<String>> {
    let mut words = None;
    for (index, piece) in pieces.iter().enumerate() {
        if !matches!(piece, Piece::Hole(Hole::Number | Hole::Integer)) {
            continue;
        }
        let words = words.get_or_insert_with(Vec::new);
        let before = pieces[..index].iter().rev().find(|piece| **piece != Piece::Space);
        if let Some(Piece::Literal(literal)) = before
            && let Some(word) = TEXT.find_iter(literal).last()
            && word.end() == literal.len()
        {
            words.push(word.as_str().to_lowercase());
        }
    }
    words
}
