import json
import shutil

import pytest


@pytest.fixture
def shown(textcoder, brought, tmp_path):
    """Show what becomes of the models of a home when its codeframe is changed in one place."""

    def run(home, was, becomes, *arguments):
        text = (brought / "frame.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
        assert was in text
        (tmp_path / "new.yaml").write_text(text.replace(was, becomes), encoding="utf-8")
        ended = textcoder(
            "codeframe", "migrate", brought / "frame.yaml", tmp_path / "new.yaml",
            "--codings", brought / "coded.csv", "--home", home, *arguments,
        )  # fmt: skip
        assert ended.code == 0, ended.err
        return ended

    return run


@pytest.mark.parametrize(
    ("was", "becomes", "fate"),
    [
        ("number: 2", "number: 7", "(current) no longer fits; train again on the moved codings."),
        ("nb: Økonomi", "nb: Penger", "(current) still fits."),
        (
            "include: [penger]",
            "include: [kroner]",
            "(current) fits, but learned a code as it no longer is; train again.",
        ),
    ],
)
def test_models_are_named_with_what_becomes_of_them(shown, trained_home, was, becomes, fate):
    line = shown(trained_home, was, becomes).out.splitlines()[-1]

    assert line.startswith("Model barriers/")
    assert line.endswith(fate)


def test_machines_get_the_models_too(shown, trained_home):
    (model,) = json.loads(shown(trained_home, "number: 2", "number: 7", "--json").out)["models"]

    assert model.pop("model").startswith("barriers/")
    assert model == {"current": True, "fits": False, "outdated": False}


def test_a_model_that_did_not_fit_before_is_no_consequence(shown, home, model_folder):
    manifest = json.loads((model_folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["codeframe"]["coding_hash"] = "0" * 64
    (model_folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert json.loads(shown(home, "number: 2", "number: 7", "--json").out)["models"] == []


def test_models_of_other_codeframes_are_left_alone(shown, home, model_folder):
    shutil.copytree(model_folder, model_folder.parent.with_name("other") / "20260101-00000000")

    assert len(json.loads(shown(home, "number: 2", "number: 7", "--json").out)["models"]) == 1


def test_a_damaged_model_is_told_of_and_hides_no_other(shown, home, model_folder):
    (model_folder / "manifest.json").write_text("{", encoding="utf-8")

    ended = shown(home, "number: 2", "number: 7", "--json")

    assert json.loads(ended.out)["models"] == []
    assert "manifest is missing or damaged" in ended.err


def test_a_home_without_models_has_none_to_name(shown, tmp_path):
    (tmp_path / "labels").mkdir()

    assert json.loads(shown(tmp_path, "number: 2", "number: 7", "--json").out)["models"] == []
