//! Answers to the parts of a question: `(a) 3, (b) 5` is a list in the order of its marks.

use crate::lexicon::phrases;

/// The labels that marks of parts go by, each series from its start.
const SERIES: [[&str; 10]; 4] = [
    ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"],
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"],
];
/// What stands before and behind a label in a mark.
const SHAPES: [(&str, &str); 4] = [("(", ")"), ("", ")"), ("", "."), ("", ":")];
/// What a mark may be set in.
const DRESSES: [(&str, &str); 5] = [("", ""), ("\\text{", "}"), ("\\textbf{", "}"), ("\\mathbf{", "}"), ("**", "**")];
/// Spaces of LaTeX that may stand before a mark.
const SPACES: [&str; 6] = ["\\quad", "\\qquad", "\\\\", "\\;", "\\,", "\\ "];

/// The labels and the answers of two or more marked parts, whose marks begin the text and follow on each other.
pub(super) fn read(text: &str) -> Option<Vec<(&'static str, &str)>> {
    let text = text.trim_matches(|c: char| c == '$' || c.is_whitespace());
    if !begins_with_mark(text) {
        return None;
    }
    SERIES.iter().find_map(|series| SHAPES.iter().find_map(|shape| read_series(text, series, *shape)))
}

/// Whether a text may begin with the first mark of a series: most texts are told apart here from those that are divided.
fn begins_with_mark(text: &str) -> bool {
    DRESSES.iter().filter_map(|(before, _)| text.strip_prefix(before)).any(|rest| {
        let rest = rest.strip_prefix('(').unwrap_or(rest);
        let behind = rest.strip_prefix(['a', 'A', 'i', 'I']);
        behind.is_some_and(|behind| behind.starts_with([')', '.', ':']))
    })
}

/// Reads a text whose marks are of one series and one shape.
fn read_series<'t>(
    text: &'t str,
    series: &[&'static str],
    shape: (&str, &str),
) -> Option<Vec<(&'static str, &'t str)>> {
    let (0, mut from) = find_mark(text, 0, series[0], shape)? else { return None };
    let mut parts = Vec::new();
    for (at, label) in series.iter().enumerate() {
        let next = series.get(at + 1).and_then(|label| find_mark(text, from, label, shape));
        let end = next.map_or(text.len(), |(start, _)| start);
        parts.push((*label, trim(&text[from..end])));
        match next {
            Some((_, end)) => from = end,
            None => break,
        }
    }
    (parts.len() > 1 && parts.iter().all(|(_, content)| !content.is_empty())).then_some(parts)
}

/// Where the first mark with a label stands behind a place, and where it ends.
fn find_mark(text: &str, from: usize, label: &str, shape: (&str, &str)) -> Option<(usize, usize)> {
    let find = |(before, behind): (&str, &str)| {
        let mark = format!("{before}{}{label}{}{behind}", shape.0, shape.1);
        text[from..].match_indices(&mark).map(|(at, mark)| (from + at, from + at + mark.len())).find(|&(start, end)| {
            let is_free = start == 0 || start > from && is_separated(text[..start].trim_end_matches('$'));
            // "a.5" and "a:b" are no marks; what is in brackets is one before anything.
            let is_closed = !shape.0.is_empty() || text[end..].starts_with(|c: char| c.is_whitespace() || c == '$');
            is_free && is_closed
        })
    };
    DRESSES.into_iter().filter_map(find).min()
}

/// Whether a part can end here, so that what follows is a mark and no factor or term.
fn is_separated(before: &str) -> bool {
    let is_apart = before.ends_with(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        || SPACES.iter().any(|space| before.ends_with(space));
    let before = before.trim_end();
    let joins = before.ends_with(['+', '-', '*', '/', '=', '^', '_', '(', '[', '{', '<', '>'])
        || ["\\cdot", "\\times", "\\div"].iter().any(|sign| before.ends_with(sign));
    is_apart && !joins
}

/// The answer of a part, without what joins it to its mark and to the next.
fn trim(content: &str) -> &str {
    let mut content = content.trim_start_matches([':', ' ', '$', '\n']);
    loop {
        let mut short = content.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '$'));
        for joint in SPACES.into_iter().chain(phrases::PROSE_PARTS) {
            short = short.strip_suffix(joint).unwrap_or(short);
        }
        if short.len() == content.len() {
            return content;
        }
        content = short;
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn marks_that_follow_on_each_other_divide_a_text() {
        for text in ["(a) 3, (b) 5", "a) 3 b) 5", r"\text{(a)} 3, \text{(b)} 5", "(a): $3$; (b): $5$", "a. 3 and b. 5"]
        {
            assert_eq!(read(text), Some(vec![("a", "3"), ("b", "5")]), "{text}");
        }
        assert_eq!(read("(i) x (ii) y"), Some(vec![("i", "x"), ("ii", "y")]));
        for text in
            ["(a)(b)", "(a) + (b) 5", "(a) 3", "(b) 3, (c) 5", "(a) and (b)", "a.5, b.6", "A: B", "", "(a) 3, (c) 5"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
