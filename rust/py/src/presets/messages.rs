//! Completions as TRL hands them over: lists of messages, of which the first one's content counts.

use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use rewards_core::error::Code;

use super::COMPLETIONS;
use crate::error::{Name, Place, bad_type, bad_value};
use crate::inputs::{self, Items};
use crate::text::{Text, Texts};

pub(crate) const SOLUTION: Name = Name { one: "solution", many: "solution" };
pub(crate) const COMPLETION_IDS: Name = Name { one: "completion_ids", many: "completion_ids" };

/// Reads the content of each completion's first message. A completion may also be one message, or its text.
pub(crate) fn read_contents<'py>(value: &Bound<'py, PyAny>) -> PyResult<Texts<'py>> {
    let items = match inputs::items(value, COMPLETIONS)? {
        Some(Items::Texts(texts)) => return Ok(texts),
        Some(Items::Tuple(items)) => items,
        Some(Items::Alone(_)) | None => {
            return Err(bad_type(COMPLETIONS.one, "a list of completions, each a list of messages", value));
        }
    };
    let mut texts = Texts::with_capacity(items.len(), Some(items.clone()));
    for (index, item) in items.iter_borrowed().enumerate() {
        match item.cast::<PyString>() {
            Ok(text) => texts.push_item(&text)?,
            Err(_) => texts.push(first_content(&item, COMPLETIONS.at(index))?),
        }
    }
    Ok(texts)
}

fn first_content<'py>(completion: &Bound<'py, PyAny>, place: Place) -> PyResult<Text<'py>> {
    if let Ok(message) = completion.cast::<PyMapping>() {
        return content(message, place);
    }
    let Some(Items::Tuple(messages)) = inputs::items(completion, place.name)? else {
        return Err(bad_type(place, "a list of messages, a message or str", completion));
    };
    let Ok(first) = messages.get_item(0) else {
        return Err(bad_value(Code::NoMessage, place, format!("{place}: has no message")));
    };
    match first.cast::<PyMapping>() {
        Ok(message) => content(message, place),
        Err(_) => Err(bad_type(place.item(0), "a message ({\"role\": …, \"content\": …})", &first)),
    }
}

/// The text of a message; one that says nothing, such as a call of a tool, is empty.
fn content<'py>(message: &Bound<'py, PyMapping>, place: Place) -> PyResult<Text<'py>> {
    if !message.contains("content")? {
        return Err(bad_value(Code::Missing, place, format!("{place}: the message has no \"content\"")));
    }
    let Some(content) = inputs::field(message.as_any(), "content")? else { return Ok(Text::Owned(String::new())) };
    if let Ok(text) = content.cast::<PyString>() {
        return Text::new(text);
    }
    match inputs::items(&content, COMPLETIONS)? {
        Some(Items::Tuple(parts)) => Ok(Text::Owned(inputs::join_parts(&parts)?.unwrap_or_default())),
        _ => Err(bad_type(place.content(), "str or a list of parts", &content)),
    }
}

/// Reads the solutions, one for each completion: text, or numbers of any kind.
pub(crate) fn read_solutions<'py>(value: &Bound<'py, PyAny>, count: usize) -> PyResult<Texts<'py>> {
    let texts = match inputs::items(value, SOLUTION)? {
        Some(Items::Texts(texts)) => texts,
        Some(Items::Tuple(items)) => {
            let mut texts = Texts::with_capacity(items.len(), Some(items.clone()));
            for (index, item) in items.iter_borrowed().enumerate() {
                match item.cast::<PyString>() {
                    Ok(text) => texts.push_item(&text)?,
                    Err(_) => texts.push(crate::truths::spell_number(&item, SOLUTION.at(index))?),
                }
            }
            texts
        }
        Some(Items::Alone(_)) | None => return Err(bad_type(SOLUTION.one, "a list of solutions", value)),
    };
    one_for_each(SOLUTION, texts.len(), count)?;
    Ok(texts)
}

/// Reads how many tokens each completion has.
pub(crate) fn read_token_counts(value: &Bound<'_, PyAny>) -> PyResult<Vec<usize>> {
    rows(value)?.map(|row| row.and_then(|(place, row)| row.len().map_err(|_| no_tokens(place, &row)))).collect()
}

/// Reads the tokens of each completion.
pub(crate) fn read_tokens(value: &Bound<'_, PyAny>) -> PyResult<Vec<Vec<i64>>> {
    rows(value)?.map(|row| row.and_then(|(place, row)| read_row(place, &row))).collect()
}

/// Reads the tokens of one completion: a list, or an array or tensor of one dimension.
pub(crate) fn read_row(place: Place, row: &Bound<'_, PyAny>) -> PyResult<Vec<i64>> {
    if row.is_instance_of::<PyString>() {
        return Err(no_tokens(place, row));
    }
    let listed = match row.getattr_opt("tolist")? {
        Some(method) => method.call0()?,
        None => row.clone(),
    };
    listed.extract::<Vec<i64>>().map_err(|_| no_tokens(place, row))
}

fn no_tokens(place: Place, row: &Bound<'_, PyAny>) -> PyErr {
    bad_type(place, "a list of token ids (int)", row)
}

/// Rows of tokens, and where each of them stands.
pub(crate) type Rows<'py> = Box<dyn Iterator<Item = PyResult<(Place, Bound<'py, PyAny>)>> + 'py>;

pub(crate) fn rows<'py>(value: &Bound<'py, PyAny>) -> PyResult<Rows<'py>> {
    let wrong = || bad_type(COMPLETION_IDS.one, "a list of lists of token ids", value);
    if value.is_instance_of::<PyString>() || value.cast::<PyMapping>().is_ok() {
        return Err(wrong());
    }
    let rows = value.try_iter().map_err(|_| wrong())?;
    Ok(Box::new(rows.enumerate().map(|(index, row)| row.map(|row| (COMPLETION_IDS.at(index), row)))))
}

/// Checks that a column has one value for each completion.
pub(crate) fn one_for_each(name: Name, got: usize, expected: usize) -> PyResult<()> {
    if got == expected {
        return Ok(());
    }
    let message = format!("{}: got {got} for {expected} {}: give one for each", name.many, COMPLETIONS.many);
    Err(bad_value(Code::LengthsDiffer, name, message))
}
