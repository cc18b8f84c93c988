"""The least that FastAPI can do with the same JSON: what the service is measured against.

One route takes what ``POST /v1/classify`` takes and returns what it returns, through the same pydantic models, and
does nothing in between. ``app`` has it as a plain ``def``, as whatever computes should be written; ``app_async`` as a
coroutine, which is spared a thread and could compute nothing without holding everybody up.

    uvicorn benchmarks.service.bare_app:app
"""

from fastapi import FastAPI

from service.schemas.classify import ClassifyReply, ClassifyRequest, GivenCode, RecordResult

app = FastAPI()
app_async = FastAPI()


@app.post("/v1/classify")
def classify(wanted: ClassifyRequest) -> ClassifyReply:
    """Give every record the same code."""
    return _reply(wanted)


@app_async.post("/v1/classify")
async def classify_async(wanted: ClassifyRequest) -> ClassifyReply:
    """Give every record the same code, without a thread."""
    return _reply(wanted)


def _reply(wanted: ClassifyRequest) -> ClassifyReply:
    code = GivenCode(code="capacity", number=1, label="Kapasitet", confidence=0.9976, source="model", segment=None)
    return ClassifyReply(
        model_version="20261122-0000000",
        codeframe_version=1,
        codeframe=wanted.codeframe,
        warnings=[],
        results=[
            RecordResult(id=record["id"], status="coded", codes=[code], suggestions=[], error=None, explanation=None)
            for record in wanted.records
        ],
    )
