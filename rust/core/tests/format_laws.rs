//! Formats: the shared cases and the laws that any format keeps.

#[path = "naive/format.rs"]
mod naive;

use std::sync::LazyLock;

use naive::{Part, write};
use proptest::prelude::*;
use rewards_core::error::Misuse;
use rewards_core::format::{Format, Match};
use rewards_core::limits::{FORMAT_CLASSES, FORMAT_TAGS, FORMAT_WEIGHT};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    format: String,
    response: String,
    expect: f64,
    why: String,
}

fn score(found: Match) -> f64 {
    match found {
        Match::Exact => 1.0,
        Match::Partial => 0.5,
        Match::None => 0.0,
    }
}

#[test]
fn shared_cases() {
    let cases: Cases = toml::from_str(include_str!("../../../tests/cases/format.toml")).unwrap();
    let wrong: Vec<String> = cases
        .case
        .iter()
        .filter_map(|case| {
            let found = score(Format::new(&case.format).unwrap().match_exactly(&case.response));
            ((found - case.expect).abs() > 0.0)
                .then(|| format!("{} not {}: {} | {:?} | {}", found, case.expect, case.format, case.response, case.why))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mistakes_are_told() {
    assert_eq!(Format::new(" \n").unwrap_err(), Misuse::BlankFormat);
    assert_eq!(Format::regex(" ").unwrap_err(), Misuse::BlankFormat);
    assert_eq!(Format::tags(&[], None).unwrap_err(), Misuse::BlankFormat);
    assert_eq!(Format::tags(&["answer", "<>"], None).unwrap_err(), Misuse::BlankFormat);
    assert!(matches!(Format::new("[NUMBER]").unwrap_err(), Misuse::UnknownPlaceholder { at: 0, .. }));
    assert!(matches!(Format::new("a [NUM][NUM]").unwrap_err(), Misuse::AdjacentPlaceholders { at: 7 }));
    for pattern in ["(", "(?<=a)b", r"(a)\1", r"(\w{1000}){1000}"] {
        assert!(matches!(Format::regex(pattern).unwrap_err(), Misuse::BadPattern(_)), "{pattern}");
    }
}

#[test]
fn expressions_keep_the_same_rules() {
    for (pattern, response, expected) in [
        (r"(?i)result: \d+", "So.\nRESULT: 17\n", Match::Exact),
        (r"result: \d+", "So result: 17", Match::Partial),
        (r"result: \d+", "result: 17 or so", Match::Partial),
        (r"result: \d+", "result: none", Match::None),
        (r"result: \d+", "<think>result: 17</think>", Match::None),
        (r"^result: \d+$", "  result: 17 ", Match::Exact),
        (r"result: \d+\s*$", "result: 17\n\n", Match::Exact),
        (r"(?x) result: \s \d+ # the value", "result: 17", Match::Exact),
        (r"a|b", "ca\nb", Match::Exact),
        (r".*4", "It is. 1 of 4", Match::Exact),
        (r"(?s)^<think>.*?</think>\s*<answer>.*?</answer>$", "<think>a</think>\n<answer>b</answer>", Match::Exact),
        (r"(?s)^<think>.*?</think>\s*<answer>.*?</answer>$", "<think>a</think> b", Match::None),
        (r"<think>", "<think>a", Match::None),
    ] {
        assert_eq!(Format::regex(pattern).unwrap().match_exactly(response), expected, "{pattern} on {response:?}");
    }
}

#[test]
fn prefilled_tags_stand_in_the_prompt() {
    let both = Format::tags(&["reasoning", "answer"], Some("<reasoning>")).unwrap();
    for (response, expected) in [
        ("add</reasoning>\n<answer>17</answer>", Match::Exact),
        ("\nadd\n</reasoning><answer>17</answer>", Match::Exact),
        ("<reasoning>add</reasoning><answer>17</answer>", Match::Exact),
        ("  </reasoning><answer>17</answer>", Match::None),
        ("add</reasoning> 17", Match::None),
        ("add</reasoning><answer>17</answer> ok", Match::Partial),
        ("add</answer>b</reasoning><answer>17</answer>", Match::Partial),
        ("add <answer>17</answer>", Match::None),
        ("add", Match::None),
        ("", Match::None),
    ] {
        assert_eq!(both.match_exactly(response), expected, "{response:?}");
    }
    // Without the prompt's help the same text is not to the letter.
    let bare = Format::tags(&["reasoning", "answer"], None).unwrap();
    assert_eq!(bare.match_exactly("add</reasoning>\n<answer>17</answer>"), Match::Partial);
    // The prompt may open a tag that the format does not name.
    let answer = Format::tags(&["answer"], Some("scratch")).unwrap();
    assert_eq!(answer.match_exactly("<answer>1</answer></scratch><answer>17</answer>"), Match::Exact);
    assert_eq!(answer.match_exactly("<answer>17</answer>"), Match::None);
    let last = Format::tags(&["think", "answer"], Some("answer")).unwrap();
    assert_eq!(last.match_exactly("17</answer>"), Match::Exact);
}

#[test]
fn a_format_is_shared_freely() {
    fn shared<T: Send + Sync + Clone + std::fmt::Debug>(value: &T) -> T {
        value.clone()
    }
    let format = shared(&Format::new(" It is [NUM]. ").unwrap());
    assert_eq!(format.text(), " It is [NUM]. ");
    assert_eq!(format!("{format:?}"), "Format(\" It is [NUM]. \")");
    assert_eq!(Format::tags(&["<a>", "b"], None).unwrap().text(), "<a>[TEXT]</a>\n<b>[TEXT]</b>");
}

#[test]
fn long_text_is_read_to_its_end() {
    let format = Format::new("It is [NUM].").unwrap();
    for (unit, expected) in [("Filler here. ", Match::Exact), ("It is ", Match::Partial), (")", Match::Partial)] {
        assert_eq!(format.match_exactly(&format!("{}It is 4.", unit.repeat(20_000))), expected, "{unit}");
    }
    assert_eq!(format.match_exactly(&format!("It is {}.", "7".repeat(50_000))), Match::Exact);
    assert_eq!(format.match_exactly(&"It is ".repeat(20_000)), Match::None);
    let tags = Format::tags(&["a", "b"], None).unwrap();
    assert_eq!(tags.match_exactly(&format!("{}<b>4</b>", "<a>x</a>".repeat(20_000))), Match::Partial);
    assert_eq!(tags.match_exactly(&format!("{}\n<a>x</a><b>4</b>", "<a>".repeat(20_000))), Match::Exact);
}

/// Formats whose literals, fillings and surroundings share no words, so that each law tests one thing.
fn parts() -> impl Strategy<Value = Vec<Part>> {
    let hole =
        || prop_oneof![4 => Just(Part::Number), 1 => Just(Part::Integer), 1 => Just(Part::Word), 1 => Just(Part::Text)];
    let words =
        || prop::sample::subsequence(vec!["Total", "of", "apples", "(net)", "is", "makes,", "equals:", "a+b"], 2..5);
    let plain =
        (words(), hole(), words(), hole(), any::<bool>(), any::<bool>(), prop::sample::select(vec!["", ".", "!"]))
            .prop_map(|(before, first, between, second, two, tail, mark)| {
                let spaced = |words: &[&'static str]| {
                    words.iter().flat_map(|word| [Part::Literal(word), Part::Space]).collect::<Vec<_>>()
                };
                let mut parts = spaced(&before);
                parts.push(first);
                if two || tail {
                    parts.push(Part::Space);
                    parts.extend(spaced(&between));
                    if two {
                        parts.push(second);
                    } else {
                        parts.pop();
                    }
                }
                if !mark.is_empty() {
                    parts.push(Part::Literal(mark));
                }
                parts
            });
    let tagged =
        (prop::sample::subsequence(vec!["a", "step", "b"], 1..4), prop::collection::vec((hole(), any::<bool>()), 3))
            .prop_map(|(names, holes)| {
                const TAGS: [(&str, &str, &str); 3] =
                    [("a", "<a>", "</a>"), ("step", "<step>", "</step>"), ("b", "<b>", "</b>")];
                let mut parts = Vec::new();
                for (name, (hole, space)) in names.into_iter().zip(holes) {
                    let (_, open, close) = TAGS.into_iter().find(|tag| tag.0 == name).unwrap();
                    let blank = if space && !parts.is_empty() { vec![Part::Space] } else { Vec::new() };
                    parts.extend(blank);
                    parts.extend([Part::Tag(open), hole, Part::Tag(close)]);
                }
                parts
            });
    prop_oneof![3 => plain, 1 => tagged]
}

/// The format with its placeholders filled, the n-th value each.
fn fill(parts: &[Part], values: &[usize]) -> String {
    let mut values = values.iter().copied().cycle();
    let mut pick = |choices: [&'static str; 4]| choices[values.next().unwrap() % 4];
    parts
        .iter()
        .map(|part| match part {
            Part::Literal(text) | Part::Tag(text) => *text,
            Part::Space => " ",
            Part::Number => pick(["17", "-3.25", "1/2", "+4"]),
            Part::Integer => pick(["17", "-3", "0", "+4"]),
            Part::Word => pick(["blue", "Ha-ha", "cat's", "B2B"]),
            Part::Text => pick(["some\nlines", "x", "very much so", "(so)"]),
        })
        .collect()
}

fn grade(format: &str, response: &str) -> Match {
    Format::new(format).unwrap().match_exactly(response)
}

fn lead() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " ", "We add. ", "So:\n\n", "Is it? ", "- this\n- that\n", "Step. Then. "])
}

/// What a format is lost in: its words and tags in part, tags of others, hidden text, numbers that are hard to read.
static NOISE: [&str; 56] = [
    "Total",
    "of",
    "is",
    "a+b",
    " ",
    " ",
    " ",
    "\n",
    ".",
    ". ",
    "!",
    ",",
    "17",
    "-3.25",
    "1/2",
    "$1,234.50",
    "½",
    "1e5",
    "٣",
    "blue",
    "x",
    "é",
    "答案",
    "\u{200B}",
    "\u{301}",
    ";",
    "The answer is ",
    "The  answer\nis 4.",
    "#### ",
    "<a>",
    "</a>",
    "<A >",
    "<b x=1>",
    "</b>",
    "<step>",
    "</step>",
    "<reasoning>",
    "</reasoning>",
    "<answer>",
    "</answer>",
    "<ANSWER>",
    "</answer",
    "<answer<!-- -->>",
    "<think>",
    "</think>",
    "<i>",
    "</i>",
    "<|im_end|>",
    "\nUser: ",
    "~~",
    "<!--",
    "-->",
    "<del>",
    "</del>",
    "\\cancel{",
    "}",
];

/// Formats of every kind that has a short cut.
static FIXED: LazyLock<Vec<Format>> = LazyLock::new(|| {
    let plain = [
        "The answer is [NUM].",
        "The answer is [INT]",
        "#### [NUM]",
        "[NUM]",
        "<answer>[TEXT]</answer>",
        "a[TEXT]<答案>",
    ];
    let tags: [(&[&str], Option<&str>); 5] = [
        (&["reasoning", "answer"], None),
        (&["think", "answer"], Some("<think>")),
        (&["think", "answer"], Some("answer")),
        (&["answer"], Some("scratch")),
        (&["a", "a", "step"], None),
    ];
    let plain = plain.into_iter().map(Format::new);
    plain.chain(tags.map(|(tags, prefilled)| Format::tags(tags, prefilled))).map(Result::unwrap).collect()
});

/// Few cases, as each compiles a format; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { ProptestConfig { cases: 64, ..config } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_filled_format_is_exact(parts in parts(), values in prop::collection::vec(0..4_usize, 3), lead in lead(), end in "[ \n]{0,3}") {
        let response = format!("{lead}{}{end}", fill(&parts, &values));
        prop_assert_eq!(grade(&write(&parts), &response), Match::Exact, "{}: {:?}", write(&parts), response);
        let ended = format!("{response}<|im_end|>\n");
        prop_assert_eq!(grade(&write(&parts), &ended), Match::Exact, "{}: {:?}", write(&parts), ended);
    }

    #[test]
    fn one_change_makes_it_partial(parts in parts(), values in prop::collection::vec(0..4_usize, 3), lead in lead(), change in 0..4_usize) {
        let filled = fill(&parts, &values).replace('\n', " ");
        let changed = match (change, &parts[0]) {
            (0, Part::Literal(word)) => filled.replacen(word, &word.to_uppercase().replace("OF", "Of"), 1),
            (0, _) => filled.replacen("<a>", "<A>", 1),
            (1, _) => format!("* {filled}"),
            (2, Part::Literal(word)) => filled.replacen(word, "Hm", 1),
            (2, _) => format!("{filled}</b>"),
            _ => format!("{filled}\n---"),
        };
        prop_assume!(changed != filled && !(parts.last() == Some(&Part::Text) && change == 3));
        prop_assume!(!(change == 0 && matches!(&parts[0], Part::Literal(word) if changed.contains(word))));
        let response = format!("{lead}{changed}");
        prop_assert_eq!(grade(&write(&parts), &response), Match::Partial, "{}: {:?}", write(&parts), response);
    }

    #[test]
    fn without_its_number_it_is_nothing(parts in parts(), values in prop::collection::vec(0..4_usize, 3), lead in lead()) {
        let number = parts.iter().position(|part| matches!(part, Part::Number | Part::Integer));
        prop_assume!(number.is_some());
        let mut emptied = parts.clone();
        emptied[number.unwrap()] = Part::Literal("");
        // B2B has a digit, but only inside a word.
        let response = format!("{lead}{}", fill(&emptied, &values));
        prop_assert_eq!(grade(&write(&parts), &response), Match::None, "{}: {:?}", write(&parts), response);
    }

    #[test]
    fn what_follows_makes_it_partial(parts in parts(), values in prop::collection::vec(0..4_usize, 3), lead in lead()) {
        prop_assume!(!parts.iter().rev().take(2).any(|part| *part == Part::Text) || matches!(parts[0], Part::Tag(_)));
        let response = format!("{lead}{}\nThat was it", fill(&parts, &values));
        prop_assert_eq!(grade(&write(&parts), &response), Match::Partial, "{}: {:?}", write(&parts), response);
    }

    #[test]
    fn inside_reasoning_it_is_nothing(parts in parts(), values in prop::collection::vec(0..4_usize, 3), lead in lead()) {
        let filled = fill(&parts, &values);
        for response in [format!("<think>{lead}{filled}"), format!("<think>{lead}{filled}</think>\n")] {
            prop_assert_eq!(grade(&write(&parts), &response), Match::None, "{}: {:?}", write(&parts), response);
        }
    }

    #[test]
    fn the_slow_twin_agrees(
        parts in parts(),
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Total", "of", "apples", "(net)", "is", "makes,", "equals:", "a+b", " ", " ", " ", "\n", ".", ". ", "! ", "17", "-3.25",
            "1/2", "4", "blue", "x", "<a>", "</a>", "<b>", "</b>", "<step>", "</step>",
        ]), 0..16),
        values in prop::collection::vec(0..4_usize, 3),
        at in 0..16_usize,
    ) {
        // Random pieces with the filled format among them: near misses of every kind.
        let mut pieces: Vec<String> = pieces.into_iter().map(str::to_owned).collect();
        pieces.insert(at.min(pieces.len()), fill(&parts, &values));
        let response: String = pieces.concat();
        let format = write(&parts);
        let found = grade(&format, &response);
        prop_assert_eq!(found == Match::Exact, naive::ends(&parts, &response), "{}: {:?}", format, response);
        if naive::stands(&parts, &response) {
            prop_assert_ne!(found, Match::None, "{}: {:?}", format, response);
        }
    }

    #[test]
    fn short_cuts_change_nothing(
        parts in parts(),
        noise in prop::collection::vec(prop::sample::select(&NOISE[..]), 0..14),
        values in prop::collection::vec(0..4_usize, 3),
        at in 0..16_usize,
    ) {
        let format = Format::new(&write(&parts)).unwrap();
        let mut pieces: Vec<String> = noise.into_iter().map(str::to_owned).collect();
        for with_format in [true, false] {
            if with_format {
                pieces.insert(at.min(pieces.len()), fill(&parts, &values));
            } else {
                pieces.remove(at.min(pieces.len() - 1));
            }
            let response = pieces.concat();
            for format in FIXED.iter().chain([&format]) {
                prop_assert_eq!(format.match_exactly(&response), format.match_slowly(&response), "{:?}: {:?}", format, response);
            }
        }
    }

    #[test]
    fn no_text_is_too_odd(format in "\\PC{0,20}", noise in "(\\PC|[<>\\[\\]0-9\\\\/ \n\0]){0,60}", parts in parts()) {
        let formats = [Format::new(&format), Format::regex(&format), Format::tags(&[&format], Some(&noise)), Format::new(&write(&parts))];
        for format in formats.into_iter().flatten() {
            for text in [noise.clone(), format!("{noise}{}", write(&parts)), format!("{}{noise}", fill(&parts, &[0, 1, 2]))] {
                let first = format.match_exactly(&text);
                prop_assert_eq!(first, format.clone().match_exactly(&text));
            }
        }
    }
}

/// Formats at the limits compile; those past them are refused with the limit, before anything is built.
#[test]
fn the_largest_formats_compile() {
    let ends = |format: &str, response: &str| Format::new(format).expect("a format").match_exactly(response);
    for (unit, fill, weight) in [
        ("a [NUM], ", "a 1, ", 3),
        ("[INT]; ", "1; ", 1),
        ("[WORD] 7, ", "b 7, ", 8),
        ("[EXPR]; ", "x+1; ", 32),
        ("[TEXT] c ", "b c ", 1),
    ] {
        let most = FORMAT_WEIGHT / weight;
        assert_eq!(ends(&unit.repeat(most), &fill.repeat(most)), Match::Exact, "{unit}");
        let error = Format::new(&unit.repeat(most + 1)).unwrap_err();
        assert!(matches!(error, Misuse::FormatTooLarge { limit: FORMAT_WEIGHT, .. }), "{error}");
    }
    let tags = FORMAT_TAGS / 2;
    assert_eq!(ends(&"<a>[TEXT]</a>".repeat(tags), &"<a>b</a>".repeat(tags)), Match::Exact);
    assert!(matches!(Format::tags(&vec!["a"; tags + 1], None), Err(Misuse::FormatTooLarge { limit: FORMAT_TAGS, .. })));
    let long = "a".repeat(100_000);
    for error in
        [Format::new(&long), Format::tags(&[&long], None), Format::tags(&["a"], Some(&long)), Format::regex(&long)]
    {
        let error = error.unwrap_err();
        assert!(matches!(error, Misuse::FormatTooLarge { .. }), "{error}");
    }
    let classes = r"[a-c]\w\[".repeat(FORMAT_CLASSES / 2);
    assert!(Format::regex(&classes).is_ok());
    let error = Format::regex(&(classes + r"\pL")).unwrap_err();
    assert_eq!(error.to_string(), "the format has 65 character classes: at most 64 are allowed");
    assert!(matches!(Format::regex(r"\w{5000}"), Err(Misuse::BadPattern(_))));
    assert!(Format::regex(r"(?s)<think>.{0,2000}</think>\s*<answer>\w{1,40}</answer>").is_ok());
}

#[test]
fn signs_that_open_no_tag_are_no_tags() {
    let format = Format::tags(&["reasoning", "answer"], None).unwrap();
    let tagged = "<reasoning>2 + 2</reasoning>\n<answer>4</answer>";
    for text in ["2 < 3 and 4 > 3.", "48 / 2 = <<48/2=24>>24.", "I <3 sums.", "a <", "</ 4 >", "no sign"] {
        assert_eq!(format.match_exactly(text), Match::None, "{text}");
        assert_eq!(format.match_exactly(&format!("{text}\n{tagged}")), Match::Exact, "{text}");
    }
}
