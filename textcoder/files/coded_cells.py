"""What a coded file says of each answer, read back from whichever layout it was written in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from textcoder.codeframe import Codeframe
from textcoder.files.layouts import LayoutName, wide_layout
from textcoder.files.table import Row, Table, as_text

Place = tuple[str, str]
"""Id of the answer, and question."""


@dataclass(frozen=True, slots=True)
class CodedCells:
    """What stands in a coded file for one answer, as text."""

    status: str
    source: str
    codes: tuple[str, ...]
    """Numbers."""
    confidence: tuple[str, ...] = ()
    """Of each code that has one, as it is printed."""
    other: tuple[str, ...] = ()
    """Nets and reasons."""


@dataclass(frozen=True, slots=True)
class Laid:
    """How a wide file is laid out."""

    layout: LayoutName
    id_column: str
    questions: tuple[str, ...]
    with_confidence: bool = False
    with_explanation: bool = False


def wide_cells(table: Table, laid: Laid, frame: Codeframe) -> dict[Place, list[CodedCells]]:
    """What a file with a row for each respondent says; several for an id that stands in several rows.

    Raises:
        MissingColumnError: A column that coding added is not there.
    """
    id_position = table.position(laid.id_column)
    readers = [(question, _wide_reader(table, laid, question, frame)) for question in laid.questions]
    found: dict[Place, list[CodedCells]] = {}
    for row in table.open_rows():
        row_id = as_text(row[id_position]).strip()
        for question, read in readers:
            found.setdefault((row_id, question), []).append(read(row))
    return found


def _wide_reader(table: Table, laid: Laid, question: str, frame: Codeframe) -> Callable[[Row], CodedCells]:
    columns = wide_layout(
        laid.layout,
        frame,
        question,
        (),
        with_confidence=laid.with_confidence,
        with_explanation=laid.with_explanation,
    ).columns
    status = next(place for place, name in enumerate(columns) if name.endswith("_status"))
    positions = [table.position(name) for name in columns]
    numbers = [str(code.number) for code in frame.codes]
    probabilities = status + 2 + (len(numbers) if laid.with_confidence else 0)

    def read(row: Row) -> CodedCells:
        cells = [as_text(row[position]) for position in positions]
        of_codes, nets = cells[:status], []
        if laid.layout is LayoutName.DICHOTOMOUS:
            nets = of_codes[len(numbers) :]
            codes = tuple(number for number, cell in zip(numbers, of_codes, strict=False) if cell == "1")
        else:
            codes = tuple(number for cell in of_codes for number in cell.split(";") if number)
        return CodedCells(
            status=cells[status],
            source=cells[status + 1],
            codes=codes,
            confidence=tuple(cells[status + 2 : probabilities]),
            other=(*nets, *cells[probabilities:]),
        )

    return read


def long_cells(table: Table) -> dict[Place, list[CodedCells]]:
    """What a file with a row for each answer and code says, in whatever order its rows are.

    Raises:
        MissingColumnError: It lacks a column of the long layout.
    """
    names = ("id", "question", "number", "source", "confidence", "status")
    positions = [table.position(name) for name in names]
    reasons = [table.position(name) for name in ("words", "nearest") if name in table.columns]
    lines: dict[Place, list[tuple[str, ...]]] = {}
    for row in table.open_rows():
        answer_id, question, *said = (as_text(row[position]).strip() for position in positions)
        why = [as_text(row[position]) for position in reasons]
        lines.setdefault((answer_id, question), []).append((*said, *why))
    return {place: list(_of_lines(of_one)) for place, of_one in lines.items()}


def _of_lines(lines: Sequence[tuple[str, ...]]) -> Iterator[CodedCells]:
    """One for all lines with codes, and one for each line without."""
    with_code = sorted(line for line in lines if line[0])
    if with_code:
        yield CodedCells(
            status="/".join(dict.fromkeys(line[3] for line in with_code)),
            source="/".join(dict.fromkeys(line[1] for line in with_code)),
            codes=tuple(line[0] for line in with_code),
            confidence=tuple(line[2] for line in with_code),
            other=tuple(reason for line in with_code for reason in line[4:]),
        )
    for line in lines:
        if not line[0]:
            yield CodedCells(line[3], line[1], (), (line[2],), line[4:])


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that a coded file says of an answer and another does not."""

    id: str
    question: str
    what: str
    """``codes``, ``status``, ``source``, ``confidence``, ``other`` (nets and reasons) or ``row``."""
    was: str
    now: str


def differences(
    was: Mapping[Place, Sequence[CodedCells]], now: Mapping[Place, Sequence[CodedCells]]
) -> Iterator[Difference]:
    """What differs, answer by answer, in the order of the first file."""
    for place in (*was, *(place for place in now if place not in was)):
        before, after = was.get(place, ()), now.get(place, ())
        if len(before) != len(after):
            yield Difference(*place, "row", _times(len(before)), _times(len(after)))
            continue
        for one, other in zip(before, after, strict=True):
            for what in ("codes", "status", "source", "confidence", "other"):
                said, says = getattr(one, what), getattr(other, what)
                if said != says:
                    yield Difference(*place, what, _shown(said, what), _shown(says, what))


def _times(count: int) -> str:
    return {0: "not there", 1: "there"}.get(count, f"{count} times")


def _shown(value: str | tuple[str, ...], what: str) -> str:
    if what == "other":
        return "other nets or reasons"  # reasons hold words of the answer
    return value if isinstance(value, str) else ";".join(value)
