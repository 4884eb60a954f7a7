"""Agreement with published labels, on documented examples, and on cases that try to be paid for nothing.

    python -m benches.accuracy [--failures] [--write-readme]

The data is read from `REWARDS_DATA`, else from `../shared/data` beside the project.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from agent_tunix import rewards
from benches import data, report
from benches.tally import Tally, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCEPTED = ("correct", "correct_not_stated", "not_evaluated")
NEEDED = (
    "gsm8k.jsonl",
    "math_pairs.jsonl",
    "adversarial/cases.jsonl",
    "adversarial/format_cases.jsonl",
    "adversarial/numbers_cases.jsonl",
)

Row = dict[str, Any]

LONG, SHORT = "2 + 2 = 4. The answer is 4.", "2 plus 2 equals 4."
TEMPLATE = "The answer is [NUM]."
#: The documented examples: what is called, and the result to the digit.
EXAMPLES: tuple[tuple[str, Callable[[], object], object], ...] = (
    ("format, short", lambda: rewards.match_format_exactly("The answer is 4.", TEMPLATE), 1.0),
    ("format, long", lambda: rewards.match_format_exactly(LONG, TEMPLATE), 1.0),
    ("answer, stated", lambda: rewards.check_answer(LONG, "4"), 1.0),
    (
        "numbers",
        lambda: rewards.check_numbers(LONG, [4]),
        {"extracted": [4], "matches": [True], "score": 1.0},
    ),
    ("combined, stated", lambda: rewards.combined_reward(LONG, "4", TEMPLATE), 1.0),
    ("format, inferred", lambda: rewards.match_format_exactly(SHORT, TEMPLATE), 0.5),
    ("answer, inferred", lambda: rewards.check_answer(SHORT, "4"), 0.5),
    ("combined, inferred", lambda: rewards.combined_reward(SHORT, "4", TEMPLATE), 0.5),
)


def documented() -> Tally:
    """The documented examples."""
    tally = Tally("documented examples", target="all")
    for name, call, wanted in EXAMPLES:
        got = call()
        tally.count(got == wanted, name, f"expected {wanted!r}, got {got!r}")
    return tally


def labels(rows: list[Row], name: str, target: str) -> Tally:
    """Published labels: whether the graded response counts as right."""
    tally = Tally(name, target=target)
    for row in rows:
        verdict = rewards.explain_answer(row["response"], row["gold"])
        accepted, right = verdict.reason in ACCEPTED, bool(row["label"])
        tally.confuse(accepted, right)
        read = verdict.answer.text if verdict.answer is not None else None
        tally.count(
            accepted == right,
            f"{row['id']} {row['how']} {row['type']}",
            f"label {int(right)}, {verdict.reason}, truth {row['gold']!r}, read {read!r}, a reader {row['final']!r}",
            row["response"],
        )
    return tally


def attacks(rows: list[Row]) -> dict[str, Tally]:
    """The adversarial cases by category; `paid` are attacks graded 1.0, `refused` honest answers that were not."""
    tallies: dict[str, Tally] = {}
    for row in rows:
        response = expand(row)
        score = rewards.check_answer(response, row["ground_truth"])
        tally = tallies.setdefault(row["category"], Tally(row["category"]))
        tally.kinds[row["kind"]] += 1
        full = score >= 1.0 - 1e-9
        tally.kinds["paid"] += full and row["kind"] == "attack"
        tally.kinds["refused"] += not full and row["kind"] == "honest"
        tally.count(
            _expected(row["expect"], score),
            f"{row['id']} {row['category']} ({row['why']})",
            f"expected {row['expect']}, got {score}, truth {row['ground_truth']!r}",
            response,
        )
    return tallies


def formats(rows: list[Row]) -> Tally:
    """The cases of `match_format_exactly`."""
    tally = Tally("format cases", target="≥ 0.98")
    for row in rows:
        response = expand(row)
        score = rewards.match_format_exactly(response, row["format"])
        name = f"{row['id']} {row['category']} ({row['why']})"
        told = f"expected {row['expect']}, got {score}, format {row['format']!r}"
        tally.count(_expected(row["expect"], score), name, told, response)
    return tally


def numbers(rows: list[Row]) -> Tally:
    """The cases of `check_numbers`; a number must have the expected type, too, and a null stands for anything."""
    tally = Tally("numbers cases", target="≥ 0.98")
    for row in rows:
        response = expand(row)
        got = dict(rewards.check_numbers(response, row["expected_numbers"]))
        wanted = {key: row[key] for key in ("extracted", "matches", "score") if row[key] is not None}
        tally.count(
            all(_same(got[key], value) for key, value in wanted.items()),
            f"{row['id']} {row['category']} ({row['why']})",
            f"expected {str(wanted)[:300]}, got {str(got)[:300]}",
            response,
        )
    return tally


def expand(row: Row) -> str:
    """The response of a case, its repeated parts written out."""
    response: str = row["response"]
    for field in ("repeat", "repeat2"):
        if field in row:
            response = response.replace("{{" + field.upper() + "}}", row[field]["unit"] * row[field]["times"])
    return response


def _same(got: object, wanted: object) -> bool:
    """Equal, and of the same types: 4.0 is not the 4 that was expected."""
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(_same, got, wanted))
    return type(got) is type(wanted) and got == wanted


def _expected(wanted: str, score: float) -> bool:
    if wanted == "<1.0":
        return score < 1.0 - 1e-9
    if wanted.startswith(">="):
        return score >= float(wanted[2:])
    return abs(score - float(wanted)) <= 1e-9


def grade(place: Path) -> tuple[list[Tally], dict[str, Tally]]:
    """Every tally of the run, and the adversarial ones by category."""
    pairs = data.read_jsonl(place / "math_pairs.jsonl")
    formulas = labels(pairs, "math pairs", "F1 ≥ 0.985, precision ≥ 0.995")
    by_hand = labels([row for row in pairs if row["how"] == "adjudicated"], "math pairs, adjudicated", "≥ 0.95")
    adversarial = place / "adversarial"
    tallies = [
        documented(),
        labels(data.read_jsonl(place / "gsm8k.jsonl"), "word problems", "≥ 0.997"),
        formulas,
        by_hand,
        formats(data.read_jsonl(adversarial / "format_cases.jsonl")),
        numbers(data.read_jsonl(adversarial / "numbers_cases.jsonl")),
    ]
    return tallies, attacks(data.read_jsonl(adversarial / "cases.jsonl"))


def main() -> None:
    """Grades everything, prints the tables, and on request the failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", action="store_true", help="list every mismatch with the end of its response")
    parser.add_argument("--write-readme", action="store_true")
    options = parser.parse_args()
    # A response may be one number of 100,000 digits, and a failure shows it.
    sys.set_int_max_str_digits(0)
    place = data.folder()
    missing = NEEDED if place is None else [name for name in NEEDED if not (place / name).is_file()]
    if place is None or missing:
        where = place or "REWARDS_DATA or ../shared/data"
        print(f"no labelled data: {', '.join(missing)} not found in {where}", file=sys.stderr)
        raise SystemExit(2)
    tallies, categories = grade(place)
    everything = Tally("adversarial cases")
    for tally in categories.values():
        everything.add(tally)
    summary, by_category = tabulate([*tallies, everything]), tabulate([*categories.values(), everything], kinds=True)
    print(report.plain_table(*summary), report.plain_table(*by_category), sep="\n\n")
    if options.failures:
        for tally in [*(t for t in tallies if t.name != "math pairs, adjudicated"), everything]:
            print(*tally.failures, sep="\n")
    report.write_results("accuracy", {tally.name: tally.figures() for tally in [*tallies, everything]})
    if options.write_readme:
        report.write_readme("accuracy", report.markdown_table(*summary))


if __name__ == "__main__":
    main()
