"""The compiled part: the functions take all their arguments by position."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, final, overload

import numpy as np
import numpy.typing as npt

from agent_tunix.rewards.errors import ArgumentTypeError as ArgumentTypeError
from agent_tunix.rewards.errors import ArgumentValueError as ArgumentValueError
from agent_tunix.rewards.kinds import Number

__version__: str

BUILD: dict[str, str]
"""What the module was built with: `compiler`, `target`, `optimization` from 0 to 3, and its `features`."""

REASONS: tuple[str, ...]
"""Every reason that a verdict can have."""

SOURCES: tuple[str, ...]
"""Every way in which an answer can be given."""

MOST_COMPONENTS: int
"""Of how many components `Statistics` are kept."""

class _Facts(TypedDict):
    score: float
    reason: str
    answer: str | None
    span: list[int] | None
    source: str | None
    answer_read: str | None
    truth_read: str
    rule: str | None

class _RemovedPart(TypedDict):
    what: str
    span: tuple[int, int]

class _Candidate(TypedDict):
    anchor: str
    depth: int
    outcome: str
    mark: str
    mark_span: tuple[int, int] | None
    value: str | None
    value_span: tuple[int, int] | None
    rule: str | None
    pattern: str | None
    words: str | None
    words_span: tuple[int, int] | None

class _AnswerParts(TypedDict):
    written: str
    value: str
    unit: str | None
    restated: list[str]
    several: bool
    changed: bool
    parts: str | None

class _Rung(TypedDict):
    what: str
    answer: str
    truth: str
    relation: str
    rule: str

class _TraceFacts(TypedDict):
    zone: tuple[int, int]
    removed: list[_RemovedPart]
    candidates: list[_Candidate]
    answer: _AnswerParts | None
    rungs: list[_Rung]

class _VerdictFacts(_Facts, total=False):
    trace: _TraceFacts

@final
class Answer:
    """An answer that was found in a response."""

    def __new__(cls, text: str, span: tuple[int, int], source: str) -> Answer: ...
    @property
    def text(self) -> str: ...
    @property
    def span(self) -> tuple[int, int]: ...
    @property
    def source(self) -> str: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Verdict:
    """Why a response has its score."""

    def __new__(
        cls,
        score: float,
        reason: str,
        answer: Answer | None,
        answer_read: str | None,
        truth_read: str,
        rule: str | None,
        trace: Trace | None = None,
    ) -> Verdict: ...
    @property
    def score(self) -> float: ...
    @property
    def reason(self) -> str: ...
    @property
    def answer(self) -> Answer | None: ...
    @property
    def answer_read(self) -> str | None: ...
    @property
    def truth_read(self) -> str: ...
    @property
    def rule(self) -> str | None: ...
    @property
    def trace(self) -> Trace | None: ...
    def to_dict(self) -> _VerdictFacts: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Trace:
    """How a response was read."""

    def __new__(
        cls,
        zone: tuple[int, int],
        removed: list[_RemovedPart],
        candidates: list[_Candidate],
        answer: _AnswerParts | None,
        rungs: list[_Rung],
    ) -> Trace: ...
    @property
    def zone(self) -> tuple[int, int]: ...
    @property
    def removed(self) -> list[_RemovedPart]: ...
    @property
    def candidates(self) -> list[_Candidate]: ...
    @property
    def answer(self) -> _AnswerParts | None: ...
    @property
    def rungs(self) -> list[_Rung]: ...
    def to_dict(self) -> _TraceFacts: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class AnyOf:
    """Several truths, any of which is right."""

    def __new__(cls, truths: Sequence[str | Number]) -> AnyOf: ...
    @property
    def truths(self) -> tuple[str, ...]: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class Format:
    """A format that a response should have, compiled."""

    def __new__(cls, text: str) -> Format: ...
    @staticmethod
    def regex(pattern: str) -> Format: ...
    @staticmethod
    def tags(*names: str, prefilled: str | None = None) -> Format: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...

@final
class ArithmeticStep:
    """An equation of constants that a response states."""

    def __new__(cls, text: str, span: tuple[int, int], holds: bool, left: str, right: str) -> ArithmeticStep: ...
    @property
    def text(self) -> str: ...
    @property
    def span(self) -> tuple[int, int]: ...
    @property
    def holds(self) -> bool: ...
    @property
    def left(self) -> str: ...
    @property
    def right(self) -> str: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...

TOLERANCE: float
PARTIAL_CREDIT: float

@final
class Policy:
    def __init__(
        self,
        tolerance: float,
        partial_credit: float,
        significant_digits: int | None,
        relative_tolerance: float,
        absolute_tolerance: float,
        units: str,
        scales: bool,
        sources: tuple[str, ...] | None,
        positive: bool | tuple[str, ...],
        choices: Any,
        extract: str | None,
        /,
    ) -> None: ...

def match_format_exactly(response: Any, expected_format: Any, partial_credit: float, /) -> Any: ...
def check_answer(
    response: Any,
    ground_truth: Any,
    tolerance: float,
    partial_credit: float,
    significant_digits: int | None,
    grading: Any,
    choices: Any,
    /,
) -> Any: ...
def check_numbers(response: Any, expected_numbers: Any, tolerance: float, /) -> Any: ...
def combined_reward(
    response: Any, ground_truth: Any, expected_format: Any, alpha: float, beta: float, grading: Any, /
) -> Any: ...
def extract_answer(response: Any, /) -> Any: ...
def explain_answer(
    response: Any,
    ground_truth: Any,
    tolerance: float,
    partial_credit: float,
    significant_digits: int | None,
    grading: Any,
    choices: Any,
    trace: bool = False,
    /,
) -> Any: ...

@final
class Shown:
    responses: Any
    truths: Any
    reasons: Any
    sources: Any
    described: tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]] | None

@final
class Observation:
    batches: list[Any]
    shown: list[Shown]
    def __enter__(self) -> Observation: ...
    def __exit__(self, *error: object) -> None: ...

def show(shown: Shown, /) -> None: ...
def show_batch(batch: Any, /) -> None: ...

@final
class Sketch:
    count: int
    values: dict[float, int] | None
    bins: dict[int, int]
    def update(self, values: Any) -> None: ...
    def merge(self, other: Sketch) -> None: ...
    def quantile(self, share: float) -> float: ...
    def quantiles_at(self, shares: Sequence[float]) -> list[float]: ...
    def state(self) -> dict[str, Any]: ...
    def restore(self, state: Mapping[str, Any]) -> None: ...

@final
class Shape:
    count: int
    mean: float
    low: float
    high: float
    variance: float
    deviation: float
    skewness: float
    def __init__(
        self,
        count: int = 0,
        mean: float = 0.0,
        squares: float = 0.0,
        cubes: float = 0.0,
        ends: Sequence[float] | None = None,
    ) -> None: ...
    def update(self, values: Any) -> None: ...
    def merge(self, other: Shape) -> None: ...
    def state(self) -> dict[str, Any]: ...

@final
class Joint:
    count: int
    products: float
    share: float
    def __init__(
        self, count: int = 0, means: Sequence[float] = (0.0, 0.0), products: float = 0.0, squares: float = 0.0
    ) -> None: ...
    def update(self, component: Any, reward: Any) -> None: ...
    def merge(self, other: Joint) -> None: ...
    def state(self) -> dict[str, Any]: ...

@final
class Statistics:
    samples: int
    batches: int
    def __init__(self, state: Mapping[str, Any] | None = None, /) -> None: ...
    @staticmethod
    def of(
        rewards: npt.NDArray[np.float64],
        components: dict[str, npt.NDArray[np.float64]],
        weights: list[tuple[str, float]],
        lengths: npt.NDArray[np.uint32] | None,
        hashes: npt.NDArray[np.uint64] | None,
        groups: npt.NDArray[np.uint64] | None,
        reasons: npt.NDArray[np.uint8] | None,
        sources: npt.NDArray[np.uint8] | None,
    ) -> Statistics: ...
    def merge(self, other: Statistics) -> None: ...
    def metrics(self) -> dict[str, float]: ...
    def state(self) -> dict[str, Any]: ...

def score_together(
    response: Any, parts: list[tuple[Any, ...]], ground_truth: Any, prompt: Any, /
) -> tuple[list[npt.NDArray[np.float64]], list[Shown | None]]: ...
def choose_rows(
    keys: npt.NDArray[np.uint64], grouped: bool, salt: int, most: int, /
) -> tuple[list[int], list[int] | None]: ...
def key_texts(texts: Any, /) -> npt.NDArray[np.uint64]: ...
def read_answers(texts: Any, /) -> tuple[list[str | None], list[str | None]]: ...
def grade_columns(
    response: Any,
    ground_truth: Any,
    truth_ends: npt.NDArray[np.int64] | None,
    options: tuple[float, float, int | None],
    grading: Any,
    choices: Any,
    /,
) -> tuple[
    npt.NDArray[np.float64],
    npt.NDArray[np.uint8],
    npt.NDArray[np.uint8],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.uint8],
]: ...
def describe_texts(texts: Any, /) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]: ...
def group_answers(
    responses: Any, prompts: npt.NDArray[np.int64], count: int, grading: Any, /
) -> tuple[npt.NDArray[np.int64], list[tuple[str, ...]], list[npt.NDArray[np.int64]]]: ...
def answer_key(response: Any, /) -> Any: ...
def read_texts(response: Any, /) -> str | list[str]: ...
def read_prompts(prompt: Any, /) -> str | list[str]: ...
def math_equal(a: Any, b: Any, grading: Any, /) -> Any: ...
def set_num_threads(threads: int, /) -> None: ...
def get_num_threads() -> int: ...
def trl_think_format(completions: Any, /) -> list[float]: ...
@overload
def trl_accuracy(completions: Any, solution: Any, delimiters: Any, log: Literal[False], /) -> list[float | None]: ...
@overload
def trl_accuracy(
    completions: Any, solution: Any, delimiters: Any, log: Literal[True], /
) -> tuple[list[float | None], list[str], list[str]]: ...
def trl_cosine(
    completions: Any, solution: Any, completion_ids: Any, max_len: float, values: tuple[float, ...], /
) -> list[float | None]: ...
def trl_repetition(completion_ids: Any, ngram_size: int, max_penalty: float, /) -> list[float]: ...
def trl_soft_overlong(completion_ids: Any, max_completion_len: float, soft_punish_cache: float, /) -> list[float]: ...
def open_r1_format(completions: Any, /) -> list[float]: ...
def open_r1_tag_count(completions: Any, /) -> list[float]: ...
def open_r1_reasoning_steps(completions: Any, /) -> list[float]: ...
def open_r1_lengths(completions: Any, solution: Any, /) -> list[float]: ...
def open_r1_cosine(completions: Any, solution: Any, max_len: float, values: tuple[float, ...], /) -> list[float]: ...
def open_r1_repetition(completions: Any, ngram_size: int, max_penalty: float, language: str, /) -> list[float]: ...
def tunix_match_format_exactly(completions: Any, /) -> list[float]: ...
def tunix_match_format_approximately(completions: Any, /) -> list[float]: ...
def tunix_check_answer(completions: Any, answer: Any, /) -> list[float]: ...
def tunix_check_numbers(completions: Any, answer: Any, /) -> list[float]: ...
def gsm8k_compute_score(
    solution_str: str, ground_truth: str, method: str, format_score: float, score: float, /
) -> float: ...
def gsm8k_extract_solution(solution_str: str, method: str, /) -> str | None: ...
def math_compute_score(solution_str: str, ground_truth: str, /) -> float: ...
def math_is_equiv(str1: str | None, str2: str | None, /) -> bool: ...
def math_last_boxed_only_string(string: str, /) -> str | None: ...
def math_strip_string(string: str, /) -> str: ...
def auxiliary_soft_overlong(
    response: Any, counted: tuple[Any, str], max_length: float, cache: float, penalty: float, /
) -> Any: ...
def auxiliary_cosine_length(
    response: Any,
    counted: tuple[Any, str],
    correct: list[bool],
    max_length: float,
    values: tuple[tuple[float, float], tuple[float, float]],
    exceeded: float | None,
    /,
) -> Any: ...
def auxiliary_length(response: Any, counted: tuple[Any, str], correct: list[bool], groups: list[int], /) -> Any: ...
def auxiliary_repetition(response: Any, counted: tuple[Any, str], size: int, max_penalty: float, /) -> Any: ...
def auxiliary_tag_count(response: Any, tags: tuple[str, ...], weight: float, /) -> Any: ...
def auxiliary_xml_count(response: Any, /) -> Any: ...
def evaluate_format(response: Any, expected_format: Any, /) -> Any: ...
def evaluate_completeness(response: Any, prompt: Any, /) -> Any: ...
def evaluate_relevance(response: Any, prompt: Any, /) -> Any: ...
def evaluate_clarity(response: Any, /) -> Any: ...
def evaluate_conciseness(response: Any, words: float, /) -> Any: ...
def evaluate_efficiency(response: Any, /) -> Any: ...
def has_reasoning_steps(response: Any, steps: int, /) -> Any: ...
def has_repetition(response: Any, ngram: int, threshold: float, /) -> Any: ...
def has_hallucination(response: Any, /) -> Any: ...
def step_reward(response: Any, empty: float, /) -> Any: ...
def arithmetic_steps(response: Any, /) -> Any: ...
def language_consistency(response: Any, prompt: Any, language: Any, /) -> Any: ...
