//! The letters of choices: `B`, `(b)`, `B) 12`, `option B`, `\textbf{(B)}\ 12`.

use crate::expr::Tree;
use crate::lexicon::phrases;

use super::judge::Judge;
use super::{Decision, Relation, Rule, spell};

/// The last letter that choices go to: past it a capital is a name.
const LAST: char = 'J';

/// What a text chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The letter, as a capital.
    pub(super) letter: char,
    /// Whether the option's own text stands with it.
    pub(super) has_content: bool,
    /// Whether another letter is chosen beside it.
    pub(super) is_several: bool,
}

/// Whether a character is of the range of choices.
fn is_letter(c: char) -> bool {
    ('A'..=LAST).contains(&c.to_ascii_uppercase())
}

/// Whether a text may begin with a letter or a word, behind what only dresses it: a numeral, a sign or a fraction begins no choice.
fn may_begin_choice(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || "{}*_~$([".contains(c));
    let Some(behind) = rest.strip_prefix('\\') else {
        return !rest.starts_with(|c: char| c.is_ascii_digit() || "+-.<>|=".contains(c));
    };
    let name = &behind[..behind.bytes().take_while(u8::is_ascii_alphabetic).count()];
    name.is_empty() || name == "boxed" || spell::is_dress(name)
}

/// Reads a text as a choice. A small letter alone is a variable: it needs brackets, a dot or a word before it.
pub(super) fn read(text: &str) -> Option<Choice> {
    if !may_begin_choice(text) {
        return None;
    }
    let spelled;
    let mut rest = if text.contains(['\\', '{', '*', '$', '~', '_']) {
        // The first few characters tell; what wraps the letter is left out of them.
        let mut end = text.len().min(200);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let plain = spell::normalise(&text[..end]);
        spelled = plain.replace("\\textbf", "").replace("\\mathbf", "").replace(['{', '}', '*', '_', '~'], " ");
        spelled.trim()
    } else {
        text.trim()
    };
    // What closes a sentence in Chinese closes a letter too, and square brackets are brackets.
    let is_ascii = rest.len() > 40 || rest.is_ascii();
    if !is_ascii {
        rest = rest.trim_end_matches(['。', '、', '，']);
    }
    rest = rest.strip_prefix("\\boxed").map_or(rest, str::trim_start);
    if let Some(inner) = rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|inner| inner.len() == 1)
    {
        rest = inner;
    }
    if !is_ascii {
        for word in phrases::CHOICES_HAN {
            rest = rest.strip_prefix(word).map_or(rest, str::trim_start);
        }
    }
    let mut is_named = false;
    for word in phrases::CHOICES_ARTICLES.into_iter().chain(phrases::CHOICES_NOUNS) {
        if let Some(head) = rest.get(..word.len())
            && head.eq_ignore_ascii_case(word)
        {
            is_named |= !phrases::CHOICES_ARTICLES.contains(&word);
            rest = rest[word.len()..].trim_start();
        }
    }
    let (bracketed, inner) = match rest.strip_prefix('(') {
        Some(inner) => (true, inner.trim_start()),
        None => (false, rest),
    };
    let letter = inner.chars().next().filter(|&c| is_letter(c))?;
    let after = inner[1..].trim_start();
    let (closed, content) = match after.chars().next() {
        None => (false, ""),
        Some(')') => (true, &after[1..]),
        Some('.' | ':') if !bracketed => (true, &after[1..]),
        Some(_) => return None,
    };
    if bracketed && !closed || !(letter.is_ascii_uppercase() || is_named || closed) {
        return None;
    }
    let is_several = has_other(content.trim_start(), letter.to_ascii_uppercase())
        || lists_next(content, letter.to_ascii_uppercase());
    let content = content.trim_matches(|c: char| c.is_whitespace() || c == '.' || c == ')');
    // "A. 12" is a choice, "A.D. 12" is not.
    if !bracketed && closed && !content.is_empty() && !inner[1..].trim_start()[1..].starts_with(char::is_whitespace) {
        return None;
    }
    Some(Choice { letter: letter.to_ascii_uppercase(), has_content: !content.is_empty(), is_several })
}

/// Whether what follows a letter chooses again: "and (D)", "or else B", "/ C", "12 (B) 13", "12 or (D)".
fn has_other(content: &str, letter: char) -> bool {
    let bytes = content.as_bytes();
    if bytes.windows(3).any(|three| three[0] == b'(' && is_letter(char::from(three[1])) && three[2] == b')') {
        return true;
    }
    // Signs that join count as words; other signs between words say nothing.
    let words = content
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '&' | '/')))
        .flat_map(|piece| piece.split_inclusive(['&', '/']))
        .flat_map(|piece| match piece.strip_suffix(['&', '/']) {
            Some(head) => [head, "and"],
            None => [piece, ""],
        })
        .filter(|word| !word.is_empty());
    // Whether only words that join have been read: at the start, and a comma at the start joins too.
    let mut joined = content.starts_with([',', ';']);
    let mut begins = true;
    for word in words {
        let lower = word.to_ascii_lowercase();
        let mut characters = word.chars();
        let (Some(first), is_single) = (characters.next(), characters.next().is_none()) else { continue };
        if phrases::CHOICES_JOINTS.contains(&lower.as_str()) {
            joined |= begins;
        } else if is_single && is_letter(first) && first.to_ascii_uppercase() != letter {
            if joined {
                return true;
            }
            begins = false;
        } else if !phrases::CHOICES_FILLERS.contains(&lower.as_str()) {
            begins = false;
            joined = false;
        }
    }
    false
}

/// Whether the options go on behind one of them: "A) 51 B) 57".
fn lists_next(content: &str, letter: char) -> bool {
    let follows = |mark: u8, before: u8, after: u8| {
        let next = u8::try_from(letter).map_or(0, |letter| letter + 1);
        mark == next
            && (before.is_ascii_whitespace() || before == b',' || before == b';')
            && matches!(after, b')' | b'.' | b':')
    };
    content.as_bytes().windows(3).any(|three| follows(three[1], three[0], three[2]))
}

/// Decides where the truth is a choice; None where the answer must be compared with the truth's content.
pub(super) fn decide(answer: &str, own: Option<Choice>, wanted: Choice) -> Option<Decision> {
    match own {
        // Several choices are a list, and no single letter is it.
        Some(choice) if wanted.is_several => {
            (!choice.is_several).then_some(Decision::new(Relation::Different, Rule::Choice))
        }
        Some(choice) if choice.is_several => Some(Decision::new(Relation::TooMany, Rule::Choice)),
        Some(choice) => Some(Decision::equal_if(choice.letter == wanted.letter, Rule::Choice)),
        None if wanted.has_content => None,
        // A small letter alone stands for the capital.
        None => {
            let words = spell::words(answer);
            let small = words.is_some_and(|words| {
                words.len() == 1 && words.eq_ignore_ascii_case(wanted.letter.encode_utf8(&mut [0; 4]))
            });
            Some(Decision::equal_if(small, Rule::Choice))
        }
    }
}

/// Relates what has a label: an answer's label is left out where the truth is no choice, and where the truth gives letter and
/// content, the content stands for both.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    match (a, t) {
        (Tree::Labelled(letter, _), Tree::Labelled(wanted, _)) => {
            Some(Decision::equal_if(letter.eq_ignore_ascii_case(wanted), Rule::Choice))
        }
        (Tree::Labelled(_, content), _) => Some(judge.relate(content, t)),
        (_, Tree::Labelled(_, content)) => Some(judge.relate(a, content)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_in_all_their_dresses() {
        for text in [
            "B",
            "(B)",
            "(b)",
            "B)",
            "b)",
            "B.",
            "B) 12",
            "option B",
            "Choice (b)",
            r"\text{(B)}",
            r"\textbf{(B)}\ 12",
            "**B**",
        ] {
            assert_eq!(read(text).map(|choice| choice.letter), Some('B'), "{text}");
        }
        for text in ["b", "Bad", "AB", "ABCD", "A and B", "x", "12", "", "B+C", "B = 4", "(B, C)", "B.C. 300"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(read("(B) and (D)").is_some_and(|choice| choice.is_several));
    }
}
