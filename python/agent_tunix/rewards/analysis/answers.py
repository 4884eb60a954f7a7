"""Answers that are given again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agent_tunix.rewards import _core
from agent_tunix.rewards.analysis.findings.observations import AnswerUse, CloseUse
from agent_tunix.rewards.analysis.sampling import has_text
from agent_tunix.rewards.recording.columns import ANSWER, GROUP, PROMPT, RESPONSE, REWARD, TRUTH

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import ExamplePicker
    from agent_tunix.rewards.analysis.records import Chunk

#: How many of the most frequent close answers are counted together.
_FEW = 3


def read_answers(sample: Chunk) -> list[str]:
    """Return the recorded answer of each response, or the one that `extract_answer` finds; `""` for none."""
    if has_text(sample, ANSWER):
        return [text.strip() for text in sample.texts[ANSWER].to_pylist()]
    found = _core.extract_answer(sample.texts[RESPONSE])
    return ["" if answer is None else answer.text.strip() for answer in found]


def prompts_of(sample: Chunk) -> npt.NDArray[np.uint64]:
    """Return an id for each prompt, by its text or else by its group; 0 if neither is known."""
    prompts: npt.NDArray[np.uint64] = sample.numbers[PROMPT]
    return np.where(prompts != 0, prompts, sample.numbers[GROUP])


def find_top_answer(sample: Chunk, picker: ExamplePicker) -> tuple[int, AnswerUse | None]:
    """Return how many different answers there are, and the most frequent one."""
    answers = np.array(read_answers(sample), dtype=object)
    given = np.flatnonzero(answers != "")
    if not given.size:
        return 0, None
    kinds, codes, counts = np.unique(answers[given].astype(str), return_inverse=True, return_counts=True)
    top = int(counts.argmax())
    rows = given[codes == top]
    text = str(kinds[top])
    prompts = prompts_of(sample)[rows]
    rewards = sample.numbers[REWARD][rows]
    judged = rewards[~np.isnan(rewards)]
    truth_share = None
    if has_text(sample, TRUTH):
        truths = np.array(sample.texts[TRUTH].to_pylist(), dtype=object)
        known = np.unique(truths[given].astype(str), return_inverse=True)
        right = _core.math_equal([text] * len(known[0]), known[0].tolist(), None) & (known[0] != "")
        truth_share = float(right[known[1]].mean())
    use = AnswerUse(
        text=text,
        share=float(counts[top] / given.size),
        truth_share=truth_share,
        prompts=len(np.unique(prompts[prompts != 0])),
        mean=float(judged.mean()) if judged.size else None,
        examples=picker.choose(rows, 4),
    )
    return len(kinds), use


def describe_close(sample: Chunk, close: npt.NDArray[np.bool_], picker: ExamplePicker) -> CloseUse | None:
    """Describe the answers that were paid for being close to the truth."""
    rows = np.flatnonzero(close)
    if not rows.size:
        return None
    answers = np.array(read_answers(sample), dtype=object)[rows].astype(str)
    _, counts = np.unique(answers[answers != ""], return_counts=True)
    prompts = prompts_of(sample)[rows]
    return CloseUse(
        share=float(rows.size / len(sample)),
        top_share=float(np.sort(counts)[-_FEW:].sum() / max(int(counts.sum()), 1)),
        prompts=len(np.unique(prompts[prompts != 0])),
        examples=picker.choose(rows, 4),
    )
