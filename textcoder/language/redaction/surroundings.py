"""What stands beside a stretch of text, and what has been taken out of it already."""

from collections.abc import Iterable

from textcoder.language.redaction.findings import PLACEHOLDER

HIDDEN = "\ue000"
"""Stands for every character of what is replaced: no letter, digit or space, and in no alphabet."""
_REACH = 40
"""How many characters away a word still says what a number is."""


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Put ``HIDDEN`` over stretches of text; its length stays."""
    for start, end in spans:
        text = text[:start] + HIDDEN * (end - start) + text[end:]
    return text


def hide_placeholders(text: str) -> str:
    """Hide what an earlier redaction has put in."""
    return PLACEHOLDER.sub(lambda match: HIDDEN * len(match[0]), text) if "[" in text else text


# Neither looks past what is hidden, nor past a line: a text reads alike before and after it was redacted, however long
# the placeholders are.
def before(text: str, start: int) -> str:
    """The few words before a place, in lower case."""
    near = text[max(0, start - _REACH) : start]
    return near.rpartition(HIDDEN)[2].rpartition("\n\n")[2].lower()


def after(text: str, end: int) -> str:
    """The few words after a place, in lower case."""
    return text[end : end + _REACH].partition(HIDDEN)[0].partition("\n\n")[0].lower()
