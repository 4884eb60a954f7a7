"""``agent-tunix-rewards serve``: options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from agent_tunix.rewards.cli.commands.options import option, policy_options

EXAMPLES = """\b
The paths are /score, /remote_rm (slime, miles), /openrlhf, /verify_answer (PipelineRL) and /verify (NeMo Gym);
/healthz, /metrics (Prometheus) and /openapi.json.

\b
Examples:
  agent-tunix-rewards serve check_answer --port 8000
  agent-tunix-rewards serve my_module:my_reward --log records/
  curl localhost:8000/score -d '{"response": "The answer is 4.", "ground_truth": "4"}'
"""


@click.command(epilog=EXAMPLES)
@click.argument("reward")
@option("--host", "The address to listen at; 0.0.0.0 for all.", "ADDRESS", default="127.0.0.1")
@option("--port", "The port to listen at; 0 for any that is free.", "N", type=click.IntRange(0, 65535), default=8000)
@option("--token", "Ask for this bearer token.", "TEXT", envvar="REWARDS_TOKEN")
@option("--log", "Record what is graded here, for `report`.", "FOLDER", type=click.Path(path_type=Path))
@option("--set settings", "An argument of the reward, the same in every call.", "NAME=VALUE", multiple=True)
@policy_options
@option("--max-rows", "Responses of one request at most.", "N", type=click.IntRange(1), default=4096)
@option("--max-body", "Megabytes of one request at most.", "MB", type=click.IntRange(1), default=32)
@option("--max-queue", "Responses that wait at most.", "N", type=click.IntRange(1), default=65536)
@option("--threads", "How many threads to grade with.  [default: all cores]", "N", type=click.IntRange(1, 1024))
def serve(
    *,
    reward: str,
    host: str,
    port: int,
    token: str | None,
    log: Path | None,
    settings: tuple[str, ...],
    policy: dict[str, Any],
    max_rows: int,
    max_body: int,
    max_queue: int,
    threads: int | None,
) -> None:
    """Grade responses over HTTP, for trainers that ask a service.

    REWARD is a name of this package (check_answer), my_module:my_reward or folder/file.py:my_reward. It needs
    Starlette, uvicorn, msgspec and prometheus-client: pip install 'agent-tunix-rewards[serve]'. Requests that arrive
    together are graded in one batch. No response is written to the log of the server. An interrupt or SIGTERM ends it
    after the requests that it has accepted, with exit code 0; a second one ends it at once, with 130.
    """
    from agent_tunix.rewards import set_num_threads
    from agent_tunix.rewards.cli.audit import read_options
    from agent_tunix.rewards.cli.grading import make_grading
    from agent_tunix.rewards.cli.serve import run_server

    options = read_options(settings)
    if policy["name"] or policy["given"]:
        options["grading"] = make_grading(policy)
    if threads:
        set_num_threads(threads)
    bounds = {"rows": max_rows, "body": max_body * 1024 * 1024, "queue": max_queue}
    run_server(reward, options, (host, port), token=token, log=log, bounds=bounds)
