"""What goes into and out of ``POST /v1/classify``."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from service.schemas.shared import CodeframeId, Incoming, ModelVersion, Outgoing, QuestionId, example
from textcoder.settings import LEAST_MAX_ERROR

_RECORD = {
    "title": "Record",
    "description": (
        "An answer: an object with `id` (text or number, given back as it came), `text` (the verbatim; empty or null "
        "where nothing was written) and, if it differs from the request's, `question`. Whatever else comes is given a "
        "result with status `error`, and never fails the others."
    ),
    "examples": [{"id": "0017", "text": "For lite tid og for lite penger"}],
}
AnyRecord = Annotated[Any, WithJsonSchema(_RECORD)]


class ClassifyRequest(Incoming):
    """Answers to be coded with a codeframe."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "codeframe": "innovation-barriers",
                "records": [
                    {"id": "0017", "text": "For lite tid og for lite penger"},
                    {"id": "0018", "text": "Vet ikke"},
                    {"id": "0019", "text": ""},
                ],
            }
        }
    )

    codeframe: CodeframeId = Field(description="Id of the codeframe.", examples=["innovation-barriers"])
    question: QuestionId | None = Field(
        None,
        description="Id of the question that was answered, for records that do not say it themselves. It decides which "
        "answers count as identical to one that people have coded.",
    )
    records: list[AnyRecord] = Field(description="The answers. Every one gets a result, in the same order.")
    model: ModelVersion | None = Field(
        None, description="Version of the model to code with, whatever is promoted meanwhile; null: the current one."
    )
    explain: bool = Field(
        False,
        description="Add to what the model coded the words that carried each code, and the most similar answers that "
        "people have coded. Takes several times as long: of an answer the first 40 words are tried, and at most 200 "
        "records are explained in one request.",
    )
    max_error: float | None = Field(
        None,
        ge=LEAST_MAX_ERROR,
        le=1,
        description="At most this share of the answers coded without a human has a wrong code set (95 % confidence); "
        "the rest are referred. Null: as the service is set, else as the model was trained. 1: nothing is referred.",
    )


_CODE: dict[str, Any] = {
    "code": "capacity",
    "number": 1,
    "label": "Kapasitet",
    "confidence": 0.9976,
    "source": "model",
    "segment": None,
}
_CULTURE = _CODE | {"code": "culture", "number": 4, "label": "Kultur", "confidence": 0.41}
_RESULT: dict[str, Any] = {"id": "0017", "status": "coded", "codes": [_CODE], "suggestions": [], "error": None}
_TOO_LONG: dict[str, Any] = {"type": "too_long", "detail": "The text has 12000 characters, and 10000 is the limit."}
_NEAR: dict[str, Any] = {"id": "0311", "question": "Q24", "codes": ["capacity"], "similarity": 0.93}


class GivenCode(Outgoing):
    """A code of an answer."""

    model_config = example(_CODE)

    code: str = Field(description="Id of the code.", examples=["capacity"])
    number: int = Field(description="Its number, as in SPSS.", examples=[1])
    label: str = Field(description="Its label in Bokmål.", examples=["Kapasitet"])
    confidence: float | None = Field(description="Calibrated probability, 0 to 1; null where no model was asked.")
    source: Literal["exact", "rule", "model"] | None = Field(
        description="`exact`: a person has coded the identical answer; `rule`: a pure don't-know; `model`."
    )
    segment: str | None = Field(description="The part of the answer that the code is for; null: the whole.")


class RecordError(Outgoing):
    """Why a record was not coded."""

    model_config = example(_TOO_LONG)

    type: Literal["no_id", "no_text", "wrong_type", "too_long", "unknown_question", "not_coded"] = Field(
        description="For programs."
    )
    detail: str = Field(description="One sentence for people. The text is never repeated.")


class NearAnswer(Outgoing):
    """An answer that people have coded, and how near it is."""

    model_config = example(_NEAR)

    id: str = Field(description="Its id.")
    question: str = Field(description="Its question.")
    codes: list[str] = Field(description="Ids of its codes.")
    similarity: float = Field(description="Cosine, 0 to 1.")


class Explained(Outgoing):
    """Why the model gave the codes it gave."""

    model_config = example({"words": {"capacity": ["lite", "tid"]}, "nearest": [_NEAR]})

    words: dict[str, list[str]] = Field(description="By code, the words of the answer that carried it.")
    nearest: list[NearAnswer] = Field(description="The most similar answers that people have coded, nearest first.")


class RecordResult(Outgoing):
    """What became of one record."""

    model_config = example(_RESULT)

    id: str | int | float | None = Field(description="As it came; null where there was none.")
    status: Literal["coded", "referred", "empty", "error"] = Field(
        description="`coded`: the codes count. `referred`: a human must look; what the model would give is in "
        "`suggestions`. `empty`: nothing was written. `error`: see `error`."
    )
    codes: list[GivenCode] = Field(description="In codeframe order. Empty with `coded`: no code applies.")
    suggestions: list[GivenCode] = Field(description="What the model would give a referred answer.")
    error: RecordError | None = Field(description="Why the record was not coded.")
    explanation: Explained | None = Field(None, description="Only with `explain`; null where no model was asked.")


class ClassifyReply(Outgoing):
    """The results, one for each record, in their order."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "model_version": "20261122-fead6520",
                "codeframe_version": 1,
                "codeframe": "innovation-barriers",
                "warnings": [],
                "results": [
                    _RESULT,
                    {"id": "0018", "status": "referred", "codes": [], "suggestions": [_CULTURE], "error": None},
                    {"id": "0019", "status": "empty", "codes": [], "suggestions": [], "error": None},
                    {"id": "0020", "status": "error", "codes": [], "suggestions": [], "error": _TOO_LONG},
                ],
            }
        }
    )

    model_version: str = Field(description="Version of the model, to pin it with `model`.")
    codeframe_version: int = Field(description="Version of the codeframe.")
    codeframe: str = Field(description="Id of the codeframe.")
    warnings: list[str] = Field(description="What whoever sent this should know: ids that occur twice, a store away.")
    results: list[RecordResult] = Field(description="One for each record, in the order of the records.")
