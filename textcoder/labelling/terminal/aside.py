"""What a search in the middle of a sitting has found, coded one after the other; then the former queue goes on."""

from collections.abc import Sequence

from textcoder.labelling.queues import Queue, search_queue
from textcoder.labelling.session import Sitting
from textcoder.labelling.terminal.renewing import Renewal


class AsideQueue:
    """A queue that is put before the one of a sitting for a while.

    Args:
        sitting: Begun.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._former: Queue | None = None
        self._count = 0

    def begin(self, words: str, keys: Sequence[int]) -> str:
        """Let these answers come next."""
        self._former = self._former or self._sitting.supply.queue
        self._count = len(keys)
        self._sitting.renewed(queue=search_queue(words, keys))
        self._sitting.look_again()
        return f"The next answers are those found with {words!r}."

    def go_back(self) -> str:
        """Where the last one has been coded or skipped, go on in the former queue, and say so; else nothing."""
        if self._former is None or self._sitting.task is not None:
            return ""
        former, self._former = self._former, None
        self._sitting.renewed(queue=former)
        self._sitting.look_again()
        return f"That was the last of {self._count} found; back to {former.name}."

    def renewed(self, made: Renewal) -> None:
        """Go on with another model, and with another queue; that one waits until all that was found is done."""
        queue = made.queue
        if self._former is not None and queue is not None:
            self._former, queue = queue, None
        self._sitting.renewed(suggester=made.suggester, queue=queue)
