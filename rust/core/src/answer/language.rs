//! The language of a statement: that of its sentence, or of the text around it.

use std::borrow::Cow;
use std::ops::Range;

use crate::lexicon::language::Script;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Language, Role, Roles};
use crate::text::sentence;

/// Bytes around a place that tell the language of its sentence.
const AROUND: usize = 300;

/// Words of no language that make a text one of a language that the lexicon does not have.
const FOREIGN: usize = 3;

/// Roles that tell a language by themselves: a unit or a number word may be one of many languages.
const WEAK: Roles = Roles::of(&[Role::Unit, Role::Number, Role::Scale, Role::Part, Role::Multiple, Role::Article, Role::Verdict]);

/// The language of the sentence at `at`, or of the text around it where that has no words of its own. `None` where it is in
/// none that the lexicon has.
pub(crate) fn at(text: &str, at: usize) -> Option<Language> {
    let start = text.floor_char_boundary(at.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((at + AROUND).min(text.len()));
    let words = words::read(text, start, end, None);
    // The name of a tag is in no language.
    let is_tag = |word: &Word| text[..word.start].ends_with(['<', '/', '\\']);
    let tells = |word: &&Word| !word.roles.is_empty() && !WEAK.meets(word.roles) && !is_tag(word);
    let around = sentence::sentence_around(&text[start..end], at - start);
    let own = words.iter().filter(|word| (start + around.start..start + around.end).contains(&word.start));
    if let Some(word) = own.clone().find(tells) {
        return Some(word.language);
    }
    let unknown = |word: &&Word| word.kind == Kind::Word && word.roles.is_empty() && word.end - word.start > 1 && !is_tag(word);
    let told = words.iter().any(|word| tells(&word));
    if words.iter().any(|word| !word.certain) || !told && words.iter().filter(unknown).count() >= FOREIGN {
        return None;
    }
    let mut counts = [0_u32; 64];
    words.iter().filter(tells).for_each(|word| counts[word.language.index() & 63] += 1);
    let most = Language::all().max_by_key(|language| (counts[language.index() & 63], language.properties().script != Script::Latin));
    match own.clone().find(|word| word.language.properties().script != Script::Latin) {
        // A script of its own tells more than the text around.
        Some(word) => Some(word.language),
        None => most.filter(|language| counts[language.index() & 63] > 0).or(Some(Language::ENGLISH)),
    }
}

/// The sentence at `at`, as far as it is looked at.
pub(super) fn sentence(text: &str, at: usize) -> Range<usize> {
    let start = text.floor_char_boundary(at.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((at + AROUND).min(text.len()));
    let around = sentence::sentence_around(&text[start..end], at - start);
    start + around.start..start + around.end
}

/// A number with words behind it, in a sentence of no language that the lexicon has: what they do to it is not known.
pub(crate) fn unknown(text: &str) -> Cow<'_, str> {
    let words = words::read_in(text, 0, text.len(), Language::ENGLISH);
    let number = words.iter().position(|word| word.kind == Kind::Number);
    let foreign = |word: &Word| {
        let written = word.of(text);
        let letters = match word.kind {
            Kind::Formula => written.strip_prefix("\\text{").and_then(|inside| inside.strip_suffix('}')),
            Kind::Word => Some(written),
            _ => None,
        };
        !word.has(Role::Unit)
            && letters.is_some_and(|letters| {
                letters.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || !c.is_ascii())
                    && letters.chars().filter(|c| c.is_alphabetic()).count() > 2
            })
    };
    // One word, or two: more is a clause, and signs make mathematics.
    let few = |at: &usize| {
        let behind = &words[at + 1..];
        (1..=2).contains(&behind.len()) && behind.iter().all(|word| foreign(word) || word.kind == Kind::Stop)
    };
    match number.filter(few) {
        Some(_) => Cow::Owned(format!("\\operatorname{{changed}}({text})")),
        None => Cow::Borrowed(text),
    }
}
