"""What models make of the frozen test set, kept so that promoting back and forth does not code it again each time.

What is kept has ids, voices and codes of the answers, and no words; :func:`forget_judgements` removes all of it.
"""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from textcoder.codeframe import Codeframe
from textcoder.errors import CannotWriteError
from textcoder.files.atomic import write_in_confidence
from textcoder.learning.evaluation import Judged
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.test_set import TestSet
from textcoder.learning.training import judge_with

_CACHE: Final = Path(".cache") / "judged"


@dataclass(frozen=True, slots=True)
class TestJudgements:
    """A model on the frozen test set."""

    __test__ = False  # it is no test, whatever pytest makes of its name

    judged: tuple[Judged, ...]
    """Of every answer of the test set, in its order."""
    learnt: tuple[bool, ...]
    """Of which of them the model has learnt from an identical answer, so that they say nothing about it."""


def judge_test_set(registry: Registry, entry: Entry, codeframe: Codeframe, test_set: TestSet) -> TestJudgements:
    """Let a model code the frozen test set, at the error rate it was trained with, or see what it coded before.

    Raises:
        RefusedError: The model cannot be used.
        LanguagePipelineNotFoundError: Its pipeline is not installed.
        CannotWriteError: The operating system refused.
    """
    what = (entry.codeframe_id, entry.version, codeframe.coding_hash[:12], test_set.name, version("textcoder"))
    kept = registry.root / _CACHE / f"{'-'.join(what)}.json"
    known = _read(kept)
    if known is not None and len(known.learnt) == len(known.judged) == len(test_set.coded):
        return known
    autocoder = registry.load(entry, codeframe)
    made = TestJudgements(
        tuple(judge_with(autocoder, test_set.coded)),
        tuple(autocoder.has_learnt_from(one.answer) for one in test_set.coded),
    )
    content = json.dumps(dataclasses.asdict(made), ensure_ascii=False)
    write_in_confidence(kept, f"{_checksum(content)}\n{content}\n".encode())
    return made


def forget_judgements(trained: Path) -> None:
    """Remove all that is kept, of test sets that were frozen before too: it is made anew when it is needed.

    Args:
        trained: The home's folder of trained models.

    Raises:
        CannotWriteError: The operating system refused.
    """
    try:
        for path in [*(trained / _CACHE).glob("*"), *(trained / _CACHE).glob(".*")]:
            path.unlink(missing_ok=True)
    except OSError as err:
        raise CannotWriteError(trained / _CACHE, err.strerror or str(err)) from err


def _read(path: Path) -> TestJudgements | None:
    """What was kept; None where nothing was, or it is damaged."""
    try:
        checksum, content = path.read_text(encoding="utf-8").splitlines()
        if checksum != _checksum(content):
            return None
        kept = json.loads(content)
        return TestJudgements(tuple(map(_judged, kept["judged"])), tuple(kept["learnt"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _checksum(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _judged(one: dict[str, Any]) -> Judged:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}
    return Judged(**fields)
