//! Which text of a response is its answer, and which of a solution its truth, by Math-Verify's rules on where to look.
//!
//! A response answers in a box, or in a formula behind "final answer … is" or "answer"; nothing else counts. A solution may
//! be any formula, number or sum of numbers; the last one that ranks highest is the truth.

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use memchr::memmem;
use regex::Regex;

use super::boxes::{self, Boxes};
use super::latex::{Chain, Environments, skip_space};
use super::python;
use crate::expr::{self, Tree};
use crate::extract;
use crate::local::Local;

/// Characters between "final answer" and the "is" behind it, at most.
const FINAL_GAP: usize = 100;

/// Characters between "answer" and the formula behind it, at most.
const ANSWER_GAP: usize = 50;

/// What stands in a text, and where.
struct Found {
    start: usize,
    end: usize,
    text: String,
}

impl Found {
    fn new(start: usize, end: usize, text: &str) -> Self {
        Self { start, end, text: python::strip(text).to_owned() }
    }

    fn says_something(&self) -> bool {
        !self.text.is_empty()
    }
}

/// The answer of a response: the last box, or the last formula that is announced as the answer; `None` if there is neither.
///
/// ```
/// use rewards_core::preset::answer::of_response;
/// assert_eq!(of_response(r"So $x = \boxed{4}$.").as_deref(), Some("4"));
/// assert_eq!(of_response("The answer is $4$.").as_deref(), Some("4"));
/// assert_eq!(of_response("The answer is 4."), None);
/// ```
pub fn of_response(response: &str) -> Option<String> {
    let mut search = Search::new(response);
    let hoped = search.hoped();
    let found = search.boxed().into_iter().chain(hoped).reduce(last).or_else(|| search.announced())?;
    // The first place to look decides, even if nothing stands there.
    found.says_something().then_some(found.text)
}

/// The truth that a solution gives; `None` where it has no formula and, with `numbers`, no number either: then the example
/// can't be judged.
///
/// ```
/// use rewards_core::preset::answer::of_solution;
/// assert_eq!(of_solution("$x^2$", true).as_deref(), Some("x^2"));
/// assert_eq!(of_solution("42", true).as_deref(), Some("42"));
/// assert_eq!(of_solution("42", false), None);
/// assert_eq!(of_solution("Paris", true), None);
/// ```
pub fn of_solution(solution: &str, numbers: bool) -> Option<Cow<'_, str>> {
    let mut search = Search::new(solution);
    let hoped = search.hoped().filter(Found::says_something);
    let boxed = || search.boxed().into_iter().chain(search.finally()).filter(Found::says_something).reduce(last);
    if let Some(found) = hoped.or_else(boxed) {
        return Some(Cow::Owned(found.text));
    }
    if let Some(found) = search.answered().filter(Found::says_something) {
        return Some(Cow::Owned(found.text));
    }
    let formula = search.last_formula().filter(Found::says_something);
    let number = if numbers { last_number(solution) } else { None };
    match (formula, number) {
        (None, None) => None,
        (Some(formula), None) => Some(Cow::Owned(formula.text)),
        (Some(formula), Some(number)) if number.end <= formula.end => Some(Cow::Owned(formula.text)),
        (formula, Some(number)) => {
            let stated = extract::stated(solution);
            if stated != solution || (formula.is_none() && is_formula(solution)) {
                return Some(stated);
            }
            Some(Cow::Borrowed(&solution[number]))
        }
    }
}

/// The one that ends last; of two that end together, the one that begins first.
fn last(one: Found, other: Found) -> Found {
    if (other.end, one.start) > (one.end, other.start) { other } else { one }
}

struct Search<'t> {
    text: &'t str,
    environments: Option<Environments<'t>>,
}

impl<'t> Search<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, environments: None }
    }

    fn environments(&mut self) -> &Environments<'t> {
        self.environments.get_or_insert_with(|| Environments::new(self.text))
    }

    /// The last box, in a formula or plain.
    fn boxed(&mut self) -> Option<Found> {
        let text = self.text;
        let first = memmem::find(text.as_bytes(), br"\boxed{")?;
        let inside = first + r"\boxed{".len();
        let content = inside + text[inside..].chars().next().map_or(0, char::len_utf8);
        let end = content + text[content..].rfind('}')? + 1;
        let contents = boxes::contents(&text[first..end], Boxes::Last);
        let plain = Found::new(first, end, &contents.join(", "));
        let in_formula = self.environments().last_chain(true).map(|chain| self.found(&chain, chain.start));
        Some(match in_formula {
            Some(found) => last(plain, found),
            None => plain,
        })
    }

    /// The last "final answer is …. I hope" with a formula.
    fn hoped(&mut self) -> Option<Found> {
        let text = self.text;
        memmem::find(text.as_bytes(), b"I hope")?;
        self.last_behind(|environments, answer| {
            let start = behind_final(text, answer)?;
            let is = behind_is(text, answer)?;
            let at = is + usize::from(text[is..].starts_with(':'));
            let chain = environments.chain(environments.at(at)?, false);
            let rest = &text[chain.end..];
            let rest = rest.strip_prefix('.').unwrap_or(rest);
            let rest = rest.strip_prefix(python::is_space).unwrap_or(rest);
            rest.starts_with("I hope").then_some((start, chain))
        })
    }

    /// The last formula behind "final answer … is", else behind "answer:", else behind "answer".
    fn announced(&mut self) -> Option<Found> {
        self.finally().or_else(|| self.answered())
    }

    /// The last formula behind "final answer … is".
    fn finally(&mut self) -> Option<Found> {
        let text = self.text;
        self.last_behind(|environments, answer| {
            let start = behind_final(text, answer)?;
            let mut at = answer + "answer".len();
            for _ in 0..=FINAL_GAP {
                let c = text[at..].chars().next()?;
                at += c.len_utf8();
                if !python::is_space(c) {
                    continue;
                }
                let word = skip_space(text, at);
                if let Some(rest) = text[word..].strip_prefix("is") {
                    let is = word + 2 + usize::from(rest.starts_with(':'));
                    if let Some(environment) = environments.at(is) {
                        return Some((start, environments.chain(environment, false)));
                    }
                }
            }
            None
        })
    }

    /// The last formula behind "answer:", else behind "answer".
    fn answered(&mut self) -> Option<Found> {
        let text = self.text;
        let behind = |environments: &Environments<'_>, answer: usize, mark: &str| {
            let from = answer + "answer".len();
            let from = from + text[from..].starts_with(mark).then_some(mark.len())?;
            let environment = environments.first_from(from)?;
            let near = text[from..environment.start].chars().nth(ANSWER_GAP).is_none();
            near.then(|| (answer, environments.chain(environment, false)))
        };
        let colon = self.last_behind(|environments, answer| behind(environments, answer, ":"));
        colon.or_else(|| self.last_behind(|environments, answer| behind(environments, answer, "")))
    }

    /// The last match of those that a search from the left finds, one after the other, at the word "answer".
    fn last_behind(&mut self, read: impl Fn(&Environments<'_>, usize) -> Option<(usize, Chain)>) -> Option<Found> {
        let text = self.text;
        let answers: Vec<usize> = ANSWER.as_ref()?.find_iter(text).map(|word| word.start()).collect();
        if answers.is_empty() {
            return None;
        }
        let environments = self.environments();
        let mut last = None;
        let mut from = 0;
        for answer in answers {
            if let Some((start, chain)) = read(environments, answer).filter(|(start, _)| *start >= from) {
                from = chain.end;
                last = Some((start, chain));
            }
        }
        let (start, chain) = last?;
        Some(self.found(&chain, start))
    }

    /// The last formula, whatever stands before it.
    fn last_formula(&mut self) -> Option<Found> {
        let chain = self.environments().last_chain(false)?;
        Some(self.found(&chain, chain.start))
    }

    /// What the parts of a chain say.
    fn found(&self, chain: &Chain, start: usize) -> Found {
        let text = |(content, percent): &(Range<usize>, bool)| {
            let content = &self.text[content.clone()];
            let boxes = boxes::contents(content, Boxes::All);
            let said = if boxes.is_empty() { content.to_owned() } else { boxes.join(", ") };
            if *percent { said + r"\%" } else { said }
        };
        let parts: Vec<String> = chain.parts.iter().map(text).collect();
        Found::new(start, chain.end, &parts.join(", "))
    }
}

static ANSWER: Local<Option<AhoCorasick>> =
    Local::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(["answer"]).ok());

/// Where "final answer" begins, if "answer" stands at `answer`.
fn behind_final(text: &str, answer: usize) -> Option<usize> {
    let start = answer.checked_sub("final ".len())?;
    text.as_bytes()[start..answer].eq_ignore_ascii_case(b"final ").then_some(start)
}

/// Where " is" ends, if it stands behind the "answer" at `answer`.
fn behind_is(text: &str, answer: usize) -> Option<usize> {
    let (start, end) = (answer + "answer".len(), answer + "answer is".len());
    text.get(start..end)?.eq_ignore_ascii_case(" is").then_some(end)
}

/// What stands before a number or a sum of numbers that a solution may be: its beginning, white space, `=`.
const BEFORE: &str = r"(?:^|[\s\x1c-\x1f]|=)(?:\*\*)?";

static SUM: Local<Option<Regex>> = Local::new(|| {
    let operators = r"+\-*×/^()÷";
    let characters = format!(r"[\d.\s\x1c-\x1f{operators}]");
    let sum = format!(r"(-?\(?-?\d{characters}*[{operators}]{characters}+\)?)");
    Regex::new(&format!(r"{BEFORE}{sum}(?:\*\*)?(?:[.,:\s\x1c-\x1f)$]|$)")).ok()
});

static NUMBER: Local<Option<Regex>> = Local::new(|| {
    let currency = "[$€£¥₹₽₪₩₫฿₡₢₣₤₥₦₧₨₭₮₯₰₱₲₳₴₵₶₷₸₺₻₼₾₿]?";
    let number = r"-?[1-9]\d{0,2}(?:[ ,]\d{3})+(?:\.\d+)?|-?\d+[.,]\d+|\.\d+|-?\d+";
    let percent = r"(?:[\s\x1c-\x1f]*(?:%|[Pp]ercent|[Pp]ct))?";
    Regex::new(&format!("{BEFORE}{currency}((?:{number}){percent})")).ok()
});

/// Where the last number, or sum of numbers, of a solution stands.
fn last_number(solution: &str) -> Option<Range<usize>> {
    let found = [SUM.as_ref()?, NUMBER.as_ref()?].map(|pattern| pattern.captures_iter(solution).last());
    let ranges = found.into_iter().flatten().filter_map(|found| Some((found.get(0)?.end(), found.get(1)?.range())));
    ranges.reduce(|sum, number| if number.0 > sum.0 { number } else { sum }).map(|(_, range)| range)
}

/// Whether all of a solution is read as one formula, without words, units or gaps in it.
fn is_formula(solution: &str) -> bool {
    let Ok(tree) = expr::parse(solution) else { return false };
    let mut trees = vec![&tree];
    while let Some(tree) = trees.pop() {
        if matches!(tree, Tree::Text(_) | Tree::Quantity(..) | Tree::Blank) {
            return false;
        }
        trees.extend(tree.children());
    }
    true
}
