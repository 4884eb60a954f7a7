"""How the reward goes with what a response is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards import _core
from agent_tunix.rewards.analysis.results import Attribute, Kind
from agent_tunix.rewards.analysis.sampling import has_text
from agent_tunix.rewards.analysis.statistics import by_code
from agent_tunix.rewards.recording.columns import REASON, RESPONSE, REWARD, SOURCE, TRUTH

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import ExamplePicker
    from agent_tunix.rewards.analysis.records import Chunk

    Codes = npt.NDArray[np.int64]

#: Kinds of one attribute that are told apart; the others are one kind.
MOST_KINDS = 12
LENGTH_BINS = 6
#: What `Answer.source` can be.
SOURCES = frozenset({"tag", "boxed", "hash", "json", "phrase", "bare", "inferred"})
#: Languages that scripts are told by, and what the script is called.
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
#: What a response is laid out with, by a regular expression of RE2.
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
    """An attribute of some rows: the code of each, and the names of the codes."""

    name: str
    title: str
    codes: Codes
    kinds: list[str]
    #: The rows are those of the sample, not of the frame.
    sampled: bool = False


def code_frame(frame: Chunk, reasons: list[str], sources: list[str]) -> list[Coded]:
    """Return the attributes that every row has."""
    # Data sets have a column of this name for something else.
    if not SOURCES.issuperset(sources):
        sources = []
    found = [
        Coded(name, title, frame.numbers[name].astype(np.int64), kinds)
        for name, title, kinds in ((REASON, "Reason", reasons), (SOURCE, "Where the answer was read", sources))
        if kinds
    ]
    if lengths := code_lengths(frame.numbers["length"]):
        found.append(lengths)
    return found


def code_sample(sample: Chunk, found: list[Coded]) -> list[Coded]:
    """Return the attributes that are read from texts; those in `found` are known."""
    responses = sample.texts[RESPONSE]
    known = {coded.name for coded in found}
    added: list[Coded] = []
    if REASON not in known and has_text(sample, TRUTH) and (reasons := judge(sample)):
        added.append(reasons)
    if SOURCE not in known:
        answers = _core.extract_answer(responses)
        added.append(
            code_names(
                "source",
                "Where an answer can be read",
                [answer.source if answer is not None else "none" for answer in answers],
            )
        )
    languages, names = code_languages(responses)
    added.append(Coded("language", "Script of the language", languages, names, sampled=True))
    added.append(code_formats(responses))
    steps = _core.has_reasoning_steps(responses, 2).astype(np.int64)
    added.append(
        Coded("reasoning_steps", "Shows steps of reasoning", steps, ["no steps shown", "steps shown"], sampled=True)
    )
    return added


def judge(sample: Chunk) -> Coded | None:
    """Return the reasons that `check_answer` would give, where the records have none but a truth for each row."""
    import pyarrow.compute as pc

    truths = sample.texts[TRUTH]
    if pc.any(pc.equal(pc.utf8_trim_whitespace(truths), "")).as_py():
        return None
    verdicts = _core.explain_answer(sample.texts[RESPONSE], truths.to_pylist(), 0.1, 0.5, None)
    return code_names("reason", "Reason, as check_answer would give it", [str(verdict.reason) for verdict in verdicts])


def code_names(name: str, title: str, values: list[str]) -> Coded:
    """Code names by themselves."""
    kinds, codes = np.unique(np.array(values, dtype=object).astype(str), return_inverse=True)
    return Coded(name, title, codes.astype(np.int64), kinds.tolist(), sampled=True)


def code_lengths(lengths: npt.NDArray[Any]) -> Coded | None:
    """Part the lengths into bins with as many rows in each."""
    if not lengths.size or lengths.min() == lengths.max():
        return None
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, LENGTH_BINS + 1), method="lower"))
    inner = edges[1:-1]
    codes = np.searchsorted(inner, lengths, side="right")
    ends = [*(edge - 1 for edge in inner), edges[-1]]
    names = [f"{int(low):,} to {int(high):,}" for low, high in zip(edges[:-1], ends, strict=True)]
    return Coded("length", "Length in characters", codes.astype(np.int64), names)


def code_languages(responses: Any) -> tuple[Codes, list[str]]:
    """Name the script that each text has most words of, by `language_consistency`."""
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
        # Japanese has all of Chinese's letters and more: it wins only where it has some of its own.
        shares[list(SCRIPTS).index("ja")] -= 1e-9
        best = shares.argmax(axis=0)
        found = np.where(shares.max(axis=0) > 0, best, len(SCRIPTS))
        codes[mixed] = np.where(words.to_numpy(zero_copy_only=False), found, len(names) - 1)
    return codes.astype(np.int64), names


def code_formats(responses: Any) -> Coded:
    """Name what each text is laid out with."""
    import pyarrow.compute as pc

    bits = np.zeros(len(responses), dtype=np.int64)
    for place, pattern in enumerate(MARKS.values()):
        found = pc.match_substring_regex(responses, pattern).to_numpy(zero_copy_only=False)
        bits |= found.astype(np.int64) << place
    present, codes = np.unique(bits, return_inverse=True)
    names = [" + ".join(name for place, name in enumerate(MARKS) if bit >> place & 1) for bit in present.tolist()]
    return Coded(
        "format", "What it is laid out with", codes.astype(np.int64), [name or "none" for name in names], sampled=True
    )


def describe(coded: Coded, rows: Chunk, pool_codes: Codes, picker: ExamplePicker) -> Attribute:
    """Describe the reward by an attribute.

    Args:
        coded: the attribute of the rows.
        rows: the rows it is known of.
        pool_codes: the codes of the rows that examples are chosen from.
        picker: where examples are chosen.
    """
    codes, pool, kinds = merge_rare(coded.codes, pool_codes, coded.kinds)
    found = by_code(rows.numbers[REWARD], codes, len(kinds))
    # Rows that were not judged are counted, too: a kind may be what is never judged.
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
    """Make one kind of those beyond the most frequent ones."""
    if len(kinds) <= MOST_KINDS:
        return codes, pool, kinds
    counts = np.bincount(codes[codes >= 0], minlength=len(kinds))
    kept = np.sort(np.argsort(-counts, kind="stable")[: MOST_KINDS - 1])
    table = np.full(len(kinds) + 1, len(kept))
    table[kept] = np.arange(len(kept))
    table[-1] = -1
    return table[codes], table[pool], [*(kinds[at] for at in kept.tolist()), "others"]
