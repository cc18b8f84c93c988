"""Two models on answers that neither has learnt from: which answers those are, and what each makes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.files.answers_file import read_answers
from textcoder.files.home import Home
from textcoder.learning.artifact import Manifest, read_judged, read_manifest
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.errors import NotComparableError, SnapshotMissingError
from textcoder.learning.evaluation import Judged
from textcoder.learning.findings import LIMITS
from textcoder.learning.grounds import Basis, on_test_set, out_of_fold
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.snapshots import read_snapshot
from textcoder.learning.test_judgements import judge_test_set
from textcoder.learning.test_set import TestSet, read_test_set
from textcoder.learning.training import Progress, judge_with, no_progress

_AT_ONCE = 250
"""Answers that are coded between two words on how far it has come."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The same answers, coded by two models."""

    before: Entry
    after: Entry
    codeframe: Codeframe
    basis: Basis
    source: str
    """Name of the file or of the test set; empty for out of fold."""
    judged_before: tuple[Judged, ...]
    judged_after: tuple[Judged, ...]
    """``judged_after[i]`` is of the same answer as ``judged_before[i]``."""
    is_judged: bool
    """Whether humans have coded the answers."""
    constructed: int
    """How many of the answers were made up, and not given by respondents; out of fold: at most."""
    max_error: float
    """At which both are asked how much they could code without a human."""
    left_out: int = 0
    """Answers that either has learnt from; out of fold: that the two learnt with different codes."""
    note: str = ""
    """Why they were not compared on the frozen test set, where there is one."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two models that are compared."""

    before: Entry
    after: Entry
    manifests: tuple[Manifest, Manifest]
    codeframe: Codeframe
    max_error: float

    def refuse(self, why: str) -> NotComparableError:
        return NotComparableError(self.before.name, self.after.name, why)


def put_side_by_side(
    home: Home,
    before: str,
    after: str,
    *,
    on: Path | None = None,
    codeframe_name: str | None = None,
    max_error: float | None = None,
    progress: Progress = no_progress,
) -> SideBySide:
    """Let two models code the same answers.

    Args:
        home: Where they are.
        before: The one model: a version, codeframe and version, or a codeframe for its current model.
        after: The other, which might take its place.
        on: Codings, or answers without codes, to compare them on. None: the frozen test set; where there is none, or
            most of it has been learnt from, what both were measured on.
        codeframe_name: Id or file; None: the codeframe of this id under ``labels/``.
        max_error: At which they are asked how much they could code without a human, and at which they decide what to
            refer in a file, 0 to 1; None: what ``after`` promises by default. On the test set and out of fold each
            refers what it does by default.
        progress: Told how far it has come.

    Raises:
        NotComparableError: They are one model, or of different codeframes, or no answers are left to compare them on.
        TextcoderError: No such model, a damaged one, bad codings.
    """
    pair = _pair(home, before, after, codeframe_name, max_error)
    if on is not None:
        coded, is_judged = read_answers(on, pair.codeframe)
        left = _unseen(home, pair, coded, progress)
        if not left.rows:
            raise pair.refuse(
                f"of every answer in {on} one or the other has learnt. Name other answers, or leave --on out to "
                "compare them on what they were measured on."
            )
        return _on_answers(pair, left, Basis.FILE, on.name, is_judged)
    test_set = read_test_set(Registry(home.trained).folder(pair.after.codeframe_id), pair.codeframe)
    if test_set is None:
        return _out_of_fold(pair)
    left = _unseen_in_test_set(home, pair, test_set, progress)
    if LIMITS.are_enough(len(left.rows), len({one.voice for one in left.judged[0]})):
        return _on_answers(pair, left, Basis.TEST_SET, test_set.name, is_judged=True)
    return _out_of_fold(
        pair,
        f"Of the {len(test_set.coded)} answers of the frozen test set neither has learnt from {len(left.rows)}, which "
        "are too few to judge by.",
    )


def texts_of(side: SideBySide, home: Home, on: Path | None) -> dict[tuple[str, str], str]:
    """The verbatims of the answers that are compared, by question and id.

    Raises:
        SnapshotMissingError: What the models learnt from is not there any more.
        TextcoderError: A file that cannot be read.
    """
    coded: Iterable[CodedAnswer]
    if on is not None:
        coded, _ = read_answers(on, side.codeframe)
    elif side.basis is Basis.TEST_SET:
        test_set = read_test_set(Registry(home.trained).folder(side.after.codeframe_id), side.codeframe)
        coded = test_set.coded if test_set else ()
    else:
        coded = _learnt_from(side)
    return {_place(one.answer): one.answer.text for one in coded}


def _learnt_from(side: SideBySide) -> list[CodedAnswer]:
    """What either model learnt from: the answers that they are compared on out of fold are in both."""
    try:
        return read_snapshot(side.after, read_manifest(side.after.folder), side.codeframe)
    except SnapshotMissingError:
        return read_snapshot(side.before, read_manifest(side.before.folder), side.codeframe)


def _pair(home: Home, before: str, after: str, codeframe_name: str | None, max_error: float | None) -> _Pair:
    registry = Registry(home.trained)
    one, other = registry.find(before), registry.find(after)
    if one == other:
        raise NotComparableError(one.name, other.name, "they are one model. See which there are: textcoder models list")
    if one.codeframe_id != other.codeframe_id:
        why = f"one codes with {one.codeframe_id}, the other with {other.codeframe_id}. Name two of one codeframe."
        raise NotComparableError(one.name, other.name, why)
    manifests = read_manifest(one.folder), read_manifest(other.folder)
    theirs, ours = (manifest.content["codeframe"] for manifest in manifests)
    if theirs["coding_hash"] != ours["coding_hash"]:
        why = (
            f"one was trained for version {theirs['version']} of the codeframe, the other for version "
            f"{ours['version']}, which has other codes or rules. Train again for the one you use."
        )
        raise NotComparableError(one.name, other.name, why)
    codeframe = home.codeframe(codeframe_name or one.codeframe_id)
    chosen = manifests[1].content["settings"]["learning"]["max_error"] if max_error is None else max_error
    return _Pair(one, other, manifests, codeframe, chosen)


@dataclass(frozen=True, slots=True)
class _Left:
    """Answers that neither model has learnt from, coded by both."""

    rows: list[CodedAnswer]
    judged: tuple[list[Judged], list[Judged]]
    left_out: int


def _unseen(home: Home, pair: _Pair, coded: Sequence[CodedAnswer], progress: Progress) -> _Left:
    registry = Registry(home.trained)
    progress("loading the models", 0, 1)
    autocoders = [registry.load(entry, pair.codeframe, max_error=pair.max_error) for entry in (pair.before, pair.after)]
    rows = [one for one in coded if not any(autocoder.has_learnt_from(one.answer) for autocoder in autocoders)]
    judged = [_judge(autocoder, rows, progress) for autocoder in autocoders]
    return _Left(rows, (judged[0], judged[1]), len(coded) - len(rows))


def _judge(autocoder: Autocoder, rows: Sequence[CodedAnswer], progress: Progress) -> list[Judged]:
    judged: list[Judged] = []
    for start in range(0, len(rows), _AT_ONCE):
        progress(f"coding with {autocoder.version}", start, len(rows))
        judged += judge_with(autocoder, rows[start : start + _AT_ONCE])
    return judged


def _unseen_in_test_set(home: Home, pair: _Pair, test_set: TestSet, progress: Progress) -> _Left:
    """As the gate does it, at the error rate each was trained with; what was coded before is not coded again."""
    registry = Registry(home.trained)
    found = []
    for done, entry in enumerate((pair.before, pair.after)):
        progress("coding the frozen test set", done, 2)
        found.append(judge_test_set(registry, entry, pair.codeframe, test_set))
    grounds = on_test_set(*found)
    rows = [test_set.coded[row] for row in grounds.rows]
    return _Left(rows, (list(grounds.before), list(grounds.after)), grounds.left_out)


def _on_answers(pair: _Pair, left: _Left, basis: Basis, source: str, is_judged: bool) -> SideBySide:
    return SideBySide(
        before=pair.before,
        after=pair.after,
        codeframe=pair.codeframe,
        basis=basis,
        source=source,
        judged_before=tuple(left.judged[0]),
        judged_after=tuple(left.judged[1]),
        is_judged=is_judged,
        constructed=sum(one.constructed for one in left.rows),
        max_error=pair.max_error,
        left_out=left.left_out,
    )


def _out_of_fold(pair: _Pair, note: str = "") -> SideBySide:
    grounds = out_of_fold(read_judged(pair.before.folder), read_judged(pair.after.folder))
    if not grounds.before:
        raise pair.refuse(
            "they were measured on no answer in common. Name codings to compare them on: --on FILE"
            + (f". {note}" if note else "")
        )
    constructed = max(manifest.content["snapshot"]["constructed"] for manifest in pair.manifests)
    return SideBySide(
        before=pair.before,
        after=pair.after,
        codeframe=pair.codeframe,
        basis=Basis.OUT_OF_FOLD,
        source="",
        judged_before=grounds.before,
        judged_after=grounds.after,
        is_judged=True,
        constructed=min(constructed, len(grounds.before)),
        max_error=pair.max_error,
        left_out=grounds.left_out,
        note=note,
    )


def _place(answer: Answer) -> tuple[str, str]:
    return answer.question, answer.id
