//! The words around a value: hedges that change nothing, labels, offers of several candidates, ranges that are no value.

/// What is left of a text when its leading words are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    /// The value.
    pub(super) text: &'t str,
    /// Whether several candidates are offered: "either 18 or 25".
    pub(super) is_offer: bool,
}

/// Words that say how sure or how exact a value is, and change nothing.
const HEDGES: [&str; 15] = [
    "about ",
    "approximately ",
    "approx. ",
    "approx ",
    "roughly ",
    "around ",
    "exactly ",
    "precisely ",
    "simply ",
    "just ",
    "only ",
    "equal to ",
    "\\approx",
    "≈",
    "~",
];

/// Words that offer candidates.
const OFFERS: [&str; 5] = ["either ", "one of ", "one of:", "any of ", "any of:"];

/// Words that make a range, not a value.
const RANGES: [&str; 3] = ["between ", "somewhere ", "anything "];

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
        if let Some(rest) = HEDGES.iter().filter(|_| !negates).find_map(|word| strip(value.text, word)) {
            value.text = rest;
        } else if let Some(rest) = OFFERS.iter().find_map(|word| strip(value.text, word)) {
            value = Value { text: rest.trim_start_matches(':').trim_start(), is_offer: true };
        } else {
            break;
        }
    }
    if RANGES.iter().any(|word| strip(value.text, word).is_some()) || value.text.is_empty() {
        return None;
    }
    Some(value)
}

/// The interval that words give with its ends: "between 2 and 5, inclusive".
pub(super) fn read_range(text: &str) -> Option<String> {
    let rest = strip(text, "between ").or_else(|| strip(text, "strictly between "))?;
    let strict = text.len() > 8 && text[..8].eq_ignore_ascii_case("strictly");
    let (low, high) = rest.split_once(" and ")?;
    let high = high.trim_end_matches(['.', ' ']);
    let closed = ["(inclusive)", "inclusive"].iter().find_map(|word| high.strip_suffix(word));
    let open = ["(exclusive)", "exclusive"].iter().find_map(|word| high.strip_suffix(word));
    let high = closed.or(open).or(Some(high).filter(|_| strict))?.trim_end_matches([',', ' ']);
    let plain = |end: &str| !end.is_empty() && !end.contains([',', '(', '[']) && end.split(' ').count() == 1;
    let is_range = plain(low) && plain(high) && (closed.is_none() || !strict);
    is_range.then(|| if closed.is_some() { format!("[{low}, {high}]") } else { format!("({low}, {high})") })
}

/// Words of a label that deny, ask, offer or bound: what follows them is no answer.
const DENIALS: [&str; 24] = [
    "not",
    "no",
    "wrong",
    "incorrect",
    "false",
    "either",
    "one",
    "any",
    "or",
    "except",
    "without",
    "never",
    "if",
    "some",
    "between",
    "neither",
    "nor",
    "cannot",
    "least",
    "most",
    "than",
    "maybe",
    "unless",
    "but",
];

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
        None if label.trim_end().ends_with(" is") || label.trim_end().ends_with(" are") => rest,
        None => return None,
    };
    let denies = label.split(' ').any(|word| DENIALS.iter().any(|other| word.eq_ignore_ascii_case(other)));
    let rest = rest.trim_start_matches(['}', ' ', '~', ':', '*']);
    (label.trim().len() > 3 && !denies && !super::labels::says_operation(label) && !rest.is_empty()).then_some(rest)
}

/// What all real numbers but some leave out: "all real numbers except 2 and 3".
pub(super) fn strip_exception(text: &str) -> Option<&str> {
    let bare = skip_dress(text);
    let bare = strip(bare, "the set of ").unwrap_or(bare);
    let rest = ["all real numbers x", "all real numbers", "all reals", "any real number", "every real number"]
        .into_iter()
        .find_map(|words| strip(bare, words))?;
    let rest = ["except for", "except", "other than", "but", "not equal to"]
        .into_iter()
        .find_map(|words| strip(rest, words))?;
    Some(rest.trim_start_matches(['}', ' ', '~', '$', ':']))
}

/// Whether words say that there is nothing.
pub(super) fn says_nothing(words: &str) -> bool {
    matches!(
        words,
        "no solution"
            | "none"
            | "there is no solution"
            | "there is no real solution"
            | "there are no real solutions"
            | "no solution exists"
            | "no solutions exist"
            | "no solutions"
            | "no real solution"
            | "no real solutions"
            | "empty set"
            | "no values"
            | "no such values"
            | "there are no solutions"
    )
}

/// One spelling for words that say that a value is not there.
pub(super) fn name_missing(words: String) -> String {
    let is_missing = matches!(
        words.as_str(),
        "does not exist"
            | "dne"
            | "doesnt exist"
            | "not defined"
            | "is undefined"
            | "it is undefined"
            | "limit does not exist"
    );
    if is_missing { "undefined".to_owned() } else { words }
}
