"""Which columns `agent-tunix-rewards score` reads where none is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from agent_tunix.rewards.cli.app import program
from agent_tunix.rewards.recording.columns import RESPONSE, REWARD, RUN, TRUTH

TEXT = "The answer is 4."


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, ["score", *map(str, arguments)])


def write(path: Path, row: dict[str, Any]) -> Path:
    rows = [row, row]
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".csv":
        path.write_text("\n".join(",".join(map(str, line)) for line in [row, *(each.values() for each in rows)]))
    else:
        path.write_text("".join(json.dumps(each) + "\n" for each in rows))
    return path


#: Rows as trainers write them, with the columns that are to be read.
DUMPS: dict[str, tuple[dict[str, Any], str, str]] = {
    "ours": ({"response": TEXT, "answer": "4", "solution": "no", "output": "no"}, "response", "answer"),
    "verl": ({"input": "2 + 2?", "output": TEXT, "gts": "4", "score": 0.5, "step": 3}, "output", "gts"),
    "trl": (
        {"step": 1, "prompt": "2 + 2?", "completion": TEXT, "solution": "4", "advantage": 0.1},
        "completion", "solution",
    ),
    "openrlhf": ({"input": "2 + 2?", "output": TEXT, "label": "4"}, "output", "label"),
    "data of verl": (
        {"responses": TEXT, "data_source": "openai/gsm8k", "reward_model": {"ground_truth": "4", "style": "rule"}},
        "responses", "reward_model.ground_truth",
    ),
    "a log": ({RUN: "a", RESPONSE: TEXT, TRUTH: "4", REWARD: 0.0, "answer": "9"}, "response", "truth"),
}  # fmt: skip


@pytest.mark.parametrize("ending", [".jsonl", ".parquet", ".csv"])
@pytest.mark.parametrize("name", DUMPS)
def test_the_columns_of_trainers_are_known(tmp_path: Path, name: str, ending: str) -> None:
    row, response, truth = DUMPS[name]
    if ending == ".csv" and "." in truth:
        row = {**row, truth: row["reward_model"]["ground_truth"]}
        del row["reward_model"]
    path = write(tmp_path / f"rows{ending}", row)
    done = run(path, "--out", tmp_path / f"out{ending}", "--summary", tmp_path / "totals.json")
    assert done.exit_code == 0, done.output
    told = f"read from the columns {response} and {truth}"
    assert (told in done.stdout) == ((response, truth) != ("response", "answer"))
    totals = json.loads((tmp_path / "totals.json").read_text())
    assert (totals["rows"], totals["reasons"]) == (2, {"correct": 2})


def test_a_column_that_is_named_is_no_guess(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"response": "no", "output": TEXT, "answer": "no", "gts": "4"})
    done = run(path, "--response-column", "output", "--truth-column", "gts", "--summary", tmp_path / "t.json")
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "t.json").read_text())["reasons"] == {"correct": 2}
    wrong = run(path, "--truth-column", "gold")
    assert (wrong.exit_code, "has no column 'gold'; give --truth-column one of:" in wrong.stderr) == (2, True)


def test_files_of_a_folder_have_their_own_columns(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, name in enumerate(("ours", "verl", "trl")):
        write(tmp_path / "in" / f"{number}.jsonl", DUMPS[name][0])
    done = run(tmp_path / "in", "--out", tmp_path / "out")
    assert (done.exit_code, "3 files, 6 rows" in done.stdout) == (0, True), done.output
    files = json.loads((tmp_path / "out" / "manifest.json").read_text())["files"]
    assert [files[f"{number}.jsonl"]["columns"][1] for number in range(3)] == ["answer", "gts", "solution"]


def test_a_column_that_the_first_rows_lack_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1}\n' * 200 + json.dumps({"response": TEXT, "answer": "4"}) + "\n")
    done = run(path)
    assert (done.exit_code, "1 row in" in done.stdout) == (0, True), done.output
    assert "without scores: 200 rows" in done.stdout
    assert "line 1: has no column 'response'" in " ".join(done.stdout.split())


def test_a_truth_inside_a_column_of_parquet_may_be_null_at_first(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    rows = [{"response": TEXT, "reward_model": None}] * 3 + [{"response": TEXT, "reward_model": {"ground_truth": "4"}}]
    pq.write_table(pa.Table.from_pylist(rows[::-1]).slice(0).take([1, 2, 3, 0]), path)
    done = run(path)
    assert (done.exit_code, "1 row in" in done.stdout) == (0, True), done.output


def test_a_name_that_leads_nowhere_is_refused_unless_nobody_can_tell(tmp_path: Path) -> None:
    full = {"response": TEXT, "reward_model": {"ground_truth": "4"}}
    empty = {"response": TEXT, "reward_model": None}
    (tmp_path / "in").mkdir()
    pq.write_table(pa.Table.from_pylist([empty, full]), tmp_path / "in" / "a.parquet")
    done = run(tmp_path / "in", "--out", tmp_path / "out", "--truth-column", "reward_model.truth")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert (
        "a.parquet has no column 'reward_model.truth'; give --truth-column one of: reward_model.ground_truth, "
        in done.stderr
    )
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["manifest.json"]
    pq.write_table(pa.Table.from_pylist([empty] * 200 + [full]), tmp_path / "in" / "a.parquet")
    done = run(tmp_path / "in", "--out", tmp_path / "out", "--truth-column", "reward_model.ground_truth")
    assert (done.exit_code, "1 file, 1 row in" in done.stdout) == (0, True), done.output


def test_arrow_streams_are_read_as_files_are(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([DUMPS["ours"][0]] * 5)
    for name, make in (("file", pa.ipc.new_file), ("stream", pa.ipc.new_stream)):
        with pa.OSFile(str(tmp_path / f"{name}.arrow"), "wb") as file, make(file, table.schema) as writer:
            writer.write_table(table, max_chunksize=2)
        done = run(tmp_path / f"{name}.arrow", "--out", tmp_path / f"{name}.parquet")
        assert (done.exit_code, "5 rows in" in done.stdout) == (0, True), done.output
    (tmp_path / "no.arrow").write_bytes(b"ARROW1 but not really")
    assert "no.arrow: not an Arrow file that can be read" in run(tmp_path / "no.arrow").stderr
