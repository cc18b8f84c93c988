"""The way of a question's codings from one version of its codeframe to another, in legs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a way: by a migration that was made, or where there was none by what the codeframes say."""

    start: int
    end: int
    migration: int | None = None
    """Its key."""


Way = tuple[Leg, ...]
"""Legs of which each begins at the version where the one before it ends."""


@dataclass(frozen=True, slots=True)
class Record:
    """A migration of the codeframe, of whatever question."""

    leg: Leg
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """What a question went through, and what was done with its codeframe."""

    used: Sequence[tuple[int, datetime]]
    """The versions the question has had, each with the moment it took it, the first one first."""
    made: Sequence[Record]
    """The one made first first."""


def way_between(past: Past, start: int, end: int) -> Way:
    """The way from one version to a higher one.

    What the question itself went through goes before everything else, and stays what it was: migrations that were made
    after the question took a version are no part of its way there. Where it has no way of its own, migrations made for
    others lead on. A part for which there is none is bridged: codes that are still there go on.

    Args:
        past: Of the question.
        start: Where to begin.
        end: Where to end; nothing beyond it is looked at.
    """
    taken = next((since for version, since in reversed(past.used) if version == end), None)
    elsewhere = [(one.leg,) for one in past.made if taken is None or one.made_at <= taken]
    return _best([*_own(past), *elsewhere], start, end)


def _own(past: Past) -> Iterator[Way]:
    """The ways the question itself has gone onward, the last one first."""
    for (start, _), (end, since) in reversed(list(pairwise(past.used))):
        if start < end:
            known = [one.leg for one in past.made if one.made_at <= since]
            direct = [leg for leg in known if (leg.start, leg.end) == (start, end)]
            yield tuple(direct) or _best([(leg,) for leg in known], start, end)


def _best(stretches: Sequence[Way], start: int, end: int) -> Way:
    """The way that bridges the least, and of several such ways the one that can do with what is preferred.

    Args:
        stretches: Of which it may be made; the one that is preferred to all others first. What is added at the end
            changes nothing as long as there is a way without bridges.
        start: Where to begin.
        end: Where to end.
    """
    # One number says which stretches a way is made of, so that the least number has the least preferred one earliest.
    weighed = [(1 << place, way) for place, way in enumerate(stretches) if start <= way[0].start < way[-1].end <= end]
    stops = sorted({start, end, *(version for _, way in weighed for version in (way[0].start, way[-1].end))})
    best: dict[int, tuple[int, int, Way]] = {end: (0, 0, ())}
    for place, stop in reversed(list(enumerate(stops[:-1]))):
        onward = [(0, weight, way) for weight, way in weighed if way[0].start == stop]
        onward += [(later - stop, 0, (Leg(stop, later),)) for later in stops[place + 1 :]]
        ways = [(way, bridged, weight, best[way[-1].end]) for bridged, weight, way in onward]
        found = [(bridged + rest[0], weight + rest[1], way + rest[2]) for way, bridged, weight, rest in ways]
        best[stop] = min(found, key=lambda one: (one[0], one[1], len(one[2])))
    return best[start][2]
