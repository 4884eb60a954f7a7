//! Expected numbers, and the numbers that were found.

use numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};
use rewards_core::batch::Second;
use rewards_core::error::Misuse;
use rewards_core::number::{self, Exact};
use rewards_core::reward::{Numbers, Written, exact_tolerance};

use crate::error::{self, NUMBERS, Place, bad_type};
use crate::inputs::{self, Items};
use crate::options;
use crate::truths::spell_number;

/// The expected numbers of a call.
pub(crate) enum NumberInput {
    One(Vec<Exact>),
    Each(Vec<Vec<Exact>>),
}

impl NumberInput {
    /// Reads the numbers of so many responses: a flat list of numbers is for all of them, a list of lists is one for each.
    pub(crate) fn read(value: &Bound<'_, PyAny>, count: usize) -> PyResult<Self> {
        let rows = list(value)?.ok_or_else(|| missing_list(NUMBERS.alone(), value))?;
        if rows.is_empty() && count == 0 {
            return Ok(Self::Each(Vec::new()));
        }
        let first = rows.get_item(0).ok();
        if !first.is_some_and(|first| is_row(&first)) {
            return read_row(&rows, NUMBERS.alone()).map(Self::One);
        }
        inputs::same_length(NUMBERS, rows.len(), error::RESPONSE, count)?;
        let rows = rows.iter().enumerate().map(|(index, row)| {
            let place = NUMBERS.at(index);
            read_row(&list(&row)?.ok_or_else(|| missing_list(place, &row))?, place)
        });
        rows.collect::<PyResult<_>>().map(Self::Each)
    }

    /// Reads the numbers of one response.
    pub(crate) fn read_one(value: &Bound<'_, PyAny>) -> PyResult<Vec<Exact>> {
        let items = list(value)?.ok_or_else(|| missing_list(NUMBERS.alone(), value))?;
        read_row(&items, NUMBERS.alone())
    }

    pub(crate) fn as_second(&self) -> Second<'_, [Exact], Vec<Exact>> {
        match self {
            Self::One(numbers) => Second::One(numbers),
            Self::Each(rows) => Second::Each(rows),
        }
    }
}

fn missing_list(place: Place, value: &Bound<'_, PyAny>) -> PyErr {
    bad_type(place, "a list of numbers", value)
}

/// Whether an item is a list of numbers rather than a number.
fn is_row(value: &Bound<'_, PyAny>) -> bool {
    match value.cast::<PyUntypedArray>() {
        Ok(array) => array.ndim() > 0,
        Err(_) => !value.is_instance_of::<PyString>() && value.hasattr("__len__").unwrap_or(false),
    }
}

/// The items of whatever stands for a list; the rows of an array of several dimensions.
fn list<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyTuple>>> {
    if let Ok(array) = value.cast::<PyUntypedArray>()
        && array.ndim() > 1
    {
        return PyTuple::new(value.py(), array.try_iter()?.collect::<PyResult<Vec<_>>>()?).map(Some);
    }
    match inputs::items(value, NUMBERS)? {
        Some(Items::Tuple(items)) => Ok(Some(items)),
        Some(Items::Texts(texts)) => PyTuple::new(value.py(), texts.as_slice()).map(Some),
        Some(Items::Alone(_)) | None => Ok(None),
    }
}

fn read_row(items: &Bound<'_, PyTuple>, place: Place) -> PyResult<Vec<Exact>> {
    if items.is_empty() {
        return Err(error::misuse(place, &Misuse::NoNumbers));
    }
    items.iter().enumerate().map(|(index, item)| read_number(&item, place.item(index), index)).collect()
}

fn read_number(value: &Bound<'_, PyAny>, place: Place, index: usize) -> PyResult<Exact> {
    if value.is_exact_instance_of::<PyInt>()
        && let Ok(small) = value.extract::<i64>()
    {
        return Ok(Exact::from_i64(small));
    }
    let text = spell_number(value, place)?;
    let number = number::parse(text.as_str());
    number
        .map(|number| number.value)
        .ok_or_else(|| error::misuse(place, &Misuse::NotFinite { index, text: text.as_str().to_owned() }))
}

/// `{"extracted": [...], "matches": [...], "score": float}`.
pub(crate) fn to_dict<'py>(py: Python<'py>, numbers: &Numbers) -> PyResult<Bound<'py, PyDict>> {
    let extracted = PyList::empty(py);
    for number in &numbers.extracted {
        match number {
            Written::Integer(value) => extracted.append(*value)?,
            Written::Long(digits) => extracted.append(py.get_type::<PyInt>().call1((digits, 16))?)?,
            Written::Float(value) => extracted.append(*value)?,
        }
    }
    let dict = PyDict::new(py);
    dict.set_item(pyo3::intern!(py, "extracted"), extracted)?;
    dict.set_item(pyo3::intern!(py, "matches"), PyList::new(py, &numbers.matches)?)?;
    dict.set_item(pyo3::intern!(py, "score"), numbers.score)?;
    Ok(dict)
}

/// Reads a tolerance, relative and exact.
pub(crate) fn read_tolerance(value: &Bound<'_, PyAny>) -> PyResult<Exact> {
    exact_tolerance(options::number(value, "tolerance")?).map_err(|found| error::misuse("tolerance", &found))
}
