//! What the cases notice of a loss: each entry of a language's file is taken out in turn, in memory, and some case has to come out
//! different.
//!
//! A case is one of `tests/cases`, or a frame of `tests/cases/roles` with the entry in its gap: a sentence in the language that earns
//! with the entry what its list says, and without it something else. `tests/cases/roles/left.toml` counts the entries of each list
//! that nothing notices; the counts may only fall. A run takes one entry of sixteen and asks only that lists without a count have none
//! that nothing notices; `LOSSES_ALL=yes`, as `make laws` has it, takes all of them and compares the counts. `LOSSES_OF=de,fr` takes
//! these languages alone, `LOSSES=file` writes what nothing notices to a file, and `LOSSES_WRITE=yes` the counts.

mod cases;
mod frames;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::lexicon::entries::{self, Entry};
use crate::lexicon::{Language, Role, taken_out, trie};
use cases::Cases;
use frames::Frames;

type Way = taken_out::Path;

/// The folder of the cases.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

fn table(file: &Path) -> toml::Table {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The entries of a language, each with those of its phrases that no other entry gives the same role.
fn own(code: &str) -> Vec<(Entry, Vec<(Way, u16)>)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("lexicon/{code}.toml"));
    let list: Vec<(Entry, Vec<(Way, u16)>)> = entries::entries(&table(&file), &file)
        .into_iter()
        .map(|entry| {
            let phrase =
                |written: &String| trie::phrase(&entries::labels(written)).expect("every phrase is in the trie");
            let mut phrases: Vec<(Way, u16)> = entry.spellings().iter().map(phrase).collect();
            phrases.sort_unstable();
            phrases.dedup();
            (entry, phrases)
        })
        .collect();
    let mut givers: BTreeMap<(Way, u8), usize> = BTreeMap::new();
    for (entry, phrases) in &list {
        for (way, _) in phrases {
            *givers.entry((*way, entry.role as u8)).or_default() += 1;
        }
    }
    let alone = |role: Role, way: Way| givers[&(way, role as u8)] == 1;
    list.into_iter()
        .map(|(entry, mut phrases)| {
            phrases.retain(|(way, _)| alone(entry.role, *way));
            (entry, phrases)
        })
        .collect()
}

/// One entry of so many is taken out where not all of them are.
const SAMPLE: usize = 16;

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

/// Whether every entry is taken out.
fn takes_all() -> bool {
    ["LOSSES_ALL", "LOSSES_OF", "LOSSES", "LOSSES_WRITE"].into_iter().any(is_set)
}

/// What nothing notices, by list: `[words] answer`.
type Left = BTreeMap<(String, String), Vec<String>>;

/// Takes out the entries of a language one by one.
fn unnoticed(language: Language, cases: &Cases) -> Left {
    let code = language.properties().code;
    let frames = Frames::read(code);
    let mut left = Left::new();
    let step = if takes_all() { 1 } else { SAMPLE };
    for (entry, phrases) in own(code).into_iter().step_by(step) {
        let is_noticed = !phrases.is_empty()
            && (cases.notice(&phrases, language, entry.role) || frames.notice(&entry, &phrases, language));
        if !is_noticed {
            let twice = if phrases.is_empty() { " (written twice)" } else { "" };
            let list = left.entry((entry.section.clone(), entry.key.clone())).or_default();
            list.push(format!("{code}.toml: [{}] {}: {}{twice}", entry.section, entry.key, entry.phrase));
        }
    }
    left
}

#[test]
fn a_case_notices_the_loss_of_each_entry() {
    let chosen = std::env::var("LOSSES_OF").ok();
    let is_chosen = |language: &Language| {
        chosen.as_ref().is_none_or(|chosen| chosen.split(',').any(|code| code == language.properties().code))
    };
    let languages: Vec<Language> = Language::all().filter(is_chosen).collect();
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Left::new()));
    let work = || {
        let cases = Cases::read();
        while let Some(language) = languages.get(next.fetch_add(1, Ordering::Relaxed)) {
            let left = unnoticed(*language, &cases);
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            for (list, entries) in left {
                found.entry(list).or_default().extend(entries);
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(languages.len());
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let left = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    report(&left, chosen.is_none());
}

/// Compares what nothing notices with the counts of the file.
fn report(left: &Left, all: bool) {
    if let Ok(file) = std::env::var("LOSSES") {
        let lines: Vec<&str> = left.values().flatten().map(String::as_str).collect();
        std::fs::write(file, lines.join("\n")).expect("the file can be written");
    }
    if !all {
        return;
    }
    let file = folder().join("roles/left.toml");
    if is_set("LOSSES_WRITE") {
        let mut out = String::from(
            "# How many entries of each list of the languages no case notices the loss of (rust/core/src/lexicon/losses). They may only fall.\n",
        );
        let mut before = "";
        for ((section, key), entries) in left {
            if section != before {
                let _ = writeln!(out, "\n[{section}]");
                before = section;
            }
            let _ = writeln!(out, "{key} = {}", entries.len());
        }
        std::fs::write(&file, out).expect("the file can be written");
    }
    let counts = table(&file);
    let mut wrong = String::new();
    for ((section, key), entries) in left {
        let most = counts.get(section).and_then(|list| list.get(key)).and_then(toml::Value::as_integer).unwrap_or(0);
        if usize::try_from(most).is_ok_and(|most| entries.len() > most) {
            let _ = writeln!(
                wrong,
                "[{section}] {key}: {} instead of {most}, among\n{}",
                entries.len(),
                entries.join("\n")
            );
        }
    }
    assert!(wrong.is_empty(), "no case notices the loss of:\n{wrong}");
}
