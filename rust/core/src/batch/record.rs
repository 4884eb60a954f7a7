//! What a record of a batch needs beside the scores, in the same pass or in one of its own.

use std::sync::atomic::{AtomicU16, AtomicU32, AtomicU64, Ordering};

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use super::guard::guarded_at;
use super::pool::{cost, run};
use super::{Failure, Gradings, Scores, Truths, Watch, with_truths};
use crate::extract::Source;
use crate::reward::{GroundTruth, Reason, grade_answer};

/// Stands for the source of an answer that is not there.
pub const NO_SOURCE: u8 = u8::MAX;

/// One seed for all, so that what two processes hashed can be compared.
const SECRETS: RapidSecrets = RapidSecrets::seed_cpp(0);

/// How many times cheaper a text is described than graded: waking threads for it rarely pays.
const CHEAPER: usize = 50;

/// Scores, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded {
    /// What [`super::check_answers`] or [`super::combined_rewards`] gives.
    pub scores: Vec<f64>,
    /// Why.
    pub codes: Codes,
    /// What [`describe_texts`] gives for the responses, where it was asked for.
    pub described: Option<Described>,
}

/// Why responses got the scores that they got for their answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
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

/// The score of each response against its truth, with its reason and where its answer was read; with `described`, what
/// [`describe_texts`] gives for the responses, in the same pass.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn grade_answers(
    responses: &[&str],
    truths: Truths<'_>,
    gradings: Gradings<'_>,
    described: bool,
    watch: Watch<'_>,
) -> Result<Graded, Failure> {
    grade_each(responses, truths, described, watch, |at, truth| {
        guarded_at(at, || Some(grade_answer(responses[at], truth?, gradings.at(at))))
            .flatten()
            .map_or((0.0, None), |(score, source)| (score.score, Some((score.reason, source))))
    })
}

/// [`grade_answers`] by any rule, which gives a score and, unless the grader failed, its reason and the answer's source.
pub(super) fn grade_each(
    responses: &[&str],
    truths: Truths<'_>,
    described: bool,
    watch: Watch<'_>,
    grade: impl Fn(usize, Option<&GroundTruth>) -> (f64, Option<(Reason, Option<Source>)>) + Sync,
) -> Result<Graded, Failure> {
    let (scores, coding) = (Scores::new(responses.len()), Coding::new(responses.len()));
    let describing = described.then(|| Describing::new(responses.len()));
    with_truths(responses, truths, watch, |at, truth| {
        if let Some(describing) = &describing {
            describing.set(at, responses[at]);
        }
        let (score, why) = grade(at, truth);
        scores.set(at, score);
        if let Some((reason, source)) = why {
            coding.set(at, reason, source);
        }
    })?;
    Ok(Graded { scores: scores.into_vec(), codes: coding.into(), described: describing.map(Into::into) })
}

/// A number that stands for a text: the same on every machine, and, but by chance, another for another text.
pub fn hash_text(text: &str) -> u64 {
    rapidhash_v3_seeded(text.as_bytes(), &SECRETS)
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
    let describing = Describing::new(texts.len());
    run(texts.len(), cost(texts) / CHEAPER, watch, |range| {
        let mut last: Option<usize> = None;
        for at in range {
            // The prompts of a group are equal, and often one object.
            match last.filter(|before| same(texts[at], texts[*before])) {
                Some(before) => describing.copy(at, before),
                None => describing.set(at, texts[at]),
            }
            last = Some(at);
        }
    })?;
    Ok(describing.into())
}

/// Whether two texts are equal, which takes no look at them where they lie at one place.
fn same(text: &str, other: &str) -> bool {
    text.len() == other.len() && (text.as_ptr() == other.as_ptr() || text == other)
}

/// Codes that several threads fill in any order.
pub(super) struct Coding(Vec<AtomicU16>);

impl Coding {
    pub(super) fn new(count: usize) -> Self {
        // What is never set is what the grader failed on.
        let failed = u16::from_be_bytes([Reason::InternalError as u8, NO_SOURCE]);
        Self((0..count).map(|_| AtomicU16::new(failed)).collect())
    }

    pub(super) fn set(&self, at: usize, reason: Reason, source: Option<Source>) {
        let source = source.map_or(NO_SOURCE, |source| source as u8);
        self.0[at].store(u16::from_be_bytes([reason as u8, source]), Ordering::Relaxed);
    }
}

impl From<Coding> for Codes {
    fn from(coding: Coding) -> Self {
        let (reasons, sources) = coding.0.into_iter().map(|code| code.into_inner().to_be_bytes().into()).unzip();
        Self { reasons, sources }
    }
}

/// What `str::is_ascii` says, which goes over the last bytes one by one.
fn is_ascii(text: &str) -> bool {
    const WORD: usize = size_of::<u64>();
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk::<WORD>() else { return text.is_ascii() };
    let (words, _) = bytes.as_chunks::<WORD>();
    let all = words.iter().fold(u64::from_ne_bytes(*last), |all, word| all | u64::from_ne_bytes(*word));
    all.to_ne_bytes().is_ascii()
}

/// Descriptions that several threads fill in any order.
pub(super) struct Describing {
    lengths: Vec<AtomicU32>,
    hashes: Vec<AtomicU64>,
}

impl Describing {
    pub(super) fn new(count: usize) -> Self {
        let lengths = (0..count).map(|_| AtomicU32::new(0)).collect();
        Self { lengths, hashes: (0..count).map(|_| AtomicU64::new(0)).collect() }
    }

    fn copy(&self, at: usize, from: usize) {
        self.lengths[at].store(self.lengths[from].load(Ordering::Relaxed), Ordering::Relaxed);
        self.hashes[at].store(self.hashes[from].load(Ordering::Relaxed), Ordering::Relaxed);
    }

    pub(super) fn set(&self, at: usize, text: &str) {
        let length = if is_ascii(text) { text.len() } else { text.chars().count() };
        self.lengths[at].store(u32::try_from(length).unwrap_or(u32::MAX), Ordering::Relaxed);
        self.hashes[at].store(hash_text(text), Ordering::Relaxed);
    }
}

impl From<Describing> for Described {
    fn from(describing: Describing) -> Self {
        Self {
            lengths: describing.lengths.into_iter().map(AtomicU32::into_inner).collect(),
            hashes: describing.hashes.into_iter().map(AtomicU64::into_inner).collect(),
        }
    }
}
