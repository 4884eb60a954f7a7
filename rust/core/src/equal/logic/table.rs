//! Boolean functions of letters: as tables of all their values, or past so many letters as a normal form of their spelling.

use crate::expr::Connective;
use crate::sorting;

/// The most letters that have a table: one of 4,096 values.
pub(super) const LETTERS: usize = 12;

/// A formula over numbered letters.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    /// The letter of this number.
    Letter(usize),
    /// What always holds, or never.
    Constant(bool),
    /// What does not hold.
    Not(Box<Formula>),
    /// Parts under a connective that joins.
    Join(Connective, Vec<Formula>),
}

impl Formula {
    /// The negation.
    pub(super) fn negate(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// How many nodes it has.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Letter(_) | Self::Constant(_) => 1,
            Self::Not(inner) => 1 + inner.size(),
            Self::Join(_, items) => 1 + items.iter().map(Self::size).sum::<usize>(),
        }
    }
}

/// How many words the table of so many letters takes.
pub(super) fn words(letters: usize) -> usize {
    1 << letters.min(LETTERS).saturating_sub(6)
}

/// The values of a formula for every choice of its letters, one a bit.
pub(super) fn tabulate(formula: &Formula, letters: usize) -> Vec<u64> {
    /// The values of the first six letters in one word.
    const FIRST: [u64; 6] = [
        0xaaaa_aaaa_aaaa_aaaa,
        0xcccc_cccc_cccc_cccc,
        0xf0f0_f0f0_f0f0_f0f0,
        0xff00_ff00_ff00_ff00,
        0xffff_0000_ffff_0000,
        0xffff_ffff_0000_0000,
    ];
    let count = words(letters);
    match formula {
        Formula::Letter(letter) => (0..count)
            .map(|word| match FIRST.get(*letter) {
                Some(&values) => values,
                None if word >> (letter - 6) & 1 == 1 => u64::MAX,
                None => 0,
            })
            .collect(),
        Formula::Constant(holds) => vec![if *holds { u64::MAX } else { 0 }; count],
        Formula::Not(inner) => tabulate(inner, letters).into_iter().map(|word| !word).collect(),
        Formula::Join(connective, items) => {
            let mut items = items.iter();
            let Some(first) = items.next() else { return vec![0; count] };
            let mut total = tabulate(first, letters);
            for item in items {
                for (word, next) in total.iter_mut().zip(tabulate(item, letters)) {
                    *word = match connective {
                        Connective::Or => *word | next,
                        Connective::Xor => *word ^ next,
                        Connective::Implies => !*word | next,
                        Connective::Iff => !(*word ^ next),
                        Connective::Nand => !(*word & next),
                        Connective::Nor => !(*word | next),
                        _ => *word & next,
                    };
                }
            }
            total
        }
    }
}

/// A spelling that formulas share which differ in the order and grouping of their parts, in double negations, or by De Morgan's
/// laws.
pub(super) fn normalise(formula: &Formula, negated: bool) -> String {
    let joined = |connective: Connective, items: &[(&Formula, bool)]| {
        let mut parts = Vec::new();
        for (item, negated) in items {
            gather(item, *negated, connective, &mut parts);
        }
        sorting::sort(&mut parts);
        parts.dedup();
        match parts.as_slice() {
            [one] => one.clone(),
            _ => format!("{}({})", if connective == Connective::And { '&' } else { '|' }, parts.join(",")),
        }
    };
    match formula {
        Formula::Letter(letter) => format!("{}{letter}", if negated { "-" } else { "" }),
        Formula::Constant(holds) => if *holds == negated { "F" } else { "T" }.to_owned(),
        Formula::Not(inner) => normalise(inner, !negated),
        Formula::Join(connective, items) => {
            let all = |flip: bool| items.iter().map(|item| (item, flip != negated)).collect::<Vec<_>>();
            let joint = |or: bool| if or == negated { Connective::And } else { Connective::Or };
            match (connective, items.as_slice()) {
                (Connective::And, _) => joined(joint(false), &all(false)),
                (Connective::Or, _) => joined(joint(true), &all(false)),
                (Connective::Nand, _) => joined(joint(true), &all(true)),
                (Connective::Nor, _) => joined(joint(false), &all(true)),
                (Connective::Implies, [from, to]) => joined(joint(true), &[(from, !negated), (to, negated)]),
                _ => {
                    let odd = (*connective == Connective::Iff) != negated;
                    let mut parts: Vec<String> = items.iter().map(|item| normalise(item, false)).collect();
                    sorting::sort(&mut parts);
                    format!("{}^({})", if odd { "-" } else { "" }, parts.join(","))
                }
            }
        }
    }
}

/// The parts of a formula under an "and" or an "or", those of the same kind taken apart.
fn gather(formula: &Formula, negated: bool, connective: Connective, parts: &mut Vec<String>) {
    match formula {
        Formula::Not(inner) => gather(inner, !negated, connective, parts),
        Formula::Join(own @ (Connective::And | Connective::Or), items) if (*own == connective) != negated => {
            for item in items {
                gather(item, negated, connective, parts);
            }
        }
        _ => parts.push(normalise(formula, negated)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(connective: Connective, items: Vec<Formula>) -> Formula {
        Formula::Join(connective, items)
    }

    #[test]
    fn tables_tell_letters_on_both_sides_of_a_word() {
        for letter in 0..LETTERS {
            let own = tabulate(&Formula::Letter(letter), LETTERS);
            assert_eq!(own.len(), 64);
            assert_eq!(own.iter().map(|word| word.count_ones()).sum::<u32>(), 2048, "{letter}");
            for other in 0..letter {
                assert_ne!(own, tabulate(&Formula::Letter(other), LETTERS), "{letter} {other}");
            }
        }
    }

    #[test]
    fn normal_forms_are_functions_of_what_is_said() {
        let (p, q) = (|| Formula::Letter(0), || Formula::Letter(1));
        let not_both = join(Connective::And, vec![p(), q()]).negate();
        let either_not = join(Connective::Or, vec![q().negate(), p().negate()]);
        assert_eq!(normalise(&not_both, false), normalise(&either_not, false));
        let neither = join(Connective::And, vec![p().negate(), q().negate()]);
        assert_ne!(normalise(&not_both, false), normalise(&neither, false));
        let implies = join(Connective::Implies, vec![p(), q()]);
        assert_eq!(normalise(&implies, false), normalise(&join(Connective::Or, vec![p().negate(), q()]), false));
        assert_eq!(normalise(&implies, true), normalise(&join(Connective::And, vec![p(), q().negate()]), false));
        let iff = join(Connective::Iff, vec![p(), q()]);
        assert_eq!(normalise(&iff, true), normalise(&join(Connective::Xor, vec![q(), p()]), false));
    }
}
