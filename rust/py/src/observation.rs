//! Observing: while an `Observation` is open, what grades in its context tells it what was graded and why.
//!
//! Where nobody observes, a graded call pays for one look at a counter.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};
use rewards_core::batch::{Codes, Described, NO_SOURCE};
use rewards_core::extract::Source;
use rewards_core::reward::Reason;

use crate::record;

type Any<'py> = Bound<'py, PyAny>;

/// How many observations are open in this process, in whatever context.
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// The context variable that holds the innermost open observation.
static CURRENT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Answers that were graded in one call, and why each got its score.
///
/// Attributes:
///     responses: as they were given; one response, or many.
///     truths: as they were given.
///     reasons: places in `REASONS`, a `uint8` array; a number for one response.
///     sources: places in `SOURCES`, or 255 where there is no answer.
///     described: what `describe_texts` gives for the responses, where it was computed with the scores; else None.
#[pyclass(frozen, get_all, name = "Shown", module = "agent_tunix.rewards._core")]
pub(crate) struct PyShown {
    responses: Py<PyAny>,
    truths: Py<PyAny>,
    reasons: Py<PyAny>,
    sources: Py<PyAny>,
    described: Option<Py<PyAny>>,
}

impl PyShown {
    /// What is shown of a batch.
    pub(crate) fn of_batch(
        responses: &Any<'_>,
        truths: &Any<'_>,
        codes: Codes,
        described: Option<Described>,
    ) -> PyResult<Self> {
        let py = responses.py();
        let (reasons, sources) = record::code_arrays(py, codes);
        let described = described.map(|described| record::described(py, described)).transpose()?;
        Ok(Self {
            responses: responses.clone().unbind(),
            truths: truths.clone().unbind(),
            reasons: reasons.into_any().unbind(),
            sources: sources.into_any().unbind(),
            described: described.map(Bound::unbind),
        })
    }

    /// What is shown of one response; the grader failed on it where nothing says why.
    pub(crate) fn of_one(response: &Any<'_>, truth: &Any<'_>, why: Option<(Reason, Option<Source>)>) -> PyResult<Self> {
        let py = response.py();
        let (reason, source) = why.unwrap_or((Reason::InternalError, None));
        let source = source.map_or(NO_SOURCE, |source| source as u8);
        Ok(Self {
            responses: response.clone().unbind(),
            truths: truth.clone().unbind(),
            reasons: (reason as u8).into_pyobject(py)?.into_any().unbind(),
            sources: source.into_pyobject(py)?.into_any().unbind(),
            described: None,
        })
    }
}

/// Observe what is graded in a `with` block: the batches of reward objects, and the answers that functions grade.
///
/// Observations that are open around it see the same.
///
/// >>> from agent_tunix.rewards import REASONS, check_answer
/// >>> from agent_tunix.rewards.observation import observe
/// >>> with observe() as seen:
/// ...     check_answer("The answer is 4.", 4)
/// 1.0
/// >>> REASONS[seen.shown[0].reasons]
/// 'correct'
///
/// Attributes:
///     batches: the batches of reward objects, in the order in which they were made; each keeps its own reasons.
///     shown: a `Shown` for each call of a function that graded answers.
#[pyclass(frozen, name = "Observation", module = "agent_tunix.rewards._core")]
pub(crate) struct PyObservation {
    #[pyo3(get)]
    batches: Py<PyList>,
    #[pyo3(get)]
    shown: Py<PyList>,
    open: Mutex<Option<Open>>,
}

/// What an observation keeps as long as it is open.
struct Open {
    /// The observation around it.
    outer: Option<Py<PyObservation>>,
    /// What ends it.
    token: Py<PyAny>,
}

#[pymethods]
impl PyObservation {
    #[new]
    fn new(py: Python<'_>) -> Self {
        Self { batches: PyList::empty(py).unbind(), shown: PyList::empty(py).unbind(), open: Mutex::default() }
    }

    fn __enter__(slf: Bound<'_, Self>) -> PyResult<Bound<'_, Self>> {
        let outer = current(slf.py())?.map(Bound::unbind);
        let token = variable(slf.py())?.call_method1("set", (&slf,))?.unbind();
        *slf.get().lock() = Some(Open { outer, token });
        OPEN.fetch_add(1, Ordering::Relaxed);
        Ok(slf)
    }

    #[pyo3(signature = (*_error))]
    fn __exit__(&self, py: Python<'_>, _error: &Any<'_>) -> PyResult<()> {
        let Some(Open { token, .. }) = self.lock().take() else { return Ok(()) };
        OPEN.fetch_sub(1, Ordering::Relaxed);
        variable(py)?.call_method1("reset", (token,)).map(drop)
    }
}

impl PyObservation {
    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends an item to a list of this observation and of those around it.
    fn append(&self, item: &Any<'_>, list: fn(&Self) -> &Py<PyList>) -> PyResult<()> {
        let py = item.py();
        list(self).bind(py).append(item)?;
        let outer = self.lock().as_ref().and_then(|open| open.outer.as_ref().map(|outer| outer.clone_ref(py)));
        outer.map_or(Ok(()), |outer| outer.get().append(item, list))
    }

    /// Shows answers that were graded.
    pub(crate) fn show(&self, py: Python<'_>, shown: PyShown) -> PyResult<()> {
        self.append(Bound::new(py, shown)?.as_any(), |this| &this.shown)
    }
}

/// The innermost observation that is open in this context.
pub(crate) fn current(py: Python<'_>) -> PyResult<Option<Bound<'_, PyObservation>>> {
    if OPEN.load(Ordering::Relaxed) == 0 {
        return Ok(None);
    }
    Ok(variable(py)?.call_method0("get")?.extract()?)
}

fn variable(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    let make = || -> PyResult<Py<PyAny>> {
        let default = PyDict::new(py);
        default.set_item("default", py.None())?;
        let kind = py.import("contextvars")?.getattr("ContextVar")?;
        kind.call(("agent_tunix.rewards.observation",), Some(&default)).map(Bound::unbind)
    };
    CURRENT.get_or_try_init(py, make).map(|variable| variable.bind(py))
}

/// Shows a batch of a reward object to the observations that are open in this context.
#[pyfunction]
pub(crate) fn show_batch(batch: &Any<'_>) -> PyResult<()> {
    match current(batch.py())? {
        Some(observation) => observation.get().append(batch, |this| &this.batches),
        None => Ok(()),
    }
}

/// Shows answers that were graded in a call of several parts to the observations that are open in this context.
#[pyfunction]
pub(crate) fn show(shown: &Bound<'_, PyShown>) -> PyResult<()> {
    match current(shown.py())? {
        Some(observation) => observation.get().append(shown.as_any(), |this| &this.shown),
        None => Ok(()),
    }
}
