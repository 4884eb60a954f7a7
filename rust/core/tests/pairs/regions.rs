//! Sets of numbers in every notation: unions with points, inequalities, set-builders with their domain, congruences, families.

use super::formula::{Hand, int, times, write};
use super::{Case, Dice, Formula, Q, show};
use Formula::{Num, Pi};

/// A part of the line: from an end to an end, each with or without it; a point where both are the same.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Part {
    low: Option<Q>,
    high: Option<Q>,
    with_low: bool,
    with_high: bool,
}

impl Part {
    fn is_point(self) -> bool {
        self.low.is_some() && self.low == self.high
    }

    fn end(end: Option<Q>, infinite: &str, dice: &mut Dice) -> String {
        end.map_or_else(|| infinite.to_owned(), |q| write(&Num(q), Hand::latex(), dice))
    }

    fn interval(self, dice: &mut Dice) -> String {
        let low = Self::end(self.low, "-\\infty", dice);
        if self.is_point() {
            return format!("\\{{{low}\\}}");
        }
        let high = Self::end(self.high, "\\infty", dice);
        format!("{}{low}, {high}{}", if self.with_low { "[" } else { "(" }, if self.with_high { "]" } else { ")" })
    }

    fn inequality(self, letter: &str, dice: &mut Dice) -> String {
        let (low, high) = (Self::end(self.low, "", dice), Self::end(self.high, "", dice));
        if self.is_point() {
            return format!("{letter} = {low}");
        }
        let (under, over) = (if self.with_low { "\\le" } else { "<" }, if self.with_high { "\\le" } else { "<" });
        match (self.low, self.high) {
            (Some(_), Some(_)) => format!("{low} {under} {letter} {over} {high}"),
            (Some(_), None) if dice.coin() => format!("{low} {under} {letter}"),
            (Some(_), None) => format!("{letter} {} {low}", if self.with_low { "\\ge" } else { ">" }),
            _ => format!("{letter} {over} {high}"),
        }
    }
}

/// Parts that don't touch, in order.
fn parts(dice: &mut Dice) -> Vec<Part> {
    let size = dice.pick(&[9, 50, 1000]);
    let mut ends: Vec<Q> = Vec::new();
    while ends.len() < 6 {
        let next = if dice.one_in(4) { Q::any(dice, size) } else { Q::int(dice.range(-size, size)) };
        if !ends.contains(&next) {
            ends.push(next);
        }
    }
    ends.sort_by(|a, b| (a.n * b.d).cmp(&(b.n * a.d)));
    let count = dice.range(2, 3) as usize;
    (0..count)
        .map(|at| {
            let (low, high) = (ends[2 * at], ends[2 * at + 1]);
            if dice.one_in(3) {
                return Part { low: Some(low), high: Some(low), with_low: true, with_high: true };
            }
            let low = if at == 0 && dice.coin() { None } else { Some(low) };
            let high = if at + 1 == count && dice.coin() { None } else { Some(high) };
            Part { low, high, with_low: low.is_some() && dice.coin(), with_high: high.is_some() && dice.coin() }
        })
        .collect()
}

fn spell(parts: &[Part], letter: &str, dice: &mut Dice) -> String {
    let mut parts = parts.to_vec();
    dice.shuffle(&mut parts);
    match dice.range(0, 2) {
        0 => {
            let texts: Vec<String> = parts.iter().map(|part| part.inequality(letter, dice)).collect();
            texts.join(dice.pick(&[" or ", " \\text{ or } "]))
        }
        1 => {
            let texts: Vec<String> = parts.iter().map(|part| part.interval(dice)).collect();
            format!("{letter} \\in {}", texts.join(" \\cup "))
        }
        _ => {
            let texts: Vec<String> = parts.iter().map(|part| part.interval(dice)).collect();
            texts.join(" \\cup ")
        }
    }
}

/// Unions of intervals and points, as unions and as inequalities.
pub(crate) fn unions_with_points(dice: &mut Dice) -> Case {
    let letter = dice.pick(&["x", "a", "t", "y"]);
    let own = parts(dice);
    let mut other = Vec::new();
    for _ in 0..4 {
        let mut changed = own.clone();
        let at = dice.range(0, own.len() as i64 - 1) as usize;
        let part = &mut changed[at];
        match dice.range(0, 3) {
            0 if !part.is_point() && part.low.is_some() => part.with_low = !part.with_low,
            1 if !part.is_point() && part.high.is_some() => part.with_high = !part.with_high,
            2 if part.is_point() => {
                part.low = part.low.map(|q| q + Q::new(1, 1000));
                part.high = part.low;
            }
            3 => {
                changed.remove(at);
            }
            _ => continue,
        }
        other.push(spell(&changed, letter, dice));
    }
    Case { truth: spell(&own, letter, dice), same: vec![spell(&own, letter, dice), spell(&own, letter, dice)], other }
}

/// Inequalities that are left to solve beside their solution.
pub(crate) fn unsolved_inequalities(dice: &mut Dice) -> Case {
    let size = dice.pick(&[9, 100, 100_000]);
    let (centre, radius) = (dice.range(-size, size), dice.range(1, size));
    let (low, high) = (centre - radius, centre + radius);
    let with = dice.coin();
    let inside = dice.coin();
    let less = if with { "\\le" } else { "<" };
    let more = if with { "\\ge" } else { ">" };
    let from = |c: i64| match c {
        0 => "x".to_owned(),
        ..0 => format!("x+{}", -c),
        _ => format!("x-{c}"),
    };
    let solved = |low: i64, high: i64, with: bool, inside: bool| match (inside, with) {
        (true, true) => format!("[{low}, {high}]"),
        (true, false) => format!("({low}, {high})"),
        (false, true) => format!("(-\\infty, {low}] \\cup [{high}, \\infty)"),
        (false, false) => format!("(-\\infty, {low}) \\cup ({high}, \\infty)"),
    };
    let sign = if inside { less } else { more };
    let mut same =
        vec![format!("|{}| {sign} {radius}", from(centre)), format!("({})({}) {sign} 0", from(low), from(high))];
    if inside {
        same.push(format!("-{radius} {less} {} {less} {radius}", from(centre)));
    }
    let other = vec![
        solved(low, high, !with, inside),
        solved(low, high, with, !inside),
        solved(low - 1, high, with, inside),
        format!("|{}| {sign} {}", from(centre), radius + 1),
        format!("|{}| {sign} {radius}", from(centre + 1)),
        format!("({})({}) {} 0", from(low), from(high), if inside { more } else { less }),
    ];
    Case { truth: solved(low, high, with, inside), same, other }
}

/// Sets of integers are the finite sets that they are, and no intervals.
pub(crate) fn integer_sets(dice: &mut Dice) -> Case {
    let low = dice.range(-30, 30);
    let high = low + dice.range(1, 6);
    let list = |low: i64, high: i64| (low..=high).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let bar = dice.pick(&[":", "\\mid", "|"]);
    let builder = |low: i64, high: i64, domain: &str, dice: &mut Dice| match dice.range(0, 2) {
        0 => format!("\\{{n \\in \\mathbb{{{domain}}} {bar} {low} \\le n \\le {high}\\}}"),
        1 => format!("\\{{n \\in \\mathbb{{{domain}}} {bar} {} < n < {}\\}}", low - 1, high + 1),
        _ => format!("\\{{n \\in \\mathbb{{{domain}}} {bar} {low} \\le n < {}\\}}", high + 1),
    };
    let same = vec![builder(low, high, "Z", dice), format!("\\{{{}\\}}", list(low, high))];
    let other = vec![
        builder(low, high + 1, "Z", dice),
        builder(low - 1, high, "Z", dice),
        format!("\\{{x \\in \\mathbb{{R}} {bar} {low} \\le x \\le {high}\\}}"),
        format!("[{low}, {high}]"),
        format!("({low}, {high})"),
        format!("\\{{{}\\}}", list(low, high - 1)),
        format!("{low} \\le x \\le {high}"),
        format!("\\{{{low}, {high}\\}}"),
    ];
    let other = if high == low + 1 { other[..7].to_vec() } else { other };
    Case { truth: format!("\\{{{}\\}}", list(low, high)), same, other }
}

/// Congruences: relation, modulus and residue.
pub(crate) fn congruences(dice: &mut Dice) -> Case {
    let modulus = dice.range(2, 60);
    let residue = dice.range(0, modulus - 1);
    let letter = dice.pick(&["x", "n", "a"]);
    let congruence = |residue: i64, modulus: i64, dice: &mut Dice| {
        let way = dice.pick(&["\\pmod{#}", "\\pmod {#}", "(\\bmod #)", "\\pmod{ # }", "(\\text{mod } #)"]);
        format!("{letter} \\equiv {residue} {}", way.replace('#', &modulus.to_string()))
    };
    let family = |residue: i64, modulus: i64, dice: &mut Dice| {
        let k = dice.pick(&["k", "m", "t"]);
        let tail = match residue {
            0 => String::new(),
            ..0 => format!("- {}", -residue),
            _ => format!("+ {residue}"),
        };
        format!("{letter} = {modulus}{k} {tail}, {k} \\in \\mathbb{{Z}}")
    };
    let turn = |dice: &mut Dice| residue + modulus * dice.range(-3, 3);
    let (one, two, three) = (turn(dice), turn(dice), turn(dice));
    let same = vec![congruence(one, modulus, dice), congruence(two, modulus, dice), family(three, modulus, dice)];
    let away = (residue + dice.range(1, modulus - 1)) % modulus;
    let other = vec![
        congruence(away, modulus, dice),
        congruence(residue, modulus + 1, dice),
        congruence(residue, modulus * 2, dice),
        family(away, modulus, dice),
        family(residue, modulus + 1, dice),
        format!("{letter} \\not\\equiv {residue} \\pmod{{{modulus}}}"),
        format!("{letter} = {residue}"),
        format!("{letter} = {modulus}"),
        format!("{letter} \\equiv {residue}"),
    ];
    Case { truth: congruence(residue, modulus, dice), same, other }
}

/// Families of angles, with a parameter that runs through the integers.
pub(crate) fn families(dice: &mut Dice) -> Case {
    // In parts of 12 to a half turn.
    let (offset, period) = (dice.range(-11, 12), dice.pick(&[6, 12, 24]));
    let angle = |parts: i64| times(Q::new(parts.into(), 12), Pi);
    let wrote = |offset: i64, period: i64, dice: &mut Dice| {
        let k = dice.pick(&["k", "n", "m"]);
        let step = match period {
            6 => format!("\\frac{{{k}\\pi}}{{2}}"),
            12 => format!("{k}\\pi"),
            18 => format!("\\frac{{3 {k}\\pi}}{{2}}"),
            _ => format!("{}{k}\\pi", period / 12),
        };
        let start = if offset == 0 { "0".to_owned() } else { write(&angle(offset), Hand::latex(), dice) };
        format!("x = {start} + {step}, {k} \\in \\mathbb{{Z}}")
    };
    let turn = |dice: &mut Dice| offset + period * dice.range(-2, 2);
    let (one, two) = (turn(dice), turn(dice));
    let same = vec![wrote(one, period, dice), wrote(two, period, dice)];
    let mut other = vec![
        wrote(offset + dice.range(1, period - 1), period, dice),
        wrote(offset, period * 2, dice),
        format!("x = {}", show(&if offset == 0 { int(0) } else { angle(offset) }, dice)),
    ];
    if period != 6 {
        other.push(wrote(offset, period / 2, dice));
    }
    Case { truth: wrote(offset, period, dice), same, other }
}

/// Lists of ends, intervals and plus-minus, which are three things.
pub(crate) fn ends_and_intervals(dice: &mut Dice) -> Case {
    let a = dice.range(1, 40);
    let (open, closed) = (format!("(-{a}, {a})"), format!("[-{a}, {a}]"));
    let lists = [
        format!("\\{{-{a}, {a}\\}}"),
        format!("\\pm {a}"),
        format!("{a}, -{a}"),
        format!("-{a} \\text{{ and }} {a}"),
        format!("x = \\pm {a}"),
    ];
    if dice.coin() {
        let others = vec![
            closed.clone(),
            format!("-{a} \\le x \\le {a}"),
            format!("-{a} < x < {a}"),
            format!("|x| \\le {a}"),
            format!("|x| < {a}"),
            format!("{a}"),
            format!("\\pm {}", a + 1),
        ];
        return Case { truth: dice.pick(&lists), same: vec![dice.pick(&lists), dice.pick(&lists)], other: others };
    }
    let same = vec![closed.clone(), format!("-{a} \\le x \\le {a}"), format!("|x| \\le {a}")];
    let others = vec![
        lists[0].clone(),
        lists[1].clone(),
        lists[3].clone(),
        lists[4].clone(),
        open,
        format!("|x| < {a}"),
        format!("|x| \\ge {a}"),
        format!("{a}"),
    ];
    Case { truth: closed, same, other: others }
}

/// The line without some points.
pub(crate) fn without_points(dice: &mut Dice) -> Case {
    let low = dice.range(-50, 40);
    let high = low + dice.range(1, 50);
    let ways = |low: i64, high: i64| {
        [
            format!("(-\\infty, {low}) \\cup ({low}, {high}) \\cup ({high}, \\infty)"),
            format!("x \\ne {low}, {high}"),
            format!("\\mathbb{{R}} \\setminus \\{{{low}, {high}\\}}"),
            format!("x < {low} \\text{{ or }} {low} < x < {high} \\text{{ or }} x > {high}"),
        ]
    };
    let own = ways(low, high);
    let other = vec![
        dice.pick(&ways(low, high + 1)),
        dice.pick(&ways(low - 1, high)),
        format!("(-\\infty, {low}) \\cup ({high}, \\infty)"),
        format!("\\{{{low}, {high}\\}}"),
        format!("x \\ne {low}"),
        format!("(-\\infty, {low}] \\cup ({low}, {high}) \\cup ({high}, \\infty)"),
        "\\mathbb{R}".to_owned(),
    ];
    Case { truth: own[0].clone(), same: vec![dice.pick(&own), dice.pick(&own)], other }
}
