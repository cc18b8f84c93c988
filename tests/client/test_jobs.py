import csv
import hashlib
import io
import json

import pytest

from textcoder.client import Client, JobEndedError, NotFoundError, RefusedError, RequestError, WaitedTooLongError

WANTED = {"codeframe": "barriers", "id": "id", "text": "svar"}


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("id,svar\n1,for lite tid\n2,stramt budsjett\n2,vet ikke\n4,\n", encoding="utf-8")
    return path


def test_a_file_comes_back_with_every_row(client, survey, tmp_path):
    seen = []

    job = client.submit(survey, layout="joined", **WANTED).wait(progress=seen.append, every=0.05)
    coded = job.save(tmp_path / "coded.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(coded)))

    assert [row["id"] for row in rows] == ["1", "2", "2", "4"]
    assert (rows[0]["svar_codes"], rows[3]["svar_status"]) == ("1", "empty")
    assert (seen[-1].done, seen[-1].total, seen[-1].error) == (4, 4, 2)
    assert job.status.model_version is not None
    record = json.loads(job.save_record(tmp_path / "coded.csv").read_text(encoding="utf-8"))
    assert record["file"]["sha256"] == hashlib.sha256((tmp_path / "coded.csv").read_bytes()).hexdigest()
    assert record["models"][0]["version"] == job.status.model_version
    errors = job.save_errors(tmp_path / "errors.csv")
    assert [row["id"] for row in csv.DictReader(io.StringIO(errors.read_text(encoding="utf-8-sig")))] == ["2", "2"]
    assert {path.name for path in tmp_path.iterdir()} == {
        "survey.csv",
        "coded.csv",
        "coded.csv.coding.json",
        "errors.csv",
    }


def test_where_no_row_failed_there_is_no_list_of_them(client, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("id,svar\n1,for lite tid\n", encoding="utf-8")

    job = client.submit(path, **WANTED).wait(every=0.05)

    assert job.save_errors(tmp_path / "errors.csv") is None
    assert not (tmp_path / "errors.csv").exists()


@pytest.mark.parametrize("accident", ["lost", "cut", "refused"])
def test_a_file_whose_reply_was_lost_is_one_job(over_road, road, survey, accident):
    road.accidents += [accident]

    job = over_road.submit(survey, **WANTED)

    assert len({one["idempotency-key"] for one in road.passed}) == 1
    assert over_road.job(job.id).wait(every=0.05).status.done == 4


def test_a_result_that_broke_off_is_fetched_anew(over_road, road, survey, tmp_path):
    job = over_road.submit(survey, **WANTED).wait(every=0.05)
    road.accidents += ["cut", "cut"]

    saved = job.save(tmp_path / "coded.csv")

    assert len(saved.read_text(encoding="utf-8-sig").splitlines()) == 5


def test_the_same_file_under_the_same_name_is_the_same_job(served, survey):
    with Client(served.url, served.key) as first, Client(served.url, served.key) as second:
        ids = {one.submit(survey, **WANTED, idempotency_key="night-1").id for one in (first, second)}

    assert len(ids) == 1


def test_a_job_is_given_up_for_good(client, survey, tmp_path):
    job = client.submit(survey, **WANTED).wait(every=0.05)

    job.cancel()
    job.cancel()

    with pytest.raises(NotFoundError):
        job.save(tmp_path / "coded.csv")
    assert not (tmp_path / "coded.csv").exists()


def test_a_file_that_cannot_be_coded_is_no_job(client, survey):
    with pytest.raises(RequestError, match="svar2"):
        client.submit(survey, codeframe="barriers", id="id", text="svar2")


def test_who_waits_too_short_may_wait_again(client, tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("id,svar\n" + "".join(f"{n},for lite tid nummer {n}\n" for n in range(3000)), encoding="utf-8")
    job = client.submit(path, **WANTED)

    with pytest.raises(WaitedTooLongError, match=r"wait again"):
        job.wait(timeout=0)
    with pytest.raises(RefusedError, match="has no result"):
        job.save(tmp_path / "coded.csv")
    job.cancel()
    with pytest.raises((JobEndedError, NotFoundError)):
        job.wait(every=0.05)
