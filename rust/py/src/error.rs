//! A caller's mistakes as Python exceptions: the one place where they are made.

use std::fmt;

use pyo3::exceptions::{PyKeyboardInterrupt, PyTypeError, PyValueError};
use pyo3::prelude::*;
use rewards_core::batch::Failure;
use rewards_core::error::Misuse;

pyo3::create_exception!(
    agent_tunix.rewards,
    ArgumentValueError,
    PyValueError,
    "An argument has a value that it cannot have: a blank truth, lengths that differ, a number out of range."
);
pyo3::create_exception!(
    agent_tunix.rewards,
    ArgumentTypeError,
    PyTypeError,
    "An argument, or an item of a batch, is not of a type that it can be: a response that is not text."
);

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

/// Where a mistake is: an argument, or one item of it.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) name: Name,
    pub(crate) index: Option<usize>,
}

impl Name {
    pub(crate) fn alone(self) -> Place {
        Place { name: self, index: None }
    }

    pub(crate) fn at(self, index: usize) -> Place {
        Place { name: self, index: Some(index) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            Some(index) => write!(f, "{}[{index}]", self.name.many),
            None => f.write_str(self.name.one),
        }
    }
}

/// A `ValueError` with these words.
pub(crate) fn bad_value(message: impl fmt::Display) -> PyErr {
    ArgumentValueError::new_err(message.to_string())
}

/// A `TypeError` that names the place, what is allowed there, and the type that was given.
pub(crate) fn bad_type(place: impl fmt::Display, expected: &str, got: &Bound<'_, PyAny>) -> PyErr {
    let name = got.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    ArgumentTypeError::new_err(format!("{place}: expected {expected}, got {name}"))
}

/// A mistake that the core found, and where.
pub(crate) fn misuse(place: impl fmt::Display, misuse: &Misuse) -> PyErr {
    match misuse {
        // These name the argument themselves.
        Misuse::OutOfRange { .. } | Misuse::NoNumbers => bad_value(misuse),
        Misuse::NotFinite { text, .. } => bad_value(format!("{place}: expected a finite number, got {text}")),
        _ => bad_value(format!("{place}: {misuse}")),
    }
}

/// Two batches of different lengths.
pub(crate) fn lengths_differ(name: Name, got: usize, responses: Name, expected: usize) -> PyErr {
    bad_value(format!(
        "{}: got {got} for {expected} {}: give one for all of them, or one for each",
        name.many, responses.many
    ))
}

/// Why a batch has no result; `interrupt` is what Python raised when it was stopped.
pub(crate) fn failure(name: Name, failure: &Failure, interrupt: Option<PyErr>) -> PyErr {
    match failure {
        Failure::Stopped => interrupt.unwrap_or_else(|| PyKeyboardInterrupt::new_err(())),
        Failure::Misuse { index, misuse: found } => misuse(name.at(*index), found),
    }
}
