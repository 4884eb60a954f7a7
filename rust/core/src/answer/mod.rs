//! Reads a stated text as a person reads it: which value it gives, and what the other words around it are.
//!
//! `extract` says where a statement stands, this room what it says, `equal` whether it is right. Nothing is left out without
//! a name for it: each file of this room reads one thing, and a text that none of them reads stays as it is written.

use std::borrow::Cow;
use std::ops::Range;

use crate::lexicon::Language;
use crate::lexicon::words::{self, Word};

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
}

impl<'t> Reading<'t> {
    /// A text that is its own value.
    fn plain(text: &'t str, span: Range<usize>) -> Self {
        Self { value: Cow::Borrowed(&text[span.clone()]), span, restated: Vec::new(), several: false }
    }
}

impl<'t> Stated<'t> {
    /// The words of `text[span]`, in `language` where nothing else tells theirs.
    pub(crate) fn new(text: &'t str, span: Range<usize>, language: Option<Language>) -> Self {
        let words = words::read(text, span.start, span.end, language);
        let language = words.first().map_or(language.unwrap_or(Language::ENGLISH), |word| word.language);
        Self { text, span, words, language }
    }

    /// The content as it is written.
    pub(crate) fn content(&self) -> &'t str {
        &self.text[self.span.clone()]
    }
}

/// What the content of a statement says; `language` is that of its sentence, where it is known.
pub(crate) fn read<'t>(text: &'t str, span: Range<usize>, language: Option<Language>) -> Reading<'t> {
    if is_plain(&text[span.clone()]) {
        return Reading::plain(text, span);
    }
    let stated = Stated::new(text, span.clone(), language);
    interpret(&stated).unwrap_or_else(|| Reading::plain(text, span))
}

/// Asks each reader in turn; what none of them reads stays as it is written.
fn interpret<'t>(stated: &Stated<'t>) -> Option<Reading<'t>> {
    let _ = stated.content();
    // Several parts first, then a choice with its text, a verdict, and last one value in its clause.
    None
}

/// Whether a content is digits with their marks and signs alone: nothing has to be read in it.
fn is_plain(content: &str) -> bool {
    content.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+' | b'$' | b'%'))
}
