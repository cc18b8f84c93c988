"""Jobs from being asked for to being fetched, with real models, a real queue and real threads."""

import json
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from service.jobs.errors import BadUploadError, JobNotFoundError, KeyReusedError, ResultNotThereError
from service.jobs.records import JobState, TrainOrder, utc_now
from service.jobs.sending import CHUNK
from tests.service.jobs.homes import (
    OTHER,
    OWNER,
    Service,
    different_answers,
    order,
    put_coding,
    rows_of,
    serving,
    write_survey,
)
from textcoder.errors import CodeframeNotFoundError, ModelNotFoundError
from textcoder.files.coding_record import read_record, record_path
from textcoder.files.home import Home
from textcoder.files.layouts import LayoutName
from textcoder.learning.references import read_references
from textcoder.learning.registry import Registry
from textcoder.learning.reproducing import reproduce


def test_a_file_is_coded_in_the_background_and_every_row_comes_back(service, tmp_path):
    taken = service.send(write_survey(tmp_path / "in.csv", ["for lite tid", "stramt budsjett", "", "vet ikke"]))
    job = service.wait_for(taken.job.id)

    _, path = service.office.result(OWNER, job.id)
    rows = rows_of(path)
    assert [(row["respid"], row["annet"]) for row in rows] == [(f"{n:05}", "x") for n in range(4)]
    assert [row["Q1_status"] for row in rows] == ["coded", "coded", "empty", "coded"]
    assert [row["Q1_1"] for row in rows[:2]] == ["1", "0"]
    assert (job.rows.done, job.rows.total, job.rows.coded, job.rows.empty, job.rows.error) == (4, 4, 3, 1, 0)
    assert job.model_version == service.shelf.pinned("barriers", job.model_version).version
    assert job.codeframe_version == 1


def test_rows_with_blank_and_double_ids_and_endless_answers_come_back_with_a_reason(service, tmp_path):
    answers = ["for lite tid", "x" * 50_000, "for lite tid", "for lite penger", "\u200b", "for lite tid"]
    source = write_survey(tmp_path / "in.csv", answers, ids=["1", "2", "", "4", "5", "1"])

    job = service.wait_for(service.send(source).job.id)

    rows = rows_of(service.office.result(OWNER, job.id)[1])
    assert [row["Q1_status"] for row in rows][:4] == ["error", "error", "error", "coded"]
    assert rows[1]["svar"] == "x" * 50_000
    listed = rows_of(service.office.errors(OWNER, job.id)[1])
    assert [(row["row"], row["id"]) for row in listed] == [("2", "1"), ("3", "2"), ("4", ""), ("7", "1")]
    assert listed[1]["problem"] == "the answer has 50000 characters, and at most 10000 are coded"
    assert job.rows.error == 4
    assert job.rows.done == job.rows.total == 6


def test_what_respondents_wrote_is_gone_when_the_job_is_over_but_for_its_result(service, tmp_path):
    job = service.wait_for(service.send(write_survey(tmp_path / "in.csv", ["for lite tid"])).job.id)

    while service.folder(job.id).is_held:
        time.sleep(0.01)

    names = {path.name for path in service.folder(job.id).path.iterdir()}

    assert names == {"job.json", "lock", "result.csv", "result.csv.coding.json"}
    assert "for lite tid" not in (service.folder(job.id).path / "job.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"codeframe": "reasons"}, CodeframeNotFoundError),
        ({"codeframe": "labels/barriere-2025/codeframe.yaml"}, CodeframeNotFoundError),
        ({"model": "20010101"}, ModelNotFoundError),
        ({"id_column": "nr"}, BadUploadError),
        ({"text_column": "fritekst"}, BadUploadError),
        ({"suffix": ".xlsx"}, BadUploadError),
        ({"suffix": ".jsonl"}, BadUploadError),
    ],
)
def test_what_cannot_be_done_is_said_at_once_and_leaves_nothing_behind(service, tmp_path, changes, error):
    with pytest.raises(error) as said:
        service.send(write_survey(tmp_path / "in.csv", ["for lite tid"]), order(**changes))

    assert str(service.settings.jobs_at) not in str(said.value)
    assert service.office.all(None, most=10) == []
    assert [path.name for path in service.settings.jobs_at.glob(".*")] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize("layout", list(LayoutName))
def test_the_result_comes_in_every_layout_and_format(service, tmp_path, form, layout):
    source = write_survey(tmp_path / "in.csv", ["for lite tid"])

    job = service.wait_for(service.send(source, order(format=form, layout=layout, confidence=True)).job.id)

    assert job.state is JobState.COMPLETED, job.error
    assert service.office.result(OWNER, job.id)[1].suffix == f".{form}"


def test_somebody_elses_job_is_not_found(service, tmp_path):
    job = service.send(write_survey(tmp_path / "in.csv", ["for lite tid"])).job
    service.wait_for(job.id)

    for look in (service.office.find, service.office.result, service.office.errors, service.office.give_up):
        with pytest.raises(JobNotFoundError):
            look(OTHER, job.id)
    assert service.office.all(OTHER, most=10) == []
    assert [one.id for one in service.office.all(OWNER, most=10)] == [job.id]
    assert [one.id for one in service.office.all(None, most=10)] == [job.id]


def test_the_same_request_with_the_same_key_is_the_same_job(service, tmp_path):
    source = write_survey(tmp_path / "in.csv", ["for lite tid"])

    first, again = (service.send(source, key="monday") for _ in range(2))
    other = service.send(source, key="monday", owner=OTHER)

    assert (first.is_new, again.is_new, other.is_new) == (True, False, True)
    assert first.job.id == again.job.id != other.job.id
    with pytest.raises(KeyReusedError):
        service.send(source, order(layout=LayoutName.LONG), key="monday")
    with pytest.raises(KeyReusedError):
        service.send(write_survey(tmp_path / "other.csv", ["for lite tid", "y"]), key="monday")
    assert len(service.office.all(None, most=10)) == 2


def test_many_at_once_with_one_key_get_one_job(service, tmp_path):
    source = write_survey(tmp_path / "in.csv", ["for lite tid"])
    taken = []
    threads = [threading.Thread(target=lambda: taken.append(service.send(source, key="k"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({one.job.id for one in taken}) == 1
    assert [one.is_new for one in taken].count(True) == 1


def test_a_running_job_is_cancelled_within_a_chunk_and_then_removed(service, tmp_path):
    source = write_survey(tmp_path / "in.csv", different_answers(40 * CHUNK))
    job = service.send(source).job
    service.wait_for(job.id, JobState.RUNNING)

    service.office.give_up(OWNER, job.id)
    ended = service.wait_for(job.id)

    assert ended.state is JobState.CANCELLED
    assert ended.rows.done < 40 * CHUNK
    with pytest.raises(ResultNotThereError):
        service.office.result(OWNER, job.id)
    service.office.give_up(OWNER, job.id)
    with pytest.raises(JobNotFoundError):
        service.office.find(OWNER, job.id)
    assert not service.folder(job.id).path.exists()


def test_a_job_that_waits_is_cancelled_at_once(home, tmp_path):
    with serving(home) as service:
        long = service.send(write_survey(tmp_path / "in.csv", different_answers(20 * CHUNK))).job
        waits = service.send(write_survey(tmp_path / "short.csv", ["for lite tid"])).job

        service.office.give_up(OWNER, waits.id)

        assert service.wait_for(waits.id, patience=5).state is JobState.CANCELLED
        service.office.give_up(OWNER, long.id)


def test_a_job_that_is_stopped_goes_back_into_the_queue_and_ends_as_if_it_had_not_been(home, tmp_path):
    source = write_survey(tmp_path / "in.csv", different_answers(12 * CHUNK))
    with serving(home) as service:
        undisturbed = service.wait_for(service.send(source).job.id)
        expected = rows_of(service.office.result(OWNER, undisturbed.id)[1])
    with serving(home) as service:
        job = service.send(source).job
        service.wait_for(job.id, JobState.RUNNING)
    assert service.folder(job.id).read().state is JobState.QUEUED
    assert service.folder(job.id).read().attempts == 0

    with serving(home) as service:
        ended = service.wait_for(job.id)

        assert ended.state is JobState.COMPLETED
        assert rows_of(service.office.result(OWNER, job.id)[1]) == expected


def test_a_job_expires_with_its_result(home, tmp_path):
    with serving(home) as service:
        job = service.wait_for(service.send(write_survey(tmp_path / "in.csv", ["for lite tid"])).job.id)
        folder = service.folder(job.id)
    folder.write(replace(folder.read(), expires_at=utc_now()))

    with serving(home) as service:
        with pytest.raises(JobNotFoundError):
            service.office.find(OWNER, job.id)
        for _ in range(200):
            if not folder.path.exists():
                break
            threading.Event().wait(0.02)

    assert not folder.path.exists()


def test_a_job_that_ends_the_service_each_time_is_given_up(home, tmp_path):
    with serving(home) as service:
        job = service.wait_for(service.send(write_survey(tmp_path / "in.csv", ["for lite tid"])).job.id)
        folder = service.folder(job.id)
    folder.write(replace(folder.read(), state=JobState.RUNNING, finished_at=None, expires_at=None, attempts=5))

    with serving(home) as service:
        ended = service.wait_for(job.id)

    assert ended.state is JobState.FAILED
    assert "stopped 5 times" in ended.error


def test_a_fetched_file_is_reproduced_from_its_record_and_its_model_is_kept(home, tmp_path):
    put_coding(home, "alt er for dyrt her", "capacity")  # which no model would say
    answers = ["for lite tid", "alt er for dyrt her", "x" * 300, "", "for lite penger hos oss"]
    with serving(home, max_text_chars=200) as service:
        job = service.wait_for(service.send(write_survey(tmp_path / "in.csv", answers)).job.id)
        _, result = service.office.result(OWNER, job.id)
        _, record = service.office.record(OWNER, job.id)
        fetched = Path(shutil.copy(result, tmp_path / f"{job.id}.csv"))
        shutil.copy(record, record_path(fetched))

    made = read_record(fetched)
    again = reproduce(Home(home), fetched, made)

    assert (made.made_by, made.file.name, made.models[0].version) == ("job", fetched.name, job.model_version)
    assert (again.is_same, again.answers, again.unchecked, again.notes) == (True, 5, 1, ())
    (reference,) = read_references(Home(home).trained / "barriers")
    assert (reference.version, reference.file) == (job.model_version, job.id)


def test_what_a_coder_decided_on_an_identical_answer_wins_over_the_model(home, tmp_path):
    put_coding(home, "for lite tid", "economy")
    source = write_survey(tmp_path / "in.csv", ["for lite tid", "for lite penger"])

    with serving(home) as service:
        job = service.wait_for(service.send(source).job.id)
        rows = rows_of(service.office.result(OWNER, job.id)[1])

    assert [(row["Q1_1"], row["Q1_2"], row["Q1_source"]) for row in rows] == [("0", "1", "exact"), ("0", "1", "exact")]


def test_what_is_personal_is_taken_out_before_anything_reads_it_where_that_is_set(home, tmp_path):
    source = write_survey(tmp_path / "in.csv", ["for lite tid, ring 912 34 567", "for lite penger"])

    with serving(home, redact=True) as service:
        job = service.wait_for(service.send(source).job.id)
        rows = rows_of(service.office.result(OWNER, job.id)[1])

    assert "912 34 567" not in rows[0]["svar"]
    assert rows[0]["svar"].startswith("for lite tid, ring ")
    assert rows[1]["svar"] == "for lite penger"


def test_the_number_of_jobs_in_each_state_is_measured(service, tmp_path):
    service.wait_for(service.send(write_survey(tmp_path / "in.csv", ["for lite tid"])).job.id)

    service.office._sweep.once()

    assert b'textcoder_jobs{state="completed"} 1.0' in service.metrics.expose()
    assert b'textcoder_jobs{state="queued"} 0.0' in service.metrics.expose()


def test_a_trained_model_has_learnt_from_coders_and_waits_to_be_promoted(home):
    put_coding(home, "lang reisevei", "capacity")
    with serving(home) as service:
        before = Registry(home / "models" / "trained").current("barriers")
        job = service.office.train(OWNER, TrainOrder("barriers", "fast"), None).job
        ended = service.wait_for(job.id, patience=120)

        assert ended.state is JobState.COMPLETED, ended.error
        assert ended.model_version not in (None, before)
        assert Registry(home / "models" / "trained").current("barriers") == before
        result = json.loads(service.office.result(OWNER, job.id)[1].read_text(encoding="utf-8"))
        assert (result["model_version"], result["promoted"]) == (ended.model_version, False)
        assert result["codings"] == 6 * 13 + 1
        assert 0 < result["evaluation"]["overall"]["answers"] <= result["codings"]


def test_a_file_does_not_wait_for_a_model_that_is_trained(service, tmp_path):
    training = service.office.train(OWNER, TrainOrder("barriers", "fast"), None).job
    service.wait_for(training.id, JobState.RUNNING)

    job = service.send(write_survey(tmp_path / "in.csv", ["for lite tid", "stramt budsjett"])).job

    assert service.wait_for(job.id).state is JobState.COMPLETED
    assert service.office.find(None, training.id).state is JobState.RUNNING
    service.office.give_up(OWNER, training.id)
    assert service.wait_for(training.id).state is JobState.CANCELLED


def test_training_is_cancelled(service):
    job = service.office.train(OWNER, TrainOrder("barriers", "fast"), None).job
    service.wait_for(job.id, JobState.RUNNING)

    service.office.give_up(OWNER, job.id)

    assert service.wait_for(job.id).state is JobState.CANCELLED


def test_training_goes_back_into_the_queue_when_the_service_stops(home):
    with serving(home) as service:
        job = service.office.train(OWNER, TrainOrder("barriers", "fast"), None).job
        service.wait_for(job.id, JobState.RUNNING)

    left = service.folder(job.id)
    assert (left.read().state, left.read().attempts, left.is_held) == (JobState.QUEUED, 0, False)


def test_a_job_waits_in_its_folder_while_the_queue_is_away(home, tmp_path):
    away = f"postgresql://nobody@/none?host={tmp_path}"
    with serving(home, queue_url=away) as service:
        job = service.send(write_survey(tmp_path / "in.csv", ["for lite tid"])).job
        assert service.office.find(OWNER, job.id).state is JobState.QUEUED

    with serving(home) as service:
        assert service.wait_for(job.id).state is JobState.COMPLETED


def test_an_answer_that_no_workbook_holds_is_said_before_anything_is_coded(service, tmp_path):
    source = write_survey(tmp_path / "in.csv", ["for lite tid", "x" * 50_000])

    as_jsonl, as_xlsx = (
        service.wait_for(service.send(source, order(format=form)).job.id) for form in ("jsonl", "xlsx")
    )

    assert (as_jsonl.state, as_jsonl.rows.done) == (JobState.COMPLETED, 2)
    assert (as_xlsx.state, as_xlsx.rows.done) == (JobState.FAILED, 0)
    assert "Ask for the result as csv or jsonl" in as_xlsx.error


def test_what_a_killed_worker_left_half_written_goes_when_the_job_is_taken_up_again(home, tmp_path):
    waiting = Service(home)
    job = waiting.send(write_survey(tmp_path / "in.csv", ["for lite tid"])).job
    left = waiting.folder(job.id).path / ".result.csv.0a1b2c3d.part"
    left.write_text("for lite tid", encoding="utf-8")

    with serving(home) as service:
        service.wait_for(job.id)

    assert not left.exists()
