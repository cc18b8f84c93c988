"""Survey descriptions from YAML."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from textcoder.errors import SurveyError
from textcoder.files.yaml_file import read_yaml
from textcoder.survey import REDACTED, Alternative, Asked, Question, Survey

_NEEDED = {
    "survey": {"id", "title", "codeframe", "questions"},
    "question": {"id", "type", "text"},
    "alternative": {"number", "label"},
    "asked": {"question", "any_of"},
}
_OPTIONAL: dict[str, AbstractSet[str]] = {
    "survey": {"columns", "redact"},
    "question": {"alternatives", "items", "asked", "max_answers"},
    "alternative": {"exclusive", "open_field"},
    "asked": frozenset(),
}


def read_survey(path: Path) -> Survey:
    """Read a survey description and check it.

    Raises:
        FileProblemError: No YAML, or no mapping.
        SurveyError: It does not hold together; every problem is listed.
    """
    try:
        return _survey(read_yaml(path))
    except SurveyError as err:
        raise SurveyError(str(path), err.problems) from err
    except (TypeError, ValueError, AttributeError) as err:
        raise SurveyError(str(path), [f"an entry has the wrong shape ({err})"]) from err


def _survey(content: dict[str, Any]) -> Survey:
    problems = _shape_problems(content)
    if problems:
        raise SurveyError("", problems)
    return Survey(
        id=str(content["id"]),
        title=dict(content["title"]),
        codeframe=str(content["codeframe"]),
        questions=tuple(_question(entry) for entry in content["questions"]),
        columns={str(role): str(column) for role, column in (content.get("columns") or {}).items()},
        redact=_kinds(content.get("redact", False)),
    )


def _shape_problems(content: dict[str, Any]) -> list[str]:
    problems = _mapping_problems(content, "survey", "the survey")
    for number, question in enumerate(_list(content.get("questions") or []), start=1):
        where = f"questions entry {number}"
        problems += _mapping_problems(question, "question", where)
        if isinstance(question, dict):
            for place in ("alternatives", "items"):
                for at, one in enumerate(_list(question.get(place) or []), start=1):
                    problems += _mapping_problems(one, "alternative", f"{where}, {place} entry {at}")
            if question.get("asked") is not None:
                problems += _mapping_problems(question["asked"], "asked", f"{where}, asked")
    return problems


def _mapping_problems(entry: Any, kind: str, where: str) -> list[str]:
    if not isinstance(entry, dict):
        return [f"{where} is no mapping"]
    # A misspelt `asked` would ask the question of all, and nobody would see it in the figures.
    strangers = [str(key) for key in entry if key not in _NEEDED[kind] | _OPTIONAL[kind]]
    missing = [key for key in sorted(_NEEDED[kind]) if entry.get(key) in (None, "")]
    return [f"{where} has no {key!r}" for key in missing] + [
        f"{where} has the unknown key {key!r}" for key in strangers
    ]


def _question(entry: dict[str, Any]) -> Question:
    asked = entry.get("asked")
    return Question(
        id=str(entry["id"]),
        type=entry["type"],
        text=dict(entry["text"]),
        alternatives=_alternatives(entry.get("alternatives")),
        items=_alternatives(entry.get("items")),
        asked=Asked(str(asked["question"]), tuple(str(number) for number in _list(asked["any_of"]))) if asked else None,
        max_answers=entry.get("max_answers"),
    )


def _alternatives(entries: list[dict[str, Any]] | None) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(
            number=int(entry["number"]),
            label=dict(entry["label"]),
            exclusive=_truth(entry.get("exclusive", False)),
            open_field=entry.get("open_field"),
        )
        for entry in entries or ()
    )


def _kinds(value: Any) -> frozenset[str]:
    """Kinds of personal data: true for the usual ones, false for none, or a list of them."""
    if isinstance(value, bool):
        return REDACTED if value else frozenset()
    return frozenset(map(str, _list(value)))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value
