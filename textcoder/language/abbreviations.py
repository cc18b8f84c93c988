"""Writes abbreviations out: "øk." is "økonomi", "mtp" is "med tanke på"."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import regex

FILE = Path(__file__).parent / "words" / "abbreviations.tsv"
"""Abbreviation without its last dot, how it is written, and what it stands for, parted by tabs."""


class _Written(StrEnum):
    """How an abbreviation is told from a word."""

    LETTERS = "letters"
    """By itself, a dot after each letter or not: "ift", "i.f.t."."""
    DOTS = "dots"
    """By its dots, without which it is a word: "t.d.", "p.t."."""
    SHORT = "short"
    """By itself, a dot after it or not: "komp", "komp."."""
    DOT = "dot"
    """By its dot, without which it may be a word: "øk."."""


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, str]:
    """What each abbreviation that can stand without its dots stands for."""
    return {short: full for short, written, full in _rows() if written in (_Written.LETTERS, _Written.SHORT)}


def expanded(text: str) -> str:
    """The text with its abbreviations written out, in lower case; all else stays as it is."""
    pattern, full = _pattern()
    return str(pattern.sub(lambda match: full[_key(match[0])] + _stop(match), text))


def expanded_words(words: Sequence[str]) -> tuple[str, ...]:
    """Words with those written out that are abbreviations even without a dot, as one word or several."""
    known = abbreviations()
    return tuple(part for word in words for part in known.get(_key(word), word).split())


def _rows() -> list[tuple[str, _Written, str]]:
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return [(short, _Written(written), full) for short, written, full in rows]


@lru_cache(maxsize=1)
def _pattern() -> tuple[regex.Pattern[str], dict[str, str]]:
    """What finds an abbreviation, and what each stands for by its letters."""
    rows = sorted(_rows(), key=lambda row: -len(row[0]))
    found = "|".join(_found(short, written) for short, written, _ in rows)
    pattern = regex.compile(rf"(?<![\p{{L}}\p{{N}}.])(?:{found})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
    return pattern, {_key(short): full for short, _, full in rows}


def _found(short: str, written: _Written) -> str:
    between = {_Written.LETTERS: r"\.?", _Written.DOTS: r"\."}.get(written, "")
    return between.join(map(re.escape, short)) + (r"\." if written is _Written.DOT else r"\.?")


def _key(abbreviation: str) -> str:
    return abbreviation.lower().replace(".", "")


def _stop(match: regex.Match[str]) -> str:
    """A full stop, where the dot was one, too: at the end, and before a capital."""
    rest = match.string[match.end() :].lstrip(" ")
    return "." if match[0].endswith(".") and (not rest or rest[0].isupper() or rest[0] in "\r\n") else ""
