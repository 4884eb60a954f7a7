"""What helps: parts of this package, each with the page of the guide that explains it, and with code that runs."""

from __future__ import annotations

from agent_tunix.rewards.analysis.results import Remedy

#: The titles of the guide's pages.
TITLES = {
    "analysis.md": "What the reward does",
    "aspects.md": "Aspects",
    "combining.md": "Combining rewards",
    "curriculum.md": "Curricula",
    "custom.md": "Custom rewards",
    "dominated.md": "One component dominates",
    "gamed.md": "My model games the reward",
    "noisy.md": "My rewards are noisy",
    "sparse.md": "My reward is always near 0 or 1",
}

_FROM = "from agent_tunix.rewards import "

GRADUATED = Remedy(
    "graduated_reward",
    "combining.md",
    f"{_FROM}graduated_reward\nreward = graduated_reward  # steps instead of all or nothing",
)
CONTINUOUS = Remedy(
    "continuous_reward",
    "sparse.md",
    f"{_FROM}as_reward, continuous_reward\nreward = as_reward(continuous_reward, max_error=20)",
)
STEPS = Remedy(
    "step_reward",
    "sparse.md",
    f"{_FROM}check_answer, step_reward, weighted_sum\nreward = weighted_sum({{step_reward: 0.2, check_answer: 0.8}})",
)
CURRICULUM = Remedy(
    "Curriculum",
    "curriculum.md",
    f"{_FROM}Curriculum, Stage, check_answer, match_format_exactly, weighted_sum\n"
    "both = weighted_sum({match_format_exactly: 0.3, check_answer: 0.7})\n"
    "reward = Curriculum([Stage(match_format_exactly, until_mean=0.9), Stage(both)])",
)
STRICTER = Remedy(
    "Curriculum",
    "curriculum.md",
    f"{_FROM}Curriculum, Stage, as_reward, check_answer\n"
    "strict = as_reward(check_answer, partial_credit=0.0)\n"
    "reward = Curriculum([Stage(check_answer, until_mean=0.9), Stage(strict)])",
)
NORMALIZE_GROUP = Remedy(
    "normalize", "noisy.md", f'{_FROM}check_answer, normalize\nreward = normalize(check_answer, "group")'
)
NORMALIZE_RUNNING = Remedy(
    "normalize", "noisy.md", f'{_FROM}check_answer, normalize\nreward = normalize(check_answer, "running", clip=3.0)'
)
GATE = Remedy(
    "gate",
    "gamed.md",
    f"{_FROM}check_answer, gate, match_format_exactly\n"
    "reward = gate(check_answer, by=match_format_exactly, threshold=0.8)",
)
ROBUST = Remedy("robust_reward", "gamed.md", f"{_FROM}robust_reward\nreward = robust_reward")
STRICT = Remedy(
    "check_answer",
    "gamed.md",
    f"{_FROM}as_reward, check_answer\nreward = as_reward(check_answer, partial_credit=0.0)",
)
EXACT = Remedy(
    "check_answer", "gamed.md", f"{_FROM}as_reward, check_answer\nreward = as_reward(check_answer, tolerance=0.0)"
)
CLIP = Remedy("clip", "gamed.md", f"{_FROM}clip, shaped_reward\nreward = clip(shaped_reward, 0.0, 1.2)")
REPETITION = Remedy(
    "has_repetition",
    "aspects.md",
    f"{_FROM}as_reward, check_answer, has_repetition\n"
    "reward = as_reward(check_answer) - 0.5 * as_reward(has_repetition)",
)
OVERLONG = Remedy(
    "SoftOverlong",
    "analysis.md",
    f"{_FROM}as_reward, check_answer\nfrom agent_tunix.rewards.auxiliary import SoftOverlong\n"
    'reward = as_reward(check_answer) + 0.5 * as_reward(SoftOverlong(400, 100, unit="word"))',
)
DECOUPLED = Remedy(
    "decoupled_sum",
    "dominated.md",
    f"{_FROM}check_answer, decoupled_sum, match_format_exactly\n"
    "reward = decoupled_sum(match_format_exactly, check_answer)",
)
FORMAT = Remedy(
    "Format",
    "sparse.md",
    f'{_FROM}Format, as_reward, match_format_exactly\nform = Format.tags("reasoning", "answer")\n'
    "reward = as_reward(match_format_exactly, expected_format=form)",
)
EXPLAIN = Remedy(
    "explain_answer",
    "gamed.md",
    f'{_FROM}explain_answer\nprint(explain_answer("The answer is 4.", "4").reason)',
)
ON_ERROR = Remedy(
    "as_reward",
    "custom.md",
    f'{_FROM}as_reward, check_answer\nreward = as_reward(check_answer, on_error="skip")',
)
EVERY = tuple(value for value in globals().values() if isinstance(value, Remedy))
