"""How long a refresh of the model takes while one codes, and how long the coder waits for the next answer meanwhile.

Runs the real command in a terminal of its own, on the shipped answers, of which so many are coded already.
Run with: python -m benchmarks.refresh_speed
"""

import argparse
import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.labelling_speed import Terminal
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion

_SHIPPED = Path(__file__).parents[1] / "labels" / "innovasjonsbarometer-2024"
_PATIENCE = 300.0


def fill(url: str, answers: int, coded: int) -> None:
    frame = read_codeframe(_SHIPPED / "codeframe.yaml")
    shipped = read_codings(_SHIPPED / "codings.jsonl", frame)[:answers]
    with open_store(url) as store:
        store.codeframes.add(frame)
        store.surveys.put("speed")
        store.surveys.put_question(StoredQuestion("speed", "Q1", frame.id, frame.version, {"nb": "Hva hindrer dere?"}))
        rows = (
            IncomingAnswer(f"a{n:06}", one.answer.text, {"voice": one.answer.writer}) for n, one in enumerate(shipped)
        )
        store.answers.upsert("speed", "Q1", rows)
        stored = store.answers.of("speed", "Q1")
        step = max(1, len(stored) // coded)
        store.codings.add_many(
            NewCoding(stored[n].key, sorted(shipped[n].code_ids), "human:ola")
            for n in range(0, min(len(stored), coded * step), step)
        )


def code(terminal: Terminal, until: str, most: int, think: float) -> tuple[list[float], float]:
    """Code until something is said: how long each next answer took, and all of it, in seconds."""
    terminal.seen, waits, begun = b"", [], time.perf_counter()
    while len(waits) < most and time.perf_counter() - begun < _PATIENCE:
        terminal.press("x1")  # whatever is suggested
        terminal.drain(think)
        terminal.press("\r")
        waits.append(terminal.wait_for_another())
        terminal.drain(think)
        if until and re.search(until.encode(), terminal.seen):
            break
    return waits, time.perf_counter() - begun


def show(what: str, waits: list[float]) -> None:
    in_ms = sorted(1000 * wait for wait in waits)
    print(
        f"{what}: {len(in_ms)} decisions, key press to next answer: median {statistics.median(in_ms):.0f} ms, "
        f"95 % within {in_ms[int(0.95 * len(in_ms))]:.0f} ms, longest {in_ms[-1]:.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=4000)
    parser.add_argument("--coded", type=int, default=2000)
    parser.add_argument("--refreshes", type=int, default=3)
    parser.add_argument("--think", type=float, default=0.3, help="seconds between two key presses")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        (home / "models").mkdir(parents=True)
        (home / "labels" / "speed").mkdir(parents=True)
        shutil.copy(_SHIPPED / "codeframe.yaml", home / "labels" / "speed")
        url = f"sqlite:///{folder}/speed.db"
        fill(url, arguments.answers, arguments.coded)
        terminal = Terminal(url, "frequent", ["--home", str(home)])
        try:
            terminal.wait_for_another()
            terminal.drain(5)
            show("without a refresh", code(terminal, "", 20, arguments.think)[0])
            for n in range(arguments.refreshes):
                terminal.drain(30)  # one that began by itself is done by then, and what was said of it is gone
                terminal.press("r")
                waits, seconds = code(terminal, "Learned", 500, arguments.think)
                show(f"refresh {n + 1}, {seconds:.1f} s of {arguments.coded:,} codings", waits)
            begun = time.perf_counter()
            terminal.press("r")
            terminal.drain(1)
            terminal.press("q")
            terminal.process.wait(60)
            print(f"quitting in the middle of one: {time.perf_counter() - begun - 1:.1f} s")
        finally:
            terminal.process.kill()


if __name__ == "__main__":
    main()
