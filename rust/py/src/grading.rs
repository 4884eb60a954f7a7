//! How to grade: Python's `Grading` as the core has it, and what a call's own options change of it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyFloat, PyString, PyTuple};
use rewards_core::batch::{Gradings, Second};
use rewards_core::equal::{Positive, Units};
use rewards_core::error::{Code, Misuse};
use rewards_core::extract::{Pattern, Source, Sources};
use rewards_core::reward::Grading;

use crate::choices::{self, ChoicesInput};
use crate::error::{self, Name, Place, RESPONSE, bad_type, bad_value};
use crate::inputs::{self, Items};
use crate::options::{self, digits, flag, number};

type Any<'py> = Bound<'py, PyAny>;

/// The module of Python's `Grading`, imported when a call first names a policy.
const MODULE: &str = "agent_tunix.rewards.grading";
/// The attribute in which Python's `Grading` keeps what it is compiled to.
const COMPILED: &str = "_policy";
const GRADING: Name = Name { one: "grading", many: "grading" };
const KINDS: &str = "a Grading, the name of one, or None";

static DEFAULT: LazyLock<Grading> = LazyLock::new(Grading::default);
static TOLERANCE: PyOnceLock<Py<PyFloat>> = PyOnceLock::new();
static PARTIAL_CREDIT: PyOnceLock<Py<PyFloat>> = PyOnceLock::new();

/// The default of `tolerance`, an object of its own: who gives an equal number gives another object.
pub(crate) fn default_tolerance(py: Python<'_>) -> &Bound<'_, PyFloat> {
    TOLERANCE.get_or_init(py, || PyFloat::new(py, 0.1).unbind()).bind(py)
}

/// The default of `partial_credit`, an object of its own.
pub(crate) fn default_partial_credit(py: Python<'_>) -> &Bound<'_, PyFloat> {
    PARTIAL_CREDIT.get_or_init(py, || PyFloat::new(py, options::PARTIAL_CREDIT).unbind()).bind(py)
}

/// What a `Grading` is compiled to: its fields, checked.
///
/// Raises:
///     TypeError: a field is of another type.
///     ValueError: a field is out of its range, or names what does not exist.
#[pyclass(frozen, name = "Policy", module = "agent_tunix.rewards._core")]
pub(crate) struct PyPolicy(Arc<Grading>);

#[pymethods]
impl PyPolicy {
    #[new]
    #[expect(clippy::too_many_arguments, reason = "they are the fields of Python's Grading")]
    fn new(
        tolerance: &Any<'_>,
        partial_credit: &Any<'_>,
        significant_digits: &Any<'_>,
        relative_tolerance: &Any<'_>,
        absolute_tolerance: &Any<'_>,
        units: &Any<'_>,
        scales: &Any<'_>,
        sources: Option<&Any<'_>>,
        positive: &Any<'_>,
        choices: &Any<'_>,
        extract: Option<&Any<'_>>,
    ) -> PyResult<Self> {
        let numbers = Options::read(tolerance, partial_credit, significant_digits)?;
        let relative = number(relative_tolerance, "relative_tolerance")?;
        let absolute = number(absolute_tolerance, "absolute_tolerance")?;
        let grading = numbers
            .change(Grading::default())
            .and_then(|grading| grading.with_relative_tolerance(relative)?.with_absolute_tolerance(absolute))
            .map_err(|found| error::misuse("grading", &found))?;
        let pattern = extract.map(|pattern| read_pattern(pattern)).transpose()?;
        let grading = grading
            .with_units(read_name(units, "units", &Units::ALL.map(|units| (units.as_str(), units)))?)
            .with_scales(flag("scales", scales)?)
            .with_positive(read_positive(positive)?)
            .with_pattern(pattern)
            .with_choices(choices::read_frozen(choices)?);
        let grading = match sources.map(read_sources).transpose()? {
            Some(sources) => grading.with_sources(sources),
            None => grading,
        };
        if !grading.wanted().has_any() {
            return Err(error::conflict("sources names the pattern alone: give the pattern as extract"));
        }
        Ok(Self(Arc::new(grading)))
    }
}

/// The options that a call gives beside its grading.
#[derive(Clone, Copy)]
struct Options {
    tolerance: Option<f64>,
    partial_credit: Option<f64>,
    significant_digits: Option<u32>,
}

impl Options {
    fn read(tolerance: &Any<'_>, partial_credit: &Any<'_>, significant_digits: &Any<'_>) -> PyResult<Self> {
        let py = tolerance.py();
        let given = |value: &Any<'_>, default: &Bound<'_, PyFloat>, name| {
            (!value.is(default)).then(|| number(value, name)).transpose()
        };
        Ok(Self {
            tolerance: given(tolerance, default_tolerance(py), "tolerance")?,
            partial_credit: given(partial_credit, default_partial_credit(py), "partial_credit")?,
            significant_digits: digits(significant_digits)?,
        })
    }

    fn is_none(&self) -> bool {
        self.tolerance.is_none() && self.partial_credit.is_none() && self.significant_digits.is_none()
    }

    /// A grading with these options instead of its own.
    fn change(&self, mut grading: Grading) -> Result<Grading, Misuse> {
        if let Some(tolerance) = self.tolerance {
            grading = grading.with_tolerance(tolerance)?;
        }
        if let Some(credit) = self.partial_credit {
            grading = grading.with_partial_credit(credit)?;
        }
        if self.significant_digits.is_some() {
            grading = grading.with_significant_digits(self.significant_digits)?;
        }
        Ok(grading)
    }

    fn change_shared(&self, grading: Arc<Grading>) -> PyResult<Arc<Grading>> {
        if self.is_none() {
            return Ok(grading);
        }
        let changed = self.change(Arc::unwrap_or_clone(grading));
        changed.map(Arc::new).map_err(|found| error::misuse("options", &found))
    }
}

/// The grading of a call: mostly the default one.
pub(crate) enum GradingInput {
    Default,
    One(Arc<Grading>),
    Each(Vec<Arc<Grading>>),
}

impl GradingInput {
    /// Reads the grading of a call for so many responses, or for one alone, with the call's other options.
    pub(crate) fn read(
        grading: &Any<'_>,
        (tolerance, partial_credit, significant_digits): (&Any<'_>, &Any<'_>, &Any<'_>),
        count: Option<usize>,
    ) -> PyResult<Self> {
        let options = Options::read(tolerance, partial_credit, significant_digits)?;
        match Self::named(grading, count)? {
            named if options.is_none() => Ok(named),
            Self::Default => options.change_shared(Arc::new(Grading::default())).map(Self::One),
            Self::One(grading) => options.change_shared(grading).map(Self::One),
            Self::Each(gradings) => {
                let changed = gradings.into_iter().map(|grading| options.change_shared(grading));
                changed.collect::<PyResult<_>>().map(Self::Each)
            }
        }
    }

    /// Reads the grading of a call that has no other options.
    pub(crate) fn named(grading: &Any<'_>, count: Option<usize>) -> PyResult<Self> {
        if grading.is_none() {
            return Ok(Self::Default);
        }
        if grading.is_instance_of::<PyString>() || grading.hasattr(COMPILED)? {
            return compiled(grading, GRADING.alone()).map(Self::One);
        }
        let items = inputs::items(grading, GRADING)?.ok_or_else(|| bad_type(GRADING, KINDS, grading))?;
        let Some(count) = count else { return Err(bad_type(GRADING, &format!("{KINDS} for one response"), grading)) };
        let items = match items {
            Items::Tuple(items) => items,
            Items::Texts(texts) => PyTuple::new(grading.py(), texts.as_slice())?,
            Items::Alone(item) => return compiled(&item, GRADING.alone()).map(Self::One),
        };
        inputs::same_length(GRADING, items.len(), RESPONSE, count)?;
        let mut known: HashMap<String, Arc<Grading>> = HashMap::new();
        let default = Arc::new(Grading::default());
        let each = items.iter().enumerate().map(|(index, item)| {
            if item.is_none() {
                return Ok(Arc::clone(&default));
            }
            let Ok(name) = item.extract::<String>() else { return compiled(&item, GRADING.at(index)) };
            if let Some(grading) = known.get(&name) {
                return Ok(Arc::clone(grading));
            }
            let grading = compiled(&item, GRADING.at(index))?;
            known.insert(name, Arc::clone(&grading));
            Ok(grading)
        });
        each.collect::<PyResult<_>>().map(Self::Each)
    }

    /// The grading with the options of the questions, if a call gives any.
    pub(crate) fn with_choices(self, choices: &Any<'_>, count: Option<usize>) -> PyResult<Self> {
        if choices.is_none() { Ok(self) } else { Ok(ChoicesInput::read(choices, count)?.add_to(self)) }
    }

    pub(crate) fn as_gradings(&self) -> Gradings<'_> {
        match self {
            Self::Default => Second::One(&DEFAULT),
            Self::One(grading) => Second::One(grading),
            Self::Each(gradings) => Second::Each(gradings),
        }
    }

    /// The grading of a call on one response.
    pub(crate) fn as_one(&self) -> &Grading {
        match self {
            Self::One(grading) => grading,
            Self::Default | Self::Each(_) => &DEFAULT,
        }
    }
}

/// What a `Grading`, or the name of one, is compiled to.
fn compiled(value: &Any<'_>, place: Place) -> PyResult<Arc<Grading>> {
    let found = if value.is_instance_of::<PyString>() {
        value.py().import(MODULE)?.call_method1("named", (value,))?.getattr_opt(COMPILED)?
    } else {
        value.getattr_opt(COMPILED)?
    };
    match found.as_ref().map(|found| found.cast::<PyPolicy>()) {
        Some(Ok(policy)) => Ok(Arc::clone(&policy.get().0)),
        _ => Err(bad_type(place, KINDS, value)),
    }
}

fn read_pattern(value: &Any<'_>) -> PyResult<Pattern> {
    let text: String = value.extract().map_err(|_| bad_type("extract", "str or None", value))?;
    Pattern::new(&text).map_err(|found| error::misuse("extract", &found))
}

fn read_sources(value: &Any<'_>) -> PyResult<Sources> {
    let known = Source::ALL.map(|source| (source.as_str(), source));
    let names = texts(value, "sources")?;
    let sources = names.iter().map(|name| read_name(name, "sources", &known)).collect::<PyResult<Vec<_>>>()?;
    if sources.is_empty() {
        return Err(bad_value(Code::Empty, "sources", "sources is empty: name at least one, or give None for all"));
    }
    Ok(sources.into_iter().collect())
}

fn read_positive(value: &Any<'_>) -> PyResult<Positive> {
    if let Ok(all) = value.extract::<bool>() {
        return Ok(if all { Positive::All } else { Positive::None });
    }
    let letters: Vec<String> = texts(value, "positive")?.iter().map(PyAnyMethods::extract).collect::<PyResult<_>>()?;
    Positive::letters(&letters).map_err(|found| error::misuse("positive", &found))
}

/// The items of a list of texts; one text is none.
fn texts<'py>(value: &Any<'py>, name: &'static str) -> PyResult<Vec<Any<'py>>> {
    let refused = || bad_type(name, "a list of str", value);
    let Some(Items::Tuple(items)) = inputs::items(value, Name { one: name, many: name })? else {
        return Err(refused());
    };
    if items.iter().any(|item| !item.is_instance_of::<PyString>()) {
        return Err(refused());
    }
    Ok(items.iter().collect())
}

/// The value that a name stands for.
fn read_name<T: Copy>(value: &Any<'_>, argument: &'static str, known: &[(&str, T)]) -> PyResult<T> {
    let name: String = value.extract().map_err(|_| bad_type(argument, "str", value))?;
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let names: Vec<String> = known.iter().map(|(known, _)| format!("{known:?}")).collect();
        let message = format!("{argument}: there is none of the name {name:?}: give one of {}", names.join(", "));
        bad_value(Code::UnknownName, argument, message)
    })
}
