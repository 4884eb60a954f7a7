//! Every limit of the crate, each with its reason. Past a limit the answer is "can't tell" or "no": never a hang, never a guess.

/// Bytes of a sentence that are read on either side of a statement: longer sentences are not written by people.
pub const SENTENCE_WINDOW: usize = 600;

/// Bytes within which a hiding command or element must close: longer ones are not written, and without a bound a run of
/// openers would be read once for each.
pub const HIDDEN_WINDOW: usize = 1024;

/// Hidden HTML elements that are followed inside each other.
pub const ELEMENTS_OPEN: usize = 16;
