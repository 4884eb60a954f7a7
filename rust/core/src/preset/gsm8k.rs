//! verl's score for GSM8K (verl 0.9.1, `verl/utils/reward_score/gsm8k.py`).

use std::borrow::Cow;

/// Characters at the end of a response that are read: the original's own bound.
const CLIP: usize = 300;

/// What stands in front of an answer.
const MARK: &str = "#### ";

/// Where the answer of a response is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Behind the last `#### `.
    Strict,
    /// Anywhere: the last number.
    Flexible,
}

/// The answer of a response, as the method finds it.
pub fn extract_solution(response: &str, method: Method) -> Option<Cow<'_, str>> {
    let start = response.char_indices().rev().nth(CLIP - 1).map_or(0, |(at, _)| at);
    let tail = &response[start..];
    match method {
        Method::Strict => last_marked(tail).map(|number| {
            if number.contains(',') { Cow::Owned(number.replace(',', "")) } else { Cow::Borrowed(number) }
        }),
        Method::Flexible => last_number(tail).map(Cow::Borrowed),
    }
}

/// The number behind the last mark that has one.
fn last_marked(text: &str) -> Option<&str> {
    let mut end = text.len();
    while let Some(at) = text[..end].rfind(MARK) {
        let number = &text[at + MARK.len()..];
        let sign = usize::from(number.starts_with('-'));
        let length = number.bytes().skip(sign).take_while(|byte| is_part(*byte)).count();
        if length > 0 {
            return Some(&number[..sign + length]);
        }
        end = at;
    }
    None
}

/// The last run of digits, points and commas, with the sign before it, that is more than a point; a point if there are
/// only points.
fn last_number(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let (mut end, mut point) = (text.len(), None);
    while let Some(last) = bytes[..end].iter().rposition(|byte| is_part(*byte)) {
        let run = bytes[..last].iter().rposition(|byte| !is_part(*byte)).map_or(0, |before| before + 1);
        let start = run - usize::from(run > 0 && bytes[run - 1] == b'-');
        match &text[start..=last] {
            "." => point = Some("."),
            number => return Some(number),
        }
        end = start;
    }
    point
}

fn is_part(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b',')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The last match of an expression in the last 300 characters.
    fn by_expression(expression: &str, response: &str) -> Option<String> {
        let tail: Vec<char> = response.chars().collect();
        let tail: String = tail[tail.len().saturating_sub(CLIP)..].iter().collect();
        let found = regex::Regex::new(expression).unwrap();
        let numbers: Vec<String> = found.captures_iter(&tail).map(|number| number[1].to_owned()).collect();
        let more = numbers.iter().rev().find(|number| *number != ".");
        if expression.starts_with('#') { numbers.last().cloned() } else { more.or(numbers.first()).cloned() }
    }

    proptest! {
        #[test]
        fn the_answers_are_those_of_the_expressions(response in "(#|#### |####|-|[.]|,|7|٣|é| |\n|a{0,140}){0,12}") {
            let strict = by_expression("#### (-?[0-9.,]+)", &response).map(|number| number.replace(',', ""));
            prop_assert_eq!(extract_solution(&response, Method::Strict).map(Cow::into_owned), strict);
            let flexible = by_expression("(-?[0-9.,]+)", &response);
            prop_assert_eq!(extract_solution(&response, Method::Flexible).map(Cow::into_owned), flexible);
        }
    }

    #[test]
    fn only_the_last_300_characters_count() {
        let far = format!("#### 5{}", "é".repeat(CLIP - 6));
        assert_eq!(extract_solution(&far, Method::Strict).as_deref(), Some("5"));
        assert_eq!(extract_solution(&(far + "é"), Method::Strict), None);
    }
}
