"""What the tagger may say of a word, and which of its scores speak for what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels, in the order of the scores: parts of names, then analyses, then whether a sentence begins."""

    entities: tuple[str, ...]
    """Kinds of names, as ``PER``. Each has two scores: a name begins, a name goes on; that for no name comes first."""
    analyses: tuple[str, ...]
    """Part of speech and morphological features, as ``NOUN|Definite=Ind|Number=Sing``."""

    @property
    def name_parts(self) -> tuple[str, ...]:
        """``O``, then ``B-`` and ``I-`` of every kind."""
        return (OUTSIDE, *(f"{part}-{kind}" for kind in self.entities for part in "BI"))

    @property
    def size(self) -> int:
        """Scores of a word."""
        return len(self.name_parts) + len(self.analyses) + 1

    def split(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        """Take scores apart.

        Args:
            scores: Shape (n_words, size).

        Returns:
            Of the parts of names, shape (n_words, n_name_parts); of the analyses, shape (n_words, n_analyses); of the
            beginning of a sentence, log odds, shape (n_words,).
        """
        end = len(self.name_parts)
        return scores[:, :end], scores[:, end:-1], scores[:, -1]


def analysis(pos: str, features: str) -> str:
    """A part of speech and features as one label."""
    return f"{pos}|{features}"


def pos_and_features(label: str) -> tuple[str, str]:
    """The two parts of a label."""
    pos, _, features = label.partition("|")
    return pos, features


def best_names(scores: Floats, labels: Labels) -> list[tuple[int, int, str]]:
    """The likeliest names as a whole: of all readings in which names go on only where one has begun (Viterbi 1967).

    Args:
        scores: Shape (n_words, n_name_parts), logits.
        labels: What they stand for.

    Returns:
        First word, word after the last, kind.
    """
    n_words = len(scores)
    if not n_words or (scores.argmax(axis=1) == 0).all():
        return []
    forbidden = _forbidden(labels.name_parts)
    total = scores[0] + np.where(_goes_on(labels.name_parts), -np.inf, 0).astype(np.float32)
    came_from = np.zeros((n_words, len(total)), dtype=np.intp)
    for place in range(1, n_words):
        ways = total[:, None] + forbidden
        came_from[place] = ways.argmax(axis=0)
        total = ways.max(axis=0) + scores[place]
    path = [int(total.argmax())]
    for place in range(n_words - 1, 0, -1):
        path.append(int(came_from[place, path[-1]]))
    return spans([labels.name_parts[part] for part in reversed(path)])


def spans(parts: Sequence[str]) -> list[tuple[int, int, str]]:
    """The names that parts such as ``B-PER``, ``I-PER``, ``O`` make."""
    found: list[tuple[int, int, str]] = []
    for place, part in enumerate(parts):
        if part.startswith("B-"):
            found.append((place, place + 1, part[2:]))
        elif part.startswith("I-"):
            first, _, kind = found.pop()
            found.append((first, place + 1, kind))
    return found


def _goes_on(parts: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([part.startswith("I-") for part in parts])


def _forbidden(parts: Sequence[str]) -> Floats:
    """Shape (n_name_parts, n_name_parts): minus infinity where the second cannot follow the first, else 0."""
    kinds = np.array([part[2:] for part in parts])
    wrong = _goes_on(parts)[None, :] & (kinds[:, None] != kinds[None, :])
    return np.where(wrong, -np.inf, 0).astype(np.float32)
