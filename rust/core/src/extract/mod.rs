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
mod marks;
mod notes;
mod peel;
mod quick;
mod statement;
mod turn;
mod wanted;

use std::borrow::Cow;
use std::ops::Range;

use crate::answer::{self, Reading, parts};
use crate::lexicon::sentences::Sentences;
use crate::limits::{CANDIDATES, FIRST_WINDOW, STATEMENT_DEPTH, TURNS};
use crate::text::{literal, markup, zone};
use crate::trace::{Cause, Notes, Outcome, Recorder};
use anchor::{Group, Place};
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
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 7] =
        [Self::Tag, Self::Boxed, Self::Hash, Self::Json, Self::Phrase, Self::Bare, Self::Inferred];

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
    /// What it says in equality's spelling, where the text says it in another one.
    pub value: Option<Cow<'r, str>>,
    /// The value and what says it again in other spellings, which equality has to prove; empty where it is said once.
    pub restated: Vec<Cow<'r, str>>,
    /// It gives several values, of which none is said to be the answer.
    pub several: bool,
    /// Its words deny, bound or change the value: it is no plain number.
    pub changed: bool,
    /// What it says as well: the answers to several parts that it is the last one of, the value of the clause behind a verdict.
    pub parts: Option<String>,
}

impl<'r> Answer<'r> {
    /// An answer that is compared as it is written.
    pub fn new(text: Cow<'r, str>, span: Range<usize>, source: Source) -> Self {
        Self { text, span, source, value: None, restated: Vec::new(), several: false, changed: false, parts: None }
    }

    /// An answer that stands in a text and has been read.
    fn read(text: &'r str, reading: Reading<'r>, source: Source) -> Self {
        let written = &text[reading.span.clone()];
        let Reading { span, value, restated, several, changed, clause } = reading;
        let value = (value != written).then_some(value);
        let parts = clause.map(Cow::into_owned);
        Self { text: Cow::Borrowed(written), span, source, value, restated, several, changed, parts }
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
        }
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
pub(crate) fn extract_noted<'r>(
    response: &'r str,
    _wanted: &Wanted,
    notes: &mut Notes,
) -> Result<Answer<'r>, NoAnswer> {
    let mut zone = zone::noted(response, notes).ok_or(NoAnswer::Unfinished)?;
    if let Some(blanked) = markup::noted(&zone.text, notes) {
        zone.text = Cow::Owned(blanked);
    }
    let found = match zone.text {
        Cow::Borrowed(text) => find(text, notes).map(|answer| spell(text, answer)).map(|mut answer| {
            answer.span = answer.span.start + zone.start..answer.span.end + zone.start;
            answer
        }),
        Cow::Owned(text) => find(&text, notes).map(|answer| spell(&text, answer).shifted(zone.start)),
    };
    found.ok_or(NoAnswer::Missing)
}

/// The answer with its value in one spelling, where nothing has been read in it yet.
fn spell<'t>(text: &str, answer: Answer<'t>) -> Answer<'t> {
    if answer.value.is_some() || answer.several || !answer.restated.is_empty() {
        return answer;
    }
    let value = answer::value_at(text, answer.span.start, &answer.text).map(Cow::Owned);
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

fn find<'t>(text: &'t str, notes: &mut Notes) -> Option<Answer<'t>> {
    let mut search = Search::new(text, 0, notes);
    if let Some(answer) = search.run() {
        return before_turns(text, answer, notes);
    }
    let Search { none, marked, denied, .. } = search;
    if none {
        return None;
    }
    if let Some(line) = letter::repeated(text) {
        let before = notes.enter(Some(line.as_ptr() as usize - text.as_ptr() as usize));
        let found = find(line, notes);
        notes.leave(before);
        return found;
    }
    let bare = if marked { None } else { letter::bare(text).or_else(|| peel::bare(text, notes)) };
    let letter = || if denied.is_empty() { letter::infer(text).or_else(|| letter::verdict(text)) } else { None };
    let Some(answer) = bare.or_else(letter) else { return inferred::infer(text, &denied, notes) };
    let anchor = if answer.source == Source::Bare { "bare" } else { "inferred" };
    notes.candidate(None, text, (anchor, answer.span.clone()), Some(answer.span.clone()), Outcome::Taken);
    Some(answer)
}

/// What a response states before it makes up another speaker's turn or a next question; `answer` where it does not.
fn before_turns<'t>(text: &'t str, answer: Answer<'t>, notes: &mut Notes) -> Option<Answer<'t>> {
    for turn in turn::find(&text[..answer.span.start]).take(TURNS) {
        match turn {
            // What was stated before a made-up question stands: what follows it answers that one.
            turn::Turn::Question(at) => {
                let count = notes.next();
                if let Some(first) = Search::new(&text[..at], 0, notes).run() {
                    notes.note(|recorder| recorder.turn(at, count));
                    return Some(first);
                }
            }
            turn::Turn::User(at) => {
                let count = notes.next();
                notes.note(|recorder| recorder.turn(at, count));
                return find(&text[..at], notes);
            }
        }
    }
    Some(answer)
}

struct Search<'t, 'n> {
    text: &'t str,
    notes: &'n mut Notes,
    depth: usize,
    /// Answers that a sentence denies, asks, supposes or quotes.
    denied: Vec<Range<usize>>,
    /// Places that were read.
    tried: usize,
    /// The text has marks of a statement: then it is no bare answer.
    marked: bool,
    /// The last statement says that there is no answer.
    none: bool,
    /// A statement that only says again what another one states, if there is another.
    restated: Option<Answer<'t>>,
    /// What was read of the text.
    sentences: Sentences,
}

impl<'t, 'n> Search<'t, 'n> {
    fn new(text: &'t str, depth: usize, notes: &'n mut Notes) -> Self {
        Self {
            text,
            notes,
            depth,
            denied: Vec::new(),
            tried: 0,
            marked: false,
            none: false,
            restated: None,
            sentences: Sentences::default(),
        }
    }

    /// The last statement that is neither denied nor asked nor supposed nor quoted.
    fn run(&mut self) -> Option<Answer<'t>> {
        if self.depth > STATEMENT_DEPTH {
            return None;
        }
        self.closing().or_else(|| self.windows())
    }

    /// The same, in windows that grow from the end.
    fn windows(&mut self) -> Option<Answer<'t>> {
        let text = self.text;
        let mut size = FIRST_WINDOW;
        let mut done = text.len();
        loop {
            let start = text.floor_char_boundary(text.len().saturating_sub(size));
            let groups = anchor::groups(text, start);
            self.marked |= groups.marked;
            if !groups.opened_before || start == 0 {
                for (index, group) in groups.list.iter().enumerate().rev().filter(|(_, group)| group.at < done) {
                    let limit = groups.list.get(index + 1).map_or(text.len(), |next| next.at);
                    if let Some(answer) = self.read(group, limit) {
                        return Some(answer);
                    }
                    if self.tried > CANDIDATES || self.none {
                        return self.said_again();
                    }
                }
                done = groups.list.first().map_or(done, |group| group.at);
            }
            if start == 0 {
                return self.said_again();
            }
            size = size.saturating_mul(8);
        }
    }

    /// The statement that says another one again, where there is no other.
    fn said_again(&mut self) -> Option<Answer<'t>> {
        let answer = self.restated.take()?;
        self.notes.note(Recorder::settle);
        Some(answer)
    }

    /// The answer that a group states, if it does; `limit` is where the next group begins.
    fn read(&mut self, group: &Group, limit: usize) -> Option<Answer<'t>> {
        self.tried += 1;
        let at = self.notes.next();
        match self.state(group, limit) {
            Ok(answer) => {
                self.note(at, group, Some(answer.span.clone()), Outcome::Taken);
                Some(answer)
            }
            Err((value, outcome)) => {
                self.note(at, group, value, outcome);
                None
            }
        }
    }

    /// Notes what became of a group.
    fn note(&mut self, at: usize, group: &Group, value: Option<Range<usize>>, outcome: Outcome) {
        self.notes.candidate(Some(at), self.text, (group.place.name(), group.mark()), value, outcome);
    }

    /// The answer that a group states, or what became of it.
    fn state(&mut self, group: &Group, limit: usize) -> Result<Answer<'t>, Refused> {
        let text = self.text;
        match &group.place {
            Place::Boxes(boxes) => {
                let parts = &boxes.parts;
                let none = || nothing("it is empty", &(group.at..group.end));
                let (first, last) = parts.first().zip(parts.last()).ok_or_else(none)?;
                let asked = parts.iter().any(|(content, close)| text[content.end..*close].contains('?'));
                let doubt = || doubt::around(text, group.at, group.at..last.1, &text[last.0.clone()]).cause();
                let asked = asked.then(|| Cause::at(ASKED, &(group.at..last.1)));
                if let Some(cause) = asked.or_else(doubt) {
                    return Err(self.deny(peel::peel(text, first.0.clone()), cause));
                }
                let (content, span, spelled) = boxes.join(text).ok_or_else(none)?;
                let mut answer = self.accept((content, span), Source::Boxed)?;
                answer.value = spelled.map(Cow::Owned).or(answer.value);
                let before = anchor::boxes_before(text, group.at);
                if !before.is_empty() {
                    let all = before.into_iter().chain(parts.iter().map(|part| part.0.clone()));
                    answer.parts = Some(parts::spell(all.map(|part| &text[part])));
                }
                Ok(answer)
            }
            Place::Tag(content) => {
                let asked = text[content.clone()].trim_end().ends_with(['?', '？', '؟']);
                let asked = asked.then(|| Cause::at(ASKED, content));
                // `<answer>5!</answer>` is no exclamation.
                let factorial = text[content.clone()]
                    .trim_end()
                    .trim_end_matches('!')
                    .ends_with(|c: char| c.is_ascii_digit() || c == ')');
                let content = if factorial {
                    peel::peel_formula(text, content.clone())
                } else {
                    peel::peel(text, content.clone())
                };
                let doubt = || doubt::after_mark(text, group.end, &text[content.clone()]).cause();
                if let Some(cause) = asked.or_else(doubt) {
                    return Err(self.deny(content, cause));
                }
                self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Tag)
            }
            Place::Hash => {
                let none = || nothing("nothing stands behind it", &(group.at..group.end));
                let content = hash::content(text, group.end).ok_or_else(none)?;
                if let Some(cause) = doubt::after(text, content.end, &text[content.clone()]).cause() {
                    return Err(self.deny(content, cause));
                }
                self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Hash)
            }
            Place::Key => {
                let given = json::value(text, group.end);
                let Some((value, span)) = given.filter(|(value, _)| !value.trim().is_empty()) else {
                    self.none |= json::is_empty(text, group.end);
                    return Err(nothing("it has no value", &(group.at..group.end)));
                };
                let asked = text[span.end..].starts_with('?').then(|| Cause::at(ASKED, &span));
                if let Some(cause) = asked.or_else(|| doubt::after(text, span.end, &value).cause()) {
                    return Err(self.deny(span, cause));
                }
                if literal::is_literal(&value) {
                    return Ok(Self::literal(value, span));
                }
                self.accept((value, span), Source::Json)
            }
            // "B: mitochondria" inside a statement is a choice.
            Place::Label if self.depth > 0 => Err(nothing("a label inside a statement", &(group.at..group.end))),
            Place::Label | Place::Word => {
                match statement::read(text, group.at..group.end, limit, &mut self.sentences) {
                    statement::Reading::Stated(content, language) => {
                        let reading = answer::read(text, content, Some(language));
                        self.accept_read(reading, Source::Phrase)
                    }
                    statement::Reading::Read(reading) => self.accept_read(reading, Source::Phrase),
                    statement::Reading::Denied(content, cause) => {
                        self.marked = true;
                        Err(self.deny(content, cause))
                    }
                    statement::Reading::Restated(content) => {
                        if self.restated.is_none() {
                            let inside = Cow::Borrowed(&text[content.clone()]);
                            self.restated = self.accept((inside, content.clone()), Source::Phrase).ok();
                        }
                        Err((Some(content), Outcome::Restates))
                    }
                    statement::Reading::Nothing(cause) => Err((None, Outcome::Nothing(cause))),
                }
            }
        }
    }

    /// Remembers a content that was refused: nothing may be inferred from it.
    fn deny(&mut self, content: Range<usize>, cause: Cause) -> Refused {
        self.denied.push(content.clone());
        (Some(content), Outcome::Refused(cause))
    }

    /// A literal of a program, with its quotation marks: what stands between them is read as any other text.
    fn literal(value: Cow<'t, str>, span: Range<usize>) -> Answer<'t> {
        let inside = literal::inside(&value).map(|inside| {
            let read = answer::read(inside, 0..inside.len(), None);
            Cow::Owned(read.value.into_owned())
        });
        Answer { value: inside, ..Answer::new(value, span, Source::Json) }
    }

    /// The answer, read inside itself where it holds a statement, unless it is blank or denied later on.
    fn accept(&mut self, (content, span): (Cow<'t, str>, Range<usize>), source: Source) -> Result<Answer<'t>, Refused> {
        match content {
            Cow::Borrowed(inside) => {
                self.refuse(inside, &span)?;
                if let Some(mut inner) = self.inner(inside, Some(span.start), source) {
                    inner.span = span.start + inner.span.start..span.start + inner.span.end;
                    return Ok(inner);
                }
                self.accept_read(answer::read(self.text, span, None), source)
            }
            Cow::Owned(content) => {
                self.refuse(&content, &span)?;
                // A span inside an unescaped string is not one of the response: the whole value stands for it.
                if let Some(inner) = self.inner(&content, None, source) {
                    return Ok(Answer { span, ..inner.shifted(0) });
                }
                let reading = answer::read(&content, 0..content.len(), None);
                let answer = Answer::read(&content, reading, source).shifted(0);
                Ok(Answer { span, ..answer })
            }
        }
    }

    /// [`Self::accept`] of what has been read already.
    fn accept_read(&mut self, reading: Reading<'t>, source: Source) -> Result<Answer<'t>, Refused> {
        let content = &self.text[reading.span.clone()];
        self.refuse(content, &reading.span)?;
        if let Some(mut inner) = self.inner(content, Some(reading.span.start), source) {
            inner.span = reading.span.start + inner.span.start..reading.span.start + inner.span.end;
            return Ok(inner);
        }
        Ok(Answer::read(self.text, reading, source))
    }

    /// Refuses a content that is blank, or that is denied later on.
    fn refuse(&self, content: &str, span: &Range<usize>) -> Result<(), Refused> {
        if content.chars().all(|c| !c.is_alphanumeric() && !is_mathematical(c)) && !literal::is_literal(content) {
            return Err((Some(span.clone()), Outcome::Nothing(Cause::at("it is empty", span))));
        }
        let same = |denied: &&Range<usize>| !denied.is_empty() && self.text[(*denied).clone()] == *content;
        match self.denied.iter().find(same) {
            Some(denied) => Err((Some(span.clone()), Outcome::Refused(Cause::at("it is denied later on", denied)))),
            None => Ok(()),
        }
    }

    /// The answer that a content states inside itself; `at` is where it stands in the text.
    fn inner<'c>(&mut self, content: &'c str, at: Option<usize>, source: Source) -> Option<Answer<'c>> {
        let holds_none = source == Source::Boxed && !marks::names_answer(content);
        if holds_none || answer::is_number(content) {
            return None;
        }
        let before = self.notes.enter(at);
        let found = Search::new(content, self.depth + 1, self.notes).run();
        self.notes.leave(before);
        found
    }
}

/// What became of a place that states nothing, with the value that it was refused.
type Refused = (Option<Range<usize>>, Outcome);

const ASKED: &str = "it is a question";

fn nothing(rule: &'static str, mark: &Range<usize>) -> Refused {
    (None, Outcome::Nothing(Cause::at(rule, mark)))
}

/// Signs that can be an answer without a letter or a digit.
fn is_mathematical(c: char) -> bool {
    matches!(c, '∅' | '∞' | '√' | 'π' | '±' | '<' | '>' | '=' | '½' | '¼' | '¾')
}
