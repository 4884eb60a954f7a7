//! The words and tags that a format is made of, and whether half of them stand in a text, in order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr_iter, memchr2};
use regex::Regex;

use super::parse::Piece;
use super::pattern::compile;

/// A tag, with attributes or without; or a word.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"</?[\p{L}|｜][^<>]*>|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*").expect("a pattern of ours compiles")
});

/// A tag by its name: attributes and letter case aside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'t> {
    pub(super) closes: bool,
    name: &'t str,
}

impl PartialEq for Tag<'_> {
    fn eq(&self, other: &Self) -> bool {
        let first = |tag: &Self| tag.name.bytes().next().map(|byte| byte.to_ascii_lowercase());
        // Most tags are told apart by their first letters; beyond ASCII one letter may stand for another.
        let differ = |(own, theirs): (u8, u8)| own.is_ascii() && theirs.is_ascii() && own != theirs;
        if self.closes != other.closes || first(self).zip(first(other)).is_some_and(differ) {
            return false;
        }
        self.name.eq_ignore_ascii_case(other.name)
            || !self.name.is_ascii() && self.name.to_lowercase() == other.name.to_lowercase()
    }
}

impl<'t> Tag<'t> {
    /// Reads `<name …>` or `</name>`.
    pub(super) fn read(tag: &'t str) -> Option<Self> {
        let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
        let open = inner.strip_prefix('/');
        let name = open.unwrap_or(inner);
        let is_bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        let name = if is_bare { name } else { name.split_whitespace().next()? };
        Some(Self { closes: open.is_some(), name })
    }

    /// All tags in a text, left to right.
    pub(super) fn find_all(text: &'t str) -> impl Iterator<Item = (Range<usize>, Self)> {
        memchr_iter(b'<', text.as_bytes()).filter_map(|at| Self::find_at(text, at))
    }

    /// The tag at the `<` at `at`.
    pub(super) fn find_at(text: &'t str, at: usize) -> Option<(Range<usize>, Self)> {
        let bytes = text.as_bytes();
        let name = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'/'));
        if !matches!(bytes.get(name), Some(b'a'..=b'z' | b'A'..=b'Z' | b'|' | 0x80..)) {
            return None;
        }
        // A tag never holds another: the search ends at the next `<`.
        let end = name + memchr2(b'<', b'>', &bytes[name..])?;
        let first = text[name..end].chars().next().filter(|c| c.is_alphabetic() || matches!(c, '|' | '｜'));
        let tag = first.filter(|_| bytes[end] == b'>').and_then(|_| Self::read(&text[at..=end]))?;
        Some((at..end + 1, tag))
    }
}

/// A tag of a format, read once.
#[derive(Clone, Debug)]
pub(super) struct Known {
    closes: bool,
    name: String,
}

impl Known {
    pub(super) fn new(tag: Tag<'_>) -> Self {
        Self { closes: tag.closes, name: tag.name.to_owned() }
    }

    pub(super) fn is(&self, tag: Tag<'_>) -> bool {
        Tag { closes: self.closes, name: &self.name } == tag
    }

    /// Whether this tag's name, which is in ASCII, is how `text` begins.
    fn begins(&self, text: &[u8]) -> bool {
        text.get(..self.name.len()).is_some_and(|start| start.eq_ignore_ascii_case(self.name.as_bytes()))
    }
}

/// The words and tags of a format in order, each with the places where it stands.
#[derive(Debug)]
pub(super) struct Units {
    /// Folded words and tags, sorted, each with its places as a set of bits.
    places: Vec<(String, Vec<u64>)>,
    count: usize,
    /// The literals of a format that has neither words nor tags.
    marks: Vec<String>,
    /// There are tags and no words: only tags need to be looked for.
    tags_only: bool,
    /// The tags of `places` one by one, where there are only tags, and a few.
    tags: Vec<Known>,
    /// The first letters of `tags` as bits, if there are any and all are in ASCII.
    letters: Option<u32>,
}

/// The bit of a letter, whatever its case.
fn letter(byte: u8) -> u32 {
    1 << (byte & 31)
}

impl Units {
    pub(super) fn new(pieces: &[Piece]) -> Self {
        let mut units: Vec<String> = Vec::new();
        for piece in pieces {
            if let Piece::Literal(text) | Piece::Tag(text) = piece {
                units.extend(TOKEN.find_iter(text).map(|token| fold(token.as_str())));
            }
        }
        let blocks = units.len().div_ceil(64);
        let mut names = BTreeMap::<String, Vec<u64>>::new();
        for (at, name) in units.iter().enumerate() {
            names.entry(name.clone()).or_insert_with(|| vec![0; blocks])[at / 64] |= 1 << (at % 64);
        }
        let mut marks = Vec::new();
        if units.is_empty() {
            marks.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Literal(mark) => Some(mark.clone()),
                _ => None,
            }));
        }
        let places: Vec<(String, Vec<u64>)> = names.into_iter().collect();
        let tags_only = units.iter().all(|unit| unit.starts_with('<'));
        let few = if tags_only && places.len() <= 8 { &places[..] } else { &[] };
        let tags: Option<Vec<Known>> = few.iter().map(|(unit, _)| Tag::read(unit).map(Known::new)).collect();
        let tags = tags.unwrap_or_default();
        let is_ascii = !tags.is_empty() && tags.iter().all(|tag| tag.name.is_ascii());
        let letters =
            tags.iter().filter_map(|tag| tag.name.bytes().next()).fold(0, |letters, first| letters | letter(first));
        Self { places, count: units.len(), marks, tags_only, tags, letters: is_ascii.then_some(letters) }
    }

    /// Whether the units are tags, and `response` has too few `<` that could begin one of them: hiding parts of it makes
    /// none. Half of them are needed, or one alone where the prompt opened a tag.
    pub(super) fn are_out_of_reach(&self, response: &str, prefilled: bool) -> bool {
        if !self.tags_only || self.count == 0 {
            return false;
        }
        let bytes = response.as_bytes();
        let wanted = if prefilled { 1 } else { self.count.div_ceil(2) };
        let begins = |at: &usize| {
            let closes = bytes.get(at + 1) == Some(&b'/');
            let name = &bytes[at + 1 + usize::from(closes)..];
            match (name.first(), self.letters) {
                (Some(first), Some(letters)) => {
                    letters & letter(*first) != 0
                        && self.tags.iter().any(|tag| tag.closes == closes && tag.begins(name))
                }
                (first, _) => matches!(first, Some(b'a'..=b'z' | b'A'..=b'Z' | b'|' | 0x80..)),
            }
        };
        // A format stands at the end.
        memchr_iter(b'<', bytes).rev().filter(begins).take(wanted).count() < wanted
    }

    /// Whether tags decide alone, and are looked for one by one.
    pub(super) fn are_few_tags(&self) -> bool {
        !self.tags.is_empty()
    }

    /// Whether at least half of the units stand in `text` in this order: the longest common subsequence, by bits, in one
    /// pass over the text. `tags` are those of the text.
    pub(super) fn half_in(&self, text: &str, tags: &[(Range<usize>, Tag<'_>)]) -> bool {
        if self.count == 0 {
            let mut rest = text;
            let found = self.marks.iter().filter(|mark| match rest.split_once(mark.as_str()) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            });
            return found.count() >= self.marks.len().div_ceil(2);
        }
        let mut row = vec![u64::MAX; self.count.div_ceil(64)];
        let wanted = self.count.div_ceil(2);
        let mut found = 0;
        // A few tags are compared one by one, without a copy of each.
        let mut tags = tags.iter();
        let mut tokens = TOKEN.find_iter(text);
        while found < wanted {
            let index = if self.are_few_tags() {
                let Some((_, tag)) = tags.next() else { return false };
                self.tags.iter().position(|known| known.is(*tag))
            } else {
                let Some(token) = tokens.next() else { return false };
                let name = fold(token.as_str());
                self.places.binary_search_by(|(unit, _)| unit.as_str().cmp(&name)).ok()
            };
            let Some(index) = index else { continue };
            let mut carry = false;
            for (block, bits) in row.iter_mut().zip(&self.places[index].1) {
                let matched = *block & bits;
                let (sum, first) = block.overflowing_add(matched);
                let (sum, second) = sum.overflowing_add(u64::from(carry));
                carry = first || second;
                *block = sum | (*block & !matched);
            }
            found = row.iter().map(|block| block.count_zeros() as usize).sum();
        }
        true
    }
}

/// A unit by what it says: letter case aside, and a tag's attributes.
fn fold(token: &str) -> String {
    match Tag::read(token) {
        Some(tag) => format!("<{}{}>", if tag.closes { "/" } else { "" }, tag.name.to_lowercase()),
        None => token.to_lowercase(),
    }
}
