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
const WEAK: Roles =
    Roles::of(&[Role::Unit, Role::Number, Role::Scale, Role::Part, Role::Multiple, Role::Article, Role::Verdict]);

/// What is known of the language of the sentence around a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Told {
    /// Nobody asked for it.
    #[default]
    NotYet,
    /// This one, or none that the lexicon has.
    As(Option<Language>),
}

impl Told {
    /// The language of the sentence around `span`: found once.
    pub(super) fn find(&mut self, text: &str, span: &Range<usize>) -> Option<Language> {
        if let Self::As(language) = self {
            return *language;
        }
        let language = at(text, span.clone());
        *self = Self::As(language);
        language
    }
}

/// The language of the sentence at `at`, or of the text around it where that has no words of its own. `None` where it is in
/// none that the lexicon has.
pub(crate) fn at(text: &str, span: Range<usize>) -> Option<Language> {
    let at = span.start;
    let foreign = |c: char| c.is_alphabetic() && !Language::all().any(|language| language.writes(c));
    let inside = text.get(span.clone()).unwrap_or_default();
    if !inside.is_ascii() && inside.chars().any(foreign) {
        return None;
    }
    let start = text.floor_char_boundary(at.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((at + AROUND).min(text.len()));
    // The name of a tag is in no language.
    let is_tag = |word: &Word| text[..word.start].ends_with(['<', '/', '\\']);
    // Two letters behind a number may be the symbol of a unit.
    let symbol = |word: &Word| word.has(Role::Counter) && word.end - word.start <= 2;
    // A whole sentence may be one phrase, "Die Aussage ist falsch": a verdict of several words is of one language.
    let phrase = |word: &Word| word.has(Role::Verdict) && word.of(text).contains(' ');
    let tells = |word: &&Word| {
        !word.roles.is_empty() && !symbol(word) && (!WEAK.meets(word.roles) || phrase(word)) && !is_tag(word)
    };
    let around = sentence::sentence_around(&text[start..end], at - start);
    let around = start + around.start..start + around.end;
    if is_closed(&text[start..around.start])
        && let Some(words) = words::told(text, around.start, end)
        && let Some(word) = words.iter().filter(|word| word.start < around.end).find(tells)
    {
        return Some(word.language);
    }
    let words = words::read(text, start, end, None);
    let own = words.iter().filter(|word| around.contains(&word.start));
    if let Some(word) = own.clone().find(tells) {
        return Some(word.language);
    }
    let unknown =
        |word: &&Word| word.kind == Kind::Word && word.roles.is_empty() && word.end - word.start > 1 && !is_tag(word);
    let told = words.iter().any(|word| tells(&word));
    let outside = |word: &&Word| word.end <= span.start || span.end <= word.start;
    let others = words.iter().filter(unknown).filter(outside).count();
    if words.iter().any(|word| !word.certain) || !told && others >= FOREIGN {
        return None;
    }
    let mut counts = [0_u32; 64];
    words.iter().filter(tells).for_each(|word| counts[word.language.index() & 63] += 1);
    let most = Language::all()
        .max_by_key(|language| (counts[language.index() & 63], language.properties().script != Script::Latin));
    match own.clone().find(|word| word.language.properties().script != Script::Latin) {
        // A script of its own tells more than the text around.
        Some(word) => Some(word.language),
        None => most.filter(|language| counts[language.index() & 63] > 0).or(Some(Language::ENGLISH)),
    }
}

/// Whether no formula goes on behind a text: its brackets and dollars are closed.
fn is_closed(text: &str) -> bool {
    let (mut dollars, mut open, mut before) = (0_usize, 0_i32, b' ');
    for byte in text.bytes() {
        match byte {
            b'$' => dollars += 1,
            b'{' => open += 1,
            b'}' => open -= 1,
            b'(' | b'[' if before == b'\\' => open += 1,
            b')' | b']' if before == b'\\' => open -= 1,
            _ => {}
        }
        before = byte;
    }
    dollars % 2 == 0 && open == 0
}

/// The sentence at `at`, as far as it is looked at.
pub(super) fn sentence(text: &str, at: usize) -> Range<usize> {
    let start = text.floor_char_boundary(at.saturating_sub(AROUND));
    let end = text.ceil_char_boundary((at + AROUND).min(text.len()));
    let around = sentence::sentence_around(&text[start..end], at - start);
    start + around.start..start + around.end
}

/// A number with a word or two behind it, in a sentence of no language that the lexicon has: what they do to it is not known.
pub(crate) fn unknown(text: &str) -> Cow<'_, str> {
    let words = words::read_in(text, 0, text.len(), Language::ENGLISH);
    let Some(number) = words.iter().find(|word| word.kind == Kind::Number) else { return Cow::Borrowed(text) };
    let others = format!("{} {}", &text[..number.start], &text[number.end..]).replace("\\text{", " ");
    let others: Vec<&str> = others.split(['}', '~', ' ', '.']).filter(|word| !word.is_empty()).collect();
    // One word, or two: more is a clause, and signs make mathematics.
    let known = |word: &str| words.iter().any(|own| own.of(text) == word && own.has(Role::Unit));
    let foreign = |word: &&str| {
        (word.chars().nth(2).is_some() || !word.is_ascii())
            && word.chars().all(|c| c.is_alphabetic() || !c.is_ascii())
            && !known(word)
    };
    if (1..=2).contains(&others.len()) && others.iter().all(foreign) {
        Cow::Owned(format!("\\operatorname{{changed}}({text})"))
    } else {
        Cow::Borrowed(text)
    }
}
