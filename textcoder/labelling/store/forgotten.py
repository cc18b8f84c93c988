"""The mark of a forgotten answer: an empty row, shown to nobody, that only keeps its id from being brought in again."""

import secrets

from sqlalchemy import ColumnElement

from textcoder.labelling.store.schema import answers

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
