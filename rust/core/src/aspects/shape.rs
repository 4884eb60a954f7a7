//! Clarity, conciseness and efficiency: how a response is said, whatever it says.

use super::reading::Reading;
use super::set::Set;
use super::words::{Kind, mix};
use crate::extract::NoAnswer;

/// Letters past which a word is long (LIX).
const LONG_WORD: usize = 6;
/// The readability index up to which a text reads well, and from which on nobody reads it.
const READABLE: f64 = 40.0;
const UNREADABLE: f64 = 90.0;

/// How well a response reads: its readability index, less what it repeats and what is no text.
///
/// The index is LIX (Björnsson, 1968): words per sentence plus the percentage of words of more than six letters. Up to 40, a
/// newspaper's, it is 1; at 90 it is 0; between them it falls evenly. It is multiplied by the share of 4-grams that are not
/// repeated, and by the share of characters that are text: signs count as noise where they outnumber the letters and digits, and
/// what nobody can see always does. A response without a word has 0.
///
/// ```
/// use rewards_core::aspects::clarity;
/// assert_eq!(clarity("She has 16 eggs. She eats 3 of them, so 13 are left."), 1.0);
/// assert_eq!(clarity(""), 0.0);
/// ```
pub fn clarity(response: &str) -> f64 {
    Reading::new(response).clarity()
}

/// How short a response is, less what it repeats: 1 up to `words` words, then `words` over their number, times the share of
/// 4-grams that are not repeated. A response without a word has 0.
///
/// ```
/// use rewards_core::aspects::conciseness;
/// assert_eq!(conciseness("The answer is 18.", 100.0), 1.0);
/// assert_eq!(conciseness("one two three four five", 2.5), 0.5);
/// ```
pub fn conciseness(response: &str, words: f64) -> f64 {
    Reading::new(response).conciseness(words)
}

/// Words of a sentence that may be said twice.
const SHORT_SENTENCE: usize = 3;

/// The share of a response's words that lead to its answer: words behind the stated answer, and sentences of three words or more that
/// stand earlier already, are waste. A response without a word has 0, as has one whose reasoning never ends.
///
/// ```
/// use rewards_core::aspects::efficiency;
/// assert_eq!(efficiency("2 + 2 = 4. The answer is 4."), 1.0);
/// assert_eq!(efficiency("The answer is 4.\nI hope it helps."), 0.5);
/// ```
pub fn efficiency(response: &str) -> f64 {
    Reading::new(response).efficiency()
}

impl Reading<'_> {
    /// [`clarity`].
    pub fn clarity(&self) -> f64 {
        let seen = self.words();
        if seen.list.is_empty() {
            return 0.0;
        }
        let words = seen.halves() as f64 / 2.0;
        let (mut long, mut bytes) = (0, 0);
        for word in &seen.list {
            let letters = if word.plain { word.len() } else { word.of(seen.text).chars().count() };
            long += usize::from(word.kind == Kind::Letters && letters > LONG_WORD);
            bytes += word.len();
        }
        let index = words / seen.sentences.len().max(1) as f64 + 100.0 * long as f64 / words;
        let readable = ((UNREADABLE - index) / (UNREADABLE - READABLE)).clamp(0.0, 1.0);
        if readable <= 0.0 {
            return 0.0;
        }
        let noise = seen.unseen + (seen.signs - seen.unseen).saturating_sub(bytes);
        let text = 1.0 - noise as f64 / (seen.signs + bytes) as f64;
        readable * text * self.distinct_share()
    }

    /// [`conciseness`].
    pub fn conciseness(&self, words: f64) -> f64 {
        let halves = self.words().halves();
        if halves == 0 {
            return 0.0;
        }
        (2.0 * words / halves as f64).min(1.0) * self.distinct_share()
    }

    /// [`efficiency`].
    pub fn efficiency(&self) -> f64 {
        let answered = match self.answer() {
            Err(NoAnswer::Unfinished) => return 0.0,
            Ok(answer) if answer.source.is_stated() => answer.span.end,
            _ => usize::MAX,
        };
        let words = self.words();
        let mut seen = Set::for_about(words.sentences.len());
        let (mut useful, mut read, mut halves) = (0, 0, 0);
        for sentence in &words.sentences {
            let said = &words.hashes[read..sentence.words];
            let number = said.iter().fold(0, |sentence, &word| mix(sentence, word));
            let repeated = said.len() >= SHORT_SENTENCE && !seen.insert(number);
            if !repeated && sentence.start < answered {
                useful += sentence.halves - halves;
            }
            (read, halves) = (sentence.words, sentence.halves);
        }
        useful as f64 / words.halves().max(1) as f64
    }
}
