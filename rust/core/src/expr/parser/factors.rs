//! The factors of a product: what is multiplied, divided, joined in order.

use super::super::Unreadable;
use super::super::tree::{Function, Tree};
use super::Read;
use super::measure::{is_numeric, unit_quotient};
use super::mixed::mixed_with;
use super::product::ungroup;

/// The factors read so far of one product.
pub(super) struct Factors {
    pub(super) items: Vec<Tree>,
    /// Where the factors begin that a slash divides: after the last slash's quotient.
    pub(super) undivided: usize,
    /// Whether the last item is a numeral that nothing has been attached to.
    pub(super) bare: bool,
}

impl Factors {
    /// Multiplies by `next`.
    pub(super) fn push(&mut self, next: Tree) -> Read<()> {
        if matches!(next, Tree::Text(_)) || matches!(self.items.last(), Some(Tree::Text(_))) {
            return Err(Unreadable::NotMath);
        }
        let last = self.items.last_mut();
        if let Some(last) = last {
            let value = std::mem::replace(last, Tree::Blank);
            *last = ungroup(value);
        }
        self.items.push(ungroup(next));
        Ok(())
    }

    /// Puts `next` beside the last factor: a fraction after a whole number makes a mixed number.
    /// `\frac{\text{m}}{\text{s}}`, which is `worded`, is a unit.
    pub(super) fn place(&mut self, next: Tree, fraction: bool, worded: bool) -> Read<()> {
        let bare = std::mem::take(&mut self.bare);
        if bare
            && fraction
            && let Some(last) = self.items.last_mut()
            && let Some(mixed) = mixed_with(last, &next)
        {
            *last = mixed;
            return Ok(());
        }
        if self.join(&next, Function::Ordered) {
            return Ok(());
        }
        if worded
            && is_numeric(&self.items)
            && let Some(unit) = unit_quotient(&next)
        {
            self.measure(unit);
            return Ok(());
        }
        self.push(next)
    }

    /// Multiplies the last vector or matrix by the next in their order: a cross product, or what stands side by side.
    pub(super) fn join(&mut self, next: &Tree, how: Function) -> bool {
        let acted = how == Function::Ordered
            && self.items.last().is_some_and(is_operator)
            && matches!(next, Tree::Symbol(_) | Tree::Call(..) | Tree::Power(..));
        if !is_vector(next) && !acted {
            return false;
        }
        let Some(last) = self.items[self.undivided..].iter_mut().rev().find(|item| is_vector(item)) else {
            return false;
        };
        match (last, &how) {
            (Tree::Call(Function::Ordered, items), Function::Ordered) => items.push(next.clone()),
            (last, _) => {
                let first = std::mem::replace(last, Tree::Blank);
                *last = Tree::Call(how, vec![first, next.clone()]);
            }
        }
        true
    }

    /// Divides by the product of `below`.
    pub(super) fn divide(&mut self, below: Vec<Tree>) {
        self.bare = false;
        let below = ungroup(Tree::product(below));
        if self.undivided == self.items.len()
            && let Some(Tree::Quotient(_, denominator)) = self.items.last_mut()
        {
            // `a / b / c`
            match &mut **denominator {
                Tree::Product(items) => items.push(below),
                other => {
                    let first = std::mem::replace(other, Tree::Blank);
                    *other = Tree::product(vec![first, below]);
                }
            }
            return;
        }
        // `100/3 %` is so many hundredths.
        let below = match below {
            Tree::Percent(inner)
                if matches!(*inner, Tree::Number(_)) && matches!(self.items.as_slice(), [Tree::Number(_)]) =>
            {
                let quotient = Tree::quotient(self.items.remove(0), *inner);
                self.items.push(Tree::Percent(Box::new(quotient)));
                self.undivided = 1;
                return;
            }
            below => below,
        };
        let above: Vec<Tree> = self.items.drain(self.undivided..).map(ungroup).collect();
        self.items.push(Tree::quotient(Tree::product(above), below));
        self.undivided = self.items.len();
    }
}

/// Whether a tree is an operator by its hat, or ends with one: what follows is what it acts on.
fn is_operator(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(name) => {
            name.strip_prefix("\\hat{").is_some_and(|inner| inner.starts_with(|c: char| c.is_ascii_uppercase()))
        }
        Tree::Call(Function::Ordered, items) => items.last().is_some_and(is_operator),
        _ => false,
    }
}

/// Whether a tree is a vector or a matrix by its notation, so that the order of factors counts.
fn is_vector(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(name) => {
            ["\\mathbf{", "\\vec{", "\\overrightarrow{", "\\hat{"].iter().any(|mark| name.starts_with(mark))
                || is_operator(tree)
        }
        Tree::Call(Function::Named(name), _) => name.starts_with("\\nabla"),
        Tree::Power(base, _) => is_vector(base),
        Tree::Call(Function::Cross | Function::Ordered, _) => true,
        _ => false,
    }
}
