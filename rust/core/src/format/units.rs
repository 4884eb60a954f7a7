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
        self.closes == other.closes
            && (self.name.eq_ignore_ascii_case(other.name)
                || !self.name.is_ascii() && self.name.to_lowercase() == other.name.to_lowercase())
    }
}

impl<'t> Tag<'t> {
    /// Reads `<name …>` or `</name>`.
    pub(super) fn read(tag: &'t str) -> Option<Self> {
        let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
        let open = inner.strip_prefix('/');
        let name = open.unwrap_or(inner).split_whitespace().next()?;
        Some(Self { closes: open.is_some(), name })
    }

    /// All tags in a text, left to right.
    pub(super) fn find_all(text: &'t str) -> impl Iterator<Item = (Range<usize>, Self)> {
        let bytes = text.as_bytes();
        memchr_iter(b'<', bytes).filter_map(|at| {
            let name = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'/'));
            if !matches!(bytes.get(name), Some(b'a'..=b'z' | b'A'..=b'Z' | b'|' | 0x80..)) {
                return None;
            }
            // A tag never holds another: the search ends at the next `<`.
            let end = name + memchr2(b'<', b'>', &bytes[name..])?;
            let first = text[name..end].chars().next().filter(|c| c.is_alphabetic() || matches!(c, '|' | '｜'));
            let tag = first.filter(|_| bytes[end] == b'>').and_then(|_| Self::read(&text[at..=end]))?;
            Some((at..end + 1, tag))
        })
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
        let places = names.into_iter().collect();
        Self { places, count: units.len(), marks, tags_only: units.iter().all(|unit| unit.starts_with('<')) }
    }

    /// Whether the units are tags, and `response` has no `<` that could begin one: hiding parts of it makes none.
    pub(super) fn are_out_of_reach(&self, response: &str) -> bool {
        let bytes = response.as_bytes();
        self.tags_only
            && self.count > 0
            && !memchr_iter(b'<', bytes).any(|at| {
                let name = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'/'));
                matches!(bytes.get(name), Some(b'a'..=b'z' | b'A'..=b'Z' | b'|' | 0x80..))
            })
    }

    /// Whether at least half of the units stand in `text` in this order: the longest common subsequence, by bits, in one
    /// pass over the text.
    pub(super) fn half_in(&self, text: &str) -> bool {
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
        let mut tags = (self.tags_only && self.places.len() <= 8).then(|| Tag::find_all(text));
        let mut tokens = TOKEN.find_iter(text);
        while found < wanted {
            let index = if let Some(tags) = &mut tags {
                let Some((_, tag)) = tags.next() else { return false };
                self.places.iter().position(|(unit, _)| Tag::read(unit) == Some(tag))
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
