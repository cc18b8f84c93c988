"""Structured logs: one JSON object a line, on stderr, of the service and of the libraries it runs on.

A line never holds a query string, a body or the message of an exception, for any of them may hold an answer.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_DEEPEST: Final = 12
"""Places of a traceback that are kept, the innermost last."""
_FOREIGN: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "huey", "huey.consumer", "py.warnings")


def configure_logs(level: str = "info", stream: TextIO | None = None) -> None:
    """Have everything logged as JSON.

    Args:
        level: Least serious kind of line that is logged.
        stream: Where to; None: stderr.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    to = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        exceptions_by_place,
    ]
    as_json = structlog.processors.JSONRenderer(_in_ascii, default=_kind_of)
    structlog.configure(
        processors=[*shared, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(file=to),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_json],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(least, logging.WARNING))  # of libraries, only what is wrong
    for name in _FOREIGN:
        logger = logging.getLogger(name)
        # Whoever has set up logs before may have silenced them.
        logger.handlers, logger.propagate, logger.disabled = [], True, False
        logger.setLevel(logging.NOTSET)
    logging.getLogger("uvicorn.error").setLevel(least)
    logging.getLogger("uvicorn.access").disabled = True  # ours says more, and no query strings
    logging.captureWarnings(True)


def exceptions_by_place(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """In place of an exception, its kind and where it happened; never its message."""
    info = event.pop("exc_info", None)
    err = _exception_in(info)
    if err is not None:
        event.update(place_of(err))
    event.pop("stack_info", None)
    return event


def place_of(err: BaseException) -> dict[str, Any]:
    """What a log may say of an exception."""
    said: dict[str, Any] = {"error": type(err).__qualname__, "where": _places(err.__traceback__)}
    return said if err.__cause__ is None else said | {"cause": type(err.__cause__).__qualname__}


def _exception_in(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1] if isinstance(info[1], BaseException) else None
    return sys.exc_info()[1] if info else None


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _name(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["logger"] = record.name
    return event


def _in_ascii(event: EventDict, default: Callable[[Any], Any]) -> str:
    """One line, which any terminal and any reader of logs can take; written fast, for every request has one."""
    with suppress(TypeError):
        written = orjson.dumps(event, default)
        if written.isascii():
            return written.decode()
    return json.dumps(event, ensure_ascii=True, default=default)


def _kind_of(value: Any) -> str:
    return f"({type(value).__name__})"  # what is no plain value might show anything
