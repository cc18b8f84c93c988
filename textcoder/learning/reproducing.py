"""Coding the answers of a coded file again, with the model, the codeframe and the settings of then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from textcoder.codeframe import Codeframe
from textcoder.codings import Coding, Status
from textcoder.errors import CodeframeError, FileProblemError
from textcoder.files.coded_cells import CodedCells, Difference, Laid, Place, differences, long_cells, wide_cells
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.coding_record import ClassifySettings, CodingRecord, ModelUsed, sha256_of
from textcoder.files.formats import read_table
from textcoder.files.home import Home
from textcoder.files.layouts import LayoutName
from textcoder.files.table import Table
from textcoder.learning.answers_again import answers_again, request_of
from textcoder.learning.classifying import CodesAnswers, Request, classify_table
from textcoder.learning.errors import ModelGoneError, NotReproducibleError
from textcoder.learning.promise import Promise
from textcoder.learning.recording import manifest_hash
from textcoder.learning.registry import Entry, Registry

_BY_PEOPLE = ("exact", "human")
_TOO_LONG = Coding(frozenset(), "", None, Status.ERROR)


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What coding a file again came to."""

    models: tuple[str, ...]
    codeframe: str
    answers: int
    """Compared, in all questions."""
    differences: tuple[Difference, ...]
    unchecked: int = 0
    """Answers that people have coded, where what they said then cannot be looked up."""
    notes: tuple[str, ...] = ()
    """What whoever relies on it should know, in sentences."""

    @property
    def is_same(self) -> bool:
        """Whether every code, status and source that was compared is the same."""
        return not self.differences


def codeframe_of(home: Home, coded: Path, record: CodingRecord, named: str | None) -> Codeframe:
    """The codeframe that a file was coded with, as it was then.

    Args:
        home: Where to look.
        coded: The file.
        record: Says which one.
        named: Id or file of the codeframe; None: any version under ``labels/`` of the one the record names.

    Raises:
        CodeframeNotFoundError: There is none of that id.
        NotReproducibleError: It has changed since.
    """
    wanted = record.codeframe
    # Whoever calls may name any file; a record, which may come from anywhere, only what lies under labels/.
    first = home.codeframe(named) if named else read_codeframe(home.codeframe_path_by_id(wanted.id))
    if _is_it(first, record):
        return first
    for path in () if named else sorted(home.root.glob("labels/*/codeframe*.yaml")):
        try:
            frame = read_codeframe(path)
        except (CodeframeError, FileProblemError):
            continue
        if _is_it(frame, record):
            return frame
    raise NotReproducibleError(
        coded,
        f"its codeframe {wanted.id} version {wanted.version} has changed since (there is version {first.version}). "
        "Name a copy from then with --codeframe FILE.",
    )


def _is_it(frame: Codeframe, record: CodingRecord) -> bool:
    wanted = record.codeframe
    if not wanted.hash:
        return (frame.id, frame.version) == (wanted.id, wanted.version)
    return frame.hash == wanted.hash


def find_model(home: Home, coded: Path, codeframe_id: str, model: ModelUsed) -> Entry:
    """The model that coded a file, as it was then.

    Raises:
        ModelGoneError: It is not there any more.
        NotReproducibleError: It is another one than then.
    """
    registry = Registry(home.trained)
    found = {entry.name: entry for entry in registry.entries()}.get(f"{codeframe_id}/{model.version}")
    if found is None:
        raise ModelGoneError(coded, codeframe_id, model.version)
    if model.manifest_sha256 not in (None, manifest_hash(found.folder)):
        why = f"its model {found.name} is no longer as it was (its manifest has changed). Restore it from a copy."
        raise NotReproducibleError(coded, why)
    return found


def reproduce(
    home: Home,
    coded: Path,
    record: CodingRecord,
    *,
    codeframe: str | None = None,
    source: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Reproduced:
    """Code the answers of a coded file again, and compare.

    The answers are taken out of the coded file where its layout holds them: they are as the model read them then, what
    is personal taken out. Else they are taken out of the file it was made from.

    Args:
        home: Where models and codeframes are.
        coded: The coded file.
        record: How it was made; not an export's.
        codeframe: Id or file of the codeframe; None: as the record says.
        source: The file it was made from; None: the one of that name beside it, if it is needed.
        progress: Called with the number of rows done.

    Raises:
        NotFoundError: The model, the codeframe or the source file is gone.
        NotReproducibleError: One of them is another one than then.
        TextcoderError: The coded file cannot be read, or the model cannot be loaded.
    """
    settings = record.settings
    if not isinstance(settings, ClassifySettings):
        raise TypeError("an export is not coded again in one piece")
    table = read_table(coded)
    frame = codeframe_of(home, coded, record, codeframe)
    (used,) = record.models
    entry = find_model(home, coded, frame.id, used)
    answers, door = answers_again(home, table, record, settings, source)
    autocoder = Registry(home.trained).load(entry, frame, max_error=settings.max_error, explain=settings.explain)
    limited = _Limited(autocoder, settings.most_characters)
    request = request_of(record, settings)
    was = _cells(table, request, frame)
    with TemporaryDirectory(prefix="textcoder-", ignore_cleanup_errors=True) as folder:
        # By way of a file of the same format, so that what is compared was rounded and printed alike.
        out = Path(folder) / f"again{coded.suffix}"
        classify_table(answers, out, limited, request, door=door, progress=progress)
        now = _cells(read_table(out), request, frame)
    found, unchecked = _compare(was, now, by_store=settings.label_store)
    count = sum(len(cells) for cells in was.values())
    return Reproduced((entry.name,), f"{frame.id}:{frame.version}", count, found, unchecked, notes_on(coded, record))


def notes_on(coded: Path, record: CodingRecord) -> tuple[str, ...]:
    """What has changed since a file was made, short of what it was made with."""
    if record.file is None:
        return ("There is no record beside the file: whether it was edited since is not known.",)
    if record.file.sha256 != sha256_of(coded):
        return ("The file was changed since it was written; what stands in it now is compared.",)
    return ()


def _compare(
    was: Mapping[Place, Sequence[CodedCells]], now: Mapping[Place, Sequence[CodedCells]], *, by_store: bool
) -> tuple[tuple[Difference, ...], int]:
    """What differs; and how many answers differ only since people had coded them in a label store."""
    found = list(differences(was, now))
    if not by_store:
        return tuple(found), 0
    by_people = {place for place, cells in was.items() if any(one.source in _BY_PEOPLE for one in cells)}
    unchecked = {(one.id, one.question) for one in found} & by_people
    return tuple(one for one in found if (one.id, one.question) not in unchecked), len(unchecked)


def _cells(table: Table, request: Request, frame: Codeframe) -> dict[Place, list[CodedCells]]:
    if request.layout is LayoutName.LONG:
        return long_cells(table)
    questions = tuple(one.question for one in request.fields)
    laid = Laid(request.layout, request.id_column, questions, request.with_confidence, request.with_explanation)
    return wide_cells(table, laid, frame)


class _Limited:
    """Codes as an autocoder does, but for answers that are too long."""

    def __init__(self, autocoder: CodesAnswers, most_characters: int | None) -> None:
        self._autocoder = autocoder
        self._most = most_characters

    @property
    def codeframe(self) -> Codeframe:
        """The rules."""
        return self._autocoder.codeframe

    @property
    def version(self) -> str:
        """Version of the model."""
        return self._autocoder.version

    @property
    def promise(self) -> Promise:
        """How often it is wrong."""
        return self._autocoder.promise

    def code(self, texts: Sequence[str], question: str = "", *, asked: bool = False) -> list[Coding]:
        """Code answers to one question, in their order."""
        if self._most is None:
            return list(self._autocoder.code(texts, question, asked=asked))
        short = [text for text in texts if len(text) <= self._most]
        coded = dict(zip(short, self._autocoder.code(short, question, asked=asked), strict=True))
        return [coded.get(text, _TOO_LONG) for text in texts]
