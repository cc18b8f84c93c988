"""A program: several coders at work at once, each a process of its own, some of them killed in the middle.

    python -m tests.labelling.store.coders_at_work URL FOLDER CODERS DECISIONS KILLED

Every coder takes the next free answer, saves a coding, and only then writes down in FOLDER/<sitting> what he took and
what was acknowledged. The first KILLED are killed with no warning at some point, and go on in a new sitting.
"""

import os
import random
import signal
import sys
import time
import traceback
from itertools import dropwhile
from pathlib import Path

from tests.labelling.store.filling import QUESTION, SURVEY, coding
from textcoder.labelling.store.opening import open_store


def work(url: str, log: Path, coder: str, decisions: int) -> None:
    """Code so many answers; a line ``took ANSWER`` and a line ``saved ANSWER CODING`` for each."""
    sitting = log.name
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with open_store(url) as store:
        queue = [one.key for one in store.answers.of(SURVEY, QUESTION)]
        for _ in range(decisions):
            claim = store.claims.take(queue, coder, sitting)
            if claim is None:
                break
            os.write(out, f"took {claim.answer}\n".encode())
            saved = store.codings.add(coding(claim.answer, "time", coder=coder, sitting=sitting))
            os.write(out, f"saved {claim.answer} {saved.key}\n".encode())
            queue = list(dropwhile(lambda key, last=claim.answer: key != last, queue))[1:]


def start(url: str, log: Path, coder: str, decisions: int) -> int:
    """Start a coder; gives his process's number."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            work(url, log, coder, decisions)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return process


def saved_in(log: Path) -> int:
    """How many decisions a sitting has been told are saved."""
    return log.read_text(encoding="utf-8").count("saved") if log.exists() else 0


def kill_in_the_middle(process: int, log: Path, after: int) -> bool:
    """Kill a coder some moments after so many decisions. False: he had failed before that."""
    while saved_in(log) < after:
        if os.waitpid(process, os.WNOHANG) != (0, 0):
            return False
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.02))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return True


def main(url: str, folder: Path, coders: int, decisions: int, killed: int) -> int:
    """Let them work. Gives the number of coders who failed."""
    working = []
    for number in range(coders):
        coder = f"human:c{number}"
        working.append((coder, start(url, folder / f"c{number}-first", coder, decisions)))
    for number, (coder, process) in enumerate(working[:killed]):
        log = folder / f"c{number}-first"
        if not kill_in_the_middle(process, log, after=1 + number * decisions // (2 * killed)):
            return 1
        left = decisions - saved_in(log)
        working[number] = (coder, start(url, folder / f"c{number}-second", coder, left))
    return sum(os.waitpid(process, 0)[1] != 0 for _, process in working)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:])))
