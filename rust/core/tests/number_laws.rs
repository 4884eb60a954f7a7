//! Laws of numbers: however a value is spelled, it is read as that value, and never as another.

// Generated sizes are small, and doubles are compared to the bit.
#![allow(clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::float_cmp)]

use std::cmp::Ordering;

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use proptest::prelude::*;
use rewards_core::number::{Exact, Form, lex, parse, parse_prefix, scan};

/// An oracle's value: a big rational.
fn ratio(numerator: i128, denominator: u128) -> RBig {
    RBig::from_parts(IBig::from(numerator), UBig::from(denominator))
}

fn size(value: RBig) -> RBig {
    if value < RBig::ZERO { -value } else { value }
}

fn read(text: &str) -> Exact {
    parse(text).unwrap_or_else(|| panic!("{text:?} is a numeral")).value
}

/// Digits in groups, from the right: the last has three, the others `size`.
fn group(digits: &str, size: usize, separator: &str) -> String {
    let (head, tail) = digits.split_at(digits.len().saturating_sub(3));
    let mut groups: Vec<&str> = head.as_bytes().rchunks(size).map(|run| std::str::from_utf8(run).unwrap()).collect();
    groups.reverse();
    groups.push(tail);
    groups.join(separator)
}

/// The digits in another script.
fn transliterate(text: &str, zero: u32) -> String {
    text.chars().map(|c| c.to_digit(10).map_or(c, |value| char::from_u32(zero + value).unwrap())).collect()
}

/// Many spellings of a decimal, whose decimals may be none.
fn spellings(negative: bool, whole: &str, decimals: &str) -> Vec<String> {
    let point = |whole: &str, mark: &str| match decimals {
        "" => whole.to_owned(),
        _ => format!("{whole}{mark}{decimals}"),
    };
    let mut all = vec![point(whole, "."), point(&format!("00{whole}"), ".")];
    for separator in [",", "'", "’", "\u{a0}", "\u{202f}", "\u{2009}", "{,}", r"\,", r",\!", r"\!,", r",\! ", "٬"] {
        all.push(point(&group(whole, 3, separator), "."));
    }
    if whole.len() > 3 {
        all.extend(["'", "\u{202f}", r"\,"].map(|separator| point(&group(whole, 3, separator), ",")));
    }
    all.push(point(&group(whole, 2, ","), "."));
    all.push(point(&group(whole, 3, ","), "٫"));
    // A plain space groups where the first group is short, or the only one before the last.
    if !whole.len().is_multiple_of(3) || whole.len() <= 6 {
        all.push(point(&group(whole, 3, " "), "."));
    }
    // A single dot is a decimal point, unless a decimal comma follows.
    if whole.len() > 6 || whole.len() > 3 && !decimals.is_empty() {
        all.push(point(&group(whole, 3, "."), ","));
    }
    if decimals.len() != 3 {
        all.push(point(whole, ","));
    }
    for zero in [0x660, 0x966, 0x9E6, 0xE50, 0xFF10, 0x1D7CE, 0x1D7F6] {
        all.push(transliterate(&point(&group(whole, 3, ","), "."), zero));
    }
    let (digits, places) = (format!("{whole}{decimals}"), decimals.len());
    for (times, close) in
        [("e-", ""), ("E-0", ""), (r" \times 10^{-", "}"), (r"\cdot10^{−", "}"), (" x 10^-", ""), ("*10**-", "")]
    {
        all.push(format!("{digits}{times}{places}{close}"));
    }
    all.push(format!("{digits}.00e-{places:02}"));
    let power = format!("1{}", "0".repeat(places));
    all.push(format!("{digits}/{power}"));
    all.push(format!(r"\frac{{{digits}}}{{{power}}}"));
    all.push(point(whole, ".").chars().flat_map(|c| ['\u{2060}', c]).collect());
    if negative {
        let signs = ["-", "−", "–", "﹣", "－", "minus ", "Negative ", "- "];
        all.iter().enumerate().map(|(index, text)| format!("{}{text}", signs[index % signs.len()])).collect()
    } else {
        all
    }
}

fn decimal() -> impl Strategy<Value = (bool, String, String)> {
    (any::<bool>(), "0|[1-9][0-9]{0,13}", "[0-9]{0,8}")
}

proptest! {
    #[test]
    fn every_spelling_has_the_value((negative, whole, decimals) in decimal()) {
        let digits: i128 = format!("{whole}{decimals}").parse().unwrap();
        let value = ratio(if negative { -digits } else { digits }, 10u128.pow(decimals.len() as u32));
        let expected = Exact::from_ratio(value.clone());
        prop_assert_eq!(expected.to_rbig(100), Some(value));
        for text in spellings(negative, &whole, &decimals) {
            let number = parse(&text);
            prop_assert_eq!(number.as_ref().map(|number| &number.value), Some(&expected), "{:?}", text);
            // A prefix that is the whole text is the same number.
            prop_assert_eq!(parse_prefix(&text), number.map(|number| (number, text.len())), "{:?}", text);
        }
    }

    #[test]
    fn a_changed_digit_is_another_value((negative, whole, decimals) in decimal(), at in any::<prop::sample::Index>(), by in 1u32..10) {
        let mut digits: Vec<char> = whole.chars().chain(decimals.chars()).collect();
        let at = at.index(digits.len());
        digits[at] = char::from_digit((digits[at].to_digit(10).unwrap() + by) % 10, 10).unwrap();
        let changed: String = digits.into_iter().collect();
        let (other_whole, other_decimals) = changed.split_at(whole.len());
        let sign = if negative { "-" } else { "" };
        let value = read(&format!("{sign}{whole}.{decimals}"));
        prop_assert_ne!(&value, &read(&format!("{sign}{other_whole}.{other_decimals}")));
        prop_assert!(value.is_zero() || value != value.neg());
    }

    #[test]
    fn written_digits_are_counted(whole in "0|[1-9][0-9]{0,9}", decimals in "[0-9]{1,9}") {
        let number = parse(&format!("{whole}.{decimals}")).unwrap();
        prop_assert_eq!(number.form, Form::Decimal);
        prop_assert_eq!(number.places as usize, decimals.len());
        let digits = format!("{whole}{decimals}");
        prop_assert_eq!(number.significant as usize, digits.trim_start_matches('0').len().max(1));
        // The short way and the general one agree.
        prop_assert_eq!(parse(&format!("{whole}.{decimals}\u{200b}")), Some(number));
    }

    #[test]
    fn fractions_and_mixed_numbers_have_their_value(n in 0i128..1_000_000_000_000, d in 1u128..1_000_000_000, whole in 0i128..1_000_000) {
        let expected = Exact::from_ratio(ratio(n, d));
        for text in [
            format!("{n}/{d}"),
            format!("{n} / {d}"),
            format!("{n}⁄{d}"),
            format!(r"\frac{{{n}}}{{{d}}}"),
            format!(r"\dfrac {{ {n} }} {{ {d} }}"),
        ] {
            prop_assert_eq!(&read(&text), &expected, "{}", text);
            prop_assert_eq!(read(&format!("-{text}")), expected.neg(), "{}", text);
        }
        let n = n.rem_euclid(d as i128);
        if n > 0 {
            let expected = Exact::from_ratio(ratio(whole * d as i128 + n, d));
            for text in [format!("{whole} {n}/{d}"), format!("{whole} and {n}/{d}"), format!(r"{whole}\frac{{{n}}}{{{d}}}")] {
                prop_assert_eq!(&read(&text), &expected, "{}", text);
                prop_assert_eq!(read(&format!("−{text}")), expected.neg(), "{}", text);
            }
        }
    }

    #[test]
    fn repeating_decimals_are_their_limit(whole in 0u32..1000, fixed in "[0-9]{0,5}", block in "[0-9]{1,9}") {
        // fixed digits, then block / (10^length - 1)
        let nines = 10i128.pow(block.len() as u32) - 1;
        let above = format!("{whole}{fixed}").parse::<i128>().unwrap() * nines + block.parse::<i128>().unwrap();
        let expected = Exact::from_ratio(ratio(above, 10u128.pow(fixed.len() as u32) * nines as u128));
        for text in [
            format!("{whole}.{fixed}({block})"),
            format!(r"{whole}.{fixed}\overline{{{block}}}"),
            format!(r"{whole}.{fixed}\bar{{{block}}}"),
            format!("{whole}.{fixed}{}", block.chars().flat_map(|c| [c, '\u{305}']).collect::<String>()),
        ] {
            prop_assert_eq!(&read(&text), &expected, "{}", text);
        }
        prop_assert_eq!(read(&format!("{whole}.{block}{block}{block}…")), read(&format!("{whole}.({block})")));
    }

    #[test]
    fn numbers_in_words_have_their_value(n in prop_oneof![0u64..200, 0u64..1_000_000_000_000]) {
        let value = read(&n.to_string());
        prop_assert_eq!(&read(&in_words(n, " ", "-")), &value);
        prop_assert_eq!(&read(&in_words(n, " and ", " ").to_uppercase()), &value);
        prop_assert_eq!(read(&format!("minus {}", in_words(n, " ", "-"))), value.neg());
        prop_assert_eq!(&read(&in_chinese(n)), &value, "{}", in_chinese(n));
    }

    #[test]
    fn display_reads_back(n in any::<i64>(), d in 1u128..u128::from(u64::MAX), shift in -60i64..60) {
        let power = read(&format!("1e{shift}"));
        for value in [Exact::from_i64(n), Exact::from_ratio(ratio(n.into(), d))] {
            let value = value.mul(&power).unwrap();
            if shift.abs() < 20 || value.is_decimal() {
                prop_assert_eq!(parse(&value.to_string()).map(|number| number.value), Some(value));
            }
        }
    }

    #[test]
    fn order_is_the_oracles((a, x) in value(), (b, y) in value(), (c, _) in value()) {
        prop_assert_eq!(a.cmp(&b), x.cmp(&y), "{:?} {:?}", a, b);
        prop_assert_eq!(a == b, x == y);
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&a), Ordering::Equal);
        prop_assert!(!(a <= b && b <= c) || a <= c);
        prop_assert_eq!(a.neg().cmp(&b.neg()), b.cmp(&a));
    }

    #[test]
    fn arithmetic_is_the_oracles((a, x) in value(), (b, y) in value(), power in -4i64..5) {
        let exact = |value: Option<Exact>| value.and_then(|value| value.to_rbig(10_000));
        prop_assert_eq!(exact(a.add(&b)), Some(&x + &y));
        prop_assert_eq!(exact(a.sub(&b)), Some(&x - &y));
        prop_assert_eq!(exact(a.mul(&b)), Some(&x * &y));
        // The form is canonical however a value came about.
        prop_assert_eq!(a.add(&b), Some(Exact::from_ratio(&x + &y)));
        prop_assert_eq!(a.mul(&b), Some(Exact::from_ratio(&x * &y)));
        if b.is_zero() {
            prop_assert_eq!(a.div(&b), None);
        } else {
            prop_assert_eq!(a.div(&b), Some(Exact::from_ratio(&x / &y)));
            let step = |product: Exact| if power < 0 { product.div(&b) } else { product.mul(&b) };
            prop_assert_eq!(b.pow_small(power), (0..power.abs()).try_fold(Exact::ONE, |product, _| step(product)));
        }
    }

    #[test]
    fn within_is_the_oracles((a, x) in value(), (b, y) in value(), tolerance in 0i128..1_200) {
        let t = ratio(tolerance, 1000);
        let expected = x == y || y != RBig::ZERO && size(&x - &y) <= &t * size(y.clone());
        prop_assert_eq!(a.within(&b, &Exact::from_ratio(t)), expected, "{:?} {:?}", a, b);
    }

    #[test]
    fn within_includes_its_edge((b, _) in value(), tolerance in 1i128..1_000, up in any::<bool>(), digits in 4i64..60) {
        prop_assume!(!b.is_zero());
        let t = Exact::from_ratio(ratio(tolerance, 1000));
        let reach = b.mul(&t).unwrap();
        let step = b.mul(&read(&format!("1e-{digits}"))).unwrap();
        let shift = |x: &Exact, by: &Exact| if up { x.add(by) } else { x.sub(by) }.unwrap();
        let edge = shift(&b, &reach);
        prop_assert!(edge.within(&b, &t), "{:?}", edge);
        // The least step further out is too far.
        prop_assert!(!shift(&edge, &step).within(&b, &t), "{:?}", edge);
    }

    #[test]
    fn doubles_are_rounded_to_the_nearest((value, _) in value(), shift in -350i64..320) {
        let value = value.mul(&read(&format!("1e{shift}"))).unwrap();
        if value.is_decimal() {
            let whole = value.mul(&read("1e2000")).unwrap().to_integer_text(10_000).unwrap();
            prop_assert_eq!(value.to_f64(), format!("{whole}e-2000").parse::<f64>().unwrap());
        } else if value.to_f64().is_finite() {
            let near = value.to_f64();
            let distance = |x: f64| double(x).sub(&value).unwrap().abs();
            prop_assert!(near.next_up().is_infinite() || distance(near) <= distance(near.next_up()));
            prop_assert!(near.next_down().is_infinite() || distance(near) <= distance(near.next_down()));
        } else {
            prop_assert!(value.abs() > double(f64::MAX));
        }
    }

    #[test]
    fn doubles_come_back(bits in any::<u64>()) {
        let x = f64::from_bits(bits);
        match Exact::from_f64_shortest(x) {
            Some(value) => {
                prop_assert_eq!(value.to_f64(), x);
                prop_assert_eq!(Some(value), parse(&format!("{x:e}")).map(|number| number.value));
            }
            None => prop_assert!(!x.is_finite()),
        }
    }

    #[test]
    fn rounding_is_to_the_nearest((value, x) in value(), places in 0u32..12, count in 1u32..12) {
        let rounded = value.round_to_places(places.into());
        let unit = ratio(1, 10u128.pow(places));
        let error = rounded.to_rbig(10_000).unwrap() - &x;
        let twice = size(&error + &error);
        prop_assert!(twice <= unit, "{:?} {:?}", value, rounded);
        let scaled = rounded.mul(&read(&format!("1e{places}"))).unwrap();
        prop_assert!(scaled.is_integer());
        // A half goes away from zero.
        prop_assert!(twice != unit || (error < RBig::ZERO) == (x < RBig::ZERO));
        let rounded = value.round_to_significant(count);
        let half = read(&format!("0.5e-{}", count - 1));
        prop_assert!(rounded.within(&value, &half));
        prop_assert_eq!(rounded.round_to_significant(count), rounded);
    }

    #[test]
    fn scan_finds_what_is_planted(parts in prop::collection::vec(("[b-df-gj-lp-rv-y ]{3,12}", 0usize..9, 0i64..2_000_000), 0..8)) {
        let (mut text, mut planted) = (String::new(), Vec::new());
        for (words, style, n) in parts {
            text.push_str(words.trim());
            text.push_str(" ( ");
            let start = text.len();
            let (spelling, value) = match style {
                0 => (n.to_string(), n.to_string()),
                1 => (format!("-{n}"), format!("-{n}")),
                2 => (group(&n.to_string(), 3, ","), n.to_string()),
                3 => (format!("{n}.25"), format!("{n}.25")),
                4 => (format!("{n}/7"), format!("{n}/7")),
                5 => (in_words(n as u64, " ", "-"), n.to_string()),
                6 => (format!("{n} million"), format!("{n}000000")),
                7 => (transliterate(&n.to_string(), 0x966), n.to_string()),
                _ => (format!(r"\frac{{{n}}}{{7}}"), format!("{n}/7")),
            };
            text.push_str(&spelling);
            planted.push((start..text.len(), read(&value)));
            text.push_str(" ) B2, x_1, cm^2; ");
        }
        let found: Vec<_> = scan(&text).map(|(range, number)| (range, number.value)).collect();
        prop_assert_eq!(found, planted, "{}", text);
    }

    #[test]
    fn no_text_is_too_strange(parts in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        check_any(&parts.concat());
    }

    #[test]
    fn no_characters_are_too_strange(text in any::<String>()) {
        check_any(&text);
    }
}

/// What spellings are made of, whole and broken.
const PIECES: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "12",
    "123",
    "000",
    "999999999999999999",
    "٣",
    "४",
    "５",
    ",",
    ".",
    " ",
    "-",
    "−",
    "+",
    "/",
    "'",
    "{,}",
    r"\,",
    r"\!",
    "e",
    "E+",
    "^",
    "{",
    "}",
    "(",
    ")",
    "x",
    "×",
    "10",
    r"\times",
    r"\cdot",
    r"\frac",
    r"\overline",
    r"\bar",
    r"\dot",
    "…",
    "...",
    "\u{305}",
    "\u{307}",
    "½",
    "⁵",
    "⁻",
    "_",
    "%",
    "$",
    " and ",
    "a ",
    "half",
    " million",
    "one",
    "two ",
    "twenty-",
    "hundred ",
    "thousand",
    "point ",
    "thirds",
    "dozen",
    "minus ",
    "negative ",
    "一",
    "十",
    "百",
    "万",
    "亿",
    "零",
    "点",
    "分之",
    "第",
    "负",
    "k",
    "bn",
    "th",
    "\u{200b}",
    "\u{202e}",
    "\u{a0}",
    "\n",
    "é",
    "，",
    r"\text{",
    "~",
];

/// What holds for every text.
fn check_any(text: &str) {
    if let Some((number, length)) = parse_prefix(text) {
        assert!(text.is_char_boundary(length) && length > 0);
        assert_eq!(parse(&text[..length]).as_ref(), Some(&number), "{text:?}");
        assert!(number.significant > 0);
        let _ = (number.value.to_string(), number.value.to_f64(), number.value.round_to_significant(3));
        assert!(number.value.within(&number.value, &Exact::ZERO));
    }
    if let Some((number, length)) = lex(text) {
        assert!(text.is_char_boundary(length) && length > 0 && !number.value.is_negative());
    }
    let mut last = 0;
    for (range, _) in scan(text) {
        assert!(range.start >= last && range.end > range.start, "{text:?}");
        assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
        last = range.end;
    }
}

/// A value and its oracle: plain, long, fractional, scaled.
fn value() -> impl Strategy<Value = (Exact, RBig)> {
    let numerator = prop_oneof![-20i128..20, any::<i64>().prop_map(i128::from), any::<i128>().prop_map(|n| n / 4)];
    let denominator = prop_oneof![
        Just(1u128),
        1u128..20,
        any::<u64>().prop_map(|n| u128::from(n) + 1),
        any::<u128>().prop_map(|n| n / 4 + 1)
    ];
    (numerator, denominator, prop_oneof![Just(0i64), -30i64..30]).prop_map(|(n, d, shift)| {
        let power = RBig::from(UBig::from(10u8).pow(shift.unsigned_abs() as usize));
        let value = if shift < 0 { ratio(n, d) / power } else { ratio(n, d) * power };
        (Exact::from_ratio(value.clone()), value)
    })
}

/// The exact value of a double.
fn double(x: f64) -> Exact {
    let bits = x.abs().to_bits();
    let (exponent, fraction) = ((bits >> 52) as i64, bits & ((1 << 52) - 1));
    let (mantissa, power) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let value = Exact::from_i64(mantissa as i64).mul(&Exact::from_i64(2).pow_small(power).unwrap()).unwrap();
    if x < 0.0 { value.neg() } else { value }
}

fn in_words(n: u64, and: &str, hyphen: &str) -> String {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    for (size, name) in [(1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred")] {
        if n >= size {
            let head = format!("{} {name}", in_words(n / size, and, hyphen));
            let join = if size == 100 { and } else { " " };
            return if n.is_multiple_of(size) {
                head
            } else {
                format!("{head}{join}{}", in_words(n % size, and, hyphen))
            };
        }
    }
    match n {
        0..20 => UNITS[n as usize].into(),
        _ if n.is_multiple_of(10) => TENS[n as usize / 10].into(),
        _ => format!("{}{hyphen}{}", TENS[n as usize / 10], UNITS[n as usize % 10]),
    }
}

fn in_chinese(n: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    for (size, name) in [(100_000_000, "亿"), (10_000, "万"), (1000, "千"), (100, "百"), (10, "十")] {
        if n >= size {
            let (head, rest) = (n / size, n % size);
            let gap = if rest > 0 && rest < size / 10 { "零" } else { "" };
            let rest = if rest == 0 { String::new() } else { in_chinese(rest) };
            return format!("{}{name}{gap}{rest}", in_chinese(head));
        }
    }
    DIGITS[n as usize].into()
}

#[test]
fn extremes_cost_nothing_and_keep_their_order() {
    let texts = ["-1e1000000000", "-1", "0", "1e-1000000000", "1/3", "1", "1e22", "1e1000000000", "2e1000000000"];
    let values: Vec<Exact> = texts.iter().map(|text| read(text)).collect();
    for (i, a) in values.iter().enumerate() {
        for (j, b) in values.iter().enumerate() {
            assert_eq!(a.cmp(b), i.cmp(&j), "{a} {b}");
            assert_eq!(a.within(b, &read("0.1")), i == j, "{a} {b}");
            assert!(a.mul(b).is_some());
        }
    }
    assert_eq!(read("1e1000000000").to_f64(), f64::INFINITY);
    assert_eq!(read("-1e-1000000000").to_f64(), 0.0);
    assert_eq!(read("1e400").add(&read("1/3")).unwrap().to_f64(), f64::INFINITY);
    assert_eq!(read("1e1000000000").add(&read("1")), None);
    assert_eq!(read("1e1000000000").to_rbig(1_000_000), None);
}

#[test]
fn long_numerals_are_read_to_the_last_digit() {
    let digits = "1234567891".repeat(10_000);
    let mut other = digits.clone();
    other.replace_range(99_999.., "2");
    let (a, b) = (read(&digits), read(&other));
    assert!(a != b && a < b && a.within(&b, &read("1e-99998")) && !a.within(&b, &read("1e-100001")));
    assert_eq!(read(&format!("{digits}.{}", "0".repeat(10_000))), a);
    assert_eq!(a.to_integer_text(100_000).as_deref(), Some(digits.as_str()));
    assert!(read(&format!("0.{}", "3".repeat(100_000))) < read("1/3"));
    let period = "142857".repeat(1_500);
    assert_eq!(read(&format!(r"0.\overline{{{period}}}")), read("1/7"));
}

/// Read again from each of its digits, any of these would cost the square of its length: minutes.
#[test]
fn numerals_that_are_none_are_passed_whole() {
    for (unit, most) in [
        ("\u{202e}24\u{202c}", 0),
        ("9\u{200b}", 0),
        ("\u{2009}999", 1),
        ("999\u{2009}", 1),
        ("'999", 1),
        ("{,}999", 1),
        ("1\u{200b}\u{664}\u{200b}", 0),
    ] {
        let text = unit.repeat(250_000);
        let found = scan(&text).count();
        assert!(found <= most, "{unit}: {found}");
        assert_eq!(scan(&format!("{text} and 42")).last().map(|(_, number)| number.value), Some(read("42")), "{unit}");
    }
}

#[test]
fn a_long_decimal_is_near_what_its_first_digits_are_near() {
    let long = format!("0.{}", "3".repeat(100_000));
    for (tolerance, expected) in [("1e-50000", true), ("1e-100000", true), ("1e-100001", false), ("0.1", true)] {
        assert_eq!(read(&long).within(&read("1/3"), &read(tolerance)), expected, "{tolerance}");
    }
    for (truth, tolerance, expected) in [
        ("0.3", "0.1", false),
        ("0.3", "0.12", true),
        ("0.333", "1e-2", true),
        ("0.333", "1e-3", false),
        ("42", "0.1", false),
        ("-0.333", "0.1", false),
    ] {
        assert_eq!(read(&long).within(&read(truth), &read(tolerance)), expected, "{truth} {tolerance}");
        assert_eq!(
            read(&format!("-{long}")).within(&read(truth).neg(), &read(tolerance)),
            expected,
            "{truth} {tolerance}"
        );
    }
}
