"""What jobs look like from outside."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.jobs.records import ClassifyOrder, Job, JobKind, JobState, Rows
from service.jobs.tables import FORMATS, format_for
from service.schemas.shared import CodeframeId, ModelVersion, example
from textcoder.files.layouts import LayoutName
from textcoder.settings import LEAST_MAX_ERROR

Format = Literal["csv", "xlsx", "jsonl", "ndjson", "sav", "parquet"]
_EXAMPLE: dict[str, Any] = {
    "id": "job_7q3k5m2rxd6wcz4t5n7b2v6yha",
    "kind": "classify",
    "state": "running",
    "created_at": "2025-03-04T09:12:30Z",
    "started_at": "2025-03-04T09:12:31Z",
    "finished_at": None,
    "expires_at": None,
    "rows": {"done": 1280, "total": 4096, "coded": 1011, "referred": 201, "empty": 66, "error": 2},
    "codeframe": "innovation-barriers",
    "codeframe_version": 1,
    "model_version": "20250301-101500-3f9c",
    "error": None,
    "links": {"self": "/v1/jobs/job_7q3k5m2rxd6wcz4t5n7b2v6yha", "result": None, "errors": None},
}


FORM_EXAMPLE: dict[str, Any] = {
    "file": "respid,Q24_open\n0017,For lite tid og for lite penger\n0018,Vet ikke\n",
    "codeframe": "innovation-barriers",
    "id": "respid",
    "text": "Q24_open",
    "question": "Q24",
}
"""A whole form, as it is described."""


def _can_be_written(name: str) -> str:
    if name not in FORMATS:
        raise ValueError(f"cannot be written here; choose one of {', '.join(FORMATS)}")
    return name


Plain = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A line of text, without what controls a terminal."""
Column = Annotated[str, Field(min_length=1, max_length=200)]
"""Name of a column, in which a workbook may have a line break."""


class JobForm(BaseModel):
    """The fields beside the file."""

    model_config = ConfigDict(extra="forbid")

    codeframe: CodeframeId = Field(description="Id of the codeframe.", examples=["innovation-barriers"])
    id: Column = Field(description="The column with the respondents' ids.", examples=["respid"])
    text: Column = Field(description="The column with the answers.", examples=["Q24_open"])
    question: Annotated[Plain, Field(max_length=200)] = Field(
        "", description="Id of the question; names the columns that are added. Default: the column with the answers."
    )
    layout: LayoutName = Field(LayoutName.DICHOTOMOUS, description="Which columns are added.")
    format: Annotated[Format, AfterValidator(_can_be_written)] | None = Field(
        None, description="Of the result. Default: as the file that is sent."
    )
    model: ModelVersion | None = Field(
        None, description="Version of the model. Default: the one that is current when the job starts."
    )
    max_error: float | None = Field(
        None,
        ge=LEAST_MAX_ERROR,
        le=1,
        description="At most this share of the answers coded without a human has a wrong code set (95 % confidence).",
    )
    confidence: bool = Field(False, description="Add the probability of each code.")
    excel: bool = Field(False, description="CSV as Norwegian Excel wants it.")

    def order(self, suffix: str) -> ClassifyOrder:
        """What is wanted, as the office takes it."""
        return ClassifyOrder(
            codeframe=self.codeframe,
            id_column=self.id,
            text_column=self.text,
            suffix=suffix,
            format=self.format or format_for(suffix),
            question=self.question,
            layout=self.layout,
            model=self.model,
            max_error=self.max_error,
            confidence=self.confidence,
            excel=self.excel,
        )


def form_schema() -> dict[str, Any]:
    """The multipart form as OpenAPI describes it."""
    fields = JobForm.model_json_schema(ref_template="#/components/schemas/{model}")
    fields.pop("$defs", None)
    # A field of a form may be left out, but there is no null.
    properties = {name: _without_null(field) for name, field in fields["properties"].items()}
    properties["layout"] = {
        "type": "string",
        "enum": [one.value for one in LayoutName],
        "default": LayoutName.DICHOTOMOUS.value,
        "description": JobForm.model_fields["layout"].description,
    }
    properties["format"]["enum"] = list(FORMATS)
    file = {
        "type": "string",
        "format": "binary",
        "description": "The survey file. Its name must end with its format: .csv, .tsv or .txt (read as CSV), .xlsx, "
        ".jsonl.",
    }
    return {
        "type": "object",
        "title": "JobForm",
        "properties": {"file": file, **properties},
        "required": ["file", *fields["required"]],
    }


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in field.items() if name != "anyOf"}
    return (field["anyOf"][0] if "anyOf" in field else {}) | rest


class RowCounts(BaseModel):
    """How far a job has come, in rows of its file."""

    model_config = example(_EXAMPLE["rows"])

    done: int = Field(description="Rows coded so far.")
    total: int | None = Field(description="Rows of the file; null until they are counted.")
    coded: int = Field(description="Coded without a human.")
    referred: int = Field(description="Left to a human.")
    empty: int = Field(description="Nothing was written.")
    error: int = Field(description="Could not be coded; `errors` lists them.")


class JobLinks(BaseModel):
    """Where to go from here."""

    model_config = example(_EXAMPLE["links"])

    self: str = Field(description="The job.")
    result: str | None = Field(description="What it made, once it is completed.")
    errors: str | None = Field(description="The rows that failed, where any did.")


class JobOut(BaseModel):
    """A job and how far it has come."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    id: str = Field(description="Its id.")
    kind: JobKind = Field(description="What it does: `classify` a file or `train` a model.")
    state: JobState = Field(description="Where it is in its life.")
    created_at: datetime = Field(description="When it was asked for.")
    started_at: datetime | None = Field(description="When it was first begun.")
    finished_at: datetime | None = Field(description="When it ended, however it did.")
    expires_at: datetime | None = Field(description="When it is removed, with its result.")
    rows: RowCounts = Field(description="Counts of rows; all 0 for training.")
    codeframe: str = Field(description="Id of the codeframe.")
    codeframe_version: int | None = Field(description="Its version, once the job has begun.")
    model_version: str | None = Field(description="The model that codes, once the job has begun; or that was trained.")
    error: str | None = Field(description="Why it failed, in one sentence.")
    links: JobLinks = Field(description="Where to go from here.")

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        """A job as it is shown."""
        here = f"/v1/jobs/{job.id}"
        is_done = job.state is JobState.COMPLETED
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            expires_at=job.expires_at,
            rows=_counts(job.rows),
            codeframe=job.order.codeframe,
            codeframe_version=job.codeframe_version,
            model_version=job.model_version,
            error=job.error,
            links=JobLinks(
                self=here,
                result=f"{here}/result" if is_done else None,
                errors=f"{here}/errors" if is_done and job.rows.error else None,
            ),
        )


class JobsOut(BaseModel):
    """Jobs, the newest first."""

    model_config = example({"jobs": [_EXAMPLE]})

    jobs: list[JobOut] = Field(description="At most as many as were asked for.")


def _counts(rows: Rows) -> RowCounts:
    return RowCounts(
        done=rows.done,
        total=rows.total,
        coded=rows.coded,
        referred=rows.referred,
        empty=rows.empty,
        error=rows.error,
    )
