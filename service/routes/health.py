"""For machines that watch: is it alive, is it ready, and how much has it done."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from service.access.caller import caller_of
from service.http.noted import note_of
from service.observing.metrics import CONTENT_TYPE
from service.problems import AWAY, problem_reply, problem_responses
from service.readiness import Readiness
from service.schemas.shared import example
from service.state import Held, held

router = APIRouter(tags=["health"])
_FIGURES = 'textcoder_store_up 1.0\ntextcoder_queue_depth 0.0\ntextcoder_jobs{state="running"} 1.0\n'


class Live(BaseModel):
    """The process runs."""

    model_config = example({"status": "live"})

    status: Literal["live"] = "live"


class Ready(BaseModel):
    """Everything is there."""

    model_config = example({"status": "ready", "models": {"innovation-barriers": "20261122-fead6520"}})

    status: Literal["ready"] = "ready"
    models: dict[str, str] = Field(description="The version in use for each codeframe.")


@router.get("/health/live", operation_id="live", summary="Is the process alive?")
async def live() -> Live:
    """Always 200. Where no reply comes, restart the process."""
    return Live()


@router.get(
    "/health/ready",
    operation_id="ready",
    summary="May requests be sent here?",
    response_model=Ready,
    responses=problem_responses(503),
)
async def ready(request: Request, held: Annotated[Held, Depends(held)]) -> Ready | Response:
    """200 when a model is warm and the label store is there; else 503, and `errors` names what is missing.

    While the label store is away, `/v1/classify` goes on. Where classifying alone matters, watch for the problem
    `model` only.
    """
    readiness: Readiness = request.app.state.readiness
    missing = readiness.missing()
    if not missing:
        return Ready(models=dict(held.shelf.currents))
    note = note_of(request.scope)
    note.problem = AWAY.slug
    detail = f"Not ready: {', '.join(where for where, _ in missing)}. See errors."
    return problem_reply(AWAY, detail, note.request_id, errors=missing)


async def _may_read_metrics(request: Request, held: Annotated[Held, Depends(held)]) -> None:
    if held.settings.metrics_need_key:
        caller_of(request)


@router.get(
    "/metrics",
    dependencies=[Depends(_may_read_metrics)],
    operation_id="metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "All figures",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": _FIGURES}},
        },
        **problem_responses(401, 429, 503),
    },
)
async def metrics(held: Annotated[Held, Depends(held)]) -> Response:
    """Latency by route and status, answers by status and source, models, texts that wait, jobs, the label store."""
    held.metrics.set_waiting(held.coder.waiting)
    return Response(held.metrics.expose(), media_type=CONTENT_TYPE)
