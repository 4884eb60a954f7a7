//! Laws of reading and printing expressions, over generated trees and garbage.

use proptest::prelude::*;
use rewards_core::expr::{
    Bracket, Constant, Fold, FoldKind, Function, Interval, Joint, Relation, SetOperator, Time, Tree, Unit, parse, print,
};
use rewards_core::{limits, number};

fn numeral(text: &str) -> Tree {
    Tree::Number(number::parse(text).unwrap())
}

fn leaf() -> impl Strategy<Value = Tree> {
    let names = [
        "x",
        "y",
        "z",
        "a",
        "b",
        "c",
        "k",
        "n",
        "t",
        "A",
        "B",
        "\\alpha",
        "\\theta",
        "x_{1}",
        "a_{n + 1}",
        "ABC",
        "\\vec{v}",
        "y'",
    ];
    prop_oneof![
        4 => (0u32..3000).prop_map(|n| numeral(&n.to_string())),
        1 => (0u32..500, 0u32..1000).prop_map(|(whole, places)| numeral(&format!("{whole}.{places:03}"))),
        1 => (1u32..50, 1u32..9).prop_map(|(whole, part)| numeral(&format!("{whole} {part}/{}", part + 1))),
        4 => prop::sample::select(names.to_vec()).prop_map(|name| Tree::Symbol(name.to_owned())),
        1 => prop::sample::select(vec![Constant::Pi, Constant::E, Constant::I]).prop_map(Tree::Constant),
    ]
}

/// Scalar expressions in the form that the reader gives them.
fn scalar() -> impl Strategy<Value = Tree> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let several = || prop::collection::vec(inner.clone(), 2..4);
        let index = prop::option::of(prop::sample::select(vec!["3", "4", "7"]));
        prop_oneof![
            3 => several().prop_map(Tree::sum),
            3 => several().prop_map(Tree::product),
            2 => inner.clone().prop_map(Tree::negate),
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| Tree::quotient(a, b)),
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| Tree::power(a, b)),
            1 => (boxed(), index).prop_map(|(a, n)| Tree::Root(a, n.map(|n| Box::new(numeral(n))))),
            1 => boxed().prop_map(Tree::PlusMinus),
            1 => (boxed(), 1u32..3).prop_map(|(a, order)| Tree::Factorial(a, order)),
            1 => (boxed(), boxed()).prop_map(|(a, b)| Tree::Binomial(a, b)),
            1 => boxed().prop_map(Tree::Percent),
            1 => boxed().prop_map(Tree::Degree),
            3 => (function(), inner.clone()).prop_map(|(f, a)| Tree::Call(f, vec![a])),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| Tree::Call(Function::Log, vec![a, b])),
            1 => several().prop_map(|items| Tree::Call(Function::Gcd, items)),
            1 => (inner.clone(), inner.clone(), inner.clone(), prop::bool::ANY).prop_map(|(a, b, body, product)| {
                let kind = if product { FoldKind::Product } else { FoldKind::Sum };
                Tree::Fold(Box::new(Fold { kind, variable: Some("k".to_owned()), lower: Some(a), upper: Some(b), body }))
            }),
        ]
    })
}

fn function() -> impl Strategy<Value = Function> {
    let named = |name: &str| Function::Named(name.to_owned());
    prop::sample::select(vec![
        Function::Sin,
        Function::Cos,
        Function::Tan,
        Function::Arcsin,
        Function::Arctan,
        Function::Sinh,
        Function::Artanh,
        Function::Log,
        Function::Ln,
        Function::Exp,
        Function::Abs,
        Function::Floor,
        Function::Ceil,
        Function::Sign,
        Function::Re,
        Function::Bar,
        named("f"),
        named("g'"),
        named("P"),
    ])
}

fn relation() -> impl Strategy<Value = Relation> {
    prop::sample::select(vec![
        Relation::Equal,
        Relation::NotEqual,
        Relation::Less,
        Relation::LessEqual,
        Relation::Greater,
        Relation::GreaterEqual,
        Relation::Approx,
    ])
}

fn unit() -> impl Strategy<Value = Unit> {
    let units = vec![
        (vec![("cm", 2)], true),
        (vec![("mi", 1), ("h", -1)], true),
        (vec![("$", 1)], true),
        (vec![("apples", 1)], false),
        (vec![("children tickets", 1)], false),
        (vec![("km", 1)], true),
        (vec![("m", 1), ("s", -2)], true),
        (vec![("°C", 1)], true),
        (vec![("$", 1), ("lb", -1)], true),
    ];
    prop::sample::select(units).prop_map(|(parts, known)| {
        let parts = parts.into_iter().map(|(name, power)| (name.to_owned(), power)).collect();
        Unit { parts, known }
    })
}

fn interval(closed: impl Strategy<Value = (bool, bool)>) -> impl Strategy<Value = Tree> {
    (scalar(), scalar(), closed).prop_map(|(low, high, (low_closed, high_closed))| {
        Tree::Interval(Box::new(Interval { low, high, low_closed, high_closed }))
    })
}

/// An interval in surroundings that make it one.
fn any_interval() -> impl Strategy<Value = Tree> {
    interval((prop::bool::ANY, prop::bool::ANY))
}

/// Structures over scalars.
fn structure() -> impl Strategy<Value = Tree> {
    let several = || prop::collection::vec(scalar(), 2..5);
    let brackets = prop::sample::select(vec![Bracket::Round, Bracket::Square, Bracket::Angle]);
    let operators = prop::sample::select(vec![SetOperator::Union, SetOperator::Intersection, SetOperator::Difference]);
    let joints = prop::sample::select(vec![Joint::Comma, Joint::And, Joint::Or]);
    prop_oneof![
        scalar(),
        (scalar(), unit()).prop_map(|(value, unit)| Tree::Quantity(Box::new(value), unit)),
        (several(), joints).prop_map(|(items, joint)| Tree::List(joint, items)),
        (several(), brackets).prop_map(|(items, bracket)| Tree::Group(bracket, items)),
        several().prop_map(Tree::Set),
        interval(prop::bool::ANY.prop_map(|closed| (closed, !closed))),
        (prop::collection::vec(any_interval(), 2..4), operators)
            .prop_map(|(items, operator)| Tree::Sets(operator, items)),
        (1usize..4, 1usize..4, prop::collection::vec(scalar(), 9)).prop_map(|(height, width, cells)| {
            Tree::Matrix(cells.chunks_exact(width).take(height).map(<[Tree]>::to_vec).collect())
        }),
        (several(), prop::collection::vec(relation(), 4)).prop_map(|(members, mut operators)| {
            operators.truncate(members.len() - 1);
            Tree::Relation(members, operators)
        }),
        (scalar(), any_interval()).prop_map(|(a, b)| Tree::Relation(vec![a, b], vec![Relation::In])),
        several().prop_map(Tree::Ratio),
        prop::collection::vec((scalar(), scalar()), 1..4).prop_map(|rows| {
            let when = |side| Some(Tree::Relation(vec![side, numeral("0")], vec![Relation::Less]));
            Tree::Cases(rows.into_iter().map(|(value, side)| (value, when(side))).collect())
        }),
        ("[1-4]{1,6}", 5u32..20).prop_map(|(digits, base)| Tree::Based(digits, base)),
        (1u8..13, 0u8..60, prop::bool::ANY).prop_map(|(hour, minute, pm)| Tree::Time(Time {
            hour,
            minute,
            second: None,
            afternoon: Some(pm)
        })),
        (prop::sample::select(vec!['A', 'B', 'E']), scalar())
            .prop_map(|(letter, content)| Tree::Labelled(letter, Box::new(content))),
    ]
}

/// A tree in plain notation, every operation in brackets; none where plain text has no spelling for it.
fn plain(tree: &Tree) -> Option<String> {
    let all = |items: &[Tree], sign: &str| -> Option<String> {
        let items: Option<Vec<String>> = items.iter().map(plain).collect();
        Some(items?.join(sign))
    };
    Some(match tree {
        Tree::Number(_) | Tree::Symbol(_) | Tree::Constant(_) => {
            let text = print(tree).replace('\\', "");
            if text.contains(['{', '\'']) {
                return None;
            }
            text
        }
        Tree::Sum(items) => {
            let mut text = Vec::new();
            for (index, item) in items.iter().enumerate() {
                text.push(match item {
                    Tree::Neg(inner) => format!(" - {}", plain(inner)?),
                    other if index > 0 => format!(" + {}", plain(other)?),
                    other => plain(other)?,
                });
            }
            format!("({})", text.concat())
        }
        Tree::Product(items) => format!("({})", all(items, "*")?),
        Tree::Neg(inner) => format!("(-{})", plain(inner)?),
        Tree::Quotient(a, b) => format!("({}/{})", plain(a)?, plain(b)?),
        // Several capitals are one name; a power behind them without brackets is that of the last.
        Tree::Power(a, b) => format!("(({})**{})", plain(a)?, plain(b)?),
        Tree::Root(a, None) => format!("sqrt({})", plain(a)?),
        Tree::Call(Function::Sin, items) => format!("sin({})", plain(&items[0])?),
        Tree::Call(Function::Abs, items) => format!("Abs({})", plain(&items[0])?),
        _ => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Printing and reading again gives the tree.
    #[test]
    fn printing_keeps_the_tree(tree in structure()) {
        let text = print(&tree);
        prop_assert_eq!(parse(&text), Ok(tree), "{}", text);
    }

    /// Another style of the same LaTeX is the same tree.
    #[test]
    fn style_changes_nothing(tree in structure(), [spaces, display, sides, dots] in any::<[bool; 4]>()) {
        let mut text = print(&tree);
        if display {
            text = text.replace("\\frac", "\\dfrac").replace("\\binom", "\\dbinom");
        }
        if sides {
            // Without sides, nested bars can't be told apart.
            prop_assume!(!text.contains("\\left|"));
            text = text.replace("\\left", "").replace("\\right", "");
        } else {
            text = text.replace("\\left", "\\biggl").replace("\\right", "\\biggr");
        }
        // Two vectors have two products.
        if dots && text.matches("\\vec").nth(1).is_none() {
            text = text.replace("\\cdot", "\\times");
        }
        // `2e+39` without spaces is a number.
        if spaces && !text.contains("e + ") && !text.contains("e - ") {
            text = text.replace(" + ", "+").replace(" - ", "-").replace(" = ", "\\,=\\;").replace("\\frac{", "\\frac {");
        }
        text = format!("$ {text} $");
        prop_assert_eq!(parse(&text), Ok(tree), "{}", text);
    }

    /// Python's spelling is the same tree.
    #[test]
    fn plain_text_is_the_same_tree(tree in scalar()) {
        if let Some(text) = plain(&tree) {
            prop_assert_eq!(parse(&text), Ok(tree.clone()), "{}", text);
            prop_assert_eq!(parse(&text.replace("**", "^").replace('*', "·")), Ok(tree), "{}", text);
        }
    }

    /// Raised digits are exponents.
    #[test]
    fn superscripts_are_powers(name in "[a-dx-z]", exponent in 0u32..10_000) {
        const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
        let raised: String = exponent.to_string().bytes().map(|digit| RAISED[usize::from(digit - b'0')]).collect();
        prop_assert_eq!(parse(&format!("{name}{raised} + 1")), parse(&format!("{name}^{{{exponent}}}+1")));
    }

    /// Any text at all is read or refused; what is read can be printed and read again.
    #[test]
    fn any_text_is_answered(text in "\\PC{0,60}") {
        if let Ok(tree) = parse(&text) {
            let _ = parse(&print(&tree));
        }
    }

    /// So is any heap of the notation's own pieces.
    #[test]
    fn any_notation_is_answered(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40)) {
        if let Ok(tree) = parse(&pieces.concat()) {
            prop_assert!(tree.height() <= limits::EXPR_HEIGHT);
            let _ = parse(&print(&tree));
        }
    }
}

const PIECES: &[&str] = &[
    "\\frac",
    "\\frac{",
    "}",
    "{",
    "\\sqrt",
    "[",
    "]",
    "(",
    ")",
    "\\left",
    "\\right",
    "|",
    "\\{",
    "\\}",
    "\\text{",
    "cm",
    " and ",
    "^",
    "_",
    "1",
    "34",
    "x",
    "sin",
    "\\log",
    "e",
    "\\pi",
    "+",
    "-",
    "/",
    "\\cdot",
    "=",
    "<",
    "\\in",
    "\\cup",
    ",",
    ":",
    "!",
    "%",
    "$",
    "'",
    " ",
    "\\\\",
    "&",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "\\begin{cases}",
    "\\sum",
    "\\int",
    "dx",
    "\\infty",
    "√",
    "²",
    "½",
    "°",
    "é",
    "中",
    "\u{200b}",
    ".",
    "...",
    "0.(3)",
    "\\overline",
    "\\over",
    "\\pmod",
    "Interval(",
    "[[",
    "f(",
    "\\circ",
    "\\phantom{",
    "\\pm",
    "\\langle",
    "\\|",
    "\\not",
    "3:45",
    "_{16}",
    "million",
    "\\mathbb{R}",
    "\n",
    "%x\n",
    "U",
    "**",
    "A)",
    "\\mathrm{",
    "e-5",
    "\"",
];

/// No piece, however often it is repeated, takes more than linear work: quadratic work over these lengths would not end.
#[test]
fn long_texts_take_linear_work() {
    let pieces = [
        "(",
        "[",
        "{",
        "\\frac",
        "\\text{",
        "|",
        "$",
        "1 ",
        "x",
        "1,",
        "\\left|",
        "a|",
        "{|",
        "]",
        "%",
        "'",
        "!",
        "\\begin{cases}",
        "&",
        "5 cm ",
        "and ",
        "\\text{a}",
        "\\text{ }",
        "0.",
        "1/",
        "1-",
        "\\%",
        "x:",
        "1:2 ",
        "$1 ",
        "word ",
        "[1,",
        "A) ",
        "\\cup A",
        "e5",
        "1 1/2 ",
        "\\phantom{",
        "\u{200b}",
        "½",
        "²",
    ];
    for piece in pieces {
        let text = piece.repeat(limits::EXPR_BYTES / piece.len());
        if let Ok(tree) = parse(&text) {
            let _ = print(&tree);
        }
    }
}
