//! Another speaker's turn or a next question that a response makes up after it has said something: "Q: …", "## User",
//! `[USER] …`, "Problem 2: …". The words for both are the roles `user` and `question` of the lexicon.

use crate::characters::blocks;
use crate::lexicon::{self, Language, Role, words};
use crate::text::fold;
use crate::text::turn::{self, HEAD};

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The user's turn: what follows is not the model's answer.
    User(usize),
    /// A next question: what was stated before it stands, if anything was.
    Question(usize),
}

/// The lines of `text` that begin another turn, after something was said.
pub(super) fn find(text: &str) -> impl Iterator<Item = Turn> {
    let first = text.len() - text.trim_start().len();
    let ends = blocks::places(&text.as_bytes()[first..], |byte| byte == b'\n');
    ends.filter_map(move |end| turn_at(text, first + end + 1))
}

/// The turn that the line at `start` begins.
fn turn_at(text: &str, start: usize) -> Option<Turn> {
    let at = turn::name_at(text, start)?;
    let name = &text[at..];
    let line = &text[start..text.floor_char_boundary((start + HEAD).min(text.len()))];
    let line = line.split('\n').next().unwrap_or_default();
    let marks = line.get(..at - start)?;
    // "Q2." is one word.
    let glued = name.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    let found = if glued { lexicon::look_up_within(text, at) } else { lexicon::look_up(text, at) };
    found.iter().rev().find_map(|(end, set)| {
        let rest = line.get(*end as usize - start..)?;
        let known = |role| {
            let mut meanings = lexicon::meanings(*set).iter().filter(|meaning| meaning.roles().has(role));
            meanings.clone().any(|meaning| meaning.language() == Language::ENGLISH)
                || meanings.any(|meaning| meaning.language() == language_of(text, start, line))
        };
        if heads_user(marks, rest) && known(Role::User) {
            Some(Turn::User(start))
        } else if heads_question(marks, rest) && known(Role::Question) {
            Some(Turn::Question(start))
        } else {
            None
        }
    })
}

/// The language of a line.
fn language_of(text: &str, start: usize, line: &str) -> Language {
    words::read(text, start, start + line.len(), None).first().map_or(Language::ENGLISH, |word| word.language)
}

/// Whether a user's name stands alone in its line, in brackets, or before a colon.
fn heads_user(marks: &str, rest: &str) -> bool {
    let bare = rest.trim_matches(['*', '_', '#', '=', ' ', '\r', '>', '-']);
    let closed = (marks.ends_with('[') && rest.starts_with(']')) || (marks.ends_with('<') && rest.starts_with('>'));
    bare.is_empty() || closed || bare.starts_with([':', '：'])
}

/// Whether a word for a question heads its line: before a colon, or with a number before a stop or at the line's end.
fn heads_question(marks: &str, rest: &str) -> bool {
    let trim =
        |text: &'_ str| -> usize { text.len() - text.trim_start_matches(['*', '_', ' ', ']', ')', '\r', '\t']).len() };
    let rest = &rest[trim(rest)..];
    let numbered = rest.trim_start_matches(['#', '№', ' ']);
    let digits: usize =
        numbered.chars().take(4).take_while(|c| fold::digit_value(*c).is_some()).map(char::len_utf8).sum();
    let length = if digits > 0 { digits } else { number_word(numbered) };
    let (after, has_number) = if length > 0 { (&numbered[length..], true) } else { (rest, false) };
    let after = &after[trim(after)..];
    if after.is_empty() {
        return has_number || marks.contains('#');
    }
    after.starts_with([':', '：'])
        || (has_number && after.starts_with(['.', '-', '–', '—', '。', '।', '、', '(']) && !is_decimal(after))
}

/// Whether a point goes on with digits.
fn is_decimal(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next() == Some('.') && chars.next().is_some_and(|c| fold::digit_value(c).is_some())
}

/// The length of a number word that a text begins with: "Problem two", "问题二".
fn number_word(text: &str) -> usize {
    if !text.starts_with(char::is_alphabetic) {
        return 0;
    }
    let found = lexicon::look_up(text, 0);
    let number = |set: u16| lexicon::meanings(set).iter().any(|meaning| meaning.roles().has(Role::Number));
    found.iter().filter(|(_, set)| number(*set)).map(|(end, _)| *end as usize).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_begin_lines() {
        for (text, turn) in [
            ("4\nuser\nmore", Some(Turn::User(2))),
            ("4\n## User\nmore", Some(Turn::User(2))),
            ("4\n=== User ===\nmore", Some(Turn::User(2))),
            ("4\n[USER] more", Some(Turn::User(2))),
            ("4\n**Human:** more", Some(Turn::User(2))),
            ("4\nQ: more", Some(Turn::Question(2))),
            ("4\n\n**Question**: more", Some(Turn::Question(3))),
            ("4\nInstruction: more", Some(Turn::Question(2))),
            ("4\n问题：more", Some(Turn::Question(2))),
            ("4\nProblem 2: more", Some(Turn::Question(2))),
            ("4\n### Problem 2\nmore", Some(Turn::Question(2))),
            ("4\n**Example 2.** more", Some(Turn::Question(2))),
            ("4\nNext question: more", Some(Turn::Question(2))),
            ("4\nAufgabe 2: Wie viel ist das?", Some(Turn::Question(2))),
            ("4\n题目2：更多", Some(Turn::Question(2))),
            ("4\nQuestion 2 : encore une ?", Some(Turn::Question(2))),
            ("4\nProblem two: more", Some(Turn::Question(2))),
            ("\nuser: more", None),
            ("4\nuser friendly: more", None),
            ("4\nusers want more", None),
            ("4\nQuestion marks: more", None),
            ("4\nProblem 2 is harder: more", None),
            ("4\nExample 2.5 is more", None),
            ("4\nThe problem: more", None),
            ("4\n- Question", None),
            ("4\né\n\u{200b}", None),
        ] {
            assert_eq!(find(text).next(), turn, "{text}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

        #[test]
        fn no_turn_is_passed_on_sight(
            text in r"(user|human|question|problem|example|exercise|q|next|task|asker|aufgabe|frage|pregunta|soru|问题|题|вопрос|Ｑ|İ|é|[ *_:.-]| |\n|[a-z]{1,5}|[A-Z]){0,8}"
        ) {
            for (at, _) in text.char_indices() {
                let turns = |set: &u16| {
                    let mut meanings = lexicon::meanings(*set).iter().map(|meaning| meaning.roles());
                    meanings.any(|roles| roles.has(Role::User) || roles.has(Role::Question))
                };
                if lexicon::look_up(&text, at).iter().any(|(_, set)| turns(set)) {
                    proptest::prop_assert!(lexicon::may_turn(&text, at), "{} in {text}", &text[at..]);
                }
            }
        }
    }
}
