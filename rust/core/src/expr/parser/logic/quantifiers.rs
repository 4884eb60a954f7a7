//! Quantified statements: `\forall x \in \mathbb{R}, P(x)`, `\exists! x : Q(x)`.

use super::super::super::tree::{Connective, Tree};
use super::signs::Sign;
use super::{Reader, letter_name, negate};

/// Variables behind one quantifier.
const VARIABLES: usize = 6;

impl Reader<'_> {
    /// A quantifier, its letters, their domain, and the statement.
    pub(super) fn quantified(&mut self, quantifier: Connective) -> Option<Tree> {
        self.seen.quantifier = true;
        self.at += 1;
        let first = self.at;
        let mut names = Vec::new();
        loop {
            if self.sign() != Some(Sign::Letter) || names.len() == VARIABLES {
                return None;
            }
            names.push(letter_name(self.written(self.at)));
            self.at += 1;
            if self.written(self.at) == "," && self.tokens.get(self.at + 1).is_some_and(|next| next.sign == Sign::Letter)
                // `\forall x, P(x)`: what is applied is no variable.
                && self.written(self.at + 2) != "(" && !is_sign_of_relation(self.written(self.at + 2)) | (names.len() > 1)
            {
                self.at += 1;
                continue;
            }
            break;
        }
        let mut domain = None;
        if is_sign_of_relation(self.written(self.at)) {
            while let Some(token) = self.tokens.get(self.at) {
                match token.sign {
                    Sign::Open if self.at > first + 2 && self.written(self.at) == "(" => break,
                    Sign::Open => self.at = self.closes[self.at] + 1,
                    Sign::Letter | Sign::Piece | Sign::Constant(_) if !is_separator(self.written(self.at)) => {
                        self.at += 1;
                    }
                    _ => break,
                }
            }
            // The letter that is bound says nothing in its domain.
            let start = if names.len() == 1 { first } else { self.at.min(first + 2 * names.len() - 2) };
            domain = Some(self.other(start, self.at)?);
        }
        while is_separator(self.written(self.at)) {
            self.at += 1;
        }
        let body = self.formula(0)?;
        let nest = |body: Tree, name: String| {
            let kind = if quantifier == Connective::Not { Connective::Exists } else { quantifier };
            let parts =
                std::iter::once(Tree::Symbol(name)).chain(domain.clone()).chain(std::iter::once(body)).collect();
            Tree::Logic(kind, parts)
        };
        let tree = names.into_iter().rev().fold(body, nest);
        Some(if quantifier == Connective::Not { negate(tree) } else { tree })
    }
}

/// What parts a quantifier's letters from its statement.
fn is_separator(text: &str) -> bool {
    matches!(text, "," | ":" | "." | "\\mid" | "\\colon" | "\\text{ such that }" | "\\text{ s.t. }")
}

/// Whether a piece begins a condition on the letter before it.
fn is_sign_of_relation(text: &str) -> bool {
    matches!(
        text,
        "\\in"
            | "\\notin"
            | "<"
            | ">"
            | "\\le"
            | "\\leq"
            | "\\ge"
            | "\\geq"
            | "\\ne"
            | "\\neq"
            | "\\subseteq"
            | "\\subset"
            | "in"
    )
}
