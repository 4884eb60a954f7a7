//! Whether a statement is denied, asked, supposed or quoted: then it states nothing.
//!
//! Each check reads at most a sentence on either side of the statement, within a window.

mod lead;
mod tail;

use crate::local::Local;
use std::ops::Range;

use regex::Regex;

use crate::limits::SENTENCE_WINDOW;
use crate::text::sentence;

/// What is wrong with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing.
    None,
    /// It is denied, supposed or quoted.
    Denied,
    /// It is a question.
    Asked,
}

/// A pattern whose word boundaries and word characters are ASCII's: Unicode's would take the fast engines away.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    // Patterns are constants and compile: a test builds them all. Without one, nothing is doubted.
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)").replace(r"\w", r"[0-9A-Za-z_\u{C0}-\u{24F}\u{400}-\u{4FF}]")).ok()
}

/// Words that hold no doubt, alone or together: most statements have only these before them.
const PLAIN_WORDS: [&str; 12] =
    ["the", "so", "final", "my", "our", "thus", "hence", "therefore", "and", "finally", "then", "answer"];

/// Whether nothing but words that hold no doubt, commas and emphasis stand before a statement.
fn is_plain(lead: &str) -> bool {
    lead.split([' ', ',', '*', '#', '\n'])
        .all(|word| word.is_empty() || PLAIN_WORDS.iter().any(|plain| plain.eq_ignore_ascii_case(word)))
}

/// The doubt about a statement in words that begins at `at`, judged by what stands before it in its sentence.
pub(super) fn before(text: &str, at: usize) -> Doubt {
    let start = sentence::start_before(text, at);
    let words = &text[start..at];
    if words.trim().len() < 2 || is_plain(words) {
        return Doubt::None;
    }
    if lead::takes_away(words) { Doubt::Denied } else { Doubt::None }
}

/// The doubt about a statement of `content`, judged by what follows `end`: the rest of its sentence, and the next ones.
pub(super) fn after(text: &str, end: usize, content: &str) -> Doubt {
    let seen = &text[..text.floor_char_boundary((end + SENTENCE_WINDOW).min(text.len()))];
    let window = &seen[end..];
    if window.trim().len() < 3 && !window.contains(['?', '？', '؟']) {
        return Doubt::None;
    }
    let stop = sentence::end_from(seen, end) - end;
    let mark = &window[stop..];
    if mark.starts_with(['?', '？', '؟']) {
        return Doubt::Asked;
    }
    if says(&window[..stop]) && tail::takes_back(&window[..stop], content) {
        return Doubt::Denied;
    }
    let length = if mark.is_empty() { 0 } else { sentence::stop_length(seen, end + stop) };
    // Dots that trail off are one stop.
    let next = mark.get(length..).unwrap_or_default().trim_start_matches('.');
    if !says(next) {
        return Doubt::None;
    }
    if tail::retracts(next, content) { Doubt::Denied } else { Doubt::None }
}

/// Whether there are letters: digits and marks alone take nothing back.
fn says(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_alphabetic() || byte >= 0x80)
}

/// The same for a statement whose end is marked: another value right behind it is an alternative to it.
pub(super) fn behind(text: &str, end: usize, content: &str) -> Doubt {
    let seen = &text[end..text.floor_char_boundary((end + SENTENCE_WINDOW).min(text.len()))];
    if !says(seen) && !seen.contains('?') {
        return Doubt::None;
    }
    if tail::offers_another(seen, content) { Doubt::Denied } else { after(text, end, content) }
}

/// A denial or a supposition of the box itself, right before it.
static DENIED_BOX: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)
        (?:\b(?:not|never|neither|nor|cannot\s+be|n['’]t\s+be|nicht|pas|não|non|no\s+(?:es|puede\s+ser))\b|\sне\s|n['’]t\b|\\neq?\b|≠|不是|并非|ليست?\s) \s* (?:(?:equal|to|be|simply|just|the|answer|is|it|that|é|è|ser|sein|essere)\s+){0,4} [\s$\\(\[{*_`]* $
      | (?:\b(?:si|se|wenn|falls|angenommen)\s|если\s|如果|假如|假设|要是|もし|仮に|만약|अगर|यदि|إذا)\s*(?:\S{1,5}\s+)?(?:[^\s.,;:!?，。；：！？0-9]{1,14}\s*)?(?:réponse|respuesta|resposta|risposta|antwort|ответ|答案|答え|답|उत्तर|إجابة|جواب)[^.,;:!?，。；：！？0-9]{0,20}$
      | \b(?:if|whether|suppose|assume|assuming|supposing|unless)\s+ (?:that\s+)? (?:the\s+)? (?:final\s+|correct\s+)? (?:answer|result|value|it|\$?[a-z]\$?)? \s* (?:is|was|were|be|equals?|=)? [\s$\\(\[{*_`]* $
      | (?:anything|everything|other)\s+(?:but|than|except) [\s$\\(\[{*_`]* $
      | \b(?:do\s+not|don['’]t|never|refuse\s+to|won['’]t|not\s+going\s+to|cannot)\s+(?:write|answer|output|say|put|give|submit)\b [^,;.]{0,30}$
      | \b(?:write|put|format|place|enclose|give|express|present|provide|state|box|submit|return)\s+your\s+(?:final\s+)?answers?\b [^;.]{0,40}$
      | \b(?:you|the\s+(?:user|prompt|question|problem|task|template))\s+(?:wrote|said|says?|contains?|mentions?|reads?|claims?|asked\s+for)\b [^,;.]{0,40}$
      | \b(?:some|others?|people|many|one|you|they|someone|somebody|anyone|a\s+\w+)\s+(?:would|might|could|may)\s+(?:\w+\s+)?(?:say|think|guess|claim|believe|argue|expect|write|answer|put|give)\b [^,;.]{0,40}$
      | \b(?:template|example|sample|format|placeholder)s? (?:\s+(?:is|output|answer|response))? \s*[:：] [^,;.]{0,20}$
      | \bexample\s+of\s+(?:the\s+|an?\s+)?(?:format|output|answer)\b [^,;.]{0,20}$
    ",
    )
});

/// The doubt about a box: its sentence must deny or suppose the box itself or the answer that it gives, not something
/// that leads to it.
pub(super) fn around(text: &str, at: usize, span: Range<usize>, content: &str) -> Doubt {
    let start = sentence::start_before(text, at);
    let lead = &text[start..at];
    if lead.len() >= 3 && DENIED_BOX.as_ref().is_some_and(|regex| regex.is_match(lead)) {
        return Doubt::Denied;
    }
    if let Some(word) = memchr::memmem::rfind(lead.as_bytes(), b"answer is") {
        let doubt = before(text, start + word);
        if doubt != Doubt::None {
            return doubt;
        }
    }
    behind(text, span.end, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert!(DENIED_BOX.is_some());
    }
}
