//! A caller's mistakes as Python exceptions: the one place where they are made.

use std::fmt;

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use rewards_core::batch::Failure;
use rewards_core::error::{Code, Misuse};

/// The module of the exceptions. They are written in Python: they carry attributes, which an exception made here cannot.
const MODULE: &str = "agent_tunix.rewards.errors";

/// An exception of that module, imported when it is first needed.
pub(crate) struct Exception {
    name: &'static str,
    class: PyOnceLock<Py<PyType>>,
}

pub(crate) static VALUE_ERROR: Exception = Exception { name: "ArgumentValueError", class: PyOnceLock::new() };
pub(crate) static TYPE_ERROR: Exception = Exception { name: "ArgumentTypeError", class: PyOnceLock::new() };

impl Exception {
    pub(crate) fn class<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyType>> {
        self.class.import(py, MODULE, self.name)
    }

    fn raise(&self, code: Code, place: Option<Place>, argument: Option<&str>, message: &str) -> PyErr {
        Python::attach(|py| {
            let make = || {
                let fields = PyDict::new(py);
                fields.set_item("argument", argument.or(place.map(|place| place.name.one)))?;
                fields.set_item("index", place.and_then(Place::index))?;
                fields.set_item("code", code.as_str())?;
                self.class(py)?.call((message,), Some(&fields))
            };
            make().map_or_else(|error| error, PyErr::from_value)
        })
    }
}

/// What an argument is called when it is one, and when it is a batch.
#[derive(Clone, Copy)]
pub(crate) struct Name {
    pub(crate) one: &'static str,
    pub(crate) many: &'static str,
}

pub(crate) const RESPONSE: Name = Name { one: "response", many: "responses" };
pub(crate) const TRUTH: Name = Name { one: "ground_truth", many: "ground_truths" };
pub(crate) const FORMAT: Name = Name { one: "expected_format", many: "expected_formats" };
pub(crate) const NUMBERS: Name = Name { one: "expected_numbers", many: "expected_numbers" };

/// Where a mistake is: an argument, one item of it, or something inside that.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) name: Name,
    index: Option<usize>,
    inside: Option<Inside>,
}

/// What of an argument or of its item a mistake is about.
#[derive(Clone, Copy)]
enum Inside {
    Item(usize),
    ContentOf(usize),
    Content,
}

impl Name {
    pub(crate) fn alone(self) -> Place {
        Place { name: self, index: None, inside: None }
    }

    pub(crate) fn at(self, index: usize) -> Place {
        Place { name: self, index: Some(index), inside: None }
    }
}

impl Place {
    /// An item of what stands here: a number of a list, a message of a conversation.
    pub(crate) fn item(self, index: usize) -> Self {
        Self { inside: Some(Inside::Item(index)), ..self }
    }

    /// The content of a message of the conversation that stands here.
    pub(crate) fn content_of(self, index: usize) -> Self {
        Self { inside: Some(Inside::ContentOf(index)), ..self }
    }

    /// The content of the message that stands here.
    pub(crate) fn content(self) -> Self {
        Self { inside: Some(Inside::Content), ..self }
    }

    /// Which item of the argument it is.
    fn index(self) -> Option<usize> {
        self.index.or(match self.inside {
            Some(Inside::Item(index) | Inside::ContentOf(index)) => Some(index),
            Some(Inside::Content) | None => None,
        })
    }
}

impl From<Name> for Place {
    fn from(name: Name) -> Self {
        name.alone()
    }
}

impl From<&'static str> for Place {
    fn from(name: &'static str) -> Self {
        Name { one: name, many: name }.alone()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            Some(index) => write!(f, "{}[{index}]", self.name.many)?,
            None => f.write_str(self.name.one)?,
        }
        match self.inside {
            Some(Inside::Item(index)) => write!(f, "[{index}]"),
            Some(Inside::ContentOf(index)) => write!(f, "[{index}][\"content\"]"),
            Some(Inside::Content) => f.write_str(": the message's content"),
            None => Ok(()),
        }
    }
}

/// A `ValueError` about a place, with these words.
pub(crate) fn bad_value(code: Code, place: impl Into<Place>, message: impl fmt::Display) -> PyErr {
    VALUE_ERROR.raise(code, Some(place.into()), None, &message.to_string())
}

/// A `ValueError` about two arguments that exclude each other.
pub(crate) fn conflict(message: &str) -> PyErr {
    VALUE_ERROR.raise(Code::Conflict, None, None, message)
}

/// A `TypeError` that names the place, what is allowed there, and the type that was given.
pub(crate) fn bad_type(place: impl Into<Place>, expected: &str, got: &Bound<'_, PyAny>) -> PyErr {
    let place = place.into();
    let name = got.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    TYPE_ERROR.raise(Code::WrongType, Some(place), None, &format!("{place}: expected {expected}, got {name}"))
}

/// A mistake that the core found, and where.
pub(crate) fn misuse(place: impl Into<Place>, misuse: &Misuse) -> PyErr {
    let place = place.into();
    let place = misuse.index().filter(|_| place.index().is_none()).map_or(place, |index| place.item(index));
    let message = match misuse {
        // It names the argument itself.
        Misuse::OutOfRange { .. } => misuse.to_string(),
        Misuse::NoNumbers => format!("{place} is empty: give at least one number"),
        Misuse::NotFinite { text, .. } => format!("{place}: expected a finite number, got {text}"),
        _ => format!("{place}: {misuse}"),
    };
    VALUE_ERROR.raise(misuse.code(), Some(place), misuse.argument(), &message)
}

/// Two batches of different lengths.
pub(crate) fn lengths_differ(name: Name, got: usize, responses: Name, expected: usize) -> PyErr {
    let message = format!(
        "{}: got {got} for {expected} {}: give one for all of them, or one for each",
        name.many, responses.many
    );
    bad_value(Code::LengthsDiffer, name, message)
}

/// Why a batch has no result; `interrupt` is what Python raised when it was stopped.
pub(crate) fn failure(name: Name, failure: &Failure, interrupt: Option<PyErr>) -> PyErr {
    match failure {
        Failure::Stopped => interrupt.unwrap_or_else(|| PyKeyboardInterrupt::new_err(())),
        Failure::Misuse { index, misuse: found } => misuse(name.at(*index), found),
    }
}
