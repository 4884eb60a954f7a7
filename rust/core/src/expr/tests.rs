//! What each notation is read as: spellings against the LaTeX of the tree, which `print` writes.

use super::*;
use crate::limits;

/// The tree's LaTeX, or why there is none.
fn shown(text: &str) -> String {
    match parse(text) {
        Ok(tree) => print(&tree).trim().replace("\\left", "").replace("\\right", ""),
        Err(reason) => format!("{reason:?}"),
    }
}

/// Checks that each text is read as the LaTeX beside it.
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text}");
    }
}

/// Checks that all spellings of each row are one tree.
fn check_same(rows: &[&[&str]]) {
    for row in rows {
        let first = parse(row[0]).unwrap();
        for other in &row[1..] {
            assert_eq!(parse(other).as_ref(), Ok(&first), "{other} against {}", row[0]);
        }
    }
}

#[test]
fn fractions_and_roots_have_one_tree_each() {
    check_same(&[
        &[
            r"\frac{3}{7}",
            r"\dfrac37",
            r"\tfrac{3}7",
            r"\cfrac 3 7",
            "3/7",
            r"{3 \over 7}",
            r"3 \div 7",
            "frac{3}{7}",
            r"\frac{3}{7",
            "Rational(3, 7)",
            r"\\frac{3}{7}",
        ],
        &[r"\sqrt{11}", r"\sqrt11", "sqrt(11)", "√11", "√(11)", r"\sqrt[2]{11}", "sqrt{11}"],
        &[r"\sqrt[3]{5}", "∛5", "cbrt(5)", "root(5, 3)"],
        &[r"\frac{\sqrt{6}}{4}", r"\sqrt6/4", "sqrt(6)/4", r"\frac{\sqrt 6}4"],
        &["½", r"\frac12", "1/2"],
    ]);
}

#[test]
fn units_stand_behind_powers_of_ten_in_all_spellings() {
    check_same(&[
        &[
            r"3 \times 10^{8}\,\mathrm{m/s}",
            r"3\times10^8 m/s",
            r"3\times 10^8 m/s",
            "3 × 10⁸ m/s",
            "3 x 10^8 m/s",
            "3x10^8 m/s",
            "3 X 10^{8} m/s",
            "3 * 10^8 m/s",
        ],
        &[r"4.2\times10^{-3}\,\text{J}", r"4.2\times10^{-3} J", "4.2 x 10^-3 J", "4.2x10⁻³ J"],
    ]);
    check(&[
        (r"3\times10^8 m+1", r"3 \cdot 10^{8} \cdot m + 1"),
        ("3x10^2 + x", r"3x \cdot 10^{2} + x"),
        ("x10^2", "x_{10}^{2}"),
        ("2 x 10", "2x \\cdot 10"),
    ]);
}

#[test]
fn signs_powers_and_products_bind_as_a_mathematician_reads_them() {
    check(&[
        ("-7^2", "-7^{2}"),
        ("(-7)^2", "(-7)^{2}"),
        ("3^2^4", "3^{2^{4}}"),
        ("3**2**4", "3^{2^{4}}"),
        ("5x^2y", r"5x^{2} \cdot y"),
        ("x^12", "x^{12}"),
        ("x^{-1}", "x^{-1}"),
        ("x⁻³", "x^{-3}"),
        ("x^-y", "x^{-y}"),
        ("1/2x", r"\frac{1}{2} \cdot x"),
        (r"\frac12x", r"\frac{1}{2} \cdot x"),
        ("a/bc", r"\frac{a}{b c}"),
        ("a/b c", r"\frac{a}{b} \cdot c"),
        ("a/b/c", r"\frac{a}{b c}"),
        ("a*b/c*d", r"\frac{a b}{c} \cdot d"),
        ("4*-3", r"4 \cdot (-3)"),
        ("a - -b", "a - (-b)"),
        ("a - (b + c)", "a - (b + c)"),
        ("7!", "7!"),
        ("7!!", "7!!"),
        ("7!=5040", "7! = 5040"),
        ("x != 7", r"x \ne 7"),
        ("-n!", "-n!"),
        ("2^n!", "2^{n!}"),
        ("|x||y|", r"|x| \cdot |y|"),
        ("||x|-2|", "||x| - 2|"),
        ("3|x-1|", r"3 \cdot |x - 1|"),
        (r"x_{1}^{2}", "x_{1}^{2}"),
        (r"x^2_1", "x_{1}^{2}"),
        ("x_12", "x_{12}"),
        ("a_{n-1}", "a_{n - 1}"),
    ]);
}

#[test]
fn functions_take_what_stands_beside_them() {
    check(&[
        (r"\sin 3x", r"\sin(3x)"),
        (r"\sin 3x + 1", r"\sin(3x) + 1"),
        (r"\sin x \cos y", r"\sin(x) \cdot \cos(y)"),
        (r"2\sin\theta\cos\theta", r"2 \cdot \sin(\theta) \cdot \cos(\theta)"),
        (r"\sin^2 x", r"\sin(x)^{2}"),
        (r"\sin^{-1} x", r"\arcsin(x)"),
        (r"\sin(x)^2", r"\sin(x)^{2}"),
        (r"\sin(\pi/3)", r"\sin(\frac{\pi}{3})"),
        (r"\sin\pi/3", r"\sin(\frac{\pi}{3})"),
        (r"\sin x/3", r"\frac{\sin(x)}{3}"),
        (r"\cos 40^\circ", r"\cos(40^{\circ})"),
        ("sinx", r"\sin(x)"),
        ("acos(x)", r"\arccos(x)"),
        (r"\log_3 81", r"\log_{3}(81)"),
        (r"\log_381", r"\log_{3}(81)"),
        (r"\log_{3}{81}", r"\log_{3}(81)"),
        (r"\lg 5", r"\log_{10}(5)"),
        (r"\ln|x|", r"\ln(|x|)"),
        (r"\ln 2 \cdot 3", r"\ln(2) \cdot 3"),
        (r"3\operatorname{cis}\frac{\pi}{5}", r"3e^{i \cdot \frac{\pi}{5}}"),
        ("exp(2)", r"\exp(2)"),
        (r"\operatorname{lcm}(4, 10)", r"\operatorname{lcm}(4, 10)"),
        (r"\max(3, 4)", r"\max(3, 4)"),
        ("f(x) = 3x", r"f(x) = 3x"),
        ("q(t) = 3t", r"\operatorname{q}(t) = 3t"),
        ("f^{-1}(x)", "f^{-1}(x)"),
        ("f'(2)", "f'(2)"),
        ("a(x+1)", r"a \cdot (x + 1)"),
        (r"\overline{z}", r"\overline{z}"),
        (r"\lfloor x \rfloor", r"\lfloor x \rfloor"),
        ("17 mod 5", r"17 \bmod 5"),
        (r"\binom{7}{2}", r"\binom{7}{2}"),
        ("{7 \\choose 2}", r"\binom{7}{2}"),
        ("C(7, 2)", r"\binom{7}{2}"),
        ("{}_7C_2", r"\binom{7}{2}"),
        (r"\sum_{k=1}^{n} k^2", r"\sum_{k = 1}^{n} k^{2}"),
        (r"\prod_{i=1}^5 i", r"\prod_{i = 1}^{5} i"),
        (r"\int_0^1 3x^2 \, dx", r"\int_{0}^{1} (3x^{2}) \, d x"),
        (r"\int \sin x\,dx", r"\int \sin(x) \, d x"),
        (r"\lim_{x \to 0} \frac{\sin x}{x}", r"\lim_{x \to 0} \frac{\sin(x)}{x}"),
    ]);
}

#[test]
fn numerals_keep_their_kind() {
    check(&[
        ("12,345", "12345"),
        ("12{,}345", "12345"),
        (r"12,\!345", "12345"),
        (r"12\,345", "12345"),
        ("12 345", "12345"),
        ("1,2,3", "1, 2, 3"),
        ("(1,234)", "(1, 234)"),
        ("0.50", "0.50"),
        (".5", "0.5"),
        (r"0.\overline{3}", r"\frac{1}{3}"),
        ("0.(3)", r"\frac{1}{3}"),
        ("2.71828...", "2.71828"),
        ("5 1/3", r"5\frac{1}{3}"),
        (r"5\frac{1}{3}", r"5\frac{1}{3}"),
        ("5⅓", r"5\frac{1}{3}"),
        (r"5\frac{4}{3}", r"5 \cdot \frac{4}{3}"),
        (r"5\frac{x}{3}", r"5 \cdot \frac{x}{3}"),
        (r"x^5\frac{1}{3}", r"x^{5} \cdot \frac{1}{3}"),
        (r"66\frac{2}{3}\%", r"(66\frac{2}{3})\%"),
        (r"3\cdot10^8", r"3 \cdot 10^{8}"),
        ("1.5e-3", "1.5e-3"),
        (r"\pi + 2e-3", r"\pi + 2e - 3"),
        ("1011_2", "1011_{2}"),
        (r"304_{\text{five}}", "304_{5}"),
        ("1011 base 2", "1011_{2}"),
        (r"2A_{16}", "2A_{16}"),
        ("77_b", "77_{b}"),
        ("3 million", "3000000"),
        ("forty-two", "42"),
        ("３４", "34"),
        ("٣٤", "34"),
    ]);
}

#[test]
fn units_hang_on_values() {
    check(&[
        (r"15\mbox{ cm}^2", r"15\text{ cm^2}"),
        ("15 cm^2", r"15\text{ cm^2}"),
        ("15 square centimeters", r"15\text{ cm^2}"),
        (r"15\,\mathrm{cm}^{2}", r"15\text{ cm^2}"),
        ("60 miles per hour", r"60\text{ mi h^-1}"),
        (r"60 \text{ miles/hour}", r"60\text{ mi h^-1}"),
        ("60 mph", r"60\text{ mi h^-1}"),
        (r"5\,\text{m}/\text{s}", r"5\text{ m s^-1}"),
        (r"5\,\frac{\text{m}}{\text{s}}", r"5\text{ m s^-1}"),
        (r"4\sqrt{2}\text{ feet}", r"4\sqrt{2}\text{ ft}"),
        (r"2+\sqrt{3}\text{ ft}", r"(2 + \sqrt{3})\text{ ft}"),
        (r"-5\text{ m}", r"-5\text{ m}"),
        (r"\$36", r"\$36"),
        ("$36", r"\$36"),
        ("36 dollars", r"\$36"),
        (r"-\$5.50", r"-\$5.50"),
        (r"\$1\frac{1}{2}", r"\$1\frac{1}{2}"),
        (r"\$2.50 \text{ per pound}", r"2.50\text{ dollars pound^-1}"),
        ("$5 and $10", r"\$5 \text{ and } \$10"),
        ("$5$ and $10$", r"5 \text{ and } 10"),
        (r"72^\circ", r"72^{\circ}"),
        ("72°", r"72^{\circ}"),
        ("72 degrees", r"72^{\circ}"),
        (r"50^\text{o}", r"50^{\circ}"),
        (r"20^\circ\text{C}", r"20^{\circ}\text{C}"),
        ("25%", r"25\%"),
        (r"25\%", r"25\%"),
        ("25 percent", r"25\%"),
        (r"12 \text{ apples}", r"12\text{ apples}"),
        ("12 red apples", r"12\text{ red apples}"),
        (r"11^{\text{th}}", "11"),
        (r"11^{\mathrm{th}}", "11"),
        ("2 ft 3 in", r"2\text{ ft} + 3\text{ in}"),
        ("3x", "3x"),
        ("12ab", "12a b"),
    ]);
    assert_eq!(parse(r"5\text{ hours}"), parse("5 hrs"));
}

#[test]
fn brackets_keep_their_ends() {
    check(&[
        ("(1, 2)", "(1, 2)"),
        ("[1, 2]", "[1, 2]"),
        ("[0, 1)", "[0, 1)"),
        ("]0, 1[", "(0, 1)"),
        ("[0, 1[", "[0, 1)"),
        (r"\left(-\infty, 3\right]", r"(-\infty, 3]"),
        (r"\bigl[2, 5\bigr)", "[2, 5)"),
        (r"\{1, 2\}", r"\{1, 2\}"),
        ("{1, 2}", r"\{1, 2\}"),
        (r"\{\}", r"\emptyset"),
        ("∅", r"\emptyset"),
        (r"\{x \mid x > 2\}", r"\{x \mid x > 2\}"),
        (r"\{x : x > 2\}", r"\{x \mid x > 2\}"),
        ("{x : x ≠ 2}", r"\{x \mid x \ne 2\}"),
        (r"\{|x| \mid x > 2\}", r"\{|x| \mid x > 2\}"),
        (r"\langle 1, 2\rangle", r"\langle 1, 2\rangle"),
        ("[53]", "[53]"),
        ("(53)", "53"),
        ("2[x + 1]", r"2 \cdot (x + 1)"),
        ("(1, 2), (3, 4)", "(1, 2), (3, 4)"),
        ("[[1, 2], [3, 4]]", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        ("Matrix([1, 2])", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"),
        (r"\left(\begin{array}{c} 1 \\ 2 \end{array}\right)", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        (r"\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        (r"\begin{pmatrix} 1 \ 2 \end{pmatrix}", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        (r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", r"\det(\begin{pmatrix} a & b \\ c & d \end{pmatrix})"),
        (
            r"\begin{cases} x & \text{if } x > 0 \\ -x & \text{otherwise} \end{cases}",
            r"\begin{cases} x & x > 0 \\ -x & \text{otherwise} \end{cases}",
        ),
        (r"\begin{aligned} x &= 1 \\ &= 2 - 1 \end{aligned}", "x = 1 = 2 - 1"),
    ]);
    let closed = parse("Interval(2, 5)").unwrap();
    assert!(matches!(&closed, Tree::Interval(interval) if interval.low_closed && interval.high_closed));
    assert_eq!(parse("Interval.open(2, 5)"), parse("]2, 5["));
    assert_eq!(parse("Union(Interval.open(-oo, 2), Interval(5, oo))"), parse(r"(-\infty, 2) \cup [5, \infty)"));
    let member = parse(r"x \in [2, 5]").unwrap();
    assert!(matches!(&member, Tree::Relation(members, _) if members[1] == closed));
}

#[test]
fn lists_relations_ratios_and_times() {
    check(&[
        ("x = 2 or x = 3", r"x = 2 \text{ or } x = 3"),
        (r"2 \text{ and } 3", r"2 \text{ and } 3"),
        ("2, 3, and 5", r"2, 3 \text{ and } 5"),
        ("either 2 or 3", r"2 \text{ or } 3"),
        ("x > 1 and x < 2 or x > 3", r"x > 1 \text{ and } x < 2 \text{ or } x > 3"),
        ("x = 1, y = 2", "x = 1, y = 2"),
        ("-2 <= x < 5", r"-2 \le x < 5"),
        (r"x \not= 3", r"x \ne 3"),
        ("at least 3", r"\ge 3"),
        ("less than 3", "< 3"),
        ("about 3", "3"),
        (r"n \equiv 4 \pmod{9}", r"n \equiv 4 \pmod{9}"),
        ("n ≡ 4 (mod 9)", r"n \equiv 4 \pmod{9}"),
        ("3:4", "3 : 4"),
        ("3 to 4", "3 : 4"),
        ("3:45 pm", r"3:45\text{ pm}"),
        (r"3:45 \text{ p.m.}", r"3:45\text{ pm}"),
        ("7:05", "7:05"),
        (r"x = \pm 3", r"x = \pm 3"),
        ("2 ± √3", r"2 \pm \sqrt{3}"),
        (r"1, 2, \ldots, n", r"1, 2, \dots, n"),
        (r"\mathbb{R} \setminus \{0\}", r"\mathbb{R} \setminus \{0\}"),
        (r"A \cup B \cap C", r"A \cup (B \cap C)"),
        ("(1,2) U (3,4)", r"(1, 2) \cup (3, 4)"),
        ("P(A|B)", r"\operatorname{P}(A \mid B)"),
    ]);
}

#[test]
fn what_surrounds_an_answer_is_peeled() {
    for text in [
        "$4x$",
        r"\(4x\)",
        r"\[ 4x \]",
        "$$4x$$",
        r"\boxed{4x}",
        r"$\boxed{4x}$.",
        "**4x**",
        r"\text{4x}",
        "4x.",
        " 4x ",
        r"\left(4x\right)",
        "4x}",
        "$4x",
        r"\displaystyle 4x",
        r"4\,x",
        r"\mathbf{4x}",
        "4\u{200b}x",
        r"4\phantom{7}x",
        r"4\cancel{7}x",
        "% seven\n4x",
        r"\color{red}{4x}",
        r"\textcolor{red}{4x}",
        r"4x\textcolor{white}{+7}",
    ] {
        assert_eq!(shown(text), "4x", "{text}");
    }
    check(&[
        (r"\textbf{(C)}\ 12", r"\text{(C) }12"),
        (r"\text{(C) } 12", r"\text{(C) }12"),
        ("C) 12", r"\text{(C) }12"),
        ("C. 12", r"\text{(C) }12"),
        (r"\text{(C)}", "C"),
        ("(C)(D)", "C D"),
        ("(A) and (B)", r"A \text{ and } B"),
    ]);
}

#[test]
fn words_are_texts() {
    check(&[
        (r"\text{east}", r"\text{east}"),
        ("no real solutions", r"\text{no real solutions}"),
        ("the line through (1, 2)", r"\text{the line through (1, 2)}"),
        (r"\text{the line } x = 2", r"\text{the line x = 2}"),
        ("all real numbers", r"\mathbb{R}"),
        ("speed = 5", r"\text{speed} = 5"),
        ("答案", r"\text{答案}"),
    ]);
}

#[test]
fn unknown_commands_are_not_guessed() {
    for text in [
        r"\hidden{4}",
        r"\begin{foo} 4 \end{foo}",
        "",
        "  ",
        "+",
        "=",
        r"\frac{}{}",
        "4 +",
        "* 4",
        "x ^",
        "5 7",
        "{",
        "[1, 2, 3)",
    ] {
        assert!(!matches!(parse(text), Ok(tree) if !matches!(tree, Tree::Text(_))), "{text}");
    }
}

#[test]
fn nesting_and_length_are_bounded() {
    let deep = |open: &str, close: &str, count: usize| format!("{}x{}", open.repeat(count), close.repeat(count));
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("\\{", "\\}"),
        ("-", ""),
        ("+", ""),
        ("\\sqrt{", "}"),
        ("\\frac{1}{", "}"),
        ("2^", ""),
        ("2^{", "}"),
        ("x_", ""),
        ("|", "|"),
        ("\\left|", "\\right|"),
        ("\\sin ", ""),
        ("\\text{", "}"),
        ("\\text{1+", "}"),
        ("\\mathrm{5 ", "}"),
        ("\\begin{pmatrix}", ""),
        ("\\sum ", ""),
        ("f(", ")"),
        ("sqrt(", ")"),
        ("\\|", "\\|"),
        ("\\pm ", ""),
        ("\\overline{", "}"),
        ("1 \\over ", ""),
        ("2*-", ""),
        ("\\log_", ""),
        ("\\$", ""),
        ("{}", ""),
        ("\\pmatrix{", "}"),
        ("\\lim_", ""),
        ("x^{y_", "}"),
        ("a/", ""),
        ("", "!"),
        ("", "'"),
        ("", "%"),
        ("", "^2"),
        ("", "_1"),
        ("", " \\cup A \\setminus B"),
        ("", "\\text{ cm}"),
        ("", "/2*3"),
        ("\\text{ }", ""),
        ("$", "$"),
        ("]", "["),
        ("\\angle ", ""),
        ("\\phantom{", "}"),
    ] {
        for count in [10, 100, 3_000] {
            let text = deep(open, close, count);
            if let Ok(tree) = parse(&text) {
                assert!(tree.height() <= limits::EXPR_HEIGHT, "{open}{close}");
                let _ = parse(&print(&tree));
            }
        }
    }
    assert_eq!(parse(&deep("(", ")", 100_000)), Err(Unreadable::TooDeep));
    assert_eq!(parse(&"(".repeat(100_000)), Err(Unreadable::TooDeep));
    assert_eq!(parse(&"1+".repeat(200_000)), Err(Unreadable::TooLong));
    assert_eq!(parse(&"1+".repeat(limits::EXPR_TOKENS / 2 + 1)), Err(Unreadable::TooLong));
    let terms = parse("3+".repeat(limits::EXPR_TOKENS / 2).trim_end_matches('+')).unwrap();
    assert!(matches!(&terms, Tree::Sum(items) if items.len() == limits::EXPR_TOKENS / 2));
    assert!(parse(&"9".repeat(100_000)).is_ok());
    assert!(parse(&deep("(", ")", limits::EXPR_DEPTH / 2 - 2)).is_ok());
}

#[test]
fn an_ordinal_has_the_right_ending_and_ends_there() {
    for (ordinal, number) in [("21st", "21"), ("12th", "12"), ("3^{rd}", "3"), (r"112^{\text{th}}", "112")] {
        assert_eq!(parse(ordinal), parse(number), "{ordinal}");
    }
    for formula in ["6st + 5", "1st - s", r"\frac{1st}{3}", "2^{nd} + 1"] {
        let letters = print(&parse(formula).unwrap()).matches(['s', 't', 'd']).count();
        assert!(letters > 0, "{formula}");
    }
    assert!(matches!(parse("6st"), Ok(Tree::Product(factors)) if factors.len() == 3));
    assert!(matches!(parse("2^{nd} + 1"), Ok(Tree::Sum(_))));
}

#[test]
fn dates_and_derivatives_are_no_arithmetic() {
    assert_eq!(parse("1987-11-30"), Ok(Tree::Text("1987-11-30".to_owned())));
    assert!(matches!(parse("1987-55-30"), Ok(Tree::Sum(_))));
    let slope = parse(r"\frac{dv}{dt}").unwrap();
    assert_ne!(slope, parse(r"\frac{v}{t}").unwrap());
    assert_eq!(parse(&print(&slope)), Ok(slope));
}
