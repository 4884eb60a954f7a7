//! Finds every place in a window where a statement may begin.

use std::ops::Range;

use memchr::memmem;

use super::boxed::{Between, Boxes};
use super::marks::{self, Mark};
use super::{Source, boxed, json};
use crate::limits::TAG_ATTRIBUTES;

/// Bytes before a box in which other boxes of the same answer are looked for, and between two of them.
const BOXES: usize = 600;
const NEAR: usize = 120;

/// What kind of statement may stand at a place.
pub(super) enum Place {
    /// Boxes that make one answer.
    Boxes(Boxes),
    /// The content of an `<answer>` tag.
    Tag(Range<usize>),
    /// `####`.
    Hash,
    /// A JSON key.
    Key,
    /// `A:` at the beginning of a line.
    Label,
    /// A word that may anchor a statement.
    Word,
}

/// One place: where its mark begins and ends.
pub(super) struct Group {
    pub at: usize,
    pub end: usize,
    pub place: Place,
}

impl Place {
    /// Its name in traces.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Boxes(_) => "boxed",
            Self::Tag(_) => "tag",
            Self::Hash => "hash",
            Self::Key => "json",
            Self::Label => "label",
            Self::Word => "word",
        }
    }

    /// How an answer is given there.
    pub(super) fn source(&self) -> Source {
        match self {
            Self::Boxes(_) => Source::Boxed,
            Self::Tag(_) => Source::Tag,
            Self::Hash => Source::Hash,
            Self::Key => Source::Json,
            Self::Label | Self::Word => Source::Phrase,
        }
    }
}

impl Group {
    /// Where its mark stands, without what the mark encloses.
    pub(super) fn mark(&self) -> Range<usize> {
        let end = match &self.place {
            Place::Boxes(boxes) => boxes.parts.first().map_or(self.end, |part| part.0.start),
            Place::Tag(content) => content.start,
            Place::Hash | Place::Key | Place::Label | Place::Word => self.end,
        };
        self.at..end
    }
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
    for (found, mark) in marks::find(text, start) {
        let (at, end) = (found.start, found.end);
        if at < covered {
            continue;
        }
        groups.marked |= !matches!(mark, Mark::Label | Mark::Word);
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
            Mark::Label => {
                if begins_line(text, at) {
                    groups.list.push(Group { at, end, place: Place::Label });
                }
            }
            Mark::Word => {
                if let Some(value) = json::after_key(text, at..end) {
                    covered = json::value(text, value).map_or(end, |(_, span)| span.end);
                    groups.list.push(Group { at, end: value, place: Place::Key });
                } else {
                    groups.list.push(Group { at, end, place: Place::Word });
                }
            }
        }
    }
    groups
}

/// Adds a box, joined with the one before where both make one answer.
fn push_box(text: &str, list: &mut Vec<Group>, at: usize, content: Range<usize>, close: usize) {
    if let Some(Group { end, place: Place::Boxes(boxes), .. }) = list.last_mut() {
        let between = boxed::between(text, *end..at);
        if between != Between::Apart {
            boxes.ordered |= between == Between::Named;
            boxes.parts.push((content, close));
            *end = close;
            return;
        }
    }
    let boxes = Boxes { parts: vec![(content, close)], ordered: false };
    list.push(Group { at, end: close, place: Place::Boxes(boxes) });
}

/// The boxes right before the ones at `at`, each on a line of its own or in a sentence near to the next.
pub(super) fn boxes_before(text: &str, at: usize) -> Vec<Range<usize>> {
    let floor = text.floor_char_boundary(at.saturating_sub(BOXES));
    if memmem::rfind(&text.as_bytes()[floor..at], b"\\boxed").is_none() {
        return Vec::new();
    }
    let mut before = Vec::new();
    let mut next = at;
    for group in groups(text, floor).list.into_iter().rev().filter(|group| group.end <= at) {
        let Place::Boxes(boxes) = group.place else { break };
        if next - group.end > NEAR || text[group.end..next].matches("\n\n").count() > 1 {
            break;
        }
        before.splice(0..0, boxes.parts.into_iter().map(|part| part.0));
        next = group.at;
    }
    before
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
