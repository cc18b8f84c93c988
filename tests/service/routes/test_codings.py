"""Decisions in and out, as a coding tool and the pipeline send them: the real application, in this process."""

import json
import re

import pytest

from service.schemas.codings import CodingsPage, CodingsReply, StoredCodingOut
from service.settings import ServiceSettings
from textcoder.labelling.store.keys import Role

PLACE = {"survey": "barriere-2025", "question": "Q24"}


@pytest.fixture
def filled(own_service):
    """With three answers in the store."""
    texts = {"1": "for lite tid", "2": "mangler kroner og øre", "3": "uklart"}
    answers = [{"id": name, "text": text} for name, text in texts.items()]
    done = own_service.client.put("/v1/answers", json=PLACE | {"answers": answers}, headers=own_service.headers())
    assert done.status_code == 200
    return own_service


def post(service, *codings, role=Role.PIPELINE, key=None, **wanted):
    headers = service.headers(role) | {"Content-Type": "application/json"}
    if key is not None:
        headers["Idempotency-Key"] = key
    return service.client.post(
        "/v1/codings", content=json.dumps(PLACE | {"codings": list(codings)} | wanted), headers=headers
    )


def page(service, role=Role.PIPELINE, **asked):
    reply = service.client.get("/v1/codings", params=asked, headers=service.headers(role))
    assert reply.status_code == 200, reply.text
    CodingsPage.model_validate(reply.json())
    return reply.json()


def errors(reply):
    return [one["error"] and one["error"]["type"] for one in reply.json()["results"]]


def test_decisions_are_saved_and_the_reply_is_as_described(filled):
    reply = post(
        filled, {"id": "1", "codes": ["capacity"], "coder": "kari"}, {"id": 2, "codes": [2, "1"], "seconds": 3}
    )

    assert reply.status_code == 200, reply.text
    CodingsReply.model_validate(reply.json())
    assert [(one["id"], one["status"]) for one in reply.json()["results"]] == [("1", "saved"), (2, "saved")]
    first, second = page(filled)["codings"]
    assert (first["coder"], second["coder"]) == ("human:kari", "human:the pipeline")
    assert [code["number"] for code in second["codes"]] == [1, 2]
    assert [one["key"] for one in reply.json()["results"]] == [first["key"], second["key"]]


def test_the_next_identical_answer_is_given_the_codes_at_once(filled):
    wanted = {"codeframe": "barriers", "question": "Q24", "records": [{"id": "x", "text": "Mangler kroner og øre!"}]}
    post(filled, {"id": "2", "codes": ["economy"]})

    reply = filled.client.post("/v1/classify", json=wanted, headers=filled.headers()).json()

    assert [(one["code"], one["source"]) for one in reply["results"][0]["codes"]] == [("economy", "exact")]


def test_each_decision_that_cannot_be_saved_says_why_and_the_others_are_saved(filled, telltale):
    reply = post(
        filled,
        {"id": "1", "codes": ["capacity"]},
        {"id": "no such", "codes": ["capacity"]},
        {"id": "1", "codes": ["unheard-of"]},
        {"id": "1", "codes": ["dont_know", "capacity"]},
        {"id": "1"},
        {"codes": [1]},
        {"id": " ", "codes": [1]},
        {"id": "1", "codes": [1], "codeframe_version": 7},
        {"id": "1", "codes": [1], "coder": "model:x"},
        {"id": "1", "codes": [1], "kind": "note"},
        {"id": "1", "codes": [True]},
        {"id": "1", "codes": telltale},
        {"id": "1", "codes": [1], telltale.lower(): 1},
        {"id": "1", "codes": [1], "comment": "x" * 10_001},
        {"id": "1", "codes": [1], "seconds": float("nan")},
        [telltale],
        {"id": "2", "codes": []},
    )

    assert reply.status_code == 200, reply.text
    assert errors(reply) == [
        None, "unknown_answer", "unknown_code", "illegal_codes", "no_codes", "no_id", "no_id", "unknown_version",
        "wrong_type", "wrong_type", "wrong_type", "wrong_type", "wrong_type", "too_long", "wrong_type", "wrong_type",
        None,
    ]  # fmt: skip
    assert reply.json()["saved"] == len(page(filled)["codings"]) == 2
    assert telltale.lower() not in reply.text.lower()


def test_of_several_decisions_on_one_answer_all_are_kept_and_the_last_counts(filled):
    reply = post(
        filled, {"id": "1", "codes": [1]}, {"id": "1", "codes": [2]}, {"id": "1", "kind": "note", "flag": True}
    )

    assert reply.json()["saved"] == 3
    with filled.held.store.use() as store:
        (final,) = store.codings.final(**PLACE)
    assert final.code_ids == ("economy",)


def test_the_same_key_and_request_are_told_the_same_and_nothing_is_saved_twice(filled):
    sent = {"id": "1", "codes": [1]}

    first, again = post(filled, sent, key="a"), post(filled, sent, key="a")
    other_callers = post(filled, sent, key="a", role=Role.ANALYST)
    another = post(filled, sent, {"id": "2", "codes": [1]}, key="a")

    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert "Idempotency-Replayed" not in other_callers.headers
    assert (another.status_code, another.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len(page(filled)["codings"]) == 2


def test_a_key_that_came_with_a_request_that_failed_may_be_used_again(filled):
    failed = post(filled, {"id": "1", "codes": [1]}, key="a", question="Q99")
    mended = post(filled, {"id": "1", "codes": [1]}, key="a")

    assert failed.status_code == 404
    assert (mended.status_code, mended.json()["saved"]) == (200, 1)


@pytest.mark.parametrize("key", ["", "x" * 201, "a b"])
def test_a_key_that_is_none_is_refused(filled, key):
    assert post(filled, key=key).status_code == 400


def test_a_coder_speaks_for_himself_only(filled):
    own = post(filled, {"id": "1", "codes": [1]}, {"id": "1", "codes": [1], "coder": "the coder"}, role=Role.CODER)
    others = post(filled, {"id": "1", "codes": [1], "coder": "kari"}, role=Role.CODER)

    assert errors(own) == [None, None]
    assert errors(others) == ["not_yours"]


def test_codings_are_paged_out_without_missing_or_repeating_one_and_without_words(filled):
    post(filled, *({"id": str(n % 3 + 1), "codes": [n % 2 + 1], "comment": "HEMMELIGHET"} for n in range(7)))

    seen, since, more = [], 0, True
    while more:
        got = page(filled, since=since, limit=3)
        seen += [one["key"] for one in got["codings"]]
        since, more = got["next"], got["more"]

    assert len(seen) == 7
    assert seen == sorted(set(seen))
    assert page(filled, since=since) == {"codings": [], "next": since, "more": False}
    assert "HEMMELIGHET" not in json.dumps(page(filled))
    assert "tid" not in json.dumps(page(filled)["codings"][0]["codes"])


def test_a_page_may_be_of_one_survey_and_question(filled):
    post(filled, {"id": "1", "codes": [1]})

    assert len(page(filled, survey="barriere-2025", question="Q24")["codings"]) == 1
    assert page(filled, survey="another")["codings"] == []
    assert page(filled, question="another")["codings"] == []


@pytest.mark.parametrize(
    "asked",
    [{"limit": 0}, {"limit": 1001}, {"since": -1}, {"since": 2**63}, {"survey": ""}, {"sinse": 1}, {"limit": [1, 2]}],
)
def test_a_page_that_cannot_be_is_refused(filled, asked):
    reply = filled.client.get("/v1/codings", params=asked, headers=filled.headers())

    assert (reply.status_code, reply.headers["Content-Type"]) == (422, "application/problem+json")


def withdraw(service, key, role, **asked):
    return service.client.delete(f"/v1/codings/{key}", params=asked, headers=service.headers(role))


def test_a_coder_withdraws_his_own_and_nobody_elses(filled):
    own = post(filled, {"id": "1", "codes": [1]}, role=Role.CODER).json()["results"][0]["key"]
    karis = post(filled, {"id": "1", "codes": [2], "coder": "kari"}).json()["results"][0]["key"]

    done, again = withdraw(filled, own, Role.CODER), withdraw(filled, own, Role.CODER)

    assert done.status_code == 200
    StoredCodingOut.model_validate(done.json())
    assert done.json()["withdrawn_at"]
    assert done.json() == again.json()
    assert withdraw(filled, karis, Role.CODER).status_code == 409
    assert withdraw(filled, karis, Role.CODER, coder="kari").status_code == 409
    unnamed = withdraw(filled, karis, Role.PIPELINE)
    assert (unnamed.status_code, "?coder=NAME" in unnamed.json()["detail"]) == (409, True)
    assert withdraw(filled, karis, Role.PIPELINE, coder="kari").status_code == 200


def test_an_analyst_withdraws_any_and_one_that_is_not_there_is_not_found(filled):
    key = post(filled, {"id": "1", "codes": [2], "coder": "kari"}).json()["results"][0]["key"]

    assert withdraw(filled, key, Role.ANALYST).status_code == 200
    assert withdraw(filled, key + 1, Role.ANALYST).status_code == 404
    assert withdraw(filled, 2**63 - 1, Role.CODER).status_code == 404
    assert withdraw(filled, "x", Role.ANALYST).status_code == 422


def test_a_withdrawn_decision_codes_no_identical_answer(filled):
    wanted = {"codeframe": "barriers", "question": "Q24", "records": [{"id": "x", "text": "uklart"}]}
    key = post(filled, {"id": "3", "codes": ["economy"]}).json()["results"][0]["key"]
    withdraw(filled, key, Role.ANALYST)

    reply = filled.client.post("/v1/classify", json=wanted, headers=filled.headers()).json()

    (result,) = reply["results"]
    assert "exact" not in {one["source"] for one in result["codes"] + result["suggestions"]}


def test_an_unknown_question_is_not_found(filled):
    assert post(filled, {"id": "1", "codes": [1]}, question="Q99").status_code == 404


def test_personal_data_in_comments_is_gone_before_anything_is_stored(own_home, start):
    with start(ServiceSettings(home=own_home, redact="email")) as service:
        answers = PLACE | {"answers": [{"id": "1", "text": "tid"}]}
        service.client.put("/v1/answers", json=answers, headers=service.headers())
        post(service, {"id": "1", "codes": [1], "comment": "spør ola@eksempel.no"})

        with service.held.store.use() as store:
            (coding,) = store.codings.since()
    assert "spør" in coding.comment
    assert "eksempel" not in coding.comment


def test_it_is_all_the_same_on_postgresql(own_home, start, postgres):
    name = postgres.create()
    try:
        with start(ServiceSettings(home=own_home, db=postgres.url(name))) as service:
            answers = PLACE | {"answers": [{"id": "1\0", "text": "tid\0"}]}
            assert service.client.put("/v1/answers", json=answers, headers=service.headers()).status_code == 200
            sent = {"id": "1\0", "codes": [1], "comment": "a\0b"}
            first, again = post(service, sent, key="a"), post(service, sent, key="a")
            assert first.json()["saved"] == 1, first.text
            assert again.headers["Idempotency-Replayed"] == "true"
            assert len(page(service, survey="barriere-2025")["codings"]) == 1
    finally:
        postgres.drop(name)


def test_while_the_store_is_away_it_is_said_at_once(filled, eventually):
    path = filled.settings.home / "labels" / "store.sqlite"
    path.rename(path.with_name("away"))
    eventually(lambda: not filled.held.store.is_there)

    assert post(filled, {"id": "1", "codes": [1]}).status_code == 503
    assert filled.client.get("/v1/codings", headers=filled.headers()).status_code == 503
    assert withdraw(filled, 1, Role.CODER).status_code == 503


@pytest.mark.parametrize(("fewest", "hinted"), [(0, True), (1, False)])
def test_a_decision_without_codes_is_told_that_none_may_apply_only_where_that_is_so(filled, fewest, hinted):
    folder = filled.settings.home / "labels" / "other"
    folder.mkdir()
    frame = (
        "id: other\nversion: 1\ntitle: {nb: X}\ncodes: [{id: a, number: 1, label: {nb: A}}]\n"
        f"min_codes: {fewest}\n"
    )
    (folder / "codeframe.yaml").write_text(frame, encoding="utf-8")
    to = {"survey": "other", "question": "Q1"}
    answers = to | {"codeframe": "other", "answers": [{"id": "1", "text": "tid"}]}
    assert filled.client.put("/v1/answers", json=answers, headers=filled.headers()).status_code == 200

    (result,) = post(filled, {"id": "1"}, **to).json()["results"]

    assert ("none applies" in result["error"]["detail"]) is hinted
    assert result["error"]["type"] == "no_codes"


@pytest.mark.parametrize("blank", ["\x85", "\ufeff", " "])
def test_a_survey_of_nothing_but_spaces_is_malformed_as_the_description_says(filled, blank):
    reply = filled.client.get("/v1/codings", params={"survey": blank}, headers=filled.headers())
    (described,) = (
        parameter["schema"]
        for parameter in filled.client.get("/openapi.json").json()["paths"]["/v1/codings"]["get"]["parameters"]
        if parameter["name"] == "survey"
    )

    assert reply.status_code == 422
    assert re.search(described["pattern"], blank) is None
