"""Our own audit on our rewards and on others as published: what is paid that should not be, and the reverse.

    python -m benches.audit_rewards [--reward ours] [--write]

Needs the packages of benches/environment/audit.txt and of peers.txt. The examples are those of examples/sample.jsonl;
rewards that know plain numbers alone get those whose truth is one. The table goes into docs/audit.md with `--write`,
what was found into benches/results/audit_rewards.json.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from typing import Any

from agent_tunix.rewards import AuditReport, audit
from agent_tunix.rewards.auditing import Finding
from agent_tunix.rewards.auditing.attacks import ATTACKS
from benches import machine, report

PAGE = report.ROOT / "docs" / "audit.md"
RESULTS = report.RESULTS / "audit_rewards.json"
SAMPLE = report.ROOT / "examples" / "sample.jsonl"
LIMIT = 20
HERE = "benches.attacked:"


@dataclass(frozen=True)
class Attacked:
    """One row of the table."""

    title: str
    rewards: list[str]
    options: dict[str, Any] = field(default_factory=dict)
    #: It knows plain numbers alone.
    numbers: bool = False
    #: How the truths are written for it.
    truth: str = "{}"


TUNIX = ("match_format_exactly", "match_format_approximately", "check_answer", "check_numbers")
ATTACKED = {
    "ours": Attacked("`check_answer`", ["check_answer"]),
    "combined": Attacked(
        "`combined_reward`", ["combined_reward"], {"expected_format": "The answer is [NUM]."}, numbers=True
    ),
    "numbers": Attacked("`check_numbers`", ["check_numbers"], numbers=True),
    "tunix": Attacked(
        "Tunix's GSM8K set (sum of four)",
        [
            HERE + name
            for name in ("tunix_format_exactly", "tunix_format_approximately", "tunix_answer", "tunix_numbers")
        ],
        numbers=True,
    ),
    "tunix-preset": Attacked(
        "the same set as our preset", [f"agent_tunix.rewards.presets.tunix:{name}" for name in TUNIX], numbers=True
    ),
    "verl-gsm8k": Attacked("verl GSM8K, strict", [HERE + "verl_gsm8k_strict"], numbers=True),
    "verl-gsm8k-flexible": Attacked("verl GSM8K, flexible", [HERE + "verl_gsm8k_flexible"], numbers=True),
    "verl-math": Attacked("verl MATH", [HERE + "verl_math"]),
    "trl": Attacked("TRL `accuracy_reward` (Math-Verify)", [HERE + "trl_accuracy"], truth="${}$"),
    "trl-preset": Attacked("our preset of it", ["agent_tunix.rewards.presets.trl:accuracy_reward"], truth="${}$"),
}


def examples(attacked: Attacked) -> list[dict[str, str]]:
    """Prompts and truths of the sample."""
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    return [
        {"prompt": row["question"], "answer": attacked.truth.format(row["answer"])}
        for row in rows
        if not attacked.numbers or row["answer"].lstrip("-").isdigit()
    ]


def run(name: str) -> AuditReport:
    """Audit one of them."""
    attacked = ATTACKED[name]
    return audit(attacked.rewards, examples(attacked), options=attacked.options, limit=LIMIT)


def kind_of(finding: Finding) -> str:
    """The group of an attack: denials in twelve languages are one kind."""
    return finding.name.partition(":")[0]


def summarize(found: AuditReport) -> dict[str, Any]:
    """What the table and a reader of the JSON want to know."""
    attacks = [finding for finding in found.findings if finding.category == "false-payment"]
    refused = [finding for finding in found.findings if finding.category == "false-refusal"]
    luck = [policy.share - policy.deserved for policy in found.policies if policy.share is not None]
    other = {name: count for name, count in found.counts().items() if name not in ("false-payment", "false-refusal")}
    return {
        "forms": [form.form for form in found.forms if form.used],
        "attacks": found.attacks,
        "paid in full": sum(finding.severity == "high" for finding in attacks),
        "kinds": len({kind_of(finding) for finding in attacks if finding.severity == "high"}),
        "paid": found.paid,
        "honest": found.honest,
        "refused": found.refused,
        "half or less": sum(finding.severity != "low" for finding in refused),
        "luck": max(luck, default=None),
        "ms": None if found.timing.mean is None else found.timing.mean * 1e3,
        "other": other,
        "scale": [found.scale.right, found.scale.wrong],
        "findings": [
            f"{finding.severity} {finding.category} {finding.name} ({finding.count} of {finding.tried}): {finding.text}"
            for finding in found.findings
        ],
    }


def table(kept: dict[str, Any]) -> str:
    """Rewards down; attacks paid, honest responses refused and the rest across."""
    kinds = len({probe.group for probe in ATTACKS})
    header = [
        "reward",
        "kinds of attack paid in full",
        "attacks paid in full",
        "paid at all",
        "honest refused",
        "constant policy",
        "else",
        "ms a call",
    ]
    rows = []
    for name, attacked in ATTACKED.items():
        one = kept.get(name)
        if one is None:
            continue
        rows.append(
            [
                attacked.title,
                f"{one['kinds']} of {kinds}",
                f"{one['paid in full']} of {one['attacks']}",
                str(one["paid"]),
                f"{one['refused']} of {one['honest']}",
                "-" if one["luck"] is None else f"{max(0.0, one['luck']):+.0%}",
                ", ".join(f"{count} {what}" for what, count in one["other"].items()) or "-",
                "-" if one["ms"] is None else f"{one['ms']:.2g}",
            ]
        )
    return report.markdown_table(header, rows)


def main() -> None:
    """Audits what was asked for, keeps it, prints the table, and on request puts it into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reward", choices=ATTACKED, action="append", help="a reward; all of them unless given")
    parser.add_argument("--write", action="store_true", help="write the table into docs/audit.md")
    options = parser.parse_args()
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept["machine"] = machine.describe()
    for name in options.reward or list(ATTACKED):
        found = run(name)
        kept[name] = summarize(found)
        print(found, flush=True)
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shown = table(kept)
    print(shown)
    if options.write:
        report.write_readme("attacked", shown, PAGE)
    if "ours" in kept and kept["ours"]["paid"]:
        raise SystemExit("an attack on check_answer is paid")


if __name__ == "__main__":
    main()
