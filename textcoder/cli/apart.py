"""A process of its own that learns while one codes: in the same one, learning would make every key press wait.

It is asked and answers through pipes that nobody else has. What comes through them is pickled, which is safe between
a process and the one it started itself, and nothing of it is written anywhere.
"""

import os
import pickle
import select
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, cast

from textcoder.errors import NotFoundError, RefusedError, TextcoderError
from textcoder.learning.errors import RefreshError

if TYPE_CHECKING:
    from textcoder.features.reader import AnswerReader
    from textcoder.learning.choosing import Choice
    from textcoder.learning.refreshing import Refreshed, Wish

_POLITE = 10
"""How far it steps back where there is not enough to compute with: who codes goes first."""

_AT_ONCE = 50
"""Answers read together while nobody waits."""
_MOST_AHEAD = 10_000
"""Answers read before anybody has asked."""


@dataclass(frozen=True, slots=True)
class _Failed:
    why: str


class Apart:
    """Learns in a process of its own, which is started when it is first asked and stays until it is closed.

    Several threads may ask; they take turns.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = Lock()
        self._closed = False

    def refresh(self, wish: "Wish") -> "Refreshed":
        """As :func:`textcoder.learning.refreshing.refresh`.

        Raises:
            RefreshError: It could not be done; why, it says.
        """
        return cast("Refreshed", self._ask("refresh", wish))

    def order(self, wish: "Wish") -> "list[Choice]":
        """The order that teaches most, by the home's current model if there is one.

        Raises:
            RefreshError: It could not be done; why, it says.
        """
        return cast("list[Choice]", self._ask("order", wish))

    def get_ready(self, wish: "Wish") -> None:
        """Let it read the answers for the next model while nothing else is to be done. Does not wait for it."""
        with self._turn, suppress(OSError, EOFError):
            self._tell("get ready", wish)

    def close(self) -> None:
        """End it, in the middle of its work too; who waits for an answer gets an error."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()
            with self._turn:  # who waits for an answer has let go by then
                self._end(process)

    def _ask(self, what: str, wish: "Wish") -> Any:
        with self._turn:
            try:
                process = self._tell(what, wish)
                assert process.stdout is not None
                answer = pickle.load(process.stdout)
            except (OSError, EOFError, pickle.UnpicklingError) as err:
                raise RefreshError("the process that learns has ended. Press the key again to start another.") from err
        if isinstance(answer, _Failed):
            raise RefreshError(answer.why)
        return answer

    def _tell(self, what: str, wish: "Wish") -> "subprocess.Popen[bytes]":
        process = self._running()
        assert process.stdin is not None
        pickle.dump((what, wish), process.stdin)
        process.stdin.flush()
        return process

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._closed:
            raise EOFError
        if self._process is not None and self._process.poll() is not None:
            self._end(self._process)
            self._process = None
        if self._process is None:
            return self._start()
        return self._process

    def _start(self) -> "subprocess.Popen[bytes]":
        # A session of its own, so that an interrupt at the keyboard is for the coder's process alone.
        started = self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from textcoder.cli.apart import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if self._closed:  # whoever closed it meanwhile may have seen no process to end
            started.kill()
            self._end(started)
            raise EOFError
        return started

    @staticmethod
    def _end(process: "subprocess.Popen[bytes]") -> None:
        with suppress(OSError), process:  # closes the pipes, and waits
            pass


class _Learner:
    """What the process does. What reads answers is kept from one time to the next."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[AnswerReader, AnswerReader]] = {}

    def refresh(self, wish: "Wish") -> "Refreshed":
        from textcoder.learning import refreshing

        reader, comparing = self._readers(wish)
        refreshed = refreshing.refresh(wish, reader, comparing)
        reader.save()
        return refreshed

    def order(self, wish: "Wish") -> "list[Choice]":
        from textcoder.files.home import Home
        from textcoder.learning import refreshing
        from textcoder.learning.workshop import load_autocoder

        _, comparing = self._readers(wish)
        autocoder = None
        with suppress(NotFoundError, RefusedError):
            _, autocoder = load_autocoder(Home(wish.models.parent), wish.codeframe, None, None)
        chosen = refreshing.order(wish, comparing, autocoder)
        comparing.save()
        return chosen

    def get_ready(self, wish: "Wish", asked: IO[bytes]) -> None:
        """Read the answers for the next model, until somebody asks for something."""
        reader, _ = self._readers(wish)
        if reader.embeddings is None:
            return
        for start in range(0, min(len(wish.answers.texts), _MOST_AHEAD), _AT_ONCE):
            if select.select([asked], [], [], 0)[0]:
                break
            reader.embeddings.encode(wish.answers.texts[start : start + _AT_ONCE])
        reader.save()

    def _readers(self, wish: "Wish") -> "tuple[AnswerReader, AnswerReader]":
        from textcoder.learning import refreshing

        key = (wish.models, wish.codeframe.hash, wish.settings)
        if key not in self._known:
            self._known[key] = refreshing.readers(wish)
        return self._known[key]


def serve(asked: IO[bytes], told: IO[bytes]) -> None:
    """Answer until nobody asks any more."""
    learner = _Learner()
    while True:
        try:
            what, wish = pickle.load(asked)
        except EOFError:
            return
        if what != "get ready":
            pickle.dump(_answer(learner, what, wish), told)
            told.flush()
        if what != "refresh":
            with suppress(TextcoderError):  # it is said when somebody asks
                learner.get_ready(wish, asked)


def _answer(learner: _Learner, what: str, wish: "Wish") -> Any:
    try:
        return learner.refresh(wish) if what == "refresh" else learner.order(wish)
    except TextcoderError as err:
        return _Failed(str(err))
    except Exception as err:  # the coder is told, and codes on
        return _Failed(f"something went wrong that should not have ({type(err).__name__}).")


def main() -> None:
    """Be the process that learns."""
    # Whatever a library prints must not come between the answers.
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, told)
