"""How strictly answers are graded: `Grading`, and the policies that published data sets ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from agent_tunix.rewards import _core
from agent_tunix.rewards.errors import ArgumentValueError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, repr=False)
class Grading:
    r"""How strictly answers are graded.

    >>> from agent_tunix.rewards import check_answer
    >>> physics = Grading(relative_tolerance=0.05, units="convert")
    >>> check_answer("The answer is 118 minutes.", "2 h", grading=physics)
    1.0
    >>> check_answer("The answer is 118 minutes.", "2 h")
    0.0
    >>> physics
    Grading(relative_tolerance=0.05, units='convert')

    A keyword that a call gives beside its grading overrides it; one that the call leaves out does not. `replace` from
    `dataclasses` makes a grading from another one.

    Args:
        tolerance: how far, relative to a numeric truth, a stated number may be off and still get partial credit; at
            least 0 and less than 1.
        partial_credit: the score of an answer that is close, or right but not stated or not worked out, from 0 to 1.
        significant_digits: accept as right a correct rounding of the truth to at least so many digits.
        relative_tolerance: accept as right a number that is off by at most this share of the truth; at least 0 and less
            than 1. It holds for each member of a list by itself.
        absolute_tolerance: accept as right a number that is off by at most this, in the truth's unit; at least 0. Where
            both tolerances are given, one of them is enough.
        units: `"lenient"`: a unit that one side leaves out is no difference, another unit is one; `"required"`: a unit
            of the truth has to be there; `"convert"`: quantities of one dimension are compared by size, so that `2 h`
            is `120 min`, but no currency is converted; `"ignore"`: only the numbers are compared.
        scales: accept "39 million" for a truth of 39, and 39 for "39 million".
        sources: the kinds of statements that count, of `"tag"`, `"boxed"`, `"hash"`, `"json"`, `"phrase"`, `"bare"`,
            `"inferred"` and `"pattern"`; None for all. The last statement of these kinds is the answer. A denial of
            another kind still denies it, and a statement inside one of these is read as ever.
        positive: True if all letters stand for positive numbers, or the letters that do, such as `"x"`, `"x_1"`
            and `"alpha"`: then `\sqrt{x^2}` is `x`.
        choices: the options of a question, if it is one question for all responses: as for `check_answer`, whose own
            `choices` override them.
        extract: a regular expression of Rust's `regex` crate with one group, in which the answer stands, for data with
            a form of its own. The last match outside of the reasoning is the answer (its source is `"pattern"`), and
            its group is read as any stated answer is. Nothing else counts, except the kinds that `sources` names, where
            the expression has no match. It is searched in the last 16,384 bytes of a response.

    Raises:
        TypeError: a field is of another type.
        ValueError: a field is out of its range, or names what does not exist.
    """

    tolerance: float = 0.1
    partial_credit: float = 0.5
    significant_digits: int | None = None
    relative_tolerance: float = 0.0
    absolute_tolerance: float = 0.0
    units: Literal["lenient", "required", "convert", "ignore"] = "lenient"
    scales: bool = False
    sources: tuple[str, ...] | None = None
    positive: bool | tuple[str, ...] = False
    choices: Any = None
    extract: str | None = None
    if TYPE_CHECKING:
        # No field at run time: `asdict` would copy it.
        _policy: _core.Policy = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Check the fields."""
        # A configuration has lists where a hashable object needs tuples, and NumPy's numbers where Python's compare.
        for name in _NAMES:
            object.__setattr__(self, name, _frozen(getattr(self, name)))
        policy = _core.Policy(*(getattr(self, name) for name in _NAMES))
        object.__setattr__(self, "_policy", policy)

    def __repr__(self) -> str:
        """Return the call that makes it, with the fields that are not the default."""
        changed = (f"{name}={value!r}" for name, value in self._changed().items())
        return f"{type(self).__name__}({', '.join(changed)})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the fields that are not the default."""
        return _restore, (type(self), self._changed())

    def _changed(self) -> dict[str, Any]:
        values = ((name, getattr(self, name)) for name in _NAMES)
        return {name: value for name, value in values if value != _DEFAULTS[name]}

    @staticmethod
    def of(name: str) -> Grading:
        r"""Return the policy of a name.

        - `"gsm8k"`: a number, exactly, wherever it is stated. GSM8K's own rule compares the number behind `####`
          (Cobbe et al. 2021, arXiv:2110.14168).
        - `"math"`: mathematical equality, exact; a near number earns nothing. It is for MATH (Hendrycks et al. 2021,
          arXiv:2103.03874), MATH-500, DAPO-Math, NuminaMath, AIME and AMC, whose graders take no tolerance.
        - `"competition"`: as `"math"`, but only the last `\boxed{…}` counts and nothing less than right is paid: the
          rule that Geometry3K's reward in verl and OpenMathReasoning's prompts state.
        - `"physics"`: 5 % relative tolerance, units converted, letters positive as lengths and masses are. SciBench
          takes 5 % (Wang et al. 2023, arXiv:2307.10635), TheoremQA's code 4 % (Chen et al. 2023, arXiv:2305.12524);
          it is also for PHYSICS (Feng et al. 2025, arXiv:2503.21821). OlympiadBench states a precision for each item,
          1e-8 where it states none (He et al. 2024, arXiv:2402.14008): give it as `absolute_tolerance` beside
          `"math"`.
        - `"finance"`: 1 % relative tolerance, and a scale word such as "million" may be left out. FinanceMath strips
          such words and takes 0.15 % to 4 %, by the version of its code (Zhao et al. 2023, arXiv:2311.09797).
        - `"choice"`: a letter of a question with options; near numbers earn nothing. It is for GPQA (Rein et al. 2023,
          arXiv:2311.12022), MMLU (arXiv:2009.03300) and MMLU-Pro (Wang et al. 2024, arXiv:2406.01574). With
          `choices=`, an option's text or value is as good as its letter.

        >>> Grading.of("physics")
        Grading(relative_tolerance=0.05, units='convert', positive=True)

        Raises:
            ValueError: there is no policy of that name; the message names the nearest.
        """
        try:
            return _POLICIES[name]
        except KeyError:
            raise _unknown("policy", name, _POLICIES) from None

    @staticmethod
    def for_data_source(name: str) -> Grading:
        """Return the policy that the data set of a name asks for.

        It knows the names that verl's data have in their column `data_source`, and those of the data sets that `of`
        lists, with or without the owner before the slash.

        >>> Grading.for_data_source("openai/gsm8k") == Grading.of("gsm8k")
        True
        >>> Grading.for_data_source("aime_2024") == Grading.of("math")
        True

        Raises:
            ValueError: the data set is not known, or its answers are not judged by comparing texts, as code is; the
                message names the nearest that is known.
        """
        policy = _policy_of_source(name)
        if policy is None:
            raise _unknown("data source", name, _SOURCES)
        return _POLICIES[policy]


def named(name: str) -> Grading:
    """Return the policy of a name, or of the data set of that name: what a column of names may have.

    >>> named("gsm8k") == named("openai/gsm8k")
    True

    Raises:
        ValueError: there is neither a policy nor a known data set of that name; the message names the nearest.
    """
    policy = name if name in _POLICIES else _policy_of_source(name)
    if policy is None:
        raise _unknown("policy or data source", name, [*_POLICIES, *_SOURCES])
    return _POLICIES[policy]


def _policy_of_source(name: str) -> str | None:
    key = str(name).lower()
    last = key.rpartition("/")[2]
    found = _SOURCES.get(key) or _SOURCES.get(last)
    if found is None:
        # `aime_2024`, `amc23`: the contest of each year has a name of its own.
        return next(("math" for name in _YEARLY if last.startswith(name) and last[len(name) :][:1] in _BEHIND), None)
    return found


def _unknown(kind: str, name: str, known: Iterable[str]) -> ArgumentValueError:
    import difflib

    known = list(known)
    near = difflib.get_close_matches(str(name), known, n=3) or known[:6]
    names = ", ".join(repr(one) for one in near)
    message = f"grading: there is no {kind} {name!r}: give one such as {names}, or a Grading of your own"
    return ArgumentValueError(message, argument="grading", code="unknown_name")


def _frozen(value: Any) -> Any:
    """Return a value with tuples in place of lists and mappings, and Python's scalars in place of NumPy's."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return tuple((key, _frozen(item)) for key, item in value.items())
    if not isinstance(value, (str, bytes)) and hasattr(value, "__iter__"):
        return tuple(_frozen(item) for item in value)
    return value


def _restore(kind: type[Grading], changed: dict[str, Any]) -> Grading:
    return kind(**changed)


_DEFAULTS = {one.name: one.default for one in fields(Grading) if one.default is not MISSING}
_NAMES = tuple(_DEFAULTS)

_POLICIES: dict[str, Grading] = {
    "gsm8k": Grading(tolerance=0.0),
    "math": Grading(tolerance=0.0),
    "competition": Grading(tolerance=0.0, partial_credit=0.0, sources=("boxed",)),
    "physics": Grading(relative_tolerance=0.05, units="convert", positive=True),
    "finance": Grading(relative_tolerance=0.01, scales=True),
    "choice": Grading(tolerance=0.0),
}

#: Contests whose data sets are named with a year behind.
_YEARLY = ("aime", "amc")
#: What stands between such a name and the year, or is it; nothing is the contest itself.
_BEHIND = ("", *"0123456789_-")
#: The policy of each data set that is known, by its name in lower case; the owner may be left out.
_SOURCES: dict[str, str] = {
    name: policy
    for policy, names in {
        "gsm8k": ("openai/gsm8k", "gsm8k", "gsm-symbolic", "gsm-plus", "gsmplus", "svamp", "asdiv", "mawps"),
        "math": (
            *("lighteval/math", "digitallearninggmbh/math-lighteval", "huggingfaceh4/math-500", "math-500", "math500"),
            *("math", "math-lighteval", "hendrycks_math", "competition_math", "math_dapo", "math_dapo_reasoning"),
            *("dapo-math", "dapo-math-17k", "numinamath"),
            *("numina_aops_forum", "numina_synthetic_math", "numina_amc_aime", "numina_synthetic_amc"),
            *("numina_cn_k12", "numina_olympiads", "numinamath-cot", "numinamath-tir", "numinamath-1.5"),
            *("deepscaler-preview-dataset", "deepmath-103k", "openr1-math-220k", "omni-math", "minerva_math"),
            "olympiadbench",
        ),
        "competition": ("hiyouga/geometry3k", "geometry3k", "openmathreasoning", "hmmt", "hmmt_feb_2025", "brumo_2025"),
        "physics": ("scibench", "theoremqa", "physics", "ugphysics", "phybench"),
        "finance": ("financemath", "finqa", "tat-qa", "tatqa", "bizbench"),
        "choice": (
            *("gpqa", "gpqa_diamond", "mmlu", "mmlu-pro", "mmlu_pro", "arc", "ai2_arc", "sciq", "aqua_rat"),
            "ceval-exam",
        ),
    }.items()
    for name in names
}
