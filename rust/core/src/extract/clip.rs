//! Cuts off what follows an answer's value in its sentence: reasons, contrasts, closing verbs.

use crate::local::Local;
use std::ops::Range;

use regex::Regex;

use super::doubt::compile;
use super::peel::peel;
use crate::number;

/// What begins a clause after a value.
static CLAUSE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?x)
        \s*,?\s*(?:\(\s*)?\b(?i:because|since|so|which|where|when|while|given|due\s+to|after|using|that|who|assuming|according|considering|weil|da|car|puisque|parce|porque|ya\s+que|puesto|as|thank|thanks|hope|please)\b
      | \s*,?\s*(?P<contrast>\b(?i:(?:and\s+|und\s+)?(?:not|nicht)|but|rather\s+than|instead\s+of|no\s+(?:more|less)|nothing|and\s+(?:we\s+are|we['’]re|that['’]s)|et\s+non|y\s+no|e\s+n[oã]n?|pas|não|non)\b|а\s+не|而不是|不是)
      | \s*,?\s*(?:perché|потому|так\s+как)
      | \s*,?\s*\b(?:I|[Ww]e|[Yy]ou)\s+[a-z]
      | \s+(?i:if)\b
      | \s+[—–-]+\s+(?P<aside>[a-zA-Z]{2,})
      | \s*:\s+[a-zA-Z]{2,}\s
      | \s+by\s+[a-z]{3} | \s+for\s+\$?[a-z]\s*[=<>] | \s+more\s+[a-z]+$
      | \s+\((?i:not|see|even|odd|rounded|in|as|since|because|using|by|from|exactly|approximately|correct)\b[^()]*\)$
      | \s*,?\s*\(?(?i:i\.e\.|namely|that\s+is)
      | \s+(?i:to\s+the\s+nearest|(?:were|was|are|have|had|will|remain)\s+[a-z])
      | \s*,\s*(?P<word>[a-zA-Z]{2,})
      | \s*[;；]
      | ,?\s*(?:因为|因為) | \s*であり | \s+وليس\s
      ",
    )
});

/// What follows a name and is no part of it: a reason, another name that it is not, a remark in brackets.
static REASON: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)\s*,?\s+(?:because|since)\s
          | (?:,\s*(?:and\s+|und\s+)?|\s+(?:and|und|y|e|et)\s+)(?:not|nicht|pas|non|não|no)\s+\S+$ | \s+und\s+nicht\s
          | \s+وليس\s | [,，]\s*(?:а\s+не\s|而?不是) | \s*,?\s+as\s+(?:required|desired|needed|expected|claimed)$
          | \s+\((?:exactly|in\s+|not\s|correct|verified|final|see|because|since)[^()]*\)$",
    )
});

/// Words that only announce the number after them.
static LEADING: Local<Option<Regex>> =
    Local::new(|| compile(r"(?i)^(?:(?:the\s+)?(?:(?:whole\s+)?number|integer|value|fraction)|a\s+total\s+of|de)\s+"));

/// Words after a comma or a dash that go on with the value.
const GOES_ON: [&str; 24] = [
    "and",
    "or",
    "und",
    "oder",
    "et",
    "ou",
    "pi",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "log",
    "ln",
    "exp",
    "infinity",
    "inf",
    "oo",
    "theta",
    "alpha",
    "beta",
    "rad",
    "respectively",
    "otherwise",
    "else",
];

/// Two or more alternatives: they stay together, so that one of them alone is not the answer.
static ALTERNATIVES: Local<Option<Regex>> = Local::new(|| {
    compile(r"(?i)\b(?:or|otherwise|else|either|oder|ou|o|или|and|maybe|perhaps|possibly)\b|或|または|もしくは")
});

/// Polite verbs at the end, where the verb comes last.
const VERB_ENDINGS: [&str; 19] = [
    "가 됩니다",
    "이 됩니다",
    "가 된다",
    "になります",
    "となります",
    "であります",
    "である",
    "でした",
    "です",
    "だ",
    "입니다",
    "이에요",
    "예요",
    "이다",
    "이며",
    "है",
    "होगा",
    "हैं",
    "です。",
];

/// The content without the clause that follows its value, and without the verb that closes the sentence.
pub(super) fn clip(text: &str, content: Range<usize>) -> Range<usize> {
    let words = &text[content.clone()];
    if let Some(rest) =
        VERB_ENDINGS.iter().find_map(|ending| words.strip_suffix(ending)).filter(|rest| !rest.is_empty())
    {
        return peel(text, content.start..content.start + rest.len());
    }
    if let Some(lead) = LEADING.as_ref().and_then(|regex| regex.find(words)) {
        let rest = &words[lead.end()..];
        if rest.starts_with(|c: char| c.is_numeric() || "$\\-−".contains(c)) {
            return clip(text, content.start + lead.end()..content.end);
        }
    }
    if let Some(length) = repeated(words) {
        return content.start..content.start + length;
    }
    let first = words.trim_start_matches(['*', '_', '`', '(', '[', '{', '+', '-', '−', '~']);
    let quantity = first.starts_with(|c: char| c.is_numeric() || "$€£¥₹\\.".contains(c))
        || first.split(|c: char| !c.is_alphabetic()).next().is_some_and(|word| number::parse(word).is_some())
        || first.chars().nth(1).is_none_or(|c| !c.is_alphabetic());
    if !quantity {
        let reason = REASON.as_ref().and_then(|regex| regex.find(words)).map_or(words.len(), |found| found.start());
        // A name has few words; what is longer is a clause, which stays whole.
        let reason = if words[..reason].split_whitespace().count() > 4 { words.len() } else { reason };
        return if reason == words.len() { content } else { peel(text, content.start..content.start + reason) };
    }
    let Some((at, conditional)) = CLAUSE.as_ref().and_then(|regex| {
        // Groups only where there is a match: making room for them touches memory that all threads share.
        let mut matches = regex.find_iter(words);
        matches.find_map(|found| ends_value(words, &regex.captures_at(words, found.start())?))
    }) else {
        return content;
    };
    if conditional && ALTERNATIVES.as_ref().is_some_and(|regex| regex.is_match(&words[at..])) {
        return content;
    }
    peel(text, content.start..content.start + at)
}

/// Where a clause begins, and whether it may hold alternatives, unless it stands in brackets or goes on with the value.
fn ends_value(words: &str, found: &regex::Captures<'_>) -> Option<(usize, bool)> {
    let whole = found.get(0)?;
    let value = &words[..whole.start()];
    // `\,` and `\;` are spaces, not signs.
    if value.ends_with('\\') && whole.as_str().starts_with([',', ';']) {
        return None;
    }
    let open = value.bytes().filter(|byte| b"([{".contains(byte)).count();
    let closed = value.bytes().filter(|byte| b")]}".contains(byte)).count();
    let word = found.name("word").or_else(|| found.name("aside")).map_or("", |word| word.as_str());
    let goes_on = GOES_ON.iter().any(|known| known.eq_ignore_ascii_case(word))
        || (!word.is_empty() && number::parse(word).is_some());
    // "one I cannot give" and "one that is left open" name no number.
    let pronoun = value.starts_with(char::is_alphabetic)
        && number::parse(value).is_some()
        && !whole.as_str().contains([',', ';', '；']);
    // Two values with a semicolon between them are a list.
    let rest = words[whole.end()..].trim_start();
    let is_value = !rest.contains(['=', '≈'])
        && rest.starts_with(|c: char| c.is_numeric() || "$\\(-−".contains(c))
        && rest.split_whitespace().count() <= 3;
    let is_named = names_letter(value) && names_letter(rest) && rest.split_whitespace().count() <= 5;
    let listed = whole.as_str().trim_end().ends_with([';', '；']) && (is_value || is_named);
    let contrast = found.name("contrast").is_some_and(|word| !word.as_str().eq_ignore_ascii_case("but"));
    let conditional = !contrast
        && (whole.as_str().contains([',', ';', '；'])
            || ["if", "assuming", "when", "where", "given"]
                .iter()
                .any(|word| whole.as_str().trim_start().starts_with(word)));
    (whole.start() > 0 && open <= closed && !goes_on && !pronoun && !listed).then_some((whole.start(), conditional))
}

/// Whether a text begins with a letter and an equals sign: `x = 2`, `$y_1=3$`.
fn names_letter(text: &str) -> bool {
    let text = text.trim_start_matches(['$', ' ', '\\', '(', '*']);
    let Some(rest) = text.strip_prefix(|c: char| c.is_alphabetic()) else { return false };
    let rest = rest.trim_start_matches(|c: char| matches!(c, '_' | '{' | '}') || c.is_ascii_digit());
    rest.trim_start().starts_with('=')
}

/// The length of a number that is said twice, "forty-two (42)".
fn repeated(words: &str) -> Option<usize> {
    let (value, twice) = words.strip_suffix(')')?.split_once(" (")?;
    (number::parse(value)?.value == number::parse(twice)?.value).then_some(value.len())
}
