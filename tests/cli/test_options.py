import json

import pytest


def list_models(textcoder, *more):
    return textcoder("models", "list", "--json", *more)


def versions(ended) -> list[str]:
    assert ended.code == 0, ended.err
    return [row["version"] for row in json.loads(ended.out)]


@pytest.fixture
def empty_home(tmp_path):
    for name in ("labels", "models"):
        (tmp_path / "empty" / name).mkdir(parents=True)
    return tmp_path / "empty"


@pytest.fixture
def elsewhere(tmp_path_factory, monkeypatch):
    """A working folder that is in no home."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))


def test_the_nearest_folder_with_labels_and_models_is_the_home(textcoder, home, model_folder, monkeypatch):
    monkeypatch.chdir(model_folder)

    assert versions(list_models(textcoder)) == [model_folder.name]


@pytest.mark.usefixtures("elsewhere")
def test_the_variable_names_a_home_from_anywhere(textcoder, trained_home, monkeypatch):
    monkeypatch.setenv("TEXTCODER_HOME", str(trained_home))

    assert len(versions(list_models(textcoder))) == 1


def test_the_option_goes_before_the_variable_and_the_variable_before_the_folder(
    textcoder, home, trained_home, empty_home, monkeypatch
):
    monkeypatch.chdir(trained_home)
    monkeypatch.setenv("TEXTCODER_HOME", str(empty_home))

    assert versions(list_models(textcoder)) == []
    assert len(versions(list_models(textcoder, "--home", home))) == 1


def test_an_empty_variable_counts_as_none(textcoder, trained_home, monkeypatch):
    monkeypatch.chdir(trained_home)
    monkeypatch.setenv("TEXTCODER_HOME", "")

    assert len(versions(list_models(textcoder))) == 1


@pytest.mark.usefixtures("elsewhere")
def test_without_a_home_it_says_how_to_name_one(textcoder):
    ended = list_models(textcoder)

    assert (ended.code, ended.out) == (3, "")
    assert "Pass --home DIR or set TEXTCODER_HOME" in ended.err


def test_a_home_that_is_not_there_is_no_home_without_models(textcoder, trained_home, tmp_path, monkeypatch):
    monkeypatch.chdir(trained_home)
    missing = tmp_path / "mistyped"

    by_option = list_models(textcoder, "--home", missing)
    monkeypatch.setenv("TEXTCODER_HOME", str(missing))
    by_variable = list_models(textcoder)

    assert by_option == by_variable
    assert (by_option.code, by_option.out) == (3, "")
    assert f"{missing} is no folder" in by_option.err


def calls(home, export, out):
    at_home = ("--home", home)
    classify = ("-o", out, "--codeframe", "barriers", "--id", "respid", "--text", "svar")
    return {
        "train": ("train", "--codeframe", "barriers", "--profile", "fast", "--seed", 2, *at_home),
        "evaluate": ("evaluate", "barriers", *at_home),
        "classify": ("classify", export, *classify, *at_home),
        "codeframe validate": ("codeframe", "validate", "barriers", *at_home),
        "codeframe show": ("codeframe", "show", "barriers", *at_home),
        "models list": ("models", "list", *at_home),
        "models show": ("models", "show", "barriers", *at_home),
    }


@pytest.mark.parametrize(
    "name", ["train", "evaluate", "classify", "codeframe validate", "codeframe show", "models list", "models show"]
)
def test_as_json_there_is_nothing_but_json_on_stdout_and_quiet_silences_the_rest(
    textcoder, home, export, tmp_path, name
):
    ended = textcoder(*calls(home, export, tmp_path / "coded.csv")[name], "--json", "--quiet")

    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)


def test_talk_is_on_stderr_the_result_on_stdout_and_1_means_rows_that_failed(textcoder, trained_home, export, tmp_path):
    export.write_text(export.read_text("cp1252") + "011;2;1;;\n", "cp1252")
    call = calls(trained_home, export, tmp_path / "coded.csv")["classify"]

    ended = textcoder(*call)

    assert ended.code == 1
    assert [line.split()[0] for line in ended.err.splitlines()] == ["Reading", "Coding", "Written:", "Rows"]
    assert "(CSV, Windows-1252, delimiter ';')" in ended.err
    assert "Kapasitet" in ended.out
    assert "\x1b" not in ended.out + ended.err  # no colours or progress where nobody looks


def test_an_error_is_said_even_when_quiet(textcoder, trained_home):
    ended = textcoder("models", "show", "nothing", "--home", trained_home, "--quiet", "--json")

    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("Error: No trained model 'nothing'")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_json_is_read_alike_whatever_the_terminal_takes(textcoder_apart, trained_home, encoding):
    ended = textcoder_apart(
        "codeframe", "show", "barriers", "--home", trained_home, "--json", env={"PYTHONIOENCODING": encoding}
    )

    assert json.loads(ended.out)["codes"][1]["label"] == {"nb": "Økonomi"}


def test_a_terminal_that_lacks_letters_still_gets_its_table(textcoder_apart, trained_home):
    ended = textcoder_apart("codeframe", "show", "barriers", "--home", trained_home, env={"PYTHONIOENCODING": "ascii"})

    assert ended.code == 0
    assert "?konomi" in ended.out
