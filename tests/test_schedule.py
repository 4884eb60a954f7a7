"""Schedules, curricula and tasks."""

from __future__ import annotations

import math
import pickle
import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tunix.rewards import Curriculum, Reward, Stage, as_reward, by_task, check_answer, cosine, linear


def value(response: str) -> float:
    return float(response)


@given(st.floats(-5, 5), st.floats(-5, 5), st.integers(1, 100), st.integers(0, 100), st.integers(0, 300))
def test_schedules_go_from_end_to_end(start: float, end: float, steps: int, after: int, step: int) -> None:
    done = min(max((step - after) / steps, 0), 1)
    assert math.isclose(linear(start, end, steps=steps, after=after)(step), start + (end - start) * done, abs_tol=1e-12)
    wave = start + (end - start) * (1 - math.cos(math.pi * done)) / 2
    assert math.isclose(cosine(start, end, steps=steps, after=after)(step), wave, abs_tol=1e-12)


def test_the_step_is_the_trainers_or_else_counted() -> None:
    def weights(columns: list[dict[str, Any]]) -> list[float]:
        reward = linear(0.0, 1.0, steps=10) * as_reward(value)
        return [reward("1", **given) for given in columns]

    assert weights([{}, {}, {"mode": "eval"}, {}]) == [0.0, 0.1, 0.2, 0.2]
    assert weights([{"step": 5}, {"step": 2}]) == [0.5, 0.2]
    assert weights([{"trainer_state": SimpleNamespace(global_step=7)}, {}]) == [0.7, 0.1]
    reward = linear(0.0, 1.0, steps=10) * as_reward(value)
    assert reward(["1", "1"], step=np.array([3, 3])).tolist() == [0.3, 0.3]
    with pytest.raises(TypeError, match="one number for the whole batch"):
        reward(["1", "1"], step=[3, 4])


def test_the_weight_in_force_is_logged() -> None:
    logged: dict[str, float] = {}
    reward = 2.0 * (linear(0.0, 1.0, steps=10) * as_reward(value)) + as_reward(check_answer)
    reward("1", 1, step=5, log_metric=logged.__setitem__)
    assert logged == {"scheduled_value/weight": 0.5} == reward.metrics()


def test_stages_by_step() -> None:
    stages = [Stage(1.0, until_step=2), Stage(2.0, until_step=3), Stage(3.0)]
    assert [Curriculum(stages)("", step=step) for step in range(5)] == [1.0, 1.0, 2.0, 3.0, 3.0]
    reward = Curriculum(stages)
    assert [reward("") for _ in range(5)] == [1.0, 1.0, 2.0, 3.0, 3.0]
    assert reward.metrics() == {"curriculum/stage": 2.0}


def test_stages_by_success_go_on_and_back() -> None:
    reward = Curriculum(
        [Stage(as_reward(value), until_mean=0.8, back_below=0.3), Stage(-1.0)], momentum=0.5, name="learned"
    )
    # The moving mean by hand: 0.0, 0.5, 0.75, 0.875 reaches 0.8 after the fourth batch.
    assert [reward(["0", "0"])[0], *(reward(["1", "1"])[0] for _ in range(4))] == [0.0, 1.0, 1.0, 1.0, -1.0]
    assert reward.stage == 1
    # 0.9375 after the fifth; zeros make it 0.469, 0.234: below 0.3 after the second.
    assert [reward(["0"])[0] for _ in range(3)] == [-1.0, -1.0, 0.0]
    assert reward.metrics()["learned/stage"] == 0.0


def test_another_component_can_be_watched() -> None:
    reward = Curriculum([Stage(5.0, until_mean=0.5, watch=value), Stage(7.0)])
    assert [reward([text])[0] for text in ("0.4", "1000", "0", "0")] == [5.0, 5.0, 7.0, 7.0]


def test_evaluation_moves_nothing() -> None:
    reward = Curriculum([Stage(value, until_mean=0.5), Stage(-1.0)])
    before = reward.state_dict()
    reward(["1"], mode="eval")
    reward.evaluate(["1"])
    assert reward.state_dict() == before
    reward(["1"])
    restored = Curriculum([Stage(value, until_mean=0.5), Stage(-1.0)])
    restored.load_state_dict(reward.state_dict())
    for same in (restored, pickle.loads(pickle.dumps(reward))):
        assert same(["1"]).tolist() == [-1.0]
    with pytest.raises(ValueError, match="2 stages, the curriculum 1"):
        Curriculum([Stage(value)]).load_state_dict(reward.state_dict())


def test_threads_count_every_step() -> None:
    reward = Curriculum([Stage(value, until_step=10**6), Stage(-1.0)])
    threads = [threading.Thread(target=lambda: [reward("1") for _ in range(200)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reward.calls == 1600


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Curriculum([]), "at least one"),
        (lambda: Curriculum([Stage(1.0), Stage(2.0)]), r"stages\[0\]: it has no end"),
        (lambda: Curriculum([Stage(1.0, until_step=3)]), r"stages\[0\]: the last stage must have no end"),
        (lambda: Curriculum([Stage(1.0)], momentum=0.0), "momentum"),
        (lambda: Stage(1.0, until_step=3, until_mean=0.5), "not by both"),
        (lambda: Stage(1.0, until_mean=0.5, back_below=0.5), "back_below"),
        (lambda: linear(0.0, 1.0, steps=0), "steps"),
        (lambda: by_task({}), "at least one task"),
        (lambda: by_task({"a": 1.0}, scale={"b": 1.0}), "no task 'b'; the tasks are: a"),
    ],
)
def test_mistakes_say_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 9)), max_size=20)


@given(ROWS)
def test_each_response_is_judged_by_its_task(rows: list[tuple[str, int]]) -> None:
    texts, tasks = [str(number) for _, number in rows], [task for task, _ in rows]
    reward = by_task({"a": value, "b": as_reward(lambda response, bonus: float(response) + bonus)}, default=-1.0)
    bonus = list(range(len(rows)))
    expected = [
        {"a": float(number), "b": float(number + at), "c": -1.0}[task] for at, (task, number) in enumerate(rows)
    ]
    assert reward(texts, task=tasks, bonus=bonus).tolist() == expected
    assert reward(texts, task=np.array(tasks, dtype=str), bonus=np.array(bonus)).tolist() == expected
    assert [
        reward(text, task=task, bonus=at) for at, (text, task) in enumerate(zip(texts, tasks, strict=True))
    ] == expected
    for task in set(tasks):
        # Three calls of each response were seen.
        own = [value for value, other in zip(expected, tasks, strict=True) if other == task]
        seen = reward.statistics()[task]
        assert seen["count"] == 3 * len(own)
        assert math.isclose(seen["mean"], np.mean(own), abs_tol=1e-9)


def test_tasks_by_predicate_and_scale() -> None:
    def kind(response: str, columns: dict[str, Any]) -> str:
        return "big" if float(response) > columns["limit"] else "small"

    reward = by_task({"big": value, "small": value}, column=kind, scale={"big": 0.01})
    assert reward(["1", "500"], limit=10).tolist() == [1.0, 5.0]
    balanced = by_task({"a": value, "b": as_reward(lambda response: 1000 * float(response))}, scale="deviation")
    texts = [str(number) for number in range(100)]
    graded = balanced([*texts, *texts], task=["a"] * 100 + ["b"] * 100)
    assert np.isclose(graded[:100].std(), graded[100:].std(), rtol=1e-3)


def test_an_unknown_task_names_itself_and_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"responses\[1\]: there is no task 'c'; the tasks are: a, b"):
        by_task({"a": value, "b": value})(["1", "2"], task=["a", "c"])
    with pytest.raises(ValueError, match="by_task needs the column 'task'; the columns given are: 'kind'"):
        by_task({"a": value})(["1"], kind="a")


def test_components_of_tasks_come_back_in_their_rows() -> None:
    reward: Reward = by_task({"a": value, "b": as_reward(check_answer)})
    components = reward.components(["1", "The answer is 4."], task=["a", "b"], ground_truth="4")
    assert np.array_equal(components["value"], [1.0, np.nan], equal_nan=True)
    assert np.array_equal(components["check_answer"], [np.nan, 1.0], equal_nan=True)
