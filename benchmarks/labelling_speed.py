"""How long a coder waits: from a key press to the next answer on the screen, with 50,000 answers in the store.

Runs the real command in a terminal of its own and reads what it draws, so that the terminal's side, the store's and the
counting are all in the figure. Run with: python -m benchmarks.labelling_speed
"""

import argparse
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from textcoder.codeframe import Code, Codeframe
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion

GOAL = 0.050
_SHOWN = re.compile(rb"id (a\d{6})")
_THINGS = ("tid", "penger", "folk", "mot", "vilje", "kurs", "ledelse", "drift", "krav", "marked", "lover", "data")


def fill(url: str, answers: int, coded: int) -> None:
    frame = Codeframe(
        "speed",
        1,
        tuple(Code(f"code-{n}", n, {"nb": f"Kode {n}"}) for n in range(1, 10)),
    )
    with open_store(url) as store:
        store.codeframes.add(frame)
        store.surveys.put("speed")
        store.surveys.put_question(StoredQuestion("speed", "Q1", "speed", 1, {"nb": "Hva hindrer dere?"}))
        texts = (
            f"{_THINGS[n % 12]} {_THINGS[n // 12 % 12]} {_THINGS[n // 144 % 12]} og {n * 7919 % 40_000}"
            for n in range(answers)
        )
        store.answers.upsert("speed", "Q1", (IncomingAnswer(f"a{n:06}", text) for n, text in enumerate(texts)))
        keys = [one.key for one in store.answers.of("speed", "Q1")][: coded * 2 : 2]
        for start in range(0, len(keys), 1000):
            store.codings.add_many(NewCoding(key, ["code-1"], "human:ola") for key in keys[start : start + 1000])


class Terminal:
    """The labelling screen in a terminal of 80 by 24."""

    def __init__(self, url: str, queue: str, more: Sequence[str] = ("--blind",)) -> None:
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        command = [str(Path(sys.executable).with_name("textcoder")), "label", "--survey", "speed", "--question", "Q1"]
        command += ["--coder", "kari", "--queue", queue, "--db", url, *more]
        environment = os.environ | {"TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            command, stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True
        )
        os.close(follower)
        self._leader = leader
        self.shown = b""
        self.seen = b""
        """What was drawn while it was read on."""

    def press(self, key: str) -> None:
        """Type."""
        os.write(self._leader, key.encode())

    def wait_for_another(self, patience: float = 60.0) -> float:
        """Seconds until another answer is drawn."""
        begun = time.perf_counter()
        seen = b""
        while time.perf_counter() - begun < patience:
            if select.select([self._leader], [], [], 0.5)[0]:
                seen += (drawn := os.read(self._leader, 65536))
                self.seen += drawn
                found = [one for one in _SHOWN.findall(seen) if one != self.shown]
                if found:
                    self.shown = found[-1]
                    return time.perf_counter() - begun
        raise TimeoutError

    def drain(self, seconds: float) -> None:
        """Read on for a while, as a coder does."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if select.select([self._leader], [], [], left)[0]:
                self.seen += os.read(self._leader, 65536)


def measure(url: str, queue: str, decisions: int, think: float) -> tuple[float, list[float]]:
    terminal = Terminal(url, queue)
    try:
        until_first = terminal.wait_for_another()
        terminal.drain(2)
        waits = []
        for n in range(decisions):
            terminal.press(str(n % 9 + 1))
            terminal.drain(think)
            terminal.press("\r")
            waits.append(terminal.wait_for_another())
            terminal.drain(think)
        terminal.press("q")
        terminal.process.wait(30)
    finally:
        terminal.process.kill()
    return until_first, waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=50_000)
    parser.add_argument("--coded", type=int, default=10_000)
    parser.add_argument("--decisions", type=int, default=100)
    parser.add_argument("--think", type=float, default=0.2, help="seconds between two key presses")
    parser.add_argument("--queue", default="random")
    parser.add_argument("--keep", type=Path, help="file for the store, which is filled only if it is not there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "speed.db"
        url = f"sqlite:///{path}"
        if not path.exists():
            fill(url, arguments.answers, arguments.coded)
        first, waits = measure(url, arguments.queue, arguments.decisions, arguments.think)
    in_ms = sorted(1000 * wait for wait in waits)
    print(f"{arguments.answers} answers, {arguments.coded} coded, queue {arguments.queue}, {len(waits)} decisions")
    print(f"start to first answer: {first:.1f} s")
    print(
        f"key press to next answer: median {statistics.median(in_ms):.0f} ms, "
        f"95 % within {in_ms[int(0.95 * len(in_ms))]:.0f} ms, longest {in_ms[-1]:.0f} ms (goal {1000 * GOAL:.0f} ms)"
    )


if __name__ == "__main__":
    main()
