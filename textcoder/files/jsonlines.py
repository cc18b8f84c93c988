"""JSON Lines: one object a line, values of any type carried through."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from textcoder.errors import CannotWriteError, FileProblemError, listing
from textcoder.files.atomic import replacing
from textcoder.files.encoding import find_encoding
from textcoder.files.table import Cell, FileFacts, Row, Table
from textcoder.files.writer import RowWriter, Sheet

_MOST_COLUMNS = 5_000
"""Every row has a cell for each key of any line: more keys than that are no survey, but data used as keys."""


def read_jsonl(path: Path) -> Table:
    """Read a JSONL file. Its columns are all the keys there are, in order of first sight.

    Raises:
        FileProblemError: It is empty, a line is no JSON object, or there are more different keys than a table has.
    """
    codec, encoding = find_encoding(path)
    columns: dict[str, None] = {}
    for number, record in _records(path, codec):
        columns.update(dict.fromkeys(record))
        if len(columns) > _MOST_COLUMNS:
            problem = f"up to line {number} there are {len(columns):,} different keys, and {_MOST_COLUMNS:,} at most"
            raise FileProblemError(path, f"{problem} are read as columns; put what varies into values")

    def numbered_rows() -> Iterator[tuple[int, Row]]:
        for number, record in _records(path, codec):
            yield number, [record.get(column) for column in columns]

    return Table(tuple(columns), FileFacts(path, "JSONL", encoding), numbered_rows)


def _records(path: Path, codec: str) -> Iterator[tuple[int, dict[str, Cell]]]:
    with path.open(encoding=codec) as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _record(line, path, number)
        except UnicodeDecodeError as err:
            raise FileProblemError(path, "has bytes that are not in its encoding; save it as UTF-8") from err


def _record(line: str, path: Path, number: int) -> dict[str, Cell]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as err:
        raise FileProblemError(path, f"line {number} is no JSON ({err.msg} at column {err.colno})") from err
    except (ValueError, RecursionError) as err:
        raise FileProblemError(path, f"line {number} holds a number too long or lists too deep") from err
    if not isinstance(record, dict):
        raise FileProblemError(path, f"line {number} is no JSON object of the form {{…}}")
    return _mended(record) if "\\ud" in line.lower() else record


def _mended(value: Any) -> Any:
    """A value without the half emoji that programs leave when they cut a text, since no file takes those."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_mended(one) for one in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(one) for key, one in value.items()}
    return value


@contextmanager
def write_jsonl(
    path: Path, columns: Sequence[str], *, excel: bool = False, sheets: Sequence[Sheet] = ()
) -> Iterator[RowWriter]:
    """Write a JSONL file whole or not at all.

    Args:
        path: Where to.
        columns: The keys of every object.
        excel: Ignored.
        sheets: Ignored.

    Raises:
        CannotWriteError: Two columns have one name, so that one would be lost.
    """
    del excel, sheets
    doubles = [repr(name) for name, count in Counter(columns).items() if count > 1]
    if doubles:
        problem = f"several columns are called {listing(doubles)}, and JSONL takes one of each"
        raise CannotWriteError(path, f"{problem}; rename them, or write CSV or XLSX")
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:

        def write(cells: list[Cell]) -> None:
            record = dict(zip(columns, cells, strict=True))
            file.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")

        yield write
