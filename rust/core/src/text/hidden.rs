//! Text that stands in the response but that a reader would not see: it counts for nothing.

use std::ops::Range;

use memchr::{memchr, memchr2_iter, memmem};

use crate::limits::{ELEMENTS_OPEN, HIDDEN_WINDOW};

/// LaTeX commands whose argument is not shown, or shown struck through.
const COMMANDS: [&str; 10] =
    ["phantom", "hphantom", "vphantom", "cancel", "bcancel", "xcancel", "sout", "st", "strike", "xout"];

/// Elements whose content is struck through, not shown, or a tool's and not the model's.
const ELEMENTS: [&str; 8] = ["s", "del", "strike", "script", "style", "template", "noscript", "tool_response"];

/// The range of a hiding LaTeX command with its argument, if one begins at the backslash at `at`.
pub(super) fn command(response: &str, at: usize) -> Option<Range<usize>> {
    let bytes = response.as_bytes();
    let name_end = at + 1 + bytes[at + 1..].iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let name = &response[at + 1..name_end];
    if name == "begin" && bytes[name_end..].starts_with(b"{comment}") {
        return Some(at..until(bytes, name_end, b"\\end{comment}"));
    }
    if name == "iffalse" {
        return Some(at..until(bytes, name_end, b"\\fi"));
    }
    let mut open = name_end;
    if name == "cancelto" {
        open = brace_end(bytes, name_end)?;
    } else if matches!(name, "textcolor" | "color") {
        // White on white; `\color{white}` colours the group that it stands in.
        let colour = bytes[name_end..].strip_prefix(b"{white}")?;
        open = bytes.len() - colour.len();
        if name == "color" && colour.first() != Some(&b'{') {
            let group = Some(at.saturating_sub(1)).filter(|start| bytes[*start] == b'{')?;
            return Some(at..brace_end(bytes, group).map_or_else(|| line_end(bytes, at), |end| end - 1));
        }
    } else if !COMMANDS.contains(&name) {
        return None;
    }
    if bytes.get(open) != Some(&b'{') {
        return None;
    }
    Some(at..brace_end(bytes, open).unwrap_or_else(|| line_end(bytes, open)))
}

/// Struck or hidden HTML elements that are open, waiting for their closing tags.
#[derive(Default)]
pub(super) struct Elements {
    open: Vec<(usize, usize)>,
}

impl Elements {
    /// Reads the tag at the `<` at `at`; a closing one gives the range of the whole element, if that is hidden.
    pub(super) fn read(&mut self, response: &str, at: usize) -> Option<Range<usize>> {
        let bytes = response.as_bytes();
        let closes = bytes.get(at + 1) == Some(&b'/');
        let name_start = at + 1 + usize::from(closes);
        // `<48/2=24>>` is a calculator's mark, not an element.
        if !bytes.get(name_start).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
            return None;
        }
        let length = bytes[name_start..]
            .iter()
            .take(16)
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        if closes && self.open.is_empty() {
            return None;
        }
        let name = &response[name_start..name_start + length];
        if closes {
            let &(open, open_name) = self.open.last()?;
            let same = response[open + 1..].get(..open_name).is_some_and(|other| other.eq_ignore_ascii_case(name));
            if !same || bytes.get(name_start + length) != Some(&b'>') {
                return None;
            }
            self.open.pop();
            let end = name_start + length + 1;
            // `<s>` around the whole response is a tokenizer's, not a reader's.
            let whole = name == "s" && response[..open].trim().is_empty() && response[end..].trim().is_empty();
            return (!whole).then_some(open..end);
        }
        let window = window(bytes, at);
        let tag_end = memchr(b'>', window)?;
        let attributes = window.get(1 + length..tag_end)?;
        let struck = attributes.is_empty() && ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name));
        if self.open.len() < ELEMENTS_OPEN && (struck || hides(attributes)) {
            self.open.push((at, length));
        }
        None
    }
}

/// Whether an element's attributes keep it from being shown.
fn hides(attributes: &[u8]) -> bool {
    if attributes.len() < 6 || memchr(b'<', attributes).is_some() {
        return false;
    }
    let text: String = String::from_utf8_lossy(attributes).to_ascii_lowercase().replace(' ', "");
    text.ends_with("hidden")
        || ["display:none", "visibility:hidden", "font-size:0", "opacity:0", "color:white", "color:#fff"]
            .iter()
            .any(|style| text.contains(style))
}

/// The line of a Markdown comment, `[//]: # (…)`, whose colon stands at `at`.
pub(super) fn definition(response: &str, at: usize) -> Option<Range<usize>> {
    let bytes = response.as_bytes();
    if at == 0 || bytes[at - 1] != b']' {
        return None;
    }
    let open = ["[//]", "[comment]"].iter().find_map(|label| {
        let open = at.checked_sub(label.len())?;
        (&bytes[open..at] == label.as_bytes()).then_some(open)
    })?;
    (open == 0 || bytes[open - 1] == b'\n').then(|| open..line_end(bytes, at))
}

/// The range hidden by a `~~` pair, or by a `%` that makes a line a LaTeX comment, at `at`.
pub(super) fn mark(bytes: &[u8], at: usize, last: Option<&Range<usize>>) -> Option<Range<usize>> {
    if last.is_some_and(|range| range.contains(&at)) {
        return None;
    }
    if bytes[at] == b'%' {
        // Within a line `%` is a percent sign far more often than a comment.
        let blank = bytes[..at].iter().rev().take(32).find(|byte| !matches!(byte, b' ' | b'\t'));
        return matches!(blank, None | Some(b'\n')).then(|| at..line_end(bytes, at));
    }
    if bytes.get(at + 1) != Some(&b'~') || at.checked_sub(1).is_some_and(|before| bytes[before] == b'~') {
        return None;
    }
    let line = &window(bytes, at)[2..];
    let line = &line[..memchr(b'\n', line).unwrap_or(line.len())];
    let close = memmem::find(line, b"~~").filter(|close| *close > 0)?;
    Some(at..at + close + 4)
}

/// Characters struck by a combining stroke (U+0335 to U+0338), which go with the character before them.
pub(super) fn overlays(response: &str, hidden: &mut Vec<Range<usize>>) {
    if response.is_ascii() {
        return;
    }
    for at in memchr2_iter(0xB5, 0xB6, response.as_bytes()) {
        if at > 0 && response.as_bytes()[at - 1] == 0xCC {
            let before = response[..at - 1].chars().next_back().map_or(0, char::len_utf8);
            hidden.push(at - 1 - before..at + 1);
        }
    }
}

/// One past the brace that closes the one at `open`, within the window.
fn brace_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in memchr2_iter(b'{', b'}', window(bytes, open)) {
        if at > 0 && bytes[open + at - 1] == b'\\' {
            continue;
        }
        if bytes[open + at] == b'{' {
            depth += 1;
        } else {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(open + at + 1);
            }
        }
    }
    None
}

fn window(bytes: &[u8], from: usize) -> &[u8] {
    &bytes[from..bytes.len().min(from + HIDDEN_WINDOW)]
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |end| from + end)
}

/// One past `close`, or the end of the text: what is never closed hides the rest.
fn until(bytes: &[u8], from: usize, close: &[u8]) -> usize {
    memmem::find(&bytes[from..], close).map_or(bytes.len(), |at| from + at + close.len())
}
