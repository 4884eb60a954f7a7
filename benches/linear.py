"""Every public function over every hostile text, at one size and at eight times it: at most ten times the work.

    python -m benches.linear [--only WORD] [--all] [--write-results]
    python -m benches.linear --instructions [--sizes 2] [--only WORD] [--all] [--write-results]

The first measures time, up to a megabyte, which takes at most a quarter of a second. Every text is graded in a process
of its own kind that may die or hang: that is a result, not the end of the run. The second counts instructions, which
are the same on every run, and needs valgrind and cargo (see `benches.work`).
"""

from __future__ import annotations

import argparse
import multiprocessing
import multiprocessing.connection
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benches import hostile, machine, report, work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = (1_000_000 // 64, 1_000_000 // 8, 1_000_000)
#: Below this many seconds for the largest text, fetching its memory weighs more than reading it.
NOISE = 0.005
GROWTH, LIMIT, PATIENCE = 10.0, 0.25, 20.0

Job = tuple[str, str, str, int]


@dataclass(frozen=True)
class Result:
    """One function over one hostile text; times by size, shorter where it was given up."""

    function: str
    kind: str
    text: str
    times: tuple[float, ...]
    failure: str = ""

    def growth(self) -> float:
        """How many times as long eight times the text takes."""
        return self.times[-1] / max(self.times[-2], 1e-9) if len(self.times) == len(SIZES) else 0.0

    def fails(self) -> bool:
        """Whether it died, hung or took too long. Growth is decided by instructions: memory caches make time jump."""
        return bool(self.failure) or self.times[-1] > LIMIT

    def remark(self) -> str:
        """What is to be said of it, or nothing."""
        if self.failure:
            return self.failure
        if self.fails():
            return f"over {LIMIT * 1e3:.0f} ms"
        if self.times[-1] > NOISE and self.growth() > GROWTH:
            return f"grows {self.growth():.1f} times"
        return ""

    def cells(self) -> tuple[str, ...]:
        """As text."""
        times = [f"{taken * 1e3:.2f}" for taken in self.times] + ["-"] * (len(SIZES) - len(self.times))
        return (f"{self.function}({self.kind}) {self.text}", *times, f"{self.growth():.1f}", self.remark())


def calls() -> dict[tuple[str, str], Callable[[str], object]]:
    """Public functions by name and by which of their arguments is hostile."""
    from agent_tunix import rewards

    template, tags = "The answer is [NUM].", rewards.Format.tags("reasoning", "answer")
    many = "[TEXT], so [TEXT]; then [TEXT] and [TEXT] or [TEXT]: [WORD] is [INT]."
    nested = "<a>[TEXT]<b>[TEXT]</b>[TEXT]</a>\n<c>[NUM]</c>"
    return {
        ("check_answer", "response"): lambda text: rewards.check_answer(text, "42"),
        ("check_answer", "response, formula"): lambda text: rewards.check_answer(text, r"\frac{x^2+1}{\sqrt{2}}"),
        ("explain_answer", "response"): lambda text: rewards.explain_answer(text, "42"),
        ("extract_answer", "response"): rewards.extract_answer,
        ("check_numbers", "response"): lambda text: rewards.check_numbers(text, [42, 4]),
        ("match_format_exactly", "response, [NUM]"): lambda text: rewards.match_format_exactly(text, template),
        ("match_format_exactly", "response, tags"): lambda text: rewards.match_format_exactly(text, tags),
        ("match_format_exactly", "response, [TEXT]"): lambda text: rewards.match_format_exactly(
            text, "Q: [TEXT]\nA: [EXPR]"
        ),
        ("match_format_exactly", "response, many"): lambda text: rewards.match_format_exactly(text, many),
        ("match_format_exactly", "response, nested"): lambda text: rewards.match_format_exactly(text, nested),
        ("match_format_exactly", "response, narrow"): lambda text: rewards.match_format_exactly(
            text, "[WORD] [INT] [EXPR]"
        ),
        ("combined_reward", "response"): lambda text: rewards.combined_reward(text, "42", template),
        ("math_equal", "response"): lambda text: rewards.math_equal(text, "42"),
        ("has_hallucination", "response"): rewards.has_hallucination,
        ("arithmetic_steps", "response"): rewards.arithmetic_steps,
        ("has_reasoning_steps", "response"): rewards.has_reasoning_steps,
        ("has_repetition", "response"): rewards.has_repetition,
        ("evaluate_clarity", "response"): rewards.evaluate_clarity,
        ("evaluate_completeness", "response"): lambda text: rewards.evaluate_completeness(text, "How many are left?"),
        ("evaluate_efficiency", "response"): rewards.evaluate_efficiency,
        ("evaluate_format", "response"): rewards.evaluate_format,
        ("evaluate_relevance", "response"): lambda text: rewards.evaluate_relevance(text, "How many are left?"),
        ("evaluate_relevance", "response, prompt"): lambda text: rewards.evaluate_relevance("They are left.", text),
        ("language_consistency", "response"): rewards.language_consistency,
        ("check_answer", "truth"): lambda text: rewards.check_answer("The answer is 42.", text),
        ("math_equal", "truth"): lambda text: rewards.math_equal("x+1", text),
        ("math_equal", "truth, itself"): lambda text: rewards.math_equal(text, text),
        ("math_equal", "truth, spaced"): lambda text: rewards.math_equal(f" {text} +0", text),
        ("explain_answer", "truth"): lambda text: rewards.explain_answer("The answer is 42.", text),
        ("match_format_exactly", "format"): lambda text: rewards.match_format_exactly("The answer is 42.", text),
        ("Format.regex", "format"): rewards.Format.regex,
        ("Format.tags", "format"): lambda text: rewards.Format.tags(text, "answer", prefilled=text),
        ("Format.tags", "format, many"): lambda text: rewards.Format.tags(*text.split()),
    }


TEXTS = {"response": hostile.RESPONSES, "truth": hostile.TRUTHS, "format": hostile.FORMATS}


def serve(pipe: multiprocessing.connection.Connection) -> None:
    """Grades what it is sent until it is no longer asked."""
    table = calls()
    pipe.send("ready")
    while True:
        try:
            function, kind, name, size = pipe.recv()
        except EOFError:
            return
        pipe.send(
            best_of(table[function, kind], TEXTS[kind.split(",")[0]][name], size, not kind.startswith("response"))
        )


def best_of(
    call: Callable[[str], object], make: hostile.Maker, size: int, may_refuse: bool, tries: int = 5
) -> float | str:
    """Processor seconds of the best try, or the exception; each try has its own text, so that no cache answers."""
    best = float("inf")
    for extra in range(tries):
        text = make(size + 32 * extra)
        start = time.thread_time()
        try:
            call(text)
        except Exception as raised:  # noqa: BLE001 - whichever it is, it is the finding
            if not (may_refuse and isinstance(raised, ValueError)):
                return f"{type(raised).__name__}: {raised}"[:100]
        best = min(best, time.thread_time() - start)
        if best > LIMIT / 2:
            break
    return best


class Worker:
    """A process that grades, started again after it dies or hangs."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process, ready to grade."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe.recv()

    def measure(self, job: Job) -> float | str:
        """Seconds, or what went wrong."""
        try:
            self.pipe.send(job)
            if self.pipe.poll(PATIENCE):
                answer: float | str = self.pipe.recv()
                return answer
            problem = f"over {PATIENCE:.0f} s"
        except (EOFError, OSError):
            problem = "the process died"
        self.process.kill()
        self.process.join()
        self.start()
        return problem


def grow(worker: Worker, job: tuple[str, str, str]) -> tuple[list[float], str]:
    """The times of one function over one text by size, and why larger ones were given up."""
    times: list[float] = []
    for size in SIZES:
        taken = worker.measure((*job, size))
        if isinstance(taken, str):
            return times, f"{taken} at {size:,} bytes"
        times.append(taken)
        if taken > PATIENCE / 100 and size != SIZES[-1]:
            return times, f"{taken * 1e3:.0f} ms at {size:,} bytes"
    return times, ""


def run(only: str = "") -> Iterator[Result]:
    """Every function over every text that `only` names."""
    worker = Worker()
    for function, kind in calls():
        for name in TEXTS[kind.split(",")[0]]:
            if only and only not in f"{function}({kind}) {name}":
                continue
            times, failure = grow(worker, (function, kind, name))
            if not failure and times[-1] > NOISE and times[-1] > GROWTH * times[-2]:
                # Once more: a growth that is there stays.
                again, failure = grow(worker, (function, kind, name))
                times = [min(pair) for pair in zip(times, again, strict=False)]
            yield Result(function, kind, name, tuple(times), failure)


def count_instructions(options: argparse.Namespace) -> int:
    """Prints the calls whose instructions grow more than their text (`--all`: everything); how many these are."""
    counts = []
    for row in work.measure(options.only, options.sizes):
        if not counts or counts[-1].call != row.call:
            print(f"counting {row.call}", flush=True)
        counts.append(row)
    faults = [row for row in counts if row.growth() > work.GROWTH]
    if options.all or faults:
        print(work.table(counts if options.all else faults))
    print("\nwhat grows most of each")
    print(work.table(work.worst(counts)))
    texts = sum(len(makers) for makers in TEXTS.values())
    print(f"\n{len(counts)} pairs of a call and a text ({texts} texts), {len(faults)} faults")
    if options.write_results:
        report.write_results("instructions", {"machine": machine.describe(), **work.content(counts)})
    return len(faults)


def measure_time(options: argparse.Namespace) -> int:
    """Prints what grows or takes too long (`--all`: everything), and the slowest of each; how many these are."""
    results = list(run(options.only))
    faults = [result for result in results if result.fails()]
    remarkable = [result for result in results if result.remark()]
    header = ("function(argument) text", *(f"{size / 1e6:.2g} MB, ms" for size in SIZES), "8 times", "remark")
    shown = results if options.all else remarkable
    if shown:
        print(report.plain_table(header, [result.cells() for result in shown]))
    slowest: dict[tuple[str, str], Result] = {}
    for result in results:
        key = (result.function, result.kind)
        if result.times and (key not in slowest or result.times[-1] > slowest[key].times[-1]):
            slowest[key] = result
    print("\nslowest of each")
    print(report.plain_table(header, [result.cells() for result in slowest.values()]))
    texts = sum(len(makers) for makers in TEXTS.values())
    growing = len(remarkable) - len(faults)
    print(
        f"\n{len(results)} pairs of a function and a text ({texts} texts), {len(faults)} faults, {growing} grow in time"
    )
    if options.write_results:
        named = {f"{r.function}({r.kind}) {r.text}": r.remark() for r in remarkable}
        slow = {f"{r.function}({r.kind}) {r.text}": r.times[-1] for r in slowest.values()}
        content = {
            "texts": texts,
            "pairs": len(results),
            "slowest of each, s": slow,
            "faults": len(faults),
            "remarks": named,
        }
        report.write_results("linear", {"machine": machine.describe(), **content})
    return len(faults)


def main() -> None:
    """Counts or measures, and fails where something is not linear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instructions", action="store_true", help="count instructions instead of measuring time")
    parser.add_argument(
        "--sizes", type=int, choices=(2, 3), default=3, help="how many sizes have their instructions counted"
    )
    parser.add_argument("--only", default="", help="a part of `function(argument) text`")
    parser.add_argument("--all", action="store_true", help="print every line, not only the faults")
    parser.add_argument("--write-results", action="store_true")
    options = parser.parse_args()
    faults = count_instructions(options) if options.instructions else measure_time(options)
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
