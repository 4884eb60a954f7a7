//! Goes over the statements of a text from its end, and reads each.

use std::borrow::Cow;
use std::ops::Range;

use super::anchor::{self, Group, Place};
use super::{Answer, Source, Sources, doubt, hash, json, marks, peel, quick, statement};
use crate::answer::{self, Reading, parts};
use crate::lexicon::sentences::Sentences;
use crate::limits::{CANDIDATES, FIRST_WINDOW, STATEMENT_DEPTH};
use crate::text::literal;
use crate::trace::{Cause, Notes, Outcome, Recorder};

/// A search for the last statement of a text that counts.
pub(super) struct Search<'t, 'n> {
    pub(super) text: &'t str,
    pub(super) notes: &'n mut Notes,
    pub(super) depth: usize,
    /// The kinds of statements that count.
    pub(super) sources: Sources,
    /// Answers that a sentence denies, asks, supposes or quotes.
    pub(super) denied: Vec<Range<usize>>,
    /// Places that were read.
    tried: usize,
    /// The text has marks of a statement: then it is no bare answer.
    pub(super) marked: bool,
    /// The last statement says that there is no answer.
    pub(super) none: bool,
    /// A statement that only says again what another one states, if there is another.
    restated: Option<Answer<'t>>,
    /// What was read of the text.
    sentences: Sentences,
}

impl<'t, 'n> Search<'t, 'n> {
    pub(super) fn new(text: &'t str, depth: usize, notes: &'n mut Notes) -> Self {
        Self {
            text,
            notes,
            depth,
            sources: Sources::ALL,
            denied: Vec::new(),
            tried: 0,
            marked: false,
            none: false,
            restated: None,
            sentences: Sentences::default(),
        }
    }

    /// The same search among these kinds of statements alone.
    pub(super) fn among(self, sources: Sources) -> Self {
        Self { sources, ..self }
    }

    /// The last statement that is neither denied nor asked nor supposed nor quoted.
    pub(super) fn run(&mut self) -> Option<Answer<'t>> {
        if self.depth > STATEMENT_DEPTH {
            return None;
        }
        self.closing().or_else(|| self.windows())
    }

    /// The same, in windows that grow from the end.
    pub(super) fn windows(&mut self) -> Option<Answer<'t>> {
        self.windows_from(quick::last_sentence(self.text))
    }

    /// The same, at first from a place that nothing before it reaches behind, if there is one.
    pub(super) fn windows_from(&mut self, mut first: Option<usize>) -> Option<Answer<'t>> {
        let text = self.text;
        let mut size = FIRST_WINDOW;
        let mut done = text.len();
        loop {
            let start = first.take().unwrap_or_else(|| {
                let start = text.floor_char_boundary(text.len().saturating_sub(size));
                size = size.saturating_mul(8);
                start
            });
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
        match self.state(group, limit).and_then(|answer| self.count(group, answer)) {
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

    /// The answer, if its statement is of a kind that counts, or stands in or around one that is.
    fn count(&self, group: &Group, answer: Answer<'t>) -> Result<Answer<'t>, Refused> {
        if self.sources.contains(group.place.source()) || self.sources.contains(answer.source) {
            return Ok(answer);
        }
        Err((Some(answer.span), Outcome::Nothing(Cause::at(NOT_WANTED, &group.mark()))))
    }

    /// Notes what became of a group.
    pub(super) fn note(&mut self, at: usize, group: &Group, value: Option<Range<usize>>, outcome: Outcome) {
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
                let content = peel_marked(text, content);
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
                    self.none |= self.sources.contains(Source::Json) && json::is_empty(text, group.end);
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
                        if self.restated.is_none() && self.sources.contains(Source::Phrase) {
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

    /// The answer that a match of the caller's pattern states in its group, or what became of it.
    pub(super) fn state_match(
        &mut self,
        found: &Range<usize>,
        group: Option<Range<usize>>,
    ) -> Result<Answer<'t>, Refused> {
        let text = self.text;
        let group = group.ok_or_else(|| nothing("its group is not in the match", found))?;
        let asked = text[group.clone()].trim_end().ends_with(['?', '？', '؟']).then(|| Cause::at(ASKED, &group));
        let content = peel_marked(text, &group);
        let doubt = || doubt::after(text, found.end, &text[content.clone()]).cause();
        if let Some(cause) = asked.or_else(doubt) {
            return Err(self.deny(content, cause));
        }
        self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Pattern)
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
    pub(super) fn accept_read(&mut self, reading: Reading<'t>, source: Source) -> Result<Answer<'t>, Refused> {
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
        let sources = if self.sources.contains(source) { Sources::ALL } else { self.sources };
        let found = Search::new(content, self.depth + 1, self.notes).among(sources).run();
        self.notes.leave(before);
        found.map(Answer::within)
    }
}

/// A content between marks without what dresses it: `<answer>5!</answer>` is no exclamation.
fn peel_marked(text: &str, content: &Range<usize>) -> Range<usize> {
    let inside = text[content.clone()].trim_end().trim_end_matches('!');
    let factorial = inside.ends_with(|c: char| c.is_ascii_digit() || c == ')');
    if factorial { peel::peel_formula(text, content.clone()) } else { peel::peel(text, content.clone()) }
}

/// What became of a place that states nothing, with the value that it was refused.
type Refused = (Option<Range<usize>>, Outcome);

const ASKED: &str = "it is a question";
pub(super) const NOT_WANTED: &str = "its kind does not count";

fn nothing(rule: &'static str, mark: &Range<usize>) -> Refused {
    (None, Outcome::Nothing(Cause::at(rule, mark)))
}

/// Signs that can be an answer without a letter or a digit.
pub(super) fn is_mathematical(c: char) -> bool {
    matches!(c, '∅' | '∞' | '√' | 'π' | '±' | '<' | '>' | '=' | '½' | '¼' | '¾')
}
