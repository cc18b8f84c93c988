"""What training over HTTP learns from: people's codings in the label store, and those beside the codeframe."""

from collections.abc import Iterator
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.codings import Source
from textcoder.files.formats import read_table
from textcoder.files.home import Home
from textcoder.files.jsonlines import write_jsonl
from textcoder.files.table import Cell, as_text
from textcoder.labelling.exporting import Wanted, export_training
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import StoredQuestion

_Record = dict[str, Cell]


def gather_codings(store: Store, home: Home, codeframe: str, folder: Path) -> list[Path]:
    """Write all codings of a codeframe into one file.

    An answer that is in the store and beside the codeframe counts once, as the store has it, where corrections are.

    Args:
        store: Where people's codings are.
        home: Where the codeframe and the codings beside it are.
        codeframe: Its id.
        folder: Where to write.

    Returns:
        The file to learn from; none where the store has no coding, so that those beside the codeframe are all.

    Raises:
        TextcoderError: A file that cannot be read or written.
    """
    frame = home.codeframe(codeframe)
    stored = list(_stored(store, frame, folder))
    if not stored:
        return []
    beside = home.codings_path(codeframe)
    records = _together(stored, list(_records(beside)) if beside else [])
    columns = list(dict.fromkeys(name for record in records for name in record))
    path = folder / "all.jsonl"
    with write_jsonl(path, columns) as write:
        for record in records:
            write([record.get(name) for name in columns])
    return [path]


def _stored(store: Store, frame: Codeframe, folder: Path) -> Iterator[_Record]:
    for place, question in enumerate(_questions(store, frame)):
        path = folder / f"{place}.jsonl"
        exported = export_training(store, Wanted(question.survey, question.id), path)
        if not exported.by_source[Source.HUMAN.value]:
            continue  # a file without rows is none to read
        for record in _records(path):
            # Respondents of two surveys may have the same number, and are two persons all the same.
            yield record | {"id": f"{question.survey}/{as_text(record['id'])}", "own id": record["id"]}


def _questions(store: Store, frame: Codeframe) -> list[StoredQuestion]:
    asked = (question for survey in store.surveys.all() for question in survey.questions)
    return [one for one in asked if (one.codeframe, one.codeframe_version) == (frame.id, frame.version)]


def _records(path: Path) -> Iterator[_Record]:
    table = read_table(path)
    for _, row in table.numbered_rows():
        yield dict(zip(table.columns, row, strict=True))


def _together(stored: list[_Record], beside: list[_Record]) -> list[_Record]:
    known = {(as_text(one.pop("own id")).strip(), as_text(one["text"]).strip()) for one in stored}
    rest = (one for one in beside if (as_text(one.get("id")).strip(), as_text(one.get("text")).strip()) not in known)
    return [*stored, *rest]
