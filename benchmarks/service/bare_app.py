"""The least that FastAPI can do with the same JSON: what the service is measured against.

One route takes what ``POST /v1/classify`` takes and returns what it returns, through the same pydantic models, and
does nothing in between. It is ``async``, which spares it a thread: the harder one to keep up with.

    uvicorn benchmarks.service.bare_app:app
"""

from fastapi import FastAPI

from service.schemas.classify import ClassifyReply, ClassifyRequest, GivenCode, RecordResult

app = FastAPI()


@app.post("/v1/classify")
def classify(wanted: ClassifyRequest) -> ClassifyReply:
    """Give every record the same code."""
    return ClassifyReply(
        model_version="20261122-0000000",
        codeframe_version=1,
        codeframe=wanted.codeframe,
        warnings=[],
        results=[
            RecordResult(
                id=record["id"],
                status="coded",
                codes=[
                    GivenCode(
                        code="capacity",
                        number=1,
                        label="Kapasitet",
                        confidence=0.9976,
                        source="model",
                        segment=None,
                    )
                ],
                suggestions=[],
                error=None,
            )
            for record in wanted.records
        ],
    )
