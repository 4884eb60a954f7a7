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

from benches.mutation.record import KILLED, NEVER_ENDED, NOT_COMPILED, SURVIVED
from benches.mutation.sample import AREAS, Listed, list_changes
from benches.mutation.session import Session, read_options
from benches.mutation.tree import Tree

#: What the tests are: all that may notice a change.
TESTS = ("tests/cases", "rust/core/tests", ":(glob)rust/core/src/**/*tests.rs")
#: The tests that run first, by area; the others follow.
FIRST = {
    "number": "binary(equality_cases) | binary(number_laws) | binary(answer_numbers)",
    "expr": "binary(equality_cases) | binary(expr_laws)",
    "answer": "binary(language_cases) | binary(answer_numbers)",
    "extract": "binary(extract_laws) | binary(language_cases)",
    "equal": "binary(equality_cases)",
    "format": "binary(format_laws)",
    "reward": "binary(language_cases) | binary(policies) | binary(choice_laws)",
}
#: What a changed rule leaves alike: many texts are graded as one is, and what is equal is one group.
ALIKE = "binary(batch_laws) | binary(group_laws)"
#: The share that the tests are to notice, by area.
AIMS = {"number": 0.9, "expr": 0.85, "answer": 0.9, "extract": 0.9, "equal": 0.9, "format": 0.85, "reward": 0.9}
#: Seconds after which a change counts as one that never ends: the tests take a tenth of it.
PATIENCE = 120


def judge(tree: Tree, programs: tuple[str, ...], change: Listed) -> tuple[str, float, str]:
    """Runs the tests on a change: what came of it, the seconds, the test that noticed."""
    seconds = 0.0
    for which in (FIRST[change.area], f"not ({FIRST[change.area]} | {ALIKE})"):
        ran = tree.test(programs, which, change.name, PATIENCE)
        seconds += ran.seconds
        if not ran.passed:
            return (NEVER_ENDED if ran.passed is None else KILLED), seconds, ran.by
    return SURVIVED, seconds, ""


def run(session: Session[Listed], tree: Tree) -> None:
    """Builds the changes and tries each."""
    started = time.monotonic()
    print("building all of them at once", flush=True)
    refused = tree.build(session.compiles, session.numbers)
    for change in refused:
        session.note(change, NOT_COMPILED, 0.0, "")
    programs = tree.list_programs()
    print(f"built in {time.monotonic() - started:.0f} s, {len(refused)} did not compile", flush=True)
    plain = tree.test(programs, f"not ({ALIKE})", None, PATIENCE)
    if not plain.passed:
        raise SystemExit(f"the tests fail without any change: {plain.by}")
    print(f"all tests take {plain.seconds:.0f} s", flush=True)
    built = [change for change in session.left if change not in refused]
    session.try_all(built, lambda change: judge(tree, programs, change))


def main() -> None:
    """Prints how many of the sampled changes the tests notice, and the others."""
    options = read_options(__doc__, AREAS, 300)
    session = Session("core", list_changes(options.area), options, tests=TESTS, aims=AIMS)
    if session.left:
        run(session, Tree(options.into))
    session.finish(write=options.write)


if __name__ == "__main__":
    main()
