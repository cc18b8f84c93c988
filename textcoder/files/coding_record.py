"""The record beside a coded file, ``<file>.coding.json``: which model coded it, with which codeframe, and how.

With it, the same answers can be coded again, and every figure that was made from the file.
"""

import dataclasses
import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Discriminator, Field, Tag, TypeAdapter, ValidationError

from textcoder.errors import InputError
from textcoder.files.atomic import replacing_both
from textcoder.files.formats import TableWriter, writer_for
from textcoder.files.record_parts import FileName, Layout, MaxError, Moment, PersonalDataKind
from textcoder.files.writer import RowWriter, Sheet

FORMAT: Final = 1
"""Raised when a record is written that an older textcoder would misread."""
SUFFIX: Final = ".coding.json"
CLASSIFY, EXPORT, JOB = "classify", "export", "job"
_BLOCK: Final = 1 << 20


class CodingRecordError(InputError):
    """A record that is damaged, or of a newer textcoder."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}. Restore it from a copy, or move it away to go by the coded file alone.")
        self.path = path


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as it was then."""

    name: FileName
    """Without its folder; empty where it is not known."""
    sha256: str


@dataclass(frozen=True, slots=True)
class CodeframeUsed:
    """The codeframe as it was then."""

    id: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """A model that gave codes."""

    version: str
    manifest_sha256: str | None = None
    """Of the file manifest.json of its folder; None where the folder was not there."""
    answers: int | None = None
    """How many it coded, where that is known before the file is written."""


@dataclass(frozen=True, slots=True)
class FieldCoded:
    """A column of answers."""

    text: str
    """Name of the column."""
    question: str
    asked: tuple[str, tuple[str, ...]] | None = None
    """The column and the values that say who was asked; ``("", ())`` is everybody."""


@dataclass(frozen=True, slots=True)
class ClassifySettings:
    """How a file was coded."""

    id_column: str
    fields: Annotated[tuple[FieldCoded, ...], Field(min_length=1)]
    layout: Layout
    confidence: bool = False
    explain: bool = False
    excel: bool = False
    max_error: MaxError = 0.1
    redaction: tuple[PersonalDataKind, ...] = ()
    """Kinds of personal data that were taken out first."""
    most_characters: Annotated[int, Field(ge=0)] | None = None
    """Longer answers were not coded; None: there was no limit."""
    label_store: bool = False
    """Whether what people have coded in the label store came before the model."""


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """What was exported from the label store."""

    survey: str
    question: str
    as_of: Moment
    """ISO 8601 with time zone: the store as it was then."""
    layout: Layout
    with_text: bool = True
    excel: bool = False
    codeframe_version: int | None = None
    """None: the one in use then."""
    by_source: Mapping[str, int] = field(default_factory=dict)
    """Answers by where their coding is from."""


def _kind_of_settings(content: Any) -> str:
    """Which settings these are, so that what is wrong with them is told of the right ones."""
    if isinstance(content, dict):
        return EXPORT if "survey" in content else CLASSIFY
    return EXPORT if isinstance(content, ExportSettings) else CLASSIFY


_Settings = Annotated[
    Annotated[ClassifySettings, Tag(CLASSIFY)] | Annotated[ExportSettings, Tag(EXPORT)],
    Discriminator(_kind_of_settings),
]


@dataclass(frozen=True, slots=True)
class CodingRecord:
    """How a coded file was made."""

    made_by: str
    """``classify``, ``export`` or ``job``."""
    at: Moment
    """ISO 8601 with time zone."""
    codeframe: CodeframeUsed
    models: tuple[ModelUsed, ...]
    """One, but for an export: that may hold codes of several, or of none."""
    settings: _Settings
    """An export's are :class:`ExportSettings`, and no other's are."""
    source: FileSeen | None = None
    """What was coded; None for an export."""
    file: FileSeen | None = None
    """The coded file. Its hash is filled in as the record is written, and its name unless it is to go by another."""
    textcoder: str = field(default_factory=lambda: importlib.metadata.version("textcoder"))
    format: int = FORMAT


_RECORD = TypeAdapter(CodingRecord)


def record_path(coded: Path) -> Path:
    """Where the record of a coded file lies: beside it."""
    return coded.with_name(coded.name + SUFFIX)


def read_record(coded: Path) -> CodingRecord | None:
    """How a coded file was made; None where nothing beside it says so.

    Raises:
        CodingRecordError: The record is damaged, does not hold together, or is of a newer textcoder.
    """
    path = record_path(coded)
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as err:
        raise CodingRecordError(path, "it cannot be read") from err
    found = content.get("format") if isinstance(content, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise CodingRecordError(path, f"its format is {found}, of a newer textcoder, and this one reads {FORMAT}")
    try:
        record = _RECORD.validate_python(content)
    except ValidationError as err:
        raise CodingRecordError(path, f"it is damaged at {'/'.join(map(str, err.errors()[0]['loc']))}") from None
    if problem := _contradiction(record):
        raise CodingRecordError(path, problem)
    return record


def _contradiction(record: CodingRecord) -> str | None:
    """What of a record does not go with the rest; None: it holds together."""
    if record.made_by not in (CLASSIFY, EXPORT, JOB):
        return "it does not say what made the file: classify, export or job"
    if (record.made_by == EXPORT) != isinstance(record.settings, ExportSettings):
        return f"it says that {record.made_by} made the file, with settings of something else"
    if record.made_by != EXPORT and len(record.models) != 1:
        return f"it names {len(record.models)} models, and one has coded the file"
    return None


def recording_writer(
    out: Path, record: CodingRecord, *, before: Callable[[CodingRecord], None] = lambda _: None
) -> TableWriter:
    """A writer that puts the record beside the file: both appear when its block ends well, or neither.

    Args:
        out: The file; its suffix says the format.
        record: What to say of it.
        before: Called with the whole record when the file is ready, before anything appears.

    Raises:
        FileProblemError: There is no writer for the format.
    """
    writer = writer_for(out)

    @contextmanager
    def open_both(
        path: Path, columns: Sequence[str], *, excel: bool = False, sheets: Sequence[Sheet] = ()
    ) -> Iterator[RowWriter]:
        with replacing_both(path, record_path(path)) as (part, record_part):
            with writer(part, columns, excel=excel, sheets=sheets) as write:
                yield write
            name = record.file.name if record.file else path.name
            whole = dataclasses.replace(record, file=FileSeen(name, sha256_of(part)))
            record_part.write_text(_as_json(whole), encoding="utf-8", newline="\n")
            before(whole)

    return open_both


def _as_json(record: CodingRecord) -> str:
    content: dict[str, Any] = _RECORD.dump_python(record, mode="json")
    first = ("format", "made_by", "at", "textcoder", "file", "source")
    ordered = {name: content[name] for name in first} | content
    return json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()
