"""All that a model is to learn from, put together: codings files, and what people have coded in the label store."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

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
_SAME_SURVEY: Final = 0.5
"""Share of the answers with an id of both, to the same question, that have the same words in both: from here on a file
is of the same survey. Short answers coincide by chance."""


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


def row_of(one: CodedAnswer, surveys: Mapping[tuple[str, str, str], str]) -> dict[str, Any]:
    """A coding as it is kept beside models, in a shape that codings are read from.

    Args:
        one: The coding.
        surveys: The survey of each that came out of a label store, by :func:`key_of`.
    """
    answer = one.answer
    row: dict[str, Any] = {
        "id": answer.id,
        "question": answer.question,
        "text": answer.text,
        "codes": sorted(one.code_ids),
        "coder": one.coder,
        "voice": answer.voice,
        "variety": answer.variety,
        "weight": one.weight,
        "constructed": one.constructed,
    }
    survey = surveys.get(key_of(one))
    return row | {"survey": survey} if survey else row


def surveys_in(content: bytes) -> dict[tuple[str, str, str], str]:
    """The surveys that stand in codings kept as :func:`row_of` says, by what tells a coding from all others.

    Args:
        content: Of the file; lines that are no rows are passed over.
    """
    surveys: dict[tuple[str, str, str], str] = {}
    for line in content.splitlines():
        with suppress(ValueError, TypeError, KeyError):
            row = json.loads(line)
            if row.get("survey"):
                surveys[str(row["question"]), str(row["id"]), str(row["coder"])] = str(row["survey"])
    return surveys


def own_id(answer_id: str, survey: str) -> str:
    """The id that an answer has in its survey, where that was put before it to tell it from another survey's."""
    return answer_id.removeprefix(f"{survey}/") if survey else answer_id


def gather(
    home: Home, codeframe_name: str, codeframe: Codeframe, paths: Sequence[Path], stored: Sequence[Stored] = ()
) -> Gathered:
    """Put together codings of files, or of the file beside the codeframe, and of the label store.

    An answer that is in both (the same id and words, to the same question) counts as the store has it, where
    corrections are. Respondents of two surveys may have the same number, and are two persons all the same: out of the
    store each has his survey before his id, whichever other surveys there are. Where a file is of the same survey, he
    has the id that he has in the file, so that models of the file and of the store can be compared.

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
    coded, surveys = list(rest), {}
    for survey, one in _named(stored, in_files):
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


def _named(stored: Sequence[Stored], in_files: Sequence[CodedAnswer]) -> Iterator[tuple[str, CodedAnswer]]:
    """Codings of the store with their surveys, under the ids that tell them from all others."""
    texts = {_place(one)[:2]: fingerprint(one.answer.text) for one in in_files}
    others = _other_persons(stored, texts)
    for one in stored:
        survey = one.source.survey
        for coding in one.coded:
            own = coding.answer.id
            name = own if survey in others and own not in others[survey] else f"{survey}/{own}"
            yield survey, replace(coding, answer=replace(coding.answer, id=name))


def _other_persons(stored: Sequence[Stored], texts: Mapping[tuple[str, str], str]) -> dict[str, set[str]]:
    """The survey that the files are of, and the ids in it that somebody else has in the files; empty where it is none.

    Args:
        stored: Of the store.
        texts: What identical answers have in common, by question and id, of the files.
    """
    in_both: Counter[str] = Counter()
    same: Counter[str] = Counter()
    others: dict[str, set[str]] = {one.source.survey: set() for one in stored}
    for one in stored:
        survey = one.source.survey
        for coding in one.coded:
            question, own, text = _place(coding)
            in_file = texts.get((question, own), texts.get(("", own)))
            if in_file is None:
                continue
            in_both[survey] += 1
            same[survey] += in_file == text
            if in_file != text:
                others[survey].add(own)
    alike = [name for name in others if same[name] and same[name] >= _SAME_SURVEY * in_both[name]]
    # Brought in under two names, it is the one with more of them: of two there cannot both have the ids of the files.
    closest = min(alike, key=lambda name: (-same[name], name), default=None)
    return {} if closest is None else {closest: others[closest]}


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as err:
        raise FileProblemError(path, err.strerror or "cannot be read") from err
