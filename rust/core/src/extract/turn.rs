//! A next question that a response makes up after it has given its answer: "Q: …", "Question: …".

use memchr::memrchr;

/// Who or what begins a line that is not the model's to write, once an answer is given; such a line before an answer
/// only restates the question.
const SPEAKERS: [&str; 14] = [
    "q",
    "question",
    "problem",
    "system",
    "tool",
    "observation",
    "student",
    "teacher",
    "问题",
    "問題",
    "Вопрос",
    "문제",
    "질문",
    "frage",
];

/// The first line of `text` that begins a next question or another speaker's turn, after something was said.
pub(super) fn next(text: &str) -> Option<usize> {
    let first = text.len() - text.trim_start().len();
    let line = memchr::memchr(b'\n', &text.as_bytes()[first..]).map(|end| first + end)?;
    memchr::memchr_iter(b':', &text.as_bytes()[line..])
        .map(|at| line + at)
        .chain(text[line..].match_indices('：').map(|(at, _)| line + at))
        .find_map(|colon| {
            let start = memrchr(b'\n', &text.as_bytes()[..colon])? + 1;
            let name = text.get(start..colon).filter(|name| name.len() < 40)?;
            let name = name.trim_matches(['*', '_', '#', ' ', '[', ']', '\r', '\t', '(', ')']);
            SPEAKERS.iter().any(|speaker| speaker.eq_ignore_ascii_case(name)).then_some(start)
        })
}
