import io
import json
import logging
import warnings

import pytest
import structlog

from service.observing.logs import configure_logs
from service.settings import ServiceSettings


@pytest.fixture
def logged():
    """What is logged from here on, as a list of lines; and everything as before when the test is over."""
    root = logging.getLogger()
    before = (root.handlers, root.level, warnings.showwarning)
    stream = io.StringIO()
    configure_logs("info", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers, level, warnings.showwarning = before
    root.setLevel(level)
    for name in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).disabled = False


def broken(text: str) -> None:
    try:
        int(text)
    except ValueError as err:
        raise RuntimeError(text) from err


def test_an_exception_is_logged_by_kind_and_place_without_its_words(logged, telltale):
    try:
        broken(telltale)
    except RuntimeError:
        structlog.get_logger("ours").exception("it broke")
        logging.getLogger("huey").exception("theirs broke")

    ours, theirs = logged()
    assert (ours["error"], ours["cause"], theirs["error"]) == ("RuntimeError", "ValueError", "RuntimeError")
    assert ours["where"][-1].endswith(" broken")
    assert theirs["logger"] == "huey"
    assert telltale not in json.dumps([ours, theirs])


def test_what_is_no_plain_value_is_logged_by_its_kind_alone(logged, telltale):
    structlog.get_logger().info("seen", answer={telltale}, number=1)

    (line,) = logged()
    assert (line["answer"], line["number"], line["event"]) == ("(set)", 1, "seen")


def test_what_libraries_chat_is_left_out_and_what_uvicorn_says_is_kept(logged):
    logging.getLogger("some.library").info("chat")
    logging.getLogger("uvicorn.error").info("Started")
    logging.getLogger("uvicorn.access").info("GET /v1/x?secret=1")

    assert [line["event"] for line in logged()] == ["Started"]


def test_each_request_leaves_one_line_and_no_answer_in_it(logged, start, own_home, telltale):
    body = {"codeframe": "barriers", "records": [{"id": telltale, "text": f"for lite tid {telltale}"}]}
    with start(ServiceSettings(home=own_home)) as service:
        headers = service.headers() | {"X-Request-ID": "r-1"}
        service.client.post(f"/v1/classify?q={telltale}", json=body, headers=headers)
        service.client.post("/v1/classify", json=body)
        service.client.get(f"/v1/jobs/{telltale}", headers=service.headers())
        service.client.get(f"/{telltale}", headers={"X-Request-ID": f"not sane {telltale}"})
        service.client.get("/health/live")

    lines = [line for line in logged() if line["event"] == "request"]
    first = lines[0]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/v1/classify", 200),
        ("/v1/classify", 401),
        ("/v1/jobs/{job_id}", 404),
        ("(none)", 404),
    ]
    assert (first["request"], first["method"], first["records"]) == ("r-1", "POST", 1)
    assert first["caller"] == service.keys["pipeline"].split("_")[1]
    assert first["model"] == service.held.shelf.current("barriers").version
    assert first["ms"] > 0
    assert telltale not in json.dumps(logged())
    assert not any(key in json.dumps(logged()) for key in service.keys.values())
