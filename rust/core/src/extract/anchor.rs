//! Finds every place in a window where a statement may begin.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use memchr::memmem;

use super::{boxed, json};

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

/// The word that was found, as far as its grammar differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    /// "answer" and its translations.
    Answer,
    /// `A:` and `Ans:`, whose colon is part of the word.
    Label,
    /// Hindi, where the verb stands at the end.
    VerbLast,
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

const BOXED: usize = 2;
const OPEN_TAG: usize = 2;
const CLOSE_TAG: usize = 3;
const HASH: usize = 4;
const RESULT: usize = 5;
const LABEL: Range<usize> = 6..10;
const VERB_LAST: Range<usize> = 10..12;

/// The marks by which statements are found; the first ones by their place in the list.
const PATTERNS: [&str; 37] = [
    "\\boxed",
    "\\fbox",
    "<answer",
    "</answer",
    "####",
    "\"result\"",
    "a:",
    "ans:",
    "答：",
    "答:",
    "उत्तर",
    "जवाब",
    "answer",
    "答案",
    "答え",
    "解答",
    "回答",
    "정답",
    "답",
    "réponse",
    "reponse",
    "RÉPONSE",
    "antwort",
    "respuesta",
    "resposta",
    "risposta",
    "ответ",
    "Ответ",
    "ОТВЕТ",
    "الجواب",
    "الإجابة",
    "الاجابة",
    "جواب",
    "إجابة",
    "الحل",
    "'result'",
    "A：",
];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(PATTERNS)
        .ok()
});

/// The places in `text[start..]`; what stands inside a box or a tag is left to whoever reads that.
pub(super) fn groups(text: &str, start: usize) -> Groups {
    let mut groups = Groups { list: Vec::new(), opened_before: false, marked: false };
    let Some(finder) = FINDER.as_ref() else { return groups };
    let mut open: Option<Group> = None;
    let mut tag_depth_start = 0;
    let mut closes: Option<boxed::Closes> = None;
    let mut covered = start;
    for found in finder.find_iter(&text.as_bytes()[start..]) {
        let (at, end, pattern) = (start + found.start(), start + found.end(), found.pattern().as_usize());
        if at < covered {
            continue;
        }
        groups.marked |= !LABEL.contains(&pattern);
        match pattern {
            0..BOXED => {
                let closes = closes.get_or_insert_with(|| boxed::Closes::new(text, at));
                if let Some((content, close)) = closes.content(text, end) {
                    covered = close;
                    push_box(text, &mut groups.list, at, content, close);
                }
            }
            OPEN_TAG => {
                if let Some(length) = tag_end(text, end) {
                    // Of several open tags the last one counts; what stood in the others is outside.
                    tag_depth_start = groups.list.len();
                    open = Some(Group { at, end: end + length, place: Place::Tag(0..0) });
                }
            }
            CLOSE_TAG => {
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
            HASH => {
                let bytes = text.as_bytes();
                if (at == 0 || bytes[at - 1] != b'#') && bytes.get(end) != Some(&b'#') {
                    groups.list.push(Group { at, end, place: Place::Hash });
                }
            }
            RESULT | 35 => {
                if let Some(value) = json::after_key(text, at + 1..end - 1) {
                    covered = json::value(text, value).map_or(end, |(_, span)| span.end);
                    groups.list.push(Group { at, end: value, place: Place::Key });
                }
            }
            _ if LABEL.contains(&pattern) || pattern == 36 => {
                if begins_line(text, at) {
                    groups.list.push(Group { at, end, place: Place::Word(Word::Label) });
                }
            }
            _ => {
                let place = if VERB_LAST.contains(&pattern) { Word::VerbLast } else { Word::Answer };
                if let Some(value) = json::after_key(text, at..end) {
                    covered = json::value(text, value).map_or(end, |(_, span)| span.end);
                    groups.list.push(Group { at, end: value, place: Place::Key });
                } else if !text[..at].ends_with(|c: char| c == '_' || c.is_ascii_alphanumeric()) {
                    groups.list.push(Group { at, end, place: Place::Word(place) });
                }
            }
        }
    }
    groups
}

/// Adds a box, joined with the one before where only "and", "or" or commas part them.
fn push_box(text: &str, list: &mut Vec<Group>, at: usize, content: Range<usize>, close: usize) {
    if let Some(Group { end, place: Place::Boxes(parts), .. }) = list.last_mut() {
        if boxed::joins(&text[*end..at]) {
            parts.push((content, close));
            *end = close;
            return;
        }
    }
    list.push(Group { at, end: close, place: Place::Boxes(vec![(content, close)]) });
}

/// The length of the rest of a tag after its name.
fn tag_end(text: &str, end: usize) -> Option<usize> {
    let rest = &text.as_bytes()[end..];
    let spaces = rest.iter().take(8).take_while(|byte| **byte == b' ').count();
    (rest.get(spaces) == Some(&b'>')).then_some(spaces + 1)
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
