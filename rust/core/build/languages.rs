//! Compiles the languages of the lexicon: a trie of all phrases, with what each means in which language.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use toml::{Table, Value};

use crate::entries::{ANY, Datum, STAR, entries, labels, strings};
use crate::fold::fold;
use crate::roles::Role;

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
    fn insert(&mut self, language: u8, written: &str, role: Role, datum: Option<i64>) {
        let node = self.reach(written);
        let meaning = self.0[node].meanings.entry(language).or_default();
        meaning.roles |= 1 << role as u8;
        if let Some(datum) = datum
            && !meaning.data.contains(&(role as u8, datum))
        {
            meaning.data.push((role as u8, datum));
        }
    }

    fn reach(&mut self, written: &str) -> usize {
        let mut node = 0;
        for byte in labels(written) {
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

/// Compiles every `xx.toml` and returns the text of a Rust module, and the phrases.
pub(crate) fn compile(files: &[(String, Table)], folder: &Path) -> (String, Vec<u8>) {
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
    let bytes = write_trie(&mut out, &trie);
    write_heads(&mut out, &trie, "ANCHOR", &ANCHORS);
    write_heads(&mut out, &trie, "TURN", &TURNS);
    write_begins(&mut out, &trie, "ANCHOR", &ANCHORS);
    write_begins(&mut out, &trie, "TURN", &TURNS);
    (out, bytes)
}

/// The first letters and blanks of the words of ASCII that a phrase with one of the roles may begin with, as bits: the first three
/// where anything may follow them, and a hash of the first five elsewhere.
fn write_begins(out: &mut String, trie: &Trie, name: &str, roles: &[Role]) {
    assert!(!trie.0[0].children.contains_key(&ANY), "a phrase begins with a word of its own");
    let roles = roles.iter().fold(0, |bits, role| bits | 1_u128 << *role as u8);
    let mut tables = (vec![0_u64; 512], vec![0_u64; 2048]);
    begins(trie, roles, 0, (0, 0), &mut tables);
    let _ = writeln!(out, "static {name}_BEGINS: Begins = Begins {{ threes: {:?}, fives: {:?} }};", tables.0, tables.1);
}

type Tables = (Vec<u64>, Vec<u64>);

fn begins(trie: &Trie, roles: u128, node: usize, (length, letters): (u32, u32), tables: &mut Tables) {
    let mut add = |length: u32, letters: u32| {
        let rest = 5 * if length <= 3 { 3 - length } else { 5 - length };
        for letters in letters << rest..(letters + 1) << rest {
            let (table, place) = if length <= 3 {
                (&mut tables.0, letters as usize)
            } else {
                (&mut tables.1, crate::hash::letters(letters))
            };
            table[place / 64] |= 1 << (place % 64);
        }
    };
    let found = &trie.0[node];
    let ends = has(trie, node, roles);
    let any = |label: &u8| found.children.get(label).is_some_and(|child| reaches(trie, *child, roles));
    // Whatever follows the end of a phrase has to end its word, too.
    if length == 5 || (length > 0 && (ends || [STAR, ANY].iter().any(any))) {
        if reaches(trie, node, roles) {
            add(length, letters);
        }
        return;
    }
    for (label, child) in found.children.iter().filter(|(label, _)| label.is_ascii() && **label > ANY) {
        begins(trie, roles, *child, (length + 1, letters << 5 | u32::from(label & 31)), tables);
    }
}

/// The roles of a statement's anchor.
const ANCHORS: [Role; 5] = [Role::Answer, Role::Result, Role::Option, Role::Chooses, Role::Right];

/// The roles of what begins another turn.
const TURNS: [Role; 2] = [Role::User, Role::Question];

/// How a place is known where a phrase with one of the roles may begin: by its first three letters where the first is
/// ASCII, else by its first character. The crate computes the same places of the same tables.
fn write_heads(out: &mut String, trie: &Trie, name: &str, roles: &[Role]) {
    let roles = roles.iter().fold(0, |bits, role| bits | 1_u128 << *role as u8);
    let (mut heads, mut firsts) = (vec![0_u64; 512], vec![0_u64; 64]);
    for (first, second) in &trie.0[0].children {
        if !first.is_ascii() {
            continue;
        }
        for (middle, third) in any_of(trie, *second, roles) {
            for (last, end) in third.map_or(vec![(None, None)], |third| any_of(trie, third, roles)) {
                if end.is_some_and(|end| !reaches(trie, end, roles)) {
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
        if node.is_some_and(|node| reaches(trie, node, roles)) {
            let place = c as usize & 4095;
            firsts[place / 64] |= 1 << (place % 64);
        }
    }
    let _ = writeln!(out, "pub(super) static {name}_HEADS: [u64; 512] = {heads:?};");
    let _ = writeln!(out, "pub(super) static {name}_FIRSTS: [u64; 64] = {firsts:?};");
}

/// The edges of a node; where a phrase ends at it, any letter may follow.
fn any_of(trie: &Trie, node: usize, anchors: u128) -> Vec<(Option<u8>, Option<usize>)> {
    let mut edges: Vec<_> = trie.0[node].children.iter().map(|(label, child)| (Some(*label), Some(*child))).collect();
    if has(trie, node, anchors) || [STAR, ANY].iter().any(|any| trie.0[node].children.contains_key(any)) {
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
    for entry in entries(table, file) {
        let datum = match entry.datum {
            Datum::None => None,
            Datum::Number(number) => Some(number),
            Datum::Name => {
                let names = if entry.role == Role::Verdict { &mut *verdicts } else { &mut *units };
                let number = names.iter().position(|known| *known == entry.key).unwrap_or_else(|| {
                    names.push(entry.key.clone());
                    names.len() - 1
                });
                Some(number as i64)
            }
        };
        for written in entry.spellings() {
            trie.insert(language, &written, entry.role, datum);
        }
    }
}

/// The trie as an automaton in which equal ends of phrases are one: its states one after the other in bytes, each before
/// those that it leads to. `rust/core/src/lexicon/trie.rs` reads them and says what stands where.
fn write_trie(out: &mut String, trie: &Trie) -> Vec<u8> {
    let mut automaton = Automaton::default();
    let root = automaton.state(trie, 0);
    assert_eq!(root + 1, automaton.states.len(), "the root is the last state");
    let states = &automaton.states;
    let mut ways = vec![0_usize; states.len()];
    states.iter().flat_map(|(_, edges)| edges).for_each(|(_, target)| ways[*target] += 1);
    // Only edges, each to the next state, that nothing else leads to: a chain keeps their labels and no states.
    let follows = |number: usize| matches!(states[number].1[..], [(_, target)] if target + 1 == number);
    let chain = |number: usize| {
        let mut last = number;
        while follows(last) && number - last < CHAIN && (last == number || (ways[last] == 1 && states[last].0 == 0)) {
            last -= 1;
        }
        number - last
    };
    // The states that are written, each with the number of its links as a chain.
    let (mut kept, mut number) = (Vec::new(), root);
    while number > 0 {
        number -= 1;
        let links = chain(number);
        kept.push((number, links));
        number -= links.saturating_sub(1);
    }
    let (places, widths) = layout(states, &kept);
    let mut bytes = vec![0];
    for (number, links) in kept {
        let (set, edges) = &states[number];
        assert_eq!(bytes.len(), places[number], "a state stands where it is looked for");
        let count = if links > 0 { 64 | links } else { (widths[number] - 1) << 4 | edges.len().min(MANY) };
        bytes.push((count | if *set > 0 { 128 } else { 0 }) as u8);
        if *set > 0 {
            bytes.extend(u16::try_from(*set).expect("sets are few").to_le_bytes());
        }
        if links > 0 {
            bytes.extend((0..links).map(|link| states[number - link].1[0].0));
            continue;
        }
        if edges.len() >= MANY {
            bytes.push(edges.len() as u8);
        }
        bytes.extend(edges.iter().map(|(label, _)| *label));
        for (_, target) in edges {
            bytes.extend(&(places[*target] - places[number]).to_le_bytes()[..widths[number]]);
        }
    }
    // A state's labels are compared eight at a time.
    bytes.extend([0; 8]);
    let mut firsts = [0; 256];
    states[root].1.iter().for_each(|(label, target)| firsts[usize::from(*label)] = places[*target]);
    let _ = writeln!(out, "pub(super) static FIRSTS: [u32; 256] = {firsts:?};");
    let starts = &automaton.set_starts;
    let _ = writeln!(out, "pub(super) static SET_STARTS: [u16; {}] = {starts:?};", starts.len());
    let roles: Vec<String> = automaton.roles.iter().map(|roles| format!("Roles({roles})")).collect();
    let _ = writeln!(out, "pub(super) static ROLE_SETS: [Roles; {}] = [{}];", roles.len(), roles.join(","));
    let meanings = &automaton.meanings;
    let _ = writeln!(out, "pub(super) static MEANINGS: [Meaning; {}] = [{}];", meanings.len(), meanings.join(","));
    let data = &automaton.data;
    let _ = writeln!(out, "pub(super) static DATA: [(u8, i64); {}] = {data:?};", data.len());
    bytes
}

/// Labels of a chain at most, and edges of a state from which on their number has a byte of its own.
const CHAIN: usize = 63;
const MANY: usize = 15;

/// Where each state stands, and the bytes of its steps: as few as its longest one needs. Narrower steps bring the states
/// nearer to each other, so that the next round may find narrower ones still.
fn layout(states: &[State], kept: &[(usize, usize)]) -> (Vec<usize>, Vec<usize>) {
    let (mut places, mut widths) = (vec![0; states.len()], vec![3; states.len()]);
    loop {
        let mut length = 1;
        for (number, links) in kept {
            let (set, edges) = &states[*number];
            places[*number] = length;
            let steps = (1 + widths[*number]) * edges.len() + usize::from(edges.len() >= MANY);
            length += 1 + if *set > 0 { 2 } else { 0 } + if *links > 0 { *links } else { steps };
        }
        let mut changed = false;
        for (number, _) in kept.iter().filter(|(_, links)| *links == 0) {
            let longest = states[*number].1.iter().map(|(_, target)| places[*target] - places[*number]).max();
            let width = (1..=3).find(|width| longest.unwrap_or(0) >> (8 * width) == 0).expect("a step has three bytes");
            changed |= width != widths[*number];
            widths[*number] = width;
        }
        if !changed {
            return (places, widths);
        }
    }
}

/// A state: the number of its set of meanings, and its edges.
type State = (usize, Vec<(u8, usize)>);

#[derive(Default)]
struct Automaton {
    states: Vec<State>,
    known: BTreeMap<State, usize>,
    set_numbers: BTreeMap<String, usize>,
    /// Where the meanings of each set begin; those of a set end where the next one's begin.
    set_starts: Vec<usize>,
    meanings: Vec<String>,
    /// The different sets of roles that meanings have, and lists of numbers.
    roles: Vec<u128>,
    data: Vec<(u8, i64)>,
    known_data: BTreeMap<Vec<(u8, i64)>, usize>,
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
        if self.set_starts.is_empty() {
            self.set_starts.push(0);
        }
        for (language, meaning) in meanings {
            let roles = self.roles.iter().position(|known| *known == meaning.roles).unwrap_or_else(|| {
                self.roles.push(meaning.roles);
                self.roles.len() - 1
            });
            let data = *self.known_data.entry(meaning.data.clone()).or_insert_with(|| {
                self.data.extend(&meaning.data);
                self.data.len() - meaning.data.len()
            });
            self.meanings.push(format!(
                "Meaning {{ language: Language({language}), numbers: {}, roles: {roles}, data: {data} }}",
                meaning.data.len(),
            ));
        }
        self.set_starts.push(self.meanings.len());
        self.set_numbers.insert(key, self.set_starts.len() - 1);
        self.set_starts.len() - 1
    }
}
