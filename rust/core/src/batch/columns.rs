//! Verdicts as columns: what a table of responses gets beside it, without an object for each row.

use std::ops::Range;

use super::guard::guarded_at;
use super::pool::{cost, run};
use super::record::NO_SOURCE;
use super::{Failure, Gradings, Slots, Truths, Watch, with_truths};
use crate::extract::Answer;
use crate::reward::{Grading, GroundTruth, Reason, Score, grade_with_answer};

/// Stands for the reason of a row whose truth can't be used: it was not judged.
pub const NOT_JUDGED: u8 = u8::MAX;

/// The verdicts on a batch, a column for each part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The score of each response; NaN where it was not judged.
    pub scores: Vec<f64>,
    /// The place of each reason in [`crate::reward::Reason::ALL`], or [`NOT_JUDGED`].
    pub reasons: Vec<u8>,
    /// The place of each answer's source in [`crate::extract::Source::ALL`], or [`NO_SOURCE`].
    pub sources: Vec<u8>,
    /// Where each answer begins in its response, in characters; -1 where there is none.
    pub starts: Vec<i64>,
    /// Where it ends.
    pub ends: Vec<i64>,
    /// Where the text of each answer ends in [`Self::texts`]; it begins where the one before ends.
    pub text_ends: Vec<i64>,
    /// The texts of all answers, one behind the other.
    pub texts: Vec<u8>,
}

/// The truths of a batch of which each row may have several.
#[derive(Clone, Copy)]
pub enum TruthRows<'a> {
    /// One for all rows, or one for each.
    Single(Truths<'a>),
    /// For each row those texts that end before the number of its own, of which each is right.
    Lists(&'a [&'a str], &'a [usize]),
}

/// What one row gets.
struct Row {
    score: Score,
    source: u8,
    span: Option<(usize, usize)>,
    text: Text,
}

impl Row {
    /// The row of a response that the grader failed on.
    fn failed() -> Self {
        let score = Score { score: 0.0, reason: Reason::InternalError };
        Self { score, source: NO_SOURCE, span: None, text: Text::None }
    }
}

/// The text of an answer: mostly a part of its response.
enum Text {
    None,
    Inside(Range<usize>),
    Own(Box<str>),
}

/// The verdict on each response; a row whose truth is blank, or of whose list nothing is left, is not judged.
///
/// ```
/// use rewards_core::batch::{Second, TruthRows, Truths, verdict_columns};
/// use rewards_core::reward::Grading;
/// let truths = TruthRows::Single(Truths::Texts(&["4", ""]));
/// let gradings = Second::One(&Grading::default());
/// let found = verdict_columns(&["The answer is 4.", "5"], truths, gradings, &mut || true).unwrap();
/// assert_eq!((found.scores[0], found.starts[0], &found.texts[..]), (1.0, 14, &b"4"[..]));
/// assert!(found.scores[1].is_nan());
/// ```
///
/// # Errors
/// [`Failure::Stopped`] only.
pub fn verdict_columns(
    responses: &[&str],
    truths: TruthRows<'_>,
    gradings: Gradings<'_>,
    watch: Watch<'_>,
) -> Result<Columns, Failure> {
    let rows = Slots::new(responses.len());
    let grade = |at: usize, truth: Option<&GroundTruth>| {
        let graded = guarded_at(at, || truth.map(|truth| row(responses[at], truth, gradings.at(at))));
        rows.set(at, graded.unwrap_or_else(|| Some(Row::failed())));
    };
    match truths {
        TruthRows::Single(truths) => match with_truths(responses, truths, watch, grade) {
            Err(Failure::Misuse { .. }) | Ok(()) => {}
            Err(stopped) => return Err(stopped),
        },
        TruthRows::Lists(texts, ends) => run(responses.len(), cost(responses), watch, |range| {
            for at in range {
                let start = at.checked_sub(1).map_or(0, |before| ends[before]);
                let truth = guarded_at(at, || GroundTruth::any_of(texts[start..ends[at]].iter().copied()));
                match truth {
                    Some(Ok(truth)) => grade(at, Some(&truth)),
                    Some(Err(_)) => {}
                    None => rows.set(at, Some(Row::failed())),
                }
            }
        })?,
    }
    Ok(columns(responses, rows))
}

fn row(response: &str, truth: &GroundTruth, grading: &Grading) -> Row {
    let (score, answer) = grade_with_answer(response, truth, grading);
    let Some(answer) = answer else { return Row { score, source: NO_SOURCE, span: None, text: Text::None } };
    let characters = |range: Range<usize>| response.get(range).map_or(0, |text| text.chars().count());
    let start = characters(0..answer.span.start);
    let end = start + characters(answer.span.clone());
    let Answer { text, span, source, .. } = answer;
    let text = match response.get(span.clone()) {
        Some(inside) if *inside == *text => Text::Inside(span),
        _ => Text::Own(text.into_owned().into_boxed_str()),
    };
    Row { score, source: source as u8, span: Some((start, end)), text }
}

fn columns(responses: &[&str], rows: Slots<Row>) -> Columns {
    let rows = rows.into_vec(|row| row);
    let mut out = Columns::default();
    let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    for (response, row) in responses.iter().zip(rows) {
        let (score, source, span, text) = match row {
            Some(row) => (Some(row.score), row.source, row.span, row.text),
            None => (None, NO_SOURCE, None, Text::None),
        };
        out.scores.push(score.map_or(f64::NAN, |score| score.score));
        out.reasons.push(score.map_or(NOT_JUDGED, |score| score.reason as u8));
        out.sources.push(source);
        out.starts.push(span.map_or(-1, |span| place(span.0)));
        out.ends.push(span.map_or(-1, |span| place(span.1)));
        match text {
            Text::None => {}
            Text::Inside(range) => out.texts.extend_from_slice(response[range].as_bytes()),
            Text::Own(text) => out.texts.extend_from_slice(text.as_bytes()),
        }
        out.text_ends.push(place(out.texts.len()));
    }
    out
}
