import pytest

from tests.builders import build_code, build_codeframe
from textcoder.codeframe import Net
from textcoder.labelling.store.errors import CodeframeVersionError, NotStoredError
from textcoder.labelling.store.opening import open_store


def test_a_codeframe_comes_back_whole(bare, url):
    frame = build_codeframe(
        build_code(
            "time", 1, label={"nb": "Tid", "nn": "Tid"}, definition={"nb": "…"}, include=("hast", "æøå"), key="t"
        ),
        build_code("unsure!", 98, exclude=("ro",), role="dont_know"),
        title={"nb": "Hvorfor"},
        nets=(Net("all", {"nb": "Alt"}, ("time",)),),
        max_codes=2,
        min_codes=1,
    )
    bare.codeframes.add(frame)

    with open_store(url) as other:
        assert other.codeframes.get("reasons", 1) == frame
        assert other.codeframes.get("reasons").hash == frame.hash


def test_a_version_is_stored_once_and_never_changed(bare):
    frame = build_codeframe("time", "money")

    assert bare.codeframes.add(frame)
    assert not bare.codeframes.add(frame)
    with pytest.raises(CodeframeVersionError, match="higher version"):
        bare.codeframes.add(build_codeframe("time", "skill"))

    assert bare.codeframes.get("reasons") == frame


def test_without_a_version_the_highest_is_meant(bare):
    for version in (2, 10, 9):
        bare.codeframes.add(build_codeframe(version=version))
    bare.codeframes.add(build_codeframe(id="other"))

    assert bare.codeframes.get("reasons").version == 10
    assert [one.version for one in bare.codeframes.versions("reasons")] == [2, 9, 10]
    assert [one.id for one in bare.codeframes.versions()] == ["other", "reasons", "reasons", "reasons"]


def test_a_codeframe_that_is_not_there_is_said_to_be_missing(bare):
    with pytest.raises(NotStoredError, match="'reasons'"):
        bare.codeframes.get("reasons")
    with pytest.raises(NotStoredError, match="version 3"):
        bare.codeframes.get("reasons", 3)
