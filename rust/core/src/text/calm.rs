//! Whether a reader sees all of a short response, told from its signs in one pass: where it is so, its marks need no search.

use super::hidden;
use super::reasoning::{begins_other_shape, is_unlisted, reasoning_mark};
use super::turn::{may_be_bracketed, may_be_token, name_at, speaker_line};
use crate::characters::blocks;
use crate::limits::{CALM_BYTES, CALM_SAMPLE, CALM_SIGNS};

/// Tags of a calm response at most.
const OPENS: usize = 16;

/// A `<` that may begin a tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Open {
    /// Where it stands in the response.
    pub(crate) at: u32,
    /// The number of the tag among the [`Names`] that were looked for, [`Open::OTHER`] where it is none of them.
    pub(crate) tag: u8,
}

impl Open {
    /// The number of every tag that has no name.
    pub(crate) const OTHER: u8 = u8::MAX;
}

/// Tags that are known beforehand, each with what it does: nothing, or open or close reasoning.
#[derive(Debug, Default)]
pub(crate) struct Names(Vec<Name>);

#[derive(Debug)]
struct Name {
    tag: Vec<u8>,
    /// Its first eight bytes, and which bits of these there are.
    head: u64,
    mask: u64,
    closes: Option<bool>,
}

impl Names {
    /// Those of these tags that hide nothing and end nothing, wherever they stand; and the numbers of all, if all are such.
    pub(crate) fn new<'t>(tags: impl IntoIterator<Item = &'t str>) -> (Self, Option<Vec<u8>>) {
        let mut names = Self::default();
        let numbers: Vec<_> = tags.into_iter().map(|tag| names.add(tag.as_bytes())).collect();
        (names, numbers.into_iter().collect())
    }

    fn add(&mut self, tag: &[u8]) -> Option<u8> {
        let known = self.0.iter().position(|name| name.tag == tag);
        let number = u8::try_from(known.unwrap_or(self.0.len())).ok().filter(|number| *number < Open::OTHER)?;
        if known.is_none() {
            let mark = reasoning_mark(tag).filter(|(_, length)| *length == tag.len());
            if mark.is_none() && !is_unlisted(tag) {
                return None;
            }
            let mask = if tag.len() < 8 { (1 << (8 * tag.len())) - 1 } else { u64::MAX };
            let closes = mark.map(|(closes, _)| closes);
            self.0.push(Name { tag: tag.to_vec(), head: head(tag), mask, closes });
        }
        Some(number)
    }

    /// The one that `rest` begins with.
    #[inline]
    fn find(&self, rest: &[u8]) -> Option<(usize, &Name)> {
        let here = head(rest);
        let is = |name: &Name| here & name.mask == name.head && (name.tag.len() <= 8 || rest.starts_with(&name.tag));
        self.0.iter().enumerate().find(|(_, name)| is(name))
    }
}

/// The first eight bytes of a text as a number, zeros behind its end.
fn head(text: &[u8]) -> u64 {
    let mut head = [0; 8];
    match text.first_chunk::<8>() {
        Some(first) => head = *first,
        None => head[..text.len()].copy_from_slice(text),
    }
    u64::from_le_bytes(head)
}

/// What one pass tells about a response that nothing hides a part of, and that nothing ends.
#[derive(Clone, Debug)]
pub(super) struct Calm {
    /// Reasoning is open at the end.
    pub(super) open: bool,
    /// Where the answer begins: after the last closing reasoning tag.
    pub(super) answer: usize,
    /// The `<` that may begin tags, from left to right, and how many there are.
    opens: [Open; OPENS],
    count: usize,
    /// A mark of HTML or of a terminal may stand in it.
    pub(super) has_markup: bool,
    /// One of its lines may begin another turn or a question, or nobody looked for them.
    pub(super) has_turns: bool,
}

impl Calm {
    /// `None` says nothing: the response is long and has few signs, or has one that may hide or end something.
    /// `turns` asks for lines that may begin another turn.
    pub(super) fn read(response: &str, names: &Names, turns: bool) -> Option<Self> {
        let bytes = response.as_bytes();
        // In a long text with few signs, as its beginning tells, a search for each is faster.
        // A colon is told twice where line breaks tell nothing.
        let line = if turns { b'\n' } else { b':' };
        let signs = |bytes: &[u8]| bytes.iter().filter(|byte| may_tell(**byte, b':')).count();
        if bytes.len() > CALM_BYTES && signs(&bytes[..CALM_SAMPLE]) < CALM_SIGNS {
            return None;
        }
        let opens = [Open { at: 0, tag: 0 }; OPENS];
        let mut calm = Self { open: false, answer: 0, opens, count: 0, has_markup: false, has_turns: !turns };
        let (mut quotes, mut reasons) = (false, false);
        for at in blocks::places(bytes, |byte| may_tell(byte, line)) {
            let tells = match bytes[at] {
                b'<' => may_open(&bytes[at..]) && !calm.read_tag(bytes, at, names, &mut reasons),
                b':' => hidden::definition(response, at).is_some() || speaker_line(response, at).is_some(),
                b'%' | b'~' => hidden::mark(bytes, at, None).is_some(),
                b'\\' => hidden::command(response, at).is_some(),
                b'[' => may_be_bracketed(&bytes[at..]) || begins_other_shape(&bytes[at..]),
                b'{' => hidden::begins_comment(&bytes[at..]),
                // A stroke over the character before it, or a mark of full width.
                0xCC | 0xEF => true,
                0xC0.. => begins_other_shape(&bytes[at..]),
                b'\n' => {
                    calm.has_turns = calm.has_turns || name_at(response, at + 1).is_some();
                    false
                }
                b'`' => {
                    quotes = true;
                    false
                }
                b'&' | 0x1B => {
                    calm.has_markup = true;
                    false
                }
                _ => false,
            };
            if tells {
                return None;
            }
        }
        // Beside a backtick, a mark of reasoning may be a quotation.
        (!quotes || !reasons).then_some(calm)
    }

    /// Reads the tag that may begin at `at`, and sets `reasons` where it is a mark of reasoning; false where it may hide or
    /// end something, or is one too many.
    fn read_tag(&mut self, bytes: &[u8], at: usize, names: &Names, reasons: &mut bool) -> bool {
        let rest = &bytes[at..];
        let (Some(open), Ok(place)) = (self.opens.get_mut(self.count), u32::try_from(at)) else { return false };
        let name = names.find(rest);
        *open = Open { at: place, tag: name.map_or(Open::OTHER, |(number, _)| number as u8) };
        self.count += 1;
        self.has_markup = true;
        let (closes, length) = match name {
            Some((_, Name { closes: None, .. })) => return true,
            Some((_, Name { closes: Some(closes), tag, .. })) => (*closes, tag.len()),
            None if is_unlisted(rest) => return true,
            None => {
                let Some(mark) = reasoning_mark(rest) else { return false };
                mark
            }
        };
        self.open = !closes;
        if closes {
            self.answer = at + length;
        }
        *reasons = true;
        true
    }

    /// The `<` that may begin tags, from left to right.
    pub(super) fn opens(&self) -> &[Open] {
        &self.opens[..self.count]
    }
}

/// Whether a byte may hide or end something, open a tag, or is `line`; a few others are told with them.
#[inline]
#[allow(clippy::needless_bitwise_bool, reason = "a branch would keep the loop from running on sixteen bytes at once")]
fn may_tell(byte: u8, line: u8) -> bool {
    // `;` and `<`, `[` and the backslash, `{` and `|`, the escape of terminals and its neighbour: their last five bits are
    // 27 or 28. `%` stands beside `&`.
    let opens = byte.wrapping_add(1) & 0x1E == 0x1C;
    opens
        | (byte == line)
        | (byte == b':')
        | (byte.wrapping_sub(b'%') < 2)
        | (byte == b'~')
        | (byte == b'`')
        | (byte >= 0x80)
}

/// Whether the `<` that `rest` begins with may open anything: before a number, a space or another `<` it compares, or
/// belongs to a calculator's mark.
#[inline]
pub(super) fn may_open(rest: &[u8]) -> bool {
    rest.get(1).is_some_and(|next| OPENERS[usize::from(*next)]) || may_be_token(rest)
}

/// Which bytes behind a `<` may begin the name of a tag or of a token.
static OPENERS: [bool; 256] = {
    let (mut openers, mut at) = ([false; 256], 0);
    while at < 256 {
        let next = at as u8;
        openers[at] = next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'|' | b'_' | 0x80..);
        at += 1;
    }
    openers
};
