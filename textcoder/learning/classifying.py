"""From a survey file to a coded file, row by row, whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from textcoder.codeframe import Codeframe, in_language
from textcoder.codings import Coding, Source, Status
from textcoder.errors import FileProblemError, MissingColumnError
from textcoder.files.bad_rows import BadRow, find_bad_rows, list_path
from textcoder.files.formats import TableWriter, writer_for
from textcoder.files.layouts import LayoutName, LongLayout, wide_layout
from textcoder.files.table import Row, Table, as_text
from textcoder.files.writer import Sheet
from textcoder.learning.promise import Promise
from textcoder.survey import EVERYONE, Asked

_BATCH = 25_000
"""Rows read, coded and written at a time: memory stays the same however long the file is."""
_BATCH_CELLS = 1_000_000
"""Most cells in such rows: nor does memory grow with how wide the file is."""
_FAILED = Coding(frozenset(), "", None, Status.ERROR)


class CodesAnswers(Protocol):
    """What codes answers: an :class:`~textcoder.learning.autocoder.Autocoder`, or what stands for one."""

    @property
    def codeframe(self) -> Codeframe:
        """The rules."""

    @property
    def version(self) -> str:
        """Version of the model."""

    @property
    def promise(self) -> Promise:
        """How often it is wrong."""

    def code(self, texts: Sequence[str], question: str = "", *, asked: bool = False) -> Sequence[Coding]:
        """Code answers to one question; ``result[i]`` is the coding of ``texts[i]``."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of answers."""

    text_column: str
    question: str
    """Id of the question; names the columns that are added."""
    asked: Asked | None = None
    """Who was asked. None: not known, so an empty cell is only empty, not a refusal to answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to code, and how to lay it out."""

    id_column: str
    fields: tuple[Field, ...]
    layout: LayoutName = LayoutName.DICHOTOMOUS
    with_confidence: bool = False
    excel: bool = False
    coded_at: str = ""
    """ISO 8601, for the long layout."""
    with_explanation: bool = False
    """Add the words that carried each code and the most similar answers; the autocoder must explain."""


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
class FieldSummary:
    """What became of the answers to one question."""

    question: str
    base: int
    """Answers that carry codes: coded, referred, or left empty by someone who was asked."""
    codes: tuple[CodeCount, ...]
    by_status: Mapping[str, int]
    by_source: Mapping[str, int]
    """Of the coded answers only."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a file."""

    rows: int
    fields: tuple[FieldSummary, ...]
    bad_rows: tuple[BadRow, ...]


def classify_table(
    table: Table,
    out: Path,
    autocoder: CodesAnswers,
    request: Request,
    *,
    sheets: Sequence[Sheet] = (),
    writer: TableWriter | None = None,
    door: Callable[[Sequence[Row]], Sequence[Row]] = lambda rows: rows,
    progress: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Code the open fields of a table into a new file. Every row is in it, and but for the long layout every column.

    Rows with a blank or double id are carried through with status ``error`` and listed in the summary.

    Args:
        table: The file.
        out: The coded file; its suffix says the format.
        autocoder: Does the coding.
        request: What and how.
        sheets: Further sheets of a workbook.
        writer: Writes the file; None: the writer for its suffix, with nothing beside it.
        door: What rows go through before anything reads their answers, as redaction.
        progress: Called with the number of rows done.

    Raises:
        MissingColumnError: The id, a text or a filter column is not there.
        ColumnClashError: The file already has columns of the names to be added.
        FileProblemError: The coded file would replace the file that is read.
        CannotWriteError: The operating system refused; nothing is left half-written.
    """
    if table.facts.path.resolve() in (out.resolve(), list_path(out).resolve()):
        problem = "the coded file, or its list of errors, would replace the file it is made from; choose another name"
        raise FileProblemError(out, problem)
    writer = writer or writer_for(out)
    columns, lines = _lay_out(table, autocoder, request)
    readers = [_FieldReader(table, one, autocoder) for one in request.fields]
    bad_rows = find_bad_rows(table, request.id_column)
    failed = {bad.row for bad in bad_rows}
    done = 0
    with writer(out, columns, excel=request.excel, sheets=sheets) as write:
        for numbers, incoming in _batches(table):
            batch = door(incoming)
            codings = [reader.code(batch, [number in failed for number in numbers]) for reader in readers]
            for row, of_row in zip(batch, zip(*codings, strict=True), strict=True):
                for line in lines(row, of_row):
                    write(line)
            done += len(batch)
            progress(done)
    return Summary(done, tuple(reader.summary() for reader in readers), bad_rows)


def _batches(table: Table) -> Iterator[tuple[list[int], list[Row]]]:
    rows = table.numbered_rows()
    size = max(1, min(_BATCH, _BATCH_CELLS // max(1, len(table.columns))))
    while batch := list(islice(rows, size)):
        yield [number for number, _ in batch], [row for _, row in batch]


def _lay_out(
    table: Table, autocoder: CodesAnswers, request: Request
) -> tuple[Sequence[str], Callable[[Row, Sequence[Coding]], list[Row]]]:
    """The columns of the coded file, and the lines that one row and its codings become."""
    id_position = table.position(request.id_column)
    frame = autocoder.codeframe
    if request.layout is LayoutName.LONG:
        longs = [
            LongLayout(
                frame,
                one.question,
                request.coded_at,
                autocoder.version,
                with_explanation=request.with_explanation,
            )
            for one in request.fields
        ]

        def long_lines(row: Row, codings: Sequence[Coding]) -> list[Row]:
            row_id = as_text(row[id_position]).strip()
            return [line for long, coding in zip(longs, codings, strict=True) for line in long.rows(row_id, coding)]

        return longs[0].columns, long_lines
    columns = list(table.columns)
    wides = []
    for one in request.fields:
        wide = wide_layout(
            request.layout,
            frame,
            one.question,
            columns,
            with_confidence=request.with_confidence,
            with_explanation=request.with_explanation,
        )
        columns += wide.columns
        wides.append(wide)

    def wide_lines(row: Row, codings: Sequence[Coding]) -> list[Row]:
        line = list(row)
        for wide, coding in zip(wides, codings, strict=True):
            line += wide.cells(coding)
        return [line]

    return columns, wide_lines


@dataclass(slots=True)
class _FieldReader:
    """Codes one column of a table, batch by batch, and counts."""

    table: Table
    of: Field
    autocoder: CodesAnswers
    _text: int = field(init=False)
    _was_asked: Callable[[Row], bool] | None = field(init=False)
    _alike: Counter[tuple[Status, Source | None, frozenset[str]]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._text = self.table.position(self.of.text_column)
        self._was_asked = _asked_test(self.table, self.of.asked)

    def code(self, batch: Sequence[Row], failed: Sequence[bool]) -> list[Coding]:
        texts = [as_text(row[self._text]) for row in batch]
        codings = list(self.autocoder.code(texts, self.of.question))
        if self._was_asked is not None:
            if_asked = self.autocoder.code(texts, self.of.question, asked=True)
            codings = [if_asked[place] if self._was_asked(row) else codings[place] for place, row in enumerate(batch)]
        codings = [_FAILED if bad else coding for bad, coding in zip(failed, codings, strict=True)]
        self._alike.update((coding.status, coding.source, coding.code_ids) for coding in codings)
        return codings

    def summary(self) -> FieldSummary:
        statuses: Counter[str] = Counter()
        sources: Counter[str] = Counter()
        given: Counter[tuple[str, bool]] = Counter()
        base = 0
        for (status, source, code_ids), times in self._alike.items():
            statuses[status] += times
            sources[source or ""] += times if status is Status.CODED else 0
            base += times if status in (Status.CODED, Status.REFERRED) or code_ids else 0
            for code_id in code_ids:
                given[code_id, status is Status.REFERRED] += times
        counts = (
            (code_id, given[code_id, False], given[code_id, True]) for code_id in self.autocoder.codeframe.code_ids
        )
        return FieldSummary(
            question=self.of.question,
            base=base,
            codes=tuple(CodeCount(code_id, coded + referred, coded, referred) for code_id, coded, referred in counts),
            by_status={status.value: statuses[status] for status in Status},
            by_source={source.value: sources[source] for source in Source},
        )


def _asked_test(table: Table, asked: Asked | None) -> Callable[[Row], bool] | None:
    """A test of whether a row was asked, looking only at the columns that tell."""
    if asked is None:
        return None
    if asked == EVERYONE:
        return lambda _: True
    telling = {column: table.position(column) for column in asked.columns if column in table.columns}
    if not telling:
        raise MissingColumnError(table.facts.path, asked.question, table.columns)
    return lambda row: asked.of({column: as_text(row[position]).strip() for column, position in telling.items()})


def describing_sheets(
    codeframe: Codeframe, autocoder: CodesAnswers, request: Request, source: str
) -> tuple[Sheet, ...]:
    """The sheets that say what the codes mean and how the coding was done."""
    promise = autocoder.promise
    promised = (
        f"at most {100 * promise.max_error:g} % wrong code sets among those coded without a human (95 % confidence)"
    )
    if promise.max_error >= 1:
        promised = "none"
    kept = "none: the model codes no answer by itself" if promise.cut is None else f"{promise.cut:.3f}"
    method = [
        ["what", "value"],
        ["file", source],
        ["questions", ", ".join(one.question for one in request.fields)],
        ["coded at", request.coded_at],
        ["model", f"{codeframe.id}/{autocoder.version}"],
        ["codeframe", f"{codeframe.id} version {codeframe.version}"],
        ["error promise", promised],
        ["confidence from which the model codes by itself", kept],
    ]
    codes: list[Row] = [["number", "id", "label", "definition"]]
    codes += [[code.number, code.id, in_language(code.label), in_language(code.definition)] for code in codeframe.codes]
    return Sheet("Codeframe", codes), Sheet("Method", method)
