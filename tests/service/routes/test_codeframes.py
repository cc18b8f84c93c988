"""Codeframes as callers see them: the real application, in this process."""

import json

from service.schemas.codeframes import CodeframeOut, CodeframesOut
from textcoder.files.codeframe_file import read_codeframe
from textcoder.labelling.store.keys import Role


def get(service, path="", role=Role.CODER, **asked):
    return service.client.get(f"/v1/codeframes{path}", params=asked, headers=service.headers(role))


def test_the_codeframes_of_home_and_store_are_listed_with_their_versions(own_service):
    folder = own_service.settings.home / "labels" / "barriere-2025"
    frame = read_codeframe(folder / "codeframe.yaml")
    second = (folder / "codeframe.yaml").read_text().replace("version: 1", "version: 2")
    (folder / "codeframe-v2.yaml").write_text(second)
    with own_service.held.store.use() as store:
        store.codeframes.add(frame)

    reply = get(own_service)

    assert reply.status_code == 200, reply.text
    CodeframesOut.model_validate(reply.json())
    (only,) = reply.json()["codeframes"]
    assert (only["id"], only["version"], only["versions"], only["codes"]) == ("barriers", 2, [1, 2], 3)
    assert reply.json()["warnings"] == []


def test_a_codeframe_is_shown_as_its_file_has_it(own_service, tmp_path):
    reply = get(own_service, "/barriers")

    CodeframeOut.model_validate(reply.json())
    (tmp_path / "again.yaml").write_text(json.dumps(reply.json()), encoding="utf-8")
    original = own_service.settings.home / "labels" / "barriere-2025" / "codeframe.yaml"
    assert read_codeframe(tmp_path / "again.yaml") == read_codeframe(original)
    assert reply.headers["X-Textcoder-Codeframe"] == "barriers:1"


def test_a_version_that_the_home_no_longer_has_is_shown_from_the_store(own_service):
    path = own_service.settings.home / "labels" / "barriere-2025" / "codeframe.yaml"
    with own_service.held.store.use() as store:
        store.codeframes.add(read_codeframe(path))
    path.write_text(path.read_text().replace("version: 1", "version: 2"))

    versions = [get(own_service, "/barriers", **asked).json()["version"] for asked in ({}, {"version": 1})]

    assert versions == [2, 1]
    assert get(own_service, "/barriers", version=3).status_code == 404


def test_what_is_not_there_is_not_found_and_a_path_is_no_id(own_service):
    assert get(own_service, "/unheard-of").status_code == 404
    assert get(own_service, "/..%2Fx").status_code in (404, 422)
    assert get(own_service, "/Capital").status_code == 422
    assert get(own_service, "/barriers", version=0).status_code == 422


def test_a_file_that_cannot_be_read_hides_no_other(own_service):
    folder = own_service.settings.home / "labels" / "broken"
    folder.mkdir()
    (folder / "codeframe.yaml").write_text("id: [")

    reply = get(own_service).json()

    assert [one["id"] for one in reply["codeframes"]] == ["barriers"]
    assert reply["warnings"][0].startswith("labels/broken/codeframe.yaml")


def test_while_the_store_is_away_the_codeframes_of_the_home_are_there(own_service, eventually):
    path = own_service.settings.home / "labels" / "store.sqlite"
    path.rename(path.with_name("away"))
    eventually(lambda: not own_service.held.store.is_there)

    assert "away" in get(own_service).json()["warnings"][0]
    assert get(own_service, "/barriers").status_code == 200
    assert get(own_service, "/barriers", version=9).status_code == 503
