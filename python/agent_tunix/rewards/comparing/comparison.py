"""How far two graders agree on the same responses, and where they differ."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.comparing.graders import Grader
from agent_tunix.rewards.functions import explain_answer
from agent_tunix.rewards.writing.markdown import Code, escape, table
from agent_tunix.rewards.writing.numbers import number, percent
from agent_tunix.rewards.writing.truths import spell_truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from agent_tunix.rewards._core import Verdict

#: How many responses are graded in one go, so that a long run shows how far it is.
CHUNK = 256
#: The kinds of answers, each with the LaTeX of the truths that are of it, the first that fits.
KINDS = (
    ("whole number", r"-?\d+"),
    ("decimal", r"-?\d*\.\d+"),
    ("fraction", r"-?\\frac\{-?\d+\}\{-?\d+\}"),
    ("letter", r"(\\text\{)?\(?[A-Ja-j]\)?\}?"),
    ("words", r"\\text\{.*\}|[^\W\d_]{2,}( .*)?"),
    ("list, set or point", r".*,.*"),
    ("equation or inequality", r".*(=|<|>|\\le|\\ge|\\ne|\\in).*"),
    ("formula", r".*"),
)


@dataclass(frozen=True)
class Share:
    """How two graders differ on one part of the responses."""

    name: str
    rows: int
    only_a: int
    """Accepted by the first grader alone."""
    only_b: int
    """Accepted by the second grader alone."""


@dataclass(frozen=True)
class Difference:
    """A response that one grader accepts and the other refuses."""

    row: int
    """Its index among the responses, from 0."""
    accepted_by: str
    scores: tuple[float | None, float | None]
    truth: str
    answer: str | None
    """What `explain_answer` reads as the answer."""
    reason: str
    """Why `explain_answer` gives it its score."""
    kind: str
    response: str


@dataclass(frozen=True)
class Comparison:
    """What two graders gave on the same responses."""

    a: str
    b: str
    rows: int
    both: int
    only_a: int
    only_b: int
    neither: int
    kappa: float | None
    """Cohen's kappa: the agreement beyond chance, 1 for a perfect one; None where both give one verdict throughout."""
    reasons: tuple[Share, ...]
    """By the reason that `explain_answer` gives, the most differences first."""
    kinds: tuple[Share, ...]
    """By the kind of the truth, the most differences first."""
    differences: tuple[Difference, ...]

    @property
    def agreement(self) -> float:
        """The share of the responses on which both give the same verdict."""
        return (self.both + self.neither) / self.rows

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        return {**asdict(self), "agreement": self.agreement}

    def to_markdown(self) -> str:
        """Return everything as Markdown."""
        lines = [f"# {escape(self.a)} and {escape(self.b)}", "", self.summary(), ""]
        for title, shares in (("By reason", self.reasons), ("By kind of answer", self.kinds)):
            header = [title.lower().removeprefix("by "), "responses", f"only {self.a}", f"only {self.b}"]
            rows = [[each.name, *(f"{count:,}" for count in (each.rows, each.only_a, each.only_b))] for each in shares]
            lines += [f"## {title}", "", *table(header, rows), ""]
        if self.differences:
            header = ["row", "accepted by", "truth", "answer read", "reason", "the response ends"]
            rows = [
                [
                    # People count from 1, programs from 0.
                    str(each.row + 1),
                    each.accepted_by,
                    Code(each.truth),
                    "-" if each.answer is None else Code(each.answer),
                    each.reason,
                    Code(each.response[-120:]),
                ]
                for each in self.differences
            ]
            lines += ["## Where they differ", "", *table(header, rows, left=6), ""]
        return "\n".join(lines)

    def summary(self) -> str:
        """Return the agreement in a sentence."""
        return (
            f"{self.a} and {self.b} agree on {percent(self.agreement)} of {self.rows:,} responses"
            f" (Cohen's kappa {number(self.kappa)}): both accept {self.both:,}, both refuse {self.neither:,};"
            f" {self.a} alone accepts {self.only_a:,}, {self.b} alone {self.only_b:,}."
        )


def compare_graders(
    a: Callable[..., Any],
    b: Callable[..., Any],
    responses: Sequence[str],
    columns: Mapping[str, Sequence[Any]],
    *,
    truth: str = "ground_truth",
    threshold: float = 1.0,
    examples: int = 20,
    names: tuple[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare two graders on the same responses.

    >>> from agent_tunix.rewards import check_answer
    >>> from agent_tunix.rewards.presets.verl import gsm8k
    >>> responses = ["#### 4", "The answer is four.", "#### 5"]
    >>> found = compare_graders(check_answer, gsm8k.compute_score, responses, {"ground_truth": ["4"] * 3})
    >>> found.agreement, found.only_a, found.only_b
    (0.6666666666666666, 1, 0)

    Args:
        a: the first grader: any reward that an adapter of `agent_tunix.rewards.trainers` takes.
        b: the second one.
        responses: n responses.
        columns: what the graders need beside the responses, n values each; a truth may be an `AnyOf`, of which each
            grader is asked about every one and gets its best score.
        truth: the column that has the reference answers.
        threshold: the score from which on a grader accepts a response.
        examples: how many of the differences are kept: half of each direction, more of one where the other has fewer.
        names: what the graders are called; their own names if they are not given.
        progress: called with the number of responses that are graded, and with n.

    Returns:
        The agreement with Cohen's kappa (J. Cohen, "A coefficient of agreement for nominal scales", 1960), and the
        differences by reason and by kind of answer.

    Raises:
        ValueError: there is no response, a column is missing, or `examples` is below 0.
        RewardError: a grader raised.
    """
    if not len(responses):
        raise ArgumentValueError("responses: there is none", argument="responses", code="empty")
    if examples < 0:
        raise ArgumentValueError(
            f"examples is {examples}: it must be at least 0", argument="examples", code="out_of_range"
        )
    named = None if truth == Grader.truth_column else truth
    graders = [Grader(each, truth=named, on_invalid=None) for each in (a, b)]
    first, second = names or (graders[0].__name__, graders[1].__name__)
    if first == second:
        first, second = f"{first} (A)", f"{second} (B)"
    scores: tuple[list[float | None], list[float | None]] = ([], [])
    verdicts: list[Verdict] = []
    for start in range(0, len(responses), CHUNK):
        part = list(responses[start : start + CHUNK])
        rows = {name: list(values[start : start + CHUNK]) for name, values in columns.items()}
        for grader, kept in zip(graders, scores, strict=True):
            kept.extend(grader.scores(part, rows, truth))
        verdicts += explain_answer(part, rows[truth])
        if progress:
            progress(start + len(part), len(responses))
    accepts = [[score is not None and score >= threshold for score in kept] for kept in scores]
    pairs = list(zip(*accepts, strict=True))
    kinds = [kind_of_answer(verdict.truth_read) for verdict in verdicts]
    reasons = [verdict.reason for verdict in verdicts]
    both, only_a, only_b, neither = (
        pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))
    )
    accepted_a, accepted_b = (
        [at for at, pair in enumerate(pairs) if pair == alone] for alone in ((True, False), (False, True))
    )
    # Half of each direction, and more of one where the other has fewer.
    shown_a = accepted_a[: max(-(-examples // 2), examples - len(accepted_b))]
    chosen = sorted(shown_a + accepted_b[: examples - len(shown_a)])
    differences = [
        Difference(
            row=at,
            accepted_by=first if pairs[at][0] else second,
            scores=(scores[0][at], scores[1][at]),
            truth=spell_truth(columns[truth][at]),
            answer=getattr(verdicts[at].answer, "text", None),
            reason=reasons[at],
            kind=kinds[at],
            response=responses[at],
        )
        for at in chosen
    ]
    return Comparison(
        a=first,
        b=second,
        rows=len(pairs),
        both=both,
        only_a=only_a,
        only_b=only_b,
        neither=neither,
        kappa=kappa(both, only_a, only_b, neither),
        reasons=share(reasons, pairs),
        kinds=share(kinds, pairs),
        differences=tuple(differences),
    )


def kappa(both: int, only_a: int, only_b: int, neither: int) -> float | None:
    """Return Cohen's kappa of two raters with two verdicts; None where chance alone makes them agree.

    >>> kappa(20, 5, 10, 15)
    0.4
    """
    rows = both + only_a + only_b + neither
    a, b = both + only_a, both + only_b
    # In whole numbers, so that a perfect agreement is 1.0 to the bit.
    chance = a * b + (rows - a) * (rows - b)
    return None if chance == rows * rows else ((both + neither) * rows - chance) / (rows * rows - chance)


def share(names: Iterable[str], pairs: Sequence[tuple[bool, bool]]) -> tuple[Share, ...]:
    """Return the differences by name, the most first."""
    counts: dict[str, list[int]] = {}
    for name, (a, b) in zip(names, pairs, strict=True):
        count = counts.setdefault(name, [0, 0, 0])
        count[0] += 1
        count[1] += a and not b
        count[2] += b and not a
    shares = [Share(name, *count) for name, count in counts.items()]
    return tuple(sorted(shares, key=lambda each: (-each.only_a - each.only_b, -each.rows, each.name)))


def kind_of_answer(latex: str) -> str:
    r"""Return the kind of a truth, by how it is read.

    >>> kind_of_answer("-12"), kind_of_answer(r"\frac{1}{2}"), kind_of_answer("x^2")
    ('whole number', 'fraction', 'formula')
    """
    return next(kind for kind, pattern in KINDS if re.fullmatch(pattern, latex, re.DOTALL))
