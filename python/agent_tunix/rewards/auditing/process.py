"""The process that calls a reward: it is killed when a call takes too long, and a new one is started."""

from __future__ import annotations

import contextlib
import math
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.auditing.worker import Call, Setting, receive, send, serve, silence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Seconds in which the rewards must be imported.
LOADING = 300.0
#: Set in the environment of these processes, so that a module that audits itself when it is imported starts no others.
INSIDE = "AGENT_TUNIX_AUDITING"
#: How many calls are handed over in one message.
AT_ONCE = 128


@dataclass(frozen=True)
class Outcome:
    """The outcome of one call."""

    #: `paid`, `raised`, `exited`, `hung`, `died`, or `left out` after too many of the last three.
    status: str
    #: The score of each response; None and NaN are kept.
    scores: tuple[float | None, ...] = ()
    error: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> float | None:
        """The score of a call with one response; None if it has none, or if it is not a number."""
        if self.status != "paid" or len(self.scores) != 1:
            return None
        (score,) = self.scores
        return None if score is None or math.isnan(score) else score


class Fresh:
    """A process with an interpreter of its own."""

    described = "an interpreter of its own"

    def __init__(self, setting: Setting, errors: IO[bytes]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "agent_tunix.rewards.auditing.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            # The processes that a reward starts end with this one, and Ctrl-C reaches only the caller.
            start_new_session=True,
            env={**os.environ, INSIDE: "1", "PYTHONPATH": os.pathsep.join(filter(None, setting.path))},
        )
        assert self.process.stdin is not None  # noqa: S101  what PIPE means
        assert self.process.stdout is not None  # noqa: S101
        self.requests: IO[bytes] = self.process.stdin
        self.replies: IO[bytes] = self.process.stdout
        send(self.requests, setting)

    def end(self) -> str:
        """Kill the process and those that it started; say how it ended."""
        code = self.process.poll()
        kill_group(self.process.pid)
        self.process.kill()
        self.process.wait()
        return _describe_end(code if code is not None else self.process.returncode)


class Forked:
    """A copy of this process, for rewards that no other interpreter could import."""

    described = "a fork of the calling process"

    def __init__(self, setting: Setting, errors: IO[bytes]) -> None:
        here, theirs = os.pipe()
        there, ours = os.pipe()
        with warnings.catch_warnings():
            # Python warns that the caller's threads do not run in the child; the child only calls the reward.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if not self.pid:
            try:
                os.setsid()
                os.close(here)
                os.close(ours)
                silence(errors.fileno())
                serve(os.fdopen(there, "rb"), os.fdopen(theirs, "wb"), setting)
            finally:
                os._exit(0)
        os.close(theirs)
        os.close(there)
        self.requests: IO[bytes] = os.fdopen(ours, "wb")
        self.replies: IO[bytes] = os.fdopen(here, "rb")

    def end(self) -> str:
        """Kill the process and those that it started; say how it ended."""
        done, status = os.waitpid(self.pid, os.WNOHANG)
        if not done:
            kill_group(self.pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
        return _describe_end(os.waitstatus_to_exitcode(status))


def kill_group(pid: int) -> None:
    """Kill a process and those that it started, on systems that have groups of processes."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _describe_end(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


class Process:
    """Calls rewards in a process of their own, and starts a new process when one ends or hangs.

    Raises:
        ValueError: the rewards can't be loaded, and the message has the error of the import; or the module that is
            audited audits itself when it is imported.
    """

    def __init__(
        self, targets: Sequence[Any], setting: Setting, *, limit: float, patience: int, watch: Callable[[int], None]
    ) -> None:
        if INSIDE in os.environ:
            raise ArgumentValueError(
                "audit: it is called by the module that it audits, as that is imported; put the call under"
                ' `if __name__ == "__main__":`',
                argument="audit",
            )
        #: The seconds for one call, and how many calls may be lost before the rest of a list is left out.
        self.limit, self.patience = limit, patience
        #: Is told how many calls are done.
        self.watch = watch
        self.kind, self.setting = choose_kind(targets, setting)
        self.running: Fresh | Forked | None = None
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        self.names: list[str] = []
        self.candidates: list[list[str]] = []

    def __enter__(self) -> Process:  # noqa: PYI034  `Self` is newer than Python 3.10
        """Start the process."""
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        """End the process."""
        self.end()
        self.errors.close()

    def start(self) -> None:
        """Start a process, and end the last one if there is any."""
        self.end()
        self.running = self.kind(self.setting, self.errors)
        self.inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=read_all, args=(self.running.replies, self.inbox), daemon=True).start()
        reply: Any
        try:
            reply = self.inbox.get(timeout=LOADING)
        except queue.Empty:
            reply = ("failed", f"nothing within {LOADING:.0f} s", 0.0)
        loaded: Any
        status, loaded, _ = reply or ("failed", f"{self.end()}{self.last_words()}", 0.0)
        if status == "failed":
            self.end()
            if self.names:
                raise RuntimeError(f"the reward was loaded once and can't be loaded again: {loaded}")
            raise ArgumentValueError(f"the reward can't be loaded: {loaded}", code="failed_call", argument="reward")
        self.names, self.candidates = list(loaded[0]), list(loaded[1])

    def end(self) -> str:
        """Kill the process; say how it ended."""
        running, self.running = self.running, None
        if running is None:
            return ""
        end = running.end()
        with contextlib.suppress(BrokenPipeError):
            running.requests.close()
        return end

    def last_words(self) -> str:
        """Return the last line that the process wrote to its standard error."""
        self.errors.seek(0)
        lines = self.errors.read().decode("utf-8", "replace").split("\n")
        said = [line.strip() for line in lines if line.strip()]
        return f" ({said[-1][:200]})" if said else ""

    def run(self, calls: Sequence[Call]) -> list[Outcome]:
        """Make calls, one after the other, and return an outcome for each."""
        outcomes: list[Outcome] = []
        lost = 0
        while len(outcomes) < len(calls):
            if lost >= self.patience:
                outcomes += [Outcome("left out")] * (len(calls) - len(outcomes))
                break
            part = calls[len(outcomes) : len(outcomes) + AT_ONCE]
            done = self.run_part(part)
            outcomes += done
            lost += len(done) < len(part) or done[-1].status in ("hung", "died")
            self.watch(len(done))
        return outcomes

    def run_part(self, calls: Sequence[Call]) -> list[Outcome]:
        """Make calls until one of them is lost, and start a new process after that."""
        outcomes: list[Outcome] = []
        running = self.running
        if running is None:
            raise RuntimeError("the process is not running")
        with contextlib.suppress(BrokenPipeError):
            send(running.requests, list(calls))
        for _ in calls:
            try:
                reply = self.inbox.get(timeout=self.limit)
            except queue.Empty:
                outcome = Outcome("hung", seconds=self.limit)
            else:
                if reply is not None:
                    outcomes.append(_read_reply(reply))
                    continue
                outcome = Outcome("died")
            end = self.end()
            self.start()
            return [*outcomes, replace(outcome, error=end if outcome.status == "died" else "")]
        return outcomes

    def show(self, call: Call) -> str:
        """Return the line of code that makes a call."""
        if self.running is None:
            return ""
        reply = None
        with contextlib.suppress(BrokenPipeError, queue.Empty):
            send(self.running.requests, [call])
            reply = self.inbox.get(timeout=self.limit)
        if reply is None:  # it has ended, or it hangs
            self.start()
            return ""
        return str(reply[1])


def _read_reply(reply: tuple[str, Any, float]) -> Outcome:
    status, content, seconds = reply
    if status == "paid":
        return Outcome("paid", tuple(content), seconds=seconds)
    return Outcome(status, error=content, seconds=seconds)


def read_all(stream: IO[bytes], inbox: queue.SimpleQueue[Any]) -> None:
    """Put every message of a stream into a queue, and None at its end."""
    with stream, contextlib.suppress(EOFError, OSError, ValueError, pickle.UnpicklingError):
        while True:
            inbox.put(receive(stream))
    inbox.put(None)


def choose_kind(targets: Sequence[Any], setting: Setting) -> tuple[type[Fresh | Forked], Setting]:
    """Return the kind of process in which the rewards can be loaded, and its setting.

    Names, and functions that pickle by reference to a module, are imported by a new interpreter. Lambdas, closures and
    the functions of a notebook or script exist in this process only, so the process is copied with a fork.
    """
    if all(isinstance(target, str) for target in targets):
        return Fresh, replace(setting, targets=list(targets), pickled=False)
    try:
        pickled = pickle.dumps(list(targets))
    except Exception:  # noqa: BLE001  objects raise what they like
        pickled = b"__main__"
    # The functions of a script or notebook are in its module `__main__`, which another interpreter does not have.
    if b"__main__" not in pickled:
        return Fresh, replace(setting, targets=pickled, pickled=True)
    if not hasattr(os, "fork"):
        raise ArgumentValueError(
            "reward: it is defined in this process alone, and this system can't copy processes; put it into a module"
            ' and name it, "my_module:my_reward"',
            argument="reward",
        )
    return Forked, replace(setting, targets=list(targets), pickled=False)
