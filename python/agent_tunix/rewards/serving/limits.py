"""The bounds of a reward server."""

from __future__ import annotations

from dataclasses import dataclass

from agent_tunix.rewards._core import ArgumentValueError


@dataclass(frozen=True)
class Limits:
    """What a reward server accepts at most.

    >>> Limits(rows=64).rows
    64

    Args:
        body: bytes of one request's body.
        rows: responses of one request.
        queue: responses that wait to be graded, over all requests.
        wait: seconds that a request waits for others, to be graded in one batch with them.
        patience: seconds in which a request's body has to arrive.

    Raises:
        ValueError: a bound is not positive, or `wait` is below 0.
    """

    body: int = 32 * 1024 * 1024
    rows: int = 4096
    queue: int = 65536
    wait: float = 0.002
    patience: float = 30.0

    def __post_init__(self) -> None:
        """Check the bounds."""
        for name in ("body", "rows", "queue", "patience"):
            if not getattr(self, name) > 0:
                raise ArgumentValueError(
                    f"{name} is {getattr(self, name)}: it must be above 0", argument=name, code="out_of_range"
                )
        if not self.wait >= 0:
            raise ArgumentValueError(
                f"wait is {self.wait}: it must be at least 0", argument="wait", code="out_of_range"
            )
