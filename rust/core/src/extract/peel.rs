//! Takes the marks around an answer off, and tells a response that is nothing but an answer.

use std::ops::Range;

use super::doubt;
use super::search::is_mathematical;
use super::{Answer, Source};
use crate::answer;
use crate::expr;
use crate::lexicon::phrases;
use crate::lexicon::words::{self, Kind};
use crate::lexicon::{Role, Roles};
use crate::limits::{BARE_LENGTH, PEELS};
use crate::number;
use crate::trace::{Notes, Outcome};

/// Marks that come in pairs around an answer and mean nothing to it.
const PAIRS: [(&str, &str); 23] = [
    ("```", "```"),
    ("`", "`"),
    ("***", "***"),
    ("**", "**"),
    ("__", "__"),
    ("*", "*"),
    ("_", "_"),
    ("$$", "$$"),
    ("$", "$"),
    ("==", "=="),
    ("\\(", "\\)"),
    ("\\[", "\\]"),
    ("\\\\(", "\\\\)"),
    ("\\\\[", "\\\\]"),
    ("\"", "\""),
    ("'", "'"),
    ("“", "”"),
    ("‘", "’"),
    ("«", "»"),
    ("「", "」"),
    ("„", "“"),
    ("\\boxed{", "}"),
    ("\\fbox{", "}"),
];

/// The range without white space, emphasis, quotation marks, mathematics' delimiters, boxes and closing stops.
pub(super) fn peel(text: &str, range: Range<usize>) -> Range<usize> {
    peel_from(text, range, false)
}

/// [`peel`] for what stands inside mathematics, where `!` is a factorial.
pub(super) fn peel_formula(text: &str, range: Range<usize>) -> Range<usize> {
    peel_from(text, range, true)
}

fn peel_from(text: &str, range: Range<usize>, mut formula: bool) -> Range<usize> {
    let mut range = trim(text, range);
    for _ in 0..PEELS {
        let before = range.clone();
        range = stops(text, range, formula);
        let inner = &text[range.clone()];
        if let Some((open, close)) = PAIRS.iter().find(|(open, close)| surrounds(inner, open, close)) {
            let start = range.start + open.len();
            formula |= open.starts_with(['$', '\\']);
            // The word after a fence's opening ticks names a language.
            let info = if *open == "```" {
                let line = &text[start..range.end - close.len()];
                line.find('\n').filter(|end| line[..*end].chars().all(char::is_alphanumeric)).unwrap_or(0)
            } else {
                0
            };
            range = start + info..range.end - close.len();
        } else {
            // "उत्तर, $5$ है": a comma behind the noun.
            let lead = if inner.starts_with("=>") {
                0
            } else if inner.starts_with(", ") {
                1
            } else {
                inner.len() - inner.trim_start_matches(['=', ':', '：']).len()
            };
            range.start += lead;
            range = unpaired(text, range);
        }
        range = trim(text, range);
        if range == before {
            break;
        }
    }
    range
}

/// Emphasis or a closing bracket whose other end stands outside the range.
fn unpaired(text: &str, mut range: Range<usize>) -> Range<usize> {
    // "\text{The answer is } 42".
    range.start += usize::from(text[range.clone()].starts_with('}'));
    let inner = &text[range.clone()];
    if inner.ends_with([')', ']', '】', '"', '”']) && !inner.contains(['(', '[', '{', '\\', '【', '“']) {
        let bare = inner.trim_end_matches([')', ']', '】', '”', '"']);
        if !bare.contains(['"', '”']) {
            range.end = range.start + bare.len();
        }
    }
    // A quotation that begins before the range.
    if text[..range.start].ends_with(['\'', '‘']) && inner.ends_with(['\'', '’']) {
        range.end -= inner.chars().next_back().map_or(0, char::len_utf8);
    }
    for byte in *b"*`_=" {
        let (inner, mark) = (&text[range.clone()], char::from(byte));
        if inner.as_bytes().first() == Some(&byte)
            && !inner.starts_with("=>")
            && !inner.trim_start_matches(mark).contains(mark)
        {
            range.start = range.end - inner.trim_start_matches(mark).len();
        } else if inner.as_bytes().last() == Some(&byte) && !inner.trim_end_matches(mark).contains(mark) {
            range.end = range.start + inner.trim_end_matches(mark).len();
        }
    }
    range
}

/// Whether `open` and `close` are one pair around `inner`, and not two pairs side by side.
fn surrounds(inner: &str, open: &str, close: &str) -> bool {
    // Most pairs are settled by one byte.
    if inner.as_bytes().first() != open.as_bytes().first() || inner.as_bytes().last() != close.as_bytes().last() {
        return false;
    }
    let Some(content) = inner.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) else { return false };
    if content.is_empty() {
        return false;
    }
    match open {
        "\\boxed{" | "\\fbox{" => balanced(content),
        "`" | "```" | "$" | "$$" | "*" | "_" | "**" | "__" | "***" | "==" | "'" => !content.contains(close),
        _ => !content.contains(open) && !content.contains(close),
    }
}

/// Whether no brace of `content` closes one that was opened before it.
fn balanced(content: &str) -> bool {
    let mut depth = 0_i64;
    content.bytes().all(|byte| {
        depth += i64::from(byte == b'{') - i64::from(byte == b'}');
        depth >= 0
    }) && depth == 0
}

/// White space, what no reader sees, and spacing commands at the ends.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let marked = is_marked(inner);
    let start = range.end - inner.trim_start_matches(|c| is_blank(c, marked)).len();
    start..trim_end(text, start..range.end, marked)
}

/// Whether emoji and ticks may decorate `inner`: there is something else in it.
fn is_marked(inner: &str) -> bool {
    !inner.is_ascii() && inner.contains(char::is_alphanumeric)
}

/// White space, what no reader sees, and where it is `marked`, a decoration.
fn is_blank(c: char, marked: bool) -> bool {
    c.is_whitespace() || c.is_control() || crate::text::fold::is_invisible(c) || (marked && is_decoration(c))
}

/// The end of the range without blanks and spacing commands.
fn trim_end(text: &str, range: Range<usize>, marked: bool) -> usize {
    let start = range.start;
    let mut end = start + text[range].trim_end_matches(|c| is_blank(c, marked)).len();
    while let Some(rest) =
        ["\\\\", "\\,", "\\!", "\\;", "\\ "].iter().find_map(|space| text[start..end].strip_suffix(space))
    {
        end = start + rest.trim_end_matches(|c| is_blank(c, marked)).len();
    }
    end
}

/// Emoji and ticks that decorate an answer; a cross or a sign of prohibition says something about it.
fn is_decoration(c: char) -> bool {
    matches!(c, '✅' | '✓' | '✔' | '✨' | '⭐' | '☺' | '\u{1F1E6}'..='\u{1F1FF}' | '\u{1F300}'..='\u{1F6A8}' | '\u{1F6AC}'..='\u{1F6FF}' | '\u{1F900}'..='\u{1FAFF}')
}

/// Stops at the end that close the sentence and not the answer: `0.333...` and `5!` in mathematics keep theirs. The
/// range has no blanks at its ends. Each mark is looked at once, however many there are.
fn stops(text: &str, mut range: Range<usize>, formula: bool) -> Range<usize> {
    let whole = &text[range.clone()];
    // Neither changes as marks are taken off: these are no letters, and a decoration is left or is not.
    let marked = is_marked(whole);
    let mut point = None;
    loop {
        let inner = &text[range.clone()];
        let Some(last) = inner.chars().next_back() else { return range };
        let dots = inner.bytes().rev().take_while(|byte| *byte == b'.').count();
        let ends = if dots > 0 {
            let before = &inner[..inner.len() - dots];
            let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
            if dots >= 2 && digits > 0 && before[..before.len() - digits].ends_with(['.', ',']) {
                range.end -= dots.saturating_sub(3);
                return range;
            }
            // `\.` is a command.
            dots - usize::from(before.ends_with('\\'))
        } else if matches!(last, ',' | ';' | ':' | '?' | '。' | '，' | '；' | '！' | '।' | '、' | '．')
            || (last == '!' && !formula)
            || (last == '…'
                && *point.get_or_insert_with(|| whole.find(['.', ',']).unwrap_or(whole.len())) >= inner.len())
        {
            last.len_utf8()
        } else {
            0
        };
        if ends == 0 {
            return range;
        }
        range.end = trim_end(text, range.start..range.end - ends, marked);
    }
}

/// The answer of a response that is nothing but one answer.
pub(super) fn bare<'t>(text: &'t str, notes: &mut Notes) -> Option<Answer<'t>> {
    let whole = trim(text, 0..text.len());
    if whole.len() > BARE_LENGTH && !answer::is_number(&text[whole.clone()]) {
        return None;
    }
    let span = peel(text, whole.start + label(&text[whole.clone()])..whole.end);
    let content = &text[span.clone()];
    if !content.contains(|c: char| c.is_alphanumeric() || is_mathematical(c)) || text[whole].ends_with(['?', '？', '؟'])
    {
        return None;
    }
    if !one_answer(content) {
        return listed(text, span.clone()).or_else(|| named(text, span)).or_else(|| twice(text, content));
    }
    let reading = answer::read_bare(text, span.clone());
    // "42 is impossible": what was left out says that it is none.
    if reading.span.end < span.end {
        let words = words::read(text, span.start, span.end, None);
        let behind = &words[words.partition_point(|word| word.start < reading.span.end)..];
        if let Some(cause) = doubt::behind_words(text, behind, &text[reading.span.clone()]).cause() {
            let value = reading.span;
            notes.candidate(None, text, ("bare", value.clone()), Some(value), Outcome::Refused(cause));
            return None;
        }
    }
    // What is read stands for itself: "共42本".
    if reading.value == text[reading.span.clone()] && is_sentence(text, reading.span.clone()) {
        return None;
    }
    Some(Answer::read(text, reading, Source::Bare))
}

/// Parts with labels, a line each, that are nothing but values: "(a) 3\n(b) 5".
fn listed(text: &str, span: Range<usize>) -> Option<Answer<'_>> {
    let lines = text[span.clone()].lines().filter(|line| !line.trim().is_empty());
    let value = |line: &str| {
        line.split_whitespace().count() <= 3
            && line.contains(char::is_numeric)
            && !line.contains(['=', '+', '*', '/', '×', '÷'])
    };
    if lines.clone().count() < 2 || !lines.clone().all(value) || !text[span.clone()].starts_with(['(', 'a', 'A', '1']) {
        return None;
    }
    let reading = answer::read_bare(text, span);
    reading.value.starts_with("(a) ").then(|| Answer::read(text, reading, Source::Bare))
}

/// Parts with their names, on one line or in a table, and nothing else: "Alice: 12, Bob: 5".
fn named(text: &str, span: Range<usize>) -> Option<Answer<'_>> {
    const WORDS: usize = 3;
    let content = &text[span.clone()];
    let is_name = |name: &str| {
        (1..=WORDS).contains(&name.split_whitespace().count())
            && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '*'))
    };
    let is_part = |part: &str| {
        let Some((name, value)) = part.split_once([':', '：']) else { return false };
        let value = value.trim();
        is_name(name.trim())
            && value.split_whitespace().count() <= WORDS
            && number::parse_prefix(value.trim_start_matches(|c| phrases::is_money(c) || c == '*')).is_some()
            && !value.contains([':', '=', '+', '*', '/', '×', '÷'])
    };
    let pieces =
        || content.split([';', '；']).flat_map(|part| part.split(", ")).flat_map(|part| part.split(['，', '、']));
    let is_table = content.starts_with('|') && content.ends_with('|');
    if !is_table && (content.contains('\n') || pieces().nth(1).is_none() || !pieces().all(is_part)) {
        return None;
    }
    let reading = answer::read_bare(text, span);
    reading.value.starts_with("(a) ").then(|| Answer::read(text, reading, Source::Bare))
}

/// A value that is said again, and nothing else: "2√3, or about 3.46".
fn twice<'t>(text: &'t str, content: &'t str) -> Option<Answer<'t>> {
    const WORDS: usize = 6;
    let start = content.as_ptr() as usize - text.as_ptr() as usize;
    if content.contains('\n') || content.split_whitespace().count() > WORDS {
        return None;
    }
    let reading = answer::read_bare(text, start..start + content.len());
    let first = reading.restated.first()?;
    // "133 or 42" offers two values.
    let near = |word: &words::Word| {
        word.has(Role::About) || word.has(Role::Or) && word.of(text).contains(' ') || matches!(word.of(text), "(" | "≈")
    };
    if !words::read(text, start, start + content.len(), None).iter().any(near) {
        return None;
    }
    content.starts_with(&**first).then(|| Answer::read(text, reading, Source::Bare))
}

/// Whether words with a verb stand before a number, where no blanks tell words: "大厅里有42本书".
fn is_sentence(text: &str, span: Range<usize>) -> bool {
    const SAYS: Roles = Roles::of(&[
        Role::Is,
        Role::Gets,
        Role::Not,
        Role::Suppose,
        Role::Says,
        Role::Or,
        Role::Break,
        Role::Side,
        Role::Subject,
        Role::Person,
        Role::Common,
    ]);
    let content = &text[span.clone()];
    if content.is_ascii() || !content.contains(char::is_numeric) {
        return false;
    }
    let words = words::read(text, span.start, span.end, None);
    let dense = words.first().is_some_and(|word| !word.language.properties().spaces);
    let lead = words.iter().take_while(|word| word.kind != Kind::Number);
    // "…一周有7天。因此，…84个面包": more than one sentence.
    let several = words.iter().rev().skip(1).any(|word| word.kind == Kind::Stop);
    // "小明今年14岁": a name of several letters, and a number with what is counted behind it.
    let counted = words
        .windows(2)
        .any(|pair| pair[0].kind == Kind::Number && pair[1].roles.meets(Roles::of(&[Role::Unit, Role::Counter])));
    let named = counted && lead.clone().map(|word| word.of(text).chars().count()).sum::<usize>() > 2;
    // "子供30人のうち12人が女子": a part and its whole.
    let among = words.iter().position(|word| word.has(Role::Among));
    let number = |words: &[words::Word]| words.iter().any(|word| word.kind == Kind::Number);
    let parted = among.is_some_and(|at| number(&words[..at]) && number(&words[at..]));
    if dense && (several || named || parted) {
        return true;
    }
    dense && words.iter().all(|word| word.kind != Kind::Formula) && lead.clone().any(|word| word.roles.meets(SAYS))
}

/// Bytes of a name before a response that is only an answer, at most.
const LABEL: usize = 40;

/// The length of a heading's mark, a speaker's name or a word like "Result:" before a response that is only an answer.
fn label(text: &str) -> usize {
    const NAMES: Roles = Roles::of(&[Role::Assistant, Role::Result, Role::Option, Role::Writes, Role::Final]);
    let bare = text.trim_start_matches(['#', '*', ' ']);
    let start = text.len() - bare.len();
    let named = bare.find([':', '：']).filter(|end| *end <= LABEL).filter(|end| {
        let name = words::read(text, start, start + end, None);
        let mut name = name.iter().filter(|word| word.kind != Kind::Sign).peekable();
        name.peek().is_some() && name.all(|word| word.roles.meets(NAMES))
    });
    let rest = named.map(|end| bare[end..].trim_start_matches([':', '：', '*', ' ', '\n']));
    match rest.filter(|rest| !rest.is_empty()) {
        Some(rest) => text.len() - rest.len(),
        None if text.starts_with('#') && bare.len() < text.len() => start,
        None => 0,
    }
}

/// Whether a text is a list of amounts, each with its unit: "10 kg, 20 kg".
fn is_measured(content: &str) -> bool {
    let amounts = || content.split(", ").flat_map(|part| part.split(phrases::UNITS_AND_BETWEEN));
    let is_amount = |amount: &str| {
        let amount = amount.trim_start_matches(phrases::UNITS_AND_LAST).trim();
        number::parse_prefix(amount).is_some_and(|(_, length)| expr::is_unit(amount[length..].trim()))
    };
    amounts().nth(1).is_some() && amounts().all(is_amount)
}

/// Whether the text is one number, one quantity, one formula or one short name, and not a sentence or a calculation.
fn one_answer(content: &str) -> bool {
    if content.contains('\n') && !content.contains("\\begin{") {
        return false;
    }
    // Digits alone are one number, also where they are too many to be read.
    if content.bytes().all(|byte| byte.is_ascii_digit()) || number::parse(content).is_some() || is_measured(content) {
        return true;
    }
    // Markup, and words that announce something, are no answer by themselves.
    if content.starts_with('<') && content[1..].starts_with(char::is_alphabetic)
        || content.split_whitespace().next().is_some_and(|word| word.len() > 2 && word.ends_with(':'))
    {
        return false;
    }
    // The left side of an equation may only name what is found; `>=` is no equation.
    if let Some((left, _)) = content.split_once('=').filter(|(left, _)| !left.ends_with(['<', '>', '!'])) {
        let name = left.trim().trim_start_matches('\\');
        if name.len() > 12
            || name.chars().any(|c| c.is_numeric() && !left.contains('_'))
            || left.contains(['+', '-', '*', '/'])
            || (left.contains('_') && !left.contains('{') && name.len() > 6)
        {
            return false;
        }
    }
    let prose = |text: &str| {
        let words = text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
        words.filter(|word| !word.contains(['\\', '{', '^', '=', '(', '_'])).count()
    };
    match number::parse_prefix(content.trim_start_matches(phrases::is_money)) {
        // A quantity: its unit has no number of its own but an exponent.
        Some((_, length)) if prose(content) > 0 => {
            let unit = &content[content.len() - (content.trim_start_matches(phrases::is_money).len() - length)..];
            prose(unit) <= 3 && !unit.split('^').next().unwrap_or_default().contains(char::is_numeric)
        }
        _ => prose(content) == 0 || (prose(content) == 1 && content.split_whitespace().count() <= 2),
    }
}
