//! Formats: compiled once, kept by their text.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{LazyLock, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyString, PyTuple};
use rewards_core::batch::Second;
use rewards_core::format::Format;

use crate::error::{self, FORMAT, Name, Place, bad_type};
use crate::inputs::{self, Items};
use crate::text::Text;

/// Formats that are kept at most. A program has a few; one that makes them up as it goes gets no more than this, since a format with a
/// formula in it takes a megabyte, and one with five of them six.
const KEPT: usize = 32;

static CACHE: LazyLock<Mutex<HashMap<String, Format>>> = LazyLock::new(Mutex::default);

const KINDS: &str = "str or Format";
const NAMES: Name = Name { one: "names", many: "names" };

/// What a format was made from: its identity.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Origin {
    Text(String),
    Regex(String),
    Tags(Vec<String>, Option<String>),
}

/// A format that a response should have, compiled.
///
/// A format is text with placeholders: `[NUM]` a number, `[INT]` an integer, `[WORD]` one word, `[EXPR]` a formula, `[TEXT]` any text.
/// `\[` is a literal bracket; white space matches any run of it.
///
/// >>> from agent_tunix.rewards import Format, match_format_exactly
/// >>> said = Format("The answer is [NUM].")
/// >>> said
/// Format('The answer is [NUM].')
/// >>> match_format_exactly("2 + 2 = 4. The answer is 4.", said)
/// 1.0
///
/// Args:
///     text: the format.
///
/// Raises:
///     ValueError: the format is blank, names an unknown placeholder, has two placeholders with nothing between them, or is too large:
///         more than 4,096 bytes, 64 tags, or 160 placeholders where `[NUM]` counts as 3, `[WORD]` as 8 and `[EXPR]` as 32.
///     TypeError: the format is not text.
#[pyclass(frozen, name = "Format", module = "agent_tunix.rewards")]
pub(crate) struct PyFormat {
    origin: Origin,
    format: Format,
}

#[pymethods]
impl PyFormat {
    #[new]
    fn new(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = read_text(text, "text")?;
        let format = compile(py, text.as_str(), "text")?;
        Ok(Self { origin: Origin::Text(text.as_str().to_owned()), format })
    }

    /// A format given as a regular expression, in the syntax of Rust's `regex` crate: no look-around, no back-references, linear time.
    ///
    /// >>> from agent_tunix.rewards import Format, match_format_exactly
    /// >>> match_format_exactly("Answer: 42", Format.regex(r"Answer: \d+"))
    /// 1.0
    ///
    /// Args:
    ///     pattern: the expression.
    ///
    /// Raises:
    ///     ValueError: the expression does not compile, and the message says where; or it has more than 2,000 bytes
    ///         or 64 character classes.
    #[staticmethod]
    fn regex(pattern: &Bound<'_, PyAny>) -> PyResult<Self> {
        let pattern = read_text(pattern, "pattern")?;
        let format = Format::regex(pattern.as_str()).map_err(|found| error::misuse("pattern", &found))?;
        Ok(Self { origin: Origin::Regex(pattern.as_str().to_owned()), format })
    }

    /// The common format of tags: `<reasoning>…</reasoning><answer>…</answer>`.
    ///
    /// >>> from agent_tunix.rewards import Format, match_format_exactly
    /// >>> tags = Format.tags("reasoning", "answer")
    /// >>> match_format_exactly("<reasoning>2 + 2</reasoning><answer>4</answer>", tags)
    /// 1.0
    ///
    /// Args:
    ///     names: the tags' names, in order.
    ///     prefilled: the opening tag that the prompt ends with already, such as `"<think>"`.
    ///
    /// Raises:
    ///     ValueError: no name is given, one is not a tag's name, or there are more than 32.
    #[staticmethod]
    #[pyo3(signature = (*names, prefilled = None))]
    fn tags(names: &Bound<'_, PyTuple>, prefilled: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let names: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(index, name)| Ok(read_text(&name, NAMES.at(index))?.as_str().to_owned()))
            .collect::<PyResult<_>>()?;
        let prefilled = prefilled.filter(|tag| !tag.is_none());
        let prefilled =
            prefilled.map(|tag| Ok::<_, PyErr>(read_text(tag, "prefilled")?.as_str().to_owned())).transpose()?;
        let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
        let format = Format::tags(&borrowed, prefilled.as_deref()).map_err(|found| error::misuse(NAMES, &found))?;
        Ok(Self { origin: Origin::Tags(names, prefilled), format })
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let quote = |text: &String| Ok::<_, PyErr>(PyString::new(py, text).repr()?.to_string());
        Ok(match &self.origin {
            Origin::Text(text) => format!("Format({})", quote(text)?),
            Origin::Regex(pattern) => format!("Format.regex({})", quote(pattern)?),
            Origin::Tags(names, prefilled) => {
                let mut arguments = names.iter().map(quote).collect::<PyResult<Vec<_>>>()?;
                if let Some(tag) = prefilled {
                    arguments.push(format!("prefilled={}", quote(tag)?));
                }
                format!("Format.tags({})", arguments.join(", "))
            }
        })
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| other.get().origin == self.origin)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.origin.hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let class = slf.get_type().into_any();
        Ok(match &slf.get().origin {
            Origin::Text(text) => (class, PyTuple::new(py, [text])?),
            Origin::Regex(pattern) => (class.getattr("regex")?, PyTuple::new(py, [pattern])?),
            Origin::Tags(names, prefilled) => {
                let names = PyTuple::new(py, names)?;
                (class.getattr("_tags")?, (names, prefilled).into_pyobject(py)?)
            }
        })
    }

    /// [`Self::tags`] with all arguments by position, for unpickling.
    #[staticmethod]
    fn _tags(names: &Bound<'_, PyTuple>, prefilled: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        Self::tags(names, prefilled)
    }
}

/// The formats of a call.
pub(crate) enum FormatInput {
    One(Format),
    Each(Vec<Format>),
}

impl FormatInput {
    /// Reads the formats of so many responses.
    pub(crate) fn read(value: &Bound<'_, PyAny>, count: usize) -> PyResult<Self> {
        if value.is_instance_of::<PyString>() || value.is_instance_of::<PyFormat>() {
            return read_one(value).map(Self::One);
        }
        match inputs::items(value, FORMAT)? {
            Some(Items::Tuple(items)) => {
                inputs::same_length(FORMAT, items.len(), error::RESPONSE, count)?;
                let formats = items.iter().enumerate().map(|(index, item)| read_at(&item, FORMAT.at(index)));
                formats.collect::<PyResult<_>>().map(Self::Each)
            }
            Some(Items::Texts(texts)) => {
                inputs::same_length(FORMAT, texts.len(), error::RESPONSE, count)?;
                let formats = texts.as_slice().iter().enumerate();
                let formats = formats.map(|(index, text)| compile(value.py(), text, FORMAT.at(index)));
                formats.collect::<PyResult<_>>().map(Self::Each)
            }
            Some(Items::Alone(item)) => read_one(&item).map(Self::One),
            None => Err(bad_type(FORMAT.one, KINDS, value)),
        }
    }

    pub(crate) fn as_second(&self) -> Second<'_, Format, Format> {
        match self {
            Self::One(format) => Second::One(format),
            Self::Each(formats) => Second::Each(formats),
        }
    }
}

/// Reads the format of one response.
pub(crate) fn read_one(value: &Bound<'_, PyAny>) -> PyResult<Format> {
    read_at(value, FORMAT.alone())
}

pub(crate) fn read_at(value: &Bound<'_, PyAny>, place: Place) -> PyResult<Format> {
    if let Ok(format) = value.cast::<PyFormat>() {
        return Ok(format.get().format.clone());
    }
    match value.cast::<PyString>() {
        Ok(text) => compile(value.py(), Text::new(text)?.as_str(), place),
        Err(_) => Err(bad_type(place, KINDS, value)),
    }
}

fn read_text<'py>(value: &Bound<'py, PyAny>, place: impl Into<Place>) -> PyResult<Text<'py>> {
    match value.cast::<PyString>() {
        Ok(text) => Text::new(text),
        Err(_) => Err(bad_type(place, "str", value)),
    }
}

/// The format of a text, compiled when it is first met.
fn compile(py: Python<'_>, text: &str, place: impl Into<Place>) -> PyResult<Format> {
    let cache = || CACHE.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
    if let Some(format) = cache().get(text) {
        return Ok(format.clone());
    }
    let format = Format::new(text).map_err(|found| error::misuse(place, &found))?;
    let mut cache = cache();
    if cache.len() >= KEPT {
        cache.clear();
    }
    cache.insert(text.to_owned(), format.clone());
    Ok(format)
}
