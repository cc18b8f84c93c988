import datetime as dt
import threading

import pytest

from textcoder.errors import CannotWriteError
from textcoder.learning.errors import CurrentChangedError
from textcoder.learning.promotions import (
    Action,
    Promotion,
    Reason,
    current_version,
    make_current,
    read_promotions,
    version_before,
)

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
BECAUSE = Reason("kari", "better")
BACK = Reason("kari", "", Action.ROLLBACK)


def make(folder, version, reason=BECAUSE, **how):
    return make_current(folder, version, reason, clock=lambda: NOW, **how)


def before(folder, *there):
    return version_before(read_promotions(folder), current_version(folder), frozenset(there or "abc"))


def test_what_became_current_is_on_the_list_with_who_and_why(tmp_path):
    make(tmp_path, "a")
    made = make(tmp_path, "b", Reason("ola", "på nynorsk"))

    assert current_version(tmp_path) == "b"
    assert made == Promotion(NOW, "ola", Action.PROMOTE, "a", "b", "på nynorsk")
    assert read_promotions(tmp_path) == [Promotion(NOW, "kari", Action.PROMOTE, None, "a", "better"), made]


def test_what_is_current_already_is_not_put_on_the_list_again(tmp_path):
    make(tmp_path, "a")

    assert make(tmp_path, "a") is None
    assert len(read_promotions(tmp_path)) == 1


def test_rolling_back_again_and_again_leads_to_the_first(tmp_path):
    for version in "abc":
        make(tmp_path, version)
    seen = []
    while (version := before(tmp_path)) is not None:
        make(tmp_path, version, BACK)
        seen.append(version)

    assert seen == ["b", "a"]


def test_after_rolling_back_and_promoting_anew_the_way_back_is_the_new_one(tmp_path):
    for version in "ab":
        make(tmp_path, version)
    make(tmp_path, before(tmp_path), BACK)
    make(tmp_path, "c")

    assert before(tmp_path) == "a"


def test_a_version_that_is_gone_is_passed_over(tmp_path):
    for version in "abc":
        make(tmp_path, version)

    assert before(tmp_path, "a", "c") == "a"
    assert before(tmp_path, "c") is None


def test_a_model_that_was_current_before_there_was_a_list_can_be_gone_back_to(tmp_path):
    (tmp_path / "current").write_text("a\n")
    make(tmp_path, "b")

    assert before(tmp_path) == "a"


def test_a_promotion_that_was_listed_and_broken_off_does_not_mislead(tmp_path):
    make(tmp_path, "a")
    make(tmp_path, "b")
    (tmp_path / "current").write_text("a\n")

    assert before(tmp_path) is None


def test_a_line_that_was_broken_off_is_passed_over_and_closed(tmp_path):
    make(tmp_path, "a")
    with (tmp_path / "promotions.jsonl").open("a") as file:
        file.write('{"at": "2026-')
    make(tmp_path, "b")

    assert [one.version for one in read_promotions(tmp_path)] == ["a", "b"]


def test_where_somebody_else_was_quicker_nothing_is_changed(tmp_path):
    make(tmp_path, "a")
    make(tmp_path, "b")

    with pytest.raises(CurrentChangedError):
        make(tmp_path, "c", instead_of="a")
    assert current_version(tmp_path) == "b"
    assert len(read_promotions(tmp_path)) == 2


def test_what_could_not_be_made_current_is_not_on_the_list(tmp_path):
    make(tmp_path, "a")
    (tmp_path / "current").unlink()
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "x").touch()

    with pytest.raises(CannotWriteError):
        make(tmp_path, "b")
    assert [one.version for one in read_promotions(tmp_path)] == ["a"]


def test_many_at_once_make_one_unbroken_list(tmp_path):
    def promote_often(name):
        for number in range(10):
            make(tmp_path, f"{name}{number}")

    threads = [threading.Thread(target=promote_often, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    listed = read_promotions(tmp_path)
    assert len(listed) == 40
    assert [one.before for one in listed[1:]] == [one.version for one in listed[:-1]]
    assert current_version(tmp_path) == listed[-1].version
