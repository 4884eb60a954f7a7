//! The rewards of open-r1.

use memchr::{memchr3_iter, memmem};

use super::python;

/// 1.0 where the response is reasoning in `<think>` and then an answer in `<answer>`, each tag on a line of its own, and the
/// line of `</answer>` ends there.
///
/// ```
/// use rewards_core::preset::open_r1::format;
/// assert_eq!(format("<think>\nhm\n</think>\n<answer>\n4\n</answer>"), 1.0);
/// assert_eq!(format("<think>hm</think><answer>4</answer>"), 0.0);
/// ```
pub fn format(response: &str) -> f64 {
    let bytes = response.as_bytes();
    let Some(rest) = bytes.strip_prefix(b"<think>\n") else { return 0.0 };
    let turn = b"\n</think>\n<answer>\n";
    // The first turn leaves the most room for what must follow it.
    let Some(at) = memmem::find(rest, turn) else { return 0.0 };
    let rest = &rest[at + turn.len()..];
    let close = b"\n</answer>";
    let ends = |at: usize| rest.get(at + close.len()).is_none_or(|next| *next == b'\n');
    f64::from(memmem::find_iter(rest, close).any(ends))
}

/// The tags that are counted.
pub const TAGS: [&str; 4] = ["<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>"];

/// Steps from which on the reward is whole.
const STEPS: usize = 3;

/// A third for each mark of a step: `Step 1:`, a numbered first line, bullets, "First," and its kin.
///
/// ```
/// use rewards_core::preset::open_r1::reasoning_steps;
/// assert_eq!(reasoning_steps("First, we add.\n- 2\n- 3"), 1.0);
/// assert_eq!(reasoning_steps("1. We add."), 1.0 / 3.0);
/// ```
pub fn reasoning_steps(response: &str) -> f64 {
    let bytes = response.as_bytes();
    let numbered = usize::from(ends_number(response, '.'));
    let marks = memchr3_iter(b'S', b'F', b'N', bytes).filter(|at| is_word(&response[*at..]));
    let bullets = memchr::memchr_iter(b'\n', bytes).filter(|at| matches!(bytes.get(at + 1), Some(b'-' | b'*')));
    let count = numbered + marks.take(STEPS).count() + bullets.take(STEPS).count();
    (count as f64 / STEPS as f64).min(1.0)
}

fn is_word(text: &str) -> bool {
    ["First,", "Second,", "Next,", "Finally,"].iter().any(|word| text.starts_with(word))
        || text.strip_prefix("Step ").is_some_and(|rest| ends_number(rest, ':'))
}

/// Whether a text begins with digits and this mark behind them.
fn ends_number(text: &str, mark: char) -> bool {
    let rest = text.trim_start_matches(python::is_digit);
    rest.len() < text.len() && rest.starts_with(mark)
}
