"""How a file was coded that has no record beside it: as far as its columns, or the sheets of a workbook, say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.coding_record import (
    CLASSIFY,
    ClassifySettings,
    CodeframeUsed,
    CodingRecord,
    FieldCoded,
    FileSeen,
    ModelUsed,
    record_path,
)
from textcoder.files.formats import read_table
from textcoder.files.home import Home
from textcoder.files.layouts import LayoutName, wide_layout
from textcoder.files.names import spss_name
from textcoder.files.table import Table, as_text
from textcoder.files.workbook import read_sheet
from textcoder.learning.artifact import read_manifest
from textcoder.learning.errors import HowUnknownError
from textcoder.learning.registry import Registry

_PROMISED = re.compile(r"at most ([0-9.]+) %")
_CODEFRAME = re.compile(r"(\S+)(?: version |:)(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a file that does not say it itself."""

    id_column: str | None = None
    texts: tuple[str, ...] = ()
    max_error: float | None = None


def how_coded(home: Home, coded: Path, said: Said) -> CodingRecord:
    """How a file was coded, by what is in it.

    Args:
        home: Where its codeframe and its model are.
        coded: The file.
        said: What it does not say itself.

    Raises:
        HowUnknownError: Nothing says which model coded it, or a column is to be named.
        FileProblemError: It is no table.
        CodeframeNotFoundError: Its codeframe is not there.
    """
    table = read_table(coded)
    if {"model_version", "codeframe_version", "question", "number", "status"} <= set(table.columns):
        return _of_long(home, table, said)
    method = read_sheet(coded, "Method") if table.facts.format == "XLSX" else None
    if not method:
        raise HowUnknownError(
            coded,
            f"nothing says with which model it was coded: there is no {record_path(coded).name} beside it, and it is "
            "neither in the long layout nor a workbook with a sheet Method. Put the record back beside it.",
        )
    told = {as_text(row[0]): as_text(row[1]) for row in method if len(row) > 1}
    return _of_workbook(home, table, told, said)


def _of_long(home: Home, table: Table, said: Said) -> CodingRecord:
    coded = table.facts.path
    names = ("model_version", "codeframe_version", "question", "coded_at")
    positions = [table.position(name) for name in names]
    found: list[dict[str, None]] = [{} for _ in names]
    for row in table.open_rows():
        for seen, position in zip(found, positions, strict=True):
            seen[as_text(row[position])] = None
    models, frames, questions, at = (list(one) for one in found)
    if len(models) != 1 or len(frames) != 1 or not models[0]:
        raise HowUnknownError(
            coded,
            "its columns name several models or codeframes, or none, as in an export from the label store, and there "
            f"is no {record_path(coded).name} beside it. Put that back.",
        )
    frame, version = _frame_and_version(home, coded, frames[0])
    if said.id_column is None or len(said.texts) != len(questions):
        raise HowUnknownError(
            coded,
            f"its columns do not say where the ids and the answers stood. Name the columns of the file it was made "
            f"from: --source FILE --id COL{' --text COL' * len(questions)}, for the questions {', '.join(questions)}.",
        )
    settings = ClassifySettings(
        id_column=said.id_column,
        fields=tuple(map(FieldCoded, said.texts, questions)),
        layout=LayoutName.LONG.value,
        explain="words" in table.columns,
        max_error=_max_error(home, frame.id, models[0], said),
        redaction=tuple(sorted(home.redacted_kinds(frame.id, questions))),
    )
    return _record(frame.id, version, models[0], settings, at[0])


def _of_workbook(home: Home, table: Table, told: Mapping[str, str], said: Said) -> CodingRecord:
    coded = table.facts.path
    frame, version = _frame_and_version(home, coded, told.get("codeframe", ""))
    model = told.get("model", "").rpartition("/")[2]
    questions = [one for one in told.get("questions", "").split(", ") if one]
    texts = list(said.texts or questions)
    if said.id_column is None or len(texts) != len(questions) or not set(texts) <= set(table.columns):
        raise HowUnknownError(
            coded,
            "its sheets do not say where the ids and the answers stand. Name the columns with --id COL and --text COL, "
            f"for the questions {', '.join(questions)}.",
        )
    layout = _layout(table, questions[0], frame)
    q = spss_name(questions[0])
    promised = _PROMISED.match(told.get("error promise", ""))
    settings = ClassifySettings(
        id_column=said.id_column,
        fields=tuple(map(FieldCoded, texts, questions)),
        layout=layout.value,
        confidence=f"{q}_{frame.codes[0].number}_p" in table.columns,
        explain=f"{q}_words" in table.columns,
        max_error=said.max_error or (float(promised[1]) / 100 if promised else 1.0),
    )
    return _record(frame.id, version, model, settings, told.get("coded at", ""))


def _layout(table: Table, question: str, frame: Codeframe) -> LayoutName:
    for layout in (LayoutName.DICHOTOMOUS, LayoutName.JOINED, LayoutName.SPREAD):
        if set(wide_layout(layout, frame, question, ()).columns) <= set(table.columns):
            return layout
    raise HowUnknownError(table.facts.path, f"it lacks columns that coding the question {question!r} has added.")


def _frame_and_version(home: Home, coded: Path, text: str) -> tuple[Codeframe, int]:
    named = _CODEFRAME.match(text)
    if named is None:
        raise HowUnknownError(coded, "it does not say with which codeframe it was coded.")
    return read_codeframe(home.codeframe_path_by_id(named[1])), int(named[2])


def _max_error(home: Home, codeframe_id: str, version: str, said: Said) -> float:
    """As it is said, else as the model was trained; a model that is gone is told of later."""
    if said.max_error is not None:
        return said.max_error
    for entry in Registry(home.trained).entries():
        if (entry.codeframe_id, entry.version) == (codeframe_id, version):
            return float(read_manifest(entry.folder).content["settings"]["learning"]["max_error"])
    return 1.0


def _record(codeframe_id: str, version: int, model: str, settings: ClassifySettings, at: str) -> CodingRecord:
    return CodingRecord(
        made_by=CLASSIFY,
        at=at,
        codeframe=CodeframeUsed(codeframe_id, version, ""),
        models=(ModelUsed(model),),
        settings=settings,
        source=FileSeen("", ""),
    )
