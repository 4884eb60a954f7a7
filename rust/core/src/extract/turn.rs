//! Another speaker's turn that a response makes up after it has said something: "Q: …", "## User", `[USER] …`.

use memchr::memchr_iter;

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

/// The first line of `text` that begins another turn, after something was said.
pub(super) fn next(text: &str) -> Option<Turn> {
    let first = text.len() - text.trim_start().len();
    memchr_iter(b'\n', &text.as_bytes()[first..]).find_map(|at| begins(text, first + at + 1))
}

/// The turn that the line at `start` begins.
fn begins(text: &str, start: usize) -> Option<Turn> {
    let bytes = text.as_bytes();
    let marks = bytes[start..].iter().take(16).take_while(|byte| b"*_# [(=<>-\t\r".contains(byte)).count();
    let name = start + marks;
    // Most lines begin with another letter than a name.
    if !matches!(bytes.get(name)?.to_ascii_lowercase(), b'd' | b'f' | b'h' | b'i' | b'o'..=b'q' | b's'..=b'u' | 0x80..)
    {
        return None;
    }
    let line = &text[name..text.floor_char_boundary((name + 40).min(text.len()))];
    let line = line.split('\n').next().unwrap_or_default();
    let named = |names: &[&'static str]| {
        names.iter().find_map(|known| {
            let head = line.get(..known.len())?;
            head.eq_ignore_ascii_case(known).then(|| &line[known.len()..])
        })
    };
    if let Some(rest) = named(&USERS) {
        let bare = rest.trim_matches(['*', '_', '#', '=', ' ', '\r', '>', '-']);
        let bracketed = bytes[name - 1] == b'[' && rest.starts_with(']');
        let element = bytes[name - 1] == b'<' && rest.starts_with('>');
        return (bare.is_empty() || bracketed || element || bare.starts_with([':', '：'])).then_some(Turn::User(start));
    }
    let rest = named(&QUESTIONS)?.trim_start_matches(['*', '_', '#', ' ', ']', ')', '\r']);
    rest.starts_with([':', '：']).then_some(Turn::Question(start))
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
