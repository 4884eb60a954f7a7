//! What a caller may ask of equality beyond its own rules: tolerances, units, scales, positive letters. For every rule a case on
//! each side of its edge, and laws over generated texts.

use proptest::prelude::*;
use rewards_core::equal::{Options, Positive, Units, math_equal_by};
use rewards_core::number::{Exact, parse};
use rewards_core::reward::{Grading, is_equal};

fn exact(text: &str) -> Exact {
    parse(text).unwrap().value
}

fn relative(tolerance: &str) -> Options {
    Options { relative_tolerance: Some(exact(tolerance)), ..Options::default() }
}

fn absolute(tolerance: &str) -> Options {
    Options { absolute_tolerance: Some(exact(tolerance)), ..Options::default() }
}

fn by_units(units: Units) -> Options {
    Options { units, ..Options::default() }
}

fn check(options: &Options, cases: &[(&str, &str, bool)]) {
    let wrong: Vec<_> = cases.iter().filter(|(a, t, wanted)| math_equal_by(a, t, options) != *wanted).collect();
    assert!(wrong.is_empty(), "{options:?}: {wrong:#?}");
}

#[test]
fn a_setting_keeps_those_before_it() {
    let grading = Grading::default().with_relative_tolerance(0.05).unwrap().with_scales(true);
    assert!(is_equal("40 million", "39", &grading) && !is_equal("42 million", "39", &grading));
    assert!(!is_equal("40 million", "39", &grading.with_scales(false)));
}

#[test]
fn a_relative_tolerance_includes_its_edge() {
    check(
        &relative("0.05"),
        &[
            ("10.5", "10", true),
            ("9.5", "10", true),
            ("10.500001", "10", false),
            ("9.4999999999999999", "10", false),
            ("-10.5", "-10", true),
            ("-10.5", "10", false),
            ("105", "100", true),
            ("106", "100", false),
            (r"1.05 \times 10^{300}", r"1 \times 10^{300}", true),
            (r"1.06 \times 10^{300}", r"1 \times 10^{300}", false),
            ("21/2", "10", true),
            ("22/2", "10", false),
            ("0", "0", true),
            ("0.0000001", "0", false),
            ("0", "0.0000001", false),
        ],
    );
}

#[test]
fn an_absolute_tolerance_counts_in_the_unit_of_the_truth() {
    check(
        &absolute("0.5"),
        &[
            ("10.5", "10", true),
            ("10.51", "10", false),
            ("0.5", "0", true),
            ("0.51", "0", false),
            ("24.5%", "25%", true),
            ("24.4%", "25%", false),
            ("0.245", "25%", true),
            ("0.244", "25%", false),
            ("29.5°", "30°", true),
            ("29.4°", "30°", false),
            (r"\frac{\pi}{6}", "30°", true),
            (r"\frac{\pi}{5}", "30°", false),
            ("10.5 km", "10 km", true),
            ("10.6 km", "10 km", false),
            ("10.4 m", "10 km", false),
        ],
    );
    let converts = Options { units: Units::Convert, ..absolute("0.5") };
    check(&converts, &[("10500 m", "10 km", true), ("10501 m", "10 km", false), ("10.5 km", "10000 m", false)]);
}

#[test]
fn either_tolerance_suffices() {
    let both = Options { absolute_tolerance: Some(exact("0.5")), ..relative("0.01") };
    check(&both, &[("1.5", "1", true), ("1010", "1000", true), ("1011", "1000", false), ("1.6", "1", false)]);
}

#[test]
fn values_that_are_no_numerals_are_near_by_proof() {
    check(
        &relative("0.001"),
        &[
            (r"\frac{\pi}{4}", "0.785", true),
            (r"\frac{\pi}{4}", "0.784", false),
            ("0.785", r"\frac{\pi}{4}", true),
            ("0.784", r"\frac{\pi}{4}", false),
            ("1.414", r"\sqrt{2}", true),
            ("1.41", r"\sqrt{2}", false),
            (r"\sqrt{2}", r"\frac{99}{70}", true),
            (r"\sqrt{2}", r"\sqrt{2.001}", true),
            (r"\sqrt{2}", r"\sqrt{2.01}", false),
            (r"e^2", "7.389", true),
            ("1 + 2.001i", "1 + 2i", true),
            ("1 + 2.01i", "1 + 2i", false),
            ("2.001i", "2i", true),
        ],
    );
}

#[test]
fn members_are_near_one_by_one() {
    check(
        &relative("0.05"),
        &[
            ("1.01, 2.02, 3.03", "1, 2, 3", true),
            ("3.03, 1.01, 2.02", "1, 2, 3", true),
            ("1.01, 2.02, 3.3", "1, 2, 3", false),
            ("(1.01, 2.02)", "(1, 2)", true),
            ("(2.02, 1.01)", "(1, 2)", false),
            ("[1.01, 2.02]", "[1, 2]", true),
            ("[1.01, 2.02)", "[1, 2]", false),
            (r"\{1.01, 2\}", r"\{1, 2\}", true),
            // Either partner fits the first member; the second has one alone.
            ("104, 100", "100, 108", true),
            ("100, 104", "108, 100", true),
            ("100, 100", "100, 108", false),
            (r"\begin{pmatrix}1.01\\2\end{pmatrix}", r"\begin{pmatrix}1\\2\end{pmatrix}", true),
            (r"\begin{pmatrix}1.1\\2\end{pmatrix}", r"\begin{pmatrix}1\\2\end{pmatrix}", false),
            // Near each other is not one value.
            ("100, 101", "100.5", false),
            ("100.5", "100, 101", false),
            // What is no number stays as it is.
            ("x = 2.02", "x = 2", true),
            ("x^{2.01}", "x^2", false),
            ("2.01x + y", "2x + y", false),
            ("B", "C", false),
            ("10:05", "10:00", false),
            ("f(2.01)", "f(2)", false),
        ],
    );
}

#[test]
fn what_is_left_to_do_is_near_in_part() {
    use rewards_core::equal::{Relation, Truth, compare};
    let relation = |a: &str| compare(a, &Truth::new("42"), &relative("0.05")).relation;
    assert_eq!(relation("6 * 7.1"), Relation::NotEvaluated);
    assert_eq!(relation("6 * 8"), Relation::Different);
    assert_eq!(relation("42.6"), Relation::Equal);
}

#[test]
fn amounts_are_converted() {
    check(
        &by_units(Units::Convert),
        &[
            ("2 h", "120 min", true),
            ("2 h", "121 min", false),
            ("3.95e-5 H", "39.5 μH", true),
            ("1 atm", "101325 Pa", true),
            ("1 atm", "101326 Pa", false),
            ("36 km/h", "10 m/s", true),
            (r"9.8 \frac{m}{s^2}", "980 cm/s^2", true),
            (r"9.9 \frac{m}{s^2}", "980 cm/s^2", false),
            ("1.5 d", "36 h", true),
            ("4.18 J/(g·K)", "4180 J kg^-1 K^-1", true),
            ("1 kWh", "3.6 MJ", true),
            ("5 ft 4 in", "64 in", true),
            ("5 ft 4 in", "65 in", false),
            ("5'3\"", "63 inches", true),
            ("30°15'", "30.25°", true),
            (r"16\pi\text{ cm}^2", r"0.0016\pi\text{ m}^2", true),
            (r"\frac{\pi}{3}\text{ rad}", "60°", true),
            (r"\frac{\pi}{3}\text{ rad}", "61°", false),
            ("10 rad/s", "10 s^-1", true),
            ("60 rpm", r"2\pi rad/s", true),
            ("12 N m", "12 J", true),
            ("500 ppm", "0.05%", true),
            ("500 ppm", "0.0005", true),
            ("938.272 MeV/c^2", "0.938272 GeV/c^2", true),
            // Other dimensions, other things.
            ("1000 mmol", "1 M", false),
            ("12 V", "12 A", false),
            ("1 mPa", "1 MPa", false),
            ("5 g of water", "0.005 kg of salt", false),
            ("10 kg, 20 kg", "10000 g, 20000 g", true),
            ("20 kg and 10 kg", "10000 g and 20000 g", true),
            ("10 kg, 20 kg", "10 g, 20 g", false),
            // Money stays what it is.
            ("$5", "5 euros", false),
            ("$12/week", "$12/day", false),
            // A unit on one side alone.
            ("2 hours", "2", true),
            ("2 hours", "120", false),
        ],
    );
    check(&Options::default(), &[("2 h", "120 min", false), ("25 °C", "298.15 K", false)]);
}

#[test]
fn temperatures_are_points_unless_a_difference_is_said() {
    check(
        &by_units(Units::Convert),
        &[
            ("25 °C", "298.15 K", true),
            ("25 °C", "25 K", false),
            ("77 °F", "25 °C", true),
            ("78 °F", "25 °C", false),
            ("-40 °F", "-40 °C", true),
            ("310.15 K", "37.0 °C", true),
            ("4.18 J/(g·°C)", "4.18 J/(g·K)", true),
            (r"\Delta T = 9 °F", "5 K", true),
            (r"\Delta T = 9 °F", "5 °C", true),
            (r"\Delta T = 25 °C", "298.15 K", false),
        ],
    );
}

#[test]
fn a_conversion_keeps_the_digits() {
    check(
        &by_units(Units::Convert),
        &[
            ("5.00 mi", "8.05 km", true),
            ("5.00 mi", "8.04 km", false),
            ("5.0 mi", "8.05 km", false),
            ("150 lb", "68.0 kg", true),
            ("150 lb", "68.1 kg", false),
            ("2.50 eV", "4.01e-19 J", true),
            ("2.50 eV", "4.00e-19 J", false),
            // The truth is exact, the answer rounds it.
            ("8.05 km", "5 mi", false),
            ("57.3°", "1 rad", false),
            // A factor that is measured is as exact as it is known.
            ("760 mmHg", "1 atm", true),
            ("761 mmHg", "1 atm", false),
            ("1.661e-27 kg", "1 Da", true),
            ("1.67e-27 kg", "1 Da", false),
        ],
    );
}

/// Amounts in pairs, by Pint 0.25.
#[test]
fn pint_gives_the_same_figures() {
    let figures = include_str!("policies/pint.tsv");
    let converts = Options { relative_tolerance: Some(exact("0.000001")), ..by_units(Units::Convert) };
    let mut count = 0;
    for line in figures.lines().filter(|line| !line.starts_with('#')) {
        let (own, theirs) = line.split_once('\t').unwrap();
        assert!(math_equal_by(own, theirs, &converts), "{line}");
        let (number, unit) = theirs.split_once(' ').unwrap();
        let other = format!("{}e{} {unit}", number.split('e').next().unwrap(), 3 + exponent(number));
        assert!(!math_equal_by(own, &other, &converts), "{own} is not {other}");
        count += 1;
    }
    assert!(count > 100, "{count}");
}

fn exponent(number: &str) -> i32 {
    number.split_once('e').map_or(0, |(_, exponent)| exponent.parse().unwrap())
}

#[test]
fn a_unit_may_be_needed_or_passed_over() {
    check(
        &by_units(Units::Required),
        &[
            ("5", "5 km", false),
            ("5 km", "5 km", true),
            ("5 kilometers", "5 km", true),
            ("5 m", "5 km", false),
            ("5000 m", "5 km", false),
            ("5 km", "5", true),
            ("5", "$5", false),
            ("$5", "5 dollars", true),
            ("30", "30°", false),
            (r"\frac{\pi}{6}", "30°", true),
            ("5", "5 apples", true),
            ("0.25", "25%", true),
            ("5, 6", "5 km, 6 km", false),
            ("5 km, 6 km", "5 km, 6 km", true),
        ],
    );
    check(
        &by_units(Units::Ignore),
        &[
            ("5 m", "5 km", true),
            ("5", "5 km", true),
            ("$5", "5 euros", true),
            ("6 m", "5 km", false),
            ("5 squared", "5", false),
            ("5 m, 6 s", "5 km, 6 km", true),
            ("25%", "0.25", true),
        ],
    );
}

#[test]
fn a_word_of_scale_may_be_left_out() {
    let scales = Options { scales: true, ..Options::default() };
    check(
        &scales,
        &[
            ("39 million", "39", true),
            ("$39 million", "39.0", true),
            (r"\$39\text{ million}", "39", true),
            ("39", "39 million", true),
            ("39M", "39", true),
            ("5 lakh", "5", true),
            ("-215 thousand", "-215", true),
            ("39 million", "39,000,000", true),
            ("39 million", "39 thousand", false),
            ("39 million", "40", false),
            ("39 million", "3.9", false),
            ("39,000,000", "39", false),
            ("25%", "0.25", true),
            ("25 %", "25", true),
            ("25%", "2500", false),
            ("50 bps", "0.5%", true),
            ("50 bps", "0.005", true),
            ("50 bps", "5%", false),
        ],
    );
    check(&Options::default(), &[("39 million", "39", false), ("39", "39 million", false)]);
    let near = Options { scales: true, ..relative("0.01") };
    check(&near, &[("39.3 million", "39", true), ("39.5 million", "39", false)]);
}

#[test]
fn letters_may_be_positive() {
    let all = Options { positive: Positive::All, ..Options::default() };
    let pairs = [
        (r"\sqrt{x^2}", "x", false),
        ("|x|", "x", false),
        (r"\ln(x^2)", r"2\ln x", true),
        (r"\sqrt{x^2 y}", r"x\sqrt{y}", false),
        (r"\frac{x}{|x|}", "1", false),
        (r"\frac{\sqrt{W^2+4aW}}{2a}", r"\sqrt{\frac{W^2}{4a^2}+\frac{W}{a}}", false),
        (r"\sqrt{v_0^2}", "v_0", false),
    ];
    for (a, t, holds_anyway) in pairs {
        check(&all, &[(a, t, true)]);
        check(&Options::default(), &[(a, t, holds_anyway)]);
    }
    check(&all, &[("|x - 1|", "x - 1", false), ("-x", "x", false), ("|x - y|", "x - y", false)]);
    let some = Options { positive: Positive::letters(&["x", "v_0"]).unwrap(), ..Options::default() };
    check(&some, &[("|x|", "x", true), ("|y|", "y", false), ("|v_0|", "v_{0}", true)]);
}

#[test]
fn significant_digits_go_with_units() {
    let options = Options { significant_digits: Some(3), ..by_units(Units::Convert) };
    check(&options, &[("8.05 km", "5 mi", true), ("8.0 km", "5 mi", false), ("8.04 km", "5 mi", false)]);
}

#[test]
fn tolerances_stay_within_the_steps() {
    let options = Options { units: Units::Convert, scales: true, positive: Positive::All, ..relative("0.05") };
    let many = |step: i64| (0..400).map(|at| (1000 + at * step).to_string()).collect::<Vec<_>>().join(", ");
    let texts = [
        many(1),
        many(7),
        (0..48).map(|at| format!("{}.0", 100 + at)).collect::<Vec<_>>().join(", "),
        (0..48).map(|at| format!("\\sqrt{{{}}} m", 100 + at)).collect::<Vec<_>>().join(", "),
        format!("{} km/h", "9".repeat(5000)),
        "5 km ".repeat(300),
        "1e99999999 m".to_owned(),
        "10^{10^{10}}".to_owned(),
        "5 million ".repeat(200),
        "|x| + ".repeat(300) + "x",
    ];
    for (a, t) in texts.iter().flat_map(|a| texts.iter().map(move |t| (a, t))) {
        let start = std::time::Instant::now();
        let _ = math_equal_by(a, t, &options);
        // Debug builds are thirty times as slow as what the limit is meant for.
        assert!(start.elapsed().as_secs() < 20, "{a:.60} | {t:.60}");
    }
}

/// A number in one of the ways in which numbers are written.
fn numeral() -> impl Strategy<Value = String> {
    prop_oneof![
        (-2000i64..2000).prop_map(|n| n.to_string()),
        (-2000i64..2000, 1i64..99).prop_map(|(n, d)| format!("\\frac{{{n}}}{{{d}}}")),
        (-2000i64..2000, 1u32..6).prop_map(|(n, places)| format!(
            "{}.{:0width$}",
            n / 7,
            n.unsigned_abs() % 10,
            width = places as usize
        )),
        (1i64..400).prop_map(|n| format!("\\sqrt{{{n}}}")),
        (1i64..40).prop_map(|n| format!("{n}\\pi")),
        (-90i64..90).prop_map(|n| format!("{n}%")),
    ]
}

/// Units of one dimension.
const LENGTHS: [&str; 8] = ["m", "km", "cm", "mm", "ft", "in", "mi", "μm"];
const TIMES: [&str; 6] = ["s", "min", "h", "days", "ms", "weeks"];

proptest! {
    #[test]
    fn a_larger_tolerance_accepts_what_a_smaller_one_does(
        a in numeral(), t in numeral(), small in 0u32..500, more in 0u32..499, absolute in any::<bool>(),
    ) {
        let by = |thousandths: u32| {
            let tolerance = Exact::from_i64(thousandths.into()).div(&Exact::from_i64(1000)).filter(|x| !x.is_zero());
            let [relative_tolerance, absolute_tolerance] = if absolute { [None, tolerance] } else { [tolerance, None] };
            Options { relative_tolerance, absolute_tolerance, ..Options::default() }
        };
        if math_equal_by(&a, &t, &by(small)) {
            prop_assert!(math_equal_by(&a, &t, &by(small + more)), "{a} {t}");
        }
    }

    #[test]
    fn conversions_go_round_and_both_ways(
        n in 1i64..100_000, d in 1i64..1_000, power in 1i32..4, x in 0usize..8, y in 0usize..8, u in 0usize..6, v in 0usize..6,
    ) {
        let factors = [1.0, 1e3, 1e-2, 1e-3, 0.3048, 0.0254, 1609.344, 1e-6];
        let seconds = [1.0, 60.0, 3600.0, 86400.0, 1e-3, 604_800.0];
        let value = |text: f64| Exact::from_f64_shortest(text).unwrap();
        let ratio = value(factors[x]).div(&value(factors[y])).unwrap().pow_small(power.into()).unwrap();
        let ratio = ratio.mul(&value(seconds[v])).unwrap().div(&value(seconds[u])).unwrap();
        let number = Exact::from_i64(n).div(&Exact::from_i64(d)).unwrap();
        let other = number.mul(&ratio).unwrap();
        let amount = |value: &Exact, length: usize, time: usize| {
            let value = value.to_rbig(400).unwrap();
            format!("\\frac{{{}}}{{{}}}\\text{{ {}^{power}/{}}}", value.numerator(), value.denominator(), LENGTHS[length], TIMES[time])
        };
        let (a, b) = (amount(&number, x, u), amount(&other, y, v));
        let off = amount(&other.mul(&value(1.001)).unwrap(), y, v);
        let converts = by_units(Units::Convert);
        prop_assert!(math_equal_by(&a, &b, &converts), "{a} {b}");
        prop_assert!(math_equal_by(&b, &a, &converts), "{b} {a}");
        prop_assert!(!math_equal_by(&a, &off, &converts), "{a} {off}");
        prop_assert!(!math_equal_by(&off, &a, &converts), "{off} {a}");
    }

    #[test]
    fn the_order_of_a_list_does_not_matter(
        pairs in prop::collection::vec((100i64..140, -4i64..=4), 2..7), turn in 0usize..7, swap in any::<bool>(),
    ) {
        let join = |values: Vec<i64>| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let truth = join(pairs.iter().map(|(value, _)| *value).collect());
        let mut own: Vec<i64> = pairs.iter().map(|(value, off)| value + off).collect();
        let count = own.len();
        own.rotate_left(turn % count);
        if swap {
            own.reverse();
        }
        prop_assert!(math_equal_by(&join(own), &truth, &relative("0.04")), "{truth}");
    }
}
