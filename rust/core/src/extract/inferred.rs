//! What a response comes to when it states no answer: a guess, and graded as one.

use crate::local::Local;
use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use memchr::memrchr2_iter;
use regex::Regex;

use super::doubt::{self, Doubt};
use super::peel::peel;
use super::{Answer, Source};
use crate::answer;
use crate::limits::INFERENCE_WINDOW;
use crate::number;
use crate::text::sentence;

/// A sentence that denies, supposes or reports its value gives none.
static DOUBTED: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)
        (?:\b(?:not|never|neither|nicht|kein\w*|pas|não|non)\b|n['’]t\b|\sне\s|不是|并非|不能|ではない|ではありません|じゃない|아니|아닙|않|नहीं|ليس) \s* (?:\S+\s+){0,3} [\s$\\(\[{*_`-]* [\d０-９०-९٠-٩]
      | [\d०-९٠-٩][\s\\)\]}$*_`]* (?:(?:is|are|was|would\s+be)\s+(?:\w+\s+)?(?:not|wrong|incorrect|false|impossible|ruled|excluded|too)\b|(?:isn|wasn|aren)['’]t|ではない|ではありません|じゃない|가?\s*아니|नहीं)
      | \b(?:anything|everything|other)\s+(?:but|than|except)\s*[$\\(\[{*_`-]*\d
      | \b(?:suppose|supposing|imagine|pretend|assume|whether|rule[sd]?\s+out|if\s+(?:the|it|this|that)\s+(?:\w+\s+)?(?:answer|is|were|was))\b
      | \b(?:you|he|she|they|some|someone|people|problem|question|user|task|statement)\s+(?:\w+\s+)?(?:sa(?:y|ys|id)|claim(?:s|ed)?|asks?|asked|told|tells|mention(?:s|ed)?|stat(?:e|es|ed)|suggest(?:s|ed)?|think|thinks|thought|guess(?:es|ed)?)\b
      | 如果 | 假设 | 是否 | если | かどうか",
    )
});

/// A word that offers the value behind it beside the one before it, with at most two words of the latter's unit.
static OFFERED: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix) ^[^\d\s]* (?:\s+[^\d\s,]+){0,2}
        (?: ,?\s+(?:or|oder|ou|o|или|أو|या)\s (?:[\s$\\(]*[a-z]\s*=)? | \s*,?(?:或者?|还是|または|あるいは|또는|혹은) ) [\s$\\(\[{*_`]* $",
    )
});

/// GSM8K's calculator marks: what they compute stands beside them.
static MARKS: Local<Option<Regex>> = Local::new(|| compile(r"<<[^<>\n]{0,200}>>"));

/// Words that stand for an equals sign.
static EQUALS: Local<Option<Regex>> = Local::new(|| compile(r"(?i)\b(?:equals?|(?:is|are)\s+equal\s+to)\b\s*"));

/// A verb that leads to the value right after it.
static COPULA: Local<Option<Regex>> =
    Local::new(|| compile(r"(?i)\b(?:is|are|be|was|get|gives?|becomes|yields?|obtain|have)\s*[$\\(\[*]*\s*$"));

/// The answer inferred from the last sentence that has a number or a formula.
pub(super) fn infer<'t>(text: &'t str, denied: &[Range<usize>]) -> Option<Answer<'t>> {
    if let Some(span) = first(text).filter(|_| denied.is_empty()) {
        return Some(Answer::new(Cow::Borrowed(&text[span.clone()]), span, Source::Inferred));
    }
    let floor = text.floor_char_boundary(text.len().saturating_sub(INFERENCE_WINDOW));
    let mut end = text.len();
    while end > floor {
        let start = line_start(text, end, floor);
        if let ControlFlow::Break(found) = infer_line(text, start..end, denied) {
            return found;
        }
        end = start.saturating_sub(1);
    }
    None
}

/// Words of an explanation behind a first sentence that is nothing but a value, at least.
const EXPLAINS: usize = 3;

/// The value that the response begins with, where its first line or sentence is nothing else and the rest explains it.
fn first(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let line = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
    let stop = (start..line.min(start + FIRST))
        .find(|at| text.is_char_boundary(*at) && sentence::stop_length(text, *at) > 0)
        .unwrap_or(line);
    let span = peel(text, start..stop.min(line));
    let rest = text[stop..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let words = |text: &str| {
        text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count()
    };
    let (content, marked) = (&text[span.clone()], text[start..].starts_with("**"));
    let sentence = rest.split(['\n', '.']).next().unwrap_or_default();
    if span.end - span.start > FIRST || words(sentence) < EXPLAINS || rest.contains(['=', '×']) && !marked {
        return None;
    }
    if marked && words(content) > 1 {
        return answer::asserted(text, span);
    }
    let value = content.strip_prefix("x = ").unwrap_or(content).trim_start_matches('$');
    let (_, length) = number::parse_prefix(value)?;
    let noun = &value[length..];
    // "1. First," is the number of a step.
    let step = stop < line && noun.is_empty() && !marked;
    (words(noun) <= 1
        && !step
        && !noun.contains(char::is_numeric)
        && value.starts_with(|c: char| c.is_numeric() || c == '-'))
    .then_some(span)
}

/// Bytes of such a first sentence at most.
const FIRST: usize = 80;

fn line_start(text: &str, end: usize, floor: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[floor..end]).map_or(floor, |at| floor + at + 1)
}

/// Ends the search at a line that has a value: with it, or with nothing where its sentence takes it back.
fn infer_line<'t>(text: &'t str, line: Range<usize>, denied: &[Range<usize>]) -> ControlFlow<Option<Answer<'t>>> {
    if !text[line.clone()].bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80 || byte == b'$' || byte == b'\\')
        && number::scan(&text[line.clone()]).next().is_none()
    {
        return ControlFlow::Continue(());
    }
    // The sentences of the line, from its last one back.
    let mut starts = vec![line.start];
    let mut at = line.start;
    while at < line.end {
        let length = sentence::stop_length(&text[..line.end], at);
        at += length.max(1);
        if length > 0 {
            starts.push(at);
        }
    }
    let mut end = line.end;
    for start in starts.into_iter().rev() {
        let words = &text[start..end];
        let asked = words.trim_end().ends_with(['?', '？', '؟']);
        if let Some(span) = value(text, start..end) {
            if asked {
                end = start;
                continue;
            }
            let doubted = denied.iter().any(|content| (start..end).contains(&content.start))
                || DOUBTED.as_ref().is_some_and(|regex| regex.is_match(words))
                || is_alternative(text, start, &span)
                || doubt::after_mark(text, span.end, &text[span.clone()]) == Doubt::Denied;
            let answer = Answer::new(Cow::Borrowed(&text[span.clone()]), span, Source::Inferred);
            return ControlFlow::Break((!doubted).then_some(answer));
        }
        end = start;
    }
    ControlFlow::Continue(())
}

/// The value of one sentence: the right side of its last equation, else its last number or formula.
fn value(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    let words = &text[sentence.clone()];
    let marked = MARKS.as_ref().and_then(|regex| regex.find_iter(words).last());
    let start = marked.map_or(sentence.start, |mark| sentence.start + mark.end());
    // A calculator mark that is never closed was cut off.
    let end = text[start..sentence.end].find("<<").map_or(sentence.end, |at| start + at);
    let rest = &text[start..end];
    if !rest.contains('=')
        && marked.is_none()
        && let Some(value) = answer::asserted(text, sentence.start..end)
    {
        return Some(value);
    }
    let right = right_side(rest).and_then(|right| leading(text, start + right..end));
    let formula = last_formula(text, start..end);
    let number = number::scan(rest).last().map(|(range, _)| widen(text, start + range.start..start + range.end));
    let last = match (formula, number) {
        (Some(formula), Some(number)) if number.start >= formula.end => Some(number),
        (Some(formula), _) => Some(formula),
        (None, number) => number,
    };
    match (right, last) {
        // "When x = 3, the total is 7" ends with its value, not with its equation.
        (Some(right), Some(last))
            if last.start >= right.end
                && COPULA.as_ref().is_some_and(|verb| verb.is_match(&text[right.end..last.start])) =>
        {
            Some(last)
        }
        (right, last) => right.or(last),
    }
}

/// Whether a value is offered beside another one: "133 or 42" gives neither, "1/2 or 0.5" gives both.
fn is_alternative(text: &str, start: usize, span: &Range<usize>) -> bool {
    let lead = &text[start..span.start];
    let Some((other, read)) = number::scan(lead).last() else { return false };
    OFFERED.as_ref().is_some_and(|regex| regex.is_match(&lead[other.end..]))
        && number::parse(&text[span.clone()]).is_none_or(|value| value.value != read.value)
}

/// Where the right side of the last equation begins.
fn right_side(words: &str) -> Option<usize> {
    let bytes = words.as_bytes();
    let sign = memrchr2_iter(b'=', b'=', bytes).find(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        !matches!(before, b'<' | b'>' | b'!' | b'=' | b':') && bytes.get(at + 1) != Some(&b'=')
    });
    let word = EQUALS.as_ref().and_then(|regex| regex.find_iter(words).last()).map(|found| found.end());
    sign.map(|at| at + 1).max(word)
}

/// The number or formula at the start of a range.
fn leading(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = &text[range.clone()];
    let skipped = words.trim_start_matches([' ', '*', '_', '`']);
    let start = range.end - skipped.len();
    if let Some(formula) = formula_at(text, start, range.end) {
        return Some(formula);
    }
    // A formula without delimiters, or the rest of one within: up to its end, or the first word that is none.
    let first = skipped.chars().next().map_or(0, char::len_utf8);
    let close = ["$", "\\)", "\\]"].iter().filter_map(|close| skipped[first..].find(close)).min();
    let skipped = close.map_or(skipped, |close| &skipped[..first + close]);
    let mut end = start;
    for token in skipped.split_inclusive(' ') {
        let bare = token.trim_end_matches([' ', '.', ',', ';', '!', ')', '*', '`', '$']);
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        if bare.is_empty() || (letters > 1 && !bare.contains(['\\', '{', '^', '(', '*', '/', '+'])) {
            break;
        }
        end = start + (token.as_ptr() as usize - skipped.as_ptr() as usize) + token.trim_end().len();
        let formula = &text[start..end];
        if token.trim_end().ends_with([',', ';']) && formula.matches('(').count() <= formula.matches(')').count() {
            break;
        }
    }
    let span = peel(text, start..end);
    text[span.clone()].chars().any(char::is_alphanumeric).then_some(span)
}

/// A formula between dollars or `\(` that begins at `start`.
fn formula_at(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let words = &text[start..end];
    for (open, close) in [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")] {
        if let Some(length) = words.strip_prefix(open).and_then(|rest| rest.find(close)) {
            let inner = start + open.len()..start + open.len() + length;
            // Two prices with words between them are no formula.
            let prose = text[inner.clone()]
                .split(' ')
                .any(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
            if !text[inner.clone()].trim().is_empty() && !prose {
                return Some(peel(text, inner));
            }
        }
    }
    None
}

/// The last formula between dollars or `\(`, its own right side where it is an equation.
fn last_formula(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = &text[range.clone()];
    let inner = if let Some(close) = words.rfind("\\)") {
        words[..close].rfind("\\(").map(|open| open + 2..close)
    } else {
        let close = words.rfind('$')?;
        let open = words[..close].rfind('$')?;
        // Two prices are no formula.
        (words[..close].matches('$').count() % 2 == 1).then_some(open + 1..close)
    }?;
    let right = right_side(&words[inner.clone()]).unwrap_or(0);
    let span = peel(text, range.start + inner.start + right..range.start + inner.end);
    text[span.clone()].chars().any(char::is_alphanumeric).then_some(span)
}

/// A number's span with its sign of currency or percent.
pub(super) fn widen(text: &str, span: Range<usize>) -> Range<usize> {
    let before = text[..span.start].chars().next_back().filter(|c| "$€£¥₹".contains(*c)).map_or(0, char::len_utf8);
    let rest = &text[span.end..];
    let after = ["%", " %", "\\%"].iter().find(|sign| rest.starts_with(**sign)).map_or(0, |sign| sign.len());
    span.start - before..span.end + after
}

/// A pattern whose word boundaries and word characters are ASCII's.
fn compile(pattern: &str) -> Option<Regex> {
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)").replace(r"\w", r"[0-9A-Za-z_\u{C0}-\u{24F}\u{400}-\u{4FF}]")).ok()
}
