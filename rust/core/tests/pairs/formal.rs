//! Signs that stand for no number: logic and sets of letters, chemical formulas, names with arguments, marks, indices, codes.

use super::{Case, Dice};

/// A formula of logic over at most four letters.
#[derive(Clone, Debug)]
enum Logic {
    Letter(usize),
    Not(Box<Logic>),
    And(Box<Logic>, Box<Logic>),
    Or(Box<Logic>, Box<Logic>),
    If(Box<Logic>, Box<Logic>),
    Same(Box<Logic>, Box<Logic>),
}

use Logic::{And, If, Letter, Not, Or, Same};

impl Logic {
    fn any(dice: &mut Dice, letters: i64, depth: i64, arrows: bool) -> Self {
        if depth == 0 {
            let letter = Letter(dice.range(0, letters - 1) as usize);
            return if dice.one_in(3) { Not(Box::new(letter)) } else { letter };
        }
        let a = Box::new(Self::any(dice, letters, depth - 1, arrows));
        let lower = dice.range(0, depth - 1);
        let b = Box::new(Self::any(dice, letters, lower, arrows));
        match dice.range(0, if arrows { 7 } else { 5 }) {
            0 | 1 => And(a, b),
            2 | 3 => Or(a, b),
            4 => Not(Box::new(And(a, b))),
            5 => Not(Box::new(Or(a, b))),
            6 => If(a, b),
            _ => Same(a, b),
        }
    }

    fn holds(&self, row: u32) -> bool {
        match self {
            Letter(at) => (row >> at) & 1 == 1,
            Not(a) => !a.holds(row),
            And(a, b) => a.holds(row) && b.holds(row),
            Or(a, b) => a.holds(row) || b.holds(row),
            If(a, b) => !a.holds(row) || b.holds(row),
            Same(a, b) => a.holds(row) == b.holds(row),
        }
    }

    /// Its table of truth.
    fn table(&self) -> u32 {
        (0..16).filter(|row| self.holds(*row)).fold(0, |table, row| table | (1 << row))
    }

    /// The same function in another shape.
    fn reshape(&self, dice: &mut Dice) -> Self {
        let not = |a: &Self| Not(Box::new(a.clone()));
        let go = |a: &Self, dice: &mut Dice| Box::new(a.reshape(dice));
        match self {
            Letter(_) => self.clone(),
            Not(a) => match (&**a, dice.range(0, 2)) {
                (And(a, b), 0) => Or(Box::new(not(a)), Box::new(not(b))),
                (Or(a, b), 0) => And(Box::new(not(a)), Box::new(not(b))),
                _ => Not(go(a, dice)),
            },
            And(a, b) => match (&**b, dice.range(0, 3)) {
                (Or(c, d), 0) => Or(Box::new(And(a.clone(), c.clone())), Box::new(And(a.clone(), d.clone()))),
                (_, 1) => Not(Box::new(Or(Box::new(not(a)), Box::new(not(b))))),
                _ => And(go(b, dice), go(a, dice)),
            },
            Or(a, b) => match (&**b, dice.range(0, 3)) {
                (And(c, d), 0) => And(Box::new(Or(a.clone(), c.clone())), Box::new(Or(a.clone(), d.clone()))),
                _ => Or(go(b, dice), go(a, dice)),
            },
            If(a, b) => match dice.range(0, 2) {
                0 => Or(Box::new(not(a)), b.clone()),
                1 => If(Box::new(not(b)), Box::new(not(a))),
                _ => If(go(a, dice), go(b, dice)),
            },
            Same(a, b) => Same(go(b, dice), go(a, dice)),
        }
    }

    fn write(&self, hand: &Signs) -> String {
        let held = |a: &Self| match a {
            Letter(_) | Not(_) => a.write(hand),
            _ => format!("({})", a.write(hand)),
        };
        match self {
            Letter(at) => hand.letters[*at].to_owned(),
            Not(a) => {
                // A bar holds what is under it; two raised signs don't stand side by side.
                let text = match &**a {
                    _ if hand.not.contains("{#}") => a.write(hand),
                    Not(_) if hand.not.starts_with('#') => format!("({})", a.write(hand)),
                    _ => held(a),
                };
                hand.not.replace('#', &text)
            }
            And(a, b) => format!("{} {} {}", held(a), hand.and, held(b)),
            Or(a, b) => format!("{} {} {}", held(a), hand.or, held(b)),
            If(a, b) => format!("{} {} {}", held(a), hand.arrow, held(b)),
            Same(a, b) => format!("{} {} {}", held(a), hand.both, held(b)),
        }
    }
}

struct Signs {
    letters: [&'static str; 4],
    not: &'static str,
    and: &'static str,
    or: &'static str,
    arrow: &'static str,
    both: &'static str,
}

fn boolean(dice: &mut Dice, arrows: bool, signs: fn(&mut Dice) -> Signs) -> Case {
    let own = Logic::any(dice, 4, 2, arrows);
    let table = own.table();
    let mut other = Vec::new();
    for _ in 0..5 {
        let changed = match dice.range(0, 2) {
            0 => Not(Box::new(own.clone())),
            1 => Logic::any(dice, 4, 2, arrows),
            _ => match &own {
                And(a, b) => Or(a.clone(), b.clone()),
                Or(a, b) => And(a.clone(), b.clone()),
                If(a, b) => If(b.clone(), a.clone()),
                Not(a) => (**a).clone(),
                Same(a, b) => And(a.clone(), b.clone()),
                Letter(at) => Letter((at + 1) % 4),
            },
        };
        if changed.table() != table {
            other.push(changed.reshape(dice).write(&signs(dice)));
        }
    }
    let same = vec![own.write(&signs(dice)), own.reshape(dice).write(&signs(dice))];
    Case { truth: own.write(&signs(dice)), same, other }
}

/// Formulas of logic, with their tables of truth as the oracle.
pub(crate) fn logic(dice: &mut Dice) -> Case {
    boolean(dice, true, |dice| Signs {
        letters: ["p", "q", "r", "s"],
        not: dice.pick(&["\\lnot #", "\\neg #", "¬#"]),
        and: dice.pick(&["\\land", "\\wedge", "∧"]),
        or: dice.pick(&["\\lor", "\\vee", "∨"]),
        arrow: dice.pick(&["\\to", "\\rightarrow", "\\implies", "→"]),
        both: dice.pick(&["\\leftrightarrow", "\\iff", "↔"]),
    })
}

/// Sets of letters: unions, intersections, complements.
pub(crate) fn sets_of_letters(dice: &mut Dice) -> Case {
    boolean(dice, false, |dice| Signs {
        letters: ["A", "B", "C", "D"],
        not: dice.pick(&["#^c", "\\overline{#}", "#^{c}"]),
        and: dice.pick(&["\\cap", "∩"]),
        or: dice.pick(&["\\cup", "∪"]),
        arrow: "",
        both: "",
    })
}

/// Chemical formulas in every notation; elements in another order, or in other numbers, make another substance.
pub(crate) fn chemistry(dice: &mut Dice) -> Case {
    const ELEMENTS: [&str; 16] =
        ["H", "C", "N", "O", "S", "P", "Na", "K", "Mg", "Ca", "Fe", "Cl", "Cu", "Zn", "Al", "Mn"];
    let count = dice.range(2, 3) as usize;
    let mut all = ELEMENTS.to_vec();
    dice.shuffle(&mut all);
    let own: Vec<(&str, i64)> =
        all[..count].iter().map(|name| (*name, if dice.coin() { 1 } else { dice.range(2, 12) })).collect();
    let own = if own.iter().all(|(_, n)| *n == 1) { vec![(own[0].0, 2), own[1]] } else { own };
    let write = |parts: &[(&str, i64)], dice: &mut Dice| {
        let style = dice.range(0, 4);
        let body: String = parts
            .iter()
            .map(|(name, n)| {
                let number = match (style, *n) {
                    (_, 1) => String::new(),
                    (0, n) => n.to_string(),
                    (1, n) => {
                        n.to_string().chars().map(|c| "₀₁₂₃₄₅₆₇₈₉".chars().nth(c as usize - 48).unwrap()).collect()
                    }
                    (_, n) if n < 10 => format!("_{n}"),
                    (_, n) => format!("_{{{n}}}"),
                };
                if style == 2 { format!("\\text{{{name}}}{number}") } else { format!("{name}{number}") }
            })
            .collect();
        match style {
            3 => format!("\\mathrm{{{body}}}"),
            _ => body,
        }
    };
    let mut turned = own.clone();
    turned.rotate_left(1);
    let mut more = own.clone();
    let at = dice.range(0, own.len() as i64 - 1) as usize;
    more[at].1 += 1;
    let mut away = own.clone();
    away[at].0 = all[count];
    let mut moved = own.clone();
    let next = (at + 1) % own.len();
    (moved[at].1, moved[next].1) = (moved[next].1, moved[at].1);
    // `H_2O_2` may be a product of two letters with an index each, whose order does not count.
    let is_product = own.iter().all(|(name, n)| name.len() == 1 && *n == own[0].1);
    let others = [(&turned, !is_product), (&more, true), (&away, true)];
    let mut other: Vec<String> =
        others.iter().filter(|(_, differs)| *differs).map(|(parts, _)| write(parts, dice)).collect();
    if moved != own {
        other.push(write(&moved, dice));
    }
    Case { truth: write(&own, dice), same: vec![write(&own, dice), write(&own, dice)], other }
}

/// Values of functions that nobody knows: their arguments are exact.
pub(crate) fn applications(dice: &mut Dice) -> Case {
    let name = dice.pick(&["f", "g", "h", "P", "N", "F"]);
    let big = dice.pick(&[9, 99, 10_000, 1_000_000_000]);
    let (a, k, b) = (dice.range(0, big), dice.range(2, 9), dice.range(1, 9));
    let other_name = if name == "g" { "h" } else { "g" };
    let write = |k: i64, name: &str, a: i64, b: i64, dice: &mut Dice| {
        let call = dice.pick(&[format!("{name}({a})"), format!("{name}\\left({a}\\right)"), format!("{name}( {a} )")]);
        match dice.range(0, 2) {
            0 => format!("{b} + {k}{call}"),
            _ => format!("{k}{call} + {b}"),
        }
    };
    let other = vec![
        write(k, name, a + 1, b, dice),
        write(k, name, a + 3, b, dice),
        write(k, other_name, a, b, dice),
        write(k + 1, name, a, b, dice),
        format!("{k}{name}+{b}"),
        format!("{k}\\cdot {a} + {b}"),
        format!("{b}"),
        format!("{name}({}) + {b}", k * a + i64::from(k * a == a)),
    ];
    Case {
        truth: write(k, name, a, b, dice),
        same: vec![write(k, name, a, b, dice), write(k, name, a, b, dice)],
        other,
    }
}

/// Probabilities and expectations: what stands in the brackets stays there.
pub(crate) fn probabilities(dice: &mut Dice) -> Case {
    let (x, y) = dice.pick(&[("A", "B"), ("X", "Y"), ("S", "T")]);
    let mut all = vec![
        vec![format!("P({x}) + P({y})"), format!("P({y})+P({x})")],
        vec![format!("P({x} + {y})")],
        vec![format!("P({x} \\cap {y})"), format!("P({y} \\cap {x})")],
        vec![format!("P({x} \\cup {y})"), format!("P({y} \\cup {x})")],
        vec![format!("P({x})P({y})"), format!("P({y}) P({x})"), format!("P({x}) \\cdot P({y})")],
        vec![format!("P({x} \\mid {y})"), format!("P({x} | {y})")],
        vec![format!("P({y} \\mid {x})")],
        vec![format!("P({x})")],
        vec![format!("P({y})")],
        vec![format!("1 - P({x})")],
        vec![format!("E[{x}]^2"), format!("(E[{x}])^2")],
        vec![format!("E[{x}^2]"), format!("E\\left[{x}^2\\right]")],
        vec![format!("E[{x}{y}]")],
        vec![format!("E[{x}]E[{y}]"), format!("E[{y}] E[{x}]")],
        vec![format!("E[{x}^2] - E[{x}]^2"), format!("-E[{x}]^2 + E[{x}^2]")],
        vec![format!("P({x}^c)")],
        vec![format!("\\frac{{P({x} \\cap {y})}}{{P({y})}}")],
        vec![format!("\\frac{{P({x} \\cap {y})}}{{P({x})}}")],
    ];
    dice.shuffle(&mut all);
    let same = all[0].clone();
    let other = (0..5)
        .map(|_| {
            let at = dice.range(1, all.len() as i64 - 1) as usize;
            dice.pick(&all[at])
        })
        .collect();
    Case { truth: dice.pick(&same), same, other }
}

/// Marks over and beside a letter.
pub(crate) fn marks(dice: &mut Dice) -> Case {
    let letter = dice.pick(&["x", "y", "z", "u", "v", "w", "p", "q"]);
    let kinds: [&[&str]; 9] = [
        &["\\bar{#}", "\\bar #"],
        &["\\hat{#}", "\\hat #"],
        &["\\tilde{#}", "\\tilde #"],
        &["\\dot{#}"],
        &["\\ddot{#}"],
        &["#'", "#^{\\prime}", "#^\\prime"],
        &["#^*", "#^{*}"],
        &["#"],
        &["#''"],
    ];
    let (k, b) = (dice.range(2, 9), dice.range(1, 9));
    let at = dice.range(0, kinds.len() as i64 - 1) as usize;
    let away = (at + dice.range(1, kinds.len() as i64 - 1) as usize) % kinds.len();
    let write = |kind: usize, letter: &str, dice: &mut Dice| {
        let mark = dice.pick(kinds[kind]).replace('#', letter);
        if dice.coin() { format!("{k}{mark} + {b}") } else { format!("{b} + {k}{mark}") }
    };
    let stranger = if letter == "x" { "y" } else { "x" };
    let other = vec![write(away, letter, dice), write(away, letter, dice), write(at, stranger, dice)];
    Case { truth: write(at, letter, dice), same: vec![write(at, letter, dice), write(at, letter, dice)], other }
}

/// Codes of capitals: their order is all that they have.
pub(crate) fn codes(dice: &mut Dice) -> Case {
    let mut letters = vec!["K", "L", "M", "N", "P", "Q", "R", "T", "W", "Z"];
    dice.shuffle(&mut letters);
    let count = dice.range(2, 4) as usize;
    let own: String = letters[..count].concat();
    let turned: String = letters[..count].iter().rev().copied().collect();
    let away: String = letters[1..=count].concat();
    let wrap = |code: &str, dice: &mut Dice| {
        dice.pick(&[code.to_owned(), format!("\\text{{{code}}}"), format!("\\mathrm{{{code}}}"), format!("${code}$")])
    };
    let other = vec![
        wrap(&turned, dice),
        wrap(&away, dice),
        wrap(&letters[..count - 1].concat(), dice),
        wrap(&format!("{own}{}", letters[0]), dice),
    ];
    Case { truth: own.clone(), same: vec![wrap(&own, dice), wrap(&own, dice)], other }
}

/// Letters with indices.
pub(crate) fn indices(dice: &mut Dice) -> Case {
    let (name, at) = (dice.pick(&["v", "x", "a", "T", "R"]), dice.range(0, 12));
    let (k, b) = (dice.range(2, 9), dice.range(1, 9));
    let write = |name: &str, at: i64, dice: &mut Dice| {
        let index = if at < 10 && dice.coin() { format!("_{at}") } else { format!("_{{{at}}}") };
        if dice.coin() { format!("{k}{name}{index} + {b}") } else { format!("{b} + {k}{name}{index}") }
    };
    let other = vec![
        write(name, at + 1, dice),
        write("w", at, dice),
        format!("{k}{name} + {b}"),
        format!("{k}{name}^{{{at}}} + {b}"),
        format!("{k}\\cdot {at}{name} + {b}"),
    ];
    Case { truth: write(name, at, dice), same: vec![write(name, at, dice), write(name, at, dice)], other }
}

/// Operators, which don't cancel and whose order counts.
pub(crate) fn operators(dice: &mut Dice) -> Case {
    let (a, b) = dice.pick(&[("A", "B"), ("M", "N"), ("P", "Q")]);
    let (y, x) = dice.pick(&[("y", "x"), ("u", "t"), ("z", "s")]);
    let mut all: Vec<Vec<String>> = vec![
        vec![format!("\\frac{{d{y}}}{{d{x}}}"), format!("\\dfrac{{d{y}}}{{d{x}}}")],
        vec![format!("\\frac{{d{x}}}{{d{y}}}")],
        vec![format!("\\frac{{{y}}}{{{x}}}"), format!("{y}/{x}")],
        vec![format!("\\frac{{\\partial {y}}}{{\\partial {x}}}")],
        vec![format!("\\frac{{d^2{y}}}{{d{x}^2}}"), format!("\\frac{{d^2 {y}}}{{d{x}^2}}")],
        vec![format!("\\Delta {y}")],
        vec![format!("\\nabla {y}")],
        vec![format!("\\nabla \\cdot {y}")],
        vec![format!("\\nabla \\times {y}")],
        vec![format!("f \\circ g")],
        vec![format!("g \\circ f")],
        vec![format!("\\mathbf{{{a}}}\\mathbf{{{b}}}"), format!("\\mathbf{{{a}}} \\mathbf{{{b}}}")],
        vec![format!("\\mathbf{{{b}}}\\mathbf{{{a}}}")],
        vec![format!("{a}^T"), format!("{a}^{{T}}")],
        vec![format!("{a} \\otimes {b}")],
        vec![format!("{b} \\otimes {a}")],
        vec![format!("({a}{b})^T")],
        vec![format!("{y}")],
        vec![format!("{y}{x}")],
    ];
    dice.shuffle(&mut all);
    let same = all[0].clone();
    let other = (0..5)
        .map(|_| {
            let at = dice.range(1, all.len() as i64 - 1) as usize;
            dice.pick(&all[at])
        })
        .collect();
    Case { truth: dice.pick(&same), same, other }
}
