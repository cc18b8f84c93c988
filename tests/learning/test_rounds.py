import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tests.builders import build_code, build_codeframe
from textcoder.learning.rounds import History, history_file, keep_history, read_history
from textcoder.learning.stopping import Round, advise


def a_round(codings: int, *, given: int = 1) -> Round:
    return Round(codings, np.arange(12).reshape(4, 3) % 2 == given)


@given(arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=0)), st.booleans())
def test_what_is_kept_is_read_again(tmp_path_factory, codes, given_up):
    path = tmp_path_factory.mktemp("home") / "rounds.json"

    keep_history(path, History("drawn", (Round(40, codes),), given_up))
    read = read_history(path)

    assert (read.drawn, read.given_up, read.rounds[0].codings) == ("drawn", given_up, 40)
    assert np.array_equal(read.rounds[0].given, codes)


def test_a_history_that_is_not_there_or_damaged_has_not_begun(tmp_path):
    path = tmp_path / "rounds.json"
    assert read_history(path) == History()

    for content in ("", "{", "[]", '{"drawn": "", "given_up": false, "rounds": [{"codings": 1}]}'):
        path.write_text(content, encoding="utf-8")
        assert read_history(path) == History()


def test_rounds_on_other_answers_are_forgotten_and_giving_up_is_not():
    history = History("old", (a_round(20), a_round(40)), given_up=True)

    now = history.with_round("new", a_round(60))

    assert (now.drawn, now.given_up, [one.codings for one in now.rounds]) == ("new", True, [60])


def test_a_round_takes_the_place_of_one_with_as_many_codings_or_more():
    history = History("drawn", (a_round(20), a_round(40), a_round(60)))

    assert [one.codings for one in history.with_round("drawn", a_round(40, given=0)).rounds] == [20, 40]


def test_advice_counts_rounds_of_earlier_sittings(tmp_path):
    path = tmp_path / "rounds.json"
    for codings in (20, 40, 60, 80):
        keep_history(path, read_history(path).with_round("drawn", a_round(codings)))

    advice = advise(read_history(path).rounds)

    assert advice.enough
    assert advice.rounds == 3


def test_what_cannot_be_kept_is_no_reason_to_stop(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    keep_history(tmp_path / "file" / "rounds.json", History())

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_each_question_and_each_way_of_coding_has_a_history_of_its_own(tmp_path):
    frame, other = build_codeframe(), build_codeframe(build_code("another"))
    files = [
        history_file(tmp_path, "S", "Q1", frame),
        history_file(tmp_path, "S", "Q2", frame),
        history_file(tmp_path, "SQ", "1", frame),
        history_file(tmp_path, "S", "Q1", other),
    ]

    assert len(set(files)) == 4
    assert files[0] == history_file(tmp_path, "S", "Q1", frame)
