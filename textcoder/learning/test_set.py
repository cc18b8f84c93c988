"""The frozen test set of a codeframe: answers that no model learns from, so that every model can be judged on them.

It lies beside the versions: ``test-set.jsonl`` holds the codings, ``test-set.json`` says what it is. How it is drawn
is in :mod:`textcoder.learning.freezing`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import InputError
from textcoder.files.atomic import replacing, write_text
from textcoder.files.codings_file import read_codings
from textcoder.language.identity import fingerprint
from textcoder.learning.errors import TestSetError

FORMAT: Final = 1
CODINGS, ABOUT = "test-set.jsonl", "test-set.json"
_OWNER_ONLY = 0o600
"""It holds verbatims, as a label store does."""


@dataclass(frozen=True, slots=True)
class TestSet:
    """Codings that models are judged on and never learn from."""

    __test__ = False  # it is no test, whatever pytest makes of its name

    coded: tuple[CodedAnswer, ...]
    sha256: str
    """Of the file."""
    about: dict[str, Any]
    """What ``test-set.json`` says: when it was frozen, by whom, why, from what, and its counts."""

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
        The test set; None where none is frozen.

    Raises:
        TestSetError: It was changed, cut off or lost since it was frozen, or has codes that the codeframe has not.
    """
    path = folder_of_versions / CODINGS
    about = read_about(folder_of_versions)
    if about is None and not path.exists():
        return None
    remedy = f"{codeframe.id} --anew --why TEXT"
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as err:
        raise TestSetError(path, "cannot be read", remedy) from err
    if about is None:
        raise TestSetError(path, f"lacks a sound {ABOUT} beside it", remedy)
    if found != about["sha256"]:
        raise TestSetError(path, "was changed or cut off since it was frozen", remedy)
    try:
        coded = read_codings(path, codeframe)
    except InputError as err:
        problem = f"does not fit version {codeframe.version} of the codeframe, whose codes have changed since"
        raise TestSetError(path, problem, remedy) from err
    return TestSet(tuple(coded), found, about)


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
    with replacing(folder_of_versions / CODINGS) as part:
        part.touch(mode=_OWNER_ONLY)
        part.write_bytes(content)
    write_text(folder_of_versions / ABOUT, json.dumps(about, ensure_ascii=False, indent=1) + "\n")


def without_test_answers(
    coded: Sequence[CodedAnswer], test_set: TestSet | None
) -> tuple[list[CodedAnswer], list[CodedAnswer]]:
    """What may be learnt from.

    An answer is left out if it is in the test set, if its text is identical to one there, or if somebody wrote it who
    wrote one there: a model would know the test from any of them.

    Args:
        coded: What there is to learn from.
        test_set: The frozen one; None leaves nothing out.

    Returns:
        What is kept, and what is left out, each in the order it came in.
    """
    if test_set is None:
        return list(coded), []
    answers = {(one.answer.question, one.answer.id) for one in test_set.coded}
    texts = {fingerprint(one.answer.text) for one in test_set.coded}
    voices = test_set.voices
    kept: list[CodedAnswer] = []
    left_out: list[CodedAnswer] = []
    for one in coded:
        answer = one.answer
        is_known = (answer.question, answer.id) in answers or answer.writer in voices
        (left_out if is_known or fingerprint(answer.text) in texts else kept).append(one)
    return kept, left_out
