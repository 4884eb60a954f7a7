//! The auxiliary rewards: one response or a batch, counted in tokens, characters or words.

use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyInt, PyString};
use rewards_core::batch;
use rewards_core::error::Code;
use rewards_core::preset::shape::{self, Cosine, Unit};

use crate::enter::enter;
use crate::error::{RESPONSE, bad_type, bad_value};
use crate::inputs::{self, Input, same_length};
use crate::presets::messages::{COMPLETION_IDS, read_row, rows};
use crate::presets::trl::{finite, read_longest, read_penalty, read_size};
use crate::text::{Text, Texts};

type Any<'py> = Bound<'py, PyAny>;

#[pyfunction]
pub(crate) fn auxiliary_soft_overlong<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    counted: &Any<'py>,
    max_length: &Any<'py>,
    cache: &Any<'py>,
    penalty: &Any<'py>,
) -> PyResult<Any<'py>> {
    let (longest, cache) = (read_longest(max_length, "max_length")?, finite(cache, "cache")?);
    if !(0.0..=longest).contains(&cache) {
        let message = format!("cache is {cache}: it must be from 0 to max_length, which is {longest}");
        return Err(bad_value(Code::OutOfRange, "cache", message));
    }
    let penalty = finite(penalty, "penalty")?;
    let batch = Batch::read(response)?;
    let lengths = batch.lengths(py, counted)?;
    Ok(batch.give(
        py,
        lengths.into_iter().map(|length| shape::soft_overlong(length, longest, cache) * penalty + 0.0).collect(),
    ))
}

#[pyfunction]
pub(crate) fn auxiliary_cosine_length<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    counted: &Any<'py>,
    correct: &Any<'py>,
    max_length: &Any<'py>,
    values: &Any<'py>,
    exceeded: Option<&Any<'py>>,
) -> PyResult<Any<'py>> {
    let longest = read_longest(max_length, "max_length")?;
    let [right, wrong]: [(Any<'_>, Any<'_>); 2] = values.extract()?;
    let pair = |(short, long): &(Any<'_>, Any<'_>), name| PyResult::Ok((finite(short, name)?, finite(long, name)?));
    let values = Cosine { correct: pair(&right, "right")?, wrong: pair(&wrong, "wrong")? };
    let exceeded = exceeded.map(|value| finite(value, "exceeded")).transpose()?;
    let batch = Batch::read(response)?;
    let correct = batch.flags(correct)?;
    let lengths = batch.lengths(py, counted)?;
    let reward = |(length, correct): (usize, bool)| match exceeded {
        Some(exceeded) if length as f64 >= longest => exceeded,
        _ => values.at((length as f64 / longest).min(1.0), correct),
    };
    Ok(batch.give(py, lengths.into_iter().zip(correct).map(reward).collect()))
}

#[pyfunction]
pub(crate) fn auxiliary_length<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    counted: &Any<'py>,
    correct: &Any<'py>,
    groups: &Any<'py>,
) -> PyResult<Any<'py>> {
    let batch = Batch::read(response)?;
    let correct = batch.flags(correct)?;
    let groups: Vec<usize> = groups.extract()?;
    let lengths = batch.lengths(py, counted)?;
    Ok(batch.give(py, shape::lengths_in_groups(&lengths, &correct, &groups)))
}

#[pyfunction]
pub(crate) fn auxiliary_repetition<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    counted: &Any<'py>,
    size: &Any<'py>,
    max_penalty: &Any<'py>,
) -> PyResult<Any<'py>> {
    let (size, penalty) = (read_size(size, "size")?, read_penalty(max_penalty)?);
    let batch = Batch::read(response)?;
    let reward = |items: &[u32]| shape::repetition(items, size, penalty) + 0.0;
    let (unit, completion_ids) = read_counted(counted)?;
    if let Some(unit) = unit {
        return batch.score(py, |text| reward(&unit.items(text)));
    }
    let tokens = batch.rows(&completion_ids, read_row)?;
    Ok(batch.give(py, py.detach(|| tokens.iter().map(|row| reward(&shape::number_all(row.iter()))).collect())))
}

#[pyfunction]
pub(crate) fn auxiliary_tag_count<'py>(
    py: Python<'py>,
    response: &Any<'py>,
    tags: &Any<'py>,
    weight: &Any<'py>,
) -> PyResult<Any<'py>> {
    let tags: Vec<String> = tags.extract()?;
    if tags.is_empty() || tags.iter().any(String::is_empty) {
        return Err(bad_value(Code::Empty, "tags", "tags: expected at least one, and none that is empty"));
    }
    let weight = finite(weight, "weight")?;
    Batch::read(response)?.score(py, |text| shape::count_tags(text, &tags) as f64 * weight)
}

#[pyfunction]
pub(crate) fn auxiliary_xml_count<'py>(py: Python<'py>, response: &Any<'py>) -> PyResult<Any<'py>> {
    Batch::read(response)?.score(py, shape::count_xml)
}

/// The responses of a call.
enum Batch<'py> {
    One(Text<'py>),
    Many(Texts<'py>),
}

impl<'py> Batch<'py> {
    fn read(response: &Any<'py>) -> PyResult<Self> {
        Ok(match inputs::read(response, RESPONSE)? {
            Input::One(text) => Self::One(text),
            Input::Many(texts) => Self::Many(texts),
        })
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::One(text) => vec![text.as_str()],
            Self::Many(texts) => texts.as_slice().to_vec(),
        }
    }

    /// One value for one response, an array for a batch.
    fn give(&self, py: Python<'py>, values: Vec<f64>) -> Any<'py> {
        match self {
            Self::One(_) => PyFloat::new(py, values.first().copied().unwrap_or_default()).into_any(),
            Self::Many(_) => values.into_pyarray(py).into_any(),
        }
    }

    fn score(&self, py: Python<'py>, score: impl Fn(&str) -> f64 + Send + Sync) -> PyResult<Any<'py>> {
        let texts = self.texts();
        let scores = enter(py, RESPONSE, |watch| batch::score_each(&texts, watch, |at| score(texts[at])))?;
        Ok(self.give(py, scores))
    }

    /// How long each response is.
    fn lengths(&self, py: Python<'py>, counted: &Any<'py>) -> PyResult<Vec<usize>> {
        let (unit, completion_ids) = read_counted(counted)?;
        if let Some(unit) = unit {
            let texts = self.texts();
            return enter(py, RESPONSE, |watch| batch::map_each(&texts, watch, |at| unit.length(texts[at]), || 0));
        }
        self.rows(&completion_ids, |place, row| {
            if row.is_instance_of::<PyInt>() {
                let message = format!("{place}: is {row}: expected how many tokens");
                return row.extract().map_err(|_| bad_value(Code::OutOfRange, place, message));
            }
            row.len().map_err(|_| bad_type(place, "a list of token ids, or how many there are", row))
        })
    }

    /// What is read of each response's tokens.
    fn rows<R>(
        &self,
        completion_ids: &Any<'py>,
        read: impl Fn(crate::error::Place, &Any<'py>) -> PyResult<R>,
    ) -> PyResult<Vec<R>> {
        if completion_ids.is_none() {
            return Err(bad_value(
                Code::Missing,
                COMPLETION_IDS,
                "completion_ids: is not given: lengths are counted in tokens; give it, or say unit=\"word\" or \"character\"",
            ));
        }
        if matches!(self, Self::One(_)) {
            return Ok(vec![read(COMPLETION_IDS.alone(), completion_ids)?]);
        }
        let rows = rows(completion_ids)?.map(|row| row.and_then(|(place, row)| read(place, &row)));
        let rows = rows.collect::<PyResult<Vec<R>>>()?;
        same_length(COMPLETION_IDS, rows.len(), RESPONSE, self.texts().len())?;
        Ok(rows)
    }

    /// One flag for each response.
    fn flags(&self, correct: &Any<'py>) -> PyResult<Vec<bool>> {
        const NAME: crate::error::Name = crate::error::Name { one: "correct", many: "correct" };
        let flags: Vec<bool> = correct.extract()?;
        same_length(NAME, flags.len(), RESPONSE, self.texts().len())?;
        Ok(flags)
    }
}

/// What is counted: the unit, `None` for tokens, and the column that has them.
fn read_counted<'py>(counted: &Any<'py>) -> PyResult<(Option<Unit>, Any<'py>)> {
    let (completion_ids, unit): (Any<'py>, Any<'py>) = counted.extract()?;
    let unit = match unit.cast::<PyString>().ok().and_then(|unit| unit.to_str().ok()) {
        Some("token") => None,
        Some("character") => Some(Unit::Character),
        Some("word") => Some(Unit::Word),
        _ => {
            let words = "it must be \"token\", \"character\" or \"word\"";
            return Err(bad_value(Code::UnknownName, "unit", format!("unit is {}: {words}", unit.repr()?)));
        }
    };
    Ok((unit, completion_ids))
}
