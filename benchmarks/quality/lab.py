"""What the quality benchmarks share: codings, splits, figures with intervals, and tables.

Not a command. Figures are pooled over the answers measured on. Their 95 % intervals are percentile bootstraps over
whole voices (respondents), since answers by one voice are alike and an interval over answers would be too narrow.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.learning.training import in_training_order

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

REPOSITORY = Path(__file__).resolve().parents[2]
SURVEY = REPOSITORY / "labels" / "innovasjonsbarometer-2024"
FOUR = ("capacity", "economy", "competence", "culture")
"""The codes that the shipped codeframe is about."""
SEED = 1
_DRAWS = 1000
_FEWEST_FOR_INTERVAL = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share with its 95 % interval, which fewer than five voices do not give."""

    value: float
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return _share(self.value)
        return f"{_share(self.value)} [{_share(self.low)}–{_share(self.high)}]"


Cell = Figure | str | float
Row = tuple[str, dict[str, Cell]]


class Measured:
    """What people coded and what a method made of it, side by side.

    Args:
        human: Shape (n_answers, n_codes).
        given: The same shape.
        voices: Who wrote each answer, length n_answers.
    """

    def __init__(self, human: Bools, given: Bools, voices: Sequence[str]) -> None:
        self._human, self._given = human.astype(float), given.astype(float)
        self._voice = np.unique(voices, return_inverse=True)[1]

    def macro_f1(self, columns: Sequence[int], rows: Bools | None = None) -> Figure:
        """Mean over these codes of the F1 of each."""
        human, given = self._human[:, columns], self._given[:, columns]
        hits, both = self._sums(human * given, rows), self._sums(human + given, rows)
        return _figure(lambda draw: np.nanmean(_quotient(2 * draw @ hits, draw @ both), axis=1), hits)

    def exact(self, rows: Bools | None = None) -> Figure:
        """Share of answers whose whole set of codes is the human's; with one code each, the accuracy."""
        return self._mean((self._human == self._given).all(axis=1), rows)

    def sample_f1(self, rows: Bools | None = None) -> Figure:
        """Mean over answers of the F1 of the set given against the human's."""
        both = self._human.sum(axis=1) + self._given.sum(axis=1)
        f1 = np.where(both > 0, 2 * (self._human * self._given).sum(axis=1) / np.maximum(both, 1), 1.0)
        return self._mean(f1, rows)

    def _mean(self, values: NDArray[np.generic], rows: Bools | None) -> Figure:
        above = self._sums(np.asarray(values, dtype=float)[:, None], rows)
        below = self._sums(np.ones((len(values), 1)), rows)
        return _figure(lambda draw: _quotient(draw @ above, draw @ below)[:, 0], above)

    def _sums(self, values: Floats, rows: Bools | None) -> Floats:
        """Sums by voice, shape (n_voices, n_columns), from which every draw of voices is a product."""
        sums = np.zeros((self._voice.max() + 1, values.shape[1]))
        taken = np.ones(len(values), dtype=bool) if rows is None else rows
        np.add.at(sums, self._voice[taken], values[taken])
        return sums[np.unique(self._voice[taken])] if taken.any() else sums


def _figure(statistic: Callable[[Floats], Floats], by_voice: Floats) -> Figure:
    voices = len(by_voice)
    value = float(statistic(np.ones((1, voices)))[0])
    if voices < _FEWEST_FOR_INTERVAL:
        return Figure(value)
    draws = np.random.default_rng(SEED).multinomial(voices, np.full(voices, 1 / voices), size=_DRAWS).astype(float)
    low, high = np.nanpercentile(statistic(draws), [2.5, 97.5])
    return Figure(value, float(low), float(high))


def _quotient(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0))


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def shipped_codings() -> tuple[list[CodedAnswer], Codeframe]:
    """The codings that come with textcoder, in the order in which they are learnt from, and their codeframe."""
    codeframe = read_codeframe(SURVEY / "codeframe.yaml")
    return in_training_order(read_codings(SURVEY / "codings.jsonl", codeframe)), codeframe


def code_matrix(code_sets: Iterable[frozenset[str]], code_ids: Sequence[str]) -> Bools:
    """Shape (n_answers, n_codes): which answer has which code."""
    return np.array([[code_id in codes for code_id in code_ids] for codes in code_sets], dtype=bool)


def texts_of(coded: Sequence[CodedAnswer]) -> list[str]:
    """The verbatims."""
    return [one.answer.text for one in coded]


def writers_of(coded: Sequence[CodedAnswer]) -> list[str]:
    """Who wrote them."""
    return [one.answer.writer for one in coded]


def rows_out_of(n_answers: int, left_out: Rows) -> Rows:
    """The rows that are not left out."""
    return np.setdiff1d(np.arange(n_answers), left_out)


def arguments(documentation: str | None) -> argparse.ArgumentParser:
    """A parser with what all commands take; the text of the module is its help."""
    parser = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print each table as a line of JSON")
    parser.add_argument(
        "--only", metavar="TEXT", action="append", default=[], help="methods with this in their name; may be repeated"
    )
    return parser


def chosen(names: Iterable[str], only: Sequence[str]) -> list[str]:
    """The methods asked for."""
    return [name for name in names if not only or any(part.lower() in name.lower() for part in only)]


def show(title: str, rows: Sequence[Row], *, as_json: bool, notes: Sequence[str] = ()) -> None:
    """Print a table, all rows of which have the same columns; as JSON, on one line."""
    if as_json:
        table = [{"method": name} | {column: _plain(cell) for column, cell in cells.items()} for name, cells in rows]
        print(json.dumps({"title": title, "rows": table, "notes": list(notes)}, ensure_ascii=False))
        return
    columns = list(rows[0][1]) if rows else []
    wide = max([len(name) for name, _ in rows], default=0) + 2
    widths = [max(len(column), *(len(_text(cells[column])) for _, cells in rows)) + 3 for column in columns]
    print(f"{title}\n")
    print(" " * wide + "".join(f"{column:>{width}}" for column, width in zip(columns, widths, strict=True)))
    for name, cells in rows:
        line = (f"{_text(cells[column]):>{width}}" for column, width in zip(columns, widths, strict=True))
        print(f"{name:{wide}}" + "".join(line))
    print("".join(f"\n{note}" for note in notes), flush=True)


def _text(cell: Cell) -> str:
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def _plain(cell: Cell) -> object:
    return [cell.value, cell.low, cell.high] if isinstance(cell, Figure) else cell


@contextmanager
def noted(doing: str) -> Iterator[None]:
    """Say on standard error what is being done and how long it took."""
    started = time.perf_counter()
    yield
    os.write(2, f"{doing}: {time.perf_counter() - started:.1f} s\n".encode())
