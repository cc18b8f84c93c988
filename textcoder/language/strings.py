"""Strings of a pipeline's vocabulary by their hash.

Asking a token for its text costs more than all else we do with it; an array of hashes costs next to nothing,
and few hashes differ.
"""

from spacy.attrs import LOWER
from spacy.strings import StringStore
from spacy.tokens import Doc


class Strings(dict[int, str]):
    """Looks a hash up in the vocabulary once."""

    def __init__(self, store: StringStore) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, key: int) -> str:
        """Ask the vocabulary."""
        text = self[key] = self._store[key]
        return text


def lower_hashes(doc: Doc) -> list[int]:
    """The hash of each token's lower-case form."""
    hashes: list[int] = doc.to_array(LOWER).tolist()
    return hashes
