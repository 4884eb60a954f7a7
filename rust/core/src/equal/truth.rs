//! Truths, prepared once and shared.

use std::borrow::Cow;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::judge::Reading;
use super::parts;
use super::quick::{Plain, read_plain};
use crate::{answer, limits};

/// A reference answer. A plain number pays for nothing else; all else is read at the first comparison that needs it, once,
/// whatever the number of threads.
#[derive(Debug)]
pub struct Truth {
    text: Box<str>,
    plain: Option<Plain>,
    reading: OnceLock<Box<Read>>,
}

/// A truth as it was read: what it says in equality's spelling, and how that is understood.
#[derive(Debug)]
struct Read {
    value: Option<Box<str>>,
    reading: Reading,
}

impl Truth {
    /// Prepares a truth.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        Self { text: text.into(), plain: read_plain(text), reading: OnceLock::new() }
    }

    /// The truth for a text from a small cache that all threads share: a batch, and the next one, read each truth once.
    pub fn cached(text: &str) -> Arc<Self> {
        static SLOTS: OnceLock<Vec<Mutex<Option<Arc<Truth>>>>> = OnceLock::new();
        if text.len() > limits::CACHED_TRUTH_BYTES {
            return Arc::new(Self::new(text));
        }
        let slots = SLOTS.get_or_init(|| (0..limits::CACHED_TRUTHS).map(|_| Mutex::new(None)).collect());
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(text);
        let slot = &slots[hash as usize % limits::CACHED_TRUTHS];
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        match &*slot {
            Some(truth) if *truth.text == *text.trim() => Arc::clone(truth),
            _ => {
                let truth = Arc::new(Self::new(text));
                *slot = Some(Arc::clone(&truth));
                truth
            }
        }
    }

    /// The text as given, without the white space around it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the truth is a plain numeral.
    pub fn is_plain_number(&self) -> bool {
        self.plain.is_some()
    }

    /// The plain numeral, where it is one.
    pub(super) fn plain(&self) -> Option<Plain> {
        self.plain
    }

    /// What the truth says, without the words around it.
    pub(crate) fn value(&self) -> &str {
        self.read().value.as_deref().unwrap_or(&self.text)
    }

    /// How the truth is read.
    pub(super) fn reading(&self) -> &Reading {
        &self.read().reading
    }

    /// The truth as it is written, where it is read as options by their letters and may be a formula.
    pub(super) fn as_formula(&self) -> Option<Self> {
        self.read().value.as_ref().filter(|_| answer::may_be_formula(&self.text))?;
        let read = Read { value: None, reading: Reading::new(&self.text) };
        Some(Self { text: self.text.clone(), plain: self.plain, reading: OnceLock::from(Box::new(read)) })
    }

    /// The truth as it is written, where it is read as parts by their letters and says none.
    pub(super) fn as_written(&self) -> Option<Self> {
        self.read().value.as_ref().filter(|value| parts::read(value).is_some() && parts::read(&self.text).is_none())?;
        let read = Read { value: None, reading: Reading::new(&self.text) };
        Some(Self { text: self.text.clone(), plain: self.plain, reading: OnceLock::from(Box::new(read)) })
    }

    fn read(&self) -> &Read {
        self.reading.get_or_init(|| {
            let read = answer::read_truth(&self.text);
            let value: Option<Box<str>> = match read.value {
                _ if read.several || !read.restated.is_empty() => None,
                Cow::Borrowed(value) => (value.len() < self.text.len()).then(|| value.into()),
                Cow::Owned(value) => Some(value.into()),
            };
            let reading = Reading::new(value.as_deref().unwrap_or(&self.text));
            Box::new(Read { value, reading })
        })
    }
}
