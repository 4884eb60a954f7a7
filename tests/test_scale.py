"""Tables of responses: `score_table`, `Scorer`, and what they must give whatever the table is cut into."""

from __future__ import annotations

import pickle
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix.rewards import (
    REASONS,
    AnyOf,
    ArgumentTypeError,
    ArgumentValueError,
    Grading,
    as_reward,
    check_answer,
    combined_reward,
    explain_answer,
    get_num_threads,
    match_format_exactly,
    set_num_threads,
)
from agent_tunix.rewards.scale import SCHEMA, Scorer, score_table

FORM = "The answer is [NUM]."
RESPONSES = ["The answer is 4.", "It is 5.", "Die Straße ist 4 km lang. The answer is 4 km.", "no idea", "", None]
TEXTS = [response for response in RESPONSES if response is not None]
TRUTHS = ["4", "5", "4 km", "4", "4", "4"]


def table(**columns: Any) -> pa.Table:
    return pa.table({"response": RESPONSES, "answer": TRUTHS, **columns})


def test_the_columns_are_the_verdicts() -> None:
    scored = score_table(table())
    assert scored.column_names == ["response", "answer", *SCHEMA.names]
    assert scored.select(SCHEMA.names).schema.equals(SCHEMA)
    verdicts = explain_answer(TEXTS, TRUTHS[:-1])
    assert scored["reward"].to_pylist() == [*(verdict.score for verdict in verdicts), None]
    assert scored["reason"].to_pylist() == [*(verdict.reason for verdict in verdicts), "no_response"]
    answers = [verdict.answer for verdict in verdicts]
    assert scored["extracted"].to_pylist() == [*(answer and answer.text for answer in answers), None]
    assert scored["source"].to_pylist() == [*(answer and answer.source for answer in answers), None]
    spans = list(zip(scored["span_start"].to_pylist(), scored["span_end"].to_pylist(), strict=True))
    assert spans == [*((answer.span if answer else (None, None)) for answer in answers), (None, None)]
    assert set(scored["reason"].chunk(0).dictionary.to_pylist()) == {*REASONS, "no_response", "unusable_truth"}


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        ([4, 5], [1.0, 0.5]),
        ([4.0, 5.0], [1.0, 0.5]),
        ([Decimal("4.00"), Decimal("5.00")], [1.0, 0.5]),
        ([["4"], ["3", "5"]], [1.0, 0.5]),
        ([[3, 4], [5]], [1.0, 0.5]),
        ([["4"], []], [1.0, None]),
        ([["4"], None], [1.0, None]),
        (["4", " "], [1.0, None]),
        ([4.0, float("nan")], [1.0, None]),
        ([4.0, None], [1.0, None]),
    ],
)
def test_truths_of_every_kind(truths: list[Any], expected: list[float | None]) -> None:
    scored = score_table(pa.table({"response": RESPONSES[:2], "answer": truths}))
    assert scored["reward"].to_pylist() == expected
    assert [reason == "unusable_truth" for reason in scored["reason"].to_pylist()] == [
        each is None for each in expected
    ]


def test_a_column_that_has_no_truths_is_refused() -> None:
    for truths in ([True, False], [b"4", b"5"], [{"a": 1}, {"a": 2}]):
        with pytest.raises(ArgumentTypeError, match="no reference answers"):
            score_table(pa.table({"response": RESPONSES[:2], "answer": truths}))


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_texts_of_every_kind(kind: pa.DataType) -> None:
    made = pa.table(
        {name: values.cast(kind) for name, values in zip(("response", "answer"), table().columns, strict=True)}
    )
    assert score_table(made).select(SCHEMA.names).equals(score_table(table()).select(SCHEMA.names))


def test_chats_are_read() -> None:
    chats = [[{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": RESPONSES[0]}], None]
    scored = score_table(pa.table({"response": chats, "answer": ["4", "4"]}))
    assert scored["reward"].to_pylist() == [1.0, None]


def test_tables_of_every_kind() -> None:
    expected = score_table(table()).select(SCHEMA.names)
    frame = pl.DataFrame({"response": RESPONSES, "answer": TRUTHS})
    for made in (
        frame,
        table().to_batches()[0],
        pa.RecordBatchReader.from_batches(table().schema, table().to_batches()),
    ):
        assert score_table(made).select(SCHEMA.names).equals(expected)
    assert pl.DataFrame(score_table(frame))["reward"].to_list() == expected["reward"].to_pylist()
    empty = score_table(table().slice(0, 0))
    assert (len(empty), empty.column_names) == (0, expected.schema.names and ["response", "answer", *SCHEMA.names])


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), max_size=4), st.integers(1, 3))
def test_any_split_and_any_number_of_threads_gives_the_same(cuts: list[int], threads: int) -> None:
    whole = pa.concat_tables([table(), table()])
    edges = sorted({0, *cuts, len(whole)})
    pieces = [whole.slice(start, end - start) for start, end in pairwise(edges)]
    before = get_num_threads()
    set_num_threads(threads)
    try:
        scored = pa.concat_tables([score_table(piece) for piece in pieces])
    finally:
        set_num_threads(before)
    assert scored.to_pydict() == score_table(whole).to_pydict()


def test_rows_that_cannot_be_judged() -> None:
    assert score_table(table(), on_invalid=-1.0)["reward"].to_pylist()[-1] == -1.0
    with pytest.raises(ArgumentValueError, match="row at index 5 can't be judged: no_response") as caught:
        score_table(table(), on_invalid="raise")
    assert caught.value.index == 5
    for wrong in ("skip", True, float("nan")):
        with pytest.raises(ArgumentValueError, match="on_invalid"):
            score_table(table(), on_invalid=wrong)


def test_columns_that_are_missing_or_taken() -> None:
    with pytest.raises(ArgumentValueError, match="no column 'gold'; the table has 'response', 'answer'"):
        score_table(table(), truth="gold")
    with pytest.raises(ArgumentValueError, match="has a column 'reason' already"):
        score_table(table(reason=["x"] * 6))
    assert "our_reason" in score_table(table(reason=["x"] * 6), prefix="our_").column_names


def test_options_and_policies() -> None:
    near = pa.table({"response": ["The answer is 4.1."] * 2, "answer": ["4", "4"]})
    assert score_table(near, partial_credit=0.25)["reward"].to_pylist() == [0.25, 0.25]
    assert score_table(near, grading=Grading(tolerance=0.0))["reward"].to_pylist() == [0.0, 0.0]
    assert score_table(near, grading="gsm8k")["reward"].to_pylist() == [0.0, 0.0]


QUESTIONS = pa.table(
    {
        "response": ["The answer is B.", "The answer is 4.1."],
        "answer": ["1/2", "4"],
        "choices": [["1/3", "1/2"], None],
        "policy": ["math", "physics"],
        "gold": ["7", "4.1"],
    }
)


@pytest.mark.parametrize(
    ("reward", "options", "rewards", "reasons"),
    [
        (check_answer, {}, [0.0, 0.5], ["wrong_value", "close"]),
        (check_answer, {"columns": {"choices": "choices"}}, [1.0, 0.5], ["correct", "close"]),
        (check_answer, {"columns": {"grading": "policy"}}, [0.0, 1.0], ["wrong_value", "correct"]),
        (check_answer, {"columns": {"ground_truth": "gold"}}, [0.0, 1.0], ["wrong_value", "correct"]),
        (as_reward(check_answer), {}, [1.0, 0.5], ["correct", "close"]),
        (as_reward(check_answer, tolerance=0.0), {}, [1.0, 0.0], ["correct", "wrong_value"]),
        (0.5 * as_reward(check_answer, grading="physics"), {}, [0.5, 0.5], ["correct", "correct"]),
        (as_reward(check_answer, columns={"grading": "policy"}), {}, [1.0, 1.0], ["correct", "correct"]),
        (2.0 * as_reward(check_answer, columns={"ground_truth": "gold"}), {}, [0.0, 2.0], ["wrong_value", "correct"]),
    ],
)
def test_the_reason_is_that_of_the_reward(reward: Any, options: Any, rewards: list[float], reasons: list[str]) -> None:
    scored = score_table(QUESTIONS, reward, **options)
    assert scored["reward"].to_pylist() == rewards
    assert scored["reason"].to_pylist() == reasons


def test_a_column_for_a_parameter_that_no_reward_has_is_refused() -> None:
    for reward in (check_answer, as_reward(check_answer) + as_reward(match_format_exactly, expected_format=FORM)):
        with pytest.raises(ArgumentTypeError, match="has no parameter 'choises'"):
            score_table(QUESTIONS, reward, columns={"choises": "choices"})


def test_the_modules_of_engines_are_imported_when_they_are_used() -> None:
    from agent_tunix.rewards import scale

    assert {path.stem for path in Path(scale.__file__).parent.glob("*.py")} >= set(scale.ENGINES)
    assert scale.polars.Rewards
    with pytest.raises(AttributeError, match="no attribute 'hadoop'"):
        scale.hadoop  # noqa: B018


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_expressions_give_what_tables_give(dtype: Any) -> None:
    from agent_tunix.rewards import scale

    assert scale.polars
    frame = pl.DataFrame({"response": RESPONSES, "answer": [*TRUTHS[:3], None, " ", "4"]}).cast({"answer": dtype})
    scored = score_table(frame)
    responses: Any = pl.col("response")
    assert frame.select(responses.rewards.check_answer("answer"))["response"].to_list() == scored["reward"].to_pylist()
    fields = (
        frame.select(responses.rewards.explain_answer("answer"))["response"].struct.unnest().to_dict(as_series=False)
    )
    assert fields == scored.select(SCHEMA.names).to_pydict()


@pytest.mark.parametrize("truths", [[["4", "5"]], pl.Series([4.0], dtype=pl.Float32), [4]])
def test_an_expression_takes_truths_of_every_kind(truths: Any) -> None:
    from agent_tunix.rewards import scale

    assert scale.polars
    responses: Any = pl.col("response")
    frame = pl.DataFrame({"response": ["The answer is 4."], "answer": truths})
    assert frame.select(responses.rewards.check_answer("answer"))["response"].to_list() == [1.0]
    with pytest.raises(ArgumentTypeError, match="prefix: an expression has no other columns"):
        responses.rewards.check_answer("answer", prefix="our_")


def test_a_function_takes_its_options_from_the_columns_that_are_named() -> None:
    rows = table(tolerance=[0.0] * 6, grading=["nonsense"] * 6)
    assert score_table(rows)["reward"].equals(score_table(table())["reward"])
    scored = score_table(rows, combined_reward, expected_format=FORM)
    assert scored["reward"].equals(score_table(table(), combined_reward, expected_format=FORM)["reward"])
    with pytest.raises(ArgumentValueError, match="nonsense"):
        score_table(rows, columns={"grading": "grading"})


def test_rewards_of_every_kind() -> None:
    rows = table()
    combined = score_table(rows, combined_reward, expected_format=FORM)
    assert combined["reward"].to_pylist() == [*combined_reward(TEXTS, TRUTHS[:5], FORM), None]
    assert combined["reason"].to_pylist() == score_table(rows)["reason"].to_pylist()
    total = 0.3 * as_reward(match_format_exactly, expected_format=FORM) + 0.7 * as_reward(check_answer)
    scored = score_table(rows, total)
    assert scored.column_names[-2:] == ["match_format_exactly", "check_answer"]
    assert scored["check_answer"].to_pylist() == [*check_answer(TEXTS, TRUTHS[:5]), None]
    assert scored["reward"].to_pylist() == pytest.approx([*total(TEXTS, ground_truth=TRUTHS[:5]), None], nan_ok=True)

    def length(response: str, limit: int) -> float | None:
        return float(len(response) <= limit) if response else None

    scored = score_table(table(most=[20] * 6), length, columns={"limit": "most"})
    assert scored["reward"].to_pylist() == [1.0, 1.0, 0.0, 1.0, None, None]
    assert scored["reason"].to_pylist() == [None] * 5 + ["no_response"]


def test_any_of_agrees_with_lists() -> None:
    lists = [["9", "4"], ["7"], ["4 km", "3"], ["1"]]
    scored = score_table(pa.table({"response": RESPONSES[:4], "answer": lists}))
    assert scored["reward"].to_pylist() == check_answer(TEXTS[:4], [AnyOf(each) for each in lists]).tolist()


def test_a_scorer_goes_to_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = pickle.loads(pickle.dumps(Scorer(on_invalid=0.0)))
    batch = table().to_batches()[0]
    scored = scorer(batch)
    assert isinstance(scored, pa.RecordBatch)
    assert scored["reward"].to_pylist() == [*score_table(table())["reward"].to_pylist()[:-1], 0.0]
    assert isinstance(scorer(batch.slice(0, 0)), pa.RecordBatch)
    assert isinstance(scorer(table()), pa.Table)
    batches = list(scorer(iter([batch, batch])))
    assert [each.num_rows for each in batches] == [6, 6]
    assert repr(Scorer(response="text")) == "Scorer(check_answer, response='text')"
    assert repr(Scorer(threads=2)) == "Scorer(check_answer, threads=2)"
    for wrong in (0, -1, 1.5, True, 100_000):
        with pytest.raises((ArgumentTypeError, ArgumentValueError), match="threads"):
            Scorer(threads=wrong)  # type: ignore[arg-type]
    before = get_num_threads()
    try:
        monkeypatch.setenv("OMP_NUM_THREADS", "1")
        scorer(batch)
        assert get_num_threads() == 1
        Scorer(threads=2)(batch)
        assert get_num_threads() == 2
    finally:
        set_num_threads(before)


def test_a_large_table_is_graded_in_parts() -> None:
    numbers = np.arange(140_000) % 7
    rows = pa.table({"response": [f"The answer is {number}." for number in numbers], "answer": ["3"] * len(numbers)})
    scored = score_table(rows)
    assert scored["reward"].num_chunks > 1
    assert np.array_equal(scored["reward"].to_numpy() == 1.0, numbers == 3)


LISTS = [["4", "5"], ["9", "8"], None]


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        (pa.array(LISTS, pa.list_(pa.string(), 2)), [1.0, 0.0, None]),
        (pa.nulls(3), [None] * 3),
        (pa.array([4, 0.1, None], pa.float32()), [1.0, 0.0, None]),
        (pa.ListArray.from_arrays([0, 1, 2, 2], pa.array(["4", "9"]).dictionary_encode()), [1.0, 0.0, None]),
    ],
)
@pytest.mark.parametrize("reward", [check_answer, as_reward(check_answer)])
def test_truths_of_other_kinds(truths: Any, expected: list[Any], reward: Any) -> None:
    rows = pa.table({"response": ["The answer is 4."] * 3, "answer": truths})
    assert score_table(rows, reward)["reward"].to_pylist() == expected
    assert score_table(rows.slice(1), reward)["reward"].to_pylist() == expected[1:]


@pytest.mark.parametrize("reward", [check_answer, as_reward(check_answer)])
def test_a_float_of_32_bits_is_its_shortest_spelling(reward: Any) -> None:
    rows = pa.table({"response": ["The answer is 0.1."], "answer": pa.array([0.1], pa.float32())})
    assert score_table(rows, reward)["reward"].to_pylist() == [1.0]


def test_rewards_see_string_views() -> None:
    views = pa.table({"response": pa.array(RESPONSES, pa.string_view()), "answer": pa.array(TRUTHS, pa.string_view())})
    reward = as_reward(check_answer)
    assert score_table(views, reward)["reward"].equals(score_table(table(), reward)["reward"])


def test_the_column_that_is_named_has_the_truth() -> None:
    scored = score_table(table(ground_truth=["9"] * 6), as_reward(check_answer))
    assert scored["reward"].equals(score_table(table())["reward"])
    lists = pa.table({"response": ["The answer is 4."], "ground_truth": [["4", "5"]]})
    assert score_table(lists, as_reward(check_answer), truth="ground_truth")["reward"].to_pylist() == [1.0]


def test_names_that_stand_for_two_things_are_refused() -> None:
    twice = pa.table([RESPONSES, TRUTHS, TRUTHS], names=["response", "answer", "answer"])
    with pytest.raises(ArgumentValueError, match="2 columns 'answer'"):
        score_table(twice)
    others = pa.table([RESPONSES, TRUTHS, TRUTHS, TRUTHS], names=["response", "answer", "x", "x"])
    assert score_table(others, as_reward(check_answer))["reward"].equals(score_table(table())["reward"])
    with pytest.raises(ArgumentValueError, match="component of the reward is called 'reward'"):
        score_table(table(), as_reward(check_answer, name="reward") + as_reward(check_answer, name="b"))


def test_a_struct_is_one_message() -> None:
    rows = pa.table({"response": [{"role": "assistant", "content": "The answer is 4."}, None], "answer": ["4", "4"]})
    assert score_table(rows)["extracted"].to_pylist() == ["4", None]


@pytest.mark.parametrize("on_invalid", [np.float32(0), np.int64(0), 0])
def test_numbers_of_numpy_stand_for_rows_that_are_not_judged(on_invalid: Any) -> None:
    assert score_table(table(), on_invalid=on_invalid)["reward"].to_pylist()[-1] == 0.0


@pytest.mark.parametrize("on_invalid", [10**400, False, None, float("nan")])
def test_no_number_for_rows_that_are_not_judged(on_invalid: Any) -> None:
    with pytest.raises(ArgumentValueError, match="on_invalid"):
        score_table(table(), on_invalid=on_invalid)
