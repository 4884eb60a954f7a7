//! How groups are gathered: which comparisons are made, and how many.

use std::cell::OnceCell;

use super::Distinct;
use crate::equal::{Magnitude, Truth, count_steps, is_formula};
use crate::limits::{GROUP_COMPARISON_STEPS, GROUP_RIVALS, GROUP_STEPS_A_BYTE, GROUP_STEPS_AN_ANSWER};
use crate::reward::{Grading, compare};
use crate::trace::Notes;

/// The different answers of some responses, on their way into groups.
pub(super) struct Gathering<'a> {
    distinct: &'a [Distinct<'a>],
    truths: Vec<Truth>,
    shapes: Vec<OnceCell<Shape>>,
    grading: &'a Grading,
    /// Steps that are left for all comparisons.
    left: usize,
}

impl<'a> Gathering<'a> {
    /// Different answers, the most frequent first, of so many responses.
    pub(super) fn new(distinct: &'a [Distinct<'a>], responses: usize, grading: &'a Grading) -> Self {
        Self {
            distinct,
            truths: distinct.iter().map(|distinct| Truth::new(distinct.content.text)).collect(),
            shapes: vec![OnceCell::new(); distinct.len()],
            grading,
            left: responses.saturating_mul(GROUP_STEPS_AN_ANSWER),
        }
    }

    /// The number of each answer's group; none where `go_on`, which is asked for each answer, says no.
    pub(super) fn run(mut self, go_on: &mut dyn FnMut() -> bool) -> Option<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut joined = Vec::with_capacity(self.distinct.len());
        for answer in 0..self.distinct.len() {
            if !go_on() {
                return None;
            }
            let rivals = groups.iter().take(GROUP_RIVALS);
            let found =
                rivals.enumerate().find(|(_, members)| members.iter().all(|member| self.agree(*member, answer)));
            let number = found.map_or(groups.len(), |(number, _)| number);
            if number == groups.len() {
                groups.push(Vec::new());
            }
            groups[number].push(answer);
            joined.push(number);
        }
        Some(joined)
    }

    /// Whether two answers are equal in at least one direction; when no steps are left, they are not.
    fn agree(&mut self, a: usize, b: usize) -> bool {
        let mut is_formula = false;
        if self.grading.choices().is_none() && self.grading.options().is_exact() {
            let (one, other) = (self.shape(a), self.shape(b));
            if let (Some(one), Some(other)) = (&one.magnitude, &other.magnitude)
                && one.is_apart(other)
            {
                return false;
            }
            is_formula = one.is_formula && other.is_formula;
        }
        // Formulas without decimals are equal in both directions or in none.
        self.accepts(a, b) || !is_formula && self.accepts(b, a)
    }

    /// Whether an answer is right where another one is the truth.
    fn accepts(&mut self, answer: usize, truth: usize) -> bool {
        let said = self.distinct[answer].said(&self.truths[answer]);
        let truth = &self.truths[truth];
        let bytes = said.written.len() + truth.text().len();
        let reading = GROUP_COMPARISON_STEPS + GROUP_STEPS_A_BYTE.saturating_mul(bytes);
        if self.left < reading {
            return false;
        }
        let compare = || compare(&said, truth, self.grading, &mut Notes::silent()).relation.is_accepted();
        let (accepted, steps) = count_steps(compare);
        self.left = self.left.saturating_sub(reading.saturating_add(steps));
        accepted
    }

    fn shape(&self, at: usize) -> &Shape {
        self.shapes[at].get_or_init(|| {
            if !self.distinct[at].is_as_written() {
                return Shape::default();
            }
            let truth = &self.truths[at];
            let magnitude = Magnitude::read(truth);
            let is_formula = magnitude.is_none() && is_formula(truth);
            Shape { magnitude, is_formula }
        })
    }
}

/// What is known of an answer before it is compared.
#[derive(Clone, Debug, Default)]
struct Shape {
    magnitude: Option<Magnitude>,
    /// Whether it is a formula without decimals.
    is_formula: bool,
}
