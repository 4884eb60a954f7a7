"""Where files are scored: in this process one after the other, or by the workers of Ray, a file for each task."""

from __future__ import annotations

import importlib
import json
import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards import set_num_threads
from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.score import score_rows
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from agent_tunix.rewards.cli.grading import Settings
    from agent_tunix.rewards.cli.sources import Source
    from agent_tunix.rewards.cli.terminal import Meter

#: Seconds in which a cluster has to answer.
PATIENCE = 10


@dataclass(frozen=True)
class Job:
    """A file to score."""

    source: Source
    target: Path
    #: The target's place in the folder that is written to.
    place: str


@dataclass(frozen=True)
class Cluster:
    """The cluster of Ray that files are scored on."""

    #: Where it is; without it a cluster is started on this machine for this run.
    address: str | None
    #: The CPUs and threads of each task.
    threads: int


def run_here(
    jobs: Sequence[Job], settings: Settings, replace_columns: bool, meter: Meter
) -> Iterator[tuple[Job, dict[str, Any]]]:
    """Score files one after the other on all cores; yield each with what was counted."""
    for job in jobs:
        meter.size = job.source.size
        with job.source.open() as path:
            tally = score_rows(
                path, job.source.name, settings, job.target, meter=meter, replace_columns=replace_columns
            )
        yield job, tally.describe()


def run_on_ray(
    jobs: Sequence[Job], settings: Settings, replace_columns: bool, cluster: Cluster
) -> Iterator[tuple[Job, dict[str, Any]]]:
    """Score files on a cluster; yield each with what was counted, in the order in which they are done.

    A task that ends with its worker is begun anew, by Ray.

    Raises:
        Mistake: Ray is not installed or can't be reached, or a file can't be scored.
    """
    if not jobs:
        return
    ray = need_ray()
    connect(ray, cluster)
    ray.data.DataContext.get_current().enable_progress_bars = False

    def score(row: dict[str, Any]) -> dict[str, Any]:
        job = jobs[row["item"]]
        set_num_threads(cluster.threads)
        told = wrong = None
        try:
            with job.source.open() as path:
                tally = score_rows(path, job.source.name, settings, job.target, replace_columns=replace_columns)
            told = json.dumps(tally.describe())
        except Mistake as mistake:
            wrong = mistake.format_message()
        except OSError as error:
            wrong = f"{error.filename or job.source.name}: {error.strerror or error}"
        return {"item": row["item"], "told": told, "wrong": wrong}

    try:
        tasks = ray.data.from_items(list(range(len(jobs))), override_num_blocks=len(jobs))
        for done in tasks.map(score, num_cpus=cluster.threads).iter_rows():
            if done["wrong"] is not None:
                raise Mistake(done["wrong"])
            yield jobs[done["item"]], json.loads(done["told"])
    except ray.exceptions.RayError as error:
        raise Mistake(f"--engine ray: {error}".partition("\n")[0]) from None
    finally:
        ray.shutdown()


def need_ray() -> Any:
    """Return the module of Ray.

    Raises:
        Mistake: it is not installed.
    """
    # Ray would report to its makers, and say what it does.
    for name, value in {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DATA_LOG_LEVEL": "ERROR"}.items():
        os.environ.setdefault(name, value)
    try:
        importlib.import_module("ray.data")
    except ImportError:
        raise Mistake("--engine ray needs Ray: pip install 'agent-tunix-rewards[ray]'") from None
    return importlib.import_module("ray")


def connect(ray: Any, cluster: Cluster) -> None:
    """Connect to a cluster, or start one.

    Raises:
        Mistake: it can't be reached, or it is too small.
    """
    if cluster.address is None:
        # `local` is a cluster of its own, even where the environment names another.
        ray.init(address="local", include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        if cluster.threads > (most := int(ray.cluster_resources().get("CPU", 0))):
            ray.shutdown()
            raise Mistake(f"--threads {cluster.threads}: a task has no more than this machine's {plural(most, 'core')}")
        return
    try:
        host, _, port = cluster.address.rpartition("://")[2].rpartition(":")
        if port.isdecimal():
            # Ray itself would wait for minutes.
            socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
        ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    except (OSError, ValueError, RuntimeError) as error:
        raise Mistake(f"--address {cluster.address}: Ray can't be reached there: {error}") from None
