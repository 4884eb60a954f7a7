//! The aspects of a response: read the arguments, judge with the GIL released, make the result.

use numpy::{Element, IntoPyArray};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyList, PyString, PyTuple};
use rewards_core::aspects::{self, Prompt, Prompts, Step, Target};
use rewards_core::batch::{self, guarded};
use rewards_core::error::{Code, Misuse};
use rewards_core::format::Format;
use rewards_core::reward;

use crate::enter::{enter, enter_one};
use crate::error::{self, FORMAT, Name, RESPONSE, bad_type, bad_value};
use crate::formats;
use crate::inputs::{self, Input, Items};
use crate::options;
use crate::text::in_characters;

type Any<'py> = Bound<'py, PyAny>;

pub(crate) const PROMPT: Name = Name { one: "prompt", many: "prompts" };
const LANGUAGE: Name = Name { one: "language", many: "languages" };

/// Larger numbers of words or steps ask for nothing that a response has.
const MANY: f64 = 1e9;

/// An equation of constants that a response states.
///
/// >>> from agent_tunix.rewards import arithmetic_steps
/// >>> arithmetic_steps("So 48/2 = 25.")
/// [ArithmeticStep(text='48/2 = 25', span=(3, 12), holds=False, left='24', right='25')]
///
/// Attributes:
///     text: the equation as it stands in the response.
///     span: where it stands, start and end in characters of the response.
///     holds: whether its two sides are equal.
///     left: the exact value of its left side, which `fractions.Fraction` reads.
///     right: the exact value of its right side, as it is shown.
#[pyclass(frozen, eq, hash, name = "ArithmeticStep", module = "agent_tunix.rewards")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PyStep {
    #[pyo3(get)]
    text: String,
    #[pyo3(get)]
    span: (usize, usize),
    #[pyo3(get)]
    holds: bool,
    #[pyo3(get)]
    left: String,
    #[pyo3(get)]
    right: String,
}

#[pymethods]
impl PyStep {
    #[new]
    fn new(text: String, span: (usize, usize), holds: bool, left: String, right: String) -> Self {
        Self { text, span, holds, left, right }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (text, span) = (PyString::new(py, &self.text).repr()?, self.span);
        let holds = if self.holds { "True" } else { "False" };
        let (left, right) = (&self.left, &self.right);
        Ok(format!("ArithmeticStep(text={text}, span={span:?}, holds={holds}, left='{left}', right='{right}')"))
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (&self.text, self.span, self.holds, &self.left, &self.right).into_pyobject(py)
    }
}

/// The steps of one response, with their places in characters.
fn steps_list<'py>(py: Python<'py>, response: &str, steps: &[Step]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    // Places are counted on from one step to the next, so that a long response is counted once.
    let (mut bytes, mut characters) = (0, 0);
    for step in steps {
        characters += in_characters(&response[bytes..step.span.start], &(0..step.span.start - bytes)).1;
        bytes = step.span.start;
        let text = response[step.span.clone()].to_owned();
        let span = (characters, characters + text.chars().count());
        let (left, right) = (step.left.to_string(), step.right.to_string());
        list.append(Bound::new(py, PyStep { text, span, holds: step.holds, left, right })?)?;
    }
    Ok(list)
}

/// Judges one response or each of a batch.
fn judge<'py, R: Default + Element + Send + Sync>(
    py: Python<'py>,
    response: &Any<'py>,
    rule: impl Fn(&str) -> R + Send + Sync,
    one: impl Fn(R) -> Any<'py>,
) -> PyResult<Any<'py>> {
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let text = text.as_str();
            Ok(one(enter_one(py, text, || guarded(|| rule(text)))?.unwrap_or_default()))
        }
        Input::Many(texts) => {
            let texts = texts.as_slice();
            let results =
                enter(py, RESPONSE, |watch| batch::map_each(texts, watch, |at| rule(texts[at]), Default::default))?;
            Ok(results.into_pyarray(py).into_any())
        }
    }
}

/// Scores one response or each of a batch.
fn score<'py>(py: Python<'py>, response: &Any<'py>, rule: impl Fn(&str) -> f64 + Send + Sync) -> PyResult<Any<'py>> {
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let text = text.as_str();
            let score = enter_one(py, text, || guarded(|| rule(text)))?;
            Ok(PyFloat::new(py, score.unwrap_or(0.0)).into_any())
        }
        Input::Many(texts) => {
            let texts = texts.as_slice();
            let scores = enter(py, RESPONSE, |watch| batch::score_each(texts, watch, |at| rule(texts[at])))?;
            Ok(scores.into_pyarray(py).into_any())
        }
    }
}

/// Scores one response or each of a batch with its prompt.
fn score_with_prompt<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    prompt: &Any<'py>,
    rule: impl Fn(&str, &Prompt) -> f64 + Send + Sync,
) -> PyResult<Any<'py>> {
    match (inputs::read(response, RESPONSE)?, inputs::read_prompts(prompt, PROMPT)?) {
        (Input::One(text), Input::One(prompt)) => {
            let (text, prompt) = (text.as_str(), prompt.as_str());
            let longer = if text.len() > prompt.len() { text } else { prompt };
            let score = enter_one(py, longer, || guarded(|| rule(text, &Prompt::new(prompt))))?;
            Ok(PyFloat::new(py, score.unwrap_or(0.0)).into_any())
        }
        (Input::One(_), Input::Many(_)) => Err(bad_type(PROMPT.one, "str, as there is one response", prompt)),
        (Input::Many(texts), Input::One(prompt)) => {
            let (texts, prompt) = (texts.as_slice(), prompt.as_str());
            let scores = enter(py, RESPONSE, |watch| {
                let prompt = Prompt::new(prompt);
                batch::score_each(texts, watch, |at| rule(texts[at], &prompt))
            })?;
            Ok(scores.into_pyarray(py).into_any())
        }
        (Input::Many(texts), Input::Many(prompts)) => {
            inputs::same_length(PROMPT, prompts.len(), RESPONSE, texts.len())?;
            let (texts, prompts) = (texts.as_slice(), prompts.as_slice());
            let scores = enter(py, RESPONSE, |watch| {
                let prompts = Prompts::new(prompts);
                batch::score_each(texts, watch, |at| rule(texts[at], prompts.at(at)))
            })?;
            Ok(scores.into_pyarray(py).into_any())
        }
    }
}

/// A number of things from 1 on.
fn count(value: &Any<'_>, name: &'static str) -> PyResult<usize> {
    if value.is_instance_of::<PyBool>() || !value.hasattr("__index__")? {
        return Err(bad_type(name, "int", value));
    }
    let number = value.extract::<usize>().ok().filter(|&number| number > 0);
    number.ok_or_else(|| bad_value(Code::OutOfRange, name, format!("{name} is {value}: it must be at least 1")))
}

/// A number within bounds that are said in words.
fn bounded(value: &Any<'_>, name: &'static str, low: f64, high: f64, allowed: &'static str) -> PyResult<f64> {
    let number = options::number(value, name)?;
    if (low..=high).contains(&number) {
        return Ok(number);
    }
    Err(error::misuse(name, &Misuse::OutOfRange { name, value: number, allowed }))
}

#[pyfunction]
pub(crate) fn evaluate_format<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    expected_format: &Any<'py>,
) -> PyResult<Any<'py>> {
    let rule = |text: &str, format: Option<&Format>| match format {
        Some(format) => reward::match_format_exactly(text, format, options::PARTIAL_CREDIT),
        None => f64::from(u8::from(aspects::is_well_formed(text))),
    };
    if expected_format.is_none() {
        return score(py, response, |text| rule(text, None));
    }
    let several = match inputs::items(expected_format, FORMAT) {
        Ok(Some(Items::Tuple(items))) => Some(items),
        _ => None,
    };
    let Some(items) = several.filter(|items| items.iter().any(|item| item.is_none())) else {
        let credit = PyFloat::new(py, options::PARTIAL_CREDIT).into_any();
        return crate::functions::match_format_exactly(py, response, expected_format, &credit);
    };
    // Some responses have a format, others have none.
    let Input::Many(texts) = inputs::read(response, RESPONSE)? else {
        return Err(bad_type(FORMAT.one, "str, Format or None, as there is one response", expected_format));
    };
    inputs::same_length(FORMAT, items.len(), RESPONSE, texts.len())?;
    let read = |(index, item): (usize, Any<'py>)| {
        if item.is_none() { Ok(None) } else { formats::read_at(&item, FORMAT.at(index)).map(Some) }
    };
    let formats = items.iter().enumerate().map(read).collect::<PyResult<Vec<_>>>()?;
    let texts = texts.as_slice();
    let scores =
        enter(py, FORMAT, |watch| batch::score_each(texts, watch, |at| rule(texts[at], formats[at].as_ref())))?;
    Ok(scores.into_pyarray(py).into_any())
}

#[pyfunction]
pub(crate) fn evaluate_completeness<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    prompt: &Any<'py>,
) -> PyResult<Any<'py>> {
    if prompt.is_none() {
        return score(py, response, |text| aspects::completeness(text, None));
    }
    score_with_prompt(py, response, prompt, |text, prompt| aspects::completeness(text, Some(prompt)))
}

#[pyfunction]
pub(crate) fn evaluate_relevance<'py>(py: Python<'py>, response: &Any<'py>, prompt: &Any<'py>) -> PyResult<Any<'py>> {
    score_with_prompt(py, response, prompt, |text, prompt| prompt.relevance(text))
}

#[pyfunction]
pub(crate) fn evaluate_clarity<'py>(py: Python<'py>, response: &Any<'py>) -> PyResult<Any<'py>> {
    score(py, response, aspects::clarity)
}

/// How many words are short enough.
pub(crate) fn word_limit(words: &Any<'_>) -> PyResult<f64> {
    bounded(words, "words", 1.0, MANY, "from 1 to 1e9")
}

#[pyfunction]
pub(crate) fn evaluate_conciseness<'py>(py: Python<'py>, response: &Any<'py>, words: &Any<'py>) -> PyResult<Any<'py>> {
    let words = word_limit(words)?;
    score(py, response, |text| aspects::conciseness(text, words))
}

#[pyfunction]
pub(crate) fn evaluate_efficiency<'py>(py: Python<'py>, response: &Any<'py>) -> PyResult<Any<'py>> {
    score(py, response, aspects::efficiency)
}

#[pyfunction]
pub(crate) fn has_reasoning_steps<'py>(py: Python<'py>, response: &Any<'py>, steps: &Any<'py>) -> PyResult<Any<'py>> {
    let steps = count(steps, "steps")?;
    judge(py, response, |text| aspects::has_reasoning_steps(text, steps), |found| boolean(py, found))
}

#[pyfunction]
pub(crate) fn has_repetition<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    ngram: &Any<'py>,
    threshold: &Any<'py>,
) -> PyResult<Any<'py>> {
    let words = count(ngram, "ngram")?;
    if words > aspects::GRAM_WORDS {
        let message = format!("ngram is {words}: it must be from 1 to {}", aspects::GRAM_WORDS);
        return Err(bad_value(Code::OutOfRange, "ngram", message));
    }
    let threshold = bounded(threshold, "threshold", 0.0, 1.0, "from 0 to 1")?;
    judge(py, response, |text| aspects::repetition(text, words) > threshold, |found| boolean(py, found))
}

#[pyfunction]
pub(crate) fn has_hallucination<'py>(py: Python<'py>, response: &Any<'py>) -> PyResult<Any<'py>> {
    judge(py, response, aspects::has_hallucination, |found| boolean(py, found))
}

#[pyfunction]
pub(crate) fn step_reward<'py>(py: Python<'py>, response: &Any<'py>, empty: &Any<'py>) -> PyResult<Any<'py>> {
    let empty = options::number(empty, "empty")?;
    if !(empty.is_nan() || (0.0..=1.0).contains(&empty)) {
        let found = Misuse::OutOfRange { name: "empty", value: empty, allowed: "from 0 to 1, or NaN" };
        return Err(error::misuse("empty", &found));
    }
    score(py, response, |text| aspects::step_share(text).unwrap_or(empty))
}

#[pyfunction]
pub(crate) fn arithmetic_steps<'py>(py: Python<'py>, response: &Any<'py>) -> PyResult<Any<'py>> {
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let text = text.as_str();
            let steps = enter_one(py, text, || guarded(|| aspects::arithmetic_steps(text)))?;
            Ok(steps_list(py, text, &steps.unwrap_or_default())?.into_any())
        }
        Input::Many(texts) => {
            let texts = texts.as_slice();
            let rule = |at: usize| aspects::arithmetic_steps(texts[at]);
            let found = enter(py, RESPONSE, |watch| batch::map_each(texts, watch, rule, Default::default))?;
            let list = PyList::empty(py);
            for (text, steps) in texts.iter().zip(found) {
                list.append(steps_list(py, text, &steps)?)?;
            }
            Ok(list.into_any())
        }
    }
}

#[pyfunction]
pub(crate) fn language_consistency<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    prompt: &Any<'py>,
    language: &Any<'py>,
) -> PyResult<Any<'py>> {
    type Reader = fn(&str) -> Result<Target, Misuse>;
    let (value, name, read): (_, _, Reader) = match (prompt.is_none(), language.is_none()) {
        (true, true) => return score(py, response, |text| aspects::script_share(text, Target::OWN)),
        (false, false) => return Err(error::conflict("prompt and language are both given: give one of them")),
        (false, true) => (prompt, PROMPT, |text| Ok(Target::of_text(text))),
        (true, false) => (language, LANGUAGE, Target::of_language),
    };
    match (inputs::read(response, RESPONSE)?, inputs::read_prompts(value, name)?) {
        (texts, Input::One(text)) => {
            let target = read(text.as_str()).map_err(|found| error::misuse(name.one, &found))?;
            match texts {
                Input::One(text) => {
                    let text = text.as_str();
                    let share = enter_one(py, text, || guarded(|| aspects::script_share(text, target)))?;
                    Ok(PyFloat::new(py, share.unwrap_or(0.0)).into_any())
                }
                Input::Many(texts) => {
                    let texts = texts.as_slice();
                    let rule = |at: usize| aspects::script_share(texts[at], target);
                    let shares = enter(py, RESPONSE, |watch| batch::score_each(texts, watch, rule))?;
                    Ok(shares.into_pyarray(py).into_any())
                }
            }
        }
        (Input::One(_), Input::Many(_)) => Err(bad_type(name.one, "str, as there is one response", value)),
        (Input::Many(texts), Input::Many(others)) => {
            inputs::same_length(name, others.len(), RESPONSE, texts.len())?;
            let read =
                |(index, text): (usize, &&str)| read(text).map_err(|found| error::misuse(name.at(index), &found));
            let targets = others.as_slice().iter().enumerate().map(read).collect::<PyResult<Vec<_>>>()?;
            let texts = texts.as_slice();
            let rule = |at: usize| aspects::script_share(texts[at], targets[at]);
            let shares = enter(py, RESPONSE, |watch| batch::score_each(texts, watch, rule))?;
            Ok(shares.into_pyarray(py).into_any())
        }
    }
}

fn boolean(py: Python<'_>, value: bool) -> Any<'_> {
    PyBool::new(py, value).to_owned().into_any()
}
