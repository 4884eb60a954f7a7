//! Several values at the end of a sentence that states none: "The eigenvalues are 1, 2 and 3", "x = 12 and x = 5".

use std::ops::Range;

use super::peel::peel;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Role, Roles};

/// Several values that commas or "and" join at the end of a sentence, right behind its verb: "The eigenvalues are 1, 2 and 3."
pub(super) fn listed(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    const LIGHT: Roles = Roles::of(&[Role::Filler, Role::About]);
    if memchr::memchr(b',', text[sentence.clone()].as_bytes()).is_none() && !text[sentence.clone()].contains(' ') {
        return None;
    }
    let words = words::read(text, sentence.start, sentence.end, None);
    let closes = |word: &Word| matches!(word.kind, Kind::Stop | Kind::Break) || word.of(text) == "*";
    let end = words.iter().rposition(|word| !closes(word))? + 1;
    let (mut first, mut values, mut parted) = (end, 0, true);
    while let Some(at) = first.checked_sub(1) {
        let (word, written) = (&words[at], words[at].of(text));
        let joins = word.has(Role::And) && !word.has(Role::Or) || matches!(written, "," | "、" | "，" | "،");
        let signs = matches!(written, "-" | "−") && !parted && words[at + 1].start == word.end;
        match word.kind {
            Kind::Number | Kind::Formula if parted => {
                values += 1;
                parted = false;
            }
            _ if joins && first < end => parted = true,
            _ if signs => {}
            _ => break,
        }
        first = at;
    }
    let verb = words[..first].iter().rev().find(|word| !word.roles.meets(LIGHT))?;
    let linked = verb.roles.meets(Roles::of(&[Role::Is, Role::Gets])) && verb.kind == Kind::Word;
    (values > 1 && !parted && linked).then(|| words[first].start..words[end - 1].end)
}

/// Several values of one name at the end of a sentence: "x = 12 and x = 5".
pub(super) fn equations(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let sentence = &text[range.clone()];
    let name = |before: &str| {
        let name = before.trim_end_matches(' ').rsplit([' ', '$', '(', ',']).next().unwrap_or_default();
        let first = name.chars().next().filter(char::is_ascii_alphabetic)?;
        name[1..].chars().all(|c| c == '_' || c.is_ascii_digit()).then_some((first, name.len()))
    };
    let mut members = sentence.match_indices('=').map(|(at, _)| name(&sentence[..at]).map(|name| (at, name)));
    let (at, (first, length)) = members.next()??;
    let others: Vec<_> = members.collect::<Option<_>>()?;
    if others.is_empty() || others.iter().any(|(_, (other, _))| *other != first) {
        return None;
    }
    let start = range.start + sentence[..at].trim_end_matches(' ').len() - length;
    let words = words::read(text, start, range.end, None);
    let joins = |word: &Word| {
        word.kind != Kind::Word
            || word.of(text).starts_with(first) && word.end - word.start <= 2
            || word.has(Role::And) && !word.has(Role::Or)
    };
    words.iter().all(joins).then(|| peel(text, start..range.end))
}
