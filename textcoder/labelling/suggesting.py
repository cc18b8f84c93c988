"""What a model suggests for an answer. Whoever knows the model makes these; labelling does not."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from textcoder.codings import Source


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The codes a model, a rule or an identical answer would give."""

    code_ids: tuple[str, ...]
    """In codeframe order."""
    source: Source = Source.MODEL
    confidence: float | None = None
    """Calibrated probability that the whole set is right, 0 to 1."""
    code_confidence: Mapping[str, float] = field(default_factory=dict)
    """Calibrated probability of each code, 0 to 1."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each code, the words of the answer that carried it."""
    model_version: str = ""


class Suggester(Protocol):
    """Suggests codes for answers to the question that is being coded. It is called in a thread of its own."""

    def __call__(self, texts: Sequence[str]) -> Sequence[Suggestion | None]:
        """``result[i]`` is for ``texts[i]``; None where there is nothing to suggest."""
        ...


def spans(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where these words stand in a text as whole words: start and end, in order, without overlap."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return []
    pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, wanted)) + r")(?!\w)"
    return [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]
