//! Spellings and what they mean.

use proptest::prelude::*;

use super::*;

fn value(text: &str) -> Option<String> {
    parse(text).map(|number| number.value.to_string())
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(value(text).as_deref(), Some(*expected), "{text:?}");
    }
}

fn refuse(cases: &[&str]) {
    for text in cases {
        assert_eq!(value(text), None, "{text:?}");
    }
}

fn found(text: &str) -> Vec<String> {
    scan(text).map(|(_, number)| number.value.to_string()).collect()
}

#[test]
fn signs_and_plain_digits() {
    check(&[
        ("4", "4"),
        ("-4", "-4"),
        ("− 4", "-4"),
        ("–4", "-4"),
        ("﹣4", "-4"),
        ("－4", "-4"),
        ("+4", "4"),
        (" 042\n", "42"),
        ("5.", "5"),
        (".5", "0.5"),
        ("-0", "0"),
        ("0.50", "0.5"),
        ("1\u{200b}2\u{200d}3\u{feff}", "123"),
        ("170141183460469231731687303715884105728000", "170141183460469231731687303715884105728000"),
    ]);
    refuse(&[
        "", " ", ".", "-", "--4", "+-4", "4 4 x", "NaN", "inf", "Infinity", "0x10", "1_000", "1.2.3", "4a", "five5",
        "l0", "1O",
    ]);
}

#[test]
fn grouping() {
    check(&[
        ("1,234", "1234"),
        ("5,000", "5000"),
        ("1,234,567", "1234567"),
        ("1 234", "1234"),
        ("12 345 678", "12345678"),
        ("350 000", "350000"),
        ("1\u{a0}234\u{202f}567", "1234567"),
        ("123\u{2009}456\u{2009}789", "123456789"),
        ("1'234'567", "1234567"),
        ("1’234", "1234"),
        ("1,23,456", "123456"),
        ("12,34,56,789", "123456789"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1.234.567,89", "1234567.89"),
        ("1,234.00", "1234"),
        ("1{,}234", "1234"),
        (r"1\,234", "1234"),
        (r"1,\!234", "1234"),
        (r"1\!,234", "1234"),
        (r"1,\! 234", "1234"),
        (r"1\!,\!234", "1234"),
        (r"3.141\,592\,65", "3.14159265"),
        ("0,5", "0.5"),
        ("3,14", "3.14"),
        ("0,123", "0.123"),
        ("1234,5", "1234.5"),
        ("1.234", "1.234"),
    ]);
    refuse(&["1,,2", "1,234,5", "1, 234", "100 200 300", "1  234", "1 234 5", "12,3,456", "1234,567,890,12"]);
    assert!(parse("1,2").unwrap().ambiguous && !parse("1,234").unwrap().ambiguous);
}

#[test]
fn powers_of_ten() {
    check(&[
        ("1e3", "1000"),
        ("1E3", "1000"),
        ("1.0e+03", "1000"),
        ("2.5e-3", "0.0025"),
        ("3 x 10^5", "300000"),
        ("3 × 10⁵", "300000"),
        ("3×10⁻²", "0.03"),
        (r"3\cdot10^4", "30000"),
        (r"3 \times 10^{4}", "30000"),
        (r"-1.5 \times 10^{-3}", "-0.0015"),
        ("3*10**5", "300000"),
        ("1e1000000000", "1e1000000000"),
        ("12345678901234567890e999999999999999", "1234567890123456789e1000000000000000"),
    ]);
    refuse(&["1e", "1e+", "e3", "3 x 10", "3 x 10^", "1e9999999999999999999999", "10^3"]);
    refuse(&["12345678901234567890e1000000000000000"]);
    let number = parse("1.50e-3").unwrap();
    assert_eq!((number.form, number.places, number.significant), (Form::Scientific, 5, 3));
}

#[test]
fn zeros_are_written_out_up_to_forty() {
    let zeros = "0".repeat(40);
    check(&[("1e-41", format!("0.{zeros}1").as_str()), ("1e-42", "1e-42")]);
    check(&[("1e40", format!("1{zeros}").as_str()), ("1e41", "1e41")]);
}

#[test]
fn a_fraction_past_all_doubles_is_infinite_without_its_digits() {
    let third = parse("1/3").unwrap().value;
    let value = third.mul(&parse("1e900000000000000").unwrap().value).unwrap();
    assert_eq!((value.to_f64(), value.neg().to_f64()), (f64::INFINITY, f64::NEG_INFINITY));
}

#[test]
fn fractions() {
    check(&[
        ("3/4", "0.75"),
        ("-3/4", "-0.75"),
        ("3 / 4", "0.75"),
        ("1/3", "1/3"),
        ("2/6", "1/3"),
        ("5/6", "5/6"),
        ("1,000/3", "1000/3"),
        ("½", "0.5"),
        ("-⅛", "-0.125"),
        ("2½", "2.5"),
        ("3 ½", "3.5"),
        ("3 1/2", "3.5"),
        ("-3 1/2", "-3.5"),
        ("3 and 1/2", "3.5"),
        (r"\frac{3}{4}", "0.75"),
        (r"-\dfrac{1}{3}", "-1/3"),
        (r"\tfrac12", "0.5"),
        (r"\frac12", "0.5"),
        (r"3\frac{1}{2}", "3.5"),
    ]);
    refuse(&["1/2/3", "1/0", "3 5/2", "3 and 4", "1/", "/2", r"\frac{1}{0}", r"\frac{x}{2}", r"\frac{1}", "1/2.5"]);
}

#[test]
fn digits_of_any_script() {
    check(&[
        ("٤٢", "42"),
        ("४२", "42"),
        ("４２", "42"),
        ("৪২", "42"),
        ("๔๒", "42"),
        ("𝟒𝟐", "42"),
        ("１，２３４．５", "1234.5"),
        ("٣٫١٤", "3.14"),
        ("١٬٢٣٤", "1234"),
    ]);
    refuse(&["4٢", "４2", "𝟒𝟤", "б", "①", "Ⅳ", "4²"]);
}

#[test]
fn decimals_without_end() {
    check(&[
        (r"0.1\overline{8}", "17/90"),
        (r"0.\overline{3}", "1/3"),
        (r"0.\overline3", "1/3"),
        (r"-0.\bar{6}", "-2/3"),
        (r"0.\dot{3}", "1/3"),
        (r"0.\dot{1}4285\dot{7}", "1/7"),
        ("0.(3)", "1/3"),
        ("0.1(6)", "1/6"),
        ("0.(142857)", "1/7"),
        ("0.(9)", "1"),
        ("0.(0)", "0"),
        ("2.(45)", "27/11"),
        ("0.333…", "1/3"),
        ("0.333...", "1/3"),
        (r"0.333\ldots", "1/3"),
        ("0.1666...", "1/6"),
        ("0.544454445444...", "5444/9999"),
        ("0.142857142857...", "1/7"),
        ("0.3\u{305}", "1/3"),
        ("0.18\u{305}", "17/90"),
        ("0.1\u{305}8\u{305}", "2/11"),
        ("0.1\u{307}42857\u{307}", "1/7"),
        ("0,(3)", "1/3"),
    ]);
    refuse(&["3.14...", "2.718281828...", "0.33..", "0.()", "0.(3", r"0.\overline{}", r"0.\overline{x}", "5..."]);
}

#[test]
fn number_words() {
    check(&[
        ("zero", "0"),
        ("Forty-Two", "42"),
        ("forty two", "42"),
        ("nineteen", "19"),
        ("a hundred", "100"),
        ("one hundred and five", "105"),
        ("one hundred five", "105"),
        ("twelve hundred", "1200"),
        ("two thousand, three hundred and forty-five", "2345"),
        ("three million two hundred thousand and one", "3200001"),
        ("five hundred thousand", "500000"),
        ("one thousand million", "1000000000"),
        ("twenty-one point five", "21.5"),
        ("three point one four", "3.14"),
        ("three point fourteen", "3.14"),
        ("two point five million", "2500000"),
        ("half", "0.5"),
        ("a half", "0.5"),
        ("one half", "0.5"),
        ("three quarters", "0.75"),
        ("two-thirds", "2/3"),
        ("one third", "1/3"),
        ("five eighths", "0.625"),
        ("two and a half", "2.5"),
        ("2 and a half", "2.5"),
        ("one and a half million", "1500000"),
        ("half a million", "500000"),
        ("minus three", "-3"),
        ("negative forty-two", "-42"),
        ("negative 3/4", "-0.75"),
        ("two dozen", "24"),
        ("a dozen", "12"),
        ("2 dozen", "24"),
    ]);
    refuse(&[
        "third",
        "for",
        "won",
        "none",
        "one I cannot give",
        "hundred",
        "million",
        "dozen",
        "and",
        "a",
        "two third",
        "one thirds",
        "four five",
        "forty-zero",
        "forty ten",
        "one million two million",
        "point five",
        "minus",
        "fortytwo",
        "ones",
        "a one",
        "teno",
    ]);
}

#[test]
fn factors() {
    check(&[
        ("2.5 million", "2500000"),
        ("3 hundred", "300"),
        ("1.2 billion", "1200000000"),
        ("5 lakh", "500000"),
        ("2 crore", "20000000"),
        ("1 lakh crore", "1000000000000"),
        ("5k", "5000"),
        ("2.5M", "2500000"),
        ("7bn", "7000000000"),
        ("3/4 million", "750000"),
        (r"2.5\text{ million}", "2500000"),
        ("3万", "30000"),
        ("1.5亿", "150000000"),
        ("5百万", "5000000"),
    ]);
    refuse(&["2.5 millionaires", "5 k", "5km", "5kg", "million 2", "5 thirds", r"2\text{ million"]);
    let number = parse("2.55 million").unwrap();
    assert_eq!((number.form, number.places, number.significant), (Form::Scaled, 0, 3));
}

#[test]
fn chinese_numerals() {
    check(&[
        ("四", "4"),
        ("十", "10"),
        ("十二", "12"),
        ("四十二", "42"),
        ("一百二十三", "123"),
        ("一百零五", "105"),
        ("一百二", "120"),
        ("两万", "20000"),
        ("三万五千", "35000"),
        ("一亿零三万", "100030000"),
        ("二十五万", "250000"),
        ("一万亿", "1000000000000"),
        ("二〇二四", "2024"),
        ("三点五", "3.5"),
        ("三点一四", "3.14"),
        ("三分之二", "2/3"),
        ("负三", "-3"),
        ("壹佰贰拾叁", "123"),
    ]);
    refuse(&["百", "万", "四个", "一起", "十十", "三百四百", "百分之二十", "二二百", "点五"]);
}

#[test]
fn prefixes_end_where_the_number_does() {
    for (text, length) in [
        ("4.", 1),
        ("4. 5", 1),
        ("1,234, 5", 5),
        ("3/4.", 3),
        ("2x", 1),
        ("18 cm", 2),
        ("1/2/3", 1),
        ("-5 apples", 2),
        ("1e5x", 3),
        ("3 and 4", 1),
    ] {
        assert_eq!(parse_prefix(text).map(|(_, length)| length), Some(length), "{text:?}");
    }
    assert_eq!(lex("3/4").map(|(_, length)| length), Some(1));
    assert_eq!(lex("1.5e3+1").map(|(_, length)| length), Some(5));
    assert_eq!(lex("1,2").map(|(_, length)| length), Some(1));
}

#[test]
fn numbers_in_prose() {
    for (text, expected) in [
        ("x_1 = 4", &["4"][..]),
        ("x_{12} = 4", &["4"]),
        ("18 cm^2", &["18"]),
        ("10-20", &["10", "20"]),
        ("10–20", &["10", "20"]),
        ("it fell to -4.", &["-4"]),
        ("(2, 1)", &["2", "1"]),
        ("(2,1)", &["2", "1"]),
        ("0, 1, 2, 3", &["0", "1", "2", "3"]),
        ("1,2,3", &["1", "2", "3"]),
        ("4 and 5", &["4", "5"]),
        ("3 and 1/2 cups", &["3.5"]),
        ("25%", &["25"]),
        ("$5 and -$6 and $-7", &["5", "-6", "-7"]),
        ("B2, x2, H2O", &[]),
        ("2x", &["2"]),
        ("1 2 3 4", &["1", "2", "3", "4"]),
        ("1 234", &["1234"]),
        ("100 200 300", &["100", "200", "300"]),
        ("the 4th of 5", &["5"]),
        ("1_000 and 0x10", &[]),
        ("see 1.2.3 there", &[]),
        (r"\frac{1}{2} + \sqrt{3}", &["0.5", "3"]),
        ("5-3=2", &["5", "3", "2"]),
        ("10:30", &["10", "30"]),
        ("**4**", &["4"]),
        ("is 5.The", &["5"]),
        ("four", &["4"]),
        ("two thirds of twenty-one", &["2/3", "21"]),
        ("one of them gave me one apple", &["1"]),
        ("The answer is one.", &["1"]),
        ("this one I cannot give, and a third try", &[]),
        ("one two three", &["1", "2", "3"]),
        ("a four-sided hundredth", &[]),
        ("ten minus four is negative six, or minus 6", &["10", "4", "-6", "-6"]),
        ("none won for someone", &[]),
        ("答案是42个", &["42"]),
        ("答案是四。", &["4"]),
        ("我们一起买了三个，共四十二元", &["3", "42"]),
        ("第四题十分难", &[]),
        ("정답은 42입니다", &["42"]),
        ("he paid $5k and 2.5 million", &["5000", "2500000"]),
        ("0.333... of 0.(6)", &["1/3", "2/3"]),
    ] {
        assert_eq!(found(text), expected, "{text:?}");
    }
}

proptest! {
    /// The short way through plain numerals reads what the general reader reads.
    #[test]
    fn short_ways_lead_to_the_same_number(text in "-?[0-9,.]{1,12}[ ,./)a-z]{0,3}[0-9]{0,4}") {
        let general = |prefix: bool| {
            let (number, end) = read_signed(Cursor::new(&text, 0), FREE)?;
            let stop = end.skip('.').unwrap_or(end);
            (prefix || end.at_end() || stop.at_end()).then_some((number, end.at()))
        };
        prop_assert_eq!(parse(&text), general(false).map(|(number, _)| number));
        prop_assert_eq!(parse_prefix(&text), general(true));
    }
}
