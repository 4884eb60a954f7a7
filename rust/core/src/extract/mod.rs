//! Where a response says its answer.
//!
//! The last explicit statement wins; without one the answer is inferred from the last sentence that has a number or a
//! formula. The response is searched from its end in windows that grow eightfold, so that a long response whose answer
//! stands at the end costs no more than a short one.

mod anchor;
mod boxed;
mod choice;
mod content;
mod doubt;
mod hash;
mod inferred;
mod joint;
mod json;
mod letter;
mod lists;
mod marks;
mod notes;
mod peel;
mod quick;
mod search;
mod statement;
mod turn;
mod wanted;

use std::borrow::Cow;
use std::ops::Range;

use crate::answer::{self, Reading, Told};
use crate::limits::TURNS;
use crate::text::{markup, zone};
use crate::trace::{Cause, Notes, Outcome};
use search::{NOT_WANTED, Search};
pub use wanted::{Pattern, Sources, Wanted};

/// How an answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Between `<answer>` and `</answer>`.
    Tag,
    /// In `\boxed{…}` or `\fbox{…}`.
    Boxed,
    /// After `####`.
    Hash,
    /// As the value of `answer`, `final_answer` or `result` in a JSON object.
    Json,
    /// In words: "The answer is …", in the languages of the lexicon.
    Phrase,
    /// The response is nothing but the answer.
    Bare,
    /// Not stated: guessed from the last sentence that has a number or a formula.
    Inferred,
    /// Where the caller's own [`Pattern`] matches.
    Pattern,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 8] =
        [Self::Tag, Self::Boxed, Self::Hash, Self::Json, Self::Phrase, Self::Bare, Self::Inferred, Self::Pattern];

    /// The name that users see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Boxed => "boxed",
            Self::Hash => "hash",
            Self::Json => "json",
            Self::Phrase => "phrase",
            Self::Bare => "bare",
            Self::Inferred => "inferred",
            Self::Pattern => "pattern",
        }
    }

    /// Whether the response says that this is its answer.
    pub fn is_stated(self) -> bool {
        self != Self::Inferred
    }
}

/// An answer and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'r> {
    /// The answer without the marks around it; several answers of one statement are joined as they were written.
    pub text: Cow<'r, str>,
    /// Where it stands in the response, in bytes.
    pub span: Range<usize>,
    /// How it was given.
    pub source: Source,
    /// What it says in equality's spelling, where the text says it in another one or nothing is left to be read in it.
    pub value: Option<Cow<'r, str>>,
    /// The value and what says it again in other spellings, which equality has to prove; empty where it is said once.
    pub restated: Vec<Cow<'r, str>>,
    /// It gives several values, of which none is said to be the answer.
    pub several: bool,
    /// Its words deny, bound or change the value: it is no plain number.
    pub changed: bool,
    /// What it says as well: the answers to several parts that it is the last one of, the value of the clause behind a verdict.
    pub parts: Option<String>,
    /// What is known of the language of the sentence around it.
    pub(crate) told: Told,
}

impl<'r> Answer<'r> {
    /// An answer that is compared as it is written.
    pub fn new(text: Cow<'r, str>, span: Range<usize>, source: Source) -> Self {
        Self {
            text,
            span,
            source,
            value: None,
            restated: Vec::new(),
            several: false,
            changed: false,
            parts: None,
            told: Told::NotYet,
        }
    }

    /// An answer that stands in a text and has been read.
    fn read(text: &'r str, reading: Reading<'r>, source: Source) -> Self {
        let written = &text[reading.span.clone()];
        let Reading { span, value, restated, several, changed, settled, clause, told } = reading;
        let value = (settled || value != written).then_some(value);
        let parts = clause.map(Cow::into_owned);
        Self { text: Cow::Borrowed(written), span, source, value, restated, several, changed, parts, told }
    }

    /// What is compared with the truth: its value, the first one where it is said again.
    pub fn value(&self) -> &str {
        self.restated.first().map_or_else(|| self.whole(), AsRef::as_ref)
    }

    /// All that it says, in equality's spelling.
    pub fn whole(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.text)
    }

    fn shifted<'s>(self, by: usize) -> Answer<'s> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Answer {
            text: own(self.text),
            span: self.span.start + by..self.span.end + by,
            source: self.source,
            value: self.value.map(own),
            restated: self.restated.into_iter().map(own).collect(),
            several: self.several,
            changed: self.changed,
            parts: self.parts,
            told: Told::NotYet,
        }
    }

    /// The same for a longer text, in which other words may stand around it.
    fn within(self) -> Self {
        Self { told: Told::NotYet, ..self }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nothing is stated and nothing can be inferred.
    Missing,
    /// The reasoning never ends.
    Unfinished,
}

/// The answer of a response.
///
/// # Errors
/// [`NoAnswer`] where there is none.
///
/// ```
/// use rewards_core::extract::{Source, extract};
/// let answer = extract("2 + 2 = 4. The answer is **4**.").unwrap();
/// assert_eq!((&*answer.text, answer.source), ("4", Source::Phrase));
/// assert_eq!(extract("2 plus 2 equals 4.").unwrap().source, Source::Inferred);
/// ```
pub fn extract(response: &str) -> Result<Answer<'_>, NoAnswer> {
    extract_wanted(response, &Wanted::default())
}

/// The answer among the statements that a caller wants to count.
///
/// # Errors
/// [`NoAnswer`] where there is none.
pub fn extract_wanted<'r>(response: &'r str, wanted: &Wanted) -> Result<Answer<'r>, NoAnswer> {
    extract_noted(response, wanted, &mut Notes::silent())
}

/// [`extract_wanted`] with what was read on the way.
pub(crate) fn extract_noted<'r>(response: &'r str, wanted: &Wanted, notes: &mut Notes) -> Result<Answer<'r>, NoAnswer> {
    let reading = zone::Reading::with_turns(response);
    reading.note(notes);
    let mut zone = reading.answer().ok_or(NoAnswer::Unfinished)?;
    let mut turns = reading.may_have_turns();
    if reading.may_have_markup()
        && let Some(blanked) = markup::noted(&zone.text, notes)
    {
        // A pattern may name the tags that are blanked for everything else.
        if let Some(answer) = matched(&zone.text, wanted, notes) {
            return Ok(spell(&zone.text, answer).shifted(zone.start));
        }
        zone.text = Cow::Owned(blanked);
        turns = true;
    }
    let found = match zone.text {
        Cow::Borrowed(text) => find(text, wanted, turns, notes).map(|answer| spell(text, answer)).map(|mut answer| {
            answer.span = answer.span.start + zone.start..answer.span.end + zone.start;
            answer
        }),
        Cow::Owned(text) => find(&text, wanted, turns, notes).map(|answer| spell(&text, answer).shifted(zone.start)),
    };
    found.ok_or(NoAnswer::Missing)
}

/// The answer with its value in one spelling, where nothing has been read in it yet.
fn spell<'t>(text: &str, answer: Answer<'t>) -> Answer<'t> {
    if answer.value.is_some() || answer.several || !answer.restated.is_empty() {
        return answer;
    }
    let value = answer::value_at(text, answer.span.start, &answer.text, answer.told).map(Cow::Owned);
    Answer { value, ..answer }
}

/// The answer that a reference solution states, or the whole text where it states none.
pub fn stated(solution: &str) -> Cow<'_, str> {
    Search::new(solution, 0, &mut Notes::silent()).run().map_or(Cow::Borrowed(solution), |answer| answer.text)
}

/// The last answer that a part of a response states, without a guess where it states none.
pub(crate) fn last_stated(text: &str) -> Option<Answer<'_>> {
    Search::new(text, 0, &mut Notes::silent()).run()
}

/// The answer in a text; `turns` tells that a line may begin another speaker's turn or a next question.
fn find<'t>(text: &'t str, wanted: &Wanted, turns: bool, notes: &mut Notes) -> Option<Answer<'t>> {
    let own = |answer, notes: &mut Notes| if turns { before_turns(text, answer, wanted, notes) } else { Some(answer) };
    if let Some(answer) = matched(text, wanted, notes) {
        return own(answer, notes);
    }
    let sources = wanted.sources();
    let mut search = Search::new(text, 0, notes).among(sources);
    if let Some(answer) = search.run() {
        return own(answer, notes);
    }
    let Search { none, marked, denied, .. } = search;
    if none {
        return None;
    }
    if let Some(line) = letter::repeated(text) {
        let before = notes.enter(Some(line.as_ptr() as usize - text.as_ptr() as usize));
        let found = find(line, wanted, turns, notes);
        notes.leave(before);
        return found.map(Answer::within);
    }
    let bare = if marked { None } else { letter::bare(text).or_else(|| peel::bare(text, notes)) };
    if let Some(answer) = bare {
        let outcome = outcome(sources, &answer);
        notes.candidate(None, text, ("bare", answer.span.clone()), Some(answer.span.clone()), outcome);
        if sources.contains(Source::Bare) {
            return Some(answer);
        }
    }
    if sources.contains(Source::Inferred) {
        return guess(text, &denied, notes);
    }
    if notes.is_kept()
        && let Some(guessed) = guess(text, &denied, &mut Notes::silent())
    {
        let span = guessed.span.clone();
        notes.candidate(None, text, ("inferred", span.clone()), Some(span), outcome(sources, &guessed));
    }
    None
}

/// The answer that a text without a statement leaves to be inferred.
fn guess<'t>(text: &'t str, denied: &[Range<usize>], notes: &mut Notes) -> Option<Answer<'t>> {
    let letter = || if denied.is_empty() { letter::infer(text).or_else(|| letter::verdict(text)) } else { None };
    let Some(answer) = letter() else { return inferred::infer(text, denied, notes) };
    notes.candidate(None, text, ("inferred", answer.span.clone()), Some(answer.span.clone()), Outcome::Taken);
    Some(answer)
}

/// What becomes of an answer of a kind of its own, which no statement holds.
fn outcome(sources: Sources, answer: &Answer<'_>) -> Outcome {
    if sources.contains(answer.source) { Outcome::Taken } else { Outcome::Nothing(Cause::at(NOT_WANTED, &answer.span)) }
}

/// The answer in the last match of the caller's pattern, if there is one that is neither empty nor denied nor asked.
fn matched<'t>(text: &'t str, wanted: &Wanted, notes: &mut Notes) -> Option<Answer<'t>> {
    let pattern = wanted.pattern.as_ref()?;
    let mut search = Search::new(text, 0, notes);
    for (found, group) in pattern.last_matches(text) {
        let at = search.notes.next();
        let mark = found.start..group.as_ref().map_or(found.end, |group| group.start);
        let (value, outcome, answer) = match search.state_match(&found, group) {
            Ok(answer) => (Some(answer.span.clone()), Outcome::Taken, Some(answer)),
            Err((value, outcome)) => (value, outcome, None),
        };
        search.notes.candidate(Some(at), text, ("pattern", mark), value, outcome);
        if answer.is_some() {
            return answer;
        }
    }
    None
}

/// What a response states before it makes up another speaker's turn or a next question; `answer` where it does not.
fn before_turns<'t>(text: &'t str, answer: Answer<'t>, wanted: &Wanted, notes: &mut Notes) -> Option<Answer<'t>> {
    for turn in turn::find(&text[..answer.span.start]).take(TURNS) {
        match turn {
            // What was stated before a made-up question stands: what follows it answers that one.
            turn::Turn::Question(at) => {
                let (count, before) = (notes.next(), &text[..at]);
                let first = matched(before, wanted, notes)
                    .or_else(|| Search::new(before, 0, notes).among(wanted.sources()).run());
                if let Some(first) = first {
                    notes.note(|recorder| recorder.turn(at, count));
                    return Some(first.within());
                }
            }
            turn::Turn::User(at) => {
                let count = notes.next();
                notes.note(|recorder| recorder.turn(at, count));
                return find(&text[..at], wanted, true, notes).map(Answer::within);
            }
        }
    }
    Some(answer)
}

#[cfg(test)]
mod wanted_tests;
