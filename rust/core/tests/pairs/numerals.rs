//! Numbers in all their spellings, with what may stand beside them.

use super::{Case, Dice, Q};

fn group(digits: &str, separator: &str) -> String {
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|run| std::str::from_utf8(run).unwrap_or("")).collect();
    groups.join(separator)
}

fn in_script(text: &str, zero: u32) -> String {
    text.chars().map(|c| c.to_digit(10).and_then(|digit| char::from_u32(zero + digit)).unwrap_or(c)).collect()
}

/// Digits of a length of `low..=high` without a leading zero.
fn digits(dice: &mut Dice, low: i64, high: i64) -> String {
    let length = dice.range(low, high);
    (0..length).map(|at| dice.range(i64::from(at == 0), 9).to_string()).collect()
}

/// The digits with one changed, moved, dropped or added: always another integer.
fn slip(text: &str, dice: &mut Dice) -> String {
    loop {
        let mut all: Vec<u8> = text.bytes().collect();
        let at = dice.range(0, all.len() as i64 - 1) as usize;
        match dice.range(0, 5) {
            0 if all.len() > 1 => all.swap(at, (at + 1) % text.len()),
            1 if all.len() > 1 => {
                all.remove(at);
            }
            2 => all.insert(at, b'0' + dice.range(0, 9) as u8),
            3 => all.push(b'0'),
            _ => all[at] = b'0' + dice.range(0, 9) as u8,
        }
        let other = String::from_utf8(all).unwrap_or_default();
        if other.trim_start_matches('0') != text.trim_start_matches('0') && !other.starts_with('0') {
            return other;
        }
    }
}

fn spell_integer(text: &str, negative: bool, dice: &mut Dice) -> String {
    let separators = [",", "'", "\u{a0}", "\u{202f}", "{,}", "\\,", ",\\!", "_"];
    let body = match dice.range(0, 7) {
        0 if text.len() > 3 => group(text, dice.pick(&separators[..7])),
        1 if text.len() > 6 => group(text, "."),
        2 => format!("{text}.0"),
        3 => in_script(text, dice.pick(&[0x660, 0x966, 0xFF10, 0x1D7CE])),
        4 => format!("0{text}"),
        5 if text.len() < 6 => group(text, " "),
        _ => text.to_owned(),
    };
    let sign = if negative { dice.pick(&["-", "−", "- ", "-"]) } else { dice.pick(&["", "", "+"]) };
    let text = format!("{sign}{body}");
    match dice.range(0, 5) {
        0 => format!("${text}$"),
        1 => format!(" {text} "),
        2 => format!("{text}."),
        _ => text,
    }
}

pub(crate) fn integers(dice: &mut Dice) -> Case {
    let text = digits(dice, 1, 24);
    let text = if text == "0" { "8".to_owned() } else { text };
    let negative = dice.one_in(3);
    let mut other = Vec::new();
    for _ in 0..3 {
        let changed = slip(&text, dice);
        other.push(spell_integer(&changed, negative, dice));
    }
    other.push(spell_integer(&text, !negative, dice));
    let same = (0..2).map(|_| spell_integer(&text, negative, dice)).collect();
    let truth = format!("{}{text}", if negative { "-" } else { "" });
    let truth = if dice.coin() { truth } else { format!("${truth}$") };
    Case { truth, same, other }
}

pub(crate) fn decimals(dice: &mut Dice) -> Case {
    let whole = dice.range(0, 99_999).to_string();
    let places = dice.range(1, 7) as usize;
    let rest: String = (0..places).map(|_| dice.range(0, 9).to_string()).collect();
    let sign = if dice.one_in(3) { "-" } else { "" };
    let value = format!("{whole}{rest}").parse::<i128>().unwrap_or_default();
    let truth = format!("{sign}{whole}.{rest}");
    let mut other = Vec::new();
    while other.len() < 3 {
        let changed = slip(&format!("1{whole}{rest}"), dice);
        // The same number of places, so that no rounding makes them meet.
        if changed.len() == whole.len() + rest.len() + 1 && changed.starts_with('1') {
            let (a, b) = changed[1..].split_at(whole.len());
            other.push(format!("{sign}{a}.{b}"));
        }
    }
    if value != 0 {
        let flip = if sign.is_empty() { "-" } else { "" };
        other.push(format!("{flip}{whole}.{rest}"));
        other.push(format!("{sign}{whole}{rest}"));
    }
    let power = 10i128.pow(places as u32);
    let exact = Q::new(value, power);
    let same = vec![
        dice.pick(&[
            format!("{sign}{whole}.{rest}0"),
            format!("{sign}{whole}{rest}e-{places}"),
            format!("{sign}{value} \\times 10^{{-{places}}}"),
            format!("{sign}{value}\\cdot10^{{-{places}}}"),
            format!("${sign}{whole}.{rest}$"),
        ]),
        dice.pick(&[
            format!("{sign}{value}/{power}"),
            format!("{sign}\\frac{{{}}}{{{}}}", exact.n, exact.d),
            format!("\\dfrac{{{sign}{value}}}{{{power}}}"),
        ]),
    ];
    Case { truth, same, other }
}

pub(crate) fn scientific(dice: &mut Dice) -> Case {
    let (lead, rest, power) = (dice.range(1, 9), dice.range(1, 999), dice.nonzero(-30, 30));
    let places = rest.to_string().len() as i64;
    let write = |lead: i64, rest: i64, power: i64, dice: &mut Dice| {
        dice.pick(&[
            format!("{lead}.{rest}e{power}"),
            format!("{lead}.{rest} \\times 10^{{{power}}}"),
            format!("{lead}.{rest}\\cdot 10^{{{power}}}"),
            format!("{lead}.{rest} x 10^{power}"),
            format!("{lead}.{rest} × 10^{power}"),
            format!("{lead}.{rest}*10**{power}"),
            format!("{lead}{rest}e{}", power - places),
        ])
    };
    let truth = format!("{lead}{rest} \\times 10^{{{}}}", power - places);
    let same = (0..2).map(|_| write(lead, rest, power, dice)).collect();
    let other = vec![
        write(lead, rest, power + dice.nonzero(-3, 3), dice),
        write(lead, rest, -power, dice),
        write(lead % 9 + 1, rest, power, dice),
        write(lead, if rest % 10 == 9 { rest - 1 } else { rest + 1 }, power, dice),
        format!("-{}", write(lead, rest, power, dice)),
    ];
    Case { truth, same, other }
}

fn spell_fraction(q: Q, dice: &mut Dice) -> String {
    let sign = if q.n < 0 { "-" } else { "" };
    let (n, d) = (q.n.abs(), q.d);
    let scale = i128::from(dice.range(2, 12));
    let (whole, part) = (n / d, n % d);
    match dice.range(0, 9) {
        0 => format!("{sign}{n}/{d}"),
        1 => format!("{sign}\\frac{{{n}}}{{{d}}}"),
        2 => format!("\\dfrac{{{sign}{n}}}{{{d}}}"),
        3 => format!("{sign}{}/{}", n * scale, d * scale),
        4 => format!("{sign}\\tfrac{{{}}}{{{}}}", n * scale, d * scale),
        5 if n < 10 && d < 10 => format!("{sign}\\frac{n}{d}"),
        6 if whole > 0 && part > 0 => format!("{sign}{whole} {part}/{d}"),
        7 if whole > 0 && part > 0 => format!("{sign}{whole}\\frac{{{part}}}{{{d}}}"),
        8 => q.decimals().unwrap_or_else(|| format!("\\frac{{{n}}}{{{sign}{d}}}")),
        _ => format!("${sign}\\frac{{{n}}}{{{d}}}$"),
    }
}

pub(crate) fn fractions(dice: &mut Dice) -> Case {
    let mut value = Q::new(dice.nonzero(-400, 400).into(), dice.range(2, 60).into());
    if value.d == 1 {
        value = value + Q::new(1, 7);
    }
    let truth = loop {
        let text = spell_fraction(value, dice);
        if !text.contains('.') {
            break text;
        }
    };
    let mut other = Vec::new();
    for _ in 0..4 {
        let changed = match dice.range(0, 4) {
            0 => -value,
            1 => value.inverse(),
            2 => Q::new(value.n, value.d + 1),
            3 => Q::new(value.n + i128::from(dice.nonzero(-5, 5)), value.d),
            _ => value + Q::ONE,
        };
        if changed != value {
            other.push(spell_fraction(changed, dice));
        }
    }
    Case { same: vec![spell_fraction(value, dice), spell_fraction(value, dice)], truth, other }
}

pub(crate) fn percents(dice: &mut Dice) -> Case {
    let value = dice.range(1, 9999);
    let q = Q::new(value.into(), 100);
    let body = q.decimals().unwrap_or_default();
    let sign = dice.pick(&["%", "\\%", " %", " percent"]);
    let truth = format!("{body}{sign}");
    let fraction = Q::new(q.n, q.d * 100);
    let written = fraction.decimals().unwrap_or_else(|| format!("{}/{}", fraction.n, fraction.d));
    let same = vec![format!("{body}\\%"), format!("{body}%"), written, body, format!("{}/{}", fraction.n, fraction.d)];
    let mut other = Vec::new();
    while other.len() < 4 {
        let changed = Q::new(i128::from(dice.range(1, 9999)), 100);
        let bare = changed.decimals().unwrap_or_default();
        // Neither as a number, nor as a percentage, nor as what rounds to either.
        let far = |a: Q, b: Q, least: Q| !(a - b).less(least) || !(b - a).less(least);
        let tenth = Q::new(1, 10);
        if far(changed, q, Q::ONE) && far(changed, fraction, tenth) && far(changed * Q::new(1, 100), q, tenth) {
            other.push(format!("{bare}{}", dice.pick(&["%", "\\%", " percent"])));
            other.push(format!("{}/{}", changed.n, changed.d));
        }
    }
    other.push(format!("-{truth}"));
    Case { truth, same, other }
}

pub(crate) fn repeating(dice: &mut Dice) -> Case {
    let lead = dice.range(0, 2);
    let fixed: String = (0..lead).map(|_| dice.range(0, 9).to_string()).collect();
    let size = dice.range(1, 3);
    let write = |whole: i64, fixed: &str, period: &str, dice: &mut Dice| {
        dice.pick(&[
            format!("{whole}.{fixed}\\overline{{{period}}}"),
            format!("{whole}.{fixed}({period})"),
            format!("{whole}.{fixed}\\overline{{{period}{period}}}"),
        ])
    };
    let period: String = (0..size).map(|_| dice.range(1, 8).to_string()).collect();
    let whole = dice.range(0, 20);
    let value = |whole: i64, fixed: &str, period: &str| {
        let (all, head) = (format!("{whole}{fixed}{period}"), format!("{whole}{fixed}"));
        let parse = |text: &str| text.parse::<i128>().unwrap_or_default();
        Q::new(parse(&all) - parse(&head), 10i128.pow(fixed.len() as u32) * (10i128.pow(period.len() as u32) - 1))
    };
    let exact = value(whole, &fixed, &period);
    let mut other = Vec::new();
    while other.len() < 4 {
        let changed = slip(&period, dice);
        let number = value(whole, &fixed, &changed);
        if number != exact {
            other.push(write(whole, &fixed, &changed, dice));
            other.push(format!("\\frac{{{}}}{{{}}}", number.n, number.d));
        }
        other.push(write(whole + 1, &fixed, &period, dice));
        other.push(format!("-{}", write(whole, &fixed, &period, dice)));
    }
    let same = vec![
        write(whole, &fixed, &period, dice),
        format!("{}/{}", exact.n, exact.d),
        format!("\\frac{{{}}}{{{}}}", exact.n * 3, exact.d * 3),
    ];
    Case { truth: format!("\\frac{{{}}}{{{}}}", exact.n, exact.d), same, other }
}

/// Units: ways to write the same one; members of different groups are different units.
const UNITS: &[&[&str]] = &[
    &[" cm", " \\text{ cm}", "\\text{ cm}", "\\,\\mathrm{cm}", " centimeters"],
    &["\\text{ m}", " meters", "\\ \\text{meters}"],
    &[" km", "\\text{ km}", " kilometers"],
    &[" kg", "\\text{ kg}", " kilograms"],
    &[" cm^2", "\\text{ cm}^2", " cm²", " square centimeters"],
    &["\\text{ m}^2", " square meters"],
    &[" cm^3", "\\text{ cm}^3", " cm³", " cubic centimeters"],
    &[" hours", "\\text{ hours}"],
    &[" minutes", "\\text{ minutes}", " min"],
    &[" days", "\\text{ days}"],
    &[" km/h", "\\text{ km/h}"],
    &["\\text{ m/s}", "\\mathrm{m/s}"],
    &[" apples", "\\text{ apples}"],
    &[" dollars", "\\text{ dollars}"],
    &[" feet", "\\text{ ft}", " ft"],
    &[" inches", "\\text{ in}", " inch"],
];

pub(crate) fn units(dice: &mut Dice) -> Case {
    let value = if dice.coin() { Q::int(dice.range(2, 900)) } else { Q::any(dice, 90) };
    let number = |q: Q| {
        let sign = if q.n < 0 { "-" } else { "" };
        if q.d == 1 { q.n.to_string() } else { format!("{sign}\\frac{{{}}}{{{}}}", q.n.abs(), q.d) }
    };
    let at = dice.range(0, UNITS.len() as i64 - 1) as usize;
    let away = (at + dice.range(1, UNITS.len() as i64 - 1) as usize) % UNITS.len();
    let (unit, foreign) = (UNITS[at], UNITS[away]);
    let changed = value.slip(dice);
    let (own, twin) = (dice.pick(unit), dice.pick(unit));
    let same = vec![number(value), format!("{}{twin}", number(value)), format!("x = {}{twin}", number(value))];
    let other = vec![
        format!("{}{}", number(value), dice.pick(foreign)),
        format!("{}{twin}", number(changed)),
        number(changed),
        format!("{}{twin}", number(-value)),
    ];
    Case { truth: format!("{}{own}", number(value)), same, other }
}

pub(crate) fn money_and_degrees(dice: &mut Dice) -> Case {
    let value = dice.range(2, 360);
    let changed = value + dice.nonzero(-1, 1);
    if dice.coin() {
        let write = |value: i64, dice: &mut Dice| {
            dice.pick(&[
                format!("{value}^\\circ"),
                format!("{value}^{{\\circ}}"),
                format!("{value}°"),
                format!("{value} degrees"),
                format!("{value}\\text{{ degrees}}"),
            ])
        };
        let other = vec![write(changed, dice), changed.to_string(), write(-value, dice), format!("{value} radians")];
        return Case { truth: write(value, dice), same: vec![write(value, dice), value.to_string()], other };
    }
    let write = |value: i64, dice: &mut Dice| {
        dice.pick(&[
            format!("\\${value}"),
            format!("${value}.00"),
            format!("{value} dollars"),
            format!("\\$ {value}"),
            format!("{value}\\text{{ dollars}}"),
        ])
    };
    let other = vec![
        write(changed, dice),
        changed.to_string(),
        format!("€{value}"),
        format!("£{value}"),
        format!("-\\${value}"),
        format!("\\${value}.50"),
        format!("{value} cents"),
    ];
    Case { truth: format!("\\${value}"), same: vec![write(value, dice), value.to_string()], other }
}

pub(crate) fn bases(dice: &mut Dice) -> Case {
    let base = dice.range(2, 9);
    let size = dice.range(2, 8);
    let numeral: String = (0..size).map(|at| dice.range(i64::from(at == 0), base - 1).to_string()).collect();
    let write = |text: &str, base: i64, dice: &mut Dice| {
        dice.pick(&[format!("{text}_{base}"), format!("{text}_{{{base}}}"), format!("{text}_{{\\text{{{base}}}}}")])
    };
    let changed = loop {
        let other = slip(&numeral, dice);
        if other.bytes().all(|digit| i64::from(digit - b'0') < base) {
            break other;
        }
    };
    let next = if base < 9 { base + 1 } else { 11 };
    let other = vec![
        write(&changed, base, dice),
        changed,
        write(&numeral, next, dice),
        format!("-{}", write(&numeral, base, dice)),
    ];
    let same = vec![numeral.clone(), write(&numeral, base, dice), format!("${}$", write(&numeral, base, dice))];
    Case { truth: write(&numeral, base, dice), same, other }
}
