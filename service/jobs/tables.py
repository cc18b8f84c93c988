"""The file of a job: how it is read and checked, which rows fail, and what its answers go through at the door."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from service.jobs.errors import BadUploadError
from service.jobs.records import ClassifyOrder
from textcoder.codeframe import Codeframe
from textcoder.errors import InputError, MissingColumnError, TextcoderError
from textcoder.files.bad_rows import BadRow
from textcoder.files.formats import READERS, WRITERS, read_table
from textcoder.files.layouts import LayoutName, wide_layout
from textcoder.files.table import Row, Table, as_text
from textcoder.learning.classifying import Field, Request

FORMATS = tuple(suffix.removeprefix(".") for suffix in WRITERS)
"""What a result can be written as."""
_ALIKE = {".tsv": "csv", ".txt": "csv", ".xlsm": "xlsx"}
"""Formats that are read, and what is written for them where nothing is said."""
_LONGEST_CELL = 32_767
"""Characters in a cell of a workbook."""
_REDACTED_AT_ONCE = 256
"""Answers redacted between two looks at whether the job is to stop."""


def suffix_of(file_name: str) -> str:
    """The suffix that says the format of a file that is sent: all of its name that is looked at.

    Raises:
        BadUploadError: It names no format that can be read.
    """
    suffix = Path(file_name).suffix.lower()
    if suffix not in READERS:
        raise BadUploadError(
            f"The name of the file must end with its format, one of {', '.join(READERS)}.", where="file"
        )
    return suffix


def format_for(suffix: str) -> str:
    """What the result of a file is written as where nothing is said."""
    name = _ALIKE.get(suffix, suffix.removeprefix("."))
    return name if name in FORMATS else "csv"


def request_of(order: ClassifyOrder, coded_at: str) -> Request:
    """What is wanted, as classifying understands it. A question without a name is called by its column."""
    return Request(
        id_column=order.id_column,
        fields=(Field(order.text_column, order.question or order.text_column),),
        layout=order.layout,
        with_confidence=order.confidence and order.layout is not LayoutName.LONG,
        excel=order.excel,
        coded_at=coded_at,
    )


def check_table(path: Path, order: ClassifyOrder, codeframe: Codeframe) -> None:
    """See whether a file that was sent can be coded as it is wanted, before there is a job.

    Raises:
        BadUploadError: It cannot be read, or lacks a column, or has one that would be added.
    """
    try:
        table = read_table(path)
        table.position(order.id_column)
        table.position(order.text_column)
        if order.layout is not LayoutName.LONG:
            wide_layout(
                order.layout,
                codeframe,
                order.question or order.text_column,
                table.columns,
                with_confidence=order.confidence,
            )
    except InputError as err:
        raise BadUploadError(sentence_of(err, path), where="file") from None
    except RecursionError:
        raise BadUploadError("The file nests values too deeply to be read as a table.", where="file") from None


def sentence_of(err: TextcoderError, path: Path) -> str:
    """What an error says of a file, as the one who sent it knows it: without its path, or anything that stands in it.

    The columns of a file that names none are its first answer.
    """
    if isinstance(err, MissingColumnError):
        number = len(err.columns)
        named = f"The file has no column {err.column!r} among its {number} column{'' if number == 1 else 's'}"
        return f"{named}. See that its first row names them, and that the name is written as it is there."
    return str(err).replace(f"{path}: ", "The file cannot be used: ").replace(str(path), "The file")


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What one reading of the file, before it is coded, shows."""

    rows: int
    too_long: tuple[BadRow, ...]


def look_through(table: Table, order: ClassifyOrder, *, most_characters: int) -> FirstLook:
    """Count the rows of a file, and find the answers that are too long to be coded.

    Raises:
        BadUploadError: An answer is too long even to be carried through to a workbook: better said now than at the end.
    """
    row_id, text = table.position(order.id_column), table.position(order.text_column)
    rows = 0
    too_long = []
    for number, row in table.numbered_rows():
        rows += 1
        length = len(as_text(row[text]))
        if order.format == "xlsx" and length > _LONGEST_CELL:
            raise BadUploadError(
                f"Row {number} has an answer of {length} characters, and a cell of a workbook holds {_LONGEST_CELL}. "
                "Ask for the result as csv or jsonl."
            )
        if length > most_characters:
            problem = f"the answer has {length} characters, and at most {most_characters} are coded"
            too_long.append(BadRow(number, as_text(row[row_id]).strip(), problem))
    return FirstLook(rows, tuple(too_long))


def bad_rows_together(by_id: Sequence[BadRow], too_long: Sequence[BadRow]) -> list[BadRow]:
    """The rows that fail, each once, in the order of the file."""
    together = {bad.row: bad for bad in by_id}
    for bad in too_long:
        earlier = together.get(bad.row)
        together[bad.row] = bad if earlier is None else replace(bad, problem=f"{earlier.problem}; {bad.problem}")
    return [together[row] for row in sorted(together)]


def door_of(
    table: Table,
    order: ClassifyOrder,
    redact: Callable[[Sequence[str]], Sequence[str]] | None,
    look: Callable[[], None],
) -> Callable[[Sequence[Row]], Sequence[Row]]:
    """What rows go through before anything else reads them; a cell in which nothing is found keeps even its type.

    Args:
        table: The file.
        order: Names the column.
        redact: Takes out of answers what is personal, if anything is to be.
        look: Called now and then, since this takes a while; what it raises ends the work.
    """
    position = table.position(order.text_column)

    def door(rows: Sequence[Row]) -> Sequence[Row]:
        if redact is None:
            return rows
        clean: list[Row] = []
        for start in range(0, len(rows), _REDACTED_AT_ONCE):
            look()
            clean += _redacted(rows[start : start + _REDACTED_AT_ONCE], position, redact)
        return clean

    return door


def _redacted(rows: Sequence[Row], position: int, redact: Callable[[Sequence[str]], Sequence[str]]) -> Iterator[Row]:
    texts = [as_text(row[position]) for row in rows]
    for row, text, clean in zip(rows, texts, redact(texts), strict=True):
        yield row if text == clean else [*row[:position], clean, *row[position + 1 :]]
