//! Words of scale behind numbers: `39 million`, `$1.2bn`, `5 lakh`, `39 Millionen`.

use super::numeral::power_of_ten;
use super::pieces::pieces;
use super::undress;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Role, units};

/// The least power of ten that is a scale: a hundred is part of a number.
const LEAST: u32 = 3;

/// Bytes of a text in which words of scale are looked for: answers that leave one out are short.
const MAX_BYTES: usize = 200;

/// A text without the words of scale behind its numbers. None where it has none, or different ones.
pub(crate) fn strip_scale(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let plain = undress(text);
    let text = plain.as_deref().unwrap_or(text);
    let words = words::read(text, 0, text.len(), None);
    let counts = |word: &Word| match word.kind {
        Kind::Word => word.of(text).contains(char::is_alphabetic),
        kind => kind == Kind::Number,
    };
    let pieces: Vec<Word> = pieces(text, &words).into_iter().filter(counts).collect();
    let mut out = String::with_capacity(text.len());
    let (mut kept, mut common) = (0, None);
    for pair in pieces.windows(2) {
        let [before, word] = pair else { continue };
        let Some(power) = read_scale(text, before, word) else { continue };
        if common.is_some_and(|common| common != power) {
            return None;
        }
        common = Some(power);
        out.push_str(&text[kept..word.start]);
        kept = word.end;
    }
    common?;
    out.push_str(&text[kept..]);
    Some(out)
}

/// The power of ten that a word behind a number stands for.
fn read_scale(text: &str, before: &Word, word: &Word) -> Option<u32> {
    let is_number = before.kind == Kind::Number || before.datum(Role::Number).is_some();
    let gap = text.get(before.end..word.start)?;
    // Marks of emphasis and LaTeX's blanks stand between them, no other word.
    let is_beside = gap.chars().all(|c| !c.is_alphanumeric() && !"=+/^-".contains(c));
    if word.kind != Kind::Word || !is_number || !is_beside {
        return None;
    }
    let written = word.of(text);
    let glued = || units::scale(written).filter(|_| gap.is_empty() && before.kind == Kind::Number);
    let data = || {
        let scale = word.datum(Role::Scale).and_then(|power| u32::try_from(power).ok());
        scale.or_else(|| word.datum(Role::Number).and_then(power_of_ten))
    };
    let plural = || written.strip_suffix('s').and_then(crate::number::scale_of_word);
    let named = |name: &str| crate::number::scale_of_word(name);
    named(written).or_else(data).or_else(plural).or_else(|| glued().and_then(named)).filter(|power| *power >= LEAST)
}

#[cfg(test)]
mod tests {
    use super::strip_scale;

    #[test]
    fn words_of_scale_are_taken_off() {
        for (text, wanted) in [
            ("39 million", Some("39 ")),
            ("$39 million", Some("$39 ")),
            ("\\$39\\text{ million}", Some("$39 ")),
            ("39\\,\\textbf{million}", Some("39 ")),
            ("39 million dollars", Some("39  dollars")),
            ("$-215 thousands", Some("$-215 ")),
            ("$1.2bn", Some("$1.2")),
            ("39M", Some("39")),
            ("5 lakh rupees", Some("5  rupees")),
            ("3.5 crore", Some("3.5 ")),
            ("39 Millionen", Some("39 ")),
            ("3 million and 4 million", Some("3  and 4 ")),
            ("3 million and 4 billion", None),
            ("39 hundred", None),
            ("39", None),
            ("39 m", None),
            ("a million", None),
        ] {
            assert_eq!(strip_scale(text).as_deref(), wanted, "{text}");
        }
    }
}
