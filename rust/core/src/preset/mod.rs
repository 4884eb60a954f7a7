//! The pure-Python rewards that people train with today, value for value, in linear time.
//!
//! Each submodule is one file of one library; [`python`] holds the notions of Python that they share.

pub mod answer;
pub mod boxes;
pub mod gsm8k;
mod latex;
pub mod math_reward;
pub mod open_r1;
pub mod python;
pub mod shape;
pub mod trl;
pub mod tunix;
