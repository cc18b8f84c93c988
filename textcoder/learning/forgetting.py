"""Taking the answers of a respondent who is forgotten out of what is kept beside models: snapshots and test sets."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textcoder.errors import CannotWriteError
from textcoder.files.atomic import PARTS, append_line, write_text
from textcoder.language.identity import fingerprint
from textcoder.learning.gathering import own_id
from textcoder.learning.snapshots import FOLDER, FORGOTTEN, is_trusted, put_snapshot, versions_with
from textcoder.learning.test_judgements import forget_judgements
from textcoder.learning.test_set import ABOUT, CODINGS, NEXT, read_about


@dataclass(frozen=True, slots=True)
class ForgottenAnswer:
    """An answer that is to leave what is kept beside models."""

    survey: str
    question: str
    id: str
    texts: frozenset[str]
    """The verbatim and earlier ones: by them it is known where the survey is not."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file that holds such answers, or held them until they were taken out."""

    codeframe_id: str
    name: str
    """Relative to the folder of the codeframe's models."""
    rows: int
    models: tuple[str, ...]
    """Those that learnt from it, by version: without the rows they cannot be trained again to the byte."""


_Lines = list[tuple[bytes, Mapping[str, Any]]]


def look_up_beside_models(trained: Path, answers: Sequence[ForgottenAnswer]) -> list[Held]:
    """The files beside models that hold any of these answers. Nothing is changed.

    Args:
        trained: The home's folder of trained models.
        answers: Of the respondent.

    Raises:
        CannotWriteError: One cannot be read, and so not be changed either.
    """
    return [held for path in _files(trained) if (held := _held(path, _read(path), answers)) is not None]


def forget_beside_models(trained: Path, answers: Sequence[ForgottenAnswer], *, now: dt.datetime) -> list[Held]:
    """Take answers out of all snapshots and frozen test sets. Doing it again changes nothing.

    A row goes if it came from the survey, or else if it is the same answer to the word. That a snapshot was changed by
    this and not by hand stands in ``forgotten.jsonl`` beside it, without ids; of a test set, in the file beside it.
    What models made of the test set is removed, and so is what a process that was killed has left of writing either.

    Args:
        trained: The home's folder of trained models.
        answers: Of the respondent.
        now: For the list.

    Raises:
        CannotWriteError: The operating system refused.
    """
    forget_judgements(trained)
    _remove_parts(trained)
    cleared: list[Held] = []
    for path in _files(trained):
        lines = _read(path)
        held = _held(path, lines, answers)
        if held is None:
            continue
        data = b"".join(line for line, row in lines if not _is_any(row, answers))
        # What says that it is sound first: were it the other way round, a crash between them would leave a file nobody
        # trusts. A file that was damaged before gets nothing, and stays so.
        if path.name in (CODINGS, NEXT):
            _say_beside_test_set(path.parent, held.rows, b"".join(line for line, _ in lines), data)
        elif is_trusted(path.parent.parent, held.name):
            _append(path.parent / FORGOTTEN, held, _sha256(data), now)
        put_snapshot(path, data)
        cleared.append(held)
    return cleared


def _files(trained: Path) -> list[Path]:
    snapshots = [path for path in sorted(trained.glob(f"*/{FOLDER}/*.jsonl")) if path.name != FORGOTTEN]
    return [*snapshots, *(path for name in (CODINGS, NEXT) for path in sorted(trained.glob(f"*/{name}")))]


def _remove_parts(trained: Path) -> None:
    """A training or freezing that is writing one just now ends with an error, and is to be done again without him."""
    for place in (FOLDER + "/", ""):
        for path in trained.glob(f"*/{place}{PARTS}"):
            try:
                if path.is_file():
                    path.unlink(missing_ok=True)
            except OSError as err:
                raise CannotWriteError(path, err.strerror or str(err)) from err


def _say_beside_test_set(folder: Path, rows: int, before: bytes, after: bytes) -> None:
    about = read_about(folder)
    if about is None or about["sha256"] != _sha256(before):
        return
    left = {"sha256": _sha256(after), "codings": before.count(b"\n") - rows}
    content = about | left | {"forgotten": int(about.get("forgotten", 0)) + rows}
    write_text(folder / ABOUT, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> _Lines:
    """The lines, and what is in them; one that is none stays as it is."""
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as err:
        raise CannotWriteError(path, err.strerror or str(err)) from err
    return [(line, _content(line)) for line in lines]


def _content(line: bytes) -> Mapping[str, Any]:
    with suppress(ValueError):
        content = json.loads(line)
        if isinstance(content, dict):
            return content
    return {}


def _held(
    path: Path, lines: Iterable[tuple[bytes, Mapping[str, Any]]], answers: Sequence[ForgottenAnswer]
) -> Held | None:
    rows = sum(_is_any(row, answers) for _, row in lines)
    if not rows:
        return None
    folder = path.parent if path.name in (CODINGS, NEXT) else path.parent.parent
    name = path.relative_to(folder).as_posix()
    return Held(folder.name, name, rows, tuple(versions_with(folder, name)))


def _is_any(row: Mapping[str, Any], answers: Sequence[ForgottenAnswer]) -> bool:
    return any(_is(row, one) for one in answers)


def _is(row: Mapping[str, Any], answer: ForgottenAnswer) -> bool:
    survey, question = str(row.get("survey") or ""), str(row.get("question") or "")
    if own_id(str(row.get("id")), survey) != answer.id:
        return False
    if survey:
        return (survey, question) == (answer.survey, answer.question)
    same_text = fingerprint(str(row.get("text"))) in {fingerprint(text) for text in answer.texts}
    return same_text and question in ("", answer.question)


def _append(listed: Path, held: Held, sha256: str, now: dt.datetime) -> None:
    at = now.astimezone(dt.UTC).isoformat(timespec="seconds")
    line = json.dumps({"snapshot": held.name, "sha256": sha256, "rows": held.rows, "at": at}).encode()
    try:
        with listed.open("a+b") as file:
            append_line(file, line)
    except OSError as err:
        raise CannotWriteError(listed, err.strerror or str(err)) from err
