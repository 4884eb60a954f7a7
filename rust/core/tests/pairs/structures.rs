//! Several values together: sets, lists, tuples, intervals, unions, matrices, vectors.

use super::formula::{int, times};
use super::{Case, Dice, Formula, Q, show};
use Formula::{Num, Pi, Root, Sum};

/// A value that is known exactly: a rational, and a rational times one of the irrationals.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Value {
    whole: Q,
    factor: Q,
    kind: usize,
}

impl Value {
    pub(crate) fn any(dice: &mut Dice) -> Self {
        let plain = dice.range(0, 3) > 0;
        let mut value = Self { whole: Q::any(dice, 20), factor: Q::ZERO, kind: 0 };
        if dice.one_in(10) {
            value.whole = Q::ZERO;
        }
        if !plain {
            value.factor = Q::any(dice, 6);
            value.kind = dice.range(0, 3) as usize;
            if dice.coin() {
                value.whole = Q::ZERO;
            }
        }
        value
    }

    fn rational(dice: &mut Dice) -> Self {
        Self { whole: Q::any(dice, 20), factor: Q::ZERO, kind: 0 }
    }

    /// Values of which no two are the same.
    pub(crate) fn several(dice: &mut Dice, low: i64, high: i64) -> Vec<Self> {
        let count = dice.range(low, high) as usize;
        let mut all: Vec<Self> = Vec::new();
        while all.len() < count {
            let next = Self::any(dice);
            if !all.contains(&next) {
                all.push(next);
            }
        }
        all
    }

    fn slip(self, dice: &mut Dice) -> Self {
        let mut other = self;
        if self.factor.is_zero() || dice.coin() {
            other.whole = self.whole.slip(dice);
        } else if dice.coin() {
            other.kind = (self.kind + 1) % 4;
        } else {
            other.factor = -self.factor;
        }
        other
    }

    pub(crate) fn formula(self) -> Formula {
        let root = |n| Root(2, Box::new(int(n)));
        if self.factor.is_zero() {
            return Num(self.whole);
        }
        let basis = [root(2), root(3), root(5), Pi];
        let term = times(self.factor, basis[self.kind].clone());
        if self.whole.is_zero() { term } else { Sum(vec![Num(self.whole), term]) }
    }

    pub(crate) fn show(self, dice: &mut Dice) -> String {
        show(&self.formula(), dice)
    }
}

/// The members with one slip: one changed, dropped or added; never the same set.
fn slip_members(own: &[Value], dice: &mut Dice, least: usize) -> Vec<Value> {
    loop {
        let mut all = own.to_vec();
        let at = dice.range(0, all.len() as i64 - 1) as usize;
        match dice.range(0, 3) {
            0 if all.len() > least => {
                all.remove(at);
            }
            1 => all.insert(at, Value::any(dice)),
            _ => all[at] = all[at].slip(dice),
        }
        let repeats = (1..all.len()).any(|at| all[..at].contains(&all[at]));
        let is_own = all.len() == own.len() && all.iter().all(|value| own.contains(value));
        if !repeats && !is_own {
            return all;
        }
    }
}

fn join(values: &[Value], dice: &mut Dice) -> String {
    let texts: Vec<String> = values.iter().map(|value| value.show(dice)).collect();
    texts.join(dice.pick(&[", ", ", ", ",\\ ", ",\\, "]))
}

fn spell_set(values: &[Value], dice: &mut Dice) -> String {
    let mut values = values.to_vec();
    dice.shuffle(&mut values);
    let body = join(&values, dice);
    let (open, close) =
        dice.pick(&[("\\{", "\\}"), ("\\left\\{", "\\right\\}"), ("{", "}"), ("\\lbrace ", "\\rbrace")]);
    // Braces without a backslash around one value only group it.
    let (open, close) = if values.len() == 1 && open == "{" { ("\\{", "\\}") } else { (open, close) };
    format!("{open}{body}{close}")
}

pub(crate) fn sets(dice: &mut Dice) -> Case {
    let own = Value::several(dice, 1, 5);
    let other = (0..4)
        .map(|_| {
            let changed = slip_members(&own, dice, 2);
            spell_set(&changed, dice)
        })
        .collect();
    Case { truth: spell_set(&own, dice), same: vec![spell_set(&own, dice), spell_set(&own, dice)], other }
}

fn spell_list(values: &[Value], dice: &mut Dice) -> String {
    let mut values = values.to_vec();
    dice.shuffle(&mut values);
    match (dice.range(0, 3), values.split_last()) {
        // "3 and 1/2" is one number.
        (0, Some((last, rest))) if !rest.is_empty() && (last.whole.d == 1 || !last.factor.is_zero()) => {
            let joint = dice.pick(&[" and ", ", and ", " \\text{ and } "]);
            format!("{}{joint}{}", join(rest, dice), last.show(dice))
        }
        _ => join(&values, dice),
    }
}

pub(crate) fn lists(dice: &mut Dice) -> Case {
    let own = Value::several(dice, 2, 5);
    let other = (0..4)
        .map(|_| {
            let changed = slip_members(&own, dice, 2);
            if dice.coin() { spell_list(&changed, dice) } else { spell_set(&changed, dice) }
        })
        .collect();
    Case { truth: spell_list(&own, dice), same: vec![spell_list(&own, dice), spell_set(&own, dice)], other }
}

fn spell_tuple(values: &[Value], dice: &mut Dice) -> String {
    let body = join(values, dice);
    let (open, close) = dice.pick(&[("(", ")"), ("\\left(", "\\right)"), ("( ", " )")]);
    format!("{open}{body}{close}")
}

/// The values in another order, or with another slip.
fn slip_order(own: &[Value], dice: &mut Dice) -> Vec<Value> {
    let mut all = own.to_vec();
    let count = all.len();
    if count > 1 && dice.coin() {
        let at = dice.range(0, count as i64 - 1) as usize;
        all.swap(at, (at + 1) % count);
        return all;
    }
    slip_members(own, dice, 2)
}

pub(crate) fn tuples(dice: &mut Dice) -> Case {
    let own = Value::several(dice, 2, 4);
    let other = (0..5)
        .map(|_| {
            let changed = slip_order(&own, dice);
            if dice.one_in(4) { join(&changed, dice) } else { spell_tuple(&changed, dice) }
        })
        .collect();
    Case { truth: spell_tuple(&own, dice), same: vec![spell_tuple(&own, dice), join(&own, dice)], other }
}

/// An end of an interval: a rational, or none where it is infinite.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Interval {
    low: Option<Q>,
    high: Option<Q>,
    with_low: bool,
    with_high: bool,
}

impl Interval {
    fn any(dice: &mut Dice, low: Q, high: Q) -> Self {
        let (low, high) =
            (if dice.one_in(5) { None } else { Some(low) }, if dice.one_in(5) { None } else { Some(high) });
        Self { low, high, with_low: low.is_some() && dice.coin(), with_high: high.is_some() && dice.coin() }
    }

    fn slip(self, dice: &mut Dice) -> Self {
        loop {
            let mut other = self;
            match dice.range(0, 5) {
                0 if self.low.is_some() => other.with_low = !self.with_low,
                1 if self.high.is_some() => other.with_high = !self.with_high,
                2 => other.low = self.low.map(|low| low + Q::any(dice, 3)),
                3 => other.high = self.high.map(|high| high + Q::any(dice, 3)),
                4 if self.low.is_some() => {
                    other.low = None;
                    other.with_low = false;
                }
                5 if self.high.is_some() => {
                    other.high = None;
                    other.with_high = false;
                }
                _ => {}
            }
            let sound = other.low.is_none_or(|low| other.high.is_none_or(|high| low.less(high)));
            if other != self && sound {
                return other;
            }
        }
    }

    /// Its ends as they are written.
    fn ends(self, dice: &mut Dice) -> (String, String) {
        let mut end = |end: Option<Q>, infinite: &str| match end {
            Some(q) => Value { whole: q, factor: Q::ZERO, kind: 0 }.show(dice),
            None => infinite.to_owned(),
        };
        (end(self.low, "-\\infty"), end(self.high, "\\infty"))
    }

    fn show(self, dice: &mut Dice) -> String {
        let (low, high) = self.ends(dice);
        let (open, close) = (if self.with_low { "[" } else { "(" }, if self.with_high { "]" } else { ")" });
        let high = if high == "\\infty" && dice.one_in(3) { "+\\infty".to_owned() } else { high };
        match dice.range(0, 3) {
            0 => format!("\\left{open}{low}, {high}\\right{close}"),
            1 => format!("{open}{low},{high}{close}").replace("\\infty", "∞"),
            2 => format!("{open} {low}, {high} {close}"),
            _ => format!("{open}{low}, {high}{close}"),
        }
    }

    /// As an inequality in `x`.
    fn inequality(self, dice: &mut Dice) -> Option<String> {
        let (low, high) = self.ends(dice);
        let sign = |with: bool, dice: &mut Dice| {
            dice.pick(if with { &["\\le ", "\\leq ", "<=", "≤"] } else { &["<", " < ", "\\lt ", "<"] })
        };
        let back = |with: bool, dice: &mut Dice| {
            dice.pick(if with { &["\\ge ", "\\geq ", ">=", "≥"] } else { &[">", " > ", "\\gt ", ">"] })
        };
        match (self.low, self.high) {
            (Some(_), Some(_)) => {
                Some(format!("{low} {}x {}{high}", sign(self.with_low, dice), sign(self.with_high, dice)))
            }
            (Some(_), None) if dice.coin() => Some(format!("{low} {}x", sign(self.with_low, dice))),
            (Some(_), None) => Some(format!("x {}{low}", back(self.with_low, dice))),
            (None, Some(_)) if dice.coin() => Some(format!("{high} {}x", back(self.with_high, dice))),
            (None, Some(_)) => Some(format!("x {}{high}", sign(self.with_high, dice))),
            (None, None) => None,
        }
    }
}

fn ordered(dice: &mut Dice, count: usize) -> Vec<Q> {
    let mut ends: Vec<Q> = Vec::new();
    while ends.len() < count {
        let next = if dice.one_in(12) { Q::ZERO } else { Q::any(dice, 40) };
        if !ends.contains(&next) {
            ends.push(next);
        }
    }
    ends.sort_by(|a, b| (a.n * b.d).cmp(&(b.n * a.d)));
    ends
}

pub(crate) fn intervals(dice: &mut Dice) -> Case {
    let ends = ordered(dice, 2);
    let own = Interval::any(dice, ends[0], ends[1]);
    let own = if own.low.is_none() && own.high.is_none() { Interval { low: Some(ends[0]), ..own } } else { own };
    let other = (0..5)
        .map(|_| {
            let changed = own.slip(dice);
            changed.show(dice)
        })
        .collect();
    let same = vec![own.show(dice), format!("x \\in {}", own.show(dice))];
    Case { truth: own.show(dice), same, other }
}

pub(crate) fn inequalities(dice: &mut Dice) -> Case {
    let ends = ordered(dice, 2);
    let (own, truth) = loop {
        let own = Interval::any(dice, ends[0], ends[1]);
        if let Some(text) = own.inequality(dice) {
            break (own, text);
        }
    };
    let mut other = Vec::new();
    for _ in 0..4 {
        let changed = own.slip(dice);
        let text = if dice.coin() { changed.inequality(dice) } else { None };
        other.push(text.unwrap_or_else(|| changed.show(dice)));
    }
    let turned = Interval { low: own.high, high: own.low, with_low: own.with_high, with_high: own.with_low };
    if own.low.is_none() || own.high.is_none() {
        other.extend(turned.inequality(dice));
    }
    let same = vec![own.show(dice), own.inequality(dice).unwrap_or_default()];
    Case { truth, same, other }
}

pub(crate) fn unions(dice: &mut Dice) -> Case {
    let count = dice.range(2, 3) as usize;
    let ends = ordered(dice, count * 2);
    let parts: Vec<Interval> = (0..count)
        .map(|at| {
            let mut part = Interval::any(dice, ends[2 * at], ends[2 * at + 1]);
            part.low = if at > 0 || part.low.is_some() { Some(ends[2 * at]) } else { None };
            part.high = if at + 1 < count || part.high.is_some() { Some(ends[2 * at + 1]) } else { None };
            part
        })
        .collect();
    let write = |parts: &[Interval], dice: &mut Dice| {
        let mut parts = parts.to_vec();
        dice.shuffle(&mut parts);
        let texts: Vec<String> = parts.into_iter().map(|part| part.show(dice)).collect();
        texts.join(dice.pick(&[" \\cup ", "\\cup", " ∪ ", " U "]))
    };
    let mut other = Vec::new();
    for _ in 0..4 {
        let mut changed = parts.clone();
        let at = dice.range(0, count as i64 - 1) as usize;
        if dice.one_in(4) {
            changed.remove(at);
        } else {
            changed[at] = changed[at].slip(dice);
            // Parts that come to touch could say the same in another way.
            let apart = (1..count)
                .all(|at| matches!((changed[at - 1].high, changed[at].low), (Some(high), Some(low)) if high.less(low)));
            if !apart {
                continue;
            }
        }
        other.push(write(&changed, dice));
    }
    Case { truth: write(&parts, dice), same: vec![write(&parts, dice), write(&parts, dice)], other }
}

fn spell_matrix(rows: &[Vec<Value>], dice: &mut Dice) -> String {
    let (cell, row) = (dice.pick(&[" & ", "&"]), dice.pick(&[" \\\\ ", "\\\\", " \\\\\n"]));
    let style = dice.range(0, 4);
    let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|value| value.show(dice)).collect()).collect();
    if style == 0 {
        let rows: Vec<String> = texts.iter().map(|row| format!("[{}]", row.join(", "))).collect();
        return format!("[{}]", rows.join(", "));
    }
    let body = texts.iter().map(|row| row.join(cell)).collect::<Vec<_>>().join(row);
    let kind = dice.pick(&["pmatrix", "bmatrix"]);
    match style {
        1 => format!("\\left[\\begin{{array}}{{{}}}{body}\\end{{array}}\\right]", "c".repeat(rows[0].len())),
        2 => format!("\\left(\\begin{{matrix}} {body} \\end{{matrix}}\\right)"),
        _ => format!("\\begin{{{kind}}} {body} \\end{{{kind}}}"),
    }
}

pub(crate) fn matrices(dice: &mut Dice) -> Case {
    let (height, width) = (dice.range(2, 3) as usize, dice.range(2, 3) as usize);
    let own: Vec<Vec<Value>> = (0..height)
        .map(|_| (0..width).map(|_| if dice.one_in(4) { Value::any(dice) } else { Value::rational(dice) }).collect())
        .collect();
    let mut other = Vec::new();
    for kind in 0..5 {
        let mut changed = own.clone();
        let (row, column) = (dice.range(0, height as i64 - 1) as usize, dice.range(0, width as i64 - 1) as usize);
        match kind {
            0 => changed[row][column] = changed[row][column].slip(dice),
            1 => changed[row].swap(column, (column + 1) % width),
            2 => changed.swap(row, (row + 1) % height),
            3 => changed = (0..width).map(|column| own.iter().map(|row| row[column]).collect()).collect(),
            _ => {
                changed.remove(row);
            }
        }
        if changed != own {
            other.push(spell_matrix(&changed, dice));
        }
    }
    Case { truth: spell_matrix(&own, dice), same: vec![spell_matrix(&own, dice), spell_matrix(&own, dice)], other }
}

pub(crate) fn vectors(dice: &mut Dice) -> Case {
    let own = Value::several(dice, 2, 4);
    let write = |values: &[Value], column: bool, dice: &mut Dice| {
        let texts: Vec<String> = values.iter().map(|value| value.show(dice)).collect();
        if !column {
            let (open, close) = dice.pick(&[("\\langle ", "\\rangle"), ("\\left\\langle ", " \\right\\rangle")]);
            return format!("{open}{}{close}", texts.join(", "));
        }
        let kind = dice.pick(&["pmatrix", "bmatrix"]);
        format!("\\begin{{{kind}}}{}\\end{{{kind}}}", texts.join(dice.pick(&["\\\\", " \\\\ "])))
    };
    let column = dice.coin();
    let other = (0..5)
        .map(|_| {
            let changed = slip_order(&own, dice);
            write(&changed, column, dice)
        })
        .collect();
    let same = vec![write(&own, column, dice), write(&own, column, dice)];
    Case { truth: write(&own, column, dice), same, other }
}
