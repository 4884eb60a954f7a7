"""``agent-tunix-rewards serve``: finds the reward and runs the server."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError, RewardLog, check_answer
from agent_tunix.rewards.auditing.targets import find_target
from agent_tunix.rewards.cli.errors import Mistake, in_options
from agent_tunix.rewards.cli.modules import look_here
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from types import FrameType

    import uvicorn

OPTIONS = {"reward": "REWARD", "settings": "--set"}
#: Seconds that a server has at its end for the requests that it has accepted.
FAREWELL = 30
#: How many connections may wait to be accepted.
BACKLOG = 2048
#: What is wrong with an address, by the error of the system.
WRONG = {
    errno.EADDRINUSE: "--port {port}: another program listens there; choose another port, or 0 for any that is free",
    errno.EACCES: "--port {port}: listening there is not allowed; choose a port from 1024 on",
    errno.EADDRNOTAVAIL: "--host {host}: this machine does not have that address",
}
#: The exit code of a server that was interrupted while it ended.
FORCED = 130


def run_server(
    name: str,
    options: dict[str, Any],
    address: tuple[str, int],
    *,
    token: str | None,
    log: Path | None,
    bounds: dict[str, int],
) -> None:
    """Serve a reward until the process is told to end.

    The first interrupt or SIGTERM ends it after the requests that it has accepted, a second one at once.

    Raises:
        Mistake: there is no such reward, a package is missing, or the server can't listen at the address.
    """
    look_here()
    try:
        reward = check_answer if name == "check_answer" else find_target(name)
        if log is not None:
            reward = RewardLog(reward, folder=log)
        server = make_server(reward, token, bounds, options)
    except (ArgumentTypeError, ArgumentValueError) as error:
        raise Mistake(in_options(error, OPTIONS)) from None
    with listen(*address) as listener:
        host, port = listener.getsockname()[:2]
        click.echo(f"serving {name} at http://{f'[{host}]' if ':' in host else host}:{port}", err=True)
        forced = False
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            forced = True
        finally:
            if isinstance(reward, RewardLog):
                reward.close()
    answered = plural(server.server_state.total_requests, "request")
    if forced:
        click.echo(f"interrupted after {answered}: what was being graded has no reply", err=True)
        # The thread that grades would be waited for.
        os._exit(FORCED)
    click.echo(f"ended after {answered}", err=True)


def make_server(reward: Any, token: str | None, bounds: dict[str, int], options: dict[str, Any]) -> uvicorn.Server:
    """Return the server of a reward."""
    try:
        import uvicorn

        from agent_tunix.rewards.serving import Limits, make_app
    except ImportError as error:
        raise Mistake(f"{error.name} is not installed: pip install 'agent-tunix-rewards[serve]'") from None

    class Server(uvicorn.Server):
        """A server that does not raise the signal that ended it once more, so that the log can be closed."""

        @contextmanager
        def capture_signals(self) -> Generator[None]:
            """Let the signals that end the process end the server."""
            before = {kind: signal.signal(kind, self.handle_exit) for kind in (signal.SIGINT, signal.SIGTERM)}
            try:
                yield
            finally:
                for kind, handler in before.items():
                    signal.signal(kind, handler)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """End, at a second signal at once."""
            del sig, frame
            if self.should_exit:
                # What is cancelled now would be told of by a traceback each.
                logging.disable()
                raise KeyboardInterrupt
            self.should_exit = True

    app = make_app(reward, token=token, limits=Limits(**bounds), **options)
    return Server(uvicorn.Config(app, access_log=False, log_level="warning", timeout_graceful_shutdown=FAREWELL))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        Mistake: it can't be had.
    """
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise Mistake(f"--host {host}: no such address ({error.strerror})") from None
    try:
        return socket.create_server((str(place[0]), port), family=family, backlog=BACKLOG)
    except OSError as error:
        told = WRONG.get(error.errno or 0, "--host {host} --port {port}: {error}")
        raise Mistake(told.format(host=host, port=port, error=error.strerror)) from None
