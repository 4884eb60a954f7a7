"""Sinks: found by name, fed from any thread, and what they write. The trackers' own libraries are tried in e2e/."""

from __future__ import annotations

import copy
import io
import json
import logging
import math
import multiprocessing
import pickle
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.recording.sinks import Sink, make_sink, sink_names
from agent_tunix.rewards.recording.sinks._lines import LEVELS, curve, show, show_number

METRICS = {"count": 32.0, "reward/mean": 0.512345678, "reward/std": 0.25, "reward/skewness": math.nan}
#: The libraries of these are not there in the tests, and none is imported before its sink is made.
LIBRARIES = {"tensorboard": "tensorboardX", "wandb": "wandb", "trackio": "trackio", "mlflow": "mlflow"}


class Kept:
    """A sink of someone else's."""

    def __init__(self) -> None:
        self.written: list[tuple[int, dict[str, float]]] = []

    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        self.written.append((step, dict(metrics)))

    def close(self) -> None:
        self.written.clear()


def read_lines(path: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_sink_of_ones_own_is_taken_as_it_is() -> None:
    kept = Kept()
    assert make_sink(kept) is kept
    assert isinstance(kept, Sink)


def test_all_names_are_told() -> None:
    with pytest.raises(ArgumentValueError, match="there is no 'tensorbord'; the sinks are") as caught:
        make_sink("tensorbord:runs")
    assert all(name in str(caught.value) for name in sink_names())
    assert set(sink_names()) == {"logging", "rich", "tensorboard", "wandb", "trackio", "mlflow", "jsonl"}


@pytest.mark.parametrize("wrong", [None, 3, Kept, sys.stdout, io.StringIO(), io.BytesIO(), print, object()])
def test_what_is_no_sink_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentTypeError, match=r"expected a name or an object with write\(step, metrics\)"):
        make_sink(wrong)


@pytest.mark.parametrize("wrong", ["", ":", "jsonl:", "JSONL", "rich:stderr", "jsonl rewards"])
def test_names_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(ArgumentValueError, match="sink"):
        make_sink(wrong)


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_that_is_missing_is_named_when_the_sink_is_made(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, LIBRARIES[name], None)
    if name == "tensorboard":
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
        sys.modules.pop("agent_tunix.rewards.recording.sinks.tensorboard", None)
    with pytest.raises(ImportError, match=f"sink '{name}' needs {LIBRARIES[name]}; install it: pip install"):
        make_sink(f"{name}:somewhere")


def test_nothing_is_imported_before_it_is_used() -> None:
    code = (
        "import sys\n"
        "from agent_tunix.rewards.recording.sinks import make_sink\n"
        "make_sink('jsonl'), make_sink('logging')\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert not {"rich", "torch", "tensorboardX", "wandb", "trackio", "mlflow"} & set(loaded)


@pytest.mark.parametrize("name", ["logging:a.b", "rich", "jsonl:x.jsonl"])
def test_sinks_are_pickled_and_copied(name: str) -> None:
    sink = make_sink(name)
    for other in (pickle.loads(pickle.dumps(sink)), copy.deepcopy(sink)):
        assert other is not sink
        assert repr(other) == repr(sink)


def test_a_log_has_lines_for_people_and_numbers_for_programs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="agent_tunix.rewards"):
        sink = make_sink("logging")
        sink.write(7, METRICS)
        make_sink("logging:other").write(8, {"mean": 0.5})
        sink.close()
    assert [record.name for record in caplog.records] == ["agent_tunix.rewards"]
    (record,) = caplog.records
    assert record.getMessage() == "step 7  count 32  reward: mean 0.5123, std 0.25"
    finite = {name: value for name, value in METRICS.items() if math.isfinite(value)}
    assert (vars(record)["step"], vars(record)["metrics"]) == (7, finite)


def test_lines_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "rewards.jsonl"
    sink = make_sink(f"jsonl:{path}")
    assert not path.exists()
    sink.write(1, METRICS)
    first = read_lines(path)  # Before it is closed.
    sink.write(np.int64(2), {"länge/mean": np.float64(3.5), "inf": -math.inf})  # type: ignore[arg-type]
    sink.close()
    sink.close()
    sink.write(3, {})
    sink.close()
    lines = read_lines(path)
    assert lines[:1] == first
    times = [line.pop("time") for line in lines]
    assert times == sorted(times)
    assert lines == [
        {"step": 1, "count": 32.0, "reward/mean": 0.512345678, "reward/std": 0.25},
        {"step": 2, "länge/mean": 3.5},
        {"step": 3},
    ]


def test_a_relative_file_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sink = make_sink("jsonl")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    sink.write(1, {"mean": 0.5})
    sink.close()
    assert len(read_lines(tmp_path / "rewards.jsonl")) == 1


def test_a_torn_line_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "rewards.jsonl"
    path.write_text('{"step": 1, "mean": 0.5}\n{"step": 2, "me')
    sink = make_sink(f"jsonl:{path}")
    sink.write(3, {"mean": 0.75})
    sink.close()
    first, torn, last = path.read_text().splitlines()
    assert (json.loads(first)["step"], torn, json.loads(last)["step"]) == (1, '{"step": 2, "me', 3)


def write_many(path: Path, who: int) -> None:
    sink = make_sink(f"jsonl:{path}")
    for step in range(200):
        sink.write(step, {f"metric/{at}": who + at / 100 for at in range(40)})
    sink.close()


def test_threads_and_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rewards.jsonl"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=write_many, args=(path, who)) for who in range(2)]
    threads = [threading.Thread(target=write_many, args=(path, who)) for who in range(2, 6)]
    for process in processes:
        process.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    lines = read_lines(path)
    for who in range(6):
        assert [line["step"] for line in lines if line["metric/0"] == who] == list(range(200))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing kills like that here")
def test_what_was_written_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "rewards.jsonl"
    code = (
        "import os, signal\n"
        "from agent_tunix.rewards.recording.sinks import make_sink\n"
        f"sink = make_sink({f'jsonl:{path}'!r})\n"
        "for step in range(5): sink.write(step, {'mean': step / 10})\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert [(line["step"], line["mean"]) for line in read_lines(path)] == [(step, step / 10) for step in range(5)]


def test_a_line_for_each_step_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    sink = make_sink("rich")
    sink.write(1, METRICS)
    sink.write(2, {f"a/very/long/name/{at}": at / 3 for at in range(30)})
    one, two = capsys.readouterr().out.splitlines()
    assert one == "step 1  count 32  reward: mean 0.5123, std 0.25"
    assert (two.count("a/very/long/name: "), two.count(",")) == (1, 29)


def show_tables(monkeypatch: pytest.MonkeyPatch, encoding: str) -> str:
    """What a terminal of an encoding is sent for two steps."""
    sent = io.BytesIO()
    terminal = io.TextIOWrapper(sent, encoding=encoding)
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    sink = make_sink("rich")
    sink.write(1, {"reward/mean": 0.5, "reward/std": 0.25, "component/[bold]odd[/]/mean": 1.0, "duplicates": 0.0})
    sink.write(2, {"reward/mean": 0.75, "reward/std": 0.2, "component/[bold]odd[/]/mean": 1.0, "new": 3.0})
    terminal.flush()
    monkeypatch.undo()
    return re.sub(r"\x1b\[[0-9;]*m", "", sent.getvalue().decode(encoding))


def test_a_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    second = show_tables(monkeypatch, "utf-8").partition("rewards, step 2")[2]
    rows = {words[0]: words[1:] for line in second.splitlines() if len(words := line.split()) > 1}
    assert rows["reward/mean"] == ["0.75", "▲", "0.25", "▁█"]
    assert rows["reward/std"] == ["0.2", "▼", "0.05", "█▁"]
    assert "component/[bold]odd[/]/mean" in rows
    assert rows["new"][0] == "3"
    assert "duplicates" not in rows


def test_a_terminal_that_knows_only_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = show_tables(monkeypatch, "ascii")
    assert "+0.25" in shown
    assert shown.isascii()


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_a_curve_has_its_ends_and_keeps_the_order(values: list[float]) -> None:
    levels = [LEVELS.index(bar) for bar in curve(values)]
    assert len(levels) == len(values)
    assert levels[int(np.argmin(values))] == 0
    if max(values) / 2 > min(values) / 2:
        assert levels[int(np.argmax(values))] == len(LEVELS) - 1
    for one, other in zip(np.argsort(values)[:-1], np.argsort(values)[1:], strict=True):
        assert levels[one] <= levels[other]


@given(st.floats(-1e300, 1e300))
def test_a_number_is_shown_to_four_digits(value: float) -> None:
    assert float(show_number(value)) == pytest.approx(value, rel=6e-4, abs=0)
    assert show({"a": value, "b": 1.0}) == f"a {show_number(value)}  b 1"
