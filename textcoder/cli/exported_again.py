"""How an export was made, and whether the label store and the models give the same again: store and models joined."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from textcoder.cli.options import Edge
from textcoder.cli.stores import open_label_store
from textcoder.errors import HomeNotFoundError, NotFoundError

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.files.coded_cells import CodedCells, Place
    from textcoder.files.coding_record import CodingRecord, ExportSettings
    from textcoder.files.formats import TableWriter
    from textcoder.files.home import Home
    from textcoder.files.table import Table
    from textcoder.labelling.exporting import Holds, Wanted, WriterOf
    from textcoder.labelling.store.opening import Store
    from textcoder.learning.models_again import ModelRow
    from textcoder.learning.reproducing import Reproduced

_BY_PEOPLE = ("human", "exact")


def recorded_export(edge: Edge, wanted: "Wanted", out: Path) -> "WriterOf":
    """What writes an export with its record beside it, and has its models kept.

    Args:
        edge: Knows the home, if there is one.
        wanted: What is exported.
        out: The file.
    """
    from textcoder.files.coding_record import EXPORT, CodeframeUsed, CodingRecord, ExportSettings, recording_writer
    from textcoder.learning.recording import model_used, referring

    def writer_of(holds: "Holds") -> "TableWriter":
        now = dt.datetime.now(dt.UTC)
        versions = _trained(edge, holds.codeframe.id) or Path()
        frame = holds.codeframe
        record = CodingRecord(
            made_by=EXPORT,
            at=now.isoformat(timespec="seconds"),
            codeframe=CodeframeUsed(frame.id, frame.version, frame.hash),
            models=tuple(model_used(versions, version, count) for version, count in holds.by_model.items()),
            settings=ExportSettings(
                survey=wanted.survey,
                question=wanted.question,
                as_of=(wanted.as_of or now).isoformat(),
                layout=wanted.layout.value,
                with_text=wanted.with_text,
                excel=wanted.excel,
                codeframe_version=frame.version,
                by_source=holds.by_source,
            ),
        )
        warn = lambda err: edge.say(f"The export is written, but models prune will not know of it. {err}")  # noqa: E731
        refer = referring(versions, warn) if versions != Path() else lambda _: None
        return recording_writer(out, record, before=refer)

    return writer_of


def _trained(edge: Edge, codeframe_id: str) -> Path | None:
    """Where the models of a codeframe are; None where there is no home to look in, or none of that codeframe."""
    try:
        folder = edge.home().trained / codeframe_id
    except (HomeNotFoundError, NotFoundError):
        return None
    return folder if folder.is_dir() else None


def export_again(
    edge: Edge, home: "Home", coded: Path, record: "CodingRecord", *, codeframe: str | None, db: str | None
) -> "Reproduced":
    """Look an export up in the label store as it was then, and have its models code their answers again.

    Args:
        edge: Knows where the label store is.
        home: Where models are.
        coded: The export.
        record: How it was made.
        codeframe: Id or file of the codeframe, where there is no store to ask.
        db: Address of the store.

    Raises:
        NotFoundError: Neither the store nor the codeframe is there.
        TextcoderError: The file cannot be read.
    """
    from textcoder.files.coded_cells import differences
    from textcoder.files.formats import read_table
    from textcoder.learning.models_again import code_again
    from textcoder.learning.reproducing import Reproduced, codeframe_of, notes_on

    settings = _settings(record)
    table = read_table(coded)
    notes = list(notes_on(coded, record))
    try:
        with open_label_store(edge, db) as store:
            frame = store.codeframes.get(record.codeframe.id, record.codeframe.version)
            was = _cells(table, settings, frame)
            now, texts = _from_store(store, settings, coded, frame)
            found = list(differences(was, now))
        unchecked, is_looked_up = 0, True
    except NotFoundError as err:
        is_looked_up = False
        frame = codeframe_of(home, coded, record, codeframe)
        was, found, texts = _cells(table, settings, frame), [], {}
        by_people = [one for cells in was.values() for one in cells if one.source in _BY_PEOPLE]
        unchecked = len(by_people)
        notes.append(f"What people have coded was not looked up. {err}")
    if settings.with_text and settings.layout != "long":
        texts |= _texts(table, settings.question, guarded=settings.excel)
    rows = list(_model_rows(table, settings, record, was, texts))
    again = code_again(home, coded, record, frame, settings.question, rows)
    known = {(one.id, one.question) for one in found}
    found += [one for one in again.differences if (one.id, one.question) not in known]
    by_model = sum(one.source == "model" for cells in was.values() for one in cells)
    if len(rows) < by_model:
        notes.append(f"What models have coded ({by_model - len(rows)}) was not coded again: nothing says by which.")
    if not is_looked_up:
        unchecked += by_model - again.checked
    count = sum(len(cells) for cells in was.values())
    return Reproduced(
        again.models, f"{frame.id}:{frame.version}", count, tuple(found), unchecked, (*notes, *again.notes)
    )


def _settings(record: "CodingRecord") -> "ExportSettings":
    from textcoder.files.coding_record import ExportSettings

    assert isinstance(record.settings, ExportSettings)
    return record.settings


def _cells(table: "Table", settings: "ExportSettings", frame: "Codeframe") -> "dict[Place, list[CodedCells]]":
    from textcoder.files.coded_cells import Laid, long_cells, wide_cells
    from textcoder.files.layouts import LayoutName

    if settings.layout == LayoutName.LONG:
        return long_cells(table)
    return wide_cells(table, Laid(LayoutName(settings.layout), "id", (settings.question,)), frame)


def _from_store(
    store: "Store", settings: "ExportSettings", coded: Path, frame: "Codeframe"
) -> "tuple[dict[Place, list[CodedCells]], dict[str, str]]":
    """What the store says as of then; and the texts that the answers had, by id."""
    from textcoder.files.formats import read_table
    from textcoder.files.layouts import LayoutName
    from textcoder.labelling.exporting import Wanted, export_codings

    wanted = Wanted(
        settings.survey,
        settings.question,
        layout=LayoutName(settings.layout),
        with_text=False,
        excel=settings.excel,
        codeframe_version=settings.codeframe_version,
        as_of=dt.datetime.fromisoformat(settings.as_of),
    )
    with TemporaryDirectory(prefix="textcoder-", ignore_cleanup_errors=True) as folder:
        out = Path(folder) / f"again{coded.suffix}"
        export_codings(store, wanted, out)
        with_texts = Path(folder) / "texts.jsonl"
        joined = dataclasses.replace(wanted, layout=LayoutName.JOINED, with_text=True, excel=False)
        export_codings(store, joined, with_texts)
        texts = _texts(read_table(with_texts), joined.question)
        return _cells(read_table(out), settings, frame), texts


def _texts(table: "Table", question: str, *, guarded: bool = False) -> dict[str, str]:
    """The answers as they stand in a file, by id, where they do."""
    from textcoder.files.delimited import unguarded
    from textcoder.files.table import as_text

    if "id" not in table.columns or question not in table.columns:
        return {}
    at_id, at_text = table.position("id"), table.position(question)
    plain = unguarded if guarded and table.facts.format == "CSV" else str
    return {as_text(row[at_id]).strip(): plain(as_text(row[at_text])) for row in table.open_rows()}


def _model_rows(
    table: "Table",
    settings: "ExportSettings",
    record: "CodingRecord",
    was: "Mapping[Place, Sequence[CodedCells]]",
    texts: Mapping[str, str],
) -> "Iterator[ModelRow]":
    """What models have coded, where it is known which one and what."""
    from textcoder.files.table import as_text
    from textcoder.learning.models_again import ModelRow

    versions: dict[str, str] = {}
    if "model_version" in table.columns and settings.layout == "long":
        at_id, at_version = table.position("id"), table.position("model_version")
        versions = {as_text(row[at_id]).strip(): as_text(row[at_version]) for row in table.open_rows()}
    only = record.models[0].version if len(record.models) == 1 else ""
    for (answer_id, _), cells in was.items():
        version = versions.get(answer_id, only)
        for one in cells:
            if one.source == "model" and version and answer_id in texts:
                yield ModelRow(answer_id, texts[answer_id], version, one.codes)
