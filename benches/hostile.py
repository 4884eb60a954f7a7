"""Texts that hurt a careless reader, each made to a size: one list for benches, tests and fuzzing alike.

`RESPONSES`, `TRUTHS` and `FORMATS` map a name to a maker: `RESPONSES["digits"](1_000_000)` is about a million bytes.
"""

from __future__ import annotations

from collections.abc import Callable

Maker = Callable[[int], str]

END = " The answer is 42."


def fill(unit: str, size: int) -> str:
    """`unit` again and again, to about `size` bytes."""
    return unit * max(1, size // len(unit.encode("utf-8", "surrogatepass")))


def repeated(unit: str, before: str = "", after: str = "") -> Maker:
    """A maker of `unit` repeated, with a beginning and an end."""
    return lambda size: before + fill(unit, size) + after


def mirrored(left: str, right: str, core: str = "42", before: str = "", after: str = "") -> Maker:
    """A maker of nests: half the size opens, half closes."""
    return lambda size: (
        before + fill(left, size // 2) + core + fill(right, size * len(right) // (2 * len(left))) + after
    )


def counted(pattern: str, before: str = "", after: str = "") -> Maker:
    """A maker of `pattern` with a different number each time."""

    def make(size: int) -> str:
        parts, length = [before], 0
        while length < size:
            parts.append(pattern.format(len(parts)))
            length += len(parts[-1])
        return "".join(parts) + after

    return make


# Nothing in these is an answer, or only their end is; each aims at one habit of a careless reader.
RESPONSES: dict[str, Maker] = {
    # Tags and reasoning
    "open think tags": repeated("<think>"),
    "open think tags, answered": repeated("<think>", after=END),
    "closed think tags": repeated("</think>", after=END),
    "think tags open and close": repeated("<think>a</think>", after=END),
    "think tags nested": mirrored("<think>", "</think>", after=END),
    "reasoning kinds mixed": repeated("<think><reasoning></thinking></reasoning>", after=END),
    "open answer tags": repeated("<answer>", after=END),
    "answer tags of four": repeated("<answer>4</answer>"),
    "answer tags nested": mirrored("<answer>", "</answer>"),
    "closed answer tags": repeated("</answer>", after=END),
    "angle brackets": repeated("<", after=END),
    "tag beginnings": repeated("</", after=END),
    "tag near-misses": repeated("<answe></answe r>", after=END),
    "attributes": repeated('<a b="c" ', after=END),
    "tags in back-ticks": repeated("`</think>`", after=END),
    # Comments and hidden text
    "open HTML comments": repeated("<!--", after=END),
    "HTML comments": repeated("<!-- 4 -->", after=END),
    "comment ends": repeated("-->", after=END),
    "LaTeX comments": repeated("% The answer is 4.\n", after=END),
    "percent signs": repeated("%", after=END),
    "escaped percent signs": repeated("\\%", after=END),
    "open phantoms": repeated("\\phantom{", after=END),
    "phantoms nested": mirrored("\\phantom{", "}", after=END),
    "cancels": repeated("\\cancel{4}", after=END),
    "struck text": repeated("~~4", after=END),
    "tildes": repeated("~", after=END),
    "open strikes": repeated("<s>", after=END),
    # Boxes and LaTeX
    "open boxes": repeated("\\boxed{"),
    "open boxes, answered": repeated("\\boxed{", after=END),
    "boxes nested": mirrored("\\boxed{", "}"),
    "boxes of four": repeated("\\boxed{4}"),
    "boxes joined": repeated("\\boxed{4} and "),
    "boxes joined by commas": repeated("\\boxed{4}, "),
    "empty boxes": repeated("\\boxed{}", after=END),
    "boxes of spaces": lambda size: "\\boxed{" + " " * size + "}" + END,
    "boxes without braces": repeated("\\boxed ", after=END),
    "fractions nested": mirrored("\\frac{1}{", "}", before="\\boxed{", after="}"),
    "open fractions": repeated("\\frac{", before="\\boxed{"),
    "fractions of digits": repeated("\\frac12", before="\\boxed{", after="}"),
    "roots nested": mirrored("\\sqrt{", "}", before="\\boxed{", after="}"),
    "powers": repeated("9^{", before="\\boxed{", after="}"),
    "power tower": mirrored("9^{", "}", core="9", before="\\boxed{", after="}"),
    "factorials": repeated("!", before="\\boxed{10", after="}"),
    "overlined digits": lambda size: "\\boxed{0.\\overline{" + fill("123456789", size) + "}}",
    "commands": repeated("\\alpha", before="\\boxed{", after="}"),
    "one long command": repeated("a", before="\\boxed{\\", after="}"),
    "backslashes": repeated("\\", after=END),
    "text commands": mirrored("\\text{", "}", before="\\boxed{", after="}"),
    "left brackets": repeated("\\left(", before="\\boxed{", after="}"),
    "matrix rows": repeated("1 & 2 \\\\ ", before="\\boxed{\\begin{pmatrix}", after="\\end{pmatrix}}"),
    "open environments": repeated("\\begin{pmatrix}", before="\\boxed{", after="}"),
    "sum of terms": counted("+{}x^2", before="\\boxed{", after="}"),
    "product of brackets": repeated("(x+1)", before="\\boxed{", after="}"),
    "plus-minus signs": repeated("\\pm 1", before="\\boxed{", after="}"),
    "set of numbers": counted("{},", before="\\boxed{\\{", after="\\}}"),
    "equations chained": counted("{}=", before="\\boxed{", after="42}"),
    "true chain": repeated("42=", before="\\boxed{", after="42}"),
    "unions": repeated("(1,2)\\cup", before="\\boxed{", after="(3,4)}"),
    "spacing commands": repeated("\\,\\!", before="\\boxed{4", after="}"),
    # Dollars, emphasis, fences, hashes, tables, JSON
    "dollar signs": repeated("$", after=END),
    "open maths": repeated("\\(", after=END),
    "maths opened and closed": repeated("\\[4\\]"),
    "asterisks": repeated("*", after=END),
    "asterisks around the answer": mirrored("*", "*", before="The answer is "),
    "underscores": repeated("_", after=END),
    "hashes": repeated("#", after=END),
    "hash answers": repeated("#### 4\n"),
    "hashes with nothing": repeated("#### \n", after=END),
    "code fences": repeated("```\n", after=END),
    "back-ticks": repeated("`", after=END),
    "quotation marks": repeated('"', after=END),
    "quoted answers": repeated('"the answer is 4" ', after=END),
    "table bars": repeated("|", after=END),
    "table rows": repeated("| 4 | 5 |\n", after=END),
    "open JSON": repeated('{"answer":'),
    "JSON objects": repeated('{"answer": 4}'),
    "JSON nested": mirrored('{"a":', "}", core='{"answer": 42}'),
    "JSON backslashes": repeated("\\", before='{"answer": "', after='42"}'),
    "JSON strings": repeated('{"answer": "\\"', after=END),
    "braces": repeated("{", after=END),
    "square brackets": repeated("[", after=END),
    "square brackets boxed": repeated("[", before="\\boxed{", after="}"),
    "brackets nested": mirrored("(", ")", before="The answer is ", after="."),
    "brackets closed": repeated(")", before="The answer is 42"),
    # Numbers
    "digits": repeated("9"),
    "digits stated": repeated("9", before="The answer is ", after="."),
    "digits in groups": repeated(",999", before="The answer is 9", after="."),
    "digits in spaced groups": repeated(" 999", before="The answer is 9", after="."),
    "digits in thin groups": repeated("\u2009999", before="The answer is 9", after="."),
    "digits in Indian groups": repeated(",99", before="The answer is 9", after=",999."),
    "digits in LaTeX groups": repeated("{,}999", before="The answer is 9", after="."),
    "digits in dotted groups": repeated(".999", before="The answer is 9", after="."),
    "digits in apostrophes": repeated("'999", before="The answer is 9", after="."),
    "digits with invisible characters": repeated("9\u200b", before="The answer is ", after="."),
    "digits after a point": repeated("3", before="The answer is 0.", after="."),
    "repeating decimals": repeated("0.(3)", before="The answer is "),
    "mixed numbers": repeated("1 1/2 ", before="The answer is "),
    "zeros": repeated("0", before="The answer is ", after="42."),
    "separators": repeated(",", after=END),
    "full stops": repeated(".", after=END),
    "one-digit groups": repeated("1,", before="The answer is "),
    "dotted digits": repeated("1.", before="The answer is "),
    "signs": repeated("-", before="The answer is ", after="4."),
    "exponents": repeated("1e", before="The answer is ", after="9."),
    "huge exponent": repeated("9", before="The answer is 1e", after="."),
    "slashes": repeated("1/", before="The answer is ", after="2."),
    "numbers spaced": repeated("1 ", before="The answer is "),
    "numbers in prose": counted("so {} then ", after=END),
    "number words": repeated("four hundred ", before="The answer is "),
    "joined number words": repeated("and ", before="The answer is four hundred ", after="two."),
    "Chinese numerals": repeated("十", before="答案是"),
    "words of millions": repeated("million ", before="The answer is 4 "),
    "vulgar fractions": repeated("½", before="The answer is "),
    "superscripts": repeated("²", before="The answer is 4"),
    "equals signs": repeated("=", after=END),
    "sums unfinished": repeated("2 + 2 = "),
    "sums": counted("{0} + 0 = {0}. "),
    "percentages": repeated("25% ", before="The answer is "),
    "units": repeated(" cm", before="The answer is 4"),
    # Phrases and sentences
    "phrases": repeated("The answer is "),
    "answers": counted("The answer is {}. "),
    "answers in one sentence": counted("the answer is {} and "),
    "alternatives": counted("{} or ", before="The answer is "),
    "final answers": repeated("final answer: "),
    "labels": repeated("A: "),
    "answer words": repeated("answer ", after=END),
    "is the answer": counted("{} is the answer, "),
    "denials": repeated("The answer is not 42. "),
    "denials in one sentence": repeated("the answer is not 42, "),
    "not": repeated("not ", before="The answer is ", after="42."),
    "questions": repeated("Is the answer 42? "),
    "question marks": repeated("?", before="The answer is 42"),
    "suppositions": repeated("if the answer is 42 "),
    "supposed at the start": lambda size: "If " + fill("so the answer is 42 and ", size),
    "hearsay": repeated("You said that the answer is 42. "),
    "minerva": repeated("The final answer is $4$. I hope it is correct. "),
    "phrase prefixes": repeated("The answe The ans ", after=END),
    "abbreviations": repeated("e.g. i.e. ", after=END),
    "exclamations": repeated("! ", after=END),
    "one long sentence": repeated("and then we go on ", after=END),
    "one long word": repeated("a", after=END),
    "spaces": repeated(" ", after=END),
    "spaces in the statement": lambda size: "The answer is" + " " * size + "42.",
    "spaces after": repeated(" ", before="The answer is 42."),
    "line breaks": repeated("\n", after=END),
    "carriage returns": repeated("\r\n", before="The answer is"),
    "user turns": repeated("User:\n", after=END),
    "user turns at the end": repeated("\nUser: 4", before="The answer is 42."),
    "end-of-turn tokens": repeated("<|im_end|>", before="The answer is 42."),
    "turn tokens": repeated("<|im_start|>user\n"),
    "token beginnings": repeated("<|", after=END),
    # Scripts and bytes
    "Chinese answers": repeated("答案是4。"),
    "Chinese prose": repeated("所以我们得到", after="答案是42。"),
    "Arabic denials": repeated("الجواب ليس 42. "),
    "Hindi sentences": repeated("उत्तर 4 है। "),
    "Russian answers": repeated("Ответ: 4. "),
    "French questions": repeated("La réponse est-elle 42 ? "),
    "full-width digits": repeated("\uff19", before="The answer is ", after="."),
    "Devanagari digits": repeated("४", before="The answer is ", after="."),
    "combining marks": repeated("\u0301", before="The answer is 4", after="2."),
    "zero-width spaces": repeated("\u200b", before="The answer is 4", after="2."),
    "soft hyphens": repeated("\u00ad", after=END),
    "bidi overrides": repeated("\u202e24\u202c", after=END),
    "bidi left open": repeated("\u202e", after=END),
    "byte-order marks": repeated("\ufeff", before="The answer is ", after="42."),
    "no-break spaces": repeated("\u00a0", before="The answer is", after="42."),
    "lone surrogates": repeated("\ud800", after=END),
    "NUL characters": repeated("\0", after=END),
    "control characters": repeated("\x1b[31m", after=END),
    "emoji": repeated("👩‍👩‍👧", after=END),
    "mathematical letters": repeated("\U0001d7d2", before="The answer is ", after="."),
}

# A truth may hurt as much: it is prepared before anything is compared.
TRUTHS: dict[str, Maker] = {
    "digits": repeated("9"),
    "digits after a point": repeated("3", before="0."),
    "digits repeating": repeated("142857", before="0.(", after=")"),
    "huge exponent": repeated("9", before="1e"),
    "slashes": repeated("1/", after="2"),
    "open brackets": repeated("("),
    "open braces": repeated("{"),
    "brackets nested": mirrored("(", ")"),
    "list of numbers": counted("{}, ", after="42"),
    "set of numbers": counted("{},", before="\\{", after="42\\}"),
    "set of one number": repeated("1,", before="\\{", after="1\\}"),
    "tuple of numbers": counted("{},", before="(", after="42)"),
    "sets nested": mirrored("\\{", "\\}"),
    "fractions nested": mirrored("\\frac{1}{", "}"),
    "roots nested": mirrored("\\sqrt{", "}"),
    "power tower": mirrored("9^{", "}", core="9"),
    "factorials": repeated("!", before="10"),
    "sum of terms": counted("+{}x^2"),
    "sum of variables": counted("+x_{{{}}}"),
    "product of brackets": repeated("(x+y+z+1)", after="^2"),
    "differences nested": mirrored("(1-", ")", core="x"),
    "sines": mirrored("\\sin(", ")", core="x"),
    "absolute values": mirrored("|", "|", core="x"),
    "bars": repeated("|"),
    "plus-minus signs": repeated("\\pm 1"),
    "equations chained": repeated("x=", after="1"),
    "inequalities chained": repeated("x<", after="1"),
    "unions": counted("({0},{0}.5)\\cup", after="(0,1)"),
    "matrix rows": repeated("1 & 2 \\\\ ", before="\\begin{pmatrix}", after="\\end{pmatrix}"),
    "words": repeated("the quick brown fox "),
    "one long word": repeated("a"),
    "choices": repeated("(B) "),
    "percent signs": repeated("%", before="4"),
    "signs": repeated("-", after="4"),
    "units": repeated(" cm", before="4"),
    "backslashes": repeated("\\"),
    "commands": repeated("\\alpha"),
    "texts nested": mirrored("\\text{", "}"),
    "worked lines": repeated("2 + 2 = <<2+2=4>>4\n", after="#### 42"),
    "combining marks": repeated("\u0301", before="4"),
    "zero-width spaces": repeated("\u200b", before="4", after="2"),
    "lone surrogates": repeated("\ud800"),
    "Devanagari digits": repeated("४"),
    "base subscripts": repeated("_8", before="4"),
    "ratios": repeated("1:", after="2"),
    "times": repeated("12:30 "),
}

# Some of these are a caller's mistake: then the error is what must come in linear time.
FORMATS: dict[str, Maker] = {
    "words": repeated("the answer is ", after="[NUM]"),
    "one long word": repeated("a", after="[NUM]"),
    "numbers": repeated("[NUM] "),
    "numbers with commas": repeated("[NUM], "),
    "numbers adjacent": repeated("[NUM]"),
    "texts": repeated("[TEXT] a "),
    "texts and tags": repeated("<a>[TEXT]</a>"),
    "tags open": repeated("<a>", after="[TEXT]"),
    "tag beginnings": repeated("<", after="[TEXT]"),
    "words as placeholders": repeated("[WORD] "),
    "formulas": repeated("[EXPR]; "),
    "unknown placeholder": repeated("A", before="[", after="]"),
    "square brackets": repeated("["),
    "literal brackets": repeated("\\[", after="[NUM]"),
    "backslashes": repeated("\\", after="[NUM]"),
    "spaces": repeated(" ", after="[NUM]"),
    "line breaks": repeated("\n", after="[NUM]"),
    "pattern signs": repeated("(.*)+?", after="[NUM]"),
    "combining marks": repeated("\u0301", after="[NUM]"),
}
