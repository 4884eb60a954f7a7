//! A trace of a reading: what was taken off a response, which places might state its answer, what took or refused each of
//! them, and how the answer was compared.
//!
//! The reading hands [`Notes`] along. Where nobody asked for a trace they are empty, and what would be noted is not made.
//!
//! Nothing here knows the readers: `extract` and `equal` put what they find into plain words (`extract/notes.rs`,
//! `equal/restated.rs`).

use std::ops::Range;

/// All that a reading noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The part of the response that counts, in bytes.
    pub zone: Range<usize>,
    /// What was taken off, in order.
    pub removed: Vec<Removed>,
    /// The places that might state the answer, in the order in which they were tried.
    pub candidates: Vec<Candidate>,
    /// What the answer says, if there is one.
    pub answer: Option<Parts>,
    /// The comparisons that were made, in order.
    pub rungs: Vec<Rung>,
}

/// A part of the response that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// `"reasoning"`, `"hidden"`, `"markup"` or `"turn"`.
    pub what: &'static str,
    /// Where it stands, in bytes of the response.
    pub span: Range<usize>,
}

/// Words, and where they stand in the response, in bytes; nowhere if they were unescaped from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Option<Range<usize>>,
}

/// A place that might state the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What drew attention to it: `"boxed"`, `"tag"`, `"hash"`, `"json"`, `"label"`, `"word"`, `"bare"`, `"inferred"` or
    /// `"pattern"`.
    pub anchor: &'static str,
    /// In how many other statements it stands.
    pub depth: usize,
    /// The words that drew attention, with what joins them to the value where it was taken.
    pub mark: Place,
    /// The value that it gives, or that it was refused.
    pub value: Option<Place>,
    /// `"taken"`, `"refused"`, `"nothing"`, `"restates"` or `"replaced"`.
    pub outcome: &'static str,
    /// What refused it: the list of patterns, `before.denied`, or what else was found wrong.
    pub rule: Option<&'static str>,
    /// The pattern of roles of that list.
    pub pattern: Option<&'static str>,
    /// The words that the rule found.
    pub words: Option<Place>,
}

/// What an answer says, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// As it is written.
    pub written: String,
    /// The value that was compared.
    pub value: String,
    /// The unit behind the value, where it is a known one.
    pub unit: Option<String>,
    /// The value and what says it again.
    pub restated: Vec<String>,
    /// It gives several values.
    pub several: bool,
    /// Its words change the value.
    pub changed: bool,
    /// The answers to several parts that it ends.
    pub parts: Option<String>,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// What was compared: `"value"`, `"written"`, `"formula"`, `"form"`, `"restated"`, `"parts"`, `"words"`, `"literal"` or `"choice"`.
    pub what: &'static str,
    /// The form of the answer.
    pub answer: String,
    /// What it was compared with.
    pub truth: String,
    /// What it came to.
    pub relation: &'static str,
    /// The rule that decided it.
    pub rule: &'static str,
}

/// Why a place states nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) rule: &'static str,
    pub(crate) pattern: Option<&'static str>,
    start: usize,
    end: usize,
}

impl Cause {
    /// What a reader found wrong with the words in a range.
    pub(crate) fn at(rule: &'static str, words: &Range<usize>) -> Self {
        Self { rule, pattern: None, start: words.start, end: words.end }
    }
}

/// What became of a place that might state the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    Taken,
    Restates,
    /// It is denied, asked, supposed or the like: nothing may be inferred from it.
    Refused(Cause),
    /// It is no statement.
    Nothing(Cause),
}

/// Where a reading notes what it finds, if somebody asked.
pub(crate) struct Notes(Option<Box<Recorder>>);

/// What is written down, and where the text that is read stands in the response.
#[derive(Default)]
pub(crate) struct Recorder {
    trace: Trace,
    offset: Option<usize>,
    depth: usize,
}

impl Notes {
    /// Notes that nobody asked for.
    pub(crate) fn silent() -> Self {
        Self(None)
    }

    /// Notes that are kept.
    pub(crate) fn kept() -> Self {
        Self(Some(Box::default()))
    }

    /// What was noted.
    pub(crate) fn into_trace(self) -> Option<Box<Trace>> {
        self.0.map(|recorder| Box::new(recorder.trace))
    }

    /// Notes something, if somebody asked.
    #[inline]
    pub(crate) fn note(&mut self, note: impl FnOnce(&mut Recorder)) {
        if let Some(recorder) = &mut self.0 {
            note(recorder);
        }
    }

    /// Whether somebody asked.
    #[inline]
    pub(crate) fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    /// The number that the next candidate has.
    #[inline]
    pub(crate) fn next(&self) -> usize {
        self.0.as_ref().map_or(0, |recorder| recorder.trace.candidates.len())
    }

    /// Notes a place of the text that is read: at number `at` of the list, or at its end.
    #[inline]
    pub(crate) fn candidate(
        &mut self,
        at: Option<usize>,
        text: &str,
        mark: (&'static str, Range<usize>),
        value: Option<Range<usize>>,
        outcome: Outcome,
    ) {
        self.note(|recorder| recorder.candidate(at, text, mark, value, outcome));
    }

    /// Begins to read a text inside the one that is read: it stands `by` bytes behind its start, or nowhere in it.
    #[inline]
    pub(crate) fn enter(&mut self, by: Option<usize>) -> Option<usize> {
        let mut before = None;
        self.note(|recorder| {
            before = recorder.offset;
            recorder.offset = recorder.offset.zip(by).map(|(offset, by)| offset + by);
            recorder.depth += 1;
        });
        before
    }

    /// Ends it; `before` is what [`Self::enter`] gave.
    #[inline]
    pub(crate) fn leave(&mut self, before: Option<usize>) {
        self.note(|recorder| {
            recorder.offset = before;
            recorder.depth = recorder.depth.saturating_sub(1);
        });
    }
}

impl Recorder {
    /// The zone in which the answer is looked for, in bytes of the response.
    pub(crate) fn zone(&mut self, zone: Range<usize>) {
        self.offset = Some(zone.start);
        self.trace.zone = zone;
    }

    /// A part of the response that was taken off.
    pub(crate) fn removed(&mut self, what: &'static str, span: Range<usize>) {
        if !span.is_empty() {
            self.trace.removed.push(Removed { what, span });
        }
    }

    /// A part of the text that is read that was taken off.
    pub(crate) fn removed_inside(&mut self, what: &'static str, span: Range<usize>) {
        if let Some(offset) = self.offset {
            self.removed(what, span.start + offset..span.end + offset);
        }
    }

    /// A made-up turn begins at `at` in the text that is read: what the first `count` candidates took is replaced.
    pub(crate) fn turn(&mut self, at: usize, count: usize) {
        let Some(offset) = self.offset else { return };
        let end = self.trace.zone.end;
        self.removed("turn", at + offset..end);
        for candidate in self.trace.candidates.iter_mut().take(count).filter(|candidate| candidate.outcome == "taken") {
            candidate.outcome = "replaced";
        }
    }

    /// No other statement was found: the one that says another again is taken.
    pub(crate) fn settle(&mut self) {
        let depth = self.depth;
        let said_again = |found: &&mut Candidate| found.depth == depth && found.outcome == "restates";
        if let Some(found) = self.trace.candidates.iter_mut().find(said_again) {
            found.outcome = "taken";
        }
    }

    fn candidate(
        &mut self,
        at: Option<usize>,
        text: &str,
        (anchor, mark): (&'static str, Range<usize>),
        value: Option<Range<usize>>,
        outcome: Outcome,
    ) {
        let mark = match (outcome, &value) {
            (Outcome::Taken, Some(value)) if mark.end <= value.start => mark.start..value.start,
            (Outcome::Taken, Some(value)) if value.end <= mark.start => value.end..mark.end,
            _ => mark,
        };
        let (outcome, cause) = match outcome {
            Outcome::Taken => ("taken", None),
            Outcome::Restates => ("restates", None),
            Outcome::Refused(cause) => ("refused", Some(cause)),
            Outcome::Nothing(cause) => ("nothing", Some(cause)),
        };
        let candidate = Candidate {
            anchor,
            depth: self.depth,
            mark: self.place(text, mark),
            value: value.filter(|value| !value.is_empty()).map(|value| self.place(text, value)),
            outcome,
            rule: cause.map(|cause| cause.rule),
            pattern: cause.and_then(|cause| cause.pattern),
            words: cause.filter(|cause| cause.start < cause.end).map(|cause| self.place(text, cause.start..cause.end)),
        };
        let candidates = &mut self.trace.candidates;
        // A content is searched once more where words around the value were left out.
        if candidates.contains(&candidate) {
            return;
        }
        candidates.insert(at.unwrap_or(candidates.len()).min(candidates.len()), candidate);
    }

    fn place(&self, text: &str, span: Range<usize>) -> Place {
        let written = text.get(span.clone()).unwrap_or_default();
        let lead = written.len() - written.trim_start().len();
        let written = written.trim();
        let start = span.start + lead;
        let span = self.offset.map(|offset| start + offset..start + offset + written.len());
        Place { text: written.to_owned(), span }
    }

    /// The answer that was read.
    pub(crate) fn answer(&mut self, parts: Parts) {
        self.trace.answer = Some(parts);
    }

    /// A comparison.
    pub(crate) fn rung(&mut self, rung: Rung) {
        self.trace.rungs.push(rung);
    }
}

#[cfg(test)]
mod tests;
