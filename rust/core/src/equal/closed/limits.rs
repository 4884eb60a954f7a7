//! Limits, by expansion from either side.

use std::cmp::Ordering;

use dashu_ratio::RBig;

use crate::expr::{Constant, Fold, Tree};

use super::Worker;
use super::algebra::{int, is_free, literal, rational, subtract};
use super::approach::Approach;
use super::expansion::Series;

/// How many powers of t an expansion keeps, tried one after the other: what cancels more deeply is given up.
const WIDTHS: [u32; 3] = [3, 8, 16];

/// Which way a letter comes to its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// From smaller values.
    Below,
    /// From larger values.
    Above,
}

/// What a function tends to.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// A value.
    Value(Tree),
    /// Beyond every bound, up or down.
    Infinite(Ordering),
}

impl End {
    /// The tree of it.
    pub(super) fn into_tree(self) -> Tree {
        match self {
            End::Value(value) => value,
            End::Infinite(Ordering::Less) => Tree::negate(Tree::Constant(Constant::Infinity)),
            End::Infinite(_) => Tree::Constant(Constant::Infinity),
        }
    }
}

/// Whether a tree is positive or negative infinity.
pub(super) fn infinity(tree: &Tree) -> Option<Ordering> {
    match tree {
        Tree::Constant(Constant::Infinity) => Some(Ordering::Greater),
        Tree::Neg(inner) => infinity(inner).map(Ordering::reverse),
        _ => None,
    }
}

impl Worker<'_> {
    /// The value of a limit.
    pub(super) fn work_limit(&mut self, fold: &Fold) -> Option<Tree> {
        let letter = fold.variable.as_deref()?;
        let target = fold.lower.as_ref()?;
        // `g` alone may be a function of the letter.
        if matches!(&fold.body, Tree::Symbol(name) if matches!(name.as_str(), "f" | "g" | "h" | "F" | "G" | "H")) {
            return None;
        }
        let side = match &fold.upper {
            None => None,
            Some(Tree::Symbol(sign)) if sign == "+" => Some(Side::Above),
            Some(Tree::Symbol(sign)) if sign == "-" => Some(Side::Below),
            Some(_) => return None,
        };
        self.limit_at(&fold.body, letter, target, side).map(End::into_tree)
    }

    /// What a function tends to, from one side or both.
    pub(super) fn limit_at(&mut self, body: &Tree, letter: &str, target: &Tree, side: Option<Side>) -> Option<End> {
        if !is_free(target, letter) {
            return None;
        }
        if infinity(target).is_some() {
            return self.limit_from(body, letter, target, Side::Below);
        }
        if let Some(side) = side {
            return self.limit_from(body, letter, target, side);
        }
        let above = self.limit_from(body, letter, target, Side::Above)?;
        let below = self.limit_from(body, letter, target, Side::Below)?;
        let agree = match (&above, &below) {
            (End::Value(a), End::Value(b)) => a == b || self.is_zero(&subtract(a.clone(), b.clone()))?,
            (End::Infinite(a), End::Infinite(b)) => a == b,
            _ => false,
        };
        agree.then_some(above)
    }

    /// What a function tends to, from one side.
    fn limit_from(&mut self, body: &Tree, letter: &str, target: &Tree, side: Side) -> Option<End> {
        for width in WIDTHS {
            self.width = RBig::from(width);
            let path = match infinity(target) {
                Some(Ordering::Less) => Series::term(int(-1), RBig::from(-1), 0),
                Some(_) => Series::term(int(1), RBig::from(-1), 0),
                None => {
                    let start = self.constant(target.clone())?;
                    let step = Series::term(int(if side == Side::Above { 1 } else { -1 }), RBig::ONE, 0);
                    self.plus(start, step)?
                }
            };
            let Some(series) = self.expand(body, &Approach { letter, path }) else {
                if self.is_spent() {
                    return None;
                }
                continue;
            };
            if let Some(end) = self.end_of(&series) {
                return Some(end);
            }
        }
        None
    }

    /// What an expansion tends to.
    fn end_of(&mut self, series: &Series) -> Option<End> {
        if series.is_nothing() {
            return Some(End::Value(int(0)));
        }
        match self.growth_of(series)? {
            Ordering::Less => return Some(End::Value(int(0))),
            Ordering::Greater => return self.sign_of(series).map(End::Infinite),
            Ordering::Equal => {}
        }
        let Some(first) = series.terms.first() else {
            let vanishes = series.order.as_ref().is_some_and(|order| *order > RBig::ZERO);
            return vanishes.then(|| End::Value(int(0)));
        };
        match (first.power.cmp(&RBig::ZERO), first.logs.cmp(&0)) {
            (Ordering::Greater, _) | (Ordering::Equal, Ordering::Less) => Some(End::Value(int(0))),
            (Ordering::Equal, Ordering::Equal) => {
                let value = first.coefficient.clone();
                Some(End::Value(literal(&value).map_or(value, |value| rational(&value))))
            }
            _ => self.sign_of(series).map(End::Infinite),
        }
    }
}
