"""From a survey file to a coded file, row by row, whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from textcoder.codeframe import Codeframe, in_language
from textcoder.codings import Coding, Source, Status
from textcoder.errors import FileProblemError, MissingColumnError
from textcoder.files.delimited import write_csv
from textcoder.files.formats import writer_for
from textcoder.files.layouts import LONG_COLUMNS, LayoutName, LongLayout, wide_layout
from textcoder.files.table import Row, Table, as_text
from textcoder.files.writer import Sheet
from textcoder.learning.autocoder import Autocoder
from textcoder.survey import Asked

_BATCH = 10_000
"""Rows read, coded and written at a time: memory stays the same however long the file is."""
_FAILED = Coding(frozenset(), "", None, Status.ERROR)


@dataclass(frozen=True, slots=True)
class Request:
    """What to code, and how to lay it out."""

    id_column: str
    text_column: str
    question: str
    layout: LayoutName = LayoutName.DICHOTOMOUS
    with_confidence: bool = False
    excel: bool = False
    asked: Asked | None = None
    """Who was asked. None: not known, so an empty cell is only empty, not a refusal to answer."""
    coded_at: str = ""
    """ISO 8601, for the long layout."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was carried through uncoded."""

    row: int
    """As a spreadsheet counts, the header being row 1."""
    id: str
    problem: str


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often a code was given."""

    code_id: str
    answers: int
    """Answers with the code, referred ones included."""
    coded: int
    """Those coded without a human."""
    referred: int
    """Those that a human must look at."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a file."""

    rows: int
    question: str
    codes: tuple[CodeCount, ...]
    by_status: Mapping[str, int]
    by_source: Mapping[str, int]
    """Of the coded answers only."""
    bad_rows: tuple[BadRow, ...]

    @property
    def base(self) -> int:
        """Answers that carry codes: coded or referred."""
        return self.by_status.get("coded", 0) + self.by_status.get("referred", 0)


@dataclass(slots=True)
class _Counts:
    """Running totals over the rows."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    status: Counter[str] = field(default_factory=Counter)
    source: Counter[str] = field(default_factory=Counter)

    def add(self, codings: Sequence[Coding]) -> None:
        alike = Counter((coding.status, coding.source, coding.code_ids) for coding in codings)
        for (status, source, code_ids), times in alike.items():
            self.status[status.value] += times
            if status is Status.CODED and source:
                self.source[source.value] += times
            for code_id in code_ids:
                self.pairs[code_id, status.value] += times


def find_bad_rows(table: Table, id_column: str) -> tuple[BadRow, ...]:
    """Rows whose id is blank, or shared with another row, so that no coding could be traced back to it.

    Raises:
        MissingColumnError: There is no such column.
    """
    position = table.position(id_column)
    first_row: dict[str, int] = {}
    bad: dict[int, BadRow] = {}
    for number, row in enumerate(table.open_rows(), start=2):
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


def classify_table(
    table: Table,
    out: Path,
    autocoder: Autocoder,
    request: Request,
    *,
    sheets: Sequence[Sheet] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Code one question of a table into a new file. Every row and column of the old one is in it.

    Rows with a blank or double id are carried through with status ``error`` and listed in the summary.

    Args:
        table: The file.
        out: The coded file; its suffix says the format.
        autocoder: Does the coding.
        request: What and how.
        sheets: Further sheets of a workbook.
        progress: Called with the number of rows done.

    Raises:
        MissingColumnError: The id, text or filter column is not there.
        ColumnClashError: The file already has columns of the names to be added.
        FileProblemError: The coded file would replace the file that is read.
        CannotWriteError: The operating system refused; nothing is left half-written.
    """
    if out.resolve() == table.facts.path.resolve():
        raise FileProblemError(out, "the coded file would replace the file it is made from; choose another name")
    writer = writer_for(out)
    lay_out = _lay_out(table, autocoder, request)
    bad_rows = find_bad_rows(table, request.id_column)
    counts = _Counts()
    with writer(out, lay_out.columns, excel=request.excel, sheets=sheets) as write:
        done = 0
        for batch, codings in _coded_batches(table, autocoder, request, {bad.row for bad in bad_rows}):
            for row, coding in zip(batch, codings, strict=True):
                for line in lay_out.lines(row, coding):
                    write(line)
            counts.add(codings)
            done += len(batch)
            progress(done)
    return _summarise(counts, request, autocoder.codeframe, bad_rows)


@dataclass(frozen=True, slots=True)
class _LayOut:
    columns: Sequence[str]
    lines: Callable[[Row, Coding], list[Row]]


def _lay_out(table: Table, autocoder: Autocoder, request: Request) -> _LayOut:
    table.position(request.text_column)
    id_position = table.position(request.id_column)
    if request.layout is LayoutName.LONG:
        long = LongLayout(autocoder.codeframe, request.question, request.coded_at, autocoder.version)
        return _LayOut(LONG_COLUMNS, lambda row, coding: long.rows(as_text(row[id_position]).strip(), coding))
    wide = wide_layout(
        request.layout,
        autocoder.codeframe,
        request.question,
        table.columns,
        with_confidence=request.with_confidence,
    )
    return _LayOut((*table.columns, *wide.columns), lambda row, coding: [row + wide.cells(coding)])


def _coded_batches(
    table: Table, autocoder: Autocoder, request: Request, bad_rows: set[int]
) -> Iterator[tuple[list[Row], list[Coding]]]:
    text = table.position(request.text_column)
    was_asked = _asked_test(table, request.asked)
    rows = table.open_rows()
    first = 2
    while batch := list(islice(rows, _BATCH)):
        texts = [as_text(row[text]) for row in batch]
        codings = autocoder.code(texts, request.question)
        if was_asked is not None:
            if_asked = autocoder.code(texts, request.question, asked=True)
            codings = [if_asked[place] if was_asked(row) else codings[place] for place, row in enumerate(batch)]
        if bad_rows:
            codings = [_FAILED if first + place in bad_rows else coding for place, coding in enumerate(codings)]
        first += len(batch)
        yield batch, codings


def _asked_test(table: Table, asked: Asked | None) -> Callable[[Row], bool] | None:
    """A test of whether a row was asked, looking only at the columns that tell."""
    if asked is None:
        return None
    telling = {column: table.position(column) for column in asked.columns if column in table.columns}
    if not telling:
        raise MissingColumnError(table.facts.path, asked.question, table.columns)
    return lambda row: asked.of({column: as_text(row[position]).strip() for column, position in telling.items()})


def _summarise(counts: _Counts, request: Request, codeframe: Codeframe, bad_rows: tuple[BadRow, ...]) -> Summary:
    codes = []
    for code_id in codeframe.code_ids:
        coded, referred = (
            counts.pairs[code_id, Status.CODED.value],
            counts.pairs[code_id, Status.REFERRED.value],
        )
        coded += counts.pairs[code_id, Status.EMPTY.value]
        codes.append(CodeCount(code_id, coded + referred, coded, referred))
    return Summary(
        rows=counts.status.total(),
        question=request.question,
        codes=tuple(codes),
        by_status={status.value: counts.status[status.value] for status in Status},
        by_source={source.value: counts.source[source.value] for source in Source},
        bad_rows=bad_rows,
    )


def write_bad_rows(bad_rows: Sequence[BadRow], out: Path) -> Path | None:
    """List the rows that could not be coded in a file beside the coded one; remove an old list if there are none.

    Raises:
        CannotWriteError: The operating system refused.
    """
    path = out.with_name(f"{out.stem}.errors.csv")
    if not bad_rows:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return None
    with write_csv(path, ("row", "id", "problem")) as write:
        for bad in bad_rows:
            write([bad.row, bad.id, bad.problem])
    return path


def describing_sheets(codeframe: Codeframe, autocoder: Autocoder, request: Request, source: str) -> tuple[Sheet, ...]:
    """The sheets that say what the codes mean and how the coding was done."""
    promise = autocoder.promise
    kept = f"confidence from {promise.cut:.3f}" if promise.cut is not None else "kept for no answer: all go to a human"
    method = [
        ["what", "value"],
        ["file", source],
        ["question", request.question],
        ["coded at", request.coded_at],
        ["model", f"{codeframe.id}/{autocoder.version}"],
        ["codeframe", f"{codeframe.id} version {codeframe.version}"],
        [
            "promised error",
            f"at most {promise.max_error:.0%} of the answers coded without a human (95 % confidence)",
        ],
        ["reached by", kept],
    ]
    codes: list[Row] = [["number", "id", "label", "definition"]]
    codes += [[code.number, code.id, in_language(code.label), in_language(code.definition)] for code in codeframe.codes]
    return Sheet("Codeframe", codes), Sheet("Method", method)
