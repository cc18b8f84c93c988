"""Redaction at the door: answers lose what is personal as they come in, before anything else reads them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from textcoder.files.table import Row, as_text
from textcoder.language.redaction.findings import Kind
from textcoder.language.redaction.redactor import Redactor
from textcoder.language.redaction.replacing import replace


class Door:
    """Redacts some columns of rows; a row is one respondent.

    Args:
        redactor: Finds what is personal.
        positions: Of the columns that hold answers.
    """

    def __init__(self, redactor: Redactor, positions: Sequence[int]) -> None:
        self._redactor = redactor
        self._positions = tuple(dict.fromkeys(positions))
        self._replaced: Counter[Kind] = Counter()

    @property
    def replaced(self) -> Mapping[str, int]:
        """How many of each kind were replaced so far; never what."""
        return {kind.value: self._replaced[kind] for kind in Kind if self._replaced[kind]}

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        """The rows anew; a cell in which nothing was found keeps even its type."""
        texts = [[as_text(row[position]) for position in self._positions] for row in rows]
        found = self._redactor.find_all(text for of_row in texts for text in of_row)
        redacted = []
        for row, of_row in zip(rows, texts, strict=True):
            findings = [next(found) for _ in of_row]
            new = list(row)
            for position, text, of_cell in zip(self._positions, replace(of_row, findings), findings, strict=True):
                if of_cell:
                    new[position] = text
                    self._replaced.update(finding.kind for finding in of_cell)
            redacted.append(new)
        return redacted
