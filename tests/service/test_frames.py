import pytest

from service.frames import frames_of
from tests.service.small_home import write_home
from textcoder.errors import CodeframeNotFoundError
from textcoder.files.home import Home


@pytest.fixture
def home(tmp_path):
    return Home(write_home(tmp_path / "home"))


def test_the_highest_version_is_found_where_none_is_named(home):
    path = home.codeframe_path("barriers")
    path.with_name("codeframe-v2.yaml").write_text(path.read_text().replace("version: 1", "version: 2"))

    frames = frames_of(home)

    assert [frames.find("barriers", version).version for version in (None, 1, 2)] == [2, 1, 2]
    assert frames.find("barriers", 3) is None
    assert frames.find("unheard-of") is None


def test_a_file_that_changes_is_read_again(home):
    assert frames_of(home).get("barriers").version == 1
    path = home.codeframe_path("barriers")
    path.write_text(path.read_text().replace("version: 1", "version: 20"))

    assert frames_of(home).get("barriers").version == 20


def test_what_is_not_there_is_said_with_what_is(home):
    with pytest.raises(CodeframeNotFoundError, match="There is: barriers"):
        frames_of(home).get("../barriers")


def test_a_file_that_cannot_be_read_is_named_without_where_the_home_is(home):
    home.codeframe_path("barriers").with_name("codeframe-v2.yaml").write_text("id: [")

    (problem,) = frames_of(home).problems

    assert problem.startswith("labels/barriere-2025/codeframe-v2.yaml: ")
