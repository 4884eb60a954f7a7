"""`analyze`: reads records once, and puts the parts of the analysis together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.analysis.analysis import RewardAnalysis
from agent_tunix.rewards.analysis.answers import describe_close, find_top_answer
from agent_tunix.rewards.analysis.attributes import Coded, code_frame, code_sample, describe
from agent_tunix.rewards.analysis.examples import ExamplePicker
from agent_tunix.rewards.analysis.failures import find_failures
from agent_tunix.rewards.analysis.findings import find
from agent_tunix.rewards.analysis.findings.observations import Observations
from agent_tunix.rewards.analysis.records import NO_STEP, Records, take
from agent_tunix.rewards.analysis.results import Facts, LeftOut
from agent_tunix.rewards.analysis.sampling import Keeper, Kept, join
from agent_tunix.rewards.analysis.sources import little_memory, read_ahead, unreadable
from agent_tunix.rewards.analysis.statistics import (
    correlate,
    correlation,
    distribution,
    number_groups,
    unexplained_share,
    variance_shares,
    within_groups,
)
from agent_tunix.rewards.analysis.training import (
    describe_data,
    describe_repetition,
    describe_training,
    means_by_step,
    read_held_out,
    sampling_noise,
    spread,
    stretch,
    without_trend,
)
from agent_tunix.rewards.recording.columns import GROUP, MODE, REASON, REWARD, RUN, SOURCE, STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agent_tunix.rewards.analysis.results import Attribute, Failure

#: With fewer steps the noise of their means is not estimated.
_LEAST_STEPS = 3
#: By so many rows it is estimated how much of the reward follows from what is recorded.
_MOST_EXPLAINED = 20_000
#: The attributes in the order of the report.
_ATTRIBUTES = (REASON, SOURCE, "length", "language", "format", "reasoning_steps")


def analyze(
    records: Any,
    *,
    held_out: Any = None,
    groups: int | None = None,
    columns: Mapping[str, Any] | None = None,
    run: str | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> RewardAnalysis:
    """Find out what a reward does: how it is distributed, which responses it pays, and whether it is being gamed.

    Records are read once, a batch at a time. The numbers of up to four million rows are used. Texts are read in a
    random sample of up to 32,768 rows, which does not depend on the order of the files. `facts.left_out` says what was
    not used.

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
            list of dictionaries, or a dictionary of columns. A response and a reward are required; a step, a prompt, a
            group, a truth, reasons and components give further findings. The column names of trainers are known.
        held_out: accuracies on held-out data: a dictionary by step, pairs of a step and an accuracy, or a file or table
            with the columns `step` and `accuracy`. Records whose mode is `eval` are used as held-out data, too.
        groups: how many responses in a row are one group, for records without a column of groups.
        columns: the columns whose names are not known, such as `{"reward": "my_score"}`; under `components` a list of
            the columns of components.
        run: the run to analyse, for records with several runs.
        progress: is called with the number of rows read so far, and of all rows, or None if that is not known.

    Raises:
        TypeError: an argument has a wrong type.
        ValueError: a file can't be read, there are no rows, or a column is missing; the message lists the columns that
            are there.
        ImportError: a library is missing (`pip install 'agent-tunix-rewards[analysis]'`).
    """
    if groups is not None and (isinstance(groups, bool) or not isinstance(groups, int)):
        raise ArgumentTypeError(f"groups: expected an int, got {type(groups).__name__}", argument="groups")
    if groups is not None and groups < 1:
        raise ArgumentValueError(f"groups: expected at least 1, got {groups}", argument="groups", code="out_of_range")
    accuracies = read_held_out(held_out)
    with little_memory():
        source = Records(records, columns, groups, run)
        keeper = Keeper()
        # The next rows are read and decoded while these are kept.
        for chunk in read_ahead(source.chunks()):
            keeper.add(chunk)
            if progress is not None:
                progress(keeper.rows, source.rows)
        if not keeper.rows:
            wrong = f"no row of the run {run!r}" if run else "no row"
            runs = f"; the runs are {', '.join(source.runs.texts) or 'not named'}" if run else ""
            notes = "; ".join(note.what for note in source.left_out())
            raise unreadable(f"there is {wrong} to analyse{runs}" + (f" ({notes})" if notes else ""), "empty")
        return _Survey(source, keeper.finish(), accuracies).write()


class _Survey:
    """The data that the parts of the analysis share."""

    def __init__(self, source: Records, kept: Kept, held_out: dict[int, float]) -> None:
        self.source, self.notes = source, source.left_out()
        self.rows = kept.rows
        training = ~kept.frame.numbers[MODE]
        self.held_out = self.accuracies = held_out
        if training.any() and not training.all():
            self.held_out = means_by_step(take(kept.frame, ~training)) | held_out
            self._note(
                "rows of evaluation: they are no training; their mean reward is shown beside it", int((~training).sum())
            )
            frame, sample, rare, whole = (
                take(part, ~part.numbers[MODE]) if len(part) else part
                for part in (kept.frame, kept.sample, kept.rare, kept.whole)
            )
            kept = Kept(frame, sample, rare, whole, kept.rows)
        self.frame, self.sample = kept.frame, kept.sample
        # The pool is the sample, followed by the rows with rare reasons, and those of whole groups, that are not in it.
        self.pool = kept.sample
        for part in (kept.rare, kept.whole):
            new = ~np.isin(part.keys, self.pool.keys)
            self.pool = join([self.pool, take(part, new)]) if new.any() else self.pool
        self.whole = np.unique(kept.whole.numbers[GROUP]) if len(kept.whole) else kept.whole.keys
        if len(self.frame) < kept.rows and training.all():
            self._note(f"numbers are based on {len(self.frame):,} of {kept.rows:,} rows, which are whole groups")
        if len(self.sample) < len(self.frame):
            self._note(f"what is read from texts is based on a random sample of {len(self.sample):,} rows")
        self.groups = number_groups(self.frame.numbers[GROUP])
        self.within = within_groups(self.frame.numbers[REWARD], self.groups)
        known = self.frame.numbers[STEP] != NO_STEP
        self.stretches = stretch(self.frame.numbers[STEP], known)
        if not known.any():
            self._note("there are no steps: the report says nothing about the training")
        elif not known.all():
            self._note(
                "rows without a step: what the report says about the training leaves them out", int((~known).sum())
            )
        if len(source.runs.texts) > 1 and source.run is None:
            self._note(f"several runs are analysed as one: {', '.join(source.runs.texts[:5])}; choose one by run=")
        self.coded = self._code()
        names = {name: (own.pool, own.kinds) for name, own in self.coded.items()}
        self.picker = ExamplePicker(self.pool, {**names, RUN: (self.pool.numbers[RUN], source.runs.texts)})

    def _note(self, what: str, rows: int | None = None) -> None:
        self.notes.append(LeftOut(what, rows))

    def _code(self) -> dict[str, Coded]:
        """Return the attributes of the responses in the order of the report."""
        whole = code_frame(self.frame, self.pool, self.source.reasons.texts, self.source.sources.texts)
        known = {each.name: each for each in whole}
        known |= {each.name: each for each in code_sample(self.pool, len(self.sample), known)}
        return {name: known[name] for name in _ATTRIBUTES if name in known}

    def write(self) -> RewardAnalysis:
        """Return the analysis."""
        frame, rewards = self.frame, self.frame.numbers[REWARD]
        shares = variance_shares(rewards, frame.components)
        reward = distribution("reward", rewards, self.groups, None, self.within)
        components = [
            distribution(name, values, self.groups, shares[name]) for name, values in frame.components.items()
        ]
        training = describe_training(frame, self.stretches, self.groups, self.source.reasons.texts, self.held_out)
        attributes = self._attributes()
        failures = self._failures()
        data = describe_data(frame, self.sample, self.stretches)
        observed = Observations(self._facts(), reward, components, training, data)
        self._observe(observed, attributes)
        analysis = RewardAnalysis(
            facts=observed.facts,
            reward=reward,
            components=components,
            training=training,
            spread=spread(rewards, self.stretches),
            attributes=attributes,
            correlation=correlate(
                {"reward": rewards, **frame.components, "length": frame.numbers["length"].astype(np.float64)}
            ),
            failures=failures,
            findings=find(observed),
            groups=self.picker.choose_groups(self.whole),
            examples=self.picker.examples,
        )
        analysis.picker = self.picker
        return analysis

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

    def _attributes(self) -> list[Attribute]:
        described = [
            describe(each, self.sample if each.sampled else self.frame, self.picker) for each in self.coded.values()
        ]
        # If all responses are of one kind, that means something for reasons only.
        return [attribute for attribute in described if attribute.name == REASON or len(attribute.kinds) > 1]

    def _reasons(self) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[str]] | None:
        """Return the codes of the sample's reasons and their names, if reasons are known."""
        coded = self.coded.get(REASON)
        return None if coded is None else (coded.pool[: len(self.sample)].astype(np.int64), coded.kinds)

    def _failures(self) -> list[Failure]:
        return find_failures(self.sample, self._reasons(), len(self.frame), self.picker)

    def _observe(self, observed: Observations, attributes: list[Attribute]) -> None:
        """Add what only the findings need."""
        means = [*means_by_step(self.frame).values()]
        if len(means) > _LEAST_STEPS:
            # Half of the mean squared successive difference (von Neumann et al., 1941) is free of the trend.
            observed.step_noise = float(np.sqrt((np.diff(means) ** 2).mean() / 2))
            observed.step_count = len(means)
            observed.step_size = len(self.stretches.order) / len(means)
            observed.sampling_noise = sampling_noise(self.frame, self.groups)
        if not self.accuracies:
            observed.held_out = "the evaluation reward"
        observed.between_groups = self.within.between
        both = (without_trend(self.frame.numbers[name], self.stretches) for name in (REWARD, "length"))
        observed.length_correlation = correlation(*both) or 0.0
        for attribute in attributes:
            if attribute.name == REASON:
                observed.reasons = {kind.value: kind.share for kind in attribute.kinds}
                observed.by_reason = {kind.value: kind.examples for kind in attribute.kinds}
        observed.show = partial(self.picker.choose_late, self.stretches.steps)
        observed.show_low = partial(self.picker.choose_low, self.stretches.steps)
        observed.answer_kinds, observed.top_answer = find_top_answer(self.sample, self.picker)
        first = take(self.sample, np.arange(min(len(self.sample), _MOST_EXPLAINED)))
        observed.repetitive = describe_repetition(first, self.stretches)
        reasons = self._reasons()
        if reasons is not None:
            causes = {**first.components, "length": first.numbers["length"].astype(np.float64)}
            causes |= {f"reason {at}": (reasons[0][: len(first)] == at).astype(float) for at in range(len(reasons[1]))}
            observed.unexplained = unexplained_share(first.numbers[REWARD], causes)
        if reasons is not None and "close" in reasons[1]:
            close = reasons[0] == reasons[1].index("close")
            observed.close = describe_close(self.sample, close, self.picker)
