//! Whether a response asserts something that can be checked and is false.

use std::ops::Range;

use super::arithmetic;
use crate::equal::{Options, Relation, Truth, compare};
use crate::extract::{Answer, Source, extract};
use crate::limits::{FINAL_ANSWERS, SENTENCE_WINDOW};
use crate::number::{self, Exact};
use crate::text::sentence;

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

/// Words between two answers that tell why they differ: the first is taken back, or belongs to another question.
const REASONS: [&str; 40] = [
    "wait", "actually", "correct", "mistake", "instead", "sorry", "oops", "however", "recheck", "re-check", "check",
    "wrong", "revis", "update", "error", "let me", "let's", "part", "question", "problem", "second", "next", "other",
    "another", "also", "case", "(b)", "(a)", "b)", "2)", "2.", "?", "round", "approx", "about", "total", "either",
    "example", "不对", "更正",
];

/// Whether the last final answers of a response, plain numbers all, are different numbers.
fn contradicts_itself(response: &str) -> bool {
    let Ok(last) = extract(response) else { return false };
    let Some(value) = plain(&last) else { return false };
    let truth = Truth::new(value);
    let mut end = start_of(response, &last.span);
    let mut after = end;
    for _ in 0..FINAL_ANSWERS {
        let Ok(earlier) = extract(&response[..end]) else { return false };
        let Some(own) = plain(&earlier) else { return false };
        let between = &response[earlier.span.end.min(after)..after];
        // What lies far apart may answer different questions.
        if between.len() > SENTENCE_WINDOW || explained(between) || explained(lead(response, &earlier.span)) {
            return false;
        }
        // Two whole numbers differ; of others one may be the other's rounding.
        let whole = |text: &str| number::parse(text).is_some_and(|number| number.value.is_integer());
        let mut options = Options::default();
        if whole(own) && whole(value) {
            options.tolerance = Exact::ZERO;
        }
        if compare(own, &truth, &options).relation == Relation::Different {
            return true;
        }
        after = start_of(response, &earlier.span).min(end);
        end = after;
    }
    false
}

/// The text of a final answer that is one plain number: in a tag, a box, behind `####`, or called final.
fn plain<'a>(answer: &'a Answer<'_>) -> Option<&'a str> {
    let is_final = matches!(answer.source, Source::Tag | Source::Boxed | Source::Hash | Source::Phrase);
    let text = answer.text.trim_matches(['$', ' ', '*', '.']);
    (is_final && number::parse(text).is_some()).then_some(text)
}

/// Where the sentence of an answer begins.
fn start_of(response: &str, span: &Range<usize>) -> usize {
    sentence::start_before(response, span.start)
}

fn lead<'r>(response: &'r str, span: &Range<usize>) -> &'r str {
    &response[start_of(response, span)..span.start]
}

fn explained(text: &str) -> bool {
    let lower = text.to_lowercase();
    REASONS.iter().any(|reason| lower.contains(reason))
}
