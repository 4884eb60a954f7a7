//! Laws of equality by values: pairs that differ in one place anywhere on the line, or in one branch, are never accepted; identities
//! of the same functions are; and nothing depends on what the letters are called. The generator has shifts of its own, of either
//! sign up to a million, and knows nothing of the points at which pairs are compared.

use proptest::prelude::*;
use proptest::sample::select;
use rewards_core::equal::math_equal;

/// Letters of real numbers: small ones without d, e and i to n, Greek ones, capitals.
const REALS: [&str; 22] = [
    "x", "y", "a", "b", "c", "g", "h", "p", "q", "r", "s", "t", "u", "v", "w", "z", "\\alpha", "\\beta", "\\theta",
    "R", "V", "T",
];

/// Letters of integers, where the formula asks for them.
const INTEGERS: [&str; 5] = ["j", "k", "l", "m", "n"];

/// A shift: mostly small, of either sign, up to a million.
fn shift() -> impl Strategy<Value = i64> {
    prop_oneof![-9i64..=9, -99i64..=99, -9_999i64..=9_999, -1_000_000i64..=1_000_000]
}

/// `letter + shift`, as it is written.
fn shifted(letter: &str, by: i64) -> String {
    match by {
        0 => letter.to_owned(),
        by if by < 0 => format!("{letter}-{}", -by),
        by => format!("{letter}+{by}"),
    }
}

/// An expression that changes its sign, in one letter.
fn crossing() -> impl Strategy<Value = String> {
    (select(&REALS[..]), shift(), 1i64..=9, 0usize..7).prop_map(|(letter, by, factor, kind)| {
        let size = by.abs() + 1;
        match kind {
            0 => shifted(letter, by),
            1 => shifted(&format!("{factor}{letter}"), by),
            2 => format!("{letter}^2-{size}"),
            3 => shifted(&format!("{letter}^3"), by),
            4 => format!("e^{{{letter}}}-{size}"),
            5 => shifted(&format!("\\ln({letter})"), by % 10),
            _ => format!("\\sqrt{{{letter}}}-{}", size % 1_000),
        }
    })
}

/// A function with a kink of a sign-changing expression, and what one of its branches would be.
fn branch(of: &str, kind: usize) -> (String, String) {
    match kind {
        0 => (format!("|{of}|"), format!("({of})")),
        1 => (format!("|{of}|"), format!("(-({of}))")),
        2 => (format!("\\sqrt{{({of})^2}}"), format!("({of})")),
        3 => (format!("\\max({of},0)"), "0".to_owned()),
        4 => (format!("\\min({of},0)"), format!("({of})")),
        5 => (format!("\\operatorname{{sgn}}({of})"), "1".to_owned()),
        6 => (format!("\\frac{{|{of}|}}{{{of}}}"), "(-1)".to_owned()),
        7 => (format!("(({of})^4)^{{1/4}}"), format!("({of})")),
        8 => (format!("\\sqrt[3]{{({of})^3}}"), format!("|{of}|")),
        _ => (format!("\\max({of},0)"), format!("({of})")),
    }
}

/// The same function written in another way.
fn rewrite(of: &str, kind: usize) -> (String, String) {
    match kind {
        0 => (format!("|{of}|"), format!("\\sqrt{{({of})^2}}")),
        1 => (format!("\\max({of},0)"), format!("\\frac{{{of}+|{of}|}}{{2}}")),
        2 => (format!("\\min({of},0)"), format!("-\\max(-({of}),0)")),
        3 => (format!("\\operatorname{{sgn}}({of})"), format!("\\frac{{|{of}|}}{{{of}}}")),
        4 => (format!("\\sqrt{{4({of})}}"), format!("2\\sqrt{{{of}}}")),
        5 => (format!("\\ln({of})+\\ln 2"), format!("\\ln(2({of}))")),
        6 => (format!("({of})^{{3/2}}"), format!("({of})\\sqrt{{{of}}}")),
        7 => (format!("\\sqrt[3]{{({of})^3}}"), format!("({of})")),
        _ => (format!("\\log_4({of})"), format!("\\frac12\\log_2({of})")),
    }
}

/// Puts the letters into a template.
fn fill(template: &str, letters: &[&str]) -> String {
    ["P", "Q"]
        .iter()
        .zip(letters)
        .fold(template.to_owned(), |text, (place, letter)| text.replace(&format!("<{place}>"), &format!("{letter} ")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn one_branch_is_not_the_whole(of in crossing(), kind in 0usize..10, wrapped in 0usize..3) {
        let (whole, part) = branch(&of, kind);
        let wrap = |text: String| match wrapped {
            0 => text,
            1 => format!("3+{text}"),
            _ => format!("7\\cdot {text}"),
        };
        let (whole, part) = (wrap(whole), wrap(part));
        prop_assert!(!math_equal(&whole, &part), "{whole} | {part}");
        prop_assert!(!math_equal(&part, &whole), "{part} | {whole}");
    }

    #[test]
    fn pairs_that_differ_in_one_place_are_different(
        letter in select(&REALS[..]),
        by in shift(),
        width in 1i64..=50,
        kind in 0usize..4,
    ) {
        // A bump between two places, or a value at a single one.
        let (left, right) = (shifted(letter, -by), shifted(letter, -by - width));
        let bump = match kind {
            0 => format!("\\max(0,-({left})({right}))"),
            1 => format!("(|{left}|+|{right}|-{width})\\cdot(|{left}|+|{right}|-({left})-({right}))"),
            2 => format!("(1-|\\operatorname{{sgn}}({left})|)"),
            _ => format!("(\\lfloor\\frac{{{left}}}{{{width}}}\\rfloor-\\lceil\\frac{{{left}}}{{{width}}}\\rceil+1)"),
        };
        let (with, without) = (format!("{letter}^2+{bump}"), format!("{letter}^2"));
        prop_assert!(!math_equal(&with, &without), "{with} | {without}");
        prop_assert!(!math_equal(&without, &with), "{without} | {with}");
    }

    #[test]
    fn identities_hold_wherever_their_places_lie(
        letter in select(&REALS[..]),
        by in shift(),
        factor in 1i64..=9,
        kind in 0usize..9,
    ) {
        // A numeral that touches a letter of a unit, alone in brackets, is a quantity: `(2g)`.
        prop_assume!(kind != 7 || by != 0);
        let (one, other) = rewrite(&shifted(&format!("{factor}{letter}"), by), kind);
        prop_assert!(math_equal(&one, &other), "{one} | {other}");
        prop_assert!(math_equal(&other, &one), "{other} | {one}");
    }

    #[test]
    fn slanted_places_are_found(pair in (0usize..22, 0usize..22), by in shift(), sign in any::<bool>()) {
        prop_assume!(pair.0 != pair.1);
        let of = shifted(&format!("{}-{}", REALS[pair.0], REALS[pair.1]), by);
        let part = if sign { format!("({of})") } else { format!("-({of})") };
        let whole = format!("|{of}|");
        prop_assert!(!math_equal(&whole, &part), "{whole} | {part}");
        let root = format!("\\sqrt{{({of})^2}}");
        prop_assert!(math_equal(&whole, &root), "{whole} | {root}");
    }

    #[test]
    fn letters_of_a_class_are_alike(at in (0usize..22, 0usize..22), kind in 0usize..12) {
        prop_assume!(at.0 != at.1);
        let (one, other, equal) = [
            ("<P>\\sqrt <Q>", "|<P>|\\sqrt <Q>", false),
            ("<P>\\sqrt <Q>", "\\sqrt{<P>^2 <Q>}", false),
            ("|<P>|\\sqrt <Q>", "\\sqrt{<P>^2 <Q>}", true),
            ("\\sqrt{<P><Q>}", "\\sqrt <P>\\sqrt <Q>", true),
            ("\\ln(<P>^2)+<Q>", "2\\ln|<P>|+<Q>", true),
            ("|<P>-<Q>|", "<P>-<Q>", false),
            ("\\max(<P>,<Q>)", "\\frac{<P>+<Q>+|<P>-<Q>|}{2}", true),
            ("\\max(<P>,<Q>)", "<P>+|<Q>|", false),
            ("\\frac{<P>}{|<P>|}+<Q>", "1+<Q>", false),
            ("<P>^{<Q>}<P>", "<P>^{<Q>+1}", true),
            ("\\sqrt{<P>^2+<Q>^2}", "<P>+<Q>", false),
            ("\\arctan\\frac{<P>}{<Q>}+\\arctan\\frac{<Q>}{<P>}", "\\frac{\\pi}{2}", false),
        ][kind];
        let letters = [REALS[at.0], REALS[at.1]];
        let (one, other) = (fill(one, &letters), fill(other, &letters));
        prop_assert_eq!(math_equal(&one, &other), equal, "{} | {}", one, other);
        prop_assert_eq!(math_equal(&other, &one), equal, "{} | {}", other, one);
    }

    #[test]
    fn integers_are_tried_past_every_constant(letter in select(&INTEGERS[..]), at in 3i64..=200, kind in 0usize..9) {
        let (one, other) = match kind {
            0 => (format!("\\binom{{{letter}}}{{{at}}}"), "0".to_owned()),
            1 => (format!("(-1)^{letter}({letter} \\bmod {at})"), format!("(-1)^{letter} {letter}")),
            2 => (format!("{letter}!\\,|{letter}-{at}|"), format!("{letter}!({at}-{letter})")),
            3 => (format!("{letter}!\\,\\max({letter},{at})"), format!("{at}\\,{letter}!")),
            4 => (format!("(-1)^{letter}|{letter}-{at}|"), format!("(-1)^{letter}({letter}-{at})")),
            5 => (format!("\\binom{{{letter}}}{{{at}}}"), format!("\\binom{{{letter}}}{{{}}}", at + 1)),
            6 => (format!("{letter} \\bmod {at}"), format!("{letter} \\bmod {}", at + 1)),
            7 => (format!("{letter}!+\\lfloor\\frac{{{letter}}}{{{at}}}\\rfloor"), format!("{letter}!")),
            _ => (format!("(-1)^{letter}+\\binom{{{letter}}}{{{at}}}"), format!("(-1)^{letter}")),
        };
        prop_assert!(!math_equal(&one, &other), "{one} | {other}");
        prop_assert!(!math_equal(&other, &one), "{other} | {one}");
    }
}

#[test]
fn identities_of_integers_hold() {
    for letter in INTEGERS {
        for (one, other) in [
            ("\\sum_{u=1}^{<P>} u\\cdot u!", "(<P>+1)!-1"),
            ("\\sum_{u=0}^{<P>} \\binom{<P>}{u}", "2^{<P>}"),
            ("\\sum_{u=1}^{<P>} \\frac{1}{u(u+1)}", "\\frac{<P>}{<P>+1}"),
            ("(2<P>)!!", "2^{<P>}<P>!"),
            ("\\frac{(<P>+2)!}{<P>!}", "(<P>+1)(<P>+2)"),
            ("\\binom{<P>}{2}", "\\frac{<P>(<P>-1)}{2}"),
            ("<P> \\bmod 2", "\\frac{1-(-1)^{<P>}}{2}"),
            ("(<P>^3-<P>) \\bmod 6", "0"),
            ("(-1)^{<P>(<P>+1)}", "1"),
        ] {
            let (one, other) = (fill(one, &[letter]), fill(other, &[letter]));
            assert!(math_equal(&one, &other), "{one} | {other}");
            assert!(math_equal(&other, &one), "{other} | {one}");
        }
    }
}
