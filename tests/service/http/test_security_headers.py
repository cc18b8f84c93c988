import re

import pytest

from service.settings import ServiceSettings


@pytest.mark.parametrize("path", ["/health/live", "/v1/nowhere", "/docs", "/docs/start.js", "/openapi.json"])
def test_every_reply_tells_browsers_to_be_careful(service, path):
    headers = service.client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_answers_are_kept_by_no_cache(service):
    reply = service.client.post(
        "/v1/classify", json={"codeframe": "barriers", "records": []}, headers=service.headers()
    )

    assert reply.headers["cache-control"] == "no-store"


def test_the_pages_of_docs_need_nothing_from_elsewhere(service):
    page = service.client.get("/docs")
    needed = re.findall(r'(?:src|href)="([^"]+)"', page.text)

    assert needed
    assert not any("//" in path for path in needed)
    assert {service.client.get(f"/{path}").status_code for path in needed} == {200}
    assert "'unsafe" not in page.headers["content-security-policy"]
    assert "<script>" not in page.text


def test_pages_of_others_may_not_call_unless_they_are_named(start, own_home, service):
    origin = {"Origin": "https://survey.example"}

    assert "access-control-allow-origin" not in service.client.get("/health/live", headers=origin).headers
    with start(ServiceSettings(home=own_home, cors_origins="https://survey.example")) as open_to:
        allowed = open_to.client.get("/health/live", headers=origin).headers["access-control-allow-origin"]
    assert allowed == "https://survey.example"
