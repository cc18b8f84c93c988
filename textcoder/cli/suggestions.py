"""A model's codings as suggestions for a coder: labelling does not know learning, so they meet here."""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from textcoder.labelling.suggesting import Suggester, Suggestion

if TYPE_CHECKING:
    from textcoder.codings import Coding
    from textcoder.learning.autocoder import Autocoder

_TURN = Lock()
"""Suggestions are made in several threads, by models that share what reads answers, and that serves one at a time."""


def suggester_of(autocoder: "Autocoder", question: str) -> Suggester:
    """Make a model suggest.

    Args:
        autocoder: Explains its codings, so that words can be highlighted.
        question: The one that is coded.
    """

    def suggest(texts: Sequence[str]) -> list[Suggestion | None]:
        with _TURN:
            codings = autocoder.code(texts, question)
        return [_suggestion(coding, autocoder) for coding in codings]

    return suggest


def _suggestion(coding: "Coding", autocoder: "Autocoder") -> Suggestion | None:
    if coding.source is None:
        return None
    return Suggestion(
        autocoder.codeframe.in_order(coding.code_ids),
        coding.source,
        coding.confidence,
        coding.code_confidence,
        coding.explanation.words if coding.explanation else {},
        autocoder.version,
    )
