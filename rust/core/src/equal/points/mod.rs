//! Whether two trees have the same values.
//!
//! Constants are compared once, in doubles and then in balls of many bits. Functions are compared at points that are planned from
//! the pair: the places where absolute values, roots, logarithms, floors and their kin change their form are looked for along
//! lines of every letter, and each cell between them gets points of its own. Within a cell both sides are analytic, so that
//! agreement to many bits at a point that nothing singles out is agreement in the whole cell.
//!
//! "Equal" means that the values agree in every cell that was found of the common domain, and at several points in all;
//! "different" that at one point no error can account for the difference. Where places can't be found, or a cell has no point that
//! can be decided, it is "can't tell".

mod algebra;
mod compare;
mod critical;
mod jumps;
mod letters;
mod line;
mod pick;
mod place;
mod plan;
mod polynomial;
mod range;
mod roots;

use std::cell::OnceCell;

use crate::expr::{Constant, FoldKind, Tree};
use crate::limits;
use crate::number::Exact;

use super::Positive;
use super::budget::Budget;
use super::field::Verdict;
use super::names;
use super::numeric::{Point, evaluate, evaluate_closely};
use super::walk::Stop;
use critical::{Critical, Level, Reader};
pub(super) use letters::Letter;
use pick::Sizes;
use plan::{Cell, Planner};

/// Points at which a pair is looked at before a plan is made.
const FIRST_POINTS: u64 = 3;

/// A pair of trees with what its evaluation needs to know.
#[derive(Debug)]
pub(super) struct Setting<'t> {
    a: &'t Tree,
    b: &'t Tree,
    /// What values are drawn from; it does not depend on what the letters are called.
    seed: u64,
    letters: Vec<Letter>,
    /// Whether there are no variables.
    pub(super) is_constant: bool,
    /// Whether what leaves the real numbers is outside the domain.
    real_only: bool,
    cells: OnceCell<Result<Vec<Cell>, Stop>>,
}

impl<'t> Setting<'t> {
    /// Looks at both trees.
    pub(super) fn new(a: &'t Tree, b: &'t Tree, budget: &Budget) -> Self {
        let is_constant = !names::has_symbols(a) && !names::has_symbols(b);
        // Which side comes first must not matter, nor what the letters are called.
        let (own, theirs) = if is_constant { (0, 0) } else { (shape(a), shape(b)) };
        let letters = match (is_constant, own <= theirs) {
            (true, _) => Vec::new(),
            (false, true) => letters::collect(a, b, budget),
            (false, false) => letters::collect(b, a, budget),
        };
        Self {
            seed: super::field::hash(7, (own.min(theirs), own.max(theirs))),
            real_only: !is_constant && !mentions_imaginary(a) && !mentions_imaginary(b),
            a,
            b,
            letters,
            is_constant,
            cells: OnceCell::new(),
        }
    }

    /// The same pair, with letters that are positive.
    pub(super) fn with_positive(mut self, positive: &Positive) -> Self {
        for letter in &mut self.letters {
            letter.is_positive = positive.has(&letter.name);
        }
        self
    }

    /// Both trees.
    fn trees(&self) -> (&Tree, &Tree) {
        (self.a, self.b)
    }

    /// The point at which the letters have these values.
    fn point<'p>(&'p self, values: &'p [Exact]) -> Point<'p> {
        Point { letters: &self.letters, values, real_only: self.real_only }
    }

    /// The cells, planned when they are first asked for.
    fn cells(&self, budget: &Budget) -> Result<&[Cell], Stop> {
        match self.cells.get_or_init(|| self.plan(budget)) {
            Ok(cells) => Ok(cells),
            Err(stop) => Err(*stop),
        }
    }

    fn plan(&self, budget: &Budget) -> Result<Vec<Cell>, Stop> {
        if self.is_constant {
            return Ok(Vec::new());
        }
        if !is_value(self.a) || !is_value(self.b) {
            return Err(Stop::Unknown);
        }
        let mut reader = Reader::new(&self.letters, budget);
        reader.read(self.a, false)?;
        reader.read(self.b, false)?;
        let mut criticals = reader.found;
        if !self.real_only && !criticals.is_empty() {
            // Where complex values change their branch is not looked for; every letter gets values of either sign.
            criticals.retain(|critical| !mentions_imaginary(&critical.tree));
            for letter in &self.letters {
                let tree = Tree::Symbol(letter.name.clone());
                if !criticals.iter().any(|critical| critical.level == Level::Zero && critical.tree == tree) {
                    criticals.push(Critical { tree, level: Level::Zero, is_domain: false });
                }
            }
        }
        for letter in self.letters.iter().filter(|letter| letter.is_positive) {
            let tree = Tree::Symbol(letter.name.clone());
            criticals.retain(|critical| critical.tree != tree || critical.level != Level::Zero);
            criticals.push(Critical { tree, level: Level::Zero, is_domain: true });
        }
        let sizes = self.sizes(budget)?;
        let planner = Planner { letters: &self.letters, criticals: &criticals, seed: self.seed, sizes, budget };
        planner.plan()
    }

    /// Whether the trees differ at one of the first points that a plan would have: most different ones do, and planning costs
    /// a hundred times as much.
    fn differs_at_once(&self, budget: &Budget) -> Result<bool, Stop> {
        if !self.real_only || !is_value(self.a) || !is_value(self.b) {
            return Ok(false);
        }
        let sizes = Sizes { real: 100.0, integer: 12 };
        let planner = Planner { letters: &self.letters, criticals: &[], seed: self.seed, sizes, budget };
        for index in 0..FIRST_POINTS {
            if compare::is_apart(self, &planner.point(index), budget)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How far out points are put. Integers of sums and factorials go no further than these can be worked out.
    fn sizes(&self, budget: &Budget) -> Result<Sizes, Stop> {
        let value = |tree: &Tree| bound_roughly(tree, budget).map(|(_, high)| high);
        let none = |_: &Tree| None;
        let real = critical::size(self.a, &value).max(critical::size(self.b, &value));
        let plain = critical::size(self.a, &none).max(critical::size(self.b, &none));
        let most = match count_work(self.a).max(count_work(self.b)) {
            0 => 1e9,
            1 => limits::FAR_FACTORIAL,
            2 => limits::FAR_FOLD,
            _ => limits::FAR_FOLD_OF_FOLDS,
        };
        if plain > most && self.letters.iter().any(|letter| letter.is_integer) {
            return Err(Stop::Unknown);
        }
        Ok(Sizes { real: real.clamp(100.0, 1e12), integer: plain.clamp(12.0, 1e9) as i64 })
    }
}

/// How a tree's work grows with its integers: not at all, with factorials, with sums, with sums of factorials or of sums.
fn count_work(tree: &Tree) -> usize {
    let own = match tree {
        Tree::Factorial(inner, _) => usize::from(names::has_symbols(inner)),
        Tree::Binomial(n, k) => usize::from(names::has_symbols(n) || names::has_symbols(k)),
        Tree::Fold(fold) => 2 * usize::from(fold.lower.iter().chain(&fold.upper).any(names::has_symbols)),
        _ => 0,
    };
    own + tree.children().map(count_work).max().unwrap_or(0)
}

/// Whether a tree is made of nothing but what has values at points.
fn is_value(tree: &Tree) -> bool {
    let own = match tree {
        Tree::Symbol(_)
        | Tree::Indexed(..)
        | Tree::Factorial(..)
        | Tree::Binomial(..)
        | Tree::Percent(_)
        | Tree::Degree(_)
        | Tree::Based(..)
        | Tree::Matrix(_) => true,
        Tree::Fold(fold) => matches!(fold.kind, FoldKind::Sum | FoldKind::Product) && fold.upper.is_some(),
        Tree::Group(_, members) => members.len() == 1,
        _ => names::is_arithmetic(tree),
    };
    // The parts of an index are its name's.
    own && (matches!(tree, Tree::Indexed(..)) || tree.children().all(is_value))
}

/// Whether the imaginary unit is named.
fn mentions_imaginary(tree: &Tree) -> bool {
    matches!(tree, Tree::Constant(Constant::I)) || tree.children().any(mentions_imaginary)
}

/// A number that trees share which differ in the names of their letters alone.
fn shape(tree: &Tree) -> u64 {
    let mut order = Vec::new();
    names::collect_symbols(tree, &mut order);
    names::fingerprint_with(tree, &|name| {
        order.iter().position(|own| *own == name).map_or(u64::MAX, |position| position as u64)
    })
}

/// Compares the values of a pair.
pub(super) fn compare(setting: &Setting, budget: &Budget) -> Result<Verdict, Stop> {
    if setting.is_constant {
        let (a, b) = setting.trees();
        if !is_value(a) || !is_value(b) {
            return Ok(Verdict::Unknown);
        }
        return compare::compare_constants(a, b, setting, budget);
    }
    if setting.cells.get().is_none() && setting.differs_at_once(budget)? {
        return Ok(Verdict::Different);
    }
    match setting.cells(budget) {
        Ok(cells) => compare::compare_cells(setting, cells, budget),
        Err(Stop::Budget) => Err(Stop::Budget),
        Err(_) => Ok(Verdict::Unknown),
    }
}

/// Whether both trees of a pair have values: an expression that is nowhere defined equals nothing.
pub(super) fn are_defined(setting: &Setting, budget: &Budget) -> bool {
    let (a, b) = setting.trees();
    let is_defined = |tree: &Tree, values: &[Exact]| evaluate(tree, &setting.point(values), budget).is_ok();
    if setting.is_constant {
        return is_defined(a, &[]) && is_defined(b, &[]);
    }
    let Ok(cells) = setting.cells(budget) else { return false };
    cells.iter().flat_map(|cell| &cell.points).any(|values| is_defined(a, values) && is_defined(b, values))
}

/// Bounds of a real constant, a double's width apart.
pub(super) fn bound_roughly(tree: &Tree, budget: &Budget) -> Option<(f64, f64)> {
    let (value, _) = evaluate(tree, &Point::NOWHERE, budget).ok()?;
    (value.is_real() && compare::is_finite(&value)).then(|| value.re.bounds())
}

/// Bounds of a real constant, as exact numbers many bits apart.
pub(super) fn bound_closely(tree: &Tree, budget: &Budget) -> Option<(Exact, Exact)> {
    let (value, _) = evaluate_closely(tree, &Point::NOWHERE, limits::FIRST_BALL_BITS, budget).ok()?;
    if !value.is_real() {
        return None;
    }
    value.re.bounds()
}

/// Bounds of the real and the imaginary part of a constant, as exact numbers many bits apart.
pub(super) fn bound_parts(tree: &Tree, budget: &Budget) -> Option<[(Exact, Exact); 2]> {
    let (value, _) = evaluate_closely(tree, &Point::NOWHERE, limits::FIRST_BALL_BITS, budget).ok()?;
    Some([value.re.bounds()?, value.im.bounds()?])
}

/// Whether the trees of a pair agree at several points as nearly as printed doubles do.
pub(super) fn agree_nearly(setting: &Setting, budget: &Budget) -> bool {
    setting.cells(budget).is_ok_and(|cells| compare::agree_nearly(setting, cells, budget))
}

/// Compares the quotient of a pair at several points with itself: equal is a constant multiple.
pub(super) fn compare_ratios(setting: &Setting, budget: &Budget) -> Result<Verdict, Stop> {
    match setting.cells(budget) {
        Ok(cells) => compare::compare_ratios(setting, cells, budget),
        Err(Stop::Budget) => Err(Stop::Budget),
        Err(_) => Ok(Verdict::Unknown),
    }
}

/// Whether a constant ratio of a pair is positive for certain.
pub(super) fn is_ratio_positive(setting: &Setting, budget: &Budget) -> bool {
    setting.cells(budget).is_ok_and(|cells| compare::is_ratio_positive(setting, cells, budget))
}
