//! Text as a reader sees it: characters folded, what counts found.

pub mod fold;
