"""Training as an analyst asks for it: the real application, over HTTP."""

from textcoder.labelling.store.keys import Role


def train(service, role=Role.ANALYST, **wish):
    return service.client.post("/v1/train", json={"codeframe": "barriers"} | wish, headers=service.headers(role))


def test_only_an_analyst_may_train(service):
    assert train(service, Role.PIPELINE).status_code == 403
    assert train(service, Role.CODER).status_code == 403


def test_an_unknown_codeframe_is_not_found(service):
    assert train(service, codeframe="reasons").status_code == 404


def test_a_wish_of_another_shape_is_malformed(service):
    for wish in ({"profile": "slow"}, {"codeframe": "a/b"}, {"promote": "yes"}, {"unknown": 1}, {"why": "a\nb"}):
        assert train(service, **wish).status_code == 422, wish


def test_training_is_a_job_that_is_cancelled_like_one(service):
    accepted = train(service, profile="fast", why="ny runde")

    assert accepted.status_code == 202
    assert accepted.json()["kind"] == "train"
    path = accepted.headers["Location"]
    assert service.client.delete(path, headers=service.headers(Role.ANALYST)).status_code == 204
