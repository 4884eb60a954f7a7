//! Words that are numbers only in company.

use crate::lexicon::phrases;

/// Bytes of the longest word in the lists above: what is longer is none of them.
const LONGEST_WORD: usize = 8;

/// Whether `one` between the two texts is a count and not a pronoun.
pub(super) fn is_count(before: &str, behind: &str) -> bool {
    !phrases::PRONOUNS_BEFORE.contains(&last_word(before).to_ascii_lowercase().as_str())
        && !phrases::PRONOUNS_BEHIND.contains(&first_word(behind).to_ascii_lowercase().as_str())
}

/// The word at the end, a space aside; empty where there is none, or a long one.
fn last_word(text: &str) -> &str {
    let bytes = text.strip_suffix(' ').unwrap_or(text).as_bytes();
    let length = bytes.iter().rev().take(LONGEST_WORD).take_while(|b| b.is_ascii_alphabetic()).count();
    let start = bytes.len() - length;
    // What was counted is ASCII, so that both ends are character boundaries.
    text.get(start..bytes.len()).unwrap_or("")
}

/// The word at the start, a space aside.
fn first_word(text: &str) -> &str {
    let text = text.strip_prefix(' ').unwrap_or(text);
    let length = text.bytes().take(LONGEST_WORD).take_while(u8::is_ascii_alphabetic).count();
    &text[..length]
}

/// Whether the text ends with something to subtract from: a closing bracket or a single letter (`x minus four`).
pub(super) fn ends_with_operand(text: &str) -> bool {
    let mut ends = text.trim_end().chars().rev();
    match ends.next() {
        Some(')' | ']' | '}' | '%') => true,
        Some(c) => c.is_ascii_digit() || c.is_alphabetic() && !ends.next().is_some_and(char::is_alphabetic),
        None => false,
    }
}

/// Whether a Chinese numeral counts between the two texts. One with a unit does; a single character, which may be part of any word
/// (`一起`, `十分`), does before a measure word or beside no other character of its kind.
pub(super) fn is_han_number(before: &str, numeral: &str, behind: &str) -> bool {
    let (last, next) = (before.chars().next_back(), behind.chars().next());
    if last == Some('第') {
        return false;
    }
    if numeral.chars().nth(1).is_some() {
        return true;
    }
    let free = |c: Option<char>, allowed: &str| c.is_none_or(|c| !is_han(c) || allowed.contains(c));
    free(last, "是为為得有共于於等到剩余和或与與约約了出买買卖賣")
        && free(next, "个個元米岁歲天年月日次只隻本人块塊度秒名位张張页頁倍件条條种種克厘和或与與")
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
