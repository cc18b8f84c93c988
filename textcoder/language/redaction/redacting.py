"""From a survey file to a redacted file, row by row, whole or not at all."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from textcoder.errors import FileProblemError
from textcoder.files.formats import writer_for
from textcoder.files.table import Row, Table, as_text
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.redactor import Redactor
from textcoder.language.redaction.replacing import replace

_BATCH = 1000
"""Rows read and searched at a time."""


@dataclass(frozen=True, slots=True)
class Request:
    """Which columns of a file to redact."""

    id_column: str
    text_columns: tuple[str, ...]
    excel: bool = False
    """CSV as Norwegian Excel wants it."""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer in which something personal was found."""

    row: int
    """As a spreadsheet or an editor counts."""
    respondent: str
    """The id; empty where it is blank, and the row is then taken for a respondent of its own."""
    column: str
    text: str
    findings: tuple[Finding, ...]
    """In order and not overlapping."""

    @property
    def writer(self) -> tuple[str, int]:
        """Tells respondents apart."""
        return (self.respondent, 0) if self.respondent else ("", self.row)


Findings = tuple[Finding, ...]
Decide = Callable[[Sequence[FoundAnswer]], Sequence[Findings]]
"""Takes the answers in which something was found, and says what of each shall be replaced."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How much was replaced; never what."""

    rows: int
    answers: int
    """Those with any text."""
    touched: int
    """Answers in which anything was replaced."""
    replaced: Mapping[str, int]
    """Findings of each kind that has any."""


def as_found(answers: Sequence[FoundAnswer]) -> list[Findings]:
    """Replace all that was found."""
    return [answer.findings for answer in answers]


def redact_table(
    table: Table,
    out: Path,
    redactor: Redactor,
    request: Request,
    *,
    decide: Decide = as_found,
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Write a table anew with its text columns redacted. Every row and column is in it; other cells stay as they are.

    Rows with the same id are one respondent's, in whose answers the same thing gets the same placeholder. Memory
    grows with the answers in which something is found, not with the file.

    Args:
        table: The file.
        out: The redacted file; its suffix says the format.
        redactor: Finds what is personal.
        request: Which columns.
        decide: Asked once, after the whole file has been searched; may raise, and nothing is written then.
        progress: Called with the number of rows searched.

    Raises:
        MissingColumnError: The id or a text column is not there.
        FileProblemError: The redacted file would replace the file that is read; an answer is a list; or the file was
            changed meanwhile.
        CannotWriteError: The operating system refused; nothing is left half-written.
    """
    check_request(table, out, request)
    reader = _TextReader(table, request)
    found, answers, rows = reader.search(redactor, progress)
    decided = decide(found)
    texts = _redacted_cells(found, decided)
    with writer_for(out)(out, table.columns, excel=request.excel) as write:
        for row in reader.with_texts(texts):
            write(row)
    counts = Counter(finding.kind for findings in decided for finding in findings)
    return Summary(
        rows=rows,
        answers=answers,
        touched=sum(map(bool, decided)),
        replaced={kind.value: counts[kind] for kind in Kind if counts[kind]},
    )


def check_request(table: Table, out: Path, request: Request) -> None:
    """See before any work that the columns are there, and that the redacted file can be written where it shall be.

    Raises:
        MissingColumnError: The id or a text column is not there.
        FileProblemError: The format of ``out`` is unknown, or it is the file that is read, by whatever name.
    """
    writer_for(out)
    source = table.facts.path
    if source.resolve() == out.resolve() or (out.exists() and out.samefile(source)):
        raise FileProblemError(out, "the redacted file would replace the file it is made from; choose another name")
    for column in (request.id_column, *request.text_columns):
        table.position(column)


def redacted_texts(answers: Sequence[FoundAnswer], decided: Sequence[Findings]) -> list[str]:
    """The texts of answers with what was decided replaced, alike over all answers of a respondent.

    Args:
        answers: Of any number of respondents.
        decided: What to replace in each answer.

    Returns:
        As many texts as answers.
    """
    of_writer: dict[tuple[str, int], list[int]] = {}
    for place, answer in enumerate(answers):
        of_writer.setdefault(answer.writer, []).append(place)
    redacted = [answer.text for answer in answers]
    for places in of_writer.values():
        replaced = replace([answers[place].text for place in places], [decided[place] for place in places])
        for place, text in zip(places, replaced, strict=True):
            redacted[place] = text
    return redacted


def _redacted_cells(found: Sequence[FoundAnswer], decided: Sequence[Findings]) -> dict[tuple[int, str], str]:
    """The new text of each cell that changes, by row and column. A cell without findings keeps even its type."""
    texts = zip(found, decided, redacted_texts(found, decided), strict=True)
    return {(answer.row, answer.column): text for answer, findings, text in texts if findings}


class _TextReader:
    """Reads the answers of a table twice, and sees whether they are the same the second time."""

    def __init__(self, table: Table, request: Request) -> None:
        self._table = table
        self._id = table.position(request.id_column)
        self._columns = {column: table.position(column) for column in request.text_columns}
        self._seen = ""

    def search(self, redactor: Redactor, progress: Callable[[int], None]) -> tuple[list[FoundAnswer], int, int]:
        """Answers in which something was found, the number of answers, and the number of rows."""
        found: list[FoundAnswer] = []
        answers = rows = 0
        digest = hashlib.sha256()
        numbered = self._table.numbered_rows()
        while batch := list(islice(numbered, _BATCH)):
            cells = [cell for number, row in batch for cell in self._answers(number, row)]
            for cell in cells:
                digest.update(repr(cell).encode())
            of_cells = redactor.find_all([text for *_, text in cells])
            found += [FoundAnswer(*cell, findings) for cell, findings in zip(cells, of_cells, strict=True) if findings]
            answers += len(cells)
            rows += len(batch)
            progress(rows)
        self._seen = digest.hexdigest()
        return found, answers, rows

    def with_texts(self, texts: Mapping[tuple[int, str], str]) -> Iterator[Row]:
        """All rows, with new texts in some cells."""
        digest = hashlib.sha256()
        for number, row in self._table.numbered_rows():
            for cell in self._answers(number, row):
                digest.update(repr(cell).encode())
            new = list(row)
            for column, position in self._columns.items():
                if (number, column) in texts:
                    new[position] = texts[number, column]
            yield new
        # A review takes its time, and what was put into the file since has not been searched.
        if digest.hexdigest() != self._seen:
            raise FileProblemError(self._table.facts.path, "the file was changed while it was read; run again")

    def _answers(self, number: int, row: Row) -> Iterator[tuple[int, str, str, str]]:
        row_id = as_text(row[self._id]).strip()
        for column, position in self._columns.items():
            if isinstance(row[position], list | dict):
                # As JSON its words would be hidden behind escapes, and found by nobody.
                problem = f"row {number} has a list or an object in {column!r}, and only text can be redacted"
                raise FileProblemError(self._table.facts.path, problem)
            text = as_text(row[position])
            if text.strip():
                yield number, row_id, column, text
