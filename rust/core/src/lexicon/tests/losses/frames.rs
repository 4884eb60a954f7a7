//! The frames of `tests/cases/roles/<code>.toml`: sentences with a gap for an entry.

use std::collections::BTreeMap;

use toml::Value;

use super::{Way, folder, table};
use crate::lexicon::entries::{Datum, Entry};
use crate::lexicon::{Language, taken_out};
use crate::reward::{Grading, GroundTruth, check_answer};

/// The truth of a frame that names none.
const TRUTH: &str = "45";
/// The letter that a choice is of.
const CHOICE: &str = "C";
/// Spellings of an entry that are tried in frames at most.
const SPELLINGS: usize = 6;

/// A response with `{}` in place of an entry, its truth, and what it earns.
struct Frame {
    response: String,
    truth: String,
    score: f64,
}

/// The frames of a language by list.
pub(super) struct Frames {
    of: BTreeMap<String, Vec<Frame>>,
    /// What stands for a word that may be any, and for the rest of one.
    word: String,
    rest: String,
    /// Five of each unit in another one.
    units: BTreeMap<String, String>,
}

impl Frames {
    pub(super) fn read(code: &str) -> Self {
        let file = folder().join(format!("roles/{code}.toml"));
        let mut of: BTreeMap<String, Vec<Frame>> = BTreeMap::new();
        let contents = if file.exists() { table(&file) } else { toml::Table::new() };
        let text = |key: &str| contents.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let lists = table(&folder().join("roles/lists.toml"));
        for (section, score) in [("earns", 1.0), ("loses", 0.0), ("choice", 1.0)] {
            let every = lists[section].as_array().into_iter().flatten().filter_map(Value::as_str);
            let every: Vec<&str> = every.collect();
            for (key, list) in contents.get(section).and_then(Value::as_table).into_iter().flatten() {
                for frame in list.as_array().into_iter().flatten() {
                    let (response, truth) = match frame {
                        Value::Array(pair) => (pair[0].as_str(), pair[1].as_str()),
                        frame => (frame.as_str(), Some(if section == "choice" { CHOICE } else { TRUTH })),
                    };
                    let (response, truth) = response.zip(truth).expect("a frame is a text, or two");
                    let own = [key.as_str()];
                    for key in if key == "any" { &every[..] } else { &own } {
                        let frame = Frame { response: response.to_owned(), truth: truth.to_owned(), score };
                        of.entry((*key).to_owned()).or_default().push(frame);
                    }
                }
            }
        }
        let units = table(&folder().join("roles/units.toml"));
        let units = units.into_iter().filter_map(|(id, five)| Some((id, five.as_str()?.to_owned()))).collect();
        Self { of, word: text("word"), rest: text("rest"), units }
    }

    /// Whether a frame of the entry's list earns with it what it should, and without it something else.
    pub(super) fn notice(&self, entry: &Entry, phrases: &[(Way, u16)], language: Language) -> bool {
        let list = if matches!(entry.section.as_str(), "verdicts" | "units") { &entry.section } else { &entry.key };
        let Some(frames) = self.of.get(list) else { return false };
        let spellings = entry.spellings();
        let step = spellings.len().div_ceil(SPELLINGS).max(1);
        spellings.iter().step_by(step).any(|spelling| {
            let written = self.written(spelling);
            frames.iter().any(|frame| {
                let Some(truth) = self.truth(frame, entry) else { return false };
                let response = frame.filled(&written);
                let score =
                    || check_answer(&response, &GroundTruth::new(&truth).expect("a truth"), &Grading::default()).score;
                let is_right = |score: f64| (score - frame.score).abs() < 1e-9;
                is_right(score()) && !is_right(taken_out::without(phrases, language, entry.role, score))
            })
        })
    }

    /// An entry as it may stand in a text.
    fn written(&self, spelling: &str) -> String {
        let words = spelling.split(' ').map(|word| match word.strip_suffix('*') {
            _ if word == "_" => self.word.clone(),
            Some(stem) => format!("{stem}{}", self.rest),
            None => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// The truth of a frame for an entry. `{n}` is the number that goes with it; `{clock}` the time so many minutes behind four,
    /// `{half}` the time half an hour before that hour; `{key}` the name of its list, `{five}` five of the unit.
    fn truth(&self, frame: &Frame, entry: &Entry) -> Option<String> {
        let truth = &frame.truth;
        let time = |minutes: i64| format!("{}:{:02}", minutes / 60, minutes % 60);
        Some(match entry.datum {
            Datum::Number(number) if truth == "{clock}" => time(240 + number),
            Datum::Number(number) if truth == "{half}" => time(60 * number - 30),
            Datum::Number(number) => truth.replace("{n}", &number.to_string()),
            Datum::Name if truth == "{five}" => self.units.get(&entry.key)?.clone(),
            _ => truth.replace("{key}", &entry.key.replace('_', " ")),
        })
    }
}

impl Frame {
    /// The response with an entry in its gap; at the start of a sentence it begins with a capital.
    fn filled(&self, written: &str) -> String {
        let before = self.response.split("{}").next().unwrap_or_default();
        let first = before.is_empty() || before.ends_with(['\n']) || before.ends_with(". ");
        let mut chars = written.chars();
        let written = match chars.next().filter(|_| first) {
            Some(letter) => letter.to_uppercase().collect::<String>() + chars.as_str(),
            None => written.to_owned(),
        };
        self.response.replace("{}", &written)
    }
}
