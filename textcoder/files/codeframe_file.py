"""Codeframes from YAML."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from textcoder.codeframe import ROLES, Code, Codeframe, Net
from textcoder.errors import CodeframeError, listing
from textcoder.files.yaml_file import read_yaml

_FRAME_KEYS = {"id", "version", "title", "max_codes", "min_codes", "nets", "codes"}
_CODE_KEYS = {"id", "number", "label", "definition", "include", "exclude", "key", "exclusive", "role"}
_NET_KEYS = {"id", "label", "codes"}


def read_codeframe(path: Path) -> Codeframe:
    """Read a codeframe and check it.

    Raises:
        FileProblemError: No YAML, or no mapping.
        CodeframeError: It breaks its own rules; every problem is listed.
    """
    content = read_yaml(path)
    problems = _shape_problems(content)
    if problems:
        raise CodeframeError(str(path), problems)
    try:
        return Codeframe(
            id=str(content["id"]),
            version=int(str(content["version"])),
            title=_texts(content.get("title")),
            codes=tuple(_code(entry) for entry in _entries(content, "codes")),
            nets=tuple(_net(entry) for entry in _entries(content, "nets")),
            max_codes=_whole(content.get("max_codes")),
            min_codes=_whole(content.get("min_codes")) or 0,
        )
    except CodeframeError as err:
        raise CodeframeError(str(path), err.problems) from err


def _shape_problems(content: dict[str, Any]) -> list[str]:
    problems = [f"the key {key!r} is missing" for key in ("id", "version", "codes") if key not in content]
    problems += _unknown(content, _FRAME_KEYS, "the codeframe")
    problems += [
        problem for key in sorted(_FRAME_KEYS - {"codes"}) for problem in _value_problems(key, content.get(key))
    ]
    for place, keys, needed in (
        ("codes", _CODE_KEYS, ("id", "number", "label")),
        ("nets", _NET_KEYS, ("id", "codes")),
    ):
        entries = content.get(place) or []
        if not isinstance(entries, list):
            problems.append(f"{place!r} is no list")
            continue
        for number, entry in enumerate(entries, start=1):
            problems += _entry_problems(entry, f"{place} entry {number}", keys, needed)
    return problems


def _entry_problems(entry: Any, where: str, keys: set[str], needed: Iterable[str]) -> list[str]:
    if not isinstance(entry, dict):
        return [f"{where} is no mapping"]
    problems = [f"{where} has no {key!r}" for key in needed if entry.get(key) in (None, "", {}, [])]
    problems += _unknown(entry, keys, where)
    problems += [f"{where}: {problem}" for key, value in entry.items() for problem in _value_problems(key, value)]
    return problems


def _value_problems(key: str, value: Any) -> list[str]:
    """What YAML took for something else than was meant: ``exclusive: ja``, ``- kommune: liten``, ``number: 1.5``."""
    if value is None:
        return []
    if key in ("include", "exclude", "codes"):
        return _list_problems(key, value)
    is_right, should_be = _VALUES.get(key, (None, ""))
    return [f"{key!r} is {value!r}; it should be {should_be}"] if is_right and not is_right(value) else []


def _list_problems(key: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        return [f"{key!r} is no list"]
    places = [place for place, phrase in enumerate(value, start=1) if not _is_text(phrase)]
    return [f"{key!r} entry {place} is no text; put it in quotation marks" for place in places]


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip() != ""


def _are_texts(value: Any) -> bool:
    return all(_is_text(text) for text in value.values()) if isinstance(value, dict) else _is_text(value)


def _is_whole(value: Any) -> bool:
    return re.fullmatch(r"-?\d+", str(value)) is not None


_VALUES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "version": (_is_whole, "a whole number"),
    "max_codes": (_is_whole, "a whole number, or null for any number"),
    "min_codes": (_is_whole, "0 or 1"),
    "title": (_are_texts, "a text, or one for each language"),
    "number": (_is_whole, "a whole number"),
    "label": (_are_texts, "a text, or one for each language"),
    "definition": (_are_texts, "a text, or one for each language"),
    "exclusive": (lambda value: isinstance(value, bool), "true or false"),
    "role": (lambda value: value in ROLES, f"one of {listing(ROLES)}"),
}
"""What values must be, and how to say it."""


def _unknown(mapping: dict[str, Any], known: set[str], where: str) -> list[str]:
    strangers = [str(key) for key in mapping if key not in known]
    return [f"{where} has the unknown key {key!r} (known: {listing(sorted(known))})" for key in strangers]


def _entries(content: dict[str, Any], place: str) -> list[dict[str, Any]]:
    return list(content.get(place) or [])


def _code(entry: dict[str, Any]) -> Code:
    code_id = str(entry["id"])
    return Code(
        id=code_id,
        number=int(entry["number"]),
        label=_texts(entry["label"]),
        definition=_texts(entry.get("definition")),
        include=tuple(str(phrase) for phrase in entry.get("include") or ()),
        exclude=tuple(str(phrase) for phrase in entry.get("exclude") or ()),
        key=None if entry.get("key") is None else str(entry["key"]),
        exclusive=entry.get("exclusive") is True,
        role=entry.get("role") or next((role for role in ROLES if role == code_id), None),
    )


def _net(entry: dict[str, Any]) -> Net:
    codes = tuple(str(code_id) for code_id in entry["codes"])
    return Net(id=str(entry["id"]), label=_texts(entry.get("label") or str(entry["id"])), codes=codes)


def _texts(value: Any) -> dict[str, str]:
    """Texts by language; a bare text counts as Bokmål."""
    if isinstance(value, dict):
        return {str(language): str(text) for language, text in value.items()}
    return {} if value is None else {"nb": str(value)}


def _whole(value: Any) -> int | None:
    return None if value is None else int(str(value))
