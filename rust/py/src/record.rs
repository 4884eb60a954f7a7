//! What recording asks for: scores with their reasons, descriptions of texts, counts of numbers.

use numpy::{IntoPyArray, PyArray1, PyArrayMethods};
use pyo3::prelude::*;
use rewards_core::batch::{self, Notes, guarded};
use rewards_core::reward;

use crate::enter::{enter, enter_one};
use crate::error::{RESPONSE, TRUTH, bad_type};
use crate::inputs::{self, Input};
use crate::options::Options;
use crate::truths::{self, TruthInput};

type Any<'py> = Bound<'py, PyAny>;
type Numbers<'py, T> = Bound<'py, PyArray1<T>>;
type Described = (u64, f64, f64, f64, (f64, f64));

/// Reasons, sources, lengths and hashes.
pub(crate) type Arrays<'py> = (Numbers<'py, u8>, Numbers<'py, u8>, Numbers<'py, u32>, Numbers<'py, u64>);

/// Notes as arrays.
pub(crate) fn arrays(py: Python<'_>, notes: Notes) -> Arrays<'_> {
    (
        notes.reasons.into_pyarray(py),
        notes.sources.into_pyarray(py),
        notes.described.lengths.into_pyarray(py),
        notes.described.hashes.into_pyarray(py),
    )
}

/// What `check_answer` returns, with the places of the reason in `REASONS` and of the source in `SOURCES`; for a batch
/// also what `describe_texts` returns.
#[pyfunction]
pub(crate) fn grade_answers<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    ground_truth: &Any<'py>,
    tolerance: &Any<'py>,
    partial_credit: &Any<'py>,
    significant_digits: &Any<'py>,
) -> PyResult<Any<'py>> {
    let options = Options::read(tolerance, partial_credit, significant_digits)?;
    let grading = options.as_grading();
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let (text, truth) = (text.as_str(), truths::read_one(ground_truth)?);
            let graded = enter_one(py, text, || guarded(|| reward::grade_answer(text, &truth, grading)))?;
            let failed = reward::Score { score: 0.0, reason: reward::Reason::InternalError };
            let (score, source) = graded.unwrap_or((failed, None));
            let source = source.map_or(batch::NO_SOURCE, |source| source as u8);
            Ok((score.score, score.reason as u8, source).into_pyobject(py)?.into_any())
        }
        Input::Many(texts) => {
            let truths = TruthInput::read(ground_truth, texts.len())?;
            let (texts, truths) = (texts.as_slice(), truths.as_truths());
            let found = enter(py, TRUTH, |watch| batch::grade_answers(texts, truths, grading, watch))?;
            let (reasons, sources, lengths, hashes) = arrays(py, found.notes);
            let scores = found.scores.into_pyarray(py);
            Ok((scores, reasons, sources, lengths, hashes).into_pyobject(py)?.into_any())
        }
    }
}

/// The length of each text in characters, and a number that stands for it: equal texts have equal ones everywhere.
#[pyfunction]
pub(crate) fn describe_texts<'py>(py: Python<'py>, texts: &Any<'py>) -> PyResult<Any<'py>> {
    let Input::Many(texts) = inputs::read(texts, RESPONSE)? else {
        return Err(bad_type("texts", "a batch of them", texts));
    };
    let texts = texts.as_slice();
    let found = enter(py, RESPONSE, |watch| batch::describe_texts(texts, watch))?;
    let arrays = (found.lengths.into_pyarray(py), found.hashes.into_pyarray(py));
    Ok(arrays.into_pyobject(py)?.into_any())
}

/// Count, mean, sums of squares and of cubes of the distances from it, least and greatest, of the finite numbers.
#[pyfunction]
pub(crate) fn describe_values(values: &Numbers<'_, f64>) -> PyResult<Described> {
    let found = batch::describe_values(values.readonly().as_slice()?);
    Ok((found.count, found.mean, found.squares, found.cubes, (found.low, found.high)))
}

/// Count, means, the sum of the products of the distances from them, and of the squares of the second's.
#[pyfunction]
pub(crate) fn describe_pairs(
    firsts: &Numbers<'_, f64>,
    seconds: &Numbers<'_, f64>,
) -> PyResult<(u64, (f64, f64), f64, f64)> {
    let found = batch::describe_pairs(firsts.readonly().as_slice()?, seconds.readonly().as_slice()?);
    Ok((found.count, found.means, found.products, found.squares))
}

/// The different numbers of an array with their counts, or None if there are more than `most`.
#[pyfunction]
pub(crate) fn count_values(values: &Numbers<'_, f64>, most: usize) -> PyResult<Option<Vec<(f64, u64)>>> {
    Ok(batch::count_values(values.readonly().as_slice()?, most))
}

/// How many different numbers an array has.
#[pyfunction]
pub(crate) fn count_distinct(keys: &Numbers<'_, u64>) -> PyResult<usize> {
    Ok(batch::count_distinct(keys.readonly().as_slice()?))
}

/// How often each of the numbers below `most` is among codes.
#[pyfunction]
pub(crate) fn count_codes(codes: &Numbers<'_, u8>, most: usize) -> PyResult<Vec<u64>> {
    Ok(batch::count_codes(codes.readonly().as_slice()?, most))
}

/// How many groups of two and more finite values there are, how many of them are flat, and the sum of their deviations.
#[pyfunction]
pub(crate) fn describe_groups(
    values: &Numbers<'_, f64>,
    keys: &Numbers<'_, u64>,
    near: f64,
) -> PyResult<(u64, u64, f64)> {
    let found = batch::describe_groups(values.readonly().as_slice()?, keys.readonly().as_slice()?, near);
    Ok((found.count, found.flat, found.spread))
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
