"""Findings about the level of the reward: nearly always the same, jumping, at its ceiling, not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.telling import tell

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Finding, Severity

#: A reward is sparse if its mean is nearer than this to its least or its largest value: then all rewards are equal in
#: two thirds of the groups of eight responses.
SPARSE_MEAN = 0.05
#: Below this mean rewards are seldom paid, above it nearly always.
MIDDLE = 0.5
#: The share of groups whose responses all have the same reward, and so teach nothing.
SPARSE_GROUPS, VERY_SPARSE_GROUPS = 0.5, 0.8
#: The same for rewards that are nearly always paid, and for those that are not at either end.
SATURATED_GROUPS, SMALL_GROUPS = 0.8, 0.65
#: From this mean on the policy has nearly everything that the reward can give.
CEILING = 0.95
#: The noise of the mean of one step, as a part of the reward's range; how many times that the trend must be; and the
#: least number of steps.
NOISY, NOISY_TREND = 0.1, 2.0
NOISY_STEPS = 10
#: Up to how many times the noise of the draw a step's noise counts as such, and from which part of the range on it is
#: too much all the same.
BY_CHANCE, VERY_NOISY = 1.5, 0.2
#: From this share of the variance on that nothing explains, the reward is mostly chance.
CHANCE = 0.6
#: From this share of the variance between prompts on, comparing responses within groups helps.
BETWEEN = 0.5
#: Shares of responses that were not judged.
NOT_JUDGED, OFTEN_NOT_JUDGED = 0.01, 0.1
#: The least number of responses for a statement about shares.
LEAST_RESPONSES = 20


def constant(observed: Observations) -> Finding | None:
    """Find that all rewards are the same."""
    reward = observed.reward
    if reward.count < LEAST_RESPONSES or reward.minimum != reward.maximum or reward.mean is None:
        return None
    return tell(observed, "constant", "high", {"reward": reward.mean, "responses": float(reward.count)})


def sparse(observed: Observations) -> Finding | None:
    """Find that nearly all rewards are the same, or those within most groups."""
    reward, low, high = observed.reward, observed.reward.minimum, observed.reward.maximum
    if reward.count < LEAST_RESPONSES or reward.mean is None or low is None or high is None or low == high:
        return None
    level = (reward.mean - low) / (high - low)
    near = level < SPARSE_MEAN or level > 1 - SPARSE_MEAN
    same = reward.zero_variance_share or 0.0
    if not near and same <= SPARSE_GROUPS:
        return None
    # A mean near the end is sparse if the middle half of the rewards is equal; it is not if there are many values.
    if near and same <= SPARSE_GROUPS and reward.quantiles["0.25"] != reward.quantiles["0.75"]:
        return None
    severity = judge_sparse(observed, level, same)
    where = "low" if level < SPARSE_MEAN else "high" if near else "the same within most groups"
    way = "low" if level < MIDDLE else "high"
    return tell(
        observed,
        "sparse",
        severity,
        {"mean": reward.mean, "zero_variance_share": same},
        choose={"groups": "some" if same else None, "advice": way, "remedies": way},
        where=where,
        low=low,
        high=high,
    )


def judge_sparse(observed: Observations, level: float, same: float) -> Severity:
    """Say how serious it is that rewards are nearly always the same: not very, if the policy has learned that much."""
    if level > MIDDLE:
        first = observed.series("zero_variance")
        learned = first is not None and first.first < SPARSE_GROUPS
        return "info" if learned or same <= SATURATED_GROUPS else "medium"
    near = level < SPARSE_MEAN
    if same > VERY_SPARSE_GROUPS or (same == 0.0 and near):
        return "high"
    # Small groups are often all alike by chance, with a reward that is paid often enough.
    return "medium" if near or same > SMALL_GROUPS else "info"


def ceiling(observed: Observations) -> Finding | None:
    """Find that the policy has nearly everything that the reward can give."""
    low, high = observed.reward.minimum, observed.reward.maximum
    late = observed.late("mean")
    if len(observed.training) < 2 or late is None or low is None or high is None or low == high:  # noqa: PLR2004 # a late part needs an early one
        return None
    level = (late - low) / (high - low)
    if level < CEILING:
        return None
    same = observed.late("zero_variance") or 0.0
    return tell(observed, "ceiling", "info", {"late_mean": late, "level": level, "late_zero_variance": same}, high=high)


def noisy(observed: Observations) -> Finding | None:
    """Find that rewards are mostly chance, or that their mean changes more between steps than over the training."""
    if observed.unexplained is not None and observed.unexplained >= CHANCE:
        choose = dict.fromkeys(("title", "text", "remedies"), "chance")
        return tell(observed, "noisy", "medium", {"unexplained": observed.unexplained}, choose=choose)
    if observed.step_noise is None or observed.step_count < NOISY_STEPS or not observed.range:
        return None
    noise = observed.step_noise / observed.range
    found = observed.series("mean")
    change = abs(found.change) if found is not None and found.clear else 0.0
    if noise < NOISY or change >= NOISY_TREND * observed.step_noise:
        return None
    between = observed.between_groups or 0.0
    expected = observed.sampling_noise
    by_chance = expected is not None and observed.step_noise <= BY_CHANCE * expected
    cause = "draw" if by_chance else "between" if between >= BETWEEN else "asked"
    return tell(
        observed,
        "noisy",
        "info" if by_chance and noise < VERY_NOISY else "medium",
        {"step_noise": observed.step_noise, "share_of_range": noise, "change": change, "between_groups": between},
        choose={**dict.fromkeys(("title", "text", "remedies"), "steps"), "cause": cause},
        step_size=observed.step_size,
    )


def not_judged(observed: Observations) -> Finding | None:
    """Find that responses have no reward."""
    count, total = observed.reward.not_judged, observed.reward.count + observed.reward.not_judged
    share = count / total if total else 0.0
    if share < NOT_JUDGED:
        return None
    severity: Severity = "medium" if share >= OFTEN_NOT_JUDGED else "low"
    return tell(observed, "not_judged", severity, {"share": share, "responses": float(count)})


FOUND_IN_LEVEL = (constant, sparse, noisy, ceiling, not_judged)
