"""Models over HTTP: looked at, promoted, rolled back; the real application, in this process."""

import datetime as dt
import shutil

import pytest

from service.schemas.models import AllModelsOut, ModelsOut, PromotedOut
from service.schemas.problem import Problem
from service.settings import ServiceSettings
from tests.many_voices import freeze_some, train_one, train_wrongly, write_home
from tests.service.conftest import running, wait_until
from textcoder.files.home import Home
from textcoder.labelling.store.keys import Role
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings


@pytest.fixture(scope="module")
def two_models(app_home, tmp_path_factory):
    """A home with two models; never to be changed by a test."""
    root = shutil.copytree(app_home, tmp_path_factory.mktemp("models") / "home")
    settings = Settings(profile="fast", learning=LearningSettings(folds=3, max_error=0.3, seed=2))
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    train_and_publish(Home(root), "barriers", (), settings, now=now, promote=False)
    return root


@pytest.fixture
def service(two_models, tmp_path):
    home = shutil.copytree(two_models, tmp_path / "home")
    with running(ServiceSettings(home=home, look_every_s=0.05)) as started:
        yield started


@pytest.fixture
def versions(service):
    """The current one and the later one."""
    first, second = (entry.version for entry in Registry(service.held.home.trained).entries())
    return first, second


def get(service, path="", role=Role.PIPELINE):
    return service.client.get(f"/v1/models{path}", headers=service.headers(role))


def promote(service, version, role=Role.ANALYST, codeframe="barriers", **more):
    wish = {"version": version} | more
    return service.client.post(f"/v1/models/{codeframe}/promote", json=wish, headers=service.headers(role))


def roll_back(service, role=Role.ANALYST, codeframe="barriers", **how):
    return service.client.post(f"/v1/models/{codeframe}/rollback", headers=service.headers(role), **how)


def coded_by(service):
    wanted = {"codeframe": "barriers", "records": [{"id": 1, "text": "for lite tid"}]}
    return service.client.post("/v1/classify", json=wanted, headers=service.headers()).json()["model_version"]


def test_models_are_listed_with_which_is_current(service, versions):
    reply = get(service)

    AllModelsOut.model_validate(reply.json())
    assert reply.json()["models"] == [
        {"codeframe": "barriers", "current": versions[0], "in_use": versions[0], "versions": list(versions)}
    ]


def test_the_models_of_a_codeframe_are_shown_with_what_they_rest_on(service, versions):
    reply = get(service, "/barriers")

    assert reply.status_code == 200, reply.text
    ModelsOut.model_validate(reply.json())
    first, second = reply.json()["versions"]
    assert (first["current"], second["current"]) == (True, False)
    assert (first["fits"], first["codings"], first["profile"], first["problem"]) == (True, 78, "fast", None)
    assert first["scores"]["macro_f1"] is not None
    (promotion,) = reply.json()["promotions"]
    assert (promotion["by"], promotion["before"], promotion["version"]) == ("train", None, versions[0])


def test_a_promotion_is_in_use_when_the_reply_comes_and_is_on_the_list(service, versions):
    reply = promote(service, versions[1], why="better on nn")

    assert reply.status_code == 200, reply.text
    PromotedOut.model_validate(reply.json())
    assert reply.json() == {
        "codeframe": "barriers",
        "version": versions[1],
        "before": versions[0],
        "changed": True,
        "in_use": True,
        "forced": False,
        "gate": ["No test set is frozen, so its error promise was not checked."],
    }
    assert coded_by(service) == versions[1]
    latest = get(service, "/barriers").json()["promotions"][0]
    assert (latest["by"], latest["action"], latest["why"]) == ("the analyst", "promote", "better on nn")


def test_promoting_what_is_current_changes_nothing(service, versions):
    assert not promote(service, f"barriers/{versions[0]}").json()["changed"]
    assert len(get(service, "/barriers").json()["promotions"]) == 1


def test_rolling_back_leads_to_the_model_before_and_then_no_further(service, versions):
    promote(service, versions[1])

    back, further = roll_back(service, json={"why": "refers too much"}), roll_back(service)

    assert (back.status_code, back.json()["version"], back.json()["before"]) == (200, *versions)
    assert coded_by(service) == versions[0]
    assert further.status_code == 409
    assert get(service, "/barriers").json()["promotions"][0]["action"] == "rollback"


def test_another_service_on_the_registry_notices(service, versions):
    with running(ServiceSettings(home=service.settings.home, look_every_s=0.05)) as other:
        promote(service, versions[1])
        wait_until(lambda: coded_by(other) != versions[0])

        assert coded_by(other) == versions[1]


def test_a_damaged_model_is_refused_and_what_was_current_goes_on(service, versions):
    folder = service.held.home.trained / "barriers" / versions[1]
    (folder / "model.joblib").write_bytes(b"x")

    reply = promote(service, versions[1])

    assert reply.status_code == 409, reply.text
    assert "has been changed" in reply.json()["detail"]
    assert coded_by(service) == versions[0]
    assert len(get(service, "/barriers").json()["promotions"]) == 1


def test_a_model_for_other_codes_is_refused_and_said_not_to_fit(service, versions):
    path = service.settings.home / "labels" / "barriere-2025" / "codeframe.yaml"
    path.write_text(path.read_text().replace("number: 2,", "number: 3,"))

    assert promote(service, versions[1]).status_code == 409
    assert [one["fits"] for one in get(service, "/barriers").json()["versions"]] == [False, False]


def test_a_model_folder_that_is_damaged_hides_no_other(service, versions):
    (service.held.home.trained / "barriers" / versions[1] / "manifest.json").write_text("{")

    first, second = get(service, "/barriers").json()["versions"]

    assert (first["problem"], second["fits"], second["scores"]) == (None, False, None)
    assert "damaged" in second["problem"]


def test_what_is_not_there_is_not_found(service, versions):
    assert promote(service, "20200101-00000000").status_code == 404
    assert promote(service, "barriers").status_code == 404
    assert promote(service, versions[1], codeframe="unheard-of").status_code == 404
    assert roll_back(service, codeframe="unheard-of").status_code == 404
    assert get(service, "/unheard-of").status_code == 404


@pytest.mark.parametrize("version", ["", "..", "../barriers", "a" * 201, "x\n"])
def test_a_version_that_cannot_be_one_is_refused(service, version):
    assert promote(service, version).status_code in (404, 422)


def test_only_analysts_promote_and_roll_back(service, versions):
    for role in (Role.PIPELINE, Role.CODER):
        assert promote(service, versions[1], role=role).status_code == 403
        assert roll_back(service, role=role).status_code == 403
        assert get(service, "/barriers", role=role).status_code == 200


@pytest.fixture(scope="module")
def refused_home(tmp_path_factory):
    """A home with a frozen test set, a current model, and one of codings in which half of a code is called another."""
    home = write_home(tmp_path_factory.mktemp("refused") / "home")
    freeze_some(home)
    train_one(home, 21, promote=True)
    train_wrongly(home, 22, {"economy": "capacity"})
    return home.root


@pytest.fixture
def gated(refused_home, tmp_path):
    home = shutil.copytree(refused_home, tmp_path / "home")
    with running(ServiceSettings(home=home, look_every_s=0.05)) as started:
        yield started


@pytest.fixture
def wrong(gated):
    """The version of the model that the gate refuses."""
    return Registry(gated.held.home.trained).entries()[1].version


def test_a_model_that_is_worse_is_refused_by_the_gate_with_each_reason(gated, wrong):
    reply = promote(gated, wrong, why="newer")

    assert reply.status_code == 409, reply.text
    problem = Problem.model_validate(reply.json())
    assert (problem.type, problem.title) == ("/problems/gate-refused", "Refused by the gate")
    assert problem.errors is not None
    reasons = {one.where: one.problem for one in problem.errors}
    assert reasons["codes.capacity.f1"].startswith("The F1 of code 'capacity' is worse by .")
    assert coded_by(gated) != wrong
    latest = get(gated, "/barriers").json()["promotions"][0]
    assert (latest["action"], latest["by"], latest["version"], latest["why"]) == (
        "refused",
        "the analyst",
        wrong,
        "newer",
    )
    assert reasons["codes.capacity.f1"] in latest["gate"]


def test_a_model_that_the_gate_refuses_is_forced_with_a_reason(gated, wrong):
    reply = promote(gated, wrong, force=True, why="til en prøve")

    assert reply.status_code == 200, reply.text
    assert PromotedOut.model_validate(reply.json()).forced
    assert coded_by(gated) == wrong
    listed = ModelsOut.model_validate(get(gated, "/barriers").json()).promotions
    assert [one.action for one in listed] == ["forced", "promote", "freeze"]


@pytest.mark.parametrize("more", [{}, {"why": ""}, {"why": "  "}])
def test_force_without_a_reason_is_a_malformed_request(gated, wrong, more):
    reply = promote(gated, wrong, force=True, **more)

    assert reply.status_code == 422
    assert "force needs why" in reply.text
    assert get(gated, "/barriers").json()["current"] != wrong


def test_a_test_set_that_was_changed_by_hand_is_a_conflict_that_says_what_to_do(gated, wrong):
    with (gated.held.home.trained / "barriers" / "test-set.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")

    reply = promote(gated, wrong)

    assert (reply.status_code, reply.json()["type"]) == (409, "/problems/refused")
    assert "textcoder models freeze" in reply.json()["detail"]
    assert str(gated.settings.home) not in reply.text
