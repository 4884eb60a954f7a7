//! The texts of responses as Python's own strings, for rewards that are written in Python.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use crate::error::RESPONSE;
use crate::inputs::{self, Input};

/// A `str` for one response, a list of `str` for a batch, whatever either came as.
#[pyfunction]
pub(crate) fn read_texts<'py>(py: Python<'py>, response: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    // A list of plain strings is a list of texts already; a lone surrogate is not text yet.
    let is_text = |item: &Bound<'py, PyAny>| item.cast_exact::<PyString>().is_ok_and(|text| text.to_str().is_ok());
    if let Ok(list) = response.cast_exact::<PyList>() {
        let items = list.to_tuple();
        if items.iter_borrowed().all(|item| is_text(&item)) {
            return Ok(items.to_list().into_any());
        }
    }
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => Ok(PyString::new(py, text.as_str()).into_any()),
        // What was not changed in reading are the caller's own strings.
        Input::Many(texts) => match texts.as_strings() {
            Some(strings) => Ok(strings.to_list().into_any()),
            None => Ok(PyList::new(py, texts.as_slice())?.into_any()),
        },
    }
}
