//! The entries of a language's file, one after the other. The build script and the tests of the lexicon read this file.

use std::path::Path;

use toml::{Table, Value};

use super::fold::fold;
use super::roles::{ONE, ROLES, Role};

/// Stands for the rest of a word.
pub(crate) const STAR: u8 = 1;
/// Stands for a whole word.
pub(crate) const ANY: u8 = 2;

/// What goes with a phrase.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Datum {
    /// Nothing.
    None,
    /// The name of a verdict or the id of a unit: the key of its list.
    Name,
    /// A number.
    Number(i64),
}

/// A phrase as the file has it, with its list.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The table: `words`, `numbers`.
    pub(crate) section: String,
    /// The list in it: `answer`, `no_solution`.
    pub(crate) key: String,
    pub(crate) phrase: String,
    pub(crate) role: Role,
    pub(crate) datum: Datum,
}

impl Entry {
    /// What the phrase may be written like.
    pub(crate) fn spellings(&self) -> Vec<String> {
        // A mark that may stand within a number word is no word by itself.
        let stands = |written: &String| self.role != Role::Joins || written.contains(char::is_alphabetic);
        spellings(&self.phrase).into_iter().filter(stands).collect()
    }
}

/// The names of the tables that map a phrase to a number, with the role of their phrases.
const MAPS: [(&str, Role); 7] = [
    ("numbers", Role::Number),
    ("scales", Role::Scale),
    ("parts", Role::Part),
    ("multiples", Role::Multiple),
    ("minutes_before", Role::MinutesBefore),
    ("minutes_after", Role::MinutesAfter),
    ("hours", Role::Hour),
];

/// All entries of a file.
pub(crate) fn entries(table: &Table, file: &Path) -> Vec<Entry> {
    let section = |name: &str| table.get(name).and_then(Value::as_table).into_iter().flatten();
    let mut list = Vec::new();
    let mut add = |section: &str, key: &str, phrase: &str, role: Role, datum: Datum| {
        list.push(Entry { section: section.to_owned(), key: key.to_owned(), phrase: phrase.to_owned(), role, datum });
    };
    for (name, phrases) in section("words") {
        strings(phrases, file).for_each(|phrase| add("words", name, phrase, role(name, file), Datum::None));
    }
    for (table, kind) in [("verdicts", Role::Verdict), ("units", Role::Unit)] {
        for (name, phrases) in section(table) {
            strings(phrases, file).for_each(|phrase| add(table, name, phrase, kind, Datum::Name));
        }
    }
    for (name, kind) in MAPS {
        for (phrase, value) in section(name) {
            let value = value.as_integer().unwrap_or_else(|| panic!("{}: {phrase} is no integer", file.display()));
            add(name, name, phrase, kind, Datum::Number(value));
        }
    }
    if let Some(months) = table.get("months").and_then(|months| months.get("names")).and_then(Value::as_array) {
        for (number, names) in (1..).zip(months) {
            let month = Datum::Number(number);
            strings(names, file).for_each(|name| add("months", "months", name, Role::Month, month.clone()));
        }
    }
    for table in ["times", "turns"] {
        for (name, phrases) in section(table) {
            strings(phrases, file).for_each(|phrase| add(table, name, phrase, role(name, file), Datum::None));
        }
    }
    for (name, phrases) in section("number_habits").filter(|(_, value)| value.is_array()) {
        for phrase in strings(phrases, file) {
            let (phrase, datum) = match phrase.split_once(':') {
                None => (phrase, Datum::None),
                Some((phrase, value)) => (phrase, Datum::Number(worth(value, file))),
            };
            add("number_habits", name, phrase, role(name, file), datum);
        }
    }
    list
}

/// "1.5" in "anderthalb:1.5" and "1/3" in "وثلث:1/3": the value behind the colon is kept as a multiple of the same small part.
fn worth(value: &str, file: &Path) -> i64 {
    let (over, under) = value.split_once('/').unwrap_or((value, "1"));
    let number =
        |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{}: {value} is no number", file.display()));
    (ONE as f64 * number(over) / number(under)).round() as i64
}

/// The labels by which the trie knows a spelling.
pub(crate) fn labels(written: &str) -> Vec<u8> {
    let mut labels = Vec::new();
    for (place, word) in written.split(' ').enumerate() {
        if place > 0 {
            labels.push(b' ');
        }
        match word.strip_suffix('*') {
            _ if word == "_" => labels.push(ANY),
            Some(stem) => {
                labels.extend(folded(stem));
                labels.push(STAR);
            }
            None => labels.extend(folded(word)),
        }
    }
    labels
}

fn folded(word: &str) -> Vec<u8> {
    word.chars().map(fold).filter(|c| *c != '\0').collect::<String>().into_bytes()
}

/// What `{a|b}` stands for.
fn spellings(phrase: &str) -> Vec<String> {
    let Some(open) = phrase.rfind('{') else {
        return vec![phrase.split_whitespace().collect::<Vec<_>>().join(" ")];
    };
    let close = open + phrase[open..].find('}').unwrap_or_else(|| panic!("a brace is not closed: {phrase}"));
    phrase[open + 1..close]
        .split('|')
        .flat_map(|choice| spellings(&format!("{}{choice}{}", &phrase[..open], &phrase[close + 1..])))
        .collect()
}

fn role(name: &str, file: &Path) -> Role {
    ROLES
        .iter()
        .find(|(_, known)| *known == name)
        .unwrap_or_else(|| panic!("{}: no role is called {name}", file.display()))
        .0
}

/// The texts of a list.
pub(crate) fn strings<'v>(value: &'v Value, file: &Path) -> impl Iterator<Item = &'v str> {
    let list = value.as_array().unwrap_or_else(|| panic!("{}: {value} is no list", file.display()));
    list.iter().map(|item| item.as_str().unwrap_or_else(|| panic!("{item} is no text")))
}
