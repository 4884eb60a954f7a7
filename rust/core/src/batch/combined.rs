//! Format and correctness, weighed and added up.

use super::guard::guarded_at;
use super::record::{Graded, grade_each};
use super::{Failure, Gradings, Scores, Second, Truths, Watch, with_truths};
use crate::extract::Source;
use crate::format::Format;
use crate::reward::{Grading, GroundTruth, Reason, grade_answer, match_format_exactly};

/// `alpha * format + beta * correctness` of each response.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn combined_rewards(
    responses: &[&str],
    truths: Truths<'_>,
    formats: Second<'_, Format, Format>,
    weights: (f64, f64),
    gradings: Gradings<'_>,
    watch: Watch<'_>,
) -> Result<Vec<f64>, Failure> {
    let scores = Scores::new(responses.len());
    with_truths(responses, truths, watch, |at, truth| {
        scores.set(at, combined_reward_at(at, responses[at], truth, formats.at(at), weights, gradings.at(at)).0);
    })?;
    Ok(scores.into_vec())
}

/// What [`combined_rewards`] gives, with the reasons of the answers and the responses described.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn grade_combined(
    responses: &[&str],
    truths: Truths<'_>,
    formats: Second<'_, Format, Format>,
    weights: (f64, f64),
    gradings: Gradings<'_>,
    watch: Watch<'_>,
) -> Result<Graded, Failure> {
    grade_each(responses, truths, true, watch, |at, truth| {
        combined_reward_at(at, responses[at], truth, formats.at(at), weights, gradings.at(at))
    })
}

/// `alpha * format + beta * correctness` of one response, each 0.0 where the grader failed on it; and why the answer got its
/// score, unless the grader failed on it.
pub fn combined_reward(
    response: &str,
    truth: Option<&GroundTruth>,
    format: &Format,
    weights: (f64, f64),
    grading: &Grading,
) -> (f64, Option<(Reason, Option<Source>)>) {
    combined_reward_at(0, response, truth, format, weights, grading)
}

fn combined_reward_at(
    at: usize,
    response: &str,
    truth: Option<&GroundTruth>,
    format: &Format,
    (alpha, beta): (f64, f64),
    grading: &Grading,
) -> (f64, Option<(Reason, Option<Source>)>) {
    let form = guarded_at(at, || match_format_exactly(response, format, 0.5)).unwrap_or(0.0);
    let graded = guarded_at(at, || {
        let truth = truth?;
        // The answer of a response that keeps to the format is what fills its placeholder, unless a policy wants another.
        let wanted = if form >= 1.0 && grading.wanted().is_all() { format.wanted() } else { None };
        Some(match wanted {
            Some(wanted) => grade_answer(response, truth, &grading.clone().with_wanted(wanted.clone())),
            None => grade_answer(response, truth, grading),
        })
    });
    let graded = graded.flatten();
    let correctness = graded.map_or(0.0, |(score, _)| score.score);
    let why = graded.map(|(score, source)| (score.reason, source));
    (alpha * form + beta * correctness, why)
}
