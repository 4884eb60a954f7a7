"""The code that runs in the process that calls the reward: it receives calls and answers them until it is killed.

`python -m agent_tunix.rewards.auditing.worker` receives and answers through its standard input and output, which the
reward can't reach. A forked process runs `serve`.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import pickle
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: How many characters of an error's text are kept.
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Setting:
    """What a process needs to know before its first call."""

    #: Names, or functions pickled together; in a fork, the functions themselves.
    targets: Any
    pickled: bool
    signature: str | None
    options: Mapping[str, Any]
    #: The prompt, the truth and the row of each example.
    examples: list[tuple[Any, Any, Mapping[str, Any]]]
    path: list[str] = field(default_factory=list)
    memory: int | None = None


@dataclass(frozen=True)
class Call:
    """One call of some rewards on some responses."""

    #: The numbers of the rewards and the calling convention of each; their results are added up.
    forms: tuple[tuple[int, str], ...]
    #: The number of an example and a response to it, for each response.
    items: tuple[tuple[int, str], ...]
    #: Whether to call from a thread other than the main one.
    threaded: bool = False
    #: If it is not None, the call is not made but returned as a line of code; the text stands for the response there.
    shown: str | None = None


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    # It is pickled as a whole first, so that an error leaves nothing in the stream.
    stream.write(pickle.dumps(message, protocol=4))
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; raise `EOFError` or `UnpicklingError` at the end of the stream."""
    return pickle.load(stream)  # noqa: S301  this package wrote the message


class Shown(str):
    """A response whose `repr` is an expression that makes it."""

    __slots__ = ("source",)
    source: str

    def __repr__(self) -> str:
        """Return the expression."""
        return self.source


class Rewards:
    """The rewards of a process and how they are called."""

    def __init__(self, setting: Setting) -> None:
        from agent_tunix.rewards._core import ArgumentTypeError
        from agent_tunix.rewards.auditing import signatures
        from agent_tunix.rewards.auditing.recognition import recognise
        from agent_tunix.rewards.auditing.targets import find_target

        sys.path[:] = [*setting.path, *(place for place in sys.path if place not in setting.path)]
        targets = pickle.loads(setting.targets) if setting.pickled else setting.targets  # noqa: S301  the caller's own
        self.rewards = [find_target(target) if isinstance(target, str) else target for target in targets]
        self.names = [name_of(*pair) for pair in zip(targets, self.rewards, strict=True)]
        self.candidates = [recognise(each, setting.signature) for each in self.rewards]
        for name in setting.options:
            if not any(knows(each, name) for each in self.rewards):
                raise ArgumentTypeError(f"{', '.join(self.names)}: no argument is called {name!r}", argument=name)
        # Of several rewards each takes its own options.
        options = [
            {name: setting.options[name] for name in setting.options if knows(each, name)} for each in self.rewards
        ]
        self.taken = [signatures.Taken(*pair) for pair in zip(self.rewards, options, strict=True)]
        self.examples = setting.examples
        self.forms, self.sample = signatures.FORMS, signatures.Sample
        if setting.memory:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (setting.memory, setting.memory))

    def answer(self, call: Call) -> tuple[str, Any, float]:
        """Make one call: `("paid", scores, seconds)`, `("raised", text, seconds)` or `("shown", text, 0.0)`."""
        if call.shown is not None:
            # The values of a row may raise when they are printed, and a row may lack a column.
            with contextlib.suppress(Exception):
                return "shown", self.show(call, call.shown), 0.0
            return "shown", "", 0.0
        begin = time.perf_counter()
        result: list[tuple[str, Any]] = []
        if call.threaded:
            thread = threading.Thread(target=lambda: result.append(self.attempt(call)))
            thread.start()
            thread.join()
        else:
            result.append(self.attempt(call))
        return (*result[0], time.perf_counter() - begin)

    def attempt(self, call: Call) -> tuple[str, Any]:
        """Call the rewards and add up their scores, whatever they raise."""
        try:
            return "paid", self.score(call)
        except SystemExit as error:
            return "exited", f"SystemExit: {error}"
        except BaseException as error:  # noqa: BLE001  some libraries' timeouts are no `Exception`
            text = ""
            with contextlib.suppress(Exception):  # an error may be unable to say what it is
                text = " ".join(str(error).encode("utf-8", "backslashreplace").decode().split())
            return "raised", f"{type(error).__name__}: {text}"[:LONGEST_ERROR]

    def score(self, call: Call) -> list[float | None]:
        """Return the sum of the scores for each response; None if no reward gave a score."""
        from agent_tunix.rewards.composing.calling import run
        from agent_tunix.rewards.reading.results import read_result, read_results

        totals: list[float | None] = [None] * len(call.items)
        for number, form_name in call.forms:
            form = self.forms[form_name]
            samples = [self.make_sample(*item) for item in call.items]
            scores: list[float | None] = []
            for together in [samples] if form.batch else [[sample] for sample in samples]:
                positions, keywords = form.arguments(self.taken[number], together)
                result = self.rewards[number](*positions, **keywords)
                if inspect.isawaitable(result):
                    (result,) = run([result])
                if isinstance(result, BaseException):
                    raise result
                read = read_results(result, len(together)) if form.batch else [read_result(result)]
                scores += [score for score, _ in read]
            totals = [
                score if total is None else total if score is None else total + score
                for total, score in zip(totals, scores, strict=True)
            ]
        return totals

    def make_sample(self, example: int, response: str) -> Any:
        """Return a response with its example."""
        prompt, truth, row = self.examples[example]
        return self.sample(response, prompt, truth, row)

    def show(self, call: Call, source: str) -> str:
        """Return a call as a line of code."""
        from agent_tunix.rewards.reading.columns import unpacked

        shown = []
        for number, form_name in call.forms:
            samples = []
            for example, response in call.items:
                text = Shown(response)
                text.source = source or repr(response)
                samples.append(self.make_sample(example, text))
            positions, keywords = self.forms[form_name].arguments(self.taken[number], samples)
            named = self.taken[number].named
            told = {name: value for name, value in keywords.items() if name in named or name in ("answer", "solution")}
            parts = [repr(unpacked(value)) for value in positions]
            parts += [f"{name}={unpacked(value)!r}" for name, value in told.items()]
            shown.append(f"{self.names[number]}({', '.join(parts)})")
        return " + ".join(shown)


def name_of(target: Any, reward: Any) -> str:
    """Return the name of a reward; for a lambda, the name by which the caller asked for it."""
    name = str(getattr(reward, "__name__", type(reward).__name__))
    return target.rpartition(":")[2] if name == "<lambda>" and isinstance(target, str) else name


def knows(reward: Any, option: str) -> bool:
    """Say whether a reward takes an argument of this name."""
    from agent_tunix.rewards.composing.reward import Reward
    from agent_tunix.rewards.reading.parameters import Parameters

    if isinstance(reward, Reward):
        return reward.knows(option)
    parameters = Parameters(reward)
    return parameters.takes_any or option in parameters.named


def leave_with(parent: int) -> None:
    """End this process soon after its parent has ended, even in the middle of a call."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def serve(requests: IO[bytes], replies: IO[bytes], setting: Setting | None = None) -> None:
    """Receive the setting, unless it is given, then lists of calls, and answer each call until the stream ends."""
    leave_with(os.getppid())
    try:
        rewards = Rewards(receive(requests) if setting is None else setting)
    except BaseException as error:  # noqa: BLE001  an import may raise anything
        # Its message needs no name in front where it is an argument's error.
        kind = "" if hasattr(error, "argument") else f"{type(error).__name__}: "
        send(replies, ("failed", f"{kind}{error}", 0.0))
        return
    send(replies, ("ready", (rewards.names, rewards.candidates), 0.0))
    with contextlib.suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):
        while True:
            for call in receive(requests):
                send(replies, rewards.answer(call))


def silence(errors: int | None = None) -> None:
    """Replace the standard streams: the input is empty, and the output is discarded."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if errors is not None:
        os.dup2(errors, 2)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  they live as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115


def main() -> None:
    """Receive and answer calls on copies of the standard streams, which the reward can't reach."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence()
    serve(requests, replies)
    # Do not wait for threads and exit handlers of the reward.
    os._exit(0)


if __name__ == "__main__":
    main()
