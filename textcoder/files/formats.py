"""Which formats there are. A new one (SAV, Parquet) is a module beside this one and a line in each table."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from textcoder.errors import FileProblemError, listing
from textcoder.files.delimited import read_csv, write_csv
from textcoder.files.jsonlines import read_jsonl, write_jsonl
from textcoder.files.table import Table
from textcoder.files.workbook import read_xlsx, write_xlsx
from textcoder.files.writer import RowWriter, Sheet

_MOST_COLUMNS = 16_384
"""As many as a workbook has. A short row is filled up to the last column, so that many columns cost in every row."""


class TableWriter(Protocol):
    """Opens a file for writing row by row; the file appears when the block ends well."""

    def __call__(
        self, path: Path, columns: Sequence[str], *, excel: bool = False, sheets: Sequence[Sheet] = ()
    ) -> AbstractContextManager[RowWriter]:
        """Open ``path`` for rows with these columns."""


READERS: dict[str, Callable[[Path], Table]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}
WRITERS: dict[str, TableWriter] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".jsonl": write_jsonl,
    ".ndjson": write_jsonl,
}


def read_table(path: Path) -> Table:
    """Read a table in the format its name says, in full only as the format demands.

    Raises:
        FileProblemError: The file is not there, empty, of an unknown format, too wide, or no table.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileProblemError(path, f"cannot read {path.suffix or 'a file without suffix'}; give {listing(READERS)}")
    if not path.exists():
        raise FileProblemError(path, "there is no such file")
    if path.is_dir():
        raise FileProblemError(path, "this is a folder, not a file")
    try:
        table = reader(path)
        if len(table.columns) > _MOST_COLUMNS:
            problem = f"has {len(table.columns):,} columns, and {_MOST_COLUMNS:,} at most are read"
            raise FileProblemError(path, f"{problem}; leave out those that are not needed")
        if next(table.open_rows(), None) is None:
            raise FileProblemError(path, "the file names its columns but has no rows")
    except OSError as err:
        raise FileProblemError(path, f"cannot be read: {err.strerror or err}") from err
    return table


def writer_for(path: Path) -> TableWriter:
    """The writer for the format a name says.

    Raises:
        FileProblemError: There is none for it.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise FileProblemError(path, f"cannot write {path.suffix or 'a file without suffix'}; give {listing(WRITERS)}")
    return writer
