//! What is known of natural languages and units, compiled from the files of `lexicon/` when the crate is built.

mod hash;
pub mod units;
