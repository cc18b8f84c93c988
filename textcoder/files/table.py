"""A table as it comes from a file: named columns, rows of cells, and how it was read."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from textcoder.errors import FileProblemError, MissingColumnError

Cell = object
"""Text, a number, a date, a truth value or None: whatever the format knows. Never changed on the way through."""
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was found out about a file while reading it."""

    path: Path
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        delimiter = {"\t": "tab"}.get(self.delimiter or "", repr(self.delimiter))
        found = [
            self.format,
            self.encoding or "",
            f"delimiter {delimiter}" if self.delimiter else "",
            f"sheet {self.sheet!r}" if self.sheet else "",
        ]
        return f"{self.path} ({', '.join(part for part in found if part)})"


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be read through more than once without holding it in memory."""

    columns: tuple[str, ...]
    facts: FileFacts
    numbered_rows: Callable[[], Iterator[tuple[int, Row]]]
    """Starts reading at the first row. Each row is as long as ``columns``, and comes with its number as a
    spreadsheet or, for JSONL, an editor shows it: blank rows are skipped and still counted."""

    def open_rows(self) -> Iterator[Row]:
        """Start reading at the first row, without the numbers."""
        return (row for _, row in self.numbered_rows())

    def position(self, column: str) -> int:
        """Where a column stands.

        Raises:
            MissingColumnError: There is no such column; the message lists those there are.
            FileProblemError: There are several of that name.
        """
        if column not in self.columns:
            raise MissingColumnError(self.facts.path, column, self.columns)
        if self.columns.count(column) > 1:
            raise FileProblemError(self.facts.path, f"several columns are called {column!r}; rename all but one")
        return self.columns.index(column)


def as_text(cell: Cell) -> str:
    """A cell as text.

    Whole numbers that a spreadsheet holds as 17.0 become ``17``; nothing becomes ``""``; what JSONL nests stays JSON.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


def fit_row(cells: Row, width: int, *, path: Path, number: int) -> Row:
    """Pad a short row, and drop empty cells that stand beyond the last column.

    Args:
        cells: The row.
        width: Number of columns.
        path: For the message.
        number: Row number as a spreadsheet counts, the header being row 1.

    Raises:
        FileProblemError: There is content beyond the last column.
    """
    if len(cells) < width:
        return cells + [""] * (width - len(cells))
    if any(as_text(cell).strip() for cell in cells[width:]):
        problem = f"row {number} has {len(cells)} cells and the header {width}"
        raise FileProblemError(path, f"{problem}; name every column, and look for a missing quotation mark")
    return cells[:width]
