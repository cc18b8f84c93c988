import threading

import pytest

from service.compute.coding import Coder, Wish
from service.compute.errors import TooManyRecordsError, TooManyToExplainError
from service.compute.warnings import STORE_AWAY
from service.store_link import StoreLink
from tests.service.compute.conftest import decide
from textcoder.codings import Source
from textcoder.learning.autocoder import Autocoder

WISH = Wish("barriers", "Q24")
ALL = Wish("barriers", "Q24", max_error=1.0)


def given(result):
    return [(one["code"], one["source"]) for one in result["codes"]]


def test_every_record_gets_a_result_in_order_whatever_is_wrong_with_its_neighbours(coder):
    raw = [
        {"id": "0017", "text": "Vi har for lite tid nå"},
        {"id": 18, "text": ""},
        {"text": "for lite tid"},
        "no record",
        {"id": 19, "text": "x" * 201},
        {"id": 20, "text": 7},
        {"id": 21, "text": "for lite tid", "question": "Q99"},
        {"id": 22, "text": "Vet ikke"},
    ]

    reply = coder.code(ALL, raw)

    assert [(one["id"], one["status"]) for one in reply.results] == [
        ("0017", "coded"), (18, "empty"), (None, "error"), (None, "error"),
        (19, "error"), (20, "error"), (21, "error"), (22, "coded"),
    ]  # fmt: skip
    assert [one["error"]["type"] for one in reply.results if one["error"]] == [
        "no_id", "wrong_type", "too_long", "wrong_type", "unknown_question",
    ]  # fmt: skip
    assert given(reply.results[-1]) == [("dont_know", "rule")]


def test_a_code_comes_with_number_label_confidence_and_source(coder):
    (result,) = coder.code(ALL, [{"id": 1, "text": "Vi har for lite tid nå"}]).results

    (code,) = result["codes"]
    confidence = code.pop("confidence")
    assert 0 < confidence <= 1
    assert code == {"code": "capacity", "number": 1, "label": "Kapasitet", "source": "model", "segment": None}


def test_the_reply_names_model_and_codeframe(coder, versions):
    reply = coder.code(WISH, [])
    pinned = coder.code(Wish("barriers", model=versions[0]), [])

    assert (reply.codeframe, reply.codeframe_version, reply.model_version) == ("barriers", 1, versions[1])
    assert pinned.model_version == versions[0]
    assert reply.results == []


def test_a_referred_answer_has_no_codes_that_count_but_those_the_model_would_give(coder):
    (result,) = coder.code(Wish("barriers", "Q24", max_error=0.001), [{"id": 1, "text": "for lite tid nå"}]).results

    assert (result["status"], result["codes"]) == ("referred", [])
    assert [one["code"] for one in result["suggestions"]] == ["capacity"]


def test_a_promise_that_cannot_be_kept_is_said(coder):
    said = coder.code(Wish("barriers", "Q24", max_error=0.001), [{"id": 1, "text": "for lite tid nå"}]).warnings
    kept = coder.code(ALL, [{"id": 1, "text": "for lite tid nå"}]).warnings

    assert ["cannot promise 0.1 %: no answer is coded by it without a human" in one for one in said] == [True]
    assert kept == ()


def test_a_result_of_the_pool_is_what_the_autocoder_alone_would_give(coder, shelf):
    texts = ["lite tid og penger mangler", "stramt budsjett her", "noe helt annet", "folk mangler på huset"]
    alone = shelf.current("barriers").autocoder()

    results = coder.code(WISH, [{"id": n, "text": text} for n, text in enumerate(texts)]).results
    expected = Autocoder(
        alone._model, alone.codeframe, alone._reader, version=alone.version, max_error=alone.promise.max_error
    ).code(texts, "Q24")

    for result, coding in zip(results, expected, strict=True):
        assert result["status"] == coding.status
        assert {one["code"] for one in result["codes"] + result["suggestions"]} == coding.code_ids


def test_equal_texts_and_double_ids_each_get_a_result_and_a_warning(coder):
    reply = coder.code(ALL, [{"id": "a", "text": "for lite tid nå"}] * 3)

    assert [one["id"] for one in reply.results] == ["a", "a", "a"]
    assert len(reply.warnings) == 1
    assert "3 records" in reply.warnings[0]


def test_a_persons_decision_counts_at_once_before_rule_and_model(coder, store_link, home):
    raw = [{"id": 1, "text": "For lite TID!"}, {"id": 2, "text": "vet ikke"}, {"id": 3, "text": "stramt budsjett nå"}]
    coder.code(WISH, raw)
    with store_link.use() as store:
        decide(store, home, "for lite tid", "economy")
        decide(store, home, "vet ikke", "capacity")
        decide(store, home, "stramt budsjett nå")

    results = coder.code(WISH, raw).results

    assert [given(one) for one in results] == [[("economy", "exact")], [("capacity", "exact")], []]
    assert {one["status"] for one in results} == {"coded"}


def test_without_its_store_it_goes_on_with_what_it_knows_and_says_so(coder, store_link, home):
    raw = [{"id": 1, "text": "rart svar"}, {"id": 2, "text": "for lite tid nå"}]
    with store_link.use() as store:
        decide(store, home, "rart svar", "economy")
    coder.code(ALL, raw)
    store_link.stop()

    reply = coder.code(ALL, raw)

    assert reply.warnings == (STORE_AWAY,)
    assert [given(one) for one in reply.results] == [[("economy", "exact")], [("capacity", "model")]]


def test_a_question_that_only_the_store_knows_is_known(coder, store_link, home):
    with store_link.use() as store:
        decide(store, home, "rart svar", "economy", question="Q77")

    (result,) = coder.code(Wish("barriers", "Q77"), [{"id": 1, "text": "rart svar"}]).results

    assert given(result) == [("economy", "exact")]


def test_without_its_store_no_question_is_taken_for_unknown(shelf, settings, metrics, home):
    away = StoreLink("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")  # as after a restart without the database
    coder = Coder(shelf, away, settings, metrics)
    coder.start()
    reply = coder.code(Wish("barriers", question="Q-of-the-store"), [{"id": 1, "text": "for lite tid hos naboen"}])
    coder.stop()

    assert reply.results[0]["status"] in ("coded", "referred")
    assert STORE_AWAY in reply.warnings


def test_where_nobody_names_a_question_any_will_do(coder, home, store_link, shelf, settings, metrics):
    (home.root / "labels" / "barriere-2025" / "survey.yaml").unlink()
    other = Coder(shelf, store_link, settings, metrics)
    other.start()

    (result,) = other.code(Wish("barriers", "Q1", max_error=1.0), [{"id": 1, "text": "for lite tid nå"}]).results
    other.stop()

    assert result["status"] == "coded"


def test_an_explanation_names_words_and_near_answers(coder):
    wish = Wish("barriers", "Q24", max_error=1.0, explain=True)

    model, rule = coder.code(
        wish, [{"id": 1, "text": "Altfor lite penger hos oss"}, {"id": 2, "text": "vet ikke"}]
    ).results

    assert "penger" in model["explanation"]["words"]["economy"]
    assert model["explanation"]["nearest"][0]["codes"] == ["economy"]
    assert rule["explanation"] is None


def test_what_the_survey_wants_taken_out_never_reaches_the_model(coder, home):
    survey = home.root / "labels" / "barriere-2025" / "survey.yaml"
    said = survey.read_text(encoding="utf-8")
    survey.write_text(said.replace("codeframe: barriers", "codeframe: barriers\nredact: [phone]"), encoding="utf-8")
    wish = Wish("barriers", "Q24", max_error=1.0, explain=True)

    (result,) = coder.code(wish, [{"id": 1, "text": "for lite penger, ring 91 23 45 67"}]).results

    assert "91" not in str(result["explanation"])


def test_more_records_than_allowed_are_refused(coder):
    with pytest.raises(TooManyRecordsError, match="501"):
        coder.code(WISH, [{"id": 1, "text": ""}] * 501)


def test_more_records_to_explain_than_allowed_are_refused(coder):
    wish = Wish("barriers", "Q24", explain=True)

    with pytest.raises(TooManyToExplainError, match="201 records to explain, and at most 200"):
        coder.code(wish, [{"id": n, "text": ""} for n in range(201)])
    assert len(coder.code(wish, [{"id": n, "text": ""} for n in range(200)]).results) == 200


def test_half_a_character_is_coded_like_any_other_text(coder):
    (result,) = coder.code(ALL, [{"id": "\ud800", "text": "for lite tid \ud800\0"}]).results

    assert (result["id"], result["status"]) == ("\ud800", "coded")


def test_a_file_is_coded_in_order_with_what_people_decided(coder, shelf, store_link, home):
    with store_link.use() as store:
        decide(store, home, "rart svar", "economy")
    autocoder = coder.autocoder(coder.model("barriers"), max_error=1.0)
    texts = ["for lite tid nå", "rart svar", "", "for lite tid nå"] * 100

    codings = coder.code_texts(autocoder, texts, "Q24")

    assert [coding.source for coding in codings[:4]] == [Source.MODEL, Source.EXACT, None, Source.MODEL]
    assert len(codings) == 400


def test_what_becomes_of_answers_is_counted_without_what_they_say(coder, metrics):
    coder.code(ALL, [{"id": 1, "text": "for lite HEMMELIG tid"}, {"id": 2, "text": 5}])

    exposed = metrics.expose().decode()
    assert 'textcoder_answers_total{codeframe="barriers",source="model",status="coded"} 1.0' in exposed
    assert 'textcoder_answers_total{codeframe="barriers",source="",status="error"} 1.0' in exposed
    assert "HEMMELIG" not in exposed


def test_many_callers_at_once_each_get_their_own(coder):
    expected = {"for lite tid nå": "capacity", "stramt budsjett nå": "economy"}
    wrong = []

    def call(number: int) -> None:
        for turn in range(10):
            text = list(expected)[(number + turn) % 2]
            raw = [
                {"id": f"{number}-{turn}-{row}", "text": f"{text} {'x' * row}"} for row in range(1 + 40 * (number == 0))
            ]
            results = coder.code(ALL, raw).results
            if [one["id"] for one in results] != [one["id"] for one in raw]:
                wrong.append("ids")
            wrong.extend(one for one in results if [code["code"] for code in one["codes"]] != [expected[text]])

    threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
