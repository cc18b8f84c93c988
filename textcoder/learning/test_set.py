"""The frozen test set of a codeframe: answers that no model learns from, so that every model can be judged on them.

It lies beside the versions: ``test-set.jsonl`` holds the codings, ``test-set.json`` says what it is. Another one is put
in its place at once: as long as the new codings lie in ``test-set.next.jsonl``, that one of the two files is the test
set whose hash the description names. How it is drawn is in :mod:`textcoder.learning.freezing`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import CannotWriteError, InputError
from textcoder.files.atomic import write_in_confidence, write_text
from textcoder.files.codings_file import read_codings
from textcoder.language.identity import fingerprint
from textcoder.learning.errors import TestSetError
from textcoder.learning.gathering import key_of, own_id, surveys_in

FORMAT: Final = 1
CODINGS, ABOUT = "test-set.jsonl", "test-set.json"
NEXT: Final = "test-set.next.jsonl"
"""The codings of a test set that is being put in the place of another one."""


@dataclass(frozen=True, slots=True)
class TestSet:
    """Codings that models are judged on and never learn from."""

    __test__ = False  # it is no test, whatever pytest makes of its name

    coded: tuple[CodedAnswer, ...]
    sha256: str
    """Of the file."""
    about: dict[str, Any]
    """What ``test-set.json`` says: when it was frozen, by whom, why, from what, and its counts."""
    surveys: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """The survey of each coding that came out of a label store, by :func:`textcoder.learning.gathering.key_of`."""

    @property
    def voices(self) -> frozenset[str]:
        """Who wrote the answers."""
        return frozenset(one.answer.writer for one in self.coded)

    @property
    def name(self) -> str:
        """What it is called in the audit log: the first 12 digits of its hash."""
        return self.sha256[:12]


def read_test_set(folder_of_versions: Path, codeframe: Codeframe) -> TestSet | None:
    """The frozen test set, after its hash has been checked.

    Args:
        folder_of_versions: Where the versions of the codeframe lie.
        codeframe: The rules its codes must keep.

    Returns:
        The test set; None where none is frozen, or all who wrote its answers have been forgotten since.

    Raises:
        TestSetError: It was changed, cut off or lost since it was frozen, or has codes that the codeframe has not.
    """
    about = read_about(folder_of_versions)
    path = _codings_of(folder_of_versions, about)
    if about is None and not path.exists():
        return None
    remedy = f"{codeframe.id} --anew --why TEXT"
    try:
        content = path.read_bytes()
    except OSError as err:
        raise TestSetError(path, "cannot be read", remedy) from err
    if about is None:
        raise TestSetError(path, f"lacks a sound {ABOUT} beside it", remedy)
    found = hashlib.sha256(content).hexdigest()
    if found != about["sha256"]:
        raise TestSetError(path, "was changed or cut off since it was frozen", remedy)
    if not content:
        return None
    try:
        coded = read_codings(path, codeframe)
    except InputError as err:
        problem = f"does not fit version {codeframe.version} of the codeframe, whose codes have changed since"
        raise TestSetError(path, problem, remedy) from err
    return TestSet(tuple(coded), found, about, surveys_in(content))


def _codings_of(folder_of_versions: Path, about: Mapping[str, Any] | None) -> Path:
    """The file that the description is of: a process may have been killed between writing it and renaming the file."""
    with suppress(OSError):
        coming = folder_of_versions / NEXT
        if about is not None and hashlib.sha256(coming.read_bytes()).hexdigest() == about["sha256"]:
            return coming
    return folder_of_versions / CODINGS


def read_about(folder_of_versions: Path) -> dict[str, Any] | None:
    """What is said beside a test set, without looking at it; None where nothing sound is said."""
    try:
        about = json.loads((folder_of_versions / ABOUT).read_text(encoding="utf-8"))
        is_sound = about["format"] == FORMAT and isinstance(about["sha256"], str)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return about if is_sound else None


def put(folder_of_versions: Path, content: bytes, about: dict[str, Any]) -> None:
    """Write a test set and what is said of it; whoever does holds the audit log.

    Raises:
        CannotWriteError: The operating system refused.
    """
    coming = folder_of_versions / NEXT
    write_in_confidence(coming, content)
    # Only now is the old one no more: a process killed before or after it leaves a sound test set.
    write_text(folder_of_versions / ABOUT, json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    try:
        coming.replace(folder_of_versions / CODINGS)
    except OSError as err:
        raise CannotWriteError(folder_of_versions / CODINGS, err.strerror or str(err)) from err


def without_test_answers(
    coded: Sequence[CodedAnswer],
    test_set: TestSet | None,
    surveys: Mapping[tuple[str, str, str], str] = MappingProxyType({}),
) -> tuple[list[CodedAnswer], list[CodedAnswer]]:
    """What may be learnt from.

    An answer is left out if it is in the test set, if its text is identical to one there, or if somebody wrote it who
    wrote one there: a model would know the test from any of them.

    Args:
        coded: What there is to learn from.
        test_set: The frozen one; None leaves nothing out.
        surveys: The survey of each coding that came out of a label store, by
            :func:`textcoder.learning.gathering.key_of`: a respondent is the same one, with his survey before his id or
            without it.

    Returns:
        What is kept, and what is left out, each in the order it came in.
    """
    if test_set is None:
        return list(coded), []
    answers = {(one.answer.question, one.answer.id) for one in test_set.coded}
    texts = {fingerprint(one.answer.text) for one in test_set.coded}
    voices = {name for one in test_set.coded for name in _names(one, test_set.surveys)}
    kept: list[CodedAnswer] = []
    left_out: list[CodedAnswer] = []
    for one in coded:
        answer = one.answer
        is_known = (answer.question, answer.id) in answers or not voices.isdisjoint(_names(one, surveys))
        (left_out if is_known or fingerprint(answer.text) in texts else kept).append(one)
    return kept, left_out


def _names(one: CodedAnswer, surveys: Mapping[tuple[str, str, str], str]) -> tuple[str, ...]:
    """What somebody may be called who wrote an answer."""
    survey = surveys.get(key_of(one), "")
    if one.answer.voice or not survey:
        return (one.answer.writer,)
    return one.answer.id, f"{survey}/{own_id(one.answer.id, survey)}"
