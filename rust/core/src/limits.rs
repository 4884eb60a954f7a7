//! Every limit of the crate, each with its reason. Past a limit the answer is "can't tell" or "no": never a hang, never a guess.

/// Bytes of a sentence that are read on either side of a statement: longer sentences are not written by people.
pub const SENTENCE_WINDOW: usize = 600;

/// Bytes within which a hiding command or element must close: longer ones are not written, and without a bound a run of
/// openers would be read once for each.
pub const HIDDEN_WINDOW: usize = 1024;

/// Hidden HTML elements that are followed inside each other.
pub const ELEMENTS_OPEN: usize = 16;

/// Starts that are tried for a format whose longest match at the end begins in mid-sentence: each is one look back from the
/// end, and a format that needs more has no clear beginning.
pub const FORMAT_STARTS: usize = 8;

/// Nested brackets inside a formula that fills a placeholder: each level is one more copy of the formula's pattern.
pub const FORMAT_BRACKET_DEPTH: usize = 4;

/// Bytes of a format's compiled pattern: enough for every placeholder many times over, too few for `(\w{1000}){1000}`.
pub const FORMAT_PATTERN_BYTES: usize = 32 << 20;

/// Bytes that the engine may spend on remembering where it has been; past them it forgets and goes on more slowly.
pub const FORMAT_CACHE_BYTES: usize = 8 << 20;

/// Digits of one written number: two of these are still compared in under a millisecond, and nobody writes more.
pub const MAX_DIGITS: usize = 200_000;
/// Digits of a numerator, a denominator or a repeating part: their common divisor costs the square of the digits.
pub const MAX_RATIO_DIGITS: usize = 12_000;
/// Digits that one step of exact arithmetic may need; past it the result is "can't tell".
pub const MAX_ARITHMETIC_DIGITS: i64 = 20_000;
/// Largest power of ten of a number: a thousand steps of arithmetic can't take it out of a machine word.
pub const MAX_EXPONENT: i64 = 1_000_000_000_000_000;
