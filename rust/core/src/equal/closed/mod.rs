//! Big operators worked out by exact rules: derivatives, sums, products, limits and integrals become closed forms, which the
//! ladder then compares. Every rule is a theorem; what no rule covers stays as it is written.

mod algebra;
mod antiderivatives;
mod approach;
mod constants_of_integration;
mod derivatives;
mod evaluated;
mod expansion;
mod fractions;
mod infinite;
mod integrals;
mod limits;
mod polynomial;
mod products;
mod regular;
mod sums;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod zeta;

use std::cmp::Ordering;

use dashu_ratio::RBig;

use crate::expr::{Fold, FoldKind, Tree};
use crate::limits as bounds;

use super::budget::Budget;
use super::field::{self, Verdict};
use super::judge::Judge;
use super::points::{self, Setting};
use super::{Decision, Relation, Rule, chains, exact, names};

/// Relates an answer and a truth whose big operators are worked out where rules cover them. What restates the question, with
/// an operator left to do that the truth hasn't, is the right value and no answer yet.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Decision {
    let mut worker = Worker::new(&judge.budget);
    let (own, theirs) = if a == t { (None, None) } else { (worker.work_out(a), worker.work_out(t)) };
    // What the operators come to shows that a chain of equations is false.
    if own.iter().chain(&theirs).any(|worked| chains::is_false_chain(judge, worked)) {
        return Decision::new(Relation::FalseChain, Rule::Chain);
    }
    let mut decision = judge.relate(own.as_ref().unwrap_or(a), theirs.as_ref().unwrap_or(t));
    if !decision.relation.is_accepted() && (own.is_some() || theirs.is_some()) {
        let plain = judge.relate(a, t);
        if plain.relation.is_accepted() {
            decision = plain;
        }
    }
    if !decision.relation.is_accepted() {
        let (a, t) = (own.as_ref().unwrap_or(a), theirs.as_ref().unwrap_or(t));
        let a = constants_of_integration::last_of_chain(judge, a).unwrap_or(a);
        if constants_of_integration::agree(judge, a, t) {
            decision = Decision::new(Relation::Equal, Rule::Values);
        }
    }
    let (asked, open) = (evaluated::mentions_operator(t), evaluated::has_operator(evaluated::stated(a)));
    decision.relation = match decision.relation {
        Relation::Equal if open && !asked => Relation::NotEvaluated,
        Relation::Close if open && !asked => Relation::Different,
        // The truth is a question too: the same question is the same answer.
        Relation::NotEvaluated if open && asked => Relation::Equal,
        other => other,
    };
    decision
}

/// Whether an answer leaves a division to do that the truth has not.
pub(super) fn is_division_left(answer: &str, truth: &str) -> bool {
    evaluated::has_division(answer) && !evaluated::has_division(truth)
}

/// The work of one comparison: the steps that are left, and how far expansions go at the moment.
pub(super) struct Worker<'b> {
    /// What the whole comparison may take.
    budget: &'b Budget,
    /// What is left of it for this work.
    steps: usize,
    width: RBig,
}

impl<'b> Worker<'b> {
    /// A worker with the whole budget.
    pub(super) fn new(budget: &'b Budget) -> Self {
        Self { budget, steps: bounds::CLOSED_STEPS, width: RBig::ONE }
    }

    /// Takes steps of the budget.
    fn pay(&mut self, steps: usize) -> Option<()> {
        match self.steps.checked_sub(steps).filter(|_| self.budget.pay(2 * steps).is_ok()) {
            Some(left) => {
                self.steps = left;
                Some(())
            }
            None => {
                self.steps = 0;
                None
            }
        }
    }

    /// Whether nothing is left of the budget.
    fn is_spent(&self) -> bool {
        self.steps == 0
    }

    /// A tree with every big operator that a rule covers worked out. None where there is none.
    pub(super) fn work_out(&mut self, tree: &Tree) -> Option<Tree> {
        if !has_folds(tree) {
            return None;
        }
        let mut changed = false;
        let mut out = tree.clone();
        out.change(&mut |node| {
            if let Tree::Fold(fold) = node
                && let Some(value) = self.work_fold(fold)
            {
                changed = true;
                *node = value;
            }
        });
        changed.then_some(out)
    }

    /// The value of one big operator whose parts are worked out.
    fn work_fold(&mut self, fold: &Fold) -> Option<Tree> {
        self.pay(fold.body.count_nodes())?;
        let value = match fold.kind {
            FoldKind::Derivative => self.work_derivative(fold),
            FoldKind::Limit => self.work_limit(fold),
            FoldKind::Integral => self.work_integral(fold),
            FoldKind::Sum => self.work_sum(fold),
            FoldKind::Product => self.work_product(fold),
        }?;
        (value.count_nodes() <= bounds::CLOSED_NODES).then_some(value)
    }

    /// A derivative of any order, at a point where one is given.
    fn work_derivative(&mut self, fold: &Fold) -> Option<Tree> {
        let letter = fold.variable.as_deref()?;
        let order = fold.upper.as_ref().map_or(Some(1), |order| self.integer(order))?;
        // The derivative of a letter by another is a question about the two.
        if matches!(&fold.body, Tree::Symbol(name) if name != letter) {
            return None;
        }
        if !(1..=bounds::DERIVATIVE_ORDER).contains(&order) {
            return None;
        }
        let mut value = fold.body.clone();
        for _ in 0..order {
            value = self.derive(&value, letter)?;
        }
        Some(match &fold.lower {
            Some(point) => algebra::substitute(&value, letter, point),
            None => value,
        })
    }

    /// The rational number that a tree without letters is.
    fn value(&mut self, tree: &Tree) -> Option<RBig> {
        algebra::literal(tree).or_else(|| exact::evaluate(tree, self.budget).ok()?.to_rbig(bounds::CLOSED_DIGITS))
    }

    /// The integer that a tree without letters is.
    fn integer(&mut self, tree: &Tree) -> Option<i64> {
        algebra::to_i64(&self.value(tree)?)
    }

    /// Whether a tree is zero, where that can be told for certain.
    fn is_zero(&mut self, tree: &Tree) -> Option<bool> {
        if let Some(value) = algebra::literal(tree) {
            return Some(value.is_zero());
        }
        self.pay(tree.count_nodes())?;
        if let Ok(value) = exact::evaluate(tree, self.budget) {
            return Some(value.is_zero());
        }
        let zero = algebra::int(0);
        let seed = names::seed(2, tree, &zero);
        let (verdict, has_unknowns) = field::compare(tree, &zero, seed, self.budget).ok()?;
        match verdict {
            Verdict::Equal if has_unknowns => {
                let setting = Setting::new(tree, &zero, self.budget);
                points::are_defined(&setting, self.budget).then_some(true)
            }
            Verdict::Equal => Some(true),
            Verdict::Different => Some(false),
            Verdict::Undefined => None,
            Verdict::Unknown => {
                let setting = Setting::new(tree, &zero, self.budget);
                match points::compare(&setting, self.budget).ok()? {
                    Verdict::Equal => Some(true),
                    Verdict::Different => Some(false),
                    _ => None,
                }
            }
        }
    }

    /// The sign of a real constant, where that can be told for certain.
    fn sign(&mut self, tree: &Tree) -> Option<Ordering> {
        if let Some(value) = algebra::literal(tree) {
            return Some(value.cmp(&RBig::ZERO));
        }
        self.pay(tree.count_nodes())?;
        if names::has_symbols(tree) {
            return None;
        }
        if self.is_zero(tree)? {
            return Some(Ordering::Equal);
        }
        let (low, high) = points::bound_roughly(tree, self.budget)?;
        if low > 0.0 {
            Some(Ordering::Greater)
        } else if high < 0.0 {
            Some(Ordering::Less)
        } else {
            None
        }
    }

    /// The sign of a constant; what has letters counts as positive, as where its root or its logarithm is real.
    fn sign_or_letters(&mut self, tree: &Tree) -> Option<Ordering> {
        if names::has_symbols(tree) {
            return Some(Ordering::Greater);
        }
        self.sign(tree).filter(|sign| *sign != Ordering::Equal)
    }
}

/// Whether a big operator stands in a tree.
pub(super) fn has_folds(tree: &Tree) -> bool {
    matches!(tree, Tree::Fold(_)) || tree.children().any(has_folds)
}
