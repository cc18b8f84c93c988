"""XLSX in and out."""

import datetime as dt
import math
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textcoder.errors import CannotWriteError, FileProblemError
from textcoder.files.atomic import replacing
from textcoder.files.table import Cell, FileFacts, Row, Table, as_text, fit_row
from textcoder.files.workbook_size import check_size
from textcoder.files.writer import RowWriter, Sheet

_LONGEST_CELL = 32_767
"""UTF-16 units, as Excel counts: an emoji is two."""
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_EXACT_BELOW = 10**15
"""A workbook keeps fifteen digits of a number."""
_FIRST_YEAR = 1900
_TIMES = (dt.datetime, dt.date, dt.time, dt.timedelta)
_MADE_AT = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""What every workbook says of when it was made, which it must say: so the same content is the same file, byte by byte.
It is the earliest time that the archive around it can say too."""


def read_xlsx(path: Path) -> Table:
    """Read the first sheet that has content and is not hidden.

    Raises:
        FileProblemError: It is empty or no workbook, or would be too large once it is open.
    """
    # Imported here: a compiled library that CSV users never need.
    import python_calamine

    try:
        # What it opens into is in memory whole, and where there is not enough memory the process ends.
        check_size(path)
        book = python_calamine.CalamineWorkbook.from_path(path)
        shown = [
            sheet.name for sheet in book.sheets_metadata if sheet.visible is python_calamine.SheetVisibleEnum.Visible
        ]
        sheets = ((name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in shown)
        name, rows = next(((name, rows) for name, rows in sheets if rows), ("", []))
    except (python_calamine.CalamineError, OSError, zipfile.BadZipFile, zlib.error) as err:
        raise FileProblemError(path, "this is no XLSX workbook, or it is damaged or locked by a password") from err
    if not rows:
        raise FileProblemError(path, "the file is empty")
    columns = tuple(as_text(cell).strip() for cell in rows[0])
    while columns and not columns[-1]:
        columns = columns[:-1]
    if not columns:
        raise FileProblemError(path, "the first row, which should name the columns, is empty")

    def numbered_rows() -> Iterator[tuple[int, Row]]:
        for number, cells in enumerate(rows[1:], start=2):
            if any(cell not in ("", None) for cell in cells):
                yield number, fit_row([_whole(cell) for cell in cells], len(columns), path=path, number=number)

    return Table(columns, FileFacts(path, "XLSX", sheet=name), numbered_rows)


def read_sheet(path: Path, name: str) -> list[Row]:
    """The rows of one sheet of a workbook that can be read, its header too; none where it has no such sheet."""
    # Imported here: a compiled library that CSV users never need.
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    return [list(row) for row in book.get_sheet_by_name(name).to_python()] if name in book.sheet_names else []


def _whole(cell: Cell) -> Cell:
    # A workbook knows no integers; 17.0 was typed as 17.
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


@contextmanager
def write_xlsx(
    path: Path, columns: Sequence[str], *, excel: bool = False, sheets: Sequence[Sheet] = ()
) -> Iterator[RowWriter]:
    """Write a workbook whole or not at all: the data first, then the further sheets.

    What a workbook would change is written as text: numbers of more than fifteen digits, dates before 1900,
    times with a zone, and numbers that are none.

    Args:
        path: Where to.
        columns: Names of the columns.
        excel: Ignored; a workbook holds text as text.
        sheets: Further sheets.

    Raises:
        CannotWriteError: A cell, or the number of rows or columns, is beyond what XLSX holds.
    """
    del excel
    if len(columns) > _MOST_COLUMNS:
        raise CannotWriteError(path, f"XLSX holds {_MOST_COLUMNS:,} columns at most; write CSV or JSONL instead")
    with _new_workbook(path) as book:
        formats = _formats(book)
        data = book.add_worksheet("Data")
        data.freeze_panes(1, 0)
        _write_row(data, 0, list(columns), formats, path)
        row_number = 0

        def write(cells: list[Cell]) -> None:
            nonlocal row_number
            row_number += 1
            _write_row(data, row_number, cells, formats, path)

        yield write
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.set_column(0, 8, 24)
            for number, cells in enumerate(sheet.rows):
                _write_row(page, number, list(cells), formats, path)


@contextmanager
def _new_workbook(path: Path) -> Iterator[Any]:
    # Imported here: only those who write workbooks need it.
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with (
        replacing(path) as part,
        # The rows wait on disk until the end. They hold what people wrote: not in a folder that others can read.
        TemporaryDirectory(prefix=f"{part.name}.", dir=part.parent, ignore_cleanup_errors=True) as waiting,
    ):
        book = xlsxwriter.Workbook(str(part), {"constant_memory": True, "tmpdir": waiting})
        book.set_properties({"created": _MADE_AT})
        try:
            yield book
            book.close()
        except XlsxWriterException as err:
            raise CannotWriteError(path, str(err)) from err
        finally:
            # A workbook that is given up leaves its waiting rows open.
            for page in book.worksheets():
                with suppress(OSError):
                    page.row_data_fh.close()


def _formats(book: Any) -> dict[type, Any]:
    """How each kind of cell is shown; ``str`` is for the header."""
    return {
        str: book.add_format({"bold": True}),
        dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        dt.time: book.add_format({"num_format": "hh:mm:ss"}),
        dt.timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
    }


def _write_row(page: Any, number: int, cells: list[Cell], formats: dict[type, Any], path: Path) -> None:
    if number >= _MOST_ROWS:
        raise CannotWriteError(path, f"XLSX holds {_MOST_ROWS:,} rows at most; write CSV or JSONL instead")
    for column, cell in enumerate(cells):
        if isinstance(cell, bool):
            page.write_boolean(number, column, cell)
        elif _keeps_number(cell):
            page.write_number(number, column, cell)
        elif _keeps_time(cell):
            page.write_datetime(number, column, cell, next(formats[kind] for kind in _TIMES if isinstance(cell, kind)))
        elif cell is not None:
            text = _fitting(as_text(cell), number, path)
            page.write_string(number, column, text, formats[str] if number == 0 else None)


def _keeps_number(cell: Cell) -> bool:
    if isinstance(cell, float):
        return math.isfinite(cell)
    return isinstance(cell, int) and abs(cell) < _EXACT_BELOW


def _keeps_time(cell: Cell) -> bool:
    if isinstance(cell, dt.date):  # a datetime is a date, too
        return cell.year >= _FIRST_YEAR and getattr(cell, "tzinfo", None) is None
    if isinstance(cell, dt.timedelta):
        return cell >= dt.timedelta()
    return isinstance(cell, dt.time)


def _fitting(text: str, number: int, path: Path) -> str:
    length = len(text.encode("utf-16-le")) // 2 if len(text) * 2 > _LONGEST_CELL else len(text)
    if length > _LONGEST_CELL:
        where = f"row {number + 1} has a cell of {length:,} characters and XLSX holds {_LONGEST_CELL:,}"
        raise CannotWriteError(path, f"{where}; write CSV or JSONL instead")
    return text
