"""Settings of the service: frozen values, read once from the environment when a process starts."""

import difflib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from textcoder.files.home import find_home
from textcoder.settings import LEAST_MAX_ERROR
from textcoder.survey import PERSONAL_DATA, REDACTED

ENV_PREFIX = "TEXTCODER_SERVICE_"
IN_HOME = Path("labels") / "store.sqlite"
"""The label store of a home, where nobody has said otherwise; the commands have the same."""

_BY_KUBERNETES: Final = re.compile(r"(SERVICE_)?(HOST|PORT(_\w+)?)\Z")
"""Kubernetes puts ``TEXTCODER_SERVICE_HOST`` and its like into containers, where a service is called ``textcoder``."""

LogLevel = Literal["debug", "info", "warning", "error"]


def _also(name: str) -> AliasChoices:
    """What a field is called in the environment. Its bare name is not among them: ``HOME`` is something else."""
    return AliasChoices(f"{ENV_PREFIX}{name.upper()}", f"TEXTCODER_{name.upper()}")


class ServiceSettings(BaseSettings):
    """All that decides how the service behaves. Each is an environment variable, ``TEXTCODER_SERVICE_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )

    home: Path = Field(default_factory=lambda: find_home(Path.cwd()).root, validation_alias=_also("home"))
    """Folder with ``labels/`` and ``models/``; the nearest one where none is named. Also ``TEXTCODER_HOME``."""
    db: str | None = Field(default=None, validation_alias=_also("db"), repr=False)
    """Address of the label store; None: ``labels/store.sqlite`` in the home. Also ``TEXTCODER_DB``."""
    db_file: Path | None = Field(default=None, validation_alias=_also("db_file"))
    """A file that holds the address of the label store, so that its password is in no environment."""
    jobs_folder: Path | None = None
    """Where jobs are kept; None: ``jobs`` in the home."""
    queue_url: str | None = Field(default=None, repr=False)
    """The queue of jobs: ``redis://…`` or ``postgresql://…``; None: a file in the jobs folder."""

    keys_required: bool = True
    """Whether callers must show a key. False only where nobody else can reach the service."""
    metrics_need_key: bool = False
    """Whether ``/metrics`` needs a key too."""
    requests_per_minute: int = Field(default=6000, ge=1)
    """Most requests a minute with one key, in each process."""
    failures_per_minute: int = Field(default=100, ge=1)
    """Most requests a minute from one address without a key that counts, in each process."""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Web pages that may call from a browser, joined by commas; empty: none."""
    redact: Annotated[bool | frozenset[str], NoDecode] = False
    """Personal data taken out of all texts that come in: true for the usual kinds, or kinds joined by commas. What a
    survey wants taken out always is."""

    max_body_mb: float = Field(default=10, gt=0)
    """Largest body, in megabytes of 1,000,000 bytes."""
    max_upload_mb: float = Field(default=500, gt=0)
    """Largest file for a job, in megabytes."""
    max_records: int = Field(default=10_000, ge=1)
    """Most records in one request."""
    max_text_chars: int = Field(default=10_000, ge=1)
    """Longest answer, in characters."""
    max_error: float | None = Field(default=None, ge=LEAST_MAX_ERROR, le=1)
    """Largest share of wrong code sets among answers coded without a human; None: the model's own."""

    job_expiry_days: float = Field(default=7, gt=0)
    """Days until a finished job is removed."""
    jobs_at_once: int = Field(default=1, ge=1)
    """Jobs worked on at once, in each process."""
    look_every_s: float = Field(default=1.0, gt=0)
    """Seconds between looks at the registry, the keys and the label store."""
    drain_s: float = Field(default=0.0, ge=0)
    """Seconds between being told to stop and taking no more requests: meanwhile ``/health/ready`` says no, so that a
    load balancer looks elsewhere."""

    log_level: LogLevel = "info"
    """Least serious kind of line that is logged."""
    docs: bool = True
    """Whether ``/docs`` and ``/openapi.json`` are there."""
    metrics_folder: Path | None = Field(
        default=None, validation_alias=AliasChoices(f"{ENV_PREFIX}METRICS_FOLDER", "PROMETHEUS_MULTIPROC_DIR")
    )
    """Where several processes bring their metrics together; ``textcoder serve --workers`` sets it."""

    url: str | None = None
    """Where the service can be reached, as its log says it; ``textcoder serve`` sets it."""

    @property
    def store_address(self) -> str:
        """The address of the label store.

        Raises:
            OSError: It is in a file, and that cannot be read.
        """
        if self.db is None and self.db_file is not None:
            return self.db_file.read_text(encoding="utf-8").strip()
        return self.db or f"sqlite:///{self.home / IN_HOME}"

    @property
    def jobs_at(self) -> Path:
        """The folder of jobs."""
        return self.jobs_folder or self.home / "jobs"

    @property
    def redacted_kinds(self) -> frozenset[str]:
        """Personal data taken out of all texts, whatever their survey says."""
        if isinstance(self.redact, frozenset):
            return self.redact
        return REDACTED if self.redact else frozenset()

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: Any) -> Any:
        return tuple(_parts(value)) if isinstance(value, str) else value

    @field_validator("redact", mode="before")
    @classmethod
    def _read_kinds(cls, value: Any) -> Any:
        if isinstance(value, str):
            if value.strip().lower() in ("", "0", "1", "false", "true", "no", "yes", "off", "on"):
                return value.strip().lower() in ("1", "true", "yes", "on")
            value = frozenset(_parts(value))
        if not isinstance(value, bool) and not frozenset(value) <= frozenset(PERSONAL_DATA):
            raise ValueError(f"may name {', '.join(PERSONAL_DATA)}")
        return value

    @model_validator(mode="before")
    @classmethod
    def _know_all_names(cls, values: Any) -> Any:
        # One that is misspelt would be passed over, and its setting be what nobody wanted: redaction off, say.
        unknown = [_with_nearest(name, list(cls.model_fields)) for name in _unknown_names(list(cls.model_fields))]
        if unknown:
            raise ValueError(f"there is no setting {', and none '.join(unknown)}")
        return values

    @model_validator(mode="after")
    def _check_home(self) -> Self:
        if not self.home.is_dir():
            raise ValueError("home is no folder")
        return self


def _unknown_names(fields: Sequence[str]) -> list[str]:
    """Names in the environment that are spelt like settings of the service and are none."""
    named = sorted(name.upper() for name in os.environ if name.upper().startswith(ENV_PREFIX))
    bare = [name.removeprefix(ENV_PREFIX) for name in named]
    return [name for name in bare if name.lower() not in fields and not _BY_KUBERNETES.match(name)]


def _with_nearest(name: str, fields: Sequence[str]) -> str:
    near = difflib.get_close_matches(name.lower(), fields, n=1, cutoff=0.5)
    meant = f" (is {ENV_PREFIX}{near[0].upper()} meant?)" if near else ""
    return f"{ENV_PREFIX}{name}{meant}"


def _parts(joined: str) -> list[str]:
    return [part.strip() for part in joined.split(",") if part.strip()]
