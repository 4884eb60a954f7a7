//! Compiles the lexicon: the files of `lexicon/` become tables that the crate contains.

#![allow(clippy::cast_possible_wrap, reason = "the numbers of entries are small")]

#[allow(dead_code, reason = "the tests of the lexicon use more of it")]
#[path = "src/lexicon/entries.rs"]
mod entries;
#[path = "src/lexicon/fold.rs"]
mod fold;
#[path = "src/lexicon/hash.rs"]
mod hash;
#[path = "build/languages.rs"]
mod languages;
#[path = "build/marks.rs"]
mod marks;
#[path = "build/numerals.rs"]
mod numerals;
#[path = "build/patterns.rs"]
mod patterns;
#[path = "build/phrases.rs"]
mod phrases;
#[allow(dead_code, unreachable_pub, reason = "the crate uses more of it")]
#[path = "src/lexicon/roles.rs"]
mod roles;

#[path = "build/units.rs"]
mod units;

use std::path::Path;
use std::{env, fs};

use toml::Table;

fn main() {
    println!("cargo::rerun-if-changed=lexicon");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    units::compile();
    let folder = Path::new("lexicon");
    let mut files: Vec<(String, Table)> = fs::read_dir(folder)
        .expect("the lexicon is beside this script")
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let code = name.strip_suffix(".toml").filter(|code| code.len() == 2)?.to_owned();
            Some((code, table(&folder.join(name))))
        })
        .collect();
    // English first: it is the language of a sentence that nothing tells the language of.
    files.sort_by_key(|(code, _)| (code != "en", code.clone()));
    let (languages, trie) = languages::compile(&files, folder);
    write("languages.rs", languages);
    write("trie.bin", trie);
    let file = folder.join("patterns.toml");
    let codes: Vec<&str> = files.iter().map(|(code, _)| code.as_str()).collect();
    write("patterns.rs", patterns::compile(&table(&file), &codes, &file));
    let file = folder.join("numerals.toml");
    write("numerals.rs", numerals::compile(&table(&file), &file));
    for name in ["phrases", "aspects", "sentences"] {
        let file = folder.join(format!("{name}.toml"));
        write(&format!("{name}.rs"), phrases::compile(&table(&file), &file));
    }
    for name in ["turns", "reasoning", "hiding", "parts", "opposites", "literals"] {
        let file = folder.join(format!("{name}.toml"));
        write(&format!("{name}.rs"), marks::compile(&table(&file), &file));
    }
}

fn table(file: &Path) -> Table {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn write(name: &str, text: impl AsRef<[u8]>) {
    let out = env::var_os("OUT_DIR").expect("cargo gives a folder");
    fs::write(Path::new(&out).join(name), text).expect("the folder can be written");
}
