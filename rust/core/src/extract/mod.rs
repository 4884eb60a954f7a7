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
mod peel;
mod quick;
mod statement;
mod turn;

use std::borrow::Cow;
use std::ops::Range;

use crate::answer::{self, Reading, parts};
use crate::limits::{CANDIDATES, FIRST_WINDOW, STATEMENT_DEPTH, TURNS};
use crate::text::zone::answer_zone;
use crate::text::{literal, markup};
use anchor::{Group, Place};
use doubt::Doubt;

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
    let mut zone = answer_zone(response).ok_or(NoAnswer::Unfinished)?;
    if let Some(blanked) = markup::blank(&zone.text) {
        zone.text = Cow::Owned(blanked);
    }
    let found = match zone.text {
        Cow::Borrowed(text) => find(text).map(|answer| spell(text, answer)).map(|mut answer| {
            answer.span = answer.span.start + zone.start..answer.span.end + zone.start;
            answer
        }),
        Cow::Owned(text) => find(&text).map(|answer| spell(&text, answer).shifted(zone.start)),
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
    Search::new(solution, 0).run().map_or(Cow::Borrowed(solution), |answer| answer.text)
}

/// The last answer that a part of a response states, without a guess where it states none.
pub(crate) fn last_stated(text: &str) -> Option<Answer<'_>> {
    Search::new(text, 0).run()
}

fn find(text: &str) -> Option<Answer<'_>> {
    let mut search = Search::new(text, 0);
    if let Some(answer) = search.run() {
        return before_turns(text, answer);
    }
    if search.none {
        return None;
    }
    if let Some(line) = letter::repeated(text) {
        return find(line);
    }
    let bare = if search.marked { None } else { letter::bare(text).or_else(|| peel::bare(text)) };
    let letter = || if search.denied.is_empty() { letter::infer(text).or_else(|| letter::verdict(text)) } else { None };
    bare.or_else(letter).or_else(|| inferred::infer(text, &search.denied))
}

/// What a response states before it makes up another speaker's turn or a next question; `answer` where it does not.
fn before_turns<'t>(text: &'t str, answer: Answer<'t>) -> Option<Answer<'t>> {
    for turn in turn::find(&text[..answer.span.start]).take(TURNS) {
        match turn {
            // What was stated before a made-up question stands: what follows it answers that one.
            turn::Turn::Question(at) => {
                if let Some(first) = Search::new(&text[..at], 0).run() {
                    return Some(first);
                }
            }
            turn::Turn::User(at) => return find(&text[..at]),
        }
    }
    Some(answer)
}

struct Search<'t> {
    text: &'t str,
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
}

impl<'t> Search<'t> {
    fn new(text: &'t str, depth: usize) -> Self {
        Self { text, depth, denied: Vec::new(), tried: 0, marked: false, none: false, restated: None }
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
                        return self.restated.take();
                    }
                }
                done = groups.list.first().map_or(done, |group| group.at);
            }
            if start == 0 {
                return self.restated.take();
            }
            size = size.saturating_mul(8);
        }
    }

    /// The answer that a group states, if it does; `limit` is where the next group begins.
    fn read(&mut self, group: &Group, limit: usize) -> Option<Answer<'t>> {
        self.tried += 1;
        let text = self.text;
        match &group.place {
            Place::Boxes(boxes) => {
                let parts = &boxes.parts;
                let end = parts.last()?.1;
                let asked = parts.iter().any(|(content, close)| text[content.end..*close].contains('?'));
                let stated = &text[parts.last()?.0.clone()];
                if asked || doubt::around(text, group.at, group.at..end, stated) != Doubt::None {
                    let content = peel::peel(text, parts[0].0.clone());
                    self.denied.push(content);
                    return None;
                }
                let (content, span, spelled) = boxes.join(text)?;
                let mut answer = self.accept((content, span), Source::Boxed)?;
                answer.value = spelled.map(Cow::Owned).or(answer.value);
                let before = anchor::boxes_before(text, group.at);
                if !before.is_empty() {
                    let all = before.into_iter().chain(parts.iter().map(|part| part.0.clone()));
                    answer.parts = Some(parts::spell(all.map(|part| &text[part])));
                }
                Some(answer)
            }
            Place::Tag(content) => {
                let asked = text[content.clone()].trim_end().ends_with(['?', '？', '؟']);
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
                if asked || doubt::after_mark(text, group.end, &text[content.clone()]) != Doubt::None {
                    self.denied.push(content);
                    return None;
                }
                self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Tag)
            }
            Place::Hash => {
                let content = hash::content(text, group.end)?;
                if doubt::after(text, content.end, &text[content.clone()]) != Doubt::None {
                    self.denied.push(content);
                    return None;
                }
                self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Hash)
            }
            Place::Key => {
                let given = json::value(text, group.end);
                let Some((value, span)) = given.filter(|(value, _)| !value.trim().is_empty()) else {
                    self.none |= json::is_empty(text, group.end);
                    return None;
                };
                if text[span.end..].starts_with('?') || doubt::after(text, span.end, &value) != Doubt::None {
                    self.denied.push(span);
                    return None;
                }
                if literal::is_literal(&value) {
                    return Some(Self::literal(value, span));
                }
                self.accept((value, span), Source::Json)
            }
            // "B: mitochondria" inside a statement is a choice.
            Place::Label if self.depth > 0 => None,
            Place::Label | Place::Word => match statement::read(text, group.at..group.end, limit) {
                statement::Reading::Stated(content, language) => {
                    let reading = answer::read(text, content, Some(language));
                    self.accept_read(reading, Source::Phrase)
                }
                statement::Reading::Read(reading) => self.accept_read(reading, Source::Phrase),
                statement::Reading::Denied(content) => {
                    self.marked = true;
                    self.denied.push(content);
                    None
                }
                statement::Reading::Restated(content) => {
                    if self.restated.is_none() {
                        self.restated = self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Phrase);
                    }
                    None
                }
                statement::Reading::Nothing => None,
            },
        }
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
    fn accept(&self, (content, span): (Cow<'t, str>, Range<usize>), source: Source) -> Option<Answer<'t>> {
        match content {
            Cow::Borrowed(inside) => {
                if self.is_refused(inside) {
                    return None;
                }
                if let Some(mut inner) = self.inner(inside, source) {
                    inner.span = span.start + inner.span.start..span.start + inner.span.end;
                    return Some(inner);
                }
                self.accept_read(answer::read(self.text, span, None), source)
            }
            Cow::Owned(content) => {
                if self.is_refused(&content) {
                    return None;
                }
                // A span inside an unescaped string is not one of the response: the whole value stands for it.
                if let Some(inner) = self.inner(&content, source) {
                    return Some(Answer { span, ..inner.shifted(0) });
                }
                let reading = answer::read(&content, 0..content.len(), None);
                let answer = Answer::read(&content, reading, source).shifted(0);
                Some(Answer { span, ..answer })
            }
        }
    }

    /// [`Self::accept`] of what has been read already.
    fn accept_read(&self, reading: Reading<'t>, source: Source) -> Option<Answer<'t>> {
        let content = &self.text[reading.span.clone()];
        if self.is_refused(content) {
            return None;
        }
        if let Some(mut inner) = self.inner(content, source) {
            inner.span = reading.span.start + inner.span.start..reading.span.start + inner.span.end;
            return Some(inner);
        }
        Some(Answer::read(self.text, reading, source))
    }

    fn is_refused(&self, content: &str) -> bool {
        content.chars().all(|c| !c.is_alphanumeric() && !is_mathematical(c))
            || self.denied.iter().any(|denied| !denied.is_empty() && self.text[denied.clone()] == *content)
    }

    /// The answer that a content states inside itself.
    fn inner<'c>(&self, content: &'c str, source: Source) -> Option<Answer<'c>> {
        let holds_none = source == Source::Boxed && !marks::names_answer(content);
        if holds_none || answer::is_number(content) {
            return None;
        }
        Search::new(content, self.depth + 1).run()
    }
}

/// Signs that can be an answer without a letter or a digit.
fn is_mathematical(c: char) -> bool {
    matches!(c, '∅' | '∞' | '√' | 'π' | '±' | '<' | '>' | '=' | '½' | '¼' | '¾')
}
