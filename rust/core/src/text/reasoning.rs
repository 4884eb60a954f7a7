//! The marks between which models reason: tags, and marks of other shapes.

use memchr::{memchr, memchr_iter, memmem};

use crate::sorting;

use super::hidden::ELEMENT_NAMES;
use super::signs::Signs;
use super::turn::TOKEN_NAMES;

#[allow(dead_code, reason = "every list is written in several ways")]
mod table {
    include!(concat!(env!("OUT_DIR"), "/reasoning.rs"));
}

/// The lengths of the names behind a `<` that mean anything, by their first letters, as bits.
static NAMES: [u32; 26] = {
    let lists = [&table::TAGS_RUNS, &table::OPEN_RUNS, &table::CLOSE_RUNS, &ELEMENT_NAMES, &TOKEN_NAMES];
    let (mut names, mut at) = ([0; 26], 0);
    while at < 26 * lists.len() {
        names[at % 26] |= lists[at / 26][at % 26];
        at += 1;
    }
    names
};

/// Which bytes stand second in a mark that begins with `<` and is no element, in either letter case.
static SECONDS: [bool; 256] = {
    let (mut seconds, mut at) = ([false; 256], 0);
    while at < table::OPEN_ALL.len() + table::CLOSE_ALL.len() {
        let opens = at < table::OPEN_ALL.len();
        let mark = if opens { table::OPEN_ALL[at] } else { table::CLOSE_ALL[at - table::OPEN_ALL.len()] }.as_bytes();
        if mark[0] == b'<' {
            seconds[mark[1].to_ascii_lowercase() as usize] = true;
            seconds[mark[1].to_ascii_uppercase() as usize] = true;
        }
        at += 1;
    }
    seconds
};

/// Whether `rest` begins with a tag without attributes whose name is in no list of ours: it opens nothing, and closes
/// nothing but an element that is open. Most tags are settled by this one look.
pub(super) fn is_unlisted(rest: &[u8]) -> bool {
    let name = &rest[1 + usize::from(rest.get(1) == Some(&b'/'))..];
    let Some(first) = name.first() else { return false };
    let Some(listed) = NAMES.get(usize::from(first.to_ascii_lowercase().wrapping_sub(b'a'))) else { return false };
    // Of a longer name only the beginning is read where elements are told.
    let Some(length) = name[..name.len().min(17)].iter().position(|byte| *byte == b'>') else { return false };
    listed >> length & 1 == 0 && name[..length].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// A mark that opens or closes reasoning at the start of `rest`: whether it closes, and its length.
pub(super) fn reasoning_mark(rest: &[u8]) -> Option<(bool, usize)> {
    let shape = || if SECONDS[usize::from(*rest.get(1)?)] { shaped(rest) } else { None };
    channel(rest).or_else(shape).or_else(|| tag(rest))
}

/// Harmony's mark of a channel: only the final one is said to the user.
fn channel(rest: &[u8]) -> Option<(bool, usize)> {
    let begins = |mark: &&&str| rest.get(1) == mark.as_bytes().get(1) && rest.starts_with(mark.as_bytes());
    let mark = table::CHANNEL_MARK.iter().find(begins)?.len();
    let length = rest[mark..].iter().take(16).take_while(|byte| byte.is_ascii_lowercase()).count();
    let (name, after) = rest[mark..].split_at(length);
    let is = |names: &[&str]| names.iter().any(|known| known.as_bytes() == name);
    let said = is(&table::CHANNEL_SAID);
    let body = table::CHANNEL_BODY.iter().find(|body| after.starts_with(body.as_bytes())).map_or(0, |body| body.len());
    (said || is(&table::CHANNEL_THOUGHT)).then_some((said, mark + length + body))
}

/// Every mark that is no element, with whether it closes.
fn shapes() -> impl Iterator<Item = (bool, &'static str)> {
    let of = |closes: bool, marks: &'static [&'static str]| marks.iter().map(move |mark| (closes, *mark));
    of(false, &table::OPEN_ALL).chain(of(true, &table::CLOSE_ALL))
}

/// A mark that is no element.
fn shaped(rest: &[u8]) -> Option<(bool, usize)> {
    let begins = |mark: &str| rest.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()));
    shapes().find(|(_, mark)| begins(mark)).map(|(closes, mark)| (closes, mark.len()))
}

/// The marks that begin with another sign than `<`, in order: where each stands, whether it closes, its length.
pub(super) fn other_shapes(response: &str, signs: Signs) -> Vec<(usize, bool, usize)> {
    let bytes = response.as_bytes();
    let mut found = Vec::new();
    for (closes, firsts, marks) in
        [(false, &table::OPEN_FIRSTS[..], &table::OPEN_ALL[..]), (true, &table::CLOSE_FIRSTS, &table::CLOSE_ALL)]
    {
        for first in firsts.iter().filter(|first| **first != b'<' && !signs.lack(**first)) {
            found.extend(memchr_iter(*first, bytes).filter_map(|at| {
                let mark = marks.iter().find(|mark| bytes[at..].starts_with(mark.as_bytes()))?;
                Some((at, closes, mark.len()))
            }));
        }
    }
    sorting::sort(&mut found);
    found
}

/// Whether one of the marks of [`other_shapes`] begins here.
pub(super) fn begins_other_shape(rest: &[u8]) -> bool {
    let begins = |firsts: &[u8], marks: &[&str]| {
        let begins = |mark: &&str| rest.get(1) == mark.as_bytes().get(1) && rest.starts_with(mark.as_bytes());
        firsts.contains(&rest[0]) && marks.iter().any(begins)
    };
    begins(&table::OPEN_FIRSTS, &table::OPEN_ALL) || begins(&table::CLOSE_FIRSTS, &table::CLOSE_ALL)
}

/// The tag of an element that holds reasoning.
fn tag(rest: &[u8]) -> Option<(bool, usize)> {
    let closes = rest.get(1) == Some(&b'/');
    let name = &rest[1 + usize::from(closes)..];
    let place = usize::from(name.first()?.to_ascii_lowercase().wrapping_sub(b'a'));
    let lengths = *table::TAGS_HEADS.get(place)?;
    if lengths == 0 {
        return None;
    }
    let length =
        name.iter().take(24).take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':')).count();
    let known = |tag: &&str| tag.as_bytes().eq_ignore_ascii_case(&name[..length]);
    if lengths >> length & 1 == 0 || !table::TAGS_ALL.iter().any(known) {
        return None;
    }
    let spaces = name[length..].iter().take(8).take_while(|byte| **byte == b' ').count();
    (name.get(length + spaces) == Some(&b'>')).then_some((closes, 2 + usize::from(closes) + length + spaces))
}

/// Which tags stand in backticks, and so are talked about, not used.
pub(super) struct Fences<'r> {
    bytes: &'r [u8],
    counted: usize,
    seen: usize,
}

impl<'r> Fences<'r> {
    pub(super) fn new(bytes: &'r [u8]) -> Self {
        Self { bytes, counted: 0, seen: 0 }
    }

    /// Whether the tag at `at` is quoted: by a backtick on each side of it in its line, or by a fence that is closed.
    pub(super) fn quotes(&mut self, at: usize, length: usize) -> bool {
        let before = self.bytes[..at].last();
        let after = self.bytes.get(at + length);
        if before == Some(&b'`') && after == Some(&b'`') {
            return true;
        }
        let passed = &self.bytes[self.counted..at];
        if memchr(b'`', passed).is_some() {
            self.seen += memmem::find_iter(passed, b"```").count();
        }
        self.counted = at;
        self.seen % 2 == 1 && {
            let rest = &self.bytes[at..];
            let window = &rest[..rest.len().min(crate::limits::SENTENCE_WINDOW)];
            memmem::find(window, b"```").is_some()
        }
    }
}
