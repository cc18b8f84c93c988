"""Whose codes a row has: a person's or a model's, as the command, a column or a file that textcoder has coded says."""

from collections.abc import Sequence
from dataclasses import dataclass

from textcoder.codings import Source, Status
from textcoder.files.given_codes import source_column
from textcoder.files.table import Row, Table, as_text

CODER_COLUMN = "coder"
"""Column that a codings file may have; it is known by name."""
MODEL, RULE = "model:", "rule"
"""How a coder's name begins that is a model, and what the rules are called that settle answers before it."""
_BY_PERSON, _BY_MODEL = (Source.HUMAN.value, ""), (Source.MODEL.value, Source.RULE.value, "")


@dataclass(frozen=True, slots=True)
class Whose:
    """Who gave the codes of a row."""

    coder: str
    """As the file or the command names him; ``rule`` where a rule settled it before a model."""
    source: Source | None = None
    """None: as the coder says, a person or a model."""
    referred: bool = False
    """A model's codes that, by the file's own word, a human must look at."""
    left_out: bool = False
    """By the file's own word the codes are from somebody else than the coder."""
    uncoded: bool = False
    """By the file's own word nobody has coded it, whatever a blank cell may mean elsewhere."""

    @property
    def by_model(self) -> bool:
        """Whether a model, with the rules before it, is the coder."""
        return self.coder.startswith(MODEL) or self.source is Source.RULE


class WhoseReader:
    """Reads from each row whose its codes are.

    Args:
        table: The file.
        columns: Those with codes.
        coder: Whose all codings are; empty: whoever stands in the column ``coder``, or else ``imported``.
    """

    def __init__(self, table: Table, columns: Sequence[str], coder: str) -> None:
        self._name = coder
        self._coder = table.position(CODER_COLUMN) if not coder and CODER_COLUMN in table.columns else None
        source = source_column(table, columns)
        self._source = None if source is None else table.position(source)
        self._status = None if source is None else table.position(f"{source.removesuffix('_source')}_status")

    @property
    def coders_differ(self) -> bool:
        """Whether each row says who coded it."""
        return self._coder is not None

    def __call__(self, row: Row) -> Whose:
        """Whose the codes of a row are."""
        coder = self._name or _said(row, self._coder) or "imported"
        if self._source is None:
            return Whose(coder)
        source = _said(row, self._source)
        if not coder.startswith(MODEL):
            return Whose(coder, left_out=source not in _BY_PERSON)
        if source == Source.RULE:
            return Whose(RULE, Source.RULE)
        referred = _said(row, self._status) == Status.REFERRED
        return Whose(coder, referred=referred, left_out=source not in _BY_MODEL, uncoded=not source)


def _said(row: Row, place: int | None) -> str:
    return "" if place is None else as_text(row[place]).strip()
