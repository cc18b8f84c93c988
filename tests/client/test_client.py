import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from service.settings import ServiceSettings
from tests.client.conftest import serving, wait_until
from textcoder.client import (
    BrokenReplyError,
    BusyError,
    Client,
    KeyRefusedError,
    NotAllowedError,
    NotFoundError,
    RequestError,
    ServiceError,
    UnreachableError,
)
from textcoder.labelling.store.keys import Role
from textcoder.labelling.store.opening import open_store

TO = {"survey": "barriere-2025", "question": "Q24"}


def some_id() -> str:
    return uuid4().hex


def test_every_record_gets_its_result_whatever_it_is(client):
    records = [
        {"id": "a", "text": "for lite tid"},
        {"id": "a", "text": "vet ikke"},
        {"id": 7, "text": ""},
        {"id": 7.5, "text": None},
        {"text": "uten id"},
        {"id": "b", "text": 12},
        {"id": True, "text": "for lite tid"},
        {"id": "half a character \ud800", "text": "x" * 20_000},
        {"id": float("nan"), "text": float("nan")},
    ]

    results = client.classify(records, codeframe="barriers")

    assert [one.id for one in results] == ["a", "a", 7, 7.5, None, "b", None, "half a character \ud800", None]
    assert [one.status for one in results[:4]] == ["coded", "coded", "empty", "empty"]
    assert [one.error.type for one in results[4:]] == ["no_id", "wrong_type", "wrong_type", "too_long", "no_id"]
    assert [code.code for code in results[0].codes] == ["capacity"]
    assert results.warnings == ("1 id occurs more than once, in 2 records; each record has its own result.",)


def test_texts_alone_are_numbered(client):
    results = client.classify(
        ["altfor lite tid til alt", "stramt budsjett"], codeframe="barriers", explain=True, max_error=1
    )

    assert [(one.id, one.codes[0].code) for one in results] == [(0, "capacity"), (1, "economy")]
    assert "tid" in results[0].explanation.words["capacity"]
    assert results[0].explanation.nearest[0].codes == ["capacity"]


def test_a_referred_answer_has_suggestions_and_nothing_is_referred_where_any_error_will_do(client):
    told = client.classify(["noe helt annet om vær og vind"], codeframe="barriers", max_error=0.001)[0]
    coded = client.classify(["noe helt annet om vær og vind"], codeframe="barriers", max_error=1)[0]

    assert (told.status, told.codes, coded.status) == ("referred", (), "coded")


def test_many_records_go_in_batches_to_one_model(served, road):
    with Client(road.url, served.key, batch_size=20) as client:
        results = client.classify(
            ({"id": number, "text": "for lite tid"} for number in range(50)), codeframe="barriers"
        )

    assert [one.id for one in results] == list(range(50))
    assert len(road.passed) == 3
    assert results.model_version


def test_no_records_are_no_request(client):
    results = client.classify([], codeframe="barriers")

    assert (len(results), results.model_version, list(results)) == (0, None, [])


def test_batches_come_as_they_are_done(served):
    with Client(served.url, served.key, batch_size=2) as client:
        batches = client.classify_batches(["for lite tid", "vet ikke", "dyrt"], codeframe="barriers")

        assert [len(batch) for batch in batches] == [2, 1]


@pytest.mark.parametrize("accident", ["refused", "too many", "lost", "cut"])
def test_what_befalls_a_request_on_the_way_is_mended(over_road, road, accident):
    road.accidents += [accident]

    assert over_road.classify([{"id": "a", "text": "for lite tid"}], codeframe="barriers")[0].status == "coded"


def test_it_gives_up_in_the_end_and_says_why(served, road):
    road.accidents += ["refused"] * 2
    with Client(road.url, served.key, retries=1) as client, pytest.raises(BusyError) as caught:
        client.classify(["for lite tid"], codeframe="barriers")

    assert caught.value.status == 503


def test_results_that_are_not_those_of_the_records_are_not_taken(over_road, road):
    road.accidents += ["another's"]

    with pytest.raises(BrokenReplyError, match="place 0 of 1"):
        over_road.classify([{"id": "a", "text": "for lite tid"}], codeframe="barriers")


def test_a_service_that_is_not_there_is_said_to_be():
    with (
        Client("http://127.0.0.1:9", "tc_x", retries=1) as client,
        pytest.raises(UnreachableError, match=r"http://127\.0\.0\.1:9"),
    ):
        client.classify(["for lite tid"], codeframe="barriers")


def test_an_address_that_is_none_is_said_at_once():
    with Client("coding.example.org", "tc_x") as client, pytest.raises(UnreachableError, match="must begin with https"):
        client.classify(["for lite tid"], codeframe="barriers")


def test_a_key_as_it_stands_in_a_file_and_an_address_below_another_will_do(served):
    with Client(f"{served.url}/", f"{served.key}\n", retries=0) as client:
        assert client.classify(["vet ikke"], codeframe="barriers")[0].status == "coded"
    with Client(f"{served.url}/coding/", served.key, retries=0) as client, pytest.raises(NotFoundError):
        client.classify(["vet ikke"], codeframe="barriers")


def test_decisions_whose_reply_was_lost_are_saved_once(over_road, road, client):
    mine = some_id()
    client.put_answers([{"id": mine, "text": "det er noe med kaffen"}], **TO)
    road.accidents += ["lost", "cut"]

    (saved,) = over_road.post_codings([{"id": mine, "codes": ["economy"], "coder": "kari"}], **TO)

    assert saved.is_stored
    assert [one.key for one in client.codings(**TO) if one.id == mine] == [saved.key]
    assert len({one["idempotency-key"] for one in road.passed}) == 1


def test_decisions_sent_again_under_their_own_name_are_saved_once(client):
    mine = some_id()
    client.put_answers([{"id": mine, "text": "det regner"}], **TO)

    first, second = (
        client.post_codings([{"id": mine, "codes": []}], **TO, idempotency_key=f"night-{mine}") for _ in range(2)
    )

    assert first == second
    with pytest.raises(RequestError, match="has come with another request"):
        client.post_codings([{"id": mine, "codes": [1]}], **TO, idempotency_key=f"night-{mine}")


def test_what_people_decided_comes_back_page_by_page_and_counts_for_the_next(client, monkeypatch):
    monkeypatch.setattr("textcoder.client.client._PAGE", 2)
    text = f"verden er rar {some_id()}"
    answers = [{"id": some_id(), "text": text} for _ in range(5)]
    stored = client.put_answers([*answers, {"text": "uten id"}], **TO)
    before = max((one.key for one in client.codings()), default=0)
    saved = client.post_codings([{"id": one["id"], "codes": ["economy"], "coder": "kari"} for one in answers], **TO)

    codings = list(client.codings(since=before, **TO))

    assert [one.status for one in stored] == ["added"] * 5 + ["error"]
    assert [one.key for one in codings] == [one.key for one in saved]
    assert {(one.coder, one.codes[0].number, one.withdrawn_at) for one in codings} == {("human:kari", 2, None)}
    coded = client.classify([text], codeframe="barriers", question="Q24")[0]
    assert (coded.codes[0].code, coded.codes[0].source) == ("economy", "exact")


def test_several_threads_share_a_client(client):
    with ThreadPoolExecutor(8) as threads:
        replies = threads.map(lambda n: client.classify([{"id": n, "text": "dyrt"}], codeframe="barriers"), range(40))

        assert [one[0].id for one in replies] == list(range(40))


def test_errors_say_what_the_service_said(client, served):
    with pytest.raises(NotFoundError) as caught:
        client.classify(["for lite tid"], codeframe="nothing")

    err = caught.value
    assert isinstance(err, ServiceError)
    assert (err.status, err.title, len(err.request_id)) == (404, "Not found", 20)
    assert "'nothing'" in err.detail
    assert err.request_id in str(err)
    with pytest.raises(RequestError, match=r"body\.codeframe"):
        client.classify(["for lite tid"], codeframe="NOT ONE")
    with Client(served.url, "tc_nobody") as nobody, pytest.raises(KeyRefusedError):
        nobody.classify(["for lite tid"], codeframe="barriers")


def test_the_key_stands_in_no_error_and_no_representation(served):
    with Client(served.url, served.key) as client:
        with pytest.raises(NotFoundError) as caught:
            client.job("job_none")

        assert served.key not in repr(client) + repr(vars(client)) + repr(caught.value)


def test_it_loads_nothing_of_textcoder_but_itself():
    script = (
        "import sys, json, textcoder.client; "
        "print(json.dumps([name for name in sys.modules if name.split('.')[0] in ('textcoder', 'service', 'fastapi')]))"
    )

    loaded = json.loads(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)

    assert {name for name in loaded if not name.startswith("textcoder.client")} == {"textcoder"}


def test_too_many_requests_are_waited_for_as_long_as_the_service_says(served, tmp_path):
    settings = ServiceSettings(home=served.home, db=f"sqlite:///{tmp_path}/keys.sqlite", requests_per_minute=1)
    with serving(settings) as strict, Client(strict.url, strict.key, retries=0) as client:
        client.classify(["for lite tid"], codeframe="barriers")
        with pytest.raises(BusyError, match="More than 1 requests in a minute"):
            client.classify(["for lite tid"], codeframe="barriers")


def test_a_role_that_may_not_is_told_which_may(served):
    with open_store(f"sqlite:///{served.home}/labels/store.sqlite") as store:
        key = store.keys.create(Role.CODER, name="kari")
    with Client(served.url, key) as coder:
        wait_until(lambda: knows(coder))
        with pytest.raises(NotAllowedError, match="pipeline"):
            coder.put_answers([{"id": "1", "text": "x"}], **TO)


def knows(client: Client) -> bool:
    try:
        client.classify(["dyrt"], codeframe="barriers")
    except KeyRefusedError:
        return False
    return True
