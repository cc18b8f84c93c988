"""What the sentence encoder makes of answers, computed once for each different text."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from textcoder.errors import CannotWriteError
from textcoder.features.encoder import Encoded, Floats, SentenceEncoder, reading
from textcoder.features.tuned import OutOfFold
from textcoder.files.atomic import replacing
from textcoder.language.identity import fingerprint_of_normalised

_MOST_KEPT = 200_000
"""Texts kept in memory; bounded so that memory is steady however long the file."""


class EmbeddingCache:
    """An encoder that remembers.

    Args:
        encoder: Does the work.
        out_of_fold: For a tuned encoder, the scores of the answers it was tuned on by encoders that had not
            read them.
        file: Where vectors are kept from one run to the next; holds fingerprints, no text. None: nowhere.
    """

    def __init__(
        self, encoder: SentenceEncoder, *, out_of_fold: OutOfFold | None = None, file: Path | None = None
    ) -> None:
        self.encoder = encoder
        self.most_kept = _MOST_KEPT
        self._out_of_fold = out_of_fold
        self._rows: dict[str, int] = {}
        width = encoder.facts.width
        self._vectors = np.zeros((0, width), dtype=np.float32)
        self._scores = np.zeros((0, len(encoder.facts.codes)), dtype=np.float32)
        self._file = file
        self._read_file()

    def features(self, texts: Sequence[str]) -> Floats:
        """Columns for the heads: scores where the encoder is tuned for codes, else vectors; row i is ``texts[i]``."""
        encoded = self.encode(texts)
        return encoded.scores if self.encoder.facts.codes else encoded.vectors

    def to_learn_from(self, texts: Sequence[str]) -> Floats:
        """The same for answers to learn from, which must not have the scores of an encoder that has read them."""
        if self._out_of_fold is None:
            return self.features(texts)
        unseen = [text for text in texts if self._out_of_fold.of(text) is None]
        fresh = iter(self.features(unseen)) if unseen else iter(())
        known = (self._out_of_fold.of(text) for text in texts)
        rows = [next(fresh) if row is None else row for row in known]
        return np.array(rows, dtype=np.float32).reshape(len(texts), len(self.encoder.facts.codes))

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Vectors and scores; row i is ``texts[i]``."""
        read = [reading(text) for text in texts]
        keys = [fingerprint_of_normalised(text) for text in read]
        if len(self._rows) + len(keys) > self.most_kept:
            self._forget()
        new = {key: text for key, text in zip(keys, read, strict=True) if key not in self._rows}
        if new:
            self._add(list(new), self.encoder.encode(list(new.values())))
        rows = [self._rows[key] for key in keys]
        return Encoded(self._vectors[rows], self._scores[rows])

    def save(self) -> None:
        """Keep what is known for the next run, if there is a place for it and room."""
        if self._file is None or not self._rows:
            return
        keys = np.array([list(bytes.fromhex(key)) for key in self._rows], dtype=np.uint8)
        # Nothing is lost but time, so what cannot be kept is no reason to stop.
        with suppress(CannotWriteError), replacing(self._file) as part, part.open("wb") as file:
            vectors, scores = self._vectors[: len(keys)], self._scores[: len(keys)]
            np.savez(file, keys=keys, vectors=vectors, scores=scores, encoder=self.encoder.facts.hash)

    def _read_file(self) -> None:
        if self._file is None or not self._file.exists():
            return
        try:
            # Opened here, since NumPy leaves a file open that it cannot read.
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if str(stored["encoder"]) == self.encoder.facts.hash:
                    self._rows = {bytes(key).hex(): row for row, key in enumerate(stored["keys"])}
                    self._vectors, self._scores = stored["vectors"], stored["scores"]
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            self._forget()  # a cache that cannot be read is no cache; it is written anew

    def _add(self, keys: list[str], encoded: Encoded) -> None:
        first = len(self._rows)
        self._vectors = _with_rows(self._vectors, first, encoded.vectors)
        self._scores = _with_rows(self._scores, first, encoded.scores)
        self._rows.update(zip(keys, range(first, first + len(keys)), strict=True))

    def _forget(self) -> None:
        self._rows = {}
        self._vectors, self._scores = self._vectors[:0], self._scores[:0]


def _with_rows(held: Floats, used: int, new: Floats) -> Floats:
    """``held`` with new rows after those in use; where it must grow it doubles, lest each answer copies all others."""
    needed = used + len(new)
    if needed > len(held):
        room = np.zeros((max(needed, 2 * len(held)), held.shape[1]), dtype=held.dtype)
        room[:used] = held[:used]
        held = room
    held[used:needed] = new
    return held
