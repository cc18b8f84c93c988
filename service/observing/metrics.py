"""What the service counts and times, for Prometheus. No label ever holds what somebody wrote."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

_LATENCIES: Final = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10, 30)
_BATCHES: Final = (1, 2, 4, 8, 16, 32, 64, 128)
CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
"""Media type of :meth:`Metrics.expose`."""


class Metrics:
    """The meters of one process.

    Args:
        folder: Where several processes bring their figures together; None: there is only this one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._registry = registry = CollectorRegistry()
        self._requests = Histogram(
            "textcoder_request_seconds",
            "Time from the request's head to the last byte of the reply.",
            ["method", "route", "status"],
            buckets=_LATENCIES,
            registry=registry,
        )
        self._answers = Counter(
            "textcoder_answers",
            "Answers that were given a result.",
            ["codeframe", "status", "source"],
            registry=registry,
        )
        self._batches = Histogram(
            "textcoder_batch_size",
            "Distinct texts that went through the model together.",
            buckets=_BATCHES,
            registry=registry,
        )
        self._models = Gauge(
            "textcoder_model_info",
            "1 for the model that is current here, 0 for one that was.",
            ["codeframe", "version"],
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._waiting = Gauge(
            "textcoder_queue_depth",
            "Texts that wait for the model.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._jobs = Gauge("textcoder_jobs", "Jobs.", ["state"], registry=registry, multiprocess_mode="mostrecent")
        self._store_up = Gauge(
            "textcoder_store_up",
            "1 while the label store can be reached.",
            registry=registry,
            multiprocess_mode="livemin",
        )
        self._current: dict[str, str] = {}

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has been answered.

        Args:
            method: A method that a route has, else ``OTHER``.
            route: The route's template, never the path.
            status: Of the reply.
            seconds: From the request's head to the last byte of the reply.
        """
        self._requests.labels(method, route, str(status)).observe(seconds)

    def count_answers(self, codeframe: str, status: str, source: str = "", number: int = 1) -> None:
        """Answers have been given a result.

        Args:
            codeframe: Its id; only of one that is known.
            status: ``coded``, ``referred``, ``empty`` or ``error``.
            source: ``human``, ``exact``, ``rule``, ``model``, or empty where there is none.
            number: How many.
        """
        self._answers.labels(codeframe, status, source).inc(number)

    def observe_batch(self, size: int) -> None:
        """So many distinct texts have gone through the model together."""
        self._batches.observe(size)

    def set_waiting(self, texts: int) -> None:
        """So many texts wait for the model now."""
        self._waiting.set(texts)

    def set_model(self, codeframe: str, version: str) -> None:
        """A model has become the current one here."""
        before = self._current.get(codeframe)
        if before not in (None, version):
            self._models.labels(codeframe, before).set(0)
        self._current[codeframe] = version
        self._models.labels(codeframe, version).set(1)

    def set_jobs(self, by_state: Mapping[str, int]) -> None:
        """How many jobs there are in each state, at all."""
        for state, number in by_state.items():
            self._jobs.labels(state).set(number)

    def set_store_up(self, is_up: bool) -> None:
        """Whether the label store can be reached."""
        self._store_up.set(int(is_up))

    def expose(self) -> bytes:
        """All figures, of all processes, as Prometheus reads them."""
        if self._folder is None:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together, path=str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def close(self) -> None:
        """This process ends: what it said of the present no longer counts."""
        if self._folder is not None:
            mark_process_dead(os.getpid(), path=str(self._folder))  # type: ignore[no-untyped-call]
