import re
from datetime import timedelta

import pytest

from service.settings import ServiceSettings
from textcoder.labelling.store.keys import Role, id_in
from textcoder.labelling.store.opening import open_store

BODY = {"codeframe": "barriers", "records": [{"id": 1, "text": "for lite tid"}]}


def test_every_role_may_classify(service):
    for role in Role:
        assert service.client.post("/v1/classify", json=BODY, headers=service.headers(role)).status_code == 200


def test_a_call_without_a_key_is_told_how_to_send_one(service):
    reply = service.client.post("/v1/classify", json=BODY)

    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, 'Bearer realm="textcoder"')
    assert "textcoder keys create" in reply.json()["detail"]


@pytest.mark.parametrize("key", ["tc_0123456789_" + "x" * 43, "tc_", "", "blåbær".encode(), "x" * 5000])
def test_a_key_nobody_made_lets_nobody_in_and_is_not_repeated(service, key):
    shown = b"Bearer " + (key if isinstance(key, bytes) else key.encode())

    reply = service.client.post("/v1/classify", json=BODY, headers={"Authorization": shown})

    assert reply.status_code == 401
    assert len(key) < 5 or str(key) not in reply.text


def test_a_key_with_a_changed_secret_lets_nobody_in(service):
    changed = service.keys[Role.ADMIN][:-1] + ("A" if service.keys[Role.ADMIN][-1] != "A" else "B")

    assert service.client.get("/v1/jobs", headers={"Authorization": f"Bearer {changed}"}).status_code == 401


def test_a_role_that_may_not_is_told_which_may(service):
    reply = service.client.post("/v1/train", json={"codeframe": "barriers"}, headers=service.headers(Role.PIPELINE))

    assert reply.status_code == 403
    assert "analyst or admin" in reply.json()["detail"]


def test_an_analyst_may_what_the_pipeline_may_and_a_coder_may_not(service):
    replies = {role: service.client.get("/v1/jobs", headers=service.headers(role)).status_code for role in Role}

    assert replies == {Role.PIPELINE: 200, Role.CODER: 403, Role.ANALYST: 200, Role.ADMIN: 200}


def test_keys_made_and_revoked_while_the_service_runs_are_noticed(start, own_home, eventually):
    with (
        start(ServiceSettings(home=own_home, look_every_s=0.05)) as service,
        open_store(service.settings.store_address) as store,
    ):
        late = {"Authorization": f"Bearer {store.keys.create(Role.CODER)}"}
        eventually(lambda: service.client.post("/v1/classify", json=BODY, headers=late).status_code == 200)

        store.keys.revoke(id_in(late["Authorization"].removeprefix("Bearer ")))
        eventually(lambda: service.client.post("/v1/classify", json=BODY, headers=late).status_code != 200)

        assert service.client.post("/v1/classify", json=BODY, headers=late).status_code == 401


def test_an_expired_key_lets_nobody_in(start, own_home, eventually):
    with (
        start(ServiceSettings(home=own_home, look_every_s=0.05)) as service,
        open_store(service.settings.store_address) as store,
    ):
        brief = {"Authorization": f"Bearer {store.keys.create(Role.CODER, lasts=timedelta(seconds=0.6))}"}
        eventually(lambda: service.client.post("/v1/classify", json=BODY, headers=brief).status_code == 200)

        eventually(lambda: service.client.post("/v1/classify", json=BODY, headers=brief).status_code != 200)

        assert service.client.post("/v1/classify", json=BODY, headers=brief).status_code == 401


def test_a_key_used_too_often_is_told_to_wait_and_others_are_not(start, own_home):
    with start(ServiceSettings(home=own_home, requests_per_minute=3)) as service:
        pipeline, coder = service.headers(), service.headers(Role.CODER)
        statuses = [service.client.post("/v1/classify", json=BODY, headers=pipeline).status_code for _ in range(4)]
        refused = service.client.post("/v1/classify", json=BODY, headers=pipeline)
        other = service.client.post("/v1/classify", json=BODY, headers=coder)

    assert statuses == [200, 200, 200, 429]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert other.status_code == 200


def test_without_keys_everybody_may_everything(start, own_home):
    with start(ServiceSettings(home=own_home, keys_required=False)) as service:
        assert service.client.post("/v1/classify", json=BODY).status_code == 200
        assert service.client.get("/v1/jobs").status_code == 200


def calls(service) -> list[tuple[str, str]]:
    paths = service.client.get("/openapi.json").json()["paths"]
    return [(method, path) for path, methods in paths.items() if path.startswith("/v1") for method in methods]


@pytest.mark.parametrize("content", [b"{", b"[" * 5000, b"x" * 9_000_000], ids=["broken", "deep", "large"])
def test_who_has_no_key_is_told_so_whatever_he_sends(service, content):
    reply = service.client.post("/v1/classify", content=content, headers={"Content-Type": "application/json"})

    assert (reply.status_code, reply.json()["type"]) == (401, "/problems/no-key")
    assert reply.headers["www-authenticate"] == 'Bearer realm="textcoder"'


def test_no_call_reads_anything_of_a_body_that_comes_without_a_key(service):
    taken = []
    sent = []

    async def receive():
        taken.append(1)
        return {"type": "http.request", "body": b"[", "more_body": True}

    async def send(message):
        sent.append(message)

    all_calls = calls(service)
    for method, template in all_calls:
        path = re.sub(r"{\w+}", "x", template)
        scope = {
            "type": "http", "method": method.upper(), "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(b"transfer-encoding", b"chunked"), (b"content-type", b"application/json")],
            "client": ("10.9.8.7", 1), "server": ("x", 80), "scheme": "http", "http_version": "1.1", "root_path": "",
        }  # fmt: skip
        service.client.portal.call(service.app, scope, receive, send)

    assert [message["status"] for message in sent if "status" in message] == [401] * len(all_calls)
    assert len(all_calls) > 12
    assert not taken


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/docs", "/openapi.json"])
def test_what_is_open_to_all_needs_no_key(service, path):
    assert service.client.get(path).status_code == 200


def test_who_fails_too_often_is_told_to_wait_and_who_has_a_key_is_let_in_from_the_same_address(start, own_home):
    with start(ServiceSettings(home=own_home, failures_per_minute=2)) as service:
        wrong = {"Authorization": "Bearer tc_0123456789_wrong"}
        replies = [service.client.get("/v1/codeframes", headers=wrong) for _ in range(3)]
        let_in = service.client.get("/v1/codeframes", headers=service.headers())

    assert [reply.status_code for reply in replies] == [401, 401, 429]
    assert 1 <= int(replies[2].headers["retry-after"]) <= 60
    assert replies[2].json()["type"] == "/problems/too-many-requests"
    assert let_in.status_code == 200
