//! The order of the options and the way in which an answer names one change no score.

#![allow(clippy::float_cmp, reason = "scores are compared to the bit")]

use std::sync::Arc;

use proptest::prelude::*;
use rewards_core::reward::{Choices, Given, Grading, GroundTruth, check_answer};

const TEXTS: [&str; 12] = [
    "1/2",
    "7 days",
    "$x^2-1$",
    "(0, 1)",
    "Ribosome",
    "weak acid",
    "acid",
    "It stays the same.",
    "H2O",
    "No",
    "$15",
    "3.5 kg",
];

/// Some of the texts in some order, and the place of one of them.
fn questions() -> impl Strategy<Value = (Vec<&'static str>, usize)> {
    (proptest::sample::subsequence(TEXTS.to_vec(), 2..10).prop_shuffle(), any::<proptest::sample::Index>()).prop_map(
        |(texts, index)| {
            let at = index.index(texts.len());
            (texts, at)
        },
    )
}

fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at).unwrap())
}

fn score(texts: &[&str], response: &str, truth: &str) -> f64 {
    let given = Given::List(texts.iter().map(|text| Given::Text((*text).to_owned())).collect());
    let grading = Grading::default().with_choices(Some(Arc::new(Choices::new(&given).unwrap())));
    check_answer(response, &GroundTruth::new(truth).unwrap(), &grading).score
}

proptest! {
    #[test]
    fn a_letter_a_text_and_both_earn_the_same((texts, right) in questions(), given in any::<proptest::sample::Index>()) {
        let own = given.index(texts.len());
        let (name, text) = (letter(own), texts[own].trim_end_matches('.'));
        let expected = if own == right { 1.0 } else { 0.0 };
        for truth in [letter(right).to_string(), texts[right].to_owned(), format!("{}. {}", letter(right), texts[right])] {
            for answer in [format!("{name}"), format!("({name})"), text.to_owned(), format!("({name}) {text}")] {
                let response = format!("<answer>{answer}</answer>");
                prop_assert_eq!(score(&texts, &response, &truth), expected, "{} for {} of {:?}", answer, truth, texts);
            }
        }
    }

    #[test]
    fn the_order_of_the_options_changes_no_score((texts, right) in questions(), shift in 1usize..9, answer in 0..TEXTS.len()) {
        let truth = texts[right];
        let response = format!("<answer>{}</answer>", TEXTS[answer]);
        let mut turned = texts.clone();
        turned.rotate_left(shift % texts.len());
        let place = turned.iter().position(|text| *text == truth).unwrap();
        prop_assert_eq!(
            score(&texts, &response, &letter(right).to_string()),
            score(&turned, &response, &letter(place).to_string())
        );
    }

    #[test]
    fn a_letter_beside_another_options_text_earns_nothing((texts, right) in questions(), other in any::<proptest::sample::Index>()) {
        let other = other.index(texts.len());
        prop_assume!(other != right);
        let response = format!("<answer>{}. {}</answer>", letter(right), texts[other]);
        prop_assert!(score(&texts, &response, &letter(right).to_string()) < 1.0, "{} of {:?}", response, texts);
    }

    #[test]
    fn no_text_of_a_model_is_an_error(response in any::<String>(), (texts, right) in questions()) {
        let truth = letter(right).to_string();
        prop_assert!((0.0..=1.0).contains(&score(&texts, &response, &truth)));
    }

    #[test]
    fn no_text_of_a_caller_is_a_panic(text in "[A-D().:\\[\\]{}\"' \n,a-z①②0-9\\\\]{0,60}") {
        let _ = Choices::new(&Given::Text(text));
    }
}
