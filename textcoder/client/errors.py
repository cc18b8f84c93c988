"""What can go wrong when the service is asked: one tree, with what the service itself said."""

from collections.abc import Mapping
from typing import Any, Final

_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _CONFLICT, _TOO_LARGE, _UNSUPPORTED, _MALFORMED = (
    400, 401, 403, 404, 409, 413, 415, 422,
)  # fmt: skip
_BUSY: Final = (429, 502, 503, 504)


class ServiceError(Exception):
    """The service did not do what was asked. Nothing of what was sent stands in the message.

    Args:
        detail: One sentence.
        status: The HTTP status; None: there was no reply.
        title: The kind of problem in a few words.
        request_id: Under which the service has it in its log; empty: not known.
        problems: By part of the request, what is wrong with it.
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int | None = None,
        title: str = "",
        request_id: str = "",
        problems: Mapping[str, str] | None = None,
    ) -> None:
        known = [f"status {status}"] if status is not None else []
        known += [f"request {request_id}"] if request_id else []
        more = [f"{where}: {what.removesuffix('.')}" for where, what in (problems or {}).items() if what != detail]
        said = "; ".join([detail.removesuffix("."), *more])
        super().__init__(f"{said}. ({', '.join(known)})" if known else f"{said}.")
        self.detail, self.status, self.title, self.request_id = detail, status, title, request_id
        self.problems = dict(problems or {})


class UnreachableError(ServiceError):
    """No reply came: the service is not there, or the connection broke."""


class BusyError(ServiceError):
    """The service could not do it at the moment, and went on so for as long as was tried."""


class KeyRefusedError(ServiceError):
    """The key is missing, unknown, expired or revoked."""


class NotAllowedError(ServiceError):
    """The key's role may not do this."""


class NotFoundError(ServiceError):
    """There is no such codeframe, model, survey, question or job."""


class RefusedError(ServiceError):
    """It is there, but cannot be done as things are."""


class GateRefusedError(RefusedError):
    """A model is worse than the current one, or its error promise does not hold: ``problems`` says by what."""


class RequestError(ServiceError):
    """What was sent is not as the service takes it."""


class TooLargeError(RequestError):
    """What was sent is larger than the service takes."""


class UnsendableError(RequestError):
    """What was to be sent cannot be written as JSON. Nothing was sent."""


class BrokenReplyError(ServiceError):
    """The reply is not one to what was sent: results are missing, or are those of others."""


class JobEndedError(ServiceError):
    """A job that was waited for failed or was cancelled."""


class WaitedTooLongError(ServiceError):
    """A job was not over in the time that was given. It goes on."""


_BY_TYPE: Final[dict[str, type[ServiceError]]] = {"/problems/gate-refused": GateRefusedError}
_BY_STATUS: Final[dict[int, type[ServiceError]]] = {
    _BAD_REQUEST: RequestError,
    _UNAUTHORIZED: KeyRefusedError,
    _FORBIDDEN: NotAllowedError,
    _NOT_FOUND: NotFoundError,
    _CONFLICT: RefusedError,
    _TOO_LARGE: TooLargeError,
    _UNSUPPORTED: RequestError,
    _MALFORMED: RequestError,
    **dict.fromkeys(_BUSY, BusyError),
}


def error_for(status: int, content: Any, request_id: str) -> ServiceError:
    """The error that a reply stands for.

    Args:
        status: Its HTTP status.
        content: Its problem details; anything else, where it comes from a proxy and not from the service.
        request_id: From its headers.
    """
    said = content if isinstance(content, dict) else {}
    listed = [one for one in said.get("errors") or [] if isinstance(one, dict)]
    kind = _BY_TYPE.get(str(said.get("type", ""))) or _BY_STATUS.get(status, ServiceError)
    return kind(
        str(said.get("detail") or f"The service replied with status {status} and no reason"),
        status=status,
        title=str(said.get("title", "")),
        request_id=str(said.get("instance") or request_id),
        problems={str(one.get("where", "")): str(one.get("problem", "")) for one in listed},
    )
