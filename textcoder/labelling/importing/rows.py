"""Reading a survey house's file: which rows hold answers, which hold codings, and which can be used for neither."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from textcoder.codeframe import Codeframe
from textcoder.codings import check_code_set
from textcoder.errors import CodeSetError, FileProblemError
from textcoder.files.bad_rows import BadRow
from textcoder.files.given_codes import Blank, CodeReader, code_reader
from textcoder.files.layouts import LayoutName
from textcoder.files.table import Cell, Row, Table, as_text
from textcoder.labelling.importing.whose import Whose, WhoseReader
from textcoder.labelling.store.records import IncomingAnswer
from textcoder.labelling.store.upserting import clean

QUESTION_COLUMN = "question"
"""Column that a codings file may have; it is known by name."""
_BATCH = 5000
Door = Callable[[Sequence[Row]], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class GivenCodes:
    """Where a file has its codes."""

    columns: Mapping[str, str]
    """As :func:`textcoder.files.given_codes.find_columns` gives them."""
    layout: LayoutName
    blank: Blank
    coder: str = ""
    """Whose all codings are; empty: whoever stands in the column ``coder``, or else ``imported``."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to take from a file."""

    question: str
    id_column: str
    text_column: str
    background: tuple[str, ...] = ()
    codes: GivenCodes | None = None


@dataclass(frozen=True, slots=True)
class IncomingCoding:
    """A coding on its way in."""

    answer_id: str
    code_ids: frozenset[str]
    whose: Whose


@dataclass(slots=True)
class Incoming:
    """What a file holds."""

    rows: int = 0
    answers: list[IncomingAnswer] = field(default_factory=list)
    blank: list[IncomingAnswer] = field(default_factory=list)
    """Rows where nothing was written and nothing coded: no answers, unless they were some before."""
    codings: list[IncomingCoding] = field(default_factory=list)
    refused: list[BadRow] = field(default_factory=list)
    """Rows of which the answer, or only the coding, was not taken."""
    elsewhere: int = 0
    """Rows of other questions, by the column ``question``."""
    uncoded: int = 0
    """Rows with an answer and no coding."""
    none_applies: int = 0
    """Rows taken as read, with no code that applies."""
    by_machine: int = 0
    """Rows with codes that, by the file's own word, no person gave."""
    by_others: int = 0
    """Where a model's codings were asked for: rows with codes that, by the file's own word, a person gave."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A row as far as it concerns us."""

    row: int
    answer: IncomingAnswer
    codes: frozenset[str] | None
    problem: str
    whose: Whose


def read_rows(
    table: Table,
    request: Request,
    codeframe: Codeframe,
    *,
    door: Door = lambda rows: rows,
    progress: Callable[[int], None] = lambda _: None,
) -> Incoming:
    """Read a file whole and check every row of it. Nothing is stored.

    A row whose id is blank, or also another row's, is refused. Where the column ``coder`` says who coded, an id may
    stand once for each coder, always with the same text. A coding that breaks the codeframe is refused alone: its
    answer is taken.

    Args:
        table: The file.
        request: What to take.
        codeframe: The rules for codes.
        door: What rows go through before anything reads their answers, as redaction.
        progress: Called with the number of rows read.

    Raises:
        MissingColumnError: A column is not there.
        FileProblemError: The file says which question its rows belong to, and none belongs to this one.
    """
    incoming = Incoming()
    taken: list[_Taken] = []
    take = _Taker(table, request, codeframe)
    for batch in _batches(_of_question(table, request.question, incoming)):
        numbers, rows = [number for number, _ in batch], door([row for _, row in batch])
        taken += map(take, numbers, rows)
        progress(len(taken))
    by_id: defaultdict[str, list[_Taken]] = defaultdict(list)
    for one in taken:
        by_id[one.answer.id].append(one)
    for answer_id, group in by_id.items():
        if problem := _identity_problem(answer_id, group, take.coders_differ):
            incoming.refused += [BadRow(one.row, answer_id, problem(one)) for one in group]
        else:
            _sort_in(group, incoming)
    incoming.rows = len(taken) + incoming.elsewhere
    incoming.refused.sort(key=lambda one: one.row)
    return incoming


def _of_question(table: Table, question: str, incoming: Incoming) -> Iterator[tuple[int, Row]]:
    if QUESTION_COLUMN not in table.columns:
        yield from table.numbered_rows()
        return
    place = table.position(QUESTION_COLUMN)
    found = False
    for number, row in table.numbered_rows():
        if as_text(row[place]).strip() == question:
            found = True
            yield number, row
        else:
            incoming.elsewhere += 1
    if not found:
        problem = (
            f"its column {QUESTION_COLUMN!r} has {question!r} in no row; rename the column if it says something else"
        )
        raise FileProblemError(table.facts.path, problem)


def _batches(rows: Iterator[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


class _Taker:
    """Takes from a row what was asked for."""

    def __init__(self, table: Table, request: Request, codeframe: Codeframe) -> None:
        self._id, self._text = table.position(request.id_column), table.position(request.text_column)
        self._background = [(name, table.position(name)) for name in request.background]
        self._codeframe = codeframe
        self._read: CodeReader = lambda _: None
        self._whose: Callable[[Row], Whose] = lambda _: Whose("")
        self.coders_differ = False
        if request.codes is not None:
            codes = request.codes
            self._read = code_reader(table, dict(codes.columns), codeframe, codes.layout, codes.blank)
            self._whose = whose = WhoseReader(table, list(codes.columns), codes.coder)
            self.coders_differ = whose.coders_differ

    def __call__(self, number: int, row: Row) -> _Taken:
        answer = IncomingAnswer(
            id=clean(as_text(row[self._id]).strip()),
            text=as_text(row[self._text]),
            background={name: _plain(row[place]) for name, place in self._background},
        )
        whose = self._whose(row)
        codes, problem = None, ""
        try:
            codes = self._read(row)
            codes = None if codes is None else check_code_set(codes, self._codeframe)
        except CodeSetError as err:
            codes, problem = None, "" if whose.left_out else str(err)
        return _Taken(number, answer, None if whose.uncoded else codes, problem, whose)


def _plain(cell: Cell) -> str | int | float | bool | None:
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    return cell if isinstance(cell, float) and math.isfinite(cell) else as_text(cell)


def _identity_problem(answer_id: str, group: Sequence[_Taken], coders_differ: bool) -> Callable[[_Taken], str] | None:
    """Why none of the rows with an id can be used; None if they can."""
    if not answer_id:
        return lambda _: "the id is blank"
    if len(group) == 1:
        return None
    first, second = group[0], group[1]
    if not coders_differ:
        return lambda one: f"the id stands in row {second.row if one is first else first.row} too"
    other = next((one for one in group if one.answer.text != first.answer.text), None)
    if other is None:
        return None
    return lambda one: f"the id has another text in row {first.row if one is not first else other.row}"


def _sort_in(group: Sequence[_Taken], incoming: Incoming) -> None:
    """Put the rows of one answer where they belong."""
    answer = group[0].answer
    times = Counter(one.whose.coder for one in group)
    coded = []
    for one in group:
        problem = one.problem
        if times[one.whose.coder] > 1:
            problem = "the same coder has coded the answer in another row too; keep one of them"
        if problem:
            incoming.refused.append(BadRow(one.row, answer.id, problem))
        elif one.whose.left_out and one.codes is not None:
            incoming.by_others += one.whose.by_model
            incoming.by_machine += not one.whose.by_model
        elif one.codes or (one.codes is not None and answer.text.strip()):
            coded.append(IncomingCoding(answer.id, one.codes, one.whose))
            incoming.none_applies += not one.codes and not one.whose.by_model
        elif answer.text.strip():
            incoming.uncoded += 1
    incoming.codings += coded
    (incoming.answers if answer.text.strip() or coded else incoming.blank).append(answer)


def background_columns(table: Table, wanted: Sequence[str], taken: Sequence[str]) -> tuple[str, ...]:
    """The columns to keep beside an answer: those named, or with ``all`` every one that is not used otherwise.

    Args:
        table: Has the columns.
        wanted: Names of columns, or ``all``.
        taken: Columns that are used otherwise.

    Raises:
        MissingColumnError: A column is not there.
        FileProblemError: There are several of that name.
    """
    names: dict[str, None] = {}
    for name in wanted:
        if name == "all" and name not in table.columns:
            names |= dict.fromkeys(column for column in table.columns if column and column not in taken)
        else:
            names[name] = None
    for name in names:
        table.position(name)
    return tuple(names)
