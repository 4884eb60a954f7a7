//! The texts of responses and prompts as Python's own strings, for rewards that are written in Python.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use crate::aspects::PROMPT;
use crate::error::RESPONSE;
use crate::inputs::{self, Input};
use crate::text::Text;

/// A `str` for one response, a list of `str` for a batch, whatever either came as.
#[pyfunction]
pub(crate) fn read_texts<'py>(py: Python<'py>, response: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match texts_already(response) {
        Some(texts) => Ok(texts),
        None => to_python(py, inputs::read(response, RESPONSE)?),
    }
}

/// A `str` for one prompt, a list of `str` for a batch: of a chat, what the user said last.
#[pyfunction]
pub(crate) fn read_prompts<'py>(py: Python<'py>, prompt: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match texts_already(prompt) {
        Some(texts) => Ok(texts),
        None => to_python(py, inputs::read_prompts(prompt, PROMPT)?),
    }
}

/// A copy of a list of plain strings, which are texts already. A string with a lone surrogate is not.
fn texts_already<'py>(value: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    let is_text = |item: &Bound<'py, PyAny>| item.cast_exact::<PyString>().is_ok_and(|text| text.to_str().is_ok());
    let items = value.cast_exact::<PyList>().ok()?.to_tuple();
    items.iter_borrowed().all(|item| is_text(&item)).then(|| items.to_list().into_any())
}

fn to_python<'py>(py: Python<'py>, texts: Input<'py>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match texts {
        Input::One(Text::Borrowed(text)) if text.is_exact_instance_of::<PyString>() => text.into_any(),
        Input::One(text) => PyString::new(py, text.as_str()).into_any(),
        Input::Many(texts) => texts.to_list(py)?.into_any(),
    })
}
