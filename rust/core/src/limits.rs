//! Every limit of the crate, each with its reason. Past a limit the answer is "can't tell" or "no": never a hang, never a guess.

/// Bytes of a sentence that are read on either side of a statement: longer sentences are not written by people.
pub const SENTENCE_WINDOW: usize = 600;

/// Nesting of an expression: people stop at about ten levels; sixty-four fit on the smallest thread stack in a debug build.
pub const EXPR_DEPTH: usize = 64;
/// Height of an expression's tree, so that a walk by recursion is safe: each level of nesting makes a few nodes.
pub const EXPR_HEIGHT: usize = 256;
/// Nodes of an expression's tree: 10,000 terms with their factors and powers fit, and 8 MB hold them.
pub const EXPR_NODES: usize = 65_536;
