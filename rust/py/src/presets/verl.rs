//! verl's two: one response and one truth a call.

use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyString};
use rewards_core::batch::guarded;
use rewards_core::error::Code;
use rewards_core::preset::gsm8k::{self, Method};
use rewards_core::preset::math_reward;

use crate::enter::enter_one;
use crate::error::{bad_type, bad_value};
use crate::options::number;
use crate::text::Text;

#[pyfunction]
pub(crate) fn gsm8k_compute_score<'py>(
    py: Python<'py>,
    solution_str: &Bound<'py, PyAny>,
    ground_truth: &Bound<'py, PyAny>,
    method: &Bound<'py, PyAny>,
    format_score: &Bound<'py, PyAny>,
    score: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyFloat>> {
    let (solution, truth) = (read(solution_str, "solution_str")?, read(ground_truth, "ground_truth")?);
    let method = read_method(method)?;
    let (format_score, score) = (number(format_score, "format_score")?, number(score, "score")?);
    let score = match gsm8k::extract_solution(solution.as_str(), method) {
        None => 0.0,
        Some(answer) if answer == truth.as_str() => score,
        Some(_) => format_score,
    };
    Ok(PyFloat::new(py, score))
}

#[pyfunction]
pub(crate) fn gsm8k_extract_solution<'py>(
    py: Python<'py>,
    solution_str: &Bound<'py, PyAny>,
    method: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyString>>> {
    let solution = read(solution_str, "solution_str")?;
    let answer = gsm8k::extract_solution(solution.as_str(), read_method(method)?);
    Ok(answer.map(|answer| PyString::new(py, &answer)))
}

#[pyfunction]
pub(crate) fn math_compute_score<'py>(
    py: Python<'py>,
    solution_str: &Bound<'py, PyAny>,
    ground_truth: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyFloat>> {
    let (solution, truth) = (read(solution_str, "solution_str")?, read(ground_truth, "ground_truth")?);
    let (solution, truth) = (solution.as_str(), truth.as_str());
    let right = enter_one(py, solution, || guarded(|| math_reward::is_right(solution, truth)))?;
    Ok(PyFloat::new(py, if right == Some(true) { 1.0 } else { 0.0 }))
}

#[pyfunction]
pub(crate) fn math_is_equiv(py: Python<'_>, str1: &Bound<'_, PyAny>, str2: &Bound<'_, PyAny>) -> PyResult<bool> {
    if str1.is_none() || str2.is_none() {
        return Ok(str1.is_none() && str2.is_none());
    }
    let (one, other) = (read(str1, "str1")?, read(str2, "str2")?);
    let (one, other) = (one.as_str(), other.as_str());
    let longer = if one.len() > other.len() { one } else { other };
    Ok(enter_one(py, longer, || guarded(|| math_reward::is_equiv(one, other)))?.unwrap_or(false))
}

#[pyfunction]
pub(crate) fn math_last_boxed_only_string<'py>(
    py: Python<'py>,
    string: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyString>>> {
    let text = read(string, "string")?;
    Ok(math_reward::last_boxed_only_string(text.as_str()).map(|boxed| PyString::new(py, boxed)))
}

#[pyfunction]
pub(crate) fn math_strip_string<'py>(py: Python<'py>, string: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let text = read(string, "string")?;
    let text = text.as_str();
    let stripped = enter_one(py, text, || guarded(|| math_reward::strip_string(text)).flatten())?;
    Ok(PyString::new(py, stripped.as_deref().unwrap_or(text)))
}

fn read<'py>(value: &Bound<'py, PyAny>, name: &'static str) -> PyResult<Text<'py>> {
    value.cast::<PyString>().map_err(|_| bad_type(name, "str", value)).and_then(Text::new)
}

fn read_method(value: &Bound<'_, PyAny>) -> PyResult<Method> {
    match value.cast::<PyString>().map_err(|_| bad_type("method", "str", value))?.to_str() {
        Ok("strict") => Ok(Method::Strict),
        Ok("flexible") => Ok(Method::Flexible),
        _ => {
            let message = format!("method is {value:?}: it must be 'strict' or 'flexible'");
            Err(bad_value(Code::UnknownName, "method", message))
        }
    }
}
