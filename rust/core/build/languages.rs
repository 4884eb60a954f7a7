//! Compiles the languages of the lexicon: a trie of all phrases, with what each means in which language.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

use crate::fold::fold;
use crate::roles::{ONE, ROLES, Role};

/// Stands for the rest of a word.
const STAR: u8 = 1;
/// Stands for a whole word.
const ANY: u8 = 2;

/// What a phrase means in one language.
#[derive(Default)]
struct Meaning {
    roles: u128,
    data: Vec<(u8, i64)>,
}

#[derive(Default)]
struct Node {
    children: BTreeMap<u8, usize>,
    /// One meaning for each language that has the phrase.
    meanings: BTreeMap<u8, Meaning>,
}

/// The phrases of all languages, byte by byte.
struct Trie(Vec<Node>);

impl Trie {
    fn insert(&mut self, language: u8, phrase: &str, role: Role, datum: Option<i64>) {
        // A mark that may stand within a number word is no word by itself.
        for written in
            spellings(phrase).into_iter().filter(|written| role != Role::Joins || written.contains(char::is_alphabetic))
        {
            let node = self.reach(&written);
            let meaning = self.0[node].meanings.entry(language).or_default();
            meaning.roles |= 1 << role as u8;
            if let Some(datum) = datum
                && !meaning.data.contains(&(role as u8, datum))
            {
                meaning.data.push((role as u8, datum));
            }
        }
    }

    fn reach(&mut self, written: &str) -> usize {
        let mut bytes = Vec::new();
        for (place, word) in written.split(' ').enumerate() {
            if place > 0 {
                bytes.push(b' ');
            }
            match word.strip_suffix('*') {
                _ if word == "_" => bytes.push(ANY),
                Some(stem) => {
                    bytes.extend(folded(stem));
                    bytes.push(STAR);
                }
                None => bytes.extend(folded(word)),
            }
        }
        let mut node = 0;
        for byte in bytes {
            node = if let Some(child) = self.0[node].children.get(&byte) {
                *child
            } else {
                let child = self.0.len();
                self.0[node].children.insert(byte, child);
                self.0.push(Node::default());
                child
            };
        }
        node
    }
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

fn strings<'v>(value: &'v Value, file: &Path) -> impl Iterator<Item = &'v str> {
    let list = value.as_array().unwrap_or_else(|| panic!("{}: {value} is no list", file.display()));
    list.iter().map(|item| item.as_str().unwrap_or_else(|| panic!("{item} is no text")))
}

/// The names of the tables that map a phrase to a number, with the role of their phrases.
const MAPS: [(&str, Role); 4] =
    [("numbers", Role::Number), ("scales", Role::Scale), ("parts", Role::Part), ("multiples", Role::Multiple)];

/// Compiles every `xx.toml` and returns the text of a Rust module.
pub(crate) fn compile(files: &[(String, Table)], folder: &Path) -> String {
    let mut trie = Trie(vec![Node::default()]);
    let mut languages = String::new();
    let mut verdicts: Vec<String> = Vec::new();
    let mut units: Vec<String> = Vec::new();
    for (number, (code, table)) in files.iter().enumerate() {
        let file = folder.join(format!("{code}.toml"));
        let language = number as u8;
        read(&mut trie, language, table, &file, &mut verdicts, &mut units);
        languages.push_str(&properties(code, table, &file));
    }
    let mut out = String::new();
    let _ = writeln!(out, "pub(super) static LANGUAGES: [Properties; {}] = [{languages}];", files.len());
    let _ = writeln!(out, "pub(super) static VERDICTS: [&str; {}] = {verdicts:?};", verdicts.len());
    let _ = writeln!(out, "pub(super) static UNITS: [&str; {}] = {units:?};", units.len());
    write_trie(&mut out, &trie);
    write_heads(&mut out, &trie);
    out
}

/// How a place is known where a statement's anchor may begin: by its first three letters where the first is ASCII, else by
/// its first character. The reader of marks computes the same places of the same tables.
fn write_heads(out: &mut String, trie: &Trie) {
    const ANCHORS: [Role; 5] = [Role::Answer, Role::Result, Role::Option, Role::Chooses, Role::Right];
    let anchors = ANCHORS.iter().fold(0, |bits, role| bits | 1_u128 << *role as u8);
    let (mut heads, mut firsts) = (vec![0_u64; 512], vec![0_u64; 64]);
    for (first, second) in &trie.0[0].children {
        if !first.is_ascii() {
            continue;
        }
        for (middle, third) in any_of(trie, *second, anchors) {
            for (last, end) in third.map_or(vec![(None, None)], |third| any_of(trie, third, anchors)) {
                if end.is_some_and(|end| !reaches(trie, end, anchors)) {
                    continue;
                }
                for second in middle.map_or(0..=31, |label| label & 31..=label & 31) {
                    for third in last.map_or(0..=31, |label| label & 31..=label & 31) {
                        let place = usize::from(first & 31) << 10 | usize::from(second) << 5 | usize::from(third);
                        heads[place / 64] |= 1 << (place % 64);
                    }
                }
            }
        }
    }
    for c in ('\u{80}'..='\u{FFFF}').filter(|c| fold(*c) == *c) {
        let mut bytes = [0; 4];
        let node =
            c.encode_utf8(&mut bytes).bytes().try_fold(0, |node, byte| trie.0[node].children.get(&byte).copied());
        if node.is_some_and(|node| reaches(trie, node, anchors)) {
            let place = c as usize & 4095;
            firsts[place / 64] |= 1 << (place % 64);
        }
    }
    let _ = writeln!(out, "pub(super) static ANCHOR_HEADS: [u64; 512] = {heads:?};");
    let _ = writeln!(out, "pub(super) static ANCHOR_FIRSTS: [u64; 64] = {firsts:?};");
}

/// The edges of a node; where a phrase ends at it, any letter may follow.
fn any_of(trie: &Trie, node: usize, anchors: u128) -> Vec<(Option<u8>, Option<usize>)> {
    let mut edges: Vec<_> = trie.0[node].children.iter().map(|(label, child)| (Some(*label), Some(*child))).collect();
    if has(trie, node, anchors) || trie.0[node].children.contains_key(&STAR) {
        edges.push((None, None));
    }
    edges
}

fn has(trie: &Trie, node: usize, roles: u128) -> bool {
    trie.0[node].meanings.values().any(|meaning| meaning.roles & roles != 0)
}

fn reaches(trie: &Trie, node: usize, roles: u128) -> bool {
    has(trie, node, roles) || trie.0[node].children.values().any(|child| reaches(trie, *child, roles))
}

fn properties(code: &str, table: &Table, file: &Path) -> String {
    let text = |key: &str| table.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let habits = table.get("number_habits").and_then(Value::as_table);
    let flag = |key: &str| habits.and_then(|habits| habits.get(key)).and_then(Value::as_bool).unwrap_or(false);
    let groups: Vec<&str> = table.get("groups").map(|groups| strings(groups, file).collect()).unwrap_or_default();
    format!(
        "Properties {{ code: {code:?}, name: {:?}, script: Script::{}, spaces: {}, decimal: {:?}, groups: &{groups:?}, letters: {:?}, \
         ones_first: {}, glued: {}, short_tail: {}, part_first: {} }},",
        text("name"),
        capitalized(&text("script")),
        table.get("spaces").and_then(Value::as_bool).unwrap_or(true),
        text("decimal"),
        text("letters"),
        flag("ones_first"),
        flag("glued"),
        flag("short_tail"),
        flag("part_first"),
    )
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

fn read(
    trie: &mut Trie,
    language: u8,
    table: &Table,
    file: &Path,
    verdicts: &mut Vec<String>,
    units: &mut Vec<String>,
) {
    let section = |name: &str| table.get(name).and_then(Value::as_table).into_iter().flatten();
    for (name, phrases) in section("words") {
        for phrase in strings(phrases, file) {
            trie.insert(language, phrase, role(name, file), None);
        }
    }
    for (names, table, kind) in [(verdicts, "verdicts", Role::Verdict), (units, "units", Role::Unit)] {
        for (name, phrases) in section(table) {
            let number = names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.clone());
                names.len() - 1
            });
            for phrase in strings(phrases, file) {
                trie.insert(language, phrase, kind, Some(number as i64));
            }
        }
    }
    for (name, kind) in MAPS {
        for (phrase, value) in section(name) {
            let value = value.as_integer().unwrap_or_else(|| panic!("{}: {phrase} is no integer", file.display()));
            trie.insert(language, phrase, kind, Some(value));
        }
    }
    if let Some(months) = table.get("months").and_then(|months| months.get("names")).and_then(Value::as_array) {
        for (number, names) in months.iter().enumerate() {
            for name in strings(names, file) {
                trie.insert(language, name, Role::Month, Some(number as i64 + 1));
            }
        }
    }
    for (name, phrases) in section("times").chain(section("turns")) {
        for phrase in strings(phrases, file) {
            trie.insert(language, phrase, role(name, file), None);
        }
    }
    for (name, phrases) in section("number_habits").filter(|(_, value)| value.is_array()) {
        for phrase in strings(phrases, file) {
            // "anderthalb:1.5", "وثلث:1/3": the value stands behind the colon, and is kept as a multiple of the same small part.
            let (phrase, value) = match phrase.split_once(':') {
                None => (phrase, None),
                Some((phrase, value)) => {
                    let (over, under) = value.split_once('/').unwrap_or((value, "1"));
                    let number = |text: &str| {
                        text.parse::<f64>().unwrap_or_else(|_| panic!("{}: {phrase}:{value}", file.display()))
                    };
                    (phrase, Some((ONE as f64 * number(over) / number(under)).round() as i64))
                }
            };
            trie.insert(language, phrase, role(name, file), value);
        }
    }
}

/// The trie as an automaton in which equal ends of phrases are one, as arrays.
fn write_trie(out: &mut String, trie: &Trie) {
    let mut automaton = Automaton::default();
    let root = automaton.state(trie, 0);
    assert_eq!(root + 1, automaton.states.len(), "the root is the last state");
    let (mut first, mut labels, mut targets, mut sets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // The root first.
    for (number, (set, edges)) in automaton.states.iter().enumerate().rev() {
        first.push(labels.len());
        sets.push(*set);
        for (label, target) in edges {
            labels.push(*label);
            // How many states on: mostly one.
            targets.push(number - target);
        }
    }
    first.push(labels.len());
    let numbers = |values: &[usize]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let _ = writeln!(out, "pub(super) static FIRST: [u32; {}] = [{}];", first.len(), numbers(&first));
    let _ = writeln!(out, "pub(super) static SETS: [u16; {}] = [{}];", sets.len(), numbers(&sets));
    let _ = writeln!(out, "pub(super) static LABELS: [u8; {}] = {labels:?};", labels.len());
    let _ = writeln!(out, "pub(super) static TARGETS: [u32; {}] = [{}];", targets.len(), numbers(&targets));
    let ranges = &automaton.set_ranges;
    let _ = writeln!(out, "pub(super) static SET_RANGES: [(u16, u16); {}] = {ranges:?};", ranges.len());
    let meanings = &automaton.meanings;
    let _ = writeln!(out, "pub(super) static MEANINGS: [Meaning; {}] = [{}];", meanings.len(), meanings.join(","));
    let data = &automaton.data;
    let _ = writeln!(out, "pub(super) static DATA: [(u8, i64); {}] = {data:?};", data.len());
}

/// A state: the number of its set of meanings, and its edges.
type State = (usize, Vec<(u8, usize)>);

#[derive(Default)]
struct Automaton {
    states: Vec<State>,
    known: BTreeMap<State, usize>,
    set_numbers: BTreeMap<String, usize>,
    set_ranges: Vec<(usize, usize)>,
    meanings: Vec<String>,
    data: Vec<(u8, i64)>,
}

impl Automaton {
    fn state(&mut self, trie: &Trie, node: usize) -> usize {
        let edges = trie.0[node].children.iter().map(|(label, child)| (*label, self.state(trie, *child))).collect();
        let state = (self.set(&trie.0[node].meanings), edges);
        if let Some(known) = self.known.get(&state) {
            return *known;
        }
        let number = self.states.len();
        self.known.insert(state.clone(), number);
        self.states.push(state);
        number
    }

    /// The number of a set of meanings, from one on; zero for none.
    fn set(&mut self, meanings: &BTreeMap<u8, Meaning>) -> usize {
        if meanings.is_empty() {
            return 0;
        }
        let mut key = String::new();
        for (language, meaning) in meanings {
            let _ = write!(key, "{language}:{}:{:?};", meaning.roles, meaning.data);
        }
        if let Some(known) = self.set_numbers.get(&key) {
            return *known;
        }
        let start = self.meanings.len();
        for (language, meaning) in meanings {
            self.meanings.push(format!(
                "Meaning {{ language: Language({language}), roles: Roles({}), data: ({}, {}) }}",
                meaning.roles,
                self.data.len(),
                self.data.len() + meaning.data.len()
            ));
            self.data.extend(&meaning.data);
        }
        self.set_ranges.push((start, self.meanings.len()));
        self.set_numbers.insert(key, self.set_ranges.len());
        self.set_ranges.len()
    }
}
