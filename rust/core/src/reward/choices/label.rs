//! The labels of options: `A.`, `(b)`, `iii)`, `④`.

use crate::answer::labels;

/// Characters of a label's name at most: `xviii`.
const NAME: usize = 5;

/// A text that begins with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Labelled<'t> {
    /// The label's name, as it is written.
    pub(super) name: &'t str,
    /// What stands before and behind the name.
    marks: (Option<char>, Option<char>),
    /// What follows the label.
    pub(super) rest: &'t str,
}

impl Labelled<'_> {
    /// Whether its name stands between the same marks.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.marks == other.marks
    }
}

/// The label of the option at a place of a list that gives none; past the alphabet it has none.
pub(super) fn default_name(at: usize) -> &'static str {
    labels::CAPITALS.get(at).copied().unwrap_or_default()
}

/// A label's name as it is compared: without the marks around it, letter case aside.
pub(super) fn key(name: &str) -> String {
    bare(name).to_uppercase()
}

/// A label's name without the marks around it.
pub(super) fn bare(name: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || "()（）[]【】{}.:：．、*_`$\"'".contains(c);
    name.trim_matches(marks)
}

/// Reads the label that a text begins with: its name stands between brackets, or before a bracket, a point or a colon, or is
/// a circled sign.
pub(super) fn read(text: &str) -> Option<Labelled<'_>> {
    let text = text.trim_start();
    let bold = text.strip_prefix("**");
    let inside = bold.unwrap_or(text).trim_start();
    let open = inside.chars().next().filter(|c| matches!(c, '(' | '（' | '[' | '【'));
    let named = open.map_or(inside, |open| inside[open.len_utf8()..].trim_start());
    let mut chars = named.char_indices();
    let first = chars.next().map(|(_, c)| c.len_utf8());
    let circled = first.filter(|length| labels::is_circled(&named[..*length]));
    let length = circled.or_else(|| {
        let end = named.char_indices().find(|(_, c)| !c.is_alphanumeric()).map_or(named.len(), |(at, _)| at);
        (end > 0 && named[..end].chars().count() <= NAME).then_some(end)
    })?;
    let (name, behind) = named.split_at(length);
    let mut behind = behind;
    if bold.is_some() {
        behind = behind.strip_prefix("**").unwrap_or(behind);
    }
    let close = behind.trim_start().chars().next().filter(|c| match open {
        Some(_) => matches!(c, ')' | '）' | ']' | '】'),
        None => matches!(c, ')' | '）' | '.' | ':' | '：' | '．' | '、'),
    });
    let mut rest = match close {
        Some(close) => &behind.trim_start()[close.len_utf8()..],
        None if circled.is_some() && open.is_none() => behind,
        None => return None,
    };
    // `(A).` and `**A.** Mars`.
    if open.is_some() {
        rest = rest.strip_prefix(['.', ':']).unwrap_or(rest);
    }
    if bold.is_some() {
        rest = rest.strip_prefix("**").unwrap_or(rest);
    }
    // "1.5" and "2:3" are numbers.
    let glued = rest.starts_with(|c: char| !c.is_whitespace());
    if open.is_none() && name.chars().all(char::is_numeric) && circled.is_none() && glued {
        return None;
    }
    Some(Labelled { name, marks: (open, close), rest: rest.trim_start() })
}

/// Whether texts with labels are options in their order: the names are those of a series from its start, all in the same
/// marks.
pub(super) fn in_series(texts: &[Labelled<'_>]) -> bool {
    let Some(first) = texts.first() else { return false };
    let begins = |series: &[&str]| {
        series.len() >= texts.len() && texts.iter().zip(series).all(|(text, name)| text.name == *name)
    };
    texts.iter().all(|text| text.is_like(first) && !text.rest.is_empty()) && labels::series().any(begins)
}

/// The name that follows the first ones of a series, in whichever series they are.
pub(super) fn next_names(name: &str, at: usize) -> Vec<&'static str> {
    let series = labels::series().filter(|series| series[0] == name);
    let mut names: Vec<&'static str> = series.filter_map(|series| series.get(at).copied()).collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_in_their_marks() {
        for (text, name, rest) in [
            ("A. Mars", "A", "Mars"),
            ("A.细胞", "A", "细胞"),
            ("(B) red", "B", "red"),
            ("b) red", "b", "red"),
            ("[C] red", "C", "red"),
            ("**D.** red", "D", "red"),
            ("**D**. red", "D", "red"),
            ("(iii) 9", "iii", "9"),
            ("② 6", "②", "6"),
            ("②6", "②", "6"),
            ("Ⓑ 6", "Ⓑ", "6"),
            ("xviii. 6", "xviii", "6"),
            ("1. Mars", "1", "Mars"),
            ("（А） Марс", "А", "Марс"),
        ] {
            let found = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.name, found.rest), (name, rest), "{text}");
        }
        for text in ["Mars", "1.5", "2:3", "A red car", "", "(", "(A", "alphabet. soup"] {
            assert_eq!(read(text), None, "{text}");
        }
        // Marks without a name between or before them.
        for text in [". Mars", ") Mars", ": Mars", "() Mars"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_series_of_options_is_longer_than_one_of_parts() {
        for first in ["A", "a", "1", "I", "i", "①", "Ⓐ", "ⓐ"] {
            for at in 10..20 {
                assert_eq!(next_names(first, at).len(), 1, "{first} {at}");
            }
        }
        assert_eq!((next_names("A", 25), next_names("A", 26)), (vec!["Z"], vec![]));
    }

    #[test]
    fn options_go_by_one_series_from_its_start() {
        let series = |texts: &[&str]| in_series(&texts.iter().map(|text| read(text).unwrap()).collect::<Vec<_>>());
        assert!(series(&["A. 1", "B. 2", "C. 3"]) && series(&["(i) 1", "(ii) 2"]) && series(&["① 1", "② 2"]));
        assert!(series(&["Ⓐ 1", "Ⓑ 2"]) && series(&["㉠ 1", "㉡ 2"]));
        assert!(!series(&["B. 1", "C. 2"]) && !series(&["A. 1", "C. 2"]) && !series(&["A. 1", "(B) 2"]));
    }
}
