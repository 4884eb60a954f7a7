"""The trackers themselves, each without a network: what a sink wrote is read back from where the tracker keeps it."""

from __future__ import annotations

import json
import math
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent_tunix.rewards.recording.sinks import make_sink

STEPS = 5
#: The name of a part may have anything in it.
ODD = "component/ä part: [1]/mean"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of each test's own, and nothing that a tracker might call."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    monkeypatch.setenv("WANDB_DIR", str(tmp_path))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    yield
    if "wandb" in sys.modules:
        # It reads its settings once.
        sys.modules["wandb"].teardown()


def metrics(step: int) -> dict[str, float]:
    return {"reward/mean": step / 10, "reward/skewness": math.nan, ODD: -float(step), "reward/max": math.inf}


def write(name: str) -> None:
    """Write some steps, as a process does that was sent the sink."""
    sink = pickle.loads(pickle.dumps(make_sink(name)))
    for step in range(1, STEPS + 1):
        sink.write(step, metrics(step))
    sink.close()
    sink.close()


def expected(odd: str = ODD) -> list[tuple[int, dict[str, float]]]:
    return [(step, {"reward/mean": step / 10, odd: -float(step)}) for step in range(1, STEPS + 1)]


def test_tensorboard(tmp_path: Path) -> None:
    from tensorboardX.proto.event_pb2 import Event

    write(f"tensorboard:{tmp_path}/runs")
    (file,) = (tmp_path / "runs").iterdir()
    data, at = file.read_bytes(), 0
    found: dict[int, dict[str, float]] = {}
    while at < len(data):
        (size,) = struct.unpack_from("<Q", data, at)
        event = Event.FromString(data[at + 12 : at + 12 + size])
        at += 16 + size
        for value in event.summary.value:
            found.setdefault(event.step, {})[value.tag] = value.simple_value
    assert list(found) == [1, 2, 3, 4, 5]
    # TensorBoard's tags have fewer signs, and its numbers are short.
    for step, values in found.items():
        assert values["reward/mean"] == pytest.approx(step / 10)
        assert sorted(values.values()) == pytest.approx([-step, step / 10])


def test_a_killed_run_has_what_was_written_to_tensorboard(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from agent_tunix.rewards.recording.sinks import make_sink\n"
        "sink = make_sink('tensorboard:runs')\n"
        "for step in range(50): sink.write(step, {'reward/mean': 0.5})\n"
        "print('written', flush=True)\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        # Nothing is closed, and all of it comes to the file.
        (file,) = (tmp_path / "runs").iterdir()
        until = time.monotonic() + 60
        while file.read_bytes().count(b"reward/mean") < 50 and time.monotonic() < until:
            time.sleep(0.1)
        running.kill()
    assert file.read_bytes().count(b"reward/mean") == 50


def wandb_records(project: str) -> Iterator[Any]:
    """What an offline run wrote: a log of LevelDB's kind, in blocks of 32 KiB, each record in one piece or several."""
    import wandb
    from wandb.proto import wandb_internal_pb2

    # Its own process may write on for a moment when a run is finished.
    wandb.teardown()
    for file in Path("wandb").glob("offline-run-*/*.wandb"):
        data, at, whole = file.read_bytes(), 7, b""
        found = []
        while at + 7 <= len(data):
            left = 32768 - at % 32768
            if left < 7:
                at += left
                continue
            size, kind = struct.unpack_from("<HB", data, at + 4)
            whole += data[at + 7 : at + 7 + size]
            at += 7 + size
            if kind in (1, 4):
                found.append(wandb_internal_pb2.Record.FromString(whole))
                whole = b""
        if any(record.run.project == project for record in found):
            yield from found


def wandb_entries(project: str) -> list[dict[str, Any]]:
    entries = [
        {item.key or "/".join(item.nested_key): json.loads(item.value_json) for item in record.history.item}
        for record in wandb_records(project)
        if record.HasField("history")
    ]
    return sorted(entries, key=lambda entry: entry["_step"])


def test_wandb_begins_a_run(tmp_path: Path) -> None:
    write("wandb:mine")
    entries = wandb_entries("mine")
    assert [
        (each["reward/step"], {"reward/mean": each["reward/mean"], ODD: each[ODD]}) for each in entries
    ] == expected()
    assert not {"reward/skewness", "reward/max"} & {name for entry in entries for name in entry}
    axes = {each.metric.name: each.metric.step_metric for each in wandb_records("mine") if each.HasField("metric")}
    assert axes["reward/mean"] == axes[ODD] == "reward/step"
    import wandb

    assert wandb.run is None


def test_wandb_joins_the_run_of_a_trainer() -> None:
    import wandb

    sink = make_sink("wandb:not used")
    with wandb.init(project="trainer") as run:
        for step in range(1, STEPS + 1):
            sink.write(step, metrics(step))
            run.log({"loss": 1 / step}, step=step)
        sink.close()
        assert wandb.run is run
    entries = wandb_entries("trainer")
    assert {each["_step"]: each["loss"] for each in entries if "loss" in each} == {n: 1 / n for n in range(1, 6)}
    assert [(each["reward/step"], each["reward/mean"]) for each in entries if "reward/mean" in each] == [
        (step, step / 10) for step in range(1, 6)
    ]
    assert not list(wandb_records("not used"))


def test_wandb_takes_a_trainer_that_logs_now_and_then() -> None:
    import wandb

    with wandb.init(project="seldom") as run:
        sink = make_sink("wandb")
        for step in range(1, 21):
            sink.write(step, metrics(step))
            if step % 10 == 0:
                run.log({"loss": 1 / step}, step=step)
        sink.close()
    entries = wandb_entries("seldom")
    assert {each["_step"]: each["loss"] for each in entries if "loss" in each} == {10: 0.1, 20: 0.05}
    assert [each["reward/step"] for each in entries if "reward/mean" in each] == list(range(1, 21))


def test_wandb_where_nobody_else_logs() -> None:
    import wandb

    with wandb.init(project="alone"):
        write("wandb")
    assert [each["reward/mean"] for each in wandb_entries("alone")] == [0.1, 0.2, 0.3, 0.4, 0.5]


def trackio_entries(folder: Path, code: str) -> dict[str, list[dict[str, Any]]]:
    """What trackio keeps after a program has run, by project; its folder is fixed when it is imported."""
    environment = os.environ | {"TRACKIO_DIR": str(folder)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, timeout=100)
    read = (
        "import json\n"
        "from trackio.sqlite_storage import SQLiteStorage as store\n"
        "kept = {name: [entry for run in store.get_runs(name) for entry in store.get_logs(name, run)]"
        " for name in store.get_projects()}\n"
        "print(json.dumps(kept, default=str))"
    )
    done = subprocess.run([sys.executable, "-c", read], check=True, env=environment, capture_output=True, text=True)
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout.splitlines()[-1])
    return found


WRITE = """
import sys
sys.path.insert(0, {folder!r})
from test_sinks import make_sink, metrics, write
"""


def test_trackio_begins_a_run(tmp_path: Path) -> None:
    code = WRITE.format(folder=str(Path(__file__).parent)) + "write('trackio:mine')"
    (entries,) = trackio_entries(tmp_path, code).values()
    found = [(each["step"], {name: each[name] for name in ("reward/mean", ODD)}) for each in entries]
    assert sorted(found, key=lambda each: each[0]) == expected()
    assert not {"reward/skewness", "reward/max"} & {name for entry in entries for name in entry}


def test_trackio_joins_the_run_of_a_trainer(tmp_path: Path) -> None:
    code = WRITE.format(folder=str(Path(__file__).parent)) + (
        "import threading, trackio\n"
        "run = trackio.init(project='trainer')\n"
        "sink = make_sink('trackio:other')\n"
        "for step in range(1, 6):\n"
        "    trackio.log({'loss': 1 / step}, step=step)\n"
        "    thread = threading.Thread(target=sink.write, args=(step, metrics(step)))\n"
        "    thread.start(), thread.join()\n"
        "sink.close()\n"
        "trackio.log({'loss': 0.0}, step=6)\n"
        "trackio.finish()\n"
    )
    projects = trackio_entries(tmp_path, code)
    assert list(projects) == ["trainer"]
    losses = {each["step"]: each["loss"] for each in projects["trainer"] if "loss" in each}
    assert losses == {**{step: 1 / step for step in range(1, 6)}, 6: 0.0}
    assert sorted(each["step"] for each in projects["trainer"] if "reward/mean" in each) == [1, 2, 3, 4, 5]


def mlflow_history(run: str, name: str) -> list[tuple[int, float]]:
    import mlflow

    return [(each.step, each.value) for each in mlflow.MlflowClient().get_metric_history(run, name)]


def test_mlflow_begins_a_run() -> None:
    import mlflow

    write("mlflow:mine")
    write("mlflow:mine")
    client = mlflow.MlflowClient()
    runs = client.search_runs([client.get_experiment_by_name("mine").experiment_id])
    assert [run.info.status for run in runs] == ["FINISHED", "FINISHED"]
    for run in runs:
        assert set(run.data.metrics) == {"reward/mean", "component/ä part_ _1_/mean"}
        assert mlflow_history(run.info.run_id, "reward/mean") == [(step, step / 10) for step in range(1, 6)]
    assert mlflow.active_run() is None


def test_mlflow_ends_a_run_that_nobody_closed() -> None:
    import mlflow

    code = (
        "from agent_tunix.rewards import RewardLog, check_answer\n"
        "log = RewardLog(check_answer, sinks=['mlflow:left'])\n"
        "log(['It is 4.', 'It is 5.'], 4), log('It is 4.', 4)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    client = mlflow.MlflowClient()
    (run,) = client.search_runs([client.get_experiment_by_name("left").experiment_id])
    assert run.info.status == "FINISHED"
    # The single response waited for others until the end.
    assert [step for step, _ in mlflow_history(run.info.run_id, "reward/mean")] == [0, 1]


def test_mlflow_joins_the_run_of_a_trainer() -> None:
    import mlflow

    with mlflow.start_run() as run:
        sink = make_sink("mlflow:not used")
        for step in range(1, STEPS + 1):
            mlflow.log_metric("loss", 1 / step, step=step)
            # MLflow's active run is the one of a thread.
            thread = threading.Thread(target=sink.write, args=(step, metrics(step)))
            thread.start()
            thread.join()
        sink.close()
        assert mlflow.active_run().info.run_id == run.info.run_id
        mlflow.log_metric("loss", 0.0, step=6)
    assert mlflow_history(run.info.run_id, "reward/mean") == [(step, step / 10) for step in range(1, 6)]
    assert len(mlflow_history(run.info.run_id, "loss")) == 6
    assert mlflow.MlflowClient().get_experiment_by_name("not used") is None
