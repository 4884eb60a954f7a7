//! The letters of choices: `B`, `(b)`, `B) 12`, `option B`, `\textbf{(B)}\ 12`.

use crate::expr::Tree;

use super::judge::Judge;
use super::{Decision, Rule, spell};

/// The last letter that choices go to: past it a capital is a name.
const LAST: char = 'J';

/// The letter that a text is, with nothing but brackets and "option" around it. A small letter needs brackets or a word.
pub(super) fn read_letter(text: &str) -> Option<char> {
    if text.len() > 40 {
        return None;
    }
    let words = spell::words(text)?;
    let (rest, named) = ["option ", "choice ", "answer ", "letter "]
        .into_iter()
        .find_map(|word| words.strip_prefix(word))
        .map_or((words.as_str(), false), |rest| (rest, true));
    let mut chars = rest.chars();
    let letter = chars.next()?;
    if chars.next().is_some() || !('A'..=LAST).contains(&letter.to_ascii_uppercase()) {
        return None;
    }
    let capital = letter.to_ascii_uppercase();
    let bracketed = text.contains('(') || text.contains(')');
    (named || bracketed || text.contains(capital)).then_some(capital)
}

/// Relates what has a label: an answer's label is left out where the truth is no choice, and where the truth gives letter and
/// content, either stands for both.
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
