//! The presets: one function for each original, which reads its columns, grades and returns its kind of result.

pub(crate) mod messages;
pub(crate) mod open_r1;
pub(crate) mod trl;
