//! Verdicts as arrays, from which Python's side makes the columns of a table.

use numpy::{IntoPyArray, PyArray1, PyArrayMethods};
use pyo3::prelude::*;
use rewards_core::batch::{self, TruthRows};
use rewards_core::error::Code;

use crate::enter::enter;
use crate::error::{RESPONSE, TRUTH, bad_type, bad_value};
use crate::grading::GradingInput;
use crate::inputs::{self, Input};
use crate::truths::TruthInput;

type Any<'py> = Bound<'py, PyAny>;
type Numbers<'py, T> = Bound<'py, PyArray1<T>>;
/// Scores, reasons, sources, starts, ends, and the answers: where each ends, and the bytes of all.
type Arrays<'py> = (
    Numbers<'py, f64>,
    Numbers<'py, u8>,
    Numbers<'py, u8>,
    Numbers<'py, i64>,
    Numbers<'py, i64>,
    Numbers<'py, i64>,
    Numbers<'py, u8>,
);

/// The verdicts on a batch as arrays. With `truth_ends`, `ground_truth` has the truths of all rows one behind the other, and each
/// row those before its end. A row whose truth can't be used is not judged.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "a tuple of Python's is handed over by value")]
pub(crate) fn grade_columns<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    ground_truth: &Any<'py>,
    truth_ends: Option<&Numbers<'py, i64>>,
    options: (Any<'py>, Any<'py>, Any<'py>),
    grading: &Any<'py>,
    choices: &Any<'py>,
) -> PyResult<Arrays<'py>> {
    let Input::Many(texts) = inputs::read(response, RESPONSE)? else {
        return Err(bad_type(RESPONSE.one, "a batch", response));
    };
    let options = (&options.0, &options.1, &options.2);
    let gradings = GradingInput::read(grading, options, Some(texts.len()))?.with_choices(choices, Some(texts.len()))?;
    let (texts, gradings) = (texts.as_slice(), gradings.as_gradings());
    let found = if let Some(ends) = truth_ends {
        let Input::Many(truths) = inputs::read(ground_truth, TRUTH)? else {
            return Err(bad_type(TRUTH.one, "a batch", ground_truth));
        };
        let ends = read_ends(ends, texts.len(), truths.len())?;
        let truths = TruthRows::Lists(truths.as_slice(), &ends);
        enter(py, TRUTH, |watch| batch::verdict_columns(texts, truths, gradings, watch))?
    } else {
        let truths = TruthInput::read(ground_truth, texts.len())?;
        let truths = TruthRows::Single(truths.as_truths());
        enter(py, TRUTH, |watch| batch::verdict_columns(texts, truths, gradings, watch))?
    };
    Ok((
        found.scores.into_pyarray(py),
        found.reasons.into_pyarray(py),
        found.sources.into_pyarray(py),
        found.starts.into_pyarray(py),
        found.ends.into_pyarray(py),
        found.text_ends.into_pyarray(py),
        found.texts.into_pyarray(py),
    ))
}

/// The ends of lists: as many as rows, none before the one that it follows, none behind the last truth.
fn read_ends(ends: &Numbers<'_, i64>, rows: usize, truths: usize) -> PyResult<Vec<usize>> {
    let ends = ends.readonly();
    let read: Vec<usize> = ends.as_slice()?.iter().filter_map(|end| usize::try_from(*end).ok()).collect();
    let fits = read.len() == rows && read.is_sorted() && read.last().is_none_or(|last| *last <= truths);
    if fits { Ok(read) } else { Err(bad_value(Code::LengthsDiffer, "truth_ends", "truth_ends: they end no lists")) }
}
