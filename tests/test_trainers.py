"""Every trainer's adapter, called as the trainer calls it; `make e2e` has the trainers themselves."""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hosts import HOSTS, Host
from tests.trainer_rewards import KINDS, RIGHT, TEXTS, WRONG, Always, length, slow_reward

from agent_tunix.rewards import (
    RewardError,
    as_reward,
    by_task,
    check_answer,
    check_numbers,
    combined_reward,
    match_format_exactly,
    trainers,
    weighted_sum,
)
from agent_tunix.rewards.presets import tunix as preset
from agent_tunix.rewards.trainers import (
    Adapter,
    easyr1,
    nemo_rl,
    openrlhf,
    skyrl,
    trl,
    tunix,
)

pytestmark = pytest.mark.usefixtures("stand_ins")


def own_reward(response: str, prompt: str, metadata: dict[str, Any]) -> float:
    return len(response) / 100 + (0.5 if "3 * 5" in prompt else 0.0) + (0.25 if len(metadata) else 0.0)


def two_arguments(response: str, gold: str, *, bonus: float = 0.0) -> float:
    return bonus + (gold in response)


# What comes out


@KINDS
@given(text=st.text(st.characters(codec=None), max_size=40))
def test_the_score_is_that_of_the_bare_function(host: Host, text: str) -> None:
    score = host.one(host.make(check_answer), text, "15")
    assert type(score) is float
    if host.make is not openrlhf.Reward:  # It can't tell a token that the model wrote from one of the tokenizer's.
        assert score == check_answer(text, "15")


@KINDS
def test_scores_are_those_of_the_documented_function(host: Host) -> None:
    assert [host.one(host.make(check_answer), text, "15") for text in TEXTS] == [1.0, 0.5, 0.5]
    assert [host.one(host.make(check_answer, tolerance=0), text, 15) for text in TEXTS] == [1.0, 0.0, 0.5]
    form = host.make(match_format_exactly, expected_format="The answer is [NUM].")
    assert [host.one(form, text, "no truth is asked for") for text in TEXTS] == [1.0, 1.0, 0.5]
    total = host.make(combined_reward, expected_format="The answer is [NUM].", alpha=0.5, beta=0.5)
    assert host.one(total, RIGHT, "15") == 1.0


@KINDS
def test_plain_functions_are_rewards(host: Host) -> None:
    assert host.one(host.make(length), RIGHT, "15") == float(len(RIGHT))
    assert host.one(host.make(two_arguments, bonus=0.5), RIGHT, "15") == 1.5
    assert host.one(host.make(functools.partial(two_arguments, bonus=0.25)), WRONG, "15") == 0.25
    if host.prompts:
        assert host.one(host.make(own_reward), RIGHT, "15") == len(RIGHT) / 100 + 0.75


@KINDS
@pytest.mark.parametrize("value", [1, True, np.float32(0.5), np.int64(2), np.array(0.25), np.bool_(True)])
def test_numbers_of_any_kind_become_floats(host: Host, value: Any) -> None:
    score = host.one(host.make(Always(value), name="any_number"), RIGHT, "15")
    assert type(score) is float
    assert score == float(value)


@KINDS
@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -np.inf, 10**400])
def test_what_is_no_finite_number_is_the_callers_choice(host: Host, value: Any) -> None:
    with pytest.raises(ValueError, match=r"nothing: .*on_invalid="):
        host.one(host.make(Always(value), name="nothing"), RIGHT, "15")
    assert host.one(host.make(Always(value), name="nothing", on_invalid=-1), RIGHT, "15") == -1.0
    if host.make.knows_none:
        assert host.one(host.make(Always(value), name="nothing", on_invalid=None), RIGHT, "15") is None
    else:
        with pytest.raises(ValueError, match="can't leave a sample out"):
            host.make(length, on_invalid=None)


@KINDS
@pytest.mark.parametrize("truth", [None, " ", True])
def test_a_truth_that_is_none_is_the_callers_choice(host: Host, truth: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="ground_truth"):
        host.one(host.make(check_answer), RIGHT, truth)
    assert host.one(host.make(check_answer, on_invalid=0.0), RIGHT, truth) == 0.0


def test_only_the_sample_without_a_truth_is_invalid() -> None:
    reward = trl.Reward(check_answer, on_invalid=None)
    assert reward(completions=TEXTS, prompts=["?"] * 3, solution=["15", None, "15"]) == [1.0, None, 0.5]


def test_the_samples_with_a_truth_are_graded_together() -> None:
    calls: list[Any] = []

    @functools.wraps(check_answer)
    def counted(response: Any, ground_truth: Any, **options: Any) -> Any:
        calls.append(len(response) if isinstance(response, list) else 1)
        return check_answer(response, ground_truth, **options)

    truths: list[Any] = ["15"] * 100
    texts = [RIGHT, WRONG] * 50
    for blank, at in ((None, 0), (" ", 40), (True, 99)):
        truths[at] = blank
    expected = [None if at in (0, 40, 99) else [1.0, 0.5][at % 2] for at in range(100)]
    for wrap in (lambda function: function, as_reward, lambda function: weighted_sum(function, weights=[1.0])):
        calls.clear()
        reward = trl.Reward(wrap(counted), on_invalid=None)
        for _ in range(2):
            assert reward(completions=texts, solution=truths) == expected
        # Each time the whole, and for each truth that is none its sample alone and the others: by no means all alone.
        assert sorted(set(calls)) in ([1, 97, 98, 99, 100], [1, 97, 98, 99])
        assert len(calls) <= 2 * (1 + 2 * 3) + 2
    assert trl.Reward(counted, on_invalid=0.0)(completions=texts[:2], solution=[None, ""]) == [0.0, 0.0]


def test_rows_of_a_part_of_a_batch_are_not_taken_for_rows_of_the_batch() -> None:
    routed = by_task({"a": check_answer, "b": lambda response: 0.25})
    columns: dict[str, Any] = {"solution": ["15", "15", None, "15"], "task": ["b", "a", "a", "a"]}
    reward = trl.Reward(routed, on_invalid=None)
    assert reward(completions=[WRONG, RIGHT, RIGHT, WRONG], **columns) == [0.25, 1.0, None, 0.5]


def test_a_mistake_of_the_caller_is_not_excused() -> None:
    with pytest.raises(ValueError, match="tolerance"):
        trl.Reward(check_answer, on_invalid=None, tolerance=3)(TEXTS, solution=["15"] * 3)
    with pytest.raises(RewardError, match=r"reward 'broken', row 1: raised ZeroDivisionError"):
        tunix.Reward(lambda response: 1 / (len(response) - 1), name="broken", on_invalid=0.0)(
            prompts=["?"] * 2, completions=["xx", "x"]
        )


def test_what_a_reward_raises_is_replaced_where_the_caller_says_so() -> None:
    def broken(response: str) -> float:
        return 1 / (len(response) - 1)

    completions = ["xx", "x", "xxx"]
    assert trl.Reward(broken, on_error=0.25)(completions) == [1.0, 0.25, 0.5]
    assert trl.Reward(broken, on_error="skip", on_invalid=None)(completions) == [1.0, None, 0.5]
    assert trl.Reward(broken, on_error="skip", on_invalid=-1.0)(completions) == [1.0, -1.0, 0.5]
    with pytest.raises(ValueError, match="on_error"):
        trl.Reward(broken, on_error="ignore")


@KINDS
@pytest.mark.parametrize("value", ["1.0", {"no": 1.0}, object(), [1.0, 2.0]])
def test_what_is_no_reward_is_refused(host: Host, value: Any) -> None:
    with pytest.raises(RewardError, match=r"reward 'odd'.*: returned"):
        host.one(host.make(Always(value), name="odd"), RIGHT, "15")


# What goes in


@pytest.mark.parametrize(
    "column",
    [
        ["15", "15", "16"],
        ("15", "15", "16"),
        [15, 15.0, "16"],
        np.array(["15", "15", "16"]),
        np.array([15, 15, 16]),
        np.array([15.0, 15.0, 16.0]),
        np.array(["15", 15, "16"], dtype=object),
        np.array([b"15", b"15", b"16"]),
        [b"15", np.str_("15"), np.float32(16)],
        [["15", "fifteen"], ["15"], ("16",)],
        ["5 * 3 = 15\n#### 15", "#### 15", "#### 16"],
    ],
    ids=repr,
)
def test_columns_of_any_type(column: Any) -> None:
    texts = [RIGHT, RIGHT, WRONG]
    assert tunix.Reward(check_answer)(prompts=np.array(["?"] * 3), completions=texts, answer=column) == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    "columns",
    [
        {"reward_model": [{"ground_truth": "15"}, {"ground_truth": "15"}]},
        {"reward_model": np.array([{"ground_truth": "15"}, {"ground_truth": 15}])},
        {"reward_model": {"ground_truth": np.array(["15", "15"])}},
        {"reward_model.ground_truth": ["15", "15"]},
        {"reward_model": [SimpleNamespace(ground_truth="15"), SimpleNamespace(ground_truth="15")]},
    ],
    ids=repr,
)
def test_names_lead_into_columns(columns: dict[str, Any]) -> None:
    reward = tunix.Reward(check_answer, truth="reward_model.ground_truth")
    assert reward(prompts=["?"] * 2, completions=[RIGHT, WRONG], **columns) == [1.0, 0.5]


def test_one_value_stands_for_all() -> None:
    assert tunix.Reward(check_answer)(prompts=["?"] * 2, completions=[RIGHT, WRONG], answer="15") == [1.0, 0.5]


def test_lists_of_numbers_stay_lists() -> None:
    reward = tunix.Reward(check_numbers, truth="numbers")
    for numbers in ([[15], [3, 16]], np.array([[15], [16]]), np.array([[15], [3, 16]], dtype=object)):
        scores = reward(prompts=["?"] * 2, completions=[RIGHT, WRONG], numbers=numbers)
        assert scores == [1.0, 1.0 / len(numbers[1])]


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ([{"role": "assistant", "content": "a"}], "a"),
        ({"role": "assistant", "content": "a"}, "a"),
        ([{"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "image"}, "b"]}], "ab"),
        ([{"role": "assistant", "content": "a"}, {"role": "tool", "content": "b"}], "a"),
        ([{"role": "assistant", "content": "a"}, {"role": "assistant", "content": None, "tool_calls": []}], "a"),
        ([{"role": "assistant", "content": None}], ""),
        ([{"role": "tool", "content": "b"}], ""),
        ([], ""),
        ([SimpleNamespace(role="assistant", content="a")], "a"),
        (np.str_("a"), "a"),
        (b"a\xff", "a\ufffd"),
    ],
    ids=repr,
)
def test_completions_of_any_form(completion: Any, text: str) -> None:
    said: list[str] = []

    def listen(response: str) -> int:
        said.append(response)
        return len(said)

    reward = trl.Reward(listen)
    reward(completions=[completion], prompts=[[{"role": "user", "content": "?"}]])
    assert said == [text]


def test_prompts_of_any_form() -> None:
    asked: list[str] = []

    def listen(response: str, prompt: str) -> float:
        asked.append(prompt)
        return float(len(response))

    conversation = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "3 * 5?"}]
    trl.Reward(listen)(completions=["x"] * 2, prompts=["3 * 5?", conversation])
    assert asked == ["3 * 5?", "3 * 5?"]


def test_metadata_has_the_samples_columns() -> None:
    seen: list[dict[str, Any]] = []

    def look(response: str, metadata: dict[str, Any]) -> float:
        seen.append(metadata)
        return float(len(response))

    tunix.Reward(look)(prompts=["?"] * 2, completions=TEXTS[:2], answer=np.array([1, 2]), tag=["a", "b"], mode="eval")
    assert seen == [{"answer": 1, "tag": "a"}, {"answer": 2, "tag": "b"}]


def test_further_parameters_come_from_columns() -> None:
    reward = tunix.Reward(combined_reward, columns={"expected_format": "form"})
    forms = ["The answer is [NUM].", "It is [NUM]."]
    scores = reward(prompts=["?"] * 2, completions=[RIGHT, WRONG], answer=["15", "16"], form=forms)
    assert scores == combined_reward([RIGHT, WRONG], ["15", "16"], forms).tolist()


def test_a_batch_is_one_call() -> None:
    calls: list[int] = []

    def count(responses: list[str], ground_truth: list[str]) -> np.ndarray[Any, Any]:
        calls.append(len(responses))
        return np.zeros(len(ground_truth))

    tunix.Reward(count, batched=True)(prompts=["?"] * 500, completions=["x"] * 500, answer=["4"] * 500)
    assert calls == [500]


def test_batches_without_samples() -> None:
    assert tunix.Reward(check_answer)(prompts=[], completions=[], answer=[]) == []
    assert trl.Reward(check_answer)(completions=[], prompts=[], solution=[]) == []
    assert easyr1.Reward(check_answer)([]) == []
    assert nemo_rl.Verifier(check_answer)([], []) == []


# Mistakes


@KINDS
def test_a_missing_column_is_named_with_those_that_exist(host: Host) -> None:
    with pytest.raises(ValueError, match=r"check_answer: there is no column 'gold'; the columns are: .*'?\w+'?"):
        host.one(host.make(check_answer, truth="gold"), RIGHT, "15")


def test_a_wrong_length_says_both() -> None:
    reward = tunix.Reward(check_answer)
    for _ in range(2):
        with pytest.raises(ValueError, match="the column 'answer' has 2 values for 3 completions"):
            reward(prompts=["?"] * 3, completions=TEXTS, answer=["15"] * 2)
        with pytest.raises(ValueError, match="the column 'answer' has 2 values for 1 completions"):
            reward(prompts=["?"], completions=TEXTS[:1], answer=["15"] * 2)
        with pytest.raises(TypeError, match="expected a list of them, got str"):
            reward(prompts=["?"], completions="4", answer="4")
        assert reward(prompts=["?"], completions=TEXTS[:1], answer="15") == [1.0]
        assert reward(prompts=["?"] * 3, completions=TEXTS, answer="15") == [1.0, 0.5, 0.5]
    with pytest.raises(ValueError, match="reward 'short': returned 1 values for 3 responses"):
        tunix.Reward(Always([1.0]), name="short", batched=True)(prompts=["?"] * 3, completions=TEXTS)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: trl.Reward(cast("Any", 5)), TypeError, "expected a function, got int"),
        (lambda: trl.Reward(check_answer, tolerence=0.1), TypeError, "no parameter 'tolerence'; those .* tolerance"),
        (lambda: trl.Reward(lambda response: len(response) / 2), ValueError, "name="),
        (lambda: trl.Reward(length, truth="answer"), TypeError, "length: it has no parameter for the truth 'answer'"),
        (lambda: trl.Reward(preset.check_answer), ValueError, "in a trainer's own form"),
        (lambda: openrlhf.Reward(slow_reward), TypeError, "does not wait for coroutines"),
        (lambda: trl.Reward(length, on_invalid="skip"), TypeError, "expected 'raise', a number or None"),
        (lambda: trl.Reward(length, on_invalid=float("nan")), ValueError, "expected a finite number"),
        (lambda: trl.Reward(two_arguments, columns={"bonus": "b"}, bonus=1.0), ValueError, "a value and a column"),
    ],
)
def test_mistakes_are_found_when_the_reward_is_made(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_what_is_no_batch_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a list of them, got str"):
        tunix.Reward(check_answer)(prompts="?", completions=RIGHT, answer="15")
    with pytest.raises(TypeError, match="expected str or a list of chat messages, got list"):
        tunix.Reward(check_answer)(prompts=["?"], completions=[[RIGHT]], answer="15")


# The package


MODULES = [name for _, name, _ in pkgutil.iter_modules(trainers.__path__) if not name.startswith("_")]


def test_no_trainer_is_imported() -> None:
    code = (
        "import json, sys\n"
        f"from agent_tunix.rewards.trainers import {', '.join(MODULES)}\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    loaded = set(json.loads(subprocess.check_output([sys.executable, "-c", code])))
    assert not loaded & {*MODULES, "skyrl_gym", "atroposlib", "gepa", "torch", "jax", "ray", "swift"}


@pytest.mark.parametrize("name", MODULES)
def test_each_trainer_is_one_short_file(name: str) -> None:
    module = importlib.import_module(f"agent_tunix.rewards.trainers.{name}")
    source = inspect.getsource(module)
    assert source.count("\n") <= 120
    assert issubclass(module.Reward, Adapter)
    assert name in {host.make.__module__.rpartition(".")[2] for host in HOSTS.values()}
    # Nothing is graded in it: what it takes of the functions reads answers, or hands the functions on.
    taken = re.findall(r"^from agent_tunix\.rewards\.functions import (.*)$", source, re.MULTILINE)
    assert set(taken) <= {"extract_answer", "get_reward_functions"}


def test_environments_of_skyrl_need_skyrl() -> None:
    if importlib.util.find_spec("skyrl_gym") is None:
        with pytest.raises(ImportError, match="skyrl_gym"):
            skyrl.environment(check_answer)


def test_rows_may_be_mappings_of_any_kind() -> None:
    class Row(Mapping[str, Any]):
        def __getitem__(self, name: str) -> Any:
            return {"reward_spec": {"ground_truth": "15"}}[name]

        def __iter__(self) -> Any:
            return iter(["reward_spec"])

        def __len__(self) -> int:
            return 1

    assert skyrl.Reward(check_answer)(RIGHT, Row()) == 1.0
