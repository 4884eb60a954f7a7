//! The cases of each language and of the answer room, the same files that the Python tests read.

use std::fs;
use std::path::{Path, PathBuf};

use rewards_core::reward::{Grading, GroundTruth, check_answer};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    response: String,
    truth: String,
    score: Option<f64>,
    at_least: Option<f64>,
    at_most: Option<f64>,
}

impl Case {
    fn fault(&self, grading: &Grading) -> Option<String> {
        let score = check_answer(&self.response, &GroundTruth::new(&self.truth).unwrap(), grading);
        let fits = self.score.is_none_or(|wanted| (score.score - wanted).abs() < 1e-9)
            && self.at_least.is_none_or(|least| score.score >= least)
            && self.at_most.is_none_or(|most| score.score <= most);
        (!fits).then(|| {
            format!("{}: {:?} gives {} {:?}, truth {}", self.what, self.response, score.score, score.reason, self.truth)
        })
    }
}

fn check(file: &Path) {
    let grading = Grading::default();
    let cases: Cases = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let faults: Vec<String> = cases.case.iter().filter_map(|case| case.fault(&grading)).collect();
    assert!(faults.is_empty(), "{}: {} of {}:\n{}", file.display(), faults.len(), cases.case.len(), faults.join("\n"));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

#[test]
fn every_language_reads_its_cases() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join("languages")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 24);
    for file in &files {
        check(file);
    }
}

#[test]
fn answers_are_read_as_a_person_reads_them() {
    for name in ["answer.toml", "answer_parts.toml"] {
        check(&folder().join(name));
    }
}
