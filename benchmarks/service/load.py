"""How much the service can take on this machine, beside a bare FastAPI route in the same run.

    python -m benchmarks.service.load [--seconds 60] [--only fast|accurate] [--connections 32] [--json]

All answers are distinct, so nothing is remembered; the label store holds decisions that are looked up for each of
them; keys, limits, logs and metrics are on. The generator is a process of its own. One row is a minute of

- ``bare``, ``bare, async``: the bare route, single answers, as many connections as the service gets;
- ``fast, single``: the service with a model of the profile ``fast``, each connection sending as soon as it has a reply;
- ``accurate, single``: 50 requests a second, whether the last ones are answered or not;
- ``accurate, batches``: requests with 100 answers each, on two connections.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.service.answers import CODEFRAME, ROOT, SURVEY, distinct_answers
from benchmarks.service.pipeline import Pipeline, Place
from benchmarks.service.servers import Server, bare, make_home, make_key, service

_NO_LIMIT = {"TEXTCODER_SERVICE_REQUESTS_PER_MINUTE": "1000000000"}
_LOOKS = 10
_DECIDED = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A minute under load."""

    what: str
    requests_per_s: float
    answers_per_s: float
    p50_ms: float
    p99_ms: float
    failed: int
    cpu_ms: float
    """Processor time of the server, for each answer."""
    rss_mib: tuple[float, ...]
    """Memory of the server at each tenth of the time, the last at the end."""


def measure(what: str, server: Server, key: str, seconds: float, *options: object) -> Row:
    """Load a server, and look at its memory meanwhile."""
    command = [sys.executable, "-m", "benchmarks.service.generator", "--port", server.port, "--key", key]
    command += ["--seconds", seconds, *options]
    before = server.cpu_s
    with _watched(server, seconds / _LOOKS) as rss:
        run = subprocess.run([*map(str, command)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    spent = server.cpu_s - before
    said: dict[str, Any] = json.loads(run.stdout)
    answers = said["answers_per_s"] * seconds
    kept = {name: said[name] for name in ("requests_per_s", "answers_per_s", "p50_ms", "p99_ms", "failed")}
    return Row(what, **kept, cpu_ms=1000 * spent / answers, rss_mib=(*rss[: _LOOKS - 1], server.rss_mib))


@contextmanager
def _watched(server: Server, every_s: float) -> Iterator[list[float]]:
    """The memory of a server, looked at again and again."""
    seen: list[float] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(every_s):
            seen.append(server.rss_mib)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        ended.set()
        looking.join()


def fast(folder: Path, seconds: float, connections: int) -> list[Row]:
    """Single answers with the profile fast, and the bare route."""
    home, log = make_home(folder / "fast", "fast"), folder / "fast.log"
    options = ("--connections", connections)
    rows = []
    for what, app in (("bare", "app"), ("bare, async", "app_async")):
        with bare(log, app) as server:
            rows.append(measure(what, server, "", seconds, *options))
    key = make_key(home, "pipeline")
    with service(home, log, environment=_NO_LIMIT) as server:
        _have_decisions(server, key)
        rows.append(measure("fast, single", server, key, seconds, *options))
    return rows


def accurate(folder: Path, seconds: float) -> list[Row]:
    """Single answers and batches with the profile accurate."""
    home, log = make_home(folder / "accurate", "accurate"), folder / "accurate.log"
    key = make_key(home, "pipeline")
    with service(home, log, environment=_NO_LIMIT) as server:
        _have_decisions(server, key)
        return [
            measure("accurate, single", server, key, seconds, "--rate", 50, "--seed", 2, "--texts", 10_000),
            measure("accurate, batches", server, key, seconds, "--connections", 2, "--batch", 100, "--seed", 3),
        ]


def _have_decisions(server: Server, key: str) -> None:
    """Put answers and decisions on them into the label store, as there are where people code."""
    pipeline = Pipeline(f"http://127.0.0.1:{server.port}", key, Place(CODEFRAME, SURVEY.name, "Q24"), {})
    answers = {f"d{number}": text for number, text in enumerate(distinct_answers(_DECIDED, seed=99))}
    pipeline.bring(answers)
    pipeline.correct(answers, "capacity")
    pipeline.close()


def _memory(rss_mib: Sequence[float]) -> str:
    """Early, in the middle and at the end."""
    return " → ".join(f"{rss_mib[place]:.0f}" for place in (0, (len(rss_mib) - 1) // 2, -1))


def _table(rows: Sequence[Row]) -> str:
    head = f"{'':20}{'requests/s':>12}{'answers/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'failed':>8}{'CPU ms':>8}"
    head += "  RSS MiB at 1/10, 5/10, 10/10"
    lines = [
        f"{row.what:20}{row.requests_per_s:12,.0f}{row.answers_per_s:11,.0f}{row.p50_ms:9.1f}{row.p99_ms:9.1f}"
        f"{row.failed:8}{row.cpu_ms:8.2f}  {_memory(row.rss_mib)}"
        for row in rows
    ]
    rates = {row.what: row.requests_per_s for row in rows}
    beside = [
        f"fast, single: {rates['fast, single'] / rates[what]:.2f} of {what}"
        for what in ("bare", "bare, async")
        if what in rates
    ]
    return "\n".join([head, *lines, *beside])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--only", choices=["fast", "accurate"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        if options.only != "accurate":
            rows += fast(Path(folder), options.seconds, options.connections)
        if options.only != "fast":
            rows += accurate(Path(folder), options.seconds)
    print(json.dumps([asdict(row) for row in rows], indent=2) if options.json else _table(rows))


if __name__ == "__main__":
    main()
