"""All sampled records, for the page's table: columns as JSON, compressed, which the page's script unpacks and filters.

The first records are the examples, whose texts stand in the page itself. The texts of the others are cut so that they
fit.
"""

from __future__ import annotations

import base64
import json
import zlib
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.examples import cut
from agent_tunix.rewards.analysis.page.formatting import finite
from agent_tunix.rewards.analysis.page.plot import label
from agent_tunix.rewards.analysis.records import NO_STEP
from agent_tunix.rewards.recording import columns
from agent_tunix.rewards.writing.hidden_characters import HIDDEN_RUN
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.examples import ExamplePicker
    from agent_tunix.rewards.analysis.results import Results

    Rows = npt.NDArray[np.int64]

#: To how many characters a response may be cut; the first that fits is taken.
CUTS = (6000, 4000, 2800, 2000, 1400, 1000, 700, 500, 350, 250, 180, 130, 90)
#: Of a prompt so much of this is shown, and of a truth or an answer.
OF_PROMPT, OF_TRUTH = 0.5, 0.2
#: Whether a cut fits is tried with a part of the rows: one of so many blocks of so many rows.
PARTS, TOGETHER = 16, 64
#: How much of the room a trial may fill.
SAFE = 0.98
#: The level of the compression: the next one takes twice as long for 3 % less.
LEVEL = 5
#: The columns of names, and those of texts of which each row has its own.
NAMES = (columns.REASON, columns.SOURCE, columns.RUN, "language")
TEXTS = (columns.RESPONSE, columns.TRUTH, columns.ANSWER)


def pack_records(analysis: Results, room: int) -> str:
    """Return as many records as fit into so many bytes, with texts that are as long as they can be."""
    picker: ExamplePicker | None = analysis.picker
    rows = np.zeros(0, dtype=np.int64) if picker is None else picker.others()
    ordered = _order(picker, rows)
    some = ordered[np.arange(len(ordered)) // TOGETHER % PARTS == 0]

    def fits(most: int) -> bool:
        return len(_pack(analysis, some, most)) * len(rows) <= SAFE * room * max(len(some), 1)

    for most in CUTS[bisect_left(CUTS, True, key=fits) :]:
        packed = _pack(analysis, ordered, most)
        if len(packed) <= room:
            return packed
    while True:
        packed = _pack(analysis, _order(picker, rows), CUTS[-1])
        if len(packed) <= room or not len(rows):
            return packed
        # The rows begin with the random sample, so that its beginning is one, too.
        rows = rows[: int(SAFE * len(rows) * room / len(packed))]


def _order(picker: ExamplePicker | None, rows: Rows) -> Rows:
    """Return rows by step and group: responses to one prompt stand together, and are smaller when they are packed."""
    if picker is None:
        return rows
    numbers = picker.pool.numbers
    return rows[np.lexsort((numbers[columns.GROUP][rows], numbers[columns.STEP][rows]))]


def _pack(analysis: Results, rows: Rows, most: int) -> str:
    names: dict[str, dict[str, int]] = {what: {} for what in NAMES}
    examples = analysis.examples
    picker: ExamplePicker | None = analysis.picker

    def code(what: str, text: str | None) -> int:
        return -1 if text is None else names[what].setdefault(label(text), len(names[what]))

    parts = list(dict.fromkeys(name for example in examples for name in example.components))
    found: dict[str, Any] = {
        "reward": [finite(example.reward) for example in examples],
        "step": [example.step for example in examples],
        "group": [example.group for example in examples],
        "length": [example.length for example in examples],
        "components": {name: [finite(example.components.get(name)) for example in examples] for name in parts},
        **{what: [code(what, getattr(example, what)) for example in examples] for what in NAMES},
    }
    if picker is not None and len(rows):
        numbers = picker.pool.numbers
        found["reward"] += _numbers(numbers[columns.REWARD][rows])
        found["step"] += [None if step == NO_STEP else step for step in numbers[columns.STEP][rows].tolist()]
        found["group"] += map(picker.number_group, numbers[columns.GROUP][rows].tolist())
        found["length"] += numbers["length"][rows].tolist()
        for name in parts:
            found["components"][name] += _numbers(picker.pool.components[name][rows])
        for what in NAMES:
            codes, texts = picker.names.get(what, (np.full(len(picker.pool), -1), []))
            own = codes[rows].tolist()
            table = {at: code(what, texts[at] if at >= 0 else None) for at in dict.fromkeys(own)}
            found[what] += map(table.__getitem__, own)
        found |= _texts(picker, rows, most)
    found |= {"names": {what: [*own] for what, own in names.items()}, "hidden": HIDDEN_RUN.pattern}
    found["which"] = describe(analysis, rows, most)
    plain = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode("utf-8", "surrogatepass"), LEVEL)).decode()


def describe(analysis: Results, rows: Rows, most: int) -> str:
    """Say which records can be looked at."""
    count = len(analysis.examples) + len(rows)
    picker: ExamplePicker | None = analysis.picker
    total = max(analysis.facts.samples, count)
    which = (
        "Every record." if count == total
        else f"{count:,} of {total:,} records: a random sample, and all that this page refers to." if len(rows)
        else f"The {plural(count, 'record')} that this page refers to."
    )  # fmt: skip
    is_cut = picker is not None and bool((picker.pool.numbers["length"][rows] > most).any())
    cuts = f" Responses are cut to {most:,} characters." if is_cut else ""
    return f"{which}{cuts} What is chosen here stands in the address, so that a view can be kept or sent."


def _texts(picker: ExamplePicker, rows: Rows, most: int) -> dict[str, Any]:
    """Return the texts of rows, each prompt once."""
    limits = {columns.RESPONSE: most, columns.PROMPT: OF_PROMPT * most}
    found: dict[str, list[str]] = {}
    for what in (columns.PROMPT, *TEXTS):
        # The end of a response has the answer, and that of a prompt the question.
        half = int(limits.get(what, OF_TRUTH * most)) // 2
        column = picker.pool.texts.get(what)
        texts = [""] * len(rows) if column is None else column.take(rows).to_pylist()
        found[what] = [text if len(text) <= 2 * half else cut(text, half, half) for text in texts]
    prompts = {text: at for at, text in enumerate(dict.fromkeys(found[columns.PROMPT]))}
    return found | {columns.PROMPT: [prompts[text] for text in found[columns.PROMPT]], "prompts": [*prompts]}


def _numbers(values: npt.NDArray[np.float64]) -> list[float | None]:
    """Return numbers with six digits; None for none."""
    distinct, at = np.unique(values, return_inverse=True)
    short = [float(f"{value:.6g}") if np.isfinite(value) else None for value in distinct.tolist()]
    return [short[place] for place in at.tolist()]
