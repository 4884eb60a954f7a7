//! Compiles the lists of marks: model families' reasoning, hidden text, turns of chat templates.

use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

/// The text of a Rust module with one list for each name of the file: `[tokens] end` is `TOKENS_END`; and for each table all of them,
/// their first bytes, and by their first letter the lengths of its entries (heads) and of the names that they begin with (runs), as
/// bits, so that most texts are told by one look; the lengths of the entries by their first two letters, too (pairs).
pub(crate) fn compile(table: &Table, file: &Path) -> String {
    let mut out = String::new();
    for (section, lists) in table {
        let lists = lists.as_table().unwrap_or_else(|| panic!("{}: {section} is no table", file.display()));
        let (mut heads, mut runs, mut pairs) = ([0_u32; 26], [0_u32; 26], [0_u32; 1024]);
        let mut all = Vec::new();
        for (name, entries) in lists {
            let entries: Vec<&str> = entries.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            for entry in &entries {
                let bare = entry.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
                if let Some(first) = bare.bytes().next() {
                    let place = usize::from(first.to_ascii_lowercase() - b'a');
                    heads[place] |= 1 << bare.len().min(31);
                    let run = bare.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
                    runs[place] |= 1 << run.min(31);
                    let second =
                        bare.as_bytes().get(1).filter(|byte| byte.is_ascii_alphabetic()).map_or(0, |byte| byte & 31);
                    pairs[place << 5 | usize::from(second)] |= 1 << bare.len().min(31);
                }
            }
            let name = format!("{section}_{name}").to_uppercase();
            let _ = writeln!(out, "pub(crate) static {name}: [&str; {}] = {entries:?};", entries.len());
            all.extend(entries);
        }
        let section = section.to_uppercase();
        let names: Vec<String> = lists.keys().map(|name| format!("&{section}_{}", name.to_uppercase())).collect();
        let _ = writeln!(out, "pub(crate) static {section}: [&[&str]; {}] = [{}];", names.len(), names.join(", "));
        let _ = writeln!(out, "pub(crate) static {section}_ALL: [&str; {}] = {all:?};", all.len());
        let mut firsts: Vec<u8> = all.iter().filter_map(|entry| entry.bytes().next()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let _ = writeln!(out, "pub(crate) static {section}_FIRSTS: [u8; {}] = {firsts:?};", firsts.len());
        let _ = writeln!(out, "pub(crate) static {section}_HEADS: [u32; 26] = {heads:?};");
        let _ = writeln!(out, "pub(crate) static {section}_RUNS: [u32; 26] = {runs:?};");
        let _ = writeln!(out, "pub(crate) static {section}_PAIRS: [u32; 1024] = {pairs:?};");
    }
    out
}
