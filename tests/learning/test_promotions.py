import datetime as dt
import json
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
    note_refusal,
    read_promotions,
    version_before,
)

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
BECAUSE = Reason("kari", "better")
BACK = Reason("kari", "", Action.ROLLBACK)
FORCED = Reason("kari", "it must", Action.FORCED, ("worse on time",))


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


def test_where_none_was_to_be_current_and_one_is_by_now_nothing_is_changed(tmp_path):
    make(tmp_path, "a")

    with pytest.raises(CurrentChangedError):
        make(tmp_path, "c", instead_of=None)
    assert current_version(tmp_path) == "a"


def test_a_refusal_is_on_the_list_with_what_the_gate_said_and_changes_nothing(tmp_path):
    make(tmp_path, "a")
    note_refusal(tmp_path, "b", Reason("ola", "try", gate=("worse on time",)), instead_of="a", clock=lambda: NOW)

    assert current_version(tmp_path) == "a"
    assert read_promotions(tmp_path)[1:] == [
        Promotion(NOW, "ola", Action.REFUSED, "a", "b", "try", ("worse on time",)),
    ]


def test_rolling_back_passes_over_refusals_and_undoes_what_was_forced(tmp_path):
    make(tmp_path, "a")
    make(tmp_path, "b")
    note_refusal(tmp_path, "c", BECAUSE, instead_of="b")
    make(tmp_path, "c", FORCED)
    note_refusal(tmp_path, "a", BECAUSE, instead_of="c")

    seen = []
    while (version := before(tmp_path)) is not None:
        make(tmp_path, version, BACK)
        note_refusal(tmp_path, "c", BECAUSE, instead_of=version)
        seen.append(version)

    assert seen == ["b", "a"]
    assert read_promotions(tmp_path)[3] == Promotion(
        NOW, "kari", Action.FORCED, "b", "c", "it must", ("worse on time",)
    )


def test_lines_from_before_there_was_a_gate_are_still_read(tmp_path):
    lines = [
        {"at": "2026-11-21T08:00:00.000+00:00", "by": "train", "action": "promote", "from": None, "to": "a", "why": ""},
        {"at": "2026-11-21T09:00:00.000+00:00", "by": "ola", "action": "promote", "from": "a", "to": "b", "why": "x"},
        {"at": "2026-11-21T10:00:00.000+00:00", "by": "ola", "action": "rollback", "from": "b", "to": "a", "why": ""},
    ]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (tmp_path / "promotions.jsonl").write_text(text)

    read = read_promotions(tmp_path)

    assert [(one.action, one.version, one.gate) for one in read] == [
        (Action.PROMOTE, "a", ()),
        (Action.PROMOTE, "b", ()),
        (Action.ROLLBACK, "a", ()),
    ]


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
