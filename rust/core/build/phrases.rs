//! Compiles the phrases that code compares as wholes: lists of texts, of pairs, or of characters.

use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

/// Names of entries that are lists of characters.
const CHARACTERS: [&str; 2] = ["signs", "circled"];

/// The text of a Rust module with one constant for each entry of the file: `[values] hedges` is `VALUES_HEDGES`.
pub(crate) fn compile(table: &Table, file: &Path) -> String {
    let mut out = String::new();
    for (section, entries) in table {
        let entries = entries.as_table().unwrap_or_else(|| panic!("{}: {section} is no table", file.display()));
        for (key, value) in entries {
            let name = format!("{section}_{key}").to_uppercase();
            let wrong = || -> ! { panic!("{}: [{section}] {key} is no text and no list", file.display()) };
            match value {
                Value::String(text) if CHARACTERS.contains(&key.as_str()) => {
                    let signs: Vec<char> = text.chars().collect();
                    let _ = writeln!(out, "pub(crate) static {name}: [char; {}] = {signs:?};", signs.len());
                }
                Value::String(text) => {
                    let _ = writeln!(out, "pub(crate) const {name}: &str = {text:?};");
                }
                Value::Array(list) if list.iter().all(Value::is_str) => {
                    let texts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                    let _ = writeln!(out, "pub(crate) static {name}: [&str; {}] = {texts:?};", texts.len());
                }
                Value::Array(list) => {
                    let pair = |pair: &Value| match pair.as_array().map(Vec::as_slice) {
                        Some([Value::String(words), Value::String(sign)]) => (words.clone(), sign.clone()),
                        _ => wrong(),
                    };
                    let pairs: Vec<(String, String)> = list.iter().map(pair).collect();
                    let _ = writeln!(out, "pub(crate) static {name}: [(&str, &str); {}] = {pairs:?};", pairs.len());
                }
                _ => wrong(),
            }
        }
    }
    out
}
