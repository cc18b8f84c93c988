"""Coding answers at once."""

import json
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.access.caller import Caller, allowed
from service.compute.coding import Reply, Wish
from service.http.noted import note_of
from service.problems import problem_responses
from service.routes.straight import straight_route
from service.schemas.classify import ClassifyReply, ClassifyRequest
from service.state import Held
from textcoder.labelling.store.keys import Role

_who = allowed(Role.PIPELINE, Role.CODER)
router = APIRouter(prefix="/v1", route_class=straight_route(ClassifyRequest, _who), tags=["classify"])
_AT_ONCE: Final = 500
"""Results that are written without a thread."""
_HEADERS = {
    "X-Textcoder-Model": {"description": "Version of the model.", "schema": {"type": "string"}},
    "X-Textcoder-Codeframe": {"description": "Id and version of the codeframe.", "schema": {"type": "string"}},
}


@router.post(
    "/classify",
    operation_id="classify",
    summary="Code answers",
    response_model=ClassifyReply,
    responses={200: {"headers": _HEADERS}, **problem_responses(404, 409, 413, 503)},
)
async def classify(
    wanted: ClassifyRequest,
    request: Request,
    _: Annotated[Caller, Depends(_who)],
) -> Response:
    """Code answers with a codeframe. Every record gets a result, in order, whatever is wrong with its neighbours.

    First that settles an answer: nothing was written (`empty`); people have coded the identical answer to the same
    question (`exact`); it is a pure don't-know or non-answer (`rule`); the model, where it is certain enough (`model`);
    else it is `referred` to a human, with what the model would give as `suggestions`.
    """
    held: Held = request.app.state.held  # each dependency costs this call, made most of all, its time
    note = note_of(request.scope)
    note.records = len(wanted.records)
    wish = Wish(
        wanted.codeframe,
        wanted.question or "",
        model=wanted.model,
        max_error=wanted.max_error,
        explain=wanted.explain,
    )
    reply = await held.coder.code_soon(wish, wanted.records)
    note.model = reply.model_version
    headers = {
        "X-Textcoder-Model": reply.model_version,
        "X-Textcoder-Codeframe": f"{reply.codeframe}:{reply.codeframe_version}",
    }
    content = _content(reply)
    # Writing many results takes a while, in which nobody else would be heard.
    is_large = len(reply.results) > _AT_ONCE
    written = await run_in_threadpool(_as_json, content) if is_large else _as_json(content)
    return Response(written, headers=headers, media_type="application/json")


def _content(reply: Reply) -> dict[str, Any]:
    return {
        "model_version": reply.model_version,
        "codeframe_version": reply.codeframe_version,
        "codeframe": reply.codeframe,
        "warnings": reply.warnings,
        "results": reply.results,
    }


def _as_json(content: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(content)
    except TypeError:
        # An id is given back as it came, and may be a number or hold half a character that orjson does not write.
        return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
