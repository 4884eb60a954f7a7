//! The labels by which parts and options go: `(a)`, `b)`, `C.`, `(iii)`, `④`, `（ア）`.

use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Role, Roles};

#[allow(dead_code, reason = "most series are looked up together")]
pub(super) mod table {
    include!(concat!(env!("OUT_DIR"), "/parts.rs"));
}

/// What stands around a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dress {
    /// Nothing.
    Bare,
    /// A bracket on each side.
    Bracketed,
    /// A bracket, a point or a colon behind it.
    Closed,
}

/// A label in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'t> {
    /// Its name, as it is written.
    pub(super) name: &'t str,
    pub(super) dress: Dress,
    /// Where it begins and ends in the text, with what stands around it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The number of the first word behind it.
    pub(super) next: usize,
}

/// The words of a text without marks of emphasis.
pub(super) fn plain_words(text: &str, words: &[Word]) -> Vec<Word> {
    let mut plain: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let written = word.of(text);
        if word.kind == Kind::Sign
            && matches!(written, "*" | "_" | "`" | "$" | "{" | "}")
            && !(written == "$" && text[word.end..].trim_start().starts_with(|c: char| c.is_numeric()))
        {
            continue;
        }
        // An index belongs to its name: `x_1`.
        if let Some(name) = plain.last_mut()
            && name.kind == Kind::Word
            && name.end + 1 == word.start
            && text[name.end..].starts_with('_')
            && matches!(word.kind, Kind::Number | Kind::Word)
        {
            name.end = word.end;
            continue;
        }
        match glued(text, word) {
            Some((and, number)) => plain.extend([and, number]),
            None => plain.push(*word),
        }
    }
    plain
}

/// A conjunction that is written together with the number behind it: "و5".
fn glued(text: &str, word: &Word) -> Option<(Word, Word)> {
    let written = word.of(text);
    let first = written.chars().next().filter(|c| !c.is_ascii())?.len_utf8();
    let digits = &written[first..];
    if word.kind != Kind::Word || digits.is_empty() || !digits.chars().all(char::is_numeric) {
        return None;
    }
    let found = crate::lexicon::look_up(&written[..first], 0);
    let meaning = found.iter().flat_map(|(_, set)| crate::lexicon::meanings(*set));
    let roles = meaning.filter(|meaning| meaning.language() == word.language).map(|meaning| meaning.roles()).next()?;
    let split = word.start + first;
    let and = Word { end: split, roles, meaning: None, ..*word };
    let number = Word { start: split, kind: Kind::Number, roles: Roles::NONE, meaning: None, ..*word };
    roles.meets(Roles::of(&[Role::And, Role::Or])).then_some((and, number))
}

/// The label that begins with the word `at`, whatever its series.
pub(super) fn read<'t>(text: &'t str, words: &[Word], at: usize) -> Option<Label<'t>> {
    let first = words.get(at)?;
    let opens = matches!(first.of(text), "(" | "（" | "[" | "【");
    let word = if opens { words.get(at + 1)? } else { first };
    let name = word.of(text);
    if !matches!(word.kind, Kind::Word | Kind::Number | Kind::Sign) || !is_label(name) {
        return None;
    }
    let behind = &text[word.end..words.last()?.end.max(word.end)];
    let spaced = behind.trim_start_matches(['*', '_', '`']);
    let skipped = behind.len() - spaced.len();
    let close = spaced.chars().next().unwrap_or(' ');
    let closes = matches!(close, ')' | '）' | ']' | '】');
    let (dress, end) = if opens {
        (Dress::Bracketed, word.end + skipped + close.len_utf8())
    } else if closes {
        (Dress::Closed, word.end + skipped + close.len_utf8())
    } else if matches!(close, '.' | ':' | '：' | '．' | '、')
        && !spaced[close.len_utf8()..].starts_with(char::is_alphanumeric)
    {
        (Dress::Closed, word.end + skipped + close.len_utf8())
    } else {
        (Dress::Bare, word.end)
    };
    if opens && !closes {
        return None;
    }
    let next = words.partition_point(|word| word.start < end);
    Some(Label { name, dress, start: first.start, end, next })
}

/// Whether a series has a label of this name.
pub(crate) fn is_label(name: &str) -> bool {
    let lengths = name.bytes().next().map_or(0, |first| LENGTHS[usize::from(first)]);
    name.len() < 16 && lengths >> name.len() & 1 == 1 && table::SERIES_ALL.contains(&name)
}

/// The series that the options of a question go by, each from its start.
pub(crate) fn series() -> impl Iterator<Item = &'static [&'static str]> {
    table::ALPHABETS.iter().chain(&table::SERIES).copied()
}

/// The capitals.
pub(crate) const CAPITALS: &[&str] = &table::ALPHABETS_CAPITALS;

/// Whether a name is a circled one, which is a label without marks around it.
pub(crate) fn is_circled(name: &str) -> bool {
    let circled: [&[&str]; 4] = [
        &table::ALPHABETS_CIRCLED,
        &table::ALPHABETS_CIRCLED_CAPITALS,
        &table::ALPHABETS_CIRCLED_SMALL,
        &table::ALPHABETS_CIRCLED_HANGUL,
    ];
    !name.is_ascii() && circled.iter().any(|series| series.contains(&name))
}

/// The lengths of the labels that begin with each byte, as bits: most words are told by one look.
static LENGTHS: [u16; 256] = {
    let (mut lengths, mut at) = ([0; 256], 0);
    while at < table::SERIES_ALL.len() {
        let label = table::SERIES_ALL[at].as_bytes();
        assert!(label.len() <= 12);
        lengths[label[0] as usize] |= 1 << label.len();
        at += 1;
    }
    lengths
};

/// Whether a label's name is one that options go by wherever it stands: a capital, a letter that has none, a circled one.
pub(super) fn is_capital(name: &str) -> bool {
    let mut chars = name.chars();
    let (Some(first), None) = (chars.next(), chars.next()) else { return false };
    let caseless: [&[&str]; 5] = [
        &table::SERIES_ARABIC,
        &table::SERIES_PLAIN_ARABIC,
        &table::SERIES_STEMS,
        &table::SERIES_CIRCLED,
        &table::SERIES_CIRCLED_HANGUL,
    ];
    first.is_uppercase() || caseless.iter().any(|series| series.contains(&name))
}

/// Whether a name is that of an option wherever it stands, or of several whose letters run together in their order: "ACD".
pub(crate) fn names_options(name: &str) -> bool {
    let later = name.is_ascii() && !(name.len() == 1 && (b'A'..=b'J').contains(&name.as_bytes()[0]));
    let series = |name: &str| !later && is_label(name) && is_capital(name) && !table::SERIES_HAN.contains(&name);
    let letters = name.as_bytes();
    let run = (2..=6).contains(&letters.len())
        && letters.iter().all(|letter| (b'A'..=b'J').contains(letter))
        && letters.windows(2).all(|pair| pair[0] < pair[1]);
    series(name) || run
}

/// Whether a label's name is a Roman numeral of several letters.
pub(super) fn is_roman(name: &str) -> bool {
    name.len() > 1 && (table::SERIES_ROMAN.contains(&name) || table::SERIES_SMALL_ROMAN.contains(&name))
}

/// Whether a letter alone is a preposition before a count, and another number follows: "З 30 дітей 12 — дівчата".
pub(super) fn is_preposition(text: &str, words: &[Word], label: Label<'_>, at: usize) -> bool {
    let rest = &words[label.next..];
    let counted =
        |noun: &Word| noun.kind == Kind::Word && !noun.has(Role::Unit) && noun.of(text).chars().nth(1).is_some();
    label.dress == Dress::Bare
        && words[at].roles.meets(Roles::of(&[Role::Side, Role::Among]))
        && rest.first().is_some_and(|number| number.kind == Kind::Number && number.start > label.end)
        && rest.get(1).is_some_and(counted)
        && rest[2..].iter().any(|word| word.kind == Kind::Number)
}
