"""Many coders at once through the real command, some of them killed in the middle: is every decision kept?

    python benchmarks/many_coders.py --coders 20 --decisions 200 --kill 5 --postgres
    python benchmarks/many_coders.py --coders 4 --decisions 200 --kill 2

Each coder is a process ``textcoder label --plain --queue random`` that is driven through pipes. A decision is
acknowledged when the next answer is shown. Those who are killed are started again and go on. The store is an SQLite
file, unless --postgres starts a server (that of the tests) or --db names another store, which must be empty.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from textcoder.codeframe import Code, Codeframe
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, Kind, StoredQuestion

COMMAND = Path(sys.executable).with_name("textcoder")
ROOT = Path(__file__).resolve().parents[1]
SURVEY, QUESTION = "many-coders", "Q1"
_CODES = ("time", "money", "skill")


@dataclass(slots=True)
class Log:
    """What one coder saw, over all his sittings."""

    coder: str
    held: list[tuple[str, float, float]] = field(default_factory=list)
    """Answers, from when they were shown until their keys were typed."""
    acknowledged: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds from the keys to the next answer."""
    killed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is in the store in the end, beside what the coders were told."""

    coders: int
    killed: int
    acknowledged: int
    in_store: int
    lost: int
    """Acknowledged, and not there as by that coder."""
    twice: int
    """Answers with more than one decision."""
    on_others: int
    """Answers that were before two coders at one time."""
    wait: float
    """Seconds from the keys to the next answer, in the median."""
    slowest: float
    took: float

    @property
    def is_right(self) -> bool:
        """Whether all is as it must be. The decision that a kill cut short may have been saved, or not."""
        unsaid = self.in_store - self.acknowledged
        return not (self.lost or self.twice or self.on_others) and 0 <= unsaid <= self.killed


def many_coders(url: str, *, coders: int, decisions: int, kill: int, seed: int = 1) -> Outcome:
    """Let them work at an empty store, and see what is in it then.

    Args:
        url: Of the store.
        coders: How many, each a process.
        decisions: That each of them makes.
        kill: How many of them are killed once in the middle.
        seed: Says when.
    """
    # A tenth more than are decided on, so that nobody is without an answer while others hold their last.
    _fill(url, coders * decisions * 11 // 10 + coders)
    chance = random.Random(seed)
    begun = time.monotonic()
    with ThreadPoolExecutor(coders) as pool:
        deaths = [chance.randint(1, decisions - 1) if number < kill else None for number in range(coders)]
        logs = list(pool.map(lambda one: _work(url, f"c{one[0]}", decisions, one[1]), enumerate(deaths)))
    return _outcome(url, logs, time.monotonic() - begun)


def _fill(url: str, answers: int) -> None:
    frame = Codeframe("many-coders", 1, tuple(_code(*one) for one in enumerate(_CODES, start=1)), {"en": "Many coders"})
    with open_store(url) as store:
        store.codeframes.add(frame)
        store.surveys.put(SURVEY, {"en": "Many coders"})
        store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, frame.id, frame.version, {"en": "What hinders?"}))
        store.answers.upsert(
            SURVEY, QUESTION, [IncomingAnswer(f"{n:06}", f"{n * 7919} {_CODES[n % 3]}") for n in range(answers)]
        )


def _code(number: int, name: str) -> Code:
    return Code(id=name, number=number, label={"en": name})


def _work(url: str, coder: str, decisions: int, death: int | None) -> Log:
    """Be one coder; if he is to die, after so many decisions, and then again until all are made."""
    log = Log(coder)
    if death is not None:
        _sit(url, log, death, dies=True)
    _sit(url, log, decisions, dies=False)
    return log


def _sit(url: str, log: Log, decisions: int, *, dies: bool) -> None:
    """Code until so many decisions are acknowledged, and then quit, or be killed while the next one is being saved."""
    with _command(url, log.coder) as process:
        assert process.stdin is not None
        shown, since = _next_answer(process), time.monotonic()
        while len(log.acknowledged) < decisions:
            typed = _type(process, "1 e\n")
            log.held.append((shown, since, typed))
            following, since = _next_answer(process), time.monotonic()
            log.acknowledged.append(shown)
            log.waits.append(since - typed)
            shown = following
        log.held.append((shown, since, _type(process, "2 e\n" if dies else "q\n")))
        if dies:
            time.sleep(random.uniform(0, 1.5 * median(log.waits)))  # before it is saved, or after, or just then
            process.send_signal(signal.SIGKILL)
            log.killed += 1
        process.wait(timeout=60)


@contextmanager
def _command(url: str, coder: str) -> Iterator[subprocess.Popen[str]]:
    arguments = ["label", "--plain", "--blind", "--queue", "random", "--survey", SURVEY, "--question", QUESTION]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [COMMAND, *arguments, "--coder", coder, "--db", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            encoding="utf-8",
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
        try:
            yield process
        except (BrokenPipeError, StopIteration) as err:
            said.seek(0)
            raise RuntimeError(f"The command of {coder} ended before its time: {said.read()}") from err
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _type(process: subprocess.Popen[str], keys: str) -> float:
    assert process.stdin is not None
    typed = time.monotonic()
    process.stdin.write(keys)
    process.stdin.flush()
    return typed


def _next_answer(process: subprocess.Popen[str]) -> str:
    """The text of the answer that is shown next."""
    assert process.stdout is not None
    return next(line for line in process.stdout if line.startswith("Answer: ")).removeprefix("Answer: ").strip()


def _outcome(url: str, logs: list[Log], took: float) -> Outcome:
    saved: dict[str, list[str]] = defaultdict(list)
    with open_store(url) as store:
        texts = {one.key: one.text for one in store.answers.of(SURVEY, QUESTION)}
        for key, text in texts.items():
            codings = [one for one in store.codings.history(key) if one.kind is not Kind.NOTE and not one.withdrawn_at]
            saved[text] += [one.coder.removeprefix("human:") for one in codings]
    waits = [wait for log in logs for wait in log.waits]
    return Outcome(
        coders=len(logs),
        killed=sum(log.killed for log in logs),
        acknowledged=sum(len(log.acknowledged) for log in logs),
        in_store=sum(map(len, saved.values())),
        lost=sum(log.coder not in saved[text] for log in logs for text in log.acknowledged),
        twice=sum(len(coders) > 1 for coders in saved.values()),
        on_others=_on_others(logs),
        wait=median(waits),
        slowest=max(waits),
        took=took,
    )


def _on_others(logs: list[Log]) -> int:
    """How many answers were before two coders at one time."""
    times: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for log in logs:
        for text, since, until in log.held:
            times[text].append((since, until, log.coder))
    return sum(
        any(b[0] < a[1] and a[2] != b[2] for place, a in enumerate(of_text) for b in of_text[place + 1 :])
        for of_text in map(sorted, times.values())
    )


@contextmanager
def _store(named: str | None, *, postgres: bool) -> Iterator[str]:
    if named:
        yield named
    elif postgres:
        sys.path.insert(0, str(ROOT))
        from tests.labelling.postgres_server import start_postgres

        server = start_postgres()
        try:
            yield server.url(server.create())
        finally:
            server.stop()
    else:
        with tempfile.TemporaryDirectory(prefix="many-coders-") as folder:
            yield f"sqlite:///{folder}/store.db"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--coders", type=int, default=4)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--kill", type=int, default=2, help="how many coders are killed once")
    parser.add_argument("--postgres", action="store_true", help="at a PostgreSQL server that is started for it")
    parser.add_argument("--db", help="at this store, which must be empty")
    asked = parser.parse_args()
    with _store(asked.db, postgres=asked.postgres) as url:
        found = many_coders(url, coders=asked.coders, decisions=asked.decisions, kill=asked.kill)
    print(f"{found.coders} coders, {asked.decisions} decisions each, {found.killed} killed with SIGKILL")
    print(f"  acknowledged decisions              {found.acknowledged:>7}")
    print(f"  decisions in the store              {found.in_store:>7}")
    print(f"  acknowledged and lost               {found.lost:>7}")
    print(f"  answers decided twice               {found.twice:>7}")
    print(f"  answers before two coders at a time {found.on_others:>7}")
    print(f"  keys to next answer, median         {found.wait * 1000:>7.0f} ms, slowest {found.slowest * 1000:.0f} ms")
    print(f"  all of it                           {found.took:>7.1f} s")
    return 0 if found.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
