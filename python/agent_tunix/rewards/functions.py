"""The documented functions: names, defaults and types over the compiled ones.

They are plain Python functions because some trainers ask `inspect.isfunction`, and they pass their arguments on by
position because that is the fastest call there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from agent_tunix.rewards import _core
from agent_tunix.rewards._core import PARTIAL_CREDIT, TOLERANCE
from agent_tunix.rewards.threads import get_num_threads, set_num_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    from agent_tunix.rewards._core import Answer, Format, Verdict
    from agent_tunix.rewards.kinds import (
        Choices,
        ExpectedNumbers,
        Formats,
        Gradings,
        Numbers,
        Response,
        Responses,
        Truth,
        Truths,
    )


__all__ = [
    "check_answer", "check_numbers", "combined_reward", "explain_answer", "extract_answer", "get_num_threads",
    "get_reward_functions", "match_format_exactly", "math_equal", "set_num_threads",
]  # fmt: skip


@overload
def match_format_exactly(
    response: Response, expected_format: str | Format, *, partial_credit: float = 0.5
) -> float: ...
@overload
def match_format_exactly(
    response: Responses, expected_format: Formats, *, partial_credit: float = 0.5
) -> npt.NDArray[np.float64]: ...
def match_format_exactly(response: Any, expected_format: Any, *, partial_credit: float = 0.5) -> Any:
    r"""Say how well a response keeps to a format.

    A format is text with placeholders: ``[NUM]`` a number, ``[INT]`` an integer, ``[WORD]`` one word, ``[EXPR]`` a
    formula, ``[TEXT]`` any text. ``\[`` is a literal bracket, and white space matches any run of it.

    >>> match_format_exactly("2 + 2 = 4. The answer is 4.", "The answer is [NUM].")
    1.0
    >>> match_format_exactly("2 plus 2 equals 4.", "The answer is [NUM].")
    0.5
    >>> match_format_exactly(["The answer is 4.", "No idea."], "The answer is [NUM].")
    array([1., 0.])

    Args:
        response: one response, a `str` or a list of chat messages; or a batch of them, a list, a tuple, an array of
            strings or an Arrow column.
        expected_format: a format as `str` or `Format`; for a batch, one for all responses or one for each.
        partial_credit: the score of a response that has the format in part, from 0 to 1.

    Returns:
        1.0 where the format, to the letter, is the response's final statement; `partial_credit` where its placeholders
        are filled but the wording, the case, the punctuation or the place differs; 0.0 otherwise. A `float` for one
        response, a `float64` array for a batch.

    Raises:
        TypeError: a response or a format is not text; the message names the argument and its place in the batch.
        ValueError: a format is blank, names an unknown placeholder, or has two placeholders with nothing between them;
            `partial_credit` is out of its range; or there are not as many formats as responses.
    """
    return _core.match_format_exactly(response, expected_format, partial_credit)


@overload
def check_answer(
    response: Response,
    ground_truth: Truth,
    *,
    tolerance: float = TOLERANCE,
    partial_credit: float = PARTIAL_CREDIT,
    significant_digits: int | None = None,
    grading: Gradings = None,
    choices: Choices = None,
) -> float: ...
@overload
def check_answer(
    response: Responses,
    ground_truth: Truths,
    *,
    tolerance: float = TOLERANCE,
    partial_credit: float = PARTIAL_CREDIT,
    significant_digits: int | None = None,
    grading: Gradings = None,
    choices: Choices = None,
) -> npt.NDArray[np.float64]: ...
def check_answer(
    response: Any,
    ground_truth: Any,
    *,
    tolerance: float = TOLERANCE,
    partial_credit: float = PARTIAL_CREDIT,
    significant_digits: int | None = None,
    grading: Gradings = None,
    choices: Choices = None,
) -> Any:
    """Say whether the answer of a response is right.

    >>> check_answer("2 + 2 = 4. The answer is 4.", "4")
    1.0
    >>> check_answer("2 plus 2 equals 4.", "4")
    0.5
    >>> check_answer(["The answer is 4.", "The answer is 40."], [4, 4])
    array([1., 0.])
    >>> check_answer(["The answer is B.", "The answer is 0.5.", "The answer is C."], "B", choices=["1/3", "1/2", "1/4"])
    array([1., 1., 0.])

    Args:
        response: one response, a `str` or a list of chat messages; or a batch of them, a list, a tuple, an array of
            strings or an Arrow column.
        ground_truth: the reference answer: a `str` (which may be a worked solution that states its answer), an `int`, a
            finite `float` (which stands for its shortest spelling), a `Fraction`, a `Decimal`, a NumPy scalar, or
            `AnyOf` of several; for a batch, one for all responses or one for each. A `bool` is refused: whether it
            stands for a word or for a number is not ours to guess.
        tolerance: how far, relative to a numeric truth, a stated number may be off and still get partial credit; at
            least 0 and less than 1.
        partial_credit: the score of an answer that is close, or right but not stated or not worked out, from 0 to 1.
        significant_digits: accept as right a correct rounding of the truth to at least so many digits.
        grading: the policy by which answers are right, with tolerances that pay in full, units that are converted, and
            more: a `Grading`, the name of one (`"physics"`; see `Grading.of`), the name of a data set that asks for
            one, or for a batch one for each response, where None stands for the default. An option that is given beside
            it overrides it.
        choices: the options of a question, so that a label, the option's text, both, and a value that equals it are one
            answer; several may be right. A flat list of texts is one question's options, with labels of their own
            ("A. Mars", "(B) Venus") or A, B, C and so on; so is a dict from labels to texts, or with the lists `label`
            and `text`, JSON of these, or a text with a labelled option on each line. For a batch also one for each
            response: a list, an array or an Arrow column of these, where None is a question without options. What
            equals two options names neither, and a label beside another option's text names none. A truth that names no
            option is compared as without `choices`.

    Returns:
        1.0 where the stated answer is equal to the truth; `partial_credit` where it is close, or equal but only
        inferred or left unevaluated; 0.0 otherwise. A `float` for one response, a `float64` array for a batch.

    Raises:
        TypeError: a response is not text, or a truth is of another type; the message names the argument and its place.
        ValueError: a truth is blank, NaN or infinite; an option is out of its range; the choices repeat, are fewer than
            two, or can't be read; or there are not as many truths, or choices, as responses.
    """
    return _core.check_answer(response, ground_truth, tolerance, partial_credit, significant_digits, grading, choices)


@overload
def check_numbers(response: Response, expected_numbers: ExpectedNumbers, *, tolerance: float = 0.0) -> Numbers: ...
@overload
def check_numbers(
    response: Responses, expected_numbers: ExpectedNumbers, *, tolerance: float = 0.0
) -> list[Numbers]: ...
@overload
def check_numbers(
    response: Responses, expected_numbers: Sequence[ExpectedNumbers], *, tolerance: float = 0.0
) -> list[Numbers]: ...
def check_numbers(response: Any, expected_numbers: Any, *, tolerance: float = 0.0) -> Any:
    """Compare the numbers of a response's answer with the expected ones.

    >>> check_numbers("2 + 2 = 4. The answer is 4.", [4])
    {'extracted': [4], 'matches': [True], 'score': 1.0}

    Args:
        response: one response, a `str` or a list of chat messages; or a batch of them, a list, a tuple, an array of
            strings or an Arrow column.
        expected_numbers: a list of numbers (`int`, finite `float`, `Fraction`, `Decimal`, NumPy scalars, numerals as
            `str`). For a batch, a flat list of numbers is for every response, and a list of lists, or an array of two
            dimensions, has one list for each.
        tolerance: how far, relative to the expected number, a number may be off; at least 0 and less than 1.

    Returns:
        A dict: `extracted`, the numbers of the answer, each an `int` where it was written as one and a `float`
        otherwise; `matches`, whether each expected number is among them, each used once; `score`, the matched ones over
        the larger of the two counts. A list of such dicts for a batch.

    Raises:
        TypeError: a response is not text, or an expected number is not a number; the message names the argument and its
            place.
        ValueError: `expected_numbers` is empty; a number is NaN or infinite; `tolerance` is out of its range; or there
            are not as many lists as responses.
    """
    return _core.check_numbers(response, expected_numbers, tolerance)


@overload
def combined_reward(
    response: Response,
    ground_truth: Truth,
    expected_format: str | Format,
    *,
    alpha: float = 0.3,
    beta: float = 0.7,
    grading: Gradings = None,
) -> float: ...
@overload
def combined_reward(
    response: Responses,
    ground_truth: Truths,
    expected_format: Formats,
    *,
    alpha: float = 0.3,
    beta: float = 0.7,
    grading: Gradings = None,
) -> npt.NDArray[np.float64]: ...
def combined_reward(
    response: Any,
    ground_truth: Any,
    expected_format: Any,
    *,
    alpha: float = 0.3,
    beta: float = 0.7,
    grading: Gradings = None,
) -> Any:
    """Weigh form and correctness: ``alpha * match_format_exactly(...) + beta * check_answer(...)``.

    >>> combined_reward("2 + 2 = 4. The answer is 4.", "4", "The answer is [NUM].")
    1.0
    >>> combined_reward("2 plus 2 equals 4.", "4", "The answer is [NUM].")
    0.5

    Args:
        response: one response or a batch, as for `check_answer`.
        ground_truth: one truth or one for each response, as for `check_answer`.
        expected_format: one format or one for each response, as for `match_format_exactly`.
        alpha: the weight of the format.
        beta: the weight of the answer.
        grading: as for `check_answer`.

    Returns:
        A `float` for one response, a `float64` array for a batch.

    Raises:
        TypeError: as `check_answer` and `match_format_exactly`.
        ValueError: as `check_answer` and `match_format_exactly`; also for a weight that is NaN or infinite.
    """
    return _core.combined_reward(response, ground_truth, expected_format, alpha, beta, grading)


@overload
def extract_answer(response: Response) -> Answer | None: ...
@overload
def extract_answer(response: Responses) -> list[Answer | None]: ...
def extract_answer(response: Any) -> Any:
    r"""Find the answer of a response, without judging it.

    >>> extract_answer("So the answer is $\\boxed{42}$.")
    Answer(text='42', span=(25, 27), source='boxed')
    >>> extract_answer("I don't know.") is None
    True

    Args:
        response: one response or a batch, as for `check_answer`.

    Returns:
        The answer with its text, its place in characters of the response and how it was found, or None if there is
        none; a list of these for a batch.

    Raises:
        TypeError: a response is not text.
    """
    return _core.extract_answer(response)


@overload
def explain_answer(
    response: Response,
    ground_truth: Truth,
    *,
    tolerance: float = TOLERANCE,
    partial_credit: float = PARTIAL_CREDIT,
    significant_digits: int | None = None,
    grading: Gradings = None,
    choices: Choices = None,
    trace: bool = False,
) -> Verdict: ...
@overload
def explain_answer(
    response: Responses,
    ground_truth: Truths,
    *,
    tolerance: float = TOLERANCE,
    partial_credit: float = PARTIAL_CREDIT,
    significant_digits: int | None = None,
    grading: Gradings = None,
    choices: Choices = None,
    trace: bool = False,
) -> list[Verdict]: ...
def explain_answer(
    response: Any,
    ground_truth: Any,
    *,
    tolerance: float = TOLERANCE,
    partial_credit: float = PARTIAL_CREDIT,
    significant_digits: int | None = None,
    grading: Gradings = None,
    choices: Choices = None,
    trace: bool = False,
) -> Any:
    """Grade as `check_answer` does, and say why: what was read, from where, and what decided.

    >>> verdict = explain_answer("2 + 2 = 4. The answer is 4.", "4")
    >>> verdict.score, verdict.reason, verdict.answer
    (1.0, 'correct', Answer(text='4', span=(25, 26), source='phrase'))

    With `trace=True` the verdict tells how the response was read: what was taken off, each place that might state the
    answer with what took or refused it, the parts of the answer, and each comparison.

    >>> print(explain_answer("<think>5</think>The answer is 4 km.", "4", trace=True).trace)
    zone        characters 16 to 35
    taken off   characters 0 to 16: reasoning
    taken       word "answer is" gives "4 km", characters 30 to 34
    answer      value "4 km", written "4 km"
                unit "km"
    compared    value: "4 km" with "4": equal (unit)

    Args:
        response: as for `check_answer`.
        ground_truth: as for `check_answer`.
        tolerance: as for `check_answer`.
        partial_credit: as for `check_answer`.
        significant_digits: as for `check_answer`.
        grading: as for `check_answer`.
        choices: as for `check_answer`.
        trace: whether each verdict has a `Trace`; its `trace` is None otherwise.

    Returns:
        A `Verdict` for one response, a list of them for a batch.

    Raises:
        TypeError: as `check_answer`.
        ValueError: as `check_answer`.
    """
    return _core.explain_answer(
        response, ground_truth, tolerance, partial_credit, significant_digits, grading, choices, trace
    )


@overload
def math_equal(a: str, b: str, *, grading: Gradings = None) -> bool: ...
@overload
def math_equal(
    a: list[str] | tuple[str, ...] | npt.NDArray[Any],
    b: str | list[str] | tuple[str, ...] | npt.NDArray[Any],
    *,
    grading: Gradings = None,
) -> npt.NDArray[np.bool_]: ...
def math_equal(a: Any, b: Any, *, grading: Gradings = None) -> Any:
    """Say whether two answers are equal, mathematically: `b` is the truth where the rules on decimals differ.

    It answers for every two texts, always the same, and every text is equal to itself.

    >>> math_equal("0.5", "1/2")
    True
    >>> math_equal(["1,000", "1.5"], "1000")
    array([ True, False])

    Args:
        a: the answer, or a batch of answers.
        b: the truth; for a batch, one for all or one for each.
        grading: what counts as equal beside what is: tolerances, units, scales; as for `check_answer`.

    Returns:
        A `bool`, or an array of `bool` for a batch.

    Raises:
        TypeError: an answer or a truth is not text.
        ValueError: there are not as many truths as answers.
    """
    return _core.math_equal(a, b, grading)


def get_reward_functions() -> list[Callable[..., list[float]]]:
    """Return the four rewards of Tunix's GSM8K set, for a trainer that imports its list of rewards by this name.

    >>> [function.__name__ for function in get_reward_functions()]
    ['match_format_exactly', 'match_format_approximately', 'check_answer', 'check_numbers']

    Returns:
        Those of `agent_tunix.rewards.presets.tunix`, in Tunix's order: functions of
        ``(prompts, completions, **columns)`` that return a list of floats.
    """
    from agent_tunix.rewards.presets import tunix

    return [tunix.match_format_exactly, tunix.match_format_approximately, tunix.check_answer, tunix.check_numbers]
