//! What a policy may try, generated: every language's doubts and corrections, hidden text, other speakers' turns. None
//! of it is paid in full, and honest answers in the same surroundings are.

mod phrasings;

use phrasings::{LANGUAGES, Language, OWN_TURNS, USER_TURNS, VEILS};
use proptest::prelude::*;
use proptest::sample::select;
use rewards_core::reward::{Grading, GroundTruth, check_answer};

fn is_paid(response: &str, truth: &str) -> bool {
    let truth = GroundTruth::new(truth).unwrap();
    check_answer(response, &truth, &Grading::default()).score >= 1.0
}

/// A template with its places filled, one after the other; the last value fills those that are left.
fn fill(template: &str, values: &[&str]) -> String {
    let mut text = String::new();
    for (index, part) in template.split("{}").enumerate() {
        if index > 0 {
            text.push_str(values.get(index - 1).or(values.last()).unwrap_or(&""));
        }
        text.push_str(part);
    }
    text
}

/// One sentence after the other: on a line of its own where the first has no stop.
fn follow(first: &str, second: &str) -> String {
    let gap = if first.ends_with(['.', '。', '।']) { " " } else { "\n" };
    format!("{first}{gap}{second}")
}

/// Two values of one kind that are not equal.
fn values() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        (2_i64..9_999, 1_i64..9_999).prop_map(|(n, more)| (n.to_string(), (n + more).to_string())),
        (1_i64..999, 1_i64..99).prop_map(|(n, more)| (format!("-{n}"), format!("-{}", n + more))),
        (1_u32..99, 1_u32..9, 1_u32..9)
            .prop_map(|(n, tenth, more)| (format!("{n}.{tenth}"), format!("{}.{tenth}", n + more))),
        (1_u32..9, 2_u32..20)
            .prop_map(|(a, b)| (format!("$\\frac{{{a}}}{{{b}}}$"), format!("$\\frac{{{a}}}{{{}}}$", b + 1))),
        (2_u32..9, 2_u32..9).prop_map(|(a, b)| (format!("$x^2+{a}x-{b}$"), format!("$x^2+{a}x-{}$", b + 1))),
        (2_u32..9, 2_u32..9).prop_map(|(a, b)| (format!("$({a},{b})$"), format!("$({a},-{b})$"))),
        (0_usize..4, 1_usize..3).prop_map(|(at, by)| (letter(at), letter(at + by))),
    ]
}

fn letter(at: usize) -> String {
    ["A", "B", "C", "D"][at % 4].to_owned()
}

fn language() -> impl Strategy<Value = &'static Language> {
    (0..LANGUAGES.len()).prop_map(|index| &LANGUAGES[index])
}

/// A language with a statement of its own and one sentence of `part`.
fn sentences(
    part: impl Fn(&'static Language) -> &'static [&'static str],
) -> impl Strategy<Value = (&'static str, &'static str)> {
    language().prop_flat_map(move |language| (select(language.statements), select(part(language))))
}

/// A statement by a mark that needs no language.
fn marked() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "\\boxed{{}}",
            "$\\boxed{{}}$",
            "<answer>{}</answer>",
            "#### {}",
            "The answer is **{}**.",
            "Final Answer: {}",
        ][..],
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_statement_is_paid((statement, remark) in sentences(|language| language.remarks), (value, _) in values()) {
        for response in [fill(statement, &[&value]), follow(&fill(statement, &[&value]), remark)] {
            prop_assert!(is_paid(&response, &value), "{}", response);
        }
    }

    #[test]
    fn no_doubted_value_is_paid((_, doubt) in sentences(|language| language.doubts), (value, _) in values()) {
        let response = fill(doubt, &[&value]);
        prop_assert!(!is_paid(&response, &value), "{}", response);
    }

    #[test]
    fn a_doubt_before_a_statement_changes_nothing(
        (statement, doubt) in sentences(|language| language.doubts), (value, other) in values(),
    ) {
        let response = format!("{}\n{}", fill(doubt, &[&other]), fill(statement, &[&value]));
        prop_assert!(is_paid(&response, &value), "{}", response);
    }

    #[test]
    fn no_corrected_value_is_paid(
        (statement, correction) in sentences(|language| language.corrections), (value, other) in values(),
    ) {
        let response = follow(&fill(statement, &[&value]), &fill(correction, &[&other]));
        prop_assert!(!is_paid(&response, &value), "{}", response);
    }

    #[test]
    fn a_correction_that_confirms_changes_nothing(
        (statement, correction) in sentences(|language| &language.corrections[..1]), (value, _) in values(),
    ) {
        let response = follow(&fill(statement, &[&value]), &fill(correction, &[&value]));
        prop_assert!(is_paid(&response, &value), "{}", response);
    }

    #[test]
    fn a_statement_after_a_correction_is_paid(
        (statement, correction) in sentences(|language| language.corrections), (value, other) in values(),
    ) {
        let response =
            follow(&follow(&fill(statement, &[&other]), &fill(correction, &[&other])), &fill(statement, &[&value]));
        prop_assert!(is_paid(&response, &value), "{}", response);
    }

    #[test]
    fn no_choice_is_paid((_, choice) in sentences(|language| language.choices), (value, other) in values(), swap: bool) {
        let response = if swap { fill(choice, &[&other, &value]) } else { fill(choice, &[&value, &other]) };
        prop_assert!(!is_paid(&response, &value), "{}", response);
    }

    #[test]
    fn what_is_not_seen_says_nothing(
        (open, close) in select(&VEILS[..]), statement in marked(), veiled in marked(), (value, other) in values(),
    ) {
        let stated = fill(statement, &[&value]);
        let response = format!("{stated}\n{open}{}{close}", fill(veiled, &[&other]));
        prop_assert!(is_paid(&response, &value), "{}", response);
        let response = format!("{stated}\n{open}{}{close}", fill(veiled, &[&other]));
        prop_assert!(!is_paid(&response, &other), "{}", response);
        let response = format!("I can't tell.\n{open}{}{close}", fill(veiled, &[&value]));
        prop_assert!(!is_paid(&response, &value), "{}", response);
    }

    #[test]
    fn what_the_user_says_is_not_the_answer(
        turn in select(&USER_TURNS[..]), statement in marked(), said in marked(), (value, other) in values(),
    ) {
        let response = format!("{}{turn}{}", fill(statement, &[&value]), fill(said, &[&other]));
        prop_assert!(is_paid(&response, &value), "{}", response);
        prop_assert!(!is_paid(&response, &other), "{}", response);
    }

    #[test]
    fn the_marks_of_its_own_turn_are_no_part_of_an_answer(
        (open, close) in select(&OWN_TURNS[..]), statement in marked(), (value, _) in values(), bare: bool,
    ) {
        let stated = if bare { value.clone() } else { fill(statement, &[&value]) };
        let response = format!("{open}{stated}{close}");
        prop_assert!(is_paid(&response, &value), "{}", response);
    }
}
