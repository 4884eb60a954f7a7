//! Whether a response ends with the format, to the letter.
//!
//! The end of an exact match is known (the end of the text), its start is not; trying every start would be quadratic.
//!
//! * A format with tags is cut at them. No placeholder holds one of the format's own tags, so the last tags of the
//!   text must be the format's, in order: one walk back over `<`. What stands between two tags is then fixed, and each
//!   piece is one anchored search over its own bytes.
//! * Without tags and without `[TEXT]` a match is short-sighted: the pattern is anchored at the end only, which the
//!   engine runs backwards from there, and it stops at the first byte that does not fit.
//! * `[TEXT]` takes anything, so when the rest of the format fits after a later start, it fits after an earlier one:
//!   the first start whose head (all before the first `[TEXT]`) fits decides alone, in one anchored search.

use memchr::memmem::Finder;
use memchr::{memchr_iter, memrchr};
use regex::Regex;

use super::Speed;
use super::narrow::{Found, Template};
use super::parse::{Hole, Piece};
use super::pattern::{compile, is_seen, pattern};
use crate::error::Misuse;
use crate::limits::{FORMAT_STARTS, SENTENCE_WINDOW};
use crate::text::calm::{Names, Open};
use crate::text::sentence::is_sentence_start;

/// A format made ready to be found at the end of a text.
#[derive(Debug)]
pub(super) struct Exact {
    opening: Opening,
    /// The format's tags in order, each with what follows it up to the next one.
    tags: Vec<(String, Gap)>,
    /// The tag that the prompt opened already, by its position in `tags`.
    prefilled: Option<usize>,
    /// The tags by number, as a reading of a response tells them; no numbers where one of them may hide something.
    names: Names,
    numbers: Option<Vec<u8>>,
}

/// What stands before the first tag.
#[derive(Debug)]
enum Opening {
    /// Nothing: the first tag begins the statement.
    Tag,
    /// Pieces without `[TEXT]`: the pattern, anchored at its end, and the literal that it ends with.
    Narrow { pattern: Regex, ending: String, template: Option<Template> },
    /// Pieces with `[TEXT]`.
    Wide(Box<Wide>),
}

/// Pieces with `[TEXT]`, as patterns anchored at the start.
#[derive(Debug)]
struct Wide {
    /// What stands before the first `[TEXT]`.
    head: Option<Regex>,
    /// The literal that begins the head.
    first: Option<Finder<'static>>,
    whole: Regex,
}

/// What stands between two tags, or after the last.
#[derive(Debug)]
enum Gap {
    Nothing,
    Blank,
    Text,
    Pattern(Regex),
}

impl Exact {
    pub(super) fn new(pieces: &[Piece], prefilled: Option<&str>) -> Result<Self, Misuse> {
        let mut parts = pieces.split(|piece| matches!(piece, Piece::Tag(_)));
        let names: Vec<&String> =
            pieces.iter().filter_map(|piece| if let Piece::Tag(tag) = piece { Some(tag) } else { None }).collect();
        let opening = Opening::new(parts.next().unwrap_or_default(), !names.is_empty())?;
        let mut tags = Vec::with_capacity(names.len());
        for (index, (name, part)) in names.iter().zip(parts).enumerate() {
            tags.push(((*name).clone(), Gap::new(part, index + 1 < names.len())?));
        }
        let prefilled = prefilled.and_then(|tag| tags.iter().position(|(name, _)| name == tag));
        let (names, numbers) = Names::new(tags.iter().map(|(tag, _)| tag.as_str()));
        Ok(Self { opening, tags, prefilled, names, numbers })
    }

    /// Whether `text`, which has no white space at its end, ends with the format at a place where a statement begins. The
    /// answer is the same without the ways of `speed`, and without the places of `opens`.
    pub(super) fn ends(&self, text: &str, opens: Option<&[Open]>, speed: Speed) -> bool {
        self.ends_from(text, opens, speed)
            || self.prefilled.is_some_and(|open| {
                // The tag itself stands in the prompt: the response begins after it.
                self.tags_before(text, open + 1, None).is_some_and(|start| {
                    self.tags[open].1.fits(text[..start].trim_start()) && self.last_tag(&text[..start]).is_none()
                })
            })
    }

    /// The tags that a reading of a response is to tell.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Whether the format's last tag ends `response`, as a look at its bytes says; false says nothing.
    pub(super) fn is_closed(&self, response: &str) -> bool {
        let text = response.trim_ascii_end();
        text.ends_with('>') && self.tags.last().is_some_and(|(tag, _)| text.ends_with(tag.as_str()))
    }

    /// Whether the prompt opened one of the format's own tags.
    pub(super) fn is_prefilled(&self) -> bool {
        self.prefilled.is_some()
    }

    /// Whether the last of the format's tags in `text` opens something.
    pub(super) fn is_open(&self, text: &str) -> bool {
        self.last_tag(text).is_some_and(|end| {
            let start = memrchr(b'<', &text.as_bytes()[..end]);
            start.is_some_and(|start| !text[start..].starts_with("</"))
        })
    }

    fn ends_from(&self, text: &str, opens: Option<&[Open]>, speed: Speed) -> bool {
        let Some(start) = self.tags_before(text, 0, opens) else { return false };
        match &self.opening {
            Opening::Tag => begins_statement(text, start),
            Opening::Narrow { pattern, ending, template } => {
                let text = &text[..start];
                let template = template.as_ref().filter(|_| speed == Speed::Fast);
                match template.map_or(Found::Unsure, |template| template.find(text)) {
                    Found::At(start) => begins_statement(text, start),
                    Found::Nowhere => false,
                    Found::Unsure => narrow_ends(text, pattern, ending),
                }
            }
            Opening::Wide(wide) => wide.ends(&text[..start], self.last_tag(&text[..start]).unwrap_or(0)),
        }
    }

    /// Where the tags from `first` on begin, when they and what follows them end the text and no other tag of the
    /// format stands between; `opens` has the tags of the text, if they are known.
    fn tags_before(&self, text: &str, first: usize, opens: Option<&[Open]>) -> Option<usize> {
        let Some((opens, numbers)) = opens.zip(self.numbers.as_ref()) else {
            let is = |at: usize, tag: usize| text.as_bytes()[at..].starts_with(self.tags[tag].0.as_bytes());
            let any = |at: usize| (0..self.tags.len()).any(|tag| is(at, tag));
            return self.tags_among(text, first, memchr_iter(b'<', text.as_bytes()).rev().map(|at| (at, at)), is, any);
        };
        let opens = opens.iter().rev().map(|open| (open.at as usize, open.tag));
        self.tags_among(text, first, opens, |open, tag| open == numbers[tag], |open| open != Open::OTHER)
    }

    /// [`Self::tags_before`] among these places, from right to left, each with what tells its tag; `is` says whether that is
    /// one of the format, and `any` whether it is any.
    fn tags_among<T: Copy>(
        &self,
        text: &str,
        first: usize,
        mut opens: impl Iterator<Item = (usize, T)>,
        is: impl Fn(T, usize) -> bool,
        any: impl Fn(T) -> bool,
    ) -> Option<usize> {
        let mut end = text.len();
        for index in (first..self.tags.len()).rev() {
            let (tag, gap) = &self.tags[index];
            let start = loop {
                let (at, open) = opens.next()?;
                if is(open, index) {
                    break at;
                }
                if !gap.has_room() || any(open) {
                    return None;
                }
            };
            if !gap.fits(&text[start + tag.len()..end]) {
                return None;
            }
            end = start;
        }
        Some(end)
    }

    /// The end of the last of the format's tags in `text`.
    fn last_tag(&self, text: &str) -> Option<usize> {
        let mut open = text.len();
        loop {
            open = memrchr(b'<', &text.as_bytes()[..open])?;
            if let Some((tag, _)) = self.tags.iter().find(|(tag, _)| text[open..].starts_with(tag.as_str())) {
                return Some(open + tag.len());
            }
        }
    }
}

impl Opening {
    fn new(pieces: &[Piece], tag_after: bool) -> Result<Self, Misuse> {
        let Some(first) = pieces.first().filter(|first| pieces.len() > 1 || **first != Piece::Space) else {
            return Ok(Self::Tag);
        };
        let whole = pattern(pieces, false, tag_after);
        let Some(text) = pieces.iter().position(|piece| *piece == Piece::Hole(Hole::Text)) else {
            let ending =
                if let Some(Piece::Literal(literal)) = pieces.last() { literal.clone() } else { String::new() };
            let template = if tag_after { None } else { Template::new(pieces) };
            return Ok(Self::Narrow { pattern: compile(&format!(r"(?:{whole})\z"))?, ending, template });
        };
        let head =
            (text > 0).then(|| compile(&format!(r"\A{}", pattern(&pieces[..text], false, false)))).transpose()?;
        let literal = if let Piece::Literal(literal) = first { Some(literal) } else { None };
        Ok(Self::Wide(Box::new(Wide {
            head,
            first: literal.map(|literal| Finder::new(literal).into_owned()),
            whole: compile(&format!(r"\A(?:{whole})\z"))?,
        })))
    }
}

impl Wide {
    /// Whether the first statement of `text[floor..]` that fits the head is, from there to the end, the whole.
    fn ends(&self, text: &str, floor: usize) -> bool {
        let fits = |start: usize| self.head.as_ref().is_none_or(|head| head.is_match(&text[start..]));
        let start = if let Some(first) = &self.first {
            first
                .find_iter(&text.as_bytes()[floor..])
                .map(|at| floor + at)
                .find(|at| begins_statement(text, *at) && fits(*at))
        } else {
            let mut start = next_start(text, floor);
            while let Some(at) = start.filter(|at| !fits(*at)) {
                start = next_start(text, at + 1);
            }
            start
        };
        start.is_some_and(|start| self.whole.is_match(&text[start..]))
    }
}

impl Gap {
    fn new(pieces: &[Piece], tag_after: bool) -> Result<Self, Misuse> {
        Ok(match pieces {
            [] => Self::Nothing,
            [Piece::Space] => Self::Blank,
            [Piece::Space, Piece::Hole(Hole::Text)] | [Piece::Hole(Hole::Text)] => Self::Text,
            [Piece::Space, Piece::Hole(Hole::Text), Piece::Space] | [Piece::Hole(Hole::Text), Piece::Space] => {
                Self::Text
            }
            _ => Self::Pattern(compile(&format!(r"\A(?:{})\z", pattern(pieces, true, tag_after)))?),
        })
    }

    /// Whether anything but white space may stand here.
    fn has_room(&self) -> bool {
        matches!(self, Self::Text | Self::Pattern(_))
    }

    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Nothing => text.is_empty(),
            Self::Blank => text.trim_start().is_empty(),
            Self::Text => text.as_bytes().first().is_some_and(u8::is_ascii_graphic) || text.contains(is_seen),
            Self::Pattern(pattern) => pattern.is_match(text),
        }
    }
}

/// Whether a match of `pattern`, which is anchored at its end, ends `text` and begins a statement.
pub(super) fn narrow_ends(text: &str, pattern: &Regex, ending: &str) -> bool {
    if !text.ends_with(ending) {
        return false;
    }
    // The first match is the longest; a shorter one may begin better. Each search runs back from the end.
    let mut from = 0;
    for _ in 0..FORMAT_STARTS {
        let Some(found) = pattern.find_at(text, from) else { return false };
        if begins_statement(text, found.start()) {
            return true;
        }
        let Some(next) = next_start(text, found.start() + 1) else { return false };
        from = next;
    }
    false
}

/// The first place at or after `from` where a statement begins.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let from = text.ceil_char_boundary(from);
    text[from..]
        .char_indices()
        .map(|(at, c)| (from + at, c))
        .find(|(at, c)| !c.is_whitespace() && begins_statement(text, *at))
        .map(|(at, _)| at)
}

/// Whether the text, a line or a sentence begins at `at`, looking back over a bounded window.
pub(super) fn begins_statement(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    match before.last() {
        None => return true,
        // A sentence's mark wants a space after it; the marks that want none are not ASCII.
        Some(byte) if byte.is_ascii() && !byte.is_ascii_whitespace() => return false,
        Some(_) => {}
    }
    let floor = text.floor_char_boundary(at.saturating_sub(SENTENCE_WINDOW));
    let window = &text[floor..at];
    let line = window.rsplit('\n').next().unwrap_or(window).trim_start();
    if line.is_empty() {
        // Nothing but white space within sight; runs of it do not overlap, so that looking on stays linear.
        return line.len() < window.len() && window.contains('\n') || is_sentence_start(text, at);
    }
    // Marks alone (`*`, `>`) begin nothing and end nothing.
    line.contains(char::is_alphanumeric) && is_sentence_start(&text[floor..], at - floor)
}
