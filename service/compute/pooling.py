"""One thread that codes the texts of all who wait: small requests first, large ones a piece at a time."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue

import structlog

from service.compute.errors import StoppingError
from textcoder.codings import Coding, Status
from textcoder.learning.autocoder import Autocoder

PIECE = 32
"""Texts coded between two looks at who has come meanwhile: the longest that a single answer waits for others."""
_PATIENT_EVERY = 4
"""Where requests keep coming, every so many pieces one is a job's, so that jobs end."""
FAILED = Coding(frozenset(), "", None, Status.ERROR)
"""Of a text that made the model fail, which should not happen; its neighbours are coded."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Ticket:
    """Texts that are to be coded, and the way back for their codings."""

    autocoder: Autocoder
    texts: Sequence[str]
    question: str
    asked: bool
    done: list[Coding] = field(default_factory=list)
    _reply: SimpleQueue[bool] = field(default_factory=SimpleQueue)

    @property
    def left(self) -> int:
        """Texts that are not coded yet."""
        return len(self.texts) - len(self.done)

    def finish(self) -> None:
        """Wake whoever waits."""
        self._reply.put(self.left == 0)

    def wait(self) -> list[Coding]:
        """The codings, as soon as they are there; ``result[i]`` is for ``texts[i]``.

        Raises:
            StoppingError: The service stopped before it came to them.
        """
        if not self._reply.get():
            raise StoppingError
        return self.done


Piece = tuple[Ticket, Sequence[str]]


class Pool:
    """Codes texts of many callers, one at a time, so that models and their memory have one user.

    Texts that are waiting for one model and question go through it together.

    Args:
        on_batch: Told how many different texts have gone through a model together.
    """

    def __init__(self, on_batch: Callable[[int], None] = lambda _: None) -> None:
        self._on_batch = on_batch
        self._small: deque[Ticket] = deque()
        self._large: deque[Ticket] = deque()
        self._patient: deque[Ticket] = deque()
        self._changed = threading.Condition()
        self._coding = threading.Lock()
        """Held by whoever codes: models and their memory have one user."""
        self._stopping = False
        self._small_was_last = False
        self._pieces = 0
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """Texts that wait to be coded."""
        with self._changed:
            return sum(ticket.left for queue in (self._small, self._large, self._patient) for ticket in queue)

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._work, name="compute", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Code what requests wait for, turn jobs away, and end."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        for ticket in self._patient:
            ticket.finish()

    def submit(
        self, autocoder: Autocoder, texts: Sequence[str], question: str, *, asked: bool = False, patient: bool = False
    ) -> Ticket:
        """Have texts coded.

        Args:
            autocoder: With what.
            texts: Different ones.
            question: Id of the question they answer.
            asked: As for :meth:`textcoder.learning.autocoder.Autocoder.code`.
            patient: Whether everybody else goes first, as before a job.

        Raises:
            StoppingError: The service is stopping.
        """
        ticket = Ticket(autocoder, texts, question, asked)
        if not texts:
            ticket.finish()
            return ticket
        with self._changed:
            if self._stopping:
                raise StoppingError
            queue = self._patient if patient else self._small if len(texts) <= PIECE else self._large
            queue.append(ticket)
            self._changed.notify()
        return ticket

    def code(self, autocoder: Autocoder, texts: Sequence[str], question: str) -> list[Coding]:
        """Have a few texts coded, and wait. Where nobody else is at it, in the caller's thread, which is woken by none.

        Args:
            autocoder: With what.
            texts: Different ones, at most :data:`PIECE`.
            question: Id of the question they answer.

        Raises:
            StoppingError: The service is stopping.
        """
        if not self._coding.acquire(blocking=False):
            return self.submit(autocoder, texts, question).wait()
        try:
            ticket = Ticket(autocoder, texts, question, asked=False)
            if texts:
                self._on_batch(_code([(ticket, texts)]))
            return ticket.done
        finally:
            self._coding.release()

    def _work(self) -> None:
        while pieces := self._take():
            groups: dict[tuple[int, str, bool], list[Piece]] = defaultdict(list)
            for piece in pieces:
                groups[id(piece[0].autocoder), piece[0].question, piece[0].asked].append(piece)
            for group in groups.values():
                with self._coding:
                    self._on_batch(_code(group))

    def _take(self) -> list[Piece]:
        """The texts for the next turn; none when it is time to end."""
        with self._changed:
            while not (self._small or self._large or (self._patient and not self._stopping)):
                if self._stopping:
                    return []
                self._changed.wait()
            if self._small and not (self._small_was_last and self._large):
                self._small_was_last = True
                return self._small_ones()
            self._small_was_last = False
            self._pieces += 1
            jobs_turn = self._patient and not self._stopping and self._pieces % _PATIENT_EVERY == 0
            return [_next_piece(self._patient if jobs_turn or not self._large else self._large)]

    def _small_ones(self) -> list[Piece]:
        taken: list[Piece] = []
        room = PIECE
        while self._small and (not taken or self._small[0].left <= room):
            ticket = self._small.popleft()
            taken.append((ticket, ticket.texts))
            room -= len(ticket.texts)
        return taken


def _next_piece(queue: deque[Ticket]) -> Piece:
    """The next texts of whoever is first, who then goes to the end of the queue."""
    ticket = queue.popleft()
    piece = ticket.texts[len(ticket.done) : len(ticket.done) + PIECE]
    if len(piece) < ticket.left:
        queue.append(ticket)
    return ticket, piece


def _code(group: Sequence[Piece]) -> int:
    """Code pieces for one model and question in one go, hand the codings back, and say how many texts differed."""
    first = group[0][0]
    texts = list(dict.fromkeys(text for _, piece in group for text in piece))

    def code(some: Sequence[str]) -> list[Coding]:
        return first.autocoder.code(some, first.question, asked=first.asked)

    codings = dict(zip(texts, _coded_or_failed(texts, code), strict=True))
    for ticket, piece in group:
        ticket.done += [codings[text] for text in piece]
        if not ticket.left:
            ticket.finish()
    return len(texts)


def _coded_or_failed(texts: Sequence[str], code: Callable[[Sequence[str]], list[Coding]]) -> list[Coding]:
    try:
        return code(texts)
    except Exception as err:
        # Whatever it was, the thread lives on, and only the text that did it goes uncoded. The error may hold a
        # verbatim, so only its kind is told.
        if len(texts) == 1:
            _log.error("text_not_coded", problem=type(err).__name__)
            return [FAILED]
        return [coding for text in texts for coding in _coded_or_failed([text], code)]
