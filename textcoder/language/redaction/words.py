"""The word lists that redaction goes by: files of names, their first line a comment."""

from functools import cache
from pathlib import Path
from unicodedata import normalize

_HERE = Path(__file__).parent / "words"


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of ``words/<name>.txt`` in lower case, separated there by white space."""
    return frozenset(_content(name).split())


@cache
def line_list(name: str) -> frozenset[str]:
    """The names of ``words/<name>.txt`` in lower case, one a line there, since they may hold spaces."""
    return frozenset(line.strip() for line in _content(name).splitlines() if line.strip())


def lookup_form(text: str) -> str:
    """A word as the lists have it: in lower case, letters and their marks in one."""
    return text.lower() if text.isascii() else normalize("NFC", text).lower()


def _content(name: str) -> str:
    _, _, content = (_HERE / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    return lookup_form(content)
