"""What people have decided on identical answers: asked for together, remembered, and never waited for long."""

import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from service.compute.following import Follower
from service.compute.recalled import News, Recalled
from service.store_link import StoreLink
from textcoder.labelling.store.following import coded_by, decisions_on
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.texts import TextDecision, of_texts, questions_with

_PATIENCE = 0.5
"""Seconds a request waits for the label store; answers are coded without it rather than not at all."""
_STUCK = 0.8 * _PATIENCE
"""Seconds after which the store is taken to hang: whoever comes after somebody who has waited in vain does not wait."""
_FRESH = 5.0
"""Seconds for which the questions of the store are believed without asking again."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What people have said about the texts of one question."""

    decisions: Mapping[str, TextDecision]
    """By fingerprint of the text; those without are left out."""
    questions: frozenset[str]
    """Questions of the store that are coded with the codeframe."""
    store_away: bool = False
    """Whether only what was known before could be told."""


@dataclass(slots=True, eq=False)
class Ask:
    """What somebody wants to know."""

    codeframe: str
    question: str
    text_keys: Sequence[str]
    known: Known | None = None
    answered: threading.Event = field(default_factory=threading.Event)


class HumanDecisions:
    """Looks up in the label store what people have decided.

    Of a database on a network, one thread asks for all who wait, with one query for a codeframe and question: whatever
    becomes of it, a request waits a moment at most. While the store is away, what was last read of it counts.

    Args:
        store: The way to it.
        look_every_s: Seconds between two looks at what people have decided since.
    """

    def __init__(self, store: StoreLink, *, look_every_s: float = 1.0) -> None:
        self._store = store
        self._waiting: list[Ask] = []
        self._changed = threading.Condition()
        self._stopping = False
        self._busy_since: float | None = None
        self._recalled = Recalled()
        self._follower = Follower(store, self._recalled, look_every_s=look_every_s)
        self._questions: dict[str, tuple[float, frozenset[str]]] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._work, name="human-decisions", daemon=True)
        self._thread.start()
        self._follower.start()

    def stop(self) -> None:
        """End; who waits goes on with what is known."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=5 * _PATIENCE)
        self._follower.stop()

    def read_news(self, store: Store, keys: Sequence[int]) -> News:
        """What codings that have been saved or withdrawn make of the decisions on their texts.

        Args:
            store: The label store, within the transaction that saves or withdraws them.
            keys: Of the codings.

        Raises:
            StoreUnavailableError: The database broke off.
        """
        order = self._recalled.tick()
        places = coded_by(store, keys)
        return News(order, places, decisions_on(store, places))

    def take_in(self, news: News) -> None:
        """Know at once, once the transaction has ended well, what it has made of the decisions."""
        self._recalled.acknowledge(news)

    def on(self, asks: Sequence[Ask]) -> list[Known]:
        """What is known on each, in their order, within a moment."""
        reachable = self._store.is_there and not self._is_stuck()
        if reachable and self._store.is_local:
            self._answer(asks)  # a file keeps nobody waiting, and another thread would
            return [ask.known or self._from_memory(ask) for ask in asks]
        if reachable:
            with self._changed:
                self._waiting += asks
                self._changed.notify()
        until = time.monotonic() + _PATIENCE
        for ask in asks:
            if reachable and not self._stopping:
                ask.answered.wait(max(0.0, until - time.monotonic()))
        return [ask.known or self._from_memory(ask) for ask in asks]

    def _is_stuck(self) -> bool:
        since = self._busy_since
        return since is not None and time.monotonic() - since > _STUCK

    def _work(self) -> None:
        while True:
            with self._changed:
                while not (self._waiting or self._stopping):
                    self._changed.wait()
                asks, self._waiting = self._waiting, []
            if not asks:
                return
            self._busy_since = time.monotonic()
            self._answer(asks)
            self._busy_since = None

    def _answer(self, asks: Sequence[Ask]) -> None:
        together: dict[tuple[str, str], list[Ask]] = defaultdict(list)
        for ask in asks:
            together[ask.codeframe, ask.question].append(ask)
        try:
            with self._store.use() as store:
                for (codeframe, question), group in together.items():
                    self._look_up(store, codeframe, question, group)
        except Exception as err:
            # Whatever is wrong with the database, answers are coded. What it says may repeat a row, so only the kind.
            _log.warning("label_store_away", problem=type(err).__name__)
        for ask in asks:
            ask.answered.set()

    def _look_up(self, store: Store, codeframe: str, question: str, group: Sequence[Ask]) -> None:
        wanted = list(dict.fromkeys(key for ask in group for key in ask.text_keys))
        as_of = self._recalled.tick()
        found = of_texts(store, codeframe, question, wanted) if wanted else {}
        decisions = {(codeframe, question, key): decision for key, decision in found.items()}
        self._recalled.keep([(codeframe, question, key) for key in wanted], decisions, as_of=as_of)
        questions = self._questions_of(store, codeframe, question)
        for ask in group:
            ask.known = Known({key: found[key] for key in ask.text_keys if key in found}, questions)
            ask.answered.set()

    def _questions_of(self, store: Store, codeframe: str, question: str) -> frozenset[str]:
        seen_at, known = self._questions.get(codeframe, (0.0, frozenset[str]()))
        # A question that is not known may have come in just now.
        if time.monotonic() - seen_at > _FRESH or (question and question not in known):
            known = questions_with(store, codeframe)
            self._questions[codeframe] = (time.monotonic(), known)
        return known

    def _from_memory(self, ask: Ask) -> Known:
        decisions = self._recalled.of(ask.codeframe, ask.question, ask.text_keys)
        _, questions = self._questions.get(ask.codeframe, (0.0, frozenset[str]()))
        followed = self._recalled.questions.get(ask.codeframe, frozenset[str]())
        return Known(decisions, questions | followed, store_away=True)
