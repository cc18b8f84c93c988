"""What people have decided, remembered for the time when the label store is away."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from textcoder.labelling.store.following import Place
from textcoder.labelling.store.texts import TextDecision

MOST: Final = 200_000
"""Texts whose decisions are remembered, those decided last."""
_MOST_ACKNOWLEDGED: Final = 20_000
"""Texts of which it is known when they were decided on over this process."""


@dataclass(frozen=True, slots=True)
class News:
    """What a request has made of the decisions on texts, seen from within its own transaction."""

    order: int
    """Requests that write come one after another; this is the place among them."""
    places: Sequence[Place]
    decisions: Mapping[Place, TextDecision]


class Recalled:
    """Decisions of people by codeframe, question and text. Several threads may use it.

    Args:
        most: Texts it holds at most.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._decisions: OrderedDict[Place, TextDecision] = OrderedDict()
        self._acknowledged: OrderedDict[Place, tuple[int, int]] = OrderedDict()
        self._code_sets: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._clock = 0
        self.questions: Mapping[str, frozenset[str]] = {}
        """By codeframe. Replaced, never changed."""

    def tick(self) -> int:
        """A number that is higher each time."""
        with self._lock:
            self._clock += 1
            return self._clock

    def of(self, codeframe: str, question: str, text_keys: Sequence[str]) -> dict[str, TextDecision]:
        """What is remembered of texts, by fingerprint."""
        with self._lock:
            found = ((key, self._decisions.get((codeframe, question, key))) for key in text_keys)
            return {key: one for key, one in found if one is not None}

    def keep(self, places: Iterable[Place], decisions: Mapping[Place, TextDecision], *, as_of: int) -> None:
        """Remember what was read of these texts; one without a decision is forgotten: it may have been withdrawn.

        Args:
            places: The texts.
            decisions: What people have decided on them.
            as_of: From :meth:`tick`, before it was read. What has been acknowledged since is newer, and stays.
        """
        with self._lock:
            for place in places:
                if self._acknowledged.get(place, (0, 0))[1] < as_of:
                    self._put(place, decisions.get(place))
            self._shorten()

    def keep_all(self, decisions: Mapping[Place, TextDecision], *, as_of: int) -> None:
        """Remember these and no others, but for what has been acknowledged since; arguments as for :meth:`keep`."""
        # Made beforehand: it takes long enough not to be waited for.
        fresh = OrderedDict((place, self._slim(one)) for place, one in decisions.items())
        with self._lock:
            newer = [place for place, (_, at) in self._acknowledged.items() if at > as_of]
            stay = {place: self._decisions.get(place) for place in newer}
            self._decisions = fresh
            for place, one in stay.items():
                self._put(place, one)
            self._shorten()

    def acknowledge(self, news: News) -> None:
        """Remember what a request has saved, which is newer than whatever is being read just now."""
        with self._lock:
            self._clock += 1
            for place in news.places:
                if self._acknowledged.get(place, (0, 0))[0] < news.order:
                    self._put(place, news.decisions.get(place))
                    self._acknowledged[place] = (news.order, self._clock)
                    self._acknowledged.move_to_end(place)
            while len(self._acknowledged) > _MOST_ACKNOWLEDGED:
                self._acknowledged.popitem(last=False)
            self._shorten()

    def _put(self, place: Place, decision: TextDecision | None) -> None:
        self._decisions.pop(place, None)
        if decision is not None:
            self._decisions[place] = self._slim(decision)

    def _shorten(self) -> None:
        while len(self._decisions) > self._most:
            self._decisions.popitem(last=False)

    def _slim(self, decision: TextDecision) -> TextDecision:
        """The same, sharing with all others what they have in common: there are many."""
        codes = self._code_sets.setdefault(decision.code_ids, decision.code_ids)
        return TextDecision(decision.text_key, codes, decision.coding, sys.intern(decision.coder), decision.adjudicated)
