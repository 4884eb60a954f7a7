"""Analyses as `analyze` makes them, made up: for tests of what is drawn from them."""

from __future__ import annotations

import math
import random

from agent_tunix.rewards.analysis.analysis import RewardAnalysis
from agent_tunix.rewards.analysis.results import (
    Attribute,
    Correlation,
    Distribution,
    Example,
    Facts,
    Failure,
    Finding,
    Histogram,
    Kind,
    LeftOut,
    Moment,
    Remedy,
    Spread,
)

REASONS = ("correct", "wrong_value", "close", "no_answer", "correct_not_stated", "unfinished_reasoning")
SCORES = {"correct": 1.0, "close": 0.5, "correct_not_stated": 0.5}
COMPONENTS = ("check_answer", "match_format_exactly", "evaluate_conciseness")
SOURCES = ("phrase", "boxed", "inferred", "hash")


def distribution(name: str, values: list[float], share: float | None, bins: int = 20) -> Distribution:
    """Describe values, in some number of bins from the least to the highest."""
    low, high = min(values), max(values)
    width = (high - low) / bins or 1.0
    counts = [0] * bins
    for value in values:
        counts[min(int((value - low) / width), bins - 1)] += 1
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    skewness = sum((value - mean) ** 3 for value in values) / len(values) / deviation**3 if deviation else None
    ordered = sorted(values)
    quantiles = {
        str(part): ordered[min(int(part * len(values)), len(values) - 1)]
        for part in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
    }
    edges = [low + at * width for at in range(bins + 1)]
    return Distribution(
        name, len(values), 12, mean, deviation, low, high, skewness, quantiles, Histogram(edges, counts),
        0.31, 0.22, share,
    )  # fmt: skip


def training(stretches: int, stride: int, choose: random.Random, *, held_out: bool) -> list[Moment]:
    """Make a training that learns, and writes more and more."""
    found = []
    for at in range(stretches):
        done = at / max(stretches - 1, 1)
        right = 0.2 + 0.55 * done + choose.gauss(0, 0.02)
        left = 1 - right
        parts = [right, left * 0.55, left * 0.15, left * 0.15 * (1 - done), left * 0.1]
        reasons = dict(zip(REASONS, [*parts, 1 - sum(parts)], strict=True))
        mean = sum(SCORES.get(reason, 0.0) * share for reason, share in reasons.items())
        found.append(
            Moment(
                first_step=at * stride,
                last_step=at * stride + stride - 1,
                count=4096,
                mean=mean,
                deviation=0.45 - 0.1 * done,
                q10=max(mean - 0.35, 0.0),
                q50=mean,
                q90=min(mean + 0.3, 1.0),
                components={
                    "check_answer": right,
                    "match_format_exactly": min(0.3 + 1.2 * done, 0.97),
                    "evaluate_conciseness": 0.8 - 0.3 * done,
                },
                reasons=reasons,
                length=420 + 900 * done + choose.gauss(0, 20),
                duplicates=0.02 + 0.1 * done**2,
                zero_variance=0.1 + 0.3 * done,
                held_out=0.2 + 0.4 * done - 0.25 * done**2 if held_out and at % 8 == 0 else None,
            )
        )
    return found


def examples(count: int, choose: random.Random, steps: int) -> list[Example]:
    """Make records; the first is hostile."""
    found = []
    for at in range(count):
        reason = REASONS[at % len(REASONS)]
        price, eaten = choose.randint(2, 9), choose.randint(1, 7)
        right = (16 - eaten) * price
        said = right if reason in {"correct", "correct_not_stated"} else right + 1
        response = (
            f"Janet's ducks lay 16 eggs a day. She eats {eaten}, so 16 - {eaten} = {16 - eaten} are left.\n"
            f"She sells them for ${price} each: {16 - eaten} * {price} = {said}.\n\nThe answer is {said}."
        )
        found.append(
            Example(
                id=at,
                run="run-a" if at % 2 else "run-b",
                step=at * steps // count,
                group=at // 4,
                reward=SCORES.get(reason, 0.0),
                components={COMPONENTS[0]: SCORES.get(reason, 0.0), COMPONENTS[1]: 0.5, COMPONENTS[2]: None},
                reason=reason,
                source=SOURCES[at % len(SOURCES)],
                language="en",
                length=len(response),
                prompt=f"Janet's ducks lay 16 eggs. She eats {eaten} and sells the rest for ${price} each. Her income?",
                response=response,
                truth=str(right),
                answer=str(said),
            )
        )  # fmt: skip
    if found:
        found[0].response = (
            "<script>alert(1)</script><img src=x onerror=alert(2)>\x00\x1b[31m\ud800 "
            "\u202egnp.exe\u202c </pre></details>&amp;" + "x" * 10_000
        )
        found[0].length = len(found[0].response)
    return found


def findings() -> list[Finding]:
    """Make one finding of each severity."""
    return [
        Finding(
            "hacked", "high", "Format rises while correctness falls",
            "Over the last quarter match_format_exactly gained 0.24, check_answer lost 0.06: form is paid.",
            {"format_change": 0.24, "correctness_change": -0.06, "p_value": 0.00031},
            [Remedy("gate", "combining", "reward = gate(match_format_exactly, by=check_answer)")], [1, 2, 7],
        ),
        Finding(
            "length_drift", "medium", "Responses grow longer without gain",
            "Mean length went from 420 to 1,320 characters.", {"first_length": 420.0, "last_length": 1320.0},
            [
                Remedy("shaped_reward", "shaping", "reward = shaped_reward(check_answer, length=-0.0001)"),
                Remedy("evaluate_conciseness", "aspects", "weighted_sum({check_answer: 1, evaluate_conciseness: 0.2})"),
            ], [3],
        ),
        Finding("sparse", "low", "One in five groups teaches nothing", "22% of the groups have no difference.",
                {"zero_variance_share": 0.22}, [], []),
        Finding("skewed", "info", "The reward is two-valued", "Most rewards are 0 or 1.", {}, [], []),
    ]  # fmt: skip


def make_analysis(
    count: int = 60, stretches: int = 125, stride: int = 8, *, seed: int = 0, held_out: bool = True
) -> RewardAnalysis:
    """Make an analysis of a training with `count` examples and so many stretches."""
    choose = random.Random(seed)
    moments = training(stretches, stride, choose, held_out=held_out)
    values = [choose.choice((0.0, 0.0, 0.5, 1.0, 1.0, 1.0)) for _ in range(4000)]
    bins = 20
    counts = []
    for moment in moments:
        row = [0] * bins
        for reason, share in moment.reasons.items():
            row[min(int(SCORES.get(reason, 0.0) * bins), bins - 1)] += int(share * moment.count)
        row[choose.randrange(bins)] += 40
        counts.append(row)

    def kinds(names: tuple[str, ...], effect: float) -> list[Kind]:
        return [
            Kind(
                name, 5200 // (at + 1), 0.5 / (at + 1), max(0.95 - 0.2 * at, 0.02), 0.2, effect - 0.5 * at, [at, at + 4]
            )
            for at, name in enumerate(names)
        ]

    names = ["reward", *COMPONENTS, "length"]
    matrix: list[list[float | None]] = [
        [1.0 if a == b else round(0.9 - 0.35 * abs(a - b), 2) for b in range(len(names))] for a in range(len(names))
    ]
    matrix[2][4] = matrix[4][2] = None
    return RewardAnalysis(
        facts=Facts(
            4096 * stretches, stretches * stride, 0, stretches * stride - 1, ["run-a", "run-b"], 64_000,
            list(COMPONENTS),
            [LeftOut("rows without a reward", 12), LeftOut("part-b-0-3.parquet is cut off")],
        ),
        reward=distribution("reward", values, None),
        components=[
            distribution("check_answer", values, 0.71),
            distribution("match_format_exactly", [choose.choice((0.0, 0.5, 1.0, 1.0)) for _ in range(4000)], 0.34),
            distribution("evaluate_conciseness", [choose.betavariate(6, 2) for _ in range(4000)], -0.05),
        ],
        training=moments,
        spread=Spread([at / bins for at in range(bins + 1)], counts),
        attributes=[
            Attribute("reason", "Reason", 0.83, kinds(REASONS, 1.9)),
            Attribute("source", "Where the answer was read", 0.21, kinds(SOURCES, 0.6)),
            Attribute("length", "Length", 0.04, kinds(("under 200", "200 to 499", "1,000 and more"), 0.3)),
        ],
        correlation=Correlation(names, matrix),
        failures=[
            Failure("adds instead of multiplying", ["total", "sum", "plus"], 1204, 0.31, 0.02, [1, 13]),
            Failure("stops before an answer", ["no_answer", "let", "wait"], 640, 0.165, 0.0, [3]),
        ],
        findings=findings(),
        groups=[list(range(at, min(at + 4, count))) for at in range(0, min(count, 16), 4)],
        examples=examples(count, choose, stretches * stride),
    )  # fmt: skip


def empty_analysis() -> RewardAnalysis:
    """Make the analysis of one response that says as little as it can."""
    nothing = Distribution(
        "reward", 0, 1, None, None, None, None, None, {}, Histogram([], []), None, None, None
    )  # fmt: skip
    return RewardAnalysis(
        facts=Facts(1, 0, None, None, [], 0, []),
        reward=nothing,
        components=[],
        training=[],
        spread=Spread([], []),
        attributes=[],
        correlation=Correlation([], []),
        failures=[],
        findings=[],
        examples=[],
    )
