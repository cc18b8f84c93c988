"""What goes into and out of ``/v1/codings``."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from service.schemas.answers import RecordId, SurveyId
from service.schemas.shared import Incoming, Outgoing, example

_EXAMPLE: dict[str, Any] = {"id": "0017", "codes": ["capacity", "economy"], "coder": "kari"}
LARGEST_KEY = 2**63 - 1


class CodingIn(Incoming):
    """A person's decision on an answer. Each is read by itself, so that one that is wrong never fails the others."""

    id: str | int | float = Field(description="Id of the answer, as it was brought in.")
    codes: list[str | int] | None = Field(
        None,
        max_length=1000,
        description="Codes by id or number; empty: no code applies, where the codeframe allows that "
        "(`min_codes` 0). A note has none.",
    )
    coder: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Who decided. Default: the name of the key. A key of the role `coder` speaks for its holder only.",
    )
    comment: str = Field("", max_length=10_000, description="The coder's own words.")
    flag: bool = Field(False, description="Whether somebody should look at it again.")
    kind: Literal["coding", "adjudication", "note"] = Field(
        "coding",
        description="`adjudication` settles a disagreement and goes before codings; `note` is a flag or a comment "
        "without a decision.",
    )
    codeframe_version: int | None = Field(
        None, ge=1, le=2**31 - 1, description="The version the coder saw. Default: the question's present one."
    )
    seconds: float | None = Field(
        None, ge=0, le=1e6, allow_inf_nan=False, description="Time spent, where somebody took it."
    )


_CODING: dict[str, Any] = {
    "title": "Decision",
    "description": "An object of this form. Whatever else comes is given a result with status `error`, and never fails "
    "the others.",
    "examples": [_EXAMPLE],
    "anyOf": [CodingIn.model_json_schema(), {"title": "Anything else"}],
}
AnyCoding = Annotated[Any, WithJsonSchema(_CODING)]


class PostCodings(Incoming):
    """Decisions on answers to one question."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"survey": "barriere-2025", "question": "Q24", "codings": [_EXAMPLE]}}
    )

    survey: SurveyId = Field(description="Id of the survey.", examples=["barriere-2025"])
    question: SurveyId = Field(description="Id of the question.", examples=["Q24"])
    codings: list[AnyCoding] = Field(
        description="The decisions: objects with `id`, `codes` and, if wanted, `coder`, `comment`, `flag`, `kind`, "
        "`codeframe_version` and `seconds`. Every one gets a result, in the same order. Several on one answer are all "
        "saved, and the last one counts."
    )


_SAVED: dict[str, Any] = {"id": "0017", "status": "saved", "key": 4711, "error": None}
_ILLEGAL: dict[str, Any] = {
    "type": "illegal_codes",
    "detail": "code 'dont_know' is exclusive and cannot stand beside capacity",
}
_CODE: dict[str, Any] = {"code": "capacity", "number": 1, "label": "Kapasitet"}
_STORED: dict[str, Any] = {
    "key": 4711,
    "survey": "barriere-2025",
    "question": "Q24",
    "id": "0017",
    "codes": [_CODE],
    "coder": "human:kari",
    "source": "human",
    "kind": "coding",
    "referred": False,
    "flag": False,
    "codeframe": "innovation-barriers",
    "codeframe_version": 1,
    "model_version": None,
    "coded_at": "2025-03-04T09:12:30Z",
    "withdrawn_at": None,
}


class CodingError(Outgoing):
    """Why a decision was not saved."""

    model_config = example(_ILLEGAL)

    type: Literal[
        "no_id",
        "no_codes",
        "wrong_type",
        "too_long",
        "not_yours",
        "unknown_answer",
        "unknown_version",
        "unknown_code",
        "illegal_codes",
    ] = Field(description="For programs.")
    detail: str = Field(description="One sentence for people.")


class CodingResult(Outgoing):
    """What became of one decision."""

    model_config = example(_SAVED)

    id: RecordId = Field(description="As it came; null where there was none.")
    status: Literal["saved", "error"] = Field(description="`saved`: it is on the disk, and counts from now on.")
    key: int | None = Field(description="Of the coding, to withdraw it; null where it was not saved.")
    error: CodingError | None = Field(description="Why it was not saved.")


class CodingsReply(Outgoing):
    """What became of the decisions."""

    model_config = example(
        {
            "saved": 1,
            "codeframe": "innovation-barriers",
            "codeframe_version": 1,
            "results": [_SAVED, {"id": "0018", "status": "error", "key": None, "error": _ILLEGAL}],
        }
    )

    saved: int = Field(description="How many were saved.")
    codeframe: str = Field(description="Id of the codeframe the question is coded with.")
    codeframe_version: int = Field(description="Its present version.")
    results: list[CodingResult] = Field(description="One for each decision, in their order.")


class StoredCode(Outgoing):
    """A code of a coding."""

    model_config = example(_CODE)

    code: str = Field(description="Id of the code.", examples=["capacity"])
    number: int = Field(description="Its number, as in SPSS.", examples=[1])
    label: str = Field(description="Its label in Bokmål.", examples=["Kapasitet"])


class StoredCodingOut(Outgoing):
    """A coding as the label store has it. It never changes, but may be withdrawn."""

    model_config = example(_STORED)

    key: int = Field(description="A coding with a higher key is later.", examples=[4711])
    survey: str = Field(description="Id of the survey.")
    question: str = Field(description="Id of the question.")
    id: str = Field(description="Id of the answer.", examples=["0017"])
    codes: list[StoredCode] = Field(description="In codeframe order. Empty: no code applies, or it is a note.")
    coder: str = Field(description="`human:<name>` or `model:<version>`.", examples=["human:kari"])
    source: Literal["human", "exact", "rule", "model"] = Field(description="Where the codes came from.")
    kind: Literal["coding", "adjudication", "note"] = Field(description="What it is for.")
    referred: bool = Field(description="A model's codes that a human must look at.")
    flag: bool = Field(description="Whether somebody should look at it again.")
    codeframe: str = Field(description="Id of the codeframe.")
    codeframe_version: int = Field(description="The version it was given under, which its codes are of.")
    model_version: str | None = Field(description="The model that coded, or whose suggestion the coder saw.")
    coded_at: datetime = Field(description="When it was saved.")
    withdrawn_at: datetime | None = Field(description="When it was withdrawn; null: it stands.")


class CodingsAsked(BaseModel):
    """Which codings are wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: int = Field(0, ge=0, le=LARGEST_KEY, description="Codings after this key; `next` of the last page.")
    limit: int = Field(100, ge=1, le=1000, description="At most so many.")
    survey: SurveyId | SkipJsonSchema[None] = Field(None, description="Only of this survey.")
    question: SurveyId | SkipJsonSchema[None] = Field(None, description="Only of questions with this id.")


class WithdrawalAsked(BaseModel):
    """In whose name a coding is withdrawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    coder: SurveyId | SkipJsonSchema[None] = Field(
        None, description="In whose name, where it is not the key's own. Needed by the pipeline only."
    )


class CodingsPage(Outgoing):
    """Codings, the earliest first."""

    model_config = example({"codings": [_STORED], "next": 4711, "more": False})

    codings: list[StoredCodingOut] = Field(description="At most as many as were asked for.")
    next: int = Field(description="What to ask with as `since` next time, when there may be more.")
    more: bool = Field(description="Whether there are more already.")
