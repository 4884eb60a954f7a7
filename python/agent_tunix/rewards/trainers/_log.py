"""What a trainer's callback needs of a `RewardLog`, which wraps adapters and so can't be imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Log(Protocol):
    """A `RewardLog`, or what does the same."""

    def tell(self, log_metric: Callable[[str, float], Any]) -> None:
        """Give the metrics of the last batch to a trainer."""

    def state_dict(self) -> dict[str, Any]:
        """Return the statistics so far."""

    def load_state_dict(self, states: Mapping[str, Any]) -> None:
        """Continue from what `state_dict` returned."""

    def flush(self) -> None:
        """Write the records that wait."""
