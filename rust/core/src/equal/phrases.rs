//! The words around a value: hedges that change nothing, labels, offers of several candidates, ranges that are no value.

use crate::lexicon::phrases;
use crate::number;

/// What is left of a text when its leading words are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    /// The value.
    pub(super) text: &'t str,
    /// Whether several candidates are offered: "either 18 or 25".
    pub(super) is_offer: bool,
}

/// The rest of a text after a word, whatever its letter case.
fn strip<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word)).map(|_| text[word.len()..].trim_start())
}

/// Reads the words before a value. None where they leave no value.
pub(super) fn read_value(text: &str) -> Option<Value<'_>> {
    let mut value = Value { text, is_offer: false };
    for _ in 0..4 {
        // Before a letter a tilde negates.
        let negates = value.text.starts_with('~')
            && value.text[1..].trim_start().starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '(' | '~'));
        if let Some(rest) = phrases::VALUES_HEDGES.iter().filter(|_| !negates).find_map(|word| strip(value.text, word))
        {
            value.text = rest;
        } else if let Some(rest) = phrases::VALUES_OFFERS.iter().find_map(|word| strip(value.text, word)) {
            value = Value { text: rest.trim_start_matches(':').trim_start(), is_offer: true };
        } else {
            break;
        }
    }
    if phrases::VALUES_RANGES.iter().any(|word| strip(value.text, word).is_some()) || value.text.is_empty() {
        return None;
    }
    Some(value)
}

/// The interval that words give with its ends: "between 2 and 5, inclusive".
pub(super) fn read_range(text: &str) -> Option<String> {
    let text = strip_numbers(text).unwrap_or(text);
    let strictly = || phrases::BETWEEN_STRICTLY.iter().find_map(|words| strip(text, words));
    let (rest, strict) = match phrases::BETWEEN_WORDS.iter().find_map(|words| strip(text, words)) {
        Some(rest) => (rest, false),
        None => (strictly()?, true),
    };
    let (low, high) = phrases::BETWEEN_JOINTS.iter().find_map(|joint| rest.split_once(joint))?;
    let high = high.trim_end_matches(['.', ' ']);
    let closed = phrases::BETWEEN_CLOSED.iter().find_map(|word| high.strip_suffix(word));
    let open = phrases::BETWEEN_OPEN.iter().find_map(|word| high.strip_suffix(word));
    let high = closed.or(open).or(Some(high).filter(|_| strict))?.trim_end_matches([',', ' ']);
    let plain = |end: &str| !end.is_empty() && !end.contains([',', '(', '[']) && end.split(' ').count() == 1;
    let is_range = plain(low) && plain(high) && (closed.is_none() || !strict);
    is_range.then(|| if closed.is_some() { format!("[{low}, {high}]") } else { format!("({low}, {high})") })
}

/// What is said of all numbers with a property: "at least 2" of "all real numbers that are at least 2" or "x must be at least 2".
pub(super) fn strip_numbers(text: &str) -> Option<&str> {
    let bare = skip_dress(text);
    let bare = phrases::REALS_SET.iter().find_map(|words| strip(bare, words)).unwrap_or(bare);
    // The length of a letter and the blank behind it.
    let letter = |text: &str| match text.as_bytes() {
        [letter, b' ', ..] if letter.is_ascii_alphabetic() => Some(2),
        _ => None,
    };
    let numbers = || {
        let rest = phrases::REALS_NUMBERS.iter().find_map(|words| strip(bare, words))?;
        Some(&rest[letter(rest).unwrap_or(0)..])
    };
    let letters = || {
        let rest = phrases::REALS_LETTERS.iter().find_map(|words| strip(bare, words))?;
        letter(rest).map(|length| &rest[length..])
    };
    let named = || {
        let rest = &bare[letter(bare)?..];
        phrases::REALS_MUST.iter().find_map(|words| strip(rest, words))
    };
    let rest = numbers().or_else(letters).or_else(named)?;
    Some(phrases::REALS_LINKED.iter().find_map(|words| strip(rest, words)).unwrap_or(rest))
}

/// The relation by which words bound all numbers: "greater than 2" of "any number greater than 2".
pub(super) fn read_bound(text: &str) -> Option<&str> {
    strip_numbers(text).filter(|rest| phrases::RELATIONS_WORDS.iter().any(|(words, _)| strip(rest, words).is_some()))
}

/// The quotient that words give as a share: "1 in 4", "a 3 out of 5 chance".
pub(super) fn read_share(text: &str) -> Option<String> {
    let bare = text.trim().trim_end_matches('.');
    let chance = phrases::SHARES_CHANCE.iter().find_map(|words| bare.strip_suffix(words));
    let bare = chance.unwrap_or(bare);
    let bare = phrases::SHARES_ARTICLES.iter().find_map(|article| strip(bare, article)).unwrap_or(bare);
    let (part, whole) = phrases::SHARES_OF.iter().find_map(|words| bare.split_once(words))?;
    let count = |text: &str| number::parse(text).and_then(|number| number.value.to_i64()).filter(|count| *count > 0);
    // "3 out of 3" is a score, and no share.
    (count(part)? < count(whole)?).then(|| format!("\\frac{{{part}}}{{{whole}}}"))
}

/// Bytes of a label: more is a sentence.
const LABEL_BYTES: usize = 60;

/// What stands before the first word of a text: a dollar sign, emphasis, `\text{`.
fn skip_dress(text: &str) -> &str {
    let bare = text.trim_start_matches(['\\', '$', '{', '*', ' ']);
    ["text{", "textbf{", "mathrm{"].into_iter().find_map(|head| bare.strip_prefix(head)).unwrap_or(bare).trim_start()
}

/// The formula after a label such as "Simplified expression:" or "The domain is"; a label that denies, asks or offers is no label.
pub(super) fn strip_label(text: &str) -> Option<&str> {
    let bare = skip_dress(text);
    let words = bare.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b' ').count();
    let (label, rest) = bare.split_at(words.min(LABEL_BYTES));
    let rest = match rest.strip_prefix(':') {
        Some(rest) => rest,
        None if phrases::LABELS_VERBS.iter().any(|verb| label.trim_end().ends_with(verb)) => rest,
        None => return None,
    };
    let denies =
        label.split(' ').any(|word| phrases::LABELS_DENIALS.iter().any(|other| word.eq_ignore_ascii_case(other)));
    let rest = rest.trim_start_matches(['}', ' ', '~', ':', '*']);
    (label.trim().len() > 3 && !denies && !super::labels::says_operation(label) && !rest.is_empty()).then_some(rest)
}

/// What all real numbers but some leave out: "all real numbers except 2 and 3".
pub(super) fn strip_exception(text: &str) -> Option<&str> {
    let bare = skip_dress(text);
    let bare = phrases::REALS_SET.iter().find_map(|words| strip(bare, words)).unwrap_or(bare);
    let rest = phrases::REALS_ALL.iter().find_map(|words| strip(bare, words))?;
    let rest = phrases::REALS_BUT.iter().find_map(|words| strip(rest, words))?;
    Some(rest.trim_start_matches(['}', ' ', '~', '$', ':']))
}

/// Whether words say that there is nothing.
pub(super) fn says_nothing(words: &str) -> bool {
    phrases::MISSING_NOTHING.contains(&words)
}

/// One spelling for words that say that a value is not there.
pub(super) fn name_missing(words: String) -> String {
    let is_missing = phrases::MISSING_UNDEFINED.contains(&words.as_str());
    if is_missing { phrases::MISSING_SPELLED.to_owned() } else { words }
}
