"""Answers into the label store."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from service.access.caller import Caller, KeyedRoute, allowed
from service.compute.errors import TooManyRecordsError
from service.http.noted import note_of
from service.intake.answers import Incoming, read_answers
from service.intake.destinations import destination
from service.problems import problem_responses
from service.schemas.answers import AnswersReply, PutAnswers
from service.state import Held, held
from textcoder.labelling.importing.bringing import Destination
from textcoder.labelling.receiving import Received, receive_answers
from textcoder.labelling.store.keys import Role

router = APIRouter(prefix="/v1", route_class=KeyedRoute, tags=["answers"])
STATUSES: Final = ("added", "changed", "updated", "unchanged", "blank", "forgotten", "error")


@router.put(
    "/answers",
    summary="Bring answers in",
    operation_id="put_answers",
    response_model=AnswersReply,
    responses=problem_responses(404, 409, 413, 503),
)
def put_answers(
    wanted: PutAnswers,
    request: Request,
    held: Annotated[Held, Depends(held)],
    _: Annotated[Caller, Depends(allowed(Role.PIPELINE))],
) -> Response:
    """Bring answers to a question in: new ones are added, those with a known id are brought up to date.

    Answers that are not among them stay. All that can be stored are stored together, and the rest say why not: done
    again, it changes nothing. Personal data is taken out first, where the service or the survey is set so.
    """
    note_of(request.scope).records = len(wanted.answers)
    if len(wanted.answers) > held.settings.max_records:
        raise TooManyRecordsError(len(wanted.answers), held.settings.max_records)
    incoming = read_answers(wanted.answers, most_characters=held.settings.max_text_chars)
    with held.store.use() as store:
        to = destination(held.home, store, wanted)
    kinds = held.coder.redaction.kinds(to.codeframe.id, to.question)
    arriving = incoming.without_personal_data(lambda texts: held.coder.redaction.redacted(texts, kinds))
    with held.store.use() as store:
        received = receive_answers(store, to, arriving)
    content = _content(to, incoming, received, redacted=bool(kinds))
    # An id is given back as it came, and may hold half a character, which only so can be written.
    return Response(json.dumps(content, separators=(",", ":")), media_type="application/json")


def _content(to: Destination, incoming: Incoming, received: Received, *, redacted: bool) -> dict[str, Any]:
    results = _results(incoming, received)
    counts = Counter(one["status"] for one in results)
    done = received.answers
    return {
        "survey": to.survey,
        "question": to.question,
        "codeframe": to.codeframe.id,
        "codeframe_version": to.codeframe.version,
        "counts": {status: counts[status] for status in STATUSES} | {"restored": len(done.restored)},
        "stale_codings": done.stale_codings,
        "revived_codings": done.revived_codings,
        "redacted": redacted,
        "results": results,
    }


def _results(incoming: Incoming, received: Received) -> Sequence[dict[str, Any]]:
    done = received.answers
    status_of = dict.fromkeys(done.added, "added") | dict.fromkeys(done.changed, "changed")
    status_of |= dict.fromkeys(done.updated, "updated") | dict.fromkeys(done.forgotten, "forgotten")
    status_of |= dict.fromkeys(received.blank, "blank")
    return [
        {"id": one.id, "status": "error", "error": {"type": one.problem.type, "detail": one.problem.detail}}
        if one.problem is not None
        else {"id": one.id, "status": status_of.get(one.stored_id, "unchanged"), "error": None}
        for one in incoming.read
    ]
