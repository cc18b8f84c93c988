"""What people have decided on identical answers: asked for together, remembered, and never waited for long."""

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from service.store_link import StoreLink
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.texts import TextDecision, of_texts, questions_with

_PATIENCE = 0.5
"""Seconds a request waits for the label store; answers are coded without it rather than not at all."""
_REMEMBERED = 50_000
"""Decisions that are kept for the time when the label store is away."""
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
    becomes of it, a request waits a moment at most.

    Args:
        store: The way to it.
    """

    def __init__(self, store: StoreLink) -> None:
        self._store = store
        self._waiting: list[Ask] = []
        self._changed = threading.Condition()
        self._stopping = False
        self._busy_since: float | None = None
        self._remembered: OrderedDict[tuple[str, str, str], TextDecision] = OrderedDict()
        self._questions: dict[str, tuple[float, frozenset[str]]] = {}
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._work, name="human-decisions", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; who waits goes on with what is known."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=5 * _PATIENCE)

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
        return since is not None and time.monotonic() - since > _PATIENCE

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
        found = of_texts(store, codeframe, question, wanted) if wanted else {}
        self._remember(codeframe, question, wanted, found)
        questions = self._questions_of(store, codeframe, question)
        for ask in group:
            ask.known = Known({key: found[key] for key in ask.text_keys if key in found}, questions)
            ask.answered.set()

    def _remember(
        self, codeframe: str, question: str, wanted: Iterable[str], found: Mapping[str, TextDecision]
    ) -> None:
        with self._changed:
            for key in wanted:
                place = (codeframe, question, key)
                self._remembered.pop(place, None)  # it may have been withdrawn
                if key in found:
                    self._remembered[place] = found[key]
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)

    def _questions_of(self, store: Store, codeframe: str, question: str) -> frozenset[str]:
        seen_at, known = self._questions.get(codeframe, (0.0, frozenset[str]()))
        # A question that is not known may have come in just now.
        if time.monotonic() - seen_at > _FRESH or (question and question not in known):
            known = questions_with(store, codeframe)
            self._questions[codeframe] = (time.monotonic(), known)
        return known

    def _from_memory(self, ask: Ask) -> Known:
        with self._changed:
            places = ((key, self._remembered.get((ask.codeframe, ask.question, key))) for key in ask.text_keys)
            decisions = {key: decision for key, decision in places if decision is not None}
        _, questions = self._questions.get(ask.codeframe, (0.0, frozenset[str]()))
        return Known(decisions, questions, store_away=True)
