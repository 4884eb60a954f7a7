//! Several scores of each response in one call: its words and its answer are read once for those that are made of them.
//!
//! The responses are gone over once for the parts that look for the answer, and once for the others: to change between the
//! two at every response would cost more than it saves, since each has more code and tables than a core keeps at hand.

use super::guard::guarded_at;
use super::pool::{cost, run};
use super::record::{Codes, Coding, Described, Describing};
use super::{Failure, Gradings, Scores, Second, Truths, Watch, with_truths};
use crate::aspects::{Prompt, Prompts, Reading};
use crate::extract::Source;
use crate::format::Format;
use crate::reward::{Grading, GroundTruth, Score, check_extracted, grade_answer, match_format_exactly};

/// One of the scores that are given together.
pub enum Part<'a> {
    /// [`crate::reward::check_answer`], with the truths of the call.
    Correctness(Gradings<'a>),
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
            Self::Correctness(gradings) => grade(reading, truth?, gradings.at(at)).0.score,
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

/// [`grade_answer`] by the answer that is read already, where every kind of statement counts and no options tell more.
fn grade(reading: &Reading<'_>, truth: &GroundTruth, grading: &Grading) -> (Score, Option<Source>) {
    if !grading.wanted().is_all() || grading.choices().is_some() {
        return grade_answer(reading.response(), truth, grading);
    }
    let answer = reading.answer();
    (check_extracted(answer, truth, grading), answer.ok().map(|answer| answer.source))
}

/// What several parts gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The scores of each part, in the order of the parts; each is the same as the part's own function gives.
    pub scores: Vec<Vec<f64>>,
    /// Why, for each part that is [`Part::Correctness`].
    pub codes: Vec<Option<Codes>>,
    /// What [`super::describe_texts`] gives for the responses, where it was asked for.
    pub described: Option<Described>,
}

/// The scores of each part, with the reasons of those that grade the answer, and the responses `described` if asked for.
///
/// # Errors
/// [`Failure`], where the truth named is the first bad one.
pub fn score_together(
    responses: &[&str],
    parts: &[Part<'_>],
    truths: Option<Truths<'_>>,
    asked: Option<Asked<'_>>,
    described: bool,
    watch: Watch<'_>,
) -> Result<Together, Failure> {
    let count = responses.len();
    let scores: Vec<Scores> = parts.iter().map(|_| Scores::new(count)).collect();
    let coding = |part: &Part<'_>| matches!(part, Part::Correctness(_)).then(|| Coding::new(count));
    let codes: Vec<Option<Coding>> = parts.iter().map(coding).collect();
    let describing = described.then(|| Describing::new(count));
    let grade = |at: usize, truth: Option<&GroundTruth>, answers: bool| {
        let reading = Reading::new(responses[at]);
        for (number, part) in parts.iter().enumerate().filter(|(_, part)| part.reads_answer() == answers) {
            let score = guarded_at(at, || match (part, &codes[number]) {
                (Part::Correctness(gradings), Some(coding)) => {
                    let (score, source) = self::grade(&reading, truth?, gradings.at(at));
                    coding.set(at, score.reason, source);
                    Some(score.score)
                }
                _ => part.score(&reading, at, truth, asked),
            });
            scores[number].set(at, score.flatten().unwrap_or(0.0));
        }
    };
    let others = !parts.iter().all(Part::reads_answer);
    let describe = |at: usize| {
        if let Some(describing) = &describing {
            describing.set(at, responses[at]);
        }
    };
    // Texts are described in the last pass.
    let grade_answer = |at: usize, truth: Option<&GroundTruth>| {
        if !others {
            describe(at);
        }
        grade(at, truth, true);
    };
    let cost = cost(responses);
    match truths {
        Some(truths) => with_truths(responses, truths, watch, grade_answer)?,
        None if parts.iter().any(Part::reads_answer) => {
            run(count, cost, watch, |range| range.for_each(|at| grade_answer(at, None)))?;
        }
        None => {}
    }
    if others {
        run(count, cost, watch, |range| {
            // A range at a time: what describes stays at hand, and so do the responses for what comes next.
            range.clone().for_each(describe);
            range.for_each(|at| grade(at, None, false));
        })?;
    }
    Ok(Together {
        scores: scores.into_iter().map(Scores::into_vec).collect(),
        codes: codes.into_iter().map(|coding| coding.map(Into::into)).collect(),
        described: describing.map(Into::into),
    })
}
