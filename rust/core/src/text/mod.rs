//! What a reader sees of a response: the part that counts, its sentences, and characters folded to their meaning.

pub mod hidden;
pub mod sentence;
pub mod zone;
//! Text as a reader sees it: characters folded, what counts found.

pub mod fold;
