//! The cases of `tests/cases`, with the phrases that reading each of them finds.

use std::collections::HashMap;
use std::path::PathBuf;

use toml::{Table, Value};

use super::{Way, folder, table};
use crate::equal::math_equal;
use crate::extract::extract;
use crate::lexicon::{Language, Role, taken_out};
use crate::reward::{Grading, GroundTruth, check_answer};

/// What comes out of a case.
enum Case {
    /// A response, its truth, and its score.
    Answer(String, String),
    /// A response, and the answer in it.
    Extracted(String),
    /// Two texts, and whether they are equal, in both directions.
    Equal(String, String),
}

#[derive(PartialEq)]
enum Outcome {
    Score(u64),
    Text(Option<(String, &'static str)>),
    Equal(bool, bool),
}

impl Case {
    fn read(case: &Table) -> Option<Self> {
        let text = |key: &str| case.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(match (text("response"), text("truth"), text("a"), text("b")) {
            (Some(response), Some(truth), ..) => Self::Answer(response, truth),
            (Some(response), None, ..) if case.contains_key("group") => Self::Extracted(response),
            (None, _, Some(a), Some(b)) => Self::Equal(a, b),
            _ => return None,
        })
    }

    /// What comes out now. Other tests say that it is what the case expects while nothing is out.
    fn outcome(&self) -> Outcome {
        match self {
            Self::Answer(response, truth) => {
                let truth = GroundTruth::new(truth).expect("a truth of a case");
                Outcome::Score(check_answer(response, &truth, &Grading::default()).score.to_bits())
            }
            Self::Extracted(response) => {
                Outcome::Text(extract(response).ok().map(|answer| (answer.text.to_string(), answer.source.as_str())))
            }
            Self::Equal(a, b) => Outcome::Equal(math_equal(a, b), math_equal(b, a)),
        }
    }
}

/// All cases, and which of them a phrase is found in.
pub(super) struct Cases {
    list: Vec<(Case, Outcome)>,
    of: HashMap<Way, Vec<u32>>,
}

impl Cases {
    pub(super) fn read() -> Self {
        let mut all = Self { list: Vec::new(), of: HashMap::new() };
        let folders = [folder(), folder().join("languages")];
        let mut files: Vec<PathBuf> = folders
            .iter()
            .flat_map(|folder| std::fs::read_dir(folder).expect("the cases are there"))
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .collect();
        files.sort();
        for file in files {
            let cases = table(&file);
            let cases = cases.get("case").and_then(Value::as_array).into_iter().flatten();
            for case in cases.filter_map(Value::as_table).filter_map(Case::read) {
                let mut outcome = None;
                let found = taken_out::found(|| outcome = Some(case.outcome()));
                let Some(outcome) = outcome else { continue };
                for way in found {
                    all.of.entry(way).or_default().push(all.list.len() as u32);
                }
                all.list.push((case, outcome));
            }
        }
        all
    }

    /// Whether a case comes out different without an entry.
    pub(super) fn notice(&self, phrases: &[(Way, u16)], language: Language, role: Role) -> bool {
        let mut concerned: Vec<u32> =
            phrases.iter().filter_map(|(way, _)| self.of.get(way)).flatten().copied().collect();
        concerned.sort_unstable();
        concerned.dedup();
        !concerned.is_empty()
            && taken_out::without(phrases, language, role, || {
                concerned.iter().any(|at| {
                    let (case, outcome) = &self.list[*at as usize];
                    case.outcome() != *outcome
                })
            })
    }
}
