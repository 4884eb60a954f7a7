//! Laws of the aspects: ranges, what moves them, and arithmetic against fractions that are computed otherwise.
#![allow(clippy::float_cmp, reason = "shares of small counts are the same however they are counted")]

use std::collections::HashSet;
use std::fmt::Write as _;

use dashu_int::IBig;
use dashu_ratio::RBig;
use proptest::prelude::*;
use rewards_core::aspects::{
    Prompt, Prompts, Target, arithmetic_steps, clarity, completeness, conciseness, efficiency, has_hallucination,
    has_reasoning_steps, is_well_formed, repetition, script_share, step_share,
};
use rewards_core::batch::{self, Asked, Part, set_num_threads};

/// Text that a model might write, and text that none would.
fn response() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        ".{0,30}",
        "[a-z]{1,9}( [a-z]{1,9}){0,6}[.!?]? ",
        "[0-9]{1,3} ?[-+*/x=] ?[0-9.]{1,4} ?= ?[0-9]{1,4}[.,]? ",
        "[0-9=+*/().,%$ <>\\\\{}x-]{0,24}",
        prop::sample::select(vec![
            "The answer is 4. ",
            "\\boxed{4}",
            "<think>",
            "</think>",
            "<answer>4</answer>",
            "```\n",
            "<<2+2=4>>",
            "\n= 8",
            "\\frac{1}{2}",
            "所以答案是四。",
            "\u{200B}",
            "50% of 8 = 4",
            "½",
            "5²",
            "≈",
            "equals",
            "\\text{ cm}",
            "((((",
            "))))",
            "مرحبا",
            "नमस्ते",
            "\u{FFFD}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

/// Every aspect of a response.
fn aspects(response: &str, prompt: &Prompt) -> Vec<f64> {
    vec![
        prompt.relevance(response),
        clarity(response),
        conciseness(response, 100.0),
        conciseness(response, 1.0),
        efficiency(response),
        completeness(response, None),
        completeness(response, Some(prompt)),
        repetition(response, 1),
        repetition(response, 4),
        repetition(response, 64),
        step_share(response).unwrap_or(0.0),
        script_share(response, Target::OWN),
        script_share(response, Target::of_language("zh").unwrap()),
        script_share(response, Target::of_text("多少？")),
        f64::from(u8::from(is_well_formed(response))),
        f64::from(u8::from(has_hallucination(response))),
        f64::from(u8::from(has_reasoning_steps(response, 2))),
    ]
}

/// An expression of constants, its text and its value.
fn expression() -> impl Strategy<Value = (String, Option<RBig>)> {
    let number = prop_oneof![
        (0..2000i64).prop_map(|n| (n.to_string(), Some(RBig::from(IBig::from(n))))),
        (0..20_000i64)
            .prop_map(|n| { (format!("{}.{:02}", n / 100, n % 100), Some(RBig::from_parts(n.into(), 100u8.into()))) }),
    ];
    number.prop_recursive(3, 12, 2, |inner| {
        (inner.clone(), inner, prop::sample::select(vec!['+', '-', '*', '/']), 0..3u8).prop_map(
            |((a, x), (b, y), operator, space)| {
                let value = x.zip(y).and_then(|(x, y)| match operator {
                    '+' => Some(x + y),
                    '-' => Some(x - y),
                    '*' => Some(x * y),
                    _ => (!y.is_zero()).then(|| x / y),
                });
                let gap = if space == 0 { "" } else { " " };
                // All parts in brackets: what stands together is never in doubt.
                (format!("({a}{gap}{operator}{gap}{b})"), value)
            },
        )
    })
}

/// A fraction as text that is read exactly.
fn written(value: &RBig) -> String {
    format!("{}/{}", value.numerator(), value.denominator())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn aspects_lie_between_0_and_1_and_do_not_change(response in response(), prompt in response()) {
        let prompt = Prompt::new(&prompt);
        let once = aspects(&response, &prompt);
        prop_assert!(once.iter().all(|score| (0.0..=1.0).contains(score)), "{:?}", once);
        prop_assert_eq!(aspects(&response, &prompt), once);
    }

    #[test]
    fn a_blank_response_has_nothing(blank in "[ \n\t\u{A0}\u{200B}.,!*-]{0,20}", prompt in response()) {
        prop_assert!(aspects(&blank, &Prompt::new(&prompt)).iter().take(12).all(|&score| score == 0.0));
    }

    #[test]
    fn steps_stand_in_order_where_they_say(response in response()) {
        let steps = arithmetic_steps(&response);
        prop_assert!(steps.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
        for step in steps {
            prop_assert!(response.get(step.span.clone()).is_some_and(|text| !text.trim().is_empty()));
        }
    }

    #[test]
    fn true_equations_hold((text, value) in expression()) {
        let Some(value) = value else { return Ok(()) };
        prop_assume!(text.starts_with('('));
        let equation = format!("{text} = {}", written(&value));
        let steps = arithmetic_steps(&equation);
        prop_assert_eq!(steps.len(), 1, "{}", &equation);
        prop_assert!(steps[0].holds, "{}", &equation);
        prop_assert!(!has_hallucination(&equation));
    }

    #[test]
    fn false_equations_never_hold((text, value) in expression(), off in 3..500i64, before in "[a-z]{2,8} ") {
        let Some(value) = value else { return Ok(()) };
        prop_assume!(text.starts_with('('));
        let wrong = value + RBig::from(IBig::from(off));
        let equation = format!("{before}{text} = {}", written(&wrong));
        for step in arithmetic_steps(&equation) {
            prop_assert!(!step.holds, "{}", &equation);
        }
    }

    #[test]
    fn whole_sums_that_are_off_are_called_false(parts in prop::collection::vec(1..500i64, 2..6), off in 1..40i64) {
        let sum: i64 = parts.iter().sum();
        let text = parts.iter().map(i64::to_string).collect::<Vec<_>>().join(" + ");
        let right = format!("So she has {text} = {sum} eggs. The answer is {sum}.");
        let wrong = format!("So she has {text} = {} eggs. The answer is {}.", sum + off, sum + off);
        prop_assert!(!has_hallucination(&right));
        prop_assert!(has_hallucination(&wrong));
        prop_assert_eq!(step_share(&right), Some(1.0));
        prop_assert_eq!(step_share(&wrong), Some(0.0));
    }

    #[test]
    fn roundings_are_no_mistakes(a in 1..5000i64, b in 2..999i64, places in 1..5usize) {
        let unit = 10i64.pow(places as u32);
        let rounded = (2 * a * unit + b) / (2 * b);
        let cut = a * unit / b;
        for shown in [rounded, cut] {
            let text = format!("{a} / {b} = {}.{:0places$}", shown / unit, shown % unit);
            let steps = arithmetic_steps(&text);
            prop_assert_eq!(steps.len(), 1, "{}", &text);
            // What is exact in so many places must be exact.
            prop_assert!(steps[0].holds, "{}", &text);
        }
    }

    #[test]
    fn equations_with_a_variable_are_no_steps(a in 0..99u32, b in 0..99u32, c in 0..999u32, name in "[a-wyzA-WYZ]") {
        for text in [
            format!("{name} = {a}"),
            format!("{name} + {a} = {c}"),
            format!("{a}{name} + {b} = {c}"),
            format!("{a} + {b}{name} = {c}"),
            format!("{a} + {b} = {c}{name}"),
            format!("{a} + {b} = {name}"),
            format!("{name}_{a} = {b} + {name}"),
            format!("f({a}) = {c}"),
            format!("\\{name}bc{{{a}}} = {c}"),
        ] {
            prop_assert!(arithmetic_steps(&text).iter().all(|step| step.holds), "{}", text);
        }
    }

    #[test]
    fn repetition_is_that_of_a_naive_count(words in prop::collection::vec("[a-d]", 0..40), length in 1..9usize) {
        let text = words.join(" ");
        let grams: Vec<_> = words.windows(length).collect();
        let distinct: HashSet<_> = grams.iter().collect();
        let share = if grams.len() < 2 { 0.0 } else { (grams.len() - distinct.len()) as f64 / grams.len() as f64 };
        prop_assert_eq!(repetition(&text, length), share);
        prop_assert_eq!(repetition(&text.to_uppercase(), length), share);
        prop_assert_eq!(repetition(&text.replace(' ', ", "), length), share);
    }

    #[test]
    fn repetition_of_a_script_without_spaces_goes_by_its_letters(letters in prop::collection::vec(0..4u32, 0..60), length in 1..5usize) {
        let text: String = letters.iter().map(|letter| char::from_u32(0x4E00 + letter * 32).unwrap()).collect();
        let grams: Vec<_> = letters.windows(2 * length).collect();
        let distinct: HashSet<_> = grams.iter().collect();
        let share = if grams.len() < 2 { 0.0 } else { (grams.len() - distinct.len()) as f64 / grams.len() as f64 };
        prop_assert_eq!(repetition(&text, length), share);
    }

    #[test]
    fn saying_a_text_again_makes_nothing_better(text in "[a-z]{2,8}( [a-z]{2,8}){3,20}\\.", times in 2..8usize) {
        let again = format!("{text} ").repeat(times);
        prop_assert!(repetition(&again, 2) >= repetition(&text, 2));
        prop_assert!(clarity(&again) <= clarity(&text));
        prop_assert!(conciseness(&again, 20.0) <= conciseness(&text, 20.0));
        prop_assert!(efficiency(&again) <= efficiency(&text));
        let prompt = Prompt::new(&text[..text.len() / 2]);
        prop_assert_eq!(prompt.relevance(&again), prompt.relevance(&text));
    }

    #[test]
    fn more_words_are_never_more_concise(words in prop::collection::vec("[a-z]{3,8}", 1..150)) {
        let scores: Vec<_> = (1..=words.len()).map(|count| conciseness(&words[..count].join(" "), 30.0)).collect();
        prop_assert!(words.iter().collect::<HashSet<_>>().len() < words.len() || scores.windows(2).all(|pair| pair[1] <= pair[0]));
    }

    #[test]
    fn words_about_something_else_are_never_more_relevant(
        common in prop::collection::hash_set("p[a-r]{4,8}", 1..8),
        own in prop::collection::hash_set("o[a-r]{4,8}", 8..9),
        other in prop::collection::hash_set("q[a-r]{4,8}", 0..60),
    ) {
        let join = |words: &HashSet<String>| words.iter().cloned().collect::<Vec<_>>().join(" ");
        let prompt = Prompt::new(&join(&common));
        let response = format!("{} {}", join(&common), join(&own));
        let mut last = prompt.relevance(&response);
        let mut padded = response;
        for word in other {
            let _ = write!(padded, " {word}");
            let score = prompt.relevance(&padded);
            prop_assert!(score <= last);
            last = score;
        }
    }

    #[test]
    fn a_copy_of_the_prompt_is_not_relevant(prompt in "[a-z]{3,9}( [a-z]{3,9}){0,20}", times in 1..4usize) {
        prop_assert_eq!(Prompt::new(&prompt).relevance(&format!("{prompt} ").repeat(times)), 0.0);
    }

    #[test]
    fn a_response_that_breaks_off_is_less_complete(words in "[a-z]{2,8}( [a-z]{2,8}){3,12}") {
        let of = |ending: &str| completeness(&[words.as_str(), ending].concat(), None);
        prop_assert!(of(".") > of(", and"));
        prop_assert!(of(". The answer is 4.") > of("."));
        prop_assert_eq!(completeness(&["<think>", words.as_str(), "."].concat(), None), 0.0);
    }

    #[test]
    fn a_batch_is_its_items(texts in prop::collection::vec(response(), 0..60), prompts in prop::collection::vec("[a-d]{1,2}", 60), threads in 1..5usize) {
        set_num_threads(threads).unwrap();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let prompts: Vec<&str> = prompts.iter().take(texts.len()).map(String::as_str).collect();
        let alone: Vec<f64> = texts.iter().zip(&prompts).map(|(text, prompt)| Prompt::new(prompt).relevance(text)).collect();
        let shared = Prompts::new(&prompts);
        let scores = batch::score_each(&texts, &mut || true, |at| shared.at(at).relevance(texts[at])).unwrap();
        prop_assert_eq!(scores, alone);
        let flags = batch::map_each(&texts, &mut || true, |at| has_hallucination(texts[at]), bool::default).unwrap();
        prop_assert_eq!(flags, texts.iter().map(|text| has_hallucination(text)).collect::<Vec<_>>());
        let parts = [
            Part::Relevance,
            Part::Completeness(true),
            Part::Completeness(false),
            Part::Clarity,
            Part::Conciseness(5.0),
            Part::Efficiency,
        ];
        let found = batch::score_together(&texts, &parts, None, Some(Asked::Each(&shared)), false, &mut || true).unwrap().scores;
        for (at, text) in texts.iter().enumerate() {
            let prompt = Prompt::new(prompts[at]);
            let alone = [
                prompt.relevance(text),
                completeness(text, Some(&prompt)),
                completeness(text, None),
                clarity(text),
                conciseness(text, 5.0),
                efficiency(text),
            ];
            prop_assert_eq!(found.iter().map(|scores| scores[at]).collect::<Vec<_>>(), alone);
        }
    }
}

#[track_caller]
fn assert_steps(text: &str, holds: &[bool]) {
    let steps = arithmetic_steps(text);
    assert_eq!(steps.iter().map(|step| step.holds).collect::<Vec<_>>(), holds, "{text}: {steps:?}");
}

#[test]
fn steps_are_found_in_any_notation() {
    for text in [
        "7 * 6 = 42",
        "7 x 6 = 42",
        "7x6=42",
        "7 × 6 = 42",
        "7 \\times 6 = 42",
        "7 \\cdot 6 = 42",
        "7 times 6 equals 42",
        "84 ÷ 2 = 42",
        "84/2 = 42",
        "84 divided by 2 is equal to 42",
        "\\frac{84}{2} = 42",
        "40 plus 2 equals 42",
        "44 minus 2 equals 42",
        "$40 + $2 = $42",
        "€40 + €2 = €42",
        "40 apples + 2 apples = 42 apples",
        "$40 + 2 = 42$",
        "\\(40 + 2 = 42\\)",
        "**40 + 2 = 42**",
        "6 * (3 + 4) = 42",
        "6(3 + 4) = 42",
        "6^2 + 6 = 42",
        "6² + 6 = 42",
        "2**5 + 10 = 42",
        "- 40 + 2 = 42",
        "1. 40 + 2 = 42",
        "41½ + ½ = 42",
        "41 1/2 + 1/2 = 42",
        "20% of 210 = 42",
        "210 * 20% = 42",
        "35 + 20% = 42",
        "42 / 100 = 42%",
        "50% - 8% = 42%",
        "1,000 - 958 = 42",
        "40 + 2 =\u{A0}42",
        "40 cm + 2 cm = 42 cm",
        "$10/hour * 4 hours + $2 = $42",
        "共40+2=42个",
        "４０＋２＝４２",
        "40 + 2\n= 42",
        "&= 40 + 2 \\\\\n&= 42",
        "126 / 3 ≈ 42",
        "85 / 2 ≈ 42",
        "85 / 2 = about 42",
        "-(6 - 48) = 42",
        "She pays 40 + 2 = 42 dollars",
    ] {
        assert_steps(text, &[true]);
    }
    assert_steps("40 + 2 = <<40+2=42>>42 eggs", &[true, true]);
    assert_steps("2 + 40 = 6 * 7 = 42", &[true, true]);
    assert_steps("total = 40 + 2 = 42", &[true]);
    assert_steps("100/3 = <<100/3=33.333333333333336>>33.333333333333336", &[true, true]);
    assert_steps("0.1 + 0.2 = 0.30000000000000004", &[true]);
}

#[test]
fn mistakes_are_found() {
    for text in [
        "7 * 6 = 43",
        "So 16 - 3 = 12 eggs.",
        "\\frac{84}{2} = 43",
        "20% of 210 = 43",
        "$40 + $2 = $43.",
        "<<40+2=43>>",
        "10 / 4 = 2.4",
        "1 + 1 ≈ 3",
        "2^5 = 34",
        "40 plus 2 equals 43",
        "5 * (3 + 4) = 36",
    ] {
        assert_steps(text, &[false]);
        assert!(has_hallucination(text), "{text}");
    }
    assert_steps("2 + 3 = 5 = 6 - 2", &[true, false]);
}

#[test]
fn what_may_be_right_is_not_called_false() {
    for text in [
        // Names, labels, dates, ratios, times.
        "Day 3 = 4 + 5",
        "x = 5",
        "2x = 10",
        "5x + 3 = 18",
        "3:2 = 6:4",
        "Due 2/3 = Monday",
        "Q1 + 3 = 9",
        "f(2) + 1 = 9",
        "x_1 + 2 = 9",
        "log(100) + 1 = 3",
        "sin 30 + 1 = 1.5",
        "max(3, 5) + 1 = 6",
        "half of 16 - 3 = 5",
        "a[0] + 1 = 3",
        "at 3:40 + 2 = 9",
        // Suppositions, denials, questions, corrections.
        "If 2 + 2 = 5, then pigs fly.",
        "2 + 2 = 5 is wrong.",
        "Is 2 + 2 = 5?",
        "We don't have 2 + 2 = 5.",
        "2 + 2 = 5. Wait, no, it is 4.",
        "Suppose that 2 + 2 = 5.",
        "2 + 2 = 5, which is a mistake.",
        "He thought that 2 + 2 = 5.",
        // Units, shares, roundings, results carried on.
        "2 * 30 minutes = 1 hour",
        "4 * 25 cents = $1",
        "3 dozen + 4 = 40",
        "3/4 = 30 pages",
        "100% - 60% = 20 students",
        "17 / 5 = 3 remainder 2",
        "10 / 3 = 4 buses",
        "0.33 * 300 = 100",
        "5 + 3 = 8 * 2 = 16",
        "$22 - $24 = $2 less",
        "17 % 5 = 2",
        "2 pages/1.5 minutes * 3 = 6",
        // Programs and other arithmetics.
        "```\ntotal = 2 + 2 == 5\nx = 3 + 4 = 9\n```",
        "3 + 4 <= 9",
        "i += 1 + 1 = 9",
        "5 * 3 = 1 (mod 7)",
        "In base 5, 3 + 4 = 12.",
        "9 + 5 = 2 \\pmod{12}",
        "101_2 + 1 = 110",
        "5! + 1 = 7",
        "2 + 2 = 5..",
        "-3^2 = 9",
    ] {
        assert!(arithmetic_steps(text).iter().all(|step| step.holds), "{text}: {:?}", arithmetic_steps(text));
        assert!(!has_hallucination(text), "{text}");
    }
}

#[test]
fn a_step_counts_once() {
    assert_eq!(step_share("2 + 2 = 4. 2+2=4. $2 + $2 = $4. 3 + 3 = 7."), Some(0.5));
    assert_eq!(step_share("4 = 4, 5 = 5"), None);
}

#[test]
fn answers_that_contradict_each_other_are_found() {
    for text in [
        "The answer is 12.\nThe answer is 13.",
        "\\boxed{12}\n\n#### 13",
        "<answer>12</answer>\nSo the final answer is 13.",
    ] {
        assert!(has_hallucination(text), "{text}");
    }
    for text in [
        "The answer is 12.\nThe answer is 12.0.",
        "The answer is 12. Wait, the answer is 13.",
        "(a) The answer is 12.\n(b) The answer is 13.",
        "<think>The answer is 12.</think>The answer is 13.",
        "The answer is 12.4.\nThe answer is 12.",
        "The answer is not 12. The answer is 13.",
        "The answer to the first part is 12. The answer to the second is 13.",
    ] {
        assert!(!has_hallucination(text), "{text}");
    }
}

#[test]
fn steps_of_reasoning_are_told_from_their_marks() {
    for text in [
        "Step 1: take the eggs.\nStep 2: count all of them.",
        "16 - 3 = 13\n13 * 2 = 26",
        "首先我们数鸡蛋。所以答案是十三。",
        "1. Take the eggs.\n2. Count all of them.",
    ] {
        assert!(has_reasoning_steps(text, 2), "{text}");
    }
    for text in [
        "",
        "The answer is 13.",
        "First. Second. Third. So.",
        "So it is thirteen. So it is thirteen.",
        "Someone has sold the soap. The solar panel is sound.",
    ] {
        assert!(!has_reasoning_steps(text, 2), "{text}");
    }
}

#[test]
fn languages_go_by_their_script() {
    let share = |text: &str, code: &str| script_share(text, Target::of_language(code).unwrap());
    for (text, code) in [
        ("The answer is 4.", "en"),
        ("答案是4。", "zh-CN"),
        ("答えは4です。", "ja"),
        ("답은 4입니다.", "ko"),
        ("Ответ: 4.", "ru"),
        ("الجواب هو 4.", "ar"),
        ("उत्तर 4 है।", "hi"),
        ("คำตอบคือ 4", "th"),
        ("Η απάντηση είναι 4.", "el"),
    ] {
        assert_eq!(share(text, code), 1.0, "{text}");
        assert_eq!(script_share(text, Target::of_text(text)), 1.0, "{text}");
        assert_eq!(share(text, "he"), 0.0, "{text}");
    }
    assert_eq!(share("设 x = 4，则 \\frac{x}{2} = 2。", "zh"), 1.0);
    assert_eq!(share("42", "fr"), 1.0);
    assert!(Target::of_language("klingon").is_err());
}
