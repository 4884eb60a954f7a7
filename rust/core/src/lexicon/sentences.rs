//! The sentences of a text that were read already, so that windows of it that overlap read each of them once.

use std::ops::Range;

use super::Language;
use super::language::Votes;
use super::pieces::Pieces;
use super::words::{self, Told, Word};

/// Bytes before the end of a window in which its end may change how a sentence is read.
const MARGIN: usize = 16;

/// The sentences of one text.
#[derive(Default)]
pub(crate) struct Sentences {
    pieces: Pieces,
    words: Vec<Word>,
    list: Vec<Sentence>,
    /// Where each sentence that is kept begins, and its number in the list; the last one of the text stands first.
    starts: Vec<(usize, usize)>,
}

struct Sentence {
    end: usize,
    pieces: Range<usize>,
    votes: Votes,
    /// Its language without a hint.
    told: Told,
    /// The language in which it was read, whether that is certain, and where its words stand.
    read: Option<((Language, bool), Range<usize>)>,
}

/// A window of a text.
struct Window<'t> {
    /// The text up to the window's end.
    cut: &'t str,
    /// The window ends where the text ends.
    last: bool,
    /// The sentences that its end may change, which are not kept: where each begins, and its number in the list.
    rest: Vec<(usize, usize)>,
}

impl Window<'_> {
    /// Whether a sentence that ends here is the same in a longer window.
    fn holds(&self, end: usize) -> bool {
        self.last || end + MARGIN <= self.cut.len()
    }
}

impl Sentences {
    /// What [`words::read`] gives for a span of the text, which is the same one in every call. As soon as the word at `at` is
    /// read, `wants` is asked whether the others are needed: where they are not, there are no words.
    pub(crate) fn read(
        &mut self,
        text: &str,
        span: Range<usize>,
        at: usize,
        wants: impl Fn(&Word) -> bool,
    ) -> Option<Vec<Word>> {
        let mut window = Window { cut: &text[..span.end], last: span.end == text.len(), rest: Vec::new() };
        let (mut words, mut hint) = (Vec::with_capacity(span.len() / 4 + 4), None);
        let (mut begin, mut asked, mut wanted) = (span.start, false, true);
        while wanted && begin < span.end {
            let number = self.sentence(&mut window, begin);
            let mut told = self.list[number].told;
            if !told.alone {
                if begin == span.start {
                    hint = self.language(&mut window, begin);
                }
                let sentence = &self.list[number];
                told = words::settle(&sentence.votes, &self.pieces, sentence.pieces.clone(), hint);
            }
            let first = words.len();
            self.resolve(&window, (begin, number), told.known(), &mut words);
            if !asked && let Some(word) = words[first..].iter().find(|word| word.start <= at && at < word.end) {
                asked = true;
                wanted = wants(word);
            }
            hint = if told.certain { Some(told.language) } else { hint };
            begin = self.list[number].end;
        }
        if let Some((_, first)) = window.rest.first() {
            self.pieces.truncate(self.list[*first].pieces.start);
            self.list.truncate(*first);
        }
        wanted.then_some(words)
    }

    /// The number of the sentence that begins at a place of a window.
    fn sentence(&mut self, window: &mut Window<'_>, begin: usize) -> usize {
        if let Some((_, number)) = window.rest.iter().find(|(start, _)| *start == begin) {
            return *number;
        }
        let place = self.starts.binary_search_by(|(start, _)| begin.cmp(start));
        if let Ok(place) = place
            && window.holds(self.list[self.starts[place].1].end)
        {
            return self.starts[place].1;
        }
        let (number, first) = (self.list.len(), self.pieces.len());
        let end = self.pieces.read(window.cut, begin);
        let pieces = first..self.pieces.len();
        let votes = words::count(window.cut, &self.pieces, pieces.clone());
        let told = words::settle(&votes, &self.pieces, pieces.clone(), None);
        self.list.push(Sentence { end, pieces, votes, told, read: None });
        match place {
            // What stands behind a sentence that is not kept is not kept, either: the list ends with it.
            Err(place) if window.rest.is_empty() && window.holds(end) => self.starts.insert(place, (begin, number)),
            _ => window.rest.push((begin, number)),
        }
        number
    }

    /// The language of a window from `begin` on, where it tells one.
    fn language(&mut self, window: &mut Window<'_>, mut begin: usize) -> Option<Language> {
        let mut whole = Votes::new();
        while begin < window.cut.len() {
            let number = self.sentence(window, begin);
            whole.add(&self.list[number].votes);
            begin = self.list[number].end;
        }
        whole.told()
    }

    /// Adds the words of a sentence to a list.
    fn resolve(
        &mut self,
        window: &Window<'_>,
        (begin, number): (usize, usize),
        known: (Language, bool),
        words: &mut Vec<Word>,
    ) {
        let sentence = &mut self.list[number];
        if window.rest.iter().any(|(start, _)| *start == begin) {
            return words::resolve(window.cut, &self.pieces, sentence.pieces.clone(), known, words);
        }
        let own = match &sentence.read {
            Some((before, own)) if *before == known => own.clone(),
            _ => {
                let first = self.words.len();
                words::resolve(window.cut, &self.pieces, sentence.pieces.clone(), known, &mut self.words);
                let own = first..self.words.len();
                sentence.read = Some((known, own.clone()));
                own
            }
        };
        words.extend_from_slice(&self.words[own]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(1000))]

        #[test]
        fn windows_hold_the_words_that_are_read_without_the_others(
            text in r"(the answer is|So the total|Die Antwort ist|答案是|la respuesta|Also|[0-9]{1,4}|x = 3|\$a\$|[a-z]{1,9}| |, |\. |! |\n|。|: ){0,60}"
        ) {
            let mut sentences = Sentences::default();
            let starts = (0..=text.len()).rev().filter(|at| text.is_char_boundary(*at) && crate::characters::sentence::start_before(&text, *at) == *at);
            for start in starts.collect::<Vec<_>>() {
                let read = sentences.read(&text, start..text.len(), start, |_| true).unwrap();
                proptest::prop_assert_eq!(format!("{read:?}"), format!("{:?}", words::read(&text, start, text.len(), None)));
            }
        }
    }
}
