//! Answers and verdicts as Python sees them: plain values that print, compare and pickle.

use std::borrow::Cow;
use std::fmt::Write as _;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use rewards_core::extract::Answer;
use rewards_core::reward::Verdict;

use crate::text::in_characters;
use crate::trace::PyTrace;

type Slug = Cow<'static, str>;

/// An answer that was found in a response.
///
/// >>> from agent_tunix.rewards import extract_answer
/// >>> answer = extract_answer("2 + 2 = 4. The answer is 4.")
/// >>> answer
/// Answer(text='4', span=(25, 26), source='phrase')
///
/// Attributes:
///     text: the answer, without what surrounds it (`$`, `\boxed{}`, emphasis).
///     span: where it stands, start and end in characters of the response.
///     source: how it was found: `"tag"`, `"boxed"`, `"hash"`, `"json"`, `"phrase"`, `"bare"`, `"inferred"`
///         or `"pattern"`.
#[pyclass(frozen, eq, hash, name = "Answer", module = "agent_tunix.rewards")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PyAnswer {
    #[pyo3(get)]
    text: String,
    #[pyo3(get)]
    span: (usize, usize),
    source: Slug,
}

#[pymethods]
impl PyAnswer {
    #[new]
    fn new(text: String, span: (usize, usize), source: String) -> Self {
        Self { text, span, source: Cow::Owned(source) }
    }

    #[getter]
    fn source<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::intern(py, &self.source)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = PyString::new(py, &self.text).repr()?;
        Ok(format!("Answer(text={text}, span={:?}, source='{}')", self.span, self.source))
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (&self.text, self.span, self.source.as_ref()).into_pyobject(py)
    }
}

impl PyAnswer {
    pub(crate) fn of(response: &str, answer: Answer<'_>) -> Self {
        let span = in_characters(response, &answer.span);
        Self { text: answer.text.into_owned(), span, source: Cow::Borrowed(answer.source.as_str()) }
    }
}

/// Why a response has its score.
///
/// >>> from agent_tunix.rewards import explain_answer
/// >>> verdict = explain_answer("2 plus 2 equals 4.", "4")
/// >>> verdict.score, verdict.reason
/// (0.5, 'correct_not_stated')
///
/// Attributes:
///     score: what `check_answer` returns.
///     reason: one of `agent_tunix.rewards.REASONS`.
///     answer: the answer that was read, or None.
///     answer_read: how it was understood, or None.
///     truth_read: how the ground truth was understood.
///     rule: the rule that decided whether the two are equal, or None where there was nothing to compare.
///     trace: how the response was read, a `Trace`, or None where it was not asked for.
#[pyclass(frozen, eq, name = "Verdict", module = "agent_tunix.rewards")]
#[derive(PartialEq)]
pub(crate) struct PyVerdict {
    #[pyo3(get)]
    score: f64,
    reason: Slug,
    answer: Option<PyAnswer>,
    #[pyo3(get)]
    answer_read: Option<String>,
    #[pyo3(get)]
    truth_read: String,
    rule: Option<Slug>,
    trace: Option<Box<PyTrace>>,
}

#[pymethods]
impl PyVerdict {
    #[new]
    #[pyo3(signature = (score, reason, answer, answer_read, truth_read, rule, trace=None))]
    fn new(
        score: f64,
        reason: String,
        answer: Option<Bound<'_, PyAnswer>>,
        answer_read: Option<String>,
        truth_read: String,
        rule: Option<String>,
        trace: Option<Bound<'_, PyTrace>>,
    ) -> Self {
        let answer = answer.map(|answer| answer.get().clone());
        let trace = trace.map(|trace| Box::new(trace.get().clone()));
        Self { score, reason: Cow::Owned(reason), answer, answer_read, truth_read, rule: rule.map(Cow::Owned), trace }
    }

    #[getter]
    fn reason<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::intern(py, &self.reason)
    }

    #[getter]
    fn answer(&self) -> Option<PyAnswer> {
        self.answer.clone()
    }

    #[getter]
    fn rule<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyString>> {
        self.rule.as_ref().map(|rule| PyString::intern(py, rule))
    }

    #[getter]
    fn trace(&self) -> Option<PyTrace> {
        self.trace.as_deref().cloned()
    }

    /// The verdict as a dict of plain values, flat: the answer's text, span and source stand beside the rest, and the
    /// trace as a dict of its own, if there is one.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("score", self.score)?;
        dict.set_item("reason", self.reason(py))?;
        dict.set_item("answer", self.answer.as_ref().map(|answer| &answer.text))?;
        dict.set_item("span", self.answer.as_ref().map(|answer| [answer.span.0, answer.span.1]))?;
        dict.set_item("source", self.answer.as_ref().map(|answer| answer.source(py)))?;
        dict.set_item("answer_read", self.answer_read.as_ref())?;
        dict.set_item("truth_read", &self.truth_read)?;
        dict.set_item("rule", self.rule(py))?;
        if let Some(trace) = &self.trace {
            dict.set_item("trace", trace.to_dict(py)?)?;
        }
        Ok(dict)
    }

    fn __str__(&self) -> String {
        let mut text = format!("score   {:?}\nreason  {}\n", self.score, self.reason);
        match &self.answer {
            None => text.push_str("answer  none\n"),
            Some(PyAnswer { text: answer, span: (start, end), source }) => {
                let _ = writeln!(text, "answer  {answer}  ({source}, characters {start} to {end})");
            }
        }
        if let Some(read) = &self.answer_read {
            let _ = writeln!(text, "read    {read}");
        }
        let _ = write!(text, "truth   {}", self.truth_read);
        if let Some(rule) = &self.rule {
            let _ = write!(text, "\nrule    {rule}");
        }
        text
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quote = |text: &str| Ok::<_, PyErr>(PyString::new(py, text).repr()?.to_string());
        let none = || Ok("None".to_owned());
        let trace = self.trace.as_ref().map_or_else(String::new, |trace| format!(", trace={}", trace.__repr__()));
        Ok(format!(
            "Verdict(score={:?}, reason='{}', answer={}, answer_read={}, truth_read={}, rule={}{trace})",
            self.score,
            self.reason,
            self.answer.as_ref().map_or_else(none, |answer| answer.__repr__(py))?,
            self.answer_read.as_deref().map_or_else(none, quote)?,
            quote(&self.truth_read)?,
            self.rule.as_deref().map_or_else(none, quote)?,
        ))
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (reason, rule) = (self.reason.as_ref(), self.rule.as_deref());
        let trace = self.trace();
        (self.score, reason, self.answer.clone(), &self.answer_read, &self.truth_read, rule, trace).into_pyobject(py)
    }
}

impl PyVerdict {
    pub(crate) fn of(response: &str, verdict: Verdict<'_>) -> Self {
        Self {
            score: verdict.score,
            reason: Cow::Borrowed(verdict.reason.as_str()),
            answer: verdict.answer.map(|answer| PyAnswer::of(response, answer)),
            answer_read: verdict.answer_read,
            truth_read: verdict.truth_read,
            rule: verdict.rule.map(|rule| Cow::Borrowed(rule.as_str())),
            trace: verdict.trace.map(|trace| Box::new(PyTrace::of(response, *trace))),
        }
    }
}
