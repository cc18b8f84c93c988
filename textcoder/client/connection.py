"""Requests that are sent until they are answered: waiting where the service says so, and longer each time."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any, Final

import httpx

from textcoder.client.errors import BrokenReplyError, ServiceError, UnreachableError, error_for

_TRY_AGAIN: Final = (429, 502, 503, 504)
"""What passes by: too many requests, and a service or something it needs that is away."""
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 60.0
"""Seconds. Who is told to wait longer is told so, and not kept waiting."""
_CONNECTIONS: Final = 50
_PIECE: Final = 1_000_000
"""Bytes."""
_ERROR: Final = 400


class Connection:
    """Sends requests, several at once where several threads do.

    Args:
        base_url: Of the service, as ``https://coding.example.org``.
        key: Sent with every request; None: none.
        timeout: Seconds to wait for a reply, or for the next part of one.
        retries: How often a request is sent again.
    """

    def __init__(self, base_url: str, key: str | None, *, timeout: float, retries: int) -> None:
        self._retries = retries
        self._http = httpx.Client(
            base_url=base_url,
            headers={"User-Agent": "textcoder-client"} | ({"Authorization": f"Bearer {key.strip()}"} if key else {}),
            timeout=timeout,
            limits=httpx.Limits(max_connections=_CONNECTIONS),
        )

    def close(self) -> None:
        """Let go of all connections."""
        self._http.close()

    def json(
        self, method: str, path: str, make: Callable[[], Mapping[str, Any]] = dict, *, once: bool = False
    ) -> "Reply":
        """Send a request until it is answered, and read the JSON of the reply.

        Args:
            method: In capitals.
            path: Below the address of the service.
            make: Makes what goes into the request, anew for each time it is sent.
            once: Whether to send it once only: what is done twice, if it comes twice.

        Raises:
            ServiceError: It was answered with an error, or not at all.
        """
        with self.reply(method, path, make, once=once) as reply:
            reply.read()
            return Reply(_json_of(reply) if reply.content else None, request_id_of(reply))

    @contextmanager
    def reply(
        self, method: str, path: str, make: Callable[[], Mapping[str, Any]] = dict, *, once: bool = False
    ) -> Iterator[httpx.Response]:
        """Send a request until it is answered; the reply's body is read in the block.

        Raises:
            ServiceError: It was answered with an error, or not at all.
        """
        with ExitStack() as stack:
            reply = self._until_answered(method, path, make, retries=0 if once else self._retries)
            stack.callback(reply.close)
            if reply.status_code >= _ERROR:
                raise _error_of(reply)
            yield reply

    def download(self, path: str, file: IO[bytes]) -> None:
        """Fetch a file, anew where it breaks off.

        Raises:
            ServiceError: It did not come.
        """
        for attempt in range(self._retries + 1):
            file.seek(0)
            file.truncate()
            try:
                with self.reply("GET", path) as reply:
                    for piece in reply.iter_bytes(_PIECE):
                        file.write(piece)
            except httpx.TransportError as err:
                if attempt == self._retries:
                    raise UnreachableError(_unreachable(self._http.base_url, err, attempt + 1)) from err
                time.sleep(wait_for(attempt))
            else:
                return

    def _until_answered(
        self, method: str, path: str, make: Callable[[], Mapping[str, Any]], *, retries: int
    ) -> httpx.Response:
        for attempt in range(retries + 1):
            is_last = attempt == retries
            try:
                request = self._http.build_request(method, path, **make())
                reply = self._http.send(request, stream=True)
                if reply.status_code < _ERROR and _is_json(reply):
                    reply.read()  # a reply that breaks off is asked for again too
            except httpx.UnsupportedProtocol as err:
                raise UnreachableError("The address of the service must begin with https:// or http://") from err
            except httpx.TransportError as err:
                if is_last:
                    raise UnreachableError(_unreachable(self._http.base_url, err, attempt + 1)) from err
                time.sleep(wait_for(attempt))
                continue
            if reply.status_code not in _TRY_AGAIN or is_last:
                return reply
            told = told_to_wait(reply.headers.get("Retry-After"))
            if told is not None and told > _LONGEST_WAIT:
                return reply
            reply.close()
            time.sleep(wait_for(attempt, told))
        raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class Reply:
    """The JSON of a reply, and the id of its request."""

    content: Any
    request_id: str

    def has(self, *names: str) -> Any:
        """The content, in which these names stand.

        Raises:
            BrokenReplyError: They do not.
        """
        if not isinstance(self.content, dict) or any(name not in self.content for name in names):
            raise BrokenReplyError(
                "The reply is not one of this service. Look at its address", request_id=self.request_id
            )
        return self.content


def wait_for(attempt: int, told: float | None = None) -> float:
    """Seconds to wait before a request is sent again.

    They are drawn, so that many who were refused together do not come again together.

    Args:
        attempt: How often it was sent again already.
        told: What the service said, which is the least.
    """
    longest = min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT / 2)
    drawn = random.uniform(longest / 2, longest)
    return drawn if told is None else max(drawn, told + random.uniform(0, min(1.0, told / 4)))


def told_to_wait(said: str | None) -> float | None:
    """Seconds that a ``Retry-After`` asks for, as a number or as a date; None: it says nothing."""
    if said is None:
        return None
    try:
        return max(0.0, float(int(said)))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def request_id_of(reply: httpx.Response) -> str:
    """Under which the service has the request in its log."""
    return str(reply.headers.get("X-Request-ID", ""))


def _unreachable(base_url: httpx.URL, err: httpx.TransportError, times: int) -> str:
    often = "once" if times == 1 else f"{times} times"
    where = f"{base_url.scheme}://{base_url.netloc.decode('ascii')}"
    return f"No reply came from {where}, asked {often} ({type(err).__name__})"


def _is_json(reply: httpx.Response) -> bool:
    return "json" in reply.headers.get("Content-Type", "") and "Content-Disposition" not in reply.headers


def _json_of(reply: httpx.Response) -> Any:
    try:
        return reply.json()
    except ValueError:
        raise BrokenReplyError(
            "The reply is not JSON. Look at the address of the service",
            status=reply.status_code,
            request_id=request_id_of(reply),
        ) from None


def _error_of(reply: httpx.Response) -> ServiceError:
    try:
        reply.read()
        content = reply.json()
    except (ValueError, httpx.TransportError):
        content = None
    return error_for(reply.status_code, content, request_id_of(reply))
