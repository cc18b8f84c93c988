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
"""Where requests keep coming, large ones or small, every so many turns one is a job's, so that jobs end."""
PATIENCE_AT_END = 5.0
"""Seconds that those who wait are still served after the service was told to stop."""
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

    Texts that are waiting for one model and question go through it together. Those that are to be explained go one by
    one, and small requests that come meanwhile are coded in the middle of it, for an explanation takes long.

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
        self._ended = False
        """Whether nobody is served any more."""
        self._small_was_last = False
        self._turns = 0
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

    def stop(self, patience: float = PATIENCE_AT_END) -> None:
        """Code what requests wait for, as far as it is done in time; turn jobs and the others away, and end.

        Args:
            patience: Seconds that those who wait are still served. What is being coded then is finished.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(patience)
            self._ended = True
            self._thread.join()
        self._ended = True
        with self._changed:
            for ticket in (*self._small, *self._large, *self._patient):
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
            is_small = len(texts) <= PIECE and not autocoder.explains
            queue = self._patient if patient else self._small if is_small else self._large
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
        if self._ended:
            raise StoppingError
        if autocoder.explains or not self._coding.acquire(blocking=False):
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
            self._code_all(pieces)

    def _code_all(self, pieces: Sequence[Piece]) -> None:
        groups: dict[tuple[int, str, bool], list[Piece]] = defaultdict(list)
        for piece in pieces:
            groups[id(piece[0].autocoder), piece[0].question, piece[0].asked].append(piece)
        for group in groups.values():
            with self._coding:
                try:
                    self._on_batch(_code(group, self._let_small_ones_in))
                except StoppingError:
                    for ticket, _ in group:
                        ticket.finish()

    def _let_small_ones_in(self) -> None:
        """In the middle of what takes long, code the small requests that have come meanwhile.

        Raises:
            StoppingError: Nobody is served any more.
        """
        if self._ended:
            raise StoppingError
        with self._changed:
            pieces = self._small_ones()
        self._coding.release()
        try:
            self._code_all(pieces)
        finally:
            self._coding.acquire()

    def _take(self) -> list[Piece]:
        """The texts for the next turn; none when it is time to end."""
        with self._changed:
            while not (self._small or self._large or (self._patient and not self._stopping)):
                if self._stopping:
                    return []
                self._changed.wait()
            if self._ended:
                return []
            self._turns += 1
            if self._patient and not self._stopping and self._turns % _PATIENT_EVERY == 0:
                return [_next_piece(self._patient)]
            if self._small and not (self._small_was_last and self._large):
                self._small_was_last = True
                return self._small_ones()
            self._small_was_last = False
            return [_next_piece(self._large or self._patient)]

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
    size = 1 if ticket.autocoder.explains else PIECE
    piece = ticket.texts[len(ticket.done) : len(ticket.done) + size]
    if len(piece) < ticket.left:
        queue.append(ticket)
    return ticket, piece


def _code(group: Sequence[Piece], pause: Callable[[], None] | None = None) -> int:
    """Code pieces for one model and question in one go, hand the codings back, and say how many texts differed."""
    first = group[0][0]
    texts = list(dict.fromkeys(text for _, piece in group for text in piece))

    def code(some: Sequence[str]) -> list[Coding]:
        if first.autocoder.explains:
            return first.autocoder.code(some, first.question, asked=first.asked, pause=pause)
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
    except StoppingError:
        raise
    except Exception as err:
        # Whatever it was, the thread lives on, and only the text that did it goes uncoded. The error may hold a
        # verbatim, so only its kind is told.
        if len(texts) == 1:
            _log.error("text_not_coded", problem=type(err).__name__)
            return [FAILED]
        return [coding for text in texts for coding in _coded_or_failed([text], code)]
