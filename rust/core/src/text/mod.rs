//! What a reader sees of a response: the part that counts, its sentences, and characters folded to their meaning.

pub(crate) mod calm;
pub(crate) mod escape;
pub mod hidden;
pub mod literal;
pub mod markup;
mod reasoning;
mod signs;
pub(crate) mod turn;
pub mod zone;

pub use crate::characters::{fold, sentence};
