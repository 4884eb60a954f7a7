"""Full disks, closed folders, clocks that jump, killed workers and broken files: what is lost, and what is not.

Each test has the loss that the guide promises beside it, and nothing more may be missing.
"""

from __future__ import annotations

import ctypes
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from agent_tunix.rewards import ArgumentValueError, RewardLog, analyze, check_answer
from agent_tunix.rewards.cli.app import program
from agent_tunix.rewards.recording import parts

if sys.platform != "win32":
    import resource

ROWS = [{"id": n, "response": f"The answer is {n}.", "answer": str(n % 2)} for n in range(40)]
COMMAND = [sys.executable, "-m", "agent_tunix.rewards.cli"]
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="uses Linux's limits and capabilities")
#: `prctl`: take a capability out of what programs that this one starts may have.
DROP_CAPABILITY = 24
#: Root may write where the permissions forbid it, by this capability.
OVERRIDE_PERMISSIONS = 1


def score(*arguments: object) -> Result:
    return CliRunner().invoke(program, ["score", *map(str, arguments)])


def write(path: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def write_table(path: Path) -> None:
    """Write the rows as Parquet, or as Arrow's own format."""
    table = pa.Table.from_pylist(ROWS)
    if path.suffix == ".parquet":
        pq.write_table(table, path)
        return
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def texts_in(folder: Path) -> list[str]:
    """Return the responses of the records, in the order in which they were written."""
    return [
        text
        for path in sorted(folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
        for text in pq.read_table(path)["response"].to_pylist()
    ]


def as_mere_owner() -> None:
    """Let permissions hold for root too, in the program that is started next."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(DROP_CAPABILITY, OVERRIDE_PERMISSIONS, 0, 0, 0)


#: It logs six batches, each a part of its own; the batches in the middle do not fit on the disk.
FULL = """
import resource, sys, warnings
from agent_tunix.rewards import RewardLog, check_answer

most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
log = RewardLog(check_answer, folder=sys.argv[1], samples="all")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for step in range(6):
        resource.setrlimit(resource.RLIMIT_FSIZE, (400 if step in (2, 3) else most, most))
        scores = log([f"The answer is {step}.", "The answer is 4."], 4)
        assert scores.tolist() == [float(step == 4), 1.0], scores
        log.flush()
print(len(caught), log.summary()["samples"])
"""


@needs_linux
def test_a_disk_that_is_full_for_a_while_costs_the_parts_of_that_while(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["1", "12.0"]), done.stderr
    assert texts_in(tmp_path)[::2] == [f"The answer is {step}." for step in (0, 1, 4, 5)]
    assert not list(tmp_path.glob(".*"))


@needs_linux
def test_a_disk_that_fills_up_among_files_keeps_those_that_are_finished(tmp_path: Path) -> None:
    for name in ("a", "c"):
        write(tmp_path / "in" / f"{name}.jsonl")
    write(tmp_path / "in" / "b.jsonl", ROWS * 100)
    out = tmp_path / "out"

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    command = [*COMMAND, "score", str(tmp_path / "in"), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=bound)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "b.jsonl: File too large" in done.stderr
    assert {path.name for path in out.iterdir()} == {"a.jsonl", "manifest.json"}
    again = score(tmp_path / "in", "--out", out)
    assert (again.exit_code, "skipped: 1 file" in again.stdout) == (0, True)
    assert {path.name for path in out.iterdir()} == {"a.jsonl", "b.jsonl", "c.jsonl", "manifest.json"}


#: A log whose folder can be written at first and not afterwards.
CLOSED = """
import os, sys, warnings
from agent_tunix.rewards import RewardLog, check_answer

folder = sys.argv[1]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    log = RewardLog(check_answer, folder=folder, samples="all")
    log(["The answer is 4."], 4)
    log.flush()
    os.chmod(folder, 0o555)
    for _ in range(3):
        assert log(["The answer is 5."], 4).tolist() == [0.0]
        log.flush()
    os.chmod(folder, 0o755)
    log(["The answer is 6."], 4)
    log.close()
print(len(caught), "Permission denied" in str(caught[0].message))
"""


@needs_linux
def test_a_folder_that_becomes_read_only_is_one_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CLOSED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=as_mere_owner)
    assert (done.returncode, done.stdout.split()) == (0, ["1", "True"]), done.stderr
    assert texts_in(tmp_path) == ["The answer is 4.", "The answer is 6."]


@needs_linux
def test_what_can_write_nowhere_says_so_at_once_and_changes_nothing(tmp_path: Path) -> None:
    path, scored = write(tmp_path / "in.jsonl"), tmp_path / "scored.jsonl"
    assert score(path, "--out", scored).exit_code == 0
    closed = tmp_path / "closed"
    closed.mkdir()
    old = closed / "old.jsonl"
    old.write_text("precious\n")
    closed.chmod(0o555)
    for arguments in (
        ["score", str(path), "--out", str(closed / "out.jsonl")],
        ["score", str(path), "--out", str(old), "--overwrite"],
        ["score", str(path), "--out", str(closed / "folder") + "/"],
        ["report", str(scored), "--out", str(closed / "page.html")],
    ):
        command = [*COMMAND, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=as_mere_owner)
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        assert "Permission denied" in done.stderr
        assert "Traceback" not in done.stderr
    code = "import sys; from agent_tunix.rewards import RewardLog; RewardLog(len, folder=sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, closed / "records"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=as_mere_owner,
    )
    assert "PermissionError" in done.stderr
    assert [(each.name, each.read_text()) for each in closed.iterdir()] == [("old.jsonl", "precious\n")]


def test_a_clock_that_jumps_loses_no_record_and_mixes_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jumps = count()
    stamps = (2_000_000_000.0, 0.0, 1_000_000_000.0, 1_000_000_000.0)

    def now() -> float:
        return stamps[next(jumps) % len(stamps)]

    strftime = time.strftime
    monkeypatch.setattr(time, "time", now)
    monkeypatch.setattr(time, "time_ns", lambda: int(now() * 1e9))
    monkeypatch.setattr(time, "strftime", lambda form, *when: strftime(form, *(when or [time.gmtime(now())])))
    monkeypatch.setattr(parts, "PART_ROWS", 4)
    for first in range(0, 60, 20):
        with RewardLog(check_answer, folder=tmp_path, samples="all") as log:
            for at in range(first, first + 20, 2):
                texts = [f"The answer is {at}.", f"The answer is {at + 1}."]
                assert log(texts, at, tolerance=0.0).tolist() == [1.0, 0.0]
        assert log.summary()["samples"] == 20
    table = pq.read_table(tmp_path)
    runs = set(table["run"].to_pylist())
    assert len(runs) == 3
    assert sorted(table["response"].to_pylist()) == sorted(f"The answer is {at}." for at in range(60))
    assert {text: table["run"].to_pylist().count(text) for text in runs} == dict.fromkeys(runs, 20)


def test_a_file_that_is_changed_while_the_clock_stands_wrong_is_scored_anew(tmp_path: Path) -> None:
    path, out = write(tmp_path / "in" / "a.jsonl"), tmp_path / "out"
    for at, stamp in enumerate((2_000_000_000, 1, 1_000_000_000)):
        write(path, [{**row, "answer": at} for row in ROWS])
        os.utime(path, (stamp, stamp))
        assert "skipped" not in score(path.parent, "--out", out).stdout
        found = [json.loads(line)["answer_reward"] for line in (out / "a.jsonl").read_text().splitlines()]
        assert [index for index, each in enumerate(found) if each == 1.0] == [at]
        assert "skipped: 1 file" in score(path.parent, "--out", out).stdout


def work(log: RewardLog, at: int) -> int:
    """Log three batches, of which two are written, and die where the number says so."""
    for batch in range(3):
        log([f"The answer is {at}.{batch}"], 4)
        if batch < 2:
            log.flush()
    if at == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    log.flush()
    return at


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_killed_worker_loses_what_it_had_not_written_and_nothing_of_others(tmp_path: Path, method: str) -> None:
    log = RewardLog(check_answer, folder=tmp_path, samples="all")
    log(["The answer is 4."], 4)
    for at in range(3):
        # Each has a process of its own, since a pool with a killed worker ends the others.
        with ProcessPoolExecutor(1, mp_context=get_context(method)) as pool:
            future = pool.submit(work, log, at)
            if at == 1:
                with pytest.raises(BrokenProcessPool):
                    future.result(120)
            else:
                assert future.result(120) == at
    assert log(["The answer is 5."], 4).tolist() == [0.0]
    log.close()
    lost = {"The answer is 1.2"}
    written = {f"The answer is {at}.{batch}" for at in range(3) for batch in range(3)} - lost
    assert sorted(texts_in(tmp_path)) == sorted(written | {"The answer is 4.", "The answer is 5."})


def write_parts(folder: Path) -> list[Path]:
    """Write two parts of records, as a log does."""
    with RewardLog(check_answer, folder=folder, samples="all") as log:
        for _ in range(2):
            log([row["response"] for row in ROWS], [row["answer"] for row in ROWS])
            log.flush()
    return sorted(folder.glob("*.parquet"))


def test_records_that_were_cut_off_are_told_and_the_others_are_read(tmp_path: Path) -> None:
    whole, broken = write_parts(tmp_path)
    data = broken.read_bytes()
    for size in (0, 1, 4, 100, len(data) // 2, len(data) - 9, len(data) - 1):
        broken.write_bytes(data[:size])
        facts = analyze(tmp_path).facts
        assert facts.samples == len(ROWS), size
        assert [broken.name in left.what for left in facts.left_out] == [True], facts.left_out
    whole.unlink()
    with pytest.raises(ArgumentValueError, match=r"can't be read|is empty"):
        analyze(tmp_path)


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_a_file_of_rows_that_was_cut_off_is_one_line_and_costs_no_other_file(tmp_path: Path, ending: str) -> None:
    out = tmp_path / "out"
    write(tmp_path / "in" / "a.jsonl")
    broken = tmp_path / "in" / f"b{ending}"
    write_table(broken)
    data = broken.read_bytes()
    for size in (0, 1, 8, len(data) // 2, len(data) - 1):
        broken.write_bytes(data[:size])
        done = score(tmp_path / "in", "--out", out)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), (size, done.output)
        assert f"b{ending}" in done.stderr
        assert {path.name for path in out.iterdir()} == {"a.jsonl", "manifest.json"}


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".jsonl.gz"])
def test_a_damaged_file_is_graded_or_refused_in_one_line(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"in{ending}"
    if ending == ".jsonl.gz":
        path.write_bytes(gzip.compress(write(tmp_path / "rows.jsonl").read_bytes()))
    else:
        write_table(path)
    data, out = path.read_bytes(), tmp_path / "out.jsonl"
    random = Random(7)
    ends = []
    for size in (1, 1, 4, 40) * 25:
        at = random.randrange(4, len(data) - 8)
        path.write_bytes(data[:at] + random.randbytes(size) + data[at + size :])
        done = score(path, "--out", out, "--overwrite")
        ends.append(done.exit_code)
        assert done.exit_code == 0 or (done.exit_code, done.stderr.count("\n")) == (2, 1), (at, done.exception)
        # The message is about what was read.
        assert done.exit_code == 0 or str(path) in done.stderr, done.stderr
    assert 2 in ends


def test_damaged_records_are_read_or_left_out(tmp_path: Path) -> None:
    whole, broken = write_parts(tmp_path)
    data = broken.read_bytes()
    random = Random(8)
    seen = set()
    for size in (1, 4, 40) * 25:
        at = random.randrange(4, len(data) - 8)
        broken.write_bytes(data[:at] + random.randbytes(size) + data[at + size :])
        facts = analyze(tmp_path).facts
        assert facts.samples >= len(ROWS)
        assert facts.samples == 2 * len(ROWS) or facts.left_out
        seen.add(bool(facts.left_out))
    assert whole.exists()
    assert seen == {True, False}


def test_a_manifest_that_was_cut_off_or_changed_costs_no_scored_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(tmp_path / "in" / "a.jsonl")
    assert score(tmp_path / "in", "--out", out).exit_code == 0
    scored, manifest = (out / "a.jsonl").read_bytes(), out / "manifest.json"
    data = manifest.read_bytes()
    inputs = [data[:size] for size in (0, 1, len(data) // 2, len(data) - 1)]
    inputs += [data[:40] + b"\xff\xfe" + data[42:], data.replace(b"{", b"["), b"\0" * len(data), b"[" * 100_000]
    for broken in inputs:
        manifest.write_bytes(broken)
        done = score(tmp_path / "in", "--out", out)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), (broken[:60], done.output)
        assert "is no manifest; remove it" in done.stderr
        assert ((out / "a.jsonl").read_bytes(), manifest.read_bytes()) == (scored, broken)
    # Without a manifest the file is a stranger's, and stays.
    manifest.unlink()
    assert "exists; choose another folder or pass --overwrite" in score(tmp_path / "in", "--out", out).stderr
    assert (out / "a.jsonl").read_bytes() == scored
