"""Which responses state equal answers, and what most of them say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from agent_tunix.rewards import _core
from agent_tunix.rewards._core import ArgumentTypeError
from agent_tunix.rewards.reading.groups import number_groups

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.kinds import Gradings, Groups, Response, Responses


@dataclass(frozen=True, eq=False, slots=True)
class AnswerGroups:
    """Which responses state equal answers, as `group_answers` found it; the arrays can't be changed."""

    labels: npt.NDArray[np.int64]
    """n numbers: responses of one group with the same number state equal answers; -1 where none is stated. In each
    group the numbers begin at 0 and are given in the order in which the answers come."""
    texts: tuple[Any, ...]
    """A `str` for each label, the spelling of its answer that most responses have; with `groups`, a tuple of them for
    each group, in the order in which the groups come."""
    sizes: Any
    """An `int64` array that has for each label how many responses state it; with `groups`, a tuple of such arrays, one
    for each group."""


def group_answers(responses: Responses, groups: Groups | None = None, *, grading: Gradings = None) -> AnswerGroups:
    r"""Find the responses whose stated answers are equal.

    Answers are compared as `check_answer` compares an answer with a truth, so `1/2` and `0.5` share a label. What is
    only inferred is no stated answer.

    >>> from agent_tunix.rewards.groups import group_answers
    >>> found = group_answers(["The answer is 1/2.", "\\boxed{0.5}", "#### 2", "I don't know.", "The answer is 1/2."])
    >>> found.labels
    array([ 0,  0,  1, -1,  0])
    >>> found.texts, found.sizes
    (('1/2', '2'), array([3, 1]))

    Two answers share a label only if they are equal in at least one direction. Equality is no equivalence: `5` is equal
    to `5 cm` and to `5 m`, which are different. Such an answer joins the answer that more responses state. The labels
    depend neither on the order of the responses, but for their numbers, nor on the number of threads.

    Args:
        responses: n responses, of any kind that `check_answer` takes as a batch.
        groups: for each response what names its group, such as its prompt; or the number of responses in a row that
            make a group; or None where all responses are one group. Only answers of one group are compared.
        grading: a `Grading` or the name of one, or one for each response: which statements count, and when an answer is
            right where another one is the truth. What it calls near is not equal. A group's answers are compared by the
            policy of its first response.

    Returns:
        The labels, with the text and the size of each. In a group of many different answers, each is compared with the
        64 most frequent ones at most.

    Raises:
        TypeError: a response is not text, or there is only one of them; the groups are no column; or `grading` is
            neither a policy nor the name of one.
        ValueError: there are not as many groups as responses, or no policy has the name of `grading`.
    """
    found, _, _ = find_labels(responses, groups, grading)
    return found


@overload
def majority_vote(responses: Responses, groups: None = None, *, grading: Gradings = None) -> str | None: ...
@overload
def majority_vote(responses: Responses, groups: Groups, *, grading: Gradings = None) -> list[str | None]: ...
def majority_vote(responses: Responses, groups: Groups | None = None, *, grading: Gradings = None) -> Any:
    """Return the answer that most responses state: self-consistency.

    >>> from agent_tunix.rewards.groups import majority_vote
    >>> majority_vote(["The answer is 4.", "The answer is 5.", "It is 4.", "So it is 4.0.", "Answer: 4"])
    '4'
    >>> majority_vote(["#### 4", "#### 5", "#### 5", "No idea."], groups=["a", "b", "b", "c"])
    ['4', '5', None]

    Responses that state no answer have no vote. Of answers with equally many votes, the one that comes first wins.

    Source: Wang et al., Self-Consistency (arXiv:2203.11171).

    Args:
        responses: n responses, as for `group_answers`.
        groups: as for `group_answers`.
        grading: as for `group_answers`.

    Returns:
        The most frequent spelling of the answer, None where no response states one. With `groups` a list, with one for
        each group, in the order in which the groups come.

    Raises:
        TypeError: as `group_answers`.
        ValueError: as `group_answers`.
    """
    _, texts, sizes = find_labels(responses, groups, grading)
    votes = [own[int(np.argmax(counts))] if own else None for own, counts in zip(texts, sizes, strict=True)]
    return votes[0] if groups is None else votes


def majority_reward(
    responses: Responses, groups: Groups | None = None, *, grading: Gradings = None
) -> npt.NDArray[np.float64]:
    """Reward the responses that state what most responses of their group state: test-time reinforcement learning.

    >>> from agent_tunix.rewards.groups import majority_reward
    >>> majority_reward(["The answer is 4.", "The answer is 5.", "No idea.", "Answer: 4.0"])
    array([1., 0., 0., 1.])

    Of answers with equally many votes, the one that comes first is the majority's, as in the code of the paper; a group
    without a stated answer is scored 0.0 throughout.

    Source: Zuo et al., TTRL: Test-Time Reinforcement Learning (arXiv:2504.16084), equation 3.

    Args:
        responses: n responses, as for `group_answers`.
        groups: as for `group_answers`.
        grading: as for `group_answers`.

    Returns:
        A `float64` array of shape (n,): 1.0 where the answer is the majority's, else 0.0.

    Raises:
        TypeError: as `group_answers`.
        ValueError: as `group_answers`.
    """
    texts = read_batch(responses)
    member, names = number_groups(groups, len(texts), of="responses")
    labels, _, sizes = _core.group_answers(texts, member, len(names), grading)
    winners = np.array([np.argmax(counts) if counts.size else 0 for counts in sizes], np.int64)
    return np.asarray(labels == winners[member], np.float64)


@overload
def answer_key(response: Response) -> str | None: ...
@overload
def answer_key(response: Responses) -> list[str | None]: ...
def answer_key(response: Any) -> Any:
    r"""Return a text that stands for the stated answer, whatever its spelling, where there is one.

    An exact rational number has one, and so have a choice's letter and words. Answers with the same key are equal. An
    answer without a key, such as a root, a formula, a list or a quantity with a unit, can still be equal to others:
    `group_answers` finds that.

    >>> from agent_tunix.rewards.groups import answer_key
    >>> answer_key("So it is \\boxed{\\frac{3}{6}}."), answer_key("The answer is 0.50.")
    ('0.5', '0.5')
    >>> answer_key(["#### 1,234", "The answer is (B).", "The answer is x + 1.", "No idea."])
    ['1234', 'B', None, None]

    Args:
        response: one response, or a batch, as for `check_answer`.

    Returns:
        The key, or None where no answer is stated or the answer has no key; for a batch, a list of n.

    Raises:
        TypeError: a response is not text.
    """
    return _core.answer_key(response)


def find_labels(
    responses: Any, groups: Any, grading: Any
) -> tuple[AnswerGroups, list[tuple[str, ...]], list[npt.NDArray[np.int64]]]:
    """Return what `group_answers` returns, and the texts and sizes of each group."""
    batch = read_batch(responses)
    member, names = number_groups(groups, len(batch), of="responses")
    labels, texts, sizes = _core.group_answers(batch, member, len(names), grading)
    for array in (labels, *sizes):
        array.flags.writeable = False
    if groups is None:
        return AnswerGroups(labels, texts[0], sizes[0]), texts, sizes
    return AnswerGroups(labels, tuple(texts), tuple(sizes)), texts, sizes


def read_batch(responses: Any) -> list[str]:
    """Return the texts of a batch.

    Raises:
        TypeError: it is one response, or something that is none.
    """
    texts = _core.read_texts(responses)
    if isinstance(texts, str):
        raise ArgumentTypeError("responses: expected a batch of responses, got one", argument="responses")
    return texts
