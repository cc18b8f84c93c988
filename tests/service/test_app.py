import threading

import pytest

from service.app import bare_app
from service.settings import ServiceSettings
from textcoder.labelling.store.keys import Role

ANALYSTS = frozenset({Role.ANALYST, Role.ADMIN})
PIPELINE = ANALYSTS | {Role.PIPELINE}
EVERYBODY = frozenset(Role)
MAY = {
    "classify": EVERYBODY,
    "send_file": PIPELINE,
    "list_jobs": PIPELINE,
    "show_job": PIPELINE,
    "give_up": PIPELINE,
    "fetch_result": PIPELINE,
    "fetch_errors": PIPELINE,
    "fetch_record": PIPELINE,
    "put_answers": PIPELINE,
    "post_codings": EVERYBODY,
    "list_codings": EVERYBODY,
    "withdraw_coding": EVERYBODY,
    "list_codeframes": EVERYBODY,
    "show_codeframe": EVERYBODY,
    "list_models": EVERYBODY,
    "show_models": EVERYBODY,
    "promote_model": ANALYSTS,
    "roll_back_model": ANALYSTS,
    "train": ANALYSTS,
}
CALLS = {
    call["operationId"]: (method, path)
    for path, calls in bare_app().openapi()["paths"].items()
    for method, call in calls.items()
    if path.startswith("/v1")
}


def test_every_call_is_in_the_table_of_roles():
    assert set(CALLS) == set(MAY)


@pytest.mark.parametrize("operation", MAY)
def test_a_role_may_what_the_contract_says_and_nothing_else(service, operation):
    method, path = CALLS[operation]
    # A body that nobody takes: what is allowed is then malformed, or of something that is not there.
    body = {} if method == "get" or "jobs" in path else {"json": []}
    filled = path.replace("{job_id}", "job_x").replace("{codeframe}", "nowhere").replace("{codeframe_id}", "nowhere")

    replies = {role: service.client.request(method, filled, headers=service.headers(role), **body) for role in Role}

    assert {role for role, reply in replies.items() if reply.status_code != 403} == MAY[operation]
    assert all(reply.status_code < 500 for reply in replies.values())
    assert service.client.request(method, filled, **body).status_code == 401


def test_an_application_that_has_ended_leaves_no_thread_behind(start, own_home):
    before = set(threading.enumerate())
    with start(ServiceSettings(home=own_home)):
        pass

    left = [
        thread.name for thread in set(threading.enumerate()) - before if not thread.name.startswith(("Any", "asyn"))
    ]
    assert left == []


def test_without_docs_nobody_is_told_what_there_is(start, own_home):
    with start(ServiceSettings(home=own_home, docs=False)) as service:
        assert {service.client.get(path).status_code for path in ("/docs", "/openapi.json", "/redoc")} == {404}
        assert service.client.get("/health/live").status_code == 200
