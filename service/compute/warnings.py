"""What whoever sent answers should know about their codings as a whole."""

from collections.abc import Sequence
from typing import Final

from service.compute.records import Record, doubles_in_words
from textcoder.learning.promise import Promise

STORE_AWAY: Final = (
    "The label store is away: what people have decided on identical answers is applied as far as it was known before."
)


def warnings_of(records: Sequence[Record], promise: Promise, *, store_away: bool) -> tuple[str, ...]:
    """The warnings of a reply.

    Args:
        records: As they came.
        promise: At which they were coded.
        store_away: Whether the label store could not be asked.
    """
    warnings = doubles_in_words(records)
    if promise.cut is None:
        warnings.append(
            f"The model cannot promise {100 * promise.max_error:g} %: no answer is coded by it without a human. Choose "
            "a larger max_error, or train it on more codings."
        )
    return (*warnings, *([STORE_AWAY] if store_away else []))
