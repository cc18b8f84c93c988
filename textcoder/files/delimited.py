"""CSV: any common encoding and delimiter in; UTF-8 out, or what Norwegian Excel wants."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from textcoder.errors import FileProblemError
from textcoder.files.atomic import replacing
from textcoder.files.encoding import find_encoding
from textcoder.files.table import Cell, FileFacts, Row, Table, fit_row
from textcoder.files.writer import RowWriter, Sheet

_DELIMITERS = (";", ",", "\t", "|")
_SNIFFED_CHARACTERS = 20_000
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?\Z")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read_csv(path: Path) -> Table:
    """Read a delimited text file, finding out its encoding and delimiter.

    Raises:
        FileProblemError: It is empty, no text, or no table.
    """
    codec, encoding = find_encoding(path)
    try:
        with path.open(encoding=codec, newline="") as file:
            delimiter = _find_delimiter(file.read(_SNIFFED_CHARACTERS))
            file.seek(0)
            columns = tuple(next(_cells(file, delimiter, path), []))
    except UnicodeDecodeError as err:
        raise FileProblemError(path, f"looks like {encoding}, but has bytes that are not; save it as UTF-8") from err
    columns = tuple(column.strip() for column in columns)
    if not any(columns):
        raise FileProblemError(path, "the first row, which should name the columns, is empty")

    def open_rows() -> Iterator[Row]:
        with path.open(encoding=codec, newline="") as file:
            rows = _cells(file, delimiter, path)
            next(rows)
            for number, cells in enumerate(rows, start=2):
                if cells:  # a wholly blank line is no row
                    yield fit_row(list(cells), len(columns), path=path, number=number)

    facts = FileFacts(path, "CSV", encoding, delimiter if len(columns) > 1 else None)
    return Table(columns, facts, open_rows)


def _cells(file: IO[str], delimiter: str, path: Path) -> Iterator[list[str]]:
    # Strict, since the lenient reader swallows the rest of the file after a stray quotation mark.
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as err:
        raise FileProblemError(path, f"no table from line {reader.line_num} on ({err})") from err
    except UnicodeDecodeError as err:
        raise FileProblemError(path, "has bytes that are not in its encoding; save it as UTF-8") from err


def _find_delimiter(sample: str) -> str:
    # Imported here: its detectors load slowly, and XLSX users never need them.
    import clevercsv

    header = sample.lstrip().splitlines()[0] if sample.strip() else ""
    candidates = [delimiter for delimiter in _DELIMITERS if delimiter in header]
    if len(candidates) <= 1:
        # Commas in the answers of a one-column file are no delimiters.
        return candidates[0] if candidates else ","
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
        excel: Byte-order mark, ``;`` and guarded cells, which is what Norwegian Excel reads rightly and
            safely: text that begins as a formula gets an apostrophe before it.
        sheets: Ignored; CSV has one sheet.
    """
    del sheets
    with (
        replacing(path) as part,
        part.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as file,
    ):
        writer = csv.writer(file, delimiter=";" if excel else ",", lineterminator="\r\n" if excel else "\n")
        guard = _guarded if excel else list
        writer.writerow(guard(list(columns)))
        if excel:
            yield lambda cells: writer.writerow(_guarded(cells))
        else:
            yield writer.writerow


def _guarded(cells: Row) -> Row:
    return [_guard(cell) for cell in cells]


def _guard(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) and not _NUMBER.match(cell):
        return "'" + cell
    return cell
