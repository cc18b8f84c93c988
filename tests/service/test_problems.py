import gzip
import shutil

import pytest

from service.problems import AWAY, GATE_REFUSED, MALFORMED, NOT_FOUND, REFUSED, kind_of, problem_responses
from service.settings import ServiceSettings
from textcoder.errors import CodeframeNotFoundError, InputError, RefusedError
from textcoder.labelling.store.errors import CodeframeVersionError, StoreUnavailableError, StoreUrlError
from textcoder.learning.errors import GateRefusedError


@pytest.mark.parametrize(
    ("err", "kind"),
    [
        (CodeframeNotFoundError("x", []), NOT_FOUND),
        (StoreUnavailableError("here", "gone"), AWAY),
        (CodeframeVersionError("x", 1), REFUSED),
        (StoreUrlError("is none"), MALFORMED),
        (InputError("x"), MALFORMED),
        (RefusedError("x"), REFUSED),
        (GateRefusedError("x", []), GATE_REFUSED),
    ],
)
def test_an_error_is_the_kind_of_problem_that_the_nearest_of_its_bases_is(err, kind):
    assert kind_of(err) is kind


def test_a_call_that_is_not_there_is_a_problem_with_the_requests_id(service):
    reply = service.client.get("/v1/nowhere", headers={"X-Request-ID": "abc-1"})

    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json() == {
        "type": "/problems/not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such call. See /docs for those that there are.",
        "instance": "abc-1",
    }


def test_a_method_that_is_not_there_is_told_which_are(service):
    reply = service.client.patch("/v1/classify", json={})

    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert reply.json()["type"] == "/problems/method-not-allowed"


def test_a_malformed_request_is_told_where_and_never_repeats_what_was_sent(service, telltale):
    body = {"codeframe": [telltale], "records": telltale, telltale + " og mer": 1}

    reply = service.client.post("/v1/classify", json=body, headers=service.headers())

    assert reply.status_code == 422
    assert {"body.codeframe", "body.records"} <= {error["where"] for error in reply.json()["errors"]}
    assert telltale not in reply.text


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b"1", b'"text"', b"null"])
def test_what_is_no_json_or_no_object_is_a_problem_of_the_caller(service, body):
    headers = service.headers() | {"Content-Type": "application/json"}

    reply = service.client.post("/v1/classify", content=body, headers=headers)

    assert reply.status_code in (400, 422)
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_codeframe_that_is_not_there_is_404(service):
    reply = service.client.post("/v1/classify", json={"codeframe": "x", "records": []}, headers=service.headers())

    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not-found")


def test_a_fault_says_nothing_but_the_requests_id(start, own_home, telltale, capsys):
    with start(ServiceSettings(home=own_home)) as service:

        @service.app.get("/broken")
        def broken() -> None:
            raise ValueError(telltale)

        reply = service.client.get("/broken", headers={"X-Request-ID": "r1"})

    assert (reply.status_code, reply.json()["instance"]) == (500, "r1")
    assert telltale not in reply.text + "".join(capsys.readouterr())


def test_problems_of_a_route_are_described_as_problem_details():
    assert set(problem_responses(404, 410)) == {404, 410}
    assert list(problem_responses(404)[404]["content"]) == ["application/problem+json"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ('{"codeframe": "ø"}'.encode("latin-1"), 400, "Send JSON in UTF-8, and not compressed"),
        (gzip.compress(b"{}"), 400, "Send JSON in UTF-8, and not compressed"),
        (b"{", 422, "It is no JSON from position 1 on"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_how_to_send_it(service, body, status, said):
    headers = service.headers() | {"Content-Type": "application/json"}

    reply = service.client.post("/v1/classify", content=body, headers=headers)

    assert reply.status_code == status
    told = reply.json()
    assert said in told["detail"] + "".join(one["problem"] for one in told.get("errors", ()))
    assert {one["where"] for one in told.get("errors", ())} <= {"body"}


def test_where_on_the_server_something_cannot_be_written_is_told_to_nobody_outside(start, own_home):
    settings = ServiceSettings(home=own_home)
    with start(settings) as service:
        shutil.rmtree(settings.jobs_at)
        settings.jobs_at.touch()  # a file where the folder was

        sent = {"file": ("x.csv", b"id;text\n1;tid\n")}
        reply = service.client.post("/v1/jobs", files=sent, data={"codeframe": "barriers"}, headers=service.headers())
        settings.jobs_at.unlink()

    assert reply.status_code == 503
    assert str(own_home) not in reply.text
    assert "cannot write" in reply.json()["detail"]
