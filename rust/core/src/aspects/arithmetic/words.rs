//! Words in arithmetic: operators, relations, units, and words that change the value beside them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::ahead::begins_operand;
use super::token::Kind;
use crate::aspects::words::hash_ascii;
use crate::lexicon::aspects;

/// What a word between numbers says, and how many bytes of what follows it belong to that.
pub(super) fn operator(word: &str, behind: &str, operand: bool, related: bool) -> (Kind, usize) {
    if word.len() > 14 {
        return (Kind::Word, 0);
    }
    let lower = word.to_ascii_lowercase();
    let follows = || begins_operand(behind.trim_start());
    let kind = match lower.as_str() {
        "x" | "times" if operand && follows() => Kind::Times,
        "plus" if operand && follows() => Kind::Plus,
        "minus" if operand && follows() => Kind::Minus,
        "divided" | "multiplied" if operand => {
            let Some(by) = behind.strip_prefix(" by") else { return (Kind::Word, 0) };
            if !begins_operand(by.trim_start()) {
                return (Kind::Word, 0);
            }
            return (if lower == "divided" { Kind::Over } else { Kind::Times }, 3);
        }
        "of" if follows() => Kind::Of,
        "percent" => Kind::Percent,
        "is" | "are" if behind.starts_with(" equal to ") => return (Kind::Equal, " equal to".len()),
        "equals" | "equal" | "equalled" | "equaled" => {
            return (Kind::Equal, if behind.starts_with(" to ") { 3 } else { 0 });
        }
        "about" | "approximately" | "roughly" | "around" | "nearly" | "almost" | "approx" if related => Kind::About,
        _ => Kind::Word,
    };
    (kind, 0)
}

/// The place of money among the units.
pub(super) const MONEY: u32 = 1 << 1;

/// Words that change the value of a number they stand behind.
const SCALES: &str = "dozen dozens hundred hundreds thousand thousands million millions billion billions trillion k pair pairs score
    gross half halves third thirds fourth fourths quarter quarters fifth fifths tenth tenths dime dimes nickel nickels penny pennies
    double triple twice times squared cubed remainder rem r modulo mod factorial base percent percentage lakh crore couple decade
    decades century rounded";

const SCALE: u32 = 1;
const OPERATOR: u32 = 1 << 1;
const CLAUSE: u32 = 1 << 2;
const JOINT: u32 = 1 << 3;

/// What is known of a word: its kinds, and its unit as one bit.
static KNOWN: LazyLock<HashMap<u64, (u32, u32)>> = LazyLock::new(|| {
    let mut known: HashMap<u64, (u32, u32)> = HashMap::new();
    for (words, kind) in [
        (SCALES, SCALE),
        (aspects::WORDS_OPERATORS, OPERATOR),
        (aspects::WORDS_CLAUSES, CLAUSE),
        (aspects::WORDS_JOINTS, JOINT),
    ] {
        for word in words.split_whitespace() {
            known.entry(hash_ascii(word.as_bytes())).or_default().0 |= kind;
        }
    }
    for (place, words) in aspects::WORDS_MEASURES.trim_start().lines().enumerate() {
        for word in words.split_whitespace() {
            known.entry(hash_ascii(word.as_bytes())).or_default().1 = 1 << place;
        }
    }
    known
});

fn known(word: &str) -> (u32, u32) {
    KNOWN.get(&hash_ascii(word.as_bytes())).copied().unwrap_or_default()
}

/// What a word behind a number may be.
pub(super) struct Unit {
    /// It can't be part of a unit: it joins clauses, or is a name.
    pub(super) parts: bool,
    /// It changes the number's value.
    pub(super) scales: bool,
    /// The unit that it names, as one bit; 0 for any other word.
    pub(super) measure: u32,
}

/// Reads a word behind a number.
pub(super) fn unit(word: &str) -> Unit {
    let core = core(word);
    let (kinds, measure) = known(core);
    let name = core.starts_with(char::is_uppercase) && core.chars().nth(1).is_some_and(char::is_lowercase);
    let scales = if core.is_ascii() { kinds & SCALE != 0 } else { core.starts_with(HAN_SCALES) };
    Unit { parts: name || kinds & CLAUSE != 0, scales, measure }
}

const HAN_SCALES: [char; 12] = ['百', '千', '万', '萬', '亿', '億', '倍', '半', '打', '折', '成', '分'];

/// Whether a word changes the value of the number before it.
pub(super) fn is_scale(word: &str) -> bool {
    unit(word).scales
}

/// Whether an expression behind this word may be only a part of what is meant.
pub(super) fn is_operator(word: &str) -> bool {
    let word = core(word);
    let word = word.rsplit(' ').next().unwrap_or(word);
    let han = ['的', '倍', '乘', '加', '减', '減', '除', '以', '半', '第', '从', '把'];
    if word.is_ascii() { known(word).0 & OPERATOR != 0 } else { word.ends_with(han) }
}

/// Whether a word joins the number before it to the one behind.
pub(super) fn is_joint(word: &str) -> bool {
    known(core(word)).0 & JOINT != 0
}

/// A word without the command, the brackets and the signs around it.
fn core(word: &str) -> &str {
    let inside = word.strip_prefix('\\').and_then(|word| word.split_once('{')).map_or(word, |(_, inside)| inside);
    inside.trim_matches(|c: char| !c.is_alphabetic() && c != '¢')
}
