"""Whole files to code: sent, worked on in the background, fetched."""

from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from service.access.caller import Caller, KeyedRoute, allowed
from service.jobs.errors import BadUploadError, JobNotFoundError, NoErrorsError
from service.jobs.folders import JobFolder
from service.jobs.records import Job
from service.jobs.upload import Upload, UploadReader
from service.problems import problem_responses
from service.routes.files import FileReply
from service.routes.idempotency import IdempotencyKey
from service.schemas.jobs import FORM_EXAMPLE, JobForm, JobOut, JobsOut, form_schema
from service.state import Held, held
from textcoder.labelling.store.keys import Role

router = APIRouter(prefix="/v1/jobs", route_class=KeyedRoute, tags=["jobs"])

HeldDep = Annotated[Held, Depends(held)]
CallerDep = Annotated[Caller, Depends(allowed(Role.PIPELINE))]
_EVERYBODYS = (Role.ANALYST, Role.ADMIN)
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
}
_BINARY = "application/octet-stream"
_PIECE = 1_000_000
"""Bytes handed over to a thread at a time."""
_POLL_AFTER = "1"
ALREADY_THERE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": JobOut, "description": "The job that this Idempotency-Key stands for."}
}
_LIST = "row,id,problem\r\n7,0019,The id is there twice\r\n"
_FILES = {
    _MEDIA_TYPES["csv"]: "respid,Q24_open,Q24_1,Q24_2,Q24_status,Q24_source\r\n0017,For lite tid,1,0,coded,model\r\n",
    _MEDIA_TYPES["jsonl"]: '{"respid": "0017", "Q24_open": "For lite tid", "Q24_1": 1, "Q24_status": "coded"}\n',
    _MEDIA_TYPES["json"]: '{"model_version": "20261122-fead6520"}',
}
_LIST_REPLY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The list.",
        "content": {_MEDIA_TYPES["csv"]: {"schema": {"type": "string"}, "example": _LIST}},
    }
}
_RECORD_REPLY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The record.",
        "content": {_MEDIA_TYPES["json"]: {"schema": {"type": "object"}, "example": {"format": 1, "made_by": "job"}}},
    }
}
_FILE_REPLY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}, "example": _FILES.get(media, "(a file)")}
            for media in (*_MEDIA_TYPES.values(), _BINARY)
        },
    }
}


def reply_with(job: Job, response: Response) -> JobOut:
    """A job as it is shown, with the headers that name its model and codeframe."""
    response.headers.update(version_headers(job))
    return JobOut.of(job)


def version_headers(job: Job) -> dict[str, str]:
    """The headers that every reply about answers has, as far as they are known."""
    headers = {}
    if job.model_version is not None:
        headers["X-Textcoder-Model"] = job.model_version
    if job.codeframe_version is not None:
        headers["X-Textcoder-Codeframe"] = f"{job.order.codeframe}:{job.codeframe_version}"
    return headers


def accepted(job: Job, response: Response, *, is_new: bool) -> JobOut:
    """The reply to a job that was asked for; 200 where the idempotency key stands for one that was there."""
    response.status_code = 202 if is_new else 200
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    if not job.state.is_over:
        response.headers["Retry-After"] = _POLL_AFTER
    return reply_with(job, response)


def _whose(caller: Caller) -> str | None:
    return None if caller.role in _EVERYBODYS else caller.key_id


@router.post(
    "",
    status_code=202,
    operation_id="send_file",
    summary="Code a whole file",
    responses=ALREADY_THERE | problem_responses(400, 404, 413, 415, 422, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": form_schema(),
                    "example": FORM_EXAMPLE,
                    "encoding": {"file": {"contentType": "text/csv, application/octet-stream"}},
                }
            },
        }
    },
)
async def send_file(
    request: Request, response: Response, held: HeldDep, caller: CallerDep, idempotency_key: IdempotencyKey
) -> JobOut:
    """Send a file, and have it coded in the background.

    The file is looked at before the reply: a column that is not there, or a file that cannot be read, is a 422 and no
    job. Every row of it comes back, coded or with a reason; rows with a blank or double id and answers that are too
    long are carried through with the status `error` and listed in `…/errors`. A restart of the service goes on where
    it was. What was sent is removed when the job ends, and the result `job_expiry_days` later.
    """
    with held.jobs.incoming() as folder:
        upload = await _receive(request, folder, held.settings.max_upload_mb)
        try:
            form = JobForm.model_validate(upload.fields)
        except ValidationError as err:
            errors = [{**one, "loc": ("body", *one["loc"])} for one in err.errors(include_input=False)]
            raise RequestValidationError(errors) from None
        taken = await run_in_threadpool(
            held.jobs.classify, caller.key_id, folder, form.order(upload.suffix), upload.sha256, idempotency_key
        )
    return accepted(taken.job, response, is_new=taken.is_new)


async def _receive(request: Request, folder: JobFolder, most_mb: float) -> Upload:
    """Take the body in, piece by piece, off the event loop."""
    with UploadReader(request.headers.get("content-type", ""), folder, most_mb=most_mb) as reader:
        waiting = bytearray()
        try:
            async for piece in request.stream():
                waiting += piece
                if len(waiting) >= _PIECE:
                    await run_in_threadpool(reader.feed, bytes(waiting))
                    waiting.clear()
        except ClientDisconnect:
            raise BadUploadError("The connection was closed before the file had come in.") from None
        await run_in_threadpool(reader.feed, bytes(waiting))
        return reader.finish()


@router.get("", operation_id="list_jobs", summary="List jobs", responses=problem_responses(422))
def list_jobs(
    held: HeldDep,
    caller: CallerDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 100,
) -> JobsOut:
    """Your own jobs, the newest first; an analyst sees everybody's."""
    return JobsOut(jobs=[JobOut.of(job) for job in held.jobs.all(_whose(caller), most=limit)])


@router.get("/{job_id}", operation_id="show_job", summary="How far a job has come", responses=problem_responses(404))
def show_job(job_id: str, response: Response, held: HeldDep, caller: CallerDep) -> JobOut:
    """The job, with counts that are at most a second old. Somebody else's is not found, nor is one that expired."""
    return reply_with(held.jobs.find(_whose(caller), job_id), response)


@router.get(
    "/{job_id}/result",
    operation_id="fetch_result",
    summary="Fetch what a job made",
    response_class=Response,
    responses=_FILE_REPLY | problem_responses(404, 409),
)
def fetch_result(job_id: str, held: HeldDep, caller: CallerDep) -> FileReply:
    """The coded file in the layout and format that were asked for; for training, the model's name and scores.

    409 while the job is not completed, 404 once it has expired. It comes whole, whatever range is asked for.
    """
    job, path = held.jobs.result(_whose(caller), job_id)
    form = path.suffix.removeprefix(".")
    return _file_reply(job, path, _MEDIA_TYPES.get(form, _BINARY), f"{job.id}.{form}")


@router.get(
    "/{job_id}/errors",
    operation_id="fetch_errors",
    summary="Fetch the list of rows that failed",
    response_class=Response,
    responses=_LIST_REPLY | problem_responses(404, 409),
)
def fetch_errors(job_id: str, held: HeldDep, caller: CallerDep) -> FileReply:
    """A CSV file: `row` (as a spreadsheet counts), `id` and `problem`. 404 where no row failed."""
    job, path = held.jobs.errors(_whose(caller), job_id)
    if path is None:
        raise NoErrorsError(job.id)
    return _file_reply(job, path, _MEDIA_TYPES["csv"], f"{job.id}.errors.csv")


@router.get(
    "/{job_id}/record",
    operation_id="fetch_record",
    summary="Fetch how a file was coded",
    response_class=Response,
    responses=_RECORD_REPLY | problem_responses(404, 409),
)
def fetch_record(job_id: str, held: HeldDep, caller: CallerDep) -> FileReply:
    """With which model, codeframe and settings the file was coded. `textcoder reproduce FILE` codes it again.

    Keep it beside the result, under the result's name with `.coding.json` at the end. 404 for what is no coded file.
    """
    job, path = held.jobs.record(_whose(caller), job_id)
    return _file_reply(job, path, _MEDIA_TYPES["json"], f"{job.id}.{path.name.partition('.')[2]}")


def _file_reply(job: Job, path: Path, media_type: str, name: str) -> FileReply:
    headers = {**version_headers(job), "Cache-Control": "private, no-store"}
    try:
        return FileReply(path, media_type=media_type, filename=name, headers=headers)
    except FileNotFoundError:
        raise JobNotFoundError(job.id) from None  # removed this very moment


@router.delete(
    "/{job_id}",
    status_code=204,
    operation_id="give_up",
    summary="Cancel a job, or remove one that is over",
    responses=problem_responses(404),
)
def give_up(job_id: str, held: HeldDep, caller: CallerDep) -> None:
    """A job that waits or runs is cancelled; one that is over goes, with its result.

    A running one ends what it has in hand first: for a second or two it may still be shown as `running`.
    """
    held.jobs.give_up(_whose(caller), job_id)
