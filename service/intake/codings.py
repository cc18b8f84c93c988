"""Decisions as they come in: each is read by itself, and one that cannot be saved says why."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.access.caller import Caller
from service.compute.records import RecordId, RecordProblem
from service.intake.answers import stored_id
from service.schemas.codings import CodingIn
from textcoder.labelling.importing.bringing import coder_id
from textcoder.labelling.receiving import Decision
from textcoder.labelling.store.keys import Role
from textcoder.labelling.store.records import Kind
from textcoder.labelling.store.upserting import clean

_HUMAN: Final = "human:"
_LIKE_A_FIELD = re.compile(r"[a-z_]{1,40}\Z")
_NO_CODES = RecordProblem("no_codes", "The decision has no codes. Send a list of code ids or numbers.")
NO_CODES_BUT_NONE = RecordProblem("no_codes", f"{_NO_CODES.detail[:-1]}; an empty one says that none applies.")
"""The same, where the codeframe has answers to which no code applies."""
_NOTE_WITH_CODES = RecordProblem("wrong_type", "A note has no codes. Send a coding, or leave the codes out.")
_NO_PERSON = RecordProblem(
    "wrong_type", "The coder is no person. Send decisions of people; models' codes come from classifying."
)
_NOT_YOURS = RecordProblem(
    "not_yours", "A key of the role coder speaks for its holder only. Leave coder out, or use the coder's own key."
)


@dataclass(frozen=True, slots=True)
class ReadDecision:
    """A decision of a request, or why it is none."""

    id: RecordId
    """Of the answer, as it came."""
    decision: Decision | None = None
    problem: RecordProblem | None = None


def read_decisions(raw: Sequence[object], caller: Caller) -> list[ReadDecision]:
    """Read decisions, in their order; none is left out.

    Args:
        raw: Whatever came in.
        caller: Whoever sends them.
    """
    return [_read(one, caller) for one in raw]


def own_coder_id(caller: Caller) -> str:
    """Who it is that decides where nobody else is named."""
    return f"{_HUMAN}{clean(caller.name.strip())}"


def with_frame(one: ReadDecision, fewest: int) -> ReadDecision:
    """A decision that was read, its problem said as a codeframe has it whose answers have at least so many codes."""
    return replace(one, problem=NO_CODES_BUT_NONE) if one.problem is _NO_CODES and not fewest else one


def _read(raw: object, caller: Caller) -> ReadDecision:
    came_as = _id_of(raw)
    try:
        read = CodingIn.model_validate(raw)
    except ValidationError as err:
        return ReadDecision(came_as, problem=_problem_of(err.errors(include_input=False, include_url=False)[0]))
    kind = Kind(read.kind)
    coder = own_coder_id(caller) if read.coder is None else coder_id(clean(read.coder.strip()))
    problem = _rule_broken(read, coder, caller)
    if problem is not None:
        return ReadDecision(came_as, problem=problem)
    decision = Decision(
        answer_id=stored_id(read.id),
        code_ids=tuple(str(code) for code in read.codes or ()),
        coder=coder,
        kind=kind,
        codeframe_version=read.codeframe_version,
        comment=read.comment,
        flag=read.flag,
        seconds=read.seconds,
    )
    return ReadDecision(came_as, decision)


def _rule_broken(read: CodingIn, coder: str, caller: Caller) -> RecordProblem | None:
    if not stored_id(read.id):
        return RecordProblem("no_id", "The id is blank. Send the id of the answer.")
    if not coder.startswith(_HUMAN) or coder == _HUMAN:
        return _NO_PERSON
    if caller.role is Role.CODER and coder != own_coder_id(caller):
        return _NOT_YOURS
    if read.kind == "note":
        return _NOTE_WITH_CODES if read.codes else None
    return _NO_CODES if read.codes is None else None


def _id_of(raw: object) -> RecordId:
    """What can be given back of an id."""
    found = raw.get("id") if isinstance(raw, dict) else None
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return found if not isinstance(found, float) or math.isfinite(found) else None


def _problem_of(err: ErrorDetails) -> RecordProblem:
    place = str(err["loc"][0]) if err["loc"] else ""
    # A field's name may be anything, a verbatim too.
    field = place if _LIKE_A_FIELD.match(place) and place in CodingIn.model_fields else ""
    if field == "id" and err["type"] == "missing":
        return RecordProblem("no_id", "The decision has no id. Send the id of the answer.")
    said = err["msg"][0].lower() + err["msg"][1:]
    where = f"The field {field}" if field else "The decision"
    kind = "too_long" if err["type"] in ("string_too_long", "too_long") else "wrong_type"
    return RecordProblem(kind, f"{where} is not as it should be: {said}.")
