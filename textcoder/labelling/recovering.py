"""What sittings that were broken off have left behind: decisions, which are all saved, and the answers they held."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from textcoder.labelling.overview import Overview
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Kind, StoredCoding
from textcoder.labelling.supply import Seat


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What was decided, and what was not yet."""

    decisions: tuple[tuple[StoredCoding, ...], ...] = ()
    """The codings of each decision that stands, the earliest first; several where nearly identical answers were
    coded together. Their codes are those of the codeframe in use; decisions it has no place for are left out."""
    undecided: tuple[int, ...] = ()
    """Keys of answers that were held and not coded, the one in front of the coder first."""


def left_behind(store: Store, overview: Overview, seat: Seat, over: Collection[str]) -> LeftBehind:
    """Find what a coder's earlier sittings with the same question have left, and let go of what they held.

    Args:
        store: The label store.
        overview: Of the question.
        seat: The new sitting.
        over: Names of the earlier ones.
    """
    decided: list[StoredCoding] = []
    for sitting in over:
        decided += [one for one in store.codings.of_sitting(sitting) if _stands(one, seat)]
    asked = store.surveys.question(seat.survey, seat.question)
    frame = store.codeframes.get(asked.codeframe, asked.codeframe_version)
    decided = sorted(store.codings.under(decided, frame), key=lambda one: one.key)
    held = [one for one in store.claims.live(seat.coder) if one.sitting in over and overview.text_key(one.answer)]
    for sitting in over:
        store.claims.release(sitting)
    done = {one.answer for one in decided}
    held.sort(key=lambda one: one.expires_at)
    together = groupby(decided, key=lambda one: (one.sitting, one.coded_at))
    return LeftBehind(
        tuple(tuple(codings) for _, codings in together),
        tuple(one.answer for one in held if one.answer not in done),
    )


def _stands(coding: StoredCoding, seat: Seat) -> bool:
    here = (coding.survey, coding.question, coding.coder) == (seat.survey, seat.question, seat.coder)
    return here and coding.withdrawn_at is None and coding.kind is Kind.CODING
