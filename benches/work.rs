//! Calls public functions with texts that stand on its input, one after the other, for a tool that counts instructions:
//! everything from `ready` to the end of `counted` is one call. `python -m benches.linear` runs it.
//!
//! A record is a line with the call's name and the text's length in bytes, and then the text.

use std::hint::black_box;
use std::io::{Error, ErrorKind, Read, stdin};

use rewards_core::equal::math_equal;
use rewards_core::extract::extract;
use rewards_core::format::Format;
use rewards_core::number::{Exact, parse};
use rewards_core::preset::tunix;
use rewards_core::reward::{
    Grading, GroundTruth, check_answer, check_numbers, exact_tolerance, explain_answer, match_format_exactly,
};

/// What stays the same from call to call, ready before anything is counted.
struct Bench {
    grading: Grading,
    number: GroundTruth,
    formula: GroundTruth,
    expected: Vec<Exact>,
    exactly: Exact,
    template: Format,
    tags: Format,
    texts: Format,
    several: Format,
    nested: Format,
    narrow: Format,
}

impl Bench {
    fn new() -> Self {
        let truth = |text| GroundTruth::new(text).expect("a truth");
        let format = |text| Format::new(text).expect("a format");
        Self {
            grading: Grading::default(),
            number: truth("42"),
            formula: truth(r"\frac{x^2+1}{\sqrt{2}}"),
            expected: ["42", "4"].iter().filter_map(|text| parse(text)).map(|number| number.value).collect(),
            exactly: exact_tolerance(0.0).expect("a tolerance"),
            template: format("The answer is [NUM]."),
            tags: Format::tags(&["reasoning", "answer"], None).expect("a format"),
            texts: format("Q: [TEXT]\nA: [EXPR]"),
            several: format("[TEXT], so [TEXT]; then [TEXT] and [TEXT] or [TEXT]: [WORD] is [INT]."),
            narrow: format("[WORD] [INT] [EXPR]"),
            nested: format("<a>[TEXT]<b>[TEXT]</b>[TEXT]</a>\n<c>[NUM]</c>"),
        }
    }

    /// One call; `None` where there is no function of this name.
    fn call(&self, name: &str, text: &str) -> Option<f64> {
        let credit = self.grading.partial_credit();
        let exactly = |format: &Format| match_format_exactly(text, format, credit);
        let as_format = |format: Result<Format, _>| {
            format.map_or(-1.0, |format| match_format_exactly("The answer is 42.", &format, credit))
        };
        Some(match name {
            "check_answer(response)" => check_answer(text, &self.number, &self.grading).score,
            "check_answer(truth, response)" => {
                // The truth is the first line.
                let (truth, response) = text.split_once('\n').unwrap_or(("42", text));
                GroundTruth::cached(truth).map_or(-1.0, |truth| check_answer(response, &truth, &self.grading).score)
            }
            "check_answer(response, formula)" => check_answer(text, &self.formula, &self.grading).score,
            "explain_answer(response)" => explain_answer(text, &self.number, &self.grading).score,
            "extract_answer(response)" => extract(text).map_or(0.0, |answer| answer.text.len() as f64),
            "check_numbers(response)" => check_numbers(text, &self.expected, &self.exactly).score,
            "match_format_exactly(response, [NUM])" => exactly(&self.template),
            "match_format_exactly(response, tags)" => exactly(&self.tags),
            "match_format_exactly(response, [TEXT])" => exactly(&self.texts),
            "match_format_exactly(response, many)" => exactly(&self.several),
            "match_format_exactly(response, nested)" => exactly(&self.nested),
            "match_format_exactly(response, narrow)" => exactly(&self.narrow),
            "tunix.match_format_exactly(response)" => tunix::match_format_exactly(text),
            "tunix.match_format_approximately(response)" => tunix::match_format_approximately(text),
            "tunix.check_answer(response)" => tunix::check_answer(text, "42"),
            "tunix.check_numbers(response)" => tunix::check_numbers(text, "42"),
            "combined_reward(response)" => {
                check_answer(text, &self.number, &self.grading).score + exactly(&self.template)
            }
            "math_equal(response)" => f64::from(math_equal(text, "42")),
            "check_answer(truth)" => {
                GroundTruth::new(text).map_or(-1.0, |truth| check_answer("So 42.", &truth, &self.grading).score)
            }
            "explain_answer(truth)" => {
                GroundTruth::new(text).map_or(-1.0, |truth| explain_answer("So 42.", &truth, &self.grading).score)
            }
            "check_numbers(truth)" => {
                let expected: Vec<Exact> = parse(text).map(|number| number.value).into_iter().collect();
                check_numbers("The answer is 42.", &expected, &self.exactly).score
            }
            "math_equal(truth)" => f64::from(math_equal("x+1", text)),
            "math_equal(truth, itself)" => f64::from(math_equal(text, text)),
            "math_equal(truth, spaced)" => f64::from(math_equal(&format!(" {text} +0"), text)),
            "match_format_exactly(format)" => as_format(Format::new(text)),
            "Format.regex(format)" => as_format(Format::regex(text)),
            "Format.tags(format)" => as_format(Format::tags(&[text, "answer"], Some(text))),
            "Format.tags(format, many)" => as_format(Format::tags(&text.split_whitespace().collect::<Vec<_>>(), None)),
            _ => return None,
        })
    }
}

/// Where counting begins.
#[inline(never)]
fn ready() {
    black_box(());
}

/// One call, where counting ends.
#[inline(never)]
fn counted(bench: &Bench, name: &str, text: &str) -> Option<f64> {
    black_box(bench.call(black_box(name), black_box(text)))
}

fn main() -> Result<(), Error> {
    let mut input = Vec::new();
    stdin().read_to_end(&mut input)?;
    let bench = Bench::new();
    let mut rest = &input[..];
    while !rest.is_empty() {
        let broken = || Error::new(ErrorKind::InvalidData, "expected a call's name, a length and the text");
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(broken)?;
        let head = str::from_utf8(&rest[..end]).map_err(|_| broken())?;
        let (name, length) = head.rsplit_once(' ').ok_or_else(broken)?;
        let length: usize = length.parse().map_err(|_| broken())?;
        let text = rest.get(end + 1..end + 1 + length).ok_or_else(broken)?;
        let text = str::from_utf8(text).map_err(|_| broken())?;
        ready();
        let value = counted(&bench, name, text)
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, format!("there is no call {name:?}")))?;
        println!("{value}");
        rest = &rest[end + 1 + length..];
    }
    Ok(())
}
