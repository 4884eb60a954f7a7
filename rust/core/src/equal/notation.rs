//! Notations that are respelled before a formula is read: the endings of ordinals, dots and bars over decimals, words for signs,
//! Python's dictionaries.

use std::borrow::Cow;

use crate::lexicon::phrases;
use crate::{expr, number};

/// Takes out what writing adds to numerals: the space in `111, \\! 111`, the ending in `12^{\\text{th}}`.
pub(super) fn prepare(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains("\\!") {
        text = Cow::Owned(close_groups(&text));
    }
    for spelled in phrases::MONEY_DOLLARS {
        if let Some(rest) = text.strip_prefix(spelled) {
            text = Cow::Owned(format!("${rest}"));
        }
    }
    // "x \equiv 5 \text{ (mod 12)}".
    if text.contains("(mod ")
        && let Some((before, behind)) = text.split_once("\\text{ (mod ").or_else(|| text.split_once("\\text{(mod "))
        && let Some((modulus, rest)) = behind.split_once(")}")
        && !modulus.contains(['{', '}', '\\'])
    {
        text = Cow::Owned(format!("{before}\\pmod{{{modulus}}}{rest}"));
    }
    if text.contains("{:}") {
        text = Cow::Owned(text.replace("{:}", ":"));
    }
    if let Some(spelled) = spell_chemistry(&text).or_else(|| spell_era(&text)).or_else(|| spell_circled(&text)) {
        text = Cow::Owned(spelled);
    }
    if let Some(spelled) = spell_hex(&text) {
        text = Cow::Owned(spelled);
    }
    if let Some(spelled) = spell_repeats(&text).or_else(|| spell_words(&text)).or_else(|| spell_pairs(&text)) {
        text = Cow::Owned(spelled);
    }
    match find_ordinal(&text) {
        Some((start, end)) => {
            Cow::Owned(format!("{} {}", &text[..start], text[end..].trim_start_matches(['\\', ' ', '~'])))
        }
        None => text,
    }
}

/// A reaction without its command, `\\ce{A + B -> C}`, and the logarithms of chemistry as equations: "a pH of 7", "pH 7", `pK_a = 4.7`.
fn spell_chemistry(text: &str) -> Option<String> {
    if let Some(reaction) = text.strip_prefix("\\ce{").and_then(|rest| rest.strip_suffix('}')) {
        let plain = reaction.contains(' ') && !reaction.contains(['{', '}', '\\', '^']);
        return plain.then(|| reaction.to_owned());
    }
    let bare = phrases::CHEMISTRY_ARTICLES.iter().fold(text, |bare, article| bare.trim_start_matches(article));
    let bare = bare.strip_prefix("\\text{").or_else(|| bare.strip_prefix("\\mathrm{")).unwrap_or(bare);
    let rest = bare.strip_prefix(phrases::CHEMISTRY_LOGARITHM)?.replacen(['_', '{', '}'], "", 3);
    let name = phrases::CHEMISTRY_NAMES.into_iter().find(|name| rest.starts_with(name))?;
    let value = rest[name.len()..].trim_start_matches([' ', '}', ',', '\\']);
    let joint = phrases::CHEMISTRY_JOINTS.iter().find_map(|joint| value.strip_prefix(joint));
    let value = joint.unwrap_or(value).trim();
    number::parse(value).is_some().then(|| format!("\\text{{{}{name}}} = {value}", phrases::CHEMISTRY_LOGARITHM))
}

/// A year without the era that is understood: "476 AD", "AD 79".
fn spell_era(text: &str) -> Option<String> {
    let behind = |era: &&str| text.strip_suffix(*era).and_then(|rest| rest.strip_suffix(' '));
    let before = |era: &&str| text.strip_prefix(*era).and_then(|rest| rest.strip_prefix(' '));
    let year = phrases::DATES_ERAS.iter().find_map(|era| behind(era).or_else(|| before(era)))?.trim();
    ((1..=4).contains(&year.len()) && year.bytes().all(|byte| byte.is_ascii_digit())).then(|| year.to_owned())
}

/// A number in a circle: `②`.
fn spell_circled(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let (Some(first), None) = (chars.next().filter(|c| !c.is_ascii()), chars.next()) else { return None };
    phrases::NUMERALS_CIRCLED.iter().position(|circled| *circled == first).map(|number| number.to_string())
}

/// A numeral in base sixteen with small letters for digits, two at least: `ff_{16}`.
fn spell_hex(text: &str) -> Option<String> {
    let digits = text.strip_suffix("_{16}").or_else(|| text.strip_suffix("_16"))?;
    let letters = digits.bytes().filter(|byte| matches!(byte, b'a'..=b'f')).count();
    (letters > 1 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| format!("{}_{{16}}", digits.to_ascii_uppercase()))
}

/// Drops the spaces around `\\!` after a comma between digits.
fn close_groups(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, part) in text.split("\\!").enumerate() {
        let part = if place > 0 && out.ends_with(',') { part.trim_start() } else { part };
        out.push_str(part);
        let kept = out.trim_end().len();
        if out[..kept].ends_with(',') {
            out.truncate(kept);
        }
    }
    out
}

/// Where the ending of an ordinal stands: after a numeral at the start of the text, "th" and its kin, with or without `^` and
/// `\\text`.
fn find_ordinal(text: &str) -> Option<(usize, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let mut rest = text[digits..].trim_start();
    let mut open = 0;
    for _ in 0..6 {
        let before = rest.len();
        for head in ["^", "\\text", "\\textrm", "\\mathrm", "\\rm", "\\mbox", "~"] {
            if let Some(after) = rest.strip_prefix(head)
                && !after.starts_with(|c: char| c.is_ascii_alphabetic())
            {
                rest = after.trim_start();
            }
        }
        if let Some(after) = rest.strip_prefix('{') {
            open += 1;
            rest = after.trim_start();
        }
        if rest.len() == before {
            break;
        }
    }
    let mut rest = rest.strip_prefix(expr::ordinal_ending(&text[..digits]))?;
    while open > 0 {
        rest = rest.trim_start().strip_prefix('}')?;
        open -= 1;
    }
    let follows = rest.starts_with(|c: char| c.is_alphanumeric() || "^_({=+*/-".contains(c));
    (!follows).then_some((digits, text.len() - rest.len()))
}

/// Repeating decimals in the one spelling that is read: `.\overline{3}`, `0.{\overline{3}}`, a dot over every digit, "0.3 repeating".
fn spell_repeats(text: &str) -> Option<String> {
    memchr::memchr(b'.', text.as_bytes())?;
    for word in phrases::NUMERALS_REPEATING {
        if let Some(value) = text.strip_suffix(word)
            && let Some((whole, [digit])) = value.trim_end().rsplit_once('.').map(|(a, b)| (a, b.as_bytes()))
            && whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
            && digit.is_ascii_digit()
        {
            // Of several decimals the word does not say which.
            return Some(format!("{whole}.({})", char::from(*digit)));
        }
    }
    if !text.contains('\\') || !text.contains(".\\") && !text.contains(".{\\") {
        return None;
    }
    let mut spelled = text.to_owned();
    for mark in ["overline", "bar", "dot"] {
        let braced = format!(".{{\\{mark}{{");
        if let Some(at) = spelled.find(&braced)
            && let Some(end) = spelled[at..].find("}}")
        {
            spelled.replace_range(at + end..at + end + 2, "}");
            spelled.replace_range(at..at + braced.len(), &format!(".\\{mark}{{"));
        }
        if let Some(at) = spelled.find(&format!(".\\{mark}"))
            && !spelled[..at].ends_with(|c: char| c.is_ascii_digit())
        {
            spelled.insert(at, '0');
        }
    }
    if let Some(at) = spelled.find(".\\dot") {
        let mut rest = &spelled[at + 1..];
        let mut digits = String::new();
        while let Some(after) = rest.strip_prefix("\\dot") {
            let inner = after.trim_start_matches(['{', ' ']);
            let Some(digit) = inner.chars().next().filter(char::is_ascii_digit) else { break };
            digits.push(digit);
            rest = inner[1..].trim_start_matches('}');
        }
        if digits.len() > 2 {
            spelled = format!("{}.\\overline{{{digits}}}{rest}", &spelled[..at]);
        }
    }
    (spelled != text).then_some(spelled)
}

/// Signs that are written as words: "plus or minus 3", "3 or more", "the ratio 3-to-2".
fn spell_words(text: &str) -> Option<String> {
    // Most texts neither begin nor end with such a word.
    let (first, last) = (*text.as_bytes().first()?, *text.as_bytes().last()?);
    if memchr::memchr(b' ', text.as_bytes()).is_none() && !text.contains(phrases::BOUNDS_RATIO) {
        return None;
    }
    let (leads, trails) = (phrases::begins_bound(first), phrases::ends_bound(last));
    let is_ratio = !leads && !trails && first.is_ascii_digit() && text.contains(phrases::BOUNDS_RATIO);
    if !(leads || trails || is_ratio) || !text.is_ascii() || text.len() > 80 {
        return None;
    }
    let begins_value = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '$' | '\\'));
    for (words, sign) in phrases::BOUNDS_BEHIND {
        if let Some(value) = text.strip_suffix(words).filter(|value| begins_value(value)) {
            return Some(format!("{sign}{value}"));
        }
    }
    for (word, sign) in phrases::BOUNDS_BEFORE {
        if let Some(value) = text.strip_prefix(word).filter(|value| begins_value(value)) {
            return Some(format!("{sign} {value}"));
        }
    }
    if let Some((words, sign)) = phrases::BOUNDS_EITHER.iter().find(|(words, _)| text.contains(words)) {
        return Some(text.replace(words, sign));
    }
    for label in phrases::BOUNDS_LABELS {
        if let Some(value) =
            text.strip_prefix(label).filter(|value| value.starts_with(|c: char| c.is_ascii_digit() || c == '('))
        {
            return Some(value.replace(phrases::BOUNDS_RATIO, phrases::BOUNDS_SPELLED));
        }
    }
    // "One-to-one" is a word for functions.
    (text.contains(phrases::BOUNDS_RATIO) && !phrases::BOUNDS_FUNCTIONS.iter().any(|word| text.starts_with(word)))
        .then(|| text.replace(phrases::BOUNDS_RATIO, phrases::BOUNDS_SPELLED))
}

/// A dictionary's `{x: 1, y: 2}` as equations.
fn spell_pairs(text: &str) -> Option<String> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let is_pair = |pair: &str| {
        pair.split_once(": ").is_some_and(|(name, value)| {
            let name = name.trim();
            (1..=8).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && !value.contains([':', '<', '>', '='])
        })
    };
    let pairs: Vec<&str> = inner.split(", ").collect();
    (text.len() <= 200 && pairs.iter().all(|pair| is_pair(pair))).then(|| inner.replace(": ", " = "))
}
