//! Text that stands in the response but that a reader would not see: it counts for nothing.

use std::ops::Range;

use memchr::{memchr, memchr2_iter, memmem};

use crate::limits::{ELEMENTS_OPEN, HIDDEN_WINDOW};

/// Elements whose content is struck through, not shown, or somebody else's and not the model's.
const ELEMENTS: [&str; 10] =
    ["s", "del", "strike", "script", "style", "template", "noscript", "tool_response", "system", "system_prompt"];

/// The range of a hiding LaTeX command with its argument, if one begins at the backslash at `at`.
pub(super) fn command(response: &str, at: usize) -> Option<Range<usize>> {
    let bytes = response.as_bytes();
    let name_end = at + 1 + bytes[at + 1..].iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
    // Most commands are settled by their length and first letter.
    let known = matches!(
        (name_end - at - 1, bytes.get(at + 1).copied().unwrap_or_default()),
        (2, b's')
            | (3, b'd')
            | (4, b's' | b'x' | b'h' | b't')
            | (5, b'l' | b'c' | b'b')
            | (6, b'c' | b's')
            | (7, b'p' | b'b' | b'x' | b'o' | b'i')
            | (8, b'h' | b'v' | b'c' | b'f' | b's')
            | (9, b's' | b'i' | b't' | b'r')
            | (10, b'n')
            | (11 | 15, b't')
            | (12, b'r')
            | (14, b'p')
    );
    if !known {
        return None;
    }
    let open = match &response[at + 1..name_end] {
        // An argument that is not shown, or shown struck through.
        "phantom" | "hphantom" | "vphantom" | "cancel" | "bcancel" | "xcancel" | "sout" | "st" | "strike" | "xout"
        | "strikeout" | "hide" | "invisible" | "label" => name_end,
        "cancelto" => brace_end(bytes, name_end)?,
        // A definition shows nothing.
        "def" | "newcommand" | "renewcommand" | "providecommand" => name_end + memchr(b'{', window(bytes, name_end))?,
        "begin" if bytes[name_end..].starts_with(b"{comment}") => {
            return Some(at..until(bytes, name_end, b"\\end{comment}"));
        }
        "iffalse" => return Some(at..until(bytes, name_end, b"\\fi")),
        "textcolor" | "color" => {
            let (spec, end) = argument(response, option_end(bytes, name_end))?;
            if !is_white(spec) {
                return None;
            }
            if bytes.get(end) != Some(&b'{') {
                return Some(at..group_end(bytes, end));
            }
            end
        }
        "scalebox" | "opacity" | "texttransparent" => {
            let (size, end) = argument(response, name_end)?;
            vanishes(size, 0.1).then_some(end)?
        }
        "resizebox" => {
            let (width, end) = argument(response, name_end)?;
            let (height, end) = argument(response, end)?;
            (vanishes(width, 2.0) || vanishes(height, 2.0)).then_some(end)?
        }
        "transparent" | "fontsize" => {
            let (size, end) = argument(response, name_end)?;
            let limit = if name_end - at == 9 { 2.0 } else { 0.1 };
            return vanishes(size, limit).then(|| at..group_end(bytes, end));
        }
        "tiny" => return Some(at..group_end(bytes, name_end)),
        _ => return None,
    };
    // `\newcommand{\x}{…}` has two.
    let open = if response[at..].starts_with("\\def") || !response[at + 1..name_end].ends_with("command") {
        open
    } else {
        option_end(bytes, brace_end(bytes, open)?)
    };
    if bytes.get(open) != Some(&b'{') {
        return None;
    }
    Some(at..brace_end(bytes, open).unwrap_or_else(|| line_end(bytes, open)))
}

/// The argument in braces at `open`, and one past them.
fn argument(response: &str, open: usize) -> Option<(&str, usize)> {
    let end = Some(open).filter(|open| response.as_bytes().get(*open) == Some(&b'{'))?;
    let end = brace_end(response.as_bytes(), end)?;
    Some((&response[open + 1..end - 1], end))
}

/// One past an option in square brackets, where there is one.
fn option_end(bytes: &[u8], at: usize) -> usize {
    let option = bytes.get(at) == Some(&b'[');
    let close = option.then(|| memchr(b']', &window(bytes, at)[..window(bytes, at).len().min(32)])).flatten();
    close.map_or(at, |close| at + close + 1)
}

/// Whether text of this colour is not seen on paper.
fn is_white(colour: &str) -> bool {
    const WHITES: [&str; 10] = [
        "white",
        "#fff",
        "#ffffff",
        "ffffff",
        "fff",
        "1,1,1",
        "255,255,255",
        "transparent",
        "rgb(255,255,255)",
        "white!100",
    ];
    let plain: String = colour.chars().filter(|c| !c.is_whitespace()).take(24).collect();
    WHITES.iter().any(|white| white.eq_ignore_ascii_case(plain.trim_matches(['"', '\''])))
}

/// Whether a size, a share or a length is at most `limit`, which nobody sees.
fn vanishes(size: &str, limit: f32) -> bool {
    let size = size.trim();
    let digits = size.bytes().take(12).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let relative = size[digits..].starts_with("em") || size[digits..].starts_with("rem");
    let percent = if size[digits..].starts_with('%') { 100.0 } else { 1.0 };
    let limit = if relative { 0.1 } else { limit };
    size[..digits].parse::<f32>().is_ok_and(|size| size / percent <= limit)
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

/// Whether an element's attributes keep it from being shown, or strike it through.
fn hides(attributes: &[u8]) -> bool {
    if attributes.len() < 6 || memchr(b'<', attributes).is_some() {
        return false;
    }
    let text = String::from_utf8_lossy(attributes).to_ascii_lowercase();
    if text.split_whitespace().any(|word| matches!(word, "hidden" | "hidden=\"\"" | "hidden=\"true\"")) {
        return true;
    }
    let after = |name: &str| text.find(name).map(|at| &text[at + name.len()..]);
    let value = |rest: &str| -> String {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let rest = rest.trim_start_matches(['"', '\'']);
        rest.split(|c| quote.map_or(c == ' ', |quote| c == quote)).next().unwrap_or_default().to_owned()
    };
    if after(" color=").is_some_and(|rest| is_white(&value(rest))) {
        return true;
    }
    after("style=").is_some_and(|rest| value(rest).split(';').any(conceals))
}

/// Whether a declaration of a style keeps text from being seen.
fn conceals(declaration: &str) -> bool {
    let Some((name, value)) = declaration.split_once(':') else { return false };
    let value = value.trim();
    match name.trim() {
        "display" => value.starts_with("none"),
        "visibility" => value.starts_with("hidden") || value.starts_with("collapse"),
        "font-size" | "max-height" | "max-width" => vanishes(value, if value.ends_with('%') { 0.1 } else { 2.0 }),
        "opacity" => vanishes(value, 0.1),
        "color" => is_white(value),
        "text-decoration" | "text-decoration-line" => value.contains("line-through"),
        "left" | "top" | "text-indent" | "margin-left" => {
            value.strip_prefix('-').is_some_and(|far| far.bytes().take_while(u8::is_ascii_digit).count() > 2)
        }
        "transform" => value.starts_with("scale(0)"),
        _ => false,
    }
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

/// Where the group or the line ends in which `from` stands.
fn group_end(bytes: &[u8], from: usize) -> usize {
    let window = window(bytes, from);
    let line = &window[..memchr(b'\n', window).unwrap_or(window.len())];
    let mut depth = 0_usize;
    for at in memchr2_iter(b'{', b'}', line) {
        if line[at] == b'{' {
            depth += 1;
        } else if depth == 0 {
            return from + at;
        } else {
            depth -= 1;
        }
    }
    from + line.len()
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
