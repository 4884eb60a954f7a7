//! The rewards of open-r1: completions of messages, and columns of solutions.

use pyo3::prelude::*;
use pyo3::types::PyList;
use rewards_core::batch;
use rewards_core::error::Code;
use rewards_core::preset::{open_r1, shape};

use super::COMPLETIONS;
use super::messages::read_contents;
use super::trl::{Solutions, read_cosine, read_longest, read_penalty, read_size, score_contents};
use crate::enter::enter;
use crate::error::bad_value;

type Any<'py> = Bound<'py, PyAny>;

#[pyfunction]
pub(crate) fn open_r1_format<'py>(py: Python<'py>, completions: &Any<'py>) -> PyResult<Bound<'py, PyList>> {
    score_contents(py, completions, open_r1::format)
}

#[pyfunction]
pub(crate) fn open_r1_tag_count<'py>(py: Python<'py>, completions: &Any<'py>) -> PyResult<Bound<'py, PyList>> {
    score_contents(py, completions, |text| 0.25 * shape::count_tags(text, &open_r1::TAGS) as f64)
}

#[pyfunction]
pub(crate) fn open_r1_reasoning_steps<'py>(py: Python<'py>, completions: &Any<'py>) -> PyResult<Bound<'py, PyList>> {
    score_contents(py, completions, open_r1::reasoning_steps)
}

#[pyfunction]
pub(crate) fn open_r1_lengths<'py>(
    py: Python<'py>,
    completions: &Any<'py>,
    solution: &Any<'py>,
) -> PyResult<Bound<'py, PyList>> {
    let contents = read_contents(completions)?;
    let solutions = Solutions::read(py, solution, contents.len(), false)?;
    let texts = contents.as_slice();
    let judged = enter(py, COMPLETIONS, |watch| {
        // What can't be judged counts as correct.
        let judge = |at: usize| (texts[at].chars().count(), solutions.judge(texts[at], at) != Some(0.0));
        batch::map_each(texts, watch, judge, || (0, true))
    })?;
    let (lengths, correct): (Vec<usize>, Vec<bool>) = judged.into_iter().unzip();
    PyList::new(py, shape::lengths(&lengths, &correct))
}

#[pyfunction]
pub(crate) fn open_r1_cosine<'py>(
    py: Python<'py>,
    completions: &Any<'py>,
    solution: &Any<'py>,
    longest: &Any<'py>,
    values: &Any<'py>,
) -> PyResult<Bound<'py, PyList>> {
    let longest = read_longest(longest, "max_len")?;
    let values = read_cosine(values)?;
    let contents = read_contents(completions)?;
    let solutions = Solutions::read(py, solution, contents.len(), false)?;
    let texts = contents.as_slice();
    let rewards = enter(py, COMPLETIONS, |watch| {
        let reward = |at: usize| match solutions.judge(texts[at], at) {
            None => 1.0,
            Some(judged) => values.at(texts[at].chars().count() as f64 / longest, judged > 0.0),
        };
        batch::score_each(texts, watch, reward)
    })?;
    PyList::new(py, rewards)
}

#[pyfunction]
pub(crate) fn open_r1_repetition<'py>(
    py: Python<'py>,
    completions: &Any<'py>,
    ngram_size: &Any<'py>,
    max_penalty: &Any<'py>,
    language: &Any<'py>,
) -> PyResult<Bound<'py, PyList>> {
    let spaced = match language.extract::<&str>() {
        Ok("en") => true,
        Ok("zh") => false,
        _ => {
            let message = format!("language is {}: it must be \"en\" or \"zh\"", language.repr()?);
            return Err(bad_value(Code::UnknownName, "language", message));
        }
    };
    let (size, penalty) = (read_size(ngram_size, "ngram_size")?, read_penalty(max_penalty)?);
    score_contents(py, completions, |text| {
        let words = if spaced { shape::lower_words(text) } else { shape::number_all(shape::words(text)) };
        shape::repetition(&words, size, penalty)
    })
}
