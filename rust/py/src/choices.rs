//! The options of questions: one question's for all responses, or a column of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use numpy::PyUntypedArray;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyMapping, PyString, PyTuple};
use rewards_core::error::Misuse;
use rewards_core::reward::{Choices, Given, Grading};

use crate::error::{self, Name, Place, RESPONSE};
use crate::grading::GradingInput;
use crate::inputs::{self, Items};
use crate::text::Text;
use crate::truths;

type Any<'py> = Bound<'py, PyAny>;

const CHOICES: Name = Name { one: "choices", many: "choices" };
const KINDS: &str =
    "the options of a question (a list of texts, a dict from labels to texts, or a text), or a column of them";
const TEXT: &str = "str or a number";

/// The options of a call.
pub(crate) enum ChoicesInput {
    One(Arc<Choices>),
    Each(Vec<Option<Arc<Choices>>>),
}

impl ChoicesInput {
    /// Reads the options for so many responses, or for one alone.
    pub(crate) fn read(value: &Any<'_>, count: Option<usize>) -> PyResult<Self> {
        match count {
            Some(count) if let Some(rows) = column(value)? => {
                inputs::same_length(CHOICES, rows.len(), RESPONSE, count)?;
                Reader::default().rows(&rows).map(Self::Each)
            }
            _ => one(value, CHOICES.alone(), false).map(Self::One),
        }
    }

    /// A grading with these options.
    pub(crate) fn add_to(self, grading: GradingInput) -> GradingInput {
        let with = |grading: &Grading, choices: Option<Arc<Choices>>| Arc::new(grading.clone().with_choices(choices));
        match (self, grading) {
            (Self::One(choices), GradingInput::Each(gradings)) => {
                let each = gradings.iter().map(|grading| with(grading, Some(Arc::clone(&choices))));
                GradingInput::Each(each.collect())
            }
            (Self::One(choices), grading) => GradingInput::One(with(grading.as_one(), Some(choices))),
            (Self::Each(rows), grading) => {
                // Rows with one question and one policy share a grading.
                let mut known: HashMap<(usize, usize), Arc<Grading>> = HashMap::new();
                let each = rows.into_iter().enumerate().map(|(at, choices)| {
                    let own = match &grading {
                        GradingInput::Each(gradings) => &gradings[at],
                        other => other.as_one(),
                    };
                    let Some(choices) = choices else { return Arc::new(own.clone()) };
                    let key = (std::ptr::from_ref(own) as usize, Arc::as_ptr(&choices) as usize);
                    Arc::clone(known.entry(key).or_insert_with(|| with(own, Some(choices))))
                });
                GradingInput::Each(each.collect())
            }
        }
    }
}

/// Reads the options of one question that a policy holds, in which a dict is a tuple of pairs.
pub(crate) fn read_frozen(value: &Any<'_>) -> PyResult<Option<Arc<Choices>>> {
    if value.is_none() { Ok(None) } else { one(value, CHOICES.alone(), true).map(Some) }
}

/// The rows of a value that is a column of questions; `None` where it is one question.
fn column<'py>(value: &Any<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
    let rows = match rows_of(value)? {
        Some(rows) if !rows.is_empty() => rows,
        _ => return Ok(None),
    };
    let is_text = |item: &Any<'_>| item.is_instance_of::<PyString>();
    if rows.iter().any(|item| is_text(&item)) {
        // A list of texts is one question, unless each of them is a whole block of options.
        let mut all = true;
        for item in &rows {
            all &= item.is_none() || is_text(&item) && Choices::is_block(Text::new(item.cast()?)?.as_str());
        }
        let mixed = rows.iter().any(|item| !is_text(&item) && !item.is_none());
        return Ok((all || mixed && rows.iter().any(|item| is_row(&item))).then_some(rows));
    }
    // An option as a dict has its own label and text.
    let is_entry = |item: &Any<'_>| -> PyResult<bool> {
        let Ok(entry) = item.cast::<PyMapping>() else { return Ok(false) };
        Ok(entry.contains("text")? && entry.contains("label")? && is_text(&entry.get_item("text")?))
    };
    let mut entries = true;
    for item in &rows {
        entries &= is_entry(&item)?;
    }
    let is_column = !entries && rows.iter().any(|item| item.is_none() || is_row(&item));
    Ok(is_column.then_some(rows))
}

/// Whether a value is a question of its own in a column: a list, an array or a dict.
fn is_row(value: &Any<'_>) -> bool {
    value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.cast::<PyMapping>().is_ok()
        || value.cast::<PyUntypedArray>().is_ok()
}

/// The items of a value that has several, whatever holds them.
fn rows_of<'py>(value: &Any<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
    // An array of two dimensions has a question in each row.
    if let Ok(array) = value.cast::<PyUntypedArray>() {
        let list = array.call_method0("tolist")?;
        return Ok(list.cast::<PyList>().ok().map(PyListMethods::to_tuple));
    }
    Ok(match inputs::items(value, CHOICES)? {
        Some(Items::Tuple(items)) => Some(items),
        Some(Items::Texts(texts)) => Some(PyTuple::new(value.py(), texts.as_slice())?),
        Some(Items::Alone(_)) | None => None,
    })
}

fn one(value: &Any<'_>, place: Place, frozen: bool) -> PyResult<Arc<Choices>> {
    build(&read(value, place, KINDS, frozen, 0)?, place)
}

fn build(given: &Given, place: Place) -> PyResult<Arc<Choices>> {
    Choices::new(given).map(Arc::new).map_err(|found| error::misuse(place, &found))
}

/// Reads a column; rows with the same options share what is made of them.
#[derive(Default)]
struct Reader {
    objects: HashMap<usize, Arc<Choices>>,
    known: HashMap<Given, Arc<Choices>>,
}

impl Reader {
    fn rows(mut self, rows: &Bound<'_, PyTuple>) -> PyResult<Vec<Option<Arc<Choices>>>> {
        let read = |(index, item): (usize, Any<'_>)| {
            if item.is_none() {
                return Ok(None);
            }
            let key = item.as_ptr() as usize;
            if let Some(choices) = self.objects.get(&key) {
                return Ok(Some(Arc::clone(choices)));
            }
            let place = CHOICES.at(index);
            let choices = match self.known.entry(self::read(&item, place, KINDS, false, 0)?) {
                Entry::Occupied(known) => Arc::clone(known.get()),
                Entry::Vacant(new) => {
                    let choices = build(new.key(), place)?;
                    Arc::clone(new.insert(choices))
                }
            };
            self.objects.insert(key, Arc::clone(&choices));
            Ok(Some(choices))
        };
        rows.iter().enumerate().map(read).collect()
    }
}

/// A value as the core reads it; `kinds` says what may stand here. In a `frozen` one, a tuple of pairs that begin with a text
/// is a dict. A list that holds itself has no end: what is too deep for options is refused.
fn read(value: &Any<'_>, place: Place, kinds: &str, frozen: bool, depth: usize) -> PyResult<Given> {
    if depth > Given::DEPTH {
        return Err(error::misuse(place, &Misuse::UnreadableChoices));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Given::Text(Text::new(text)?.as_str().to_owned()));
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let entries = mapping.items()?;
        return entries
            .iter()
            .map(|entry| read_pair(&entry, place, frozen, depth))
            .collect::<PyResult<_>>()
            .map(Given::Map);
    }
    let Some(items) = rows_of(value)? else {
        return Ok(Given::Text(truths::spell_option(value, place, kinds)?.as_str().to_owned()));
    };
    let is_pair = |item: &Any<'_>| {
        item.cast::<PyTuple>()
            .is_ok_and(|pair| pair.len() == 2 && pair.get_item(0).is_ok_and(|name| name.is_instance_of::<PyString>()))
    };
    if frozen && !items.is_empty() && items.iter().all(|item| is_pair(&item)) {
        return items
            .iter()
            .map(|pair| read_pair(&pair, place, frozen, depth))
            .collect::<PyResult<_>>()
            .map(Given::Map);
    }
    let read = |(index, item): (usize, Any<'_>)| read(&item, place.item(index), TEXT, frozen, depth + 1);
    items.iter().enumerate().map(read).collect::<PyResult<_>>().map(Given::List)
}

/// A label and the text of its option.
fn read_pair(pair: &Any<'_>, place: Place, frozen: bool, depth: usize) -> PyResult<(String, Given)> {
    let label = truths::spell_option(&pair.get_item(0)?, place, TEXT)?.as_str().to_owned();
    Ok((label, read(&pair.get_item(1)?, place, TEXT, frozen, depth + 1)?))
}
