"""The marks that forgetting leaves.

A forgotten answer is an empty row, shown to nobody, that only keeps its id from being brought in again. A coding that
was handed on is kept with another answer that has, or had, the very text; for that one it weighs what it weighed
before, as a coding of an identical answer.
"""

import secrets
from typing import Any

from sqlalchemy import ColumnElement

from textcoder.labelling.store.schema import answers, codings

HANDED_ON = "handed on"
"""Why a coding is with its answer, in place of why that one came before the coder: it never did."""
_MARK = "forgotten:"


def new_mark() -> str:
    """What stands in the place of a text's key, which anybody could make again from a text he guesses."""
    return _MARK + secrets.token_hex(16)  # from no seed: nothing may lead back


def is_mark(text_key: str) -> bool:
    """Whether an answer with this key of its text was forgotten."""
    return text_key.startswith(_MARK)


def not_forgotten() -> ColumnElement[bool]:
    """The answers that are still there."""
    return answers.c.text_key.not_like(f"{_MARK}%")


def handed_on(of: Any = codings) -> ColumnElement[bool]:
    """The codings that were made for an answer that is forgotten."""
    condition: ColumnElement[bool] = of.c.chosen == HANDED_ON
    return condition
