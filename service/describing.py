"""The OpenAPI description: what holds for all calls, said once."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from service.problems import problem_responses
from service.schemas.problem import FieldProblem, Problem

_DESCRIPTION: Final = """\
Turns open survey answers in Norwegian into codes: send answers, and get every one of them back, with codes or with a
reason.

## Keys
Send `Authorization: Bearer tc_…`. Keys are made with `textcoder keys create --role ROLE`, shown once, and can expire
and be revoked. What a key may do follows from its role:

| role | may |
|---|---|
| `pipeline` | classify, send files as jobs, bring answers in, bring codings in and out, read codeframes and models |
| `coder` | classify, bring codings in and out, read codeframes and models |
| `analyst` | all of that, see everybody's jobs, promote and roll back models, train |
| `admin` | everything |

`/health/*`, `/metrics` and this description need no key.

## Every record gets a result
`POST /v1/classify` replies with one result for each record, in the order they came and with their ids as they came.
What is wrong with one record (too long, no text, an unknown question) stands in its own result, with
`status: error`; the others are coded all the same. The `status` of a result is one of

- `coded`: `codes` is what counts;
- `referred`: a human must look; `suggestions` are the codes the model would give;
- `empty`: nothing was answered;
- `error`: `error` says why.

and the `source` of a code is `exact` (somebody coded an identical answer to the same question), `rule` (a pure
don't-know or non-answer) or `model`. Codings that are read out of the label store may also be `human`.

## Versions
Every reply with codes names the model and the version of the codeframe, in its body and in the headers
`X-Textcoder-Model` and `X-Textcoder-Codeframe`. `model` in a request pins a version.

## Errors
All errors are problem details (RFC 9457, `application/problem+json`): `type` for programs, `detail` for people, and in
`instance` the request's id, which is also in the header `X-Request-ID` and in the log. `422` means that the request
itself is malformed. After `429` and `503` wait for as many seconds as `Retry-After` says, and send the same again.
No error ever repeats what was sent.
"""
TAGS: Final = (
    ("classify", "Answers in, codes out."),
    ("jobs", "A whole file, coded in the background."),
    ("answers", "Answers into the label store."),
    ("codings", "Human decisions, into the label store and out of it."),
    ("codeframes", "What can be coded."),
    ("models", "Which model codes; promote one, roll back, and train a new one."),
    ("health", "For machines that watch."),
)
_TAKES_BODY: Final = (400, 413, 415)
_WITH_KEY: Final = (401, 403, 422, 429, 503)
_METHODS: Final = ("get", "put", "post", "delete", "patch")


def describe(app: FastAPI) -> None:
    """Have the application describe itself."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _openapi(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI's manual has it


def _openapi(app: FastAPI) -> dict[str, Any]:
    content = get_openapi(
        title=app.title,
        version=app.version,
        summary="Codes open survey answers",
        description=_DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": said} for name, said in TAGS],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    schemas = content.setdefault("components", {}).setdefault("schemas", {})
    for model in (FieldProblem, Problem):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    for one in _models(BaseModel):
        # FastAPI takes every null out of a description, out of its examples too, which then lack what they must have.
        extra = one.model_config.get("json_schema_extra")
        if one.__name__ in schemas and isinstance(extra, dict) and "example" in extra:
            schemas[one.__name__]["example"] = extra["example"]
    for operation in _operations(content):
        _add_common(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return content


def _models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """All models of the service."""
    for model in base.__subclasses__():
        if model.__module__.startswith("service."):
            yield model
        yield from _models(model)


def _operations(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for calls in content["paths"].values():
        for method in _METHODS:
            if method in calls:
                yield calls[method]


def _add_common(operation: dict[str, Any]) -> None:
    """Add the problems that a call can meet because of what it takes, and the id every reply has."""
    replies = operation["responses"]
    statuses = (_TAKES_BODY if "requestBody" in operation else ()) + (_WITH_KEY if "security" in operation else ())
    if "HTTPValidationError" in str(replies.get("422", "")):
        replies.pop("422")
        statuses += (422,)
    for status, reply in problem_responses(*sorted(set(statuses))).items():
        replies.setdefault(str(status), reply)
    for status, reply in replies.items():
        headers = reply.setdefault("headers", {})
        headers.setdefault("X-Request-ID", {"description": "The request's id.", "schema": {"type": "string"}})
        if status in ("429", "503"):
            headers.setdefault("Retry-After", {"description": "Seconds to wait.", "schema": {"type": "integer"}})
    operation["responses"] = dict(sorted(replies.items()))
