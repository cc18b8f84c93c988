"""The call as the pipeline makes it: the real application, in this process."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.schemas.classify import ClassifyReply
from tests.service.compute.conftest import home, settings, trained_home, versions, wait_until  # noqa: F401 (fixtures)


@pytest.fixture
def client(settings) -> Iterator[TestClient]:  # noqa: F811
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        wait_until(lambda: app.state.held.shelf.is_warm)
        yield client


def classify(client, *records, **wanted):
    return client.post("/v1/classify", json={"codeframe": "barriers", "records": list(records), **wanted})


def test_the_reply_is_as_it_is_described_and_names_model_and_codeframe(client, versions):  # noqa: F811
    reply = classify(
        client, {"id": "0017", "text": "for lite tid nå"}, {"id": 2, "text": ""}, question="Q24", max_error=1
    )

    assert reply.status_code == 200
    ClassifyReply.model_validate(reply.json())
    assert [(one["id"], one["status"]) for one in reply.json()["results"]] == [("0017", "coded"), (2, "empty")]
    assert reply.json()["model_version"] == versions[1]
    assert reply.headers["X-Textcoder-Model"] == versions[1]
    assert reply.headers["X-Textcoder-Codeframe"] == "barriers:1"


def test_an_explained_reply_is_as_it_is_described(client):
    reply = classify(client, {"id": 1, "text": "altfor lite penger her"}, explain=True, max_error=1)

    ClassifyReply.model_validate(reply.json())
    assert reply.json()["results"][0]["explanation"]["nearest"]


def test_records_of_all_kinds_come_back_in_order(client):
    records = [{"id": 2**70, "text": "tid"}, {"id": "\ud800", "text": "tid"}, None, [], 5, {"id": 1}, {"text": "x"}]

    body = json.dumps({"codeframe": "barriers", "records": records})
    reply = client.post("/v1/classify", content=body, headers={"Content-Type": "application/json"})

    assert reply.status_code == 200, reply.text
    assert [one["id"] for one in json.loads(reply.text)["results"]] == [2**70, "\ud800", None, None, None, 1, None]


def test_a_version_can_be_pinned(client, versions):  # noqa: F811
    reply = classify(client, {"id": 1, "text": "tid"}, model=versions[0])

    assert reply.json()["model_version"] == reply.headers["X-Textcoder-Model"] == versions[0]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"codeframe": "unheard-of"}, 404),
        ({"model": "20200101-00000000"}, 404),
        ({"records": [{}] * 501}, 413),
        ({"records": None}, 422),
        ({"records": {}}, 422),
        ({"codeframe": "/etc/passwd"}, 422),
        ({"max_error": 0}, 422),
        ({"max_error": "0.1"}, 422),
        ({"max_eror": 0.1}, 422),
    ],
)
def test_a_request_that_cannot_be_done_says_why_in_the_one_shape(client, wanted, status):
    body = {"codeframe": "barriers", "records": [{"id": 1, "text": "HEMMELIG"}]} | wanted

    reply = client.post("/v1/classify", json=body)

    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json()["status"] == status
    assert "HEMMELIG" not in reply.text


def test_no_records_have_no_results(client):
    assert classify(client).json()["results"] == []
