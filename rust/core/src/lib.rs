//! Grades the text of language models. Text in, verdicts out: no Python, no clock, no I/O, no panic on any text.

pub mod error;
pub mod limits;
pub mod number;
