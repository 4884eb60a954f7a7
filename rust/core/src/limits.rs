//! Every limit of the crate, each with its reason. Past a limit the answer is "can't tell" or "no": never a hang, never a guess.

/// Bytes of a sentence that are read on either side of a statement: longer sentences are not written by people.
pub const SENTENCE_WINDOW: usize = 600;

/// Bytes within which a hiding command or element must close: longer ones are not written, and without a bound a run of
/// openers would be read once for each.
pub const HIDDEN_WINDOW: usize = 1024;

/// Hidden HTML elements that are followed inside each other.
pub const ELEMENTS_OPEN: usize = 16;

/// Bytes at the end of a response in which a statement is looked for first: most answers stand there.
pub const FIRST_WINDOW: usize = 512;

/// Places that are read as statements before the search gives up: nobody denies an answer five hundred times.
pub const CANDIDATES: usize = 500;

/// Statements read inside statements: a box in an answer tag in a JSON string, and one to spare.
pub const STATEMENT_DEPTH: usize = 3;

/// Rounds of taking marks off an answer: `**$\boxed{…}$**` needs three.
pub const PEELS: usize = 12;

/// Bytes of a response that may be nothing but its answer.
pub const BARE_LENGTH: usize = 400;

/// Bytes at the end of a response from which an answer is inferred: what was last computed stands there.
pub const INFERENCE_WINDOW: usize = 20_000;

/// Truths that are kept prepared between calls: a few batches of distinct problems.
pub const CACHED_TRUTHS: usize = 4096;

/// Bytes of a truth that is worth keeping.
pub const CACHED_TRUTH_LENGTH: usize = 1024;
/// Digits of one written number: two of these are still compared in under a millisecond, and nobody writes more.
pub const MAX_DIGITS: usize = 200_000;
/// Digits of a numerator, a denominator or a repeating part: their common divisor costs the square of the digits.
pub const MAX_RATIO_DIGITS: usize = 12_000;
/// Digits that one step of exact arithmetic may need; past it the result is "can't tell".
pub const MAX_ARITHMETIC_DIGITS: i64 = 20_000;
/// Largest power of ten of a number: a thousand steps of arithmetic can't take it out of a machine word.
pub const MAX_EXPONENT: i64 = 1_000_000_000_000_000;
