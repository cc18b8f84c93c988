"""Another model or another order in the middle of a sitting. Whoever starts the sitting says how they are made."""

from collections.abc import Callable
from dataclasses import dataclass

from textcoder.labelling.queues import Queue
from textcoder.labelling.suggesting import Suggester


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a sitting goes on with."""

    said: str
    """One or two sentences for the coder: what the model has learned, how many answers it is unsure of, and whether
    more coding still changes it."""
    suggester: Suggester | None = None
    """None: as before."""
    queue: Queue | None = None
    """None: as before."""
    once: bool = False
    """Whether what is said is said once; else it is shown for a while wherever there is nothing else to say."""
    then: "Renew | None" = None
    """Makes the next renewal, which takes longer and is not to be waited for."""


Renew = Callable[[], Renewal]
"""Makes a renewal. It may take its time: it is called in a thread of its own, and the coder goes on coding."""
