//! `\boxed{…}` and `\fbox{…}` as Math-Verify takes them: from the last one backwards.

use memchr::memmem;

use super::python;

/// Which boxes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boxes {
    /// All of them: the text is one formula.
    All,
    /// The last one, and those before it that a short or listing text joins to it.
    Last,
}

/// Characters between two boxes that belong together whatever they are.
const NEAR: usize = 10;

/// Characters between two boxes that belong together if they list them.
const LISTED: usize = 70;

/// The contents of the boxes of a text, the first one first, without repetitions; empty if it has no box. A box that is
/// never closed is the rest of the text, if it is the last.
///
/// ```
/// use rewards_core::preset::boxes::{Boxes, contents};
/// assert_eq!(contents(r"\boxed{1} or \boxed{2}", Boxes::Last), ["1", "2"]);
/// assert_eq!(contents(r"\boxed{1} is what we have in this case; \boxed{2}", Boxes::All), ["1", "2"]);
/// ```
pub fn contents(text: &str, which: Boxes) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut next_start = None;
    let mut limit = text.len();
    for (start, after) in commands(text).into_iter().rev() {
        let rest = &text[after.min(limit)..limit];
        let open = limit - rest.trim_start_matches(python::is_space).len();
        if open >= limit {
            break;
        }
        let Some(close) = text[open..].starts_with('{').then(|| closing(text, open, limit)).flatten() else {
            if found.is_empty() {
                found.push(&text[open..]);
            }
            break;
        };
        let content = python::strip(&text[open + 1..close]);
        if let (Boxes::Last, Some(next_start), Some(next)) = (which, next_start, found.last())
            && !belongs(&text[close + 1..next_start], content == *next)
        {
            break;
        }
        if found.last() != Some(&content) {
            found.push(content);
        }
        next_start = Some(start);
        limit = start;
    }
    found.reverse();
    found
}

/// Where each command stands, and where it ends.
fn commands(text: &str) -> Vec<(usize, usize)> {
    let long = memmem::find_iter(text.as_bytes(), r"\boxed").map(|at| (at, at + 6));
    let short = memmem::find_iter(text.as_bytes(), r"\fbox").map(|at| (at, at + 5));
    let mut found: Vec<(usize, usize)> = long.chain(short).collect();
    found.sort_unstable();
    found
}

/// Where the brace at `open` is closed before `limit`. A backslash before a brace changes nothing.
fn closing(text: &str, open: usize, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in memchr::memchr2_iter(b'{', b'}', &text.as_bytes()[open..limit]).map(|at| open + at) {
        depth = if text.as_bytes()[at] == b'{' { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether the text between two boxes makes them one answer.
fn belongs(between: &str, same: bool) -> bool {
    let longer_than = |count: usize| between.chars().nth(count).is_some();
    !longer_than(NEAR - 1) || (!same && !longer_than(LISTED - 1) && lists(between))
}

/// Whether a text has a comma, a semicolon, or one of the words `and` and `or`.
fn lists(text: &str) -> bool {
    text.contains([',', ';'])
        || text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| matches!(word, "and" | "or"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_before_the_last_needs_a_reason() {
        assert_eq!(contents(r"\boxed{1} was our first guess, \boxed{2}", Boxes::Last), ["1", "2"]);
        assert_eq!(contents(r"\boxed{1} was our first guess. \boxed{2}", Boxes::Last), ["2"]);
        assert_eq!(contents(r"\boxed{2} is found once more, \boxed{2}", Boxes::Last), ["2"]);
        assert_eq!(contents(r"\boxed{1}\fbox {2}", Boxes::Last), ["1", "2"]);
        assert_eq!(contents("no box", Boxes::All), [""; 0]);
    }

    #[test]
    fn an_open_box_is_the_rest_of_the_text() {
        assert_eq!(contents(r"\boxed{1", Boxes::Last), ["{1"]);
        assert_eq!(contents(r"\boxed 5", Boxes::Last), ["5"]);
        assert_eq!(contents(r"\boxed{1} \boxed", Boxes::Last), [""; 0]);
    }
}
