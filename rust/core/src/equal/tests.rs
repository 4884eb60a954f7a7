//! Each rung of the ladder by cases of its own.

use super::*;

fn relate(answer: &str, truth: &str) -> Relation {
    compare(answer, &Truth::new(truth), &Options::default()).relation
}

/// Checks that each pair is related as said.
fn expect(relation: Relation, pairs: &[(&str, &str)]) {
    for (answer, truth) in pairs {
        assert_eq!(relate(answer, truth), relation, "{answer} beside {truth}");
    }
}

#[test]
fn numbers_are_equal_by_value() {
    expect(
        Relation::Equal,
        &[
            ("7", "7.0"),
            ("1,250", "1250"),
            ("-0", "0"),
            ("0007", "7"),
            ("3/4", "0.75"),
            ("6/8", "3/4"),
            ("−5", "-5"),
            ("123456789012345678901234567890", "123456789012345678901234567890.0"),
        ],
    );
    expect(Relation::Different, &[("-7", "7"), ("7", "70"), ("0.001", "0"), ("1/2", "2")]);
}

#[test]
fn a_rounded_answer_to_an_exact_truth_is_close() {
    expect(Relation::Close, &[("0.67", "2/3"), ("0.333333", "1/3"), ("95", "100"), ("110", "100"), ("90", "100")]);
    expect(Relation::Equal, &[("0.625", "5/8"), ("0.3333333333333333", "1/3")]);
    expect(Relation::Different, &[("89.99", "100"), ("-95", "100")]);
}

#[test]
fn a_decimal_truth_is_what_the_answer_rounds_to() {
    expect(Relation::Equal, &[("2/3", "0.67"), ("0.6667", "0.67"), ("0.665", "0.67")]);
    expect(Relation::Close, &[("0.7", "0.67"), ("0.664", "0.67"), ("0.66", "0.67")]);
}

#[test]
fn a_caller_can_ask_for_roundings() {
    let options = Options { significant_digits: Some(3), ..Options::default() };
    let relate = |answer, truth| compare(answer, &Truth::new(truth), &options).relation;
    assert_eq!(relate("0.667", "2/3"), Relation::Equal);
    assert_eq!(relate("0.67", "2/3"), Relation::Close);
    assert_eq!(relate("0.668", "2/3"), Relation::Close);
    assert_eq!(relate("3.14", "3.14159"), Relation::Equal);
}

#[test]
fn percent_units_and_currency_count_where_both_sides_have_them() {
    expect(
        Relation::Equal,
        &[
            ("40%", "40"),
            ("40%", "0.4"),
            ("0.4", "40%"),
            ("40", r"40\%"),
            ("17 dollars", "17"),
            ("17 cm", "17"),
            ("17 cm", "17 cm"),
            ("45°", "45"),
            ("45", r"45^\circ"),
        ],
    );
    expect(Relation::Different, &[("17 cm", "17 kg"), ("40%", "4"), ("4%", "0.4")]);
}

#[test]
fn choices_are_letters() {
    expect(Relation::Equal, &[("(C)", "C"), ("c)", "C"), ("C) 40", "C"), ("option C", "(C)"), ("C", r"\text{(C)}")]);
    expect(Relation::Different, &[("D", "C"), ("Cab", "C"), ("BC", "C"), ("40", "C")]);
    expect(Relation::TooMany, &[("(C) or (D)", "C")]);
}

#[test]
fn words_are_compared_as_words() {
    expect(Relation::Equal, &[("the square", "Square"), (r"\text{Odd}", "odd"), ("Tuesday.", "tuesday")]);
    expect(Relation::Different, &[("Romeo", "Rome"), ("not odd", "odd"), ("none", "1")]);
}

#[test]
fn lists_are_whole() {
    expect(Relation::Equal, &[("5, 4", "4, 5"), ("4, 5 and 6", "6, 5, 4"), (r"\{4, 5\}", "5, 4")]);
    expect(Relation::Different, &[("4", "4, 5"), ("4, 5, 6", "4, 5"), ("4, 6", "4, 5")]);
    expect(Relation::TooMany, &[("4 or 5", "5"), ("either 4 or 5", "4"), ("one of: 4, 5, 6", "4"), ("4 and 5", "4")]);
    assert!(!relate("between 4 and 6", "5").is_accepted());
}

#[test]
fn a_chain_stands_for_its_last_member() {
    expect(Relation::Equal, &[("6*8 = 48", "48"), ("n = 48", "48"), ("48", "n = 48")]);
    expect(Relation::FalseChain, &[("6*8 = 49", "49"), ("17 = 48", "48")]);
    expect(Relation::NotEvaluated, &[("6*8", "48"), ("40 + 8", "48")]);
    expect(Relation::Different, &[("6*8", "49")]);
}

#[test]
fn whatever_is_spelled_the_same_is_equal() {
    for text in ["", " ", "x", "\\frac{", "1/0", "4 or 5", "17 = 42", "\u{202e}", "ε δ"] {
        assert!(math_equal(text, text), "{text}");
    }
}

#[test]
fn truths_are_shared_between_callers() {
    let first = Truth::cached("the very same truth");
    let second = Truth::cached("the very same truth");
    assert!(std::sync::Arc::ptr_eq(&first, &second));
    assert_eq!(first.text(), "the very same truth");
}

#[test]
fn what_a_word_does_to_a_number_is_not_left_out() {
    for words in ["6 squared", "6 ninths", "6 below zero", "6 inverse", "6 loss", "6 wrong"] {
        assert!(!relate(words, "6").is_accepted(), "{words}");
    }
    expect(Relation::Different, &[("7 blue pens", "7 black pens"), ("8°", "8%"), ("8°", "8 kg"), ("2 mm", "2 Mm")]);
    expect(Relation::Equal, &[("7 blue pens", "7 pens"), ("8m", "8 m"), ("7/2 m", "7/2 meters"), ("31 °C", "31")]);
}

#[test]
fn another_name_is_another_thing() {
    expect(Relation::Different, &[("h(x) = 3x", "f(x) = 3x"), ("f(1) = 8", "f(4) = 8"), (r"\bar{y}", "y")]);
    expect(Relation::Equal, &[("y = 3x", "f(x) = 3x"), ("f(1) = 8", "8"), (r"\overline{CD}", "CD")]);
    assert!(!relate("C, A", "C").is_accepted());
    assert!(!relate("a, C", "C").is_accepted());
    assert!(!relate(r"a \land b", r"a \lor b").is_accepted());
}

#[test]
fn a_printed_double_changes_no_digit_of_a_truth() {
    expect(
        Relation::Close,
        &[("700000000000001.0", "700000000000002"), ("123456789012345679.0", "123456789012345678")],
    );
    expect(
        Relation::Equal,
        &[("0.7000000000000001", "7/10"), ("4.000000000000001", "4"), ("0.1428571428571428", "1/7")],
    );
}

#[test]
fn values_that_jump_are_tried_at_integers() {
    expect(Relation::Different, &[(r"\lceil n \rceil", r"\lfloor n \rfloor + 1")]);
    expect(Relation::Equal, &[(r"\lfloor n + 2 \rfloor", r"\lfloor n \rfloor + 2")]);
}

#[test]
fn times_ratios_and_capitals_meet_their_other_spellings() {
    expect(
        Relation::Equal,
        &[("21:50", "9:50 pm"), ("8:16:24", "1:2:3"), ("NORTH", "north"), ("GREEN", r"\text{green}")],
    );
    expect(Relation::Different, &[("21:50", "9:50 am"), ("8:16:24", "1:2:4"), ("NORTH", "south"), ("XY", "xy")]);
    expect(Relation::Equal, &[("2pm^3 + m", "2m^3p + m"), ("US$40", "40"), ("40 🎈", "40")]);
}
