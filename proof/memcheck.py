"""A short run of every function of the compiled module under Valgrind: errors with a frame in the module are listed.

python -m proof.memcheck

What Python and NumPy do on their own is not looked at. Valgrind reports a value that nobody has set, a read or write
outside of a block of memory, and a block that is freed twice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

#: The compiled module, as Valgrind names it.
MODULE = "_core.abi3.so"
#: What runs: each function for one response, for a batch in threads, for objects of several kinds, and with mistakes.
CODE = """
import numpy as np, pyarrow as pa
from agent_tunix import rewards
from agent_tunix.rewards import AnyOf, Format, Grading
from benches import generate, hostile

rewards.set_num_threads(2)
pairs = [(made[0], made[1]) for made in (*generate.word_problems(6), *generate.math_pairs(10))]
UNITS = ("(", "\\\\boxed{", "1.", "<think>", "\\u5341", "\\U0001f600 ")
pairs += [(hostile.fill(unit, 400) + hostile.END, "42") for unit in UNITS]
texts, truths = [text for text, _ in pairs], [truth for _, truth in pairs]
batches = [texts, tuple(texts), np.array(texts), np.array(texts, object), [*texts, "\\ud800"]]
batches += [pa.array(texts, kind) for kind in (pa.string(), pa.large_string(), pa.string_view())]
batches += [pa.chunked_array([texts[:3], texts[3:]]), [[{"role": "assistant", "content": text}] for text in texts]]
CALLS = [
    lambda batch: rewards.check_answer(batch, "4"),
    lambda batch: repr(rewards.explain_answer(batch, AnyOf(["4", "5.5"]), trace=True)),
    lambda batch: rewards.check_numbers(batch, [4, 5.5]),
    lambda batch: rewards.match_format_exactly(batch, Format.tags("think", "answer")),
    lambda batch: rewards.combined_reward(batch, "4", "The answer is [NUM]."),
    lambda batch: rewards.extract_answer(batch),
    lambda batch: rewards.math_equal(batch, "4"),
    lambda batch: rewards.has_repetition(batch),
    lambda batch: rewards.arithmetic_steps(batch),
    lambda batch: rewards.check_answer(batch, 4, grading=Grading(tolerance=0.5)),
]
for call in CALLS:
    for batch in batches:
        try:
            call(batch)
        except (TypeError, ValueError):
            pass
    for text in texts:
        call(text)
for wrong in (None, 5, [5], {"a": 1}, [None], [[{"role": "user"}]], object()):
    for call in CALLS:
        try:
            call(wrong)
        except (TypeError, ValueError):
            pass
rewards.check_answer(texts * 40, truths * 40)
for text, truth in pairs:
    rewards.check_answer(text, truth)
print("done")
"""


def read_errors(report: Path) -> list[str]:
    """Return the errors that have a frame in the module: what is wrong, and where."""
    found = []
    for error in ET.parse(report).getroot().iter("error"):
        frames = list(error.iter("frame"))
        # Blocks that the interpreter leaves to the system at its end are listed as well, in this form of report.
        leak = (error.findtext("kind") or "").startswith("Leak")
        if not leak and any((frame.findtext("obj") or "").endswith(MODULE) for frame in frames):
            where = " < ".join(frame.findtext("fn") or "?" for frame in frames[:6])
            what = error.findtext("what") or error.findtext("xwhat/text") or error.findtext("kind")
            found.append(f"{what}: {where}")
    return found


def main() -> int:
    """Run, and print what Valgrind has found."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        print("memcheck: NO: valgrind is not installed")
        return 1
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.xml"
        command = [valgrind, "--xml=yes", f"--xml-file={report}", "--leak-check=no", "--num-callers=30", "--quiet"]
        # Each object of Python is a block of its own, so that a read beyond it is seen.
        told = subprocess.run(
            [*command, sys.executable, "-c", CODE],
            env={**os.environ, "PYTHONMALLOC": "malloc"},
            stdout=subprocess.PIPE,
            check=False,
        )
        errors = read_errors(report)
    if told.stdout.strip() != b"done":
        errors.append(f"the run ended with {told.returncode}")
    for each in errors:
        print(each)
    print(f"memcheck: {'NO' if errors else 'pass'}: {len(errors)} errors of the module")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
