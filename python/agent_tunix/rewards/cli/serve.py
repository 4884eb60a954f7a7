"""``agent-tunix-rewards serve``: finds the reward and runs the server."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError, RewardLog, check_answer
from agent_tunix.rewards.auditing.targets import find_target
from agent_tunix.rewards.cli.errors import Mistake, in_options

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = {"reward": "REWARD", "settings": "--set"}
#: Seconds that a server has at its end for the requests that it has accepted.
FAREWELL = 30


def run_server(
    name: str,
    options: dict[str, Any],
    address: tuple[str, int],
    *,
    token: str | None,
    log: Path | None,
    bounds: dict[str, int],
) -> None:
    """Serve a reward until the process is told to end."""
    try:
        import uvicorn

        from agent_tunix.rewards.serving import Limits, make_app
    except ImportError as error:
        raise Mistake(f"{error.name} is not installed: pip install 'agent-tunix-rewards[serve]'") from None
    # As `python -m` does, find modules in the folder that the command is run in.
    if os.getcwd() not in sys.path:  # noqa: PTH109  sys.path holds texts
        sys.path.insert(0, os.getcwd())  # noqa: PTH109
    try:
        reward = check_answer if name == "check_answer" else find_target(name)
        if log is not None:
            reward = RewardLog(reward, folder=log)
        app = make_app(reward, token=token, limits=Limits(**bounds), **options)
    except (ArgumentTypeError, ArgumentValueError) as error:
        raise Mistake(in_options(error, OPTIONS)) from None
    host, port = address
    config = uvicorn.Config(
        app, host=host, port=port, access_log=False, log_level="info", timeout_graceful_shutdown=FAREWELL
    )
    uvicorn.Server(config).run()
    if isinstance(reward, RewardLog):
        reward.close()
