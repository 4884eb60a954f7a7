//! Text that stands in the response but that a reader would not see: it counts for nothing.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2_iter, memmem};

use super::signs::Signs;
use crate::limits::{ELEMENTS_OPEN, HIDDEN_WINDOW};

#[allow(dead_code, reason = "every list is written in several ways")]
mod table {
    include!(concat!(env!("OUT_DIR"), "/hiding.rs"));
}

/// The lengths of the names of elements that hide, by their first letters, as bits.
pub(super) const ELEMENT_NAMES: [u32; 26] = table::ELEMENTS_RUNS;

/// The range of a hiding LaTeX command with its argument, if one begins at the backslash at `at`.
pub(super) fn command(response: &str, at: usize) -> Option<Range<usize>> {
    let bytes = response.as_bytes();
    let first = bytes.get(at + 1)?.to_ascii_lowercase().wrapping_sub(b'a');
    let second = bytes.get(at + 2).filter(|byte| byte.is_ascii_alphabetic()).map_or(0, |byte| byte & 31);
    let lengths = *table::COMMANDS_PAIRS.get(usize::from(first) << 5 | usize::from(second))?;
    if lengths == 0 {
        return None;
    }
    let length = bytes[at + 1..].iter().take(17).take_while(|byte| byte.is_ascii_alphabetic()).count();
    // Most commands are settled by their length and first letters.
    if lengths >> length & 1 == 0 {
        return None;
    }
    let end = at + 1 + length;
    let name = &response[at + 1..end];
    let is = |names: &[&str]| names.contains(&name);
    let open = if is(&table::COMMANDS_ARGUMENT) {
        end
    } else if is(&table::COMMANDS_SECOND) {
        brace_end(bytes, end)?
    } else if is(&table::COMMANDS_DEFINITION) {
        let first = end + memchr(b'{', window(bytes, end))?;
        // `\newcommand{\x}{…}` has two arguments.
        if name.ends_with("command") { option_end(bytes, brace_end(bytes, first)?) } else { first }
    } else if is(&table::COMMANDS_ENVIRONMENT) {
        let (environment, _) = argument(response, end)?;
        let close = table::ENVIRONMENTS_HIDDEN.contains(&environment).then(|| format!("\\end{{{environment}}}"))?;
        return Some(at..until(bytes, end, close.as_bytes()));
    } else if is(&table::COMMANDS_CONDITIONAL) {
        // `\iffalse … \fi`, `\if0 … \fi`.
        return (name.len() > 2 || bytes.get(end) == Some(&b'0')).then(|| at..until(bytes, end, b"\\fi"));
    } else if is(&table::COMMANDS_ENCLOSE) {
        let (notations, end) = argument(response, end)?;
        let strikes = notations.split([' ', ',']).any(|notation| table::NOTATIONS_STRUCK.contains(&notation));
        strikes.then_some(end)?
    } else if is(&table::COMMANDS_COLOUR) {
        let (spec, end) = argument(response, option_end(bytes, end))?;
        if !is_white(spec) {
            return None;
        }
        if bytes.get(end) != Some(&b'{') {
            return Some(at..group_end(bytes, end));
        }
        end
    } else if is(&table::COMMANDS_SIZE) {
        let (size, end) = argument(response, end)?;
        vanishes(size, 0.1).then_some(end)?
    } else if is(&table::COMMANDS_BOX) {
        let (width, end) = argument(response, end)?;
        let (height, end) = argument(response, end)?;
        (vanishes(width, 2.0) || vanishes(height, 2.0)).then_some(end)?
    } else if is(&table::COMMANDS_SWITCH) {
        let (size, after) = argument(response, end)?;
        let limit = if name == "fontsize" { 2.0 } else { 0.1 };
        return vanishes(size, limit).then(|| at..group_end(bytes, after));
    } else if is(&table::COMMANDS_GROUP) {
        return Some(at..group_end(bytes, end));
    } else {
        return None;
    };
    if bytes.get(open) != Some(&b'{') {
        return None;
    }
    Some(at..brace_end(bytes, open).unwrap_or_else(|| line_end(bytes, open)))
}

/// What stands between marks of struck text that are no tags.
pub(super) fn pairs(response: &str, signs: Signs, hidden: &mut Vec<Range<usize>>) {
    let bytes = response.as_bytes();
    // Most responses have none.
    if signs.lack(b'[') || !memchr_iter(b'[', bytes).any(|at| bytes.get(at + 1) == Some(&b'/')) {
        return;
    }
    for (open, close) in table::PAIRS_OPEN.iter().zip(table::PAIRS_CLOSE) {
        let mut from = 0;
        while let Some(end) = memmem::find(&bytes[from..], close.as_bytes()).map(|end| from + end) {
            if let Some(at) = memmem::find(&bytes[from..end], open.as_bytes()).map(|at| from + at) {
                hidden.push(at..end + close.len());
            }
            from = end + close.len();
        }
    }
}

/// The comments of templates.
pub(super) fn comments(response: &str, signs: Signs, hidden: &mut Vec<Range<usize>>) {
    for (open, close) in table::COMMENTS_OPEN.iter().zip(table::COMMENTS_CLOSE) {
        // Most responses lack one of its characters.
        if open.bytes().any(|byte| signs.lack(byte) || memchr(byte, response.as_bytes()).is_none()) {
            continue;
        }
        let mut from = 0;
        while let Some(at) = memmem::find(&response.as_bytes()[from..], open.as_bytes()).map(|at| from + at) {
            from = until(response.as_bytes(), at, close.as_bytes());
            hidden.push(at..from);
        }
    }
}

/// Whether a comment of a template begins here.
pub(super) fn begins_comment(rest: &[u8]) -> bool {
    let begins = |open: &&str| rest.get(1) == open.as_bytes().get(1) && rest.starts_with(open.as_bytes());
    table::COMMENTS_OPEN.iter().any(begins)
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
    let plain: String = colour.chars().filter(|c| !c.is_whitespace()).take(24).collect();
    table::COLOURS_PAPER.iter().any(|white| white.eq_ignore_ascii_case(plain.trim_matches(['"', '\''])))
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
    pub(super) fn are_open(&self) -> bool {
        !self.open.is_empty()
    }

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
        let is = |names: &[&str]| names.iter().any(|element| element.eq_ignore_ascii_case(name));
        let plain = attributes.is_empty()
            || (attributes[0] == b' ' && attributes.contains(&b'=') && !attributes.contains(&b'<'));
        let struck = plain && (is(&table::ELEMENTS_STRUCK) || is(&table::ELEMENTS_HIDDEN));
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
    let (name, value) = (name.trim(), value.trim());
    let is = |list: &[&str]| {
        list.iter().any(|known| {
            known.split_once(':').is_some_and(|(property, start)| {
                property == name && (value.starts_with(start) || name.starts_with("text-") && value.contains(start))
            })
        })
    };
    if is(&table::STYLES_HIDDEN) || is(&table::STYLES_STRUCK) {
        return true;
    }
    let far =
        |value: &str| value.strip_prefix('-').is_some_and(|far| far.bytes().take_while(u8::is_ascii_digit).count() > 2);
    (table::STYLES_SIZE.contains(&name) && vanishes(value, if value.ends_with('%') { 0.1 } else { 2.0 }))
        || (table::STYLES_SHARE.contains(&name) && vanishes(value, 0.1))
        || (table::STYLES_COLOUR.contains(&name) && is_white(value))
        || (table::STYLES_PLACE.contains(&name) && far(value))
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
pub(super) fn overlays(response: &str, signs: Signs, hidden: &mut Vec<Range<usize>>) {
    if signs.lack(0xCC) {
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
