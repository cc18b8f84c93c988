"""What the model of a home doubts, in one call for every edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from textcoder.codeframe import Codeframe
from textcoder.errors import WrongCodeframeError
from textcoder.files.home import Home
from textcoder.learning.artifact import Manifest, read_judged, read_manifest
from textcoder.learning.doubts import Doubt, coders_of, find_doubts
from textcoder.learning.errors import SnapshotMissingError
from textcoder.learning.evaluation import Judged
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.snapshots import read_snapshot


@dataclass(frozen=True, slots=True)
class CodeTally:
    """How often coder and model differ on a code, out of fold."""

    code_id: str
    given: int
    """Codings with it."""
    only_given: int
    """Of these, those that the model would give without it."""
    only_model: int
    """Codings without it that the model would give with it."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """The codings a model has learnt from, the most doubtful first."""

    model: str
    """Codeframe and version."""
    code: str | None
    """The one they are ranked by; None: the whole set."""
    codings: int
    """It was measured on, without those of respondents who have been forgotten since, where it is known who was."""
    doubts: tuple[Doubt, ...]
    codes: tuple[CodeTally, ...]
    """In codeframe order."""
    without_coders: str | None = None
    """Why it is not known who gave the codings, in a sentence; None: it is known."""


def doubted_codings(home: Home, codeframe_name: str, *, model: str | None = None, code: str | None = None) -> Doubted:
    """Rank the codings that a model was trained on by how far a model that had not read their voice doubts them.

    Args:
        home: Where models and codeframes are.
        codeframe_name: Id under ``labels/``, or a file.
        model: Version; None: the current one.
        code: Rank by this code alone, an id or a number; None: by the whole set.

    Raises:
        TextcoderError: There is no such codeframe, model or code, or the model is damaged or of another codeframe.
    """
    codeframe = home.codeframe(codeframe_name)
    asked = None if code is None else codeframe.code(code).id
    entry = Registry(home.trained).find(model or codeframe.id)
    manifest = read_manifest(entry.folder)
    _check(entry, manifest, codeframe)
    judged = read_judged(entry.folder)
    coders: list[str] = []
    unknown = None
    try:
        learnt = read_snapshot(entry, manifest, codeframe)
        # Whoever was forgotten is in it no more.
        there = {(one.answer.question, one.answer.id) for one in learnt}
        judged = [one for one in judged if (one.question, one.id) in there]
        coders = coders_of(judged, learnt)
    except SnapshotMissingError as err:
        unknown = str(err)
    doubts = find_doubts(judged, codeframe.code_ids, code=asked, coders=coders)
    return Doubted(entry.name, asked, len(judged), tuple(doubts), _tallies(judged, codeframe.code_ids), unknown)


def _check(entry: Entry, manifest: Manifest, codeframe: Codeframe) -> None:
    theirs = manifest.content["codeframe"]
    if theirs["coding_hash"] != codeframe.coding_hash:
        raise WrongCodeframeError(
            entry.name,
            [f"{theirs['id']}: {', '.join(theirs['codes'])}"],
            [f"{codeframe.id}: {', '.join(codeframe.code_ids)}"],
        )


def _tallies(judged: Sequence[Judged], code_ids: Sequence[str]) -> tuple[CodeTally, ...]:
    return tuple(
        CodeTally(
            code_id,
            given=sum(code_id in one.human for one in judged),
            only_given=sum(code_id in one.human and code_id not in one.model for one in judged),
            only_model=sum(code_id in one.model and code_id not in one.human for one in judged),
        )
        for code_id in code_ids
    )
