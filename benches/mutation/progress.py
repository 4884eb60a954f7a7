"""A bar on a terminal; a line now and then where there is none."""

from __future__ import annotations

import sys
import time
from collections import Counter

WIDTH = 30
#: Seconds between two lines where there is no terminal.
PAUSE = 60


class Progress:
    """How far a run is: what came out so far, and the time that the rest takes at this pace."""

    def __init__(self, total: int) -> None:
        """Takes the number of changes to try."""
        self.total = total
        self.tally: Counter[str] = Counter()
        self.started = self.said = time.monotonic()
        self.live = sys.stdout.isatty()

    def step(self, outcome: str, name: str) -> None:
        """Counts an outcome; what survived is named at once."""
        self.tally[outcome] += 1
        now = time.monotonic()
        if outcome == "survived":
            self.say(f"survived: {name}")
        if self.live:
            sys.stdout.write(f"\r\x1b[K{self.line(now)}")
            sys.stdout.flush()
        elif now - self.said > PAUSE:
            self.said = now
            self.say(self.line(now))

    def line(self, now: float) -> str:
        """The bar with its numbers."""
        done = self.tally.total()
        full = WIDTH * done // max(self.total, 1)
        left = (now - self.started) / max(done, 1) * (self.total - done)
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.tally.items()))
        return f"[{'#' * full}{'.' * (WIDTH - full)}] {done}/{self.total}  {counts}  {left / 60:.0f} min left"

    def say(self, text: str) -> None:
        """Prints a line of its own."""
        if self.live:
            sys.stdout.write("\r\x1b[K")
        print(text, flush=True)

    def end(self) -> None:
        """Ends the line of the bar."""
        if self.live:
            print(flush=True)
