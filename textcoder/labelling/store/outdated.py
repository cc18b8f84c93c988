"""Codings that no longer count, and why, in words."""

from typing import Any

from sqlalchemy import Row

from textcoder.labelling.store.coding_rows import stored_coding
from textcoder.labelling.store.counting import Yardstick
from textcoder.labelling.store.records import StaleBecause, StaleCoding

_TEXT = "the answer has another text now"


def stale_coding(row: Row[Any], by: Yardstick) -> StaleCoding:
    """A stale coding from a row of a coding, with ``now``, the key of the text that its answer has."""
    values = dict(row._mapping)
    another_text = values.pop("now") != row.text_key
    coding = stored_coding(values)
    if another_text:
        # What was said of another text is no proposal for this one.
        return StaleCoding(coding, StaleBecause.TEXT, _TEXT)
    if row.codeframe != by.frame.id:
        words = f"it was coded after another codeframe, {row.codeframe}"
        return StaleCoding(coding, StaleBecause.CODEFRAME, words)
    fate = by.fates[row.codeframe_version, row.codes]
    return StaleCoding(coding, StaleBecause.CODEFRAME, fate.because, fate.keep, fate.choose_from)
