//! Grades the text of language models. Text in, verdicts out: no Python, no clock, no I/O, no panic on any text.

pub mod answer;
pub mod aspects;
pub mod batch;
pub mod characters;
pub mod equal;
pub mod error;
pub mod expr;
pub mod extract;
pub mod format;
pub mod groups;
pub mod lexicon;
pub mod limits;
mod local;
pub mod number;
pub mod preset;
pub mod reward;
mod sorting;
pub mod text;
pub mod trace;
