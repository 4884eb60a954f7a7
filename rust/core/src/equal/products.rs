//! Products, powers and inverses of matrices, worked out.

use crate::expr::{self, Tree};
use crate::limits;
use crate::number::{Exact, Form, Number};

use super::budget::Budget;
use super::exact;

/// The cells of a matrix, row by row.
pub(super) type Rows = Vec<Vec<Tree>>;

/// A rational number as a tree.
pub(super) fn write(value: &Exact) -> Tree {
    if value.is_negative() {
        return Tree::negate(write(&value.neg()));
    }
    match value.to_i64() {
        Some(small) => expr::integer(small),
        None => {
            let form = if value.is_integer() { Form::Integer } else { Form::Fraction };
            Tree::Number(Number { value: value.clone(), form, places: 0, significant: 1, ambiguous: false })
        }
    }
}

/// The number of columns.
fn count_columns(rows: &Rows) -> usize {
    rows.first().map_or(0, Vec::len)
}

/// The exact values of all cells, where they are rational numbers.
fn evaluate(rows: &Rows, budget: &Budget) -> Option<Vec<Vec<Exact>>> {
    rows.iter().map(|row| row.iter().map(|cell| exact::evaluate(cell, budget).ok()).collect()).collect()
}

/// The product of two matrices. None where they do not fit, or where it is too much to work out.
pub(super) fn multiply(a: &Rows, b: &Rows, budget: &Budget) -> Option<Rows> {
    let (height, inner, width) = (a.len(), b.len(), count_columns(b));
    if count_columns(a) != inner || height * inner * width > limits::MATRIX_PRODUCTS {
        return None;
    }
    // A cell of either matrix is copied into a whole row or column.
    let nodes = |rows: &Rows| rows.iter().flatten().map(Tree::count_nodes).sum::<usize>();
    budget.pay(nodes(a) * width + nodes(b) * height).ok()?;
    let product: Rows = (0..height)
        .map(|row| {
            (0..width)
                .map(|column| {
                    let terms = (0..inner).map(|at| Tree::product(vec![a[row][at].clone(), b[at][column].clone()]));
                    Tree::sum(terms.collect())
                })
                .collect()
        })
        .collect();
    Some(simplify(product, budget))
}

/// Cells as the numbers that they are, where all of them are.
fn simplify(rows: Rows, budget: &Budget) -> Rows {
    match evaluate(&rows, budget) {
        Some(values) => values.iter().map(|row| row.iter().map(write).collect()).collect(),
        None => rows,
    }
}

/// The matrix of ones on the diagonal.
fn identity(size: usize) -> Rows {
    (0..size).map(|row| (0..size).map(|column| expr::integer(i64::from(row == column))).collect()).collect()
}

/// A whole power of a square matrix, also a negative one.
pub(super) fn raise(rows: &Rows, exponent: i64, budget: &Budget) -> Option<Rows> {
    if rows.len() != count_columns(rows) || exponent.unsigned_abs() > limits::MATRIX_EXPONENT {
        return None;
    }
    let base = if exponent < 0 { invert(rows, budget)? } else { rows.clone() };
    let mut power = match exponent {
        0 => return Some(identity(rows.len())),
        _ => base.clone(),
    };
    for _ in 1..exponent.unsigned_abs() {
        power = multiply(&power, &base, budget)?;
    }
    Some(power)
}

/// The inverse of a square matrix: of numbers by elimination, of two rows of anything by its formula.
fn invert(rows: &Rows, budget: &Budget) -> Option<Rows> {
    let size = rows.len();
    if size > limits::DETERMINANT_ROWS {
        return None;
    }
    let Some(mut left) = evaluate(rows, budget) else {
        let [first, second] = rows.as_slice() else { return None };
        let ([a, b], [c, d]) = (first.as_slice(), second.as_slice()) else { return None };
        budget.pay(4 * rows.iter().flatten().map(Tree::count_nodes).sum::<usize>()).ok()?;
        let times = |x: &Tree, y: &Tree| Tree::product(vec![x.clone(), y.clone()]);
        let determinant = Tree::sum(vec![times(a, d), Tree::negate(times(b, c))]);
        let over = |cell: Tree| Tree::quotient(cell, determinant.clone());
        return Some(vec![
            vec![over(d.clone()), over(Tree::negate(b.clone()))],
            vec![over(Tree::negate(c.clone())), over(a.clone())],
        ]);
    };
    let mut right = evaluate(&identity(size), budget)?;
    budget.pay(size * size * size).ok()?;
    for column in 0..size {
        let pivot = (column..size).find(|&row| !left[row][column].is_zero())?;
        left.swap(column, pivot);
        right.swap(column, pivot);
        let head = left[column][column].clone();
        for matrix in [&mut left, &mut right] {
            for cell in &mut matrix[column] {
                *cell = cell.div(&head)?;
            }
        }
        for row in (0..size).filter(|&row| row != column) {
            let factor = left[row][column].clone();
            for matrix in [&mut left, &mut right] {
                let taken: Vec<Exact> = matrix[column].iter().map(|cell| cell.mul(&factor)).collect::<Option<_>>()?;
                for (cell, taken) in matrix[row].iter_mut().zip(taken) {
                    *cell = cell.sub(&taken)?;
                }
            }
        }
    }
    Some(right.iter().map(|row| row.iter().map(write).collect()).collect())
}
