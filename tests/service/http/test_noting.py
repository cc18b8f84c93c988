import asyncio

import pytest

from service.http.noting import Noting
from service.observing.metrics import Metrics


def test_a_request_keeps_its_id_where_it_has_a_sane_one(service):
    reply = service.client.get("/health/live", headers={"X-Request-ID": "pipeline-7:a.b_c"})

    assert reply.headers["x-request-id"] == "pipeline-7:a.b_c"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "æ".encode(), 'a"b', "a\tb"])
def test_a_request_gets_an_id_of_its_own_where_it_has_none_that_is_sane(service, given):
    first, second = (
        service.client.get("/health/live", headers={"X-Request-ID": given}).headers["x-request-id"] for _ in range(2)
    )

    assert first != second
    assert first.isalnum()


def test_a_request_that_is_cut_off_when_the_service_stops_is_told_so():
    sent = []

    async def send(message):
        sent.append(message)

    async def endless(scope, receive, send):
        await asyncio.sleep(60)

    async def cut_off():
        scope = {"type": "http", "method": "POST", "path": "/v1/classify", "headers": []}
        task = asyncio.create_task(Noting(endless, Metrics())(scope, None, send))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    asyncio.run(cut_off())

    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 503
    assert headers[b"content-type"] == b"application/problem+json"
    assert b"retry-after" in headers
    assert b"stopping" in sent[1]["body"]
