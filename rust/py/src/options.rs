//! The options of the calls: tolerance, credit, digits, weights.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat};
use rewards_core::error::{Code, Misuse};

use crate::error::{self, bad_type, bad_value};

/// The partial credit of formats.
pub(crate) const PARTIAL_CREDIT: f64 = 0.5;

/// Any real number, as a float.
pub(crate) fn number(value: &Bound<'_, PyAny>, name: &'static str) -> PyResult<f64> {
    if let Ok(float) = value.cast::<PyFloat>() {
        return Ok(float.value());
    }
    let number = if value.is_instance_of::<PyBool>() { None } else { value.extract::<f64>().ok() };
    number.ok_or_else(|| bad_type(name, "a number", value))
}

/// True or False.
pub(crate) fn flag(name: &'static str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.extract::<bool>().map_err(|_| bad_type(name, "bool", value))
}

/// A credit from 0 to 1.
pub(crate) fn credit(value: &Bound<'_, PyAny>) -> PyResult<f64> {
    let credit = number(value, "partial_credit")?;
    if (0.0..=1.0).contains(&credit) {
        return Ok(credit);
    }
    let found = Misuse::OutOfRange { name: "partial_credit", value: credit, allowed: "between 0 and 1" };
    Err(error::misuse("partial_credit", &found))
}

/// The weights of the format and of the answer.
pub(crate) fn weights(alpha: &Bound<'_, PyAny>, beta: &Bound<'_, PyAny>) -> PyResult<(f64, f64)> {
    let read = |value, name: &'static str| {
        let weight = number(value, name)?;
        if weight.is_finite() {
            Ok(weight)
        } else {
            Err(error::misuse(name, &Misuse::OutOfRange { name, value: weight, allowed: "a finite number" }))
        }
    };
    Ok((read(alpha, "alpha")?, read(beta, "beta")?))
}

/// A number of significant digits, if one is given.
pub(crate) fn digits(value: &Bound<'_, PyAny>) -> PyResult<Option<u32>> {
    if value.is_none() {
        return Ok(None);
    }
    if value.is_instance_of::<PyBool>() || !value.hasattr("__index__")? {
        return Err(bad_type("significant_digits", "int or None", value));
    }
    let digits = value.extract::<u32>().ok().filter(|digits| *digits > 0);
    let refused = || {
        bad_value(
            Code::OutOfRange,
            "significant_digits",
            format!("significant_digits is {value}: it must be at least 1, or None"),
        )
    };
    digits.map(Some).ok_or_else(refused)
}
