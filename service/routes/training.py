"""Training a model, in the background."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from service.access.caller import Caller, KeyedRoute, allowed
from service.problems import problem_responses
from service.routes.idempotency import IdempotencyKey
from service.routes.jobs import ALREADY_THERE, HeldDep, accepted
from service.schemas.jobs import JobOut
from service.schemas.training import TrainIn
from textcoder.labelling.store.keys import Role

router = APIRouter(prefix="/v1", route_class=KeyedRoute, tags=["models"])


@router.post(
    "/train",
    status_code=202,
    operation_id="train",
    summary="Train a model",
    responses=ALREADY_THERE | problem_responses(400, 404, 413, 415, 422, 503),
)
def train(
    wish: TrainIn,
    response: Response,
    held: HeldDep,
    caller: Annotated[Caller, Depends(allowed(Role.ANALYST))],
    idempotency_key: IdempotencyKey,
) -> JobOut:
    """Train on what people have coded: the codings beside the codeframe, and those in the label store.

    It is a job of the kind `train`, in a process of its own that steps back behind requests. Its result is the model's
    name and its scores on voices left out. The new model is used only when it is promoted.
    """
    taken = held.jobs.train(caller.key_id, wish.order(), idempotency_key)
    return accepted(taken.job, response, is_new=taken.is_new)
