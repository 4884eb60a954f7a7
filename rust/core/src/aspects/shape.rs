//! Clarity, conciseness and efficiency: how a response is said, whatever it says.

use super::repetition::Sequence;
use super::set::Set;
use super::words::{self, Kind, Visit, Word, mix};
use crate::extract::{NoAnswer, extract};
use crate::limits::GRAM;

/// Letters past which a word is long (LIX).
const LONG_WORD: usize = 6;
/// The readability index up to which a text reads well, and from which on nobody reads it.
const READABLE: f64 = 40.0;
const UNREADABLE: f64 = 90.0;

struct Clarity {
    sequence: Sequence,
    halves: usize,
    long: usize,
    sentences: usize,
    /// Words since the last stop.
    open: usize,
    letters: usize,
    signs: usize,
    unseen: usize,
}

impl Visit for Clarity {
    #[inline]
    fn word(&mut self, word: Word<'_>) {
        self.sequence.push(&word);
        self.halves += word.halves();
        self.open += 1;
        self.letters += word.text.len();
        let letters = if word.is_plain() { word.text.len() } else { word.text.chars().count() };
        self.long += usize::from(word.kind == Kind::Letters && letters > LONG_WORD);
    }

    #[inline]
    fn stop(&mut self, _at: usize) {
        self.sentences += usize::from(self.open > 0);
        self.open = 0;
    }

    #[inline]
    fn signs(&mut self, count: usize, unseen: usize) {
        self.signs += count;
        self.unseen += unseen;
    }
}

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
    let mut seen = Clarity {
        sequence: Sequence::for_bytes(response.len()),
        halves: 0,
        long: 0,
        sentences: 0,
        open: 0,
        letters: 0,
        signs: 0,
        unseen: 0,
    };
    words::walk(response, &mut seen);
    if seen.halves == 0 {
        return 0.0;
    }
    let words = seen.halves as f64 / 2.0;
    let index = words / seen.sentences.max(1) as f64 + 100.0 * seen.long as f64 / words;
    let readable = ((UNREADABLE - index) / (UNREADABLE - READABLE)).clamp(0.0, 1.0);
    if readable <= 0.0 {
        return 0.0;
    }
    let noise = seen.unseen + (seen.signs - seen.unseen).saturating_sub(seen.letters);
    let text = 1.0 - noise as f64 / (seen.signs + seen.letters) as f64;
    readable * text * (1.0 - seen.sequence.repeated_share(GRAM))
}

struct Length {
    sequence: Sequence,
    halves: usize,
}

impl Visit for Length {
    #[inline]
    fn word(&mut self, word: Word<'_>) {
        self.sequence.push(&word);
        self.halves += word.halves();
    }
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
    let mut seen = Length { sequence: Sequence::for_bytes(response.len()), halves: 0 };
    words::walk(response, &mut seen);
    if seen.halves == 0 {
        return 0.0;
    }
    (2.0 * words / seen.halves as f64).min(1.0) * (1.0 - seen.sequence.repeated_share(GRAM))
}

/// Words of a sentence that may be said twice.
const SHORT_SENTENCE: usize = 3;

struct Efficiency {
    /// Where the answer ends.
    answered: usize,
    seen: Set,
    sentence: u64,
    count: usize,
    /// Half words of the sentence at hand, of all sentences, and of those that lead to the answer.
    halves: usize,
    all: usize,
    useful: usize,
    start: usize,
}

impl Visit for Efficiency {
    fn word(&mut self, word: Word<'_>) {
        if self.count == 0 {
            self.start = word.start;
        }
        self.sentence = mix(self.sentence, word.hash());
        self.count += 1;
        self.halves += word.halves();
    }

    fn stop(&mut self, _at: usize) {
        if self.count == 0 {
            return;
        }
        let repeated = self.count >= SHORT_SENTENCE && !self.seen.insert(self.sentence);
        self.all += self.halves;
        if !repeated && self.start < self.answered {
            self.useful += self.halves;
        }
        (self.sentence, self.count, self.halves) = (0, 0, 0);
    }
}

/// The share of a response's words that lead to its answer: words behind the stated answer, and sentences of three words or more that
/// stand earlier already, are waste. A response without a word has 0, as has one whose reasoning never ends.
///
/// ```
/// use rewards_core::aspects::efficiency;
/// assert_eq!(efficiency("2 + 2 = 4. The answer is 4."), 1.0);
/// assert_eq!(efficiency("The answer is 4.\nI hope it helps."), 0.5);
/// ```
pub fn efficiency(response: &str) -> f64 {
    let answered = match extract(response) {
        Err(NoAnswer::Unfinished) => return 0.0,
        Ok(answer) if answer.source.is_stated() => answer.span.end,
        _ => usize::MAX,
    };
    let mut seen = Efficiency {
        answered,
        seen: Set::for_about(response.len() / 64),
        sentence: 0,
        count: 0,
        halves: 0,
        all: 0,
        useful: 0,
        start: 0,
    };
    words::walk(response, &mut seen);
    seen.useful as f64 / seen.all.max(1) as f64
}
