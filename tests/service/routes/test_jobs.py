"""Files as the pipeline sends them: the real application, over HTTP."""

import hashlib
import time

import pytest

from service.schemas.jobs import JobOut
from textcoder.labelling.store.keys import Role

FIELDS = {"codeframe": "barriers", "id": "respid", "text": "svar", "question": "Q24", "max_error": "1"}
FILE = "respid;svar;annet\n001;for lite tid;x\n002;stramt budsjett;æ\n;for lite tid;\n004;;\n".encode("cp1252")


def send(service, content: bytes = FILE, *, role=Role.PIPELINE, key=None, name="Kari Nordmanns svar.csv", **fields):
    headers = service.headers(role) | ({"Idempotency-Key": key} if key is not None else {})
    data = {name: value for name, value in (FIELDS | fields).items() if value is not None}
    return service.client.post("/v1/jobs", files={"file": (name, content)}, data=data, headers=headers)


def wait_for(service, job: dict, role=Role.PIPELINE) -> dict:
    for _ in range(1000):
        job = service.client.get(job["links"]["self"], headers=service.headers(role)).json()
        if job["state"] not in ("queued", "running"):
            return job
        time.sleep(0.02)
    raise AssertionError(job)


def test_a_file_goes_in_and_comes_out_coded(service):
    accepted = send(service)
    assert accepted.status_code == 202, accepted.text
    assert accepted.headers["Location"] == accepted.json()["links"]["self"]
    assert accepted.headers["Retry-After"] == "1"

    job = wait_for(service, accepted.json())
    JobOut.model_validate(job)
    assert job["state"] == "completed"
    assert job["rows"] == {"done": 4, "total": 4, "coded": 2, "referred": 0, "empty": 1, "error": 1}

    result = service.client.get(job["links"]["result"], headers=service.headers())
    assert result.status_code == 200
    assert result.headers["content-type"] == "text/csv; charset=utf-8"
    assert result.headers["X-Textcoder-Model"] == job["model_version"]
    assert result.headers["X-Textcoder-Codeframe"] == "barriers:1"
    assert "Kari" not in result.headers["content-disposition"]
    lines = result.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("001")

    errors = service.client.get(job["links"]["errors"], headers=service.headers())
    assert errors.text.splitlines()[1:] == ["4,,the id is blank"]

    record = service.client.get(f"{job['links']['self']}/record", headers=service.headers())
    assert record.headers["content-type"] == "application/json"
    assert f"{job['id']}.csv.coding.json" in record.headers["content-disposition"]
    assert record.json()["file"]["sha256"] == hashlib.sha256(result.content).hexdigest()
    assert record.json()["models"][0]["version"] == job["model_version"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"codeframe": None}, "body.codeframe"),
        ({"id": ""}, "body.id"),
        ({"layout": "sideways"}, "body.layout"),
        ({"format": "exe"}, "body.format"),
        ({"max_error": "7"}, "body.max_error"),
        ({"question": "a\nb"}, "body.question"),
        ({"unknown": "x"}, "body.unknown"),
        ({"codeframe": "../labels"}, "body.codeframe"),
        ({"id": "nr"}, "file"),
        ({"content": b""}, "file"),
        ({"content": b"\x00\x01"}, "file"),
        ({"name": "svar.exe"}, "file"),
        ({"name": "svar.xlsx"}, "file"),
    ],
)
def test_what_is_wrong_is_said_at_once_and_there_is_no_job(service, changes, where):
    before = len(service.client.get("/v1/jobs", headers=service.headers()).json()["jobs"])

    refused = send(service, **changes)

    assert refused.status_code == 422, refused.text
    assert [error["where"] for error in refused.json()["errors"]] == [where]
    assert "lite tid" not in refused.text
    assert len(service.client.get("/v1/jobs", headers=service.headers()).json()["jobs"]) == before


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_file_without_a_header_has_nothing_of_its_first_answer_repeated(service, telltale, name):
    content = {
        "a.csv": f"001;{telltale} har for lite tid;x\n002;tid;x\n",
        "a.jsonl": f'{{"id": 1, "{telltale}": 2, "annet": 3}}\n',
    }[name]

    refused = send(service, content.encode(), name=name)

    assert refused.status_code == 422
    assert telltale not in refused.text
    assert "no column 'respid' among its 3 columns" in refused.json()["detail"]


@pytest.mark.parametrize(("changes", "status"), [({"codeframe": "reasons"}, 404), ({"model": "v0"}, 404)])
def test_an_unknown_codeframe_or_model_is_not_found(service, changes, status):
    assert send(service, **changes).status_code == status


def test_a_body_of_another_kind_is_refused(service):
    refused = service.client.post("/v1/jobs", json={"codeframe": "barriers"}, headers=service.headers())

    assert refused.status_code == 415


def test_a_key_sent_again_gives_the_same_job_and_never_another(service):
    first, again = send(service, key="uke-47"), send(service, key="uke-47")
    other = send(service, key="uke-47", layout="long")

    assert (first.status_code, again.status_code, other.status_code) == (202, 200, 422)
    assert first.json()["id"] == again.json()["id"]
    assert other.json()["type"] == "/problems/idempotency-key-reused"


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "é"])
def test_a_key_that_is_none_is_a_bad_header(service, key):
    assert send(service, key=key.encode("latin-1")).status_code == 400


def test_others_jobs_are_not_found_but_for_analysts(service):
    job = wait_for(service, send(service, role=Role.ADMIN).json(), Role.ADMIN)

    for path in (job["links"]["self"], job["links"]["result"], job["links"]["errors"]):
        assert service.client.get(path, headers=service.headers(Role.PIPELINE)).status_code == 404
        assert service.client.get(path, headers=service.headers(Role.ANALYST)).status_code == 200
        assert service.client.get(path, headers=service.headers(Role.CODER)).status_code == 403
        assert service.client.get(path).status_code == 401
    listed = service.client.get("/v1/jobs", headers=service.headers(Role.PIPELINE)).json()["jobs"]
    assert job["id"] not in [one["id"] for one in listed]
    listed = service.client.get("/v1/jobs", headers=service.headers(Role.ANALYST), params={"limit": 1000}).json()
    assert job["id"] in [one["id"] for one in listed["jobs"]]


def test_a_job_that_is_over_is_removed(service):
    job = wait_for(service, send(service).json())

    assert service.client.delete(job["links"]["self"], headers=service.headers()).status_code == 204
    assert service.client.get(job["links"]["self"], headers=service.headers()).status_code == 404
    assert service.client.get(job["links"]["result"], headers=service.headers()).status_code == 404
    assert service.client.delete(job["links"]["self"], headers=service.headers()).status_code == 404


def test_there_is_no_result_before_there_is_one(service):
    long = b"respid,svar\n" + b"".join(b"%d,for lite tid %d\n" % (n, n) for n in range(5000))
    job = send(service, long).json()

    early = service.client.get(f"{job['links']['self']}/result", headers=service.headers())

    assert early.status_code == 409
    assert service.client.delete(job["links"]["self"], headers=service.headers()).status_code == 204
    assert wait_for(service, job)["state"] == "cancelled"


def test_a_file_without_bad_rows_has_no_list_of_them(service):
    job = wait_for(service, send(service, b"respid,svar\n1,tid\n").json())

    assert job["links"]["errors"] is None
    assert service.client.get(f"{job['links']['self']}/errors", headers=service.headers()).status_code == 404


@pytest.mark.parametrize("asked", ["bytes=0-3", "bytes=999999-", "bytes=x", "bytes=0-1,3-4"])
def test_a_file_comes_whole_whatever_range_is_asked_for(service, asked):
    job = wait_for(service, send(service).json())
    for path in (job["links"]["result"], job["links"]["errors"]):
        whole = service.client.get(path, headers=service.headers())

        part = service.client.get(path, headers=service.headers() | {"Range": asked})

        assert (part.status_code, part.content) == (200, whole.content)
        assert int(part.headers["content-length"]) == len(whole.content)
        assert part.headers["accept-ranges"] == "none"


@pytest.mark.parametrize("name", ["result", "errors"])
def test_a_job_that_is_removed_while_its_file_is_asked_for_is_not_found(service, monkeypatch, name):
    job = wait_for(service, send(service).json())
    look = getattr(type(service.held.jobs), name)

    def look_and_remove(office, owner, job_id):
        found = look(office, owner, job_id)
        office.give_up(owner, job_id)
        return found

    monkeypatch.setattr(type(service.held.jobs), name, look_and_remove)
    reply = service.client.get(job["links"][name], headers=service.headers())

    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/not-found")
