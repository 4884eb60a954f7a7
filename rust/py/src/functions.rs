//! One function for each public one: read the arguments, grade with the GIL released, make the result.
//! All arguments are positional; the Python functions above know their names and defaults.

use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyList};
use rewards_core::batch::{self, Codes, Graded, NO_SOURCE, Second, guarded};
use rewards_core::error::{Code, Misuse};
use rewards_core::extract::Source;
use rewards_core::reward::{Reason, Verdict};
use rewards_core::{extract, reward};

use crate::enter::{enter, enter_one};
use crate::error::{self, FORMAT, NUMBERS, Name, RESPONSE, TRUTH, bad_type, bad_value};
use crate::formats::{self, FormatInput};
use crate::grading::GradingInput;
use crate::inputs::{self, Input};
use crate::numbers::{self, NumberInput};
use crate::observation::{self, PyObservation, PyShown};
use crate::options;
use crate::truths::{self, TruthInput};
use crate::verdict::{PyAnswer, PyVerdict};

type Any<'py> = Bound<'py, PyAny>;

#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "they are those of the public function")]
pub(crate) fn check_answer<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    ground_truth: &Any<'py>,
    tolerance: &Any<'py>,
    partial_credit: &Any<'py>,
    significant_digits: &Any<'py>,
    grading: &Any<'py>,
    choices: &Any<'py>,
) -> PyResult<Any<'py>> {
    let options = (tolerance, partial_credit, significant_digits);
    let observation = observation::current(py)?;
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let (text, truth) = (text.as_str(), truths::read_one(ground_truth)?);
            let grading = GradingInput::read(grading, options, None)?.with_choices(choices, None)?;
            let grading = grading.as_one();
            let graded = enter_one(py, text, || guarded(|| reward::grade_answer(text, &truth, grading)))?;
            if let Some(observation) = observation {
                let why = graded.map(|(score, source)| (score.reason, source));
                observation.get().show(py, PyShown::of_one(response, ground_truth, why)?)?;
            }
            Ok(PyFloat::new(py, graded.map_or(0.0, |(score, _)| score.score)).into_any())
        }
        Input::Many(texts) => {
            let truths = TruthInput::read(ground_truth, texts.len())?;
            let gradings =
                GradingInput::read(grading, options, Some(texts.len()))?.with_choices(choices, Some(texts.len()))?;
            let (texts, truths, gradings) = (texts.as_slice(), truths.as_truths(), gradings.as_gradings());
            let Some(observation) = observation else {
                let scores = enter(py, TRUTH, |watch| batch::check_answers(texts, truths, gradings, watch))?;
                return Ok(scores.into_pyarray(py).into_any());
            };
            let found = enter(py, TRUTH, |watch| batch::grade_answers(texts, truths, gradings, true, watch))?;
            show_batch(&observation, response, ground_truth, found)
        }
    }
}

#[pyfunction]
#[pyo3(signature = (response, ground_truth, tolerance, partial_credit, significant_digits, grading, choices, trace=None, /))]
#[expect(clippy::too_many_arguments, reason = "they are those of the public function")]
pub(crate) fn explain_answer<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    ground_truth: &Any<'py>,
    tolerance: &Any<'py>,
    partial_credit: &Any<'py>,
    significant_digits: &Any<'py>,
    grading: &Any<'py>,
    choices: &Any<'py>,
    trace: Option<&Any<'py>>,
) -> PyResult<Any<'py>> {
    let options = (tolerance, partial_credit, significant_digits);
    let traced = trace.map_or(Ok(false), |trace| options::flag("trace", trace))?;
    let observation = observation::current(py)?;
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let (text, truth) = (text.as_str(), truths::read_one(ground_truth)?);
            let grading = GradingInput::read(grading, options, None)?.with_choices(choices, None)?;
            let grading = grading.as_one();
            let explain = if traced { reward::trace_answer } else { reward::explain_answer };
            let verdict = enter_one(py, text, || guarded(|| explain(text, &truth, grading)))?;
            if let Some(observation) = observation {
                let why = verdict.as_ref().map(why_of);
                observation.get().show(py, PyShown::of_one(response, ground_truth, why)?)?;
            }
            Ok(Bound::new(py, PyVerdict::of(text, verdict.unwrap_or_else(batch::internal_error)))?.into_any())
        }
        Input::Many(texts) => {
            let truths = TruthInput::read(ground_truth, texts.len())?;
            let gradings =
                GradingInput::read(grading, options, Some(texts.len()))?.with_choices(choices, Some(texts.len()))?;
            let (texts, truths, gradings) = (texts.as_slice(), truths.as_truths(), gradings.as_gradings());
            let verdicts = enter(py, TRUTH, |watch| batch::explain_answers(texts, truths, gradings, traced, watch))?;
            if let Some(observation) = observation {
                let codes = codes_of(&verdicts);
                observation.get().show(py, PyShown::of_batch(response, ground_truth, codes, None)?)?;
            }
            let verdicts = texts.iter().zip(verdicts).map(|(text, verdict)| PyVerdict::of(text, verdict));
            list(py, verdicts.map(|verdict| Bound::new(py, verdict)))
        }
    }
}

#[pyfunction]
pub(crate) fn match_format_exactly<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    expected_format: &Any<'py>,
    partial_credit: &Any<'py>,
) -> PyResult<Any<'py>> {
    let credit = options::credit(partial_credit)?;
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let (text, format) = (text.as_str(), formats::read_one(expected_format)?);
            let score = enter_one(py, text, || guarded(|| reward::match_format_exactly(text, &format, credit)))?;
            Ok(PyFloat::new(py, score.unwrap_or(0.0)).into_any())
        }
        Input::Many(texts) => {
            let formats = FormatInput::read(expected_format, texts.len())?;
            let (texts, formats) = (texts.as_slice(), formats.as_second());
            let scores = enter(py, FORMAT, |watch| batch::match_formats(texts, formats, credit, watch))?;
            Ok(scores.into_pyarray(py).into_any())
        }
    }
}

#[pyfunction]
pub(crate) fn combined_reward<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    ground_truth: &Any<'py>,
    expected_format: &Any<'py>,
    alpha: &Any<'py>,
    beta: &Any<'py>,
    grading: &Any<'py>,
) -> PyResult<Any<'py>> {
    let weights = options::weights(alpha, beta)?;
    let observation = observation::current(py)?;
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let (text, truth) = (text.as_str(), truths::read_one(ground_truth)?);
            let (format, grading) = (formats::read_one(expected_format)?, GradingInput::named(grading, None)?);
            let grading = grading.as_one();
            let graded = enter_one(py, text, || batch::combined_reward(text, Some(&truth), &format, weights, grading))?;
            let (score, why) = graded;
            if let Some(observation) = observation {
                observation.get().show(py, PyShown::of_one(response, ground_truth, why)?)?;
            }
            Ok(PyFloat::new(py, score).into_any())
        }
        Input::Many(texts) => {
            let truths = TruthInput::read(ground_truth, texts.len())?;
            let formats = FormatInput::read(expected_format, texts.len())?;
            let gradings = GradingInput::named(grading, Some(texts.len()))?;
            let (texts, truths, formats) = (texts.as_slice(), truths.as_truths(), formats.as_second());
            let gradings = gradings.as_gradings();
            let Some(observation) = observation else {
                let combine = batch::combined_rewards;
                let scores = enter(py, TRUTH, |watch| combine(texts, truths, formats, weights, gradings, watch))?;
                return Ok(scores.into_pyarray(py).into_any());
            };
            let found =
                enter(py, TRUTH, |watch| batch::grade_combined(texts, truths, formats, weights, gradings, watch))?;
            show_batch(&observation, response, ground_truth, found)
        }
    }
}

#[pyfunction]
pub(crate) fn check_numbers<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    expected_numbers: &Any<'py>,
    tolerance: &Any<'py>,
) -> PyResult<Any<'py>> {
    let tolerance = numbers::read_tolerance(tolerance)?;
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let (text, expected) = (text.as_str(), NumberInput::read_one(expected_numbers)?);
            let found = enter_one(py, text, || batch::check_numbers_guarded(text, &expected, &tolerance))?;
            Ok(numbers::to_dict(py, &found)?.into_any())
        }
        Input::Many(texts) => {
            let expected = NumberInput::read(expected_numbers, texts.len())?;
            let (texts, expected) = (texts.as_slice(), expected.as_second());
            let found = enter(py, NUMBERS, |watch| batch::check_all_numbers(texts, expected, &tolerance, watch))?;
            list(py, found.iter().map(|found| numbers::to_dict(py, found)))
        }
    }
}

#[pyfunction]
pub(crate) fn extract_answer<'py>(py: Python<'py>, response: &Any<'py>) -> PyResult<Any<'py>> {
    let object = |text: &str, answer: Option<extract::Answer<'_>>| match answer {
        Some(answer) => Ok::<_, PyErr>(Bound::new(py, PyAnswer::of(text, answer))?.into_any()),
        None => Ok(py.None().into_bound(py)),
    };
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let text = text.as_str();
            let answer = enter_one(py, text, || guarded(|| extract::extract(text).ok()).flatten())?;
            object(text, answer)
        }
        Input::Many(texts) => {
            let texts = texts.as_slice();
            let answers = enter(py, RESPONSE, |watch| batch::extract_answers(texts, watch))?;
            list(py, texts.iter().zip(answers).map(|(text, answer)| object(text, answer)))
        }
    }
}

#[pyfunction]
pub(crate) fn math_equal<'py>(py: Python<'py>, a: &Any<'py>, b: &Any<'py>, grading: &Any<'py>) -> PyResult<Any<'py>> {
    const A: Name = Name { one: "a", many: "a" };
    const B: Name = Name { one: "b", many: "b" };
    let texts = match (inputs::read(a, A)?, inputs::read(b, B)?) {
        (Input::One(a), Input::One(b)) => {
            let (a, b) = (a.as_str(), b.as_str());
            let longer = if a.len() > b.len() { a } else { b };
            let grading = GradingInput::named(grading, None)?;
            let grading = grading.as_one();
            let equal = enter_one(py, longer, || guarded(|| reward::is_equal(a, b, grading)))?;
            return Ok(pyo3::types::PyBool::new(py, equal.unwrap_or(false)).to_owned().into_any());
        }
        (Input::One(_), Input::Many(_)) => return Err(bad_type("b", "str, as a is one str", b)),
        (Input::Many(texts), truths) => (texts, truths),
    };
    let gradings = GradingInput::named(grading, Some(texts.0.len()))?;
    let gradings = gradings.as_gradings();
    let equal = match &texts {
        (texts, Input::One(truth)) => {
            let (texts, truth) = (texts.as_slice(), truth.as_str());
            enter(py, B, |watch| batch::math_equals(texts, Second::One(truth), gradings, watch))?
        }
        (texts, Input::Many(truths)) => {
            inputs::same_length(B, truths.len(), A, texts.len())?;
            let (texts, truths) = (texts.as_slice(), truths.as_slice());
            enter(py, B, |watch| batch::math_equals(texts, Second::Each(truths), gradings, watch))?
        }
    };
    Ok(equal.into_pyarray(py).into_any())
}

#[pyfunction]
pub(crate) fn set_num_threads(threads: &Any<'_>) -> PyResult<()> {
    if threads.is_instance_of::<pyo3::types::PyBool>() || !threads.hasattr("__index__")? {
        return Err(bad_type("threads", "int", threads));
    }
    let number = threads.extract::<usize>().ok().filter(|number| (1..=batch::MAX_THREADS).contains(number));
    let refused = || {
        bad_value(
            Code::OutOfRange,
            "threads",
            format!("threads is {threads}: it must be from 1 to {}", batch::MAX_THREADS),
        )
    };
    batch::set_num_threads(number.ok_or_else(refused)?).map_err(|found: Misuse| error::misuse("threads", &found))
}

#[pyfunction]
pub(crate) fn get_num_threads() -> usize {
    batch::num_threads()
}

/// Shows what was graded, and returns the scores.
fn show_batch<'py>(
    observation: &Bound<'py, PyObservation>,
    response: &Any<'py>,
    ground_truth: &Any<'py>,
    found: Graded,
) -> PyResult<Any<'py>> {
    let py = response.py();
    observation.get().show(py, PyShown::of_batch(response, ground_truth, found.codes, found.described)?)?;
    Ok(found.scores.into_pyarray(py).into_any())
}

/// The reason of a verdict, and where the answer was read.
fn why_of(verdict: &Verdict<'_>) -> (Reason, Option<Source>) {
    (verdict.reason, verdict.answer.as_ref().map(|answer| answer.source))
}

fn codes_of(verdicts: &[Verdict<'_>]) -> Codes {
    let code = |verdict| {
        let (reason, source) = why_of(verdict);
        (reason as u8, source.map_or(NO_SOURCE, |source| source as u8))
    };
    let (reasons, sources) = verdicts.iter().map(code).unzip();
    Codes { reasons, sources }
}

fn list<'py, T: pyo3::PyTypeInfo>(
    py: Python<'py>,
    items: impl Iterator<Item = PyResult<Bound<'py, T>>>,
) -> PyResult<Any<'py>> {
    let list = PyList::empty(py);
    for item in items {
        list.append(item?)?;
    }
    Ok(list.into_any())
}
