//! Several scores of a batch in one call.

use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use rewards_core::aspects::{Prompt, Prompts};
use rewards_core::batch::{self, Asked, Part, Watch};
use rewards_core::error::Code;

use crate::aspects::{PROMPT, word_limit};
use crate::enter::enter;
use crate::error::{RESPONSE, TRUTH, bad_type, bad_value};
use crate::formats::FormatInput;
use crate::grading::GradingInput;
use crate::inputs::{self, Input};
use crate::observation::{self, PyShown};
use crate::options;
use crate::truths::TruthInput;

type Any<'py> = Bound<'py, PyAny>;

/// A part as it was read: its name with its options.
enum Wanted {
    Correctness(GradingInput),
    Format(FormatInput, f64),
    Relevance,
    Completeness(bool),
    Clarity,
    Conciseness(f64),
    Efficiency,
}

impl Wanted {
    /// Reads a part of so many responses: a name and the options of the function of that name.
    fn read(part: &Bound<'_, PyTuple>, count: usize) -> PyResult<Self> {
        let option = |at: usize| part.get_item(at);
        Ok(match option(0)?.extract::<String>()?.as_str() {
            "correctness" => {
                let options = (&option(1)?, &option(2)?, &option(3)?);
                let grading = GradingInput::read(&option(4)?, options, Some(count))?;
                Self::Correctness(grading.with_choices(&option(5)?, Some(count))?)
            }
            "format" => Self::Format(FormatInput::read(&option(1)?, count)?, options::credit(&option(2)?)?),
            "relevance" => Self::Relevance,
            "completeness" => Self::Completeness(option(1)?.extract()?),
            "clarity" => Self::Clarity,
            "conciseness" => Self::Conciseness(word_limit(&option(1)?)?),
            "efficiency" => Self::Efficiency,
            other => {
                return Err(bad_value(
                    Code::UnknownName,
                    "parts",
                    format!("parts: there is none of the name {other:?}"),
                ));
            }
        })
    }

    fn as_part(&self) -> Part<'_> {
        match self {
            Self::Correctness(gradings) => Part::Correctness(gradings.as_gradings()),
            Self::Format(formats, credit) => Part::Format(formats.as_second(), *credit),
            Self::Relevance => Part::Relevance,
            Self::Completeness(asked) => Part::Completeness(*asked),
            Self::Clarity => Part::Clarity,
            Self::Conciseness(words) => Part::Conciseness(*words),
            Self::Efficiency => Part::Efficiency,
        }
    }
}

/// The scores of several parts of a batch, an array for each; `ground_truth` and `prompt` are None where no part needs them.
/// Beside them, for each part, a `Shown` where it grades the answer; the responses are described where somebody observes.
#[pyfunction]
pub(crate) fn score_together<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    parts: &Bound<'py, PyList>,
    ground_truth: &Any<'py>,
    prompt: &Any<'py>,
) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>)> {
    let Input::Many(texts) = inputs::read(response, RESPONSE)? else {
        return Err(bad_type(RESPONSE.one, "a batch", response));
    };
    let read = |part: Any<'py>| Wanted::read(part.cast::<PyTuple>()?, texts.len());
    let wanted = parts.iter().map(read).collect::<PyResult<Vec<_>>>()?;
    let truths = (!ground_truth.is_none()).then(|| TruthInput::read(ground_truth, texts.len())).transpose()?;
    let asked = (!prompt.is_none()).then(|| inputs::read_prompts(prompt, PROMPT)).transpose()?;
    if let Some(Input::Many(prompts)) = &asked {
        inputs::same_length(PROMPT, prompts.len(), RESPONSE, texts.len())?;
    }
    let lacks = |needs: fn(&Wanted) -> bool, given: &Any<'_>| wanted.iter().any(needs) && given.is_none();
    if lacks(|part| matches!(part, Wanted::Correctness(_)), ground_truth)
        || lacks(|part| matches!(part, Wanted::Relevance | Wanted::Completeness(true)), prompt)
    {
        return Err(bad_value(
            Code::Missing,
            "parts",
            "parts: one of them needs a ground_truth or a prompt, which is None",
        ));
    }
    let observed = observation::current(py)?.is_some();
    let (texts, truths) = (texts.as_slice(), truths.as_ref().map(TruthInput::as_truths));
    let asked = asked.as_ref().map(|asked| match asked {
        Input::One(prompt) => Ok(prompt.as_str()),
        Input::Many(prompts) => Err(prompts.as_slice()),
    });
    let parts: Vec<Part<'_>> = wanted.iter().map(Wanted::as_part).collect();
    let grade = |asked: Option<Asked<'_>>, watch: Watch<'_>| {
        batch::score_together(texts, &parts, truths, asked, observed, watch)
    };
    let found = enter(py, TRUTH, |watch| match asked {
        None => grade(None, watch),
        Some(Ok(prompt)) => grade(Some(Asked::One(&Prompt::new(prompt))), watch),
        Some(Err(prompts)) => grade(Some(Asked::Each(&Prompts::new(prompts))), watch),
    })?;
    let scores = PyList::new(py, found.scores.into_iter().map(|scores| scores.into_pyarray(py)))?;
    let described = found.described;
    let show = |codes| PyShown::of_batch(response, ground_truth, codes, described.clone());
    let shown = found.codes.into_iter().map(|codes| codes.map(show).transpose()).collect::<PyResult<Vec<_>>>()?;
    Ok((scores, PyList::new(py, shown)?))
}
