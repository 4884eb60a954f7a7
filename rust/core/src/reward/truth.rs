//! The reference answer: one truth, or any of several.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use rapidhash::quality::RandomState;

use crate::equal::Truth;
use crate::error::Misuse;
use crate::extract;
use crate::limits::{GROUND_TRUTH_BYTES, GROUND_TRUTHS};

/// What the answer is compared with, prepared once.
#[derive(Debug)]
pub struct GroundTruth {
    first: Truth,
    others: Vec<Truth>,
}

/// Truths by their texts.
type Known = HashMap<Box<str>, Arc<GroundTruth>, RandomState>;

static CACHE: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

impl GroundTruth {
    /// A truth from its text, which may be a worked solution that states its answer.
    ///
    /// # Errors
    /// [`Misuse::BlankTruth`].
    pub fn new(text: &str) -> Result<Self, Misuse> {
        Ok(Self { first: prepare(text)?, others: Vec::new() })
    }

    /// Any of several truths.
    ///
    /// # Errors
    /// [`Misuse::NoTruths`] for an empty list, [`Misuse::BlankTruth`] where one of them is blank.
    pub fn any_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, Misuse> {
        let mut truths = texts.into_iter().map(prepare);
        let first = truths.next().ok_or(Misuse::NoTruths)??;
        Ok(Self { first, others: truths.collect::<Result<_, _>>()? })
    }

    /// [`GroundTruth::new`], prepared once for all calls and threads as long as it is among the last ones used.
    ///
    /// # Errors
    /// [`Misuse::BlankTruth`].
    pub fn cached(text: &str) -> Result<Arc<Self>, Misuse> {
        if let Some(known) = CACHE.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Ok(Arc::clone(known));
        }
        let truth = Arc::new(Self::new(text)?);
        if text.len() <= GROUND_TRUTH_BYTES {
            let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
            if cache.len() >= GROUND_TRUTHS {
                cache.clear();
            }
            cache.insert(text.into(), Arc::clone(&truth));
        }
        Ok(truth)
    }

    pub(super) fn first(&self) -> &Truth {
        &self.first
    }

    pub(super) fn others(&self) -> &[Truth] {
        &self.others
    }
}

fn prepare(text: &str) -> Result<Truth, Misuse> {
    if text.chars().all(|c| c.is_whitespace() || crate::text::fold::is_invisible(c)) {
        return Err(Misuse::BlankTruth);
    }
    let truth = Truth::new(text);
    // A plain number is no worked solution.
    Ok(if truth.is_plain_number() { truth } else { Truth::new(&extract::stated(text)) })
}
