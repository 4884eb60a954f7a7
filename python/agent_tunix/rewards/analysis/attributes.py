"""How the reward depends on properties of the responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards import _core
from agent_tunix.rewards.analysis.results import Attribute, Kind
from agent_tunix.rewards.analysis.sampling import has_text
from agent_tunix.rewards.analysis.statistics import by_code
from agent_tunix.rewards.functions import explain_answer
from agent_tunix.rewards.recording.columns import REASON, RESPONSE, REWARD, SOURCE, TRUTH

if TYPE_CHECKING:
    from collections.abc import Container

    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import ExamplePicker
    from agent_tunix.rewards.analysis.records import Chunk

    Codes = npt.NDArray[np.integer[Any]]

#: The most kinds of one attribute; the rarest are combined into one kind.
MOST_KINDS = 12
LENGTH_BINS = 6
#: The languages by which `language_consistency` recognises scripts, and the names of the scripts.
SCRIPTS = {
    "en": "Latin",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "ru": "Cyrillic",
    "ar": "Arabic",
    "hi": "Devanagari",
    "el": "Greek",
    "he": "Hebrew",
    "th": "Thai",
    "bn": "Bengali",
    "ta": "Tamil",
}
#: The marks with which responses are formatted, each with a regular expression of RE2.
MARKS = {
    "reasoning tags": r"(?i)</?(?:think|thinking|reasoning)>",
    "answer tag": r"(?i)<answer>",
    "boxed": r"\\f?boxed\b",
    "hash": r"(?m)^\s*####",
    "JSON": r"(?i)[\"'](?:final_)?(?:answer|result)[\"']\s*:",
    "phrase": r"(?i)\banswer(?:\s+is\b|\s*:)",
}


@dataclass
class Coded:
    """An attribute of responses: the kind of each as a code, and the names of the kinds."""

    name: str
    title: str
    #: The codes of the rows that are described: those of the frame, or those of the sample.
    codes: Codes
    #: The codes of the rows from which examples are chosen.
    pool: Codes
    kinds: list[str]
    #: Whether the rows that are described are those of the sample.
    sampled: bool = False


def code_frame(frame: Chunk, pool: Chunk, reasons: list[str], sources: list[str]) -> list[Coded]:
    """Return the attributes that are known of every row."""
    # Data sets have a column of this name for something else.
    if not set(_core.SOURCES).issuperset(sources):
        sources = []
    found = [
        Coded(name, title, frame.numbers[name], pool.numbers[name], kinds)
        for name, title, kinds in ((REASON, "Reason", reasons), (SOURCE, "Where the answer was read", sources))
        if kinds
    ]
    if lengths := code_lengths(frame.numbers["length"], pool.numbers["length"]):
        found.append(lengths)
    return found


def code_sample(pool: Chunk, count: int, known: Container[str]) -> list[Coded]:
    """Return the attributes that are read from texts, except those that are known.

    Args:
        pool: the rows whose texts are known.
        count: how many of them, from the first, are the sample that is described.
        known: the names of the known attributes.
    """
    responses = pool.texts[RESPONSE]

    def code(name: str, title: str, codes: Codes, kinds: list[str]) -> Coded:
        return Coded(name, title, codes[:count], codes, kinds, sampled=True)

    found: list[Coded] = []
    if REASON not in known and has_text(pool, TRUTH) and (reasons := judge(pool)):
        found.append(code(REASON, "Reason, as check_answer would give it", *_code_names(reasons)))
    if SOURCE not in known:
        answers = _core.extract_answer(responses)
        names = [answer.source if answer is not None else "none" for answer in answers]
        found.append(code(SOURCE, "Where an answer can be read", *_code_names(names)))
    found.append(code("language", "Script of the language", *code_languages(responses)))
    found.append(code("format", "What it is formatted with", *code_formats(responses)))
    steps = _core.has_reasoning_steps(responses, 2).astype(np.int64)
    found.append(code("reasoning_steps", "Shows steps of reasoning", steps, ["no steps shown", "steps shown"]))
    return found


def judge(pool: Chunk) -> list[str] | None:
    """Return the reasons that `check_answer` gives, for records without reasons that have a truth in each row."""
    import pyarrow.compute as pc

    truths = pool.texts[TRUTH]
    if pc.any(pc.equal(pc.utf8_trim_whitespace(truths), "")).as_py():
        return None
    verdicts = explain_answer(pool.texts[RESPONSE], truths.to_pylist())
    return [str(verdict.reason) for verdict in verdicts]


def _code_names(values: list[str]) -> tuple[Codes, list[str]]:
    kinds, codes = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
    return codes.astype(np.int64), kinds.tolist()


def code_lengths(lengths: npt.NDArray[Any], pool: npt.NDArray[Any]) -> Coded | None:
    """Divide the lengths into bins with the same number of rows in each; return None if all are equal."""
    if not lengths.size or lengths.min() == lengths.max():
        return None
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, LENGTH_BINS + 1), method="lower"))
    inner = edges[1:-1]
    ends = [*(edge - 1 for edge in inner), edges[-1]]
    names = [f"{int(low):,} to {int(high):,}" for low, high in zip(edges[:-1], ends, strict=True)]
    codes, own = (np.searchsorted(inner, values, side="right").astype(np.int16) for values in (lengths, pool))
    return Coded("length", "Length in characters", codes, own, names)


def code_languages(responses: Any) -> tuple[Codes, list[str]]:
    """Return the script in which each text has most of its words, by `language_consistency`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = [*SCRIPTS.values(), "other scripts", "no words"]
    plain = pc.string_is_ascii(responses).to_numpy(zero_copy_only=False)
    worded = pc.match_substring_regex(responses, r"[A-Za-z]{2}").to_numpy(zero_copy_only=False)
    codes = np.where(worded, 0, len(names) - 1)
    mixed = np.flatnonzero(~plain)
    if mixed.size:
        texts = responses.take(pa.array(mixed))
        words = pc.match_substring_regex(texts, r"\pL{2}|[\p{Han}\p{Hiragana}\p{Katakana}]")
        shares = np.stack([_core.language_consistency(texts, None, code) for code in SCRIPTS])
        # Japanese uses the characters of Chinese and others: a text is Japanese only if it has some of the others.
        shares[list(SCRIPTS).index("ja")] -= 1e-9
        best = shares.argmax(axis=0)
        found = np.where(shares.max(axis=0) > 0, best, len(SCRIPTS))
        codes[mixed] = np.where(words.to_numpy(zero_copy_only=False), found, len(names) - 1)
    return codes.astype(np.int64), names


def code_formats(responses: Any) -> tuple[Codes, list[str]]:
    """Return the marks with which each text is formatted."""
    import pyarrow.compute as pc

    bits = np.zeros(len(responses), dtype=np.int64)
    for place, pattern in enumerate(MARKS.values()):
        found = pc.match_substring_regex(responses, pattern).to_numpy(zero_copy_only=False)
        bits |= found.astype(np.int64) << place
    present, codes = np.unique(bits, return_inverse=True)
    names = [" + ".join(name for place, name in enumerate(MARKS) if bit >> place & 1) for bit in present.tolist()]
    return codes.astype(np.int64), [name or "none" for name in names]


def describe(coded: Coded, rows: Chunk, picker: ExamplePicker) -> Attribute:
    """Describe the rewards of some rows by an attribute."""
    codes, pool, kinds = merge_rare(coded.codes, coded.pool, coded.kinds)
    found = by_code(rows.numbers[REWARD], codes, len(kinds))
    # Rows that were not judged count as well: a kind may be one that is never judged.
    counts = np.bincount(codes[codes >= 0], minlength=len(kinds))
    total = max(int(counts.sum()), 1)
    order = np.arange(len(kinds)) if coded.name == "length" else np.argsort(-counts, kind="stable")
    described = [
        Kind(
            value=kinds[at],
            count=int(counts[at]),
            share=int(counts[at]) / total,
            mean=float(found.means[at]) if found.counts[at] else None,
            deviation=float(found.deviations[at]) if found.counts[at] else None,
            effect=found.effects[at],
            examples=picker.choose(np.flatnonzero(pool == at)),
        )
        for at in order.tolist()
        if counts[at]
    ]
    return Attribute(coded.name, coded.title, found.eta_squared, described)


def merge_rare(codes: Codes, pool: Codes, kinds: list[str]) -> tuple[Codes, Codes, list[str]]:
    """Combine the rarest kinds into one."""
    if len(kinds) <= MOST_KINDS:
        return codes, pool, kinds
    counts = np.bincount(codes[codes >= 0], minlength=len(kinds))
    kept = np.sort(np.argsort(-counts, kind="stable")[: MOST_KINDS - 1])
    table = np.full(len(kinds) + 1, len(kept))
    table[kept] = np.arange(len(kept))
    table[-1] = -1
    return table[codes], table[pool], [*(kinds[at] for at in kept.tolist()), "others"]
