"""verl's scores for GSM8K and MATH, those of ``verl.utils.reward_score`` in verl 0.9.1: one response a call.

`gsm8k` and `math_reward` are the modules of these names, and `default_compute_score` chooses between them by the source
of the data, so that it can be the trainer's ``reward.custom_reward_function``.
"""

from __future__ import annotations

from agent_tunix.rewards.presets.verl import gsm8k, math_reward

__all__ = ["default_compute_score", "gsm8k", "math_reward"]

_MATH = ("lighteval/MATH", "DigitalLearningGmbH/MATH-lighteval", "HuggingFaceH4/MATH-500")


def default_compute_score(
    data_source: str, solution_str: str, ground_truth: str, extra_info: object = None, **kwargs: object
) -> float:
    r"""Score a response by the rule that verl has for its data: GSM8K's, strictly, or MATH's.

    >>> default_compute_score("openai/gsm8k", "6 * 7 = 42\n#### 42", "42")
    1.0
    >>> default_compute_score("HuggingFaceH4/MATH-500", "$\\boxed{42}$", "42")
    1.0

    Args:
        data_source: ``"openai/gsm8k"``, ``"lighteval/MATH"``, ``"DigitalLearningGmbH/MATH-lighteval"`` or
            ``"HuggingFaceH4/MATH-500"``.
        solution_str: the response.
        ground_truth: the true answer, as text.
        extra_info: not looked at.
        kwargs: not looked at.

    Returns:
        1.0 or 0.0.

    Raises:
        NotImplementedError: the data is of another source; the original knows more of them.
        TypeError: the response or the truth is no `str`.
    """
    if data_source == "openai/gsm8k":
        return gsm8k.compute_score(solution_str, ground_truth)
    if data_source in _MATH:
        return math_reward.compute_score(solution_str, ground_truth)
    known = ", ".join(("openai/gsm8k", *_MATH))
    raise NotImplementedError(f"no preset scores {data_source!r}: there is one for {known}")
