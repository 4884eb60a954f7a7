//! verl's score for MATH (verl 0.9.1, `verl/utils/reward_score/math_reward.py`), which compares the spelling of the last
//! box with the truth's after the usual clean-up of the MATH dataset.
//!
//! The original's clean-up raises on some texts, and the comparison is then one of the texts as they are: here it
//! returns `None`.

use memchr::{memchr2_iter, memmem};

const BOXED_WORD: &str = "\\boxed ";
const BOXED: &str = "\\boxed{";

/// What stands in front of a unit.
const UNIT: &str = "\\text{ ";

/// Digits of an integer that Python turns into text and back by default.
const INTEGER_DIGITS: usize = 4300;

/// Replacements that every text goes through, in their order, before units are looked for.
const BEFORE_UNITS: [(&str, &str); 10] = [
    ("\n", ""),
    ("\\!", ""),
    ("\\\\", "\\"),
    ("tfrac", "frac"),
    ("dfrac", "frac"),
    ("\\left", ""),
    ("\\right", ""),
    ("^{\\circ}", ""),
    ("^\\circ", ""),
    ("\\$", ""),
];

/// Replacements after units are gone.
const AFTER_UNITS: [(&str, &str); 4] = [("\\\\%", ""), ("\\%", ""), (" .", " 0."), ("{.", "{0.")];

/// Whether the last box of a response is spelled like the truth.
pub fn is_right(response: &str, truth: &str) -> bool {
    last_boxed_only_string(response).and_then(remove_boxed).is_some_and(|answer| is_equiv(answer, truth))
}

/// Whether two texts are the same after the clean-up, or as they are where it fails on one of them.
pub fn is_equiv(one: &str, other: &str) -> bool {
    let same_after_clean_up =
        || strip_string(one).is_some_and(|one| strip_string(other).is_some_and(|other| one == other));
    one == other || same_after_clean_up()
}

/// The last box of a text with its command; `None` if it has none or the box is never closed.
///
/// `\boxed ` with a space is preferred wherever it stands, and ends at the next dollar sign; `\fbox` counts only where
/// there is no `\boxed` at all.
pub fn last_boxed_only_string(text: &str) -> Option<&str> {
    if let Some(start) = text.rfind(BOXED_WORD) {
        let content = start + BOXED_WORD.len();
        let end = text[content..].find('$').map_or(text.len(), |at| content + at);
        return Some(&text[start..end]);
    }
    let start = text.rfind("\\boxed").or_else(|| text.rfind("\\fbox"))?;
    let boxed = &text[start..];
    let mut open = 0_i64;
    for at in memchr2_iter(b'{', b'}', boxed.as_bytes()) {
        if boxed.as_bytes()[at] == b'{' {
            open += 1;
        } else {
            open -= 1;
            if open == 0 {
                return Some(&boxed[..=at]);
            }
        }
    }
    None
}

/// What is in a box; `None` for what is no `\boxed`.
fn remove_boxed(boxed: &str) -> Option<&str> {
    boxed.strip_prefix(BOXED_WORD).or_else(|| boxed.strip_prefix(BOXED)?.strip_suffix('}'))
}

/// The text cleaned up; `None` where the original's clean-up raises.
pub fn strip_string(text: &str) -> Option<String> {
    let mut text = replace_all(text.to_owned(), &BEFORE_UNITS);
    if let Some(before) = memmem::find(text.as_bytes(), UNIT.as_bytes()) {
        if has(&text[before + UNIT.len()..], UNIT) {
            return None;
        }
        text.truncate(before);
    }
    text = replace_all(text, &AFTER_UNITS);
    if text.starts_with('.') {
        text.insert(0, '0');
    }
    if let Some((name, value)) = text.split_once('=')
        && name.chars().nth(2).is_none()
        && !value.contains('=')
    {
        text = String::from(value);
    }
    text = replace_all(fix_sqrt(text)?, &[(" ", "")]);
    text = fix_fracs(text)?;
    if text == "0.5" {
        text = String::from("\\frac{1}{2}");
    }
    Some(fix_a_slash_b(text))
}

/// Whether a text has a part: in long texts this is much faster than the standard library's search.
fn has(text: &str, part: &str) -> bool {
    memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

fn replace_all(mut text: String, pairs: &[(&str, &str)]) -> String {
    // Most answers have no command, and no replacement makes one.
    let has_commands = has(&text, "\\");
    for (from, to) in pairs {
        if (has_commands || !from.contains('\\')) && has(&text, from) {
            text = text.replace(from, to);
        }
    }
    text
}

/// `\sqrt3` with braces; `None` where nothing follows a root.
fn fix_sqrt(text: String) -> Option<String> {
    if !has(&text, "\\sqrt") {
        return Some(text);
    }
    let mut parts = text.split("\\sqrt");
    let mut fixed = parts.next()?.to_owned();
    for part in parts {
        let first = part.chars().next()?;
        fixed.push_str("\\sqrt");
        if first == '{' {
            fixed.push_str(part);
        } else {
            push_braced(&mut fixed, first);
            fixed.push_str(&part[first.len_utf8()..]);
        }
    }
    Some(fixed)
}

/// `\frac12` with braces, the text as it is where only one character follows a fraction; `None` where nothing does.
fn fix_fracs(text: String) -> Option<String> {
    if !has(&text, "\\frac") {
        return Some(text);
    }
    let mut parts = text.split("\\frac");
    let mut fixed = parts.next()?.to_owned();
    for part in parts {
        let mut characters = part.chars();
        let top = characters.next()?;
        fixed.push_str("\\frac");
        if top == '{' {
            fixed.push_str(part);
            continue;
        }
        let Some(bottom) = characters.next() else { return Some(text) };
        push_braced(&mut fixed, top);
        if bottom == '{' {
            fixed.push(bottom);
        } else {
            push_braced(&mut fixed, bottom);
        }
        fixed.push_str(characters.as_str());
    }
    Some(fixed)
}

fn push_braced(text: &mut String, c: char) {
    text.extend(['{', c, '}']);
}

/// `a/b` of two integers as a fraction.
fn fix_a_slash_b(text: String) -> String {
    match text.split_once('/') {
        Some((top, bottom)) if is_integer(top) && is_integer(bottom) => format!("\\frac{{{top}}}{{{bottom}}}"),
        _ => text,
    }
}

/// Whether a text is an integer as Python prints it: `str(int(text)) == text`.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain && digits.len() <= INTEGER_DIGITS && (text == "0" || !digits.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_found_and_opened() {
        assert_eq!(last_boxed_only_string(r"\boxed{1} and \boxed{a{b}c}d}"), Some(r"\boxed{a{b}c}"));
        assert_eq!(last_boxed_only_string(r"\boxed 7$ or $\boxed{1}$"), Some(r"\boxed 7"));
        assert_eq!(last_boxed_only_string(r"\boxed}{3}}"), None);
        assert_eq!(last_boxed_only_string(r"\boxed{1"), None);
        assert_eq!(last_boxed_only_string(r"\fbox{1}"), Some(r"\fbox{1}"));
        assert!(!is_right(r"\fbox{1}", "1"));
        assert!(is_right(r"\boxed{\frac12}", "1/2"));
        assert!(is_right(r"$\boxed 0.5$", r"\tfrac{1}{2}"));
    }

    #[test]
    fn texts_are_cleaned_up_or_left() {
        let clean = |text| strip_string(text).unwrap();
        assert_eq!(clean(r"x = \dfrac34 \text{ cm}"), r"\frac{3}{4}");
        assert_eq!(clean(r".5\\%"), r"\frac{1}{2}");
        assert_eq!(clean(r"\sqrt2x"), r"\sqrt{2}x");
        assert_eq!(clean(r"\frac1{72}"), r"\frac{1}{72}");
        assert_eq!(clean(r"\frac1"), r"\frac1");
        assert_eq!(clean("-3/4"), r"\frac{-3}{4}");
        assert_eq!(clean("-0/4"), "-0/4");
        assert_eq!(clean("1/2/3"), "1/2/3");
        assert_eq!(clean(&format!("{}/1", "9".repeat(4301))).len(), 4303);
        for text in [r"2\sqrt", r"\frac", r"1\text{ a}\text{ b}"] {
            assert_eq!(strip_string(text), None);
            assert!(is_equiv(text, text));
            assert!(!is_equiv(text, "2"));
        }
    }
}
