//! What a record of a batch needs beside the scores, in the same pass or in one of its own.

use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, Ordering};

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use super::guard::guarded_at;
use super::pool::{cost, run};
use super::{Failure, Scores, Truths, Watch, with_truths};
use crate::reward::{Grading, Reason, grade_answer};

/// Stands for the source of an answer that is not there.
pub const NO_SOURCE: u8 = u8::MAX;

/// One seed for all, so that what two processes hashed can be compared.
const SECRETS: RapidSecrets = RapidSecrets::seed_cpp(0);

/// Scores, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded {
    /// What [`super::check_answers`] gives.
    pub scores: Vec<f64>,
    /// The place of each reason in [`Reason::ALL`].
    pub reasons: Vec<u8>,
    /// The place of each answer's source in [`crate::extract::Source::ALL`], or [`NO_SOURCE`].
    pub sources: Vec<u8>,
}

/// The length of each text and what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// In characters.
    pub lengths: Vec<u32>,
    /// Equal for equal texts, on every machine; for others, but by chance, different.
    pub hashes: Vec<u64>,
}

/// The score of each response against its truth, with its reason and where its answer was read.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn grade_answers(
    responses: &[&str],
    truths: Truths<'_>,
    grading: &Grading,
    watch: Watch<'_>,
) -> Result<Graded, Failure> {
    let failed = u16::from_be_bytes([Reason::InternalError as u8, NO_SOURCE]);
    let scores = Scores::new(responses.len());
    let codes: Vec<AtomicU16> = (0..responses.len()).map(|_| AtomicU16::new(failed)).collect();
    with_truths(responses, truths, watch, |at, truth| {
        let graded = guarded_at(at, || truth.map(|truth| grade_answer(responses[at], truth, grading))).flatten();
        let Some((score, source)) = graded else { return };
        scores.set(at, score.score);
        let source = source.map_or(NO_SOURCE, |source| source as u8);
        codes[at].store(u16::from_be_bytes([score.reason as u8, source]), Ordering::Relaxed);
    })?;
    let (reasons, sources) = codes.into_iter().map(|code| code.into_inner().to_be_bytes().into()).unzip();
    Ok(Graded { scores: scores.into_vec(), reasons, sources })
}

/// The length and the hash of each text.
///
/// ```
/// use rewards_core::batch::describe_texts;
/// let found = describe_texts(&["four", "vier", "four"], &mut || true).unwrap();
/// assert_eq!(found.lengths, [4, 4, 4]);
/// assert!(found.hashes[0] == found.hashes[2] && found.hashes[0] != found.hashes[1]);
/// ```
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn describe_texts(texts: &[&str], watch: Watch<'_>) -> Result<Described, Failure> {
    let lengths: Vec<AtomicU32> = (0..texts.len()).map(|_| AtomicU32::new(0)).collect();
    let hashes: Vec<AtomicU64> = (0..texts.len()).map(|_| AtomicU64::new(0)).collect();
    run(texts.len(), cost(texts), watch, |range| {
        for at in range {
            let length = u32::try_from(texts[at].chars().count()).unwrap_or(u32::MAX);
            lengths[at].store(length, Ordering::Relaxed);
            hashes[at].store(rapidhash_v3_seeded(texts[at].as_bytes(), &SECRETS), Ordering::Relaxed);
        }
    })?;
    Ok(Described {
        lengths: lengths.into_iter().map(AtomicU32::into_inner).collect(),
        hashes: hashes.into_iter().map(AtomicU64::into_inner).collect(),
    })
}
