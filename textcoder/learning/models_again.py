"""Coding again what models have coded in an export, answer by answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.errors import RefusedError
from textcoder.files.coded_cells import Difference
from textcoder.files.coding_record import CodingRecord, ModelUsed
from textcoder.files.home import Home
from textcoder.learning.errors import ModelGoneError
from textcoder.learning.registry import Registry
from textcoder.learning.reproducing import find_model


@dataclass(frozen=True, slots=True)
class ModelRow:
    """An answer that a model has coded."""

    id: str
    text: str
    version: str
    """Of the model."""
    codes: tuple[str, ...]
    """Numbers."""


@dataclass(frozen=True, slots=True)
class CodedAgain:
    """What coding them again came to."""

    models: tuple[str, ...]
    checked: int
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    """Which models could not be asked, and why."""


def code_again(
    home: Home, coded: Path, record: CodingRecord, frame: Codeframe, question: str, rows: Iterable[ModelRow]
) -> CodedAgain:
    """Have each answer coded by the model that coded it, and compare the codes.

    Args:
        home: Where the models are.
        coded: The export.
        record: How it was made.
        frame: The codeframe it is in.
        question: Id of the question.
        rows: What models have coded.
    """
    by_version: dict[str, list[ModelRow]] = defaultdict(list)
    for row in rows:
        by_version[row.version].append(row)
    used = {one.version: one for one in record.models}
    found: list[Difference] = []
    notes: list[str] = []
    models: list[str] = []
    checked = 0
    for version, of_one in sorted(by_version.items()):
        try:
            entry = find_model(home, coded, frame.id, used.get(version, ModelUsed(version)))
            autocoder = Registry(home.trained).load(entry, frame)
        except (ModelGoneError, RefusedError) as err:
            notes.append(f"What model {version} has coded ({len(of_one)}) was not coded again. {err}")
            continue
        codings = autocoder.code([row.text for row in of_one], question)
        found += _differences(frame, question, of_one, [frozenset(one.code_ids) for one in codings])
        models.append(entry.name)
        checked += len(of_one)
    return CodedAgain(tuple(models), checked, tuple(found), tuple(notes))


def _differences(
    frame: Codeframe, question: str, rows: Sequence[ModelRow], now: Sequence[frozenset[str]]
) -> Iterable[Difference]:
    for row, code_ids in zip(rows, now, strict=True):
        numbers = tuple(str(code.number) for code in frame.codes if code.id in code_ids)
        if sorted(numbers) != sorted(row.codes):
            yield Difference(row.id, question, "codes", ";".join(row.codes), ";".join(numbers))
