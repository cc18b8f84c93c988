"""Human decisions, into the label store and out of it."""

import hashlib
import json
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from service.access.caller import Caller, KeyedRoute, allowed
from service.compute.errors import TooManyRecordsError
from service.compute.human import HumanDecisions
from service.compute.recalled import News
from service.http.noted import note_of
from service.intake.codings import own_coder_id, read_decisions
from service.intake.deciding import Batch, save, withdraw, without_personal_data
from service.intake.errors import NameTheCoderError
from service.intake.paging import codings_page, shown
from service.jobs.errors import KeyReusedError
from service.problems import problem_responses
from service.routes.asked_once import asked_once
from service.routes.idempotency import IdempotencyKey
from service.schemas.codings import (
    LARGEST_KEY,
    CodingsAsked,
    CodingsPage,
    CodingsReply,
    PostCodings,
    StoredCodingOut,
    WithdrawalAsked,
)
from service.state import Held, held
from textcoder.labelling.importing.bringing import coder_id
from textcoder.labelling.store.errors import NotYoursError, OtherRequestError
from textcoder.labelling.store.idempotency import Asked, Told, once
from textcoder.labelling.store.keys import Role
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.upserting import clean

router = APIRouter(prefix="/v1/codings", route_class=KeyedRoute, tags=["codings"], dependencies=[Depends(asked_once)])
HeldDep = Annotated[Held, Depends(held)]
CallerDep = Annotated[Caller, Depends(allowed(Role.PIPELINE, Role.CODER))]
_REPLAYED: Final = "Idempotency-Replayed"
_REPLAYED_HEADER = {
    _REPLAYED: {
        "description": "`true`: it had been done before, and this is what was told then.",
        "schema": {"type": "string"},
    }
}


@router.post(
    "",
    summary="Save decisions",
    operation_id="post_codings",
    response_model=CodingsReply,
    responses={200: {"headers": _REPLAYED_HEADER}, **problem_responses(404, 413, 422, 503)},
)
def post_codings(
    wanted: PostCodings,
    request: Request,
    held: HeldDep,
    caller: CallerDep,
    key: IdempotencyKey,
) -> Response:
    """Save what people have decided on answers to a question.

    What is acknowledged is on the disk, and the next identical answer to the question is given the same codes at once.
    Each decision is checked by the codeframe; one that breaks it says so, and the others are saved all the same.
    """
    note_of(request.scope).records = len(wanted.codings)
    if len(wanted.codings) > held.settings.max_records:
        raise TooManyRecordsError(len(wanted.codings), held.settings.max_records)
    place = clean(wanted.survey.strip()), clean(wanted.question.strip())
    with held.store.use() as store:
        batch = without_personal_data(
            store, Batch(*place, read_decisions(wanted.codings, caller)), held.coder.redaction
        )
        told = _save(store, batch, Asked(caller.key_id, key, _hash(wanted)) if key else None, held.coder.human)
    headers = {} if told.is_new else {_REPLAYED: "true"}
    return Response(told.body, told.status, headers, "application/json")


def _save(store: Store, batch: Batch, asked: Asked | None, human: HumanDecisions) -> Told:
    news: list[News] = []

    def do(whole: Store) -> Told:
        reply = save(whole, batch)
        news.append(human.read_news(whole, [one["key"] for one in reply["results"] if one["key"] is not None]))
        return Told(200, json.dumps(reply, separators=(",", ":")))

    try:
        if asked is None:
            with store.together() as whole:
                told = do(whole)
        else:
            told = once(store, asked, do)
    except OtherRequestError as err:
        raise KeyReusedError from err
    for one in news:
        human.take_in(one)  # what is acknowledged counts, should the store go away this very moment
    return told


def _hash(wanted: PostCodings) -> str:
    return hashlib.sha256(json.dumps(wanted.model_dump(), sort_keys=True).encode()).hexdigest()


@router.get("", summary="Page decisions out", operation_id="list_codings", responses=problem_responses(503))
def list_codings(
    held: HeldDep,
    _: CallerDep,
    asked: Annotated[CodingsAsked, Query()],
) -> CodingsPage:
    """The codings that came after one, the earliest first; withdrawn ones too.

    Who goes on from `next` misses none. That a coding which was paged out already has been withdrawn since is not
    told: ask for it again with `since` one below its key.
    """
    with held.store.use() as store:
        return codings_page(
            store,
            asked.since,
            limit=asked.limit,
            survey=None if asked.survey is None else clean(asked.survey.strip()),
            question=None if asked.question is None else clean(asked.question.strip()),
        )


@router.delete(
    "/{key}",
    summary="Withdraw a decision",
    operation_id="withdraw_coding",
    responses=problem_responses(404, 409, 503),
)
def withdraw_coding(
    key: Annotated[int, Path(ge=1, le=LARGEST_KEY, description="Of the coding.")],
    held: HeldDep,
    caller: CallerDep,
    asked: Annotated[WithdrawalAsked, Query()],
) -> StoredCodingOut:
    """Have a coding count no more; what stood before stands again. Done again, it changes nothing.

    A coder withdraws his own; the pipeline those of the coder it names in `?coder=`, or its own; an analyst any. 409
    for somebody else's.
    """
    named = None if asked.coder is None or caller.role is Role.CODER else coder_id(clean(asked.coder.strip()))
    anybodys = named is None and caller.role in (Role.ANALYST, Role.ADMIN)
    with held.store.use() as store:
        with store.together() as whole:
            try:
                withdrawn = withdraw(whole, key, None if anybodys else named or own_coder_id(caller))
            except NotYoursError:
                if named is None and caller.role is Role.PIPELINE:
                    raise NameTheCoderError(key) from None
                raise
            news = held.coder.human.read_news(whole, [key])
        held.coder.human.take_in(news)
        return shown(store, withdrawn)
