"""The records of a `RewardLog`: which samples, whole parts, processes, copies, states."""

from __future__ import annotations

import copy
import gc
import inspect
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.logs import COLUMNS, FORMS, RESPONSES, Sink, length, made, plain, read

from agent_tunix.rewards import (
    ArgumentValueError,
    Reward,
    RewardLog,
    as_reward,
    check_answer,
    explain_answer,
    normalize,
)
from agent_tunix.rewards.recording import columns
from agent_tunix.rewards.recording.recorder import ALIVE


class Broken(Sink):
    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        raise OSError(f"no room for {len(metrics)} at {step}")


@pytest.fixture(autouse=True)
def no_warnings() -> Any:
    """A failure of the recording is a warning, which would hide it here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def grade_groups(log: Any, step: int, *, count: int = 40, size: int = 4) -> None:
    texts = [f"The answer is {at}." for at in range(count * size)]
    prompts = [f"question {at // size}" for at in range(count * size)]
    log(texts, ground_truth="4", prompt=prompts, step=step)


def test_samples_are_whole_groups_and_the_same_in_every_run(tmp_path: Path) -> None:
    found = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        with RewardLog(as_reward(check_answer), folder=tmp_path / name, samples=10, seed=seed) as log:
            for step in range(3):
                grade_groups(log, step)
        rows = read(tmp_path / name)
        assert len({row["run"] for row in rows}) == 1
        for step in range(3):
            mine = [row for row in rows if row["step"] == step]
            assert len(mine) == 8
            groups = [row["group"] for row in mine]
            assert sorted(groups) == groups
            assert {groups.count(group) for group in groups} == {4}
            assert all(row["row"] // 4 == row["group"] for row in mine)
            assert all(row["prompt"] == f"question {row['group']}" for row in mine)
        found.append([(row["step"], row["row"]) for row in rows])
    assert found[0] == found[1] != found[2]
    assert len({tuple(row for at, row in found[0] if at == step) for step in range(3)}) > 1


def test_samples_do_not_depend_on_the_order(tmp_path: Path) -> None:
    texts = [f"The answer is {at}." for at in range(500)]
    chosen = []
    for name in ("given", "turned"):
        with RewardLog(as_reward(check_answer), folder=tmp_path / name, samples=20) as log:
            log(texts if name == "given" else texts[::-1], ground_truth=4)
        chosen.append({row["response"] for row in read(tmp_path / name)})
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) == 20


def test_all_samples_and_their_columns(tmp_path: Path) -> None:
    texts = [f"The answer is {at}." for at in range(300)]
    with RewardLog(made(), folder=tmp_path, samples="all", run="one-run") as log:
        log(texts, **COLUMNS, prompt="2 + 2?")
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("part-one-run-")
    table = pq.read_table(path)
    assert table.schema.metadata[columns.KEY.encode()] == columns.VERSION.encode()
    assert json.loads(table.schema.metadata[f"{columns.KEY}.weights".encode()]) == {
        "match_format_exactly": 0.3, "check_answer": 0.7,
    }  # fmt: skip
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    enumerated = "dictionary<values=string, indices=int32, ordered=0>"
    assert types == {
        "run": enumerated, "step": "int64", "mode": enumerated, "row": "int32", "group": "int64", "prompt": "string",
        "response": "string", "truth": "string", "reward": "double", "reason": enumerated, "source": enumerated,
        "answer": "string", "component/match_format_exactly": "double", "component/check_answer": "double",
    }  # fmt: skip
    rows = table.to_pylist()
    assert [row["response"] for row in rows] == texts
    assert [row["reward"] for row in rows] == made()(texts, **COLUMNS).tolist()
    assert [row["reason"] for row in rows] == [verdict.reason for verdict in explain_answer(texts, 4)]


def test_nothing_is_recorded_where_nothing_is_asked_for(tmp_path: Path) -> None:
    with RewardLog(made(), folder=tmp_path, samples=0) as log:
        log(RESPONSES, **COLUMNS)
    assert list(tmp_path.iterdir()) == []
    assert log.summary()["samples"] == 5


def test_any_text_is_recorded(tmp_path: Path) -> None:
    odd = ["\ud800 half", "nul \0", "😀" * 1000, "", "\udfff\ud800", "x" * 100_000, "</script>", "a\u202eb"]
    with RewardLog(as_reward(check_answer), folder=tmp_path) as log:
        log(odd, ground_truth="\ud800 half", prompt="\udc00")
    rows = read(tmp_path)
    assert [row["response"] for row in rows] == [
        text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for text in odd
    ]
    assert rows[0]["prompt"] == "\ufffd"


def test_what_was_not_judged_is_null(tmp_path: Path) -> None:
    reward = as_reward(lambda response: None if response == "b" else {"score": 1.0, "part": 0.5}, name="own")
    with RewardLog(reward, folder=tmp_path) as log:
        log(["a", "b"])
    assert [(row["reward"], row["component/own/part"]) for row in read(tmp_path)] == [(1.0, 0.5), (None, None)]
    assert log.summary()["not_judged"] == 1
    assert log.summary()["reward/mean"] == 1.0


def test_parts_are_written_in_turn_and_have_whole_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_tunix.rewards.recording.parts.PART_ROWS", 10)
    with RewardLog(as_reward(length), folder=tmp_path, samples="all") as log:
        for at in range(7):
            log([f"{at}{'x' * more}" for more in range(4)])
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name[-13:] for name in names] == ["00000.parquet", "00001.parquet", "00002.parquet"]
    assert [pq.read_table(tmp_path / name).num_rows for name in names] == [12, 12, 4]
    log(["once more", "and again"])
    log.flush()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_full_disk_and_a_broken_sink_are_one_warning_each(tmp_path: Path) -> None:
    sink, good = Broken(), Sink()
    log = RewardLog(as_reward(length), folder=tmp_path / "gone", sinks=[sink, good], samples="all")
    (tmp_path / "gone").rmdir()
    (tmp_path / "gone").write_text("a file where the folder was")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(4):
            assert log(["a", "bb"]).tolist() == [1.0, 2.0]
            log.flush()
    messages = [str(warning.message) for warning in caught]
    assert len(messages) == 2
    assert any("no room" in message for message in messages)
    assert any("records" in message for message in messages)
    assert len(good.told) == 4
    (tmp_path / "gone").unlink()
    log(["c", "dd"])
    log.close()
    assert len(read(tmp_path / "gone")) == 2


def test_a_warning_that_is_an_error_ends_no_training(capsys: pytest.CaptureFixture[str]) -> None:
    log = RewardLog(as_reward(length), sinks=[Broken()])
    assert log(["a", "bb"]).tolist() == [1.0, 2.0]
    assert "no room" in capsys.readouterr().err


KILLED = """
import sys, itertools
from agent_tunix.rewards import RewardLog, check_answer
from agent_tunix.rewards.recording import parts
parts.PART_ROWS = 50
log = RewardLog(check_answer, folder=sys.argv[1], samples="all")
for step in itertools.count():
    log([f"The answer is {step * 10 + at}." for at in range(10)], 4)
    print(step, flush=True)
"""


def test_a_run_that_is_killed_loses_at_most_the_last_part(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 60:
                process.send_signal(signal.SIGKILL)
                break
        rest = process.stdout.read().split()
    graded = 10 * (int(rest[-1] if rest else 60) + 1)
    rows = read(tmp_path)
    texts = [row["response"] for row in rows]
    assert texts == [f"The answer is {at}." for at in range(len(texts))]
    assert len(texts) % 50 == 0
    assert graded - len(texts) <= 50 + 10


def test_the_end_of_the_process_writes_what_is_left(tmp_path: Path) -> None:
    code = (
        "import sys; from agent_tunix.rewards import RewardLog, check_answer\n"
        "log = RewardLog(check_answer, folder=sys.argv[1]); log('The answer is 4.', 4); log(['4', '5'], 4)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code, tmp_path], check=True, timeout=120)
    assert len(read(tmp_path)) == 3


POOLED = """
import multiprocessing, sys
from agent_tunix.rewards import RewardLog, check_answer
log = RewardLog(check_answer, folder=sys.argv[2], samples="all")

def work(at):
    return float(log([f"The answer is {at}.", "4"], 4).sum())

if __name__ == "__main__":
    log(["The answer is 100.", "4"], 4)
    processes = [multiprocessing.get_context(sys.argv[1]).Process(target=work, args=(at,)) for at in range(3)]
    for process in processes: process.start()
    for process in processes: process.join()
    assert log.summary()["samples"] == 2, log.summary()
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_write_parts_of_their_own(tmp_path: Path, method: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(POOLED, "utf-8")
    subprocess.run([sys.executable, script, method, tmp_path / "records"], check=True, timeout=240)
    rows = read(tmp_path / "records")
    assert sorted(row["response"] for row in rows) == sorted(
        [text for at in (0, 1, 2, 100) for text in (f"The answer is {at}.", "4")]
    )
    assert len(list((tmp_path / "records").iterdir())) == 4


@pytest.mark.parametrize("form", ["documented", "sum", "trl", "trl, of a sum", "Tunix's form", "async", "partial"])
def test_copies_go_on_with_parts_of_their_own(form: str, tmp_path: Path) -> None:
    reward, call, _ = FORMS[form]
    log = RewardLog(reward, folder=tmp_path)
    call(log)
    before = log.summary()
    for other in (pickle.loads(pickle.dumps(log)), copy.deepcopy(log)):
        assert other.summary() == before
        assert plain(call(other)) == plain(call(reward))
        assert other.summary()["samples"] == 10
        assert inspect.signature(other) == inspect.signature(reward)
        assert isinstance(other, Reward) == isinstance(reward, Reward)
        other.flush()
    assert log.summary() == before
    log.flush()
    assert len(list(tmp_path.iterdir())) == 3
    assert len(read(tmp_path)) == 15


def test_a_reward_of_a_list_pickles() -> None:
    log = RewardLog([check_answer, made()])
    first, second = pickle.loads(pickle.dumps(log.rewards))
    assert first(RESPONSES, "4").tolist() == check_answer(RESPONSES, "4").tolist()
    assert second(RESPONSES, **COLUMNS).tolist() == made()(RESPONSES, **COLUMNS).tolist()


def test_logs_of_several_processes_are_one() -> None:
    whole, parts = RewardLog(made()), [RewardLog(made()) for _ in range(3)]
    for at in range(9):
        texts = [f"The answer is {at + more}." for more in range(6)]
        whole(texts, **COLUMNS, prompt=["a"] * 3 + ["b"] * 3)
        parts[at % 3](texts, **COLUMNS, prompt=["a"] * 3 + ["b"] * 3)
    merged = RewardLog(made())
    merged.merge(parts[0])
    for part in parts[1:]:
        merged.merge(json.loads(json.dumps(part.state_dict())))
    expected, found = whole.summary(), merged.summary()
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name


def test_a_run_goes_on_from_its_state() -> None:
    log: Any = RewardLog(normalize(length))
    other: Any = RewardLog(normalize(length))
    log(RESPONSES)
    other.load_state_dict(json.loads(json.dumps(log.state_dict())))
    assert other.summary() == log.summary()
    assert other(RESPONSES).tolist() == log(RESPONSES).tolist()
    assert other.summary() == log.summary()
    with pytest.raises(ArgumentValueError, match="state"):
        other.load_state_dict({"something": 1})
    with pytest.raises(ArgumentValueError, match="state"):
        RewardLog([check_answer, length]).load_state_dict(log.state_dict())
    # A log inside another reward is part of that one's state.
    outer = 2.0 * log
    inner: Any = RewardLog(normalize(length))
    fresh = 2.0 * inner
    fresh.load_state_dict(json.loads(json.dumps(outer.state_dict())))
    assert fresh(RESPONSES).tolist() == outer(RESPONSES).tolist()


def test_a_log_that_is_gone_keeps_nothing() -> None:
    gc.collect()
    before = len(ALIVE)
    log = RewardLog(made())
    log(RESPONSES, **COLUMNS)
    assert len(ALIVE) == before + 1
    del log
    gc.collect()
    assert len(ALIVE) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_while_threads_record_hangs_nobody(tmp_path: Path) -> None:
    code = f"""
import os, threading, time
from agent_tunix.rewards import RewardLog, check_answer
log = RewardLog(check_answer, folder={str(tmp_path)!r})
stop = threading.Event()
def work():
    while not stop.is_set():
        log(["The answer is 4."] * 20, 4)
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads: thread.start()
for _ in range(20):
    time.sleep(0.01)
    child = os.fork()
    if not child:
        assert log.summary() == {{}}
        log(["The answer is 4.", "5"], 4)
        os._exit(0 if log.summary()["samples"] == 2 else 1)
    assert os.waitpid(child, 0)[1] == 0
stop.set()
for thread in threads: thread.join()
"""
    subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", "-c", code], check=True, timeout=120)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_begins_with_no_rewards_of_a_list_that_wait() -> None:
    code = """
import os
from agent_tunix.rewards import RewardLog
log = RewardLog([lambda response, truth: 1.0, lambda response: 0.5])
log.rewards[0]("a", "a")
# A thread that is gone in the child may have held it.
with log._recorder.joiner.lock:
    child = os.fork()
    if not child:
        log.rewards[1]("b")
        log.flush()
        os._exit(0 if log.summary()["samples"] == 1 else 1)
assert os.waitpid(child, 0)[1] == 0
log.flush()
assert log.summary()["samples"] == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_time_writes_a_part_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = RewardLog(as_reward(length), folder=tmp_path)
    log(["a", "b"])
    assert list(tmp_path.iterdir()) == []
    now = time.monotonic
    monkeypatch.setattr("agent_tunix.rewards.recording.parts.time.monotonic", lambda: now() + 61)
    log(["a", "b"])
    assert len(list(tmp_path.iterdir())) == 1
