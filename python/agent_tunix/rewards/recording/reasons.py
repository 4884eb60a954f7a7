"""Which row each graded answer belongs to, where a function graded the answers in calls of its own."""

from __future__ import annotations

from collections import Counter
from operator import is_
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards._core import Shown

    Code = tuple[int, int]

#: Stands for a reason or a source that is not known.
UNKNOWN = 255


class Attributed(NamedTuple):
    """The reasons of rows, and what else is known of them; a `Shown` that has all rows has the same attributes."""

    reasons: list[int]
    sources: list[int]
    truths: Any = None
    described: None = None


def attribute(responses: list[str], shown: Sequence[Shown], given: Any = None) -> Shown | Attributed | None:
    """Return the reasons of responses from what was shown while they were graded; None if nothing tells them.

    A call belongs to the responses if it graded the same objects in the same order, or what was `given` as responses.
    Else each answer belongs to the response that is the same object as its text; and if no text is the same object, but
    as many answers were graded as there are responses, they belong to the responses in their order. Reasons of which
    none of this tells the row stay unknown. Texts are not compared.
    """
    for each in shown:
        texts = each.responses
        if texts is responses or (texts is given and given is not None) or is_same(texts, responses):
            return each
    if isinstance(given, list) and len(given) == len(responses):
        # A text that no encoding has is another object among the responses.
        responses = [own if isinstance(own, str) else text for own, text in zip(given, responses, strict=True)]
    texts, codes = lay_out(shown)
    found = codes if is_same(texts, responses) else by_identity(responses, texts, codes)
    if found is None and len(codes) == len(responses):
        found = codes
    if found is None:
        return None
    truths = None
    if found is codes:
        truths = shown[0].truths if len(shown) == 1 else alone(shown)
    return Attributed([reason for reason, _ in found], [source for _, source in found], truths)


def alone(shown: Sequence[Shown]) -> list[Any] | None:
    """Return the truths of calls that graded one response each; None if there are others."""
    return [each.truths for each in shown] if all(isinstance(each.reasons, int) for each in shown) else None


def is_same(texts: Any, responses: list[str]) -> bool:
    """Say whether two lists have the same objects in the same order."""
    return isinstance(texts, list) and len(texts) == len(responses) and all(map(is_, texts, responses))


def lay_out(shown: Sequence[Shown]) -> tuple[list[Any], list[Code]]:
    """Return the texts of all calls in their order, and the reason and the source of each."""
    texts: list[Any] = []
    codes: list[Code] = []
    for each in shown:
        if isinstance(each.reasons, int):
            texts.append(each.responses)
            codes.append((each.reasons, each.sources))
        else:
            listed = isinstance(each.responses, (list, tuple))
            texts.extend(each.responses if listed else [None] * len(each.reasons))
            codes.extend(zip(each.reasons.tolist(), each.sources.tolist(), strict=True))
    return texts, codes


def by_identity(responses: list[str], texts: Sequence[Any], codes: Sequence[Code]) -> list[Code] | None:
    """Return the codes of the texts that are the same objects as the responses; None if no text is.

    A text that stands for several rows tells of them only if it was graded as often as it stands there.
    """
    graded: dict[int, list[Code]] = {}
    for text, code in zip(texts, codes, strict=True):
        graded.setdefault(id(text), []).append(code)
    rows = Counter(map(id, responses))
    if not graded.keys() & rows.keys():
        return None
    ready = {number: iter(found) for number, found in graded.items() if rows[number] == 1 or rows[number] == len(found)}
    unknown = (UNKNOWN, UNKNOWN)
    return [next(ready[id(text)], unknown) if id(text) in ready else unknown for text in responses]
