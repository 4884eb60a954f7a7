//! Matrices and vectors, with their scalar factors worked in.

use crate::expr::{Bracket, Constant, Tree};
use crate::limits;
use crate::number;

use super::judge::Judge;
use super::{Decision, Relation, Rule};

/// The cells of a matrix expression, row by row.
type Rows = Vec<Vec<Tree>>;

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
    if !has_matrix(a) && !has_matrix(t) {
        return None;
    }
    let rows = |tree: &Tree, other: &Tree| read(tree).or_else(|| if has_matrix(other) { nested(tree) } else { None });
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
    let mut all = Decision::new(Relation::Equal, Rule::Matrix);
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

/// The axis of a term, and how many steps along it.
fn read_axis(term: &Tree) -> Option<(usize, Tree)> {
    let name_axis = |tree: &Tree| match tree {
        Tree::Constant(Constant::I) => Some(0),
        Tree::Symbol(name) => {
            let letter = name.rsplit(['{', '\\']).next()?.trim_end_matches('}');
            ["i", "j", "k"].iter().position(|axis| *axis == letter)
        }
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

/// Works out a matrix expression: signs, scalar factors, sums, the transposed.
fn read(tree: &Tree) -> Option<Rows> {
    let each = |rows: Rows, change: &dyn Fn(Tree) -> Tree| -> Rows {
        rows.into_iter().map(|row| row.into_iter().map(change).collect()).collect()
    };
    match tree {
        Tree::Matrix(rows) if rows.iter().map(Vec::len).sum::<usize>() <= limits::MATRIX_CELLS => Some(rows.clone()),
        Tree::Neg(inner) => Some(each(read(inner)?, &Tree::negate)),
        Tree::Quotient(inner, by) => Some(each(read(inner)?, &|cell| Tree::quotient(cell, (**by).clone()))),
        Tree::Product(factors) => {
            let mut matrices = factors.iter().filter(|factor| has_matrix(factor));
            let (matrix, others) = (matrices.next()?, matrices.next());
            if others.is_some() {
                return None;
            }
            let scalars: Vec<Tree> = factors.iter().filter(|factor| !has_matrix(factor)).cloned().collect();
            Some(each(read(matrix)?, &|cell| {
                Tree::product(scalars.iter().cloned().chain(std::iter::once(cell)).collect())
            }))
        }
        Tree::Sum(terms) => {
            let mut terms = terms.iter();
            let mut total = read(terms.next()?)?;
            for term in terms {
                let next = read(term)?;
                if next.len() != total.len() || next.first()?.len() != total.first()?.len() {
                    return None;
                }
                for (row, other) in total.iter_mut().zip(next) {
                    for (cell, more) in row.iter_mut().zip(other) {
                        *cell = Tree::sum(vec![cell.clone(), more]);
                    }
                }
            }
            Some(total)
        }
        Tree::Power(inner, exponent) => {
            if !is_transposed(exponent) {
                return None;
            }
            let rows = match &**inner {
                Tree::Group(Bracket::Square | Bracket::Round, cells) if cells.len() > 1 => vec![cells.clone()],
                inner => read(inner)?,
            };
            let width = rows.first()?.len();
            Some((0..width).map(|column| rows.iter().filter_map(|row| row.get(column).cloned()).collect()).collect())
        }
        _ => None,
    }
}
