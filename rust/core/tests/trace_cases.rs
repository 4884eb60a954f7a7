//! A trace changes no verdict and tells the answer that the verdict has, on every response of the shared cases.

use std::path::Path;

use rewards_core::extract::Answer;
use rewards_core::reward::{Grading, GroundTruth, explain_answer, trace_answer};

/// The responses of a file with their truths.
fn cases(file: &Path) -> Vec<(String, String)> {
    let table: toml::Table = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let cases = table.values().filter_map(toml::Value::as_array).flatten();
    let text = |case: &toml::Value, key: &str| case.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    cases.filter_map(|case| text(case, "response").zip(text(case, "truth").or_else(|| Some("42".into())))).collect()
}

#[test]
fn a_trace_changes_no_verdict() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let folders = [folder.clone(), folder.join("languages")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let (mut count, grading) = (0, Grading::default());
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "toml")) {
        for (response, truth) in cases(&file) {
            let Ok(truth) = GroundTruth::new(&truth) else { continue };
            let mut traced = trace_answer(&response, &truth, &grading);
            let trace = traced.trace.take().unwrap();
            assert_eq!(traced, explain_answer(&response, &truth, &grading), "{response}");
            let answer = traced.answer.as_ref();
            assert_eq!(trace.answer.as_ref().map(|parts| &*parts.value), answer.map(Answer::value), "{response}");
            let taken: Vec<_> = trace.candidates.iter().filter(|found| found.outcome == "taken").collect();
            assert_eq!(!taken.is_empty(), answer.is_some(), "{response}: {trace:#?}");
            assert_eq!(trace.rungs.is_empty(), answer.is_none(), "{response}");
            for found in &trace.candidates {
                for place in [Some(&found.mark), found.value.as_ref(), found.words.as_ref()].into_iter().flatten() {
                    let span = place.span.clone();
                    let inside =
                        span.is_none_or(|span| response.get(span).is_some_and(|text| text.len() == place.text.len()));
                    assert!(inside, "{response}: {place:?}");
                }
                assert_eq!(
                    found.rule.is_some(),
                    matches!(found.outcome, "refused" | "nothing"),
                    "{response}: {found:?}"
                );
            }
            count += 1;
        }
    }
    assert!(count > 2000, "{count} cases");
}
