"""Records of any kind, in any order, give one analysis; what is broken is left out and told."""

from __future__ import annotations

import itertools
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import runs

from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    RewardAnalysis,
    RewardLog,
    analyze,
    check_answer,
    match_format_exactly,
    weighted_sum,
)
from agent_tunix.rewards.analysis import sampling
from agent_tunix.rewards.analysis.sources import Mended

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def run() -> runs.Run:
    return runs.healthy()


@pytest.fixture(scope="module")
def found(run: runs.Run) -> RewardAnalysis:
    return analyze(run)


def write_parts(folder: Path, columns: runs.Run, bounds: list[int]) -> None:
    table = pa.table(columns)
    for number, (start, end) in enumerate(itertools.pairwise(bounds)):
        pq.write_table(table.slice(start, end - start), folder / f"part-test-0-{number:05}.parquet")


def same(one: RewardAnalysis, other: RewardAnalysis) -> None:
    """Equal but for the rounding of sums."""
    assert_near(one.to_dict(), other.to_dict())


def assert_near(one: Any, other: Any) -> None:
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for name in one:
            assert_near(one[name], other[name])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for mine, theirs in zip(one, other, strict=True):
            assert_near(mine, theirs)
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)
    else:
        assert one == other


# The same records, however they come.


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 2560), max_size=6), st.randoms(use_true_random=False))
def test_neither_the_split_nor_the_order_of_parts_matters(cuts: list[int], draw: Any) -> None:
    run = runs.healthy()
    bounds = sorted({0, *cuts, 2560})
    table = pa.table(run)
    parts = [table.slice(start, end - start) for start, end in itertools.pairwise(bounds)]
    draw.shuffle(parts)
    same(analyze(pa.concat_tables(parts)), analyze(run))


def test_a_sample_does_not_depend_on_order_either(monkeypatch: pytest.MonkeyPatch, run: runs.Run) -> None:
    monkeypatch.setattr(sampling.Keeper.__init__, "__defaults__", (1000, 300))
    monkeypatch.setattr("agent_tunix.rewards.analysis.sources.BATCH_ROWS", 100)
    table = pa.table(run)
    order = np.random.default_rng(0).permutation(len(table))
    one, other = analyze(table), analyze(table.take(order))
    same(one, other)
    notes = [note.what for note in one.facts.left_out]
    assert any("of 2,560 rows, which are whole groups" in note for note in notes)
    assert any("random sample" in note for note in notes)
    assert one.facts.samples == 2560
    # Groups stay whole.
    assert one.reward.count == 8 * one.facts.groups
    assert 500 <= one.reward.count <= 1000


def test_every_kind_of_records_is_read(run: runs.Run, found: RewardAnalysis, tmp_path: Path) -> None:
    table = pa.table(run)
    pq.write_table(table, tmp_path / "run.parquet")
    frame_of_pandas = table.to_pandas()
    frame_of_pandas.to_json(tmp_path / "run.jsonl", orient="records", lines=True)
    frame_of_pandas.to_csv(tmp_path / "run.csv", index=False)
    folder = tmp_path / "parts"
    folder.mkdir()
    write_parts(folder, run, [0, 1000, 1001, 2560])
    kinds: list[Any] = [
        runs.rows_of(run),
        table,
        table.to_reader(),
        frame_of_pandas,
        pl.from_arrow(table),
        tmp_path / "run.parquet",
        str(tmp_path / "run.jsonl"),
        tmp_path / "run.csv",
        folder,
        sorted(folder.iterdir()),
    ]
    for kind in kinds:
        same(analyze(kind), found)


def test_json_lines_are_read_without_a_stream(
    run: runs.Run, found: RewardAnalysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in runs.rows_of(run)), "utf-8")
    monkeypatch.delattr(pyarrow.json, "open_json", raising=False)
    same(analyze(path), found)


def test_a_log_is_read_from_its_folder(tmp_path: Path) -> None:
    reward = weighted_sum({match_format_exactly: 0.3, check_answer: 0.7})
    with RewardLog(reward, folder=tmp_path, samples="all", run="first") as log:
        for step in range(12):
            answers = [4, 5] if step % 2 else [4, 40]
            responses = [f"Step {step}, try {n}. The answer is {n if n < 4 else answers[n % 2]}." for n in range(8)]
            log(
                responses,
                ground_truth=[4] * 8,
                expected_format="The answer is [NUM].",
                prompt=["2 + 2?"] * 4 + ["8 / 2?"] * 4,
                step=step,
            )
        found = analyze(log)
    same(analyze(tmp_path), found)
    assert (found.facts.samples, found.facts.steps, found.facts.groups, found.facts.runs) == (96, 12, 24, ["first"])
    assert found.facts.components == ["match_format_exactly", "check_answer"]
    assert found.reward.mean == pytest.approx(log.summary()["reward/mean"])
    assert found.reward.deviation == pytest.approx(log.summary()["reward/std"])
    assert found.reward.zero_variance_share == pytest.approx(log.summary()["zero_variance_groups"])
    shares = {part.name: part.variance_share for part in found.components}
    assert shares["check_answer"] == pytest.approx(log.summary()["component/check_answer/variance_share"])
    reasons = {kind.value: kind.share for kind in found.attributes[0].kinds}
    assert reasons["correct"] == pytest.approx(log.summary()["reason/correct"])
    assert not found.facts.left_out
    assert {example.truth for example in found.examples} == {"4"}
    assert found.examples[0].answer in {"1", "2", "3", "4", "5", "40", "0"}
    with pytest.raises(ArgumentValueError, match="this log keeps none; give it a folder"):
        analyze(RewardLog(reward))


def test_names_of_trainers_are_known(run: runs.Run) -> None:
    trl = {
        "step": run["step"],
        "prompt": run["prompt"],
        "completion": run["response"],
        "check_answer": run["component/check_answer"],
        "format_reward": run["component/match_format_exactly"],
        "advantage": np.zeros(len(run["step"])),
    }
    found = analyze(trl)
    assert found.facts.components == ["check_answer", "format_reward"]
    assert found.reward.mean == pytest.approx((trl["check_answer"] + trl["format_reward"]).mean())
    assert "the sum of check_answer, format_reward" in found.facts.left_out[0].what
    assert found.facts.groups == 320
    verl = {"input": run["prompt"], "output": run["response"], "gts": run["truth"], "score": run["reward"], "step": 1}
    found = analyze(pd.DataFrame(verl))
    assert found.reward.mean == pytest.approx(run["reward"].mean())
    assert found.attributes[0].title == "Reason, as check_answer would give it"
    ours = {
        "response": run["response"],
        "answer": run["truth"],
        "extracted": run["answer"],
        "answer_reward": run["component/check_answer"],
        "total_reward": run["reward"],
        "reason": run["reason"],
    }
    found = analyze(ours)
    assert found.reward.mean == pytest.approx(run["reward"].mean())
    assert found.facts.components == ["answer_reward"]
    assert found.examples[0].truth in run["truth"]


def test_columns_are_named_by_the_caller(run: runs.Run) -> None:
    own = {"said": run["response"], "points": run["reward"], "a": run["component/check_answer"]}
    found = analyze(own, columns={"response": "said", "reward": "points", "components": ["a"]}, groups=8)
    assert found.reward.mean == pytest.approx(run["reward"].mean())
    assert found.facts.components == ["a"]
    assert found.facts.groups == 320


def test_chat_messages_stand_for_their_last_text() -> None:
    rows = [
        {
            "prompt": [{"role": "user", "content": "2 + 2?"}],
            "completion": [{"role": "assistant", "content": "The answer is 4."}],
            "reward": 1.0,
        }
    ]
    (example,) = analyze(rows).examples
    assert (example.prompt, example.response) == ("2 + 2?", "The answer is 4.")


def test_evaluations_are_held_out_and_not_training(run: runs.Run) -> None:
    mode = np.where(run["row"] < 8, "eval", "train")
    found = analyze(run | {"mode": mode})
    chosen = np.asarray(mode) == "eval"
    assert found.reward.count == (~chosen).sum()
    for moment in found.training:
        own = chosen & (run["step"] == moment.first_step)
        assert moment.held_out == pytest.approx(run["reward"][own].mean())


def test_held_out_accuracies_are_read_from_anything(run: runs.Run, tmp_path: Path) -> None:
    by_step = {0: 0.5, 10: 0.6, 20: 0.7}
    file = tmp_path / "held_out.csv"
    file.write_text("step,accuracy\n0,0.5\n10,0.6\n20,0.7\n", encoding="utf-8")
    for given_ in (by_step, list(by_step.items()), file, {"step": [0, 10, 20], "accuracy": [0.5, 0.6, 0.7]}):
        found = analyze(run, held_out=given_)
        assert {m.first_step: m.held_out for m in found.training if m.held_out is not None} == by_step


# What is broken.


def test_parts_that_are_cut_off_are_left_out(run: runs.Run, tmp_path: Path) -> None:
    write_parts(tmp_path, run, [0, 1280, 2560])
    last = tmp_path / "part-test-0-00001.parquet"
    last.write_bytes(last.read_bytes()[:1000])
    (tmp_path / "part-test-0-00002.parquet.tmp").write_bytes(b"PAR1")
    found = analyze(tmp_path)
    assert found.facts.samples == 1280
    notes = " ".join(note.what for note in found.facts.left_out)
    assert "part-test-0-00001.parquet can't be read" in notes
    assert "never finished" in notes


def test_a_part_that_breaks_off_inside_counts_up_to_there(run: runs.Run, tmp_path: Path) -> None:
    write_parts(tmp_path, run, [0, 1280, 2560])
    part = tmp_path / "part-test-0-00001.parquet"
    table = pq.read_table(part)
    pq.write_table(table, part, row_group_size=320, compression="snappy", use_dictionary=False)
    data = bytearray(part.read_bytes())
    place = pq.ParquetFile(part).metadata.row_group(2).column(5).data_page_offset
    data[place : place + 2000] = bytes(2000)
    part.write_bytes(data)
    found = analyze(tmp_path)
    assert 1280 <= found.facts.samples < 2560
    assert any("after row" in note.what for note in found.facts.left_out)


def test_parts_without_the_columns_are_left_out(run: runs.Run, tmp_path: Path) -> None:
    write_parts(tmp_path, run, [0, 1280])
    pq.write_table(pa.table({"x": [1, 2, 3]}), tmp_path / "part-test-0-00007.parquet")
    found = analyze(tmp_path)
    assert found.facts.samples == 1280
    (note,) = [note for note in found.facts.left_out if "00007" in note.what]
    assert note.rows == 3


def test_parts_may_differ_in_their_components(run: runs.Run, tmp_path: Path) -> None:
    write_parts(tmp_path, run, [0, 1280])
    other = pa.table(run).slice(1280).drop_columns(["component/check_answer"])
    pq.write_table(other, tmp_path / "part-test-0-00007.parquet")
    found = analyze(tmp_path)
    (part,) = [part for part in found.components if part.name == "check_answer"]
    assert (part.count, part.not_judged) == (1280, 1280)
    assert any("same components" in note.what for note in found.facts.left_out)


def test_rewards_that_are_no_numbers_are_not_judged(run: runs.Run) -> None:
    rewards = run["reward"].copy()
    rewards[:3] = math.inf, -math.inf, 1e200
    rewards[3:8] = math.nan
    found = analyze(run | {"reward": rewards})
    assert found.reward.not_judged == 8
    assert found.reward.mean == pytest.approx(rewards[8:].mean())
    (note,) = [note for note in found.facts.left_out if "infinite" in note.what]
    assert note.rows == 3
    json.loads(found.to_json(), parse_constant=pytest.fail)


def test_rows_without_a_response_are_left_out() -> None:
    found = analyze([{"response": "a", "reward": 1.0}, {"response": None, "reward": 0.0}])
    assert found.facts.samples == 1
    assert next((note.what, note.rows) for note in found.facts.left_out) == ("rows without a response", 1)


def test_several_runs_are_named_and_one_can_be_chosen(run: runs.Run) -> None:
    names = np.where(run["row"] % 2 == 0, "first", "second")
    both = analyze(run | {"run": names})
    assert both.facts.runs == ["first", "second"]
    assert any("several runs" in note.what for note in both.facts.left_out)
    one = analyze(run | {"run": names}, run="first")
    assert one.facts.runs == ["first"]
    assert one.facts.samples == 1280
    with pytest.raises(ArgumentValueError, match=r"no row of the run 'third' to analyse; the runs are first, second"):
        analyze(run | {"run": names}, run="third")


@pytest.mark.parametrize("reward", [None, math.nan])
def test_nothing_judged_is_an_analysis_still(reward: float | None) -> None:
    found = analyze([{"response": "a", "reward": reward, "step": 1}, {"response": "b", "reward": reward, "step": 1}])
    assert (found.reward.count, found.reward.not_judged, found.reward.mean) == (0, 2, None)
    assert [finding.kind for finding in found.findings] == ["not_judged"]
    assert found.to_markdown()


@pytest.mark.parametrize(
    "text", ["", "\0", "`" * 50, "|" * 9, "<script>alert(1)</script>", "\u202e", "٣٤", "a" * 10**6]
)
def test_any_text_is_analysed(text: str) -> None:
    found = analyze([{"response": text, "reward": float(at % 2), "prompt": text, "step": at} for at in range(20)])
    assert found.facts.samples == 20
    assert RewardAnalysis.from_dict(json.loads(found.to_json())) == found
    assert len(found.to_markdown()) < 50_000


def test_lone_surrogates_are_text() -> None:
    found = analyze([{"response": "\ud800", "reward": 1.0}])
    assert found.examples[0].response == "?"


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([], "records: there are none"),
        ([{"answer": "4", "reward": 1.0}], r"name the column that holds the responses, .*there are answer, reward"),
        (
            [{"response": "4", "points": 1.0}],
            r"columns\['reward'\]: name the column that holds the rewards.*response, points",
        ),
        ([{"response": "4", "reward": "good"}], "column 'reward' holds string, not numbers"),
        ([{"response": "4", "reward": 1.0, "step": "now"}], "whole numbers"),
        ({"response": [], "reward": []}, "there is no row to analyse"),
        ("/nowhere/at/all", "there is no file or folder"),
    ],
)
def test_records_that_say_nothing_are_refused(records: Any, message: str) -> None:
    with pytest.raises(ArgumentValueError, match=message):
        analyze(records)


def test_many_rows_of_one_group_are_kept_as_far_as_they_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling.Keeper.__init__, "__defaults__", (1000, 300))
    monkeypatch.setattr("agent_tunix.rewards.analysis.sources.BATCH_ROWS", 100)
    found = analyze({"response": ["a"] * 5000, "reward": np.arange(5000) % 2, "group": [1] * 5000, "row": [1] * 5000})
    assert found.facts.samples == 5000
    assert 1000 <= found.reward.count <= 1100


def test_tables_that_are_none_are_refused() -> None:
    with pytest.raises(ArgumentValueError, match=r"columns of one length, got \{'response': 1, 'reward': 2\}"):
        analyze({"response": ["a"], "reward": [1.0, 2.0]})
    with pytest.raises(ArgumentTypeError, match="column 'reward': expected a list, got float"):
        analyze({"response": ["a"], "reward": 1.0})
    with pytest.raises(ArgumentTypeError, match="the DataFrame is no table of columns of one type each"):
        analyze(pd.DataFrame({"response": ["a", "b"], "reward": [1.0, "x"]}))


def test_wrong_arguments_are_refused(tmp_path: Path) -> None:
    rows = [{"response": "4", "reward": 1.0}]
    with pytest.raises(ArgumentTypeError, match="records: expected a folder of parts"):
        analyze(7)
    with pytest.raises(ArgumentTypeError, match=r"records\[1\]: expected a dict, got int") as caught:
        analyze([{"response": "4"}, 4])
    assert (caught.value.argument, caught.value.index) == ("records", 1)
    with pytest.raises(ArgumentValueError, match=r"columns: expected one of response.*got 'respons'"):
        analyze(rows, columns={"respons": "x"})
    with pytest.raises(ArgumentValueError, match=r"columns\['reward'\]: there is no column 'rewrad'; there are reward"):
        analyze(rows, columns={"reward": "rewrad"})
    with pytest.raises(ArgumentTypeError, match="column 'reward' mixes types"):
        analyze([{"response": "4", "reward": 1.0}, {"response": "4", "reward": "x"}])
    with pytest.raises(ArgumentValueError, match="groups: expected at least 1"):
        analyze(rows, groups=0)
    with pytest.raises(ArgumentTypeError, match="groups: expected an int"):
        analyze(rows, groups="x")  # type: ignore[arg-type]
    with pytest.raises(ArgumentTypeError, match="held_out: expected"):
        analyze(rows, held_out=3)
    with pytest.raises(ArgumentValueError, match="held_out: expected a column 'step'") as wrong:
        analyze(rows, held_out={"x": [1]})
    assert (wrong.value.argument, wrong.value.code) == ("held_out", "unknown_column")
    with pytest.raises(ArgumentValueError, match=r"^held_out: there is no file or folder nowhere\.csv") as wrong:
        analyze(rows, held_out="nowhere.csv")
    assert (wrong.value.argument, wrong.value.code) == ("held_out", "unreadable_file")
    with pytest.raises(ArgumentValueError, match="no record in the folder"):
        analyze(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(ArgumentValueError, match="can't be read"):
        analyze(tmp_path)
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ArgumentValueError, match=r"ends in none of \.parquet"):
        analyze(tmp_path / "notes.txt")


HALVES = ["\ud800", "a\udc00b", "\udbff\ud800", "\U0001f600", "back\\\\ud800", "\\", "plain"]


@pytest.mark.parametrize("block", [16, 1 << 24])
def test_halves_of_surrogate_pairs_in_json_lines_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"response": text, "reward": 1.0}) + "\n" for text in HALVES), "utf-8")
    monkeypatch.setattr("agent_tunix.rewards.analysis.sources.BLOCK_BYTES", block)
    with Mended(path) as file:
        read = [json.loads(line)["response"] for line in file.read().splitlines()]
    assert read == [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in HALVES]


def test_halves_of_surrogate_pairs_are_analysed(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [{"response": text, "reward": 1.0} for text in HALVES]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert analyze(path).facts.samples == analyze(rows).facts.samples == len(HALVES)
