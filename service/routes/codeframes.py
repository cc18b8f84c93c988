"""What can be coded."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from service.access.caller import KeyedRoute, allowed
from service.frames import frames_of
from service.problems import problem_responses
from service.routes.asked_once import asked_once
from service.schemas.codeframes import CodeframeAsked, CodeframeOut, CodeframeShort, CodeframesOut
from service.schemas.shared import CodeframeId
from service.state import Held, held
from textcoder.codeframe import Codeframe
from textcoder.labelling.store.errors import StoreUnavailableError
from textcoder.labelling.store.keys import Role

router = APIRouter(
    route_class=KeyedRoute,
    prefix="/v1/codeframes",
    tags=["codeframes"],
    dependencies=[Depends(allowed(Role.PIPELINE, Role.CODER)), Depends(asked_once)],
)
HeldDep = Annotated[Held, Depends(held)]
_AWAY = "The label store is away: versions that only it has are not listed."


@router.get("", summary="List codeframes", operation_id="list_codeframes")
def list_codeframes(held: HeldDep) -> CodeframesOut:
    """Every codeframe of the home and of the label store, with its versions."""
    known = frames_of(held.home)
    frames = {codeframe_id: dict(versions) for codeframe_id, versions in known.by_id.items()}
    warnings = list(known.problems)
    try:
        with held.store.use() as store:
            for one in store.codeframes.versions():
                versions = frames.setdefault(one.id, {})
                if one.version not in versions:
                    versions[one.version] = store.codeframes.get(one.id, one.version)
    except StoreUnavailableError:
        warnings.append(_AWAY)
    return CodeframesOut(codeframes=[_short(versions) for _, versions in sorted(frames.items())], warnings=warnings)


def _short(versions: Mapping[int, Codeframe]) -> CodeframeShort:
    last = versions[max(versions)]
    return CodeframeShort(
        id=last.id, version=last.version, versions=sorted(versions), title=dict(last.title), codes=len(last.codes)
    )


@router.get(
    "/{codeframe}",
    summary="Show a codeframe",
    operation_id="show_codeframe",
    responses={
        200: {
            "headers": {
                "X-Textcoder-Codeframe": {"description": "Id and version.", "schema": {"type": "string"}},
            }
        },
        **problem_responses(404),
    },
)
def show_codeframe(
    codeframe: Annotated[CodeframeId, Path(description="Id of the codeframe.", examples=["innovation-barriers"])],
    held: HeldDep,
    response: Response,
    asked: Annotated[CodeframeAsked, Query()],
) -> CodeframeOut:
    """A whole codeframe, with the keys of its file. Versions the home no longer has are read from the label store."""
    found = frames_of(held.home).find(codeframe, asked.version)
    if found is None:
        with held.store.use() as store:
            found = store.codeframes.get(codeframe, asked.version)
    response.headers["X-Textcoder-Codeframe"] = f"{found.id}:{found.version}"
    return CodeframeOut.model_validate(asdict(found))
