"""What the service does when much goes wrong at once, with a pipeline at work on it.

    python -m benchmarks.service.chaos [--profile fast] [--seconds 90] [--away 10] [--no-load]

All the while the service is under the load of ``load.py``, each reply of which is checked: for ``fast`` single answers
as fast as they are answered, for ``accurate`` fifty single answers a second and batches of a hundred. Besides, answers
come in singly, corrections one by one and two files as jobs, while models are promoted back and forth, the service is
killed and started again, and PostgreSQL is away. Each reply is compared with what the model that it names gives by
itself. At the end every row of the jobs and every acknowledged correction must be there.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.service.answers import CODEFRAME, ROOT, SURVEY, distinct_answers
from benchmarks.service.checking import Alone, write_alone
from benchmarks.service.database import Database, database
from benchmarks.service.pipeline import Pipeline, Place
from benchmarks.service.servers import Server, free_port, make_home, make_key, service
from textcoder.files.home import Home
from textcoder.learning.registry import Registry

CORRECTED = "rettelse nummer"
"""Begins the answers that are corrected, so that they are none of those that are classified meanwhile."""

_UNTIL_STOPPED: Final = 86_400


@dataclass(frozen=True, slots=True)
class Load:
    """Answers that the generator sends."""

    options: tuple[object, ...]
    texts: int
    seed: int


LOADS: Final[Mapping[str, tuple[Load, ...]]] = {
    "fast": (Load(("--connections", 32), 40_000, 1),),
    "accurate": (Load(("--rate", 50), 3_000, 2), Load(("--connections", 2, "--batch", 100), 12_000, 3)),
}
"""As in ``load.py``, by profile."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    seconds: float = 90.0
    away_s: float = 10.0
    promotions: int = 10
    job_rows: int = 20_000
    texts: int = 2_000
    clients: int = 4
    loads: tuple[Load, ...] = ()
    """What the generator does meanwhile, in a process for each."""


def chaos(home: Path, place: Place, texts: Sequence[str], plan: Plan, log: Path) -> dict[str, Any]:
    """Let it happen on a trained home with two models; says what came of it.

    Args:
        home: The home.
        place: Where answers belong.
        texts: Distinct answers.
        plan: How much.
        log: Where the service writes.
    """
    several = [distinct_answers(load.texts, seed=load.seed) for load in plan.loads]
    alone = answers_alone(home, place, [*texts, *chain.from_iterable(several)])
    with database() as db:
        pipeline_key, analyst_key = (make_key(home, role, db.url) for role in ("pipeline", "analyst"))
        port = free_port()
        pipeline = Pipeline(f"http://127.0.0.1:{port}", pipeline_key, place, alone)
        corrected = {f"c{number}": f"{CORRECTED} {number}" for number in range(20 * int(plan.seconds))}
        running = Restartable(home, port, db.url, log)
        try:
            code = Home(home).codeframe(place.codeframe).code_ids[0]
            pipeline.bring(corrected)
            generators = [_generator(load, port, pipeline_key, alone, log) for load in plan.loads]
            threads = _at_work(pipeline, texts, corrected, code, plan)
            trouble(running, db, sorted(alone), place, analyst_key, plan)
            for generator in generators:
                generator.terminate()
            loads = [json.loads(generator.communicate(timeout=120)[0]) for generator in generators]
            pipeline.stop()
            for thread in threads:
                thread.join(300)
            pipeline.check_store(corrected, code)
        finally:
            pipeline.stop()
            running.close()
            pipeline.close()
    told = pipeline.told
    return {
        "single_answers": dict(told.replies),
        "by_model": dict(told.used),
        "corrections": len(told.acknowledged),
        "jobs_complete": told.jobs,
        "loads": loads,
        "wrong": told.wrong + [fault for load in loads for fault in load["wrong"]],
    }


def answers_alone(home: Path, place: Place, texts: Sequence[str]) -> Alone:
    """By version, what each model gives the texts when nothing else is going on."""
    found, frame = {}, Home(home).codeframe(place.codeframe)
    numbers = {code.id: code.number for code in frame.codes}
    registry = Registry(Home(home).trained)
    for entry in registry.entries():
        autocoder = registry.load(entry, frame)
        codings = autocoder.code(texts, place.question)
        found[entry.version] = {
            text: (coding.status.value, frozenset(numbers[code] for code in coding.code_ids))
            for text, coding in zip(texts, codings, strict=True)
        }
    return found


class Restartable:
    """The service, which can be killed."""

    def __init__(self, home: Path, port: int, db: str, log: Path) -> None:
        self._home, self._log = home, log
        self._environment = {"TEXTCODER_DB": db, "TEXTCODER_SERVICE_REQUESTS_PER_MINUTE": "1000000000"}
        self._stack = ExitStack()
        self.port = port
        self.server = self._start()

    def kill(self) -> None:
        """As when the power fails, and start it again."""
        os.kill(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()
        self.server = self._start()

    def close(self) -> None:
        """Stop it."""
        self._stack.close()

    def _start(self) -> Server:
        started = service(self._home, self._log, port=self.port, environment=self._environment)
        return self._stack.enter_context(started)


def trouble(running: Restartable, db: Database, versions: Sequence[str], place: Place, key: str, plan: Plan) -> None:
    """Promote back and forth; kill and start again in between; take the database away."""
    step = (plan.seconds - plan.away_s) / (plan.promotions + 4)
    for number in range(plan.promotions):
        time.sleep(step)
        _promote(running.port, place.codeframe, versions[number % len(versions)], key)
        if number == plan.promotions // 3:
            running.kill()
        if number == 2 * plan.promotions // 3:
            db.stop()
            time.sleep(plan.away_s)
            db.start()
    time.sleep(step)


def _generator(load: Load, port: int, key: str, alone: Alone, log: Path) -> subprocess.Popen[str]:
    right = log.with_name("alone.json")
    write_alone(alone, right)
    command = [sys.executable, "-m", "benchmarks.service.generator", "--port", port, "--key", key, "--alone", right]
    command += ["--seconds", _UNTIL_STOPPED, "--texts", load.texts, "--seed", load.seed, *load.options]
    return subprocess.Popen([*map(str, command)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _promote(port: int, codeframe: str, version: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    address = f"http://127.0.0.1:{port}/v1/models/{codeframe}/promote"
    # The two differ by chance, and which of them is better is not what is looked at.
    wish = {"version": version, "force": True, "why": "back and forth"}
    httpx.post(address, json=wish, headers=headers, timeout=60, trust_env=False).raise_for_status()


def _at_work(
    pipeline: Pipeline, texts: Sequence[str], corrected: Mapping[str, str], code: str, plan: Plan
) -> list[threading.Thread]:
    file = [texts[row % len(texts)] for row in range(plan.job_rows)]
    work = [threading.Thread(target=pipeline.classify, args=(texts, start)) for start in range(plan.clients)]
    work.append(threading.Thread(target=pipeline.correct, args=(corrected, code)))
    work += [threading.Thread(target=pipeline.job, args=(file, name)) for name in ("one", "two")]
    for thread in work:
        thread.start()
    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", choices=["fast", "accurate"], default="fast")
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--away", type=float, default=10, help="seconds without the database")
    parser.add_argument("--rows", type=int, default=20_000, help="of each job")
    parser.add_argument("--no-load", action="store_true", help="without the generator beside it")
    options = parser.parse_args()
    loads = () if options.no_load else LOADS[options.profile]
    plan = Plan(options.seconds, options.away, job_rows=options.rows, loads=loads)
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home", options.profile, seeds=(1, 2))
        place = Place(CODEFRAME, SURVEY.name, "Q24")
        found = chaos(home, place, distinct_answers(plan.texts, seed=9), plan, Path(folder) / "service.log")
    print(json.dumps(found, indent=2))
    if found["wrong"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
