//! Several scores of each response in one call: its words and its answer are read once for those that are made of them.
//!
//! The responses are gone over once for the parts that look for the answer, and once for the others: to change between the
//! two at every response would cost more than it saves, since each has more code and tables than a core keeps at hand.

use super::guard::guarded_at;
use super::pool::{cost, run};
use super::record::{Notes, Noting};
use super::{Failure, Scores, Second, Truths, Watch, with_truths};
use crate::aspects::{Prompt, Prompts, Reading};
use crate::format::Format;
use crate::reward::{Grading, GroundTruth, check_extracted, match_format_exactly};

/// One of the scores that are given together.
pub enum Part<'a> {
    /// [`crate::reward::check_answer`], with the truths of the call.
    Correctness(&'a Grading),
    /// [`match_format_exactly`], with its partial credit.
    Format(Second<'a, Format, Format>, f64),
    /// [`Prompt::relevance`], with the prompts of the call.
    Relevance,
    /// [`crate::aspects::completeness`], with or without the prompts of the call.
    Completeness(bool),
    /// [`crate::aspects::clarity`].
    Clarity,
    /// [`crate::aspects::conciseness`], with its number of words.
    Conciseness(f64),
    /// [`crate::aspects::efficiency`].
    Efficiency,
}

/// What was asked.
#[derive(Clone, Copy)]
pub enum Asked<'a> {
    /// One prompt for all.
    One(&'a Prompt),
    /// One for each.
    Each(&'a Prompts<'a>),
}

impl<'a> Asked<'a> {
    fn at(self, at: usize) -> &'a Prompt {
        match self {
            Self::One(prompt) => prompt,
            Self::Each(prompts) => prompts.at(at),
        }
    }
}

impl Part<'_> {
    /// Whether the answer is looked for.
    fn reads_answer(&self) -> bool {
        matches!(self, Self::Correctness(_) | Self::Completeness(_) | Self::Efficiency)
    }

    /// The score of one response; none without what it is compared with.
    fn score(
        &self,
        reading: &Reading<'_>,
        at: usize,
        truth: Option<&GroundTruth>,
        asked: Option<Asked<'_>>,
    ) -> Option<f64> {
        let prompt = || asked.map(|asked| asked.at(at));
        Some(match self {
            Self::Correctness(grading) => check_extracted(reading.answer(), truth?, grading).score,
            Self::Format(formats, credit) => match_format_exactly(reading.response(), formats.at(at), *credit),
            Self::Relevance => reading.relevance(prompt()?),
            Self::Completeness(true) => reading.completeness(Some(prompt()?)),
            Self::Completeness(false) => reading.completeness(None),
            Self::Clarity => reading.clarity(),
            Self::Conciseness(words) => reading.conciseness(*words),
            Self::Efficiency => reading.efficiency(),
        })
    }
}

/// The scores of each part, in the order of the parts; each is the same as the part's own function gives.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn score_together(
    responses: &[&str],
    parts: &[Part<'_>],
    truths: Option<Truths<'_>>,
    asked: Option<Asked<'_>>,
    watch: Watch<'_>,
) -> Result<Vec<Vec<f64>>, Failure> {
    score_and_note(responses, parts, truths, asked, None, watch)
}

/// What [`score_together`] gives, and beside it what [`super::grade_answers`] gives for the first part that is
/// [`Part::Correctness`].
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn grade_together(
    responses: &[&str],
    parts: &[Part<'_>],
    truths: Truths<'_>,
    asked: Option<Asked<'_>>,
    watch: Watch<'_>,
) -> Result<(Vec<Vec<f64>>, Notes), Failure> {
    let noting = Noting::new(responses.len());
    let scores = score_and_note(responses, parts, Some(truths), asked, Some(&noting), watch)?;
    Ok((scores, noting.into()))
}

fn score_and_note(
    responses: &[&str],
    parts: &[Part<'_>],
    truths: Option<Truths<'_>>,
    asked: Option<Asked<'_>>,
    noting: Option<&Noting>,
    watch: Watch<'_>,
) -> Result<Vec<Vec<f64>>, Failure> {
    let scores: Vec<Scores> = parts.iter().map(|_| Scores::new(responses.len())).collect();
    let grade = |at: usize, truth: Option<&GroundTruth>, answers: bool| {
        let reading = Reading::new(responses[at]);
        let mut noting = noting;
        for (part, scores) in parts.iter().zip(&scores).filter(|(part, _)| part.reads_answer() == answers) {
            let noting = if matches!(part, Part::Correctness(_)) { noting.take() } else { None };
            let score = guarded_at(at, || match (part, noting) {
                (Part::Correctness(grading), Some(noting)) => {
                    let answer = reading.answer();
                    let score = check_extracted(answer, truth?, grading);
                    noting.explain(at, score.reason, answer.ok().map(|answer| answer.source));
                    Some(score.score)
                }
                _ => part.score(&reading, at, truth, asked),
            });
            scores.set(at, score.flatten().unwrap_or(0.0));
        }
    };
    let (count, cost) = (responses.len(), cost(responses));
    match truths {
        Some(truths) => with_truths(responses, truths, watch, |at, truth| grade(at, truth, true))?,
        None if parts.iter().any(Part::reads_answer) => {
            run(count, cost, watch, |range| range.for_each(|at| grade(at, None, true)))?;
        }
        None => {}
    }
    let others = !parts.iter().all(Part::reads_answer);
    if others || noting.is_some() {
        run(count, cost, watch, |range| {
            if let Some(noting) = noting {
                noting.describe(range.clone(), responses);
            }
            if others {
                range.for_each(|at| grade(at, None, false));
            }
        })?;
    }
    Ok(scores.into_iter().map(Scores::into_vec).collect())
}
