//! Compiles `lexicon/units.toml`: the units with their dimensions and factors, and a hash table of everything that names one.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    letters: Letters,
    words: WordLists,
    prefixes: BTreeMap<String, PrefixEntry>,
    units: BTreeMap<String, Entry>,
    spellings: BTreeMap<String, String>,
    others: BTreeMap<String, String>,
    light: BTreeMap<String, String>,
    characters: BTreeMap<String, String>,
    macros: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Letters {
    spaced: String,
    glued: String,
    clear: String,
    words: Vec<String>,
    modifiers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordLists {
    functions: Vec<String>,
    connectives: Vec<String>,
    changing: Vec<String>,
    ending: Vec<String>,
    telling: Vec<String>,
    idle: Vec<String>,
    directions: Vec<String>,
    inner: Vec<String>,
    nouns: Vec<String>,
    parts: BTreeMap<String, i64>,
    multiples: BTreeMap<String, i64>,
    scales: BTreeMap<String, String>,
    han: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrefixEntry {
    name: String,
    power: Option<i32>,
    binary: Option<u32>,
    #[serde(default)]
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    symbols: Option<Vec<String>>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    prefixes: String,
    is: Option<String>,
    offset: Option<String>,
    #[serde(default)]
    either: Vec<String>,
    accuracy: Option<u8>,
}

/// An exact positive number `above / below · 10^ten · π^pi`.
#[derive(Clone, Copy, PartialEq)]
struct Factor {
    above: u128,
    below: u128,
    ten: i32,
    pi: i32,
}

const ONE: Factor = Factor { above: 1, below: 1, ten: 0, pi: 0 };

impl Factor {
    fn multiply(self, other: Self) -> Self {
        let (a, d) = reduce(self.above, other.below);
        let (c, b) = reduce(other.above, self.below);
        let product = |x: u128, y: u128| x.checked_mul(y).expect("a factor of a unit is too long");
        let mut factor =
            Self { above: product(a, c), below: product(b, d), ten: self.ten + other.ten, pi: self.pi + other.pi };
        while factor.above.is_multiple_of(10) {
            factor.above /= 10;
            factor.ten += 1;
        }
        while factor.below.is_multiple_of(10) {
            factor.below /= 10;
            factor.ten -= 1;
        }
        factor
    }

    fn invert(self) -> Self {
        Self { above: self.below, below: self.above, ten: -self.ten, pi: -self.pi }
    }

    fn raise(self, power: i32) -> Self {
        let base = if power < 0 { self.invert() } else { self };
        (0..power.unsigned_abs()).fold(ONE, |product, _| product.multiply(base))
    }
}

fn reduce(a: u128, b: u128) -> (u128, u128) {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x, b / x)
}

fn read_decimal(text: &str) -> Option<Factor> {
    let (digits, power) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let above = format!("{whole}{places}").parse().ok()?;
    let ten = power.parse::<i32>().ok()? - places.len() as i32;
    Some(Factor { above, below: 1, ten, pi: 0 }.multiply(ONE))
}

/// Powers of base units, by the index of their unit.
type Dimension = BTreeMap<usize, i32>;

/// One factor of a compound unit.
#[derive(Clone, Copy)]
struct Part {
    prefix: Option<usize>,
    unit: usize,
    power: i32,
}

struct Table {
    ids: Vec<String>,
    entries: Vec<Entry>,
    prefixes: Vec<(String, PrefixEntry)>,
    /// Symbols and ids, for the expressions of the file itself.
    symbols: HashMap<String, usize>,
    worth: HashMap<usize, (Dimension, Factor)>,
}

impl Table {
    /// The prefix and the unit of a symbol.
    fn resolve(&self, symbol: &str) -> (Option<usize>, usize) {
        if let Some(&unit) = self.symbols.get(symbol) {
            return (None, unit);
        }
        for (at, (prefix, _)) in self.prefixes.iter().enumerate() {
            if let Some(&unit) = symbol.strip_prefix(prefix.as_str()).and_then(|rest| self.symbols.get(rest))
                && self.takes(unit, at)
            {
                return (Some(at), unit);
            }
        }
        panic!("no unit has the symbol {symbol:?}");
    }

    fn takes(&self, unit: usize, prefix: usize) -> bool {
        let (symbol, entry) = &self.prefixes[prefix];
        let taken = &self.entries[unit].prefixes;
        taken == "all" && entry.power.is_some() || taken.split(' ').any(|one| one == symbol)
    }

    /// Reads `0.3048 m`, `1/180 pi rad`, `kg m/s^2`: the factor of the numbers, and the units.
    fn read(&self, text: &str) -> (Factor, Vec<Part>) {
        let (mut factor, mut parts) = (ONE, Vec::new());
        for (place, divided) in text.split('/').enumerate() {
            for (at, word) in divided.split_whitespace().enumerate() {
                let sign = if place > 0 && at == 0 { -1 } else { 1 };
                let (base, power) = word.rsplit_once('^').unwrap_or((word, "1"));
                let power = sign * power.parse::<i32>().expect("a power of a unit is a whole number");
                if let Some(number) = read_decimal(base) {
                    factor = factor.multiply(number.raise(power));
                } else if base == "pi" {
                    factor.pi += power;
                } else {
                    let (prefix, unit) = self.resolve(base);
                    parts.push(Part { prefix, unit, power });
                }
            }
        }
        (factor, parts)
    }

    fn prefix_factor(&self, prefix: Option<usize>) -> Factor {
        let Some(prefix) = prefix else { return ONE };
        let entry = &self.prefixes[prefix].1;
        match (entry.power, entry.binary) {
            (Some(ten), None) => Factor { ten, ..ONE },
            (None, Some(binary)) => Factor { above: 1 << binary, ..ONE },
            _ => panic!("a prefix has a power of ten or of two"),
        }
    }

    /// The dimension and the factor of a unit.
    fn worth(&mut self, unit: usize, depth: usize) -> (Dimension, Factor) {
        assert!(depth < 20, "{} is defined by itself", self.ids[unit]);
        if let Some(worth) = self.worth.get(&unit) {
            return worth.clone();
        }
        let worth = match self.entries[unit].is.clone() {
            None => (Dimension::from([(unit, 1)]), ONE),
            Some(text) => {
                let (mut factor, parts) = self.read(&text);
                let mut dimension = Dimension::new();
                for part in parts {
                    let (of_part, worth) = self.worth(part.unit, depth + 1);
                    for (base, power) in of_part {
                        *dimension.entry(base).or_default() += power * part.power;
                    }
                    let whole = worth.multiply(self.prefix_factor(part.prefix));
                    factor = factor.multiply(whole.raise(part.power));
                }
                dimension.retain(|_, power| *power != 0);
                (dimension, factor)
            }
        };
        self.worth.insert(unit, worth.clone());
        worth
    }
}

/// What a word of the table is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Symbol,
    Name,
    Spelling,
}

/// Reads the file and writes the tables.
pub(crate) fn compile() {
    let path = Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is"))
        .join("lexicon/units.toml");
    println!("cargo::rerun-if-changed={}", path.display());
    println!("cargo::rerun-if-changed=src/lexicon/hash.rs");
    let text = std::fs::read_to_string(&path).expect("lexicon/units.toml is there");
    let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("lexicon/units.toml: {error}"));
    let out = write(file);
    let path = Path::new(&std::env::var("OUT_DIR").expect("cargo says where to write")).join("units.rs");
    std::fs::write(path, out).expect("the tables can be written");
}

/// Singular and plural of a name.
fn forms(name: &str) -> Vec<String> {
    match name.split_once('|') {
        Some((one, many)) if one == many => vec![one.to_owned()],
        Some((one, many)) => vec![one.to_owned(), many.to_owned()],
        None => vec![name.to_owned(), format!("{name}s")],
    }
}

fn write(file: File) -> String {
    let (ids, entries): (Vec<String>, Vec<Entry>) = file.units.into_iter().unzip();
    let mut symbols = HashMap::new();
    for (at, (id, entry)) in ids.iter().zip(&entries).enumerate() {
        for symbol in entry.symbols.iter().flatten().chain([id]) {
            if let Some(before) = symbols.insert(symbol.clone(), at)
                && before != at
            {
                panic!("{} and {id} have the same symbol {symbol:?}", ids[before]);
            }
        }
    }
    let mut prefixes: Vec<_> = file.prefixes.into_iter().collect();
    // Longer symbols first: `da` before `d`.
    prefixes.sort_by_key(|(symbol, _)| (usize::MAX - symbol.len(), symbol.clone()));
    let mut table = Table { ids, entries, prefixes, symbols, worth: HashMap::new() };

    let mut words: BTreeMap<String, (Kind, bool, Vec<Part>)> = BTreeMap::new();
    let mut add = |text: String, kind: Kind, parts: Vec<Part>| {
        if let Some((before, is_name, old)) = words.get_mut(&text) {
            let is_same = old.len() == 1 && parts.len() == 1 && old[0].unit == parts[0].unit;
            assert!(is_same, "{text:?} names two units");
            assert!(*before != Kind::Spelling && kind != Kind::Spelling, "{text:?} needs no spelling");
            *is_name |= kind == Kind::Name;
            return;
        }
        words.insert(text, (kind, kind == Kind::Name, parts));
    };
    for (at, (id, entry)) in table.ids.iter().zip(&table.entries).enumerate() {
        let part = vec![Part { prefix: None, unit: at, power: 1 }];
        let own = [id.clone()];
        for symbol in entry.symbols.as_deref().unwrap_or(&own) {
            add(symbol.clone(), Kind::Symbol, part.clone());
        }
    }
    for (at, entry) in table.entries.iter().enumerate() {
        for form in entry.names.iter().flat_map(|name| forms(name)) {
            let form = if form.bytes().any(|byte| byte.is_ascii_uppercase()) { form } else { form.to_lowercase() };
            add(form, Kind::Name, vec![Part { prefix: None, unit: at, power: 1 }]);
        }
    }
    for (text, meaning) in &file.spellings {
        let (factor, parts) = table.read(meaning);
        assert!(factor == ONE, "{text:?} is spelled with a number");
        add(text.clone(), Kind::Spelling, parts);
    }
    let mut out = emit(&mut table, &words, &file.letters, &file.characters, &file.macros);
    emit_others(&table, &file.others, &file.light, &mut out);
    emit_words(file.words, &mut out);
    out
}

/// Writes the compound units that may be another unit, and how masses of particles are written.
fn emit_others(table: &Table, others: &BTreeMap<String, String>, light: &BTreeMap<String, String>, out: &mut String) {
    let _ = writeln!(
        out,
        "\n/// Compound units by the symbols and powers of their parts, and the unit that each may be as well.\npub(crate) static OTHERS: [(&[(&str, i32)], &str); {}] = [",
        others.len()
    );
    for (compound, other) in others {
        let (factor, parts) = table.read(compound);
        assert!(factor == ONE && parts.iter().all(|part| part.prefix.is_none()), "{compound:?} is a plain compound");
        let named = |part: &Part| {
            let (id, entry) = (&table.ids[part.unit], &table.entries[part.unit]);
            (entry.symbols.as_ref().and_then(|symbols| symbols.first()).unwrap_or(id).clone(), part.power)
        };
        let parts: Vec<(String, i32)> = parts.iter().map(named).collect();
        assert!(table.ids.contains(other), "no unit is called {other:?}");
        let _ = writeln!(out, "    (&{parts:?}, {other:?}),");
    }
    out.push_str("];\n");
    for (key, text) in light {
        let _ = writeln!(out, "pub(crate) const LIGHT_{}: &str = {text:?};", key.to_uppercase());
    }
}

/// Writes the lists of words, each in alphabetical order.
fn emit_words(lists: WordLists, out: &mut String) {
    for (name, mut list) in [
        ("FUNCTIONS", lists.functions),
        ("CONNECTIVES", lists.connectives),
        ("CHANGING", lists.changing),
        ("ENDING", lists.ending),
        ("TELLING", lists.telling),
        ("IDLE", lists.idle),
        ("INNER", lists.inner),
        ("DIRECTIONS", lists.directions),
        ("NOUNS", lists.nouns),
    ] {
        list.sort();
        list.dedup();
        let _ = writeln!(out, "\nstatic {name}: [&str; {}] = {list:?};", list.len());
    }
    let parts: Vec<_> = lists.parts.iter().collect();
    let _ = writeln!(out, "\nstatic FRACTIONS: [(&str, i64); {}] = {parts:?};", parts.len());
    let multiples: Vec<_> = lists.multiples.iter().collect();
    let _ = writeln!(out, "\nstatic MULTIPLES: [(&str, i64); {}] = {multiples:?};", multiples.len());
    let scales: Vec<_> = lists.scales.iter().collect();
    let _ = writeln!(out, "\nstatic SCALES: [(&str, &str); {}] = {scales:?};", scales.len());
    let _ = writeln!(out, "\nstatic HAN: &str = {:?};", lists.han);
}

fn emit(
    table: &mut Table,
    words: &BTreeMap<String, (Kind, bool, Vec<Part>)>,
    letters: &Letters,
    characters: &BTreeMap<String, String>,
    macros: &BTreeMap<String, String>,
) -> String {
    let mut out = String::new();
    let all: Vec<_> = (0..table.ids.len()).map(|unit| table.worth(unit, 0)).collect();
    let is_money = |unit: usize| {
        let id = &table.ids[unit];
        id.len() == 3 && id.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let _ = writeln!(
        out,
        "/// Every unit, by its id in alphabetical order.\npub(super) static UNITS: [Unit; {}] = [",
        all.len()
    );
    for (unit, (dimension, factor)) in all.iter().enumerate() {
        let entry = &table.entries[unit];
        let symbol = entry.symbols.as_ref().and_then(|symbols| symbols.first()).unwrap_or(&table.ids[unit]);
        let mask: u32 =
            (0..table.prefixes.len()).filter(|&prefix| table.takes(unit, prefix)).map(|prefix| 1 << prefix).sum();
        let offset = entry.offset.as_deref().map_or("None".to_owned(), |text| {
            let offset = read_decimal(text).expect("an offset is a decimal");
            format!("Some({})", write_factor(offset))
        });
        let either: Vec<usize> = entry.either.iter().map(|id| table.symbols[id]).collect();
        let money = dimension.keys().any(|&base| is_money(base)) || either.iter().any(|&unit| is_money(unit));
        let _ = writeln!(
            out,
            "    Unit {{ id: {:?}, symbol: {symbol:?}, prefixes: {mask}, dimension: &{:?}, factor: {}, offset: {offset}, either: &{either:?}, accuracy: {:?}, is_money: {money} }},",
            table.ids[unit],
            dimension.iter().map(|(&base, &power)| (base, power)).collect::<Vec<_>>(),
            write_factor(*factor),
            entry.accuracy,
        );
    }
    let _ = writeln!(
        out,
        "];\n\n/// The prefixes, longer symbols first.\npub(super) static PREFIXES: [Prefix; {}] = [",
        table.prefixes.len()
    );
    let mut names = Vec::new();
    for (at, (symbol, entry)) in table.prefixes.iter().enumerate() {
        let factor = write_factor(table.prefix_factor(Some(at)));
        let _ = writeln!(out, "    Prefix {{ symbol: {symbol:?}, name: {:?}, factor: {factor} }},", entry.name);
        names.extend(entry.other.iter().chain([&entry.name]).map(|name| (name, at)));
    }
    let _ = writeln!(
        out,
        "];\n\n/// The names of the prefixes.\npub(super) static PREFIX_NAMES: [(&str, u8); {}] = {names:?};",
        names.len()
    );

    let mut pool: Vec<String> = Vec::new();
    let mut rows = String::new();
    for (text, (kind, is_name, parts)) in words {
        let start = pool.len();
        pool.extend(parts.iter().map(|part| {
            let prefix = part.prefix.map_or("NO_PREFIX".to_owned(), |prefix| prefix.to_string());
            format!("Part {{ prefix: {prefix}, unit: {}, power: {} }}", part.unit, part.power)
        }));
        let kind = match kind {
            Kind::Symbol => "Symbol",
            Kind::Name => "Name",
            Kind::Spelling => "Spelling",
        };
        let _ = writeln!(
            rows,
            "    Word {{ text: {text:?}, kind: Kind::{kind}, is_name: {is_name}, start: {start}, length: {} }},",
            parts.len()
        );
    }
    let _ =
        writeln!(out, "\n/// The parts of all words.\nstatic PARTS: [Part; {}] = [{}];", pool.len(), pool.join(", "));
    let _ = writeln!(out, "\n/// Everything that names a unit.\nstatic WORDS: [Word; {}] = [\n{rows}];", words.len());
    let size = (2 * words.len()).next_power_of_two();
    let mut slots = vec![u16::MAX; size];
    for (at, text) in words.keys().enumerate() {
        let mut slot = crate::hash::hash(text.as_bytes()) as usize & (size - 1);
        while slots[slot] != u16::MAX {
            slot = (slot + 1) & (size - 1);
        }
        slots[slot] = at as u16;
    }
    let _ = writeln!(out, "\n/// The place of each word by its hash.\nstatic SLOTS: [u16; {size}] = {slots:?};");
    let longest = words.keys().map(String::len).max().unwrap_or(0);
    let blanks = words.keys().map(|text| text.matches(' ').count()).max().unwrap_or(0);
    let _ = writeln!(out, "\n/// The bytes of the longest word.\nconst LONGEST: usize = {longest};");
    let _ =
        writeln!(out, "\n/// The blanks in the word that has most of them.\npub const MOST_BLANKS: usize = {blanks};");
    let mask =
        |text: &str| text.split(' ').map(|letter| 1u128 << letter.as_bytes()[0]).fold(0, |mask, letter| mask | letter);
    let _ =
        writeln!(out, "\n/// Letters that are units behind a blank.\nconst SPACED: u128 = {};", mask(&letters.spaced));
    let _ = writeln!(
        out,
        "\n/// Letters that are units right behind a number.\nconst GLUED: u128 = {};",
        mask(&letters.glued)
    );
    let _ = writeln!(
        out,
        "\n/// Symbols that are words too.\nstatic COMMON: [&str; {}] = {:?};",
        letters.words.len(),
        letters.words
    );
    let mut modifiers: Vec<&str> = letters.modifiers.iter().map(String::as_str).collect();
    modifiers.sort_unstable();
    modifiers.dedup();
    let _ = writeln!(
        out,
        "\n/// Names that belong to the noun behind them.\nstatic MODIFIERS: [&str; {}] = {modifiers:?};",
        modifiers.len()
    );
    let mut clear: Vec<&str> = letters.clear.split_whitespace().collect();
    clear.sort_unstable();
    clear.dedup();
    let _ = writeln!(
        out,
        "\n/// Symbols that are units even without a blank before them, in a formula too.\nstatic CLEAR: [&str; {}] = {clear:?};",
        clear.len()
    );
    for (name, map) in [("CHARACTERS", characters), ("MACROS", macros)] {
        let _ = writeln!(out, "\nstatic {name}: [(&str, &str); {}] = {:?};", map.len(), map.iter().collect::<Vec<_>>());
    }
    out
}

fn write_factor(factor: Factor) -> String {
    format!("Factor {{ above: {}, below: {}, ten: {}, pi: {} }}", factor.above, factor.below, factor.ten, factor.pi)
}
