"""Answers as they are handed to a coder: the next free one of the queue, with all that is shown with it.

The next ones are made ready while the coder thinks, so that a key press waits for nothing but the saving.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock, RLock

from textcoder.labelling.alike import Alike
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import AUDIT, DOUBLE, Queue
from textcoder.labelling.store.forgotten import is_mark
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Claim, StaleCoding, StoredAnswer
from textcoder.labelling.suggesting import Suggester, Suggestion

HOLD = 900.0
"""Seconds an answer is kept from others; a sitting that goes on renews it."""
AHEAD = 3
"""Answers made ready: few, since nobody else can have them."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who codes what."""

    survey: str
    question: str
    coder: str
    """As in :class:`textcoder.codings.Coding`: ``human:<name>``."""
    sitting: str
    """A name for this sitting that no other has."""


@dataclass(frozen=True, slots=True)
class Task:
    """An answer in front of a coder."""

    answer: StoredAnswer
    identical: int = 1
    """How many answers are identical, itself counted: what a decision counts for."""
    alike: tuple[StoredAnswer, ...] = ()
    """Answers nearly identical that people have not coded, one of each text."""
    suggestion: Suggestion | None = None
    chosen: str = ""
    """Why it came before the coder, as :attr:`textcoder.labelling.store.records.NewCoding.chosen` has it."""
    was: StaleCoding | None = None
    """What it was coded before, where it comes because that counts no longer."""
    blind: bool = False
    """Whether the coder is to see neither suggestions nor what others gave: whatever was assigned is to show what he
    makes of it by himself, or what a model is worth beside him."""


class Supply:
    """Hands out the answers of a queue, each once.

    It may be used from two threads: one hands out, the other makes ready.

    Args:
        store: The label store.
        overview: Of the question.
        seat: Who is coding.
        queue: The order.
        suggester: Makes suggestions; None: there are none.
        blind: Whether all answers come without suggestion. Those assigned to the coder when they are handed out do.
    """

    def __init__(
        self,
        store: Store,
        overview: Overview,
        seat: Seat,
        queue: Queue,
        *,
        suggester: Suggester | None = None,
        blind: bool = False,
    ) -> None:
        self.queue = queue
        self._store, self._overview, self._seat = store, overview, seat
        self._suggester, self._blind = suggester, blind
        # One of each text: identical answers would take the places of those that are not quite.
        first = (one for one in overview.answers if overview.identical(one.key)[0] == one.key)
        self._alike = Alike((one.key, one.text) for one in first)
        self._making = RLock()
        # Only for putting on the shelf and taking off it, so that a key press waits for nobody who makes answers ready.
        self._shelf = Lock()
        self._ready: deque[Task] = deque()
        self._handed: set[str] = set()
        self._begin(queue)

    def _begin(self, queue: Queue) -> None:
        self._rest: Iterator[int] = iter(queue)
        self._read: deque[int] = deque()
        self._passed: list[int] = []

    def next(self) -> Task | None:
        """The next free answer, held for this sitting; None where the queue has no more."""
        task = self._take_ready()
        if task is not None:
            return task
        with self._making:  # the other thread may be at it
            return self._take_ready() or self._make_next()

    def prepare(self) -> None:
        """Make the next answers ready. Meant for a thread of its own, while the coder reads."""
        while True:
            with self._making:
                task = self._make_next() if len(self._ready) < AHEAD else None
                if task is None:
                    return
                with self._shelf:
                    self._ready.append(task)

    def get(self, key: int, chosen: str | None = None) -> Task | None:
        """One certain answer, coded or not, held for this sitting; None where somebody else has it.

        Args:
            key: Of the answer.
            chosen: Why it is wanted; None: for the same reason as the queue would bring it. Double coding stays that.
        """
        with self._making:
            claim = self._take(iter([key]), coded_too=True)
            if claim is None:
                return None
            task = self._task(claim)
            return task if chosen is None or task.chosen == DOUBLE else replace(task, chosen=chosen)

    def hold(self, key: int, *, coded_too: bool) -> bool:
        """Keep an answer from others; False where somebody else has it, or where it is coded and may not be."""
        return self._take(iter([key]), coded_too=coded_too) is not None

    def hand_out_again(self, answers: Sequence[StoredAnswer]) -> None:
        """Let these answers, which were skipped, come once more, and look again for those that others held."""
        with self._making:
            self._handed -= {one.text_key for one in answers}
            self._begin(self.queue)

    def replace(self, *, queue: Queue | None = None, suggester: Suggester | None = None) -> None:
        """Go on with another queue or suggester. What was made ready is let go, or gets a new suggestion."""
        with self._making:  # so that nothing is made ready meanwhile with the former one
            self._suggester = suggester or self._suggester
            if queue is not None:
                self._begin_with(queue)
            elif suggester is not None:
                self._suggest_anew()

    def _suggest_anew(self) -> None:
        with self._shelf:
            ready = tuple(self._ready)
        fresh = {one.answer.key: self.suggest(one) for one in ready}
        with self._shelf:  # some may have been handed out meanwhile
            self._ready = deque([replace(one, suggestion=fresh[one.answer.key]) for one in self._ready])

    def _begin_with(self, queue: Queue) -> None:
        while (task := self._take_ready()) is not None:
            self._store.claims.release(self._seat.sitting, task.answer.key)
            self._handed.discard(task.answer.text_key)
        self.queue = queue
        self._begin(queue)

    def suggest(self, task: Task) -> Suggestion | None:
        """What the model suggests for an answer, unless the coder is to be blind to it."""
        if self._suggester is None or task.blind:
            return None
        return self._suggester([task.answer.text])[0]

    def _take_ready(self) -> Task | None:
        with self._shelf:
            return self._ready.popleft() if self._ready else None

    def _take(self, keys: Iterator[int], *, coded_too: bool) -> Claim | None:
        seat = self._seat
        return self._store.claims.take(keys, seat.coder, seat.sitting, seconds=HOLD, again=coded_too)

    def _make_next(self) -> Task | None:
        claim = self._claim(self._upcoming())
        if claim is None and self._passed:
            # Others held these a while ago.
            passed, self._passed = self._passed, []
            claim = self._claim(iter(passed))
        return None if claim is None else self._task(claim)

    def _claim(self, keys: Iterator[int]) -> Claim | None:
        """Take the first free one. What the store has looked at beyond it is kept for the next time."""
        looked_at: list[int] = []

        def noted() -> Iterator[int]:
            for key in keys:
                looked_at.append(key)
                yield key

        claim = self._take(noted(), coded_too=self.queue.again)
        if claim is None:
            self._passed += looked_at
            return None
        place = looked_at.index(claim.answer)
        self._passed += looked_at[:place]
        self._read.extendleft(reversed(looked_at[place + 1 :]))
        return claim

    def _upcoming(self) -> Iterator[int]:
        while True:
            key = self._read.popleft() if self._read else next(self._rest, None)
            if key is None:
                return
            if self._overview.text_key(key) not in self._handed:
                yield key

    def _task(self, claim: Claim) -> Task:
        key, chosen = claim.answer, self.queue.reason(claim.answer)
        # Who has a suggestion in sight finds fewer of a model's errors, so what is drawn to audit it comes without.
        blind = self._blind or claim.is_assigned or chosen == AUDIT
        answer = self._store.answers.get(key)
        self._handed.add(answer.text_key)
        alike = () if blind else self._alike_to(answer)
        was, identical = self._outdated(key, blind=blind), len(self._overview.identical(key))
        task = Task(answer, identical, alike, chosen=chosen, was=was, blind=blind)
        return replace(task, suggestion=self.suggest(task))

    def _outdated(self, key: int, *, blind: bool) -> StaleCoding | None:
        """The coder's own coding, or else the latest by anybody, which who is to be blind does not see."""
        mine: list[StaleCoding] = []
        others: list[StaleCoding] = []
        for one in self.queue.outdated(key):
            (mine if one.coding.coder == self._seat.coder else others).append(one)
        seen = mine or ([] if blind else others)
        return seen[-1] if seen else None

    def _alike_to(self, answer: StoredAnswer) -> tuple[StoredAnswer, ...]:
        by_text: dict[str, int] = {}
        for key in self._alike.to(self._overview.identical(answer.key)[0]):
            text_key = self._overview.text_key(key)
            if text_key not in self._handed and not self._overview.is_decided(key):
                by_text.setdefault(text_key, key)
        found = self._store.answers.many(list(by_text.values()))
        return tuple(one for one in found if not is_mark(one.text_key))
