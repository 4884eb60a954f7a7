//! Sentences, as far as a reward needs them: where the one around a place begins and ends.
//!
//! A line break ends a sentence. A full stop ends one unless it stands inside a number or an abbreviation.

use std::ops::Range;

use memchr::{memchr, memchr3, memrchr};

use crate::limits::SENTENCE_WINDOW;

/// The abbreviations of `rust/core/lexicon/sentences.toml`.
mod table {
    include!(concat!(env!("OUT_DIR"), "/sentences.rs"));
}

/// The length of the mark at `at` when it ends a sentence, else 0.
pub fn stop_length(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'\n' => 1,
        b'!' => usize::from(ends_word(bytes, at + 1)),
        b'?' => usize::from(ends_word(bytes, at + 1) || bytes[at + 1..].first().is_some_and(|b| *b >= 0x80)),
        b'.' => usize::from(
            ends_word(bytes, at + 1) && !abbreviates(text, at) && !repeats(bytes, at) && !continues(bytes, at),
        ),
        // 。！？．｡ (U+3002, U+FF01, U+FF1F, U+FF0E, U+FF61), । (U+0964), ؟ (U+061F), ۔ (U+06D4)
        0xE3 if bytes[at..].starts_with("。".as_bytes()) => 3,
        0xEF if ["！", "？", "．", "｡"].iter().any(|stop| bytes[at..].starts_with(stop.as_bytes())) => 3,
        0xE0 if bytes[at..].starts_with("।".as_bytes()) => 3,
        0xD8 if bytes[at..].starts_with("؟".as_bytes()) => 2,
        0xDB if bytes[at..].starts_with("۔".as_bytes()) => 2,
        _ => 0,
    }
}

/// Whether a mark before `at` stands at the end of a word: space, a closing mark or nothing follows.
fn ends_word(bytes: &[u8], at: usize) -> bool {
    let closers = bytes[at..].iter().take(6).take_while(|byte| b")]}\"'*_`$!?".contains(byte)).count();
    match bytes.get(at + closers) {
        None => true,
        Some(byte) if byte.is_ascii_whitespace() || byte.is_ascii_control() => true,
        // A closing quotation mark, a no-break space or the next sentence in a script without spaces.
        Some(byte) if *byte >= 0x80 => true,
        // "$x = 5$.\boxed" and "5.</p>": markup begins, not a word.
        Some(b'<' | b'\\') => true,
        _ => false,
    }
}

/// Whether the full stop at `at` is the point of a repeating decimal, `0.\overline{3}`.
fn repeats(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at + 1..];
    let rest = if rest.first() == Some(&b'{') { &rest[1..] } else { rest };
    rest.first() == Some(&b'\\')
        && at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_digit())
        && [&b"\\over"[..], b"\\bar", b"\\dot", b"\\widebar"].iter().any(|command| rest.starts_with(command))
}

/// Whether the full stop at `at` is the last of three that stand for terms of a sum or a list: `1 + 2 + ... + 9`.
fn continues(bytes: &[u8], at: usize) -> bool {
    let term = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || b"+*=,".contains(byte));
    let blank = |byte: &&u8| **byte != b' ';
    at > 1
        && bytes[at - 2..at] == *b".."
        && term(bytes[..at - 2].iter().rev().find(blank))
        && term(bytes[at + 1..].iter().take(4).find(blank))
}

/// Whether the full stop at `at` belongs to an abbreviation, a list number or a single initial.
fn abbreviates(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[at.saturating_sub(8)..at];
    let length = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.').count();
    let word = &before[before.len() - length..];
    let Ok(word) = std::str::from_utf8(word) else { return false };
    if word.is_empty() || text.as_bytes()[at + 1..].iter().all(u8::is_ascii_whitespace) {
        return false;
    }
    // "No. It is not possible" begins with a verdict, "No. 7" with a number's mark.
    let verdict = table::SENTENCES_NUMBERS.iter().any(|number| number.eq_ignore_ascii_case(word)) && at == length;
    let next = text[at + 1..].trim_start_matches(' ');
    if verdict && next.starts_with(char::is_alphabetic) && next.len() > 1 && next.as_bytes()[1] != b'.' {
        return false;
    }
    let goes_on = next.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
    if goes_on && table::SENTENCES_OPEN.iter().any(|abbreviation| abbreviation.eq_ignore_ascii_case(word)) {
        return true;
    }
    let line_start = at - length == 0 || text.as_bytes()[at - length - 1] == b'\n';
    (line_start && length <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
        || table::SENTENCES_ABBREVIATIONS.iter().any(|abbreviation| abbreviation.eq_ignore_ascii_case(word))
}

/// The first place at or after `from` where a sentence ends (before its mark), or the end of the text.
pub fn end_from(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if stop_length(text, at) > 0 {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Where the sentence that holds `pos` begins, looking back over a bounded window.
pub fn start_before(text: &str, pos: usize) -> usize {
    let floor = text.floor_char_boundary(pos.saturating_sub(SENTENCE_WINDOW));
    let bytes = text.as_bytes();
    let mut at = pos;
    while at > floor {
        at -= 1;
        if bytes[at] & 0xC0 == 0x80 {
            continue;
        }
        let length = stop_length(text, at);
        if length > 0 && at + length <= pos {
            return at + length;
        }
    }
    floor
}

/// The sentence around `pos`, without its closing mark; bounded on both sides.
pub fn sentence_around(text: &str, pos: usize) -> Range<usize> {
    let ceiling = text.floor_char_boundary((pos + SENTENCE_WINDOW).min(text.len()));
    start_before(text, pos)..end_from(&text[..ceiling], pos)
}

/// The last sentence that is not blank, without white space around it, with its closing mark.
///
/// ```
/// use rewards_core::text::sentence::last_sentence;
/// let text = "It costs $3.50 each. We buy 2, i.e. a pair.\n";
/// assert_eq!(&text[last_sentence(text)], "We buy 2, i.e. a pair.");
/// ```
pub fn last_sentence(text: &str) -> Range<usize> {
    let end = text.trim_end().len();
    let start = line_sentences(text, end);
    let blank = text[start..end].len() - text[start..end].trim_start().len();
    start + blank..end
}

/// Where the last sentence of `text[..end]` begins, unbounded: one pass over its last line.
fn line_sentences(text: &str, end: usize) -> usize {
    let line = memrchr(b'\n', &text.as_bytes()[..end]).map_or(0, |at| at + 1);
    let mut start = line;
    let mut at = line;
    let is_ascii = text.as_bytes()[line..end].is_ascii();
    while at < end {
        if is_ascii {
            let Some(next) = memchr3(b'.', b'!', b'?', &text.as_bytes()[at..end]) else { break };
            at += next;
        }
        let length = stop_length(&text[..end], at);
        if length == 0 {
            at += 1;
            continue;
        }
        at += length;
        // The marks that close the sentence, and the last sentence's own stop, begin nothing.
        let rest = text[at..end]
            .trim_start_matches([')', ']', '}', '"', '\'', '*', '_', '`', '$', '!', '?', '.', '”', '’', '」']);
        if rest.trim().is_empty() {
            break;
        }
        at = end - rest.len();
        start = at;
    }
    start
}

/// Whether a sentence, a line or the text begins at `pos`, white space aside.
///
/// ```
/// use rewards_core::text::sentence::is_sentence_start;
/// assert!(is_sentence_start("Is it even? The answer is 4.", 12));
/// assert!(!is_sentence_start("I think The answer is 4.", 8));
/// ```
pub fn is_sentence_start(text: &str, pos: usize) -> bool {
    let before = &text[..pos];
    let bare = before.trim_end();
    if bare.is_empty() || memchr(b'\n', &before.as_bytes()[bare.len()..]).is_some() {
        return true;
    }
    let closed = bare.trim_end_matches([')', ']', '"', '\'', '*', '_', '`', '$', '”', '’', '」']);
    let Some(last) = closed.char_indices().next_back() else { return false };
    // Marks that themselves need no space after them end a sentence wherever they stand; the others want one.
    let length = stop_length(text, last.0);
    length > 0 && (length > 1 || bare.len() < before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_inside_numbers_and_abbreviations_end_nothing() {
        for text in ["It is 3.5 cm", "Mr. Brown has e.g. 5", "1. First", r"is $0.\overline{3}$", r"is 1.\dot{6}"] {
            assert_eq!(end_from(text, 0), text.len(), "{text}");
        }
        for (text, end) in
            [("It is 3. Then", 7), ("答案是4。然后", 10), ("No! Yes", 2), ("a\nb", 1), ("उत्तर 4। अब", 17)]
        {
            assert_eq!(end_from(text, 0), end, "{text}");
        }
    }

    #[test]
    fn the_last_sentence_keeps_its_mark() {
        for (text, last) in [
            ("One. Two.", "Two."),
            ("One.\n\nTwo", "Two"),
            ("One (see 2.5). Two!  \n", "Two!"),
            ("甲。乙。", "乙。"),
            ("", ""),
            (" \n ", ""),
            ("Only one...", "Only one..."),
        ] {
            assert_eq!(&text[last_sentence(text)], last, "{text}");
        }
    }

    #[test]
    fn a_sentence_is_found_from_any_place_in_it() {
        let text = "First one. The second, i.e. this. Third";
        for pos in 11..32 {
            assert_eq!(&text[sentence_around(text, pos)], " The second, i.e. this", "{pos}");
        }
    }
}
