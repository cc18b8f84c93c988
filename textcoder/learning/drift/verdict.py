"""What it all comes to, in a sentence or two."""

from collections.abc import Iterator, Sequence

from textcoder.errors import listing
from textcoder.learning.drift.change import Change
from textcoder.learning.drift.findings import Drift
from textcoder.learning.drift.split import Effect, ShareSplit, Why
from textcoder.learning.drift.themes import Theme

_MOST_CODES = 3
_MOST_WORDS = 3


def verdict_on(drift: Drift, smallest: float) -> tuple[str, ...]:
    """Say what has changed that matters, the most important first.

    Args:
        drift: All that was found.
        smallest: Change of a share that matters, 0 to 1; smaller ones are passed over, however sure.
    """
    said = [*_of_split(drift, smallest), *_of_shares(drift, smallest), *_of_model(drift, smallest)]
    said += _of_themes(drift, smallest)
    return tuple(said) if said else (_nothing(drift, smallest),)


def _nothing(drift: Drift, smallest: float) -> str:
    margins = [one.share.margin for one in drift.codes if one.share.margin is not None]
    if not margins:
        return "Too few people have answered to tell a change from chance."
    seen = max(*margins, smallest)
    return (
        f"Nothing has changed that matters. With {drift.now:,} answers now and {drift.then:,} then, a share would have "
        f"to move by some {_points(seen)} to be told from chance."
    )


def _of_split(drift: Drift, smallest: float) -> Iterator[str]:
    if drift.split is None:
        return
    moved = [
        one
        for one in drift.split.shares
        if any(_matters(part, smallest) for part in (one.change, one.people, one.coder))
    ]
    moved.sort(key=lambda one: -abs(one.change.value))
    yield from (f"From the earlier wave: {_split_sentence(one)}" for one in moved[:_MOST_CODES])
    if len(moved) > _MOST_CODES:
        yield f"Others that changed: {listing(one.name for one in moved[_MOST_CODES:])} (see the table)."


def _split_sentence(one: ShareSplit) -> str:
    share = "the share referred" if one.name == "referred" else f"the share of {one.name}"
    parts = f"{_signed(one.people)} since people say other things, {_signed(one.coder)} since the coder changed"
    if not one.change.is_sure and one.people.value * one.coder.value < 0:
        return f"{share} stayed much the same, for two things that weigh against each other ({parts})."
    why = "" if one.why is Why.NEITHER else f", and beyond chance is that {one.why.value}"
    way = "rose" if one.change.value > 0 else "fell"
    return f"{share} {way} by {_points(one.change.value)}{why} ({parts})."


def _of_shares(drift: Drift, smallest: float) -> Iterator[str]:
    moved = [one for one in drift.codes if _matters(one.share, smallest)]
    moved.sort(key=lambda one: -abs(one.share.value or 0.0))
    for one in moved[:_MOST_CODES]:
        yield f"The share of {one.code_id} {_moved(one.share)}, since the answers that the model learnt from."
    if len(moved) > _MOST_CODES:
        yield f"Others that changed: {listing(one.code_id for one in moved[_MOST_CODES:])} (see the table)."


def _of_model(drift: Drift, smallest: float) -> Iterator[str]:
    if _matters(drift.referred, smallest):
        yield f"The share referred to a human {_moved(drift.referred)}{_look_at(drift)}."
    if drift.confidence is not None and _matters(drift.confidence.mean, smallest):
        mean = drift.confidence.mean
        way = "surer" if (mean.value or 0.0) > 0 else "less sure"
        yield f"The model is {way} of its codes: {_percent(mean.after)} on average, {_percent(mean.before)} then."
    if drift.unseen is not None and _matters(drift.unseen, smallest):
        way = "More" if (drift.unseen.value or 0.0) > 0 else "Fewer"
        shares = f"{_percent(drift.unseen.after)} of those written, {_percent(drift.unseen.before)} then"
        yield f"{way} words are new to it: {shares}."


def _look_at(drift: Drift) -> str:
    risen = _risen(drift.themes)
    if not risen or (drift.referred.value or 0.0) <= 0:
        return ""
    return f": look at theme {listing(one.number for one in risen[:_MOST_CODES])}"


def _of_themes(drift: Drift, smallest: float) -> Iterator[str]:
    for one in _risen(drift.themes)[:_MOST_CODES]:
        if _matters(one.share, smallest):
            shares = f"{_percent(one.share.after)} of the answers, {_percent(one.share.before)} then"
            words = ", ".join(one.words[:_MOST_WORDS])
            yield f"Theme {one.number} ({words}) has come up: {shares}. It may want a code of its own."


def _risen(themes: Sequence[Theme]) -> list[Theme]:
    return [one for one in themes if one.share.is_sure and (one.share.value or 0.0) > 0]


def _matters(change: Change | Effect, smallest: float) -> bool:
    return change.is_sure and abs(change.value or 0.0) >= smallest


def _moved(change: Change) -> str:
    way = "rose" if (change.value or 0.0) > 0 else "fell"
    return f"{way} by {_points(change.value or 0.0)}, from {_percent(change.before)} to {_percent(change.after)}"


def _points(share: float) -> str:
    points = round(100 * abs(share))
    return f"{points} point{'' if points == 1 else 's'}" if points else "less than a point"


def _signed(effect: Effect) -> str:
    points = round(100 * effect.value)
    return f"{points:+d}" if points else "0"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"
