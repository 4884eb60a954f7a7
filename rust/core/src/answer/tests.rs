//! What the room reads, case by case; `tests/cases/answer.toml` has more, with their scores.

use super::*;

fn value(content: &str) -> String {
    let reading = read(content, 0..content.len(), Some(Language::ENGLISH));
    match reading.restated.first() {
        _ if reading.changed => format!("changed: {}", reading.value),
        Some(first) => first.to_string(),
        None => reading.value.into_owned(),
    }
}

#[test]
fn a_clause_is_its_value() {
    for (content, expected) in [
        ("Mike walked 45 miles", "45 miles"),
        ("In 5 years, Mike will be 45", "45"),
        ("\\text{Mike will be 45 years old in 5 years}", "45 years old"),
        ("Mike found 45 shells", "45"),
        ("The 5 boxes cost $45", "$45"),
        ("Two trains cover a distance of 230 miles", "230 miles"),
        ("The sum of the digits equals 45", "45"),
        ("Number of apples = 45", "45"),
        ("Total cost: $45", "$45"),
        ("She has 45 more stickers than Tom", "45"),
        ("an increase of 25%", "25%"),
        ("45 people remain on the bus", "45 people remain"),
        ("12 by the end of the week", "12"),
        ("n = 45 is the smallest", "n = 45"),
        ("f(x)=cx \\text{ for some constant } c", "f(x)=cx"),
        ("a_n = 2^{n-1} \\ (n \\in \\mathbb{N}^*)", "a_n = 2^{n-1}"),
        ("\\text{min} = 20 \\text{ at } x=3", "20"),
    ] {
        assert_eq!(value(content), expected, "{content}");
    }
}

#[test]
fn what_says_the_value_again_is_no_other_answer() {
    for (content, first, forms) in [
        ("3/4 (75%)", "3/4", 2),
        ("16π cm² ≈ 50.27 cm²", "16π cm²", 2),
        ("$2\\sqrt{3} \\approx 3.46$ units", "2\\sqrt{3}", 2),
        ("5/2, or 2.5", "5/2", 2),
        ("12 apples (6 red and 6 green)", "12", 2),
        ("12 buses (rounding up from 11.2)", "12 buses", 0),
        ("3.1416 (rounded to four decimal places)", "3.1416", 0),
        ("2.333..., which rounds to 2.33", "2.333...", 2),
    ] {
        let reading = read(content, 0..content.len(), Some(Language::ENGLISH));
        assert_eq!((value(content).as_str(), reading.restated.len()), (first, forms), "{content}");
    }
}

#[test]
fn words_that_change_a_value_stop_the_reading() {
    for content in
        ["5 or more", "at least 45", "Mike has at most 45 apples", "twice 45", "between 2 and 5", "the reciprocal is 5"]
    {
        assert!(value(content) == content || value(content).starts_with("changed"), "{content}: {}", value(content));
    }
}

#[test]
fn formulas_are_left_as_they_are() {
    for content in [
        "(-inf, 2)",
        "AB = 12, BC = 5",
        "i - 2j + 3k",
        "2 * pi",
        "dy = 2x\\,dx",
        "P(A|B) = 25",
        "20 \\text{ to } 1",
        "(B) 12",
        "x = 1, y = 2",
        "45 cookies",
    ] {
        assert_eq!(value(content), content);
    }
}
