//! Finds every place in a window where a statement may begin.

use std::ops::Range;

use memchr::memmem;

use super::marks::{self, Mark, Word};
use super::{boxed, json};
use crate::limits::TAG_ATTRIBUTES;

/// What kind of statement may stand at a place.
pub(super) enum Place {
    /// Boxes that make one answer: each one's content and its end.
    Boxes(Vec<(Range<usize>, usize)>),
    /// The content of an `<answer>` tag.
    Tag(Range<usize>),
    /// `####`.
    Hash,
    /// A JSON key.
    Key,
    /// A word for "answer".
    Word(Word),
}

/// One place: where its mark begins and ends.
pub(super) struct Group {
    pub at: usize,
    pub end: usize,
    pub place: Place,
}

/// The places of a window, in order.
pub(super) struct Groups {
    pub list: Vec<Group>,
    /// A tag closes here that was opened before the window.
    pub opened_before: bool,
    /// A mark was seen, whether or not it begins a statement.
    pub marked: bool,
}

/// The places in `text[start..]`; what stands inside a box or a tag is left to whoever reads that.
pub(super) fn groups(text: &str, start: usize) -> Groups {
    let mut groups = Groups { list: Vec::new(), opened_before: false, marked: false };
    let mut open: Option<Group> = None;
    let mut tag_depth_start = 0;
    let mut closes: Option<boxed::Closes> = None;
    let mut covered = start;
    for (found, mark) in marks::find(&text[start..]) {
        let (at, end) = (start + found.start, start + found.end);
        if at < covered {
            continue;
        }
        groups.marked |= !matches!(mark, Mark::Word(Word::Label));
        match mark {
            Mark::Boxed => {
                let closes = closes.get_or_insert_with(|| boxed::Closes::new(text, at));
                if let Some((content, close)) = closes.content(text, end) {
                    covered = close;
                    push_box(text, &mut groups.list, at, content, close);
                }
            }
            Mark::OpenTag => {
                if let Some(length) = tag_end(text, end) {
                    // Of several open tags the last one counts; what stood in the others is outside.
                    tag_depth_start = groups.list.len();
                    open = Some(Group { at, end: end + length, place: Place::Tag(0..0) });
                }
            }
            Mark::CloseTag => {
                let Some(length) = tag_end(text, end) else { continue };
                if let Some(mut group) = open.take() {
                    groups.list.truncate(tag_depth_start);
                    group.place = Place::Tag(group.end..at);
                    group.end = end + length;
                    groups.list.push(group);
                } else if start > 0 {
                    groups.opened_before = true;
                }
            }
            Mark::Hash => {
                let bytes = text.as_bytes();
                if (at == 0 || bytes[at - 1] != b'#') && bytes.get(end) != Some(&b'#') {
                    groups.list.push(Group { at, end, place: Place::Hash });
                }
            }
            Mark::Result => {
                if let Some(value) = json::after_key(text, at + 1..end - 1) {
                    covered = json::value(text, value).map_or(end, |(_, span)| span.end);
                    groups.list.push(Group { at, end: value, place: Place::Key });
                }
            }
            Mark::Word(Word::Label) => {
                if begins_line(text, at) {
                    groups.list.push(Group { at, end, place: Place::Word(Word::Label) });
                }
            }
            Mark::Word(word) => {
                if let Some(value) = json::after_key(text, at..end) {
                    covered = json::value(text, value).map_or(end, |(_, span)| span.end);
                    groups.list.push(Group { at, end: value, place: Place::Key });
                } else if stands_alone(&text[..at], word) {
                    groups.list.push(Group { at, end, place: Place::Word(word) });
                }
            }
        }
    }
    groups
}

/// Whether the word after `before` is not the tail of another one; German's compounds for "final answer" are known.
fn stands_alone(before: &str, word: Word) -> bool {
    const COMPOUNDS: [&str; 4] = ["end", "schluss", "gesamt", "lösungs"];
    if before.ends_with(['不', '오']) {
        return false;
    }
    // `final_answer` and emphasis by underscores; `not_the_answer` is another name.
    let before = before.strip_suffix("__").unwrap_or(before);
    let before = ["final_", "Final_", "FINAL_"].iter().find_map(|head| before.strip_suffix(head)).unwrap_or(before);
    if !before.ends_with(|c: char| c == '_' || c.is_ascii_alphanumeric()) {
        return true;
    }
    word == Word::Inverted
        && COMPOUNDS.iter().any(|compound| {
            let tail = before.len().checked_sub(compound.len()).and_then(|split| before.get(split..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(compound))
        })
}

/// Adds a box, joined with the one before where only "and", "or" or commas part them.
fn push_box(text: &str, list: &mut Vec<Group>, at: usize, content: Range<usize>, close: usize) {
    if let Some(Group { end, place: Place::Boxes(parts), .. }) = list.last_mut()
        && boxed::joins(&text[*end..at])
    {
        parts.push((content, close));
        *end = close;
        return;
    }
    list.push(Group { at, end: close, place: Place::Boxes(vec![(content, close)]) });
}

/// The length of the rest of a tag after its name: spaces, or attributes with values.
fn tag_end(text: &str, end: usize) -> Option<usize> {
    let rest = &text.as_bytes()[end..];
    let close = memchr::memchr2(b'>', b'<', &rest[..rest.len().min(TAG_ATTRIBUTES)]).filter(|at| rest[*at] == b'>')?;
    let inside = &text[end..end + close];
    (inside.trim().is_empty() || (inside.starts_with(' ') && inside.contains('='))).then_some(close + 1)
}

/// Whether only spaces and marks of emphasis, headings or quotation stand before `at` in its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '*', '_', '#', '>', '`', '"']);
    before.is_empty() || before.ends_with('\n')
}

/// Whether `at` lies in a fenced block of a programming language: what is assigned there is not said to the reader.
pub(super) fn in_program(text: &str, at: usize) -> bool {
    const LANGUAGES: [&str; 9] = ["python", "py", "python3", "javascript", "js", "cpp", "c", "java", "sympy"];
    let (mut last, mut fences) = (None, 0);
    for fence in memmem::find_iter(&text.as_bytes()[..at], b"```") {
        last = Some(fence + 3);
        fences += 1;
    }
    let Some(info) = last.filter(|_| fences % 2 == 1) else { return false };
    let name = text[info..at].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    LANGUAGES.iter().any(|language| language.eq_ignore_ascii_case(name))
}
