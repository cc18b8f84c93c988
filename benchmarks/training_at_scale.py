"""How long training on 20,000 codings takes, and how much memory, once the sentence encoder has read the answers.

The answers are constructed: the shipped ones, which were made up too, several times over with one or two words of
each exchanged for others of them. What is measured is ``textcoder train`` in a process of its own, from its start to
its end, with its workers; "MiB" is the most that it and its workers held at any time (resident, what they share
counted for each of them).
Run with: python -m benchmarks.training_at_scale
"""

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from textcoder.codeframe import Codeframe
from textcoder.features.encoders import reader_to_train
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.learning.training_set import prepare
from textcoder.settings import FeatureSettings, Settings

_ROOT = Path(__file__).parents[1]
_SHIPPED = _ROOT / "labels" / "innovasjonsbarometer-2024"
_HOME = _ROOT / "out" / "benchmarks" / "training-at-scale"
"""Kept from one run to the next, for the sake of the vectors in it."""
_BETWEEN_LOOKS = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one training took."""

    seconds: float
    of_cores: float
    """Seconds of processor time, of all processes together: says more where the machine has other work, too."""
    mib: float
    macro_f1: float
    exact: float


def write_codings(path: Path, count: int, *, seed: int = 1) -> None:
    """Write codings of which no two answers by one voice are the same; the shipped ones come first."""
    rng = random.Random(seed)
    with (_SHIPPED / "codings.jsonl").open(encoding="utf-8") as file:
        shipped: list[dict[str, Any]] = [json.loads(line) for line in file]
    words = sorted({word for one in shipped for word in one["text"].split()})
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            one = dict(shipped[number % len(shipped)])
            text = one["text"].split()
            if number >= len(shipped) and text:
                one["id"] = f"{one['id']}-{number // len(shipped)}"
                for _ in range(rng.choice((1, 2))):
                    text[rng.randrange(len(text))] = rng.choice(words)
                one["text"] = " ".join(text)
            file.write(json.dumps(one, ensure_ascii=False) + "\n")


def make_home(home: Path, count: int) -> Codeframe:
    """A home with the codings; the encoders are those that come with textcoder."""
    folder = home / "labels" / "at-scale"
    folder.mkdir(parents=True, exist_ok=True)
    (home / "models").mkdir(exist_ok=True)
    shutil.copy(_SHIPPED / "codeframe.yaml", folder)
    write_codings(folder / "codings.jsonl", count)
    return read_codeframe(folder / "codeframe.yaml")


def warm(home: Path, codeframe: Codeframe, encoder: str) -> None:
    """Let the encoders read every answer, and keep what they make of them."""
    settings = Settings(features=FeatureSettings(encoder=encoder))
    coded = read_codings(home / "labels" / "at-scale" / "codings.jsonl", codeframe)
    reader = reader_to_train(home / "models", codeframe, settings)
    prepare(coded, codeframe, reader, settings)
    if reader.comparing is not None:
        reader.comparing.encode([one.answer.text for one in coded])
    reader.save()


def train(home: Path, codeframe: Codeframe, options: list[str]) -> Run:
    """Run the command, and look at its memory and its workers' all the while."""
    shutil.rmtree(home / "models" / "trained" / codeframe.id, ignore_errors=True)
    command = [sys.executable, "-m", "textcoder", "train", "--home", str(home), "--codeframe", codeframe.id]
    started, used = time.perf_counter(), _used_by_children()
    with subprocess.Popen([*command, *options, "--json"], stdout=subprocess.PIPE, text=True) as running:
        most = 0
        while running.poll() is None:
            most = max(most, _resident(running.pid))
            time.sleep(_BETWEEN_LOOKS)
        seconds = time.perf_counter() - started
        said = running.communicate()[0]
    if running.returncode:
        raise SystemExit(f"textcoder train ended with {running.returncode}.")
    overall = json.loads(said)["evaluation"]["overall"]
    return Run(
        seconds, _used_by_children() - used, most / 2**20, overall["macro_f1"]["value"], overall["exact"]["value"]
    )


def _used_by_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(pid: int) -> int:
    """Bytes held by a process and all that it has started."""
    held = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            held += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # it has just ended
    return held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codings", type=int, default=20_000, metavar="N", help="how many (default: 20,000)")
    parser.add_argument(
        "--encoder", choices=["shipped", "plain"], action="append", help="shipped is the tuned one (default: both)"
    )
    parser.add_argument("--workers", type=int, action="append", metavar="N", help="as of train; may be repeated")
    parser.add_argument("--home", type=Path, default=_HOME, help="where codings and vectors are kept")
    options = parser.parse_args()
    codeframe = make_home(options.home, options.codings)
    for encoder in options.encoder or ["shipped", "plain"]:
        started = time.perf_counter()
        warm(options.home, codeframe, encoder)
        print(f"{encoder}: vectors at hand after {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        for workers in options.workers or [None]:
            with_workers = [] if workers is None else ["--workers", str(workers)]
            run = train(options.home, codeframe, ["--encoder", encoder, *with_workers])
            print(
                f"{options.codings} codings (constructed), encoder {encoder}, workers {workers or 'as by default'}: "
                f"{run.seconds:.1f} s ({run.of_cores:.1f} s of cores), {run.mib:.0f} MiB; "
                f"out of fold macro F1 {run.macro_f1:.4f}, exact {run.exact:.4f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
