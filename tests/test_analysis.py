"""An analysis says what NumPy and SciPy say, what responses are like, and how it is written down."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.json
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests import runs

from agent_tunix.rewards import (
    ArgumentTypeError,
    ArgumentValueError,
    RewardAnalysis,
    analyze,
)
from agent_tunix.rewards.analysis import statistics
from agent_tunix.rewards.analysis.attributes import code_formats, code_languages
from agent_tunix.rewards.analysis.clusters import Entries, cluster, orthonormal, silhouette
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
