"""Which model codes: looked at, promoted, rolled back."""

from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Depends, Path
from pydantic import TypeAdapter

from service.access.caller import Caller, KeyedRoute, allowed
from service.frames import frames_of
from service.problems import problem_responses
from service.schemas.models import (
    AllModelsOut,
    ModelOut,
    ModelsOut,
    ModelsShort,
    PromotedOut,
    PromoteIn,
    PromotionOut,
    RollbackIn,
    ScoresOut,
)
from service.schemas.shared import CodeframeId
from service.state import Held, held
from textcoder.codeframe import Codeframe
from textcoder.errors import ArtifactError
from textcoder.labelling.store.keys import Role
from textcoder.learning.promoting import Promoted, promote, roll_back
from textcoder.learning.promotions import Action, Promotion, read_promotions
from textcoder.learning.registry import Entry, Registry, describe

router = APIRouter(prefix="/v1/models", route_class=KeyedRoute, tags=["models"])
HeldDep = Annotated[Held, Depends(held)]
ReaderDep = Annotated[Caller, Depends(allowed(Role.PIPELINE, Role.CODER))]
AnalystDep = Annotated[Caller, Depends(allowed(Role.ANALYST))]
CodeframeDep = Annotated[CodeframeId, Path(description="Id of the codeframe.", examples=["innovation-barriers"])]
_LISTED: Final = 100
_NOT_SAID: Final = ScoresOut(
    macro_f1=None, micro_f1=None, exact=None, coded_without_a_human=None, wrong_among_them=None
).model_dump()
_SCORES = TypeAdapter(ScoresOut)
_log = structlog.get_logger(__name__)


@router.get("", summary="List models", operation_id="list_models")
def list_models(held: HeldDep, _: ReaderDep) -> AllModelsOut:
    """The versions of every codeframe's model, and which is current."""
    registry = Registry(held.home.trained)
    versions: dict[str, list[str]] = {}
    for entry in registry.entries():
        versions.setdefault(entry.codeframe_id, []).append(entry.version)
    in_use = held.shelf.currents
    return AllModelsOut(
        models=[
            ModelsShort(codeframe=name, current=registry.current(name), in_use=in_use.get(name), versions=there)
            for name, there in versions.items()
        ]
    )


@router.get(
    "/{codeframe}",
    summary="Show the models of a codeframe",
    operation_id="show_models",
    responses=problem_responses(404),
)
def show_models(codeframe: CodeframeDep, held: HeldDep, _: ReaderDep) -> ModelsOut:
    """Each version with its training and scores, whether it fits the codeframe, and who promoted what when."""
    registry = Registry(held.home.trained)
    entries = [entry for entry in registry.entries() if entry.codeframe_id == codeframe]
    frames = frames_of(held.home)
    frame = frames.find(codeframe) if entries else frames.get(codeframe)
    promotions = read_promotions(registry.folder(codeframe))
    return ModelsOut(
        codeframe=codeframe,
        current=registry.current(codeframe),
        in_use=held.shelf.currents.get(codeframe),
        problem=held.shelf.problems.get(codeframe),
        versions=[_model(entry, frame) for entry in entries],
        promotions=[_promotion(one) for one in promotions[: -_LISTED - 1 : -1]],
    )


@router.post(
    "/{codeframe}/promote",
    summary="Promote a model",
    operation_id="promote_model",
    responses=problem_responses(404, 409, 503),
)
def promote_model(codeframe: CodeframeDep, wish: PromoteIn, held: HeldDep, caller: AnalystDep) -> PromotedOut:
    """Make a version the one that is used where none is named.

    It is loaded first: 409 where it is damaged, or made for other codes, another pipeline or another encoder. Then it
    passes the gate: 409 with the type `/problems/gate-refused` where it is worse than the current one or its error
    promise does not hold, with one of `errors` for each reason; it is promoted all the same with `force` and `why`.
    Requests in flight end with the model they began with; none is dropped. Done again, it changes nothing.
    """
    name = f"{codeframe}/{wish.version.removeprefix(f'{codeframe}/')}"
    return _taken_up(held, caller, promote(held.home, name, by=caller.name, why=wish.why, force=wish.force))


@router.post(
    "/{codeframe}/rollback",
    summary="Roll back to the model before",
    operation_id="roll_back_model",
    responses=problem_responses(404, 409, 503),
)
def roll_back_model(
    codeframe: CodeframeDep, held: HeldDep, caller: AnalystDep, wish: RollbackIn | None = None
) -> PromotedOut:
    """Use the version again that was used before the last promotion; done again, the one before that.

    409 where no promotion is left to undo, or the version before can no longer be used.
    """
    why = wish.why if wish is not None else ""
    return _taken_up(held, caller, roll_back(held.home, codeframe, by=caller.name, why=why))


def _taken_up(held: Held, caller: Caller, done: Promoted) -> PromotedOut:
    held.shelf.look()
    entry, promotion = done.entry, done.promotion
    if promotion is not None:
        how = {"codeframe": entry.codeframe_id, "model": entry.version, "before": promotion.before}
        _log.info("model_promoted", **how, action=promotion.action.value, by=caller.key_id)
    return PromotedOut(
        codeframe=entry.codeframe_id,
        version=entry.version,
        before=promotion.before if promotion else None,
        changed=promotion is not None,
        in_use=held.shelf.currents.get(entry.codeframe_id) == entry.version,
        forced=promotion is not None and promotion.action is Action.FORCED,
        gate=list(promotion.gate) if promotion else [],
    )


def _model(entry: Entry, frame: Codeframe | None) -> ModelOut:
    try:
        content: Any = describe(entry).content
    except ArtifactError as err:
        # One damaged folder is no reason to hide the other models.
        unknown = dict.fromkeys(("trained_at", "codings", "profile", "codeframe_version", "scores"))
        return ModelOut(version=entry.version, current=entry.is_current, fits=False, problem=str(err), **unknown)
    return ModelOut(
        version=entry.version,
        current=entry.is_current,
        fits=frame is not None and content["codeframe"]["coding_hash"] == frame.coding_hash,
        trained_at=content["trained_at"],
        codings=content["snapshot"]["codings"],
        profile=content["settings"].get("profile"),
        codeframe_version=content["codeframe"].get("version"),
        scores=_SCORES.validate_python(_NOT_SAID | content["scores"]),
        problem=None,
    )


def _promotion(one: Promotion) -> PromotionOut:
    said = {"action": one.action.value, "before": one.before, "version": one.version, "why": one.why}
    return PromotionOut.model_validate({"at": one.at, "by": one.by, **said, "gate": list(one.gate)})
