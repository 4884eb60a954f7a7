//! Nested sets, products of matrices, signs that are linked or not, ratios, times, ranges, dates, cycles, chains, labels, bound letters.

use super::formula::{int, power, times};
use super::{Case, Dice, Formula, Q, show};
use Formula::{Name, Num, Sum};

/// A set or tuple of numbers, sets and tuples.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Nest {
    Number(i64),
    Set(Vec<Nest>),
    Tuple(Vec<Nest>),
}

use Nest::{Number, Set, Tuple};

impl Nest {
    fn any(dice: &mut Dice, depth: i64) -> Self {
        if depth == 0 {
            return Number(dice.range(-9, 20));
        }
        let count = dice.range(2, 3);
        let items: Vec<Self> = (0..count)
            .map(|_| {
                let depth = dice.range(0, depth - 1);
                Self::any(dice, depth)
            })
            .collect();
        if dice.coin() { Set(items) } else { Tuple(items) }
    }

    /// What it is, whatever the order in its sets.
    fn sorted(&self) -> Self {
        match self {
            Number(n) => Number(*n),
            Tuple(items) => Tuple(items.iter().map(Self::sorted).collect()),
            Set(items) => {
                let mut items: Vec<Self> = items.iter().map(Self::sorted).collect();
                items.sort();
                items.dedup();
                Set(items)
            }
        }
    }

    fn slip(&self, dice: &mut Dice) -> Self {
        let (items, is_set) = match self {
            Number(n) => return Number(n + dice.nonzero(-3, 3)),
            Set(items) => (items, true),
            Tuple(items) => (items, false),
        };
        let mut items = items.clone();
        let at = dice.range(0, items.len() as i64 - 1) as usize;
        match dice.range(0, 5) {
            0 => items[at] = Set(vec![items[at].clone()]),
            1 => {
                let next = (at + 1) % items.len();
                items.swap(at, next);
            }
            2 => return if is_set { Tuple(items) } else { Set(items) },
            3 => items.push(Number(dice.range(21, 40))),
            _ => items[at] = items[at].slip(dice),
        }
        if is_set { Set(items) } else { Tuple(items) }
    }

    fn write(&self, dice: &mut Dice) -> String {
        match self {
            Number(n) => n.to_string(),
            Set(items) => {
                let mut items = items.clone();
                dice.shuffle(&mut items);
                let texts: Vec<String> = items.iter().map(|item| item.write(dice)).collect();
                format!("\\{{{}\\}}", texts.join(", "))
            }
            Tuple(items) => {
                let texts: Vec<String> = items.iter().map(|item| item.write(dice)).collect();
                format!("({})", texts.join(", "))
            }
        }
    }
}

/// Sets and tuples inside each other.
pub(crate) fn nested_sets(dice: &mut Dice) -> Case {
    let items = (0..dice.range(2, 3)).map(|_| Nest::any(dice, 1)).collect();
    let own = Set(items);
    let mut other = Vec::new();
    for _ in 0..5 {
        let changed = own.slip(dice);
        if changed.sorted() != own.sorted() {
            other.push(changed.write(dice));
        }
    }
    Case { truth: own.write(dice), same: vec![own.write(dice), own.write(dice)], other }
}

type Cells = Vec<Vec<i64>>;

fn multiply(a: &Cells, b: &Cells) -> Cells {
    a.iter()
        .map(|row| (0..b[0].len()).map(|j| row.iter().zip(b).map(|(x, line)| x * line[j]).sum()).collect())
        .collect()
}

fn spell(cells: &Cells, dice: &mut Dice) -> String {
    let kind = dice.pick(&["pmatrix", "bmatrix"]);
    let rows: Vec<String> =
        cells.iter().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join(" & ")).collect();
    format!("\\begin{{{kind}}} {} \\end{{{kind}}}", rows.join(" \\\\ "))
}

/// Sums, multiples and products of matrices, transposes, and vectors with a factor before them.
pub(crate) fn matrix_arithmetic(dice: &mut Dice) -> Case {
    let size = dice.range(2, 3);
    let any =
        |dice: &mut Dice| -> Cells { (0..size).map(|_| (0..size).map(|_| dice.range(-9, 9)).collect()).collect() };
    let (a, b) = (any(dice), any(dice));
    let k = dice.range(2, 9);
    let each = |f: &dyn Fn(usize, usize) -> i64| -> Cells {
        (0..size as usize).map(|i| (0..size as usize).map(|j| f(i, j)).collect()).collect()
    };
    let (worth, text, stranger): (Cells, String, Cells) = match dice.range(0, 3) {
        0 => (each(&|i, j| k * a[i][j]), format!("{k}{}", spell(&a, dice)), each(&|i, j| a[i][j] + k)),
        1 => (
            each(&|i, j| a[i][j] + b[i][j]),
            format!("{} + {}", spell(&a, dice), spell(&b, dice)),
            each(&|i, j| a[i][j] - b[i][j]),
        ),
        2 => (multiply(&a, &b), format!("{} {}", spell(&a, dice), spell(&b, dice)), multiply(&b, &a)),
        _ => (each(&|i, j| a[j][i]), format!("{}^T", spell(&a, dice)), a.clone()),
    };
    let mut changed = worth.clone();
    let (i, j) = (dice.range(0, size - 1) as usize, dice.range(0, size - 1) as usize);
    changed[i][j] += dice.nonzero(-3, 3);
    let mut other = vec![spell(&changed, dice), worth[0][0].to_string()];
    if stranger != worth {
        other.push(spell(&stranger, dice));
    }
    Case { truth: spell(&worth, dice), same: vec![text, spell(&worth, dice)], other }
}

/// A point with a factor before it.
pub(crate) fn scaled_points(dice: &mut Dice) -> Case {
    let (k, a, b) = (dice.range(2, 12), dice.range(-20, 20), dice.nonzero(-20, 20));
    let point = |a: i64, b: i64, dice: &mut Dice| {
        let (a, b) = (show(&Num(Q::new(a.into(), k.into())), dice), show(&Num(Q::new(b.into(), k.into())), dice));
        format!("({a}, {b})")
    };
    let same = vec![format!("\\frac{{1}}{{{k}}}({a}, {b})"), point(a, b, dice)];
    let mut other = vec![
        format!("\\frac{{1}}{{{}}}({a}, {b})", k + 1),
        format!("\\frac{{1}}{{{k}}}({a}, {})", b + 1),
        format!("({a}, {b})"),
        point(a + 1, b, dice),
    ];
    if a != b {
        other.push(format!("\\frac{{1}}{{{k}}}({b}, {a})"));
    }
    Case { truth: point(a, b, dice), same, other }
}

/// Two signs of their own, and two that are linked.
pub(crate) fn two_signs(dice: &mut Dice) -> Case {
    let (a, b) = loop {
        let (a, b) = (dice.range(2, 30), dice.range(1, 29));
        if a != b {
            break (a, b);
        }
    };
    // Roots keep the terms from being added up.
    let (s, t) = dice.pick(&[("\\sqrt{2}", "\\sqrt{3}"), ("\\sqrt{5}", "\\sqrt{7}"), ("\\pi", "\\sqrt{2}")]);
    let (x, y) = (format!("{a}{s}"), format!("{b}{t}"));
    let list = |items: &[String], dice: &mut Dice| {
        let mut items = items.to_vec();
        dice.shuffle(&mut items);
        format!("\\{{{}\\}}", items.join(", "))
    };
    let four = [format!("{x}+{y}"), format!("{x}-{y}"), format!("-{x}+{y}"), format!("-{x}-{y}")];
    let (outer, inner) = ([four[0].clone(), four[3].clone()], [four[1].clone(), four[2].clone()]);
    let linked = dice.coin();
    if linked {
        let other =
            vec![list(&outer, dice), list(&four, dice), four[1].clone(), format!("\\pm {y} \\mp {}\\cdot 2", x)];
        return Case { truth: list(&inner, dice), same: vec![format!("\\pm {x} \\mp {y}")], other };
    }
    let one = [four[0].clone(), four[1].clone()];
    let other = vec![
        list(&four, dice),
        list(&inner, dice),
        format!("{x} \\pm {}\\cdot 2", y),
        four[0].clone(),
        format!("-{x} \\pm {y}"),
    ];
    Case { truth: list(&one, dice), same: vec![format!("{x} \\pm {y}")], other }
}

/// Ratios, with parts that may be zero: no part is dropped.
pub(crate) fn ratios_with_zero(dice: &mut Dice) -> Case {
    let count = dice.range(2, 4) as usize;
    let own: Vec<i64> = loop {
        let own: Vec<i64> = (0..count).map(|_| if dice.one_in(3) { 0 } else { dice.range(1, 30) }).collect();
        if own.iter().any(|part| *part != 0) {
            break own;
        }
    };
    let write = |parts: &[i64], k: i64| parts.iter().map(|part| (part * k).to_string()).collect::<Vec<_>>().join(":");
    let mut other = vec![write(&vec![0; count], 1), write(&own[1..], 1), write(&[own.clone(), vec![1]].concat(), 1)];
    let mut changed = own.clone();
    let at = dice.range(0, count as i64 - 1) as usize;
    changed[at] = i64::from(own[at] == 0);
    other.push(write(&changed, 1));
    if own.len() == 2 {
        other.remove(1);
    }
    Case { truth: write(&own, 1), same: vec![write(&own, 1), write(&own, 1).replace(':', " : ")], other }
}

/// Times of the day, which are no ratios.
pub(crate) fn times_and_ratios(dice: &mut Dice) -> Case {
    let (hour, minute) = (dice.range(1, 7), dice.range(10, 19));
    let k = dice.range(2, 3);
    let own = format!("{hour}:{minute}");
    let other = vec![
        format!("{}:{}", hour * k, minute * k),
        format!("{hour}:{}", minute + 1),
        format!("{}:{minute}", hour + 1),
        format!("{hour}.{minute}"),
        format!("{}", hour * 60 + minute),
        format!("{minute}:{hour}"),
        format!("0:{minute}"),
    ];
    Case { truth: own.clone(), same: vec![format!("{hour} : {minute}"), format!("${own}$")], other }
}

/// Ranges of years or pages, which are no differences.
pub(crate) fn ranges(dice: &mut Dice) -> Case {
    let from = dice.range(1500, 2000);
    let to = from + dice.range(1, 99);
    let way = |from: i64, to: i64, dice: &mut Dice| format!("{from}{}{to}", dice.pick(&["–", "--", "–"]));
    let other = vec![
        way(from, to + 1, dice),
        way(from - 1, to, dice),
        way(to, from, dice),
        format!("{}", from - to),
        format!("{}", to - from),
        format!("{from}"),
        format!("{from}, {to}"),
    ];
    Case { truth: format!("{from}–{to}"), same: vec![way(from, to, dice), format!("\\text{{{from}–{to}}}")], other }
}

/// Dates, which are no arithmetic.
pub(crate) fn dates(dice: &mut Dice) -> Case {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (month, day, year) = (dice.range(0, 11) as usize, dice.range(1, 28), dice.range(1800, 2050));
    let words = |month: usize, day: i64, year: i64| format!("{} {day}, {year}", MONTHS[month]);
    let digits = |month: usize, day: i64, year: i64| format!("{year}-{:02}-{day:02}", month + 1);
    if dice.coin() {
        let other = vec![
            digits(month, day % 28 + 1, year),
            digits((month + 1) % 12, day, year),
            digits(month, day, year + 1),
            format!("{}", year - month as i64 - 1 - day),
            format!("{year}"),
            format!("{}-{:02}-{:02}", year + 1, month + 1, day + 1),
        ];
        return Case {
            truth: digits(month, day, year),
            same: vec![format!("\\text{{{}}}", digits(month, day, year))],
            other,
        };
    }
    let other = vec![
        words(month, day % 28 + 1, year),
        words((month + 1) % 12, day, year),
        words(month, day, year + 1),
        format!("{year}"),
        format!("{day}"),
        MONTHS[month].to_owned(),
    ];
    Case {
        truth: words(month, day, year),
        same: vec![format!("\\text{{{}}}", words(month, day, year)), format!("{}.", words(month, day, year))],
        other,
    }
}

/// Cycles of a permutation: each may begin anywhere, none may turn round.
pub(crate) fn cycles(dice: &mut Dice) -> Case {
    let mut all: Vec<i64> = (1..=7).collect();
    dice.shuffle(&mut all);
    let (first, second) = (all[..3].to_vec(), all[3..5 + dice.range(0, 1) as usize].to_vec());
    let write = |cycle: &[i64]| format!("({})", cycle.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    let own = format!("{}{}", write(&first), write(&second));
    let mut turned = first.clone();
    turned.reverse();
    let mut changed = first.clone();
    changed[0] = all[6];
    let other = vec![
        format!("{}{}", write(&turned), write(&second)),
        write(&first),
        write(&second),
        format!("{}{}", write(&changed), write(&second)),
        write(&[first.clone(), second.clone()].concat()),
    ];
    Case { truth: own.clone(), same: vec![own.replace(")(", ") (")], other }
}

/// Chains of computation: a true one stands for its end, a false one for nothing.
pub(crate) fn chains(dice: &mut Dice) -> Case {
    let (a, b, c) = (dice.range(2, 40), dice.range(2, 40), dice.range(2, 90));
    let sign = dice.pick(&["\\cdot", "\\times"]);
    let worth = a * b + c;
    let same = vec![
        format!("{a} {sign} {b} + {c} = {worth}"),
        format!("{a} {sign} {b} + {c} = {} + {c} = {worth}", a * b),
        format!("{worth}"),
    ];
    let other = vec![
        format!("{a} {sign} {b} + {c} = {}", worth + 1),
        format!("{a} {sign} {b} + {c} = {} + {c} = {worth}", a * b + 1),
        format!("{a} {sign} {} + {c} = {worth}", b + 1),
        format!("{worth} = {}", worth + 1),
        format!("{} = {worth}", worth + 1),
        format!("{}", worth + 1),
    ];
    Case { truth: worth.to_string(), same, other }
}

/// Labels on the left of a value.
pub(crate) fn labels(dice: &mut Dice) -> Case {
    let (k, value) = (dice.range(1, 9), Q::any(dice, 60));
    let label = dice.pick(&[
        "P(X \\ge #)",
        "a_{#}",
        "f(#)",
        "|A|",
        "S_{#}",
        "\\lim_{n \\to \\infty} a_n",
        "P(A)",
        "m+n",
        "N",
        "\\sin\\theta",
    ]);
    let label = label.replace('#', &k.to_string());
    let changed = value.slip(dice);
    let same = vec![format!("{label} = {}", show(&Num(value), dice)), show(&Num(value), dice)];
    let other = vec![
        format!("{label} = {}", show(&Num(changed), dice)),
        show(&Num(changed), dice),
        format!("{label} < {}", show(&Num(value), dice)),
        format!("{label} \\ne {}", show(&Num(value), dice)),
        label,
    ];
    Case { truth: show(&Num(value), dice), same, other }
}

/// A function's letter is bound: another will do as well, but only throughout.
pub(crate) fn bound_letters(dice: &mut Dice) -> Case {
    let (a, b, c) = (dice.range(2, 9), dice.nonzero(-9, 9), dice.range(2, 5));
    let body = |a: i64, b: i64, c: i64, letter: &'static str| {
        Sum(vec![times(Q::int(a), power(Name(letter), int(c))), times(Q::int(b), Name(letter))])
    };
    let write = |a: i64, b: i64, c: i64, of: &str, letter: &'static str, dice: &mut Dice| {
        format!("f({of}) = {}", show(&body(a, b, c, letter), dice))
    };
    let same = vec![write(a, b, c, "x", "x", dice), write(a, b, c, "t", "t", dice)];
    let other = vec![
        write(a, b, c, "x", "t", dice),
        write(a, b, c, "t", "x", dice),
        write(a + 1, b, c, "x", "x", dice),
        write(a, -b, c, "t", "t", dice),
        write(a, b, c + 1, "t", "t", dice),
    ];
    Case { truth: write(a, b, c, "x", "x", dice), same, other }
}

/// Equations of curves, which may be multiplied, and are never their right side.
pub(crate) fn curves(dice: &mut Dice) -> Case {
    let (a, b, r) = (dice.range(-9, 9), dice.range(1, 9), dice.range(2, 60));
    let k = dice.range(2, 5);
    let part = |x: &str, a: i64| match a {
        0 => format!("{x}^2"),
        ..0 => format!("({x}+{})^2", -a),
        _ => format!("({x}-{a})^2"),
    };
    let circle = |a: i64, b: i64, r: i64| format!("{} + {} = {r}", part("x", a), part("y", b));
    let same = vec![
        format!("{} + {} = {r}", part("y", b), part("x", a)),
        format!("{r} = {} + {}", part("x", a), part("y", b)),
        format!("{k}{} + {k}{} = {}", part("x", a), part("y", b), k * r),
        format!("{} + {} - {r} = 0", part("x", a), part("y", b)),
    ];
    let other = vec![
        circle(a, b, r + 1),
        circle(a + 1, b, r),
        circle(-a - 1, b, r),
        format!("{} - {} = {r}", part("x", a), part("y", b)),
        format!("{k}{} + {} = {r}", part("x", a), part("y", b)),
        format!("{} + {}", part("x", a), part("y", b)),
        format!("{} + {} \\le {r}", part("x", a), part("y", b)),
    ];
    Case { truth: circle(a, b, r), same, other }
}
