//! What recording asks for beside scores: descriptions of texts, and lots drawn for them.

use numpy::{IntoPyArray, PyArray1, PyArrayMethods};
use pyo3::prelude::*;
use rewards_core::batch::{self, Codes, Described};

use crate::enter::enter;
use crate::error::{RESPONSE, bad_type};
use crate::inputs::{self, Input};

type Any<'py> = Bound<'py, PyAny>;
type Numbers<'py, T> = Bound<'py, PyArray1<T>>;

/// Reasons and sources as arrays.
pub(crate) fn code_arrays(py: Python<'_>, codes: Codes) -> (Numbers<'_, u8>, Numbers<'_, u8>) {
    (codes.reasons.into_pyarray(py), codes.sources.into_pyarray(py))
}

/// Lengths and hashes as a pair of arrays.
pub(crate) fn described(py: Python<'_>, found: Described) -> PyResult<Any<'_>> {
    Ok((found.lengths.into_pyarray(py), found.hashes.into_pyarray(py)).into_pyobject(py)?.into_any())
}

/// The length of each text in characters, and a number that stands for it: equal texts have equal ones everywhere.
#[pyfunction]
pub(crate) fn describe_texts<'py>(py: Python<'py>, texts: &Any<'py>) -> PyResult<Any<'py>> {
    let Input::Many(texts) = inputs::read(texts, RESPONSE)? else {
        return Err(bad_type("texts", "a batch of them", texts));
    };
    let texts = texts.as_slice();
    let found = enter(py, RESPONSE, |watch| batch::describe_texts(texts, watch))?;
    described(py, found)
}

/// How many different numbers an array has.
#[pyfunction]
pub(crate) fn count_distinct(keys: &Numbers<'_, u64>) -> PyResult<usize> {
    Ok(batch::count_distinct(keys.readonly().as_slice()?))
}

/// The places of the keys that draw the smallest lots, the smallest first.
#[pyfunction]
pub(crate) fn draw_lots<'py>(
    py: Python<'py>,
    keys: &Numbers<'py, u64>,
    salt: u64,
    count: usize,
) -> PyResult<Numbers<'py, i64>> {
    let places = batch::draw_lots(keys.readonly().as_slice()?, salt, count);
    Ok(places.into_iter().map(|at| i64::try_from(at).unwrap_or(i64::MAX)).collect::<Vec<_>>().into_pyarray(py))
}
