//! Languages do not leak into each other: a reading is the same when the other languages are taken out.

mod losses;

use super::{Language, words};
use crate::reward::{Grading, GroundTruth, explain_answer};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    response: String,
    truth: String,
}

#[test]
fn a_reading_is_the_same_without_the_other_languages() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/languages");
    let grading = Grading::default();
    let (mut faults, mut count) = (Vec::new(), 0);
    for language in Language::all() {
        let code = language.properties().code;
        let text = std::fs::read_to_string(folder.join(format!("{code}.toml"))).unwrap();
        for case in toml::from_str::<Cases>(&text).unwrap().case {
            let truth = GroundTruth::new(&case.truth).unwrap();
            let read = || {
                let verdict = explain_answer(&case.response, &truth, &grading);
                (verdict.reason, verdict.answer.map(|answer| answer.text.into_owned()))
            };
            let with_all = read();
            let alone = words::with_only(&[Language::ENGLISH, language], read);
            count += 1;
            if with_all != alone {
                faults.push(format!("{code}: {} | {with_all:?}, alone {alone:?}", case.response));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
}
