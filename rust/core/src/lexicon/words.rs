//! A piece of text as words with roles, in one pass.

use std::ops::Range;

use super::language::{self, Language, Votes};
use super::pieces::{Pieces, is_dense};
use super::{Meaning, Role, Roles, is_mark, meanings};

/// What kind of thing a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters: a word, or a phrase of several.
    Word,
    /// Digits with their grouping and decimal marks.
    Number,
    /// A formula between its delimiters, or a command with its arguments.
    Formula,
    /// Any other single character.
    Sign,
    /// A mark that ends a sentence.
    Stop,
    /// A line break.
    Break,
}

/// A word, a phrase that has a role, a number, a formula or a sign.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it begins, in bytes of the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its roles in the language of its sentence.
    pub roles: Roles,
    /// The language of its sentence.
    pub language: Language,
    /// Whether enough of the sentence is known to be sure of its language: elsewhere no word may be passed over.
    pub certain: bool,
    pub(crate) meaning: Option<&'static Meaning>,
}

impl Word {
    /// Whether it has a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.has(role)
    }

    /// The number that goes with a role: the value of a number word, the number of a verdict.
    pub fn datum(&self, role: Role) -> Option<i64> {
        self.meaning.and_then(|meaning| meaning.datum(role))
    }

    /// As it is written.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// The words of `text[start..end]`. `hint` is the language of a sentence that nothing tells the language of.
///
/// ```
/// use rewards_core::lexicon::{Language, Role, words};
/// let text = "Die Antwort ist 42.";
/// let words = words::read(text, 0, text.len(), None);
/// assert!(words[1].has(Role::Answer) && words[1].language == Language::of("de").unwrap());
/// assert_eq!(words[3].of(text), "42");
/// ```
pub fn read(text: &str, start: usize, end: usize, hint: Option<Language>) -> Vec<Word> {
    let text = &text[..end];
    let mut pieces = Pieces::within(end - start);
    let mut words = Vec::with_capacity((end - start) / 4 + 4);
    let mut hint = hint;
    // Sentences that were looked at because nothing told the language of the first one.
    let mut ahead = Vec::new().into_iter();
    let (mut at, mut first) = (start, 0);
    loop {
        let (next, votes) = ahead.next().unwrap_or_else(|| {
            at = pieces.read(text, at);
            (pieces.len(), count(text, &pieces, first..pieces.len()))
        });
        if next == first {
            return words;
        }
        let mut told = settle(&votes, &pieces, first..next, hint);
        if first == 0 && hint.is_none() && !told.alone {
            let (mut whole, mut list) = (votes.clone(), Vec::new());
            while at < end {
                let begin = pieces.len();
                at = pieces.read(text, at);
                let votes = count(text, &pieces, begin..pieces.len());
                whole.add(&votes);
                list.push((pieces.len(), votes));
            }
            hint = whole.told();
            ahead = list.into_iter();
            told = settle(&votes, &pieces, first..next, hint);
        }
        resolve(text, &pieces, first..next, told.known(), &mut words);
        hint = if told.certain { Some(told.language) } else { hint };
        first = next;
    }
}

/// The words of the first sentence of `text[start..end]`, where it tells its language whatever stands around it.
pub(crate) fn told(text: &str, start: usize, end: usize) -> Option<Vec<Word>> {
    let text = &text[..end];
    let mut pieces = Pieces::default();
    pieces.read(text, start);
    let sentence = 0..pieces.len();
    let told = settle(&count(text, &pieces, sentence.clone()), &pieces, sentence.clone(), None);
    told.alone.then(|| {
        let mut words = Vec::with_capacity(pieces.len());
        resolve(text, &pieces, sentence, told.known(), &mut words);
        words
    })
}

/// The words of `text[start..end]`, which belongs to a sentence in `language`.
pub(crate) fn read_in(text: &str, start: usize, end: usize, language: Language) -> Vec<Word> {
    let text = &text[..end];
    let mut pieces = Pieces::within(end - start);
    let mut at = start;
    while at < end {
        at = pieces.read(text, at);
    }
    let mut words = Vec::with_capacity(pieces.len());
    resolve(text, &pieces, 0..pieces.len(), (language, true), &mut words);
    words
}

/// The language of a sentence.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) language: Language,
    /// Enough of the sentence is known to be sure of it.
    pub(super) certain: bool,
    /// The sentence tells it by itself, whatever stands around it.
    pub(super) alone: bool,
}

impl Told {
    pub(super) fn known(self) -> (Language, bool) {
        (self.language, self.certain)
    }
}

/// The language of the sentence of some pieces; `hint` is the one of the sentences around.
pub(super) fn settle(votes: &Votes, pieces: &Pieces, sentence: Range<usize>, hint: Option<Language>) -> Told {
    let (language, clear) = votes.decide(hint);
    let answers = || {
        let nouns = Roles::of(&[Role::Answer]);
        let mut own = pieces.part(sentence).iter();
        own.any(|piece| piece.end > piece.start + 3 && is_anchor(pieces.matches(piece), usize::MAX, nouns, language))
    };
    let sure = votes.is_certain(language, None) || answers();
    Told { language, certain: sure || votes.is_certain(language, hint), alone: clear && sure }
}

/// Roles of words that stand in sentences of any language.
const FOREIGN: Roles =
    Roles::of(&[Role::Unit, Role::Clock, Role::Am, Role::Pm, Role::Joins, Role::Verdict, Role::Option]);

/// Roles of words of number, which may be units of another language.
const COUNTS: Roles = Roles::of(&[Role::Scale, Role::Number, Role::Part, Role::Multiple]);

/// Letters of a word from which on these of the roles tell a language.
const TELLING: usize = 5;
const TOLD: Roles = Roles::of(&[Role::Verdict, Role::Option]);

/// What speaks for each language in the sentence of some pieces.
pub(super) fn count(text: &str, pieces: &Pieces, sentence: Range<usize>) -> Votes {
    let mut votes = Votes::new();
    let mut covered = [0_usize; language::MOST];
    for piece in pieces.part(sentence) {
        // No language is told by what is no word.
        if piece.kind != Kind::Word {
            continue;
        }
        votes.letters(&text[piece.start..piece.end]);
        for (end, set) in pieces.matches(piece).iter().rev() {
            let mut letters = None;
            // "64 miles" tells no Spanish, where the word is one of scale.
            let unit = meanings(*set)
                .iter()
                .any(|meaning| meaning.language() == Language::ENGLISH && meaning.roles().has(Role::Unit));
            for meaning in meanings(*set).iter().filter(|meaning| is_spoken(meaning.language())) {
                let covered = &mut covered[meaning.language().index()];
                if piece.start < *covered {
                    continue;
                }
                let written = &text[piece.start..*end as usize];
                let letters = *letters.get_or_insert_with(|| language::letters(written));
                // Short words of these roles are the same in many languages.
                let shared = unit && meaning.roles().meets(COUNTS);
                let foreign = (shared || meaning.roles().meets(FOREIGN)) && !meaning.roles().meets(SPEAKS);
                let told = letters >= TELLING && meaning.roles().meets(TOLD);
                if !foreign || told {
                    *covered = *end as usize;
                    votes.phrase(meaning.language(), letters);
                } else {
                    votes.familiar(meaning.language(), letters);
                }
            }
        }
    }
    votes
}

/// Whether a language takes part: all do, but in tests that take some out.
#[cfg(not(test))]
fn is_spoken(_: Language) -> bool {
    true
}

#[cfg(test)]
thread_local! {
    static SPOKEN: std::cell::Cell<u32> = const { std::cell::Cell::new(u32::MAX) };
}

#[cfg(test)]
fn is_spoken(language: Language) -> bool {
    SPOKEN.with(|spoken| spoken.get() >> language.index() & 1 == 1)
}

/// What `read` gives while only some languages take part.
#[cfg(test)]
pub(crate) fn with_only<T>(languages: &[Language], read: impl FnOnce() -> T) -> T {
    SPOKEN.with(|spoken| {
        spoken.set(languages.iter().fold(0, |bits, language| bits | 1 << language.index()));
        let given = read();
        spoken.set(u32::MAX);
        given
    })
}

/// Roles that tell a language even where the word has others.
const SPEAKS: Roles =
    Roles::of(&[Role::Common, Role::Answer, Role::Result, Role::Is, Role::Article, Role::Not, Role::And, Role::Or]);

/// The words of one sentence in its language: at each place the longest phrase.
pub(super) fn resolve(
    text: &str,
    pieces: &Pieces,
    sentence: Range<usize>,
    (language, certain): (Language, bool),
    words: &mut Vec<Word>,
) {
    let own = pieces.part(sentence);
    let mut covered = 0;
    let mut readings: Vec<(usize, &'static Meaning)> = Vec::new();
    for (place, piece) in own.iter().enumerate() {
        if piece.end <= covered {
            continue;
        }
        // In a language that the lexicon does not have no word has a role.
        let known = pieces.matches(piece);
        let known = if certain && piece.start >= covered { known } else { &[] };
        readings.clear();
        readings.extend(known.iter().filter_map(|(end, set)| {
            let meaning = meanings(*set).iter().find(|meaning| meaning.language() == language)?;
            let end = *end as usize;
            // "the answer" as a subject is an article and the noun.
            let pointing = meaning.roles().meets(POINTING);
            let nouns = if pointing { Roles::of(&[Role::Answer, Role::Result]) } else { Roles::of(&[Role::Answer]) };
            // A longer word of a script without blanks may only contain the noun: "오답" is no "답".
            let parts = !piece.dense || meaning.roles().meets(POINTING.with(LEADING));
            let hides = parts
                && !meaning.roles().meets(STRONG)
                && own[place..]
                    .iter()
                    .take_while(|inner| inner.start < end)
                    .any(|inner| is_anchor(pieces.matches(inner), end, nouns, language));
            (!hides).then_some((end, meaning))
        }));
        let longest = readings.iter().map(|(end, _)| *end).max();
        let mut word = Word {
            start: piece.start.max(covered),
            end: piece.end,
            kind: piece.kind,
            roles: Roles::NONE,
            language,
            certain,
            meaning: None,
        };
        if let Some(end) = longest {
            word.end = end;
            word.kind = Kind::Word;
            // A word and a stem that it begins with both count.
            for (_, meaning) in readings.iter().filter(|(other, _)| *other == end) {
                word.roles = word.roles.with(meaning.roles());
                word.meaning = word.meaning.filter(|meaning| meaning.has_data()).or(Some(meaning));
            }
        } else if piece.dense
            && let Some(last) = words.last_mut()
            && last.kind == Kind::Word
            && last.meaning.is_none()
            && last.end == piece.start
            && text[last.start..last.end].chars().all(|c| is_dense(c) || is_mark(c))
        {
            // Letters that no phrase begins with are one word.
            last.end = piece.end;
            covered = piece.end;
            continue;
        }
        covered = word.end;
        words.push(word);
    }
}

/// Roles of phrases whose sense a noun for the answer in them does not change.
const STRONG: Roles = Roles::of(&[
    Role::Answer,
    Role::Result,
    Role::Chooses,
    Role::TakesBack,
    Role::Example,
    Role::Writes,
    Role::Thought,
    Role::Verdict,
]);

/// Roles of phrases in which a noun such as "result" is one, too; "as a result" is a phrase of its own.
const POINTING: Roles =
    Roles::of(&[Role::This, Role::Subject, Role::As, Role::Wrong, Role::Not, Role::Is, Role::Article, Role::Final]);

/// Roles of phrases that lead to an answer.
const LEADING: Roles = Roles::of(&[Role::Instead, Role::Wait, Role::Describes, Role::Filler, Role::Verdict]);

/// Whether a noun for the answer is among the phrases that begin at a piece, and ends before `end`, or at it behind other words.
fn is_anchor(matches: &[(u32, u16)], end: usize, nouns: Roles, language: Language) -> bool {
    matches.iter().any(|(stop, set)| {
        *stop as usize <= end
            && meanings(*set).iter().any(|meaning| meaning.language() == language && meaning.roles().meets(nouns))
    })
}
