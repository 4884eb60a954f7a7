"""Texts that are cheap to write and dear to compare: each is decided or given up within a bound of time and memory.

    python -m benches.bombs [--write-results]

Short or plain texts whose value is enormous take 2 ms and 16 MB: each is compared as the answer, as the truth, with
itself spelt otherwise, and inside a response, never seen before. Pairs of many costly parts (`crowds.py`) take 10 ms
below a kilobyte and 50 ms up to ten, either way round.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from benches import crowds, hostile, machine, report
from benches.memory import forget_peak, peak

if TYPE_CHECKING:
    from collections.abc import Callable

MILLISECONDS, MEGABYTES, TRIES = 2.0, 16.0, 3
#: Milliseconds for a pair of many parts, below a kilobyte and above.
SMALL, LARGE = 10.0, 50.0

#: Each takes a number that makes it new, so that nothing remembered answers for it.
BOMBS: dict[str, Callable[[int], str]] = {
    "power tower": lambda i: f"9^{{9^{{9^{9 + i}}}}}",
    "power tower, plain": lambda i: f"9**9**9**{9 + i}",
    "factorials of factorials": lambda i: f"{10 + i}!!!!",
    "factorial": lambda i: f"{10**9 + i}!",
    "factorial, allowed": lambda i: f"{3000 + i}!",
    "binomial": lambda i: rf"\binom{{10^9}}{{5\cdot10^8+{i}}}",
    "power of two": lambda i: f"2^{{{1_000_000 + i}}}",
    "power of a fraction": lambda i: rf"\left(\frac{{3}}{{7}}\right)^{{{100_000 + i}}}",
    "power of a sum": lambda i: f"(x+y+z+{i})^{{{1000}}}",
    "power of a radical": lambda i: rf"(\sqrt{{2}}+\sqrt{{{3 + i}}})^{{10000}}",
    "huge exponent": lambda i: f"1e{10**12 + i}",
    "root of a large number": lambda i: rf"\sqrt{{{10**4000 + i}}}",
    "brackets": lambda i: "(" * 100_000 + str(i) + ")" * 100_000,
    "brackets left open": lambda i: "(" * 100_000 + str(i),
    "braces": lambda i: "{" * 100_000 + str(i) + "}" * 100_000,
    "10,000 terms": lambda i: "+".join(f"{k}x^{k % 7}" for k in range(i, 10_000 + i)),
    "10,000 variables": lambda i: "+".join(f"x_{{{k}}}" for k in range(i, 10_000 + i)),
    "10,000 factors": lambda i: r"\cdot ".join(f"(x+{k})" for k in range(i, 10_000 + i)),
    "10,000 fractions": lambda i: "+".join(rf"\frac{{1}}{{{k}}}" for k in range(1 + i, 10_001 + i)),
    "10,000 numbers multiplied": lambda i: r"\cdot".join(str(k) for k in range(2 + i, 10_002 + i)),
    "10,000 numbers in a row of factors": lambda i: "".join(f"({k})" for k in range(2 + i, 10_002 + i)),
    "10,000 percentages": lambda i: "25% " * 10_000 + str(i),
    "10,000 vulgar fractions": lambda i: "½" * 10_000 + str(i),
    "10,000 fractions of digits": lambda i: r"\frac12" * 10_000 + str(i),
    "10,000 boxes": lambda i: r"\boxed{4}" * 10_000 + str(i),
    "10,000 roots": lambda i: "+".join(rf"\sqrt{{{k}}}" for k in range(2 + i, 10_002 + i)),
    "10,000 sines": lambda i: "+".join(rf"\sin({k}x)" for k in range(1 + i, 10_001 + i)),
    "10,000 members": lambda i: r"\{" + ",".join(str(k) for k in range(i, 10_000 + i)) + r"\}",
    "10,000 members as formulas": lambda i: r"\{" + ",".join(rf"\sqrt{{{k}}}" for k in range(i, 10_000 + i)) + r"\}",
    "sets of sets": lambda i: r"\{" + ",".join([rf"\{{{i},\{{1,2\}},\{{2,1\}}\}}"] * 1000) + r"\}",
    "a matrix of 100 rows": lambda i: (
        r"\begin{pmatrix}" + r"\\".join(["&".join([str(i)] * 100)] * 100) + r"\end{pmatrix}"
    ),
    "a determinant": lambda i: r"\begin{vmatrix}" + r"\\".join(["&".join(["x", str(i)] * 10)] * 20) + r"\end{vmatrix}",
    "100,000 digits": lambda i: "7" * 100_000 + str(i),
    "100,000 decimals": lambda i: "0." + "7" * 100_000 + str(i),
    "digits over digits": lambda i: rf"\frac{{{'7' * 20_000}{i}}}{{{'3' * 20_000}}}",
    "a period of 10,000 digits": lambda i: rf"0.\overline{{{'123456789' * 1111}{i}}}",
    "a long period in brackets": lambda i: f"0.({'123456789' * 1111}{i})",
    "a sum of many terms": lambda i: rf"\sum_{{k=1}}^{{{10**9 + i}}} k^2",
    "a sum of 10,000 terms": lambda i: rf"\sum_{{k=1}}^{{{10_000 - i}}} \frac{{1}}{{k}}",
    "a product of many": lambda i: rf"\prod_{{k=1}}^{{{10**6 + i}}} k",
    "sums of sums": lambda i: rf"\sum_{{a=1}}^{{100}}\sum_{{b=1}}^{{100}}\sum_{{c=1}}^{{100}}(a+b+c+{i})",
    "nested fractions": lambda i: r"\frac{1}{1+" * 5000 + str(i) + "}" * 5000,
    "nested roots": lambda i: r"\sqrt{1+" * 5000 + str(i) + "}" * 5000,
    "nested sines": lambda i: r"\sin(" * 60 + f"x+{i}" + ")" * 60,
    "nested powers of sums": lambda i: "(" * 12 + f"x+{i}" + ")^2+1" * 12,
    "plus or minus, 30 times": lambda i: r"\pm 1" * 30 + rf"\pm {i}",
    "unions": lambda i: r"\cup".join(f"({k},{k}.5)" for k in range(i, 5000 + i)),
    "a chain": lambda i: "=".join([str(42 + i)] * 5000),
    "a chain of formulas": lambda i: "=".join([f"(x+{i})^2"] * 1000),
    "almost equal radicals": lambda i: rf"\sqrt{{{10**30 + 1 + i}}}-\sqrt{{{10**30 + i}}}",
    "a tower of logarithms": lambda i: r"\ln(" * 30 + f"{10**9 + i}" + ")" * 30,
    "a base-two numeral": lambda i: "1" * 50_000 + f"{i % 2}_2",
    "number words": lambda i: "four hundred and " * 2000 + str(i),
    "long words": lambda i: "lorem ipsum " * 5000 + str(i),
}


def uses() -> dict[str, Callable[[str], object]]:
    """How a bomb is set off."""
    from agent_tunix import rewards

    return {
        "answer": lambda text: rewards.math_equal(text, "42"),
        "answer, radical": lambda text: rewards.math_equal(text, r"\sqrt{2}+x"),
        "truth": lambda text: rewards.math_equal("42", text),
        "both": lambda text: rewards.math_equal(text, f"{text} + 0"),
        "both, other": lambda text: rewards.math_equal(text, text[:-1] + "1" + text[-1:]),
        "boxed": lambda text: rewards.check_answer(rf"So \boxed{{{text}}}", "42"),
        "explained": lambda text: rewards.explain_answer(f"The answer is ${text}$.", "42"),
    }


def measure(run: Callable[[int], object]) -> tuple[float, float]:
    """Runs something a few times, each time new; returns the least milliseconds and the most megabytes."""
    best, most = float("inf"), 0.0
    for i in range(TRIES):
        forget_peak()
        before, start = peak(), time.thread_time()
        run(i)
        best = min(best, time.thread_time() - start)
        most = max(most, float(peak() - before))
    return best * 1e3, most / 2**20


def measure_crowds() -> list[tuple[float, float, str, float]]:
    """Compares pairs of many costly parts, either way round; returns time, memory, name and the allowed time."""
    from agent_tunix import rewards

    salted = [list(crowds.pairs(1 + 1000 * i)) for i in range(TRIES)]
    rows = []
    for at, (name, a, b) in enumerate(salted[0]):
        limit = SMALL if len((a + b).encode()) < 1000 else LARGE
        ways = {"": lambda i, at=at: salted[i][at][1:], ", turned": lambda i, at=at: salted[i][at][:0:-1]}
        for way, texts in ways.items():
            taken, memory = measure(lambda i, texts=texts: rewards.math_equal(*texts(i)))
            rows.append((taken, memory, name + way, limit))
    return rows


def main() -> None:
    """Prints what takes too long or too much, else the slowest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write-results", action="store_true")
    options = parser.parse_args()
    for use in uses().values():
        use(hostile.fill("x+", 100))
    rows = []
    for name, make in BOMBS.items():
        for how, use in uses().items():
            texts = [make(i) for i in range(TRIES)]
            taken, memory = measure(lambda i, use=use, texts=texts: use(texts[i]))
            rows.append((taken, memory, f"{name} ({how})", MILLISECONDS))
    rows += measure_crowds()
    # The nearest to its bound comes first.
    rows.sort(key=lambda row: row[0] / row[3], reverse=True)
    over = [row for row in rows if row[0] > row[3] or row[1] > MEGABYTES]
    shown = over or rows[:10]
    cells = [(name, f"{taken:.3f}", f"{limit:.0f}", f"{memory:.1f}") for taken, memory, name, limit in shown]
    print(report.plain_table(("bomb", "ms", "of", "MB more"), cells))
    print(f"\n{len(rows)} bombs, {len(over)} over their time or {MEGABYTES:.0f} MB; worst {max(rows)[0]:.3f} ms")
    if options.write_results:
        named = {name: [taken, memory] for taken, memory, name, _ in over}
        report.write_results("bombs", {"machine": machine.describe(), "bombs": len(rows), "over": named})
    raise SystemExit(1 if over else 0)


if __name__ == "__main__":
    main()
