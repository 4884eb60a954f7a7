//! Traces as Python sees them: tuples, lists and dicts that print, compare and pickle.

use std::fmt::Write as _;
use std::ops::Range;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use rewards_core::trace;

use crate::text::Characters;

type Span = (usize, usize);

/// A part of the response that does not count.
#[derive(Clone, PartialEq, IntoPyObject, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Removed {
    what: String,
    span: Span,
}

/// A place that might state the answer.
#[derive(Clone, PartialEq, IntoPyObject, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Candidate {
    anchor: String,
    depth: usize,
    outcome: String,
    mark: String,
    mark_span: Option<Span>,
    value: Option<String>,
    value_span: Option<Span>,
    rule: Option<String>,
    pattern: Option<String>,
    words: Option<String>,
    words_span: Option<Span>,
}

/// What the answer says, by name.
#[derive(Clone, PartialEq, IntoPyObject, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Said {
    written: String,
    value: String,
    unit: Option<String>,
    restated: Vec<String>,
    several: bool,
    changed: bool,
    parts: Option<String>,
}

/// One comparison.
#[derive(Clone, PartialEq, IntoPyObject, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Rung {
    what: String,
    answer: String,
    truth: String,
    relation: String,
    rule: String,
}

/// How a response was read: what was taken off, which places might state the answer, and how it was compared.
///
/// >>> from agent_tunix.rewards import explain_answer
/// >>> trace = explain_answer("I doubt that the answer is 4.", "4", trace=True).trace
/// >>> trace.candidates[0]["outcome"], trace.candidates[0]["rule"]
/// ('refused', 'before.denied')
///
/// Attributes:
///     zone: the part of the response that counts, start and end in characters.
///     removed: what was taken off: dicts with `what` (`"reasoning"`, `"hidden"`, `"markup"`, `"turn"`) and `span`.
///     candidates: the places that might state the answer, in the order in which they were tried: dicts with `anchor`
///         (`"boxed"`, `"tag"`, `"hash"`, `"json"`, `"label"`, `"word"`, `"bare"`, `"inferred"`), `depth` (in how many
///         other statements it stands), `outcome` (`"taken"`, `"refused"`, `"nothing"`, `"restates"`, `"replaced"`), the
///         `mark` that drew attention, the `value` that it gives, and, where it was not taken, the `rule`, the `pattern`
///         of roles and the `words` that decided; each text with its span in the response, or None where it stands nowhere.
///     answer: what the answer says, or None: a dict with `written`, `value`, `unit`, `restated`, `several`, `changed`
///         and `parts`.
///     rungs: the comparisons, in order: dicts with `what` was compared, `answer`, `truth`, `relation` and `rule`.
#[pyclass(frozen, eq, name = "Trace", module = "agent_tunix.rewards")]
#[derive(Clone, PartialEq)]
pub(crate) struct PyTrace {
    #[pyo3(get)]
    zone: Span,
    #[pyo3(get)]
    removed: Vec<Removed>,
    #[pyo3(get)]
    candidates: Vec<Candidate>,
    #[pyo3(get)]
    answer: Option<Said>,
    #[pyo3(get)]
    rungs: Vec<Rung>,
}

#[pymethods]
impl PyTrace {
    #[new]
    fn new(
        zone: Span,
        removed: Vec<Removed>,
        candidates: Vec<Candidate>,
        answer: Option<Said>,
        rungs: Vec<Rung>,
    ) -> Self {
        Self { zone, removed, candidates, answer, rungs }
    }

    /// The trace as a dict of plain values.
    pub(crate) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("zone", self.zone)?;
        dict.set_item("removed", self.removed.clone())?;
        dict.set_item("candidates", self.candidates.clone())?;
        dict.set_item("answer", self.answer.clone())?;
        dict.set_item("rungs", self.rungs.clone())?;
        Ok(dict)
    }

    fn __str__(&self) -> String {
        let mut out = format!("zone        characters {} to {}\n", self.zone.0, self.zone.1);
        for Removed { what, span } in &self.removed {
            let _ = writeln!(out, "taken off   characters {} to {}: {what}", span.0, span.1);
        }
        self.candidates.iter().for_each(|candidate| candidate.print(&mut out));
        if let Some(answer) = &self.answer {
            answer.print(&mut out);
        }
        for Rung { what, answer, truth, relation, rule } in &self.rungs {
            let (answer, truth) = (shown(answer), shown(truth));
            let _ = writeln!(out, "compared    {what}: {answer} with {truth}: {relation} ({rule})");
        }
        out.truncate(out.trim_end().len());
        out
    }

    pub(crate) fn __repr__(&self) -> String {
        let (removed, candidates, rungs) = (self.removed.len(), self.candidates.len(), self.rungs.len());
        format!("<Trace of characters {:?}: {removed} removed, {candidates} candidates, {rungs} rungs>", self.zone)
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let Self { zone, removed, candidates, answer, rungs } = self.clone();
        (zone, removed, candidates, answer, rungs).into_pyobject(py)
    }
}

impl PyTrace {
    pub(crate) fn of(response: &str, trace: trace::Trace) -> Self {
        let characters = Characters::new(response);
        let span = |span: &Range<usize>| characters.of(span);
        let candidate = |found: trace::Candidate| {
            let place = |place: Option<trace::Place>| {
                place.map_or((None, None), |place| (Some(place.text), place.span.as_ref().map(span)))
            };
            let (value, value_span) = place(found.value);
            let (words, words_span) = place(found.words);
            Candidate {
                anchor: found.anchor.to_owned(),
                depth: found.depth,
                outcome: found.outcome.to_owned(),
                mark_span: found.mark.span.as_ref().map(span),
                mark: found.mark.text,
                value,
                value_span,
                rule: found.rule.map(str::to_owned),
                pattern: found.pattern.map(str::to_owned),
                words,
                words_span,
            }
        };
        let removed = |part: &trace::Removed| Removed { what: part.what.to_owned(), span: span(&part.span) };
        let rung = |rung: trace::Rung| Rung {
            what: rung.what.to_owned(),
            answer: rung.answer,
            truth: rung.truth,
            relation: rung.relation.to_owned(),
            rule: rung.rule.to_owned(),
        };
        Self {
            zone: span(&trace.zone),
            removed: trace.removed.iter().map(removed).collect(),
            candidates: trace.candidates.into_iter().map(candidate).collect(),
            answer: trace.answer.map(Said::of),
            rungs: trace.rungs.into_iter().map(rung).collect(),
        }
    }
}

impl Candidate {
    fn print(&self, out: &mut String) {
        let Self { anchor, outcome, mark, value, .. } = self;
        let inside = "  ".repeat(self.depth);
        let _ = write!(out, "{outcome:<11} {inside}{anchor}");
        if value.as_ref() != Some(mark) {
            let _ = write!(out, " {}", shown(mark));
        }
        if let Some(value) = value {
            let _ = write!(out, " gives {}", shown(value));
        }
        if let Some((start, end)) = self.value_span.or(self.mark_span) {
            let _ = write!(out, ", characters {start} to {end}");
        }
        out.push('\n');
        if let Some(rule) = &self.rule {
            let _ = write!(out, "            {inside}because {rule}");
            if let Some(pattern) = &self.pattern {
                let _ = write!(out, " [{pattern}]");
            }
            if let Some(words) = &self.words {
                let _ = write!(out, " in {}", shown(words));
            }
            out.push('\n');
        }
    }
}

impl Said {
    fn of(parts: trace::Parts) -> Self {
        let trace::Parts { written, value, unit, restated, several, changed, parts } = parts;
        Self { written, value, unit, restated, several, changed, parts }
    }

    fn print(&self, out: &mut String) {
        let _ = writeln!(out, "answer      value {}, written {}", shown(&self.value), shown(&self.written));
        if let Some(unit) = &self.unit {
            let _ = writeln!(out, "            unit {}", shown(unit));
        }
        for other in self.restated.iter().skip(1) {
            let _ = writeln!(out, "            said again as {}", shown(other));
        }
        if self.several {
            out.push_str("            several values\n");
        }
        if self.changed {
            out.push_str("            words that change the value\n");
        }
        if let Some(parts) = &self.parts {
            let _ = writeln!(out, "            parts {}", shown(parts));
        }
    }
}

/// Characters of a text that are printed.
const SHOWN: usize = 80;

/// A text in quotation marks on one line, cut where it is long.
fn shown(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}
