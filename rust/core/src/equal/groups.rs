//! Groups that a text parts without brackets: `1,5; 2` is a pair and one number, `AB C` two codes.

use super::judge::{self, Judge};
use super::{Decision, Relation, Rule, spell};

/// Groups at most.
const GROUPS: usize = 12;

/// Relates two texts that are both parted into groups: the same members in other groups say something else.
pub(super) fn relate(judge: &mut Judge, answer: &str, wanted: &str) -> Option<Decision> {
    let (answer, wanted) = (spell::trim(answer), spell::trim(wanted));
    let different = |rule| Some(Decision::new(Relation::Different, rule));
    if let (Some(own), Some(theirs)) = (read_codes(answer), read_codes(wanted)) {
        return if own == theirs { None } else { different(Rule::Text) };
    }
    let (own, mut theirs) = (read_lists(answer)?, read_lists(wanted)?);
    if own.len() != theirs.len() {
        return different(Rule::Set);
    }
    for group in own {
        let tree = judge::parse(group).ok()?;
        let mut same = |other: &&str| {
            group == *other || judge::parse(other).is_ok_and(|other| judge.relate(&tree, &other).relation.is_accepted())
        };
        let Some(at) = theirs.iter().position(&mut same) else { return different(Rule::Set) };
        theirs.remove(at);
    }
    Some(Decision::new(Relation::Equal, Rule::Set))
}

/// Codes of capitals with blanks between, one of several letters: `AB C`.
fn read_codes(text: &str) -> Option<Vec<&str>> {
    let is_code = |code: &&str| code.bytes().all(|byte| byte.is_ascii_uppercase());
    let codes: Vec<&str> = text.split_whitespace().collect();
    (codes.len() > 1 && codes.iter().all(is_code) && codes.iter().any(|code| code.len() > 1)).then_some(codes)
}

/// Lists with semicolons between, one of several members, outside of brackets.
fn read_lists(text: &str) -> Option<Vec<&str>> {
    if !text.contains(';') || !text.contains(',') {
        return None;
    }
    let (mut lists, mut depth, mut start, mut has_comma) = (Vec::new(), 0_usize, 0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            // `\;` and `\,` are spaces.
            b';' | b',' if at > 0 && text.as_bytes()[at - 1] == b'\\' => {}
            b';' if depth == 0 => {
                lists.push(text[start..at].trim());
                start = at + 1;
            }
            b',' if depth == 0 => has_comma = true,
            _ => {}
        }
    }
    lists.push(text[start..].trim());
    let is_whole = lists.iter().all(|list| !list.is_empty()) && (2..=GROUPS).contains(&lists.len());
    (has_comma && is_whole).then_some(lists)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_parted_outside_of_brackets() {
        assert_eq!(read_lists("1,5; 2"), Some(vec!["1,5", "2"]));
        for text in ["(1,5); (2,3)", "1; 2", "1, 2", "1,5;", r"1\;,2"] {
            assert_eq!(read_lists(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_capitals_with_blanks_between() {
        assert_eq!(read_codes("AB C"), Some(vec!["AB", "C"]));
        for text in ["A B C", "ABC", "AB c", ""] {
            assert_eq!(read_codes(text), None, "{text}");
        }
    }
}
