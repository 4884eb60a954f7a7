//! A trace of a reading: what was taken off a response, which places might state its answer, what took or refused each of
//! them, and how the answer was compared.
//!
//! The reading hands [`Notes`] along. Where nobody asked for a trace they are empty, and what would be noted is not made.

use std::ops::Range;

use crate::equal::Decision;
use crate::extract::Answer;
use crate::lexicon::pattern::Found;
use crate::lexicon::words::Word;
use crate::{expr, number};

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
    /// What drew attention to it: `"boxed"`, `"tag"`, `"hash"`, `"json"`, `"label"`, `"word"`, `"bare"` or `"inferred"`.
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
    /// What was compared: `"value"`, `"written"`, `"formula"`, `"form"`, `"restated"`, `"parts"`, `"words"` or `"literal"`.
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

    /// A pattern that was found in these words.
    pub(crate) fn found(found: Found, words: &[Word]) -> Self {
        let inside = words.get(found.start..found.end).filter(|inside| !inside.is_empty()).unwrap_or(words);
        let start = inside.first().map_or(0, |word| word.start);
        let end = inside.last().map_or(0, |word| word.end);
        Self { rule: found.list, pattern: Some(found.source), start, end }
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

    /// Notes a comparison, and gives what it came to.
    #[inline]
    pub(crate) fn rung(&mut self, what: &'static str, answer: &str, truth: &str, decision: Decision) -> Decision {
        self.note(|recorder| {
            let (answer, truth) = (answer.to_owned(), truth.to_owned());
            let (relation, rule) = (decision.relation.as_str(), decision.rule.as_str());
            recorder.trace.rungs.push(Rung { what, answer, truth, relation, rule });
        });
        decision
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
    pub(crate) fn answer(&mut self, answer: &Answer<'_>) {
        let value = answer.value();
        self.trace.answer = Some(Parts {
            written: answer.text.to_string(),
            value: value.to_owned(),
            unit: unit(value).map(str::to_owned),
            restated: answer.restated.iter().map(ToString::to_string).collect(),
            several: answer.several,
            changed: answer.changed,
            parts: answer.parts.clone(),
        });
    }
}

/// The known unit behind the number that a value begins with.
fn unit(value: &str) -> Option<&str> {
    let (_, length) = number::parse_prefix(value)?;
    let rest = value[length..].trim_start_matches([' ', '~', '\\', ',']);
    let inside = ["text{", "mathrm{", "mathrm{~"].iter().find_map(|open| rest.strip_prefix(open)?.strip_suffix('}'));
    let unit = inside.unwrap_or(rest).trim();
    expr::is_unit(unit).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reward::{Grading, GroundTruth, Verdict, explain_answer, trace_answer};

    fn traced<'r>(response: &'r str, truth: &str) -> (Verdict<'r>, Trace) {
        let mut verdict = trace_answer(response, &GroundTruth::new(truth).unwrap(), &Grading::default());
        let trace = verdict.trace.take().unwrap();
        (verdict, *trace)
    }

    fn outcomes(trace: &Trace) -> Vec<(&'static str, &'static str, Option<&'static str>)> {
        trace.candidates.iter().map(|found| (found.anchor, found.outcome, found.rule)).collect()
    }

    #[test]
    fn nobody_asked() {
        let truth = GroundTruth::new("4").unwrap();
        assert_eq!(explain_answer("The answer is 4.", &truth, &Grading::default()).trace, None);
    }

    #[test]
    fn a_doubt_names_its_pattern_and_its_words() {
        for (response, rule, words) in [
            ("I doubt that the answer is 4.", "before.denied", "doubt that"),
            ("He said that the answer is 4.", "before.reported", "He said that"),
            ("The answer is 4. That is wrong.", "next.retracted", "That is wrong"),
            ("\\boxed{4} is not the answer.", "reversed.not", "is not"),
        ] {
            let (_, trace) = traced(response, "4");
            let found = trace.candidates.iter().find(|found| found.outcome == "refused").unwrap();
            assert_eq!(found.rule, Some(rule), "{response}: {found:?}");
            assert!(found.pattern.is_some(), "{response}");
            let place = found.words.as_ref().unwrap();
            assert!(place.text.contains(words), "{response}: {place:?}");
            assert_eq!(&response[place.span.clone().unwrap()], place.text);
        }
    }

    #[test]
    fn what_takes_a_statement_is_told() {
        let (verdict, trace) = traced("So the final answer is 42 km.", "42");
        assert_eq!(outcomes(&trace), [("word", "taken", None)]);
        assert_eq!(trace.candidates[0].mark.text, "answer is");
        let (parts, answer) = (trace.answer.unwrap(), verdict.answer.unwrap());
        assert_eq!((&*parts.value, parts.unit.as_deref()), (answer.value(), Some("km")));
        let rung = &trace.rungs[0];
        assert_eq!((rung.what, &*rung.truth, rung.rule), ("value", "42", verdict.rule.unwrap().as_str()));
    }

    #[test]
    fn what_was_taken_off_is_told() {
        let response = "<think>5</think>é The answer is <b>4</b>.<!-- 6 -->\nUser: more?\nThe answer is 7.";
        let (_, trace) = traced(response, "4");
        let removed: Vec<_> = trace.removed.iter().map(|part| (part.what, &response[part.span.clone()])).collect();
        assert_eq!(
            removed,
            [
                ("reasoning", "<think>5</think>"),
                ("hidden", "<!-- 6 -->"),
                ("turn", "User: more?\nThe answer is 7."),
                ("markup", "<b>"),
                ("markup", "</b>"),
            ]
        );
        assert_eq!(&response[trace.candidates[0].value.as_ref().unwrap().span.clone().unwrap()], "4");
        assert_eq!(outcomes(&traced("<think>The answer is 4.", "4").1), []);
    }

    #[test]
    fn a_question_made_up_replaces_what_was_taken() {
        let (_, trace) = traced("The answer is 4.\n\nQ: What is 3 + 4?\nA: 7", "4");
        assert_eq!(outcomes(&trace), [("label", "replaced", None), ("word", "taken", None)]);
        assert_eq!(trace.removed[0].what, "turn");
    }

    #[test]
    fn a_statement_inside_another_stands_below_it() {
        let (_, trace) = traced("<answer>The answer is 4.</answer>", "4");
        let depths: Vec<_> = trace.candidates.iter().map(|found| (found.anchor, found.depth)).collect();
        assert_eq!(depths, [("tag", 0), ("word", 1)]);
        let (_, trace) = traced(r#"{"answer": "As \"they\" ask, the answer is 4."}"#, "4");
        assert_eq!(
            trace.candidates[1].value.as_ref().map(|place| (&*place.text, place.span.clone())),
            Some(("4", None))
        );
    }

    #[test]
    fn every_form_that_was_compared_is_a_rung() {
        let (_, trace) = traced("The answer is 3/8 (0.375).", "0.375");
        let rungs: Vec<_> = trace.rungs.iter().map(|rung| (rung.what, rung.relation)).collect();
        assert!(rungs.contains(&("restated", "equal")), "{rungs:?}");
        let (_, trace) = traced("The answer is more than 42.", "42");
        assert_eq!(trace.rungs.last().map(|rung| rung.relation), Some("different"), "{trace:?}");
    }

    #[test]
    fn a_guess_tells_what_refused_it() {
        let (_, trace) = traced("2 plus 2 equals 4.", "4");
        assert_eq!(outcomes(&trace), [("inferred", "taken", None)]);
        let (_, trace) = traced("It is probably not 4.", "4");
        assert_eq!(trace.candidates[0].outcome, "refused", "{trace:?}");
        let (_, trace) = traced("42 is impossible", "42");
        assert_eq!((trace.candidates[0].anchor, trace.candidates[0].outcome), ("bare", "refused"), "{trace:?}");
    }
}
