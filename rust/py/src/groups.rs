//! Groups of equal answers.

use numpy::{IntoPyArray, PyArray1, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use rewards_core::batch;
use rewards_core::error::Code;
use rewards_core::groups;

use crate::enter::{enter, enter_one};
use crate::error::{Name, RESPONSE, bad_type, bad_value};
use crate::grading::GradingInput;
use crate::inputs::{self, Input};

type Any<'py> = Bound<'py, PyAny>;
type Integers<'py> = Bound<'py, PyArray1<i64>>;

const PROMPTS: Name = Name { one: "prompts", many: "prompts" };

/// For each response the label of its answer within its prompt, or -1; and for each of so many prompts the texts and the sizes of
/// its labels. `prompts` has the number of each response's prompt.
#[pyfunction]
pub(crate) fn group_answers<'py>(
    py: Python<'py>,
    responses: &Any<'py>,
    prompts: &Integers<'py>,
    count: usize,
    grading: &Any<'py>,
) -> PyResult<(Integers<'py>, Bound<'py, PyList>, Bound<'py, PyList>)> {
    let Input::Many(texts) = inputs::read(responses, RESPONSE)? else {
        return Err(bad_type("responses", "a batch of them", responses));
    };
    let read = prompts.readonly();
    let numbers: Vec<usize> = read.as_slice()?.iter().filter_map(|number| usize::try_from(*number).ok()).collect();
    inputs::same_length(PROMPTS, numbers.len(), RESPONSE, texts.len())?;
    if numbers.iter().any(|number| *number >= count) {
        return Err(bad_value(Code::OutOfRange, PROMPTS, format!("prompts: a number is not below {count}")));
    }
    let gradings = GradingInput::named(grading, Some(texts.len()))?;
    let (texts, gradings) = (texts.as_slice(), gradings.as_gradings());
    let found = enter(py, RESPONSE, |watch| batch::group_answers(texts, &numbers, count, gradings, watch))?;
    let (names, sizes) = (PyList::empty(py), PyList::empty(py));
    for groups in found.groups {
        names.append(PyTuple::new(py, groups.iter().map(|group| &group.text))?)?;
        let counts = groups.iter().map(|group| i64::try_from(group.size).unwrap_or(i64::MAX));
        sizes.append(counts.collect::<Vec<i64>>().into_pyarray(py))?;
    }
    Ok((found.labels.into_pyarray(py), names, sizes))
}

/// The canonical spelling of the stated answer of a response, or of each; None where there is none.
#[pyfunction]
pub(crate) fn answer_key<'py>(py: Python<'py>, response: &Any<'py>) -> PyResult<Any<'py>> {
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let text = text.as_str();
            let key = enter_one(py, text, || batch::guarded(|| groups::answer_key(text)).flatten())?;
            Ok(key.into_pyobject(py)?.into_any())
        }
        Input::Many(texts) => {
            let texts = texts.as_slice();
            let key = |at: usize| groups::answer_key(texts[at]);
            let keys = enter(py, RESPONSE, |watch| batch::map_each(texts, watch, key, || None))?;
            Ok(PyList::new(py, keys)?.into_any())
        }
    }
}
