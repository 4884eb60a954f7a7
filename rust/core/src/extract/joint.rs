//! What joins the word for "answer" with the answer: a verb, a colon, a heading's end, a cell's border.

use crate::local::Local;
use std::ops::Range;

use regex::Regex;

use super::doubt::compile;
use super::marks::Word;

/// What joins the word for "answer" with the answer.
static CONNECT: Local<Option<Regex>> = Local::new(|| {
    let verbs = r"\b(?:is|are|was|equals?|becomes|reads|remains|comes\s+(?:out\s+)?(?:to(?:\s+be)?|as)|(?:turns|turned)\s+out\s+to\s+be|(?:ends|ended)\s+up\s+(?:being|as)|works\s+out\s+(?:to(?:\s+be)?|as)|amounts\s+to|(?:must|should|will|would|has\s+to|have\s+to|can\s+only|may|might)\s+(?:\w+\s+)?(?:be|equal)|est|vaut|serait|ist|lautet|beträgt|wäre|es|seria|sarebbe)\b";
    let others = r"->|=>|[:：=＝→⇒⟶]|\\to\b|\\(?:Right|right)arrow|\\?≈|[—–]|-\s|\bsería|é|è|равен|равна|равно|равняется|есть|это|составляет|(?:ом\s+)?(?:является|будет|служит)|है|هو|هي|就是|应该是|应该为|應該是|應為|应为|应是|等于|等於|是|为|為|は|が|은|는|이|가";
    let fillers = r"(?:\s|[,:：=*_`、，…]|\.{2,}|(?:of\s+course|naturally|in\s+fact|finally|therefore|thus|hence|simply|then|just|indeed|clearly|also|now|exactly|precisely|definitely|certainly|actually|really|probably|obviously|equal\s+to|given\s+by|as\s+follows\s*:|donc|bien|exactement|also|somit|daher|genau|exakt|por\s+tanto|por\s+lo\s+tanto|entonces|exactamente|então|portanto|exatamente|quindi|dunque|esattamente|igual\s+a|uguale\s+a|pari\s+a|gleich)\b|égale?\s+à|egal\s+à|поэтому|итак|таким\s+образом|ровно|точно|正好|恰好|ちょうど|정확히)*";
    compile(&format!(
        r#"(?ix)^ s? ["'”’»*_`]*
        (?:\s*[(（][^()（）\n]{{0,60}}[)）])?
        (?:\s+(?:finale?|correcte?|exacte?|correcta|definitiva|correta|definitivo|corretta|definitiva|corect|choice|option|value)\b)?
        (?:\s+(?:النهائية|النهائي|الصحيحة|الصحيح))?
        (?:\s*,\s*(?:then|therefore|thus|hence|of\s+course|finally)\s*,?)?
        (?:\s+(?:(?:to|of|for|in|here|that|which|I|pour|zu|zur|auf|für|(?-i:a)|de|del|della|do|da|alla|we|you)\b|à\s|на\s)[^.?!:：=\n]{{0,80}}?)?
        ["'”’»*_`]* \s*
        (?:{verbs}|{others})
        {fillers} (?:\}}\s*)?"#
    ))
});

/// The length of what joins the word with the answer.
pub(super) fn connection(text: &str, mark: &Range<usize>, after: &str, word: Word) -> Option<usize> {
    // The plain cases first: " is 4", ": $4".
    for joint in [" is ", ": "] {
        let rest = after.strip_prefix(joint).map(|rest| rest.strip_prefix('$').unwrap_or(rest));
        if rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return Some(joint.len());
        }
    }
    if let Some(length) = cell(text, mark, after).or_else(|| bracketed(&text[..mark.start], after)) {
        return Some(length);
    }
    if word == Word::Juxtaposed && closed_by_verb(after) {
        return Some(after.len() - after.trim_start_matches([' ', '*', '_']).len());
    }
    if let Some(found) = CONNECT.as_ref().and_then(|regex| regex.find(after)) {
        return Some(found.end());
    }
    if let Some(length) = heading(text, mark, after) {
        return Some(length);
    }
    let quantity = |rest: &str| {
        let rest = rest.trim_start_matches(['-', '−', '–']);
        rest.starts_with(|c: char| c.is_numeric() || matches!(c, '$' | '\\'))
    };
    if let Some(rest) = after.strip_prefix("'s ").or_else(|| after.strip_prefix("’s ")).filter(|rest| quantity(rest))
    {
        return Some(after.len() - rest.len());
    }
    let space = after.len() - after.trim_start_matches([' ', '*', '_']).len();
    let follows = match word {
        Word::Juxtaposed => quantity(&after[space..]) || name(&after[space..]),
        _ => quantity(&after[space..]) && text[..mark.start].ends_with("inal "),
    };
    (space > 0 && follows).then_some(space)
}

/// "उत्तर (B) है।": one sentence that the verb closes, with a value and no other word of its script before it.
fn closed_by_verb(after: &str) -> bool {
    let sentence = after.split(['।', '\n']).next().unwrap_or_default().trim_end_matches(['.', ' ', '*', '!']);
    let value = ["है", "हैं", "होगा"].iter().find_map(|verb| sentence.strip_suffix(verb)).unwrap_or_default();
    let is_word = |c: char| matches!(c, '\u{900}'..='\u{97F}') && !c.is_numeric();
    value.starts_with(' ') && value.ends_with(' ') && !value.trim().is_empty() && !value.contains(is_word)
}

/// A name in Latin letters, or a choice's letter, and nothing else but a closing verb up to the sentence's end.
fn name(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['(', '*']);
    let length = rest.bytes().take(16).take_while(u8::is_ascii_alphabetic).count();
    let rest = rest[length..].trim_start_matches([')', '*', ' ']);
    let rest = ["है", "होगा"].iter().find_map(|verb| rest.strip_prefix(verb)).unwrap_or(rest);
    length > 0 && (rest.is_empty() || rest.starts_with(['.', '\n', '।', '!', ',']))
}

/// "### Final Answer" as a heading of its own, underlined or not.
fn heading(text: &str, mark: &Range<usize>, after: &str) -> Option<usize> {
    const ADJECTIVES: [&str; 6] = [" finale", " final", " correcte", " correcta", " correta", " corretta"];
    let line = ADJECTIVES.iter().find_map(|adjective| after.strip_prefix(adjective)).unwrap_or(after);
    let line = line.trim_start_matches(['*', '_', '#', ' ']);
    if !line.starts_with(['\n', '\r']) || !heads_line(text, mark.start) {
        return None;
    }
    let body = line.trim_start();
    let (rule, rest) = body.split_once('\n').unwrap_or((body, ""));
    let underlined = rule.len() >= 3 && rule.trim_end().bytes().all(|byte| matches!(byte, b'-' | b'='));
    let body = if underlined { rest.trim_start() } else { body };
    Some(after.len() - body.len())
}

/// "| Answer | 4 |": a row of a table with one cell after the word's.
fn cell(text: &str, mark: &Range<usize>, after: &str) -> Option<usize> {
    let rest = after.trim_start_matches([' ', '*', '_']).strip_prefix('|')?;
    let row = rest.split('\n').next().unwrap_or_default();
    let one = row.split('|').filter(|cell| !cell.trim().is_empty()).count() == 1;
    let lead = text[..mark.start].trim_end_matches("inal ").trim_end_matches(['F', 'f', '|', '*', '_', ' ']);
    (one && (lead.is_empty() || lead.ends_with('\n'))).then_some(after.len() - rest.len())
}

/// "[Answer] 4" and "【答案】4".
fn bracketed(before: &str, after: &str) -> Option<usize> {
    let (open, rest) =
        if let Some(rest) = after.strip_prefix(']') { ('[', rest) } else { ('【', after.strip_prefix('】')?) };
    let label = before.trim_end_matches("最终").trim_end_matches("inal ").trim_end_matches(['F', 'f']);
    let value = rest.trim_start_matches([' ', ':', '：']);
    label.ends_with(open).then_some(after.len() - value.len())
}

/// Whether the word at `at` stands in a heading: nothing but "the final …" before it in its line.
fn heads_line(text: &str, at: usize) -> bool {
    const WORDS: [&str; 13] =
        ["the", "final", "my", "our", "correct", "your", "and", "short", "最终", "最終", "最后", "最終的な", "최종"];
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.len() < 60
        && line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
            WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)) || word.chars().all(char::is_numeric)
        })
}
