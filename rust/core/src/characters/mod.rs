//! What characters mean: letters and signs folded to one form, and where sentences begin and end. The lexicon is built on
//! it, and the other readers of text are built on the lexicon.

pub(crate) mod blocks;
pub mod fold;
pub mod sentence;
