//! The presets: one function for each original, which reads its columns, grades and returns its kind of result.

pub(crate) mod messages;
pub(crate) mod open_r1;
pub(crate) mod trl;
pub(crate) mod tunix;
pub(crate) mod verl;

use pyo3::prelude::*;
use pyo3::types::PyList;
use rewards_core::batch;

use crate::enter::enter;
use crate::error::{Name, bad_type};
use crate::inputs::{self, Input};
use crate::text::Texts;

/// What trainers call the responses of a batch.
pub(crate) const COMPLETIONS: Name = Name { one: "completions", many: "completions" };

/// Reads a batch of completions. One text alone is a mistake: the originals would read it letter by letter.
pub(crate) fn read_completions<'py>(value: &Bound<'py, PyAny>) -> PyResult<Texts<'py>> {
    match inputs::read(value, COMPLETIONS)? {
        Input::Many(texts) => Ok(texts),
        Input::One(_) => Err(bad_type(COMPLETIONS.one, "a list of completions", value)),
    }
}

/// A list of the score of each completion, by its place.
pub(crate) fn score_each<'py>(
    py: Python<'py>,
    completions: &Texts<'py>,
    score: impl Fn(&str, usize) -> f64 + Send + Sync,
) -> PyResult<Bound<'py, PyList>> {
    let texts = completions.as_slice();
    let scores = enter(py, COMPLETIONS, |watch| batch::score_each(texts, watch, |at| score(texts[at], at)))?;
    PyList::new(py, scores)
}
