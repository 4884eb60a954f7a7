//! Python's strings as `&str`, borrowed: ASCII as it lies in the object, others by the object's cached UTF-8.

use std::ops::Range;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple};

use crate::arrow::Column;

/// One text.
pub(crate) enum Text<'py> {
    /// A Python string whose UTF-8 can be borrowed.
    Borrowed(Bound<'py, PyString>),
    /// Text that no Python object holds.
    Owned(String),
}

impl<'py> Text<'py> {
    pub(crate) fn new(text: &Bound<'py, PyString>) -> PyResult<Self> {
        if text.to_str().is_ok() { Ok(Self::Borrowed(text.clone())) } else { Ok(Self::Owned(mend(text)?)) }
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            // It was borrowed once already, and a string does not change.
            Self::Borrowed(text) => text.to_str().unwrap_or_default(),
            Self::Owned(text) => text,
        }
    }
}

/// The text of a string with lone surrogates, each replaced by one U+FFFD: characters keep their places.
pub(crate) fn mend(text: &Bound<'_, PyString>) -> PyResult<String> {
    let py = text.py();
    let encoded = py.get_type::<PyString>().call_method1("encode", (text, "utf-8", "surrogatepass"))?;
    let mut bytes = encoded.cast::<PyBytes>()?.as_bytes().to_vec();
    for at in 0..bytes.len().saturating_sub(2) {
        // U+D800 to U+DFFF are ED A0 80 to ED BF BF; U+FFFD is EF BF BD, as long.
        if bytes[at] == 0xED && bytes[at + 1] >= 0xA0 {
            bytes[at..at + 3].copy_from_slice("\u{FFFD}".as_bytes());
        }
    }
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// A range of bytes of the text, in characters.
pub(crate) fn in_characters(text: &str, span: &Range<usize>) -> (usize, usize) {
    let count = |range: Range<usize>| begun(text.as_bytes().get(range).unwrap_or_default());
    let start = count(0..span.start);
    (start, start + count(span.clone()))
}

/// The places of a text in characters: for many ranges of one text.
pub(crate) struct Characters<'t> {
    text: &'t [u8],
    /// The characters that begin before each block.
    blocks: Vec<usize>,
}

impl<'t> Characters<'t> {
    const BLOCK: usize = 64;

    pub(crate) fn new(text: &'t str) -> Self {
        let mut seen = 0;
        let count = |block: &[u8]| {
            let before = seen;
            seen += begun(block);
            before
        };
        Self { text: text.as_bytes(), blocks: text.as_bytes().chunks(Self::BLOCK).map(count).collect() }
    }

    /// A range of bytes, in characters.
    pub(crate) fn of(&self, span: &Range<usize>) -> (usize, usize) {
        (self.at(span.start), self.at(span.end))
    }

    fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = (byte / Self::BLOCK).min(self.blocks.len().saturating_sub(1));
        self.blocks.get(block).map_or(0, |before| before + begun(&self.text[block * Self::BLOCK..byte]))
    }
}

/// The characters that begin in these bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count()
}

/// The texts of a batch, with all that keeps them alive. A borrowed text takes 16 bytes here, and 8 in the snapshot.
#[derive(Default)]
pub(crate) struct Texts<'py> {
    /// `'static` stands for "as long as this struct": handed out by [`Texts::as_slice`] only.
    views: Vec<&'static str>,
    /// The items of the caller's list as they were: the list may change while we read.
    snapshot: Option<Bound<'py, PyTuple>>,
    strings: Vec<Bound<'py, PyString>>,
    columns: Vec<Column>,
    arena: Arena,
}

impl<'py> Texts<'py> {
    pub(crate) fn with_capacity(count: usize, snapshot: Option<Bound<'py, PyTuple>>) -> Self {
        Self { views: Vec::with_capacity(count), snapshot, ..Self::default() }
    }

    pub(crate) fn as_slice(&self) -> &[&str] {
        &self.views
    }

    /// The texts as Python's strings: the caller's own where they are of Python's own type and were borrowed as they are.
    pub(crate) fn to_list(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        let mut pushed = self.strings.iter().peekable();
        for (at, view) in self.views.iter().enumerate() {
            let lies_here = |text: &Bound<'py, PyString>| text.to_str().is_ok_and(|own| std::ptr::eq(own, *view));
            let item = self.snapshot.as_ref().and_then(|items| items.get_item(at).ok());
            let item = item.and_then(|item| item.cast_into::<PyString>().ok()).filter(lies_here);
            let own = item.or_else(|| pushed.next_if(|text| lies_here(text)).cloned());
            let own = own.filter(|text| text.is_exact_instance_of::<PyString>());
            list.append(own.unwrap_or_else(|| PyString::new(py, view)))?;
        }
        Ok(list)
    }

    pub(crate) fn len(&self) -> usize {
        self.views.len()
    }

    /// Adds an item of the snapshot.
    pub(crate) fn push_item(&mut self, text: &Bound<'py, PyString>) -> PyResult<()> {
        debug_assert!(self.snapshot.is_some());
        match text.to_str() {
            Ok(view) => self.views.push(outlive(view)),
            Err(_) => self.push_owned(&mend(text)?),
        }
        Ok(())
    }

    /// Adds a text that the snapshot does not hold.
    pub(crate) fn push(&mut self, text: Text<'py>) {
        match text {
            Text::Borrowed(text) => {
                self.views.push(outlive(text.to_str().unwrap_or_default()));
                self.strings.push(text);
            }
            Text::Owned(text) => self.push_owned(&text),
        }
    }

    /// Adds a text by copying it.
    pub(crate) fn push_owned(&mut self, text: &str) {
        let view = outlive(self.arena.keep(text));
        self.views.push(view);
    }

    /// Adds the texts of an Arrow column; the error is the place of the first that is null.
    pub(crate) fn push_column(&mut self, column: Column) -> Result<(), usize> {
        let before = self.views.len();
        self.views.reserve(column.len());
        for at in 0..column.len() {
            let Some(bytes) = column.get(at) else {
                // The column goes, so its texts must.
                self.views.truncate(before);
                return Err(before + at);
            };
            match str::from_utf8(bytes) {
                Ok(view) => self.views.push(outlive(view)),
                Err(_) => self.push_owned(&String::from_utf8_lossy(bytes)),
            }
        }
        self.columns.push(column);
        Ok(())
    }
}

/// Forgets how long a text lives.
#[expect(unsafe_code, reason = "the owners of the texts of a batch are kept beside their views")]
fn outlive(text: &str) -> &'static str {
    // SAFETY: each caller keeps the text's owner in the same `Texts`, which hands views out for its own lifetime only.
    // A string's UTF-8, an Arrow column's buffers and the arena's blocks neither move nor change while they are kept.
    unsafe { std::mem::transmute::<&str, &'static str>(text) }
}

/// Owned texts, packed into blocks that never grow past their room, so that they never move.
#[derive(Default)]
struct Arena {
    blocks: Vec<String>,
}

/// Bytes of a block, unless one text needs more.
const BLOCK: usize = 4096;

impl Arena {
    fn keep(&mut self, text: &str) -> &str {
        if self.blocks.last().is_none_or(|block| block.capacity() - block.len() < text.len()) {
            self.blocks.push(String::with_capacity(BLOCK.max(text.len())));
        }
        let Some(block) = self.blocks.last_mut() else { return "" };
        let start = block.len();
        block.push_str(text);
        &block[start..]
    }
}
