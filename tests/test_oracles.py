"""Equality beside mpmath and SymPy on pairs that are made anew: nothing is equal to us alone, little to them alone."""

from __future__ import annotations

import random

import pytest
from proof import oracles, trees


@pytest.mark.parametrize(("kind", "count"), [("numbers", 3000), ("letters", 60)])
def test_no_pair_is_equal_to_us_alone(kind: str, count: int) -> None:
    found = oracles.compare(oracles.make_pairs(kind, count, seed=7))
    assert found.pairs == count
    # Both sides are tried.
    assert count / 4 < found.equal < count * 3 / 4
    assert found.paid == []
    assert len(found.refused) <= count / 500


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (("add", ("int", 1), ("neg", ("int", 2))), "1+(-2)"),
        (("sub", ("int", 1), ("sub", ("int", 2), ("int", 3))), "1-(2-3)"),
        (("pow", ("neg", ("int", 2)), ("int", 2)), "(-2)^{2}"),
        (("pow", ("pow", ("int", 2), ("int", 3)), ("int", 2)), "(2^{3})^{2}"),
        (("neg", ("pow", ("int", 2), ("int", 2))), "-2^{2}"),
        (("mul", ("add", ("int", 1), ("pi",)), ("int", 3)), "(1+\\pi) \\cdot 3"),
        (("div", ("sqrt", ("int", 2)), ("call", "sin", ("int", 1))), "\\frac{\\sqrt{2}}{\\sin(1)}"),
    ],
)
def test_trees_are_printed_with_the_brackets_that_they_need(tree: trees.Tree, text: str) -> None:
    assert trees.print_latex(tree) == text


def test_what_is_rewritten_keeps_its_value() -> None:
    draw = random.Random(3)
    judged = 0
    for _ in range(300):
        tree = trees.make_tree(draw, 3)
        said = oracles.judge_numbers(tree, trees.rewrite(draw, tree))
        assert said is not False, tree
        judged += said is True
    assert judged > 100


TINY = ("call", "exp", ("int", -729))


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("int", 2), ("add", ("int", 1), ("int", 1)), True),
        (("int", 2), ("int", 3), False),
        (("div", ("int", 1), ("int", 0)), ("int", 3), None),
        # The tangent of pi is a zero that no number of digits shows.
        (("div", ("int", 1), ("call", "tan", ("pi",))), ("int", 3), None),
        (("call", "exp", ("int", -90)), ("call", "exp", ("int", -91)), False),
        # What vanishes beside one is no difference that can be seen.
        (
            ("call", "exp", ("int", -729)),
            ("sub", ("add", ("call", "exp", ("int", -729)), ("int", 1)), ("int", 1)),
            None,
        ),
        (("add", ("call", "exp", ("int", 81)), ("int", 1)), ("call", "exp", ("int", 81)), False),
    ],
)
def test_mpmath_judges_what_has_a_value(first: trees.Tree, second: trees.Tree, said: bool | None) -> None:
    assert oracles.judge_numbers(first, second) is said
