import pytest

from textcoder.errors import (
    CodeframeError,
    CodeframeNotFoundError,
    FileProblemError,
    HomeNotFoundError,
    SurveyNotFoundError,
)
from textcoder.files.home import Home, find_home


def codeframe_yaml(name: str) -> str:
    return f"id: {name}\nversion: 1\ncodes: [{{id: capacity, number: 1, label: Kapasitet}}]\n"


SURVEY = "id: s\ntitle: {nb: S}\ncodeframe: barriers\nquestions: [{id: Q1, type: open, text: {nb: Hva?}}]\n"


@pytest.fixture
def home(tmp_path) -> Home:
    (tmp_path / "models").mkdir()
    for survey, frame in (("barometer", "barriers"), ("trivsel", "wellbeing")):
        folder = tmp_path / "labels" / survey
        folder.mkdir(parents=True)
        (folder / "codeframe.yaml").write_text(codeframe_yaml(frame))
    (tmp_path / "labels" / "barometer" / "survey.yaml").write_text(SURVEY)
    return Home(tmp_path)


def test_a_codeframe_is_found_by_its_id(home):
    assert home.codeframe("wellbeing").id == "wellbeing"
    assert home.codeframe_path("barriers") == home.root / "labels" / "barometer" / "codeframe.yaml"


def test_a_codeframe_is_found_by_its_path_wherever_it_lies(home, tmp_path):
    (tmp_path / "annet.yaml").write_text(codeframe_yaml("other-frame"))

    assert home.codeframe(str(tmp_path / "annet.yaml")).id == "other-frame"


def test_an_unknown_codeframe_is_reported_with_those_there_are(home):
    with pytest.raises(CodeframeNotFoundError, match=r"'barrier', .*There is: barriers, wellbeing"):
        home.codeframe("barrier")


def test_a_home_without_codeframes_says_so(tmp_path):
    with pytest.raises(CodeframeNotFoundError, match="There is none"):
        Home(tmp_path).codeframe("barriers")


def test_a_broken_codeframe_does_not_stand_in_the_way_of_another(home):
    (home.root / "labels" / "barometer" / "codeframe.yaml").write_text("id: [\n")

    assert home.codeframe("wellbeing").id == "wellbeing"


def test_a_codeframe_that_may_be_the_broken_one_is_reported_as_broken(home):
    (home.root / "labels" / "barometer" / "codeframe.yaml").write_text("id: [\n")

    with pytest.raises(FileProblemError, match="barometer"):
        home.codeframe("barriers")


def test_a_codeframe_that_breaks_its_own_rules_is_reported_with_its_path(home):
    (home.root / "labels" / "barometer" / "codeframe.yaml").write_text("id: barriers\nversion: 1\ncodes: []\n")

    with pytest.raises(CodeframeError, match=r"barometer.codeframe\.yaml: it has no codes"):
        home.codeframe("barriers")


def test_codings_lie_beside_their_codeframe(home):
    folder = home.root / "labels" / "barometer"
    assert home.codings_path("barriers") is None

    (folder / "codings.csv").write_text("")
    assert home.codings_path("barriers") == folder / "codings.csv"

    (folder / "codings.jsonl").write_text("")
    assert home.codings_path("barriers") == folder / "codings.jsonl"
    assert home.codings_path("wellbeing") is None


def test_a_survey_is_found_by_its_folder(home):
    assert home.survey("barometer").questions[0].id == "Q1"
    assert home.survey_folder("barometer") == home.root / "labels" / "barometer"


@pytest.mark.parametrize("name", ["trivsel", "../barometer", ""])
def test_a_folder_that_describes_no_survey_is_none(home, name):
    with pytest.raises(SurveyNotFoundError, match="There is: barometer"):
        home.survey(name)


def test_the_nearest_folder_with_labels_and_models_is_the_home(home):
    inner = home.root / "labels" / "barometer" / "example"
    inner.mkdir()
    assert find_home(inner) == home

    for name in ("labels", "models"):
        (inner / name).mkdir()
    assert find_home(inner) == Home(inner)


def test_labels_alone_make_no_home(tmp_path):
    (tmp_path / "labels").mkdir()

    with pytest.raises(HomeNotFoundError, match="--home"):
        find_home(tmp_path)


def test_trained_models_lie_in_the_home(home):
    assert home.trained == home.root / "models" / "trained"


def test_of_several_versions_of_a_codeframe_the_highest_is_meant(home):
    folder = home.root / "labels" / "barometer"
    (folder / "codeframe-10.yaml").write_text(codeframe_yaml("barriers").replace("version: 1", "version: 10"))
    (folder / "codeframe-2.yaml").write_text(codeframe_yaml("barriers").replace("version: 1", "version: 2"))

    assert home.codeframe("barriers").version == 10


def test_what_is_redacted_is_said_by_the_survey_that_asks_the_question(home):
    described = home.root / "labels" / "barometer" / "survey.yaml"
    described.write_text(SURVEY + "redact: [person, phone]\n")

    assert home.redacted_kinds("barriers", ["Q1"]) == {"person", "phone"}
    assert home.redacted_kinds("barriers", ["Q2"]) == frozenset()
    assert home.redacted_kinds("wellbeing", ["Q1"]) == frozenset()


def test_a_survey_that_cannot_be_read_stops_what_depends_on_its_redaction(home):
    (home.root / "labels" / "barometer" / "survey.yaml").write_text("id: [")

    with pytest.raises(FileProblemError):
        home.redacted_kinds("barriers", ["Q1"])
