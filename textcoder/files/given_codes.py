"""Codes as survey houses deliver them: joined in one column, spread over several, or one 0/1 column for each code."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from textcoder.codeframe import Code, Codeframe
from textcoder.errors import CodeSetError, InputError, listing
from textcoder.files.layouts import LayoutName
from textcoder.files.table import Cell, Row, Table, as_text

CodeReader = Callable[[Row], frozenset[str] | None]
"""The codes of a row by id; None where it has not been coded. Raises :class:`CodeSetError` for cells that hold no
codes; whether the codes may stand together is for :func:`textcoder.codings.check_code_set` to say."""

_BETWEEN = re.compile(r"[;,|/]")
_WHOLE = re.compile(r"0*(\d+)(?:[.,]0+)?\Z")
_SHORT_NUMBER = re.compile(r"\d{1,4}\Z")
_YES = ("1", "true", "x", "ja", "yes")
_NO = ("0", "false", "nei", "no")
_SEPARATORS = "_-. :/"
_STEM = re.compile(r"(.+)_(?:codes|c\d+|\d+)\Z")


class CodeColumnsError(InputError):
    """Columns that cannot hold codes as it was said they do."""

    def __init__(self, columns: Sequence[str], problem: str) -> None:
        super().__init__(f"{listing(map(repr, columns))} {problem}.")
        self.columns = tuple(columns)


class Blank(StrEnum):
    """What it means that a row names no code."""

    NONE = "none"
    """The answer was read, and no code applies."""
    UNCODED = "uncoded"
    """Nobody has coded it yet."""


def find_columns(table: Table, wanted: Sequence[str], codeframe: Codeframe, layout: LayoutName) -> dict[str, str]:
    """The columns with codes, and which code each 0/1 column is for.

    Args:
        table: Has the columns.
        wanted: Names; names with ``*`` for any text, which then is a code's number or id in the 0/1 shape and a number
            in the spread shape; or ``COLUMN=CODE``. Several may be joined by commas.
        codeframe: Its codes are what 0/1 columns are for.
        layout: The shape.

    Returns:
        Names of columns, each with the id of its code; ``""`` in the other shapes.

    Raises:
        MissingColumnError: A column is not there.
        CodeColumnsError: Columns that fit no code, fit the code of another, or are too many for the shape.
    """
    parts = [part for name in wanted for part in _parts(name, table.columns)]
    found: dict[str, str] = {}
    for part in parts:
        found |= _found(part, table, codeframe, layout)
    if layout is LayoutName.JOINED and len(found) > 1:
        raise CodeColumnsError(list(found), "hold codes, and the layout 'joined' has them in one column")
    if layout is LayoutName.DICHOTOMOUS:
        twice = [column for column, code in found.items() if list(found.values()).count(code) > 1]
        if twice:
            raise CodeColumnsError(twice, "are for the same code")
    for column in found:
        table.position(column)
    return found


def _parts(name: str, columns: Sequence[str]) -> list[str]:
    return [name] if name in columns else [part.strip() for part in name.split(",") if part.strip()]


def _found(part: str, table: Table, codeframe: Codeframe, layout: LayoutName) -> dict[str, str]:
    column, _, code = part.rpartition("=")
    if part not in table.columns and column in table.columns and layout is LayoutName.DICHOTOMOUS:
        return {column: codeframe.code(code.strip()).id}
    if part not in table.columns and "*" in part:
        return _starred(part, table, codeframe, layout)
    table.position(part)
    if layout is not LayoutName.DICHOTOMOUS:
        return {part: ""}
    known = [one for one in codeframe.codes if any(_ends_with(part, name) for name in _names(one))]
    if not known:
        raise CodeColumnsError([part], f"ends with no number or id of codeframe {codeframe.id!r}; write COLUMN=CODE")
    # The longest name: "q_dont_know" ends with "know" too.
    return {part: max(known, key=lambda one: max(len(name) for name in _names(one) if _ends_with(part, name))).id}


def _starred(part: str, table: Table, codeframe: Codeframe, layout: LayoutName) -> dict[str, str]:
    before, _, after = part.partition("*")
    pattern = re.compile(f"{re.escape(before)}(.+){re.escape(after)}\\Z", re.IGNORECASE)
    matched = {column: fit[1].lower() for column in table.columns if (fit := pattern.match(column))}
    if layout is LayoutName.DICHOTOMOUS:
        codes = {name: one.id for one in codeframe.codes for name in _names(one)}
        found = {column: codes[rest] for column, rest in matched.items() if rest in codes}
    else:
        found = {column: "" for column, rest in matched.items() if rest.isdigit()}
    if not found:
        raise CodeColumnsError([part], f"is like no column with codes of codeframe {codeframe.id!r}")
    return found


def _names(code: Code) -> tuple[str, str]:
    return str(code.number), code.id


def _ends_with(column: str, name: str) -> bool:
    head = column.lower().removesuffix(name)
    return head != column.lower() and (not head or head[-1] in _SEPARATORS)


def code_reader(
    table: Table, columns: dict[str, str], codeframe: Codeframe, layout: LayoutName, blank: Blank
) -> CodeReader:
    """How to read the codes of a row.

    Args:
        table: Where the columns stand.
        columns: As :func:`find_columns` gives them.
        codeframe: Turns numbers into ids.
        layout: The shape.
        blank: What cells without any code mean. 0/1 columns that are all blank are always not yet coded. Where a
            codeframe asks for at least one code, blank is not yet coded too. An empty list in JSONL always says that
            no code applies, and a missing value that nobody has coded.
    """
    places = [(table.position(column), column, code) for column, code in columns.items()]
    if layout is LayoutName.DICHOTOMOUS:
        return lambda row: _marked(row, places)
    empty = frozenset[str]() if blank is Blank.NONE and not codeframe.min_codes else None
    positions = [position for position, _, _ in places]

    def read(row: Row) -> frozenset[str] | None:
        cells = [row[position] for position in positions]
        names = [name for cell in cells for name in _split(cell)]
        if names:
            return frozenset(_code_id(name, codeframe) for name in names)
        if any(isinstance(cell, list) for cell in cells):
            return frozenset()
        return empty if any(cell is not None for cell in cells) or table.facts.format != "JSONL" else None

    return read


def _split(cell: Cell) -> list[str]:
    parts = [as_text(part) for part in cell] if isinstance(cell, list) else _BETWEEN.split(as_text(cell))
    if not isinstance(cell, list) and _WHOLE.match(as_text(cell).strip()):
        parts = [as_text(cell)]  # 1,0 is how a Norwegian spreadsheet writes the number 1
    return [part.strip() for part in parts if part.strip()]


def _code_id(name: str, codeframe: Codeframe) -> str:
    number = _WHOLE.match(name)
    wanted = number[1] if number else name.lower()
    for code in codeframe.codes:
        if wanted in _names(code):
            return code.id
    # Numbers are named, words are not: they may be an answer in the wrong column.
    what = f"code {wanted}" if _SHORT_NUMBER.match(wanted) else "what stands there"
    raise CodeSetError(f"{what} is no code of codeframe {codeframe.id!r}: add it there, or recode the answer")


def _marked(row: Row, places: Sequence[tuple[int, str, str]]) -> frozenset[str] | None:
    marks = {code: _mark(row[position], column) for position, column, code in places}
    if all(mark is None for mark in marks.values()):
        return None
    return frozenset(code for code, mark in marks.items() if mark)


def _mark(cell: Cell, column: str) -> bool | None:
    text = as_text(cell).strip().lower()
    whole = _WHOLE.match(text)
    text = whole[1] if whole else text
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text:
        raise CodeSetError(f"column {column!r} holds neither 0 nor 1")
    return None


def source_column(table: Table, columns: Sequence[str]) -> str | None:
    """The column that says where the codes are from, if the file is one that textcoder has coded."""
    for column in columns:
        stem = _STEM.match(column)
        if stem and {f"{stem[1]}_status", f"{stem[1]}_source"} <= set(table.columns):
            return f"{stem[1]}_source"
    return None
