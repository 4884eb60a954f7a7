//! Ground truths: text, numbers of any kind, and any of several.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use dashu_int::IBig;
use numpy::PyUntypedArray;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString, PyTuple, PyType};
use rewards_core::batch::Truths;
use rewards_core::error::Code;
use rewards_core::reward::GroundTruth;

use crate::error::{self, Name, Place, TRUTH, bad_type, bad_value};
use crate::inputs::{self, Items};
use crate::text::{Text, Texts};

/// The truths of a call.
pub(crate) enum TruthInput<'py> {
    One(Arc<GroundTruth>),
    Texts(Texts<'py>),
    Ready(Vec<Arc<GroundTruth>>),
}

const KINDS: &str = "str, int, float, Fraction, Decimal, a NumPy scalar or AnyOf([...])";
const NUMBER_KINDS: &str = "int, float, Fraction, Decimal, a NumPy scalar or a numeral as str";

/// Several truths, any of which is right.
///
/// >>> from agent_tunix.rewards import AnyOf, check_answer
/// >>> check_answer("The answer is 4.", AnyOf([3, "4"]))
/// 1.0
///
/// Args:
///     truths: at least one `str`, `int`, `float`, `Fraction`, `Decimal` or NumPy scalar.
///
/// Raises:
///     ValueError: no truth is given, or one is blank, NaN or infinite.
///     TypeError: a truth is of another type.
#[pyclass(frozen, name = "AnyOf", module = "agent_tunix.rewards")]
pub(crate) struct PyAnyOf {
    texts: Vec<String>,
    truth: Arc<GroundTruth>,
}

#[pymethods]
impl PyAnyOf {
    #[new]
    fn new(truths: &Bound<'_, PyAny>) -> PyResult<Self> {
        const NAME: Name = Name { one: "truths", many: "truths" };
        let mut texts = Vec::new();
        match inputs::items(truths, NAME)? {
            Some(Items::Tuple(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let text = spell(&item, NAME.at(index), KINDS)?;
                    GroundTruth::new(text.as_str()).map_err(|found| error::misuse(NAME.at(index), &found))?;
                    texts.push(text.as_str().to_owned());
                }
            }
            Some(Items::Texts(items)) => texts.extend(items.as_slice().iter().map(|text| (*text).to_owned())),
            _ => return Err(bad_type(NAME.one, "a list of truths", truths)),
        }
        let truth = GroundTruth::any_of(texts.iter().map(String::as_str));
        let truth = truth.map_err(|found| bad_value(found.code(), NAME, format!("AnyOf: {found}")))?;
        Ok(Self { texts, truth: Arc::new(truth) })
    }

    /// The truths, as text.
    #[getter]
    fn truths<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.texts)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("AnyOf({})", pyo3::types::PyList::new(py, &self.texts)?.repr()?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| other.get().texts == self.texts)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.texts.hash(&mut hasher);
        hasher.finish()
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, [PyTuple::new(py, &self.texts)?])
    }
}

/// Reads the truth of one response.
pub(crate) fn read_one(value: &Bound<'_, PyAny>) -> PyResult<Arc<GroundTruth>> {
    if let Ok(text) = value.cast::<PyString>()
        && let Ok(text) = text.to_str()
    {
        return GroundTruth::cached(text).map_err(|found| error::misuse(TRUTH.one, &found));
    }
    read_at(value, TRUTH.alone())
}

fn read_at(value: &Bound<'_, PyAny>, place: Place) -> PyResult<Arc<GroundTruth>> {
    if let Ok(any_of) = value.cast::<PyAnyOf>() {
        return Ok(Arc::clone(&any_of.get().truth));
    }
    let text = spell(value, place, KINDS)?;
    GroundTruth::cached(text.as_str()).map_err(|found| error::misuse(place, &found))
}

impl<'py> TruthInput<'py> {
    /// Reads the truths of so many responses.
    pub(crate) fn read(value: &Bound<'py, PyAny>, count: usize) -> PyResult<Self> {
        if is_scalar(value) {
            return read_at(value, TRUTH.alone()).map(Self::One);
        }
        let items = match inputs::items(value, TRUTH)? {
            Some(Items::Tuple(items)) => items,
            Some(Items::Texts(texts)) => {
                inputs::same_length(TRUTH, texts.len(), error::RESPONSE, count)?;
                return Ok(Self::Texts(texts));
            }
            Some(Items::Alone(item)) => return read_at(&item, TRUTH.alone()).map(Self::One),
            None => return read_at(value, TRUTH.alone()).map(Self::One),
        };
        inputs::same_length(TRUTH, items.len(), error::RESPONSE, count)?;
        if items.iter_borrowed().any(|item| item.is_instance_of::<PyAnyOf>()) {
            let truths = items.iter().enumerate().map(|(index, item)| read_at(&item, TRUTH.at(index)));
            return truths.collect::<PyResult<_>>().map(Self::Ready);
        }
        let mut texts = Texts::with_capacity(items.len(), Some(items.clone()));
        for (index, item) in items.iter_borrowed().enumerate() {
            match item.cast::<PyString>() {
                Ok(text) => texts.push_item(&text)?,
                Err(_) => texts.push_owned(spell(&item, TRUTH.at(index), KINDS)?.as_str()),
            }
        }
        Ok(Self::Texts(texts))
    }

    pub(crate) fn as_truths(&self) -> Truths<'_> {
        match self {
            Self::One(truth) => Truths::One(truth),
            Self::Texts(texts) => Truths::Texts(texts.as_slice()),
            Self::Ready(truths) => Truths::Ready(truths),
        }
    }
}

/// Whether a value is one truth, or none at all, rather than many.
fn is_scalar(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyInt>()
        || value.is_instance_of::<PyFloat>()
        || value.is_instance_of::<PyAnyOf>()
}

/// The spelling of a number that is expected.
pub(crate) fn spell_number<'py>(value: &Bound<'py, PyAny>, place: Place) -> PyResult<Text<'py>> {
    spell(value, place, NUMBER_KINDS)
}

/// The spelling of an option, or of its label.
pub(crate) fn spell_option<'py>(value: &Bound<'py, PyAny>, place: Place, kinds: &str) -> PyResult<Text<'py>> {
    spell(value, place, kinds)
}

/// The spelling of one value: text as it is, a number exactly, a float in the shortest way.
fn spell<'py>(value: &Bound<'py, PyAny>, place: Place, kinds: &str) -> PyResult<Text<'py>> {
    if let Ok(text) = value.cast::<PyString>() {
        return Text::new(text);
    }
    if value.is_instance_of::<PyBool>() {
        return Err(bad_type(place, &format!("{kinds} (write True as \"True\" or 1)"), value));
    }
    if value.is_instance_of::<PyInt>() {
        return spell_int(value, place).map(Text::Owned);
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        let float = float.value();
        return if float.is_finite() { Ok(Text::Owned(spell_float(float))) } else { Err(not_finite(place, value)) };
    }
    if let Ok(array) = value.cast::<PyUntypedArray>() {
        return match array.getattr("ndim")?.extract::<usize>()? {
            0 => spell(&inputs::item_alone(array, place)?, place, kinds),
            _ => Err(bad_type(place, kinds, value)),
        };
    }
    if INTEGER.holds(value)? {
        return spell_int(&value.call_method0("__index__")?, place).map(Text::Owned);
    }
    if FLOATING.holds(value)? {
        if !value.call_method0("__float__")?.extract::<f64>()?.is_finite() {
            return Err(not_finite(place, value));
        }
        // NumPy prints the shortest text that reads back as this number in its own precision.
        let text: String = value.str()?.extract()?;
        return Ok(Text::Owned(text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)));
    }
    if DECIMAL.holds(value)? {
        let finite: bool = value.call_method0("is_finite")?.extract()?;
        return if finite { value.str()?.extract().map(Text::Owned) } else { Err(not_finite(place, value)) };
    }
    if RATIONAL.holds(value)? {
        let (top, bottom) = (value.getattr("numerator")?, value.getattr("denominator")?);
        return Ok(Text::Owned(match spell_int(&bottom, place)?.as_str() {
            "1" => spell_int(&top, place)?,
            bottom => format!("{}/{bottom}", spell_int(&top, place)?),
        }));
    }
    let hint = if value.is_instance_of::<pyo3::types::PyList>() && kinds == KINDS {
        "; wrap several acceptable truths in AnyOf"
    } else {
        ""
    };
    Err(bad_type(place, &format!("{kinds}{hint}"), value))
}

fn not_finite(place: Place, value: &Bound<'_, PyAny>) -> PyErr {
    let got = value.str().map_or_else(|_| "none".to_owned(), |text| text.to_string());
    bad_value(Code::NotFinite, place, format!("{place}: expected a finite number, got {got}"))
}

/// A whole float without its `.0`: it says nothing about decimals.
fn spell_float(value: f64) -> String {
    let text = format!("{value:?}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// The decimal digits of an `int` of any size: Python's own `str` refuses more than 4300 of them.
fn spell_int(value: &Bound<'_, PyAny>, place: Place) -> PyResult<String> {
    if let Ok(small) = value.extract::<i64>() {
        return Ok(small.to_string());
    }
    let hex: String = value.py().get_type::<PyInt>().call_method1("__format__", (value, "x"))?.extract()?;
    let big = IBig::from_str_radix(&hex, 16).map_err(|error| bad_value(Code::NotFinite, place, error))?;
    Ok(big.to_string())
}

/// The types of numbers that are not built in, each imported when the first value of an unknown type comes.
static INTEGER: Lazy = Lazy::new("numpy", "integer");
static FLOATING: Lazy = Lazy::new("numpy", "floating");
static DECIMAL: Lazy = Lazy::new("decimal", "Decimal");
static RATIONAL: Lazy = Lazy::new("numbers", "Rational");

struct Lazy {
    module: &'static str,
    name: &'static str,
    kind: PyOnceLock<Py<PyType>>,
}

impl Lazy {
    const fn new(module: &'static str, name: &'static str) -> Self {
        Self { module, name, kind: PyOnceLock::new() }
    }

    fn holds(&self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        value.is_instance(self.kind.import(value.py(), self.module, self.name)?)
    }
}
