//! Many responses at once: slices in, slices out, on a thread pool of our own.
//!
//! Every item is graded for itself, so results cannot depend on the number of threads; an item that panics gets
//! [`Reason::InternalError`] (or the lowest value of its kind) and the rest of the batch is graded all the same. The
//! calling thread waits beside the pool and asks its `watch` now and then whether to go on: so a batch can be stopped.
//!
//! A fork waits until nothing is being graded (see [`gate`]), and the child, in which the pool's threads do not exist,
//! makes a pool of its own.

mod columns;
mod combined;
mod counts;
pub mod gate;
mod gathered;
mod guard;
mod moments;
mod pool;
mod record;
mod sketch;
mod together;

use std::borrow::Borrow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub use columns::{Columns, NOT_JUDGED, TruthRows, verdict_columns};
pub use combined::{combined_reward, combined_rewards, grade_combined};
pub use counts::{Groups, choose_groups, count_codes, count_distinct, count_values, describe_groups, draw_lots};
pub use gathered::{Gathered, group_answers};
pub use guard::{Fallen, guarded, take_fallen};
pub use moments::{Joint, Moments, describe_pairs, describe_values};
pub use pool::{MAX_THREADS, num_threads, set_num_threads};
pub use record::{Codes, Described, Graded, NO_SOURCE, describe_texts, grade_answers, hash_text};
pub use sketch::Sketch;
pub use together::{Asked, Part, Together, score_together};

use self::guard::guarded_at;
use self::pool::{cost, lock, run};
use crate::error::Misuse;
use crate::extract::{Answer, extract};
use crate::format::Format;
use crate::number::Exact;
use crate::reward::{Grading, GroundTruth, Numbers, Reason, Verdict};
use crate::reward::{check_answer, check_numbers, explain_answer, is_equal, match_format_exactly, trace_answer};

/// Why a batch has no result.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// Its watch said to stop.
    Stopped,
    /// A caller's mistake in the second argument.
    Misuse {
        /// Where in the batch.
        index: usize,
        /// What.
        misuse: Misuse,
    },
}

/// Asked now and then, on the calling thread, whether to go on.
pub type Watch<'w> = &'w mut (dyn FnMut() -> bool + 'w);

/// The truths of a batch.
#[derive(Clone, Copy)]
pub enum Truths<'a> {
    /// One for all.
    One(&'a GroundTruth),
    /// One for each, as text: each distinct text is prepared once for every chunk of responses that it has.
    Texts(&'a [&'a str]),
    /// One for each, prepared.
    Ready(&'a [Arc<GroundTruth>]),
}

/// How to grade a batch: one grading for all responses, or one for each.
pub type Gradings<'a> = Second<'a, Grading, Arc<Grading>>;

/// One second argument for all responses, or one for each.
pub enum Second<'a, T: ?Sized, U> {
    /// One for all.
    One(&'a T),
    /// One for each.
    Each(&'a [U]),
}

/// The score of each response against its truth.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn check_answers(
    responses: &[&str],
    truths: Truths<'_>,
    gradings: Gradings<'_>,
    watch: Watch<'_>,
) -> Result<Vec<f64>, Failure> {
    let scores = Scores::new(responses.len());
    with_truths(responses, truths, watch, |at, truth| {
        let score = guarded_at(at, || check_answer(responses[at], truth?, gradings.at(at)).score.into()).flatten();
        scores.set(at, score.unwrap_or(0.0));
    })?;
    Ok(scores.into_vec())
}

/// The verdict on each response, with its reason and what was read, and a trace of the reading if it is to be `traced`.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn explain_answers<'r>(
    responses: &[&'r str],
    truths: Truths<'_>,
    gradings: Gradings<'_>,
    traced: bool,
    watch: Watch<'_>,
) -> Result<Vec<Verdict<'r>>, Failure> {
    let explain = if traced { trace_answer } else { explain_answer };
    let verdicts = Slots::new(responses.len());
    with_truths(responses, truths, watch, |at, truth| {
        verdicts.set(at, guarded_at(at, || Some(explain(responses[at], truth?, gradings.at(at)))).flatten());
    })?;
    Ok(verdicts.into_vec(|verdict| verdict.unwrap_or_else(internal_error)))
}

/// How well each response matches its format.
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn match_formats(
    responses: &[&str],
    formats: Second<'_, Format, Format>,
    partial_credit: f64,
    watch: Watch<'_>,
) -> Result<Vec<f64>, Failure> {
    let scores = Scores::new(responses.len());
    run(responses.len(), cost(responses), watch, |range| {
        for at in range {
            let format = formats.at(at);
            scores
                .set(at, guarded_at(at, || match_format_exactly(responses[at], format, partial_credit)).unwrap_or(0.0));
        }
    })?;
    Ok(scores.into_vec())
}

/// A score for each response by any rule; `score` takes its place, and is 0.0 where the rule panicked.
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn score_each(
    responses: &[&str],
    watch: Watch<'_>,
    score: impl Fn(usize) -> f64 + Sync,
) -> Result<Vec<f64>, Failure> {
    let scores = Scores::new(responses.len());
    run(responses.len(), cost(responses), watch, |range| {
        for at in range {
            scores.set(at, guarded_at(at, || score(at)).unwrap_or(0.0));
        }
    })?;
    Ok(scores.into_vec())
}

/// A result for each response by any rule; `judge` takes its place, and `failed` stands for it where the rule panicked.
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn map_each<R: Send + Sync>(
    responses: &[&str],
    watch: Watch<'_>,
    judge: impl Fn(usize) -> R + Sync,
    failed: impl Fn() -> R,
) -> Result<Vec<R>, Failure> {
    let results = Slots::new(responses.len());
    run(responses.len(), cost(responses), watch, |range| {
        for at in range {
            results.set(at, guarded_at(at, || judge(at)));
        }
    })?;
    Ok(results.into_vec(|result| result.unwrap_or_else(&failed)))
}

/// The numbers of each response's answer against the expected ones.
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn check_all_numbers(
    responses: &[&str],
    expected: Second<'_, [Exact], Vec<Exact>>,
    tolerance: &Exact,
    watch: Watch<'_>,
) -> Result<Vec<Numbers>, Failure> {
    let found = Slots::new(responses.len());
    run(responses.len(), cost(responses), watch, |range| {
        for at in range {
            let expected = expected.at(at);
            let numbers = guarded_at(at, || check_numbers(responses[at], expected, tolerance));
            found.set(at, Some(numbers.unwrap_or_else(|| no_numbers(expected.len()))));
        }
    })?;
    Ok(found.into_vec(|numbers| numbers.unwrap_or_else(|| no_numbers(0))))
}

/// [`check_numbers`]; nothing found where the grader failed on the response.
pub fn check_numbers_guarded(response: &str, expected: &[Exact], tolerance: &Exact) -> Numbers {
    guarded(|| check_numbers(response, expected, tolerance)).unwrap_or_else(|| no_numbers(expected.len()))
}

/// The answer of each response, if it has one.
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn extract_answers<'r>(responses: &[&'r str], watch: Watch<'_>) -> Result<Vec<Option<Answer<'r>>>, Failure> {
    let answers = Slots::new(responses.len());
    run(responses.len(), cost(responses), watch, |range| {
        for at in range {
            answers.set(at, guarded_at(at, || extract(responses[at]).ok()).flatten());
        }
    })?;
    Ok(answers.into_vec(|answer| answer))
}

/// Whether each text is equal to its truth.
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn math_equals(
    texts: &[&str],
    truths: Second<'_, str, &str>,
    gradings: Gradings<'_>,
    watch: Watch<'_>,
) -> Result<Vec<bool>, Failure> {
    let equal: Vec<AtomicBool> = (0..texts.len()).map(|_| AtomicBool::new(false)).collect();
    run(texts.len(), cost(texts), watch, |range| {
        for at in range {
            let verdict = guarded_at(at, || is_equal(texts[at], truths.at(at), gradings.at(at))).unwrap_or(false);
            equal[at].store(verdict, Ordering::Relaxed);
        }
    })?;
    Ok(equal.into_iter().map(AtomicBool::into_inner).collect())
}

/// The verdict on a response that the grader failed on.
pub fn internal_error<'r>() -> Verdict<'r> {
    Verdict {
        score: 0.0,
        reason: Reason::InternalError,
        answer: None,
        answer_read: None,
        truth_read: String::new(),
        rule: None,
        trace: None,
    }
}

fn no_numbers(expected: usize) -> Numbers {
    Numbers { extracted: Vec::new(), matches: vec![false; expected], score: 0.0 }
}

impl<T: ?Sized, U> Clone for Second<'_, T, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized, U> Copy for Second<'_, T, U> {}

impl<'a, T: ?Sized, U: Borrow<T>> Second<'a, T, U> {
    fn at(&self, at: usize) -> &'a T {
        match *self {
            Self::One(one) => one,
            Self::Each(each) => each[at].borrow(),
        }
    }
}

/// Scores that several threads fill in any order, in the memory of the result itself.
struct Scores(Vec<AtomicU64>);

impl Scores {
    fn new(count: usize) -> Self {
        Self((0..count).map(|_| AtomicU64::new(0)).collect())
    }

    fn set(&self, at: usize, score: f64) {
        self.0[at].store(score.to_bits(), Ordering::Relaxed);
    }

    fn into_vec(self) -> Vec<f64> {
        self.0.into_iter().map(|bits| f64::from_bits(bits.into_inner())).collect()
    }
}

/// Results of any kind that several threads fill in any order.
struct Slots<R>(Vec<OnceLock<R>>);

impl<R> Slots<R> {
    fn new(count: usize) -> Self {
        Self((0..count).map(|_| OnceLock::new()).collect())
    }

    /// Keeps a result, if there is one. Each place is filled once.
    fn set(&self, at: usize, result: Option<R>) {
        if let Some(result) = result {
            let _ = self.0[at].set(result);
        }
    }

    fn into_vec<S>(self, finish: impl Fn(Option<R>) -> S) -> Vec<S> {
        self.0.into_iter().map(|slot| finish(slot.into_inner())).collect()
    }
}

/// Grades every response with its truth, `None` where preparing the truth panicked.
fn with_truths(
    responses: &[&str],
    truths: Truths<'_>,
    watch: Watch<'_>,
    grade: impl Fn(usize, Option<&GroundTruth>) + Sync,
) -> Result<(), Failure> {
    let (count, cost) = (responses.len(), cost(responses));
    let texts = match truths {
        Truths::One(truth) => return run(count, cost, watch, |range| range.for_each(|at| grade(at, Some(truth)))),
        Truths::Ready(truths) => {
            return run(count, cost, watch, |range| range.for_each(|at| grade(at, Some(&truths[at]))));
        }
        Truths::Texts(texts) => texts,
    };
    let order = Order::by_text(texts);
    let first_bad: Mutex<Option<(usize, Misuse)>> = Mutex::new(None);
    run(count, cost, watch, |range| {
        let mut last: Option<(&str, Option<GroundTruth>)> = None;
        for at in range.map(|at| order.at(at)) {
            if last.as_ref().is_none_or(|(text, _)| *text != texts[at]) {
                last = match guarded_at(at, || GroundTruth::new(texts[at])) {
                    Some(Ok(truth)) => Some((texts[at], Some(truth))),
                    None => Some((texts[at], None)),
                    Some(Err(misuse)) => {
                        let mut bad = lock(&first_bad);
                        if bad.as_ref().is_none_or(|(first, _)| at < *first) {
                            *bad = Some((at, misuse));
                        }
                        continue;
                    }
                };
            }
            grade(at, last.as_ref().and_then(|(_, truth)| truth.as_ref()));
        }
    })?;
    match first_bad.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((index, misuse)) => Err(Failure::Misuse { index, misuse }),
        None => Ok(()),
    }
}

/// Digits up to which a truth is prepared anew for every response.
const NUMERAL: usize = 12;

/// The order in which responses are graded, so that those with one truth come one after the other.
enum Order {
    /// As they stand.
    AsGiven,
    /// By a hash of the truth's text (its high bits), then by place (the low bits under the mask).
    Sorted { keys: Vec<u64>, mask: u64 },
}

impl Order {
    fn by_text(texts: &[&str]) -> Self {
        // To prepare a numeral costs less than to find the others like it.
        if texts.iter().all(|text| text.len() <= NUMERAL && text.bytes().all(|byte| byte.is_ascii_digit())) {
            return Self::AsGiven;
        }
        let mask = u64::MAX >> (texts.len() as u64).leading_zeros().min(63);
        let key = |(at, text): (usize, &&str)| {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            (hasher.finish() & !mask) | at as u64
        };
        let mut keys: Vec<u64> = texts.iter().enumerate().map(key).collect();
        let runs = |keys: &[u64]| keys.windows(2).filter(|pair| (pair[0] ^ pair[1]) & !mask != 0).count();
        let runs_as_given = runs(&keys);
        keys.sort_unstable();
        // Where equal truths stand together already, as they are and as they lie in memory is best.
        if runs_as_given <= runs(&keys) { Self::AsGiven } else { Self::Sorted { keys, mask } }
    }

    fn at(&self, at: usize) -> usize {
        match self {
            Self::AsGiven => at,
            Self::Sorted { keys, mask } => (keys[at] & mask) as usize,
        }
    }
}
