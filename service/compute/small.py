"""Small requests, coded together: all that came while the last of them were being coded go next, as one."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from service.compute.errors import StoppingError
from service.compute.pooling import PATIENCE_AT_END, PIECE

Asked = TypeVar("Asked")
Reply = TypeVar("Reply")


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Asked, Reply]):
    asked: Asked
    size: int
    loop: asyncio.AbstractEventLoop
    reply: "asyncio.Future[Reply]"


class SmallRequests(Generic[Asked, Reply]):
    """Lets coroutines wait for one thread that does the work of all of them at once.

    A thread for each request costs more than a single answer does: each is woken several times, and each time waits
    until the others let go of the interpreter. Here a handful of wake-ups serves all who wait, one query finds what
    people have decided on their answers, and one call of the model codes them.

    Args:
        work: Does what was asked; ``work(asked)[i]`` is the reply to ``asked[i]``, or what to raise.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Reply | Exception]]) -> None:
        self._work_on = work
        self._waiting: SimpleQueue[_Waiting[Asked, Reply] | None] = SimpleQueue()
        self._is_stopping = False
        self._has_ended = False
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """Requests that wait for those that are being worked on."""
        return self._waiting.qsize()

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._work, name="small-requests", daemon=True)
        self._thread.start()

    def stop(self, patience: float = PATIENCE_AT_END) -> None:
        """Do what is waited for, as far as it is done in time; turn the others away, and end.

        Args:
            patience: Seconds that those who wait are still served. What is being worked on then is finished.
        """
        self._is_stopping = True
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(patience)
            self._has_ended = True
            self._thread.join()

    async def ask(self, asked: Asked, size: int) -> Reply:
        """The reply, when it is there.

        Args:
            asked: What is wanted.
            size: Answers in it, at most :data:`service.compute.pooling.PIECE`.

        Raises:
            StoppingError: The service is stopping.
            Exception: What the work has in place of a reply.
        """
        if self._is_stopping:
            raise StoppingError
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Reply] = loop.create_future()
        self._waiting.put(_Waiting(asked, size, loop, reply))
        return await reply

    def _work(self) -> None:
        kept: _Waiting[Asked, Reply] | None = None
        while first := kept or self._waiting.get():
            if self._has_ended:
                self._waiting.put(first)
                break
            batch, kept = self._all_with(first)
            self._answer(batch)
        self._turn_away()

    def _all_with(
        self, first: _Waiting[Asked, Reply]
    ) -> tuple[list[_Waiting[Asked, Reply]], _Waiting[Asked, Reply] | None]:
        """The first and whoever else has come, as far as there is room, and the one there was no room for."""
        batch, room = [first], PIECE - first.size
        while True:
            try:
                another = self._waiting.get_nowait()
            except Empty:
                return batch, None
            if another is None:
                self._waiting.put(None)  # to be met again when these are done
                return batch, None
            if another.size > room:
                return batch, another
            batch.append(another)
            room -= another.size

    def _answer(self, batch: Sequence[_Waiting[Asked, Reply]]) -> None:
        outcomes: Sequence[Reply | Exception]
        try:
            outcomes = self._work_on([one.asked for one in batch])
        except Exception as err:  # the thread lives on, and each who waits is told
            outcomes = [err] * len(batch)
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Reply], Reply | Exception]]]
        by_loop = defaultdict(list)
        for one, outcome in zip(batch, outcomes, strict=True):
            by_loop[one.loop].append((one.reply, outcome))
        for loop, replies in by_loop.items():
            # Waking the loop is a system call: one for all.
            loop.call_soon_threadsafe(_give, replies)

    def _turn_away(self) -> None:
        while not self._waiting.empty():
            one = self._waiting.get()
            if one is not None:
                one.loop.call_soon_threadsafe(_give, [(one.reply, StoppingError())])


def _give(replies: Sequence[tuple["asyncio.Future[Reply]", Reply | Exception]]) -> None:
    for reply, outcome in replies:
        if reply.done():
            continue  # whoever asked has gone
        if isinstance(outcome, Exception):
            reply.set_exception(outcome)
        else:
            reply.set_result(outcome)
