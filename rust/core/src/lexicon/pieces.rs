//! A piece of a text as words, numbers and signs, sentence by sentence, with the phrases that begin at each.

use std::ops::Range;

use super::language::{Script, script};
use super::words::Kind;
use super::{is_mark, look_up_into};
use crate::characters::{fold, sentence};

/// A word before the language of its sentence is known.
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Written without blanks between words.
    pub(super) dense: bool,
    matches: (u32, u32),
}

/// The pieces of a text, and the phrases that begin at them.
#[derive(Default)]
pub(super) struct Pieces {
    list: Vec<Piece>,
    /// Where each phrase ends, and the number of its set of meanings.
    matches: Vec<(u32, u16)>,
}

impl Pieces {
    /// None yet, with room for those of so many bytes.
    pub(super) fn within(length: usize) -> Self {
        Self { list: Vec::with_capacity(length / 4 + 4), matches: Vec::with_capacity(length / 4 + 4) }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Some of them.
    pub(super) fn part(&self, range: Range<usize>) -> &[Piece] {
        &self.list[range]
    }

    /// The phrases that begin at a piece; longer ones stand last.
    pub(super) fn matches(&self, piece: &Piece) -> &[(u32, u16)] {
        &self.matches[piece.matches.0 as usize..piece.matches.1 as usize]
    }

    /// Leaves only the first ones.
    pub(super) fn truncate(&mut self, count: usize) {
        if let Some(piece) = self.list.get(count) {
            self.matches.truncate(piece.matches.0 as usize);
        }
        self.list.truncate(count);
    }

    /// Adds the pieces from `at` on, up to the mark or line break that ends their sentence, and gives where the next one begins.
    pub(super) fn read(&mut self, text: &str, mut at: usize) -> usize {
        let bytes = text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            if *byte == b' ' {
                at += 1;
                continue;
            }
            if byte.is_ascii_alphanumeric() {
                let kind = if byte.is_ascii_digit() { Kind::Number } else { Kind::Word };
                let end = if kind == Kind::Word { word_end(text, at) } else { number_end(text, at) };
                self.add(text, Piece { start: at, end, kind, dense: false, matches: (0, 0) });
                at = end;
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            let stop = sentence::stop_length(text, at);
            let (end, kind) = if c == '\n' {
                (at + 1, Kind::Break)
            } else if stop > 0 {
                (at + stop, Kind::Stop)
            } else if c.is_whitespace() || fold::is_invisible(c) {
                at += c.len_utf8();
                continue;
            } else if fold::digit_value(c).is_some() {
                (number_end(text, at), Kind::Number)
            } else if c.is_alphabetic() {
                let letter = at + c.len_utf8();
                (if is_dense(c) { mark_end(text, letter) } else { word_end(text, at) }, Kind::Word)
            } else if let Some(length) = prose_command(&text[at..]) {
                (at + length, Kind::Sign)
            } else if let Some(end) = formula_end(text, at) {
                (end, Kind::Formula)
            } else {
                (at + c.len_utf8(), Kind::Sign)
            };
            let dense = kind == Kind::Word && is_dense(c);
            self.add(text, Piece { start: at, end, kind, dense, matches: (0, 0) });
            at = end;
            if matches!(kind, Kind::Stop | Kind::Break) {
                break;
            }
        }
        at
    }

    fn add(&mut self, text: &str, mut piece: Piece) {
        let first = self.matches.len() as u32;
        if matches!(piece.kind, Kind::Word | Kind::Sign | Kind::Number) {
            look_up_into(text, piece.start, &mut self.matches);
        }
        piece.matches = (first, self.matches.len() as u32);
        self.list.push(piece);
    }
}

/// Whether a letter belongs to a script whose words are not parted by blanks, or carry particles.
pub(super) fn is_dense(c: char) -> bool {
    matches!(script(c), Some(Script::Han | Script::Kana | Script::Hangul | Script::Thai))
}

fn mark_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find(|c: char| !is_mark(c)).unwrap_or(rest.len())
}

/// Where a word ends that is parted by blanks: at the first sign, or letter of a dense script.
fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let at = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if bytes.get(at).is_none_or(u8::is_ascii) {
        return at;
    }
    let rest = &text[at..];
    at + rest.find(|c: char| !(c.is_alphanumeric() || is_mark(c)) || is_dense(c)).unwrap_or(rest.len())
}

/// Where a number ends that begins with a digit: marks between digits belong to it.
fn number_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let digits = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.get(digits).is_none_or(|next| next.is_ascii() && !matches!(next, b'.' | b',' | b'\'' | b':' | b'/')) {
        return digits;
    }
    let mut end = at;
    let mut chars = text[at..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next_is_digit = chars.peek().is_some_and(|(_, next)| fold::digit_value(*next).is_some());
        let belongs = fold::digit_value(c).is_some()
            || (next_is_digit
                && matches!(
                    c,
                    '.' | ',' | '\'' | '’' | ':' | '/' | '٫' | '٬' | '،' | '\u{A0}' | '\u{202F}' | '\u{2009}'
                ));
        if !belongs {
            break;
        }
        end = at + offset + c.len_utf8();
    }
    end
}

/// The length of a command whose braces hold words, `\\text{`, at the start of a text.
fn prose_command(text: &str) -> Option<usize> {
    const COMMANDS: [&str; 9] = [
        "\\text{",
        "\\textbf{",
        "\\textit{",
        "\\textrm{",
        "\\mbox{",
        "\\mathrm{",
        "\\mathbf{",
        "\\operatorname{",
        "\\emph{",
    ];
    if !text.starts_with('\\') {
        return None;
    }
    let length = COMMANDS.iter().find(|command| text.starts_with(**command))?.len();
    let inside = &text[length..text.floor_char_boundary(length.saturating_add(FORMULA).min(text.len()))];
    let inside = inside.split('}').next().unwrap_or_default();
    // A short name is part of a formula.
    inside.trim().contains(' ').then_some(length)
}

/// Bytes of a formula at most, as far as words are read.
const FORMULA: usize = 600;

/// Where a formula ends that begins at `at`.
fn formula_end(text: &str, at: usize) -> Option<usize> {
    if !matches!(text.as_bytes()[at], b'$' | b'\\') {
        return None;
    }
    let rest = &text[at..text.floor_char_boundary((at + FORMULA).min(text.len()))];
    for (open, close) in [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")] {
        if let Some(length) = rest.strip_prefix(open).and_then(|inside| inside.find(close)).filter(|length| *length > 0)
        {
            let inside = &rest[open.len()..open.len() + length];
            // Two prices with words between them are no formula.
            let prose = open == "$"
                && (inside.contains('\n')
                    || inside
                        .split(' ')
                        .any(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())));
            return (!prose).then_some(at + open.len() + length + close.len());
        }
    }
    let name = rest.strip_prefix('\\')?;
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 {
        return None;
    }
    let mut end = 1 + letters;
    while let Some(length) = group(&rest[end..]) {
        end += length;
    }
    Some(at + end)
}

/// The length of a group in braces, or of an index or power with one, at the start of a text.
fn group(text: &str) -> Option<usize> {
    let lead = text.len() - text.trim_start_matches(['^', '_']).len();
    let inside = &text[lead..];
    if !inside.starts_with('{') {
        return (lead == 1).then(|| inside.chars().next().map_or(1, |c| 1 + c.len_utf8()));
    }
    let mut depth = 0_usize;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(lead + at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
