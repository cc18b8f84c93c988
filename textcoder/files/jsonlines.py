"""JSON Lines: one object a line, values of any type carried through."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from textcoder.errors import FileProblemError
from textcoder.files.atomic import replacing
from textcoder.files.encoding import find_encoding
from textcoder.files.table import Cell, FileFacts, Row, Table
from textcoder.files.writer import RowWriter, Sheet


def read_jsonl(path: Path) -> Table:
    """Read a JSONL file. Its columns are all the keys there are, in order of first sight.

    Raises:
        FileProblemError: It is empty, or a line is no JSON object.
    """
    codec, encoding = find_encoding(path)
    columns: dict[str, None] = {}
    for record in _records(path, codec):
        columns.update(dict.fromkeys(record))

    def open_rows() -> Iterator[Row]:
        for record in _records(path, codec):
            yield [record.get(column) for column in columns]

    return Table(tuple(columns), FileFacts(path, "JSONL", encoding), open_rows)


def _records(path: Path, codec: str) -> Iterator[dict[str, Cell]]:
    with path.open(encoding=codec) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except json.JSONDecodeError as err:
                raise FileProblemError(path, f"line {number} is no JSON ({err.msg} at column {err.colno})") from err
            if not isinstance(record, dict):
                raise FileProblemError(path, f"line {number} is no JSON object of the form {{…}}")
            yield record


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
    """
    del excel, sheets
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:

        def write(cells: list[Cell]) -> None:
            record = dict(zip(columns, cells, strict=True))
            file.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")

        yield write
