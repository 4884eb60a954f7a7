//! Laws of equality: what is the same stays the same however it is spelled, and what is changed is never accepted.

use proptest::collection::vec;
use proptest::prelude::*;
use rewards_core::equal::{Options, Relation, Truth, compare, math_equal};

/// An expression of the tests' own, with an evaluator of its own to serve as the oracle.
#[derive(Clone, Debug)]
enum Made {
    Int(i64),
    Var(char),
    Add(Vec<Made>),
    Mul(Vec<Made>),
    Div(Box<Made>, Box<Made>),
    Pow(Box<Made>, u32),
    Sqrt(Box<Made>),
    Sin(Box<Made>),
}

impl Made {
    fn value(&self, x: f64, y: f64) -> f64 {
        match self {
            Self::Int(n) => *n as f64,
            Self::Var('x') => x,
            Self::Var(_) => y,
            Self::Add(items) => items.iter().map(|item| item.value(x, y)).sum(),
            Self::Mul(items) => items.iter().map(|item| item.value(x, y)).product(),
            // Where something is divided by zero there is nothing to compare.
            Self::Div(a, b) => match b.value(x, y) {
                0.0 => f64::NAN,
                b => a.value(x, y) / b,
            },
            Self::Pow(a, n) => a.value(x, y).powi(i32::try_from(*n).unwrap()),
            Self::Sqrt(a) => a.value(x, y).sqrt(),
            Self::Sin(a) => a.value(x, y).sin(),
        }
    }

    /// The number of integers in it.
    fn count(&self) -> usize {
        match self {
            Self::Int(_) => 1,
            Self::Var(_) => 0,
            Self::Add(items) | Self::Mul(items) => items.iter().map(Self::count).sum(),
            Self::Div(a, b) => a.count() + b.count(),
            Self::Pow(a, _) | Self::Sqrt(a) | Self::Sin(a) => a.count(),
        }
    }

    /// Changes one integer.
    fn perturb(&mut self, at: &mut usize, by: i64) {
        match self {
            Self::Int(n) => {
                if *at == 0 {
                    *n = if by == 0 { -*n } else { *n + by };
                }
                *at = at.wrapping_sub(1);
            }
            Self::Var(_) => {}
            Self::Add(items) | Self::Mul(items) => items.iter_mut().for_each(|item| item.perturb(at, by)),
            Self::Div(a, b) => {
                a.perturb(at, by);
                b.perturb(at, by);
            }
            Self::Pow(a, _) | Self::Sqrt(a) | Self::Sin(a) => a.perturb(at, by),
        }
    }

    /// The same value in another shape, by the choices in `dice`.
    fn reshape(&self, dice: &mut Dice) -> Self {
        let shaped = match self {
            Self::Int(n) if *n > 1 && dice.roll(8) == 0 => Self::Add(vec![Self::Int(n - 1), Self::Int(1)]),
            Self::Int(_) | Self::Var(_) => self.clone(),
            Self::Add(items) => Self::Add(dice.shuffle(items)),
            Self::Mul(items) => {
                let items = dice.shuffle(items);
                match items.as_slice() {
                    // a (b + c) = a b + a c
                    [a, Self::Add(terms)] if dice.roll(2) == 0 => {
                        Self::Add(terms.iter().map(|term| Self::Mul(vec![a.clone(), term.clone()])).collect())
                    }
                    _ => Self::Mul(items),
                }
            }
            Self::Div(a, b) => {
                let (a, b) = (a.reshape(dice), b.reshape(dice));
                if dice.roll(2) == 0 {
                    let factor = Self::Int(i64::try_from(dice.roll(7)).unwrap() + 2);
                    Self::Div(Box::new(Self::Mul(vec![factor.clone(), a])), Box::new(Self::Mul(vec![b, factor])))
                } else {
                    Self::Div(Box::new(a), Box::new(b))
                }
            }
            Self::Pow(a, n) => {
                let a = a.reshape(dice);
                if dice.roll(2) == 0 { Self::Mul(vec![a; *n as usize]) } else { Self::Pow(Box::new(a), *n) }
            }
            Self::Sqrt(a) => Self::Sqrt(Box::new(a.reshape(dice))),
            Self::Sin(a) => Self::Sin(Box::new(a.reshape(dice))),
        };
        match dice.roll(12) {
            0 => Self::Add(vec![shaped, Self::Int(0)]),
            1 => Self::Mul(vec![Self::Int(1), shaped]),
            _ => shaped,
        }
    }

    /// Writes it, in LaTeX or plainly, with or without spaces and sized brackets.
    fn write(&self, style: u8) -> String {
        let latex = style & 1 == 1;
        let space = if style & 2 == 2 { " " } else { "" };
        let (open, close) = if style & 4 == 4 && latex { ("\\left(", "\\right)") } else { ("(", ")") };
        let grouped = |item: &Self| match item {
            Self::Int(n) if *n >= 0 => item.write(style),
            Self::Var(_) | Self::Sin(_) => item.write(style),
            Self::Sqrt(_) => item.write(style),
            _ => format!("{open}{}{close}", item.write(style)),
        };
        match self {
            Self::Int(n) if style & 8 == 8 && *n >= 0 => format!("{n}.0"),
            Self::Int(n) => n.to_string(),
            Self::Var(name) => name.to_string(),
            Self::Add(items) => items.iter().map(grouped).collect::<Vec<_>>().join(&format!("{space}+{space}")),
            Self::Mul(items) => {
                let times = if latex { format!("{space}\\cdot ") } else { format!("{space}*{space}") };
                items.iter().map(grouped).collect::<Vec<_>>().join(&times)
            }
            Self::Div(a, b) if latex => {
                let command = if style & 2 == 2 { "\\dfrac" } else { "\\frac" };
                format!("{command}{{{}}}{{{}}}", a.write(style), b.write(style))
            }
            Self::Div(a, b) => format!("{open}{}{close}/{open}{}{close}", a.write(style), b.write(style)),
            Self::Pow(a, n) if latex => format!("{}^{{{n}}}", grouped(a)),
            Self::Pow(a, n) => format!("{}**{n}", grouped(a)),
            Self::Sqrt(a) if latex => format!("\\sqrt{{{}}}", a.write(style)),
            Self::Sqrt(a) => format!("sqrt({})", a.write(style)),
            Self::Sin(a) if latex => format!("\\sin{open}{}{close}", a.write(style)),
            Self::Sin(a) => format!("sin({})", a.write(style)),
        }
    }
}

/// Choices that a list of bytes makes.
struct Dice(Vec<u8>, usize);

impl Dice {
    fn roll(&mut self, sides: u8) -> usize {
        self.1 += 1;
        usize::from(self.0[self.1 % self.0.len()].wrapping_add((self.1 as u8).wrapping_mul(7)) % sides)
    }

    fn shuffle(&mut self, items: &[Made]) -> Vec<Made> {
        let mut items: Vec<Made> = items.iter().map(|item| item.reshape(self)).collect();
        for i in (1..items.len()).rev() {
            items.swap(i, self.roll(u8::try_from(i + 1).unwrap()));
        }
        items
    }
}

/// Expressions of two variables; roots and sines only where asked for.
fn made(transcendental: bool) -> impl Strategy<Value = Made> {
    let leaf = prop_oneof![(-30i64..30).prop_map(Made::Int), Just(Made::Var('x')), Just(Made::Var('y'))];
    leaf.prop_recursive(3, 16, 3, move |inner| {
        let rational = prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Made::Add),
            vec(inner.clone(), 2..4).prop_map(Made::Mul),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Made::Div(Box::new(a), Box::new(b))),
            (inner.clone(), 2u32..5).prop_map(|(a, n)| Made::Pow(Box::new(a), n)),
        ];
        if transcendental {
            prop_oneof![
                4 => rational,
                1 => inner.clone().prop_map(|a| Made::Sqrt(Box::new(a))),
                1 => inner.prop_map(|a| Made::Sin(Box::new(a))),
            ]
            .boxed()
        } else {
            rational.boxed()
        }
    })
}

/// Whether the tests' own evaluator sees two values, far enough apart to be no rounding error.
fn differ(a: &Made, b: &Made) -> bool {
    [(0.7, 1.9), (2.3, 0.4), (1.1, 3.7)].iter().any(|&(x, y)| {
        let (p, q) = (a.value(x, y), b.value(x, y));
        p.is_finite() && q.is_finite() && (p - q).abs() > 1e-6 * p.abs().max(q.abs()).max(1e-3)
    })
}

/// Whether there is a value to compare at all.
fn is_defined(a: &Made) -> bool {
    [(0.7, 1.9), (2.3, 0.4), (1.1, 3.7), (0.3, 0.2)].iter().all(|&(x, y)| {
        let value = a.value(x, y);
        value.is_finite() && value.abs() < 1e9
    })
}

fn relate(answer: &str, truth: &str) -> Relation {
    compare(answer, &Truth::new(truth), &Options::default()).relation
}

proptest! {
    #[test]
    fn every_text_equals_itself(text in "\\PC{0,40}") {
        prop_assert!(math_equal(&text, &text));
    }

    #[test]
    fn any_two_texts_are_compared(a in "[-+*/^_{}()\\[\\]0-9a-z\\\\., =<|&%$!~]{0,60}", b in "\\PC{0,30}") {
        let _ = (math_equal(&a, &b), math_equal(&b, &a));
    }

    #[test]
    fn rational_functions_keep_their_value_in_any_spelling(
        made in made(false), dice in vec(any::<u8>(), 16), styles in (0u8..8, 0u8..16),
    ) {
        prop_assume!(is_defined(&made));
        let other = made.reshape(&mut Dice(dice, 0));
        let (a, b) = (other.write(styles.1), made.write(styles.0));
        prop_assert!(math_equal(&a, &b), "{} beside {}: {:?}", a, b, relate(&a, &b));
    }

    #[test]
    fn roots_and_sines_keep_their_value_in_any_spelling(
        made in made(true), dice in vec(any::<u8>(), 16), styles in (0u8..8, 0u8..16),
    ) {
        prop_assume!(is_defined(&made));
        let other = made.reshape(&mut Dice(dice, 0));
        let (a, b) = (other.write(styles.1), made.write(styles.0));
        let relation = relate(&a, &b);
        // "Can't tell" is allowed where too few points lie in the domain, a wrong verdict is not.
        prop_assert!(relation != Relation::FalseChain && relation != Relation::Unparseable, "{} beside {}", a, b);
        if !relation.is_accepted() {
            let back = compare(&a, &Truth::new(&b), &Options::default());
            prop_assert!(back.rule.as_str() == "structure" || back.relation == Relation::Budget, "{} beside {}: {:?}", a, b, back);
        }
    }

    #[test]
    fn a_changed_expression_is_never_accepted(
        made in made(true), at in any::<prop::sample::Index>(), by in prop_oneof![Just(0i64), Just(1), Just(-1), Just(10)],
        dice in vec(any::<u8>(), 16), styles in (0u8..8, 0u8..8),
    ) {
        prop_assume!(made.count() > 0);
        let mut changed = made.clone();
        changed.perturb(&mut at.index(made.count()), by);
        prop_assume!(differ(&made, &changed));
        let changed = changed.reshape(&mut Dice(dice, 0));
        let (a, b) = (changed.write(styles.1), made.write(styles.0));
        prop_assert!(!math_equal(&a, &b), "{} beside {}", a, b);
        prop_assert!(!math_equal(&b, &a), "{} beside {}", b, a);
    }

    #[test]
    fn equality_of_exact_things_is_symmetric(a in made(false), b in made(false), styles in (0u8..8, 0u8..8)) {
        let (a, b) = (a.write(styles.0), b.write(styles.1));
        prop_assert_eq!(math_equal(&a, &b), math_equal(&b, &a), "{} beside {}", a, b);
    }

    #[test]
    fn decimals_that_end_are_their_fractions(n in -9999i64..9999, places in 0u32..5) {
        let scale = 10i64.pow(places);
        let decimal = format!("{}{}.{:0width$}", if n < 0 { "-" } else { "" }, (n / scale).abs(), (n % scale).abs(), width = places as usize);
        let decimal = decimal.trim_end_matches('.').to_owned();
        let decimal = if places == 0 { n.to_string() } else { decimal };
        let fraction = format!("\\frac{{{n}}}{{{scale}}}");
        prop_assert!(math_equal(&decimal, &fraction), "{} beside {}", decimal, fraction);
        prop_assert!(math_equal(&fraction, &decimal), "{} beside {}", fraction, decimal);
    }

    #[test]
    fn intervals_count_their_ends(a in -50i64..50, width in 1i64..50, kinds in 0usize..4, spelling in 0usize..4, change in 0usize..4) {
        let b = a + width;
        let brackets = [("(", ")"), ("(", "]"), ("[", ")"), ("[", "]")];
        let signs = [("<", "<"), ("<", "\\le"), ("\\le", "<"), ("\\leq", "\\leq")];
        let write = |a: i64, b: i64, kind: usize, spelling: usize| match spelling {
            0 => format!("{}{a},{b}{}", brackets[kind].0, brackets[kind].1),
            1 => format!("\\left{} {a}, {b} \\right{}", brackets[kind].0, brackets[kind].1),
            2 => format!("{a} {} x {} {b}", signs[kind].0, signs[kind].1),
            _ => format!("x \\in {}{a}, {b}{}", brackets[kind].0, brackets[kind].1),
        };
        let truth = write(a, b, kinds, 0);
        prop_assert!(math_equal(&write(a, b, kinds, spelling), &truth));
        let changed = match change {
            0 => write(a - 1, b, kinds, spelling),
            1 => write(a, b + 1, kinds, spelling),
            2 => write(a, b, kinds ^ 1, spelling),
            _ => write(a, b, kinds ^ 2, spelling),
        };
        prop_assert!(!math_equal(&changed, &truth), "{} beside {}", changed, truth);
    }

    #[test]
    fn unions_are_joined_in_any_order(mut ends in vec(-99i64..99, 4..8), dice in any::<prop::sample::Index>()) {
        ends.sort_unstable();
        ends.dedup();
        prop_assume!(ends.len() >= 4 && ends.windows(2).all(|pair| pair[1] - pair[0] > 1));
        let parts: Vec<String> = ends.chunks_exact(2).map(|pair| format!("({},{})", pair[0], pair[1])).collect();
        let mut turned = parts.clone();
        turned.rotate_left(dice.index(parts.len()));
        let truth = parts.join(" \\cup ");
        prop_assert!(math_equal(&turned.join("\\cup"), &truth));
        prop_assert!(!math_equal(&turned[1..].join("\\cup"), &truth));
        let shrunk = truth.replacen('(', "[", 1);
        prop_assert!(!math_equal(&shrunk, &truth));
    }

    #[test]
    fn tuples_keep_their_order_and_sets_do_not(mut items in vec(-99i64..99, 2..6), turn in any::<prop::sample::Index>()) {
        let by = turn.index(items.len() - 1) + 1;
        let join = |items: &[i64]| items.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let mut turned = items.clone();
        turned.rotate_left(by);
        let (tuple, other) = (format!("({})", join(&items)), format!("\\left({}\\right)", join(&turned)));
        prop_assert_eq!(math_equal(&other, &tuple), items == turned);
        prop_assert!(math_equal(&join(&turned), &join(&items)));
        let (set, same_set) = (format!("\\{{{}\\}}", join(&items)), format!("\\{{{}\\}}", join(&turned)));
        prop_assert!(math_equal(&same_set, &set));
        let column = format!("\\begin{{pmatrix}} {} \\end{{pmatrix}}", items.iter().map(i64::to_string).collect::<Vec<_>>().join(" \\\\ "));
        prop_assert!(math_equal(&tuple, &column) && math_equal(&column, &tuple));
        // A member less, or one changed, is another thing; a value said twice is still that value.
        prop_assume!(items.iter().any(|item| *item != items[0]));
        let truth = join(&items);
        prop_assert!(!math_equal(&join(&items[1..]), &truth));
        items[0] += 1000;
        prop_assert!(!math_equal(&join(&items), &truth));
    }

    #[test]
    fn equations_are_equal_up_to_a_factor(a in 1i64..9, b in 1i64..9, c in -9i64..9, k in prop_oneof![-5i64..-1, 2i64..6], style in 0usize..4) {
        let truth = format!("{a}x + {b}y = {c}");
        let answer = match style {
            0 => format!("{}x + {}y = {}", a * k, b * k, c * k).replace("+ -", "- "),
            1 => format!("{b}y = {c} - {a}x"),
            2 => format!("y = \\frac{{{c} - {a}x}}{{{b}}}"),
            _ => format!("{a}x + {b}y - ({c}) = 0"),
        };
        prop_assert!(math_equal(&answer, &truth), "{} beside {}", answer, truth);
        let changed = format!("{a}x + {b}y = {}", c + 1);
        prop_assert!(!math_equal(&changed, &truth));
        let changed = format!("{a}x - {b}y = {c}");
        prop_assert!(!math_equal(&changed, &truth));
    }

    #[test]
    fn a_list_with_the_truth_in_it_is_not_the_truth(truth in -500i64..500, others in vec(-500i64..500, 1..5), place in any::<prop::sample::Index>(), joint in 0usize..4) {
        prop_assume!(others.iter().any(|other| *other != truth));
        let mut items: Vec<String> = others.iter().map(i64::to_string).collect();
        items.insert(place.index(items.len() + 1), truth.to_string());
        let answer = items.join([", ", " or ", " and ", "; "][joint]);
        prop_assert!(!math_equal(&answer, &truth.to_string()), "{}", answer);
    }

    #[test]
    fn units_and_signs_beside_a_number_are_left_out(n in 1i64..100_000, dress in 0usize..8) {
        let answer = [
            format!("{n} \\text{{ cm}}"), format!("{n}\\%"), format!("\\${n}"), format!("{n}^\\circ"), format!("{n} apples"),
            format!("x = {n}"), format!("{n}.00"), format!("\\text{{{n}}}"),
        ][dress].clone();
        prop_assert!(math_equal(&answer, &n.to_string()), "{}", answer);
        prop_assert!(!math_equal(&answer, &(n + 1).to_string()), "{}", answer);
    }
}

/// The letters of Greek with their commands; some letters have two signs.
const GREEK: [(&str, &str); 33] = [
    ("α", "alpha"),
    ("β", "beta"),
    ("γ", "gamma"),
    ("δ", "delta"),
    ("εϵ", "epsilon"),
    ("ζ", "zeta"),
    ("η", "eta"),
    ("θϑ", "theta"),
    ("ι", "iota"),
    ("κ", "kappa"),
    ("λ", "lambda"),
    ("μµ", "mu"),
    ("ν", "nu"),
    ("ξ", "xi"),
    ("π𝜋𝛑", "pi"),
    ("ρ", "rho"),
    ("σς", "sigma"),
    ("τ", "tau"),
    ("υ", "upsilon"),
    ("φϕ", "phi"),
    ("χ", "chi"),
    ("ψ", "psi"),
    ("ω", "omega"),
    ("Γ", "Gamma"),
    ("Δ∆", "Delta"),
    ("Θ", "Theta"),
    ("Λ", "Lambda"),
    ("Ξ", "Xi"),
    ("Π", "Pi"),
    ("Φ", "Phi"),
    ("Ψ", "Psi"),
    ("Ω", "Omega"),
    ("ℝ", "mathbb{R}"),
];

#[test]
fn a_sign_is_its_command_and_no_other() {
    for (at, (signs, name)) in GREEK.iter().enumerate() {
        let other = GREEK[(at + 1) % GREEK.len()].1;
        for sign in signs.chars().map(String::from) {
            assert!(math_equal(&sign, &format!("\\{name}")), "{sign}");
            assert!(!math_equal(&sign, &format!("\\{other}")), "{sign} {other}");
        }
    }
}
