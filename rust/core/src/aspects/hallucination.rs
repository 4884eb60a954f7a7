//! Whether a response asserts something that can be checked and is false.

use std::ops::Range;

use super::arithmetic;
use crate::extract::{Answer, Source, extract, last_stated};
use crate::lexicon::aspects;
use crate::limits::{FINAL_ANSWERS, SENTENCE_WINDOW};
use crate::number::{self, Exact, Number};
use crate::text::sentence;
use crate::text::zone::answer_zone;

/// Whether a response has an arithmetic step that does not hold, or states final answers that contradict each other.
///
/// Facts about the world are not checked: nothing here knows any.
///
/// ```
/// use rewards_core::aspects::has_hallucination;
/// assert!(has_hallucination("16 - 3 = 12, so the answer is 12."));
/// assert!(has_hallucination("The final answer is 12.\n\n#### 13"));
/// assert!(!has_hallucination("16 - 3 = 13, so the answer is 13."));
/// ```
pub fn has_hallucination(response: &str) -> bool {
    arithmetic::has_false_step(response) || contradicts_itself(response)
}

/// Whether the last final answers of a response, plain numbers all, are different numbers.
fn contradicts_itself(response: &str) -> bool {
    let Some(zone) = answer_zone(response) else { return false };
    let Ok(last) = extract(response) else { return false };
    let Some(value) = plain(&last) else { return false };
    let mut end = start_of(response, &last.span);
    for _ in 0..FINAL_ANSWERS {
        let Some(before) = response.get(zone.start..end) else { return false };
        let Some(earlier) = last_stated(before) else { return false };
        let Some(own) = plain(&earlier) else { return false };
        let span = zone.start + earlier.span.start..zone.start + earlier.span.end;
        let start = start_of(response, &span);
        if own.value != value.value {
            let between = &response[span.end..last.span.start];
            // What lies far apart may answer different questions.
            let explained =
                between.len() > SENTENCE_WINDOW || explains(between) || explains(&response[start..span.start]);
            return !explained && !is_near(&own, &value);
        }
        if start >= end {
            return false;
        }
        end = start;
    }
    false
}

/// Whether one number may be the other's rounding: whole numbers are not.
fn is_near(a: &Number, b: &Number) -> bool {
    let whole = a.value.is_integer() && b.value.is_integer();
    let tenth = Exact::ONE.div(&Exact::from_i64(10)).unwrap_or(Exact::ZERO);
    !whole && (a.value.within(&b.value, &tenth) || b.value.within(&a.value, &tenth))
}

/// The final answer where it is stated, and is one plain number.
fn plain(answer: &Answer<'_>) -> Option<Number> {
    let is_final = matches!(answer.source, Source::Tag | Source::Boxed | Source::Hash | Source::Phrase);
    if !is_final {
        return None;
    }
    let text = answer.text.trim_matches(['$', ' ', '*', '.']);
    number::parse(text.strip_prefix(r"\$").unwrap_or(text))
}

/// Where the sentence of an answer begins.
fn start_of(response: &str, span: &Range<usize>) -> usize {
    sentence::start_before(response, span.start)
}

/// Whether the words of a text tell why an answer changed.
fn explains(text: &str) -> bool {
    let lower = text.to_lowercase();
    aspects::ANSWERS_REASONS.iter().any(|reason| lower.contains(reason))
}
