//! Matrices and vectors, with their scalar factors worked in.

use crate::expr::{Bracket, Constant, Tree};
use crate::limits;
use crate::number;

use super::budget::Budget;
use super::judge::Judge;
use super::products::{self, Rows};
use super::{Decision, Relation, Rule, exact, names};

/// Relates where one side at least is a matrix.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    // "3i + 4j" beside a vector: its coordinates.
    if let Some(width) = count_members(t)
        && let Some(own) = read_basis(a, width)
    {
        return Some(judge.relate(&Tree::Group(Bracket::Round, own), t));
    }
    if let Some(width) = count_members(a)
        && let Some(theirs) = read_basis(t, width)
    {
        return Some(judge.relate(a, &Tree::Group(Bracket::Round, theirs)));
    }
    // "2(1, 3)" and "(1, 2) + t(3, 4)": the tuple that they come to.
    if let Some(own) = read_tuple(a, &judge.budget) {
        let decision = judge.relate(&own, t);
        let is_scaled = !matches!(a, Tree::Sum(_)) && decision.relation == Relation::NotEvaluated;
        return Some(if is_scaled { Decision::new(Relation::Equal, decision.rule) } else { decision });
    }
    if let Some(theirs) = read_tuple(t, &judge.budget) {
        return Some(judge.relate(a, &theirs));
    }
    if !has_matrix(a) && !has_matrix(t) {
        return None;
    }
    let budget = &judge.budget;
    let rows =
        |tree: &Tree, other: &Tree| read(tree, budget).or_else(|| if has_matrix(other) { nested(tree) } else { None });
    let (own, theirs) = (rows(a, t), rows(t, a));
    let pairs: Vec<(Tree, Tree)> = match (own, theirs) {
        (Some(own), Some(theirs)) => {
            if own.len() != theirs.len() || own.first().map(Vec::len) != theirs.first().map(Vec::len) {
                return Some(Decision::new(Relation::Different, Rule::Matrix));
            }
            own.into_iter().flatten().zip(theirs.into_iter().flatten()).collect()
        }
        // A vector beside a tuple: its members in order.
        (Some(rows), None) => flatten(rows)?.into_iter().zip(members(t)?).collect(),
        (None, Some(rows)) => members(a)?.into_iter().zip(flatten(rows)?).collect(),
        (None, None) => return None,
    };
    let count = |tree: &Tree, other: &Tree| -> Option<usize> {
        rows(tree, other)
            .map_or_else(|| members(tree).map(|members| members.len()), |rows| Some(rows.iter().map(Vec::len).sum()))
    };
    if count(a, t) != count(t, a) {
        return Some(Decision::new(Relation::Different, Rule::Matrix));
    }
    // A product, a power or an inverse that the truth does not have is left to do.
    let left_over = multiplies(a) && !multiplies(t);
    let mut all = Decision::new(if left_over { Relation::NotEvaluated } else { Relation::Equal }, Rule::Matrix);
    // Working a factor in is our own doing, and leaves nothing to do.
    let is_worked = !matches!(a, Tree::Matrix(_));
    for (a, t) in &pairs {
        let mut part = judge.relate(a, t);
        if is_worked && part.relation == Relation::NotEvaluated {
            part.relation = Relation::Equal;
        }
        all = all.and(part, Rule::Matrix);
        if !all.relation.is_accepted() {
            break;
        }
    }
    Some(all)
}

/// The number of coordinates of a vector or a tuple of two or three.
fn count_members(tree: &Tree) -> Option<usize> {
    let count = match tree {
        Tree::Matrix(rows) => flatten(rows.clone())?.len(),
        Tree::Group(Bracket::Round | Bracket::Angle, members) => members.len(),
        _ => return None,
    };
    (2..=3).contains(&count).then_some(count)
}

/// The coordinates of a sum of multiples of i, j and k.
fn read_basis(tree: &Tree, width: usize) -> Option<Vec<Tree>> {
    let terms = match tree {
        Tree::Sum(terms) if terms.len() <= 3 => terms.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut coordinates = vec![None; 3];
    for term in terms {
        let (axis, coefficient) = read_axis(term)?;
        let slot: &mut Option<Tree> = coordinates.get_mut(axis)?;
        if slot.replace(coefficient).is_some() {
            return None;
        }
    }
    // A multiple of i alone is a complex number, and no more than "width" axes are meant.
    if coordinates[1..].iter().all(Option::is_none) || coordinates[width..].iter().any(Option::is_some) {
        return None;
    }
    coordinates.truncate(width);
    let zero = Tree::Number(number::parse("0")?);
    Some(coordinates.into_iter().map(|coordinate| coordinate.unwrap_or_else(|| zero.clone())).collect())
}

/// The axis of a unit vector by its name: `i`, `\mathbf{j}`, `\hat{k}`. `a_i` is another letter.
fn read_unit(name: &str) -> Option<usize> {
    const MARKS: [&str; 7] =
        ["\\mathbf{", "\\hat{", "\\vec{", "\\boldsymbol{", "\\bm{", "\\overrightarrow{", "\\mathrm{"];
    let mut letter = name;
    // A hat over a bold letter is the most that is written.
    for _ in 0..2 {
        let inner = MARKS.iter().find_map(|mark| letter.strip_prefix(mark)?.strip_suffix('}'));
        letter = inner.unwrap_or(letter);
    }
    let letter = letter.strip_prefix('\\').and_then(|rest| rest.strip_suffix("math")).unwrap_or(letter);
    ["i", "j", "k"].iter().position(|axis| *axis == letter)
}

/// The axis of a term, and how many steps along it.
fn read_axis(term: &Tree) -> Option<(usize, Tree)> {
    let name_axis = |tree: &Tree| match tree {
        Tree::Constant(Constant::I) => Some(0),
        Tree::Symbol(name) => read_unit(name),
        _ => None,
    };
    match term {
        Tree::Neg(inner) => read_axis(inner).map(|(axis, coefficient)| (axis, Tree::negate(coefficient))),
        Tree::Quotient(inner, by) => {
            let (axis, coefficient) = read_axis(inner)?;
            Some((axis, Tree::quotient(coefficient, (**by).clone())))
        }
        Tree::Product(factors) => {
            let at = factors.iter().position(|factor| name_axis(factor).is_some())?;
            let rest: Vec<Tree> = factors
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at)
                .map(|(_, factor)| factor.clone())
                .collect();
            if rest.iter().any(|factor| name_axis(factor).is_some()) {
                return None;
            }
            Some((name_axis(&factors[at])?, Tree::product(rest)))
        }
        unit => Some((name_axis(unit)?, Tree::Number(number::parse("1")?))),
    }
}

/// Whether a matrix stands at the top of a tree, or under signs, sums and factors.
fn has_matrix(tree: &Tree) -> bool {
    match tree {
        Tree::Matrix(_) => true,
        Tree::Neg(inner) => has_matrix(inner),
        Tree::Power(inner, exponent) if is_transposed(exponent) => {
            has_matrix(inner) || matches!(**inner, Tree::Group(_, _))
        }
        Tree::Quotient(inner, _) | Tree::Power(inner, _) => has_matrix(inner),
        Tree::Sum(items) | Tree::Product(items) => items.iter().any(has_matrix),
        _ => false,
    }
}

/// The members of a tuple or a bare list, in order; square brackets and pointed ones are tuples here.
fn members(tree: &Tree) -> Option<Vec<Tree>> {
    match tree {
        Tree::Group(Bracket::Round | Bracket::Square | Bracket::Angle, members) | Tree::List(_, members) => {
            Some(members.clone())
        }
        _ => None,
    }
}

/// The cells of a matrix of one row or one column; of a matrix of one cell, that.
fn flatten(rows: Rows) -> Option<Vec<Tree>> {
    let is_vector = rows.len() == 1 || rows.iter().all(|row| row.len() == 1);
    is_vector.then(|| rows.into_iter().flatten().collect())
}

/// Whether an exponent is the sign of the transposed.
fn is_transposed(exponent: &Tree) -> bool {
    matches!(exponent, Tree::Symbol(name) if matches!(name.as_str(), "T" | "\\top" | "t"))
}

/// The rows of a tuple of tuples, all of one length.
fn nested(tree: &Tree) -> Option<Rows> {
    let Tree::Group(Bracket::Round | Bracket::Square, rows) = tree else { return None };
    let rows: Rows = rows
        .iter()
        .map(|row| match row {
            Tree::Group(Bracket::Round | Bracket::Square, cells) => Some(cells.clone()),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let width = rows.first()?.len();
    (rows.len() > 1 && rows.iter().all(|row| row.len() == width)).then_some(rows)
}

/// Whether matrices are multiplied, raised to a power or inverted at the top of a tree, or under signs and sums.
fn multiplies(tree: &Tree) -> bool {
    match tree {
        Tree::Neg(inner) | Tree::Quotient(inner, _) => multiplies(inner),
        Tree::Sum(items) => items.iter().any(multiplies),
        Tree::Product(factors) => {
            factors.iter().filter(|factor| has_matrix(factor)).count() > 1 || factors.iter().any(multiplies)
        }
        Tree::Power(inner, exponent) => has_matrix(inner) && !is_transposed(exponent),
        _ => false,
    }
}

/// The tuple that numbers times a tuple are, or a sum of such terms. A letter before brackets applies a function or names a point;
/// in a sum of several tuples it is a factor.
fn read_tuple(tree: &Tree, budget: &Budget) -> Option<Tree> {
    let (bracket, members) = match tree {
        Tree::Sum(terms) => {
            let mut terms = terms.iter();
            let (bracket, mut total) = scale(terms.next()?, true, budget)?;
            for term in terms {
                let (_, next) = scale(term, true, budget)?;
                if next.len() != total.len() {
                    return None;
                }
                for (sum, more) in total.iter_mut().zip(next) {
                    *sum = Tree::sum(vec![std::mem::replace(sum, Tree::Blank), more]);
                }
            }
            (bracket, total)
        }
        Tree::Neg(_) | Tree::Quotient(..) | Tree::Product(_) => scale(tree, false, budget)?,
        _ => return None,
    };
    Some(Tree::Group(bracket, members))
}

/// The members of a tuple with its factors worked in.
fn scale(tree: &Tree, in_sum: bool, budget: &Budget) -> Option<(Bracket, Vec<Tree>)> {
    let is_factor = |factor: &Tree| in_sum || !names::has_symbols(factor);
    match tree {
        Tree::Group(bracket @ (Bracket::Round | Bracket::Angle), members) if members.len() > 1 => {
            Some((*bracket, members.clone()))
        }
        Tree::Neg(inner) => {
            let (bracket, members) = scale(inner, in_sum, budget)?;
            Some((bracket, members.into_iter().map(Tree::negate).collect()))
        }
        Tree::Quotient(inner, by) if is_factor(by) => {
            let (bracket, members) = scale(inner, in_sum, budget)?;
            budget.pay(by.count_nodes() * members.len()).ok()?;
            Some((bracket, members.into_iter().map(|member| Tree::quotient(member, (**by).clone())).collect()))
        }
        Tree::Product(factors) => {
            let is_tuple = |factor: &&Tree| matches!(factor, Tree::Group(_, members) if members.len() > 1);
            let mut tuples = factors.iter().filter(is_tuple);
            let (tuple, None) = (tuples.next()?, tuples.next()) else { return None };
            let factors: Vec<&Tree> = factors.iter().filter(|factor| !is_tuple(factor)).collect();
            let (bracket, members) = scale(tuple, in_sum, budget)?;
            if !factors.iter().all(|factor| is_factor(factor)) {
                return None;
            }
            budget.pay(factors.iter().map(|factor| factor.count_nodes()).sum::<usize>() * members.len()).ok()?;
            let work_in = |member: Tree| {
                Tree::product(factors.iter().map(|factor| (*factor).clone()).chain(std::iter::once(member)).collect())
            };
            Some((bracket, members.into_iter().map(work_in).collect()))
        }
        _ => None,
    }
}

/// Works out a matrix expression: signs, scalar factors, sums, products, powers, the transposed.
fn read(tree: &Tree, budget: &Budget) -> Option<Rows> {
    let each = |rows: Rows, change: &dyn Fn(Tree) -> Tree| -> Rows {
        rows.into_iter().map(|row| row.into_iter().map(change).collect()).collect()
    };
    let count = |rows: &Rows| rows.iter().map(Vec::len).sum::<usize>();
    match tree {
        Tree::Matrix(rows) if count(rows) <= limits::MATRIX_CELLS => Some(rows.clone()),
        Tree::Neg(inner) => Some(each(read(inner, budget)?, &Tree::negate)),
        Tree::Quotient(inner, by) => {
            let rows = read(inner, budget)?;
            budget.pay(by.count_nodes() * count(&rows)).ok()?;
            Some(each(rows, &|cell| Tree::quotient(cell, (**by).clone())))
        }
        Tree::Product(factors) => {
            let mut matrices = factors.iter().filter(|factor| has_matrix(factor));
            let mut rows = read(matrices.next()?, budget)?;
            for matrix in matrices {
                rows = products::multiply(&rows, &read(matrix, budget)?, budget)?;
            }
            let scalars: Vec<Tree> = factors.iter().filter(|factor| !has_matrix(factor)).cloned().collect();
            budget.pay(scalars.iter().map(Tree::count_nodes).sum::<usize>() * count(&rows)).ok()?;
            Some(each(rows, &|cell| Tree::product(scalars.iter().cloned().chain(std::iter::once(cell)).collect())))
        }
        Tree::Sum(terms) => {
            let mut terms = terms.iter();
            let mut total = read(terms.next()?, budget)?;
            for term in terms {
                let next = read(term, budget)?;
                if next.len() != total.len() || next.first()?.len() != total.first()?.len() {
                    return None;
                }
                for (row, other) in total.iter_mut().zip(next) {
                    for (cell, more) in row.iter_mut().zip(other) {
                        *cell = Tree::sum(vec![std::mem::replace(cell, Tree::Blank), more]);
                    }
                }
            }
            Some(total)
        }
        Tree::Power(inner, exponent) if is_transposed(exponent) => {
            let rows = match &**inner {
                Tree::Group(Bracket::Square | Bracket::Round, cells) if cells.len() > 1 => vec![cells.clone()],
                inner => read(inner, budget)?,
            };
            let width = rows.first()?.len();
            Some((0..width).map(|column| rows.iter().filter_map(|row| row.get(column).cloned()).collect()).collect())
        }
        Tree::Power(inner, exponent) => {
            let exponent = exact::evaluate(exponent, budget).ok()?.to_i64()?;
            products::raise(&read(inner, budget)?, exponent, budget)
        }
        _ => None,
    }
}
