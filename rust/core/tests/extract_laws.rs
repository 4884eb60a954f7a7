//! Extraction: the shared cases, and laws that hold for any text.

use proptest::prelude::*;
use rewards_core::extract::{NoAnswer, Source, extract};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    group: String,
    response: String,
    text: Option<String>,
    source: Option<String>,
}

#[test]
fn the_shared_cases_hold() {
    let cases: Cases = toml::from_str(include_str!("../../../tests/cases/extract.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let answer = extract(&case.response).ok();
        let text = answer.as_ref().map(|answer| answer.text.to_string());
        let source = answer.as_ref().map(|answer| answer.source.as_str().to_owned());
        if text != case.text || source != case.source {
            wrong.push(format!(
                "{}: {:?}\n   expected {:?} {:?}\n   got      {text:?} {source:?}",
                case.group, case.response, case.text, case.source
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.case.len(), wrong.join("\n"));
}

/// Statements of `{}` and how each is read.
const STATEMENTS: [(&str, Source); 14] = [
    ("The answer is {}.", Source::Phrase),
    ("**Final answer:** {}", Source::Phrase),
    ("So the correct answer is therefore {}.", Source::Phrase),
    ("\\boxed{{}}", Source::Boxed),
    ("Thus $x = \\boxed{{}}$.", Source::Boxed),
    ("<answer>{}</answer>", Source::Tag),
    ("#### {}", Source::Hash),
    ("{\"answer\": \"{}\"}", Source::Json),
    ("答案是 {}。", Source::Phrase),
    ("Die Antwort lautet {}.", Source::Phrase),
    ("La réponse est {}.", Source::Phrase),
    ("Ответ: {}", Source::Phrase),
    ("答えは{}です。", Source::Phrase),
    ("정답은 {}입니다.", Source::Phrase),
];

/// Denials, questions, suppositions and reports of `{}`.
const DOUBTS: [&str; 12] = [
    "The answer is not {}.",
    "The answer isn't {}.",
    "Is the answer {}?",
    "If the answer is {}, n is even.",
    "You said that the answer is {}.",
    "I don't believe the answer is {}.",
    "The answer is {}, which is wrong.",
    "答案不是 {}。",
    "Die Antwort ist nicht {}.",
    "La respuesta no es {}.",
    "答えは{}ではありません。",
    "Ответ не {}.",
];

/// What takes back the statement before it.
const RETRACTIONS: [&str; 10] = [
    "\nWait, that's wrong.",
    "\nOops, I made a mistake.",
    "\nScratch that.",
    "\nHowever, this is incorrect.",
    "\nI take that back.",
    "\n\nHmm, that doesn't look right.",
    "\nDas ist falsch.",
    "\nC'est faux.",
    "\nЭто неверно.",
    "\n这是错误的。",
];

/// What begins a turn that is not the response's.
const TURNS: [&str; 12] = [
    "\nUser: ",
    "\nHuman: ",
    "\n### Instruction:\n",
    "</s>[INST] ",
    "<|im_end|>\n<|im_start|>user\n",
    "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n",
    "<end_of_turn>\n<start_of_turn>user\n",
    "<|end|>\n<|user|>\n",
    "<｜end▁of▁sentence｜><｜User｜>",
    "<|endoftext|>",
    "\n\nQ: ",
    "\n用户：",
];

fn fill(template: &str, value: &str) -> String {
    template.replacen("{}", value, 1)
}

fn statement() -> impl Strategy<Value = (&'static str, Source)> {
    prop::sample::select(&STATEMENTS[..])
}

fn prose() -> impl Strategy<Value = String> {
    let words = vec!["we", "count", "the", "blue", "pens", "then", "add", "7", "and", "3.5", "boxes"];
    prop::collection::vec(prop::sample::select(words), 0..30)
        .prop_map(|words| if words.is_empty() { String::new() } else { words.join(" ") + ".\n" })
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        (-9_999_i64..9_999).prop_map(|n| n.to_string()),
        (0_u32..999, 1_u32..999).prop_map(|(a, b)| format!("{a}/{b}")),
        (0_u32..999, 1_u32..99).prop_map(|(a, b)| format!("{a}.{b}")),
        "[a-z]\\^2 \\+ [1-9]",
    ]
}

proptest! {
    #[test]
    fn a_planted_statement_is_found_where_it_stands(lead in prose(), (template, source) in statement(), value in value()) {
        let response = format!("{lead}{}", fill(template, &value));
        let answer = extract(&response).unwrap();
        prop_assert_eq!(&*answer.text, &value, "{}", response);
        prop_assert_eq!(answer.source, source, "{}", response);
        prop_assert_eq!(&response[answer.span.clone()], &*answer.text);
    }

    #[test]
    fn the_last_statement_wins(first in statement(), second in statement(), one in value(), two in value()) {
        let response = format!("{}\n\n{}", fill(first.0, &one), fill(second.0, &two));
        let answer = extract(&response).unwrap();
        prop_assert_eq!(&*answer.text, &two, "{}", response);
    }

    #[test]
    fn a_doubted_statement_states_nothing(template in prop::sample::select(&DOUBTS[..]), n in 1_u32..9_999) {
        let response = fill(template, &n.to_string());
        prop_assert_eq!(extract(&response), Err(NoAnswer::Missing), "{}", response);
    }

    #[test]
    fn a_statement_survives_a_doubted_one_after_it(
        (template, source) in statement(), doubt in prop::sample::select(&DOUBTS[..]), n in 1_u32..999,
    ) {
        let response = format!("{}\n{}", fill(template, "1234"), fill(doubt, &n.to_string()));
        let answer = extract(&response).unwrap();
        prop_assert_eq!((&*answer.text, answer.source), ("1234", source), "{}", response);
    }

    #[test]
    fn a_retracted_statement_states_nothing(
        (template, _) in statement(), retraction in prop::sample::select(&RETRACTIONS[..]), n in 1_u32..999,
    ) {
        let response = format!("{}{retraction}", fill(template, &n.to_string()));
        prop_assert!(!extract(&response).is_ok_and(|answer| answer.source.is_stated()), "{}", response);
    }

    #[test]
    fn another_turn_says_nothing(
        (template, source) in statement(), other in statement(), turn in prop::sample::select(&TURNS[..]), n in 1_u32..999,
    ) {
        let response = format!("{}{turn}{}", fill(template, &n.to_string()), fill(other.0, "1234"));
        let answer = extract(&response).unwrap();
        prop_assert_eq!((answer.text.to_string(), answer.source), (n.to_string(), source), "{}", response);
    }

    #[test]
    fn reasoning_states_nothing((template, _) in statement(), n in 1_u32..999) {
        let inside = fill(template, &n.to_string());
        let (closed, open) = (format!("<think>{inside}</think>"), format!("<think>{inside}"));
        prop_assert_eq!(extract(&closed), Err(NoAnswer::Missing));
        prop_assert_eq!(extract(&open), Err(NoAnswer::Unfinished));
    }

    #[test]
    fn a_long_lead_changes_nothing((template, source) in statement(), n in 1_u32..999, times in 1_usize..400) {
        let lead = "Some pens are blue, and some are not.\n".repeat(times);
        let response = format!("{lead}{}", fill(template, &n.to_string()));
        let answer = extract(&response).unwrap();
        prop_assert_eq!((answer.text.to_string(), answer.source), (n.to_string(), source));
    }

    #[test]
    fn any_text_is_read_without_a_panic(pieces in prop::collection::vec(piece(), 0..40)) {
        let response: String = pieces.concat();
        if let Ok(answer) = extract(&response) {
            prop_assert!(response.get(answer.span.clone()).is_some());
            prop_assert!(!answer.text.trim().is_empty());
        }
    }
}

/// What hostile texts are made of.
fn piece() -> impl Strategy<Value = String> {
    const MARKS: [&str; 64] = [
        "\\boxed{",
        "\\fbox",
        "{",
        "}",
        "<answer>",
        "</answer>",
        "<think>",
        "</think>",
        "####",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "**",
        "*",
        "_",
        "`",
        "```",
        "```python\n",
        "answer",
        "The answer is ",
        "Answer:",
        "A:",
        "is the answer",
        "not ",
        "if ",
        "\"answer\":",
        "{\"answer\": \"",
        "\"",
        "'",
        "\\",
        "\\\\",
        "<!--",
        "-->",
        "~~",
        "%",
        "\n",
        "\n\n",
        ". ",
        "。",
        "?",
        "!",
        "=",
        "<<",
        ">>",
        " or ",
        ", ",
        "42",
        "1/2",
        "½",
        "４",
        "é",
        "答案是",
        "です",
        "\u{200b}",
        "\u{336}",
        "\u{0}",
        "<s>",
        "</s>",
        "<del>",
        "\nUser:",
        "<|im_start|>user",
    ];
    prop_oneof![8 => prop::sample::select(&MARKS[..]).prop_map(str::to_owned), 1 => any::<String>()]
}

/// Looked at again for each mark that is taken off, the answer before any of these would cost the square of the length.
#[test]
fn marks_without_end_are_taken_off() {
    for marks in ["!", ".", "…", "。", ", ", ". ", " ;", "! \u{1F600}", "\\, ", "\\\\"] {
        for answer in ["42", "0.5", "\u{1F600} 42"] {
            let response = format!("The answer is {answer}{}", marks.repeat(100_000));
            let found = extract(&response).expect("an answer");
            let expected = answer.trim_start_matches(['\u{1F600}', ' ']);
            assert!(found.text.starts_with(expected), "{marks} {}", found.text.len());
        }
    }
    for marks in ["?", "? "] {
        assert!(
            extract(&format!("The answer is 42{}", marks.repeat(100_000)))
                .map_or(true, |found| !found.source.is_stated())
        );
    }
}
