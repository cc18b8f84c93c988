"""What is noted of a request on its way, for the log and the metrics."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

_PLACE = "textcoder.note"


@dataclass(slots=True)
class Note:
    """Filled in by whoever learns of it. Nothing of it is ever what somebody wrote."""

    request_id: str = ""
    caller: str = ""
    """Id of the key."""
    records: int | None = None
    """How many answers, codings or rows came."""
    model: str = ""
    """Version of the model that replied."""
    problem: str = ""
    """Slug of the problem, where there was one."""


def put_note(scope: MutableMapping[str, Any], note: Note) -> None:
    """Begin to note."""
    scope[_PLACE] = note


def note_of(scope: MutableMapping[str, Any]) -> Note:
    """The note of a request, as in ``note_of(request.scope)``."""
    note = scope.get(_PLACE)
    return note if isinstance(note, Note) else Note()
