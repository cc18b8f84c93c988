"""How many answers must be coded until the model is nearly as good as with all: by the queue, and at random.

    python benchmarks/quality/active_learning.py [--anes FOLDER]

Plays the coding of the shipped answers: in the order that ``choose`` of textcoder/learning/choosing.py puts them, which
has every fourth answer picked at random, and all at random. The model is trained anew after every 25 codings, every 50
from 300 on and every 100 from 600 on, up to 2,000. In each repeat, another fifth of the voices is left out whole to
measure on; what is coded are the different answers of the others. "Nearly as good" is 95 % of the macro F1 that the
same model has with all of these coded, on average over three trainings. Macro F1 is the mean over all codes that occur
in what is measured on.

FOLDER holds dataset3.csv of the ANES 2008, as for anes.py: likes and dislikes of the parties, 33 codes. There the
authors' test part is measured on in every repeat, and the rest is coded.

The model is a light one (light.py), since it must be trained hundreds of times. Every repeat is kept in --keep, so that
a run that was stopped goes on where it was; other data or another program begin anew.

"reached at" is the median over repeats, with the lowest and the highest. "enough at" is where the adviser of
textcoder/learning/stopping.py first says that more coding no longer changes the model, "kappa at end" how far the last
four models agree. "pays at" is how often compare_with_random finds after so many codings that choosing pays, which only
the audit sample decides; "surest first" (--only surest) is an order that should not pay.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from anes import read_set
from curves_plot import Curve, Panel, drawn
from lab import (
    REPOSITORY,
    SEED,
    Cell,
    Row,
    Rows,
    arguments,
    chosen,
    noted,
    shipped_codings,
    show,
    texts_of,
    writers_of,
)
from labelling_runs import COMPARED_AT, SIZES, STREAMS, Run, World, run
from ours import CACHE
from sklearn.model_selection import GroupShuffleSplit

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.encoder import OnnxEncoder
from textcoder.features.encoders import plain_folder
from textcoder.files.atomic import write_text

TARGET = 0.95
USUAL = ("queue", "random")
KEEP = REPOSITORY / "out" / "benchmarks" / "active_learning"
SOURCES = ("benchmarks/quality/light.py", "benchmarks/quality/labelling_runs.py", "textcoder/learning/choosing.py")
SOURCES += ("textcoder/learning/clusters.py", "textcoder/learning/stopping.py", "textcoder/learning/against_random.py")


class Data:
    """Codings, and in each repeat what of them is coded and what is measured on.

    Args:
        name: Title of its table.
        coded: The codings.
        codeframe: Their codeframe.
        is_test: Answers that are measured on in every repeat; None: by a fifth of the voices, always other ones.
        options: The profile and where vectors and runs are kept.
    """

    def __init__(
        self,
        name: str,
        coded: Sequence[CodedAnswer],
        codeframe: Codeframe,
        is_test: np.ndarray | None,
        options: argparse.Namespace,
    ) -> None:
        self.name, self._coded, self._codeframe, self._is_test = name, coded, codeframe, is_test
        self._options = options
        self._vectors = None if options.profile == "fast" else _vectors(texts_of(coded), options.keep)
        content = [[one.answer.text, one.answer.writer, sorted(one.code_ids)] for one in coded]
        program = [(REPOSITORY / source).read_text(encoding="utf-8") for source in SOURCES]
        made_of = json.dumps([content, program, options.profile, options.sizes])
        self._mark = hashlib.sha256(made_of.encode()).hexdigest()[:12]

    def runs(self, streams: Sequence[str]) -> dict[str, list[Run]]:
        """A run for each stream and repeat, made where it is not kept."""
        made: dict[str, list[Run]] = {stream: [] for stream in streams}
        for repeat in range(self._options.repeats):
            world = None
            for stream in streams:
                place = self._options.keep / f"{self._mark}-{stream.replace(' ', '-')}-{repeat}.json"
                if not place.exists():
                    with noted(f"{self.name}, {stream}, repeat {repeat + 1} of {self._options.repeats}"):
                        world = world or self._world(repeat)
                        found = run(world, stream, SEED + repeat, sizes=self._options.sizes, tell=_tell)
                    write_text(place, json.dumps(asdict(found)))
                made[stream].append(Run(**json.loads(place.read_text(encoding="utf-8"))))
        return made

    def _world(self, repeat: int) -> World:
        rest, left_out = self._split(repeat)
        return World(self._coded, self._codeframe, self._vectors, rest, left_out)

    def _split(self, repeat: int) -> tuple[Rows, Rows]:
        if self._is_test is not None:
            return np.flatnonzero(~self._is_test), np.flatnonzero(self._is_test)
        voices = writers_of(self._coded)
        splitter = GroupShuffleSplit(1, test_size=0.2, random_state=SEED + repeat)
        return next(splitter.split(voices, groups=voices))


def main() -> None:
    options = _options()
    data = [Data("Shipped codings", *shipped_codings(), None, options)]
    notes = []
    if options.anes and (options.anes / "dataset3.csv").exists():
        coded, is_test, codeframe = read_set(options.anes, 3)
        data.append(Data("ANES 2008, set 3", coded, codeframe, is_test, options))
    else:
        notes.append("not there: --anes FOLDER with dataset3.csv (ANES 2008, in co_benchmark)")
    panels = []
    for one in data:
        runs = one.runs(chosen(STREAMS, options.only) if options.only else USUAL)
        title = f"{one.name}: {options.repeats} repeats, profile {options.profile}"
        rows: list[Row] = [(stream, _cells(of)) for stream, of in runs.items()]
        show(title, rows, as_json=options.json, notes=[*_saved(runs), *notes])
        panels.append(_panel(one.name, runs))
    write_text(options.plot, drawn(panels, x_name="answers coded", y_name="macro F1"))
    os.write(2, f"plot: {options.plot}\n".encode())


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--anes", type=Path, metavar="FOLDER", help="folder with dataset3.csv")
    parser.add_argument("--repeats", type=int, default=10, metavar="N", help="default: 10")
    parser.add_argument("--profile", choices=["accurate", "fast"], default="accurate", help="fast: n-grams alone")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of codings to train anew after")
    parser.add_argument("--keep", type=Path, default=KEEP, metavar="FOLDER", help="where runs are kept")
    parser.add_argument("--plot", type=Path, default=KEEP / "plot.svg", metavar="FILE", help="the picture, SVG")
    return parser.parse_args()


def _cells(runs: Sequence[Run]) -> dict[str, Cell]:
    """Columns that all streams have."""
    cells: dict[str, Cell] = {"95 % reached at": _range([one.reached(TARGET) for one in runs])}
    sizes = runs[0].sizes
    for size in [size for size in (50, 100, 200, 400, 800, 1600) if size in sizes]:
        cells[f"F1, {size:,}"] = _share(np.mean([one.f1[one.sizes.index(size)] for one in runs]))
    cells["all"] = _share(np.mean([one.full for one in runs]))
    cells["enough at"] = _range([one.enough_at or float("inf") for one in runs])
    kappas = [one.kappas[-1] for one in runs if one.kappas[-1] is not None]
    cells["kappa at end"] = _share(np.mean(kappas)) if kappas else ""
    for size in map(str, COMPARED_AT):
        asked = [one.compared[size] for one in runs if size in one.compared]
        pays = sum(one["pays"] > 0 for one in asked)
        cells[f"pays at {size}"] = f"{pays} of {len(asked)}" if asked else ""
    return cells


def _saved(runs: dict[str, list[Run]]) -> list[str]:
    """How much less must be coded by the queue than at random, repeat by repeat."""
    if not set(USUAL) <= runs.keys():
        return []
    queue, random = ([one.reached(TARGET) for one in runs[stream]] for stream in USUAL)
    pairs = [(one, other) for one, other in zip(queue, random, strict=True) if np.isfinite([one, other]).all()]
    if not pairs:
        return []
    shares = [one / other for one, other in pairs]
    fewer = sum(one < other for one, other in zip(queue, random, strict=True))
    span = f"median of {len(pairs)} repeats in which both reach it, {min(shares):.0%} to {max(shares):.0%}"
    return [f"95 %: the queue needs {np.median(shares):.0%} of the answers ({span}); fewer in {fewer} of {len(queue)}"]


def _range(sizes: Sequence[float]) -> str:
    middle, low, high = np.quantile(sizes, [0.5, 0, 1], method="inverted_cdf")
    return f"{_size(middle)} [{_size(low)}–{_size(high)}]" if low < high else _size(middle)


def _size(size: float) -> str:
    return f"{size:,.0f}" if np.isfinite(size) else "never"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _panel(name: str, runs: dict[str, list[Run]]) -> Panel:
    curves = []
    for stream, of in runs.items():
        f1 = np.array([one.f1 for one in of])
        low, high = f1.min(axis=0).tolist(), f1.max(axis=0).tolist()
        curves.append(Curve(stream, of[0].sizes, f1.mean(axis=0).tolist(), low, high))
    target = TARGET * float(np.mean([one.full for of in runs.values() for one in of]))
    return Panel(name, curves, target, "95 % of all answers coded")


def _vectors(texts: Sequence[str], keep: Path) -> np.ndarray:
    cache = EmbeddingCache(OnnxEncoder(plain_folder(CACHE)), file=keep / "vectors.npz")
    vectors = cache.encode(texts).vectors
    cache.save()
    return vectors


def _tell(size: int) -> None:
    os.write(2, f"\r{size:6,} answers coded ".encode())


if __name__ == "__main__":
    main()
