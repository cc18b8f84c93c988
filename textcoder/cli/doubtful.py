"""The queue ``doubtful``: labelling does not know learning, so they meet here."""

from datetime import datetime
from typing import TYPE_CHECKING

from textcoder.cli.options import Edge
from textcoder.errors import CodingsError
from textcoder.labelling.doubtful import Doubted, doubtful_queue
from textcoder.language.identity import fingerprint
from textcoder.learning.artifact import read_judged, read_manifest
from textcoder.learning.doubts import find_doubts
from textcoder.learning.errors import SnapshotMissingError
from textcoder.learning.gathering import key_of, own_id
from textcoder.learning.snapshots import read_snapshot, surveys_learnt_from
from textcoder.learning.workshop import load_autocoder

if TYPE_CHECKING:
    from textcoder.codeframe import Codeframe
    from textcoder.labelling.overview import Overview
    from textcoder.labelling.queues import Listed
    from textcoder.labelling.store.opening import Store
    from textcoder.learning.doubts import Doubt
    from textcoder.learning.registry import Entry

SHARE = 0.1
"""Of the codings of a question that are put before a coder: beyond it, few of those doubted are wrong."""


def doubted_answers(edge: Edge, store: "Store", overview: "Overview") -> "Listed":
    """The answers whose codings the current model doubts most and nobody has looked at since it was trained.

    Args:
        edge: Where the home is, and what it is told to.
        store: The label store.
        overview: Of the question.

    Raises:
        HomeNotFoundError: There is no home, and so no model.
        ModelNotFoundError: No model has been trained for the codeframe of the question.
        RefusedError: It does not fit the codeframe, or is damaged.
    """
    asked = store.surveys.question(overview.survey, overview.question)
    codeframe = store.codeframes.get(asked.codeframe, asked.codeframe_version)
    entry, autocoder = load_autocoder(edge.home(), codeframe, None, None)
    # Codings that name no question were made for the one that is asked.
    judged = [one for one in read_judged(entry.folder) if one.question in ("", asked.id)]
    learnt = _learnt(entry, codeframe, asked.survey)
    if learnt is not None:
        judged = [one for one in judged if (one.question, one.id) in learnt]
    doubts = find_doubts(judged, codeframe.code_ids)
    first = doubts[: max(1, round(SHARE * len(doubts)))]
    queue = doubtful_queue(
        store,
        overview,
        [_doubted(one, learnt, asked.survey) for one in first],
        texts=autocoder.seen,
        since=datetime.fromisoformat(read_manifest(entry.folder).content["trained_at"]).astimezone(),
    )
    edge.say(
        f"{len(list(queue))} answers whose codings {entry.name} doubts most. They come without their codes and without "
        "suggestions: code them as if for the first time."
    )
    return queue


def _learnt(entry: "Entry", codeframe: "Codeframe", survey: str) -> dict[tuple[str, str], str] | None:
    """What identical answers have in common, by question and id, of what the model learnt from in a survey or in files.

    None where what it learnt from was not kept. What a file has may be of any survey: the words tell.
    """
    manifest = read_manifest(entry.folder)
    try:
        coded = read_snapshot(entry, manifest, codeframe)
    except (SnapshotMissingError, CodingsError):
        return None
    surveys = surveys_learnt_from(entry, manifest)
    return {
        (one.answer.question, one.answer.id): fingerprint(one.answer.text)
        for one in coded
        if surveys.get(key_of(one), survey) == survey
    }


def _doubted(doubt: "Doubt", learnt: dict[tuple[str, str], str] | None, survey: str) -> Doubted:
    text_key = None if learnt is None else learnt[doubt.question, doubt.id]
    return Doubted(own_id(doubt.id, survey), frozenset(doubt.given), text_key)
