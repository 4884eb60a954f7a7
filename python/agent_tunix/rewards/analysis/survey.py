"""From records to an analysis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.analysis.analysis import RewardAnalysis
from agent_tunix.rewards.analysis.answers import describe_close, find_top_answer
from agent_tunix.rewards.analysis.attributes import Coded, code_frame, code_sample, describe
from agent_tunix.rewards.analysis.examples import ExamplePicker
from agent_tunix.rewards.analysis.failures import find_failures, low_bound
from agent_tunix.rewards.analysis.findings import find
from agent_tunix.rewards.analysis.findings.observations import Observations
from agent_tunix.rewards.analysis.records import NO_STEP, Chunk, Records, take
from agent_tunix.rewards.analysis.results import Facts, LeftOut
from agent_tunix.rewards.analysis.sampling import Keeper, Kept, join
from agent_tunix.rewards.analysis.statistics import (
    correlate,
    correlation,
    distribution,
    number_groups,
    variance_shares,
    within_groups,
)
from agent_tunix.rewards.analysis.training import (
    describe_training,
    read_held_out,
    spread,
    step_means,
    stretch,
    without_trend,
)
from agent_tunix.rewards.recording.columns import GROUP, MODE, REASON, REWARD, RUN, SOURCE, STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from agent_tunix.rewards.analysis.results import Attribute

#: Steps whose means have noise to speak of.
_LEAST_STEPS = 3


def analyze(
    records: Any,
    *,
    held_out: Any = None,
    groups: int | None = None,
    columns: Mapping[str, Any] | None = None,
    run: str | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> RewardAnalysis:
    """Find out what a reward does: how it is spread, which responses it pays, and whether it is being gamed.

    Records are read once, a batch at a time. Up to four million rows every number counts; texts are looked at in a fair
    sample of up to 131,072, which does not depend on the order of files. `facts.left_out` says what was not used.

    >>> from agent_tunix.rewards import analyze
    >>> found = analyze([
    ...     {"step": 1, "prompt": "2 + 2?", "response": "The answer is 4.", "reward": 1.0, "reason": "correct"},
    ...     {"step": 1, "prompt": "2 + 2?", "response": "The answer is 5.", "reward": 0.0, "reason": "wrong_value"},
    ... ])
    >>> found.reward.mean, found.reward.zero_variance_share, found.facts.groups
    (0.5, 0.0, 1)

    Args:
        records: a folder of parts that a `RewardLog` wrote, or the log itself; a Parquet, JSON Lines or CSV file, or a
            list of files; a pyarrow table or reader, a pandas or polars DataFrame or anything that exports Arrow; a
            list of dictionaries, or a dictionary of columns. They need a response and a reward; a step, a prompt, a
            group, a truth, reasons and components say more. Names that trainers use are known.
        held_out: accuracies on held-out data, a dictionary by step, pairs of both, or a file or table with columns
            `step` and `accuracy`. Records of the mode `eval` are counted as such by themselves.
        groups: how many responses in a row are one group, where no column says.
        columns: the names of columns that have another one, such as `{"reward": "my_score"}`; under `components` the
            list of those of the rewards inside.
        run: the run to look at, where records have several.
        progress: is called with the rows read so far, and all there are, or None where that is not known.

    Raises:
        TypeError: an argument is of no type that it can be.
        ValueError: a file can't be read, there are no rows, or a column is missing: the message names those that are
            there.
        ImportError: a library is missing (`pip install 'agent-tunix-rewards[analysis]'`).
    """
    if groups is not None and (isinstance(groups, bool) or not isinstance(groups, int)):
        raise ArgumentTypeError(f"groups: expected an int, got {type(groups).__name__}")
    if groups is not None and groups < 1:
        raise ArgumentValueError(f"groups: expected at least 1, got {groups}")
    accuracies = read_held_out(held_out)
    source = Records(records, columns, groups, run)
    keeper = Keeper()
    for chunk in source.chunks():
        keeper.add(chunk)
        if progress is not None:
            progress(keeper.rows, source.rows)
    if not keeper.rows:
        wrong = f"no row of the run {run!r}" if run else "no row"
        runs = f"; the runs are {', '.join(source.runs.texts) or 'not named'}" if run else ""
        notes = "; ".join(note.what for note in source.left_out())
        raise ArgumentValueError(f"records: there is {wrong} to analyse{runs}" + (f" ({notes})" if notes else ""))
    return _Survey(source, keeper.finish(), accuracies).write()


class _Survey:
    """What parts of the analysis share."""

    def __init__(self, source: Records, kept: Kept, held_out: dict[int, float]) -> None:
        self.source, self.notes = source, source.left_out()
        self.rows = kept.rows
        training = ~kept.frame.numbers[MODE]
        self.held_out = held_out
        if training.any() and not training.all():
            self.held_out = _means_by_step(take(kept.frame, ~training)) | held_out
            self.notes.append(LeftOut("rows of evaluation: they count as held-out accuracy", int((~training).sum())))
            kept = Kept(
                take(kept.frame, training),
                take(kept.sample, ~kept.sample.numbers[MODE]),
                take(kept.rare, ~kept.rare.numbers[MODE]),
                kept.rows,
            )
        self.frame, self.sample = kept.frame, kept.sample
        self.pool = _pool(kept)
        if len(kept.frame) < kept.rows and training.all():
            self.notes.append(
                LeftOut(f"numbers rest on {len(kept.frame):,} of {kept.rows:,} rows, whole groups of them", None)
            )
        if len(self.sample) < len(self.frame):
            self.notes.append(
                LeftOut(f"what is read from texts rests on a fair sample of {len(self.sample):,} rows", None)
            )
        self.groups = number_groups(self.frame.numbers[GROUP])
        self.within = within_groups(self.frame.numbers[REWARD], self.groups)
        known = self.frame.numbers[STEP] != NO_STEP
        self.stretches = stretch(self.frame.numbers[STEP], known)
        if not known.any():
            self.notes.append(LeftOut("there are no steps: nothing is said of the training"))
        elif not known.all():
            self.notes.append(
                LeftOut("rows without a step: they are not in what is said of the training", int((~known).sum()))
            )
        if len(source.runs.texts) > 1 and source.run is None:
            named = ", ".join(source.runs.texts[:5])
            self.notes.append(LeftOut(f"several runs are analysed as one: {named}; choose one by run="))

    def write(self) -> RewardAnalysis:
        """Put everything together."""
        frame, rewards = self.frame, self.frame.numbers[REWARD]
        shares = variance_shares(rewards, frame.components)
        reward = distribution("reward", rewards, self.groups, None, self.within)
        components = [
            distribution(name, values, self.groups, shares[name]) for name, values in frame.components.items()
        ]
        training = describe_training(frame, self.stretches, self.groups, self.source.reasons.texts, self.held_out)
        length = frame.numbers["length"].astype(np.float64)
        correlations = correlate({"reward": rewards, **frame.components, "length": length})
        coded, attributes, picker = self._attributes()
        failures = self._failures(coded, picker)
        observed = Observations(self._facts(), reward, components, training)
        self._look_closer(observed, coded, attributes, picker)
        findings = find(observed)
        return RewardAnalysis(
            facts=observed.facts,
            reward=reward,
            components=components,
            training=training,
            spread=spread(rewards, self.stretches),
            attributes=attributes,
            correlation=correlations,
            failures=failures,
            findings=findings,
            examples=picker.examples,
        )

    def _facts(self) -> Facts:
        steps = self.stretches.steps
        return Facts(
            samples=self.rows,
            steps=len(steps),
            first_step=int(steps[0]) if len(steps) else None,
            last_step=int(steps[-1]) if len(steps) else None,
            runs=[self.source.run] if self.source.run else sorted(self.source.runs.texts),
            groups=self.groups.count,
            components=list(self.frame.components),
            left_out=self.notes,
        )

    def _attributes(self) -> tuple[dict[str, Coded], list[Attribute], ExamplePicker]:
        reasons, sources = self.source.reasons.texts, self.source.sources.texts
        whole = code_frame(self.frame, reasons, sources)
        # The pool begins with the sample.
        coded = {each.name: each for each in (*whole, *code_sample(self.pool, whole))}
        names = {
            name: (coded[name].codes if coded[name].sampled else self.pool.numbers[name], coded[name].kinds)
            for name in (REASON, SOURCE, "language")
            if name in coded
        }
        picker = ExamplePicker(self.pool, {RUN: (self.pool.numbers[RUN], self.source.runs.texts), **names})
        attributes = []
        for name in ("reason", "source", "length", "language", "format", "reasoning_steps"):
            if name not in coded:
                continue
            each = coded[name]
            if each.sampled:
                pool_codes = each.codes
                own = Coded(each.name, each.title, each.codes[: len(self.sample)], each.kinds)
                attributes.append(describe(own, self.sample, pool_codes, picker))
            else:
                pool_codes = self._pool_codes(each)
                attributes.append(describe(each, self.frame, pool_codes, picker))
        # That all are of one kind says something of reasons alone.
        told = [attribute for attribute in attributes if attribute.name == REASON or len(attribute.kinds) > 1]
        return coded, told, picker

    def _pool_codes(self, coded: Coded) -> npt.NDArray[np.int64]:
        """Return an attribute of the frame for the rows of the pool."""
        if coded.name in self.pool.numbers and coded.name != "length":
            return self.pool.numbers[coded.name].astype(np.int64)
        starts = np.array([int(name.split(" to ")[0].replace(",", "")) for name in coded.kinds])
        return np.maximum(np.searchsorted(starts, self.pool.numbers["length"], side="right") - 1, 0)

    def _failures(self, coded: dict[str, Coded], picker: ExamplePicker) -> list[Any]:
        rewards = self.frame.numbers[REWARD]
        bound = low_bound(rewards)
        reason = coded.get(REASON)
        total = 0 if bound is None else int((rewards <= bound).sum())
        named = None
        if reason is not None:
            codes = reason.codes if reason.sampled else self.pool.numbers[REASON].astype(np.int64)
            named = codes[: len(self.sample)], reason.kinds
        return find_failures(self.sample, named, bound=bound, total=total, picker=picker)

    def _look_closer(
        self, observed: Observations, coded: dict[str, Coded], attributes: list[Attribute], picker: ExamplePicker
    ) -> None:
        """Add what findings need and the analysis itself does not show."""
        means = step_means(self.frame, self.stretches)
        means = means[~np.isnan(means)]
        if len(means) > _LEAST_STEPS:
            # Half of the mean squared successive difference (von Neumann et al., 1941), free of the trend.
            observed.step_noise = float(np.sqrt((np.diff(means) ** 2).mean() / 2))
            observed.step_count = len(means)
            observed.step_size = len(self.stretches.order) / len(means)
        observed.between_groups = self.within.between
        reward, length = (
            without_trend(values.astype(np.float64), self.stretches)
            for values in (self.frame.numbers[REWARD], self.frame.numbers["length"])
        )
        observed.length_correlation = correlation(reward, length) or 0.0
        for attribute in attributes:
            if attribute.name == REASON:
                observed.reasons = {kind.value: kind.share for kind in attribute.kinds}
                observed.by_reason = {kind.value: kind.examples for kind in attribute.kinds}
        observed.show = partial(picker.choose_late, self.stretches.steps)
        observed.answer_kinds, observed.top_answer = find_top_answer(self.sample, picker)
        reason = coded.get(REASON)
        if reason is not None and "close" in reason.kinds:
            codes = reason.codes if reason.sampled else self.sample.numbers[REASON]
            observed.close = describe_close(
                self.sample, codes[: len(self.sample)] == reason.kinds.index("close"), picker
            )


def _pool(kept: Kept) -> Chunk:
    """Return the sample, and after it the rows of rare reasons that it has not."""
    new = ~np.isin(kept.rare.keys, kept.sample.keys)
    return join([kept.sample, take(kept.rare, new)]) if new.any() else kept.sample


def _means_by_step(rows: Chunk) -> dict[int, float]:
    """Return the mean reward by step."""
    steps, rewards = rows.numbers[STEP], rows.numbers[REWARD]
    known = (steps != NO_STEP) & ~np.isnan(rewards)
    distinct, at = np.unique(steps[known], return_inverse=True)
    means = np.bincount(at, weights=rewards[known], minlength=len(distinct)) / np.bincount(at, minlength=len(distinct))
    return dict(zip(distinct.tolist(), means.tolist(), strict=True))
