"""How many threads grade a large batch."""

from __future__ import annotations

from agent_tunix.rewards import _core


def set_num_threads(threads: int) -> None:
    """Set how many threads grade a large batch, from the next one on; small batches stay on the calling thread.

    The default is the environment variable ``RAYON_NUM_THREADS``, else the number of cores. Scores do not depend on it.

    >>> before = get_num_threads()
    >>> set_num_threads(1)
    >>> get_num_threads()
    1
    >>> set_num_threads(before)

    Args:
        threads: from 1 to 1024.

    Raises:
        TypeError: `threads` is not an `int`.
        ValueError: `threads` is out of its range.
    """
    _core.set_num_threads(threads)


def get_num_threads() -> int:
    """Return how many threads grade a large batch."""
    return _core.get_num_threads()
