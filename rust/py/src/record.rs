//! What recording asks for beside scores: descriptions of texts, and lots drawn for them.

use numpy::{IntoPyArray, PyArray1, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
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

/// A number for each text that equal texts share, as `describe_texts` gives it.
#[pyfunction]
pub(crate) fn key_texts<'py>(py: Python<'py>, texts: &Any<'py>) -> PyResult<Numbers<'py, u64>> {
    if let Some(keys) = texts.cast_exact::<PyList>().ok().and_then(key_strings) {
        return Ok(keys.into_pyarray(py));
    }
    let Input::Many(texts) = inputs::read(texts, RESPONSE)? else {
        return Err(bad_type("texts", "a batch of them", texts));
    };
    let texts = texts.as_slice();
    Ok(enter(py, RESPONSE, |watch| batch::describe_texts(texts, watch))?.hashes.into_pyarray(py))
}

/// The keys of a list of plain strings; `None` if it has anything else.
fn key_strings(list: &Bound<'_, PyList>) -> Option<Vec<u64>> {
    let mut keys = Vec::with_capacity(list.len());
    let mut last: Option<(Bound<'_, PyString>, u64)> = None;
    for item in list.iter() {
        // The prompts of a group are equal, and often one object.
        if let Some((_, key)) = last.as_ref().filter(|(before, _)| before.is(&item)) {
            keys.push(*key);
            continue;
        }
        let text = item.cast_into_exact::<PyString>().ok()?;
        let view = text.to_str().ok()?;
        let same = last.as_ref().filter(|(before, _)| before.to_str().is_ok_and(|before| before == view));
        let key = same.map_or_else(|| batch::hash_text(view), |(_, key)| *key);
        keys.push(key);
        last = Some((text, key));
    }
    Some(keys)
}

/// The places of the rows to record, in order, at most so many, and the numbers of their groups. Rows are chosen by lots drawn
/// for their keys; with `grouped`, whole groups of rows that share a key are.
#[pyfunction]
pub(crate) fn choose_rows(
    keys: &Numbers<'_, u64>,
    grouped: bool,
    salt: u64,
    most: usize,
) -> PyResult<(Vec<usize>, Option<Vec<usize>>)> {
    let keys = keys.readonly();
    let keys = keys.as_slice()?;
    if grouped {
        let (places, numbers) = batch::choose_groups(keys, salt, most).into_iter().unzip();
        return Ok((places, Some(numbers)));
    }
    let mut places = batch::draw_lots(keys, salt, most);
    places.sort_unstable();
    Ok((places, None))
}

/// The text of the answer of each response, and where it was read; None where there is none.
#[pyfunction]
pub(crate) fn read_answers<'py>(
    py: Python<'py>,
    texts: &Any<'py>,
) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>)> {
    let Input::Many(texts) = inputs::read(texts, RESPONSE)? else {
        return Err(bad_type("texts", "a batch of them", texts));
    };
    let texts = texts.as_slice();
    let answers = enter(py, RESPONSE, |watch| batch::extract_answers(texts, watch))?;
    let found = answers.iter().map(|answer| answer.as_ref().map(|answer| &*answer.text));
    let sources = answers.iter().map(|answer| answer.as_ref().map(|answer| answer.source.as_str()));
    Ok((PyList::new(py, found)?, PyList::new(py, sources)?))
}
