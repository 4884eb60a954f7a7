//! A response as the aspects see it: its words and its answer, each read once, when it is first asked for.

use std::cell::OnceCell;

use super::relevance;
use super::set::Set;
use super::words::{self, Kind, Visit, Word, mix};
use crate::extract::{Answer, NoAnswer, extract};
use crate::limits::GRAM;

/// A response of which several aspects are asked: what they have in common is read once.
///
/// ```
/// use rewards_core::aspects::{Prompt, Reading};
/// let reading = Reading::new("Janet sells 16 - 3 = 13 eggs.");
/// let prompt = Prompt::new("How many eggs does Janet sell at the market?");
/// assert_eq!((reading.relevance(&prompt), reading.clarity(), reading.conciseness(100.0)), (1.0, 1.0, 1.0));
/// ```
pub struct Reading<'r> {
    pub(super) response: &'r str,
    words: OnceCell<Words>,
    repeated: OnceCell<f64>,
    answer: OnceCell<Result<Answer<'r>, NoAnswer>>,
}

impl<'r> Reading<'r> {
    /// Begins to read a response.
    pub fn new(response: &'r str) -> Self {
        Self { response, words: OnceCell::new(), repeated: OnceCell::new(), answer: OnceCell::new() }
    }

    /// Its answer, as [`extract`] finds it.
    ///
    /// # Errors
    /// [`NoAnswer`] where there is none.
    pub fn answer(&self) -> Result<&Answer<'r>, NoAnswer> {
        self.answer.get_or_init(|| extract(self.response)).as_ref().map_err(|missing| *missing)
    }

    pub(super) fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::read(self.response))
    }

    /// The share of 4-grams that are not repeated.
    pub(super) fn distinct_share(&self) -> f64 {
        1.0 - *self.repeated.get_or_init(|| self.words().repeated_share(GRAM))
    }
}

/// A sentence that has words.
#[derive(Clone, Copy)]
pub(super) struct Sentence {
    /// Where its first word begins.
    pub(super) start: usize,
    /// How many words, and how many half words, there are in the text up to its end.
    pub(super) words: usize,
    pub(super) halves: usize,
}

/// The words of a text, and what is counted on the way.
pub(super) struct Words {
    /// A number for each word.
    pub(super) hashes: Vec<u64>,
    /// A number for each content word: no function words, plurals as singulars, pairs of letters in scripts without spaces.
    pub(super) terms: Vec<u64>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) halves: usize,
    /// Single letters of scripts without spaces.
    pub(super) characters: usize,
    /// Words of more than [`LONG_WORD`] letters.
    pub(super) long: usize,
    /// Bytes of the words.
    pub(super) letters: usize,
    pub(super) signs: usize,
    /// Signs that nobody can see.
    pub(super) unseen: usize,
    common: &'static Set,
    /// Where the first word of the sentence at hand begins, and how many words there are before it.
    start: usize,
    before: usize,
    /// The last letter of a script without spaces, and where it ends.
    last: Option<(u64, usize)>,
}

/// Letters past which a word is long (LIX).
const LONG_WORD: usize = 6;

impl Words {
    pub(super) fn read(text: &str) -> Self {
        // Words of four letters and a space, and some more: a text of shorter ones makes room as it goes.
        let room = text.len() / 5 + 16;
        let mut words = Self {
            hashes: Vec::with_capacity(room),
            terms: Vec::with_capacity(room),
            sentences: Vec::with_capacity(text.len() / 64 + 4),
            halves: 0,
            characters: 0,
            long: 0,
            letters: 0,
            signs: 0,
            unseen: 0,
            common: relevance::common(),
            start: 0,
            before: 0,
            last: None,
        };
        words::walk(text, &mut words);
        words
    }

    /// Takes in a letter of a script without spaces: the pairs of them are what such a text is about.
    fn character(&mut self, word: &Word<'_>, hash: u64) {
        self.characters += 1;
        if let Some((before, touches)) = self.last.replace((hash, word.end))
            && touches == word.start
        {
            self.terms.push(mix(before, hash));
        }
    }
}

impl Visit for Words {
    #[inline]
    fn word(&mut self, word: Word<'_>) {
        if self.hashes.len() == self.before {
            self.start = word.start;
        }
        let hash = word.hash();
        self.hashes.push(hash);
        self.halves += word.halves();
        self.letters += word.len();
        if word.kind == Kind::Character {
            return self.character(&word, hash);
        }
        let letters = if word.is_plain() { word.len() } else { word.text().chars().count() };
        self.long += usize::from((word.kind == Kind::Letters) & (letters > LONG_WORD));
        let single = (word.kind == Kind::Letters) & (word.len() == 1);
        // Which words are content words can't be guessed: each is written down, and function words are written over.
        let kept = self.terms.len() + usize::from(!(single | self.common.contains(hash)));
        self.terms.push(relevance::term(&word, hash));
        self.terms.truncate(kept);
    }

    #[inline]
    fn stop(&mut self, _at: usize) {
        let words = self.hashes.len();
        if words > self.before {
            self.before = words;
            self.sentences.push(Sentence { start: self.start, words, halves: self.halves });
        }
    }

    #[inline]
    fn signs(&mut self, count: usize, unseen: usize) {
        self.signs += count;
        self.unseen += unseen;
    }
}
