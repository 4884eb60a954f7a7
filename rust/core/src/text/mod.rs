//! What a reader sees of a response: the part that counts, its sentences, and characters folded to their meaning.

pub mod fold;
pub mod hidden;
pub mod literal;
pub mod markup;
pub mod sentence;
mod turn;
pub mod zone;
