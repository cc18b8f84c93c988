"""What goes into and out of ``PUT /v1/answers``."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from service.schemas.shared import NOT_BLANK, CodeframeId, Incoming, Outgoing, example

SurveyId = Annotated[str, Field(min_length=1, max_length=200, pattern=NOT_BLANK)]
"""Id of a survey, or of a question of one, as it was brought in."""
RecordId = str | int | float | None

_ANSWER = {
    "title": "Answer",
    "description": (
        "An answer: an object with `id` (the respondent's, text or number), `text` (the verbatim; empty or null where "
        "nothing was written) and, if wanted, `background`: an object of further columns, for coders to look at. "
        "Without `background` a known answer keeps what it has. Whatever else comes is given a result with status "
        "`error`, and never fails the others."
    ),
    "examples": [{"id": "0017", "text": "For lite tid og for lite penger", "background": {"size": "small"}}],
}
AnyAnswer = Annotated[Any, WithJsonSchema(_ANSWER)]
QuestionText = Annotated[str, Field(min_length=1, max_length=2000)]


_COUNTS: dict[str, Any] = {
    "added": 1,
    "changed": 0,
    "restored": 0,
    "updated": 0,
    "unchanged": 1,
    "blank": 0,
    "forgotten": 0,
    "error": 1,
}


class PutAnswers(Incoming):
    """Answers to one question."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "survey": "barriere-2025",
                "question": "Q24",
                "codeframe": "innovation-barriers",
                "answers": [
                    {"id": "0017", "text": "For lite tid og for lite penger"},
                    {"id": "0018", "text": "Vet ikke", "background": {"size": "small"}},
                ],
            }
        }
    )

    survey: SurveyId = Field(description="Id of the survey.", examples=["barriere-2025"])
    question: SurveyId = Field(description="Id of the question.", examples=["Q24"])
    codeframe: CodeframeId | None = Field(
        None,
        description="Id of the codeframe the answers are coded with. Needed only where the label store does not have "
        "the question yet and no survey of the home has it; then survey and question are made.",
    )
    question_text: QuestionText | None = Field(
        None, description="The question as it was asked, in Bokmål. Kept where the question is new."
    )
    answers: list[AnyAnswer] = Field(description="The answers. Every one gets a result, in the same order.")


class AnswerError(Outgoing):
    """Why an answer was not stored."""

    model_config = example({"type": "too_long", "detail": "The text has 12000 characters, and 10000 is the limit."})

    type: Literal["no_id", "no_text", "wrong_type", "too_long", "double_id"] = Field(description="For programs.")
    detail: str = Field(description="One sentence for people. The text is never repeated.")


class AnswerResult(Outgoing):
    """What became of one answer."""

    model_config = example({"id": "0017", "status": "added", "error": None})

    id: RecordId = Field(description="As it came; null where there was none.")
    status: Literal["added", "changed", "updated", "unchanged", "blank", "forgotten", "error"] = Field(
        description="`added`: it is new. `changed`: its text is another, and codings of the earlier one are stale. "
        "`updated`: the same text in another spelling, or other background. `unchanged`. `blank`: nothing was written, "
        "and there was no answer with the id. `forgotten`: the respondent has been forgotten, and stays so. `error`: "
        "see `error`."
    )
    error: AnswerError | None = Field(description="Why it was not stored.")


class AnswerCounts(Outgoing):
    """How many answers had which status."""

    model_config = example(_COUNTS)

    added: int = Field(description="New.")
    changed: int = Field(description="With another text.")
    restored: int = Field(description="Of the changed: back to a text they had before.")
    updated: int = Field(description="With another spelling or background.")
    unchanged: int = Field(description="As before.")
    blank: int = Field(description="With nothing written, and never an answer.")
    forgotten: int = Field(description="Left out, since the respondent has been forgotten.")
    error: int = Field(description="That could not be stored.")


class AnswersReply(Outgoing):
    """What the answers have changed."""

    model_config = example(
        {
            "survey": "barriere-2025",
            "question": "Q24",
            "codeframe": "innovation-barriers",
            "codeframe_version": 1,
            "counts": _COUNTS,
            "stale_codings": 0,
            "revived_codings": 0,
            "redacted": False,
            "results": [
                {"id": "0017", "status": "added", "error": None},
                {"id": "0018", "status": "unchanged", "error": None},
                {"id": None, "status": "error", "error": {"type": "no_id", "detail": "The answer has no id."}},
            ],
        }
    )

    survey: str = Field(description="Id of the survey.")
    question: str = Field(description="Id of the question.")
    codeframe: str = Field(description="Id of the codeframe the question is coded with.")
    codeframe_version: int = Field(description="Its version.")
    counts: AnswerCounts = Field(description="How many had which status.")
    stale_codings: int = Field(description="Codings that counted and no longer do, since the text is another.")
    revived_codings: int = Field(description="Codings that count again, since the text is back.")
    redacted: bool = Field(description="Whether personal data was looked for, and taken out before storing.")
    results: list[AnswerResult] = Field(description="One for each answer, in their order.")
