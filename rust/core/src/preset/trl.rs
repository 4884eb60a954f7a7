//! TRL's rewards.

use memchr::memmem;

use super::{answer, shape};
use crate::equal::{self, Options, Relation, Truth};

/// 1.0 where the response begins with `<think>`, has no other one, and closes it.
///
/// ```
/// use rewards_core::preset::trl::think_format;
/// assert_eq!(think_format("<think>hm</think>4"), 1.0);
/// assert_eq!(think_format("<think>hm"), 0.0);
/// ```
pub fn think_format(response: &str) -> f64 {
    let Some(rest) = response.strip_prefix("<think>") else { return 0.0 };
    let rest = rest.as_bytes();
    let closed = memmem::find(rest, b"</think>").is_some();
    f64::from(closed && memmem::find(rest, b"<think>").is_none())
}

/// The truth of a solution, prepared; by default none, and then the example can't be judged.
#[derive(Default)]
pub struct Gold(Option<Truth>);

impl Gold {
    /// Reads a solution: a formula, or with `numbers` a number.
    pub fn new(solution: &str, numbers: bool) -> Self {
        Self(answer::of_solution(solution, numbers).map(|truth| Truth::new(&truth)))
    }

    /// Whether the response's box, or the formula that it announces as its answer, is equal to the truth; `None` where the
    /// example can't be judged.
    ///
    /// ```
    /// use rewards_core::preset::trl::Gold;
    /// let gold = Gold::new(r"\frac{1}{3}", true);
    /// assert_eq!(gold.judge(r"My answer is \boxed{\frac{2}{6}}"), Some(true));
    /// assert_eq!(gold.judge("My answer is 1/3"), Some(false));
    /// assert_eq!(Gold::new("Paris", true).judge("Paris"), None);
    /// ```
    pub fn judge(&self, response: &str) -> Option<bool> {
        let truth = self.0.as_ref()?;
        Some(answer::of_response(response).is_some_and(|answer| {
            let relation = equal::compare(&answer, truth, &Options::default()).relation;
            matches!(relation, Relation::Equal | Relation::NotEvaluated)
        }))
    }

    /// How the truth was read, in LaTeX.
    pub fn read(&self) -> Option<String> {
        self.0.as_ref().map(|truth| equal::read(truth.text()))
    }
}

/// How the answer of a response is read, in LaTeX; `None` if it has none.
pub fn read_answer(response: &str) -> Option<String> {
    answer::of_response(response).map(|answer| equal::read(&answer))
}

/// What follows the last occurrence of the first delimiter that the response has; `None` if it has none of them.
///
/// ```
/// use rewards_core::preset::trl::after_reasoning;
/// assert_eq!(after_reasoning("a</think>b</think>c", &["</think>"]), Some("c"));
/// assert_eq!(after_reasoning("a", &["</think>"]), None);
/// ```
pub fn after_reasoning<'r>(response: &'r str, delimiters: &[&str]) -> Option<&'r str> {
    delimiters.iter().find_map(|delimiter| {
        // From the left, as a split does: in "aaa" the last "aa" is the first.
        let last = memmem::find_iter(response.as_bytes(), delimiter.as_bytes()).last()?;
        response.get(last + delimiter.len()..)
    })
}

/// The cosine schedule over a length in tokens, which stays at its end past the longest length.
pub fn cosine(length: usize, longest: f64, values: shape::Cosine, correct: bool) -> f64 {
    values.at((length as f64 / longest).min(1.0), correct)
}

/// The share of repeated runs of tokens, times the penalty; 0 where none is repeated.
pub fn repetition(tokens: &[u32], size: usize, penalty: f64) -> f64 {
    // Adding zero takes a zero's sign away.
    shape::repetition(tokens, size, penalty) + 0.0
}
