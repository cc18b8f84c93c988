"""All that a model is to learn from, put together: codings files, and what people have coded in the label store."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import CodingsError, FileProblemError, TooFewCodingsError
from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.language.identity import fingerprint


@dataclass(frozen=True, slots=True)
class FileSource:
    """A codings file that was learnt from."""

    name: str
    sha256: str
    kind: str = "file"


@dataclass(frozen=True, slots=True)
class StoreSource:
    """A question of a label store that was learnt from."""

    survey: str
    question: str
    last_coding: int
    """Key of the latest coding that counted."""
    kind: str = "store"


Source = FileSource | StoreSource


@dataclass(frozen=True, slots=True)
class Stored:
    """What people have coded in the label store, of one question."""

    source: StoreSource
    coded: tuple[CodedAnswer, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Codings to learn from, and where they came from."""

    coded: tuple[CodedAnswer, ...]
    surveys: Mapping[tuple[str, str, str], str]
    """The survey of each coding that came out of a label store, by :func:`key_of`."""
    sources: tuple[Source, ...]
    in_both: int = 0
    """Codings in files that gave way to those of the label store, which has the same answers."""


def key_of(one: CodedAnswer) -> tuple[str, str, str]:
    """What tells a coding from all others that are learnt from: question, id of the answer, coder."""
    return one.answer.question, one.answer.id, one.coder


def own_id(answer_id: str, survey: str) -> str:
    """The id that an answer has in its survey, where that was put before it to tell it from another survey's."""
    return answer_id.removeprefix(f"{survey}/") if survey else answer_id


def gather(
    home: Home, codeframe_name: str, codeframe: Codeframe, paths: Sequence[Path], stored: Sequence[Stored] = ()
) -> Gathered:
    """Put together codings of files, or of the file beside the codeframe, and of the label store.

    An answer that is in both (the same id and words, to the same question) counts as the store has it, where
    corrections are. Respondents of two surveys may have the same number, and are two persons all the same: the second
    gets his survey before his id.

    Args:
        home: Where the codeframe is.
        codeframe_name: Its id under ``labels/``, or its file.
        codeframe: The same, read.
        paths: Codings files; none: the file beside the codeframe.
        stored: What people have coded.

    Raises:
        TooFewCodingsError: There is neither a file nor anything coded.
        CodingsError: Rows that cannot be used.
    """
    files = _files(home, codeframe_name, paths)
    if not files and not any(one.coded for one in stored):
        raise TooFewCodingsError("There are no codings beside the codeframe. Name a file with --codings FILE.")
    in_files = _of_files(files, codeframe)
    corrected = {place for one in stored for coding in one.coded for place in _places(coding)}
    rest = [one for one in in_files if _place(one) not in corrected]
    taken = {(one.answer.question, one.answer.id) for one in rest}
    coded, surveys = list(rest), {}
    for survey, one in _apart(stored, taken):
        coded.append(one)
        surveys[key_of(one)] = survey
    sources: list[Source] = [FileSource(path.name, _sha256(path)) for path in files]
    sources += [one.source for one in stored if one.coded]
    return Gathered(tuple(coded), surveys, tuple(sources), len(in_files) - len(rest))


def read_all_codings(home: Home, codeframe_name: str, codeframe: Codeframe, paths: Sequence[Path]) -> list[CodedAnswer]:
    """Read codings from files, or from the file beside the codeframe.

    Raises:
        TooFewCodingsError: No file is named and none lies there.
        CodingsError: Rows that cannot be used.
    """
    return list(gather(home, codeframe_name, codeframe, paths).coded)


def _files(home: Home, codeframe_name: str, paths: Sequence[Path]) -> list[Path]:
    beside = home.codings_path(codeframe_name) if not paths else None
    return list(dict.fromkeys(paths)) or ([beside] if beside else [])


def _of_files(files: Sequence[Path], codeframe: Codeframe) -> list[CodedAnswer]:
    by_file = {path: read_codings(path, codeframe) for path in files}
    first: dict[tuple[str, str, str], Path] = {}
    for path, coded in by_file.items():
        for one in coded:
            earlier = first.setdefault(key_of(one), path)
            if earlier != path:
                raise CodingsError(path, [f"id {one.answer.id!r} {one.answer.question} is coded in {earlier} too"])
    return [one for coded in by_file.values() for one in coded]


def _place(one: CodedAnswer) -> tuple[str, str, str]:
    return one.answer.question, one.answer.id, fingerprint(one.answer.text)


def _places(one: CodedAnswer) -> Iterator[tuple[str, str, str]]:
    """Where a file may have the same answer: it need not name the question."""
    question, answer_id, text = _place(one)
    yield from ((question, answer_id, text), ("", answer_id, text))


def _apart(stored: Sequence[Stored], taken: set[tuple[str, str]]) -> Iterator[tuple[str, CodedAnswer]]:
    taken = set(taken)
    for one in stored:
        survey = one.source.survey
        for coding in one.coded:
            is_taken = not taken.isdisjoint({(coding.answer.question, coding.answer.id), ("", coding.answer.id)})
            name = f"{survey}/{coding.answer.id}" if is_taken else coding.answer.id
            yield survey, replace(coding, answer=replace(coding.answer, id=name))
        taken |= {(coding.answer.question, coding.answer.id) for coding in one.coded}


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as err:
        raise FileProblemError(path, err.strerror or "cannot be read") from err
