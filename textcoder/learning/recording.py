"""What is written down of a coding: the record beside the coded file, and the reference that keeps its models."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from textcoder.errors import CannotWriteError, FileProblemError
from textcoder.files.coding_record import (
    ClassifySettings,
    CodeframeUsed,
    CodingRecord,
    FieldCoded,
    FileSeen,
    ModelUsed,
    sha256_of,
)
from textcoder.learning.classifying import CodesAnswers, Field, Request
from textcoder.learning.references import Reference, refer
from textcoder.survey import Asked

_MANIFEST = "manifest.json"


def record_of(
    request: Request,
    autocoder: CodesAnswers,
    folder: Path,
    *,
    made_by: str,
    source: FileSeen,
    redaction: Iterable[str] = (),
    most_characters: int | None = None,
    label_store: bool = False,
) -> CodingRecord:
    """How a file is about to be coded.

    Args:
        request: What is wanted.
        autocoder: Codes it.
        folder: Of the versions of the codeframe.
        made_by: ``classify`` or ``job``.
        source: The file.
        redaction: Kinds of personal data that are taken out first.
        most_characters: Longer answers are not coded; None: there is no limit.
        label_store: Whether what people have coded in the label store comes before the model.
    """
    frame = autocoder.codeframe
    return CodingRecord(
        made_by=made_by,
        at=request.coded_at,
        codeframe=CodeframeUsed(frame.id, frame.version, frame.hash),
        models=(model_used(folder, autocoder.version),),
        settings=ClassifySettings(
            id_column=request.id_column,
            fields=tuple(_field(one) for one in request.fields),
            layout=request.layout.value,
            confidence=request.with_confidence,
            explain=request.with_explanation,
            excel=request.excel,
            max_error=autocoder.promise.max_error,
            redaction=tuple(sorted(redaction)),
            most_characters=most_characters,
            label_store=label_store,
        ),
        source=source,
    )


def model_used(folder: Path, version: str, answers: int | None = None) -> ModelUsed:
    """A model as it is now.

    Args:
        folder: Of the versions of the codeframe.
        version: Which one.
        answers: How many it has coded.
    """
    return ModelUsed(version, manifest_hash(folder / version), answers)


def manifest_hash(folder: Path) -> str | None:
    """SHA-256 of the manifest in a model's folder; None where there is none."""
    try:
        return hashlib.sha256((folder / _MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return None


def seen(path: Path) -> FileSeen:
    """A file as it is now.

    Raises:
        FileProblemError: It cannot be read.
    """
    try:
        return FileSeen(path.name, sha256_of(path))
    except OSError as err:
        raise FileProblemError(path, f"cannot be read: {err.strerror or err}") from err


def referring(folder: Path, warn: Callable[[CannotWriteError], None] | None = None) -> Callable[[CodingRecord], None]:
    """What puts a coded file on the list of references, to be called when the file is ready and before it appears.

    Args:
        folder: Of the versions of the codeframe.
        warn: Told where the list cannot be written, as on a home that may only be read; None: that is an error.
    """

    def put_on_list(record: CodingRecord) -> None:
        try:
            for reference in _references(record):
                refer(folder, reference)
        except CannotWriteError as err:
            if warn is None:
                raise
            warn(err)

    return put_on_list


def _references(record: CodingRecord) -> list[Reference]:
    file = record.file or FileSeen("", "")
    at = dt.datetime.fromisoformat(record.at)
    return [Reference(one.version, at, record.made_by, file.name, file.sha256) for one in record.models]


def _field(one: Field) -> FieldCoded:
    asked = None if one.asked is None else (one.asked.question, one.asked.any_of)
    return FieldCoded(one.text_column, one.question, asked)


def field_of(one: FieldCoded) -> Field:
    """The column of answers that a record speaks of."""
    return Field(one.text, one.question, None if one.asked is None else Asked(one.asked[0], tuple(one.asked[1])))
