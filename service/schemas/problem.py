"""The one shape of errors: problem details, RFC 9457."""

from pydantic import BaseModel, ConfigDict, Field

from service.schemas.shared import example


class FieldProblem(BaseModel):
    """What is wrong with one part of a request."""

    model_config = example({"where": "body.records", "problem": "Field required"})

    where: str = Field(description="The part: `body.records`, `query.limit`, `header.idempotency-key`.")
    problem: str = Field(description="What is wrong with it. What was sent is never repeated.")


class Problem(BaseModel):
    """Why a request was not done (RFC 9457, `application/problem+json`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/problems/not-found",
                "title": "Not found",
                "status": 404,
                "detail": "No codeframe 'barriers', as a file or as an id under labels/. There is: innovation.",
                "instance": "5f0c8b9f6c1e4b0f9a53",
            }
        }
    )

    type: str = Field(description="Which kind of problem, for programs: `/problems/<slug>`.")
    title: str = Field(description="The kind in a few words; always the same for one type.")
    status: int = Field(description="The HTTP status, again.")
    detail: str = Field(description="One sentence: what, where, and what to do.")
    instance: str = Field(description="The request's id, as in `X-Request-ID` and in the log.")
    errors: list[FieldProblem] | None = Field(
        default=None, description="What is wrong with which part, where that is known."
    )
