//! How strictly answers are graded.

use std::sync::Arc;

use super::Choices;
use crate::equal::{Options, Positive, Units};
use crate::error::Misuse;
use crate::extract::{Pattern, Sources, Wanted};
use crate::number::Exact;

/// How strictly answers are graded: what counts as near, what a nearly right response earns, what else counts as equal, and
/// which statements count. Each setter checks its value.
///
/// ```
/// use rewards_core::reward::{Grading, GroundTruth, Reason, check_answer};
/// let truth = GroundTruth::new("9.81").unwrap();
/// let grading = Grading::default().with_relative_tolerance(0.01).unwrap();
/// assert_eq!(check_answer("The answer is 9.8.", &truth, &grading).reason, Reason::Correct);
/// assert_eq!(check_answer("The answer is 9.8.", &truth, &Grading::default()).reason, Reason::Close);
/// ```
#[derive(Clone, Debug)]
pub struct Grading {
    partial_credit: f64,
    options: Options,
    wanted: Wanted,
    choices: Option<Arc<Choices>>,
}

impl Default for Grading {
    fn default() -> Self {
        Self { partial_credit: 0.5, options: Options::default(), wanted: Wanted::default(), choices: None }
    }
}

impl Grading {
    /// What a nearly right response earns, from 0 to 1.
    ///
    /// # Errors
    /// [`Misuse::OutOfRange`].
    pub fn with_partial_credit(mut self, credit: f64) -> Result<Self, Misuse> {
        if !(0.0..=1.0).contains(&credit) {
            return Err(Misuse::OutOfRange { name: "partial_credit", value: credit, allowed: "between 0 and 1" });
        }
        self.partial_credit = credit;
        Ok(self)
    }

    /// How far from a truth that is not zero, relative to it, a number is near: at least 0 and below 1.
    ///
    /// # Errors
    /// [`Misuse::OutOfRange`].
    pub fn with_tolerance(mut self, tolerance: f64) -> Result<Self, Misuse> {
        self.options.tolerance = exact_tolerance(tolerance)?;
        Ok(self)
    }

    /// Accepts a correct rounding of the truth to at least so many significant digits.
    ///
    /// # Errors
    /// [`Misuse::OutOfRange`] for 0 digits.
    pub fn with_significant_digits(mut self, digits: Option<u32>) -> Result<Self, Misuse> {
        if digits == Some(0) {
            return Err(Misuse::OutOfRange { name: "significant_digits", value: 0.0, allowed: "at least 1, or None" });
        }
        self.options.significant_digits = digits;
        Ok(self)
    }

    /// Accepts a number that is off by no more than this share of the truth: at least 0 and below 1.
    ///
    /// # Errors
    /// [`Misuse::OutOfRange`].
    pub fn with_relative_tolerance(mut self, tolerance: f64) -> Result<Self, Misuse> {
        let exact = exact_share("relative_tolerance", tolerance)?;
        self.options.relative_tolerance = (!exact.is_zero()).then_some(exact);
        Ok(self)
    }

    /// Accepts a number that is off by no more than this, in the truth's own unit: at least 0.
    ///
    /// # Errors
    /// [`Misuse::OutOfRange`].
    pub fn with_absolute_tolerance(mut self, tolerance: f64) -> Result<Self, Misuse> {
        let allowed = "at least 0 and finite";
        let refused = Misuse::OutOfRange { name: "absolute_tolerance", value: tolerance, allowed };
        let exact = (tolerance >= 0.0).then(|| Exact::from_f64_shortest(tolerance)).flatten().ok_or(refused)?;
        self.options.absolute_tolerance = (!exact.is_zero()).then_some(exact);
        Ok(self)
    }

    /// What the units of quantities decide.
    #[must_use]
    pub fn with_units(mut self, units: Units) -> Self {
        self.options.units = units;
        self
    }

    /// Whether "39 million" may answer a truth of 39, and the other way round.
    #[must_use]
    pub fn with_scales(mut self, scales: bool) -> Self {
        self.options.scales = scales;
        self
    }

    /// Which letters stand for positive numbers.
    #[must_use]
    pub fn with_positive(mut self, positive: Positive) -> Self {
        self.options.positive = positive;
        self
    }

    /// Which statements count. Beside a pattern they are those that count where it has no match.
    #[must_use]
    pub fn with_sources(mut self, sources: Sources) -> Self {
        self.wanted.sources = Some(sources);
        self
    }

    /// Where answers are looked for.
    #[must_use]
    pub fn with_wanted(mut self, wanted: Wanted) -> Self {
        self.wanted = wanted;
        self
    }

    /// Where the answer of a response stands, if its data set has a form of its own: nothing else counts, unless
    /// [`Self::with_sources`] names it.
    #[must_use]
    pub fn with_pattern(mut self, pattern: Option<Pattern>) -> Self {
        self.wanted.pattern = pattern;
        self
    }

    /// The options of the question, if it has any.
    #[must_use]
    pub fn with_choices(mut self, choices: Option<Arc<Choices>>) -> Self {
        self.choices = choices;
        self
    }

    /// What a nearly right response earns.
    pub fn partial_credit(&self) -> f64 {
        self.partial_credit
    }

    /// How answers are compared with truths.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The options of the question.
    pub fn choices(&self) -> Option<&Choices> {
        self.choices.as_deref()
    }

    /// Where answers are looked for.
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }
}

/// The decimal that a tolerance was written as: 0.1 means a tenth, not the double next to it.
///
/// # Errors
/// [`Misuse::OutOfRange`] for anything outside [0, 1).
pub fn exact_tolerance(tolerance: f64) -> Result<Exact, Misuse> {
    exact_share("tolerance", tolerance)
}

fn exact_share(name: &'static str, value: f64) -> Result<Exact, Misuse> {
    (0.0..1.0).contains(&value).then(|| Exact::from_f64_shortest(value)).flatten().ok_or(Misuse::OutOfRange {
        name,
        value,
        allowed: "at least 0 and below 1",
    })
}
