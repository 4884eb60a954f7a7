//! Options are read in all the forms that data sets have, and what names one is told from what does not.

#![allow(clippy::float_cmp, reason = "scores are compared to the bit")]

use std::sync::Arc;

use super::*;
use crate::reward::{Grading, GroundTruth, Reason, Score, check_answer, trace_answer};

fn text(text: &str) -> Given {
    Given::Text(text.into())
}

fn list(texts: &[&str]) -> Given {
    Given::List(texts.iter().map(|item| text(item)).collect())
}

fn map(entries: &[(&str, &str)]) -> Given {
    Given::Map(entries.iter().map(|(name, item)| ((*name).into(), text(item))).collect())
}

fn options(given: &Given) -> Vec<(String, String)> {
    let choices = Choices::new(given).unwrap_or_else(|misuse| panic!("{given:?}: {misuse}"));
    choices.options().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn grade(given: &Given, response: &str, truth: &str) -> Score {
    let grading = Grading::default().with_choices(Some(Arc::new(Choices::new(given).unwrap())));
    check_answer(response, &GroundTruth::new(truth).unwrap(), &grading)
}

/// Checks responses of the form "The answer is …." with what they earn.
fn check(given: &Given, truth: &str, cases: &[(&str, f64)]) {
    for (answer, score) in cases {
        let response = format!("The answer is {answer}.");
        assert_eq!(grade(given, &response, truth).score, *score, "{response} for {truth} of {given:?}");
    }
}

#[test]
fn all_forms_give_the_same_options() {
    let expected = options(&map(&[("A", "Mars"), ("B", "Venus"), ("C", "the Moon")]));
    for given in [
        list(&["Mars", "Venus", "the Moon"]),
        list(&["A. Mars", "B. Venus", "C. the Moon"]),
        list(&["(A) Mars", "(B) Venus", "(C) the Moon"]),
        list(&["**A.** Mars", "**B.** Venus", "**C.** the Moon"]),
        map(&[("A.", "Mars"), ("(B)", "Venus"), ("C", "the Moon")]),
        text("A. Mars\nB. Venus\nC. the Moon"),
        text("Options:\n(A) Mars\n(B) Venus\n(C) the Moon\n"),
        text("A) Mars B) Venus C) the Moon"),
        text("A. Mars   B. Venus\nC. the Moon"),
        text(r#"["Mars", "Venus", "the Moon"]"#),
        text("['Mars', 'Venus', 'the Moon']"),
        text(r#"{"A": "Mars", "B": "Venus", "C": "the Moon"}"#),
        text(r#"{"label": ["A", "B", "C"], "text": ["Mars", "Venus", "the Moon"]}"#),
        Given::List(vec![
            map(&[("label", "A"), ("text", "Mars")]),
            map(&[("label", "B"), ("text", "Venus")]),
            map(&[("label", "C"), ("text", "the Moon")]),
        ]),
    ] {
        let found = options(&given);
        let keys = |options: &[(String, String)]| -> Vec<_> {
            options.iter().map(|(name, text)| (label::key(name), text.clone())).collect()
        };
        assert_eq!(keys(&found), keys(&expected), "{given:?}");
    }
}

#[test]
fn a_text_may_hold_what_looks_like_a_label() {
    for (given, expected) in [
        (list(&["1.5", "2.5"]), [("A", "1.5"), ("B", "2.5")]),
        (list(&["A. Mars", "C. Venus"]), [("A", "A. Mars"), ("B", "C. Venus")]),
        (list(&["A", "B"]), [("A", "A"), ("B", "B")]),
        (text("A. 1:2\nB. 2:1 or so"), [("A", "1:2"), ("B", "2:1 or so")]),
        (text("A. one\ntwo\nB. three"), [("A", "one\ntwo"), ("B", "three")]),
        (text("A.细胞\nB.人体"), [("A", "细胞"), ("B", "人体")]),
        (text("① 3\n② 6"), [("①", "3"), ("②", "6")]),
        (text(r#"{"A": "\\frac{1}{2}", "B": 3}"#), [("A", r"\frac{1}{2}"), ("B", "3")]),
    ] {
        let expected: Vec<_> = expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        assert_eq!(options(&given), expected, "{given:?}");
    }
}

#[test]
fn what_is_no_question_is_refused() {
    let repeated =
        |first, second, text: &str| Misuse::RepeatedChoice { first, second, is_label: false, text: text.into() };
    let label = |first, second, text: &str| Misuse::RepeatedChoice { first, second, is_label: true, text: text.into() };
    for (given, misuse) in [
        (list(&[]), Misuse::ChoiceCount { count: 0, most: CHOICES }),
        (list(&["Mars"]), Misuse::ChoiceCount { count: 1, most: CHOICES }),
        (list(&["Mars", "Venus", "Mars"]), repeated(0, 2, "Mars")),
        (list(&["A. Mars", "B. Mars"]), repeated(0, 1, "Mars")),
        (list(&["$x$", "y", "x"]), repeated(0, 2, "x")),
        (map(&[("A", "Mars"), ("(a)", "Venus")]), label(0, 1, "a")),
        (list(&["Mars", " "]), Misuse::BlankChoice { index: 1 }),
        (text("Mars"), Misuse::UnreadableChoices),
        (text("A. Mars"), Misuse::UnreadableChoices),
        (text("A. Mars\nC. Venus"), Misuse::UnreadableChoices),
        (text("[\"Mars\", \"Venus\""), Misuse::UnreadableChoices),
        (Given::List(vec![text("Mars"), list(&["Venus"])]), Misuse::UnreadableChoices),
        (text(&"[".repeat(100_000)), Misuse::UnreadableChoices),
        (text(&r#"{"A": "#.repeat(100_000)), Misuse::UnreadableChoices),
    ] {
        assert_eq!(Choices::new(&given).err(), Some(misuse), "{given:?}");
    }
    // What differs in letter case, or is equal by value alone, is no repetition.
    for given in [list(&["Pb", "PB"]), list(&["1/2", "0.5"])] {
        assert!(Choices::new(&given).is_ok(), "{given:?}");
    }
    let message = Choices::new(&list(&["Mars", "Venus", "Mars"])).unwrap_err().to_string();
    assert_eq!(message, "options 1 and 3 are both \"Mars\": give each option once");
}

#[test]
fn a_label_a_text_and_both_are_one_answer() {
    let given = list(&["Mitochondria", "Ribosome", "Nucleus", "Golgi apparatus"]);
    for truth in ["D", "(d)", "Golgi apparatus", "D. Golgi apparatus", "the Golgi apparatus"] {
        check(
            &given,
            truth,
            &[
                ("D", 1.0),
                ("(d)", 1.0),
                ("option D", 1.0),
                (r"\boxed{\text{(D)}}", 1.0),
                ("Golgi apparatus", 1.0),
                ("the Golgi apparatus", 1.0),
                ("D. Golgi apparatus", 1.0),
                ("Golgi apparatus (D)", 1.0),
                ("Golgi apparatus, which is option D", 1.0),
                ("C", 0.0),
                ("Nucleus", 0.0),
                ("E", 0.0),
                ("apparatus", 0.0),
                ("the Golgi apparatus of a cell", 0.0),
                // The letter and the text are those of two options.
                ("D. Nucleus", 0.0),
                ("D - Nucleus", 0.0),
                ("D (Nucleus)", 0.0),
                ("D - Golgi apparatus", 1.0),
                ("Nucleus (D)", 0.0),
                ("D or C", 0.0),
            ],
        );
    }
}

#[test]
fn a_value_is_the_option_that_it_equals() {
    let fractions = list(&["1/2", "1/3", "1/4", "1/5"]);
    check(&fractions, "A", &[("0.5", 1.0), (r"\frac{1}{2}", 1.0), ("50%", 1.0), ("0.25", 0.0), ("A. 0.5", 1.0)]);
    check(&fractions, "0.2", &[("D", 1.0), (r"\frac15", 1.0), ("A", 0.0)]);
    check(&list(&["5 cm", "5 m", "5 km"]), "B", &[("5 m", 1.0), ("5 km", 0.0), ("5", 0.0), ("B. 5 km", 0.0)]);
    check(&list(&["H2O", "CO2", "O2"]), "A", &[("H₂O", 1.0), (r"\text{H}_2\text{O}", 1.0), ("O2H", 0.0)]);
    check(&list(&["$x^2-1$", "$(x+1)^2$"]), "B", &[("$x^2+2x+1$", 1.0), ("$(x-1)(x+1)$", 0.0)]);
    check(&list(&["True", "False"]), "B", &[("false", 1.0), ("true", 0.0), ("B", 1.0)]);
    check(&list(&["2", "3", "None of the above"]), "C", &[("none of these", 1.0), ("2", 0.0), ("C", 1.0)]);
    // A number that is near to the right option alone is close.
    let far = list(&["10", "20", "40"]);
    assert_eq!(grade(&far, "The answer is 20.5.", "B").reason, Reason::Close);
    assert_eq!(grade(&far, "The answer is 10.", "B").reason, Reason::WrongValue);
    assert_eq!(grade(&list(&["20", "21"]), "The answer is 20.5.", "A").reason, Reason::WrongValue);
    // What is left to calculate is not evaluated.
    assert_eq!(grade(&far, "The answer is 4*5.", "B").reason, Reason::NotEvaluated);
}

#[test]
fn what_fits_two_options_names_neither() {
    check(&list(&["12 boys", "12 girls", "15 boys"]), "B", &[("12", 0.0), ("12 girls", 1.0), ("12 boys", 0.0)]);
    check(&list(&["1/2", "0.5", "0.25"]), "A", &[("1/2", 1.0), ("0.5", 0.0), ("50%", 0.0)]);
    check(&list(&["acid", "strong acid"]), "A", &[("acid", 1.0), ("strong acid", 0.0), ("weak acid", 0.0)]);
}

#[test]
fn several_options_are_named_together() {
    let given = list(&["iron", "copper", "wood", "plastic"]);
    for truth in ["A, B", "AB", "B and A", "iron, copper"] {
        check(
            &given,
            truth,
            &[
                ("A and B", 1.0),
                ("(A) and (B)", 1.0),
                ("AB", 1.0),
                ("B, A", 1.0),
                ("iron and copper", 1.0),
                ("copper, iron", 1.0),
                ("A", 0.0),
                ("A or B", 0.0),
                ("A, B and C", 0.0),
                ("iron, copper and wood", 0.0),
            ],
        );
    }
    check(&list(&["iron", "copper", "both A and B"]), "C", &[("A and B", 1.0), ("C", 1.0), ("A", 0.0)]);
}

#[test]
fn labels_of_every_series() {
    check(&list(&["(i) 3", "(ii) 6", "(iii) 9"]), "ii", &[("(ii)", 1.0), ("(ii) 6", 1.0), ("(ii) 9", 0.0), ("i", 0.0)]);
    check(&list(&["① 3", "② 6", "③ 9"]), "②", &[("②", 1.0), ("6", 1.0), ("③", 0.0), ("② 9", 0.0)]);
    let ten: Vec<String> = (1..=10).map(|number| format!("{number} N")).collect();
    let ten = list(&ten.iter().map(String::as_str).collect::<Vec<_>>());
    check(&ten, "J", &[("J", 1.0), ("10 N", 1.0), ("J. 10 N", 1.0), ("1 N", 0.0), ("I", 0.0)]);
    // A letter that is a label and another option's text is the label, unless its own text stands beside it.
    check(&list(&["O", "A", "B", "AB"]), "B", &[("B. A", 1.0), ("A. B", 0.0), ("A. O", 0.0)]);
    check(&list(&["O", "A", "B", "AB"]), "B", &[("B", 1.0), ("A", 0.0), ("C", 0.0)]);
}

#[test]
fn a_response_that_is_an_option_is_bare() {
    let given = list(&["It increases, because of the heat.", "It stays the same."]);
    for response in ["It stays the same.", "<think>It increases.</think>\nIt stays the same", "B. It stays the same."] {
        assert_eq!(grade(&given, response, "B").score, 1.0, "{response}");
    }
    assert_eq!(grade(&given, "It stays the same, I think, or not.", "B").score, 0.0);
    let metals = list(&["iron", "copper", "wood"]);
    for response in ["B and A", "copper, iron", "**both A and B**", "#### A, B"] {
        assert_eq!(grade(&metals, response, "AB").score, 1.0, "{response}");
    }
    assert_eq!(grade(&metals, "2 + 2 = 4\n#### B. copper", "B").score, 1.0);
    let grading = Grading::default().with_choices(Some(Arc::new(Choices::new(&given).unwrap())));
    let boxed = grading.with_sources([crate::extract::Source::Boxed].into_iter().collect());
    assert_eq!(check_answer("It stays the same.", &GroundTruth::new("B").unwrap(), &boxed).reason, Reason::NoAnswer);
}

#[test]
fn a_text_counts_as_a_whole() {
    let given = list(&["Golgi apparatus", "Nucleus", "It stays the same."]);
    for (response, truth, score) in [
        (r"\boxed{\text{Golgi apparatus}}", "A", 1.0),
        (r"\boxed{\text{no Golgi apparatus}}", "A", 0.0),
        (r"\boxed{\text{It stays the same}}", "C", 1.0),
        ("The answer is B. Golgi apparatus.", "B", 0.0),
        ("The answer is B. It is a Golgi apparatus.", "B", 1.0),
        ("Answer: B\nGolgi apparatus", "B", 0.0),
        ("Answer: B\nGolgi apparatus\nIt packs proteins, but does not hold the genes.", "B", 1.0),
        ("Answer: B\nNucleus", "B", 1.0),
        ("Answer: A\nNucleus", "B", 0.0),
    ] {
        assert_eq!(grade(&given, response, truth).score, score, "{response}");
    }
}

#[test]
fn a_truth_that_names_no_option_is_compared_as_it_is() {
    let given = list(&["1/2", "1/3"]);
    check(&given, "0.7", &[("0.7", 1.0), ("A", 0.0)]);
    check(&given, "E", &[("E", 1.0), ("A", 0.0)]);
}

#[test]
fn a_trace_tells_which_options_were_named() {
    let grading = Grading::default().with_choices(Some(Arc::new(Choices::new(&list(&["1/2", "1/3"])).unwrap())));
    for (response, answer, relation) in [
        ("The answer is 0.5.", "A. 1/2", "equal"),
        ("The answer is B.", "B. 1/3", "different"),
        ("The answer is A. 1/3.", "a label beside another option's text", "too_many"),
        ("The answer is 7.", "no option", "different"),
    ] {
        let verdict = trace_answer(response, &GroundTruth::new("A").unwrap(), &grading);
        let rungs = verdict.trace.unwrap().rungs;
        let rung = rungs.iter().find(|rung| rung.what == "choice").unwrap();
        assert_eq!((&*rung.answer, &*rung.truth, rung.relation), (answer, "A. 1/2", relation), "{response}");
    }
}
