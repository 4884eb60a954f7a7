"""Findings about changes of level: the reward falls from its best, moves in waves, or changes with the data."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.gaming import correctness_series
from agent_tunix.rewards.analysis.findings.telling import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent_tunix.rewards.analysis.findings.course import Course, Fall
    from agent_tunix.rewards.analysis.findings.observations import Observations
    from agent_tunix.rewards.analysis.results import Finding

#: The least fall from the best level, as a part of the range; a fall is serious from the second one on, or from a third
#: of the best level on; below a tenth of the best level the policy has collapsed.
FALL, SERIOUS, SERIOUS_PART, COLLAPSED = 0.1, 0.15, 1 / 3, 0.1
#: The least swing of a wave as a part of the range, and how often the level must fall.
SWING, LEAST_FALLS = 0.15, 2
#: The least sharp change with which the data may have changed, and the least that says so by itself, as parts of the
#: range; the latter is looked for after this part of the training, between levels of at least so many stretches.
CHANGE, JUMP, EARLY, LEVEL = 0.12, 0.25, 0.2, 5
#: If the same prompts lose less than this part of a fall, the data explains it.
SAME_PROMPTS = 1 / 3


def series(observed: Observations) -> Iterator[tuple[str, Course, float]]:
    """Yield the name, the course and the range of the reward and of what shows that answers are right."""
    course = observed.course("mean")
    if course is not None and observed.range:
        yield "the mean reward", course, observed.range
    for name, field, part, width in correctness_series(observed):
        course = observed.course(field, part)
        if course is not None:
            yield name, course, width


def falls(observed: Observations) -> list[tuple[str, Fall, float]]:
    """Return the falls that are not explained by waves, serious ones first: each with its name and range."""
    found = []
    for name, course, width in series(observed):
        fall = course.fall(FALL * width)
        if fall is None:
            continue
        lows = [low for low, high in pairwise(course.swings(SWING * width)) if low.mean < high.mean and low.start > 0]
        if in_waves(course, width) and any(low.mean <= fall.last.mean + FALL * width for low in lows[:-1] or lows):
            continue
        found.append((name, fall, width))
    return sorted(found, key=lambda each: not is_serious(*each[1:]))


def is_serious(drop: Fall, width: float) -> bool:
    """Say whether a fall is a large part of the range, or of the best level."""
    return drop.size >= SERIOUS * width or drop.size >= SERIOUS_PART * abs(drop.high)


def explained(observed: Observations, name: str, fall: Fall) -> bool:
    """Say whether the data, and not the policy, may explain a fall: never one to nothing."""
    if fall.low <= COLLAPSED * fall.high:
        return False
    if name == "the mean reward":
        same = observed.data.compare_prompts(fall.best, fall.last)
        if same is not None:
            return same < SAME_PROMPTS * fall.size
    if fall.sharp:
        return observed.data.moves_at(fall.at)
    return observed.data.moves(fall.best, fall.last)


def fall(observed: Observations) -> Finding | None:
    """Find that the reward, or correctness, ends far below its best."""
    found = [each for each in falls(observed) if not explained(observed, *each[:2])]
    if not found:
        return None
    name, drop, width = found[0]
    collapsed = drop.low <= COLLAPSED * drop.high
    # The name of a component stays as it is.
    what = {"the mean reward": "The reward"}.get(name, name.replace("the share", "The share"))
    peak, turn = (observed.first_step(at) for at in (drop.peak, drop.at if drop.sharp else drop.peak))
    return tell(
        observed,
        "fall",
        "high" if is_serious(drop, width) else "medium",
        {
            "best": drop.high,
            "last": drop.low,
            "fall": drop.size,
            "best_at_step": float(peak),
            "falls_from_step": float(turn),
        },
        choose={"title": "collapses" if collapsed else "falls", "how": "sharp" if drop.sharp else "slow"},
        examples=observed.show_low(),
        subject="reward" if name == "the mean reward" else name,
        name=name,
        what=what,
    )


def harder_data(observed: Observations) -> Finding | None:
    """Find that the reward falls as the data gets harder little by little, as in a curriculum."""
    found = [each for each in falls(observed) if explained(observed, *each[:2]) and not each[1].sharp]
    if not found:
        return None
    name, drop, _ = found[0]
    return tell(
        observed,
        "harder_data",
        "info",
        {"from": drop.high, "to": drop.low},
        subject="reward" if name == "the mean reward" else name,
        name=name,
        best_steps=observed.steps(drop.best),
        last_steps=observed.steps(drop.last),
    )


def in_waves(course: Course, width: float) -> bool:
    """Say whether the level falls several times, with rises between."""
    turns = course.swings(SWING * width)
    return sum(later.mean < earlier.mean for earlier, later in pairwise(turns)) >= LEAST_FALLS


def waves(observed: Observations) -> Finding | None:
    """Find that the reward goes up and down in waves, as it does if the data is sorted."""
    course = observed.course("mean")
    if course is None or not observed.range or not in_waves(course, observed.range) or observed.data.hardens():
        return None
    turns = course.swings(SWING * observed.range)
    means = [turn.mean for turn in turns]
    return tell(observed, "waves", "medium", {"turns": float(len(turns) - 2), "low": min(means), "high": max(means)})


def data_changed(observed: Observations) -> Finding | None:
    """Find that the reward changes sharply at one place, with its data or faster than a policy learns."""
    course = observed.course("mean")
    if course is None or not observed.range or in_waves(course, observed.range):
        return None
    best: tuple[float, int, bool] | None = None
    for before, after in pairwise(course.segments):
        size = after.mean - before.mean
        at = after.start
        moved = observed.data.moves_at(at)
        short = min(before.end - before.start, after.end - after.start) < LEVEL
        jumps = size >= JUMP * observed.range and not short and at >= EARLY * len(course.values)
        jumps = jumps and course.is_sharp(before, after, 2) and size >= 2 * LEVEL * course.noise
        recovers = size < 0 and course.fall(FALL * observed.range) is None
        shift = abs(size) >= CHANGE * observed.range and course.is_sharp(before, after) and moved and not recovers
        if (shift or jumps) and (best is None or abs(size) > abs(best[0])):
            best = size, at, moved
    if best is None:
        return None
    size, at, moved = best
    what = "moved" if moved else "jumps"
    return tell(
        observed,
        "data_changed",
        "medium",
        {"change": size, "step": float(observed.first_step(at))},
        choose={"title": what, "why": what},
        way="harder" if size < 0 else "easier",
    )


FOUND_IN_CHANGES = (fall, data_changed, waves, harder_data)
