"""What the server counts, in Prometheus' format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from agent_tunix.rewards.serving.judging import Judged

#: The upper ends of the latencies' bins, in seconds.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts of one server; each has its own, so that several can live in a process."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        named: Any = {"namespace": "rewards", "registry": self.registry}
        self.requests = Counter("requests", "Requests, by path and HTTP status.", ["path", "status"], **named)
        self.rows = Counter("responses", "Responses that were graded.", **named)
        self.unjudged = Counter("responses_not_judged", "Responses that got no reward.", **named)
        self.reasons = Counter("reasons", "Why responses got their scores.", ["reason"], **named)
        self.total = Gauge("reward_sum", "The sum of all rewards.", **named)
        self.mean = Gauge("reward_mean", "The mean of all rewards.", **named)
        self.waiting = Gauge("responses_waiting", "Responses that wait or are being graded.", **named)
        self.latency = Histogram(
            "request_seconds", "Seconds from a request to its reply.", ["path"], buckets=SECONDS, **named
        )
        self._judged = 0
        self._sum = 0.0

    def count(self, judged: Judged) -> None:
        """Count what the responses of a request got."""
        rewards = [reward for reward in judged.rewards if reward is not None]
        self.rows.inc(len(judged.rewards))
        self.unjudged.inc(len(judged.rewards) - len(rewards))
        for reason in judged.reasons:
            if reason is not None:
                self.reasons.labels(reason).inc()
        self._judged += len(rewards)
        self._sum += sum(rewards)
        self.total.set(self._sum)
        self.mean.set(self._sum / max(self._judged, 1))

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
