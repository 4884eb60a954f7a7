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
    expect(Relation::TooMany, &[("(C) or (D)", "C"), ("A) 51 B) 57 C) 59", "A"), ("A. 51, B. 57", "A")]);
    expect(Relation::Equal, &[("A) Vitamin B", "A"), ("A. The points A, B and C.", "A")]);
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
fn expressions_are_equal_by_value() {
    expect(
        Relation::Equal,
        &[
            ("(a-b)(a+b)", "a^2-b^2"),
            (r"\frac{x^2-9}{x-3}", "x+3"),
            (r"\sqrt{50}", r"5\sqrt2"),
            (r"\frac{3}{2+\sqrt{7}}", r"\sqrt{7}-2"),
            (r"\cos 2t", r"1-2\sin^2 t"),
            (r"e^{i\pi/2}", "i"),
            (r"\tan 75^\circ", r"2+\sqrt3"),
            (r"(n+2)!/n!", "(n+1)(n+2)"),
            (r"\frac{\pi}{3}", r"60^\circ"),
            (r"8^{200000}", r"2\cdot 2^{599999}"),
            ("1.25y", r"\frac{5y}{4}"),
            ("0.142857142857142857z", r"\frac{z}{7}"),
            (r"\pi", "3.1416"),
        ],
    );
    expect(
        Relation::Different,
        &[
            (r"\sqrt{y^2}", "y"),
            (r"8^{200000}", r"2^{600000}-1"),
            (r"x + 2305843009213693951", "x"),
            (r"\ln 2", r"\ln 5"),
            ("0.14z", r"\frac{z}{7}"),
            (r"\sqrt{x}", r"\sqrt[3]{x}"),
        ],
    );
    expect(
        Relation::Close,
        &[
            ("2.236", r"\sqrt5"),
            (r"\sqrt{5}+10^{-60}", r"\sqrt5"),
            ("2.7", "e"),
            (r"e^{\pi\sqrt{43}}", "884736744.0000001"),
        ],
    );
}

#[test]
fn what_is_undefined_equals_its_own_spelling_only() {
    for text in [r"\frac{5}{0}", r"\tan\frac{\pi}{2}", r"0^{-2}", r"\infty-\infty", r"\ln 0"] {
        assert!(math_equal(text, text), "{text}");
        for truth in ["0", "5", "x", r"\frac{7}{0}"] {
            assert!(!math_equal(text, truth), "{text} beside {truth}");
            assert!(!math_equal(&format!("0 \\cdot {text}"), truth), "0 times {text} beside {truth}");
        }
    }
    assert!(math_equal(r"\sqrt{-9}", "3i"));
}

#[test]
fn sets_of_reals_count_their_ends() {
    expect(
        Relation::Equal,
        &[
            (r"3 < t \le 8", "(3,8]"),
            (r"x \ge -4", r"[-4,\infty)"),
            (r"\{x \mid x < 1\}", r"(-\infty,1)"),
            (r"(5,6)\cup(1,2)", r"(1,2)\cup(5,6)"),
            (r"\mathbb{R}\setminus\{0\}", r"x \ne 0"),
            (r"|x| \ge 2", r"(-\infty,-2]\cup[2,\infty)"),
            (r"x<1 \text{ or } x>4", r"(-\infty,1)\cup(4,\infty)"),
        ],
    );
    expect(
        Relation::Different,
        &[
            (r"3 \le t \le 8", "(3,8]"),
            ("(3,8)", "(3,8]"),
            (r"(1,2)\cup(5,6]", r"(1,2)\cup(5,6)"),
            ("(1,2)", r"(1,2)\cup(5,6)"),
            ("at least 8", "8"),
        ],
    );
}

#[test]
fn vectors_matrices_and_points_are_compared_by_place() {
    expect(
        Relation::Equal,
        &[
            (r"\begin{bmatrix} 7 \\ 8 \end{bmatrix}", "(7,8)"),
            (r"\langle 7, 8\rangle", r"\begin{pmatrix} 7 \\ 8 \end{pmatrix}"),
            ("[[5, 6], [7, 8]]", r"\begin{pmatrix} 5 & 6 \\ 7 & 8 \end{pmatrix}"),
            (r"\frac12\begin{pmatrix} 4 \\ 6 \end{pmatrix}", r"\begin{pmatrix} 2 \\ 3 \end{pmatrix}"),
            (r"7\mathbf{i} - 8\mathbf{j}", "(7,-8)"),
            ("p = 7, q = 8", "(7, 8)"),
            ("q = 8, p = 7", "(7, 8)"),
        ],
    );
    expect(
        Relation::Different,
        &[
            (r"\begin{pmatrix} 7 & 8 \end{pmatrix}", r"\begin{pmatrix} 7 \\ 8 \end{pmatrix}"),
            ("[[5, 7], [6, 8]]", r"\begin{pmatrix} 5 & 6 \\ 7 & 8 \end{pmatrix}"),
            ("(8,7)", "(7,8)"),
            ("(7,8,0)", "(7,8)"),
            ("p = 8, q = 7", "(7, 8)"),
            (r"\{7, 8\}", "(7,8)"),
        ],
    );
}

#[test]
fn relations_are_equal_up_to_a_factor() {
    expect(
        Relation::Equal,
        &[
            ("6x - 2y = 10", "y = 3x - 5"),
            ("xy = 3", r"y = \frac{3}{x}"),
            ("g(t) = 4t", "4t"),
            ("2a < 6b", "3b > a"),
            (r"x \equiv 19 \pmod{8}", r"x \equiv 3 \pmod 8"),
            (r"k \equiv 3 \pmod 8", "3"),
            ("6:9", "2:3"),
        ],
    );
    expect(
        Relation::Different,
        &[
            ("6x - 2y = 11", "y = 3x - 5"),
            ("0 = 0", "y = 3x - 5"),
            ("2a < -6b", "3b > a"),
            ("z = 4", "w = 4"),
            ("x + 2 = 9", "9"),
            ("2:3", "3:2"),
        ],
    );
}

#[test]
fn the_rung_that_decided_is_named() {
    let rule = |answer, truth| compare(answer, &Truth::new(truth), &Options::default()).rule.as_str();
    assert_eq!(rule("12", "12.0"), "number");
    assert_eq!(rule("x(x+1)", "x^2+x"), "polynomial");
    assert_eq!(rule(r"\sqrt{18}", r"3\sqrt2"), "values");
    assert_eq!(rule("5, 4", "4, 5"), "set");
    assert_eq!(rule("[4,5)", r"4 \le x < 5"), "inequality");
    assert_eq!(rule("(b)", "B"), "choice");
    assert_eq!(read("2*x**2"), "2x^{2}");
}

#[test]
fn huge_things_are_decided_or_refused_without_being_worked_out() {
    for huge in ["9^{9^{9^9}}", "10^{10^{10^{10}}}", r"\binom{10^9}{5\cdot10^8}", "(10^8)!", r"\Gamma(10^{12})"] {
        assert!(!relate(huge, "42").is_accepted(), "{huge}");
        assert!(math_equal(huge, huge), "{huge}");
    }
    let digits = "7".repeat(100_000);
    assert!(math_equal(&format!("{digits}.0"), &digits));
    assert!(!math_equal(&format!("{digits}8"), &digits));
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
    expect(Relation::Equal, &[("y = 3x", "f(x) = 3x"), ("f(1) = 8", "8")]);
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
