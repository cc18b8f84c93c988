import pytest

from textcoder.client import BusyError, NotFoundError, RequestError, ServiceError
from textcoder.client.errors import error_for

PROBLEM = {
    "type": "/problems/malformed",
    "title": "Malformed request",
    "status": 422,
    "detail": "It is not as it should be.",
    "instance": "r17",
    "errors": [{"where": "body.codeframe", "problem": "is missing"}],
}


def test_problem_details_are_taken_apart():
    err = error_for(422, PROBLEM, "")

    assert isinstance(err, RequestError)
    assert (err.status, err.title, err.request_id) == (422, "Malformed request", "r17")
    assert err.problems == {"body.codeframe": "is missing"}
    assert str(err) == "It is not as it should be; body.codeframe: is missing. (status 422, request r17)"


@pytest.mark.parametrize(("status", "kind"), [(404, NotFoundError), (503, BusyError), (500, ServiceError)])
@pytest.mark.parametrize("content", [None, [], "<html>", {"errors": [1]}])
def test_a_proxy_that_says_something_else_is_understood_by_its_status(status, kind, content):
    err = error_for(status, content, "r1")

    assert type(err) is kind
    assert str(err) == f"The service replied with status {status} and no reason. (status {status}, request r1)"


def test_a_service_without_a_model_is_quoted_on_it():
    said = "No model is trained for codeframe 'reasons' yet. Train one; it is used from then on."

    err = error_for(503, PROBLEM | {"status": 503, "detail": said, "errors": None}, "")

    assert isinstance(err, BusyError)
    assert str(err).startswith("No model is trained for codeframe 'reasons' yet.")
