"""What every table writer has in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textcoder.files.table import Cell

RowWriter = Callable[[list[Cell]], object]
"""Takes one row after the other, in order."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A further sheet of a workbook."""

    name: str
    rows: Sequence[Sequence[Cell]]
