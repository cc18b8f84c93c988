"""Whether the service can be sent requests, and what it waits for where it cannot."""

import signal
import threading
from collections.abc import Iterator
from types import FrameType

from service.state import Held


class Readiness:
    """What the service waits for, and whether it is on its way down.

    Args:
        held: What it looks at.
    """

    def __init__(self, held: Held) -> None:
        self._held = held
        self.is_stopping = False

    def missing(self) -> list[tuple[str, str]]:
        """What is not there yet, or no more, and a sentence about it; nothing where all is well."""
        return list(self._missing())

    def _missing(self) -> Iterator[tuple[str, str]]:
        if self.is_stopping:
            yield "service", "The service is stopping."
        if not self._held.shelf.is_warm:
            yield "model", "No model is loaded and warm yet. Where none is trained: textcoder train."
        if not self._held.shelf.is_watching:
            yield "model", "Nothing looks for promoted models any more. Restart the process."
        if not self._held.store.is_there:
            yield "store", "The label store is away. Answers are classified all the same."
        if self._held.settings.keys_required and not self._held.keys.are_known:
            yield "keys", "The keys have not been read yet, since the label store is away."

    def stop_on_sigterm(self) -> None:
        """Say that the service is stopping as soon as it is told to, and go on for a while before it does.

        The server's own handler, which takes no more requests and lets those in flight finish, is called then. In a
        thread that gets no signals, as in tests, nothing is done.
        """
        if threading.current_thread() is not threading.main_thread():
            return
        before = signal.getsignal(signal.SIGTERM)
        if not callable(before):
            return

        def stop(number: int, frame: FrameType | None) -> None:
            again, self.is_stopping = self.is_stopping, True
            if again or not self._held.settings.drain_s:
                before(number, frame)
                return
            timer = threading.Timer(self._held.settings.drain_s, before, (number, None))
            timer.daemon = True
            timer.start()

        signal.signal(signal.SIGTERM, stop)
