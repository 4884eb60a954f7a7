//! Every limit of the crate, each with its reason. Past a limit the answer is "can't tell" or "no": never a hang, never a guess.

/// Bytes of a sentence that are read on either side of a statement: longer sentences are not written by people.
pub const SENTENCE_WINDOW: usize = 600;

/// Bytes within which a hiding command or element must close: longer ones are not written, and without a bound a run of
/// openers would be read once for each.
pub const HIDDEN_WINDOW: usize = 1024;

/// Hidden HTML elements that are followed inside each other.
pub const ELEMENTS_OPEN: usize = 16;

/// Bytes of a response whose signs are told in one pass, however few they are: where they are far apart in a longer one, searches
/// for each are faster.
pub const CALM_BYTES: usize = 8192;

/// Bytes at the beginning of a longer response that tell whether signs are far apart in it.
pub const CALM_SAMPLE: usize = 1024;

/// Signs in these bytes from which on they are not.
pub const CALM_SIGNS: usize = 16;

/// Bytes of a tag's attributes: longer ones are not written around an answer.
pub const TAG_ATTRIBUTES: usize = 200;

/// Bytes at the end of a response in which a statement is looked for first: most answers stand there.
pub const FIRST_WINDOW: usize = 192;

/// Places that are read as statements before the search gives up: nobody denies an answer five hundred times.
pub const CANDIDATES: usize = 500;

/// Statements read inside statements: a box in an answer tag in a JSON string, and one to spare.
pub const STATEMENT_DEPTH: usize = 3;

/// Lines that begin a next question, before each of which a statement is looked for.
pub const TURNS: usize = 8;

/// Rounds of taking marks off an answer: `**$\boxed{…}$**` needs three.
pub const PEELS: usize = 12;

/// Bytes of a response that may be nothing but its answer.
pub const BARE_LENGTH: usize = 400;

/// Bytes at the end of a response from which an answer is inferred: what was last computed stands there.
pub const INFERENCE_WINDOW: usize = 20_000;

/// Bytes at the end of a response in which a caller's pattern is searched: an engine of regular expressions may read all that is
/// left at every place where a match could begin.
pub const PATTERN_WINDOW: usize = 16_384;

/// Bytes of a caller's compiled pattern.
pub const PATTERN_BYTES: usize = 1 << 20;

/// Options of a question: a classification may have a hundred and more, and each is compared with the answer.
pub const CHOICES: usize = 256;

/// Truths that are kept prepared between calls: a few batches of distinct problems.
pub const GROUND_TRUTHS: usize = 4096;

/// Bytes of a truth that is worth keeping.
pub const GROUND_TRUTH_BYTES: usize = 1024;
/// Nesting of an expression: people stop at about ten levels; sixty-four fit on the smallest thread stack in a debug build.
/// Nesting of an expression, where a bracket counts as two: people stop at about ten levels; these fit on a thread's stack in a debug build.
pub const EXPR_DEPTH: usize = 64;
/// Height of an expression's tree, so that a walk by recursion is safe: each level of nesting makes a few nodes.
pub const EXPR_HEIGHT: usize = 256;
/// Signs of one expression: a list of two thousand numbers fits, and two of these are read within two milliseconds.
pub const EXPR_TOKENS: usize = 5_000;
/// Bytes of words that are no mathematics: longer prose is nobody's answer.
pub const EXPR_PROSE: usize = 4_096;

/// Significant digits from which a decimal truth may be the rounding of an answer: one digit says too little.
pub const ROUNDING_DIGITS: u32 = 2;
/// Significant digits of the decimals that a printed double may stand for: `0.1 + 0.2` prints seventeen for one.
pub const SHORT_DOUBLE_DIGITS: u32 = 12;
/// Significant digits of a decimal that count as a printed double.
pub const DOUBLE_DIGITS: u32 = 15;
/// Prepared truths that are kept between calls: a batch has a few hundred distinct ones, and each takes about a kilobyte.
pub const CACHED_TRUTHS: usize = 1024;
/// Bytes of a truth that is worth keeping; longer ones are rare, and would let the cache grow.
pub const CACHED_TRUTH_BYTES: usize = 2048;
/// Steps of one comparison, whatever the length of its texts. A step is forty nanoseconds of work at most, so this is nine milliseconds.
pub const COMPARISON_STEPS: usize = 240_000;
/// Steps of one comparison for each byte of its texts: longer answers may take longer.
pub const COMPARISON_STEPS_A_BYTE: usize = 20;
/// Bytes of both texts that are counted for the steps of their comparison.
pub const COMPARISON_BYTES: usize = 20_000;
/// Steps of telling by long bounds whether a constant is near enough to another one.
pub const NEARNESS_STEPS: usize = 1_500;
/// Steps of a conversion, which looks units up and multiplies them out, in all their meanings.
pub const CONVERSION_STEPS: usize = 400;
/// Steps that relating two trees takes, beside one for each node of theirs.
pub const RELATION_STEPS: usize = 10;
/// Steps of an inversion or a power in a prime field: about 120 multiplications.
pub const INVERSION_STEPS: usize = 40;
/// Bits of precision for which an addition or a multiplication of balls takes a step.
pub const BALL_BITS_A_STEP: usize = 40;
/// Steps of a quotient or a square root in balls of 256 bits; they grow with the square of the precision.
pub const ROOT_STEPS: usize = 40;
/// Steps of a logarithm or another series in balls of 256 bits; they grow with the square of the precision.
pub const SERIES_STEPS: usize = 220;
/// Terms of a finite sum or product that are added up one by one.
pub const FOLD_TERMS: usize = 4_000;
/// Folds inside folds: more than three are not written, and each multiplies the work.
pub const FOLD_DEPTH: usize = 4;
/// Rows of a determinant: the expansion by minors grows with the factorial.
pub const DETERMINANT_ROWS: usize = 5;
/// Digits of a number whose exact root is looked for.
pub const ROOT_DIGITS: usize = 2_000;
/// Starts that are tried for a format whose longest match at the end begins in mid-sentence: each is one look back from the
/// end, and a format that needs more has no clear beginning.
pub const FORMAT_STARTS: usize = 8;

/// Nested brackets inside a formula that fills a placeholder: each level is one more copy of the formula's pattern.
pub const FORMAT_BRACKET_DEPTH: usize = 4;

/// Bytes of a format's text: a page of a prompt fits, and compiling them takes milliseconds.
pub const FORMAT_BYTES: usize = 4_096;

/// Bytes of a format that is a regular expression: a class in one may cost a hundred times what a letter does.
pub const FORMAT_REGEX_BYTES: usize = 2_000;

/// Character classes of a format that is a regular expression: one without letter case takes up to a millisecond.
pub const FORMAT_CLASSES: usize = 64;

/// Tags of a format: each is looked for at every `<` of a response.
pub const FORMAT_TAGS: usize = 64;

/// Placeholders of a format, each counted by what its pattern costs (`Hole::weight`): together they compile in 50 ms.
pub const FORMAT_WEIGHT: usize = 160;

/// Bytes of a format's compiled pattern: enough for every placeholder that it may have, too few for `\w{1000}`.
pub const FORMAT_PATTERN_BYTES: usize = 4 << 20;

/// Bytes that the engine may spend on remembering where it has been; past them it forgets and goes on more slowly.
pub const FORMAT_CACHE_BYTES: usize = 8 << 20;

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
/// Comparisons of the arguments of applied names in one pair of values: past them an application is a value of its own kind.
pub const OPAQUE_COMPARISONS: usize = 256;
/// Words of a sum of matrices, and letters of a word.
pub const MATRIX_WORDS: usize = 64;
/// The largest exponent of a matrix that is multiplied out.
pub const MATRIX_POWER: i64 = 8;
/// Letters and statements of one formula of logic: past twelve it has no table, and each is looked up among the others.
pub const LOGIC_LETTERS: usize = 200;
/// Words of a table of truth values that take a step.
pub const TABLE_WORDS_A_STEP: usize = 16;
/// Members of a list that are tried against each other: larger sets are compared as written, then in order.
pub const LIST_MEMBERS: usize = 48;
/// Independent `\pm` in one value: five make thirty-two values, and nobody writes more.
pub const FREE_SIGNS: usize = 5;
/// Bytes of a row of numerals with spaces between.
pub const ROW_BYTES: usize = 400;
/// Digits of a numeral in a stated base.
pub const BASED_DIGITS: usize = 1_000;

/// Digits of an integer that is returned as one, which costs more than their number: longer ones are returned as floats, and Python
/// itself prints no integer of more than 4,300 digits.
pub const LONG_DIGITS: usize = 10_000;
/// Largest precision of a ball, in bits: past it two values that have not come apart are not told apart.
pub const BALL_BITS: u32 = 2_048;
/// Precision at which values that doubles can't tell apart are looked at first.
pub const FIRST_BALL_BITS: u32 = 256;
/// Bits by which two balls must agree below one before they count as the same value; the precision has 64 more.
pub const AGREEING_BITS: i64 = 192;
/// Bits that evaluation in balls may lose on its way.
pub const GUARD_BITS: i64 = 64;
/// Largest base-two exponent of a ball whose logarithm is taken.
pub const BALL_EXPONENT: i64 = 1 << 31;
/// Largest integer exponent of a power in floating arithmetic: thirty squarings.
pub const POWER_SIZE: u64 = 1 << 30;
/// Points of everyday size at which functions are compared.
pub const POINTS: u64 = 12;
/// Points that a cell between critical places has at most where there are several letters, and that are tried in balls.
pub const CELL_POINTS: usize = 4;
/// Critical parts of a pair: each of its lines is searched for every one of them.
pub const CRITICAL_PARTS: usize = 24;
/// Letters that are put past all constants at once, each to either side.
pub const FAR_LETTERS: usize = 4;
/// Points from which lines are drawn: as many as six letters have patterns of signs.
pub const PLAN_BASES: usize = 72;
/// Critical places on one line.
pub const LINE_PLACES: usize = 200;
/// Intervals of a line that are looked at together for one value of an expression.
pub const LINE_BOXES: usize = 256;
/// Width of a critical place, as a part of its size, below which it hides no more than one.
pub const PLACE_WIDTH: f64 = 0.1;
/// Degree of the polynomials whose roots are found.
pub const LINE_DEGREE: usize = 24;
/// Largest constants beside which factorials and binomials of letters are worked out.
pub const FAR_FACTORIAL: f64 = 1_000.0;
/// Largest constants beside which sums up to a letter are worked out.
pub const FAR_FOLD: f64 = 200.0;
/// Largest constants beside which sums of factorials, or of sums, up to a letter are worked out.
pub const FAR_FOLD_OF_FOLDS: f64 = 40.0;
/// Points within both domains that must agree.
pub const AGREEING_POINTS: usize = 4;
/// Decimals that are searched for a period before an ellipsis: nobody writes more before they trail off.
pub const MAX_ELLIPSIS_DIGITS: usize = 1_000;
/// Cells of a matrix that is compared.
pub const MATRIX_CELLS: usize = 400;
/// Products of cells that a product of two matrices may take: six rows by six columns.
pub const MATRIX_PRODUCTS: usize = 216;
/// Largest power of a matrix of written cells that is worked out.
pub const MATRIX_EXPONENT: u64 = 20;
/// Nodes of a tree whose fractions are brought to one denominator, which squares their number.
pub const REWRITTEN_NODES: usize = 100;
/// Bytes of a formula: reading one takes a tenth of a microsecond a byte, and no answer is longer than a page.
pub const FORMULA_BYTES: usize = 12_000;
/// Digits of long numbers that one exact evaluation may work on, all operations together: about a millisecond.
pub const EXACT_DIGITS: i64 = 25_000;
/// Digits of an integer power that is worked out; larger ones are compared in prime fields.
pub const POWER_DIGITS: f64 = 6_000.0;
/// Digits of a number in an arithmetic step, and of every value on the way: nobody computes more by hand, and exact arithmetic on
/// numbers of this size takes less than a microsecond.
pub const STEP_DIGITS: i64 = 120;
/// Nested brackets of an arithmetic step.
pub const STEP_DEPTH: usize = 24;
/// Bytes before and behind a false step in which words may excuse it: its sentence and the beginning of the next.
pub const DOUBT_BEFORE: usize = 160;
/// See [`DOUBT_BEFORE`].
pub const DOUBT_AFTER: usize = 60;
/// Words of the n-grams whose repetition an aspect counts: phrases of four words recur by chance only in long texts.
pub const GRAM: usize = 4;
/// Words of the longest n-gram that may be asked for: each word is read once for every gram that it is in.
pub const GRAM_WORDS: usize = 64;
/// Final answers before the last one that are compared with it.
pub const FINAL_ANSWERS: usize = 3;

/// Bytes of stack that grading one item may need: the deepest trees take a third of it.
pub const STACK: usize = 1 << 20;

/// Digits of a number that the rules for big operators work with.
pub const CLOSED_DIGITS: usize = 400;
/// Bits of a number that the rules for big operators multiply further: sums of degree forty stay below.
pub const CLOSED_BITS: usize = 6_000;
/// Nodes that the rules for big operators may make or look at in one comparison, each for two of its steps: two
/// fifths of what a short comparison has.
pub const CLOSED_STEPS: usize = 20_000;
/// Nodes of a closed form: longer ones are nobody's answer.
pub const CLOSED_NODES: usize = 1_500;
/// Order of a derivative that is worked out: each may double the tree.
pub const DERIVATIVE_ORDER: i64 = 8;
/// Terms of an expansion.
pub const EXPANSION_TERMS: usize = 64;
/// Degree of a polynomial whose roots are looked for: sums of three absolute values of linear terms need eight.
pub const SOLVED_DEGREE: usize = 16;
/// Bits of a coefficient of such a polynomial.
pub const SOLVED_BITS: usize = 256;
/// Bits of a place for which a look at a polynomial costs as much again.
pub const SOLVED_BITS_A_STEP: usize = 2_048;
/// Steps of one coefficient's part in a division of polynomials.
pub const DIVISION_STEPS: usize = 16;
/// Halvings on the way to one root, whose bounds then are as near as a leading coefficient of that many bits asks for.
pub const SOLVED_STEPS: usize = 1_000;
/// Absolute values in one relation that is solved: each doubles the cases.
pub const SOLVED_BENDS: usize = 4;
/// Size of the integers in sets of them: sums of four stay in a word.
pub const LARGEST_INTEGER: u64 = 1 << 60;
/// Integers and residues that a comparison of two sets of integers lists, all parts together.
pub const LISTED_INTEGERS: usize = 50_000;
/// Digits of the numbers in a family of values, which then are machine words.
pub const FORM_DIGITS: usize = 40;
/// Bound letters that are tried in every order.
pub const BOUND_LETTERS: usize = 4;
/// Largest modulus whose residues are tried one by one.
pub const TRIED_RESIDUES: i64 = 2_000;
/// Degree of a polynomial that is worked with as one.
pub const POLYNOMIAL_DEGREE: usize = 48;
/// Largest first or last coefficient of a polynomial whose rational roots are looked for.
pub const ROOT_COEFFICIENT: u64 = 1_000_000;
/// Rational numbers that are tried as roots of a polynomial.
pub const ROOT_CANDIDATES: usize = 600;
/// Groups of equal answers that an answer is compared with: as many as all of a prompt's usual 64 responses can make. Of more
/// groups the largest ones are taken.
pub const GROUP_RIVALS: usize = 64;
/// Steps that finding the groups of equal answers may take for each answer: as many as comparing it with a truth may.
pub const GROUP_STEPS_AN_ANSWER: usize = COMPARISON_STEPS;
/// Steps that a comparison within a group takes beside those of its budget: reading short texts takes ten microseconds.
pub const GROUP_COMPARISON_STEPS: usize = 250;
/// Steps for each byte of the texts of such a comparison: reading one takes a tenth of a microsecond.
pub const GROUP_STEPS_A_BYTE: usize = 3;
