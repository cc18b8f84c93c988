"""The answers of a wave, out of a survey file."""

from collections.abc import Callable, Sequence

from textcoder.answers import Answer
from textcoder.errors import FileProblemError
from textcoder.files.bad_rows import find_bad_rows
from textcoder.files.table import Row, Table, as_text


def read_wave(
    table: Table,
    *,
    id_column: str,
    text_column: str,
    question: str,
    voice_column: str | None = None,
    door: Callable[[Sequence[Row]], Sequence[Row]] = lambda rows: rows,
) -> tuple[list[Answer], int]:
    """Read the answers in which something is written.

    Args:
        table: The file.
        id_column: Column with the respondents' ids.
        text_column: Column with the answers.
        question: Id of the question.
        voice_column: Column that says who wrote an answer; None: each respondent wrote one.
        door: What rows go through before anything reads their answers, as redaction.

    Returns:
        The answers, and how many rows were passed over since their id is blank or stands in another row too.

    Raises:
        MissingColumnError: A column is not there.
        FileProblemError: Nothing is written in any row that can be used.
    """
    bad = {one.row for one in find_bad_rows(table, id_column)}
    of_id, of_text = table.position(id_column), table.position(text_column)
    of_voice = of_id if voice_column is None else table.position(voice_column)
    rows = door([row for number, row in table.numbered_rows() if number not in bad])
    answers = [
        Answer(as_text(row[of_id]).strip(), text, question, voice=as_text(row[of_voice]).strip())
        for row in rows
        if (text := as_text(row[of_text])).strip()
    ]
    if not answers:
        problem = f"nothing is written in the column {text_column!r} of any row that has an id of its own"
        raise FileProblemError(table.facts.path, f"{problem}; name the column with the answers by --text")
    return answers, len(bad)
