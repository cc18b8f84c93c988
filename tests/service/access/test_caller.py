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
        eventually(lambda: service.client.post("/v1/classify", json=BODY, headers=late).status_code == 401)


def test_an_expired_key_lets_nobody_in(start, own_home, eventually):
    with (
        start(ServiceSettings(home=own_home, look_every_s=0.05)) as service,
        open_store(service.settings.store_address) as store,
    ):
        brief = {"Authorization": f"Bearer {store.keys.create(Role.CODER, lasts=timedelta(seconds=0.6))}"}
        eventually(lambda: service.client.post("/v1/classify", json=BODY, headers=brief).status_code == 200)

        eventually(lambda: service.client.post("/v1/classify", json=BODY, headers=brief).status_code == 401)


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
