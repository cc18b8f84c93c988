"""A road to the service, on which requests and replies come to harm when they are told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

_NOT_PASSED_ON = ("content-length", "transfer-encoding", "connection", "host", "date", "server", "content-encoding")
_REFUSALS = {"refused": 503, "too many": 429}


@dataclass
class Road:
    """Where it begins, and what is to befall the next requests."""

    url: str = ""
    accidents: list[str] = field(default_factory=list)
    """``refused``: answered with 503 and not passed on; ``too many``: with 429; ``lost``: passed on, and no reply
    comes; ``cut``: half of the reply comes; ``another's``: the result of another record comes."""
    passed: list[dict[str, str]] = field(default_factory=list)
    """Headers of the requests that were passed on, with names in small letters."""


class _Carrier(BaseHTTPRequestHandler):
    road: Road
    to: str

    def carry(self) -> None:
        self.close_connection = True
        sent = self._sent()
        accident = self.road.accidents.pop(0) if self.road.accidents else ""
        if accident in _REFUSALS:
            self._reply(_REFUSALS[accident], b"{}", {"Retry-After": "0"})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.road.passed.append(headers)
        got = httpx.request(self.command, self.to + self.path, content=sent, headers=_passed_on(headers))
        content = got.content.replace(b'"id":"a"', b'"id":"A"') if accident == "another's" else got.content
        if accident != "lost":
            self._reply(got.status_code, content, _passed_on(dict(got.headers)), cut=accident == "cut")

    def _reply(self, status: int, content: bytes, headers: dict[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if cut else content)

    def _sent(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def log_message(self, *said: object) -> None:
        pass

    do_GET = do_POST = do_PUT = do_DELETE = carry  # noqa: N815  # so that the server finds them


def _passed_on(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in _NOT_PASSED_ON}


@contextmanager
def open_road(to: str) -> Iterator[Road]:
    """A road to an address."""
    road = Road()
    carrier = type("Carrier", (_Carrier,), {"road": road, "to": to})
    with ThreadingHTTPServer(("127.0.0.1", 0), carrier) as server:
        road.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield road
        server.shutdown()
        thread.join()
