"""The answers of a coded file, as the model read them: out of the file itself, or out of the one it was made from."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textcoder.files.coding_record import ClassifySettings, CodingRecord, sha256_of
from textcoder.files.delimited import unguarded
from textcoder.files.formats import read_table
from textcoder.files.home import Home
from textcoder.files.layouts import LayoutName
from textcoder.files.table import Cell, Row, Table
from textcoder.language.redaction.door import Door
from textcoder.language.redaction.findings import Kind
from textcoder.language.redaction.name_pipeline import load_name_pipeline
from textcoder.language.redaction.redactor import Redactor
from textcoder.learning.classifying import Request
from textcoder.learning.errors import NotReproducibleError, SourceGoneError
from textcoder.learning.recording import field_of
from textcoder.settings import RedactionSettings

DoorOfRows = Callable[[Sequence[Row]], Sequence[Row]]


def request_of(record: CodingRecord, settings: ClassifySettings) -> Request:
    """What was asked for then."""
    return Request(
        id_column=settings.id_column,
        fields=tuple(field_of(one) for one in settings.fields),
        layout=LayoutName(settings.layout),
        with_confidence=settings.confidence,
        excel=settings.excel,
        coded_at=record.at,
        with_explanation=settings.explain,
    )


def answers_again(
    home: Home, coded: Table, record: CodingRecord, settings: ClassifySettings, source: Path | None
) -> tuple[Table, DoorOfRows]:
    """The ids, the answers and what says who was asked; and what the rows are to go through.

    Args:
        home: Where the pipeline is that sees names.
        coded: The coded file.
        record: How it was made.
        settings: The same.
        source: The file it was made from; None: the one of that name beside it, where the coded file holds no answers.

    Raises:
        SourceGoneError: The file it was made from is needed and is not there.
        NotReproducibleError: It is another one than then.
        TextcoderError: It cannot be read, or lacks a column.
    """
    texts = [one.text for one in settings.fields]
    if source is None and settings.layout != LayoutName.LONG and all(name in coded.columns for name in texts):
        # What was personal is out of these already, and what the model read is what stands here.
        guarded = settings.excel and coded.facts.format == "CSV"
        return _narrowed(coded, settings, guarded=guarded), lambda rows: rows
    table = _narrowed(read_table(_source(coded.facts.path, record, source)), settings, guarded=False)
    kinds = frozenset(Kind(name).value for name in settings.redaction)
    if not kinds:
        return table, lambda rows: rows
    nlp = load_name_pipeline(None, home.models / "pipeline")
    return table, Door(Redactor(nlp, RedactionSettings(kinds)), [table.position(name) for name in texts])


def _source(coded: Path, record: CodingRecord, named: Path | None) -> Path:
    """The file that the coded one was made from, as it was then.

    It is looked for beside the coded file and nowhere else: what reads a record lets no name with a folder by.
    """
    path = named or (coded.parent / record.source.name if record.source and record.source.name else None)
    if path is None or not path.is_file():
        raise SourceGoneError(coded, record.source.name if record.source else "", named)
    if record.source and record.source.sha256 and sha256_of(path) != record.source.sha256:
        why = f"{path} is another file than the one it was made from, or was changed since. Name it with --source FILE."
        raise NotReproducibleError(coded, why)
    return path


def _narrowed(table: Table, settings: ClassifySettings, *, guarded: bool) -> Table:
    """The columns that coding looks at, without the apostrophes that keep Excel from calculating."""
    wanted = [settings.id_column, *(one.text for one in settings.fields)]
    asked = [field_of(one).asked for one in settings.fields]
    wanted += [column for one in asked if one for column in one.columns if column and column in table.columns]
    columns = tuple(dict.fromkeys(wanted))
    positions = [table.position(column) for column in columns]

    def cell(row: Row, position: int) -> Cell:
        found = row[position]
        return unguarded(found) if guarded and isinstance(found, str) else found

    def numbered_rows() -> Iterator[tuple[int, Row]]:
        for number, row in table.numbered_rows():
            yield number, [cell(row, position) for position in positions]

    return Table(columns, table.facts, numbered_rows)
