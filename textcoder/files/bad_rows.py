"""Rows of a survey file that cannot be used, and the file beside it that lists them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from textcoder.files.delimited import write_csv
from textcoder.files.table import Table, as_text


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be used, or not all of it."""

    row: int
    """As a spreadsheet or an editor counts."""
    id: str
    problem: str


def find_bad_rows(table: Table, id_column: str) -> tuple[BadRow, ...]:
    """Rows whose id is blank, or shared with another row, so that no coding could be traced back to it.

    Raises:
        MissingColumnError: There is no such column.
    """
    position = table.position(id_column)
    first_row: dict[str, int] = {}
    bad: dict[int, BadRow] = {}
    for number, row in table.numbered_rows():
        row_id = as_text(row[position]).strip()
        if not row_id:
            bad[number] = BadRow(number, "", "the id is blank")
        elif row_id in first_row:
            earlier = first_row[row_id]
            bad.setdefault(earlier, BadRow(earlier, row_id, f"the id stands in row {number} too"))
            bad[number] = BadRow(number, row_id, f"the id stands in row {earlier} too")
        else:
            first_row[row_id] = number
    return tuple(bad[number] for number in sorted(bad))


def list_path(file: Path, kind: str = "errors") -> Path:
    """Where the bad rows of a file are listed: beside it, as ``FILE.<kind>.csv``."""
    return file.with_name(f"{file.stem}.{kind}.csv")


def write_bad_rows(bad_rows: Sequence[BadRow], path: Path) -> Path | None:
    """List rows that could not be used, without a word of the answers; remove an old list if there are none.

    Args:
        bad_rows: In the order of the file.
        path: As :func:`list_path` gives it.

    Returns:
        The list; None where there are no such rows.

    Raises:
        CannotWriteError: The operating system refused.
    """
    if not bad_rows:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return None
    with write_csv(path, ("row", "id", "problem")) as write:
        for bad in bad_rows:
            write([bad.row, bad.id, bad.problem])
    return path
