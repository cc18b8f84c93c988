"""The four layouts of a coded file: what is added to a respondent's row, or written for each code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from textcoder.codeframe import Codeframe, in_language
from textcoder.codings import Coding, Source, Status
from textcoder.errors import ColumnClashError
from textcoder.files.names import MOST_BYTES, spss_name
from textcoder.files.table import Cell, Row

LONG_COLUMNS = (
    "id", "question", "code", "number", "label", "source", "confidence", "segment",
    "model_version", "codeframe_version", "coder", "coded_at", "status",
)  # fmt: skip


class LayoutName(StrEnum):
    """The layouts by name."""

    DICHOTOMOUS = "dichotomous"
    JOINED = "joined"
    SPREAD = "spread"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class WideLayout:
    """Columns added behind a respondent's own."""

    columns: tuple[str, ...]
    cells: Callable[[Coding], Row]
    """The cells of one coding, as many as ``columns``."""


def wide_layout(
    name: LayoutName,
    codeframe: Codeframe,
    question: str,
    existing: Sequence[str],
    *,
    with_confidence: bool = False,
    with_explanation: bool = False,
) -> WideLayout:
    """Lay out codings beside the columns a file already has.

    Args:
        name: ``dichotomous``, ``joined`` or ``spread``.
        codeframe: Sets the order of the columns.
        question: Id of the question; made a legal SPSS name.
        existing: Columns of the file.
        with_confidence: Add ``<q>_<number>_p``, the probability of each code.
        with_explanation: Add ``<q>_words`` and ``<q>_nearest``, why the model gave its codes.

    Raises:
        ColumnClashError: The file has a column of one of the names, upper or lower case.
    """
    q = spss_name(question)
    body = {LayoutName.DICHOTOMOUS: _dichotomous, LayoutName.JOINED: _joined, LayoutName.SPREAD: _spread}[name]
    code_columns, code_cells = body(codeframe, q)
    added = [*code_columns, f"{q}_status", f"{q}_source"]
    if with_confidence:
        added += [f"{q}_{code.number}_p" for code in codeframe.codes]
    if with_explanation:
        added += [f"{q}_words", f"{q}_nearest"]
    taken = {column.lower() for column in existing}
    clashes = [column for column in added if column.lower() in taken]
    if clashes:
        raise ColumnClashError(clashes, question)

    drawn: dict[tuple[frozenset[str], Status, Source | None], Row] = {}

    def cells(coding: Coding) -> Row:
        alike = (coding.code_ids, coding.status, coding.source)
        if alike not in drawn:
            drawn[alike] = [*code_cells(coding), coding.status.value, coding.source.value if coding.source else None]
        line = drawn[alike]
        if with_confidence:
            line = line + [_rounded(coding.code_confidence.get(code_id)) for code_id in codeframe.code_ids]
        if with_explanation:
            line = [*line, carrying_words(coding, codeframe.in_order(coding.code_ids)), similar_answers(coding)]
        return line

    return WideLayout(tuple(added), cells)


def carrying_words(coding: Coding, code_ids: Sequence[str]) -> str | None:
    """The words that carried some of a coding's codes, as ``capacity: tid, folk; economy: penger``."""
    if coding.explanation is None:
        return None
    words = coding.explanation.words
    return "; ".join(f"{code_id}: {', '.join(words[code_id])}" for code_id in code_ids if words.get(code_id)) or None


def similar_answers(coding: Coding) -> str | None:
    """The most similar answers that humans have coded, by id, as ``r17 (capacity) .93; r4 (economy, other) .88``."""
    if coding.explanation is None:
        return None
    nearest = coding.explanation.nearest
    return "; ".join(f"{one.answer_id} ({', '.join(one.code_ids)}) {one.similarity:.2f}" for one in nearest) or None


def _nothing_given(coding: Coding) -> bool:
    """Whether 0 would be a lie: nothing was asked or answered, or the row could not be used."""
    return coding.status is Status.ERROR or (coding.status is Status.EMPTY and not coding.code_ids)


def _dichotomous(codeframe: Codeframe, q: str) -> tuple[list[str], Callable[[Coding], Row]]:
    columns = [f"{q}_{code.number}" for code in codeframe.codes] + _net_columns(codeframe, q)
    groups = [frozenset([code_id]) for code_id in codeframe.code_ids] + [frozenset(net.codes) for net in codeframe.nets]

    def cells(coding: Coding) -> Row:
        if _nothing_given(coding):
            return [None] * len(groups)
        return [int(not group.isdisjoint(coding.code_ids)) for group in groups]

    return columns, cells


def _net_columns(codeframe: Codeframe, q: str) -> list[str]:
    names = [f"{q}_net_{spss_name(net.id)}" for net in codeframe.nets]
    alike = len({name.lower() for name in names}) < len(names)
    if alike or any(len(name) > MOST_BYTES for name in names):
        return [f"{q}_net_{place}" for place in range(1, len(names) + 1)]
    return names


def _joined(codeframe: Codeframe, q: str) -> tuple[list[str], Callable[[Coding], Row]]:
    def cells(coding: Coding) -> Row:
        numbers = _numbers(codeframe, coding)
        return [";".join(str(number) for number in numbers) if numbers else None]

    return [f"{q}_codes"], cells


def _spread(codeframe: Codeframe, q: str) -> tuple[list[str], Callable[[Coding], Row]]:
    alone = len(codeframe.exclusive_ids)
    width = max(1, min(codeframe.max_codes or len(codeframe.codes), len(codeframe.codes) - alone))

    def cells(coding: Coding) -> Row:
        numbers: Row = list(_numbers(codeframe, coding))
        return numbers + [None] * (width - len(numbers))

    return [f"{q}_c{place}" for place in range(1, width + 1)], cells


def _numbers(codeframe: Codeframe, coding: Coding) -> list[int]:
    return [code.number for code in codeframe.codes if code.id in coding.code_ids]


@dataclass(frozen=True, slots=True)
class LongLayout:
    """One row per answer and code; an answer without codes has one row without a code."""

    codeframe: Codeframe
    question: str
    coded_at: str
    """When the file was coded, ISO 8601 with time zone."""
    model_version: str
    language: str = "nb"
    with_explanation: bool = False
    """Add ``words`` and ``nearest`` at the end."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a row."""
        return (*LONG_COLUMNS, "words", "nearest") if self.with_explanation else LONG_COLUMNS

    def rows(self, answer_id: str, coding: Coding) -> list[Row]:
        """The rows of one answer, in codeframe order."""
        codes = [code for code in self.codeframe.codes if code.id in coding.code_ids]
        if not codes:
            return [self._row(answer_id, coding, [None, None, None], None)]
        return [
            self._row(answer_id, coding, [code.id, code.number, in_language(code.label, self.language)], code.id)
            for code in codes
        ]

    def _row(self, answer_id: str, coding: Coding, code_cells: list[Cell], code_id: str | None) -> Row:
        confidence = coding.code_confidence.get(code_id) if code_id else None
        return [
            answer_id,
            self.question,
            *code_cells,
            coding.source.value if coding.source else None,
            _rounded(confidence),
            None,
            self.model_version,
            f"{self.codeframe.id}:{self.codeframe.version}",
            coding.coder,
            self.coded_at,
            coding.status.value,
            *self._explanation(coding, code_id),
        ]

    def _explanation(self, coding: Coding, code_id: str | None) -> Row:
        if not self.with_explanation:
            return []
        return [carrying_words(coding, [code_id] if code_id else []), similar_answers(coding)]


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 4)
