"""What helps: parts of this package, each with the page of the guide that explains it, and with code that runs.

The code stands in `remedies.ini`. It names the rewards and the numbers of the run: its components, the lengths of its
responses, its rewards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.analysis.findings.meanings import read
from agent_tunix.rewards.analysis.results import Remedy

if TYPE_CHECKING:
    from agent_tunix.rewards.analysis.findings.observations import Observations

#: The titles of the guide's pages.
TITLES = {
    "analysis.md": "The report of a training",
    "aspects.md": "Aspects",
    "combining.md": "Combining rewards",
    "curriculum.md": "Curricula",
    "custom.md": "Custom rewards",
    "dominated.md": "One component dominates",
    "gamed.md": "My model games the reward",
    "noisy.md": "My rewards are noisy",
    "reasons.md": "Reasons",
    "sparse.md": "My reward is always near 0 or 1",
}
#: Names of components that judge the form of a response, and of those that judge whether the answer is right.
FORM = re.compile(
    r"format|tag|xml|style|length|think|clarity|concis|complet|repetit|brev|overlong|language", re.IGNORECASE
)
CORRECTNESS = re.compile(r"answer|correct|accura|number|math|right|equal|solution|verif|test|score", re.IGNORECASE)
#: The rewards of this package that components are named after; other components are the user's own functions.
OURS = frozenset((
    "binary_reward", "check_answer", "check_numbers", "combined_reward", "continuous_reward",
    "evaluate_clarity", "evaluate_completeness", "evaluate_conciseness", "evaluate_correctness",
    "evaluate_efficiency", "evaluate_format", "evaluate_relevance", "graduated_reward", "has_hallucination",
    "has_reasoning_steps", "has_repetition", "improved_reward", "language_consistency",
    "match_format_approximately", "match_format_exactly", "robust_reward", "shaped_reward", "stable_reward",
    "step_reward",
))  # fmt: skip
#: What else the code imports.
TOOLS = frozenset((
    "Curriculum", "Format", "Stage", "analyze", "as_reward", "clip", "decoupled_sum", "explain_answer", "gate",
    "normalize", "weighted_sum",
))  # fmt: skip
#: What the code names if the run has no component of the kind.
RIGHT, KEPT = "check_answer", "match_format_exactly"
#: The words of a text are about so many characters long, with the space.
WORD = 6
#: The most characters of an answer in code.
LONG = 12
#: The names, the pages, what the code uses, and the code.
REMEDIES = read("remedies.ini")


def is_form(name: str) -> bool:
    """Say whether a component judges the form of a response."""
    return FORM.search(name) is not None


def is_correctness(name: str) -> bool:
    """Say whether a component judges whether the answer is right."""
    return not is_form(name) and CORRECTNESS.search(name) is not None


def right_of(observed: Observations) -> str:
    """Return the component that judges answers; a name that can't stand in code is replaced by ours."""
    names = (part.name for part in observed.components)
    return next((name for name in names if is_correctness(name) and name.isidentifier()), RIGHT)


def form_of(observed: Observations) -> str:
    """Return the component that judges the form."""
    names = (part.name for part in observed.components)
    return next((name for name in names if is_form(name) and name.isidentifier()), KEPT)


def words(observed: Observations) -> dict[str, Any]:
    """Return the rewards and the numbers of a run that code may name."""
    late, reward, form, length = observed.late("mean"), observed.reward, form_of(observed), observed.series("length")
    # Once the policy is where it is now, it goes on without partial credit.
    level = late / reward.maximum if late and reward.maximum else 0.9
    kept = next((part.maximum for part in observed.components if part.name == form), None) or 1.0
    # Longer than responses were at the beginning is too long.
    count = length.first / WORD if length is not None else 400
    answer = observed.top_answer.text if observed.top_answer is not None else "4"
    parts = [part.name for part in observed.components if part.name.isidentifier()] or [KEPT, RIGHT]
    return {
        "right": right_of(observed),
        "form": form,
        "late": min(max(level, 0.5), 0.95),
        "kept": 0.8 * kept,
        "most": reward.quantiles.get("0.99") or 1.0,
        "half": observed.range / 2 or 0.5,
        "longest": round_up(2 * count),
        "soft": round_up(count / 2),
        "parts": " ".join(parts),
        "listed": ", ".join(parts),
        "answer": answer if answer.isalnum() and answer.isascii() and len(answer) <= LONG else "4",
    }


def round_up(value: float) -> int:
    """Return a whole number with one or two digits that are not zero."""
    size = 10 ** max(len(str(int(value))) - 2, 0)
    return max(int(-(-value // size) * size), 2)


def make(name: str, observed: Observations) -> Remedy:
    """Return a remedy whose code imports what it uses; what is not ours is a function of the user's."""
    remedy, known = REMEDIES[name], words(observed)
    used = dict.fromkeys(remedy["uses"].format_map(known).split())
    ours = sorted(each for each in used if each in OURS or each in TOOLS)
    own = [f"# {each} is your own reward function" for each in used if each not in ours]
    lines = [f"from agent_tunix.rewards import {', '.join(ours)}", *own, remedy["code"].format_map(known)]
    return Remedy(remedy["name"], remedy["page"], "\n".join(lines))
