"""Survey descriptions from YAML."""

from pathlib import Path
from typing import Any

from textcoder.errors import SurveyError
from textcoder.files.yaml_file import read_yaml
from textcoder.survey import Alternative, Asked, Question, Survey


def read_survey(path: Path) -> Survey:
    """Read a survey description and check it.

    Raises:
        FileProblemError: No YAML, or no mapping.
        SurveyError: It does not hold together; every problem is listed.
    """
    content: dict[str, Any] = read_yaml(path)
    try:
        return Survey(
            id=str(content["id"]),
            title=dict(content["title"]),
            codeframe=str(content["codeframe"]),
            questions=tuple(_question(entry) for entry in content["questions"]),
            columns={str(role): str(column) for role, column in (content.get("columns") or {}).items()},
        )
    except SurveyError as err:
        raise SurveyError(str(path), err.problems) from err
    except KeyError as err:
        raise SurveyError(str(path), [f"a needed key is missing: {err.args[0]!r}"]) from err
    except (TypeError, ValueError, AttributeError) as err:
        raise SurveyError(str(path), [f"an entry has the wrong shape ({err})"]) from err


def _question(entry: dict[str, Any]) -> Question:
    asked = entry.get("asked")
    return Question(
        id=str(entry["id"]),
        type=entry["type"],
        text=dict(entry["text"]),
        alternatives=_alternatives(entry.get("alternatives")),
        items=_alternatives(entry.get("items")),
        asked=Asked(str(asked["question"]), tuple(str(number) for number in asked["any_of"])) if asked else None,
        max_answers=entry.get("max_answers"),
    )


def _alternatives(entries: list[dict[str, Any]] | None) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(
            number=int(entry["number"]),
            label=dict(entry["label"]),
            exclusive=entry.get("exclusive") is True,
            open_field=entry.get("open_field"),
        )
        for entry in entries or ()
    )
