//! Compiles the patterns of roles: lists of items, each with what it takes and how often.

use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

use crate::roles::ROLES;

/// The kinds of words, by their names in the file; the matcher knows the same numbers.
const KINDS: [(&str, u16); 12] = [
    ("WORD", 1),
    ("NUMBER", 2),
    ("FORMULA", 4),
    ("SIGN", 8),
    ("STOP", 16),
    ("BREAK", 32),
    ("NAME", 64),
    ("LETTER", 128),
    ("PLAIN", 256),
    ("CAPITAL", 512),
    ("QUESTION", 1024),
    ("VALUE", 2 | 4),
];

/// The text of a Rust module with one list of patterns for each name of the file: `[before] denied` is `BEFORE_DENIED`.
pub(crate) fn compile(table: &Table, codes: &[&str], file: &Path) -> String {
    let mut out = String::new();
    for (place, lists) in table {
        let lists = lists.as_table().unwrap_or_else(|| panic!("{}: {place} is no table", file.display()));
        for (name, patterns) in lists {
            let patterns: Vec<&str> = patterns.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let _ = write!(
                out,
                "pub(crate) static {}_{}: [Pattern; {}] = [",
                place.to_uppercase(),
                name.to_uppercase(),
                patterns.len()
            );
            for pattern in patterns {
                let _ = write!(out, "{},", compiled(pattern, codes, &format!("{place}.{name}")));
            }
            out.push_str("];\n");
        }
    }
    out
}

/// `@hi|ja` before a pattern limits it to these languages, `@!en` to all the others.
fn compiled(pattern: &str, codes: &[&str], list: &str) -> String {
    let mut text = pattern.trim();
    let mut languages = u32::MAX;
    if let Some((list, rest)) = text.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
        let number = |code: &str| codes.iter().position(|known| *known == code);
        let (not, list) = list.strip_prefix('!').map_or((0, list), |list| (u32::MAX, list));
        // A language that is not there has no sentences.
        languages = not ^ list.split('|').filter_map(number).fold(0, |bits, number| bits | 1 << number);
        text = rest.trim();
    }
    let starts = text.starts_with('^');
    text = text.trim_start_matches('^');
    let ends = text.ends_with('$');
    text = text.trim_end_matches('$');
    let (items, needs): (Vec<String>, Vec<Option<u128>>) =
        text.split_whitespace().map(|word| item(word, pattern)).unzip();
    let needs: Vec<String> = needs.into_iter().flatten().map(|roles| format!("Roles({roles})")).collect();
    format!(
        "Pattern {{ list: {list:?}, source: {pattern:?}, languages: {languages}, starts: {starts}, ends: {ends}, needs: &[{}], items: &[{}] }}",
        needs.join(","),
        items.join(",")
    )
}

/// The item, and the roles of which a word must have one wherever the pattern is found.
fn item(word: &str, pattern: &str) -> (String, Option<u128>) {
    let (word, min, max) = match word.chars().last() {
        Some('?') if word.len() > 1 => (&word[..word.len() - 1], 0, 1),
        Some('*') if word.len() > 1 => (&word[..word.len() - 1], 0, 60),
        Some('+') if word.len() > 1 => (&word[..word.len() - 1], 1, 60),
        Some('}') => {
            let (word, counts) = word.split_once('{').unwrap_or_else(|| panic!("{pattern}: {word}"));
            let (min, max) =
                counts.trim_end_matches('}').split_once(',').unwrap_or_else(|| panic!("{pattern}: {word}"));
            let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{pattern}: {text}"));
            (word, number(min), number(max))
        }
        _ => (word, 1, 1),
    };
    let (not, word) = word.strip_prefix('!').map_or((false, word), |word| (true, word));
    // `says&believes-writes` takes a word that says and believes, and does not write.
    let part = |word: &str, mark: char| -> (String, u128) {
        let (word, names) = word.split_once(mark).filter(|_| !word.contains('"')).unwrap_or((word, ""));
        let names = names.split(mark).filter(|name| !name.is_empty());
        let known = |name: &str| role(name).unwrap_or_else(|| panic!("{pattern}: no role is called {name}"));
        (word.to_owned(), names.fold(0, |roles, name| roles | known(name)))
    };
    let (word, without) = part(word, '-');
    let (word, with) = part(&word, '&');
    let (mut roles, mut kinds, mut signs, mut any) = (0_u128, 0_u16, String::new(), false);
    for choice in word.split('|') {
        if choice == "." {
            any = true;
        } else if let Some(characters) = choice.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            signs.push_str(characters);
        } else if let Some((_, bits)) = KINDS.iter().find(|(name, _)| *name == choice) {
            kinds |= bits;
            if choice == "VALUE" {
                roles |= role("number").unwrap_or(0);
            }
        } else {
            roles |= role(choice).unwrap_or_else(|| panic!("{pattern}: no role or kind is called {choice}"));
        }
    }
    let needs = min > 0 && !any && !not && kinds == 0 && signs.is_empty();
    let item = format!(
        "Item {{ roles: Roles({roles}), with: Roles({with}), without: Roles({without}), kinds: {kinds}, signs: {signs:?}, any: {any}, not: {not}, min: {min}, max: {max} }}"
    );
    (item, needs.then_some(roles))
}

fn role(name: &str) -> Option<u128> {
    ROLES.iter().find(|(_, known)| *known == name).map(|(role, _)| 1 << *role as u8)
}
