"""XLSX in and out."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textcoder.errors import CannotWriteError, FileProblemError
from textcoder.files.atomic import replacing
from textcoder.files.table import Cell, FileFacts, Row, Table, as_text, fit_row
from textcoder.files.writer import RowWriter, Sheet

_LONGEST_CELL = 32_767
"""Characters; Excel's own limit."""
_MOST_ROWS = 1_048_576


def read_xlsx(path: Path) -> Table:
    """Read the first sheet that has content.

    Raises:
        FileProblemError: It is empty or no workbook.
    """
    # Imported here: a compiled library that CSV users never need.
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError) as err:
        raise FileProblemError(path, "this is no XLSX workbook, or it is damaged or locked by a password") from err
    name, rows = next(((name, rows) for name, rows in sheets if rows), ("", []))
    if not rows:
        raise FileProblemError(path, "the file is empty")
    columns = tuple(as_text(cell).strip() for cell in rows[0])
    while columns and not columns[-1]:
        columns = columns[:-1]
    if not columns:
        raise FileProblemError(path, "the first row, which should name the columns, is empty")

    def open_rows() -> Iterator[Row]:
        for number, cells in enumerate(rows[1:], start=2):
            if any(cell not in ("", None) for cell in cells):
                yield fit_row([_whole(cell) for cell in cells], len(columns), path=path, number=number)

    return Table(columns, FileFacts(path, "XLSX", sheet=name), open_rows)


def _whole(cell: Cell) -> Cell:
    # A workbook knows no integers; 17.0 was typed as 17.
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


@contextmanager
def write_xlsx(
    path: Path, columns: Sequence[str], *, excel: bool = False, sheets: Sequence[Sheet] = ()
) -> Iterator[RowWriter]:
    """Write a workbook whole or not at all: the data first, then the further sheets.

    Args:
        path: Where to.
        columns: Names of the columns.
        excel: Ignored; a workbook holds text as text.
        sheets: Further sheets.

    Raises:
        CannotWriteError: A cell or the number of rows is beyond what XLSX holds.
    """
    del excel
    # Imported here: only those who write workbooks need it.
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path) as part:
        book = xlsxwriter.Workbook(str(part), options)
        formats = {
            "bold": book.add_format({"bold": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
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
        try:
            book.close()
        except XlsxWriterException as err:
            raise CannotWriteError(path, str(err)) from err


def _write_row(page: Any, number: int, cells: list[Cell], formats: dict[str, Any], path: Path) -> None:
    if number >= _MOST_ROWS:
        raise CannotWriteError(path, f"XLSX holds {_MOST_ROWS:,} rows at most; write CSV or JSONL instead")
    for column, cell in enumerate(cells):
        if cell is None:
            continue
        if isinstance(cell, bool | int | float):
            page.write(number, column, cell)
        elif isinstance(cell, dt.date):  # a datetime is a date, too
            page.write_datetime(number, column, cell, formats["time" if isinstance(cell, dt.datetime) else "date"])
        else:
            page.write_string(
                number, column, _fitting(str(cell), number, path), formats["bold"] if number == 0 else None
            )


def _fitting(text: str, number: int, path: Path) -> str:
    if len(text) > _LONGEST_CELL:
        where = f"row {number + 1} has a cell of {len(text):,} characters and XLSX holds {_LONGEST_CELL:,}"
        raise CannotWriteError(path, f"{where}; write CSV or JSONL instead")
    return text
