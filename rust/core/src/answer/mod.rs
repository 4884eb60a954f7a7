//! Reads a stated text as a person reads it: which value it gives, and what the other words around it are.
//!
//! `extract` says where a statement stands, this room what it says, `equal` whether it is right. Nothing is left out without
//! a name for it: each file of this room reads one thing, and a text that none of them reads stays as it is written.

pub(crate) mod choice;
mod clause;
mod clock;
mod digits;
mod dress;
mod formula;
pub(crate) mod labels;
mod language;
mod literals;
mod name;
mod numeral;
pub(crate) mod parts;
mod pieces;
mod quantity;
mod scale;
mod single;
mod spelled;
mod terms;
mod undress;
mod values;
mod verdict;

use std::borrow::Cow;
use std::ops::Range;

pub use language::Told;
pub(crate) use scale::strip_scale;
pub use spelled::spelled;
pub(crate) use spelled::{value_at, verdict_at};
pub(crate) use undress::undress;

use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Language, Role, Roles};

/// Bytes of a content at most: what is longer is no answer in words.
const CONTENT: usize = 1000;

/// A stated text, as words.
pub(crate) struct Stated<'t> {
    /// The text that the statement stands in.
    pub(crate) text: &'t str,
    /// Where the stated content stands in it, without marks of emphasis around it.
    pub(crate) span: Range<usize>,
    /// The words of the content.
    pub(crate) words: Vec<Word>,
    /// The language of the sentence that it stands in.
    pub(crate) language: Language,
    /// It is a whole response, without a word that says that it is the answer.
    pub(crate) bare: bool,
}

/// What a stated text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'t> {
    /// Where the value stands.
    pub span: Range<usize>,
    /// The value as equality reads it: as it is written, or with its words of number, unit and verdict in one spelling.
    pub value: Cow<'t, str>,
    /// The value given again in other spellings; the answer is the first only if equality proves that all are the same.
    pub restated: Vec<Cow<'t, str>>,
    /// It gives several values, and nothing tells which is the answer.
    pub several: bool,
    /// Its words deny, bound or change the value: it is no plain number.
    pub changed: bool,
    /// It was read in the language of its sentence, in which it means what is written.
    pub settled: bool,
    /// What it says as well: the value of the clause behind a yes or no, "Yes, Mike has 45 cookies"; the time of day that a duration
    /// may be, "4时30分".
    pub clause: Option<Cow<'t, str>>,
    /// The language of the sentence around the value in its text.
    pub told: Told,
}

impl<'t> Reading<'t> {
    /// A text that is its own value.
    fn plain(text: &'t str, span: Range<usize>) -> Self {
        Self {
            value: Cow::Borrowed(&text[span.clone()]),
            span,
            restated: Vec::new(),
            several: false,
            changed: false,
            settled: false,
            clause: None,
            told: Told::NotYet,
        }
    }

    /// The reading of a content that was cleaned before: it stands in `span` of `text`.
    fn moved<'o>(self, text: &'o str, span: Range<usize>, mended: Option<&str>) -> Reading<'o> {
        let own = |value: Cow<'_, str>| Cow::Owned(value.into_owned());
        let content = &text[span.clone()];
        let value =
            if self.restated.is_empty() { self.value.into_owned() } else { mended.unwrap_or(content).to_owned() };
        let restated = self.restated.into_iter().map(own).collect::<Vec<_>>();
        let place = if restated.is_empty() { content.find(&value) } else { None };
        let span = place.map_or(span.clone(), |at| span.start + at..span.start + at + value.len());
        Reading {
            span,
            value: Cow::Owned(value),
            restated,
            several: self.several,
            changed: self.changed,
            settled: self.settled,
            clause: self.clause.map(own),
            told: Told::NotYet,
        }
    }
}

impl<'t> Stated<'t> {
    /// The words of `text[span]`, in `language` where nothing else tells theirs.
    pub(crate) fn new(text: &'t str, span: Range<usize>, language: Option<Language>) -> Self {
        let own = |language: Language| text[span.clone()].chars().all(|c| language.writes(c));
        let words = match language.filter(|language| own(*language)) {
            Some(language) => words::read_in(text, span.start, span.end, language),
            None => words::read(text, span.start, span.end, language),
        };
        let words = split(text, words);
        let language = words.first().map_or(language.unwrap_or(Language::ENGLISH), |word| word.language);
        Self { text, span, words, language, bare: false }
    }

    /// The content as it is written.
    pub(crate) fn content(&self) -> &'t str {
        &self.text[self.span.clone()]
    }
}

/// The words, with the number of its own in which a phrase that any word may end ends: "found _". A currency and the amount that
/// touches it are two: "Rp96.000".
fn split(text: &str, words: Vec<Word>) -> Vec<Word> {
    let ends = |word: &Word| {
        let at = word.of(text).rfind(' ').filter(|_| word.kind == Kind::Word)?;
        word.of(text)[at + 1..].starts_with(|c: char| c.is_ascii_digit()).then_some(word.start + at + 1)
    };
    let glued = |word: &Word| {
        let amount = word.of(text).trim_start_matches(|c: char| c.is_alphabetic());
        word.kind == Kind::Word && word.meaning.is_none() && amount.starts_with(|c: char| c.is_numeric())
    };
    // "l'80%"
    let elided = |word: &Word| {
        let at = word.of(text).find(['\'', '’']).filter(|_| word.kind == Kind::Word && word.meaning.is_none())?;
        let behind = word.of(text)[at..].trim_start_matches(['\'', '’']);
        let at = word.end - behind.len();
        (at < word.end && behind.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))).then_some(at)
    };
    if !words.iter().any(|word| glued(word) || elided(word).is_some() || ends(word).is_some()) {
        return words;
    }
    let mut out: Vec<Word> = Vec::with_capacity(words.len() + 1);
    for word in words {
        let covered = out.last().map_or(0, |last| last.end);
        if word.start < covered || glued(&word) && pieces::prefixed(text, &word, &mut out) {
            continue;
        }
        if let Some(at) = elided(&word) {
            out.push(Word { end: at, roles: Roles::of(&[Role::Article]), ..word });
            out.push(Word { start: at, kind: Kind::Number, roles: Roles::NONE, ..word });
        } else if let Some(at) = ends(&word) {
            let end = at - 1;
            out.push(Word { end, roles: Roles::NONE, meaning: None, ..word });
            out.push(Word { start: at, kind: Kind::Number, roles: Roles::NONE, meaning: None, ..word });
        } else {
            out.push(word);
        }
    }
    out
}

/// What stands around a content that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// A statement.
    Stated,
    /// Nothing: the content is the whole response.
    Bare,
    /// Nothing: the content is a truth.
    Truth,
}

/// What the content of a statement says; `language` is that of its sentence, where it is known.
pub(crate) fn read(text: &str, span: Range<usize>, language: Option<Language>) -> Reading<'_> {
    spelled::around(text, span, language, |span, language| read_in(Frame::Stated, text, span, language))
}

/// What a response says that is nothing but an answer.
pub(crate) fn read_bare(text: &str, span: Range<usize>) -> Reading<'_> {
    spelled::around(text, span, None, |span, language| read_in(Frame::Bare, text, span, language))
}

/// What a truth says: a sentence about a name is the sentence.
pub(crate) fn read_truth(text: &str) -> Reading<'_> {
    spelled::truth(text).unwrap_or_else(|| read_in(Frame::Truth, text, 0..text.len(), None))
}

fn read_in(frame: Frame, text: &str, span: Range<usize>, language: Option<Language>) -> Reading<'_> {
    let content = &text[span.clone()];
    if is_number(content) || content.len() > CONTENT {
        return Reading::plain(text, span);
    }
    if frame != Frame::Truth
        && let Some(value) = literals::read(text, &span, language)
    {
        return Reading::plain(text, value);
    }
    let mended = dress::mend(content);
    let clean = mended.as_deref().unwrap_or(content);
    let undressed = dress::undress(clean);
    let Some(bare) = undressed.as_deref().or(mended.as_deref()) else {
        let stated = Stated { bare: frame == Frame::Bare, ..Stated::new(text, span.clone(), language) };
        return interpret(&stated, frame).unwrap_or_else(|| Reading::plain(text, span));
    };
    let hint = language.unwrap_or_else(|| Stated::new(text, span.clone(), None).language);
    let stated = Stated { bare: frame == Frame::Bare, ..Stated::new(bare, 0..bare.len(), Some(hint)) };
    if let Some(reading) = interpret(&stated, frame) {
        return reading.moved(text, span, mended.as_deref());
    }
    match mended {
        Some(mended) => Reading { value: Cow::Owned(mended), ..Reading::plain(text, span) },
        None => Reading::plain(text, span),
    }
}

/// Asks each reader in turn; what none of them reads stays as it is written.
fn interpret<'t>(stated: &Stated<'t>, frame: Frame) -> Option<Reading<'t>> {
    if let Some(open) = without_verb(stated) {
        let reading = interpret(&open, frame);
        return Some(reading.unwrap_or_else(|| Reading::plain(open.text, open.span.clone())));
    }
    if frame == Frame::Truth {
        return choice::read(stated);
    }
    // Several parts first, then a choice with its text, a verdict, and last one value in its clause.
    parts::read(stated)
        .or_else(|| choice::read(stated))
        .or_else(|| single::read(stated))
        .or_else(|| if frame == Frame::Stated { name::read(stated) } else { None })
}

/// The content without the verb that closes its sentence: `42です`, `(B)입니다`.
fn without_verb<'t>(stated: &Stated<'t>) -> Option<Stated<'t>> {
    let last = stated.words.last()?;
    let start = stated.span.start;
    let closes = last.has(Role::Ends)
        && !last.roles.meets(Roles::of(&[Role::Number, Role::Verdict, Role::Not]))
        && last.start > start;
    let end = start + stated.text[start..last.start].trim_end_matches([' ', '*', '`', '"', '」', '”']).len();
    (closes && end > start && stated.words.len() > 1).then(|| {
        let words = stated.words.iter().take_while(|word| word.end <= end).copied().collect();
        Stated { text: stated.text, span: start..end, words, language: stated.language, bare: stated.bare }
    })
}

/// Whether a text is a formula without words, although its letters may name options: `A/C`, `(A)(B)`.
pub(crate) fn may_be_formula(text: &str) -> bool {
    formula::may_be_formula(text, None)
}

/// Where the value stands that a sentence asserts, if its words leave no doubt which it is.
pub(crate) fn asserted(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    let stated = Stated::new(text, sentence, None);
    single::asserted(&stated)
}

#[cfg(test)]
mod tests;

/// Whether a content is digits with their marks and signs alone: nothing has to be read in it.
pub(crate) fn is_number(content: &str) -> bool {
    content.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+' | b'$' | b'%'))
}
