"""The bounds in SECURITY.md: what is just within one is decided, what is just beyond it is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent_tunix.rewards import explain_answer, math_equal

#: For each bound: how large something may be, and what makes two equal texts of a size.
PAIRS: dict[str, tuple[int, Callable[[int], tuple[str, str]]]] = {
    "bytes of a formula": (12_000, lambda size: (f"y+1{' ' * (size - 5)}+z", "z+y+1")),
    # A bracket counts as two levels.
    "nesting": (64, lambda size: ("(" * (size // 2 - 1) + "x+1" + ")" * (size // 2 - 1), "1+x")),
    # `x` and the sign behind it.
    "signs": (5000, lambda size: ("+".join(["x"] * (size // 2)), f"{size // 2}x")),
    "digits": (200_000, lambda size: ("7" * (size - 1) + ".0", "7" * (size - 1))),
    "members in any order": (
        48,
        lambda size: (
            "\\{" + ", ".join(f"{at}x" for at in range(1, size + 1)) + "\\}",
            "\\{" + ", ".join(f"x \\cdot {at}" for at in range(size, 0, -1)) + "\\}",
        ),
    ),
}


@pytest.mark.parametrize("bound", PAIRS)
def test_a_bound_of_equality_is_where_it_is_said(bound: str) -> None:
    most, make = PAIRS[bound]
    beyond = most + (2 if bound in {"nesting", "signs"} else 1)
    assert math_equal(*make(most))
    assert not math_equal(*make(beyond))
    answer, truth = make(beyond)
    verdict = explain_answer(f"<answer>{answer}</answer>", truth)
    assert (verdict.score, verdict.reason) in {(0.0, "budget_exceeded"), (0.0, "wrong_value"), (0.0, "unparseable")}


@pytest.mark.parametrize(("denied", "reason"), [(500, "correct"), (501, "no_answer")])
def test_a_bound_of_the_search_is_where_it_is_said(denied: int, reason: str) -> None:
    response = "The answer is 4. " + "I doubt that the answer is 5. " * denied
    assert explain_answer(response, "4").reason == reason


def test_the_table_of_bounds_says_what_is_tested() -> None:
    text = (Path(__file__).parents[1] / "SECURITY.md").read_text("utf-8")
    table = text[text.index("## Bounds") : text.index("## What is not promised")]
    for most in (500, *(most for most, _ in PAIRS.values())):
        assert f"{most:,}" in table
