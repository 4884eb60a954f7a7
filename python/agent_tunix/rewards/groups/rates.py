"""How often the responses to a prompt are right, and which of them is best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.reading.columns import unpacked
from agent_tunix.rewards.reading.groups import number_groups
from agent_tunix.rewards.reading.numbers import finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from agent_tunix.rewards.kinds import Groups


@overload
def pass_at_k(correct: Any, k: int, groups: None = None) -> float: ...
@overload
def pass_at_k(correct: Any, k: int, groups: Groups) -> npt.NDArray[np.float64]: ...
def pass_at_k(correct: Any, k: int, groups: Groups | None = None) -> Any:
    """Estimate how likely at least one of k responses is right, from n responses.

    Of n responses c are right: `1 - C(n - c, k) / C(n, k)`, worked out as a product, which no n overflows. It is
    unbiased; `1 - (1 - c / n) ** k` is not.

    >>> from agent_tunix.rewards.groups import pass_at_k
    >>> pass_at_k([True, False, False, False], 2)
    0.5
    >>> pass_at_k([True, False, True, True], 1, groups=["a", "a", "b", "b"])
    array([0.5, 1. ])

    Source: Chen et al., Evaluating Large Language Models Trained on Code (arXiv:2107.03374), equation 1 and figure 3.

    Args:
        correct: n booleans, such as `check_answer(responses, truths) == 1.0`; 0 and 1 are taken too.
        k: how many responses are drawn, from 1 to the size of the smallest group.
        groups: for each response what names its group, such as its prompt; or the number of responses in a row that
            make a group; or None where all responses are one group.

    Returns:
        The estimate, from 0 to 1; with `groups`, a `float64` array with one for each group, in the order in which they
        come. Its mean is what benchmarks report.

    Raises:
        TypeError: `correct` is no column of booleans, `k` is no integer, or the groups are no column.
        ValueError: `k` is less than 1 or more than a group has responses, or there are not as many groups as responses.
    """
    flags = read_flags(correct)
    member, names = number_groups(groups, flags.size, of="responses")
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)):
        raise ArgumentTypeError(f"k: expected int, got {type(k).__name__}", argument="k")
    if k < 1:
        raise ArgumentValueError(f"k is {k}: it must be at least 1", argument="k", code="out_of_range")
    sizes, right = count_right(flags, member, len(names))
    if sizes.size and k > sizes.min():
        at = int(sizes.argmin())
        where = "there are" if groups is None else f"group {names[at]!r} has"
        raise ArgumentValueError(
            f"k is {k}: it must be at most the number of responses, and {where} only {sizes[at]}",
            argument="k",
            code="out_of_range",
        )
    found = np.empty(sizes.size)
    known: dict[tuple[int, int], float] = {}
    for at, (size, good) in enumerate(zip(sizes.tolist(), right.tolist(), strict=True)):
        if (size, good) not in known:
            # Where fewer than k are wrong, each draw has a right one.
            factors = 1.0 - k / np.arange(size - good + 1, size + 1) if size - good >= k else np.zeros(1)
            known[size, good] = float(1.0 - np.prod(factors))
        found[at] = known[size, good]
    return float(found[0]) if groups is None else found


@overload
def solve_rate(correct: Any, groups: None = None) -> float: ...
@overload
def solve_rate(correct: Any, groups: Groups) -> npt.NDArray[np.float64]: ...
def solve_rate(correct: Any, groups: Groups | None = None) -> Any:
    """Return the share of the responses of each group that are right, which says how hard its prompt is.

    >>> from agent_tunix.rewards.groups import solve_rate
    >>> solve_rate([True, False, False, True, True, True], groups=3)
    array([0.33333333, 1.        ])

    Args:
        correct: n booleans, as for `pass_at_k`.
        groups: as for `pass_at_k`.

    Returns:
        From 0 to 1; with `groups`, a `float64` array with one for each group, in the order in which they come.

    Raises:
        TypeError: `correct` is no column of booleans, or the groups are no column.
        ValueError: `correct` is empty and `groups` None, or there are not as many groups as responses.
    """
    flags = read_flags(correct)
    member, names = number_groups(groups, flags.size, of="responses")
    if groups is None and not flags.size:
        raise ArgumentValueError("correct is empty: give at least one response", argument="correct", code="empty")
    sizes, right = count_right(flags, member, len(names))
    rates = right / sizes
    return float(rates[0]) if groups is None else rates


def filter_by_difficulty(
    correct: Any, groups: Groups | None = None, *, above: float = 0.0, below: float = 1.0
) -> npt.NDArray[np.bool_]:
    """Mark the responses to prompts that are neither too hard nor too easy.

    By default a prompt is kept where some of its responses are right and some are wrong: groups in which all are alike
    have no advantage to learn from, which is DAPO's dynamic sampling.

    >>> from agent_tunix.rewards.groups import filter_by_difficulty
    >>> filter_by_difficulty([True, False, True, True, False, False], groups=2)
    array([ True,  True, False, False, False, False])

    Source: Yu et al., DAPO (arXiv:2503.14476), section 3.2.

    Args:
        correct: n booleans, as for `pass_at_k`.
        groups: as for `pass_at_k`.
        above: the solve rate of a prompt that is kept is more than this.
        below: the solve rate of a prompt that is kept is less than this.

    Returns:
        A `bool` array of shape (n,), True for the responses to keep.

    Raises:
        TypeError: `correct` is no column of booleans, the groups are no column, or a bound is no number.
        ValueError: there are not as many groups as responses, or `above` is not less than `below`.
    """
    low, high = finite(above, "above"), finite(below, "below")
    if low >= high:
        raise ArgumentValueError(
            f"above is {above} and below is {below}: above must be less than below",
            argument="above",
            code="out_of_range",
        )
    flags = read_flags(correct)
    member, names = number_groups(groups, flags.size, of="responses")
    sizes, right = count_right(flags, member, len(names))
    rates = right / np.maximum(sizes, 1)
    return np.asarray(((low < rates) & (rates < high))[member])


@overload
def best_of_n(rewards: Any, groups: None = None) -> int: ...
@overload
def best_of_n(rewards: Any, groups: Groups) -> npt.NDArray[np.int64]: ...
def best_of_n(rewards: Any, groups: Groups | None = None) -> Any:
    """Return which response of each group has the highest reward.

    >>> from agent_tunix.rewards.groups import best_of_n
    >>> best_of_n([0.1, 0.9, 0.3])
    1
    >>> responses = ["one", "two", "three", "four"]
    >>> [responses[at] for at in best_of_n([0.5, 0.0, 0.0, 1.0], groups=["a", "a", "b", "b"])]
    ['one', 'four']

    Args:
        rewards: n rewards; NaN where a response was not judged.
        groups: as for `pass_at_k`.

    Returns:
        The place of the best response in the batch; of several, the first. -1 where no response of a group was judged.
        With `groups`, an `int64` array with one for each group, in the order in which they come.

    Raises:
        TypeError: the groups are no column.
        ValueError: the rewards are no column of numbers, or there are not as many groups as rewards.
    """
    values = np.asarray(unpacked(rewards), dtype=np.float64)
    if values.ndim != 1:
        raise ArgumentValueError(
            f"rewards: expected one dimension, got {values.ndim}", argument="rewards", code="wrong_shape"
        )
    member, names = number_groups(groups, values.size, of="rewards")
    best = np.full(len(names), -1, np.int64)
    judged = np.flatnonzero(~np.isnan(values))
    # The last that is written to a place stays: the best of a group, and of these the first.
    order = judged[np.lexsort((-judged, values[judged]))]
    best[member[order]] = order
    return int(best[0]) if groups is None else best


def count_right(
    flags: npt.NDArray[np.bool_], member: npt.NDArray[np.int64], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return how many responses each group has, and how many of them are right."""
    return np.bincount(member, minlength=count), np.bincount(member[flags], minlength=count)


def read_flags(correct: Any) -> npt.NDArray[np.bool_]:
    """Return booleans; 0 and 1 stand for False and True.

    Raises:
        TypeError: there is no column, or a value is no number.
        ValueError: a value is another number than 0 and 1.
    """
    if isinstance(correct, np.ndarray) and correct.dtype == np.bool_ and correct.ndim == 1:
        return correct
    column = unpacked(correct)
    if isinstance(column, (str, bytes)) or not hasattr(column, "__iter__"):
        raise ArgumentTypeError(
            f"correct: expected a column of booleans, got {type(correct).__name__}", argument="correct"
        )
    values: Sequence[Any] = list(column)
    for at, value in enumerate(values):
        if not isinstance(value, (bool, int, float, np.bool_, np.number)):
            raise ArgumentTypeError(
                f"correct[{at}]: expected bool, got {type(value).__name__}", argument="correct", index=at
            )
        if value not in (0, 1):
            raise ArgumentValueError(
                f"correct[{at}] is {value}: expected True or False, such as `scores == 1.0`",
                argument="correct",
                index=at,
            )
    return np.array(values, dtype=np.bool_)
