"""An analysis says what NumPy and SciPy say, of records of any kind, in any order; what it left out it tells."""

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
from scipy import stats
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
from agent_tunix.rewards.analysis import sampling, statistics
from agent_tunix.rewards.analysis.attributes import code_formats, code_languages
from agent_tunix.rewards.analysis.clusters import Entries, cluster, orthonormal, silhouette
from agent_tunix.rewards.analysis.sources import Mended
from agent_tunix.rewards.analysis.training import MOST_STRETCHES
from agent_tunix.rewards.writing import markdown

if TYPE_CHECKING:
    from pathlib import Path

finite = st.floats(-1e6, 1e6, allow_subnormal=False)
values = st.lists(st.one_of(finite, st.just(math.nan), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=60)


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


# Numbers against NumPy and SciPy.


@given(values)
def test_a_distribution_is_that_of_scipy(drawn: list[float]) -> None:
    column = np.array(drawn)
    groups = statistics.number_groups(np.zeros(len(column), dtype=np.uint64))
    described = statistics.distribution("x", column, groups, None)
    known = column[~np.isnan(column)]
    assert described.count == known.size
    assert described.not_judged == len(drawn) - known.size
    assert sum(described.histogram.counts) == known.size
    if not known.size:
        assert described.mean is None
        return
    assert described.mean == pytest.approx(known.mean())
    assert described.deviation == pytest.approx(known.std(), abs=1e-9 * (1 + abs(known).max()))
    for share, value in described.quantiles.items():
        assert value == pytest.approx(np.quantile(known, float(share)))
    if known.size > 1 and known.std() > 1e-3 * (1 + abs(known).max()):
        assert described.skewness == pytest.approx(stats.skew(known), rel=1e-6, abs=1e-6)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from([0.0, 0.5, 1.0, math.nan, 3.25])), min_size=1, max_size=80)
)
def test_within_groups_is_that_of_pandas(drawn: list[tuple[int, float]]) -> None:
    ids, column = np.array([group for group, _ in drawn], dtype=np.uint64), np.array([value for _, value in drawn])
    found = statistics.within_groups(column, statistics.number_groups(ids))
    table = pd.DataFrame({"group": ids, "value": column})
    # The id 0 is no group; one judged response is none to compare with.
    judged = table[(table.group != 0)].dropna().groupby("group")["value"]
    judged = judged.filter(lambda group: len(group) > 1) if len(judged) else pd.Series(dtype=float)
    if judged.empty:
        assert found.deviation is None
        assert found.zero_variance is None
        return
    by_group = table.loc[judged.index].groupby("group")["value"]
    assert found.deviation == pytest.approx(by_group.std(ddof=1).mean(), abs=1e-12)
    assert found.zero_variance == pytest.approx((by_group.max() == by_group.min()).mean())


@given(st.lists(st.tuples(st.integers(0, 3), finite), min_size=3, max_size=60))
def test_effects_are_cohens_and_eta_is_that_of_an_analysis_of_variance(drawn: list[tuple[int, float]]) -> None:
    codes, column = np.array([code for code, _ in drawn]), np.array([value for _, value in drawn])
    found = statistics.by_code(column, codes, 4)
    if column.std() < 1e-3 * (1 + abs(column).max()):
        return
    between = sum(
        (codes == code).sum() * (column[codes == code].mean() - column.mean()) ** 2 for code in np.unique(codes)
    )
    assert found.eta_squared == pytest.approx(between / ((column - column.mean()) ** 2).sum(), abs=1e-9)
    for code in range(4):
        own, rest = column[codes == code], column[codes != code]
        if found.effects[code] is None or not own.size or not rest.size:
            continue
        squares = ((own - own.mean()) ** 2).sum() + ((rest - rest.mean()) ** 2).sum()
        pooled = math.sqrt(squares / (len(column) - 2))
        assert found.effects[code] == pytest.approx((own.mean() - rest.mean()) / pooled, rel=1e-4, abs=1e-6)


def test_correlations_are_those_of_numpy(run: runs.Run, found: RewardAnalysis) -> None:
    names = ["reward", "component/check_answer", "component/match_format_exactly"]
    columns = np.array([*(run[name] for name in names), [len(text) for text in run["response"]]], dtype=float)
    assert found.correlation.names == ["reward", "check_answer", "match_format_exactly", "length"]
    assert np.array(found.correlation.matrix) == pytest.approx(np.corrcoef(columns))


def test_what_does_not_vary_has_no_correlation() -> None:
    found = statistics.correlate({"a": np.array([1.0, 2.0, math.nan]), "b": np.ones(3)})
    assert found.matrix == [[1.0, None], [None, None]]


def test_shares_of_variance_find_the_weights(run: runs.Run, found: RewardAnalysis) -> None:
    shares = {part.name: part.variance_share for part in found.components}
    weights = {"check_answer": 0.7, "match_format_exactly": 0.3}
    for name, weight in weights.items():
        expected = weight * np.cov(run[f"component/{name}"], run["reward"], ddof=0)[0, 1] / run["reward"].var()
        assert shares[name] == pytest.approx(expected)
    assert sum(share or 0.0 for share in shares.values()) == pytest.approx(1.0)


def test_shares_of_what_is_no_sum_are_taken_as_they_are() -> None:
    draw = np.random.default_rng(0)
    one, other = draw.random(1000), draw.random(1000)
    reward = np.where(one > 0.5, other**3, 0.0)
    shares = statistics.variance_shares(reward, {"one": one, "other": other})
    assert shares["one"] == pytest.approx(np.cov(one, reward, ddof=0)[0, 1] / reward.var())


def test_the_training_is_that_of_pandas(run: runs.Run, found: RewardAnalysis) -> None:
    table = pd.DataFrame({"step": run["step"], "reward": run["reward"], "group": run["group"], "text": run["response"]})
    assert len(found.training) == 40
    assert len(found.spread.counts) == 40
    for moment, (step, rows) in zip(found.training, table.groupby("step"), strict=True):
        assert (moment.first_step, moment.last_step) == (step, step)
        assert moment.count == len(rows)
        assert moment.mean == pytest.approx(rows.reward.mean())
        assert moment.q90 == pytest.approx(rows.reward.quantile(0.9))
        assert moment.length == pytest.approx(rows.text.str.len().mean())
        assert moment.duplicates == pytest.approx(rows.text.duplicated().mean())
        by_group = rows.groupby("group").reward
        assert moment.zero_variance == pytest.approx((by_group.max() == by_group.min()).mean())
        assert sum(moment.reasons.values()) == pytest.approx(1.0)
    for moment, counts in zip(found.training, found.spread.counts, strict=True):
        assert sum(counts) == moment.count


def test_a_long_training_is_drawn_in_few_stretches() -> None:
    steps = np.arange(1234)
    found = analyze({"step": steps, "response": ["x"] * 1234, "reward": np.sin(steps)})
    assert len(found.training) == MOST_STRETCHES
    assert sum(moment.count for moment in found.training) == 1234
    assert found.training[0].first_step == 0
    assert found.training[-1].last_step == 1233
    assert {moment.count for moment in found.training} == {6, 7}


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


# What responses are like, and what fails.


def test_attributes_say_what_is_paid(found: RewardAnalysis) -> None:
    by_name = {attribute.name: attribute for attribute in found.attributes}
    # All are English, and none shows steps.
    assert list(by_name) == ["reason", "source", "length", "format"]
    kinds = {kind.value: kind for kind in by_name["reason"].kinds}
    assert (kinds["correct"].mean or 0.0) > 0.7
    assert (kinds["wrong_value"].mean or 0.0) < 0.31
    assert (by_name["reason"].eta_squared or 0) > 0.7
    assert sum(kind.share for kind in kinds.values()) == pytest.approx(1.0)
    assert sum(kind.count for kind in by_name["length"].kinds) == found.facts.samples
    for attribute in found.attributes:
        for kind in attribute.kinds:
            assert all(0 <= number < len(found.examples) for number in kind.examples)
    for number in kinds["correct"].examples:
        assert found.examples[number].reason == "correct"


def test_scripts_are_told_apart() -> None:
    texts = {
        "The answer is 4.": "Latin",
        "La réponse est quatre.": "Latin",
        "答案是四。": "Chinese",
        "答えは四です。": "Japanese",
        "정답은 넷입니다.": "Korean",
        "Ответ четыре.": "Cyrillic",
        "الجواب هو أربعة": "Arabic",
        "उत्तर चार है": "Devanagari",
        "4 + 4 = 8": "no words",
        "": "no words",
        "² ³": "no words",
        "ⴰⵣⵓⵍ ⴰⵎⴰⴹⴰⵍ": "other scripts",
    }
    codes, names = code_languages(pa.array(list(texts)))
    assert dict(zip(texts, (names[code] for code in codes), strict=True)) == texts


def test_formats_are_told_apart() -> None:
    texts = {
        "<think>2 + 2</think><answer>4</answer>": "reasoning tags + answer tag",
        "So $\\boxed{4}$.": "boxed",
        "It is four.\n#### 4": "hash",
        '{"answer": 4}': "JSON",
        "The answer is 4.": "phrase",
        "Four.": "none",
    }
    codes, names = code_formats(pa.array(list(texts)))
    assert dict(zip(texts, (names[code] for code in codes), strict=True)) == texts


def test_failures_of_two_kinds_are_told_apart() -> None:
    draw = np.random.default_rng(0)
    sorry = [f"I am sorry, but I cannot help with that request today {n}." for n in draw.integers(0, 10**6, 300)]
    loops = [
        f"We multiply the apples by the price and get {n} dollars in the end." for n in draw.integers(0, 10**6, 300)
    ]
    good = [runs.say(draw, "4") for _ in range(400)]
    rows = [
        *({"response": text, "reward": 0.0} for text in (*sorry, *loops)),
        *({"response": text, "reward": 1.0} for text in good),
    ]
    order = draw.permutation(len(rows))
    found = analyze([rows[at] for at in order])
    assert [failure.count for failure in found.failures] == [300, 300]
    assert sum(failure.share for failure in found.failures) == pytest.approx(1.0)
    texts = {frozenset(found.examples[at].response.split()[0] for at in failure.examples) for failure in found.failures}
    assert texts == {frozenset({"I"}), frozenset({"We"})}
    for failure in found.failures:
        assert failure.terms
        assert failure.mean == 0.0
        # What tells them apart, and no filler.
        assert not {"but", "that", "we", "with", "get", "in", "the"} & set(failure.terms)


def test_failures_are_parted_by_reason_first(run: runs.Run) -> None:
    reasons = np.where(
        run["component/check_answer"] > 0, "correct", np.where(run["row"] % 2, "no_answer", "wrong_value")
    )
    found = analyze(run | {"reason": reasons})
    assert {failure.terms[0] for failure in found.failures} == {"no_answer", "wrong_value"}
    # All of them, whatever else they were paid for.
    assert sum(failure.count for failure in found.failures) == (reasons != "correct").sum()
    assert all(failure.label.startswith(failure.terms[0]) for failure in found.failures)


def test_what_fails_is_told_by_what_judges_answers_where_no_reason_is_known() -> None:
    draw = np.random.default_rng(0)
    said = [("We multiply the apples by the price.", 1.0), ("I am sorry, but I cannot help.", 0.0)]
    rows = [
        {"response": f"{text} {draw.integers(10**6)}", "reward": 0.6 + right * 0.4 * (at % 2), "accuracy_reward": right}
        for at in range(400)
        for text, right in said
    ]
    # All rewards are high; the responses that fail are alike, and nothing tells some of them from the others.
    assert not analyze(rows).failures


def test_texts_of_no_words_have_no_clusters() -> None:
    assert cluster(["1 2 3"] * 50) is None
    assert cluster([""] * 50) is None


def test_a_silhouette_is_that_of_its_definition() -> None:
    draw = np.random.default_rng(2)
    points, labels = draw.random((60, 3)), draw.integers(0, 4, 60)
    labels[labels == 3] = 5
    labels[0] = 3
    between = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    scores = []
    for at, label in enumerate(labels):
        own = np.flatnonzero((labels == label) & (np.arange(60) != at))
        inside = between[at, own].mean() if own.size else None
        outside = min(between[at, labels == other].mean() for other in set(labels) - {label})
        scores.append(0.0 if inside is None else (outside - inside) / max(inside, outside))
    assert silhouette(between, labels) == pytest.approx(np.mean(scores))


def test_a_sparse_matrix_multiplies_as_a_full_one() -> None:
    draw = np.random.default_rng(3)
    full = np.where(draw.random((9, 7)) < 0.3, draw.random((9, 7)), 0.0)
    full[[0, 4, 8]] = 0.0
    rows, columns = np.nonzero(full)
    sparse = Entries(rows, columns, full[rows, columns], full.shape)
    other = draw.random((7, 4))
    assert np.allclose(sparse.times(other), full @ other)
    assert np.allclose(sparse.first(5).turned().times(other[:5]), full[:5].T @ other[:5])
    basis = orthonormal(other)
    assert np.allclose(basis.T @ basis, np.eye(4))
    assert np.allclose(basis @ (basis.T @ other), other)


def test_words_drawn_by_chance_have_no_clusters() -> None:
    draw = np.random.default_rng(0)
    assert cluster([runs.say(draw, "4") for _ in range(1000)]) is None


def test_a_column_of_sources_that_are_no_answers_sources_is_not_taken_for_them(run: runs.Run) -> None:
    found = analyze(run | {"source": ["gsm8k"] * len(run["reward"])})
    (source,) = [attribute for attribute in found.attributes if attribute.name == "source"]
    assert {kind.value for kind in source.kinds} <= {"phrase", "inferred", "bare"}


def test_a_few_prompts_are_shown_with_all_their_responses(run: runs.Run, found: RewardAnalysis) -> None:
    examples = {example.id: example for example in found.examples}
    assert len(found.groups) == 12
    for group in found.groups:
        own = [examples[at] for at in group]
        rewards = [example.reward for example in own if example.reward is not None]
        assert len(own) == len(rewards) == 8
        assert len({example.prompt for example in own}) == 1
        assert rewards == sorted(rewards)
        assert rewards[0] < rewards[-1]
    steps = [examples[group[0]].step or 0 for group in found.groups]
    assert steps == sorted(steps)
    assert steps[-1] - steps[0] > 20
    assert not analyze({name: run[name] for name in ("response", "reward")}).groups


# Writing it down.


def test_json_is_stable_and_comes_back(found: RewardAnalysis, run: runs.Run) -> None:
    text = found.to_json()
    assert text == analyze(run).to_json()
    assert RewardAnalysis.from_dict(json.loads(text, parse_constant=pytest.fail)) == found


def test_other_json_is_refused(found: RewardAnalysis) -> None:
    plain = found.to_dict()
    with pytest.raises(ArgumentValueError, match="there is no 'facts'"):
        RewardAnalysis.from_dict({})
    with pytest.raises(ArgumentTypeError, match=r"analysis\.facts\.samples: expected int, got str"):
        RewardAnalysis.from_dict(plain | {"facts": plain["facts"] | {"samples": "many"}})
    with pytest.raises(ArgumentValueError, match="expected version 1, got 2"):
        RewardAnalysis.from_dict(plain | {"version": 2})
    with pytest.raises(ArgumentTypeError, match="expected a dictionary, got list"):
        RewardAnalysis.from_dict([])  # type: ignore[arg-type]


def test_markdown_says_it_all(found: RewardAnalysis) -> None:
    text = found.to_markdown(title="A *run*")
    assert text.startswith("# A \\*run\\*\n\n2,560 responses, 40 steps (0 to 39), 320 groups, run test.\n")
    for heading in ("Findings", "Rewards", "Over the training", "Which responses are paid", "What fails"):
        assert f"\n## {heading}\n" in text
    for table in text.split("\n\n"):
        if table.startswith("|"):
            bars = [line.replace("\\|", "").count("|") for line in table.splitlines()]
            assert len(set(bars)) == 1, table


def test_text_of_models_stays_text_in_markdown() -> None:
    wild = "```\n# A heading\n````\n<b>|</b>"
    rows = [{"response": wild, "reward": 0.0, "reason": "a|b`c\n# d", "step": at} for at in range(50)]
    rows += [{"response": "good", "reward": 1.0, "reason": "correct", "step": at} for at in range(50)]
    text = analyze(rows).to_markdown()
    assert "`````text\n```\n# A heading\n````\n<b>|</b>\n`````" in text
    assert "a\\|b\\`c \\# d" in text


def test_code_in_a_line_has_fences_of_its_own() -> None:
    assert markdown.code("a") == "`a`"
    assert markdown.code("`a`") == "`` `a` ``"
    assert markdown.fence("a") == ["```text", "a", "```"]


def test_files_are_written_by_their_ending(found: RewardAnalysis, tmp_path: Path) -> None:
    assert found.save(tmp_path / "a.json") == [tmp_path / "a.json"]
    assert (tmp_path / "a.json").read_text("utf-8") == found.to_json()
    found.save(str(tmp_path / "a.md"), title="T")
    assert (tmp_path / "a.md").read_text("utf-8").startswith("# T\n")
    found.save(tmp_path / "a.html", title="T & U")
    assert "T &amp; U" in (tmp_path / "a.html").read_text("utf-8")
    with pytest.raises(ArgumentValueError, match=r"path: expected \.html, \.md, \.json, \.png or a folder"):
        found.save(tmp_path / "a.pdf")


def test_figures_are_written_to_a_folder_or_beside_a_name(tmp_path: Path) -> None:
    found = analyze([{"response": "a", "reward": 0.0, "step": 1}, {"response": "b", "reward": 1.0, "step": 2}])
    inside = found.save(tmp_path / "figures")
    assert inside
    assert all(path.parent == tmp_path / "figures" and path.read_bytes().startswith(b"\x89PNG") for path in inside)
    beside = found.save(tmp_path / "run.png")
    assert [path.name for path in beside] == [f"run-{path.name}" for path in inside]
    assert {path.name for path in tmp_path.iterdir()} == {"figures", *(path.name for path in beside)}


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.json", "report.png"])
def test_a_place_that_is_not_there_is_told_before_any_work(found: RewardAnalysis, tmp_path: Path, name: str) -> None:
    with pytest.raises(ArgumentValueError, match=r"path: there is no folder .*nowhere; make it first"):
        found.save(tmp_path / "nowhere" / name)
    with pytest.raises(ArgumentTypeError, match="path: expected a path, got int"):
        found.save(3)  # type: ignore[arg-type]


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
