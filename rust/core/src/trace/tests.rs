//! What a trace tells of a reading.

use super::*;
use crate::reward::{Grading, GroundTruth, Verdict, explain_answer, trace_answer};

fn traced<'r>(response: &'r str, truth: &str) -> (Verdict<'r>, Trace) {
    let mut verdict = trace_answer(response, &GroundTruth::new(truth).unwrap(), &Grading::default());
    let trace = verdict.trace.take().unwrap();
    (verdict, *trace)
}

fn outcomes(trace: &Trace) -> Vec<(&'static str, &'static str, Option<&'static str>)> {
    trace.candidates.iter().map(|found| (found.anchor, found.outcome, found.rule)).collect()
}

#[test]
fn nobody_asked() {
    let truth = GroundTruth::new("4").unwrap();
    assert_eq!(explain_answer("The answer is 4.", &truth, &Grading::default()).trace, None);
}

#[test]
fn a_doubt_names_its_pattern_and_its_words() {
    for (response, rule, words) in [
        ("I doubt that the answer is 4.", "before.denied", "doubt that"),
        ("He said that the answer is 4.", "before.reported", "He said that"),
        ("The answer is 4. That is wrong.", "next.retracted", "That is wrong"),
        ("\\boxed{4} is not the answer.", "reversed.not", "is not"),
    ] {
        let (_, trace) = traced(response, "4");
        let found = trace.candidates.iter().find(|found| found.outcome == "refused").unwrap();
        assert_eq!(found.rule, Some(rule), "{response}: {found:?}");
        assert!(found.pattern.is_some(), "{response}");
        let place = found.words.as_ref().unwrap();
        assert!(place.text.contains(words), "{response}: {place:?}");
        assert_eq!(&response[place.span.clone().unwrap()], place.text);
    }
}

#[test]
fn what_takes_a_statement_is_told() {
    let (verdict, trace) = traced("So the final answer is 42 km.", "42");
    assert_eq!(outcomes(&trace), [("word", "taken", None)]);
    assert_eq!(trace.candidates[0].mark.text, "answer is");
    let (parts, answer) = (trace.answer.unwrap(), verdict.answer.unwrap());
    assert_eq!((&*parts.value, parts.unit.as_deref()), (answer.value(), Some("km")));
    let rung = &trace.rungs[0];
    assert_eq!((rung.what, &*rung.truth, rung.rule), ("value", "42", verdict.rule.unwrap().as_str()));
}

#[test]
fn what_was_taken_off_is_told() {
    let response = "<think>5</think>é The answer is <b>4</b>.<!-- 6 -->\nUser: more?\nThe answer is 7.";
    let (_, trace) = traced(response, "4");
    let removed: Vec<_> = trace.removed.iter().map(|part| (part.what, &response[part.span.clone()])).collect();
    assert_eq!(
        removed,
        [
            ("reasoning", "<think>5</think>"),
            ("hidden", "<!-- 6 -->"),
            ("turn", "User: more?\nThe answer is 7."),
            ("markup", "<b>"),
            ("markup", "</b>"),
        ]
    );
    assert_eq!(&response[trace.candidates[0].value.as_ref().unwrap().span.clone().unwrap()], "4");
    assert_eq!(outcomes(&traced("<think>The answer is 4.", "4").1), []);
}

#[test]
fn a_question_made_up_replaces_what_was_taken() {
    let (_, trace) = traced("The answer is 4.\n\nQ: What is 3 + 4?\nA: 7", "4");
    assert_eq!(outcomes(&trace), [("label", "replaced", None), ("word", "taken", None)]);
    assert_eq!(trace.removed[0].what, "turn");
}

#[test]
fn a_statement_inside_another_stands_below_it() {
    let (_, trace) = traced("<answer>The answer is 4.</answer>", "4");
    let depths: Vec<_> = trace.candidates.iter().map(|found| (found.anchor, found.depth)).collect();
    assert_eq!(depths, [("tag", 0), ("word", 1)]);
    let (_, trace) = traced(r#"{"answer": "As \"they\" ask, the answer is 4."}"#, "4");
    assert_eq!(trace.candidates[1].value.as_ref().map(|place| (&*place.text, place.span.clone())), Some(("4", None)));
}

#[test]
fn every_form_that_was_compared_is_a_rung() {
    let (_, trace) = traced("The answer is 3/8 (0.375).", "0.375");
    let rungs: Vec<_> = trace.rungs.iter().map(|rung| (rung.what, rung.relation)).collect();
    assert!(rungs.contains(&("restated", "equal")), "{rungs:?}");
    let (_, trace) = traced("The answer is more than 42.", "42");
    assert_eq!(trace.rungs.last().map(|rung| rung.relation), Some("different"), "{trace:?}");
}

#[test]
fn a_guess_tells_what_refused_it() {
    let (_, trace) = traced("2 plus 2 equals 4.", "4");
    assert_eq!(outcomes(&trace), [("inferred", "taken", None)]);
    let (_, trace) = traced("It is probably not 4.", "4");
    assert_eq!(trace.candidates[0].outcome, "refused", "{trace:?}");
    let (_, trace) = traced("42 is impossible", "42");
    assert_eq!((trace.candidates[0].anchor, trace.candidates[0].outcome), ("bare", "refused"), "{trace:?}");
}
