"""The sink of MLflow."""

from __future__ import annotations

import atexit
import os
import re
import time
from functools import partial
from typing import Any

from agent_tunix.rewards.recording.sinks._sink import PROJECT, RunSink, load

#: What MLflow takes in a metric's name on every system.
OTHER = re.compile(r"[^\w\-. /]")


class MLflow(RunSink):
    """Log to the run that is active, or to one of its own, in the store that MLflow is set to.

    Characters that MLflow's names can't have become underscores. A run of its own is not made the active one, so that
    it is in nobody's way.

    Args:
        target: the experiment of a run of its own; it is made if it is not there.
    """

    def __init__(self, target: str | None = None) -> None:
        """Import MLflow; `mlflow-skinny` is enough, with what its store needs.

        Raises:
            ImportError: it is not installed.
        """
        self._library = load("mlflow", sink="mlflow")
        super().__init__(target)

    def find(self) -> Any:
        """Return the name of the run that is active in this thread, or None."""
        run = self._library.active_run()
        return None if run is None else run.info.run_id

    def begin(self) -> Any:
        """Begin a run in the experiment."""
        client = self._library.MlflowClient()
        name = self._target or os.environ.get("MLFLOW_EXPERIMENT_NAME") or PROJECT
        experiment = client.get_experiment_by_name(name)
        number = client.create_experiment(name) if experiment is None else experiment.experiment_id
        run = client.create_run(number).info.run_id
        # As MLflow does with the active run, where nobody closes the sink.
        self._at_exit = partial(client.set_terminated, run)
        atexit.register(self._at_exit)
        return run

    def finish(self, run: Any) -> None:
        """End the run."""
        atexit.unregister(self._at_exit)
        self._library.MlflowClient().set_terminated(run)

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Log the metrics of one step, in one request."""
        now = int(time.time() * 1000)
        make = self._library.entities.Metric
        values = [make(OTHER.sub("_", name), value, now, step) for name, value in metrics.items()]
        self._library.MlflowClient().log_batch(self.run(), metrics=values)
