"""The queue ``doubtful``: codings by people that a model doubts, put before a coder once more.

Which they are, learning says; what has become of them since, the store.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from textcoder.codings import Source
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import DOUBTFUL, Listed
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import FinalCoding, Kind, StoredCoding


@dataclass(frozen=True, slots=True)
class Doubted:
    """A coding that a model has learnt from, and doubts."""

    answer_id: str
    """The one that the respondent has in his survey."""
    code_ids: frozenset[str]
    text_key: str | None = None
    """What answers identical to the one learnt from have in common; None: not known."""


def doubtful_queue(
    store: Store, overview: Overview, doubted: Sequence[Doubted], *, texts: Collection[str], since: datetime
) -> Listed:
    """Put answers whose coding is doubted before a coder, the most doubtful first.

    Left out is what somebody has looked at since: another set of codes counts now, or the same was given again in a
    sitting, by an adjudicator or through another program. What was merely imported since has been looked at by nobody.

    Args:
        store: The label store.
        overview: Of the question.
        doubted: The codings, the most doubtful first.
        texts: What identical answers have in common, for all the model has learnt from; an answer with another text
            than it had then is not doubted.
        since: When the model was trained, with its time zone.
    """
    answers = {one.id: one for one in overview.answers if one.text_key in texts}
    final = {one.answer: one for one in store.codings.final(overview.survey, overview.question)}
    since_then = _Since(store, overview, since)
    doubtful: dict[int, None] = {}
    for one in doubted:
        answer = answers.get(one.answer_id)
        if answer is None or one.text_key not in (None, answer.text_key):
            continue
        if not since_then.is_settled(one, answer.key, final.get(answer.key)):
            doubtful[answer.key] = None
    return Listed(DOUBTFUL, list(doubtful), again=True, why=DOUBTFUL)


class _Since:
    """What people have decided since, after looking at the answer."""

    def __init__(self, store: Store, overview: Overview, since: datetime) -> None:
        kinds = (Kind.CODING, Kind.ADJUDICATION)
        found = store.codings.by_coder(overview.survey, overview.question, kinds=kinds)
        fresh = [one for one in found if one.coded_at >= since and _was_looked_at(one)]
        self._answers = {one.answer for one in fresh}
        self._codings = {one.key for one in fresh}

    def is_settled(self, doubted: Doubted, key: int, final: FinalCoding | None) -> bool:
        """Whether the answer was decided on since, or other codes count than those that are doubted."""
        if key in self._answers:
            return True
        if final is None or final.source not in (Source.HUMAN, Source.EXACT):
            return False
        # What counts may be the coding of an identical answer.
        return final.coding in self._codings or frozenset(final.code_ids) != doubted.code_ids


def _was_looked_at(coding: StoredCoding) -> bool:
    if coding.source is not Source.HUMAN:
        return False
    return bool(coding.sitting or coding.chosen) or coding.kind is Kind.ADJUDICATION
