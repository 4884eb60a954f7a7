//! Every limit of the crate, each with its reason. Past a limit the answer is "can't tell" or "no": never a hang, never a guess.

/// Bytes of a sentence that are read on either side of a statement: longer sentences are not written by people.
pub const SENTENCE_WINDOW: usize = 600;

/// Nesting of an expression, where a bracket counts as two: people stop at about ten levels; these fit on a thread's stack in a debug build.
pub const EXPR_DEPTH: usize = 64;
/// Height of an expression's tree, so that a walk by recursion is safe: each level of nesting makes a few nodes.
pub const EXPR_HEIGHT: usize = 256;
/// Signs of one expression: ten thousand short terms fit, and all of it is read within two milliseconds.
pub const EXPR_TOKENS: usize = 24_000;
/// Bytes of words that are no mathematics: longer prose is nobody's answer.
pub const EXPR_PROSE: usize = 4_096;
/// Bytes of one expression: a number may be 200,000 digits long, nothing else that is read is.
pub const EXPR_BYTES: usize = 262_144;
/// Digits of one written number: two of these are still compared in under a millisecond, and nobody writes more.
pub const MAX_DIGITS: usize = 200_000;
/// Digits of a numerator, a denominator or a repeating part: their common divisor costs the square of the digits.
pub const MAX_RATIO_DIGITS: usize = 12_000;
/// Digits that one step of exact arithmetic may need; past it the result is "can't tell".
pub const MAX_ARITHMETIC_DIGITS: i64 = 20_000;
/// Largest power of ten of a number: a thousand steps of arithmetic can't take it out of a machine word.
pub const MAX_EXPONENT: i64 = 1_000_000_000_000_000;
/// Decimals that are searched for a period before an ellipsis: nobody writes more before they trail off.
pub const MAX_ELLIPSIS_DIGITS: usize = 1_000;
