"""Changes the rules of the core in one place at a time and counts the changes that the tests notice.

    python -m benches.mutation.core [--sample 300] [--seed 12] [--shard 1/3] [--area equal] [--write]

A sample with a seed of what cargo-mutants would change (`cargo install cargo-mutants --locked`). All changes are built
at once, each behind a switch; then the tests run once for each, the fast ones of its area first, until one fails.
What came out is kept in build/mutants: a run that was stopped goes on, and a later run tries again only what survived
before the tests changed, and what lies in files that changed. Changes that no test can notice stand with the reason in
benches/mutation/equivalent.toml.
"""

from __future__ import annotations

import time

from benches.mutation.record import KILLED, NEVER_ENDED, NOT_COMPILED, SURVIVED, fingerprint
from benches.mutation.sample import AREAS, SOURCE, Listed, list_changes
from benches.mutation.session import Session, read_options
from benches.mutation.tree import Tree

#: What the tests are: all that may notice a change.
TESTS = ("tests/cases", "rust/core/tests", ":(glob)rust/core/src/**/*tests.rs")
#: The test programs that run first, by area: they fail for most changes, within a second.
FIRST = {
    "number": ("equality_cases", "number_laws", "answer_numbers"),
    "expr": ("equality_cases", "expr_laws"),
    "answer": ("language_cases", "answer_numbers"),
    "extract": ("extract_laws", "language_cases"),
    "equal": ("equality_cases",),
    "format": ("format_laws",),
    "reward": ("choice_laws", "language_cases", "policies"),
}
#: Those that run then: the unit tests, and what tests the meaning of texts, or where an answer is.
MEANING = ("equality_cases", "number_laws", "expr_laws", "equal_laws", "point_laws", "policies", "equality_pairs")
READING = (
    "language_cases", "answer_numbers", "extract_laws", "trace_cases", "choice_laws", "attack_laws", "aspects_laws",
    "policies",
)  # fmt: skip
THEN = {
    "number": (*MEANING, *READING),
    "expr": (*MEANING, *READING),
    "answer": READING,
    "extract": READING,
    "equal": (*MEANING, *READING),
    "format": (),
    "reward": READING,
}
#: The share that the tests are to notice, by area.
AIMS = {"number": 0.9, "expr": 0.85, "answer": 0.9, "extract": 0.9, "equal": 0.9, "format": 0.85, "reward": 0.9}


def tests_of(area: str) -> list[str]:
    """The test programs that may notice a change of an area, in their order."""
    return list(dict.fromkeys((*FIRST[area], "unit tests", *THEN[area])))


def judge(tree: Tree, change: Listed) -> tuple[str, float, str]:
    """Runs the tests on a change: what came of it, the seconds, the test that noticed."""
    ran = tree.test(tests_of(change.area), change.name)
    return NEVER_ENDED if ran.passed is None else SURVIVED if ran.passed else KILLED, ran.seconds, ran.by


def run(session: Session[Listed], tree: Tree) -> None:
    """Builds the changes and tries each."""
    started = time.monotonic()
    print("building all of them at once", flush=True)
    refused = tree.build(session.compiles, session.numbers)
    for change in refused:
        session.note(change, NOT_COMPILED, 0.0, "")
    print(f"built in {time.monotonic() - started:.0f} s, {len(refused)} did not compile", flush=True)
    passed, here = tree.root.with_name("core.passed"), fingerprint(["rust/core", "tests/cases", "benches/mutation"])
    if not passed.exists() or passed.read_text(encoding="utf-8") != here:
        plain = tree.test(dict.fromkeys(name for area in AREAS for name in tests_of(area)), None)
        if not plain.passed:
            raise SystemExit(f"the tests fail without any change: {plain.by}")
        print(f"all tests take {plain.seconds:.0f} s", flush=True)
        passed.write_text(here, encoding="utf-8")
    built = [change for change in session.left if change not in refused]
    session.try_all(built, lambda change: judge(tree, change))


def main() -> None:
    """Prints how many of the sampled changes the tests notice, and the others."""
    options = read_options(__doc__, AREAS, 300)
    session = Session("core", list_changes(options.area, options.into), options, tests=TESTS, aims=AIMS)
    if session.left and not options.table:
        run(session, Tree(options.into))
    session.finish(SOURCE, write=options.write)


if __name__ == "__main__":
    main()
