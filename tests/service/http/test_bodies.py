import json

import pytest

from service.settings import ServiceSettings


@pytest.fixture(scope="module")
def narrow(tmp_path_factory, app_home):
    import shutil

    from tests.service.conftest import running

    home = shutil.copytree(app_home, tmp_path_factory.mktemp("narrow") / "home")
    with running(ServiceSettings(home=home, max_body_mb=0.001, max_upload_mb=0.002)) as started:
        yield started


def body(size: int) -> bytes:
    text = json.dumps({"codeframe": "barriers", "records": []})
    return text.encode().ljust(size)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("size", "status"), [(1000, 200), (1001, 413), (5000, 413)])
def test_a_body_beyond_the_limit_is_refused_chunked_or_not(narrow, chunked, size, status):
    whole = body(size)
    content = iter([whole[:700], whole[700:]]) if chunked else whole
    headers = narrow.headers() | {"Content-Type": "application/json"}

    reply = narrow.client.post("/v1/classify", content=content, headers=headers)

    assert reply.status_code == status, reply.text
    assert status == 200 or reply.json()["type"] == "/problems/too-large"


def test_a_file_may_be_as_large_as_the_limit_for_files(narrow):
    sent = {"file": ("x.csv", b"id;text\n" + b"1;tid\n" * 30_000)}

    reply = narrow.client.post("/v1/jobs", files=sent, data={"codeframe": "barriers"}, headers=narrow.headers())

    assert reply.status_code == 413
    assert "0.002 MB, which is the limit here for a file. Split it" in reply.json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_not_called_json_is_refused_with_a_hint(service, kind):
    headers = service.headers() | {"Content-Type": kind}

    reply = service.client.post("/v1/classify", content=body(100), headers=headers)

    assert reply.status_code == 415
    assert "Content-Type: application/json" in reply.json()["detail"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.x+json"])
def test_json_by_any_of_its_names_is_taken(service, kind):
    headers = service.headers() | {"Content-Type": kind}

    assert service.client.post("/v1/classify", content=body(100), headers=headers).status_code == 200
