//! What every text must keep to, as plain functions of bytes: fuzz targets call them with made-up input, and `crashes.rs`
//! with what was kept.

#![allow(unreachable_pub, reason = "the fuzz targets are another crate")]

pub mod input;
mod rooms;

pub use rooms::{answers, columns, groups, lexicon, units};

use rewards_core::batch::{self, Failure, Second, Truths};
use rewards_core::equal::{Decision, Options, Relation, Rule, Truth, compare, math_equal};
use rewards_core::expr;
use rewards_core::extract;
use rewards_core::format::{Format, Match};
use rewards_core::limits;
use rewards_core::number::{self, Exact};
use rewards_core::preset::{answer, boxes, gsm8k, math_reward, open_r1, python, shape, trl, tunix};
use rewards_core::reward::{self, Grading, GroundTruth, Reason};

use input::{FORMAT, LATEX, PLAIN, PROSE, two, whole};

/// Something that may be fuzzed.
pub type Target = (&'static str, fn(&[u8]));

/// Every target by its name, which is also that of the folders of its inputs.
pub const TARGETS: &[Target] = &[
    ("extract", extract),
    ("numbers", numbers),
    ("latex", latex),
    ("plain", plain),
    ("formats", formats),
    ("equality", equality),
    ("check_answer", check_answer),
    ("presets", presets),
    ("lexicon", lexicon),
    ("answers", answers),
    ("units", units),
    ("groups", groups),
    ("columns", columns),
];

/// An answer lies within its response, at whole characters, and is the same whenever it is looked for.
pub fn extract(data: &[u8]) {
    let response = whole(data, &PROSE);
    let found = extract::extract(&response);
    assert_eq!(found, extract::extract(&response));
    if let Ok(answer) = &found {
        assert!(response.get(answer.span.clone()).is_some(), "{answer:?}");
        assert!(!answer.text.trim().is_empty(), "{answer:?}");
    }
    let alone = found.ok();
    let batch = batch::extract_answers(&[&response, "no", &response], &mut || true).unwrap();
    assert_eq!((&batch[0], &batch[2]), (&alone, &alone));
}

/// Numerals are read the same by the fast reader and the full one, and stand where they are said to.
pub fn numbers(data: &[u8]) {
    let text = whole(data, &PLAIN);
    let fast = number::parse(&text);
    // The character that nobody sees keeps the fast reader out.
    let full = number::parse(&format!("\u{200B}{text}"));
    assert_eq!(fast, full);
    if let Some(number) = &fast {
        assert!(!number.value.to_f64().is_nan());
        assert!(number.value.sub(&number.value).is_none_or(|zero| zero.is_zero()));
        assert!(number.significant >= 1);
    }
    let mut end = 0;
    for (span, number) in number::scan(&text) {
        assert!(span.start >= end && span.start < span.end && text.get(span.clone()).is_some(), "{span:?}");
        assert!(!number.value.to_f64().is_nan());
        end = span.end;
    }
    if let Some((_, length)) = number::parse_prefix(&text) {
        assert!(text.get(..length).is_some());
    }
    if let Some((_, length)) = number::lex(&text) {
        assert!(text.get(..length).is_some());
    }
    let expected = [Exact::from_i64(4), Exact::from_i64(-1), fast.map_or(Exact::ZERO, |number| number.value)];
    let found = reward::check_numbers(&text, &expected, &Exact::ZERO);
    assert_eq!(found.matches.len(), expected.len());
    assert!((0.0..=1.0).contains(&found.score));
    let matched = found.matches.iter().filter(|matched| **matched).count();
    assert!(matched <= found.extracted.len());
    assert_eq!(
        batch::check_all_numbers(&[&text], Second::One(&expected), &Exact::ZERO, &mut || true).unwrap(),
        [found]
    );
}

/// Formulas in LaTeX.
pub fn latex(data: &[u8]) {
    formula(&whole(data, &LATEX));
}

/// Formulas and numbers in plain text.
pub fn plain(data: &[u8]) {
    formula(&whole(data, &PLAIN));
}

/// A formula is read the same each time, no higher than it may be, and what is printed of it can be read again.
fn formula(text: &str) {
    let found = expr::parse(text);
    assert_eq!(found, expr::parse(text));
    let Ok(tree) = found else { return };
    assert!(tree.height() <= limits::EXPR_HEIGHT);
    if let Ok(again) = expr::parse(&expr::print(&tree)) {
        assert!(again.height() <= limits::EXPR_HEIGHT);
    }
}

/// A format and a response: the same verdict with white space behind, alone and in a batch.
pub fn formats(data: &[u8]) {
    let (format, response) = two(data, &FORMAT);
    let Ok(format) = Format::new(&format) else { return };
    let found = format.match_exactly(&response);
    assert_eq!(found, format.match_exactly(&format!("{response} \n")));
    let score = reward::match_format_exactly(&response, &format, 0.25);
    let expected = match found {
        Match::Exact => 1.0,
        Match::Partial => 0.25,
        Match::None => 0.0,
    };
    assert_eq!(score.to_bits(), f64::to_bits(expected));
    let scores = batch::match_formats(&[&response, &response], Second::One(&format), 0.25, &mut || true);
    assert_eq!(scores, Ok(vec![score; 2]));
}

/// Equality is total, reflexive, the same by the fast path, and symmetric where no rule tells answer and truth apart.
pub fn equality(data: &[u8]) {
    let (a, b) = two(data, &LATEX);
    assert!(math_equal(&a, &a) && math_equal(&b, &b));
    let options = Options::default();
    let decide = |a: &str, b: &str| compare(a, &Truth::new(b), &options);
    let (there, back) = (decide(&a, &b), decide(&b, &a));
    let full = decide(&format!("\u{200B}{a}"), &b);
    assert_eq!(there.relation, full.relation, "the fast path and the full rules");
    if by_value(there) && is_exact(&a) && is_exact(&b) {
        assert!(!refused(back), "{there:?} and {back:?}");
    }
    let pairs =
        batch::math_equals(&[&a, &b], Second::Each(&[b.as_ref(), &a]), Second::One(&Grading::default()), &mut || true)
            .unwrap();
    assert_eq!(pairs, [math_equal(&a, &b), math_equal(&b, &a)]);
}

/// No decimal, and so no rule for the answer's or the truth's side alone.
fn is_exact(text: &str) -> bool {
    !text.contains(['.', ',', '…', '%', '٫', '点', '·'])
}

/// Accepted for the value alone, which has no sides.
fn by_value(decision: Decision) -> bool {
    decision.relation.is_accepted()
        && matches!(decision.rule, Rule::Number | Rule::Interval | Rule::Matrix | Rule::Polynomial | Rule::Values)
}

/// Different, not merely unreadable or too dear.
fn refused(decision: Decision) -> bool {
    matches!(decision.relation, Relation::Close | Relation::Different)
}

/// A response and its truth: the score is that of its reason, explained or not, alone or in a batch.
pub fn check_answer(data: &[u8]) {
    let (response, truth) = two(data, &PROSE);
    let grading = Grading::default();
    let many = batch::check_answers(
        &[&response, &response],
        Truths::Texts(&[&truth, &truth]),
        Second::One(&grading),
        &mut || true,
    );
    let Ok(prepared) = GroundTruth::new(&truth) else {
        assert!(matches!(many, Err(Failure::Misuse { index: 0, .. })));
        return;
    };
    let found = reward::check_answer(&response, &prepared, &grading);
    let expected = match found.reason {
        Reason::Correct => 1.0,
        Reason::Close | Reason::CorrectNotStated | Reason::NotEvaluated => 0.5,
        Reason::InternalError => panic!("the grader failed"),
        _ => 0.0,
    };
    assert_eq!(found.score.to_bits(), f64::to_bits(expected));
    let explained = reward::explain_answer(&response, &prepared, &grading);
    assert_eq!((explained.score.to_bits(), explained.reason), (found.score.to_bits(), found.reason));
    assert_eq!(explained.answer, extract::extract(&response).ok());
    assert_eq!(many, Ok(vec![found.score; 2]));
}

/// The presets' values are those that their originals can give, and their parts lie within the text.
pub fn presets(data: &[u8]) {
    let (response, truth) = two(data, &PROSE);
    let among = |value: f64, values: &[f64]| assert!(values.contains(&value), "{value}");
    among(tunix::match_format_exactly(&response), &[0.0, 3.0]);
    assert!(tunix::match_format_approximately(&response).abs() <= 2.0);
    assert!((-1.0..=3.0).contains(&tunix::check_answer(&response, &truth)));
    among(tunix::check_numbers(&response, &truth), &[0.0, 1.5]);
    for method in [gsm8k::Method::Strict, gsm8k::Method::Flexible] {
        assert!(gsm8k::extract_solution(&response, method).is_none_or(|found| found.len() <= response.len()));
    }
    let found = [math_reward::is_right(&response, &truth), math_reward::is_equiv(&response, &truth)];
    assert_eq!(found, [math_reward::is_right(&response, &truth), math_reward::is_equiv(&response, &truth)]);
    assert!(math_reward::last_boxed_only_string(&response).is_none_or(|boxed| response.contains(boxed)));
    for which in [boxes::Boxes::All, boxes::Boxes::Last] {
        assert!(boxes::contents(&response, which).iter().all(|content| response.contains(content)));
    }
    let _ = (answer::of_response(&response), answer::of_solution(&truth, true), python::float(&truth));
    let gold = trl::Gold::new(&truth, true);
    assert_eq!(gold.judge(&response), trl::Gold::new(&truth, true).judge(&response));
    let _ = (gold.read(), trl::read_answer(&response), trl::after_reasoning(&response, &["</think>"]));
    among(trl::think_format(&response), &[0.0, 1.0]);
    among(open_r1::format(&response), &[0.0, 1.0]);
    assert!((0.0..=1.0).contains(&open_r1::reasoning_steps(&response)));
    let words = shape::lower_words(&response);
    assert!((-1.0..=0.0).contains(&shape::repetition(&words, 3, -1.0)));
    assert!(shape::count_tags(&response, &open_r1::TAGS) <= open_r1::TAGS.len());
}
