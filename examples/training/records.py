"""What the rewards were, step by step: recorded, printed, saved, drawn."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from agent_tunix.rewards import explain_answer

BARS = " ▁▂▃▄▅▆▇█"
BINS = 10


class Recorder:
    """A reward that remembers what it gave, and is called as the reward is.

    Args:
        reward: a reward as Tunix calls it.
        printed: whether to print each batch's distribution.
    """

    def __init__(self, reward: Callable[..., Any], *, printed: bool) -> None:
        self.reward = reward
        self.printed = printed
        self.__name__ = reward.__name__
        self.samples: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []

    def __call__(self, prompts: Any, completions: Any, **kwargs: Any) -> Any:
        """Return the rewards of a batch, and keep them."""
        scores = self.reward(prompts=prompts, completions=completions, **kwargs)
        step = len(self.steps) + 1
        truths = [str(each) for each in kwargs["answer"]]
        self.samples += [
            {"step": step, "prompt": str(prompt), "response": str(response), "answer": truth, "reward": score}
            for prompt, response, truth, score in zip(prompts, completions, truths, scores, strict=True)
        ]
        self.steps.append({"step": step, **describe(scores)})
        if self.printed:
            print(f"{self.__name__}  step {step:4}  {show(self.steps[-1])}", flush=True)
        return scores


def describe(scores: Any) -> dict[str, Any]:
    """Return the count, the least, the greatest, the mean, the standard deviation and a histogram of rewards."""
    values = np.asarray(scores, float)
    counts, edges = np.histogram(values, bins=BINS)
    return {
        "count": len(values),
        "min": float(values.min()),
        "max": float(values.max()),
        "mean": float(values.mean()),
        "std": float(values.std()),
        "histogram": {"counts": counts.tolist(), "edges": edges.tolist()},
    }


def show(facts: dict[str, Any]) -> str:
    """Return the facts of a batch as a line with a small histogram."""
    counts = facts["histogram"]["counts"]
    bars = "".join(BARS[-(-each * (len(BARS) - 1) // max(counts))] for each in counts)
    numbers = "  ".join(f"{name} {facts[name]:.3f}" for name in ("min", "max", "mean", "std"))
    return f"count {facts['count']}  {numbers}  {facts['min']:.1f} |{bars}| {facts['max']:.1f}"


def summarize(recorder: Recorder) -> dict[str, Any]:
    """Return the statistics over the training: of its first and last tenth, of all of it, and the best step."""
    means = [each["mean"] for each in recorder.steps]
    tenth = max(1, len(means) // 10)
    best = int(np.argmax(means))
    return {
        "reward": recorder.__name__,
        "steps": len(means),
        "samples": len(recorder.samples),
        "mean_of_first_tenth": float(np.mean(means[:tenth])),
        "mean_of_last_tenth": float(np.mean(means[-tenth:])),
        "best_step": best + 1,
        "best_mean": means[best],
        "over_training": describe([each["reward"] for each in recorder.samples]),
    }


def print_curve(recorder: Recorder, lines: int = 15) -> None:
    """Print the mean reward as bars, one for each part of the training."""
    parts = np.array_split([each["mean"] for each in recorder.steps], min(lines, len(recorder.steps)))
    top = max(float(part.max()) for part in parts) or 1.0
    print(f"\nmean of {recorder.__name__}")
    step = 1
    for part in parts:
        mean = float(part.mean())
        print(f"  steps {step:4} to {step + len(part) - 1:4}  {mean:6.3f}  {'█' * round(40 * max(0.0, mean) / top)}")
        step += len(part)


def save(recorder: Recorder, folder: Path) -> dict[str, Any]:
    """Save the samples with the reason of each verdict, the steps, and a summary; return the reasons by step."""
    verdicts = explain_answer(
        [each["response"] for each in recorder.samples], [each["answer"] for each in recorder.samples]
    )
    for sample, verdict in zip(recorder.samples, verdicts, strict=True):
        sample["reason"] = verdict.reason
    write_lines(folder / f"{recorder.__name__}_samples.jsonl", recorder.samples)
    write_lines(folder / f"{recorder.__name__}_steps.jsonl", recorder.steps)
    reasons = Counter(verdict.reason for verdict in verdicts)
    summary = summarize(recorder) | {"reasons": dict(reasons.most_common())}
    (folder / f"{recorder.__name__}_summary.json").write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    return summary


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write JSON Lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def draw_curve(recorders: list[Recorder], path: Path) -> None:
    """Draw the mean reward by step, with a band of one standard deviation."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for recorder in recorders:
        steps = np.array([each["step"] for each in recorder.steps])
        means = np.array([each["mean"] for each in recorder.steps])
        spread = np.array([each["std"] for each in recorder.steps])
        lowest, highest = (pick(each[name] for each in recorder.steps) for pick, name in ((min, "min"), (max, "max")))
        window = max(1, len(means) // 10)
        smooth = [means[max(0, at - window + 1) : at + 1].mean() for at in range(len(means))]
        (line,) = axes.plot(steps, smooth, linewidth=2, label=f"{recorder.__name__}, mean of the last {window} steps")
        axes.plot(steps, means, linewidth=0.8, alpha=0.6, color=line.get_color())
        band = np.clip((means - spread, means + spread), lowest, highest)
        axes.fill_between(steps, *band, color=line.get_color(), alpha=0.12, linewidth=0)
    axes.set(xlabel="step", ylabel="reward", title="Mean reward of each step (band: one standard deviation)")
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def draw_analysis(recorder: Recorder, path: Path) -> None:
    """Draw how the rewards of each step are spread, and the share of each reason."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    steps = len(recorder.steps)
    scores = np.array([each["reward"] for each in recorder.samples], float)
    at = np.array([each["step"] for each in recorder.samples])
    figure, (above, below) = plt.subplots(2, figsize=(8, 7), layout="constrained", sharex=True)
    bins = [np.arange(0.5, steps + 1), np.linspace(scores.min() - 0.025, scores.max() + 0.025, 22)]
    *_, image = above.hist2d(at, scores, bins=bins, cmap="Blues")
    figure.colorbar(image, ax=above, label="samples")
    above.set(ylabel="reward", title=f"Spread of {recorder.__name__}")
    reasons = [name for name, _ in Counter(each["reason"] for each in recorder.samples).most_common()]
    shares = np.zeros((len(reasons), steps))
    for sample in recorder.samples:
        shares[reasons.index(sample["reason"]), sample["step"] - 1] += 1
    below.stackplot(np.arange(1, steps + 1), shares / shares.sum(0), labels=reasons)
    below.set(xlabel="step", ylabel="share of responses", title="Why", xlim=(1, max(2, steps)), ylim=(0, 1))
    below.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=3)
    figure.savefig(path, dpi=150)
    plt.close(figure)
