//! Tunix's rewards for GSM8K (google-tunix 0.1.7, `tunix/cli/reward_fn/gsm8k.py`).
//!
//! The original finds its format by backtracking, in time that grows with the square of the tags. What its expression
//! finds first can be said without it: every tag is the first one behind the tag before it, because a later one only has
//! less text behind it. So one pass over the `<` of a completion finds the same, whatever the completion is.
#![expect(clippy::float_cmp, reason = "the original compares exactly, and so do its tests")]

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter, memchr2_iter};

use super::python::{float, is_digit, strip};

/// The tags of the format, in the order in which it has them.
const TAGS: [&str; 4] = ["<reasoning>", "</reasoning>", "<answer>", "</answer>"];

/// The number of a tag in [`TAGS`].
const REASONING: usize = 0;
const REASONING_END: usize = 1;
const ANSWER: usize = 2;
const ANSWER_END: usize = 3;

static FIND_ANSWER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(TAGS[ANSWER]));

/// 3.0 for a completion that has the format, 0.0 otherwise.
pub fn match_format_exactly(completion: &str) -> f64 {
    if find_solution(completion).is_some() { 3.0 } else { 0.0 }
}

/// Half a point for each of the four tags that is there once, minus half a point for each other one.
pub fn match_format_approximately(completion: &str) -> f64 {
    let mut counts = [0_usize; 4];
    for (_, tag) in tags(completion) {
        counts[tag] += 1;
    }
    counts.iter().map(|count| if *count == 1 { 0.5 } else { -0.5 }).sum()
}

/// How near the completion's answer is to the true one, as text and as a number: from 3.0 to -1.0.
pub fn check_answer(completion: &str, answer: &str) -> f64 {
    let Some(guess) = find_solution(completion) else { return 0.0 };
    let (guess, answer) = (clean(guess), clean(answer));
    if guess == answer {
        return 3.0;
    }
    let (Some(guess), Some(answer)) = (float(&guess), float(&answer)) else { return -0.5 };
    if guess == answer {
        3.0
    } else if answer == 0.0 {
        -1.0
    } else {
        match guess / answer {
            0.9..=1.1 => 0.5,
            0.8..=1.2 => 0.25,
            _ => -1.0,
        }
    }
}

/// 1.5 for a completion whose first number behind `<answer>` is the true answer, 0.0 otherwise.
pub fn check_numbers(completion: &str, answer: &str) -> f64 {
    let equal = find_number(completion).is_some_and(|guess| {
        if let (Some(guess), Some(answer)) = (short_number(guess), short_number(answer)) {
            return guess == answer;
        }
        // What is stripped anew may have stood behind a comma.
        float(strip(&clean(answer))).is_some_and(|answer| float(guess) == Some(answer))
    });
    if equal { 1.5 } else { 0.0 }
}

/// What the format holds for the answer: `<reasoning>`, some text, `</reasoning>`, any text, `<answer>`, then at least one
/// character up to `</answer>` or to the end of a line.
fn find_solution(completion: &str) -> Option<&str> {
    let mut tags = tags(completion);
    let (start, _) = tags.find(|(_, tag)| *tag == REASONING)?;
    let reasoning = start + TAGS[REASONING].len();
    tags.find(|(at, tag)| *tag == REASONING_END && *at > reasoning)?;
    let (start, _) = tags.find(|(_, tag)| *tag == ANSWER)?;
    let solution = &completion[start + TAGS[ANSWER].len()..];
    let first = solution.chars().next()?.len_utf8();
    let ends = |at: usize| solution.as_bytes()[at] == b'\n' || solution[at..].starts_with(TAGS[ANSWER_END]);
    let end = memchr2_iter(b'\n', b'<', &solution.as_bytes()[first..]).map(|at| first + at).find(|at| ends(*at));
    Some(&solution[..end.unwrap_or(solution.len())])
}

/// The first run of digits, of any script, and points behind the first `<answer>`.
fn find_number(completion: &str) -> Option<&str> {
    let start = FIND_ANSWER.find(completion.as_bytes())?;
    let solution = &completion[start + TAGS[ANSWER].len()..];
    let is_part = |c: char| c == '.' || is_digit(c);
    let number = &solution[solution.find(is_part)?..];
    Some(&number[..number.find(|c| !is_part(c)).unwrap_or(number.len())])
}

/// Where the tags are, and which: their places and their numbers in [`TAGS`]. No two of them overlap.
fn tags(completion: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    memchr_iter(b'<', completion.as_bytes()).filter_map(|at| {
        let rest = &completion.as_bytes()[at..];
        // Most signs are settled by what stands right behind them.
        let tag = match (rest.get(1)?, rest.get(2)?) {
            (b'r', _) => REASONING,
            (b'a', _) => ANSWER,
            (b'/', b'r') => REASONING_END,
            (b'/', b'a') => ANSWER_END,
            _ => return None,
        };
        rest.starts_with(TAGS[tag].as_bytes()).then_some((at, tag))
    })
}

/// A text of a few digits of ASCII as a number: what [`float`] gives, without its search for a sign, a point or a space.
fn short_number(text: &str) -> Option<u64> {
    let digits = (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

/// `text.strip().replace(",", "")`.
fn clean(text: &str) -> Cow<'_, str> {
    let text = strip(text);
    match memchr(b',', text.as_bytes()) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.replace(',', "")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The original's expression, on an engine without backtracking, which finds the same match.
    fn find_by_expression(completion: &str) -> Option<&str> {
        let format = r"(?sm)<reasoning>.+?</reasoning>.*?<answer>(.+?)(?:</answer>|$)";
        let format = regex::Regex::new(format).unwrap();
        format.captures(completion).map(|found| found.get(1).unwrap().as_str())
    }

    proptest! {
        #[test]
        fn the_format_is_the_one_of_the_expression(
            completion in "((<|</)(reasoning|answer)>|<|/|>|\n|\r\n|1|é|\u{2028}| |reasoning){0,14}",
        ) {
            prop_assert_eq!(find_solution(&completion), find_by_expression(&completion));
        }

        #[test]
        fn short_numbers_are_floats(guess in "[0-9]{1,15}", answer in "0{0,3}[0-9]{1,12}") {
            let equal = |guess: &str, answer: &str| {
                Some((short_number(guess)? == short_number(answer)?) == (float(guess)? == float(answer)?))
            };
            prop_assert_eq!(equal(&guess, &answer), Some(true));
            prop_assert_eq!(equal(&guess, &format!("0{}", &guess[1..])), Some(true));
        }

        #[test]
        fn numbers_are_those_of_the_expression(completion in "(<answer>|<|1|٣|[.]|a|,|\n|-){0,9}") {
            let numbers = regex::Regex::new(r"(?s)<answer>.*?([\d.]+)").unwrap();
            let found = numbers.captures(&completion).map(|found| found.get(1).unwrap().as_str());
            prop_assert_eq!(find_number(&completion), found);
        }
    }

    #[test]
    fn answers_are_compared_as_text_then_as_numbers() {
        let check = |guess: &str, answer: &str| {
            check_answer(&format!("<reasoning>so</reasoning>\n<answer>{guess}</answer>"), answer)
        };
        assert_eq!(check(" 1,000 ", "1000"), 3.0);
        assert_eq!(check("two", "two"), 3.0);
        assert_eq!(check("1e3", "1000"), 3.0);
        assert_eq!(check("109", "100"), 0.5);
        assert_eq!(check("-81", "-100"), 0.25);
        assert_eq!(check("50", "100"), -1.0);
        assert_eq!(check("1", "0"), -1.0);
        assert_eq!(check("nan", "0.0"), -1.0);
        assert_eq!(check("inf", "1"), -1.0);
        assert_eq!(check("one", "1"), -0.5);
    }
}
