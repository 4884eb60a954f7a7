//! The slow twin of the format matcher: every start, every split, by plain recursion over short ASCII texts.

use rewards_core::text::sentence::is_sentence_start;

/// A part of a format, as the tests build it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Literal(&'static str),
    Space,
    Tag(&'static str),
    Number,
    Integer,
    Word,
    Text,
}

/// The format's text.
pub(crate) fn write(parts: &[Part]) -> String {
    let text = |part: &Part| match part {
        Part::Literal(text) | Part::Tag(text) => *text,
        Part::Space => " ",
        Part::Number => "[NUM]",
        Part::Integer => "[INT]",
        Part::Word => "[WORD]",
        Part::Text => "[TEXT]",
    };
    parts.iter().map(text).collect()
}

/// Whether the response, which has no reasoning and nothing hidden, ends with the format at a statement's start.
pub(crate) fn ends(parts: &[Part], response: &str) -> bool {
    let text = response.trim_end();
    (0..text.len()).any(|start| {
        // Marks alone before it on its line, such as a list's, begin nothing.
        let line = text[..start].rsplit('\n').next().unwrap_or_default();
        (line.trim().is_empty() || line.contains(char::is_alphanumeric))
            && text.as_bytes()[start] != b' '
            && text.as_bytes()[start] != b'\n'
            && is_sentence_start(text, start)
            && stops(parts, parts, text, start).contains(&text.len())
    })
}

/// Whether the format stands anywhere, not cut out of a longer word or number.
pub(crate) fn stands(parts: &[Part], response: &str) -> bool {
    let hole = |part: Option<&Part>| matches!(part, Some(Part::Number | Part::Integer | Part::Word));
    let cut = |near: Option<char>, far: Option<char>| match near {
        Some('.' | ',' | '/') => far.is_some_and(char::is_numeric),
        near => near.is_some_and(|c| c.is_alphanumeric() || c == '_'),
    };
    (0..response.len()).any(|start| {
        let mut before = response[..start].chars().rev();
        if hole(parts.first()) && cut(before.next(), before.next()) {
            return false;
        }
        stops(parts, parts, response, start).into_iter().any(|end| {
            let mut after = response[end..].chars();
            !(hole(parts.last()) && cut(after.next(), after.next()))
        })
    })
}

/// Every place where a match of `left` that begins at `at` may end.
fn stops(whole: &[Part], left: &[Part], text: &str, at: usize) -> Vec<usize> {
    let Some((part, rest)) = left.split_first() else { return vec![at] };
    let done = whole.len() - left.len();
    let tag =
        |index: Option<usize>| index.and_then(|index| whole.get(index)).is_some_and(|p| matches!(p, Part::Tag(_)));
    let beside_tag = tag(done.checked_sub(1)) || tag(Some(done + 1));
    let fits = |taken: &str| match part {
        Part::Literal(literal) | Part::Tag(literal) => taken == *literal,
        Part::Space => taken.trim().is_empty() && (!taken.is_empty() || beside_tag),
        Part::Number => is_number(taken),
        Part::Integer => is_integer(taken),
        Part::Word => {
            taken.split(['-', '\'']).all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
                && taken.split(['-', '\'']).next().is_some_and(|part| part.bytes().any(|b| b.is_ascii_alphabetic()))
        }
        Part::Text => {
            !taken.trim().is_empty() && !whole.iter().any(|part| matches!(part, Part::Tag(tag) if taken.contains(tag)))
        }
    };
    let mut ends: Vec<usize> =
        (at..=text.len()).filter(|end| fits(&text[at..*end])).flat_map(|end| stops(whole, rest, text, end)).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Signs, decimals and fractions; the tests write no other numbers.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let decimal = |text: &str| match text.split_once('.') {
        Some((whole, part)) => (whole.is_empty() || digits(whole)) && digits(part),
        None => digits(text),
    };
    match unsigned.split_once('/') {
        Some((top, bottom)) => {
            let bottom = bottom.strip_prefix(['-', '+']).unwrap_or(bottom);
            decimal(top) && (digits(bottom) || bottom.split_once('.').is_some_and(|(a, b)| digits(a) && digits(b)))
        }
        None => decimal(unsigned),
    }
}
