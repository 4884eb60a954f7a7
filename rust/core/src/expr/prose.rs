//! What surrounds mathematics, and what is no mathematics: delimiters, emphasis, choice labels, set phrases, words.

use super::tree::{Constant, Tree};
use crate::lexicon::phrases;
use crate::lexicon::units::{self, List};
use crate::limits;

/// Takes off what only delimits a whole text: spaces, emphasis, quotes, dollars, `\text{…}` around everything, a full stop.
pub(super) fn peel(text: &str) -> &str {
    let mut text = text.trim();
    // Most texts have nothing to take off.
    let is_bare =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'(' | b')' | b'-'));
    if is_bare(text.as_bytes().first()) && is_bare(text.as_bytes().last()) {
        return text;
    }
    // Each round takes something off; more layers than these are nobody's.
    for _ in 0..8 {
        let before = text.len();
        text = text.trim();
        if text.ends_with('.') && !text.ends_with("..") {
            text = text[..text.len() - 1].trim_end();
        }
        for mark in ["**", "__", "`", "\"", "''", "$$"] {
            if text.len() > 2 * mark.len() && text.starts_with(mark) && text.ends_with(mark) {
                text = &text[mark.len()..text.len() - mark.len()];
            }
        }
        if let Some(inner) = text.strip_prefix('$').and_then(|inner| inner.strip_suffix('$'))
            && !inner.contains('$')
        {
            text = inner;
        }
        for (open, close) in [("\\(", "\\)"), ("\\[", "\\]")] {
            if let Some(inner) = text.strip_prefix(open).and_then(|inner| inner.strip_suffix(close)) {
                text = inner;
            }
        }
        for command in [
            "\\boxed{",
            "\\fbox{",
            "\\text{",
            "\\textbf{",
            "\\mathbf{",
            "\\mbox{",
            "\\mathrm{",
            "\\textit{",
            "\\displaystyle",
        ] {
            if let Some(inner) = text.strip_prefix(command) {
                if command.ends_with('{') {
                    if let Some(inner) = inner.strip_suffix('}').filter(|inner| is_balanced(inner)) {
                        text = inner;
                    }
                } else {
                    text = inner;
                }
            }
        }
        if text.len() == before {
            break;
        }
    }
    text
}

/// An amount that stands before a noun with a hyphen or an article, "a 15-mile hike", "30-minute", as an amount of that thing.
pub(super) fn name_compound(text: &str) -> Option<String> {
    if text.starts_with(|c: char| c.is_ascii_digit())
        && let Some(spaced) = space_steps(text)
    {
        return Some(spaced);
    }
    let bare = phrases::PROSE_ARTICLES.iter().find_map(|article| text.strip_prefix(article));
    let amount = bare.unwrap_or(text);
    let length = amount.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')).count();
    let (number, rest) = amount.split_at(length);
    let words = rest.strip_prefix('-').or_else(|| rest.strip_prefix(' ').filter(|_| bare.is_some()))?;
    let is_words = words.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-'));
    if number.is_empty() || !is_words || words.len() > 60 {
        return None;
    }
    let (first, thing) = words.split_once([' ', '-']).unwrap_or((words, ""));
    let is_unit = first.len() > 2 && units::find_name(first).is_some() || !thing.is_empty() && units::is_clear(first);
    if rest.starts_with(' ') {
        return Some(amount.to_owned());
    }
    let is_thing = bare.is_some() && first.len() > 2 && !thing.is_empty() && !units::is_in(List::Inner, first);
    if !is_unit && !is_thing {
        return None;
    }
    Some(match (thing, is_unit) {
        ("", _) => format!("{number} {first}"),
        (thing, true) => format!("{number} {first} of {thing}"),
        (thing, false) => format!("{number} {first} of {thing}"),
    })
}

/// Amounts of several units that are written without a blank, `2h30m`, with one between all signs.
fn space_steps(text: &str) -> Option<String> {
    if text.len() > 24 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase() || byte == b' ') {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 8);
    let (mut rest, mut steps, mut before) = (text, 0, "");
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = rest.split_at(digits);
        let letters = behind.bytes().take_while(u8::is_ascii_lowercase).count();
        let (name, behind) = behind.split_at(letters);
        let is_minutes = matches!(name, "m" | "") && before == "h" || name == "m" && behind.ends_with('s');
        let name = if is_minutes { "min" } else { name };
        if number.is_empty() || !matches!(name, "d" | "h" | "min" | "s" | "ft" | "in" | "lb" | "oz") {
            return None;
        }
        out.push_str(number);
        out.push(' ');
        out.push_str(if name == "d" { "day" } else { name });
        out.push(' ');
        (rest, steps, before) = (behind.trim_start(), steps + 1, name);
    }
    out.pop();
    (steps > 1).then_some(out)
}

/// Whether no brace in the text closes one outside of it.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0i32;
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if escaped => {
                escaped = false;
                continue;
            }
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// The ending that makes an ordinal of a whole number: `st` of 21, `th` of 11.
pub(crate) fn ordinal_ending(digits: &str) -> &'static str {
    let teen = matches!(digits.as_bytes(), [.., b'1', b'1'..=b'3']);
    let ending = phrases::NUMERALS_ORDINALS_OF.iter().find(|(last, _)| !teen && digits.ends_with(last));
    ending.map_or(phrases::NUMERALS_ORDINAL, |(_, ending)| ending)
}

/// A choice's letter and what follows it: `\textbf{(C)}\ 12`, `(B) 12`, `B) 12`, `B. 12`. A letter alone is no label.
pub(super) fn label(text: &str) -> Option<(char, &str)> {
    let mut rest = text;
    let wrapped = ["\\textbf{", "\\text{", "\\mathrm{", "\\mathbf{", "\\textrm{", "\\mbox{"]
        .iter()
        .find_map(|open| rest.strip_prefix(open));
    if let Some(inner) = wrapped {
        rest = inner;
    }
    let bracketed = rest.strip_prefix('(');
    rest = bracketed.unwrap_or(rest);
    let letter = rest.chars().next().filter(
        |letter| matches!(letter, 'A'..='J' | 'a'..='e' if bracketed.is_some() || letter.is_ascii_uppercase()),
    )?;
    rest = &rest[1..];
    let closed = rest.strip_prefix(')');
    rest = match (closed, bracketed) {
        (Some(rest), _) => rest,
        (None, None) => rest.strip_prefix('.').filter(|rest| rest.starts_with([' ', '}']))?,
        _ => return None,
    };
    if wrapped.is_some() {
        let inside = rest.trim_start_matches([' ', '~', ':']);
        rest = match inside.strip_prefix('}') {
            Some(rest) => rest,
            // `\text{(B) 12 cm}`: the content is in the same text.
            None if text.ends_with('}') && is_balanced(&inside[..inside.len() - 1]) => &inside[..inside.len() - 1],
            None => return None,
        };
    } else if !rest.starts_with([' ', '\\', '~', ':']) {
        // `(C)(D)`, `(A)x` are products.
        return None;
    }
    let mut content = rest.trim_start_matches([' ', '~', ':']);
    while let Some(inner) =
        ["\\ ", "\\;", "\\,", "\\:", "\\quad", "\\qquad"].iter().find_map(|space| content.strip_prefix(space))
    {
        content = inner.trim_start_matches([' ', '~']);
    }
    let is_operator = content.starts_with(['+', '=', '^', '*', '/', '_', ',', '<', '>', ')'])
        || ["\\cup", "\\cap", "\\cdot", "\\times", "\\in"].iter().any(|sign| content.starts_with(sign))
        || phrases::PROSE_JOINS.iter().any(|joint| content.starts_with(joint));
    (!content.is_empty() && !is_operator).then_some((letter.to_ascii_uppercase(), content))
}

/// Whether a text is a date, `2031-07-04`, which is no difference of three numbers.
fn is_date(text: &str) -> bool {
    let [year @ .., b'-', a, b, b'-', c, d] = text.as_bytes() else { return false };
    year.len() == 4 && year.iter().chain([a, b, c, d]).all(u8::is_ascii_digit) && (*a <= b'1' && *c <= b'3')
}

/// Words that say a mathematical object, and dates.
pub(super) fn phrase(text: &str) -> Option<Tree> {
    if is_date(text) {
        return Some(Tree::Text(text.to_owned()));
    }
    if text.len() > 40 || !text.as_bytes().first()?.is_ascii_alphabetic() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    // Words for kinds of functions, with hyphens that subtract nothing.
    if phrases::BOUNDS_FUNCTIONS.iter().any(|start| lower.starts_with(start)) {
        return Some(Tree::Text(text.to_owned()));
    }
    let names = |list: &[&str]| list.contains(&lower.as_str());
    let constant = if names(&phrases::CONSTANTS_REALS) {
        Constant::Reals
    } else if names(&phrases::CONSTANTS_INTEGERS) {
        Constant::Integers
    } else if names(&phrases::CONSTANTS_EMPTY) {
        Constant::EmptySet
    } else if names(&phrases::CONSTANTS_INFINITY) {
        Constant::Infinity
    } else if names(&phrases::CONSTANTS_NEGATIVE_INFINITY) {
        return Some(Tree::negate(Tree::Constant(Constant::Infinity)));
    } else {
        return None;
    };
    Some(Tree::Constant(constant))
}

/// The words of a text that is no mathematics: text commands taken off, one space between words. None without a letter.
pub(super) fn words(text: &str) -> Option<String> {
    if text.len() > limits::EXPR_PROSE {
        return None;
    }
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(inner) = TEXTS.iter().find_map(|command| rest.strip_prefix(command)) {
            rest = inner;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '{' | '}' | '$' | '"' => {}
            '\\' if rest.starts_with([' ', ',', ';', '!', ':', '(', ')', '[', ']', '\\']) => {
                rest = &rest[1..];
                words.push(' ');
            }
            '~' => words.push(' '),
            c => words.push(c),
        }
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    // Letters of commands are no words.
    let mut in_command = false;
    let has_words = words.chars().any(|c| {
        in_command = c == '\\' || in_command && c.is_ascii_alphabetic();
        !in_command && c.is_alphabetic()
    });
    has_words.then_some(words)
}

/// Commands that only say that words follow.
const TEXTS: [&str; 9] = [
    "\\text{",
    "\\textbf{",
    "\\textit{",
    "\\mbox{",
    "\\mathrm{",
    "\\mathbf{",
    "\\textrm{",
    "\\emph{",
    "\\operatorname{",
];
