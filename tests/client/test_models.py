"""Which model codes, changed from a program: against the real service, and over a road on which replies are lost."""

import shutil
from dataclasses import dataclass

import pytest

from service.settings import ServiceSettings
from tests.client.conftest import serving
from tests.client.road import open_road
from tests.many_voices import freeze_some, train_one, train_wrongly, write_home
from textcoder.client import (
    Client,
    GateRefusedError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    RequestError,
    UnreachableError,
)
from textcoder.labelling.store.keys import Role
from textcoder.labelling.store.opening import open_store


@dataclass(frozen=True)
class Two:
    """A service with a current model, and one of codings in which half of a code is called another."""

    url: str
    analyst: str
    pipeline: str
    good: str
    wrong: str


@pytest.fixture(scope="module")
def two_trained(tmp_path_factory):
    home = write_home(tmp_path_factory.mktemp("two") / "home")
    freeze_some(home)
    return home.root, train_one(home, 21, promote=True), train_wrongly(home, 22, {"economy": "capacity"})


@pytest.fixture
def two(two_trained, tmp_path):
    root, good, wrong = two_trained
    settings = ServiceSettings(home=shutil.copytree(root, tmp_path / "home"), look_every_s=0.1)
    with open_store(settings.store_address) as store:
        key = store.keys.create(Role.ANALYST, name="kari")
    with serving(settings) as service:
        yield Two(service.url, key, service.key, good, wrong)


@pytest.fixture
def client(two):
    with Client(two.url, two.analyst, retries=0) as client:
        yield client


def test_a_model_that_is_worse_is_refused_with_each_reason_and_nothing_changes(client, two):
    with pytest.raises(GateRefusedError) as refused:
        client.models.promote("barriers", two.wrong, why="newer")

    assert isinstance(refused.value, RefusedError)
    assert refused.value.status == 409
    assert "codes.capacity.f1" in refused.value.problems
    assert client.models.current("barriers") == two.good


def test_it_is_promoted_by_force_with_a_reason_and_rolled_back(client, two):
    forced = client.models.promote("barriers", f"barriers/{two.wrong}", why="til en prøve", force=True)
    assert (forced.codeframe, forced.version, forced.before) == ("barriers", two.wrong, two.good)
    assert (forced.changed, forced.in_use, forced.forced) == (True, True, True)
    assert any("capacity" in said for said in forced.gate)
    assert client.classify(["for lite tid"], codeframe="barriers").model_version == two.wrong

    again = client.models.promote("barriers", two.wrong)
    assert (again.changed, again.before, again.forced, again.gate) == (False, None, False, ())

    back = client.models.roll_back("barriers", why="viser for mange videre")
    assert (back.version, back.before, back.changed) == (two.good, two.wrong, True)
    assert client.models.current("barriers") == two.good
    with pytest.raises(RefusedError, match="No earlier model"):
        client.models.roll_back("barriers")


def test_what_cannot_be_asked_for_is_told_by_its_kind(client, two):
    with pytest.raises(RequestError, match="force needs why"):
        client.models.promote("barriers", two.wrong, force=True)
    with pytest.raises(NotFoundError):
        client.models.promote("barriers", "20200101-00000000")
    with pytest.raises(NotFoundError):
        client.models.current("no/such")
    with Client(two.url, two.pipeline, retries=0) as other, pytest.raises(NotAllowedError):
        other.models.roll_back("barriers")
    assert client.models.current("barriers") == two.good


def test_where_a_reply_is_lost_a_promotion_is_sent_again_and_a_rollback_is_not(two):
    with open_road(two.url) as road, Client(road.url, two.analyst, retries=3) as client:
        road.accidents += ["lost"]
        sent_twice = client.models.promote("barriers", two.wrong, why="til en prøve", force=True)
        assert (sent_twice.version, sent_twice.changed, len(road.passed)) == (two.wrong, False, 2)

        road.accidents += ["lost"]
        with pytest.raises(UnreachableError, match="asked once"):
            client.models.roll_back("barriers")
        assert len(road.passed) == 3
        assert client.models.current("barriers") == two.good
