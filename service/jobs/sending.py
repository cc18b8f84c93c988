"""Stands where a file's answers meet an autocoder: sends them on in chunks, keeps what comes back, counts."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from service.jobs.kept import KeptCodings
from textcoder.codeframe import Codeframe
from textcoder.codings import Coding, Status
from textcoder.learning.classifying import CodesAnswers
from textcoder.learning.promise import Promise

CHUNK: Final = 256
"""Answers sent at a time: what is lost at most when the process is killed, and how soon a job notices that it is to
stop."""
_TOO_LONG: Final = Coding(frozenset(), "", None, Status.ERROR)

Send = Callable[[Sequence[str], str], Sequence[Coding]]
"""Has different answers to one question coded, as ``send(texts, question)``."""


class SendingAutocoder:
    """Codes like an autocoder, by sending answers on.

    Args:
        autocoder: The one that codes at the other end.
        send: To there.
        kept: Codings made before the service was stopped.
        most_characters: Longer answers are not coded.
        after_chunk: Called with the number of answers done and how many ended in which way. What it raises ends the
            work; all until then is kept.
    """

    def __init__(
        self,
        autocoder: CodesAnswers,
        send: Send,
        kept: KeptCodings,
        *,
        most_characters: int,
        after_chunk: Callable[[int, Counter[Status]], None],
    ) -> None:
        self._autocoder = autocoder
        self._send = send
        self._kept = kept
        self._most_characters = most_characters
        self._after_chunk = after_chunk
        self._done = 0
        self._ended: Counter[Status] = Counter()

    @property
    def codeframe(self) -> Codeframe:
        """The rules."""
        return self._autocoder.codeframe

    @property
    def version(self) -> str:
        """Version of the model."""
        return self._autocoder.version

    @property
    def promise(self) -> Promise:
        """How often it is wrong."""
        return self._autocoder.promise

    def code(self, texts: Sequence[str], question: str = "", *, asked: bool = False) -> list[Coding]:
        """Code answers to one question, in their order. ``asked`` is for filters, which jobs do not have."""
        del asked
        return [coding for chunk in _chunks(texts) for coding in self._code(chunk, question)]

    def _code(self, chunk: list[str], question: str) -> list[Coding]:
        codings = self._kept.next(chunk)
        if codings is None:
            codings = self._sent(chunk, question)
            self._kept.add(chunk, codings)
        self._done += len(chunk)
        self._ended.update(coding.status for coding in codings)
        self._after_chunk(self._done, self._ended)
        return codings

    def _sent(self, chunk: list[str], question: str) -> list[Coding]:
        different = [text for text in dict.fromkeys(chunk) if len(text) <= self._most_characters]
        known = dict(zip(different, self._send(different, question), strict=True)) if different else {}
        return [known.get(text, _TOO_LONG) for text in chunk]


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
