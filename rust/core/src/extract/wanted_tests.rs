//! Only the statements that a caller wants count, and the caller's own pattern.

use regex::Regex;

use super::{NoAnswer, Pattern, Source, Sources, Wanted, extract, extract_noted, extract_wanted};
use crate::error::Misuse;
use crate::limits::{CANDIDATES, PATTERN_WINDOW};
use crate::trace::Notes;

fn wanted(sources: &[Source]) -> Wanted {
    Wanted { sources: Some(sources.iter().copied().collect()), pattern: None }
}

fn form(pattern: &str) -> Wanted {
    Wanted { sources: None, pattern: Some(Pattern::new(pattern).unwrap()) }
}

fn found(response: &str, wanted: &Wanted) -> Option<(String, Source)> {
    let answer = extract_wanted(response, wanted).ok()?;
    assert_eq!(&response[answer.span.clone()], answer.text, "{response}");
    Some((answer.text.into_owned(), answer.source))
}

#[test]
fn only_the_wanted_kinds_count() {
    use Source::{Bare, Boxed, Hash, Inferred, Json, Phrase, Tag};
    for (response, sources, expected) in [
        (r"\boxed{4}. The answer is 5.", &[Boxed][..], Some(("4", Boxed))),
        (r"\boxed{4}. The answer is 5.", &[Phrase], Some(("5", Phrase))),
        (r"\boxed{4}. The answer is 5.", &[Phrase, Boxed], Some(("5", Phrase))),
        ("\\boxed{4}\n#### 5", &[Boxed], Some(("4", Boxed))),
        ("The answer is 5.", &[Boxed], None),
        ("#### 5", &[Boxed], None),
        ("#### 5", &[Hash], Some(("5", Hash))),
        (r#"{"answer": 5}"#, &[Json], Some(("5", Json))),
        (r#"{"answer": 5}"#, &[Tag], None),
        // An empty value states that there is no answer, where it counts.
        (r#"\boxed{4} {"answer": null}"#, &[Json, Boxed], None),
        (r#"\boxed{4} {"answer": null}"#, &[Boxed], Some(("4", Boxed))),
        ("5", &[Bare], Some(("5", Bare))),
        ("5", &[Boxed], None),
        ("2 + 3 equals 5.", &[Inferred], Some(("5", Inferred))),
        ("2 + 3 equals 5.", &[Boxed, Bare], None),
        ("A: 5", &[Phrase], Some(("5", Phrase))),
        ("A: 5", &[Tag], None),
        // What stands in a statement that counts is read as ever, and so is a wanted one in another.
        (r"<answer>The answer is \boxed{4}</answer>", &[Tag], Some(("4", Boxed))),
        (r"<answer>so \boxed{4}</answer>", &[Boxed], Some(("4", Boxed))),
        ("<answer>4</answer>", &[Boxed], None),
        // A denial denies, whatever its kind.
        (r"\boxed{4}. The answer is not 4.", &[Boxed], None),
        (r"\boxed{4}. The answer is not 5.", &[Boxed], Some(("4", Boxed))),
        // A made-up next question ends what counts.
        ("#### 5\nQuestion 2: 1 + 1?\n#### 2", &[Hash], Some(("5", Hash))),
        ("<think>#### 5</think>The answer is 6.", &[Hash], None),
    ] {
        let expected = expected.map(|(text, source): (&str, Source)| (text.to_owned(), source));
        assert_eq!(found(response, &wanted(sources)), expected, "{response} by {sources:?}");
    }
}

#[test]
fn every_kind_is_the_default() {
    assert!(Wanted::default().is_all() && wanted(&Source::ALL).is_all());
    for response in ["The answer is 5.", r"\boxed{4}", "5", "2 + 3 equals 5.", "<think>5", "no"] {
        assert_eq!(extract_wanted(response, &wanted(&Source::ALL)), extract(response), "{response}");
        assert_eq!(
            extract_wanted(response, &wanted(&[])).err(),
            Some(extract(response).err().unwrap_or(NoAnswer::Missing))
        );
    }
    assert_eq!(Source::ALL.into_iter().collect::<Sources>(), Sources::ALL);
}

#[test]
fn the_last_match_of_a_pattern_is_the_answer() {
    let result = form(r"(?i)result\s*>\s*(.*)");
    for (response, expected) in [
        ("Result> 41\nso\nresult > **42**.", Some("42")),
        (r"Result> \(\frac{1}{2}\)", Some(r"\frac{1}{2}")),
        ("Result> 42\nThe answer is 43.", Some("42")),
        ("<think>Result> 41</think>Result> 42", Some("42")),
        ("<think>Result> 41</think>42", None),
        ("<think>Result> 41", None),
        ("Result> 41\nResult> ", Some("41")),
        ("Result> 41\nResult> 42?", Some("41")),
        ("Result> 42\nUser: more?\nResult> 43", Some("42")),
        ("The answer is 42.", None),
        ("<!-- Result> 41 -->", None),
        ("", None),
    ] {
        assert_eq!(found(response, &result).map(|(text, _)| text), expected.map(str::to_owned), "{response}");
    }
    assert_eq!(found("Result> 42", &result), Some(("42".into(), Source::Pattern)));
    assert_eq!(found(r"Result> \boxed{42}", &result).unwrap().0, "42");
    assert_eq!(extract_wanted("<think>Result> 41", &result), Err(NoAnswer::Unfinished));
    // A group that takes no part in the match states nothing.
    assert_eq!(found("x", &form("x(y)?")), None);
    assert_eq!(found("xy x", &form("x(y)?")), Some(("y".into(), Source::Pattern)));
}

#[test]
fn kinds_beside_a_pattern_count_where_it_does_not_match() {
    let both = Wanted { sources: Some([Source::Boxed].into_iter().collect()), ..form("Result> (.*)") };
    for (response, expected) in [
        ("\\boxed{43}\nResult> 42", Some("42")),
        ("Result> 42\n\\boxed{43}", Some("42")),
        ("\\boxed{43}", Some("43")),
        ("The answer is 44.", None),
    ] {
        assert_eq!(found(response, &both).map(|(text, _)| text), expected.map(str::to_owned), "{response}");
    }
}

#[test]
fn a_pattern_may_name_tags() {
    let tags = form(r"<out>\s*(.*?)\s*</out>");
    assert_eq!(found("<b>41</b> <out> 42 </out>", &tags).map(|(text, _)| text).as_deref(), Some("42"));
    assert_eq!(found("<b>41</b> <out hidden> 42 </out>", &tags), None);
    assert_eq!(found("<think><out>41</out></think> <b>no</b>", &tags), None);
}

#[test]
fn a_pattern_is_searched_in_the_end_of_a_text() {
    let pattern = Pattern::new(r"(\d*)é?").unwrap();
    for text in ["", "42", "4é2 é", "é", "a42b", "42\n"] {
        let all: Vec<usize> =
            Regex::new(pattern.as_str()).unwrap().find_iter(text).map(|found| found.start()).collect();
        let found: Vec<usize> = pattern.last_matches(text).iter().rev().map(|(place, _)| place.start).collect();
        assert_eq!(found, all, "{text:?}");
    }
    let pattern = Pattern::new("^Result> (.*)").unwrap();
    let far = |blanks: usize| format!("Result> 42{}", " ".repeat(blanks));
    assert_eq!(pattern.last_matches(&far(PATTERN_WINDOW - 10)).len(), 1);
    // Neither is the text before the window searched, nor does it begin there.
    assert!(pattern.last_matches(&far(PATTERN_WINDOW - 9)).is_empty());
    assert!(pattern.last_matches(&format!("é{}", far(PATTERN_WINDOW - 10))).is_empty());
    // What reads all that is left at each of many places stays bounded.
    let greedy = Pattern::new(r"(\d+)(?:.* units)?").unwrap();
    assert_eq!(greedy.last_matches(&"1 ".repeat(1 << 20)).len(), CANDIDATES);
}

#[test]
fn a_pattern_has_one_group() {
    assert!(matches!(Pattern::new("Result: "), Err(Misuse::PatternGroups(0))));
    assert!(matches!(Pattern::new("(a)(b)"), Err(Misuse::PatternGroups(2))));
    assert!(matches!(Pattern::new("(a"), Err(Misuse::BadPattern(_))));
    assert!(Pattern::new("(?:a)(?P<answer>b)").is_ok());
}

#[test]
fn a_trace_tells_why_a_statement_does_not_count() {
    for (response, anchor) in
        [("The answer is 5.", "word"), ("#### 5", "hash"), ("5", "bare"), ("2 + 3 equals 5.", "inferred")]
    {
        let mut notes = Notes::kept();
        assert_eq!(extract_noted(response, &wanted(&[Source::Boxed]), &mut notes), Err(NoAnswer::Missing));
        let trace = notes.into_trace().unwrap();
        let found = trace.candidates.iter().find(|found| found.anchor == anchor).unwrap();
        assert_eq!((found.outcome, found.rule), ("nothing", Some("its kind does not count")), "{response}: {trace:#?}");
        assert!(trace.candidates.iter().all(|found| found.outcome != "taken"), "{response}: {trace:#?}");
    }
    let mut notes = Notes::kept();
    assert!(extract_noted("Result> 41? Result> 42", &form(r"Result> (\d+)"), &mut notes).is_ok());
    let trace = notes.into_trace().unwrap();
    assert_eq!(
        trace.candidates.iter().map(|found| (found.anchor, found.outcome)).collect::<Vec<_>>(),
        [("pattern", "taken")]
    );
}
