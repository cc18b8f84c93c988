"""What is asked of a codeframe that is there, and has no model yet."""

import pytest

from tests.service.small_home import CODEFRAME
from textcoder.labelling.store.keys import Role

UNHEARD_OF = "unheard-of"


@pytest.fixture
def untrained(own_service):
    """With a codeframe that nobody has trained a model for."""
    folder = own_service.settings.home / "labels" / "reasons-2026"
    folder.mkdir()
    (folder / "codeframe.yaml").write_text(CODEFRAME.replace("id: barriers", "id: reasons"), encoding="utf-8")
    return own_service


def classify(service, codeframe, **wanted):
    body = {"codeframe": codeframe, "records": [{"id": 1, "text": "tid"}]} | wanted
    return service.client.post("/v1/classify", json=body, headers=service.headers())


def send_file(service, codeframe):
    fields = {"codeframe": codeframe, "id": "id", "text": "text"}
    files = {"file": ("a.csv", b"id,text\n1,tid\n")}
    return service.client.post("/v1/jobs", data=fields, files=files, headers=service.headers())


@pytest.mark.parametrize("ask", [classify, send_file])
def test_it_is_said_that_no_model_is_trained_yet_and_to_come_again(untrained, ask):
    assert untrained.client.get("/v1/codeframes/reasons", headers=untrained.headers()).status_code == 200

    reply = ask(untrained, "reasons")

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "2")
    assert "No model is trained for codeframe 'reasons' yet" in reply.json()["detail"]


@pytest.mark.parametrize("ask", [classify, send_file])
def test_a_codeframe_that_is_not_there_is_not_found(untrained, ask):
    reply = ask(untrained, UNHEARD_OF)

    assert reply.status_code == 404
    assert "barriers" in reply.json()["detail"]


def test_a_model_that_is_trained_and_not_promoted_is_to_be_promoted(untrained):
    (untrained.settings.home / "models" / "trained" / "barriers" / "current").unlink()
    untrained.held.shelf.look()

    reply = classify(untrained, "barriers")

    assert reply.status_code == 503
    assert "No model is promoted for codeframe 'barriers' yet" in reply.json()["detail"]


def test_a_job_for_a_question_nobody_knows_is_refused_with_those_that_are_known(own_service):
    fields = {"codeframe": "barriers", "id": "id", "text": "text", "question": "Q99"}
    files = {"file": ("a.csv", b"id,text\n1,tid\n")}

    refused = own_service.client.post("/v1/jobs", data=fields, files=files, headers=own_service.headers())
    taken = own_service.client.post(
        "/v1/jobs", data=fields | {"question": "Q24"}, files=files, headers=own_service.headers()
    )

    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "question")
    assert "There is: Q24." in refused.json()["detail"]
    assert taken.status_code == 202


def test_without_its_store_no_training_is_taken_on(own_service):
    own_service.held.store.stop()

    reply = own_service.client.post(
        "/v1/train", json={"codeframe": "barriers"}, headers=own_service.headers(Role.ADMIN)
    )

    assert reply.status_code == 503
    assert "Retry-After" in reply.headers
    assert own_service.held.jobs.all(None, most=1) == []


def test_what_was_acknowledged_counts_though_the_store_goes_away_at_once(own_service):
    place = {"survey": "barriere-2025", "question": "Q24"}
    asked = {"headers": own_service.headers()}
    client = own_service.client
    client.put("/v1/answers", json=place | {"answers": [{"id": "2", "text": "mangler kroner og øre"}]}, **asked)
    saved = client.post("/v1/codings", json=place | {"codings": [{"id": "2", "codes": ["economy"]}]}, **asked)
    own_service.held.store.stop()

    records = [{"id": 1, "text": "Mangler kroner og øre!"}]
    reply = client.post("/v1/classify", json={"codeframe": "barriers", "question": "Q24", "records": records}, **asked)

    assert saved.json()["saved"] == 1
    (result,) = reply.json()["results"]
    assert [(one["code"], one["source"]) for one in result["codes"]] == [("economy", "exact")]
