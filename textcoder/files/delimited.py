"""CSV: any common encoding and delimiter in; UTF-8 out, or what Norwegian Excel wants."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from textcoder.errors import FileProblemError
from textcoder.files.atomic import replacing
from textcoder.files.encoding import find_encoding
from textcoder.files.table import Cell, FileFacts, Row, Table, as_text, fit_row
from textcoder.files.writer import RowWriter, Sheet

_DELIMITERS = (";", ",", "\t", "|")
_CRLF = "\r\n"
_NESTED = (list, dict)
"""What only JSONL can hold; elsewhere it is written as JSON."""
_NONE = "\x1f"
"""Delimiter of a file with one column, whose answers may hold every other one."""
_SNIFFED_CHARACTERS = 20_000
_QUOTED = re.compile(r'(?<![^;,\t|\r\n])"(?:[^"]|"")*"')
_ANNOUNCEMENT = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
"""A first line for Excel, which does not show it as a row."""
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?\Z")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def read_csv(path: Path) -> Table:
    """Read a delimited text file, finding out its encoding and delimiter.

    Raises:
        FileProblemError: It is empty, no text, or no table.
    """
    codec, encoding = find_encoding(path)
    try:
        with path.open(encoding=codec, newline="") as file:
            sample = file.read(_SNIFFED_CHARACTERS)
    except UnicodeDecodeError as err:
        raise FileProblemError(path, f"looks like {encoding}, but has bytes that are not; save it as UTF-8") from err
    announced = _ANNOUNCEMENT.match(sample)
    delimiter = announced[1] if announced else _find_delimiter(sample)

    def records() -> Iterator[list[str]]:
        with path.open(encoding=codec, newline="") as file:
            if announced:
                file.readline()
            yield from _cells(file, delimiter, path, first_line=2 if announced else 1)

    columns = tuple(column.strip() for column in next(records(), []))
    if not any(columns):
        raise FileProblemError(path, "the first row, which should name the columns, is empty")

    def numbered_rows() -> Iterator[tuple[int, Row]]:
        for number, cells in enumerate(records(), start=1):
            if cells and number > 1:  # a wholly blank line is no row
                yield number, fit_row(list(cells), len(columns), path=path, number=number)

    facts = FileFacts(path, "CSV", encoding, delimiter if len(columns) > 1 else None)
    return Table(columns, facts, numbered_rows)


def _cells(file: IO[str], delimiter: str, path: Path, *, first_line: int) -> Iterator[list[str]]:
    # Strict, since the lenient reader swallows the rest of the file after a stray quotation mark.
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    line = first_line
    try:
        for cells in reader:
            yield cells
            line = first_line + reader.line_num
    except csv.Error as err:
        # The line where the row began: a stray mark is often noticed thousands of lines further down.
        why = f" ({err})" if "limit" in str(err) else ""
        raise FileProblemError(
            path, f"no table from line {line} on{why}; look there for a stray quotation mark"
        ) from err
    except UnicodeDecodeError as err:
        raise FileProblemError(path, "has bytes that are not in its encoding; save it as UTF-8") from err


def _find_delimiter(sample: str) -> str:
    header = _QUOTED.sub("", sample).lstrip("\r\n").partition("\n")[0].partition("\r")[0]
    candidates = [delimiter for delimiter in _DELIMITERS if delimiter in header]
    if len(candidates) <= 1:
        return candidates[0] if candidates else _NONE
    if "\t" in candidates:
        return "\t"  # nobody types a tab into the name of a column
    # Imported here: its detectors load slowly, and few files leave a choice.
    import clevercsv

    try:
        found = clevercsv.Sniffer().sniff(sample, delimiters=candidates)
    except clevercsv.Error:
        found = None
    if found is not None and found.delimiter in candidates:
        return str(found.delimiter)
    return max(candidates, key=header.count)


@contextmanager
def write_csv(
    path: Path, columns: Sequence[str], *, excel: bool = False, sheets: Sequence[Sheet] = ()
) -> Iterator[RowWriter]:
    """Write a CSV file whole or not at all.

    Args:
        path: Where to.
        columns: Names of the columns.
        excel: Byte-order mark, ``;``, decimal commas and guarded cells, which is what Norwegian Excel reads
            rightly and safely: text that begins as a formula gets an apostrophe before it.
        sheets: Ignored; CSV has one sheet.
    """
    del sheets
    with (
        replacing(path) as part,
        part.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as file,
    ):
        lines = file if excel else _UnixLines(file)
        delimiter = ";" if excel else ","
        # Names with any delimiter are quoted, so that whoever looks for the delimiter finds the right one.
        doubtful = any(other in column for column in columns for other in _DELIMITERS)
        quoting: Literal[0, 1] = csv.QUOTE_ALL if doubtful else csv.QUOTE_MINIMAL
        header = csv.writer(lines, delimiter=delimiter, lineterminator=_CRLF, quoting=quoting)
        header.writerow([_for_excel(column) for column in columns] if excel else columns)
        writer = csv.writer(lines, delimiter=delimiter, lineterminator=_CRLF)

        def write(cells: Row) -> None:
            flat = [as_text(cell) if isinstance(cell, _NESTED) else cell for cell in cells]
            writer.writerow([_for_excel(cell) for cell in flat] if excel else flat)

        yield write


class _UnixLines:
    """Ends rows with a line feed alone.

    The csv module must believe in CRLF: before Python 3.13 it leaves a carriage return inside a cell unquoted
    unless rows end with one, and the row then falls apart when it is read.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix(_CRLF) + "\n")


def _for_excel(cell: Cell) -> Cell:
    if isinstance(cell, float):
        return str(cell).replace(".", ",")  # to Norwegian Excel, 1.12 is the first of December
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) and not _NUMBER.match(cell):
        return "'" + cell
    return cell


def unguarded(text: str) -> str:
    """A text as it was before it was guarded from Norwegian Excel.

    One that began with an apostrophe and what begins a formula loses that too: nobody can tell them apart.
    """
    is_guarded = text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) and not _NUMBER.match(text[1:])
    return text[1:] if is_guarded else text
