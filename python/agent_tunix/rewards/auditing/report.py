"""What `audit` returns: everything that it found, and the ways to read it and to write it down."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.auditing.findings import (
    CATEGORIES,
    FAIL_ON,
    Finding,
    FormPay,
    Group,
    Policy,
    Raised,
    Results,
    Scale,
    Timing,
)
from agent_tunix.rewards.writing.files import write_text
from agent_tunix.rewards.writing.serialization import to_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CATEGORIES", "FAIL_ON", "AuditReport", "Finding", "FormPay", "Policy", "Raised", "Scale", "Timing"]


class AuditReport(Results):
    """What `audit` found. Its fields are those of `auditing.findings.Results`.

    >>> report = AuditReport("my_reward", ["plain"], "an interpreter of its own", 20, 0)
    >>> report.passed()
    True
    >>> print(report)
    my_reward: nothing found (0 attacks, 0 honest responses, 20 examples)
    """

    def passed(self, fail_on: str | Iterable[str] = FAIL_ON) -> bool:
        """Say whether nothing was found that fails a check.

        Args:
            fail_on: categories, in a list or a text with commas between them; findings of low severity do not count.
                `"any"` fails on every finding, `"never"` on none.

        Raises:
            ValueError: there is no such category.
        """
        return not self.failures(fail_on)

    def failures(self, fail_on: str | Iterable[str] = FAIL_ON) -> list[Finding]:
        """Return the findings that fail a check; the argument is that of `passed`."""
        names = read_fail_on(fail_on)
        if "any" in names:
            return list(self.findings)
        return [each for each in self.findings if each.category in names and each.severity != "low"]

    def groups(self, findings: Iterable[Finding] | None = None) -> list[Group]:
        """Return the findings of one kind together, in their order: a denial in twelve languages is one group.

        Args:
            findings: those to group; all unless given.
        """
        found: dict[tuple[str, str], Group] = {}
        for each in self.findings if findings is None else findings:
            key = each.category, each.group
            found.setdefault(key, Group(*key, [])).findings.append(each)
        return list(found.values())

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each category that has any."""
        found = [finding.category for finding in self.findings]
        return {name: found.count(name) for name in CATEGORIES if name in found}

    def to_dict(self) -> dict[str, Any]:
        """Return everything as dictionaries, lists, texts and numbers."""
        return asdict(self)

    def to_json(self) -> str:
        """Return everything as JSON; half of a surrogate pair, which is no text in UTF-8, stays as an escape."""
        return json.dumps(to_plain(self), indent=1)

    def to_markdown(self) -> str:
        """Return everything as a report in Markdown."""
        from agent_tunix.rewards.auditing.markdown import write

        return write(self, self.groups())

    def save(self, path: str | Path) -> None:
        """Write the report to a file: `.md` for people, `.json` for programs. The file is there whole or not at all.

        Raises:
            ValueError: the path has another ending.
        """
        path = Path(path)
        spell = {".md": self.to_markdown, ".json": self.to_json}.get(path.suffix.lower())
        if spell is None:
            raise ArgumentValueError(f"path: expected a file that ends in .md or .json, got {path}", argument="path")
        write_text(path, spell() + "\n")

    def __str__(self) -> str:
        """Return a line with the counts, and a line for each group of findings."""
        found = ", ".join(f"{count} {name}" for name, count in self.counts().items()) or "nothing found"
        head = (
            f"{self.reward}: {found} ({self.attacks} attacks, {self.honest} honest responses, {self.examples} examples)"
        )
        lines = [
            f"  {group.worst.severity:6} {group.category}: {group.worst.text}"
            + (f" ({len(group.findings) - 1} more: {group.name})" if len(group.findings) > 1 else "")
            for group in self.groups()
        ]
        return "\n".join([head, *lines])


def read_fail_on(fail_on: str | Iterable[str]) -> list[str]:
    """Return the categories of a `fail_on` argument, checked."""
    names = fail_on.split(",") if isinstance(fail_on, str) else list(fail_on)
    names = [name.strip() for name in names if name.strip()]
    for name in names:
        if name not in CATEGORIES and name not in ("any", "never"):
            raise ArgumentValueError(
                f"fail_on: there is no {name!r}; known are: {', '.join(CATEGORIES)}, any, never",
                argument="fail_on",
                code="unknown_name",
            )
    return names
