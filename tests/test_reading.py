"""What callers and rewards hand over is read in one way: both sides of each edge."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.reading.columns import find_column, find_rows, plain, read_column
from agent_tunix.rewards.reading.groups import number_groups
from agent_tunix.rewards.reading.names import list_names
from agent_tunix.rewards.reading.numbers import finite, is_number
from agent_tunix.rewards.reading.paths import MISSING, look_up, put_inside
from agent_tunix.rewards.reading.results import in_short, read_result, read_results


def test_twenty_names_are_listed_and_the_rest_is_counted() -> None:
    names = [f"c{number}" for number in range(20)]
    assert list_names("zzz", names) == ", ".join(names)
    assert list_names("zzz", [*names, "last"]) == ", ".join(names) + " and 1 more"
    assert list_names("LAST", [*names, "last", "more"]) == "last, " + ", ".join(names[:19]) + " and 2 more"


def test_a_value_is_shown_up_to_120_characters() -> None:
    assert in_short("x" * 118) == repr("x" * 118)
    assert in_short("x" * 119) == "'" + "x" * 119 + "…"


@pytest.mark.parametrize(
    ("result", "read"),
    [
        ({"score": 1, "reward": 2, "other": 3}, (1.0, {"reward": 2.0, "other": 3.0})),
        ({"overall": 0.5, "note": "n", "tokens": [1, 2], "none": None}, (0.5, {"note": "n", "none": None})),
        ({"scores": [4.0], 7: np.float32(0.5)}, (4.0, {"7": 0.5})),
        ({"score": None, "low": math.inf}, (None, {"low": None})),
        ((0.5, {"not": "read"}), (0.5, {})),
        ([[2.0]], (2.0, {})),
        (np.array([[3]]), (3.0, {})),
        (True, (1.0, {})),
        (10**400, (math.inf, {})),
        (SimpleNamespace(reward=0.25), (0.25, {})),
        (({"score": 0.75}, "beside"), (0.75, {})),
        (None, (None, {})),
    ],
)
def test_a_result_is_a_score_and_its_parts(result: Any, read: Any) -> None:
    assert read_result(result) == read
    assert read_results([result, result], 2) == [read, read]


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("1.0", "returned '1.0', which is no number"),
        ([], r"returned \[\], which is no number"),
        ([1.0, 2.0], r"returned \[1.0, 2.0\], which is no number"),
        ((), r"returned \(\), which is no number"),
        ({}, "returned {}, which has none of 'score', 'reward', 'overall'$"),
        ({"Score": 1.0}, "which has none of 'score', 'reward', 'overall'$"),
        (SimpleNamespace(value=1.0), "which is no number"),
    ],
)
def test_what_has_no_score_is_shown(result: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        read_result(result)


def test_results_of_a_batch_come_as_sequences_columns_or_with_something_beside() -> None:
    two: list[Any] = [(1.0, {}), (0.0, {})]
    results: Any
    assert (
        read_results([1, 0], 2) == read_results(np.array([1.0, 0.0]), 2) == read_results(((1, 0), "beside"), 2) == two
    )
    # A tuple whose first item has another length is a score for each response, itself with something beside it.
    assert read_results(((1, "a", "b"), 0), 2) == two
    assert read_results((1, 0), 2) == two
    assert read_results({"reward": (1, 0), "few": [1], "text": "ab", "both": [3, 4]}, 2) == [
        (1.0, {"both": 3.0}),
        (0.0, {"both": 4.0}),
    ]
    assert read_results({"score": 1.0, "note": "n"}, 1) == [(1.0, {"note": "n"})]
    assert read_results(5, 1) == [(5.0, {})]
    assert read_results((), 0) == []
    for results, count in ((5, 2), ({"score": 1.0}, 2), (5, 0)):
        with pytest.raises(TypeError, match=f"not one value for each of {count} responses"):
            read_results(results, count)
    for results, count in (([1, 0], 3), ([1, 0, 1], 2), ([], 1)):
        with pytest.raises(ValueError, match=f"returned {len(results)} values for {count} responses"):
            read_results(results, count)


def test_a_name_leads_through_mappings_lists_and_objects() -> None:
    value = {"a": [{"b": 2}, 3], "c.d": 1, "c": {"d": 5, "e": SimpleNamespace(f=6)}, "none": None}
    for name, found in {"a.0.b": 2, "a.1": 3, "c.d": 1, "c.e.f": 6, "none": None}.items():
        assert look_up(value, name) == found
    for name in ("a.2", "a.-1", "a.b", "a.0.c", "c.f", "c.e.g", "none.x", "x"):
        assert look_up(value, name) is MISSING
    assert look_up([7, 8], "1") == 8
    assert look_up((7, 8), "2") is MISSING


def test_what_is_put_inside_leaves_the_original_as_it_was() -> None:
    inner = {"kept": 1}
    row: dict[str, Any] = {"a": inner, "d.e": 0, "f": 5}
    for name, value in (("a.b", 2), ("c", 3), ("d.e", 4), ("f.g", 6)):
        put_inside(row, name, value)
    assert row == {"a": {"kept": 1, "b": 2}, "d.e": 4, "c": 3, "f": {"g": 6}}
    assert inner == {"kept": 1}


def test_numbers_are_those_of_python_and_numpy() -> None:
    value: Any
    for value in (True, 2, 0.5, np.float32(1), np.int8(3), np.True_, math.inf):
        assert is_number(value)
    for value in ("1", None, 1j, np.complex64(1), [1]):
        assert not is_number(value)
    assert finite(np.int8(3), "what") == 3.0
    for value, kind in (("1", ArgumentTypeError), (math.nan, ArgumentValueError), (math.inf, ArgumentValueError)):
        for argument, named in ((None, "the rate"), ("rate", "rate")):
            with pytest.raises(kind, match="the rate: expected a ") as caught:
                finite(value, "the rate", argument=argument, index=2)
            assert (caught.value.argument, caught.value.index) == (named, 2)


def test_groups_are_numbered_in_the_order_in_which_they_come() -> None:
    groups: Any
    for groups, length, member, names in (
        (None, 3, [0, 0, 0], [None]),
        (1, 2, [0, 1], [0, 1]),
        (np.int64(2), 4, [0, 0, 1, 1], [0, 1]),
        (4, 4, [0, 0, 0, 0], [0]),
        (["b", "a", "b"], 3, [0, 1, 0], ["b", "a"]),
        ([["x"], ["y"], ["x"]], 3, [0, 1, 0], [["x"], ["y"]]),
    ):
        numbered = number_groups(groups, length, of="rows")
        assert (numbered.member.tolist(), list(numbered.names)) == (member, names)
    for groups, code in ((0, "out_of_range"), (-1, "out_of_range"), (3, "lengths_differ"), (["a"], "lengths_differ")):
        with pytest.raises(ArgumentValueError, match="groups: ") as caught:
            number_groups(groups, 4, of="rows")
        assert caught.value.code == code
    for groups in ("abcd", b"abcd", 2.0, True):
        with pytest.raises(ArgumentTypeError, match="expected one name for each of the rows, or the size of a group"):
            number_groups(groups, 4, of="rows")


def test_columns_hold_pythons_own_values() -> None:
    assert plain(np.array([1, 2])) == [1, 2]
    assert plain(b"a\xff") == "a\ufffd"
    assert read_column(np.array(["a", "b"]), 2) == ["a", "b"]
    assert [type(value) for value in read_column(np.array([1, 2]), 2)] == [int, int]
    assert read_column([np.array([1]), "b", b"c", 3], 4) == [[1], "b", "c", 3]
    assert read_column("ab", 2) == ["ab", "ab"]
    assert read_column({"a": 1}, 2) == [{"a": 1}, {"a": 1}]
    assert read_column(None, 2) == [None, None]


def test_a_column_may_lie_inside_another() -> None:
    columns = {"a": [{"b": {"c": 1}}, {"b": {"c": 2}}], "n": {"m": [3, 4]}, "p": [5, 6]}
    assert find_column(columns, "p", 2, "owner") == [5, 6]
    assert find_column(columns, "n.m", 2, "owner") == [3, 4]
    assert find_column(columns, "a.b.c", 2, "owner") == [1, 2]
    with pytest.raises(ArgumentValueError, match=r"there is no column 'x\.y'; the columns are: 'a', 'n', 'p'"):
        find_column(columns, "x.y", 2, "owner")
    with pytest.raises(ArgumentValueError, match="there is no column 'd'; the columns are: 'b'"):
        find_column(columns, "a.d", 2, "owner")
    with pytest.raises(ArgumentValueError, match="the column 'p' has 2 values for 3 completions"):
        find_column(columns, "p", 3, "owner")


def test_rows_have_the_columns_with_a_value_for_each() -> None:
    columns = {"a": [1, 2], "b": ("x", "y"), "c": np.array([0.5, 1.5]), "d": [1], "e": "xy"}
    assert find_rows(columns, 2) == [{"a": 1, "b": "x", "c": 0.5}, {"a": 2, "b": "y", "c": 1.5}]
