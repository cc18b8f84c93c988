"""Bringing answers in, as the pipeline does it: the real application, in this process."""

import json

import pytest

from service.schemas.answers import AnswersReply
from service.settings import ServiceSettings
from textcoder.labelling.store.keys import Role


def put(service, *answers, role=Role.PIPELINE, **wanted):
    body = {"survey": "barriere-2025", "question": "Q24", "answers": list(answers)} | wanted
    headers = service.headers(role) | {"Content-Type": "application/json"}
    return service.client.put("/v1/answers", content=json.dumps(body), headers=headers)


def statuses(reply):
    return [(one["id"], one["status"]) for one in reply.json()["results"]]


def stored(service, survey="barriere-2025", question="Q24"):
    with service.held.store.use() as store:
        return {one.id: one for one in store.answers.of(survey, question)}


def test_answers_to_a_question_of_the_home_go_in_and_the_reply_is_as_described(own_service):
    reply = put(own_service, {"id": "007", "text": "for lite tid"}, {"id": 8, "text": "penger", "background": {"n": 3}})

    assert reply.status_code == 200, reply.text
    AnswersReply.model_validate(reply.json())
    assert statuses(reply) == [("007", "added"), (8, "added")]
    assert (reply.json()["codeframe"], reply.json()["codeframe_version"]) == ("barriers", 1)
    found = stored(own_service)
    assert {name: one.text for name, one in found.items()} == {"007": "for lite tid", "8": "penger"}
    assert found["8"].background == {"n": 3}
    with own_service.held.store.use() as store:
        assert store.surveys.get("barriere-2025").title == {"nb": "Barrierer"}


def test_sent_again_nothing_changes_and_what_differs_is_told(own_service):
    answers = [{"id": "1", "text": "for lite tid"}, {"id": "2", "text": "penger", "background": {"n": 3}}]
    put(own_service, *answers)

    again = put(own_service, *answers)
    other = put(own_service, {"id": "1", "text": "noe helt annet"}, {"id": "2", "text": "Penger!"})

    assert statuses(again) == [("1", "unchanged"), ("2", "unchanged")]
    assert statuses(other) == [("1", "changed"), ("2", "updated")]
    assert other.json()["counts"] | {"changed": 1, "updated": 1, "unchanged": 0} == other.json()["counts"]
    assert stored(own_service)["2"].background == {"n": 3}


def test_a_new_text_makes_codings_stale_and_the_old_one_back_revives_them(own_service):
    put(own_service, {"id": "1", "text": "for lite tid"})
    sent = {"survey": "barriere-2025", "question": "Q24", "codings": [{"id": "1", "codes": [1]}]}
    own_service.client.post("/v1/codings", json=sent, headers=own_service.headers())

    changed = put(own_service, {"id": "1", "text": "mangler penger"}).json()
    back = put(own_service, {"id": "1", "text": "for lite tid"}).json()

    assert (changed["stale_codings"], changed["revived_codings"]) == (1, 0)
    assert (back["stale_codings"], back["revived_codings"], back["counts"]["restored"]) == (0, 1, 1)


def test_each_answer_that_cannot_be_stored_says_why_and_the_others_go_in(own_service):
    reply = put(
        own_service,
        {"id": "1", "text": "tid"},
        {"id": " ", "text": "tid"},
        {"text": "tid"},
        {"id": "2", "text": "tid"},
        {"id": " 2 ", "text": "penger"},
        {"id": "3", "text": 5},
        {"id": "4", "text": "x" * 201},
        {"id": "5"},
        {"id": "6", "text": "tid", "background": {"n": [1]}},
        {"id": "7", "text": "tid", "codes": [1]},
        {"id": "8" * 201, "text": "tid"},
        None,
        {"id": "9", "text": None},
    )

    errors = [one["error"] and one["error"]["type"] for one in reply.json()["results"]]
    assert errors == [
        None, "no_id", "no_id", "double_id", "double_id", "wrong_type", "too_long", "no_text", "wrong_type",
        "wrong_type", "too_long", "wrong_type", None,
    ]  # fmt: skip
    assert statuses(reply)[0] == ("1", "added")
    assert statuses(reply)[-1] == ("9", "blank")
    assert reply.json()["counts"]["error"] == 11
    assert list(stored(own_service)) == ["1"]


def test_ids_of_all_kinds_come_back_as_they_came(own_service):
    reply = put(
        own_service, {"id": 2**70, "text": "tid"}, {"id": "\ud800", "text": "tid\0"}, {"id": 1.5, "text": "tid"}
    )

    assert reply.status_code == 200, reply.text
    assert [one["id"] for one in json.loads(reply.text)["results"]] == [2**70, "\ud800", 1.5]


def test_survey_and_question_are_made_where_the_codeframe_is_named(own_service):
    there = {"survey": "ny-2026", "question": "Q7"}

    unknown = put(own_service, {"id": "1", "text": "tid"}, **there)
    made = put(own_service, {"id": "1", "text": "tid"}, codeframe="barriers", question_text="Hva hindrer?", **there)
    later = put(own_service, {"id": "2", "text": "tid"}, **there)

    assert unknown.status_code == 404
    assert "codeframe" in unknown.json()["detail"]
    assert made.status_code == later.status_code == 200
    assert list(stored(own_service, "ny-2026", "Q7")) == ["1", "2"]
    with own_service.held.store.use() as store:
        assert store.surveys.question("ny-2026", "Q7").text == {"nb": "Hva hindrer?"}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"codeframe": "unheard-of"}, 409),
        ({"survey": "ny", "codeframe": "unheard-of"}, 404),
        ({"survey": ""}, 422),
        ({"survey": " "}, 422),
        ({"survey": "\ud800"}, 422),
        ({"answers": {}}, 422),
        ({"anwsers": []}, 422),
        ({"answers": [{"id": 1, "text": "HEMMELIGHET"}] * 51}, 413),
    ],
)
def test_a_request_that_cannot_be_done_says_why_in_the_one_shape(own_service, telltale, wanted, status):
    reply = put(own_service, {"id": 1, "text": telltale}, **wanted)

    assert reply.status_code == status, reply.text
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert telltale not in reply.text


def test_odd_characters_in_names_are_stored_without_harm(own_service):
    odd = {"survey": "a\0b/../c", "question": "spørsmål 1 (åpent)"}

    reply = put(own_service, {"id": "\0", "text": "a\0b"}, codeframe="barriers", **odd)

    assert reply.status_code == 200, reply.text
    assert statuses(reply) == [("\0", "added")]


def test_only_the_pipeline_and_analysts_bring_answers_in(own_service):
    allowed = [role for role in Role if put(own_service, role=role).status_code == 200]

    assert allowed == [Role.PIPELINE, Role.ANALYST, Role.ADMIN]


def test_personal_data_is_gone_before_anything_is_stored(own_home, start):
    with start(ServiceSettings(home=own_home, redact="email,phone")) as service:
        reply = put(service, {"id": "1", "text": "ring meg på 91 23 45 67 eller ola@eksempel.no"})
        again = put(service, {"id": "1", "text": "ring meg på 91 23 45 67 eller ola@eksempel.no"})

        assert reply.json()["redacted"]
        assert statuses(again) == [("1", "unchanged")]
        text = stored(service)["1"].text
    assert "91 23" not in text
    assert "eksempel" not in text


def test_while_the_store_is_away_it_is_said_at_once(own_service, eventually):
    path = own_service.settings.home / "labels" / "store.sqlite"
    path.rename(path.with_name("away"))
    eventually(lambda: not own_service.held.store.is_there)

    reply = put(own_service, {"id": "1", "text": "tid"})

    assert reply.status_code == 503
    assert reply.headers["Retry-After"]
