"""Names of persons, by three witnesses together: the pipeline, the name lists, and the words around."""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise

from textcoder.language.redaction import cues
from textcoder.language.redaction.bearers import is_called_so
from textcoder.language.redaction.evidence import ENOUGH, points
from textcoder.language.redaction.findings import Entity, Finding, Kind
from textcoder.language.redaction.naming import Candidate, find_candidates
from textcoder.language.redaction.reading import Reading, Word
from textcoder.language.redaction.small_letters import may_tell
from textcoder.language.redaction.words import lookup_form, word_list

_WORDS = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"[A-ZÆØÅ]|[^\x00-\x7fæøåéèêòóôüäö–—…«»’”“]")
_INTRODUCES = cues.LAST_OF_INTRODUCTION - {"er", "is"}
_LONGEST_LINK = 10
"""Characters between two names that are listed, and some more."""
_ECHO_POINTS = 3
_NEIGHBOUR_POINTS = 3
_THING_POINTS = 6


def may_hold_names(text: str) -> bool:
    """Whether a closer look is worth its while. Cheap, and seldom wrong to say no."""
    if _CAPITAL.search(text):
        return True
    words = {word for match in _WORDS.finditer(lookup_form(text)) for word in (match[0], match[0].removesuffix("s"))}
    if not (words.isdisjoint(_sure_names()) and words.isdisjoint(_INTRODUCES)):
        return True
    if words.isdisjoint(word_list("given")):
        return False
    return may_tell(text.lower()) or not words.isdisjoint(cues.TELLING)


@cache
def _sure_names() -> frozenset[str]:
    return (word_list("given") | word_list("family")) - word_list("ambiguous")


def find_persons(text: str, entities: Sequence[Entity]) -> list[Finding]:
    """Find the names of persons, in order and not overlapping.

    Args:
        text: One answer.
        entities: What the spaCy pipeline sees in it; may be empty.
    """
    if not (entities or may_hold_names(text)):
        return []
    reading = Reading(text)
    candidates = list(find_candidates(reading, entities))
    near = _Nearby(entities)
    scores = [points(candidate, near.to(candidate)) for candidate in candidates]
    scores = _with_neighbours(candidates, _with_echoes(candidates, _without_things(candidates, scores)))
    return [
        Finding(candidate.start, candidate.end, Kind.PERSON, _confidence(score))
        for candidate, score in zip(candidates, scores, strict=True)
        if score >= ENOUGH
    ]


class _Nearby:
    """Finds the entities that may tell of a candidate, without looking at all: there may be very many of both."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = sorted(entities, key=lambda entity: entity.start)
        self._starts = [entity.start for entity in self._entities]
        self._reach = _LONGEST_LINK + max((entity.end - entity.start for entity in entities), default=0)

    def to(self, candidate: Candidate) -> list[Entity]:
        """Those that overlap a candidate or stand before it with an "og" between, in order."""
        first = bisect_left(self._starts, candidate.start - self._reach)
        return self._entities[first : bisect_left(self._starts, candidate.end)]


def _without_things(candidates: Sequence[Candidate], scores: Sequence[int]) -> list[int]:
    """What has been called the name of a thing once is hardly a person elsewhere: "roboten Berta … kjøpe Berta"."""
    things = {base for one in candidates if is_called_so(one) for base in _bases(one.words)}
    return [
        score - _THING_POINTS * all(not things.isdisjoint(word.bases) for word in one.words)
        for one, score in zip(candidates, scores, strict=True)
    ]


def _with_echoes(candidates: Sequence[Candidate], scores: Sequence[int]) -> list[int]:
    """Whoever has been named in the text may be named again, at the start of a sentence too."""
    named = {
        base for one, score in zip(candidates, scores, strict=True) if score >= ENOUGH for base in _bases(one.words)
    }
    return [
        score + _ECHO_POINTS * (0 < score < ENOUGH and all(not named.isdisjoint(word.bases) for word in one.words))
        for one, score in zip(candidates, scores, strict=True)
    ]


def _bases(words: Collection[Word]) -> set[str]:
    return {base for word in words for base in word.bases}


def _with_neighbours(candidates: Sequence[Candidate], scores: Sequence[int]) -> list[int]:
    """A listed name beside one that is sure is a name: "Stein og Liv", "Per, Pål og Espen"."""
    found = list(scores)
    pairs = [
        (place, place + 1)
        for place, (one, other) in enumerate(pairwise(candidates))
        if cues.BETWEEN.match(one.reading.text[one.end : other.start])
    ]
    for sure, other in [*pairs, *((last, first) for first, last in reversed(pairs))]:
        first, listed = candidates[other].words[0], candidates[other].listings
        is_word = candidates[sure].words[0].has_capital and not first.has_capital and listed[0].ambiguous
        is_word = is_word and len(listed) == 1
        if found[sure] >= ENOUGH > found[other] > 0 and candidates[other].is_listed and not is_word:
            found[other] += _NEIGHBOUR_POINTS
    return found


def _confidence(score: int) -> float:
    """From 0.75 for barely enough towards 1."""
    return round(1 - math.exp2(-score / 2), 3)
