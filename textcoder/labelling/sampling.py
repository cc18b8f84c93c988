"""Which answers shares and error may be estimated from: how far the coding has come in one random order.

What an answer was coded for does not decide it. The answers that come in random order after others were chosen are
what choosing has left over, and no more a random sample than the chosen ones are; those at the beginning of the order
are one, once all of them are coded, for whatever reason each of them was.
"""

import hashlib
from collections.abc import Iterable
from itertools import takewhile

from textcoder.labelling.overview import Overview


def random_order(overview: Overview, keys: Iterable[int]) -> list[int]:
    """Put answers in an order that has nothing to do with what they say: the same for every coder on every day."""
    return sorted(keys, key=lambda key: _lot(overview, key))


def random_sample(overview: Overview) -> list[int]:
    """The answers that are a simple random sample of all answers to the question.

    It is the longest run of answers that people have decided on, from the first of the order in which the queue
    ``random`` brings them, whatever each was coded for. An answer that is skipped, or in somebody's hands, ends it
    until it is coded.

    Returns:
        Keys of answers, identical ones each for itself, in that order.
    """
    return list(takewhile(overview.is_decided, random_order(overview, (one.key for one in overview.answers))))


def _lot(overview: Overview, key: int) -> bytes:
    """A number drawn for an answer that anybody can draw again."""
    return hashlib.sha256(f"{overview.survey}/{overview.question}/{key}".encode()).digest()
