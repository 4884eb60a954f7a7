//! TRL's rewards: completions of messages, columns of solutions and of token ids.

use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use rewards_core::batch;
use rewards_core::error::Code;
use rewards_core::preset::{shape, trl};

use super::messages::{
    COMPLETION_IDS, SOLUTION, one_for_each, read_contents, read_solutions, read_token_counts, read_tokens,
};
use super::{COMPLETIONS, score_each};
use crate::enter::enter;
use crate::error::{Name, bad_type, bad_value};
use crate::inputs::{self, Items};
use crate::options::number;
use crate::text::Texts;

type Any<'py> = Bound<'py, PyAny>;

#[pyfunction]
pub(crate) fn trl_think_format<'py>(py: Python<'py>, completions: &Any<'py>) -> PyResult<Bound<'py, PyList>> {
    score_contents(py, completions, trl::think_format)
}

/// The rewards; with `log`, also how each truth and each answer was read.
#[pyfunction]
pub(crate) fn trl_accuracy<'py>(
    py: Python<'py>,
    completions: &Any<'py>,
    solution: &Any<'py>,
    delimiters: Option<&Any<'py>>,
    log: bool,
) -> PyResult<Any<'py>> {
    let contents = read_contents(completions)?;
    let solutions = Solutions::read(py, solution, contents.len(), true)?;
    let delimiters = delimiters.map(read_delimiters).transpose()?;
    let split = Split::new(delimiters.as_ref());
    let texts = contents.as_slice();
    let judged = enter(py, COMPLETIONS, |watch| {
        let judge = |at: usize| split.rest(texts[at]).map_or(Some(0.0), |rest| solutions.judge(rest, at));
        batch::map_each(texts, watch, judge, || None)
    })?;
    let rewards = PyList::new(py, judged)?;
    if !log {
        return Ok(rewards.into_any());
    }
    let read = enter(py, COMPLETIONS, |watch| {
        let read = |at: usize| solutions.describe(split.rest(texts[at]), at);
        batch::map_each(texts, watch, read, || (UNPARSEABLE.to_owned(), SKIPPED.to_owned()))
    })?;
    let (golds, answers): (Vec<String>, Vec<String>) = read.into_iter().unzip();
    let parts = [rewards, PyList::new(py, golds)?, PyList::new(py, answers)?];
    Ok(PyTuple::new(py, parts)?.into_any())
}

#[pyfunction]
pub(crate) fn trl_cosine<'py>(
    py: Python<'py>,
    completions: &Any<'py>,
    solution: &Any<'py>,
    completion_ids: &Any<'py>,
    longest: &Any<'py>,
    values: &Any<'py>,
) -> PyResult<Bound<'py, PyList>> {
    let longest = read_longest(longest, "max_len")?;
    let values = read_cosine(values)?;
    let contents = read_contents(completions)?;
    let lengths = read_token_counts(completion_ids)?;
    one_for_each(COMPLETION_IDS, lengths.len(), contents.len())?;
    let solutions = Solutions::read(py, solution, contents.len(), true)?;
    let texts = contents.as_slice();
    let rewards = enter(py, COMPLETIONS, |watch| {
        let reward = |at: usize| {
            let correct = solutions.judge(texts[at], at)? > 0.0;
            Some(trl::cosine(lengths[at], longest, values, correct))
        };
        batch::map_each(texts, watch, reward, || None)
    })?;
    PyList::new(py, rewards)
}

#[pyfunction]
pub(crate) fn trl_repetition<'py>(
    py: Python<'py>,
    completion_ids: &Any<'py>,
    ngram_size: &Any<'py>,
    max_penalty: &Any<'py>,
) -> PyResult<Bound<'py, PyList>> {
    let (size, penalty) = (read_size(ngram_size, "ngram_size")?, read_penalty(max_penalty)?);
    let rows = read_tokens(completion_ids)?;
    let reward = |row: &Vec<i64>| trl::repetition(&shape::number_all(row.iter()), size, penalty);
    PyList::new(py, py.detach(|| rows.iter().map(reward).collect::<Vec<f64>>()))
}

#[pyfunction]
pub(crate) fn trl_soft_overlong<'py>(
    py: Python<'py>,
    completion_ids: &Any<'py>,
    max_completion_len: &Any<'py>,
    soft_punish_cache: &Any<'py>,
) -> PyResult<Bound<'py, PyList>> {
    let longest = finite(max_completion_len, "max_completion_len")?;
    let cache = finite(soft_punish_cache, "soft_punish_cache")?;
    let lengths = read_token_counts(completion_ids)?;
    PyList::new(py, lengths.into_iter().map(|length| shape::soft_overlong(length, longest, cache)))
}

/// A list of the score of each completion's text.
pub(crate) fn score_contents<'py>(
    py: Python<'py>,
    completions: &Any<'py>,
    score: impl Fn(&str) -> f64 + Send + Sync,
) -> PyResult<Bound<'py, PyList>> {
    score_each(py, &read_contents(completions)?, |text, _| score(text))
}

/// The truths of a batch, each distinct solution prepared once.
pub(crate) struct Solutions {
    golds: Vec<trl::Gold>,
    /// Which of them is each completion's.
    which: Vec<usize>,
}

const INCOMPLETE: &str = "[incomplete reasoning]";
const UNPARSEABLE: &str = "[unparseable]";
const SKIPPED: &str = "[skipped]";

impl Solutions {
    /// Reads the solutions of so many completions: formulas, and with `numbers` numbers too.
    pub(crate) fn read(py: Python<'_>, solution: &Any<'_>, count: usize, numbers: bool) -> PyResult<Self> {
        let texts = read_solutions(solution, count)?;
        let mut known = HashMap::new();
        let mut distinct = Vec::new();
        let mut place = |text| {
            *known.entry(text).or_insert_with(|| {
                distinct.push(text);
                distinct.len() - 1
            })
        };
        let which = texts.as_slice().iter().map(|text| place(*text)).collect();
        let golds = enter(py, SOLUTION, |watch| {
            batch::map_each(&distinct, watch, |at| trl::Gold::new(distinct[at], numbers), trl::Gold::default)
        })?;
        Ok(Self { golds, which })
    }

    /// 1.0 where the completion at a place is right, 0.0 where it is wrong, `None` where it can't be judged.
    pub(crate) fn judge(&self, content: &str, at: usize) -> Option<f64> {
        self.golds[self.which[at]].judge(content).map(f64::from)
    }

    /// How the truth and the answer at a place are read.
    fn describe(&self, rest: Option<&str>, at: usize) -> (String, String) {
        let Some(rest) = rest else { return (INCOMPLETE.to_owned(), INCOMPLETE.to_owned()) };
        match self.golds[self.which[at]].read() {
            None => (UNPARSEABLE.to_owned(), SKIPPED.to_owned()),
            Some(gold) => (gold, trl::read_answer(rest).unwrap_or_else(|| UNPARSEABLE.to_owned())),
        }
    }
}

/// Where reasoning ends, if that is asked for.
struct Split<'d>(Option<Vec<&'d str>>);

impl<'d> Split<'d> {
    fn new(delimiters: Option<&'d Texts<'_>>) -> Self {
        Self(delimiters.map(|delimiters| delimiters.as_slice().to_vec()))
    }

    /// What counts of a text; `None` where its reasoning does not end.
    fn rest<'t>(&self, text: &'t str) -> Option<&'t str> {
        match &self.0 {
            None => Some(text),
            Some(delimiters) => trl::after_reasoning(text, delimiters),
        }
    }
}

fn read_delimiters<'py>(value: &Any<'py>) -> PyResult<Texts<'py>> {
    const NAME: Name = Name { one: "reasoning_delimiters", many: "reasoning_delimiters" };
    let Some(Items::Tuple(items)) = inputs::items(value, NAME)? else {
        return Err(bad_type(NAME.one, "a list of str", value));
    };
    let mut texts = Texts::with_capacity(items.len(), Some(items.clone()));
    for (index, item) in items.iter_borrowed().enumerate() {
        match item.cast::<PyString>() {
            Ok(text) if text.is_truthy()? => texts.push_item(&text)?,
            Ok(_) => return Err(bad_value(Code::Blank, NAME.at(index), format!("{}: is empty", NAME.at(index)))),
            Err(_) => return Err(bad_type(NAME.at(index), "str", &item)),
        }
    }
    Ok(texts)
}

/// The four values of a cosine schedule: wrong and shortest, wrong and longest, correct and longest, correct and shortest.
pub(crate) fn read_cosine(values: &Any<'_>) -> PyResult<shape::Cosine> {
    let [short_wrong, long_wrong, long_correct, short_correct]: [Any<'_>; 4] = values.extract()?;
    let wrong = (finite(&short_wrong, "min_value_wrong")?, finite(&long_wrong, "max_value_wrong")?);
    let correct = (finite(&short_correct, "max_value_correct")?, finite(&long_correct, "min_value_correct")?);
    Ok(shape::Cosine { wrong, correct })
}

pub(crate) fn read_longest(value: &Any<'_>, name: &'static str) -> PyResult<f64> {
    let longest = finite(value, name)?;
    if longest > 0.0 {
        return Ok(longest);
    }
    Err(bad_value(Code::OutOfRange, name, format!("{name} is {longest}: it must be above 0")))
}

pub(crate) fn read_size(value: &Any<'_>, name: &'static str) -> PyResult<usize> {
    match value.extract::<isize>() {
        Ok(size) if size >= 1 => Ok(size.cast_unsigned()),
        Ok(size) => Err(bad_value(Code::OutOfRange, name, format!("{name} is {size}: it must be at least 1"))),
        Err(_) => Err(bad_type(name, "int", value)),
    }
}

pub(crate) fn read_penalty(value: &Any<'_>) -> PyResult<f64> {
    let penalty = finite(value, "max_penalty")?;
    if penalty > 0.0 {
        let message = format!("max_penalty {} should not be positive", value.str()?);
        return Err(bad_value(Code::OutOfRange, "max_penalty", message));
    }
    Ok(penalty)
}

pub(crate) fn finite(value: &Any<'_>, name: &'static str) -> PyResult<f64> {
    let number = number(value, name)?;
    if number.is_finite() {
        return Ok(number);
    }
    Err(bad_value(Code::NotFinite, name, format!("{name} is {number}: it must be finite")))
}
