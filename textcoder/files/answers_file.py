"""Answers to compare models on: with the codes that people gave them, or without any."""

from pathlib import Path

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import CodingsError
from textcoder.files.codings_file import read_codings
from textcoder.files.formats import read_table
from textcoder.files.table import Cell, as_text

_YES = ("true", "1", "yes", "ja")


def read_answers(path: Path, codeframe: Codeframe) -> tuple[list[CodedAnswer], bool]:
    """Read answers from CSV, XLSX or JSONL.

    Args:
        path: With the columns ``id`` and ``text``, and those of a codings file where they are.
        codeframe: Of the codes.

    Returns:
        The answers, and whether people have coded them: without a column ``codes`` they have no codes.

    Raises:
        FileProblemError: No table.
        MissingColumnError: A needed column is not there.
        CodingsError: Rows that cannot be used, named by row.
    """
    table = read_table(path)
    if "codes" in table.columns:
        return read_codings(path, codeframe), True
    for column in ("id", "text"):
        table.position(column)
    records = {number: dict(zip(table.columns, row, strict=True)) for number, row in table.numbered_rows()}
    rows = {number: _answer(record) for number, record in records.items()}
    first: dict[tuple[str, str], int] = {}
    problems = []
    for number, answer in rows.items():
        earlier = first.setdefault((answer.question, answer.id), number)
        if not answer.id:
            problems.append(f"row {number}: the id is blank")
        elif earlier != number:
            problems.append(f"row {number}: the id {answer.id!r} stands in row {earlier} too")
    if problems:
        raise CodingsError(path, problems)
    return [_uncoded(answer, records[number]) for number, answer in rows.items()], False


def _uncoded(answer: Answer, record: dict[str, Cell]) -> CodedAnswer:
    return CodedAnswer(answer, frozenset(), constructed=as_text(record.get("constructed")).strip().lower() in _YES)


def _answer(record: dict[str, Cell]) -> Answer:
    return Answer(
        id=as_text(record["id"]).strip(),
        text=as_text(record["text"]),
        question=as_text(record.get("question")).strip(),
        voice=as_text(record.get("voice")).strip() or as_text(record.get("respondent")).strip(),
        variety=as_text(record.get("variety")).strip(),
    )
