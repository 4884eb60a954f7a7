r"""Auxiliary rewards: length, repetition, tags. What papers and trainers add to a reward of correctness.

Each is an object that is made once and called with one response or a batch. It pickles, and its ``__name__`` is what
trainers log::

    >>> from agent_tunix.rewards import auxiliary
    >>> reward = auxiliary.SoftOverlong(max_length=10, cache=4, unit="word")
    >>> reward.__name__, reward(["one two three", "so " * 8, "so " * 11])
    ('soft_overlong', array([ 0. , -0.5, -1. ]))

What is counted is said by `unit`:

- `"token"`: the tokens of the column `completion_ids`, a list of ids or their number for each response;
- `"character"`: characters, as Python counts them;
- `"word"`: what white space parts. In scripts that write none between words (Chinese, Japanese, Thai, Lao, Khmer,
  Burmese, Yi) each letter is a word, with the marks and the punctuation behind it.

Repetition does not look at letter case, but for tokens. Correctness, where a reward needs it, is the column `correct`
(true or false, or scores, of which 1 and more are correct), or else `check_answer(response, ground_truth)` being 1.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from agent_tunix.rewards import _core
from agent_tunix.rewards.functions import check_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.kinds import Response, Responses, Truth, Truths

    Unit = Literal["token", "character", "word"]

__all__ = ["CosineLength", "LanguageConsistency", "Length", "Repetition", "SoftOverlong", "TagCount", "XmlCount"]


class Auxiliary:
    """What the auxiliary rewards have in common: they are equal, and print, by what they were made with."""

    __name__: str
    #: One response or a batch, with columns of either kind.
    __calls__ = "native"

    def __repr__(self) -> str:
        """Return the call that makes the same reward."""
        made = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({made})"

    def __eq__(self, other: object) -> bool:
        """Say whether another reward is of the same kind and made with the same values."""
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Return a hash of the values that the reward was made with."""
        return hash((type(self), tuple(vars(self).items())))


class SoftOverlong(Auxiliary):
    r"""Punish responses near and past the longest length, softly: DAPO's overlong reward shaping.

    0 up to ``max_length - cache``, then falling along a line to ``-penalty`` at `max_length`, and ``-penalty`` past it
    (Yu et al. 2025, DAPO, arXiv:2503.14476, equation 13; the paper's own lengths are the defaults).

    >>> SoftOverlong(100, 20)(["…", "…"], completion_ids=[80, [7] * 95])
    array([ 0.  , -0.75])

    Args:
        max_length: the length from which on the punishment is whole.
        cache: over how much length before it the punishment grows.
        penalty: the whole punishment, as a number above 0.
        unit: what lengths are counted in.

    Raises:
        TypeError: an argument is no number.
        ValueError: an argument is out of its range.
    """

    __name__ = "soft_overlong"

    def __init__(
        self, max_length: float = 20_480, cache: float = 4096, *, penalty: float = 1.0, unit: Unit = "token"
    ) -> None:
        self.max_length = max_length
        self.cache = cache
        self.penalty = penalty
        self.unit = unit
        # A mistake in the arguments is found here, not in the first step of training.
        self([], [])

    def __call__(self, response: Response | Responses, completion_ids: Any = None) -> Any:
        """Score one response, or each of a batch.

        Raises:
            TypeError: a response is not text, or the tokens are none.
            ValueError: tokens are counted and not given, or there are not as many as responses.
        """
        counted = (completion_ids, self.unit)
        return _core.auxiliary_soft_overlong(response, counted, self.max_length, self.cache, self.penalty)


class CosineLength(Auxiliary):
    r"""Reward correctness by length, along a cosine: short is best when correct, and worst when wrong.

    ``long + (short - long) * (1 + cos(pi * length / max_length)) / 2``, with the two values of a correct or of a wrong
    response, and one value for any response that is `max_length` long or longer (Yeo et al. 2025, Demystifying Long
    Chain-of-Thought Reasoning, arXiv:2502.03373; the values and the length of their published scripts are the
    defaults).

    >>> reward = CosineLength(max_length=100)
    >>> reward(["The answer is 4.", "The answer is 5.", "…"], ground_truth=4, completion_ids=[50, 50, 100])
    array([  1.5,  -5. , -10. ])

    Args:
        max_length: the length at which the schedule ends.
        right: the values of the shortest and of the longest correct response.
        wrong: the values of the shortest and of the longest wrong response.
        exceeded: the value of a response that is `max_length` long or longer; None for the schedule's own end.
        unit: what lengths are counted in.

    Raises:
        TypeError: an argument is no number.
        ValueError: `max_length` is not above 0, or a value is not finite.
    """

    __name__ = "cosine_length"

    def __init__(
        self,
        max_length: float = 14_336,
        *,
        right: tuple[float, float] = (2.0, 1.0),
        wrong: tuple[float, float] = (-10.0, 0.0),
        exceeded: float | None = -10.0,
        unit: Unit = "token",
    ) -> None:
        self.max_length = max_length
        self.right = right
        self.wrong = wrong
        self.exceeded = exceeded
        self.unit = unit
        self([], correct=[], completion_ids=[])

    def __call__(
        self,
        response: Response | Responses,
        ground_truth: Truth | Truths | None = None,
        correct: Any = None,
        completion_ids: Any = None,
    ) -> Any:
        """Score one response, or each of a batch.

        Raises:
            TypeError: a response is not text, or the tokens are none.
            ValueError: neither `correct` nor `ground_truth` is given; tokens are counted and not given; or columns are
                not as long as the batch.
        """
        flags = read_correct(self.__name__, response, ground_truth, correct)
        values, counted = (self.right, self.wrong), (completion_ids, self.unit)
        return _core.auxiliary_cosine_length(response, counted, flags, self.max_length, values, self.exceeded)


class Length(Auxiliary):
    r"""Reward the shorter ones among the responses to one prompt: the length reward of Kimi k1.5.

    ``0.5 - (length - shortest) / (longest - shortest)`` over the group, and at most 0 for a wrong response; 0 where all
    are equally long (Kimi team 2025, arXiv:2501.12599, section 2.3.3).

    >>> Length(unit="word")(["4", "It is 4", "It is now 5"], correct=[True, True, False])
    array([ 0.5       , -0.16666667, -0.5       ])

    Args:
        group_size: how many responses in a row belong to one prompt; None for all of the batch, where `group` is not
            given.
        unit: what lengths are counted in.

    Raises:
        ValueError: `group_size` is below 1, or the unit is unknown.
    """

    __name__ = "length"

    def __init__(self, group_size: int | None = None, *, unit: Unit = "token") -> None:
        if group_size is not None and group_size < 1:
            raise _core.ArgumentValueError(
                f"group_size is {group_size}: it must be at least 1, or None",
                argument="group_size",
                code="out_of_range",
            )
        self.group_size = group_size
        self.unit = unit
        self([], correct=[], completion_ids=[])

    def __call__(
        self,
        response: Response | Responses,
        ground_truth: Truth | Truths | None = None,
        correct: Any = None,
        completion_ids: Any = None,
        group: Sequence[Any] | None = None,
    ) -> Any:
        """Score each response within its group.

        What belongs together has the same value in `group`, such as its prompt.

        Raises:
            TypeError: a response is not text, or the tokens are none.
            ValueError: neither `correct` nor `ground_truth` is given; tokens are counted and not given; or columns are
                not as long as the batch.
        """
        flags = read_correct(self.__name__, response, ground_truth, correct)
        counted = (completion_ids, self.unit)
        return _core.auxiliary_length(response, counted, flags, self._number_groups(group, len(flags)))

    def _number_groups(self, group: Any, count: int) -> list[int]:
        """Return the number of each response's group."""
        if group is None or isinstance(group, str):
            return [at // (self.group_size or max(count, 1)) for at in range(count)]
        labels = group.tolist() if hasattr(group, "tolist") else list(group)
        if len(labels) != count:
            raise _core.ArgumentValueError(
                f"group: got {len(labels)} for {count} responses: give one for each",
                argument="group",
                code="lengths_differ",
            )
        known: dict[Any, int] = {}
        # Chat messages, which have no hash, are the same group where they print the same.
        return [
            known.setdefault(label if isinstance(label, (str, int)) else repr(label), len(known)) for label in labels
        ]


class Repetition(Auxiliary):
    r"""Punish repetition: the share of runs of `size` units that stood before, times `max_penalty`.

    ``(1 - different runs / runs) * max_penalty`` (arXiv:2502.03373, appendix C.2; size and penalty as TRL, open-r1 and
    ms-swift have them). A response with fewer units than a run has is scored 0.

    >>> Repetition(size=2)(["so so so so so", "one two three"])
    array([-0.75,  0.  ])
    >>> Repetition(size=2)("好好好好好")
    -0.75

    Args:
        size: the units of a run.
        max_penalty: the score that a response nears when it does nothing but repeat; 0 or less.
        unit: what runs are made of.

    Raises:
        TypeError: an argument is no number.
        ValueError: `size` is below 1, `max_penalty` is above 0 or not finite, or the unit is unknown.
    """

    __name__ = "repetition"

    def __init__(self, size: int = 3, max_penalty: float = -1.0, *, unit: Unit = "word") -> None:
        self.size = size
        self.max_penalty = max_penalty
        self.unit = unit
        self([], [])

    def __call__(self, response: Response | Responses, completion_ids: Any = None) -> Any:
        """Score one response, or each of a batch.

        Raises:
            TypeError: a response is not text, or the tokens are no lists of ids.
            ValueError: tokens are counted and not given, or there are not as many as responses.
        """
        return _core.auxiliary_repetition(response, (completion_ids, self.unit), self.size, self.max_penalty)


class TagCount(Auxiliary):
    r"""Reward each tag that stands exactly once.

    The defaults are open-r1's: a quarter for each tag of its format, line breaks included.

    >>> TagCount()("<think>\n2 + 2\n</think>\n<answer>\n4")
    0.75
    >>> TagCount(["<plan>", "</plan>"], weight=0.5)(["<plan>add</plan>", "<plan><plan>"])
    array([1., 0.])

    Args:
        tags: texts that should stand once each.
        weight: the score of each that does.

    Raises:
        TypeError: a tag is not text, or `weight` no number.
        ValueError: there is no tag, one is empty, or `weight` is not finite.
    """

    __name__ = "tag_count"

    def __init__(
        self,
        tags: Sequence[str] = ("<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>"),
        weight: float = 0.25,
    ) -> None:
        self.tags = tuple(tags)
        self.weight = weight
        self([])

    def __call__(self, response: Response | Responses) -> Any:
        """Score one response, or each of a batch.

        Raises:
            TypeError: a response is not text.
        """
        return _core.auxiliary_tag_count(response, self.tags, self.weight)


class XmlCount(Auxiliary):
    r"""Reward the four tags of the format with ``<reasoning>`` and ``<answer>``, and nothing written behind them.

    An eighth for each tag that stands once, on a line of its own, less a thousandth for each character behind the last
    one: the `xmlcount_reward_func` of William Brown's GRPO demo, which many notebooks copy, with its quirks: where the
    answer is not closed by a line of its own, every character of the response counts as standing behind it.

    >>> XmlCount()("<reasoning>\n2 + 2\n</reasoning>\n<answer>\n4\n</answer>\n")
    0.5
    """

    __name__ = "xml_count"

    def __call__(self, response: Response | Responses) -> Any:
        """Score one response, or each of a batch.

        Raises:
            TypeError: a response is not text.
        """
        return _core.auxiliary_xml_count(response)


class LanguageConsistency(Auxiliary):
    r"""Reward the share of a response's words that are in the target language: DeepSeek-R1's reward against mixing.

    From DeepSeek-AI 2025, arXiv:2501.12948, section 2.3.2. A word's language is told by its script alone: Chinese,
    Japanese, Korean, Russian, Arabic, Hindi, Thai and others apart from English, but not English from French, nor
    Russian from Bulgarian. Numbers, single letters, formulas' commands and signs are of no language and do not count; a
    response of nothing else scores 1, an empty one 0. In scripts without spaces each letter counts as half a word.

    >>> reward = LanguageConsistency("zh")
    >>> reward(["所以答案是 $x = 42$。", "所以 the answer is 42。", "So it is 42."])
    array([1.  , 0.25, 0.  ])

    Args:
        language: the code of the language, such as `"en"`, `"zh"` or `"pt-BR"` (ISO 639-1; what follows a hyphen does
            not matter).

    Raises:
        TypeError: `language` is not text.
        ValueError: the language is unknown.
    """

    __name__ = "language_consistency"

    def __init__(self, language: str) -> None:
        self.language = language
        self([])

    def __call__(self, response: Response | Responses) -> Any:
        """Score one response, or each of a batch.

        Raises:
            TypeError: a response is not text.
        """
        return _core.language_consistency(response, None, self.language)


def read_correct(name: str, response: Any, ground_truth: Any, correct: Any) -> list[bool]:
    """Return whether each response is correct, by the column that says so or by its truth."""
    if correct is None:
        if ground_truth is None:
            raise _core.ArgumentValueError(
                f"{name} needs to know what is correct: give correct or ground_truth",
                argument="ground_truth",
                code="missing",
            )
        correct = check_answer(response, ground_truth)
    values = correct.tolist() if hasattr(correct, "tolist") else correct
    return [value >= 1 for value in (values if isinstance(values, (list, tuple)) else [values])]
