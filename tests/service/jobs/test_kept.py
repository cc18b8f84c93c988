import pytest

from service.jobs.kept import KeptCodings
from textcoder.codings import Coding, Source, Status

FIRST = [
    Coding(frozenset({"time"}), "model:v1", Source.MODEL, Status.REFERRED, 0.1 + 0.2, {"time": 1 / 3, "money": 0.1}),
    Coding(frozenset(), "", None, Status.EMPTY),
]
SECOND = [Coding(frozenset({"a", "b"}), "human:kari", Source.EXACT)]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "kept.jsonl"
    kept = KeptCodings(path, ["v1"])
    for texts, codings in ((["HEMMELIGHET", ""], FIRST), (["ja"], SECOND)):
        assert kept.next(texts) is None
        kept.add(texts, codings)
    kept.close()
    return path


def reopened(path, belongs_to=("v1",)):
    return KeptCodings(path, belongs_to)


def test_what_was_kept_comes_back_as_it_was(path):
    kept = reopened(path)

    assert kept.next(["HEMMELIGHET", ""]) == FIRST
    assert kept.next(["ja"]) == SECOND
    assert kept.next(["nei"]) is None
    kept.close()


def test_no_verbatim_is_kept(path):
    assert b"HEMMELIGHET" not in path.read_bytes()


def test_a_line_that_broke_off_is_made_anew_and_those_before_it_stay(path):
    path.write_bytes(path.read_bytes()[:-9])
    kept = reopened(path)

    assert kept.next(["HEMMELIGHET", ""]) == FIRST
    assert kept.next(["ja"]) is None
    kept.add(["ja"], SECOND)
    kept.close()

    again = reopened(path)
    assert (again.next(["HEMMELIGHET", ""]), again.next(["ja"])) == (FIRST, SECOND)
    again.close()


@pytest.mark.parametrize("texts", [["HEMMELIGHET"], ["", "HEMMELIGHET"], ["HEMMELIGHE", "T"]])
def test_other_texts_than_those_that_were_coded_are_coded_anew(path, texts):
    kept = reopened(path)

    assert kept.next(texts) is None
    assert kept.next(["ja"]) is None
    kept.close()
    assert path.read_bytes() == b""


def test_codings_of_another_model_do_not_count(path):
    kept = reopened(path, ["v2"])

    assert kept.next(["HEMMELIGHET", ""]) is None
    kept.close()
