"""Findings are found where something is wrong, and nowhere else; their advice runs."""

from __future__ import annotations

import re
from email.message import EmailMessage
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats
from tests import runs

from agent_tunix.rewards import Reward, analyze
from agent_tunix.rewards.analysis import survey
from agent_tunix.rewards.analysis.findings import ORDER, course, gaming, meanings
from agent_tunix.rewards.analysis.findings.meanings import MEANINGS, TEXTS
from agent_tunix.rewards.analysis.findings.reasons import TOLD
from agent_tunix.rewards.analysis.findings.remedies import REMEDIES, TITLES, is_correctness, is_form, make
from agent_tunix.rewards.analysis.findings.trends import rank_correlation, trend

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Finding

STEPS = 40


def found(columns: runs.Run, **options: Any) -> dict[str, Finding]:
    """The findings above `info`, by kind."""
    return {finding.kind: finding for finding in analyze(columns, **options).findings if finding.severity != "info"}


def constant() -> runs.Run:
    columns = runs.healthy()
    return columns | {"reward": np.zeros(len(columns["reward"]))}


def sparse() -> runs.Run:
    return only_correctness(runs.run(np.full(STEPS, 0.01), np.zeros(STEPS)))


def saturated() -> runs.Run:
    """Nearly all groups are all right."""
    return only_correctness(runs.run(np.full(STEPS, 0.995), np.ones(STEPS), groups=16, size=4))


def noisy() -> runs.Run:
    """What is asked changes from step to step between easy and hard."""
    return only_correctness(runs.run(np.tile([0.1, 0.9], STEPS // 2)))


def not_judged() -> runs.Run:
    columns = runs.healthy()
    reward = columns["reward"].copy()
    reward[::7] = np.nan
    return columns | {"reward": reward}


def hacked() -> runs.Run:
    """Form rises, correctness falls."""
    return runs.run(np.linspace(0.6, 0.3, STEPS), np.linspace(0.2, 0.95, STEPS))


def held_out() -> runs.Run:
    """The evaluation, which stands in the records, falls."""
    columns = runs.healthy()
    rng = np.random.default_rng(1)
    size = len(columns["reward"])
    mode = np.where(np.arange(size) % 8 == 0, "eval", "train")
    accuracy = rng.random(size) < 0.6 - 0.4 * columns["step"] / STEPS
    return columns | {"mode": mode, "reward": np.where(mode == "eval", accuracy, columns["reward"])}


def length_drift() -> runs.Run:
    """Longer responses are paid more, and get longer."""
    columns = runs.healthy()
    draw = np.random.default_rng(2)
    words = (20 + columns["step"] + 30 * columns["component/check_answer"]).astype(int)
    texts = [runs.say(draw, answer, count) for answer, count in zip(columns["answer"], words, strict=True)]
    return columns | {"response": texts}


def repeated_answers() -> runs.Run:
    """Half of all responses guess the same number."""
    columns = runs.healthy()
    guess = np.random.default_rng(3).random(len(columns["reward"])) < 0.5
    return columns | {"answer": np.where(guess, "100", columns["answer"])}


def paid_by_tolerance() -> runs.Run:
    """A constant is near the truth often enough."""
    columns = runs.healthy()
    near = np.random.default_rng(4).random(len(columns["reward"])) < 0.15
    return columns | {
        "answer": np.where(near, "500", columns["answer"]),
        "reason": np.where(near, "close", columns["reason"]),
        "reward": np.where(near, 0.35, columns["reward"]),
    }


def duplicates() -> runs.Run:
    """Later on one text is said more and more often."""
    columns = runs.healthy()
    same = np.random.default_rng(5).random(len(columns["reward"])) < 0.8 * columns["step"] / STEPS
    text = "I have thought about this problem for a long time, and the answer that I come to is 4."
    return columns | {"response": np.where(same, text, np.array(columns["response"], dtype=object))}


def dominated() -> runs.Run:
    """What is paid for form drowns what is paid for being right."""
    columns = runs.run(np.linspace(0.3, 0.7, STEPS), np.full(STEPS, 0.5))
    form, right = columns["component/match_format_exactly"], columns["component/check_answer"]
    return columns | {"reward": 3.0 * form + 0.5 * right}


def dead_component() -> runs.Run:
    columns = runs.healthy()
    return columns | {"component/brevity": np.zeros(len(columns["reward"]))}


def share_of(reason: str) -> Callable[[], runs.Run]:
    def make() -> runs.Run:
        columns = runs.healthy()
        unlucky = np.random.default_rng(6).random(len(columns["reward"])) < 0.3
        return columns | {"reason": np.where(unlucky, reason, columns["reason"])}

    return make


REASONS = ("unfinished_reasoning", "no_answer", "unparseable", "too_many_answers", "correct_not_stated")
WRONG: dict[str, Callable[[], runs.Run]] = {
    "constant": constant,
    "sparse": sparse,
    "noisy": noisy,
    "not_judged": not_judged,
    "hacked": hacked,
    "held_out": held_out,
    "length_drift": length_drift,
    "repeated_answers": repeated_answers,
    "paid_by_tolerance": paid_by_tolerance,
    "duplicates": duplicates,
    "dominated": dominated,
    "dead_component": dead_component,
    **{reason: share_of(reason) for reason in REASONS},
}


def only_correctness(columns: runs.Run) -> runs.Run:
    """The same run with the answer as the whole reward."""
    return {name: values for name, values in columns.items() if not name.startswith("component/")} | {
        "reward": columns["component/check_answer"]
    }


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_found(kind: str) -> None:
    findings = found(WRONG[kind]())
    assert kind in findings, sorted(findings)
    finding = findings[kind]
    assert finding.title
    assert finding.text
    assert finding.evidence
    assert finding.remedies
    assert all(np.isfinite(value) for value in finding.evidence.values())


def test_a_reward_that_is_nearly_always_paid_is_sparse_too() -> None:
    assert "sparse" in found(saturated())


def test_a_ceiling_that_was_reached_is_told_for_information() -> None:
    columns = runs.run(np.concatenate([np.linspace(0.3, 0.97, 30), np.full(10, 0.98)]), np.full(STEPS, 1.0))
    assert not found(columns)
    assert "ceiling" in {finding.kind for finding in analyze(columns).findings}


def test_held_out_accuracy_is_taken_from_the_caller() -> None:
    columns = runs.healthy()
    falls = {step: 0.6 - 0.01 * step for step in range(0, STEPS, 5)}
    rises = {step: 0.4 + 0.01 * step for step in range(0, STEPS, 5)}
    assert "held_out" in found(columns, held_out=falls)
    assert not found(columns, held_out=rises)


def test_frequent_truths_are_no_repeated_answers() -> None:
    # Of four letters each is the answer to a quarter of the questions.
    columns = runs.healthy()
    letters = np.array(list("ABCD"))[np.random.default_rng(0).integers(0, 4, len(columns["reward"]))]
    assert "repeated_answers" not in found(columns | {"answer": letters, "truth": letters})
    without = {name: values for name, values in columns.items() if name != "truth"}
    assert "repeated_answers" not in found(without | {"answer": letters})


def test_short_answers_are_no_duplicates() -> None:
    columns = runs.healthy()
    short = np.random.default_rng(0).integers(0, 4, len(columns["reward"])).astype(str)
    assert "duplicates" not in found(columns | {"response": short})


def test_longer_responses_that_are_better_and_not_paid_for_it_are_told_for_information() -> None:
    columns = runs.healthy()
    draw = np.random.default_rng(2)
    texts = [
        runs.say(draw, answer, 20 + int(step)) for answer, step in zip(columns["answer"], columns["step"], strict=True)
    ]
    # Both rise with the steps, so they are correlated over all; within a step they are not.
    analysis = analyze(columns | {"response": texts})
    correlation = analysis.correlation.matrix[0][analysis.correlation.names.index("length")]
    assert correlation is not None
    assert correlation > gaming.LENGTH_CORRELATION
    finding = next((each for each in analysis.findings if each.kind == "length_drift"), None)
    assert finding is None or finding.severity == "info"


def test_the_most_severe_come_first() -> None:
    columns = hacked() | {"component/brevity": np.zeros(len(hacked()["reward"]))}
    places = [ORDER.index(finding.severity) for finding in analyze(columns).findings]
    assert len(places) > 1
    assert places == sorted(places)


def test_hacking_is_shown_by_late_examples_of_much_form_and_no_right_answer() -> None:
    analysis = analyze(hacked())
    finding = next(each for each in analysis.findings if each.kind == "hacked")
    assert finding.examples
    for example in (analysis.examples[number] for number in finding.examples):
        assert example.components == {"check_answer": 0.0, "match_format_exactly": 1.0}
        assert (example.step or 0) >= 0.75 * STEPS


def test_findings_show_examples_that_are_there() -> None:
    found_ = analyze(paid_by_tolerance())
    finding = next(each for each in found_.findings if each.kind == "paid_by_tolerance")
    assert finding.examples
    assert all(found_.examples[number].reason == "close" for number in finding.examples)


def observe(columns: runs.Run, monkeypatch: pytest.MonkeyPatch) -> Observations:
    """What the findings are based on."""
    seen: list[Observations] = []

    def keep(observed: Observations) -> list[Finding]:
        seen.append(observed)
        return []

    monkeypatch.setattr(survey, "find", keep)
    analyze(columns)
    return seen[0]


def renamed(columns: runs.Run) -> runs.Run:
    """The same run with components that are the user's own."""
    own = {
        "component/check_answer": "component/solution_test",
        "component/match_format_exactly": "component/house_style",
    }
    return {own.get(name, name): values for name, values in columns.items()}


@pytest.mark.parametrize("name", REMEDIES.sections())
@pytest.mark.parametrize("kind", ["ours", "their own", "answers alone"])
def test_remedies_run_and_are_explained(
    name: str, kind: str, capsys: pytest.CaptureFixture[str], docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = runs.healthy()
    columns = {"ours": columns, "their own": renamed(columns), "answers alone": only_correctness(columns)}[kind]
    remedy = make(name, observe(columns, monkeypatch))
    names: dict[str, Any] = dict.fromkeys(("solution_test", "house_style"), lambda _response: 0.5)
    for own in ("solution_test", "house_style"):
        assert (f"# {own} is your own reward function" in remedy.code) == (own in remedy.code)
    exec(remedy.code, names)  # it is what we tell people to run
    reward = names.get("reward")
    if reward is None:
        assert capsys.readouterr().out
    else:
        assert callable(reward)
    page = (docs / remedy.page).read_text("utf-8")
    assert remedy.name in page
    assert page.startswith(f"# {TITLES[remedy.page]}\n")
    columns = {"ground_truth": ["4", "4"], "prompt": ["2 + 2?"] * 2, "expected_format": "The answer is [NUM]."}
    if isinstance(reward, Reward):
        needed = {name: value for name, value in columns.items() if name in reward.needs}
        values = np.asarray(reward(["The answer is 4.", "It is 5."], **needed))
        assert values.shape == (2,)
        assert np.isfinite(values).all()


@pytest.mark.parametrize("kind", MEANINGS)
def test_the_guide_says_what_each_finding_means(kind: str, docs: Path) -> None:
    meaning = MEANINGS[kind]
    page = (docs / "analysis.md").read_text("utf-8")
    entry = page.partition(f"\n`{kind}`\n: ")[2].partition("\n\n")[0]
    link = "" if meaning.page == "analysis.md" else f" ([{TITLES[meaning.page]}]({meaning.page}))"
    assert entry == f"{meaning.means} **What to do:** {meaning.do}{link}"
    assert (docs / meaning.page).read_text("utf-8").startswith(f"# {TITLES[meaning.page]}\n")


def test_every_kind_of_finding_has_a_meaning() -> None:
    folder = Path(meanings.__file__).parent
    written = {
        kind
        for path in folder.glob("*.py")
        for kind in re.findall(r"tell\(\s*observed,\s*\"(\w+)\"", path.read_text("utf-8"))
    }
    assert {*written, *TOLD} == set(MEANINGS)


def test_every_text_is_told_by_a_finding() -> None:
    folder = Path(meanings.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for kind in MEANINGS:
        # A text of several has a name and, behind a dot, what chooses it.
        for name, _, choice in (key.partition(".") for key in TEXTS[kind] if "." in key):
            assert f'"{name}"' in code, (kind, name)
            assert f'"{choice}"' in code, (kind, choice)
        assert {"remedies", "title"} <= {key.partition(".")[0] for key in TEXTS[kind]}
    named = " ".join(text for kind in MEANINGS for key, text in TEXTS[kind].items() if key.startswith("remedies"))
    assert {*named.split()} == {*REMEDIES.sections()}


def test_the_address_of_the_guide_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    links = EmailMessage()
    links["Project-URL"] = "Repository, https://example.org/code"
    monkeypatch.setattr(meanings, "metadata", lambda _name: links)
    assert meanings.guide_address("gamed.md") is None
    links["Project-URL"] = "Documentation, https://example.org/guide/"
    assert meanings.guide_address("gamed.md") == "https://example.org/guide/gamed.html"
    monkeypatch.setattr(meanings, "metadata", missing)
    assert meanings.guide_address("gamed.md") is None


def missing(_name: str) -> None:
    raise PackageNotFoundError


def test_remedies_have_the_numbers_and_the_rewards_of_the_run() -> None:
    # Responses grow from about 120 characters on, and a right one is paid more.
    (remedy, _) = found(length_drift())["length_drift"].remedies
    assert "SoftOverlong(" in remedy.code
    assert "check_answer" in remedy.code
    most = int(remedy.code.partition("SoftOverlong(")[2].partition(",")[0])
    assert 40 <= most <= 200
    columns = renamed(dominated())
    assert "decoupled_sum(solution_test, house_style)" in found(columns)["dominated"].remedies[0].code


def test_components_are_told_apart_by_name() -> None:
    forms = ("match_format_exactly", "match_format_approximately", "tag_count", "soft_overlong", "think_format_reward")
    rights = ("check_answer", "check_numbers", "accuracy_reward", "correctness", "math_equal")
    assert all(is_form(name) and not is_correctness(name) for name in forms)
    assert all(is_correctness(name) and not is_form(name) for name in rights)


def test_a_series_is_divided_where_its_level_changes() -> None:
    draw = np.random.default_rng(0)
    for level, change in ((1.0, 30), (-1.0, 57)):
        values = draw.normal(0, 0.1, 60) + level * (np.arange(60) >= change)
        found_ = course.follow(values.tolist())
        assert found_ is not None
        assert [segment.start for segment in found_.segments] == [0, change]
        assert found_.noise == pytest.approx(0.1, rel=0.5)
    # Chance divides hardly ever, and what is not known is no change.
    by_chance = 0
    for _ in range(300):
        values = draw.normal(0, 0.1, 60)
        found_ = course.follow([None if at % 9 == 0 else float(value) for at, value in enumerate(values)])
        assert found_ is not None
        by_chance += found_.fall(0.05) is not None
        assert found_.fall(0.2) is None
    assert by_chance <= 6
    assert course.follow([0.5] * 7) is None


def test_trends_are_those_of_scipy() -> None:
    draw = np.random.default_rng(0)
    for size in (8, 9, 50, 200):
        for values in (draw.random(size), draw.integers(0, 3, size).astype(float), np.zeros(size)):
            expected = 0.0 if values.min() == values.max() else stats.spearmanr(values, np.arange(size)).statistic
            assert rank_correlation(values) == pytest.approx(expected, abs=1e-12)


def test_chance_is_no_trend() -> None:
    draw = np.random.default_rng(0)
    clear = [trend(draw.random(40).tolist()) for _ in range(1000)]
    # A one-sided probability of a thousandth on either side.
    assert sum(each is not None and each.clear for each in clear) <= 10


def test_few_stretches_have_no_trend() -> None:
    assert trend([1.0, None, 2.0, 3.0]) is None
