"""What helps: parts of this package, each with the page of the guide that explains it, and with code that runs.

The code names the rewards and the numbers of the run: its components, the lengths of its responses, its rewards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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


def make(name: str, page: str, used: str, *lines: str) -> Remedy:
    """Return a remedy whose code imports what it uses; what is not ours is a function of the user's."""
    names = dict.fromkeys(used.split())
    ours = sorted(each for each in names if each in OURS or each in TOOLS)
    own = [f"# {each} is your own reward function" for each in names if each not in ours]
    return Remedy(name, page, "\n".join([f"from agent_tunix.rewards import {', '.join(ours)}", *own, *lines]))


def graduated(_observed: Observations) -> Remedy:
    """Pay in steps."""
    line = "reward = graduated_reward  # steps instead of all or nothing"
    return make("graduated_reward", "combining.md", "graduated_reward", line)


def steps(observed: Observations) -> Remedy:
    """Pay for right steps as well."""
    right = right_of(observed)
    line = f"reward = weighted_sum({{step_reward: 0.2, {right}: 0.8}})"
    return make("step_reward", "sparse.md", f"{right} step_reward weighted_sum", line)


def curriculum(observed: Observations) -> Remedy:
    """Begin with the form."""
    right, form = right_of(observed), form_of(observed)
    return make(
        "Curriculum",
        "curriculum.md",
        f"Curriculum Stage {right} {form} weighted_sum",
        f"both = weighted_sum({{{form}: 0.3, {right}: 0.7}})",
        f"reward = Curriculum([Stage({form}, until_mean=0.9), Stage(both)])",
    )


def stricter(observed: Observations) -> Remedy:
    """Go on without partial credit once the policy is where it is now."""
    late, most = observed.late("mean"), observed.reward.maximum
    part = late / most if late and most else 0.9
    return make(
        "Curriculum",
        "curriculum.md",
        "Curriculum Stage as_reward check_answer",
        "strict = as_reward(check_answer, partial_credit=0.0)",
        f"reward = Curriculum([Stage(check_answer, until_mean={min(max(part, 0.5), 0.95):.2g}), Stage(strict)])",
    )


def normalize_group(observed: Observations) -> Remedy:
    """Compare responses to one prompt."""
    right = right_of(observed)
    return make("normalize", "noisy.md", f"{right} normalize", f'reward = normalize({right}, "group")')


def normalize_running(observed: Observations) -> Remedy:
    """Divide by the deviation of all responses so far."""
    right = right_of(observed)
    return make("normalize", "noisy.md", f"{right} normalize", f'reward = normalize({right}, "running", clip=3.0)')


def gated(observed: Observations) -> Remedy:
    """Make the form a condition."""
    right, form = right_of(observed), form_of(observed)
    part = next((each for each in observed.components if each.name == form), None)
    most = part.maximum if part is not None and part.maximum else 1.0
    line = f"reward = gate({right}, by={form}, threshold={0.8 * most:.2g})"
    return make("gate", "gamed.md", f"{right} gate {form}", line)


def robust(_observed: Observations) -> Remedy:
    """Pay for the answer in the right form alone."""
    return make("robust_reward", "gamed.md", "robust_reward", "reward = robust_reward")


def strict(_observed: Observations) -> Remedy:
    """Pay nothing for answers that are near."""
    line = "reward = as_reward(check_answer, partial_credit=0.0)"
    return make("check_answer", "gamed.md", "as_reward check_answer", line)


def exact(_observed: Observations) -> Remedy:
    """Take no answer for right that is only near."""
    line = "reward = as_reward(check_answer, tolerance=0.0)"
    return make("check_answer", "gamed.md", "as_reward check_answer", line)


def clipped(observed: Observations) -> Remedy:
    """Limit what can be earned besides the answer."""
    most = observed.reward.quantiles.get("0.99") or 1.0
    return make("clip", "gamed.md", "clip shaped_reward", f"reward = clip(shaped_reward, 0.0, {most:.2g})")


def repetition(observed: Observations) -> Remedy:
    """Take something off for repetition."""
    right = right_of(observed)
    line = f"reward = as_reward({right}) - {half(observed):.2g} * as_reward(has_repetition)"
    return make("has_repetition", "aspects.md", f"as_reward {right} has_repetition", line)


def half(observed: Observations) -> float:
    """Return half of the distance between low and high rewards."""
    return observed.range / 2 or 0.5


def overlong(observed: Observations) -> Remedy:
    """Take something off for what is longer than responses were at the beginning."""
    right, length = right_of(observed), observed.series("length")
    words = length.first / WORD if length is not None else 400
    most, soft = round_up(2 * words), round_up(words / 2)
    own = make("SoftOverlong", "analysis.md", f"as_reward {right}")
    lines = (
        "from agent_tunix.rewards.auxiliary import SoftOverlong",
        f'reward = as_reward({right}) + {half(observed):.2g} * as_reward(SoftOverlong({most}, {soft}, unit="word"))',
    )
    return Remedy(own.name, own.page, "\n".join([own.code, *lines]))


def round_up(value: float) -> int:
    """Return a whole number with one or two digits that are not zero."""
    size = 10 ** max(len(str(int(value))) - 2, 0)
    return max(int(-(-value // size) * size), 2)


def decoupled(observed: Observations) -> Remedy:
    """Give each component the weight that it is meant to have."""
    names = [part.name for part in observed.components if part.name.isidentifier()] or [KEPT, RIGHT]
    return make(
        "decoupled_sum",
        "dominated.md",
        f"{' '.join(names)} decoupled_sum",
        f"reward = decoupled_sum({', '.join(names)})",
    )


def format_(_observed: Observations) -> Remedy:
    """Say what a response looks like."""
    return make(
        "Format",
        "sparse.md",
        "Format as_reward match_format_exactly",
        'form = Format.tags("reasoning", "answer")',
        "reward = as_reward(match_format_exactly, expected_format=form)",
    )


def explain(observed: Observations) -> Remedy:
    """Ask why responses got what they got."""
    answer = observed.top_answer.text if observed.top_answer is not None else "4"
    answer = answer if answer.isalnum() and answer.isascii() and len(answer) <= LONG else "4"
    line = f'print(explain_answer("The answer is {answer}.", "{answer}").reason)'
    return make("explain_answer", "gamed.md", "explain_answer", line)


def on_error(observed: Observations) -> Remedy:
    """Skip what can't be judged."""
    right = right_of(observed)
    return make("as_reward", "custom.md", f"as_reward {right}", f'reward = as_reward({right}, on_error="skip")')


def held_out(_observed: Observations) -> Remedy:
    """Measure on problems that stay the same."""
    return make(
        "held_out",
        "analysis.md",
        "analyze",
        'records = [{"step": at, "response": str(at), "reward": at % 2} for at in range(20)]  # yours: a folder',
        "print(analyze(records, held_out={0: 0.31, 10: 0.42}).training[10].held_out)",
    )


#: All of them: tests run their code.
EVERY = (
    graduated, steps, curriculum, stricter, normalize_group, normalize_running, gated, robust, strict, exact, clipped,
    repetition, overlong, decoupled, format_, explain, on_error, held_out,
)  # fmt: skip
