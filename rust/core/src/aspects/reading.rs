//! A response as the aspects see it: its words and its answer, each read once, when it is first asked for.

use std::cell::{Cell, OnceCell};
use std::mem::take;

use super::words::{self, Kind, Visit, Word};
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
    response: &'r str,
    words: OnceCell<Words<'r>>,
    repeated: OnceCell<f64>,
    answer: OnceCell<Result<Answer<'r>, NoAnswer>>,
}

impl<'r> Reading<'r> {
    /// Begins to read a response.
    pub fn new(response: &'r str) -> Self {
        Self { response, words: OnceCell::new(), repeated: OnceCell::new(), answer: OnceCell::new() }
    }

    /// The response itself.
    pub fn response(&self) -> &'r str {
        self.response
    }

    /// Its answer, as [`extract`] finds it.
    ///
    /// # Errors
    /// [`NoAnswer`] where there is none.
    pub fn answer(&self) -> Result<&Answer<'r>, NoAnswer> {
        self.answer.get_or_init(|| extract(self.response)).as_ref().map_err(|missing| *missing)
    }

    pub(super) fn words(&self) -> &Words<'r> {
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
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    pub(super) list: Vec<Word>,
    /// A number for each word.
    pub(super) hashes: Vec<u64>,
    pub(super) sentences: Vec<Sentence>,
    /// Single letters of scripts without spaces.
    pub(super) characters: usize,
    pub(super) signs: usize,
    /// Signs that nobody can see.
    pub(super) unseen: usize,
    /// How many words there are before the sentence at hand.
    before: usize,
}

/// The room of the words that this thread read last.
type Room = (Vec<Word>, Vec<u64>, Vec<Sentence>);

thread_local! {
    static SPARE: Cell<Room> = const { Cell::new((Vec::new(), Vec::new(), Vec::new())) };
}

/// Words up to which their room is kept.
const KEPT: usize = 1 << 12;

impl<'t> Words<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let (mut list, mut hashes, mut sentences) = SPARE.take();
        list.clear();
        hashes.clear();
        sentences.clear();
        // Words of three letters and a space: a text of shorter ones makes room as it goes.
        list.reserve(text.len() / 4 + 8);
        let mut words = Self { text, list, hashes, sentences, characters: 0, signs: 0, unseen: 0, before: 0 };
        words::walk(text, &mut words);
        words.hashes.extend(words.list.iter().map(|word| word.hash(text)));
        words
    }

    /// How many half words there are.
    pub(super) fn halves(&self) -> usize {
        self.list.len() * 2 - self.characters
    }
}

impl Drop for Words<'_> {
    fn drop(&mut self) {
        if self.list.capacity() <= KEPT {
            let room = (take(&mut self.list), take(&mut self.hashes), take(&mut self.sentences));
            // A thread that ends has no spare room any more.
            let _ = SPARE.try_with(|spare| spare.set(room));
        }
    }
}

impl Visit for Words<'_> {
    #[inline]
    fn word(&mut self, word: Word) {
        self.characters += usize::from(word.kind == Kind::Character);
        self.list.push(word);
    }

    #[inline]
    fn stop(&mut self, _at: usize) {
        let words = self.list.len();
        if words > self.before {
            let start = self.list[self.before].start;
            self.sentences.push(Sentence { start, words, halves: self.halves() });
            self.before = words;
        }
    }

    #[inline]
    fn signs(&mut self, count: usize, unseen: usize) {
        self.signs += count;
        self.unseen += unseen;
    }
}
