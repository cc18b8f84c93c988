"""A client of the HTTP service, for pipelines in Python: ``from textcoder.client import Client``.

It stands alone, on httpx and the standard library: it may be copied out of textcoder, and loads nothing else of it.
"""

from textcoder.client.client import Client
from textcoder.client.errors import (
    BrokenReplyError,
    BusyError,
    GateRefusedError,
    JobEndedError,
    KeyRefusedError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    RequestError,
    ServiceError,
    TooLargeError,
    UnreachableError,
    UnsendableError,
    WaitedTooLongError,
)
from textcoder.client.jobs import Job, Status
from textcoder.client.models import Promoted
from textcoder.client.results import (
    Classified,
    Explanation,
    Failure,
    GivenCode,
    NearAnswer,
    Result,
    Stored,
    StoredCode,
    StoredCoding,
)

__all__ = [
    "BrokenReplyError",
    "BusyError",
    "Classified",
    "Client",
    "Explanation",
    "Failure",
    "GateRefusedError",
    "GivenCode",
    "Job",
    "JobEndedError",
    "KeyRefusedError",
    "NearAnswer",
    "NotAllowedError",
    "NotFoundError",
    "Promoted",
    "RefusedError",
    "RequestError",
    "Result",
    "ServiceError",
    "Status",
    "Stored",
    "StoredCode",
    "StoredCoding",
    "TooLargeError",
    "UnreachableError",
    "UnsendableError",
    "WaitedTooLongError",
]
