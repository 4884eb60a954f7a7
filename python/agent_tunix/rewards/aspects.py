"""Aspects of a response: how it is said, what it is about, and whether it holds together.

Each function takes one response or a batch of them, as `check_answer` does, and is computed from the text alone: no
model, no list of facts, one pass in linear time. Scores lie from 0 to 1, and a blank response has 0 in each. They are
parts of a reward, not the whole of one: a clear and concise answer may be wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from agent_tunix.rewards import _core, functions
from agent_tunix.rewards.steps import arithmetic_steps, has_reasoning_steps, step_reward

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from agent_tunix.rewards._core import Format
    from agent_tunix.rewards.kinds import Column, Formats, Gradings, Response, Responses, Truth, Truths

    Scores = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Prompts = Response | Responses

__all__ = [
    "arithmetic_steps",
    "evaluate_clarity",
    "evaluate_completeness",
    "evaluate_conciseness",
    "evaluate_correctness",
    "evaluate_efficiency",
    "evaluate_format",
    "evaluate_relevance",
    "has_hallucination",
    "has_reasoning_steps",
    "has_repetition",
    "language_consistency",
    "step_reward",
]


@overload
def evaluate_format(response: Response, expected_format: str | Format | None = None) -> float: ...
@overload
def evaluate_format(
    response: Responses, expected_format: Formats | Sequence[str | Format | None] | None = None
) -> Scores: ...
def evaluate_format(response: Any, expected_format: Any = None) -> Any:
    r"""Say how well a response keeps to its format; without one, whether it closes what it opens.

    >>> evaluate_format("2 + 2 = 4. The answer is 4.", "The answer is [NUM].")
    1.0
    >>> evaluate_format("So it is $\\boxed{4}$."), evaluate_format("So it is $\\boxed{4")
    (1.0, 0.0)
    >>> evaluate_format(["It is 4.", "The answer is 4."], [None, "The answer is [NUM]."])
    array([1., 1.])

    Args:
        response: one response, a `str` or a list of chat messages; or a batch of them, a list, a tuple, an array of
            strings or an Arrow column.
        expected_format: a format as for `match_format_exactly`, or None; for a batch, one for all responses or one for
            each, where some may be None.

    Returns:
        With a format what `match_format_exactly` returns: 1.0, 0.5 or 0.0. Without one 1.0 where the response is not
        blank and its reasoning, code fences, answer tags, displayed formulas and braces are closed, else 0.0. A `float`
        for one response, a `float64` array for a batch.

    Raises:
        TypeError: a response or a format is not text; the message names the argument and its place in the batch.
        ValueError: a format is blank, names an unknown placeholder, or has two placeholders with nothing between them;
            or there are not as many formats as responses.
    """
    return _core.evaluate_format(response, expected_format)


@overload
def evaluate_correctness(response: Response, ground_truth: Truth, *, grading: Gradings = None) -> float: ...
@overload
def evaluate_correctness(response: Responses, ground_truth: Truths, *, grading: Gradings = None) -> Scores: ...
def evaluate_correctness(response: Any, ground_truth: Any, *, grading: Gradings = None) -> Any:
    """Say whether the answer of a response is right: `check_answer` without its other options.

    >>> evaluate_correctness("16 - 3 = 13. The answer is 13.", "13")
    1.0

    Args:
        response: one response or a batch, as for `evaluate_format`.
        ground_truth: the reference answer, as for `check_answer`.
        grading: the policy, as for `check_answer`.

    Returns:
        1.0 where the stated answer is equal to the truth, 0.5 where it is close or only inferred, else 0.0. A `float`
        for one response, a `float64` array for a batch.

    Raises:
        TypeError: as `check_answer`.
        ValueError: as `check_answer`.
    """
    return functions.check_answer(response, ground_truth, grading=grading)


@overload
def evaluate_completeness(response: Response, prompt: Response | None = None) -> float: ...
@overload
def evaluate_completeness(response: Responses, prompt: Prompts | None = None) -> Scores: ...
def evaluate_completeness(response: Any, prompt: Any = None) -> Any:
    """Say how complete a response is: the mean of whether it ends, says its answer, and takes up the prompt.

    - *Finished* is 1 where the response ends as a sentence, a formula, a tag or a stated answer does, with nothing left
      open (see `evaluate_format` without a format), else 0.
    - *Answered* is 1 where the answer is stated, 0.5 where it is left to be inferred.
    - *Covered*, with a prompt, is the share of the prompt's content words that the response has, over 0.3 and at
      most 1; a response that says little of its own has less (see `evaluate_relevance`).

    >>> evaluate_completeness("16 - 3 = 13. The answer is 13.")
    1.0
    >>> evaluate_completeness("16 - 3 = 13. So she")
    0.25
    >>> evaluate_completeness("The answer is 13.", "How many eggs are left?")
    0.6666666666666666

    Args:
        response: one response or a batch, as for `evaluate_format`.
        prompt: what was asked, as text or as chat messages (what the user said last counts); for a batch, one for all
        or
            one for each; or None.

    Returns:
        From 0 to 1; 0 for a blank response and for one whose reasoning never ends. A `float` for one response, a
        `float64` array for a batch.

    Raises:
        TypeError: a response or a prompt is not text.
        ValueError: there are not as many prompts as responses.
    """
    return _core.evaluate_completeness(response, prompt)


@overload
def evaluate_relevance(response: Response, prompt: Response) -> float: ...
@overload
def evaluate_relevance(response: Responses, prompt: Prompts) -> Scores: ...
def evaluate_relevance(response: Any, prompt: Any) -> Any:
    """Say how much a response is about its prompt, by the content words that the two share.

    With the sets of distinct content words *R* of the response and *P* of the prompt it is the least of three shares,
    each at most 1:

    - ``|R & P| / |P|`` over 0.3: what the response takes up of the prompt;
    - ``|R & P| / |R|`` over 0.2: what of the response is about the prompt;
    - ``|R - P| / |R|`` over 0.2: what the response says of its own.

    The first two are the overlap of two sets, seen from either side (their harmonic mean is Dice's coefficient). A word
    counts once however often it stands, so that repeating the prompt's words gains nothing; a copy of the prompt has 0;
    words about anything else lower it. Content words are all but the function words of seven languages, without a
    plural's "s" (the last rule of Harman's S stemmer, 1991); in scripts without spaces they are pairs of letters.

    >>> prompt = "Janet sells eggs at the market. How many eggs does she sell?"
    >>> evaluate_relevance("Janet sells 16 - 3 = 13 eggs.", prompt)
    1.0
    >>> evaluate_relevance("The weather is fine today.", prompt)
    0.0
    >>> evaluate_relevance([prompt, "Janet Janet Janet"], prompt)
    array([0., 0.])

    Args:
        response: one response or a batch, as for `evaluate_format`.
        prompt: what was asked, as for `evaluate_completeness`.

    Returns:
        From 0 to 1; 0 where the prompt has no content word. A `float` for one response, a `float64` array for a batch.

    Raises:
        TypeError: a response or a prompt is not text.
        ValueError: there are not as many prompts as responses.
    """
    return _core.evaluate_relevance(response, prompt)


@overload
def evaluate_clarity(response: Response) -> float: ...
@overload
def evaluate_clarity(response: Responses) -> Scores: ...
def evaluate_clarity(response: Any) -> Any:
    """Say how well a response reads: sentences and words that are not too long, no repetition, no noise.

    It is the product of three parts:

    - readability by LIX (Björnsson, 1968), the words per sentence plus the percentage of words of more than six
      letters: 1 up to 40, 0 from 90 on, evenly between;
    - the share of 4-grams of words that do not stand earlier in the response already (see `has_repetition`);
    - the share of characters that are text: signs are noise where they outnumber letters and digits, and characters
      that nobody can see always are.

    >>> evaluate_clarity("She has 16 eggs. She eats 3 of them, so 13 are left.")
    1.0
    >>> evaluate_clarity("so and so and so and so and so and so and so and so and so") < 0.2
    True

    Args:
        response: one response or a batch, as for `evaluate_format`.

    Returns:
        From 0 to 1; 0 for a response without a word. A `float` for one response, a `float64` array for a batch.

    Raises:
        TypeError: a response is not text.
    """
    return _core.evaluate_clarity(response)


@overload
def evaluate_conciseness(response: Response, *, words: float = 100) -> float: ...
@overload
def evaluate_conciseness(response: Responses, *, words: float = 100) -> Scores: ...
def evaluate_conciseness(response: Any, *, words: float = 100) -> Any:
    """Say how short a response is: 1 up to `words` words, then `words` over their number, less what is repeated.

    The length is multiplied by the share of 4-grams that do not stand earlier in the response already. A letter of a
    script without spaces between words counts as half a word.

    >>> evaluate_conciseness("The answer is 18.")
    1.0
    >>> evaluate_conciseness("one two three four five", words=2.5)
    0.5

    Args:
        response: one response or a batch, as for `evaluate_format`.
        words: how many words are short enough, from 1 on.

    Returns:
        From 0 to 1; 0 for a response without a word. A `float` for one response, a `float64` array for a batch.

    Raises:
        TypeError: a response is not text, or `words` is not a number.
        ValueError: `words` is below 1.
    """
    return _core.evaluate_conciseness(response, words)


@overload
def evaluate_efficiency(response: Response) -> float: ...
@overload
def evaluate_efficiency(response: Responses) -> Scores: ...
def evaluate_efficiency(response: Any) -> Any:
    """Say which share of a response's words leads to its answer.

    Waste are sentences behind the one that states the answer, and sentences of three words or more that stand earlier
    in the response already.

    >>> evaluate_efficiency("2 + 2 = 4. The answer is 4.")
    1.0
    >>> evaluate_efficiency("The answer is 4. I hope it helps.")
    0.5

    Args:
        response: one response or a batch, as for `evaluate_format`.

    Returns:
        From 0 to 1; 0 for a response without a word, and for one whose reasoning never ends. A `float` for one
        response, a `float64` array for a batch.

    Raises:
        TypeError: a response is not text.
    """
    return _core.evaluate_efficiency(response)


@overload
def has_repetition(response: Response, *, ngram: int = 4, threshold: float = 0.4) -> bool: ...
@overload
def has_repetition(response: Responses, *, ngram: int = 4, threshold: float = 0.4) -> Flags: ...
def has_repetition(response: Any, *, ngram: int = 4, threshold: float = 0.4) -> Any:
    """Say whether a response repeats itself: too many of its n-grams of words stand earlier in it already.

    The share is one minus distinct-n: the number of distinct n-grams over the number of all (Li et al., 2016,
    arXiv 1510.03055). Letter case, and characters that nobody can see, make no difference. In scripts without spaces
    between words an n-gram has two letters for each word.

    >>> has_repetition("and so it goes, " * 20)
    True
    >>> has_repetition("She has 16 eggs. She eats 3 of them, so 13 are left.")
    False

    Args:
        response: one response or a batch, as for `evaluate_format`.
        ngram: the words of an n-gram, from 1 to 64.
        threshold: the share of repeated n-grams past which a response repeats itself, from 0 to 1.

    Returns:
        A `bool` for one response, an array of `bool` for a batch.

    Raises:
        TypeError: a response is not text, or an option is not a number.
        ValueError: an option is out of its range.
    """
    return _core.has_repetition(response, ngram, threshold)


@overload
def has_hallucination(response: Response) -> bool: ...
@overload
def has_hallucination(response: Responses) -> Flags: ...
def has_hallucination(response: Any) -> Any:
    r"""Say whether a response asserts something that can be checked and is false.

    That is an arithmetic step that does not hold (see `arithmetic_steps`), or a final answer that contradicts an
    earlier one without a word about why. Facts about the world are not checked. A response is called false on proof
    alone: what may be a rounding, a conversion, a supposition or a correction is none.

    >>> has_hallucination("16 - 3 = 12, so 12 are left.")
    True
    >>> has_hallucination("The final answer is 12.\n#### 13")
    True
    >>> has_hallucination(["16 - 3 = 13.", "If 16 - 3 = 12, then 3 = 4, which is wrong."])
    array([False, False])

    Args:
        response: one response or a batch, as for `evaluate_format`.

    Returns:
        A `bool` for one response, an array of `bool` for a batch.

    Raises:
        TypeError: a response is not text.
    """
    return _core.has_hallucination(response)


@overload
def language_consistency(
    response: Response, prompt: Response | None = None, *, language: str | None = None
) -> float: ...
@overload
def language_consistency(
    response: Responses,
    prompt: Prompts | None = None,
    *,
    language: str | list[str] | tuple[str, ...] | Column | None = None,
) -> Scores: ...
def language_consistency(response: Any, prompt: Any = None, *, language: Any = None) -> Any:
    """Say which share of a response's words is in the script of its language.

    The proportion of words in the target language is DeepSeek-R1's reward against mixed languages (2025, arXiv
    2501.12948). Here a language is known by its script, so that no list of words is needed; two languages of one script
    are not told apart. Numbers, single letters and LaTeX commands are no language's and do not count. A letter of a
    script without spaces between words counts as half a word.

    >>> language_consistency("所以 the answer is 42。", language="en")
    0.75
    >>> language_consistency("所以答案是42。", "一共有多少个鸡蛋")
    1.0

    Args:
        response: one response or a batch, as for `evaluate_format`.
        prompt: what was asked, as for `evaluate_completeness`: the script that it has most words of is the one wanted.
        language: an ISO 639-1 code such as ``"en"``, ``"zh"`` or ``"pt-BR"``; for a batch, one for all or one for each.
            With neither of the two, the script that the response itself has most words of.

    Returns:
        From 0 to 1; 1 where nothing is of any language (``x = 42``), 0 where there is nothing to read. A `float` for
        one response, a `float64` array for a batch.

    Raises:
        TypeError: a response, a prompt or a language is not text.
        ValueError: a language is not known, both are given, or there are not as many of them as responses.
    """
    return _core.language_consistency(response, prompt, language)
