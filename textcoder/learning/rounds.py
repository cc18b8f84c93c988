"""What successive models of a question made of the same answers, kept from one sitting to the next. No text in it."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from textcoder.codeframe import Codeframe
from textcoder.errors import CannotWriteError
from textcoder.files.atomic import write_text
from textcoder.learning.stopping import Bools, Round

_MOST_KEPT = 30


@dataclass(frozen=True, slots=True)
class History:
    """How the learning of a question has gone."""

    drawn: str = ""
    """Hash of the answers that all rounds are on."""
    rounds: tuple[Round, ...] = ()
    given_up: bool = False
    """Choosing did not pay, so that the queue had better be random."""

    def with_round(self, drawn: str, latest: Round) -> "History":
        """The history with a round after the others; rounds on other answers are forgotten.

        A round with no more codings than the one before takes its place.
        """
        earlier = self.rounds if drawn == self.drawn else ()
        kept = [one for one in earlier if one.codings < latest.codings]
        return replace(self, drawn=drawn, rounds=(*kept, latest)[-_MOST_KEPT:])


def history_file(trained: Path, survey: str, question: str, codeframe: Codeframe) -> Path:
    """Where the history of a question lies: beside what the encoder made of its answers.

    Args:
        trained: The home's folder of trained models.
        survey: Id of the survey.
        question: Id of the question.
        codeframe: Another version that codes otherwise has a history of its own.
    """
    key = hashlib.sha256(json.dumps([survey, question, codeframe.id, codeframe.coding_hash]).encode()).hexdigest()
    return trained / ".cache" / f"rounds-{key[:16]}.json"


def read_history(path: Path) -> History:
    """Read a history; one that is not there, or cannot be read, has not begun."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rounds = tuple(Round(int(one["codings"]), _unpacked(one["given"], one["shape"])) for one in content["rounds"])
        return History(str(content["drawn"]), rounds, bool(content["given_up"]))
    except (OSError, ValueError, TypeError, KeyError):
        return History()


def keep_history(path: Path, history: History) -> None:
    """Keep a history for the next sitting, if there is room for it."""
    rounds = [
        {"codings": one.codings, "shape": list(one.given.shape), "given": np.packbits(one.given).tobytes().hex()}
        for one in history.rounds
    ]
    content = {"drawn": history.drawn, "given_up": history.given_up, "rounds": rounds}
    # Nothing is lost but advice, so what cannot be kept is no reason to stop.
    with suppress(CannotWriteError):
        write_text(path, json.dumps(content) + "\n")


def _unpacked(packed: str, shape: Sequence[int]) -> Bools:
    n_answers, n_codes = shape
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(packed), dtype=np.uint8), count=n_answers * n_codes)
    return bits.astype(bool).reshape(n_answers, n_codes)
