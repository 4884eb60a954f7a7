//! Numbers, marks, units and verdicts in the languages of the lexicon: the shared cases, through the documented verdict.

use rewards_core::answer::spelled;
use rewards_core::lexicon::Language;
use rewards_core::reward::{Grading, GroundTruth, check_answer};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    lang: String,
    response: String,
    truth: String,
    score: f64,
    why: String,
}

#[test]
fn numbers_are_read_as_people_write_them() {
    let cases: Cases = toml::from_str(include_str!("../../../tests/cases/answer_numbers.toml")).unwrap();
    let grading = Grading::default();
    let faults: Vec<String> = cases
        .case
        .iter()
        .filter_map(|case| {
            let score = check_answer(&case.response, &GroundTruth::new(&case.truth).unwrap(), &grading).score;
            // What is near the truth earns its part.
            let right = if case.score >= 1.0 { score >= 1.0 } else { score < 1.0 };
            let Case { what, lang, response, truth, why, .. } = case;
            (!right).then(|| format!("{score}: {lang} {what}: {response} | {truth} | {why}"))
        })
        .collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.case.len(), faults.join("\n"));
}

#[test]
fn a_rewritten_text_stays_as_it_is() {
    for (code, text) in [
        ("de", "zwei und zwei Drittel"),
        ("de", "anderthalb Millionen Euro"),
        ("ko", "1억 2천만 원"),
        ("ru", "две с половиной тысячи рублей"),
        ("ar", "١٤٬٥٠٠ دينار"),
        ("fr", "8 de moins"),
    ] {
        let language = Language::of(code);
        let once = spelled(text, language).into_owned();
        assert_ne!(once, text, "{code}");
        assert_eq!(spelled(&once, language), once, "{code} {text}");
    }
}

#[test]
fn nothing_that_a_model_writes_is_too_much() {
    for piece in ["zwei", "und", "hundert ", "千", "1.", "1,", "半", "- ", "minus ", "a half ", "Rp", "ein halb"] {
        for times in [40, 4_000] {
            for language in Language::all() {
                let text = piece.repeat(times);
                assert!(spelled(&text, Some(language)).len() < 4 * text.len() + 400);
            }
        }
    }
}
