"""How the reward went from step to step: kept, and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np


class History:
    """A sink of a `RewardLog` that keeps the metrics of every step.

    Args:
        names: the names of the rewards that are logged.
    """

    def __init__(self, names: Sequence[str]) -> None:
        #: What a reward's metrics begin with: several are parts of the reward that is their sum.
        self.heads = {name: "reward" if len(names) == 1 else f"component/{name}" for name in names}
        self.steps: list[dict[str, float]] = []

    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        """Keep the metrics of one step."""
        self.steps.append({"step": step, **metrics})

    def close(self) -> None:
        """Do nothing: all is kept."""

    def column(self, metric: str) -> np.ndarray:
        """Return a metric, step by step; NaN where there is none."""
        return np.array([each.get(metric, np.nan) for each in self.steps])


def draw_curve(history: History, path: Path) -> None:
    """Draw the mean rewards by step, each with a band of one standard deviation."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    steps = np.arange(1, len(history.steps) + 1)
    for name, head in history.heads.items():
        means, spread = history.column(f"{head}/mean"), history.column(f"{head}/std")
        window = max(1, len(means) // 10)
        smooth = [means[max(0, at - window + 1) : at + 1].mean() for at in range(len(means))]
        (line,) = axes.plot(steps, smooth, linewidth=2, label=f"{name}, mean of the last {window} steps")
        axes.plot(steps, means, linewidth=0.8, alpha=0.6, color=line.get_color())
        # No further than the rewards themselves, where their ends are known.
        low = np.fmax(means - spread, history.column(f"{head}/min"))
        high = np.fmin(means + spread, history.column(f"{head}/max"))
        axes.fill_between(steps, low, high, color=line.get_color(), alpha=0.12, linewidth=0)
    axes.set(xlabel="step", ylabel="reward", title="Mean reward of each step (band: one standard deviation)")
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=150)
    plt.close(figure)
