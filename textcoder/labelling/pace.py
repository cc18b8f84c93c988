"""How fast a coder works, and how long the rest will take."""

from collections import deque
from dataclasses import dataclass, field
from statistics import median

AWAY = 300.0
"""Seconds after which the coder has not been thinking but away; such a decision says nothing about the pace."""
_LAST = 50
_ENOUGH = 3


@dataclass(slots=True)
class Pace:
    """The time of the last decisions."""

    _seconds: deque[float] = field(default_factory=lambda: deque(maxlen=_LAST))

    def add(self, seconds: float) -> None:
        """Count a decision."""
        if seconds < AWAY:
            self._seconds.append(seconds)

    @property
    def seconds(self) -> float | None:
        """Median time of a decision, in seconds; None until there are enough to tell."""
        return median(self._seconds) if len(self._seconds) >= _ENOUGH else None

    @property
    def an_hour(self) -> int | None:
        """Decisions an hour; None until there are enough to tell."""
        return None if self.seconds is None else round(3600 / max(self.seconds, 0.1))

    def left(self, decisions: int) -> float | None:
        """Seconds that so many decisions will take; None until there are enough to tell."""
        return None if self.seconds is None else decisions * self.seconds


def in_words(seconds: float) -> str:
    """A stretch of time, as exact as an estimate can be: ``6 h 5 min``, ``12 min``, ``under a minute``."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    hours, minutes = divmod(minutes, 60)
    return " ".join(f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min")) if count)
