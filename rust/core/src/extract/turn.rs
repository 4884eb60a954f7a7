//! Another speaker's turn that a response makes up after it has said something: "Q: …", "## User", `[USER] …`.

use std::sync::LazyLock;

use memchr::memmem::{Finder, find_iter};
use memchr::{memchr, memchr_iter, memrchr};

/// Who or what begins a line, before a colon, that is not the model's to write once an answer is given; such a line
/// before an answer only restates the question.
const QUESTIONS: [&str; 26] = [
    "question",
    "problem",
    "instructions",
    "instruction",
    "input",
    "prompt",
    "query",
    "system",
    "tool",
    "observation",
    "student",
    "teacher",
    "问题",
    "問題",
    "题目",
    "質問",
    "вопрос",
    "Вопрос",
    "문제",
    "질문",
    "frage",
    "pregunta",
    "pergunta",
    "domanda",
    "प्रश्न",
    "q",
];

/// Names that head a turn without a colon, too: alone on a line, as a heading, in brackets.
const USERS: [&str; 2] = ["user", "human"];

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The user's turn: what follows is not the model's answer.
    User(usize),
    /// A next question: what was stated before it stands, if anything was.
    Question(usize),
}

/// How a user's line is found: by three letters of its name, which few lines have.
static NAMES: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| ["ser", "SER", "uman"].map(Finder::new));

/// The first line of `text` that begins another turn, after something was said.
pub(super) fn next(text: &str) -> Option<Turn> {
    let first = text.len() - text.trim_start().len();
    let line = first + memchr(b'\n', &text.as_bytes()[first..])?;
    let rest = &text.as_bytes()[line..];
    let user = NAMES.iter().filter_map(|name| name.find_iter(rest).find_map(|at| user(text, line + at))).min();
    let question = memchr_iter(b':', rest)
        .chain(if rest.is_ascii() { None } else { Some(find_iter(rest, "：")) }.into_iter().flatten())
        .find_map(|at| question(text, line + at));
    match (user, question) {
        (Some(user), Some(question)) if question < user => Some(Turn::Question(question)),
        (Some(user), _) => Some(Turn::User(user)),
        (None, question) => question.map(Turn::Question),
    }
}

/// Bytes of the longest line that names a turn, and of the marks before the name.
const LINE: usize = 40;
const MARKS: [char; 10] = ['*', '_', '#', ' ', '[', '(', '=', '<', '>', '\t'];

/// Where the line begins in which `at` stands, if that is near.
fn line_start(text: &str, at: usize) -> Option<usize> {
    let floor = at.saturating_sub(LINE);
    memrchr(b'\n', &text.as_bytes()[floor..at]).map(|found| floor + found + 1)
}

/// Where the line begins that a user's name heads; `at` lies in the name.
fn user(text: &str, at: usize) -> Option<usize> {
    let start = line_start(text, at)?;
    let head = text[start..].trim_start_matches(MARKS);
    let mark = text[start..].len() - head.len();
    let end = head.bytes().take(LINE).position(|byte| byte == b'\n').unwrap_or(head.len().min(LINE));
    let rest = USERS.iter().find_map(|name| {
        head.get(..name.len()).filter(|known| known.eq_ignore_ascii_case(name)).and(head.get(name.len()..end))
    })?;
    let bare = rest.trim_matches(['*', '_', '#', '=', ' ', '\r', '>', '-']);
    let before = text[start..start + mark].chars().next_back();
    let closed = (before == Some('[') && rest.starts_with(']')) || (before == Some('<') && rest.starts_with('>'));
    (bare.is_empty() || closed || bare.starts_with([':', '：'])).then_some(start)
}

/// Where the line begins that a word for a question heads, up to the colon at `colon`.
fn question(text: &str, colon: usize) -> Option<usize> {
    let start = line_start(text, colon)?;
    let name = text.get(start..colon)?.trim_matches(['*', '_', '#', ' ', '[', ']', '\r', '\t', '(', ')']);
    QUESTIONS.iter().any(|known| known.eq_ignore_ascii_case(name)).then_some(start)
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
            ("\nuser: more", None),
            ("4\nuser friendly: more", None),
            ("4\nusers want more", None),
            ("4\nQuestion marks: more", None),
            ("4\n- Question", None),
            ("4\né\n\u{200b}", None),
        ] {
            assert_eq!(next(text), turn, "{text}");
        }
    }
}
