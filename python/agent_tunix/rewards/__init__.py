"""Rewards for the answers of language models: is the answer right, and is it in the form that was asked for?

Every function takes one response or a batch of them::

    >>> from agent_tunix.rewards import check_answer
    >>> check_answer("2 + 2 = 4. The answer is 4.", "4")
    1.0
    >>> check_answer(["The answer is 4.", "The answer is 5."], 4)
    array([1., 0.])

A batch is graded on several threads with the GIL released. Nothing that a model may write raises; a mistake of the
caller's does, with the argument and its place in the batch.
"""

from agent_tunix.rewards._core import (
    REASONS,
    Answer,
    AnyOf,
    ArgumentTypeError,
    ArgumentValueError,
    ArithmeticStep,
    Format,
    Verdict,
    __version__,
)
from agent_tunix.rewards.aspects import (
    arithmetic_steps,
    evaluate_clarity,
    evaluate_completeness,
    evaluate_conciseness,
    evaluate_correctness,
    evaluate_efficiency,
    evaluate_format,
    evaluate_relevance,
    has_hallucination,
    has_reasoning_steps,
    has_repetition,
    language_consistency,
    step_reward,
)
from agent_tunix.rewards.functions import (
    check_answer,
    check_numbers,
    combined_reward,
    explain_answer,
    extract_answer,
    get_num_threads,
    match_format_exactly,
    math_equal,
    set_num_threads,
)

__all__ = [
    "REASONS",
    "Answer",
    "AnyOf",
    "ArgumentTypeError",
    "ArgumentValueError",
    "ArithmeticStep",
    "Format",
    "Verdict",
    "__version__",
    "arithmetic_steps",
    "check_answer",
    "check_numbers",
    "combined_reward",
    "evaluate_clarity",
    "evaluate_completeness",
    "evaluate_conciseness",
    "evaluate_correctness",
    "evaluate_efficiency",
    "evaluate_format",
    "evaluate_relevance",
    "explain_answer",
    "extract_answer",
    "get_num_threads",
    "has_hallucination",
    "has_reasoning_steps",
    "has_repetition",
    "language_consistency",
    "match_format_exactly",
    "math_equal",
    "set_num_threads",
    "step_reward",
]
