"""Sends requests as fast as they are answered, or at a steady rate, and counts what comes back.

A process of its own, so that it takes no time from whom it measures, and hardly more than a socket and a clock: a
client of the usual kind would be slower than the service. ``load.py`` starts it and reads the JSON it prints.

    python -m benchmarks.service.generator --port 8000 --seconds 60 --connections 8
    python -m benchmarks.service.generator --port 8000 --seconds 60 --rate 50

With ``--alone`` every reply is compared with what the model that it names gives by itself, a connection that breaks is
opened again, and a reply that the service is away is counted and asked for again: so it goes through all trouble.
SIGTERM ends it before its time; what it counted is printed all the same.
"""

import argparse
import asyncio
import itertools
import json
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.service.answers import distinct_answers
from benchmarks.service.checking import Alone, fault_in, read_alone

_AGAIN_S: Final = 0.05

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
    """Replies that are not 200, have too few results, are wrong, or did not come."""
    away: int = 0
    """Replies with 503, where the service may be away."""
    broken: int = 0
    """Replies that did not come, or connections that could not be had, where that may be."""
    wrong: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what it is about."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    request: bytes


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


def requests_for(texts: Sequence[str], batch: int, key: str, codeframe: str) -> list[Asked]:
    """Whole requests with so many answers each."""
    made = []
    for number, start in enumerate(range(0, len(texts) - batch + 1, batch)):
        some = tuple(texts[start : start + batch])
        ids = tuple(f"{number}-{row}" for row in range(batch))
        records = [{"id": name, "text": text} for name, text in zip(ids, some, strict=True)]
        body = json.dumps({"codeframe": codeframe, "question": "Q24", "records": records}, ensure_ascii=False).encode()
        made.append(Asked(ids, some, _HEAD.format(key=key, length=len(body)).encode() + body))
    return made


class Load:
    """Keeps a server busy.

    Args:
        options: Of the command.
        requests: What to ask, without end.
        alone: What is right, where trouble is expected; None: any reply that is not 200 has failed.
    """

    def __init__(self, options: argparse.Namespace, requests: Iterator[Asked], alone: Alone | None) -> None:
        self.tally = Tally()
        self._options = options
        self._requests = requests
        self._alone = alone
        self._until = time.perf_counter() + options.seconds

    def stop(self) -> None:
        """End with what is under way."""
        self._until = 0.0

    async def closed(self) -> None:
        """Each connection sends its next request when the last one is answered."""

        async def go_on(connection: Connection | None) -> None:
            while (now := time.perf_counter()) < self._until:
                if connection is None or not connection.is_open:
                    connection = await self._connect()
                if connection is not None:
                    await self._one(connection, next(self._requests), now)

        connections = [await self._connect() for _ in range(self._options.connections)]
        await asyncio.gather(*map(go_on, connections))

    async def open(self) -> None:
        """A request is due every so often, whether the last ones are answered or not."""
        free = [await self._connect() for _ in range(self._options.connections)]
        under_way: set[asyncio.Task[None]] = set()

        async def send(due: float) -> None:
            while free and (free[-1] is None or not free[-1].is_open):
                free.pop()
            connection = free.pop() if free else await self._connect()
            if connection is not None:
                await self._one(connection, next(self._requests), due)
            free.append(connection)

        began = time.perf_counter()
        for number in itertools.count():
            due = began + number / self._options.rate
            if due >= self._until:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.create_task(send(due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)

    async def _connect(self) -> Connection | None:
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_connection(Connection, "127.0.0.1", self._options.port)
        except OSError:
            if self._alone is None:
                raise
            self.tally.broken += 1
            await asyncio.sleep(_AGAIN_S)
            return None
        return connection

    async def _one(self, connection: Connection, asked: Asked, began: float) -> None:
        try:
            reply = await asyncio.wait_for(connection.ask(asked.request), 30)
        except (OSError, TimeoutError):
            if self._alone is None:
                self.tally.failed += 1
            self.tally.broken += 1
            return
        self.tally.seconds.append(time.perf_counter() - began)
        if self._alone is not None:
            await self._check(reply, asked, self._alone)
        elif not _is_well(reply, len(asked.ids)):
            self.tally.failed += 1

    async def _check(self, reply: bytes, asked: Asked, alone: Alone) -> None:
        status, body = reply[9:12].decode(), reply[13:]
        if status == "503":
            self.tally.away += 1
            await asyncio.sleep(_AGAIN_S)
            return
        fault = fault_in(body, asked.ids, asked.texts, alone) if status == "200" else f"status {status}"
        if fault:
            self.tally.failed += 1
            self.tally.wrong[fault] += 1


def _is_well(reply: bytes, batch: int) -> bool:
    is_whole = reply.startswith(b"HTTP/1.1 200") and reply.count(b'"status":"') == batch
    return is_whole and b'"status":"error"' not in reply


async def _run(options: argparse.Namespace) -> dict[str, Any]:
    texts = distinct_answers(options.texts, seed=options.seed)
    requests = itertools.cycle(requests_for(texts, options.batch, options.key, options.codeframe))
    load = Load(options, requests, read_alone(options.alone) if options.alone else None)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, load.stop)
    before = time.process_time()
    began = time.perf_counter()
    await (load.open() if options.rate else load.closed())
    took = time.perf_counter() - began
    spent = time.process_time() - before
    return {**_summary(load.tally, took, options.batch), "generator_cpu": spent / took, "sent": len(load.tally.seconds)}


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
        "away": tally.away,
        "broken": tally.broken,
        "wrong": dict(tally.wrong),
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
    parser.add_argument("--alone", type=Path, help="what each model gives by itself; trouble is then expected")
    print(json.dumps(asyncio.run(_run(parser.parse_args()))))


if __name__ == "__main__":
    main()
