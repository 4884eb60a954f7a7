//! Groups of equal answers: what they have in common, and what they do not depend on.

#![allow(clippy::cast_possible_wrap, reason = "no test has that many responses")]

use std::collections::HashMap;

use proptest::prelude::*;
use rewards_core::batch::{self, Failure, Gathered, Second, Watch, set_num_threads};
use rewards_core::equal::math_equal;
use rewards_core::extract::extract;
use rewards_core::groups::{Groups, answer_key, group, state};
use rewards_core::reward::Grading;

/// Spellings of values; those in one row are equal, and no others are.
const VALUES: [&[&str]; 12] = [
    &["1/2", "0.5", r"\frac{1}{2}", ".50", "one half"],
    &["42", "42.0", "forty-two", "6*7"],
    &["1234", "1,234", "1.234e3"],
    &[r"\sqrt{2}", r"\frac{2}{\sqrt{2}}", r"2^{1/2}"],
    &["x^2+2x+1", "(x+1)^2", "1+2x+x^2"],
    &["Paris", "paris", r"\text{Paris}"],
    &["B", "(B)", r"\textbf{(B)}"],
    &[r"\{1,2\}", r"\{2,1\}"],
    &["(3, 4)", "(3,4)"],
    &["no solution", "No solution"],
    &[r"16\pi", r"\pi \cdot 16", r"4^2\pi"],
    &["-7", "−7", "-7.0"],
];

/// Answers among which equality is no equivalence: what one of them is equal to differs among itself.
const LOOSE: [&str; 18] = [
    "5", "5 cm", "5 m", "$5", "5.0", "25%", "0.25", "25", "1/4", "0.33", "1/3", "0.333", "0.334", "3.14", r"\pi",
    "3.141", "3.1416", "22/7",
];

fn state_answer(answer: &str, form: usize) -> String {
    match form % 4 {
        0 => format!("The answer is {answer}."),
        1 => format!("So we get \\boxed{{{answer}}}"),
        2 => format!("#### {answer}"),
        _ => format!("<answer>{answer}</answer>"),
    }
}

/// Responses with the number of the value that each states.
fn stated() -> impl Strategy<Value = Vec<(Option<usize>, String)>> {
    let value = (0..VALUES.len(), 0..5usize, 0..4usize).prop_map(|(value, spelling, form)| {
        let row = VALUES[value];
        (Some(value), state_answer(row[spelling % row.len()], form))
    });
    let none = prop_oneof![Just(""), Just("I don't know."), Just("Is the answer 3?"), Just("<think>The answer is 5")];
    prop::collection::vec(prop_oneof![9 => value, 1 => none.prop_map(|text| (None, text.to_owned()))], 0..40)
}

/// Responses of any kind: those that state values, loose ones, and any text.
fn responses() -> impl Strategy<Value = Vec<String>> {
    let loose = (0..LOOSE.len(), 0..4usize).prop_map(|(at, form)| state_answer(LOOSE[at], form));
    let value = (0..VALUES.len(), 0..5usize).prop_map(|(value, at)| VALUES[value][at % VALUES[value].len()].to_owned());
    prop::collection::vec(prop_oneof![4 => loose, 2 => value, 1 => ".{0,20}"], 0..25)
}

fn group_texts(texts: &[String]) -> Groups {
    let answers: Vec<_> = texts.iter().map(|text| state(text, &Grading::default())).collect();
    group(&answers.iter().map(Option::as_ref).collect::<Vec<_>>(), &Grading::default())
}

/// The labels by the order in which they come, so that labels of one partition are the same.
fn renumber(labels: &[i64]) -> Vec<i64> {
    let mut known = HashMap::new();
    let mut number = |label: i64| {
        let next = known.len() as i64;
        if label < 0 { label } else { *known.entry(label).or_insert(next) }
    };
    labels.iter().map(|label| number(*label)).collect()
}

fn gather(responses: &[&str], prompts: &[usize], count: usize, watch: Watch<'_>) -> Result<Gathered, Failure> {
    batch::group_answers(responses, prompts, count, Second::One(&Grading::default()), watch)
}

fn answer_text(response: &str) -> String {
    extract(response).map(|answer| answer.text.into_owned()).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn equal_answers_share_a_label_and_others_do_not(rows in stated()) {
        let (values, texts): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let found = group_texts(&texts);
        let wanted: Vec<i64> = values.iter().map(|value| value.map_or(-1, |value| value as i64)).collect();
        prop_assert_eq!(found.labels, renumber(&wanted));
    }

    #[test]
    fn no_label_joins_answers_that_refuse_each_other(texts in responses()) {
        let found = group_texts(&texts);
        let said: Vec<String> = texts.iter().map(|text| answer_text(text)).collect();
        for (at, label) in found.labels.iter().enumerate().filter(|(_, label)| **label >= 0) {
            for (other, _) in found.labels[..at].iter().enumerate().filter(|(_, other)| *other == label) {
                let (a, b) = (&said[at], &said[other]);
                prop_assert!(math_equal(a, b) || math_equal(b, a), "{} {}", a, b);
            }
        }
    }

    #[test]
    fn groups_are_numbered_as_they_come_and_count_their_members(texts in responses()) {
        let found = group_texts(&texts);
        prop_assert_eq!(&renumber(&found.labels), &found.labels);
        for (number, group) in found.groups.iter().enumerate() {
            let members: Vec<usize> = (0..texts.len()).filter(|at| found.labels[*at] == number as i64).collect();
            prop_assert_eq!(group.size, members.len());
            prop_assert!(members.iter().any(|at| answer_text(&texts[*at]) == group.text));
        }
        for (text, label) in texts.iter().zip(&found.labels) {
            prop_assert_eq!(*label >= 0, extract(text).is_ok_and(|answer| answer.source.is_stated()));
        }
    }

    #[test]
    fn the_order_of_responses_changes_nothing(rows in responses().prop_flat_map(|texts| {
        let order: Vec<usize> = (0..texts.len()).collect();
        (Just(texts), Just(order).prop_shuffle())
    })) {
        let (texts, order) = rows;
        let found = group_texts(&texts);
        let shuffled = group_texts(&order.iter().map(|at| texts[*at].clone()).collect::<Vec<_>>());
        let moved: Vec<i64> = order.iter().map(|at| found.labels[*at]).collect();
        prop_assert_eq!(renumber(&moved), shuffled.labels);
        let sorted = |groups: Groups| {
            let mut groups: Vec<(String, usize)> = groups.groups.into_iter().map(|group| (group.text, group.size)).collect();
            groups.sort();
            groups
        };
        let again = group_texts(&order.iter().map(|at| texts[*at].clone()).collect::<Vec<_>>());
        prop_assert_eq!(sorted(found), sorted(again));
    }

    #[test]
    fn a_batch_is_its_prompts(rows in prop::collection::vec((0..6usize, 0..VALUES.len(), 0..5usize, 0..4usize), 0..300), threads in 1..5usize) {
        let prompts: Vec<usize> = rows.iter().map(|row| row.0).collect();
        let texts: Vec<String> = rows.iter().map(|(_, value, at, form)| state_answer(VALUES[*value][at % VALUES[*value].len()], *form)).collect();
        let views: Vec<&str> = texts.iter().map(String::as_str).collect();
        set_num_threads(threads).unwrap();
        let found = gather(&views, &prompts, 6, &mut || true).unwrap();
        for prompt in 0..6 {
            let places: Vec<usize> = (0..rows.len()).filter(|at| prompts[*at] == prompt).collect();
            let alone = group_texts(&places.iter().map(|at| texts[*at].clone()).collect::<Vec<_>>());
            prop_assert_eq!(places.iter().map(|at| found.labels[*at]).collect::<Vec<_>>(), alone.labels);
            prop_assert_eq!(&found.groups[prompt], &alone.groups);
        }
    }

    #[test]
    fn answers_with_one_key_are_equal(rows in stated()) {
        let keys: Vec<Option<String>> = rows.iter().map(|(_, text)| answer_key(text)).collect();
        for (at, key) in keys.iter().enumerate().filter(|(_, key)| key.is_some()) {
            for other in (0..at).filter(|other| keys[*other] == *key) {
                prop_assert_eq!(rows[at].0, rows[other].0);
            }
        }
        for ((value, text), key) in rows.iter().zip(&keys) {
            // Numbers, words and letters have keys, whatever their spelling.
            prop_assert_eq!(key.is_some(), matches!(value, Some(0..=2 | 5 | 6 | 9 | 11)), "{}", text);
        }
    }
}

#[test]
fn an_answer_that_is_equal_to_two_joins_the_more_frequent_one() {
    let texts = |counts: &[(&str, usize)]| -> Vec<String> {
        counts.iter().flat_map(|(answer, count)| vec![format!("The answer is {answer}."); *count]).collect()
    };
    let found = group_texts(&texts(&[("5 m", 2), ("5", 1), ("5 cm", 3)]));
    assert_eq!(found.labels, [0, 0, 1, 1, 1, 1]);
    assert_eq!((found.groups[1].text.as_str(), found.groups[1].size), ("5 cm", 4));
}

#[test]
fn answers_agree_as_their_grading_says() {
    let grade = |grading: &Grading, texts: [&str; 3]| {
        let answers = texts.map(|text| state(text, grading));
        group(&answers.each_ref().map(Option::as_ref), grading).labels
    };
    let texts = ["The answer is 100.", r"\boxed{101}", "#### 104"];
    assert_eq!(grade(&Grading::default(), texts), [0, 1, 2]);
    assert_eq!(grade(&Grading::default().with_relative_tolerance(0.02).unwrap(), texts), [0, 0, 1]);
    assert_eq!(grade(&Grading::default().with_relative_tolerance(0.05).unwrap(), texts), [0, 0, 0]);
}

#[test]
fn many_different_answers_are_gathered_in_bounded_work() {
    let texts: Vec<String> = (0..800).map(|at| format!("The answer is {at} x^{at} + \\sqrt{{{at}}}.")).collect();
    let views: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = gather(&views, &vec![0; 800], 1, &mut || true).unwrap();
    assert_eq!(found.groups[0].len(), 800);
}

#[test]
fn a_large_prompt_can_be_stopped() {
    let texts: Vec<String> = (0..2_000).map(|at| format!("The answer is {at}.")).collect();
    let views: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut asked = 0;
    let mut watch = || {
        asked += 1;
        asked < 300
    };
    let found = gather(&views, &vec![0; 2_000], 1, &mut watch);
    assert_eq!(found, Err(Failure::Stopped));
    assert_eq!(asked, 300);
}

#[test]
fn nothing_gives_nothing() {
    let found = gather(&[], &[], 0, &mut || true).unwrap();
    assert!(found.labels.is_empty() && found.groups.is_empty());
    let found = gather(&["The answer is 4."], &[1], 3, &mut || true).unwrap();
    assert_eq!(found.groups.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1, 0]);
}
