//! The pure-Python rewards that people train with today, value for value, in linear time.
//!
//! Each submodule is one library's set; [`python`] holds the notions of Python that they share.

pub mod answer;
pub mod boxes;
mod latex;
pub mod open_r1;
pub mod python;
pub mod shape;
pub mod trl;
