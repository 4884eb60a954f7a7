//! What follows a joint: how far the content of a statement reaches, and whether it gives an answer at all.

use std::ops::Range;

use super::doubt::is_letter;
use super::joint::Joint;
use super::statement::Scene;
use crate::lexicon::pattern::{self, CONTENT_DESCRIBES};
use crate::lexicon::words::Kind;
use crate::lexicon::{Role, Roles};
use crate::number;
use crate::text::sentence;

/// Whether a brace is never closed.
pub(super) fn is_open(words: &str) -> bool {
    let mut depth = 0_usize;
    let bytes = words.as_bytes();
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'}')) {
        if at == 0 || bytes[at - 1] != b'\\' {
            depth = if *byte == b'{' { depth + 1 } else { depth.saturating_sub(1) };
        }
    }
    depth > 0
}

/// A number, a formula, or a name of at most two words: what a denial may give instead.
pub(super) fn is_value(words: &str) -> bool {
    number::parse(words).is_some()
        || words.starts_with(['$', '\\'])
        || words.split_whitespace().count() <= 2
        || (words.contains(['^', '+', '=']) && !words.contains(". "))
}

/// The length of a list's or a quotation's mark before the only item on a line of its own.
pub(super) fn list_mark(scene: &Scene<'_>, joint: &Joint, start: usize) -> usize {
    let broken = scene.words[scene.noun..joint.next].iter().any(|word| word.kind == Kind::Break);
    if !broken {
        return 0;
    }
    let after = &scene.text[start..];
    let mark = |line: &str| {
        let digits = line.bytes().take(2).take_while(u8::is_ascii_digit).count();
        match &line.as_bytes()[digits..] {
            [b'.' | b')', b' ', ..] if digits > 0 => digits + 2,
            [b'-' | b'*' | b'>', b' ', ..] if digits == 0 => 2,
            _ => 0,
        }
    };
    let next = after.split('\n').skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    if mark(next.trim_start()) > 0 { 0 } else { mark(after) }
}

/// The end of a content that goes on on the next lines: numbers, values of names, items of one list. They are several answers,
/// of which none is the answer alone.
pub(super) fn more_lines(text: &str, start: usize, end: usize) -> usize {
    let first = text[start..end].trim();
    if first.starts_with('|') {
        let rows = text[start..].split_inclusive('\n').take_while(|line| line.trim_start().starts_with('|'));
        return start + rows.map(str::len).sum::<usize>().max(end - start);
    }
    let kind = line_kind(first);
    if kind == Line::Other {
        return end;
    }
    let mut last = end;
    while let Some(rest) = text[last..].trim_start_matches(['.', '*', ' ']).strip_prefix('\n') {
        let line = rest.split('\n').next().unwrap_or_default();
        let item = line.trim();
        let goes_on = match kind {
            Line::Number => {
                let item = item.trim_start_matches(['*', '-', '•', ' ']);
                number::parse(item).is_some() && item != first
            }
            kind => line_kind(item) == kind,
        };
        if !goes_on {
            break;
        }
        last = text.len() - rest.len() + line.len();
    }
    last
}

/// What a line of a content is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// A number alone.
    Number,
    /// A name of one letter and its value: `$x = 1$`.
    Named,
    /// An item of a list: with a dash or a point, or with a label.
    Item,
    Labelled,
    Other,
}

fn line_kind(line: &str) -> Line {
    let bare = line.trim_start_matches(['*', '_', '$', ' ']);
    let valued = line.len() <= ITEM && line.contains(|c: char| c.is_numeric() || matches!(c, '$' | '\\' | 'π' | '√'));
    if number::parse(line).is_some() {
        return Line::Number;
    }
    let Some(first) = bare.chars().next().filter(|_| valued) else { return Line::Other };
    if line.starts_with("- ") || line.starts_with("* ") || line.starts_with("• ") || line.starts_with("+ ") {
        return Line::Item;
    }
    let label = bare.trim_start_matches(['(', '（']);
    let length = label.find([')', '.', '）']).unwrap_or(label.len());
    if length <= 12
        && crate::answer::labels::is_label(&label[..length])
        && !label[length..].starts_with(|c: char| c == '.' && label[length + 1..].starts_with(|c: char| c.is_numeric()))
        && length < label.len()
    {
        return Line::Labelled;
    }
    let named = first.is_alphabetic()
        && bare[first.len_utf8()..]
            .trim_start_matches(|c: char| matches!(c, '_' | '{' | '}') || c.is_numeric())
            .trim_start()
            .starts_with('=');
    if named && line.matches('=').count() == 1 { Line::Named } else { Line::Other }
}

/// Bytes of a line that is an item of a list of answers.
const ITEM: usize = 90;

/// Whether what follows is the first of several options: "A:" and "B:" below, or "the given results:" and lines with letters.
pub(super) fn lists_options(scene: &Scene<'_>, after: &str) -> bool {
    let noun = &scene.words[scene.noun];
    let next = after.split('\n').skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let bare = |line: &str| line.trim_start_matches(['*', ' ', '-', '(']).chars().take(2).collect::<String>();
    if noun.of(scene.text).len() <= 2 {
        return bare(next) == "B:";
    }
    let labels = |line: &str, letter: char| {
        let line = bare(line);
        line.starts_with(letter) && line.ends_with([')', '.', ':'])
    };
    !noun.has(Role::Answer) && labels(after, 'A') && labels(next, 'B')
}

/// Whether what stands behind a verb only says something about the answer: "is correct", "is a number", "is given below".
pub(super) fn describes(scene: &Scene<'_>, inside: Range<usize>) -> bool {
    let words = &scene.words[inside];
    let valued = words.iter().any(|word| matches!(word.kind, Kind::Number | Kind::Formula) || word.has(Role::Number));
    let bounds = words.first().is_some_and(|word| word.has(Role::Fewer)) && valued;
    // "The answer is right" praises one that was given; only a verdict that describes nothing is an answer itself.
    let verdict = words.first().is_some_and(|word| word.has(Role::Verdict) && !word.has(Role::Describes));
    // "La respuesta es A" names a choice, whatever else the letter is a word for.
    let letter = matches!(words, [word, ..] if is_letter(word.of(scene.text)))
        && words.get(1).is_none_or(|next| next.kind != Kind::Word);
    !bounds
        && !letter
        && !(verdict && words.len() <= 3)
        && pattern::find(&CONTENT_DESCRIBES, words, scene.text).is_some()
        && !(valued && words.first().is_some_and(|word| word.roles.meets(Roles::of(&[Role::This, Role::Article]))))
}

/// Where the content that begins at `start` ends: with its displayed formula, its fence, or its sentence.
pub(super) fn end(text: &str, start: usize, ceiling: usize) -> usize {
    let window = &text[start..ceiling.max(start)];
    for (open, close) in [("$$", "$$"), ("\\[", "\\]"), ("```", "```")] {
        if let Some(end) = window.strip_prefix(open).and_then(|rest| rest.find(close)) {
            return start + open.len() + end + close.len();
        }
    }
    let bytes = window.as_bytes();
    let (mut depth, mut dollars, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if window[at..].starts_with("\\begin{") => depth += 1,
            b'\\' if window[at..].starts_with("\\end{") => depth = depth.saturating_sub(1),
            b'\\' => at += usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation)),
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'$' => dollars += 1,
            // An index or a power of HTML belongs to the value.
            b'<' if ["<sub>", "</sub>", "<sup>", "</sup>"].iter().any(|tag| window[at..].starts_with(tag)) => {}
            // A tag ends the content, be it the answer's own or a line break.
            b'<' if bytes.get(at + 1).is_some_and(|next| *next == b'/' || next.is_ascii_alphabetic())
                && window[at + 1..].bytes().take(12).any(|byte| byte == b'>') =>
            {
                return start + at;
            }
            b'[' if bytes.get(at + 1) == Some(&b'/') => return start + at,
            // Inside mathematics, and before a sign of it, `!` is a factorial.
            b'!' if dollars % 2 == 1 || is_operand(&window[at + 1..]) => {}
            byte @ (b'\n' | b'!' | b'?' | b'.' | 0x80..)
                if depth == 0 && sentence::stop_length(text, start + at) > 0 =>
            {
                if byte == b'.' && names_choice(&window[..at], &window[at + 1..]) {
                    at += 1;
                    continue;
                }
                // The dots of a decimal that goes on belong to it.
                let goes_on = byte == b'.' && at > 1 && bytes[at - 1] == b'.';
                return start + at + usize::from(goes_on);
            }
            _ => {}
        }
        at += 1;
    }
    start + window.len()
}

/// Whether what is left of a factorial goes on with a sign of mathematics: `5! = 120`, `5!/3!`.
fn is_operand(rest: &str) -> bool {
    let sign = rest.trim_start();
    sign.starts_with(['=', '/', '×', '·', '^', '÷', ')'])
        || sign.starts_with(['+', '*']) && sign[1..].starts_with([' ', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
}

/// Whether a point stands between a letter and the text of its option, or between a value and its letter: "B. mitochondria",
/// "12. (B)".
fn names_choice(before: &str, after: &str) -> bool {
    let bare = before.trim_matches(['*', '(', ')', ' ', '$']);
    let rest = after.trim_start_matches(['*', ' ']);
    let line = rest.split('\n').next().unwrap_or_default();
    if crate::answer::labels::names_options(bare) {
        return after.len() > rest.len() && rest.starts_with(|c: char| c.is_lowercase());
    }
    let letter = line.strip_prefix('(').and_then(|line| line.trim_end_matches(['.', '*', ' ']).strip_suffix(')'));
    letter.is_some_and(crate::answer::labels::names_options)
}
