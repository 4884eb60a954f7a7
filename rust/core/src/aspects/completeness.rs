//! Whether a response comes to its end, says its answer, and takes up what was asked.

use super::reading::Reading;
use super::relevance::Prompt;
use super::words;
use crate::extract::NoAnswer;
use crate::text::zone::answer_zone;

/// How complete a response is: the mean of its parts.
///
/// - finished: 1 where its last line ends as sentences, formulas, lists of choices, tags and answers do, with nothing left open, else 0;
/// - answered: 1 where the answer is stated, a half where there is only text to infer it from;
/// - covered, with a prompt: how much of the prompt's content words it takes up ([`Prompt::relevance`]'s first and last share).
///
/// Blank responses, and those whose reasoning never ends, have 0.
///
/// ```
/// use rewards_core::aspects::completeness;
/// assert_eq!(completeness("16 - 3 = 13. The answer is 13.", None), 1.0);
/// assert_eq!(completeness("16 - 3 = 13. So she", None), 0.25);
/// ```
pub fn completeness(response: &str, prompt: Option<&Prompt>) -> f64 {
    Reading::new(response).completeness(prompt)
}

impl Reading<'_> {
    /// [`completeness`].
    pub fn completeness(&self, prompt: Option<&Prompt>) -> f64 {
        let stated = match self.answer() {
            Err(NoAnswer::Unfinished) => return 0.0,
            Ok(answer) if answer.source.is_stated() => Some(answer.span.end),
            _ => None,
        };
        let Some(zone) = answer_zone(self.response()) else { return 0.0 };
        if !zone.text.contains(char::is_alphanumeric) {
            return 0.0;
        }
        let finished = is_closed(&zone.text) && ends(&zone.text, stated.map(|end| end.saturating_sub(zone.start)));
        let answered = if stated.is_some() { 1.0 } else { 0.5 };
        let parts = f64::from(u8::from(finished)) + answered;
        match prompt {
            None => parts / 2.0,
            Some(prompt) => (parts + self.coverage(prompt)) / 3.0,
        }
    }
}

/// Whether a text ends where one may end; `stated` is where its answer does.
fn ends(text: &str, stated: Option<usize>) -> bool {
    let shown = text.trim_end();
    if stated.is_some_and(|end| shown.get(end..).is_some_and(|rest| !rest.contains(char::is_alphanumeric))) {
        return true;
    }
    let bare = shown.trim_end_matches(['*', '_', '`', '$', '"', '\'', '”', '’', '»', ' ']);
    let bare = if bare.is_empty() { shown } else { bare };
    let Some(last) = bare.chars().next_back() else { return false };
    matches!(
        last,
        '.' | '!' | '?' | '。' | '！' | '？' | '｡' | '।' | '؟' | '۔' | ')' | ']' | '}' | '>' | '）' | '」' | '』'
    ) || words::is_unspaced(last) && ('\u{E00}'..='\u{17FF}').contains(&last)
}

/// Whether a response closes what it opens: reasoning, code fences, answer tags, displayed formulas, environments and braces of boxes.
///
/// ```
/// use rewards_core::aspects::is_well_formed;
/// assert!(is_well_formed("So $\\boxed{4}$."));
/// assert!(!is_well_formed("So $\\boxed{4"));
/// assert!(!is_well_formed("<think>2 + 2"));
/// assert!(!is_well_formed(" "));
/// ```
pub fn is_well_formed(response: &str) -> bool {
    answer_zone(response).is_some_and(|zone| is_closed(&zone.text))
}

/// The same of the part that counts.
fn is_closed(text: &str) -> bool {
    if text.trim().is_empty() {
        return false;
    }
    let mut pairs = Pairs::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'\\' | b'<' | b'`' | b'{' | b'}')) {
        at += found;
        at += pairs.take(&bytes[at..]);
    }
    pairs.closed()
}

/// What is open.
#[derive(Default)]
struct Pairs {
    fences: usize,
    tags: i64,
    formulas: i64,
    environments: i64,
    braces: i64,
}

impl Pairs {
    /// Counts the mark that `rest` begins with; returns its length.
    fn take(&mut self, rest: &[u8]) -> usize {
        let (count, by, length) = match rest {
            [b'`', b'`', b'`', ..] => {
                self.fences += 1;
                return 3;
            }
            [b'<', b'a', b'n', b's', b'w', b'e', b'r', b'>', ..] => (&mut self.tags, 1, 8),
            [b'<', b'/', b'a', b'n', b's', b'w', b'e', b'r', b'>', ..] => (&mut self.tags, -1, 9),
            [b'\\', b'[' | b'(', ..] => (&mut self.formulas, 1, 2),
            [b'\\', b']' | b')', ..] => (&mut self.formulas, -1, 2),
            [b'\\', b'b', b'e', b'g', b'i', b'n', b'{', ..] => (&mut self.environments, 1, 6),
            [b'\\', b'e', b'n', b'd', b'{', ..] => (&mut self.environments, -1, 4),
            [b'\\', _, ..] => return 2,
            [b'{', ..] => (&mut self.braces, 1, 1),
            [b'}', ..] => (&mut self.braces, -1, 1),
            _ => return 1,
        };
        *count += by;
        length
    }

    /// Whether nothing is open. What is closed too often was opened by the prompt.
    fn closed(&self) -> bool {
        self.fences.is_multiple_of(2)
            && self.tags <= 0
            && self.formulas <= 0
            && self.environments <= 0
            && self.braces <= 0
    }
}
