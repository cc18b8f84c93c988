"""Codings that people made, from CSV, XLSX or JSONL: ``id,text,codes`` and what else is known."""

from collections.abc import Mapping
from pathlib import Path

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, check_code_set
from textcoder.errors import CodeSetError, CodingsError
from textcoder.files.formats import read_table
from textcoder.files.table import Cell, as_text

_NEEDED = ("id", "text", "codes")
_YES = ("true", "1", "yes", "ja")


def read_codings(path: Path, codeframe: Codeframe) -> list[CodedAnswer]:
    """Read codings for training or for judging a model.

    The columns ``id``, ``text`` and ``codes`` are needed; ``codes`` holds ids or numbers joined by ``;``
    (in JSONL a list will do), and nothing where the answer was read and no code applies. ``question``,
    ``coder``, ``variety``, ``weight``, ``constructed`` and ``voice`` (or ``respondent``) are used where they are.

    Raises:
        FileProblemError: No table.
        MissingColumnError: A needed column is not there.
        CodingsError: Rows that cannot be used, named by row.
    """
    table = read_table(path)
    for column in _NEEDED:
        table.position(column)
    codings: list[CodedAnswer] = []
    problems: list[str] = []
    first_row: dict[tuple[str, str, str], int] = {}
    for number, row in table.numbered_rows():
        record = dict(zip(table.columns, row, strict=True))
        try:
            coded = coded_answer(record, codeframe)
        except (CodeSetError, ValueError) as err:
            problems.append(f"row {number}: {err}")
            continue
        codings.append(coded)
        earlier = first_row.setdefault((coded.answer.question, coded.answer.id, coded.coder), number)
        if earlier != number:
            problems.append(f"row {number}: the id {coded.answer.id!r} is coded by the same coder in row {earlier} too")
    if problems:
        raise CodingsError(path, problems)
    return codings


def coded_answer(record: Mapping[str, Cell], codeframe: Codeframe) -> CodedAnswer:
    """One row of a codings file as what is learnt from.

    Raises:
        ValueError: The id is blank, or the weight is none.
        CodeSetError: The codes cannot stand together.
    """
    answer_id = as_text(record["id"]).strip()
    if not answer_id:
        raise ValueError("the id is blank")
    answer = Answer(
        id=answer_id,
        text=as_text(record["text"]),
        question=as_text(record.get("question")).strip(),
        voice=as_text(record.get("voice")).strip() or as_text(record.get("respondent")).strip(),
        variety=as_text(record.get("variety")).strip(),
    )
    return CodedAnswer(
        answer=answer,
        code_ids=check_code_set(_split_codes(record["codes"]), codeframe),
        coder=as_text(record.get("coder")),
        weight=_weight(as_text(record.get("weight")).strip()),
        constructed=as_text(record.get("constructed")).strip().lower() in _YES,
    )


def _split_codes(cell: Cell) -> list[str]:
    parts = [as_text(part) for part in cell] if isinstance(cell, list) else as_text(cell).split(";")
    return [part.strip() for part in parts if part.strip()]


def _weight(text: str) -> float:
    if not text:
        return 1.0
    try:
        weight = float(text.replace(",", "."))
    except ValueError:
        raise ValueError("the weight is no number") from None
    if not 0 < weight < float("inf"):
        raise ValueError("the weight is no number above 0")
    return weight
