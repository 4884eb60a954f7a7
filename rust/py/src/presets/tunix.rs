//! Tunix's four: lists of completions, and a column of answers of any type.

use numpy::{PyArrayDescrMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use rewards_core::preset::tunix;

use super::messages::one_for_each;
use super::{read_completions, score_each};
use crate::error::{Name, bad_type};
use crate::inputs::{self, Items};
use crate::text::{Text, Texts};

const ANSWER: Name = Name { one: "answer", many: "answer" };

#[pyfunction]
pub(crate) fn tunix_match_format_exactly<'py>(
    py: Python<'py>,
    completions: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    score_each(py, &read_completions(completions)?, |completion, _| tunix::match_format_exactly(completion))
}

#[pyfunction]
pub(crate) fn tunix_match_format_approximately<'py>(
    py: Python<'py>,
    completions: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    score_each(py, &read_completions(completions)?, |completion, _| tunix::match_format_approximately(completion))
}

#[pyfunction]
pub(crate) fn tunix_check_answer<'py>(
    py: Python<'py>,
    completions: &Bound<'py, PyAny>,
    answer: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    score_against(py, completions, answer, tunix::check_answer)
}

#[pyfunction]
pub(crate) fn tunix_check_numbers<'py>(
    py: Python<'py>,
    completions: &Bound<'py, PyAny>,
    answer: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    score_against(py, completions, answer, tunix::check_numbers)
}

fn score_against<'py>(
    py: Python<'py>,
    completions: &Bound<'py, PyAny>,
    answer: &Bound<'py, PyAny>,
    score: fn(&str, &str) -> f64,
) -> PyResult<Bound<'py, PyList>> {
    let completions = read_completions(completions)?;
    let answers = read_answers(answer)?;
    one_for_each(ANSWER, answers.len(), completions.len())?;
    let truths = answers.as_slice();
    score_each(py, &completions, |completion, at| score(completion, truths[at]))
}

/// The answers as `str` prints them, whatever they are.
fn read_answers<'py>(value: &Bound<'py, PyAny>) -> PyResult<Texts<'py>> {
    let items = match inputs::items(&whole_numbers(value)?, ANSWER)? {
        Some(Items::Tuple(items)) => items,
        Some(Items::Texts(texts)) => return Ok(texts),
        Some(Items::Alone(_)) | None => return Err(bad_type(ANSWER.one, "a list of answers", value)),
    };
    let mut texts = Texts::with_capacity(items.len(), Some(items.clone()));
    for (index, item) in items.iter_borrowed().enumerate() {
        match item.cast_exact::<PyString>() {
            Ok(text) => texts.push_item(&text)?,
            Err(_) if item.is_none() => return Err(bad_type(ANSWER.at(index), "an answer", &item)),
            Err(_) => texts.push(Text::new(&item.str()?)?),
        }
    }
    Ok(texts)
}

/// An array of integers as a list of Python's own, which print alike and faster.
fn whole_numbers<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let Ok(array) = value.cast::<PyUntypedArray>() else { return Ok(value.clone()) };
    let kind: char = array.dtype().kind().into();
    if array.ndim() == 1 && matches!(kind, 'i' | 'u') { array.call_method0("tolist") } else { Ok(value.clone()) }
}
