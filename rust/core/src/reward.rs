//! Verdicts (stand-in).
use std::sync::Arc;

use crate::equal::Rule;
use crate::error::Misuse;
use crate::extract::{Answer, NoAnswer, Source, extract};
use crate::format::{Format, Match};
use crate::number::Exact;

/// Why a response has its score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Right.
    Correct,
    /// Near.
    Close,
    /// Right, but inferred.
    CorrectNotStated,
    /// Left to do.
    NotEvaluated,
    /// Wrong.
    WrongValue,
    /// None.
    NoAnswer,
    /// Open tag.
    UnfinishedReasoning,
    /// Not read.
    Unparseable,
    /// Several.
    TooManyAnswers,
    /// A lie.
    FalseChain,
    /// Past the budget.
    BudgetExceeded,
    /// Our mistake.
    InternalError,
}

impl Reason {
    /// All of them.
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

    /// The slug.
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

/// A score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The score.
    pub score: f64,
    /// Its reason.
    pub reason: Reason,
}

/// A verdict.
#[derive(Clone, Debug)]
pub struct Verdict<'r> {
    /// The score.
    pub score: f64,
    /// Its reason.
    pub reason: Reason,
    /// The answer.
    pub answer: Option<Answer<'r>>,
    /// How it was read.
    pub answer_read: Option<String>,
    /// How the truth was read.
    pub truth_read: String,
    /// Which rule decided.
    pub rule: Rule,
}

/// Options.
#[derive(Clone, Debug)]
pub struct Grading {
    partial_credit: f64,
}

impl Default for Grading {
    fn default() -> Self {
        Self { partial_credit: 0.5 }
    }
}

impl Grading {
    /// Checks the options.
    pub fn new(tolerance: f64, partial_credit: f64, _digits: Option<u32>) -> Result<Self, Misuse> {
        if !(0.0..1.0).contains(&tolerance) {
            return Err(Misuse::OutOfRange { name: "tolerance", value: tolerance, allowed: "at least 0 and below 1" });
        }
        if !(0.0..=1.0).contains(&partial_credit) {
            return Err(Misuse::OutOfRange { name: "partial_credit", value: partial_credit, allowed: "from 0 to 1" });
        }
        Ok(Self { partial_credit })
    }
}

/// A truth.
#[derive(Debug)]
pub struct GroundTruth(Vec<String>);

impl GroundTruth {
    /// One truth.
    pub fn new(text: &str) -> Result<Self, Misuse> {
        if text.trim().is_empty() { Err(Misuse::BlankTruth) } else { Ok(Self(vec![text.trim().to_owned()])) }
    }

    /// Any of several.
    pub fn any_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, Misuse> {
        let mut all = Vec::new();
        for text in texts {
            all.extend(Self::new(text)?.0);
        }
        if all.is_empty() { Err(Misuse::NoTruths) } else { Ok(Self(all)) }
    }

    /// One truth, cached.
    pub fn cached(text: &str) -> Result<Arc<Self>, Misuse> {
        Self::new(text).map(Arc::new)
    }
}

/// Grades.
pub fn check_answer(response: &str, truth: &GroundTruth, grading: &Grading) -> Score {
    let verdict = explain_answer(response, truth, grading);
    Score { score: verdict.score, reason: verdict.reason }
}

/// Grades and explains.
pub fn explain_answer<'r>(response: &'r str, truth: &GroundTruth, grading: &Grading) -> Verdict<'r> {
    let answer = extract(response);
    let (score, reason) = match &answer {
        Err(NoAnswer::Missing) => (0.0, Reason::NoAnswer),
        Err(NoAnswer::Unfinished) => (0.0, Reason::UnfinishedReasoning),
        Ok(answer) if truth.0.iter().any(|t| *t == answer.text) => {
            if answer.source == Source::Inferred {
                (grading.partial_credit, Reason::CorrectNotStated)
            } else {
                (1.0, Reason::Correct)
            }
        }
        Ok(_) => (0.0, Reason::WrongValue),
    };
    let answer = answer.ok();
    Verdict {
        score,
        reason,
        answer_read: answer.as_ref().map(|a| a.text.to_string()),
        answer,
        truth_read: truth.0.join(" or "),
        rule: Rule::Spelling,
    }
}

/// A number as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Decimal digits.
    Integer(String),
    /// Anything else.
    Float(f64),
}

/// What `check_numbers` found.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// The numbers of the answer.
    pub extracted: Vec<Written>,
    /// Which expected ones are there.
    pub matches: Vec<bool>,
    /// Matched over the larger count.
    pub score: f64,
}

/// Numbers.
pub fn check_numbers(response: &str, expected: &[Exact], _tolerance: &Exact) -> Numbers {
    let extracted: Vec<Written> =
        extract(response).ok().into_iter().map(|answer| Written::Integer(answer.text.into_owned())).collect();
    let has = |e: &Exact| extracted.iter().any(|w| matches!(w, Written::Integer(d) if d.parse() == Ok(e.0)));
    let matches: Vec<bool> = expected.iter().map(has).collect();
    let score = matches.iter().filter(|m| **m).count() as f64 / expected.len().max(extracted.len()) as f64;
    Numbers { extracted, matches, score }
}

/// Format.
pub fn match_format_exactly(response: &str, format: &Format, partial_credit: f64) -> f64 {
    match format.match_exactly(response) {
        Match::Exact => 1.0,
        Match::Partial => partial_credit,
        Match::None => 0.0,
    }
}
