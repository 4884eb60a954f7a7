//! Derivatives in Leibniz's notation: `\frac{d}{dx}` before what it is applied to, `\frac{d^2y}{dx^2}` as a name.

use crate::sorting;

use super::super::lexer::{Side, Token};
use super::super::print;
use super::super::tree::{Fold, FoldKind, Relation, Tree};
use super::product::ungroup;
use super::{Parser, Read};

/// A quotient of differentials.
pub(super) struct Differential {
    /// `d` or `\partial`.
    mark: &'static str,
    /// The letters below and how often each stands there.
    letters: Vec<(String, i64)>,
    /// What is differentiated, where it stands above.
    subject: Option<Tree>,
}

/// Reads a numerator and a denominator as a quotient of differentials.
pub(super) fn differential(above: &Tree, below: &Tree) -> Option<Differential> {
    let mark = ["d", "\\partial"].into_iter().find(|mark| starts_with(below, mark))?;
    let Tree::Product(factors) = below else { return None };
    let mut letters: Vec<(String, i64)> = Vec::new();
    for pair in factors.chunks(2) {
        let [Tree::Symbol(d), letter] = pair else { return None };
        if d != mark {
            return None;
        }
        let (name, order) = match letter {
            Tree::Symbol(name) => (name, 1),
            Tree::Power(base, exponent) => match &**base {
                Tree::Symbol(name) => (name, integer_of(exponent)?),
                _ => return None,
            },
            _ => return None,
        };
        match letters.iter_mut().find(|(other, _)| other == name) {
            Some((_, count)) => *count += order,
            None => letters.push((name.clone(), order)),
        }
    }
    // Derivatives by several letters are the same in any order.
    sorting::sort(&mut letters);
    let (first, subject) = match above {
        Tree::Product(factors) => (factors.first()?, Some(Tree::product(factors[1..].to_vec()))),
        other => (other, None),
    };
    let order = match first {
        Tree::Symbol(name) if name == mark => 1,
        Tree::Power(base, exponent) if matches!(&**base, Tree::Symbol(name) if name == mark) => integer_of(exponent)?,
        _ => return None,
    };
    let total: i64 = letters.iter().map(|(_, order)| order).sum();
    (order == total && (1..=99).contains(&order)).then_some(Differential { mark, letters, subject })
}

fn starts_with(tree: &Tree, mark: &str) -> bool {
    matches!(tree, Tree::Product(factors) if matches!(factors.first(), Some(Tree::Symbol(name)) if name == mark))
}

fn integer_of(tree: &Tree) -> Option<i64> {
    match tree {
        Tree::Number(number) => number.value.to_i64().filter(|order| *order > 0),
        _ => None,
    }
}

impl Differential {
    /// The name of the derivative of something whose form is not given, or of the operator alone.
    fn name(&self) -> String {
        let power = |order: i64| if order == 1 { String::new() } else { format!("^{{{order}}}") };
        let total: i64 = self.letters.iter().map(|(_, order)| order).sum();
        let subject = self.subject.as_ref().map_or(String::new(), |subject| format!(" {}", print::latex(subject)));
        let below: Vec<String> =
            self.letters.iter().map(|(name, order)| format!("{} {name}{}", self.mark, power(*order))).collect();
        format!("\\frac{{{}{}{subject}}}{{{}}}", self.mark, power(total), below.join(" "))
    }

    /// Applies the operator.
    fn apply(&self, body: &Tree, point: Option<&Tree>) -> Tree {
        let mut tree = body.clone();
        for (at, (name, order)) in self.letters.iter().enumerate() {
            tree = derivative(tree, name.clone(), *order, point.cloned().filter(|_| at + 1 == self.letters.len()));
        }
        tree
    }
}

/// A derivative of an order by a letter, at a point where one is given.
pub(super) fn derivative(body: Tree, letter: String, order: i64, point: Option<Tree>) -> Tree {
    let upper = (order != 1).then(|| super::super::integer(order));
    Tree::Fold(Box::new(Fold { kind: FoldKind::Derivative, variable: Some(letter), lower: point, upper, body }))
}

impl Parser<'_> {
    /// What a quotient of differentials is: a name, or the derivative of what follows it. None for `dy/dx`, which is a
    /// quotient of two names.
    pub(super) fn derive(&mut self, quotient: &Differential) -> Read<Option<Tree>> {
        let body = match &quotient.subject {
            Some(Tree::Symbol(_)) if quotient.mark == "d" && matches!(quotient.letters.as_slice(), [(_, 1)]) => {
                return Ok(None);
            }
            Some(Tree::Symbol(_) | Tree::Call(..)) => return Ok(Some(Tree::Symbol(quotient.name()))),
            Some(subject) => ungroup(subject.clone()),
            None if self.is_operand_ahead() => ungroup(self.deeper(Self::product)?),
            None => return Ok(Some(Tree::Symbol(quotient.name()))),
        };
        let point = if matches!(self.token, Token::Bar(Side::Right | Side::Either))
            && self.lexer.rest().trim_start().starts_with('_')
            && quotient.letters.len() == 1
        {
            self.advance();
            self.advance();
            match self.argument()? {
                Tree::Relation(mut members, signs)
                    if signs == [Relation::Equal]
                        && matches!(&members[0], Tree::Symbol(name) if *name == quotient.letters[0].0) =>
                {
                    members.pop()
                }
                Tree::Relation(..) => return Err(super::super::Unreadable::NotMath),
                other => Some(other),
            }
        } else {
            None
        };
        Ok(Some(quotient.apply(&body, point.as_ref())))
    }
}
