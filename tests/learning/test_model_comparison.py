import pytest

from tests.learning.test_side_by_side import new_rows, write_rows, write_two_models
from textcoder.files.home import Home
from textcoder.learning.changed_answers import Change
from textcoder.learning.model_comparison import compare_models


@pytest.fixture(scope="module")
def two_models(tmp_path_factory):
    return write_two_models(tmp_path_factory.mktemp("models") / "home")


@pytest.fixture(scope="module")
def home(two_models):
    return Home(two_models[0])


@pytest.fixture(scope="module")
def versions(two_models):
    return two_models[1:]


def test_two_models_are_compared_from_end_to_end(home, versions):
    found = compare_models(home, *versions)

    assert (found.before.version, found.after.version) == versions
    assert (found.before.codings, found.after.codings) == (78, 65)
    assert (found.figures.answers, found.figures.voices, found.figures.is_judged) == (60, 5, True)
    assert found.figures.max_error == 0.3
    assert [code.code_id for code in found.figures.codes] == ["capacity", "economy", "dont_know"]
    # Five answers were coded otherwise for the second one, which does not leave it as good as the first.
    assert found.figures.exact.value < 0
    assert found.count(Change.WORSE) > found.count(Change.BETTER)
    assert len(found.changed) == sum(map(found.count, Change))
    assert [len(points) for points in found.coverage] == [20, 20]
    assert found.conclusion.headline


def test_answers_without_codes_have_moves_and_no_judgement(home, versions, tmp_path):
    rows = [{"id": row["id"], "text": row["text"]} for row in new_rows()]

    found = compare_models(home, *versions, on=write_rows(tmp_path / "new.csv", rows))

    assert not found.figures.is_judged
    assert found.coverage == ((), ())
    assert {one.change for one in found.changed} <= {Change.MOVED}
