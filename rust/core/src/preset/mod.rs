//! The pure-Python rewards that people train with today, value for value, in linear time.
//!
//! Each submodule is one file of one library; [`python`] holds the notions of Python that they share.

pub mod gsm8k;
pub mod math_reward;
pub mod python;
pub mod tunix;
