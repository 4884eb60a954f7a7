//! Compiles the words of English numbers: one function that tells what a word does in a number.

use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

/// The text of a function, from a word in small letters to its `Word`.
pub(crate) fn compile(table: &Table, file: &Path) -> String {
    let mut out = String::from(
        "/// What a word in small letters does in a number.\nfn look_up(word: &[u8]) -> Word {\n    match word {\n",
    );
    for (section, entries) in table {
        let entries = entries.as_table().unwrap_or_else(|| panic!("{}: {section} is no table", file.display()));
        for (key, value) in entries {
            let (words, meaning): (Vec<&str>, String) = match (section.as_str(), value) {
                ("words", Value::Array(list)) => (list.iter().filter_map(Value::as_str).collect(), capitalized(key)),
                ("part", Value::Integer(number)) => (vec![key], format!("Part({number}, false)")),
                ("parts", Value::Integer(number)) => (vec![key], format!("Part({number}, true)")),
                (kind, Value::Integer(number)) => (vec![key], format!("{}({number})", capitalized(kind))),
                _ => panic!("{}: [{section}] {key} is no number", file.display()),
            };
            let words: Vec<String> = words.iter().map(|word| format!("b{word:?}")).collect();
            let _ = writeln!(out, "        {} => Word::{meaning},", words.join(" | "));
        }
    }
    out.push_str("        _ => Word::Other,\n    }\n}\n");
    out
}

/// The name of a kind as Rust writes it.
fn capitalized(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_uppercase() + rest
}
