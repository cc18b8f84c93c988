"""Sends requests as fast as they are answered, or at a steady rate, and counts what comes back.

A process of its own, so that it takes no time from whom it measures, and hardly more than a socket and a clock: a
client of the usual kind would be slower than the service. ``load.py`` starts it and reads the JSON it prints.

    python -m benchmarks.service.generator --port 8000 --seconds 60 --connections 8
    python -m benchmarks.service.generator --port 8000 --seconds 60 --rate 50
"""

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.service.answers import distinct_answers

_HEAD = (
    "POST /v1/classify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Authorization: Bearer {key}\r\nContent-Length: {length}\r\n\r\n"
)


@dataclass(slots=True)
class Tally:
    """What came of the requests."""

    seconds: list[float] = field(default_factory=list)
    """Of each reply; in open loop from when the request was due."""
    failed: int = 0
    """Replies that are not 200, have too few results, or did not come."""


class Connection(asyncio.Protocol):
    """One kept-alive connection; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._came = bytearray()
        self._reply: asyncio.Future[bytes] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can be asked something: a server closes what has been idle for a while."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Gather a reply, and hand it over when it is whole."""
        self._came += data
        head, found, rest = self._came.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        length = int(lower[lower.index(b"content-length:") + 15 :].split(b"\r\n", 1)[0])
        if len(rest) >= length and self._reply is not None:
            reply, self._reply = self._reply, None
            self._came.clear()
            if not reply.done():
                reply.set_result(bytes(head[:12]) + b" " + bytes(rest))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        del exc
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(ConnectionResetError())

    async def ask(self, request: bytes) -> bytes:
        """Send a request; gives the status line's beginning and the body."""
        assert self._transport is not None
        self._reply = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._reply


def requests_for(texts: Sequence[str], batch: int, key: str, codeframe: str) -> list[bytes]:
    """Whole requests with so many answers each."""
    made = []
    for number, start in enumerate(range(0, len(texts) - batch + 1, batch)):
        records = [{"id": f"{number}-{row}", "text": text} for row, text in enumerate(texts[start : start + batch])]
        body = json.dumps({"codeframe": codeframe, "question": "Q24", "records": records}, ensure_ascii=False).encode()
        made.append(_HEAD.format(key=key, length=len(body)).encode() + body)
    return made


async def _one(connection: Connection, request: bytes, began: float, batch: int, tally: Tally) -> None:
    try:
        reply = await asyncio.wait_for(connection.ask(request), 30)
    except (OSError, TimeoutError):
        tally.failed += 1
        return
    tally.seconds.append(time.perf_counter() - began)
    if not reply.startswith(b"HTTP/1.1 200") or reply.count(b'"status":"') != batch or b'"status":"error"' in reply:
        tally.failed += 1


async def _connect(port: int) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


async def _closed(port: int, requests: Iterator[bytes], tally: Tally, options: argparse.Namespace) -> None:
    """Each connection sends its next request when the last one is answered."""
    until = time.perf_counter() + options.seconds

    async def go_on(connection: Connection) -> None:
        while (now := time.perf_counter()) < until:
            await _one(connection, next(requests), now, options.batch, tally)

    connections = [await _connect(port) for _ in range(options.connections)]
    await asyncio.gather(*map(go_on, connections))


async def _open(port: int, requests: Iterator[bytes], tally: Tally, options: argparse.Namespace) -> None:
    """A request is due every so often, whether the last ones are answered or not."""
    free = [await _connect(port) for _ in range(options.connections)]
    under_way: set[asyncio.Task[None]] = set()

    async def send(due: float) -> None:
        while free and not free[-1].is_open:
            free.pop()
        connection = free.pop() if free else await _connect(port)
        await _one(connection, next(requests), due, options.batch, tally)
        free.append(connection)

    began = time.perf_counter()
    for number in range(int(options.seconds * options.rate)):
        due = began + number / options.rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(send(due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)


async def _run(options: argparse.Namespace) -> dict[str, Any]:
    texts = distinct_answers(options.texts, seed=options.seed)
    requests = itertools.cycle(requests_for(texts, options.batch, options.key, options.codeframe))
    tally = Tally()
    before = time.process_time()
    began = time.perf_counter()
    await (_open if options.rate else _closed)(options.port, requests, tally, options)
    took = time.perf_counter() - began
    spent = time.process_time() - before
    return {**_summary(tally, took, options.batch), "generator_cpu": spent / took, "sent": len(tally.seconds)}


def _summary(tally: Tally, took: float, batch: int) -> dict[str, Any]:
    ranked = sorted(tally.seconds)

    def at(share: float) -> float:
        return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")

    return {
        "requests_per_s": len(ranked) / took,
        "answers_per_s": len(ranked) * batch / took,
        "p50_ms": at(0.5),
        "p99_ms": at(0.99),
        "worst_ms": at(1.0),
        "failed": tally.failed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key", default="")
    parser.add_argument("--codeframe", default="innovation-barriers")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--batch", type=int, default=1, help="answers in a request")
    parser.add_argument("--rate", type=float, default=0, help="requests a second; 0: as fast as they are answered")
    parser.add_argument("--texts", type=int, default=100_000, help="distinct answers; then they begin again")
    parser.add_argument("--seed", type=int, default=1)
    print(json.dumps(asyncio.run(_run(parser.parse_args()))))


if __name__ == "__main__":
    main()
