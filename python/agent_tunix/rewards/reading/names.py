"""The names of columns: which ones hold the same thing, and how a message lists those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The names that a column may have, by what it holds, the likelier first. They are the names in the records of
#: `RewardLog`, in the output of `score --out`, in TRL's tables of completions, and in verl's rollouts.
OTHERS: dict[str, tuple[str, ...]] = {
    "response": ("response", "completion", "completions", "output", "generation", "responses", "prediction"),
    "reward": ("reward", "total_reward", "score", "answer_reward", "rewards", "total"),
    "prompt": ("prompt", "question", "problem", "query", "instruction", "input", "prompts", "messages"),
    "truth": ("truth", "ground_truth", "gts", "gold", "solution", "reference", "target"),
    "step": ("step", "global_step", "training_step", "iteration"),
    "group": ("group", "group_id", "uid", "prompt_id"),
    "answer": ("answer", "extracted", "pred"),
    "reason": ("reason",),
    "source": ("source",),
    "run": ("run", "run_name", "experiment_name"),
    "mode": ("mode", "split"),
    "row": ("row",),
}
#: The parameters by which a reward asks for its reference answer, and the columns that fill them.
TRUTHS = ("ground_truth", "truth", "answer", "solution", "label", "reference", "target", "gold", "expected_numbers")
#: The columns in which data to audit with has its truths.
DATA_TRUTHS = (
    *(*TRUTHS, "expected_answer", "final_answer", "labels", "reward_model.ground_truth", "reward_spec.ground_truth"),
    *("extra_info.answer", "info.answer"),
)
#: The columns in which rows to score have theirs. A truth is an `answer` in data sets, `gts` in verl's rollouts, a
#: `label` in OpenRLHF's data; verl's data sets have it inside of a column.
SCORED_TRUTHS = ("answer", *OTHERS["truth"], "label", "reward_model.ground_truth")
#: The names under which a call of a reward is given its responses, prompts and truths, the likelier first. A dot leads
#: inside a value.
CALLED: dict[str, tuple[str, ...]] = {
    "response": (
        *("response", "responses", "completion", "completions", "solution_str", "solution_strs", "action"),
        *("trace.last_reply", "sample.response", "reward_input.response", "output", "outputs", "text", "texts"),
    ),
    "prompt": (
        *("prompt", "prompts", "question", "questions", "task.question", "task.prompt", "trace.prompt"),
        *("sample.prompt", "extra_info.question"),
    ),
    "truth": (
        *("ground_truth", "ground_truths", "truth", "answer", "answers", "solution", "solutions", "label", "labels"),
        *("reference", "target", "gold", "expected_numbers", "task.answer", "sample.label"),
        "reward_input.ground_truth",
    ),
}
_MOST_NAMES = 20


def list_names(wanted: str, names: Iterable[str]) -> str:
    """Return the names of columns for an error message, those like the wanted one first.

    >>> from agent_tunix.rewards.reading.names import list_names
    >>> list_names("Promt", ["reward", "prompt"]), list_names("prompt", [])
    ('prompt, reward', 'none')
    """
    from difflib import get_close_matches

    known = list(names)
    by_folded = {name.casefold(): name for name in reversed(known)}
    near = [by_folded[match] for match in get_close_matches(wanted.casefold(), by_folded, n=3, cutoff=0.5)]
    ordered = near + [name for name in known if name not in near]
    more = f" and {len(ordered) - _MOST_NAMES} more" if len(ordered) > _MOST_NAMES else ""
    return ", ".join(ordered[:_MOST_NAMES]) + more or "none"
