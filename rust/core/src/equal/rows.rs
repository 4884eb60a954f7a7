//! Rows of numerals without their commas, and matrices as numerical programs write them.

use crate::expr::{Bracket, Tree};
use crate::{limits, number};

/// Numerals with nothing but space between, such as `5 3 -2`: a tuple without its commas.
pub(super) fn read_row(text: &str) -> Option<Tree> {
    let text = text.strip_prefix(['[', '(']).and_then(|rest| rest.strip_suffix([']', ')'])).unwrap_or(text);
    if text.len() > limits::ROW_BYTES
        || !text.bytes().all(|b| b.is_ascii_digit() || b" .-/".contains(&b))
        || number::parse(text).is_some()
    {
        return None;
    }
    let mut members = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        members.push(crate::expr::parse(word).ok().filter(|_| number::parse(word).is_some())?);
    }
    (members.len() > 1).then_some(Tree::Group(Bracket::Round, members))
}

/// The rows of a matrix as numerical programs write it: `[1 2; 3 4]`, `[1, 2; 3, 4]`.
pub(super) fn read_rows(text: &str) -> Option<Tree> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    if text.len() > limits::ROW_BYTES || !inner.contains(';') || inner.contains(['[', ']', '(', ')', '\\', '{']) {
        return None;
    }
    let cells = |row: &str| -> Option<Vec<Tree>> {
        let cells: Vec<&str> =
            if row.contains(',') { row.split(',').collect() } else { row.split_ascii_whitespace().collect() };
        cells.into_iter().map(|cell| crate::expr::parse(cell.trim()).ok()).collect()
    };
    let rows: Vec<Vec<Tree>> = inner.split(';').map(cells).collect::<Option<_>>()?;
    let width = rows.first()?.len();
    (width > 1 && rows.iter().all(|row| row.len() == width)).then_some(Tree::Matrix(rows))
}
