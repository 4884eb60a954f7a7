//! What a caller may hand over as one response or as many.

use numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyList, PyMapping, PyMemoryView, PyString, PyTuple};
use rewards_core::error::Code;

use crate::arrow;
use crate::error::{Name, Place, RESPONSE, bad_type, bad_value, lengths_differ};
use crate::text::{Text, Texts};

/// One text, or a batch.
pub(crate) enum Input<'py> {
    One(Text<'py>),
    Many(Texts<'py>),
}

/// What stands for many things.
pub(crate) enum Items<'py> {
    /// The items as they were when they were asked for.
    Tuple(Bound<'py, PyTuple>),
    /// Text that is read where it lies.
    Texts(Texts<'py>),
    /// An array of no dimension, which stands for its one item.
    Alone(Bound<'py, PyAny>),
}

const KINDS: &str = "str";

/// Reads the responses of a call: of a chat, what the assistant said last.
pub(crate) fn read<'py>(value: &Bound<'py, PyAny>, name: Name) -> PyResult<Input<'py>> {
    read_from(value, name, "assistant")
}

/// Reads the prompts of a call: of a chat, what the user said last.
pub(crate) fn read_prompts<'py>(value: &Bound<'py, PyAny>, name: Name) -> PyResult<Input<'py>> {
    read_from(value, name, "user")
}

/// Reads texts; a chat, or a single message, stands for the last text of a role.
fn read_from<'py>(value: &Bound<'py, PyAny>, name: Name, role: &str) -> PyResult<Input<'py>> {
    if let Ok(text) = value.cast::<PyString>() {
        return Text::new(text).map(Input::One);
    }
    if is_message(value) {
        return last_text(&PyTuple::new(value.py(), [value])?, name.alone(), role).map(Input::One);
    }
    let items = match items(value, name)? {
        None => return Err(bad_type(name.one, KINDS, value)),
        Some(Items::Alone(item)) => return read_from(&item, name, role),
        Some(Items::Texts(texts)) => return Ok(Input::Many(texts)),
        Some(Items::Tuple(items)) => items,
    };
    if is_conversation(&items) {
        return last_text(&items, name.alone(), role).map(Input::One);
    }
    let mut texts = Texts::with_capacity(items.len(), Some(items.clone()));
    for (index, item) in items.iter_borrowed().enumerate() {
        // Whether a type is this one is seen at once, whether it is derived from it takes a call.
        if let Ok(text) = item.cast_exact::<PyString>().or_else(|_| item.cast::<PyString>()) {
            texts.push_item(&text)?;
            continue;
        }
        let place = name.at(index);
        match conversation(&item, name)? {
            Some(messages) => texts.push(last_text(&messages, place, role)?),
            None => return Err(bad_type(place, KINDS, &item)),
        }
    }
    Ok(Input::Many(texts))
}

/// The items of a list, a tuple, an array, an Arrow column or any other sequence; `None` if it is none of these.
pub(crate) fn items<'py>(value: &Bound<'py, PyAny>, name: Name) -> PyResult<Option<Items<'py>>> {
    if let Ok(list) = value.cast::<PyList>() {
        return Ok(Some(Items::Tuple(list.to_tuple())));
    }
    if let Ok(tuple) = value.cast::<PyTuple>() {
        return Ok(Some(Items::Tuple(tuple.clone())));
    }
    if let Ok(array) = value.cast::<PyUntypedArray>() {
        return array_items(array, name).map(Some);
    }
    if value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyMemoryView>()
        || value.is_instance_of::<pyo3::types::PyType>()
        || value.cast::<PyMapping>().is_ok()
    {
        return Ok(None);
    }
    if let Some(columns) = arrow::columns(value, name.alone())? {
        let mut texts = Texts::default();
        for column in columns {
            texts
                .push_column(column)
                .map_err(|index| bad_type(name.at(index), KINDS, value.py().None().bind(value.py())))?;
        }
        return Ok(Some(Items::Texts(texts)));
    }
    // Arrow columns of numbers or of messages, series, tensors: whatever turns itself into a list or an array.
    for method in ["to_pylist", "to_list"] {
        if let Some(list) = value.getattr_opt(method)? {
            return collect(&list.call0()?).map(|items| Some(Items::Tuple(items)));
        }
    }
    if value.hasattr("__array__")? {
        let array = value.py().import("numpy")?.call_method1("asarray", (value,))?;
        let array: &Bound<'py, PyUntypedArray> = array.cast()?;
        // A scalar of NumPy's is an array of no dimension too, whose item it is.
        return if array.ndim() == 0 { Ok(None) } else { array_items(array, name).map(Some) };
    }
    if value.cast::<pyo3::types::PySequence>().is_ok() {
        return collect(value).map(|items| Some(Items::Tuple(items)));
    }
    Ok(None)
}

fn collect<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(value.py(), value.try_iter()?.collect::<PyResult<Vec<_>>>()?)
}

/// The items of an array: Python's own strings and objects, NumPy's own numbers (a `float32` keeps its shortest spelling).
fn array_items<'py>(array: &Bound<'py, PyUntypedArray>, name: Name) -> PyResult<Items<'py>> {
    if array.ndim() == 0 {
        return item_alone(array, name.alone()).map(Items::Alone);
    }
    let kind: char = array.getattr("dtype")?.getattr("kind")?.extract()?;
    if array.ndim() > 1 {
        let message = format!("{}: expected an array of one dimension, got {}", name.many, array.ndim());
        return Err(bad_value(Code::WrongShape, name, message));
    }
    if matches!(kind, 'O' | 'U' | 'T') {
        return Ok(Items::Tuple(array.call_method0("tolist")?.cast::<PyList>()?.to_tuple()));
    }
    collect(array).map(Items::Tuple)
}

/// The item of an array of no dimension. It may be an array again, even this one: that is nobody's text.
pub(crate) fn item_alone<'py>(array: &Bound<'py, PyUntypedArray>, place: Place) -> PyResult<Bound<'py, PyAny>> {
    let item = array.call_method1("__getitem__", (PyTuple::empty(array.py()),))?;
    if item.cast::<PyUntypedArray>().is_ok() {
        return Err(bad_value(Code::WrongShape, place, "an array of no dimension holds an array: give its items"));
    }
    Ok(item)
}

/// Whether items are the messages of one chat: the first one says so.
fn is_conversation(items: &Bound<'_, PyTuple>) -> bool {
    items.get_item(0).is_ok_and(|first| is_message(&first))
}

/// Whether a value is a message: a mapping with a role or a content, or an object with both as attributes.
fn is_message(value: &Bound<'_, PyAny>) -> bool {
    let has = |name: &str| value.hasattr(name).unwrap_or(false);
    match value.cast::<PyMapping>() {
        Ok(mapping) => ["role", "content"].iter().any(|key| mapping.contains(key).unwrap_or(false)),
        Err(_) => has("role") && has("content") && !value.is_instance_of::<PyBytes>(),
    }
}

/// The messages that an item of a batch stands for: a list of them, an empty one too, or a single message.
fn conversation<'py>(item: &Bound<'py, PyAny>, name: Name) -> PyResult<Option<Bound<'py, PyTuple>>> {
    if is_message(item) {
        return PyTuple::new(item.py(), [item]).map(Some);
    }
    let listed =
        item.is_instance_of::<PyList>() || item.is_instance_of::<PyTuple>() || item.is_instance_of::<PyUntypedArray>();
    if !listed {
        return Ok(None);
    }
    Ok(match items(item, name)? {
        Some(Items::Tuple(messages)) if is_conversation(&messages) || messages.is_empty() => Some(messages),
        _ => None,
    })
}

/// The last text that a role said in a chat, empty if it said none. A message that names no role was said by that role, and
/// one without text, such as a call of a tool, is passed over.
fn last_text<'py>(messages: &Bound<'py, PyTuple>, place: Place, role: &str) -> PyResult<Text<'py>> {
    for (index, message) in messages.iter().enumerate().rev() {
        if !is_message(&message) {
            return Err(bad_type(place.item(index), "a message ({\"role\": …, \"content\": …})", &message));
        }
        if !field(&message, "role")?.is_none_or(|own| own.eq(role).unwrap_or(false)) {
            continue;
        }
        let Some(content) = field(&message, "content")? else { continue };
        if let Ok(text) = content.cast::<PyString>() {
            return Text::new(text);
        }
        let Some(Items::Tuple(parts)) = items(&content, RESPONSE)? else {
            return Err(bad_type(place.content_of(index), "str or a list of parts", &content));
        };
        if let Some(text) = join_parts(&parts)? {
            return Ok(Text::Owned(text));
        }
    }
    Ok(Text::Owned(String::new()))
}

/// The text of the parts of a message's content, one after the other; `None` if no part is text.
pub(crate) fn join_parts(parts: &Bound<'_, PyTuple>) -> PyResult<Option<String>> {
    let mut joined: Option<String> = None;
    for part in parts.iter() {
        let text = if part.is_instance_of::<PyString>() {
            Some(part)
        } else if field(&part, "type")?.is_none_or(|kind| kind.eq("text").unwrap_or(false)) {
            field(&part, "text")?
        } else {
            None
        };
        if let Some(text) = text.as_ref().and_then(|text| text.cast::<PyString>().ok()) {
            joined.get_or_insert_default().push_str(Text::new(text)?.as_str());
        }
    }
    Ok(joined)
}

/// An entry of a mapping, or an attribute of another object; `None` if it is not there, or there but `None`.
pub(crate) fn field<'py>(value: &Bound<'py, PyAny>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let found = match value.cast::<PyMapping>() {
        Ok(mapping) if mapping.contains(name)? => Some(mapping.get_item(name)?),
        Ok(_) => None,
        Err(_) => value.getattr_opt(name)?,
    };
    Ok(found.filter(|found| !found.is_none()))
}

/// Checks that there is one of something for each response.
pub(crate) fn same_length(name: Name, got: usize, responses: Name, expected: usize) -> PyResult<()> {
    if got == expected { Ok(()) } else { Err(lengths_differ(name, got, responses, expected)) }
}
