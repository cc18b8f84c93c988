"""Codeframes from YAML."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textcoder.codeframe import ROLES, Code, Codeframe, Net
from textcoder.errors import CodeframeError, FileProblemError, listing
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
    except ValueError as err:
        raise FileProblemError(path, f"a number is not a whole number ({err})") from err


def _shape_problems(content: dict[str, Any]) -> list[str]:
    problems = [f"the key {key!r} is missing" for key in ("id", "version", "codes") if key not in content]
    problems += _unknown(content, _FRAME_KEYS, "the codeframe")
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
    problems = [f"{where} has no {key!r}" for key in needed if entry.get(key) in (None, "")]
    problems += _unknown(entry, keys, where)
    problems += [
        f"{where}: {key!r} is no list" for key in ("include", "exclude") if not isinstance(entry.get(key) or [], list)
    ]
    if entry.get("role") not in (None, *ROLES):
        problems.append(f"{where}: the role {entry['role']!r} is none of {listing(ROLES)}")
    return problems


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
