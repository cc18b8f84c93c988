from prometheus_client.parser import text_string_to_metric_families

from service.settings import ServiceSettings


def figures(service) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(service.client.get("/metrics").text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def test_the_service_is_live_and_ready_and_names_its_models(service):
    ready = service.client.get("/health/ready")

    assert service.client.get("/health/live").json() == {"status": "live"}
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "models": {"barriers": service.held.shelf.current("barriers").version}}


def test_it_is_not_ready_while_it_stops_but_alive(start, own_home):
    with start(ServiceSettings(home=own_home)) as service:
        service.app.state.readiness.is_stopping = True

        reply = service.client.get("/health/ready")

        assert (reply.status_code, [error["where"] for error in reply.json()["errors"]]) == (503, ["service"])
        assert service.client.get("/health/live").status_code == 200


def test_it_is_not_ready_without_a_model(start, tmp_path):
    for folder in ("labels", "models"):
        (tmp_path / "bare" / folder).mkdir(parents=True)
    settings = ServiceSettings(home=tmp_path / "bare")

    from fastapi.testclient import TestClient

    from service.app import create_app

    with TestClient(create_app(settings)) as client:
        reply = client.get("/health/ready")

    assert (reply.status_code, [error["where"] for error in reply.json()["errors"]]) == (503, ["model"])
    assert "retry-after" in reply.headers


def test_without_its_database_it_goes_on_classifying_and_says_so(start, own_home, postgres, eventually):
    name = postgres.create()
    settings = ServiceSettings(home=own_home, db=postgres.url(name), look_every_s=0.05)
    body = {"codeframe": "barriers", "records": [{"id": "a", "text": "for lite tid"}]}
    with start(settings) as service:
        assert service.client.get("/health/ready").status_code == 200
        postgres.drop(name)
        eventually(lambda: service.client.get("/health/ready").status_code == 503)

        away = service.client.get("/health/ready").json()
        coded = service.client.post("/v1/classify", json=body, headers=service.headers())
        up = figures(service)["textcoder_store_up", ()]

    assert [error["where"] for error in away["errors"]] == ["store"]
    assert (coded.status_code, coded.json()["results"][0]["id"], up) == (200, "a", 0)
    assert "label store" in coded.json()["warnings"][0]


def test_figures_tell_requests_answers_models_and_the_store(service):
    body = {"codeframe": "barriers", "records": [{"id": 1, "text": ""}, {"id": 2, "text": "for lite tid"}]}
    service.client.post("/v1/classify", json=body, headers=service.headers())
    service.client.get("/v1/nowhere/HEMMELIGHET")

    told = figures(service)

    version = service.held.shelf.current("barriers").version
    labels = (("method", "POST"), ("route", "/v1/classify"), ("status", "200"))
    assert told["textcoder_request_seconds_count", labels] >= 1
    assert told["textcoder_model_info", (("codeframe", "barriers"), ("version", version))] == 1
    assert told["textcoder_store_up", ()] == 1
    assert told["textcoder_queue_depth", ()] == 0
    assert any(name == "textcoder_answers_total" and ("status", "empty") in labels for name, labels in told)
    assert "HEMMELIGHET" not in service.client.get("/metrics").text


def test_figures_can_be_kept_for_those_with_a_key(start, own_home):
    with start(ServiceSettings(home=own_home, metrics_need_key=True)) as service:
        assert service.client.get("/metrics").status_code == 401
        assert service.client.get("/metrics", headers=service.headers()).status_code == 200
