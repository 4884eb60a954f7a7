//! Whether a response shows the steps that lead to its answer.

use aho_corasick::{AhoCorasick, MatchKind};

use super::set::Set;
use super::words::{self, Visit, Word, mix};
use crate::lexicon::aspects;
use crate::local::Local;

static AUTOMATON: Local<Option<AhoCorasick>> = Local::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(aspects::STEPS_MARKS)
        .ok()
});

/// Words that a step has at least: "First, second, third" is none.
const STEP_WORDS: usize = 3;

struct Steps<'t> {
    text: &'t str,
    automaton: &'t AhoCorasick,
    seen: Set,
    start: Option<usize>,
    first: &'t str,
    sentence: u64,
    /// Half words.
    halves: usize,
    wanted: usize,
}

impl Visit for Steps<'_> {
    fn word(&mut self, word: Word) {
        if self.start.is_none() {
            self.start = Some(word.start);
            self.first = word.of(self.text);
        }
        self.sentence = mix(self.sentence, word.hash(self.text));
        self.halves += word.halves();
    }

    fn stop(&mut self, at: usize) {
        let Some(start) = self.start else { return };
        // The number of a list is no sentence: what it numbers belongs to it.
        if self.halves == 2
            && self.first.bytes().all(|byte| byte.is_ascii_digit())
            && self.text[start..at].ends_with('.')
        {
            return;
        }
        self.start = None;
        let (sentence, halves) = (self.sentence, self.halves);
        (self.sentence, self.halves) = (0, 0);
        if halves >= 2 * STEP_WORDS && self.seen.len() < self.wanted && self.is_step(&self.text[start..at]) {
            self.seen.insert(sentence);
        }
    }
}

impl Steps<'_> {
    fn is_step(&self, sentence: &str) -> bool {
        let bytes = sentence.as_bytes();
        if numbered(bytes) || equation(bytes) {
            return true;
        }
        self.automaton.find_iter(sentence).any(|found| {
            let before = found.start().checked_sub(1).map_or(b' ', |at| bytes[at]);
            let behind = bytes.get(found.end()).copied().unwrap_or(b' ');
            let free = |byte: u8| !byte.is_ascii_alphanumeric();
            !sentence[found.range()].is_ascii() || free(before) && free(behind)
        })
    }
}

/// Whether a sentence begins with the number of a step: `1.`, `2)`.
fn numbered(sentence: &[u8]) -> bool {
    let digits = sentence.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=2).contains(&digits)
        && matches!(sentence.get(digits), Some(b'.' | b')'))
        && sentence.get(digits + 1) == Some(&b' ')
}

/// Whether a sentence computes: it has a sign of equality, and an operator or a letter beside a number.
fn equation(sentence: &[u8]) -> bool {
    sentence.contains(&b'=') && sentence.iter().any(u8::is_ascii_digit)
}

/// Whether a response has at least `wanted` different sentences or lines that are steps: each has three words or more, and is numbered,
/// computes (`16 - 3 = 13`), or has a word that orders or concludes ("first", "then", "because", "therefore", and the like in ten
/// languages). Reasoning in tags counts.
///
/// ```
/// use rewards_core::aspects::has_reasoning_steps;
/// assert!(has_reasoning_steps("First, she eats 3 of 16 eggs. So 13 are left.", 2));
/// assert!(!has_reasoning_steps("First. Then. So. Therefore.", 2));
/// ```
pub fn has_reasoning_steps(response: &str, wanted: usize) -> bool {
    // Patterns are constants and build; a test makes sure.
    let Some(automaton) = AUTOMATON.as_ref() else { return false };
    let mut steps = Steps {
        text: response,
        automaton,
        seen: Set::for_about(wanted.min(64)),
        start: None,
        first: "",
        sentence: 0,
        halves: 0,
        wanted,
    };
    words::walk(response, &mut steps);
    steps.seen.len() >= wanted
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_marks_build() {
        assert!(super::AUTOMATON.is_some());
    }
}
