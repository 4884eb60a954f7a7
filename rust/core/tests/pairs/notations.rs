//! What is said in notations of its own: `\pm`, named values, ratios, times, choices, words; and what does not commute.

use super::formula::{call, int, over, power};
use super::structures::Value;
use super::{Case, Dice, Formula, Q, show};
use Formula::{Binomial, Log, Name, Num, Root, Sum};

pub(crate) fn plus_minus(dice: &mut Dice) -> Case {
    let (a, b) = (if dice.one_in(4) { Q::ZERO } else { Q::any(dice, 20) }, Q::int(dice.range(1, 15)));
    let root = dice.pick(&[1, 1, 2, 3, 5]);
    let part = |b: Q| {
        if root == 1 {
            Num(b)
        } else if b == Q::ONE {
            Root(2, Box::new(int(root)))
        } else {
            Formula::Product(vec![Num(b), Root(2, Box::new(int(root)))])
        }
    };
    let write = |a: Q, b: Q, dice: &mut Dice| {
        let sign = dice.pick(&["\\pm ", " \\pm ", "±"]);
        let start = if a.is_zero() { String::new() } else { show(&Num(a), dice) };
        format!("{start}{sign}{}", show(&part(b), dice))
    };
    let both = |a: Q, b: Q, dice: &mut Dice| {
        let terms = |b: Formula| if a.is_zero() { b } else { Sum(vec![Num(a), b]) };
        let (plus, minus) = (show(&terms(part(b)), dice), show(&terms(Formula::Product(vec![int(-1), part(b)])), dice));
        match dice.range(0, 2) {
            0 => format!("{plus}, {minus}"),
            1 => format!("\\{{{minus}, {plus}\\}}"),
            _ => format!("{minus} and {plus}"),
        }
    };
    let single = if a.is_zero() { part(b) } else { Sum(vec![Num(a), part(b)]) };
    let mut other = vec![
        write(a, b + Q::ONE, dice),
        write(a + Q::ONE, b, dice),
        show(&single, dice),
        both(a, b + Q::ONE, dice),
        both(a - Q::ONE, b, dice),
    ];
    if !a.is_zero() {
        other.push(write(-a, b, dice));
    }
    Case { truth: write(a, b, dice), same: vec![write(a, b, dice), both(a, b, dice)], other }
}

pub(crate) fn named_values(dice: &mut Dice) -> Case {
    let own = Value::several(dice, 2, 3);
    let names = dice.pick(&[["x", "y", "z"], ["a", "b", "c"], ["p", "q", "r"]]);
    let write = |values: &[Value], names: &[&str], dice: &mut Dice| {
        let mut parts: Vec<String> =
            values.iter().zip(names).map(|(value, name)| format!("{name} = {}", value.show(dice))).collect();
        dice.shuffle(&mut parts);
        match (dice.one_in(3), parts.as_slice()) {
            (true, [a, b]) => format!("{a} and {b}"),
            _ => parts.join(dice.pick(&[", ", ",\\ ", "; "])),
        }
    };
    let tuple = |values: &[Value], dice: &mut Dice| {
        let texts: Vec<String> = values.iter().map(|value| value.show(dice)).collect();
        format!("({})", texts.join(", "))
    };
    let mut swapped = own.clone();
    swapped.swap(0, 1);
    let mut changed = own.clone();
    let at = dice.range(0, own.len() as i64 - 1) as usize;
    changed[at] = loop {
        let next = Value::any(dice);
        if !own.contains(&next) {
            break next;
        }
    };
    let other = vec![
        write(&swapped, &names, dice),
        write(&changed, &names, dice),
        tuple(&swapped, dice),
        tuple(&changed, dice),
        write(&own[..own.len() - 1], &names, dice),
        write(&own, &[names[0], names[1], "w"].map(|name| if name == names[0] { "u" } else { name }), dice),
    ];
    let same = vec![write(&own, &names, dice), tuple(&own, dice)];
    Case { truth: write(&own, &names, dice), same, other }
}

/// A value with a name before it, on one side or both.
pub(crate) fn one_name(dice: &mut Dice) -> Case {
    let value = Value::any(dice);
    let name = dice.pick(&["x", "y", "n", "f(x)", "a_1", "\\theta"]);
    // `y` may stand for any function.
    let other_name = if name == "y" { "z" } else { dice.pick(&["z", "m", "g(x)", "a_2", "\\phi"]) };
    let changed = loop {
        let next = Value::any(dice);
        if next != value {
            break next;
        }
    };
    let other = vec![
        format!("{name} = {}", changed.show(dice)),
        changed.show(dice),
        format!("{} = {}", other_name, value.show(dice)),
        format!("{name} \\neq {}", value.show(dice)),
        format!("{name} > {}", value.show(dice)),
    ];
    let same =
        vec![value.show(dice), format!("{name}={}", value.show(dice)), format!("${name} = {}$", value.show(dice))];
    Case { truth: format!("{name} = {}", value.show(dice)), same, other }
}

pub(crate) fn ratios(dice: &mut Dice) -> Case {
    let count = dice.range(2, 3) as usize;
    // No part that stands first is an hour of the day: two texts that may both be times are equal as times alone.
    let own: Vec<i64> = (0..count).map(|at| if at == 0 { dice.range(25, 60) } else { dice.range(1, 30) }).collect();
    let write = |parts: &[i64], dice: &mut Dice| {
        let k = dice.pick(&[1, 1, 2, 3, 5]);
        let joint = dice.pick(&[":", " : ", "\\colon ", " \\!:\\! "]);
        parts.iter().map(|part| (part * k).to_string()).collect::<Vec<_>>().join(joint)
    };
    let is_same =
        |parts: &[i64]| parts.len() == own.len() && parts.iter().zip(&own).all(|(a, b)| a * own[0] == b * parts[0]);
    let mut other = Vec::new();
    for kind in 0..4 {
        let mut changed = own.clone();
        let at = dice.range(0, count as i64 - 1) as usize;
        match kind {
            0 => changed.swap(at, (at + 1) % count),
            1 => changed[at] += 1,
            2 => changed.push(dice.range(1, 9)),
            _ => changed[at] = dice.range(1, 60),
        }
        if !is_same(&changed) {
            other.push(write(&changed, dice));
            if changed.len() == 2 {
                other.push(show(&Num(Q::new(changed[0].into(), changed[1].into())), dice));
            }
        }
    }
    let mut same = vec![write(&own, dice), write(&own, dice)];
    if count == 2 {
        same.push(format!("\\frac{{{}}}{{{}}}", own[0], own[1]));
    }
    Case { truth: write(&own, dice).replace('\\', "").replace("colon", ":").replace('!', ""), same, other }
}

pub(crate) fn times_of_day(dice: &mut Dice) -> Case {
    let (hour, minute, late) = (dice.range(1, 11), dice.range(0, 59), dice.coin());
    let write = |hour: i64, minute: i64, late: bool, dice: &mut Dice| {
        let half = if late {
            dice.pick(&["pm", "PM", "p.m.", "\\text{ p.m.}", "P.M."])
        } else {
            dice.pick(&["am", "AM", "a.m.", "\\text{ a.m.}", "A.M."])
        };
        let space = if half.starts_with('\\') { "" } else { " " };
        format!("{hour}:{minute:02}{space}{half}")
    };
    let mut same =
        vec![write(hour, minute, late, dice), write(hour, minute, late, dice), format!("{hour}:{minute:02}")];
    if late {
        same.push(format!("{}:{minute:02}", hour + 12));
    }
    let other = vec![
        write(hour, minute, !late, dice),
        write(hour % 11 + 1, minute, late, dice),
        write(hour, (minute + dice.range(1, 59)) % 60, late, dice),
        format!("{}:{:02}", hour % 11 + 1, minute),
        format!("{hour}:{:02}", (minute + 1) % 60),
    ];
    Case { truth: write(hour, minute, late, dice), same, other }
}

pub(crate) fn choices(dice: &mut Dice) -> Case {
    let at = dice.range(0, 4) as usize;
    let away = (at + dice.range(1, 4) as usize) % 5;
    let letters = ["A", "B", "C", "D", "E"];
    let option = dice.range(2, 99);
    let write = |letter: &str, dice: &mut Dice| {
        let small = letter.to_lowercase();
        dice.pick(&[
            letter.to_owned(),
            format!("({letter})"),
            format!("{letter}."),
            format!("{letter})"),
            format!("\\text{{{letter}}}"),
            format!("\\textbf{{({letter})}}"),
            format!("\\mathrm{{{letter}}}"),
            format!("({small})"),
            format!("{letter}) {option}"),
            format!("({letter}) {option}"),
            format!("option {letter}"),
        ])
    };
    let other = vec![
        write(letters[away], dice),
        write(letters[away], dice),
        format!("{} or {}", letters[at], letters[away]),
        format!("{}, {}", letters[at], letters[away]),
        format!("not {}", letters[at]),
        format!("{}{}", letters[at], letters[away]),
    ];
    let truth =
        dice.pick(&[letters[at].to_owned(), format!("({})", letters[at]), format!("\\text{{({})}}", letters[at])]);
    Case { truth, same: vec![write(letters[at], dice), write(letters[at], dice)], other }
}

pub(crate) fn words(dice: &mut Dice) -> Case {
    const WORDS: [&[&str]; 6] = [
        &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        &["red", "blue", "green", "yellow", "purple", "white"],
        &["ellipse", "parabola", "hyperbola", "circle", "line"],
        &["even", "odd", "neither"],
        &["Alice Smith", "Robert Brown", "Maria Lopez", "Wei Zhang"],
        &["north", "south", "east", "west", "northeast", "southwest"],
    ];
    let group = dice.pick(&WORDS);
    let at = dice.range(0, group.len() as i64 - 1) as usize;
    let away = (at + dice.range(1, group.len() as i64 - 1) as usize) % group.len();
    let write = |word: &str, dice: &mut Dice| {
        let word = match dice.range(0, 2) {
            0 => word.to_lowercase(),
            1 => word.to_uppercase(),
            _ => word.to_owned(),
        };
        dice.pick(&[
            word.clone(),
            format!("\\text{{{word}}}"),
            format!("{word}."),
            format!("the {word}"),
            format!("\\textbf{{{word}}}"),
            format!("\"{word}\""),
        ])
    };
    let other = vec![
        write(group[away], dice),
        format!("not {}", group[at]),
        format!("{} or {}", group[at], group[away]),
        format!("{} and {}", group[at], group[away]),
        format!("non{}", group[at]),
        group[at].chars().rev().collect(),
    ];
    Case { truth: write(group[at], dice), same: vec![write(group[at], dice), write(group[at], dice)], other }
}

/// Operations whose order counts.
pub(crate) fn order(dice: &mut Dice) -> Case {
    let (x, y) = dice.pick(&[("x", "y"), ("a", "b"), ("m", "n"), ("p", "q")]);
    let (x, y) = (Name(x), Name(y));
    let (a, b) = loop {
        let (a, b) = (dice.range(2, 12), dice.range(2, 12));
        // Powers of one another, such as 2 and 4, may meet.
        if a < b && a.pow(b as u32) != b.pow(a as u32) {
            break (a, b);
        }
    };
    let minus = |f: Formula| Formula::Product(vec![int(-1), f]);
    let (one, two): (Formula, Formula) = match dice.range(0, 6) {
        0 => (Sum(vec![x.clone(), minus(y.clone())]), Sum(vec![y, minus(x)])),
        1 => (over(x.clone(), y.clone()), over(y, x)),
        2 => (power(x.clone(), y.clone()), power(y, x)),
        3 => (power(int(a), int(b)), power(int(b), int(a))),
        4 => (Log(a, Box::new(int(b))), Log(b, Box::new(int(a)))),
        5 => (Binomial(Box::new(int(b)), Box::new(int(a))), Binomial(Box::new(int(a)), Box::new(int(b)))),
        _ => (call("sin", call("cos", x.clone())), call("cos", call("sin", x))),
    };
    let (truth, stranger) = if dice.coin() { (one, two) } else { (two, one) };
    let mut other = vec![show(&stranger, dice), show(&stranger, dice)];
    // Nothing can be chosen more often than there is: zero has no sign.
    if !matches!(truth, Binomial(..)) {
        other.push(show(&minus(truth.clone()), dice));
    }
    Case { truth: show(&truth, dice), same: vec![show(&truth, dice), show(&truth, dice)], other }
}

/// What stands beside a number and makes it another, or another kind of thing.
pub(crate) fn companions(dice: &mut Dice) -> Case {
    // Two of three can be chosen in three ways, and 2!! is 2.
    let value = dice.range(4, 90);
    let after = [
        "squared",
        "cubed",
        "factorial",
        "modulo 7",
        "base 7",
        "below zero",
        "negative",
        "percent off",
        "halves",
        "thirds",
        "fifths",
        "tenths",
        "hundredths",
        "mod 7",
        "wrong",
        "is wrong",
        "or more",
        "or less",
        "dozen",
        "hundred",
        "thousand",
        "out of 8",
        "to 8",
        "over 2",
        "plus 3",
        "minus 3",
        "times 2",
        "choose 2",
        "remainder 2",
        "+",
        "?",
        "!",
        "!!",
        "^2",
        "^{-1}",
        "^\\circ C + 1",
        "x",
        "i",
        "\\pi",
    ];
    let before = [
        "not ",
        "at least ",
        "at most ",
        "less than ",
        "more than ",
        "up to ",
        "half of ",
        "double ",
        "minus ",
        "negative ",
        "no ",
        ">",
        "<",
        "\\neq ",
        "\\geq ",
        "1/",
        "\\sqrt ",
        "\\frac1",
        "|-1-",
        "\\ln ",
        "-",
        "0.",
        ".",
    ];
    let word = dice.pick(&after);
    let joint = if word.starts_with(|c: char| c.is_ascii_alphabetic() && word.len() > 1) { " " } else { "" };
    let other = vec![
        format!("{value}{joint}{word}"),
        format!("{}{value}", dice.pick(&before)),
        format!("{value}, {}", dice.range(2, 9) + value),
        format!("{value} or {}", dice.range(2, 9) + value),
        format!("{} and {value}", dice.range(2, 9) + value),
    ];
    let calm = ["", ".", " ", "\\,", " units", ".0"];
    let lead = ["", "= ", "x = ", "+", "about ", "exactly ", "$"];
    let lead = dice.pick(&lead);
    let tail = if lead == "$" { "$" } else { dice.pick(&calm) };
    Case { truth: value.to_string(), same: vec![format!("{lead}{value}{tail}")], other }
}
