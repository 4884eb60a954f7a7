//! Notations of programs, of words and of other schools: matrices as numerical programs write them, bounds in words, functions by
//! cases, prefixes of bases, products whose order counts.

use super::{Case, Dice};

/// Products of vectors and of matrices: turned round they are others.
pub(crate) fn ordered_products(dice: &mut Dice) -> Case {
    let mut names = vec!["a", "b", "c", "u", "v", "w", "p", "q"];
    dice.shuffle(&mut names);
    let (x, y) = (names[0], names[1]);
    let k = dice.range(2, 9);
    if dice.coin() {
        let mark = |name: &str, dice: &mut Dice| {
            let sign = dice.pick(&["\\vec", "\\mathbf", "\\boldsymbol"]);
            format!("{sign}{{{name}}}")
        };
        let cross = |first: &str, second: &str, dice: &mut Dice| {
            format!("{} \\times {}", mark(first, dice), mark(second, dice))
        };
        let same = vec![
            format!("{k}{}", cross(x, y, dice)),
            format!("-{k}{}", cross(y, x, dice)),
            format!("{k} \\left({}\\right)", cross(x, y, dice)),
        ];
        let other = vec![
            format!("{k}{}", cross(y, x, dice)),
            format!("{}{}", k + 1, cross(x, y, dice)),
            format!("{k}{} \\cdot {}", mark(x, dice), mark(y, dice)),
        ];
        return Case { truth: format!("{k}{}", cross(x, y, dice)), same, other };
    }
    let (x, y, z) = (x.to_uppercase(), y.to_uppercase(), names[2].to_uppercase());
    let bold = |name: &str| format!("\\mathbf{{{name}}}");
    let truth = format!("{k}{}{}{}", bold(&x), bold(&y), bold(&z));
    let same = vec![
        format!("{k}{} {} {}", bold(&x), bold(&y), bold(&z)),
        format!("{}{k}{}{}", bold(&x), bold(&y), bold(&z)),
        truth.replace("mathbf", "boldsymbol"),
    ];
    let other = vec![
        format!("{k}{}{}{}", bold(&z), bold(&y), bold(&x)),
        format!("{k}{}{}{}", bold(&x), bold(&z), bold(&y)),
        format!("{k}{}{}", bold(&x), bold(&y)),
    ];
    Case { truth, same, other }
}

/// A matrix of integers in the notations of programs.
pub(crate) fn program_matrices(dice: &mut Dice) -> Case {
    let (height, width) = (dice.range(2, 3) as usize, dice.range(2, 3) as usize);
    let cells: Vec<Vec<i64>> = (0..height).map(|_| (0..width).map(|_| dice.range(-9, 20)).collect()).collect();
    let rows = |cells: &[Vec<i64>], cell: &str, row: &str, around: (&str, &str)| -> String {
        let line = |line: &Vec<i64>| {
            let texts: Vec<String> = line.iter().map(ToString::to_string).collect();
            format!("{}{}{}", around.0, texts.join(cell), around.1)
        };
        cells.iter().map(line).collect::<Vec<_>>().join(row)
    };
    let write = |cells: &[Vec<i64>], dice: &mut Dice| match dice.range(0, 7) {
        0 => format!("[{}]", rows(cells, " ", "; ", ("", ""))),
        1 => format!("[{}]", rows(cells, ", ", "; ", ("", ""))),
        2 => format!("np.array([{}])", rows(cells, ", ", ", ", ("[", "]"))),
        3 => format!("Matrix([{}])", rows(cells, ",", ",", ("[", "]"))),
        4 => format!("(({}))", rows(cells, ", ", "), (", ("", ""))),
        5 => format!("[{}]", rows(cells, ",", ",", ("[", "]"))),
        6 => format!("\\begin{{bmatrix}} {} \\end{{bmatrix}}", rows(cells, " & ", " \\\\ ", ("", ""))),
        _ => format!(
            "\\left(\\begin{{array}}{{{}}} {} \\end{{array}}\\right)",
            "r".repeat(cells[0].len()),
            rows(cells, " & ", " \\\\ ", ("", ""))
        ),
    };
    let mut changed = cells.clone();
    let (at, column) = (dice.range(0, height as i64 - 1) as usize, dice.range(0, width as i64 - 1) as usize);
    changed[at][column] += dice.nonzero(-3, 3);
    let flat: Vec<String> = cells.iter().flatten().map(ToString::to_string).collect();
    let truth = format!("\\begin{{pmatrix}} {} \\end{{pmatrix}}", rows(&cells, " & ", " \\\\ ", ("", "")));
    let same = (0..3).map(|_| write(&cells, dice)).collect();
    let other = vec![write(&changed, dice), write(&changed, dice), format!("[{}]", flat.join(", "))];
    Case { truth, same, other }
}

/// Bounds in words.
pub(crate) fn bounds_in_words(dice: &mut Dice) -> Case {
    let bound = dice.range(-20, 90);
    let ways = |kind: usize| -> Vec<String> {
        let words: [&[&str]; 4] = [
            &[
                "at least N",
                "N or more",
                "N or greater",
                "no less than N",
                "greater than or equal to N",
                "x \\ge N",
                "[N, \\infty)",
                "N and above",
            ],
            &[
                "at most N",
                "N or less",
                "N or fewer",
                "no more than N",
                "less than or equal to N",
                "N >= x",
                "(-\\infty, N]",
                "N or below",
            ],
            &["more than N", "greater than N", "above N", "over N", "x > N", "(N, \\infty)", "x &gt; N", "N < x"],
            &["less than N", "fewer than N", "below N", "under N", "x < N", "(-\\infty, N)", "x &lt; N", "N > x"],
        ];
        words[kind].iter().map(|way| way.replace('N', &bound.to_string())).collect()
    };
    let kind = dice.range(0, 3) as usize;
    let own = ways(kind);
    let away = ways((kind + dice.range(1, 3) as usize) % 4);
    let other = vec![
        dice.pick(&away),
        dice.pick(&away),
        bound.to_string(),
        dice.pick(&own).replace(&bound.to_string(), &(bound + 1).to_string()),
    ];
    Case { truth: dice.pick(&own[5..7]), same: vec![dice.pick(&own), dice.pick(&own), dice.pick(&own)], other }
}

/// A function by cases: its pieces in any order, the last of them by "otherwise".
pub(crate) fn cases(dice: &mut Dice) -> Case {
    let low = dice.range(-9, 5);
    let high = low + dice.range(1, 9);
    let closed = dice.coin();
    let values: Vec<i64> = vec![dice.range(1, 9), dice.range(11, 19), dice.range(21, 29)];
    let write = |values: &[i64], low: i64, high: i64, closed: bool, dice: &mut Dice| {
        let (below, from, to, above) = if closed { ("<", "\\le", "\\le", ">") } else { ("\\le", "<", "<", "\\ge") };
        let mut rows = vec![
            (values[0], format!("x {below} {low}")),
            (values[1], format!("{low} {from} x {to} {high}")),
            (values[2], format!("x {above} {high}")),
        ];
        dice.shuffle(&mut rows);
        let style = dice.range(0, 3);
        if style == 0 {
            let plain = |text: &str| text.replace("\\le", "<=").replace("\\ge", ">=");
            let parts: Vec<String> = rows
                .iter()
                .enumerate()
                .map(|(at, (value, when))| {
                    // SymPy joins conditions.
                    let when = match when.split(" x ").collect::<Vec<_>>().as_slice() {
                        [left, right] if !left.is_empty() => format!("({left} x) & (x {right})"),
                        _ => when.clone(),
                    };
                    format!("(x + {value}, {})", if at == 2 { "True".to_owned() } else { plain(&when) })
                })
                .collect();
            return format!("Piecewise({})", parts.join(", "));
        }
        let lines: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(at, (value, when))| match style {
                1 if at == 2 => format!("{value} + x & \\text{{otherwise}}"),
                2 => format!("x + {value}, & \\text{{if }} {when}"),
                _ => format!("x+{value} & {when}"),
            })
            .collect();
        format!("\\begin{{cases}} {} \\end{{cases}}", lines.join(" \\\\ "))
    };
    let turned: Vec<i64> = values.iter().rev().copied().collect();
    let other = vec![
        write(&turned, low, high, closed, dice),
        write(&values, low, high, !closed, dice),
        write(&values, low, high + 1, closed, dice),
        format!("x + {}", values[1]),
    ];
    let same = vec![write(&values, low, high, closed, dice), write(&values, low, high, closed, dice)];
    Case { truth: write(&values, low, high, closed, dice), same, other }
}

/// Integers in a base, by an index, by words, by the prefixes of programs.
pub(crate) fn stated_bases(dice: &mut Dice) -> Case {
    let base = dice.pick(&[2, 8, 16]);
    let value = dice.range(20, 4000);
    let write = |mut value: i64| {
        let mut digits = Vec::new();
        while value > 0 {
            digits.push(char::from_digit((value % base) as u32, base as u32).unwrap().to_ascii_uppercase());
            value /= base;
        }
        digits.into_iter().rev().collect::<String>()
    };
    let (digits, next) = (write(value), write(value + dice.range(1, 9)));
    let prefix = match base {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    let mut ways = vec![
        format!("{digits}_{{{base}}}"),
        format!("{prefix}{digits}"),
        format!("({digits})_{{{base}}}"),
        format!("{}{}", prefix.to_uppercase().replace("0B", "0b"), digits),
    ];
    if base == 16 {
        ways.push(format!("{prefix}{}", digits.to_lowercase()));
        ways.push(format!("\\text{{{digits}}}_{{16}}"));
    } else {
        ways.extend([
            format!("{digits} base {base}"),
            format!("{digits} (base {base})"),
            format!("{digits}_{{\\text{{base }}{base}}}"),
        ]);
    }
    let other = vec![
        format!("{next}_{{{base}}}"),
        format!("{prefix}{next}"),
        value.to_string(),
        format!("{digits}_{{{}}}", if base == 16 { 17 } else { base + 1 }),
    ];
    Case { truth: ways[0].clone(), same: vec![dice.pick(&ways), dice.pick(&ways), dice.pick(&ways)], other }
}

/// Amounts with units in Chinese and Latin letters.
pub(crate) fn units_in_chinese(dice: &mut Dice) -> Case {
    let all = [
        ("厘米", "cm"),
        ("米", "m"),
        ("公里", "km"),
        ("千克", "kg"),
        ("公斤", "kg"),
        ("克", "g"),
        ("小时", "hours"),
        ("分钟", "minutes"),
        ("平方米", "m^2"),
        ("平方厘米", "square centimeters"),
        ("立方厘米", "cm^3"),
        ("美元", "dollars"),
        ("升", "liters"),
    ];
    let value = dice.range(2, 900);
    let at = dice.range(0, all.len() as i64 - 1) as usize;
    let (han, latin) = all[at];
    let stranger = all.iter().filter(|(_, name)| *name != latin).collect::<Vec<_>>();
    let (away, away_latin) = *dice.pick(&stranger);
    let same = vec![format!("{value} {latin}"), format!("{value} {han}"), value.to_string(), format!("{value}{han}。")];
    let other = vec![
        format!("{}{han}", value + dice.nonzero(-1, 5)),
        format!("{value}{away}"),
        format!("{value} {away_latin}"),
        format!("{value}万{han}"),
    ];
    Case { truth: format!("{value}{han}"), same, other }
}

/// Logarithms without a base beside natural ones and those to base ten.
pub(crate) fn bare_logarithms(dice: &mut Dice) -> Case {
    let of = dice.pick(&[2, 3, 5, 6, 7, 11, 12, 14]);
    let k = dice.range(2, 7);
    let natural = dice.coin();
    let name = if natural { "\\ln" } else { "\\log_{10}" };
    let same = vec![format!("{k}\\log {of}"), format!("{k}*log({of})"), format!("{k}{name}({of})")];
    let other = vec![
        format!("{k}{} {of}", if natural { "\\log_{10}" } else { "\\ln" }),
        format!("{k}\\log {}", of + 1),
        format!("{}\\log {of}", k + 1),
        format!("{k}\\log_2 {of}"),
        format!("\\log {of} + {k}"),
    ];
    Case { truth: format!("{k}{name} {of}"), same, other }
}

/// How many ways there are to choose, in the notations of several schools.
pub(crate) fn ways_to_choose(dice: &mut Dice) -> Case {
    let n = dice.range(8, 30);
    let k = dice.range(2, 3);
    let product: i64 = (0..k).map(|step| n - step).product();
    let factorial: i64 = (1..=k).product();
    let count = product / factorial;
    let same = vec![
        dice.pick(&[format!("C_{{{n}}}^{k}"), format!("C^{k}_{{{n}}}"), format!("\\mathrm{{C}}_{{{n}}}^{{{k}}}")]),
        dice.pick(&[format!("{n}C{k}"), format!("{n} choose {k}"), format!("C({n}, {k})")]),
        dice.pick(&[format!("\\binom{{{n}}}{{{k}}}"), format!("{{{n} \\choose {k}}}"), format!("binomial({n},{k})")]),
        dice.pick(&[format!("\\frac{{A_{{{n}}}^{k}}}{{{k}!}}"), format!("{n}P{k}/{factorial}")]),
    ];
    let other = vec![
        format!("C_{{{}}}^{k}", n + 1),
        format!("{n}P{k}"),
        format!("{n} choose {}", k - 1),
        format!("A_{{{n}}}^{k}"),
        (count + dice.nonzero(-2, 2)).to_string(),
    ];
    Case { truth: count.to_string(), same, other }
}
