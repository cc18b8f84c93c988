"""In which order answers come before a coder.

A queue says which answers, in which order; who holds an answer and whether it is coded already is the store's affair.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from textcoder.codings import Source
from textcoder.labelling.overview import Overview
from textcoder.labelling.sampling import random_order
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Purpose, StaleCoding, StoredCoding

BETWEEN_REPEATS = 10
"""Answers from one planted repeat to the next."""
RANDOM, SEARCH, STALE, ALIKE = "random", "search", "stale", "alike"
FREQUENT, DISAGREEMENT, DOUBTFUL = "frequent", "disagreement", "doubtful"
DOUBLE, REPEAT, AUDIT = "double", "repeat", "audit"
"""Reasons why an answer comes; the last three are what it was assigned for, or drawn. Others are what learning calls
its choices."""
AFRESH = frozenset({REPEAT, DOUBTFUL})
"""Reasons of answers that are to be coded as if for the first time, though the coder may have coded them himself."""
DRAWN = frozenset({RANDOM, AUDIT})
"""Reasons of answers that come in a random order. What is a random sample, they do not say:
:func:`textcoder.labelling.sampling.random_sample` does."""


class Queue(Protocol):
    """The order of a sitting."""

    @property
    def name(self) -> str:
        """What the coder calls it, in a word or two."""
        ...

    @property
    def estimates(self) -> bool:
        """Whether the order is random, so that what is coded of it is a sample to estimate shares or error from."""
        ...

    @property
    def again(self) -> bool:
        """Whether answers that people have coded already come too."""
        ...

    def reason(self, key: int) -> str:
        """Why the queue brings an answer, in a word that is kept with the coding; empty where it says nothing."""
        ...

    def outdated(self, key: int) -> Sequence[StaleCoding]:
        """What people gave an answer that is brought because it counts no longer, the earliest first."""
        ...

    def __iter__(self) -> Iterator[int]:
        """Keys of answers. It may be asked more than once, and goes on from the beginning each time."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A queue whose order is known from the beginning."""

    name: str
    keys: Sequence[int]
    estimates: bool = False
    again: bool = False
    reasons: Mapping[int, str] = field(default_factory=dict)
    """Why an answer is in it, by its key."""
    stale: Mapping[int, Sequence[StaleCoding]] = field(default_factory=dict)
    """Codings that count no longer, by the key of the answer."""
    why: str = ""
    """Why any other answer is in it. Not the name, which may hold words that were searched for, perhaps a person's."""

    def __iter__(self) -> Iterator[int]:
        return iter(self.keys)

    def reason(self, key: int) -> str:
        """As the mapping has it; else that of the queue."""
        return self.reasons.get(key, self.why)

    def outdated(self, key: int) -> Sequence[StaleCoding]:
        """As the mapping has it."""
        return self.stale.get(key, ())


def random_queue(overview: Overview) -> Listed:
    """Answers in an order that has nothing to do with what they say.

    It is the same order every day and for every coder, and it begins at the first answer that nobody has decided on:
    what lies before that is one random sample, :func:`textcoder.labelling.sampling.random_sample`.
    """
    return Listed(RANDOM, random_order(overview, (one.key for one in overview.answers)), estimates=True, why=RANDOM)


def frequent_queue(overview: Overview) -> Listed:
    """The most frequent answers first, one of each; those that a model has coded come after those that nobody has."""
    first = {one.text_key: one.key for one in reversed(overview.answers)}
    keys = [key for key in first.values() if overview.source(key) not in (Source.HUMAN, Source.EXACT)]
    by_model = {key: overview.source(key) is not None for key in keys}
    in_order = sorted(keys, key=lambda key: (by_model[key], -len(overview.identical(key)), key))
    return Listed(FREQUENT, in_order, why=FREQUENT)


def stale_queue(store: Store, overview: Overview) -> Listed:
    """Answers whose coding by a person no longer counts, since their text or the codeframe has changed."""
    stale: dict[int, list[StaleCoding]] = defaultdict(list)
    for one in store.codings.stale(overview.survey, overview.question):
        stale[one.coding.answer].append(one)
    return Listed(STALE, list(stale), stale=dict(stale), why=STALE)


def disagreement_queue(store: Store, overview: Overview, coder: str) -> Listed:
    """Answers that coders, people or models, have coded differently, and that this coder was not the last to code.

    Those with the most different codings come first. Adjudicated ones are settled.
    """
    final = store.codings.final(overview.survey, overview.question)
    settled = {one.answer for one in final if one.adjudicated}
    codings: dict[int, list[StoredCoding]] = defaultdict(list)
    for one in store.codings.by_coder(overview.survey, overview.question):
        codings[one.answer].append(one)
    different = {key: len({one.code_ids for one in found}) for key, found in codings.items() if key not in settled}
    open_ones = [key for key, count in different.items() if count > 1 and max(codings[key], key=_when).coder != coder]
    in_order = sorted(open_ones, key=lambda key: (-different[key], key))
    return Listed(DISAGREEMENT, in_order, again=True, why=DISAGREEMENT)


def search_queue(words: str, keys: Sequence[int]) -> Listed:
    """What a search has found."""
    # An answer that was left by an earlier sitting comes first, and was not searched for.
    return Listed(f"search: {words}", keys, reasons=dict.fromkeys(keys, SEARCH))


@dataclass(frozen=True, slots=True)
class Planted:
    """A queue with what was assigned to the coder in it: double coding and audit first, repeats here and there."""

    queue: Queue
    first: Sequence[int] = ()
    """Those coded twice."""
    repeats: Sequence[int] = ()
    audits: Sequence[int] = ()

    @property
    def name(self) -> str:
        """That of the queue."""
        return self.queue.name

    @property
    def estimates(self) -> bool:
        """That of the queue, which its own answers decide."""
        return self.queue.estimates

    @property
    def again(self) -> bool:
        """That of the queue."""
        return self.queue.again

    def reason(self, key: int) -> str:
        """What it was assigned for; else that of the queue."""
        assigned = ((DOUBLE, self.first), (AUDIT, self.audits), (REPEAT, self.repeats))
        return next((reason for reason, keys in assigned if key in keys), self.queue.reason(key))

    def outdated(self, key: int) -> Sequence[StaleCoding]:
        """Those of the queue."""
        return self.queue.outdated(key)

    def __iter__(self) -> Iterator[int]:
        yield from self.first
        yield from self.audits
        rest, repeats = iter(self.queue), iter(self.repeats)
        while batch := list(islice(rest, BETWEEN_REPEATS)):
            yield from batch
            yield from islice(repeats, 1)
        yield from repeats


def with_assignments(queue: Queue, store: Store, overview: Overview, coder: str) -> Planted:
    """Put before and into a queue what the coder was assigned and has not done."""
    assigned = [one for one in store.assignments.of(overview.survey, overview.question, coder=coder) if not one.done]
    double = [one.answer for one in assigned if one.purpose is Purpose.DOUBLE]
    repeats = [one.answer for one in assigned if one.purpose is Purpose.CONSISTENCY]
    audits = [one.answer for one in assigned if one.purpose is Purpose.AUDIT]
    return Planted(queue, double, random_order(overview, repeats), random_order(overview, audits))


def _when(coding: StoredCoding) -> int:
    return coding.key
