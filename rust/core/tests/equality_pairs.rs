//! Laws of equality over generated pairs: whatever differs is never accepted, and what is only written otherwise is.
//!
//! The generators do their own exact arithmetic, so they know the verdict by construction. Each class has its own seed and number
//! of pairs; `--nocapture` prints what came of it. `EQUALITY_PAIRS_TIMES=10` makes ten times as many (0.1 a tenth), and
//! `EQUALITY_PAIRS_FOLDER` names a folder for the pairs that break a law, which are then written there instead of asserted.

// Generated sizes are small.
#![allow(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    clippy::format_push_string
)]

mod pairs;

use pairs::{
    Case, Dice, calculus, constants, formal, functions, notations, numerals, pieces, polynomials, regions, shapes,
    spellings, structures,
};
use rewards_core::equal::math_equal;

/// What came of a class; a panic is a wrong verdict.
#[derive(Default)]
struct Tally {
    other: usize,
    taken: Vec<String>,
    same: usize,
    refused: Vec<String>,
}

impl Tally {
    fn differ(&mut self, answer: &str, truth: &str) {
        self.other += 1;
        if std::panic::catch_unwind(|| math_equal(answer, truth)).unwrap_or(true) {
            self.taken.push(format!("{answer}   |   {truth}"));
        }
    }

    fn agree(&mut self, answer: &str, truth: &str) {
        self.same += 1;
        if !std::panic::catch_unwind(|| math_equal(answer, truth)).unwrap_or(false) {
            self.refused.push(format!("{answer}   |   {truth}"));
        }
    }
}

/// Makes cases until so many different pairs were judged; a decimal truth can be what an answer rounds to, so pairs with a
/// decimal answer are judged one way only.
fn judge(pairs: usize, seed: u64, make: fn(&mut Dice) -> Case) -> Tally {
    let mut dice = Dice(seed);
    let mut tally = Tally::default();
    while tally.other < pairs {
        let case = make(&mut dice);
        for other in &case.other {
            tally.differ(other, &case.truth);
            if !other.contains(['.', '٫']) {
                tally.differ(&case.truth, other);
            }
        }
        for same in &case.same {
            tally.agree(same, &case.truth);
            // A label is read where the answer has it; a truth with one is more than its value.
            if !same.contains('=') || case.truth.contains('=') {
                tally.agree(&case.truth, same);
            }
        }
    }
    tally
}

/// How many more may be refused where fewer pairs than usual are judged (`EQUALITY_PAIRS_TIMES` below 1): a share of few
/// pairs says little.
const FEW: f64 = 3.0;

/// Judges a class: nothing that differs may be accepted, and of what is the same at least so many in a hundred.
fn check(class: &str, pairs: usize, seed: u64, floor: f64, make: fn(&mut Dice) -> Case) {
    let started = std::time::Instant::now();
    let times = std::env::var("EQUALITY_PAIRS_TIMES").ok().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let tally = judge((pairs as f64 * times) as usize, seed, make);
    let share = 1.0 - tally.refused.len() as f64 / tally.same as f64;
    println!(
        "{class:24} different: {:6}, accepted: {:4}   same: {:6}, accepted: {:7.3} %   {:5.1} s",
        tally.other,
        tally.taken.len(),
        tally.same,
        share * 100.0,
        started.elapsed().as_secs_f64()
    );
    if let Ok(folder) = std::env::var("EQUALITY_PAIRS_FOLDER") {
        let lines = |pairs: &[String]| pairs.join("\n");
        std::fs::write(format!("{folder}/{class}.taken"), lines(&tally.taken)).unwrap();
        std::fs::write(format!("{folder}/{class}.refused"), lines(&tally.refused)).unwrap();
        return;
    }
    let few = |pairs: &[String]| pairs.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(tally.taken.is_empty(), "{class} accepts what differs:\n{}", few(&tally.taken));
    let allowed = tally.same as f64 * (1.0 - floor / 100.0) + if times < 1.0 { FEW } else { 0.0 };
    assert!(
        tally.refused.len() as f64 <= allowed,
        "{class} accepts {:.3} % of what is the same:\n{}",
        share * 100.0,
        few(&tally.refused)
    );
}

/// A test for each class, and their number of pairs together.
macro_rules! laws {
    ($($class:ident: $module:ident, $pairs:literal, $seed:literal;)*) => {
        $(#[test]
        fn $class() {
            check(stringify!($class), $pairs, $seed, 99.5, $module::$class);
        })*
        const ALL: usize = 0 $(+ $pairs)*;
    };
}

laws! {
    integers: numerals, 16_000, 1;
    decimals: numerals, 16_000, 2;
    scientific: numerals, 10_000, 3;
    fractions: numerals, 12_000, 4;
    percents: numerals, 10_000, 5;
    repeating: numerals, 8_000, 6;
    units: numerals, 8_000, 7;
    money_and_degrees: numerals, 6_000, 8;
    bases: numerals, 6_000, 9;
    combinations: constants, 6_000, 10;
    radicals: constants, 6_000, 11;
    roots: constants, 5_000, 12;
    complex_numbers: constants, 6_000, 13;
    factorials: constants, 6_000, 14;
    sums: constants, 5_000, 15;
    values: constants, 5_000, 16;
    in_one_letter: polynomials, 7_000, 17;
    in_several_letters: polynomials, 7_000, 18;
    rational_functions: polynomials, 5_000, 19;
    equations: polynomials, 5_000, 20;
    lines: polynomials, 6_000, 21;
    powers: functions, 4_000, 22;
    logarithms: functions, 4_000, 23;
    trigonometry: functions, 4_000, 24;
    absolute_values: functions, 4_000, 25;
    sets: structures, 6_000, 26;
    lists: structures, 6_000, 27;
    tuples: structures, 8_000, 28;
    intervals: structures, 12_000, 29;
    inequalities: structures, 8_000, 30;
    unions: structures, 6_000, 31;
    matrices: structures, 5_000, 32;
    vectors: structures, 6_000, 33;
    plus_minus: notations, 6_000, 34;
    named_values: notations, 6_000, 35;
    one_name: notations, 6_000, 36;
    ratios: notations, 6_000, 37;
    times_of_day: notations, 8_000, 38;
    choices: notations, 8_000, 39;
    words: notations, 8_000, 40;
    order: notations, 5_000, 41;
    companions: notations, 6_000, 42;
    ordered_products: spellings, 2_000, 43;
    program_matrices: spellings, 3_000, 44;
    bounds_in_words: spellings, 3_000, 45;
    cases: spellings, 2_000, 46;
    stated_bases: spellings, 3_000, 47;
    units_in_chinese: spellings, 3_000, 48;
    bare_logarithms: spellings, 2_000, 49;
    ways_to_choose: spellings, 3_000, 50;
}

#[test]
fn there_are_200_000_pairs() {
    const { assert!(ALL >= 200_000) }
}

/// A test for each class whose oracle evaluates at points of its own, with the share of what is the same that must be accepted.
macro_rules! proved {
    ($all:ident: $($class:ident: $module:ident, $pairs:literal, $seed:literal, $floor:literal;)*) => {
        $(#[test]
        fn $class() {
            super::check(stringify!($class), $pairs, $seed, $floor, super::$module::$class);
        })*
        pub(super) const $all: usize = 0 $(+ $pairs)*;
    };
}

/// How many times as many pairs the long test makes (`make laws`).
const LONG: usize = 130;

/// Classes over which the long test makes millions of pairs.
mod proved {
    proved! {
        EXPRESSIONS:
        kinks: pieces, 1_000, 101, 95.0;
        all_pieces: pieces, 1_000, 102, 95.0;
        pieces_of_two: pieces, 1_000, 103, 90.0;
        integer_pieces: pieces, 1_000, 104, 85.0;
        shifted_domains: pieces, 1_000, 105, 95.0;
        large_constants: pieces, 1_000, 106, 95.0;
        wrapped: pieces, 1_000, 107, 95.0;
        derivatives: calculus, 1_000, 108, 95.0;
        integrals: calculus, 1_000, 109, 95.0;
        antiderivatives: calculus, 1_000, 110, 95.0;
        limits: calculus, 1_000, 111, 95.0;
        infinite_sums: calculus, 1_000, 112, 95.0;
        finite_sums: calculus, 1_000, 113, 95.0;
        sums_to_a_letter: calculus, 1_000, 114, 95.0;
        angles: calculus, 1_000, 115, 95.0;
        nested_radicals: calculus, 1_000, 116, 95.0;
        letters_alike: calculus, 1_000, 117, 95.0;
        inverses: calculus, 1_000, 118, 95.0;
    }

    proved! {
        STRUCTURES:
        logic: formal, 1_000, 201, 95.0;
        sets_of_letters: formal, 1_000, 202, 95.0;
        chemistry: formal, 1_000, 203, 95.0;
        applications: formal, 1_000, 204, 95.0;
        probabilities: formal, 1_000, 205, 95.0;
        marks: formal, 1_000, 206, 95.0;
        codes: formal, 1_000, 207, 95.0;
        indices: formal, 1_000, 208, 95.0;
        operators: formal, 1_000, 209, 95.0;
        unions_with_points: regions, 1_000, 210, 95.0;
        unsolved_inequalities: regions, 1_000, 211, 95.0;
        integer_sets: regions, 1_000, 212, 95.0;
        congruences: regions, 1_000, 213, 95.0;
        families: regions, 1_000, 214, 95.0;
        ends_and_intervals: regions, 1_000, 215, 95.0;
        without_points: regions, 1_000, 216, 95.0;
        nested_sets: shapes, 1_000, 217, 95.0;
        matrix_arithmetic: shapes, 1_000, 218, 95.0;
        scaled_points: shapes, 1_000, 219, 95.0;
        two_signs: shapes, 1_000, 220, 95.0;
        ratios_with_zero: shapes, 1_000, 221, 95.0;
        times_and_ratios: shapes, 1_000, 222, 95.0;
        ranges: shapes, 1_000, 223, 95.0;
        dates: shapes, 1_000, 224, 95.0;
        cycles: shapes, 1_000, 225, 95.0;
        chains: shapes, 1_000, 226, 95.0;
        labels: shapes, 1_000, 227, 95.0;
        bound_letters: shapes, 1_000, 228, 95.0;
        curves: shapes, 1_000, 229, 95.0;
    }
}

#[test]
fn there_are_2_000_000_pairs_of_either_kind_in_the_long_test() {
    const { assert!(proved::EXPRESSIONS * LONG >= 2_000_000 && proved::STRUCTURES * LONG >= 2_000_000) }
}

/// No verdict depends on which letters of a class stand in a formula.
#[test]
fn letters_of_a_class_are_alike() {
    let times = std::env::var("EQUALITY_PAIRS_TIMES").ok().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let mut unlike = Vec::new();
    for seed in 0..(60.0 * times) as u64 {
        let verdicts = |letter: &'static str| -> Vec<(String, bool)> {
            let case = pieces::pieces_of(letter, &mut Dice(seed));
            let judged = |text: &String| (format!("{text}   |   {}", case.truth), math_equal(text, &case.truth));
            case.same.iter().chain(&case.other).map(judged).collect()
        };
        let first = verdicts("x");
        for letter in pieces::REAL {
            for (own, other) in first.iter().zip(verdicts(letter)) {
                if own.1 != other.1 {
                    unlike.push(format!("{} is {}, {} is {}", own.0, own.1, other.0, other.1));
                }
            }
        }
    }
    assert!(unlike.is_empty(), "{} unlike:\n{}", unlike.len(), unlike[..unlike.len().min(9)].join("\n"));
}
