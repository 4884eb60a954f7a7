//! The documented verdicts: each a short pure function over extraction, equality, numbers and formats.

mod choices;
mod grading;
mod numbers;
mod truth;

pub use choices::{Choices, Given};
pub use grading::{Grading, exact_tolerance};
pub use numbers::{Numbers, Written, check_numbers};
pub use truth::GroundTruth;

use crate::answer;
use crate::equal::{self, Decision, Relation, Rule, Said, Truth};
use crate::extract::{Answer, NoAnswer, Source, extract_noted};
use crate::format::{Format, Match};
use crate::trace::{Notes, Trace};

/// Why a response got its score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Stated and equal to the truth.
    Correct,
    /// Stated and within the tolerance of a numeric truth.
    Close,
    /// Equal, but only inferred.
    CorrectNotStated,
    /// Equal, but left as a calculation.
    NotEvaluated,
    /// Another value.
    WrongValue,
    /// No answer anywhere.
    NoAnswer,
    /// The reasoning never ends.
    UnfinishedReasoning,
    /// The answer can't be read.
    Unparseable,
    /// Several answers where one is asked for.
    TooManyAnswers,
    /// A chain of equations that does not hold.
    FalseChain,
    /// Deciding would cost too many steps.
    BudgetExceeded,
    /// A fault of this library: the response was not judged.
    InternalError,
}

impl Reason {
    /// Every reason, the good ones first.
    pub const ALL: [Self; 12] = [
        Self::Correct,
        Self::Close,
        Self::CorrectNotStated,
        Self::NotEvaluated,
        Self::WrongValue,
        Self::NoAnswer,
        Self::UnfinishedReasoning,
        Self::Unparseable,
        Self::TooManyAnswers,
        Self::FalseChain,
        Self::BudgetExceeded,
        Self::InternalError,
    ];

    /// The name that users see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::Close => "close",
            Self::CorrectNotStated => "correct_not_stated",
            Self::NotEvaluated => "not_evaluated",
            Self::WrongValue => "wrong_value",
            Self::NoAnswer => "no_answer",
            Self::UnfinishedReasoning => "unfinished_reasoning",
            Self::Unparseable => "unparseable",
            Self::TooManyAnswers => "too_many_answers",
            Self::FalseChain => "false_chain",
            Self::BudgetExceeded => "budget_exceeded",
            Self::InternalError => "internal_error",
        }
    }
}

/// A score and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// From 0 to 1.
    pub score: f64,
    /// Why.
    pub reason: Reason,
}

/// A score with everything that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict<'r> {
    /// From 0 to 1.
    pub score: f64,
    /// Why.
    pub reason: Reason,
    /// What was read as the answer, if anything was.
    pub answer: Option<Answer<'r>>,
    /// How the answer was read, in LaTeX; of a question with options the labels of those that it names, if it names any.
    pub answer_read: Option<String>,
    /// How the truth was read, in LaTeX; of several truths the one that decided.
    pub truth_read: String,
    /// Which rule decided, where an answer was compared.
    pub rule: Option<Rule>,
    /// How it came about, where that was asked for.
    pub trace: Option<Box<Trace>>,
}

/// Whether the response's answer is right: 1 where it is stated and equal, partial credit where it is close, only
/// inferred or not evaluated, else 0.
///
/// ```
/// use rewards_core::reward::{Grading, GroundTruth, Reason, check_answer};
/// let truth = GroundTruth::new("4").unwrap();
/// let score = check_answer("2 + 2 = 4. The answer is 4.", &truth, &Grading::default());
/// assert_eq!((score.score, score.reason), (1.0, Reason::Correct));
/// ```
pub fn check_answer(response: &str, truth: &GroundTruth, grading: &Grading) -> Score {
    grade_answer(response, truth, grading).0
}

/// [`check_answer`] with how the answer was given, `None` where there is none.
pub fn grade_answer(response: &str, truth: &GroundTruth, grading: &Grading) -> (Score, Option<Source>) {
    let (score, answer) = grade_with_answer(response, truth, grading);
    (score, answer.map(|answer| answer.source))
}

/// [`check_answer`] with the answer that was read, `None` where there is none.
pub fn grade_with_answer<'r>(response: &'r str, truth: &GroundTruth, grading: &Grading) -> (Score, Option<Answer<'r>>) {
    let answer = find_answer(response, grading, &mut Notes::silent());
    let score = check_extracted(answer.as_ref().map_err(|missing| *missing), truth, grading);
    (score, answer.ok())
}

/// [`check_answer`] of an answer that was extracted already.
pub fn check_extracted(answer: Result<&Answer<'_>, NoAnswer>, truth: &GroundTruth, grading: &Grading) -> Score {
    match answer {
        Err(missing) => missing.into(),
        Ok(answer) => judge(answer, truth, grading, &mut Notes::silent()).0,
    }
}

/// [`check_answer`] with what was read, where, how, and which rule decided.
pub fn explain_answer<'r>(response: &'r str, truth: &GroundTruth, grading: &Grading) -> Verdict<'r> {
    explain(response, truth, grading, Notes::silent())
}

/// [`explain_answer`] with a trace of the reading.
///
/// ```
/// use rewards_core::reward::{Grading, GroundTruth, trace_answer};
/// let truth = GroundTruth::new("4").unwrap();
/// let verdict = trace_answer("I doubt that the answer is 4.", &truth, &Grading::default());
/// assert_eq!(verdict.trace.unwrap().candidates[0].rule, Some("before.denied"));
/// ```
pub fn trace_answer<'r>(response: &'r str, truth: &GroundTruth, grading: &Grading) -> Verdict<'r> {
    explain(response, truth, grading, Notes::kept())
}

/// The answer of a response, among the statements that count and the options of its question.
pub(crate) fn find_answer<'r>(response: &'r str, grading: &Grading, notes: &mut Notes) -> Result<Answer<'r>, NoAnswer> {
    let wanted = grading.wanted();
    match grading.choices() {
        None => extract_noted(response, wanted, notes),
        Some(choices) => choices.settle(response, wanted, notes, |notes| extract_noted(response, wanted, notes)),
    }
}

fn explain<'r>(response: &'r str, truth: &GroundTruth, grading: &Grading, mut notes: Notes) -> Verdict<'r> {
    match find_answer(response, grading, &mut notes) {
        Err(missing) => {
            let Score { score, reason } = missing.into();
            let truth_read = equal::read(truth.first().text());
            let trace = notes.into_trace();
            Verdict { score, reason, answer: None, answer_read: None, truth_read, rule: None, trace }
        }
        Ok(answer) => {
            notes.note(|recorder| recorder.answer(answer.to_parts()));
            let (Score { score, reason }, decision, against) = judge(&answer, truth, grading, &mut notes);
            let named = grading.choices().and_then(|choices| choices.named(&said(&answer), grading.options()));
            Verdict {
                score,
                reason,
                answer_read: Some(named.unwrap_or_else(|| equal::read(numbers::value(&answer)))),
                answer: Some(answer),
                truth_read: equal::read(against.text()),
                rule: Some(decision.rule),
                trace: notes.into_trace(),
            }
        }
    }
}

/// 1 where the response ends with the format to the letter, partial credit where its placeholders are filled, else 0.
pub fn match_format_exactly(response: &str, format: &Format, partial_credit: f64) -> f64 {
    match format.match_exactly(response) {
        Match::Exact => 1.0,
        Match::Partial => partial_credit,
        Match::None => 0.0,
    }
}

impl From<NoAnswer> for Score {
    fn from(missing: NoAnswer) -> Self {
        let reason = match missing {
            NoAnswer::Missing => Reason::NoAnswer,
            NoAnswer::Unfinished => Reason::UnfinishedReasoning,
        };
        Self { score: 0.0, reason }
    }
}

/// How what a statement says relates to a truth: by the options of the question that they name, or by their values.
pub(crate) fn compare(said: &Said<'_>, truth: &Truth, grading: &Grading, notes: &mut Notes) -> Decision {
    let chosen = grading.choices().and_then(|choices| choices.decide(said, truth, grading.options(), notes));
    chosen.unwrap_or_else(|| equal::compare_noted(said, truth, grading.options(), notes))
}

/// Whether two texts say the same, the second one being the truth.
///
/// ```
/// use std::sync::Arc;
/// use rewards_core::reward::{Choices, Given, Grading, is_equal};
/// let choices = Choices::new(&Given::Text("A. 1/3\nB. 1/2".into())).unwrap();
/// let grading = Grading::default().with_choices(Some(Arc::new(choices)));
/// assert!(is_equal("option B", "0.5", &grading) && !is_equal("A", "0.5", &grading));
/// ```
pub fn is_equal(a: &str, b: &str, grading: &Grading) -> bool {
    if grading.choices().is_none() {
        return equal::math_equal_by(a, b, grading.options());
    }
    let read = answer::read(a, 0..a.len(), None);
    compare(&Said::of(a, &read), &Truth::new(b), grading, &mut Notes::silent()).relation.is_accepted()
}

/// What an answer says, for a comparison.
fn said<'s>(answer: &'s Answer<'_>) -> Said<'s> {
    Said {
        written: &answer.text,
        value: answer.whole(),
        restated: &answer.restated,
        several: answer.several,
        changed: answer.changed,
        parts: answer.parts.as_deref(),
        read: None,
    }
}

/// The best score against any of the truths, with the decision and the truth that gave it.
fn judge<'t>(
    answer: &Answer<'_>,
    truth: &'t GroundTruth,
    grading: &Grading,
    notes: &mut Notes,
) -> (Score, Decision, &'t Truth) {
    let said = said(answer);
    let mut against = |truth: &'t Truth| {
        let decision = compare(&said, truth, grading, notes);
        (score(decision.relation, answer.source.is_stated(), grading.partial_credit()), decision, truth)
    };
    let mut best = against(truth.first());
    for other in truth.others() {
        if best.0.score >= 1.0 {
            break;
        }
        let next = against(other);
        // A calculation that equals the truth says more than a wrong value, also where both earn nothing.
        if (next.0.score, best.0.reason) > (best.0.score, next.0.reason) {
            best = next;
        }
    }
    best
}

fn score(relation: Relation, stated: bool, partial: f64) -> Score {
    let (score, reason) = match (relation, stated) {
        (Relation::Equal, true) => (1.0, Reason::Correct),
        (Relation::Equal | Relation::NotEvaluated, false) => (partial, Reason::CorrectNotStated),
        (Relation::NotEvaluated, true) => (partial, Reason::NotEvaluated),
        (Relation::Close, true) => (partial, Reason::Close),
        (Relation::Close, false) | (Relation::Different, _) => (0.0, Reason::WrongValue),
        (Relation::Unparseable, _) => (0.0, Reason::Unparseable),
        (Relation::TooMany, _) => (0.0, Reason::TooManyAnswers),
        (Relation::FalseChain, _) => (0.0, Reason::FalseChain),
        (Relation::Budget, _) => (0.0, Reason::BudgetExceeded),
    };
    Score { score, reason }
}
